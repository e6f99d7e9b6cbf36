"""Douyin: what a closed shop has for today, what a freeze holds back, what is told to whom.

Judged on 2026-11-22.
"""

from typing import Any

import pytest
from exits import GOOD, action, for_today, group_of, left
from states import ON, parsed, written

from shopexit import Platform, load_rules
from shopexit.evaluation.mark_step import taken

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
        ({"funds.unsettled": 320}, "money-after-closing"),
        ({"funds.unsettled": 320, "deposit.status": "refunding"}, "money-after-closing"),
        ({"funds.withdrawable": 320}, "money-after-closing"),
        ({"funds.debt": 90}, "settle-what-is-open"),
        ({"deposit.status": "frozen"}, "settle-what-is-open"),
    ],
)
def test_what_is_left_after_the_closing_is_for_today(facts: dict[str, Any], today: str) -> None:
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


def test_a_released_shop_is_asked_first_about_what_leaves_its_day_open() -> None:
    """Whatever becomes of the notice has a last day; what becomes of a released shop has none."""
    report = left(DOUYIN, OPEN | {"profile.released": True, "notice.published_on": "never"})

    assert for_today(report)[-1] == "close/profile.released"


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
    assert "退店条件没提" in said.zh
    assert not any(word in said.zh for word in ("再办", "再申请"))


@pytest.mark.parametrize("more", [{}, {"closing.applied_on": "never"}, {"profile.evicted": None}])
def test_the_deposit_of_a_shop_that_the_platform_shut_is_in_doubt(more: dict[str, Any]) -> None:
    """Exit rule 2.2.2 and 2.2.3 say nothing of how it comes back, applied for or not."""
    report = left(DOUYIN, CLOSED | {"closing.by": "platform"} | more)

    assert group_of(report, "deposit.held") == "in_doubt"


SHUT = CLOSED | {"closing.by": "platform", "closing.applied_on": "never", "profile.evicted": None}


def _given(facts: dict[str, Any]) -> dict[str, Any]:
    return {path: value for path, value in facts.items() if value is not None}


def _told(facts: dict[str, Any], word: str) -> bool:
    return any(word in str(warning.says.zh) for warning in left(DOUYIN, facts).warnings)


@pytest.mark.parametrize("more", [{}, {"profile.released": True}, {"closing.applied_on": None}])
def test_a_shop_that_the_platform_shut_is_told_to_apply_and_asked_whether_it_was_evicted(
    more: dict[str, Any],
) -> None:
    """Exit rule 2.2.2(2) and deposit rule 2.6.1(2): neither exit nor deposit comes by itself."""
    report = left(DOUYIN, SHUT | {"closing.closed_on": "2026-11-10"} | more)

    assert (report.verdict, for_today(report)) == ("under-way", ["close/apply-after-release"])
    assert _told(SHUT | more, "没填：")
    assert _told(SHUT | more, "是否被平台清退")


def test_to_mark_the_application_for_the_deposit_does_not_say_that_nobody_was_evicted() -> None:
    """What the seller has not said stays unknown, and is still asked for."""
    state = parsed(written("douyin", _given({**GOOD["douyin"], **SHUT})), DOUYIN)
    mark = taken(DOUYIN, state, "close/apply-after-release", ON)

    assert "profile.evicted" not in mark.values


def test_who_does_not_say_who_shut_the_shop_chases_a_late_deposit_all_the_same() -> None:
    """What only a shop that the platform shut has to do holds up no other."""
    facts = {"closing.by": None, "closing.applied_on": None, "closing.closed_on": "2026-11-10"}

    assert left(DOUYIN, CLOSED | facts).verdict == "overdue"


def test_a_released_shop_that_has_asked_for_its_deposit_waits_without_a_day() -> None:
    """Exit rule 2.2.3 says nothing of its deposit."""
    asked = {"profile.evicted": False, "deposit.applied_on": "2026-11-20"}
    for status in (None, "refunding"):
        report = left(DOUYIN, SHUT | asked | {"deposit.status": status})
        assert (report.verdict, for_today(report)) == ("under-way", [])
        assert action(report, "close/deposit-returned").latest is None


