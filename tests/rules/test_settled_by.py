"""Answers of the platform that settle more than the requirement they are about."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import for_today, left

from shopexit import Platform, ShopexitError

NOT_APPLIED = {"closing.status": "not_applied", "deposit.held": 500, "deposit.status": "held"}


@pytest.mark.parametrize(
    ("facts", "today"),
    [
        ({"deposit.status": "refundable"}, ["refund-deposit/take-out-deposit"]),
        ({"deposit.held": 0, "deposit.status": "returned"}, ["close/open-closing-page"]),
    ],
)
def test_what_the_platform_has_answered_of_the_deposit_is_not_asked_in_other_words(
    facts: dict[str, Any], today: list[str], kuaishou: Platform
) -> None:
    """Told that it comes first: neither whether it has to be in full, nor which comes first."""
    answers = {"kuaishou/close/deposit-returned": {"required": True, "by": "快手客服"}}
    report = left(kuaishou, NOT_APPLIED | facts, answers=answers)

    assert for_today(report)[: len(today)] == today
    assert not [f for f in report.findings if f.outcome == "disputed"]


def test_who_was_told_to_have_the_deposit_in_full_need_not_have_it_returned(
    kuaishou: Platform,
) -> None:
    """The same question from the other side."""
    answers = {"kuaishou/close/deposit-in-full": {"required": True, "by": "快手客服"}}

    assert left(kuaishou, NOT_APPLIED, answers=answers).verdict == "ready"


@pytest.mark.parametrize(("required", "asked"), [(False, False), (True, True)])
def test_who_was_told_that_the_deposit_comes_by_itself_is_not_asked_again(
    required: bool, asked: bool, rules_of: Mapping[str, Platform]
) -> None:
    """Asked before cancelling whether it has to be unfrozen first; afterwards it is still held."""
    answers = {"taobao/close/deposit-unfrozen": {"required": required, "by": "淘宝客服"}}
    closed = {"closing.status": "closed", "closing.closed_on": "2026-11-15", "closing.by": "seller"}
    facts = closed | {"deposit.held": 1000, "deposit.status": "held"}
    report = left(rules_of["taobao"], facts, "refund-deposit", answers=answers)

    assert ("refund-deposit/before-cancelling" in for_today(report)) is asked


COMES_BY_ITSELF = {"taobao/close/deposit-unfrozen": {"required": False, "by": "淘宝客服"}}
NOT_UNFROZEN = {"closing.applied_on": "2026-10-15", "deposit.held": 1000, "deposit.status": "held"}


@pytest.mark.parametrize(("closed", "doubt"), [("2026-11-15", "0.00"), ("2026-10-15", "1000.00")])
def test_what_comes_by_itself_is_not_unfrozen_in_a_cancelled_shop(
    closed: str, doubt: str, rules_of: Mapping[str, Platform]
) -> None:
    """No source says that it can be, whatever was answered; after 30 days it is in doubt."""
    shut = {"closing.status": "closed", "closing.closed_on": closed, "closing.by": "seller"}
    facts = NOT_UNFROZEN | shut
    report = left(rules_of["taobao"], facts, "refund-deposit", answers=COMES_BY_ITSELF)

    assert (report.verdict, report.money.in_doubt) == ("undetermined", doubt)
    assert for_today(report) == ["refund-deposit/cancelled-shop"]
    whole = left(rules_of["taobao"], facts, answers=COMES_BY_ITSELF)
    assert whole.money.in_doubt == doubt
    # Nor where it is not said who closed it.
    blank = facts | {"closing.by": None, "closing.applied_on": None}
    untold = left(rules_of["taobao"], blank, "refund-deposit", answers=COMES_BY_ITSELF)
    assert untold.verdict == "undetermined"


def test_what_comes_by_itself_is_not_unfrozen_in_the_notice(
    rules_of: Mapping[str, Platform],
) -> None:
    """Before applying nothing was said of it, nor is after: the answer is the same."""
    for status, applied in (("not_applied", "never"), ("in_notice", "2026-11-02")):
        shop = {"closing.status": status, "closing.applied_on": applied}
        last = {"orders.last_completed_on": "2025-10-01", "confirmed.data_backed_up": True}
        report = left(rules_of["taobao"], NOT_UNFROZEN | last | shop, answers=COMES_BY_ITSELF)

        assert not {"close/unfreeze-in-time", "refund-deposit/apply"} & {*for_today(report)}
        assert report.money.comes_back == "1000.00"


def test_advice_that_an_answer_settles_is_not_given(rules_of: Mapping[str, Platform]) -> None:
    """Though sources do not disagree on it: nothing is to be unfrozen in time."""
    shop = {"closing.status": "in_notice", "closing.applied_on": "2026-11-02"}
    facts = NOT_UNFROZEN | shop | {"orders.last_completed_on": "2026-11-15"}
    for answers, outcome in (({}, "unmet"), (COMES_BY_ITSELF, "not-applicable")):
        report = left(rules_of["taobao"], facts, "refund-deposit", answers=answers)
        (found,) = (f for f in report.findings if f.ref.endswith("/in-time"))
        assert found.outcome == outcome


def test_who_was_told_that_the_deposit_comes_first_does_not_ask_whether_to_stop_it(
    kuaishou: Platform,
) -> None:
    """It is on its way, as was asked for."""
    answers = {"kuaishou/close/deposit-returned": {"required": True, "by": "快手客服"}}
    going = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-20"}
    asked, told = (left(kuaishou, NOT_APPLIED | going, answers=each) for each in ({}, answers))
    steps = [[each.ref for each in report.plan.actions] for report in (asked, told)]

    assert ["kuaishou/close/ask-about-refund" in refs for refs in steps] == [True, False]


def test_a_step_that_the_state_of_the_deposit_denies_is_refused_by_its_name(
    rules_of: Mapping[str, Platform],
) -> None:
    """What is still held was refused, so that nothing is applied for."""
    held = {"deposit.held": 1000, "deposit.status": "held", "closing.status": "not_applied"}
    with pytest.raises(ShopexitError, match=r"deposit\.status is held"):
        left(rules_of["taobao"], held, done=["taobao/refund-deposit/apply"])
