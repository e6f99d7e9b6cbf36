"""Convert unquoted words in YAML to numbers, booleans or null, by stricter rules than YAML's own.

The words `no`, 0123 and 2026-02-28 stay text, where YAML would make them false, 83 and a date.
"""

import re
from decimal import Decimal
from typing import TypeAlias

from shopexit.messages import clean

Data: TypeAlias = "bool | int | Decimal | str | list[Data] | dict[str, Data] | None"

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# Fifteen digits hold every count and amount; longer digit strings are order numbers, so text.
LONGEST = 10**15
_INT = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")


def scalar(text: str) -> Data:
    """Return the number, boolean or null that an unquoted word stands for, else the word itself."""
    if text in _WORDS:
        return _WORDS[text]
    # Most words begin with a letter, and cannot match the patterns below.
    if text[0] not in "-0123456789":
        return clean(text)
    if _INT.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return clean(text)
