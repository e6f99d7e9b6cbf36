"""The dates of a procedure: when its requirements can be met and when its steps end.

Requirements are worked on in parallel; steps follow one another in the order of the rule file. The
seller is assumed to act on the first possible day.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import takewhile
from typing import Any, NamedTuple

from shopexit.evaluation.evaluate import Finding, Outcome, ProcedureResult
from shopexit.evaluation.progress import PlacedStep, Running
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.messages import record
from shopexit.plan.date_range import DateRange, all_of, any_of, at, standing, waited
from shopexit.plan.forecast import outlook
from shopexit.rules.conditions import Condition
from shopexit.rules.durations import Duration
from shopexit.rules.entries import Entry, Note, Step, Who
from shopexit.rules.explanation import truth_if
from shopexit.rules.facts import REASON, Values, known_day
from shopexit.rules.platform import Platform
from shopexit.rules.truth import Truth


class ScheduledStep(NamedTuple):
    """A step or note that applies or may apply, with its dates."""

    entry: Step | Note
    ref: str
    may_apply: bool
    wait: Duration
    starts: DateRange | None = None
    """When the step starts; None if not known."""
    ends: DateRange | None = None
    """When the step ends; None if that depends on a day that is not known."""
    done: bool = False
    due: date | None = None
    """Day by which the step should have ended, if the day has passed; otherwise None."""


@record()
class Schedule:
    """The dates of one procedure: of its requirements, its steps, and the duties after them."""

    case: ProcedureResult
    before: Mapping[str, DateRange]
    """Maps the procedures that have to come first to when each of them is finished."""
    today: ProcedureResult
    """Result as of today; `case` is the result to expect after the procedures in `before`."""
    doubts: tuple[ResultWarning, ...] = ()
    """Warnings because of which the evidence cannot be relied on."""

    @cached_property
    def platform(self) -> Platform:
        """The rules by which the procedure was judged."""
        return self.case.progress.platform

    def clears(self, finding: Finding) -> DateRange:
        """Return when an open requirement (unmet, unknown or disputed) can be met."""
        # Computed on demand, as most advice is never planned.
        if finding.ref not in self._cleared:
            self._cleared[finding.ref] = self._clears(finding)
        return self._cleared[finding.ref]

    @cached_property
    def _cleared(self) -> dict[str, DateRange]:
        return {}

    def begins(self, finding: Finding) -> DateRange:
        """Return when work on a requirement can start: when those that come before it are met."""
        return all_of([self._now, *(self.clears(other) for other in self.earlier(finding))])

    def earlier(self, finding: Finding) -> tuple[Finding, ...]:
        """Return the requirements that are not met and come before the one of `finding`."""
        if not finding.requirement.after:
            return ()
        names = {f"{self.prefix}/{name}" for name in finding.requirement.after}
        unmet = (*self.case.open, *self.case.upsets)  # not met when asked for, or since then
        return tuple(other for other in unmet if other.ref in names)

    @cached_property
    def _now(self) -> DateRange:
        return at(self.case.on)

    @cached_property
    def gate(self) -> DateRange:
        """When the first step can start: when everything that has to come before it is done.

        Earlier procedures are finished, requirements that affect the verdict are met, and the
        platform has said whether unfavourable facts that no rule deals with matter.
        """
        # Advice is waited for too if a procedure planned before this one fulfils it.
        hindering = [f for f in self.case.open if f.counts or self.brought_about(f)]
        spans = [self.clears(finding) for finding in hindering]
        asked = [point.ref for point in self.case.open_points]
        # Whoever does not say whether he has applied may have to do nothing any more.
        asked += [f"{self.prefix}/{fact}" for fact in self.case.progress.untold]
        # That the reason of a refusal is put right shows in figures read since.
        if self.case.rejected and not self.case.rejected.is_mended and not hindering:
            asked.append(f"{self.prefix}/{REASON}")
        spans += [DateRange(self.case.on, None, open_by=(ref,)) for ref in asked]
        if self.doubts and not self.case.progress.applied:
            codes = dict.fromkeys(warning.code for warning in self.doubts)
            spans.append(DateRange(self.case.on, None, open_by=tuple(codes)))
        # Requirements that another procedure fulfils are met once it is finished, or earlier by
        # time alone.
        open_ = {f.requirement.cleared_by for f in self.case.open}
        before = (span for name, span in self.before.items() if name not in open_)
        return all_of([self._now, *before, *spans])

    @property
    def refused_for(self) -> frozenset[str]:
        """References of the findings over which the platform has refused an application."""
        return self.case.rejected.names if self.case.rejected else frozenset()

    def brought_about(self, finding: Finding) -> bool:
        """Return whether a procedure that is planned before this one fulfils the requirement."""
        return finding.requirement.cleared_by in self.before

    def _clears(self, finding: Finding) -> DateRange:
        requirement, on = finding.requirement, self.case.on
        if self.brought_about(finding):
            # The other procedure is planned even if the requirement is disputed; time alone may be
            # faster.
            ends = [self.before[requirement.cleared_by or ""]]
            if day := self.case.answer(finding).clears_on:
                ends.append(self._because(at(max(day, on)), finding.ref))
            return any_of(ends)
        if requirement.holds.truth(self.case.values, on) is Truth.UNKNOWN:
            return DateRange(on, None, open_by=(finding.ref,))
        fixing = self._fixing(finding, self.begins(finding))
        span = outlook(requirement.holds, self.case.values, on, fixing)
        asked = finding.outcome is Outcome.DISPUTED and span.latest == on
        if asked or finding in self.to_ask:
            # What the seller would do today is only known once the platform has answered.
            return DateRange(on, None, open_by=(finding.ref,))
        if finding.outcome is not Outcome.UNMET:
            # There is no wait if the requirement turns out not to apply.
            span = span._replace(earliest=on)
        return self._because(span, finding.ref)

    def _because(self, span: DateRange, ref: str) -> DateRange:
        """Return `span` with `ref` as the reason for each date that has no reason yet.

        Reasons are in `held_by`, `late_by` and `open_by`. Dates up to today get none.
        """
        on = self.case.on
        return DateRange(
            span.earliest,
            span.latest,
            span.guessed,
            held_by=(span.held_by or ref) if span.earliest > on else None,
            late_by=(span.late_by or ref) if span.latest and span.latest > on else None,
            open_by=() if span.latest else (span.open_by or (ref,)),
            bounded=span.bounded,
        )

    def _fixing(self, finding: Finding, begins: DateRange) -> DateRange:
        """Return when bad figures can be put right, if the work on them starts at `begins`."""
        on, since = self.case.on, self._since(finding.requirement)
        wait = self.case.progress.wait(finding.ref)
        # If another requirement comes first, others have not begun, whatever `since` is.
        if since is None or begins != at(on):
            fixed = self._waited(wait, begins, finding.ref)
        else:
            fixed = standing(self._waited(wait, since, finding.ref), on, finding.ref)
        # There is no minimum: others may be finished today.
        return fixed if fixed.bounded is begins.bounded else fixed._replace(bounded=begins.bounded)

    @cached_property
    def steps(self) -> tuple[ScheduledStep, ...]:
        """The steps that apply or may apply, in order, with their dates."""
        return tuple(self._steps())

    def _steps(self) -> Iterator[ScheduledStep]:
        reached: DateRange | None = self._now
        progress, gated = self.case.progress, False
        for i, placed in enumerate(progress.steps):
            ref, step, applies = placed
            is_ahead = i >= progress.taken and ref not in progress.running
            unsure, wait = applies is Truth.UNKNOWN, progress.wait(ref, ahead=is_ahead)
            if (taken := progress.left_out.get(ref)) is not None:
                timed = self._ahead(placed, wait, self._now if progress.applied else self.gate)
                yield timed._replace(may_apply=timed.may_apply or taken is Truth.UNKNOWN)
                continue  # what comes after it has begun without it
            if i < progress.taken:
                day = progress.day_taken(placed)
                reached = at(day) if day else None
                timed = ScheduledStep(step, ref, unsure, wait, reached, reached, done=True)
            elif running := progress.running.get(ref):
                timed = self._under_way(running, wait)
                # It may run in parallel with an earlier wait.
                ends = [span for span in (reached, timed.ends) if span]
                timed = timed._replace(ends=all_of(ends))
            else:
                # Only the first step waits for the gate, as the steps after it start later anyway.
                reached = all_of([reached or self._now, self._now, *([] if gated else [self.gate])])
                gated = True
                timed = self._ahead(placed, wait, reached)
            reached = timed.ends
            yield timed

    def _ahead(self, placed: PlacedStep, wait: Duration, reached: DateRange) -> ScheduledStep:
        """Return a step not yet begun, with dates; `reached` is when its turn comes."""
        ref, step, applies = placed
        since = self._since(step)
        gates = [
            *self._not_before(ref, step.not_before, self._now),
            *(self.clears(finding) for finding in self.held_up_by(step)),
        ]
        starts = all_of([reached, *gates, *([since] if since else [])])
        ends = self._waited(wait, starts, ref)
        unsure = applies is Truth.UNKNOWN
        # A step that may not apply may take no time.
        if unsure and ends is not starts:
            ends = ends._replace(earliest=starts.earliest, held_by=starts.held_by)
        return ScheduledStep(step, ref, unsure, wait, starts, ends)

    def _under_way(self, running: Running, wait: Duration) -> ScheduledStep:
        """Return a step whose wait has begun, with dates; the end is not before today.

        If the first day of the wait is not known, `starts` is None, and the latest end is counted
        from the date of the figures, or from today if the figures have no date.
        """
        placed, since, due, opens = running
        on, starts = self.case.on, at(since) if since else None
        unsure = placed.applies is Truth.UNKNOWN
        counted = self._waited(wait, at(since or self.case.progress.seen or on), placed.ref)
        # Nobody knows how long it takes to fulfil the condition `not_before`.
        open_end = DateRange(on, None, open_by=(placed.ref,))
        gates = () if opens else self.case.progress.gates(placed.step)
        held = [each for gate in gates for each in self._not_before(placed.ref, gate, open_end)]
        counted = all_of([counted, *([at(opens)] if opens else held)])
        # A wait that runs is itself the reason for its dates; what held it earlier is over.
        ends = standing(counted, on, placed.ref)._replace(held_by=None, late_by=None)
        # It may end today if it began long ago, or if the step does not apply.
        if starts is None or unsure:
            ends = ends._replace(earliest=on)
        ends = self._because(ends, placed.ref)
        # That it may end on the day of the check would be said anew every day.
        if ends.latest is None and ends.earliest == on:
            ends = ends._replace(bounded=True)
        return ScheduledStep(placed.step, placed.ref, unsure, wait, starts, ends, due=due)

    def _not_before(
        self, ref: str, gate: Condition | None, fixing: DateRange
    ) -> Iterator[DateRange]:
        """Yield when the condition `gate`, for which the step `ref` has to wait, can become true.

        Nothing if `gate` is None. `fixing` is when bad figures in the condition can be put right.
        """
        if gate is not None:
            span = outlook(gate, self.case.values, self.case.on, fixing)
            yield self._because(span, ref)

    @cached_property
    def upsetting(self) -> tuple[Finding, ...]:
        """Unmet requirements over which the platform may still refuse a submitted application.

        Those that are only advised are included. Those for which waiting is enough are left out,
        unless the platform has said that it requires them.
        """
        unmet = (finding for finding in self.case.upsets if finding.outcome is Outcome.UNMET)
        return tuple(f for f in unmet if f.settled or not self.case.answer(f).clears_on)

    def held_up_by(self, entry: Entry) -> tuple[Finding, ...]:
        """Return what has to be settled before the seller takes a step that cannot be undone.

        These are unmet requirements, and unfavourable facts that no rule covers. Empty for any
        other step: the platform's own steps do not wait for the seller.
        """
        if not (isinstance(entry, Step) and _is_own_and_final(entry)):
            return ()
        return (*(finding for finding in self.upsetting if finding.counts), *self.to_ask)

    @cached_property
    def to_ask(self) -> tuple[Finding, ...]:
        """Unfavourable facts that no rule covers, to ask about before a step that cannot be undone.

        Empty unless the application is submitted and no step of others comes before that one.
        """
        left = self.case.progress.steps[self.case.progress.taken :]
        # Up to the next step of somebody else; of the seller's own several may be taken today.
        own = takewhile(lambda placed: placed.step.who is Who.SELLER, left)
        if not any(_is_own_and_final(placed.step) for placed in own):
            return ()
        # A figure that is missing is no reason to wait, unlike one that is bad.
        return tuple(finding for finding in self.case.upsets if finding.is_open_point)

    def is_expected(self, timed: ScheduledStep) -> bool:
        """Return whether a step that may apply may do so where nothing is unusual or unfavourable.

        Facts not given then have the values of `Vocabulary.undisturbed`, but for days of events
        that other facts show to have happened. Nothing is expected before the application, nor of
        steps passed over before the point of no return.
        """
        progress, when = self.case.progress, timed.entry.when
        if not progress.applied or (progress.closed and timed.ref in progress.left_out):
            return False
        shops = self._undisturbed
        return any(truth_if(when, shop, self.case.on) is not Truth.FALSE for shop in shops)

    @cached_property
    def _undisturbed(self) -> tuple[Values, ...]:
        progress, usual = self.case.progress, self.platform.vocabulary.undisturbed
        # What a step has shown to have happened did so on some day.
        happened = {day for day in self.platform.days_of_steps if progress.has_happened(day)}
        blank = ({f: v for f, v in shop.items() if f not in happened} for shop in usual)
        return tuple({**shop, **progress.values} for shop in blank)

    @cached_property
    def finish(self) -> DateRange:
        """When the last step ends, but not before today."""
        ends = self.steps[-1].ends if self.steps else self.gate
        return all_of([ends or self._now, self._now])

    @cached_property
    def closed(self) -> ScheduledStep | None:
        """The step that completes the procedure: the one that cannot be undone, or else the last.

        None for a refund, whose key date is the payment.
        """
        final = [t for t in self.steps if isinstance(t.entry, Step) and t.entry.point_of_no_return]
        acts = [timed for timed in self.steps if not timed.entry.returns]
        # A refund has steps that pay, and none that cannot be undone.
        whole = len(acts) == len(self.steps)
        # Of steps that exclude each other, such as the signatures of evicted and of other shops.
        sure = next((timed for timed in final if not timed.may_apply), None)
        return sure or (final[-1] if final else acts[-1] if acts and whole else None)

    @cached_property
    def by_itself(self) -> tuple[ScheduledStep, ...]:
        """What the platform does if nobody acts, with dates; empty once the last step is done."""
        if self.case.progress.finished:
            return ()
        return tuple(self._happens(*each) for each in self._applicable("by_itself"))

    def _happens(self, ref: str, note: Note, applies: Truth) -> ScheduledStep:
        wait, unsure = self.case.progress.wait(ref), applies is Truth.UNKNOWN
        starts, on = self._since(note) or self._listed(note.since), self.case.on
        if starts is None:
            return ScheduledStep(note, ref, unsure, wait)  # it depends on a day that is not known
        ends = self._waited(wait, starts, ref)
        due, now = ends.latest, standing(ends, on, ref)
        due = due if due and due < on else None
        return ScheduledStep(note, ref, unsure, wait, starts, now, due=due)

    @cached_property
    def afterwards(self) -> tuple[ScheduledStep, ...]:
        """Duties that remain after the last step, with dates."""
        return tuple(self._owed(*each) for each in self._applicable("aftercare"))

    def _owed(self, ref: str, note: Note, applies: Truth) -> ScheduledStep:
        on, wait = self.case.on, self.case.progress.wait(ref)
        starts = (self.steps[-1].ends if self.steps else None) or self._now
        ends = self._waited(wait, starts, ref)
        latest = max(ends.latest, on) if ends.latest else None
        ends = ends._replace(earliest=max(ends.earliest, on), latest=latest)
        return ScheduledStep(note, ref, applies is Truth.UNKNOWN, wait, starts, ends)

    @property
    def prefix(self) -> str:
        """Beginning of the references of the procedure, PLATFORM/PROCEDURE."""
        return f"{self.platform.platform}/{self.case.procedure}"

    def _waited(self, wait: Duration, start: DateRange, ref: str) -> DateRange:
        return waited(wait, start, ref, self.platform.calendar)

    def _since(self, entry: Entry) -> DateRange | None:
        """Return the day, as a range, from which an entry's wait is counted; None if not given."""
        since = known_day(self.case.values, entry.since)
        return at(since) if since else None

    def _listed(self, day: str | None) -> DateRange | None:
        """Return the day that `day` would hold, as the step that it dates is listed as done."""
        progress = self.case.progress
        taken = progress.steps[: progress.taken] if day else ()
        days = [progress.state.done.get(each.ref) for each in taken if each.step.dates == day]
        known = [*filter(None, days)]
        return at(known[-1]) if known else None

    def _applicable(self, section: str) -> Iterator[tuple[str, Any, Truth]]:
        """Yield (reference, entry, TRUE or UNKNOWN) for each entry that applies or may apply."""
        state = self.case.progress.state
        for ref, entry in self.platform.placed[self.case.procedure][section]:
            truth = truth_if(entry.when, self.case.values, self.case.on)
            if truth is not Truth.FALSE and not state.settling(entry.settled_by):
                yield ref, entry, truth


def _is_own_and_final(step: Step) -> bool:
    return step.who is Who.SELLER and step.point_of_no_return
