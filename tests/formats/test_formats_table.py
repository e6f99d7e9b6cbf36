"""The table of formats names what there is: each name has its functions, and is known as a word."""

from collections.abc import Iterable
from importlib import import_module
from inspect import signature
from pkgutil import iter_modules
from typing import Any, get_args

import pytest

import shopexit.formats
from shopexit.formats import (
    FORMATS,
    FleetFormat,
    GuideFormat,
    LintFormat,
    OrdersFormat,
    PlainFormat,
    ReportFormat,
    TableFormat,
    fleet_renderer,
    formats_of,
    renderer,
)

VIEWS = (
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
)
ON_A_TERMINAL = ("screen", "verdict", "outline")
"""What `check` shows of a report where nobody asked for a format; text alone has it."""
OF_FLEETS = [name for name, row in FORMATS.items() if row.fleet]
OF_WAIVERS = [name for name, row in FORMATS.items() if row.waivers]


def module(name: str) -> Any:
    """Return a module of the formats."""
    return import_module(f"shopexit.formats.{name}")


def once(names: Iterable[str]) -> set[str]:
    """Return names, of which none stands twice."""
    listed = list(names)
    assert len(listed) == len(set(listed))
    return set(listed)


def test_the_words_of_an_option_are_the_formats_that_there_are() -> None:
    """Of a report, which `check` can show as a fleet of one too, and of everything else."""
    assert once(get_args(ReportFormat)) == {*formats_of("report"), *OF_FLEETS}
    assert once(get_args(FleetFormat)) == set(OF_FLEETS)
    assert once(get_args(OrdersFormat)) == set(formats_of("orders"))
    assert once(get_args(LintFormat)) == set(formats_of("lint"))
    for view in ("diff", "facts"):
        assert once(get_args(TableFormat)) == set(formats_of(view))
    assert once(get_args(GuideFormat)) == set(formats_of("guide"))
    for view in ("explained", "rules", "catalogue", "tested", "changes"):
        assert once(get_args(PlainFormat)) == set(formats_of(view))
    for view in VIEWS:
        assert set(get_args(PlainFormat)) <= set(formats_of(view))


def test_there_is_nothing_else_to_show() -> None:
    """And no format that shows nothing."""
    assert {view for row in FORMATS.values() for view in row.views} == {*VIEWS, *ON_A_TERMINAL}
    for view in ON_A_TERMINAL:
        assert formats_of(view) == ["text"]
    assert [name for name, row in FORMATS.items() if not (row.views or row.fleet)] == []


@pytest.mark.parametrize(
    ("view", "name"),
    [(view, name) for view in (*VIEWS, *ON_A_TERMINAL) for name in formats_of(view)],
)
def test_there_is_a_function_for_each_view(view: str, name: str) -> None:
    """It takes what is shown, and how."""
    within, _, function = FORMATS[name].views[view].partition(":")
    assert renderer(view, name) is getattr(module(within), function)
    assert len(signature(renderer(view, name)).parameters) == 2


@pytest.mark.parametrize("waivers", [False, True], ids=["shops", "waivers"])
@pytest.mark.parametrize("name", FORMATS)
def test_there_are_two_functions_for_each_format_of_a_fleet(name: str, waivers: bool) -> None:
    """One for an item, and one for the document around them."""
    row = FORMATS[name]
    within, _, function = (row.waivers if waivers else row.fleet).partition(":")
    assert bool(within) is (name in (OF_WAIVERS if waivers else OF_FLEETS))
    if not within:
        return
    found, there = fleet_renderer(name, waivers=waivers), module(within)
    assert (found.item, found.document) == (there.item, getattr(there, function))
    assert len(signature(found.item).parameters) == 2
    assert len(signature(found.document).parameters) == 3
    assert found.whole is (row.whole and not waivers)


def test_reports_in_full_are_for_json() -> None:
    """The others say all that they say of a shop already."""
    for name in OF_FLEETS:
        full, brief = fleet_renderer(name, full=True), fleet_renderer(name)
        assert (full.item is not brief.item) is (name in ("json", "jsonl"))
        assert full.whole is (brief.whole or name in ("json", "jsonl"))
        assert full.document is brief.document


def test_every_module_of_a_format_is_in_the_table() -> None:
    """So that none is left over when a format goes; the others serve those that are."""
    functions = [
        f for row in FORMATS.values() for f in (*row.views.values(), row.fleet, row.waivers)
    ]
    named = {function.partition(":")[0] for function in functions}
    there = {each.name for each in iter_modules(shopexit.formats.__path__)}
    assert named - {""} <= there
    helpers = {name for name in there - named if hasattr(module(name), "document")}
    assert helpers == set()
