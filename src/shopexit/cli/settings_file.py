"""Where the settings of a run are: `shopexit.toml`, or `[tool.shopexit]` in a `pyproject.toml`."""

from pathlib import Path
from typing import TYPE_CHECKING

from shopexit.files.encoding import read_limited
from shopexit.messages import Text, fail

if TYPE_CHECKING:
    from shopexit.cli.settings import Settings

_TABLES = {"shopexit.toml": (), "pyproject.toml": ("tool", "shopexit")}
"""The files in which settings may stand, and the table of each that holds them."""


def find(folder: Path) -> "Settings | None":
    """Return the settings that hold in a folder: those of the nearest file at or above it, if any.

    The search ends at the first file with settings and at the top of a git repository. Raises
    ShopexitError with everything that is wrong with that file.
    """
    try:
        above = len(folder.resolve().parents)
    except OSError:
        return None  # The working folder has been removed: nothing is set there.
    for count in range(above + 1):
        where = folder / Path(*[".."] * count)
        for name, table in _TABLES.items():
            settings = _read(where / name, table)
            if settings is not None:
                return settings
        if _is_there(where / ".git"):
            break
    return None


def _is_there(path: Path) -> bool:
    # A folder above may be closed to this user: what is in it is nobody's mistake here.
    try:
        path.stat()
    except OSError:
        return False
    return True


def _read(file: Path, table: tuple[str, ...]) -> "Settings | None":
    """Return what a file sets; None if there is no such file, or no table of ours in it."""
    if not _is_there(file):
        return None
    raw = read_limited(file)
    # Another program's file, broken or not, is none of our business.
    if table and b"shopexit" not in raw:
        return None
    from shopexit.cli.settings import Settings  # most runs have none, and do not pay for its model
    from shopexit.files import toml
    from shopexit.files.validation import validate

    try:
        found = toml.parse(raw, str(file), table)
        if found.data is None:
            return None
        return validate(Settings, found, {"folder": file.parent})
    except (ValueError, RecursionError):
        # Python's limits for digits and depth, which nobody's settings come near.
        says = Text(zh="数字太长，或嵌套太深", en="a number is too long, or values nest too deep")
        raise fail(says, file=str(file)) from None
