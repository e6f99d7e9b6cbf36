"""Convert the money of an evaluated shop to report values: amounts, what becomes of it, dates."""

from collections.abc import Mapping
from datetime import date

from shopexit.evaluation.balance import Books, MoneyGroup, Sum, amount
from shopexit.messages import Text
from shopexit.plan.actions import Action, Phase, Plan
from shopexit.plan.milestones import Milestone
from shopexit.report import model as r
from shopexit.rules.facts import Debtor


def totals(books: Books) -> r.MoneyTotals:
    """Return the totals of a shop's money: coming back, kept by the platform, in doubt, to pay."""
    sums = {group.value: amount(books.total(group)) for group in MoneyGroup}
    return r.MoneyTotals(**sums, currency=books.rules.currency, missing=books.missing)


def arriving(plan: Plan) -> tuple[Milestone, ...]:
    """Return the key dates of a plan, without payments of sums that do not come back to the seller.

    Such sums are in doubt, stay with the platform, or have to be paid by the seller.
    """
    sums = plan.evaluation.books.sums
    coming = {part.fact for part in sums if part.group in (MoneyGroup.COMES_BACK, None)}
    others = {part.fact for part in sums} - coming
    return tuple(m for m in plan.milestones if m.returns not in others)


def money_dates(plan: Plan) -> Mapping[str, Action]:
    """Map each fact with a sum of money to the last action that pays this sum out.

    Facts that no action pays out are left out.
    """
    ways = [
        (action.ends.latest or date.max, action)
        for action in plan.actions
        if action.ends and action.phase is not Phase.FIND_OUT
    ]
    # All has arrived only after the last, which replaces those before it.
    ways.sort(key=lambda each: each[0])
    return {action.entry.returns: action for _, action in ways if action.entry.returns}


def money(books: Books, arrives: Mapping[str, Action]) -> r.Money:
    """Return a shop's money as shown in reports.

    `arrives` maps each fact that is a sum of money to the action that pays the sum out.
    """
    sums = tuple(_sum_of(each, books, arrives) for each in books.sums)
    return r.Money(**vars(totals(books)), sums=sums)


def _sum_of(part: Sum, books: Books, arrives: Mapping[str, Action]) -> r.ReportedSum:
    """Convert one part of a sum; dates and account are added if the plan includes its payment."""
    fact = books.rules.vocabulary.facts[part.fact]
    # A sum that is not given may be paid as well; one of zero is not.
    moves = part.group in (MoneyGroup.COMES_BACK, None) and part.amount != 0
    action = arrives.get(part.fact) if moves else None
    ends = action.ends if action else None
    # A deposit that stays, as only orders are judged, can be paid out by a procedure as well.
    goes = (MoneyGroup.COMES_BACK, MoneyGroup.STAYS)
    elsewhere = part.amount and part.group in goes and not action
    label = fact.label
    if part.group is MoneyGroup.TO_PAY and fact.owed_by is not Debtor.SELLER:
        # The amount is what has to be added to it.
        label = Text(zh=f"{label.zh}，还差", en=f"{label.en}, lacking")
    return r.ReportedSum(
        fact=part.fact,
        label=label,
        amount=amount(part.amount) if part.amount is not None else None,
        # A balance below zero is the seller's to pay, as is the deposit required, without debtor.
        owed_by=Debtor.SELLER if part.group is MoneyGroup.TO_PAY else fact.owed_by or Debtor.SELLER,
        group=part.group,
        why=part.why,
        earliest=ends and ends.soonest,
        latest=ends and ends.latest,
        estimated=bool(ends and ends.guesses),
        open_by=ends.open_by if ends else (),
        into=action.entry.into if action else None,
        ref=action.ref if action else None,
        procedure=_brought_by(part.fact, books) if elsewhere else None,
    )


def _brought_by(path: str, books: Books) -> str | None:
    judged = {result.procedure for result in books.results}
    for name, procedure in books.rules.procedures.items():
        if name not in judged and any(step.returns == path for step in procedure.steps):
            return name
    return None
