"""What holds of every exit under way and of all its money: tried on states nobody thought of."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from drawn import SETTINGS, states
from hypothesis import assume, given
from hypothesis import strategies as st
from states import ON, PLATFORMS, parsed, written

from shopexit import Platform, Report, ShopexitError, Verdict, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import evaluate_procedures
from shopexit.rules.truth import Truth

AGES = timedelta(days=4 * 3660)
"""Longer than any wait that a rule file may have, in working days too."""


def shop_procedures(rules: Platform) -> list[str]:
    """Return the procedures that are about the shop."""
    return [p for p, procedure in rules.procedures.items() if procedure.subject == "shop"]


def reported(rules: Platform, values: Mapping[str, Any], procedure: str) -> Report:
    """Return the report on a shop; what contradicts itself, or judges nothing, is out."""
    try:
        state = parsed(written(rules.platform, values), rules)
        return check(rules, state, EvaluationOptions(on=ON, procedure=procedure))
    except ShopexitError:
        assume(False)
        raise


@pytest.mark.parametrize("name", PLATFORMS)
@SETTINGS
@given(data=st.data())
def test_a_wait_that_runs_longer_than_every_claim_is_never_under_way(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """Of a wait for others whose time is published, surely applies and began on a known day.

    But for one that days alone end, as a notice is over when it has run.
    """
    rules = rules_of[name]
    values = data.draw(states(rules))
    try:
        state = parsed(written(name, values), rules)
        now, then = (
            evaluate_procedures(rules, shop_procedures(rules), state, EvaluationOptions(on))
            for on in (ON, ON + AGES)
        )
    except ShopexitError:
        assume(False)
        raise
    for case, later in zip(now, then, strict=True):
        left = {placed.ref for placed in later.progress.steps[later.progress.taken :]}
        runs = any(
            wait.since
            and wait.placed.ref in left
            and wait.placed.applies is Truth.TRUE
            and wait.placed.step.who != "seller"
            and not wait.placed.step.not_before
            and case.progress.wait(wait.placed.ref).planned
            for wait in case.progress.running.values()
        )
        if case.progress.applied and not case.progress.finished and runs:
            assert later.verdict is Verdict.OVERDUE
        if case.progress.applied:
            assert later.progress.applied


@pytest.mark.parametrize("name", PLATFORMS)
@SETTINGS
@given(data=st.data())
def test_the_groups_add_up_to_all_that_is_held(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """A sum below zero is to be paid; what stands against a sum keeps it out of what comes back."""
    rules = rules_of[name]
    values = data.draw(states(rules))
    if "deposit.held" in values and data.draw(st.booleans()):
        values["deposit.held"] = -132.5
    report = reported(rules, values, data.draw(st.sampled_from(shop_procedures(rules))))
    given_ = {path: Decimal(str(values[path])) for path in rules.vocabulary.owed if path in values}
    exact = {path: Decimal(str(v)) for path, v in values.items() if isinstance(v, float)}
    known = {**values, **exact, **given_}
    for path, value in given_.items():
        parts = [each for each in report.money.sums if each.fact == path]
        amounts = {group: Decimal(0) for group in ("comes_back", "stays", "in_doubt", "to_pay")}
        for each in parts:
            assert each.group is not None
            assert each.amount is not None
            amounts[each.group] += Decimal(each.amount)
        held = path in rules.vocabulary.held
        if held and value >= 0:
            assert sum(amounts.values()) == value
            assert not amounts["to_pay"]
        else:
            assert amounts["to_pay"] == abs(value) == sum(amounts.values())
        for doubt in (*rules.vocabulary.doubts, *rules.doubts):
            if path in doubt.facts and doubt.when.truth(known, ON) is Truth.TRUE:
                assert not amounts["comes_back"]
    money = report.money
    for group in ("comes_back", "stays", "in_doubt", "to_pay"):
        of_group = [Decimal(e.amount or 0) for e in money.sums if e.group == group]
        assert Decimal(getattr(money, group)) == sum(of_group, Decimal(0))


def _no_closer(before: Report, after: Report) -> bool:
    """Return whether no milestone of the second report has a latest day before the first's."""
    days = [
        {(m.procedure, m.stage, m.returns): m.latest or date.max for m in report.plan.milestones}
        for report in (before, after)
    ]
    return all(day <= days[1].get(key, date.max) for key, day in days[0].items())


@pytest.mark.parametrize("name", PLATFORMS)
@SETTINGS
@given(data=st.data())
def test_a_figure_that_gets_worse_brings_no_day_and_no_sum_closer(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """Counts and flags that are clear, and then are not."""
    rules = rules_of[name]
    values = data.draw(states(rules))
    clear = [
        path
        for path in sorted(values)
        if path in rules.vocabulary.clear
        and rules.vocabulary.facts[path].type in ("count", "flag")
        and rules.vocabulary.facts[path].clear is not None
    ]
    assume(clear)
    path = data.draw(st.sampled_from(clear))
    is_flag = rules.vocabulary.facts[path].type == "flag"
    good = path.startswith("confirmed.") if is_flag else 0
    bad = (not good) if is_flag else data.draw(st.sampled_from([1, 30]))
    procedure = data.draw(st.sampled_from(shop_procedures(rules)))
    before = reported(rules, {**values, path: good}, procedure)
    after = reported(rules, {**values, path: bad}, procedure)
    assert Decimal(after.money.comes_back) <= Decimal(before.money.comes_back)
    if after.procedure == before.procedure and after.verdict not in ("under-way", "done"):
        assert _no_closer(before, after)
