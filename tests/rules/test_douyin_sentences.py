"""Douyin: single sentences of its rules, each with the seller whom it is for.

Judged on 2026-11-22.
"""

from typing import Any

import pytest
from exits import action, for_today, left, warns_of

from shopexit import Platform, load_rules

DOUYIN: Platform = load_rules("douyin")
OPEN = {"closing.status": "not_applied", "deposit.held": 2000, "deposit.status": "held"}
APPROVED = OPEN | {"closing.status": "approved", "closing.applied_on": "2026-11-16"}
CLOSED = OPEN | {
    "closing.status": "closed",
    "closing.by": "seller",
    "closing.applied_on": "2026-11-02",
    "closing.closed_on": "2026-11-06",
}
SHUT = CLOSED | {"closing.by": "platform", "closing.applied_on": "never"}
EVICTED = {"profile.evicted": True, "confirmed.violation_settled": False}
UNSAVED = {"confirmed.data_backed_up": False}
INSTANT = {"profile.region": "instant_retail"}


@pytest.mark.parametrize(
    "facts",
    [
        {"orders.last_completed_on": "2026-11-10"},
        {"services.last_crab_card_sold_on": "2025-10-01"},
        {"orders.last_completed_on": "2026-09-10", "profile.region": "cross_border"},
    ],
)
def test_who_waits_is_told_to_log_in(facts: dict[str, Any]) -> None:
    """Exit rule 2.1.3: 30 days without login are one of two things that put a shop to rest."""
    acts = left(DOUYIN, OPEN | facts).plan.actions

    assert any("每30天登录一次" in each.does.zh for each in acts)


def test_who_can_apply_today_is_not_told_to_log_in() -> None:
    """He has nothing to wait for."""
    report = left(DOUYIN, OPEN)

    assert not any("登录一次" in each.does.zh for each in report.plan.actions)
    assert not warns_of(report, "put to rest")


def test_who_may_wait_for_years_is_warned_of_a_release() -> None:
    """Exit rule 2.2.3; the cards are valid for three years."""
    sold = {"services.last_crab_card_sold_on": "2025-10-01"}

    assert warns_of(left(DOUYIN, OPEN | sold), "released")
    assert not warns_of(left(DOUYIN, OPEN | sold | {"products.on_sale": 3}), "released")


def test_a_shop_at_rest_is_told_of_a_release() -> None:
    """Exit rule 2.2.3: after 60 days of rest."""
    assert warns_of(left(DOUYIN, OPEN | {"profile.resting": True}), "released")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (OPEN | EVICTED | UNSAVED, True),
        (SHUT | EVICTED | UNSAVED, True),
        (SHUT | {"profile.released": True} | UNSAVED, True),
        (OPEN | EVICTED | {"confirmed.data_backed_up": True}, False),
        (OPEN | UNSAVED, False),
        (APPROVED | EVICTED | UNSAVED, False),
        (CLOSED | UNSAVED, False),
    ],
)
def test_whom_the_platform_stops_exports_today(facts: dict[str, Any], told: bool) -> None:
    """Exit rule 2.3.1: with the notice login may end; once applied for it is a step for today."""
    report = left(DOUYIN, facts)

    assert warns_of(report, "notice of stopping the platform may end") is told
    assert ("close/export-before-locked-out" in for_today(report)) is told


@pytest.mark.parametrize(
    ("facts", "verdict", "today"),
    [
        ({}, "overdue", ["close/deposit-returned"]),
        ({"services.supply_chain_open": 1}, "under-way", ["close/settle-what-is-open"]),
        ({"confirmed.papers_ready": False}, "under-way", ["close/papers-lacking"]),
        ({"confirmed.papers_ready": None}, "overdue", ["close/deposit-returned"]),
        ({"services.supply_chain_open": None}, "overdue", ["close/deposit-returned"]),
    ],
)
def test_open_slips_and_papers_that_lack_make_nobody_late(
    facts: dict[str, Any], verdict: str, today: list[str]
) -> None:
    """Deposit rule 2.6.1(2): the review is not passed with them."""
    report = left(DOUYIN, CLOSED | facts)

    assert (report.verdict, for_today(report)) == (verdict, today)
    assert action(report, "close/deposit-returned").latest is None or verdict == "overdue"
    assert warns_of(report, "papers for the deposit") is (
        facts.get("confirmed.papers_ready") is False
    )


