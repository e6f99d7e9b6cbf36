"""Find the shops of a fleet in files and folders, and split files that hold several shops.

The state of one shop is called an entry. A file with several entries is either YAML with documents
separated by `---`, or JSON Lines with one entry a line. Files are split without parsing them, block
by block, to limit memory.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from shopexit.files.encoding import MAX_BYTES, cannot_read, decode, guesses, text_of
from shopexit.files.paths import is_folder, is_plain_file, is_there, named_files
from shopexit.messages import Problem, ShopexitError, Text, clean, fail, record

ENDINGS = (".yaml", ".yml", ".json", ".jsonl")
"""Endings of the files that are read if a folder is given; other files in it are ignored."""
STDIN = "-"
STDIN_NAME = "<stdin>"
_BLOCK = 1 << 18
"""Number of bytes read at a time; more if the data of a single shop are larger."""
# As in YAML, `---` may be followed by content on its line.
_SEPARATOR = re.compile(rb"^(?:---(?=[ \t\r\n]|$)|\.\.\.[ \t\r]*$)", re.MULTILINE)
# A part that has only comments and directives of YAML (%) is no document.
_CONTENT = re.compile(rb"^(?!%)[^\S\n]*[^\s#]", re.MULTILINE)
_BOM = b"\xef\xbb\xbf"
_BLANK = b"\xef\xbb\xbf \t\r\n"
_LOOKED_AT = 5
"""Number of lines inspected to tell whether each line of a file is the data of one shop."""
_OPENED = ("/dev/", "/proc/")
_LONGEST_LOOK = 1 << 22
"""Maximum number of bytes inspected to tell whether each line of a file is the data of one shop."""


@record()
class Piece:
    """The data of one shop as unparsed bytes, with the file and the line at which they start."""

    file: str
    entry: int | None
    """Line number (JSON Lines) or document number (YAML); None if the file has only one shop."""
    line: int
    """Line of the file, from 1, at which the data of the shop start."""
    raw: bytes

    def placed(self, problem: Problem) -> Problem:
        """Return an error in the data with their file and line, unless it names a file itself."""
        if problem.file:
            return problem
        return replace(problem, file=clean(self.file), line=self.line if self.entry else None)


@record()
class Block:
    """Part of a file as unparsed bytes: one YAML document, or several lines of JSON Lines."""

    file: str
    line: int
    """Line of the file at which the block starts."""
    raw: bytes
    is_lines: bool
    entry: int | None = None

    def pieces(self) -> Iterator[Piece]:
        """Yield the data of each shop in the block; blank lines are skipped."""
        if not self.is_lines:
            yield Piece(self.file, self.entry, self.line, self.raw)
            return
        for number, line in enumerate(self.raw.split(b"\n"), start=self.line):
            if line and not line.isspace():
                yield Piece(self.file, number, number, line)


@record()
class Lost:
    """A file that could not be read completely or at all, with the errors."""

    file: str
    problems: tuple[Problem, ...]


def files(paths: Iterable[str]) -> list[str]:
    """Return the names of the state files in `paths`, each once.

    `paths` may hold files, folders, patterns such as `*.yaml`, and `-` for standard input. Raises
    ShopexitError for a pattern that matches nothing, and for a folder without state files.
    """
    return named_files(paths, _NOTHING_THERE, endings=ENDINGS, kept=[STDIN])


def blocks(names: Sequence[str], stdin: Callable[[], BinaryIO]) -> Iterator[Block | Lost]:
    """Read files block by block; yield each block, and a `Lost` for each file that cannot be read.

    The name `-` stands for standard input, which `stdin` opens.
    """
    for name in names:
        shown = STDIN_NAME if name == STDIN else name
        try:
            with _opened(name, stdin) as file:
                yield from _blocks(shown, file)
        except ShopexitError as error:
            yield Lost(shown, error.problems)
        except (OSError, ValueError) as error:
            yield Lost(shown, cannot_read(error, shown).problems)


def pieces(paths: Iterable[str], stdin: Callable[[], BinaryIO]) -> Iterator[Piece | Lost]:
    """Yield the data of each shop in files and folders, and a `Lost` for each unreadable file.

    The path `-` stands for standard input, which `stdin` opens.
    """
    for block in blocks(files(paths), stdin):
        yield from [block] if isinstance(block, Lost) else block.pieces()


@contextmanager
def _opened(name: str, stdin: Callable[[], BinaryIO]) -> Iterator[BinaryIO]:
    """Open a file, or standard input for the name `-`; raise ShopexitError for a pipe or device."""
    if name == STDIN:
        yield stdin()
        return
    # Reading a pipe may block forever and a device has no end; shells pass pipes as /dev/fd/N.
    if is_there(name) and not (is_plain_file(name) or is_folder(name) or name.startswith(_OPENED)):
        raise fail(_NOT_PLAIN, file=name)
    with Path(name).open("rb") as file:
        yield file


def _blocks(name: str, file: BinaryIO) -> Iterator[Block]:
    """Read an open file block by block; `name` is the name of the file in messages."""
    head = file.read(_BLOCK)
    if guesses(head)[0].startswith("utf-16"):
        # UTF-16 cannot be split by bytes, so the file is decoded as a whole.
        text, _ = decode(head + file.read(MAX_BYTES + 1 - len(head)), name)
        file = BytesIO(text.encode())
        head = file.read(_BLOCK)
    by_name = name.lower().endswith(".jsonl")
    # Each read doubles the size, so that copying takes time in proportion to it; likewise below.
    while _is_unclear(head, by_name) and (more := file.read(max(_BLOCK, len(head)))):
        head += more
    if not head.strip(_BLANK) and len(head) <= _LONGEST_LOOK:
        yield Block(name, 1, b"", is_lines=False)  # reported as empty when parsed
        return
    if by_name or _is_lines(head):
        yield from _lines(name, head, file)
    else:
        yield from _documents(name, head, file)


def _is_unclear(head: bytes, by_name: bool) -> bool:
    """Return whether `head`, the start of a file, is too short to tell JSON Lines from YAML.

    `by_name` is true if the file's name ends in .jsonl.
    """
    if len(head) > _LONGEST_LOOK:
        return False
    begun = head.lstrip(_BLANK)
    few = not by_name and begun.count(b"\n") < _LOOKED_AT
    return not begun or (few and begun.startswith(b"{"))


def _is_lines(head: bytes) -> bool:
    """Return whether a file that starts with `head` is JSON Lines.

    It must have several lines. The first must begin an object, but not be a lone `{`, with which
    an object on several lines may begin; one near the start must be a complete object.
    """
    lines = [line for line in head.lstrip(_BLANK).split(b"\n", _LOOKED_AT) if line.strip()]
    several = len(lines) > 1 and lines[0].startswith(b"{") and lines[0].strip() != b"{"
    begun = lines[:_LOOKED_AT]
    documents = any(_SEPARATOR.match(line) for line in begun)
    # One is enough: a broken line must not turn the other lines into parts of one document.
    return several and not documents and any(_is_whole(line) for line in begun)


def _is_whole(line: bytes) -> bool:
    if not line.startswith(b"{"):
        return False
    found = text_of(line)
    try:
        json.loads(found[0] if found else "")
    except (ValueError, RecursionError):
        return False
    return True


def _lines(name: str, head: bytes, file: BinaryIO) -> Iterator[Block]:
    """Split a JSON Lines file into blocks of whole lines.

    `head` holds the bytes already read from `file`.
    """
    line, kept = 1, head
    while True:
        more = file.read(max(_BLOCK, len(kept)))
        if not more:
            break
        end = kept.rfind(b"\n") + 1
        if end:
            yield Block(name, line, kept[:end], is_lines=True)
            line += kept.count(b"\n", 0, end)
        kept = kept[end:] + more
        _refuse_endless(kept, name, line)
    yield Block(name, line, kept, is_lines=True)


def _documents(name: str, head: bytes, file: BinaryIO) -> Iterator[Block]:
    """Split a YAML file into blocks of one document each.

    The field `entry` of a block is the number of the document, or None if there is only one. `head`
    holds the bytes already read from `file`.
    """
    documents = _filled(_cut(name, head, file))
    # Looked ahead by one document, as a file with only one gets no number.
    first = next(documents, None)
    if first is None:
        yield Block(name, 1, b"", is_lines=False)  # reported as empty when parsed
        return
    try:
        # If the second is too large, the first can be evaluated all the same.
        second = next(documents, None)
    except ShopexitError:
        yield Block(name, *first, is_lines=False, entry=1)
        raise
    yield Block(name, *first, is_lines=False, entry=1 if second else None)
    for number, each in enumerate(chain([second] if second else (), documents), start=2):
        yield Block(name, *each, is_lines=False, entry=number)


def _filled(documents: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Yield those YAML documents that have more than comments and blank lines.

    A document is given as (number of its first line, bytes).
    """
    for line, raw in documents:
        if _CONTENT.search(_SEPARATOR.sub(b"", raw.removeprefix(_BOM), count=1)):
            yield line, raw


