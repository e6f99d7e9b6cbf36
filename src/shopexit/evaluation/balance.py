"""The money of a state: what surely comes back, what stays, what is in doubt, what is to be paid.

Pure, and exact to the cent. Nothing is netted: a debt lessens no sum, and what was never paid in
does not come back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from shopexit.evaluation.evaluate import EvaluationOptions, Finding, Outcome, ProcedureResult
from shopexit.evaluation.progress import Progress, progress
from shopexit.inputs.state import State
from shopexit.messages import Text, record
from shopexit.rules.conditions import FactRef
from shopexit.rules.entries import Entry, Requirement
from shopexit.rules.explanation import Part, truth_if
from shopexit.rules.facts import Debtor, Fact
from shopexit.rules.platform import Platform, Procedure
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.truth import Truth

_NOTHING = Decimal(0)
_NO_WAY = Text(
    zh="这笔钱怎么结、怎么退，没有查到", en="how this is settled or paid out was not found"
)
_BELOW_ZERO = Text(zh="余额是负的，要补上", en="the balance is below zero and has to be made up")


class MoneyGroup(StrEnum):
    """Where a part of a sum goes."""

    COMES_BACK = "comes_back"
    STAYS = "stays"
    """The platform keeps it as long as the shop goes on."""
    IN_DOUBT = "in_doubt"
    """Something stands against it."""
    TO_PAY = "to_pay"


@record()
class Sum:
    """A part of what is owed under one fact, or all of it."""

    fact: str
    amount: Decimal | None
    """None where the fact is not given. What is to be paid is above zero too."""
    group: MoneyGroup | None
    why: Text | None = None
    """What stands against it, or what it is paid for."""


@record()
class Books:
    """What the rules say of a shop's money."""

    rules: Platform
    state: State
    options: EvaluationOptions
    results: Sequence[ProcedureResult]

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """Every sum, in parts that each go one way; those that are not given among them."""
        return tuple(part for path, fact in self._owed.items() for part in self._parts(path, fact))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The sums that bear on the shop's money and are not given."""
        return tuple(each.fact for each in self.sums if each.amount is None)

    def total(self, group: MoneyGroup) -> Decimal:
        """Return what goes one way in all, as far as it is given."""
        return total(each.amount for each in self.sums if each.group is group)

    @cached_property
    def _owed(self) -> Mapping[str, Fact]:
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

    def _parts(self, path: str, fact: Fact) -> Iterator[Sum]:
        value = self.state.values.get(path)
        if not isinstance(value, Decimal):
            yield Sum(path, None, None)
            return
        if fact.owed_by is Debtor.SELLER:
            yield Sum(path, value, MoneyGroup.TO_PAY)
            return
        if value < 0:
            yield Sum(path, -value, MoneyGroup.TO_PAY, _BELOW_ZERO)
        elif value == 0:
            yield Sum(path, value, MoneyGroup.COMES_BACK)
        else:
            yield from self._coming(path, value)
        yield from self._short(path, value)

    def _coming(self, path: str, value: Decimal) -> Iterator[Sum]:
        """Yield the parts of what the platform holds: what it keeps, and what is beyond that."""
        ways = [entry for _, entry in self._ways(path)]
        kept, why = self._kept(path, value)
        if kept:
            yield Sum(path, kept, MoneyGroup.STAYS, why)
        if value - kept:
            against = next(self._against(path), None)
            if against is None and not ways and not self._in_hand(path):
                against = _NO_WAY
            group = MoneyGroup.IN_DOUBT if against else MoneyGroup.COMES_BACK
            yield Sum(path, value - kept, group, against)

    def _kept(self, path: str, value: Decimal) -> tuple[Decimal, Text | None]:
        """Return what of a sum stays while the shop goes on, and why."""
        judged = {result.procedure for result in self.results}
        ways = [entry for name, entry in self._ways(path) if name in judged]
        partly = [entry for entry in ways if entry.beyond]
        # While it is not known whether the shop goes on, what is due may well stay.
        wholly = (entry for entry in ways if not entry.beyond and self._applies(entry))
        if not partly or any(wholly):
            return _NOTHING, None
        due = self.state.values.get(partly[0].beyond or "")
        if not isinstance(due, Decimal):
            # How much of it may be taken out is not known, so that none of it surely can.
            return value, partly[0].words
        return min(value, due), partly[0].words

    def _applies(self, entry: Entry) -> bool:
        return truth_if(entry.when, self.state.values, self.options.on) is Truth.TRUE

    def _ways(self, path: str) -> Iterator[tuple[str, Entry]]:
        """Yield what brings a sum to this shop, with its procedure, while that is not over."""
        values, on = self.state.values, self.options.on
        for name, procedure in self._open.items():
            for entry in procedure.entries:
                if entry.returns == path and truth_if(entry.when, values, on) is not Truth.FALSE:
                    yield name, entry

    @cached_property
    def _open(self) -> Mapping[str, Procedure]:
        """The procedures for the shop that are not over."""
        return {
            name: self.rules.procedures[name]
            for name, how_far in self._progress.items()
            if not how_far.finished
        }

    @cached_property
    def _progress(self) -> Mapping[str, Progress]:
        """How far each procedure for the shop is; of those that were judged it is known."""
        values, on = self.state.values, self.options.on
        judged = {each.procedure: each.progress for each in self.results if each.order is None}
        return {
            name: judged.get(name)
            or progress(self.rules, name, values, self.state, on, of_order=False)
            for name, procedure in self.rules.procedures.items()
            if procedure.subject is Subject.SHOP
        }

    def _in_hand(self, path: str) -> bool:
        """Return whether the seller can take a sum, as long as the shop is not closed."""
        in_hand = self.rules.vocabulary.facts[path].in_hand
        return in_hand and not any(each.closed for each in self._progress.values())

    def _against(self, path: str) -> Iterator[Text]:
        """Yield what stands against a sum."""
        for doubt in self.rules.vocabulary.doubts:
            so = doubt.when.truth(self.state.values, self.options.on) is Truth.TRUE
            if so and path in doubt.facts:
                yield doubt.says

    def _short(self, path: str, value: Decimal) -> Iterator[Sum]:
        """Yield what has to be paid in, where a requirement that is not met asks for it."""
        for finding, part in self._unmet:
            asked, due = part.matcher.operand, part.bound
            if part.fact != path or not isinstance(asked, FactRef) or not isinstance(due, Decimal):
                continue
            if due > value:
                lacking = due - max(value, _NOTHING)
                yield Sum(asked.fact, lacking, MoneyGroup.TO_PAY, finding.requirement.says)
                return

    @cached_property
    def _unmet(self) -> Sequence[tuple[Finding, Part]]:
        """Every figure that a requirement which decides and is not met asks for."""
        return [
            (finding, part)
            for result in self.results
            for finding in result.findings
            if finding.counts and finding.outcome is Outcome.UNMET
            for part in result.answer(finding).parts
        ]


def total(values: Iterable[object]) -> Decimal:
    """Return the sum of those values that are amounts, exactly."""
    return sum((value for value in values if isinstance(value, Decimal)), _NOTHING)


def amount(value: Decimal) -> str:
    """Return an amount as decimal text, to the cent."""
    return f"{value:.2f}"
