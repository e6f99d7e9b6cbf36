"""Where a result goes: standard output in one format, and files in as many as are asked for."""

import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from shopexit.cli import streams
from shopexit.formats import FORMATS, RenderOptions, formats_of, renderer
from shopexit.messages import Problem, ShopexitError, Text, fail, nearest

_ENDINGS = {".md": "markdown", ".txt": "text"}


def show(shown: Any, view: str, fmt: str, output: Sequence[str], keep: Sequence[str] = ()) -> None:
    """Write something in a format: the files first, so that nothing is printed if one cannot be.

    `view` is what it is, such as a report. `keep` are the files that were read, which must not be
    written over.
    """
    write(lambda name, how: renderer(view, name)(shown, how), formats_of(view), fmt, output, keep)


def write(
    render: Callable[[str, RenderOptions], str],
    known: Collection[str],
    fmt: str,
    output: Sequence[str],
    keep: Sequence[str] = (),
) -> None:
    """Write what `render` makes for each format, as `show` does; `known` are those there are."""
    targets = files(output, known, keep)
    text = render(fmt, layout() if fmt == "text" else RenderOptions())
    streams.write_files([(path, render(name, RenderOptions())) for name, path in targets])
    how = FORMATS[fmt]
    streams.write(text, is_json=how.escapes, is_utf8=how.is_utf8)


def files(
    output: Sequence[str], known: Collection[str], keep: Iterable[str] = ()
) -> list[tuple[str, Path]]:
    """Return the formats and files that `FORMAT=FILE` asks for.

    Raises ShopexitError if one of them is written in another way, or is to be written over.
    """
    targets = [_target(each, known) for each in output]
    taken = {Path(file).resolve() for file in keep} if targets else set()
    for _, path in targets:
        if path.resolve() in taken:
            says = Text(
                zh="这个文件已经用了：是要读的文件，或者写了两次",
                en="this file is in use already: it is read, or is another output",
            )
            raise fail(says, file=str(path))
        taken.add(path.resolve())
    return targets


def _target(written: str, known: Collection[str]) -> tuple[str, Path]:
    name, equals, path = written.partition("=")
    if equals and path and name in known:
        return name, Path(path)
    if equals and path:
        says = Text(zh=f"这里没有“{name}”格式", en=f"there is no format '{name}' here")
        raise ShopexitError([Problem(says, key="-o", hint=nearest(name, known))])
    ending = Path(path or name).suffix
    meant = _ENDINGS.get(ending, ending.removeprefix("."))
    example = f"-o {meant if meant in known else 'json'}={path or name}"
    says = Text(zh=f"“{written}”应写成 格式=文件", en=f"'{written}' should be FORMAT=FILE")
    hint = Text(zh=f"例如 {example}", en=f"such as {example}")
    raise ShopexitError([Problem(says, key="-o", hint=hint)])


def layout() -> RenderOptions:
    """Return how text is laid out here: to the width of a terminal, and whole everywhere else."""
    env = os.environ
    terminal = sys.stdout.isatty()
    color = bool(env.get("FORCE_COLOR")) or (terminal and env.get("TERM") != "dumb")
    width = shutil.get_terminal_size().columns if terminal else None
    return RenderOptions(width, color and not env.get("NO_COLOR"))
