"""The formats: one table from name to function, which also feeds `--help`. A format only shows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any

from pydantic import TypeAdapter

from shopexit.formats.lines import RenderOptions
from shopexit.messages import Lang
from shopexit.report.model import Report, View
from shopexit.report.totals import CheckedShop, Fleet, Shop

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


class FactsFormat(StrEnum):
    """A form in which the table of facts can be written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class DiffFormat(StrEnum):
    """A form in which a comparison can be written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class FleetFormat(StrEnum):
    """A form in which a fleet can be written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"
    CSV = "csv"
    HTML = "html"


class Format(StrEnum):
    """A form in which a report can be written."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    JUNIT = "junit"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"
    CSV = "csv"
    ICS = "ics"
    HTML = "html"


def _text(view: View, layout: RenderOptions) -> str:
    from shopexit.formats import views

    return views.render(view, layout)


def _json(view: View, _: RenderOptions) -> str:
    adapter = TypeAdapter(type(view))
    raw = adapter.dump_json(view, by_alias=True, indent=2, context={"lang": view.lang})
    return f"{raw.decode()}\n"


def _markdown(report: Report, _: RenderOptions) -> str:
    from shopexit.formats import markdown

    return markdown.report(report)


def _ics(report: Report, _: RenderOptions) -> str:
    from shopexit.formats import ics

    return ics.report(report)


def _html(report: Report, _: RenderOptions) -> str:
    from shopexit.formats import html

    return html.report(report)


def _yaml(view: Any, _: RenderOptions) -> str:
    from shopexit.formats import fragment

    return fragment.render(view)


@dataclass(frozen=True)
class FleetRenderer:
    """A format of many shops: what each adds, and what stands around that.

    The parts are made where the shops are judged, which may be another process, and are put into
    the frame one after another, so that no more than one is ever held in memory.
    """

    part: Callable[[Any, Lang], str]
    """What a shop adds; of a list of waivers, what a waiver does."""
    frame: Callable[[Fleet, Iterable[str], RenderOptions], Iterator[str]]
    whole: bool = False
    """A part is made of a whole report, and not of a brief."""
    streams: bool = False
    """It is nothing but its parts, so that none of them has to wait for the others."""


RENDERERS: Mapping[str, Callable[[Any, RenderOptions], str]] = {
    PlainFormat.TEXT: _text,
    PlainFormat.JSON: _json,
}
"""The formats of everything that can be shown."""
ORDERS_RENDERERS: Mapping[str, Callable[[Any, RenderOptions], str]] = {
    **RENDERERS,
    OrdersFormat.YAML: _yaml,
}
"""The formats of counted orders."""


def _facts_markdown(view: Any, _: RenderOptions) -> str:
    from shopexit.formats import facts

    return facts.markdown(view)


FACTS_RENDERERS: Mapping[str, Callable[[Any, RenderOptions], str]] = {
    **RENDERERS,
    FactsFormat.MARKDOWN: _facts_markdown,
}
"""The formats of the table of facts."""


def _change(view: Any, layout: RenderOptions) -> str:
    from shopexit.formats import change

    return change.change(view, layout)


def _change_markdown(view: Any, layout: RenderOptions) -> str:
    from shopexit.formats import change

    return change.markdown(view, layout)


def _module(name: str) -> Any:
    return import_module(f"shopexit.formats.{name}")


def _fleet(module: str, *, whole: bool) -> FleetRenderer:
    """Return the format that a module has, which is imported when it is first asked for a part."""
    return FleetRenderer(
        part=lambda shop, lang: _module(module).part(shop, lang),
        frame=lambda fleet, parts, _: _module(module).frame(fleet, parts),
        whole=whole,
    )


def _in_brief(shop: Shop, lang: Lang) -> str:
    from shopexit.formats import jsonl

    return jsonl.brief(shop, lang)


def _whole(shop: Shop, lang: Lang) -> str:
    from shopexit.formats import jsonl

    return jsonl.whole(shop, lang)


def _one_object(fleet: Fleet, parts: Iterable[str], _: RenderOptions) -> Iterator[str]:
    from shopexit.formats import jsonl

    return jsonl.one_object(fleet, parts)


def _fleet_text(fleet: Fleet, parts: Iterable[str], layout: RenderOptions) -> Iterator[str]:
    from shopexit.formats import fleet_text

    return fleet_text.frame(fleet, parts, layout)


def _waiver(waiver: Any, lang: Lang) -> str:
    return str(_module("waivers").part(waiver, lang))


def _waivers_text(fleet: Fleet, parts: Iterable[str], layout: RenderOptions) -> Iterator[str]:
    from shopexit.formats import waivers

    return waivers.text(fleet, parts, layout)


def _waivers_object(fleet: Fleet, parts: Iterable[str], layout: RenderOptions) -> Iterator[str]:
    from shopexit.formats import waivers

    return waivers.one_object(fleet, parts, layout)


def _as_they_are(_: Fleet, parts: Iterable[str], __: RenderOptions) -> Iterator[str]:
    return iter(parts)


FULL = "-full"
"""What follows the name of a format that has whole reports where it could have briefs."""
FLEET_RENDERERS: Mapping[str, FleetRenderer] = {
    FleetFormat.TEXT: FleetRenderer(_in_brief, _fleet_text),
    FleetFormat.JSON: FleetRenderer(_in_brief, _one_object),
    FleetFormat.JSON + FULL: FleetRenderer(_whole, _one_object, whole=True),
    FleetFormat.JSONL: FleetRenderer(_in_brief, _as_they_are, streams=True),
    FleetFormat.JSONL + FULL: FleetRenderer(_whole, _as_they_are, whole=True, streams=True),
    FleetFormat.JUNIT: _fleet("junit", whole=True),
    FleetFormat.SARIF: _fleet("sarif", whole=True),
    FleetFormat.GITHUB: _fleet("github", whole=True),
    FleetFormat.MARKDOWN: _fleet("fleet_markdown", whole=False),
    FleetFormat.CSV: _fleet("table_csv", whole=False),
    FleetFormat.HTML: _fleet("fleet_html", whole=True),
}
"""The formats of a fleet."""
WAIVERS = "waivers-"
"""What stands before the name of a format that is about waivers."""
WAIVER_RENDERERS: Mapping[str, FleetRenderer] = {
    WAIVERS + FleetFormat.TEXT: FleetRenderer(_waiver, _waivers_text),
    WAIVERS + FleetFormat.JSON: FleetRenderer(_waiver, _waivers_object),
    WAIVERS + FleetFormat.JSONL: FleetRenderer(_waiver, _as_they_are),
}
"""The formats of the waivers of a fleet."""
FLEETS = {**FLEET_RENDERERS, **WAIVER_RENDERERS}
"""All formats that are put together of parts."""


DIFF_RENDERERS: Mapping[str, Callable[[Any, RenderOptions], str]] = {
    DiffFormat.TEXT: _change,
    DiffFormat.JSON: _json,
    DiffFormat.MARKDOWN: _change_markdown,
}
"""The formats of a comparison."""


def _of_report(
    renderer: Callable[[Any, RenderOptions], str],
) -> Callable[[CheckedShop, RenderOptions], str]:
    return lambda checked, layout: renderer(checked.shop.report, layout)


def _of_one(name: str) -> Callable[[CheckedShop, RenderOptions], str]:
    """Return a format of fleets for a fleet of one shop."""

    def render(checked: CheckedShop, layout: RenderOptions) -> str:
        renderer = FLEET_RENDERERS[name]
        part = renderer.part(checked.shop, checked.fleet.lang)
        return "".join(renderer.frame(checked.fleet, [part], layout))

    return render


REPORT_RENDERERS: Mapping[str, Callable[[CheckedShop, RenderOptions], str]] = {
    **{name: _of_report(renderer) for name, renderer in RENDERERS.items()},
    Format.MARKDOWN: _of_report(_markdown),
    Format.ICS: _of_report(_ics),
    Format.HTML: _of_report(_html),
    **{name: _of_one(name) for name in ("jsonl", "junit", "sarif", "github", "csv")},
}
"""The formats of one shop."""

__all__ = [
    "DIFF_RENDERERS",
    "FACTS_RENDERERS",
    "FLEETS",
    "FLEET_RENDERERS",
    "FULL",
    "ORDERS_RENDERERS",
    "RENDERERS",
    "REPORT_RENDERERS",
    "WAIVERS",
    "WAIVER_RENDERERS",
    "DiffFormat",
    "FactsFormat",
    "FleetFormat",
    "FleetRenderer",
    "Format",
    "OrdersFormat",
    "PlainFormat",
]
