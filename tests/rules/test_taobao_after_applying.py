"""Taobao: cases of sellers who have pressed 解冻 or applied, to after the cancelling."""

from typing import Any

import pytest
from exits import GOOD, action, for_today, left, warns_of
from states import ON, parsed, written

from shopexit import Platform, load_rules
from shopexit.evaluation.mark_step import taken

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
LATE = "refund-deposit/before-cancelling"
CANCELLED = "refund-deposit/cancelled-shop"


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
    ("last", "three", "day"),
    [
        ("2025-10-20", False, "2026-11-22"),
        ("never", False, "2026-11-22"),
        ("2026-11-20", False, "2026-12-05"),
        ("2026-08-24", True, "2026-11-22"),
        # 45 days or 90, which sources dispute: it is asked first.
        ("2026-10-02", True, None),
    ],
)
def test_a_deposit_held_during_the_notice_is_unfrozen_beside_it(
    last: str, three: bool, day: str | None
) -> None:
    """Today, or 15 days after the last deal, 90 with goods under 三包; the notice runs on.

    Of the two procedures that say so, one does.
    """
    facts = {"orders.last_completed_on": last, "profile.three_guarantees": three}
    report = left(TAOBAO, IN_NOTICE | facts)

    assert day is None or str(action(report, "refund-deposit/apply").act_on) == day
    begun = [ref.partition("/")[2] for ref in report.plan.today]
    assert (begun[:1] == ["close/unfreeze-in-time"]) is (day == "2026-11-22")
    assert "refund-deposit/apply" not in begun
    assert str(action(report, "close/notice").latest) == "2026-12-10"


@pytest.mark.parametrize(
    ("held", "asked"),
    [
        ({"deposit.status": "frozen"}, "no-penalty-hold"),
        ({"deposit.penalty_hold": True}, "no-penalty-hold"),
        ({"deposit.campaign_hold": True}, "no-campaign-hold"),
        ({"funds.debt": 300}, "compensation-paid"),
        ({"services.special_active": True}, "special-services-left"),
    ],
)
def test_what_stands_against_unfreezing_comes_first(held: dict[str, Any], asked: str) -> None:
    """By the conditions of the refund: none of these is a fact of which no rule speaks."""
    report = left(TAOBAO, IN_NOTICE | held)

    assert action(report, f"refund-deposit/{asked}").phase == "clear"
    # What is paid or left today, which stands first, allows the rest today.
    same_day = asked in ("compensation-paid", "special-services-left")
    assert ("taobao/refund-deposit/apply" in report.plan.today) is same_day
    assert not same_day or report.plan.today[0] == f"taobao/refund-deposit/{asked}"
    assert "applied-open-point" not in {each.code for each in report.warnings}


@pytest.mark.parametrize(
    "fact", ["deposit.status", "deposit.penalty_hold", "deposit.campaign_hold"]
)
def test_what_unfreezing_turns_on_is_asked_for_during_the_notice(fact: str) -> None:
    """Only where it is not given, and only of a shop that has a deposit held."""
    asked = [
        fact in {each.fact for each in report.plan.actions}
        for report in (
            left(TAOBAO, IN_NOTICE | {fact: None}),
            left(TAOBAO, IN_NOTICE),
            left(TAOBAO, IN_NOTICE | {fact: None, "deposit.held": 0}),
        )
    ]

    assert asked == [True, False, False]


def test_nobody_is_told_to_stop_instead_once_the_notice_runs() -> None:
    """It cannot be stopped."""
    sold = left(TAOBAO, IN_NOTICE | {"orders.last_completed_on": "2026-10-01"})

    assert warns_of(sold, "who has not applied")


@pytest.mark.parametrize("status", ["refunding", "returned"])
def test_who_has_pressed_unfreeze_is_not_told_to(status: str) -> None:
    """It is done, or on its way."""
    gone = {"deposit.held": 0} if status == "returned" else {}
    report = left(TAOBAO, IN_NOTICE | {"deposit.status": status} | gone)

    assert "taobao/refund-deposit/apply" not in report.plan.today


