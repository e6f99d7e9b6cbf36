"""Taobao: cases of sellers in which money, a day or what to do today had been wrong."""

from typing import Any

import pytest
from exits import action, for_today, left, warns_of

from shopexit import Platform, ShopexitError, load_rules

TAOBAO: Platform = load_rules("taobao")
SOLD: dict[str, Any] = {"orders.last_completed_on": "2025-08-01", "closing.status": "not_applied"}


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
    assert warns_of(report, "An insurance stands in for the deposit")


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

    assert warns_of(left(TAOBAO, shop | phones, "refund-deposit"), "10,000 yuan stay") is told


@pytest.mark.parametrize("procedure", ["close", "refund-deposit"])
def test_the_owner_of_an_open_shop_is_not_asked_whether_it_is_cancelled(procedure: str) -> None:
    """Only that of one which is said to be."""
    shop = {"closing.status": "not_applied", "deposit.held": 1000, "deposit.status": "held"}
    report = left(TAOBAO, shop | {"orders.pending_shipment": 2}, procedure)
    (first,) = (a for a in report.plan.actions if a.ref == report.plan.today[0])

    assert first.does.zh.endswith("付了款的发完货等确认，或者请买家申请退款。")


@pytest.mark.parametrize("on", ["2026-11-22", "2026-11-30"])
def test_of_a_shop_that_never_listed_anything_no_day_of_a_release_is_named(on: str) -> None:
    """No source says from which day its weeks count: the end moved on a day each day."""
    report = left(TAOBAO, {"products.last_delisted_on": "never"}, "release", on=on)
    ends = {a.ref.rpartition("/")[2]: a.latest for a in report.plan.actions}

    assert (ends["suspended"], ends["see-released"]) == (None, None)
    assert warns_of(report, "a shop that never listed anything")


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

    assert warns_of(left(TAOBAO, shop | {"deposit.held": 0}), "Items on 闲鱼") is told


@pytest.mark.parametrize(("penalty", "told"), [(False, True), (True, False)])
def test_what_alipay_shows_as_frozen_is_no_freeze_for_a_breach(penalty: bool, told: bool) -> None:
    """Every deposit is, until it is unfrozen."""
    facts = {"deposit.status": "frozen", "deposit.penalty_hold": penalty, "deposit.held": 1000}
    report = left(TAOBAO, facts | {"closing.status": "not_applied"}, "refund-deposit")

    assert warns_of(report, "what Alipay shows as frozen") is told


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

    assert warns_of(left(TAOBAO, sold | facts), "nothing has to be cancelled") is told


def test_who_stops_is_told_that_the_deposit_does_not_come_by_itself() -> None:
    """It is unfrozen apart, before the release or after it."""
    facts = {"closing.status": "not_applied", "deposit.held": 1000}

    assert warns_of(left(TAOBAO, facts, "release"), "does not return the deposit")
    assert not warns_of(left(TAOBAO, facts | {"deposit.held": 0}, "release"), "does not return")


HELD: dict[str, Any] = {"closing.status": "not_applied", "deposit.held": 1000}
HELD |= {"deposit.status": "held", "orders.last_completed_on": "2025-10-01"}


@pytest.mark.parametrize(
    ("order", "day"),
    [("orders.pending_payment", "2026-11-22"), ("orders.pending_shipment", "2026-12-07")],
)
@pytest.mark.parametrize("three", [False, True])
def test_an_unpaid_order_starts_no_days_of_the_deposit(order: str, day: str, three: bool) -> None:
    """It is closed, and the 15 and 90 days count from deals that succeeded (unfreeze-faq#1)."""
    shop = HELD | {order: 1, "profile.three_guarantees": three}
    report = left(TAOBAO, shop, "refund-deposit")

    assert report.verdict == "blocked"
    assert for_today(report)[0] == "refund-deposit/orders-finished"
    assert str(action(report, "refund-deposit/unfrozen").earliest) == day


def test_what_was_closed_without_a_deal_is_said_not_to_count() -> None:
    """One day stands for the last order, whatever became of it."""
    shop = HELD | {"orders.last_completed_on": "2026-11-20"}
    report = left(TAOBAO, shop, "refund-deposit")
    wait = action(report, "refund-deposit/ordinary-15-days")

    assert "没成交就关闭的（没付款、退款关的）不算" in wait.does.zh


