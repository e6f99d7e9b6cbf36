"""The waivers of a fleet: who decided them, why, until when, and whether they are in use."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shopexit.evaluation.evaluate import Outcome
from shopexit.evaluation.evaluation import Evaluation
from shopexit.evaluation.waivers import Use, outcomes, waiver_use
from shopexit.messages import Text, record
from shopexit.rules.entries import Requirement


@record(kw_only=True)
class ListedWaiver:
    """One waiver (exemption from a requirement) of a shop, and whether it is in use."""

    schema_: Annotated[Literal["shopexit.waiver/1"], Field(alias="schema")] = "shopexit.waiver/1"
    file: str
    entry: int | None
    line: Annotated[int | None, Field(description="line in the state file")]
    platform: str
    platform_name: Text
    shop: str | None
    requirement: str
    says: Annotated[Text | None, Field(description="the waived requirement, in words")]
    by: str
    reason: str
    until: Annotated[date | None, Field(description="last day on which it is valid")]
    use: Use
    outcome: Annotated[
        Outcome | None, Field(description="outcome of the requirement, if evaluated")
    ]


@record(kw_only=True)
class WaiverList:
    """The waivers of many shops as one JSON object."""

    schema_: Annotated[Literal["shopexit.waivers/1"], Field(alias="schema")] = "shopexit.waivers/1"
    on: Annotated[date, Field(description="date of evaluation")]
    waivers: tuple[ListedWaiver, ...]


def waivers(evaluation: Evaluation, file: str, entry: int | None) -> Iterator[ListedWaiver]:
    """Yield the waivers of a shop, in the order of its state file.

    `entry` is the shop's line or document number in a file with several shops.
    """
    platform, state = evaluation.rules, evaluation.state
    entries = platform.references
    found = outcomes(evaluation.results)
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
            use=waiver_use(waiver, platform, found, evaluation.options),
            outcome=found.get(waiver.requirement),
        )
