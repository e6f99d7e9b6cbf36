"""AliExpress: cases of sellers in which money or what to do today had been wrong."""

from typing import Any

import pytest
from exits import action, for_today, left, warns_of

from shopexit import Platform, load_rules

ALIEXPRESS: Platform = load_rules("aliexpress")
OPEN: dict[str, Any] = {
    "closing.status": "not_applied",
    "notice.published_on": "never",
    "deposit.held": 10000,
    "deposit.status": "held",
}
NOTICE = "aliexpress/exit-managed/notice-up"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"orders.pending_receipt": 3}, "blocked"),
        ({"after_sales.open": 4}, "undetermined"),
        ({"confirmed.papers_ready": None}, "undetermined"),
        ({"funds.unsettled": None}, "undetermined"),
        ({}, "ready"),
    ],
)
def test_the_notice_waits_for_nothing(facts: dict[str, Any], verdict: str) -> None:
    """Law, article 16: its 30 days hold up the closing, and each day without it is lost."""
    report = left(ALIEXPRESS, OPEN | facts, "exit-managed")

    assert report.verdict == verdict
    assert report.plan.today[0] == NOTICE


def test_who_does_not_say_whether_the_notice_is_up_is_told_to_put_it_up() -> None:
    """Whoever leaves the line empty has most likely not heard of it."""
    unsaid = {"closing.whole_shop": True, "notice.published_on": None, "orders.pending_receipt": 3}

    assert for_today(left(ALIEXPRESS, OPEN | unsaid))[0] == "exit-managed/notice-up"


@pytest.mark.parametrize(
    "facts",
    [
        {"notice.published_on": "2026-11-10"},
        {"closing.whole_shop": False},
        {"closing.status": "in_review", "closing.applied_on": "2026-11-10"},
    ],
)
def test_a_notice_that_is_up_or_not_needed_is_not_advised(facts: dict[str, Any]) -> None:
    """Who leaves the service alone needs none; once applied for it is a step."""
    report = left(ALIEXPRESS, OPEN | {"orders.pending_receipt": 3} | facts, "exit-managed")

    assert NOTICE not in report.plan.today


@pytest.mark.parametrize("status", ["held", "refundable"])
def test_a_deposit_left_in_a_closed_shop_is_in_doubt(status: str) -> None:
    """No source says whether it comes back then; to apply for it is for today all the same."""
    closed = {"closing.status": "closed", "closing.closed_on": "2026-10-20"}
    facts = OPEN | closed | {"notice.published_on": "2026-09-10", "deposit.status": status}
    report = left(ALIEXPRESS, facts, "refund-deposit")

    assert (report.money.comes_back, report.money.in_doubt) == ("0.00", "10000.00")
    assert report.verdict == ("ready" if status == "refundable" else "blocked")


REFUNDING: dict[str, Any] = {
    "closing.status": "approved",
    "closing.applied_on": "2026-09-20",
    "closing.whole_shop": False,
    "deposit.held": 3000,
    "deposit.status": "refunding",
    "deposit.applied_on": "2026-10-10",
}


@pytest.mark.parametrize(
    ("facts", "sums"),
    [
        ({}, ("3000.00", "0.00")),
        ({"deposit.arrived_on": "2026-10-20"}, ("0.00", "3000.00")),
    ],
)
def test_a_deposit_that_was_paid_short_is_in_doubt(
    facts: dict[str, Any], sums: tuple[str, str]
) -> None:
    """Once a day of arrival is given; before that it is said what to do if less comes."""
    report = left(ALIEXPRESS, REFUNDING | facts, "refund-deposit")

    assert (report.money.comes_back, report.money.in_doubt) == sums
    assert any("If less arrives" in each.says.en for each in report.warnings)


