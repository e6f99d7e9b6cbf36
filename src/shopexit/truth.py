"""Three-valued logic after Kleene, and the comparisons that it starts from.

A fact that is not given is unknown, never assumed.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from typing import TypeAlias

from shopexit.facts import Values


class Truth(IntEnum):
    """Whether something holds. Ordered: `all` takes the least, `any` the greatest."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def inverted(self) -> "Truth":
        """Return the truth of the opposite; the opposite of unknown is unknown."""
        return Truth(2 - self)


Test: TypeAlias = Callable[[Values, date], Truth]
"""Tells whether something holds of facts on a day, and nothing about why."""


def truth(value: bool) -> Truth:
    """Return the truth of something that is known."""
    return Truth.TRUE if value else Truth.FALSE


def every(tests: Sequence[Test]) -> Test:
    """Return the test that holds where all of several do."""
    if len(tests) == 1:
        return tests[0]

    def test(values: Values, on: date) -> Truth:
        least = Truth.TRUE
        for each in tests:
            found = each(values, on)
            if found is Truth.FALSE:
                return found
            if found is Truth.UNKNOWN:
                least = found
        return least

    return test


def some(tests: Sequence[Test]) -> Test:
    """Return the test that holds where at least one of several does."""

    def test(values: Values, on: date) -> Truth:
        greatest = Truth.FALSE
        for each in tests:
            found = each(values, on)
            if found is Truth.TRUE:
                return found
            if found is Truth.UNKNOWN:
                greatest = found
        return greatest

    return test


def compared(fact: str, operator: str, bound: object) -> Test:
    """Return the test that holds a fact against a value."""

    def test(values: Values, on: date) -> Truth:
        has = values.get(fact)
        return Truth.UNKNOWN if has is None else truth(holds(operator, has, bound, on))

    return test


def compared_with(fact: str, operator: str, other: str) -> Test:
    """Return the test that holds a fact against another one."""

    def test(values: Values, on: date) -> Truth:
        has, bound = values.get(fact), values.get(other)
        if has is None or bound is None:
            return Truth.UNKNOWN
        return truth(holds(operator, has, bound, on))

    return test


def holds(operator: str, has: object, bound: object, on: date) -> bool:
    """Return whether a comparison holds on a day."""
    match operator:
        case "equals":
            return _same(has, bound)
        case "at_least_days_ago":
            day = clears_on(has, bound)
            return day is not None and day <= on
        case "not_":
            return not _same(has, bound)
        case "one_of":
            return isinstance(bound, tuple) and any(_same(has, value) for value in bound)
        case "at_most":
            return _number(has) <= _number(bound)
        case _:
            return _number(has) >= _number(bound)


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
    return isinstance(one, bool) is isinstance(other, bool) and one == other
