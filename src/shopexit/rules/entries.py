"""The entries of a procedure: what is required, what is done, and what there is to know."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema

from shopexit.files.validation import Model, NonEmpty, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text
from shopexit.rules.conditions import Condition, facts_read
from shopexit.rules.durations import Claim, Takes
from shopexit.rules.facts import Fact, FactType
from shopexit.rules.sources import Citation, Citations, OtherSide, Place

FactName: TypeAlias = NonEmpty
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


class Own(Model):
    """That an entry was added or changed by rules of one's own (`overlay`), and why."""

    added: bool
    reason: str | None = None
    by: str | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it settles nothing: that it reads a fact is no reason not to ask about it."""
        return self.added and not self.reason


class Entry(Model):
    """What every entry of a procedure has."""

    id: Id
    when: Condition | None = None
    """The entry applies only if this holds."""
    where: tuple[Place, ...] = ()
    sources: Citations
    takes: Takes = ()
    """How long it takes. For a requirement: how long until others have done their part in it; left
    out where the seller alone brings it about."""
    since: FactName | None = None
    """The fact that tells from which day `takes` is counted; else the end of the step before."""
    returns: FactName | None = None
    """The money that reaches the seller's hands by this."""
    beyond: FactName | None = None
    """Only what lies above this sum reaches them; the rest stays while the shop goes on."""
    into: Text | None = None
    """The account that this money goes into."""
    costs: FactName | None = None
    """The money that the seller has to pay for this."""
    disputed: tuple[OtherSide, ...] = ()
    ask: Text | None = None
    """What to ask the platform, where sources disagree or are silent."""
    note: Text | None = None
    own: Annotated[Own | None, SkipJsonSchema()] = None
    """Set where rules of one's own are laid over; no file says so of itself."""

    @property
    @abstractmethod
    def words(self) -> Text:
        """What it says, in a sentence."""

    @property
    def way_out(self) -> Text | None:
        """What to do about it, if there is anything."""
        return None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.disputed and not self.ask:
            raise objection(
                Text(
                    zh="有 disputed 就要写 ask：该向平台问什么",
                    en="an entry with `disputed` needs `ask`: what to ask the platform",
                )
            )
        if self.into and not self.returns:
            raise objection(
                Text(
                    zh="有 into（到哪个账户）就要写 returns：到账的是哪笔钱",
                    en="an entry with `into`, the account, needs `returns`, the money that arrives",
                )
            )
        if self.beyond and not self.returns:
            raise objection(
                Text(
                    zh="有 beyond（超出哪个数的才到账）就要写 returns：到账的是哪笔钱",
                    en="an entry with `beyond`, the sum that stays, needs `returns`",
                )
            )
        return self


class Requirement(Entry):
    """A condition over facts that a procedure asks for."""

    level: Level
    says: Text
    holds: Condition
    fix: Text
    who: Who = Who.SELLER
    """Who can put it right; where that is not the seller, he can only wait."""
    cleared_by: Id | None = None
    """The procedure of the same platform that brings this about."""
    after: tuple[Id, ...] = ()
    """The requirements, further up in the same procedure, that have to be met before this can be
    put right: money is settled once the orders are finished."""

    @property
    def words(self) -> Text:
        """What it asks for."""
        return self.says

    @property
    def way_out(self) -> Text:
        """How to clear it."""
        return self.fix


class Step(Entry):
    """One action of a procedure."""

    who: Who
    does: Text
    applies: bool = False
    """The step hands the application in: from then on the platform has taken it."""
    point_of_no_return: bool = False
    done_when: Condition | None = None
    """The step has been taken if this holds."""
    done_on: FactName | None = None
    """The fact that tells on which day it was taken."""
    not_before: Condition | None = None
    """The step can be taken only once this holds; for what a single step waits for."""

    @property
    def words(self) -> Text:
        """What is done."""
        return self.does


