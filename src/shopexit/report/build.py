"""Build the report on a shop from its evaluation and plan."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal

from shopexit.evaluation.evaluate import Finding, Outcome, ProcedureResult, Verdict
from shopexit.evaluation.evaluation import Evaluation
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.files.yaml import Place
from shopexit.inputs.state_schema import PlatformAnswer
from shopexit.messages import Text, joined
from shopexit.plan.actions import Plan
from shopexit.plan.schedule_warnings import estimated, schedule_warnings
from shopexit.report import model as r
from shopexit.report.build_plan import reported
from shopexit.report.citations import Cited
from shopexit.report.money import arriving, money, money_dates
from shopexit.rules import wording
from shopexit.rules.conditions import FactRef
from shopexit.rules.explanation import Answer
from shopexit.rules.facts import ORDER_GROUP, Value
from shopexit.rules.platform import Platform
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.truth import Truth
from shopexit.rules.vocabulary import Vocabulary

_NOT_FOR_IT = Text(zh="不适用于这家店", en="does not apply to this shop")
_NO_SUCH_ORDERS = Text(zh="没有这种状态的订单", en="does not apply to any order in order_list")
_NO_SUCH_THING = Text(zh="这个平台没有这一项", en="the platform has nothing of this kind")
_ORDERS_FIRST = Text(
    zh="列了订单，只判断订单；店铺的加 -p all 一起判断",
    en="orders are listed, so only orders are checked; add -p all to check the shop too",
)
_NO_LIST = Text(zh="没有列出订单（order_list）", en="no orders are listed (order_list)")


def build_report(plan: Plan, entry: int | None = None) -> r.Report:
    """Build the report on a shop from its plan, which has the evaluation of its requirements.

    `entry` is the shop's line (JSON Lines) or document number (YAML) in a file with several shops.
    """
    evaluation = plan.evaluation
    platform, state, options = evaluation.rules, evaluation.state, evaluation.options
    shown = evaluation.shown
    notes = (*evaluation.warnings, *estimated(plan), *schedule_warnings(plan))
    rules = Cited(platform)
    days = arriving(plan)
    return r.Report(
        platform=platform.platform,
        platform_name=platform.name,
        procedure=evaluation.procedure,
        judged=rules.named(evaluation.procedures),
        procedures=tuple(_procedure(platform, case, evaluation.of_case(case)) for case in shown),
        passed_procedures=rules.named(evaluation.passed),
        skipped=tuple(_skipped(evaluation)),
        file=state.document.name,
        entry=entry,
        shop=state.shop,
        on=options.on,
        as_of=state.as_of,
        reviewed=platform.reviewed,
        lang=options.lang,
        site_url=options.site_url,
        trust=options.trust,
        strict=options.strict,
        max_age=options.max_age,
        verdict=evaluation.verdict,
        checked=_checked(evaluation, notes),
        findings=tuple(
            _finding(finding, case, rules, evaluation)
            for case in shown
            for finding in case.findings
        ),
        open_points=tuple(_open_points(shown, evaluation)),
        not_asked=tuple(_not_asked(shown, evaluation, rules)),
        plan=reported(plan, days, rules),
        money=money(evaluation.books, money_dates(plan)),
        warnings=tuple(notes),
        sources=rules.listed(),  # last, as the calls above record what they cite
    )


def _procedure(platform: Platform, case: ProcedureResult, verdict: Verdict) -> r.JudgedProcedure:
    procedure = platform.procedures[case.procedure]
    return r.JudgedProcedure(
        procedure=case.procedure,
        name=procedure.name,
        subject=procedure.subject,
        order=case.order,
        verdict=verdict,
        missing=case.missing,
        open_points=len(case.open_points),
    )


def _open_points(shown: Sequence[ProcedureResult], evaluation: Evaluation) -> Iterator[r.OpenPoint]:
    for case in shown:
        name = evaluation.rules.procedures[case.procedure].name
        for point in case.open_points:
            fact = evaluation.rules.vocabulary.facts[point.fact]
            place = evaluation.state.document.place(tuple(point.fact.split(".")))
            line, column = place or (None, None)
            yield r.OpenPoint(
                ref=point.ref,
                procedure=case.procedure,
                fact=point.fact,
                label=fact.label,
                has=_plain(point.has),
                shown=wording.value(fact, point.has),
                ask=wording.question(fact, point.has, name),
                line=line,
                column=column,
            )


def _not_asked(
    shown: Sequence[ProcedureResult], evaluation: Evaluation, rules: Cited
) -> Iterator[r.ReportedNotAsked]:
    for case in shown:
        for point in case.points:
            if point.is_open or point.stands_in_the_way:
                continue
            fact = evaluation.rules.vocabulary.facts[point.fact]
            entry = point.not_asked
            says = _answered(point.answer) if point.answer else (entry and entry.says)
            yield r.ReportedNotAsked(
                ref=point.ref,
                procedure=case.procedure,
                fact=point.fact,
                label=fact.label,
                has=_plain(point.has),
                shown=wording.value(fact, point.has),
                says=says or _NO_SUCH_THING,
                no_such_thing=bool(entry and entry.no_such_thing),
                answered=point.answer is not None,
                sources=rules.sources(entry.sources) if entry and entry.sources else (),
            )


def _plain(value: Value) -> bool | int | str:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value if isinstance(value, bool | int) else str(value)


def _skipped(evaluation: Evaluation) -> Iterator[r.SkippedProcedure]:
    for name in evaluation.asked:
        # Procedures about orders are evaluated if they apply to at least one order.
        if name in evaluation.procedures or name in evaluation.passed:
            continue
        procedure = evaluation.rules.procedures[name]
        reason = _NOT_FOR_IT
        if procedure.subject is Subject.ORDER:
            reason = _NO_SUCH_ORDERS if evaluation.state.orders is not None else _NO_LIST
        yield r.SkippedProcedure(procedure=name, name=procedure.name, reason=reason)
    yield from _passed_over(evaluation)


def _passed_over(evaluation: Evaluation) -> Iterator[r.SkippedProcedure]:
    """Yield the shop's procedures that were not asked for, if the state file has facts for them."""
    rules, document = evaluation.rules, evaluation.state.document
    asked = [rules.procedures[name] for name in evaluation.asked]
    if evaluation.options.procedure or not rules.of_shop.keys().isdisjoint(evaluation.asked):
        return
    read = {fact for each in asked for fact in each.facts_read()}
    for name, procedure in rules.of_shop.items():
        # Counts of orders follow from the orders listed; only what the seller wrote matters.
        only = (fact.split(".") for fact in procedure.facts_read() if fact not in read)
        if any(document.at((*path,)) is not None for path in only):
            yield r.SkippedProcedure(procedure=name, name=procedure.name, reason=_ORDERS_FIRST)


