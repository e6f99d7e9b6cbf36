"""Kuaishou: shops before and after the closing, as sellers wrote them. Judged on 2026-11-22."""

from typing import Any

import pytest
from exits import action, for_today, group_of, left, warns_of

from shopexit import Platform, load_rules

KUAISHOU: Platform = load_rules("kuaishou")
OPEN = {"closing.status": "not_applied", "deposit.held": 500, "deposit.status": "held"}
CLOSED = {
    "closing.status": "closed",
    "closing.by": "seller",
    "closing.applied_on": "2026-09-10",
    "closing.closed_on": "2026-10-05",
    "deposit.held": 500,
    "deposit.status": "held",
}
SHUT = CLOSED | {"closing.by": "platform", "closing.applied_on": "never"}


@pytest.mark.parametrize("facts", [{}, {"profile.evicted": True}, {"profile.released": True}])
def test_the_deposit_of_a_shop_that_the_platform_shut_is_not_late(facts: dict[str, Any]) -> None:
    """The guides' days and the reposted rule are about owners who close: it is asked about."""
    report = left(KUAISHOU, SHUT | facts)

    asked = {"deposit.status": None, "deposit.applied_on": "2026-10-06"}
    for by in ("seller", None):
        assert left(KUAISHOU, CLOSED | asked | {"closing.by": by}).verdict == "overdue"
    assert report.verdict == "under-way"
    assert for_today(report)[0] == "refund-deposit/ask-how-it-comes-back"
    assert group_of(report, "deposit.held") == "in_doubt"
    assert action(report, "refund-deposit/money-arrives").latest is None


def test_the_deposit_of_a_shop_that_was_released_is_in_doubt_before_the_closing() -> None:
    """How it comes back was not found."""
    assert group_of(left(KUAISHOU, OPEN | {"profile.released": True}), "deposit.held") == "in_doubt"
    assert group_of(left(KUAISHOU, OPEN), "deposit.held") == "comes_back"


@pytest.mark.parametrize("fact", ["funds.unsettled", "services.freight_balance"])
def test_money_that_is_left_in_a_closed_shop_is_asked_about(fact: str) -> None:
    """With a deposit on its way, whose day it leaves alone, and after that for as long."""
    asked = CLOSED | {"closing.closed_on": "2026-11-16", "deposit.applied_on": "2026-11-17"}
    returned = {"deposit.held": 0, "deposit.status": "returned"}
    waiting = left(KUAISHOU, asked | {"deposit.status": "refunding", fact: 300})

    assert for_today(waiting) == ["refund-deposit/ask-for-sales-money"]
    assert action(waiting, "refund-deposit/money-arrives").latest is not None
    for sum_ in (0, None):
        assert left(KUAISHOU, asked | returned | {fact: sum_}).verdict == "done"
    for deposit in (returned, {"deposit.held": 0, "deposit.status": None}):
        report = left(KUAISHOU, asked | deposit | {fact: 300})
        assert for_today(report) == ["refund-deposit/ask-for-sales-money"]
        assert (report.verdict, group_of(report, fact)) == ("under-way", "in_doubt")


def test_to_ask_why_the_deposit_is_frozen_is_for_today() -> None:
    """It is taken out of nothing that is frozen, or below zero."""
    frozen = left(KUAISHOU, CLOSED | {"deposit.status": "frozen"})
    below = left(KUAISHOU, CLOSED | {"deposit.held": -120})

    assert (frozen.verdict, for_today(frozen)) == ("under-way", ["refund-deposit/not-frozen"])
    assert (below.verdict, for_today(below)) == ("under-way", ["refund-deposit/no-arrears"])


def test_a_deposit_that_is_frozen_has_no_day_after_the_closing_either() -> None:
    """It waits for its release, whose days nobody names: it is asked about before closing."""
    answers = {
        "kuaishou/close/deposit-returned": {"required": False, "by": "客服"},
        "kuaishou/close/deposit.status": {"required": False, "by": "客服"},
    }
    days = {}
    for status in ("held", "frozen"):
        report = left(KUAISHOU, OPEN | {"deposit.status": status}, answers=answers)
        refunds = {m.ref for m in report.plan.milestones if m.procedure == "refund-deposit"}
        days[status] = (bool(refunds), "refund-deposit/not-frozen" in for_today(report))
        assert report.verdict == "ready"

    assert days == {"held": (True, False), "frozen": (False, True)}


