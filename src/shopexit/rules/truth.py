"""Three-valued logic after Kleene, and the comparisons that it starts from.

A fact that is not given is unknown, never assumed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from typing import TypeAlias

from shopexit.rules.facts import Values


class Truth(IntEnum):
    """Whether something holds. Ordered: `all` takes the least, `any` the greatest."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def inverted(self) -> "Truth":
        """Return the truth of the opposite; the opposite of unknown is unknown."""
        return _OPPOSITES[self]


_OPPOSITES = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)
_TRUTHS = {False: Truth.FALSE, True: Truth.TRUE}
Test: TypeAlias = Callable[[Values, date], Truth]
"""Tells whether something holds of facts on a day, and nothing about why."""


def every(tests: Sequence[Test]) -> Test:
    """Return the test that holds where all of several do."""
    return _until(Truth.FALSE, tests)


def some(tests: Sequence[Test]) -> Test:
    """Return the test that holds where at least one of several does."""
    return _until(Truth.TRUE, tests)


def _until(decides: Truth, tests: Sequence[Test]) -> Test:
    """Return the test of several that one answer of one of them decides."""
    if len(tests) == 1:
        return tests[0]
    opposite = decides.inverted()

    def test(values: Values, on: date) -> Truth:
        answer = opposite
        for each in tests:
            found = each(values, on)
            if found is decides:
                return found
            if found is Truth.UNKNOWN:
                answer = found
        return answer

    return test


def compared(fact: str, operator: str, bound: object) -> Test:
    """Return the test that holds a fact against a value."""
    holds = _holding_against(operator, bound)

    def test(values: Values, on: date) -> Truth:
        has = values.get(fact)
        if has is None:
            return Truth.UNKNOWN
        return _TRUTHS[holds(has, bound, on)]

    return test


def compared_with(fact: str, operator: str, other: str) -> Test:
    """Return the test that holds a fact against another one."""
    holds = _COMPARISONS[operator]

    def test(values: Values, on: date) -> Truth:
        has, bound = values.get(fact), values.get(other)
        if has is None or bound is None:
            return Truth.UNKNOWN
        return _TRUTHS[holds(has, bound, on)]

    return test


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


_Holds: TypeAlias = Callable[[object, object, date], bool]
"""Whether a value, what it is compared with, and the day make a comparison hold."""
_COMPARISONS: Mapping[str, _Holds] = {
    "equals": lambda has, bound, _: _same(has, bound),
    "not_": lambda has, bound, _: not _same(has, bound),
    "one_of": lambda has, bounds, _: (
        isinstance(bounds, tuple) and any(_same(has, bound) for bound in bounds)
    ),
    "at_most": lambda has, bound, _: _number(has) <= _number(bound),
    "at_least": lambda has, bound, _: _number(has) >= _number(bound),
    "at_least_days_ago": _is_past,
}


def _holding_against(operator: str, bound: object) -> _Holds:
    """Return the comparison with a value that is known, which most are: the same, in less time."""
    if operator == "equals" and isinstance(bound, bool):
        return lambda has, bound, _: has is bound  # there is one True, and one False
    if operator == "equals" and isinstance(bound, str):
        return lambda has, bound, _: has == bound  # nothing but text equals text
    return _COMPARISONS[operator]
