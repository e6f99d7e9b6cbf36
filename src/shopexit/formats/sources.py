"""The sources that are cited, each once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedClaim, ReportedPlace
from shopexit.report.source_model import ReportedSide, ReportedSource


class Citing(Protocol):
    """What cites sources: for itself, its menus, what is said of its time, and against it."""

    @property
    def sources(self) -> tuple[ReportedSource, ...]:
        """Its own."""

    @property
    def where(self) -> tuple[ReportedPlace, ...]:
        """The ways through the menus."""

    @property
    def claims(self) -> tuple[ReportedClaim, ...]:
        """How long it takes."""

    @property
    def disputed(self) -> tuple[ReportedSide, ...]:
        """What contradicts it."""


def sources_of(entry: Citing) -> Iterator[ReportedSource]:
    """Yield every source that one entry cites."""
    parts: Sequence[ReportedPlace | ReportedClaim | ReportedSide]
    parts = [*entry.where, *entry.claims, *entry.disputed]
    yield from entry.sources
    for part in parts:
        yield from part.sources


def each_once(sources: Iterable[ReportedSource]) -> list[ReportedSource]:
    """Return sources without repeats, the best grade first."""
    unique = {source.id: source for source in sources}
    return sorted(unique.values(), key=lambda source: (source.grade.rank, source.id))


def cited_sources(shown: Report) -> list[ReportedSource]:
    """Return every source that is cited anywhere in a report."""
    return each_once(_cited(shown))


def _cited(shown: Report) -> Iterator[ReportedSource]:
    for finding in shown.findings:
        yield from finding.sources
        yield from (source for side in finding.disputed for source in side.sources)
    for point in shown.not_asked:
        yield from point.sources
    for action in shown.plan.actions:
        yield from sources_of(action)