@pytest.mark.parametrize(
    ("facts", "is_told"),
    [
        ({}, True),
        ({"deposit.status": "refundable"}, True),
        ({"deposit.status": "refunding", "deposit.applied_on": "2026-10-06"}, False),
        ({"closing.closed_on": "2026-11-02"}, False),
        ({"closing.by": "platform"}, False),
    ],
)
def test_who_chases_the_deposit_sees_first_whether_it_was_asked_for(
    facts: dict[str, Any], is_told: bool
) -> None:
    """Three weeks after the closing, which are fifteen working days, it is late or was not."""
    report = left(KUAISHOU, CLOSED | facts)

    said = [w.says.zh for w in report.warnings]
    assert any("提取过没有" in zh or "没提取过" in zh for zh in said) is is_told


@pytest.mark.parametrize("status", ["refunding", "returned"])
def test_who_was_told_that_the_deposit_comes_first_is_not_asked_again(status: str) -> None:
    """What it says holds with either answer, and is no question."""
    held = 500 if status == "refunding" else 0
    report = left(KUAISHOU, OPEN | {"deposit.status": status, "deposit.held": held})
    (said,) = (w.says.zh for w in report.warnings if "还没申请关" in w.says.zh)

    assert "客服说过要先退的，照常办" in said
    assert "？" not in said


def test_the_step_that_takes_the_deposit_out_fits_an_open_shop_as_well() -> None:
    """Where customer service wants it back first, the shop is not closed yet."""
    answers = {"kuaishou/refund-deposit/shop-closed": {"required": False, "by": "客服"}}
    report = left(KUAISHOU, OPEN, "refund-deposit", answers=answers)

    assert for_today(report) == ["refund-deposit/take-out-deposit"]
    assert "店还开着" in action(report, "refund-deposit/take-out-deposit").does.zh


ALIPAY = "close/change-alipay"


@pytest.mark.parametrize(
    ("fits", "held", "first"), [(False, 500, True), (False, 0, False), (None, 500, False)]
)
def test_an_alipay_that_does_not_fit_is_changed_before_applying(
    fits: bool | None, held: int, first: bool
) -> None:
    """The app has it filled in, and an import shop's deposit goes to no other (app-guide-2020)."""
    report = left(KUAISHOU, OPEN | {"confirmed.alipay_matches": fits, "deposit.held": held})

    assert (for_today(report)[0] == ALIPAY) is first
    assert (ALIPAY in for_today(report)) is first


@pytest.mark.parametrize(("region", "told"), [("cross_border", True), ("domestic", False)])
def test_an_import_shop_in_review_is_told_of_its_alipay(region: str, told: bool) -> None:
    """By a repost its deposit goes to no other account."""
    review = {"closing.status": "in_review", "closing.applied_on": "2026-11-10"}
    facts = OPEN | review | {"confirmed.alipay_matches": False, "profile.region": region}

    assert warns_of(left(KUAISHOU, facts), "import shop") is told


def test_whether_a_closed_order_starts_the_thirty_days_is_said_not_to_be_known() -> None:
    """The reposts count from the day an order was completed, and name closed ones apart."""
    unpaid = left(KUAISHOU, OPEN | {"orders.pending_payment": 1})
    waits = left(KUAISHOU, OPEN | {"orders.last_completed_on": "2026-11-20"})

    assert "没付款" in action(unpaid, "close/orders-finished").does.zh
    assert "没成交就关闭的算不算" in action(waits, "close/last-order-30-days-ago").does.zh


def test_who_applied_with_the_deposit_in_full_is_told_to_leave_it() -> None:
    """What the guides want first cannot be wanted any more."""
    review = {"closing.status": "in_review", "closing.applied_on": "2026-11-10"}

    assert warns_of(left(KUAISHOU, OPEN | review, answers={}), "do not ask or take it out")


