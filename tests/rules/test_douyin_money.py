"""Douyin: money held back, limited in its withdrawal, or on its way to a wrong account."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import left

from shopexit import Platform, Report, load_rules

DOUYIN: Platform = load_rules("douyin")
# Asks for nothing more, and has not applied.
OPEN: Mapping[str, Any] = {
    "closing.status": "not_applied",
    "deposit.held": 2000,
    "deposit.status": "held",
    "confirmed.data_backed_up": True,
}
CLOSED: Mapping[str, Any] = OPEN | {
    "closing.status": "closed",
    "closing.by": "seller",
    "closing.applied_on": "2026-10-20",
    "closing.closed_on": "2026-10-29",
}


def _group(report: Report, fact: str) -> tuple[str, str | None]:
    (found,) = (each for each in report.money.sums if each.fact == fact)
    return str(found.group), str(found.latest) if found.latest else None


def _told(report: Report, word: str) -> bool:
    return any(word in str(warning) for warning in report.warnings)


def test_sales_money_that_is_held_back_is_asked_about_and_is_in_doubt() -> None:
    """Reserve rule 2 takes it from settled money; exit rule 2.2.1(2) names the wallet alone."""
    report = left(DOUYIN, OPEN | {"funds.reserved": 3000})

    assert left(DOUYIN, OPEN).verdict == "ready"
    assert left(DOUYIN, OPEN | {"funds.reserved": None}).verdict == "undetermined"
    assert report.verdict == "undetermined"
    assert report.plan.today == ("douyin/close/nothing-held-back",)
    assert _group(report, "funds.reserved") == ("in_doubt", None)


@pytest.mark.parametrize(("required", "verdict"), [(False, "ready"), (True, "blocked")])
def test_the_platform_says_whether_money_held_back_stands_in_the_way(
    required: bool, verdict: str
) -> None:
    """Whatever it says, the money is no nearer."""
    answers = {"douyin/close/nothing-held-back": {"required": required, "by": "客服"}}
    report = left(DOUYIN, OPEN | {"funds.reserved": 3000}, answers=answers)

    assert report.verdict == verdict
    assert _group(report, "funds.reserved") == ("in_doubt", None)


def test_what_may_be_behind_money_held_back_is_told_where_some_is() -> None:
    """Cards not redeemed, installation, a penalty, goods under guarantee."""
    facts = OPEN | {"profile.three_guarantees": True, "violations.open": 1}
    for word in ("worked out anew", "seafood", "installation", "of sales money", "(三包)"):
        assert _told(left(DOUYIN, facts | {"funds.reserved": 10}), word)
        assert not _told(left(DOUYIN, facts), word)
    assert not _told(left(DOUYIN, OPEN | {"funds.reserved": 10}), "of sales money")


def test_a_frozen_deposit_is_told_to_be_a_penalty_s_work() -> None:
    """Rule on wrong categories: 30 days, with the length on the notice."""
    assert _told(left(DOUYIN, OPEN | {"deposit.status": "frozen"}), "freeze of the deposit")


def test_money_held_back_in_a_closed_shop_is_pointed_out() -> None:
    """Exit rule 2.3.1: login may be gone."""
    report = left(DOUYIN, CLOSED | {"funds.reserved": 300})

    assert _told(report, "login may be gone")
    assert _group(report, "funds.reserved") == ("in_doubt", None)
