"""What a comparison of two runs says of each shop, and the least it has to know of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.messages import Text, clean
from shopexit.report.model import View
from shopexit.report.summary import Summary, SummaryDates

SCHEMA: Final = "shopexit.diff/1"


class Status(StrEnum):
    """A verdict, or that there is none; the worst first."""

    UNUSABLE = "unusable"
    BLOCKED = Verdict.BLOCKED.value
    UNDETERMINED = Verdict.UNDETERMINED.value
    READY = Verdict.READY.value


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """The days a seller asks for; None where there is none, or nobody can say."""

    apply: date | None = None
    close: date | None = None
    close_latest: date | None = None
    money: date | None = None
    money_latest: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """One shop as it was found in one run."""

    file: str
    entry: int | None
    standing: Status
    platform: str | None = None
    """None if it could not be used."""
    shop: str | None = None
    procedure: str | None = None
    on: date | None = None
    open: tuple[tuple[str, Outcome], ...] = ()
    """What decides and is unmet, disputed or unknown, in that order; each reference once."""
    missing: tuple[str, ...] = ()
    days: Days = Days()
    currency: str | None = None
    expected: str | None = None
    """Decimal text."""
    partial: bool = False
    """Some orders were judged and are not shown, so that not all that is open is here."""

    @property
    def refs(self) -> tuple[str, ...]:
        """What is open."""
        return tuple(ref for ref, _ in self.open)


def of_brief(brief: Summary) -> Snapshot:
    """Return the snapshot of a shop that was judged."""
    return Snapshot(
        file=clean(brief.file),
        entry=brief.entry,
        standing=Status(brief.verdict.value),
        platform=brief.platform,
        shop=brief.shop,
        procedure=brief.procedure,
        on=brief.on,
        open=opened(brief.blocked_by, brief.disputed, (*brief.unknown, *brief.open_points)),
        missing=brief.missing,
        days=of_dates(brief.dates),
        currency=brief.money.currency,
        expected=brief.money.expected,
    )


def of_dates(dates: SummaryDates) -> Days:
    """Return the days of a brief."""
    return Days(
        apply=dates.apply,
        close=dates.close,
        close_latest=dates.close_latest,
        money=dates.money,
        money_latest=dates.money_latest,
    )


def unusable(file: str, entry: int | None) -> Snapshot:
    """Return the snapshot of an entry that could not be used."""
    return Snapshot(file=clean(file), entry=entry, standing=Status.UNUSABLE)


def opened(
    blocked_by: Iterable[str], disputed: Iterable[str], unknown: Iterable[str]
) -> tuple[tuple[str, Outcome], ...]:
    """Return what is open, each once: by the worst of what became of it in several orders."""
    found: dict[str, Outcome] = {}
    for refs, outcome in (
        (blocked_by, Outcome.UNMET),
        (disputed, Outcome.DISPUTED),
        (unknown, Outcome.UNKNOWN),
    ):
        for ref in refs:
            found.setdefault(ref, outcome)
    return tuple(found.items())


class Presence(StrEnum):
    """In which of the two runs a shop is."""

    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


class Caution(StrEnum):
    """Why a comparison may say more, or less, than is so."""

    PARTIAL = "partial"
    """A report leaves out orders that were judged."""
    PROCEDURE = "procedure"
    """Not the same procedure was judged."""


@dataclass(frozen=True, kw_only=True)
class OpenChange:
    """A requirement that decides, and what became of it before and now."""

    ref: str
    says: Annotated[Text, Field(description="the rule's words; the reference if it has none now")]
    before: Annotated[Outcome | None, Field(description="null if it was not open")]
    after: Annotated[Outcome | None, Field(description="null if it is not open now")]


@dataclass(frozen=True, kw_only=True)
class NamedFact:
    """A fact and its label."""

    fact: str
    label: Text


@dataclass(frozen=True, kw_only=True)
class StandingChange:
    """The verdict before and now."""

    before: Annotated[Status | None, Field(description="null if the shop is new")]
    after: Annotated[Status | None, Field(description="null if the shop is gone")]


@dataclass(frozen=True, kw_only=True)
class DayChange:
    """One of the days before and now; null where there is none, or nobody can say."""

    before: date | None
    after: date | None
    later: Annotated[
        int | None,
        Field(description="by how many days it slipped, below 0 gained; null if a day is null"),
    ]
    lost: Annotated[bool, Field(description="there was a day, and there is none now")]


@dataclass(frozen=True, kw_only=True)
class DaysChange:
    """The days a seller asks for, before and now."""

    apply: Annotated[DayChange, Field(description="when to apply, at the soonest")]
    close: Annotated[DayChange, Field(description="when it is done, at the soonest")]
    close_latest: Annotated[DayChange, Field(description="when it is done, at the latest")]
    money: Annotated[DayChange, Field(description="when the first money arrives, at the soonest")]
    money_latest: Annotated[
        DayChange, Field(description="when the last money arrives, at the latest")
    ]


@dataclass(frozen=True, kw_only=True)
class MoneyChange:
    """What comes back, as far as is given. Amounts are decimal text."""

    currency: str | None
    before: str | None
    after: str | None
    difference: Annotated[str | None, Field(description="null where there is nothing to compare")]


@dataclass(frozen=True, kw_only=True)
class OnChange:
    """The day that was judged."""

    before: date | None
    after: date | None


@dataclass(frozen=True, kw_only=True)
class ShopChange:
    """One shop that is not as it was."""

    kind: Presence
    worse: Annotated[bool, Field(description="the verdict is, or something is open that was not")]
    platform: Annotated[str | None, Field(description="null if it could not be used")]
    platform_name: Text | None
    shop: str | None
    file: Annotated[str, Field(description="where it is now, or was if it is gone")]
    entry: int | None
    on: OnChange
    verdict: StandingChange
    new: Annotated[
        tuple[OpenChange, ...],
        Field(description="open now, and not before; none if it was unusable"),
    ]
    changed: Annotated[
        tuple[OpenChange, ...], Field(description="open before and now, with another outcome")
    ]
    cleared: Annotated[
        tuple[OpenChange, ...],
        Field(description="open before, and not now; none if it is gone or unusable"),
    ]
    still: Annotated[int, Field(description="how many are open as before, `changed` included")]
    asked: Annotated[tuple[NamedFact, ...], Field(description="missing now, and not before")]
    filled: Annotated[tuple[NamedFact, ...], Field(description="missing before, and not now")]
    days: DaysChange
    money: MoneyChange
    cautions: Annotated[
        tuple[Caution, ...],
        Field(
            description="`partial`: a report leaves out orders that were judged;"
            " `procedure`: not the same procedure was judged"
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Change(View):
    """What became of all the shops of two runs."""

    schema_: Annotated[Literal["shopexit.diff/1"], Field(alias="schema")] = SCHEMA
    old: Annotated[str, Field(description="what was compared with; empty if it has no name")]
    new: str
    before: Annotated[int, Field(description="how many shops there were")]
    after: Annotated[int, Field(description="how many there are")]
    unchanged: int
    worse: Annotated[int, Field(description="how many got worse, new ones that are not ready too")]
    shops: Annotated[
        tuple[ShopChange, ...], Field(description="those that changed, the worse ones first")
    ]
