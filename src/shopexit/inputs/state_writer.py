"""Change values in the text of a seller's state file, keeping comments, order and layout.

The text is edited at the positions that the YAML parser reports; JSON stays JSON. Writing the
parsed data anew would lose the comments between keys.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import yaml

from shopexit.files.scalars import scalar
from shopexit.files.yaml import is_json, nodes
from shopexit.rules.facts import Value

# Text that YAML needs no quotes for, in a list in brackets too: it has none of `:#,[]{}`.
_PLAIN = re.compile(r"[^\W\d_][\w./ -]*(?<! )")


def with_values(text: str, values: Mapping[str, Value | list[Value] | None]) -> str:
    """Return the text of a state file with some values changed and the rest as it is.

    `values` maps dotted key paths, such as `deposit.held`, to new values; None is written as null,
    for "not given", and an empty list as `[]`. A path may lead into a list, as in
    `order_list.0.status`; the index after the last item adds an item.
    """
    for path, value in values.items():
        # Parsed anew for each value, as each change moves the positions of what follows.
        text = _set(text, path.split("."), value)
    return text


def with_step(text: str, ref: str, on: date) -> str:
    """Return the text of a state file with a step (PLATFORM/PROCEDURE/ID) added to `done`."""
    _, listed = _named(nodes(text), "done")
    at = len(listed.value) if isinstance(listed, yaml.SequenceNode) else 0
    return _set(text, ["done", str(at)], {"step": ref, "on": on})


def without_step(text: str, ref: str) -> str:
    """Return the text of a state file with each item for step `ref` removed from `done`."""
    _, listed = _named(nodes(text), "done")
    for i, item in enumerate(listed.value if isinstance(listed, yaml.SequenceNode) else ()):
        step = _named(item, "step")[1] if isinstance(item, yaml.MappingNode) else item
        if step.value == ref:
            # From the start: the positions of the other items are no longer valid.
            return without_step(_without_item(text, listed, i), ref)
    return text


def with_export(text: str, file: str) -> str:
    """Return the text of a state file with an order export added to those under `orders_from`.

    A file that is listed already is not added again. What else `orders_from` holds, such as `map`,
    stays.
    """
    path = ["orders_from"]
    _, named = _named(nodes(text), path[0])
    if isinstance(named, yaml.MappingNode):
        path.append("files")
        _, named = _named(named, path[1])
    if isinstance(named, yaml.SequenceNode):
        listed = [item.value for item in named.value]
        return text if file in listed else _set(text, [*path, str(len(listed))], file)
    # What stands alone, without quotes, can also be empty or null.
    earlier = named and (named.value if named.style else scalar(named.value))
    if earlier == file:
        return text
    return _set(text, path, file if earlier is None else [earlier, file])


def _named(node: Any, key: str) -> tuple[Any, Any]:
    """Return the YAML nodes of a key and its value in a mapping node; (None, None) if missing."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next(((name, value) for name, value in pairs if name.value == key), (None, None))


def _set(text: str, path: list[str], value: Any) -> str:
    """Return the text with a value at a key path; keys and items missing on the path are added."""
    node = nodes(text)
    for depth, key in enumerate(path):
        name, found = _named(node, key)
        inner = value
        for rest in reversed(path[depth + 1 :]):
            inner = [inner] if rest.isdecimal() else {rest: inner}
        if isinstance(node, yaml.SequenceNode):
            if int(key) == len(node.value):
                return _appended(text, node, inner)
            found = node.value[int(key)]
        if found is None:
            return _inserted(text, node, key, inner)
        if isinstance(found, yaml.ScalarNode):
            return _replaced(text, name, found, inner)
        node = found
    raise ValueError(path)  # a group of facts is not a value


def _replaced(text: str, key: Any, old: Any, value: Any) -> str:
    """Return the text with the scalar node `old` replaced by `value`; `key` is its key's node."""
    start, end = old.start_mark.index, old.end_mark.index
    # An empty list needs its brackets, as a key with nothing behind it means "not given".
    if isinstance(value, dict | list) and value and not _in_flow(text, key):
        block = "\n".join(["", *_block(value, key.start_mark.column + 2)])
        # The blank before the value goes too, so that none ends the line.
        begin = len(text[:start].rstrip(" "))
        return _after_line(text, start, block.removeprefix("\n"), drop=(begin, end))
    # A block of text (`|`) includes its last line break; an empty value ends at its key's colon.
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    return f"{text[:start]}{'' if end > start else ' '}{_flow(value, text)}{text[end:]}"


