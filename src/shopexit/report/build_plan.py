"""Build the plan of a report: dates, their reasons in words, and next actions for orders."""

from collections.abc import Sequence
from dataclasses import field
from datetime import date
from decimal import Decimal

from shopexit.evaluation.balance import amount
from shopexit.evaluation.evaluate import ProcedureResult
from shopexit.evaluation.evaluation import Evaluation
from shopexit.messages import record
from shopexit.plan.actions import Action, Phase, Plan, next_action
from shopexit.plan.date_range import DateRange
from shopexit.plan.schedule import Milestone, Schedule
from shopexit.plan.today import today
from shopexit.report import plan_model as r
from shopexit.report.citations import Cited
from shopexit.report.explain_dates import Reasons
from shopexit.rules import wording
from shopexit.rules.durations import Certainty
from shopexit.rules.entries import Requirement, Step
from shopexit.rules.order_grouping import GroupingKey
from shopexit.rules.platform import Platform

_EXAMPLES = 3


def reported(
    planned: Plan,
    milestones: Sequence[Milestone],
    rules: Cited,
    reasons: Reasons,
    evaluation: Evaluation,
) -> r.ReportedPlan:
    """Return a plan in the form that reports show.

    `rules` gives the sources of its actions, and `reasons` the sentences that explain its dates.
    """
    platform = planned.platform
    joined = {s.case.procedure for s in planned.schedules} - set(evaluation.procedures)
    return r.ReportedPlan(
        actions=tuple(_action(action, rules, reasons) for action in planned.actions),
        # Several orders may have the same step for today.
        today=tuple(dict.fromkeys(action.ref for action in today(planned, evaluation))),
        milestones=tuple(_milestone(m, platform, reasons) for m in milestones),
        next=_next_for_orders(evaluation),
        joined=rules.named(name for name in platform.procedures if name in joined),
        estimated_years=planned.estimated_years,
    )


def _action(action: Action, rules: Cited, reasons: Reasons) -> r.ReportedAction:
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
        open_by=reasons.open(ends, action.order),
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


@record(frozen=False)
class _Group:
    """Orders with the same next action and the same last day for it, counted and added up."""

    action: Action
    orders: int = 0
    amount: Decimal | None = None
    without_amount: int = 0
    earliest: date | None = None
    examples: list[str] = field(default_factory=list)

    @property
    def latest(self) -> date | None:
        """Day by which the action should be over, also if it is past; None if not known."""
        due = self.action.timed.due if self.action.timed else None
        return due or (self.action.ends.latest if self.action.ends else None)

    def add(self, case: ProcedureResult, ends: DateRange | None) -> None:
        self.orders += 1
        if case.order and len(self.examples) < _EXAMPLES:
            self.examples.append(case.order)
        value = case.values.get("order.amount")
        if isinstance(value, Decimal):
            self.amount = (self.amount or Decimal(0)) + value
        else:
            self.without_amount += 1
        if ends and ends.soonest:
            self.earliest = min(self.earliest or ends.soonest, ends.soonest)


def _next_for_orders(evaluation: Evaluation) -> tuple[r.NextForOrders, ...]:
    """Return the next actions of orders; orders with the same action and last day are one group.

    Groups are sorted by their last day.
    """
    platform, state, options = evaluation.rules, evaluation.state, evaluation.options
    groups: dict[tuple[str, str | None, date | None], _Group] = {}
    counted: set[str | None] = set()
    planned: dict[tuple[str, GroupingKey], Action | None] = {}
    # For all orders, as the plan has schedules only for those that are shown one by one.
    for case in evaluation.results:
        if case.order is None:
            continue
        likeness = platform.procedures[case.procedure].likeness
        # Computed once for orders that the procedure treats alike; there may be thousands.
        alike = (case.procedure, likeness.of(case.values))
        if alike not in planned:
            schedule = Schedule(platform, case, state, options, {}, case)
            planned[alike] = next_action(platform, schedule)
        action = planned[alike]
        # An order of unknown status may have several results, but is counted once.
        if action and case.order not in counted:
            counted.add(case.order)
            new = _Group(action)
            # A fact to look up is one action, whichever requirement asks for it.
            key = ("", action.fact, None) if action.fact else (action.ref, None, new.latest)
            groups.setdefault(key, new).add(case, action.ends)
    ordered = sorted(groups.values(), key=lambda g: (g.latest or date.max, -g.orders))
    return tuple(_next(group) for group in ordered)


def _next(group: _Group) -> r.NextForOrders:
    action = group.action
    return r.NextForOrders(
        ref=action.ref,
        fact=action.fact,
        phase=action.phase,
        who=action.who,
        does=action.does,
        orders=group.orders,
        amount=amount(group.amount) if group.amount is not None else None,
        without_amount=group.without_amount,
        earliest=None if action.timed and action.timed.due else group.earliest,
        latest=group.latest,
        examples=tuple(group.examples),
    )
