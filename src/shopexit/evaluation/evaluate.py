"""Evaluate a procedure against a state: one finding for each requirement, and the verdict.

Pure: reads no files and no clock. Missing or contradictory evidence never gives READY.
"""

from collections.abc import Iterator
from dataclasses import field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache

from shopexit.evaluation.open_points import Point, awaited, points, required, settling
from shopexit.evaluation.progress import Progress, pays_nothing
from shopexit.evaluation.rejection import (
    Rejection,
    heeding,
    known_reason,
    refused_for,
    refuted,
    rejection,
)
from shopexit.inputs.orders.order_counts import Order
from shopexit.inputs.state import State
from shopexit.inputs.state_schema import PlatformAnswer, Waiver
from shopexit.messages import Lang, Ranked, record
from shopexit.rules.conditions import facts_read, with_days
from shopexit.rules.entries import Level, Requirement
from shopexit.rules.explanation import Answer, applies_if, explain, missing, truth_if
from shopexit.rules.facts import REASON, Fact, Values
from shopexit.rules.platform import Platform
from shopexit.rules.sources import Grade
from shopexit.rules.truth import Truth


class Outcome(StrEnum):
    """Result of evaluating a requirement, such as met or unmet."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    DISPUTED = "disputed"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    PASSED = "passed"
    """The application has been submitted, so the requirement no longer matters."""


OPEN_OUTCOMES = (Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISPUTED)
"""Outcomes that require somebody to act."""
WAIVABLE = (Outcome.UNMET, Outcome.DISPUTED)
"""Outcomes that a waiver can cover; a missing fact cannot be waived."""


class Verdict(Ranked):
    """Overall result for a procedure, such as blocked or ready; the worst member comes first."""

    BLOCKED = "blocked"
    OVERDUE = "overdue"
    UNDETERMINED = "undetermined"
    READY = "ready"
    UNDER_WAY = "under-way"
    DONE = "done"


APPLIED = (Verdict.OVERDUE, Verdict.UNDER_WAY, Verdict.DONE)
"""Verdicts that are only possible once the application is submitted."""
MAX_AGE = 7
"""Default of `EvaluationOptions.max_age`, in days."""


@record()
class EvaluationOptions:
    """What to evaluate, as of which date (`on`), and how strictly."""

    on: date
    trust: Grade = Grade.GUIDE
    """Least reliable grade of source that a `must` needs; with weaker sources it counts as a
    `should`."""
    strict: bool = False
    """Whether every `should` counts as a `must`, and outdated rules or figures give
    UNDETERMINED."""
    max_age: int = MAX_AGE
    """Greatest age of figures in days; older ones give a warning and prevent READY."""
    procedure: str | None = None
    """Procedure to evaluate, or `all`; None means the platform's defaults."""
    limit: int = 0
    """Number of orders to plan and report one by one, 0 for all. All orders are evaluated and
    counted."""
    lang: Lang = Lang.EN
    """Language of the report."""
    site_url: str | None = None
    """Address of a published handbook to link to; None for no links."""


@record()
class Finding:
    """Result of checking one requirement against the facts of a shop, such as met or unmet.

    `settled` is the platform's answer about the requirement, `waiver` the waiver that covers it.
    """

    ref: str
    requirement: Requirement
    level: Level
    """Whether the requirement counts as `must` or `should`, by the options and the platform's
    answer."""
    outcome: Outcome
    may_apply: bool
    """True if it is not known whether the requirement applies."""
    settled: PlatformAnswer | None = None
    waiver: Waiver | None = None

    @cached_property
    def counts(self) -> bool:
        """Whether the requirement counts as a `must`, so that it affects the verdict."""
        return self.level is Level.MUST

    @property
    def needs(self) -> str | None:
        """Name of the procedure that fulfils the requirement, if it is an unfulfilled `must`."""
        # By the rule's own level, or the platform's word: `trust` changes the verdict, not the
        # order of procedures. An unknown requirement may be fulfilled already.
        must = self.requirement.level is Level.MUST or self.settled is not None
        return self.requirement.cleared_by if must and self.outcome in WAIVABLE else None

    @property
    def is_open_point(self) -> bool:
        """Whether it asks the platform about an open point (see `in_doubt`)."""
        # What an answer of the platform requires has no sources either, but an answer.
        return not self.requirement.sources and self.settled is None

    @cached_property
    def is_open(self) -> bool:
        """Whether the outcome requires somebody to act (`OPEN_OUTCOMES`)."""
        return self.outcome in OPEN_OUTCOMES