@pytest.mark.parametrize(
    ("facts", "word", "doubtful"),
    [
        ({"orders.pending_shipment": 2}, "没完成的订单", True),
        ({"orders.pending_receipt": 3}, "没完成的订单", True),
        ({"violations.open": 1}, "没处理完的违规", True),
        ({"violations.serious": 1}, "没处理完的违规", False),
        ({"funds.open_loans": 1}, "没还清的贷款", False),
        ({"services.pending_invoices": 4}, "没开的发票", False),
        ({"confirmed.nothing_else_pending": False}, "别的事没了结", False),
    ],
)
def test_what_is_open_after_the_closing_is_heard(
    facts: dict[str, Any], word: str, doubtful: bool
) -> None:
    """Exit rule 2.3.2: the duties remain; by deposit rule 2.4.1 orders and violations may cost."""
    report = left(DOUYIN, CLOSED | facts)

    assert not _told(CLOSED, word)
    assert _told(CLOSED | facts, word)
    assert (group_of(report, "deposit.held") == "in_doubt") is doubtful
    ours = "invoices-after-closing" if "services.pending_invoices" in facts else None
    ours = "settle-what-is-open" if doubtful else ours
    assert for_today(report) == ([f"close/{ours}"] if ours else [])
    late = CLOSED | facts | {"closing.applied_on": "2026-10-01", "closing.closed_on": "2026-10-10"}
    for procedure in ("close", "refund-deposit"):
        asked = late | {"deposit.status": "refunding", "deposit.applied_on": "2026-10-12"}
        verdict = "under-way" if doubtful else "overdue"
        assert left(DOUYIN, asked, procedure).verdict == verdict


def test_an_evicted_shop_that_has_not_left_is_asked_by_the_conditions_alone() -> None:
    """They ask it for what is open, so that it is not said that no rule does."""
    evicted = SHUT | {"profile.evicted": True, "funds.open_loans": 1}

    assert left(DOUYIN, evicted).verdict == "blocked"
    assert not _told(evicted, "没还清的贷款：")


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"deposit.status": "refunding", "deposit.arrived_on": "2026-11-09"}, "done"),
        ({"deposit.arrived_on": "2026-11-09"}, "done"),
        ({}, "done"),
        ({"deposit.status": "refunding"}, "overdue"),
        ({"deposit.held": 3000}, "overdue"),
        ({"deposit.applied_on": "never"}, "blocked"),
    ],
)
def test_an_excess_that_was_paid_is_not_waited_for(facts: dict[str, Any], verdict: str) -> None:
    """Deposit rule 2.6.1(1) pays the excess alone: the sum due is held all the same."""
    open_ = OPEN | {"deposit.required": 2000, "deposit.applied_on": "2026-11-05"}
    report = left(DOUYIN, open_ | facts, "refund-deposit")

    assert report.verdict == verdict
    assert verdict != "done" or for_today(report) == []


def test_the_state_of_the_deposit_is_asked_for_where_it_is_not_given() -> None:
    """Deposit rule 2.4.1: a freeze, of which nothing is known, takes no day away."""
    latest = {}
    for status in (None, "held", "frozen"):
        report = left(DOUYIN, OPEN | {"deposit.status": status})
        asked = "deposit.status" in [each.fact for each in report.plan.actions]
        latest[status] = action(report, "close/deposit-returned").latest
        assert (report.verdict, asked) == ("ready", status is None)

    assert latest[None] == latest["held"] is not None
    assert latest["frozen"] is None


