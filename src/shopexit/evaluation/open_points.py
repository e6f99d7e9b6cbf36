"""Find open points: unfavourable facts of which no rule says whether they matter.

Pure. An open point becomes a question to the platform, and prevents the verdict READY until the
platform has answered.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from shopexit.inputs.state import State
from shopexit.inputs.state_schema import PlatformAnswer
from shopexit.messages import Text, record
from shopexit.rules.conditions import days_asked
from shopexit.rules.entries import Level, NotAsked, Requirement
from shopexit.rules.explanation import truth_if
from shopexit.rules.facts import Fact, Value, Values
from shopexit.rules.platform import Platform, Procedure
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.sources import Grade
from shopexit.rules.truth import Truth
from shopexit.rules.vocabulary import clear_condition


@record()
class Point:
    """An unfavourable fact about a shop that no rule of the procedure deals with."""

    ref: str
    """Reference for an answer of the platform: PLATFORM/PROCEDURE/FACT."""
    fact: str
    has: Value
    """The value that the shop's state file gives."""
    not_asked: NotAsked | None
    """Rule which says that the platform does not ask for the fact; None without such a rule."""
    answer: PlatformAnswer | None = None
    """The platform's answer whether the fact matters; None if not given or not needed."""

    @property
    def is_open(self) -> bool:
        """Whether neither a source nor the platform has said if the fact matters."""
        return not (self.not_asked or self.answer)

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the platform has answered that the fact must be favourable first."""
        return bool(self.answer and self.answer.required)


def points(platform: Platform, name: str, state: State, on: date, trust: Grade) -> Iterator[Point]:
    """Yield a point for each unfavourable fact that no rule of the procedure `name` deals with.

    Procedures about orders have none. A rule which says that the platform does not ask for a fact
    counts only if its sources are at least as reliable as the grade `trust`.
    """
    procedure = platform.procedures[name]
    if procedure.subject is Subject.ORDER:
        return
    for fact in state.unclear:
        ref = f"{platform.platform}/{name}/{fact}"
        answer = state.answers.get(ref)
        demanded = answer is not None and answer.required
        # The reader reports what the fact does, as a finding, a date or a sum.
        if _is_read(procedure, fact, state.values, on, demanded=demanded):
            continue
        shown = (
            each
            for each in (*procedure.not_asked, *platform.not_asked)
            if fact in each.facts
            # A rule that only may apply does not show that this shop is not asked.
            and truth_if(each.when, state.values, on) is Truth.TRUE
            and (not each.sources or platform.best_grade(each.sources).rank <= trust.rank)
        )
        # The platform's own answer overrides the sources.
        not_asked = None if demanded else next(shown, None)
        yield Point(ref, fact, state.values[fact], not_asked, None if not_asked else answer)


def awaited(platform: Platform, name: str, state: State, on: date) -> Mapping[str, Fact]:
    """Return the facts that the platform has said it requires, but that the state does not give.

    The keys are references, PLATFORM/PROCEDURE/FACT. Only facts required for the procedure `name`
    are returned, without those that a rule of that procedure reads.
    """
    procedure, prefix = platform.procedures[name], f"{platform.platform}/{name}/"
    return {
        ref: fact
        for ref, fact in state.awaited.items()
        if ref.startswith(prefix)
        and procedure.subject is Subject.SHOP
        and not _is_read(procedure, ref.removeprefix(prefix), state.values, on, demanded=True)
    }


def _is_read(procedure: Procedure, fact: str, values: Values, on: date, *, demanded: bool) -> bool:
    """Return whether a rule of the procedure that surely applies to this shop reads the fact.

    With `demanded`, the platform has said that the fact must be favourable first: then only a
    mandatory requirement says as much.
    """
    return any(
        truth_if(entry.when, values, on) is Truth.TRUE
        for entry in procedure.readers.get(fact, ())
        if not demanded or (isinstance(entry, Requirement) and entry.level is Level.MUST)
    )


def required(path: str, fact: Fact) -> Requirement:
    """Return a requirement for what the platform demands: that the fact `path` is favourable.

    The requirement has no sources, as it is based on the platform's answer.
    """
    # Not validated, as the schema of rule files requires sources.
    return Requirement.model_construct(
        id=path,
        level=Level.MUST,
        says=Text(
            zh=f"平台要求先处理好：{fact.label.zh}。",
            en=f"The platform requires this to be settled first: {fact.label.en}.",
        ),
        holds=clear_condition(path, fact),
        fix=Text(
            zh=f"照平台的答复处理“{fact.label.zh}”，再改店铺数据。",
            en=f"Do what the platform answered, then update the figure: {fact.label.en}.",
        ),
        sources=(),
    )


def settling(requirement: Requirement, answer: PlatformAnswer | None) -> PlatformAnswer | None:
    """Return the platform's answer about a requirement if it counts, else None.

    An answer can lift or ease a requirement only if sources disagree on the requirement, or if its
    rule says that answers settle it; an answer that asks for at least as much always counts.
    """
    if answer is None or requirement.disputed or requirement.settled_by:
        return answer
    shorter = answer.days is not None and any(
        isinstance(asked, int) and answer.days < asked for asked in days_asked(requirement.holds)
    )
    return answer if answer.required and not shorter else None
