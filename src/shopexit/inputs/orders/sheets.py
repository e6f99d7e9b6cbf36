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
_EXACT = 10**15
"""Spreadsheets keep 15 digits: longer numbers may have lost their last ones."""


@record()
class Batch:
    """Some rows of a sheet: their cells by column, and their row numbers in the file."""

    columns: Sequence[Sequence[str]]
    numbers: Sequence[int]


@record(frozen=False)
class Sheet:
    """The rows of a sheet, or of a file without sheets, which can be read only once."""

    name: str
    head: Sequence[Sequence[str]]
    """First rows, in which the header is searched."""
    lines: Sequence[int]
    """Last line number in the file of each row of the head."""
    rows: Iterator[Sequence[Any]]
    """All rows, including the head."""
    part: Callable[[int], float]
    """Function that returns the part read (0 to 1) after a number of rows."""
    ragged: list[int] = field(default_factory=list)
    """Numbers of rows whose number of cells differs from the header; complete after reading."""

    def batches(self, header: int, columns: Sequence[int]) -> Iterator[Batch]:
        """Yield the rows below the header, which is row `header` of the head, in batches.

        `columns` are the indexes of the columns to read, at least two. Rows that are empty there
        are skipped, as a sheet may have millions; so are those with more or fewer cells than the
        header, which are noted in `ragged` unless they are totals.
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
    """Return whether the first cell of a row that is not empty marks it as a total."""
    return is_total(next((said for cell in row if (said := text(cell).strip())), ""))


def _texts(column: Sequence[Any]) -> list[str]:
    return [cell if isinstance(cell, str) else text(cell) for cell in column]


def text(cell: Any) -> str:
    """Return the value of a cell as text; a number that may have lost digits as 1.23e+17."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < _EXACT else f"{cell:.15g}"
    return cell.isoformat(" ") if isinstance(cell, datetime) else str(cell)
