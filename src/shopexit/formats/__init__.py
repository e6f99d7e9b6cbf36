"""The formats: one table from name to function, which also feeds `--help`. A format only shows."""

from collections.abc import Callable
from enum import StrEnum

from pydantic import TypeAdapter

from shopexit.formats.lines import Layout
from shopexit.report import View


class Format(StrEnum):
    """A form in which a result is written."""

    TEXT = "text"
    JSON = "json"


def _text(view: View, layout: Layout) -> str:
    from shopexit.formats import views  # only text needs the words and the layout

    return views.render(view, layout)


def _json(view: View, _: Layout) -> str:
    adapter = TypeAdapter(type(view))
    raw = adapter.dump_json(view, by_alias=True, indent=2, context={"lang": view.lang})
    return f"{raw.decode()}\n"


RENDERERS: dict[Format, Callable[[View, Layout], str]] = {
    Format.TEXT: _text,
    Format.JSON: _json,
}

__all__ = ["RENDERERS", "Format", "Layout"]
