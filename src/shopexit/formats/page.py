"""What the page shows, put in the order of the page: groups, check-list, cards, orders, sources."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from shopexit.evaluation.evaluate import Verdict
from shopexit.formats.sentences import Group, by_case, groups
from shopexit.formats.words import PHASES
from shopexit.messages import Text, joined
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.model import JudgedProcedure, Report, ReportedSum
from shopexit.report.plan_model import ReportedAction, ReportedMilestone

_STEPS_AND_WAITS = Text(zh="办理和等待", en="Apply and wait")
_IN_TURN = (Phase.APPLY, Phase.WAIT)


@dataclass(frozen=True)
class PagePart:
    """Actions of the plan that stand under one heading, each with its number."""

    title: Text
    actions: tuple[tuple[int, ReportedAction], ...]


@dataclass(frozen=True)
class PageOrder:
    """One order: its verdicts, what was found and what is to be done."""

    id: str
    cases: tuple[JudgedProcedure, ...]
    verdict: Verdict
    groups: tuple[Group, ...]
    parts: tuple[PagePart, ...]


@dataclass(frozen=True)
class Cards:
    """The milestones of one procedure."""

    name: Text
    joined: bool
    milestones: tuple[ReportedMilestone, ...]


def cards(shown: Report) -> Iterator[Cards]:
    """Yield the milestones, a group a procedure."""
    extra = {joins.procedure for joins in shown.plan.joined}
    for procedure, group in groupby(shown.plan.milestones, lambda m: m.procedure):
        several = tuple(group)
        yield Cards(several[0].name, procedure in extra, several)


def parts(actions: Sequence[tuple[int, ReportedAction]], shown: Report) -> Iterator[PagePart]:
    """Yield numbered actions by phase. Steps and waits that follow one another stay together."""
    named = {m.procedure: m.name for m in shown.plan.milestones}
    named |= {judged.procedure: judged.name for judged in shown.judged}

    def heading(numbered: tuple[int, ReportedAction]) -> tuple[str, str]:
        action = numbered[1]
        in_turn = action.phase in _IN_TURN
        return ("steps", action.procedure) if in_turn else (action.phase, "")

    several = len({a.procedure for _, a in actions if a.phase in _IN_TURN}) > 1
    for (_, procedure), group in groupby(actions, heading):
        together = tuple(group)
        phases = dict.fromkeys(action.phase for _, action in together)
        title = PHASES[next(iter(phases))] if len(phases) == 1 else _STEPS_AND_WAITS
        if several and procedure in named:
            title = joined([title, named[procedure]], " · ", " · ")
        yield PagePart(title, together)


def numbered(shown: Report) -> dict[str | None, list[tuple[int, ReportedAction]]]:
    """Return the actions for the shop, as None, and for each order, numbered over the whole."""
    found: dict[str | None, list[tuple[int, ReportedAction]]] = {None: []}
    for number, action in enumerate(shown.plan.actions, start=1):
        found.setdefault(action.order, []).append((number, action))
    return found


def orders(
    shown: Report, actions: Mapping[str | None, Sequence[tuple[int, ReportedAction]]]
) -> Iterator[PageOrder]:
    """Yield each order that is shown one by one, with its numbered actions."""
    cases: dict[str, list[JudgedProcedure]] = {}
    for case in shown.procedures:
        if case.order is not None:
            cases.setdefault(case.order, []).append(case)
    found = by_case(shown)
    for order, its in cases.items():
        findings = (f for case in its for f in found.get((case.procedure, order), ()))
        yield PageOrder(
            id=order,
            cases=tuple(its),
            verdict=min((case.verdict for case in its), key=list(Verdict).index),
            groups=tuple(groups(findings)),
            parts=tuple(parts(actions.get(order, []), shown)),
        )


def money_of(milestone: ReportedMilestone, sums: Iterable[ReportedSum]) -> Text | None:
    """Return the name of the money that a milestone is about."""
    if milestone.stage is not Stage.MONEY:
        return None
    return next((s.label for s in sums if s.fact == milestone.returns), None)
