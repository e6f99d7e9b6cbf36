"""Taobao: the day before, the day and the day after, and one more than none."""

from collections.abc import Mapping
from typing import Any

import pytest
from states import ON, parsed, written
from thresholds import NO_ORDERS, Case, ago, ahead, became, blocking, judged

from shopexit import Platform, ShopexitError, State
from shopexit.evaluation.mark_step import taken

SOLD = {
    **NO_ORDERS,
    "closing.status": "not_applied",
    "orders.last_completed_on": ago(400),
    "after_sales.open": 0,
    "disputes.open": 0,
    "violations.open": 0,
    "violations.serious": 0,
    "violations.shop_frozen": False,
    "products.on_sale": 0,
    "products.last_delisted_on": ago(200),
    "deposit.held": 0,
    "services.order_guarantees_active": False,
    "confirmed.applicant_is_opener": True,
}
"""A shop that has sold and meets the list of 2024."""
LAST = "orders.last_completed_on"
OFF = "products.last_delisted_on"
CLOSE = [
    # 2024: the last deal, closed orders too, ended 365 days ago. Never sold is as good.
    Case({LAST: ago(364)}, "last-deal-365-days-ago", "unmet", "blocked", ahead(1)),
    Case({LAST: ago(365)}, "last-deal-365-days-ago", "met", "ready"),
    Case({LAST: ago(366)}, "last-deal-365-days-ago", "met", "ready"),
    Case({LAST: ago(3000)}, "last-deal-365-days-ago", "met", "ready"),
    Case({LAST: "never"}, "last-deal-365-days-ago", "met", "ready"),
    # 2024: the last item was delisted or deleted 5 weeks ago or longer.
    Case({OFF: ago(34)}, "delisted-5-weeks", "unmet", "blocked", ahead(1)),
    Case({OFF: ago(35)}, "delisted-5-weeks", "met", "ready"),
    Case({OFF: ago(36)}, "delisted-5-weeks", "met", "ready"),
    Case({OFF: "never", LAST: "never"}, "delisted-5-weeks", "met", "ready"),
    Case({"products.on_sale": 1}, "delisted-5-weeks", "unmet", "blocked"),
    # 2022 and before: listed and never sold, off for 3 months. Three months are 92 days at most.
    Case({LAST: "never", OFF: ago(35)}, "delisted-3-months", "disputed", "undetermined"),
    Case({LAST: "never", OFF: ago(91)}, "delisted-3-months", "disputed", "undetermined"),
    Case({LAST: "never", OFF: ago(92)}, "delisted-3-months", "met", "ready"),
    Case({LAST: "never", OFF: ago(93)}, "delisted-3-months", "met", "ready"),
    Case({LAST: "never", OFF: "never"}, "delisted-3-months", "met", "ready"),
    # It says nothing of shops that have sold.
    Case({OFF: ago(40)}, "delisted-3-months", "not-applicable", "ready"),
    *blocking("orders-finished", *NO_ORDERS),
    *blocking("after-sales-finished", "after_sales.open"),
    *blocking("disputes-finished", "disputes.open"),
    *blocking("violations-cleared", "violations.open"),
    *blocking("no-serious-violation", "violations.serious"),
    # 2014: one frozen for good cannot be cancelled; of a freeze for a time it says nothing.
    Case({"violations.shop_frozen": True}, "shop-not-frozen", "disputed", "undetermined"),
    # Before applying by the lists, after the notice by another guide.
    Case({"deposit.held": 0.01}, "deposit-unfrozen", "disputed", "undetermined"),
]
DEPOSIT = {
    **NO_ORDERS,
    "closing.status": "not_applied",
    "orders.last_completed_on": ago(100),
    "profile.three_guarantees": False,
    "after_sales.open": 0,
    "disputes.open": 0,
    "funds.debt": 0,
    "deposit.held": 1000,
    "deposit.status": "held",
    "deposit.campaign_hold": False,
    "deposit.penalty_hold": False,
    "products.on_sale": 0,
    "services.special_active": False,
}
"""A shop whose deposit can be unfrozen."""
THREE = {"profile.three_guarantees": True}
PERIOD = "after_sales.period_days"
RELEASED = "profile.released"
FIFTEEN = {PERIOD: 15}
UNFREEZE = [
    # 15 days after each deal succeeded.
    Case({LAST: ago(14)}, "ordinary-15-days", "unmet", "blocked", ahead(1)),
    Case({**FIFTEEN, LAST: ago(15)}, "ordinary-15-days", "met", "ready"),
    Case({**FIFTEEN, LAST: ago(16)}, "ordinary-15-days", "met", "ready"),
    # 2020 and later, advice: no deal can still be complained about or taken to after-sales.
    Case({PERIOD: 30, LAST: ago(29)}, "entries-closed", "unmet", "ready", ahead(1)),
    Case({PERIOD: 30, LAST: ago(30)}, "entries-closed", "met", "ready"),
    Case({PERIOD: 30, LAST: ago(31)}, "entries-closed", "met", "ready"),
    # How long that is has to be known, but for the longest that any list knows.
    Case({LAST: ago(89)}, "entries-closed", "unknown", "ready"),
    Case({LAST: ago(90)}, "entries-closed", "met", "ready"),
    Case({LAST: ago(91)}, "entries-closed", "met", "ready"),
    Case({PERIOD: 120, LAST: ago(90)}, "entries-closed", "met", "ready"),
    Case({LAST: "never"}, "entries-closed", "met", "ready"),
    Case({LAST: "never"}, "ordinary-15-days", "met", "ready"),
    # 90 for goods under the three guarantees; an older version knows 15, or 45.
    Case({**THREE, LAST: ago(44)}, "three-guarantees-90-days", "disputed", "undetermined"),
    Case({**THREE, LAST: ago(45)}, "three-guarantees-90-days", "disputed", "undetermined"),
    Case({**THREE, LAST: ago(89)}, "three-guarantees-90-days", "disputed", "undetermined"),
    Case({**THREE, LAST: ago(90)}, "three-guarantees-90-days", "met", "ready"),
    Case({**THREE, LAST: ago(91)}, "three-guarantees-90-days", "met", "ready"),
    *blocking("orders-finished", *NO_ORDERS),
    *blocking("after-sales-finished", "after_sales.open"),
    *blocking("complaints-finished", "disputes.open"),
    *blocking("compensation-paid", "funds.debt", by=0.01),
    # 2026-08: to forbid unfreezing is a penalty; and a deposit that is frozen stays where it is.
    *blocking("no-penalty-hold", "deposit.penalty_hold", by=True),
    *blocking("no-penalty-hold", "deposit.status", by="frozen"),
    # By the guides only categories that require a deposit bar it, such as phones; the official
    # sums of 2026-03 are for ordinary ones too.
    Case(
        {"products.on_sale": 1, "products.mandatory_deposit_on_sale": 0},
        "mandatory-category-delisted", "met", "undetermined",
    ),
    Case(
        {"products.on_sale": 1, "products.mandatory_deposit_on_sale": 0},
        "everything-delisted", "disputed", "undetermined",
    ),
    Case({"products.on_sale": 0}, "everything-delisted", "met", "ready"),
    Case(
        {"products.on_sale": 5, "products.mandatory_deposit_on_sale": 1},
        "mandatory-category-delisted", "unmet", "blocked",
    ),
]  # fmt: skip


