"""What a cell of an order export says, once the marks that programs leave around it are gone."""

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

# Byte-order marks and characters that show nothing.
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")
_GUARDED = re.compile(r'^=\s*"(.*)"$', re.DOTALL)
EMPTY = frozenset({"", "-", "--", "—", "–", "/", "——", "null", "none", "nan"})
"""How exports write that there is nothing, after `plain`."""
_EXCEL_EPOCH = date(1899, 12, 30)
_DAYS = (
    re.compile(r"(20[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])"),
    re.compile(r"(20[0-9]{2})/([0-9]{1,2})/([0-9]{1,2})(?![0-9])"),
    re.compile(r"(20[0-9]{2})\.([0-9]{1,2})\.([0-9]{1,2})(?![0-9])"),
    re.compile(r"(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日?(?![0-9])"),
    re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})"),
)
"""A year and a month alone are no day, nor are the seconds since 1970."""
_TOTAL = ("合计", "总计", "小计", "共计", "汇总", "总和", "total")
_SERIAL = re.compile(r"[2-7][0-9]{4}(\.[0-9]+)?")


def unguarded(text: str) -> str:
    """Return a cell without what keeps a spreadsheet from changing it: tab, `="…"`, leading `'`."""
    text = _UNSEEN.sub("", text)
    while True:
        guarded = _GUARDED.match(text.strip())
        bare = (guarded[1] if guarded else text).strip().removeprefix("'").strip('"').strip()
        if bare == text:
            return text
        text = bare


def plain(text: str) -> str:
    """Return a cell's words as they are compared: half-width punctuation, no spaces at all."""
    return _SPACES.sub("", unguarded(unicodedata.normalize("NFKC", text))).casefold()


def is_empty(text: str) -> bool:
    """Return whether a cell says nothing, or says that there is nothing."""
    return plain(text) in EMPTY


def is_total(text: str) -> bool:
    """Return whether a cell says that its row is the sum of others."""
    return plain(text).startswith(_TOTAL)


def day(text: str) -> date | None:
    """Return the day of a time as exports write it; None if it is none.

    Also understood: days as Excel counts them, and the interfaces' 20180807152315000+0800.
    """
    text = unicodedata.normalize("NFKC", unguarded(text))
    if _SERIAL.fullmatch(text):
        return _EXCEL_EPOCH + timedelta(days=int(text.partition(".")[0]))
    found = next(filter(None, (shape.match(text) for shape in _DAYS)), None)
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def amount(text: str) -> Decimal | None:
    """Return an amount without its currency sign and thousands separators; None if it is none."""
    text = unicodedata.normalize("NFKC", unguarded(text)).replace(",", "")
    text = _SPACES.sub("", text).strip("¥￥$元")
    text = re.sub(r"^(CNY|RMB|USD|US\$)|(CNY|RMB|USD)$", "", text, flags=re.IGNORECASE)
    if not re.fullmatch(r"-?[0-9]{1,13}(\.[0-9]+)?", text):
        return None
    return Decimal(text)
