"""Shops as JSON, a line each: in brief, or whole; and the one object that holds all of a fleet."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from shopexit.messages import Lang
from shopexit.report.model import Report
from shopexit.report.summary import Summary
from shopexit.report.totals import Fleet, Shop, Unusable, unusable


def brief(shop: Shop, lang: Lang) -> str:
    """Return a shop in brief on one line, or what is wrong with it."""
    return _line(Summary, shop.brief, lang) if shop.brief else _wrong(shop, lang)


def whole(shop: Shop, lang: Lang) -> str:
    """Return a shop's report on one line, or what is wrong with it."""
    return _line(Report, shop.report, lang) if shop.report else _wrong(shop, lang)


def _wrong(shop: Shop, lang: Lang) -> str:
    return _line(Unusable, unusable(shop), lang)


def _line(kind: type, value: object, lang: Lang) -> str:
    raw = _adapter(kind).dump_json(value, by_alias=True, context={"lang": lang})
    return f"{raw.decode()}\n"


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def one_object(fleet: Fleet, parts: Iterable[str]) -> Iterator[str]:
    """Yield one object: the totals, and the shops on a line each."""
    raw = _adapter(Fleet).dump_json(fleet, by_alias=True, indent=2, context={"lang": fleet.lang})
    yield raw.decode().removesuffix("\n}")
    yield ',\n  "shops": '
    yield from last_list(parts)


def last_list(parts: Iterable[str]) -> Iterator[str]:
    """Yield lines as the list that an object ends with, a line each."""
    yield "["
    before = "\n    "
    for part in parts:
        yield before + part.rstrip("\n")
        before = ",\n    "
    yield "\n  ]\n}\n"
