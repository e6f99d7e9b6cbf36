"""The rules as text: procedures, single requirements or steps, and lists of rules and facts."""

from collections.abc import Iterator, Sequence

from shopexit.formats import RenderOptions, lines, sentences, text_parts
from shopexit.formats.lines import Line, as_text
from shopexit.formats.markup import code, escape, table
from shopexit.formats.words import ASK, DISCLAIMER, GRADES, PAID_INTO, WAY_OUT, WHO
from shopexit.messages import Text, Wording
from shopexit.report.catalogue import (
    Catalogue,
    EntryKind,
    Explained,
    Guide,
    GuidedEntry,
    GuidedProcedure,
    ListedPlatform,
    RuleHistory,
)
from shopexit.report.duration_estimate import Typical
from shopexit.report.fact_table import FactRow, FactTable, Fate, FateIf, PlatformFacts
from shopexit.report.rule_list import RuleList
from shopexit.rules.entries import Level, Who
from shopexit.rules.maintenance import RuleChange
from shopexit.rules.procedure_checks import Subject

_KINDS = {
    EntryKind.REQUIREMENT: Text(zh="要求", en="requirement"),
    EntryKind.STEP: Text(zh="步骤", en="step"),
    EntryKind.BY_ITSELF: Text(zh="自动发生", en="happens by itself"),
    EntryKind.EFFECT: Text(zh="后果", en="effect"),
    EntryKind.AFTERCARE: Text(zh="善后", en="aftercare"),
    EntryKind.TROUBLE: Text(zh="常见问题", en="trouble"),
}
LEVELS = {
    Level.MUST: Text(zh="必须", en="must"),
    Level.SHOULD: Text(zh="建议", en="should"),
}
_SECTIONS = {
    "requirements": Text(zh="要满足的", en="What is required"),
    "steps": Text(zh="步骤", en="Steps"),
    "by_itself": Text(zh="放着不管会怎样", en="What happens if nobody acts"),
    "effects": Text(zh="会发生什么", en="Consequences"),
    "aftercare": Text(zh="之后还要做的", en="What remains to be done afterwards"),
    "trouble": Text(zh="常见问题", en="When something goes wrong"),
}
UNPUBLISHED = Text(zh="没有公开答案的", en="Questions without a public answer")
"""Heading above the questions about a procedure that no public source answers."""
_FATES = {
    Fate.READ: Text(zh="看", en="read"),
    Fate.NOT_ASKED: Text(zh="不看", en="not asked"),
    Fate.NO_SUCH_THING: Text(zh="没有这一项", en="no such thing"),
    Fate.OPEN: Text(zh="没写", en="open"),
}
_LEGEND = Text(
    zh="看：有要求或步骤用到这一项。不看：有来源写明不要求。没有这一项：这个平台没有。"
    "没写：规则里没提，数字不好就要问平台。*：有条件。",
    en="read: a requirement or step uses the fact. not asked: sources show that the fact does not"
    " matter. no such thing: the platform has nothing of the kind. open: no rule mentions the fact,"
    " so if it is bad, ask the platform. *: under a condition.",
)


@as_text
def guide(shown: Guide, say: Wording) -> Iterator[Line]:
    """Yield text for `steps`: duration, requirements, steps and sources of procedures."""
    for number, procedure in enumerate(shown.procedures):
        if number:
            yield Line()
        yield from _procedure(procedure, shown, say)
    yield from text_parts.source_lines(shown.sources, say)
    yield Line()
    yield Line(DISCLAIMER[shown.lang], style="dim")


