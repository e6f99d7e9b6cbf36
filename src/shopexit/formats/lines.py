"""Lines of text: indented, wrapped to a width if there is one, coloured if wanted.

Without a width nothing is wrapped or cut, so that a log keeps whole addresses and sentences. Also
here: parts shared by several text outputs (sources, menu paths, waits, disagreements).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from io import StringIO

from shopexit.formats import RenderOptions, words
from shopexit.formats.sentences import cited, days
from shopexit.formats.words import GRADES
from shopexit.messages import Lang, Text, Wording, record
from shopexit.report.plan_model import ReportedClaim, ReportedPlace
from shopexit.report.source_model import ReportedSide, ReportedSource

# Units that stay together on a line: a word or a Chinese character, with opening brackets and
# quotes before it and punctuation after it. rich breaks Chinese before a comma, and a Unicode line
# breaking library would need a second for each report.
_WIDE = "\u2e80-\u2fff\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff10-\uff19\uff21-\uff5a"
_OPEN = r"\[({（“‘《【「『"
_STOP = "，。；：、！？"
_CLOSE = rf"\])}}）”’》】」』{_STOP}…～,.;:!?%"


@cache
def _units() -> re.Pattern[str]:
    """Return the pattern of such units; compiled only if a width is given."""
    return re.compile(
        rf"[{_OPEN}]*(?:\d{{4}}-\d\d-\d\d|-\d[\d.]*|--[a-z-]+|[{_WIDE}]|[^\s{_WIDE}{_OPEN}{_STOP}/-]*[/-]+|[^\s{_WIDE}{_OPEN}{_STOP}]+)?[{_CLOSE}]*\s*"
    )


@record()
class Line:
    """One line. When it is wrapped, the text after `lead` is indented."""

    text: str = ""
    indent: int = 0
    lead: str = ""
    style: str = ""
    """A rich style for the whole line; never taken from the text."""


def render(lines: Iterable[Line], layout: RenderOptions) -> str:
    """Return lines as text that ends with a newline."""
    wrapped = [part for line in lines for part in _wrapped(line, layout.width)]
    plain = "".join(f"{text}\n" for text, _ in wrapped)
    return _coloured(wrapped) if layout.color else plain


def _wrapped(line: Line, width: int | None) -> Iterator[tuple[str, str]]:
    start = " " * line.indent + line.lead
    if width is None:
        yield f"{start}{line.text}".rstrip(), line.style
        return
    from rich.cells import cell_len  # without a width, rich is not needed

    hang = cell_len(start)
    if hang > width // 2:
        hang = min(line.indent, width // 2)
    for i, part in enumerate(fold(line.text, max(width - hang, 8), width - cell_len(start))):
        yield (f"{start}{part}" if i == 0 else " " * hang + part).rstrip(), line.style


def fold(text: str, width: int, first: int) -> Iterator[str]:
    """Split text into pieces of at most `width` columns (the first piece: `first`)."""
    from rich.cells import cell_len, chop_cells

    piece = ""
    room = max(first, 8)
    for unit in _units().findall(text):
        if cell_len(piece) + cell_len(unit.rstrip()) > room:
            if piece:
                yield piece
                room = width
            *full, piece = chop_cells(unit, room) or [""]
            yield from full
        else:
            piece += unit
    yield piece


def _coloured(wrapped: list[tuple[str, str]]) -> str:
    from rich.text import Text

    from shopexit.formats.terminal import console

    out = StringIO()
    to = console(out, None, color=True)
    for text, style in wrapped:
        to.print(Text(text, style))
    return out.getvalue()


def heading(title: str) -> Iterator[Line]:
    """Yield a heading, with an empty line before it."""
    yield Line()
    yield Line(title, style="bold")


def no_way_back(indent: int, say: Wording) -> Line:
    """Return the warning shown at a point of no return."""
    return Line(small(words.NO_WAY_BACK, say), indent, "! ", "bold red")


def small(text: Text, say: Wording) -> str:
    """Return text with a lower-case first letter, for use inside a line."""
    return f"{text[say.lang][0].lower()}{text[say.lang][1:]}"


def lead(text: Text, say: Wording) -> str:
    """Return a label for the start of a line, with its colon."""
    return f"{small(text, say)}{say('：', ': ')}"


def paths(where: Sequence[ReportedPlace], indent: int, say: Wording) -> Iterator[Line]:
    """Yield menu paths; if there are several, each with the grade of its source."""
    for place in where:
        source = f" [{GRADES[place.sources[0].grade][say.lang]}]" if len(where) > 1 else ""
        yield Line(f"{' > '.join(place.path)}{source}", indent, lead(words.WHERE, say))


def takes(
    long: Text | None,
    claims: Sequence[ReportedClaim],
    indent: int,
    say: Wording,
    *,
    others: bool = False,
) -> Iterator[Line]:
    """Yield how long something takes, and each claim about it if there are several.

    With `others`, the time is what others need, not the seller.
    """
    if long is None:
        return
    start = say("等别人处理：", "others need: ") if others else lead(words.TAKES, say)
    if len(claims) == 1:
        yield Line(_claim(claims[0], say.lang), indent, start)
        return
    yield Line(long[say.lang], indent, start)
    for claim in claims:
        also = f"{small(words.OTHERS_SAY, say)} " if not claim.planned else ""
        then = days(claim, say, estimated=claim.estimated, short=True)
        until = (
            say(f"，即{'' if then[0] == '最' else ' '}{then}", f", that is {then}") if then else ""
        )
        yield Line(f"{also}{_claim(claim, say.lang)}{until}", indent + 2)


def _claim(claim: ReportedClaim, lang: Lang) -> str:
    note = f" ({claim.note[lang]})" if claim.note else ""
    return f"{claim.says[lang]}{note} [{cited(claim.sources, lang)}]"


def sides(disputed: Iterable[ReportedSide], indent: int, say: Wording) -> Iterator[Line]:
    """Yield the statements of sources that contradict an entry."""
    for side in disputed:
        told = f"{side.says[say.lang]} [{cited(side.sources, say.lang)}]"
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
