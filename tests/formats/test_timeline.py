"""The picture of a plan: its bars and its axis."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from states import ON

from shopexit.formats import RenderOptions, html
from shopexit.formats.timeline import chart
from shopexit.plan.actions import Phase
from shopexit.report.model import Report
from shopexit.rules.durations import Certainty


def test_every_bar_lies_within_the_picture_and_begins_where_it_should(
    reports: Mapping[str, Report],
) -> None:
    """A bar is solid to the soonest last day, then hatched, or open to the edge."""
    open_ends = set()
    for report in reports.values():
        shown = chart(report)
        if shown is None:
            continue
        at, width = shown.axis.at, shown.axis.width
        for row in shown.rows:
            x, end = (float(at(day)[:-1]) for day in (row.start, row.earliest))
            solid = float(width(row.start, row.earliest)[:-1])
            rest = float(width(row.earliest, row.latest)[:-1])
            open_ends.add(row.latest is None)

            assert min(x, solid, end, rest) >= 0
            assert end + rest <= 100.02
            assert abs(x + solid - end) <= 0.02
            assert row.latest or abs(end + rest - 100) <= 0.02
            assert (rest == 0) is (row.latest == row.earliest)
    assert open_ends == {True, False}


@pytest.mark.parametrize("ahead", [1, 9, 30, 200, 400, 4000, 40_000, (date.max - ON).days])
def test_the_axis_has_a_few_marks_however_long_the_plan_is(
    reports: Mapping[str, Report], ahead: int
) -> None:
    """Weeks, months or centuries: there are some marks, in order, and never a crowd of them."""
    report = reports["kuaishou-ready-en"]
    plan = report.plan
    late = ON + timedelta(days=ahead)
    waits = [replace(a, starts=ON, earliest=late, latest=late, done=False, order=None,
                   certainty=Certainty.STATED, phase=Phase.WAIT) for a in plan.actions]  # fmt: skip
    shown = chart(replace(report, plan=replace(plan, actions=tuple(waits), milestones=())))

    assert shown is not None
    days = [tick.day for tick in shown.ticks]
    assert 2 <= len(days) <= 10
    assert days == sorted(days)
    late_plan = replace(plan, actions=tuple(waits), milestones=())
    assert html.report(replace(report, plan=late_plan), RenderOptions())