@pytest.mark.parametrize("platform", ["kuaishou", "douyin", "xiaohongshu"])
def test_what_puts_a_figure_right_does_not_speak_of_applying_again(platform: str) -> None:
    """The same words are shown to who has applied: read literally he would do so twice."""
    rules = load_rules(platform)
    said = [
        text
        for procedure in rules.procedures.values()
        for each in procedure.requirements
        for text in (each.fix.zh, each.fix.en)
    ]

    assert not [t for t in said if "再申请" in t or "申请前" in t or "before you apply" in t]


@pytest.mark.parametrize(("held", "told"), [(500, False), (500.5, True), (1000, True)])
@pytest.mark.parametrize("procedure", ["close", "refund-deposit"])
def test_who_has_more_held_than_the_sum_due_is_to_ask_what_it_is(
    procedure: str, held: float, told: bool
) -> None:
    """The rule of 2021 has two deposits (1.1.2); in the file they are one sum."""
    report = left(KUAISHOU, OPEN | {"deposit.held": held}, procedure)

    assert any("are two; asking one back" in each.says.en for each in report.warnings) is told


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (OPEN | {"deposit.held": 3000}, True),
        (OPEN, False),
        (OPEN | {"deposit.held": 3000, "deposit.required": None}, False),
        (CLOSED | {"deposit.held": 3000}, False),
    ],
)
def test_who_goes_on_is_told_how_a_surplus_is_had(facts: dict[str, Any], told: bool) -> None:
    """By the guide of 2022, which is the only one to speak of it."""
    report = left(KUAISHOU, facts, "refund-deposit")

    assert any("had without closing" in each.says.en for each in report.warnings) is told


@pytest.mark.parametrize(
    ("facts", "group", "is_told"),
    [
        ({"deposit.arrived_on": "2026-11-10", "deposit.held": 200}, "in_doubt", True),
        ({"deposit.arrived_on": "2026-11-10", "deposit.held": 500}, "in_doubt", True),
        ({"deposit.arrived_on": "never", "deposit.held": 200}, "comes_back", True),
        ({"deposit.arrived_on": "never", "deposit.held": 500}, "comes_back", False),
        ({"deposit.arrived_on": "2026-11-10", "deposit.held": 0}, "comes_back", False),
    ],
)
def test_a_day_of_arrival_beside_a_balance_is_put_right(
    facts: dict[str, Any], group: str, is_told: bool
) -> None:
    """All of it may be the figure from before, or have come: nobody can say that it is here."""
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-02"}
    report = left(KUAISHOU, CLOSED | asked | facts)
    told = any("到账的日期，余额却不是 0" in each.says.zh for each in report.warnings)

    assert group_of(report, "deposit.held") == group
    assert told is is_told
    asked_today = "refund-deposit/ask-what-holds-it" in for_today(report)
    assert asked_today is (group == "in_doubt")


@pytest.mark.parametrize(("held", "group"), [(500, "in_doubt"), (0, "comes_back")])
def test_an_insured_shop_that_holds_cash_is_told_of_it(held: int, group: str) -> None:
    """The fact says that none is held: nobody can promise what may not be there."""
    report = left(KUAISHOU, OPEN | {"deposit.held": held, "deposit.insured": True})
    told = any("没押现金，保证金余额却不是 0" in each.says.zh for each in report.warnings)

    assert group_of(report, "deposit.held") == group
    assert told is (held > 0)
    assert report.verdict != "ready"
    closed = left(KUAISHOU, CLOSED | {"deposit.held": held, "deposit.insured": True})
    assert warns_of(closed, "with no cash held") is told


def test_what_lies_in_the_balance_is_not_said_to_be_the_deposit() -> None:
    """A shop that never paid one may have money there as well."""
    facts = {"deposit.held": 0, "deposit.status": None, "funds.withdrawable": 88}
    report = left(KUAISHOU, CLOSED | facts)

    assert for_today(report)[-1] == "refund-deposit/withdraw-balance"
    assert "已经退了" not in action(report, "refund-deposit/withdraw-balance").does.zh


