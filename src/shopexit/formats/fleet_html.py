"""A fleet as one page for a browser and for paper: totals, a table, and every shop's plan in it.

The plans are laid out by the templates of a single report, and wait in the page until a row is
opened. What is made of a shop does not know which number it gets; `_NUMBER` stands in its place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from shopexit.change import Standing
from shopexit.errors import Problem
from shopexit.fleet import Fleet, Shop, standing
from shopexit.formats import row
from shopexit.formats.html import environment, page_values, report_values, ticks_key
from shopexit.formats.lines import Wording
from shopexit.formats.sarif import problem, problems
from shopexit.formats.words import VERDICTS
from shopexit.judge import Verdict
from shopexit.report import Report
from shopexit.text import Lang, Text, both, clean, joined

_NUMBER = "\x01"  # no value has it: `clean` writes it out in all of them
_RANKS = {each: rank for rank, each in enumerate(Standing)}
_WORDS = {Standing(verdict): text for verdict, text in VERDICTS.items()} | {
    Standing.UNUSABLE: row.UNUSABLE
}
_LEVEL = 4  # under the page's name, the table's and the shop's


@dataclass(frozen=True)
class _Row:
    """What stands in the cells of a shop."""

    standing: Standing
    rank: int
    word: Text
    name: str
    place: str
    platform: Text | None = None
    first: Text | None = None
    more: int = 0
    money: str | None = None
    currency: str = ""
    missing: int = 0
    """How many sums are not given."""
    close: date | None = None
    arrives: date | None = None
    estimated: bool = False


def part(shop: Shop, lang: Lang) -> str:
    """Return the row of one shop, with its plan."""
    values: dict[str, object] = {"row": _row(shop, lang), "number": Markup(_NUMBER)}
    if shop.report:
        values |= report_values(shop.report, f"shop-{_NUMBER}-", _LEVEL)
        values["key"] = _key(shop, shop.report)
    else:
        values["problems"] = [_placed(each, shop, lang) for each in problems(shop)]
    return environment(lang).get_template("fleet_shop.html.j2").render(values)


def frame(fleet: Fleet, parts: Iterable[str]) -> Iterator[str]:
    """Yield the page, a shop at a time."""
    values = page_values(fleet.lang, "fleet") | {
        "fleet": fleet,
        "title": row.shops(fleet.shops + fleet.unusable, fleet.lang),
        "counts": row.counted(fleet, fleet.lang),
        "verdicts": [v for v in _BY_NEED if fleet.verdicts.get(v)],
        # A part is a page's own mark-up, in which every value has been escaped.
        "parts": (
            Markup(each.replace(_NUMBER, str(number)))  # noqa: S704
            for number, each in enumerate(parts, start=1)
        ),
    }
    yield from environment(fleet.lang).get_template("fleet.html.j2").generate(values)


_BY_NEED = (Verdict.BLOCKED, Verdict.UNDETERMINED, Verdict.READY)


def _row(shop: Shop, lang: Lang) -> _Row:
    state, told = standing(shop), shop.brief
    start = {
        "standing": state, "rank": _RANKS[state], "word": _WORDS[state],
        "name": row.name(shop), "place": row.place(shop),
    }  # fmt: skip
    if told is None:
        wrong = problems(shop)
        return _Row(first=both(_placed(wrong[0], shop, lang)), more=len(wrong) - 1, **start)
    return _Row(
        platform=told.platform_name,
        first=row.first(told),
        more=row.more(told),
        money=told.money.expected,
        currency=told.money.currency,
        missing=len(told.money.missing),
        close=told.dates.close,
        arrives=told.dates.money,
        estimated=told.dates.estimated,
        **start,
    )
