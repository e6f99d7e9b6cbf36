"""Writing results: whole or not at all, in whatever encoding the terminal has."""

import codecs
import errno
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from shopexit.errors import ShopexitError, fail
from shopexit.text import Text

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


def write(text: str, *, is_json: bool = False, is_utf8: bool = False) -> None:
    """Write a result to standard output. A reader that has gone away is no error.

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


def write_files(files: Sequence[tuple[Path, str]]) -> None:
    """Write several files, each whole: all are written beside the old ones and then renamed.

    A device or a pipe is written to as it is. Raises ShopexitError if one of them cannot be
    prepared; what was there then still is.
    """
    with ExitStack() as stack:
        whole = [(path.resolve(), text) for path, text in files if _is_plain(path)]
        written = [(_beside(path, text, stack), path) for path, text in whole]
        try:
            for path, text in files:
                if not _is_plain(path):
                    path.write_text(text, encoding="utf-8", newline="")
            for beside, path in written:
                beside.replace(path)
        except OSError as error:
            raise _cannot_write(error, str(path)) from None


def _is_plain(path: Path) -> bool:
    """Return whether a path may be replaced: a device or a pipe may not."""
    return path.is_file() or path.is_dir() or not path.exists()


def _beside(path: Path, text: str, stack: ExitStack) -> Path:
    """Return a new file with the text, in the folder of `path`; it goes unless it is renamed."""
    try:
        with tempfile.NamedTemporaryFile(
            "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8",
            newline="",
        ) as file:  # fmt: skip
            beside = Path(file.name)
            stack.callback(beside.unlink, missing_ok=True)
            file.write(text)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        beside.chmod(_mode(path))
    except OSError as error:
        raise _cannot_write(error, str(path)) from None
    return beside


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


def read_stdin(limit: int) -> bytes:
    """Return what stands on standard input, and one byte more than the limit at most.

    Raises ShopexitError if standard input is closed or cannot be read.
    """
    if sys.stdin is None:
        raise fail(Text(zh="标准输入是关着的", en="standard input is closed"), file="<stdin>")
    return sys.stdin.buffer.read(limit + 1)
