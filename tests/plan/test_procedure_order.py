"""The way: which procedures the ones asked for lead through, in which order, each once."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from exits import left
from smallrules import NOT_CLOSED, SHORT, days, joined, order, procedure, reported, rules

from shopexit import Platform
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage


def test_what_is_needed_stands_before_as_deep_as_it_goes() -> None:
    """Each 10 days after the one before."""
    book = rules(
        last=procedure("middle", days=10),
        middle=procedure("first", days=10),
        first=procedure(days=10),
    )
    report = reported(book, NOT_CLOSED)
    assert order(report) == ["first", "middle", "last"]
    assert joined(report) == {"first", "middle"}
    assert [days(report, name)[0] for name in order(report)] == [
        "2026-12-02",
        "2026-12-12",
        "2026-12-22",
    ]
    assert order(reported(book, {"closing.status": "approved"})) == ["last"]


def test_what_two_need_stands_before_both_and_once() -> None:
    """Whichever of them is looked at first."""
    book = rules(
        last=procedure("one", "two"),
        one=procedure("base", days=5),
        two=procedure("base", "one", days=5),
        base=procedure(days=5),
    )
    assert order(reported(book, NOT_CLOSED)) == ["base", "one", "two", "last"]
    assert order(reported(book, NOT_CLOSED, "all")) == ["base", "one", "two", "last"]
    assert not joined(reported(book, NOT_CLOSED, "all"))


def test_rules_that_need_each_other_end() -> None:
    """In an order in which the one asked for is last."""
    book = rules(
        one=procedure("two", "three", days=1), two=procedure("one", days=1), three=procedure()
    )
    assert order(reported(book, NOT_CLOSED)) == ["two", "three", "one"]
    assert order(reported(book, NOT_CLOSED, "two")) == ["three", "one", "two"]


def test_what_is_needed_and_not_for_this_shop_is_left_out() -> None:
    """So the requirement stays, and is the seller's to clear."""
    book = rules(
        last=procedure("first"), first=procedure(days=10, when={"profile.region": "abroad"})
    )
    report = reported(book, NOT_CLOSED | {"profile.region": "home"})
    assert order(report) == ["last"]
    assert [a.phase for a in report.plan.actions] == [Phase.CLEAR, Phase.APPLY]
    assert order(reported(book, NOT_CLOSED | {"profile.region": "abroad"})) == ["first", "last"]


@pytest.mark.parametrize(
    ("values", "level", "wanted"),
    [
        (NOT_CLOSED, "must", True),
        (NOT_CLOSED, "should", False),
        ({"closing.status": "approved"}, "must", False),
        ({}, "must", False),
    ],
)
def test_only_what_stands_in_the_way_is_gone_through(
    values: dict[str, Any], level: str, wanted: bool
) -> None:
    """Not for advice, and not for what is met or not known."""
    last = procedure("first")
    last["requirements"][0]["level"] = level
    report = reported(rules(last=last, first=procedure()), values)
    assert ("first" in order(report)) is wanted


def test_what_is_disputed_is_gone_through_and_asked_about() -> None:
    """It may turn out that nobody wants it."""
    last = procedure("first")
    dispute = {"disputed": [{"says": SHORT, "sources": ["rule"]}], "ask": SHORT}
    last["requirements"][0] |= dispute
    report = reported(rules(last=last, first=procedure(days=3)), NOT_CLOSED)
    assert order(report) == ["first", "last"]
    assert days(report, "last") == ("2026-11-25", "2026-11-25")


def test_while_it_is_asked_whether_it_is_needed_nothing_is_begun_that_cannot_be_undone() -> None:
    """A closing that has been begun is planned to its end."""
    last, first = procedure("first"), procedure(days=3)
    last["requirements"][0] |= {"disputed": [{"says": SHORT, "sources": ["rule"]}], "ask": SHORT}
    first["steps"].append(
        {"id": "end", "who": "platform", "does": SHORT, "sources": ["rule"]}
        | {"point_of_no_return": True}
    )
    book = rules(last=last, first=first)
    report = reported(book, NOT_CLOSED)
    assert order(report) == ["last"]
    assert report.plan.today == ("small/last/after-first",)
    begun = reported(book, NOT_CLOSED, done=["small/first/act"])
    assert order(begun) == ["first", "last"]


def test_a_procedure_about_orders_is_never_gone_through() -> None:
    """It is judged for each of them, not for the shop."""
    book = rules(last=procedure("each"), each=procedure(subject="order"))
    assert order(reported(book, NOT_CLOSED)) == ["last"]


MONEY = {"funds.deposit": 5}


