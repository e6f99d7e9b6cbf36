"""What to know of an application: why it was refused, what may upset it, what is still out."""

from collections.abc import Iterator, Sequence

from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    Finding,
    Outcome,
    ProcedureResult,
    Rejection,
    Verdict,
)
from shopexit.evaluation.progress import money_brought
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.inputs.state import State
from shopexit.messages import Text, joined
from shopexit.rules import wording
from shopexit.rules.platform import Platform

REJECTED = "rejected"
"""The code of the warning that the platform has refused an application."""


def application_warnings(
    platform: Platform, cases: Sequence[ProcedureResult], state: State, options: EvaluationOptions
) -> Iterator[ResultWarning]:
    """Yield what to know of the applications to do what was judged."""
    for case in cases:
        if case.rejected:
            yield _refused(case.rejected)
        yield from _upset(case, platform)
        if case.verdict is Verdict.DONE:
            yield from _still_out(case, platform, state, options)


def _refused(rejected: Rejection) -> ResultWarning:
    zh, en = (f" {rejected.on} ", f" on {rejected.on}") if rejected.on else ("", "")
    if not rejected.reason:
        says = Text(
            zh=f"申请{zh}被驳回了，没写原因：问清楚是哪条没过，写在 closing.reason 里",
            en=f"the application was refused{en}, and no reason is given: ask which of the"
            " conditions was not met, and write it under closing.reason",
        )
    elif rejected.is_mended:
        says = Text(
            zh=f"申请{zh}被驳回过：{rejected.reason.zh.rstrip('。')}；再申请前确认已经改好",
            en=f"the application was refused{en}: {rejected.reason.en.rstrip('.')}; make sure that"
            " this is mended before you apply again",
        )
    else:
        day = ("写上驳回日期（closing.rejected_on），", " give closing.rejected_on,")
        day_zh, day_en = ("", "") if rejected.on else day
        reason = rejected.reason
        says = Text(
            zh=f"申请{zh}被驳回了：{reason.zh.rstrip('。')}；改好后{day_zh}重新看一遍后台，"
            "再改 as_of",
            en=f"the application was refused{en}: {reason.en.rstrip('.')}; mend it,{day_en}"
            " read the figures again and change as_of",
        )
    return ResultWarning(REJECTED, says)


def _upset(case: ProcedureResult, platform: Platform) -> Iterator[ResultWarning]:
    """Yield what an application that is in may still founder on."""
    for finding in case.upsets:
        if finding.outcome is Outcome.UNMET:
            asked, fix = finding.requirement.says, finding.requirement.fix
            says = Text(
                zh=f"已经申请了，可这一条现在没满足，平台可能驳回：{asked.zh}{fix.zh}",
                en=f"this is applied for, and the platform may turn it down over what is not met"
                f" at present: {asked.en} {fix.en}",
            )
            yield ResultWarning("applied-unmet", says)
    missing = [f for f in case.upsets if f.outcome is Outcome.UNKNOWN and not _is_open_point(f)]
    facts = dict.fromkeys(fact for finding in missing for fact in case.lacks(finding))
    labels = [platform.vocabulary.facts[fact].label for fact in facts]
    if labels:
        named = wording.listed(labels)
        says = Text(
            zh=f"已经申请了，这些没填，不影响结论，可看不出会不会被驳回：{named.zh}",
            en="this is applied for: what is not given does not change the verdict, but whether"
            f" the application may founder on it cannot be seen: {named.en}",
        )
        yield ResultWarning("applied-missing", says)
    for finding in (f for f in case.upsets if _is_open_point(f)):
        fact = platform.vocabulary.facts[finding.requirement.id]
        has = wording.value(fact, case.values[finding.requirement.id])
        says = Text(
            zh=f"已经申请了；{fact.label.zh}：{has.zh}，规则没写会不会影响，问问客服",
            en=f"this is applied for; {fact.label.en}: {has.en}. No rule says whether that matters:"
            " ask the platform",
        )
        yield ResultWarning("applied-open-point", says)


def _is_open_point(finding: Finding) -> bool:
    return not finding.requirement.sources and finding.settled is None


def _still_out(
    case: ProcedureResult, platform: Platform, state: State, options: EvaluationOptions
) -> Iterator[ResultWarning]:
    """Yield the money that is still out, and the procedure that brings it, if one does."""
    held = platform.vocabulary.held
    out = [fact for fact in held if state.values.get(fact) not in (None, 0)]
    if not out:
        return
    named = wording.listed([platform.vocabulary.facts[fact].label for fact in out])
    ways = [
        procedure.name
        for name, procedure in platform.procedures.items()
        if name != case.procedure
        and not money_brought(platform, name, state.values, options.on).isdisjoint(out)
    ]
    more = joined([Text(zh=f"看“{w.zh}”", en=f'see "{w.en}"') for w in ways], "，", ", ")
    says = Text(
        zh=f"办完了，可平台那里还有钱：{named.zh}；{more.zh if ways else '怎么退没查到，问客服'}",
        en=f"this is done, and the platform still holds money: {named.en};"
        f" {more.en if ways else 'how it is paid out was not found, ask the platform'}",
    )
    yield ResultWarning("money-out", says)
