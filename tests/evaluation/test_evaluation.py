"""The verdict of a shop under the options and the platform's answers, worked out by hand."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import action, left
from smallrules import procedure, reported, rules
from states import ON, parsed, written

from shopexit import Outcome, Platform, check
from shopexit.evaluation.evaluate import EvaluationOptions

THREE = "taobao/refund-deposit/three-guarantees-90-days"
UNDER_WAY = {"closing.status": "in_review", "closing.applied_on": "2026-11-16"}
LATE = {"closing.status": "in_review", "closing.applied_on": "2026-09-20"}
DONE = {
    "closing.status": "closed",
    "closing.applied_on": "2026-10-01",
    "closing.closed_on": "2026-10-20",
    "deposit.status": "returned",
}


@pytest.mark.parametrize(
    ("answer", "last_deal", "verdict", "outcome", "clears_on"),
    [
        # 8 October lies 45 days before 22 November, 9 October 44. 90 days after 8 October is 6
        # January.
        (None, "2026-10-08", "undetermined", "disputed", None),
        ({"required": True}, "2026-10-08", "blocked", "unmet", "2027-01-06"),
        ({"required": True, "days": 45}, "2026-10-08", "ready", "met", "2026-11-22"),
        ({"required": True, "days": 45}, "2026-10-09", "blocked", "unmet", "2026-11-23"),
        ({"required": True, "days": 120}, "2026-08-24", "blocked", "unmet", "2026-12-22"),
        ({"required": True, "days": 90}, "2026-08-24", "ready", "met", "2026-11-22"),
        ({"required": False}, "2026-10-08", "ready", "not-applicable", None),
        # Never sold: there is nothing to count from.
        ({"required": True, "days": 45}, "never", "ready", "met", "2026-11-22"),
    ],
)
def test_a_number_that_the_platform_gives_replaces_the_rule_s(
    answer: Mapping[str, Any] | None,
    last_deal: str,
    verdict: str,
    outcome: str,
    clears_on: str | None,
    rules_of: Mapping[str, Platform],
) -> None:
    """The one in `at_least_days_ago`, and the day on which it is met."""
    values = {
        "profile.three_guarantees": True,
        "orders.last_completed_on": last_deal,
        "closing.status": "not_applied",
        "deposit.held": 1000,
        "deposit.status": "refundable",
    }
    answers = {THREE: {**answer, "by": "淘宝客服"}} if answer else {}
    report = left(rules_of["taobao"], values, "refund-deposit", answers=answers)
    (found,) = (each for each in report.findings if each.ref == THREE)
    assert (report.verdict, found.outcome) == (verdict, outcome)
    if outcome == "unmet":
        assert str(found.clears_on) == clears_on


def test_the_number_of_the_answer_is_shown(rules_of: Mapping[str, Platform]) -> None:
    """Not the rule's, which nobody asks for any more."""
    values = {
        "profile.three_guarantees": True,
        "orders.last_completed_on": "2026-10-09",
        "deposit.held": 1000,
    }
    answers = {THREE: {"required": True, "days": 45}}
    report = left(rules_of["taobao"], values, "refund-deposit", answers=answers)
    (found,) = (each for each in report.findings if each.ref == THREE)
    assert "2026-10-08" in found.needs.en  # 45 days before 22 November; 90 are 24 August
    assert "2026-08-24" not in found.needs.en


