"""Warnings about applications to the platform: refused, at risk of refusal, done but not paid."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    Outcome,
    ProcedureResult,
    Verdict,
    needed_beside,
)
from shopexit.evaluation.progress import money_brought
from shopexit.evaluation.rejection import Rejection
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.inputs.state import State
from shopexit.messages import Text, joined
from shopexit.rules import wording
from shopexit.rules.facts import Debtor
from shopexit.rules.platform import Platform

REJECTED = "rejected"
"""Code of the warning that the platform has refused an application."""
MONEY_OUT = "money-out"
"""Code of the warning that all steps are done, while the platform still holds money."""
UNCLEAR = "applied-unclear"
"""Code of the warning that facts are missing which tell how far a running application is."""
_MAY_REFUSE = Text(zh="看得出平台会不会因此驳回", en="the platform might refuse the application")
_ARE_DONE = Text(zh="知道前面的步骤是不是都做了", en="all earlier steps are done")
_IS_LATE = Text(zh="算得出等到哪天、有没有超期", en="the wait is overdue")
_DOES_IT_MATTER = Text(zh="要不要先做到？", en="Does this have to be met first?")
_NOT_FOUND = Text(
    zh="怎么退没查到，问客服", en="no source says how the money is paid out: ask the platform"
)


def application_warnings(
    platform: Platform, cases: Sequence[ProcedureResult], state: State, options: EvaluationOptions
) -> Iterator[ResultWarning]:
    """Yield the warnings about the seller's applications for the procedures in `cases`.

    A warning that several procedures or orders share comes once, with the number of the orders.
    """
    told: dict[str, ResultWarning] = {}
    orders = defaultdict[str, set[str]](set)
    for case in cases:
        for each in _of_case(case, platform, state, options):
            told.setdefault(each.says.zh, each)
            if case.order is not None:
                orders[each.says.zh].add(case.order)
    for zh, each in told.items():
        many = len(orders[zh])
        if many > 1:
            says = Text(zh=f"{many} 个订单：{zh}", en=f"{many} orders: {each.says.en}")
            yield replace(each, says=says)
        else:
            yield each


def _of_case(
    case: ProcedureResult, platform: Platform, state: State, options: EvaluationOptions
) -> Iterator[ResultWarning]:
    if case.rejected:
        yield _refused(case.rejected)
    yield from _at_risk(case, platform)
    if case.verdict is Verdict.DONE:
        yield from _money_owed(case, platform, state)
        yield from _money_out(case, platform, state, options)


def _refused(rejected: Rejection) -> ResultWarning:
    on_zh, on_en = (f"在 {rejected.on} ", f" on {rejected.on}") if rejected.on else ("", "")
    if not rejected.reason:
        says = Text(
            zh=f"申请{on_zh}被驳回了，没写原因：问清楚是哪条没过，写在 closing.reason 里",
            en=f"the application was refused{on_en}, and no reason is given: ask which"
            " requirement was not met, and enter it under closing.reason",
        )
        return ResultWarning(REJECTED, says)
    if rejected.is_mended:
        then = Text(zh="再申请前确认已经改好", en="make sure this is fixed before you apply again")
    elif rejected.is_refuted:
        then = Text(
            zh="可照你写的日期，申请那天已经满了",
            en="but by the dates that you give, this was met on the day of the application",
        )
    else:
        # Without that day, nobody can tell whether figures are newer than the refusal.
        day = ("写上驳回日期（closing.rejected_on），", " enter closing.rejected_on,")
        day_zh, day_en = ("", "") if rejected.on else day
        again = (" 和那条确认的日期", " and the day of that confirmation")
        again_zh, again_en = again if rejected.is_confirmed_before else ("", "")
        then = Text(
            zh=f"改好后{day_zh}到后台把数字重新看一遍，再改 as_of{again_zh}",
            en=f"put this right,{day_en} look up all figures again and update as_of{again_en}",
        )
    if not rejected.names:
        then = Text(
            zh=f"{then.zh}；知道是哪条要求的，closing.reason 改写它的编号，先做的就是那一条",
            en=f"{then.en}; if you know which requirement it is, enter its id under"
            " closing.reason, to have it put first",
        )
    zh, en = rejected.reason.zh.rstrip("。"), rejected.reason.en.rstrip(".")
    says = Text(
        zh=f"申请{on_zh}被驳回{'过' if rejected.is_mended else '了'}：{zh}；{then.zh}",
        en=f"the application was refused{on_en}: {en}; {then.en}",
    )
    return ResultWarning(REJECTED, says)


def _at_risk(case: ProcedureResult, platform: Platform) -> Iterator[ResultWarning]:
    """Yield warnings about what may still get a submitted application refused.

    There is one for each unmet or disputed requirement, each piece of unmet advice and each open
    point. Missing facts are grouped in up to three warnings: those that requirements need, those
    that show whether earlier steps are done, and those that decide how long a wait lasts.
    """
    for finding in case.upsets:
        asked, fix = finding.requirement.says, finding.requirement.fix
        if not finding.counts:
            says = Text(
                zh=f"这条建议还没做到：{asked.zh}{fix.zh}",
                en=f"advice not followed yet: {asked.en} {fix.en}",
            )
            yield ResultWarning("applied-advice", says)
        elif finding.outcome is Outcome.UNMET:
            days = finding.settled.days if finding.settled else None
            zh = f"平台答复的是 {days} 天。" if days is not None else ""
            en = f" The platform has answered {days} days." if days is not None else ""
            says = Text(
                zh=f"现在没满足，可能被驳回，或者办不下去：{asked.zh}{fix.zh}{zh}",
                en=f"not met now, so it may be refused or held up: {asked.en} {fix.en}{en}",
            )
            yield ResultWarning("applied-unmet", says)
        if finding.outcome is Outcome.DISPUTED:
            question = finding.requirement.ask or _DOES_IT_MATTER
            says = Text(
                zh=f"现在没满足，各处说法又不一样：{asked.zh}问客服：{question.zh}",
                en="not met now, and sources disagree whether it has to be:"
                f" {asked.en} Ask the platform: {question.en}",
            )
            yield ResultWarning("applied-disputed", says)
    missing = [f for f in case.upsets if f.outcome is Outcome.UNKNOWN and not f.is_open_point]
    # Two requirements may lack the same fact.
    facts = dict.fromkeys(fact for finding in missing for fact in case.lacks(finding))
    how_far = case.progress
    asked_for = (
        ("applied-missing", facts, _MAY_REFUSE),
        (UNCLEAR, how_far.left_unknown, _ARE_DONE),
        (UNCLEAR, how_far.undated, _IS_LATE),
    )
    said = set[str]()
    for code, lacking, why in asked_for:
        left = [fact for fact in lacking if fact not in said]
        if not left:
            continue
        said.update(left)
        named = _labels(platform, left)
        says = Text(
            zh=f"这些没填：{named.zh}；填上才{why.zh}",
            en=f"these facts are not given: {named.en}; give them to see whether {why.en}",
        )
        yield ResultWarning(code, says)
    # What is to be settled by another procedure is read by that, and not asked about.
    needed = needed_beside(case)
    read = {fact for name in needed for fact in platform.procedures[name].facts_read()}
    for finding in (f for f in case.upsets if f.is_open_point and f.requirement.id not in read):
        fact = platform.vocabulary.facts[finding.requirement.id]
        has = wording.value(fact, case.values[finding.requirement.id])
        says = Text(
            zh=f"{fact.label.zh}：{has.zh}；规则没写这对申请有没有影响，问问客服",
            en=f"{fact.label.en}: {has.en}; no rule says whether this affects the application, ask"
            " the platform",
        )
        yield ResultWarning("applied-open-point", says)


def _labels(platform: Platform, facts: Iterable[str]) -> Text:
    return wording.listed([platform.vocabulary.facts[fact].label for fact in facts])


def _money_owed(case: ProcedureResult, platform: Platform, state: State) -> Iterator[ResultWarning]:
    """Yield a warning if the seller still owes money to the platform."""
    owed = platform.vocabulary.owed.items()
    owes = [p for p, fact in owed if fact.owed_by is Debtor.SELLER and state.values.get(p)]
    if not owes:
        return
    done, named = platform.procedures[case.procedure].name, _labels(platform, owes)
    says = Text(
        zh=f"“{done.zh}”办完了，可还有钱没交：{named.zh}；交清，登录不了就问客服怎么交",
        en=f'"{done.en}" is done, but money is still owed: {named.en}; pay it or, if you cannot'
        " log in, ask customer service how to",
    )
    yield ResultWarning(MONEY_OUT, says)


def _money_out(
    case: ProcedureResult, platform: Platform, state: State, options: EvaluationOptions
) -> Iterator[ResultWarning]:
    """Yield a warning if the platform still holds money, naming the procedures that pay it out."""
    held = platform.vocabulary.held
    facts = platform.vocabulary.facts
    out = [
        fact
        for fact in held
        # An amount that is not given is not known to be held.
        if state.values.get(fact) not in (None, 0)
        # Money that the seller can withdraw is only mentioned once the shop is closed.
        and (case.progress.closed or not facts[fact].in_hand)
        and not _stays(fact, case)
    ]
    if not out:
        return
    named = _labels(platform, out)
    ways = [
        procedure.name
        for name, procedure in platform.procedures.items()
        if name != case.procedure
        and not money_brought(platform, name, state.values, options.on).isdisjoint(out)
    ]
    done = platform.procedures[case.procedure].name
    says = Text(
        zh=f"“{done.zh}”办完了，可平台那里还有钱：{named.zh}；",
        en=f'"{done.en}" is done, but the platform still holds money: {named.en}; ',
    )
    named_ways = [Text(zh=f"看“{w.zh}”", en=f'see "{w.en}"') for w in ways]
    more = joined(named_ways or [_NOT_FOUND], "，", ", ")
    yield ResultWarning(MONEY_OUT, joined([says, more], "", ""))


def _stays(fact: str, case: ProcedureResult) -> bool:
    """Return whether a finished procedure has paid out a surplus alone, so that the rest stays."""
    paying = [p.step for p in case.progress.steps if p.step.returns == fact]
    return bool(paying) and all(step.beyond for step in paying)
