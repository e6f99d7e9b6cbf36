"""The plan: actions in order, with dates, from today until the money is paid out.

The plan holds the requested procedures, the procedures that they need, and those that pay out money
afterwards. No question or task appears twice.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, partial

from shopexit.evaluation.evaluate import Finding, Outcome, ProcedureResult, Verdict, in_doubt
from shopexit.evaluation.evaluation import Evaluation
from shopexit.evaluation.known_trouble import surely_has
from shopexit.messages import Text, record
from shopexit.plan.clearing import Cleared, in_order, not_held, to_clear
from shopexit.plan.date_range import DateRange, at, claimed
from shopexit.plan.milestones import Milestone, milestones
from shopexit.plan.procedure_order import route
from shopexit.plan.schedule import Schedule, ScheduledStep
from shopexit.rules import wording
from shopexit.rules.calendar import Calendar
from shopexit.rules.conditions import is_timed
from shopexit.rules.durations import NO_WAIT, Duration
from shopexit.rules.entries import Entry, Step, Who
from shopexit.rules.explanation import Part, undated
from shopexit.rules.facts import ORDER_GROUP, REASON
from shopexit.rules.sources import Place


class Phase(StrEnum):
    """Part of the plan that an action belongs to; the parts are in this order."""

    FIND_OUT = "find-out"
    """Look up a fact, or ask the platform a question."""
    CLEAR = "clear"
    """Meet a requirement, or get out of trouble."""
    APPLY = "apply"
    """Take one of the seller's steps."""
    WAIT = "wait"
    """Wait for a step of somebody else."""
    BY_ITSELF = "by-itself"
    """Expect something that the platform does without being asked."""
    AFTER = "after"
    """Fulfil a duty that remains after the last step."""


@record()
class Action:
    """One thing to do or to wait for."""

    ref: str
    order: str | None
    procedure: str
    phase: Phase
    who: Who
    does: Text
    where: tuple[Place, ...]
    entry: Entry
    """Requirement, step or note of the rules that the action comes from."""
    wait: Duration
    may_apply: bool
    fact: str | None = None
    """Name of the fact to look up; None if the action is something else."""
    optional: bool = False
    """Whether the action is only advised: its requirement does not affect the verdict."""
    lacking: Sequence[Part] = ()
    """The comparisons that do not hold of the requirement that a CLEAR action meets."""
    done: bool = False
    timed: ScheduledStep | None = None
    """The dates of a step or note; None for requirements, and for duties after orders."""
    ends: DateRange | None = None
    """When the action is over; None if no dates can be worked out."""
    act_on: date | None = None
    """Day on which the seller can start the action, or ask others about an overdue one.

    None if the seller has nothing to do, or if the day is not known.
    """


@record()
class Plan:
    """Schedules of all planned procedures, and the actions and milestones that they contain."""

    evaluation: Evaluation
    schedules: tuple[Schedule, ...]

    @property
    def of_shop(self) -> tuple[Schedule, ...]:
        """Schedules of procedures about the shop, not about single orders."""
        return tuple(schedule for schedule in self.schedules if schedule.case.order is None)

    @cached_property
    def of_orders(self) -> tuple[tuple[ProcedureResult, Schedule], ...]:
        """The result of every order, also of those not shown, with the schedule of its kind."""
        cases = [case for case in self.evaluation.results if case.order is not None]
        kinds = [*map(self.evaluation.kind, cases)]
        # Made once for orders of one kind; there may be thousands.
        first = dict(zip(reversed(kinds), reversed(cases), strict=True))
        made = {kind: Schedule(case, {}, case) for kind, case in first.items()}
        return tuple((case, made[kind]) for case, kind in zip(cases, kinds, strict=True))

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        """Key dates of the procedures about the shop: application, completion, payments."""
        values = self.evaluation.state.values
        return tuple(each for schedule in self.of_shop for each in milestones(schedule, values))

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """All actions: those of each order, then those of the shop, then duties left after orders.

        The actions of one order, or of the shop, are sorted by phase.
        """
        planner = _Planner()
        groups: dict[str | None, list[Schedule]] = {}
        for schedule in self.schedules:
            groups.setdefault(schedule.case.order, []).append(schedule)
        actions = [action for group in groups.values() for action in planner.actions(group)]
        return (*actions, *planner.after_orders(self.schedules))

    @cached_property
    def estimated_years(self) -> tuple[int, ...]:
        """Years without a published holiday calendar in which working days had to be counted."""
        calendar = self.evaluation.rules.calendar
        ends = [end for action in self.actions for end in _possible_ends(action, calendar)]
        late = [a.ends for a in self.actions if a.ends and a.timed and a.timed.due]
        years = {year for end in ends for year in end.guesses}
        # The day by which something was due is no date of the plan any more.
        return tuple(sorted(years.union(*(end.guessed[1] for end in late))))


