"""What changed between two runs: the values that `compare` makes and that formats show."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from shopexit.evaluation.evaluate import Outcome
from shopexit.messages import Text, record
from shopexit.report.model import View
from shopexit.report.summary import Status


class Presence(StrEnum):
    """Whether a shop is in both runs (CHANGED), or only in the new or the old one."""

    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


class Caution(StrEnum):
    """Reason why a comparison may be misleading."""

    PROCEDURE = "procedure"
    """Different procedures were evaluated in the two runs."""


@record(kw_only=True)
class OpenChange:
    """A requirement, or bad figure that no rule covers, that is open in one run or in both."""

    ref: str
    says: Annotated[Text, Field(description="text of the rule; its reference if the rule is gone")]
    before: Annotated[Outcome | None, Field(description="null if it was not open")]
    after: Annotated[Outcome | None, Field(description="null if it is not open now")]
    open_point: Annotated[bool, Field(description="a bad figure that no rule covers")]


@record(kw_only=True)
class NamedFact:
    """A fact, with its label in both languages."""

    fact: str
    label: Text


@record(kw_only=True)
class StatusChange:
    """A shop's verdict in the old and in the new run; unusable if its file could not be read."""

    before: Annotated[Status | None, Field(description="null if the shop is new")]
    after: Annotated[Status | None, Field(description="null if the shop is gone")]


@record(kw_only=True)
class DayChange:
    """One date of a shop in the old and the new run; null if there is no date or it is unknown."""

    before: date | None
    after: date | None
    later: Annotated[
        int | None,
        Field(
            description="days later (negative: earlier); null if either is null, 0 if only the"
            " day of the check moved"
        ),
    ]
    lost: Annotated[bool, Field(description="there was a date before, and there is none now")]


@record(kw_only=True)
class DaysChange:
    """The key dates of a shop, each in the old and the new run."""

    apply: Annotated[DayChange, Field(description="earliest date to apply")]
    close: Annotated[DayChange, Field(description="earliest date of completion")]
    close_latest: Annotated[DayChange, Field(description="latest date of completion")]
    money: Annotated[DayChange, Field(description="earliest date of the first payment")]
    money_latest: Annotated[DayChange, Field(description="latest date of the last payment")]


@record(kw_only=True)
class MoneyChange:
    """The money that comes back to a shop, in the old and the new run, as decimal text."""

    currency: str | None
    before: str | None
    after: str | None
    difference: Annotated[str | None, Field(description="null if not comparable")]
    returned: Annotated[
        tuple[NamedFact, ...], Field(description="sums that have been paid out since")
    ]


@record(kw_only=True)
class OnChange:
    """The date of a shop's check in each of two runs; null if the shop is missing or unusable."""

    before: date | None
    after: date | None


@record(kw_only=True)
class ShopChange:
    """All changes of one shop between two runs."""

    kind: Presence
    worse: Annotated[bool, Field(description="the verdict is worse, or `new` is not empty")]
    platform: Annotated[str | None, Field(description="null if unusable")]
    platform_name: Text | None
    shop: str | None
    file: Annotated[str, Field(description="file now, or before if the shop is gone")]
    entry: int | None
    on: OnChange
    verdict: StatusChange
    first: Annotated[Text | None, Field(description="what is in the way first now, or the error")]
    passed: Annotated[tuple[Text, ...], Field(description="procedures finished since")]
    new: Annotated[
        tuple[OpenChange, ...],
        Field(description="open now but not before; empty if it was unusable"),
    ]
    changed: Annotated[
        tuple[OpenChange, ...], Field(description="open before and now, with another outcome")
    ]
    cleared: Annotated[
        tuple[OpenChange, ...],
        Field(description="open before but not now; empty if gone or unusable"),
    ]
    still: Annotated[
        int, Field(description="number of requirements and open points that are open in both runs")
    ]
    asked: Annotated[tuple[NamedFact, ...], Field(description="facts missing now but not before")]
    filled: Annotated[tuple[NamedFact, ...], Field(description="facts missing before but not now")]
    days: DaysChange
    money: MoneyChange
    cautions: Annotated[
        tuple[Caution, ...],
        Field(description="`procedure`: different procedures were evaluated"),
    ]


@record(kw_only=True)
class Change(View):
    """The changes of all shops between two runs: output of `diff`."""

    schema_: Annotated[Literal["shopexit.diff/1"], Field(alias="schema")] = "shopexit.diff/1"
    old: Annotated[str, Field(description="name of the earlier run; empty if none")]
    new: str
    before: Annotated[int, Field(description="number of shops before")]
    after: Annotated[int, Field(description="number of shops now")]
    unchanged: int
    worse: Annotated[
        int, Field(description="number of shops that got worse, or are new and worse than ready")
    ]
    shops: Annotated[tuple[ShopChange, ...], Field(description="changed shops, worse ones first")]
