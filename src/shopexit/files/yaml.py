"""Parse YAML and JSON from untrusted files to plain data, keeping the line of every key.

Words such as `1.5`, `true` and `null` become values, but `no` and 2026-02-28 stay text. A file is
refused if it has a key twice, an alias, a tag or a second document.
"""

import json
import re
from collections.abc import Callable, Iterable
from copy import copy, deepcopy
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from shopexit.files import json as jsonfile
from shopexit.files.encoding import decode, read_limited
from shopexit.files.scalars import Data, scalar
from shopexit.files.syntax_hints import Refused, control_character, syntax_problem
from shopexit.messages import MOST_PROBLEMS, Problem, ShopexitError, Text, clean, fail, record

if TYPE_CHECKING:
    from yaml import SafeLoader as _FastLoader
else:
    # libyaml is several times faster; the pure Python loader gives the same results.
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KeyPath: TypeAlias = tuple[str | int, ...]
"""The keys and list indexes that lead to a value, such as ("waivers", 0, "until")."""
Place: TypeAlias = tuple[int, int]
"""Line and column in a file, from 1."""

MAX_DEPTH = 24  # deeper than any file needs, and far from Python's recursion limit
_SLOWLY_READ = 100_000
"""Maximum position of a YAML error, in characters, for which the slow parser is run as well."""
_ALIAS = Text(
    zh="文件里不能用别名（* 引用），请把内容写出来",
    en="aliases (*name) are not allowed: write out the value",
)
_SECOND_DOCUMENT = Text(
    zh="一个文件里有好几份文档（用 --- 隔开），这里只能读一份；要一次查好几家店，用 shopexit fleet",
    en="the file has several documents, separated by ---, but only one is allowed; to check several"
    " shops, use shopexit fleet",
)
_SEVERAL_LINES = Text(
    zh="一行一家店的文件，用 shopexit fleet 查",
    en="to check a file with one shop a line, use shopexit fleet",
)
_TOO_DEEP = Text(zh="嵌套太深", en="lists or mappings are nested too deep")
# These tags do no harm: they name a type that is known without them.
_PLAIN_TAGS = (None, *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")))


@record(frozen=False)
class Noted:
    """Problems in a file that do not prevent parsing, such as a key that occurs twice."""

    problems: list[tuple[KeyPath, Problem]] = field(default_factory=list)
    """Pairs of a value's key path and a problem with it; at most MOST_PROBLEMS + 1 are kept."""
    more: int = 0
    """Number of further problems, which are not kept."""


class Document:
    """The text of one file, its parsed data, and the line and column of each value."""

    def __init__(
        self, text: str, name: str, warnings: tuple[Text, ...] = (), first_line: int = 1
    ) -> None:
        self.name = clean(name)
        self.folder = Path(name).parent
        """Folder of the file, to which paths in the file are relative."""
        self.warnings = warnings
        self.text = text
        self._before = first_line - 1
        """Number of lines in the file before this document."""

    @cached_property
    def data(self) -> Data:
        """The parsed data; the first access raises ShopexitError if the text cannot be parsed.

        If a key occurs twice, the last value is used, and `noted` reports it.
        """
        return self._parsed[0]

    @cached_property
    def noted(self) -> Noted:
        """Problems that did not prevent parsing, such as duplicate keys; `validate` raises them."""
        _, noted = self._parsed
        found = [(path, self._with_line_in_file(problem)) for path, problem in noted.problems]
        return Noted(found, noted.more)

    @cached_property
    def _parsed(self) -> tuple[Data, Noted]:
        try:
            return (_from_json if is_json(self.text) else _read)(self.text, self.name)
        except ShopexitError as error:
            raise ShopexitError(self._with_line_in_file(p) for p in error.problems) from None

    def without(self, paths: Iterable[KeyPath]) -> "Document":
        """Return a copy without the values at the given key paths; its `noted` is empty.

        If a path ends with a list index, the whole list is left out, so that no index changes.
        """
        rest = copy(self)
        rest.data, rest.noted = deepcopy(self.data), Noted()
        for path in paths:
            while path and isinstance(path[-1], int):
                path = path[:-1]  # noqa: PLW2901
            holder = rest.at(path[:-1]) if path else None
            if isinstance(holder, dict):
                holder.pop(str(path[-1]), None)
        return rest

    def _with_line_in_file(self, problem: Problem) -> Problem:
        line = problem.line + self._before if problem.line else problem.line
        return replace(problem, line=line)

    @cached_property
    def _places(self) -> dict[KeyPath, Place]:
        places: dict[KeyPath, Place] = {}
        try:
            _read(_as_yaml(self.text), self.name, places)
        except ShopexitError:  # some valid JSON is not valid YAML
            return {}
        return places

    def place(self, path: KeyPath) -> Place | None:
        """Return line and column (from 1) of the value at a key path, or of its nearest parent.

        None if the document is JSON that cannot be parsed as YAML, so that no position is known.
        """
        while path and path not in self._places:
            path = path[:-1]
        line, column = self._places.get(path, (None, None))
        return None if line is None or column is None else (line + self._before, column)

    def at(self, path: KeyPath) -> Data:
        """Return the value at a key path; None if the path does not exist."""
        data = self.data
        for part in path:
            if isinstance(data, dict) and isinstance(part, str):
                data = data.get(part)
            elif isinstance(data, list) and isinstance(part, int) and part < len(data):
                data = data[part]
            else:
                return None
        return data

    def problem(self, path: KeyPath, says: Text, hint: Text | None = None) -> Problem:
        """Return a problem with the message `says`, located at the value with key path `path`."""
        line, column = self.place(path) or (None, None)
        return Problem(says, self.name, line, column, dotted(path) or None, hint)


def dotted(path: KeyPath) -> str:
    """Return a key path as text, such as orders.pending_payment or waivers[0].until."""
    words = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return clean("".join(words).removeprefix("."))


def parse(raw: bytes, name: str, first_line: int = 1) -> Document:
    """Parse the bytes of the file `name` and return the document.

    `first_line` is the line at which the bytes start, if they are only a part of the file. Raises
    ShopexitError, with all errors found, if they are neither YAML nor JSON.
    """
    text, warnings = decode(raw, name)
    # What changes the text of a file looks for line feeds only; old Macs end lines without one.
    text = re.sub("\r(?!\n)", "\n", text) if "\r" in text else text
    document = Document(text, name, warnings, first_line)
    _ = document.data  # parses the text, which may raise
    return document


def read(path: Path) -> Document:
    """Return a file as a parsed document; raise ShopexitError if it cannot be read or parsed."""
    raw = read_limited(path)
    if path.suffix.lower() in _TABLES:
        raise fail(_TABLE, file=str(path))
    return parse(raw, str(path))


_TABLES = (".csv", ".xlsx", ".xls")
_TABLE = Text(
    zh="这是表格，不是店铺数据：订单导出文件写进 orders_from，或写在 check 的 --orders 后面",
    en="this is a table and no state file: list an order export under `orders_from`, or give it to"
    " `check` after --orders",
)


def nodes(text: str) -> Any:
    """Return PyYAML's node tree for a valid YAML text; each node has its line and column."""
    return yaml.compose(_as_yaml(text), _FastLoader)


def is_json(text: str) -> bool:
    """Return whether a text is to be read as JSON: it starts with a brace or bracket."""
    return text.lstrip()[:1] in ("{", "[")


def _read(text: str, name: str, places: dict[KeyPath, Place] | None = None) -> tuple[Data, Noted]:
    """Return the data in the YAML text of file `name`, and problems such as repeated keys.

    Add the line and column of each value to `places`.
    """
    if control := control_character(text, name):
        raise ShopexitError([control])
    try:
        return _data(text, name, places, _FastLoader)
    except yaml.MarkedYAMLError as error:
        raise ShopexitError([syntax_problem(_pure_error(error, text, name), text, name)]) from None
    except yaml.YAMLError as error:
        says = Text(zh="文件里有 YAML 不能用的字符，请删掉", en=f"not YAML: {clean(str(error))}")
        raise fail(says, file=name) from None


def _data(
    text: str, name: str, places: dict[KeyPath, Place] | None, loader: type[yaml.SafeLoader]
) -> tuple[Data, Noted]:
    reader = _Reader(loader(text), name, places)
    try:
        data = reader.document()
    finally:
        reader.close()
    if reader.is_broken:
        raise ShopexitError((problem for _, problem in reader.noted.problems), reader.noted.more)
    return data, reader.noted


def _pure_error(error: yaml.MarkedYAMLError, text: str, name: str) -> yaml.MarkedYAMLError:
    """Return the error of PyYAML's pure Python parser for `text`; if it finds none, `error`.

    libyaml, which reported `error`, words its messages differently from version to version.
    """
    mark = error.problem_mark or error.context_mark
    if isinstance(error, Refused) or mark is None or mark.index > _SLOWLY_READ:
        return error
    try:
        _data(text, name, None, yaml.SafeLoader)
    except yaml.MarkedYAMLError as again:
        # It takes less than libyaml, and may find fault with what comes before, which is valid.
        second = again.problem_mark or again.context_mark
        return again if second and second.line >= mark.line else error
    except (yaml.YAMLError, ShopexitError, RecursionError):
        pass  # this parser finds no syntax error with a position
    return error


# Data are built here from parser events, not by libyaml's composer, which overflows the stack (and
# kills the process) on a file of nothing but brackets. It is also twice as fast as building nodes
# and constructing values from them.
class _Reader:
    """Builds the data of one YAML document from the events of PyYAML's parser."""

    def __init__(
        self, loader: yaml.SafeLoader, name: str, places: dict[KeyPath, Place] | None
    ) -> None:
        self._loader = loader
        self._next: Callable[[], Any] = self._loader.get_event
        self._name = name
        self._places = places
        self.noted = Noted()
        self.is_broken = False
        """Whether a key was not plain text, so that the data cannot be used."""

    def close(self) -> None:
        self._loader.dispose()

    def document(self) -> Data:
        self._next()  # stream start
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise _empty(self._name)
        event = self._next()
        data = self._value(event, (), 0)
        self._next()  # document end
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise Refused(_SECOND_DOCUMENT, after.start_mark)
        if isinstance(event, yaml.ScalarEvent) and not event.value:
            raise _empty(self._name)
        return data

    def _value(self, event: Any, path: KeyPath, depth: int) -> Data:
        kind = type(event)
        if self._places is not None and kind is not yaml.AliasEvent:
            # The value of a key is reported at the key, which the message names.
            self._places.setdefault(path, _place(event))
        if kind is yaml.AliasEvent:
            raise Refused(_ALIAS, event.start_mark)
        if depth > MAX_DEPTH:
            raise Refused(_TOO_DEEP, event.start_mark)
        if event.tag not in _PLAIN_TAGS:
            tag = clean(event.tag)
            says = Text(zh=f"不能用标签 {tag}", en=f"YAML tags are not allowed: remove {tag}")
            self._note(event, path, says)
        if kind is yaml.ScalarEvent:
            # Only plain scalars have no style; what is quoted is meant as text.
            return clean(event.value) if event.style else scalar(event.value)
        if kind is yaml.MappingStartEvent:
            return self._mapping(path, depth + 1)
        return self._sequence(path, depth + 1)

    def _sequence(self, path: KeyPath, depth: int) -> Data:
        items: list[Data] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._value(event, (*path, len(items)), depth))
        return items

    def _mapping(self, path: KeyPath, depth: int) -> Data:
        data: dict[str, Data] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._key(event, path, depth)
            here = (*path, key)
            if self._places is not None:
                self._places[here] = _place(event)
            value = self._value(self._next(), here, depth)
            if key in data:
                self._note(event, here, _written_twice(key))
            data[key] = value
        return data

    def _key(self, event: Any, path: KeyPath, depth: int) -> str:
        if type(event) is yaml.ScalarEvent and depth <= MAX_DEPTH:
            return clean(event.value)
        # Reads all events of the key, so that the next event is the start of its value.
        self._value(event, path, depth)
        says = Text(zh="键必须是文字", en="a key must be plain text, not a list or a mapping")
        self._note(event, path, says)
        self.is_broken = True
        return "?"

    def _note(self, event: Any, path: KeyPath, says: Text) -> None:
        if len(self.noted.problems) > MOST_PROBLEMS:
            self.noted.more += 1
            return
        problem = Problem(says, self._name, *_place(event), dotted(path) or None)
        self.noted.problems.append((path, problem))


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _empty(name: str) -> ShopexitError:
    return fail(Text(zh="文件是空的", en="the file is empty"), file=name)


