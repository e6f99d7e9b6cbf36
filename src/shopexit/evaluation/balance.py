"""The money between platform and seller: what comes back, is kept, is in doubt, or is to be paid.

Exact to the cent. Nothing is netted: a debt of the seller does not reduce what the platform pays
out, and an amount that was never paid in does not come back.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from shopexit.evaluation.evaluate import EvaluationOptions, Finding, Outcome, ProcedureResult
from shopexit.evaluation.progress import Progress
from shopexit.inputs.state import State
from shopexit.messages import Text, record
from shopexit.rules.conditions import FactRef
from shopexit.rules.entries import Entry, Requirement, Step
from shopexit.rules.explanation import Part, truth_if
from shopexit.rules.facts import Debtor, Fact
from shopexit.rules.platform import Platform
from shopexit.rules.truth import Truth
from shopexit.rules.vocabulary import Doubt

_NOTHING = Decimal(0)
_SOME = Decimal(1)
_NO_WAY = Text(
    zh="这笔钱怎么结、怎么退，没有查到", en="no source says how this is settled or paid out"
)
_PAID_OUT = Text(
    zh="退这笔钱的步骤都办完了，余额却不是 0：到了就改成 0，没到的问客服",
    en="all steps that pay it out are done: set it to 0 if it has arrived, else ask the platform",
)
_WAIVED = Text(
    zh="先退这笔钱的要求你豁免了，计划里没有退它的步骤：要拿回的，先退了再申请",
    en="you waived that it is had first, and the plan has no step for it: have it before you apply",
)
_NO_SHARE = Text(
    zh="应缴额没填，退多少、留多少说不准",
    en="how much stays with the platform is not known: the sum that it requires is not given",
)
_ORDERS_ONLY = Text(
    zh="只看了订单，店还开着", en="only orders were judged, and the shop itself stays open"
)
_BELOW_ZERO = Text(zh="余额是负的，要补上", en="the balance is negative and has to be paid")


class MoneyGroup(StrEnum):
    """What becomes of a sum of money: paid out, kept, in doubt, or to be paid by the seller."""

    COMES_BACK = "comes_back"
    STAYS = "stays"
    """The platform keeps the money while the shop stays open."""
    IN_DOUBT = "in_doubt"
    """There is a reason to doubt that the money will be paid out."""
    TO_PAY = "to_pay"


@record()
class Sum:
    """A sum of money, or a part of it, that is paid out, kept, in doubt or to be paid."""

    fact: str
    amount: Decimal | None
    """None if the fact is not given. Never negative, even if the seller has to pay."""
    group: MoneyGroup | None
    why: Text | None = None
    """Why the money is kept or in doubt, or what is to be paid for."""


@record()
class Books:
    """The money of an evaluated shop: what becomes of each sum, and the totals."""

    rules: Platform
    state: State
    options: EvaluationOptions
    results: Sequence[ProcedureResult]

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """All sums that the platform or the seller owes, split by what becomes of each part.

        An amount that is not given, but may matter for this shop, is one part without amount or
        group.
        """
        return tuple(part for path, fact in self._owed.items() for part in self._parts(path, fact))

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Names of the facts about money that may matter for this shop but are not given."""
        return tuple(each.fact for each in self.sums if each.amount is None)

    def total(self, group: MoneyGroup) -> Decimal:
        """Return the total of the sums in a group; amounts that are not given count as 0."""
        return total(each.amount for each in self.sums if each.group is group)

    @cached_property
    def _owed(self) -> Mapping[str, Fact]:
        """Maps names to the facts about sums owed, if the state gives them or they may matter."""
        values = self.state.values
        return {
            path: fact
            for path, fact in self.rules.vocabulary.owed.items()
            if path in values or (self._matters(path) and self._is_possible(path))
        }

    def _is_possible(self, path: str) -> bool:
        """Return whether the given facts allow the missing amount `path` to be above 0.

        0 unpaid fines, for example, rule out any amount of fines.
        """
        values, on = self.state.values, self.options.on
        pairs = (pair for pair in self.rules.vocabulary.impossible if path in pair.names)
        return not any(pair.contradicts({**values, path: _SOME}, on) for pair in pairs)

    def _matters(self, path: str) -> bool:
        """Return whether a rule that may apply to this shop refers to the sum of money `path`."""
        return any(
            truth_if(entry.when, self.state.values, self.options.on) is not Truth.FALSE
            # What a requirement would cost does not matter once it is met.
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
            # Nothing is kept or in doubt of nothing, whatever the sum required is.
            yield Sum(path, value, MoneyGroup.COMES_BACK)
        else:
            yield from self._coming(path, value)
        yield from self._short(path, value)

    def _coming(self, path: str, value: Decimal) -> Iterator[Sum]:
        """Yield the parts of a sum that the platform holds: what it keeps, and the rest."""
        payers = [*self._payers(path)]
        ways = [entry for _, entry in payers]
        against = next(self._against(path), None)
        if ways and self._orders_only and not (against or self._in_hand(path)):
            yield Sum(path, value, MoneyGroup.STAYS, _ORDERS_ONLY)
            return
        kept, why = self._kept(path, value)
        if kept is None:
            yield Sum(path, value, MoneyGroup.IN_DOUBT, _NO_SHARE)
            return
        if kept:
            yield Sum(path, kept, MoneyGroup.STAYS, why)
        if value - kept:
            # What the seller can withdraw needs no entry that pays it out.
            if against is None and not self._in_hand(path):
                if not ways:
                    against = _PAID_OUT if any(self._paid_out(path)) else _NO_WAY
                elif all(name in self._waived for name, _ in payers):
                    against = _WAIVED
            group = MoneyGroup.IN_DOUBT if against else MoneyGroup.COMES_BACK
            yield Sum(path, value - kept, group, against)

    @cached_property
    def _orders_only(self) -> bool:
        """Whether only orders were evaluated and no procedure has closed the shop."""
        orders = bool(self.results) and all(result.order for result in self.results)
        return orders and not self._closed

    def _kept(self, path: str, value: Decimal) -> tuple[Decimal | None, Text | None]:
        """Return (how much of `value` the platform keeps while the shop stays open, why).

        Return (0, None) if it keeps nothing, (None, None) if the amount that it keeps is not given.
        """
        # Of evaluated procedures only: what the refund of an excess would leave with the platform
        # does not stay there if the shop is closed instead.
        judged = {result.procedure for result in self.results}
        ways = [entry for name, entry in self._payers(path) if name in judged]
        # A refund of an excess that is done has left the sum due with the platform.
        partly = [entry for entry in (*ways, *self._paid_out(path)) if entry.beyond]
        # An entry that may apply does not count: until the shop is known to close, the money may
        # stay.
        wholly = (entry for entry in ways if not entry.beyond and self._applies(entry))
        if not partly or any(wholly):
            return _NOTHING, None
        due = self.state.values.get(partly[0].beyond or "")
        if not isinstance(due, Decimal):
            return None, None
        return min(value, due), partly[0].words

    def _applies(self, entry: Entry) -> bool:
        return truth_if(entry.when, self.state.values, self.options.on) is Truth.TRUE

    def _payers(self, path: str) -> Iterator[tuple[str, Entry]]:
        """Yield (procedure name, entry) for each rule that may still pay out the sum `path`."""
        values, on = self.state.values, self.options.on
        for name, how_far in self._progress.items():
            for entry in () if how_far.finished else self.rules.procedures[name].entries:
                if isinstance(entry, Requirement) and how_far.closed:
                    continue  # past the point of no return nobody sees to the requirements
                if entry.returns == path and truth_if(entry.when, values, on) is not Truth.FALSE:
                    yield name, entry

    def _paid_out(self, path: str) -> Iterator[Step]:
        """Yield the steps of finished procedures that have paid out the sum `path` to this shop."""
        for name, how_far in self._progress.items():
            if how_far.finished:
                yield from (
                    step
                    for step in self.rules.procedures[name].paying
                    if step.returns == path and self._applies(step)
                )

    @cached_property
    def _waived(self) -> Collection[str]:
        """Names of the procedures that have not begun, and that a waiver keeps out of the plan."""
        judged = {result.procedure for result in self.results}
        findings = [finding for result in self.results for finding in result.findings]
        waived = {f.requirement.cleared_by for f in findings if f.outcome is Outcome.WAIVED}
        return [
            name
            for name, how_far in self._progress.items()
            if name in waived - judged - {finding.needs for finding in findings}
            # One that follows on what is judged comes behind it, waived or not.
            and self.rules.procedures[name].cleared_by.isdisjoint(judged)
            and not how_far.applied
        ]

    @cached_property
    def _progress(self) -> Mapping[str, Progress]:
        """Maps each procedure about the shop to its progress, computed if not in `results`."""
        judged = {each.procedure: each.progress for each in self.results if each.order is None}
        # Also of procedures that were not requested: any of them may have closed the shop.
        return {
            name: judged.get(name) or Progress(self.rules, name, self.state, self.options.on)
            for name in self.rules.of_shop
        }

    @cached_property
    def _closed(self) -> bool:
        """Whether a procedure is past its point of no return."""
        return any(how_far.closed for how_far in self._progress.values())

    def _in_hand(self, path: str) -> bool:
        """Return whether the seller can withdraw the money fact `path` without any procedure.

        True if the fact is marked `in_hand` and no procedure is past its point of no return.
        """
        return self.rules.vocabulary.facts[path].in_hand and not self._closed

    def _against(self, path: str) -> Iterator[Text]:
        """Yield the reasons (`doubts` in the rules) to doubt that the sum `path` comes back."""
        for doubt in (*self.rules.vocabulary.doubts, *self.rules.doubts):
            if path in doubt.facts and self._stands(doubt):
                yield doubt.says

    def _stands(self, doubt: Doubt) -> bool:
        """Return whether there is a doubt that no answer of the platform has ended."""
        values, on = self.state.values, self.options.on
        if doubt.when.truth(values, on) is not Truth.TRUE:
            return False
        if doubt.unless and doubt.unless.truth(values, on) is Truth.TRUE:
            return False
        return self.state.settling(doubt.settled_by) is None

    def _short(self, path: str, value: Decimal) -> Iterator[Sum]:
        """Yield the sum still to be paid in if an unmet requirement asks for more than `value`."""
        for finding, part in self._too_small:
            asked, due = part.matcher.operand, part.bound
            if part.fact != path or not isinstance(asked, FactRef) or not isinstance(due, Decimal):
                continue
            # What is below zero is a sum to pay of its own (`_BELOW_ZERO`).
            lacking = due - max(value, _NOTHING)
            yield Sum(asked.fact, lacking, MoneyGroup.TO_PAY, finding.requirement.says)
            return  # several requirements may ask for the same sum, which is paid once

    @cached_property
    def _too_small(self) -> Sequence[tuple[Finding, Part]]:
        """Pairs of (unmet requirement, the comparison in it that asks for a larger figure)."""
        # A disputed requirement may not ask for the sum at all. A negated part ("no more than")
        # never asks for a payment.
        return [
            (finding, part)
            for result in self.results
            for finding in result.findings
            if finding.counts and finding.outcome is Outcome.UNMET
            for part in result.answer(finding).parts
            if part.matcher.operator == "at_least" and not (part.holds or part.negated)
        ]


def total(values: Iterable[object]) -> Decimal:
    """Return the exact sum of the values that are amounts (Decimal); all others are skipped."""
    return sum((value for value in values if isinstance(value, Decimal)), _NOTHING)


def amount(value: Decimal) -> str:
    """Return an amount as text with two decimals, such as `500.00`."""
    return f"{value:.2f}"
