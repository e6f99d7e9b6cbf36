"""Pydantic models of a rule file, `Platform` and `Procedure`, which refuse invalid rules."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, PrivateAttr, StringConstraints, ValidationInfo, model_validator

from shopexit.files.dates import Day
from shopexit.files.validation import Label, Model, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text, fail, nearest
from shopexit.rules.calendar import Calendar
from shopexit.rules.conditions import Condition, Facts, atoms, facts_read
from shopexit.rules.durations import Duration, Takes, weigh
from shopexit.rules.entries import (
    Entry,
    Id,
    NotAsked,
    Note,
    OpenQuestion,
    Requirement,
    Step,
    Trouble,
    citations,
    claims,
    conditions,
    facts_named,
    reads,
    refuse_wrong_facts,
)
from shopexit.rules.export_schema import Exports
from shopexit.rules.facts import ARRIVED_ON, LAST_WITHDRAWN_ON, Values
from shopexit.rules.maintenance import KnownFlaw, RuleChange, refuse_wrong_flaws, refuse_wrong_refs
from shopexit.rules.order_grouping import OrderGrouping
from shopexit.rules.procedure_checks import (
    ALL,
    Subject,
    names_of,
    refuse_equal_names,
    refuse_repeated_ids,
    refuse_wrong_references,
    refuse_wrong_results,
    refuse_wrong_subject,
)
from shopexit.rules.sources import Citation, Grade, Place, Source
from shopexit.rules.vocabulary import Doubt, Vocabulary

STATUS = "closing.status"
"""Fact that holds the status of an application to close."""
REJECTED = "rejected"
"""Value of `closing.status` after the platform has refused the application."""
SECTIONS = ("requirements", "steps", "by_itself", "effects", "aftercare", "trouble")
"""Sections of a procedure that list requirements, steps or notes, in display order."""


class Procedure(Model):
    """One thing that a seller can do on a platform, such as closing the shop."""

    default: bool = False
    subject: Subject = Subject.SHOP
    name: Text
    aliases: tuple[Label, ...] = ()
    """Other names that sellers use."""
    about: Text
    when: Condition | None = None
    """Condition on the shop, or the order, for which the procedure is meant."""
    brings: Facts | None = None
    """Values of facts once the procedure is finished, used to plan the procedures after it."""
    requirements: tuple[Requirement, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = Field(min_length=1)
    by_itself: tuple[Note, ...] = ()
    """What the platform does by itself if nobody acts, and when."""
    effects: tuple[Note, ...] = ()
    aftercare: tuple[Note, ...] = ()
    trouble: tuple[Trouble, ...] = ()
    unknowns: tuple[OpenQuestion, ...] = ()
    not_asked: tuple[NotAsked, ...] = ()
    """Facts that do not matter to the procedure even if unfavourable, with the evidence for it."""

    def called(self, name: str) -> tuple[str, ...]:
        """Return every name of the procedure; `name` is its key in `Platform.procedures`."""
        return name, self.name.zh, self.name.en, *self.aliases

    def placed(self) -> Iterator[tuple[KeyPath, Entry]]:
        """Yield each requirement, step and note with its key path, such as ("steps", 0)."""
        for section in SECTIONS:
            for i, entry in enumerate(getattr(self, section)):
                yield (section, i), entry

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All requirements, steps and notes, in the order of `SECTIONS`."""
        return tuple(entry for _, entry in self.placed())

    def conditions(self) -> Iterator[Condition]:
        """Yield every condition in the procedure: its own, then those of its parts."""
        if self.when:
            yield self.when
        for entry in self.entries:
            yield from conditions(entry)
        yield from (question.when for question in self.unknowns if question.when)
        yield from (each.when for each in self.not_asked if each.when)

    @cached_property
    def cleared_by(self) -> frozenset[str]:
        """Keys of the procedures that fulfil one of this procedure's requirements."""
        return frozenset(r.cleared_by for r in self.requirements if r.cleared_by)

    @cached_property
    def reversible(self) -> bool:
        """Whether no step is one that cannot be undone."""
        return not any(step.point_of_no_return for step in self.steps)

    @cached_property
    def paying(self) -> tuple[Step, ...]:
        """The steps that pay out money to the seller."""
        return tuple(step for step in self.steps if step.returns)

    @cached_property
    def by_closing(self) -> bool:
        """Whether the fact `closing.status` tells if this procedure's application step is done."""
        seen = (step.done_when for step in self.steps if step.applies)
        return any(fact == STATUS for condition in seen for fact, _ in atoms(condition))

    @cached_property
    def results(self) -> Values:
        """Maps facts to the values that they have once the procedure is finished (`brings`)."""
        return {fact: m.operand for fact, m in self.brings.matchers} if self.brings else {}

    @cached_property
    def likeness(self) -> OrderGrouping:
        """Groups the orders that this procedure treats alike."""
        judged = [self.when, *(c for r in self.requirements for c in (r.when, r.holds))]
        return OrderGrouping([c for c in judged if c], self.conditions(), self.facts_read())

    @cached_property
    def readers(self) -> Mapping[str, tuple[Entry, ...]]:
        """Maps each fact to the requirements, steps and notes that deal with it (see `reads`)."""
        found: dict[str, list[Entry]] = {}
        for place, entry in self.placed():
            # `trouble` entries describe what may go wrong; they decide nothing.
            for fact in reads(entry) if place[0] != "trouble" else ():
                found.setdefault(fact, []).append(entry)
        return {fact: tuple(entries) for fact, entries in found.items()}

    def facts_read(self) -> tuple[str, ...]:
        """Return the names of the facts that the procedure reads, in the order of first use."""
        conditions = (fact for c in self.conditions() for fact in facts_read(c))
        named = (fact for entry in self.entries for _, fact, _ in facts_named(entry))
        return tuple(dict.fromkeys((*conditions, *named)))