@record()
class ProcedureResult:
    """Result of evaluating one procedure for the shop, or for one of its orders."""

    procedure: str
    order: str | None
    values: Values
    """Facts evaluated: those of the shop, and of the order if there is one."""
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    """Facts not given that tell whether the procedure applies, and if it was applied for."""
    on: date
    progress: Progress
    points: tuple[Point, ...] = ()
    """Unfavourable facts that no requirement or step reads."""
    rejected: Rejection | None = None
    upsets: tuple[Finding, ...] = ()
    """Findings over which a submitted application may still be refused, and unmet advice."""

    @cached_property
    def verdict(self) -> Verdict:
        """Overall result: whether the seller can apply, or how far a submitted application is."""
        if self.progress.applied:
            if self.progress.finished:
                return Verdict.DONE
            return Verdict.OVERDUE if self.progress.late else Verdict.UNDER_WAY
        outcomes = {finding.outcome for finding in self.open if finding.counts}
        # First, as whatever else is still unknown cannot make up for an unmet `must`.
        if Outcome.UNMET in outcomes:
            return Verdict.BLOCKED
        unsure = outcomes & {Outcome.UNKNOWN, Outcome.DISPUTED}
        refused = self.rejected and not self.rejected.is_mended
        if self.missing or unsure or self.open_points or refused:
            return Verdict.UNDETERMINED
        return Verdict.READY

    @cached_property
    def open_points(self) -> tuple[Point, ...]:
        """Unfavourable facts of which no source and no answer says whether they matter."""
        return tuple([point for point in self.points if point.is_open])

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """The `findings` whose outcome requires somebody to act."""
        return tuple([finding for finding in self.findings if finding.is_open])

    # Reasons are computed on demand, as most are never needed.

    def applies(self, finding: Finding) -> Answer:
        """Return whether the requirement of a finding applies to the shop or order, and why."""
        return applies_if(finding.requirement.when, self.values, self.on)

    def answer(self, finding: Finding) -> Answer:
        """Return whether the requirement of a finding is fulfilled, and because of which facts."""
        if finding.ref not in self._answers:
            self._answers[finding.ref] = explain(finding.requirement.holds, self.values, self.on)
        return self._answers[finding.ref]

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        return {}

    def lacks(self, finding: Finding) -> tuple[str, ...]:
        """Return the names of the facts needed to decide an UNKNOWN finding; empty for others."""
        if finding.outcome is not Outcome.UNKNOWN:
            return ()
        conditions = (finding.requirement.when, finding.requirement.holds)
        lacking = (fact for c in conditions for fact in missing(c, self.values, self.on))
        return tuple(dict.fromkeys(lacking))


