"""1688: cases of sellers in which money, a day or what to do today had been wrong."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import action, left

from shopexit import Platform, Report, load_rules

RULES: Platform = load_rules("1688")
REVIEWED: dict[str, Any] = {
    "closing.status": "in_review",
    "closing.applied_on": "2026-11-10",
    "deposit.held": 3000,
    "funds.withdrawable": 420,
    "notice.published_on": "2026-11-01",
}
ORDER: dict[str, Any] = {
    "orders.pending_receipt": None,
    "order.status": "shipped",
    "order.shipped_on": "2026-11-18",
    "order.buyer_agrees": True,
    "order.return_needed": True,
    "order.refund_filed": False,
}


def _today(report: Report) -> list[str]:
    return [ref.removeprefix("1688/") for ref in report.plan.today]


def _refunding(facts: Mapping[str, Any]) -> Report:
    asked = {"deposit.held": 2000, "deposit.status": "refunding", "closing.status": "not_applied"}
    return left(RULES, {**asked, "deposit.applied_on": "2026-11-03", **facts}, "refund-deposit")


def test_a_deposit_that_is_not_free_when_cancelling_runs_is_in_doubt() -> None:
    """Until 60 days have passed it cannot be taken out, and the shop may be gone before."""
    facts = {"deposit.status": "held", "orders.last_completed_on": "2026-11-01"}
    report = left(RULES, REVIEWED | facts, "close")

    assert report.verdict == "under-way"
    assert (report.money.comes_back, report.money.in_doubt) == ("420.00", "3000.00")
    assert "close/ask-for-deposit" in _today(report)
    assert "close/deposit-once-free" not in _today(report)
    assert str(action(report, "close/deposit-once-free").act_on) == "2026-12-31"


def test_a_deposit_that_is_free_when_cancelling_runs_comes_back() -> None:
    """It is taken out today."""
    report = left(RULES, REVIEWED | {"deposit.status": "refundable"}, "close")

    assert report.money.in_doubt == "0.00"
    assert "close/deposit-in-time" in _today(report)
    assert "close/ask-for-deposit" not in _today(report)


@pytest.mark.parametrize("status", ["in_review", "approved"])
def test_the_renewal_is_not_off_because_the_application_is_in(status: str) -> None:
    """It is a step of its own, done once the seller says so or the shop is cancelled."""
    facts = REVIEWED | {"deposit.held": 0, "closing.status": status}
    done = {"step": "1688/close/stop-renewal", "on": "2026-11-20"}

    assert "close/stop-renewal" in _today(left(RULES, facts, "close"))
    assert "close/stop-renewal" not in _today(left(RULES, facts, "close", done=[done]))
    gone = {"closing.status": "closed", "closing.closed_on": "2026-11-20"}
    report = left(RULES, facts | gone | {"deposit.status": "returned"}, "close")
    assert (report.verdict, _today(report)) == ("done", [])


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"orders.pending_receipt": 2}, "blocked"),
        ({"confirmed.papers_ready": None}, "undetermined"),
        ({}, "ready"),
    ],
)
def test_the_notice_waits_for_nothing(facts: dict[str, Any], verdict: str) -> None:
    """Also where no deposit is held: 30 days of it are over before the owner stops."""
    shop = {"closing.status": "not_applied", "deposit.held": 0, "notice.published_on": "never"}
    report = left(RULES, shop | facts, "close")

    assert report.verdict == verdict
    assert _today(report)[0] == "close/notice-up"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, "overdue"),
        ({"orders.last_completed_on": "2026-10-20"}, "under-way"),
        ({"orders.pending_receipt": 1}, "under-way"),
        ({"disputes.open": 1}, "under-way"),
        ({"products.on_sale": 2}, "under-way"),
    ],
)
def test_a_transfer_that_was_asked_for_too_early_is_not_late(
    facts: dict[str, Any], verdict: str
) -> None:
    """The 7 working days follow the release, and that the conditions (deposit-guide-2025)."""
    assert _refunding(facts).verdict == verdict


def test_a_frozen_deposit_is_asked_about_still() -> None:
    """What the wait reads is no question any more, so that it does not read the state."""
    facts = {"deposit.status": "frozen", "deposit.applied_on": "never"}

    assert [p.fact for p in _refunding(facts).open_points] == ["deposit.status"]


def test_nothing_helps_but_waiting_is_not_said_of_what_is_refundable() -> None:
    """The page shows it: try 转出."""
    shop = {"deposit.status": "refundable", "deposit.applied_on": "never"}
    report = _refunding(shop | {"orders.last_completed_on": "2026-10-30"})
    (found,) = (f for f in report.findings if f.ref.endswith("/last-deal-60-days-ago"))

    assert (report.verdict, str(found.clears_on)) == ("blocked", "2026-12-29")
    assert found.fix.zh.endswith("页面上已经能转出的，点“转出”试试。")


@pytest.mark.parametrize("role", ["seller", "reseller"])
def test_goods_under_way_that_are_to_come_back_are_waited_for(role: str) -> None:
    """A buyer who applies today can only have the money back, and keeps the goods."""
    report = left(RULES, ORDER | {"profile.role": role, "order.goods_received": False})
    (first,) = (a for a in report.plan.actions if a.ref == report.plan.today[0])

    assert (report.verdict, _today(report)) == ("blocked", ["close-shipped-order/goods-received"])
    # A screen shows what stands before the semicolon.
    assert first.does.zh.startswith("先等买家收到货，收到货才能申请退款退货；")


def test_goods_that_have_arrived_are_applied_for_today() -> None:
    """So is a refund without return."""
    arrived = {"order.goods_received": True, "order.goods_returned": False}
    for facts in (arrived, {"order.return_needed": False}):
        report = left(RULES, ORDER | {"profile.role": "seller"} | facts)
        assert _today(report) == ["close-shipped-order/refund-filed"]
