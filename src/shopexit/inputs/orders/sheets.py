"""A sheet: rows of cells, whatever file they stand in, handed on a batch at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, compress, islice
from typing import Any, Protocol

HEAD = 20
"""Within how many rows the header is looked for."""
_BATCH = 10_000
_EXACT = 10**15
"""A spreadsheet keeps fifteen digits: of longer numbers the last ones may have become zeros."""

Column = Any
"""An Arrow array of text, without nulls: what is to be done with all its cells is done at once."""
Advance = Callable[[float], None]
"""Told now and then which part of some work is done, from 0 to 1."""


@dataclass(frozen=True)
class Batch:
    """Some rows: the cells of each column that was asked for, as text, and the rows' numbers."""

    columns: tuple[Column, ...]
    numbers: Sequence[int]
    read: float = 0
    """Which part of the sheet has been read with it, from 0 to 1, as far as can be told."""


class Sheet(Protocol):
    """What the readers of all kinds of files offer."""

    @property
    def name(self) -> str:
        """Its name; empty where the file has no sheets."""

    @property
    def head(self) -> Sequence[Sequence[str]]:
        """The first rows, to find the header in."""

    @property
    def ragged(self) -> Sequence[int]:
        """The numbers of rows that have not as many cells as the header; known once all is read."""

    def batches(self, header: int, columns: Sequence[int]) -> Iterator[Batch]:
        """Yield the rows below the header, which stands at that index in `head`."""


@dataclass
class RowSheet:
    """A sheet whose rows come one after another, from a workbook or a page."""

    name: str
    rows: Iterable[Sequence[Any]]
    total: int | None = None
    """How many rows there are, where that is known."""
    ragged: list[int] = field(default_factory=list)
    head: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Take the first rows, to look for the header in them."""
        rows = iter(self.rows)
        first = list(islice(rows, HEAD))
        self.head = [[text(cell) for cell in row] for row in first]
        self.rows = chain(first, rows)

    def batches(self, header: int, columns: Sequence[int]) -> Iterator[Batch]:
        """Yield the rows below the header; a cell that a row lacks is empty."""
        from pyarrow import array, string

        rows = islice(self.rows, header + 1, None)
        number = header + 2
        width = len(self.head[header])
        while chunk := list(islice(rows, _BATCH)):
            following = number + len(chunk)
            read = (following - 1) / self.total if self.total else 0
            numbers: Sequence[int] = range(number, following)
            if any(len(row) != width for row in chunk):
                odd = [len(row) != width and any(map(_is_said, row)) for row in chunk]
                self.ragged += compress(numbers, odd)
                kept = [not each for each in odd]
                chunk, numbers = [*compress(chunk, kept)], [*compress(numbers, kept)]
            cells = (array([_cell(row, c) for row in chunk], string()) for c in columns)
            yield Batch(tuple(cells), numbers, read)
            number = following


def _is_said(cell: Any) -> bool:
    return bool(text(cell).strip())


def _cell(row: Sequence[Any], column: int) -> str:
    cell = row[column] if column < len(row) else ""
    return cell if isinstance(cell, str) else text(cell)


def text(cell: Any) -> str:
    """Return a cell as text. A number that may have lost digits keeps its exponent, to be seen."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else f"{cell:.15g}"
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
