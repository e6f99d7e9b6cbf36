"""Pieces that several of the text formats show alike: sources, menus, waits, the two sides."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from shopexit.formats.lines import Line, Wording
from shopexit.report import ReportedClaim, ReportedPlace, ReportedSide, ReportedSource
from shopexit.rule import Who
from shopexit.source import Grade
from shopexit.text import Lang, Text

DISCLAIMER = Text(
    zh="以上不是法律意见，一切以平台后台和客服的答复为准。",
    en="This is no legal advice; the platform has the last word.",
)
GRADES = {
    Grade.LAW: Text(zh="法律", en="law"),
    Grade.OFFICIAL: Text(zh="官方", en="official"),
    Grade.REPOST: Text(zh="转载", en="repost"),
    Grade.GUIDE: Text(zh="攻略", en="guide"),
}
WHO = {
    Who.SELLER: Text(zh="卖家", en="seller"),
    Who.PLATFORM: Text(zh="平台", en="platform"),
    Who.BUYER: Text(zh="买家", en="buyer"),
    Who.SUPPLIER: Text(zh="供应商", en="supplier"),
    Who.BANK: Text(zh="银行", en="bank"),
}


class Waits(Protocol):
    """What has a wait to show."""

    @property
    def takes(self) -> Text | None:
        """How long to plan for; None where nothing is waited for."""

    @property
    def claims(self) -> tuple[ReportedClaim, ...]:
        """What each source says of it."""


def heading(title: str) -> Iterator[Line]:
    """Yield a heading with an empty line before it."""
    yield Line()
    yield Line(title, style="bold")


def no_way_back(indent: int, say: Wording) -> Line:
    """Return the warning at a point of no return."""
    words = say("过了这一步就不能反悔", "there is no way back after this")
    return Line(words, indent, "! ", "bold red")


def cited(sources: Iterable[ReportedSource], lang: Lang) -> str:
    """Return the grades and ids of sources in short: `repost exit-rule-2021#1.1.4`."""
    by_grade: dict[Grade, list[str]] = {}
    for s in sources:
        by_grade.setdefault(s.grade, []).append(f"{s.id}{'#' if s.place else ''}{s.place}")
    return "; ".join(f"{GRADES[grade][lang]} {', '.join(ids)}" for grade, ids in by_grade.items())


def paths(where: Sequence[ReportedPlace], lang: Lang, indent: int, say: Wording) -> Iterator[Line]:
    """Yield the ways through the menus; several ways are told apart by their sources."""
    for place in where:
        source = f" [{GRADES[place.sources[0].grade][lang]}]" if len(where) > 1 else ""
        yield Line(f"{' > '.join(place.path)}{source}", indent, say("位置：", "where: "))


def takes_lines(of: Waits, lang: Lang, indent: int, say: Wording) -> Iterator[Line]:
    """Yield how long something takes, and every claim about it where there are several."""
    if of.takes is None:
        return
    lead = say("时间：", "takes: ")
    if len(of.claims) == 1:
        yield Line(_claim(of.claims[0], lang), indent, lead)
        return
    yield Line(of.takes[lang], indent, lead)
    for claim in of.claims:
        also = say("也有说 ", "others say ") if not claim.planned else ""
        yield Line(f"{also}{_claim(claim, lang)}", indent + 2)


def _claim(claim: ReportedClaim, lang: Lang) -> str:
    note = f" ({claim.note[lang]})" if claim.note else ""
    return f"{claim.says[lang]}{note} [{cited(claim.sources, lang)}]"


def sides(
    disputed: Iterable[ReportedSide], lang: Lang, say: Wording, indent: int
) -> Iterator[Line]:
    """Yield what sources say against an entry."""
    for side in disputed:
        against = say("另一种说法：", "against it: ")
        yield Line(f"{side.says[lang]} [{cited(side.sources, lang)}]", indent, against)


def source_lines(sources: Iterable[ReportedSource], say: Wording) -> Iterator[Line]:
    """Yield each source once, the best grade first."""
    unique = {source.id: source for source in sources}
    ordered = sorted(unique.values(), key=lambda s: (s.grade.rank, s.id))
    if ordered:
        yield from heading(say("来源", "Sources"))
    for source in ordered:
        published = source.published or say("无日期", "undated")
        parts = [source.title, source.publisher, published, source.url or ""]
        text = say("，", ", ").join(part for part in parts if part)
        yield Line(f"{source.id}{say('：', ': ')}{text}", 2, f"[{GRADES[source.grade][say.lang]}] ")
