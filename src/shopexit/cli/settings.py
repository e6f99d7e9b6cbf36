"""Defaults for a run from a file: `shopexit.toml`, or `[tool.shopexit]` in a `pyproject.toml`.

Every value is judged here, so that what is wrong with one is said with the file's name and line;
the command line then sees good values only.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from shopexit.files.encoding import read_limited
from shopexit.files.validation import shown as repeated
from shopexit.fleet.sort_order import Sort
from shopexit.messages import Lang, Problem, ShopexitError, Text, clean, fail, nearest
from shopexit.report.shown_settings import Origin, ShownSetting, ShownSettings, Value
from shopexit.rules.sources import Grade

_OWN, _PYPROJECT = "shopexit.toml", "pyproject.toml"
_TABLES = {_OWN: (), _PYPROJECT: ("tool", "shopexit")}


class FailOn(StrEnum):
    """From which verdict on a fleet's exit code is not 0."""

    BLOCKED = "blocked"
    UNDETERMINED = "undetermined"
    NEVER = "never"


@dataclass(frozen=True)
class _Refused:
    """Why a value cannot be used: what is expected, and what to try."""

    expected: Text
    hint: Text | None = None
    at: str = ""


_Reading: TypeAlias = Callable[[Any, Path], Value | _Refused]


def _one_of(names: type[StrEnum], expected: Text) -> _Reading:
    def read(value: Any, _: Path) -> Value | _Refused:
        if isinstance(value, str) and value in list(names):
            return value
        return _Refused(expected, nearest(str(value), names))

    return read


def _at_least(least: int) -> _Reading:
    expected = Text(zh=f"不小于 {least} 的整数", en=f"a whole number, {least} or more")

    def read(value: Any, _: Path) -> Value | _Refused:
        # To Python, true is a number too.
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        return _Refused(expected, _without_quotes(value, r"[0-9]+"))

    return read


def _flag(value: Any, _: Path) -> Value | _Refused:
    if isinstance(value, bool):
        return value
    return _Refused(
        Text(zh="true（是）或 false（否）", en="true or false"),
        _without_quotes(value, "true|false"),
    )


def _place(value: Any, base: Path) -> Value | _Refused:
    # Standard input is whatever one run is given, so it can be no default.
    if isinstance(value, str) and value.strip() and value != "-" and "\0" not in value:
        return str(base / value)
    return _Refused(Text(zh="文件或文件夹的路径", en="the path of a file or folder"))


def _places(value: Any, base: Path) -> Value | _Refused:
    if not isinstance(value, list) or not value:
        expected = Text(zh='路径列表，例如 ["shops"]', en='a list of paths, such as ["shops"]')
        return _Refused(expected)
    read = [_place(each, base) for each in value]
    for number, place in enumerate(read):
        if isinstance(place, _Refused):
            return _Refused(place.expected, place.hint, f"[{number}]")
    return tuple(str(place) for place in read)


def _without_quotes(value: Any, meant: str) -> Text | None:
    if not isinstance(value, str) or not re.fullmatch(meant, value):
        return None
    return Text(zh=f"去掉引号，写 {value}", en=f"without the quotes: {value}")


OPTIONS: Mapping[str, _Reading] = {
    "lang": _one_of(Lang, Text(zh="一种语言", en="a language")),
    "rules": _place,
    "trust": _one_of(Grade, Text(zh="一个证据等级", en="a grade of evidence")),
    "strict": _flag,
    "max-age": _at_least(0),
    "paths": _places,
    "sort": _one_of(Sort, Text(zh="一种排序", en="a way to sort")),
    "limit": _at_least(0),
    "jobs": _at_least(1),
    "fail-on": _one_of(FailOn, Text(zh="一种结论，或 never", en="a verdict, or never")),
    "baseline": _place,
}
"""What can be set, by its name on the command line, and how a value of it is read.

What is about one run alone, such as the day, the formats or which shops are shown, is no default.
"""
_JUDGED = ("rules", "trust", "strict", "max-age")
# Elsewhere --limit is about something else: `check` shows so many orders, a fleet so many shops.
_FLEET = (*_JUDGED, "paths", "sort", "limit", "jobs", "fail-on", "baseline")


