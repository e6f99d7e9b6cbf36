"""The parts of a procedure in a rule file: requirements, steps, notes, open questions."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator
from pydantic.json_schema import SkipJsonSchema
from typing_extensions import TypeAliasType

from shopexit.files.validation import Model, NonEmpty, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text
from shopexit.rules.conditions import Condition, facts_read
from shopexit.rules.durations import Claim, Takes
from shopexit.rules.facts import ARRIVED_ON, Fact, FactType, SettledBy
from shopexit.rules.sources import Citation, Citations, OtherSide, Place

FactName: TypeAlias = NonEmpty
# Named, so that the pattern is compiled once for all fields.
Id = TypeAliasType("Id", Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")])


class Level(StrEnum):
    """Whether a requirement affects the verdict (`must`) or is only advice (`should`)."""

    MUST = "must"
    SHOULD = "should"


class Who(StrEnum):
    """The party that has to take a step or fulfil a requirement."""

    SELLER = "seller"
    PLATFORM = "platform"
    BUYER = "buyer"
    SUPPLIER = "supplier"
    BANK = "bank"


class Own(Model):
    """Marks a rule that the seller added or changed, with the reason and who decided."""

    added: bool
    reason: str | None = None
    by: str | None = None


class Entry(Model):
    """Base class of requirements, steps and notes: the fields that all of them have."""

    id: Id
    when: Condition | None = None
    """Condition under which the entry applies; always if None."""
    settled_by: SettledBy = Field(default={})
    """With one of these answers the entry applies no more: a requirement is not required."""
    where: tuple[Place, ...] = ()
    sources: Citations
    takes: Takes = ()
    """How long the step takes, or how long others need for their part in a requirement; empty where
    only the seller has to act."""
    since: FactName | None = None
    """Name of the fact with the date from which the time is counted; by default the end of the
    previous step."""
    returns: FactName | None = None
    """Name of the fact with the amount that is paid out to the seller."""
    beyond: FactName | None = None
    """Name of the fact with the sum that the platform keeps while the shop is open, such as the
    required deposit; only what exceeds this sum is paid out."""
    into: Text | None = None
    """Account that the money is paid into."""
    costs: FactName | None = None
    """Name of the fact with the amount that the seller has to pay."""
    disputed: tuple[OtherSide, ...] = ()
    ask: Text | None = None
    """Question for the platform, where sources disagree or say nothing."""
    note: Text | None = None
    own: Annotated[Own | None, SkipJsonSchema()] = None
    """Set by the program if a seller's own rules added or changed this entry."""

    @property
    @abstractmethod
    def words(self) -> Text:
        """The sentence that says what is required, what is done, or what happens."""

    @property
    def way_out(self) -> Text | None:
        """How to fulfil a requirement, or to remedy what a note describes; None for steps."""
        return getattr(self, "fix", None)

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
                    en="`into` names an account: say under `returns` which money is paid into it",
                )
            )
        if self.beyond and not self.returns:
            raise objection(
                Text(
                    zh="有 beyond（超出哪个数的才到账）就要写 returns：到账的是哪笔钱",
                    en="`beyond` is the part not paid out: name the whole sum under `returns`",
                )
            )
        return self


class Requirement(Entry):
    """A condition that must be met before the procedure can be carried out."""

    level: Level
    says: Text
    holds: Condition
    fix: Text
    who: Who = Who.SELLER
    """Who can fulfil it; if not the seller, the seller can only wait."""
    cleared_by: Id | None = None
    """Procedure of the same platform that fulfils this requirement."""
    after: tuple[Id, ...] = ()
    """Ids of earlier requirements in the same procedure that must be met before work on this
    requirement can begin; for example, orders end before money is settled."""

    @property
    def words(self) -> Text:
        """The sentence that says what is required."""
        return self.says


class Step(Entry):
    """One action of a procedure; the steps of a procedure are taken in the order listed."""

    who: Who
    does: Text
    applies: bool = False
    """Whether this step submits the application to the platform."""
    point_of_no_return: bool = False
    done_when: Condition | None = None
    """Condition that shows that the step has been taken."""
    done_on: FactName | None = None
    """Name of the fact with the day on which the step was taken."""
    not_before: Condition | None = None
    """Condition that must hold before this step can be taken."""

    @property
    def pays_deposit(self) -> bool:
        """Whether all of the deposit comes back with this step."""
        return self.returns == "deposit.held" and not self.beyond

    @property
    def dates(self) -> FactName | None:
        """Name of the fact with the day on which this step was taken, or its money arrived."""
        return self.done_on or (ARRIVED_ON if self.pays_deposit else None)

    @property
    def words(self) -> Text:
        """The sentence that says what is done in this step."""
        return self.does


