"""Parse JSON: decimals stay exact, duplicate keys are listed, strings are made safe to print."""

import json
from collections.abc import Callable
from typing import Any

from shopexit.files.scalars import LONGEST, Data, scalar
from shopexit.messages import clean


def load(text: str) -> tuple[Data, list[str]]:
    """Return the data in a JSON text, and a list of the keys that occur twice in one object.

    Raises json.JSONDecodeError if it is not JSON, and RecursionError if nested too deep.
    """
    doubles: list[str] = []

    def mapping(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
        data = dict(pairs)
        # All keys are tested together, as there is nearly always nothing to clean.
        keys = "".join(data)
        if len(data) < len(pairs) or not keys.isprintable() or " " in keys:
            data = _cleaned_keys(pairs, doubles)
        for key, value in data.items():
            # Values of other types are clean by now.
            kind = type(value)
            if kind is str or kind is int or kind is list:
                data[key] = _cleaned(value)
        return data

    # NaN and Infinity become text, so that validation refuses them with their line.
    def read(whole: Callable[[str], Any] | None) -> Data:
        found: Data = json.loads(
            text, object_pairs_hook=mapping, parse_int=whole, parse_float=scalar,
            parse_constant=str,
        )  # fmt: skip
        return found

    try:
        data = read(None)  # json parses integers faster than a function of ours would
    except json.JSONDecodeError:
        raise  # it is a ValueError, but not the one handled below
    except ValueError:  # Python refuses to parse integers of thousands of digits: keep them as text
        doubles.clear()
        data = read(scalar)
    return _cleaned(data), doubles


def _cleaned_keys(pairs: list[tuple[str, Data]], doubles: list[str]) -> dict[str, Data]:
    data: dict[str, Data] = {}
    for key, value in pairs:
        if clean(key) in data:
            doubles.append(clean(key))
        data[clean(key)] = value
    return data


def _cleaned(value: Data) -> Data:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if type(value) is int and not -LONGEST < value < LONGEST:
        return str(value)
    return value


def in_chinese(message: str) -> str:
    """Return the message of a json.JSONDecodeError in Chinese."""
    for begins, chinese in _CHINESE.items():
        if message.startswith(begins):
            return chinese
    return "标点或引号不对"


_CHINESE = {
    "Expecting property name": "这里要写键，用半角双引号括起来",
    "Expecting ':'": "键后面少了半角冒号",
    "Expecting ','": "少了半角逗号，或括号没有配对",
    "Expecting value": "这里少了值",
    "Extra data": "写完了后面还有内容",
    "Unterminated string": "从这里开始的引号没有收尾",
    "Invalid control character": "引号里不能换行",
    "Invalid \\": "\\ 有特殊含义，写成 \\\\ 或 /",
    "Illegal trailing comma": "最后多了一个逗号",
}
"""Maps how a message of Python's json begins to what it says."""