def test_a_shop_of_instant_retail_is_told_before_it_signs_that_it_applies_for_its_deposit() -> None:
    """Instant retail's deposit rule 2.6.1(2); exit rule 2.3.1 may have ended login by then."""
    saved = {"confirmed.data_backed_up": True}
    today = for_today(left(DOUYIN, APPROVED | INSTANT | saved))

    assert today == ["close/sign", "close/apply-instant-retail"]
    assert for_today(left(DOUYIN, APPROVED | saved)) == ["close/sign"]
    closed = for_today(left(DOUYIN, CLOSED | INSTANT | {"deposit.applied_on": "never"}))
    assert closed == ["close/apply-after-release"]


@pytest.mark.parametrize("region", ["domestic", "instant_retail"])
def test_a_wallet_behind_a_short_deposit_is_the_sellers_to_free(region: str) -> None:
    """Deposit rule 2.5, instant retail's 2.5: the limit is lifted once the deposit is filled."""
    short = {"deposit.held": 500, "deposit.required": 1000, "funds.withdrawable": 300}
    answers = {"douyin/close/deposit-not-short": {"required": False, "by": "客服"}}
    report = left(DOUYIN, OPEN | short | {"profile.region": region}, answers=answers)

    assert for_today(report) == ["close/wallet-behind-deposit"]


def test_an_excess_of_instant_retail_may_be_less_than_what_is_above_the_sum_due() -> None:
    """Instant retail's deposit rule 2.6.1(1) takes off what is set aside."""
    facts, word = OPEN | {"deposit.required": 1000}, "保证金扣减额度"

    assert warns_of(left(DOUYIN, facts | INSTANT, "refund-deposit"), word)
    assert not warns_of(left(DOUYIN, facts, "refund-deposit"), word)
    assert not warns_of(
        left(DOUYIN, facts | INSTANT | {"deposit.held": 900}, "refund-deposit"), word
    )


def test_a_linked_shop_is_named_where_a_debt_of_the_deposit_bears_on_it() -> None:
    """Deposit rule 2.5, its table: sales money of linked shops cannot be withdrawn."""
    owing = left(DOUYIN, OPEN | {"deposit.held": -120})
    wallet = left(DOUYIN, OPEN | {"funds.withdrawable": 600})

    assert "关联店铺" in action(owing, "close/deposit-not-negative").does.zh
    assert "关联店铺" in action(wallet, "close/wallet-empty").does.zh


@pytest.mark.parametrize("papers", [True, False, None])
def test_papers_are_complete_before_the_signature(papers: bool | None) -> None:
    """Deposit rule 2.6.1(2): without them the review is not passed; login may be gone by then."""
    facts = {"confirmed.papers_ready": papers}
    ready, approved = (left(DOUYIN, shop | facts) for shop in (OPEN, APPROVED))
    sent = {"closing.status": "in_review", "closing.applied_on": "2026-11-20"}
    review = left(DOUYIN, APPROVED | facts | sent)
    lacking = papers is False

    assert ready.verdict == "ready"
    for report in (ready, approved):
        assert (for_today(report)[0] == "close/papers-ready") is lacking
    assert warns_of(review, "papers for the deposit") is lacking
    for report in (ready, approved, review):
        assert (action(report, "close/deposit-returned").latest is None) is lacking


@pytest.mark.parametrize(
    ("required", "today"),
    [(None, ["close/notice-day"]), (True, []), (False, [])],
)
def test_who_was_answered_about_a_young_notice_is_not_asked_again(
    required: bool | None, today: list[str]
) -> None:
    """The law asks for the 30 days whatever the platform allows, so that they are waited for."""
    facts = APPROVED | {"notice.published_on": "2026-11-10", "confirmed.data_backed_up": True}
    answer = {"douyin/close/notice-30-days": {"required": required, "by": "客服"}}
    report = left(DOUYIN, facts, answers={} if required is None else answer)

    assert for_today(report) == today
    assert str(action(report, "close/sign").earliest) == "2026-12-10"
