"""Conditions: Kleene's tables, the comparisons at their edges, and the day on which one clears."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shopexit.rules.conditions import Condition
from shopexit.rules.explanation import Answer, explain, missing
from shopexit.rules.truth import Truth

ON = date(2026, 11, 22)
ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
GIVEN: dict[Truth, dict[str, int]] = {T: {"a": 0}, F: {"a": 1}, U: {}}


def answer(condition: object, values: dict[str, Any], on: date = ON) -> Answer:
    """Return the answer to a condition as a rule file writes it."""
    return explain(ADAPTER.validate_python(condition), values, on)


def lacking(condition: object, values: dict[str, Any]) -> tuple[str, ...]:
    """Return the facts that a condition, as a rule file writes it, still needs to be known."""
    return tuple(dict.fromkeys(missing(ADAPTER.validate_python(condition), values, ON)))


def _facts(one: Truth, other: Truth) -> dict[str, Any]:
    renamed = {"b": GIVEN[other]["a"]} if GIVEN[other] else {}
    return GIVEN[one] | renamed


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (T, T, T, T), (T, F, F, T), (T, U, U, T), (F, F, F, F), (F, U, F, U), (U, U, U, U),
    ],
)  # fmt: skip
def test_all_any_and_a_mapping_follow_kleene(
    one: Truth, other: Truth, both: Truth, either: Truth
) -> None:
    """In whichever order the two parts stand."""
    for first, second in ((one, other), (other, one)):
        values = _facts(first, second)
        assert answer({"all": [{"a": 0}, {"b": 0}]}, values).truth is both
        assert answer({"a": 0, "b": 0}, values).truth is both
        assert answer({"any": [{"a": 0}, {"b": 0}]}, values).truth is either


@pytest.mark.parametrize("word", ["all", "any"])
def test_all_and_any_stand_over_one_condition_at_least(word: str) -> None:
    """Over none nothing could be said."""
    assert answer({word: [{"a": 0}]}, {"a": 0}).truth is T
    with pytest.raises(ValidationError):
        answer({word: []}, {"a": 0})


@pytest.mark.parametrize(("given", "opposite"), [(T, F), (F, T), (U, U)])
def test_the_opposite_of_unknown_is_unknown(given: Truth, opposite: Truth) -> None:
    """And it clears on no day, unless it holds already."""
    turned = answer({"not": {"a": 0}}, GIVEN[given])
    assert turned.truth is opposite
    assert turned.clears_on == (ON if opposite is T else None)
    assert all(part.negated for part in turned.parts)


@pytest.mark.parametrize(
    ("matcher", "below", "at", "above"),
    [
        ({"at_most": 5}, T, T, F),
        ({"at_least": 5}, F, T, T),
        (5, F, T, F),
        ({"not": 5}, T, F, T),
        ({"one_of": [4, 5]}, T, T, F),
        ({"at_most": {"fact": "limit"}}, T, T, F),
        ({"at_least": {"fact": "limit"}}, F, T, T),
    ],
)
def test_a_comparison_is_right_below_at_and_above_its_bound(
    matcher: object, below: Truth, at: Truth, above: Truth
) -> None:
    """Whole numbers and exact amounts alike."""
    for step in (1, Decimal("0.01")):
        for value, wanted in ((5 - step, below), (5, at), (5 + step, above)):
            if matcher == {"one_of": [4, 5]} and value == 5 - Decimal("0.01"):
                continue
            assert answer({"a": matcher}, {"a": value, "limit": 5}).truth is wanted


def test_false_is_not_zero_and_true_is_not_one() -> None:
    """Python says otherwise, and would let `orders: no` pass for no orders."""
    for flag, number in ((False, 0), (True, 1)):
        assert answer({"a": number}, {"a": flag}).truth is F
        assert answer({"a": flag}, {"a": number}).truth is F
        assert answer({"a": {"not": number}}, {"a": flag}).truth is T
        assert answer({"a": {"one_of": [number]}}, {"a": flag}).truth is F
        assert answer({"a": flag}, {"a": flag}).truth is T


@pytest.mark.parametrize(("ago", "wanted"), [(29, F), (30, T), (31, T), (-1, F)])
def test_thirty_days_ago_holds_from_the_thirtieth_day(ago: int, wanted: Truth) -> None:
    """And an unmet one names the first day on which it holds."""
    day = ON - timedelta(days=ago)
    given = answer({"a": {"at_least_days_ago": 30}}, {"a": day})
    assert given.truth is wanted
    assert given.clears_on == (ON if wanted is T else day + timedelta(days=30))
    assert answer({"a": {"at_least_days_ago": 30}}, {"a": day}, day + timedelta(days=30)).truth is T
    assert answer({"a": {"at_least_days_ago": 30}}, {"a": day}, day + timedelta(days=29)).truth is F


def test_days_ago_may_be_another_facts_number() -> None:
    """Not knowing either of the two is not knowing, and both are named as missing."""
    asked = {"a": {"at_least_days_ago": {"fact": "days"}}}
    day = ON - timedelta(days=10)
    assert answer(asked, {"a": day, "days": 10}).truth is T
    assert answer(asked, {"a": day, "days": 11}).truth is F
    assert lacking(asked, {"a": day}) == ("days",)
    assert lacking(asked, {"days": 3}) == ("a",)
    assert lacking(asked, {}) == ("a", "days")
    assert answer(asked, {"a": day}).clears_on is None


def test_never_is_no_day_ago() -> None:
    """A notice that never went up has not been up for thirty days, and time does not help."""
    given = answer({"a": {"at_least_days_ago": 0}}, {"a": "never"})
    assert (given.truth, given.clears_on) == (F, None)


def test_a_day_beyond_the_calendar_never_clears() -> None:
    """Adding days to the last day there is must not be a crash."""
    given = answer({"a": {"at_least_days_ago": 1}}, {"a": date.max})
    assert (given.truth, given.clears_on) == (F, None)


def test_all_clears_with_its_last_part_and_any_with_its_first() -> None:
    """A part that time does not help keeps `all` from clearing, and leaves `any` to the others."""
    month, year = {"a": {"at_least_days_ago": 30}}, {"a": {"at_least_days_ago": 365}}
    values = {"a": ON, "b": 1}
    late, soon = ON + timedelta(days=365), ON + timedelta(days=30)
    assert answer({"all": [month, year]}, values).clears_on == late
    assert answer({"any": [year, month]}, values).clears_on == soon
    assert answer({"all": [month, {"b": 0}]}, values).clears_on is None
    assert answer({"any": [month, {"b": 0}]}, values).clears_on == soon
    assert answer({"any": [{"b": 2}, {"b": 0}]}, values).clears_on is None


def test_only_unknown_parts_are_missing_and_only_where_the_answer_is_unknown() -> None:
    """What is decided already need not be asked for."""
    assert lacking({"any": [{"a": 0}, {"b": 0}]}, {"a": 1}) == ("b",)
    assert lacking({"any": [{"a": 0}, {"b": 0}]}, {"a": 0}) == ()
    assert lacking({"all": [{"a": 0}, {"b": 0}]}, {"a": 1}) == ()
    assert lacking({"all": [{"a": 0}, {"a": {"not": 3}}]}, {}) == ("a",)


def test_an_any_about_one_fact_is_one_part_with_options() -> None:
    """So that a seller reads one line for one figure, and `or` where it belongs."""
    one = answer({"any": [{"a": 0}, {"a": 7}]}, {"a": 7})
    assert [(p.fact, len(p.options), p.truth) for p in one.parts] == [("a", 2, T)]
    assert not one.parts[0].alternative
    two = answer({"any": [{"a": 0}, {"b": 7}]}, {"a": 7})
    assert [(p.fact, p.alternative) for p in two.parts] == [("a", True), ("b", True)]
    assert lacking({"any": [{"a": 0}, {"a": 7}]}, {}) == ("a",)


def test_an_option_that_does_leaves_nothing_to_ask() -> None:
    """Though another option could not be told."""
    either = {"any": [{"a": 0}, {"a": {"at_least": {"fact": "b"}}}]}
    assert lacking({"all": [either, {"c": 0}]}, {"a": 0}) == ("c",)


def test_a_range_is_not_taken_for_two_options() -> None:
    """Both of its ends must hold."""
    between = {"all": [{"a": {"at_least": 1}}, {"a": {"at_most": 3}}]}
    given = answer({"any": [between, {"a": 9}]}, {"a": 5})
    assert (given.truth, len(given.parts)) == (F, 3)


def test_the_opposite_follows_de_morgan_to_its_parts() -> None:
    """Not both: either may fail. Not either: both must. Not not: as it was."""
    both = answer({"not": {"a": 0, "b": 0}}, {"a": 0, "b": 1})
    assert [(p.truth, p.alternative) for p in both.parts] == [(F, True), (T, True)]
    either = answer({"not": {"any": [{"a": 0}, {"b": 0}]}}, {"a": 0, "b": 1})
    assert [(p.truth, p.alternative) for p in either.parts] == [(F, False), (T, False)]
    one = answer({"not": {"any": [{"a": 0}, {"a": 1}]}}, {"a": 0})
    (part,) = one.parts
    assert (one.truth, part.truth, part.negated, part.alternative) == (F, F, True, False)
    assert [option.negated for option in part.options] == [True, True]
    (twice,) = answer({"not": {"not": {"a": 5}}}, {"a": 5}).parts
    assert (twice.truth, twice.negated) == (T, False)


def test_truth_orders_false_unknown_true() -> None:
    """`all` takes the least and `any` the greatest."""
    assert sorted([T, F, U]) == [F, U, T]
    assert all((one < other) is (one.value < other.value) for one, other in product(Truth, Truth))


def test_only_numbers_are_ordered() -> None:
    """The loader refuses such rules; should one slip through, it must not be compared at all."""
    with pytest.raises(TypeError):
        answer({"a": {"at_most": 5}}, {"a": "many"})
