"""Finding and reading settings: `shopexit.toml`, or `[tool.shopexit]` in `pyproject.toml`."""

from pathlib import Path
from typing import TYPE_CHECKING

from shopexit.files.encoding import read_limited
from shopexit.files.paths import is_there
from shopexit.messages import Text, fail

if TYPE_CHECKING:
    from shopexit.cli.settings import Settings

_TABLES = {"shopexit.toml": (), "pyproject.toml": ("tool", "shopexit")}
"""Maps the name of each settings file to the TOML table in it that holds the settings."""


def find(folder: Path) -> "Settings | None":
    """Return the settings for a folder, from the nearest settings file there or in a folder above.

    The search ends at the first such file or at the top of a git repository. None if there is no
    settings file. Raises ShopexitError with all errors of an invalid settings file.
    """
    try:
        above = len(folder.resolve().parents)
    except OSError:
        return None  # The working folder has been removed.
    # By `..` instead of the resolved parents: messages name files as seen from the working folder.
    for count in range(above + 1):
        where = folder / Path(*[".."] * count)
        for name, table in _TABLES.items():
            settings = _read(where / name, table)
            if settings is not None:
                return settings
        if is_there(where / ".git"):
            break
    return None


def _read(file: Path, table: tuple[str, ...]) -> "Settings | None":
    """Return the settings in `table` of a TOML file; None if file or table does not exist."""
    if not is_there(file):  # nor is a folder above that this user may not enter an error
        return None
    raw = read_limited(file)
    # An invalid pyproject.toml that does not mention shopexit is ignored.
    if table and b"shopexit" not in raw:
        return None
    from shopexit.cli.settings import Settings  # slow to import; most runs have no settings
    from shopexit.files import toml
    from shopexit.files.validation import validate

    try:
        found = toml.parse(raw, str(file), table)
        if found.data is None:
            return None
        return validate(Settings, found, {"folder": file.parent})
    except (ValueError, RecursionError):
        # Python's limits on digits and nesting are exceeded.
        says = Text(
            zh="数字太长，或嵌套太深", en="a number is too long, or values are nested too deeply"
        )
        raise fail(says, file=str(file)) from None
