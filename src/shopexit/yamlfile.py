"""YAML and JSON text to plain data, distrusting both, with the line of every key.

Only the scalars that JSON knows become numbers, booleans or null; everything else stays text, so
that `no` is never taken for 0 and 2026-02-30 never becomes a date on its own. Duplicate keys,
aliases, tags and second documents are refused.
"""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from shopexit.encoding import decode, read_limited
from shopexit.errors import Problem, ShopexitError, fail
from shopexit.text import Text, clean

if TYPE_CHECKING:
    from yaml import SafeLoader as _FastLoader
else:
    # libyaml parses several times faster; without it the pure loader says the same.
    _FastLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Data: TypeAlias = "bool | int | Decimal | str | list[Data] | dict[str, Data] | None"
KeyPath: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]

MAX_DEPTH = 24
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# Fifteen digits hold every count and amount; longer runs of digits are order numbers, thus text.
_INT = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_ALIAS = Text(
    zh="文件里不能用别名（* 引用），请把内容写出来",
    en="aliases (*name) are not allowed: write the value out",
)
_SECOND_DOCUMENT = Text(
    zh="一个文件里有好几份文档（用 --- 隔开），这里只能读一份",
    en="the file holds several documents (separated by ---), one is expected",
)
_TOO_DEEP = Text(zh="嵌套太深", en="nested too deep")
_KEY_WITHOUT_COLON = re.compile(r"\s*(- )?[A-Za-z_]\w*(?P<colon>\s*：|:(?=[^\s/\\:]))")
_COLON = Text(
    zh="冒号要用半角，后面空一格，例如 platform: kuaishou",
    en="a key is followed by a half-width colon and a space, such as platform: kuaishou",
)
_BACKSLASH = Text(
    zh=r"双引号里的 \ 有特殊含义：去掉引号，或改用单引号，或把 \ 写成 /",
    en=r"a \ inside double quotes is special: drop the quotes, use single ones, or write /",
)
_SYNTAX_HINTS = {
    "cannot start any token": Text(
        zh="缩进只能用空格，不能用制表符（Tab）；特殊符号开头的文字要加引号",
        en="indent with spaces, never with tabs; quote text that begins with a symbol",
    ),
    "could not find expected ':'": Text(
        zh="键后面要有半角冒号和空格，例如 open: 0（不是全角的 ：）",
        en="a key is followed by a colon and a space, such as open: 0 (no full-width ：)",
    ),
    "hexdecimal number": _BACKSLASH,
    "unknown escape character": _BACKSLASH,
    "did not find expected key": Text(
        zh="缩进和上一行不一样：同一组的行要左边对齐，下一层多缩进两格",
        en="the indent differs from the line above: keys of one level begin in one column",
    ),
    "mapping values are not allowed": Text(
        zh="同一层的键要对齐；文字里有冒号的要加引号",
        en="keys of one level begin in one column; quote text that holds a colon",
    ),
    "expected ',' or": Text(
        zh="括号没有配对，或少了逗号", en="a bracket is not closed, or a comma is missing"
    ),
}
"""What to try, by words of PyYAML's and libyaml's complaints."""
# Tab, line feed and return are all that a text file needs of the C0 characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_STR, _SEQ, _MAP = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


class _Refused(yaml.MarkedYAMLError):
    """Good YAML that has no business in a file of ours."""

    def __init__(self, says: Text, mark: Any) -> None:
        super().__init__(problem=says.en, problem_mark=mark)
        self.says = says


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
    if control := _CONTROL.search(text):
        raise ShopexitError([_control_problem(control, name)])
    try:
        node = _document(yaml.parse(text, Loader=_FastLoader))
    except yaml.MarkedYAMLError as error:
        raise ShopexitError([_syntax_problem(error, text, name)]) from None
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
        raise _Refused(_SECOND_DOCUMENT, after.start_mark)
    return node


def _node(event: Any, events: Iterator[Any], depth: int) -> yaml.Node:
    marks = event.start_mark, event.end_mark
    if isinstance(event, yaml.AliasEvent):
        raise _Refused(_ALIAS, event.start_mark)
    if depth > MAX_DEPTH:
        raise _Refused(_TOO_DEEP, event.start_mark)
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


def _control_problem(found: re.Match[str], name: str) -> Problem:
    char = clean(found[0])
    lines = f"{found.string[: found.start()]}?".splitlines()
    says = Text(
        zh=f"有看不见的控制字符 {char}，请删掉", en=f"a control character, {char}: remove it"
    )
    return Problem(says, name, len(lines), len(lines[-1]))


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    found = clean(error.problem or str(error))
    says = Text(zh=f"YAML 写法有误（{found}）", en=f"broken YAML: {found}")
    slip = None if isinstance(error, _Refused) else _colon_slip(text, mark.line if mark else 0)
    if slip:
        line, column = slip
        return Problem(says, name, line, column, hint=_COLON)
    return Problem(
        error.says if isinstance(error, _Refused) else says,
        name,
        mark.line + 1 if mark else None,
        mark.column + 1 if mark else None,
        hint=next((hint for words, hint in _SYNTAX_HINTS.items() if words in found), None),
    )


def _colon_slip(text: str, last: int) -> Place | None:
    """Return where a key's colon is full-width or lacks its space; YAML complains only later."""
    for number, line in enumerate(text.splitlines()[: last + 1], start=1):
        if slip := _KEY_WITHOUT_COLON.match(line):
            return number, slip.start("colon") + 1
    return None


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
    return clean(node.value) if quoted else _scalar(node.value)


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


def _scalar(text: str) -> Data:
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return clean(text)


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
    doubles: list[str] = []

    def mapping(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
        data: dict[str, Data] = {}
        for key, value in pairs:
            if clean(key) in data:
                doubles.append(clean(key))
            data[clean(key)] = _cleaned(value)
        return data

    try:
        # NaN and Infinity stay words, to be refused where a number is wanted, with their line.
        data = json.loads(
            text, object_pairs_hook=mapping, parse_int=_scalar, parse_float=_scalar,
            parse_constant=str,
        )  # fmt: skip
    except json.JSONDecodeError as error:
        return _from_yaml_in_braces(text, document, error)
    except RecursionError:
        raise fail(_TOO_DEEP, file=document.name) from None
    if doubles:
        _from_yaml(_as_yaml(text), document)  # finds them too, and knows where they stand
        raise ShopexitError(Problem(_written_twice(key), document.name, key=key) for key in doubles)
    return _cleaned(data)


def _cleaned(value: Data) -> Data:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return value


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