def evaluate_procedure(
    platform: Platform, name: str, order: Order | None, state: State, options: EvaluationOptions
) -> ProcedureResult | None:
    """Return the result of the procedure `name` for `order`, or for the shop if `order` is None.

    Return None if the procedure does not apply.
    """
    procedure = platform.procedures[name]
    state = state.of(order) if order else state
    values = state.values
    applies = truth_if(procedure.when, values, options.on)
    if applies is Truth.FALSE:
        return None
    how_far = Progress(platform, name, state, options.on)
    if not how_far.applied:
        state = heeding(platform, name, state)
    elif state.waivers:  # what the seller waives counts for whether to apply, and no more
        state = replace(state, waivers=())
    state = state.with_settled(platform.placed[name]["requirements"])
    # Else a shop that never paid a deposit could not be READY, as a refund might apply to it.
    if applies is Truth.UNKNOWN and not how_far.applied and pays_nothing(procedure, values):
        return None
    told = how_far.untold if order is None else ()
    unsure = tuple(dict.fromkeys([*missing(procedure.when, values, options.on), *told]))
    found = tuple(points(platform, name, state, options.on, options.trust))
    findings = [*_findings(platform, name, applies, state, options)]
    findings += [
        _asked_for(point.ref, platform.vocabulary.facts[point.fact], Outcome.UNMET, state, applies)
        for point in found
        if point.stands_in_the_way
    ]
    findings += [
        _asked_for(ref, fact, Outcome.UNKNOWN, state, applies)
        for ref, fact in awaited(platform, name, state, options.on).items()
    ]
    findings += [
        _asked_for(ref, fact, Outcome.UNMET if is_given else Outcome.UNKNOWN, state, applies)
        for ref, fact, is_given in refused_for(platform, name, state, findings)
    ]
    refused = None if how_far.applied else rejection(platform, name, state, findings)
    if refused and not (refused.on and refused.reason) and REASON in platform.vocabulary.facts:
        ref = f"{platform.platform}/{name}/{REASON}"
        findings.append(Finding(ref, known_reason(), Level.MUST, Outcome.UNKNOWN, bool(unsure)))
    answered = [f for f in findings if f.settled and f.settled.required and not f.may_apply]
    if how_far.applied and answered:
        known = (f for f in answered if f.outcome in (Outcome.MET, Outcome.UNMET))
        how_far = replace(how_far, answered=tuple(f.requirement.holds for f in known))
    case = ProcedureResult(
        procedure=name,
        order=order.id if order else None,
        values=values,
        findings=tuple(findings),
        missing=unsure,
        on=options.on,
        progress=how_far,
        points=found,
        rejected=refused,
    )
    return _applied(case) if how_far.applied else case


def _applied(case: ProcedureResult) -> ProcedureResult:
    """Return `case` as after applying: findings are PASSED, what may still fail in `upsets`."""
    bad = (f for f in case.open if f.counts or _is_unheeded(f, case))
    upsets = (*bad, *in_doubt(case))
    return replace(
        case,
        findings=tuple(replace(each, outcome=Outcome.PASSED) for each in case.findings),
        missing=(),
        points=tuple(point for point in case.points if not point.is_open),
        upsets=() if case.progress.finished or case.progress.closed else upsets,
    )


def needed_beside(case: ProcedureResult) -> set[str]:
    """Return the names of reversible procedures that would fulfil requirements in `upsets`."""
    procedures, named = case.progress.platform.procedures, {f.needs for f in case.upsets}
    return {name for name in named if name and procedures[name].reversible}


def _is_unheeded(advice: Finding, case: ProcedureResult) -> bool:
    """Return whether advice is unmet, and no step still to be done is about the same facts."""
    facts = facts_read(advice.requirement.holds)
    return advice.outcome is Outcome.UNMET and case.progress.to_do.isdisjoint(facts)


def _asked_for(ref: str, fact: Fact, outcome: Outcome, state: State, applies: Truth) -> Finding:
    """Return a finding that requires `fact` to be favourable; `ref` ends in the fact's name."""
    return Finding(
        ref=ref,
        requirement=required(ref.rpartition("/")[2], fact),
        level=Level.MUST,
        outcome=outcome,
        may_apply=applies is Truth.UNKNOWN,
        settled=state.answers.get(ref),
    )


