"""Which text goes with which view."""

from shopexit.formats.lines import RenderOptions
from shopexit.formats.text import report
from shopexit.report.model import Report, View


def render(view: View, layout: RenderOptions) -> str:
    """Return a view as text."""
    if isinstance(view, Report):
        return report(view, layout)
    return _another(view, layout)


def _another(view: View, layout: RenderOptions) -> str:
    # A check needs nothing of these, so does not pay for them.
    from shopexit.formats.facts import text as facts
    from shopexit.formats.guide import catalogue, explained, guide
    from shopexit.formats.orders import orders
    from shopexit.report.catalogue import Catalogue, Explained, Guide
    from shopexit.report.fact_table import FactTable
    from shopexit.report.order_report import Census

    match view:
        case Census():
            return orders(view, layout)
        case Guide():
            return guide(view, layout)
        case Explained():
            return explained(view, layout)
        case FactTable():
            return facts(view, layout)
        case Catalogue():
            return catalogue(view, layout)
        case _:
            raise TypeError(type(view).__name__)
