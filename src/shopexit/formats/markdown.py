"""A report as GitHub-flavoured Markdown, for an issue or a chat. Nothing in it is cut.

What comes from files is text: `escape` writes it so that no mark-up in it can act.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from shopexit.evaluation.evaluate import OPEN_OUTCOMES, Verdict
from shopexit.formats.groups import tally
from shopexit.formats.lines import RenderOptions, Wording
from shopexit.formats.markdown_case import findings, named, plan, recorded
from shopexit.formats.markup import code, escape, table
from shopexit.formats.parts import days, options
from shopexit.formats.words import DISCLAIMER, GRADES, OUTCOMES, STAGES, VERDICTS, WHO
from shopexit.messages import clean
from shopexit.plan.actions import Phase
from shopexit.report.model import Report, ReportedSum
from shopexit.report.plan_model import NextForOrders, Reason
from shopexit.rules.entries import Who
from shopexit.rules.facts import Debtor

_MARKS = {Verdict.READY: "✅", Verdict.BLOCKED: "❌", Verdict.UNDETERMINED: "❓"}


def report(shown: Report, _: RenderOptions) -> str:
    """Return a report as Markdown."""
    lines = list(_lines(shown, Wording(shown.lang)))
    return "\n".join(line.rstrip(" ") for line in lines) + "\n"


def _lines(shown: Report, say: Wording) -> Iterator[str]:
    yield from _verdict(shown, say)
    yield from _when(shown, say)
    yield from _warnings(shown, say)
    yield from _next(shown, say)
    yield from _cases(shown, say)
    yield from findings(shown, say)
    yield from _open_points(shown, say)
    yield from plan(shown, say)
    yield from _money(shown, say)
    yield from _checked(shown, say)
    yield from _sources(shown, say)
    yield from ("", DISCLAIMER[shown.lang])


def _verdict(shown: Report, say: Wording) -> Iterator[str]:
    names = say("、", ", ").join(each.name[shown.lang] for each in shown.judged)
    about = [shown.shop or "", shown.platform_name[shown.lang], names]
    title = " · ".join(escape(part) for part in about if part)
    yield f"## {_judged(shown.verdict, say)} · {title}"
    yield ""
    deciding = shown.checked.deciding
    found = [f"{OUTCOMES[o][shown.lang]} {deciding[o]}" for o in OPEN_OUTCOMES if deciding.get(o)]
    required = say("硬性要求里，", "Of what is required: ") if found else ""
    if count := len(shown.open_points):
        found.append(say(f"要问平台 {count}", f"{count} to ask the platform about"))
    if found:
        yield f"{required}{say('，', ', ').join(found)}{say('。', '.')}"
    elif shown.verdict is Verdict.UNDETERMINED:
        yield say("现有数据还不能下结论。", "What is given does not settle it.")
    as_of = say(f"，数据截至 {shown.as_of}", f", figures of {shown.as_of}") if shown.as_of else ""
    yield say(
        f"按 {shown.on} 判断{as_of}，规则核对于 {shown.reviewed}{options(shown)}。",
        f"Judged as of {shown.on}{as_of}, rules reviewed {shown.reviewed}{options(shown)}.",
    )


def _when(shown: Report, say: Wording) -> Iterator[str]:
    """Yield the days a seller asks for; what they wait for is said once, below."""
    milestones = shown.plan.milestones
    if not milestones:
        return
    yield from ("", f"### {say('什么时候', 'When')}", "")
    unknown = say("说不准", "nobody can say")
    rows = []
    for m in milestones:
        about = f"{escape(m.name[shown.lang])} · {STAGES[m.stage][shown.lang]}"
        over = say("（已办完）", " (over)") if m.done else ""
        soonest, latest = _guessed(m.earliest, shown, say), _guessed(m.latest, shown, say)
        rows.append((f"{about}{over}", soonest, latest or unknown))
    yield from table(("", say("最早", "at the soonest"), say("最晚", "at the latest")), rows)
    held = [m.held_by for m in milestones if m.held_by]
    yield from _reasons(say("卡在：", "Waits for: "), held, shown)
    late = [m.late_by for m in milestones if m.late_by]
    yield from _reasons(say("最晚要看：", "At the latest by: "), late, shown)
    said = {reason.ref for reason in held}
    left = [reason for m in milestones for reason in m.open_by if reason.ref not in said]
    yield from _reasons(say("说不准，是因为：", "Open because of: "), left, shown)


def _guessed(day: date | None, shown: Report, say: Wording) -> str:
    """Return a day, and that it is an estimate if it lies in a year that is not published."""
    guess = say("（估算）", " (estimate)")
    years = shown.plan.estimated_years
    return f"{day}{guess if day.year in years else ''}" if day else ""


def _reasons(lead: str, reasons: Iterable[Reason], shown: Report) -> Iterator[str]:
    unique = {reason.ref: reason for reason in reasons}
    if unique:
        yield from ("", lead.rstrip(), "")
    for reason in unique.values():
        yield f"- {escape(reason.says[shown.lang])}"


def _warnings(shown: Report, say: Wording) -> Iterator[str]:
    if shown.warnings:
        yield from ("", f"### {say('注意', 'Note')}", "")
    for warning in shown.warnings:
        yield f"- {escape(warning.says[shown.lang])}"


def _who(who: Who, say: Wording) -> str:
    return "" if who is Who.SELLER else f"{WHO[who][say.lang]}{say('：', ': ')}"


def _next(shown: Report, say: Wording) -> Iterator[str]:
    """Yield what is next for all orders, those that are not shown one by one included."""
    if not shown.plan.next:
        return
    lang, checked = shown.lang, shown.checked
    counted = say(f"下一步（{checked.orders} 单）", f"What is next ({checked.orders} orders)")
    yield from ("", f"### {counted}", "")
    yield from table(
        say("要做的|单数|金额|日期|订单", "to do|orders|amount|days|such as").split("|"),
        (
            (
                f"{_who(group.who, say)}{escape(group.does[lang])}",
                str(group.orders),
                _known(group.amount, group.without_amount, shown.money.currency, say),
                _next_days(group, shown, say),
                escape(", ".join(group.examples))
                + (", …" if group.orders > len(group.examples) else ""),
            )
            for group in shown.plan.next
        ),
    )
    left = checked.orders - checked.orders_shown
    if left:
        yield ""
        yield say(
            f"下面只逐单列出 {checked.orders_shown} 单，另有 {left} 单没有列出。",
            f"{checked.orders_shown} orders are shown one by one below; {left} more are not.",
        )


def _next_days(group: NextForOrders, shown: Report, say: Wording) -> str:
    if group.phase is Phase.FIND_OUT or group.earliest == group.latest == shown.on:
        return say("今天", "today")
    return days(group, say, short=True)


def _known(amount: str | None, without: int, currency: str, say: Wording) -> str:
    if amount is None:
        return say("没写", "not given")
    some = say(f"（另有 {without} 单没写）", f" ({without} more not given)") if without else ""
    return f"{amount} {escape(currency)}{some}"


def _cases(shown: Report, say: Wording) -> Iterator[str]:
    """Yield a row a procedure or order where there are several, so that all are seen at once."""
    if len(shown.procedures) < 2:
        return
    yield from ("", f"### {say('一览', 'At a glance')}", "")
    yield from table(
        say("流程|结论", "procedure|verdict").split("|"),
        ((named(case, say), _judged(case.verdict, say)) for case in shown.procedures),
    )


def _judged(verdict: Verdict, say: Wording) -> str:
    return f"{_MARKS[verdict]} {VERDICTS[verdict][say.lang]}"


def _open_points(shown: Report, say: Wording) -> Iterator[str]:
    """Yield the figures that look bad and that no rule says anything about."""
    if shown.open_points:
        title = say("规则里没有写的", "What no rule speaks of")
        yield from ("", f"### {title} ({len(shown.open_points)})", "")
    for point in shown.open_points:
        yield f"- {escape(point.ask[shown.lang])}"
        yield recorded(point.ref, say)


def _not_asked(shown: Report, say: Wording) -> Iterator[str]:
    for point in shown.not_asked:
        label, has, says = (
            escape(text[shown.lang]) for text in (point.label, point.shown, point.says)
        )
        grade = f"{GRADES[point.sources[0].grade][shown.lang]} " if point.sources else ""
        yield say(
            f"- 不看这一项：{label} {has}（{says}）{grade}{code(point.ref)}",
            f"- not asked for: {label} {has} ({says}) {grade}{code(point.ref)}",
        )


def _money(shown: Report, say: Wording) -> Iterator[str]:
    money = shown.money
    currency = escape(money.currency)
    yield from ("", f"### {say(f'钱（{currency}）', f'Money ({currency})')}", "")
    yield from table(
        say("款项|金额|什么时候|到哪个账户", "sum|amount|when|account").split("|"),
        (_sum(each, say) for each in money.sums),
    )
    unsure = say("（没写的没有算）", " (without what is not given)") if money.missing else ""
    yield ""
    yield say(
        f"能拿回 {money.comes_back}，要扣 {money.taken_off}，算下来 {money.expected}{unsure}。",
        f"Comes back {money.comes_back}, taken off {money.taken_off}:"
        f" {money.expected} in all{unsure}.",
    )


def _sum(each: ReportedSum, say: Wording) -> tuple[str, ...]:
    off = say("要扣 ", "taken off ") if each.owed_by is Debtor.SELLER and each.amount else ""
    amount = f"{off}{each.amount}" if each.amount else say("没写", "not given")
    into = escape(each.into[say.lang]) if each.into else ""
    return escape(each.label[say.lang]), amount, days(each, say), into


def _checked(shown: Report, say: Wording) -> Iterator[str]:
    lang, checked = shown.lang, shown.checked
    counted = [f"{OUTCOMES[outcome][lang]} {count}" for outcome, count in tally(checked)]
    yield from ("", f"### {say('查了什么', 'What was checked')}", "")
    yield say(
        f"- {checked.requirements} 条要求，其中 {checked.must} 条是硬性的：{'，'.join(counted)}",
        f"- {checked.requirements} requirements, {checked.must} of them decide:"
        f" {', '.join(counted)}",
    )
    if checked.stale:
        yield say(f"- 数据或规则可能过期：{checked.stale} 处，见上面的“注意”",
                  f"- old or undated: {checked.stale}, see the notes above")  # fmt: skip
    if checked.orders or checked.orders_left:
        yield say(
            f"- {checked.orders} 个订单逐个判断，另有 {checked.orders_left} 个不用处理",
            f"- {checked.orders} orders judged one by one, {checked.orders_left} need nothing",
        )
    yield from _not_asked(shown, say)
    for skipped in shown.skipped:
        name, reason = escape(skipped.name[lang]), escape(skipped.reason[lang])
        yield say(f"- 没判断：{name}（{reason}）", f"- not judged: {name} ({reason})")


def _sources(shown: Report, say: Wording) -> Iterator[str]:
    """Yield each source once, the best grade first, folded away."""
    unique = shown.sources
    title = say(f"来源（{len(unique)} 份）", f"Sources ({len(unique)})")
    yield from ("", "<details>", f"<summary>{title}</summary>", "")
    for source in unique:
        parts = [source.publisher, source.published or say("无日期", "undated")]
        name = escape(source.title)
        if source.url:
            address = clean(source.url).replace("\\", "%5C").replace("&", "&amp;")
            name = f"[{name}](<{address}>)"
        about = "".join(f"{say('，', ', ')}{escape(part)}" for part in parts)
        yield f"- {GRADES[source.grade][say.lang]} {code(source.id)} {name}{about}"
    yield from ("", "</details>")
