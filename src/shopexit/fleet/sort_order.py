"""Sort keys for the shops and waivers of a fleet."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from shopexit.report.model import MoneyTotals
from shopexit.report.summary import KeyDates, Summary
from shopexit.report.totals import Shop
from shopexit.report.waivers import ListedWaiver


class Sort(StrEnum):
    """Criterion by which the shops of a fleet are sorted."""

    NEED = "need"
    """By status, worst first (unusable, blocked, overdue, undetermined, ready, under way, done).

    Of shops under way, those where it is the seller's turn come first. Then by money at stake (to
    come back, in doubt or to be paid), most first."""
    PLATFORM = "platform"
    SHOP = "shop"
    MONEY = "money"
    CLOSE = "close"
    INPUT = "input"


# Sorts before any amount and any day.
_FIRST = -(1 << 62)

Key: TypeAlias = tuple[int | str, int | str]
"""Sort key; shops with equal keys keep their order."""


def key(shop: Shop, sort: Sort) -> Key:
    """Return the key that sorts a shop by `sort`; unusable shops come first, except by INPUT.

    With INPUT, all keys are equal, so that shops keep the order of the input.
    """
    summary, rank = shop.summary, shop.status.rank
    if summary is None:
        # An unusable shop has no values to sort by; it comes first, where it is noticed.
        if sort is Sort.INPUT:
            return (0, 0)
        return ("" if sort in (Sort.PLATFORM, Sort.SHOP) else _FIRST, rank)
    return _KEYS[sort](summary, rank)


def _cents(amount: str) -> int:
    return int(amount.replace(".", ""))


def _at_stake(money: MoneyTotals) -> int:
    return sum(map(_cents, (money.comes_back, money.in_doubt, money.to_pay)))


def _closes(dates: KeyDates) -> int:
    return (dates.close or dates.close_latest or date.max).toordinal()


_KEYS: Mapping[Sort, Callable[[Summary, int], Key]] = {
    Sort.NEED: lambda summary, rank: (2 * rank + (not summary.first), -_at_stake(summary.money)),
    Sort.PLATFORM: lambda summary, rank: (summary.platform, rank),
    Sort.SHOP: lambda summary, rank: (summary.shop or "", rank),
    Sort.MONEY: lambda summary, rank: (-_cents(summary.money.comes_back), rank),
    Sort.CLOSE: lambda summary, rank: (_closes(summary.dates), rank),
    Sort.INPUT: lambda _, __: (0, 0),
}


def waiver_key(waiver: ListedWaiver) -> Key:
    """Return the sort key of a waiver: by status (`Use`, expired first), then by end date."""
    return (waiver.use.rank, (waiver.until or date.max).toordinal())