def _procedure(procedure: GuidedProcedure, shown: Guide, say: Wording) -> Iterator[Line]:
    lang = shown.lang
    yield Line(f"{shown.platform_name[lang]} · {procedure.name[lang]}", style="bold")
    yield Line(procedure.about[lang], 2)
    yield Line(
        say(f"规则核对日期 {shown.reviewed}", f"rules reviewed {shown.reviewed}"), 2, style="dim"
    )
    yield from _calendar(procedure.calendar, say)
    for _, heading, entries in sections(procedure):
        yield from lines.heading(heading[lang])
        for number, entry in enumerate(entries, start=1):
            yield from _entry(entry, f"{number}. ", say)
    if procedure.unknowns:
        yield from lines.heading(UNPUBLISHED[say.lang])
    for question in procedure.unknowns:
        yield Line(question.says[lang], 2, "- ")
        yield Line(question.ask[lang], 4, text_parts.lead(ASK, say))


def sections(procedure: GuidedProcedure) -> Iterator[tuple[str, Text, Sequence[GuidedEntry]]]:
    """Yield (name, heading, entries) for each section of a procedure that is not empty."""
    for name, heading in _SECTIONS.items():
        if entries := getattr(procedure, name):
            yield name, heading, entries


def duration(calendar: Typical, say: Wording) -> str:
    """Return a sentence on how long a procedure takes from first to last step if not blocked."""
    least, most = calendar.least, calendar.most
    soonest = say(f"最快 {least} 天", f"at least {sentences.some(least, 'day')}")
    if not least:
        soonest = say("最快当天", "possibly on the same day")
    usually = ""
    if most > least:
        usually = say(
            f"，一般不超过 {most} 天", f", usually up to about {sentences.some(most, 'day')}"
        )
    without = say("，没有公布的不算在内", ", not counting waits of unpublished length")
    end = without if calendar.open_by else ""
    return say(
        f"条件都满足、没有阻碍的话，从第一步到最后一步{soonest}{usually}{end}。",
        f"From the first step to the last, if nothing blocks it: {soonest}{usually}{end}.",
    )


def _calendar(calendar: Typical, say: Wording) -> Iterator[Line]:
    """Yield lines: how long a procedure takes if not blocked, and the waits before its start."""
    yield from lines.heading(say("大概要多久", "How long it takes"))
    yield Line(duration(calendar, say), 2)
    for reason in calendar.open_by:
        yield Line(reason.says[say.lang], 4, say("没公布要多久的：", "duration not published: "))
    if calendar.first:
        yield Line(
            say("第一步之前要等满的，可以同时等：", "Waits before the first step, in parallel:"), 2
        )
    for wait in calendar.first:
        some = say("（只对部分店铺）", " (some shops only)") if wait.may_apply else ""
        start = say(f"{wait.days} 天：", f"{sentences.some(wait.days, 'day')}: ")
        yield Line(f"{wait.says[say.lang]}{some}", 4, start)


def _entry(entry: GuidedEntry, number: str, say: Wording) -> Iterator[Line]:
    lang = say.lang
    marks = [
        LEVELS[entry.level][lang] if entry.level else "",
        WHO[entry.who][lang] if entry.who and entry.who is not Who.SELLER else "",
        GRADES[entry.sources[0].grade][lang],
    ]
    tag = say("，", ", ").join(mark for mark in marks if mark)
    yield Line(f"{entry.says[lang]} [{tag}]", 2, number)
    inner = 2 + len(number)
    if entry.applies_if:
        yield Line(entry.applies_if[lang], inner, say("只适用于：", "only if: "))
    if entry.point_of_no_return:
        yield text_parts.no_way_back(inner, say)
    yield from text_parts.paths(entry.where, inner, say)
    yield from text_parts.takes(entry, inner, say, others=entry.level is not None)
    if entry.into:
        yield Line(entry.into[lang], inner, text_parts.lead(PAID_INTO, say))
    if entry.fix and entry.level is None:
        yield Line(entry.fix[lang], inner, text_parts.lead(WAY_OUT, say))
    yield from text_parts.sides(entry.disputed, inner, say)
    yield Line(entry.ref, inner, style="dim")


