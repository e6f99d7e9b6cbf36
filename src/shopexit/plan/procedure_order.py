"""Put the procedures of a plan in order: those requested, those needed, those that pay money.

A procedure comes after all the procedures that it needs: the refund of a deposit, for example,
comes after the closing of the shop. Each procedure appears once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    Outcome,
    ProcedureResult,
    evaluate_procedure,
    needed_beside,
)
from shopexit.evaluation.progress import money_brought
from shopexit.inputs.state import State
from shopexit.messages import record
from shopexit.rules.conditions import Matcher, days_asked
from shopexit.rules.facts import Values
from shopexit.rules.platform import Platform
from shopexit.rules.procedure_checks import Subject


@record()
class PlannedProcedure:
    """A procedure to carry out: its result, and the procedures to finish before it."""

    case: ProcedureResult
    """Result to expect once the procedures in `needs` are finished."""
    today: ProcedureResult
    """Result as of today if the procedure was requested; otherwise the same as `case`."""
    needs: frozenset[str] = frozenset()
    """Names of the procedures to finish first."""


def route(
    platform: Platform,
    cases: Sequence[ProcedureResult],
    state: State,
    options: EvaluationOptions,
) -> tuple[PlannedProcedure, ...]:
    """Return the procedures to plan, in the order in which they are carried out.

    These are the requested procedures, whose results are `cases`, the procedures that they need,
    and those that pay out money. Procedures about orders come first, then those about the shop.
    """
    asked = {case.procedure: case for case in cases if case.order is None}

    def case_of(procedure: str) -> ProcedureResult | None:
        # A requirement of the shop cannot say which order it would have to be carried out for.
        if platform.procedures[procedure].subject is Subject.ORDER:
            return None
        if procedure in asked:
            return asked[procedure]
        return evaluate_procedure(platform, procedure, None, state, options)

    found: dict[str, ProcedureResult] = {}
    for case in asked.values():
        _visit(case, case_of, found)
    passed: set[str] = set()
    held = _held(platform, state)
    while follows := _brings_money(platform, held, found, passed, state, options):
        passed.add(follows)
        if case_ := case_of(follows):
            waits = not _needs(case_).isdisjoint(found)
            # Facts that look bad now may change before the procedure's turn, so they are not asked
            # about if it has to wait for another.
            _visit(replace(case_, points=()) if waits else case_, case_of, found)
    orders = (PlannedProcedure(case, case) for case in cases if case.order is not None)
    return (*orders, *_planned(platform, found.values(), asked, state, options))


def _planned(
    platform: Platform,
    cases: Iterable[ProcedureResult],
    asked: Mapping[str, ProcedureResult],
    state: State,
    options: EvaluationOptions,
) -> Iterator[PlannedProcedure]:
    """Yield each procedure in `cases` with the result to expect when its turn comes.

    `asked` maps the requested procedures to their results as of today. A procedure is left out if
    it will not apply by then, or if no money is left for it: those before it pay out all of it.
    """
    sure = {part for case in asked.values() for part in _to_put_right(case)}
    after: dict[str, Values] = {}
    """Facts changed by each procedure and by those it needs."""
    brought: dict[str, set[str]] = {}
    for case in cases:
        name = case.procedure
        needs = frozenset(_needs(case).intersection(after))
        changed = {fact: value for need in needs for fact, value in after[need].items()}
        then = state.after(changed) if changed else state
        # A procedure that needs no other keeps its result, whose reasons are computed already.
        judged: ProcedureResult | None = case
        if changed:
            later = evaluate_procedure(platform, name, None, then, options)
            judged = _without_new_open_points(later, case)
        after[name] = {**changed, **platform.procedures[name].results}
        brought[name] = money_brought(platform, name, then.values, options.on)
        already = {fact for need in needs for fact in brought[need]}
        if judged and not (brought[name] and brought[name] <= already):
            today, planned = asked.get(name, judged), _undisputed(judged, sure)
            as_of_today = planned if today is judged else _undisputed(today, sure)
            yield PlannedProcedure(planned, as_of_today, needs)


def _to_put_right(case: ProcedureResult) -> set[tuple[str, Matcher]]:
    """Return the comparisons that have to hold for unmet requirements, and do not."""
    return {
        (part.fact, part.matcher)
        for finding in case.open
        if finding.counts and finding.outcome is Outcome.UNMET
        for part in case.answer(finding).parts
        if not (part.holds or part.alternative)
    }


def _undisputed(case: ProcedureResult, sure: Collection[tuple[str, Matcher]]) -> ProcedureResult:
    """Return a result in which disputed requirements are unmet if the dispute decides nothing.

    That is so if what they ask for has to be done anyway (it is among `sure`) and no days count
    from it, over which sources may disagree.
    """
    idle = {
        finding.ref
        for finding in case.open
        if finding.outcome is Outcome.DISPUTED
        and not days_asked(finding.requirement.holds)
        and all(
            part.holds or (part.fact, part.matcher) in sure for part in case.answer(finding).parts
        )
    }
    if not idle:
        return case
    findings = (
        replace(finding, outcome=Outcome.UNMET) if finding.ref in idle else finding
        for finding in case.findings
    )
    return replace(case, findings=tuple(findings))


def _needs(case: ProcedureResult) -> set[str]:
    """Return the names of the procedures that fulfil requirements which `case` does not meet."""
    return {
        finding.requirement.cleared_by
        for finding in case.open
        # Disputed advice is no reason to wait for another procedure.
        if finding.requirement.cleared_by and (finding.counts or not finding.requirement.disputed)
    }


def _without_new_open_points(
    later: ProcedureResult | None, today: ProcedureResult
) -> ProcedureResult | None:
    """Return the result `later` without those open points that the result `today` does not have.

    Facts that will look bad only later need not be asked about yet.
    """
    asked = {point.ref for point in today.open_points}
    return later and replace(
        later, points=tuple(p for p in later.points if not p.is_open or p.ref in asked)
    )


def _visit(
    case: ProcedureResult,
    case_of: Callable[[str], ProcedureResult | None],
    found: dict[str, ProcedureResult],
) -> None:
    """Add a result to `found`, after the results of the procedures that it needs.

    `case_of` returns the result of the procedure with a name, or None if it cannot be planned.
    """
    if case.procedure in found:
        return
    found[case.procedure] = case  # first, as procedures may need each other
    # What was applied for is going on, and waits for nothing.
    for name in needed_beside(case):
        if name not in found and (other := case_of(name)):
            _visit(other, case_of, found)
    for finding in case.open:
        needed = finding.needs
        if not (needed and needed not in found and (before := case_of(needed))):
            continue
        procedure = case.progress.platform.procedures[needed]
        # Of two that need each other, this one was visited first, and stays so while it is asked.
        mutual = case.procedure in procedure.cleared_by
        # What cannot be undone is not begun while it is asked whether it is needed.
        final = not (procedure.reversible or before.progress.taken)
        if finding.outcome is Outcome.DISPUTED and (mutual or final):
            continue
        _visit(before, case_of, found)
        # A dict keeps the order of insertion, so this moves `case` behind what it needs.
        del found[case.procedure]
        found[case.procedure] = case


def _held(platform: Platform, state: State) -> set[str]:
    """Return the names of the sums of which the platform holds a positive amount."""
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
    """Return the name of a procedure that pays out a sum which no procedure in `found` pays out.

    It has to be a procedure that needs one in `found`; those in `passed` are skipped. `held` names
    the sums that the platform holds. Returns None if there is no such procedure.
    """
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
