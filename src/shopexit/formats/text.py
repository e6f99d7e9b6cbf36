"""A report as text that a seller can act on: verdict, what is in the way, plan, money, sources."""

from collections.abc import Iterator, Sequence

from shopexit.formats.lines import Layout, Line, Wording, render
from shopexit.formats.parts import (
    DISCLAIMER,
    GRADES,
    WHO,
    heading,
    no_way_back,
    paths,
    sides,
    source_lines,
    takes_lines,
)
from shopexit.judge import Outcome, Verdict
from shopexit.plan import Phase
from shopexit.report import Report, ReportedAction, ReportedFinding
from shopexit.rule import Level, Who
from shopexit.source import Grade
from shopexit.text import Text

_STYLES = {Verdict.READY: "green", Verdict.BLOCKED: "red", Verdict.UNDETERMINED: "yellow"}
_MARKS = {Verdict.READY: "✓", Verdict.BLOCKED: "✗", Verdict.UNDETERMINED: "?"}
_VERDICTS = {
    Verdict.READY: Text(zh="可以办了", en="READY"),
    Verdict.BLOCKED: Text(zh="还不能办", en="BLOCKED"),
    Verdict.UNDETERMINED: Text(zh="还说不准", en="UNDETERMINED"),
}
_OUTCOMES = {
    Outcome.MET: Text(zh="满足", en="met"),
    Outcome.UNMET: Text(zh="没满足", en="not met"),
    Outcome.UNKNOWN: Text(zh="缺数据", en="lacking figures"),
    Outcome.DISPUTED: Text(zh="有争议", en="disputed"),
    Outcome.WAIVED: Text(zh="已豁免", en="waived"),
    Outcome.NOT_APPLICABLE: Text(zh="不适用", en="not applicable"),
}
_PHASES = {
    Phase.FIND_OUT: Text(zh="先弄清楚", en="Find out"),
    Phase.CLEAR: Text(zh="清理", en="Clear"),
    Phase.APPLY: Text(zh="办理", en="Apply"),
    Phase.WAIT: Text(zh="等待", en="Wait"),
    Phase.AFTER: Text(zh="之后", en="Afterwards"),
}


def report(shown: Report, layout: Layout) -> str:
    """Return a report as text."""
    return render(_lines(shown, Wording(shown.lang)), layout)


def _lines(shown: Report, say: Wording) -> Iterator[Line]:
    yield from _verdict(shown, say)
    yield from _warnings(shown, say)
    yield from _cases(shown, say)
    for case in shown.procedures:
        yield from _findings_of(shown, case.procedure, case.order, say)
    yield from _plan(shown, say)
    yield from _money(shown, say)
    yield from _checked(shown, say)
    yield from source_lines(
        [s for f in shown.findings for s in f.sources]
        + [s for f in shown.findings for side in f.disputed for s in side.sources]
        + [s for a in shown.plan.actions for s in a.sources]
        + [s for a in shown.plan.actions for c in a.claims for s in c.sources]
        + [s for a in shown.plan.actions for side in a.disputed for s in side.sources],
        say,
    )
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
    names = list(dict.fromkeys(case.name[shown.lang] for case in shown.procedures))
    shop = f"{shown.shop} · " if shown.shop else ""
    yield Line(f"{shop}{shown.platform_name[shown.lang]} · {say('、', ', ').join(names)}")
    found = [
        f"{_OUTCOMES[outcome][shown.lang]} {count}"
        for outcome in (Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISPUTED)
        if (count := _deciding(shown.findings, outcome))
    ]
    required = say("硬性要求", "of what is required, ")
    reason = f"{say('：', ': ')}{required}{say('，', ', ').join(found)}" if found else ""
    if shown.verdict is Verdict.UNDETERMINED and not found:
        unsure = any(case.missing for case in shown.procedures)
        reason = say("：", ": ") + (
            say("还不知道适不适用，先回答下面的问题", "whether it applies is not known")
            if unsure
            else say("数据靠不住，见下面的“注意”", "the evidence is not good enough, see the note")
        )
    waived = sum(f.outcome is Outcome.WAIVED for f in shown.findings)
    if waived:
        reason += say(f"（自己豁免了 {waived} 条，平台照样会查）",
                      f" ({waived} waived by you; the platform checks all the same)")  # fmt: skip
    style = f"bold {_STYLES[shown.verdict]}"
    mark = _MARKS[shown.verdict]
    yield Line(f"{_VERDICTS[shown.verdict][shown.lang]}{reason}", lead=f"{mark} ", style=style)
    as_of = say(f"，数据 {shown.as_of}", f", figures of {shown.as_of}") if shown.as_of else ""
    terms = f", --trust {shown.trust}" if shown.trust is not Grade.GUIDE else ""
    terms += ", --strict" if shown.strict else ""
    yield Line(
        say(f"判断日 {shown.on}{as_of}，规则核对于 {shown.reviewed}{terms}",
            f"judged as of {shown.on}{as_of}, rules reviewed {shown.reviewed}{terms}"),
        indent=2, style="dim",
    )  # fmt: skip


def _deciding(findings: Sequence[ReportedFinding], outcome: Outcome) -> int:
    return sum(f.outcome is outcome and f.level is Level.MUST for f in findings)


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
        verdict = _VERDICTS[case.verdict][shown.lang]
        text = f"{about}{case.name[shown.lang]}{say('：', ': ')}{verdict}"
        yield Line(text, 2, f"{_MARKS[case.verdict]} ", _STYLES[case.verdict])