@pytest.fixture
def taobao(rules_of: Mapping[str, Platform]) -> Platform:
    """Return the rules of Taobao."""
    return rules_of["taobao"]


@pytest.mark.parametrize("case", CLOSE, ids=str)
def test_cancelling_turns_on_the_day_and_the_count(case: Case, taobao: Platform) -> None:
    """5 weeks and 3 months off sale, 365 days since the last deal, nothing open."""
    assert became(judged(taobao, "close", {**SOLD, **case.figures}), case) == case


@pytest.mark.parametrize("case", UNFREEZE, ids=str)
def test_unfreezing_turns_on_the_day_and_the_count(case: Case, taobao: Platform) -> None:
    """15 or 90 days since the last deal, nothing open, nothing owed."""
    assert became(judged(taobao, "refund-deposit", {**DEPOSIT, **case.figures}), case) == case


def test_where_nothing_is_held_there_is_nothing_to_unfreeze(taobao: Platform) -> None:
    """Down to the smallest sum there is; of what has come back it is said that it has."""
    assert judged(taobao, "refund-deposit", DEPOSIT | {"deposit.held": 0.01}).verdict == "ready"
    nothing = DEPOSIT | {"deposit.held": 0, "deposit.status": None}
    assert judged(taobao, "refund-deposit", nothing | {"deposit.status": "returned"}).verdict == (
        "done"
    )
    for held, status in ((0, "held"), (0, None), (-200, "held"), (-200, None)):
        with pytest.raises(ShopexitError):
            judged(
                taobao, "refund-deposit", nothing | {"deposit.held": held, "deposit.status": status}
            )


