"""Which days are worked: by what is announced, by the library that knows that, and by the law."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from daysoff import CALENDAR, skip_if_announced
from holidays.countries.china import China, ChinaStaticHolidays
from states import ROOT

from shopexit.files import validation
from shopexit.files import yaml as yamlfile
from shopexit.rules.calendar import Calendar, CalendarFile, LegalDays
from shopexit.rules.loader import BrokenRulesError, RuleSet, packaged_rules

FAR = 2090
"""A year that nobody will have announced while this is read."""
FILE = validation.validate(CalendarFile, yamlfile.read(ROOT / "rules" / "calendar.yaml"))
NOTICE = """
announced:
  2027:
    notice: {grade: official, title: Notice, publisher: Office, read: 2026-11-29}
    off: [2026-12-31, 2027-01-01, 2027-01-04]
    worked: [2026-12-26, 2027-01-09]
"""


def with_more(text: str) -> Calendar:
    """Return the packaged calendar with more text at its end."""
    whole = (ROOT / "rules" / "calendar.yaml").read_text(encoding="utf-8") + text
    document = yamlfile.parse(whole.encode(), "calendar.yaml")
    return Calendar(lambda: validation.validate(CalendarFile, document))


@pytest.mark.parametrize("year", FILE.by_law.years)
def test_the_days_off_by_law_are_those_that_another_reckons(year: int) -> None:
    """`holidays` knows the lunar calendar and the regulation, and was not written by us."""
    if year in ChinaStaticHolidays.special_public_holidays:
        pytest.skip(f"the days off of {year} are announced by now")
    listed = {day for day in FILE.legal if day.year == year}
    assert listed == set(China(years=year))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(("year", "legal"), FILE.by_law.years.items())
def test_a_year_has_as_many_days_off_as_the_regulation_gives(year: int, legal: LegalDays) -> None:
    """Thirteen, of which some have their fixed date; and one for each that is on a weekend."""
    days = {name: days for name, days in dict(legal).items() if name != "in_lieu"}
    assert [len(each) for each in days.values()] == [1, 4, 1, 2, 1, 1, 3]
    first, *_ = days["spring_festival"]
    assert list(days["spring_festival"]) == [first + timedelta(days=n) for n in range(4)]
    assert days["new_year"] == (date(year, 1, 1),)
    assert days["labour_day"] == (date(year, 5, 1), date(year, 5, 2))
    assert days["national_day"] == tuple(date(year, 10, day) for day in (1, 2, 3))
    off = {day for each in days.values() for day in each}
    assert len(set(legal.in_lieu)) == sum(day.weekday() >= 5 for day in off)
    assert not off & set(legal.in_lieu)
    assert all(day.weekday() < 5 for day in legal.in_lieu)


def test_the_law_is_listed_from_where_the_library_ends_on_without_a_gap() -> None:
    """Of a year between, the weekends alone would count."""
    years = list(FILE.by_law.years)
    assert years == list(range(years[0], years[-1] + 1))
    assert CALENDAR.is_announced(years[0] - 1)
    assert CALENDAR.has_law(years[0])
    assert not CALENDAR.has_law(years[0] - 1)
    assert not CALENDAR.has_law(years[-1] + 1)


def test_a_year_is_announced_or_it_is_not() -> None:
    """2026 is; a far year is not, nor is the time before the first year of the library."""
    assert CALENDAR.is_announced(2026)
    assert not CALENDAR.is_announced(FAR)
    assert not CALENDAR.is_announced(2003)


def test_in_a_year_that_is_not_announced_no_weekend_is_worked() -> None:
    """Nobody knows which will be. Of the weekdays the law's days are off, if they are listed."""
    days = [date(FAR, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [each for each in days if CALENDAR.is_working_day(each) != (each.weekday() < 5)] == []
    skip_if_announced(date(2035, 1, 1))
    days = [date(2035, 1, 1) + timedelta(days=n) for n in range(365)]
    off = [each for each in days if each.weekday() < 5 and not CALENDAR.is_working_day(each)]
    assert off == sorted(day for day in FILE.legal if day.year == 2035 and day.weekday() < 5)


def test_what_is_announced_in_the_file_goes_before_the_law_and_the_library() -> None:
    """For its year, and for the days of the December before that its notice names."""
    calendar = with_more(NOTICE)
    assert calendar.is_announced(2027)
    worked = {
        "2026-12-26": True,  # a Saturday of a year that the library knows
        "2026-12-30": True,
        "2026-12-31": False,
        "2027-01-01": False,
        "2027-01-04": False,
        "2027-01-05": True,
        "2027-01-09": True,  # a Saturday
        "2027-01-10": False,
        "2027-02-05": True,  # a day off by law that the notice, made up here, does not name
    }
    found = {day: calendar.is_working_day(date.fromisoformat(day)) for day in worked}
    assert found == worked
    assert not calendar.is_announced(FAR)
    assert not calendar.is_working_day(date(2028, 5, 1))


def test_a_folder_without_a_calendar_has_the_packaged_one(tmp_path: Path) -> None:
    """Whoever writes the rules of a platform need not write a calendar."""
    shutil.copy(ROOT / "rules" / "facts.yaml", tmp_path)
    shutil.copy(ROOT / "rules" / "kuaishou.yaml", tmp_path)
    rules = RuleSet(tmp_path)
    assert rules.calendar is packaged_rules().calendar
    assert rules.platform("kuaishou").calendar is rules.calendar


def test_a_folder_with_a_calendar_has_its_own_and_no_platform_of_that_name(tmp_path: Path) -> None:
    """And leaves that of others as it is."""
    text = (ROOT / "rules" / "calendar.yaml").read_text(encoding="utf-8")
    (tmp_path / "calendar.yaml").write_text(text + NOTICE, encoding="utf-8")
    rules = RuleSet(tmp_path)
    with pytest.raises(BrokenRulesError, match="no rule file of a platform"):
        _ = rules.names
    assert not rules.calendar.is_working_day(date(2026, 12, 31))
    assert packaged_rules().calendar.is_working_day(date(2026, 12, 31))


def test_a_calendar_is_read_when_a_day_is_asked_for(tmp_path: Path) -> None:
    """A broken one is no matter before, and no fault of the shop then."""
    (tmp_path / "calendar.yaml").write_text("by_law: {}\n", encoding="utf-8")
    calendar = RuleSet(tmp_path).calendar
    with pytest.raises(BrokenRulesError) as caught:
        calendar.is_working_day(date(2026, 12, 31))
    assert {(p.file, p.line, p.column) for p in caught.value.problems} == {
        (str(tmp_path / "calendar.yaml"), 1, 1)
    }
