"""What was found about each requirement, as text."""

from collections.abc import Iterator

from shopexit.evaluation.evaluate import Outcome
from shopexit.formats import sentences
from shopexit.formats.groups import by_case, groups
from shopexit.formats.lines import Line, Wording
from shopexit.formats.parts import heading, sides, small
from shopexit.formats.sentences import answer, clears
from shopexit.formats.words import GRADES, MAY_APPLY, TITLES
from shopexit.report.model import Report, ReportedFinding

_MARKS = {Outcome.UNMET: "✗", Outcome.UNKNOWN: "?", Outcome.DISPUTED: "!"}
_STYLES = {"✗": "red", "?": "yellow", "!": "magenta"}


def findings(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield the findings that somebody has to act on, case by case."""
    found = by_case(shown)
    for case in shown.procedures:
        about = case.order or (case.name[say.lang] if len(shown.procedures) > 1 else "")
        of = f" · {about}" if about else ""
        for group in groups(found.get((case.procedure, case.order), ())):
            if group.folded:
                continue
            yield from heading(f"{group.title[say.lang]}{of} ({len(group.findings)})")
            for finding in group.findings:
                mark = "-" if group.kind not in _MARKS else _MARKS[finding.outcome]
                yield from _finding(finding, mark, shown, say)


def _finding(finding: ReportedFinding, mark: str, shown: Report, say: Wording) -> Iterator[Line]:
    lang = shown.lang
    style = _STYLES.get(mark, "")
    grade = f"[{GRADES[finding.sources[0].grade][lang]}] " if finding.sources else ""
    may = say("（{}）", " ({})").format(MAY_APPLY[lang]) if finding.may_apply else ""
    yield Line(f"{finding.says[lang]}{may}", 2, f"{mark} ", style)
    for figure in finding.figures:
        if figure.holds or finding.outcome is Outcome.WAIVED:
            continue
        either = say("或 ", "or ") if figure.alternative else ""
        now = say("现在 ", "now ") if figure.holds is False else ""
        yield Line(
            say(f"{either}{figure.label.zh}：{now}{figure.has.zh}，要求 {figure.needs.zh}",
                f"{either}{figure.label.en}: {now}{figure.has.en}, needs {figure.needs.en}"),
            6,
        )  # fmt: skip
    if finding.clears_on:
        yield Line(small(clears(finding.clears_on), say), 6, style="bold")
    if finding.reason:
        yield Line(finding.reason[lang], 6)
    if finding.note and finding.outcome is not Outcome.WAIVED:
        yield Line(finding.note[lang], 6)
    if finding.outcome is Outcome.DISPUTED:
        yield from sides(finding.disputed, lang, say, 6)
        yield Line(recorded(finding.ref, say), 6)
    yield Line(f"{grade}{finding.ref}", 6, style="dim")


def open_points(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield the figures that look bad and that no rule says anything about."""
    if shown.open_points:
        yield from heading(f"{TITLES['open'][shown.lang]} ({len(shown.open_points)})")
    for point in shown.open_points:
        yield Line(point.ask[shown.lang], 2, "? ", _STYLES["?"])
        yield Line(recorded(point.ref, say), 6)


def recorded(ref: str, say: Wording) -> str:
    """Return how to write down what the platform answered."""
    return (
        say("问到后记进文件：", "once answered, record it: ")
        + answer(ref)
        + say("（不要求就写 false）", " (or false)")
    )


def not_asked(shown: Report) -> Iterator[Line]:
    """Yield the figures that look bad and that the procedure does not look at, each with why."""
    for point in shown.not_asked:
        grades = f" [{GRADES[point.sources[0].grade][shown.lang]}]" if point.sources else ""
        yield Line(f"{sentences.not_asked(point)[shown.lang]}{grades}", 2, style="dim")
