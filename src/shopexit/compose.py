"""Putting a report together from what was judged and planned."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from shopexit import report as r
from shopexit import wording
from shopexit.caveat import Caveat, caveats, plan_caveats
from shopexit.cited import Cited
from shopexit.condition import Truth
from shopexit.facts import Value
from shopexit.judge import Case, Finding, Outcome, Terms, Verdict, judge, worst
from shopexit.matcher import FactRef
from shopexit.money import money
from shopexit.plan import money_dates, plan
from shopexit.planned import next_for_orders, reported
from shopexit.reasons import Reasons
from shopexit.route import route
from shopexit.rule import Platform, Subject
from shopexit.schedule import Schedule
from shopexit.state import State
from shopexit.text import Lang, Text, joined
from shopexit.vocabulary import Vocabulary

SEVERAL = "several"
_NOT_FOR_IT = Text(zh="不适用于这家店", en="not for this shop")
_NO_SUCH_ORDERS = Text(zh="没有这种状态的订单", en="no listed order is in that state")
_NO_LIST = Text(zh="没有列出订单（order_list）", en="no orders are listed (order_list)")


def check(
    platform: Platform,
    vocabulary: Vocabulary,
    procedures: Sequence[str],
    state: State,
    terms: Terms,
    lang: Lang,
    limit: int = 0,
) -> r.Report:
    """Judge procedures against a state, plan, and return the report.

    At most `limit` orders are shown one by one, all of them if it is 0; all are judged and counted.

    Raises ShopexitError if none of the procedures applies to anything in the state.
    """
    cases = judge(platform, procedures, state, terms)
    shown = _shown(cases, limit)
    way = route(platform, vocabulary, shown, state, terms)
    planned = plan(platform, vocabulary, way, state, terms)
    why = Reasons(planned.schedules, vocabulary)
    of_orders = (Schedule(platform, c, state, terms, {}) for c in cases if c.order is not None)
    orders = next_for_orders(of_orders, platform, vocabulary)
    notes = (
        *caveats(platform, procedures, cases, state, terms),
        *plan_caveats(planned),
    )
    rules = Cited(platform)
    judged = sorted({case.procedure for case in cases})
    return r.Report(
        platform=platform.platform,
        platform_name=platform.name,
        procedure=judged[0] if len(judged) == 1 else SEVERAL,
        judged=tuple(
            r.NamedProcedure(procedure=name, name=platform.procedures[name].name)
            for name in procedures
            if name in judged
        ),
        procedures=tuple(
            _procedure(platform, case, _under(terms, case.verdict, notes)) for case in shown
        ),
        skipped=_skipped(platform, procedures, cases, state),
        shop=state.shop,
        on=terms.on,
        as_of=state.as_of,
        reviewed=platform.reviewed,
        lang=lang,
        trust=terms.trust,
        strict=terms.strict,
        verdict=_under(terms, worst(case.verdict for case in cases), notes),
        checked=_checked(cases, shown, state, notes),
        findings=tuple(
            _finding(finding, case, rules, vocabulary, terms.on)
            for case in shown
            for finding in case.findings
        ),
        plan=reported(planned, platform, why, orders, judged),
        money=money(platform, vocabulary, state, terms, money_dates(planned), why),
        warnings=tuple(r.Warned(code=n.code, says=n.says, stale=n.stale) for n in notes),
    )


def _shown(cases: Sequence[Case], limit: int) -> tuple[Case, ...]:
    """Return the cases to show one by one: of the orders, those first that are in the way most."""
    orders = [case for case in cases if case.order is not None]
    orders.sort(key=lambda case: list(Verdict).index(case.verdict))
    shop = [case for case in cases if case.order is None]
    return (*shop, *(orders[:limit] if limit else orders))


def _under(terms: Terms, verdict: Verdict, notes: Sequence[Caveat]) -> Verdict:
    """Return the verdict under the terms: what is stale is not good enough for a strict run."""
    doubtful = any(note.lowers or (terms.strict and note.stale) for note in notes)
    return Verdict.UNDETERMINED if doubtful and verdict is Verdict.READY else verdict


def _procedure(platform: Platform, case: Case, verdict: Verdict) -> r.JudgedProcedure:
    procedure = platform.procedures[case.procedure]
    return r.JudgedProcedure(
        procedure=case.procedure,
        name=procedure.name,
        subject=procedure.subject,
        order=case.order,
        verdict=verdict,
        missing=case.missing,
    )


def _skipped(
    platform: Platform, procedures: Sequence[str], cases: Sequence[Case], state: State
) -> tuple[r.SkippedProcedure, ...]:
    judged = {case.procedure for case in cases}
    skipped = []
    for name in procedures:
        if name in judged:
            continue
        procedure = platform.procedures[name]
        reason = _NOT_FOR_IT
        if procedure.subject is Subject.ORDER:
            reason = _NO_SUCH_ORDERS if state.orders is not None else _NO_LIST
        skipped.append(r.SkippedProcedure(procedure=name, name=procedure.name, reason=reason))
    return tuple(skipped)


def _checked(
    cases: Sequence[Case], shown: Sequence[Case], state: State, notes: Sequence[Caveat]
) -> r.Checked:
    findings = [finding for case in cases for finding in case.findings]
    outcomes = Counter(finding.outcome for finding in findings)
    deciding = Counter(finding.outcome for finding in findings if finding.counts)
    concerned = {case.order for case in cases if case.order is not None}
    listed = len(state.orders or ()) if concerned else 0
    return r.Checked(
        requirements=len(findings),
        **{outcome.replace("-", "_"): outcomes[outcome] for outcome in Outcome},
        must=sum(finding.counts for finding in findings),
        deciding={outcome: deciding[outcome] for outcome in Outcome if deciding[outcome]},
        stale=sum(note.stale for note in notes),
        orders=len(concerned),
        orders_shown=len({case.order for case in shown if case.order is not None}),
        orders_left=listed - len(concerned),
    )


def _finding(
    finding: Finding, case: Case, rules: Cited, vocabulary: Vocabulary, on: date
) -> r.ReportedFinding:
    requirement = finding.requirement
    figures = _figures(finding, vocabulary, on)
    return r.ReportedFinding(
        ref=finding.ref,
        procedure=case.procedure,
        order=case.order,
        level=finding.level,
        outcome=finding.outcome,
        says=requirement.says,
        needs=_needs(figures),
        has=_has(finding),
        figures=figures,
        missing=finding.missing,
        may_apply=finding.may_apply,
        reason=_reason(finding, vocabulary),
        fix=requirement.fix,
        cleared_by=requirement.cleared_by,
        clears_on=finding.answer.clears_on if finding.outcome is Outcome.UNMET else None,
        ask=requirement.ask,
        note=requirement.note,
        disputed=rules.sides(requirement.disputed),
        sources=rules.sources(requirement.sources),
    )


def _has(finding: Finding) -> dict[str, bool | int | str | None]:
    """Return every fact that was read, those compared with included."""
    read: dict[str, bool | int | str | None] = {}
    for part in finding.answer.parts:
        read[part.fact] = _plain(part.has)
        for option in part.options or (part,):
            operand = option.matcher.operand
            if isinstance(operand, FactRef):
                read[operand.fact] = _plain(option.bound)
    return read


def _figures(finding: Finding, vocabulary: Vocabulary, on: date) -> tuple[r.ReportedFigure, ...]:
    return tuple(
        r.ReportedFigure(
            fact=part.fact,
            label=(fact := vocabulary.facts[part.fact]).label,
            has=wording.value(fact, part.has),
            needs=wording.needs(part, vocabulary.facts, on),
            holds=None if part.truth is Truth.UNKNOWN else part.holds,
            alternative=part.alternative,
        )
        for part in finding.answer.parts
    )


def _needs(figures: Sequence[r.ReportedFigure]) -> Text:
    asked = [
        Text(zh=f"{f.label.zh}：{f.needs.zh}", en=f"{f.label.en}: {f.needs.en}") for f in figures
    ]
    return joined(asked, "；", "; ")


def _plain(value: Value | None) -> bool | int | str | None:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value if value is None or isinstance(value, bool | int) else str(value)


def _reason(finding: Finding, vocabulary: Vocabulary) -> Text | None:
    if waiver := finding.waiver:
        until = f" → {waiver.until}" if waiver.until else ""
        return Text(
            zh=f"{waiver.by} 批准豁免{until}：{waiver.reason}",
            en=f"waived by {waiver.by}{until}: {waiver.reason}",
        )
    settled = finding.settled
    not_for_it = finding.outcome is Outcome.NOT_APPLICABLE
    if settled and not (not_for_it and settled.required):
        zh, en = ("要求", "required") if settled.required else ("不要求", "not required")
        who = " ".join(str(part) for part in (settled.by, settled.on) if part)
        return Text(
            zh=f"平台答复：{zh}{f'（{who}）' if who else ''}",
            en=f"the platform says it is {en}{f' ({who})' if who else ''}",
        )
    return _why_not(finding, vocabulary) if not_for_it else None


def _why_not(finding: Finding, vocabulary: Vocabulary) -> Text:
    against = [part for part in finding.applies.parts if part.truth is Truth.FALSE]
    given = [
        Text(
            zh=f"{fact.label.zh}：{wording.value(fact, part.has).zh}",
            en=f"{fact.label.en}: {wording.value(fact, part.has).en}",
        )
        for part in against
        for fact in (vocabulary.facts[part.fact],)
    ]
    return joined(given, "；", "; ")
