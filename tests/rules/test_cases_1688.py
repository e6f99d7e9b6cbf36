"""1688: cases of sellers in which money, a day or what to do today had been wrong."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import action, left, warns_of

from shopexit import Platform, Report, ShopexitError, load_rules
from shopexit.formats import todo

RULES: Platform = load_rules("1688")
REVIEWED: dict[str, Any] = {
    "closing.status": "in_review",
    "closing.applied_on": "2026-11-10",
    "deposit.held": 3000,
    "funds.withdrawable": 420,
    "notice.published_on": "2026-11-01",
}
HELD: dict[str, Any] = {
    "profile.role": "seller",
    "deposit.held": 2000,
    "deposit.status": "held",
    "closing.status": "not_applied",
    "services.buyer_protection_active": True,
}
ORDER: dict[str, Any] = {
    "orders.pending_receipt": None,
    "order.status": "shipped",
    "order.shipped_on": "2026-11-18",
    "order.buyer_agrees": True,
    "order.return_needed": True,
    "order.refund_filed": False,
}


def _today(report: Report) -> list[str]:
    return [ref.removeprefix("1688/") for ref in report.plan.today]


def _refunding(facts: Mapping[str, Any]) -> Report:
    asked = {"deposit.held": 2000, "deposit.status": "refunding", "closing.status": "not_applied"}
    return left(RULES, {**asked, "deposit.applied_on": "2026-11-03", **facts}, "refund-deposit")


@pytest.mark.parametrize(("published", "told"), [(None, True), ("2026-11-10", False)])
def test_the_notice_is_advised_unless_it_is_said_to_be_up(published: Any, told: bool) -> None:
    """Its 30 days run beside everything else, and who leaves the line empty may not know of it."""
    open_orders = {"closing.status": "not_applied", "orders.pending_receipt": 1}
    today = _today(left(RULES, open_orders | {"notice.published_on": published}, "close"))

    assert (today[:1] == ["close/notice-up"]) is told


def test_the_screen_names_no_day_for_money_that_is_not_given_where_another_sum_is() -> None:
    """The day of a blank balance stood beside the deposit, which was in doubt."""
    report = left(RULES, REVIEWED | {"deposit.status": "held", "funds.withdrawable": None}, "close")
    paying = [each for each in report.plan.milestones if each.returns]

    assert [each.returns for each in paying] == ["funds.withdrawable"]
    assert todo.largest(paying, report) is None


def test_a_deposit_that_is_not_free_when_cancelling_runs_is_in_doubt() -> None:
    """Until 60 days have passed it cannot be taken out, and the shop may be gone before."""
    facts = {"deposit.status": "held", "orders.last_completed_on": "2026-11-01"}
    report = left(RULES, REVIEWED | facts, "close")

    assert report.verdict == "under-way"
    assert (report.money.comes_back, report.money.in_doubt) == ("420.00", "3000.00")
    assert _today(report) == ["close/withdraw-rest", "close/ask-for-deposit", "close/stop-renewal"]
    both = left(RULES, REVIEWED | facts)
    assert str(action(both, "refund-deposit/look").act_on) == "2026-12-31"


def test_a_deposit_that_is_free_when_cancelling_runs_comes_back() -> None:
    """It is taken out today."""
    report = left(RULES, REVIEWED | {"deposit.status": "refundable"}, "close")

    assert report.money.in_doubt == "0.00"
    assert warns_of(report, "take it out before that")
    assert _today(report)[1:] == ["close/take-out-first", "close/stop-renewal"]
    both = left(RULES, REVIEWED | {"deposit.status": "refundable"})
    assert "refund-deposit/take-out" in _today(both)


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        ("held", ["protection-off", "look", "close/ask-for-deposit", "close/stop-renewal"]),
        ("refundable", ["protection-off", "take-out", "close/stop-renewal"]),
    ],
)
def test_a_deposit_is_taken_out_in_its_order_while_cancelling_runs(
    status: str, steps: list[str]
) -> None:
    """What can be taken out is, before 买家保障 goes off, as it says; the renewal comes last."""
    on = {"deposit.status": status, "services.buyer_protection_active": True}
    report = left(RULES, REVIEWED | {"funds.withdrawable": 0} | on)

    assert [step.removeprefix("refund-deposit/") for step in _today(report)] == steps


def test_the_state_of_a_deposit_is_asked_for_while_cancelling_runs() -> None:
    """Without it nobody knows whether it can be taken out."""
    report = left(RULES, REVIEWED | {"deposit.status": None})

    assert report.verdict == "undetermined"
    assert [f.outcome for f in report.findings if f.ref.endswith("/not-frozen")] == ["unknown"]
    assert "deposit.status" in {each.fact for each in report.plan.actions}


@pytest.mark.parametrize("status", ["in_review", "approved"])
def test_the_renewal_is_not_off_because_the_application_is_in(status: str) -> None:
    """It is a step of its own, done once the seller says so or the shop is cancelled."""
    facts = REVIEWED | {"deposit.held": 0, "closing.status": status}
    done = {"step": "1688/close/stop-renewal", "on": "2026-11-20"}

    assert "close/stop-renewal" in _today(left(RULES, facts, "close"))
    assert "close/stop-renewal" not in _today(left(RULES, facts, "close", done=[done]))
    gone = {"closing.status": "closed", "closing.closed_on": "2026-11-20"}
    left_over = {"deposit.status": "returned", "funds.withdrawable": 0}
    report = left(RULES, facts | gone | left_over, "close")
    assert (report.verdict, _today(report)) == ("done", [])


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"orders.pending_receipt": 2}, "blocked"),
        ({"confirmed.papers_ready": None}, "undetermined"),
        ({}, "ready"),
    ],
)
def test_the_notice_waits_for_nothing(facts: dict[str, Any], verdict: str) -> None:
    """Also where no deposit is held: 30 days of it are over before the owner stops."""
    shop = {"closing.status": "not_applied", "deposit.held": 0, "notice.published_on": "never"}
    report = left(RULES, shop | facts, "close")

    assert report.verdict == verdict
    assert _today(report)[0] == "close/notice-up"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, "overdue"),
        ({"orders.last_completed_on": "2026-10-20"}, "under-way"),
        ({"orders.pending_receipt": 1}, "under-way"),
        ({"disputes.open": 1}, "under-way"),
        ({"products.on_sale": 2}, "under-way"),
        ({"services.buyer_protection_active": True}, "under-way"),
        ({"services.buyer_protection_active": None}, "overdue"),
        ({"deposit.status": "frozen"}, "under-way"),
    ],
)
def test_a_transfer_that_was_asked_for_too_early_is_not_late(
    facts: dict[str, Any], verdict: str
) -> None:
    """The 7 working days follow the release, and that the conditions (deposit-guide-2025)."""
    assert _refunding(facts).verdict == verdict


def test_what_was_asked_for_with_buyer_protection_on_has_it_turned_off() -> None:
    """Nothing is released while it is on (deposit-guide-2025), so that nobody is late."""
    report = _refunding({"services.buyer_protection_active": True})

    assert _today(report) == ["refund-deposit/protection-off"]
    assert action(report, "refund-deposit/money-arrives").earliest is None


def test_a_frozen_deposit_is_not_returned() -> None:
    """It is taken out once it is released, and that is while no complaint is open."""
    report = _refunding({"deposit.status": "frozen", "deposit.applied_on": "never"})

    assert (report.verdict, _today(report)[0]) == ("blocked", "refund-deposit/not-frozen")
    assert not report.open_points


@pytest.mark.parametrize(
    ("status", "verdict", "day"),
    [("held", "blocked", "2026-12-29"), ("refundable", "ready", "None")],
)
def test_what_is_refundable_waits_for_no_60_days(status: str, verdict: str, day: str) -> None:
    """It has been released already: the page shows it."""
    shop = {"deposit.status": status, "deposit.applied_on": "never"}
    report = _refunding(shop | {"orders.last_completed_on": "2026-10-30"})
    (found,) = (f for f in report.findings if f.ref.endswith("/last-deal-60-days-ago"))

    assert (report.verdict, str(found.clears_on)) == (verdict, day)
    taken = "refund-deposit/take-out" in _today(report)
    assert taken is (status == "refundable")
    if taken:
        assert str(action(report, "refund-deposit/money-arrives").latest) == "2026-12-01"


@pytest.mark.parametrize(
    ("facts", "verdict", "today"),
    [
        # Of another time, before the shop paid in again; or of a part.
        ({"deposit.status": "refundable"}, "ready", ["take-out"]),
        ({"deposit.status": "held"}, "overdue", ["money-arrives", "look"]),
        ({"deposit.status": "held", "deposit.applied_on": "never"}, "ready", ["look"]),
        ({"deposit.status": "refunding"}, "under-way", ["claim-the-rest"]),
        ({"deposit.status": "refunding", "deposit.held": 0}, "done", []),
    ],
)
def test_a_deposit_that_is_held_has_not_arrived(
    facts: dict[str, Any], verdict: str, today: list[str]
) -> None:
    """The seller is told of a balance beside the day of arrival; which holds, nobody knows."""
    report = _refunding({"deposit.arrived_on": "2026-11-18"} | facts)

    assert report.verdict == verdict
    assert _today(report) == [f"refund-deposit/{step}" for step in today]
    assert warns_of(report, "the balance is not 0") is (verdict != "done")


@pytest.mark.parametrize("procedure", [None, "refund-deposit"])
@pytest.mark.parametrize(
    ("arrived", "sums"),
    [("2026-11-18", ("0.00", "200.00")), ("never", ("200.00", "0.00"))],
)
def test_a_deposit_that_was_paid_short_is_in_doubt(
    arrived: str, sums: tuple[str, str], procedure: str | None
) -> None:
    """What is lacking beside a day of arrival is asked about, and nobody is late with it."""
    short = {"deposit.held": 200, "deposit.status": "refunding", "deposit.applied_on": "2026-11-03"}
    short |= {"deposit.arrived_on": arrived, "services.buyer_protection_active": False}
    report = left(RULES, HELD | short, procedure)

    assert (report.money.comes_back, report.money.in_doubt) == sums
    assert ("refund-deposit/claim-the-rest" in _today(report)) is (arrived != "never")
    assert (report.verdict == "overdue") is (arrived == "never")


def test_what_is_refundable_again_is_taken_out_again() -> None:
    """Nothing is on its way then: a transfer of before has failed."""
    report = _refunding({"deposit.status": "refundable", "deposit.arrived_on": "never"})

    assert (report.verdict, _today(report)) == ("ready", ["refund-deposit/take-out"])


@pytest.mark.parametrize(("status", "told"), [("in_review", True), ("not_applied", False)])
def test_who_has_applied_is_told_to_ask_whether_it_can_be_withdrawn(
    status: str, told: bool
) -> None:
    """No source says."""
    applied = "2026-11-20" if told else None
    facts = {"closing.status": status, "closing.applied_on": applied, "deposit.held": 0}

    assert warns_of(left(RULES, facts, "close"), "withdrawn") is told


def test_the_first_thing_to_do_stands_first() -> None:
    """A screen may show what stands before the semicolon alone."""
    unpaid = left(RULES, HELD | {"orders.pending_payment": 1}, "refund-deposit")

    assert action(unpaid, "refund-deposit/orders-finished").does.zh.startswith("待付款的现在就关")


@pytest.mark.parametrize("fact", ["order.goods_received", "order.return_needed"])
def test_the_error_about_a_refused_parcel_names_the_way_out(fact: str) -> None:
    """Before receipt a refund is without return, and no returned goods are asked for."""
    order = ORDER | {"order.return_needed": None, "order.goods_returned": True, fact: False}

    with pytest.raises(ShopexitError, match="refused parcel"):
        left(RULES, order | {"profile.role": "seller", "order.refund_filed": True})


@pytest.mark.parametrize("role", ["seller", "reseller"])
def test_goods_under_way_that_are_to_come_back_are_waited_for(role: str) -> None:
    """A buyer who applies today can only have the money back, and keeps the goods."""
    report = left(RULES, ORDER | {"profile.role": role, "order.goods_received": False})
    (first,) = (a for a in report.plan.actions if a.ref == report.plan.today[0])

    assert (report.verdict, _today(report)) == ("blocked", ["close-shipped-order/goods-received"])
    # A screen shows what stands before the semicolon.
    assert first.does.zh.startswith("先等买家收到货，收到货才能申请退货退款；")


def test_goods_that_have_arrived_are_applied_for_today() -> None:
    """So is a refund without return."""
    arrived = {"order.goods_received": True, "order.goods_returned": False}
    for facts in (arrived, {"order.return_needed": False}):
        report = left(RULES, ORDER | {"profile.role": "seller"} | facts)
        assert _today(report) == ["close-shipped-order/refund-filed"]


@pytest.mark.parametrize(
    "facts",
    [
        {"orders.last_completed_on": "2026-10-20"},
        {"disputes.open": 1},
        {"orders.pending_receipt": 1},
        {"products.under_review": 2},
        {},
        # It has been released already, whatever the days.
        {"orders.last_completed_on": "2026-10-20", "deposit.status": "refundable"},
        # Nobody said how it stands.
        {"deposit.status": None},
    ],
)
def test_buyer_protection_is_turned_off_today_and_told_once(facts: dict[str, Any]) -> None:
    """It comes first (deposit-guide-2025): the 60 days are a condition of the release."""
    report = left(RULES, HELD | facts, "refund-deposit")

    assert "refund-deposit/protection-off" in _today(report)
    assert "Take out first what can be" in action(report, "refund-deposit/protection-off").does.en
    assert sum("turn" in a.does.en and "买家保障" in a.does.en for a in report.plan.actions) == 1


def test_buyer_protection_is_no_condition_and_is_not_told_once_it_is_off() -> None:
    """Advice changes no verdict; who has followed it only waits, and a blank may be either."""
    waiting = {"orders.last_completed_on": "2026-10-20"}
    for flag in (True, False, None):
        report = left(
            RULES, HELD | waiting | {"services.buyer_protection_active": flag}, "refund-deposit"
        )
        assert report.verdict == "blocked"
        assert ("refund-deposit/protection-off" in _today(report)) is (flag is not False)
    assert left(RULES, HELD, "refund-deposit").verdict == "ready"


@pytest.mark.parametrize(
    ("facts", "today"),
    [
        ({"products.on_sale": 12}, ["products-gone", "protection-off"]),
        ({"after_sales.open": 1}, ["protection-off", "no-after-sales"]),
        ({"orders.pending_receipt": 3}, ["protection-off", "orders-finished"]),
        ({"closing.status": None}, ["protection-off"]),
    ],
)
def test_who_does_not_say_whether_buyer_protection_is_on_is_told_to_turn_it_off(
    facts: dict[str, Any], today: list[str]
) -> None:
    """While it is on a new deal begins the 60 days anew, and nothing else is in its way."""
    blank = {"services.buyer_protection_active": None, "orders.last_completed_on": "2026-11-05"}
    report = left(RULES, HELD | blank | facts, "refund-deposit")

    assert _today(report) == [f"refund-deposit/{ref}" for ref in today]


@pytest.mark.parametrize(("flag", "told"), [(None, False), (True, True)])
def test_who_is_being_paid_has_turned_buyer_protection_off(flag: bool | None, told: bool) -> None:
    """A deposit that is being paid has been released; only who says that it is on is told."""
    report = _refunding({"services.buyer_protection_active": flag})

    assert ("refund-deposit/protection-off" in _today(report)) is told


@pytest.mark.parametrize(("status", "told"), [("refundable", True), ("held", False)])
def test_what_a_cancelled_shop_shows_as_refundable_is_taken_out_today(
    status: str, told: bool
) -> None:
    """That no source says whether it works is no reason to wait for an answer."""
    closed = {"closing.status": "closed", "closing.closed_on": "2026-11-10"}
    report = left(RULES, HELD | closed | {"deposit.status": status}, "refund-deposit")

    assert (report.verdict, report.money.in_doubt) == ("undetermined", "2000.00")
    assert ("refund-deposit/cancelled-and-refundable" in _today(report)) is told


@pytest.mark.parametrize("sent", [None, "2026-11-20"])
@pytest.mark.parametrize("back", [False, True])
def test_returned_goods_are_checked_once_they_are_there(sent: str | None, back: bool) -> None:
    """While the parcel is in the post nothing can be confirmed."""
    agreed = {
        "profile.role": "seller",
        "order.goods_received": True,
        "order.refund_filed": True,
        "order.refund_filed_on": "2026-11-19",
        "order.refund_covers_all": True,
        "order.supplier_decision": "agreed",
        "order.sent_back_on": sent,
        "order.goods_returned": back,
    }
    report = left(RULES, ORDER | agreed)
    checked = action(report, "close-shipped-order/check-goods")

    assert report.verdict == "under-way"
    assert _today(report) == (["close-shipped-order/check-goods"] if back else [])
    assert (str(checked.act_on) if checked.act_on else None) == ("2026-11-22" if back else None)


@pytest.mark.parametrize(
    ("goods", "verdict", "told"),
    [
        # On its way back, or on its way to the buyer: nothing comes back because the money goes.
        ({"order.goods_received": False}, "ready", True),
        ({"order.goods_received": False, "order.goods_returned": False}, "ready", True),
        ({"order.goods_received": True}, "ready", False),
    ],
)
def test_of_a_parcel_not_received_the_goods_are_waited_for_before_agreeing(
    goods: dict[str, Any], verdict: str, told: bool
) -> None:
    """Before receipt there is a refund without return alone (createRefund, disputeRequest)."""
    refund = {
        "profile.role": "seller",
        "order.return_needed": False,
        "order.refund_filed": True,
        "order.refund_filed_on": "2026-11-21",
        "order.refund_covers_all": True,
        "order.supplier_decision": "waiting",
    }
    report = left(RULES, ORDER | refund | goods)

    assert (report.verdict, _today(report)) == (verdict, ["close-shipped-order/agree"])
    assert warns_of(report, "refused or stopped") is told


@pytest.mark.parametrize(
    ("order", "shop", "refused"),
    [
        ({}, {}, True),
        ({}, {"profile.role": "reseller"}, False),
        # One of the two counts knows of it.
        ({}, {"disputes.open": 1}, False),
        ({}, {"after_sales.open": 1}, False),
        ({}, {"after_sales.open": None}, False),
        # The refund is over: the platform has closed the order by it, or has turned it down.
        ({"order.status": "closed"}, {}, False),
        ({"order.supplier_decision": "refused"}, {}, False),
        ({"order.supplier_decision": "agreed"}, {}, False),
    ],
)
def test_a_refund_in_dispute_is_counted(
    order: dict[str, Any], shop: dict[str, Any], refused: bool
) -> None:
    """Else the deposit would be ready to be taken out over a complaint."""
    disputed = {
        "order.status": "completed",
        "order.refund_filed": True,
        "order.supplier_decision": "disputed",
    }
    facts = HELD | disputed | order | shop
    if refused:
        with pytest.raises(ShopexitError, match="the platform is called in"):
            left(RULES, facts, "refund-deposit")
    else:
        assert left(RULES, facts, "refund-deposit").findings


def test_what_is_late_is_said_not_to_be_so_if_paid_in_stages() -> None:
    """The notice of 2023-11 excepts such orders from refunds at once; no fact tells of them."""
    applied = {
        "orders.pending_receipt": None,
        "profile.role": "reseller",
        "order.status": "pending_shipment",
        "order.amount": 280,
        "order.buyer_agrees": True,
        "order.close_button": False,
        "order.refund_filed": True,
        "order.refund_filed_on": "2026-11-20",
        "order.refund_covers_all": True,
        "order.supplier_decision": "waiting",
    }
    report = left(RULES, applied | {"orders.pending_shipment": None})

    assert report.verdict == "overdue"
    assert "paid in stages" in action(report, "close-paid-order/answer").does.en


PAID: dict[str, Any] = {
    **ORDER,
    "profile.role": "seller",
    "orders.pending_shipment": None,
    "orders.pending_receipt": 0,
    "order.status": "pending_shipment",
    "order.shipped_on": None,
    "order.return_needed": None,
    "order.refund_filed": True,
    "order.supplier_decision": "waiting",
}


@pytest.mark.parametrize(
    ("amount", "whole", "last_day"),
    [(900, True, True), (900, None, True), (900, False, False), (200, False, True)],
)
def test_a_refund_in_part_has_no_time_unless_the_order_is_small(
    amount: int, whole: bool | None, last_day: bool
) -> None:
    """The times go by the sum refunded, which is no more than that of the order."""
    order = {
        "order.amount": amount,
        "order.refund_filed_on": "2026-11-21",
        "order.refund_covers_all": whole,
    }
    report = left(RULES, PAID | order)

    assert ("orders-overtaken" in {each.code for each in report.warnings}) is last_day
    assert not warns_of(report, "and the order closes")


@pytest.mark.parametrize(
    ("facts", "filed", "told"),
    [
        ({"within_a_day": True, "in_working_hours": True}, "2026-11-22", ["today"]),
        ({"within_a_day": True, "in_working_hours": True}, "2026-11-21", ["already"]),
        # Not given; or shipping may be late; or it may have been asked for before 9:00.
        ({}, "2026-11-22", ["today"]),
        ({"within_a_day": False}, "2026-11-22", ["today"]),
        ({"within_a_day": False}, "2026-11-21", ["today", "already"]),
        ({"within_a_day": True, "in_working_hours": False}, "2026-11-22", ["today"]),
    ],
)
def test_two_hours_are_over_on_the_day_itself(
    facts: dict[str, Any], filed: str, told: list[str]
) -> None:
    """Asked for by 18:00 (notice of 2023-11): on the next day the money is gone."""
    order = {
        "order.amount": 680,
        "order.refund_filed_on": filed,
        "order.refund_covers_all": True,
    }
    flags = {f"order.refund_{name}": given for name, given in facts.items()}
    report = left(RULES, PAID | order | flags)
    alarms = [each.says.en for each in report.warnings if each.code == "orders-overtaken"]

    assert report.verdict == "ready"
    assert ["already" if "already" in alarm else "today" for alarm in alarms] == told


@pytest.mark.parametrize(
    ("facts", "alarm", "carrier"),
    [
        ({}, "", True),
        ({"order.sent_back_on": "2026-11-15"}, "today", True),
        ({"order.sent_back_on": "2026-11-14"}, "already", True),
        ({"order.goods_returned": True}, "", False),
        ({"order.amount": 300.01, "order.sent_back_on": "2026-11-14"}, "", False),
    ],
)
def test_a_supplier_is_told_when_a_return_is_paid_by_itself(
    facts: dict[str, Any], alarm: str, carrier: bool
) -> None:
    """Up to 300 yuan, 7 days after sending at most (return-times-2023-03); he can lose both."""
    order = {
        "profile.role": "seller",
        "order.amount": 240,
        "order.goods_received": True,
        "order.goods_returned": False,
        "order.refund_filed": True,
        "order.refund_filed_on": "2026-11-14",
        "order.refund_covers_all": True,
        "order.supplier_decision": "agreed",
        "order.shipped_on": "2026-11-10",
        "order.sent_back_on": "2026-11-20",
    }
    report = left(RULES, ORDER | order | facts)
    alarms = [each.says.en for each in report.warnings if each.code == "orders-overtaken"]

    assert report.verdict == "under-way"
    assert [alarm in each for each in alarms] == [True] * bool(alarm)
    assert warns_of(report, "Ask the carrier") is carrier


def test_what_an_old_violation_is_entered_as_is_said() -> None:
    """An answer does nothing where no source disputes the condition; a waiver does."""
    shop = {"closing.status": "not_applied", "deposit.held": 0, "violations.serious": 1}
    report = left(RULES, shop, "close")

    assert report.verdict == "blocked"
    assert "waivers" in action(report, "close/no-violations").does.zh


def test_who_lets_the_shop_lapse_is_told_in_one_short_line_that_the_notice_is_for_him_too() -> None:
    """Every shop that has not applied reads it, above what is for today."""
    up = {"closing.status": "not_applied", "notice.published_on": "2026-10-25"}
    report = left(RULES, up, "close")
    told = [w.says for w in report.warnings if "诚信通" in w.says.zh]

    assert len(told) == 1
    assert "30 days of notice all the same" in told[0].en
    assert len(told[0].zh) < 40


@pytest.mark.parametrize(("debt", "told"), [(88, True), (0, False)])
def test_fees_are_paid_before_1688_answers_when_they_have_to_be(debt: int, told: bool) -> None:
    """Whether it is before applying is disputed, that they are owed is not."""
    shop = {"closing.status": "not_applied", "deposit.held": 0, "funds.debt": debt}
    report = left(RULES, shop, "close")

    assert report.verdict == ("undetermined" if told else "ready")
    assert ("close/fees-to-pay" in _today(report)) is told
