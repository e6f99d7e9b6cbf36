"""Writing results: whole or not at all, in whatever encoding the terminal has."""

import codecs
import errno
import os
import shutil
import signal
import sys
import tempfile
import threading
from _thread import interrupt_main
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO

from shopexit.files.paths import is_folder, is_plain_file, is_there
from shopexit.messages import ShopexitError, Text, fail


class Stopped(BaseException):
    """Somebody at the keyboard, or the system, asks the program to end."""

    def __init__(self, signal_number: int) -> None:
        self.signal_number = signal_number
        super().__init__(signal_number)


class Gone(Exception):  # noqa: N818 - it is no error
    """Whoever read standard output has stopped, and nothing else is to be written."""


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """Let SIGINT and SIGTERM end the program so that what it began is taken back.

    Python would end at once for the second, and typer keeps the first to itself.
    """

    def end(number: int, _: object) -> None:
        raise Stopped(number)

    def ask_again(lost: "sys.UnraisableHookArgs") -> None:
        # Python drops what is raised while it takes an object down, and tells only this hook, in
        # which nothing can be raised either.
        if isinstance(lost.exc_value, Stopped):
            threading.Timer(0.05, interrupt_main, (lost.exc_value.signal_number,)).start()
        else:
            otherwise(lost)

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may ask for this, and is the one that is told
        return
    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    otherwise, sys.unraisablehook = sys.unraisablehook, ask_again
    try:
        yield
    finally:
        sys.unraisablehook = otherwise
        for number, handler in before.items():
            signal.signal(number, handler)


_PLAINER = {
    "✓": "√v", "✗": "×x", "·": "-", "…": ".", "～": "~", "—": "-", "–": "-", "→": ">",
    "：": ":", "，": ",", "。": ".", "；": ";", "（": "(", "）": ")", "“": '"', "”": '"', "、": ",",
}  # fmt: skip
"""Stand-ins for characters that an encoding may lack, the nicer first."""


def _plainer(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    out = []
    for char in error.object[error.start : error.end]:
        candidates = (c for c in _PLAINER.get(char, "") if _encodable(c, error.encoding))
        out.append(next(candidates, "?"))
    return "".join(out), error.end


def _encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _json_escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    raw = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    pairs = (raw[i : i + 2].hex() for i in range(0, len(raw), 2))
    return "".join(f"\\u{pair}" for pair in pairs), error.end


_REASONS = {
    errno.ENOENT: "没有这个文件夹，先建好",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "这是个文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
}
"""Why a file cannot be written, as the system's own words are English."""


def prepare() -> None:
    """Make standard output and error able to take any text; call once, before writing."""
    codecs.register_error("shopexit-plainer", _plainer)
    codecs.register_error("shopexit-json", _json_escape)
    # Python has None for a stream that was closed by who called: nobody wants to read it.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    _on_unencodable("shopexit-plainer")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _on_unencodable(handler: str) -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors=handler)


def write(text: str, *, is_json: bool = False, is_utf8: bool = False) -> bool:
    """Write a result, or some of it, to standard output; return whether anybody still reads it.

    A reader that has gone away is no error.

    A result that names its own encoding, or its own line ends, `is_utf8`: it is written as it is,
    whatever the terminal can show.

    Raises ShopexitError if it cannot be written for another reason, such as a full disk.
    """
    _on_unencodable("shopexit-json" if is_json else "shopexit-plainer")
    try:
        if is_utf8 and hasattr(sys.stdout, "buffer"):
            sys.stdout.buffer.write(text.encode())
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _give_up(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise _cannot_write(error, "<stdout>") from None
        return False
    return True


def write_files(files: Sequence[tuple[Path, str]]) -> None:
    """Write several files, each whole: all are written beside the old ones and then renamed.

    A device or a pipe is written to as it is. Raises ShopexitError if one of them cannot be
    prepared; what was there then still is.
    """
    with whole_files([path for path, _ in files]) as opened:
        for file, (_, text) in zip(opened, files, strict=True):
            file.write(text)


@contextmanager
def whole_files(paths: Sequence[Path]) -> Iterator[list["WholeFile"]]:
    """Open files to be written piece by piece: they stand in their place once all of them are done.

    If anything is raised, none of them does, and what was there still is. A device or a pipe is
    written to as it is, at the end. Raises ShopexitError if one of them cannot be written.
    """
    with ExitStack() as stack:
        opened = [WholeFile(path, stack) for path in paths]
        yield opened
        for file in opened:
            file.finish()
        # Devices and pipes first: what cannot be taken back must not follow what can.
        for file in sorted(opened, key=lambda file: file.is_plain):
            file.put()


class WholeFile:
    """A file that is written beside its place, and put there when it is whole."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path = path
        self.is_plain = _is_plain(path)
        place = path.resolve() if self.is_plain else None
        try:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - the stack closes it
                "w", dir=place.parent if place else None, prefix=f".{path.name[:40]}.",
                delete=False, encoding="utf-8", newline="",
            )  # fmt: skip
        except OSError as error:
            raise _cannot_write(error, str(path)) from None
        self._beside = Path(self._file.name)
        self._place = place
        stack.callback(self._beside.unlink, missing_ok=True)
        stack.callback(self._close)

    def write(self, text: str) -> None:
        """Write some of it."""
        try:
            self._file.write(text)
        except OSError as error:
            raise _cannot_write(error, str(self.path)) from None

    def finish(self) -> None:
        """Make sure that all of it is on the disk's side of the program."""
        try:
            self._file.close()
            if self._place:
                self._beside.chmod(_mode(self._place))
        except OSError as error:
            raise _cannot_write(error, str(self.path)) from None

    def put(self) -> None:
        """Put it in its place."""
        try:
            if self._place:
                self._beside.replace(self._place)
            else:
                with self._beside.open("rb") as source, self.path.open("wb") as device:
                    shutil.copyfileobj(source, device)
        except OSError as error:
            raise _cannot_write(error, str(self.path)) from None

    def _close(self) -> None:
        with suppress(OSError):  # it is given up, so what it still holds need not be written
            self._file.close()


def _is_plain(path: Path) -> bool:
    """Return whether a path may be replaced: a device or a pipe may not."""
    return is_plain_file(path) or is_folder(path) or not is_there(path)


def complain(text: str) -> None:
    """Write a message to standard error. If that cannot be done, the exit code has to say it."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Let go of a stream: what it still holds must not be tried again when Python shuts it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _cannot_write(error: OSError, name: str) -> ShopexitError:
    reason = error.strerror or str(error)
    zh = _REASONS.get(error.errno or 0, reason)
    return fail(Text(zh=f"写不了文件：{zh}", en=f"cannot write the file: {reason}"), file=name)


def _mode(path: Path) -> int:
    """Return the permissions a new file would have, or those of the one that is replaced."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def stdin() -> BinaryIO:
    """Return standard input; raise ShopexitError if it is closed."""
    if sys.stdin is None:
        raise fail(Text(zh="标准输入是关着的", en="standard input is closed"), file="<stdin>")
    return sys.stdin.buffer


def read_stdin(limit: int) -> bytes:
    """Return what stands on standard input, and one byte more than the limit at most.

    Raises ShopexitError if standard input is closed.
    """
    return stdin().read(limit + 1)
