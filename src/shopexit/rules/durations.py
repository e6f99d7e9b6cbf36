"""How long something takes: every claim about it, and which of them to plan with."""

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
"""No wait is longer: ten years."""
_Count: TypeAlias = Annotated[int, Field(strict=True, ge=0, le=MOST)]
Range: TypeAlias = Annotated[
    tuple[_Count, _Count],
    BeforeValidator(_as_range),
    WithJsonSchema(_NUMBER_OR_TWO),
    AfterValidator(_in_order),
]


class Unit(StrEnum):
    """What a wait is counted in."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"


class Claim(Model):
    """What some sources say of how long something takes. 0 means at once."""

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
        """The unit of the claim."""
        return next(unit for unit in Unit if getattr(self, unit) is not None)

    @cached_property
    def span(self) -> tuple[int, int]:
        """The least and the greatest number of units."""
        span: tuple[int, int] = getattr(self, self.unit)
        return span

    @property
    def is_limit(self) -> bool:
        """Whether it only says within how much time, and not how much it takes at least."""
        least, most = self.span
        return least == 0 < most


Takes: TypeAlias = tuple[Claim, ...] | Literal["unknown"]


@record()
class Duration:
    """How long something takes, after all claims about it have been weighed."""

    planned: tuple[Claim, ...]
    """The claims of the best grade; in one unit they are joined to the widest range."""
    others: tuple[Claim, ...]
    """The claims of lower grade that say something else."""
    published: bool = True
    """Whether anybody says how long it takes."""

    @property
    def certainty(self) -> "Certainty | None":
        """How sure the length is; None where nothing is waited for."""
        if not self.published:
            return Certainty.NOT_PUBLISHED
        if not self.planned:
            return None
        if self.others:
            return Certainty.DISPUTED
        at_once = all(claim.span == (0, 0) for claim in self.planned)
        return Certainty.IMMEDIATE if at_once else Certainty.STATED

    def span(self, unit: Unit) -> tuple[int, int] | None:
        """Return the widest range of the planned claims in a unit; None if none is in it."""
        spans = [claim.span for claim in self.planned if claim.unit is unit]
        if not spans:
            return None
        return min(least for least, _ in spans), max(most for _, most in spans)


class Certainty(StrEnum):
    """How sure it is how long something takes."""

    IMMEDIATE = "immediate"
    STATED = "stated"
    DISPUTED = "disputed"
    NOT_PUBLISHED = "not-published"


NO_WAIT = Duration((), ())
"""Nothing is waited for."""


def weigh(takes: Takes, rank: Callable[[Claim], int]) -> Duration:
    """Return the wait that claims amount to. `rank` is 0 for the best grade of evidence."""
    if isinstance(takes, str):
        return Duration((), (), published=False)
    best = min((rank(claim) for claim in takes), default=0)
    planned = tuple(claim for claim in takes if rank(claim) == best)
    said = {(claim.unit, claim.span) for claim in planned}
    others = tuple(claim for claim in takes if (claim.unit, claim.span) not in said)
    return Duration(planned, others)
