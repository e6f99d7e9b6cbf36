"""What stands in the way of a plan: what comes first, what cannot be, what has begun too early."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

import pytest
from smallrules import NOT_CLOSED, ON, SHORT, days, joined, order, procedure, reported, rules
from states import parsed, written

from shopexit import Grade, Lang, Platform, ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import evaluate
from shopexit.formats import FleetFormat, RenderOptions, fleet_renderer, formats_of, renderer
from shopexit.plan.actions import Phase, make_plan
from shopexit.report.build import build_report
from shopexit.report.model import Report
from shopexit.report.summary import summarise
from shopexit.report.totals import Shop, of_one

LATE = {"id": "late", "holds": {"orders.last_on": {"at_least_days_ago": 30}}}
WITHIN = {"takes": [{"days": [0, 20], "sources": ["rule"]}]}


def codes(report: Report) -> list[str]:
    """Return the codes of the warnings about the plan."""
    return [
        w.code for w in report.warnings if w.code not in ("calendar-estimated", "state-undated")
    ]


def milestone(report: Report, stage: str) -> Any:
    """Return the one milestone of a stage."""
    (found,) = (m for m in report.plan.milestones if m.stage == stage)
    return found


def in_every_format(book: Platform, values: Mapping[str, Any]) -> dict[str, str]:
    """Return all about a shop with these facts, by the format in which it is shown."""
    options = EvaluationOptions(ON)
    evaluation = evaluate(book, parsed(written("small", values), book), options)
    plan = make_plan(evaluation)
    report, summary = build_report(plan), summarise(plan, "state")
    shop = Shop(file="state", entry=None, summary=summary, report=report)
    fleet, how = of_one(shop, options), RenderOptions()
    shown = {name: renderer("report", name)(report, how) for name in formats_of("report")}
    for name in get_args(FleetFormat):
        form = fleet_renderer(name)
        items = [form.item(shop, options.lang)]
        shown[f"fleet in {name}"] = "".join(form.document(fleet, items, how))
    return shown


def settles(after: tuple[str, ...] = ()) -> Platform:
    """Return rules by which money is settled within 20 days of the last order."""
    finished = {"id": "finished", "holds": {"orders.open": 0}, "takes": "unknown"}
    settled = {"id": "settled", "holds": {"funds.pending": 0}, "since": "orders.last_on"}
    return rules(close=procedure(asks=[finished, settled | WITHIN | {"after": list(after)}]))


@pytest.mark.parametrize(
    ("last_on", "wanted"),
    [
        ("2026-11-12", ("2026-11-22", "2026-12-02")),  # 12 November + 20
        ("2026-11-02", ("2026-11-22", "2026-11-22")),  # the 20th day is today
        ("2026-11-01", ("2026-11-22", None)),  # it should be settled, and is not
        ("never", ("2026-11-22", "2026-12-12")),  # counted from today, for want of a day
    ],
)
def test_what_others_need_is_counted_from_the_day_the_rules_name(
    last_on: str, wanted: tuple[str, str | None]
) -> None:
    """Money is settled within 20 days of the last order, not of the day that is judged."""
    report = reported(settles(), {"funds.pending": 5, "orders.last_on": last_on})
    (clear,) = (a for a in report.plan.actions if a.phase is Phase.CLEAR)
    assert (str(clear.earliest), clear.latest and str(clear.latest)) == wanted
    assert clear.open_by == ("small/close/settled",) * (wanted[1] is None)


def test_how_long_others_need_is_told_where_it_is_cleared_and_not_where_it_is_asked() -> None:
    """To look a figure up takes nobody's time."""
    for given, phase in (({"funds.pending": 5}, Phase.CLEAR), ({}, Phase.FIND_OUT)):
        report = reported(settles(), {"orders.last_on": "2026-11-12", **given})
        (action,) = (a for a in report.plan.actions if a.phase is phase)
        assert bool(action.takes) is (phase is Phase.CLEAR)


def test_what_comes_after_another_requirement_waits_for_it() -> None:
    """While an order is open, nobody can say when the money for it is settled."""
    values = {"funds.pending": 5, "orders.last_on": "2026-11-12", "orders.open": 1}
    report = reported(settles(after=("finished",)), values)
    clear = {a.ref.rpartition("/")[2]: a for a in report.plan.actions if a.phase is Phase.CLEAR}
    assert (str(clear["settled"].earliest), clear["settled"].latest) == ("2026-11-22", None)
    assert clear["settled"].open_by == ("small/close/finished",)
    assert str(reported(settles(), values).plan.actions[1].latest) == "2026-12-02"


def test_a_requirement_comes_after_those_above_it_alone() -> None:
    """Else two could wait for each other."""
    with pytest.raises(ShopexitError) as caught:
        settles(after=("settled",))
    assert "settled is not" in caught.value.problems[0].in_words(Lang.EN)


