"""Group orders that a procedure cannot tell apart, so that only one of a group is evaluated.

A seller may list a hundred thousand orders, of which most have the same result. Amounts count as
equal if no bound in the rules, such as `at_most: 500`, lies between them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeAlias

from shopexit.rules.conditions import Condition, FactRef, atoms, facts_read
from shopexit.rules.facts import ORDER_PREFIX, Value, Values

GroupingKey: TypeAlias = tuple[Value | tuple[int, int] | None, ...]


class OrderGrouping:
    """Groups orders that a procedure treats alike, so that only one of each group is evaluated.

    `facts` are the names of all facts that the procedure reads, `conditions` all its conditions.
    `shown` are conditions whose facts appear in reports; orders of a group agree on their values.
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
                    # The bound may differ between orders, so only equal values are treated alike.
                    whole |= {fact, operand.fact}
                elif matcher.operator in ("at_most", "at_least"):
                    bounds.setdefault(fact, set()).add(Decimal(operand))
                else:
                    whole.add(fact)
        self._bounds = {
            fact: sorted(bounds.get(fact, ())) if fact not in whole else []
            for fact in facts
            if fact.startswith(ORDER_PREFIX)
        }

    def of(self, order: Values) -> GroupingKey:
        """Return a key that is the same for all orders of a group; `order` maps facts to values."""
        return tuple(
            # The pair differs between below, at and above a bound; one number would not tell "at".
            (bisect_left(bounds, value), bisect_right(bounds, value))
            if bounds and isinstance(value := order.get(fact), Decimal)
            else order.get(fact)
            for fact, bounds in self._bounds.items()
        )
