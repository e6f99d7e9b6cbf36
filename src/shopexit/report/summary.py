"""Summary of one shop for a table of many: verdict, obstacles, money, key dates.

It names requirements by reference; `shopexit explain` shows the text of a reference.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from shopexit.evaluation.application_warnings import REJECTED
from shopexit.evaluation.evaluate import Finding, Outcome, Verdict
from shopexit.evaluation.evaluation import Evaluation
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.messages import Problem, Ranked, Text, both, clean, joined, record
from shopexit.plan.actions import Action, Phase, Plan
from shopexit.plan.milestones import Milestone, Stage
from shopexit.plan.schedule_warnings import OVERDUE, schedule_warnings
from shopexit.plan.today import today
from shopexit.report.model import MoneyTotals
from shopexit.report.money import arriving, totals
from shopexit.rules import wording
from shopexit.rules.facts import Values

SCHEMA: Final = "shopexit.shop/1"


class Status(Ranked):
    """Verdict of a shop, or UNUSABLE if its file could not be used; worst first."""

    # Spelled out, as an enum that has members cannot be extended.
    UNUSABLE = "unusable"
    BLOCKED = Verdict.BLOCKED.value
    OVERDUE = Verdict.OVERDUE.value
    UNDETERMINED = Verdict.UNDETERMINED.value
    READY = Verdict.READY.value
    UNDER_WAY = Verdict.UNDER_WAY.value
    DONE = Verdict.DONE.value


@record(kw_only=True)
class KeyDates:
    """Key dates of a shop; each is null if there is none or it is not known."""

    apply: Annotated[date | None, Field(description="earliest date to apply")]
    close: Annotated[date | None, Field(description="earliest date of completion")]
    close_latest: Annotated[date | None, Field(description="latest date of completion")]
    money: Annotated[date | None, Field(description="earliest date of the first payment")]
    money_latest: Annotated[date | None, Field(description="latest date of the last payment")]
    estimated: Annotated[
        bool, Field(description="includes working days of a year without published calendar")
    ]


@record(kw_only=True)
class Summary:
    """One shop in a few fields: verdict, obstacles, money, key dates."""

    schema_: Annotated[Literal["shopexit.shop/1"], Field(alias="schema")] = SCHEMA
    file: str
    entry: Annotated[
        int | None, Field(description="line of JSON Lines, or number of the YAML document")
    ]
    platform: str
    platform_name: Text
    shop: str | None
    procedure: Annotated[str, Field(description="procedure evaluated; `several` if more than one")]
    passed_procedures: Annotated[
        tuple[str, ...],
        Field(description="finished procedures, in place of which the payment is evaluated"),
    ]
    on: date
    as_of: date | None
    verdict: Verdict
    first: Annotated[
        Text | None, Field(description="what is in the way first, or the seller's turn, in words")
    ]
    blocked_by: Annotated[tuple[str, ...], Field(description="unmet requirements")]
    disputed: Annotated[
        tuple[str, ...], Field(description="requirements on which the platform has to answer")
    ]
    unknown: Annotated[tuple[str, ...], Field(description="requirements whose facts are missing")]
    missing: Annotated[tuple[str, ...], Field(description="facts needed for a definite verdict")]
    open_points: Annotated[
        tuple[str, ...],
        Field(description="PLATFORM/PROCEDURE/FACT of bad figures that no rule covers"),
    ]
    waived: tuple[str, ...]
    orders: Annotated[int, Field(description="number of orders evaluated")]
    money: MoneyTotals
    dates: KeyDates
    warnings: Annotated[
        tuple[str, ...],
        Field(
            description="codes of the report's warnings, except calendar-estimated, which"
            " `dates` includes"
        ),
    ]
    returned: Annotated[
        tuple[str, ...], Field(description="sums of money that have been paid out, as facts")
    ]


@record(kw_only=True)
class ToldProblem:
    """One error in the data of a shop, because of which the shop could not be checked."""

    line: int | None
    column: int | None
    key: str | None
    says: Text
    hint: Text | None


@record(kw_only=True)
class Unusable:
    """A shop whose data could not be used, with the errors; takes the place of a Summary."""

    schema_: Annotated[Literal["shopexit.shop/1"], Field(alias="schema")] = SCHEMA
    file: str
    entry: int | None
    verdict: None = None
    problems: tuple[ToldProblem, ...]


def unusable(file: str, entry: int | None, problems: Iterable[Problem]) -> Unusable:
    """Return the value for a shop whose data in a file cannot be used because of `problems`.

    `entry` is the shop's line or document number in a file with several shops.
    """
    return Unusable(
        file=clean(file),
        entry=entry,
        problems=tuple(
            ToldProblem(line=p.line, column=p.column, key=p.key, says=p.says, hint=p.hint)
            for p in problems
        ),
    )


Listed: TypeAlias = Summary | Unusable
"""A shop in a list of shops: its summary, or its errors if its data could not be used."""


def status(shop: Listed) -> Status:
    """Return a shop's verdict, or UNUSABLE if its file could not be used."""
    return Status(shop.verdict) if isinstance(shop, Summary) else Status.UNUSABLE


def reason(shop: Listed) -> Text | None:
    """Return what is in the way of a shop first, or its first error; None if nothing is."""
    if isinstance(shop, Summary):
        return shop.first
    told = [joined([both(p.key), p.says], ": ", ": ") if p.key else p.says for p in shop.problems]
    return told[0] if told else None


