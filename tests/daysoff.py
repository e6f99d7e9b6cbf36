"""The packaged calendar, and years whose days off are announced by now."""

from datetime import date

import pytest

from shopexit.rules.loader import packaged_rules

CALENDAR = packaged_rules().calendar


def skip_if_announced(*days: date) -> None:
    """Skip a row about a year that is announced by now: it is no estimate any more."""
    for year in {each.year for each in days if each.year > 2026}:
        if CALENDAR.is_announced(year):
            pytest.skip(f"the days off of {year} are announced by now")
