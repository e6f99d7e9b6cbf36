"""Three-valued logic after Kleene, and the comparisons that it starts from.

A fact that is not given is unknown, never assumed.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from typing import TypeAlias


class Truth(IntEnum):
    """Whether something holds. Ordered: `all` takes the least, `any` the greatest."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def inverted(self) -> "Truth":
        """Return the truth of the opposite; the opposite of unknown is unknown."""
        return _OPPOSITES[self]


_OPPOSITES = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)


def clears_on(has: object, days: object) -> date | None:
    """Return the first day that lies so many days after a date; None if there is none."""
    if not isinstance(has, date) or not isinstance(days, int):  # `never` is no day
        return None
    try:
        return has + timedelta(days=days)
    except OverflowError:
        return None


def _number(value: object) -> int | Decimal:
    # Rule and state files are checked when they are loaded: only numbers are ever ordered.
    if not isinstance(value, int | Decimal):
        raise TypeError(value)
    return value


def _same(one: object, other: object) -> bool:
    # Python holds False equal to 0, and a shop with `orders: no` is not a shop without orders.
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _is_past(has: object, days: object, on: date) -> bool:
    day = clears_on(has, days)
    return day is not None and day <= on


Holds: TypeAlias = Callable[[object, object, date], bool]
"""Whether a value, what it is compared with, and the day make a comparison hold."""
COMPARISONS: Mapping[str, Holds] = {
    "equals": lambda has, bound, _: _same(has, bound),
    "not_": lambda has, bound, _: not _same(has, bound),
    "one_of": lambda has, bounds, _: (
        isinstance(bounds, tuple) and any(_same(has, bound) for bound in bounds)
    ),
    "at_most": lambda has, bound, _: _number(has) <= _number(bound),
    "at_least": lambda has, bound, _: _number(has) >= _number(bound),
    "at_least_days_ago": _is_past,
}
