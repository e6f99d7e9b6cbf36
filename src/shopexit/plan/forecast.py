"""Forecast when a condition of the rules can become true.

Days are counted from the dates in the state file. If a condition combines a date with a bad figure,
days are counted from when the figure is put right. An example is "no open orders, and the last one
ended 30 days ago": while an order is open, the 30 days have not begun.
"""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from shopexit.plan.date_range import NEVER_ENDS, DateRange, all_of, any_of, at, later
from shopexit.rules.conditions import AllOf, AnyOf, Condition, FactRef, Facts, is_timed
from shopexit.rules.facts import NEVER, NotBefore, Values
from shopexit.rules.truth import Truth

_Restart: TypeAlias = DateRange | None
"""When the counting of days starts again, as a bad figure is put right; None if it does not."""


def outlook(condition: Condition, values: Values, on: date, fixing: DateRange) -> DateRange:
    """Return the dates on which a condition can become true, counted from the day `on`.

    `values` maps facts to values; `fixing` is when bad figures, except dates, can be put right.
    If a figure is not given, the latest date is not known. The result is NEVER_ENDS if the
    condition can never become true, such as "never sold" for a shop that has sold.
    """
    return _Outlook(values, on, fixing).of(condition, None) or NEVER_ENDS


class _Outlook:
    """Computes when a condition and its parts can become true, for the function `outlook`."""

    def __init__(self, values: Values, on: date, fixing: DateRange) -> None:
        self.values, self.on, self.fixing = values, on, fixing
        self.unknown = DateRange(on, None)

    def of(self, condition: Condition, restart: _Restart) -> DateRange | None:
        """Return when a condition can become true; None if it never can.

        `restart` is when the counting of days starts again, if it does.
        """
        match condition:
            case Facts():
                if len(condition.matchers) > 1:
                    return self._all(condition.singly, restart)
                return self._atom(condition, restart)
            case AllOf():
                return self._all(condition.all, restart)
            case AnyOf():
                ends = [end for part in condition.any if (end := self.of(part, restart))]
                return any_of(ends) if ends else None
            case _:
                return self._timeless(condition)

    def _all(self, parts: Sequence[Condition], restart: _Restart) -> DateRange | None:
        spans: list[DateRange | None] = []
        wrong: list[DateRange] = []
        unsure = False
        # Figures first, as days are counted from when the bad ones are put right.
        timed: list[Condition] = []
        for part in parts:
            if is_timed(part):
                timed.append(part)
                continue
            span, truth = self.of(part, None), self._truth(part)
            spans.append(span)
            unsure = unsure or truth is Truth.UNKNOWN
            wrong += [span] if span and truth is Truth.FALSE else []
        restart = all_of([*wrong, *([restart] if restart else [])]) if wrong else restart
        for part in timed:
            span = self.of(part, restart)
            # An unknown figure may or may not restart the counting of days.
            spans.append(DateRange(span.earliest, None) if span and unsure else span)
        reached = [span for span in spans if span]
        return all_of(reached) if len(reached) == len(spans) else None

    def _atom(self, condition: Facts, restart: _Restart) -> DateRange | None:
        ((fact, matcher),) = condition.matchers
        has = self.values.get(fact)
        if matcher.operator != "at_least_days_ago":
            if matcher.operand == NEVER:
                # An order that is still open will end, and then "never" is no longer true.
                return None if restart or isinstance(has, date) else self._timeless(condition)
            return self._timeless(condition)
        operand = matcher.operand
        days = self.values.get(operand.fact) if isinstance(operand, FactRef) else operand
        if not isinstance(days, int) or (has is None and not restart):
            return self.unknown
        # Something that has never happened, such as a notice, can happen at `fixing`. With
        # `restart`, a later date will replace the one in the state.
        if restart or not isinstance(has, date):
            return later(restart or self.fixing, days)
        day = later(at(has), days)
        first = day._replace(latest=None) if isinstance(has, NotBefore) else day
        return all_of([at(self.on), first])

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
