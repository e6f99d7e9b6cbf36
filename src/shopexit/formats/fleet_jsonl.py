"""The shops of a fleet as JSON Lines: a line each, in brief or whole."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from shopexit.formats import RenderOptions
from shopexit.messages import Lang
from shopexit.report.totals import Fleet, Shop
from shopexit.report.waivers import ListedWaiver


def item(shown: Shop | ListedWaiver, lang: Lang) -> str:
    """Return a shop in brief, or a waiver, on one line; of what cannot be used, what is wrong."""
    return _line(shown.listed if isinstance(shown, Shop) else shown, lang)


def full_item(shop: Shop, lang: Lang) -> str:
    """Return a shop's report on one line; of what cannot be used, what is wrong."""
    return _line(shop.report or shop.listed, lang)


def document(_: Fleet, items: Iterable[str], __: RenderOptions) -> Iterator[str]:
    """Yield the lines."""
    yield from items


def _line(value: Any, lang: Lang) -> str:
    kind: Any = type(value)
    raw = _adapter(kind).dump_json(value, by_alias=True, context={"lang": lang})
    return f"{raw.decode()}\n"


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
