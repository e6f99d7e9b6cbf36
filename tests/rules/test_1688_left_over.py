"""1688: shops and sellers with nothing to apply for, and what is left for them to do."""

from typing import Any

import pytest
from exits import action, for_today, left, warns_of
from states import ON, parsed, written

from shopexit import Platform, Report, ShopexitError, check, load_rules
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
    # Who cancels with nothing held that is frozen all the same asks 1688 about it.
    frozen = left(RULES, INSURED | {"deposit.status": "frozen"})
    assert [point.fact for point in frozen.open_points] == ["deposit.status"]


@pytest.mark.parametrize("status", ["held", None])
def test_an_insured_shop_has_the_protection_to_turn_off_and_no_conditions(
    status: str | None,
) -> None:
    """The 60 days, orders and goods are conditions for releasing cash, of which there is none."""
    shop = INSURED | {"services.buyer_protection_active": True, "deposit.status": status}
    shop |= {"orders.last_completed_on": "2026-11-05", "orders.pending_receipt": 4}
    report = left(RULES, shop | {"products.on_sale": 9}, "refund-deposit")

    assert (report.verdict, report.open_points) == ("under-way", ())
    assert for_today(report) == ["refund-deposit/protection-off-insured"]
    assert not any("60 days" in warning.says.en for warning in report.warnings)


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


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, "done"),
        ({"deposit.held": 3000}, "undetermined"),
        ({"closing.status": "not_applied"}, "undetermined"),
    ],
)
def test_a_reseller_whose_orders_have_ended_is_done_unless_the_file_tells_of_a_shop(
    facts: dict[str, Any], verdict: str
) -> None:
    """No figure of a shop is asked for; a deposit, or how far a closing is, is a shop's."""
    report = _of_reseller(facts)

    assert report.verdict == verdict
    assert bool([a for a in report.plan.actions if a.fact]) is (verdict != "done")


def _of_reseller(facts: dict[str, Any]) -> Report:
    """Judge a reseller with an order that is closed, without a case or dispute, and `facts`."""
    shop = {"order.status": "closed", "after_sales.open": 0, "disputes.open": 0, **facts}
    given = {fact: value for fact, value in shop.items() if value is not None}
    state = parsed(written("1688", {"profile.role": "reseller", **given}), RULES)
    return check(RULES, state, EvaluationOptions(on=ON))


OUT = {"order.status": "completed", "order.refund_filed": True}


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"order.status": None}, "undetermined"),
        ({"order.status": None, "orders.pending_payment": 2}, "blocked"),
        ({"after_sales.open": None}, "undetermined"),
        ({"disputes.open": None}, "undetermined"),
        ({"disputes.open": 1}, "blocked"),
        (OUT | {"order.supplier_decision": "refused"}, "done"),
        (OUT | {"order.supplier_decision": "refused", "after_sales.open": None}, "undetermined"),
        (OUT | {"order.supplier_decision": "waiting", "after_sales.open": None}, "blocked"),
    ],
)
def test_a_reseller_is_not_done_while_an_order_a_case_or_a_refund_may_be_open(
    facts: dict[str, Any], verdict: str
) -> None:
    """Nothing but the role was done, and nothing judged; what is open is his, shop or none."""
    assert _of_reseller(facts).verdict == verdict


@pytest.mark.parametrize("decision", ["waiting", "disputed"])
def test_a_reseller_without_a_shop_counts_a_refund_that_waits(decision: str) -> None:
    """With a shop the count may be that of the shop."""
    facts = OUT | {"order.supplier_decision": decision}
    with pytest.raises(ShopexitError, match="refund of the order"):
        _of_reseller(facts)

    assert _of_reseller(facts | {"deposit.held": 3000}).verdict == "undetermined"


WITH_BALANCE: dict[str, Any] = {"closing.status": "not_applied", "funds.withdrawable": 88}


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({"deposit.held": 3000, "deposit.status": "held"}, "balance-left"),
        ({"deposit.held": 0, "orders.pending_receipt": 2}, "balance-left"),
        ({"deposit.held": 0}, "withdraw-rest"),
    ],
)
def test_a_balance_is_withdrawn_today_whatever_others_have_to_do_first(
    facts: dict[str, Any], step: str
) -> None:
    """It waited for the deposit; it is wholly in the seller's hands, and told once."""
    today = for_today(left(RULES, WITH_BALANCE | facts))

    assert [ref for ref in today if ref.endswith(("balance-left", "withdraw-rest"))] == [
        f"close/{step}"
    ]


