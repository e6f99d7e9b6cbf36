"""Judging a procedure against a state: one finding a requirement, and the verdict.

Pure: no file, no clock. Nothing is ready on missing or contradictory evidence.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

from shopexit.evaluation.open_points import Point, awaited, points, required
from shopexit.evaluation.progress import Progress, progress
from shopexit.evaluation.rejection import Rejection, rejection
from shopexit.inputs.state import Order, State
from shopexit.inputs.state_schema import PlatformAnswer, Waiver
from shopexit.messages import Lang, record
from shopexit.rules.entries import Level, Requirement
from shopexit.rules.explanation import Answer, applies_if, explain, truth_if
from shopexit.rules.facts import Fact, Values
from shopexit.rules.order_grouping import GroupingKey
from shopexit.rules.platform import Platform
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.sources import Grade
from shopexit.rules.truth import Truth


class Outcome(StrEnum):
    """What became of a requirement."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    DISPUTED = "disputed"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    PASSED = "passed"
    """The application is in: the platform has taken it."""


OPEN_OUTCOMES = (Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISPUTED)
"""Those after which somebody has to act."""
WAIVABLE = (Outcome.UNMET, Outcome.DISPUTED)
"""Those that a waiver covers: what is not known stays that."""


class Verdict(StrEnum):
    """What became of a procedure; the worst first."""

    BLOCKED = "blocked"
    OVERDUE = "overdue"
    UNDETERMINED = "undetermined"
    READY = "ready"
    UNDER_WAY = "under-way"
    DONE = "done"


APPLIED = (Verdict.OVERDUE, Verdict.UNDER_WAY, Verdict.DONE)
"""Those that come after the application."""
MAX_AGE = 7
"""How many days old figures may be, unless somebody says otherwise."""


@record()
class EvaluationOptions:
    """What is evaluated, as of which day and how strictly."""

    on: date
    trust: Grade = Grade.GUIDE
    """A `must` whose best source is of a lower grade counts as a `should`."""
    strict: bool = False
    """Every `should` counts as a `must`, and rules that are stale are not good enough."""
    max_age: int = MAX_AGE
    """How many days old figures may be; older ones are missing evidence."""
    procedure: str | None = None
    """The procedure to evaluate, or `all`; None stands for the platform's defaults."""
    limit: int = 0
    """Of the orders, how many are planned and reported one by one, or all if it is 0. All of them
    are evaluated and counted."""
    lang: Lang = Lang.EN
    """The language in which the report is written."""
    site_url: str | None = None
    """Where a handbook is published to which the report links; None if it links to none."""


@record()
class Finding:
    """A requirement judged against a state."""

    ref: str
    requirement: Requirement
    level: Level
    """The level it counts as, under the options."""
    outcome: Outcome
    may_apply: bool
    """Whether it applies is not known."""
    settled: PlatformAnswer | None = None
    waiver: Waiver | None = None

    @cached_property
    def counts(self) -> bool:
        """Whether it is a `must`, and so decides the verdict."""
        return self.level is Level.MUST

    @cached_property
    def is_open(self) -> bool:
        """Whether somebody has to act."""
        return self.outcome in OPEN_OUTCOMES


