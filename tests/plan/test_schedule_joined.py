"""The days of plans that lead through several procedures, or are about several orders."""

from typing import Any

import pytest
from calendarplans import Days, _days, found, milestones, reported, spans

from shopexit.plan.milestones import Stage


def test_what_a_procedure_needs_stands_before_it() -> None:
    """Shut: 1 to 4 days for the orders, 2 to 6 for the review; then fetch: 3 working days.

    23 to 26 November, then 25 November to 2 December; then 26, 27, 30 November or 3, 4, 7
    December. The orders are cleared once, though both ask for it.
    """
    values = {"closing.status": "not_applied", "orders.open": 1, "funds.balance": 250.5}
    report = reported(values, "fetch")
    assert [j.procedure for j in report.plan.joined] == ["shut"]
    names = [a.ref.split("/")[-1] for a in report.plan.actions]
    assert names == ["no-orders", "shut-it", "shut-review", "ask", "arrive"]
    assert spans(report, "no-orders", "shut-it", "shut-review", "ask", "arrive") == [
        ("2026-11-23", "2026-11-26"),
        ("2026-11-23", "2026-11-26"),
        ("2026-11-25", "2026-12-02"),
        ("2026-11-25", "2026-12-02"),
        ("2026-11-30", "2026-12-07"),
    ]
    assert set(milestones(report)) == {
        ("shut", Stage.APPLY),
        ("shut", Stage.FINISH),
        ("fetch", Stage.APPLY),
        ("fetch", Stage.MONEY),
    }, "what only fetches money is finished when it arrives"
    (balance,) = (s for s in report.money.sums if s.fact == "funds.balance")
    assert (balance.amount, *_days(balance)) == ("250.50", "2026-11-30", "2026-12-07")
    assert balance.into == found(report, "arrive").into
    assert report.procedure == "fetch"


@pytest.mark.parametrize(("balance", "joined"), [(0.01, ["fetch"]), (0, []), (-5, []), (None, [])])
def test_what_brings_the_money_stands_behind(balance: float | None, joined: list[str]) -> None:
    """If any is held that nothing in the plan brings yet."""
    report = reported({"orders.open": 0, "funds.balance": balance}, "shut")
    assert [j.procedure for j in report.plan.joined] == joined
    # 22 November and 2 to 6 days; 3 working days from 24 or Saturday 28 November.
    assert spans(report, "shut-review") == [("2026-11-24", "2026-11-28")]
    if joined:
        assert spans(report, "arrive") == [("2026-11-27", "2026-12-02")]
        assert not [a for a in report.plan.actions if a.fact], "shutting it tells the status"
    assert report.procedure == "shut"


def test_asked_for_together_or_alone_each_is_planned_once() -> None:
    """In the order in which they need each other, whichever is asked for."""
    values = {"closing.status": "not_applied", "orders.open": 0, "funds.balance": 1}
    alone, behind = reported(values, "fetch"), reported(values, "shut")
    assert alone.plan.actions == behind.plan.actions
    assert alone.plan.milestones == behind.plan.milestones


@pytest.mark.parametrize(
    ("order", "file", "answer", "back", "agreed"),
    [
        # Placed on 20 November, 3 days: 23 November. 0 to 5 days, then 2 to 24 hours.
        (
            {"order.placed_on": "2026-11-20", "order.filed": False},
            ("2026-11-23", "2026-11-23"),
            (None, "2026-11-28"),  # within 5 days: a limit
            (None, "2026-11-29"),
            (None, None),
        ),
        # Filed on 20 November: 5 days are 25 November.
        (
            {"order.placed_on": "2026-11-01", "order.filed": True, "order.filed_on": "2026-11-20"},
            ("2026-11-20", "2026-11-20"),
            (None, "2026-11-25"),
            (None, "2026-11-26"),
            ("2026-11-25", "2026-11-25"),
        ),
        # Filed, nobody knows when: 5 days from today at the latest.
        (
            {"order.placed_on": "2026-11-01", "order.filed": True},
            (None, None),
            (None, "2026-11-27"),
            (None, "2026-11-28"),
            (None, None),
        ),
        # Filed on 10 November: overdue since the 15th, the answer and the silence.
        (
            {"order.placed_on": "2026-11-01", "order.filed": True, "order.filed_on": "2026-11-10"},
            ("2026-11-10", "2026-11-10"),
            (None, None),
            (None, None),
            (None, None),
        ),
    ],
)
def test_an_order_has_days_of_its_own(
    order: dict[str, Any], file: Days, answer: Days, back: Days, agreed: Days
) -> None:
    """Those of its own dates, and of what happens by itself if nobody acts."""
    report = reported({"order.status": "open", **order}, "refund")
    assert spans(report, "file", "answer", "back", "agreed") == [file, answer, back, agreed]
    late = answer[1] is None
    assert [str(found(report, name).due) for name in ("answer", "agreed")] == (
        ["2026-11-15"] * 2 if late else ["None"] * 2
    )


def test_what_is_not_known_to_apply_is_open_for_the_fact_that_would_tell() -> None:
    """Whether the order is open: only then is there anything to refund."""
    report = reported({"order.placed_on": "2026-11-20"}, "refund")
    # Three days after 20 November it holds, whether it is asked for or not.
    assert spans(report, "file") == [("2026-11-22", "2026-11-23")]
    report = reported({"order.amount": 5}, "refund")
    assert found(report, "file").open_by == ("waits/refund/young",)
    (young,) = (each for each in report.findings if each.ref == "waits/refund/young")
    assert young.missing == ("order.placed_on",)


def test_what_is_next_for_orders_is_told_apart_by_its_last_day() -> None:
    """The first comes first, past if it is overdue; and each order has its own reasons."""
    orders = [
        {"id": "late", "status": "open", "placed_on": "2026-11-01", "filed": True,
         "filed_on": "2026-11-10", "amount": 5},
        {"id": "soon", "status": "open", "placed_on": "2026-11-01", "filed": True,
         "filed_on": "2026-11-20", "amount": 7.5},
        {"id": "new", "status": "open", "placed_on": "2026-11-20"},
        {"id": "newer", "status": "open", "placed_on": "2026-11-21"},
        {"id": "over", "status": "over"},
    ]  # fmt: skip
    report = reported({}, "refund", order_list=orders)
    wanted = [
        ("answer", 1, "5.00", 0, None, "2026-11-15"), ("young", 1, None, 1, *["2026-11-23"] * 2),
        ("young", 1, None, 1, *["2026-11-24"] * 2), ("answer", 1, "7.50", 0, None, "2026-11-25"),
    ]  # fmt: skip
    assert [
        (n.ref.split("/")[-1], n.orders, n.amount, n.without_amount, *_days(n))
        for n in report.plan.next
    ] == wanted
    young = {a.order: a for a in report.plan.actions if a.ref.endswith("young")}
    for order, placed in (("new", "2026-11-20"), ("newer", "2026-11-21")):
        reason = young[order].held_by
        assert reason
        assert placed in reason.says.en
