"""Taobao: cases of sellers in which money, a day or what to do today had been wrong."""

from typing import Any

import pytest
from exits import for_today, left

from shopexit import Platform, Report, ShopexitError, load_rules

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
SOLD: dict[str, Any] = {"orders.last_completed_on": "2025-08-01", "closing.status": "not_applied"}


def _told(report: Report, word: str) -> bool:
    return any(word in warning.says.en for warning in report.warnings)


@pytest.mark.parametrize("order", [{}, {"orders.pending_receipt": 1}])
def test_a_shop_that_has_had_an_order_has_listed_something(order: dict[str, Any]) -> None:
    """Its 5 weeks off sale count from a day, and `never` would pass for them."""
    facts = SOLD | order | {"products.last_delisted_on": "never"}
    if order:
        facts |= {"orders.last_completed_on": "never"}

    with pytest.raises(ShopexitError, match="nothing is said ever to have been listed"):
        left(TAOBAO, facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"orders.last_completed_on": "never"},
        {"products.on_sale": 20},
        {"products.on_sale": None},
        {"products.last_delisted_on": None},
    ],
)
def test_never_delisted_is_no_contradiction_by_itself(facts: dict[str, Any]) -> None:
    """Of a shop without orders, with goods still on sale, or of which less is known."""
    assert left(TAOBAO, SOLD | {"products.last_delisted_on": "never"} | facts).procedure == "close"


INSURED: dict[str, Any] = {"closing.status": "not_applied", "deposit.insured": True}


@pytest.mark.parametrize("status", ["held", None])
def test_an_insured_shop_that_asks_for_its_deposit_is_answered(status: str | None) -> None:
    """No cash is held: there is nothing to unfreeze, whatever orders are open."""
    facts = INSURED | {"deposit.held": 0, "deposit.status": status, "orders.pending_receipt": 3}
    report = left(TAOBAO, facts, "refund-deposit")

    assert (report.verdict, report.money.comes_back) == ("done", "0.00")
    assert _told(report, "An insurance stands in for the deposit")


def test_cash_beside_an_insurance_is_unfrozen_as_ever() -> None:
    """What the page shows as held."""
    held = INSURED | {"deposit.held": 200, "deposit.status": "held"}
    report = left(TAOBAO, held, "refund-deposit")

    assert (report.verdict, report.money.comes_back) == ("ready", "200.00")


@pytest.mark.parametrize("insured", [None, False])
def test_with_nothing_held_and_no_insurance_there_is_nothing_to_judge(insured: bool | None) -> None:
    """A slip, or a deposit that never was."""
    none = {"closing.status": "not_applied", "deposit.held": 0, "deposit.insured": insured}

    with pytest.raises(ShopexitError, match="does not apply"):
        left(TAOBAO, none, "refund-deposit")


@pytest.mark.parametrize(("on_sale", "told"), [(3, True), (0, False)])
def test_who_goes_on_selling_is_told_that_a_part_is_kept(on_sale: int, told: bool) -> None:
    """With phones on sale 10,000 yuan stay (unfreeze-2020#2.1)."""
    shop = {"closing.status": "not_applied", "deposit.held": 30000, "deposit.status": "held"}
    phones = {"products.on_sale": on_sale, "products.mandatory_deposit_on_sale": on_sale}

    assert _told(left(TAOBAO, shop | phones, "refund-deposit"), "10,000 yuan stay") is told


@pytest.mark.parametrize("procedure", ["close", "refund-deposit"])
def test_the_owner_of_an_open_shop_is_not_asked_whether_it_is_cancelled(procedure: str) -> None:
    """Only that of one which is said to be."""
    shop = {"closing.status": "not_applied", "deposit.held": 1000, "deposit.status": "held"}
    report = left(TAOBAO, shop | {"orders.pending_shipment": 2}, procedure)
    (first,) = (a for a in report.plan.actions if a.ref == report.plan.today[0])

    assert first.does.zh == "没付款的关掉，付了款的发完货等确认，或者请买家申请退款。"


