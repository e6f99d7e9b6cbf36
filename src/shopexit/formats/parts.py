"""Pieces that several of the text formats show alike: sources, menus, waits, the two sides."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from shopexit.formats import words
from shopexit.formats.lines import Line, Wording
from shopexit.formats.sentences import cited, days
from shopexit.formats.words import GRADES
from shopexit.messages import Lang, Text
from shopexit.report.plan_model import ReportedClaim, ReportedPlace
from shopexit.report.source_model import ReportedSide, ReportedSource


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
    return Line(small(words.NO_WAY_BACK, say), indent, "! ", "bold red")


def small(text: Text, say: Wording) -> str:
    """Return words as a line of text has them: without a capital letter."""
    return f"{text[say.lang][0].lower()}{text[say.lang][1:]}"


def lead(text: Text, say: Wording) -> str:
    """Return words that lead a line of text."""
    return f"{small(text, say)}{say('：', ': ')}"


def paths(where: Sequence[ReportedPlace], lang: Lang, indent: int, say: Wording) -> Iterator[Line]:
    """Yield the ways through the menus; several ways are told apart by their sources."""
    for place in where:
        source = f" [{GRADES[place.sources[0].grade][lang]}]" if len(where) > 1 else ""
        yield Line(f"{' > '.join(place.path)}{source}", indent, lead(words.WHERE, say))


def takes_lines(
    of: Waits, lang: Lang, indent: int, say: Wording, *, others: bool = False
) -> Iterator[Line]:
    """Yield how long something takes, and every claim about it where there are several.

    With `others`, it is what the seller depends on others for.
    """
    if of.takes is None:
        return
    start = say("等别人处理：", "others need: ") if others else lead(words.TAKES, say)
    if len(of.claims) == 1:
        yield Line(_claim(of.claims[0], lang), indent, start)
        return
    yield Line(of.takes[lang], indent, start)
    for claim in of.claims:
        also = f"{small(words.OTHERS_SAY, say)} " if not claim.planned else ""
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
        told = f"{side.says[lang]} [{cited(side.sources, lang)}]"
        yield Line(told, indent, lead(words.AGAINST, say))


def source_lines(sources: Sequence[ReportedSource], say: Wording) -> Iterator[Line]:
    """Yield sources with their addresses."""
    if sources:
        yield from heading(words.TITLES["sources"][say.lang])
    for source in sources:
        published = source.published or words.UNDATED[say.lang]
        parts = [source.title, source.publisher, published, source.url or ""]
        text = say("，", ", ").join(part for part in parts if part)
        yield Line(f"{source.id}{say('：', ': ')}{text}", 2, f"[{GRADES[source.grade][say.lang]}] ")
