"""How long requirements, steps and notes take: the claims of sources, and which of them count."""

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator
from typing_extensions import TypeAliasType

from shopexit.files.validation import Model, objection
from shopexit.messages import Text, record
from shopexit.rules.conditions import Condition
from shopexit.rules.sources import Citations


def _as_range(value: object) -> object:
    return [value, value] if isinstance(value, int) and not isinstance(value, bool) else value


def _in_order(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise objection(Text(zh="小的数写在前面", en="write the smaller number first"))
    return value


# Written out, as pydantic does not know of the single number that `_as_range` allows.
_NUMBER_OR_TWO = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 3660},
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 0, "maximum": 3660},
            "minItems": 2,
            "maxItems": 2,
        },
    ]
}
MOST = 3660
"""Longest wait that a rule may give, in days: ten years."""
_Count: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=MOST)]
Range = TypeAliasType(
    "Range",
    Annotated[
        tuple[_Count, _Count],
        BeforeValidator(_as_range),
        WithJsonSchema(_NUMBER_OR_TWO),
        AfterValidator(_in_order),
    ],
)


class Unit(StrEnum):
    """Unit in which a time to wait is given."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    MONTH_STARTS = "month_starts"
    """Number of times that a month has to begin: 1 is the first of the next month."""


class Claim(Model):
    """How long a requirement, step or note takes according to some sources; 0 means at once."""

    working_days: Range | None = None
    days: Range | None = None
    hours: Range | None = None
    month_starts: Range | None = None
    when: Condition | None = None
    note: Text | None = None
    sources: Citations

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if sum(getattr(self, unit) is not None for unit in Unit) != 1:
            raise objection(
                Text(
                    zh="working_days、days、hours、month_starts 写且只写一个",
                    en="give exactly one of working_days, days, hours, month_starts",
                )
            )
        return self

    @cached_property
    def unit(self) -> Unit:
        """The unit in which the time is given, such as working days."""
        return next(unit for unit in Unit if getattr(self, unit) is not None)

    @cached_property
    def span(self) -> tuple[int, int]:
        """Shortest and longest time claimed, in `unit`; equal if the source gives one number."""
        span: tuple[int, int] = getattr(self, self.unit)
        return span

    @property
    def is_limit(self) -> bool:
        """Whether only an upper bound is given, as in "within 7 days": the shortest time is 0."""
        least, most = self.span
        return least == 0 < most


Takes = TypeAliasType("Takes", tuple[Claim, ...] | Literal["unknown"])


@record()
class Duration:
    """How long a requirement, step or note takes, according to the best sources and to others."""

    planned: tuple[Claim, ...]
    """Claims to plan with: those whose sources are the most reliable."""
    others: tuple[Claim, ...]
    """Claims of less reliable sources that differ from the planned claims."""
    published: bool = True
    """False if it takes an unknown time: no source says how long."""

    @property
    def certainty(self) -> "Certainty | None":
        """What is known of the duration, such as stated or disputed; None if there is no wait."""
        if not self.published:
            return Certainty.NOT_PUBLISHED
        if not self.planned:
            return None
        if self.others:
            return Certainty.DISPUTED
        at_once = all(claim.span == (0, 0) for claim in self.planned)
        return Certainty.IMMEDIATE if at_once else Certainty.STATED

    def span(self, unit: Unit) -> tuple[int, int] | None:
        """Return the shortest and longest planned time in `unit`; None if no claim uses it."""
        spans = [claim.span for claim in self.planned if claim.unit is unit]
        if not spans:
            return None
        return min(least for least, _ in spans), max(most for _, most in spans)


class Certainty(StrEnum):
    """What is known about a duration: that it is immediate, stated, disputed or not published."""

    IMMEDIATE = "immediate"
    STATED = "stated"
    DISPUTED = "disputed"
    NOT_PUBLISHED = "not-published"


NO_WAIT = Duration((), ())
"""The duration of a requirement, step or note that takes no time."""


def weigh(takes: Takes, rank: Callable[[Claim], int]) -> Duration:
    """Return how long something takes, given what sources claim: the most reliable ones count.

    `takes` are the claims, or "unknown". The function `rank` returns how reliable the sources of a
    claim are, as a number with 0 for the best; plans use the claims with the lowest number. Other
    claims are kept if they differ from these.
    """
    if isinstance(takes, str):
        return Duration((), (), published=False)
    best = min((rank(claim) for claim in takes), default=0)
    planned = tuple(claim for claim in takes if rank(claim) == best)
    said = {(claim.unit, claim.span) for claim in planned}
    # A weaker source with the same time does not disagree.
    others = tuple(claim for claim in takes if (claim.unit, claim.span) not in said)
    return Duration(planned, others)
