"""The money between the platform and the seller: what comes back, what is taken off, and when."""

from collections.abc import Mapping
from decimal import Decimal

from shopexit.evaluation.balance import Books, amount
from shopexit.plan.actions import Action
from shopexit.report import model as r
from shopexit.report.explain_dates import Reasons
from shopexit.rules.facts import Debtor, Fact
from shopexit.rules.platform import Platform


def money(books: Books, arrives: Mapping[str, Action], reasons: Reasons) -> r.Money:
    """Return what is known of the money. `arrives` tells by which action a sum is paid out."""
    balance = books.balance
    return r.Money(
        currency=books.rules.currency,
        sums=tuple(
            _sum_of(path, fact, books, arrives, reasons) for path, fact in books.sums.items()
        ),
        comes_back=amount(balance.comes_back),
        taken_off=amount(balance.taken_off),
        expected=amount(balance.expected),
        missing=balance.missing,
    )


def _sum_of(
    path: str, fact: Fact, books: Books, arrives: Mapping[str, Action], reasons: Reasons
) -> r.ReportedSum:
    """Return one sum, and when and where it arrives as far as the plan says."""
    value = books.state.values.get(path)
    action = arrives.get(path) if value != 0 else None
    ends = action.ends if action else None
    elsewhere = _brought_by(path, books.rules) if value and not action else None
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


def _brought_by(path: str, platform: Platform) -> str | None:
    for name, procedure in platform.procedures.items():
        if any(step.returns == path for step in procedure.steps):
            return name
    return None
