"""Working days in China: as announced for a year, or estimated from the law before that.

The State Council announces each year's days off, and the weekend days worked in exchange, in the
autumn before. For a year not announced yet, only the statutory days off are known.
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
    """The statutory days off of a year, which do not depend on the yearly announcement."""

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
    """The statutory days off by year, with their source."""

    source: Source
    years: dict[_Year, LegalDays]


class Announcement(Model):
    """Days off and make-up working days of a year, as announced by the State Council."""

    notice: Source
    off: _Days
    """Days off besides ordinary weekends."""
    worked: tuple[Day, ...] = ()
    """Saturdays and Sundays that are working days."""


class CalendarFile(Model):
    """The file calendar.yaml of a rules folder."""

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
        """Return the statutory days off of all years."""
        return frozenset(day for year in self.by_law.years.values() for _, day in _placed(year))

    @cached_property
    def said(self) -> Mapping[date, bool]:
        """Return every day named in an announcement, with whether it is a working day."""
        years = self.announced.values()
        return {day: False for year in years for day in year.off} | {
            day: True for year in years for day in year.worked
        }


def _placed(year: LegalDays | Announcement, at: KeyPath = ()) -> Iterator[tuple[KeyPath, date]]:
    """Yield every day listed for a year, with its key path in the file."""
    for name, days in year:
        if isinstance(days, tuple):
            yield from (((*at, name, i), day) for i, day in enumerate(days))


def _not_of(year: int, day: date) -> Text:
    return Text(zh=f"{day} 不是 {year} 年的日子", en=f"{day} is not in {year}")


class Calendar:
    """Tells which days are working days. The file is read on first use."""

    def __init__(self, read: Callable[[], CalendarFile]) -> None:
        self._read = read

    @cached_property
    def _file(self) -> CalendarFile:
        return self._read()

    def is_announced(self, year: int) -> bool:
        """Return whether a year's days off and make-up working days have been announced."""
        return year in self._file.announced or _is_in_library(year)

    def has_law(self, year: int) -> bool:
        """Return whether the statutory days off of a year are known, announced or not."""
        return year in self._file.by_law.years

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is a working day; an estimate if its year is not announced."""
        said = self._file.said.get(day)
        if said is not None:
            return said
        if day.year not in self._file.announced:
            if _is_in_library(day.year):
                return _library_says(day)
            if day in self._file.legal:
                return False
        return day.weekday() < _SATURDAY


# The library is imported on first use: most commands count no working days.


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
