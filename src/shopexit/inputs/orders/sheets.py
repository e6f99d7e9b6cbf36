"""The sheet of an export, read as batches of rows whatever the file format."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from datetime import datetime
from itertools import compress, islice
from operator import itemgetter
from typing import Any

from shopexit.files.cells import is_total
from shopexit.messages import record

HEAD = 20
"""Number of rows searched for the header."""
_BATCH = 5_000
_TYPED = 10**15
"""Least number with 16 digits: a spreadsheet keeps only the first 15 digits of what is typed."""
_EXACT = 9 * 10**15
"""Below this, a float has every whole number exactly, so that a program can have stored it."""


@record()
class Batch:
    """Some rows of a sheet: their cells by column, their row numbers in the file, and all cells."""

    columns: Sequence[Sequence[str]]
    numbers: Sequence[int]
    rows: Sequence[Sequence[Any]]


@record(frozen=False)
class Sheet:
    """One sheet of a workbook, or a whole CSV file; the rows can be read only once."""

    name: str
    head: Sequence[Sequence[str]]
    """First rows of the sheet (HEAD at most), where the header is looked for."""
    lines: Sequence[int]
    """For each row in `head`, the number of its last line in the file."""
    rows: Iterator[Sequence[Any]]
    """All rows, including the head."""
    part: Callable[[int], float]
    """Function that returns how much is read, from 0 to 1, given the number of the last row."""
    ragged: list[int] = field(default_factory=list)
    """Numbers of rows whose number of cells differs from the header; complete after reading."""

    def batches(self, header: int, columns: Sequence[int]) -> Iterator[Batch]:
        """Yield the rows below the header in batches; `header` is the index of its row in `head`.

        `columns` are the indexes of the columns to read, at least two. Rows with nothing in these
        columns are skipped, as a sheet may have millions. Rows with more or fewer cells than the
        header are skipped too; their numbers are added to `ragged`, except for rows with totals.
        """
        # With one index, itemgetter would return the cell itself, not a tuple of cells.
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
                # The csv module gives an empty row for a blank line.
                odd = [bool(row) and len(row) != width and not is_total_row(row) for row in chunk]
                self.ragged += compress(numbers, odd)
                chunk, numbers = [*compress(chunk, fits)], [*compress(numbers, fits)]
            cells = [*map(pick, chunk)]
            if blank in cells:
                said = [row != blank for row in cells]
                cells, numbers = [*compress(cells, said)], [*compress(numbers, said)]
                chunk = [*compress(chunk, said)]
            if cells:
                yield Batch([*map(_texts, zip(*cells, strict=True))], numbers, chunk)


def is_total_row(row: Sequence[Any]) -> bool:
    """Return whether the first non-empty cell of a row, of any column, marks it as a total."""
    return is_total(next((said for cell in row if (said := text(cell).strip())), ""))


def _texts(column: Sequence[Any]) -> list[str]:
    return [cell if isinstance(cell, str) else text(cell) for cell in column]


def text(cell: Any) -> str:
    """Return the value of a cell as text; a number too long to be exact becomes 1.23e+17.

    A 16-digit number is marked by `.0` at its end: a spreadsheet may have set the last digit to 0.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        if not cell.is_integer() or abs(cell) >= _EXACT:
            return f"{cell:.15g}"
        return f"{int(cell)}{'.0' if abs(cell) >= _TYPED else ''}"
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
