"""A report as text that a seller can act on: verdict, what is in the way, plan, money, sources."""

from collections.abc import Iterator

from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.formats.findings import findings, not_asked, open_points
from shopexit.formats.itinerary import money, plan, what_is_next, when
from shopexit.formats.lines import Line, RenderOptions, Wording, render
from shopexit.formats.parts import heading, source_lines
from shopexit.formats.sentences import (
    counts,
    coverage,
    deciding,
    found,
    names,
    options,
    skipped,
)
from shopexit.formats.words import DISCLAIMER, OUTCOMES, TITLES, VERDICTS
from shopexit.report.model import Report

_STYLES = {Verdict.READY: "green", Verdict.BLOCKED: "red", Verdict.UNDETERMINED: "yellow"}
_MARKS = {Verdict.READY: "✓", Verdict.BLOCKED: "✗", Verdict.UNDETERMINED: "?"}


def report(shown: Report, layout: RenderOptions) -> str:
    """Return a report as text."""
    return render(_lines(shown, Wording(shown.lang)), layout)


def _lines(shown: Report, say: Wording) -> Iterator[Line]:
    yield from _verdict(shown, say)
    yield from when(shown, say)
    yield from _warnings(shown)
    yield from what_is_next(shown, say)
    yield from _cases(shown, say)
    yield from findings(shown, say)
    yield from open_points(shown, say)
    yield from plan(shown, say)
    yield from money(shown, say)
    yield from _checked(shown, say)
    yield from source_lines(shown.sources, say)
    yield Line()
    yield Line(
        say(
            "某条规则的来龙去脉：shopexit explain 编号；流程和后果：shopexit steps 平台",
            "one rule whole: shopexit explain REFERENCE; the procedure: shopexit steps PLATFORM",
        ),
        style="dim",
    )
    yield Line(DISCLAIMER[shown.lang], style="dim")


def _verdict(shown: Report, say: Wording) -> Iterator[Line]:
    lang = shown.lang
    shop = f"{shown.shop} · " if shown.shop else ""
    yield Line(f"{shop}{shown.platform_name[lang]} · {names(shown)[lang]}")
    required = say("硬性要求", "of what is required, ") if deciding(shown) else ""
    counted = found(shown)
    reason = f"{say('：', ': ')}{required}{counted[lang]}" if counted else ""
    if shown.verdict is Verdict.UNDETERMINED and not counted:
        unsure = any(case.missing for case in shown.procedures)
        reason = say("：", ": ") + (
            say("还不知道适不适用，先回答下面的问题", "whether it applies is not known")
            if unsure
            else say("数据靠不住，见下面的“注意”", "the evidence is not good enough, see the note")
        )
    waived = shown.checked.waived
    if waived:
        reason += say(f"（自己豁免了 {waived} 条，平台照样会查）",
                      f" ({waived} waived by you; the platform checks all the same)")  # fmt: skip
    style = f"bold {_STYLES[shown.verdict]}"
    mark = _MARKS[shown.verdict]
    yield Line(f"{VERDICTS[shown.verdict][shown.lang]}{reason}", lead=f"{mark} ", style=style)
    as_of = say(f"，数据 {shown.as_of}", f", figures of {shown.as_of}") if shown.as_of else ""
    yield Line(
        say(f"判断日 {shown.on}{as_of}，规则核对于 {shown.reviewed}{options(shown)}",
            f"judged as of {shown.on}{as_of}, rules reviewed {shown.reviewed}{options(shown)}"),
        indent=2, style="dim",
    )  # fmt: skip


def _warnings(shown: Report) -> Iterator[Line]:
    if shown.warnings:
        yield from heading(TITLES["warnings"][shown.lang])
    for warning in shown.warnings:
        yield Line(warning.says[shown.lang], 2, "! ", "yellow")


def _cases(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield a line a procedure or order where there are several, so that all are seen at once."""
    if len(shown.procedures) < 2:
        return
    yield from heading(TITLES["cases"][shown.lang])
    for case in shown.procedures:
        about = f"{case.order} · " if case.order else ""
        verdict = VERDICTS[case.verdict][shown.lang]
        text = f"{about}{case.name[shown.lang]}{say('：', ': ')}{verdict}"
        yield Line(text, 2, f"{_MARKS[case.verdict]} ", _STYLES[case.verdict])


def _checked(shown: Report, say: Wording) -> Iterator[Line]:
    checked = shown.checked
    yield from heading(TITLES["checked"][shown.lang])
    total = say(f"{checked.requirements} 条要求（其中 {checked.must} 条是硬性的）",
                f"{checked.requirements} requirements ({checked.must} of them decide)")  # fmt: skip
    yield Line(f"{total}{say('：', ': ')}{counts(checked, shown.lang)}", 2)
    for sentence in coverage(checked):
        yield Line(sentence[shown.lang], 2)
    for procedure in shown.skipped:
        yield Line(skipped(procedure)[shown.lang], 2, style="dim")
    reasons = {
        f"{finding.ref} ({finding.reason[shown.lang]})": None
        for finding in shown.findings
        if finding.outcome is Outcome.NOT_APPLICABLE and finding.reason
    }
    yield from not_asked(shown)
    for reason in reasons:
        words = OUTCOMES[Outcome.NOT_APPLICABLE][shown.lang]
        yield Line(f"{words}{say('：', ': ')}{reason}", 2, style="dim")
