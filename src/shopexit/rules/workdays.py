"""Counting China's working days, by the calendar of a rule folder."""

from datetime import date, timedelta
from functools import cache

from shopexit.rules.calendar import Calendar
from shopexit.rules.durations import Unit

_DAY = timedelta(days=1)
_HOURS = 24


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


def counted(calendar: Calendar, day: date, unit: Unit, count: int, *, whole: bool) -> date:
    """Return the day on which so much time is over that began on a day.

    Of hours, part of a day is left out, or is a `whole` day: the hour a wait begins is not known.
    """
    match unit:
        case Unit.WORKING_DAYS:
            return after(calendar, day, count)
        case Unit.HOURS:
            return plus(day, -(-count // _HOURS) if whole else count // _HOURS)
        case _:
            return plus(day, count)


def plus(day: date, days: int) -> date:
    """Return a day put off by calendar days; the calendar ends with the year 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
