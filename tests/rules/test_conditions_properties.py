"""The truth of a condition is the same without its reasons."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from drawn import values_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from states import LONGER, ON, PLATFORMS

from shopexit import Platform
from shopexit.rules.conditions import AllOf, AnyOf, Condition, FactRef, NotOf, atoms
from shopexit.rules.explanation import explain
from shopexit.rules.facts import NEVER, Fact, FactType, NotBefore
from shopexit.rules.truth import Truth

SETTINGS = settings(
    max_examples=60 * LONGER,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _facts(rules: Platform, condition: Condition) -> dict[str, Fact]:
    read = {p for path, m in atoms(condition) for p in (path, *_other(m.operand))}
    return {path: rules.vocabulary.facts[path] for path in sorted(read)}


def _other(operand: object) -> tuple[str, ...]:
    return (operand.fact,) if isinstance(operand, FactRef) else ()


def _values(fact: Fact) -> st.SearchStrategy[Any]:
    """Return values of a fact as a state that was read has them."""
    match fact.type:
        case FactType.DATE:
            days = st.one_of(st.integers(-5, 100), st.sampled_from([180, 365, 1096]))
            given = days.map(lambda n: ON - timedelta(days=n))
            bounds = given.map(lambda day: NotBefore(day.year, day.month, day.day))
            return st.one_of(st.just(NEVER), given, bounds)
        case FactType.MONEY:
            return st.sampled_from([Decimal(v) for v in ("0", "0.01", "500", "500.00", "2000")])
        case _:
            return values_of(fact)


def _given(data: st.DataObject, rules: Platform, condition: Condition) -> dict[str, Any]:
    """Draw values of some of the facts that a condition reads."""
    facts = _facts(rules, condition)
    values = {path: _values(fact) for path, fact in facts.items()}
    return data.draw(st.fixed_dictionaries({}, optional=values))


def _within(condition: Condition) -> Iterator[Condition]:
    yield condition
    if isinstance(condition, NotOf):
        yield from _within(condition.not_)
    elif isinstance(condition, AllOf | AnyOf):
        for part in condition.all if isinstance(condition, AllOf) else condition.any:
            yield from _within(part)


def _joined(draw: st.DrawFn, known: list[Condition], depth: int) -> Condition:
    """Return a condition put together of those that are known."""
    kind = draw(st.integers(0, 3)) if depth else 0
    if kind == 0:
        return draw(st.sampled_from(known))
    if kind == 1:
        untimed = [c for c in known if all(m.operator != "at_least_days_ago" for _, m in atoms(c))]
        return NotOf.model_construct(not_=draw(st.sampled_from(untimed or known)))
    parts = tuple(_joined(draw, known, depth - 1) for _ in range(draw(st.integers(1, 3))))
    if kind == 2:
        return AllOf.model_construct(all=parts)
    return AnyOf.model_construct(any=parts)


@pytest.mark.parametrize("name", PLATFORMS)
@settings(SETTINGS, max_examples=60 * LONGER)
@given(data=st.data())
def test_the_truth_without_reasons_is_the_truth_with_them(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """For any condition of the rules, or put together of them, and any facts on any day."""
    rules = rules_of[name]
    known = [c for p in rules.procedures.values() for c in p.conditions()]
    condition = data.draw(st.composite(_joined)(known, 2))
    given = _given(data, rules, condition)
    on = ON + timedelta(days=data.draw(st.integers(-100, 1200)))
    for each in _within(condition):
        assert each.truth(given, on) is explain(each, given, on).truth


@pytest.mark.parametrize("name", PLATFORMS)
@settings(SETTINGS, max_examples=60 * LONGER)
@given(data=st.data())
def test_what_is_known_of_a_first_possible_day_holds_for_every_later_one(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """Of a bound no more is known than of whatever day it stands for."""
    rules = rules_of[name]
    known = [c for p in rules.procedures.values() for c in p.conditions()]
    condition = data.draw(st.sampled_from(known))
    given = _given(data, rules, condition)
    later = {
        path: date.fromordinal(value.toordinal() + data.draw(st.sampled_from([0, 1, 30, 89, 365])))
        if isinstance(value, NotBefore)
        else value
        for path, value in given.items()
    }
    truth = condition.truth(given, ON)
    assert truth in (Truth.UNKNOWN, condition.truth(later, ON))
