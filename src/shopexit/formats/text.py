"""A report as text: verdict, obstacles, plan, money, sources."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from shopexit.evaluation.balance import MoneyGroup
from shopexit.evaluation.evaluate import APPLIED, Outcome, Verdict
from shopexit.formats import RenderOptions, lines, sentences, text_parts, todo, words
from shopexit.formats.finding_groups import by_case, groups
from shopexit.formats.lines import Line, render
from shopexit.messages import Text, Wording
from shopexit.plan.actions import Phase
from shopexit.report.model import Report, ReportedFinding, ReportedSum
from shopexit.report.plan_model import ReportedAction, ReportedMilestone, Why
from shopexit.rules.entries import Who

_OUTCOME_MARKS = {Outcome.UNMET: "✗", Outcome.UNKNOWN: "?", Outcome.DISPUTED: "!"}
_MARK_STYLES = {"✗": "red", "?": "yellow", "!": "magenta"}


def report(shown: Report, layout: RenderOptions) -> str:
    """Return a full report as text; in a log or pipe, the verdict is repeated at the end."""
    say = Wording(shown.lang)
    every = [*_lines(shown, say)]
    if layout.width is None:  # a log shows its end, so the verdict is repeated there
        every += [Line(), *islice(_verdict(shown, say), 2)]
    return render(every, layout)


def _lines(shown: Report, say: Wording) -> Iterator[Line]:
    yield from _verdict(shown, say)
    yield from _today(shown)
    yield from _when(shown, say)
    yield from _warnings(shown)
    yield from _what_is_next(shown, say)
    yield from _cases(shown, say)
    yield from _findings(shown, say)
    yield from _open_points(shown, say)
    yield from _plan(shown, say)
    yield from _money(shown, say)
    yield from _checked(shown, say)
    yield from text_parts.source_lines(shown.sources, say)
    yield Line()
    yield Line(
        say(
            "某条规则的来龙去脉：shopexit explain 编号；流程和后果：shopexit steps 平台",
            "details of a rule: shopexit explain REFERENCE; the procedure: shopexit steps PLATFORM",
        ),
        style="dim",
    )
    yield Line(words.DISCLAIMER[shown.lang], style="dim")


def _verdict(shown: Report, say: Wording) -> Iterator[Line]:
    lang = shown.lang
    shop = f"{shown.shop} · " if shown.shop else ""
    yield Line(f"{shop}{shown.platform_name[lang]} · {sentences.names(shown)[lang]}")
    counted = sentences.found(shown, named=True)
    reason = f"{say('：', ': ')}{counted[lang]}" if counted else ""
    if shown.verdict is Verdict.UNDETERMINED and not counted:
        reason = f"{say('：', ': ')}{sentences.unsettled(shown)[lang]}"
    if shown.verdict in APPLIED:
        reason = f"{say('：', ': ')}{sentences.how_far(shown)[lang]}"
    waived = shown.checked.waived
    if waived:
        reason += say(f"（自己豁免了 {waived} 条，平台照样会查）",
                      f" ({waived} waived by you; the platform still checks them)")  # fmt: skip
    style = f"bold {words.STYLES[shown.verdict]}"
    mark = words.MARKS[shown.verdict]
    yield Line(f"{words.VERDICTS[shown.verdict][shown.lang]}{reason}", lead=f"{mark} ", style=style)
    as_of = say(f"，数据是 {shown.as_of} 的", f", figures of {shown.as_of}") if shown.as_of else ""
    reviewed = f"{shown.reviewed}{sentences.options(shown)}"
    yield Line(
        say(f"按 {shown.on} 判断{as_of}，规则核对日期 {reviewed}",
            f"checked as of {shown.on}{as_of}, rules reviewed {reviewed}"),
        indent=2, style="dim",
    )  # fmt: skip


def _today(shown: Report) -> Iterator[Line]:
    """Yield lines: what to know beforehand, what to do today, what others have to do."""
    acts = list(todo.today(shown))
    for number, note in enumerate(todo.beforehand(shown)):
        yield from () if number else (Line(),)
        yield Line(note[shown.lang], 2, "! ", "yellow")
    if acts:
        yield from lines.heading(words.TITLES["today"][shown.lang])
    say = Wording(shown.lang)
    for number, action in enumerate(acts, start=1):
        figures = todo.remark_on(action, shown)
        about = say(f"（{figures.zh}）", f" ({figures.en})") if figures else ""
        yield Line(f"{todo.act(action)[shown.lang]}{about}", 2, f"{number}. ")
    for action in todo.waiting(shown):
        yield Line(action.does[shown.lang], 2, text_parts.lead(words.UP_TO_OTHERS, say), "dim")


def _warnings(shown: Report) -> Iterator[Line]:
    notes = list(sentences.notes(shown))
    if notes:
        yield from lines.heading(words.TITLES["warnings"][shown.lang])
    for note in notes:
        yield Line(note[shown.lang], 2, "! ", "yellow")


def _cases(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield a line with the verdict of each procedure or order, if there are several."""
    if len(shown.procedures) < 2:
        return
    yield from lines.heading(words.TITLES["cases"][shown.lang])
    for case in shown.procedures:
        about = f"{case.order} · " if case.order else ""
        verdict = words.VERDICTS[case.verdict][shown.lang]
        text = f"{about}{case.name[shown.lang]}{say('：', ': ')}{verdict}"
        yield Line(text, 2, f"{words.MARKS[case.verdict]} ", words.STYLES[case.verdict])


