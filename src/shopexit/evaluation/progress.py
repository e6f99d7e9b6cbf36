"""Progress of a procedure: steps done, whether it is applied for, waits that are overdue.

Pure. If a step is done, the steps before it count as done too. Once the application is submitted,
its requirements are not checked again.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from shopexit.inputs.state import State
from shopexit.messages import record
from shopexit.rules.calendar import counted
from shopexit.rules.conditions import Condition, facts_read, is_timed
from shopexit.rules.durations import NO_WAIT, Duration
from shopexit.rules.entries import Entry, Step, Who, claims
from shopexit.rules.explanation import applies_if, missing, truth_if
from shopexit.rules.facts import NEVER, Debtor, Values, known_day
from shopexit.rules.platform import Platform, Procedure
from shopexit.rules.truth import Truth


class PlacedStep(NamedTuple):
    """A step of a procedure that applies, or may apply, to a shop or order, with its reference."""

    ref: str
    step: Step
    applies: Truth


class Running(NamedTuple):
    """A step whose waiting period has begun, with the dates of that wait."""

    placed: PlacedStep
    since: date | None
    """The day from which the wait is counted; None if not known."""
    due: date | None = None
    """The day by which the wait should have ended, if that day has passed; else None."""
    opens: date | None = None
    """The earliest day on which the wait can end; None if not known."""


@record()
class Progress:
    """How far a shop, or an order, is with one procedure on the day `on`."""

    platform: Platform
    procedure: str
    state: State
    on: date
    answered: tuple[Condition, ...] = ()
    """Requirements that apply and that the platform, by its answers, waits for."""

    @cached_property
    def values(self) -> Values:
        """The facts of the shop, and of the order if there is one."""
        return self.state.values

    @cached_property
    def steps(self) -> Sequence[PlacedStep]:
        """The steps that apply, or may apply, in the order of the rule file."""
        return [
            PlacedStep(ref, step, truth)
            for ref, step in self.platform.placed[self.procedure]["steps"]
            if (truth := truth_if(step.when, self.values, self.on)) is not Truth.FALSE
            and not self.state.settling(step.settled_by)
        ]

    @cached_property
    def taken(self) -> int:
        """Number of steps up to and including the last one known to be done."""
        taken = [i for i, placed in enumerate(self.steps, start=1) if self._is_taken(placed)]
        return taken[-1] if taken else 0

    @cached_property
    def left_out(self) -> Mapping[str, Truth]:
        """Maps references of steps that the seller may have skipped to whether they are done.

        FALSE: the figures show that the step is not done. UNKNOWN: figures are missing; such steps
        are included only after the application. Beyond the point of no return, only steps are
        left that may not apply at all; none once the procedure is finished.
        """
        if self.finished:
            return {}
        # Before the application what is missing is looked up, for the requirements.
        left = (Truth.FALSE, Truth.UNKNOWN) if self.applied else (Truth.FALSE,)
        return {
            placed.ref: truth
            for placed in self.steps[: self.taken]
            if placed.step.who is Who.SELLER
            and placed.ref not in self.state.done
            and (sign := placed.step.done_when)
            and (truth := sign.truth(self.values, self.on)) in left
            # That it is not applied for does not deny a step before one that is listed as done.
            and (self.applied or not set(self._telling).issuperset(facts_read(sign)))
            and not (self.closed and placed.applies is Truth.TRUE)
        }

    @cached_property
    def to_do(self) -> frozenset[str]:
        """Names of the facts that decide if the remaining steps apply and if they are done.

        Steps that the seller may have skipped count as remaining.
        """
        placed = [p for i, p in enumerate(self.steps) if i >= self.taken or p.ref in self.left_out]
        conditions = (c for p in placed for c in (p.step.when, p.step.done_when))
        return frozenset(fact for condition in conditions for fact in facts_read(condition))

    @cached_property
    def left_unknown(self) -> tuple[str, ...]:
        """Names of the missing facts that would show whether the steps in `left_out` are done.

        Steps that may not apply count only once a step that cannot be undone is done: for them,
        these are the facts that would show whether they apply.
        """
        left = [placed for placed in self.steps if placed.ref in self.left_out]
        if self.closed:  # what is left may not apply, as `left_out` says
            conditions = [placed.step.when for placed in left]
        else:
            conditions = [p.step.done_when for p in left if p.applies is Truth.TRUE]
        lacking = (fact for c in conditions for fact in missing(c, self.values, self.on))
        return tuple(dict.fromkeys(lacking))

    @cached_property
    def applied(self) -> bool:
        """Whether the application is submitted.

        For a procedure without an application: whether a wait has begun or the procedure is
        finished.
        """
        handed_in = [i for i, placed in enumerate(self.steps) if placed.step.applies]
        if handed_in:
            return handed_in[-1] < self.taken
        steps = (placed.step for placed in self.steps)
        return self.finished or any(self._since(step) or self._has_begun(step) for step in steps)

    @cached_property
    def untold(self) -> tuple[str, ...]:
        """The fact that would tell whether the application is submitted, if no such fact is given.

        A sequence of at most one name.
        """
        known = self.applied or any(fact in self.values for fact in self._telling)
        return () if known else self._telling[:1]

    @cached_property
    def _telling(self) -> tuple[str, ...]:
        """Names of the facts that tell whether the application is submitted."""
        signs = (placed.step.done_when for placed in self.steps if placed.step.applies)
        return tuple(fact for sign in signs for fact in facts_read(sign))

    @cached_property
    def finished(self) -> bool:
        """Whether the last step is done."""
        return 0 < self.taken == len(self.steps)

    @cached_property
    def closed(self) -> bool:
        """Whether a step that cannot be undone (`point_of_no_return`) is done."""
        return any(placed.step.point_of_no_return for placed in self.steps[: self.taken])

    @cached_property
    def running(self) -> Mapping[str, Running]:
        """Maps references of steps to waits that have begun and are not known to be over."""
        return {wait.placed.ref: wait for wait in self._running()}

    @cached_property
    def undated(self) -> tuple[str, ...]:
        """Names of the missing facts that decide when the waits that have begun end.

        They include facts that could show that a wait which seems overdue is not.
        """
        lacking = list[str]()
        for placed, since, due, _ in self.running.values():
            step = placed.step
            if since is None and not due:
                lacking += filter(None, (step.since, self._last_done_on))
            for condition in (step.when, *(claim.when for claim in claims(step))):
                lacking += missing(condition, self.values, self.on)
        return tuple(dict.fromkeys(fact for fact in lacking if fact not in self.values))

    @cached_property
    def late(self) -> tuple[Running, ...]:
        """Overdue waits for anybody but the seller; empty before the application."""
        if not self.applied:
            return ()
        return tuple(
            wait
            for wait in self.running.values()
            # What may not apply to this shop is not late, though it may have to be asked about.
            if wait.due
            and wait.placed.step.who is not Who.SELLER
            and wait.placed.applies is Truth.TRUE
        )

    def day_taken(self, placed: PlacedStep) -> date | None:
        """Return the day on which a step was done; None if it is not known.

        A step that only takes time, such as a notice period, was done on the day the time was up.
        """
        if day := self.state.done.get(placed.ref):
            return day
        if placed.step.done_on:
            given = self.values.get(placed.step.done_on)
            return given if isinstance(given, date) else None
        sign = placed.step.done_when
        ends = (
            applies_if(sign, self.values, date.min).clears_on if sign and is_timed(sign) else None
        )
        return ends if ends and date.min < ends <= self.on else None

    def wait(self, ref: str, *, ahead: bool = False) -> Duration:
        """Return how long the rule with the reference `ref` takes for this shop or order.

        With `ahead`, the step has not begun yet: the steps before it are taken as done.
        """
        if found := self.platform.durations.get(ref):
            return found
        if ref not in self.platform.references:
            # Required by an answer of the platform, not by a rule. Only paying takes no time.
            fact = self.platform.vocabulary.owed.get(ref.rpartition("/")[2])
            paid = fact is not None and fact.owed_by is Debtor.SELLER
            return NO_WAIT if paid else self.platform.weigh("unknown")
        every = claims(self.platform.references[ref])
        values = self._then if ahead else self.values
        fitting = tuple(
            claim for claim in every if truth_if(claim.when, values, self.on) is not Truth.FALSE
        )
        # If claims exist but none applies to this shop or order, the wait is unknown, not zero.
        return self.platform.weigh(fitting or "unknown")

    @cached_property
    def _then(self) -> Values:
        """The facts for a wait `ahead`: days of steps given as `never` (not yet) are left out."""
        days = {placed.step.done_on for placed in self.steps}
        return {
            fact: value
            for fact, value in self.values.items()
            if not (value == NEVER and fact in days)
        }

    def _is_taken(self, placed: PlacedStep) -> bool:
        if placed.ref in self.state.done:
            return True
        done_when = placed.step.done_when
        return done_when is not None and done_when.truth(self.values, self.on) is Truth.TRUE

    def has_happened(self, day: str) -> bool:
        """Return whether what the fact `day` dates is known to have happened, even if on no day.

        A shop that is closed, for example, was closed on some day.
        """
        return any(
            sign.truth(self.values, self.on) is Truth.TRUE
            and self.state.foreseen.isdisjoint(facts_read(sign))
            for sign in _signs(self.platform).get(day, ())
        )

    def _has_begun(self, step: Step) -> bool:
        return step.since is not None and self.has_happened(step.since)

    def _since(self, entry: Entry) -> date | None:
        given = known_day(self.values, entry.since)
        return given if given and given <= self.on else None

    def _running(self) -> Iterator[Running]:
        # The first step follows no other, so nothing tells that its wait has begun.
        follows = self.taken > 0
        for placed in self.steps[self.taken :]:
            # A wait with a start date of its own runs even if earlier steps are not done, provided
            # the application is submitted.
            since = self._since(placed.step) if self.applied else None
            wait = self.wait(placed.ref)
            # It has also begun if the step that it follows is done, even on an unknown day.
            begun = since or (
                self.applied
                and (placed.step.since in self._days_of_done or self._has_begun(placed.step))
            )
            if (follows or begun) and wait != NO_WAIT:
                # A step without a day of its own, as a withdrawal, begins no wait that has one.
                before = self._last_dated if since else self._last_taken
                days = [day for day in (before, since) if day]
                # It may have begun later than these, on a day that is not given.
                late = (follows and self._lacks_last_day) or (placed.step.since and not since)
                yield self._counted(placed, wait, None if late else max(days, default=None))
            # Neither what others do at once nor what may not apply holds up the wait after it.
            passes = placed.step.who is not Who.SELLER or placed.applies is Truth.UNKNOWN
            follows = follows and wait == NO_WAIT and passes

    @cached_property
    def _last_taken(self) -> date | None:
        """The latest day on which a step was done; None if the day of the last step is not known.

        The last step need not have the latest day: an earlier one may have been done after it.
        """
        days = [self.day_taken(placed) for placed in self.steps[: self.taken]]
        return max(filter(None, days)) if days and days[-1] else None

    @cached_property
    def _last_dated(self) -> date | None:
        """The latest day on which a step was done that has a fact for its day; None if none was."""
        dated = (placed for placed in self.steps[: self.taken] if placed.step.done_on)
        return max(filter(None, map(self.day_taken, dated)), default=None)

    @cached_property
    def _lacks_last_day(self) -> bool:
        """Whether the day of the last step that is done is a fact that is not given."""
        return self._last_done_on is not None and self._last_taken is None

    @property
    def _last_done_on(self) -> str | None:
        """Name of the fact that gives the day of the last step done; None if there is none."""
        return self.steps[self.taken - 1].step.done_on if self.taken else None

    @cached_property
    def _days_of_done(self) -> set[str]:
        """Names of the facts with the days on which the finished steps were done."""
        done = self.steps[: self.taken]
        return {placed.step.done_on for placed in done if placed.step.done_on}

    @property
    def seen(self) -> date | None:
        """Latest day on which a wait can have begun if its first day is not given; None if unknown.

        That is the day on which the figures that show the wait were read (`as_of`), or the day `on`
        if it is earlier.
        """
        return min(self.state.as_of, self.on) if self.state.as_of else None

    def gates(self, step: Step) -> tuple[Condition, ...]:
        """Return the conditions without which a step's wait cannot end; empty if there are none."""
        # Each on its own: days of one do not begin anew while another does not hold.
        return (*([step.not_before] if step.not_before else []), *self.answered)

    def _counted(self, placed: PlacedStep, wait: Duration, since: date | None) -> Running:
        begun = since or self.seen
        # What has no published length is never overdue.
        if begun is None or not wait.planned:
            return Running(placed, since)
        # As of `begun`: as of today, a gate that opened long ago would seem to open today.
        # If it is unknown when the step can be taken, only the wait itself counts.
        gates = [applies_if(gate, self.values, begun) for gate in self.gates(placed.step)]
        # What has to happen before and has not, such as a notice, holds the wait up.
        if any(not gate.clears_on and gate.truth is Truth.FALSE for gate in gates):
            return Running(placed, since)
        opens = max((gate.clears_on or begun for gate in gates), default=begun)
        # Hours are rounded up, as a wait is late only once the day on which it ends is over.
        ends = max(
            counted(self.platform.calendar, begun, claim.unit, claim.span[1], whole=True)
            for claim in wait.planned
        )
        ends = max(ends, opens)
        # A wait that began on an unknown day may have begun, and end, earlier than from `begun`.
        return Running(placed, since, ends if ends < self.on else None, opens)


@lru_cache(maxsize=64)
def _signs(platform: Platform) -> Mapping[str, tuple[Condition, ...]]:
    """Map each date fact to the conditions that show that the dated event has happened."""
    signs = defaultdict[str, tuple[Condition, ...]](tuple)
    for step in platform.references.values():
        if isinstance(step, Step) and step.done_on and step.done_when:
            signs[step.done_on] += (step.done_when,)
    return signs


def money_brought(platform: Platform, name: str, values: Values, on: date) -> set[str]:
    """Return the names of the sums that the procedure `name` may pay out to this shop."""
    return {
        step.returns
        for step in platform.procedures[name].paying
        if step.returns and truth_if(step.when, values, on) is not Truth.FALSE
    }


def pays_nothing(procedure: Procedure, values: Values) -> bool:
    """Return whether all amounts that a procedure pays out are given as 0.

    False if there are no such amounts, or if its condition (`when`) does not read all of them.
    """
    paid = {step.returns for step in procedure.paying if step.returns}
    asked = set(facts_read(procedure.when))
    return bool(paid) and paid <= asked and all(values.get(fact) == 0 for fact in paid)
