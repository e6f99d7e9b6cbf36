"""Pieces that several of the text formats show alike: sources, menus, waits, the two sides."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

from shopexit.evaluation.evaluate import MAX_AGE
from shopexit.formats.lines import Line, Wording
from shopexit.formats.words import GRADES
from shopexit.messages import Lang, Text
from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedClaim, ReportedPlace
from shopexit.report.source_model import ReportedCitation, ReportedSide, ReportedSource
from shopexit.rules.sources import Grade


class Dated(Protocol):
    """What has its days."""

    @property
    def earliest(self) -> date | None:
        """The soonest it can be over."""

    @property
    def latest(self) -> date | None:
        """The latest it is over; None if nobody can say."""


class Waits(Protocol):
    """What has a wait to show."""

    @property
    def takes(self) -> Text | None:
        """How long to plan for; None where nothing is waited for."""

    @property
    def claims(self) -> tuple[ReportedClaim, ...]:
        """What each source says of it."""


def days(of: Dated, say: Wording, *, estimated: bool = False, short: bool = False) -> str:
    """Return when something is over: a day, a range, or a range whose end is open; else empty."""
    if of.earliest is None:
        return ""
    guess = say("（估算）", " (estimate)") if estimated else ""
    if of.latest is None and short:
        return say(f"{of.earliest} 起{guess}", f"from {of.earliest}{guess}")
    if of.latest is None:
        return say(
            f"最早 {of.earliest}{guess}，最晚说不准",
            f"{of.earliest}{guess} at the soonest, end open",
        )
    if of.latest == of.earliest:
        return f"{of.earliest}{guess}"
    return say(f"{of.earliest} 到 {of.latest}{guess}", f"{of.earliest} to {of.latest}{guess}")


def options(shown: Report) -> str:
    """Return the options under which a report was judged, as far as they are not the usual ones."""
    trust = f", --trust {shown.trust}" if shown.trust is not Grade.GUIDE else ""
    age = f", --max-age {shown.max_age}" if shown.max_age != MAX_AGE else ""
    return f"{trust}{', --strict' if shown.strict else ''}{age}"


def heading(title: str) -> Iterator[Line]:
    """Yield a heading with an empty line before it."""
    yield Line()
    yield Line(title, style="bold")


def no_way_back(indent: int, say: Wording) -> Line:
    """Return the warning at a point of no return."""
    words = say("过了这一步就不能反悔", "there is no way back after this")
    return Line(words, indent, "! ", "bold red")


def cited(sources: Iterable[ReportedCitation], lang: Lang) -> str:
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


def takes_lines(
    of: Waits, lang: Lang, indent: int, say: Wording, *, others: bool = False
) -> Iterator[Line]:
    """Yield how long something takes, and every claim about it where there are several.

    With `others`, it is what the seller depends on others for.
    """
    if of.takes is None:
        return
    lead = say("等别人处理：", "others need: ") if others else say("时间：", "takes: ")
    if len(of.claims) == 1:
        yield Line(_claim(of.claims[0], lang), indent, lead)
        return
    yield Line(of.takes[lang], indent, lead)
    for claim in of.claims:
        also = say("也有说 ", "others say ") if not claim.planned else ""
        then = days(claim, say, estimated=claim.estimated, short=True)
        until = say(f"，即 {then}", f", that is {then}") if then else ""
        yield Line(f"{also}{_claim(claim, lang)}{until}", indent + 2)


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


def source_lines(sources: Sequence[ReportedSource], say: Wording) -> Iterator[Line]:
    """Yield sources with their addresses."""
    if sources:
        yield from heading(say("来源", "Sources"))
    for source in sources:
        published = source.published or say("无日期", "undated")
        parts = [source.title, source.publisher, published, source.url or ""]
        text = say("，", ", ").join(part for part in parts if part)
        yield Line(f"{source.id}{say('：', ': ')}{text}", 2, f"[{GRADES[source.grade][say.lang]}] ")
