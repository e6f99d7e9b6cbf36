"""Where things are, and state files made from plain facts."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from shopexit.files import yaml
from shopexit.files.validation import Model
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.state import State
from shopexit.inputs.state_reader import state_in
from shopexit.rules.platform import Platform

ROOT = Path(__file__).parents[1]
ON = date(2026, 11, 22)
LONGER = int(os.environ.get("SHOPEXIT_TEST_LONGER", "1"))
"""How many times as many examples property tests draw: more at night, when time is no matter."""
PLATFORMS = tuple(
    sorted({path.stem for path in (ROOT / "rules").glob("*.yaml")} - {"calendar", "facts"})
)
_Model = TypeVar("_Model", bound=Model)


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts by dotted path as a state file groups them."""
    groups: dict[str, Any] = {}
    for path, value in values.items():
        group, _, name = path.partition(".")
        groups.setdefault(group, {})[name] = value
    return groups


def as_json(value: object) -> str | float:
    """Return what JSON has no word for: days as text, amounts as numbers."""
    return float(value) if isinstance(value, Decimal) else str(value)


def written(platform: str, values: Mapping[str, Any], **more: object) -> bytes:
    """Return a state file with the facts of a shop; those of `order.*` become one order."""
    shop = nested(values)
    order = shop.pop("order", None)
    if order is not None:
        shop["order_list"] = [{"id": "A1", **order}]
    state = {"platform": platform, "as_of": str(ON), **shop, **more}
    return json.dumps(state, default=as_json).encode()


def parsed(
    raw: bytes,
    rules: Platform,
    name: str = "state",
    orders: Sequence[str] = (),
    how: ReadOptions | None = None,
    on: date | None = None,
) -> State:
    """Return the state in the bytes of a file; `name` stands for it in errors."""
    return state_in(yaml.parse(raw, name), rules, orders, how, on)


def changed(model: _Model, **update: object) -> _Model:
    """Return a copy of rules, or of a part of them, in which some fields are others.

    What pydantic copies besides are the values that properties had before, which are stale then.
    """
    copy = model.model_copy(update=update)
    for name in copy.__dict__.keys() - type(model).model_fields.keys():
        del copy.__dict__[name]
    return copy
