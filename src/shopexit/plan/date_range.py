"""Ranges of dates: when something ends at the earliest and latest, and what that depends on."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from shopexit.rules.calendar import Calendar, counted, guessed_years, plus
from shopexit.rules.durations import Claim, Duration, Unit

_NONE: frozenset[int] = frozenset()


# A NamedTuple: plans create dozens, in a third of the time of a dataclass.
class DateRange(NamedTuple):
    """The earliest and latest date on which something ends."""

    earliest: date
    latest: date | None
    """Latest date; None if it is not known, for the reasons in `open_by`."""
    guessed: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    """For each of the two dates, the years whose working days were counted without a published
    calendar."""
    held_by: str | None = None
    """Reference of the rule that determines `earliest`; None if no rule is needed, as for today."""
    open_by: tuple[str, ...] = ()
    """References of the rules, or codes of the warnings, because of which `latest` is not known."""
    late_by: str | None = None
    """Reference of the rule that determines `latest`; None if no rule is needed, as for today."""
    bounded: bool = False
    """Whether no source says how soon the end can be; `earliest` is then only a lower bound."""

    @property
    def soonest(self) -> date | None:
        """The earliest date; None if that is only a lower bound, or if the end never comes."""
        return None if self.bounded or not self.possible else self.earliest

    @property
    def guesses(self) -> frozenset[int]:
        """Years in which working days are only estimated, as no holiday calendar is published."""
        if not self.possible:
            return frozenset()
        return self.guessed[0] | self.guessed[1] if self.latest else self.guessed[0]

    @property
    def possible(self) -> bool:
        """Whether the end can come at all; False for NEVER_ENDS."""
        return self.earliest < date.max


NEVER_ENDS = DateRange(date.max, None)
"""An end that never comes, however long one waits."""


def at(day: date) -> DateRange:
    """Return the range whose earliest and latest date are both `day`."""
    return DateRange(day, day)


def all_of(spans: Iterable[DateRange]) -> DateRange:
    """Return when the last of several things ends; `spans` holds the end of each."""
    several = list(spans)
    first = last = several[0]
    if len(several) == 1:
        return first
    for span in several:
        # Not `>=`, so that of equal dates the first reason is named.
        if span.earliest > first.earliest:
            first = span
        if last.latest and (span.latest is None or span.latest > last.latest):
            last = span
    # Something that is over before `first.earliest` in any case does not make that date unsure; on
    # its last day it may not be over yet.
    bounded = any(
        span.bounded and (span.latest is None or span.latest >= first.earliest) for span in several
    )
    if first is last and last.latest and first.bounded is bounded:
        return first
    open_by = [span.open_by for span in several if span.open_by]
    return DateRange(
        first.earliest,
        last.latest,
        (first.guessed[0], last.guessed[1]),
        first.held_by,
        tuple(dict.fromkeys(chain(*open_by))) if open_by else (),
        last.late_by if last.latest else None,
        bounded,
    )


def any_of(spans: Sequence[DateRange]) -> DateRange:
    """Return when the first of several things ends; `spans` holds the end of each."""
    first = min(spans, key=lambda span: (span.earliest, span.bounded))
    # One known end is enough for a latest date.
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
    """Return `span` with both dates moved later by a number of calendar days."""
    latest = span.latest and plus(span.latest, days)
    earliest = plus(span.earliest, days)
    return span._replace(earliest=earliest, latest=latest)


def claimed(claim: Claim, start: DateRange, calendar: Calendar) -> DateRange:
    """Return when a wait that starts at `start` ends, if it takes as long as `claim` says."""
    ends = _ends(calendar, claim.unit, claim.span, start.earliest, start.latest, start.guessed)
    return DateRange(*ends, start.held_by, start.open_by, start.late_by, start.bounded)


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
    earliest = counted(calendar, soonest, unit, least, whole=False)
    latest = longest and counted(calendar, longest, unit, most, whole=True)
    if unit is Unit.WORKING_DAYS:
        first = guessed_years(calendar, soonest, earliest) if least else _NONE
        last = guessed_years(calendar, longest, latest) if longest and latest and most else _NONE
        guessed = (guessed[0] | first, guessed[1] | last)
    return earliest, latest, guessed


def waited(wait: Duration, start: DateRange, ref: str, calendar: Calendar) -> DateRange:
    """Return when a wait that starts at `start` ends; `ref` is the reference of the rule behind it.

    The earliest date comes from the shortest minimum that a source gives. If there is none, or if
    an upper bound ("within 7 days") is shorter, it is the date on which the wait starts. If no
    duration is published, the latest date is not known.
    """
    if not wait.published:
        open_by = tuple(dict.fromkeys((*start.open_by, ref)))
        return start._replace(latest=None, open_by=open_by, bounded=True)
    if not wait.planned:
        return start
    ends = [(claim, claimed(claim, start, calendar)) for claim in wait.planned]
    least = [end for claim, end in ends if not claim.is_limit]
    first = min(least, key=lambda end: end.earliest, default=start)
    # Limits are counted from the earliest start, like the minimum that is compared with them.
    soonest = start._replace(latest=start.earliest)
    limits = [claimed(c, soonest, calendar).latest for c in wait.planned if c.is_limit]
    bounded = not least or any(latest and latest < first.earliest for latest in limits)
    first = start if bounded else first
    last = max((end for _, end in ends), key=lambda end: end.latest or date.max)
    return DateRange(
        first.earliest,
        last.latest,
        (first.guessed[0], last.guessed[1]),
        held_by=start.held_by or (ref if first.earliest > start.earliest else None),
        open_by=start.open_by,
        late_by=ref if last.latest != start.latest else start.late_by,
        bounded=start.bounded or bounded,
    )


def standing(ends: DateRange, on: date, ref: str) -> DateRange:
    """Return when a wait that has begun ends, with no date before the day `on`.

    `ends` is the end as counted from the start of the wait. If its latest date is before `on`, the
    wait is overdue: the latest date is then not known, with `ref`, the rule behind the wait, as the
    reason.
    """
    if ends.latest and ends.latest < on:
        return DateRange(on, None, ends.guessed, open_by=(ref,), bounded=True)
    return ends._replace(earliest=max(ends.earliest, on))
