"""Evaluate conditions on facts with reasons: true, false or unknown, and because of which facts.

Three-valued logic (Kleene): a fact that the state does not give is unknown, never assumed. A date
condition that holds today also holds tomorrow, so `Answer.clears_on` can name the day on which an
unmet condition becomes true.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from shopexit.messages import record
from shopexit.rules.conditions import AllOf, AnyOf, Condition, FactRef, Facts, Matcher
from shopexit.rules.facts import Value, Values
from shopexit.rules.truth import Truth, clears_on


@record()
class Part:
    """One comparison in a condition: the fact, what it must be, its value, whether that fits."""

    fact: str
    matcher: Matcher
    has: Value | None
    bound: Value | None
    """Value that the fact is compared with; looked up if the matcher refers to another fact."""
    truth: Truth
    negated: bool = False
    alternative: bool = False
    """Whether this is a part of an `any` over several facts, so that another may hold instead."""
    options: tuple["Part", ...] = ()
    """The alternatives, where every part of an `any` is about this one fact."""
    missing: tuple[str, ...] = ()
    """Facts that must be given before the truth of this part is known."""

    @property
    def holds(self) -> bool:
        """Whether the comparison is true, as opposed to false or unknown."""
        return self.truth is Truth.TRUE


@record()
class Answer:
    """Whether a condition holds, with one `Part` for each of its comparisons."""

    truth: Truth
    parts: tuple[Part, ...]
    clears_on: date | None
    """First day on which it is true if only time passes; None if time alone does not help."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the facts still needed to determine `truth`; empty if it is known."""
        if self.truth is not Truth.UNKNOWN:
            return ()
        unknown = (part for part in self.parts if part.truth is Truth.UNKNOWN)
        return tuple(dict.fromkeys(fact for part in unknown for fact in part.missing))


def explain(condition: Condition, values: Values, on: date) -> Answer:
    """Return whether a condition holds and why, by the values of facts and the date `on`."""
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
    """Return whether a rule applies, as `applies_if` but without reasons: ten times faster."""
    return when.truth(values, on) if when else Truth.TRUE


def _all(answers: Sequence[Answer]) -> Answer:
    days = [answer.clears_on for answer in answers]
    return Answer(
        truth=min(answer.truth for answer in answers),
        parts=tuple(part for answer in answers for part in answer.parts),
        clears_on=None if None in days else max(day for day in days if day),
    )


def _any(answers: Sequence[Answer]) -> Answer:
    days = [answer.clears_on for answer in answers if answer.clears_on]
    truth = max(answer.truth for answer in answers)
    parts = tuple(part for answer in answers for part in answer.parts)
    if len({part.fact for part in parts}) == 1 and len(parts) == len(answers):
        missing = tuple(dict.fromkeys(name for part in parts for name in part.missing))
        parts = (replace(parts[0], truth=truth, missing=missing, options=parts),)
    else:
        parts = tuple(replace(part, alternative=True) for part in parts)
    return Answer(truth, parts, min(days, default=None))


def _opposite(answer: Answer, on: date) -> Answer:
    turned = answer.truth.inverted()
    # De Morgan: the negation of an `all` is an `any` of negations, and the other way round.
    several = len(answer.parts) > 1
    parts = tuple(
        replace(_turned(part), alternative=several and not part.alternative)
        for part in answer.parts
    )
    return Answer(turned, parts, on if turned is Truth.TRUE else None)


def _turned(part: Part) -> Part:
    return replace(
        part,
        truth=part.truth.inverted(),
        negated=not part.negated,
        options=tuple(_turned(option) for option in part.options),
    )


def _answer(fact: str, matcher: Matcher, values: Values, on: date) -> Answer:
    has = values.get(fact)
    operand = matcher.operand
    bound = values.get(operand.fact) if isinstance(operand, FactRef) else operand
    asked = (fact, operand.fact) if isinstance(operand, FactRef) else (fact,)
    missing = tuple(name for name in asked if values.get(name) is None)
    if missing:
        part = Part(fact, matcher, has, bound, Truth.UNKNOWN, missing=missing)
        return Answer(Truth.UNKNOWN, (part,), None)
    truth = Truth.TRUE if matcher.holds(has, bound, on) else Truth.FALSE
    part = Part(fact, matcher, has, bound, truth)
    later = clears_on(has, bound) if matcher.operator == "at_least_days_ago" else None
    return Answer(part.truth, (part,), on if part.holds else later)
