"""Working days: each row was counted by hand on the calendar of the State Council.

2026: New Year 1 to 3 January (Sunday the 4th is worked); Spring Festival 15 to 23 February
(Saturdays 14 and 28 are worked); Qingming 4 to 6 April; Labour Day 1 to 5 May (Saturday 9 May is
worked); Dragon Boat 19 to 21 June; Mid-Autumn 25 to 27 September; National Day 1 to 7 October
(Sunday 20 September and Saturday 10 October are worked).
"""

from datetime import date

import pytest
from daysoff import CALENDAR, skip_if_announced

from shopexit.rules import calendar
from shopexit.rules.durations import Unit


def day(text: str) -> date:
    """Return a day that was written down."""
    return date.fromisoformat(text)


def after(start: date, count: int) -> date:
    """Return the working day that comes so many after a day, by the packaged calendar."""
    return calendar.after(CALENDAR, start, count)


def guessed(first: date, last: date) -> frozenset[int]:
    """Return the years between two days that the packaged calendar has no announcement of."""
    return calendar.guessed_years(CALENDAR, first, last)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # National Day and Mid-Autumn: worked are 18, 20 to 24, 28 to 30 September, 8 to 10, 12 to
        # 16 October.
        ("2026-09-18", 1, "2026-09-20"),  # Friday; the next is a Sunday that is worked
        ("2026-09-18", 2, "2026-09-21"),
        ("2026-09-19", 1, "2026-09-20"),  # from a Saturday
        ("2026-09-20", 0, "2026-09-20"),
        ("2026-09-20", 1, "2026-09-21"),
        ("2026-09-24", 1, "2026-09-28"),  # Mid-Autumn lies between
        ("2026-09-25", 1, "2026-09-28"),  # from its first day
        ("2026-09-27", 1, "2026-09-28"),  # from its last
        ("2026-09-24", 3, "2026-09-30"),
        ("2026-09-24", 4, "2026-10-08"),  # 28, 29, 30, then the holiday
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),  # a Saturday that is worked
        ("2026-09-30", 4, "2026-10-12"),
        ("2026-09-30", 7, "2026-10-15"),  # 8, 9, 10, 12, 13, 14, 15
        ("2026-10-01", 0, "2026-10-01"),  # none after a holiday is the holiday
        ("2026-10-01", 1, "2026-10-08"),
        ("2026-10-03", 7, "2026-10-15"),
        ("2026-10-07", 1, "2026-10-08"),
        ("2026-10-08", 5, "2026-10-14"),  # 9, 10, 12, 13, 14
        ("2026-10-10", 1, "2026-10-12"),
        ("2026-10-11", 1, "2026-10-12"),
        ("2026-09-18", 10, "2026-10-09"),  # 20 to 24 (5), 28 to 30 (8), 8 (9), 9 (10)
        ("2026-09-14", 15, "2026-10-10"),  # 15 to 18 (4), 20 to 24 (9), 28 to 30 (12), 8 to 10
        # Spring Festival: worked are 9 to 14, 24 to 28 February, 2 March.
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-14", 0, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-15", 0, "2026-02-15"),
        ("2026-02-15", 1, "2026-02-24"),
        ("2026-02-18", 3, "2026-02-26"),
        ("2026-02-23", 1, "2026-02-24"),
        ("2026-02-14", 5, "2026-02-28"),  # 24 to 28, the last a Saturday
        ("2026-02-14", 6, "2026-03-02"),
        ("2026-02-27", 1, "2026-02-28"),
        ("2026-02-28", 1, "2026-03-02"),
        ("2026-02-09", 10, "2026-02-28"),  # 10 to 14 (5), 24 to 28 (10)
        # The turn of the year: Wednesday 31 December, then Sunday 4 January.
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-12-31", 2, "2026-01-05"),
        ("2026-01-01", 1, "2026-01-04"),
        ("2025-12-30", 3, "2026-01-05"),
        # The other holidays.
        ("2026-04-03", 1, "2026-04-07"),  # Qingming ends on a Monday
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-04-30", 3, "2026-05-08"),
        ("2026-04-30", 4, "2026-05-09"),  # a Saturday that is worked
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-06-18", 1, "2026-06-22"),
        # A leap day, which is a Thursday.
        ("2024-02-28", 1, "2024-02-29"),
        ("2024-02-28", 2, "2024-03-01"),
        ("2024-02-29", 1, "2024-03-01"),
        # Weeks without any holiday.
        ("2026-11-22", 5, "2026-11-27"),
        ("2026-07-01", 22, "2026-07-31"),
    ],
)
def test_the_nth_working_day_after_a_day_is_that_of_the_calendar(
    start: str, count: int, end: str
) -> None:
    """The start never counts, and of published years nothing is guessed."""
    assert after(day(start), count) == day(end)
    assert not guessed(day(start), day(end))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        # 2027: New Year's Day is a Friday; Spring Festival 5 to 8 February, Friday to Monday, and
        # for its Saturday and Sunday the 9th and 10th; 1 to 3 October are Friday to Sunday.
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-12-31", 5, "2027-01-08"),
        ("2026-12-25", 10, "2027-01-11"),  # 28 to 31 (4), 4 to 8 (9), 11
        ("2027-02-04", 1, "2027-02-11"),
        ("2027-02-05", 0, "2027-02-05"),
        ("2027-02-07", 1, "2027-02-11"),
        ("2027-02-01", 5, "2027-02-12"),  # 2, 3, 4, 11, 12
        ("2027-09-30", 1, "2027-10-06"),
        # 2028: 1 January is a Saturday; Dragon Boat a Sunday, 28 May; 1 to 3 October are Sunday to
        # Tuesday, and Mid-Autumn the last of them.
        ("2027-12-31", 1, "2028-01-04"),
        ("2028-05-26", 1, "2028-05-30"),
        ("2028-09-29", 1, "2028-10-05"),
        # 2034: 1 January is a Sunday; Spring Festival 18 to 21 February, Saturday to Tuesday;
        # Labour Day a Monday; Mid-Autumn a Wednesday, 27 September; 1 October a Sunday.
        ("2033-12-30", 1, "2034-01-03"),
        ("2034-02-17", 1, "2034-02-24"),
        ("2034-02-16", 2, "2034-02-24"),
        ("2034-04-28", 1, "2034-05-03"),
        ("2034-09-26", 1, "2034-09-28"),
        ("2034-09-29", 1, "2034-10-05"),
        # 2090, of which not even the law's days are listed: 29 April is a Saturday.
        ("2090-04-28", 1, "2090-05-01"),
        ("2089-12-30", 1, "2090-01-02"),
    ],
)
def test_in_a_year_that_is_not_announced_weekends_and_the_law_decide(
    start: str, count: int, end: str
) -> None:
    """And the result is known to be an estimate."""
    skip_if_announced(day(start), day(end))
    assert after(day(start), count) == day(end)
    years = {each.year for each in (day(start), day(end)) if each.year > 2026}
    assert guessed(day(start), day(end)) >= years


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [
        ("2026-01-01", "2026-12-31", set()),
        ("2025-12-31", "2026-01-01", set()),
        ("2090-01-01", "2090-01-01", {2090}),
        ("2089-12-31", "2091-01-01", {2089, 2090, 2091}),
        ("2003-12-31", "2004-01-01", {2003}),
    ],
)
def test_every_unannounced_year_that_is_gone_through_is_named(
    first: str, last: str, years: set[int]
) -> None:
    """At the beginning, at the end, and in between."""
    assert guessed(day(first), day(last)) == years


def test_the_calendar_ends_with_the_year_9999() -> None:
    """Counting past it stops there instead of failing."""
    assert after(date(9999, 12, 30), 5) == date.max
    assert after(date.max, 5) == date.max
    assert after(date.max, 0) == date.max


@pytest.mark.parametrize(
    ("day", "count", "ends"),
    [
        ("2026-11-29", 1, "2026-12-01"),
        ("2026-11-01", 1, "2026-12-01"),
        ("2026-12-31", 1, "2027-01-01"),
        ("2026-12-31", 14, "2028-02-01"),
        ("2026-11-29", 0, "2026-11-29"),
        ("9999-12-05", 1, "9999-12-31"),
    ],
)
def test_the_start_of_a_month_is_its_first_day(day: str, count: int, ends: str) -> None:
    """Of the months that begin after a day; none is at once."""
    start = date.fromisoformat(day)
    reckoned = calendar.counted(CALENDAR, start, Unit.MONTH_STARTS, count, whole=True)
    assert str(reckoned) == ends