def _checked(shown: Report, say: Wording) -> Iterator[Line]:
    checked = shown.checked
    yield from lines.heading(words.TITLES["checked"][shown.lang])
    count = sentences.some(checked.requirements, "requirement")
    total = say(f"{checked.requirements} 条要求（其中 {checked.must} 条是硬性的）",
                f"{count} ({checked.must} mandatory)")  # fmt: skip
    yield Line(f"{total}{say('：', ': ')}{sentences.counts(checked, shown.lang)}", 2)
    for sentence in sentences.coverage(checked):
        yield Line(sentence[shown.lang], 2)
    for procedure in shown.skipped:
        yield Line(sentences.skipped(procedure)[shown.lang], 2, style="dim")
    reasons = {
        f"{finding.ref}{say('（{}）', ' ({})').format(finding.reason[shown.lang])}": None
        for finding in shown.findings
        if finding.outcome is Outcome.NOT_APPLICABLE and finding.reason
    }
    for point in shown.not_asked:
        grades = f" [{words.GRADES[point.sources[0].grade][shown.lang]}]" if point.sources else ""
        yield Line(f"{sentences.not_asked(point)[shown.lang]}{grades}", 2, style="dim")
    for reason in reasons:
        why = words.OUTCOMES[Outcome.NOT_APPLICABLE][shown.lang]
        yield Line(f"{why}{say('：', ': ')}{reason}", 2, style="dim")


