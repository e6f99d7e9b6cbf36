"""What was found, and what to do about it, as Markdown: the findings and the check-list."""

from collections.abc import Iterator

from shopexit.evaluation.evaluate import Outcome
from shopexit.formats.groups import by_case, groups
from shopexit.formats.lines import Wording
from shopexit.formats.markup import cited, code, escape, sides
from shopexit.formats.parts import days
from shopexit.formats.words import GRADES, PHASES, WHO
from shopexit.plan.actions import Phase
from shopexit.report.model import JudgedProcedure, Report, ReportedFinding
from shopexit.report.plan_model import ReportedAction, ReportedClaim
from shopexit.rules.entries import Who


def named(case: JudgedProcedure, say: Wording) -> str:
    """Return what a case is about: a procedure, or an order and the procedure for it."""
    order = case.order and say(f"订单 {escape(case.order)}", f"Order {escape(case.order)}")
    return " · ".join(part for part in (order, escape(case.name[say.lang])) if part)


def findings(shown: Report, say: Wording) -> Iterator[str]:
    """Yield what somebody has to act on, case by case."""
    found = by_case(shown)
    for case in shown.procedures:
        judged = found.get((case.procedure, case.order), ())
        sections = [group for group in groups(judged) if not group.folded]
        level = "###"
        if len(shown.procedures) > 1 and sections:
            yield from ("", f"### {named(case, say)}")
            level = "####"
        for group in sections:
            many = len(group.findings)
            count = say(f"（{many}）", f" ({many})")
            yield from ("", f"{level} {group.title[say.lang]}{count}", "")
            for finding in group.findings:
                yield from _finding(finding, say)


def recorded(ref: str, say: Wording) -> str:
    """Return how to write down what the platform answered, as a point of a list within one."""
    answer = code(f"answers: {{{ref}: {{required: true}}}}")
    return say(
        f"  - 问清楚后写进文件：{answer}（不要求就写 false）",
        f"  - once answered, record it: {answer} (or false)",
    )


def _finding(finding: ReportedFinding, say: Wording) -> Iterator[str]:
    lang, outcome = say.lang, finding.outcome
    may = say("（不一定适用）", " (may not apply)") if finding.may_apply else ""
    yield f"- {escape(finding.says[lang])}{may}"
    if outcome is not Outcome.WAIVED:
        yield from _figures(finding, say)
    if finding.clears_on:
        yield say(
            f"  - 情况不变的话，{finding.clears_on} 起自然满足",
            f"  - if nothing else changes, met from {finding.clears_on} on",
        )
    elif outcome in {Outcome.UNMET, Outcome.UNKNOWN}:
        lead = say("怎么办：", "What to do: ")
        if outcome is Outcome.UNKNOWN:
            lead = say("没满足的话：", "If it is not met: ")
        yield f"  - {lead}{escape(finding.fix[lang])}"
    if finding.reason:
        yield f"  - {escape(finding.reason[lang])}"
    if finding.note and outcome is not Outcome.WAIVED:
        yield f"  - {escape(finding.note[lang])}"
    if outcome is Outcome.DISPUTED:
        yield from sides(finding.disputed, say)
        yield recorded(finding.ref, say)
    grade = f"{GRADES[finding.sources[0].grade][lang]} " if finding.sources else ""
    yield f"  - {grade}{code(finding.ref)}"


def _figures(finding: ReportedFinding, say: Wording) -> Iterator[str]:
    """Yield the seller's figures that are wrong or lacking, beside those asked for."""
    either = "either "
    for figure in finding.figures:
        if figure.holds:
            continue
        lead, enough = (either, "（满足一项就行）") if figure.alternative else ("", "")
        either = "or " if figure.alternative else either
        label, has, needs = (escape(t[say.lang]) for t in (figure.label, figure.has, figure.needs))
        yield say(
            f"  - {label}：现在 {has}，要求 {needs}{enough}",
            f"  - {lead}{label}: now {has}, needs {needs}",
        )