def test_the_platform_is_not_late_before_its_answer_is_met(
    rules_of: Mapping[str, Platform],
) -> None:
    """It has answered 30 days where the rule has 15, and is waited for until they are over."""
    values = {"orders.last_completed_on": "2026-11-01", "deposit.held": 1000}
    values |= {"deposit.status": "refunding", "deposit.applied_on": "2026-11-17"}
    rules = rules_of["taobao"]
    assert left(rules, values, "refund-deposit").verdict == "overdue"

    answers = {"taobao/refund-deposit/ordinary-15-days": {"required": True, "days": 30}}
    report = left(rules, values, "refund-deposit", answers=answers)
    (money,) = (m for m in report.plan.milestones if m.stage == "money")
    assert (report.verdict, str(money.latest)) == ("under-way", "2026-12-01")
    assert [w.says.en for w in report.warnings if "answered 30 days" in w.says.en]
    # On the day that was named it is not late, and the day after since that day.
    for on, verdict in (("2026-12-01", "under-way"), ("2026-12-02", "overdue")):
        then = left(rules, values, "refund-deposit", answers=answers, on=on)
        assert then.verdict == verdict
    assert "due by 2026-12-01" in next(w.says.en for w in then.warnings if w.code == "overdue")


def test_what_the_platform_has_answered_holds_back_the_signature_too(
    rules_of: Mapping[str, Platform],
) -> None:
    """60 days of notice where the rule has 30: the agreement is not signed before they are over."""
    approved: dict[str, Any] = {"closing.status": "approved", "deposit.held": 0}
    approved |= {"closing.applied_on": "2026-11-10", "notice.published_on": "2026-10-01"}
    rules, ref = rules_of["douyin"], "douyin/close/notice-30-days"
    assert "douyin/close/sign" in left(rules, approved).plan.today

    report = left(rules, approved, answers={ref: {"required": True, "days": 60}})
    assert "douyin/close/sign" not in report.plan.today
    assert str(action(report, "close/sign").act_on) == "2026-11-30"


@pytest.mark.parametrize(
    ("facts", "as_of", "mild", "strict"),
    [
        (UNDER_WAY, "2026-11-22", "under-way", "under-way"),
        (UNDER_WAY, "2026-11-15", "under-way", "under-way"),
        (DONE, "2026-11-15", "done", "done"),
        # Eight days old, of a day to come, undated.
        (UNDER_WAY | {"closing.applied_on": "2026-11-12"}, "2026-11-14",
         "under-way", "undetermined"),
        (UNDER_WAY, "2026-11-23", "under-way", "undetermined"),
        (UNDER_WAY, None, "under-way", "undetermined"),
        (DONE, "2026-11-14", "done", "undetermined"),
        (DONE, None, "done", "undetermined"),
        # Nothing is worse for being old, and overdue is worse than not knowing.
        (LATE, "2026-11-14", "overdue", "overdue"),
        (LATE, None, "overdue", "overdue"),
    ],
)  # fmt: skip
def test_old_figures_are_not_good_enough_for_what_is_under_way_if_it_is_strict(
    facts: Mapping[str, Any], as_of: str | None, mild: str, strict: str, kuaishou: Platform
) -> None:
    """Otherwise the platform has the application, however old they are."""
    values = {"deposit.held": 0, "deposit.status": "refundable", **facts}
    if facts is UNDER_WAY and as_of == "2026-11-15":
        values |= {"closing.applied_on": "2026-11-12"}
    reports = [left(kuaishou, values, as_of=as_of, strict=each) for each in (False, True)]
    assert [report.verdict for report in reports] == [mild, strict]
    assert {each.outcome for report in reports for each in report.findings} == {Outcome.PASSED}


@pytest.mark.parametrize(
    ("by", "applied_on"), [("platform", "never"), ("platform", None), ("seller", "2026-10-01")]
)
def test_a_shop_that_the_platform_closed_is_closed(
    by: str, applied_on: str | None, kuaishou: Platform
) -> None:
    """It never applied, and its deposit is on its way all the same."""
    values = {
        "closing.status": "closed",
        "closing.by": by,
        "closing.applied_on": applied_on,
        "closing.closed_on": "2026-11-20",
        "deposit.held": 500,
        "deposit.status": "refundable",
    }
    report = left(kuaishou, values)
    assert (report.verdict, report.procedure) == ("under-way", "refund-deposit")
    assert [each.procedure for each in report.passed_procedures] == ["close"]
    assert left(kuaishou, values, "close").verdict == "done"
    assert left(kuaishou, values, "all").verdict == "under-way"