@pytest.mark.parametrize("status", ["held", "refundable"])
@pytest.mark.parametrize("by", ["platform", "seller", None])
def test_a_deposit_held_in_a_cancelled_shop_is_in_doubt(by: str | None, status: str) -> None:
    """That it comes back afterwards one guide alone says; why it was closed is asked too.

    Of what could be refunded before the closing no source says that it still can be.
    """
    applied = "never" if by == "platform" else "2026-10-01"
    facts = CLOSED | {"closing.by": by, "closing.applied_on": applied, "deposit.status": status}
    report = left(TAOBAO, facts)

    platform = by == "platform"
    assert (report.procedure, report.verdict) == (
        ("refund-deposit", "undetermined") if platform else ("close", "under-way")
    )
    assert (report.money.comes_back, report.money.in_doubt) == ("0.00", "1000.00")
    assert for_today(report) == [LATE if platform else "close/ask-for-deposit"]
    assert warns_of(report, "The platform closed the shop") is platform
    refund = left(TAOBAO, facts, "refund-deposit")
    assert for_today(refund) == [*([] if platform else [CANCELLED]), LATE]
    assert warns_of(refund, "by a guide it comes back after that") is not platform


@pytest.mark.parametrize(
    ("facts", "verdict", "back"),
    [
        # It may come by itself: nobody has to have asked for it.
        ({"deposit.status": "refunding"}, "under-way", "1000.00"),
        ({"closing.status": "not_applied", "closing.closed_on": None}, "ready", "1000.00"),
    ],
)
def test_what_comes_back_is_not_asked_about(facts: dict[str, Any], verdict: str, back: str) -> None:
    """Only what is held in a shop that is cancelled is."""
    applied = "never" if facts.get("closing.status") == "not_applied" else "2026-10-01"
    report = left(TAOBAO, CLOSED | {"closing.applied_on": applied} | facts, "refund-deposit")

    assert (report.verdict, report.money.comes_back) == (verdict, back)
    assert LATE not in for_today(report)


@pytest.mark.parametrize(
    ("facts", "asked"),
    [
        ({"after_sales.open": 1}, True),
        ({"disputes.open": 1}, True),
        ({"orders.pending_receipt": 2}, True),
        # Its owner pays, leaves, or closes it, today.
        ({"funds.debt": 300}, False),
        ({"services.special_active": True}, False),
        ({"orders.pending_payment": 1}, False),
        ({}, False),
    ],
)
def test_what_holds_up_unfreezing_during_the_notice_puts_the_deposit_in_doubt(
    facts: dict[str, Any], asked: bool
) -> None:
    """What others need time for: the shop may be cancelled first, and that is asked today."""
    report = left(TAOBAO, IN_NOTICE | facts)

    assert report.verdict == "under-way"
    assert report.money.in_doubt == ("1000.00" if asked else "0.00")
    assert (for_today(report)[-1] == LATE) is asked


@pytest.mark.parametrize("status", ["not_applied", "in_notice", "closed"])
def test_whether_the_cancelling_can_be_withdrawn_is_told_during_the_notice(status: str) -> None:
    """Sources disagree, and after the 30 days it is too late."""
    facts = {
        "not_applied": {"closing.status": "not_applied"},
        "in_notice": IN_NOTICE | {"deposit.held": 0},
        "closed": CLOSED | {"closing.applied_on": "2026-10-01", "deposit.held": 0},
    }[status]

    assert warns_of(left(TAOBAO, facts, "close"), "If you want it back") is (status == "in_notice")


IN_TIME = "refund-deposit/in-time"


