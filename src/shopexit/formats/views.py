"""Which text goes with which view."""

from shopexit.formats.guide import catalogue, explained, guide
from shopexit.formats.lines import Layout
from shopexit.formats.text import report
from shopexit.guide import Catalogue, Explained, Guide
from shopexit.report import Report, View


def render(view: View, layout: Layout) -> str:
    """Return a view as text."""
    match view:
        case Report():
            return report(view, layout)
        case Guide():
            return guide(view, layout)
        case Explained():
            return explained(view, layout)
        case Catalogue():
            return catalogue(view, layout)
        case _:
            raise TypeError(type(view).__name__)