class Note(Entry):
    """Something to know about a procedure, such as an effect, a later duty or a possible risk."""

    says: Text
    fix: Text | None = None
    """What to do about it, if anything can be done."""

    @property
    def words(self) -> Text:
        """The sentence that the note consists of."""
        return self.says


class Trouble(Note):
    """A problem that is known to occur, and how to get out of it."""

    prevents_ready: bool = False
    """Whether a shop that surely has it is never READY, as its figures contradict each other."""
    today: bool = False
    """Whether `fix` is something that a shop which surely has it should do on the same day."""

    @model_validator(mode="after")
    def _has_a_fix_for_today(self) -> Self:
        if self.today and self.fix is None:
            says = Text(zh="写了 today，就要写 fix", en="an entry with `today` needs a `fix`")
            raise objection(says)
        return self


class NotAsked(Model):
    """Facts that do not matter to a procedure, or to a platform, even if unfavourable.

    Either `sources` show this, or `no_such_thing` says that the facts do not exist on the platform.
    """

    facts: tuple[FactName, ...] = Field(min_length=1)
    when: Condition | None = None
    """Condition under which the facts are not asked for; always if None."""
    says: Text | None = None
    """What `sources` say to show that the platform does not ask for the facts."""
    sources: Citations | None = None
    no_such_thing: bool = False
    own: Annotated[Own | None, SkipJsonSchema()] = None

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        # Refused: both kinds of evidence, neither, a text without sources, sources without a text.
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
    """A question about a procedure that no source answers, to be put to the platform."""

    id: Id
    when: Condition | None = None
    """Condition on the shop or order for which the question matters; always if None."""
    settled_by: SettledBy = Field(default={})
    """With one of these answers the question is answered too."""
    says: Text
    ask: Text


def claims(entry: Entry) -> tuple[Claim, ...]:
    """Return what sources claim about how long a requirement, step or note takes; may be empty."""
    return () if isinstance(entry.takes, str) else entry.takes


_NAMING = {
    **dict.fromkeys(("done_on", "since"), FactType.DATE),
    **dict.fromkeys(("returns", "beyond", "costs"), FactType.MONEY),
}


def reads(entry: Entry) -> frozenset[str]:
    """Return the names of the facts that a requirement, step or note deals with.

    These decide whether it applies, how long it takes and how much money is paid; for a requirement
    also whether it is met. Notes that have neither a wait nor money, and entries that a seller
    added without a reason, deal with no fact.
    """
    # Otherwise a seller's own rule without a reason could make the shop look better.
    silent = entry.own and entry.own.added and not entry.own.reason
    shown = entry.takes or entry.returns or entry.costs
    if silent or not (isinstance(entry, Requirement | Step) or shown):
        return frozenset()
    # `done_when` is left out: it tells that a step is done, not what a bad figure leads to.
    asked = [entry.when, *(claim.when for claim in claims(entry))]
    if isinstance(entry, Requirement):
        asked.append(entry.holds)
    named = {fact for condition in asked for fact in facts_read(condition)}
    keys = (entry.since, entry.returns, entry.beyond, entry.costs)
    return frozenset(named | {fact for fact in keys if fact})


def facts_named(entry: Entry) -> Iterator[tuple[str, str, FactType]]:
    """Yield (key, name of fact, type required) for each key, such as `costs`, that names a fact."""
    for key, wanted in _NAMING.items():
        if fact := getattr(entry, key, None):  # only steps have `done_on`
            yield key, fact, wanted


def conditions(entry: Entry) -> Iterator[Condition]:
    """Yield every condition in a requirement, step or note, including those in `takes`."""
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
    """Yield every citation of a source in a requirement, step or note, including its parts."""
    parts: list[OtherSide | Place | Claim] = [*entry.where, *entry.disputed, *claims(entry)]
    yield from entry.sources
    for part in parts:
        yield from part.sources


def refuse_wrong_facts(entry: Entry, facts: Mapping[str, Fact], at: KeyPath) -> None:
    """Raise a validation error if a key such as `costs` names no fact, or one of a wrong type.

    `entry` is the requirement, step or note with these keys, `at` its key path in the rule file;
    `facts` maps names to all known facts.
    """
    for key, name, wanted in facts_named(entry):
        if name not in facts:
            raise unknown(name, facts, (*at, key))
        if facts[name].type is not wanted:
            says = Text(
                zh=f"{key} 要写 {wanted} 类型的事实，{name} 是 {facts[name].type}",
                en=f"`{key}` needs a fact of type {wanted}, but {name} is {facts[name].type}",
            )
            raise objection(says, (*at, key))
