"""Model of a settings file, whose values are defaults of command-line options."""

import re
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, ValidationInfo, model_validator

from shopexit.cli.exit_codes import FailOn
from shopexit.files.validation import Model, found_instead, objection
from shopexit.fleet.sort_order import Sort
from shopexit.messages import Lang, Text
from shopexit.rules.sources import Grade


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


def web_address(value: Any) -> str:
    """Return `value` if it is an http(s) URL without `?` and `#`; else raise a validation error."""
    if isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"#?]+", value):
        return value
    wanted = Text(
        zh="网址，如 https://example.com/handbook",
        en="an address such as https://example.com/handbook",
    )
    raise objection(found_instead(value, wanted))


_FilePath: TypeAlias = Annotated[str, BeforeValidator(_path)]
_FilePaths: TypeAlias = Annotated[tuple[_FilePath, ...], BeforeValidator(_filled_list)]
_Address: TypeAlias = Annotated[str, BeforeValidator(web_address)]
# Limited, as hexadecimal numbers in TOML can have more digits than Python prints.
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
    site_url: Annotated[_Address | None, Field(alias="site-url")] = None

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
        """Return those settings that a command uses, by parameter name, as defaults for typer.

        The language is left out, as SHOPEXIT_LANG must take precedence over the settings.
        """
        judged = {"rules", "overlay", "trust", "strict", "max_age"}
        # `--limit` of `check` counts orders, that of `fleet` shops.
        known = dict.fromkeys(("ask", "done", "diff"), judged)
        known["check"] = {*judged, "site_url"}
        known["explain"] = {"rules", "overlay", "site_url"}
        # With an overlay, lint reports on the overlay alone, so that has to be asked for.
        known["lint"] = set()
        known["fleet"] = {*Settings.model_fields} - {"lang"}
        return self.model_dump(include=known.get(command, {"rules", "overlay"}), exclude_unset=True)
