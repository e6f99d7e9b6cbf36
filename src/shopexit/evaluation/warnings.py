"""Warnings about an evaluated shop: stale evidence, expired waivers, unknown references."""

from collections.abc import Iterator, Sequence
from functools import cache

from shopexit.evaluation.application_warnings import application_warnings
from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    Finding,
    Outcome,
    ProcedureResult,
)
from shopexit.evaluation.known_trouble import known_of_shop
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.evaluation.waivers import Use, outcomes, waiver_use
from shopexit.inputs.orders.order_counts import CensusWord, OrderCounts
from shopexit.inputs.spellings import BUCKETS
from shopexit.inputs.state import State
from shopexit.inputs.state_schema import Waiver
from shopexit.messages import Text, both, joined, nearest
from shopexit.rules import wording
from shopexit.rules.entries import Level, Requirement, Step
from shopexit.rules.export_schema import Confidence, OrderStatus
from shopexit.rules.platform import Platform
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.sources import MAX_RULES_AGE

EMPTY = "(空)"
"""How an empty cell of an export is shown."""
OWN_RULES = "own-rules"
"""Code of the warning that the seller's own rules were applied."""


def evidence_warnings(
    platform: Platform,
    procedures: Sequence[str],
    cases: Sequence[ProcedureResult],
    state: State,
    options: EvaluationOptions,
) -> tuple[ResultWarning, ...]:
    """Return every warning about evaluating a state; `procedures` are the names requested."""
    return (
        *application_warnings(platform, cases, state, options),
        *known_of_shop(platform, cases),
        *(ResultWarning("encoding", says) for says in state.document.warnings),
        *(ResultWarning("understood", says) for says in state.understood),
        *_orders_not_listed(platform, procedures, state, options),
        *(_exports(state.counted, options) if state.counted else ()),
        *_age_of_state(platform, cases, state, options),
        *_age_of_rules(platform, options),
        *_own_rules(platform),
        *_waivers(platform, cases, state, options),
        *_answers(platform, cases, state),
        *_lowered(platform, cases, options),
        *_steps_done(platform, state),
    )


def _orders_not_listed(
    platform: Platform, procedures: Sequence[str], state: State, options: EvaluationOptions
) -> Iterator[ResultWarning]:
    about_orders = [p for p in procedures if platform.procedures[p].subject is Subject.ORDER]
    counts = platform.vocabulary.counted_statuses
    # A procedure about orders that is requested by name needs orders. If it is not requested, only
    # the shop is evaluated, and a shop without open orders has none to list.
    named = options.procedure is not None
    none = bool(counts) and all(state.values.get(path) == 0 for path in counts)
    if about_orders and state.orders is None and (named or not none):
        names = wording.listed([platform.procedures[p].name for p in about_orders])
        says = Text(
            zh=f"没有列出订单，没法判断“{names.zh}”：把订单写进 order_list",
            en=f'no orders are listed, so "{names.en}" could not be checked: add an order_list',
        )
        yield ResultWarning("orders-not-listed", says, prevents_ready=named)


def _exports(counted: OrderCounts, options: EvaluationOptions) -> Iterator[ResultWarning]:
    """Yield warnings about figures taken from order exports."""
    yield ResultWarning("orders-counted", _what_was_counted(counted))
    if not counted.orders:
        says = Text(
            zh="导出文件里一个订单也没有，不能说明订单都完结了：选长一点的时间段再导出",
            en="the exports contain no orders, which does not prove that all orders are finished:"
            " export a longer period",
        )
        yield ResultWarning("orders-none", says, prevents_ready=True)
    if own := [word for word in counted.words if word.by_seller]:
        named = wording.listed([_as_mapped(word) for word in own])
        says = Text(
            zh=f"这些状态按你说的算：{named.zh}",
            en=f"order statuses counted with the meaning you gave: {named.en}",
        )
        yield ResultWarning("orders-mapped", says)
    unknown = [word for word in counted.words if word.bucket is OrderStatus.UNKNOWN]
    if counted.in_doubt and unknown:
        named = wording.listed([both(f"{word.word or EMPTY} × {word.rows}") for word in unknown])
        says = Text(
            zh=f"导出文件里有看不懂的状态，订单数字只能当“至少”：{named.zh}；"
            "弄清楚后用 --map 状态=类别 说明它是什么",
            en="the exports have unknown statuses, so their figures are only minimums:"
            f" {named.en}; give the meaning of each with --map STATE=BUCKET",
        )
        yield ResultWarning("orders-unknown", says, prevents_ready=True)
    if counted.problem_count:
        first = counted.problems[0]
        says = Text(
            zh=f"导出文件里有 {counted.problem_count} 行没法算，订单数字只能当“至少”；"
            f"第一处在第 {first.row} 行：{first.says.zh}",
            en=f"rows of the exports that could not be counted: {counted.problem_count}, so the"
            f" figures are only minimums; the first is row {first.row}: {first.says.en}",
        )
        yield ResultWarning("orders-unreadable", says, prevents_ready=True)
    if weak := [w for w in counted.words if w.confidence is Confidence.LOW]:
        named = wording.listed([both(word.word) for word in weak])
        says = Text(
            zh=f"这些状态的意思把握不大：{named.zh}；看看 shopexit orders 归得对不对",
            en=f"it is not certain what these statuses mean: {named.en}; run `shopexit orders`"
            " and look whether they are counted correctly",
        )
        yield ResultWarning("orders-unsure", says)
    yield from (ResultWarning("orders-note", note) for note in counted.notes)
    yield from _age_of_exports(counted, options)


