"""The days of a procedure: when its requirements can be met, and when each of its steps ends.

Pure. Requirements are waited for side by side, steps follow one another as the rule file has them.
The plan assumes that the seller does his part on the first day on which he can.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from shopexit.condition import Truth, evaluate
from shopexit.entry import Entry, Note, Step
from shopexit.judge import Case, Finding, Outcome, Terms
from shopexit.outlook import outlook
from shopexit.rule import Platform
from shopexit.span import Span, all_of, any_of, at, waited
from shopexit.state import State
from shopexit.wait import Claim, Wait

OPEN_OUTCOMES = (Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISPUTED)


@dataclass(frozen=True)
class Timed:
    """A step or note that applies, and its days."""

    entry: Step | Note
    ref: str
    may_apply: bool
    wait: Wait
    starts: Span | None
    """When it begins; None if that day is not known."""
    ends: Span | None
    """None for what has ended on a day that is not known."""
    done: bool = False
    due: date | None = None
    """The day on which it should have ended, if that has passed."""


@dataclass(frozen=True)
class Schedule:
    """The days of one case."""

    platform: Platform
    case: Case
    state: State
    terms: Terms
    before: Mapping[str, Span]
    """When each procedure of the plan that comes before this one ends."""

    @cached_property
    def clearing(self) -> Mapping[str, Span]:
        """When each requirement that is not met can be, by its reference."""
        spans: dict[str, Span] = {}
        for finding in self.case.findings:
            if finding.outcome in OPEN_OUTCOMES:
                names = (f"{self._prefix}/{name}" for name in finding.requirement.after)
                before = [spans[ref] for ref in names if ref in spans]
                spans[finding.ref] = self._clears(finding, all_of([at(self.terms.on), *before]))
        return spans

    @cached_property
    def gate(self) -> Span:
        """When everything that decides can be met, so that the first step can be taken."""
        deciding = [self.clearing[f.ref] for f in self.case.findings if self._gates(f)]
        return all_of([at(self.terms.on), *deciding])

    def brought_about(self, finding: Finding) -> bool:
        """Return whether a procedure that comes before this one brings a requirement about."""
        return finding.requirement.cleared_by in self.before

    def _gates(self, finding: Finding) -> bool:
        return finding.counts and finding.outcome in OPEN_OUTCOMES

    def _clears(self, finding: Finding, begins: Span) -> Span:
        """Return when a requirement can be met, if others have done with theirs in `begins`."""
        requirement, on = finding.requirement, self.terms.on
        if self.brought_about(finding):
            # The plan leads that way, disputed or not; time alone may still be faster.
            ways = [self.before[requirement.cleared_by or ""]]
            if day := finding.answer.clears_on:
                ways.append(replace(at(max(day, on)), held_by=finding.ref if day > on else None))
            return any_of(ways)
        if finding.outcome is Outcome.UNKNOWN:
            return Span(on, None, open_by=(finding.ref,))
        fixing = waited(self.wait(requirement), begins, finding.ref)
        span = outlook(requirement.holds, self.case.values, on, fixing)
        if finding.outcome is Outcome.DISPUTED:
            # If the platform says that it is not required, nothing is waited for.
            span = replace(span, earliest=on)
        return replace(
            span,
            held_by=(span.held_by or finding.ref) if span.earliest > on else None,
            open_by=() if span.latest else (span.open_by or (finding.ref,)),
        )

    @cached_property
    def steps(self) -> tuple[Timed, ...]:
        """The steps that apply, in order."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[Timed]:
        procedure = self.platform.procedures[self.case.procedure]
        steps = [(step, truth) for step in procedure.steps if (truth := self._applies(step))]
        # Whoever has taken a step has taken those before it.
        taken = max((i for i, (step, _) in enumerate(steps) if self._taken(step)), default=-1)
        reached: Span | None = at(self.terms.on)
        for i, (step, applies) in enumerate(steps):
            if i <= taken:
                day = self._day_taken(step)
                reached = at(day) if day else None
                yield self._timed(step, applies, reached, reached, done=True)
                continue
            running = i == taken + 1 and (taken >= 0 or self._since(step) is not None)
            timed = self._next(step, applies, reached, running=running)
            reached = timed.ends
            yield timed

    def _next(self, step: Step, applies: Truth, reached: Span | None, *, running: bool) -> Timed:
        on, ref, wait = self.terms.on, self.ref(step), self.wait(step)
        since = self._since(step)
        if running and since:
            reached = since
        if not running or wait == Wait((), ()):
            before = [reached or at(on), at(on), self.gate, self._not_before(step)]
            starts = all_of([*before, *([since] if since else [])])
            ends = waited(wait, starts, ref)
            if applies is Truth.UNKNOWN:
                ends = replace(ends, earliest=starts.earliest, held_by=starts.held_by)
            return self._timed(step, applies, starts, ends)
        ends = waited(wait, reached or at(on), ref)
        unsure = reached is None or applies is Truth.UNKNOWN
        earliest = on if unsure else max(ends.earliest, on)
        late = ends.latest if ends.latest and ends.latest < on else None
        ends = replace(
            ends,
            earliest=earliest,
            latest=None if late else ends.latest,
            held_by=ref if earliest > on else None,
            open_by=(ref,) if late else ends.open_by,
        )
        due = None if applies is Truth.UNKNOWN else late
        return self._timed(step, applies, reached, ends, due=due)

    def _not_before(self, step: Step) -> Span:
        """Return when a step may be taken, by what the rule file says of it alone."""
        on = self.terms.on
        if step.not_before is None:
            return at(on)
        span = outlook(step.not_before, self.case.values, on, at(on))
        ref = self.ref(step)
        return replace(
            span,
            held_by=ref if span.earliest > on else None,
            open_by=() if span.latest else (ref,),
        )

    @cached_property
    def finish(self) -> Span:
        """When the last step ends."""
        ends = self.steps[-1].ends if self.steps else self.gate
        return all_of([ends or at(self.terms.on), at(self.terms.on)])

    @cached_property
    def closed(self) -> Timed | None:
        """The step by which the thing is done: the one there is no way back from, or the last.

        None for a procedure that only fetches money.
        """
        final = [t for t in self.steps if isinstance(t.entry, Step) and t.entry.point_of_no_return]
        acts = [timed for timed in self.steps if not timed.entry.returns]
        whole = len(acts) == len(self.steps)
        return final[0] if final else (acts[-1] if acts and whole else None)

    def by_itself(self) -> Iterator[Timed]:
        """Yield what happens if nobody acts."""
        on = self.terms.on
        for note, applies in self._applicable(
            self.platform.procedures[self.case.procedure].by_itself
        ):
            starts = self._since(note)
            ends = waited(self.wait(note), starts, self.ref(note)) if starts else None
            due = None
            if ends and ends.latest and ends.latest < on:
                due = ends.latest
                ends = Span(on, None, ends.guessed, open_by=(self.ref(note),))
            elif ends:
                ends = replace(ends, earliest=max(ends.earliest, on))
            yield self._timed(note, applies, starts, ends, due=due)

    def afterwards(self) -> Iterator[Timed]:
        """Yield what is still owed when the last step has ended."""
        on = self.terms.on
        starts = (self.steps[-1].ends if self.steps else None) or at(on)
        for note, applies in self._applicable(
            self.platform.procedures[self.case.procedure].aftercare
        ):
            ends = waited(self.wait(note), starts, self.ref(note))
            latest = max(ends.latest, on) if ends.latest else None
            ends = replace(ends, earliest=max(ends.earliest, on), latest=latest)
            yield self._timed(note, applies, starts, ends)

    def wait(self, entry: Entry) -> Wait:
        """Return how long an entry takes for this shop or order."""
        takes = entry.takes
        if not isinstance(takes, str):
            heard = tuple(claim for claim in takes if self._applies(claim))
            # What is only said of other shops or orders is not published for this one.
            takes = "unknown" if takes and not heard else heard
        return self.platform.weigh(takes)

    def ref(self, entry: Entry) -> str:
        """Return the reference of an entry of the procedure."""
        return f"{self._prefix}/{entry.id}"

    @property
    def _prefix(self) -> str:
        return f"{self.platform.platform}/{self.case.procedure}"

    def _since(self, entry: Entry) -> Span | None:
        """Return the day that an entry's time is counted from, where the rules name one."""
        since = self.case.values.get(entry.since) if entry.since else None
        return at(since) if isinstance(since, date) else None

    def _applicable(self, notes: Sequence[Note]) -> Iterator[tuple[Note, Truth]]:
        return ((note, truth) for note in notes if (truth := self._applies(note)))

    def _applies(self, item: Entry | Claim) -> Truth | None:
        """Return whether something applies, or may; None if it does not."""
        if item.when is None:
            return Truth.TRUE
        truth = evaluate(item.when, self.case.values, self.terms.on).truth
        return None if truth is Truth.FALSE else truth

    def _taken(self, step: Step) -> bool:
        ref, on = self.ref(step), self.terms.on
        if ref in self.state.done:
            day = self.state.done[ref]
            return day is None or day <= on
        if step.done_when is None:
            return False
        return evaluate(step.done_when, self.case.values, on).truth is Truth.TRUE

    def _day_taken(self, step: Step) -> date | None:
        day = self.state.done.get(self.ref(step))
        given = self.case.values.get(step.done_on) if step.done_on else None
        return day or (given if isinstance(given, date) else None)

    def _timed(
        self,
        entry: Step | Note,
        applies: Truth,
        starts: Span | None,
        ends: Span | None,
        *,
        done: bool = False,
        due: date | None = None,
    ) -> Timed:
        return Timed(
            entry=entry,
            ref=self.ref(entry),
            may_apply=applies is Truth.UNKNOWN,
            wait=self.wait(entry),
            starts=starts,
            ends=ends,
            done=done,
            due=due,
        )
