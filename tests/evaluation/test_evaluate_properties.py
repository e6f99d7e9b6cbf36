"""What holds of every state, whatever it says: tried on states nobody thought of."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from drawn import SETTINGS, states
from hypothesis import assume, given
from hypothesis import strategies as st
from states import ON, PLATFORMS, parsed, written

from shopexit import Outcome, Platform, ShopexitError, Verdict
from shopexit.evaluation.evaluate import (
    APPLIED,
    EvaluationOptions,
    ProcedureResult,
)
from shopexit.evaluation.evaluation import evaluate_procedures
from shopexit.rules.conditions import atoms
from shopexit.rules.explanation import explain
from shopexit.rules.truth import Truth

TELLING = ("closing", "deposit", "products", "profile")
"""The facts that tell how far an application is; for Taobao's release, that nothing is on sale."""


def cases_of(
    rules: Platform, values: Mapping[str, Any], terms: EvaluationOptions
) -> tuple[ProcedureResult, ...]:
    """Judge a state by all procedures about the shop; states that contradict themselves are out."""
    name = rules.platform
    shop = [p for p, procedure in rules.procedures.items() if procedure.subject == "shop"]
    try:
        return evaluate_procedures(rules, shop, parsed(written(name, values), rules), terms)
    except ShopexitError:
        assume(False)
        raise


@pytest.mark.parametrize("name", PLATFORMS)
@SETTINGS
@given(data=st.data())
def test_removing_a_fact_never_makes_a_shop_ready(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """Nor does it turn what was not met into something that is."""
    rules = rules_of[name]
    values = data.draw(states(rules))
    assume(values)
    removed = data.draw(st.sampled_from(sorted(values)))
    fewer = {path: value for path, value in values.items() if path != removed}
    terms = EvaluationOptions(ON)

    before = {case.procedure: case for case in cases_of(rules, values, terms)}
    for case in cases_of(rules, fewer, terms):
        earlier = before.get(case.procedure)
        if earlier and earlier.progress.applied and not case.progress.applied:
            # Without that fact nothing tells that it is applied for.
            assert removed.partition(".")[0] in TELLING
            continue
        if case.verdict is Verdict.READY:
            # Only a fact that is given can be an open point.
            open_ = [point.fact for point in before[case.procedure].open_points]
            assert before[case.procedure].verdict is Verdict.READY or open_ == [removed]
        for finding in case.findings:
            if earlier and finding.outcome is Outcome.MET:
                was = next(f for f in earlier.findings if f.ref == finding.ref)
                assert was.outcome in (Outcome.MET, Outcome.NOT_APPLICABLE)


@pytest.mark.parametrize("name", PLATFORMS)
@SETTINGS
@given(data=st.data())
def test_the_order_of_keys_changes_nothing(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """Two files that say the same get the same answer."""
    rules = rules_of[name]
    values = data.draw(states(rules))
    shuffled = dict(data.draw(st.permutations(list(values.items()))))
    # The files themselves differ, and their places with them.
    one, other = (
        [
            (c.verdict, c.findings, c.missing, c.points, c.rejected, c.upsets, c.progress.taken)
            for c in cases_of(rules, each, EvaluationOptions(ON))
        ]
        for each in (values, shuffled)
    )

    assert one == other


@pytest.mark.parametrize("name", PLATFORMS)
@SETTINGS
@given(data=st.data())
def test_as_time_passes_nothing_that_was_met_is_lost(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """And on the day that a finding names, it is met, if it applies."""
    rules = rules_of[name]
    values = data.draw(states(rules))
    later = EvaluationOptions(ON + timedelta(days=data.draw(st.integers(1, 1200))))
    now = cases_of(rules, values, EvaluationOptions(ON))

    for case, then in zip(now, cases_of(rules, values, later), strict=True):
        for before, after in zip(case.findings, then.findings, strict=True):
            if before.outcome is Outcome.MET:
                # The days of a notice that are over may tell that the seller has applied.
                assert after.outcome in {Outcome.MET, Outcome.PASSED}
            clears_on = case.answer(before).clears_on
            if clears_on is not None:
                holds = before.requirement.holds
                assert explain(holds, case.values, clears_on).truth is Truth.TRUE
                assert clears_on >= ON
                if clears_on > ON:
                    eve = clears_on - timedelta(days=1)
                    assert explain(holds, case.values, eve).truth is not Truth.TRUE


@pytest.mark.parametrize("name", PLATFORMS)
@SETTINGS
@given(data=st.data())
def test_clearing_a_blocker_never_makes_the_verdict_worse(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """A blocker that reads only its own facts is set right; everything else stays as it was."""
    rules = rules_of[name]
    values = data.draw(states(rules))
    terms = EvaluationOptions(ON)
    for case in cases_of(rules, values, terms):
        for finding in case.findings:
            if finding.outcome is not Outcome.UNMET:
                continue
            cleared = _cleared(rules, case, finding.ref, values)
            if cleared is None:
                continue
            after = {c.procedure: c for c in cases_of(rules, cleared, terms)}
            then = after.get(case.procedure)
            if then is not None:
                order = list(Verdict)
                assert order.index(then.verdict) >= order.index(case.verdict)


def _cleared(
    rules: Platform, case: ProcedureResult, ref: str, values: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the state with one finding's facts set right; None if others read them as well."""
    mine = next(f for f in case.findings if f.ref == ref)
    asked = dict(atoms(mine.requirement.holds))
    procedure = rules.procedures[case.procedure]
    readers = [c for c in procedure.conditions() if set(dict(atoms(c))) & set(asked)]
    if len(readers) > 1 or not all(matcher.operator == "equals" for matcher in asked.values()):
        return None
    right = {path: matcher.operand for path, matcher in asked.items()}
    if explain(mine.requirement.holds, {**case.values, **right}, ON).truth is not Truth.TRUE:
        return None
    return {**values, **right}


@pytest.mark.parametrize("name", PLATFORMS)
@SETTINGS
@given(data=st.data())
def test_what_is_ready_rests_on_every_must_being_met(
    name: str, rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """Ready, blocked and undetermined say what the findings say, and strict is never milder."""
    rules = rules_of[name]
    values = data.draw(states(rules))
    for strict in (False, True):
        for case in cases_of(rules, values, EvaluationOptions(ON, strict=strict)):
            if case.progress.applied:
                assert case.verdict in APPLIED
                assert {f.outcome for f in case.findings} == {Outcome.PASSED}
                assert not (case.open_points)
                assert not (case.missing)
                assert not (case.rejected)
                continue
            assert Outcome.PASSED not in {f.outcome for f in case.findings}
            outcomes = {f.outcome for f in case.findings if f.counts}
            bad = {Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISPUTED}
            refused = case.rejected and not case.rejected.is_mended
            unsure = outcomes & bad or case.missing or case.open_points or refused
            assert (case.verdict is Verdict.READY) is (not unsure)
            assert (case.verdict is Verdict.BLOCKED) is (Outcome.UNMET in outcomes)
    mild, hard = (
        cases_of(rules, values, EvaluationOptions(ON, strict=strict)) for strict in (False, True)
    )
    for one, other in zip(mild, hard, strict=True):
        assert list(Verdict).index(other.verdict) <= list(Verdict).index(one.verdict)
