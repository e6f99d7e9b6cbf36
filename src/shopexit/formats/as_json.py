"""JSON output of every view (kind of value, such as a report); a fleet also as JSON Lines."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, RootModel
from pydantic.fields import FieldInfo
from pydantic_core import from_json, to_json

from shopexit.formats import RenderOptions
from shopexit.messages import Lang, Text

if TYPE_CHECKING:
    from shopexit.report.model import View
    from shopexit.report.totals import Fleet, Shop
    from shopexit.report.waivers import ListedWaiver


def view(shown: "View", _: RenderOptions) -> str:
    """Return a value, such as a report, as indented JSON, in the language given by its `lang`."""
    return _written(shown, shown.lang, indent=2)


def item(shown: "Shop | ListedWaiver", lang: Lang) -> str:
    """Return one line of JSON: a waiver, a shop's summary, or an unusable shop's problems."""
    return _written(getattr(shown, "listed", shown), lang)


def full_item(shop: "Shop", lang: Lang) -> str:
    """Return one line of JSON: a shop's full report, or an unusable shop's problems."""
    return _written(shop.report or shop.listed, lang)


def lines(_: "Fleet", items: Iterable[str], __: RenderOptions) -> Iterator[str]:
    """Yield the results, or the waivers, of many shops as JSON Lines; each of `items` is a line."""
    yield from items


def document(fleet: "Fleet", items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield the results of many shops as one JSON object, in pieces: totals, and the list `shops`.

    Each of `items` is the JSON of one shop.
    """
    # The items are JSON already, so they are put before the end of the object, not parsed again.
    yield _written(fleet, fleet.lang, indent=2).removesuffix("\n}\n")
    yield ',\n  "shops": '
    yield from _last_list(items)


def waivers(fleet: "Fleet", items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield the waivers of many shops as one JSON object, in pieces: date, and the list `waivers`.

    Each of `items` is the JSON of one waiver.
    """
    yield f'{{\n  "schema": "shopexit.waivers/1",\n  "on": "{fleet.on}",\n  "waivers": '
    yield from _last_list(items)


def _last_list(items: Iterable[str]) -> Iterator[str]:
    """Yield a JSON list of `items`, and the closing brace of the object that contains the list."""
    yield "["
    before = "\n    "
    for each in items:
        yield before + each.rstrip("\n")
        before = ",\n    "
    yield "\n  ]\n}\n"


def _written(value: Any, lang: Lang, indent: int | None = None) -> str:
    # Not by pydantic alone, which takes 20 ms to build the serializer of a report. The standard
    # library indents five times as slowly as pydantic's parser and writer take together.
    plain = partial(_plain, lang)
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain)
    return f"{to_json(from_json(said), indent=indent).decode() if indent else said}\n"


def _plain(lang: Lang, value: Any) -> Any:
    """Convert a value that `json.dumps` cannot write, such as a text or a date, to one it can."""
    kind: Any = type(value)
    if kind is Text:
        return value[lang]
    if kind is date:
        return value.isoformat()
    if kind is Decimal:
        return str(value)
    if isinstance(value, RootModel):
        return value.root
    return {key: getattr(value, name) for name, key in _keys(kind)}


@cache
def _keys(kind: type) -> list[tuple[str, str]]:
    """Return (field name, JSON key) for each field of a class that is written to JSON."""
    if issubclass(kind, BaseModel):  # a part of the rules
        return [(name, said.alias or name) for name, said in kind.model_fields.items()]
    found = []
    for field in fields(cast("Any", kind)):
        # Declared once, as annotation, for the JSON Schema too.
        notes = getattr(field.type, "__metadata__", ())
        said = next((note for note in notes if isinstance(note, FieldInfo)), None)
        if not (said and said.exclude):
            found.append((field.name, (said and said.alias) or field.name))
    return found
