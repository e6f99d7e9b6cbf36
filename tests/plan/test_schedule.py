"""Whole plans, reckoned by hand from the rules of tests/rulebook/waits.yaml."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from calendarplans import OLD, ON, Days, _days, found, held, milestones, open_by, reported, spans
from daysoff import skip_if_announced
from exits import left
from states import parsed, written

from shopexit import Platform, check
from shopexit.evaluation.evaluate import EvaluationOptions
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
    assert (deposit.ref, deposit.into) == ("waits/leave/pay-out", found(report, "pay-out").into)
    assert not report.plan.estimated_years


@pytest.mark.parametrize(
    ("on", "notice", "year", "wanted", "by"),
    [
        # 5 January + 30 = 4 February, the last day before Spring Festival 2027. With 5 to 10
        # February off: 11, 12, 15 and 16, 17, 18, 19 February.
        ("2027-01-10", "2027-01-05", 2027, [("2027-02-15", "2027-02-19")], "法定假日"),
        # 29 December + 30 = Saturday 28 January. Of a year whose holidays are not listed only the
        # weekends are known: 30, 31 January, 1 and 2, 3, 6, 7 February.
        ("2090-01-20", "2089-12-29", 2090, [("2090-02-01", "2090-02-07")], "只按周末"),
    ],
)
def test_working_days_of_a_year_not_announced_are_flagged(
    on: str, notice: str, year: int, wanted: list[Days], by: str
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
    assert by in warned.zh
    assert str(year) in warned.en


def test_a_day_that_has_passed_is_flagged_too(rules_of: Mapping[str, Platform]) -> None:
    """By it the platform is late, which may be off by some days."""
    skip_if_announced(date(2027, 2, 3))
    asked = {
        "deposit.held": 3000,
        "deposit.status": "refunding",
        "deposit.applied_on": "2027-02-03",
    }
    report = left(rules_of["1688"], asked, "refund-deposit", on="2027-03-01")
    assert (report.verdict, report.plan.estimated_years) == ("overdue", (2027,))
    assert [w for w in report.warnings if w.code == "calendar-estimated"]


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
    assert deposit.open_by == found(report, "pay-out").open_by


def test_what_is_disputed_may_not_be_asked_for_at_all() -> None:
    """At the soonest today, at the latest as if it were: 20 November + 30."""
    report = reported({"orders.last_on": "2026-11-20"}, "argue")
    assert spans(report, "press", "silence", "last") == [
        ("2026-11-22", "2026-12-20"),
        (None, None),
        (None, None),  # nobody says how soon the silence ends
    ]
    assert open_by(found(report, "last")) == ["silence"]
    answers = {"waits/argue/maybe": {"required": True}}
    settled = reported({"orders.last_on": "2026-11-20"}, "argue", answers=answers)
    assert spans(settled, "press") == [("2026-12-20", "2026-12-20")]
    answers = {"waits/argue/maybe": {"required": False}}
    settled = reported({"orders.last_on": "2026-11-20"}, "argue", answers=answers)
    assert spans(settled, "press") == [("2026-11-22", "2026-11-22")]


def test_what_is_waived_is_not_waited_for() -> None:
    """Somebody answers for it."""
    waivers = [{"requirement": "waits/leave/notice", "reason": "r", "by": "b"}]
    report = reported(OLD | {"notice.published_on": "2026-11-20"}, waivers=waivers)
    assert spans(report, "apply") == [("2026-11-22", "2026-11-22")]


def test_every_claim_has_days_of_its_own_and_the_best_are_planned_with() -> None:
    """7 working days by the rule, 60 days by a guide: 22 November + 60 = 21 January."""
    claims = found(reported(OLD), "review").claims
    assert [(c.planned, *_days(c)) for c in claims] == [
        (True, "2026-11-25", "2026-12-01"),
        (False, "2027-01-21", "2027-01-21"),
    ]


def test_the_notice_of_a_kuaishou_shop_clears_30_days_after_it_went_up(
    rules_of: Mapping[str, Platform],
) -> None:
    """10 November + 30 = 10 December, and nobody can apply before."""
    rules = rules_of["kuaishou"]
    values = {"notice.published_on": "2026-11-10"}
    report = check(
        rules, parsed(written("kuaishou", values), rules), EvaluationOptions(on=date(2026, 11, 22))
    )
    notice = {f.ref for f in report.findings if f.has.get("notice.published_on")}
    cleared = [a for a in report.plan.actions if a.ref in notice and a.phase is Phase.CLEAR]
    assert [_days(action) for action in cleared] == [("2026-12-10", "2026-12-10")]
    first = report.plan.milestones[0]
    assert (first.stage, _days(first)) == (Stage.APPLY, ("2026-12-10", None))


def test_a_closing_that_may_not_apply_is_not_the_day_on_which_a_shop_is_done(
    rules_of: Mapping[str, Platform],
) -> None:
    """Who closed the shop is not known, but it is not the platform that releases one on its way."""
    facts = {"profile.evicted": None, "closing.by": None, "closing.status": None}
    report = left(rules_of["douyin"], facts | {"deposit.held": 500})
    (done,) = (m for m in report.plan.milestones if m.stage == "finish")
    assert done.ref == "douyin/close/sign"