def _cut(name: str, head: bytes, file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Split a YAML file into documents, at lines that start with `---` or are `...`.

    A document is yielded as (number of its first line, bytes). `head` holds the bytes already read
    from `file`.
    """
    line, kept, searched = 1, head, 0
    while True:
        more = file.read(max(_BLOCK, len(kept)))
        # The last line may be cut off, so it is searched only at the end of the file.
        whole = len(kept) if not more else kept.rfind(b"\n") + 1
        # Not at 0: the separator there begins the part that is being read.
        starts = [m.start() for m in _SEPARATOR.finditer(kept, searched, whole) if m.start()]
        begin = 0
        for start in starts:
            yield line, kept[begin:start]
            line += kept.count(b"\n", begin, start)
            begin = start
        if not more:
            yield line, kept[begin:]
            return
        searched = whole - begin
        kept = kept[begin:] + more
        _refuse_endless(kept, name, line)


def _refuse_endless(kept: bytes, name: str, line: int) -> None:
    if len(kept) > MAX_BYTES:
        raise ShopexitError([Problem(_TOO_LONG, name, line)])


_NOTHING_THERE = Text(
    zh="这里没有店铺数据文件（*.yaml、*.yml、*.json、*.jsonl）",
    en="no state file found (*.yaml, *.yml, *.json, *.jsonl)",
)
_NOT_PLAIN = Text(
    zh="这是管道或设备，不是普通文件；要从管道读就写 -",
    en="this is a pipe or a device, not a regular file: to read from a pipe, give `-` instead",
)
_TOO_LONG = Text(
    zh="这一份数据超过 64 MiB，一家店不会有这么多",
    en="this is larger than 64 MiB, which is too large for the data of one shop",
)
