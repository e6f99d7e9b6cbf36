"""Lines of text for people: indented, hung, wrapped where there is a width, coloured where wanted.

Without a width nothing is wrapped or cut, so that a log keeps whole addresses and whole sentences.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import StringIO

from shopexit.messages import Lang

# What stays together on a line: a word or a Chinese character, with the brackets and quotes that
# open before it and the punctuation that follows. rich breaks Chinese before a comma, and the
# library for Unicode line breaking takes a second for a report.
_WIDE = "\u2e80-\u2fff\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff10-\uff19\uff21-\uff5a"
_OPEN = r"\[({（“‘《【「『"
_CLOSE = r"\])}）”’》】」』，。；：、！？…～,.;:!?%"


@cache
def _units() -> re.Pattern[str]:
    """Return the pattern of what stays together; only a terminal's width needs it."""
    return re.compile(
        rf"[{_OPEN}]*(?:\d{{4}}-\d\d-\d\d|-\d[\d.]*|[{_WIDE}]|[^\s{_WIDE}{_OPEN}/-]*[/-]+|[^\s{_WIDE}{_OPEN}]+)?[{_CLOSE}]*\s*"
    )


@dataclass(frozen=True)
class RenderOptions:
    """How text is laid out. `width` is in terminal cells; a wide character takes two."""

    width: int | None = None
    color: bool = False


@dataclass(frozen=True)
class Line:
    """One line. What follows its lead hangs under the text when it is wrapped."""

    text: str = ""
    indent: int = 0
    lead: str = ""
    style: str = ""
    """A rich style for the whole line; never read from the text."""


@dataclass(frozen=True)
class Wording:
    """Picks one of two wordings, for the words of a format itself."""

    lang: Lang

    def __call__(self, zh: str, en: str) -> str:
        """Return the wording of the language."""
        return zh if self.lang is Lang.ZH else en


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
    from rich.cells import cell_len  # a pipe or a log needs no widths, so does not pay for them

    hang = cell_len(start)
    if hang > width // 2:
        hang = min(line.indent, width // 2)
    for i, part in enumerate(_fold(line.text, max(width - hang, 8), width - cell_len(start))):
        yield (f"{start}{part}" if i == 0 else " " * hang + part).rstrip(), line.style


def _fold(text: str, width: int, first: int) -> Iterator[str]:
    """Yield text in pieces of at most `width` cells, broken where a reader expects a break."""
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
    from rich.console import Console
    from rich.text import Text

    out = StringIO()
    console = Console(
        file=out, force_terminal=True, color_system="standard", legacy_windows=False,
        highlight=False, markup=False, emoji=False, soft_wrap=True, no_color=False,
    )  # fmt: skip
    for text, style in wrapped:
        console.print(Text(text, style))
    return out.getvalue()
