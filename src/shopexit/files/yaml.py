"""YAML and JSON text to plain data, distrusting both, with the line of every key.

Only the scalars that JSON knows become numbers, booleans or null; everything else stays text, so
that `no` is never taken for 0 and 2026-02-30 never becomes a date on its own. Duplicate keys,
aliases, tags and second documents are refused.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from shopexit.files import json as jsonfile
from shopexit.files.encoding import decode, read_limited
from shopexit.files.scalars import Data, scalar
from shopexit.files.syntax_hints import Refused, control_character, syntax_problem
from shopexit.messages import MOST_PROBLEMS, Problem, ShopexitError, Text, clean, fail

if TYPE_CHECKING:
    from yaml import SafeLoader as _FastLoader
else:
    # libyaml parses several times faster; without it the pure loader says the same.
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KeyPath: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]

MAX_DEPTH = 24
_SLOWLY_READ = 100_000
"""How many characters are worth reading again for a better complaint: half a second's work."""
_ALIAS = Text(
    zh="文件里不能用别名（* 引用），请把内容写出来",
    en="aliases (*name) are not allowed: write the value out",
)
_SECOND_DOCUMENT = Text(
    zh="一个文件里有好几份文档（用 --- 隔开），这里只能读一份；要一次查好几家店，用 shopexit fleet",
    en="the file holds several documents (separated by ---), one is expected; shopexit fleet judges"
    " several shops",
)
_SEVERAL_LINES = Text(
    zh="一行一家店的文件，用 shopexit fleet 查",
    en="a file with a shop a line is judged by shopexit fleet",
)
_TOO_DEEP = Text(zh="嵌套太深", en="nested too deep")
_PLAIN_TAGS = (None, *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")))


class Document:
    """The data of one file, and where in the file each value stands."""

    def __init__(
        self, text: str, name: str, warnings: tuple[Text, ...] = (), first_line: int = 1
    ) -> None:
        self.name = clean(name)
        self.warnings = warnings
        self.text = text
        self._before = first_line - 1
        """How many lines of the file stand before this document."""

    @cached_property
    def data(self) -> Data:
        """What stands in it. Raises ShopexitError with all that is wrong, when first asked for."""
        try:
            return (_from_json if is_json(self.text) else _from_yaml)(self.text, self)
        except ShopexitError as error:
            raise ShopexitError(self._further_down(p) for p in error.problems) from None

    def _further_down(self, problem: Problem) -> Problem:
        line = problem.line + self._before if problem.line else problem.line
        return replace(problem, line=line)

    @cached_property
    def _places(self) -> dict[KeyPath, Place]:
        places: dict[KeyPath, Place] = {}
        try:
            _read(_as_yaml(self.text), self.name, places)
        except ShopexitError:
            return {}
        return places

    def place(self, path: KeyPath) -> Place | None:
        """Return line and column (from 1) of a value, or of the nearest parent that has one."""
        while path and path not in self._places:
            path = path[:-1]
        line, column = self._places.get(path, (None, None))
        return None if line is None or column is None else (line + self._before, column)

    def at(self, path: KeyPath) -> Data:
        """Return the value that stands somewhere in it, or None."""
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
        """Return a problem that stands at a value of this file."""
        line, column = self.place(path) or (None, None)
        return Problem(says, self.name, line, column, dotted(path) or None, hint)


def dotted(path: KeyPath) -> str:
    """Return a path as people write it: orders.pending_payment, waivers[0].until."""
    words = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return clean("".join(words).removeprefix("."))


def parse(raw: bytes, name: str, first_line: int = 1) -> Document:
    """Return the document in the bytes of a file; raise ShopexitError with all that is wrong.

    `first_line` is where the bytes begin, if they are a part of the file.
    """
    text, warnings = decode(raw, name)
    document = Document(text, name, warnings, first_line)
    _ = document.data  # which is where it turns out whether it can be used
    return document


def read(path: Path) -> Document:
    """Return the document in a file; raise ShopexitError if it cannot be read or used."""
    return parse(read_limited(path), str(path))


def nodes(text: str) -> Any:
    """Return the nodes of YAML or JSON that has been read, with the places of each in the text."""
    return yaml.compose(_as_yaml(text), _FastLoader)


def is_json(text: str) -> bool:
    """Return whether a text is meant to be JSON."""
    return text.lstrip()[:1] in ("{", "[")


def _from_yaml(text: str, document: Document) -> Data:
    return _read(text, document.name)


def _read(text: str, name: str, places: dict[KeyPath, Place] | None = None) -> Data:
    """Return the data in YAML text; with `places`, write down there where each value stands."""
    if control := control_character(text, name):
        raise ShopexitError([control])
    try:
        return _data(text, name, places, _FastLoader)
    except yaml.MarkedYAMLError as error:
        raise ShopexitError([syntax_problem(_told_alike(error, text, name), text, name)]) from None
    except yaml.YAMLError as error:
        says = Text(zh=f"不是能读的 YAML：{clean(str(error))}", en=f"not YAML: {clean(str(error))}")
        raise fail(says, file=name) from None


def _data(
    text: str, name: str, places: dict[KeyPath, Place] | None, loader: type[yaml.SafeLoader]
) -> Data:
    reader = _Reader(loader(text), name, places)
    try:
        data = reader.document()
    finally:
        reader.close()
    if reader.problems:
        raise ShopexitError(reader.problems, reader.more)
    return data


def _told_alike(error: yaml.MarkedYAMLError, text: str, name: str) -> yaml.MarkedYAMLError:
    """Return what PyYAML's own parser stumbles over, which is the same with every libyaml.

    libyaml's releases differ in what they refuse first: 0.2.6 has a limit of nesting of its own.
    """
    mark = error.problem_mark or error.context_mark
    if isinstance(error, Refused) or mark is None or mark.index > _SLOWLY_READ:
        return error
    try:
        _data(text, name, None, yaml.SafeLoader)
    except yaml.MarkedYAMLError as again:
        return again
    except (yaml.YAMLError, ShopexitError, RecursionError):
        return error
    return error


# Values are put together here, event by event, and not by libyaml, which runs out of stack, and
# takes the process with it, on a file that is nothing but brackets. It also is twice as fast as
# building nodes and constructing values from them.
class _Reader:
    """Reads one document. No type is guessed but those that JSON knows."""

    def __init__(
        self, loader: yaml.SafeLoader, name: str, places: dict[KeyPath, Place] | None
    ) -> None:
        self._loader = loader
        self._next: Callable[[], Any] = self._loader.get_event
        self._name = name
        self._places = places
        self.problems: list[Problem] = []
        self.more = 0
        """How many problems there are besides those that are kept."""

    def close(self) -> None:
        self._loader.dispose()

    def document(self) -> Data:
        self._next()  # the stream begins
        if isinstance(self._next(), yaml.StreamEndEvent):
            raise _empty(self._name)
        event = self._next()
        data = self._value(event, (), 0)
        self._next()  # the document ends
        after = self._next()
        if not isinstance(after, yaml.StreamEndEvent):
            raise Refused(_SECOND_DOCUMENT, after.start_mark)
        if isinstance(event, yaml.ScalarEvent) and not event.value:
            raise _empty(self._name)
        return data

    def _value(self, event: Any, path: KeyPath, depth: int) -> Data:
        kind = type(event)
        if self._places is not None and kind is not yaml.AliasEvent:
            self._places.setdefault(path, _place(event))
        if kind is yaml.AliasEvent:
            raise Refused(_ALIAS, event.start_mark)
        if depth > MAX_DEPTH:
            raise Refused(_TOO_DEEP, event.start_mark)
        if event.tag not in _PLAIN_TAGS:
            self._refuse_tag(event, path)
        if kind is yaml.ScalarEvent:
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
        self._value(event, path, depth)
        self._note(event, path, Text(zh="键必须是文字", en="a key must be plain text"))
        return "?"

    def _refuse_tag(self, event: Any, path: KeyPath) -> None:
        tag = clean(event.tag)
        self._note(event, path, Text(zh=f"不能用标签 {tag}", en=f"tags are not allowed: {tag}"))

    def _note(self, event: Any, path: KeyPath, says: Text) -> None:
        if len(self.problems) > MOST_PROBLEMS:
            self.more += 1
            return
        self.problems.append(Problem(says, self._name, *_place(event), dotted(path) or None))


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _empty(name: str) -> ShopexitError:
    return fail(Text(zh="文件是空的", en="the file is empty"), file=name)


def _written_twice(key: str) -> Text:
    return Text(
        zh=f"“{key}”写了两次，不知道该信哪一个；请删掉一个",
        en=f"'{key}' stands here twice, and which one counts cannot be told: remove one",
    )


def _from_json(text: str, document: Document) -> Data:
    try:
        data, doubles = jsonfile.load(text)
    except json.JSONDecodeError as error:
        return _from_yaml_in_braces(text, document, error)
    except RecursionError:
        raise fail(_TOO_DEEP, file=document.name) from None
    if doubles:
        _from_yaml(_as_yaml(text), document)  # finds them too, and knows where they stand
        raise ShopexitError(Problem(_written_twice(key), document.name, key=key) for key in doubles)
    return data


def _as_yaml(text: str) -> str:
    """Return JSON as YAML can read it: without tabs and the escapes of surrogate pairs."""
    return re.sub(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}", r"\\u0020", text).replace("\t", " ")


def _from_yaml_in_braces(text: str, document: Document, error: json.JSONDecodeError) -> Data:
    """Read text that begins with a brace and is no JSON: YAML's flow style looks like that too."""
    try:
        return _from_yaml(text, document)
    except ShopexitError as yaml_error:
        if any(problem.key for problem in yaml_error.problems):
            raise  # it is YAML, with something else wrong
        says = Text(zh=f"JSON 写法有误：{error.msg}", en=f"broken JSON: {error.msg}")
        hint = _SEVERAL_LINES if error.msg == "Extra data" else None
        place = (document.name, error.lineno, error.colno)
        raise ShopexitError([Problem(says, *place, hint=hint)]) from None
