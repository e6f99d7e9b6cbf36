"""Parse dates in files: 2026-11-21, and in state files also 2026/11/21 or 2026年11月21日."""

import re
import unicodedata
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from shopexit.files.validation import objection
from shopexit.messages import Text

# date.fromisoformat alone would also accept 20261121 and 2026-W47-6.
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Digits are spelt out: the pattern goes into JSON Schemas, and what \d means differs by engine.
_DIGIT, _MONTH, _DATE = "[0-9０-９]", "[0０]?[1-9１-９]|[1１][0-2０-２]", "[0-3０-３]?[0-9０-９]"
# As back offices print it; of what happened, only the day counts.
_TIME = "(?: +[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)?"
BY_HAND = "|".join(
    f"^{_DIGIT}{{4}} ?{one} ?(?:{_MONTH}) ?{two} ?{_DATE} ?{end}{_TIME}$"
    for one, two, end in (
        ("[-－]", "[-－]", ""), ("[/／]", "[/／]", ""), ("[.．]", "[.．]", ""),
        ("年", "月", "[日号]"),
    )
)  # fmt: skip
"""Pattern of a date written by hand: year, month, day, with any usual separator, perhaps a time."""


def parse_day(value: object) -> date:
    """Return the date written as YYYY-MM-DD; a date object is returned as it is.

    Raises a validation error for any other format and for impossible dates such as 2026-02-30.
    """
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        raise objection(
            Text(
                zh=f"“{value}”不是日期，应写成 2026-11-21 这样",
                en=f"'{value}' is not a date; write a date like 2026-11-21",
            )
        )
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise objection(
            Text(zh=f"没有 {value} 这一天", en=f"there is no such date as {value}")
        ) from None


def written_day(value: object) -> date:
    """Return a date written as year, month, day in any usual notation, such as 2026年11月21日.

    A time after it is ignored. Raises a validation error for any other value.
    """
    if isinstance(value, str) and re.search(BY_HAND, value):
        parts = re.findall("[0-9]+", unicodedata.normalize("NFKC", value))[:3]
        value = "-".join(part.zfill(2) for part in parts)
    return parse_day(value)


Day: TypeAlias = Annotated[
    date, BeforeValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})
]
WrittenDay: TypeAlias = Annotated[
    date, BeforeValidator(written_day), WithJsonSchema({"type": "string", "pattern": BY_HAND})
]
