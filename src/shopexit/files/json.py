"""JSON text to plain data: amounts exact, doubled keys reported, no text that steers a terminal."""

import json
from collections.abc import Callable
from typing import Any

from shopexit.files.scalars import LONGEST, Data, scalar
from shopexit.messages import clean


def load(text: str) -> tuple[Data, list[str]]:
    """Return the data in JSON text, and the keys that stand twice in one object.

    Raises json.JSONDecodeError if it is no JSON, and RecursionError if it is nested too deep.
    """
    doubles: list[str] = []

    def mapping(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
        data = dict(pairs)
        keys = "".join(data)
        if len(data) < len(pairs) or not keys.isprintable() or " " in keys:
            data = _cleaned_keys(pairs, doubles)
        for key, value in data.items():
            kind = type(value)
            if kind is str or kind is int or kind is list:
                data[key] = _cleaned(value)
        return data

    # NaN and Infinity stay words, to be refused where a number is wanted, with their line.
    def read(whole: Callable[[str], Any] | None) -> Data:
        found: Data = json.loads(
            text, object_pairs_hook=mapping, parse_int=whole, parse_float=scalar,
            parse_constant=str,
        )  # fmt: skip
        return found

    try:
        data = read(None)
    except json.JSONDecodeError:
        raise
    except ValueError:  # a number of thousands of digits, which is text to us
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
