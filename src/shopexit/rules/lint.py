"""What is weak in rules that can be used: evidence that is thin or old, words that are too long.

Pure. What cannot be used at all is refused when it is read; this is what an author should look at.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from shopexit.files.yaml import Document, KeyPath
from shopexit.messages import Problem, Text, cells
from shopexit.rules.durations import Claim
from shopexit.rules.entries import Entry, Level, Requirement, Step, Who, citations, claims
from shopexit.rules.platform import Platform
from shopexit.rules.sources import MAX_RULES_AGE, Grade

LONGEST_TEXT = 80
"""How many Chinese characters a text should have at most. A letter is half as wide and counts half,
so that an English sentence may have 160."""


class Flaw(StrEnum):
    """What is to be said of rules."""

    BROKEN = "broken"
    GUIDE_ALONE = "guide-alone"
    UNCITED = "uncited"
    OLD_SOURCE = "old-source"
    OPEN_CELL = "open-cell"
    LONG_TEXT = "long-text"
    NO_PLACE = "no-place"
    WEAK_WAIT = "weak-wait"
    GONE = "gone"


ABOUT = {
    Flaw.BROKEN: Text(zh="规则文件有错，用不了", en="The rule file cannot be used"),
    Flaw.GUIDE_ALONE: Text(
        zh="硬性要求只有攻略作依据", en="A `must` rests on sources of the grade `guide` alone"
    ),
    Flaw.UNCITED: Text(zh="来源没有被引用", en="A source is cited nowhere"),
    Flaw.OLD_SOURCE: Text(
        zh=f"来源是 {MAX_RULES_AGE.days} 多天前看的",
        en=f"A source was read more than {MAX_RULES_AGE.days} days ago",
    ),
    Flaw.OPEN_CELL: Text(
        zh="有数据哪条规则都没说", en="No rule of a procedure says anything about a fact"
    ),
    Flaw.LONG_TEXT: Text(
        zh=f"文字超过 {LONGEST_TEXT} 个汉字的宽度（字母算半个）",
        en=f"A text is longer than {LONGEST_TEXT} Chinese characters; a letter counts half",
    ),
    Flaw.NO_PLACE: Text(
        zh="卖家要做的一步没写在哪里办", en="A step of the seller's does not say where it is taken"
    ),
    Flaw.WEAK_WAIT: Text(
        zh="等待的时间只有一篇攻略说过", en="A wait is given by one source of the grade `guide`"
    ),
    Flaw.GONE: Text(
        zh="known_flaws 里写的问题已经没有了", en="What `known_flaws` names is no flaw any more"
    ),
}
"""What each of them means."""


class Remark(NamedTuple):
    """One thing to be said of rules, and where it stands."""

    flaw: Flaw
    problem: Problem
    why: Text | None = None
    """Why it stays, where the rules say so."""


def remarks(platform: Platform, document: Document, on: date) -> Iterator[Remark]:
    """Yield what is weak in the rules of a platform; `document` is what they were read from.

    Sources are old as of the day `on`.
    """
    yield from _sources(platform, document, on)
    for name, procedure in platform.procedures.items():
        for place, entry in procedure.placed():
            ref = f"{platform.platform}/{name}/{entry.id}"
            for flaw, key, says, hint in _of_entry(platform, ref, entry):
                problem = document.problem(("procedures", name, *place, *key), says, hint)
                yield Remark(flaw, replace(problem, key=ref))


def _sources(platform: Platform, document: Document, on: date) -> Iterator[Remark]:
    cited = set(_cited(platform))
    for name, source in platform.sources.items():
        if name not in cited:
            says = Text(zh="没有哪条规则引用它", en="nothing cites this source")
            hint = Text(zh="引用它，或者删掉", en="cite it, or remove it")
            yield Remark(Flaw.UNCITED, document.problem(("sources", name), says, hint))
        if on - source.read > MAX_RULES_AGE:
            days = (on - source.read).days
            says = Text(zh=f"{days} 天前看的", en=f"it was read {days} days ago")
            hint = Text(
                zh="再看一遍，核对过了改 read", en="read it again, compare, and change `read`"
            )
            yield Remark(Flaw.OLD_SOURCE, document.problem(("sources", name, "read"), says, hint))


def _cited(platform: Platform) -> Iterator[str]:
    """Yield every source that anything in a rule file cites."""
    for procedure in platform.procedures.values():
        for entry in procedure.entries:
            yield from (each.source for each in citations(entry))
        yield from (c.source for each in procedure.not_asked for c in each.sources or ())
    yield from (c.source for each in platform.not_asked for c in each.sources or ())
    yield from (c.source for where in platform.figures.values() for p in where for c in p.sources)
    if platform.exports:
        yield from (each.source for _, each in platform.exports.placed_citations())


def _of_entry(
    platform: Platform, ref: str, entry: Entry
) -> Iterator[tuple[Flaw, KeyPath, Text, Text]]:
    """Yield what is weak in an entry: the key that it is about, what it is, and what helps."""
    is_must = isinstance(entry, Requirement) and entry.level is Level.MUST
    if is_must and platform.grades[ref] is Grade.GUIDE:
        says = Text(zh="硬性要求只有攻略作依据", en="this `must` rests on guides alone")
        hint = Text(
            zh="找平台自己的页面或转载；找不到就想想它该不该是 should",
            en="look for the platform's own text, or a repost; else consider `should`",
        )
        yield Flaw.GUIDE_ALONE, ("level",), says, hint
    if isinstance(entry, Step) and entry.who is Who.SELLER and not entry.where:
        says = Text(zh="没写在哪里办", en="this step has no place")
        hint = Text(zh="有来源写了菜单，就加 where", en="add `where` if a source has the menu")
        yield Flaw.NO_PLACE, ("does",), says, hint
    if source := _one_weak_source(platform, claims(entry)):
        says = Text(
            zh=f"要等多久只有攻略 {source} 说过", en=f"only the guide {source} says how long"
        )
        hint = Text(zh="再找一个来源", en="look for a second source")
        yield Flaw.WEAK_WAIT, ("takes",), says, hint


def _one_weak_source(platform: Platform, waits: tuple[Claim, ...]) -> str | None:
    """Return the source that alone, and weak, says how long something takes."""
    said = {citation.source for claim in waits for citation in claim.sources}
    weak = [name for name in said if platform.sources[name].grade is Grade.GUIDE]
    return weak[0] if len(said) == len(weak) == 1 else None


def long_texts(document: Document) -> Iterator[Remark]:
    """Yield the texts of a file that are too long, in whichever language."""
    for path, text in _texts(document.data, ()):
        if (wide := -(-cells(text) // 2)) > LONGEST_TEXT:
            says = Text(
                zh=f"有 {wide} 个字宽，最多 {LONGEST_TEXT} 个（字母算半个）",
                en=f"{wide} characters wide, {LONGEST_TEXT} at most; a letter counts half",
            )
            hint = Text(zh="写短些，或分成两条", en="say it shorter, or in two entries")
            yield Remark(Flaw.LONG_TEXT, document.problem(path, says, hint))


def _texts(data: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield every sentence in plain data that is written in two languages."""
    parts: Iterable[tuple[str | int, Any]] = ()
    if isinstance(data, dict):
        parts = data.items()
    elif isinstance(data, list):
        parts = enumerate(data)
    for key, value in parts:
        if key in ("zh", "en") and isinstance(value, str):
            yield (*path, key), value
        else:
            yield from _texts(value, (*path, key))
