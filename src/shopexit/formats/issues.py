"""What is open in a shop, in the words that logs, annotations and test reports share."""

import json
from collections.abc import Iterator
from enum import StrEnum
from hashlib import sha256

from shopexit.evaluation.evaluate import OPEN_OUTCOMES, Outcome, Verdict
from shopexit.evaluation.warnings import OWN_RULES
from shopexit.formats.sentences import figures, own_rules
from shopexit.messages import Lang, Problem, Text, Wording, clean, joined
from shopexit.plan.schedule_warnings import OVERDUE
from shopexit.report.model import OpenPoint, Report, ReportedFinding
from shopexit.report.summary import ToldProblem
from shopexit.report.totals import Shop
from shopexit.rules.entries import Level

_STDIN = "<stdin>"
VERDICT = "verdict"
NOT_READY = Text(
    zh="没有哪条要求挡着，但现有数据还不能下结论。",
    en="No requirement is in the way, but what is given does not settle it.",
)
LATE = Text(
    zh="申请以后，有一步过了最晚的日子还没结果，要去催。",
    en="Something that was applied for is not over by its latest day, and has to be chased.",
)
UNUSABLE = Text(zh="数据用不了", en="it cannot be used")


class Severity(StrEnum):
    """How grave a finding is; the words are SARIF's, the gravest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


def findings(report: Report) -> tuple[ReportedFinding, ...]:
    """Return the findings, and the open points in the form of findings that are not known."""
    return (*report.findings, *(_asked(point) for point in report.open_points))


def _asked(point: OpenPoint) -> ReportedFinding:
    return ReportedFinding(
        ref=point.ref,
        procedure=point.procedure,
        order=None,
        line=point.line,
        column=point.column,
        level=Level.MUST,
        outcome=Outcome.UNKNOWN,
        says=point.ask,
        needs=point.label,
        has={point.fact: point.has},
        figures=(),
        missing=(),
        may_apply=False,
        reason=None,
        fix=Text(
            zh=f"把平台的答复写进 answers：{point.ref}。",
            en=f"write the platform's answer under `answers`: {point.ref}.",
        ),
        cleared_by=None,
        clears_on=None,
        ask=None,
        note=None,
        disputed=(),
        sources=(),
    )


def severity(finding: ReportedFinding) -> Severity | None:
    """Return how grave a finding is; None where nobody has to act."""
    if finding.outcome not in OPEN_OUTCOMES:
        return None
    if finding.level is not Level.MUST:
        return Severity.NOTE
    return Severity.ERROR if finding.outcome is Outcome.UNMET else Severity.WARNING


def of_verdict(report: Report) -> tuple[Severity, Text] | None:
    """Return what a verdict rests on where no finding says so: what is overdue, or old figures."""
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
        Text(zh=f"缺数据：{'、'.join(missing)}。", en=f"Lacking figures: {', '.join(missing)}.")
    ]
    notes = [joined([each.says for each in report.warnings], "；", "; ")] if report.warnings else []
    said = [NOT_READY, *(lacking if missing else ()), *notes]
    return Severity.WARNING, joined(said, "", " ")


def of_shop(report: Report) -> Iterator[tuple[str, Severity, Text]]:
    """Yield what is said of a shop as a whole, by its name: of the verdict, and of own rules."""
    if told := of_verdict(report):
        yield VERDICT, *told
    yield from ((OWN_RULES, Severity.NOTE, says) for says in own_rules(report))


def message(finding: ReportedFinding, report: Report, say: Wording) -> str:
    """Return whose requirement is open, what it says, what the shop has and what it needs."""
    may = say("（不一定适用）", " (may not apply)") if finding.may_apply else ""
    about = f"{owner(report, finding, say)}{say('：', ': ')}{clean(finding.says[say.lang])}{may}"
    amiss = say("；", "; ").join(figures(finding, say))
    return f"{about}{say('', ' ')}{amiss}{say('。', '.')}" if amiss else about


def owner(report: Report, finding: ReportedFinding | None, say: Wording) -> str:
    """Return the shop's name, or that of its file if it has none, and the order if it is of one."""
    order = finding.order if finding else None
    about = say(f" · 订单 {order}", f" · order {order}") if order else ""
    return clean(f"{report.shop or report.file}{about}")


def mark(shop: Shop, name: str, order: str | None = None) -> str:
    """Return a digest that is the same from run to run for one finding of one shop or order.

    It rests on the shop's name and not on its lines, so that a file may be rearranged; a shop
    without a name is known by its file and place there.
    """
    whose = (shop.report.shop if shop.report else None) or f"{shop.file}:{shop.entry}"
    platform = shop.report.platform if shop.report else None
    return sha256(json.dumps([platform, whose, name, order]).encode()).hexdigest()


def problem(each: Problem | ToldProblem, lang: Lang) -> str:
    """Return what is wrong with a file, without the place, on one line."""
    told = [clean(each.key or ""), clean(each.says[lang])]
    if each.hint:
        hint = clean(each.hint[lang])
        told[-1] += Wording(lang)(f"（{hint}）", f" ({hint})")
    return ": ".join(word for word in told if word)


def problems(shop: Shop) -> tuple[Problem, ...]:
    """Return what is wrong with an unusable entry, at least that it is unusable."""
    return shop.problems or (Problem(UNUSABLE, file=shop.file),)


def file_of(name: str | None) -> str:
    """Return the name of a file on one line; empty if what was read is no file."""
    return "" if name in (None, _STDIN) else clean(name or "")