@record()
class ProcedureResult:
    """A procedure judged for the shop, or for one of its orders."""

    procedure: str
    order: str | None
    values: Values
    """The facts that were judged: the shop's, and the order's if there is one."""
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    """The facts that would have to be given to know whether the procedure applies at all."""
    on: date
    progress: Progress
    points: tuple[Point, ...] = ()
    """The facts that look bad and that no requirement or step reads."""
    rejected: Rejection | None = None
    upsets: tuple[Finding, ...] = ()
    """What an application that is in may still founder on, as it would be found without it."""

    @cached_property
    def verdict(self) -> Verdict:
        """How far it is once it is applied for; before that, what stands in the way of applying."""
        if self.progress.applied:
            if self.progress.finished:
                return Verdict.DONE
            return Verdict.OVERDUE if self.progress.late else Verdict.UNDER_WAY
        outcomes = {finding.outcome for finding in self.open if finding.counts}
        if Outcome.UNMET in outcomes:
            return Verdict.BLOCKED
        unsure = outcomes & {Outcome.UNKNOWN, Outcome.DISPUTED}
        refused = self.rejected and not self.rejected.is_mended
        if self.missing or unsure or self.open_points or refused:
            return Verdict.UNDETERMINED
        return Verdict.READY

    @cached_property
    def open_points(self) -> tuple[Point, ...]:
        """Those of which neither a source nor the platform has said what they mean."""
        return tuple([point for point in self.points if point.is_open])

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """The findings after which somebody has to act."""
        return tuple([finding for finding in self.findings if finding.is_open])

    # The reasons are worked out when they are asked for, as most are not.

    def applies(self, finding: Finding) -> Answer:
        """Return whether a requirement is for this shop or order, and why."""
        return applies_if(finding.requirement.when, self.values, self.on)

    def answer(self, finding: Finding) -> Answer:
        """Return whether what a requirement asks for holds, and why."""
        if finding.ref not in self._answers:
            self._answers[finding.ref] = explain(finding.requirement.holds, self.values, self.on)
        return self._answers[finding.ref]

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        return {}

    def lacks(self, finding: Finding) -> tuple[str, ...]:
        """Return the facts that would have to be given for the outcome to be known."""
        if finding.outcome is not Outcome.UNKNOWN:
            return ()
        if finding.ref not in self._lacks:
            missing = (*self.applies(finding).missing, *self.answer(finding).missing)
            self._lacks[finding.ref] = tuple(dict.fromkeys(missing))
        return self._lacks[finding.ref]

    @cached_property
    def _lacks(self) -> dict[str, tuple[str, ...]]:
        return {}


def evaluate_procedures(
    platform: Platform, procedures: Sequence[str], state: State, options: EvaluationOptions
) -> tuple[ProcedureResult, ...]:
    """Return one result for each procedure that applies, or for each order it applies to."""
    return tuple(case for name in procedures for case in _cases(platform, name, state, options))


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of several verdicts."""
    return min(verdicts, key=rank)


def rank(verdict: Verdict) -> int:
    """Return 0 for the worst verdict; a higher number is a better one."""
    return _RANKS[verdict]


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}


def _cases(
    platform: Platform, name: str, state: State, options: EvaluationOptions
) -> Iterator[ProcedureResult]:
    procedure = platform.procedures[name]
    if procedure.subject is Subject.SHOP:
        if case := evaluate_procedure(platform, name, None, state, options):
            yield case
        return
    judged: dict[GroupingKey, ProcedureResult | None] = {}
    for order in state.orders or ():
        alike = procedure.likeness.of(order.values)
        if alike not in judged:
            judged[alike] = evaluate_procedure(platform, name, order, state, options)
        if case := judged[alike]:
            yield replace(case, order=order.id, values={**state.values, **order.values})


def evaluate_procedure(
    platform: Platform, name: str, order: Order | None, state: State, options: EvaluationOptions
) -> ProcedureResult | None:
    """Judge a procedure for the shop, or for an order; None if it does not apply."""
    procedure = platform.procedures[name]
    values = {**state.values, **order.values} if order else state.values
    applies = truth_if(procedure.when, values, options.on)
    if applies is Truth.FALSE:
        return None
    sure, order_id = applies is Truth.TRUE, order.id if order else None
    missing = () if sure else applies_if(procedure.when, values, options.on).missing
    found = tuple(points(platform, name, state, values, options.on, options.trust))
    findings = [*_findings(platform, name, applies, values, state, options)]
    findings += [
        _asked_for(point.ref, state.unclear[point.fact], Outcome.UNMET, state, applies)
        for point in found
        if point.stands_in_the_way
    ]
    findings += [
        _asked_for(ref, fact, Outcome.UNKNOWN, state, applies)
        for ref, fact in awaited(platform, name, state, values, options.on).items()
    ]
    how_far = progress(platform, name, values, state, options.on, of_order=order is not None)
    case = ProcedureResult(
        name, order_id, values, tuple(findings), missing, options.on, how_far, found
    )
    if how_far.applied:
        return _applied(case, state)
    refused = rejection(procedure, state, values, findings)
    return replace(case, rejected=refused) if refused else case


def _applied(case: ProcedureResult, state: State) -> ProcedureResult:
    """Return a case whose application is in: nothing that was asked for it is judged again."""
    upsets = (*(f for f in case.open if f.counts), *in_doubt(case, state))
    return replace(
        case,
        findings=tuple(replace(each, outcome=Outcome.PASSED) for each in case.findings),
        missing=(),
        points=tuple(point for point in case.points if not point.is_open),
        upsets=() if case.progress.beyond_return else upsets,
    )


def _asked_for(ref: str, fact: Fact, outcome: Outcome, state: State, applies: Truth) -> Finding:
    """Return the finding that the platform's answer about a fact that no rule reads amounts to."""
    return Finding(
        ref=ref,
        requirement=required(ref.rpartition("/")[2], fact),
        level=Level.MUST,
        outcome=outcome,
        may_apply=applies is Truth.UNKNOWN,
        settled=state.answers.get(ref),
    )