def _findings_of(shown: Report, procedure: str, order: str | None, say: Wording) -> Iterator[Line]:
    findings = [f for f in shown.findings if (f.procedure, f.order) == (procedure, order)]
    must = [f for f in findings if f.level is Level.MUST]
    should = [f for f in findings if f.level is not Level.MUST]
    open_outcomes = (Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISPUTED)
    sections = [
        (say("挡在前面的", "What blocks"), [f for f in must if f.outcome is Outcome.UNMET], "✗"),
        (
            say("缺的数据", "What is missing"),
            [f for f in must if f.outcome is Outcome.UNKNOWN],
            "?",
        ),
        (
            say("有争议的", "What is disputed"),
            [f for f in must if f.outcome is Outcome.DISPUTED],
            "!",
        ),
        (say("建议做的", "Advised"), [f for f in should if f.outcome in open_outcomes], "-"),
        (say("已豁免的", "Waived"), [f for f in findings if f.outcome is Outcome.WAIVED], "-"),
    ]
    name = next(c.name for c in shown.procedures if c.procedure == procedure)[shown.lang]
    about = f" · {order}" if order else (f" · {name}" if len(shown.procedures) > 1 else "")
    for title, listed, mark in sections:
        if listed:
            yield from heading(f"{title}{about} ({len(listed)})")
        for finding in listed:
            yield from _finding(finding, mark, shown, say)


def _finding(finding: ReportedFinding, mark: str, shown: Report, say: Wording) -> Iterator[Line]:
    lang = shown.lang
    style = {"✗": "red", "?": "yellow", "!": "magenta"}.get(mark, "")
    grade = GRADES[finding.sources[0].grade][lang]
    may = say("（可能适用）", " (may apply)") if finding.may_apply else ""
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
        yield Line(
            say(f"只要情况不变，{finding.clears_on} 起自然满足",
                f"if nothing else changes, met from {finding.clears_on} on"), 6, style="bold",
        )  # fmt: skip
    if finding.reason:
        yield Line(finding.reason[lang], 6)
    if finding.note and finding.outcome is not Outcome.WAIVED:
        yield Line(finding.note[lang], 6)
    if finding.outcome is Outcome.DISPUTED:
        yield from sides(finding.disputed, lang, say, 6)
        yield Line(
            say("问到后记进文件：", "once answered, record it: ")
            + f"answers: {{{finding.ref}: {{required: true}}}}"
            + say("（不要求就写 false）", " (or false)"),
            6,
        )
    yield Line(f"[{grade}] {finding.ref}", 6, style="dim")


def _plan(shown: Report, say: Wording) -> Iterator[Line]:
    yield from heading(say("怎么做", "Plan"))
    before: tuple[str | None, Phase] | None = None
    for number, action in enumerate(shown.plan.actions, start=1):
        if (action.order, action.phase) != before:
            before = (action.order, action.phase)
            about = f" · {action.order}" if action.order else ""
            yield Line(f"{_PHASES[action.phase][shown.lang]}{about}", 2, style="bold")
        yield from _action(action, number, shown, say)


def _action(action: ReportedAction, number: int, shown: Report, say: Wording) -> Iterator[Line]:
    lang = shown.lang
    marks = [
        say("已完成", "done") if action.done else "",
        say("可选", "advised") if action.optional else "",
        say("可能适用", "may apply") if action.may_apply else "",
        WHO[action.who][lang] if action.who is not Who.SELLER else "",
    ]
    shown_marks = [mark for mark in marks if mark]
    end = say("（{}）", " ({})").format(say("，", ", ").join(shown_marks)) if shown_marks else ""
    lead = f"{number}. "
    inner = 4 + len(lead)
    yield Line(f"{action.does[lang]}{end}", 4, lead)
    if action.point_of_no_return:
        yield no_way_back(inner, say)
    if action.earliest:
        yield Line(
            say(
                f"只要情况不变，{action.earliest} 起自然满足",
                f"if nothing else changes, met from {action.earliest} on",
            ),
            inner,
        )
    yield from paths(action.where, lang, inner, say)
    yield from takes_lines(action, lang, inner, say)
    if action.note:
        yield Line(action.note[lang], inner)
    yield from sides(action.disputed, lang, say, inner)
    if action.disputed and action.ask:
        yield Line(action.ask[lang], inner, say("问平台：", "ask the platform: "))


def _money(shown: Report, say: Wording) -> Iterator[Line]:
    money = shown.money
    yield from heading(
        say(f"平台上的钱（{money.currency}）", f"Money on the platform ({money.currency})")
    )
    rows = [
        (say("保证金", "deposit held"), money.held),
        (say("未结算货款", "unsettled"), money.unsettled),
        (say("可提现", "withdrawable"), money.withdrawable),
        (say("提现在途", "withdrawals on their way"), money.in_transit),
        (say("欠平台", "owed to the platform"), money.debt),
    ]
    for label, amount in rows:
        yield Line(f"{label}{say('：', ': ')}{amount or say('没写', 'not given')}", 2)


def _checked(shown: Report, say: Wording) -> Iterator[Line]:
    checked = shown.checked
    yield from heading(say("查了什么", "What was checked"))
    counts = [
        f"{_OUTCOMES[outcome][shown.lang]} {count}"
        for outcome in Outcome
        if (count := sum(f.outcome is outcome for f in shown.findings))
    ]
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
    for reason in reasons:
        words = _OUTCOMES[Outcome.NOT_APPLICABLE][shown.lang]
        yield Line(f"{words}{say('：', ': ')}{reason}", 2, style="dim")
