"""A fleet: many shops, each evaluated separately, and their totals.

Output formats of a fleet are made from these values alone. Shops whose file cannot be used are
included, as they need attention most.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import field
from datetime import date
from decimal import Decimal
from functools import partial
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
    """One shop of many: its `summary`, or the `problems` because of which it cannot be used."""

    file: str
    entry: int | None
    summary: Summary | None = None
    report: Report | None = None
    """The full report; None unless a format needs it."""
    problems: tuple[Problem, ...] = ()
    waivers: tuple[ListedWaiver, ...] = ()
    """Waivers of the shop; empty unless they are requested."""

    @property
    def status(self) -> Status:
        """The verdict, or UNUSABLE if the shop's data could not be used."""
        return Status(self.summary.verdict) if self.summary else Status.UNUSABLE

    @property
    def listed(self) -> Listed:
        """The shop's summary, or its errors if its data could not be used."""
        return self.summary or unusable(self.file, self.entry, self.problems)


@record(kw_only=True)
class PlatformTotals:
    """For one platform: how many shops have each verdict, and the total that comes back to them."""

    platform: str
    name: Text
    shops: int
    verdicts: Mapping[Verdict, int]
    currency: str
    comes_back: Annotated[str, Field(description="as far as given; decimal text")]
    unsure: Annotated[int, Field(description="number of shops that do not give all sums")]


@record(kw_only=True)
class Fleet(View):
    """Totals of all shops of a run: how many have each verdict, and their money by platform."""

    schema_: Annotated[Literal["shopexit.fleet/1"], Field(alias="schema")] = SCHEMA
    on: date
    trust: Grade
    strict: bool
    shops: Annotated[
        int,
        Field(alias="judged", description="number of shops evaluated, including those left out"),
    ]
    left_out: Annotated[int, Field(description="number of shops hidden by --only")]
    unusable: Annotated[int, Field(description="number of entries that could not be used")]
    verdicts: Mapping[Verdict, int]
    platforms: tuple[PlatformTotals, ...]
    limit: Annotated[int, Field(exclude=True)] = 0
    """Maximum number of shops listed in formats that people read; 0 for all."""


@record(kw_only=True)
class WholeFleet(Fleet):
    """The totals of many shops, together with all the shops, as one JSON object."""

    listed: Annotated[tuple[Summary | Report | Unusable, ...], Field(alias="shops")]


@record(frozen=False)
class TotalsCounter:
    """Counts the shops of each platform one by one; `join` adds the counts of another counter."""

    verdicts: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    # By platform, as platforms may pay in different currencies.
    money: dict[str, Decimal] = field(default_factory=partial(defaultdict, Decimal))
    named: dict[str, tuple[Text, str]] = field(default_factory=dict)
    """Maps each platform to its name and currency."""
    unsure: Counter[str] = field(default_factory=Counter)
    """Maps each platform to the number of its shops that leave out some sums of money."""
    unusable: int = 0
    left_out: int = 0

    def add(self, shop: Shop) -> None:
        """Add a shop to the counts."""
        summary = shop.summary
        if summary is None:
            self.unusable += 1  # its platform is not known for certain
            return
        name = summary.platform
        self.verdicts[name, summary.verdict] += 1
        self.money[name] += Decimal(summary.money.comes_back)
        self.named[name] = (summary.platform_name, summary.money.currency)
        self.unsure[name] += bool(summary.money.missing)

    def join(self, other: "TotalsCounter") -> None:
        """Add the counts of another counter."""
        self.verdicts += other.verdicts
        for name, money in other.money.items():
            self.money[name] += money
        self.named |= other.named
        self.unsure += other.unsure
        self.unusable += other.unusable
        self.left_out += other.left_out

    @property
    def statuses(self) -> Counter[Status]:
        """Number of shops with each status, including UNUSABLE."""
        counted: Counter[Status] = Counter({Status.UNUSABLE: self.unusable})
        for (_, verdict), count in self.verdicts.items():
            counted[Status(verdict)] += count
        return counted

    def fleet(self, options: EvaluationOptions, limit: int = 0) -> Fleet:
        """Return the totals counted so far.

        `limit` is the maximum number of shops listed in formats that people read; 0 for all.
        """
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


def of_one(shop: Shop, options: EvaluationOptions) -> Fleet:
    """Return the totals of a single shop, for formats that show totals."""
    counter = TotalsCounter()
    counter.add(shop)
    return counter.fleet(options)
