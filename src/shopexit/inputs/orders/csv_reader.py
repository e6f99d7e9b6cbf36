"""Read order exports that are CSV or TSV files, of any size and in any usual encoding."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import chain, islice
from typing import BinaryIO

from shopexit.inputs.orders.sheets import HEAD, Sheet
from shopexit.messages import Problem, ShopexitError, Text

_BLOCK = 1 << 20
_LONGEST = 1 << 20
"""Longest row, in characters; a longer one comes from an unclosed quote and would fill the
memory."""
_TOO_LONG = Text(
    zh="从这里起有一行太长，多半是引号没有配对，或文件被改坏了；请重新导出",
    en="the row starting here is too long: a quote is not closed, or the file is damaged;"
    " export it again",
)
_UNDECODABLE = Text(
    zh="这里的文字不是文件开头的编码，文件可能被截断或改坏了；请重新导出",
    en="the encoding changes here: the file may be truncated or damaged; export it again",
)


def delimiter_of(sample: str) -> str:
    """Return the delimiter of a text file (comma, tab or semicolon), given its first lines."""
    lines = sample.splitlines()[:HEAD]
    # The first of equals wins, so a file with a single column counts as CSV.
    return max(",\t;", key=lambda mark: max((line.count(mark) for line in lines), default=0))


def csv_sheet(file: BinaryIO, path: str, encoding: str, delimiter: str, size: int) -> Sheet:
    """Return the rows of an open CSV or TSV file as a sheet; `size` is the file's size in bytes.

    Raises ShopexitError, at once or while rows are read, if bytes are not in the encoding or a
    quotation mark is never closed.
    """
    file.seek(0)
    # As the csv module requires: a cell may contain line breaks.
    text = io.TextIOWrapper(file, encoding, newline="")
    length = 0

    def read_lines() -> Iterator[str]:
        nonlocal length
        # Limited here, as a file without line breaks would be read into memory at once.
        while line := text.readline(_LONGEST):
            length += len(line)
            if length >= _LONGEST:
                raise csv.Error
            yield line

    reader = csv.reader(read_lines(), delimiter=delimiter)

    def read_rows() -> Iterator[list[str]]:
        nonlocal length
        whole = 0
        try:
            for row in reader:
                whole = reader.line_num
                length = 0
                yield row
        except csv.Error:  # also raised by csv for cells over 128 KiB
            raise ShopexitError([Problem(_TOO_LONG, path, whole + 1)]) from None
        except UnicodeDecodeError:
            # Text is decoded in blocks, ahead of the reader, which does not know this line.
            line = _undecodable_line(file, encoding)
            raise ShopexitError([Problem(_UNDECODABLE, path, line)]) from None

    rows = read_rows()
    head, lines = [], []
    for row in islice(rows, HEAD):
        head.append(row)
        lines.append(reader.line_num)
    # Progress by bytes, as the number of rows is not known.
    return Sheet("", head, lines, chain(head, rows), lambda _: text.buffer.tell() / size)


def _undecodable_line(file: BinaryIO, encoding: str) -> int:
    """Return the number of the line with the first bytes that cannot be decoded."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    while True:
        block = file.read(_BLOCK)
        try:
            line += decoder.decode(block, final=not block).count("\n")
        except UnicodeDecodeError as error:
            return line + error.object[: error.start].decode(encoding, "ignore").count("\n")
        if not block:
            return line
