"""Build the plan of a report: dates, their reasons in words, and next actions for orders."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from shopexit.evaluation.balance import amount
from shopexit.evaluation.evaluation import Evaluation
from shopexit.messages import Text, joined
from shopexit.plan.actions import Action, Phase, Plan, next_action
from shopexit.plan.milestones import Milestone
from shopexit.plan.schedule import Schedule
from shopexit.plan.today import today
from shopexit.report import plan_model as r
from shopexit.report.citations import Cited
from shopexit.report.explain_dates import Reasons
from shopexit.rules import wording
from shopexit.rules.durations import Certainty
from shopexit.rules.entries import Requirement, Step
from shopexit.rules.facts import Fact, FactType, Values
from shopexit.rules.order_grouping import GroupingKey
from shopexit.rules.platform import Platform
from shopexit.rules.truth import Truth

_EXAMPLES = 3
_NextForOrder: TypeAlias = tuple[str, Values, Action]
"""What comes next for an order: (number of the order, its values, next action)."""


def reported(planned: Plan, milestones: Sequence[Milestone], rules: Cited) -> r.ReportedPlan:
    """Convert a plan and its milestones to the form that reports show.

    `rules` looks up the sources that the actions cite.
    """
    evaluation, reasons = planned.evaluation, Reasons(planned)
    platform = evaluation.rules
    joined = {s.case.procedure for s in planned.schedules} - set(evaluation.procedures)
    return r.ReportedPlan(
        actions=tuple(_action(action, rules, reasons, platform) for action in planned.actions),
        # Several orders may have the same step for today.
        today=tuple(dict.fromkeys(action.ref for action in today(planned))),
        milestones=tuple(_milestone(m, platform, reasons) for m in milestones),
        next=_next_for_orders(evaluation),
        joined=rules.named(name for name in platform.procedures if name in joined),
        estimated_years=planned.estimated_years,
    )


def _action(action: Action, rules: Cited, reasons: Reasons, platform: Platform) -> r.ReportedAction:
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
        optional=action.optional,
        may_apply=action.may_apply,
        takes=wording.wait(action.wait),
        # The claims on a step that is done have no dates, as its own date is known.
        claims=rules.claims(action.wait, timed.starts if timed and not timed.done else None),
        act_on=action.act_on,
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
    return joined(told, " · ", " · ") if told and action.order is None else None


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


def _next_for_orders(evaluation: Evaluation) -> tuple[r.NextForOrders, ...]:
    """Return the next action of each order; orders with the same action and deadline are one group.

    Groups are sorted by deadline, the earliest first.
    """
    groups: dict[tuple[str, str | None, date | None], list[_NextForOrder]] = {}
    counted: set[str] = set()
    planned: dict[tuple[str, GroupingKey], Action | None] = {}
    # For all orders, as the plan has schedules only for those that are shown one by one.
    for case in evaluation.results:
        if case.order is None:
            continue
        # Computed once for orders of one kind; there may be thousands.
        alike = evaluation.kind(case)
        if alike not in planned:
            planned[alike] = next_action(Schedule(case, {}, case))
        action = planned[alike]
        # An order of unknown status may have several results, but is counted once.
        if action and case.order not in counted:
            counted.add(case.order)
            # A fact to look up is one action, whichever requirement asks for it.
            key = ("", action.fact, None) if action.fact else (action.ref, None, _last_day(action))
            groups.setdefault(key, []).append((case.order, case.values, action))
    found = (_next(group) for group in groups.values())
    return tuple(sorted(found, key=lambda each: (each.latest or date.max, -each.orders)))


def _last_day(action: Action) -> date | None:
    """Return the day by which an action should be over, even if it is past; None if not known."""
    due = action.timed.due if action.timed else None
    return due or (action.ends.latest if action.ends else None)


def _next(group: Sequence[_NextForOrder]) -> r.NextForOrders:
    _, _, action = group[0]
    amounts = [v for _, values, _ in group if isinstance(v := values.get("order.amount"), Decimal)]
    days = (each.ends.soonest for _, _, each in group if each.ends)
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
        examples=tuple(order for order, _, _ in group[:_EXAMPLES]),
    )