@dataclass(frozen=True)
class Settings:
    """What a file sets, by the option's name. Places in it are found from the working folder."""

    values: Mapping[str, Value] = field(default_factory=dict)
    file: Path | None = None
    text: str = field(default="", repr=False)

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """The line on which each option is set; only a mistake or --show-config asks for it."""
        table = _TABLES[self.file.name] if self.file else ()
        found = ((name, _line(self.text, (*table, name))) for name in self.values)
        return {name: line for name, line in found if line}

    def defaults(self, command: str) -> dict[str, Value]:
        """Return a command's defaults by the names of its parameters, as `default_map` wants them.

        Never the language: the environment goes before the file, which a default map cannot say.
        """
        names = {"check": _JUDGED, "diff": _JUDGED, "fleet": _FLEET}.get(command, ("rules",))
        return {n.replace("-", "_"): self.values[n] for n in names if n in self.values}


def find(folder: Path) -> Settings:
    """Return the settings that hold in a folder: those of the nearest file at or above it.

    The search ends at the first file with settings and at the top of a git repository. Raises
    ShopexitError with everything that is wrong with that file.
    """
    for where in _upwards(folder):
        for name, table in _TABLES.items():
            settings = _settings(where / name, table)
            if settings is not None:
                return settings
        if _is_there(where / ".git"):
            break
    return Settings()


def _upwards(folder: Path) -> Iterator[Path]:
    """Yield a folder and those above it, each as a path that begins with the folder's own."""
    try:
        above = len(folder.resolve().parents)
    except OSError:
        return  # The working folder has been removed: nothing is set there.
    for count in range(above + 1):
        yield folder / Path(*[".."] * count)


def _is_there(path: Path) -> bool:
    # A folder above may be closed to this user: what is in it is nobody's mistake here.
    try:
        path.stat()
    except OSError:
        return False
    return True


def _settings(file: Path, table: tuple[str, ...]) -> Settings | None:
    """Return what a file sets; None if there is no such file, or no table of ours in it."""
    if not _is_there(file):
        return None
    raw = read_limited(file)
    # Another program's file, broken or not, is none of our business.
    if table and b"shopexit" not in raw:
        return None
    text = _decoded(raw, file)
    found: Any = _parsed(text, file)
    for key in table:
        found = found.get(key) if isinstance(found, dict) else None
    if found is None:
        return None
    if not isinstance(found, dict):
        raise ShopexitError([_mistake(text, file, table, found, _Refused(_A_TABLE))])
    return Settings(_values(found, text, file, table), file, text)


_A_TABLE = Text(zh="一组键值，写在 [tool.shopexit] 下面", en="keys with values, in [tool.shopexit]")
_ALONE = Text(
    zh=f"{_OWN} 里直接写键，不用 [tool.shopexit]",
    en=f"in {_OWN} the keys stand alone, without [tool.shopexit]",
)


def _values(
    found: Mapping[str, Any], text: str, file: Path, table: tuple[str, ...]
) -> Mapping[str, Value]:
    values: dict[str, Value] = {}
    problems = []
    for name, value in found.items():
        path = (*table, name)
        if name not in OPTIONS:
            hint = _ALONE if name in _TABLES[_PYPROJECT] else nearest(name, OPTIONS)
            says = Text(zh="没有这个键", en="unknown key")
            problems.append(_problem(text, file, path, says, hint))
            continue
        read = OPTIONS[name](value, file.parent)
        if isinstance(read, _Refused):
            problems.append(_mistake(text, file, path, value, read))
        else:
            values[name] = read
    if problems:
        raise ShopexitError(problems)
    return values


def _mistake(
    text: str, file: Path, path: tuple[str, ...], value: Any, refused: _Refused
) -> Problem:
    if refused.at:
        value = value[int(refused.at.strip("[]"))]
    found, expected = repeated(value), refused.expected
    says = Text(
        zh=f"写的是 {found.zh}，应为{expected.zh}", en=f"found {found.en}, expected {expected.en}"
    )
    return _problem(text, file, path, says, refused.hint, refused.at)


def _problem(
    text: str, file: Path, path: tuple[str, ...], says: Text, hint: Text | None, at: str = ""
) -> Problem:
    return Problem(says, str(file), _line(text, path), key=f"{'.'.join(path)}{at}", hint=hint)


