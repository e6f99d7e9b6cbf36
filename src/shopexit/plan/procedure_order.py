"""Order the procedures that lead to the money: the requested ones and those they need.

Pure. What a procedure needs comes before it; what pays out the deposit comes after the procedure it
requires. Each procedure appears once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
    """The result of a procedure, with the names of those that must be finished before it."""

    case: ProcedureResult
    today: ProcedureResult
    """For a requested procedure the result as of today; for others the same as `case`."""
    needs: frozenset[str] = frozenset()


def route(
    platform: Platform,
    cases: Sequence[ProcedureResult],
    state: State,
    options: EvaluationOptions,
) -> tuple[PlannedProcedure, ...]:
    """Return the results to plan, in order: `cases`, those they need, and those that pay out money.

    `cases` are the results of the requested procedures. Orders come first, then the shop.
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
            # Facts that look unfavourable now may change before its turn, so they are not asked
            # about.
            _visit(replace(case_, points=()), case_of, found)
    orders = (PlannedProcedure(case, case) for case in cases if case.order is not None)
    return (*orders, *_legs(platform, found.values(), asked, state, options))


def _legs(
    platform: Platform,
    cases: Iterable[ProcedureResult],
    asked: Mapping[str, ProcedureResult],
    state: State,
    options: EvaluationOptions,
) -> Iterator[PlannedProcedure]:
    """Yield each result as it will be once the procedures it needs are finished.

    `asked` are the results of the requested procedures as of today, by name. Left out are
    procedures whose money is already paid out by those they need.
    """
    after: dict[str, Values] = {}
    """Facts changed by each procedure and by those it needs."""
    brought: dict[str, set[str]] = {}
    for case in cases:
        name = case.procedure
        needs = frozenset(
            finding.requirement.cleared_by
            for finding in case.open
            # Who need not, by some sources, and is only advised to, does not wait for it.
            if finding.requirement.cleared_by in after
            and (finding.counts or not finding.requirement.disputed)
        )
        changed = {fact: value for need in needs for fact, value in after[need].items()}
        then = state.after(changed) if changed else state
        # A procedure that needs no other keeps its result, whose reasons are computed already.
        judged: ProcedureResult | None = case
        if changed:
            judged = _asking_no_more(evaluate_procedure(platform, name, None, then, options), case)
        after[name] = {**changed, **platform.procedures[name].results}
        brought[name] = money_brought(platform, name, then.values, options.on)
        already = {fact for need in needs for fact in brought[need]}
        if judged and not (brought[name] and brought[name] <= already):
            yield PlannedProcedure(judged, asked.get(name, judged), needs)


def _asking_no_more(then: ProcedureResult | None, today: ProcedureResult) -> ProcedureResult | None:
    """Return the later result `then` without open points that the result `today` does not have.

    Facts that look unfavourable only then need not be asked about yet, and are not in the report.
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
    """Add `case` to `found`, after the results of procedures that fulfil its open requirements.

    `case_of` returns the result of a procedure by its name; None if it is not to be planned.
    """
    if case.procedure in found:
        return
    found[case.procedure] = case  # first, as procedures may need each other
    for finding in case.open:
        needed = finding.requirement.cleared_by
        # By the rule's own level: `trust` changes the verdict, not the order of procedures.
        must = finding.requirement.level is Level.MUST
        # An unknown requirement may be met already.
        lacking = must and finding.outcome in (Outcome.UNMET, Outcome.DISPUTED)
        if needed and lacking and needed not in found and (before := case_of(needed)):
            _visit(before, case_of, found)
            # A dict keeps the order of insertion, so this moves `case` behind what it needs.
            del found[case.procedure]
            found[case.procedure] = case


def _held(platform: Platform, state: State) -> set[str]:
    """Return the names of the money facts for which the platform holds a positive amount."""
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
    """Return the name of a procedure that follows those in `found` and pays out other held money.

    Procedures in `passed` have been returned before. None if there is no other.
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
