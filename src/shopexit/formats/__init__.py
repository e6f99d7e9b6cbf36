"""Output formats: text, JSON, HTML, iCalendar and others, listed in the table `FORMATS`.

Input: values of the package `report`. Output: text that shows these values and nothing else. To add
a format, write a module, add a row (`Format`) to the table, and add the name to the `Literal` types
below, which are the choices of --format (a test compares them with the table). Modules without a
row in the table are shared by several formats.

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
"""Choices of --format for `platforms`, `explain` and `test`."""
GuideFormat: TypeAlias = Literal["text", "json", "html"]
"""Choices of --format for `steps`, which shows the rules of a procedure without a state file."""
ReportFormat: TypeAlias = Literal[
    "text", "json", "jsonl", "junit", "sarif", "github", "gitlab", "markdown", "csv", "ics", "html"
]
"""Choices of --format for `check`."""
FleetFormat: TypeAlias = Literal[
    "text", "json", "jsonl", "junit", "sarif", "github", "gitlab", "markdown", "csv", "html"
]
"""Choices of --format for `fleet`."""
OrdersFormat: TypeAlias = Literal["text", "json", "yaml"]
"""Choices of --format for `orders`."""
LintFormat: TypeAlias = Literal["text", "json", "sarif", "github"]
"""Choices of --format for `lint`."""
TableFormat: TypeAlias = Literal["text", "json", "markdown"]
"""Choices of --format for `diff` and `facts`."""


@record()
class RenderOptions:
    """Layout of text: width in terminal columns (None: lines are not wrapped), and colour."""

    width: int | None = None
    color: bool = False
    again: str = ""
    """Options of the call that a suggested command needs too, such as ` --rules mine`."""


Render: TypeAlias = Callable[[Any, RenderOptions], str]


@record()
class Format:
    """An output format, with its functions written as MODULE:FUNCTION, such as `text:report`."""

    views: Mapping[str, str] = field(default_factory=dict)
    """Maps kinds of values that can be shown, such as `report` or `diff`, to functions."""
    fleet: str = ""
    """Function that writes the results of many shops; empty if the format cannot do that.

    The module of the function also has a function `item`, which converts one shop.
    """
    waivers: str = ""
    """Function that lists the waivers of many shops; empty if the format cannot list waivers."""
    # A report costs more than a summary, so a fleet builds reports only for formats that show them.
    whole: bool = False
    """Whether output about many shops needs the full report of each, not just a summary."""
    streams: bool = False
    """Whether output about many shops is written shop by shop, as soon as each is evaluated."""
    limited: bool = False
    """Whether the number of shops listed is limited by --limit, as people read this format."""
    escapes: bool = False
    """Whether characters that standard output cannot encode may be written as JSON escapes."""
    is_utf8: bool = False
    """Whether standard output is written as UTF-8, whatever the encoding of the terminal is."""


_AS_TEXT = {
    "report": "text:report",
    "diff": "change:text",
    "orders": "orders:orders",
    "guide": "guide:guide",
    "explained": "guide:explained",
    "rules": "guide:rule_list",
    "catalogue": "guide:catalogue",
    "facts": "guide:facts_text",
    "changes": "guide:changes",
    "lint": "lint:text",
    "tested": "expectations:text",
}
"""Functions that show each kind of value as text; JSON has the same kinds."""
# Modules are imported on demand, so that a run loads only the formats it uses.
FORMATS: Mapping[str, Format] = {
    "text": Format(
        {
            **_AS_TEXT,
            "screen": "screen:report",
            "verdict": "screen:quiet",
            "outline": "outline:outline",
        },
        fleet="fleet_text:document",
        waivers="fleet_text:waivers",
        limited=True,
    ),
    "json": Format(
        dict.fromkeys(_AS_TEXT, "as_json:view"),
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
    """Return the names of the formats that can show `view`, a kind of value such as `report`."""
    return [name for name, row in FORMATS.items() if view in row.views]


def renderer(view: str, name: str) -> Render:
    """Return the function that turns a value of the kind `view` into text in the format `name`."""
    found: Render = _imported(FORMATS[name].views[view])[1]
    return found


_SCREENS = {"report": "screen", "guide": "outline"}


def view_for(view: str, name: str, layout: RenderOptions, *, verbose: bool = False) -> str:
    """Return the view to show: on a terminal a short one, such as `screen` instead of `report`.

    In a log, in formats other than text (`name`), or with `verbose`, `view` itself is returned.
    """
    # Only a terminal has a width; a pipe or a log gets everything.
    on_a_terminal = name == "text" and layout.width and not verbose
    return _SCREENS.get(view, view) if on_a_terminal else view


def _imported(named: str) -> tuple[Any, Any]:
    """Return (module, function) for a name such as `text:report`, after importing the module."""
    name, _, function = named.partition(":")
    module = import_module(f"shopexit.formats.{name}")
    return module, getattr(module, function)


@record()
class FleetRenderer:
    """How a format writes the results of many shops: `item` converts each, `document` joins them.

    `item` is called where the shop is evaluated, possibly in another process. `whole` and
    `limited` mean the same as in `Format`.
    """

    item: Callable[[Any, Lang], Any]
    """Converts a `Shop`, or a `ListedWaiver` with --list-waivers, to an item for `document`."""
    document: Callable[["Fleet", Iterable[Any], RenderOptions], Iterator[str]]
    """Yields the output in pieces, from the totals of all shops and the items made by `item`."""
    whole: bool
    limited: bool


def fleet_renderer(name: str, *, waivers: bool = False, full: bool = False) -> FleetRenderer:
    """Return the renderer of the format `name` for many shops, or for their waivers (`waivers`).

    With `full`, JSON and JSON Lines have a full report of each shop instead of a summary; other
    formats ignore `full`.
    """
    row = FORMATS[name]
    module, document = _imported(row.waivers if waivers else row.fleet)
    full = full and hasattr(module, "full_item")
    return FleetRenderer(
        item=module.full_item if full else module.item,
        document=document,
        whole=full or row.whole,
        limited=row.limited and not waivers,
    )