@as_text
def explained(shown: Explained, say: Wording) -> Iterator[Line]:
    """Yield text for `explain REFERENCE`: everything about one requirement or step."""
    lang, entry = shown.lang, shown.entry
    kind = _KINDS[entry.kind][lang]
    level = f"{say('，', ', ')}{LEVELS[entry.level][lang]}" if entry.level else ""
    yield Line(entry.ref, style="bold")
    yield Line(f"{shown.platform_name[lang]} · {shown.procedure_name[lang]} · {kind}{level}", 2)
    yield Line()
    yield Line(entry.says[lang], 2)
    rows = [
        (
            say("条件：", "holds if: ") if entry.level else say("要先满足：", "only after: "),
            entry.needs,
        ),
        (say("只适用于：", "applies only if: "), entry.applies_if),
        (say("怎么办：", "what to do: "), entry.fix),
        (say("说明：", "note: "), entry.note),
    ]
    for start, text in rows:
        if text:
            yield Line(text[lang], 2, start)
    if entry.cleared_by:
        platform = entry.ref.split("/")[0]
        yield Line(f"shopexit steps {platform} {entry.cleared_by}", 2, say("先办：", "do first: "))
    if entry.who:
        yield Line(WHO[entry.who][lang], 2, say("谁来做：", "who acts: "))
    if entry.point_of_no_return:
        yield text_parts.no_way_back(2, say)
    yield from text_parts.paths(entry.where, 2, say)
    if entry.into:
        yield Line(entry.into[lang], 2, text_parts.lead(PAID_INTO, say))
    yield from text_parts.takes(entry, 2, say, others=entry.level is not None)
    yield from text_parts.sides(entry.disputed, 2, say)
    if entry.ask:
        yield Line(entry.ask[lang], 2, text_parts.lead(ASK, say))
    if shown.page:
        yield Line(shown.page, 2, say("手册：", "handbook: "))
    for change in shown.changes:
        yield from _change(change, say)
    yield from text_parts.source_lines(shown.sources, say)


def _change(change: RuleChange, say: Wording) -> Iterator[Line]:
    on = say(f"{change.on} 改过：", f"changed on {change.on}: ")
    yield Line(change.what[say.lang], 2, on)
    yield Line(change.why[say.lang], 4, say("为什么：", "why: "))


@as_text
def changes(shown: RuleHistory, say: Wording) -> Iterator[Line]:
    """Yield text for `platforms --changes`: what was changed in the rules, when and why."""
    since = say(f"{shown.since} 起", f" since {shown.since}") if shown.since else ""
    for number, platform in enumerate(shown.platforms):
        if number:
            yield Line()
        reviewed = say(
            f"，规则核对日期 {platform.reviewed}", f", rules reviewed {platform.reviewed}"
        )
        yield Line(f"{platform.name[shown.lang]}{reviewed}", style="bold")
        if not platform.changes:
            yield Line(say(f"{since}没有改动", f"no change{since}"), 2)
        for change in platform.changes:
            yield from _change(change, say)
            refs = say("、", ", ").join(f"{platform.platform}/{ref}" for ref in change.refs)
            yield Line(refs, 4, say("去掉了：", "removed: ") if change.removed else "", "dim")


@as_text
def rule_list(shown: RuleList, say: Wording) -> Iterator[Line]:
    """Yield text for `explain` with a platform, a procedure or a word: a line per rule found."""
    lang = shown.lang
    for procedure in shown.procedures:
        yield Line(f"{procedure.platform_name[lang]} · {procedure.name[lang]}", style="bold")
        for entry in procedure.entries:
            kind = LEVELS[entry.level] if entry.level else _KINDS[entry.kind]
            tag = say("，", ", ").join((kind[lang], GRADES[entry.grade][lang]))
            yield Line(f"{entry.ref} [{tag}]{say('：', ': ')}{entry.says[lang]}", 2, "- ")
        yield Line()
    about = say(f"有“{shown.word}”的", f"containing '{shown.word}'") if shown.word else ""
    count = sentences.some(shown.count, "rule")
    yield Line(
        say(f"{about}规则共 {shown.count} 条。讲清楚一条：shopexit explain 编号",
            f"{count} {about}".rstrip() + ". Details of a rule: shopexit explain REFERENCE"),
        style="dim",
    )  # fmt: skip


