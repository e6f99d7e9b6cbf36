"""Which days are working days in China: as announced, or estimated for years not announced yet.

Each autumn the State Council announces the next year's days off, and the weekend days worked in
exchange. Until the announcement, only the days off that the law prescribes are known.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from shopexit.files.dates import Day
from shopexit.files.validation import Model, found_instead, objection
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text
from shopexit.rules.durations import Unit
from shopexit.rules.sources import Source

_SATURDAY = 5


def _year(value: object) -> int:
    text = str(value)
    if len(text) == 4 and text.isascii() and text.isdigit():
        return int(text)
    raise objection(found_instead(value, Text(zh="年份，例如 2027", en="a year, such as 2027")))


_Year: TypeAlias = Annotated[int, BeforeValidator(_year)]
_Days: TypeAlias = Annotated[tuple[Day, ...], Field(min_length=1)]


class LegalDays(Model):
    """The public holidays of one year that are prescribed by law, each with its days off."""

    new_year: _Days
    spring_festival: _Days
    qingming: _Days
    labour_day: _Days
    dragon_boat: _Days
    mid_autumn: _Days
    national_day: _Days
    in_lieu: tuple[Day, ...] = ()
    """Days off in lieu of statutory days that fall on a weekend."""


class Law(Model):
    """The public holidays prescribed by law for each year, with the legal text as source."""

    source: Source
    years: dict[_Year, LegalDays]


class Announcement(Model):
    """One year's days off, and weekend days to be worked, as announced by the State Council."""

    notice: Source
    off: _Days
    """Days off besides ordinary weekends."""
    worked: tuple[Day, ...] = ()
    """Saturdays and Sundays that are working days."""


class CalendarFile(Model):
    """Contents of calendar.yaml: for each year, the days off by law and those announced."""

    by_law: Law
    announced: dict[_Year, Announcement] = Field(default={})

    @model_validator(mode="after")
    def _in_their_years(self) -> Self:
        for year, legal in self.by_law.years.items():
            for at, day in _listed(legal, ("by_law", "years", str(year))):
                if day.year != year:
                    raise objection(_not_of(year, day), at)
        for year, announcement in self.announced.items():
            for at, day in _listed(announcement, ("announced", str(year))):
                # A notice begins as early as the December before.
                if day.year != year and (day.year, day.month) != (year - 1, 12):
                    raise objection(_not_of(year, day), at)
                if "worked" in at and day in announcement.off:
                    says = f"{day} is listed as worked and as a day off"
                    raise objection(Text(zh=f"{day} 既放假又上班", en=says), at)
        return self

    @cached_property
    def legal(self) -> frozenset[date]:
        """The days off that the law prescribes, of all years in the file."""
        return frozenset(day for year in self.by_law.years.values() for _, day in _listed(year))

    @cached_property
    def said(self) -> Mapping[date, bool]:
        """Maps each day named in an announcement to whether it is a working day."""
        years = self.announced.values()
        return {day: False for year in years for day in year.off} | {
            day: True for year in years for day in year.worked
        }


def _listed(year: LegalDays | Announcement, at: KeyPath = ()) -> Iterator[tuple[KeyPath, date]]:
    """Yield (key path, day) for each day that `year` lists, off or working; `at` is its path."""
    for name, days in year:
        if isinstance(days, tuple):
            yield from (((*at, name, i), day) for i, day in enumerate(days))


def _not_of(year: int, day: date) -> Text:
    return Text(zh=f"{day} 不是 {year} 年的日子", en=f"{day} is not in {year}")


class Calendar:
    """Tells which days are working days in China.

    `read` is a function that returns the calendar file; it is called on first use. Announced years
    that the file does not have are taken from the library chinese_calendar.
    """

    # Given as a function, since most commands count no working days and need no calendar file.
    def __init__(self, read: Callable[[], CalendarFile]) -> None:
        self._read = read

    @cached_property
    def _file(self) -> CalendarFile:
        return self._read()

    def is_announced(self, year: int) -> bool:
        """Return whether the holidays of a year are announced and known, not only estimated."""
        # The library knows whole years.
        return year in self._file.announced or _library_says(date(year, 1, 1)) is not None

    def has_law(self, year: int) -> bool:
        """Return whether the calendar file has the days off that the law prescribes for a year."""
        return year in self._file.by_law.years

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is a working day.

        In a year not announced yet, Monday to Friday are working days, except days off by law.
        """
        # The file comes first, so that a new announcement counts before the library has it.
        said = self._file.said.get(day)
        if said is None and day.year not in self._file.announced:
            said = _library_says(day)
            if said is None and day in self._file.legal:
                return False
        return day.weekday() < _SATURDAY if said is None else said


@cache  # a day takes 25 microseconds to look up, and plans ask for the same again
def _library_says(day: date) -> bool | None:
    """Return whether the library has a day as a working day; None if it lacks the day's year."""
    import chinese_calendar  # most commands count no working days

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


_DAY = timedelta(days=1)
_HOURS = 24


@cache
def after(calendar: Calendar, day: date, count: int) -> date:
    """Return the working day that is `count` working days after `day`; for 0, `day` itself.

    Counting starts with the day after `day` and stops at the last day of the year 9999.
    """
    # Day by day, since the number of days off in a week differs from week to week.
    while count and day < date.max:
        day += _DAY
        count -= calendar.is_working_day(day)
    return day


def guessed_years(calendar: Calendar, first: date, last: date) -> frozenset[int]:
    """Return the years from `first` to `last` whose holidays are not announced, only estimated."""
    years = range(first.year, last.year + 1)
    return frozenset(year for year in years if not calendar.is_announced(year))


def counted(calendar: Calendar, day: date, unit: Unit, count: int, *, whole: bool) -> date:
    """Return the day on which a wait of `count` units that starts on `day` ends.

    Hours are converted to days, rounded up if `whole` is true and down otherwise.
    """
    match unit:
        case Unit.WORKING_DAYS:
            return after(calendar, day, count)
        case Unit.HOURS:
            return plus(day, -(-count // _HOURS) if whole else count // _HOURS)
        case Unit.MONTH_STARTS if count:
            years, month = divmod(day.month - 1 + count, 12)
            fits = day.year + years <= date.max.year
            return date(day.year + years, month + 1, 1) if fits else date.max
        case _:
            return plus(day, count)


def plus(day: date, days: int) -> date:
    """Return the date `days` days after `day`, at most the last day of the year 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
