"""AliExpress full-managed: the day before, the day and the day after, and one more than none."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from exits import action
from states import ON, parsed, written
from thresholds import NO_ORDERS, Case, ago, ahead, became, blocking, judged

from shopexit import Platform, Report, ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions

LEAVING = {
    **NO_ORDERS,
    "closing.status": "not_applied",
    "confirmed.papers_ready": True,
    "closing.whole_shop": True,
    "products.on_sale": 0,
    "after_sales.open": 0,
    "disputes.open": 0,
    "funds.unsettled": 0,
}
NOTHING_LEFT = {
    "funds.reserved": 0,
    "funds.unpaid_payouts": 0,
    "funds.debt": 0,
    "violations.unpaid_fines": 0,
    "violations.fines_amount": 0,
    "violations.open": 0,
    "violations.shop_frozen": False,
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


CLOSE = ["exit-managed/close-shop"]


def unbound(rules: Platform, figures: Mapping[str, object], *done: str) -> Report:
    """Return the report on a shop that is out of the service, its notice over, and to be closed."""
    values = {**LEAVING, "closing.status": "approved", "closing.applied_on": ago(20)}
    values |= {"notice.published_on": ago(40), **NOTHING_LEFT}
    values |= {"deposit.held": 0, "deposit.status": "returned", **figures}
    values = {fact: has for fact, has in values.items() if has is not None}
    steps = ["aliexpress/exit-managed/unbind", *done]
    state = parsed(written("aliexpress", values, done=steps), rules)
    return check(rules, state, EvaluationOptions(on=ON, procedure="exit-managed"))


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
    report = unbound(aliexpress, {"notice.published_on": published})
    close = action(report, "exit-managed/close-shop")

    assert report.verdict == "under-way"
    assert (close.act_on, close.earliest) == (closes, closes)


@pytest.mark.parametrize(
    ("figures", "today"),
    [
        ({}, CLOSE),
        ({"after_sales.open": 2}, ["exit-managed/settle-first"]),
        ({"disputes.open": 1}, ["exit-managed/settle-first"]),
        ({"funds.unsettled": 800}, []),
        (
            {"deposit.held": 10000, "deposit.status": "refundable"},
            ["refund-deposit/look-up", "refund-deposit/apply"],
        ),
        (
            {"deposit.held": 10000, "deposit.status": "frozen"},
            ["refund-deposit/deposit-refundable"],
        ),
        (
            {"deposit.held": 10000, "deposit.status": "refunding"},
            ["refund-deposit/ask-after-refund"],
        ),
        ({"deposit.held": None}, []),
        # The page shows 0 once it was sent off; what is not said of it may be so.
        ({"deposit.status": "refunding", "deposit.arrived_on": "never"}, []),
        ({"deposit.status": "refunding", "deposit.arrived_on": ago(1)}, CLOSE),
        ({"deposit.status": "refunding"}, []),
        ({"deposit.status": None}, []),
        ({"deposit.status": "held"}, CLOSE),
    ],
)
def test_the_shop_is_not_closed_while_cases_or_money_are_left(
    figures: Mapping[str, object], today: list[str], aliexpress: Platform
) -> None:
    """By the pages they come before or after the approval, by none after the closing."""
    report = unbound(aliexpress, figures)

    assert report.verdict == "under-way"
    assert list(report.plan.today) == [f"aliexpress/{ref}" for ref in today]


@pytest.mark.parametrize("fact", NOTHING_LEFT)
def test_what_is_left_is_asked_about_before_the_shop_is_closed(
    fact: str, aliexpress: Platform
) -> None:
    """No source says what becomes of it then; what is not given holds nothing up."""
    left = fact == "violations.shop_frozen" or 1
    close = "aliexpress/exit-managed/close-shop"
    more = {"violations.unpaid_fines": 1} if fact == "violations.fines_amount" else {}

    assert list(unbound(aliexpress, {}).plan.today) == [close]
    assert list(unbound(aliexpress, {fact: None}).plan.today) == [close]
    (asked,) = unbound(aliexpress, {fact: left, **more}).plan.today
    assert asked.startswith("aliexpress/exit-managed/")
    assert asked.rpartition("/")[2] in {fact, *more}


@pytest.mark.parametrize(
    ("figures", "verdict"),
    [({"funds.reserved": 500}, "undetermined"), ({"violations.open": 1}, "undetermined")],
)
def test_before_the_approval_what_is_left_is_a_question(
    figures: Mapping[str, object], verdict: str, aliexpress: Platform
) -> None:
    """No source says whether it is looked at for the application."""
    leaving = {**LEAVING, "closing.status": "not_applied", **figures}
    report = judged(aliexpress, "exit-managed", leaving)

    assert report.verdict == verdict
    assert [point.fact for point in report.open_points] == [*figures]


@pytest.mark.parametrize("whole", [True, False, None])
def test_a_closed_shop_has_nothing_left_to_unbind(whole: bool | None, aliexpress: Platform) -> None:
    """Whatever was said to become of it."""
    figures = {**LEAVING, "closing.status": "closed", "closing.closed_on": ago(20)}
    figures |= {"deposit.held": 0, "closing.whole_shop": whole}
    figures = {fact: has for fact, has in figures.items() if has is not None}

    assert judged(aliexpress, "exit-managed", figures).verdict == "done"


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({}, "under-way"),
        # A sum beside the day: what is lacking, or what was not set to 0 yet.
        ({"deposit.arrived_on": ago(2)}, "under-way"),
        ({"deposit.arrived_on": ago(2), "deposit.held": 0, "deposit.status": "returned"}, "done"),
    ],
)
def test_the_refund_ends_when_the_deposit_has_arrived_and_nothing_is_lacking(
    more: dict[str, Any], verdict: str, aliexpress: Platform
) -> None:
    """A part of it is no end."""
    figures = {**REFUNDABLE, "deposit.status": "refunding", "deposit.applied_on": ago(9)}

    assert judged(aliexpress, "refund-deposit", figures | more).verdict == verdict


@pytest.mark.parametrize(("unsettled", "closes"), [(0, True), (800, False)])
def test_a_deposit_that_comes_after_closing_too_does_not_hold_it_up(
    unsettled: int, closes: bool, aliexpress: Platform
) -> None:
    """If the platform says so, the step is written under `done`; what else is left still does."""
    figures = {"deposit.held": 10000, "deposit.status": "held", "funds.unsettled": unsettled}
    report = unbound(aliexpress, figures, "aliexpress/exit-managed/deposit-out")

    assert ("aliexpress/exit-managed/close-shop" in report.plan.today) is closes


@pytest.mark.parametrize(("closes", "steps"), [(False, 0), (True, 1)])
def test_only_who_closes_the_shop_waits_for_its_deposit(
    closes: bool, steps: int, aliexpress: Platform
) -> None:
    """Who leaves the service alone keeps the shop."""
    figures = {**LEAVING, "closing.whole_shop": closes, "deposit.held": 10000}
    report = judged(aliexpress, "exit-managed", figures)

    assert [a.ref.rpartition("/")[2] for a in report.plan.actions].count("deposit-out") == steps


def test_whether_the_shop_is_closed_too_is_asked(aliexpress: Platform) -> None:
    """If it is, the notice has to stand for 30 days, which begin when it goes up."""
    figures = {fact: has for fact, has in LEAVING.items() if fact != "closing.whole_shop"}
    report = judged(aliexpress, "exit-managed", figures)
    asked = [a.fact for a in report.plan.actions if a.phase == "find-out" and not a.optional]

    assert (report.verdict, asked) == ("undetermined", ["closing.whole_shop"])


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


@pytest.mark.parametrize(
    "fact", ["violations.open", "violations.serious", "violations.unpaid_fines"]
)
def test_a_violation_reduces_the_deposit_and_does_not_bar_it(
    fact: str, aliexpress: Platform
) -> None:
    """By the guide the rest is returned; how much is taken off it does not say."""
    report = judged(aliexpress, "refund-deposit", {**REFUNDABLE, fact: 1})

    assert report.verdict == "ready"
    assert not report.open_points
    assert (report.money.comes_back, report.money.in_doubt) == ("0.00", "10000.00")


@pytest.mark.parametrize("held", [0, -50])
def test_where_there_is_no_deposit_there_is_nothing_to_apply_for(
    held: int, aliexpress: Platform
) -> None:
    """Nor is what is owed ready to be refunded."""
    with pytest.raises(ShopexitError):
        judged(aliexpress, "refund-deposit", {**REFUNDABLE, "deposit.held": held})


def test_who_has_to_leave_first_is_told_nothing_else(aliexpress: Platform) -> None:
    """By the platform's answer: no advice to apply at once."""
    answer = {"aliexpress/refund-deposit/exit-done": {"required": True, "by": "客服"}}
    figures = {**REFUNDABLE, "closing.status": "not_applied"}
    state = parsed(written("aliexpress", figures, answers=answer), aliexpress)
    report = check(aliexpress, state, EvaluationOptions(on=ON, procedure="refund-deposit"))
    (found,) = (f for f in report.findings if f.ref.endswith("/exit-done"))

    assert found.outcome == "unmet"
    assert "once that is approved" in found.fix.en


@pytest.mark.parametrize(("handled", "asked"), [(False, True), (True, False)])
def test_stock_that_is_left_is_asked_about(
    handled: bool, asked: bool, aliexpress: Platform
) -> None:
    """No source says what becomes of goods in the warehouse of the platform."""
    report = judged(aliexpress, "exit-managed", {**LEAVING, "confirmed.stock_handled": handled})

    assert any("优选仓" in str(warning) for warning in report.warnings) is asked


@pytest.mark.parametrize("by", ["platform", "seller"])
def test_a_deposit_is_not_promised_to_a_shop_that_is_closed(by: str, aliexpress: Platform) -> None:
    """By the platform, withheld in 2023 by the trade press; by the seller, no source says."""
    closed = {"closing.status": "closed", "closing.closed_on": ago(5), "closing.by": by}
    report = judged(aliexpress, "refund-deposit", {**REFUNDABLE, **closed})
    told = any("2023" in warning.says.en for warning in report.warnings)

    assert told is (by == "platform")
    assert report.money.in_doubt != "0.00"
    assert report.money.comes_back == "0.00"


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
