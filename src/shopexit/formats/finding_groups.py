"""The findings of a report in groups: what blocks, what is missing, what is met."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from shopexit.evaluation.evaluate import OPEN_OUTCOMES, Outcome
from shopexit.messages import Text, record
from shopexit.report.model import Report, ReportedFinding
from shopexit.rules.entries import Level

_ADVISED = "advised"
_TITLES = {
    Outcome.UNMET: Text(zh="挡在前面的", en="Blocking"),
    Outcome.UNKNOWN: Text(zh="缺的数据", en="Missing facts"),
    Outcome.DISPUTED: Text(zh="说法不一的", en="Disputed"),
    _ADVISED: Text(zh="建议做的", en="Advised"),
    Outcome.WAIVED: Text(zh="已豁免的", en="Waived"),
    Outcome.MET: Text(zh="已经满足的", en="Met"),
    Outcome.PASSED: Text(zh="申请时已经通过的", en="Passed at the application"),
    Outcome.NOT_APPLICABLE: Text(zh="不适用的", en="Not applicable"),
}
ByCase: TypeAlias = Mapping[tuple[str, str | None], list[ReportedFinding]]


@record()
class Group:
    """Findings shown under one heading: all of one outcome, or all advice not yet followed."""

    kind: str
    title: Text
    findings: tuple[ReportedFinding, ...]
    folded: bool
    """Whether the findings need no action, so that the group can be collapsed."""


def groups(findings: Iterable[ReportedFinding]) -> Iterator[Group]:
    """Yield the findings in groups by outcome, blocking ones first; no group is empty."""
    kinds: dict[str, list[ReportedFinding]] = {kind: [] for kind in _TITLES}
    for finding in findings:
        # Open advice blocks nothing, so it is grouped apart, whatever its outcome.
        advised = finding.outcome in OPEN_OUTCOMES and finding.level is not Level.MUST
        kinds[_ADVISED if advised else finding.outcome].append(finding)
    for kind, title in _TITLES.items():
        if kinds[kind]:
            folded = kind in {Outcome.MET, Outcome.PASSED, Outcome.NOT_APPLICABLE}
            yield Group(kind, title, tuple(kinds[kind]), folded)


def by_case(shown: Report) -> ByCase:
    """Map (procedure, order) to the findings of a report; order None stands for the shop."""
    found: dict[tuple[str, str | None], list[ReportedFinding]] = {}
    for finding in shown.findings:
        found.setdefault((finding.procedure, finding.order), []).append(finding)
    return found
