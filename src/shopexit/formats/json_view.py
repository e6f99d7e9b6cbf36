"""Anything that is shown, as one JSON object."""

from pydantic import TypeAdapter

from shopexit.formats import RenderOptions
from shopexit.report.model import View


def view(shown: View, _: RenderOptions) -> str:
    """Return it as JSON, its texts in the language that was asked for."""
    adapter = TypeAdapter(type(shown))
    raw = adapter.dump_json(shown, by_alias=True, indent=2, context={"lang": shown.lang})
    return f"{raw.decode()}\n"
