"""CSV and TSV files, of any size, in the encodings in which they occur."""

import codecs
import csv
import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from shopexit.inputs.orders.sheets import HEAD, Batch
from shopexit.messages import Problem, ShopexitError, Text, fail

_BLOCK = 1 << 20
"""Bytes read at a time; a row has to fit."""


@dataclass
class DelimitedSheet:
    """A text file of rows. It is read once, and never whole."""

    file: BinaryIO
    path: str
    encoding: str
    delimiter: str
    head: Sequence[Sequence[str]]
    lines: Sequence[int]
    """How many lines of the file end with each row of the head."""
    size: int
    whole: bool
    """Whether the head is made from all of the file."""
    name: str = ""
    ragged: list[int] = field(default_factory=list)

    def batches(self, header: int, columns: Sequence[int]) -> Iterator[Batch]:
        """Yield the rows below the header.

        Raises ShopexitError if the text is not in the encoding that its beginning is in, or a
        quotation mark is never closed.
        """
        from pyarrow import ArrowInvalid

        number = self.lines[header] + 1
        if self.whole and header + 1 == len(self.head) < HEAD:
            return  # nothing stands below the header, which the library takes for an error
        try:
            for block in self._blocks(header, columns):
                numbers = self._numbers(number, block.num_rows)
                read = self.file.tell() / self.size
                yield Batch(tuple(block[str(column)] for column in columns), numbers, read)
                number = numbers[-1] + 1 if numbers else number
        except (ArrowInvalid, UnicodeDecodeError) as error:
            line = None if isinstance(error, UnicodeDecodeError) else number
            raise ShopexitError([Problem(_why(error), self.path, line)]) from None

    def _blocks(self, header: int, columns: Sequence[int]) -> Any:
        # Only the columns asked for are made into text; the csv module would make all of them.
        from pyarrow import csv as arrow
        from pyarrow import string

        def note(row: Any) -> str:
            self.ragged.append(row.number)
            return "skip"

        names = [str(i) for i in range(len(self.head[header]))]
        self.file.seek(0)
        return arrow.open_csv(
            _Checked(self.file, self.encoding) if self.encoding.startswith("utf-8") else self.file,
            read_options=arrow.ReadOptions(
                column_names=names, skip_rows=self.lines[header], block_size=_BLOCK,
                encoding=self.encoding, use_threads=False,
            ),
            parse_options=arrow.ParseOptions(
                delimiter=self.delimiter, newlines_in_values=True, invalid_row_handler=note,
                ignore_empty_lines=False,
            ),
            convert_options=arrow.ConvertOptions(
                include_columns=[str(column) for column in dict.fromkeys(columns)],
                column_types=dict.fromkeys(names, string()), strings_can_be_null=False,
            ),
        )  # fmt: skip

    def _numbers(self, first: int, count: int) -> Sequence[int]:
        """Return the numbers of the next rows, between which those that are ragged are left out."""
        skipped = {number for number in self.ragged if number >= first}
        if not skipped:
            return range(first, first + count)
        numbers = (n for n in range(first, first + count + len(skipped)) if n not in skipped)
        return list(islice(numbers, count))


class _Checked:
    """A file whose text is made sure of: the library checks only the columns that it hands on."""

    closed = False

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder(encoding)().decode

    def read(self, size: int = -1) -> bytes:
        """Read on; raise UnicodeDecodeError if it is no text."""
        block = self._file.read(size)
        # Most of a block is made sure of by the library, several times faster than by decoding it.
        start, end = _whole_characters(block)
        whole = start < end and _is_text(block[start:end])
        self._decode(block[:start] if whole else block)
        self._decode(block[end:] if whole else b"", final=not block)
        return block


def _whole_characters(block: bytes) -> tuple[int, int]:
    """Return where the first character that begins in a block begins, and the last one."""
    start = next((i for i, byte in enumerate(block[:4]) if byte & 0xC0 != 0x80), 0)
    tail = block[-4:]
    last = next((i for i in range(len(tail) - 1, -1, -1) if tail[i] & 0xC0 != 0x80), 0)
    return start, len(block) - len(tail) + last


def _is_text(raw: bytes) -> bool:
    from pyarrow import ArrowInvalid, StringArray, py_buffer

    offsets = py_buffer(struct.pack("=2i", 0, len(raw)))
    try:
        StringArray.from_buffers(1, offsets, py_buffer(raw)).validate(full=True)
    except ArrowInvalid:
        return False
    return True


def open_sheet(
    file: BinaryIO, path: str, sample: str, encoding: str, size: int, *, whole: bool
) -> DelimitedSheet:
    """Return the sheet in a text file; `sample` is its beginning, or the whole of it."""
    delimiter = _delimiter(sample)
    # What stands behind the last line break of the sample may be half a row.
    lines_ended = sample if whole else sample[: sample.rfind("\n") + 1] or sample
    reader = csv.reader(io.StringIO(lines_ended, newline=""), delimiter=delimiter)
    head, lines = [], []
    try:
        for row in islice(reader, HEAD):
            head.append(row)
            lines.append(reader.line_num)
    except csv.Error:
        if not head:
            raise fail(_TOO_LONG, file=path) from None
    return DelimitedSheet(file, path, encoding, delimiter, head, lines, size, whole)


def _delimiter(sample: str) -> str:
    lines = sample.splitlines()[:HEAD]
    return max(",\t;", key=lambda mark: max((line.count(mark) for line in lines), default=0))


_TOO_LONG = Text(
    zh="从这里起有一行太长，多半是引号没有配对，或文件被改坏了；请重新导出",
    en="from here on a row is too long: a quotation mark is not closed, or the file is damaged;"
    " export it again",
)
_UNDECODABLE = Text(
    zh="后面有文字不是文件开头的编码，文件可能被截断或改坏了；请重新导出",
    en="further down text is not in the encoding of the file's beginning: it may be cut off or"
    " damaged; export it again",
)


def _why(error: Exception) -> Text:
    # The library's own words repeat the row, with whatever name or address stands in it.
    return _TOO_LONG if "straddl" in str(error) else _UNDECODABLE