def _as_mapped(word: CensusWord) -> Text:
    name, meaning = word.word or EMPTY, BUCKETS[word.bucket]
    return Text(
        zh=f"{name} = {meaning.zh} × {word.rows}", en=f"{name} = {meaning.en} × {word.rows}"
    )


def _what_was_counted(counted: OrderCounts) -> Text:
    files = len({sheet.file for sheet in counted.sheets})
    if counted.first is None or counted.last is None:
        return Text(
            zh=f"订单数字来自 {files} 个导出文件，共 {counted.orders} 单；看不出是哪段时间的，"
            "自己确认没有漏",
            en=f"the order figures come from export files ({files}) with {counted.orders} orders;"
            " the files do not show which period they cover: make sure that no order is missing",
        )
    return Text(
        zh=f"订单数字来自 {files} 个导出文件，共 {counted.orders} 单，"
        f"下单日期 {counted.first} 到 {counted.last}；更早的订单不在里面，自己确认都已完结",
        en=f"the order figures come from export files ({files}) with {counted.orders} orders,"
        f" placed from {counted.first} to {counted.last}; make sure that no earlier order is still"
        " open",
    )


def _age_of_exports(counted: OrderCounts, options: EvaluationOptions) -> Iterator[ResultWarning]:
    # An export without a date is at least as new as the newest order in it.
    newest = max((day for day in (counted.as_of, counted.newest) if day), default=None)
    if newest and newest > options.on:
        says = Text(
            zh=f"导出文件里有 {newest} 的数据，比要判断的 {options.on} 还晚：把 --on 改晚，"
            "或换早些的导出文件",
            en=f"the exports have data of {newest}, but the check is for {options.on}, which is"
            " earlier: check with a later date (--on), or use older exports",
        )
        yield ResultWarning("orders-from-later", says, stale=True, prevents_ready=True)
    elif counted.as_of and (options.on - counted.as_of).days > options.max_age:
        days = (options.on - counted.as_of).days
        says = Text(
            zh=f"导出文件是 {days} 天前（{counted.as_of}）的，请重新导出",
            en=f"the exports are {days} days old ({counted.as_of}): export them again",
        )
        yield ResultWarning("orders-old", says, stale=True, prevents_ready=True)
    elif counted.as_of is None:
        says = Text(
            zh="导出文件名里没有导出日期，不知道是哪天导出的；隔了几天的话，重新导出",
            en="the export files have no date in their names, so their age is not known: export"
            " them again if they are some days old",
        )
        yield ResultWarning("orders-undated", says, stale=True)


def _age_of_state(
    platform: Platform, cases: Sequence[ProcedureResult], state: State, options: EvaluationOptions
) -> Iterator[ResultWarning]:
    # What was asked for each month is of no matter any more once the shop is closed.
    goes_on = any(not (case.progress.closed or case.progress.finished) for case in cases)
    if state.void and goes_on:
        named = wording.listed([platform.vocabulary.facts[path].label for path in state.void])
        says = Text(zh=f"换月了，要重新看：{named.zh}", en=f"a new month: look up {named.en} again")
        yield ResultWarning("state-of-month", says)
    if state.as_of is None:
        says = Text(
            zh="没有写 as_of（数据是哪天看的），不知道这些数字新不新：看一遍后台，写上日期",
            en="as_of (the day the figures were looked up) is missing, so the age of the figures is"
            " not known: look up the figures again and enter the day",
        )
        yield ResultWarning("state-undated", says, stale=True, prevents_ready=True)
    elif state.as_of > options.on:
        says = Text(
            zh=f"数据日期 {state.as_of} 比要判断的 {options.on} 还晚：改 as_of，或把 --on 改晚",
            en=f"the figures are of {state.as_of} (as_of), but the check is for {options.on}, which"
            " is earlier: correct as_of, or check with a later date (--on)",
        )
        yield ResultWarning("state-from-later", says, stale=True, prevents_ready=True)
    elif (options.on - state.as_of).days > options.max_age:
        days, given = (options.on - state.as_of).days, len(state.values)
        says = Text(
            zh=f"数据是 {days} 天前（{state.as_of}）的：到后台把 {given} 项重看一遍，再改 as_of",
            en=f"the figures are {days} days old ({state.as_of}): look up all {given} figures"
            " again, then update as_of",
        )
        yield ResultWarning("state-old", says, stale=True, prevents_ready=True)