def _checked(evaluation: Evaluation, notes: Sequence[ResultWarning]) -> r.CheckedCounts:
    cases, shown = evaluation.results, evaluation.shown
    findings = [finding for case in cases for finding in case.findings]
    outcomes = Counter(finding.outcome for finding in findings)
    deciding = Counter(finding.outcome for finding in findings if finding.counts)
    concerned = {case.order for case in cases if case.order is not None}
    listed = len(evaluation.state.orders or ()) if concerned else 0
    return r.CheckedCounts(
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
    finding: Finding, case: ProcedureResult, rules: Cited, evaluation: Evaluation
) -> r.ReportedFinding:
    requirement, vocabulary = finding.requirement, evaluation.rules.vocabulary
    answer = case.answer(finding)
    figures = _figures(answer, vocabulary, evaluation.options.on, evaluation.state.withheld)
    line, column = _place(finding, case, evaluation) or (None, None)
    return r.ReportedFinding(
        ref=finding.ref,
        procedure=case.procedure,
        order=case.order,
        line=line,
        column=column,
        level=finding.level,
        outcome=finding.outcome,
        says=requirement.says,
        needs=_needs(figures),
        has=_has(answer),
        figures=figures,
        missing=case.lacks(finding),
        may_apply=finding.may_apply,
        reason=_reason(finding, case, vocabulary),
        fix=requirement.fix,
        cleared_by=requirement.cleared_by,
        clears_on=answer.clears_on if finding.outcome is Outcome.UNMET else None,
        ask=requirement.ask,
        note=requirement.note,
        disputed=rules.sides(requirement.disputed),
        sources=rules.sources(requirement.sources),
    )