def in_doubt(case: ProcedureResult, state: State) -> tuple[Finding, ...]:
    """Return the open points of a case in the form of findings, for the plan to ask about."""
    return tuple(
        _asked_for(p.ref, state.unclear[p.fact], Outcome.UNKNOWN, state, Truth.TRUE)
        for p in case.open_points
    )


def _findings(
    platform: Platform,
    name: str,
    procedure_applies: Truth,
    values: Values,
    state: State,
    options: EvaluationOptions,
) -> Iterator[Finding]:
    on, waived = options.on, {waiver.requirement for waiver in state.waivers}
    for question in _questions(platform, name, options.trust, options.strict):
        requirement, applies = question.requirement, procedure_applies
        if requirement.when:
            applies = min(requirement.when.truth(values, on), applies)
        holds = requirement.holds.truth(values, on)
        if question.ref in state.answers or question.ref in waived:
            yield _judged(question, applies, holds, values, state, options)
            continue
        found = question.findings.get((applies, holds))
        if found is None:
            found = question.finding(applies, _outcome(requirement, applies, holds, None))
            question.findings[applies, holds] = found
        yield found


@record()
class _Question:
    """A requirement of a procedure, and the findings that shops have come to by the facts alone."""

    ref: str
    requirement: Requirement
    level: Level
    findings: dict[tuple[Truth, Truth], Finding] = field(default_factory=dict)
    """By whether it applies and whether it holds."""

    def finding(self, applies: Truth, outcome: Outcome) -> Finding:
        """Return a finding of this requirement that nobody has answered or waived."""
        may_apply = applies is Truth.UNKNOWN
        return Finding(self.ref, self.requirement, self.level, outcome, may_apply)


# There are few findings that a requirement can come to, and shops without number: a fleet in JSON
# takes a sixth longer without.
@lru_cache(maxsize=256)
def _questions(platform: Platform, name: str, trust: Grade, strict: bool) -> tuple[_Question, ...]:
    return tuple(
        _Question(ref, asked, _level(asked, platform.grades[ref], trust, strict=strict))
        for ref, asked in platform.placed[name]["requirements"]
    )


def _judged(
    question: _Question,
    applies: Truth,
    holds: Truth,
    values: Values,
    state: State,
    options: EvaluationOptions,
) -> Finding:
    """Return a finding under the platform's answers and the seller's waivers."""
    requirement, ref = question.requirement, question.ref
    settled = state.answers.get(ref) if requirement.disputed else None
    if settled and settled.days is not None:
        asked = requirement.holds.with_days(settled.days)
        requirement = requirement.model_copy(update={"holds": asked})
        holds = asked.truth(values, options.on)
    outcome = _outcome(requirement, applies, holds, settled)
    waiver = None
    if outcome in WAIVABLE:
        fitting = (w for w in state.waivers if w.requirement == ref and in_force(w, options))
        waiver = next(fitting, None)
    found = question.finding(applies, Outcome.WAIVED if waiver else outcome)
    return replace(found, requirement=requirement, settled=settled, waiver=waiver)


def _outcome(
    requirement: Requirement, applies: Truth, holds: Truth, settled: PlatformAnswer | None
) -> Outcome:
    if applies is Truth.FALSE or (settled and not settled.required):
        return Outcome.NOT_APPLICABLE
    held = max(applies.inverted(), holds)  # Kleene's "if it applies, it holds"
    if held is Truth.TRUE:
        return Outcome.MET
    if held is Truth.UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.DISPUTED if requirement.disputed and not settled else Outcome.UNMET


def _level(requirement: Requirement, best: Grade, trust: Grade, *, strict: bool) -> Level:
    if strict:
        return Level.MUST
    trusted = best.rank <= trust.rank
    return requirement.level if trusted else Level.SHOULD


def in_force(waiver: Waiver, options: EvaluationOptions) -> bool:
    """Return whether a waiver has not run out on the day that is judged."""
    return waiver.until is None or options.on <= waiver.until
