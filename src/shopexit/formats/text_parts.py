"""Lines that several text outputs share: sources, menu paths, durations, contradicting sources."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from shopexit.formats import todo, words
from shopexit.formats.lines import Line, heading
from shopexit.formats.sentences import cited, days
from shopexit.formats.words import GRADES
from shopexit.messages import Text, Wording
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.model import Report
from shopexit.report.plan_model import (
    NextForOrders,
    ReportedAction,
    ReportedClaim,
    ReportedMilestone,
    ReportedPlace,
)
from shopexit.report.source_model import ReportedSide, ReportedSource
from shopexit.rules.entries import Who

if TYPE_CHECKING:
    from shopexit.report.catalogue import GuidedEntry


def no_way_back(indent: int, say: Wording) -> Line:
    """Return the line that warns that a step cannot be undone."""
    return Line(small(words.NO_WAY_BACK, say), indent, "! ", "bold red")


def small(text: Text, say: Wording) -> str:
    """Return text in the language of `say` with its first letter in lower case."""
    return f"{text[say.lang][0].lower()}{text[say.lang][1:]}"


def lead(text: Text, say: Wording) -> str:
    """Return a label for the start of a line: in lower case, with a colon after it."""
    return f"{small(text, say)}{say('：', ': ')}"


def today(milestone: ReportedMilestone, shown: Report, say: Wording) -> str:
    """Return "today", "by today" or "today at the earliest", for a key date that is today.

    "by today" is for what somebody other than the seller does.
    """
    begun = (a.ref for a in shown.plan.actions if a.today and a.order is None)
    if milestone.stage is Stage.APPLY or milestone.ref in begun:
        return say("今天就行", "today")
    others = any(a.ref == milestone.ref and a.who is not Who.SELLER for a in shown.plan.actions)
    return say("最晚今天", "by today") if others else say("最快今天", "today at the earliest")


def deadline(of: NextForOrders, on: date, say: Wording) -> str:
    """Return the day by which to act, or something is over, or else the first day after `on`.

    What the seller can do today is not over by today. The text may be empty.
    """
    if of.act_by:
        return todo.last_day(of.act_by, on, several=of.orders > 1)[say.lang]
    waits = of.phase in (Phase.WAIT, Phase.BY_ITSELF)
    if of.latest and (waits or of.latest != on):
        return say(f"最晚 {of.latest}", f"by {of.latest}")
    if of.earliest and of.earliest > on:
        return say(f"最早 {of.earliest}", f"{of.earliest} at the earliest")
    return ""


def paths(where: Sequence[ReportedPlace], indent: int, say: Wording) -> Iterator[Line]:
    """Yield a line for each menu path; if there are several, each ends with its source's grade."""
    for place in where:
        source = f" [{GRADES[place.sources[0].grade][say.lang]}]" if len(where) > 1 else ""
        yield Line(f"{' > '.join(place.path)}{source}", indent, lead(words.WHERE, say))


def takes(
    of: "GuidedEntry | ReportedAction", indent: int, say: Wording, *, others: bool
) -> Iterator[Line]:
    """Yield lines on how long something takes, then each source's claim if they differ.

    Yields nothing if that is not known. With `others`, the first line begins with
    "others need" instead of "Takes".
    """
    if of.takes is None:
        return
    start = say("等别人处理要多久：", "others need: ") if others else lead(words.TAKES, say)
    if len(of.claims) == 1:
        yield Line(_claim(of.claims[0], say), indent, start)
        return
    yield Line(of.takes[say.lang], indent, start)
    for claim in of.claims:
        also = f"{small(words.OTHERS_SAY, say)} " if not claim.planned else ""
        then = days(claim, say, estimated=claim.estimated, short=True)
        # Chinese is written without a space before Chinese, and with one before a digit.
        until = (
            say(f"，即{'' if then[0] == '最' else ' '}{then}", f", that is {then}") if then else ""
        )
        yield Line(f"{also}{_claim(claim, say)}{until}", indent + 2)


def _claim(claim: ReportedClaim, say: Wording) -> str:
    note = say(f"（{claim.note.zh.rstrip('。')}）", f" ({claim.note.en})") if claim.note else ""
    return f"{claim.says[say.lang]}{note} [{cited(claim.sources, say.lang)}]"


def sides(disputed: Iterable[ReportedSide], indent: int, say: Wording) -> Iterator[Line]:
    """Yield a line for each statement of other sources that contradicts a requirement or step."""
    for side in disputed:
        told = f"{side.says[say.lang]} [{cited(side.sources, say.lang)}]"
        yield Line(told, indent, lead(words.AGAINST, say))


def source_lines(sources: Sequence[ReportedSource], say: Wording) -> Iterator[Line]:
    """Yield a heading, and a line for each source: grade, id, title, publisher, date, URL."""
    if sources:
        yield from heading(words.TITLES["sources"][say.lang])
    for source in sources:
        published = source.published or words.UNDATED[say.lang]
        parts = [source.title, source.publisher, published, source.url or ""]
        text = say("，", ", ").join(part for part in parts if part)
        yield Line(f"{source.id}{say('：', ': ')}{text}", 2, f"[{GRADES[source.grade][say.lang]}] ")