def test_money_that_comes_behind_is_fetched_by_one_procedure() -> None:
    """Two ways to fetch one sum are one too many; the first of the file is taken."""
    book = rules(
        close=procedure(days=2),
        card=procedure("close", days=3, returns="funds.deposit"),
        cash=procedure("close", days=1, returns="funds.deposit"),
    )
    report = reported(book, MONEY)
    assert order(report) == ["close", "card"]
    assert joined(report) == {"card"}
    money = [m for m in report.plan.milestones if m.stage is Stage.MONEY]
    assert [(m.procedure, str(m.earliest), m.returns) for m in money] == [
        ("card", "2026-11-27", "funds.deposit")
    ]
    assert order(reported(book, MONEY, "all")) == ["close", "card", "cash"]


def test_each_sum_is_fetched_by_its_own_procedure_however_deep_it_lies() -> None:
    """In whatever order the file has them."""
    book = rules(
        close=procedure(),
        deep=procedure("shallow", returns="funds.pending"),
        shallow=procedure("close", returns="funds.deposit"),
    )
    report = reported(book, MONEY | {"funds.pending": 1})
    assert order(report) == ["close", "shallow", "deep"]
    assert order(reported(book, MONEY)) == ["close", "shallow"]


@pytest.mark.parametrize(
    ("values", "step", "wanted"),
    [
        (MONEY, {}, True),
        ({"funds.deposit": 0}, {}, False),
        ({}, {}, False),
        # It is not for this shop that the step brings it.
        (MONEY | {"profile.region": "home"}, {"when": {"profile.region": "abroad"}}, False),
        (MONEY, {"when": {"profile.region": "abroad"}}, True),
        # It is money that the platform does not owe.
        ({"funds.fees": 5}, {"returns": "funds.fees"}, False),
        ({"deposit.held": 5}, {"returns": "deposit.held"}, False),
    ],
)
def test_only_money_that_is_there_to_fetch_is_fetched(
    values: dict[str, Any], step: dict[str, Any], wanted: bool
) -> None:
    """A sum that is not given, or is nothing, leads nowhere."""
    fetch = procedure("close", returns="funds.deposit")
    fetch["steps"][0] |= step
    report = reported(rules(close=procedure(), fetch=fetch), values)
    assert order(report) == (["close", "fetch"] if wanted else ["close"])


def test_money_that_the_plan_brings_already_is_not_fetched_again() -> None:
    """Nor is what needs nothing of the plan, or is not for this shop."""
    close = procedure(returns="funds.deposit")
    again = procedure("close", returns="funds.deposit")
    alone = procedure(returns="funds.deposit")
    assert order(reported(rules(close=close, again=again), MONEY)) == ["close"]
    assert order(reported(rules(close=procedure(), alone=alone), MONEY)) == ["close"]
    abroad = procedure("close", returns="funds.deposit", when={"profile.region": "abroad"})
    book = rules(close=procedure(), abroad=abroad, again=again)
    assert order(reported(book, MONEY | {"profile.region": "home"})) == ["close", "again"]


def test_a_fact_is_asked_for_once_and_a_requirement_cleared_once() -> None:
    """Across the procedures of a plan; another demand on the same fact stays."""
    backed_up = {"holds": {"confirmed.backed_up": True}}
    month = {"holds": {"orders.last_on": {"at_least_days_ago": 30}}}
    quarter = {"holds": {"orders.last_on": {"at_least_days_ago": 90}}}
    book = rules(
        last=procedure("first", asks=[backed_up, month, quarter]),
        first=procedure(asks=[backed_up, month], days=1),
    )
    unknown = reported(book, NOT_CLOSED)
    assert [a.fact for a in unknown.plan.actions if a.fact] == [
        "confirmed.backed_up",
        "orders.last_on",
    ]
    values = NOT_CLOSED | {"confirmed.backed_up": False, "orders.last_on": "2026-11-20"}
    report = reported(book, values)
    assert [a.ref for a in report.plan.actions if a.phase is Phase.CLEAR] == [
        "small/first/r0",
        "small/first/r1",
        "small/last/r2",
    ]
    # 20 November + 30 and a day; 20 November + 90.
    assert days(report, "first")[0] == "2026-12-21"
    assert days(report, "last")[0] == "2027-02-18"


def test_advice_does_not_stand_for_what_decides() -> None:
    """What the earlier procedure only advises, the later one asks for."""
    ask = {"holds": {"confirmed.backed_up": True}}
    book = rules(
        last=procedure("first", asks=[ask]), first=procedure(asks=[ask | {"level": "should"}])
    )
    report = reported(book, NOT_CLOSED | {"confirmed.backed_up": False})
    cleared = [(a.ref, a.optional) for a in report.plan.actions if a.phase is Phase.CLEAR]
    assert ("small/last/r0", False) in cleared


