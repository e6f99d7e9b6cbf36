"""What a fleet says of each of its shops."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from exits import GOOD
from states import ON, ROOT, parsed, written

from shopexit import Platform
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import evaluate
from shopexit.plan.actions import make_plan
from shopexit.report.summary import summarise


def test_the_first_obstacle_is_the_one_that_makes_the_verdict(
    rules_of: Mapping[str, Platform],
) -> None:
    """A payment that is overdue, and not the disputed requirement of the other procedure."""
    facts = {
        **GOOD["1688"], "deposit.held": 3000, "deposit.status": "refunding",
        "deposit.applied_on": "2026-11-02", "closing.status": "not_applied",
    }  # fmt: skip
    state = parsed(written("1688", facts, as_of=str(ON)), rules_of["1688"])
    evaluation = evaluate(rules_of["1688"], state, EvaluationOptions(ON))
    summary = summarise(make_plan(evaluation), "shop.yaml")
    assert (summary.verdict, summary.disputed[0]) == ("overdue", "1688/close/deposit-out")
    assert summary.first
    assert "due by" in summary.first.en


@pytest.mark.parametrize(
    ("left_out", "on", "says"),
    [
        ("status: not_applied", ON, "whether the procedure applies is not known, facts missing: 1"),
        ("", ON + timedelta(days=29), "the figures are 30 days old"),
        ("", ON, ""),
    ],
)
def test_a_shop_of_which_nothing_is_open_has_a_reason_too(
    left_out: str, on: date, says: str, rules_of: Mapping[str, Platform]
) -> None:
    """What is missing tells whether it applies, or the figures are old; a ready shop has none."""
    text = (ROOT / "examples" / "kuaishou" / "ready.yaml").read_text("utf-8")
    assert left_out in text
    state = parsed(text.replace(left_out, "").encode(), rules_of["kuaishou"])
    evaluation = evaluate(rules_of["kuaishou"], state, EvaluationOptions(on))
    first = summarise(make_plan(evaluation), "shop.yaml").first
    assert (first.en if first else "").startswith(says)
    assert bool(first) is bool(says)


@pytest.mark.parametrize(
    ("held", "status", "returned"),
    [(0, "returned", ("deposit.held",)), (0, "refunding", ()), (5, "held", ())],
)
def test_what_has_been_paid_out_is_the_deposit_that_is_here(
    held: int, status: str, returned: tuple[str, ...], rules_of: Mapping[str, Platform]
) -> None:
    """Of a sum that is 0 for another reason nobody knows where it went."""
    facts = {**GOOD["1688"], "deposit.held": held, "deposit.status": status}
    state = parsed(written("1688", facts, as_of=str(ON)), rules_of["1688"])
    evaluation = evaluate(rules_of["1688"], state, EvaluationOptions(ON))
    assert summarise(make_plan(evaluation), "shop.yaml").returned == returned
