"""When something ends: no earlier than one day, no later than another, and what decides it."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from shopexit.plan import workdays
from shopexit.rules.calendar import Calendar
from shopexit.rules.durations import Claim, Duration, Unit

_HOURS = 24
_NONE: frozenset[int] = frozenset()


# A tuple, as a plan makes dozens of them: they are put together in a third of the time.
class DateRange(NamedTuple):
    """The days between which something ends."""

    earliest: date
    latest: date | None
    """None: nobody can say; `open_by` tells why."""
    guessed: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    """For each of the two days, the years whose working days were counted to reach it and whose
    make-up days are not published."""
    held_by: str | None = None
    """What the earliest day rests on: a reference, or None for the day that is judged."""
    open_by: tuple[str, ...] = ()
    """What leaves the end open: references."""
    late_by: str | None = None
    """What the latest day rests on, where that is another day than the earliest."""

    @property
    def guesses(self) -> frozenset[int]:
        """The unpublished years that the days which are known rest on."""
        if not self.possible:
            return frozenset()
        return self.guessed[0] | self.guessed[1] if self.latest else self.guessed[0]

    @property
    def possible(self) -> bool:
        """Whether it can end at all."""
        return self.earliest < date.max


NEVER_ENDS = DateRange(date.max, None)
"""What no waiting brings about."""


def at(day: date) -> DateRange:
    """Return the span of what ends on a known day."""
    return DateRange(day, day)


def all_of(spans: Iterable[DateRange]) -> DateRange:
    """Return when the last of several things ends, which run side by side."""
    several = list(spans)
    first = last = several[0]
    for span in several:
        if span.earliest > first.earliest:
            first = span
        if last.latest and (span.latest is None or span.latest > last.latest):
            last = span
    if first is last and last.latest:
        return first
    open_by = [span.open_by for span in several if span.open_by]
    return DateRange(
        first.earliest,
        last.latest,
        (first.guessed[0], last.guessed[1]),
        first.held_by,
        tuple(dict.fromkeys(chain(*open_by))) if open_by else (),
        last.late_by if last.latest else None,
    )


def any_of(spans: Sequence[DateRange]) -> DateRange:
    """Return when the first of several things ends."""
    first = min(spans, key=lambda span: span.earliest)
    known = [span for span in spans if span.latest]
    last = min(known, key=lambda span: span.latest or date.max, default=first)
    guessed = (first.guessed[0], last.guessed[1])
    return first._replace(
        latest=last.latest,
        open_by=last.open_by,
        guessed=guessed,
        late_by=last.late_by,
    )


def later(span: DateRange, days: int) -> DateRange:
    """Return a span put off by calendar days."""
    latest = span.latest and _plus(span.latest, days)
    earliest = _plus(span.earliest, days)
    return DateRange(earliest, latest, span.guessed, span.held_by, span.open_by, span.late_by)


def claimed(claim: Claim, start: DateRange, calendar: Calendar) -> DateRange:
    """Return when a wait ends that begins with `start`, if the claim is right."""
    ends = _ends(calendar, claim.unit, claim.span, start.earliest, start.latest, start.guessed)
    return DateRange(*ends, start.held_by, start.open_by, start.late_by)


@lru_cache(maxsize=2048)
def _ends(
    calendar: Calendar,
    unit: Unit,
    span: tuple[int, int],
    soonest: date,
    longest: date | None,
    guessed: tuple[frozenset[int], frozenset[int]],
) -> tuple[date, date | None, tuple[frozenset[int], frozenset[int]]]:
    least, most = span
    earliest = _counted(calendar, soonest, unit, least, whole=False)
    latest = longest and _counted(calendar, longest, unit, most, whole=True)
    if unit is Unit.WORKING_DAYS:
        first = workdays.guessed(calendar, soonest, earliest) if least else _NONE
        last = workdays.guessed(calendar, longest, latest) if longest and latest and most else _NONE
        guessed = (guessed[0] | first, guessed[1] | last)
    return earliest, latest, guessed


def waited(wait: Duration, start: DateRange, ref: str, calendar: Calendar) -> DateRange:
    """Return when a wait ends that begins with `start`. `ref` names what is waited for."""
    if not wait.published:
        return start._replace(latest=None, open_by=tuple(dict.fromkeys((*start.open_by, ref))))
    ends = [claimed(claim, start, calendar) for claim in wait.planned]
    if not ends:
        return start
    first = last = ends[0]
    for end in ends[1:]:
        first = end if end.earliest < first.earliest else first
        last = end if (end.latest or date.max) > (last.latest or date.max) else last
    moved = last.latest is not None and last.latest != start.latest
    return DateRange(
        first.earliest,
        last.latest,
        (first.guessed[0], last.guessed[1]),
        held_by=start.held_by or (ref if first.earliest > start.earliest else None),
        open_by=start.open_by,
        late_by=ref if moved else start.late_by,
    )


def overdue(ends: DateRange, on: date) -> date | None:
    """Return the day on which something should have ended, if that has passed."""
    return ends.latest if ends.latest and ends.latest < on else None


def standing(ends: DateRange, on: date, ref: str) -> DateRange:
    """Return when a wait that has begun ends, as it stands on a day.

    Where it should have ended by then and has not, nobody can say when it will.
    """
    if overdue(ends, on):
        return DateRange(on, None, ends.guessed, open_by=(ref,))
    return ends._replace(earliest=max(ends.earliest, on))


def _counted(calendar: Calendar, day: date, unit: Unit, count: int, *, whole: bool) -> date:
    match unit:
        case Unit.WORKING_DAYS:
            return workdays.after(calendar, day, count)
        case Unit.HOURS:
            # The hour a wait begins is not known: at most, part of a day is a whole one.
            return _plus(day, -(-count // _HOURS) if whole else count // _HOURS)
        case _:
            return _plus(day, count)


def _plus(day: date, days: int) -> date:
    """Return a day put off; the calendar ends with the year 9999."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
