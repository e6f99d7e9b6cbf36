"""Findings as workflow commands of GitHub Actions, which GitHub shows at lines of the state file.

No line starts with text from a state file, and such text is escaped and kept on one line, as
GitHub executes every line that looks like a command.
"""

from collections.abc import Iterable, Iterator

from shopexit.formats import RenderOptions, issues, row
from shopexit.formats.issues import Severity
from shopexit.formats.sentences import advice
from shopexit.formats.words import NOTES, VERDICTS
from shopexit.messages import Lang, Wording, clean
from shopexit.report.model import Report, ReportedFinding
from shopexit.report.totals import Fleet, Shop

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}
_LONGEST_TITLE = 200
"""Maximum length of a title, in characters; GitHub's limit is 255."""


def item(shop: Shop, lang: Lang) -> str:
    """Return GitHub workflow commands for one shop, a line for each finding; empty if none."""
    say = Wording(lang)
    lines = _of_report(shop.report, say) if shop.report else _unusable(shop, say)
    return "".join(f"{line}\n" for line in lines)


def document(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield annotations of all shops for GitHub Actions, then the number of shops by verdict."""
    yield from items
    yield f"{_summary(fleet, Wording(fleet.lang))}\n"


def _summary(fleet: Fleet, say: Wording) -> str:
    found = [f"{VERDICTS[verdict][say.lang]} {n}" for verdict, n in fleet.verdicts.items()]
    verdicts = f"{say('：', ': ')}{say('，', ', ').join(found)}" if found else ""
    told = [f"shopexit{say('：', ': ')}{row.shops(fleet.shops, fleet.lang)}{verdicts}"]
    if fleet.left_out:
        told.append(say(f"其中 {fleet.left_out} 家没有列出",
                        f"not shown: {row.shops(fleet.left_out, fleet.lang)}"))  # fmt: skip
    if fleet.unusable:
        told.append(say(f"另有 {fleet.unusable} 份数据用不了",
                        f"could not be used: {fleet.unusable} more"))  # fmt: skip
    return say("；", "; ").join(told)


def _of_report(report: Report, say: Wording) -> Iterator[str]:
    """Yield a GitHub workflow command for each finding, most severe first.

    GitHub shows only the first few.
    """
    found = issues.findings(report)
    for grave in Severity:
        for finding in found:
            if issues.severity(finding) is grave:
                yield _finding(finding, grave, report, say)
        for code, severity, says in issues.of_shop(report):
            if severity is grave:
                title = NOTES.get(code, VERDICTS[report.verdict])[say.lang]
                text = issues.told(report, None, says, say)
                yield command(grave, report.file, None, None, title, text)


def _finding(finding: ReportedFinding, grave: Severity, report: Report, say: Wording) -> str:
    title = f"{finding.ref} · {finding.order}" if finding.order else finding.ref
    told = (issues.message(finding, report, say), *advice(finding, say))
    text = say("", " ").join(told)
    return command(grave, report.file, finding.line, finding.column, title, text)


def _unusable(shop: Shop, say: Wording) -> Iterator[str]:
    for each in shop.problems:
        file = each.file or shop.file
        title = issues.UNUSABLE[say.lang]
        text = f"{clean(file)}{say('：', ': ')}{issues.problem(each, say.lang)}"
        yield command(Severity.ERROR, file, each.line, each.column, title, text)


def command(
    grave: Severity, file: str, line: int | None, column: int | None, title: str, text: str
) -> str:
    """Return the GitHub workflow command that shows a message at a line of a file.

    `grave` decides whether it is an error, a warning or a notice.
    """
    # Empty ones are left out: standard input is no file, and a verdict has no line.
    given = {
        "file": issues.file_of(file),
        "line": line,
        "col": column,
        "title": _short(clean(title)),
    }
    properties = ",".join(f"{key}={_property(str(v))}" for key, v in given.items() if v)
    return f"::{_COMMANDS[grave]} {properties}::{_data(clean(text))}"


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…"


def _data(text: str) -> str:
    """Escape a message as GitHub's package @actions/core does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property of a workflow command, such as its title, as @actions/core does."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
