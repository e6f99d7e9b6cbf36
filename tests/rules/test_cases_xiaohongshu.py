"""Xiaohongshu: shops in the notice and after it, as sellers wrote them. Judged on 2026-11-22."""

from typing import Any

import pytest
from exits import GOOD, action, for_today, group_of, left, warns_of
from states import ON, parsed, written

from shopexit import Platform, ShopexitError, load_rules
from shopexit.evaluation.mark_step import taken

XIAOHONGSHU: Platform = load_rules("xiaohongshu")
IN_NOTICE = {
    "closing.status": "in_notice",
    "closing.applied_on": "2026-10-20",
    "deposit.held": 2000,
    "deposit.status": "held",
    "funds.withdrawable": 0,
}
GONE: dict[str, Any] = dict.fromkeys(
    ("deposit.status", "funds.withdrawable", "closing.applied_on"), None
)
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
    asked = CLOSED | {"deposit.applied_on": "2026-11-12"}
    assert group_of(left(XIAOHONGSHU, asked), "deposit.held") == "comes_back"
    if facts["closing.status"] == "closed":
        assert for_today(report) == ["refund-deposit/ask-for-the-money"]


@pytest.mark.parametrize("fact", ["funds.unsettled", "funds.withdrawable"])
@pytest.mark.parametrize("status", ["returned", None])
def test_sales_money_of_a_closed_shop_without_a_deposit_is_in_doubt(
    fact: str, status: str | None
) -> None:
    """Its account cannot sign in (四.6): to ask is for today for as long as it stands."""
    facts = CLOSED | {"deposit.held": 0, "deposit.status": status, fact: 600}
    report = left(XIAOHONGSHU, facts)

    assert report.verdict == "under-way"
    assert group_of(report, fact) == "in_doubt"
    assert for_today(report) == ["refund-deposit/ask-for-balance"]
    for nothing in (0, None):
        assert left(XIAOHONGSHU, facts | {fact: nothing}).verdict == "done"


@pytest.mark.parametrize(
    ("deposit", "group"),
    [
        ({"deposit.status": "held", "deposit.applied_on": "2026-11-20"}, "in_doubt"),
        ({"deposit.status": "refundable", "deposit.applied_on": "2026-11-20"}, "in_doubt"),
        ({"deposit.status": "held", "deposit.applied_on": "never"}, "comes_back"),
        ({"deposit.status": "held"}, "comes_back"),
    ],
)
@pytest.mark.parametrize("status", ["not_applied", "rejected"])
def test_a_deposit_asked_for_before_the_signature_is_in_doubt_and_asked_about(
    status: str, deposit: dict[str, Any], group: str
) -> None:
    """In the flow it is asked for after the notice (四.5), whatever is said of its state."""
    facts = {"closing.status": status, "deposit.held": 1000, "funds.withdrawable": 0, **deposit}
    report = left(XIAOHONGSHU, facts)
    told = any("Do not sign yet" in warning.says.en for warning in report.warnings)

    assert group_of(report, "deposit.held") == group
    assert told is (group == "in_doubt")


@pytest.mark.parametrize(
    ("unsettled", "applied", "today"),
    [
        (800, "2026-10-22", ["close/settle"]),
        (800, "2026-11-21", ["close/settle"]),
        (0, "2026-11-21", []),
    ],
)
def test_sales_money_is_settled_though_the_deposit_was_asked_for(
    unsettled: int, applied: str, today: list[str]
) -> None:
    """Both are started in the same place (四.5), and one tells nothing of the other."""
    refunding = {"deposit.status": "refunding", "deposit.applied_on": applied}
    facts = IN_NOTICE | refunding | {"notice.published_on": "2026-10-20"}
    report = left(XIAOHONGSHU, facts | {"funds.unsettled": unsettled})

    assert for_today(report) == today


