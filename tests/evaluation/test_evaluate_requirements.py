"""For every requirement of every rule file, made from the file itself: met, not met, not known."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from states import ON, PLATFORMS, parsed, written

from shopexit import Outcome, Platform, ShopexitError, check, load_rules
from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    Finding,
    ProcedureResult,
)
from shopexit.evaluation.evaluation import evaluate_procedures
from shopexit.rules.conditions import AllOf, AnyOf, Condition, FactRef, Facts, Matcher, NotOf, atoms
from shopexit.rules.entries import Requirement
from shopexit.rules.facts import NEVER, Fact, FactType
from shopexit.rules.platform import Procedure

Values = dict[str, Any]
# Every number of days that a rule asks for, the day before it is over, and the category's own.
DAYS = sorted(
    {
        day
        for name in PLATFORMS
        for procedure in load_rules(name).procedures.values()
        for condition in procedure.conditions()
        for _, matcher in atoms(condition)
        if matcher.operator == "at_least_days_ago"
        for days in ([matcher.operand] if isinstance(matcher.operand, int) else [40])
        for day in (days, days - 1)
    },
    reverse=True,
)
VOCABULARY = load_rules("kuaishou").vocabulary.facts


def _around(fact: Fact, matcher: Matcher) -> Iterator[tuple[Values, bool, Any]]:
    """Yield values for a fact near what is asked of it, and whether each ought to do."""
    operator, operand = matcher.operator, matcher.operand
    extra: Values = {}
    if isinstance(operand, FactRef):
        extra, operand = {operand.fact: 40}, 40
    match operator:
        case "equals":
            yield extra, True, operand
            yield from ((extra, False, other) for other in _others(fact, operand))
        case "not_":
            yield from ((extra, True, other) for other in _others(fact, operand))
            yield extra, False, operand
        case "one_of":
            yield from ((extra, True, value) for value in operand)
            yield from ((extra, False, v) for v in _others(fact, operand[0]) if v not in operand)
        case "at_least":
            least = Decimal("0.01") if fact.type is FactType.MONEY else 1
            yield extra, True, operand
            yield extra, True, operand + 1
            if operand > 0 or fact.can_be_negative:
                yield extra, False, operand - least
        case "at_most":
            least = Decimal("0.01") if fact.type is FactType.MONEY else 1
            yield extra, True, operand
            yield extra, False, operand + least
        case "at_least_days_ago":
            for days in DAYS:
                yield extra, days >= operand, ON - timedelta(days=days)
            yield extra, False, NEVER


def _others(fact: Fact, value: Any) -> list[Any]:
    match fact.type:
        case FactType.FLAG:
            return [not value]
        case FactType.CHOICE:
            return [choice for choice in fact.choices if choice != value]
        case FactType.DATE:
            return [ON - timedelta(days=days) for days in DAYS]
        case _:
            return [value + 1]


def _solve(condition: Condition, want: bool) -> Iterator[Values]:
    """Yield facts for which a condition ought to hold, or not to; worked out without the engine."""
    match condition:
        case Facts():
            options = []
            for path, matcher in condition.matchers:
                found = list(_around(VOCABULARY[path], matcher))
                options.append([({path: v, **extra}, good) for extra, good, v in found])
            for chosen in product(*options):
                if all(good for _, good in chosen) is want:
                    yield from _merged([values for values, _ in chosen])
        case NotOf():
            yield from _solve(condition.not_, not want)
        case AllOf() | AnyOf():
            parts = condition.all if isinstance(condition, AllOf) else condition.any
            every = isinstance(condition, AllOf) is want
            if every:
                for solved in product(*(list(_solve(part, want)) for part in parts)):
                    yield from _merged(list(solved))
            else:
                # One part decides; the others may be whatever does not contradict it.
                for part in parts:
                    yield from _solve(part, want)


def _merged(parts: list[Values]) -> Iterator[Values]:
    merged: Values = {}
    for part in parts:
        for path, value in part.items():
            if merged.setdefault(path, value) != value:
                return
    yield merged


def _cases() -> Iterator[Any]:
    for name in PLATFORMS:
        for procedure_name, procedure in load_rules(name).procedures.items():
            for requirement in procedure.requirements:
                ref = f"{name}/{procedure_name}/{requirement.id}"
                yield pytest.param(name, procedure_name, requirement, id=ref)


def _applies(procedure: Procedure, requirement: Requirement) -> Iterator[Values]:
    conditions = [when for when in (procedure.when, requirement.when) if when]
    for chosen in product(*(list(_solve(when, want=True)) for when in conditions)):
        yield from _merged(list(chosen))


def _judged(rules: Platform, procedure: str, values: Values) -> ProcedureResult:
    state = parsed(written(rules.platform, values), rules)
    (case,) = evaluate_procedures(
        rules, [procedure], state, EvaluationOptions(date(ON.year, ON.month, ON.day))
    )
    return case


def _finding(case: ProcedureResult, requirement: Requirement) -> Finding:
    return next(f for f in case.findings if f.requirement.id == requirement.id)


def _outcome(rules: Platform, procedure: str, requirement: Requirement, values: Values) -> Outcome:
    """Return the outcome; of an application that runs, which has passed it, what may upset it."""
    case = _judged(rules, procedure, values)
    found = _finding(case, requirement).outcome
    if not case.progress.applied:
        return found
    assert found is Outcome.PASSED
    upsets = (f.outcome for f in case.upsets if f.requirement.id == requirement.id)
    return next(upsets, Outcome.MET)


def _accepted(rules: Platform, platform: str, values: Values) -> bool:
    """Whether a state file may say so: some facts exclude each other."""
    try:
        parsed(written(platform, values), rules)
    except ShopexitError:
        return False
    return True


def _examples(
    rules: Platform, platform: str, procedure: str, asked: Requirement, want: bool
) -> Iterator[Values]:
    for where in _applies(rules.procedures[procedure], asked):
        for facts in _solve(asked.holds, want):
            for values in _merged([where, facts]):
                if _accepted(rules, platform, values):
                    yield values


@pytest.mark.parametrize(("name", "procedure", "requirement"), list(_cases()))
def test_a_requirement_is_met_unmet_or_unknown_as_its_file_says(
    name: str, procedure: str, requirement: Requirement, rules_of: Mapping[str, Platform]
) -> None:
    """An unmet one that sources contradict is disputed; one without its facts is unknown."""
    rules = rules_of[name]
    met = next(_examples(rules, name, procedure, requirement, want=True))
    applies = next(_applies(rules.procedures[procedure], requirement))
    lacking = {path: value for path, value in met.items() if path in applies}

    # What is met may show that the wait runs: a shop that is closed waits for its deposit.
    assert _outcome(rules, procedure, requirement, met) is Outcome.MET
    if lacking != met:
        assert _outcome(rules, procedure, requirement, lacking) is Outcome.UNKNOWN
    unmet = next(_examples(rules, name, procedure, requirement, want=False), None)
    if unmet is None:
        _assert_the_procedure_is_for_those_that_meet_it(rules, procedure, requirement)
        return
    wanted = Outcome.DISPUTED if requirement.disputed else Outcome.UNMET
    assert _outcome(rules, procedure, requirement, unmet) is wanted


DISPUTED = [case for case in _cases() if case.values[2].disputed]


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize(("name", "procedure", "requirement"), DISPUTED)
def test_every_dispute_can_be_settled_either_way(
    name: str,
    procedure: str,
    requirement: Requirement,
    required: bool,
    rules_of: Mapping[str, Platform],
) -> None:
    """And the report says what the platform answered."""
    rules = rules_of[name]
    values = next(_examples(rules, name, procedure, requirement, want=False))
    answers = {f"{name}/{procedure}/{requirement.id}": {"required": required, "by": "客服"}}
    state = parsed(written(name, values, answers=answers), rules)
    report = check(rules, state, EvaluationOptions(on=ON, procedure=procedure))
    finding = next(f for f in report.findings if f.ref in answers)
    if _judged(rules, procedure, values).progress.applied:
        told = any(requirement.says.en in each.says.en for each in report.warnings)
        assert (finding.outcome, told) == (Outcome.PASSED, required)
        return
    assert finding.outcome is (Outcome.UNMET if required else Outcome.NOT_APPLICABLE)
    assert finding.reason is not None
    assert finding.reason.zh == f"平台答复：{'要求' if required else '不要求'}（客服）"
    assert "{" not in finding.reason.en


def test_there_are_disputes() -> None:
    """An empty list must not pass for green."""
    assert len(DISPUTED) > 10


@pytest.mark.parametrize("name", PLATFORMS)
def test_no_day_is_promised_while_an_order_is_open(
    name: str, rules_of: Mapping[str, Platform]
) -> None:
    """Every open order ends later than the last one did, and starts the waiting anew."""
    rules = rules_of[name]
    values = {"orders.last_completed_on": ON, "orders.pending_receipt": 1}
    state = parsed(written(name, values), rules)
    shop = [p for p, q in rules.procedures.items() if q.subject == "shop"]
    cases = evaluate_procedures(rules, shop, state, EvaluationOptions(ON))
    found = ((case, f) for case in cases for f in case.findings)
    answers = {
        f.ref: case.answer(f) for case, f in found if f.outcome is not Outcome.NOT_APPLICABLE
    }
    about = {
        ref: answer
        for ref, answer in answers.items()
        if "orders.last_completed_on" in {part.fact for part in answer.parts}
    }
    assert about or name == "aliexpress"
    assert [ref for ref, answer in about.items() if answer.clears_on] == []


def _assert_the_procedure_is_for_those_that_meet_it(
    rules: Platform, procedure: str, requirement: Requirement
) -> None:
    """Not meeting such a requirement means that another procedure is the right one."""
    for values in _solve(requirement.holds, want=False):
        state = parsed(written(rules.platform, values), rules)
        on = date(ON.year, ON.month, ON.day)
        assert evaluate_procedures(rules, [procedure], state, EvaluationOptions(on)) == ()
