"""A fleet as one page for a browser and for paper: totals, a table, and every shop's plan in it.

The plans are laid out by the templates of a single report, and wait in the page until a row is
opened. What is made of a shop does not know which number it gets; `_NUMBER` stands in its place.
"""

from collections.abc import Iterable, Iterator

from markupsafe import Markup

from shopexit.formats import RenderOptions, row
from shopexit.formats.html import environment, page_values, report_values, ticks_key
from shopexit.formats.issues import problem, problems
from shopexit.messages import Lang, Problem, Wording, clean
from shopexit.report.summary import Status
from shopexit.report.totals import Fleet, Shop

_NUMBER = Markup("\x01")  # no value has it: `clean` writes it out in all of them
_LEVEL = 4  # under the page's name, the table's and the shop's


def item(shop: Shop, lang: Lang) -> str:
    """Return the row of one shop, with its plan."""
    told, wrong = shop.summary, () if shop.summary else problems(shop)
    values: dict[str, object] = {
        "number": _NUMBER,
        "standing": shop.status,
        "rank": list(Status).index(shop.status),
        "name": row.name(shop),
        "place": row.place(shop),
        "brief": told,
        "first": row.first(told) if told else _placed(wrong[0], lang),
        "more": row.more(told) if told else len(wrong) - 1,
        "problems": [_placed(each, lang) for each in wrong],
        "report": None,
        "row": row,
    }
    if shop.report:
        values |= report_values(shop.report, f"shop-{_NUMBER}-", _LEVEL)
        values["key"] = ticks_key(shop.report, clean(shop.file), shop.entry)
    return environment(lang).get_template("fleet_shop.html.j2").render(values)


def _placed(each: Problem, lang: Lang) -> str:
    """Return what is wrong with an entry, and on which line of its file."""
    say = Wording(lang)
    line = say(f"第 {each.line} 行：", f"line {each.line}: ") if each.line else ""
    return f"{line}{problem(each, lang)}"


def document(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield the page, a shop at a time."""
    values = page_values(fleet.lang, "fleet") | {
        "fleet": fleet,
        "title": row.shops(fleet.shops + fleet.unusable, fleet.lang),
        "counts": row.counts(fleet),
        "verdicts": [each for each in row.counts(fleet) if each is not Status.UNUSABLE],
        "row": row,
        # A part is mark-up of ours, in which every value has been escaped.
        "parts": (
            Markup(each.replace(_NUMBER, str(number)))  # noqa: S704
            for number, each in enumerate(items, start=1)
        ),
    }
    yield from environment(fleet.lang).get_template("fleet.html.j2").generate(values)
