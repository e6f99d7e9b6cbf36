"""The shape of a rule file. A bad one is refused here, so nothing after has an error path."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, Self, TypeAlias

from pydantic import Field, StringConstraints, ValidationInfo, model_validator

from shopexit.dates import Day
from shopexit.errors import nearest
from shopexit.facts import ORDER_GROUP
from shopexit.matcher import Condition, facts_read
from shopexit.source import Citation, Citations, Grade, OtherSide, Place, Source
from shopexit.text import Label, Model, Text
from shopexit.validation import objection
from shopexit.wait import Claim, Takes, Wait, weigh
from shopexit.yamlfile import KeyPath

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Level(StrEnum):
    """Whether a requirement decides the verdict."""

    MUST = "must"
    SHOULD = "should"


class Who(StrEnum):
    """Who has to act."""

    SELLER = "seller"
    PLATFORM = "platform"
    BUYER = "buyer"
    SUPPLIER = "supplier"
    BANK = "bank"


class Subject(StrEnum):
    """What a procedure is about: the shop, or each of its orders."""

    SHOP = "shop"
    ORDER = "order"


class Entry(Model):
    """What every entry of a procedure has."""

    id: Id
    when: Condition | None = None
    """The entry applies only if this holds."""
    where: tuple[Place, ...] = ()
    sources: Citations
    disputed: tuple[OtherSide, ...] = ()
    ask: Text | None = None
    """What to ask the platform, where sources disagree or are silent."""
    note: Text | None = None

    @model_validator(mode="after")
    def _a_dispute_has_a_question(self) -> Self:
        if self.disputed and not self.ask:
            raise objection(
                Text(
                    zh="有 disputed 就要写 ask：该向平台问什么",
                    en="an entry with `disputed` needs `ask`: what to ask the platform",
                )
            )
        return self


class Requirement(Entry):
    """A condition over facts that a procedure asks for."""

    level: Level
    says: Text
    holds: Condition
    fix: Text
    cleared_by: Id | None = None
    """The procedure of the same platform that brings this about."""


class Step(Entry):
    """One action of a procedure."""

    who: Who
    does: Text
    takes: Takes = ()
    point_of_no_return: bool = False
    done_when: Condition | None = None
    """The step has been taken if this holds."""


class Note(Entry):
    """What closing causes, what is still owed afterwards, or what can go wrong and the way out."""

    says: Text
    fix: Text | None = None
    takes: Takes = ()


class OpenQuestion(Model):
    """What no source says."""

    id: Id
    says: Text
    ask: Text


class Procedure(Model):
    """One thing that a seller can do on a platform."""

    default: bool = False
    subject: Subject = Subject.SHOP
    name: Text
    about: Text
    when: Condition | None = None
    """The procedure is for shops, or orders, of which this holds."""
    requirements: tuple[Requirement, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    effects: tuple[Note, ...] = ()
    aftercare: tuple[Note, ...] = ()
    trouble: tuple[Note, ...] = ()
    unknowns: tuple[OpenQuestion, ...] = ()

    def placed(self) -> Iterator[tuple[KeyPath, Entry]]:
        """Yield everything that cites sources, with its place in the procedure."""
        for section in ("requirements", "steps", "effects", "aftercare", "trouble"):
            for i, entry in enumerate(getattr(self, section)):
                yield (section, i), entry

    def entries(self) -> Iterator[Entry]:
        """Yield everything that cites sources."""
        return (entry for _, entry in self.placed())

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition in the procedure."""
        if self.when:
            yield self.when
        for entry in self.entries():
            yield from conditions(entry)

    def facts_read(self) -> tuple[str, ...]:
        """Return every fact that the procedure asks about, in the order of its first use."""
        read = (fact for condition in self.conditions() for fact in facts_read(condition))
        return tuple(dict.fromkeys(read))


def claims(entry: Entry) -> tuple[Claim, ...]:
    """Return what is said of how long an entry takes, if anything is."""
    takes = getattr(entry, "takes", ())
    return () if takes == "unknown" else takes


def conditions(entry: Entry) -> Iterator[Condition]:
    """Yield every condition in an entry."""
    if entry.when:
        yield entry.when
    if isinstance(entry, Requirement):
        yield entry.holds
    if isinstance(entry, Step) and entry.done_when:
        yield entry.done_when
    for claim in claims(entry):
        if claim.when:
            yield claim.when


