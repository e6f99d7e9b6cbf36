"""The waivers of a fleet as one JSON object."""

from collections.abc import Iterable, Iterator

from shopexit.formats import RenderOptions
from shopexit.formats.fleet_json import last_list
from shopexit.formats.fleet_jsonl import item
from shopexit.report.totals import Fleet

__all__ = ["document", "item"]


def document(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield one object with all of them, a line each."""
    yield f'{{\n  "schema": "shopexit.waivers/1",\n  "on": "{fleet.on}",\n  "waivers": '
    yield from last_list(items)
