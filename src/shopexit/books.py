"""The money that a state speaks of: what the platform owes, what the seller owes, what is not said.

Pure, and exact to the cent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shopexit.condition import truth_if
from shopexit.entry import Entry, Requirement, conditions
from shopexit.facts import Debtor, Fact
from shopexit.judge import Terms
from shopexit.matcher import facts_read
from shopexit.rule import Platform
from shopexit.state import State
from shopexit.truth import Truth
from shopexit.vocabulary import Vocabulary


@dataclass(frozen=True)
class Balance:
    """What the platform and the seller owe each other, as far as the state says."""

    comes_back: Decimal
    taken_off: Decimal
    missing: tuple[str, ...]
    """The sums that bear on the shop's money and are not given."""

    @property
    def expected(self) -> Decimal:
        """What is left for the seller; below 0 it is to be paid."""
        return self.comes_back - self.taken_off


@dataclass(frozen=True)
class Books:
    """What the rules say of a shop's money."""

    platform: Platform
    vocabulary: Vocabulary
    state: State
    terms: Terms

    def balance(self) -> Balance:
        """Return the sums of what is given, and the names of what is not."""
        sums, values = self.sums(), self.state.values
        return Balance(
            comes_back=total(values.get(path) for path in _owed(sums, Debtor.PLATFORM)),
            taken_off=total(values.get(path) for path in _owed(sums, Debtor.SELLER)),
            missing=tuple(path for path in sums if path not in values),
        )

    def sums(self) -> Mapping[str, Fact]:
        """Return the facts that tell of this shop's money, given or not, that somebody owes."""
        asked = self._matters()
        return {
            path: fact
            for path, fact in self.vocabulary.facts.items()
            if fact.owed_by and (path in self.state.values or path in asked)
        }

    def _matters(self) -> set[str]:
        """Return the facts that may bear on this shop's money."""
        return {fact for entry in self._entries() for fact in self._named(entry)}

    def _entries(self) -> Iterator[Entry]:
        """Yield the entries that apply, or may."""
        for procedure in self.platform.procedures.values():
            for entry in procedure.entries:
                if truth_if(entry.when, self.state.values, self.terms.on) is not Truth.FALSE:
                    yield entry

    def _named(self, entry: Entry) -> Iterator[str]:
        for condition in conditions(entry):
            yield from facts_read(condition)
        # Where there is nothing to pay, what it would cost is no question.
        met = isinstance(entry, Requirement) and self._holds(entry)
        yield from (f for f in (entry.returns, None if met else entry.costs) if f)

    def _holds(self, requirement: Requirement) -> bool:
        return requirement.holds.test(self.state.values, self.terms.on) is Truth.TRUE


def _owed(facts: Mapping[str, Fact], by: Debtor) -> Iterator[str]:
    return (path for path, fact in facts.items() if fact.owed_by is by)


def total(values: Iterable[object]) -> Decimal:
    """Return the sum of those values that are amounts, exactly."""
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


def amount(value: Decimal) -> str:
    """Return an amount as decimal text, to the cent."""
    return f"{value:.2f}"