def _place(finding: Finding, case: ProcedureResult, evaluation: Evaluation) -> Place | None:
    """Return line and column in the state file of the fact that a finding is about.

    Of several facts, the first unfavourable one is chosen. If it is not in the file, the position
    is that of its group, or the start of the file. None if no position is known.
    """
    document = evaluation.state.document
    parts = sorted(case.answer(finding).parts, key=lambda part: part.truth)
    group, _, name = parts[0].fact.partition(".")
    if group != ORDER_GROUP:
        return document.place((group, name))
    # An order that is only in an export gets -1, for which `place` falls back to the list.
    return document.place(("order_list", evaluation.order_numbers.get(case.order or "", -1), name))


def _has(answer: Answer) -> dict[str, bool | int | str | None]:
    """Map all facts in a condition to their values, also those that others are compared with."""
    read: dict[str, Value | None] = {}
    for part in answer.parts:
        read[part.fact] = part.has
        for option in part.options or (part,):
            operand = option.matcher.operand
            if isinstance(operand, FactRef):
                read[operand.fact] = option.bound
    return {path: None if value is None else _plain(value) for path, value in read.items()}


def _figures(
    answer: Answer, vocabulary: Vocabulary, on: date, unclear: Collection[str]
) -> tuple[r.ReportedFigure, ...]:
    """Convert the comparisons of an answer; `unclear` are the facts that the exports leave open."""
    return tuple(
        r.ReportedFigure(
            fact=part.fact,
            label=(fact := vocabulary.facts[part.fact]).label,
            short=fact.short,
            has=_UNCLEAR
            if part.has is None and part.fact in unclear
            else wording.value(fact, part.has),
            needs=wording.needs(part, vocabulary.facts, on),
            holds=None if part.truth is Truth.UNKNOWN else part.holds,
            alternative=part.alternative,
        )
        for part in answer.parts
    )


_UNCLEAR = Text(zh="导出文件里看不清，填的不算", en="unclear in the exports, which decide")


def _needs(figures: Sequence[r.ReportedFigure]) -> Text:
    return joined([joined([f.label, f.needs], "：", ": ") for f in figures], "；", "; ")


def _reason(finding: Finding, case: ProcedureResult, vocabulary: Vocabulary) -> Text | None:
    if waiver := finding.waiver:
        until_zh = f"，到 {waiver.until}" if waiver.until else ""
        until_en = f" until {waiver.until}" if waiver.until else ""
        return Text(
            zh=f"{waiver.by}批准豁免{until_zh}：{waiver.reason}",
            en=f"waived by {waiver.by}{until_en}: {waiver.reason}",
        )
    settled = finding.settled
    not_for_it = finding.outcome is Outcome.NOT_APPLICABLE
    # An answer that the platform requires it is no reason for not applying; `when` is the reason.
    if settled and not (not_for_it and settled.required):
        return _answered(settled)
    if not not_for_it:
        return None
    return wording.against(case.applies(finding).parts, vocabulary.facts)


def _answered(answer: PlatformAnswer) -> Text:
    zh, en = ("要求", "required") if answer.required else ("不要求", "not required")
    if answer.days is not None:
        zh, en = f"{zh} {answer.days} 天", f"{en} for {answer.days} days"
    who = " ".join(str(part) for part in (answer.by, answer.on) if part)
    return Text(
        zh=f"平台答复：{zh}{f'（{who}）' if who else ''}",
        en=f"the platform says it is {en}{f' ({who})' if who else ''}",
    )
