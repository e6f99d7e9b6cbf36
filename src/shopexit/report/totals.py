"""A fleet: many shops, each judged by itself, and what they come to together.

Plain values, which is all that the formats of a fleet see. A shop whose file cannot be used is
part of the fleet too: it needs a person more than any other.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal

from pydantic import Field

from shopexit.evaluation.balance import amount
from shopexit.evaluation.evaluate import EvaluationOptions, Verdict
from shopexit.messages import Problem, Text, record
from shopexit.report.model import Report, View
from shopexit.report.summary import Listed, Status, Summary, Unusable, unusable
from shopexit.report.waivers import ListedWaiver
from shopexit.rules.sources import Grade

SCHEMA: Final = "shopexit.fleet/1"


@record(kw_only=True)
class Shop:
    """One entry of a fleet. Without a summary it could not be used, and `problems` say why."""

    file: str
    entry: int | None
    summary: Summary | None = None
    report: Report | None = None
    """All that was found out; None unless a format asks for it."""
    problems: tuple[Problem, ...] = ()
    waivers: tuple[ListedWaiver, ...] = ()
    """What is waived; empty unless the waivers are asked for."""

    @property
    def status(self) -> Status:
        """Its verdict, or that there can be none."""
        return Status(self.summary.verdict) if self.summary else Status.UNUSABLE

    @property
    def listed(self) -> Listed:
        """What a table lists of it."""
        return self.summary or unusable(self.file, self.entry, self.problems)


@record(kw_only=True)
class PlatformTotals:
    """How many shops of a platform came to which verdict, and their money."""

    platform: str
    name: Text
    shops: int
    verdicts: Mapping[Verdict, int]
    currency: str
    comes_back: Annotated[str, Field(description="as far as is given; decimal text")]
    unsure: Annotated[int, Field(description="how many of the shops do not give all sums")]


@record(kw_only=True)
class Fleet(View):
    """What all the shops of a run come to."""

    schema_: Annotated[Literal["shopexit.fleet/1"], Field(alias="schema")] = SCHEMA
    on: date
    trust: Grade
    strict: bool
    shops: Annotated[
        int,
        Field(alias="judged", description="how many could be judged, those left out included"),
    ]
    left_out: Annotated[int, Field(description="how many of them --only does not show")]
    unusable: Annotated[int, Field(description="how many entries could not be used")]
    verdicts: Mapping[Verdict, int]
    platforms: tuple[PlatformTotals, ...]
    limit: Annotated[int, Field(exclude=True)] = 0
    """How many shops are shown where people read them, or all if it is 0."""


@record(kw_only=True)
class WholeFleet(Fleet):
    """A fleet with its shops, as one object of JSON holds it."""

    listed: Annotated[tuple[Summary | Report | Unusable, ...], Field(alias="shops")]


@record(frozen=False)
class TotalsCounter:
    """Counts the shops of a fleet as they come. Two tallies can be joined."""

    verdicts: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    money: dict[str, Decimal] = field(default_factory=dict)
    named: dict[str, tuple[Text, str]] = field(default_factory=dict)
    """The name and the currency of each platform."""
    unsure: Counter[str] = field(default_factory=Counter)
    """How many shops of each platform do not give all sums."""
    unusable: int = 0
    left_out: int = 0

    def add(self, shop: Shop) -> None:
        """Count a shop."""
        told = shop.summary
        if told is None:
            self.unusable += 1
            return
        name = told.platform
        self.verdicts[name, told.verdict] += 1
        self.money[name] = self.money.get(name, _NOTHING) + Decimal(told.money.comes_back)
        self.named[name] = (told.platform_name, told.money.currency)
        self.unsure[name] += bool(told.money.missing)

    def join(self, other: "TotalsCounter") -> None:
        """Count what another tally has counted."""
        self.verdicts += other.verdicts
        for name, money in other.money.items():
            self.money[name] = self.money.get(name, _NOTHING) + money
        self.named |= other.named
        self.unsure += other.unsure
        self.unusable += other.unusable
        self.left_out += other.left_out

    @property
    def statuses(self) -> Counter[Status]:
        """How many shops are where, those that could not be used included."""
        counted: Counter[Status] = Counter({Status.UNUSABLE: self.unusable})
        for (_, verdict), count in self.verdicts.items():
            counted[Status(verdict)] += count
        return counted

    def fleet(self, options: EvaluationOptions, limit: int = 0) -> Fleet:
        """Return what was counted."""
        return Fleet(
            lang=options.lang,
            on=options.on,
            trust=options.trust,
            strict=options.strict,
            limit=limit,
            shops=self.verdicts.total(),
            left_out=self.left_out,
            unusable=self.unusable,
            verdicts={v: n for v in Verdict if (n := self.statuses[Status(v)])},
            platforms=tuple(self._platform(name) for name in sorted(self.named)),
        )

    def _platform(self, platform: str) -> PlatformTotals:
        name, currency = self.named[platform]
        counts = {v: n for v in Verdict if (n := self.verdicts[platform, v])}
        return PlatformTotals(
            platform=platform,
            name=name,
            shops=sum(counts.values()),
            verdicts=counts,
            currency=currency,
            comes_back=amount(self.money[platform]),
            unsure=self.unsure[platform],
        )


_NOTHING = Decimal(0)


def of_one(shop: Shop, options: EvaluationOptions) -> Fleet:
    """Return the totals of a shop by itself, for a format that shows totals."""
    counter = TotalsCounter()
    counter.add(shop)
    return counter.fleet(options)
