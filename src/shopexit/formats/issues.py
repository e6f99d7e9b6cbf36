"""Open requirements of a shop as issues: what the formats github, gitlab, sarif, junit share."""

import json
from collections.abc import Iterator
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from shopexit.evaluation.evaluate import OPEN_OUTCOMES, Outcome, Verdict
from shopexit.evaluation.warnings import OWN_RULES
from shopexit.formats.sentences import figures, own_rules
from shopexit.messages import Lang, Problem, Text, Wording, clean, joined
from shopexit.plan.schedule_warnings import OVERDUE
from shopexit.report.model import OpenPoint, Report, ReportedFinding
from shopexit.report.summary import ToldProblem
from shopexit.report.totals import Shop
from shopexit.rules.entries import Level

if TYPE_CHECKING:
    from shopexit.rules.lint import LintRemark

_STDIN = "<stdin>"
VERDICT = "verdict"
NOT_READY = Text(
    zh="没有哪条要求挡着，但现有数据还不能下结论。",
    en="No requirement is in the way, but the data are not sufficient for a verdict.",
)
LATE = Text(
    zh="申请以后，有一步过了最晚的日子还没结果，要去催。",
    en="A step after the application is past its latest date: ask why it is late.",
)
UNUSABLE = Text(zh="数据用不了", en="the state file cannot be used")


class Severity(StrEnum):
    """Severity of a finding, as SARIF calls it, most severe first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


def findings(report: Report) -> tuple[ReportedFinding, ...]:
    """Return all findings of a report, including its open points.

    A finding is a requirement with its outcome. An open point is an unfavourable fact that no rule
    covers; its outcome is UNKNOWN.
    """
    return (*report.findings, *(_asked(point) for point in report.open_points))


# As a finding, a question needs no code of its own in each of four formats.
def _asked(point: OpenPoint) -> ReportedFinding:
    how = Text(
        zh=f"把平台的答复写进 answers：{point.ref}。",
        en=f"Write its answer under `answers`, with the key {point.ref}.",
    )
    return ReportedFinding(
        ref=point.ref,
        procedure=point.procedure,
        order=None,
        line=point.line,
        column=point.column,
        level=Level.MUST,
        outcome=Outcome.UNKNOWN,
        says=joined([point.ask, how], "", " "),
        needs=point.label,
        has={point.fact: point.has},
        figures=(),
        missing=(),
        may_apply=False,
        reason=None,
        fix=how,
        cleared_by=None,
        clears_on=None,
        ask=None,
        note=None,
        disputed=(),
        sources=(),
    )


def severity(finding: ReportedFinding) -> Severity | None:
    """Return the severity of a finding, or None if it needs no action.

    Unmet requirements are ERROR, unknown and disputed ones WARNING, open advice is NOTE.
    """
    if finding.outcome not in OPEN_OUTCOMES:
        return None
    if finding.level is not Level.MUST:
        return Severity.NOTE
    return Severity.ERROR if finding.outcome is Outcome.UNMET else Severity.WARNING


def of_verdict(report: Report) -> tuple[Severity, Text] | None:
    """Return (severity, reason) for a verdict that no finding explains, else None.

    The reason is an overdue wait, for example, or old figures.
    """
    # Otherwise a pipeline would fail by the exit code, and its report would name no reason.
    late = [each.says for each in report.warnings if each.code == OVERDUE]
    if report.verdict is Verdict.OVERDUE:
        return Severity.ERROR, joined(late, "；", "; ")
    explained = any(
        severity(each) in (Severity.ERROR, Severity.WARNING) for each in findings(report)
    )
    if explained or report.verdict not in (Verdict.BLOCKED, Verdict.UNDETERMINED):
        return None
    missing = list(dict.fromkeys(fact for case in report.procedures for fact in case.missing))
    lacking = [
        Text(zh=f"缺数据：{'、'.join(missing)}。", en=f"Missing facts: {', '.join(missing)}.")
    ]
    # Old figures are the reason; what else there is to note is none.
    doubts = [each.says for each in report.warnings if each.prevents_ready]
    told = doubts or [each.says for each in report.warnings]
    if not (missing or told):
        return Severity.WARNING, NOT_READY
    lead = Text(zh=f"{NOT_READY.zh.rstrip('。')}：", en=f"{NOT_READY.en.rstrip('.')}:")
    notes = [joined(told, "；", "; ")] if told else []
    return Severity.WARNING, joined([lead, *(lacking if missing else ()), *notes], "", " ")


def of_shop(report: Report) -> Iterator[tuple[str, Severity, Text]]:
    """Yield (code, severity, text) for each issue of a shop as a whole, such as an overdue wait."""
    if told := of_verdict(report):
        yield VERDICT, *told
    yield from ((OWN_RULES, Severity.NOTE, says) for says in own_rules(report))


def message(finding: ReportedFinding, report: Report, say: Wording) -> str:
    """Return one line about a finding: shop, order, requirement, actual and required values."""
    may = say("（不一定适用）", " (may not apply)") if finding.may_apply else ""
    about = f"{told(report, finding, finding.says, say)}{may}"
    amiss = say("；", "; ").join(figures(finding, say))
    return f"{about}{say('', ' ')}{amiss}{say('。', '.')}" if amiss else about


def told(report: Report, finding: ReportedFinding | None, says: Text, say: Wording) -> str:
    """Return one line: the shop's name (or file), the order that `finding` is about, and `says`."""
    order = finding.order if finding else None
    about = say(f" · 订单 {order}", f" · order {order}") if order else ""
    whose = clean(f"{report.shop or report.file}{about}")
    return f"{whose}{say('：', ': ')}{clean(says[say.lang])}"


def mark(shop: Shop, name: str, order: str | None = None) -> str:
    """Return a hash that identifies an issue of a shop or order, and is the same in every run.

    `name` is the reference of a rule or the code of an issue. Line numbers do not affect the hash.
    A shop without a name is identified by its file, and its number in the file.
    """
    # Hashed as JSON: strings put together could be equal for different shops and orders.
    whose = (shop.report.shop if shop.report else None) or f"{shop.file}:{shop.entry}"
    platform = shop.report.platform if shop.report else None
    return sha256(json.dumps([platform, whose, name, order]).encode()).hexdigest()


def problem(each: "Problem | ToldProblem | LintRemark", lang: Lang) -> str:
    """Return an error as one line: key, message and hint, without file and line number."""
    told = [clean(each.key or ""), clean(each.says[lang])]
    if each.hint:
        hint = clean(each.hint[lang])
        told[-1] += Wording(lang)(f"（{hint}）", f" ({hint})")
    return ": ".join(word for word in told if word)


def file_of(name: str | None) -> str:
    """Return a file's name on one line; empty for None and for standard input (`<stdin>`)."""
    return "" if name == _STDIN else clean(name or "")
