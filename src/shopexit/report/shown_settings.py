"""The settings of a run as they hold, and where each is from."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from shopexit.report.model import View

SCHEMA: Final = "shopexit.settings/1"
Value: TypeAlias = str | int | bool | tuple[str, ...]


class Origin(StrEnum):
    """Where the value of an option comes from, what counts most first."""

    COMMAND_LINE = "command-line"
    ENVIRONMENT = "environment"
    FILE = "file"
    DEFAULT = "default"


@dataclass(frozen=True, kw_only=True)
class ShownSetting:
    """An option, and where its value comes from."""

    option: str
    value: Annotated[Value | None, Field(description="null where nothing is set")]
    origin: Origin
    line: Annotated[int | None, Field(description="in the file, where the value is from there")]


@dataclass(frozen=True, kw_only=True)
class ShownSettings(View):
    """The options of a run that a file can set, as they hold."""

    schema_: Annotated[Literal["shopexit.settings/1"], Field(alias="schema")] = SCHEMA
    file: Annotated[str | None, Field(description="null where no file sets anything")]
    settings: tuple[ShownSetting, ...]
