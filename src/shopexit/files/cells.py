"""Normalise and parse the cells of order files from the back office: words, dates, amounts."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

# Those that only exports need are compiled on first use: compiling takes long at each start.
# Byte-order marks and invisible characters.
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")
_GUARDED = re.compile(r'^=\s*"(.*)"$', re.DOTALL)
EMPTY = frozenset({"", "-", "--", "—", "–", "/", "——", "null", "none", "nan"})
"""Contents that count as an empty cell, as normalised by `plain`."""
# Excel takes 1900 for a leap year, so from March 1900 on its serial dates count from this day.
_EXCEL_EPOCH = date(1899, 12, 30)
_DAYS = (
    r"(20[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])",
    r"(20[0-9]{2})/([0-9]{1,2})/([0-9]{1,2})(?![0-9])",
    r"(20[0-9]{2})\.([0-9]{1,2})\.([0-9]{1,2})(?![0-9])",
    r"(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日?(?![0-9])",
    r"(20[0-9]{2})([0-9]{2})([0-9]{2})",  # in API timestamps more digits follow
)
"""Accepted date formats, at the start of a cell. Not accepted: year and month only, Unix time."""
_TOTAL = ("合计", "总计", "小计", "共计", "汇总", "总和", "total")
# As `plain` leaves it: 共3单, 本页共1条, 订单数:1.
_COUNT = (
    r"(?:本页|当前页|本次导出|全部)?总?共(?:有|导出)?[0-9]+[个条笔单行]?(?:订单|记录|数据)?"
    r"|(?:总|本页)?(?:订单|记录)(?:总?数|数量):?[0-9]+[个条笔单行]?"
    r"|(?:总|本页)?[条笔单行]数:?[0-9]+"
)
# The years 1954 to 2119: other numbers in a column of dates are not taken for dates.
_SERIAL = r"[2-7][0-9]{4}(\.[0-9]+)?"


def unguarded(text: str) -> str:
    """Return a cell's text without what exports put around it: tabs, quotes, `="…"` or `'`.

    Exports add these so that spreadsheets keep long numbers as text. Invisible characters are
    removed too.
    """
    text = _UNSEEN.sub("", text)
    while True:  # one guard may enclose another
        guarded = _GUARDED.match(text.strip())
        bare = (guarded[1] if guarded else text).strip().removeprefix("'").strip('"').strip()
        if bare == text:
            return text
        text = bare


def plain(text: str) -> str:
    """Return a cell's text normalised for comparison: half-width, lower case, without spaces.

    Quotes and the like around the text are removed first (see `unguarded`).
    """
    return _SPACES.sub("", unguarded(unicodedata.normalize("NFKC", text))).casefold()


def is_empty(text: str) -> bool:
    """Return whether a cell is empty or holds a placeholder such as `-`."""
    return plain(text) in EMPTY


def is_total(text: str) -> bool:
    """Return whether a cell is a total (合计…) or a count (共3单), so that its row is no order."""
    said = plain(text)
    return said.startswith(_TOTAL) or bool(re.fullmatch(_COUNT, said))


def day(text: str) -> date | None:
    """Return the date at the start of a cell, without a time after it; None if there is no date.

    Also accepts Excel serial dates, and API timestamps such as 20180807152315000+0800.
    """
    text = unicodedata.normalize("NFKC", unguarded(text))
    if re.fullmatch(_SERIAL, text):
        return _EXCEL_EPOCH + timedelta(days=int(text.partition(".")[0]))
    found = next(filter(None, (re.match(shape, text) for shape in _DAYS)), None)
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def amount(text: str) -> Decimal | None:
    """Return the amount of money in a cell, such as ¥1,200.50; None if it holds something else."""
    text = unicodedata.normalize("NFKC", unguarded(text)).replace(",", "")
    text = _SPACES.sub("", text).strip("¥￥$元")
    text = re.sub(r"^(CNY|RMB|USD|US\$)|(CNY|RMB|USD)$", "", text, flags=re.IGNORECASE)
    if not re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]+)?", text):
        return None
    return Decimal(text)