def test_a_balance_below_zero_is_asked_about(taobao: Platform) -> None:
    """No source says whether it has to be made up first; nothing is there to be unfrozen."""
    report = judged(taobao, "close", {**SOLD, "deposit.held": -200})
    assert [point.fact for point in report.open_points] == ["deposit.held"]
    assert (report.verdict, report.money.to_pay) == ("undetermined", "200.00")
    outcomes = {finding.ref: finding.outcome for finding in report.findings}
    assert outcomes["taobao/close/deposit-unfrozen"] == "not-applicable"


@pytest.mark.parametrize(
    ("hold", "verdict"),
    [
        ({}, "overdue"),
        ({"deposit.campaign_hold": True}, "under-way"),
        ({LAST: ago(4)}, "under-way"),
        # Pressed on the day before the 15 days were over, and on the day itself.
        ({LAST: ago(15)}, "under-way"),
        ({LAST: ago(16)}, "overdue"),
        ({**THREE, LAST: ago(89)}, "under-way"),
        ({**THREE, LAST: ago(91)}, "overdue"),
        ({"products.on_sale": 2}, "under-way"),
        # Held by a penalty it was refused, and is not under way.
        ({"deposit.status": "frozen"}, "blocked"),
    ],
)
def test_what_the_system_may_not_unfreeze_is_not_late(
    hold: Mapping[str, Any], verdict: str, taobao: Platform
) -> None:
    """It unfreezes at once if all holds, and not where 解冻 was pressed too early."""
    asked = {"deposit.status": "refunding", "deposit.applied_on": ago(1)}
    assert judged(taobao, "refund-deposit", {**DEPOSIT, **asked, **hold}).verdict == verdict


NOT_APPLIED = {"closing.status": "not_applied"}
IN_NOTICE = {"closing.status": "in_notice", "closing.applied_on": ago(5)}
CLOSED = {"closing.status": "closed", "closing.applied_on": ago(50), "closing.closed_on": ago(15)}


def _told(taobao: Platform, figures: Mapping[str, Any]) -> str:
    report = judged(taobao, "close", {**SOLD, **NOT_APPLIED, **figures})
    return " ".join(warning.says.en for warning in report.warnings)


def test_a_shop_that_meets_the_later_list_is_told_of_the_older(taobao: Platform) -> None:
    """It asks for never having sold; on the day before, and if it never sold, that is no matter."""
    only_2022 = "Only that of 2022 and before is not"
    assert only_2022 in _told(taobao, {LAST: ago(365)})
    assert only_2022 not in _told(taobao, {LAST: ago(364)})
    assert only_2022 not in _told(taobao, {LAST: "never"})
    for order in NO_ORDERS:  # the last deal is the one that is still open
        assert only_2022 not in _told(taobao, {LAST: ago(365), order: 1})


@pytest.mark.parametrize("procedure", ["close", "refund-deposit"])
def test_a_paid_order_is_not_to_be_closed(procedure: str, taobao: Platform) -> None:
    """The seller cannot: it is shipped, or refunded; a terminal cuts a fix at its semicolon."""
    report = judged(taobao, procedure, {**SOLD, **DEPOSIT, "orders.pending_shipment": 1})
    (fix,) = (f.fix for f in report.findings if f.ref.endswith(f"{procedure}/orders-finished"))

    assert ("ship paid ones" in fix.en, ";" in fix.en, "；" in fix.zh) == (True, False, False)


