"""Escaping and tables for Markdown."""

import re
from collections.abc import Iterable, Iterator, Sequence

from shopexit.messages import clean

_ESCAPES = {char: f"\\{char}" for char in "\\`*_[]~#"} | {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "|": "&#124;",
    "$": "&#36;",
}
# GitHub links mentions, references, e-mail addresses and emoji after parsing the Markdown, when
# backslashes and entities are gone. Only a comment in between stops it.
_ACTS = re.compile(
    r"""(?P<linked> @(?=\w) | \#(?=\d) | \bgh-(?=\d) | :(?=[\w+-]+:) )
      | (?P<address> :(?=//) | (?<=\bwww)\. )
      | (?P<first> ^(?:[-+=:]|[0-9]+[.)](?=\s|$)) )
      | [\\`*_\[\]~\#&<>|$]""",
    re.VERBOSE | re.IGNORECASE,
)


def escape(text: str) -> str:
    """Escape text for Markdown, on one line, so that it is shown literally: no markup, no links."""
    return _ACTS.sub(_harmless, clean(text))


def _harmless(match: re.Match[str]) -> str:
    found = match[0]
    if match["linked"]:
        return f"{_ESCAPES.get(found, found)}<!-- -->"
    if match["address"]:
        return f"&#{ord(found)};"
    if match["first"]:
        return f"{found[:-1]}\\{found[-1]}"
    return _ESCAPES[found]


def code(text: str) -> str:
    """Return text as a Markdown code span, in which GitHub makes nothing a link."""
    # CommonMark: the fence is longer than any run of backticks within. The spaces, which keep it
    # apart from backticks at the ends, are not shown.
    text = clean(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if len(fence) > 1 else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table with heading `head`; cells must be escaped already."""
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |"