def _line(text: str, path: tuple[str, ...]) -> int | None:
    """Return the line on which a key of good TOML is set; None if it is written in an odd way.

    A line with the key's name may be part of a longer text or belong to another table, so each is
    tried: with everything before it, it is the one if it sets the key.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    named = re.compile(rf"""\[.*{re.escape(path[-1])}|{re.escape(path[-1])}["']?\s*=""")
    for number, line in enumerate(lines):
        for match in named.finditer(line):
            before = "\n".join(lines[:number])
            cut = f"{before}\n{line[: match.end()]} 0"
            if _sets(f"{before}\n{line}", path) or _sets(cut, path):
                return number + 1
    return None


def _sets(text: str, path: tuple[str, ...]) -> bool:
    import tomllib

    try:
        data: Any = tomllib.loads(text)
    except ValueError:
        return False
    for key in path:
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return True


def _decoded(raw: bytes, file: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        says = Text(
            zh="文件不是 UTF-8；配置文件要另存为 UTF-8",
            en="the file is not UTF-8, as TOML has to be: save it as UTF-8",
        )
        raise ShopexitError([Problem(says, str(file), line)]) from None


def _parsed(text: str, file: Path) -> Mapping[str, Any]:
    import tomllib  # most runs find no file, and do not pay for it

    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise ShopexitError([_syntax_problem(str(error), text, file)]) from None
    except (ValueError, RecursionError):
        # Python's limits for digits and depth, which nobody's settings come near.
        says = Text(zh="数字太长，或嵌套太深", en="a number is too long, or values nest too deep")
        raise fail(says, file=str(file)) from None


_QUOTES = Text(
    zh='文字要加半角双引号，例如 trust = "official"；true、false 用小写，不加引号',
    en='text stands in straight quotes, such as trust = "official"; true and false are lower-case',
)
_SLIPS = {
    "Invalid value": (Text(zh="值写得不对", en="invalid value"), _QUOTES),
    "Expected '=' after": (
        Text(zh="键后面要有等号", en="a key is followed by ="),
        Text(zh="写成 键 = 值，例如 limit = 20", en="write KEY = VALUE, such as limit = 20"),
    ),
    "Cannot ": (Text(zh="同一个键或表写了两次", en="a key or table is written twice"), None),
    "Unescaped": (
        Text(zh=r"双引号里的 \ 有特殊含义", en=r"a \ inside double quotes is special"),
        Text(zh=r"改用单引号，或把 \ 写成 /", en="use single quotes, or write /"),
    ),
    "Unterminated": (Text(zh="引号没有配对", en="a quote is not closed"), None),
    "Unclosed": (Text(zh="括号没有配对", en="a bracket is not closed"), None),
}  # fmt: skip
"""What is wrong and what to try, by how tomllib's complaint begins."""


def _syntax_problem(message: str, text: str, file: Path) -> Problem:
    place = re.search(r" \(at line (\d+), column (\d+)\)$| \(at end of document\)$", message)
    words = message[: place.start()] if place else message
    says, hint = next(
        (slip for start, slip in _SLIPS.items() if words.startswith(start)),
        (Text(zh="不是正确的 TOML", en=f"no valid TOML: {words}"), None),
    )
    if place and place[1]:
        return Problem(says, str(file), int(place[1]), int(place[2]), hint=hint)
    return Problem(says, str(file), text.rstrip().count("\n") + 1, hint=hint)


def shown(
    settings: Settings, given: Mapping[str, tuple[object, Origin]], lang: Lang
) -> ShownSettings:
    """Return the options of a run by name, in the order in which they are listed."""
    return ShownSettings(
        lang=lang,
        file=clean(str(settings.file)) if settings.file else None,
        settings=tuple(
            ShownSetting(
                option=name,
                value=_plain(given[name][0]),
                origin=given[name][1],
                line=settings.lines.get(name) if given[name][1] is Origin.FILE else None,
            )
            for name in OPTIONS
            if name in given
        ),
    )


def _plain(value: object) -> Value | None:
    """Return a value as it would stand in the file."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, list | tuple):
        return tuple(clean(str(each)) for each in value) or None
    return clean(str(value))
