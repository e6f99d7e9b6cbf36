"""The days of a procedure: when its requirements can be met, and when each of its steps ends.

Pure. Requirements are waited for side by side, steps follow one another as the rule file has them.
The plan assumes that the seller does his part on the first day on which he can.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from shopexit.evaluation.evaluate import EvaluationOptions, Finding, Outcome, ProcedureResult
from shopexit.inputs.state import State
from shopexit.plan.date_range import DateRange, all_of, any_of, at, overdue, standing, waited
from shopexit.plan.forecast import outlook
from shopexit.rules.durations import NO_WAIT, Claim, Duration
from shopexit.rules.entries import Entry, Note, Step, Who
from shopexit.rules.explanation import truth_if
from shopexit.rules.platform import Platform
from shopexit.rules.truth import Truth


class ScheduledStep(NamedTuple):
    """A step or note that applies, and its days."""

    entry: Step | Note
    ref: str
    may_apply: bool
    wait: Duration
    starts: DateRange | None = None
    """When it begins; None if that day is not known."""
    ends: DateRange | None = None
    """None for what has ended on a day that is not known."""
    done: bool = False
    due: date | None = None
    """The day on which it should have ended, if that has passed."""


@dataclass(frozen=True)
class Schedule:
    """The days of one case."""

    platform: Platform
    case: ProcedureResult
    state: State
    options: EvaluationOptions
    before: Mapping[str, DateRange]
    """When each procedure that this one needs is over."""

    @cached_property
    def clearing(self) -> Mapping[str, DateRange]:
        """When each requirement that is not met can be, by its reference."""
        spans: dict[str, DateRange] = {}
        for finding in self.case.open:
            spans[finding.ref] = self._clears(finding, self._begins(finding, spans))
        return spans

    def _begins(self, finding: Finding, spans: Mapping[str, DateRange]) -> DateRange:
        """Return when what has to be met before a requirement can be."""
        names = (f"{self._prefix}/{name}" for name in finding.requirement.after)
        return all_of([self._now, *(spans[ref] for ref in names if ref in spans)])

    @cached_property
    def _now(self) -> DateRange:
        return at(self.options.on)

    @cached_property
    def gate(self) -> DateRange:
        """When everything that decides can be met, so that the first step can be taken."""
        spans = [self.clearing[ref] for ref in self.hindrances]
        # Whether an open point stands in the way, the platform has to say.
        spans += [
            DateRange(self.options.on, None, open_by=(point.ref,))
            for point in self.case.open_points
        ]
        if self.applied:
            # What is not known, or in dispute, the platform has let pass, or will ask about: be it
            # all of a requirement, or what stands beside a date that has still to come.
            spans = [
                self._clears(f, self._begins(f, self.clearing), passes=True)
                for f in self.case.open
                if f.ref in self.hindrances and _is_unmet(f)
            ]
        # What a procedure brings about is cleared by then, unless time alone is faster.
        open_ = {f.requirement.cleared_by for f in self.case.open}
        before = (span for name, span in self.before.items() if name not in open_)
        return all_of([self._now, *before, *spans])

    def brought_about(self, finding: Finding) -> bool:
        """Return whether a procedure that comes before this one brings a requirement about."""
        return finding.requirement.cleared_by in self.before

    @cached_property
    def hindrances(self) -> tuple[str, ...]:
        """The requirements that are not met and decide."""
        return tuple(f.ref for f in self.case.open if f.counts or self.brought_about(f))

    @cached_property
    def applied(self) -> bool:
        """Whether the seller has applied: what is next is not his to do."""
        left = self._applicable_steps[self._taken_until :]
        return self._taken_until > 0 and not (left and left[0][1].who is Who.SELLER)

    @cached_property
    def _applicable_steps(self) -> Sequence[tuple[str, Step, Truth]]:
        return list(self._applicable("steps"))

    @cached_property
    def _taken_until(self) -> int:
        """How many of the steps have been taken: whoever took one took those before it."""
        steps = self._applicable_steps
        taken = [i for i, (ref, step, _) in enumerate(steps, start=1) if self._taken(ref, step)]
        return taken[-1] if taken else 0

    def _clears(self, finding: Finding, begins: DateRange, *, passes: bool = False) -> DateRange:
        """Return when a requirement can be met, if others have done with theirs in `begins`.

        Where what is not known `passes`, it is taken to be as it should be.
        """
        requirement, on = finding.requirement, self.options.on
        if self.brought_about(finding):
            # The plan leads that way, disputed or not; time alone may still be faster.
            ways = [self.before[requirement.cleared_by or ""]]
            if day := self.case.answer(finding).clears_on:
                ways.append(self._because(at(max(day, on)), finding.ref))
            return any_of(ways)
        if requirement.holds.truth(self.case.values, on) is Truth.UNKNOWN:
            return DateRange(on, None, open_by=(finding.ref,))
        fixing = self._fixing(finding, begins)
        span = outlook(requirement.holds, self.case.values, on, fixing, passes=passes)
        if not _is_unmet(finding):
            # If the platform says that it is not required, or it is not for this shop after all,
            # nothing is waited for.
            span = span._replace(earliest=on)
        return self._because(span, finding.ref)

    def _because(self, span: DateRange, ref: str) -> DateRange:
        """Return a span with what names its days, where nothing before it does."""
        on = self.options.on
        return DateRange(
            span.earliest,
            span.latest,
            span.guessed,
            held_by=(span.held_by or ref) if span.earliest > on else None,
            late_by=(span.late_by or ref) if span.latest and span.latest > on else None,
            open_by=() if span.latest else (span.open_by or (ref,)),
        )

    def _fixing(self, finding: Finding, begins: DateRange) -> DateRange:
        """Return when others can have put right what is wrong with a requirement."""
        on, since = self.options.on, self._since(finding.requirement)
        wait = self.wait(finding.requirement)
        if since is None or begins != at(on):
            return self._waited(wait, begins, finding.ref)
        return standing(self._waited(wait, since, finding.ref), on, finding.ref)

    @cached_property
    def steps(self) -> tuple[ScheduledStep, ...]:
        """The steps that apply, in order."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[ScheduledStep]:
        reached: DateRange | None = self._now
        for i, (ref, step, applies) in enumerate(self._applicable_steps):
            wait = self.wait(step)
            if i < self._taken_until:
                day = self._day_taken(ref, step)
                reached = at(day) if day else None
                yield ScheduledStep(
                    step, ref, applies is Truth.UNKNOWN, wait, reached, reached, done=True
                )
                continue
            since = self._since(step)
            begun = i == self._taken_until and (i > 0 or since is not None)
            if begun and wait != NO_WAIT:
                known = [span for span in (reached if i else None, since) if span]
                timed = self._under_way(ref, step, applies, wait, all_of(known) if known else None)
            else:
                before = [reached or self._now, self._now, self.gate]
                before += [*self._not_before(ref, step), *([since] if since else [])]
                timed = self._ahead(ref, step, applies, wait, all_of(before))
            reached = timed.ends
            yield timed

    def _ahead(
        self, ref: str, step: Step, applies: Truth, wait: Duration, starts: DateRange
    ) -> ScheduledStep:
        """Return the days of a step that has not begun."""
        ends, unsure = self._waited(wait, starts, ref), applies is Truth.UNKNOWN
        if unsure:
            ends = ends._replace(earliest=starts.earliest, held_by=starts.held_by)
        return ScheduledStep(step, ref, unsure, wait, starts, ends)

    def _under_way(
        self, ref: str, step: Step, applies: Truth, wait: Duration, starts: DateRange | None
    ) -> ScheduledStep:
        """Return the days of a wait that has begun, on a day that may not be known."""
        on, unsure = self.options.on, applies is Truth.UNKNOWN
        counted = self._waited(wait, starts or self._now, ref)
        ends = standing(counted, on, ref)._replace(held_by=None, late_by=None)
        if starts is None or unsure:
            ends = ends._replace(earliest=on)
        # Applied for too early: the platform may turn it down until everything is met.
        ends = all_of([self._because(ends, ref), self.gate])
        due = None if unsure else overdue(counted, on)
        return ScheduledStep(step, ref, unsure, wait, starts, ends, due=due)

    def _not_before(self, ref: str, step: Step) -> Iterator[DateRange]:
        """Yield when a step may be taken, if the rule file says so of it alone."""
        if step.not_before is not None:
            span = outlook(step.not_before, self.case.values, self.options.on, self._now)
            yield self._because(span, ref)

    @cached_property
    def finish(self) -> DateRange:
        """When the last step ends."""
        ends = self.steps[-1].ends if self.steps else self.gate
        return all_of([ends or self._now, self._now])

    @cached_property
    def closed(self) -> ScheduledStep | None:
        """The step by which the thing is done: the one there is no way back from, or the last.

        None for a procedure that only fetches money.
        """
        final = [t for t in self.steps if isinstance(t.entry, Step) and t.entry.point_of_no_return]
        acts = [timed for timed in self.steps if not timed.entry.returns]
        whole = len(acts) == len(self.steps)
        return final[0] if final else (acts[-1] if acts and whole else None)

    @cached_property
    def by_itself(self) -> tuple[ScheduledStep, ...]:
        """What happens if nobody acts; nothing, once the last step has been taken."""
        if self._taken_until == len(self._applicable_steps):
            return ()
        return tuple(self._happens(*each) for each in self._applicable("by_itself"))

    def _happens(self, ref: str, note: Note, applies: Truth) -> ScheduledStep:
        starts, wait, unsure = self._since(note), self.wait(note), applies is Truth.UNKNOWN
        if starts is None:
            return ScheduledStep(note, ref, unsure, wait)
        ends = self._waited(wait, starts, ref)
        due, now = overdue(ends, self.options.on), standing(ends, self.options.on, ref)
        return ScheduledStep(note, ref, unsure, wait, starts, now, due=due)

    @cached_property
    def afterwards(self) -> tuple[ScheduledStep, ...]:
        """What is still owed when the last step has ended."""
        return tuple(self._owed(*each) for each in self._applicable("aftercare"))

    def _owed(self, ref: str, note: Note, applies: Truth) -> ScheduledStep:
        on, wait = self.options.on, self.wait(note)
        starts = (self.steps[-1].ends if self.steps else None) or self._now
        ends = self._waited(wait, starts, ref)
        latest = max(ends.latest, on) if ends.latest else None
        ends = ends._replace(earliest=max(ends.earliest, on), latest=latest)
        return ScheduledStep(note, ref, applies is Truth.UNKNOWN, wait, starts, ends)

    def wait(self, entry: Entry) -> Duration:
        """Return how long an entry takes for this shop or order."""
        takes = entry.takes
        if not takes:
            return NO_WAIT
        claims = () if isinstance(takes, str) else takes
        heard = tuple([claim.when is None or self._applies(claim) is not None for claim in claims])
        return self.platform.wait(entry, heard)

    @property
    def _prefix(self) -> str:
        return f"{self.platform.platform}/{self.case.procedure}"

    def _waited(self, wait: Duration, start: DateRange, ref: str) -> DateRange:
        return waited(wait, start, ref, self.platform.calendar)

    def _since(self, entry: Entry) -> DateRange | None:
        """Return the day that an entry's time is counted from, where the rules name one."""
        since = self.case.values.get(entry.since) if entry.since else None
        return at(since) if isinstance(since, date) else None

    def _applicable(self, section: str) -> Iterator[tuple[str, Any, Truth]]:
        """Yield the entries of a section that apply, or may, with their references."""
        for ref, entry in self.platform.placed[self.case.procedure][section]:
            if (applies := self._applies(entry)) is not None:
                yield ref, entry, applies

    def _applies(self, item: Entry | Claim) -> Truth | None:
        """Return whether something applies, or may; None if it does not."""
        truth = truth_if(item.when, self.case.values, self.options.on)
        return None if truth is Truth.FALSE else truth

    def _taken(self, ref: str, step: Step) -> bool:
        on = self.options.on
        if ref in self.state.done and self.case.order is None:  # it does not say which order
            return True
        if step.done_when is None:
            return False
        return step.done_when.truth(self.case.values, on) is Truth.TRUE

    def _day_taken(self, ref: str, step: Step) -> date | None:
        day = self.state.done.get(ref)
        given = self.case.values.get(step.done_on) if step.done_on else None
        return day or (given if isinstance(given, date) else None)


def _is_unmet(finding: Finding) -> bool:
    return finding.outcome is Outcome.UNMET