def _age_of_rules(platform: Platform, options: EvaluationOptions) -> Iterator[ResultWarning]:
    if options.on - platform.reviewed > MAX_RULES_AGE:
        days = (options.on - platform.reviewed).days
        says = Text(
            zh=f"规则上次核对是 {days} 天前（{platform.reviewed}），平台可能已经改了："
            "更新 shopexit，或自己对一遍平台的规则",
            en=f"the rules were last checked against their sources {days} days ago"
            f" ({platform.reviewed}), and the platform may have changed them since: update"
            " shopexit, or compare the rules with the platform's pages",
        )
        yield ResultWarning("rules-old", says, stale=True)


# Cached, as all rules are searched, and the answer is the same for all shops of a fleet.
@cache
def _own_rules(platform: Platform) -> tuple[ResultWarning, ...]:
    """Return a warning if an overlay changed the rules, with the reason given for each change."""
    own = {ref: entry.own for ref, entry in platform.references.items() if entry.own}
    listed = [*platform.not_asked, *(n for p in platform.procedures.values() for n in p.not_asked)]
    own |= {", ".join(each.facts): each.own for each in listed if each.own}
    if not own:
        return ()
    added = sum(each.added for each in own.values())
    why = [f"{ref}: {each.reason} ({each.by})" for ref, each in own.items() if each.reason]
    told = [
        Text(
            zh=f"判断时加了自家规则：新加 {added} 条，改动 {len(own) - added} 条",
            en=f"your own rules were applied: {added} added, {len(own) - added} changed",
        ),
        *map(both, why),
    ]
    return (ResultWarning(OWN_RULES, joined(told, "；", "; ")),)


def _waivers(
    platform: Platform, cases: Sequence[ProcedureResult], state: State, options: EvaluationOptions
) -> Iterator[ResultWarning]:
    found = outcomes(cases) if state.waivers else {}
    for waiver in state.waivers:
        ref = waiver.requirement
        use = waiver_use(waiver, platform, found, options)
        if use is Use.UNMATCHED and ref.rpartition("/")[2] in platform.vocabulary.clear:
            says = Text(
                zh=f"{ref} 是规则没写的事，豁免管不了：问平台，答复写在 answers 里",
                en=f"the waiver of {ref} has no effect, as no rule deals with this fact: ask the"
                " platform whether it matters, and enter the reply under `answers`",
            )
            yield ResultWarning("waiver-unmatched", says)
        elif use is Use.UNMATCHED:
            yield _points_nowhere("waiver-unmatched", ref, platform.required)
        elif use is Use.LAPSED:
            yield _lapsed(waiver)
        elif use is Use.UNUSED and found[ref] is Outcome.UNKNOWN:
            says = Text(
                zh=f"豁免管不了没填的数据：{ref} 要的数据填上才算",
                en=f"the waiver of {ref} has no effect while facts are missing: give the facts that"
                " this requirement needs",
            )
            yield ResultWarning("waiver-unused", says)
        elif use is Use.UNUSED:
            says = Text(
                zh=f"豁免 {ref} 没有用上（{found[ref]}），可以删掉",
                en=f"the waiver of {ref} is not needed ({found[ref]}): it can be removed",
            )
            yield ResultWarning("waiver-unused", says)


def _lapsed(waiver: Waiver) -> ResultWarning:
    says = Text(
        zh=f"豁免 {waiver.requirement} 已在 {waiver.until} 到期，不再算数（批准人：{waiver.by}）："
        "重新批准或删掉",
        en=f"the waiver of {waiver.requirement} expired on {waiver.until} and no longer counts"
        f" (approved by {waiver.by}): have it approved again, or remove it",
    )
    return ResultWarning("waiver-lapsed", says)


