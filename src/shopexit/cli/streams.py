"""Write results to standard output, in any encoding, and to files, atomically."""

import codecs
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from shopexit.files.paths import is_plain_file, is_there
from shopexit.formats import FORMATS, RenderOptions, formats_of, renderer
from shopexit.messages import Problem, ShopexitError, Text, fail, nearest


class Gone(Exception):  # noqa: N818 - it is no error
    """Raised when the reader of standard output has exited, and there is no other output."""


class Stopped(BaseException):
    """Raised when a signal (SIGINT, SIGTERM) asks the program to end."""

    def __init__(self, signal_number: int) -> None:
        self.signal_number = signal_number
        super().__init__(signal_number)


_PLAINER = {
    "✓": "√v", "✗": "×x", "·": "-", "…": ".", "～": "~", "—": "-", "–": "-", "─": "-", "→": ">",
    "：": ":", "，": ",", "。": ".", "；": ";", "（": "(", "）": ")", "“": '"', "”": '"', "、": ",",
}  # fmt: skip
"""Maps characters that an encoding may lack to possible replacements, best first."""


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
    # JSON escapes UTF-16 units, so characters beyond U+FFFF become two escapes.
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
"""Maps error numbers to Chinese reasons why a file cannot be written (the system's are English)."""


def prepare() -> None:
    """Set up standard output and error to accept any text; call once, before writing."""
    choose_color(None)  # forgets the choice of an earlier run in the same process
    codecs.register_error("shopexit-plainer", _plainer)
    codecs.register_error("shopexit-json", _json_escape)
    # Python sets a stream to None if the caller has closed it.
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
    """Write (part of) a result to standard output; return False if its reader has exited.

    With `is_json`, characters that the output's encoding lacks become JSON escapes. With `is_utf8`,
    the text is written as UTF-8, whatever that encoding is, and its line ends are kept.

    Raises ShopexitError if writing fails for another reason, such as a full disk.
    """
    _on_unencodable("shopexit-json" if is_json else "shopexit-plainer")
    try:
        # Text is flushed after each write, so that the order stays right beside bytes.
        if is_utf8 and hasattr(sys.stdout, "buffer"):
            sys.stdout.buffer.write(text.encode())
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _give_up(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise cannot_write(error, "<stdout>") from None
        return False
    return True


def write_files(files: Sequence[tuple[Path, str]]) -> None:
    """Write several files atomically: temporary files are written first, then renamed.

    Devices and pipes are written directly. Raises ShopexitError if a file cannot be written;
    existing files are then unchanged.
    """
    with whole_files([path for path, _ in files]) as opened:
        for file, (_, text) in zip(opened, files, strict=True):
            file.write(text)


@contextmanager
def whole_files(paths: Sequence[Path]) -> Iterator[list["WholeFile"]]:
    """Provide files to be written in parts; they are moved into place when all are complete.

    On an exception no file is moved, and existing files are unchanged. Devices and pipes are
    written at the end. Raises ShopexitError if a file cannot be written.
    """
    with ExitStack() as stack:
        opened = [WholeFile(path, stack) for path in paths]
        yield opened
        for file in opened:
            file.finish()
        # Devices and pipes first, as writing to them may fail and cannot be undone.
        for file in sorted(opened, key=lambda file: file.is_plain):
            file.put()


class WholeFile:
    """An output file; its text goes to a temporary file, which takes its place when complete."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path = path
        self.is_plain = is_plain_file(path) or not is_there(path)
        # Resolved, so that a link stays and the file that it leads to is replaced.
        place = path.resolve() if self.is_plain else None
        try:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            # Hidden from searches of the folder, and cut, as systems allow names of 255 bytes.
            # Line ends are left as the formats write them.
            self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - the stack closes it
                "w", dir=place.parent if place else None, prefix=f".{path.name[:40]}.",
                delete=False, encoding="utf-8", newline="",
            )  # fmt: skip
        except OSError as error:
            raise cannot_write(error, str(path)) from None
        self._beside = Path(self._file.name)
        self._place = place
        # Called in reverse order: Windows removes no open file.
        stack.callback(self._beside.unlink, missing_ok=True)
        stack.callback(self._close)

    def write(self, text: str) -> None:
        """Append text to the temporary file; raise ShopexitError if that fails."""
        try:
            self._file.write(text)
        except OSError as error:
            raise cannot_write(error, str(self.path)) from None

    def finish(self) -> None:
        """Close the temporary file, so that write errors show before any file is replaced."""
        try:
            self._file.close()
            if self._place:  # temporary files are private to their user
                self._beside.chmod(_mode(self._place))
        except OSError as error:
            raise cannot_write(error, str(self.path)) from None

    def put(self) -> None:
        """Move the temporary file to the file's path, or copy it there if that is a device."""
        try:
            if self._place:
                self._beside.replace(self._place)
            else:
                with self._beside.open("rb") as source, self.path.open("wb") as device:
                    shutil.copyfileobj(source, device)
        except OSError as error:
            raise cannot_write(error, str(self.path)) from None

    def _close(self) -> None:
        with suppress(OSError):  # on errors the contents are discarded
            self._file.close()


def complain(text: str) -> None:
    """Write a message to standard error; failures to do so are ignored."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Redirect a broken stream to the null device, so that Python's shutdown does not flush it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def cannot_write(error: OSError, name: str) -> ShopexitError:
    """Return the error for a file or folder that cannot be written, with the system's reason."""
    reason = error.strerror or str(error)
    zh = _REASONS.get(error.errno or 0, reason)
    return fail(Text(zh=f"写不了文件：{zh}", en=f"cannot write the file: {reason}"), file=name)


def _mode(path: Path) -> int:
    """Return the permissions of a file; if it does not exist, those that a new one would get."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)  # the mask can only be read by setting it
        os.umask(mask)
        return 0o666 & ~mask


def stdin() -> BinaryIO:
    """Return standard input as a stream of bytes; raise ShopexitError if it is closed."""
    if sys.stdin is None:
        raise fail(Text(zh="标准输入是关着的", en="standard input is closed"), file="<stdin>")
    return sys.stdin.buffer


def read_stdin(limit: int) -> bytes:
    """Read at most `limit` + 1 bytes of standard input; with more than `limit`, it is too long.

    Raises ShopexitError if standard input is closed.
    """
    return stdin().read(limit + 1)


_ENDINGS = {".md": "markdown", ".txt": "text"}


def show(shown: Any, view: str, fmt: str, output: Sequence[str], keep: Sequence[str] = ()) -> None:
    """Write `shown` to the files of -o (`output`), then to standard output in the format `fmt`.

    `view` is the kind of value, such as `report`. `keep` are input files, which must not be
    overwritten. If a file cannot be written, nothing is printed.
    """
    write_formats(
        lambda name, how: renderer(view, name)(shown, how), formats_of(view), fmt, output, keep
    )


def write_formats(
    render: Callable[[str, RenderOptions], str],
    known: Collection[str],
    fmt: str,
    output: Sequence[str],
    keep: Sequence[str] = (),
) -> None:
    """Write an output to files and to standard output, as `show` does.

    `render` makes the text, given a format and a layout; `known` are the formats that it can make.
    """
    fmt, output = to_stdout(fmt, output, known)
    files = targets(output, known, keep)
    text = render(fmt, layout() if fmt == "text" else RenderOptions())
    write_files([(path, render(name, RenderOptions())) for name, path in files])
    how = FORMATS[fmt]
    write(text, is_json=how.escapes, is_utf8=how.is_utf8)


def to_stdout(fmt: str, output: Sequence[str], known: Collection[str]) -> tuple[str, list[str]]:
    """Return (format for standard output, values of -o that name files).

    `-o FORMAT=-` takes precedence over `fmt`, the value of --format. Raises ShopexitError if
    several formats are requested for standard output.
    """
    named = [name for name in known for each in output if each == f"{name}=-"]
    if len(named) > 1:
        says = Text(
            zh="标准输出只能写一种格式，格式=- 只留一个",
            en="standard output takes one format only: give FORMAT=- once",
        )
        raise ShopexitError([Problem(says, key="-o")])
    files = [each for each in output if each.removesuffix("=-") not in named]
    return (named[0] if named else fmt), files


def targets(
    output: Sequence[str], known: Collection[str], keep: Iterable[str] = ()
) -> list[tuple[str, Path]]:
    """Return (format, file) for each FORMAT=FILE in `output`; `keep` are the input files.

    Raises ShopexitError if a value is malformed, or a file is an input or named twice.
    """
    found = [_target(each, known) for each in output]
    taken = {Path(file).resolve() for file in keep} if found else set()
    for _, path in found:
        if path.resolve() in taken:
            says = Text(
                zh="这个文件已经用了：是要读的文件，或者写了两次；换个文件名",
                en="this file is already used, as input or as another output: name another file",
            )
            raise fail(says, file=str(path))
        taken.add(path.resolve())
    return found


def _target(written: str, known: Collection[str]) -> tuple[str, Path]:
    name, equals, path = written.partition("=")
    if equals and path and name in known:
        return name, Path(path)
    if equals and path:
        says = Text(zh=f"这里没有“{name}”格式", en=f"this command has no format '{name}'")
        raise ShopexitError([Problem(says, key="-o", hint=nearest(name, known))])
    ending = Path(path or name).suffix
    meant = _ENDINGS.get(ending, ending.removeprefix("."))
    example = f"-o {meant if meant in known else 'json'}={path or name}"
    says = Text(zh=f"“{written}”应写成 格式=文件", en=f"'{written}' should be FORMAT=FILE")
    hint = Text(zh=f"例如 {example}", en=f"such as {example}")
    raise ShopexitError([Problem(says, key="-o", hint=hint)])


class When(StrEnum):
    """Choices of --color: when text is coloured."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


_colour = {"when": When.AUTO}
"""The value of --color for this run."""


def choose_color(when: When | None) -> When | None:
    """Set whether text is coloured in this run, from the value of --color; return that value."""
    _colour["when"] = when or When.AUTO
    return when


def layout() -> RenderOptions:
    """Return the layout of text on standard output: the terminal's width, else no wrapping."""
    env = os.environ
    terminal = sys.stdout.isatty()
    able = bool(env.get("FORCE_COLOR")) or (terminal and env.get("TERM") != "dumb")
    when = _colour["when"]
    # NO_COLOR and FORCE_COLOR are wishes for all programs, --color is one for this run.
    able = able and not env.get("NO_COLOR") if when is When.AUTO else when is When.ALWAYS
    width = shutil.get_terminal_size().columns if terminal else None
    return RenderOptions(width, able)