def in_doubt(case: ProcedureResult) -> tuple[Finding, ...]:
    """Return an UNKNOWN finding for each open point: the platform has to say if it matters."""
    facts = case.progress.platform.vocabulary.facts
    return tuple(
        Finding(p.ref, required(p.fact, facts[p.fact]), Level.MUST, Outcome.UNKNOWN, False)
        for p in case.open_points
    )


def _findings(
    platform: Platform, name: str, possible: Truth, state: State, options: EvaluationOptions
) -> Iterator[Finding]:
    values, on, waived = state.values, options.on, {waiver.requirement for waiver in state.waivers}
    for question in _questions(platform, name, options.trust, options.strict):
        requirement, applies = question.requirement, possible
        if requirement.when:
            applies = min(requirement.when.truth(values, on), applies)
        holds = requirement.holds.truth(values, on)
        if question.ref in state.answers or question.ref in waived:
            yield _judged(question, applies, holds, state, options)
            continue
        found = question.findings.get((applies, holds))
        if found is None:
            found = question.finding(applies, _outcome(requirement, applies, holds, None))
            question.findings[applies, holds] = found
        yield found


@record()
class _Question:
    """A requirement, and a cache of its findings by (whether it applies, whether it holds).

    Findings with an answer or a waiver are not cached: they belong to a single shop.
    """

    ref: str
    requirement: Requirement
    level: Level
    findings: dict[tuple[Truth, Truth], Finding] = field(default_factory=dict)

    def finding(self, applies: Truth, outcome: Outcome) -> Finding:
        """Return a new finding for this requirement, without answer or waiver."""
        may_apply = applies is Truth.UNKNOWN
        return Finding(self.ref, self.requirement, self.level, outcome, may_apply)


# Shared by all shops of a fleet: without the cache its JSON output takes a sixth longer.
@lru_cache(maxsize=256)
def _questions(platform: Platform, name: str, trust: Grade, strict: bool) -> tuple[_Question, ...]:
    return tuple(
        _Question(ref, asked, _level(asked, platform.grades[ref], trust, strict=strict))
        for ref, asked in platform.placed[name]["requirements"]
    )


def _judged(
    question: _Question, applies: Truth, holds: Truth, state: State, options: EvaluationOptions
) -> Finding:
    """Return the finding for a requirement that has a waiver, or an answer of the platform."""
    requirement, ref = question.requirement, question.ref
    settled = settling(requirement, state.answers.get(ref))
    if settled and settled.days is not None:
        asked = with_days(requirement.holds, settled.days)
        requirement = requirement.model_copy(update={"holds": asked})
        holds = asked.truth(state.values, options.on)
    outcome = _outcome(requirement, applies, holds, settled)
    if outcome is Outcome.MET and (again := refuted(ref, requirement, state)):
        outcome, requirement = Outcome.DISPUTED, again
    fitting = (w for w in state.waivers if w.requirement == ref and w.in_force(options.on))
    waiver = next(fitting, None) if outcome in WAIVABLE else None
    found = question.finding(applies, Outcome.WAIVED if waiver else outcome)
    # What the platform has said that it requires is no advice, whatever sources say.
    level = Level.MUST if settled and settled.required else found.level
    return replace(found, requirement=requirement, level=level, settled=settled, waiver=waiver)


def _outcome(
    requirement: Requirement, applies: Truth, holds: Truth, settled: PlatformAnswer | None
) -> Outcome:
    if applies is Truth.FALSE or (settled and not settled.required):
        return Outcome.NOT_APPLICABLE
    held = max(applies.inverted(), holds)  # implication in Kleene's logic
    if held is Truth.TRUE:
        return Outcome.MET
    if held is Truth.UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.DISPUTED if requirement.disputed and not settled else Outcome.UNMET


def _level(requirement: Requirement, best: Grade, trust: Grade, *, strict: bool) -> Level:
    # Before `trust`, so that `strict` never makes a verdict better.
    if strict:
        return Level.MUST
    return requirement.level if best.rank <= trust.rank else Level.SHOULD