def summarise(plan: Plan, file: str, entry: int | None = None) -> Summary:
    """Return the summary of a shop, given its plan.

    Its data are in `file`; `entry` is its line or document number in a file with several shops.
    """
    evaluation = plan.evaluation
    state, options, platform = evaluation.state, evaluation.options, evaluation.rules
    deciding = [finding for case in evaluation.results for finding in case.open if finding.counts]
    blocking = _of(deciding, Outcome.UNMET)
    disputed = _of(deciding, Outcome.DISPUTED)
    unknown = _of(deciding, Outcome.UNKNOWN)
    unsure = (fact for case in evaluation.results for fact in case.missing)
    missing = (fact for c in evaluation.results for f in c.open if f.counts for fact in c.lacks(f))
    every = (finding for case in evaluation.results for finding in case.findings)
    notes = (*evaluation.warnings, *schedule_warnings(plan))
    asked = [(point, c.procedure) for c in evaluation.results for point in c.open_points]
    # In the order of verdicts, worst first.
    says = [finding.requirement.says for finding in blocking]
    says += [note.says for note in notes if note.code == OVERDUE]
    says += [finding.requirement.says for finding in (*disputed, *unknown)]
    lacking = tuple(dict.fromkeys((*unsure, *missing)))
    if asked and not says:
        # An open point is only the first obstacle if no requirement and no wait is one.
        point, name = asked[0]
        fact = platform.vocabulary.facts[point.fact]
        says = [wording.question(fact, point.has, platform.procedures[name].name)]
    elif not says and evaluation.verdict is Verdict.UNDETERMINED:
        says = [*_doubts(lacking, notes)]
    elif not says and evaluation.verdict is Verdict.UNDER_WAY:
        says = [your_turn(action.does) for action in today(plan) if _is_own(action)]
    return Summary(
        file=file,
        entry=entry,
        platform=platform.platform,
        platform_name=platform.name,
        shop=state.shop,
        procedure=evaluation.procedure,
        passed_procedures=evaluation.passed,
        on=options.on,
        as_of=state.as_of,
        verdict=evaluation.verdict,
        first=says[0] if says else None,
        blocked_by=_refs(blocking),
        disputed=_refs(disputed),
        unknown=_refs(unknown),
        missing=lacking,
        open_points=tuple(dict.fromkeys(point.ref for point, _ in asked)),
        # Without waivers, there is no need to go through all findings.
        waived=_refs(_of(every, Outcome.WAIVED)) if state.waivers else (),
        # An order may have several results, one for each procedure that may apply to it.
        orders=len({case.order for case in evaluation.results if case.order is not None}),
        money=totals(evaluation.books),
        dates=_days(arriving(plan), evaluation),
        warnings=tuple(dict.fromkeys(note.code for note in notes)),
        returned=tuple(_returned(state.values)),
    )


def _returned(values: Values) -> Iterator[str]:
    """Yield the deposit if it is here: of a sum that is gone for another reason nobody knows."""
    if values.get("deposit.held") == 0 and values.get("deposit.status") == "returned":
        yield "deposit.held"


def _of(findings: Iterable[Finding], outcome: Outcome) -> list[Finding]:
    return [finding for finding in findings if finding.outcome is outcome]


def _refs(findings: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding.ref for finding in findings))


def _doubts(missing: Sequence[str], notes: Sequence[ResultWarning]) -> Iterator[Text]:
    """Yield why a shop is undetermined of which no requirement is open; `notes` are its warnings.

    `missing` are the facts that tell if a procedure applies, and if it is applied for.
    """
    if count := len(missing):
        yield Text(
            zh=f"还缺 {count} 项数据，不知道这个流程适不适用",
            en=f"whether the procedure applies is not known, facts missing: {count}",
        )
    yield from (note.says for note in notes if note.code == REJECTED or note.prevents_ready)


def your_turn(does: Text) -> Text:
    """Return a sentence saying that it is the seller's turn, and what to do."""
    return Text(zh=f"轮到你了：{does.zh.rstrip('。')}", en=f"your turn: {does.en.rstrip('.')}")


def _is_own(action: Action) -> bool:
    return action.phase in (Phase.CLEAR, Phase.APPLY) and not action.may_apply


def _days(milestones: Sequence[Milestone], evaluation: Evaluation) -> KeyDates:
    """Return the key dates of a shop, given the milestones of its plan.

    Application and completion are those of the evaluated procedures, or of those that are finished;
    payments are those of all procedures.
    """
    ours = [each for each in milestones if each.procedure in evaluation.procedures]
    applying = [each for each in ours if each.stage is Stage.APPLY]
    closing = [each for each in ours if each.stage is Stage.FINISH]
    paying = [each for each in milestones if each.stage is Stage.MONEY]
    shown = [*applying, *closing, *paying]
    soonest, closed = _soonest(closing), None if closing else evaluation.closed_on
    return KeyDates(
        apply=min(_soonest(applying), default=None),
        # All is completed only with the last procedure, so each needs a date.
        close=max(soonest) if soonest and len(soonest) == len(closing) else closed,
        close_latest=_latest(closing) or closed,
        money=min(_soonest(paying), default=None),
        money_latest=_latest(paying),
        estimated=any(each.when.guesses for each in shown),
    )


def _soonest(milestones: Sequence[Milestone]) -> list[date]:
    return [day for each in milestones if (day := each.when.soonest)]


def _latest(milestones: Sequence[Milestone]) -> date | None:
    days = [each.when.latest for each in milestones]
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None
