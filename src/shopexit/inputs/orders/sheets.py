"""A sheet: rows of cells, whatever file they stand in, handed on some thousand at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from datetime import datetime
from itertools import compress, islice
from operator import itemgetter
from typing import Any

from shopexit.files.cells import is_total
from shopexit.messages import record

HEAD = 20
"""Within how many rows the header is looked for."""
_BATCH = 5_000
_EXACT = 10**15
"""A spreadsheet keeps fifteen digits: of longer numbers the last ones may have become zeros."""


@record()
class Batch:
    """Some rows: the cells of each column that was asked for, as text, and the rows' numbers."""

    columns: Sequence[Sequence[str]]
    numbers: Sequence[int]


@record(frozen=False)
class Sheet:
    """The rows of a sheet, or of a file that has no sheets. They are read once, and never whole."""

    name: str
    head: Sequence[Sequence[str]]
    """The first rows, to find the header in."""
    lines: Sequence[int]
    """How many lines of the file end with each row of the head."""
    rows: Iterator[Sequence[Any]]
    """All rows, those of the head too."""
    part: Callable[[int], float]
    """Tells which part of the sheet is read with so many rows, from 0 to 1."""
    ragged: list[int] = field(default_factory=list)
    """The numbers of rows that have not as many cells as the header; known once all is read."""

    def batches(self, header: int, columns: Sequence[int]) -> Iterator[Batch]:
        """Yield the rows below the header, which is at that index in the head.

        `columns` are the places of at least two columns. Rows without anything in them are left
        out: a spreadsheet that was filled down to its end has millions.
        """
        pick = itemgetter(*columns)
        blank = ("",) * len(columns)
        width = len(self.head[header])
        rows = islice(self.rows, header + 1, None)
        number = self.lines[header] + 1
        while chunk := list(islice(rows, _BATCH)):
            numbers: Sequence[int] = range(number, number + len(chunk))
            number += len(chunk)
            if any(len(row) != width for row in chunk):
                fits = [len(row) == width for row in chunk]
                odd = [bool(row) and len(row) != width and not _is_total(row) for row in chunk]
                self.ragged += compress(numbers, odd)
                chunk, numbers = [*compress(chunk, fits)], [*compress(numbers, fits)]
            cells = [*map(pick, chunk)]
            if blank in cells:
                said = [row != blank for row in cells]
                cells, numbers = [*compress(cells, said)], [*compress(numbers, said)]
            if cells:
                yield Batch([*map(_texts, zip(*cells, strict=True))], numbers)


def _is_total(row: Sequence[Any]) -> bool:
    """Whether a row, of however many cells, is the sum of others by its first word."""
    return is_total(next((said for cell in row if (said := text(cell).strip())), ""))


def _texts(column: Sequence[Any]) -> list[str]:
    return [cell if isinstance(cell, str) else text(cell) for cell in column]


def text(cell: Any) -> str:
    """Return a cell as text. A number that may have lost digits keeps its exponent, to be seen."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else f"{cell:.15g}"
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