def test_what_cannot_be_any_more_has_no_day_and_is_said_to_be_so() -> None:
    """A shop that has sold is not one that never has, however long it waits."""
    never = {"id": "unsold", "holds": {"orders.last_on": "never"}}
    book, values = rules(close=procedure(asks=[never], days=3)), {"orders.last_on": "2026-01-01"}
    report = reported(book, values)
    assert codes(report) == ["impossible"]
    assert report.plan.milestones == ()
    assert {(a.earliest, a.latest, a.estimated) for a in report.plan.actions} == {
        (None, None, False)
    }
    shown = in_every_format(book, values)
    assert len(shown) == len(formats_of("report")) + len(get_args(FleetFormat))
    for name, text in shown.items():
        assert text
        assert "9999" not in text, name


def test_of_orders_that_cannot_be_none_has_a_day() -> None:
    """The group says so by having none."""
    never = {"id": "unfiled", "holds": {"order.filed_on": "never"}}
    book = rules(each=procedure(asks=[never], subject="order"), shop=procedure())
    listing = [{"id": "1", "filed_on": "2026-11-01"}]
    (group,) = reported(book, {}, order_list=listing).plan.next
    assert (group.orders, group.earliest, group.latest) == (1, None, None)


def applying(**more: Any) -> dict[str, Any]:
    """Return a procedure in which the seller applies and the platform reviews for 5 days."""
    close: dict[str, Any] = procedure(asks=[LATE], **more)
    close["steps"][0] |= {
        "applies": True,
        "done_when": {"confirmed.applied": True},
        "done_on": "closing.applied_on",
    }
    review = {"id": "review", "who": "platform", "does": SHORT, "sources": ["rule"]}
    close["steps"].append(review | {"takes": [{"days": 5, "sources": ["rule"]}]})
    return close


APPLIED = {"confirmed.applied": True, "closing.applied_on": "2026-11-20"}
TO_APPLY = {"confirmed.applied": False, "orders.last_on": "2026-11-20"}


def test_once_applied_what_is_not_met_is_a_warning_and_holds_nothing_back() -> None:
    """The platform has taken the application; it may still turn it down over it."""
    calm = reported(rules(close=applying()), APPLIED | {"orders.last_on": "2026-10-01"})
    assert (calm.verdict, codes(calm)) == ("under-way", [])
    late = reported(rules(close=applying()), APPLIED | {"orders.last_on": "2026-11-10"})
    assert (late.verdict, codes(late)) == ("under-way", ["applied-unmet"])
    assert {finding.outcome for finding in late.findings} == {"passed"}
    for report in (calm, late):
        assert str(milestone(report, "finish").latest) == "2026-11-25"


@pytest.mark.parametrize(
    ("first", "is_joined"),
    [
        (procedure(), True),
        (procedure(when={"orders.open": {"at_least": 1}}), False),  # no order is open
    ],
)
def test_what_a_running_application_needs_of_another_procedure_is_planned_beside_it(
    first: dict[str, Any], is_joined: bool
) -> None:
    """If that can be done for this shop; the application waits for nothing."""
    close = applying()
    close["requirements"][0] |= {"holds": {"funds.deposit": 0}, "cleared_by": "first"}
    report = reported(rules(close=close, first=first), APPLIED | {"funds.deposit": 5})
    assert joined(report) == ({"first"} if is_joined else set())
    ends = [
        m.latest for m in report.plan.milestones if (m.procedure, m.stage) == ("close", "finish")
    ]
    assert [*map(str, ends)] == ["2026-11-25"]


def test_once_applied_what_is_not_known_is_a_warning_and_holds_nothing_back() -> None:
    """The platform has let it pass, or will ask."""
    report = reported(rules(close=applying()), APPLIED)
    assert (report.verdict, codes(report)) == ("under-way", ["applied-missing"])
    assert str(milestone(report, "finish").latest) == "2026-11-25"


def lapsing(day: int | list[int]) -> Platform:
    """Return rules by which the shop is released some days after its last order."""
    lapse: dict[str, Any] = {"id": "lapse", "says": SHORT, "fix": SHORT, "sources": ["rule"]}
    lapse |= {"since": "orders.last_on", "takes": [{"days": day, "sources": ["rule"]}]}
    return rules(close=procedure(asks=[LATE], by_itself=[lapse]))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        # 20 November + 29; it can be closed on the 20th
        (29, "this will happen before you are finished (2026-12-19): short"),
        (2, "today is the last day before this happens: short"),
        ([1, 9], "this can happen any day now (since 2026-11-21): short"),
        (1, "this may already have happened (2026-11-21): short"),
        # Of a limit no soonest day is known, but the last one is.
        ([0, 29], "this will happen before you are finished (by 2026-12-19): short"),
        ([0, 1], "this may already have happened (2026-11-21): short"),
        (30, None),
    ],
)
def test_what_happens_by_itself_before_the_seller_is_done_is_warned_about(
    day: int | list[int], said: str | None
) -> None:
    """A shop that is released on the 19th cannot be closed on the 20th."""
    report = reported(lapsing(day), {"orders.last_on": "2026-11-20"})
    assert [w.says.en for w in report.warnings if w.code == "happens-first"] == [said] * bool(said)


