"""Find the date on which a file was exported in its name."""

import re
from datetime import UTC, date, datetime, timedelta

_DAY = re.compile(
    r"(?<!\d)(20\d\d)[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?(?!\d)"
)
_SECONDS = re.compile(r"^(1[6-9]\d{8}|2\d{9})_")
# Without summer time since 1991, so that no time zone database is needed.
_CHINA = timedelta(hours=8)


def day_of(name: str) -> date | None:
    """Return the date in a file's name; None if it has none, or several different ones.

    Accepts dates such as 2026-11-20 and 202611201530, and Unix time in seconds before the first
    `_`, as in Douyin's file names.
    """
    if seconds := _SECONDS.match(name):
        return (datetime.fromtimestamp(int(seconds[1]), UTC) + _CHINA).date()
    found = set()
    for parts in _DAY.findall(name):
        try:
            found.add(date(*(int(part) for part in parts)))
        except ValueError:
            continue
    # Several dates are rather the period that was exported than the day of the export.
    return found.pop() if len(found) == 1 else None
