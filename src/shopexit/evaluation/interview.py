"""Choose the questions for a seller, in order: missing facts that matter, and no others.

Pure. Missing facts are taken from the evaluation itself, so every fact that could change the
verdict is asked for, and no other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from shopexit.evaluation.evaluate import EvaluationOptions, ProcedureResult
from shopexit.evaluation.evaluation import evaluate
from shopexit.evaluation.open_points import points
from shopexit.evaluation.progress import Progress, progress
from shopexit.inputs.state import State
from shopexit.messages import ShopexitError
from shopexit.rules.conditions import Condition, facts_read
from shopexit.rules.entries import claims
from shopexit.rules.explanation import applies_if
from shopexit.rules.facts import NEVER, ORDER_GROUP, Fact, FactType, Value, Values
from shopexit.rules.platform import REJECTED, STATUS, Platform
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.truth import Truth

_PROFILE = "profile."
_MOVING = (FactType.COUNT, FactType.MONEY, FactType.CHOICE)


def questions(rules: Platform, state: State, options: EvaluationOptions) -> Sequence[str]:
    """Return the facts to ask for next: those for the verdict, the progress, and the money held."""
    try:
        found = evaluate(rules, state, options)
    except ShopexitError:  # no procedure applies to this shop; `check` reports that
        return ()
    shop = [result for result in found.results if result.order is None]
    wanted = [fact for result in shop for fact in _lacking(result)]
    for name in found.passed:
        how_far = progress(rules, name, state.values, state, options.on, of_order=False)
        wanted += _ways(how_far, state.values, options.on)
    money = (
        step.returns
        for procedure in rules.procedures.values()
        if procedure.subject is Subject.SHOP
        for step in procedure.paying
    )
    asked = dict.fromkeys(
        [
            *(fact for fact in wanted if fact.startswith(_PROFILE)),
            *_application(rules, state, shop),
            *wanted,
            *(fact for fact in money if fact),
        ]
    )
    return [
        fact
        for fact in asked
        if fact not in state.values and not fact.startswith(f"{ORDER_GROUP}.")
    ]


def unspoken(rules: Platform, state: State, options: EvaluationOptions) -> Sequence[str]:
    """Return missing facts that no rule reads and that would be open points if unfavourable."""
    try:
        results = evaluate(rules, state, options).results
    except ShopexitError:
        return ()
    names = [result.procedure for result in results if not result.progress.applied]
    return [
        fact
        for fact in rules.vocabulary.clear
        if fact not in state.values
        for bad in [_bad_value(rules, fact)]
        if bad is not None
        and any(_would_be_open(rules, n, state, fact, bad, options) for n in names)
    ]


def moving(rules: Platform, state: State, on: date, max_age: int) -> Sequence[str]:
    """Return the facts to look up again: those that change, or all if the figures are too old.

    A date that was "never" may have come; facts about the kind of shop do not change.
    """
    old = state.as_of is None or (on - state.as_of).days > max_age
    return [
        path
        for path, fact in rules.vocabulary.facts.items()
        if path in state.values
        and not path.startswith(_PROFILE)
        and (old or fact.type in _MOVING or fact.in_exports or state.values[path] == NEVER)
        # Facts from exports, and those with a proof of their own, are not asked for again.
        and not isinstance(state.document.at(tuple(path.split("."))), dict | None)
    ]


def _application(
    rules: Platform, state: State, results: Sequence[ProcedureResult]
) -> Iterator[str]:
    """Yield the facts that tell whether a procedure is applied for, and how far it is."""
    for result in results:
        if rules.procedures[result.procedure].by_closing:
            yield STATUS
    if state.values.get(STATUS) == REJECTED:
        yield from ("closing.rejected_on", "closing.reason")
    for result in results:
        steps = [placed.step for placed in result.progress.steps]
        for step in [step for step in steps if step.applies] or steps:
            if step.done_when:
                yield from _unknown(step.done_when, result)
            if step.since and not step.applies:
                yield step.since


def _lacking(result: ProcedureResult) -> Iterator[str]:
    """Yield the facts needed for a verdict, in the order of the requirements."""
    yield from result.missing
    for finding in result.findings:
        if finding.counts:
            yield from result.lacks(finding)
    how_far = result.progress
    last = how_far.steps[: how_far.taken][-1:]
    yield from (placed.step.done_on for placed in last if placed.step.done_on)
    yield from _ways(how_far, result.values, result.on)
    for placed in how_far.steps[how_far.taken :] if how_far.applied else ():
        step = placed.step
        more: list[Condition | None] = [step.done_when, step.not_before]
        more += [claim.when for claim in claims(step)]
        yield from (fact for each in more if each for fact in _unknown(each, result))
        yield from (step.since,) if step.since else ()


def _ways(how_far: Progress, values: Values, on: date) -> Iterator[str]:
    """Yield the facts needed to know which steps apply to this shop."""
    for placed in how_far.steps:
        yield from applies_if(placed.step.when, values, on).missing


def _unknown(condition: Condition, result: ProcedureResult) -> Iterator[str]:
    if condition.truth(result.values, result.on) is Truth.UNKNOWN:
        yield from facts_read(condition)


def _bad_value(rules: Platform, path: str) -> Value | None:
    """Return an unfavourable value of a fact; None if there is none."""
    fact, clear = rules.vocabulary.facts[path], rules.vocabulary.clear[path]
    some: Sequence[Value] = (True, False, 1, Decimal(1), Decimal(-1), *fact.choices)
    fitting = (value for value in some if fact.fits(value))
    return next((v for v in fitting if clear.truth({path: v}, date.max) is Truth.FALSE), None)


def _would_be_open(
    rules: Platform, name: str, state: State, path: str, bad: Value, options: EvaluationOptions
) -> bool:
    values = {**state.values, path: bad}
    fact: Fact = rules.vocabulary.facts[path]
    doubtful = replace(state, values=values, unclear={path: fact})
    found = points(rules, name, doubtful, values, options.on, options.trust)
    return any(point.is_open for point in found)
