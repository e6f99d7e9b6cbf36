"""The formats: one table from name to function, which also feeds `--help`. A format only shows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from shopexit.fleet import Fleet, Shop
from shopexit.formats.lines import Layout
from shopexit.report import Report, View
from shopexit.text import Lang

# Each format is imported when it is asked for: a run in one pays for no other.


class PlainFormat(StrEnum):
    """A form in which anything can be written."""

    TEXT = "text"
    JSON = "json"


class OrdersFormat(StrEnum):
    """A form in which counted orders can be written."""

    TEXT = "text"
    JSON = "json"
    YAML = "yaml"


class Format(StrEnum):
    """A form in which a report can be written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    ICS = "ics"
    HTML = "html"


def _text(view: View, layout: Layout) -> str:
    from shopexit.formats import views

    return views.render(view, layout)


def _json(view: View, _: Layout) -> str:
    adapter = TypeAdapter(type(view))
    raw = adapter.dump_json(view, by_alias=True, indent=2, context={"lang": view.lang})
    return f"{raw.decode()}\n"


def _markdown(report: Report, _: Layout) -> str:
    from shopexit.formats import markdown

    return markdown.report(report)


def _ics(report: Report, _: Layout) -> str:
    from shopexit.formats import ics

    return ics.report(report)


def _html(report: Report, _: Layout) -> str:
    from shopexit.formats import html

    return html.report(report)


def _yaml(view: Any, _: Layout) -> str:
    from shopexit.formats import fragment

    return fragment.render(view)


@dataclass(frozen=True)
class FleetRenderer:
    """A format of many shops: what each adds, and what stands around that.

    The parts are made where the shops are judged, which may be another process, and are put into
    the frame one after another, so that no more than one is ever held in memory.
    """

    part: Callable[[Shop, Lang], str]
    frame: Callable[[Fleet, Iterable[str]], Iterator[str]]
    whole: bool = False
    """A part is made of a whole report, and not of a brief."""


RENDERERS: Mapping[str, Callable[[Any, Layout], str]] = {
    PlainFormat.TEXT: _text,
    PlainFormat.JSON: _json,
}
"""The formats of everything that can be shown."""
ORDERS_RENDERERS: Mapping[str, Callable[[Any, Layout], str]] = {
    **RENDERERS,
    OrdersFormat.YAML: _yaml,
}
"""The formats of counted orders."""
REPORT_RENDERERS: Mapping[str, Callable[[Any, Layout], str]] = {
    **RENDERERS,
    Format.MARKDOWN: _markdown,
    Format.ICS: _ics,
    Format.HTML: _html,
}
"""The formats of a report."""

__all__ = [
    "ORDERS_RENDERERS",
    "RENDERERS",
    "REPORT_RENDERERS",
    "FleetRenderer",
    "Format",
    "Layout",
    "OrdersFormat",
    "PlainFormat",
]
