"""The actions that the seller can start today, most urgent first."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import IntEnum
from itertools import chain, takewhile
from typing import TypeAlias

from shopexit.evaluation.evaluate import Verdict
from shopexit.evaluation.evaluation import Evaluation
from shopexit.plan.actions import Action, Phase, Plan
from shopexit.plan.date_range import at
from shopexit.plan.deadlines import act_by, pressing
from shopexit.plan.schedule import Schedule, ScheduledStep
from shopexit.rules.conditions import Matcher, atoms, facts_read
from shopexit.rules.durations import NO_WAIT, Certainty
from shopexit.rules.entries import Requirement, Step, Who
from shopexit.rules.explanation import Part
from shopexit.rules.facts import NEVER, REASON, Fact, FactType
from shopexit.rules.truth import Truth

_Key: TypeAlias = tuple[str, str | None]
"""Name of a procedure, and the order number if it is about an order."""


class Urgency(IntEnum):
    """Why an action should be started today, most urgent first."""

    OVERDUE = 0
    """Others are late with their part and have to be reminded."""
    STARTS_A_CLOCK = 1
    """The action starts a waiting period that is not running yet."""
    REFUSED = 2
    """The platform has refused an application over it."""
    KEEPS_A_CLOCK = 3
    """Until the action is done, a waiting period keeps starting again."""
    NEEDS_OTHERS = 4
    """After the action, others need time to do their part."""
    SELLERS_OWN = 5
    """The seller can finish it alone."""
    ADVICE = 6
    """The action is advised, not required, and best done before a step that is for today."""
    STEP = 7
    """The action is a step of the procedure."""
    LAST_STEP = 8
    """The action is a step that cannot be undone, or follows one."""
    ASK = 9
    """The action is a question to the platform."""


_Ranked: TypeAlias = tuple[Urgency, Action]


def today(plan: Plan) -> tuple[Action, ...]:
    """Return the actions to start today, most urgent first, with at most one question at the end.

    Those come first that the platform, on a known day, leaves no more time for. The question is
    why an application was refused, or else one without whose answer a key date is not
    known. Questions about a figure that has to be put right anyway are left out.
    Facts to look up, requirements that only need time, and steps of a procedure whose verdict is
    undetermined are left out. Advice is included only if it starts or restarts a waiting period, if
    a step of its procedure is included, or if nothing but a question is and it is not applied for.
    """
    schedules = {(s.case.procedure, s.case.order): s for s in plan.schedules}
    too_soon = _too_soon(schedules, plan.evaluation)
    ranked = [
        (rank, action)
        for action in _open(plan.actions)
        if (rank := _urgency(action, plan)) is not None
        and _is_likely(action, schedules)
        and not (action.phase is Phase.APPLY and (action.procedure, action.order) in too_soon)
        and not _is_held_up(action, schedules)
    ]
    # Advice is given before the steps that make it useless, and while only days are waited for
    # before the application.
    begun = {action.procedure for _, action in ranked if action.phase is Phase.APPLY}
    if all(rank is Urgency.ASK for rank, _ in ranked):
        idle = (schedules[key].case for key in schedules.keys() - too_soon)
        begun |= {case.procedure for case in idle if not case.progress.applied}
    advice = [
        (urgency, action)
        for action in plan.actions
        if action.optional
        and action.phase is Phase.CLEAR
        and action.order is None
        and action.act_on == plan.evaluation.options.on
        and (urgency := _advised(action, begun, plan)) is not None
    ]
    ranked = _told_once([*_final_steps_last(_without_doubles(ranked))], advice)
    # An action is not listed before one that has to be done first, however urgent it is.
    ranks = {action.ref: rank for rank, action in ranked if action.phase is Phase.CLEAR}
    ranked = [
        (max([rank, *(ranks[ref] for ref in _after(action) if ref in ranks)]), action)
        for rank, action in ranked
    ]
    # A stable sort, so that equally urgent actions keep the order of the plan.
    on = plan.evaluation.options.on
    ranked.sort(key=lambda each: (_pressing(each[0], each[1], schedules, on), each[0]))
    # A list of questions would hide what to do; the others are in the plan.
    mended = {part.fact for action in plan.actions for part in action.lacking}
    opened = {ref for milestone in plan.milestones for ref in milestone.when.open_by}
    asked = [a for rank, a in ranked if rank is Urgency.ASK and a.entry.id not in mended]
    asked.sort(key=lambda action: (action.entry.id != REASON, action.ref not in opened))
    return (*(action for rank, action in ranked if rank is not Urgency.ASK), *asked[:1])


def _pressing(
    urgency: Urgency, action: Action, schedules: Mapping[_Key, Schedule], on: date
) -> tuple[int, date]:
    """Return a key to sort actions by the day on which the platform acts if the seller does not.

    Others who are late are reminded after what can be done today for the last time. What a waiting
    period depends on comes before deadlines that are still some days off.
    """
    if urgency is Urgency.OVERDUE:
        return pressing(date.min, on)
    day = act_by(action, schedules[action.procedure, action.order])
    clock = urgency <= Urgency.KEEPS_A_CLOCK and (day is None or day > on)
    return (2, date.min) if clock else pressing(day, on)


def _without_doubles(ranked: Iterable[_Ranked]) -> Iterator[_Ranked]:
    """Yield the actions without the steps that a step of an earlier procedure of the plan repeats.

    They are done by the same comparisons, such as that the refund of a deposit is under way.
    """
    seen: dict[tuple[str | None, frozenset[tuple[str, Matcher]]], str] = {}
    for urgency, action in ranked:
        entry, phase = action.entry, action.phase
        sign = entry.done_when if isinstance(entry, Step) and phase is Phase.APPLY else None
        # Conditions are not compared themselves, as some hold a cached reference to themselves.
        shown = action.order, frozenset(atoms(sign))
        if not sign or seen.setdefault(shown, action.procedure) == action.procedure:
            yield urgency, action


def _told_once(ranked: Sequence[_Ranked], advice: Sequence[_Ranked]) -> list[_Ranked]:
    """Return the actions of `ranked` and `advice`, without duplicates.

    If a step and an advised action ask for the same, such as a notice, only one is kept: the advice
    if it starts a waiting period, as it comes first, and otherwise the step.
    """
    starts = {
        part.fact
        for urgency, action in advice
        if urgency is Urgency.STARTS_A_CLOCK
        for part in action.lacking
        if part.matcher.operator == "at_least_days_ago"
    }
    kept = [each for each in ranked if not _is_covered(_facts_of_step(each[1]), starts)]
    covered = {fact for _, action in kept for fact in _facts_of_step(action)}
    return kept + [
        (urgency, action)
        for urgency, action in advice
        if urgency is Urgency.STARTS_A_CLOCK
        or not _is_covered({part.fact for part in action.lacking}, covered)
    ]


def _is_covered(facts: set[str], others: set[str]) -> bool:
    return bool(facts) and facts <= others


def _facts_of_step(action: Action) -> set[str]:
    """Return the names of the facts that show whether a step is done; none for other actions."""
    sign = action.entry.done_when if isinstance(action.entry, Step) else None
    return {*facts_read(sign)}


def _final_steps_last(ranked: Iterable[_Ranked]) -> Iterator[_Ranked]:
    """Yield the actions with their urgency, lowered for a step that cannot be undone.

    It is lowered for the steps after that step too: otherwise they would be listed first. If others
    are late with such a step, they are reminded of it after the seller's own steps, which it would
    end, and after a payment that is late, which may not come once it is done.
    """
    ranked, final = [*ranked], set[_Key]()
    own = {(a.procedure, a.order) for urgency, a in ranked if urgency is Urgency.STEP}
    unpaid = any(urgency is Urgency.OVERDUE and a.entry.returns for urgency, a in ranked)
    for urgency, action in ranked:
        key, entry = (action.procedure, action.order), action.entry
        cannot_be_undone = isinstance(entry, Step) and entry.point_of_no_return
        if urgency is Urgency.STEP and cannot_be_undone:
            final.add(key)
        last = urgency is Urgency.STEP and key in final
        ends = urgency is Urgency.OVERDUE and cannot_be_undone and (key in own or unpaid)
        yield Urgency.LAST_STEP if last or ends else urgency, action


def _after(action: Action) -> Iterator[str]:
    """Yield the references of the requirements to meet before that of `action`."""
    if isinstance(action.entry, Requirement):
        prefix = action.ref.removesuffix(action.entry.id)
        yield from (f"{prefix}{name}" for name in action.entry.after)


def _too_soon(schedules: Mapping[_Key, Schedule], evaluation: Evaluation) -> set[_Key]:
    """Return the procedures whose steps should not be started yet.

    These are the procedures with the verdict UNDETERMINED. If one of them was requested for the
    shop, procedures that were not requested and have a step that cannot be undone are included:
    they may turn out not to be needed.
    """
    # Today's results count as well as the planned ones, in which an earlier procedure of the plan
    # may have answered what is unknown today. For orders, both are the same.
    of_shop = (result for result in evaluation.results if result.order is None)
    cases = (*(schedule.case for schedule in schedules.values()), *of_shop)
    unsure = {
        (case.procedure, case.order)
        for case in cases
        if evaluation.of_case(case) is Verdict.UNDETERMINED
    }
    asked = evaluation.procedures
    doubtful = any(name in asked and order is None for name, order in unsure)
    joined = {
        key
        for key, schedule in schedules.items()
        if doubtful
        and key[0] not in asked
        and any(placed.step.point_of_no_return for placed in schedule.case.progress.steps)
    }
    return unsure | joined


def _is_likely(action: Action, schedules: Mapping[_Key, Schedule]) -> bool:
    """Return whether an action applies, or is a step that is to be expected if it may apply."""
    timed = action.timed if action.may_apply else None
    return timed is None or schedules[action.procedure, action.order].is_expected(timed)


def _is_held_up(action: Action, schedules: Mapping[_Key, Schedule]) -> bool:
    """Return whether the action is a step that has to wait for requirements or for others' steps.

    On the last day of a review, for example, the seller's next step is possible but not certain.
    The review can be of the same procedure or of an earlier one.
    """
    if action.phase is not Phase.APPLY:
        return False
    schedule = schedules[action.procedure, action.order]
    earlier = (timed for name in schedule.before for timed in schedules[name, None].steps)
    before = takewhile(lambda timed: timed is not action.timed, schedule.steps)
    awaited = any(_is_awaited(timed) for timed in chain(earlier, before))
    return awaited or bool(schedule.held_up_by(action.entry))


def _is_awaited(timed: ScheduledStep) -> bool:
    takes_time = timed.wait.certainty not in (None, Certainty.IMMEDIATE)
    others = isinstance(timed.entry, Step) and timed.entry.who is not Who.SELLER
    return others and takes_time and not (timed.done or timed.may_apply)


def _open(actions: Iterable[Action]) -> Iterator[Action]:
    """Yield the required actions still to be done; of those for one order only the first.

    Questions to the platform do not count as the first, as what can be done in any case need not
    wait for the answer. Facts to look up are left out.
    """
    orders: set[str] = set()
    for action in actions:
        if action.done or action.optional or action.fact or action.order in orders:
            continue
        if action.order is not None and action.phase is not Phase.FIND_OUT:
            orders.add(action.order)
        yield action


def _urgency(action: Action, plan: Plan) -> Urgency | None:
    """Return how urgent an action is; None if it is not for today."""
    on, timed = plan.evaluation.options.on, action.timed
    match action.phase:
        case Phase.FIND_OUT if not action.fact:
            return Urgency.ASK
        case Phase.WAIT if timed and timed.due:
            return Urgency.OVERDUE
        case Phase.APPLY if timed and timed.starts == at(on):
            return Urgency.STEP
        case Phase.CLEAR if action.act_on == on:
            return _clearing(action, plan)
    return None


def _advised(action: Action, begun: Collection[str], plan: Plan) -> Urgency | None:
    """Return how urgent advice is; None if it is not for today.

    `begun` are the names of the procedures whose advice is given now.
    """
    urgency = _clearing(action, plan)
    if urgency in (Urgency.STARTS_A_CLOCK, Urgency.KEEPS_A_CLOCK):
        return urgency
    return Urgency.ADVICE if action.procedure in begun else None


def _clearing(action: Action, plan: Plan) -> Urgency | None:
    wrong, facts = action.lacking, plan.evaluation.rules.vocabulary.facts
    if any(_starts_a_clock(part, facts[part.fact]) for part in wrong):
        return Urgency.STARTS_A_CLOCK
    dated = any(facts[part.fact].type is FactType.DATE for part in wrong)
    # A blank is looked up, not put right, unless days count anew as long as it may be bad.
    bad = (p.fact for p in wrong if p.truth is Truth.FALSE or facts[p.fact].restarts)
    timeless = {fact for fact in bad if facts[fact].type is not FactType.DATE}
    others = (each for each in plan.actions if each is not action)
    mended = {part.fact for each in others for part in each.lacking if not part.alternative}
    if dated and timeless <= mended:
        return None  # only time is missing, and what other actions put right
    if any(action.ref in schedule.refused_for for schedule in plan.schedules):
        return Urgency.REFUSED
    if any(facts[fact].restarts for fact in timeless):
        return Urgency.KEEPS_A_CLOCK
    return Urgency.SELLERS_OWN if action.wait == NO_WAIT else Urgency.NEEDS_OTHERS


def _starts_a_clock(part: Part, fact: Fact) -> bool:
    """Return whether days count from something that has not been done, or may not have been."""
    missing = part.has == NEVER or (part.has is None and fact.starts)
    return part.matcher.operator == "at_least_days_ago" and missing