def _lowered(
    platform: Platform, cases: Sequence[ProcedureResult], options: EvaluationOptions
) -> Iterator[ResultWarning]:
    """Yield a warning if `options.trust` made an unmet requirement, a `must`, a mere `should`."""
    lowered = [
        finding
        for case in cases
        for finding in case.open
        if finding.level is Level.SHOULD and finding.requirement.level is Level.MUST
    ]
    if lowered:
        says = Text(
            zh=f"按 --trust {options.trust}，有 {len(lowered)} 条没满足的硬性要求因为证据等级低，"
            "只当建议；平台照样可能要求",
            en=f"under --trust {options.trust}, {len(lowered)} unmet requirements count only"
            " as advice because their evidence is weaker; the platform may still ask for"
            " them",
        )
        # That is fine if `trust` decides between sources that disagree, one of which is trusted;
        # otherwise it would only hide an unmet requirement.
        bad = any(not _is_chosen_against(finding, platform, options) for finding in lowered)
        yield ResultWarning("trust-lowered", says, prevents_ready=bad)


def _is_chosen_against(finding: Finding, platform: Platform, options: EvaluationOptions) -> bool:
    """Return whether a requirement is disputed, and a source that disputes it is trusted."""
    against = [citation for side in finding.requirement.disputed for citation in side.sources]
    disputed = finding.outcome is Outcome.DISPUTED
    return disputed and platform.best_grade(against).rank <= options.trust.rank


def _answers(
    platform: Platform, cases: Sequence[ProcedureResult], state: State
) -> Iterator[ResultWarning]:
    if not state.answers:
        return
    entries = platform.references
    used = {point.ref for case in cases for point in case.points if point.answer}
    used |= {finding.ref for case in cases for finding in case.findings if finding.settled}
    judged = {case.procedure for case in cases}
    for ref in state.answers:
        # An answer is either about a fact that is an open point, or about a disputed requirement.
        name, _, fact = ref.removeprefix(f"{platform.platform}/").partition("/")
        if name in platform.procedures and fact in platform.vocabulary.clear:
            # Of a procedure that was not evaluated, nobody knows whether the answer is needed.
            if name in judged and ref not in used:
                says = Text(
                    zh=f"answers 里的 {ref} 现在不是问题，这个答复没有用上",
                    en=f"the answer given for {ref} under `answers` is not used: with the present"
                    " figures there is nothing to ask",
                )
                yield ResultWarning("answer-unused", says)
        elif ref not in entries:
            known = [*platform.disputed, *(p.ref for case in cases for p in case.open_points)]
            yield _points_nowhere("answer-unmatched", ref, known)
        elif ref not in platform.disputed and name in judged and ref not in used:
            says = Text(
                zh=f"answers 里的 {ref} 没有别的说法，答复比规则松，没用上；平台同意的写进 waivers",
                en=f"the answer given for {ref} under `answers` is not used: it is milder than the"
                " rule, which no source disputes; enter under `waivers` what the platform grants",
            )
            yield ResultWarning("answer-unused", says)


def _steps_done(platform: Platform, state: State) -> Iterator[ResultWarning]:
    if not state.done:
        return
    entries = platform.references
    steps = platform.shop_steps
    for ref in state.done:
        entry = entries.get(ref)
        if isinstance(entry, Requirement):
            says = Text(
                zh=f"{ref} 是要求，不是步骤：不用写进 done，把数字改了就行",
                en=f"{ref} is a requirement, not a step, so `done` has no effect: update the"
                " figures it reads",
            )
            yield ResultWarning("done-not-a-step", says)
        elif isinstance(entry, Step) and ref not in steps:
            says = Text(
                zh=f"{ref} 是订单的步骤，done 不知道是哪一单：改 order_list 里那一单的数据",
                en=f"{ref} is done for each order, and `done` cannot say for which one: update"
                " the order under order_list instead",
            )
            yield ResultWarning("done-not-a-step", says)
        elif ref not in steps:
            yield _points_nowhere("done-unmatched", ref, tuple(steps))


def _points_nowhere(code: str, ref: str, known: Sequence[str]) -> ResultWarning:
    hint = nearest(ref, known)
    more = Text(zh=f"；{hint.zh}", en=f"; {hint.en}") if hint else Text(zh="。", en=".")
    says = Text(
        zh=f"{ref} 对不上任何一条规则，没有起作用{more.zh}",
        en=f"{ref} matches no rule and has no effect{more.en}",
    )
    return ResultWarning(code, says)
