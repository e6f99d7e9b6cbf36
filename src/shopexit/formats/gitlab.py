"""Shops as a Code Quality report of GitLab, which shows each finding in the merge request."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, TypeAlias

from shopexit.formats import RenderOptions, issues
from shopexit.formats.issues import Severity
from shopexit.messages import Lang, Wording, clean
from shopexit.report.model import Report
from shopexit.report.totals import Fleet, Shop

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}
_Issue: TypeAlias = dict[str, Any]


def item(shop: Shop, lang: Lang) -> list[_Issue]:
    """Return the issues of one shop."""
    say = Wording(lang)
    if shop.report:
        return list(_of_report(shop.report, say))
    found = []
    for each in issues.problems(shop):
        text, file = issues.problem(each, lang), each.file or shop.file
        found.append(_issue("unusable", "blocker", text, file, each.line, f"{shop.entry} {text}"))
    return found


def document(_: Fleet, items: Iterable[list[_Issue]], __: RenderOptions) -> Iterator[str]:
    """Yield one list of all issues."""
    before = "[\n"
    for found in items:
        for each in found:
            yield f"{before}{json.dumps(each, ensure_ascii=False)}"
            before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _of_report(report: Report, say: Wording) -> Iterator[_Issue]:
    whose = issues.owner(report, None, say)
    for finding in issues.findings(report):
        if grave := issues.severity(finding):
            name = f"{finding.ref} [{finding.order}]" if finding.order else finding.ref
            text = issues.message(finding, report, say)
            yield _issue(name, _SEVERITIES[grave], text, report.file, finding.line, whose)
    if told := issues.of_verdict(report):
        grave, says = told
        text = f"{whose}{say('：', ': ')}{clean(says[say.lang])}"
        yield _issue("verdict", _SEVERITIES[grave], text, report.file, None, whose)


def _issue(name: str, severity: str, text: str, file: str, line: int | None, whose: str) -> _Issue:
    place = issues.file_of(file) or "-"
    return {
        "description": clean(text),
        "check_name": clean(name),
        # The same finding has to have the same name in the next run, wherever it then stands.
        "fingerprint": sha256(json.dumps([place, name, whose]).encode()).hexdigest(),
        "severity": severity,
        "location": {"path": place, "lines": {"begin": line or 1}},
    }