def test_where_time_is_faster_than_a_procedure_nobody_waits_for_the_procedure() -> None:
    """2 November + 30 = 2 December, and 60 days are 21 January; a later day is never sooner."""
    either = {"any": [{"confirmed.applied": True}, {"orders.last_on": {"at_least_days_ago": 30}}]}
    ask = {"holds": either, "cleared_by": "first"}
    book = rules(last=procedure(asks=[ask]), first=procedure(days=60))
    values = {"confirmed.applied": False, "orders.last_on": "2026-11-02"}
    report = reported(book, values)
    assert days(report, "last") == ("2026-12-02", "2026-12-02")
    last = next(a for a in report.plan.actions if a.ref == "small/last/act")
    assert last.held_by
    assert last.held_by.ref == "small/last/r0"
    assert "2026-11-02" in last.held_by.says.en
    then = reported(book, values, on=date(2026, 12, 2))
    assert days(then, "last") == ("2026-12-02", "2026-12-02")


@pytest.mark.parametrize(
    ("answer", "first"), [({}, "close"), ({"required": True}, "refund-deposit")]
)
def test_of_two_procedures_that_need_each_other_the_platform_says_which_comes_first(
    answer: Mapping[str, bool], first: str, rules_of: Mapping[str, Platform]
) -> None:
    """Sources dispute whether Kuaishou's deposit is returned before the closing or after it."""
    facts = {"closing.status": "not_applied", "deposit.held": 500, "deposit.status": "held"}
    ref = "kuaishou/close/deposit-returned"
    report = left(rules_of["kuaishou"], facts, answers={ref: answer} if answer else {})
    steps = [a.procedure for a in report.plan.actions if a.phase in (Phase.APPLY, Phase.WAIT)]
    assert (steps[0], {*steps}) == (first, {"close", "refund-deposit"})


def test_the_days_of_a_joined_procedure_hold_what_comes_behind_it() -> None:
    """With its reasons: what is open before is open behind."""
    first = procedure(asks=[{"holds": {"confirmed.backed_up": True}, "takes": "unknown"}], days=4)
    report = reported(
        rules(last=procedure("first", days=1), first=first),
        NOT_CLOSED | {"confirmed.backed_up": False},
    )
    assert days(report, "last") == ("2026-11-27", "None")
    (last,) = (a for a in report.plan.actions if a.ref == "small/last/act")
    assert last.open_by == ("small/first/r0",)


def each_order(**more: Any) -> Platform:
    """Return rules about orders: the buyer has to agree, and then it takes 2 days."""
    each = procedure(asks=[{"holds": {"order.agreed": True}}], days=2, subject="order", **more)
    each["steps"][0] |= {"done_when": {"order.filed": True}, "since": "order.filed_on"}
    return rules(each=each, shop=procedure())


