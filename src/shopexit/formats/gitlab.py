"""Findings as a Code Quality report (a JSON list), which GitLab shows in merge requests."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import chain
from typing import Any, TypeAlias

from shopexit.formats import RenderOptions, issues
from shopexit.formats.issues import Severity
from shopexit.messages import Lang, Wording, clean
from shopexit.report.model import Report
from shopexit.report.totals import Fleet, Shop

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}
_Issue: TypeAlias = dict[str, Any]


def item(shop: Shop, lang: Lang) -> list[_Issue]:
    """Return a shop's issues for GitLab: its open findings, or its errors if it is unusable."""
    say = Wording(lang)
    if shop.report:
        return list(_of_report(shop.report, shop, say))
    found = []
    for each in shop.problems:
        text, file = issues.problem(each, lang), each.file or shop.file
        mark = issues.mark(shop, f"unusable {text}")
        # Worse than an unmet requirement: nothing about the shop could be checked.
        found.append(_issue("unusable", "blocker", text, file, each.line, mark))
    return found


def document(_: Fleet, items: Iterable[list[_Issue]], __: RenderOptions) -> Iterator[str]:
    """Yield the issues of all shops as one JSON list, in pieces.

    Equal fingerprints are made unique, as GitLab drops issues with a fingerprint seen before.
    """
    before = "[\n"
    seen: Counter[str] = Counter()
    for issue in chain.from_iterable(items):
        mark = issue["fingerprint"]
        seen[mark] += 1
        # GitLab drops issues with equal fingerprints, such as those of a shop given twice.
        if seen[mark] > 1:
            issue["fingerprint"] = sha256(f"{mark} {seen[mark]}".encode()).hexdigest()
        yield f"{before}{json.dumps(issue, ensure_ascii=False)}"
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _of_report(report: Report, shop: Shop, say: Wording) -> Iterator[_Issue]:
    for finding in issues.findings(report):
        if grave := issues.severity(finding):
            name = f"{finding.ref} [{finding.order}]" if finding.order else finding.ref
            text = issues.message(finding, report, say)
            mark = issues.mark(shop, finding.ref, finding.order)
            yield _issue(name, _SEVERITIES[grave], text, report.file, finding.line, mark)
    for code, grave, says in issues.of_shop(report):
        text = issues.told(report, None, says, say)
        mark = issues.mark(shop, code)
        yield _issue(code, _SEVERITIES[grave], text, report.file, None, mark)


def _issue(name: str, severity: str, text: str, file: str, line: int | None, mark: str) -> _Issue:
    # GitLab requires a path and a line, also of issues that have none (standard input, a verdict).
    return {
        "description": clean(text),
        "check_name": clean(name),
        "fingerprint": mark,
        "severity": severity,
        "location": {"path": issues.file_of(file) or "-", "lines": {"begin": line or 1}},
    }
