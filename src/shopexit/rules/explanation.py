"""Whether a condition holds of the facts of a shop: yes, no, or not known.

Three-valued logic after Kleene throughout: a fact that is not given is unknown, never assumed.
Time only ever helps: a condition about dates that holds today holds tomorrow, which is what lets
`Answer.clears_on` name the day on which an unmet one clears.
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
    """One fact of a condition: what is asked of it, what it is, and whether that will do."""

    fact: str
    matcher: Matcher
    has: Value | None
    bound: Value | None
    """The value it is compared with, where that is another fact's."""
    truth: Truth
    negated: bool = False
    alternative: bool = False
    """It stands in an `any`: a part about another fact may hold in its place."""
    options: tuple["Part", ...] = ()
    """Where an `any` is all about this one fact: each thing that would do."""
    missing: tuple[str, ...] = ()
    """The facts that would have to be given for this to be known."""

    @property
    def holds(self) -> bool:
        """Whether it is known to hold."""
        return self.truth is Truth.TRUE


@record()
class Answer:
    """Whether a condition holds, and why."""

    truth: Truth
    parts: tuple[Part, ...]
    clears_on: date | None
    """The first day on which it surely holds if nothing but time passes; None if it never does."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would have to be given for the answer to be known, without repeats."""
        if self.truth is not Truth.UNKNOWN:
            return ()
        unknown = (part for part in self.parts if part.truth is Truth.UNKNOWN)
        return tuple(dict.fromkeys(fact for part in unknown for fact in part.missing))


def explain(condition: Condition, values: Values, on: date) -> Answer:
    """Return whether a condition holds of the facts on a day, and why."""
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
    """Return whether something applies, which without a condition it does."""
    return explain(when, values, on) if when else Answer(Truth.TRUE, (), on)


def truth_if(when: Condition | None, values: Values, on: date) -> Truth:
    """Return the same without the reasons, which takes a tenth of the time."""
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
    # After De Morgan: where all had to hold any may fail, and where any might all must.
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
