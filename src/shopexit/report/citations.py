"""Convert citations, durations and menu paths of the rules to the values shown in reports."""

from collections.abc import Iterable

from shopexit.messages import Text
from shopexit.plan.date_range import DateRange, claimed
from shopexit.report.plan_model import NamedProcedure, ReportedClaim, ReportedPlace
from shopexit.report.source_model import ReportedCitation, ReportedSide, ReportedSource
from shopexit.rules import wording
from shopexit.rules.conditions import Condition
from shopexit.rules.durations import Claim, Duration
from shopexit.rules.platform import Platform
from shopexit.rules.sources import Citation, OtherSide, Place


class Cited:
    """Converts parts of one platform's rules for a report, and collects the sources they cite."""

    def __init__(self, platform: Platform) -> None:
        self._sources = platform.sources
        self._calendar = platform.calendar
        self._facts = platform.vocabulary.facts
        self._procedures = platform.procedures
        self._cited: dict[str, ReportedSource] = {}

    def named(self, procedures: Iterable[str]) -> tuple[NamedProcedure, ...]:
        """Return the given procedures, each with its name in both languages."""
        return tuple(NamedProcedure(procedure=p, name=self._procedures[p].name) for p in procedures)

    def condition(self, condition: Condition | None) -> Text | None:
        """Return a condition as text; None if there is no condition."""
        return wording.condition(condition, self._facts) if condition else None

    def listed(self) -> tuple[ReportedSource, ...]:
        """Return the sources cited so far, each once, best grade first."""
        sources = self._cited.values()
        return tuple(sorted(sources, key=lambda source: (source.grade.rank, source.id)))

    def sources(self, citations: Iterable[Citation]) -> tuple[ReportedCitation, ...]:
        """Add the source to each citation and return them, best grade first.

        The sources are then included in `listed`.
        """
        cited = [
            ReportedCitation(id=c.source, place=c.place, grade=source.grade, source=source)
            for c in citations
            for source in (self._source(c.source),)
        ]
        return tuple(sorted(cited, key=lambda citation: citation.grade.rank))

    def _source(self, name: str) -> ReportedSource:
        if name not in self._cited:
            source = self._sources[name]
            self._cited[name] = ReportedSource(
                id=name,
                grade=source.grade,
                title=source.title,
                publisher=source.publisher,
                published=source.published,
                read=source.read,
                url=source.url,
            )
        return self._cited[name]

    def sides(self, disputed: Iterable[OtherSide]) -> tuple[ReportedSide, ...]:
        """Convert a rule's list `disputed`: the statements of other sources that contradict it."""
        return tuple(
            ReportedSide(says=side.says, sources=self.sources(side.sources)) for side in disputed
        )

    def places(self, where: Iterable[Place]) -> tuple[ReportedPlace, ...]:
        """Convert menu paths in the platform's back office, sorted by source, best grade first."""
        places = [
            ReportedPlace(path=place.path, sources=self.sources(place.sources)) for place in where
        ]
        # The citations of a place are sorted already.
        return tuple(sorted(places, key=lambda place: place.sources[0].grade.rank))

    def claims(self, wait: Duration, starts: DateRange | None = None) -> tuple[ReportedClaim, ...]:
        """Return the sources' claims on how long a wait takes, those used for the plan first.

        If `starts` (when the wait begins) is given, each claim includes when the wait would end.
        """
        planned = [self._claim(claim, starts, planned=True) for claim in wait.planned]
        others = (self._claim(claim, starts, planned=False) for claim in wait.others)
        return (*planned, *others)

    def _claim(self, claim: Claim, starts: DateRange | None, *, planned: bool) -> ReportedClaim:
        least, most = claim.span
        # A wait that never starts has no end.
        ends = claimed(claim, starts, self._calendar) if starts and starts.possible else None
        return ReportedClaim(
            unit=claim.unit,
            least=least,
            most=most,
            planned=planned,
            says=wording.claim(claim),
            note=claim.note,
            sources=self.sources(claim.sources),
            # A limit, such as "within 30 days", does not say how soon it can be.
            earliest=None if ends is None or claim.is_limit else ends.soonest,
            latest=ends and ends.latest,
            estimated=bool(ends and ends.guesses),
        )
