"""What has become of a waiver."""

from collections.abc import Mapping

import pytest
from demo import DEMO, READY
from exits import left
from states import ON, parsed, written

from shopexit import EvaluationOptions, Outcome, Platform
from shopexit.evaluation.evaluate import ProcedureResult
from shopexit.evaluation.evaluation import evaluate_procedures
from shopexit.evaluation.waivers import SOON, Use, outcomes, waiver_use
from shopexit.inputs.state_schema import Waiver

REF = "demo/close/no-orders"
OPTIONS = EvaluationOptions(ON)


@pytest.mark.parametrize("first", [0, 3])
def test_of_several_orders_it_is_enough_if_one_is_waived(first: int) -> None:
    """In whichever order they stand."""
    results: list[ProcedureResult] = []
    for count in (first, 3 - first):
        waivers = [{"requirement": REF, "reason": "r", "by": "b"}]
        raw = written("demo", READY | {"orders.open": count}, waivers=waivers)
        results += evaluate_procedures(DEMO, ["close"], parsed(raw, DEMO), OPTIONS)
    assert outcomes(results)[REF] is Outcome.WAIVED


@pytest.mark.parametrize(
    ("requirement", "found", "days", "use"),
    [
        ("demo/close/none-such", Outcome.WAIVED, None, Use.UNMATCHED),
        (REF, Outcome.WAIVED, -1, Use.LAPSED),
        (REF, Outcome.WAIVED, 0, Use.SOON),
        (REF, Outcome.WAIVED, SOON.days, Use.SOON),
        (REF, Outcome.WAIVED, SOON.days + 1, Use.USED),
        (REF, Outcome.WAIVED, None, Use.USED),
        (REF, Outcome.MET, None, Use.UNUSED),
        (REF, None, None, Use.NOT_JUDGED),
    ],
)
def test_a_waiver_is_told_by_its_last_day_and_what_it_waives(
    requirement: str, found: Outcome | None, days: int | None, use: Use
) -> None:
    """A day before the limit, on it, and a day after."""
    until = None if days is None else ON + (SOON / SOON.days) * days
    waiver = Waiver(requirement=requirement, reason="r", by="b", until=until)
    assert waiver_use(waiver, DEMO, {REF: found} if found else {}, OPTIONS) is use


def test_after_the_application_a_waiver_changes_nothing(rules_of: Mapping[str, Platform]) -> None:
    """It is said not to be used, and the deposit is unfrozen beside the notice as without it."""
    held = {"deposit.held": 1000, "deposit.status": "held", "confirmed.alipay_matches": True}
    notice = {"closing.status": "in_notice", "closing.applied_on": "2026-11-10"}
    waivers = [{"requirement": "taobao/close/deposit-unfrozen", "reason": "r", "by": "b"}]
    without = left(rules_of["taobao"], notice | held)
    waived = left(rules_of["taobao"], notice | held, waivers=waivers)

    assert (waived.plan, waived.money) == (without.plan, without.money)
    assert "taobao/refund-deposit/check-alipay" in waived.plan.today
    assert {w.code for w in waived.warnings} - {w.code for w in without.warnings} == {
        "waiver-unused"
    }