@pytest.mark.parametrize("procedure", ["exit-managed", "refund-deposit"])
@pytest.mark.parametrize(
    ("facts", "verdict"),
    [({}, "under-way"), ({"deposit.held": 0, "deposit.status": "returned"}, "done")],
)
def test_a_deposit_paid_short_is_not_over_and_is_claimed_today(
    facts: dict[str, Any], verdict: str, procedure: str
) -> None:
    """By either procedure; once nothing is lacking it is done."""
    short = REFUNDING | {"deposit.arrived_on": "2026-10-20"} | facts
    report = left(ALIEXPRESS, short, "refund-deposit" if procedure == "refund-deposit" else None)

    assert ("refund-deposit/claim-the-rest" in for_today(report)) is (verdict == "under-way")
    assert procedure != "refund-deposit" or report.verdict == verdict


def test_the_rest_of_the_deposit_is_claimed_before_the_shop_is_closed() -> None:
    """The closing waits for it, and it is the seller's turn."""
    whole = {"closing.whole_shop": True, "notice.published_on": "2026-09-20"}
    report = left(ALIEXPRESS, REFUNDING | whole | {"deposit.arrived_on": "2026-10-20"})

    assert for_today(report) == ["refund-deposit/claim-the-rest"]


@pytest.mark.parametrize(("orders", "told"), [(3, True), (0, False)])
def test_goods_go_off_sale_today_while_orders_are_open(orders: int, told: bool) -> None:
    """Whether they have to is asked; the orders, which have to end, would not."""
    facts = {"products.on_sale": 60, "orders.pending_shipment": orders}
    today = for_today(left(ALIEXPRESS, OPEN | facts, "exit-managed"))

    assert ("exit-managed/no-new-orders" in today) is told
    assert today[-1] == "exit-managed/products-off"


@pytest.mark.parametrize(("handled", "told"), [(False, True), (True, False), (None, False)])
def test_stock_in_the_warehouse_is_asked_about_before_one_submits(
    handled: bool | None, told: bool
) -> None:
    """No source says what becomes of it; the verdict is left alone, and the figure is asked for."""
    report = left(ALIEXPRESS, OPEN | {"confirmed.stock_handled": handled}, "exit-managed")

    assert report.verdict == "ready"
    assert ("exit-managed/stock-handled" in for_today(report)) is told
    asked = "confirmed.stock_handled" in {each.fact for each in report.plan.actions}
    assert asked is (handled is None)


APPROVED: dict[str, Any] = REFUNDING | {"deposit.status": "refundable"}
UNBOUND = ["aliexpress/exit-managed/unbind"]


@pytest.mark.parametrize(("disputes", "verdict"), [(0, "ready"), (1, "blocked")])
@pytest.mark.parametrize("procedure", [None, "refund-deposit"])
def test_a_refund_that_was_sent_back_is_applied_for_again(
    disputes: int, verdict: str, procedure: str | None
) -> None:
    """What the page calls refundable is not being refunded, whatever the day of the last time."""
    report = left(ALIEXPRESS, APPROVED | {"disputes.open": disputes}, procedure, done=UNBOUND)

    assert report.verdict == verdict
    assert ("refund-deposit/apply" in for_today(report)) is (verdict == "ready")


def test_a_day_of_arrival_alone_asks_for_the_balance_and_not_to_apply() -> None:
    """It may be that of another time, or of a part: the balance and the state tell."""
    facts = {"deposit.arrived_on": "2026-11-20", "deposit.applied_on": None}
    facts |= {"deposit.held": None, "deposit.status": None}
    report = left(ALIEXPRESS, APPROVED | facts, done=UNBOUND)

    assert report.verdict == "undetermined"
    assert {"deposit.held", "deposit.status"} <= {each.fact for each in report.plan.actions}
    assert for_today(report) == []


