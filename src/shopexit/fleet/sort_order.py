"""In which order the shops of a fleet are shown, and its waivers."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from shopexit.evaluation.waivers import Use
from shopexit.report.model import MoneyTotals
from shopexit.report.summary import KeyDates, Summary
from shopexit.report.totals import Shop
from shopexit.report.waivers import ListedWaiver


class Sort(StrEnum):
    """By what the shops of a fleet are sorted."""

    NEED = "need"
    """Those first that need a person: unusable, blocked, overdue, undetermined, ready, under way,
    done; more money first, be it to come, in doubt or to be paid."""
    PLATFORM = "platform"
    SHOP = "shop"
    MONEY = "money"
    CLOSE = "close"
    INPUT = "input"


_FIRST = -(1 << 62)


Key: TypeAlias = tuple[int | str, int | str]
"""What a shop is sorted by; shops with equal keys stay as they came."""


def key(shop: Shop, sort: Sort) -> Key:
    """Return what a shop is sorted by."""
    told, rank = shop.summary, shop.status.rank
    if told is None:
        # Of what is asked for nothing is known, so it stands first, where it is seen.
        if sort is Sort.INPUT:
            return (0, 0)
        return ("" if sort in (Sort.PLATFORM, Sort.SHOP) else _FIRST, rank)
    return _KEYS[sort](told, rank)


def _cents(amount: str) -> int:
    return int(amount.replace(".", ""))


def _at_stake(money: MoneyTotals) -> int:
    return sum(map(_cents, (money.comes_back, money.in_doubt, money.to_pay)))


def _closes(dates: KeyDates) -> date:
    return dates.close or dates.close_latest or date.max


_KEYS: Mapping[Sort, Callable[[Summary, int], Key]] = {
    Sort.NEED: lambda told, rank: (rank, -_at_stake(told.money)),
    Sort.PLATFORM: lambda told, rank: (told.platform, rank),
    Sort.SHOP: lambda told, rank: (told.shop or "", rank),
    Sort.MONEY: lambda told, rank: (-_cents(told.money.comes_back), rank),
    Sort.CLOSE: lambda told, rank: (_closes(told.dates).toordinal(), rank),
    Sort.INPUT: lambda _, __: (0, 0),
}


_USES = {use: rank for rank, use in enumerate(Use)}


def waiver_key(waiver: ListedWaiver) -> Key:
    """Return what a waiver is sorted by: those first that somebody has to look at."""
    return (_USES[waiver.use], (waiver.until or date.max).toordinal())
