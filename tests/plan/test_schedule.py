"""Whole plans, reckoned by hand from the rules of tests/rulebook/calendar.yaml."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from calendarplans import (
    CALENDAR,
    IN_REVIEW,
    OLD,
    ON,
    TOLD,
    Days,
    _days,
    codes,
    found,
    held,
    milestones,
    open_by,
    reported,
    spans,
)
from daysoff import skip_if_announced
from states import written

from shopexit import Rules, ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions, judge
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage


@pytest.mark.parametrize(
    ("on", "values", "wanted"),
    [
        # 10 November + 30 = 10 December; 20 November + 30 = 20 December, a Sunday, which decides;
        # 15 December 2025 + 365 = 15 December. Then 21, 22, 23 and 24, 25, 28, 29 December.
        (
            ON,
            {
                "notice.published_on": "2026-11-10",
                "orders.last_on": "2026-11-20",
                "contract.begun_on": "2025-12-15",
            },
            [
                ("2026-12-20", "2026-12-20"),
                ("2026-12-23", "2026-12-29"),
                ("2026-12-24", "2027-01-03"),
            ],
        ),
        # The contract decides: 1 December 2025 + 365 = 1 December 2026, a Tuesday: 2, 3, 4 and 7
        # to 10 December.
        (
            ON,
            {"contract.begun_on": "2025-12-01", "orders.last_on": "2026-10-25"},
            [
                ("2026-12-01", "2026-12-01"),
                ("2026-12-04", "2026-12-10"),
                ("2026-12-05", "2026-12-15"),
            ],
        ),
        # Before National Day: 31 August + 30 = 30 September; worked are 8, 9, 10 and 12 to 15
        # October.
        (
            "2026-09-10",
            {"notice.published_on": "2026-08-31", "orders.last_on": "2026-08-25"},
            [
                ("2026-09-30", "2026-09-30"),
                ("2026-10-10", "2026-10-15"),
                ("2026-10-11", "2026-10-20"),
            ],
        ),
        # Before Spring Festival: 15 January + 30 = 14 February; worked are 24, 25, 26, 27, 28
        # February, 2 and 3 March.
        (
            "2026-01-20",
            {"notice.published_on": "2026-01-15", "orders.last_on": "2026-01-10"},
            [
                ("2026-02-14", "2026-02-14"),
                ("2026-02-26", "2026-03-03"),
                ("2026-02-27", "2026-03-08"),
            ],
        ),
        # An open order takes 2 to 5 working days from Wednesday 23 September: 24, 28 and 29, 30
        # September, 8 October. 30 days on: 28 October and 7 November, a Saturday. Then 29, 30
        # October, 2 November; and 9 to 13, 16, 17 November.
        (
            "2026-09-23",
            {
                "orders.open": 2,
                "notice.published_on": "2026-08-01",
                "orders.last_on": "2026-08-01",
            },
            [
                ("2026-10-28", "2026-11-07"),
                ("2026-11-02", "2026-11-17"),
                ("2026-11-03", "2026-11-22"),
            ],
        ),
        # Everything has run out: today, then 23, 24, 25 and 26, 27, 30 November, 1 December.
        (
            ON,
            {},
            [
                ("2026-11-22", "2026-11-22"),
                ("2026-11-25", "2026-12-01"),
                ("2026-11-26", "2026-12-06"),
            ],
        ),
        # Nobody knows since when the notice is up: the end is open, the beginning is not.
        (
            ON,
            {"notice.published_on": None},
            [("2026-11-22", None), ("2026-11-25", None), ("2026-11-26", None)],
        ),
        # Nor whether orders are open: no sooner than 20 November + 30.
        (
            ON,
            {"orders.open": None, "orders.last_on": "2026-11-20"},
            [("2026-12-20", None), ("2026-12-23", None), ("2026-12-24", None)],
        ),
    ],
)
def test_requirements_are_waited_for_side_by_side_and_steps_one_after_the_other(
    on: str, values: dict[str, Any], wanted: list[Days]
) -> None:
    """The last requirement decides when to apply; the milestones and the money say the same."""
    report = reported(OLD | values, on=on)
    assert spans(report, "apply", "review", "pay-out") == wanted
    keys = [("leave", stage) for stage in (Stage.APPLY, Stage.FINISH, Stage.MONEY)]
    assert milestones(report) == dict(zip(keys, wanted, strict=True))
    (deposit,) = (each for each in report.money.sums if each.fact == "funds.deposit")
    assert _days(deposit) == wanted[-1]
    assert (deposit.ref, deposit.into) == ("calendar/leave/pay-out", found(report, "pay-out").into)
    assert not report.plan.estimated_years


@pytest.mark.parametrize(
    ("on", "notice", "year", "wanted"),
    [
        # 5 January + 30 = 4 February, the last day before Spring Festival 2027. With 5 to 10
        # February off: 11, 12, 15 and 16, 17, 18, 19 February.
        ("2027-01-10", "2027-01-05", 2027, [("2027-02-15", "2027-02-19")]),
        # 29 December + 30 = Saturday 28 January. With 29 January to 2 February off: 3, 6, 7 and
        # 8, 9, 10, 13 February.
        ("2090-01-20", "2089-12-29", 2090, [("2090-02-07", "2090-02-13")]),
    ],
)
def test_working_days_of_a_year_not_announced_are_flagged(
    on: str, notice: str, year: int, wanted: list[Days]
) -> None:
    """On the step, on what rests on it, in the list of years and in a warning."""
    skip_if_announced(date.fromisoformat(on))
    report = reported(OLD | {"notice.published_on": notice}, on=on)
    assert spans(report, "review") == wanted
    estimated = {a.ref.split("/")[-1] for a in report.plan.actions if a.estimated}
    assert estimated == {"review", "pay-out", "keep-books"}
    assert {m.stage for m in report.plan.milestones if m.estimated} == {Stage.FINISH, Stage.MONEY}
    assert report.plan.estimated_years == (year,)
    (warned,) = (w.says for w in report.warnings if w.code == "calendar-estimated")
    assert str(year) in warned.zh
    assert str(year) in warned.en


def test_what_decides_is_named() -> None:
    """By the requirement that is met last, on all that waits for it."""
    report = reported(OLD | {"orders.last_on": "2026-11-20", "notice.published_on": "2026-11-10"})
    assert [held(found(report, name)) for name in ("notice", "quiet", "apply", "pay-out")] == [
        "notice",
        "quiet",
        "quiet",
        "quiet",
    ]
    (first, *_) = report.plan.milestones
    assert first.held_by
    assert "2026-11-20" in first.held_by.says.en
    assert "2026-12-20" in first.held_by.says.zh


def test_what_leaves_the_end_open_is_named() -> None:
    """Each fact that is missing, once; and the days of the sum say so too."""
    report = reported(OLD | {"orders.open": None, "notice.published_on": None})
    assert open_by(found(report, "pay-out")) == ["notice", "quiet"]
    (deposit,) = (each for each in report.money.sums if each.fact == "funds.deposit")
    assert [reason.ref for reason in deposit.open_by] == [
        reason.ref for reason in found(report, "pay-out").open_by
    ]


def test_what_is_disputed_may_not_be_asked_for_at_all() -> None:
    """At the soonest today, at the latest as if it were: 20 November + 30."""
    report = reported({"orders.last_on": "2026-11-20"}, "argue")
    assert spans(report, "press", "silence", "last") == [
        ("2026-11-22", "2026-12-20"),
        ("2026-11-22", None),
        ("2026-11-23", None),  # 24 hours at the soonest
    ]
    assert open_by(found(report, "last")) == ["silence"]
    answers = {"calendar/argue/maybe": {"required": True}}
    settled = reported({"orders.last_on": "2026-11-20"}, "argue", answers=answers)
    assert spans(settled, "press") == [("2026-12-20", "2026-12-20")]
    answers = {"calendar/argue/maybe": {"required": False}}
    settled = reported({"orders.last_on": "2026-11-20"}, "argue", answers=answers)
    assert spans(settled, "press") == [("2026-11-22", "2026-11-22")]


def test_what_is_waived_is_not_waited_for() -> None:
    """Somebody answers for it."""
    waivers = [{"requirement": "calendar/leave/notice", "reason": "r", "by": "b"}]
    report = reported(OLD | {"notice.published_on": "2026-11-20"}, waivers=waivers)
    assert spans(report, "apply") == [("2026-11-22", "2026-11-22")]


@pytest.mark.parametrize(
    ("values", "more", "wanted"),
    [
        # Applied on Friday 20 November: 23, 24, 25 and 26, 27, 30 November, 1 December.
        (
            {"closing.applied_on": "2026-11-20"},
            {},
            [("2026-11-25", "2026-12-01"), ("2026-11-26", "2026-12-06")],
        ),
        # On Wednesday 18 November: 19, 20, 23 and 24 to 27 November. The list goes before facts.
        (
            {"closing.applied_on": "2026-11-20"},
            {"done": [{"step": "calendar/leave/apply", "on": "2026-11-18"}]},
            [("2026-11-23", "2026-11-27"), ("2026-11-24", "2026-12-02")],
        ),
        # On Thursday 12 November: 13, 16, 17, which is past, and 18, 19, 20, 23 November.
        (
            {"closing.applied_on": "2026-11-12"},
            {},
            [("2026-11-22", "2026-11-23"), ("2026-11-23", "2026-11-28")],
        ),
        # Nobody knows when: it may end today, and has begun today at the latest.
        ({}, {}, [("2026-11-22", "2026-12-01"), ("2026-11-23", "2026-12-06")]),
        (
            {"closing.status": "open"},
            {"done": ["calendar/leave/apply"]},
            [("2026-11-22", "2026-12-01"), ("2026-11-23", "2026-12-06")],
        ),
        # `never` is no day.
        (
            {"closing.applied_on": "never"},
            {},
            [("2026-11-22", "2026-12-01"), ("2026-11-23", "2026-12-06")],
        ),
        # The review ended on 19 November: 1 to 5 days from then. Or nobody knows when.
        (
            {},
            {"done": [{"step": "calendar/leave/review", "on": "2026-11-19"}]},
            [("2026-11-19", "2026-11-19"), ("2026-11-22", "2026-11-24")],
        ),
        ({"closing.status": "approved"}, {}, [(None, None), ("2026-11-22", "2026-11-27")]),
    ],
)
def test_what_is_done_is_where_the_plan_starts_from(
    values: dict[str, Any], more: dict[str, Any], wanted: list[Days]
) -> None:
    """A wait that runs is counted from the day it began, and is never over before today."""
    report = reported(IN_REVIEW | values, **more)
    assert spans(report, "review", "pay-out") == wanted
    assert found(report, "apply").done
    assert Stage.APPLY not in {m.stage for m in report.plan.milestones}
    assert "overdue" not in codes(report)


def test_a_wait_that_runs_does_not_ask_the_seller_to_apply_again() -> None:
    """The review runs; but while a requirement is not met, the platform may turn it down."""
    report = reported(IN_REVIEW | {"closing.applied_on": "2026-11-20", "orders.open": 1})
    # The open order can end on 24 November, the day that is judged, and then 30 days have to pass.
    assert spans(report, "review") == [("2026-12-24", "2026-12-27")]
    assert held(found(report, "review")) == "quiet"


def test_the_start_of_a_wait_is_shown_where_it_is_known() -> None:
    """The day it began, the day it is to begin, or nothing."""
    assert str(found(reported(OLD), "review").starts) == ON
    known = reported(IN_REVIEW | {"closing.applied_on": "2026-11-20"})
    assert str(found(known, "review").starts) == "2026-11-20"
    assert found(reported(IN_REVIEW), "review").starts is None
    assert all(claim.earliest is None for claim in found(reported(IN_REVIEW), "review").claims)


def test_a_step_said_to_be_done_after_the_day_that_is_judged_is_refused() -> None:
    """It has not happened yet; on its own day it has."""
    done = [{"step": "calendar/leave/apply", "on": "2026-11-20"}]
    values = OLD | {"notice.published_on": "2026-10-01", "orders.last_on": "2026-10-01"}
    state = CALENDAR.parse_state(written("calendar", values, as_of=ON, done=done))
    assert found(check(CALENDAR, state, on=date(2026, 11, 20)), "apply").done
    with pytest.raises(ShopexitError, match=r"2026-11-20 lies after the day that is judged"):
        check(CALENDAR, state, on=date(2026, 11, 19))


def test_what_is_kept_of_a_requirement_answers_only_what_was_asked() -> None:
    """One fact not given and not known, and two claims of which one is heard, look much alike."""
    state = CALENDAR.parse_state(written("calendar", {}, as_of=ON))
    (case,) = judge(CALENDAR.platform, ["leave"], state, EvaluationOptions(date.fromisoformat(ON)))
    notice = next(each for each in case.findings if each.ref == "calendar/leave/notice")
    wait = CALENDAR.platform.wait(notice.requirement, (False, True))
    assert case.lacks(notice) == ("notice.published_on",)
    assert wait.published is False


@pytest.mark.parametrize(
    ("on", "days"),
    [
        ("2026-11-22", ("2026-12-22", "2026-12-22")),  # the review may be over before the 30 days
        ("2026-12-22", ("2026-12-22", "2026-12-31")),  # or be counted from today: 7 working days
    ],
)
def test_once_applied_what_is_not_known_is_let_pass_beside_a_date_too(on: str, days: Days) -> None:
    """Nobody says whether an order is open; the day of the last one alone is waited for."""
    report = reported({"closing.status": "in_review", "orders.last_on": "2026-11-22"}, on=on)
    assert milestones(report)["leave", "finish"] == days


@pytest.mark.parametrize(
    ("on", "overdue"), [("2026-11-10", False), ("2026-11-11", False), ("2026-11-12", True)]
)
def test_a_wait_past_its_latest_day_is_overdue(on: str, overdue: bool) -> None:
    """Applied on Monday 2 November, 7 working days: 3 to 6, 9, 10, 11 November."""
    report = reported(IN_REVIEW | {"closing.applied_on": "2026-11-02"}, on=on)
    review = found(report, "review")
    assert (review.due == date(2026, 11, 11)) is overdue
    assert _days(review) == (on, None if overdue else "2026-11-11")
    assert open_by(review) == (["review"] if overdue else [])
    assert open_by(found(report, "pay-out")) == (["review"] if overdue else [])
    assert ("overdue" in codes(report)) is overdue


def test_every_claim_has_days_of_its_own_and_the_best_are_planned_with() -> None:
    """7 working days by the rule, 60 days by a guide: 22 November + 60 = 21 January."""
    claims = found(reported(OLD), "review").claims
    assert [(c.planned, *_days(c)) for c in claims] == [
        (True, "2026-11-25", "2026-12-01"),
        (False, "2027-01-21", "2027-01-21"),
    ]


def test_a_step_that_is_done_has_its_day_and_its_claims_have_none() -> None:
    """How long it might have taken matters to nobody."""
    done = [{"step": "calendar/leave/review", "on": "2026-11-19"}]
    review = found(reported(IN_REVIEW, done=done), "review")
    assert [claim.earliest for claim in review.claims] == [None, None]


def test_the_seller_applies_until_the_platform_has_begun() -> None:
    """With what he does first; what is left for him after that is no application."""
    packed = reported(TOLD, "patient", done=["calendar/patient/pack"])
    assert ("patient", Stage.APPLY) in milestones(packed)
    abroad = TOLD | {"profile.region": "abroad"}
    begun = reported(abroad, "patient", done=["calendar/patient/abroad-form"])
    assert not found(begun, "send").done
    assert ("patient", Stage.APPLY) not in milestones(begun)


def test_what_is_owed_afterwards_is_counted_from_the_last_step() -> None:
    """1095 days from 26 November or 6 December 2026, over 29 February 2028."""
    report = reported(OLD)
    assert spans(report, "keep-books") == [("2029-11-25", "2029-12-05")]


def test_what_a_procedure_needs_stands_before_it() -> None:
    """Shut: 1 to 4 days for the orders, 2 to 6 for the review; then fetch: 3 working days.

    23 to 26 November, then 25 November to 2 December; then 26, 27, 30 November or 3, 4, 7
    December. The orders are cleared once, though both ask for it.
    """
    values = {"closing.status": "open", "orders.open": 1, "funds.balance": 250.5}
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
    values = {"closing.status": "open", "orders.open": 0, "funds.balance": 1}
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
            ("2026-11-23", "2026-11-28"),
            ("2026-11-23", "2026-11-29"),
            (None, None),
        ),
        # Filed on 20 November: 5 days are 25 November.
        (
            {"order.placed_on": "2026-11-01", "order.filed": True, "order.filed_on": "2026-11-20"},
            ("2026-11-20", "2026-11-20"),
            ("2026-11-22", "2026-11-25"),
            ("2026-11-22", "2026-11-26"),
            ("2026-11-25", "2026-11-25"),
        ),
        # Filed, nobody knows when: 5 days from today at the latest.
        (
            {"order.placed_on": "2026-11-01", "order.filed": True},
            (None, None),
            ("2026-11-22", "2026-11-27"),
            ("2026-11-22", "2026-11-28"),
            (None, None),
        ),
        # Filed on 10 November: overdue since the 15th, the answer and the silence.
        (
            {"order.placed_on": "2026-11-01", "order.filed": True, "order.filed_on": "2026-11-10"},
            ("2026-11-10", "2026-11-10"),
            ("2026-11-22", None),
            ("2026-11-22", None),
            ("2026-11-22", None),
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
    (reason,) = found(report, "file").open_by
    assert reason.ref == "calendar/refund/young"
    assert reason.says.en == "not given: placed on"


def test_what_is_next_for_orders_is_open_if_it_is_for_one_of_them() -> None:
    """And each order has its own reasons."""
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
    wanted = [("answer", 2, "12.50", 0, "2026-11-22", None)]
    wanted += [("young", 2, None, 2, "2026-11-23", "2026-11-24")]  # type: ignore[list-item]
    assert [
        (n.ref.split("/")[-1], n.orders, n.amount, n.without_amount, *_days(n))
        for n in report.plan.next
    ] == wanted
    young = {a.order: a for a in report.plan.actions if a.ref.endswith("young")}
    for order, placed in (("new", "2026-11-20"), ("newer", "2026-11-21")):
        reason = young[order].held_by
        assert reason
        assert placed in reason.says.en


def test_a_step_may_wait_for_something_of_its_own() -> None:
    """The notice of 10 November + 30 holds back what is sent in, not what is packed."""
    report = reported(TOLD | {"notice.published_on": "2026-11-10"}, "patient")
    assert spans(report, "pack", "send", "settle") == [
        ("2026-11-22", "2026-11-22"),
        ("2026-12-10", "2026-12-10"),
        ("2026-12-12", "2026-12-14"),
    ]
    assert [held(found(report, n)) for n in ("pack", "send", "settle")] == [None, "send", "send"]
    unknown = reported(TOLD | {"notice.published_on": None}, "patient")
    assert spans(unknown, "send", "settle") == [("2026-11-22", None), ("2026-11-24", None)]
    assert open_by(found(unknown, "settle")) == ["send"]


@pytest.mark.parametrize(
    ("applied", "done", "wanted"),
    [
        # Everything before is done: 2 to 4 days from 20 November.
        ("2026-11-20", ["calendar/patient/send"], ("2026-11-22", "2026-11-24")),
        # 2 to 4 days from 21 November.
        ("2026-11-21", ["calendar/patient/send"], ("2026-11-23", "2026-11-25")),
        # Nothing is known but that it is sent in.
        (None, ["calendar/patient/send"], ("2026-11-22", "2026-11-26")),
        # Nothing is done: it is settled after it is sent in, today.
        (None, [], ("2026-11-24", "2026-11-26")),
        ("2026-11-20", [], ("2026-11-24", "2026-11-26")),
    ],
)
def test_a_wait_may_be_counted_from_a_day_that_a_fact_tells(
    applied: str | None, done: list[str], wanted: Days
) -> None:
    """But it does not run before the steps ahead of it are done."""
    report = reported(TOLD | {"closing.applied_on": applied}, "patient", done=done)
    assert spans(report, "settle") == [wanted]
    assert "overdue" not in codes(report)


def test_a_step_that_may_not_apply_may_take_no_time() -> None:
    """At the latest it takes its 10 days, to 2 December; abroad it takes them in any case."""
    unknown = reported(TOLD | {"profile.region": None}, "patient")
    assert spans(unknown, "abroad-form", "send", "settle") == [
        ("2026-11-22", "2026-12-02"),
        ("2026-11-22", "2026-12-02"),
        ("2026-11-24", "2026-12-06"),
    ]
    assert found(unknown, "abroad-form").may_apply
    abroad = reported(TOLD | {"profile.region": "abroad"}, "patient")
    assert spans(abroad, "abroad-form", "send") == [
        ("2026-12-02", "2026-12-02"),
        ("2026-12-02", "2026-12-02"),
    ]
    with pytest.raises(ValueError, match="not enough"):
        found(reported(TOLD, "patient"), "abroad-form")


def test_a_step_that_may_not_apply_is_not_called_overdue() -> None:
    """Yet nobody can say when it ends, for it may be."""
    done = [{"step": "calendar/patient/pack", "on": "2026-11-10"}]
    unknown = reported(TOLD | {"profile.region": None}, "patient", done=done)
    assert found(unknown, "abroad-form").due is None
    assert spans(unknown, "abroad-form", "settle") == [("2026-11-22", None), ("2026-11-24", None)]
    assert open_by(found(unknown, "settle")) == ["abroad-form"]
    abroad = reported(TOLD | {"profile.region": "abroad"}, "patient", done=done)
    assert str(found(abroad, "abroad-form").due) == "2026-11-20"


def test_a_step_that_may_not_apply_may_be_passed_while_it_runs() -> None:
    """Packed on 20 November: today at the soonest, 30 November at the latest."""
    done = [{"step": "calendar/patient/pack", "on": "2026-11-20"}]
    report = reported(TOLD | {"profile.region": None}, "patient", done=done)
    assert spans(report, "abroad-form", "send") == [("2026-11-22", "2026-11-30")] * 2


def test_what_others_have_to_do_and_nobody_knows_how_long_leaves_the_end_open() -> None:
    """And advice holds nothing up: its year ends in October 2027."""
    values = TOLD | {"confirmed.applied": False, "orders.refunded_on": "2026-10-01"}
    report = reported(values, "patient")
    assert spans(report, "told", "pack", "advice") == [
        ("2026-11-22", None),
        ("2026-11-22", None),
        ("2027-10-01", "2027-10-01"),
    ]
    assert open_by(found(report, "settle")) == ["told"]
    assert found(report, "advice").optional


def test_the_notice_of_a_kuaishou_shop_clears_30_days_after_it_went_up(
    rules_of: Mapping[str, Rules],
) -> None:
    """10 November + 30 = 10 December, and nobody can apply before."""
    rules = rules_of["kuaishou"]
    values = {"notice.published_on": "2026-11-10"}
    report = check(rules, rules.parse_state(written("kuaishou", values)), on=date(2026, 11, 22))
    notice = {f.ref for f in report.findings if f.has.get("notice.published_on")}
    cleared = [a for a in report.plan.actions if a.ref in notice and a.phase is Phase.CLEAR]
    assert [_days(action) for action in cleared] == [("2026-12-10", "2026-12-10")]
    first = report.plan.milestones[0]
    assert (first.stage, _days(first)) == (Stage.APPLY, ("2026-12-10", None))
