"""Findings in the order in which a reader wants them: what is in the way first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from shopexit.evaluation.evaluate import OPEN_OUTCOMES, Outcome
from shopexit.messages import Text
from shopexit.report.model import CheckedCounts, Report, ReportedFinding
from shopexit.rules.entries import Level

_ADVISED = "advised"
_TITLES = {
    Outcome.UNMET: Text(zh="挡在前面的", en="What blocks"),
    Outcome.UNKNOWN: Text(zh="缺的数据", en="What is missing"),
    Outcome.DISPUTED: Text(zh="有争议的", en="What is disputed"),
    _ADVISED: Text(zh="建议做的", en="Advised"),
    Outcome.WAIVED: Text(zh="已豁免的", en="Waived"),
    Outcome.MET: Text(zh="已经满足的", en="Met"),
    Outcome.NOT_APPLICABLE: Text(zh="不适用的", en="Not applicable"),
}
ByCase: TypeAlias = Mapping[tuple[str, str | None], list[ReportedFinding]]


@dataclass(frozen=True)
class Group:
    """Findings of one kind."""

    kind: str
    title: Text
    findings: tuple[ReportedFinding, ...]
    folded: bool
    """Nobody has to act on them."""


def groups(findings: Iterable[ReportedFinding]) -> Iterator[Group]:
    """Yield findings by what became of them, what is in the way first."""
    kinds: dict[str, list[ReportedFinding]] = {kind: [] for kind in _TITLES}
    for finding in findings:
        advised = finding.outcome in OPEN_OUTCOMES and finding.level is not Level.MUST
        kinds[_ADVISED if advised else finding.outcome].append(finding)
    for kind, title in _TITLES.items():
        if kinds[kind]:
            folded = kind in {Outcome.MET, Outcome.NOT_APPLICABLE}
            yield Group(kind, title, tuple(kinds[kind]), folded)


def by_case(shown: Report) -> ByCase:
    """Return the findings of each procedure, for the shop or for one order."""
    found: dict[tuple[str, str | None], list[ReportedFinding]] = {}
    for finding in shown.findings:
        found.setdefault((finding.procedure, finding.order), []).append(finding)
    return found


def tally(checked: CheckedCounts) -> Iterator[tuple[Outcome, int]]:
    """Yield how many requirements came out in each way, those ways that occurred."""
    for outcome in Outcome:
        if count := getattr(checked, outcome.replace("-", "_")):
            yield outcome, count
