"""Parts of terminal screens: their size, headings with a date, folded lines, columns."""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import zip_longest

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text as Styled

from shopexit.formats.lines import fold
from shopexit.messages import clean

ROOM = 22
"""Number of lines for output on a terminal of 24 lines; two are left for command and prompt."""
NARROW = 60
"""On terminals with fewer columns than this, lines are wrapped instead of cut."""


def console(out: StringIO, width: int | None, *, color: bool) -> Console:
    """Return a console that writes to `out`, without rich's markup and highlighting.

    If `width` is None, nothing is wrapped.
    """
    # A buffer is no terminal, so colour has to be forced. Text from a state file may look like
    # rich's [markup] or an :emoji: code, and is shown as written. On old Windows consoles rich
    # would leave a column free and draw with other characters.
    return Console(
        file=out, width=width, soft_wrap=width is None, force_terminal=color, no_color=not color,
        color_system="standard" if color else None, legacy_windows=False,
        highlight=False, markup=False, emoji=False,
    )  # fmt: skip


def printed(parts: Iterable[RenderableType], width: int, *, color: bool) -> str:
    """Return lines, tables and trees as text, without spaces at the ends of lines."""
    out = StringIO()
    to = console(out, width, color=color)
    for part in parts:
        to.print(part)
    # rich fills the rows of a table with spaces.
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def heading(named: str, beside: str, width: int) -> Styled:
    """Return a heading: `named` in bold at the left, and `beside`, dim, at the right end.

    `named` is cut if necessary. Without room for both, `beside` is left out.
    """
    # A style given to the text as a whole would also apply to what is appended.
    title = Styled(no_wrap=True).append(clean(named), "bold")
    title.truncate(max(width - cell_len(beside) - 2, 8), overflow="ellipsis")
    gap = width - title.cell_len - cell_len(beside)
    return title.append(" " * gap).append(beside, "dim") if gap > 0 else title


def folded(lead: str, text: str, width: int, style: str = "") -> Iterator[Styled]:
    """Wrap `text` to `width` columns: `lead` begins the first line, spaces begin the others."""
    hang = cell_len(lead)
    for i, part in enumerate(fold(clean(text), width - hang, width - hang)):
        yield Styled((lead if i == 0 else " " * hang) + part.rstrip(), style, no_wrap=True)


def harmless(text: str) -> str:
    """Make text safe to print, as `clean` does, but keep the spaces at both ends."""
    words = text.strip(" ")
    before, _, after = text.partition(words) if words else (text, "", "")
    return f"{before}{clean(words)}{after}"


def columns(
    rows: Sequence[tuple[str, str, str]],
    heads: tuple[str, str, str],
    beside: int,
    shares: tuple[int, int, int],
) -> Table:
    """Return rows as a table with the column titles `heads`.

    Each line has `beside` rows side by side. `shares` are the relative widths of the columns.
    """
    table = Table(
        box=SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 1), show_edge=False,
        header_style="bold",
    )  # fmt: skip
    used = [i for i, head in enumerate(heads) if head]
    for _ in range(beside):
        for i in used:
            table.add_column(heads[i], no_wrap=True, overflow="ellipsis", ratio=shares[i])
    # Rows fill the left half first, then the right; an odd one is on the left.
    each = -(-len(rows) // beside)
    parts = [rows[i * each : (i + 1) * each] for i in range(beside)]
    for line in zip_longest(*parts, fillvalue=("", "", "")):
        table.add_row(*(Styled(clean(row[i])) for row in line for i in used))
    return table
