"""Build the plan of a report: dates, their reasons in words, and next actions for orders."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from shopexit.evaluation.balance import amount
from shopexit.messages import Text, joined
from shopexit.plan.actions import Action, Phase, Plan, next_action
from shopexit.plan.deadlines import act_by, pressing
from shopexit.plan.milestones import Milestone
from shopexit.plan.today import today
from shopexit.report import plan_model as r
from shopexit.report.citations import Cited
from shopexit.report.explain_dates import Reasons
from shopexit.rules import wording
from shopexit.rules.durations import Certainty
from shopexit.rules.entries import Requirement, Step
from shopexit.rules.facts import Fact, FactType, Values
from shopexit.rules.platform import Platform
from shopexit.rules.truth import Truth

_EXAMPLES = 3
_NextForOrder: TypeAlias = tuple[str, Values, Action, date | None]
"""What comes next for an order: (its number, its values, next action, day by which to act)."""


def reported(planned: Plan, milestones: Sequence[Milestone], rules: Cited) -> r.ReportedPlan:
    """Convert a plan and its milestones to the form that reports show.

    `rules` looks up the sources that the actions cite.
    """
    evaluation, reasons = planned.evaluation, Reasons(planned)
    platform = evaluation.rules
    joined = {s.case.procedure for s in planned.schedules} - set(evaluation.procedures)
    schedules = {(s.case.procedure, s.case.order): s for s in planned.schedules}
    begun = today(planned)
    # By identity, as what is for today for one order may come later for another.
    ids = {id(action) for action in begun}

    def converted(action: Action) -> r.ReportedAction:
        schedule = schedules.get((action.procedure, action.order))
        day = act_by(action, schedule) if schedule else None
        return _action(action, id(action) in ids, day, rules, reasons, platform)

    return r.ReportedPlan(
        actions=tuple(map(converted, planned.actions)),
        today=tuple(dict.fromkeys(action.ref for action in begun)),
        milestones=tuple(_milestone(m, platform, reasons) for m in milestones),
        next=_next_for_orders(planned),
        joined=rules.named(name for name in platform.procedures if name in joined),
        estimated_years=planned.estimated_years,
    )


def _action(
    action: Action,
    is_for_today: bool,
    by: date | None,
    rules: Cited,
    reasons: Reasons,
    platform: Platform,
) -> r.ReportedAction:
    entry, timed, ends = action.entry, action.timed, action.ends
    # The note, disagreement and question of a requirement are in its finding.
    own = not isinstance(entry, Requirement)
    return r.ReportedAction(
        ref=action.ref,
        order=action.order,
        procedure=action.procedure,
        phase=action.phase,
        who=action.who,
        does=action.does,
        says=entry.words,
        has=_has(action, platform.vocabulary.facts),
        where=rules.places(action.where),
        fact=action.fact,
        today=is_for_today,
        optional=action.optional,
        may_apply=action.may_apply,
        takes=wording.wait(action.wait),
        # The claims on a step that is done have no dates, as its own date is known.
        claims=rules.claims(action.wait, timed.starts if timed and not timed.done else None),
        act_on=action.act_on,
        act_by=by,
        starts=timed.starts.soonest if timed and timed.starts else None,
        earliest=ends and ends.soonest,
        latest=ends and ends.latest,
        estimated=bool(ends and ends.guesses),
        held_by=reasons.held(ends and ends.held_by, action.order),
        open_by=ends.open_by if ends else (),
        due=timed.due if timed else None,
        certainty=_certainty(action),
        returns=entry.returns,
        into=entry.into,
        costs=entry.costs,
        # For requirements, `does` is the fix already.
        fix=entry.way_out if action.phase in (Phase.BY_ITSELF, Phase.AFTER) else None,
        point_of_no_return=isinstance(entry, Step) and entry.point_of_no_return,
        done=action.done,
        note=entry.note if own else None,
        disputed=rules.sides(entry.disputed) if own else (),
        ask=entry.ask if own else None,
        sources=rules.sources(entry.sources),
    )


def _has(action: Action, facts: Mapping[str, Fact]) -> Text | None:
    """Return the bad figures that an action of the shop is about, such as "open orders 3".

    Only numbers and days: what is only yes or no, or a state, the action itself says.
    """
    bad = [(facts[p.fact], p.has) for p in action.lacking if p.truth is Truth.FALSE]
    told = [
        joined([fact.short or fact.label, wording.value(fact, has)], " ", " ")
        for fact, has in bad
        if fact.type in (FactType.COUNT, FactType.MONEY, FactType.DATE)
    ]
    # A condition may ask twice for a figure, by this day or by that.
    once = list(dict.fromkeys(told))
    return joined(once, " · ", " · ") if once and action.order is None else None


def _certainty(action: Action) -> Certainty | None:
    # Days counted from a given date are no wait, but a rule states them all the same.
    known = action.phase is Phase.CLEAR and action.ends and action.ends.held_by
    return action.wait.certainty or (Certainty.STATED if known else None)


def _milestone(milestone: Milestone, platform: Platform, reasons: Reasons) -> r.ReportedMilestone:
    when = milestone.when
    return r.ReportedMilestone(
        ref=milestone.ref,
        procedure=milestone.procedure,
        name=platform.procedures[milestone.procedure].name,
        stage=milestone.stage,
        earliest=when.soonest,
        latest=when.latest,
        estimated=bool(when.guesses),
        done=milestone.done,
        held_by=reasons.held(when.held_by),
        late_by=reasons.late(when),
        open_by=reasons.open(when),
        returns=milestone.returns,
    )


def _next_for_orders(planned: Plan) -> tuple[r.NextForOrders, ...]:
    """Return the next action of each order; orders with the same action and deadline are one group.

    Groups are sorted by deadline: what can be done today for the last time, what may be too late,
    then the earliest first.
    """
    on = planned.evaluation.options.on
    groups: dict[tuple[object, ...], list[_NextForOrder]] = {}
    counted: set[str] = set()
    found: dict[int, tuple[Action, date | None] | None] = {}
    # For all orders, as the plan has schedules only for those that are shown one by one.
    for case, schedule in planned.of_orders:
        # Computed once for orders of one kind; there may be thousands.
        if id(schedule) not in found:
            action = next_action(schedule)
            found[id(schedule)] = (action, act_by(action, schedule)) if action else None
        # An order of unknown status may have several results, but is counted once.
        if (following := found[id(schedule)]) and case.order and case.order not in counted:
            counted.add(case.order)
            action, by = following
            # A fact to look up is one action, whichever requirement asks for it; so is one that
            # several procedures ask for in the same words.
            what = action.fact or (action.does, action.who, action.phase, _last_day(action))
            key = (what, pressing(by, on)[0])
            groups.setdefault(key, []).append((case.order, case.values, action, by))

    def urgent_first(group: r.NextForOrders) -> tuple[object, ...]:
        latest = group.latest or date.max
        # What others are late with, or have to do today, is as pressing as the seller's deadlines.
        is_due = latest < on or (latest == on and group.phase is Phase.WAIT)
        return pressing(group.act_by or (latest if is_due else None), on), latest, -group.orders

    return tuple(sorted((_next(group, on) for group in groups.values()), key=urgent_first))


def _last_day(action: Action) -> date | None:
    """Return the day by which an action should be over, even if it is past; None if not known."""
    due = action.timed.due if action.timed else None
    return due or (action.ends.latest if action.ends else None)


def _next(group: Sequence[_NextForOrder], on: date) -> r.NextForOrders:
    # The orders named are those with the least time.
    group = sorted(group, key=lambda each: pressing(each[3], on))
    _, _, action, by = group[0]
    amounts = [v for _, values, *_ in group if isinstance(v := values.get("order.amount"), Decimal)]
    days = (each.ends.soonest for *_, each, _ in group if each.ends)
    return r.NextForOrders(
        ref=action.ref,
        fact=action.fact,
        phase=action.phase,
        who=action.who,
        does=action.does,
        orders=len(group),
        amount=amount(sum(amounts, Decimal(0))) if amounts else None,
        without_amount=len(group) - len(amounts),
        earliest=None
        if action.timed and action.timed.due
        else min(filter(None, days), default=None),
        latest=_last_day(action),
        act_by=by,
        examples=tuple(order for order, *_ in group[:_EXAMPLES]),
    )
