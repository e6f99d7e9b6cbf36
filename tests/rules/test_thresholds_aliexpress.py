"""AliExpress full-managed: the day before, the day and the day after, and one more than none."""

from collections.abc import Mapping
from datetime import date

import pytest
from states import ON, parsed, written
from thresholds import NO_ORDERS, Case, ago, ahead, became, blocking, judged

from shopexit import Platform, check
from shopexit.evaluation.evaluate import EvaluationOptions

LEAVING = {
    **NO_ORDERS,
    "confirmed.papers_ready": True,
    "closing.whole_shop": True,
    "products.on_sale": 0,
    "after_sales.open": 0,
    "disputes.open": 0,
    "funds.unsettled": 0,
}
EXIT = [
    *blocking("orders-finished", *NO_ORDERS),
    *blocking("papers-ready", "confirmed.papers_ready", by=False),
    # Before applying by some guides, by others of the same kind after the approval, or not said.
    Case({"products.on_sale": 1}, "products-off", "disputed", "undetermined"),
    Case({"after_sales.open": 1}, "after-sales-done", "disputed", "undetermined"),
    Case({"disputes.open": 1}, "after-sales-done", "disputed", "undetermined"),
    Case({"funds.unsettled": 0.01}, "funds-settled", "disputed", "undetermined"),
    Case({"funds.unsettled": 0}, "funds-settled", "met", "ready"),
]
REFUNDABLE = {
    **NO_ORDERS,
    "deposit.held": 10000,
    "deposit.status": "refundable",
    "disputes.open": 0,
    "funds.debt": 0,
}
REFUND = [
    *blocking("orders-finished", *NO_ORDERS),
    *blocking("no-disputes", "disputes.open"),
    *blocking("no-debt", "funds.debt", by=0.01),
    *blocking("deposit-refundable", "deposit.status", by="held"),
    # Who has just joined applies at once if the state is refundable; to look at the sum is advice.
    Case({"closing.status": "not_applied"}, "exit-done", "disputed", "ready"),
    Case({"confirmed.deposit_amount_checked": False}, "amount-checked", "unmet", "ready"),
]


@pytest.fixture
def aliexpress(rules_of: Mapping[str, Platform]) -> Platform:
    """Return the rules of AliExpress."""
    return rules_of["aliexpress"]


@pytest.mark.parametrize("case", EXIT, ids=str)
def test_leaving_turns_on_the_count(case: Case, aliexpress: Platform) -> None:
    """Of orders that are open, and on the papers."""
    assert became(judged(aliexpress, "exit-managed", {**LEAVING, **case.figures}), case) == case


@pytest.mark.parametrize("case", REFUND, ids=str)
def test_the_refund_turns_on_its_state_and_on_what_is_open(
    case: Case, aliexpress: Platform
) -> None:
    """The refundable state, and nothing open or owed."""
    report = judged(aliexpress, "refund-deposit", {**REFUNDABLE, **case.figures})
    assert became(report, case) == case


def test_the_platform_is_asked_about_the_deposit_of_a_frozen_shop(aliexpress: Platform) -> None:
    """By one guide the rest is returned less the fine, by another nothing is: both are told."""
    report = judged(aliexpress, "refund-deposit", {**REFUNDABLE, "violations.shop_frozen": True})
    assert report.verdict == "undetermined"
    assert [point.fact for point in report.open_points] == ["violations.shop_frozen"]
    assert any("less the fine" in warning.says.en for warning in report.warnings)


@pytest.mark.parametrize("published", [ago(29), ago(30), ago(31), "never"])
def test_the_notice_does_not_hold_up_the_application(
    published: date | str, aliexpress: Platform
) -> None:
    """Leaving the service does not stop the trade. When it is over is published nowhere."""
    report = judged(aliexpress, "exit-managed", {**LEAVING, "notice.published_on": published})
    days = {action.ref: (action.act_on, action.earliest) for action in report.plan.actions}

    assert report.verdict == "ready"
    assert days["aliexpress/exit-managed/submit"] == (ON, ON)
    assert days["aliexpress/exit-managed/close-shop"] == (None, None)


