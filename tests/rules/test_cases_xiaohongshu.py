"""Xiaohongshu: shops in the notice and after it, as sellers wrote them. Judged on 2026-11-22."""

from typing import Any

import pytest
from exits import action, for_today, group_of, left

from shopexit import Platform, load_rules

XIAOHONGSHU: Platform = load_rules("xiaohongshu")
IN_NOTICE = {
    "closing.status": "in_notice",
    "closing.applied_on": "2026-10-20",
    "deposit.held": 2000,
    "deposit.status": "held",
    "funds.withdrawable": 0,
}
CLOSED = IN_NOTICE | {"closing.status": "closed", "closing.closed_on": "2026-11-15"}


@pytest.mark.parametrize(
    ("published", "ends"),
    [("2026-10-20", None), ("2026-09-01", None), ("2026-11-08", "2026-12-08"), ("never", "None")],
)
def test_a_notice_that_went_up_after_the_signature_ends_later(
    published: str, ends: str | None
) -> None:
    """Law, article 16: 30 days on the home page; one that is not up has no end yet."""
    report = left(XIAOHONGSHU, IN_NOTICE | {"notice.published_on": published})
    notice = action(report, "close/notice")

    assert report.verdict == "under-way"
    assert notice.done is (ends is None)
    assert ("close/settle" in for_today(report)) is (ends is None)
    if ends:
        assert str(notice.latest) == ends


def test_a_notice_of_seven_days_runs_from_the_day_it_went_up_too() -> None:
    """Of a shop that never traded."""
    facts = {"orders.last_completed_on": "never", "notice.published_on": "2026-11-18"}
    report = left(XIAOHONGSHU, IN_NOTICE | facts)

    assert str(action(report, "close/notice").latest) == "2026-11-25"


def test_without_the_day_of_the_notice_the_signature_counts() -> None:
    """Over after 30 days; what tells so is there for no shop that gives the day."""
    assert "close/settle" in for_today(left(XIAOHONGSHU, IN_NOTICE))
    later = left(XIAOHONGSHU, IN_NOTICE | {"closing.applied_on": "2026-11-10"})
    assert str(action(later, "close/settle").act_on) == "2026-12-10"
    for given in ("never", "2026-11-10"):
        told = left(XIAOHONGSHU, IN_NOTICE | {"notice.published_on": given})
        assert not [a for a in told.plan.actions if a.ref.endswith("/notice-by-signature")]


@pytest.mark.parametrize(
    "facts",
    [
        CLOSED | {"closing.by": "platform", "closing.applied_on": "never"},
        {"closing.status": "not_applied", "profile.released": True, "deposit.held": 2000},
    ],
)
def test_the_deposit_of_a_shop_that_the_platform_shut_or_released_is_in_doubt(
    facts: dict[str, Any],
) -> None:
    """The flow has it asked for before the closing (四.5): otherwise nobody can promise it."""
    report = left(XIAOHONGSHU, facts)

    assert group_of(report, "deposit.held") == "in_doubt"
    assert group_of(left(XIAOHONGSHU, CLOSED), "deposit.held") == "comes_back"
    if facts["closing.status"] == "closed":
        assert for_today(report) == ["refund-deposit/ask-for-the-money"]


@pytest.mark.parametrize("fact", ["funds.unsettled", "funds.withdrawable"])
@pytest.mark.parametrize("status", ["returned", None])
def test_sales_money_of_a_closed_shop_without_a_deposit_is_in_doubt(
    fact: str, status: str | None
) -> None:
    """Its account cannot sign in (四.6)."""
    facts = CLOSED | {"deposit.held": 0, "deposit.status": status, fact: 600}
    report = left(XIAOHONGSHU, facts)

    assert report.verdict == "done"
    assert group_of(report, fact) == "in_doubt"
    assert "money-out" in {warning.code for warning in report.warnings}


def test_a_procedure_is_found_by_the_words_that_the_other_platforms_take() -> None:
    """In English too."""
    found = {each: XIAOHONGSHU.chosen(each) for each in ("refund", "deposit", "exit")}

    assert found == {
        "refund": ("refund-deposit",),
        "deposit": ("refund-deposit",),
        "exit": ("close",),
    }