def _possible_ends(action: Action, calendar: Calendar) -> Iterator[DateRange]:
    """Yield the planned end of an action, then its ends by the durations of other sources."""
    if action.ends:
        yield action.ends
    if action.timed and action.timed.starts:
        starts = action.timed.starts
        yield from (claimed(claim, starts, calendar) for claim in action.wait.others)


def make_plan(evaluation: Evaluation) -> Plan:
    """Plan the evaluated procedures, those that they need, and those that pay out money."""
    platform, state, options = evaluation.rules, evaluation.state, evaluation.options
    schedules: list[Schedule] = []
    finished: dict[str, DateRange] = {}
    for planned in route(platform, evaluation.shown, state, options):
        before = {name: finished[name] for name in planned.needs if name in finished}
        case = planned.case
        schedule = Schedule(case, before, planned.today, evaluation.doubts(case))
        schedules.append(schedule)
        # Only procedures about the shop can be needed by others.
        if case.order is None:
            finished[case.procedure] = schedule.finish
    return Plan(evaluation, tuple(schedules))


def next_action(schedule: Schedule) -> Action | None:
    """Return the first action of a schedule that is required and still to be done, or None.

    What has to be put right in any case comes before what is asked or looked up, as it does in
    `today`. What the platform does by itself (phase BY_ITSELF) is skipped.
    """
    # What the platform does by itself is a risk, not the next thing to do or to wait for.
    own = (a for a in _Planner().actions([schedule]) if a.phase is not Phase.BY_ITSELF)
    left = [action for action in own if not (action.done or action.optional)]
    first = next((action for action in left if action.phase is not Phase.FIND_OUT), None)
    unsure = schedule.case.verdict is Verdict.UNDETERMINED
    # What the seller cannot begin waits for what is looked up.
    if first and not unsure and (first.act_on or first.who is not Who.SELLER):
        return first
    return left[0] if left else None


_MEND = Text(
    zh="弄清导出文件里看不懂的：状态用 --map 状态=类别 说明，没法算的行改好或重新导出",
    en="Settle what was not understood in the exports: tell what a status means with --map"
    " STATE=BUCKET, mend rows or export them again",
)


