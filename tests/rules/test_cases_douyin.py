"""Douyin: what a closed shop has for today, and what a freeze holds back. Judged on 2026-11-22."""

from typing import Any

import pytest
from exits import for_today, group_of, left

from shopexit import Platform, load_rules

DOUYIN: Platform = load_rules("douyin")
OPEN = {"closing.status": "not_applied", "deposit.held": 2000, "deposit.status": "held"}
CLOSED = {
    "closing.status": "closed",
    "closing.by": "seller",
    "closing.applied_on": "2026-11-10",
    "closing.closed_on": "2026-11-19",
    "deposit.held": 2000,
    "deposit.status": "held",
}
NOTHING_HELD = {"deposit.held": 0, "deposit.status": "returned"}


@pytest.mark.parametrize(
    ("facts", "today"),
    [
        ({"funds.unsettled": 320}, "settle-what-is-open"),
        ({"funds.unsettled": 320, "deposit.status": "refunding"}, "settle-what-is-open"),
        ({"funds.debt": 90}, "settle-what-is-open"),
        ({"deposit.status": "frozen"}, "settle-what-is-open"),
    ],
)
def test_what_is_left_after_the_closing_is_forfor_today(facts: dict[str, Any], today: str) -> None:
    """Exit rule 2.3.1: login may end at any time."""
    report = left(DOUYIN, CLOSED | facts)

    assert (report.verdict, for_today(report)) == ("under-way", [f"close/{today}"])


@pytest.mark.parametrize(
    ("given", "is_out"),
    [({}, False), ({"funds.debt": 0}, False), ({"funds.unsettled": None}, False),
     ({"funds.unsettled": 320}, True), ({"funds.withdrawable": 120}, True)],
)  # fmt: skip
def test_a_closed_shop_without_a_deposit_is_done(given: dict[str, Any], is_out: bool) -> None:
    """Whoever does not give a sum is not asked to fetch it; of one that is out a warning tells."""
    report = left(DOUYIN, CLOSED | NOTHING_HELD | given)

    assert report.verdict == "done"
    assert ("money-out" in {warning.code for warning in report.warnings}) is is_out


def test_a_balance_does_not_keep_the_deposit_from_being_late() -> None:
    """Deposit rule 2.6.1(2) asks for settled slips, not for an empty wallet."""
    long_ago = {"closing.applied_on": "2026-10-01", "closing.closed_on": "2026-10-10"}

    assert left(DOUYIN, CLOSED | long_ago | {"funds.withdrawable": 120}).verdict == "overdue"


def test_an_evicted_shop_that_has_not_left_is_not_done() -> None:
    """Exit rule 2.2.2(2): the exit is still its own to carry out, whatever is left."""
    facts = {"closing.by": "platform", "closing.applied_on": "never", "profile.evicted": True}
    facts |= {"confirmed.violation_settled": True, "deposit.required": 0}
    report = left(DOUYIN, CLOSED | NOTHING_HELD | facts)

    assert report.verdict == "ready"


def test_the_deposit_of_a_released_shop_is_in_doubt_before_it_is_closed() -> None:
    """Exit rule 2.2.3 says nothing of it."""
    released = left(DOUYIN, OPEN | {"profile.released": True})

    assert group_of(released, "deposit.held") == "in_doubt"
    assert group_of(left(DOUYIN, OPEN), "deposit.held") == "comes_back"


@pytest.mark.parametrize("status", ["frozen", "refunding"])
def test_a_freeze_or_a_refund_does_not_say_to_wait_before_applying(status: str) -> None:
    """The conditions of 2.2.1(2) name neither: what is said fits that the shop is ready."""
    report = left(DOUYIN, OPEN | {"deposit.status": status})
    (said,) = (w.says for w in report.warnings if w.code == "trouble")

    assert report.verdict == "ready"
    assert "退店条件没点名" in said.zh
    assert not any(word in said.zh for word in ("再办", "再申请"))


@pytest.mark.parametrize("more", [{}, {"closing.applied_on": "never"}, {"profile.evicted": None}])
def test_the_deposit_of_a_shop_that_the_platform_shut_is_in_doubt(more: dict[str, Any]) -> None:
    """Exit rule 2.2.2 and 2.2.3 say nothing of how it comes back, applied for or not."""
    report = left(DOUYIN, CLOSED | {"closing.by": "platform"} | more)

    assert group_of(report, "deposit.held") == "in_doubt"