@pytest.mark.parametrize(("on_sale", "told"), [(3, True), (0, False), (None, False)])
def test_items_on_sale_in_a_cancelled_shop_are_pointed_out(on_sale: int | None, told: bool) -> None:
    """One of the two is a slip."""
    facts = CLOSED | {"closing.applied_on": "2026-10-01", "products.on_sale": on_sale}

    assert _told(left(TAOBAO, facts, "refund-deposit"), "items to be on sale") is told


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
    assert [word for word in ("you still answer", "does not agree") if _told(report, word)] == words


def test_orders_of_a_cancelled_shop_are_not_simply_shipped() -> None:
    """See first whether it is cancelled: one of the two is a slip."""
    facts = CLOSED | {"closing.applied_on": "2026-10-01", "orders.pending_shipment": 2}
    report = left(TAOBAO, facts)
    (first,) = (a for a in report.plan.actions if a.ref == report.plan.today[0])

    assert first.does.zh.startswith("先看店铺是不是真注销了")
    assert "taobao/refund-deposit/orders-finished" not in report.plan.today
    assert _told(report, "does not agree")


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
    assert ("refund-deposit/claim-the-rest" in for_today(report)) is (held > 0)


@pytest.mark.parametrize("on", ["2026-11-22", "2026-11-30"])
def test_of_a_shop_that_never_listed_anything_no_day_of_a_release_is_named(on: str) -> None:
    """No source says from which day its weeks count: the end moved on a day each day."""
    report = left(TAOBAO, {"products.last_delisted_on": "never"}, "release", on=on)
    ends = {a.ref.rpartition("/")[2]: a.latest for a in report.plan.actions}

    assert (ends["suspended"], ends["see-released"]) == (None, None)
    assert _told(report, "a shop that never listed anything")


@pytest.mark.parametrize("status", ["held", "refundable", "refunding", None])
def test_what_holds_up_unfreezing_puts_it_in_doubt_whatever_its_state_is(
    status: str | None,
) -> None:
    """With an order open, 解冻 is refused; of most shops the state is not given."""
    report = left(TAOBAO, IN_NOTICE | {"deposit.status": status, "orders.pending_receipt": 1})

    assert report.money.in_doubt == "1000.00"
    assert "close/unfreeze-in-time" not in for_today(report)


@pytest.mark.parametrize(
    ("procedure", "question"),
    [(None, "close/deposit-unfrozen"), ("refund-deposit", "refund-deposit/everything-delisted")],
)
def test_what_cancelling_asks_for_anyway_is_no_question(
    procedure: str | None, question: str
) -> None:
    """Who cancels delists everything; who only wants the deposit may go on selling."""
    held = {"deposit.held": 1000, "deposit.status": "held", "products.on_sale": 15}
    sold = {"closing.status": "not_applied", "orders.last_completed_on": "2025-06-01"}
    report = left(TAOBAO, sold | held, procedure)

    assert for_today(report)[-1] == question
    if procedure is None:
        assert for_today(report)[0] == "close/delisted-5-weeks"
        (closed,) = (m for m in report.plan.milestones if m.stage == "finish")
        # 5 weeks, 30 days of notice, and 24 hours.
        assert str(closed.latest) == "2027-01-27"


def test_a_figure_that_is_to_be_put_right_is_not_asked_about_first() -> None:
    """The fee-based service has to be left for the deposit, whatever becomes of cancelling."""
    served = {"deposit.held": 1000, "deposit.status": "held", "services.special_active": True}
    report = left(TAOBAO, {"closing.status": "not_applied", **served})

    assert for_today(report)[0] == "refund-deposit/special-services-left"
    assert for_today(report)[-1] == "close/deposit-unfrozen"


def test_days_that_sources_dispute_are_asked_about_though_delisting_comes_first() -> None:
    """Never sold, and items on sale: 5 weeks from today, or 3 months."""
    listed = {"orders.last_completed_on": "never", "products.on_sale": 8, "deposit.held": 0}
    report = left(TAOBAO, {"closing.status": "not_applied", **listed})
    (applying,) = (m for m in report.plan.milestones if m.stage == "apply")

    assert for_today(report) == ["close/delisted-5-weeks", "close/delisted-3-months"]
    assert (str(applying.earliest), str(applying.latest)) == ("2026-12-27", "2027-02-22")


