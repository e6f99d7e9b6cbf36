"""1688: shops and sellers with nothing to apply for, and what is left for them to do."""

from typing import Any

from exits import action, left, warns_of

from shopexit import Platform, load_rules

RULES: Platform = load_rules("1688")
INSURED: dict[str, Any] = {
    "deposit.insured": True,
    "deposit.held": 0,
    "deposit.status": "held",
    "closing.status": "not_applied",
}


def test_an_insured_shop_has_no_deposit_to_take_out() -> None:
    """Who asks for the refund alone is told so, and that nobody says how such a shop leaves."""
    report = left(RULES, INSURED, "refund-deposit")

    assert report.verdict == "done"
    assert warns_of(report, "A bond insurance stands in for the deposit")
    assert action(report, "refund-deposit/no-cash-held").done
    steps = {each.ref.rpartition("/")[2] for each in report.plan.actions}
    assert steps.isdisjoint({"unfreeze", "take-out", "money-arrives"})


def test_cash_held_beside_an_insurance_is_taken_out() -> None:
    """Only a balance of 0 says that there is none."""
    report = left(RULES, INSURED | {"deposit.held": 500}, "refund-deposit")

    assert report.verdict == "ready"
    assert not action(report, "refund-deposit/take-out").done
