"""The formats: one table of them. A format only shows what a report says.

In come values of `report`. Out goes text. To add a format is to write a module and a row of
`FORMATS`, which says what the format needs (`Format`), and to add its name to the types below that
options are made of; a test holds them against the table. Modules without a row are what formats
share.

What stands in a state file is text of anybody's: no format lets it act, as markup, as a formula or
as a command.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from shopexit.messages import Lang, record

if TYPE_CHECKING:
    from shopexit.report.totals import Fleet

PlainFormat: TypeAlias = Literal["text", "json"]
"""What anything can be written in."""
GuideFormat: TypeAlias = Literal["text", "json", "html"]
"""What a procedure without a state can be written in."""
ReportFormat: TypeAlias = Literal[
    "text", "json", "jsonl", "junit", "sarif", "github", "gitlab", "markdown", "csv", "ics", "html"
]
FleetFormat: TypeAlias = Literal[
    "text", "json", "jsonl", "junit", "sarif", "github", "gitlab", "markdown", "csv", "html"
]
OrdersFormat: TypeAlias = Literal["text", "json", "yaml"]
LintFormat: TypeAlias = Literal["text", "json", "sarif", "github"]
"""What is said of rules."""
TableFormat: TypeAlias = Literal["text", "json", "markdown"]
"""What a comparison, or the table of facts, can be written in."""


@record()
class RenderOptions:
    """How text is laid out. `width` is in terminal cells; a wide character takes two."""

    width: int | None = None
    color: bool = False


Render: TypeAlias = Callable[[Any, RenderOptions], str]
_JSON = "as_json:view"


@record()
class Format:
    """A form in which things are written, and the functions that do it, as MODULE:FUNCTION."""

    views: Mapping[str, str] = field(default_factory=dict)
    """What it can show, such as a report, and the function that does."""
    fleet: str = ""
    """What writes a fleet; its module also has `item`, see `FleetRenderer`."""
    waivers: str = ""
    """The same for the waivers of a fleet."""
    whole: bool = False
    """An item of a fleet is made of a shop's report, and not of its summary."""
    streams: bool = False
    """A fleet is nothing but its items, so that none of them has to wait for the others."""
    limited: bool = False
    """A fleet is for people to read, who are shown the first shops only."""
    escapes: bool = False
    """What a terminal cannot show may be written as JSON escapes."""
    is_utf8: bool = False
    """It names its own encoding, or is for programs that expect this one."""


# Each module is imported when it is asked for: a run in one format pays for no other.
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
    """Return the names of the formats in which something can be shown."""
    return [name for name, row in FORMATS.items() if view in row.views]


def renderer(view: str, name: str) -> Render:
    """Return the function that shows something in a format."""
    found: Render = _found(FORMATS[name].views[view])[1]
    return found


_SCREENS = {"report": "screen", "guide": "outline"}


def view_for(view: str, name: str, layout: RenderOptions, *, verbose: bool = False) -> str:
    """Return the view that shows something in a format: on a terminal, what fits on a screen."""
    on_a_terminal = name == "text" and layout.width and not verbose
    return _SCREENS.get(view, view) if on_a_terminal else view


def _found(named: str) -> tuple[Any, Any]:
    """Return a module, and the function of it that MODULE:FUNCTION names."""
    name, _, function = named.partition(":")
    module = import_module(f"shopexit.formats.{name}")
    return module, getattr(module, function)


@record()
class FleetRenderer:
    """A format of many shops: what each adds, and what stands around that.

    Items are made where the shops are evaluated, which may be another process.
    """

    item: Callable[[Any, Lang], Any]
    """What a shop adds; of the waivers of a fleet, what a waiver does."""
    document: Callable[["Fleet", Iterable[Any], RenderOptions], Iterator[str]]
    """The whole, with the items in their order."""
    whole: bool
    streams: bool
    limited: bool


def fleet_renderer(name: str, *, waivers: bool = False, full: bool = False) -> FleetRenderer:
    """Return a format of a fleet, or of its waivers.

    If it is to be `full`, JSON has the reports of the shops in place of their summaries.
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