@pytest.mark.parametrize(
    ("facts", "word", "told"),
    [
        ({"confirmed.nothing_else_pending": False}, "千川", True),
        ({}, "千川", False),
        ({"deposit.insured": True}, "保证金保险", True),
        ({}, "保证金保险", False),
        ({"funds.unsettled": 300, "orders.last_completed_on": "2026-10-31"}, "还没结完", True),
        ({"funds.unsettled": 300, "orders.last_completed_on": "2026-11-01"}, "还没结完", False),
        ({"funds.unsettled": 300, "after_sales.open": 1}, "还没结完", False),
    ],
)
def test_what_no_figure_asks_for_is_told_where_it_matters(
    facts: dict[str, Any], word: str, told: bool
) -> None:
    """And to no other shop."""
    assert _told(OPEN | facts, word) is told


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({}, True),
        ({"deposit.held": 500}, False),
        ({"closing.reason": "douyin/close/deposit-not-short"}, False),
        ({"closing.reason": "deposit-not-short"}, False),
    ],
)
def test_who_was_refused_for_a_short_deposit_is_told_how_to_write_it(
    facts: dict[str, Any], told: bool
) -> None:
    """The platform has answered then, and the question whether it has to be in full is settled."""
    refused = {"closing.status": "rejected", "closing.rejected_on": "2026-11-13"}
    refused |= {"closing.applied_on": "2026-11-10", "closing.reason": "保证金余额不足"}

    assert _told(OPEN | refused | {"deposit.held": 300} | facts, "如果就是因为这一条驳回的") is told


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        # A second excess, and one that failed.
        ({"deposit.held": 5000, "deposit.arrived_on": "2026-11-09"}, "ready"),
        ({"deposit.held": 5000, "deposit.arrived_on": "never"}, "ready"),
        # A second refund runs, beside the day of the first.
        ({"deposit.held": 5000, "deposit.status": "refunding"}, "overdue"),
        (
            {
                "deposit.held": 5000,
                "deposit.status": "refunding",
                "deposit.applied_on": "2026-11-20",
                "deposit.arrived_on": "2026-11-09",
            },
            "under-way",
        ),
        # Nothing came, and there is no excess any more.
        ({"deposit.held": 2000, "deposit.arrived_on": "never"}, "overdue"),
        (
            {"deposit.held": 2000, "deposit.arrived_on": "never", "deposit.status": "held"},
            "overdue",
        ),
    ],
)
def test_a_withdrawal_of_before_does_not_stand_for_the_next(
    facts: dict[str, Any], verdict: str
) -> None:
    """Deposit rule 2.6.1(1): what exceeds the sum due can be withdrawn again, and may fail."""
    open_ = OPEN | {"deposit.required": 2000, "deposit.status": "refundable"}
    open_ |= {"deposit.applied_on": "2026-11-05", "deposit.last_withdrawn_on": None}
    report = left(
        DOUYIN, open_ | {"deposit.last_withdrawn_on": "2026-11-09"} | facts, "refund-deposit"
    )

    assert report.verdict == verdict
    assert ("refund-deposit/withdraw-excess" in for_today(report)) is (verdict == "ready")


def test_a_withdrawal_is_not_held_against_itself() -> None:
    """Deposit rule 2.6.1(1): once a week, counted from the one before."""
    running = {"deposit.required": 500, "deposit.status": "refunding"}
    running |= {"deposit.applied_on": "2026-11-20", "deposit.last_withdrawn_on": "2026-11-20"}
    report = left(DOUYIN, OPEN | running, "refund-deposit")

    assert report.verdict == "under-way"
    assert not any("每周" in str(warning.says.zh) for warning in report.warnings)


@pytest.mark.parametrize(("held", "told"), [(500, True), (300, True), (2000, False)])
def test_who_only_wants_the_money_is_told_what_it_takes(held: int, told: bool) -> None:
    """Deposit rule 2.6.1(1) pays an excess alone, and the plan is one of closing then."""
    report = left(DOUYIN, OPEN | {"deposit.held": held}, "refund-deposit")

    assert any("现在一分都退不了" in str(w.says.zh) for w in report.warnings) is told


@pytest.mark.parametrize("status", ["not_applied", "in_review", "approved"])
def test_who_has_applied_is_told_that_signing_closes_the_shop(status: str) -> None:
    """Exit rule 2.2.1(4); whether the application can be withdrawn it does not say."""
    applied = {"closing.applied_on": None if status == "not_applied" else "2026-11-19"}

    assert _told(OPEN | applied | {"closing.status": status}, "先别签") is (status != "not_applied")
    # By 2.2.2(2) an evicted shop has to sign: what keeps it from that does not keep it open.
    evicted = {"closing.status": status, "profile.evicted": True}
    assert not _told(OPEN | applied | evicted, "先别签")