def _written_twice(key: str) -> Text:
    return Text(
        zh=f"“{key}”写了两次，不知道该信哪一个；请删掉一个",
        en=f"'{key}' occurs twice, and it is unclear which one counts: remove one",
    )


def _from_json(text: str, name: str) -> tuple[Data, Noted]:
    try:
        data, doubles = jsonfile.load(text)
    except json.JSONDecodeError as error:
        return _from_yaml_in_braces(text, name, error)
    except RecursionError:
        raise fail(_TOO_DEEP, file=name) from None
    if not doubles:
        return data, Noted()
    try:
        _, noted = _read(_as_yaml(text), name)  # finds the duplicates too, with their places
    except ShopexitError:  # some valid JSON is not valid YAML
        noted = Noted()
    if not noted.problems:
        noted.problems = [((), Problem(_written_twice(key), name, key=key)) for key in doubles]
    return data, noted


def _as_yaml(text: str) -> str:
    """Return JSON text as YAML accepts it: tabs and escaped surrogates replaced by spaces.

    Columns stay the same, as an escaped surrogate is replaced by an escaped space.
    """
    return re.sub(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}", r"\\u0020", text).replace("\t", " ")


def _from_yaml_in_braces(text: str, name: str, error: json.JSONDecodeError) -> tuple[Data, Noted]:
    """Parse text such as {a: b} as YAML; if it is not YAML either, report the JSON `error`."""
    try:
        return _read(text, name)
    except ShopexitError as yaml_error:
        if any(problem.key for problem in yaml_error.problems):
            raise  # it is YAML, with some other error
        zh = jsonfile.in_chinese(error.msg)
        says = Text(zh=f"JSON 写法有误：{zh}", en=f"broken JSON: {error.msg}")
        hint = _SEVERAL_LINES if error.msg == "Extra data" else None
        raise ShopexitError([Problem(says, name, error.lineno, error.colno, hint=hint)]) from None