def _findings(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield lines on the requirements that are open or waived, procedure by procedure."""
    found = by_case(shown)
    for case in shown.procedures:
        about = case.order or (case.name[say.lang] if len(shown.procedures) > 1 else "")
        of = f" · {about}" if about else ""
        for group in groups(found.get((case.procedure, case.order), ())):
            # What needs no action is only counted, under "What was checked".
            if group.folded:
                continue
            title = f"{group.title[say.lang]}{of}"
            yield from lines.heading(words.counted(title, len(group.findings), say))
            for finding in group.findings:
                mark = _OUTCOME_MARKS[finding.outcome] if group.kind in _OUTCOME_MARKS else "-"
                yield from _finding(finding, mark, say)


def _finding(finding: ReportedFinding, mark: str, say: Wording) -> Iterator[Line]:
    lang = say.lang
    style = _MARK_STYLES.get(mark, "")
    # Sources come sorted by grade, best first.
    grade = f"[{words.GRADES[finding.sources[0].grade][lang]}] " if finding.sources else ""
    may = say("（{}）", " ({})").format(words.MAY_APPLY[lang]) if finding.may_apply else ""
    yield Line(f"{finding.says[lang]}{may}", 2, f"{mark} ", style)
    if finding.outcome is not Outcome.WAIVED:
        yield from (Line(figure, 6) for figure in sentences.figures(finding, say))
    if finding.clears_on:
        yield Line(text_parts.small(sentences.clears(finding.clears_on), say), 6, style="bold")
    if finding.reason:
        yield Line(finding.reason[lang], 6)
    if finding.note and finding.outcome is not Outcome.WAIVED:
        yield Line(finding.note[lang], 6)
    if finding.outcome is Outcome.DISPUTED:
        yield from text_parts.sides(finding.disputed, 6, say)
        yield Line(_recorded(finding.ref, words.IF_NOT_REQUIRED, say), 6)
    yield Line(f"{grade}{finding.ref}", 6, style="dim")


def _open_points(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield lines on unfavourable facts that no rule covers: whom to ask, how to note answers."""
    if shown.open_points:
        title = words.TITLES["open"][shown.lang]
        yield from lines.heading(words.counted(title, len(shown.open_points), say))
    for point in shown.open_points:
        yield Line(point.ask[shown.lang], 2, "? ", _MARK_STYLES["?"])
        yield Line(_recorded(point.ref, words.BLOCKS_OR_NOT, say), 6)


def _recorded(ref: str, otherwise: Text, say: Wording) -> str:
    """Return a line on how to record in the state file what the platform says about `ref`.

    `otherwise` tells what the recorded answer means, and what to write for the opposite.
    """
    start = text_parts.lead(words.RECORD, say)
    return f"{start}{sentences.answer(ref)}{say('', ' ')}{otherwise[say.lang]}"


def _when(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield a line for each key date, and below it the reasons not given for an earlier date."""
    if shown.plan.milestones:
        yield from lines.heading(words.TITLES["when"][shown.lang])
    said: set[str] = set()
    for milestone in shown.plan.milestones:
        stage = words.stage(milestone, shown)[shown.lang]
        done = say("已经办完，", "done, ") if milestone.done else ""
        day = sentences.key_days(milestone, say, estimated=milestone.estimated)
        day = day or ("" if done else say("说不准", "not known"))
        if milestone.earliest == milestone.latest == shown.on and not done:
            day = text_parts.today(milestone, shown, say)
        name = milestone.name[shown.lang]
        yield Line(f"{name} · {stage}{say('：', ': ')}{done}{day}", 2, style="bold")
        told = list(_reasons(milestone, said, say))
        yield from told
        if not told and (milestone.held_by or milestone.late_by or milestone.open_by):
            yield Line(say("原因同上", "for the reasons above"), 6)


def _reasons(milestone: ReportedMilestone, said: set[str], say: Wording) -> Iterator[Line]:
    """Yield lines with the reasons for a key date, without those given for an earlier date.

    `said` has the references of the reasons given before; new ones are added. Requirements for
    which facts are missing share one line.
    """
    for reason, why in (
        (milestone.held_by, words.WAITS_FOR),
        (milestone.late_by, words.LATEST_BY),
    ):
        if reason and reason.ref not in said:
            yield Line(reason.says[say.lang], 6, text_parts.lead(why, say))
            said.add(reason.ref)
    opens = [reason for reason in milestone.open_by if reason.ref not in said]
    said.update(reason.ref for reason in opens)
    # Missing facts may be many, and have a heading of their own further down.
    told = [reason.says[say.lang] for reason in opens if reason.why is not Why.MISSING]
    if len(told) < len(opens):
        told.append(say("缺数据，见下面“先弄清楚”", "facts are missing, see below"))
    for each in dict.fromkeys(told):
        yield Line(each, 6, text_parts.lead(words.OPEN, say))


def _what_is_next(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield lines with the next actions for the orders, each action once with all its orders."""
    if not shown.plan.next:
        return
    yield from lines.heading(
        say(f"下一步（{shown.checked.orders} 个订单）",
            f"What is next ({sentences.some(shown.checked.orders, 'order')})")
    )  # fmt: skip
    for group in shown.plan.next:
        many = say(f"{group.orders} 单", sentences.some(group.orders, "order"))
        if group.amount:
            many += f" · {group.amount} {words.unit(shown.money.currency)[say.lang]}"
        who = ""
        if group.who is not Who.SELLER:
            who = say(f"等{words.WHO[group.who].zh}：", f"wait for the {words.WHO[group.who].en}: ")
        day = text_parts.deadline(group, shown.on, say)
        does = todo.following(group)[shown.lang]
        yield Line(f"{who}{does}", 2, f"{many}{say('：', ': ')}", "bold")
        yield Line(" · ".join(part for part in (day, sentences.examples(group)) if part), 6)
    left = shown.checked.orders - shown.checked.orders_shown
    if left:
        yield Line(
            say(f"下面只逐单列出 {shown.checked.orders_shown} 单，另外 {left} 单用 --limit 0 看",
                f"{shown.checked.orders_shown} orders are shown one by one below; --limit 0 shows"
                f" the other {left} too"), 2, style="dim",
        )  # fmt: skip


def _plan(shown: Report, say: Wording) -> Iterator[Line]:
    yield from lines.heading(words.TITLES["plan"][shown.lang])
    names = {case.procedure: case.name for case in shown.procedures}
    names |= {joined.procedure: joined.name for joined in shown.plan.joined}
    if shown.plan.joined:
        yield Line(sentences.joins(shown)[shown.lang], 2, style="dim")
    before: tuple[str | None, Phase, str] | None = None
    for number, action in enumerate(shown.plan.actions, start=1):
        head = (action.order, action.phase, action.procedure)
        if head != before:
            before = head
            about = f" · {action.order}" if action.order else ""
            if shown.plan.joined or (len(names) > 1 and not action.order):
                about = f" · {names[action.procedure][shown.lang]}{about}"
            yield Line(f"{words.PHASES[action.phase][shown.lang]}{about}", 2, style="bold")
        yield from _action(action, number, shown, say)


def _action(action: ReportedAction, number: int, shown: Report, say: Wording) -> Iterator[Line]:
    lang = shown.lang
    marks = [
        words.DONE[lang] if action.done else "",
        sentences.timing(action, shown.on, say),
        words.ADVISED[lang] if action.optional else "",
        words.MAY_APPLY[lang] if action.may_apply else "",
        words.WHO[action.who][lang] if action.who is not Who.SELLER else "",
    ]
    shown_marks = [mark for mark in marks if mark]
    end = say("（{}）", " ({})").format(say("，", ", ").join(shown_marks)) if shown_marks else ""
    start = f"{number}. "
    inner = 4 + len(start)
    yield Line(f"{action.does[lang]}{end}", 4, start)
    yield from _alarms(action, inner, say)
    yield from text_parts.paths(action.where, inner, say)
    yield from _money_of(action, inner, shown, say)
    others = action.phase is Phase.CLEAR
    if action.claims or not others:  # a missing duration is reported with the dates
        yield from text_parts.takes(action, inner, say, others=others)
    told = [(action.fix, text_parts.lead(words.WAY_OUT, say)), (action.note, "")]
    yield from (Line(text[lang], inner, before) for text, before in told if text)
    yield from text_parts.sides(action.disputed, inner, say)
    if action.disputed and action.ask:
        yield Line(action.ask[lang], inner, text_parts.lead(words.ASK, say))
    if action.phase in (Phase.APPLY, Phase.WAIT) and not (action.done or action.order):
        yield Line(action.ref, inner, style="dim")  # the reference to enter under `done`


def _alarms(action: ReportedAction, inner: int, say: Wording) -> Iterator[Line]:
    if action.point_of_no_return:
        yield text_parts.no_way_back(inner, say)
    if action.due:
        late = text_parts.small(sentences.overdue(action.due), say)
        # Nobody is late with it: by now it has probably happened.
        if action.phase is Phase.BY_ITSELF:
            late = say(
                f"{action.due} 就到了，可能已经发生",
                f"may have happened already, due by {action.due}",
            )
        yield Line(late, inner, "! ", "yellow")


def _money_of(action: ReportedAction, inner: int, shown: Report, say: Wording) -> Iterator[Line]:
    sums = (s for s in shown.money.sums if s.amount not in (None, "0.00"))
    if owed := next((s for s in sums if s.fact == action.costs), None):
        yield Line(f"{owed.amount} {words.unit(shown.money.currency)[say.lang]}", inner,
                   say("要付：", "to pay: "))  # fmt: skip
    if action.into:
        yield Line(action.into[say.lang], inner, text_parts.lead(words.PAID_INTO, say))


def _money(shown: Report, say: Wording) -> Iterator[Line]:
    sums = shown.money
    yield from lines.heading(
        say("钱（{}）", "Money ({})").format(words.unit(sums.currency)[say.lang])
    )
    nothing = [s.label[shown.lang] for s in sums.sums if s.amount and not Decimal(s.amount)]
    for each in sums.sums:
        if each.label[shown.lang] not in nothing:
            yield _sum(each, shown, say)
    if nothing:
        yield Line(say("、", ", ").join(nothing), 2, say("为 0 的：", "amount 0: "))
    # If no sum is known, a total of 0.00 would read like an answer.
    if len(sums.missing) == len(sums.sums):
        return
    unsure = say("，没填的没算在内", ", without amounts that are not given") if sums.missing else ""
    yield Line(f"{text_parts.small(sentences.total(sums), say)}{unsure}", 2, style="bold")


def _sum(each: ReportedSum, shown: Report, say: Wording) -> Line:
    amount = each.amount or words.NOT_GIVEN[shown.lang]
    apart = each.group not in (None, MoneyGroup.COMES_BACK)
    goes = text_parts.small(words.MONEY[each.group], say) if apart and each.group else ""
    when = sentences.arrival(each, shown.on, say)
    into = each.into[shown.lang] if each.into else ""
    if each.procedure:
        into = say(
            f"怎么退、什么时候退：加 -p {each.procedure}",
            f"how and when to get it: check with -p {each.procedure}",
        )
    told = (goes, each.why[shown.lang] if each.why else "", when, into)
    # The parts become one sentence, so none ends in a full stop.
    more = say("，", ", ").join(part.rstrip("。.") for part in told if part)
    end = say(f"（{more}）", f" ({more})") if more else ""
    return Line(f"{each.label[shown.lang]}{say('：', ': ')}{amount}{end}", 2)
