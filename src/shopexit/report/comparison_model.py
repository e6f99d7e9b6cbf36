"""What a comparison of two runs says of each shop."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from shopexit.evaluation.evaluate import Outcome
from shopexit.messages import Text, record
from shopexit.report.model import View
from shopexit.report.summary import Status

SCHEMA: Final = "shopexit.diff/1"


class Presence(StrEnum):
    """In which of the two runs a shop is."""

    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


class Caution(StrEnum):
    """Why a comparison may say more, or less, than is so."""

    PROCEDURE = "procedure"
    """Not the same procedure was judged."""


@record(kw_only=True)
class OpenChange:
    """A requirement that decides, and what became of it before and now."""

    ref: str
    says: Annotated[Text, Field(description="the rule's words; the reference if it has none now")]
    before: Annotated[Outcome | None, Field(description="null if it was not open")]
    after: Annotated[Outcome | None, Field(description="null if it is not open now")]


@record(kw_only=True)
class NamedFact:
    """A fact and its label."""

    fact: str
    label: Text


@record(kw_only=True)
class StatusChange:
    """The verdict before and now."""

    before: Annotated[Status | None, Field(description="null if the shop is new")]
    after: Annotated[Status | None, Field(description="null if the shop is gone")]


@record(kw_only=True)
class DayChange:
    """One of the days before and now; null where there is none, or nobody can say."""

    before: date | None
    after: date | None
    later: Annotated[
        int | None,
        Field(description="by how many days it slipped, below 0 gained; null if a day is null"),
    ]
    lost: Annotated[bool, Field(description="there was a day, and there is none now")]


@record(kw_only=True)
class DaysChange:
    """The days a seller asks for, before and now."""

    apply: Annotated[DayChange, Field(description="when to apply, at the soonest")]
    close: Annotated[DayChange, Field(description="when it is done, at the soonest")]
    close_latest: Annotated[DayChange, Field(description="when it is done, at the latest")]
    money: Annotated[DayChange, Field(description="when the first money arrives, at the soonest")]
    money_latest: Annotated[
        DayChange, Field(description="when the last money arrives, at the latest")
    ]


@record(kw_only=True)
class MoneyChange:
    """What comes back, as far as is given. Amounts are decimal text."""

    currency: str | None
    before: str | None
    after: str | None
    difference: Annotated[str | None, Field(description="null where there is nothing to compare")]


@record(kw_only=True)
class OnChange:
    """The day that was judged."""

    before: date | None
    after: date | None


@record(kw_only=True)
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
    verdict: StatusChange
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
        Field(description="`procedure`: not the same procedure was judged"),
    ]


@record(kw_only=True)
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
