"""China's working days: weekends, public holidays, and the weekends that are worked for them.

The State Council announces each year's holidays and make-up days in the autumn before. For the
years it has announced, `chinesecalendar` knows every day, and it refuses all others. For those the
law fixes the holidays themselves, which `holidays` reckons, but nobody knows yet which weekends
will be worked for them: what is counted in such a year is an estimate, and is said to be one.
"""

from datetime import date, timedelta
from functools import cache

from shopexit.rules.durations import Unit

# Both libraries are imported where they are asked: most commands count no working days.

_SATURDAY = 5
_HOURS = 24
_DAY = timedelta(days=1)


@cache
def is_published(year: int) -> bool:
    """Return whether the year's holidays and make-up days are known, and not only its law."""
    import chinese_calendar

    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


@cache
def is_working_day(day: date) -> bool:
    """Return whether a day is worked; an estimate in a year that is not published."""
    if is_published(day.year):
        import chinese_calendar

        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < _SATURDAY and day not in _statutory(day.year)


@cache
def _statutory(year: int) -> frozenset[date]:
    # Only a year that is not published needs this one, which takes long to import.
    from holidays.countries.china import China

    return frozenset(China(years=year))  # type: ignore[no-untyped-call]


@cache
def after(day: date, count: int) -> date:
    """Return the working day that is `count` working days after a day, which itself never counts.

    None after a day is the day itself. The calendar ends with the year 9999.
    """
    while count and day < date.max:
        day += _DAY
        count -= is_working_day(day)
    return day


def guessed(first: date, last: date) -> frozenset[int]:
    """Return the unpublished years that counting working days between two days goes through."""
    years = range(first.year, last.year + 1)
    return frozenset(year for year in years if not is_published(year))


def counted(day: date, unit: Unit, count: int, *, whole: bool) -> date:
    """Return the day on which so much time is over that began on a day.

    Of hours, part of a day is left out, or is a `whole` day: the hour a wait begins is not known.
    """
    match unit:
        case Unit.WORKING_DAYS:
            return after(day, count)
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