def test_sales_money_that_was_settled_is_waited_for() -> None:
    """By what the seller writes, as the sum is there until the platform pays."""
    refunding = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-21"}
    facts = IN_NOTICE | refunding | {"notice.published_on": "2026-10-20", "funds.unsettled": 800}
    report = left(XIAOHONGSHU, facts, done=["xiaohongshu/close/settle"])

    assert for_today(report) == []
    assert group_of(report, "funds.unsettled") == "comes_back"


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"deposit.status": "refunding", "deposit.applied_on": "2026-11-12"}, True),
        ({"deposit.status": "held", "deposit.applied_on": "2026-11-12"}, True),
        ({"deposit.status": "held"}, False),
    ],
)
def test_who_asked_for_the_deposit_in_the_notice_is_told_to_see_if_it_counts(
    facts: dict[str, Any], asked: bool
) -> None:
    """It is asked for once the notice is over (四.4, 四.5); this one ends on 2026-12-10."""
    signed = {"closing.applied_on": "2026-11-10", "notice.published_on": "2026-11-10"}
    report = left(XIAOHONGSHU, IN_NOTICE | signed | facts)

    assert any("before the notice was over" in each.says.en for each in report.warnings) is asked
    assert not action(report, "close/settle").done


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"closing.status": "not_applied"}, True),
        ({"closing.status": "not_applied", "funds.sheet_to_come": True}, False),
        (IN_NOTICE, False),
    ],
)
def test_a_new_month_brings_a_new_sheet(facts: dict[str, Any], told: bool) -> None:
    """Last month's is out on the fifth working day (四.2): what was read before says nothing."""
    report = left(XIAOHONGSHU, facts)

    assert any("Early in a month" in warning.says.en for warning in report.warnings) is told


@pytest.mark.parametrize("status", ["not_applied", "in_notice", "closed"])
@pytest.mark.parametrize("fine", ["violations.unpaid_fines", "violations.fines_amount"])
def test_a_deposit_from_which_a_penalty_comes_off_is_in_doubt(status: str, fine: str) -> None:
    """By the older guide refunds and penalties are taken from it first."""
    facts = {"not_applied": IN_NOTICE | {"closing.applied_on": None}, "in_notice": IN_NOTICE}
    asked = CLOSED | {"deposit.applied_on": "2026-11-12"}
    of_it = facts.get(status, asked) | {"closing.status": status, "deposit.status": "held"}

    assert group_of(left(XIAOHONGSHU, of_it | {fine: 1}), "deposit.held") == "in_doubt"
    assert group_of(left(XIAOHONGSHU, of_it | {fine: 0}), "deposit.held") == "comes_back"


def test_the_day_on_which_the_deposit_arrived_ends_the_refund() -> None:
    """Of a part that is lacking no source says that it comes: it is asked about."""
    refunding = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-12"}
    arrived = CLOSED | refunding | {"deposit.arrived_on": "2026-11-20"}
    short = left(XIAOHONGSHU, arrived | {"deposit.held": 300})

    assert left(XIAOHONGSHU, CLOSED | refunding, "refund-deposit").verdict == "under-way"
    assert left(XIAOHONGSHU, arrived | {"deposit.held": 0}).verdict == "done"
    assert (short.verdict, group_of(short, "deposit.held")) == ("under-way", "in_doubt")
    assert for_today(short) == ["refund-deposit/ask-for-the-money"]


def test_a_procedure_is_found_by_the_words_that_the_other_platforms_take() -> None:
    """In English too."""
    found = {each: XIAOHONGSHU.chosen(each) for each in ("refund", "deposit", "exit")}

    assert found == {
        "refund": ("refund-deposit",),
        "deposit": ("refund-deposit",),
        "exit": ("close",),
    }


