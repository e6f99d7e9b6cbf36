"""Table of facts: which procedures read a fact, do not ask for it, or say nothing about it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from shopexit.messages import Lang, Text, record
from shopexit.report.citations import Cited
from shopexit.report.model import View
from shopexit.report.plan_model import NamedProcedure
from shopexit.report.source_model import ReportedCitation, ReportedSource
from shopexit.rules.conditions import Condition
from shopexit.rules.explanation import truth_if
from shopexit.rules.facts import ORDER_PREFIX, Values
from shopexit.rules.platform import Platform
from shopexit.rules.truth import Truth
from shopexit.rules.vocabulary import Vocabulary


class Fate(StrEnum):
    """How a procedure treats a fact."""

    READ = "read"
    """A requirement, step or other rule reads the fact."""
    NOT_ASKED = "not-asked"
    """A source shows that the fact does not matter."""
    NO_SUCH_THING = "no-such-thing"
    """The platform does not have the thing that the fact is about."""
    OPEN = "open"
    """No rule mentions the fact: a bad value becomes a question to the platform."""


@record(kw_only=True)
class FateIf:
    """How a procedure treats a fact, for some shops or for all."""

    fate: Fate
    when: Annotated[Text | None, Field(description="for which shops; null means all others")] = None
    refs: Annotated[tuple[str, ...], Field(description="requirements and steps that read it")] = ()
    says: Annotated[Text | None, Field(description="evidence that it is not asked for")] = None
    sources: tuple[ReportedCitation, ...] = ()


@record(kw_only=True)
class FactRow:
    """One fact, and how each procedure of a platform treats it."""

    fact: str
    label: Text
    clear: Annotated[Text | None, Field(description="favourable value; null if it has no bad side")]
    fates: Annotated[
        dict[str, tuple[FateIf, ...]], Field(description="by procedure; empty if it is not used")
    ]


@record(kw_only=True)
class PlatformFacts:
    """The fact table of one platform: a row for each fact about the shop."""

    platform: str
    name: Text
    procedures: tuple[NamedProcedure, ...]
    facts: tuple[FactRow, ...]
    sources: Annotated[tuple[ReportedSource, ...], Field(description="all sources cited")]


@record(kw_only=True)
class FactTable(View):
    """How each procedure treats each fact: output of `facts`."""

    schema_: Annotated[Literal["shopexit.facts/1"], Field(alias="schema")] = "shopexit.facts/1"
    platforms: tuple[PlatformFacts, ...]


def fact_table(platforms: Sequence[Platform], lang: Lang) -> FactTable:
    """Return a table for each platform: how each of its procedures treats each fact about a shop.

    Facts and procedures about single orders are left out.
    """
    return FactTable(lang=lang, platforms=tuple(_facts(p) for p in platforms))


def open_facts(
    platform: Platform, profile: Values = MappingProxyType({})
) -> Mapping[str, tuple[str, ...]]:
    """For each fact that can be unfavourable, list the procedures whose rules do not mention it.

    Facts that all procedures mention are left out. `profile` holds facts about the kind of shop; if
    it is empty, all kinds of shops are considered.
    """
    cells = {
        row.fact: tuple(
            name
            for name, fates in row.fates.items()
            if any(each.fate is Fate.OPEN for each in fates)
        )
        for row in _facts(platform, profile).facts
    }
    return {fact: procedures for fact, procedures in cells.items() if procedures}


def _facts(platform: Platform, profile: Values = MappingProxyType({})) -> PlatformFacts:
    procedures, rules = platform.of_shop, Cited(platform)
    return PlatformFacts(
        platform=platform.platform,
        name=platform.name,
        procedures=rules.named(procedures),
        facts=tuple(
            FactRow(
                fact=path,
                label=fact.label,
                clear=rules.condition(platform.vocabulary.clear.get(path)),
                fates={
                    name: tuple(_fates(platform, name, path, rules, profile)) for name in procedures
                },
            )
            for path, fact in platform.vocabulary.facts.items()
            if not path.startswith(ORDER_PREFIX)
        ),
        sources=rules.listed(),
    )


def _fates(
    platform: Platform, name: str, path: str, rules: Cited, profile: Values
) -> Iterator[FateIf]:
    """Yield how the procedure `name` treats the fact `path`, in one or several cases.

    For a shop, the first case whose condition is met applies. `profile` holds facts about the kind
    of shop.
    """
    vocabulary = platform.vocabulary
    procedure = platform.procedures[name]
    # Any day will do, here and below: the facts given are no dates.
    readers = [
        entry
        for entry in procedure.readers.get(path, ())
        if truth_if(entry.when, profile, date.max) is not Truth.FALSE
    ]
    surely = any(_is_surely_read(path, entry.when, vocabulary) for entry in readers)
    whens: list[Condition | None] = [None] if surely else []
    for entry in readers:
        if not surely and entry.when not in whens:  # list, as conditions are not hashable
            whens.append(entry.when)
    for when in whens:
        refs = [entry.id for entry in readers if surely or entry.when == when]
        yield FateIf(
            fate=Fate.READ,
            when=rules.condition(when),
            refs=tuple(f"{platform.platform}/{name}/{id_}" for id_ in refs),
        )
    if surely or path not in vocabulary.clear:
        return
    for each in (*procedure.not_asked, *platform.not_asked):
        if path in each.facts:
            yield FateIf(
                fate=Fate.NO_SUCH_THING if each.no_such_thing else Fate.NOT_ASKED,
                when=rules.condition(each.when),
                says=each.says,
                sources=rules.sources(each.sources or ()),
            )
            if truth_if(each.when, profile, date.max) is Truth.TRUE:
                return
    yield FateIf(fate=Fate.OPEN)


def _is_surely_read(path: str, when: Condition | None, vocabulary: Vocabulary) -> bool:
    """Return whether the condition `when` holds for every unfavourable value of the fact `path`."""
    if when is None:
        return True
    bad = [{path: value} for value in vocabulary.unfavourable(path)]
    # For dates, `bad` is empty, and then all() would be true.
    return bool(bad) and all(when.truth(values, date.max) is Truth.TRUE for values in bad)
