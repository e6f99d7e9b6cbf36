"""Douyin: money held back, limited in its withdrawal, or on its way to a wrong account."""

from typing import Any

import pytest
from exits import for_today, left

from shopexit import Platform, Report, load_rules

DOUYIN: Platform = load_rules("douyin")
# Asks for nothing more, and has not applied.
OPEN: dict[str, Any] = {
    "closing.status": "not_applied",
    "deposit.held": 2000,
    "deposit.status": "held",
    "confirmed.data_backed_up": True,
}
CLOSED: dict[str, Any] = OPEN | {
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
    assert report.verdict == "undetermined"
    assert report.plan.today == ("douyin/close/funds.reserved",)
    assert _group(report, "funds.reserved") == ("in_doubt", None)


@pytest.mark.parametrize(("required", "verdict"), [(False, "ready"), (True, "blocked")])
def test_the_platform_says_whether_money_held_back_stands_in_the_way(
    required: bool, verdict: str
) -> None:
    """Whatever it says, the money is no nearer."""
    answers = {"douyin/close/funds.reserved": {"required": required, "by": "客服"}}
    report = left(DOUYIN, OPEN | {"funds.reserved": 3000}, answers=answers)

    assert report.verdict == verdict
    assert _group(report, "funds.reserved") == ("in_doubt", None)


def test_what_may_be_behind_money_held_back_is_told_where_some_is() -> None:
    """In one warning, and in another only what surely concerns the shop."""
    facts = OPEN | {"profile.three_guarantees": True, "violations.open": 1}
    for word in ("worked out anew", "installations", "(三包)"):
        assert _told(left(DOUYIN, facts | {"funds.reserved": 10}), word)
        assert not _told(left(DOUYIN, facts), word)
    for word in ("seafood", "安装完工", "of sales money"):
        assert not _told(left(DOUYIN, facts | {"funds.reserved": 10}), word)


def test_a_frozen_deposit_is_told_to_be_a_penalty_s_work() -> None:
    """Rule on wrong categories: 30 days, with the length on the notice."""
    assert _told(left(DOUYIN, OPEN | {"deposit.status": "frozen"}), "freeze of the deposit")


def test_money_held_back_in_a_closed_shop_is_pointed_out() -> None:
    """Exit rule 2.3.1: login may be gone."""
    report = left(DOUYIN, CLOSED | {"funds.reserved": 300})

    assert _told(report, "login may be gone")
    assert _group(report, "funds.reserved") == ("in_doubt", None)


SHORT = OPEN | {"deposit.required": 5000, "funds.withdrawable": 1300}
TRIAL = {"profile.zero_deposit": True, "funds.withdrawn_this_month": False}


@pytest.mark.parametrize(
    ("facts", "is_short"),
    [
        ({}, True),
        ({"deposit.held": -0.01, "deposit.required": 0}, True),
        ({"deposit.held": 4999.99}, True),
        ({"deposit.held": 5000}, False),
        # Zero-deposit rule 2.4.2: short only once the trial is over, which an experience
        # deposit of more than 500 ends.
        ({"deposit.held": 0, "deposit.required": 500} | TRIAL, False),
        ({"deposit.held": 0, "deposit.required": 1000} | TRIAL, True),
        ({"profile.region": "instant_retail"}, True),
        # Deposit rule 1.2 leaves cross-border shops out.
        ({"profile.region": "cross_border"}, False),
    ],
)
def test_the_wallet_is_not_for_today_while_the_deposit_is_short(
    facts: dict[str, Any], is_short: bool
) -> None:
    """Deposit rule 2.5: sales money fills it first, and withdrawals are limited."""
    report = left(DOUYIN, SHORT | facts)

    assert report.verdict == "blocked"
    assert ("douyin/close/wallet-empty" in report.plan.today) is not is_short
    assert (_group(report, "funds.withdrawable")[0] == "in_doubt") is is_short


def test_unsettled_money_is_in_doubt_too_while_the_deposit_is_short() -> None:
    """The same clause: it is what the deposit is filled from."""
    assert _group(left(DOUYIN, SHORT | {"funds.unsettled": 70}), "funds.unsettled")[0] == "in_doubt"


def test_that_a_short_deposit_need_not_be_topped_up_lifts_no_limit() -> None:
    """What customer service says of applying is not said of withdrawing (deposit rule 2.5)."""
    answers = {"douyin/close/deposit-not-short": {"required": False, "by": "客服"}}
    today = for_today(left(DOUYIN, SHORT, answers=answers))

    assert today == ["close/wallet-behind-deposit"]
    empty = SHORT | {"funds.withdrawable": 0}
    assert left(DOUYIN, empty, answers=answers).verdict == "ready"


def test_to_wait_for_the_next_month_is_no_task_for_today() -> None:
    """Zero-deposit rule 2.3: before the first of it nothing can be done."""
    facts = TRIAL | {"funds.withdrawn_this_month": True, "funds.withdrawable": 80}
    report = left(DOUYIN, facts | {"closing.status": "not_applied", "deposit.held": 0})

    assert (report.verdict, report.plan.today) == ("blocked", ())


@pytest.mark.parametrize(
    ("held", "answered", "verdict", "comes"),
    [(20000, False, "undetermined", "5000.00"), (20000, True, "ready", "5000.00"),
     (15000, False, "undetermined", "0.00")],
)  # fmt: skip
def test_the_sum_due_of_a_cross_border_shop_that_goes_on_stays(
    held: int, answered: bool, verdict: str, comes: str
) -> None:
    """Its rule was not read, and the question is of the excess; its goods stay on sale."""
    answer = {"douyin/refund-deposit/closed-cross-border": {"required": False, "by": "客服"}}
    shop = OPEN | {"profile.region": "cross_border", "deposit.held": held, "products.on_sale": 30}
    shop |= {"deposit.required": 15000}
    report = left(DOUYIN, shop, "refund-deposit", answers=answer if answered else {})

    assert (report.verdict, report.open_points) == (verdict, ())
    assert (str(report.money.comes_back), str(report.money.stays)) == (comes, "15000.00")


@pytest.mark.parametrize(("held", "verdict"), [(2000, "undetermined"), (0, "ready")])
def test_an_insured_shop_that_holds_cash_is_not_ready(held: int, verdict: str) -> None:
    """An insurance stands in for cash, so that one of the two is wrong."""
    shop = {"deposit.held": held, "deposit.required": held, "deposit.insured": True}
    report = left(DOUYIN, OPEN | shop)

    assert report.verdict == verdict
    assert _told(report, "with no cash held") is bool(held)
    if held:
        for facts in (OPEN, CLOSED):
            doubted = left(DOUYIN, facts | shop)
            assert _group(doubted, "deposit.held") == ("in_doubt", None)


@pytest.mark.parametrize("shop", [
    {"profile.entity": "personal"},
    {"profile.entity": "sole_trader", "profile.region": "instant_retail"},
])  # fmt: skip
def test_a_wrong_account_is_asked_about_where_no_rule_names_the_right_one(
    shop: dict[str, Any],
) -> None:
    """It is handed in with the application (2.2.1(3)); what fails is the seller's loss (2.8.2)."""
    wrong = left(DOUYIN, OPEN | shop | {"confirmed.payee_matches": False})

    assert (wrong.verdict, _group(wrong, "deposit.held")[0]) == ("undetermined", "in_doubt")
    # What to do is for today, not in a remark alone.
    assert for_today(wrong) == ["close/owner-changed"]
    for right in (True, None):
        assert left(DOUYIN, OPEN | shop | {"confirmed.payee_matches": right}).verdict == "ready"