def test_a_deposit_that_runs_out_of_an_open_shop_is_asked_about_before_applying() -> None:
    """The guide of 2022 (3.3) wants it in full; who does not give its state is not asked for it."""
    answers = {"kuaishou/close/deposit-returned": {"required": False, "by": "客服"}}
    leaving = OPEN | {"deposit.status": "refunding", "deposit.applied_on": "2026-11-17"}
    report = left(KUAISHOU, leaving, answers=answers)
    frozen = left(KUAISHOU, OPEN | {"deposit.status": "frozen"}, answers=answers)

    assert for_today(report)[0] == "close/ask-about-refund"
    for status in ("held", None):
        other = left(KUAISHOU, OPEN | {"deposit.status": status}, answers=answers)
        assert other.verdict == "ready"
        assert for_today(other)[0] == "close/open-closing-page"
    assert [point.fact for point in frozen.open_points] == ["deposit.status"]


@pytest.mark.parametrize("status", ["not_applied", "in_review"])
def test_a_day_of_asking_before_the_closing_names_no_day_of_arrival(status: str) -> None:
    """The guides speak of closed shops; before applying the seller is told so."""
    shop = OPEN | {"closing.status": status, "closing.applied_on": None}
    days = {
        asked: [
            (m.earliest, m.latest)
            for m in left(KUAISHOU, shop | {"deposit.applied_on": asked}).plan.milestones
            if m.ref.endswith("/money-arrives")
        ]
        for asked in ("2026-11-17", "never")
    }
    said = left(KUAISHOU, shop | {"deposit.applied_on": "2026-11-17"}).warnings

    assert days["2026-11-17"] == [(None, None)]
    assert days["never"] == days["2026-11-17"] or days["never"][0][1] is not None
    told = any("was asked for, before" in each.says.en for each in said)
    assert told is (status == "not_applied")


@pytest.mark.parametrize(
    ("status", "today"),
    [
        (None, ["refund-deposit/take-out-deposit"]),
        ("held", ["refund-deposit/take-out-deposit"]),
        ("frozen", ["refund-deposit/not-frozen"]),
        ("refunding", []),
    ],
)
def test_who_never_asked_for_the_deposit_need_not_know_its_state(
    status: str | None, today: list[str]
) -> None:
    """The guide of 2022 has him take it out: to see to it is for today."""
    facts = {"deposit.status": status, "deposit.applied_on": "never"}

    assert for_today(left(KUAISHOU, CLOSED | {"closing.closed_on": "2026-11-16"} | facts)) == today


@pytest.mark.parametrize(
    "fact",
    [
        "deposit.penalty_hold",
        "deposit.campaign_hold",
        "violations.shop_frozen",
        "profile.evicted",
        "profile.released",
    ],
)
def test_a_deposit_in_doubt_is_asked_about_and_not_overdue(fact: str) -> None:
    """The guides' days speak of none of these."""
    asked = CLOSED | {"deposit.status": "refunding", "deposit.applied_on": "2026-10-06"}
    report = left(KUAISHOU, asked | {fact: True})

    assert left(KUAISHOU, asked).verdict == "overdue"
    assert (report.verdict, group_of(report, "deposit.held")) == ("under-way", "in_doubt")
    assert for_today(report) == ["refund-deposit/ask-what-holds-it"]


def test_fines_that_are_given_by_their_amount_are_paid_after_the_closing() -> None:
    """An amount says that there is one."""
    asked = CLOSED | {"deposit.status": "refunding", "deposit.applied_on": "2026-10-06"}
    fines = {"violations.unpaid_fines": None, "violations.fines_amount": 300}
    report = left(KUAISHOU, asked | fines)

    assert report.verdict == "under-way"
    assert for_today(report) == ["refund-deposit/settle-what-is-open"]


@pytest.mark.parametrize(("applied", "late"), [("2026-11-01", True), ("2026-11-02", False)])
def test_a_deposit_that_comes_first_is_chased_after_three_weeks(applied: str, late: bool) -> None:
    """The longest in the guides is 15 working days; nobody is overdue before the closing."""
    refs = ("close/deposit-returned", "close/deposit-in-full", "refund-deposit/shop-closed")
    answers = {
        f"kuaishou/{ref}": {"required": ref == "close/deposit-returned", "by": "客服"}
        for ref in refs
    }
    facts = OPEN | {"deposit.status": "refunding", "deposit.applied_on": applied}
    report = left(KUAISHOU, facts, answers=answers)

    assert report.verdict == "blocked"
    assert for_today(report) == (["refund-deposit/chase-before-closing"] if late else [])