@pytest.mark.parametrize("state", [{}, {"deposit.status": None}, {"closing.closed_on": None}])
def test_to_ask_how_the_deposit_comes_back_needs_no_more_than_that_the_platform_shut_it(
    state: dict[str, Any],
) -> None:
    """Its state may be missing: it is asked for beside.

    Of one on its way that is asked only where the closing may be more than 60 days ago.
    """
    shut = CLOSED | {"closing.by": "platform", "closing.applied_on": "never"} | state
    report = left(XIAOHONGSHU, shut, "refund-deposit")

    assert for_today(report) == ["refund-deposit/ask-for-the-money"]
    refunding = left(XIAOHONGSHU, shut | {"deposit.status": "refunding"}, "refund-deposit")
    late = "closing.closed_on" in state
    assert for_today(refunding) == ["refund-deposit/ask-for-the-money"] * late


@pytest.mark.parametrize(
    ("deposit", "group"),
    [
        ({"deposit.status": "held", "deposit.applied_on": "never"}, "in_doubt"),
        ({"deposit.status": "refundable", "deposit.applied_on": "never"}, "in_doubt"),
        ({"deposit.status": "held", "deposit.applied_on": "2026-11-12"}, "comes_back"),
        # Held, it is not on its way: that it was asked for is not assumed.
        ({"deposit.status": "held"}, "in_doubt"),
        ({"deposit.status": None, "deposit.applied_on": "never"}, "in_doubt"),
        ({"deposit.status": "refunding", "deposit.applied_on": "never"}, "in_doubt"),
    ],
)
def test_a_deposit_that_was_never_asked_for_is_in_doubt_once_the_shop_is_closed(
    deposit: dict[str, Any], group: str
) -> None:
    """It is asked for before the closing (四.5), after which nobody signs in (四.6)."""
    report = left(XIAOHONGSHU, CLOSED | {"closing.by": "seller"} | deposit)

    assert group_of(report, "deposit.held") == group
    asked = "refund-deposit/ask-for-the-money" in for_today(report)
    assert asked is (group == "in_doubt" and deposit["deposit.status"] != "refunding")
    told = any("sources disagree" in each.says.en for each in report.warnings)
    assert told is (asked and len(deposit) == 2 and deposit["deposit.status"] is not None)


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"deposit.status": None}, ["deposit.status", "deposit.applied_on", "closing.by"]),
        ({"deposit.status": "held"}, ["deposit.applied_on", "closing.by"]),
        ({"deposit.status": "held", "closing.by": "seller"}, ["deposit.applied_on"]),
        ({"deposit.status": None, "deposit.held": None, "closing.by": "seller"},
         ["deposit.held", "deposit.status", "deposit.applied_on"]),
        ({"deposit.status": "frozen", "deposit.held": None, "closing.by": "seller"},
         ["deposit.held", "deposit.applied_on"]),
        ({"deposit.status": "refunding"}, []),
    ],
)  # fmt: skip
def test_what_tells_of_the_deposit_is_asked_for_after_the_closing(
    facts: dict[str, Any], asked: list[str]
) -> None:
    """What to do, and whether it comes, depends on it; one on its way is waited for."""
    report = left(XIAOHONGSHU, CLOSED | facts)
    missing = [str(each.says.zh) for each in report.warnings if each.code == "applied-missing"]

    labels = [XIAOHONGSHU.vocabulary.facts[fact].label.zh for fact in asked]
    assert len(missing) == (1 if asked else 0)
    assert all("、".join(labels) in text for text in missing)


def test_to_ask_why_the_deposit_is_frozen_needs_no_balance() -> None:
    """What is frozen is held."""
    frozen = CLOSED | {"deposit.status": "frozen", "deposit.held": None}

    assert for_today(left(XIAOHONGSHU, frozen)) == ["refund-deposit/ask-for-the-money"]


