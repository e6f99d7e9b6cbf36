"""Estimate from the rules alone how long a procedure takes: shortest and longest time."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Annotated

from pydantic import Field

from shopexit.messages import Text, record
from shopexit.report.plan_model import Reason, Why
from shopexit.rules.conditions import Condition, atoms
from shopexit.rules.durations import Duration, Unit
from shopexit.rules.entries import Entry, Level, Step
from shopexit.rules.explanation import truth_if
from shopexit.rules.facts import Values
from shopexit.rules.platform import STATUS, Platform, Procedure
from shopexit.rules.truth import Truth

_CALENDAR_DAYS = {
    Unit.WORKING_DAYS: Fraction(7, 5),
    Unit.HOURS: Fraction(1, 24),
    Unit.MONTH_STARTS: Fraction(31),
}
"""Maps units of time to their length in calendar days; units left out are one day long."""


@record(kw_only=True)
class FirstWait:
    """A waiting period before a procedure can start; several such periods run in parallel."""

    ref: str
    says: Text
    days: int
    may_apply: Annotated[bool, Field(description="required of some shops only")]


@record(kw_only=True)
class Typical:
    """How long a procedure takes a usual shop, in calendar days, if nothing blocks it."""

    least: Annotated[int, Field(description="fewest days from the first step to the last")]
    most: Annotated[int, Field(description="most days, as far as published")]
    open_by: Annotated[tuple[Reason, ...], Field(description="steps without published duration")]
    first: Annotated[tuple[FirstWait, ...], Field(description="waits before the first step")]


def typical(platform: Platform, name: str) -> Typical:
    """Return how long the procedure `name` takes if nothing blocks it.

    Five working days count as seven calendar days.
    """
    procedure = platform.procedures[name]
    prefix = f"{platform.platform}/{name}"
    least = most = 0
    unknown = []
    for step, applies in _steps(procedure):
        wait = platform.weigh(step.takes)
        if not wait.published:
            ref = f"{prefix}/{step.id}"
            unknown.append(Reason(ref=ref, why=Why.UNPUBLISHED, says=step.does))
        # Steps for some shops only may be skipped.
        least += min(_ends(wait, 0), default=0) if applies is Truth.TRUE else 0
        most += max(_ends(wait, 1), default=0)
    return Typical(
        least=least,
        most=most,
        open_by=tuple(unknown),
        first=tuple(_first(procedure, prefix, platform.vocabulary.usual)),
    )


def _ends(wait: Duration, end: int) -> Iterator[int]:
    # Rounded up, so that a day that has begun counts in full.
    return (ceil(claim.span[end] * _CALENDAR_DAYS.get(claim.unit, 1)) for claim in wait.planned)


def _steps(procedure: Procedure) -> Iterator[tuple[Step, Truth]]:
    """Yield the steps, and whether they apply, for a shop that has not applied to close."""
    values = {STATUS: "not_applied"} if STATUS in procedure.results else {}
    for step in procedure.steps:
        applies = truth_if(step.when, values, date.max)
        if applies is not Truth.FALSE:
            yield step, applies


def _first(procedure: Procedure, prefix: str, usual: Values) -> Iterator[FirstWait]:
    """Yield the waits before the first step of a shop with the `usual` facts about its kind."""
    must = (r for r in procedure.requirements if r.level is Level.MUST)
    asked: list[tuple[Entry, Condition]] = [(r, r.holds) for r in must]
    asked += [(step, step.not_before) for step, _ in _steps(procedure) if step.not_before]
    required: set[tuple[str, int]] = set()
    for entry, condition in asked:
        if truth_if(entry.when, usual, date.max) is Truth.FALSE:
            continue
        waits = {
            (fact, matcher.operand)
            for fact, matcher in atoms(condition)
            if matcher.operator == "at_least_days_ago" and isinstance(matcher.operand, int)
        }
        # A step often waits once more for what a requirement asks for.
        if isinstance(entry, Step):
            waits -= required
        else:
            required |= waits
        if any(days for _, days in waits):
            yield FirstWait(
                ref=f"{prefix}/{entry.id}",
                says=entry.words,
                days=max(days for _, days in waits),
                may_apply=bool(entry.when),
            )