@pytest.mark.parametrize(("balance", "debt"), [(0, 60), (15.2, 60), (15.2, 0)])
def test_fees_and_a_balance_of_a_cancelled_shop_are_for_today(balance: float, debt: int) -> None:
    """Also while its deposit is waited for, and told once."""
    paying = {
        "deposit.held": 2000,
        "deposit.status": "refunding",
        "deposit.applied_on": "2026-11-18",
    }
    facts = {"funds.withdrawable": balance, "funds.debt": debt}
    report = left(RULES, CANCELLED | paying | facts)
    does = [a.does.en for a in report.plan.actions if a.ref in report.plan.today]

    assert sum("owed to 1688" in text for text in does) == (debt > 0)
    assert ("close/balance-after-cancelling" in for_today(report)) is (balance > 0)


RACE: dict[str, Any] = {
    "closing.status": "in_review",
    "closing.applied_on": "2026-11-10",
    "deposit.held": 2000,
}
NOT_NEEDED = {"1688/close/deposit-before-cancelling": {"required": False, "by": "1688客服"}}


@pytest.mark.parametrize("status", ["held", "refundable"])
@pytest.mark.parametrize(("answers", "told"), [({}, True), (NOT_NEEDED, False)])
def test_who_was_told_that_the_deposit_comes_afterwards_is_in_no_hurry(
    answers: dict[str, Any], told: bool, status: str
) -> None:
    """Neither is 1688 asked again, nor is it a race with the review any more."""
    report = left(RULES, RACE | {"deposit.status": status}, answers=answers)

    race = {"close/ask-for-deposit", "close/take-out-first"}.isdisjoint(for_today(report))
    assert warns_of(report, "take it out before that") is told
    assert race or told
    assert not warns_of(report, "is held when cancelling is applied for")


def test_who_was_told_that_the_deposit_comes_afterwards_is_not_asked_once_it_is_cancelled() -> None:
    """The answer is about that shop."""
    held = CANCELLED | {"deposit.held": 2000, "deposit.status": "refundable"}

    assert left(RULES, held, "refund-deposit").verdict == "undetermined"
    assert left(RULES, held, "refund-deposit", answers=NOT_NEEDED).verdict == "ready"


def test_a_transfer_before_the_60_days_are_over_is_told_why_it_takes_so_long() -> None:
    """The 7 working days follow the release."""
    paying = {
        "deposit.held": 3000,
        "deposit.status": "refunding",
        "deposit.applied_on": "2026-11-10",
    }
    for day, told in (("2026-11-15", True), ("2026-08-01", False)):
        facts = paying | {"orders.last_completed_on": day, "closing.status": "not_applied"}
        report = left(RULES, facts, "refund-deposit", on="2026-11-18")
        assert report.verdict == "under-way"
        assert warns_of(report, "60 days have passed since the last deal") is told


@pytest.mark.parametrize("procedure", ["close", "refund-deposit"])
def test_the_rest_of_what_was_paid_short_has_no_day_in_either_procedure(procedure: str) -> None:
    """No source says how long it takes; seven working days are for the whole."""
    short = {
        "closing.status": "not_applied", "deposit.held": 500, "deposit.status": "refunding",
        "deposit.applied_on": "2026-11-12", "deposit.arrived_on": "2026-11-20",
    }  # fmt: skip
    report = left(RULES, short, procedure)

    assert report.money.in_doubt == "500.00"
    assert not any(each.latest for each in report.plan.milestones)


@pytest.mark.parametrize(
    ("arrived", "state", "verdict"),
    [
        ("never", "refunding", "undetermined"),
        (None, "refunding", "undetermined"),
        ("2026-11-20", "returned", "ready"),
    ],
)
def test_a_deposit_that_is_on_its_way_is_had_before_the_shop_is_cancelled(
    arrived: str | None, state: str, verdict: str
) -> None:
    """What is being refunded is given with what is lacking: 0 does not say that it is here."""
    facts = {"deposit.held": 0, "deposit.status": state, "deposit.applied_on": "2026-11-18"}
    report = left(RULES, {**WITH_BALANCE, **facts, "deposit.arrived_on": arrived}, "close")

    assert report.verdict == verdict
    assert ("close/apply" in for_today(report)) is (verdict == "ready")
    assert warns_of(report, "has not arrived") is (verdict != "ready")
