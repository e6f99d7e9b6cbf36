"""Xiaohongshu: money that is left once a shop is closed, and a deposit of which a part has come."""

from typing import Any

import pytest
from exits import action, for_today, group_of, left, warns_of

from shopexit import Platform, load_rules

XIAOHONGSHU: Platform = load_rules("xiaohongshu")
CLOSED: dict[str, Any] = {
    "closing.status": "closed",
    "closing.by": "seller",
    "closing.applied_on": "2026-09-10",
    "closing.closed_on": "2026-10-20",
    "funds.withdrawable": 0,
}
HAD = {"deposit.held": 0, "deposit.status": "returned", "deposit.arrived_on": "2026-11-18"}
ASKED = {"deposit.held": 2000, "deposit.status": "refunding", "deposit.applied_on": "2026-10-12"}


@pytest.mark.parametrize("fact", ["funds.reserved", "services.freight_balance"])
def test_money_left_in_a_closed_shop_is_asked_for_today(fact: str) -> None:
    """The account cannot sign in (四.6); with the deposit out too it is asked for once."""
    had, asked, none = (
        left(XIAOHONGSHU, CLOSED | facts)
        for facts in (HAD | {fact: 50}, ASKED | {fact: 50}, HAD | {fact: None})
    )

    assert (had.verdict, for_today(had)) == ("done", ["close/balance-left"])
    assert group_of(had, fact) == "in_doubt"
    assert for_today(asked) == ["refund-deposit/ask-for-balance"]
    assert (none.verdict, for_today(none)) == ("done", [])
    assert not warns_of(none, "is left with the platform")


TOLD = {"xiaohongshu/refund-deposit/without-closing": {"required": False, "by": "客服"}}
HELD: dict[str, Any] = {
    "closing.status": "not_applied",
    "deposit.held": 5000,
    "deposit.status": "held",
}


def test_who_closes_is_not_told_to_ask_for_the_deposit_without() -> None:
    """What is asked for before signing may stand in the way of it (四.5)."""
    report = left(XIAOHONGSHU, HELD, answers=TOLD)

    assert "close/sign" in for_today(report)
    assert action(report, "refund-deposit/ask-for-surplus").does.zh.startswith("不关店的：")
    assert "要关店的别申请" in action(report, "refund-deposit/ask-for-surplus").does.zh


@pytest.mark.parametrize(
    ("facts", "group"),
    [
        ({}, "comes_back"),
        ({"deposit.status": "refundable"}, "comes_back"),
        # More than is due: of the surplus, which was to come, a part is lacking.
        ({"deposit.required": 3000}, "in_doubt"),
        ({"deposit.required": None}, "in_doubt"),
        ({"deposit.status": None}, "in_doubt"),
        ({"deposit.status": "refunding"}, "in_doubt"),
    ],
)
def test_the_sum_due_that_is_left_comes_back_with_the_closing(
    facts: dict[str, Any], group: str
) -> None:
    """The surplus has come earlier, and what is held as usual is not what is lacking of it."""
    days = {"deposit.applied_on": "2026-11-10", "deposit.arrived_on": "2026-11-18"}
    report = left(XIAOHONGSHU, HELD | days | {"deposit.required": 5000} | facts, answers=TOLD)

    assert group_of(report, "deposit.held") == group
