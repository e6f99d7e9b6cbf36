"""What becomes of a fact that looks bad: a rule reads it, it is not asked for, or it is open.

Pure. No fact is silent: what no rule of a procedure says anything about is a question to the
platform, and as long as it is not answered nothing is ready.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from shopexit.inputs.state import State
from shopexit.inputs.state_schema import PlatformAnswer
from shopexit.messages import Text, record
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
    """A fact that is given, is not clear, and that nothing in the procedure reads."""

    ref: str
    """How an answer of the platform names it: PLATFORM/PROCEDURE/FACT."""
    fact: str
    has: Value
    not_asked: NotAsked | None
    """What shows that it is not asked for; None if no source does."""
    answer: PlatformAnswer | None = None
    """What the platform said of it, where no source does."""

    @property
    def is_open(self) -> bool:
        """Whether neither a source nor the platform has said what it means."""
        return not (self.not_asked or self.answer)

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the platform has said that it has to be settled first."""
        return bool(self.answer and self.answer.required)


def points(
    platform: Platform, name: str, state: State, values: Values, on: date, trust: Grade
) -> Iterator[Point]:
    """Yield the bad-looking facts that a procedure does not read.

    Procedures for orders weigh the facts of the order only, none of which has a bad side. Sources
    below `trust` do not show that a fact is not asked for.
    """
    procedure = platform.procedures[name]
    if procedure.subject is Subject.ORDER:
        return
    for fact in state.unclear:
        if _is_read(procedure, fact, values, on):
            continue
        shown = (
            each
            for each in (*procedure.not_asked, *platform.not_asked)
            if fact in each.facts
            and truth_if(each.when, values, on) is Truth.TRUE
            and (not each.sources or platform.best_grade(each.sources).rank <= trust.rank)
        )
        ref = f"{platform.platform}/{name}/{fact}"
        answer, not_asked = state.answers.get(ref), next(shown, None)
        if answer and answer.required:
            not_asked = None  # what the platform itself says goes before what its texts leave out
        yield Point(ref, fact, values[fact], not_asked, None if not_asked else answer)


def awaited(
    platform: Platform, name: str, state: State, values: Values, on: date
) -> Mapping[str, Fact]:
    """Return what the platform asks for by its own answer, and nobody reads and nobody gives."""
    procedure, prefix = platform.procedures[name], f"{platform.platform}/{name}/"
    return {
        ref: fact
        for ref, fact in state.awaited.items()
        if ref.startswith(prefix)
        and procedure.subject is Subject.SHOP
        and not _is_read(procedure, ref.removeprefix(prefix), values, on)
    }


def _is_read(procedure: Procedure, fact: str, values: Values, on: date) -> bool:
    """Return whether an item that surely applies reads a fact."""
    readers = procedure.readers.get(fact, ())
    return any(truth_if(entry.when, values, on) is Truth.TRUE for entry in readers)


def required(path: str, fact: Fact) -> Requirement:
    """Return what the platform asks for once it has said that a bad-looking fact stands in the way.

    It has no source but that answer, which the finding carries.
    """
    return Requirement.model_construct(
        id=path,
        level=Level.MUST,
        says=Text(
            zh=f"平台要求先处理好：{fact.label.zh}。",
            en=f"The platform asks that this be settled first: {fact.label.en}.",
        ),
        holds=clear_condition(path, fact),
        fix=Text(
            zh=f"照平台的答复处理“{fact.label.zh}”，再改店铺数据。",
            en=f"Do what the platform answered, then update the figure: {fact.label.en}.",
        ),
        sources=(),
    )
