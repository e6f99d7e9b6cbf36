"""The picture of a plan: which waits it shows, and where their bars begin and end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shopexit.formats.axis import Axis, Tick, percent, ticks
from shopexit.messages import Text
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedAction, ReportedMilestone
from shopexit.rules.durations import Certainty
from shopexit.rules.entries import Who

_STEPS = (Phase.APPLY, Phase.WAIT)
_TIMELESS = (None, Certainty.IMMEDIATE)
_ROOM = 14  # days beyond the last known one, in which open ends fade out
_PAST = 0.35  # how much of the picture what has begun already may take


@dataclass(frozen=True)
class Row:
    """One wait, or the day of one milestone, and its days."""

    label: Text
    start: date
    earliest: date
    latest: date | None
    phase: Phase
    who: Who = Who.SELLER
    point_of_no_return: bool = False
    due: date | None = None
    estimated: bool = False


@dataclass(frozen=True)
class Bar:
    """A row with its places: `solid` from `x` on, then `hatched` or, with an open end, fading."""

    row: Row
    x: str
    solid: str
    end: str
    hatched: str
    open: bool


@dataclass(frozen=True)
class Chart:
    """The picture: its rows, the marks of the axis, and the day that is judged."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    today: str
    today_late: bool
    """The day that is judged stands so far right that its name goes to the left of it."""


def chart(shown: Report) -> Chart | None:
    """Return the picture of the shop's plan; None if nothing in it takes time."""
    rows = tuple(_rows(shown))
    if not any(row.latest != shown.on for row in rows):
        return None
    axis = _axis(rows, shown.on)
    return Chart(
        bars=tuple(_bar(row, axis) for row in rows),
        ticks=tuple(ticks(axis)),
        today=percent(axis.place(shown.on)),
        today_late=axis.place(shown.on) > 60,
    )


def _rows(shown: Report) -> Iterator[Row]:
    applying = {m.procedure: m for m in shown.plan.milestones if m.stage is Stage.APPLY}
    several = len(applying) > 1
    for action in shown.plan.actions:
        if action.phase in _STEPS and action.procedure in applying:
            yield _applying(applying.pop(action.procedure), several=several)
        if action.earliest and _takes_time(action):
            yield _row(action, action.earliest, shown.on)


def _applying(opens: ReportedMilestone, *, several: bool) -> Row:
    which = opens.name
    return Row(
        label=Text(
            zh=f"可以申请：{which.zh}" if several else "可以申请",
            en=f"Ready to apply: {which.en}" if several else "Ready to apply",
        ),
        start=opens.earliest,
        earliest=opens.earliest,
        latest=opens.latest,
        phase=Phase.APPLY,
        estimated=opens.estimated,
    )


def _takes_time(action: ReportedAction) -> bool:
    if action.order or action.done:
        return False
    if action.phase is Phase.AFTER and not action.returns:
        return False  # duties that last for years would press all else into the first inch
    return action.certainty not in _TIMELESS or action.point_of_no_return


def _row(action: ReportedAction, earliest: date, on: date) -> Row:
    return Row(
        label=action.says,
        start=min(action.starts or on, earliest),
        earliest=earliest,
        latest=action.latest,
        phase=action.phase,
        who=action.who,
        point_of_no_return=action.point_of_no_return,
        due=action.due,
        estimated=action.estimated,
    )


def _axis(rows: Sequence[Row], on: date) -> Axis:
    known = max(day for row in rows for day in (row.latest, row.earliest, on) if day)
    ahead = max((known - on).days, 7)
    room = max(ahead // 5, _ROOM) if any(row.latest is None for row in rows) else ahead // 12 + 1
    since = (on - min(on, *(row.start for row in rows))).days
    before = min(since, int((ahead + room) * _PAST))
    return Axis(on - timedelta(days=before), _plus(on, ahead + room))


def _plus(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def _bar(row: Row, axis: Axis) -> Bar:
    x, end = axis.place(row.start), axis.place(row.earliest)
    latest = axis.place(row.latest) if row.latest else 100.0
    return Bar(
        row=row,
        x=percent(x),
        solid=percent(end - x),
        end=percent(end),
        hatched=percent(latest - end),
        open=row.latest is None,
    )
