"""1688: shops and sellers with nothing to apply for, and what is left for them to do."""

from typing import Any

import pytest
from exits import action, for_today, left, warns_of
from states import ON, parsed, written

from shopexit import Platform, check, load_rules
from shopexit.evaluation.evaluate import EvaluationOptions

RULES: Platform = load_rules("1688")
INSURED: dict[str, Any] = {
    "services.buyer_protection_active": False,
    "deposit.insured": True,
    "deposit.held": 0,
    "deposit.status": "held",
    "closing.status": "not_applied",
}
CANCELLED: dict[str, Any] = {
    "closing.status": "closed",
    "closing.closed_on": "2026-11-10",
    "deposit.held": 0,
    "deposit.status": "returned",
    "funds.withdrawable": 0,
}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"after_sales.open": 2}, True),
        ({"disputes.open": 1}, True),
        ({"orders.pending_receipt": 2}, True),
        ({}, False),
    ],
)
def test_a_cancelled_shop_hears_of_what_is_open(facts: dict[str, Any], told: bool) -> None:
    """By a guide what is left cannot be dealt with any more: 1688 is asked at once."""
    report = left(RULES, CANCELLED | facts)

    assert report.verdict == "done"
    assert warns_of(report, "can no longer be dealt with") is told


@pytest.mark.parametrize("status", ["not_applied", "in_review", None])
def test_fees_are_owed_however_far_the_cancelling_is(status: str | None) -> None:
    """Who gives no state of it is told as well."""
    shop = {"closing.status": status, "deposit.held": 0, "funds.debt": 88}

    assert "close/fees-to-pay" in for_today(left(RULES, shop, "close"))


def test_an_insured_shop_has_no_deposit_to_take_out() -> None:
    """Who asks for the refund alone is told so, and that nobody says how such a shop leaves."""
    report = left(RULES, INSURED, "refund-deposit")

    assert report.verdict == "done"
    assert warns_of(report, "A bond insurance stands in for the deposit")
    assert action(report, "refund-deposit/no-cash-held").done
    steps = {each.ref.rpartition("/")[2] for each in report.plan.actions}
    assert steps.isdisjoint({"unfreeze", "take-out", "money-arrives"})
    # Nothing is done while the protection is on, or the deposit is frozen.
    for more in ({"services.buyer_protection_active": True}, {"deposit.status": "frozen"}):
        assert left(RULES, INSURED | more, "refund-deposit").verdict != "done"


def test_cash_held_beside_an_insurance_is_taken_out() -> None:
    """Only a balance of 0 says that there is none."""
    report = left(RULES, INSURED | {"deposit.held": 500}, "refund-deposit")

    assert report.verdict == "ready"
    assert not action(report, "refund-deposit/take-out").done


@pytest.mark.parametrize(
    ("facts", "advised"),
    [
        ({"profile.role": "seller"}, True),
        ({"profile.role": "reseller"}, False),
        ({"profile.role": "reseller", "closing.status": "not_applied"}, True),
        ({"closing.status": "not_applied"}, True),
    ],
)
def test_a_reseller_whose_orders_have_ended_closes_no_shop(
    facts: dict[str, str], advised: bool
) -> None:
    """The notice is for shops; what is left of closed orders is their refund."""
    state = parsed(written("1688", {"order.status": "closed", **facts}), RULES)
    report = check(RULES, state, EvaluationOptions(on=ON))

    assert ("close/notice-up" in for_today(report)) is advised
    assert warns_of(report, "the refunds of closed ones arrive") is (
        facts.get("profile.role") == "reseller"
    )