class Platform(Model):
    """The contents of one rule file: all that is known of one marketplace."""

    platform: Annotated[Label, StringConstraints(pattern=r"^[a-z0-9]+$")]
    name: Text
    aliases: tuple[Label, ...] = ()
    reviewed: Day
    """The day on which the file was last compared with its sources."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "CNY"
    sources: dict[Id, Source]
    figures: dict[str, tuple[Place, ...]] = Field(default={})
    """Maps facts to the menu paths at which their values are found in the back office."""
    exports: Exports | None = None
    """Order exports that can be read, if any are known."""
    not_asked: tuple[NotAsked, ...] = ()
    """Facts that do not matter to any procedure, even if unfavourable."""
    doubts: tuple[Doubt, ...] = ()
    """Reasons to doubt that money is paid out, in addition to those in facts.yaml."""
    changes: tuple[RuleChange, ...] = ()
    """Changes of this file, newest first."""
    known_flaws: tuple[KnownFlaw, ...] = ()
    procedures: dict[Id, Procedure] = Field(min_length=1)
    _vocabulary: Vocabulary = PrivateAttr()
    _calendar: Calendar = PrivateAttr()

    # Compared by identity: platforms are used as keys of caches, and comparing all texts would be
    # slow.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    # Cached, as pydantic takes ten times as long to look up a private attribute.
    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All facts that a state file can give and that rules can refer to."""
        return self._vocabulary

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar by which working days are counted."""
        return self._calendar

    @property
    def called(self) -> tuple[str, ...]:
        """Every name of the platform: its id, Chinese and English name, and aliases."""
        return self.platform, self.name.zh, self.name.en, *self.aliases

    @model_validator(mode="after")
    def _hangs_together(self, info: ValidationInfo) -> Self:
        context = info.context or {}
        self._vocabulary, self._calendar = context["vocabulary"], context["calendar"]
        refuse_equal_names(self.procedures)
        disputed = [ref.partition("/")[2] for ref in self.disputed]
        for name, procedure in self.procedures.items():
            at: KeyPath = ("procedures", name)
            refuse_repeated_ids(procedure, at)
            refuse_wrong_subject(procedure, at)
            for place, entry in procedure.placed():
                refuse_wrong_facts(entry, self._vocabulary.facts, (*at, *place))
            refuse_wrong_references(procedure, at, self.procedures, disputed)
            refuse_wrong_results(procedure, at)
            self._refuse_wrong_not_asked(procedure.not_asked, at)
        self._refuse_wrong_not_asked(self.not_asked, ())
        for fact in self.figures:
            if fact not in self._vocabulary.facts:
                raise unknown(fact, self._vocabulary.facts, ("figures", fact))
        for place, citation in self.cited():
            if citation.source not in self.sources:
                raise unknown(citation.source, self.sources, place)
        refuse_wrong_refs(self.changes, self._named, ("changes",))
        self._vocabulary.refuse_wrong_doubts(self.doubts, disputed)
        refuse_wrong_flaws(self.known_flaws, self._named, self.procedures, self._vocabulary.facts)
        if not self.defaults:
            says = Text(zh="要有一个流程写 default: true", en="mark one procedure `default: true`")
            raise objection(says)
        return self

    def _refuse_wrong_not_asked(self, listed: tuple[NotAsked, ...], at: KeyPath) -> None:
        facts = self._vocabulary.facts
        for i, each in enumerate(listed):
            here = (*at, "not_asked", i, "facts")
            for fact in each.facts:
                if fact not in facts:
                    raise unknown(fact, facts, here)
                if facts[fact].clear is None:
                    says = Text(
                        zh=f"{fact} 没有不好的一面（没有 clear），不用写",
                        en=f"remove {fact}: it has no `clear` in facts.yaml, so it is never bad",
                    )
                    raise objection(says, here)

    def cited(self) -> Iterator[tuple[KeyPath, Citation]]:
        """Yield (key path, citation) for each citation of a source in the rule file."""
        not_asked: dict[KeyPath, tuple[NotAsked, ...]] = {(): self.not_asked}
        for name, procedure in self.procedures.items():
            not_asked["procedures", name] = procedure.not_asked
            for place, entry in procedure.placed():
                yield from ((("procedures", name, *place), c) for c in citations(entry))
        for at, listed in not_asked.items():
            for i, each in enumerate(listed):
                yield from (((*at, "not_asked", i), c) for c in each.sources or ())
        for fact, places in self.figures.items():
            yield from ((("figures", fact), c) for place in places for c in place.sources)
        if self.exports:
            yield from ((("exports", *place), c) for place, c in self.exports.placed_citations())

    def chosen(self, procedure: str | None) -> tuple[str, ...]:
        """Return the keys of the procedures that a name selects: all for `all`, defaults for None.

        A name is the key in the rule file, the name in either language, or an alias, in any case of
        letters. Raises ShopexitError if there is no such procedure.
        """
        if procedure is None:
            return self.defaults
        word = procedure.casefold()
        if word == ALL:
            return tuple(self.procedures)
        if word in self._called:
            return (self._called[word],)
        says = Text(
            zh=f"{self.name.zh}没有流程“{procedure}”",
            en=f"{self.name.en} has no procedure '{procedure}'",
        )
        raise fail(says, nearest(word, [*self._called, ALL], names_of(self.procedures)))

    @cached_property
    def _called(self) -> Mapping[str, str]:
        """Maps every name of each procedure, in lower case, to the procedure's key."""
        every = self.procedures.items()
        return {word.casefold(): name for name, each in every for word in each.called(name)}

    @cached_property
    def defaults(self) -> tuple[str, ...]:
        """Keys of the procedures that are evaluated if the user names none."""
        return tuple(name for name, procedure in self.procedures.items() if procedure.default)

    @cached_property
    def _named(self) -> frozenset[str]:
        """All requirements, steps, notes and open questions, as PROCEDURE/ID."""
        # Open questions are not in `references`, as they decide nothing.
        asked = {f"{p}/{q.id}" for p, each in self.procedures.items() for q in each.unknowns}
        return frozenset(asked | {ref.partition("/")[2] for ref in self.references})

    @cached_property
    def required(self) -> tuple[str, ...]:
        """References of all requirements, as PLATFORM/PROCEDURE/ID."""
        return tuple(r for r, e in self.references.items() if isinstance(e, Requirement))

    @cached_property
    def disputed(self) -> tuple[str, ...]:
        """References of the requirements that sources disagree on, as PLATFORM/PROCEDURE/ID."""
        return tuple(ref for ref in self.required if self.references[ref].disputed)

    @cached_property
    def of_shop(self) -> Mapping[str, Procedure]:
        """The procedures about the shop, not about single orders."""
        return {n: p for n, p in self.procedures.items() if p.subject is Subject.SHOP}

    @cached_property
    def shop_steps(self) -> Mapping[str, Step]:
        """Maps PLATFORM/PROCEDURE/ID to each step of procedures about the shop, not orders."""
        return {ref: step for name in self.of_shop for ref, step in self.placed[name]["steps"]}

    @cached_property
    def days_of_steps(self) -> frozenset[str]:
        """Names of the facts that record on which day a step was taken, such as `Step.done_on`."""
        days = (step.done_on for step in self.shop_steps.values())
        return frozenset({ARRIVED_ON, LAST_WITHDRAWN_ON, *filter(None, days)})

    @cached_property
    def applied(self) -> Mapping[str, Condition]:
        """Maps references of steps, from the application on, to the application's `done_when`."""
        found: dict[str, Condition] = {}
        for sections in self.placed.values():
            handed_in: Condition | None = None
            for ref, step in sections["steps"]:
                handed_in = step.done_when if step.applies else handed_in
                if handed_in:
                    found[ref] = handed_in
        return found

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """Possible values of `closing.status` on this platform; empty if no step mentions it."""
        signs = (step.done_when for p in self.procedures.values() for step in p.steps)
        asked = (m for sign in signs for fact, m in atoms(sign) if fact == STATUS)
        named = {word for m in asked for word in (m.one_of or (m.operand,))}
        # No step mentions these two; an application starts at the first and may end at the second.
        named |= {"not_applied", REJECTED} if named else set()
        every = self._vocabulary.facts[STATUS].choices if named else ()
        return tuple(word for word in every if word in named)

    @cached_property
    def bearing(self) -> Mapping[str, tuple[tuple[Entry, bool], ...]]:
        """Maps facts to pairs (entry that depends on the fact, True if only by its `costs`)."""
        found, due = defaultdict[str, list[tuple[Entry, bool]]](list), set[str | None]()
        for entry in self.references.values():
            # `not_before` tells when a step can be taken, not whether money is due.
            gate = entry.not_before if isinstance(entry, Step) else None
            named = {f for each in conditions(entry) if each is not gate for f in facts_read(each)}
            due |= {entry.returns, entry.costs, *(() if isinstance(entry, Note) else named)}
            named |= {entry.returns} if entry.returns else set()
            for fact in named:
                found[fact].append((entry, False))
            if entry.costs and entry.costs not in named:
                found[entry.costs].append((entry, True))
        # A fact that only notes name decides nothing.
        return {fact: tuple(entries) for fact, entries in found.items() if fact in due}

    @cached_property
    def grades(self) -> Mapping[str, Grade]:
        """Maps PLATFORM/PROCEDURE/ID to the best grade of source of a requirement, step or note."""
        return {ref: self.best_grade(entry.sources) for ref, entry in self.references.items()}

    def best_grade(self, cited: Iterable[Citation]) -> Grade:
        """Return the best grade among the sources cited; at least one is needed."""
        return min((self.sources[c.source].grade for c in cited), key=lambda grade: grade.rank)

    def weigh(self, takes: Takes) -> Duration:
        """Return how long something takes, according to the claims with the best sources."""
        return weigh(takes, lambda claim: self.best_grade(claim.sources).rank)

    @cached_property
    def durations(self) -> Mapping[str, Duration]:
        """Maps PLATFORM/PROCEDURE/ID to each entry's duration, unless it depends on facts."""
        every = self.references.items()
        return {r: self.weigh(e.takes) for r, e in every if not any(c.when for c in claims(e))}

    @cached_property
    def placed(self) -> Mapping[str, Mapping[str, tuple[tuple[str, Any], ...]]]:
        """Maps procedures to mappings from sections to pairs (PLATFORM/PROCEDURE/ID, entry)."""
        return {
            name: {
                section: tuple(
                    (f"{self.platform}/{name}/{entry.id}", entry)
                    for entry in getattr(procedure, section)
                )
                for section in SECTIONS
            }
            for name, procedure in self.procedures.items()
        }

    @cached_property
    def references(self) -> Mapping[str, Entry]:
        """Maps PLATFORM/PROCEDURE/ID to each requirement, step and note of every procedure."""
        every = (placed for sections in self.placed.values() for placed in sections.values())
        return {ref: entry for placed in every for ref, entry in placed}
