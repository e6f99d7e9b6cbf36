"""Markdown's own marks: text in which nothing acts, and tables."""

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
# GitHub links mentions, references, addresses of mail and emoji after it has read the Markdown,
# so a backslash or an entity is gone by then. Only a comment in between stops it.
_ACTS = re.compile(
    r"""(?P<linked> @(?=\w) | \#(?=\d) | \bgh-(?=\d) | :(?=[\w+-]+:) )
      | (?P<address> :(?=//) | (?<=\bwww)\. )
      | (?P<first> ^(?:[-+=:]|[0-9]+[.)](?=\s|$)) )
      | [\\`*_\[\]~\#&<>|$]""",
    re.VERBOSE | re.IGNORECASE,
)


def escape(text: str) -> str:
    """Return text so that it is read back as it is, in a paragraph, list, heading or table."""
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
    """Return text as it is, in the letters of a typewriter; nothing in it is linked."""
    text = clean(text)
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if len(fence) > 1 else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table; its cells are escaped already."""
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(row)} |"
