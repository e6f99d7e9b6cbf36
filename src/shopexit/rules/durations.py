"""How long something takes: what each source claims, and which claims to plan with."""

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

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
Range: TypeAlias = Annotated[
    tuple[_Count, _Count],
    BeforeValidator(_as_range),
    WithJsonSchema(_NUMBER_OR_TWO),
    AfterValidator(_in_order),
]


class Unit(StrEnum):
    """Unit of a wait."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"


class Claim(Model):
    """How long something takes according to some sources; 0 means immediately."""

    working_days: Range | None = None
    days: Range | None = None
    hours: Range | None = None
    when: Condition | None = None
    note: Text | None = None
    sources: Citations

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if sum(getattr(self, unit) is not None for unit in Unit) != 1:
            raise objection(
                Text(
                    zh="working_days、days、hours 三者写且只写一个",
                    en="give exactly one of working_days, days, hours",
                )
            )
        return self

    @cached_property
    def unit(self) -> Unit:
        """Unit in which the claim is given."""
        return next(unit for unit in Unit if getattr(self, unit) is not None)

    @cached_property
    def span(self) -> tuple[int, int]:
        """Shortest and longest time, in `unit`."""
        span: tuple[int, int] = getattr(self, self.unit)
        return span

    @property
    def is_limit(self) -> bool:
        """Whether only an upper bound is given ("within 7 days"), and no minimum."""
        least, most = self.span
        return least == 0 < most


Takes: TypeAlias = tuple[Claim, ...] | Literal["unknown"]


@record()
class Duration:
    """How long something takes, after weighing all claims."""

    planned: tuple[Claim, ...]
    """Claims with the best grade of source; those in the same unit combine to their widest
    range."""
    others: tuple[Claim, ...]
    """Claims of a lower grade that differ from the planned ones."""
    published: bool = True
    """False if no source says how long it takes."""

    @property
    def certainty(self) -> "Certainty | None":
        """How reliable the duration is; None if there is no wait."""
        if not self.published:
            return Certainty.NOT_PUBLISHED
        if not self.planned:
            return None
        if self.others:
            return Certainty.DISPUTED
        at_once = all(claim.span == (0, 0) for claim in self.planned)
        return Certainty.IMMEDIATE if at_once else Certainty.STATED

    def span(self, unit: Unit) -> tuple[int, int] | None:
        """Return the widest range of the planned claims in a unit; None if no claim uses it."""
        spans = [claim.span for claim in self.planned if claim.unit is unit]
        if not spans:
            return None
        return min(least for least, _ in spans), max(most for _, most in spans)


class Certainty(StrEnum):
    """How reliable a duration is."""

    IMMEDIATE = "immediate"
    STATED = "stated"
    DISPUTED = "disputed"
    NOT_PUBLISHED = "not-published"


NO_WAIT = Duration((), ())
"""The duration of something that involves no wait."""


def weigh(takes: Takes, rank: Callable[[Claim], int]) -> Duration:
    """Combine claims into a duration. `rank` returns 0 for claims with the best grade of source."""
    if isinstance(takes, str):
        return Duration((), (), published=False)
    best = min((rank(claim) for claim in takes), default=0)
    planned = tuple(claim for claim in takes if rank(claim) == best)
    said = {(claim.unit, claim.span) for claim in planned}
    others = tuple(claim for claim in takes if (claim.unit, claim.span) not in said)
    return Duration(planned, others)
