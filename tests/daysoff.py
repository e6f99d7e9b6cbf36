"""Years whose days off are announced by now."""

from datetime import date

import pytest
from holidays.countries.china import ChinaStaticHolidays

from shopexit.rules import workdays


def skip_if_announced(*days: date) -> None:
    """Skip a row about a year that is announced by now: it is no estimate any more."""
    for year in {each.year for each in days if each.year > 2026}:
        if workdays.is_published(year) or year in ChinaStaticHolidays.special_public_holidays:
            pytest.skip(f"the days off of {year} are announced by now")
