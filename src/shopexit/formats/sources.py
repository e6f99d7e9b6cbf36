"""The sources that a report cites, each once."""

from collections.abc import Iterator

from shopexit.report import Report, ReportedSource


def cited_sources(shown: Report) -> list[ReportedSource]:
    """Return every source that is cited anywhere in a report, the best grade first."""
    unique = {source.id: source for source in _cited(shown)}
    return sorted(unique.values(), key=lambda source: (source.grade.rank, source.id))


def _cited(shown: Report) -> Iterator[ReportedSource]:
    for finding in shown.findings:
        yield from finding.sources
        yield from (source for side in finding.disputed for source in side.sources)
    for action in shown.plan.actions:
        yield from action.sources
        yield from (source for place in action.where for source in place.sources)
        yield from (source for claim in action.claims for source in claim.sources)
        yield from (source for side in action.disputed for source in side.sources)