@pytest.mark.parametrize("checked", [False, True, None])
@pytest.mark.parametrize(
    ("facts", "group"),
    [
        (CLOSED | {"deposit.status": "refunding"}, "in_doubt"),
        (IN_NOTICE | {"deposit.applied_on": "2026-11-21"}, "in_doubt"),
        (IN_NOTICE, "comes_back"),
    ],
)
def test_a_bank_card_that_is_not_checked_puts_a_deposit_that_was_asked_for_in_doubt(
    facts: dict[str, Any], group: str, checked: bool | None
) -> None:
    """Flow 二.2 wants it checked; after closing it is for customer service to change it."""
    report = left(XIAOHONGSHU, facts | {"confirmed.payee_checked": checked})

    assert group_of(report, "deposit.held") == (group if checked is False else "comes_back")
    if facts["closing.status"] == "closed":
        assert ("refund-deposit/change-card" in for_today(report)) is (checked is False)


@pytest.mark.parametrize("status", ["not_applied", "rejected"])
def test_with_the_sheet_to_come_no_day_of_signing_is_named(status: str) -> None:
    """It comes on a month's fifth working day (四.2): today is none, and who is late is asked."""
    facts = {"closing.status": status, "closing.reason": "close/sheet-out", "deposit.held": 0}
    report = left(XIAOHONGSHU, facts | {"funds.sheet_to_come": True})
    sign = action(report, "close/sign")

    assert (report.verdict, for_today(report)) == ("blocked", ["close/sheet-out"])
    assert (sign.act_on, sign.earliest) == (None, None)
    if status == "not_applied":
        assert str(sign.latest) == "2026-12-23"


def test_a_sheet_that_is_out_is_not_waited_for() -> None:
    """Nor is one of a shop that has signed."""
    for facts in ({"closing.status": "not_applied"}, IN_NOTICE | {"funds.sheet_to_come": True}):
        report = left(XIAOHONGSHU, {"deposit.held": 0} | facts)
        assert not [a for a in report.plan.actions if a.ref.endswith("/sheet-comes")]


@pytest.mark.parametrize("procedure", [None, "refund-deposit"])
def test_who_enters_a_day_of_arrival_beside_a_balance_is_told(procedure: str | None) -> None:
    """All of it, or some: one of the two is wrong."""
    arrived = CLOSED | {"deposit.status": "refunding", "deposit.arrived_on": "2026-11-20"}

    told = {
        held: any(
            "到账的日期，余额却不是 0" in each.says.zh
            for each in left(XIAOHONGSHU, arrived | {"deposit.held": held}, procedure).warnings
        )
        for held in (500, 0)
        if held or procedure is None
    }
    assert told == ({500: True, 0: False} if procedure is None else {500: True})


@pytest.mark.parametrize(("asked", "verdict"), [("2026-11-20", "undetermined"), (None, "ready")])
def test_nobody_signs_who_has_asked_for_the_deposit_already(
    asked: str | None, verdict: str
) -> None:
    """The signature cannot be withdrawn; whether the application counts is asked first."""
    held = {"closing.status": "not_applied", "deposit.held": 2000, "deposit.status": "held"}
    report = left(XIAOHONGSHU, held | {"deposit.applied_on": asked})

    assert report.verdict == verdict
    assert ("close/sign" in for_today(report)) is (verdict == "ready")
    (applying,) = (m for m in report.plan.milestones if m.stage == "apply")
    assert (applying.latest is not None) is (verdict == "ready")


@pytest.mark.parametrize(("held", "group"), [(2000, "in_doubt"), (0, "comes_back")])
def test_an_insured_shop_that_holds_cash_is_told_of_it(held: int, group: str) -> None:
    """The fact says that none is held: nobody can promise what may not be there."""
    facts = {"closing.status": "not_applied", "deposit.status": "held", "deposit.insured": True}
    report = left(XIAOHONGSHU, facts | {"deposit.held": held})
    told = any("没押现金，保证金余额却不是 0" in each.says.zh for each in report.warnings)

    assert group_of(report, "deposit.held") == group
    assert told is (held > 0)
    assert (report.verdict == "ready") is not told
    closed = left(XIAOHONGSHU, CLOSED | {"deposit.held": held, "deposit.insured": True})
    assert warns_of(closed, "with no cash held") is told