def test_a_released_shop_is_not_asked_about_as_a_cancelled_one() -> None:
    """The platform closed it, and its deposit can be unfrozen all the same."""
    released = {"closing.by": "platform", "closing.applied_on": "never", "profile.released": True}
    report = left(TAOBAO, CLOSED | released, "refund-deposit")

    assert report.verdict == "ready"
    assert "refund-deposit/apply" in for_today(report)
    assert not _told(report, "by a guide it comes back after that")


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
    assert _told(pressed, "解冻 was pressed")


def test_a_refund_that_is_under_way_is_not_pressed_again() -> None:
    """The page says that it comes."""
    report = left(TAOBAO, PRESSED | {"deposit.status": "refunding"}, "refund-deposit")

    assert "refund-deposit/apply" not in for_today(report)
    assert not _told(report, "解冻 was pressed")


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
    assert for_today(differs) == []
    assert _told(differs, "do not press 解冻 until then")
    # With a line blank too.
    blank = {"confirmed.alipay_matches": False, "after_sales.open": None}
    assert _told(left(TAOBAO, facts | blank, "refund-deposit"), "do not press 解冻 until then")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"violations.serious": 1}, "问客服：处罚已经执行完的旧记录还挡不挡注销"),
        (
            {"confirmed.applicant_is_opener": False},
            "由开店本人申请、做实人认证，本人做不了的问客服怎么办",
        ),
    ],
)
def test_what_is_blocked_for_good_says_first_whom_to_ask(facts: dict[str, Any], words: str) -> None:
    """And how to enter the answer, which no dispute takes: as a waiver."""
    report = left(TAOBAO, {"closing.status": "not_applied", "deposit.held": 0} | facts)
    (first,) = (a for a in report.plan.actions if a.ref == report.plan.today[0])

    assert report.verdict == "blocked"
    assert first.does.zh.partition("；")[0] == words
    assert "waivers" in first.does.zh


@pytest.mark.parametrize(("days", "told"), [("2026-07-30", True), ("2026-11-10", False)])
def test_what_counts_as_on_sale_is_told_before_one_applies(days: str, told: bool) -> None:
    """Items on 闲鱼 and edits count too (conditions-lezaizhuan#1), and no figure asks for them."""
    shop = {"closing.status": "not_applied", "products.last_delisted_on": days}

    assert _told(left(TAOBAO, shop | {"deposit.held": 0}), "Items on 闲鱼") is told


@pytest.mark.parametrize(("penalty", "told"), [(False, True), (True, False)])
def test_what_alipay_shows_as_frozen_is_no_freeze_for_a_breach(penalty: bool, told: bool) -> None:
    """Every deposit is, until it is unfrozen."""
    facts = {"deposit.status": "frozen", "deposit.penalty_hold": penalty, "deposit.held": 1000}
    report = left(TAOBAO, facts | {"closing.status": "not_applied"}, "refund-deposit")

    assert _told(report, "what Alipay shows as frozen") is told


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"products.on_sale": 5}, True),
        ({"products.on_sale": 5, "orders.last_completed_on": None, "orders.pending_shipment": 3},
         True),
        ({"products.on_sale": 5, "orders.last_completed_on": "never"}, False),
        ({}, False),
    ],
)  # fmt: skip
def test_who_sells_is_told_of_stopping_though_the_closing_is_left_blank(
    facts: dict[str, Any], told: bool
) -> None:
    """Nothing has been applied for with goods on sale."""
    sold = {"orders.last_completed_on": "2026-10-01", "closing.status": None}

    assert _told(left(TAOBAO, sold | facts), "nothing has to be cancelled") is told


def test_who_stops_is_told_that_the_deposit_does_not_come_by_itself() -> None:
    """It is unfrozen apart, before the release or after it."""
    facts = {"closing.status": "not_applied", "deposit.held": 1000}

    assert _told(left(TAOBAO, facts, "release"), "does not return the deposit")
    assert not _told(left(TAOBAO, facts | {"deposit.held": 0}, "release"), "does not return")