class Platform(Model):
    """A marketplace: one rule file."""

    platform: Annotated[Label, StringConstraints(pattern=r"^[a-z0-9]+$")]
    name: Text
    aliases: tuple[Label, ...] = ()
    reviewed: Day
    """The day the file was last held against its sources."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    sources: dict[Id, Source]
    figures: dict[str, tuple[Place, ...]] = Field(default={})
    """Where in the back office each fact is found, as far as a source says."""
    procedures: dict[Id, Procedure] = Field(min_length=1)

    @model_validator(mode="after")
    def _hangs_together(self, info: ValidationInfo) -> Self:
        facts = (info.context or {}).get("facts")
        for name, procedure in self.procedures.items():
            at: KeyPath = ("procedures", name)
            _refuse_repeated_ids(procedure, at)
            _refuse_wrong_subject(procedure, at)
            for place, entry in procedure.placed():
                here = (*at, *place)
                self._refuse_unknown_sources(citations(entry), here)
                cleared_by = getattr(entry, "cleared_by", None)
                if cleared_by and cleared_by not in self.procedures:
                    raise _unknown(cleared_by, self.procedures, (*here, "cleared_by"))
        for fact, places in self.figures.items():
            if facts is not None and fact not in facts:
                raise _unknown(fact, facts, ("figures", fact))
            self._refuse_unknown_sources(
                (c for place in places for c in place.sources), ("figures", fact)
            )
        if not self.defaults:
            raise objection(
                Text(zh="要有一个流程写 default: true", en="one procedure has to be the default")
            )
        return self

    def _refuse_unknown_sources(self, cited: Iterable[Citation], at: KeyPath) -> None:
        for citation in cited:
            if citation.source not in self.sources:
                raise _unknown(citation.source, self.sources, at)

    @property
    def defaults(self) -> tuple[str, ...]:
        """The procedures that are judged when none is named."""
        return tuple(name for name, procedure in self.procedures.items() if procedure.default)

    def best_grade(self, cited: Iterable[Citation]) -> Grade:
        """Return the grade of the best of the sources cited."""
        return min((self.sources[c.source].grade for c in cited), key=lambda grade: grade.rank)

    def weigh(self, takes: Takes) -> Wait:
        """Return the wait that claims amount to, by the grades of their sources."""
        return weigh(takes, lambda claim: self.best_grade(claim.sources).rank)

    def references(self) -> dict[str, Entry]:
        """Return every entry of every procedure by its reference, PLATFORM/PROCEDURE/ID."""
        return {
            f"{self.platform}/{name}/{entry.id}": entry
            for name, procedure in self.procedures.items()
            for entry in procedure.entries()
        }


def citations(entry: Entry) -> Iterator[Citation]:
    """Yield every citation in an entry: its own, and those of its places, claims and disputes."""
    parts: list[OtherSide | Place | Claim] = [*entry.where, *entry.disputed, *claims(entry)]
    yield from entry.sources
    for part in parts:
        yield from part.sources


def _refuse_repeated_ids(procedure: Procedure, at: KeyPath) -> None:
    placed: list[tuple[KeyPath, str]] = [(place, entry.id) for place, entry in procedure.placed()]
    placed += [(("unknowns", i), question.id) for i, question in enumerate(procedure.unknowns)]
    seen: set[str] = set()
    for place, name in placed:
        if name in seen:
            says = Text(zh=f"id 重复：{name}", en=f"two entries have the id {name}")
            raise objection(says, (*at, *place, "id"))
        seen.add(name)


def _refuse_wrong_subject(procedure: Procedure, at: KeyPath) -> None:
    if procedure.subject is Subject.ORDER:
        return
    for place, entry in procedure.placed():
        for fact in (f for condition in conditions(entry) for f in facts_read(condition)):
            if fact.startswith(f"{ORDER_GROUP}."):
                says = Text(
                    zh=f"{fact} 是单个订单的事实，流程要写 subject: order",
                    en=f"{fact} is a fact of an order, but the procedure's subject is the shop",
                )
                raise objection(says, (*at, *place))


def _unknown(name: str, known: Iterable[str], at: KeyPath) -> Exception:
    return objection(Text(zh=f"没有 {name}", en=f"there is no {name}"), at, nearest(name, known))
