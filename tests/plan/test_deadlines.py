"""Days by which the seller has to act, as the platform acts by itself then."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from exits import left
from states import ROOT, parsed

from shopexit import Platform, Report, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.formats import RenderOptions, renderer, todo

ON = "2026-11-30"
UNPAID = {"status": "pending_payment", "amount": 10}
ASKED = {
    "status": "pending_shipment", "amount": 3000, "refund_filed": True, "refund_covers_all": True,
    "supplier_decision": "waiting", "close_button": False,
}  # fmt: skip
SHIPPED = {
    "status": "shipped", "amount": 800, "refund_filed": False, "return_needed": False,
    "goods_received": False, "buyer_agrees": True,
}  # fmt: skip


def of_orders(
    rules_of: Mapping[str, Platform], orders: Sequence[Mapping[str, Any]], role: str = "seller"
) -> Report:
    """Return the report on orders at 1688; those without a number are numbered from 1."""
    listed = [{"id": str(n), **order} for n, order in enumerate(orders, 1)]
    state = {"platform": "1688", "as_of": ON, "profile": {"role": role}, "order_list": listed}
    options = EvaluationOptions(on=date.fromisoformat(ON))
    return check(rules_of["1688"], parsed(json.dumps(state).encode(), rules_of["1688"]), options)


def told(report: Report) -> list[tuple[str, str | None]]:
    """Return what is for today, each with what stands beside it."""
    remarks = [(each, todo.remark_on(each, report)) for each in todo.today(report)]
    return [(each.ref.partition("/")[2], remark.en if remark else None) for each, remark in remarks]


def overtaken(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    """Return when the platform acts on orders by itself, and on which."""
    found = [each for each in report.warnings if each.code == "orders-overtaken"]
    return [(each.says.en.partition(":")[0], each.orders) for each in found]


def test_what_the_platform_leaves_no_more_time_for_comes_first(
    rules_of: Mapping[str, Platform],
) -> None:
    """Orders of yesterday have four days left; one has to be answered today."""
    orders = [UNPAID | {"placed_on": "2026-11-29"}] * 21 + [
        ASKED | {"refund_filed_on": "2026-11-29"}
    ]
    report = of_orders(rules_of, orders)
    assert told(report) == [
        ("close-paid-order/agree", "order 22: today is the last day"),
        ("close-unpaid-order/close", "order 1 and others: due from 2026-12-04 on"),
    ]
    assert [(str(n.act_by), n.orders) for n in report.plan.next] == [(ON, 1), ("2026-12-04", 21)]
    for view, name in (("report", "text"), ("report", "markdown"), ("report", "html")):
        shown = renderer(view, name)(report, RenderOptions())
        # With the task, and with the next actions.
        assert shown.count("today is the last day") >= 2
        assert shown.count("due from 2026-12-04 on") == 2


def test_a_task_is_for_today_for_that_order_alone(rules_of: Mapping[str, Platform]) -> None:
    """The return of one order is here; that of the other is in the post."""
    back = {
        "status": "shipped", "amount": 900, "shipped_on": "2026-11-05", "refund_filed": True,
        "refund_filed_on": "2026-11-20", "refund_covers_all": True, "return_needed": True,
        "goods_received": True, "supplier_decision": "agreed",
    }  # fmt: skip
    orders = [back | {"goods_returned": True}, back | {"goods_returned": False}]
    report = of_orders(rules_of, orders)
    checks = [a for a in report.plan.actions if a.ref.endswith("/check-goods")]
    assert [(a.order, a.today) for a in checks] == [("1", True), ("2", False)]
    assert [a.order for a in todo.today(report)] == ["1"]


def test_a_task_of_several_orders_is_that_of_which_it_is_certain(
    rules_of: Mapping[str, Platform],
) -> None:
    """Whether the first order needs it at all is not known; the supplier of the second is late."""
    unsure = {"status": "pending_shipment", "amount": 88, "buyer_agrees": False}
    unsure |= {"refund_filed": False, "refund_button": True, "close_button": False}
    late = ASKED | {"amount": 250, "refund_filed_on": "2026-11-29", "buyer_agrees": True}
    report = of_orders(rules_of, [unsure, late], "reseller")
    first, *_ = todo.today(report)
    assert (first.order, first.may_apply) == ("2", False)


def test_all_orders_are_warned_of_and_not_only_those_shown(
    rules_of: Mapping[str, Platform],
) -> None:
    """Of 25 unpaid orders of 25 days, that of 25 November closes today."""
    orders = [UNPAID | {"placed_on": f"2026-11-{day:02}"} for day in range(5, 30)]
    report = of_orders(rules_of, orders)
    last, over = overtaken(report)
    assert last == ("today is the last day before this happens", ("21",))
    assert over[1] == tuple(map(str, range(1, 21)))
    assert told(report) == [("close-unpaid-order/close", "order 21: today is the last day")]


def test_a_window_that_is_open_is_warned_of_from_its_first_day(
    rules_of: Mapping[str, Platform],
) -> None:
    """Receipt is confirmed by itself from day 10 after shipping on, and on day 30 at the latest."""
    days = ["2026-10-31", "2026-11-19", "2026-11-29"]
    report = of_orders(rules_of, [SHIPPED | {"shipped_on": day} for day in days], "reseller")
    assert overtaken(report) == [
        ("today is the last day before this happens", ("1",)),
        ("this can happen any day now (since 2026-11-29)", ("2",)),
    ]
    assert [str(each.act_by) for each in report.plan.next] == [ON, "2026-11-29", "2026-12-09"]


def test_what_has_to_be_put_right_is_next_before_what_is_looked_up(
    rules_of: Mapping[str, Platform],
) -> None:
    """The buyer has to apply, whether or not the goods are back; that is for today too."""
    order = SHIPPED | {"shipped_on": "2026-11-12", "return_needed": True, "goods_received": True}
    report = of_orders(rules_of, [order])
    (following,) = report.plan.next
    assert report.plan.today == (following.ref,)


def test_what_two_procedures_ask_for_in_the_same_words_is_told_once(
    rules_of: Mapping[str, Platform],
) -> None:
    """A refund of a part is widened to the whole, be the order shipped or not."""
    part = ASKED | {"refund_covers_all": False, "refund_filed_on": "2026-11-29"}
    shipped = {"status": "shipped", "shipped_on": "2026-11-20", "return_needed": False}
    orders = [part, part | shipped | {"goods_received": True, "supplier_decision": "agreed"}]
    report = of_orders(rules_of, orders)
    assert len(report.plan.today) == 2
    assert len([*todo.today(report)]) == 1
    assert [each.orders for each in report.plan.next] == [2]


def test_trouble_of_orders_names_them(rules_of: Mapping[str, Platform]) -> None:
    """In words, and by their numbers for programs."""
    sent = {
        "status": "shipped", "amount": 200, "shipped_on": "2026-11-10", "refund_filed": True,
        "refund_filed_on": "2026-11-20", "refund_covers_all": True, "return_needed": True,
        "goods_received": True, "goods_returned": False, "sent_back_on": "2026-11-25",
        "supplier_decision": "agreed",
    }  # fmt: skip
    report = of_orders(rules_of, [SHIPPED | {"shipped_on": "2026-11-25"}, sent])
    (trouble,) = (each for each in report.warnings if each.code == "trouble")
    assert trouble.orders == ("2",)
    assert trouble.says.zh.endswith("（订单 2）")


def test_a_step_of_a_shop_tells_its_last_day_before_it_passes(
    rules_of: Mapping[str, Platform],
) -> None:
    """At Kuaishou a deposit in the balance is withdrawn within 7 days."""
    facts = {
        "closing.status": "closed", "closing.applied_on": "2026-09-20", "closing.by": "seller",
        "closing.closed_on": "2026-10-10", "deposit.held": 0, "deposit.status": "returned",
        "deposit.arrived_on": "2026-11-26", "funds.withdrawable": 500,
    }  # fmt: skip
    said = {
        "2026-11-30": ("by 2026-12-03", "this may happen before you are finished (2026-12-03)"),
        "2026-12-03": ("today is the last day", "today is the last day before this happens"),
        "2026-12-04": ("due since 2026-12-03", "this may already have happened (2026-12-03)"),
    }
    for day, (remark, warning) in said.items():
        report = left(rules_of["kuaishou"], facts, "refund-deposit", on=day, as_of=day)
        assert told(report) == [("refund-deposit/withdraw-balance", remark)]
        (happens,) = (each for each in report.warnings if each.code == "happens-first")
        assert happens.says.en.startswith(warning)


def test_the_last_day_is_counted_from_a_step_that_is_listed_as_done(
    rules_of: Mapping[str, Platform],
) -> None:
    """What `done` writes of an arrival in the balance is the step and its day, no fact."""
    facts = {
        "closing.status": "closed", "closing.applied_on": "2026-09-20", "closing.by": "seller",
        "closing.closed_on": "2026-10-10", "deposit.held": 500, "deposit.status": "refunding",
        "deposit.applied_on": "2026-11-10",
    }  # fmt: skip
    done = [{"step": "kuaishou/refund-deposit/money-arrives", "on": "2026-11-26"}]
    said = {"2026-12-03": "today is the last day", "2026-12-04": "due since 2026-12-03"}
    for day, remark in said.items():
        report = left(rules_of["kuaishou"], facts, "refund-deposit", on=day, as_of=day, done=done)
        assert told(report) == [("refund-deposit/withdraw", remark)]
        assert "happens-first" in {each.code for each in report.warnings}
    undated = left(rules_of["kuaishou"], facts, "refund-deposit", done=[done[0]["step"]])
    assert told(undated) == [("refund-deposit/withdraw", None)]


def test_a_deadline_stands_with_what_is_next_and_not_with_what_comes_after(
    rules_of: Mapping[str, Platform],
) -> None:
    """Of a refund to apply for, the goods are sent back later, with time of their own."""
    text = (ROOT / "examples" / "1688" / "orders.yaml").read_bytes()
    report = check(
        rules_of["1688"],
        parsed(text, rules_of["1688"]),
        EvaluationOptions(on=date(2026, 11, 22)),
    )
    dated = {(a.order, a.ref.rpartition("/")[2]) for a in report.plan.actions if a.act_by}

    assert ("A6", "apply") in dated
    assert ("A6", "send-back") not in dated


def test_a_question_about_orders_is_told_as_one_everywhere(
    rules_of: Mapping[str, Platform],
) -> None:
    """Whom to ask stands with it among what is next, as it does for today."""
    text = (ROOT / "examples" / "1688" / "orders.yaml").read_bytes()
    report = check(
        rules_of["1688"],
        parsed(text, rules_of["1688"]),
        EvaluationOptions(on=date(2026, 11, 22)),
    )
    asked = "Ask the platform: Can the buyer of an order that is paid"
    for view, before in (("text", "1 order · 720.00 CNY: "), ("markdown", "| ")):
        assert f"{before}{asked}" in renderer("report", view)(report, RenderOptions())
