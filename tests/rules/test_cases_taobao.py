"""Taobao: cases of sellers in which money, a day or what to do today had been wrong."""

from typing import Any

import pytest
from exits import action, left

from shopexit import Platform, Report, ShopexitError, load_rules

TAOBAO: Platform = load_rules("taobao")
IN_NOTICE: dict[str, Any] = {
    "closing.status": "in_notice",
    "closing.applied_on": "2026-11-10",
    "deposit.held": 1000,
    "deposit.status": "held",
    "confirmed.data_backed_up": True,
}
CLOSED: dict[str, Any] = {
    "closing.status": "closed",
    "closing.closed_on": "2026-11-01",
    "deposit.held": 1000,
    "deposit.status": "held",
}
SOLD: dict[str, Any] = {"orders.last_completed_on": "2025-08-01", "closing.status": "not_applied"}


def _told(report: Report, word: str) -> bool:
    return any(word in warning.says.en for warning in report.warnings)


@pytest.mark.parametrize("order", [{}, {"orders.pending_receipt": 1}])
def test_a_shop_that_has_had_an_order_has_listed_something(order: dict[str, Any]) -> None:
    """Its 5 weeks off sale count from a day, and `never` would pass for them."""
    facts = SOLD | order | {"products.last_delisted_on": "never"}
    if order:
        facts |= {"orders.last_completed_on": "never"}

    with pytest.raises(ShopexitError, match="nothing is said ever to have been listed"):
        left(TAOBAO, facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"orders.last_completed_on": "never"},
        {"products.on_sale": 20},
        {"products.on_sale": None},
        {"products.last_delisted_on": None},
    ],
)
def test_never_delisted_is_no_contradiction_by_itself(facts: dict[str, Any]) -> None:
    """Of a shop without orders, with goods still on sale, or of which less is known."""
    assert left(TAOBAO, SOLD | {"products.last_delisted_on": "never"} | facts).procedure == "close"


@pytest.mark.parametrize(
    ("on", "verdict", "due"),
    [
        ("2026-12-10", "under-way", None),
        ("2026-12-11", "under-way", None),
        ("2026-12-12", "overdue", "2026-12-11"),
    ],
)
def test_the_notice_is_late_only_after_the_day_that_was_named(
    on: str, verdict: str, due: str | None
) -> None:
    """30 days from the 10th of November, and cancelled within 24 hours after (conditions-2024)."""
    report = left(TAOBAO, IN_NOTICE | {"deposit.held": 0}, on=on, as_of="2026-12-09")
    late = action(report, "close/closed").due

    assert report.verdict == verdict
    assert (str(late) if late else None) == due


@pytest.mark.parametrize(
    ("last", "day"),
    [("2025-10-20", "2026-11-22"), ("never", "2026-11-22"), ("2026-11-20", "2026-12-05")],
)
def test_a_deposit_held_during_the_notice_is_unfrozen_in_time(last: str, day: str) -> None:
    """Today, or as soon as 15 days have passed since the last deal."""
    report = left(TAOBAO, IN_NOTICE | {"orders.last_completed_on": last})

    assert str(action(report, "close/unfreeze-in-time").act_on) == day
    assert list(report.plan.today) == (
        ["taobao/close/unfreeze-in-time"] if day == "2026-11-22" else []
    )


@pytest.mark.parametrize("held", [{"deposit.status": "frozen"}, {"deposit.penalty_hold": True}])
def test_a_deposit_that_is_frozen_during_the_notice_is_appealed(held: dict[str, Any]) -> None:
    """While the shop is still there."""
    report = left(TAOBAO, IN_NOTICE | held)

    assert _told(report, "appeal before it is")
    assert not _told(left(TAOBAO, IN_NOTICE), "appeal before it is")


@pytest.mark.parametrize("status", ["refunding", "returned"])
def test_who_has_pressed_unfreeze_is_not_told_to(status: str) -> None:
    """It is done, or on its way."""
    gone = {"deposit.held": 0} if status == "returned" else {}
    report = left(TAOBAO, IN_NOTICE | {"deposit.status": status} | gone)

    assert "taobao/close/unfreeze-in-time" not in {each.ref for each in report.plan.actions}


@pytest.mark.parametrize("by", ["platform", "seller", None])
def test_the_deposit_of_a_shop_that_the_platform_closed_is_in_doubt(by: str | None) -> None:
    """Why it was closed has to be asked: a released one is unfrozen, of others no source says."""
    applied = "never" if by == "platform" else "2026-10-01"
    facts = CLOSED | {"closing.by": by, "closing.applied_on": applied}
    report = left(TAOBAO, facts, "refund-deposit")

    assert report.verdict == "ready"
    assert (report.money.in_doubt == "1000.00") is (by == "platform")
    assert _told(report, "The platform closed the shop") is (by == "platform")
    assert _told(report, "by a guide it comes back after that")


@pytest.mark.parametrize(("on_sale", "told"), [(3, True), (0, False), (None, False)])
def test_items_on_sale_in_a_cancelled_shop_are_pointed_out(on_sale: int | None, told: bool) -> None:
    """One of the two is a slip."""
    facts = CLOSED | {"closing.applied_on": "2026-10-01", "products.on_sale": on_sale}

    assert _told(left(TAOBAO, facts, "refund-deposit"), "items to be on sale") is told