@pytest.mark.parametrize(("last", "told"), [(ago(1), True), (ago(364), True), ("never", False)])
def test_a_shop_that_has_sold_is_told_the_choice(last: Any, told: bool, taobao: Platform) -> None:
    """To stop selling and have the deposit back, nothing has to be cancelled."""
    assert ("nothing has to be cancelled" in _told(taobao, {LAST: last})) is told


@pytest.mark.parametrize("status", [IN_NOTICE, CLOSED])
def test_who_has_applied_is_not_told_the_choice(
    status: Mapping[str, Any], taobao: Platform
) -> None:
    """Neither that nothing has to be cancelled nor to apply."""
    told = _told(taobao, status)
    assert "nothing has to be cancelled" not in told
    assert "Only that of 2022 and before is not" not in told


@pytest.mark.parametrize(
    ("figures", "verdict", "suspended", "released"),
    [
        # 5 weeks with nothing on sale, and 6: they run as soon as nothing is.
        ({"products.on_sale": 20, OFF: ago(300)} | NOT_APPLIED, "ready", ahead(35), ahead(42)),
        ({"products.on_sale": 0, OFF: ago(1)}, "under-way", ahead(34), ahead(41)),
        ({"products.on_sale": 0, OFF: ago(34)}, "under-way", ahead(1), ahead(8)),
        # Nobody is late with a release: the days tell the stage, and the seller looks.
        ({"products.on_sale": 0, OFF: ago(36)}, "under-way", ago(1), ahead(6)),
        ({"products.on_sale": 0, OFF: ago(180)}, "under-way", ago(145), ago(138)),
        # One flag stands for both stages; the name is free after 6 weeks.
        ({"products.on_sale": 0, OFF: ago(36), RELEASED: True}, "under-way", None, ahead(6)),
        ({"products.on_sale": 0, OFF: ago(42), RELEASED: True}, "done", None, ago(0)),
    ],
)
def test_a_shop_with_nothing_on_sale_is_released(
    figures: Mapping[str, Any], verdict: str, suspended: Any, released: Any, taobao: Platform
) -> None:
    """It can be begun at once, whatever is on sale; the weeks count from the last delisting."""
    report = judged(taobao, "release", {**NO_ORDERS, "confirmed.rules_read": True, **figures})
    days = {action.ref: action.earliest for action in report.plan.actions}

    assert report.verdict == verdict
    assert days["taobao/release/suspended"] == suspended
    assert days["taobao/release/released"] == released


def test_a_shop_with_items_is_not_released(taobao: Platform) -> None:
    """Whatever was ticked: the system releases by the number of items on sale."""
    figures = {RELEASED: True, "products.on_sale": 2, OFF: ago(180)}
    assert judged(taobao, "release", {**NO_ORDERS, **figures}).verdict == "under-way"


def test_a_cancelled_shop_is_not_released(taobao: Platform) -> None:
    """There is none left; during the notice the weeks without items still run."""
    assert judged(taobao, "release", {**NO_ORDERS, **IN_NOTICE}).procedure == "release"
    with pytest.raises(ShopexitError):
        judged(taobao, "release", {**NO_ORDERS, **CLOSED})


@pytest.mark.parametrize("status", ["in_notice", "in_review"])
@pytest.mark.parametrize("kept", [True, False])
def test_who_has_not_exported_does_so_during_the_notice(
    kept: bool, status: str, taobao: Platform
) -> None:
    """After cancelling nothing can be restored; the notice goes on all the same."""
    figures = {**SOLD, **IN_NOTICE, "closing.status": status, "confirmed.data_backed_up": kept}
    report = judged(taobao, "close", figures)
    (notice,) = (a for a in report.plan.actions if a.ref == "taobao/close/notice")

    exported = [] if kept else ["taobao/close/export-while-you-can"]
    assert list(report.plan.today) == exported
    assert (report.verdict, notice.latest) == ("under-way", ahead(25))