@pytest.mark.parametrize(
    ("facts", "today"),
    [({}, "refund-deposit/alipay-differs"), (REFUNDING, "refund-deposit/change-alipay")],
)
def test_an_alipay_account_that_does_not_fit_is_changed_first(
    facts: dict[str, Any], today: str
) -> None:
    """The deposit goes to the bound account: whether it is had is in doubt, the verdict is not."""
    facts = OPEN | {"deposit.status": "refundable"} | facts
    fits, differs = (
        left(ALIEXPRESS, facts | {"confirmed.alipay_matches": given}, "refund-deposit")
        for given in (True, False)
    )

    assert fits.verdict == differs.verdict
    assert (fits.money.in_doubt, differs.money.comes_back) == ("0.00", "0.00")
    assert for_today(differs)[0] == today
    assert today not in for_today(fits)


@pytest.mark.parametrize("handled", [None, False])
def test_who_submits_is_reminded_of_stock_in_the_warehouse(handled: bool | None) -> None:
    """Also where he does not say whether there is any."""
    report = left(ALIEXPRESS, OPEN | {"confirmed.stock_handled": handled}, "exit-managed")
    submit = action(report, "exit-managed/submit")

    assert submit.ref in report.plan.today
    assert submit.does.zh.startswith("优选仓")


def test_a_refund_that_is_late_is_overdue_while_the_exit_goes_on() -> None:
    """To unbind has no published time, so that the exit stays open for long."""
    left_ = {"closing.status": "approved", "closing.applied_on": "2026-10-20"}
    refund = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-02"}
    done = [{"step": "aliexpress/refund-deposit/review", "on": "2026-11-04"}]
    late = left(ALIEXPRESS, OPEN | left_ | refund, done=done)

    assert late.verdict == "overdue"
    assert for_today(late)[0] == "refund-deposit/money-arrives"
    assert left(ALIEXPRESS, OPEN | left_ | refund).verdict == "under-way"


def test_what_the_money_counts_from_is_asked_to_be_written_down() -> None:
    """Its working days run from the approval, which no figure tells; nor does one of unbinding."""
    report = left(ALIEXPRESS, REFUNDING)

    for step in ("refund-deposit/review", "exit-managed/unbind"):
        assert "`done`" in action(report, step).does.en


@pytest.mark.parametrize("status", ["in_review", "approved"])
@pytest.mark.parametrize(("whole", "told"), [(None, True), (True, True), (False, False)])
def test_who_does_not_say_that_the_shop_stays_hears_of_the_notice(
    whole: bool | None, told: bool, status: str
) -> None:
    """Its 30 days run beside the review; no platform refuses because that is not decided."""
    applied = {"closing.status": status, "closing.applied_on": "2026-11-10"}
    report = left(ALIEXPRESS, OPEN | applied | {"closing.whole_shop": whole}, "exit-managed")

    assert ("exit-managed/publish-notice" in for_today(report)) is told
    assert "applied-missing" not in {warning.code for warning in report.warnings}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"deposit.applied_on": "2026-11-14"}, True),
        ({"deposit.applied_on": None}, True),
        ({"deposit.applied_on": "2026-11-20"}, False),
        ({"deposit.status": "refundable", "deposit.applied_on": "never"}, False),
        ({"deposit.applied_on": "2026-11-02", "deposit.arrived_on": "2026-11-20"}, False),
        (
            {"closing.status": "approved", "closing.closed_on": None}
            | {"deposit.applied_on": "2026-11-02"},
            True,
        ),
    ],
)
def test_a_refund_that_is_waited_for_is_asked_after(facts: dict[str, Any], told: bool) -> None:
    """The days to the money count from an approval that nobody tells; it may be over by then."""
    closed = {"closing.status": "closed", "closing.closed_on": "2026-11-10"}
    closed |= {"closing.applied_on": "2026-10-01", "deposit.status": "refunding"}
    report = left(ALIEXPRESS, OPEN | closed | facts, "refund-deposit")

    assert ("refund-deposit/ask-after-refund" in for_today(report)) is told


