"""Timeline of a plan on its HTML page: the waits as bars with positions, and the axis.

Positions are percentages of the width, so that the picture fits any screen or paper.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from shopexit.formats import sentences, words
from shopexit.messages import Text, Wording, both, joined, record
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedAction, ReportedMilestone
from shopexit.rules.durations import Certainty
from shopexit.rules.entries import Who

_STEPS = (Phase.APPLY, Phase.WAIT)
_TIMELESS = (None, Certainty.IMMEDIATE)
_ROOM = 14  # days after the last known date, in which bars with an open end fade out
_PAST = 0.35  # largest share of the width for waits that have begun
_STEPS_IN_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000, 12000)
_LAST_NAME = 80  # further right, a label would be cut off on a telephone
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@record()
class Tick:
    """A tick on the axis at the position `x`; minor ticks are hidden on narrow screens."""

    day: date
    label: Text
    x: str
    minor: bool


@record()
class Axis:
    """The time axis of the picture, from its first to its last date."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days from the first date to the last."""
        return (self.last - self.first).days

    def place(self, day: date) -> float:
        """Return the position of a day on the axis in percent: 0 or 100 for a day outside."""
        share = (day - self.first).days / max(self.days, 1)
        return 100 * min(max(share, 0.0), 1.0)

    def at(self, day: date) -> str:
        """Return the position of a day on the axis as text, such as 12.50%."""
        return _percent(self.place(day))

    def width(self, first: date, last: date | None) -> str:
        """Return a bar's width in percent of the axis; up to the right edge if `last` is None."""
        end = self.place(last) if last else 100.0
        return _percent(end - self.place(first))


def _percent(share: float) -> str:
    return f"{share:.2f}%"


def _ticks(axis: Axis) -> Iterator[Tick]:
    """Yield the ticks of a time axis: months, or days if the axis is short."""
    by_month = axis.days > 45
    days = list(_months(axis) if by_month else _weeks(axis))
    for i, day in enumerate(days):
        if axis.place(day) < _LAST_NAME:
            label = _month(day) if by_month else both(f"{day.month}-{day.day:02}")
            yield Tick(day, label, axis.at(day), i % 2 == 1)


def _month(day: date) -> Text:
    name = MONTHS[day.month - 1]
    if day.month == 1:
        return Text(zh=f"{day.year}年1月", en=f"{name} {day.year}")
    return Text(zh=f"{day.month}月", en=name)


def _weeks(axis: Axis) -> Iterator[date]:
    # Nine ticks at most, so that their labels do not touch.
    step = 7 if axis.days > 16 else (2 if axis.days > 8 else 1)
    for count in range(0, axis.days + 1, step):
        yield axis.first + timedelta(days=count)


def _months(axis: Axis) -> Iterator[date]:
    step = next((n for n in _STEPS_IN_MONTHS if axis.days / 30 / n <= 8), _STEPS_IN_MONTHS[-1])
    count = axis.first.year * 12 + axis.first.month  # the month after the first day's
    count += -count % step
    # A state file may give any date up to the year 9999, the last that Python knows.
    while count < date.max.year * 12 + 12:
        day = date(count // 12, count % 12 + 1, 1)
        if day > axis.last:
            return
        yield day
        count += step


@record()
class Row:
    """One bar of the timeline: an action that takes time, or when the seller can apply.

    The bar is solid from `start` to `earliest`, then hatched to `latest`; if `latest` is None, it
    fades out.
    """

    label: Text
    start: date
    earliest: date
    latest: date | None
    phase: Phase
    who: Who = Who.SELLER
    point_of_no_return: bool = False
    due: date | None = None
    estimated: bool = False
    limit: bool = False
    """Whether the bar is a wait of which only the latest end is known, and not the earliest."""


@record()
class Chart:
    """The whole timeline: a bar for each row, and the axis with its ticks."""

    rows: tuple[Row, ...]
    axis: Axis
    ticks: tuple[Tick, ...]


def chart(shown: Report) -> Chart | None:
    """Return the timeline of a plan; None if nothing in it takes time."""
    rows = tuple(_rows(shown))
    if not any(row.latest != shown.on for row in rows):
        return None
    axis = _axis(rows, shown.on)
    return Chart(rows, axis, tuple(_ticks(axis)))


def _rows(shown: Report) -> Iterator[Row]:
    applying = {m.procedure: m for m in shown.plan.milestones if m.stage is Stage.APPLY}
    several = len(applying) > 1
    for action in shown.plan.actions:
        opens = applying.pop(action.procedure, None) if action.phase in _STEPS else None
        if opens and opens.earliest:
            yield _applying(opens, opens.earliest, several=several)
        # If only a limit is known, the whole bar is hatched: it may end as soon as it starts.
        soonest = action.earliest or (action.starts or shown.on if action.latest else None)
        if soonest and _takes_time(action):
            yield _row(action, soonest, shown.on)


def _applying(opens: ReportedMilestone, day: date, *, several: bool) -> Row:
    stage = words.STAGES[Stage.APPLY]
    return Row(
        label=joined([stage, opens.name], "：", ": ") if several else stage,
        start=day,
        earliest=day,
        latest=opens.latest,
        phase=Phase.APPLY,
        estimated=opens.estimated,
    )


def _takes_time(action: ReportedAction) -> bool:
    if action.order or action.done:
        return False
    if action.phase is Phase.AFTER and not action.returns:
        return False  # duties over years would squeeze everything else
    # The point of no return is a mark on the axis, even if it takes no time.
    return action.certainty not in _TIMELESS or action.point_of_no_return


def _row(action: ReportedAction, earliest: date, on: date) -> Row:
    return Row(
        label=action.says,
        start=min(action.starts or on, earliest),
        earliest=earliest,
        limit=action.earliest is None,
        latest=action.latest,
        phase=action.phase,
        who=action.who,
        point_of_no_return=action.point_of_no_return,
        due=action.due,
        estimated=action.estimated,
    )


def _axis(rows: Sequence[Row], on: date) -> Axis:
    # At least a week, or a single day would be as wide as the page.
    known = max(day for row in rows for day in (row.latest, row.earliest, on) if day)
    ahead = max((known - on).days, 7)
    # Bars with an open end need room to fade out, others a margin after their end.
    room = max(ahead // 5, _ROOM) if any(row.latest is None for row in rows) else ahead // 12 + 1
    # A wait that began long ago is cut, since what is to come matters more.
    since = (on - min(on, *(row.start for row in rows))).days
    before = min(since, int((ahead + room) * _PAST))
    after = min(ahead + room, (date.max - on).days)
    return Axis(on - timedelta(days=before), on + timedelta(days=after))


def days_of(row: Row, say: Wording) -> str:
    """Return the start and end of a bar in the timeline, such as "from DATE, until: DATE"."""
    if row.due:
        return sentences.overdue(row.due)[say.lang]
    if row.limit and row.latest:
        return say(f"{row.start} 起，最晚 {row.latest}", f"from {row.start}, by {row.latest}")
    if row.latest is None and row.earliest == row.start:
        return say(f"{row.start} 起，要多久说不准", f"from {row.start}, duration not known")
    ends = sentences.days(row, say, estimated=row.estimated)
    if row.start == row.earliest:
        return ends
    return say(f"{row.start} 起，等到：{ends}", f"from {row.start}, until: {ends}")
