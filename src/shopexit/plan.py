"""The plan: what to do next, in order, from today to the money in hand.

Pure. Dates are given where a requirement clears by itself on a known day; the rest of the calendar
needs working days and is not computed yet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shopexit.condition import Truth, evaluate
from shopexit.facts import ORDER_GROUP, Values
from shopexit.judge import Case, Finding, Outcome, Terms
from shopexit.rule import Entry, Note, Platform, Step, Who
from shopexit.source import Place
from shopexit.state import State
from shopexit.text import Text
from shopexit.vocabulary import Vocabulary
from shopexit.wait import Claim, Wait

NO_WAIT = Wait((), ())


class Phase(StrEnum):
    """The part of the plan that an action belongs to."""

    FIND_OUT = "find-out"
    CLEAR = "clear"
    APPLY = "apply"
    WAIT = "wait"
    AFTER = "after"


@dataclass(frozen=True)
class Action:
    """One thing to do or to wait for."""

    ref: str
    order: str | None
    phase: Phase
    who: Who
    does: Text
    where: tuple[Place, ...]
    entry: Entry
    """The requirement, step or note it comes from."""
    wait: Wait = NO_WAIT
    fact: str | None = None
    """The fact to find out, if that is the action."""
    optional: bool = False
    """It serves a `should`: the verdict does not hang on it."""
    may_apply: bool = False
    earliest: date | None = None
    latest: date | None = None
    point_of_no_return: bool = False
    done: bool = False


@dataclass(frozen=True)
class _Planner:
    """What every part of planning a case needs."""

    platform: Platform
    vocabulary: Vocabulary
    case: Case
    state: State
    terms: Terms

    def actions(self) -> Iterator[Action]:
        findings = sorted(self.case.findings, key=lambda finding: not finding.counts)
        yield from self._find_out(findings)
        yield from self._clear(findings)
        procedure = self.platform.procedures[self.case.procedure]
        for step in procedure.steps:
            phase = Phase.APPLY if step.who is Who.SELLER else Phase.WAIT
            yield from self._entry(step, step.does, phase, step.who)
        for note in procedure.aftercare:
            yield from self._entry(note, note.says, Phase.AFTER, Who.SELLER)

    def _find_out(self, findings: Sequence[Finding]) -> Iterator[Action]:
        first = findings[0]
        applies = [(fact, first, False) for fact in self.case.missing]
        unknown = [(fact, f, not f.counts) for f in findings for fact in f.missing]
        for fact, finding, optional in (*applies, *unknown):
            where = self.platform.figures.get(fact, ())
            yield self._action(
                finding, Phase.FIND_OUT, self.vocabulary.facts[fact].ask, where, fact, optional
            )
        for finding in findings:
            ask = finding.requirement.ask
            if finding.outcome is Outcome.DISPUTED and ask:
                yield self._action(finding, Phase.FIND_OUT, ask, optional=not finding.counts)

    def _clear(self, findings: Sequence[Finding]) -> Iterator[Action]:
        for finding in findings:
            if finding.outcome is Outcome.UNMET:
                requirement = finding.requirement
                yield self._action(
                    finding, Phase.CLEAR, requirement.fix, requirement.where,
                    optional=not finding.counts, earliest=finding.answer.clears_on,
                )  # fmt: skip

    def _action(
        self,
        finding: Finding,
        phase: Phase,
        does: Text,
        where: tuple[Place, ...] = (),
        fact: str | None = None,
        optional: bool = False,
        earliest: date | None = None,
    ) -> Action:
        return Action(
            ref=finding.ref,
            order=self.case.order,
            phase=phase,
            who=Who.SELLER,
            does=does,
            where=where,
            entry=finding.requirement,
            fact=fact,
            optional=optional,
            may_apply=finding.may_apply,
            earliest=earliest,
        )

    def _entry(self, entry: Step | Note, does: Text, phase: Phase, who: Who) -> Iterator[Action]:
        applies = _truth(entry, self.case.values, self.terms.on)
        if applies is Truth.FALSE:
            return
        ref = f"{self.platform.platform}/{self.case.procedure}/{entry.id}"
        yield Action(
            ref=ref,
            order=self.case.order,
            phase=phase,
            who=who,
            does=does,
            where=entry.where,
            entry=entry,
            wait=self._wait(entry),
            may_apply=applies is Truth.UNKNOWN,
            point_of_no_return=isinstance(entry, Step) and entry.point_of_no_return,
            done=ref in self.state.done or self._taken(entry),
        )

    def _taken(self, entry: Step | Note) -> bool:
        done_when = entry.done_when if isinstance(entry, Step) else None
        if done_when is None:
            return False
        return evaluate(done_when, self.case.values, self.terms.on).truth is Truth.TRUE

    def _wait(self, entry: Step | Note) -> Wait:
        takes = entry.takes
        if not isinstance(takes, str):
            values, on = self.case.values, self.terms.on
            heard = tuple(c for c in takes if _truth(c, values, on) is not Truth.FALSE)
            # What is only said of other shops or orders is not published for this one.
            takes = "unknown" if takes and not heard else heard
        return self.platform.weigh(takes)


def _truth(item: Entry | Claim, values: Values, on: date) -> Truth:
    return evaluate(item.when, values, on).truth if item.when else Truth.TRUE


def plan(
    platform: Platform,
    vocabulary: Vocabulary,
    cases: Sequence[Case],
    state: State,
    terms: Terms,
) -> tuple[Action, ...]:
    """Return the actions that each case asks for, case by case; a figure is asked for once."""
    asked: set[tuple[str | None, str]] = set()
    actions: list[Action] = []
    for case in cases:
        for action in _Planner(platform, vocabulary, case, state, terms).actions():
            if action.fact:
                about = action.order if action.fact.startswith(f"{ORDER_GROUP}.") else None
                if (about, action.fact) in asked:
                    continue
                asked.add((about, action.fact))
            actions.append(action)
    return tuple(actions)