def test_without_orders_it_is_the_shop_that_is_judged_where_only_orders_would_be(
    rules_of: Mapping[str, Platform],
) -> None:
    """1688 judges orders by default; a dispute of a shop that lists none blocks its closing."""
    report = left(rules_of["1688"], {"disputes.open": 1, "orders.pending_receipt": 2})
    assert [each.procedure for each in report.procedures] == ["refund-deposit", "close"]
    assert report.verdict == "blocked"
    assert "orders-not-listed" in [each.code for each in report.warnings]
    # A shop without open orders has none to list.
    report = left(rules_of["1688"], {"disputes.open": 1})
    assert "orders-not-listed" not in [each.code for each in report.warnings]


@pytest.mark.parametrize("more", [{}, {"default": True}])
def test_without_orders_each_procedure_for_the_shop_is_judged_once(more: dict[str, Any]) -> None:
    """Whether it is a default beside one for orders, or stands in for it."""
    book = rules(each=procedure(subject="order"), shop=procedure(**more))
    assert [each.procedure for each in reported(book, {}).procedures] == ["shop"]


def test_what_pays_the_rest_is_judged_once_although_it_was_asked_for_already(
    rules_of: Mapping[str, Platform],
) -> None:
    """On 1688 a file without orders asks for the closing and for the deposit."""
    closed = {"closing.status": "closed", "closing.closed_on": "2026-10-19", "deposit.held": 500}
    report = left(rules_of["1688"], {**closed, "closing.applied_on": "2026-09-13"})
    assert [each.procedure for each in report.procedures] == ["refund-deposit"]
    assert len({point.ref for point in report.open_points}) == len(report.open_points)
    refs = [(finding.ref, finding.order) for finding in report.findings]
    assert len(set(refs)) == len(refs)


@pytest.mark.parametrize(
    ("facts", "procedures"),
    [
        ({"closing.status": "not_applied"}, {"close-unpaid-order"}),
        (
            {"closing.status": "rejected", "closing.rejected_on": "2026-11-18"},
            {"close-unpaid-order", "close"},
        ),
        ({"closing.status": "in_review"}, {"close-unpaid-order", "close"}),
        (
            {"deposit.status": "refunding", "deposit.applied_on": "2026-11-10"},
            {"close-unpaid-order", "refund-deposit"},
        ),
    ],
)
def test_an_open_order_does_not_hide_what_the_shop_has_applied_for(
    facts: Mapping[str, Any], procedures: set[str], rules_of: Mapping[str, Platform]
) -> None:
    """1688 judges orders where the file lists some; a refund that is late is late all the same."""
    order = {"id": "A1", "status": "pending_payment", "amount": 100}
    values = {"deposit.held": 1000, "orders.pending_payment": 1, **facts}
    report = left(rules_of["1688"], values, order_list=[order])
    assert {finding.ref.split("/")[1] for finding in report.findings} == procedures


def test_a_limit_of_orders_leaves_out_no_kind_of_them(rules_of: Mapping[str, Platform]) -> None:
    """What is to be done with five unpaid orders is for today, whatever stands before them."""
    held = {"status": "pending_shipment", "amount": 20, "placed_on": "2026-11-21"}
    orders = [{"id": f"S{i}", **held, "buyer_agrees": False} for i in range(25)]
    orders += [{"id": f"P{i}", "status": "pending_payment", "amount": 10} for i in range(5)]
    raw = written("1688", {"profile.role": "seller"}, order_list=orders, as_of="2026-11-22")
    state = parsed(raw, rules_of["1688"])
    every, few = (
        check(rules_of["1688"], state, EvaluationOptions(on=ON, limit=limit)) for limit in (0, 20)
    )

    assert "1688/close-unpaid-order/close" in few.plan.today
    assert few.plan.today == every.plan.today
    assert few.checked.orders_shown == 20
