"""What is done or has begun is where a plan starts from."""

from datetime import date
from typing import Any

import pytest
from calendarplans import (
    IN_REVIEW,
    OLD,
    ON,
    TOLD,
    WAITS,
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
from states import parsed, written

from shopexit import ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.plan.milestones import Stage


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
            {"done": [{"step": "waits/leave/apply", "on": "2026-11-18"}]},
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
            {"closing.status": None},
            {"done": ["waits/leave/apply"]},
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
            {"closing.status": "approved"},
            {"done": [{"step": "waits/leave/review", "on": "2026-11-19"}]},
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


def test_what_is_not_met_once_the_application_is_in_changes_no_day() -> None:
    """The platform has taken it: the review runs from the day it was handed in."""
    report = reported(IN_REVIEW | {"closing.applied_on": "2026-11-20", "orders.open": 1})
    assert spans(report, "review") == [("2026-11-25", "2026-12-01")]
    assert held(found(report, "review")) == "review"


def test_the_start_of_a_wait_is_shown_where_it_is_known() -> None:
    """The day it began, the day it is to begin, or nothing."""
    assert str(found(reported(OLD), "review").starts) == ON
    known = reported(IN_REVIEW | {"closing.applied_on": "2026-11-20"})
    assert str(found(known, "review").starts) == "2026-11-20"
    assert found(reported(IN_REVIEW), "review").starts is None
    assert all(claim.earliest is None for claim in found(reported(IN_REVIEW), "review").claims)


def test_a_step_said_to_be_done_after_the_day_that_is_judged_is_refused() -> None:
    """It has not happened yet; on its own day it has."""
    done = [{"step": "waits/leave/apply", "on": "2026-11-20"}]
    values = OLD | {"notice.published_on": "2026-10-01", "orders.last_on": "2026-10-01"}
    del values["closing.status"]
    state = parsed(written("waits", values, as_of=ON, done=done), WAITS)
    assert found(check(WAITS, state, EvaluationOptions(on=date(2026, 11, 20))), "apply").done
    with pytest.raises(ShopexitError, match=r"2026-11-20 is after the date of the check"):
        check(WAITS, state, EvaluationOptions(on=date(2026, 11, 19)))


@pytest.mark.parametrize(
    ("on", "overdue"), [("2026-11-10", False), ("2026-11-11", False), ("2026-11-12", True)]
)
def test_a_wait_past_its_latest_day_is_overdue(on: str, overdue: bool) -> None:
    """Applied on Monday 2 November, 7 working days: 3 to 6, 9, 10, 11 November."""
    report = reported(IN_REVIEW | {"closing.applied_on": "2026-11-02"}, on=on)
    review = found(report, "review")
    assert (review.due == date(2026, 11, 11)) is overdue
    assert _days(review) == ((None, None) if overdue else (on, "2026-11-11"))
    assert open_by(review) == (["review"] if overdue else [])
    assert open_by(found(report, "pay-out")) == (["review"] if overdue else [])
    assert ("overdue" in codes(report)) is overdue


def test_a_step_that_is_done_has_its_day_and_its_claims_have_none() -> None:
    """How long it might have taken matters to nobody."""
    done = [{"step": "waits/leave/review", "on": "2026-11-19"}]
    review = found(reported(OLD | {"closing.status": "approved"}, done=done), "review")
    assert [claim.earliest for claim in review.claims] == [None, None]


def test_an_application_that_is_still_to_come_is_not_done() -> None:
    """Nor is anything after it."""
    ahead = {m.stage: m.done for m in reported(OLD).plan.milestones}
    assert Stage.APPLY in ahead
    assert not any(ahead.values())


def test_the_seller_applies_until_the_platform_has_begun() -> None:
    """With what he does first; what is left for him after that is no application."""
    packed = reported(TOLD, "patient", done=["waits/patient/pack"])
    assert ("patient", Stage.APPLY) in milestones(packed)
    abroad = TOLD | {"profile.region": "abroad"}
    begun = reported(abroad, "patient", done=["waits/patient/abroad-form"])
    assert not found(begun, "send").done
    assert ("patient", Stage.APPLY) not in milestones(begun)


def test_what_is_owed_afterwards_is_counted_from_the_last_step() -> None:
    """1095 days from 26 November or 6 December 2026, over 29 February 2028."""
    report = reported(OLD)
    assert spans(report, "keep-books") == [("2029-11-25", "2029-12-05")]
