"""Forecast when a condition can become true, once everything but time has been settled.

Pure. Days are counted from the dates in the state. Where a condition joins a date with a figure
that still has to be settled, days are counted from when it is: as long as an order is open, for
example, the last order has not ended.
"""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from shopexit.plan.date_range import NEVER_ENDS, DateRange, all_of, any_of, at, later
from shopexit.rules.conditions import AllOf, AnyOf, Condition, FactRef, Facts
from shopexit.rules.facts import NEVER, Values
from shopexit.rules.truth import Truth

_Anew: TypeAlias = DateRange | None
"""When the figures that a condition joins with a date are settled; None if they are already."""


def outlook(condition: Condition, values: Values, on: date, fixing: DateRange) -> DateRange:
    """Return when a condition can become true, given the facts in `values` and the day `on`.

    `fixing` is when unfavourable figures (other than dates) can be settled. A figure that is not
    given may be fine already or never, so its end is open. NEVER_ENDS if it cannot become true at
    all, such as "never sold" for a shop that has sold.
    """
    return _Outlook(values, on, fixing).of(condition, None) or NEVER_ENDS


class _Outlook:
    """Computes `outlook` for parts of a condition; facts, day and `fixing` stay the same."""

    def __init__(self, values: Values, on: date, fixing: DateRange) -> None:
        self.values, self.on, self.fixing = values, on, fixing
        self.unknown = DateRange(on, None)

    def of(self, condition: Condition, anew: _Anew) -> DateRange | None:
        """Return when a condition can become true; None if it no longer can."""
        match condition:
            case Facts():
                several = len(condition.matchers) > 1
                return self._all(condition.singly, anew) if several else self._atom(condition, anew)
            case AllOf():
                return self._all(condition.all, anew)
            case AnyOf():
                ways = [span for part in condition.any if (span := self.of(part, anew))]
                return any_of(ways) if ways else None
            case _:
                return self._timeless(condition)

    def _all(self, parts: Sequence[Condition], anew: _Anew) -> DateRange | None:
        spans: list[DateRange | None] = []
        wrong: list[DateRange] = []
        unsure = False
        # Figures first, as days are counted from when the unfavourable ones are settled.
        for part in parts:
            if not part.is_timed:
                span, truth = self.of(part, None), self._truth(part)
                spans.append(span)
                unsure = unsure or truth is Truth.UNKNOWN
                wrong += [span] if span and truth is Truth.FALSE else []
        anew = all_of([*wrong, *([anew] if anew else [])]) if wrong else anew
        for part in parts:
            if part.is_timed:
                span = self.of(part, anew)
                # An unknown figure may or may not restart the counting of days.
                spans.append(DateRange(span.earliest, None) if span and unsure else span)
        reached = [span for span in spans if span]
        return all_of(reached) if len(reached) == len(spans) else None

    def _atom(self, condition: Facts, anew: _Anew) -> DateRange | None:
        ((fact, matcher),) = condition.matchers
        has = self.values.get(fact)
        if matcher.operator != "at_least_days_ago":
            if matcher.operand == NEVER:
                # An order that is still open will end, and then "never" is no longer true.
                return None if anew or isinstance(has, date) else self._timeless(condition)
            return self._timeless(condition)
        operand = matcher.operand
        days = self.values.get(operand.fact) if isinstance(operand, FactRef) else operand
        if not isinstance(days, int) or (has is None and not anew):
            return self.unknown
        # What has never happened, such as a notice, can happen once the rest is settled; and
        # whatever the date is now, it will be another one then.
        if anew or not isinstance(has, date):
            return later(anew or self.fixing, days)
        return all_of([at(self.on), later(at(has), days)])

    def _timeless(self, condition: Condition) -> DateRange:
        match self._truth(condition):
            case Truth.TRUE:
                return at(self.on)
            case Truth.FALSE:
                return self.fixing
            case _:
                return self.unknown

    def _truth(self, condition: Condition) -> Truth:
        return condition.truth(self.values, self.on)