@pytest.mark.parametrize("entity", ["company", "sole_trader"])
def test_a_payee_that_is_gone_is_given_notice_of_today(entity: str) -> None:
    """Deposit rule 2.8.2: in writing, 30 days ahead."""
    report = left(DOUYIN, OPEN | {"profile.entity": entity, "confirmed.payee_matches": False})
    (first,) = (a for a in report.plan.actions if a.ref == report.plan.today[0])

    assert "今天就书面通知平台" in first.does.zh.partition("；")[0]


REFUNDABLE: dict[str, Any] = CLOSED | {"deposit.required": 2000, "deposit.status": "refundable"}
ASKED = {"deposit.applied_on": "2026-11-20"}
LATE = {"closing.applied_on": "2026-10-20", "closing.closed_on": "2026-10-29"}


@pytest.mark.parametrize("by", ["seller", None])
@pytest.mark.parametrize("region", ["domestic", "instant_retail"])
@pytest.mark.parametrize("facts", [{"deposit.applied_on": "never"}, ASKED, LATE])
def test_a_refundable_deposit_of_a_closed_shop_is_applied_for_today(
    facts: dict[str, Any], region: str, by: str | None
) -> None:
    """Deposit rules 2.6.1(2): it is paid once applied for and passed, so that nobody is late."""
    shop = {"profile.region": region, "closing.by": by}
    report = left(DOUYIN, REFUNDABLE | shop | facts)

    assert (report.verdict, for_today(report)) == ("under-way", ["close/apply-after-release"])


@pytest.mark.parametrize("status", ["held", "refunding"])
def test_a_deposit_that_is_not_said_to_be_refundable_is_waited_for(status: str) -> None:
    """Exit rule 2.2.1(5) pays it by itself, and from the day of an application if there is one."""
    facts = REFUNDABLE | {"deposit.status": status}
    late = left(DOUYIN, facts | LATE | {"deposit.applied_on": "2026-10-30"})

    assert for_today(left(DOUYIN, facts | ASKED)) == []
    assert late.verdict == "overdue"


@pytest.mark.parametrize("held", [500, 2000, 3000])
def test_a_deposit_paid_short_is_in_doubt_and_asked_about_today(held: int) -> None:
    """Deposit rule 2.4.1: what is lacking may have been taken, however much it is."""
    short = {"deposit.held": held, "deposit.required": 2000, "deposit.status": "refunding"}
    came = {"closing.closed_on": "2026-11-12", "deposit.arrived_on": "2026-11-18"}
    report = left(DOUYIN, CLOSED | short | came)

    assert (report.verdict, for_today(report)) == ("under-way", ["close/claim-the-rest"])
    assert group_of(report, "deposit.held") == "in_doubt"
    refund = left(DOUYIN, CLOSED | short | came, "refund-deposit")
    assert group_of(refund, "deposit.held") == "in_doubt"


def test_what_is_lacking_is_in_doubt_where_the_sum_due_is_not_given() -> None:
    """Deposit rule 2.4.1: what is not known is not taken to come."""
    short = {"deposit.held": 300, "deposit.required": None, "deposit.status": "refunding"}
    came = {"deposit.arrived_on": "2026-11-20"}

    assert group_of(left(DOUYIN, CLOSED | short), "deposit.held") == "comes_back"
    assert group_of(left(DOUYIN, CLOSED | short | came), "deposit.held") == "in_doubt"


APPROVED = OPEN | {"closing.status": "approved", "closing.applied_on": "2026-11-16"}


