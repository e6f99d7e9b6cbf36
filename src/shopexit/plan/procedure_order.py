"""The way to the money: which procedures the ones asked for lead through, and in which order.

Pure. What a procedure needs stands before it; what brings the deposit back stands behind the one
that has to come first. Each is judged once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    Outcome,
    ProcedureResult,
    evaluate_procedure,
)
from shopexit.evaluation.progress import money_brought
from shopexit.inputs.state import State
from shopexit.messages import record
from shopexit.rules.entries import Level
from shopexit.rules.facts import Values
from shopexit.rules.platform import Platform
from shopexit.rules.procedure_checks import Subject


@record()
class PlannedProcedure:
    """A case on the way, and the procedures that have to be over before it."""

    case: ProcedureResult
    needs: frozenset[str] = frozenset()


def route(
    platform: Platform,
    cases: Sequence[ProcedureResult],
    state: State,
    options: EvaluationOptions,
) -> tuple[PlannedProcedure, ...]:
    """Return the cases asked for and those they lead through, each after what it needs."""
    asked = {case.procedure: case for case in cases if case.order is None}

    def case_of(procedure: str) -> ProcedureResult | None:
        if platform.procedures[procedure].subject is Subject.ORDER:
            return None
        if procedure in asked:
            return asked[procedure]
        # What looks bad today will have changed by the time that its turn comes: no question yet.
        case = evaluate_procedure(platform, procedure, None, state, options)
        return case and replace(case, points=())

    found: dict[str, ProcedureResult] = {}
    for case in asked.values():
        _visit(case, case_of, found)
    passed: set[str] = set()
    held = _held(platform, state)
    while follows := _brings_money(platform, held, found, passed, state, options):
        passed.add(follows)
        if case_ := case_of(follows):
            _visit(case_, case_of, found)
    orders = (PlannedProcedure(case) for case in cases if case.order is not None)
    return (*orders, *_legs(platform, found.values(), state, options))


def _legs(
    platform: Platform, cases: Iterable[ProcedureResult], state: State, options: EvaluationOptions
) -> Iterator[PlannedProcedure]:
    """Yield each case as it stands once what it needs is over.

    A procedure whose money has been brought by what it needs is left out: there is nothing to do.
    """
    after: dict[str, Values] = {}
    """What is so after each procedure, over what the state says."""
    brought: dict[str, set[str]] = {}
    for case in cases:
        name = case.procedure
        needs = frozenset(
            finding.requirement.cleared_by
            for finding in case.open
            if finding.requirement.cleared_by in after
        )
        changed = {fact: value for need in needs for fact, value in after[need].items()}
        then = state.after(changed) if changed else state
        judged: ProcedureResult | None = case
        if changed:
            judged = _asking_no_more(evaluate_procedure(platform, name, None, then, options), case)
        after[name] = {**changed, **platform.procedures[name].results}
        brought[name] = money_brought(platform, name, then.values, options.on)
        already = {fact for need in needs for fact in brought[need]}
        if judged and not (brought[name] and brought[name] <= already):
            yield PlannedProcedure(judged, needs)


def _asking_no_more(then: ProcedureResult | None, today: ProcedureResult) -> ProcedureResult | None:
    """Return a case as it stands later, with no open point that it does not have today.

    What only then looks bad is no question today, and the report would not show it.
    """
    asked = {point.ref for point in today.open_points}
    return then and replace(
        then, points=tuple(p for p in then.points if not p.is_open or p.ref in asked)
    )


def _visit(
    case: ProcedureResult,
    case_of: Callable[[str], ProcedureResult | None],
    found: dict[str, ProcedureResult],
) -> None:
    """Add a case behind the procedures that bring about what it lacks."""
    if case.procedure in found:
        return
    found[case.procedure] = case  # before the others are looked at: rules may need each other
    for finding in case.open:
        needed = finding.requirement.cleared_by
        # A requirement that `trust` has made advice of still has to come first.
        must = finding.requirement.level is Level.MUST
        lacking = must and finding.outcome in (Outcome.UNMET, Outcome.DISPUTED)
        if needed and lacking and needed not in found and (before := case_of(needed)):
            _visit(before, case_of, found)
            del found[case.procedure]
            found[case.procedure] = case


def _held(platform: Platform, state: State) -> set[str]:
    """Return the money that the platform holds for the shop."""
    return {
        fact
        for fact in platform.vocabulary.held
        if isinstance(value := state.values.get(fact), Decimal) and value > 0
    }


def _brings_money(
    platform: Platform,
    held: Collection[str],
    found: Collection[str],
    passed: Collection[str],
    state: State,
    options: EvaluationOptions,
) -> str | None:
    """Return a procedure that comes after those found and brings money that none of them brings."""
    brought = {
        fact for name in found for fact in money_brought(platform, name, state.values, options.on)
    }
    lacking = {fact for fact in held if fact not in brought}
    if not lacking:
        return None
    for name, procedure in platform.procedures.items():
        new = name not in found and name not in passed
        follows = not procedure.cleared_by.isdisjoint(found)
        if new and follows and lacking & money_brought(platform, name, state.values, options.on):
            return name
    return None
