"""Paths and patterns, as a person writes them in a call or a file, to the files that they name."""

import glob
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from shopexit.messages import Problem, ShopexitError, Text


# Path's own stop at a name that is too long for the system; these say that there is no such thing.
def is_folder(path: str | Path) -> bool:
    """Whether it is a folder, or a link to one."""
    return os.path.isdir(path)  # noqa: PTH112


def is_plain_file(path: str | Path) -> bool:
    """Whether it is a file that holds bytes, and no pipe or device; or a link to one."""
    return os.path.isfile(path)  # noqa: PTH113


def is_there(path: str | Path) -> bool:
    """Whether there is anything, and it may be looked at."""
    return os.path.exists(path)  # noqa: PTH110


def named_files(
    patterns: Iterable[str],
    nothing: Text,
    *,
    folder: str = "",
    endings: tuple[str, ...] = (),
    kept: Sequence[str] = (),
    beyond: Text | None = None,
) -> list[str]:
    """Return the files that paths and patterns such as `exports/*.xlsx` name, each once, in order.

    They are seen from `folder`. With `endings`, a folder stands for the files in it whose names end
    so. What is `kept`, such as `-`, is no path and stays as it is. Raises ShopexitError that says
    `nothing` of each pattern that names no file, and `beyond`, if that is given, of each that leads
    out of `folder`; a path without magic is not looked for.
    """
    found: dict[str, str] = {}
    problems = []
    for pattern in patterns:
        if beyond and _leads_out(pattern, folder):
            problems.append(Problem(beyond, os.path.join(folder, pattern)))  # noqa: PTH118
            continue
        names = [pattern] if pattern in kept else _named(pattern, folder, endings)
        if not names:
            problems.append(Problem(nothing, os.path.join(folder, pattern)))  # noqa: PTH118
        for name in names:
            # What cannot be resolved, such as a loop of links, cannot be opened either.
            place = os.path.realpath(name)
            found.setdefault(place, name)
            if beyond and not _is_in(place, folder):
                problems.append(Problem(beyond, name))
    if problems:
        raise ShopexitError(problems)
    return list(found.values())


def _leads_out(pattern: str, folder: str) -> bool:
    """Whether a path, or what of a pattern comes before its magic, is not in a folder.

    It is not looked for: whoever wrote it is not even told whether it is there.
    """
    parts = Path(folder, pattern).parts
    magic = len(Path(folder).parts)
    while magic < len(parts) and not glob.has_magic(parts[magic]):
        magic += 1
    if Path(pattern).is_absolute():
        magic = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    begin = os.path.realpath(Path(*parts[:magic]))
    return not _is_in(begin, folder) or ".." in parts[magic:]


def _is_in(place: str, folder: str) -> bool:
    top = os.path.realpath(folder or os.curdir)
    return place == top or place.startswith(os.path.join(top, ""))  # noqa: PTH118


def _named(pattern: str, folder: str, endings: tuple[str, ...]) -> list[str]:
    if not pattern:
        return []
    written = os.path.join(folder, pattern)  # noqa: PTH118 - the path stays as it was written
    if endings and is_folder(written):
        return _in_folder(written, endings)
    # Browsers write orders[1].csv, which looks like a pattern.
    if not glob.has_magic(pattern) or is_there(written):
        return [written]
    names: list[str] = []
    found = sorted(glob.iglob(pattern, root_dir=folder, recursive=True))  # noqa: PTH207 - the pattern may be absolute
    for name in (os.path.join(folder, each) for each in found):  # noqa: PTH118 - as above
        if is_folder(name):
            names += _in_folder(name, endings) if endings else []
        elif endings or is_plain_file(name):
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