@pytest.mark.parametrize(
    ("day", "today"),
    [
        (None, ["close/notice-day"]),
        ("2026-11-12", ["close/notice-day"]),
        ("2026-10-12", ["close/sign"]),
        ("never", ["close/notice-on"]),
    ],
)
@pytest.mark.parametrize("evicted", [None, False])
def test_who_may_sign_looks_at_the_notice_first(
    day: str | None, today: list[str], evicted: bool | None
) -> None:
    """Exit rule 2.2.1(4): it closes when he signs; e-commerce law, 16: after 30 days of notice."""
    facts = {"notice.published_on": day, "profile.evicted": evicted}

    assert for_today(left(DOUYIN, APPROVED | {"confirmed.data_backed_up": True} | facts)) == today


def test_an_open_point_is_asked_about_before_the_seller_signs() -> None:
    """The look at the notice is the seller's own, and no wait for others."""
    facts = {"violations.open": 1, "confirmed.data_backed_up": True}

    assert "close/violations.open" in for_today(left(DOUYIN, APPROVED | facts))


def test_goods_on_sale_are_no_open_point_where_the_region_is_not_given() -> None:
    """Whatever the shop is, a rule speaks of them."""
    report = left(DOUYIN, OPEN | {"profile.region": None, "products.on_sale": 5})

    assert not report.open_points
    assert for_today(report)[0] == "close/products-delisted"


@pytest.mark.parametrize(
    ("facts", "today"),
    [
        ({"deposit.status": None, "deposit.applied_on": "never"}, "close/apply-after-release"),
        ({"deposit.status": "held", "deposit.applied_on": "never"}, "close/apply-after-release"),
        ({"deposit.status": "refunding", "deposit.applied_on": "never"}, None),
        ({"deposit.status": "refunding", "deposit.applied_on": "2026-11-20"}, None),
    ],
)
def test_in_instant_retail_nothing_comes_that_was_not_asked_for(
    facts: dict[str, Any], today: str | None
) -> None:
    """Its deposit rule 2.6.1(2): it is applied for on the deposit page."""
    report = left(DOUYIN, CLOSED | {"profile.region": "instant_retail"} | facts)

    assert (report.verdict, for_today(report)) == ("under-way", [today] if today else [])


def test_a_deposit_that_is_held_is_not_late_where_nobody_says_who_shut_the_shop() -> None:
    """It may be evicted, and then what holds the deposit is a question about its exit."""
    unsaid = {"closing.by": None, "closing.applied_on": None, "profile.evicted": None}
    facts = CLOSED | unsaid | {"closing.closed_on": "2026-11-10"}

    assert left(DOUYIN, facts).verdict == "overdue"
    assert left(DOUYIN, facts | {"deposit.penalty_hold": True}).verdict == "under-way"


def test_what_holds_the_deposit_of_an_evicted_shop_stays_a_question_about_its_exit() -> None:
    """It has not applied: a step would hide what no rule speaks of."""
    facts = {"profile.evicted": True, "confirmed.violation_settled": True}
    report = left(DOUYIN, SHUT | facts | {"violations.shop_frozen": True})

    assert [point.fact for point in report.open_points] == ["violations.shop_frozen"]


@pytest.mark.parametrize(
    ("facts", "verdict", "today"),
    [
        ({"deposit.status": "refunding"}, "under-way", ["refund-deposit/ask-what-holds-it"]),
        ({"deposit.status": "held"}, "under-way", ["refund-deposit/ask-what-holds-it"]),
        # In instant retail it has to be asked for.
        (
            {"deposit.status": "held", "profile.region": "instant_retail"},
            "undetermined",
            ["refund-deposit/deposit.penalty_hold"],
        ),
    ],
)
def test_a_penalty_is_a_question_until_the_deposit_is_asked_for(
    facts: dict[str, Any], verdict: str, today: list[str]
) -> None:
    """Deposit rule 2.6.1 does not name it; after that it is not late, and asked about."""
    held = CLOSED | {"closing.closed_on": "2026-11-12", "deposit.penalty_hold": True}
    report = left(DOUYIN, held | facts, "refund-deposit")

    assert (report.verdict, for_today(report)) == (verdict, today)


