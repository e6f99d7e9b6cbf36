"""Evaluate conditions and say why: whether a condition holds, and because of which facts.

A condition is unknown if a fact is needed that the state does not give. A date condition that holds
today also holds tomorrow, so that `Answer.clears_on` can name the day on which a false condition
becomes true.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from shopexit.messages import record
from shopexit.rules.conditions import AllOf, AnyOf, Condition, FactRef, Facts, Matcher, facts_read
from shopexit.rules.facts import Fact, FactType, NotBefore, Value, Values
from shopexit.rules.truth import Truth, clears_on


@record()
class Part:
    """One comparison of a fact in a condition, with the fact's value and the result."""

    fact: str
    matcher: Matcher
    has: Value | None
    bound: Value | None
    """Value that the fact is compared with: a fixed value, or the value of another fact."""
    truth: Truth
    negated: bool = False
    alternative: bool = False
    """Whether this comparison need not hold if another one in the same `any` holds."""
    options: tuple["Part", ...] = ()
    """The comparisons of an `any` that is only about this fact; otherwise empty."""

    @property
    def holds(self) -> bool:
        """Whether the comparison is true, as opposed to false or unknown."""
        return self.truth is Truth.TRUE


@record()
class Answer:
    """Whether a condition holds, and why: the result of each of its comparisons."""

    truth: Truth
    parts: tuple[Part, ...]
    clears_on: date | None
    """First day on which the condition holds if only time passes; None if time is not enough."""


def explain(condition: Condition, values: Values, on: date) -> Answer:
    """Return whether a condition holds, and because of which facts.

    `values` maps names of facts to their values; `on` is the day to evaluate the condition for.
    """
    match condition:
        case Facts():
            return _all([_answer(fact, m, values, on) for fact, m in condition.matchers])
        case AllOf():
            return _all([explain(part, values, on) for part in condition.all])
        case AnyOf():
            return _any([explain(part, values, on) for part in condition.any])
        case _:
            return _opposite(explain(condition.not_, values, on), on)


def applies_if(when: Condition | None, values: Values, on: date) -> Answer:
    """Return whether a rule applies and why; `when` is its condition, None for always."""
    return explain(when, values, on) if when else Answer(Truth.TRUE, (), on)


def truth_if(when: Condition | None, values: Values, on: date) -> Truth:
    """Return whether a rule applies, without reasons; `when` is its condition, None for always."""
    return when.truth(values, on) if when else Truth.TRUE


def missing(when: Condition | None, values: Values, on: date) -> Iterator[str]:
    """Yield the names of the facts still needed to know whether a condition holds.

    Yields nothing if the result is known without more facts. A name may be repeated.
    """
    if when is None or when.truth(values, on) is not Truth.UNKNOWN:
        return
    match when:
        case Facts():
            yield from (fact for fact in facts_read(when) if is_open(values.get(fact)))
        case AllOf() | AnyOf():
            for part in when.all if isinstance(when, AllOf) else when.any:
                yield from missing(part, values, on)
        case _:
            yield from missing(when.not_, values, on)


def undated(answer: Answer, facts: Mapping[str, Fact]) -> Iterator[str]:
    """Yield the missing facts that decide on what day a condition holds that only lacks days.

    Yields nothing if other figures are bad, as days count from when these are put right.
    """
    bad = [part for part in answer.parts if part.truth is Truth.FALSE]
    if bad and all(facts[part.fact].type is FactType.DATE for part in bad):
        yield from (p.fact for p in answer.parts if p.truth is Truth.UNKNOWN and p.has is None)


def _all(answers: Sequence[Answer]) -> Answer:
    """Combine the answers for conditions that must all hold into one answer."""
    days = [answer.clears_on for answer in answers]
    return Answer(
        truth=min(answer.truth for answer in answers),
        # Where one alternative holds, the others are not needed.
        parts=tuple(
            part
            for answer in answers
            for part in answer.parts
            if part.holds or not (part.alternative and answer.truth is Truth.TRUE)
        ),
        # As date conditions stay true, all parts hold from the day of the last one on.
        clears_on=None if None in days else max(day for day in days if day),
    )


def _any(answers: Sequence[Answer]) -> Answer:
    """Combine the answers for alternatives, of which one must hold, into one answer."""
    days = [answer.clears_on for answer in answers if answer.clears_on]
    truth = max(answer.truth for answer in answers)
    parts = tuple(part for answer in answers for part in answer.parts)
    # Alternatives for one fact are shown as one comparison with several values.
    if len({part.fact for part in parts}) == 1 and len(parts) == len(answers):
        parts = (replace(parts[0], truth=truth, options=parts),)
    else:
        parts = tuple(replace(part, alternative=True) for part in parts)
    return Answer(truth, parts, min(days, default=None))


def _opposite(answer: Answer, on: date) -> Answer:
    """Return the answer for the negation of a condition."""
    turned = answer.truth.inverted()
    # De Morgan: the negation of an `all` is an `any` of negations, and the other way round.
    several = len(answer.parts) > 1
    parts = tuple(
        replace(_turned(part), alternative=several and not part.alternative)
        for part in answer.parts
    )
    # A `not` contains no dates, so it does not become true by waiting.
    return Answer(turned, parts, on if turned is Truth.TRUE else None)


def _turned(part: Part) -> Part:
    return replace(
        part,
        truth=part.truth.inverted(),
        negated=not part.negated,
        options=tuple(_turned(option) for option in part.options),
    )


def _answer(fact: str, matcher: Matcher, values: Values, on: date) -> Answer:
    """Return whether the value of `fact` satisfies the comparison `matcher` on the day `on`."""
    has = values.get(fact)
    operand = matcher.operand
    bound = values.get(operand.fact) if isinstance(operand, FactRef) else operand
    if has is None or bound is None:
        # No day: it is not known whether waiting helps.
        return Answer(Truth.UNKNOWN, (Part(fact, matcher, has, bound, Truth.UNKNOWN),), None)
    if not matcher.holds(has, bound, on):
        truth = Truth.FALSE
    else:
        truth = Truth.UNKNOWN if is_open(has) else Truth.TRUE
    part = Part(fact, matcher, has, bound, truth)
    counts = matcher.operator == "at_least_days_ago" and not is_open(has)
    later = clears_on(has, bound) if counts else None
    return Answer(truth, (part,), on if part.holds else later)


def is_open(has: Value | None) -> bool:
    """Return whether a value is not known, or only a bound of it."""
    return has is None or isinstance(has, NotBefore)