def test_a_closed_shop_is_not_told_to_ask_about_paying_a_deposit_before_closing() -> None:
    """A zero-deposit shop is, before it."""
    said = [
        any("zero-deposit shop" in each.says.en for each in left(KUAISHOU, shop).warnings)
        for shop in (
            OPEN | {"profile.zero_deposit": True, "deposit.held": 0},
            CLOSED | {"profile.zero_deposit": True, "deposit.held": 0, "deposit.status": None},
        )
    ]

    assert said == [True, False]


def test_the_day_of_a_surplus_says_nothing_of_the_deposit_that_is_held() -> None:
    """What is held is waited for as it is without that day."""
    surplus = {"deposit.arrived_on": "2026-11-10"}
    never = {"deposit.status": "refundable", "deposit.applied_on": "never"}
    for shop in (OPEN, CLOSED | never):
        with_day, without = left(KUAISHOU, shop | surplus), left(KUAISHOU, shop)
        assert with_day.plan.today == without.plan.today
        assert group_of(with_day, "deposit.held") == group_of(without, "deposit.held")
        days = [[(m.ref, m.latest) for m in r.plan.milestones] for r in (with_day, without)]
        assert days[0] == days[1]


@pytest.mark.parametrize("status", ["held", "refundable"])
def test_a_deposit_that_is_not_said_to_be_on_its_way_is_taken_out_and_not_overdue(
    status: str,
) -> None:
    """Nobody is late with what was not asked for, and no day is promised of it."""
    report = left(KUAISHOU, CLOSED | {"deposit.status": status})

    assert report.verdict == "under-way"
    assert for_today(report) == ["refund-deposit/take-out-deposit"]
    assert action(report, "refund-deposit/money-arrives").latest is None


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"deposit.held": None, "deposit.status": None}, "under-way"),
        ({"deposit.status": None}, "overdue"),
        # How much is on its way is not given, but that it is.
        ({"deposit.held": None, "deposit.status": "refunding"}, "overdue"),
    ],
)
def test_a_deposit_of_which_nothing_is_said_is_not_overdue_and_asked_about(
    facts: dict[str, Any], verdict: str
) -> None:
    """There may be none; the guides' 15 working days since it was asked for are over."""
    asked = {"deposit.applied_on": "2026-10-06"}
    report = left(KUAISHOU, CLOSED | asked | facts)

    assert report.verdict == verdict
    assert "refund-deposit/money-arrives" in for_today(report)


@pytest.mark.parametrize(
    ("day", "late", "missing"),
    [("2026-10-20", True, False), (None, False, True), ("2026-11-18", False, False)],
)
def test_a_deposit_is_not_late_while_the_day_of_the_closing_is_not_given(
    day: str | None, late: bool, missing: bool
) -> None:
    """The later of closing and asking counts, and the closing may have been yesterday."""
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-10-22"}
    report = left(KUAISHOU, CLOSED | asked | {"closing.closed_on": day})

    assert (report.verdict == "overdue") is late
    told = (warning.says.en for warning in report.warnings)
    assert any("not given: day the shop was closed" in text for text in told) is missing


@pytest.mark.parametrize(
    ("facts", "today"),
    [
        ({"violations.open": 1}, ["refund-deposit/settle-what-is-open"]),
        ({"services.unpaid_premiums": 50}, []),
    ],
)
def test_slips_and_premiums_left_after_the_closing_put_the_deposit_in_doubt(
    facts: dict[str, Any], today: list[str]
) -> None:
    """They may come off it first, so that nobody is late while they stand."""
    asked = CLOSED | {"deposit.status": "refunding", "deposit.applied_on": "2026-10-06"}
    report = left(KUAISHOU, asked | facts)

    assert left(KUAISHOU, asked).verdict == "overdue"
    assert (report.verdict, group_of(report, "deposit.held")) == ("under-way", "in_doubt")
    assert for_today(report) == today
    told = any("do so first" in each.says.en for each in report.warnings)
    assert told is ("services.unpaid_premiums" in facts)