@as_text
def catalogue(shown: Catalogue, say: Wording) -> Iterator[Line]:
    """Yield what the command `shopexit platforms` prints: the platforms and their procedures."""
    for platform in shown.platforms:
        yield from _platform(platform, say)
    yield Line()
    yield Line(
        say("方括号里是各条要求的最高证据等级：法律 > 官方 > 转载 > 攻略。",
            "In brackets: number of requirements by best grade of evidence;"
            " law > official > repost > guide."),
        style="dim",
    )  # fmt: skip


def _platform(platform: ListedPlatform, say: Wording) -> Iterator[Line]:
    lang = say.lang
    listed = say("、", ", ").join(platform.aliases)
    aliases = say(f"（{listed}）", f" ({listed})") if listed else ""
    yield Line(f"{platform.platform} · {platform.name[lang]}{aliases}", style="bold")
    yield Line(
        say(f"规则核对日期 {platform.reviewed}，{platform.sources} 个来源",
            f"rules reviewed {platform.reviewed}, {platform.sources} sources"), 2,
    )  # fmt: skip
    for procedure in platform.procedures:
        grades = ", ".join(f"{GRADES[g][lang]} {n}" for g, n in procedure.grades.items())
        default = say("，默认", ", default") if procedure.default else ""
        per = say("，按订单", ", for each order") if procedure.subject is Subject.ORDER else ""
        yield Line(
            f"{procedure.procedure}{say('：', ': ')}"
            f"{procedure.name[lang]}{default}{per} [{grades}]",
            4, "- ",
        )  # fmt: skip


def facts_markdown(shown: FactTable, _: RenderOptions) -> str:
    """Return Markdown for the command `facts`: a table of how each procedure treats each fact."""
    say = Wording(shown.lang)
    parts = (line for platform in shown.platforms for line in _facts_of(platform, say))
    return "\n".join([_LEGEND[shown.lang], *parts]) + "\n"


@as_text
def facts_text(shown: FactTable, say: Wording) -> Iterator[Line]:
    """Yield text for the command `facts`: how each procedure treats each fact."""
    for platform in shown.platforms:
        yield Line(platform.name[shown.lang], style="bold")
        for row in _rows(platform):
            clear = say(f"（{row.clear.zh}）", f" ({row.clear.en})") if row.clear else ""
            yield Line(f"{row.fact}{clear}", 2)
            for procedure in platform.procedures:
                if words := _cell(row.fates[procedure.procedure], say):
                    name = procedure.name[shown.lang]
                    yield Line(words, 6, f"{name}{say('：', ': ')}", style="dim")
        yield Line()
    yield Line(_LEGEND[shown.lang], style="dim")


def _rows(platform: PlatformFacts) -> Sequence[FactRow]:
    """Return those facts of a platform that matter to at least one of its procedures."""
    return [row for row in platform.facts if any(row.fates.values())]


def _facts_of(platform: PlatformFacts, say: Wording) -> Iterator[str]:
    yield from ("", f"## {escape(platform.name[say.lang])}", "")
    names = [escape(procedure.name[say.lang]) for procedure in platform.procedures]
    yield from table(
        (say("数据", "fact"), "", *names),
        (
            (
                code(row.fact),
                escape(row.label[say.lang]),
                *(escape(_cell(row.fates[p.procedure], say)) for p in platform.procedures),
            )
            for row in _rows(platform)
        ),
    )


def _cell(fates: Sequence[FateIf], say: Wording) -> str:
    # A fact may have several fates, each under a condition; equal ones are named once.
    words = (f"{_FATES[f.fate][say.lang]}{'*' if f.when else ''}" for f in fates)
    return say("，", ", ").join(dict.fromkeys(words))
