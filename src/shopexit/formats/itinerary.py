"""The way to the money as text: when, what is next, the plan with its days, the sums."""

from collections.abc import Iterator
from decimal import Decimal

from shopexit.formats import words
from shopexit.formats.lines import Line, Wording
from shopexit.formats.parts import (
    heading,
    lead,
    no_way_back,
    paths,
    sides,
    small,
    takes_lines,
)
from shopexit.formats.sentences import days, examples, joins, overdue, total
from shopexit.formats.words import PHASES, STAGES, WHO
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.model import Report, ReportedSum
from shopexit.report.plan_model import ReportedAction, ReportedMilestone, Why
from shopexit.rules.entries import Who
from shopexit.rules.facts import Debtor


def when(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield the days a seller asks for; what they wait for is said once."""
    if shown.plan.milestones:
        yield from heading(words.TITLES["when"][shown.lang])
    said: set[str] = set()
    for milestone in shown.plan.milestones:
        stage = STAGES[milestone.stage][shown.lang]
        done = say("已经办完，", "over, ") if milestone.done else ""
        day = days(milestone, say, estimated=milestone.estimated)
        if milestone.earliest == milestone.latest == shown.on and not done:
            day = say("今天就行" if milestone.stage is Stage.APPLY else "最快今天", "today")
        name = milestone.name[shown.lang]
        yield Line(f"{name} · {stage}{say('：', ': ')}{done}{day}", 2, style="bold")
        told = list(_reasons(milestone, said, say))
        yield from told
        if not told and (milestone.held_by or milestone.late_by or milestone.open_by):
            yield Line(say("原因同上", "for the same reasons"), 6)


def _reasons(milestone: ReportedMilestone, said: set[str], say: Wording) -> Iterator[Line]:
    """Yield what a milestone waits for and what leaves it open, as far as it is not said yet."""
    held = milestone.held_by
    if held and held.ref not in said:
        yield Line(held.says[say.lang], 6, lead(words.WAITS_FOR, say))
        said.add(held.ref)
    late = milestone.late_by
    if late and late.ref not in said:
        yield Line(late.says[say.lang], 6, lead(words.LATEST_BY, say))
        said.add(late.ref)
    opens = [reason for reason in milestone.open_by if reason.ref not in said]
    missing = [reason for reason in opens if reason.why is Why.MISSING]
    for reason in opens:
        said.add(reason.ref)
        if reason.why is not Why.MISSING:
            yield Line(reason.says[say.lang], 6, lead(words.OPEN, say))
    if missing:
        yield Line(
            say(f"有 {len(missing)} 条要求缺数据，见下面“缺的数据”",
                f"{len(missing)} requirements lack figures, see what is missing below"),
            6, lead(words.OPEN, say),
        )  # fmt: skip


def what_is_next(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield what is next for all orders, the shown and the others: each thing once."""
    if not shown.plan.next:
        return
    yield from heading(
        say(f"下一步（{shown.checked.orders} 个订单）",
            f"What is next ({shown.checked.orders} orders)")
    )  # fmt: skip
    for group in shown.plan.next:
        amount = f" · {group.amount} {shown.money.currency}" if group.amount else ""
        many = say(f"{group.orders} 单", f"{group.orders} order{'s' if group.orders > 1 else ''}")
        who = ""
        if group.who is not Who.SELLER:
            who = say(f"等{WHO[group.who].zh}：", f"wait for the {WHO[group.who].en}: ")
        day = "" if group.phase is Phase.FIND_OUT else days(group, say)
        yield Line(f"{who}{group.does[shown.lang]}", 2, f"{many}{amount}{say('：', ': ')}", "bold")
        yield Line(" · ".join(part for part in (day, examples(group)) if part), 6)
    left = shown.checked.orders - shown.checked.orders_shown
    if left:
        yield Line(
            say(f"下面只逐单列出 {shown.checked.orders_shown} 单，另外 {left} 单用 --limit 0 看",
                f"{shown.checked.orders_shown} orders are shown one by one below; --limit 0 shows"
                f" the other {left} too"), 2, style="dim",
        )  # fmt: skip


def plan(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield the actions in order, each with its days."""
    yield from heading(words.TITLES["plan"][shown.lang])
    names = {case.procedure: case.name for case in shown.procedures}
    names |= {joined.procedure: joined.name for joined in shown.plan.joined}
    if shown.plan.joined:
        yield Line(joins(shown)[shown.lang], 2, style="dim")
    before: tuple[str | None, Phase, str] | None = None
    for number, action in enumerate(shown.plan.actions, start=1):
        head = (action.order, action.phase, action.procedure)
        if head != before:
            before = head
            about = f" · {action.order}" if action.order else ""
            if shown.plan.joined or (len(names) > 1 and not action.order):
                about = f" · {names[action.procedure][shown.lang]}{about}"
            yield Line(f"{PHASES[action.phase][shown.lang]}{about}", 2, style="bold")
        yield from _action(action, number, shown, say)


def _action(action: ReportedAction, number: int, shown: Report, say: Wording) -> Iterator[Line]:
    lang = shown.lang
    marks = [
        words.DONE[lang] if action.done else "",
        _action_days(action, shown, say),
        words.ADVISED[lang] if action.optional else "",
        words.MAY_APPLY[lang] if action.may_apply else "",
        WHO[action.who][lang] if action.who is not Who.SELLER else "",
    ]
    shown_marks = [mark for mark in marks if mark]
    end = say("（{}）", " ({})").format(say("，", ", ").join(shown_marks)) if shown_marks else ""
    start = f"{number}. "
    inner = 4 + len(start)
    yield Line(f"{action.does[lang]}{end}", 4, start)
    yield from _alarms(action, inner, say)
    yield from paths(action.where, lang, inner, say)
    yield from _money_of(action, inner, shown, say)
    others = action.phase is Phase.CLEAR
    if action.claims or not others:  # that nobody says how long is told with the days
        yield from takes_lines(action, lang, inner, say, others=others)
    told = [(action.fix, lead(words.WAY_OUT, say)), (action.note, "")]
    yield from (Line(text[lang], inner, before) for text, before in told if text)
    yield from sides(action.disputed, lang, say, inner)
    if action.disputed and action.ask:
        yield Line(action.ask[lang], inner, lead(words.ASK, say))
    if action.phase in (Phase.APPLY, Phase.WAIT) and not (action.done or action.order):
        yield Line(action.ref, inner, style="dim")  # what `done` in the state file is to name


def _alarms(action: ReportedAction, inner: int, say: Wording) -> Iterator[Line]:
    if action.point_of_no_return:
        yield no_way_back(inner, say)
    if action.due:
        late = small(overdue(action.due), say)
        if action.phase is Phase.BY_ITSELF:
            late = say(
                f"期限 {action.due} 已过，可能已经发生", f"may have happened by {action.due}"
            )
        yield Line(late, inner, "! ", "yellow")


def _money_of(action: ReportedAction, inner: int, shown: Report, say: Wording) -> Iterator[Line]:
    if owed := next((s for s in shown.money.sums if s.fact == action.costs and s.amount), None):
        yield Line(f"{owed.amount} {shown.money.currency}", inner, say("要付：", "to pay: "))
    if action.into:
        yield Line(action.into[say.lang], inner, lead(words.PAID_INTO, say))


def _action_days(action: ReportedAction, shown: Report, say: Wording) -> str:
    """Return when an action is over; empty where that is today, or a matter of asking."""
    today = action.earliest == action.latest == shown.on
    if action.phase is Phase.FIND_OUT or (action.phase is Phase.CLEAR and today):
        return ""
    return days(action, say, estimated=action.estimated, short=True)


def money(shown: Report, say: Wording) -> Iterator[Line]:
    """Yield what comes back, what is taken off, and when."""
    sums = shown.money
    yield from heading(say(f"钱（{sums.currency}）", f"Money ({sums.currency})"))
    nothing = [s.label[shown.lang] for s in sums.sums if s.amount and not Decimal(s.amount)]
    for each in sums.sums:
        if each.label[shown.lang] not in nothing:
            yield _sum(each, shown, say)
    if nothing:
        yield Line(say("、", ", ").join(nothing), 2, say("为 0 的：", "at 0: "))
    if len(sums.missing) == len(sums.sums):
        return
    unsure = say("，没写的没有算", ", without what is not given") if sums.missing else ""
    yield Line(f"{small(total(sums), say)}{unsure}", 2, style="bold")


def _sum(each: ReportedSum, shown: Report, say: Wording) -> Line:
    sign = "-" if each.owed_by is Debtor.SELLER and each.amount else ""
    amount = f"{sign}{each.amount}" if each.amount else words.NOT_GIVEN[shown.lang]
    when = days(each, say, estimated=each.estimated, short=True)
    into = each.into[shown.lang] if each.into else ""
    if each.procedure:
        into = say(f"怎么退、什么时候退：-p {each.procedure}", f"how and when: -p {each.procedure}")
    more = say("，", ", ").join(part for part in (when, into) if part)
    end = say(f"（{more}）", f" ({more})") if more else ""
    return Line(f"{each.label[shown.lang]}{say('：', ': ')}{amount}{end}", 2)