@pytest.mark.parametrize(
    ("published", "closes"), [(ago(29), ahead(1)), (ago(30), ON), (ago(31), ON)]
)
def test_the_notice_holds_up_the_closing(
    published: date, closes: date, aliexpress: Platform
) -> None:
    """Once the service is unbound, the shop is closed when it has stood for 30 days."""
    left = {"closing.status": "approved", "closing.applied_on": ago(20)}
    figures = {**LEAVING, **left, "notice.published_on": published}
    state = parsed(
        written("aliexpress", figures, done=["aliexpress/exit-managed/unbind"]), aliexpress
    )
    report = check(aliexpress, state, EvaluationOptions(on=ON, procedure="exit-managed"))
    days = {action.ref: (action.act_on, action.earliest) for action in report.plan.actions}

    assert report.verdict == "under-way"
    assert days["aliexpress/exit-managed/close-shop"] == (closes, closes)


def test_who_keeps_the_shop_needs_no_notice(aliexpress: Platform) -> None:
    """Nor has the shop to be closed."""
    report = judged(aliexpress, "exit-managed", {**LEAVING, "closing.whole_shop": False})
    steps = {action.ref.rpartition("/")[2] for action in report.plan.actions}

    assert report.verdict == "ready"
    assert steps.isdisjoint({"publish-notice", "close-shop"})


@pytest.mark.parametrize(
    "fines", [{"violations.fines_amount": 500}, {"violations.unpaid_fines": 1}]
)
def test_fines_are_taken_off_the_deposit(fines: Mapping[str, int], aliexpress: Platform) -> None:
    """The guide to full-managed shops: first the fine, then the rest; none of it is in question."""
    report = judged(aliexpress, "refund-deposit", {**REFUNDABLE, **fines})
    (off,) = (a for a in report.plan.actions if a.ref.endswith("/fines-taken-off"))

    assert report.verdict == "ready"
    assert not report.open_points
    assert (off.who, off.may_apply) == ("platform", False)


@pytest.mark.parametrize(("handled", "asked"), [(False, True), (True, False)])
def test_stock_that_is_left_is_asked_about(
    handled: bool, asked: bool, aliexpress: Platform
) -> None:
    """No source says what becomes of goods in the warehouse of the platform."""
    report = judged(aliexpress, "exit-managed", {**LEAVING, "confirmed.stock_handled": handled})

    assert any("优选仓" in str(warning) for warning in report.warnings) is asked


@pytest.mark.parametrize("by", ["platform", "seller"])
def test_a_deposit_is_not_promised_to_a_shop_that_the_platform_closed(
    by: str, aliexpress: Platform
) -> None:
    """2023, sellers in the trade press: it was withheld after forced closure."""
    closed = {"closing.status": "closed", "closing.closed_on": ago(5), "closing.by": by}
    report = judged(aliexpress, "refund-deposit", {**REFUNDABLE, **closed})
    doubtful = any("2023" in warning.says.en for warning in report.warnings)

    assert doubtful is (by == "platform")
    assert (report.money.in_doubt != "0.00") is doubtful
    assert (report.money.comes_back == "0.00") is doubtful


def test_a_balance_is_withdrawn_before_the_shop_is_closed(aliexpress: Platform) -> None:
    """Whether it can be had afterwards no source says."""
    report = judged(aliexpress, "exit-managed", LEAVING)
    (close,) = (a for a in report.plan.actions if a.ref.endswith("/close-shop"))

    assert "余额提走" in close.does.zh


def test_a_dispute_is_settled_whether_or_not_the_deposit_is_applied_for(
    aliexpress: Platform,
) -> None:
    """Nobody is told to apply once more."""
    figures = {**REFUNDABLE, "disputes.open": 1, "deposit.status": "refunding"}
    report = judged(aliexpress, "refund-deposit", {**figures, "deposit.applied_on": ago(3)})
    (settle,) = (a for a in report.plan.actions if a.ref.endswith("/no-disputes"))

    assert report.verdict == "under-way"
    assert "if you have not applied yet" in settle.does.en