def test_what_the_platform_does_to_orders_by_today_is_told_once_for_all_of_them(
    rules_of: Mapping[str, Platform],
) -> None:
    """It agrees to a refund 3 days after the buyer's application if the supplier says nothing."""
    filed = ["2026-11-18", "2026-11-17", "2026-11-19", "2026-11-20"]
    asked = {"status": "shipped", "refund_filed": True, "supplier_decision": "waiting"}
    orders = [{"id": f"A{i}", **asked, "refund_filed_on": day} for i, day in enumerate(filed)]
    state = {"platform": "1688", "profile": {"role": "seller"}, "order_list": orders}
    rules = rules_of["1688"]
    report = check(rules, parsed(json.dumps(state).encode(), rules), EvaluationOptions(on=ON))

    what = "If you have not answered the buyer's application in time, the system agrees by itself"
    assert [w.says.en for w in report.warnings if w.code == "orders-overtaken"] == [
        f"today is the last day before this happens: {what} (order A2)",
        f"this may already have happened (2026-11-20): {what} (orders A0, A1)",
    ]


def test_an_overdue_wait_is_warned_about() -> None:
    """Applied for on 1 November, for 5 days."""
    values = APPLIED | {"orders.last_on": "2026-10-01", "closing.applied_on": "2026-11-01"}
    report = reported(rules(close=applying()), values)
    assert (report.verdict, codes(report)) == ("overdue", ["overdue"])
    (told,) = (warned.says.en for warned in report.warnings if warned.code == "overdue")
    assert told == ('ask the platform\'s customer service about "short", due by 2026-11-06')


@pytest.mark.parametrize(("on", "verdict"), [(22, "under-way"), (23, "overdue")])
def test_a_wait_in_hours_is_late_only_when_the_day_is_over_on_which_they_end(
    on: int, verdict: str
) -> None:
    """25 hours from some hour of 20 November end on the 21st or the 22nd."""
    close = applying()
    close["steps"][-1]["takes"] = [{"hours": 25, "sources": ["rule"]}]
    values = APPLIED | {"orders.last_on": "2026-10-01", "closing.applied_on": "2026-11-20"}
    assert reported(rules(close=close), values, on=date(2026, 11, on)).verdict == verdict


def brings(**values: Any) -> Mapping[str, Any]:
    """Return what a procedure brings about, as a rule file says it."""
    return {"brings": {fact.replace("__", "."): value for fact, value in values.items()}}


def test_what_follows_a_procedure_is_planned_by_what_that_brings_about() -> None:
    """A step for open shops is no part of a plan that closes the shop first."""
    fetch = procedure("close", days=2, returns="funds.deposit")
    for_open: dict[str, Any] = {"id": "open-only", "who": "seller", "does": SHORT}
    for_open["sources"] = ["rule"]
    fetch["steps"].append(for_open | {"when": {"closing.status": "not_applied"}})
    for brought, steps in (
        ({}, ["act", "act", "open-only"]),
        (
            brings(closing__status="approved"),
            ["act", "act"],
        ),
    ):
        book = rules(close=procedure(days=10, **brought), fetch=fetch)
        report = reported(book, NOT_CLOSED | {"funds.deposit": 5})
        actions = [a.ref.rpartition("/")[2] for a in report.plan.actions if a.phase is Phase.APPLY]
        assert actions == steps
        # It still waits for the procedure that brings it about.
        assert days(report, "fetch") == ("2026-12-04", "2026-12-04")
        assert joined(report) == {"fetch"}


def test_trust_changes_no_order() -> None:
    """What `trust` makes advice of still has to come first; no end is sure then."""
    book = rules(last=procedure("first", days=1), first=procedure(days=10))
    state = parsed(b'{"platform": "small", "closing": {"status": "not_applied"}}', book)
    lowered = check(book, state, EvaluationOptions(on=ON, trust=Grade.LAW))
    assert [finding.level for finding in lowered.findings] == ["should"]
    assert order(lowered) == ["first", "last"]
    assert days(lowered, "last") == ("2026-12-03", "None")


def test_what_a_procedure_brings_is_a_value() -> None:
    """Not a condition."""
    with pytest.raises(ShopexitError) as caught:
        rules(close=procedure(brings={"orders.open": {"at_most": 3}}))
    assert "write a value, not a comparison" in caught.value.problems[0].in_words(Lang.EN)


def test_the_reason_for_the_last_day_is_named() -> None:
    """The order holds the first day back, the review the last."""
    report = reported(rules(close=applying()), TO_APPLY, as_of=str(ON))
    finish = milestone(report, "finish")
    assert (str(finish.earliest), str(finish.latest)) == ("2026-12-25", "2026-12-25")
    assert finish.held_by.ref == "small/close/late"
    close = applying()
    close["steps"][1]["takes"] = [{"days": [1, 5], "sources": ["rule"]}]
    finish = milestone(reported(rules(close=close), TO_APPLY, as_of=str(ON)), "finish")
    assert (finish.held_by.ref, finish.late_by.ref) == ("small/close/late", "small/close/review")
    assert finish.late_by.says.en == "short (by 2026-12-25)"
