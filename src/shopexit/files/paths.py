"""Find the files that a path or a pattern such as `exports/*.xlsx` stands for."""

import glob
import os
import re
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from shopexit.messages import Problem, ShopexitError, Text


# os.path instead of Path: for a name that is too long for the system, Path raises an error.
def is_folder(path: str | Path) -> bool:
    """Return whether a path is a folder or a link to one."""
    return os.path.isdir(path)  # noqa: PTH112


def is_plain_file(path: str | Path) -> bool:
    """Return whether a path is a regular file or a link to one, not a pipe or device."""
    return os.path.isfile(path)  # noqa: PTH113


def is_there(path: str | Path) -> bool:
    """Return whether a path exists and is accessible."""
    return os.path.exists(path)  # noqa: PTH110


def as_typed(path: str | Path) -> str:
    """Return a path as it is typed in a shell: in quotes if it has blanks or special characters."""
    # `shlex.quote` would quote Chinese too.
    return str(path) if re.fullmatch(r"[\w@%+=:,./~\\-]+", str(path)) else shlex.quote(str(path))


def named_files(
    patterns: Iterable[str],
    nothing: Text,
    *,
    folder: str = "",
    endings: tuple[str, ...] = (),
    kept: Sequence[str] = (),
    beyond: Text | None = None,
) -> list[str]:
    """Return the files that paths and patterns such as `exports/*.xlsx` stand for, each once.

    Patterns are relative to `folder`. If `endings` are given, a folder stands for all files below
    it whose names end so. Names in `kept`, such as `-` for standard input, are returned as they
    are. Raises ShopexitError: with the message `nothing` for a pattern without files, and with the
    message `beyond`, if given, for a path outside `folder`.
    """
    found: dict[str, str] = {}
    problems = []
    for pattern in patterns:
        if beyond and _leads_out(pattern, folder):
            problems.append(Problem(beyond, os.path.join(folder, pattern)))  # noqa: PTH118
            continue
        names = [pattern] if pattern in kept else _matching(pattern, folder, endings)
        if not names:
            problems.append(Problem(nothing, os.path.join(folder, pattern)))  # noqa: PTH118
        for name in names:
            # A path that cannot be resolved, such as a cycle of links, cannot be opened either.
            place = os.path.realpath(name)
            found.setdefault(place, name)
            if beyond and not _is_in(place, folder):
                problems.append(Problem(beyond, name))
    if problems:
        raise ShopexitError(problems)
    return list(found.values())


def _leads_out(pattern: str, folder: str) -> bool:
    """Return whether a path or pattern may lead outside `folder`.

    This is decided without a search, so that errors do not reveal which files exist outside.
    """
    parts = Path(folder, pattern).parts
    # The folder itself is no pattern, even if its name looks like one.
    magic = len(Path(folder).parts)
    while magic < len(parts) and not glob.has_magic(parts[magic]):
        magic += 1
    if Path(pattern).is_absolute():
        magic = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    begin = os.path.realpath(Path(*parts[:magic]))
    # Where `..` leads to after a wildcard is not known without a search.
    return not _is_in(begin, folder) or ".." in parts[magic:]


def _is_in(place: str, folder: str) -> bool:
    top = os.path.realpath(folder or os.curdir)
    # Joined to "" it ends with a separator, so that /shops-old is not in /shops.
    return place == top or place.startswith(os.path.join(top, ""))  # noqa: PTH118


def _matching(pattern: str, folder: str, endings: tuple[str, ...]) -> list[str]:
    if not pattern:
        return []
    written = os.path.join(folder, pattern)  # noqa: PTH118 - the path stays as it was written
    if endings and is_folder(written):
        return _in_folder(written, endings)
    # Browsers save orders[1].csv, which looks like a pattern.
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
    """Return the files below a folder with these endings, but not hidden files or folders."""
    names: list[str] = []
    closed: list[str] = []
    # os.walk does not follow links to folders, so that a loop of links ends.
    for here, folders, entries in os.walk(folder, onerror=lambda e: closed.append(e.filename)):
        # Changed in place, as os.walk descends into what this list then holds.
        folders[:] = sorted(name for name in folders if name[0] != ".")
        fitting = (e for e in sorted(entries) if e[0] != "." and e.lower().endswith(endings))
        # For `.`, names are those that every other tool has for the files.
        inside = os.path.join(here, "").removeprefix(os.path.join(".", ""))  # noqa: PTH118 - fast
        names += (f"{inside}{entry}" for entry in fitting)
    # Folders that cannot be opened are returned too, so that opening them reports the error.
    return [*names, *closed]