def _inserted(text: str, node: Any, key: str, value: Any) -> str:
    """Return the text with a key and its value added at the end of the mapping node `node`."""
    if node.flow_style:
        entry = _flow({key: value}, text)[1:-1]
        return _into_flow(text, node, entry, [k for k, _ in node.value])
    # The mapping begins with its first key, or with the question mark before that.
    lines = _block({key: value}, node.start_mark.column)
    return _after_line(text, _end(node, text), "\n".join(lines))


def _appended(text: str, listed: Any, item: Any) -> str:
    """Return the text with an item added at the end of the list node `listed`."""
    if listed.flow_style:
        return _into_flow(text, listed, _flow(item, text), listed.value)
    lines = _block([item], listed.start_mark.column)
    return _after_line(text, _end(listed, text), "\n".join(lines))


def _into_flow(text: str, node: Any, entry: str, starts: list[Any]) -> str:
    """Return the text with an entry added before the closing bracket of the node `node`.

    `starts` are the nodes of the items in `node`, or of the keys if `node` is a mapping.
    """
    if not starts:
        at = node.start_mark.index + 1
        return f"{text[:at]}{entry}{text[at:]}"
    last, first = _end(node.value[-1], text), starts[0].start_mark
    # Items on lines of their own get a new line.
    alone = first.line != node.start_mark.line
    parted = f",{_newline(text)}{' ' * first.column}" if alone else ", "
    return f"{text[:last]}{parted}{entry}{text[last:]}"


def _without_item(text: str, listed: Any, i: int) -> str:
    items = listed.value
    start, end = items[i].start_mark.index, _end(items[i], text)
    if listed.flow_style:
        if i > 0:
            start = _end(items[i - 1], text)
        elif len(items) > 1:
            end = items[1].start_mark.index
        return text[:start] + text[end:]
    start, end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return text[:start] + (text[end + 1 :] if end >= 0 else "")


def _end(node: Any, text: str) -> int:
    """Return the index in the text at which a node ends, without any comments that follow it."""
    if isinstance(node, tuple):
        return _end(node[1], text)
    # PyYAML ends such a node where the next one starts, after comments that may be about that.
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        return _end(node.value[-1], text)
    start, end = node.start_mark.index, node.end_mark.index
    return int(start + len(text[start:end].rstrip()))


def _after_line(text: str, at: int, lines: str, drop: tuple[int, int] = (0, 0)) -> str:
    """Return the text with `lines` inserted after the line that contains the index `at`.

    The characters of the range `drop`, which is before the inserted lines, are removed.
    """
    newline = _newline(text)
    end = text.find("\n", at)
    head, tail = (text[:end], text[end + 1 :]) if end >= 0 else (text, "")
    head = (head[: drop[0]] + head[drop[1] :]).rstrip("\r")
    return f"{head}{newline}{lines.replace(chr(10), newline)}{newline}{tail}"


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _in_flow(text: str, key: Any) -> bool:
    """Return whether the file is JSON, or a key has text before it on its line, as in `{a: 1}`."""
    at = key.start_mark.index
    return is_json(text) or bool(text[text.rfind("\n", 0, at) + 1 : at].strip())


def _block(value: Any, indent: int) -> Iterator[str]:
    """Yield the YAML lines of a mapping or list, indented by `indent` spaces."""
    space = " " * indent
    if isinstance(value, list):
        yield from (f"{space}- {_flow(item, '')}" for item in value)
        return
    for key, inner in value.items():
        if isinstance(inner, dict | list) and inner:
            yield f"{space}{key}:"
            yield from _block(inner, indent + 2)
        else:
            yield f"{space}{key}: {_flow(inner, '')}"


def _flow(value: Any, text: str) -> str:
    """Return a value written on one line: as JSON if the file `text` is JSON, else as YAML."""
    if isinstance(value, dict):
        quote = json.dumps if is_json(text) else str
        return "{" + ", ".join(f"{quote(k)}: {_flow(v, text)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item, text) for item in value) + "]"
    if isinstance(value, bool | None):
        return "null" if value is None else str(value).lower()
    if isinstance(value, date) and not is_json(text):
        return str(value)
    # Words such as `null` and `true` look plain but would not be read as text.
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) and scalar(value) == value
    if not isinstance(value, str | date) or (plain and not is_json(text)):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False)
