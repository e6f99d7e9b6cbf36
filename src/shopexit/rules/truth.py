"""True, false or unknown (Kleene's logic), and the comparisons that rules use on facts.

A fact that the state file does not give is unknown, never assumed.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, TypeAlias


class Truth(IntEnum):
    """Result of a condition: true, false or unknown; min() combines by "and", max() by "or"."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def inverted(self) -> "Truth":
        """Return the negation; unknown stays unknown."""
        return _OPPOSITES[self]


_OPPOSITES = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)


def clears_on(has: object, days: object) -> date | None:
    """Return the first day on which the date `has` is at least `days` days ago.

    None if `has` is no date (`never`) or `days` no number, or if the day is after the year 9999.
    """
    if not isinstance(has, date) or not isinstance(days, int):  # `never` is not a date
        return None
    try:
        return has + timedelta(days=days)
    except OverflowError:
        return None


def _same(has: object, bound: object, _: date) -> bool:
    # In Python False == 0, but `orders: no` does not mean zero orders.
    return has == bound and isinstance(has, bool) is isinstance(bound, bool)


def _is_past(has: object, days: object, on: date) -> bool:
    day = clears_on(has, days)
    # None for `never`: an event that never happened is not some days ago.
    return day is not None and day <= on


Holds: TypeAlias = Callable[[Any, Any, date], bool]
"""Type of a comparison: takes the fact's value, the operand and today's date."""
COMPARISONS: Mapping[str, Holds] = {
    "equals": _same,
    "not_": lambda has, bound, on: not _same(has, bound, on),
    # Not `in`, which takes False for 0 (see `_same`).
    "one_of": lambda has, bounds, on: any(_same(has, bound, on) for bound in bounds),
    # Only allowed for numbers.
    "at_most": lambda has, bound, _: bool(has <= bound),
    "at_least": lambda has, bound, _: bool(has >= bound),
    "at_least_days_ago": _is_past,
}