@pytest.mark.parametrize(
    ("applied", "last", "three", "doubt"),
    [
        # It ends on the 22nd of December; 15 days from the 21st of November, on the 6th.
        ("2026-11-22", "2026-11-21", False, False),
        # On the 2nd; 15 days from the 21st, on the 6th, from the 12th, on the 27th before.
        ("2026-11-02", "2026-11-21", False, True),
        ("2026-11-02", "2026-11-12", False, False),
        # 90 days from the 10th of November, in February; from the 8th of September, on the 7th.
        ("2026-11-20", "2026-11-10", True, True),
        ("2026-11-20", "2026-09-08", True, False),
    ],
)
def test_what_can_be_unfrozen_only_after_the_notice_is_in_doubt(
    applied: str, last: str, three: bool, doubt: bool
) -> None:
    """The shop is cancelled by then, and that it comes back afterwards one guide alone says."""
    days = {"closing.applied_on": applied, "orders.last_completed_on": last}
    report = left(TAOBAO, IN_NOTICE | days | {"profile.three_guarantees": three})

    assert report.money.in_doubt == ("1000.00" if doubt else "0.00")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"orders.last_completed_on": "2026-11-20"}, True),
        ({"orders.last_completed_on": "2026-11-07"}, False),
        ({"orders.last_completed_on": "2026-10-01", "profile.three_guarantees": True}, True),
        ({"orders.last_completed_on": "never"}, False),
        # 15 days from then are over before the notice is.
        ({"orders.last_completed_on": "2026-11-20", "closing.applied_on": "2026-11-08"}, False),
        # What others hold up is asked about already.
        ({"orders.last_completed_on": "2026-11-20", "after_sales.open": 1}, False),
        # An unpaid order is closed, and no deal.
        ({"orders.last_completed_on": "2026-11-20", "orders.pending_payment": 1}, True),
        ({"orders.last_completed_on": "2026-11-07", "orders.pending_payment": 1}, False),
    ],
)
@pytest.mark.parametrize("asked", ["never", None])
def test_days_that_may_end_after_the_notice_are_for_today(
    facts: dict[str, Any], told: bool, asked: str | None
) -> None:
    """The shop is gone then, and customer service can be asked today; the day stays the same."""
    days = {"closing.applied_on": "2026-11-02", "deposit.applied_on": asked}
    report = left(TAOBAO, IN_NOTICE | days | facts)

    assert (IN_TIME in for_today(report)) is told
    assert report.verdict == "under-way"
    assert action(report, "close/notice").act_on is None


@pytest.mark.parametrize(
    ("applied", "closed", "chased"),
    [
        ("2026-10-20", "2026-11-01", True),
        ("never", "2026-11-01", False),
        ("never", "2026-10-23", True),
        (None, "2026-11-01", True),
    ],
)
def test_a_refund_that_is_late_is_asked_after_when_the_shop_is_closed_too(
    applied: str | None, closed: str, chased: bool
) -> None:
    """By a guide one that was promised comes after the cancelling, in days it does not name."""
    facts = {"deposit.status": "refunding", "deposit.applied_on": applied}
    days = {"closing.applied_on": "2026-09-01", "closing.closed_on": closed}
    report = left(TAOBAO, CLOSED | days | facts)

    assert report.verdict == "under-way"
    assert for_today(report) == (["refund-deposit/chase"] if chased else [])
    assert (report.money.in_doubt != "0.00") is (closed == "2026-10-23")
    # That it comes is entered.
    assert not warns_of(report, "does it come back by itself afterwards")


def test_who_was_told_that_the_deposit_comes_by_itself_is_told_what_to_enter() -> None:
    """The question of the refund does not hear the answer to that of the cancelling."""
    facts = CLOSED | {"closing.applied_on": "2026-10-01"}
    says = action(left(TAOBAO, facts), "close/ask-for-deposit").does.en
    refund = left(TAOBAO, facts, "refund-deposit")

    assert "enter it as being refunded" in says
    assert "enter it as being refunded" in action(refund, CANCELLED).does.en
    # Who has is not told again.
    told = left(TAOBAO, facts | {"deposit.status": "refunding"}, "refund-deposit")
    assert CANCELLED not in for_today(told)


