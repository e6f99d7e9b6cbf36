"""Lines of text: indented, wrapped to a width if there is one, coloured if wanted.

Without a width nothing is wrapped or cut, so that a log keeps whole addresses and sentences.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, wraps
from io import StringIO
from typing import Any

from shopexit.formats import Render, RenderOptions
from shopexit.messages import Wording, record

# Units that stay together on a line: a word or a Chinese character, with opening brackets and
# quotes before it and punctuation after it. rich breaks Chinese before a comma, and a Unicode line
# breaking library would need a second for each report.
_WIDE = "\u2e80-\u2fff\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff10-\uff19\uff21-\uff5a"
_OPEN = r"\[({（“‘《【「『"
_STOP = "，。；：、！？"
_CLOSE = rf"\])}}）”’》】」』{_STOP}…～,.;:!?%"


@cache
def _units() -> re.Pattern[str]:
    """Return the pattern of a piece of text that is not broken across lines, such as a word."""
    # Compiled when first used: that takes about 6 ms, and text for a pipe is not wrapped. A word
    # may be broken after a slash or hyphen, but not in a date, a negative number or an option.
    return re.compile(
        rf"""
        [{_OPEN}]*
        (?:
            \d{{4}}-\d\d-\d\d
          | -\d[\d.]*
          | --[a-z-]+
          | [{_WIDE}]
          | [^\s{_WIDE}{_OPEN}{_STOP}/-]*[/-]+
          | [^\s{_WIDE}{_OPEN}{_STOP}]+
        )?
        [{_CLOSE}]*\s*
        """,
        re.VERBOSE,
    )


@record()
class Line:
    """One line of output: indentation, a mark or label (`lead`), and the text.

    If the text is wrapped, all of it stays right of the label.
    """

    text: str = ""
    indent: int = 0
    lead: str = ""
    style: str = ""
    """Style of the whole line in rich's notation, such as `bold red`; empty for none."""


def render(lines: Iterable[Line], layout: RenderOptions) -> str:
    """Return lines as text, wrapped and coloured as `layout` says, each with a line end."""
    wrapped = [part for line in lines for part in _wrapped(line, layout.width)]
    return _coloured(wrapped) if layout.color else "".join(f"{text}\n" for text, _ in wrapped)


def as_text(lines: Callable[[Any, Wording], Iterable[Line]]) -> Render:
    """Turn a function that yields lines into one that returns them as text; used as a decorator."""

    @wraps(lines)
    def rendered(shown: Any, layout: RenderOptions) -> str:
        return render(lines(shown, Wording(shown.lang)), layout)

    return rendered


def _wrapped(line: Line, width: int | None) -> Iterator[tuple[str, str]]:
    start = " " * line.indent + line.lead
    if width is None:
        yield f"{start}{line.text}".rstrip(), line.style
        return
    from rich.cells import cell_len  # without a width, rich is not needed

    # Below a long lead there would be too little room for the text.
    hang = cell_len(start)
    if hang > width // 2:
        hang = min(line.indent, width // 2)
    for i, part in enumerate(fold(line.text, max(width - hang, 8), width - cell_len(start))):
        yield (f"{start}{part}" if i == 0 else " " * hang + part).rstrip(), line.style


def fold(text: str, width: int, first: int) -> Iterator[str]:
    """Wrap text: yield parts of at most `width` terminal columns, the first of at most `first`."""
    from rich.cells import cell_len, chop_cells

    # Less than 8 columns hold three Chinese characters: better to exceed the width.
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
    """Yield an empty line and a heading in bold."""
    yield Line()
    yield Line(title, style="bold")
