"""The days of steps that wait for something of their own, or may not apply."""

import pytest
from calendarplans import TOLD, Days, codes, found, held, open_by, reported, spans


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
        ("2026-11-20", ["waits/patient/send"], ("2026-11-22", "2026-11-24")),
        # 2 to 4 days from 21 November.
        ("2026-11-21", ["waits/patient/send"], ("2026-11-23", "2026-11-25")),
        # Nothing is known but that it is sent in.
        (None, ["waits/patient/send"], ("2026-11-22", "2026-11-26")),
        # Nothing is done: it is settled after it is sent in, today.
        (None, [], ("2026-11-24", "2026-11-26")),
        # Nor is anything else, but the time is counted from 20 November all the same.
        ("2026-11-20", [], ("2026-11-22", "2026-11-24")),
    ],
)
def test_a_wait_may_be_counted_from_a_day_that_a_fact_tells(
    applied: str | None, done: list[str], wanted: Days
) -> None:
    """And runs from it, whatever is still to do besides; if it may end today, nothing holds it."""
    report = reported(TOLD | {"closing.applied_on": applied}, "patient", done=done)
    assert spans(report, "settle") == [wanted]
    assert held(found(report, "settle")) == (None if wanted[0] == "2026-11-22" else "settle")
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
    at_home = reported(TOLD, "patient").plan.actions
    assert not [action for action in at_home if action.ref.endswith("/abroad-form")]


def test_a_step_that_may_not_apply_makes_no_shop_overdue() -> None:
    """Yet nobody can say when it ends, for it may be late, and is asked about."""
    done = [{"step": "waits/patient/pack", "on": "2026-11-10"}]
    unknown = reported(TOLD | {"profile.region": None}, "patient", done=done)
    assert unknown.verdict != "overdue"
    assert str(found(unknown, "abroad-form").due) == "2026-11-20"
    assert spans(unknown, "abroad-form", "settle") == [(None, None)] * 2
    assert open_by(found(unknown, "settle")) == ["abroad-form"]
    abroad = reported(TOLD | {"profile.region": "abroad"}, "patient", done=done)
    assert str(found(abroad, "abroad-form").due) == "2026-11-20"


def test_a_step_that_may_not_apply_may_be_passed_while_it_runs() -> None:
    """Packed on 20 November: today at the soonest, 30 November at the latest."""
    done = [{"step": "waits/patient/pack", "on": "2026-11-20"}]
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