def test_a_remark_on_the_closing_fits_who_knows_why() -> None:
    """No condition can leave it out where the reason is given."""
    evicted = {"closing.by": "platform", "closing.applied_on": "never", "profile.evicted": True}

    assert warns_of(left(TAOBAO, CLOSED | evicted), "If you do not know why")


BLANK: list[tuple[str, ...]] = [
    ("after_sales.open",),
    ("disputes.open",),
    ("funds.debt",),
    ("deposit.campaign_hold",),
    ("deposit.penalty_hold",),
    ("deposit.status",),
    ("deposit.held",),
    ("orders.last_completed_on",),
    ("orders.pending_payment",),
    ("products.on_sale",),
    ("services.special_active",),
    ("profile.three_guarantees",),
    tuple(GOOD["taobao"]),
]


@pytest.mark.parametrize("blank", BLANK, ids=lambda each: each[0])
def test_unfreezing_in_time_needs_no_figure(blank: tuple[str, ...]) -> None:
    """The system tells when it is pressed what stands against it (unfreeze-2020#1)."""
    report = left(TAOBAO, IN_NOTICE | dict.fromkeys(blank))

    assert for_today(report)[0] == "close/unfreeze-in-time"


@pytest.mark.parametrize(
    "blank",
    [
        ("deposit.status",),
        ("deposit.held",),
        ("closing.by", "profile.released", "closing.applied_on"),
        ("deposit.status", *GOOD["taobao"]),
    ],
    ids=lambda each: each[0],
)
def test_who_is_too_late_to_unfreeze_looks_and_asks_whatever_is_blank(
    blank: tuple[str, ...],
) -> None:
    """The figures of a shop that is gone cannot be looked up any more."""
    facts = CLOSED | {"closing.by": "seller", "closing.applied_on": "2026-10-01"}
    report = left(TAOBAO, facts | dict.fromkeys(blank))

    assert for_today(report) == ["close/ask-for-deposit"]


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({}, "unmet"),
        ({"deposit.applied_on": "2026-11-21", "deposit.status": "refunding"}, "passed"),
        ({"deposit.status": None}, "unknown"),
    ],
)
def test_what_is_held_as_usual_need_not_be_said_not_to_have_been_asked_for(
    facts: dict[str, Any], outcome: str
) -> None:
    """A seller who has pressed nothing leaves the day empty."""
    last = {"orders.last_completed_on": "2026-11-20", "closing.applied_on": "2026-11-02"}
    report = left(TAOBAO, IN_NOTICE | last | facts, "refund-deposit")
    (found,) = (f for f in report.findings if f.ref.endswith(IN_TIME))

    assert found.outcome == outcome


@pytest.mark.parametrize(("on_sale", "told"), [(3, True), (0, False), (None, False)])
def test_items_on_sale_in_a_cancelled_shop_are_pointed_out(on_sale: int | None, told: bool) -> None:
    """One of the two is a slip."""
    facts = CLOSED | {"closing.applied_on": "2026-10-01", "products.on_sale": on_sale}

    assert warns_of(left(TAOBAO, facts, "refund-deposit"), "items to be on sale") is told


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, []),
        ({"products.on_sale": 5}, ["does not agree"]),
        ({"orders.pending_shipment": 1}, ["does not agree"]),
        ({"after_sales.open": 1}, ["you still answer"]),
        ({"disputes.open": 2, "orders.pending_payment": 1}, ["you still answer", "does not agree"]),
    ],
)
def test_a_cancelled_shop_is_told_what_is_left_in_it(
    facts: dict[str, Any], words: list[str]
) -> None:
    """It is done all the same; for what was sold before one still answers (reopen-2021#4)."""
    gone = {"deposit.held": 0, "closing.applied_on": "2026-10-01", "deposit.status": "returned"}
    report = left(TAOBAO, CLOSED | gone | facts)

    assert (report.verdict, list(report.plan.today)) == ("done", [])
    assert [
        word for word in ("you still answer", "does not agree") if warns_of(report, word)
    ] == words


