"""JSON of any length as a row of records: the lines of JSON Lines, or the shops of a fleet.

No more than one record is in memory. A record is plain data, of which nothing has been checked.
"""

import codecs
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Self

from shopexit.files.encoding import MAX_BYTES, cannot_read, guesses
from shopexit.messages import Problem, ShopexitError, Text, clean

_HEAD = 1 << 20
"""How much of a file is looked at for what it is, and read at a time."""
_SCHEMA = re.compile(r'"schema"\s*:\s*"(shopexit\.[^"]*)"')
_TOO_LONG = Text(
    zh="这一段 JSON 超过 64 MiB，一家店的结果不会这么大",
    en="this piece of JSON is larger than 64 MiB, which no shop's result is",
)
_TOO_DEEP = Text(zh="嵌套太深", en="nested too deep")
_BINARY = Text(zh="这不是文字，读不了 JSON", en="this is not text, and no JSON")
_CUT_OFF = Text(zh="JSON 到这里就断了，文件不完整", en="the JSON ends here before it is complete")


@dataclass(frozen=True)
class Record:
    """One value of a file, as it stands there, and where that is."""

    data: Any
    text: str
    line: int = 1
    column: int = 1
    key: str = ""
    """What holds it, such as `shops[3]`; empty if nothing does."""


class JsonSource:
    """The bytes of a file, a pipe or a stream, that can be read more than once."""

    def __init__(self, path: Path | None, name: str, raw: bytes | None = None) -> None:
        self.path = path
        self.name = clean(name)
        self._file = BytesIO(raw) if raw is not None else _open(path or Path(name), name)
        self._encoding = _encoding(self._file)
        head = self._file.read(_HEAD).decode(self._encoding, "ignore").lstrip()
        found = _SCHEMA.search(head) if head[:1] == "{" else None
        self.schema = clean(found[1]) if found else None
        """Which of shopexit's results it seems to be; None for anything else."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def raw(self) -> bytes:
        """Return the bytes, as many as a state file may have and one more."""
        self._file.seek(0)
        return self._file.read(MAX_BYTES + 1)

    def records(self) -> Iterator[Record]:
        """Yield each line of JSON Lines, or the whole of a file that is one value."""
        is_lines = self._is_lines()
        text = self._text()
        if not is_lines:
            yield self._record(self._piece(text.read), 1)
            return
        line = 1
        while piece := self._piece(text.readline, line):
            if piece.strip():
                yield self._record(piece, line)
            line += 1

    def _is_lines(self) -> bool:
        """Whether the first line with something on it is JSON by itself."""
        text = self._text()
        first = self._piece(text.readline)
        while first and not first.strip():
            first = self._piece(text.readline)
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            return False
        return True

    def members(self, key: str) -> Iterator[Record]:
        """Yield the members of the list that an object has under a key; the rest is left out."""
        tape = _Tape(self._text(), self.name)
        found = False
        tape.take("{")
        while tape.next() != "}":
            name = tape.value().data
            tape.take(":")
            if name == key and tape.next() == "[":
                found = True
                yield from _members(tape, key)
            else:
                tape.value()
            if tape.next() != "}":
                tape.take(",")
        tape.take("}")
        if tape.next():
            extra = "Extra data"
            raise tape.broken(extra)
        if not found:
            says = Text(zh=f"缺少“{key}”", en=f"'{key}' is missing")
            raise ShopexitError([Problem(says, self.name, 1)])

    def _text(self) -> TextIOWrapper:
        self._file.seek(0)
        # Only a newline ends a line of JSON Lines. The file stays open when this wrapper goes.
        return _Wrapper(self._file, encoding=self._encoding, newline="\n")

    def _piece(self, read: Callable[[int], str], line: int = 1) -> str:
        try:
            piece = read(MAX_BYTES + 1)
        except UnicodeDecodeError:
            raise ShopexitError([Problem(_BINARY, self.name, line)]) from None
        if len(piece) > MAX_BYTES:
            raise ShopexitError([Problem(_TOO_LONG, self.name, line)])
        return piece

    def _record(self, text: str, line: int) -> Record:
        column: int | None = None
        try:
            return Record(json.loads(text), text, line)
        except json.JSONDecodeError as error:
            says = _broken(error.msg, at_end=_is_at_end(error, text))
            line, column = line + error.lineno - 1, error.colno
        except RecursionError:
            says = _TOO_DEEP
        except ValueError as error:
            says = _broken(str(error))
        raise ShopexitError([Problem(says, self.name, line, column)])


class _Wrapper(TextIOWrapper):
    """Text over a file that is somebody else's to close."""

    def __del__(self) -> None:
        if not self.closed:
            self.detach()


