"""Putting a report together from what was judged and planned."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from shopexit import report as r
from shopexit import wording
from shopexit.caveat import Caveat, caveats
from shopexit.cited import Cited
from shopexit.condition import Truth
from shopexit.facts import Value
from shopexit.judge import Case, Finding, Outcome, Terms, Verdict, judge, worst
from shopexit.matcher import FactRef
from shopexit.plan import Action, plan
from shopexit.rule import Platform, Requirement, Subject
from shopexit.state import State
from shopexit.text import Lang, Text, joined
from shopexit.vocabulary import Vocabulary
from shopexit.wait import Certainty

SEVERAL = "several"
_NOT_FOR_IT = Text(zh="不适用于这家店", en="not for this shop")
_NO_SUCH_ORDERS = Text(zh="没有这种状态的订单", en="no listed order is in that state")
_NO_LIST = Text(zh="没有列出订单（order_list）", en="no orders are listed (order_list)")
_DOES_NOT_APPLY = Text(zh="不适用于这家店", en="it does not apply to this shop")


def check(
    platform: Platform,
    vocabulary: Vocabulary,
    procedures: Sequence[str],
    state: State,
    terms: Terms,
    lang: Lang,
) -> r.Report:
    """Judge procedures against a state, plan, and return the report.

    Raises ShopexitError if none of the procedures applies to anything in the state.
    """
    cases = judge(platform, procedures, state, terms)
    actions = plan(platform, vocabulary, cases, state, terms)
    notes = caveats(platform, procedures, cases, state, terms)
    rules = Cited(platform)
    judged = sorted({case.procedure for case in cases})
    return r.Report(
        platform=platform.platform,
        platform_name=platform.name,
        procedure=judged[0] if len(judged) == 1 else SEVERAL,
        procedures=tuple(
            _procedure(platform, case, _under(terms, case.verdict, notes)) for case in cases
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
        checked=_checked(cases, state, notes),
        findings=tuple(
            _finding(finding, case, rules, vocabulary, terms.on)
            for case in cases
            for finding in case.findings
        ),
        plan=r.Plan(actions=tuple(_action(action, rules) for action in actions)),
        money=_money(platform, state),
        warnings=tuple(r.Warned(code=n.code, says=n.says, stale=n.stale) for n in notes),
    )


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


def _checked(cases: Sequence[Case], state: State, notes: Sequence[Caveat]) -> r.Checked:
    findings = [finding for case in cases for finding in case.findings]
    outcomes = Counter(finding.outcome for finding in findings)
    concerned = {case.order for case in cases if case.order is not None}
    listed = len(state.orders or ()) if concerned else 0
    return r.Checked(
        requirements=len(findings),
        **{outcome.replace("-", "_"): outcomes[outcome] for outcome in Outcome},
        must=sum(finding.counts for finding in findings),
        stale=sum(note.stale for note in notes),
        orders=len(concerned),
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


def _action(action: Action, rules: Cited) -> r.ReportedAction:
    entry = action.entry
    own = not isinstance(entry, Requirement)
    return r.ReportedAction(
        ref=action.ref,
        order=action.order,
        phase=action.phase,
        who=action.who,
        does=action.does,
        where=rules.places(action.where),
        fact=action.fact,
        optional=action.optional,
        may_apply=action.may_apply,
        takes=wording.wait(action.wait),
        claims=rules.claims(action.wait),
        earliest=action.earliest,
        latest=action.latest,
        certainty=action.wait.certainty or (Certainty.STATED if action.earliest else None),
        point_of_no_return=action.point_of_no_return,
        done=action.done,
        note=entry.note if own else None,
        disputed=rules.sides(entry.disputed) if own else (),
        ask=entry.ask if own else None,
        sources=rules.sources(entry.sources),
    )


def _money(platform: Platform, state: State) -> r.Money:
    def amount(fact: str) -> str | None:
        value = state.values.get(fact)
        return f"{value:.2f}" if isinstance(value, Decimal) else None

    return r.Money(
        currency=platform.currency,
        held=amount("deposit.held"),
        unsettled=amount("funds.unsettled"),
        withdrawable=amount("funds.withdrawable"),
        in_transit=amount("funds.in_transit"),
        debt=amount("funds.debt"),
    )
