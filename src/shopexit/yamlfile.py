"""YAML and JSON text to plain data, distrusting both, with the line of every key.

Only the scalars that JSON knows become numbers, booleans or null; everything else stays text, so
that `no` is never taken for 0 and 2026-02-30 never becomes a date on its own. Duplicate keys,
aliases, tags and second documents are refused.
"""

import json
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from shopexit import jsonfile
from shopexit.encoding import decode, read_limited
from shopexit.errors import Problem, ShopexitError, fail
from shopexit.scalars import Data, scalar
from shopexit.slips import Refused, control_character, syntax_problem
from shopexit.text import Text, clean

if TYPE_CHECKING:
    from yaml import SafeLoader as _FastLoader
else:
    # libyaml parses several times faster; without it the pure loader says the same.
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

KeyPath: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]

MAX_DEPTH = 24
_ALIAS = Text(
    zh="文件里不能用别名（* 引用），请把内容写出来",
    en="aliases (*name) are not allowed: write the value out",
)
_SECOND_DOCUMENT = Text(
    zh="一个文件里有好几份文档（用 --- 隔开），这里只能读一份",
    en="the file holds several documents (separated by ---), one is expected",
)
_TOO_DEEP = Text(zh="嵌套太深", en="nested too deep")
_STR, _SEQ, _MAP = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


class Document:
    """The data of one file, and where in the file each value stands."""

    def __init__(self, text: str, name: str, warnings: tuple[Text, ...] = ()) -> None:
        self.name = clean(name)
        self.warnings = warnings
        self._text = text
        self.data: Data = _from_json(text, self) if _is_json(text) else _from_yaml(text, self)

    @cached_property
    def _places(self) -> dict[KeyPath, Place]:
        try:
            node = _compose(_as_yaml(self._text), self)
        except ShopexitError:
            return {}
        places: dict[KeyPath, Place] = {}
        _locate(node, (), places)
        return places

    def place(self, path: KeyPath) -> Place | None:
        """Return line and column (from 1) of a value, or of the nearest parent that has one."""
        while path and path not in self._places:
            path = path[:-1]
        return self._places.get(path)

    def problem(self, path: KeyPath, says: Text, hint: Text | None = None) -> Problem:
        """Return a problem that stands at a value of this file."""
        line, column = self.place(path) or (None, None)
        return Problem(says, self.name, line, column, dotted(path) or None, hint)


def dotted(path: KeyPath) -> str:
    """Return a path as people write it: orders.pending_payment, waivers[0].until."""
    words = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return clean("".join(words).removeprefix("."))


def parse(raw: bytes, name: str) -> Document:
    """Return the document in the bytes of a file; raise ShopexitError with all that is wrong."""
    text, warnings = decode(raw, name)
    return Document(text, name, warnings)


def read(path: Path) -> Document:
    """Return the document in a file; raise ShopexitError if it cannot be read or used."""
    return parse(read_limited(path), str(path))


def _is_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")


def _from_yaml(text: str, document: Document) -> Data:
    node = _compose(text, document)
    problems: list[Problem] = []
    data = _build(node, (), document.name, problems)
    if problems:
        raise ShopexitError(problems)
    return data


def _compose(text: str, document: Document) -> yaml.Node:
    name = document.name
    if control := control_character(text, name):
        raise ShopexitError([control])
    try:
        node = _document(yaml.parse(text, Loader=_FastLoader))
    except yaml.MarkedYAMLError as error:
        raise ShopexitError([syntax_problem(error, text, name)]) from None
    except yaml.YAMLError as error:
        says = Text(zh=f"不是能读的 YAML：{clean(str(error))}", en=f"not YAML: {clean(str(error))}")
        raise fail(says, file=name) from None
    if node is None or (isinstance(node, yaml.ScalarNode) and not node.value):
        raise fail(Text(zh="文件是空的", en="the file is empty"), file=name)
    return node


# Nodes are put together here and not by libyaml, which runs out of stack, and takes the process
# with it, on a file that is nothing but brackets. No type is guessed: an untagged scalar is text.
def _document(events: Iterator[Any]) -> yaml.Node | None:
    next(events)  # the stream begins
    if isinstance(next(events), yaml.StreamEndEvent):
        return None
    node = _node(next(events), events, 0)
    next(events)  # the document ends
    after = next(events)
    if not isinstance(after, yaml.StreamEndEvent):
        raise Refused(_SECOND_DOCUMENT, after.start_mark)
    return node


def _node(event: Any, events: Iterator[Any], depth: int) -> yaml.Node:
    marks = event.start_mark, event.end_mark
    if isinstance(event, yaml.AliasEvent):
        raise Refused(_ALIAS, event.start_mark)
    if depth > MAX_DEPTH:
        raise Refused(_TOO_DEEP, event.start_mark)
    if isinstance(event, yaml.ScalarEvent):
        return yaml.ScalarNode(event.tag or _STR, event.value, *marks, event.style)
    items = []
    while not isinstance(item := next(events), yaml.CollectionEndEvent):
        items.append(_node(item, events, depth + 1))
    if isinstance(event, yaml.SequenceStartEvent):
        return yaml.SequenceNode(event.tag or _SEQ, items, *marks)
    return yaml.MappingNode(
        event.tag or _MAP, list(zip(items[::2], items[1::2], strict=True)), *marks
    )


def _build(node: yaml.Node, path: KeyPath, name: str, problems: list[Problem]) -> Data:
    if node.tag not in (_STR, _SEQ, _MAP):
        mark = node.start_mark
        tag = clean(node.tag)
        says = Text(zh=f"不能用标签 {tag}", en=f"tags are not allowed: {tag}")
        problems.append(Problem(says, name, mark.line + 1, mark.column + 1, dotted(path) or None))
        return None
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, path, name, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), name, problems) for i, item in enumerate(node.value)]
    quoted = isinstance(node, yaml.ScalarNode) and node.style
    return clean(node.value) if quoted else scalar(node.value)


def _build_mapping(
    node: yaml.MappingNode, path: KeyPath, name: str, problems: list[Problem]
) -> dict[str, Data]:
    data: dict[str, Data] = {}
    for key_node, value_node in node.value:
        mark = key_node.start_mark
        key = clean(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        here = (*path, key)
        value = _build(value_node, here, name, problems)
        if key in data:
            says = _written_twice(key)
            problems.append(Problem(says, name, mark.line + 1, mark.column + 1, dotted(here)))
        elif not isinstance(key_node, yaml.ScalarNode):
            says = Text(zh="键必须是文字", en="a key must be plain text")
            problems.append(Problem(says, name, mark.line + 1, mark.column + 1, dotted(path)))
        data[key] = value
    return data


def _written_twice(key: str) -> Text:
    return Text(
        zh=f"“{key}”写了两次，不知道该信哪一个；请删掉一个",
        en=f"'{key}' stands here twice, and which one counts cannot be told: remove one",
    )


def _locate(node: yaml.Node, path: KeyPath, places: dict[KeyPath, Place]) -> None:
    places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, clean(str(key.value)))
            places[here] = (key.start_mark.line + 1, key.start_mark.column + 1)
            _locate(value, here, places)
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            _locate(item, (*path, i), places)


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
        place = (document.name, error.lineno, error.colno)
        raise ShopexitError([Problem(says, *place)]) from None