@record(frozen=False)
class _Planner:
    """Turns schedules into actions, without repeating a question or a task."""

    asked: set[tuple[str | None, str]] = field(default_factory=set)
    """Facts asked for already: pairs of order number (None for the shop) and name of the fact."""
    told: set[tuple[Text, str | None]] = field(default_factory=set)
    """What is for today beside the requirements: pairs of text and order number."""

    def actions(self, schedules: Sequence[Schedule]) -> Iterator[Action]:
        """Yield the actions of the schedules of one order, or of the shop, phase by phase."""
        cleared: list[Cleared] = []
        for look in (self._find_out, self._troubles):
            for schedule in schedules:
                yield from look(schedule)
        unsure = {s.case.procedure for s in schedules if s.case.verdict is Verdict.UNDETERMINED}
        for schedule in schedules:
            yield from self._clear(schedule, cleared, unsure)
        for schedule in schedules:
            yield from map(partial(self._step, schedule), schedule.steps)
        for schedule in schedules:
            for timed in schedule.by_itself:
                yield self._entry(schedule, timed, Phase.BY_ITSELF, Who.PLATFORM)
        # Duties after orders come once for all of them, in `after_orders`.
        for schedule in schedules:
            if schedule.case.order is None:
                for timed in schedule.afterwards:
                    yield self._entry(schedule, timed, Phase.AFTER, Who.SELLER)

    def after_orders(self, schedules: Sequence[Schedule]) -> Iterator[Action]:
        """Yield the duties that remain once orders are over: each once, for no order, undated."""
        said: set[str] = set()
        for schedule in schedules:
            if schedule.case.order is not None:
                for timed in schedule.afterwards:
                    if timed.ref not in said:
                        said.add(timed.ref)
                        # The action stands for several orders, whose dates differ.
                        action = self._entry(schedule, timed, Phase.AFTER, Who.SELLER)
                        yield replace(action, order=None, timed=None, ends=None, act_on=None)

    def _find_out(self, schedule: Schedule) -> Iterator[Action]:
        # Facts that an earlier procedure of the plan sets right need not be looked up today.
        findings = [f for f in in_order(schedule.case) if not schedule.brought_about(f)]
        findings.sort(key=lambda finding: finding.ref not in schedule.refused_for)
        # No requirement asks for `missing` facts, but an action has to come from an entry.
        first = schedule.case.findings[0]
        applies = [
            (fact, replace(first, ref=f"{schedule.prefix}/{fact}"), False)
            for fact in schedule.case.missing
        ]
        unknown = [(fact, f, not f.counts) for f in findings for fact in schedule.case.lacks(f)]
        facts = schedule.platform.vocabulary.facts
        unmet = [f for f in findings if f.outcome is Outcome.UNMET]
        unknown += [
            (fact, f, not f.counts)
            for f in unmet
            for fact in undated(schedule.case.answer(f), facts)
        ]
        for fact, finding, optional in (*applies, *unknown):
            # A fact of the shop is asked for once, not for each order.
            about = schedule.case.order if fact.startswith(f"{ORDER_GROUP}.") else None
            if (about, fact) in self.asked:
                continue
            self.asked.add((about, fact))
            if fact in schedule.case.progress.state.withheld:
                # No answer would count before the exports are understood.
                yield from self._for_today(schedule, finding.ref, finding.requirement, _MEND)
                continue
            ask, where = facts[fact].ask, schedule.platform.figures.get(fact, ())
            yield self._action(schedule, finding, Phase.FIND_OUT, ask, where, fact, optional)
        # Whether a disputed requirement is required is asked, even if an earlier procedure of the
        # plan would fulfil it.
        for finding in in_order(schedule.today):
            question = finding.requirement.ask
            # Only the platform knows why it refused an application.
            asks = finding.outcome is Outcome.DISPUTED or REASON in schedule.today.lacks(finding)
            if asks and question:
                optional = not finding.counts
                yield self._action(schedule, finding, Phase.FIND_OUT, question, optional=optional)
        name = schedule.platform.procedures[schedule.case.procedure].name
        for finding in (*in_doubt(schedule.case), *schedule.to_ask):
            path = finding.requirement.id
            question = wording.question(
                schedule.platform.vocabulary.facts[path], schedule.case.values[path], name
            )
            yield self._action(schedule, finding, Phase.FIND_OUT, question)

    def _clear(
        self, schedule: Schedule, cleared: list[Cleared], unsure: Collection[str]
    ) -> Iterator[Action]:
        for finding, unmet in to_clear(schedule, unsure):
            if (finding.requirement.fix, schedule.case.order) in self.told:
                continue  # known trouble, which is for today, says the same
            found = Cleared.of(finding, unmet)
            if any(other.covers(found) for other in cleared):
                continue  # already listed for another procedure or requirement
            cleared.append(found)
            requirement = finding.requirement
            yield self._action(
                schedule, finding, Phase.CLEAR, requirement.fix, requirement.where,
                optional=not finding.counts,
            )  # fmt: skip

    def _troubles(self, schedule: Schedule) -> Iterator[Action]:
        """Yield what to do today about known trouble that the shop surely has."""
        case = schedule.today
        for ref, entry in schedule.platform.placed[case.procedure]["trouble"]:
            if entry.today and surely_has(case, entry):
                yield from self._for_today(schedule, ref, entry, entry.fix, entry.where)

    def _for_today(
        self, schedule: Schedule, ref: str, entry: Entry, does: Text, where: tuple[Place, ...] = ()
    ) -> Iterator[Action]:
        """Yield an action of the seller that can be done today, unless it is in the plan already.

        Procedures share some of their trouble.
        """
        case = schedule.case
        if (does, case.order) not in self.told:
            self.told.add((does, case.order))
            yield Action(
                ref=ref,
                order=case.order,
                procedure=case.procedure,
                phase=Phase.CLEAR,
                who=Who.SELLER,
                does=does,
                where=where,
                entry=entry,
                wait=NO_WAIT,
                may_apply=False,
                ends=at(case.on),
                act_on=case.on,
            )

    def _action(
        self,
        schedule: Schedule,
        finding: Finding,
        phase: Phase,
        does: Text,
        where: tuple[Place, ...] = (),
        fact: str | None = None,
        optional: bool = False,
    ) -> Action:
        clears = phase is Phase.CLEAR
        who = finding.requirement.who if clears else Who.SELLER
        return Action(
            ref=finding.ref,
            order=schedule.case.order,
            procedure=schedule.case.procedure,
            phase=phase,
            who=who,
            does=does,
            where=where,
            entry=finding.requirement,
            wait=schedule.case.progress.wait(finding.ref) if clears else NO_WAIT,
            fact=fact,
            optional=optional,
            lacking=not_held(schedule.case, finding) if clears else (),
            may_apply=finding.may_apply,
            ends=schedule.clears(finding) if clears else at(schedule.case.on),
            # A question can be asked today, whatever has to wait.
            act_on=self._begins(schedule, finding, who) if clears else schedule.case.on,
        )

    def _begins(self, schedule: Schedule, finding: Finding, who: Who) -> date | None:
        if who is not Who.SELLER:
            return None
        if finding.ref in schedule.refused_for:
            return schedule.case.on  # the platform asks for it now, whatever comes first
        # What comes first is looked up first, as it may not be met for weeks; once it is applied
        # for, only what surely takes days is waited for.
        unknown = [f for f in schedule.earlier(finding) if f.outcome is Outcome.UNKNOWN]
        if schedule.case.progress.applied:
            unknown = [f for f in unknown if is_timed(f.requirement.holds) and not f.may_apply]
        return None if unknown else schedule.begins(finding).soonest

    def _step(self, schedule: Schedule, timed: ScheduledStep) -> Action:
        who = timed.entry.who if isinstance(timed.entry, Step) else Who.SELLER
        phase = Phase.APPLY if who is Who.SELLER else Phase.WAIT
        return self._entry(schedule, timed, phase, who)

    def _entry(self, schedule: Schedule, timed: ScheduledStep, phase: Phase, who: Who) -> Action:
        entry = timed.entry
        return Action(
            ref=timed.ref,
            order=schedule.case.order,
            procedure=schedule.case.procedure,
            phase=phase,
            who=who,
            does=entry.words,
            where=entry.where,
            entry=entry,
            wait=timed.wait,
            may_apply=timed.may_apply,
            done=timed.done,
            timed=timed,
            ends=timed.ends,
            act_on=self._act_on(timed, phase, schedule.case.on),
        )

    def _act_on(self, timed: ScheduledStep, phase: Phase, on: date) -> date | None:
        """Return the day on which the seller can start a step, or ask about an overdue one.

        None if the seller has nothing to do, or if the day is not known.
        """
        if timed.done:
            return None
        starts = timed.starts
        if phase in (Phase.APPLY, Phase.AFTER):
            # After a wait of unknown length, a step may start today, but nobody knows.
            if starts is None or (starts.earliest == on and starts.latest is None):
                return None
            return starts.soonest
        return on if phase is Phase.WAIT and timed.due else None
