"""What was waived in a fleet: who decided it, why, until when, and whether it is of any use.

Pure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from shopexit.evaluation.evaluate import Outcome, in_force
from shopexit.evaluation.evaluation import Evaluation
from shopexit.inputs.state_schema import Waiver
from shopexit.messages import Text
from shopexit.rules.entries import Requirement

SCHEMA: Final = "shopexit.waiver/1"
SOON = timedelta(days=14)


class Use(StrEnum):
    """What has become of a waiver; those first that somebody has to look at."""

    LAPSED = "lapsed"
    """It ran out before the day that is judged."""
    SOON = "soon"
    """It counts, and runs out within 14 days."""
    UNUSED = "unused"
    """What it waives is met, not for this shop, or not known for want of a figure."""
    UNMATCHED = "unmatched"
    """It names no requirement that there is."""
    NOT_JUDGED = "not-judged"
    """What it waives belongs to a procedure that was not judged."""
    USED = "used"


@dataclass(frozen=True, kw_only=True)
class ListedWaiver:
    """One waiver of one shop."""

    schema_: Annotated[Literal["shopexit.waiver/1"], Field(alias="schema")] = SCHEMA
    file: str
    entry: int | None
    line: Annotated[int | None, Field(description="where it stands in the file")]
    platform: str
    platform_name: Text
    shop: str | None
    requirement: str
    says: Annotated[Text | None, Field(description="what is waived, in words")]
    by: str
    reason: str
    until: Annotated[date | None, Field(description="the last day on which it counts")]
    use: Use
    outcome: Annotated[
        Outcome | None, Field(description="what became of the requirement, if it was judged")
    ]


def waivers(evaluation: Evaluation, file: str, entry: int | None) -> Iterator[ListedWaiver]:
    """Yield the waivers of a shop, in the order of its file."""
    platform, state = evaluation.rules, evaluation.state
    entries = platform.references
    judged = {f.ref: f.outcome for case in evaluation.results for f in case.findings}
    # Of several orders it is enough that it serves one.
    judged |= {
        f.ref: f.outcome
        for case in evaluation.results
        for f in case.findings
        if f.outcome is Outcome.WAIVED
    }
    for i, waiver in enumerate(state.waivers):
        named = entries.get(waiver.requirement)
        place = state.document.place(("waivers", i))
        yield ListedWaiver(
            file=file,
            entry=entry,
            line=place[0] if place else None,
            platform=platform.platform,
            platform_name=platform.name,
            shop=state.shop,
            requirement=waiver.requirement,
            says=named.words if isinstance(named, Requirement) else None,
            by=waiver.by,
            reason=waiver.reason,
            until=waiver.until,
            use=_use(waiver, isinstance(named, Requirement), judged, evaluation),
            outcome=judged.get(waiver.requirement),
        )


def _use(
    waiver: Waiver, is_requirement: bool, judged: dict[str, Outcome], evaluation: Evaluation
) -> Use:
    if not is_requirement:
        return Use.UNMATCHED
    if not in_force(waiver, evaluation.options):
        return Use.LAPSED
    if waiver.requirement not in judged:
        return Use.NOT_JUDGED
    if judged[waiver.requirement] is not Outcome.WAIVED:
        return Use.UNUSED
    soon = waiver.until is not None and waiver.until - evaluation.options.on <= SOON
    return Use.SOON if soon else Use.USED
