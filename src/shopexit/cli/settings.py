"""Defaults from a settings file: `shopexit.toml`, or `[tool.shopexit]` in `pyproject.toml`."""

from pathlib import Path
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, ValidationInfo, model_validator

from shopexit.cli.exit_codes import FailOn
from shopexit.files import toml
from shopexit.files.encoding import read_limited
from shopexit.files.validation import Model, found_instead, objection, validate
from shopexit.fleet.sort_order import Sort
from shopexit.messages import Lang, Text, fail
from shopexit.rules.sources import Grade

_TABLES = {"shopexit.toml": (), "pyproject.toml": ("tool", "shopexit")}
"""Settings files, and the table that holds the settings in each."""


def _path(value: Any, info: ValidationInfo) -> str:
    # Standard input differs for each run, so it cannot be a default.
    if isinstance(value, str) and value.strip() and value != "-" and "\0" not in value:
        return str((info.context or {})["folder"] / value)
    path = Text(zh="文件或文件夹的路径", en="the path of a file or folder")
    raise objection(found_instead(value, path))


def _filled_list(value: Any) -> Any:
    if isinstance(value, list) and value:
        return value
    paths = Text(zh='路径列表，例如 ["shops"]', en='a list of paths, such as ["shops"]')
    raise objection(found_instead(value, paths))


_FilePath: TypeAlias = Annotated[str, BeforeValidator(_path)]
_FilePaths: TypeAlias = Annotated[tuple[_FilePath, ...], BeforeValidator(_filled_list)]
_Count: TypeAlias = Annotated[StrictInt, Field(ge=0, le=10**9)]


class Settings(Model):
    """Values of a settings file. Relative paths are relative to the file's folder.

    Options that concern a single run, such as the date or the formats, cannot be set.
    """

    lang: Lang | None = None
    rules: _FilePath | None = None
    overlay: _FilePath | None = None
    trust: Grade | None = None
    strict: StrictBool | None = None
    max_age: Annotated[_Count | None, Field(alias="max-age")] = None
    paths: _FilePaths | None = None
    sort: Sort | None = None
    limit: _Count | None = None
    jobs: Annotated[_Count, Field(ge=1)] | None = None
    fail_on: Annotated[FailOn | None, Field(alias="fail-on")] = None
    baseline: _FilePath | None = None

    @model_validator(mode="before")
    @classmethod
    def _keys_alone(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            table = Text(zh="一组键值，写在 [tool.shopexit] 下面", en="keys in [tool.shopexit]")
            raise objection(found_instead(data, table))
        if "tool" in data:
            says = Text(
                zh="shopexit.toml 里直接写键，不用 [tool.shopexit]",
                en="in shopexit.toml, write the keys directly, without [tool.shopexit]",
            )
            raise objection(says, ("tool",))
        return data

    def defaults(self, command: str) -> dict[str, Any]:
        """Return a command's defaults by parameter name, for typer's `default_map`.

        The language is left out, as the environment variable must take precedence over the file.
        """
        judged = {"rules", "overlay", "trust", "strict", "max_age"}
        # `--limit` of `check` counts orders, that of `fleet` shops.
        known = dict.fromkeys(("check", "ask", "done", "diff"), judged)
        known["lint"] = set()
        known["fleet"] = {*Settings.model_fields} - {"lang"}
        return self.model_dump(include=known.get(command, {"rules", "overlay"}), exclude_unset=True)


def find(folder: Path) -> Settings:
    """Return the settings for a folder, from the nearest file in it or above.

    The search stops at the first file with settings, and at the top of a git repository. Raises
    ShopexitError with all errors if that file is invalid.
    """
    try:
        above = len(folder.resolve().parents)
    except OSError:
        return Settings()  # The working folder has been removed.
    for count in range(above + 1):
        where = folder / Path(*[".."] * count)
        for name, table in _TABLES.items():
            settings = _read(where / name, table)
            if settings is not None:
                return settings
        if _is_there(where / ".git"):
            break
    return Settings()


def _is_there(path: Path) -> bool:
    # A folder above may be inaccessible to this user, which is no error.
    try:
        path.stat()
    except OSError:
        return False
    return True


def _read(file: Path, table: tuple[str, ...]) -> Settings | None:
    """Return the settings of a file; None if it does not exist or has no table for shopexit."""
    if not _is_there(file):
        return None
    raw = read_limited(file)
    # An invalid pyproject.toml that does not mention shopexit is ignored.
    if table and b"shopexit" not in raw:
        return None
    try:
        found = toml.parse(raw, str(file), table)
        if found.data is None:
            return None
        return validate(Settings, found, {"folder": file.parent})
    except (ValueError, RecursionError):
        # Python's limits on digits and nesting are exceeded.
        says = Text(zh="数字太长，或嵌套太深", en="a number is too long, or values nest too deep")
        raise fail(says, file=str(file)) from None
