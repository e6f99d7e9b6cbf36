"""List rules, one line each: all of a platform or procedure, or those that match a search."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import Field

from shopexit.messages import MOST_MEANT, Lang, ShopexitError, Text, clean, fail, meant, record
from shopexit.report.catalogue import KINDS, EntryKind
from shopexit.report.model import View
from shopexit.rules.conditions import facts_read
from shopexit.rules.entries import Entry, Level, Requirement, conditions, facts_named
from shopexit.rules.platform import Platform
from shopexit.rules.sources import Grade


@record(kw_only=True)
class ListedRule:
    """One rule of a procedure (such as a requirement or a step), in one line."""

    ref: str
    kind: EntryKind
    level: Annotated[Level | None, Field(description="for requirements only")]
    grade: Annotated[Grade, Field(description="grade of its best source")]
    says: Text


@record(kw_only=True)
class RulesOfProcedure:
    """A procedure in a RuleList, with its rules: all of them, or those that a search found."""

    platform: str
    platform_name: Text
    procedure: str
    name: Text
    entries: tuple[ListedRule, ...]


@record(kw_only=True)
class RuleList(View):
    """Rules by procedure: output of `explain` for a platform, a procedure or a search."""

    schema_: Annotated[Literal["shopexit.entries/1"], Field(alias="schema")] = "shopexit.entries/1"
    word: Annotated[str | None, Field(description="text searched for; null if all are listed")]
    procedures: tuple[RulesOfProcedure, ...]

    @property
    def count(self) -> int:
        """Number of rules listed, of all procedures together."""
        return sum(len(each.entries) for each in self.procedures)


def list_rules(
    platforms: Iterable[Platform],
    lang: Lang,
    *,
    procedure: str | None = None,
    word: str | None = None,
) -> RuleList:
    """List the rules of platforms that contain every word of `word`, or all rules if it is None.

    With `procedure`, only the rules of procedures of that name are returned. The
    search ignores case and looks, in both languages, in references (without the platform), texts,
    notes, labels of the facts read, and menu paths.
    """
    words = None if word is None else word.casefold().split()
    found = (
        _of_procedure(platform, name, words)
        for platform in platforms
        for name in platform.procedures
        if procedure in (None, name)
    )
    return RuleList(
        lang=lang,
        word=clean(word) if word is not None else None,
        procedures=tuple(each for each in found if each.entries),
    )


def nothing_found(platforms: Iterable[Platform], word: str) -> ShopexitError:
    """Return the error for a search for `word` that finds no rule; its hint has similar names."""
    known: set[str] = set()
    for platform in platforms:
        known |= {*platform.called, *(each.id for each in platform.references.values())}
        known |= {w for name, each in platform.procedures.items() for w in each.called(name)}
    near = get_close_matches(word, sorted(known), n=MOST_MEANT)
    how = Text(
        zh="写平台名（如 快手）看它的全部规则", en="give a platform's name to list all its rules"
    )
    says = Text(zh=f"没有规则提到“{word}”", en=f"no rule mentions '{word}'")
    return fail(says, meant(near) if near else how)


def _of_procedure(platform: Platform, name: str, words: Sequence[str] | None) -> RulesOfProcedure:
    procedure = platform.procedures[name]
    return RulesOfProcedure(
        platform=platform.platform,
        platform_name=platform.name,
        procedure=name,
        name=procedure.name,
        entries=tuple(
            ListedRule(
                ref=ref,
                kind=KINDS[section],
                level=entry.level if isinstance(entry, Requirement) else None,
                grade=platform.grades[ref],
                says=entry.words,
            )
            for section, placed in platform.placed[name].items()
            for ref, entry in placed
            if _has(words, (f"{name}/{entry.id}", *_texts(platform, entry)))
        ),
    )


def _has(words: Sequence[str] | None, texts: Iterable[str]) -> bool:
    if words is None:
        return True
    # Joined by line ends, which no word contains, so that none is found across two texts.
    searched = "\n".join(texts).casefold()
    return bool(words) and all(word in searched for word in words)


def _texts(platform: Platform, entry: Entry) -> Iterator[str]:
    """Yield the texts of a rule in which a search looks for words, in both languages."""
    facts = platform.vocabulary.facts
    named = {fact for condition in conditions(entry) for fact in facts_read(condition)}
    named |= {fact for _, fact, _ in facts_named(entry)}
    for text in (entry.words, entry.way_out, entry.note, *(facts[f].label for f in named)):
        if text:
            yield from (text.zh, text.en)
    for place in entry.where:
        yield from place.path
