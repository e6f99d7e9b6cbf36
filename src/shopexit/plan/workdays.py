"""Counting China's working days, by the calendar of a rule folder."""

from datetime import date, timedelta
from functools import cache

from shopexit.rules.calendar import Calendar

_DAY = timedelta(days=1)


@cache
def _is_working_day(calendar: Calendar, day: date) -> bool:
    return calendar.is_working_day(day)


@cache
def after(calendar: Calendar, day: date, count: int) -> date:
    """Return the working day that is `count` working days after a day, which itself never counts.

    None after a day is the day itself. The calendar ends with the year 9999.
    """
    while count and day < date.max:
        day += _DAY
        count -= _is_working_day(calendar, day)
    return day


def guessed(calendar: Calendar, first: date, last: date) -> frozenset[int]:
    """Return the years, not announced, that counting working days between two days goes through."""
    years = range(first.year, last.year + 1)
    return frozenset(year for year in years if not calendar.is_announced(year))