@pytest.mark.parametrize(
    ("fact", "bad", "good"),
    [
        ("deposit.status", "frozen", "held"),
        ("deposit.penalty_hold", True, False),
        ("deposit.campaign_hold", True, False),
        ("violations.shop_frozen", True, False),
        ("violations.unpaid_fines", 1, 0),
        ("violations.fines_amount", 300, 0),
        ("funds.debt", 200, 0),
        ("funds.reserved", 700, 0),
        ("funds.open_loans", 1, 0),
        ("services.unpaid_premiums", 88, 0),
        ("services.freight_balance", 60, 0),
    ],
)
@pytest.mark.parametrize("signed", ["2026-10-20", "2026-11-10"])
def test_what_is_open_is_settled_before_the_account_is_locked(
    signed: str, fact: str, bad: object, good: object
) -> None:
    """Nobody signs in after the closing (四.6): first, also once the fifth step is due."""
    shop = IN_NOTICE | {"closing.applied_on": signed, "notice.published_on": signed}

    assert for_today(left(XIAOHONGSHU, shop | {fact: bad}))[0] == "close/settle-before-closing"
    assert "close/settle-before-closing" not in for_today(left(XIAOHONGSHU, shop | {fact: good}))


@pytest.mark.parametrize(("ended", "soonest"), [("2026-09-01", "12-22"), ("never", "11-29")])
def test_a_notice_that_is_not_up_runs_its_days_from_when_it_goes_up(
    ended: str, soonest: str
) -> None:
    """四.4 and article 16: 30 days, 7 without any trade; what is unknown is the first."""
    facts = {"notice.published_on": "never", "orders.last_completed_on": ended}
    notice = action(left(XIAOHONGSHU, IN_NOTICE | facts), "close/notice")

    assert (str(notice.earliest), notice.latest) == (f"2026-{soonest}", None)
    assert for_today(left(XIAOHONGSHU, IN_NOTICE | facts)) == ["close/see-notice"]


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("deposit.penalty_hold", True),
        ("deposit.campaign_hold", True),
        ("violations.shop_frozen", True),
        ("profile.evicted", True),
        ("profile.released", True),
        ("funds.reserved", 900),
        ("services.freight_balance", 60),
    ],
)
def test_what_holds_the_money_of_a_closed_shop_is_asked_about(fact: str, value: object) -> None:
    """Waiting brings nothing; before the closing it is no part of the plan for after it."""
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-01"}
    closed = CLOSED | asked | {"closing.by": "seller"}
    ahead = left(XIAOHONGSHU, IN_NOTICE | {fact: value})
    doubtful = "deposit.held" if isinstance(value, bool) else fact

    assert for_today(left(XIAOHONGSHU, closed)) == []
    report = left(XIAOHONGSHU, closed | {fact: value})
    step = "ask-for-the-money" if isinstance(value, bool) else "ask-for-balance"
    assert for_today(report) == [f"refund-deposit/{step}"]
    assert group_of(report, doubtful) == "in_doubt"
    assert not [m for m in ahead.plan.milestones if m.ref.endswith(f"/{step}")]


def test_who_only_wants_the_deposit_is_not_told_to_sign() -> None:
    """That closing is needed for it is our reading of 四.5, and to sign cannot be undone (四.3)."""
    shop = {"closing.status": "not_applied", "deposit.held": 3000, "deposit.status": "held"}
    report = left(XIAOHONGSHU, shop, "refund-deposit")
    needed = {"xiaohongshu/refund-deposit/without-closing": {"required": True, "by": "客服"}}

    assert report.verdict == "undetermined"
    assert for_today(report) == ["refund-deposit/without-closing"]
    assert "close/sign" in for_today(left(XIAOHONGSHU, shop, "refund-deposit", answers=needed))
    assert "close/sign" in for_today(left(XIAOHONGSHU, shop))


