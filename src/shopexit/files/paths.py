"""Paths and patterns, as a person writes them in a call or a file, to the files that they name."""

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from shopexit.messages import Problem, ShopexitError, Text


def named_files(
    patterns: Iterable[str],
    nothing: Text,
    *,
    folder: str = "",
    endings: tuple[str, ...] = (),
    kept: Sequence[str] = (),
) -> list[str]:
    """Return the files that paths and patterns such as `exports/*.xlsx` name, each once, in order.

    They are seen from `folder`. With `endings`, a folder stands for the files in it whose names end
    so. What is `kept`, such as `-`, is no path and stays as it is. Raises ShopexitError that says
    `nothing` of each pattern that names no file; a path without magic is not looked for.
    """
    found: dict[str, str] = {}
    problems = []
    for pattern in patterns:
        names = [pattern] if pattern in kept else _named(pattern, folder, endings)
        if not names:
            problems.append(Problem(nothing, os.path.join(folder, pattern)))  # noqa: PTH118
        for name in names:
            # What cannot be resolved, such as a loop of links, cannot be opened either.
            found.setdefault(os.path.realpath(name), name)
    if problems:
        raise ShopexitError(problems)
    return list(found.values())


def _named(pattern: str, folder: str, endings: tuple[str, ...]) -> list[str]:
    if not pattern:
        return []
    written = os.path.join(folder, pattern)  # noqa: PTH118 - the path stays as it was written
    if endings and Path(written).is_dir():
        return _in_folder(written, endings)
    # Browsers write orders[1].csv, which looks like a pattern.
    if not glob.has_magic(pattern) or Path(written).exists():
        return [written]
    names: list[str] = []
    found = sorted(glob.iglob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207 - the pattern may be absolute
    for name in (os.path.join(folder, each) for each in found):  # noqa: PTH118 - as above
        if Path(name).is_dir():
            names += _in_folder(name, endings) if endings else []
        elif endings or Path(name).is_file():
            names.append(name)
    return names


def _in_folder(folder: str, endings: tuple[str, ...]) -> list[str]:
    """Return the files of a folder and those in it, without what is hidden, in order."""
    names: list[str] = []
    closed: list[str] = []
    for here, folders, entries in os.walk(folder, onerror=lambda e: closed.append(e.filename)):
        folders[:] = sorted(name for name in folders if name[0] != ".")
        fitting = (e for e in sorted(entries) if e[0] != "." and e.lower().endswith(endings))
        names += (os.path.join(here, entry) for entry in fitting)  # noqa: PTH118 - ten times faster
    # A folder that cannot be opened is an entry itself, for it to be told of.
    return [*names, *closed]
