"""Which orders are alike: where a procedure sees no difference, one is judged for all.

A seller may list a hundred thousand orders; they differ in few ways that matter. An amount matters
only by the side of each bound it lies on.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeAlias

from shopexit.rules.conditions import Condition, FactRef, atoms, facts_read
from shopexit.rules.facts import ORDER_GROUP, Value, Values

GroupingKey: TypeAlias = tuple[Value | tuple[int, int] | None, ...]


class OrderGrouping:
    """What a procedure reads of an order.

    Of its `conditions`, those that are `shown` with the figures they were judged by want these to
    be the same; `facts` are all that it reads.
    """

    def __init__(
        self, shown: Iterable[Condition], conditions: Iterable[Condition], facts: Iterable[str]
    ) -> None:
        whole = {fact for condition in shown for fact in facts_read(condition)}
        bounds: dict[str, set[Decimal]] = {}
        for condition in conditions:
            for fact, matcher in atoms(condition):
                operand = matcher.operand
                if isinstance(operand, FactRef):
                    whole |= {fact, operand.fact}
                elif matcher.operator in ("at_most", "at_least"):
                    bounds.setdefault(fact, set()).add(Decimal(operand))
                else:
                    whole.add(fact)
        self._bounds = {
            fact: sorted(bounds.get(fact, ())) if fact not in whole else []
            for fact in facts
            if fact.startswith(f"{ORDER_GROUP}.")
        }

    def of(self, order: Values) -> GroupingKey:
        """Return what is the same for two orders if the procedure treats them alike."""
        return tuple(
            (bisect_left(bounds, value), bisect_right(bounds, value))
            if bounds and isinstance(value := order.get(fact), Decimal)
            else order.get(fact)
            for fact, bounds in self._bounds.items()
        )
