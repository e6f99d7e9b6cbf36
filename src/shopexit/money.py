"""The money between the platform and the seller: what comes back, what is taken off, and when."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from shopexit import report as r
from shopexit.facts import Debtor, Fact
from shopexit.plan import Action
from shopexit.reasons import Reasons
from shopexit.rule import Platform
from shopexit.state import State
from shopexit.vocabulary import Vocabulary


def money(
    platform: Platform,
    vocabulary: Vocabulary,
    state: State,
    arrives: Mapping[str, Action],
    reasons: Reasons,
) -> r.Money:
    """Return what is known of the money. `arrives` tells by which action a sum is paid out."""
    asked = {fact for procedure in platform.procedures.values() for fact in procedure.facts_read()}
    facts = {
        path: fact
        for path, fact in vocabulary.facts.items()
        if fact.owed_by and (path in asked or path in state.values)
    }
    sums = tuple(_sums(facts, state, arrives, reasons))
    comes_back = total(state.values.get(path) for path in _owed(facts, Debtor.PLATFORM))
    taken_off = total(state.values.get(path) for path in _owed(facts, Debtor.SELLER))
    return r.Money(
        currency=platform.currency,
        sums=sums,
        comes_back=amount(comes_back),
        taken_off=amount(taken_off),
        expected=amount(comes_back - taken_off),
        missing=tuple(each.fact for each in sums if each.amount is None),
    )


def _owed(facts: Mapping[str, Fact], by: Debtor) -> Iterator[str]:
    return (path for path, fact in facts.items() if fact.owed_by is by)


def _sums(
    facts: Mapping[str, Fact],
    state: State,
    arrives: Mapping[str, Action],
    reasons: Reasons,
) -> Iterator[r.ReportedSum]:
    for path, fact in facts.items():
        value = state.values.get(path)
        action = arrives.get(path) if value != 0 else None
        ends = action.ends if action else None
        yield r.ReportedSum(
            fact=path,
            label=fact.label,
            amount=amount(value) if isinstance(value, Decimal) else None,
            owed_by=fact.owed_by or Debtor.PLATFORM,
            earliest=ends and ends.earliest,
            latest=ends and ends.latest,
            estimated=bool(ends and ends.guesses),
            open_by=reasons.open(ends),
            into=action.entry.into if action else None,
            ref=action.ref if action else None,
        )


def total(values: Iterator[object]) -> Decimal:
    """Return the sum of those values that are amounts, exactly."""
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


def amount(value: Decimal) -> str:
    """Return an amount as decimal text, to the cent."""
    return f"{value:.2f}"
