"""Shops as a table for spreadsheets and programs: one row a shop, in CSV as Excel reads it.

Column names are English in both languages, as programs go by them.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Final

from shopexit.formats import RenderOptions
from shopexit.messages import Lang, Text, clean
from shopexit.report.totals import Fleet, Shop

UNUSABLE: Final = "unusable"
"""What stands for the verdict where there is none."""
COLUMNS: Final = (
    "file", "entry", "platform", "shop", "procedure", "verdict", "first",
    "blocked_by", "disputed", "unknown", "missing", "open_points", "orders", "money_missing",
    "currency", "comes_back", "stays", "in_doubt", "to_pay",
    "apply", "close", "close_latest", "money", "money_latest",
    "on", "as_of", "waived", "warnings", "problems",
)  # fmt: skip
_BYTE_ORDER_MARK = "\ufeff"  # without it, Excel takes Chinese for an older encoding
_FORMULA = tuple("=+-@\t\r＝＋－＠")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def item(shop: Shop, lang: Lang) -> str:
    """Return the row of one shop."""
    if told := shop.summary:
        # Of what has one name in several of these, the last counts.
        found = {**vars(told), **vars(told.dates), **vars(told.money)}
        found |= {"missing": told.missing, "money_missing": told.money.missing}
    else:
        problems = " | ".join(clean(each.in_words(lang)) for each in shop.problems)
        found = {"file": shop.file, "entry": shop.entry, "verdict": UNUSABLE, "problems": problems}
    return _row([_plain(found.get(column), lang) for column in COLUMNS])


def document(_: Fleet, items: Iterable[str], __: RenderOptions) -> Iterator[str]:
    """Yield the names of the columns, and the rows."""
    yield f"{_BYTE_ORDER_MARK}{_row(COLUMNS)}"
    yield from items


def _plain(value: object, lang: Lang) -> str:
    match value:
        case None:
            return ""
        case Text():
            return value[lang]
        case tuple():
            return " ".join(value)
    return str(value)


def _row(cells: Sequence[str]) -> str:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell on one line that no spreadsheet takes for a formula."""
    shown = clean(cell)
    acts = shown.startswith(_FORMULA) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if acts else shown