@pytest.mark.parametrize("withdrawable", [0, None])
def test_what_is_not_settled_yet_is_not_withdrawn(withdrawable: int | None) -> None:
    """It is waited for; with the balance not given that is looked up."""
    facts = {"funds.unsettled": 300, "funds.withdrawable": withdrawable}
    report = left(KUAISHOU, OPEN | facts | {"orders.last_completed_on": "2026-11-20"})

    assert report.verdict == "blocked"
    assert for_today(report) == []


@pytest.mark.parametrize("status", ["not_applied", "in_review"])
def test_to_ask_about_sales_that_are_not_settled_in_time_is_for_today(status: str) -> None:
    """The published time is over, and waiting is no answer."""
    facts = {"funds.unsettled": 300, "orders.last_completed_on": "2026-11-01"}
    applied = {"closing.status": status, "closing.applied_on": None}

    report = left(KUAISHOU, OPEN | applied | facts)
    exported = ["close/export-while-you-can"] if status == "in_review" else []
    assert for_today(report) == ["close/settlement-late", *exported]


@pytest.mark.parametrize(("held", "told"), [(300, True), (500, False)])
def test_a_refusal_for_too_small_a_deposit_is_no_question(held: int, told: bool) -> None:
    """The platform has said it; the reason as a rule's name makes it a condition."""
    refused = {"closing.status": "rejected", "closing.rejected_on": "2026-11-18"}
    facts = OPEN | refused | {"closing.applied_on": "2026-11-10", "deposit.held": held}
    own = left(KUAISHOU, facts | {"closing.reason": "保证金不足"})
    named = left(KUAISHOU, facts | {"closing.reason": "kuaishou/close/deposit-in-full"})

    assert any("不用再问" in str(warning.says.zh) for warning in own.warnings) is told
    assert not any("不用再问" in str(warning.says.zh) for warning in named.warnings)
    assert named.verdict == ("blocked" if told else "ready")
    assert ("close/deposit-in-full" in for_today(named)) is told


JUST_CLOSED = {
    "closing.status": "closed",
    "closing.by": "seller",
    "closing.closed_on": "2026-11-20",
}


@pytest.mark.parametrize(
    ("closed_on", "verdict", "latest"),
    [("2026-11-20", "under-way", "2026-12-11"), ("2026-10-05", "overdue", None)],
)
def test_who_says_nothing_of_the_deposit_takes_it_out_today(
    closed_on: str, verdict: str, latest: str | None
) -> None:
    """The guide of 2022 has the seller do it; the guides' longest wait is 15 working days."""
    report = left(KUAISHOU, JUST_CLOSED | {"closing.closed_on": closed_on, "deposit.held": 500})
    arrival = action(report, "refund-deposit/money-arrives")

    assert report.verdict == verdict
    assert for_today(report)[-1] == "refund-deposit/take-out-deposit"
    assert (arrival.due is not None) is (verdict == "overdue")
    assert latest is None or str(arrival.latest) == latest


@pytest.mark.parametrize("status", ["held", "refundable"])
@pytest.mark.parametrize("applied", ["2026-10-06", "2026-11-21"])
def test_who_asked_for_a_deposit_that_is_not_being_paid_looks_today(
    status: str, applied: str
) -> None:
    """The page says that nothing is on its way: it is asked for again, and no day is promised."""
    report = left(KUAISHOU, CLOSED | {"deposit.status": status, "deposit.applied_on": applied})

    assert (report.verdict, for_today(report)) == ("under-way", ["refund-deposit/take-out-deposit"])
    days = [(m.earliest, m.latest) for m in report.plan.milestones]
    assert days == [(None, None)]