def test_orders_of_a_cancelled_shop_are_not_simply_shipped() -> None:
    """See first whether it is cancelled: one of the two is a slip."""
    facts = CLOSED | {"closing.applied_on": "2026-10-01", "orders.pending_shipment": 2}
    report = left(TAOBAO, facts)
    (first,) = (a for a in report.plan.actions if a.ref == report.plan.today[0])

    assert first.does.zh.startswith("先看店铺是不是真注销了")
    assert "taobao/refund-deposit/orders-finished" not in report.plan.today
    assert warns_of(report, "does not agree")


ARRIVED: dict[str, Any] = {"deposit.applied_on": "2026-11-17", "deposit.arrived_on": "2026-11-18"}


@pytest.mark.parametrize("days", [{}, ARRIVED])
def test_what_is_held_after_a_part_was_unfrozen_is_unfrozen_today(days: dict[str, Any]) -> None:
    """It can be in part (unfreeze-2020#2.1), so that the day says nothing of what is held."""
    shop = {"closing.status": "not_applied", "deposit.held": 1000, "deposit.status": "held"}
    report = left(TAOBAO, shop | days, "refund-deposit")

    assert (report.verdict, report.money.comes_back) == ("ready", "1000.00")
    assert "refund-deposit/apply" in for_today(report)


@pytest.mark.parametrize("shop", [{"closing.status": "not_applied"}, CLOSED])
@pytest.mark.parametrize(("held", "verdict"), [(200, "under-way"), (0, "done")])
def test_what_is_lacking_is_asked_about_and_not_done(
    shop: dict[str, Any], held: int, verdict: str
) -> None:
    """Money that is out is in doubt (contract, 2.3)."""
    facts = shop | ARRIVED | {"deposit.status": "refunding", "deposit.held": held}
    report = left(TAOBAO, facts, "refund-deposit")

    assert (report.verdict, report.money.in_doubt) == (verdict, f"{held}.00")
    # To look in Alipay is said once.
    assert for_today(report) == (["refund-deposit/claim-the-rest"] if held else [])


def test_to_look_in_alipay_is_said_once_after_the_cancelling() -> None:
    """Whether or not the balance is 0, and 解冻 is marked as done."""
    facts = {"deposit.status": "refunding", "deposit.held": 0, "deposit.applied_on": "2026-09-20"}
    cancelled = CLOSED | facts | {"closing.applied_on": "2026-10-01"}
    done = [[], [{"step": "taobao/refund-deposit/unfrozen", "on": "2026-09-20"}]]

    for each in done:
        assert for_today(left(TAOBAO, cancelled, done=each)) == ["refund-deposit/chase"]


@pytest.mark.parametrize("status", ["held", "refundable", "refunding", None])
def test_what_holds_up_unfreezing_puts_it_in_doubt_whatever_its_state_is(
    status: str | None,
) -> None:
    """With an order open, 解冻 is refused; of most shops the state is not given."""
    report = left(TAOBAO, IN_NOTICE | {"deposit.status": status, "orders.pending_receipt": 1})

    assert report.money.in_doubt == "1000.00"
    assert "close/unfreeze-in-time" not in for_today(report)


def test_a_released_shop_is_not_asked_about_as_a_cancelled_one() -> None:
    """The platform closed it, and its deposit can be unfrozen all the same."""
    released = {"closing.by": "platform", "closing.applied_on": "never", "profile.released": True}
    report = left(TAOBAO, CLOSED | released, "refund-deposit")

    assert report.verdict == "ready"
    assert "refund-deposit/apply" in for_today(report)
    assert not warns_of(report, "by a guide it comes back after that")