def test_who_has_the_day_of_the_approval_chases_the_money_and_asks_no_more() -> None:
    """By that day it is late, and the platform is asked about that."""
    closed = {"closing.status": "closed", "closing.closed_on": "2026-11-10"}
    closed |= {"closing.applied_on": "2026-10-01", "deposit.status": "refunding"}
    done = [{"step": "aliexpress/refund-deposit/review", "on": "2026-11-04"}]
    asked = {"deposit.applied_on": "2026-11-02"}
    report = left(ALIEXPRESS, OPEN | closed | asked, "refund-deposit", done=done)

    assert (report.verdict, for_today(report)) == ("overdue", ["refund-deposit/money-arrives"])


@pytest.mark.parametrize("status", ["refundable", "refunding"])
@pytest.mark.parametrize(
    ("facts", "doubtful"),
    [
        ({"violations.fines_amount": 260, "violations.unpaid_fines": None}, "10000.00"),
        ({"violations.fines_amount": 0}, "0.00"),
    ],
)
def test_a_fine_of_which_the_amount_alone_is_given_comes_off_the_deposit(
    facts: dict[str, Any], doubtful: str, status: str
) -> None:
    """What is left of it comes back, by the guide (managed-exit-2025)."""
    asked = {"deposit.status": status}
    if status == "refunding":
        asked["deposit.applied_on"] = "2026-11-18"
    report = left(ALIEXPRESS, OPEN | asked | facts, "refund-deposit")

    assert report.money.in_doubt == doubtful


@pytest.mark.parametrize(
    ("status", "verdict"), [("refundable", "ready"), ("held", "blocked"), ("frozen", "blocked")]
)
def test_a_deposit_that_is_still_held_has_not_arrived_whatever_the_day(
    status: str, verdict: str
) -> None:
    """The day may be that of another time or of a part, which the seller is told to put right."""
    arrived = {"deposit.status": status, "deposit.arrived_on": "2026-11-20"}
    arrived["deposit.applied_on"] = "never"
    report = left(ALIEXPRESS, APPROVED | arrived, "refund-deposit")

    assert report.verdict == verdict
    assert ("refund-deposit/apply" in for_today(report)) is (status == "refundable")
    assert warns_of(report, "a balance that is not being refunded")
    assert (report.money.comes_back, report.money.in_doubt) == ("0.00", "3000.00")


def test_to_ask_after_the_refund_does_not_say_that_it_was_asked_for_long_ago() -> None:
    """The day may be blank."""
    report = left(ALIEXPRESS, REFUNDING | {"deposit.applied_on": None}, "refund-deposit")

    assert action(report, "refund-deposit/ask-after-refund").does.en.startswith("If it was asked")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"after_sales.open": 4}, True),
        ({"after_sales.open": 4, "closing.status": None, "products.on_sale": 35}, True),
        ({"after_sales.open": 0}, False),
        ({"disputes.open": 1}, False),
        ({"after_sales.open": 4, "closing.status": "approved"}, False),
    ],
)
def test_open_cases_are_begun_with_before_the_platform_answers(
    facts: dict[str, Any], told: bool
) -> None:
    """When they have to be settled is disputed, that they have to be is not."""
    report = left(ALIEXPRESS, OPEN | facts)

    assert warns_of(report, "they have to be settled") is told
    assert ("refund-deposit/no-disputes" in for_today(report)) is ("disputes.open" in facts)


CLOSED: dict[str, Any] = {
    "closing.status": "closed",
    "closing.closed_on": "2026-11-02",
    "deposit.held": 0,
    "deposit.status": "returned",
    "funds.withdrawable": 0,
}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"after_sales.open": 1}, True),
        ({"disputes.open": 2}, True),
        ({"orders.pending_receipt": 2}, True),
        ({}, False),
    ],
)
def test_a_closed_shop_hears_of_what_is_open(facts: dict[str, Any], told: bool) -> None:
    """It is done, but what was sold has to be settled; no step says that it has been."""
    report = left(ALIEXPRESS, CLOSED | facts)

    assert report.verdict == "done"
    assert warns_of(report, "they have to be settled") is told
    assert "aliexpress/exit-managed/settled" not in [each.ref for each in report.plan.actions]


