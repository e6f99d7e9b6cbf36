"""Output formats, listed in one table. A format only shows what a report contains.

Input: values of `report`. Output: text. To add a format, write a module and add a row to `FORMATS`
that says what the format needs (`Format`), and add its name to the types below, from which
command-line options are made (a test compares them with the table). Modules without a row are
shared by formats.

Text in a state file is untrusted: no format may let it act as markup, formula or command.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from shopexit.messages import Lang, record

if TYPE_CHECKING:
    from shopexit.report.totals import Fleet

PlainFormat: TypeAlias = Literal["text", "json"]
"""Formats available for every view."""
GuideFormat: TypeAlias = Literal["text", "json", "html"]
"""Formats of a procedure without a state."""
ReportFormat: TypeAlias = Literal[
    "text", "json", "jsonl", "junit", "sarif", "github", "gitlab", "markdown", "csv", "ics", "html"
]
FleetFormat: TypeAlias = Literal[
    "text", "json", "jsonl", "junit", "sarif", "github", "gitlab", "markdown", "csv", "html"
]
OrdersFormat: TypeAlias = Literal["text", "json", "yaml"]
LintFormat: TypeAlias = Literal["text", "json", "sarif", "github"]
"""Formats for the result of `lint`."""
TableFormat: TypeAlias = Literal["text", "json", "markdown"]
"""Formats for comparisons and for the table of facts."""


@record()
class RenderOptions:
    """Layout options. `width` is in terminal columns; a wide character takes two."""

    width: int | None = None
    color: bool = False


Render: TypeAlias = Callable[[Any, RenderOptions], str]
_JSON = "as_json:view"


@record()
class Format:
    """An output format and its functions, each given as MODULE:FUNCTION."""

    views: Mapping[str, str] = field(default_factory=dict)
    """Views that it can show, such as `report`, with the function for each."""
    fleet: str = ""
    """Function that writes a fleet; its module also has `item` (see `FleetRenderer`)."""
    waivers: str = ""
    """Function that writes the waivers of a fleet; its module also has `item`."""
    whole: bool = False
    """Whether an item of a fleet is made from a shop's report instead of its summary."""
    streams: bool = False
    """Whether a fleet's output is just its items, so that each can be written immediately."""
    limited: bool = False
    """Whether a fleet is shown to people, and therefore limited to the first shops."""
    escapes: bool = False
    """Whether characters that a terminal cannot show may be written as JSON escapes."""
    is_utf8: bool = False
    """Whether the output declares UTF-8 itself, or is for programs that expect it."""


# Modules are imported on demand, so that a run loads only the formats it uses.
FORMATS: Mapping[str, Format] = {
    "text": Format(
        {
            "report": "text:report",
            "screen": "screen:report",
            "verdict": "screen:quiet",
            "diff": "change:text",
            "orders": "orders:orders",
            "guide": "guide:guide",
            "outline": "outline:outline",
            "explained": "guide:explained",
            "rules": "guide:rule_list",
            "catalogue": "guide:catalogue",
            "facts": "guide:facts_text",
            "changes": "guide:changes",
            "lint": "lint:text",
            "tested": "expectations:text",
        },
        fleet="fleet_text:document",
        waivers="fleet_text:waivers",
        limited=True,
    ),
    "json": Format(
        dict.fromkeys(
            (
                "report",
                "diff",
                "orders",
                "guide",
                "explained",
                "rules",
                "catalogue",
                "facts",
                "lint",
                "tested",
                "changes",
            ),
            _JSON,
        ),
        fleet="as_json:document",
        waivers="as_json:waivers",
        escapes=True,
    ),
    "jsonl": Format(fleet="as_json:lines", waivers="as_json:lines", streams=True, escapes=True),
    "yaml": Format({"orders": "orders:fragment"}),
    "junit": Format(fleet="junit:document", whole=True, is_utf8=True),
    "sarif": Format({"lint": "lint:as_sarif"}, fleet="sarif:document", whole=True, escapes=True),
    "github": Format({"lint": "lint:as_github"}, fleet="github:document", whole=True),
    "gitlab": Format(fleet="gitlab:document", whole=True, escapes=True),
    "markdown": Format(
        {"report": "markdown:report", "diff": "change:markdown", "facts": "guide:facts_markdown"},
        fleet="markdown:document",
        limited=True,
    ),
    "csv": Format(fleet="table_csv:document", is_utf8=True),
    "ics": Format({"report": "ics:report"}, is_utf8=True),
    "html": Format(
        {"report": "html:report", "guide": "handbook:guide"},
        fleet="html:document",
        whole=True,
        is_utf8=True,
    ),
}


def formats_of(view: str) -> list[str]:
    """Return the names of the formats that can show a view."""
    return [name for name, row in FORMATS.items() if view in row.views]


def renderer(view: str, name: str) -> Render:
    """Return the function that shows a view in a format."""
    found: Render = _found(FORMATS[name].views[view])[1]
    return found


_SCREENS = {"report": "screen", "guide": "outline"}


def view_for(view: str, name: str, layout: RenderOptions, *, verbose: bool = False) -> str:
    """Return the view to use: on a terminal, a shorter one that fits on a screen."""
    on_a_terminal = name == "text" and layout.width and not verbose
    return _SCREENS.get(view, view) if on_a_terminal else view


def _found(named: str) -> tuple[Any, Any]:
    """Return the module and the function named by MODULE:FUNCTION."""
    name, _, function = named.partition(":")
    module = import_module(f"shopexit.formats.{name}")
    return module, getattr(module, function)


@record()
class FleetRenderer:
    """How a format shows many shops: the item for each, and the document around them.

    Items are rendered where the shops are evaluated, possibly in another process.
    """

    item: Callable[[Any, Lang], Any]
    """Renders a shop, or a waiver if waivers are listed."""
    document: Callable[["Fleet", Iterable[Any], RenderOptions], Iterator[str]]
    """Yields the whole output, given the items in order."""
    whole: bool
    streams: bool
    limited: bool


def fleet_renderer(name: str, *, waivers: bool = False, full: bool = False) -> FleetRenderer:
    """Return the renderer of a format for a fleet, or for its waivers.

    If `full`, JSON contains full reports instead of summaries.
    """
    row = FORMATS[name]
    module, document = _found(row.waivers if waivers else row.fleet)
    full = full and hasattr(module, "full_item")
    return FleetRenderer(
        item=module.full_item if full else module.item,
        document=document,
        whole=full or (row.whole and not waivers),
        streams=row.streams,
        limited=row.limited and not waivers,
    )