PRESSED: dict[str, Any] = {
    "closing.status": "not_applied",
    "deposit.held": 1000,
    "deposit.status": "held",
    "deposit.applied_on": "2026-11-05",
    "orders.last_completed_on": "2026-11-07",
}


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, "ready"),
        ({"orders.last_completed_on": "2026-11-08"}, "blocked"),
        ({"profile.three_guarantees": True}, "undetermined"),
        ({"profile.three_guarantees": None}, "undetermined"),
        ({"deposit.campaign_hold": True}, "blocked"),
        ({"deposit.penalty_hold": True}, "blocked"),
        ({"products.on_sale": 8}, "undetermined"),
    ],
)
def test_unfreezing_that_was_refused_is_judged_as_if_it_were_not_pressed(
    facts: dict[str, Any], verdict: str
) -> None:
    """It is at once or refused (unfreeze-2020#1): what is held was refused, and nobody owes it."""
    pressed = left(TAOBAO, PRESSED | facts, "refund-deposit")
    never = left(TAOBAO, PRESSED | {"deposit.applied_on": "never"} | facts, "refund-deposit")

    assert (pressed.verdict, pressed.plan.today) == (verdict, never.plan.today)
    assert ("refund-deposit/apply" in for_today(pressed)) is (verdict == "ready")
    assert pressed.plan.milestones == never.plan.milestones
    assert warns_of(pressed, "解冻 was pressed")


def test_a_refund_that_is_under_way_is_not_pressed_again() -> None:
    """The page says that it comes."""
    report = left(TAOBAO, PRESSED | {"deposit.status": "refunding"}, "refund-deposit")

    assert "refund-deposit/apply" not in for_today(report)
    assert not warns_of(report, "解冻 was pressed")


def test_who_asks_after_a_refund_looks_in_alipay_first() -> None:
    """It is unfrozen at once (unfreeze-2020#1), so that on the next day it is there already."""
    late = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-22"}
    report = left(TAOBAO, PRESSED | late, "refund-deposit", on="2026-11-23")

    assert (report.verdict, for_today(report)) == ("overdue", ["refund-deposit/unfrozen"])
    assert "先看支付宝" in action(report, "refund-deposit/unfrozen").does.zh


@pytest.mark.parametrize("shop", [PRESSED, CLOSED | {"deposit.applied_on": "2026-10-20"}])
def test_after_it_was_pressed_the_state_of_the_deposit_is_asked_for(shop: dict[str, Any]) -> None:
    """One waited for what is at once or never (unfreeze-2020#1), and nothing was to do."""
    report = left(TAOBAO, shop | {"deposit.status": None}, "refund-deposit")
    missing = [fact for finding in report.findings for fact in finding.missing]

    assert report.verdict == "undetermined"
    assert "deposit.status" in missing


def test_a_deposit_in_an_alipay_account_that_does_not_fit_is_asked_about_first() -> None:
    """It stays in that account (unfreeze-2020#1): in doubt, and 解冻 is not pressed before."""
    facts = PRESSED | {"deposit.applied_on": "never"}
    fits, differs = (
        left(TAOBAO, facts | {"confirmed.alipay_matches": given}, "refund-deposit")
        for given in (True, False)
    )

    assert (fits.verdict, differs.verdict) == ("ready", "undetermined")
    assert (fits.money.in_doubt, differs.money.comes_back) == ("0.00", "0.00")
    assert "refund-deposit/apply" in for_today(fits)
    assert for_today(differs) == ["refund-deposit/alipay-of-another"]
    assert warns_of(differs, "not your own")
    # With a line blank too.
    blank = {"confirmed.alipay_matches": False, "after_sales.open": None}
    unsure = left(TAOBAO, facts | blank, "refund-deposit")
    assert "refund-deposit/alipay-of-another" in for_today(unsure)


def test_a_deposit_unfrozen_in_the_notice_is_asked_for_on_that_day() -> None:
    """Without it the wait would be counted from the notice, and be over before it began."""
    shop = {"closing.status": "in_notice", "closing.applied_on": "2026-11-10"}
    held = {"deposit.held": 1000, "deposit.status": "held", "confirmed.alipay_matches": True}
    facts = {**GOOD["taobao"], **shop, **held}
    state = parsed(written("taobao", facts), TAOBAO)
    mark = taken(TAOBAO, state, "close/unfreeze-in-time", ON)

    assert mark.values == {"deposit.status": "refunding", "deposit.applied_on": ON}