def test_a_cancelled_shop_has_nothing_on_sale(taobao: Platform) -> None:
    """It is gone with all that was in it; whether its deposit can be unfrozen is asked."""
    figures = {**DEPOSIT, **CLOSED, "deposit.held": 1000, "deposit.status": "refundable"}
    gone = {path: v for path, v in figures.items() if not path.startswith("products.")}
    report = judged(taobao, "refund-deposit", gone)
    outcomes = {finding.ref.rpartition("/")[2]: finding.outcome for finding in report.findings}

    assert report.verdict == "undetermined"
    assert outcomes["everything-delisted"] == "not-applicable"
    assert outcomes["mandatory-category-delisted"] == "not-applicable"
    still = {**DEPOSIT, "products.on_sale": 2, "products.mandatory_deposit_on_sale": 1}
    assert judged(taobao, "refund-deposit", still).verdict == "blocked"


def test_to_confirm_begins_the_notice(taobao: Platform) -> None:
    """Nobody reviews: the day of the application and the notice are written, and nothing else."""
    mark = taken(taobao, _state(taobao, {**SOLD, **NOT_APPLIED}), "close/confirm", ON)

    assert mark.values == {"closing.status": "in_notice", "closing.applied_on": ON}


def test_to_look_is_not_to_see_a_release(taobao: Platform) -> None:
    """Only who has made sure that the shop is released says so."""
    figures = {**NO_ORDERS, "products.on_sale": 0, OFF: ago(36)}
    looked = taken(taobao, _state(taobao, figures), "release/look", ON)
    assert (looked.values, looked.listed) == ({}, True)
    sure = taken(taobao, _state(taobao, {**figures, OFF: ago(43)}), "release/see-released", ON)
    assert sure.values == {RELEASED: True}


def _state(taobao: Platform, figures: Mapping[str, Any]) -> State:
    return parsed(written("taobao", figures), taobao)


def test_a_released_shop_is_not_told_of_its_release(taobao: Platform) -> None:
    """Neither of the weeks until then nor of the notice; how it goes on is told once."""
    figures = {**SOLD, **NOT_APPLIED, OFF: ago(43), RELEASED: True}
    close = judged(taobao, "close", figures)
    assert not [a for a in close.plan.actions if a.ref.endswith("-meanwhile")]
    report = judged(taobao, "release", figures)
    told = [warning.says.en for warning in report.warnings if warning.code == "trouble"]
    assert (report.verdict, len(told)) == ("done", 1)
    assert "go on after all" in told[0]


def test_a_frozen_shop_is_not_said_to_be_frozen_for_good(taobao: Platform) -> None:
    """The flag does not tell, and the requirement is disputed for that reason."""
    assert "find out first whether for good" in _told(taobao, {"violations.shop_frozen": True})


def test_another_opener_names_no_day_of_applying(taobao: Platform) -> None:
    """Customer service has to be asked, and no source says how long that takes."""
    report = judged(taobao, "close", {**SOLD, "confirmed.applicant_is_opener": False})
    (action,) = (a for a in report.plan.actions if a.ref == "taobao/close/applicant-is-opener")
    assert (report.verdict, action.latest) == ("blocked", None)


def test_who_stops_selling_is_told_of_the_notice(taobao: Platform) -> None:
    """Article 16 is for those who end business themselves, whatever becomes of the shop."""
    report = judged(taobao, "release", {**NO_ORDERS, "products.on_sale": 0, RELEASED: False})
    assert any("30 days of notice" in warning.says.en for warning in report.warnings)


@pytest.mark.parametrize("insured", [True, False])
def test_an_insured_shop_is_told_what_it_can_unfreeze(insured: bool, taobao: Platform) -> None:
    """Its premium, and what cancelling asks of the insurance, are told to it alone."""
    told = _told(taobao, {"deposit.insured": insured})
    assert ("only cash that the page shows can be unfrozen" in told) is insured
    assert ("must it be left before cancelling" in told) is insured
    figures = {**SOLD, "deposit.insured": insured}
    assert judged(taobao, "close", figures).verdict == "ready"
