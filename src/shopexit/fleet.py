"""A fleet: many shops, each judged by itself, and what they come to together.

Plain values, which is all that the formats of a fleet see. A shop whose file cannot be used is
part of the fleet too: it needs a person more than any other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from shopexit.brief import Brief
from shopexit.errors import Problem
from shopexit.judge import Verdict
from shopexit.report import Report, View
from shopexit.source import Grade
from shopexit.text import Text

SCHEMA: Final = "shopexit.fleet/1"


@dataclass(frozen=True, kw_only=True)
class Shop:
    """One entry of a fleet. Without a brief it could not be used, and `problems` say why."""

    file: str
    entry: int | None
    brief: Brief | None = None
    report: Report | None = None
    """All that was found out; None unless a format asks for it."""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlatformTotals:
    """How many shops of a platform came to which verdict, and their money."""

    platform: str
    name: Text
    shops: int
    verdicts: Mapping[Verdict, int]
    currency: str
    expected: Annotated[str, Field(description="what comes back, as far as is given; decimal text")]


@dataclass(frozen=True, kw_only=True)
class Fleet(View):
    """What all the shops of a run come to."""

    schema_: Annotated[Literal["shopexit.fleet/1"], Field(alias="schema")] = SCHEMA
    on: date
    trust: Grade
    strict: bool
    shops: Annotated[int, Field(description="how many were judged, those left out included")]
    left_out: Annotated[int, Field(description="how many of them --only and --platform leave out")]
    unusable: Annotated[int, Field(description="how many entries could not be used")]
    verdicts: Mapping[Verdict, int]
    platforms: tuple[PlatformTotals, ...]


class Sort(StrEnum):
    """By what the shops of a fleet are sorted."""

    NEED = "need"
    """Those first that need a person: unusable, blocked, undetermined, ready; more money first."""
    PLATFORM = "platform"
    SHOP = "shop"
    MONEY = "money"
    CLOSE = "close"
    INPUT = "input"


def shown_problems(shop: Shop, fleet: View) -> Iterator[str]:
    """Yield what is wrong with an entry, a line each."""
    return (problem.in_words(fleet.lang) for problem in shop.problems)