class Note(Entry):
    """What closing causes, what happens by itself, what is owed afterwards, what can go wrong."""

    says: Text
    fix: Text | None = None
    """The way out."""

    @property
    def words(self) -> Text:
        """What it says."""
        return self.says

    @property
    def way_out(self) -> Text | None:
        """What to do about it."""
        return self.fix


class NotAsked(Model):
    """Facts that look bad and that a procedure, or all of a platform, does not look at.

    Either sources show so, or the platform has no such thing.
    """

    facts: tuple[FactName, ...] = Field(min_length=1)
    when: Condition | None = None
    """They are not asked for only if this holds."""
    says: Text | None = None
    """What the sources show."""
    sources: Citations | None = None
    no_such_thing: bool = False
    own: Annotated[Own | None, SkipJsonSchema()] = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        shown = bool(self.says and self.sources)
        if shown is self.no_such_thing or bool(self.says or self.sources) is self.no_such_thing:
            raise objection(
                Text(
                    zh="要么写 says 和 sources，要么只写 no_such_thing: true",
                    en="give `says` with `sources`, or `no_such_thing: true` alone",
                )
            )
        return self


class OpenQuestion(Model):
    """What no source says."""

    id: Id
    when: Condition | None = None
    """The question is for shops, or orders, of which this holds."""
    says: Text
    ask: Text


def claims(entry: Entry) -> tuple[Claim, ...]:
    """Return what is said of how long an entry takes, if anything is."""
    return () if isinstance(entry.takes, str) else entry.takes


_DAYS = {"done_on": FactType.DATE, "since": FactType.DATE}
_MONEY = {"returns": FactType.MONEY, "beyond": FactType.MONEY, "costs": FactType.MONEY}


def reads(entry: Entry) -> frozenset[str]:
    """Return the facts that an entry reads so that a report shows what they did.

    What a requirement asks for is a finding, whatever its level; of a step, or of anything that has
    a wait or brings money, it is whether it is there, its days and its sum. By what a step is seen
    to be done does not count, nor does what rules of one's own add without a reason.
    """
    silent = entry.own and entry.own.is_silent
    if silent or not (isinstance(entry, Requirement | Step) or entry.takes or entry.returns):
        return frozenset()
    asked = [entry.when, *(claim.when for claim in claims(entry))]
    if isinstance(entry, Requirement):
        asked.append(entry.holds)
    named = {fact for condition in asked if condition for fact in facts_read(condition)}
    return frozenset(named | {fact for fact in (entry.since, entry.returns, entry.beyond) if fact})


def facts_named(entry: Entry) -> Iterator[tuple[str, str, FactType]]:
    """Yield each fact that an entry names outside its conditions: its key, itself, its type."""
    for key, wanted in (_DAYS | _MONEY).items():
        fact = getattr(entry, key, None)
        if fact:
            yield key, fact, wanted


def conditions(entry: Entry) -> Iterator[Condition]:
    """Yield every condition in an entry."""
    if entry.when:
        yield entry.when
    if isinstance(entry, Requirement):
        yield entry.holds
    if isinstance(entry, Step):
        yield from (c for c in (entry.done_when, entry.not_before) if c)
    for claim in claims(entry):
        if claim.when:
            yield claim.when


def citations(entry: Entry) -> Iterator[Citation]:
    """Yield every citation in an entry: its own, and those of its places, claims and disputes."""
    parts: list[OtherSide | Place | Claim] = [*entry.where, *entry.disputed, *claims(entry)]
    yield from entry.sources
    for part in parts:
        yield from part.sources


def refuse_wrong_facts(entry: Entry, facts: Mapping[str, Fact], at: KeyPath) -> None:
    """Object to an entry that takes a fact which is not there, or is of another type."""
    for key, name, wanted in facts_named(entry):
        if name not in facts:
            raise unknown(name, facts, (*at, key))
        if facts[name].type is not wanted:
            says = Text(
                zh=f"{key} 要写 {wanted} 类型的事实，{name} 是 {facts[name].type}",
                en=f"`{key}` takes a fact of type {wanted}, and {name} is a {facts[name].type}",
            )
            raise objection(says, (*at, key))
