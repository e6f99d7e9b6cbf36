"""States and values of facts, drawn by chance for property tests."""

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from states import LONGER, ON

from shopexit import Platform
from shopexit.rules.facts import NEVER, ORDER_GROUP, Fact, FactType

# Many of the states that are drawn contradict themselves, and are refused.
HEALTHY = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.filter_too_much,
    HealthCheck.too_slow,
]
SETTINGS = settings(max_examples=15 * LONGER, deadline=None, suppress_health_check=HEALTHY)


def values_of(fact: Fact) -> st.SearchStrategy[Any]:
    """Return values that a fact may have, those at which rules turn among them."""
    match fact.type:
        case FactType.COUNT:
            return st.sampled_from([0, 1, 2, 15, 30, 45, 90])
        case FactType.MONEY:
            return st.sampled_from([0, 0.01, 499.99, 500, 2000])
        case FactType.FLAG:
            return st.booleans()
        case FactType.DATE:
            days = st.sampled_from([0, 1, 29, 30, 31, 35, 60, 89, 90, 92, 365, 1096])
            return st.one_of(st.just(NEVER), days.map(lambda n: str(ON - timedelta(days=n))))
        case FactType.CHOICE:
            return st.sampled_from(list(fact.choices))
        case _:
            return st.just("text")


@st.composite
def states(draw: st.DrawFn, rules: Platform) -> dict[str, Any]:
    """Draw a state of a shop that gives some of the facts that its rules read."""
    read = {f for p in rules.procedures.values() for f in p.facts_read()}
    values = {}
    for path in sorted(read):
        if not path.startswith(f"{ORDER_GROUP}.") and draw(st.integers(0, 9)):
            values[path] = draw(values_of(rules.vocabulary.facts[path]))
    return values