def test_who_has_left_the_service_hears_of_what_is_open() -> None:
    """Once unbound, cases are the shop's own work."""
    approved = {
        "closing.status": "approved",
        "closing.whole_shop": False,
        "closing.closed_on": None,
    }
    unbound = ["aliexpress/exit-managed/unbind"]
    report = left(ALIEXPRESS, CLOSED | approved | {"disputes.open": 1}, done=unbound)

    assert report.verdict == "done"
    assert warns_of(report, "your own work")


def test_a_deposit_left_in_a_closed_shop_is_not_said_to_have_arrived() -> None:
    """What was to come before the closing had not."""
    held = {"deposit.held": 10000, "deposit.status": "refundable"}
    report = left(ALIEXPRESS, CLOSED | held, "exit-managed")

    assert "aliexpress/exit-managed/deposit-out" not in [each.ref for each in report.plan.actions]


def test_who_asked_for_the_deposit_without_leaving_asks_after_it_too() -> None:
    """The guide speaks of those who have just joined (managed-exit-2025#退保证金)."""
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-10-20"}
    report = left(ALIEXPRESS, OPEN | asked, "refund-deposit")

    assert for_today(report) == ["refund-deposit/ask-after-refund"]


@pytest.mark.parametrize(
    ("facts", "looks"),
    [
        ({"confirmed.deposit_amount_checked": True}, False),
        ({}, True),
        ({"deposit.status": "refunding", "deposit.applied_on": "2026-11-20"}, False),
    ],
)
def test_who_has_looked_at_the_deposit_is_not_told_to(facts: dict[str, Any], looks: bool) -> None:
    """It stood first, before the application that is for today."""
    shop = OPEN | {"deposit.status": "refundable", "closing.status": "not_applied"}
    today = for_today(left(ALIEXPRESS, shop | facts, "refund-deposit"))

    assert ("refund-deposit/look-up" in today) is looks


@pytest.mark.parametrize("facts", [{}, {"funds.unsettled": 500}, {"orders.pending_receipt": 2}])
def test_an_alipay_account_is_changed_today_whatever_else_is_open(facts: dict[str, Any]) -> None:
    """Others need time for it."""
    shop = OPEN | {"confirmed.alipay_matches": False, "closing.whole_shop": False}

    assert "refund-deposit/alipay-differs" in for_today(left(ALIEXPRESS, shop | facts))


@pytest.mark.parametrize(
    ("closing", "order", "tasks"),
    [
        ({"closing.status": "approved", "closing.whole_shop": False}, "pending_shipment", True),
        ({"closing.status": "closed", "closing.whole_shop": True}, "pending_receipt", True),
        # What is open then is told by the procedure that comes first.
        ({"closing.status": "not_applied"}, "pending_shipment", False),
    ],
)
def test_orders_and_cases_are_your_own_work_once_you_have_left(
    closing: dict[str, Any], order: str, tasks: bool
) -> None:
    """They were waited for, and asked about (managed-exit-2025#二-4)."""
    shop = {"deposit.held": 10000, "deposit.status": "refundable", "after_sales.open": 3}
    report = left(ALIEXPRESS, shop | closing | {f"orders.{order}": 2}, "refund-deposit")

    assert ("refund-deposit/cases-to-settle" in for_today(report)) is tasks
    assert "refund-deposit/orders-finished" in for_today(report)
    assert report.open_points


def test_who_has_applied_is_not_told_to_ask_before_that() -> None:
    """Stock in a warehouse of the platform is asked about all the same."""
    shop = {"closing.status": "approved", "confirmed.stock_handled": False}
    report = left(ALIEXPRESS, OPEN | shop, "exit-managed")

    assert "exit-managed/stock-handled" in for_today(report)
    assert "if you have not" in action(report, "exit-managed/stock-handled").does.en
