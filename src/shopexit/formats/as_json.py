"""JSON output of every view (kind of value, such as a report); a fleet also as JSON Lines."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from shopexit.formats import RenderOptions
from shopexit.messages import Lang
from shopexit.report.model import View
from shopexit.report.totals import Fleet, Shop
from shopexit.report.waivers import ListedWaiver


def view(shown: View, _: RenderOptions) -> str:
    """Return a value as indented JSON; its texts are in the language that it names (`lang`)."""
    return _written(shown, shown.lang, indent=2)


def item(shown: Shop | ListedWaiver, lang: Lang) -> str:
    """Return one line of JSON: a waiver, or a shop's summary (its problems if it is unusable)."""
    return _written(shown.listed if isinstance(shown, Shop) else shown, lang)


def full_item(shop: Shop, lang: Lang) -> str:
    """Return one line of JSON: a shop's full report, or its problems if it is unusable."""
    return _written(shop.report or shop.listed, lang)


def lines(_: Fleet, items: Iterable[str], __: RenderOptions) -> Iterator[str]:
    """Yield the items, each of which is one line of JSON, as JSON Lines."""
    yield from items


def document(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield one JSON object in pieces: the totals of `fleet`, then the list `shops` of `items`."""
    # The items are JSON already, so they are put before the end of the object, not parsed again.
    yield _written(fleet, fleet.lang, indent=2).removesuffix("\n}\n")
    yield ',\n  "shops": '
    yield from _last_list(items)


def waivers(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield one JSON object in pieces: the date, then `waivers` with a line for each."""
    yield f'{{\n  "schema": "shopexit.waivers/1",\n  "on": "{fleet.on}",\n  "waivers": '
    yield from _last_list(items)


def _last_list(items: Iterable[str]) -> Iterator[str]:
    """Yield lines of JSON as a list, and the end of the object whose last value it is."""
    yield "["
    before = "\n    "
    for each in items:
        yield before + each.rstrip("\n")
        before = ",\n    "
    yield "\n  ]\n}\n"


def _written(value: Any, lang: Lang, indent: int | None = None) -> str:
    kind: Any = type(value)
    raw = _adapter(kind).dump_json(value, by_alias=True, indent=indent, context={"lang": lang})
    return f"{raw.decode()}\n"


# pydantic takes about 5 ms to build an adapter for a summary, 20 ms for a report.
@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
