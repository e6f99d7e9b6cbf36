"""A report as text that a seller can act on: verdict, what is in the way, plan, money, sources."""

from collections.abc import Iterator

from shopexit.evaluation.evaluate import OPEN_OUTCOMES, Outcome, Verdict
from shopexit.formats.findings import findings, not_asked, open_points
from shopexit.formats.groups import tally
from shopexit.formats.itinerary import money, plan, what_is_next, when
from shopexit.formats.lines import Line, RenderOptions, Wording, render
from shopexit.formats.parts import heading, options, source_lines
from shopexit.formats.words import DISCLAIMER, OUTCOMES, VERDICTS
from shopexit.report.model import Report

_STYLES = {Verdict.READY: "green", Verdict.BLOCKED: "red", Verdict.UNDETERMINED: "yellow"}
_MARKS = {Verdict.READY: "✓", Verdict.BLOCKED: "✗", Verdict.UNDETERMINED: "?"}


def report(shown: Report, layout: RenderOptions) -> str:
    """Return a report as text."""
    return render(_lines(shown, Wording(shown.lang)), layout)


def _lines(shown: Report, say: Wording) -> Iterator[Line]:
    yield from _verdict(shown, say)
    yield from when(shown, say)
    yield from _warnings(shown, say)
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
    names = [judged.name[shown.lang] for judged in shown.judged]
    shop = f"{shown.shop} · " if shown.shop else ""
    yield Line(f"{shop}{shown.platform_name[shown.lang]} · {say('、', ', ').join(names)}")
    found = [
        f"{OUTCOMES[outcome][shown.lang]} {count}"
        for outcome in OPEN_OUTCOMES
        if (count := shown.checked.deciding.get(outcome))
    ]
    required = say("硬性要求", "of what is required, ") if found else ""
    if count := len(shown.open_points):
        found.append(say(f"要问平台 {count}", f"{count} to ask the platform about"))
    reason = f"{say('：', ': ')}{required}{say('，', ', ').join(found)}" if found else ""
    if shown.verdict is Verdict.UNDETERMINED and not found:
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


def _warnings(shown: Report, say: Wording) -> Iterator[Line]:
    if shown.warnings:
        yield from heading(say("注意", "Note"))
    for warning in shown.warnings:
        yield Line(warning.says[shown.lang], 2, "! ", "yellow")


def _cases(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield a line a procedure or order where there are several, so that all are seen at once."""
    if len(shown.procedures) < 2:
        return
    yield from heading(say("一览", "At a glance"))
    for case in shown.procedures:
        about = f"{case.order} · " if case.order else ""
        verdict = VERDICTS[case.verdict][shown.lang]
        text = f"{about}{case.name[shown.lang]}{say('：', ': ')}{verdict}"
        yield Line(text, 2, f"{_MARKS[case.verdict]} ", _STYLES[case.verdict])


def _checked(shown: Report, say: Wording) -> Iterator[Line]:
    checked = shown.checked
    yield from heading(say("查了什么", "What was checked"))
    counts = [f"{OUTCOMES[outcome][shown.lang]} {count}" for outcome, count in tally(checked)]
    total = say(f"{checked.requirements} 条要求（其中 {checked.must} 条是硬性的）",
                f"{checked.requirements} requirements ({checked.must} of them decide)")  # fmt: skip
    yield Line(f"{total}{say('：', ': ')}{say('，', ', ').join(counts)}", 2)
    if checked.stale:
        yield Line(say(f"数据或规则可能过期：{checked.stale} 处，见上面的“注意”",
                       f"old or undated: {checked.stale}, see the notes above"), 2)  # fmt: skip
    if checked.orders or checked.orders_left:
        yield Line(
            say(
                f"{checked.orders} 个订单逐个判断，另有 {checked.orders_left} 个不用处理",
                f"{checked.orders} orders judged one by one, {checked.orders_left} need nothing",
            ),
            2,
        )
    for skipped in shown.skipped:
        yield Line(
            say(
                f"没判断：{skipped.name.zh}（{skipped.reason.zh}）",
                f"not judged: {skipped.name.en} ({skipped.reason.en})",
            ),
            2,
            style="dim",
        )
    reasons = {
        f"{finding.ref} ({finding.reason[shown.lang]})": None
        for finding in shown.findings
        if finding.outcome is Outcome.NOT_APPLICABLE and finding.reason
    }
    yield from not_asked(shown, say)
    for reason in reasons:
        words = OUTCOMES[Outcome.NOT_APPLICABLE][shown.lang]
        yield Line(f"{words}{say('：', ': ')}{reason}", 2, style="dim")
