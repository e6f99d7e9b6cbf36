"""Result of `lint`, remarks on rule files, as text, as GitHub annotations, and as SARIF."""

import json
from collections.abc import Iterator
from hashlib import sha256

from shopexit.formats import RenderOptions, github, issues, sarif
from shopexit.formats.issues import Severity
from shopexit.formats.lines import Line, as_text
from shopexit.formats.sentences import some
from shopexit.messages import Text, Wording, clean
from shopexit.report.lint_result import LintResult
from shopexit.rules.lint import ABOUT, LintRemark

_SEVERITIES = {
    Severity.ERROR: Text(zh="错误", en="error"),
    Severity.WARNING: Text(zh="警告", en="warning"),
}
_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


@as_text
def text(shown: LintResult, say: Wording) -> Iterator[Line]:
    """Yield a line for each remark on the rule files, its hint below, and the totals."""
    for each in shown.remarks:
        yield from _remark(each, say)
    style = "red" if shown.errors else "yellow" if shown.warnings else "green"
    yield Line(_summary(shown, say), style=f"bold {style}")


def _remark(remark: LintRemark, say: Wording) -> Iterator[Line]:
    place = ":".join(str(p) for p in (remark.file, remark.line, remark.column) if p is not None)
    severity = Severity(remark.severity)
    told = [clean(place), clean(remark.key or ""), clean(remark.says[say.lang])]
    words = f"{': '.join(part for part in told if part)} [{remark.code}]"
    yield Line(words, 0, f"{_SEVERITIES[severity][say.lang]}: ", _STYLES[severity])
    if remark.hint:
        yield Line(clean(remark.hint[say.lang]), 2, say("提示: ", "hint: "))


def _summary(shown: LintResult, say: Wording) -> str:
    count, known = len(shown.platforms), len(shown.known)
    return say(
        f"{count} 个平台：{shown.errors} 处错误，{shown.warnings} 处警告"
        f"{f'；{known} 处已知，规则文件里写了原因' if known else ''}",
        f"{some(count, 'platform')}: {_counted(shown.errors, 'error')}, "
        f"{_counted(shown.warnings, 'warning')}"
        f"{f'; {known} more accepted in the rule files, with reasons' if known else ''}",
    )


def _counted(count: int, word: str) -> str:
    return some(count, word) if count else f"no {word}s"


def as_github(shown: LintResult, _: RenderOptions) -> str:
    """Return remarks on rule files as GitHub workflow commands, errors first, then the totals."""
    say = Wording(shown.lang)
    commands = [
        github.command(
            severity,
            each.file,
            each.line,
            each.column,
            ABOUT[each.code][say.lang],
            issues.problem(each, say.lang),
        )
        for severity in _SEVERITIES
        for each in shown.remarks
        if each.severity == severity
    ]
    return "".join(f"{line}\n" for line in (*commands, f"shopexit: {_summary(shown, say)}"))


def as_sarif(shown: LintResult, _: RenderOptions) -> str:
    """Return remarks on rule files as a SARIF log, with a description of each kind of remark."""
    results, rules = [], {}
    for each in shown.remarks:
        severity, name = Severity(each.severity), f"shopexit/{each.code}"
        told = issues.problem(each, shown.lang)
        place = sarif.place(each.file, each.line, each.column)
        # The line is left out of the hash, as text above a rule may be added. The message is in
        # English for any --lang, so that a run in another language opens no new alerts.
        whose = json.dumps([name, each.file, each.key, each.says.en])
        results.append(sarif.issue(name, severity, told, place, sha256(whose.encode()).hexdigest()))
        rules[name] = sarif.described(name, ABOUT[each.code][shown.lang], severity)
    return sarif.log(shown.lang, results, rules)