def listed(*orders: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return orders with numbers."""
    return [{"id": str(n), **each} for n, each in enumerate(orders, 1)]


def test_what_is_next_for_orders_counts_them_all_and_names_the_first_three() -> None:
    """The greatest group first."""
    orders = listed({"agreed": True}, *[{"agreed": False}] * 5)
    report = reported(each_order(), {}, order_list=orders)
    assert [(n.ref, n.orders, n.examples) for n in report.plan.next] == [
        ("small/each/r0", 5, ("2", "3", "4")),
        ("small/each/act", 1, ("1",)),
    ]


def test_for_an_order_with_nothing_left_to_do_nothing_is_next() -> None:
    """Neither what is owed afterwards, nor what it has done."""
    note = {"id": "keep", "says": SHORT, "sources": ["rule"]}
    book = each_order(aftercare=[note])
    report = reported(book, {}, order_list=listed({"agreed": True, "filed": True}))
    assert report.plan.next == ()


def test_what_is_owed_after_orders_is_said_once_for_all_of_them() -> None:
    """It has no day of its own, for they have different ones."""
    note = {"id": "keep", "says": SHORT, "takes": [{"days": 5, "sources": ["rule"]}]}
    book = each_order(aftercare=[note | {"sources": ["rule"]}])
    report = reported(book, {}, order_list=listed({"agreed": True}, {"agreed": False}))
    (after,) = (a for a in report.plan.actions if a.phase is Phase.AFTER)
    assert (after.ref, after.order, after.earliest) == ("small/each/keep", None, None)
    assert {a.order for a in report.plan.actions if a.phase is Phase.APPLY} == {"1", "2"}
    assert after == report.plan.actions[-1]


def test_orders_with_the_same_step_are_told_apart_by_its_last_day() -> None:
    """Filed on 20 and 21 November, 2 days are over on 22 and 23; one of 1 November is overdue."""
    orders = [{"agreed": True, "filed_on": f"2026-11-{day}"} for day in ("21", "20", "01", "20")]
    following = reported(each_order(), {}, order_list=listed(*orders)).plan.next
    assert [(n.orders, str(n.earliest), str(n.latest)) for n in following] == [
        (1, "None", "2026-11-03"), (2, "2026-11-22", "2026-11-22"),
        (1, "2026-11-23", "2026-11-23"),
    ]  # fmt: skip


def test_what_the_platform_requires_is_planned_first_though_it_was_advice(
    rules_of: Mapping[str, Platform],
) -> None:
    """Its answer settles what sources dispute: the refund comes after the exit, and not today."""
    facts = {"closing.status": "not_applied", "deposit.held": 10000, "deposit.status": "refundable"}
    ref = "aliexpress/refund-deposit/exit-done"
    answers = {ref: {"required": True, "by": "客服"}}
    report = left(rules_of["aliexpress"], facts, "refund-deposit", answers=answers)
    assert report.verdict == "blocked"
    assert [each.procedure for each in report.plan.joined] == ["exit-managed"]
    assert not any("refund-deposit/apply" in ref for ref in report.plan.today)


def test_orders_of_which_a_wait_is_overdue_are_named_in_one_warning(
    rules_of: Mapping[str, Platform],
) -> None:
    """Whom to chase, since when (3 days after the filing), and for which orders."""
    filed = {
        "status": "shipped", "amount": 5000, "buyer_agrees": True, "return_needed": False,
        "refund_filed": True, "refund_covers_all": True, "supplier_decision": "waiting",
    }  # fmt: skip
    days = ("2026-11-12", "2026-11-21", "2026-11-10", "2026-11-13", "2026-11-14")
    orders = [{**filed, "id": f"s{i}", "refund_filed_on": day} for i, day in enumerate(days, 1)]
    counts = ("pending_payment", "pending_shipment", "pending_receipt", "last_completed_on")
    facts = {"profile.role": "reseller", **{f"orders.{name}": None for name in counts}}
    report = left(rules_of["1688"], facts, order_list=orders)
    (late,) = (warning.says for warning in report.warnings if warning.code == "overdue")
    assert late.en == (
        'ask the supplier about "The supplier agrees to the refund or return", due by 2026-11-13'
        " (orders s1, s3, s4 and others)"
    )


def test_a_step_of_an_order_is_not_done_because_another_orders_is() -> None:
    """`done` names no order; it is warned about and has no effect."""
    report = reported(
        each_order(), {}, order_list=listed({"agreed": True}), done=["small/each/act"]
    )
    assert [warning.code for warning in report.warnings if "done" in warning.code] == [
        "done-not-a-step"
    ]
    assert not any(action.done for action in report.plan.actions)


def test_what_happens_by_itself_is_never_over_before_today() -> None:
    """Filed on 15 November: 1 to 10 days, of which the first are past."""
    note = {"id": "lapse", "says": SHORT, "since": "order.filed_on", "sources": ["rule"]}
    book = each_order(by_itself=[note | {"takes": [{"days": [1, 10], "sources": ["rule"]}]}])
    orders = listed({"agreed": True, "filed_on": "2026-11-15"})
    report = reported(book, {}, order_list=orders)
    (lapse,) = (a for a in report.plan.actions if a.phase is Phase.BY_ITSELF)
    assert (str(lapse.earliest), str(lapse.latest)) == ("2026-11-22", "2026-11-25")
    assert (str(lapse.starts), lapse.due) == ("2026-11-15", None)


def test_a_procedure_is_finished_by_the_first_step_there_is_no_way_back_from() -> None:
    """Of two, and whatever comes behind."""
    close = procedure(days=1)
    later = {"who": "platform", "does": SHORT, "sources": ["rule"], "point_of_no_return": True}
    takes = [{"days": 2, "sources": ["rule"]}]
    close["steps"] += [later | {"id": name, "takes": takes} for name in ("one", "two")]
    report = reported(rules(close=close), {})
    (finish,) = (m for m in report.plan.milestones if m.stage is Stage.FINISH)
    assert str(finish.earliest) == "2026-11-25"


@pytest.mark.parametrize("turned", [False, True])
def test_the_date_that_decides_is_the_one_that_is_named(turned: bool) -> None:
    """Wherever it stands: 20 November + 30 is 20 December; 10 November + 90 is 8 February."""
    ask = {
        "orders.last_on": {"at_least_days_ago": 30},
        "orders.refunded_on": {"at_least_days_ago": 90},
    }
    ask = dict(reversed(ask.items())) if turned else ask
    values = {"orders.last_on": "2026-11-20", "orders.refunded_on": "2026-11-10"}
    report = reported(rules(close=procedure(asks=[{"holds": ask}])), values)
    assert days(report, "close") == ("2027-02-08", "2027-02-08")
    held_by = report.plan.milestones[0].held_by
    assert held_by
    assert held_by.says.en == "last refund: 2026-11-10, so this cannot be before 2027-02-08"
