"""Find weak points in valid rule files: weak or old sources, missing menu paths, overlong texts.

The authors of rules see them with `shopexit lint`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from shopexit.files.yaml import Document, KeyPath
from shopexit.messages import Problem, Text, cells, record
from shopexit.rules.durations import Claim
from shopexit.rules.entries import Entry, Level, Requirement, Step, Who, claims
from shopexit.rules.platform import Platform
from shopexit.rules.sources import MAX_RULES_AGE, Grade

LONGEST_TEXT = 80
"""Maximum width of a text, in Chinese characters. A letter counts half, so an English sentence may
have 160."""


class Flaw(StrEnum):
    """Kind of weak point in a rule file; `ABOUT` explains each."""

    BROKEN = "broken"
    GUIDE_ALONE = "guide-alone"
    UNCITED = "uncited"
    OLD_SOURCE = "old-source"
    LATER = "later"
    OPEN_CELL = "open-cell"
    LONG_TEXT = "long-text"
    NO_PLACE = "no-place"
    WEAK_WAIT = "weak-wait"
    GONE = "gone"


ABOUT = {
    Flaw.BROKEN: Text(zh="规则文件有错，用不了", en="The rule file cannot be used"),
    Flaw.GUIDE_ALONE: Text(
        zh="硬性要求只有攻略作依据", en="A requirement of level `must` has only guides as sources"
    ),
    Flaw.UNCITED: Text(zh="来源没有被引用", en="A source is never cited"),
    Flaw.OLD_SOURCE: Text(
        zh=f"来源是 {MAX_RULES_AGE.days} 多天前看的",
        en=f"A source was read more than {MAX_RULES_AGE.days} days ago",
    ),
    Flaw.LATER: Text(zh="日期还没到", en="A date lies in the future"),
    Flaw.OPEN_CELL: Text(zh="有数据哪条规则都没说", en="A fact is read by no rule of a procedure"),
    Flaw.LONG_TEXT: Text(
        zh=f"文字超过 {LONGEST_TEXT} 个汉字的宽度（字母算半个）",
        en=f"A text is longer than {LONGEST_TEXT} Chinese characters; a letter counts half",
    ),
    Flaw.NO_PLACE: Text(
        zh="卖家要做的一步没写在哪里办", en="A step for the seller does not say where it is done"
    ),
    Flaw.WEAK_WAIT: Text(
        zh="等待的时间只有一篇攻略说过", en="A single guide is the only source of a waiting time"
    ),
    Flaw.GONE: Text(
        zh="known_flaws 里写的问题已经没有了", en="A flaw listed in `known_flaws` no longer exists"
    ),
}
"""Maps each kind of weak point to its meaning."""


@record(kw_only=True)
class LintRemark:
    """One error or weak point in a rule file, with file, line and column."""

    code: Flaw
    severity: Literal["error", "warning"]
    file: str
    line: Annotated[int | None, Field(description="from 1; null if the file is missing")]
    column: int | None
    key: Annotated[str | None, Field(description="the entry's reference, or the key in the file")]
    says: Text
    hint: Text | None
    why: Annotated[Text | None, Field(description="reason given in `known_flaws`, if any")]


def remark(flaw: Flaw, problem: Problem, why: Text | None = None) -> LintRemark:
    """Return a remark on a problem in a rule file; `why` is the reason given in `known_flaws`."""
    severity: Literal["error", "warning"] = "error" if flaw is Flaw.BROKEN else "warning"
    place = vars(problem) | {"file": problem.file or ""}
    return LintRemark(code=flaw, severity=severity, **place, why=why)


def remarks(platform: Platform, document: Document, on: date) -> Iterator[LintRemark]:
    """Yield the weak points of a platform's sources, then of its requirements, steps and notes.

    `document` is the parsed rule file, which has the line numbers; the age of sources is measured
    on the date `on`. Texts that are too long are left to `long_texts`.
    """
    yield from _sources(platform, document, on)
    for name, procedure in platform.procedures.items():
        for place, entry in procedure.placed():
            ref = f"{platform.platform}/{name}/{entry.id}"
            for flaw, key, says, hint in _of_entry(platform, ref, entry):
                problem = document.problem(("procedures", name, *place, *key), says, hint)
                # Authors know an entry by its reference, not by its index in the list.
                yield remark(flaw, replace(problem, key=ref))


def _sources(platform: Platform, document: Document, on: date) -> Iterator[LintRemark]:
    dates: list[tuple[KeyPath, date]] = [(("reviewed",), platform.reviewed)]
    dates += [(("sources", name, "read"), each.read) for name, each in platform.sources.items()]
    for path, day in dates:
        if day > on:
            says = Text(zh=f"{day} 还没到", en=f"{day} lies in the future")
            hint = Text(
                zh="改正日期，不然规则、来源旧了也不提醒",
                en="correct the date, or nobody is told when rules or source are old",
            )
            yield remark(Flaw.LATER, document.problem(path, says, hint))
    cited = {citation.source for _, citation in platform.cited()}
    for name, source in platform.sources.items():
        if name not in cited:
            says = Text(zh="没有哪条规则引用它", en="no rule cites this source")
            hint = Text(zh="引用它，或者删掉", en="cite the source, or remove it")
            yield remark(Flaw.UNCITED, document.problem(("sources", name), says, hint))
        if on - source.read > MAX_RULES_AGE:
            days = (on - source.read).days
            says = Text(zh=f"{days} 天前看的", en=f"this source was read {days} days ago")
            hint = Text(
                zh="再看一遍，核对过了改 read",
                en="read the source again, compare, and update `read`",
            )
            yield remark(Flaw.OLD_SOURCE, document.problem(("sources", name, "read"), says, hint))


def _of_entry(
    platform: Platform, ref: str, entry: Entry
) -> Iterator[tuple[Flaw, KeyPath, Text, Text]]:
    """Yield (kind, key path, message, hint) for each weak point of a requirement, step or note."""
    is_must = isinstance(entry, Requirement) and entry.level is Level.MUST
    if is_must and platform.grades[ref] is Grade.GUIDE:
        says = Text(
            zh="硬性要求只有攻略作依据",
            en="all sources of this `must` requirement are guides",
        )
        hint = Text(
            zh="找平台自己的页面或转载；找不到就想想它该不该是 should",
            en="cite the platform's own text or a repost of it; if you find neither, level `should`"
            " may be right",
        )
        yield Flaw.GUIDE_ALONE, ("level",), says, hint
    if isinstance(entry, Step) and entry.who is Who.SELLER and not entry.where:
        says = Text(zh="没写在哪里办", en="this step does not say where it is done")
        hint = Text(
            zh="有来源写了菜单，就加 where", en="add `where` if a source gives the menu path"
        )
        yield Flaw.NO_PLACE, ("does",), says, hint
    if source := _one_weak_source(platform, claims(entry)):
        says = Text(
            zh=f"要等多久只有攻略 {source} 说过",
            en=f"only {source}, a guide, says how long this takes",
        )
        hint = Text(zh="再找一个来源", en="look for a second source of the waiting time")
        yield Flaw.WEAK_WAIT, ("takes",), says, hint


def _one_weak_source(platform: Platform, waits: tuple[Claim, ...]) -> str | None:
    """Return the id of the only source of these waits if its grade is `guide`; else None."""
    said = {citation.source for claim in waits for citation in claim.sources}
    weak = [name for name in said if platform.sources[name].grade is Grade.GUIDE]
    return weak[0] if len(said) == len(weak) == 1 else None


def long_texts(document: Document) -> Iterator[LintRemark]:
    """Yield a remark for each Chinese or English text in a rule file wider than LONGEST_TEXT."""
    for path, text in _texts(document.data, ()):
        # Rounded up, so that a text of 161 letters is too long.
        if (wide := -(-cells(text) // 2)) > LONGEST_TEXT:
            says = Text(
                zh=f"有 {wide} 个字宽，最多 {LONGEST_TEXT} 个（字母算半个）",
                en=f"the text is {wide} characters wide, but the limit is {LONGEST_TEXT}; a Chinese"
                " character counts 1, a letter half",
            )
            hint = Text(zh="写短些，或分成两条", en="shorten it, or split it into two entries")
            yield remark(Flaw.LONG_TEXT, document.problem(path, says, hint))


def _texts(data: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Yield (key path, text) for each Chinese and English text in parsed YAML."""
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
