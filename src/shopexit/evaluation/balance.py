"""The money that a state speaks of: what the platform owes, what the seller owes, what is not said.

Pure, and exact to the cent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.inputs.state import State
from shopexit.rules.entries import Requirement
from shopexit.rules.explanation import truth_if
from shopexit.rules.facts import Debtor, Fact
from shopexit.rules.platform import Platform
from shopexit.rules.truth import Truth


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

    rules: Platform
    state: State
    options: EvaluationOptions

    @cached_property
    def balance(self) -> Balance:
        """The sums of what is given, and the names of what is not."""
        sums, values = self.sums, self.state.values
        return Balance(
            comes_back=total(values.get(path) for path in _owed(sums, Debtor.PLATFORM)),
            taken_off=total(values.get(path) for path in _owed(sums, Debtor.SELLER)),
            missing=tuple(path for path in sums if path not in values),
        )

    @cached_property
    def sums(self) -> Mapping[str, Fact]:
        """The facts that tell of this shop's money, given or not, that somebody owes."""
        values = self.state.values
        return {
            path: fact
            for path, fact in self.rules.vocabulary.owed.items()
            if path in values or self._matters(path)
        }

    def _matters(self, path: str) -> bool:
        """Return whether a fact may bear on this shop's money."""
        return any(
            truth_if(entry.when, self.state.values, self.options.on) is not Truth.FALSE
            # Where there is nothing to pay, what it would cost is no question.
            and not (only_costs and isinstance(entry, Requirement) and self._holds(entry))
            for entry, only_costs in self.rules.bearing.get(path, ())
        )

    def _holds(self, requirement: Requirement) -> bool:
        return requirement.holds.truth(self.state.values, self.options.on) is Truth.TRUE


def _owed(facts: Mapping[str, Fact], by: Debtor) -> Iterator[str]:
    return (path for path, fact in facts.items() if fact.owed_by is by)


def total(values: Iterable[object]) -> Decimal:
    """Return the sum of those values that are amounts, exactly."""
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


def amount(value: Decimal) -> str:
    """Return an amount as decimal text, to the cent."""
    return f"{value:.2f}"
