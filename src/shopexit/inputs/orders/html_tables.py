"""HTML pages with a table, which some back offices hand out under the name of a workbook."""

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import BinaryIO

from shopexit.inputs.orders.sheets import RowSheet
from shopexit.messages import Text, fail

_BLOCK = 1 << 16
_MOST_CELLS = 5_000
_LONGEST_CELL = 100_000
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_CUT_OFF = Text(
    zh="表格没有结尾，文件可能没下载完；请重新导出",
    en="the table has no end: the file may be cut off; export it again",
)
_TOO_LARGE = Text(
    zh="表格里有一行太长，文件可能被改坏了；请重新导出",
    en="a row of the table is too long: the file may be damaged; export it again",
)


class _Rows(HTMLParser):
    """Collects the rows of all tables; who reads takes them out as they become whole."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.open_tables = 0
        self.too_large = False
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._length = 0
        self._below: dict[int, int] = {}
        """By column, in how many further rows a cell from above stands."""
        self._spans: list[tuple[int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell; one that is open ends with it."""
        if tag == "table":
            self.open_tables += 1
        elif tag == "tr":
            self._end_row()
            self._row, self._spans = [], []
        elif tag in ("td", "th") and self._row is not None:
            self._end_cell()
            self._skip_merged(self._row)
            given = dict(attrs)
            across, down = _span(given.get("colspan")), _span(given.get("rowspan"))
            self._spans.append((across, down))
            self._cell, self._length = [], 0

    def handle_endtag(self, tag: str) -> None:
        """End a cell, a row or a table."""
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()
            self.open_tables -= tag == "table"

    def handle_data(self, data: str) -> None:
        """Take the text of a cell."""
        if self._cell is not None:
            self._cell.append(data)
            self._length += len(data)
            self.too_large |= self._length > _LONGEST_CELL

    def _skip_merged(self, row: list[str]) -> None:
        while self._below.get(len(row), 0):
            self._below[len(row)] -= 1
            row.append("")

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        across, down = self._spans[-1]
        for column in range(len(self._row), len(self._row) + across):
            if down > 1:
                self._below[column] = down - 1
        self._row += ["".join(self._cell), *[""] * (across - 1)]
        self._cell = None
        self.too_large |= len(self._row) > _MOST_CELLS

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._skip_merged(self._row)
            self.rows.append(self._row)
        self._row = None


def _span(written: str | None) -> int:
    return max(min(int(written[:6]), 1000), 1) if written and written.isdecimal() else 1


def sheet(file: BinaryIO, path: str, sample: str, encoding: str) -> RowSheet:
    """Return the tables of a page as one sheet; `sample` is the beginning of the page."""
    named = _CHARSET.search(sample)
    # A page says gb2312 and holds what only its superset has.
    chinese = named is not None and named[1].lower() in ("gb2312", "gbk", "gb18030")
    return RowSheet("", _rows(file, path, "gb18030" if chinese else encoding))


def _rows(file: BinaryIO, path: str, encoding: str) -> Iterator[list[str]]:
    parser = _Rows()
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    file.seek(0)
    while block := file.read(_BLOCK):
        parser.feed(decoder.decode(block))
        if parser.too_large or len(parser.rawdata) > _LONGEST_CELL:
            raise fail(_TOO_LARGE, file=path)
        yield from parser.rows
        parser.rows.clear()
    if parser.open_tables > 0:
        raise fail(_CUT_OFF, file=path)
    parser.close()
    yield from parser.rows
