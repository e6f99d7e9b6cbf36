"""Days as files give them: 2026-11-21, and nothing else."""

import re
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema

from shopexit.files.validation import objection
from shopexit.messages import Text

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_day(value: object) -> date:
    """Return the day written as YYYY-MM-DD; object to every other way of writing, and to 02-30."""
    if isinstance(value, date):
        return value
    return _parsed(value)


def _parsed(value: object) -> date:
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        raise objection(
            Text(
                zh=f"“{value}”不是日期，应写成 2026-11-21 这样",
                en=f"'{value}' is not a date; write it as 2026-11-21",
            )
        )
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise objection(
            Text(zh=f"没有 {value} 这一天", en=f"there is no day {value} in the calendar")
        ) from None


Day: TypeAlias = Annotated[
    date, BeforeValidator(parse_day), WithJsonSchema({"type": "string", "format": "date"})
]
