"""JSON text to plain data: amounts exact, doubled keys reported, no text that steers a terminal."""

import json

from shopexit.scalars import Data, scalar
from shopexit.text import clean


def load(text: str) -> tuple[Data, list[str]]:
    """Return the data in JSON text, and the keys that stand twice in one object.

    Raises json.JSONDecodeError if it is no JSON, and RecursionError if it is nested too deep.
    """
    doubles: list[str] = []

    def mapping(pairs: list[tuple[str, Data]]) -> dict[str, Data]:
        data: dict[str, Data] = {}
        for key, value in pairs:
            if clean(key) in data:
                doubles.append(clean(key))
            data[clean(key)] = _cleaned(value)
        return data

    # NaN and Infinity stay words, to be refused where a number is wanted, with their line.
    data = json.loads(
        text, object_pairs_hook=mapping, parse_int=scalar, parse_float=scalar, parse_constant=str
    )
    return _cleaned(data), doubles


def _cleaned(value: Data) -> Data:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return value