ORDINARY = "refund-deposit/everything-delisted"


@pytest.mark.parametrize("mandatory", [0, 1, 3, None])
def test_who_has_goods_on_sale_delists_them_or_asks_how_much_stays(mandatory: int | None) -> None:
    """Whether or not they say how many of them require a deposit."""
    shop = HELD | {"products.on_sale": 3, "products.mandatory_deposit_on_sale": mandatory}
    report = left(TAOBAO, shop, "refund-deposit")

    assert ORDINARY in for_today(report)
    assert warns_of(report, "delist them today if you do not go on")
    asks = [a.does.zh for a in report.plan.actions if a.ref == f"taobao/{ORDINARY}"]
    assert all("今天全部下架" in ask for ask in asks)


def test_who_goes_on_with_phones_alone_need_not_ask_what_stays_with_ordinary_goods() -> None:
    """No condition can leave it out without the number of those that require a deposit."""
    phones = {"products.on_sale": 5, "products.mandatory_deposit_on_sale": 5}
    report = left(TAOBAO, HELD | phones, "refund-deposit")
    (asked,) = (each for each in report.findings if each.ref == f"taobao/{ORDINARY}")

    assert asked.ask
    assert "只有手机这类在售的不用问" in asked.ask.zh


@pytest.mark.parametrize(("required", "told"), [(None, True), (True, True), (False, False)])
def test_who_was_told_that_ordinary_goods_do_not_matter_is_not_told_that_a_part_stays(
    required: bool | None, told: bool
) -> None:
    """The lists of conditions name only categories that require a deposit (unfreeze-2020#2.1)."""
    answers = {f"taobao/{ORDINARY}": {"required": required, "by": "客服"}}
    given: dict[str, Any] = {} if required is None else {"answers": answers}
    report = left(TAOBAO, HELD | {"products.on_sale": 5}, "refund-deposit", **given)

    assert warns_of(report, "who does has a part kept back") is told


NOTICE = "release/notice-first"


@pytest.mark.parametrize(
    ("published", "first"),
    [
        ("never", NOTICE),
        (None, NOTICE),
        # It is up: nobody has to put it up.
        ("2026-11-10", "release/notice-30-days"),
        ("2026-10-15", "release/delist"),
    ],
)
def test_who_stops_for_good_has_the_notice_up_before_delisting(
    published: str | None, first: str
) -> None:
    """Article 16 of the law asks for 30 days; once they are over nothing is said of it."""
    shop = {"closing.status": "not_applied", "products.on_sale": 5}
    report = left(TAOBAO, shop | {"notice.published_on": published}, "release")

    assert for_today(report)[0] == first
    assert report.verdict == "ready"
    # What is told beside it is told of who has a notice up, too.
    assert "满30天再下架" in action(report, "release/delist").does.zh


@pytest.mark.parametrize("held", [0, 1000])
def test_who_closes_an_unpaid_order_is_told_that_the_365_days_start_anew(held: int) -> None:
    """Closed orders count (conditions-2024#1.3), whichever procedure says what to do about it."""
    facts = {"orders.pending_payment": 1, "orders.last_completed_on": "2025-10-01"}
    report = left(TAOBAO, HELD | facts | {"deposit.held": held}, "close")
    (first,) = (a for a in report.plan.actions if a.ref == report.plan.today[0])

    assert first.ref.endswith("/orders-finished")
    assert "365天" in first.does.zh


@pytest.mark.parametrize("procedure", ["close", "refund-deposit"])
@pytest.mark.parametrize("cases", [0, 1])
def test_who_has_an_open_refund_is_told_its_limits(procedure: str, cases: int) -> None:
    """48 hours; or 5, 7 and 10 days (refund-times-izhixiu). A case that is refused has none."""
    report = left(TAOBAO, HELD | {"after_sales.open": cases}, procedure)

    assert warns_of(report, "after 48 hours the system refunds") is bool(cases)
    if cases:
        assert action(report, "refund-deposit/after-sales-finished").latest is None


def test_the_owner_of_a_frozen_shop_is_told_to_ask_whether_for_good() -> None:
    """If so, the system unfreezes the deposit by itself (frozen-lwstw)."""
    report = left(TAOBAO, HELD | {"violations.shop_frozen": True}, "refund-deposit")

    assert warns_of(report, "ask first whether for good")
