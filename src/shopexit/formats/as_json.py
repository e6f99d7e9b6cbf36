"""JSON output of any view; a fleet also as JSON Lines."""

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
    """Return a view as JSON, with texts in its language."""
    return _written(shown, shown.lang, indent=2)


def item(shown: Shop | ListedWaiver, lang: Lang) -> str:
    """Return a shop's summary (or problems, if unusable) or a waiver, as one line of JSON."""
    return _written(shown.listed if isinstance(shown, Shop) else shown, lang)


def full_item(shop: Shop, lang: Lang) -> str:
    """Return a shop's report (or problems, if unusable) as one line of JSON."""
    return _written(shop.report or shop.listed, lang)


def lines(_: Fleet, items: Iterable[str], __: RenderOptions) -> Iterator[str]:
    """Yield one line of JSON for each item."""
    yield from items


def document(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield one JSON object with the totals, and one line for each shop."""
    yield _written(fleet, fleet.lang, indent=2).removesuffix("\n}\n")
    yield ',\n  "shops": '
    yield from _last_list(items)


def waivers(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield one JSON object with all waivers, one line each."""
    yield f'{{\n  "schema": "shopexit.waivers/1",\n  "on": "{fleet.on}",\n  "waivers": '
    yield from _last_list(items)


def _last_list(items: Iterable[str]) -> Iterator[str]:
    """Yield lines of JSON as the list that ends an object."""
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


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