def test_a_deposit_asked_for_is_counted_from_that_day_where_its_state_is_not_given() -> None:
    """It may be on its way, or have failed: to look is for today as well."""
    asked = {"deposit.status": None, "deposit.applied_on": "2026-11-17"}
    late = left(KUAISHOU, CLOSED | asked | {"deposit.applied_on": "2026-10-06"})
    report = left(KUAISHOU, CLOSED | asked)

    assert (report.verdict, late.verdict) == ("under-way", "overdue")
    assert str(action(report, "refund-deposit/money-arrives").latest) == "2026-12-08"
    assert for_today(late) == ["refund-deposit/money-arrives", "refund-deposit/take-out-deposit"]


@pytest.mark.parametrize("arrived", ["2026-11-20", None])
def test_who_has_the_deposit_back_looks_into_the_balance(arrived: str | None) -> None:
    """By a repost it goes there and is withdrawn within 7 natural days."""
    back = {"deposit.held": 0, "deposit.arrived_on": arrived, "funds.withdrawable": None}

    assert for_today(left(KUAISHOU, JUST_CLOSED | back)) == ["refund-deposit/withdraw-balance"]


def test_an_evicted_shop_asks_first_whoever_shut_it() -> None:
    """Who leaves out by whom is taken to have closed it himself."""
    evicted = JUST_CLOSED | {"deposit.held": 500, "profile.evicted": True}
    first = {by: for_today(left(KUAISHOU, evicted | {"closing.by": by}))[0]
             for by in ("seller", "platform", None)}  # fmt: skip

    assert first == {
        "seller": "refund-deposit/ask-what-holds-it",
        "platform": "refund-deposit/ask-how-it-comes-back",
        None: "refund-deposit/ask-what-holds-it",
    }


def test_who_was_refused_because_the_deposit_is_held_is_not_told_to_top_it_up() -> None:
    """It has been returned since; and what the refusal has answered is no question before."""
    refused = {
        "closing.status": "rejected",
        "closing.rejected_on": "2026-11-10",
        "closing.reason": "deposit-returned",
        "deposit.applied_on": None,
    }
    returned = left(KUAISHOU, refused | {"deposit.held": 0, "deposit.status": "returned"})
    held = left(KUAISHOU, refused | {"deposit.held": 500, "deposit.status": "held"}, answers={})

    assert not any("top it up" in warning.says.en for warning in returned.warnings)
    full = left(KUAISHOU, refused | {"deposit.held": 0, "closing.reason": "deposit-in-full"})
    assert not warns_of(full, "whether you pass is not said")
    assert "refund-deposit/shop-closed" not in for_today(held)


@pytest.mark.parametrize(
    ("arrived", "verdict"), [("never", "overdue"), (None, "overdue"), ("2026-11-20", "under-way")]
)
def test_a_deposit_that_the_page_no_longer_shows_is_out_until_it_has_arrived(
    arrived: str | None, verdict: str
) -> None:
    """What has arrived in the balance is withdrawn; nothing is applied for again."""
    facts = {"deposit.held": 0, "deposit.status": "refunding", "deposit.applied_on": "2026-10-10"}
    balance = {"funds.withdrawable": 500}
    report = left(KUAISHOU, CLOSED | facts | balance | {"deposit.arrived_on": arrived})

    assert report.verdict == verdict
    assert for_today(report)[-1] == "refund-deposit/withdraw-balance"
    done = left(KUAISHOU, CLOSED | facts | {"deposit.arrived_on": arrived})
    assert (done.verdict == "done") is (arrived == "2026-11-20")


@pytest.mark.parametrize("fact", ["after_sales.open", "disputes.open", "orders.pending_shipment"])
def test_what_is_open_bears_on_the_review_and_on_a_closed_shop(fact: str) -> None:
    """An anomaly prolongs the review (1.2.1); after the closing the duty is still the seller's."""
    review = OPEN | {"closing.status": "in_review", "closing.applied_on": "2026-11-10"}
    done = CLOSED | {"deposit.held": 0, "deposit.status": "returned"}

    for count in (0, 1):
        facts = {fact: count}
        dated = action(left(KUAISHOU, review | facts), "close/review").latest is not None
        assert dated is not bool(count)
        report = left(KUAISHOU, done | facts)
        assert report.verdict == "done"
        assert warns_of(report, "cases, disputes or orders open") is bool(count)