def _members(tape: "_Tape", key: str) -> Iterator[Record]:
    tape.take("[")
    number = 0
    while tape.next() != "]":
        yield tape.value(f"{key}[{number}]")
        number += 1
        if tape.next() != "]":
            tape.take(",")
    tape.take("]")


class _Tape:
    """JSON that is read on as it is needed, value by value."""

    def __init__(self, text: TextIOWrapper, name: str) -> None:
        self._text = text
        self._name = name
        self._read = ""
        self._at = 0
        self._line = self._column = 1
        self._scan = json.JSONDecoder().raw_decode

    def next(self) -> str:
        """Return the next character that is no space; empty at the end."""
        while True:
            rest = self._at
            while rest < len(self._read) and self._read[rest] in " \t\r\n":
                rest += 1
            self._advance(rest)
            if rest < len(self._read):
                return self._read[rest]
            if not self._more():
                return ""

    def take(self, wanted: str) -> None:
        """Go past a character that has to stand here."""
        if self.next() != wanted:
            expecting = f"Expecting '{wanted}'"
            raise self.broken(expecting)
        self._advance(self._at + 1)

    def value(self, key: str = "") -> Record:
        """Go past a value and return it."""
        self.next()
        while True:
            try:
                data, end = self._scan(self._read, self._at)
            except json.JSONDecodeError as error:
                if self._more():
                    continue
                self._advance(error.pos)
                raise self.broken(error.msg, at_end=_is_at_end(error, self._read)) from None
            except RecursionError:
                raise self._problem(_TOO_DEEP) from None
            except ValueError as error:
                raise self.broken(str(error)) from None
            # A number that ends where what was read does may go on.
            if end == len(self._read) and self._more():
                continue
            record = Record(data, self._read[self._at : end], self._line, self._column, key)
            self._advance(end)
            return record

    def broken(self, why: str, *, at_end: bool = False) -> ShopexitError:
        """Return that the JSON is broken here."""
        return self._problem(_broken(why, at_end=at_end or self._at >= len(self._read)))

    def _problem(self, says: Text) -> ShopexitError:
        return ShopexitError([Problem(says, self._name, self._line, self._column)])

    def _advance(self, to: int) -> None:
        newlines = self._read.count("\n", self._at, to)
        if newlines:
            self._line += newlines
            self._column = to - self._read.rfind("\n", self._at, to)
        else:
            self._column += to - self._at
        self._at = to

    def _more(self) -> bool:
        """Read on, as much again as is kept: a value is scanned anew only so often."""
        kept = len(self._read) - self._at
        if kept > MAX_BYTES:
            raise self._problem(_TOO_LONG)
        try:
            more = self._text.read(max(kept, _HEAD))
        except UnicodeDecodeError:
            raise self._problem(_BINARY) from None
        self._read = self._read[self._at :] + more
        self._at = 0
        return bool(more)


def _broken(why: str, *, at_end: bool = False) -> Text:
    if at_end:
        return _CUT_OFF
    return Text(zh=f"JSON 写法有误：{why}", en=f"broken JSON: {why}")


def _is_at_end(error: json.JSONDecodeError, text: str) -> bool:
    return error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string")


def _open(path: Path, name: str) -> IO[bytes]:
    """Return a file that can be read again; what comes through a pipe is kept aside."""
    try:
        file = path.open("rb")
        if file.seekable():
            return file
        with file:
            kept = TemporaryFile()  # noqa: SIM115 - the source closes it
            shutil.copyfileobj(file, kept)
            return kept
    except (OSError, ValueError) as error:
        raise cannot_read(error, name) from None


def _encoding(file: IO[bytes]) -> str:
    """Return the encoding of a file; where that hangs on every byte of it, all are looked at."""
    file.seek(0)
    first, *others = guesses(file.read(_HEAD))
    if others and not _is_all(file, first):
        first = others[0]
    file.seek(0)
    return first


def _is_all(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_HEAD):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
