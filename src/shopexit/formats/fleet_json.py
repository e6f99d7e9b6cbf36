"""A fleet as one JSON object: the totals, and the shops on a line each."""

from collections.abc import Iterable, Iterator

from pydantic import TypeAdapter

from shopexit.formats import RenderOptions
from shopexit.formats.fleet_jsonl import full_item, item
from shopexit.report.totals import Fleet

__all__ = ["document", "full_item", "item", "last_list"]


def document(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield the object."""
    adapter = TypeAdapter(Fleet)
    raw = adapter.dump_json(fleet, by_alias=True, indent=2, context={"lang": fleet.lang})
    yield raw.decode().removesuffix("\n}")
    yield ',\n  "shops": '
    yield from last_list(items)


def last_list(items: Iterable[str]) -> Iterator[str]:
    """Yield lines of JSON as the list that an object ends with, a line each."""
    yield "["
    before = "\n    "
    for each in items:
        yield before + each.rstrip("\n")
        before = ",\n    "
    yield "\n  ]\n}\n"