@pytest.mark.parametrize(("required", "stays"), [(2000, "2000.00"), (None, "0.00")])
def test_who_may_do_without_closing_goes_on_selling(required: int | None, stays: str) -> None:
    """What is on sale is not asked about; the sum due stays, and today one asks for the rest."""
    shop = {"closing.status": "not_applied", "deposit.held": 5000, "deposit.status": "held"}
    told = {"xiaohongshu/refund-deposit/without-closing": {"required": False, "by": "客服"}}
    facts = shop | {"products.on_sale": 40, "deposit.required": required}
    report = left(XIAOHONGSHU, facts, "refund-deposit", answers=told)

    assert (report.verdict, for_today(report)) == ("ready", ["refund-deposit/ask-for-surplus"])
    assert report.money.stays == stays
    assert report.money.in_doubt == ("0.00" if required else "5000.00")
    asked = facts | {"deposit.status": "refunding", "deposit.applied_on": "2026-11-21"}
    assert left(XIAOHONGSHU, asked, "refund-deposit", answers=told).money.stays == stays


def test_all_of_the_deposit_comes_back_to_who_closes() -> None:
    """With products on sale too, as they are delisted on the way."""
    shop = {"closing.status": "not_applied", "deposit.held": 5000, "deposit.status": "held"}
    report = left(XIAOHONGSHU, shop | {"products.on_sale": 40, "deposit.required": 2000})

    assert report.money.comes_back == "5000.00"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"closing.by": "seller", "closing.applied_on": "2026-10-01"},
        {"funds.unsettled": 0, "funds.withdrawable": 0},
    ],
)
def test_a_deposit_of_which_nothing_is_said_after_the_closing_is_in_doubt(
    more: dict[str, Any],
) -> None:
    """Nothing shows that it was asked for in the fifth step (四.5), and to ask is for today."""
    shut = {"closing.status": "closed", "closing.closed_on": "2026-11-01", "deposit.held": 2000}
    report = left(XIAOHONGSHU, GONE | shut | more)

    assert (report.money.comes_back, report.money.in_doubt) == ("0.00", "2000.00")
    assert for_today(report)[0] == "refund-deposit/ask-for-the-money"


def test_who_does_not_say_whether_a_balance_is_left_after_closing_is_told_to_ask() -> None:
    """The account cannot sign in (四.6), so that nobody can look it up."""
    waiting = CLOSED | {"deposit.status": "refunding", "funds.withdrawable": None}

    assert for_today(left(XIAOHONGSHU, waiting)) == ["refund-deposit/ask-for-balance"]


def test_who_says_nothing_of_a_deposit_is_told_to_ask_for_one_in_the_fifth_step() -> None:
    """The chance does not come back."""
    told = for_today(left(XIAOHONGSHU, IN_NOTICE | {"deposit.held": None, "deposit.status": None}))

    assert told[-2:] == ["close/settle", "close/ask-deposit"]


def test_a_refund_that_the_page_shows_as_gone_off_is_not_over() -> None:
    """It is in nobody's hands until it arrives."""
    away = CLOSED | {"deposit.held": 0, "deposit.status": "refunding"}
    verdicts = [
        left(XIAOHONGSHU, away | more, "refund-deposit").verdict
        for more in ({}, {"deposit.arrived_on": "never"}, {"deposit.arrived_on": "2026-11-20"})
    ]

    assert verdicts == ["under-way", "under-way", "done"]


def test_money_that_never_arrived_is_not_returned() -> None:
    """With nothing asked for, as there was no deposit, both may be said."""
    gone = {"deposit.held": 0, "deposit.status": "returned", "deposit.arrived_on": "never"}
    facts = CLOSED | gone

    with pytest.raises(ShopexitError, match="never to have arrived"):
        left(XIAOHONGSHU, facts)
    assert left(XIAOHONGSHU, facts | {"deposit.applied_on": "never"}).verdict == "done"


