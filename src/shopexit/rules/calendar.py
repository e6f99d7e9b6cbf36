"""Which days are worked in China: what has been announced of a year, and before that the law.

The State Council announces each year's days off, and the weekends that are worked for them, in the
autumn before. Of a year that nobody has announced yet only the law's own days off are known.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Annotated, Self, TypeAlias

from pydantic import BeforeValidator, Field, model_validator

from shopexit.files.dates import Day
from shopexit.files.validation import Model, found_instead, objection
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text
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
    """The days off that the law gives in a year, whatever is announced."""

    new_year: _Days
    spring_festival: _Days
    qingming: _Days
    labour_day: _Days
    dragon_boat: _Days
    mid_autumn: _Days
    national_day: _Days
    in_lieu: tuple[Day, ...] = ()
    """The days taken off for those that fall on a weekend."""


class Law(Model):
    """The law's days off, year by year."""

    source: Source
    years: dict[_Year, LegalDays]


class Announcement(Model):
    """A year as it was announced."""

    notice: Source
    off: _Days
    """Saturdays and Sundays need not be among them."""
    worked: tuple[Day, ...] = ()
    """The Saturdays and Sundays that are worked."""


class CalendarFile(Model):
    """The file calendar.yaml of a rule folder."""

    by_law: Law
    announced: dict[_Year, Announcement] = Field(default={})

    @model_validator(mode="after")
    def _in_their_years(self) -> Self:
        for year, legal in self.by_law.years.items():
            for at, day in _placed(legal, ("by_law", "years", str(year))):
                if day.year != year:
                    raise objection(_not_of(year, day), at)
        for year, announcement in self.announced.items():
            for at, day in _placed(announcement, ("announced", str(year))):
                # A notice begins as early as the December before.
                if day.year != year and (day.year, day.month) != (year - 1, 12):
                    raise objection(_not_of(year, day), at)
                if "worked" in at and day in announcement.off:
                    says = Text(zh=f"{day} 既放假又上班", en=f"{day} is both worked and a day off")
                    raise objection(says, at)
        return self

    @cached_property
    def legal(self) -> frozenset[date]:
        """The law's days off of all years."""
        return frozenset(day for year in self.by_law.years.values() for _, day in _placed(year))

    @cached_property
    def said(self) -> Mapping[date, bool]:
        """The days that are named in an announcement, and whether they are worked."""
        years = self.announced.values()
        return {day: False for year in years for day in year.off} | {
            day: True for year in years for day in year.worked
        }


def _placed(year: LegalDays | Announcement, at: KeyPath = ()) -> Iterator[tuple[KeyPath, date]]:
    """Yield the days that are listed in a year, each with its place in the file."""
    for name, days in year:
        if isinstance(days, tuple):
            yield from (((*at, name, i), day) for i, day in enumerate(days))


def _not_of(year: int, day: date) -> Text:
    return Text(zh=f"{day} 不是 {year} 年的日子", en=f"{day} is no day of the year {year}")


class Calendar:
    """Which days are worked. The file is read when the first day, or year, is asked for."""

    def __init__(self, read: Callable[[], CalendarFile]) -> None:
        self._read = read

    @cached_property
    def _file(self) -> CalendarFile:
        return self._read()

    def is_announced(self, year: int) -> bool:
        """Return whether all days off and make-up days of a year are known."""
        return year in self._file.announced or _is_in_library(year)

    def has_law(self, year: int) -> bool:
        """Return whether the law's days off are known of a year, be it announced or not."""
        return year in self._file.by_law.years

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is worked; an estimate in a year that is not announced."""
        said = self._file.said.get(day)
        if said is not None:
            return said
        if day.year not in self._file.announced:
            if _is_in_library(day.year):
                return _library_says(day)
            if day in self._file.legal:
                return False
        return day.weekday() < _SATURDAY


# The library is imported where it is asked: most commands count no working days.


@cache
def _is_in_library(year: int) -> bool:
    import chinese_calendar

    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _library_says(day: date) -> bool:
    import chinese_calendar

    return bool(chinese_calendar.is_workday(day))
