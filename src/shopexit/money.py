"""The money between the platform and the seller: what comes back, what is taken off, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shopexit import report as r
from shopexit.condition import Truth, applies_if, evaluate
from shopexit.entry import Entry, Requirement, conditions
from shopexit.facts import Debtor, Fact
from shopexit.judge import Terms
from shopexit.matcher import facts_read
from shopexit.plan import Action
from shopexit.reasons import Reasons
from shopexit.rule import Platform
from shopexit.state import State
from shopexit.vocabulary import Vocabulary


def money(
    platform: Platform,
    vocabulary: Vocabulary,
    state: State,
    terms: Terms,
    arrives: Mapping[str, Action],
    reasons: Reasons,
) -> r.Money:
    """Return what is known of the money. `arrives` tells by which action a sum is paid out."""
    books = _Books(platform, state, terms)
    asked = books.matters()
    facts = {
        path: fact
        for path, fact in vocabulary.facts.items()
        if fact.owed_by and (path in asked or path in state.values)
    }
    sums = tuple(books.sum_of(path, fact, arrives, reasons) for path, fact in facts.items())
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


@dataclass(frozen=True)
class _Books:
    """What the rules say of a shop's money."""

    platform: Platform
    state: State
    terms: Terms

    def matters(self) -> set[str]:
        """Return the facts that may bear on this shop's money, given or not."""
        return {fact for entry in self._entries() for fact in self._named(entry)}

    def _entries(self) -> Iterator[Entry]:
        """Yield the entries that apply, or may."""
        for procedure in self.platform.procedures.values():
            for entry in procedure.entries():
                applies = applies_if(entry.when, self.state.values, self.terms.on)
                if applies.truth is not Truth.FALSE:
                    yield entry

    def _named(self, entry: Entry) -> Iterator[str]:
        for condition in conditions(entry):
            yield from facts_read(condition)
        # Where there is nothing to pay, what it would cost is no question.
        met = isinstance(entry, Requirement) and self._holds(entry)
        yield from (f for f in (entry.returns, None if met else entry.costs) if f)

    def _holds(self, requirement: Requirement) -> bool:
        answer = evaluate(requirement.holds, self.state.values, self.terms.on)
        return answer.truth is Truth.TRUE

    def sum_of(
        self, path: str, fact: Fact, arrives: Mapping[str, Action], reasons: Reasons
    ) -> r.ReportedSum:
        """Return one sum, and when and where it arrives as far as the plan says."""
        value = self.state.values.get(path)
        action = arrives.get(path) if value != 0 else None
        ends = action.ends if action else None
        elsewhere = self._brought_by(path) if value and not action else None
        return r.ReportedSum(
            fact=path,
            label=fact.label,
            amount=amount(value) if isinstance(value, Decimal) else None,
            owed_by=fact.owed_by or Debtor.PLATFORM,
            earliest=ends.earliest if ends and ends.possible else None,
            latest=ends and ends.latest,
            estimated=bool(ends and ends.guesses),
            open_by=reasons.open(ends),
            into=action.entry.into if action else None,
            ref=action.ref if action else None,
            procedure=elsewhere,
        )

    def _brought_by(self, path: str) -> str | None:
        for name, procedure in self.platform.procedures.items():
            if any(step.returns == path for step in procedure.steps):
                return name
        return None


def total(values: Iterator[object]) -> Decimal:
    """Return the sum of those values that are amounts, exactly."""
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


def amount(value: Decimal) -> str:
    """Return an amount as decimal text, to the cent."""
    return f"{value:.2f}"