@pytest.mark.parametrize(
    ("published", "ended", "told"),
    [
        ("2026-10-23", "2026-09-01", True),
        ("2026-10-24", "2026-09-01", False),
        ("2026-11-15", "never", True),
        ("2026-11-16", "never", False),
    ],
)
def test_who_forgot_the_day_of_signing_looks_once_the_notice_has_stood(
    published: str, ended: str, told: bool
) -> None:
    """With that day given it is the notice that tells."""
    facts = IN_NOTICE | {"notice.published_on": published, "orders.last_completed_on": ended}
    unsigned = left(XIAOHONGSHU, facts | {"closing.applied_on": None})

    assert for_today(unsigned) == ["close/find-signature"] * told
    assert "close/find-signature" not in for_today(left(XIAOHONGSHU, facts))


@pytest.mark.parametrize("status", ["not_applied", None])
def test_whether_goods_may_stay_on_sale_for_a_refund_is_not_asked(status: str | None) -> None:
    """Delisting is a condition of closing (三), whether or not the state of that is given."""
    facts = {"closing.status": status, "products.on_sale": 30, "deposit.held": 5000}
    report = left(XIAOHONGSHU, facts, "refund-deposit")

    assert "products.on_sale" not in {point.fact for point in report.open_points}


@pytest.mark.parametrize("fact", ["after_sales.open", "disputes.open", "orders.pending_receipt"])
def test_what_is_open_in_a_shop_that_is_done_is_told_of(fact: str) -> None:
    """The flow has it over before the signature (四.2), and nobody signs in afterwards (四.6)."""
    done = CLOSED | {"deposit.held": 0, "deposit.status": "returned"}

    for count in (0, 1):
        report = left(XIAOHONGSHU, done | {fact: count})
        assert report.verdict == "done"
        assert warns_of(report, "cases, complaints or orders open") is bool(count)


def test_what_has_to_be_kept_is_exported_while_the_account_still_opens() -> None:
    """Nobody signs in after the closing (四.6): advice before the signature, a step after it."""
    unkept = {"confirmed.data_backed_up": False}
    unsigned = {"closing.status": "not_applied", "closing.applied_on": "never"}
    before = left(XIAOHONGSHU, IN_NOTICE | unkept | unsigned)

    assert (before.verdict, for_today(before)[0]) == ("ready", "close/data-exported")
    assert "close/export-while-you-can" in for_today(left(XIAOHONGSHU, IN_NOTICE | unkept))
    assert "close/export-while-you-can" not in for_today(left(XIAOHONGSHU, IN_NOTICE))


@pytest.mark.parametrize(("asked", "asks"), [("2026-09-22", True), ("2026-09-23", False)])
def test_a_shop_that_is_not_closed_long_after_the_last_step_asks_why(
    asked: str, asks: bool
) -> None:
    """No source says how long it takes: nobody is overdue, and 60 days are the longest read."""
    facts = {"closing.applied_on": "2026-08-20", "deposit.applied_on": asked}
    report = left(XIAOHONGSHU, IN_NOTICE | facts | {"deposit.status": "refunding"})

    assert report.verdict == "under-way"
    assert ("close/ask-why-not-closed" in for_today(report)) is asks


def test_who_has_seen_the_notice_has_a_day_from_which_it_runs() -> None:
    """With `never` left beside the mark its end would be a day later every day."""
    facts = {**GOOD["xiaohongshu"], **IN_NOTICE, "notice.published_on": "never"}
    state = parsed(written("xiaohongshu", facts), XIAOHONGSHU)
    mark = taken(XIAOHONGSHU, state, "close/see-notice", ON)

    assert (mark.values, mark.listed) == ({"notice.published_on": ON}, False)
