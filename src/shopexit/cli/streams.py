"""Write results to standard output, in any encoding, and to the files of -o."""

import codecs
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from shopexit.files.atomic_write import cannot_write, write_files
from shopexit.files.paths import as_typed
from shopexit.formats import FORMATS, Format, RenderOptions, formats_of, renderer, view_for
from shopexit.messages import Problem, ShopexitError, Text, fail, nearest


class Gone(Exception):  # noqa: N818 - it is no error
    """Raised when the reader of standard output has exited, and there is no other output."""


class Stopped(BaseException):
    """Raised when a signal (SIGINT, SIGTERM, SIGHUP) asks the program to end."""

    def __init__(self, signal_number: int) -> None:
        self.signal_number = signal_number
        super().__init__(signal_number)

    @property
    def code(self) -> int:
        """The exit code of a program that a signal has ended, by convention."""
        return 128 + self.signal_number


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


def prepare() -> None:
    """Set up standard output and error to accept any text; call once, before writing."""
    choose_color(None)  # forgets the choice of an earlier run in the same process
    _again.clear()
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


def write(text: str, form: Format = FORMATS["text"]) -> bool:
    """Write (part of) a result to standard output; return False if its reader has exited.

    `form` is the format of the text. Formats that escape (see `Format`) get JSON escapes for
    characters that the output's encoding lacks; those in UTF-8 keep their line ends.

    Raises ShopexitError if writing fails for another reason, such as a full disk.
    """
    _on_unencodable("shopexit-json" if form.escapes else "shopexit-plainer")
    try:
        # Text is flushed after each write, so that the order stays right beside bytes.
        if form.is_utf8 and hasattr(sys.stdout, "buffer"):
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


def stdin() -> BinaryIO:
    """Return standard input as a stream of bytes; raise ShopexitError if it is closed."""
    if sys.stdin is None:
        raise fail(Text(zh="标准输入是关着的", en="standard input is closed"), file="<stdin>")
    return sys.stdin.buffer


def typed_line() -> str:
    """Return a line of standard input, without its end; raise EOFError if there is none.

    Raises ShopexitError if standard input is closed, or no text in its encoding.
    """
    if sys.stdin is None:
        stdin()  # raises
    try:
        line = input()
    except UnicodeDecodeError:
        says = Text(zh="看不懂输入的编码，用 UTF-8", en="the input is not valid text: use UTF-8")
        raise fail(says, file="<stdin>") from None
    # In some locales Python keeps such bytes as characters that cannot be written.
    return line.encode(errors="surrogateescape").decode(errors="replace")


def read_stdin(limit: int) -> bytes:
    """Read at most `limit` + 1 bytes of standard input: enough to see that it is too large.

    Raises ShopexitError if standard input is closed.
    """
    return stdin().read(limit + 1)


_ENDINGS = {".md": "markdown", ".txt": "text"}


def show(
    shown: Any,
    view: str,
    fmt: str,
    output: Sequence[str],
    keep: Sequence[str] = (),
    *,
    verbose: bool = False,
) -> None:
    """Write `shown` to the files of -o (`output`), then to standard output in the format `fmt`.

    `view` is the kind of value, such as `report`; without `verbose`, a terminal gets a short one
    (see `view_for`). `keep` are input files, which must not be overwritten. If a file cannot be
    written, nothing is printed.
    """

    def render(name: str, how: RenderOptions) -> str:
        return renderer(view_for(view, name, how, verbose=verbose), name)(shown, how)

    write_formats(render, formats_of(view), fmt, output, keep)


def write_formats(
    render: Callable[[str, RenderOptions], str],
    known: Collection[str],
    fmt: str,
    output: Sequence[str],
    keep: Sequence[str] = (),
) -> None:
    """Write an output in several formats, to standard output and to the files of `output` (-o).

    `render` makes the text, given a format and a layout; `known` are the formats that it can make.
    """
    fmt, output = to_stdout(fmt, output, known)
    files = targets(output, known, keep)
    text = render(fmt, layout() if fmt == "text" else RenderOptions())
    write_files([(path, render(name, RenderOptions())) for name, path in files])
    write(text, FORMATS[fmt])


def to_stdout(fmt: str, output: Sequence[str], known: Collection[str]) -> tuple[str, list[str]]:
    """Return (format for standard output, values of -o that name files).

    `-o FORMAT=-` replaces `fmt`, the value of --format, if that is the default, text. Raises
    ShopexitError if several formats are requested for standard output.
    """
    named = [name for name in known for each in output if each == f"{name}=-"]
    if len(named) > 1 or (named and fmt not in ("text", *named)):
        says = Text(
            zh="标准输出只能写一种格式：--format 和 格式=- 只留一个",
            en="standard output takes one format only: give --format or FORMAT=-, and once",
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
    """Return the layout for standard output: colour, and the width if it is a terminal."""
    env = os.environ
    terminal = sys.stdout.isatty()
    able = bool(env.get("FORCE_COLOR")) or (terminal and env.get("TERM") != "dumb")
    when = _colour["when"]
    # NO_COLOR and FORCE_COLOR are wishes for all programs, --color is one for this run.
    able = able and not env.get("NO_COLOR") if when is When.AUTO else when is When.ALWAYS
    width = shutil.get_terminal_size().columns if terminal else None
    return RenderOptions(width, able, again())


_again: dict[str, str] = {}
"""Options given in this call that a command has to be given again, and their values."""


def repeat(option: str, value: str) -> None:
    """Note an option of this call that the commands which are suggested need as well."""
    _again[option] = value


def again() -> str:
    """Return the options noted by `repeat`, as they follow a suggested command."""
    return "".join(f" {option} {as_typed(value)}" for option, value in _again.items())