@pytest.mark.parametrize(
    "shop",
    [
        {"profile.entity": "personal"},
        {"profile.entity": "sole_trader", "profile.region": "instant_retail"},
        {"profile.entity": "company"},
        {"profile.entity": None},
    ],
)
def test_whoever_owns_the_shop_changes_an_account_that_does_not_fit(shop: dict[str, Any]) -> None:
    """Deposit rules 2.8.2: not to know which account serves is a reason to ask, not to wait."""
    report = left(DOUYIN, CLOSED | {"confirmed.payee_matches": False} | shop)
    # In instant retail it is still to be asked for (its rule, 2.6.1(2)).
    asks = ["close/apply-after-release"] if "profile.region" in shop else []

    assert (report.verdict, for_today(report)) == ("under-way", [*asks, "close/change-payee"])


def test_who_has_no_excess_is_told_that_the_sum_due_may_fall() -> None:
    """Deposit rule 2.3.1 and 2.3.2: for the money alone nobody has to close."""
    facts = OPEN | {"deposit.held": 22000, "deposit.required": 22000}
    told = " ".join(str(w.says.zh) for w in left(DOUYIN, facts, "refund-deposit").warnings)

    assert "每月8号" in told
    assert "特殊类目" in told


@pytest.mark.parametrize("blank", [{"deposit.status": None}, {"profile.region": None}])
@pytest.mark.parametrize(("closed", "told"), [("2026-11-18", False), ("2026-11-12", True)])
def test_a_deposit_is_asked_about_though_its_state_or_the_kind_of_business_is_not_given(
    blank: dict[str, Any], closed: str, told: bool
) -> None:
    """Exit rule 2.2.1(5): 1 to 3 working days; locked out (2.3.1), neither can be looked up.

    Nobody is overdue by that: instant retail's is asked for first, a frozen one released.
    """
    status = {"deposit.status": "refunding"}
    report = left(DOUYIN, CLOSED | status | blank | {"closing.closed_on": closed})

    assert report.verdict == "under-way"
    assert ("close/deposit-returned" in for_today(report)) is told


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"closing.by": None}, "under-way"),
        ({"closing.by": None, "profile.region": None}, "under-way"),
        ({"closing.by": "seller"}, "overdue"),
        ({"closing.by": None, "closing.applied_on": "2026-11-10"}, "overdue"),
    ],
)
def test_an_evicted_shop_that_does_not_say_who_shut_it_applies_today(
    facts: dict[str, Any], verdict: str
) -> None:
    """Exit rule 2.2.2(2): neither its exit nor its deposit comes by itself."""
    evicted = {
        "profile.evicted": True,
        "closing.applied_on": None,
        "closing.closed_on": "2026-11-12",
    }
    report = left(DOUYIN, CLOSED | evicted | facts)

    assert report.verdict == verdict
    told = "close/apply-after-release" in for_today(report)
    assert told is (verdict == "under-way")


def test_who_asked_for_the_deposit_on_an_unknown_day_is_not_told_to_ask_again() -> None:
    """To apply is one line, whether it was done or not."""
    today = for_today(left(DOUYIN, CLOSED | {"deposit.status": "refunding"}))

    assert "close/refund-applied-for" not in today


def test_a_shop_of_instant_retail_asks_for_its_deposit_whether_or_not_it_says_it_was_evicted() -> (
    None
):
    """Instant retail's deposit rule 2.6.1(2): it has to be applied for on the deposit page."""
    shop = CLOSED | {"closing.by": "seller", "closing.applied_on": "2026-10-20"}
    shop |= {"profile.region": "instant_retail", "profile.evicted": None}
    shop |= {"deposit.held": 5000, "deposit.applied_on": "never", "deposit.status": None}

    assert "close/apply-after-release" in for_today(left(DOUYIN, shop))


def test_nobody_closes_a_shop_for_a_deposit_of_nothing() -> None:
    """A shop in the trial without a deposit, which asks for its refund alone."""
    facts = OPEN | {"deposit.held": 0, "deposit.required": 0, "profile.zero_deposit": True}
    report = left(DOUYIN, facts, "refund-deposit")

    assert report.verdict == "blocked"
    assert for_today(report) == ["refund-deposit/something-held"]
    assert not report.plan.joined