def plan(shown: Report, say: Wording) -> Iterator[str]:
    """Yield the plan as a list to tick off."""
    yield from ("", f"### {say('怎么做', 'Plan')}")
    names = {each.procedure: each.name for each in (*shown.judged, *shown.plan.joined)}
    if shown.plan.joined:
        joined = say("、", ", ").join(escape(j.name[shown.lang]) for j in shown.plan.joined)
        yield ""
        yield say(f"要连{joined}一起办，都排在里面了。", f"This includes: {joined}.")
    before: tuple[str, ...] = ()
    for action in shown.plan.actions:
        several = len(names) > 1 and not action.order
        head = (
            say(f"订单 {action.order}", f"Order {action.order}") if action.order else "",
            names[action.procedure][shown.lang] if several else "",
            "" if action.order else PHASES[action.phase][shown.lang],
        )
        if head != before:
            before = head
            yield from ("", f"#### {' · '.join(escape(part) for part in head if part)}", "")
        yield from _action(action, shown, say)


def _action(action: ReportedAction, shown: Report, say: Wording) -> Iterator[str]:
    box = "[x] " if action.done else "[ ] "
    if action.phase is Phase.BY_ITSELF:
        box = say("放着不管：", "If nobody acts: ") if action.order else ""
    marks = [
        _action_days(action, shown, say),
        say("建议", "advised") if action.optional else "",
        say("不一定适用", "may not apply") if action.may_apply else "",
        WHO[action.who][shown.lang] if action.who is not Who.SELLER else "",
    ]
    given = [mark for mark in marks if mark]
    end = say(f"（{'，'.join(given)}）", f" ({', '.join(given)})") if given else ""
    yield f"- {box}{escape(action.does[shown.lang])}{end}"
    if action.point_of_no_return:
        yield say("  - **过了这一步就不能反悔**", "  - **There is no way back after this**")
    if action.due:
        yield say(
            f"  - **{action.due} 就该有结果，已经超期**",
            f"  - **Was due on {action.due}, and is overdue**",
        )
    if not action.order:  # an order is one of many: its actions are told in short
        yield from _how(action, say)


def _how(action: ReportedAction, say: Wording) -> Iterator[str]:
    lang = say.lang
    for place in action.where:
        yield f"  - {say('位置：', 'Where: ')}{escape(' → '.join(place.path))}"
    if action.into:
        yield f"  - {say('到账账户：', 'Paid into: ')}{escape(action.into[lang])}"
    for claim in () if action.done else action.claims:
        yield _claim(claim, say)
    if action.fix:
        yield f"  - {say('办法：', 'Way out: ')}{escape(action.fix[lang])}"
    if action.takes and not action.claims:
        yield f"  - {say('时间：', 'Takes: ')}{escape(action.takes[lang])}"
    if action.note:
        yield f"  - {escape(action.note[lang])}"
    yield from sides(action.disputed, say)
    if action.disputed and action.ask:
        yield f"  - {say('问平台：', 'Ask the platform: ')}{escape(action.ask[lang])}"


def _action_days(action: ReportedAction, shown: Report, say: Wording) -> str:
    """Return when an action is over; empty where that says no more than: start today."""
    known = action.latest or action.earliest
    if action.done or known == shown.on or action.phase is Phase.FIND_OUT:
        return ""
    return days(action, say, estimated=action.estimated, short=True)


def _claim(claim: ReportedClaim, say: Wording) -> str:
    lead = say("时间：", "Takes: ") if claim.planned else say("也有说：", "Others say: ")
    note = escape(claim.note[say.lang]) if claim.note else ""
    note = note and say(f"（{note}）", f" ({note})")
    until = days(claim, say, short=True)
    until = until and say(f"，推算：{until}", f", so {until}")
    return f"  - {lead}{escape(claim.says[say.lang])}{note}{until}{cited(claim.sources, say)}"
