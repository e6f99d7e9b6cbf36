"""A fleet as CSV for spreadsheets and programs: one row for each shop.

Column names are English in both languages, as programs rely on them.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Final

from shopexit.formats import RenderOptions
from shopexit.messages import Lang, Text, clean
from shopexit.report.totals import Fleet, Shop

COLUMNS: Final = (
    "file", "entry", "platform", "shop", "procedure", "verdict", "first",
    "blocked_by", "disputed", "unknown", "missing", "open_points", "orders", "money_missing",
    "currency", "comes_back", "stays", "in_doubt", "to_pay",
    "apply", "close", "close_latest", "money", "money_latest",
    "on", "as_of", "waived", "warnings", "problems",
)  # fmt: skip
_BYTE_ORDER_MARK = "\ufeff"  # without it, Excel assumes another encoding for Chinese
# Spreadsheets take these for the start of a formula, East Asian editions the full-width ones too.
# Tabs and line ends do the same, but `clean` leaves none.
_FORMULA = tuple("=+-@＝＋－＠")
# A negative amount has to stay a number, or no sum can be made of the column.
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def item(shop: Shop, lang: Lang) -> str:
    """Return a shop's row in the CSV table, with a value for each of `COLUMNS` and a line end."""
    if told := shop.summary:
        # If several have a field of the same name, the last one counts: `money` is a date here.
        found = {**vars(told), **vars(told.dates), **vars(told.money)}
        found |= {"missing": told.missing, "money_missing": told.money.missing}
    else:
        problems = " | ".join(clean(each.in_words(lang)) for each in shop.problems)
        found = {**vars(shop), "verdict": shop.status, "problems": problems}
    return _row([_plain(found.get(column), lang) for column in COLUMNS])


def document(_: Fleet, items: Iterable[str], __: RenderOptions) -> Iterator[str]:
    """Yield the CSV table of many shops: column names (after a byte order mark), then the rows."""
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
    csv.writer(out).writerow([_harmless(cell) for cell in cells])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Make a cell safe: on one line, with an apostrophe before what looks like a formula."""
    shown = clean(cell)
    acts = shown.startswith(_FORMULA) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if acts else shown
