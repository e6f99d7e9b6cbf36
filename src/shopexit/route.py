"""The way to the money: which procedures the ones asked for lead through, and in which order.

Pure. What a procedure needs stands before it; what brings the deposit back stands behind the one
that has to come first. Each is judged once.
"""

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal

from shopexit.condition import Truth, evaluate
from shopexit.facts import Debtor
from shopexit.judge import Case, Outcome, Terms, judge_one
from shopexit.rule import Platform, Subject
from shopexit.state import State
from shopexit.vocabulary import Vocabulary


def route(
    platform: Platform, vocabulary: Vocabulary, cases: Sequence[Case], state: State, terms: Terms
) -> tuple[Case, ...]:
    """Return the cases asked for and those they lead through, each after what it needs."""
    asked = {case.procedure: case for case in cases if case.order is None}

    def case_of(procedure: str) -> Case | None:
        if platform.procedures[procedure].subject is Subject.ORDER:
            return None
        return asked.get(procedure) or judge_one(platform, procedure, None, state, terms)

    found: dict[str, Case] = {}
    for case in asked.values():
        _visit(case, case_of, found)
    passed: set[str] = set()
    while follows := _brings_money(platform, vocabulary, found, passed, state, terms):
        passed.add(follows)
        if case_ := case_of(follows):
            _visit(case_, case_of, found)
    orders = tuple(case for case in cases if case.order is not None)
    return (*orders, *found.values())


def _visit(case: Case, case_of: Callable[[str], Case | None], found: dict[str, Case]) -> None:
    """Add a case behind the procedures that bring about what it lacks."""
    if case.procedure in found:
        return
    found[case.procedure] = case  # before the others are looked at: rules may need each other
    for finding in case.findings:
        needed = finding.requirement.cleared_by
        lacking = finding.counts and finding.outcome in (Outcome.UNMET, Outcome.DISPUTED)
        if needed and lacking and needed not in found and (before := case_of(needed)):
            _visit(before, case_of, found)
            del found[case.procedure]
            found[case.procedure] = case


def _brings_money(
    platform: Platform,
    vocabulary: Vocabulary,
    found: Collection[str],
    passed: Collection[str],
    state: State,
    terms: Terms,
) -> str | None:
    """Return a procedure that comes after those found and brings money that none of them brings."""
    held = {
        fact
        for fact, value in state.values.items()
        if vocabulary.facts[fact].owed_by is Debtor.PLATFORM
        and isinstance(value, Decimal)
        and value > 0
    }
    lacking = held - {fact for name in found for fact in _brings(platform, name, state, terms)}
    for name, procedure in platform.procedures.items():
        follows = any(r.cleared_by in found for r in procedure.requirements)
        new = name not in found and name not in passed
        if new and follows and lacking & _brings(platform, name, state, terms):
            return name
    return None


def _brings(platform: Platform, name: str, state: State, terms: Terms) -> set[str]:
    """Return the money that the steps of a procedure bring to this shop."""
    return {
        step.returns
        for step in platform.procedures[name].steps
        if step.returns
        and not (step.when and evaluate(step.when, state.values, terms.on).truth is Truth.FALSE)
    }
