"""Shops as a table for spreadsheets and programs: one row a shop, in CSV as Excel reads it.

Column names are English in both languages, as programs go by them.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from io import StringIO
from typing import Final

from shopexit.formats import RenderOptions
from shopexit.messages import Lang, clean
from shopexit.report.summary import Summary
from shopexit.report.totals import Fleet, Shop

UNUSABLE: Final = "unusable"
"""What stands for the verdict where there is none."""
COLUMNS: Final = (
    "file", "entry", "platform", "shop", "procedure", "verdict", "first",
    "blocked_by", "disputed", "unknown", "missing", "open_points", "orders", "money_missing",
    "currency", "comes_back", "taken_off", "expected",
    "apply", "close", "close_latest", "money", "money_latest",
    "on", "as_of", "waived", "warnings", "problems",
)  # fmt: skip
_BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes Chinese for an older encoding
_FORMULA = tuple("=+-@\t\r＝＋－＠")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def item(shop: Shop, lang: Lang) -> str:
    """Return the row of one shop."""
    cells = dict.fromkeys(COLUMNS, "") | {"file": shop.file, "entry": _plain(shop.entry)}
    if shop.summary:
        cells |= _of_brief(shop.summary, lang)
    else:
        problems = " | ".join(clean(each.in_words(lang)) for each in shop.problems)
        cells |= {"verdict": UNUSABLE, "problems": problems}
    return _row([cells[column] for column in COLUMNS])


def document(_: Fleet, items: Iterable[str], __: RenderOptions) -> Iterator[str]:
    """Yield the names of the columns, and the rows."""
    yield f"{_BYTE_ORDER_MARK}{_row(COLUMNS)}"
    yield from items


def _of_brief(brief: Summary, lang: Lang) -> dict[str, str]:
    money, dates = brief.money, brief.dates
    return {
        "platform": brief.platform,
        "shop": brief.shop or "",
        "procedure": brief.procedure,
        "verdict": brief.verdict,
        "first": brief.first[lang] if brief.first else "",
        "blocked_by": " ".join(brief.blocked_by),
        "disputed": " ".join(brief.disputed),
        "unknown": " ".join(brief.unknown),
        "missing": " ".join(brief.missing),
        "open_points": " ".join(brief.open_points),
        "money_missing": " ".join(brief.money.missing),
        "orders": _plain(brief.orders),
        "currency": money.currency,
        "comes_back": money.comes_back,
        "taken_off": money.taken_off,
        "expected": money.expected,
        "apply": _plain(dates.apply),
        "close": _plain(dates.close),
        "close_latest": _plain(dates.close_latest),
        "money": _plain(dates.money),
        "money_latest": _plain(dates.money_latest),
        "on": _plain(brief.on),
        "as_of": _plain(brief.as_of),
        "waived": " ".join(brief.waived),
        "warnings": " ".join(brief.warnings),
    }


def _plain(value: date | int | None) -> str:
    return "" if value is None else str(value)


def _row(cells: Sequence[str]) -> str:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell on one line that no spreadsheet takes for a formula."""
    shown = clean(cell)
    acts = shown.startswith(_FORMULA) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if acts else shown
