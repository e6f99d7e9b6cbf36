"""Exit codes of the commands."""

from collections.abc import Collection
from enum import StrEnum


class FailOn(StrEnum):
    """Choices of --fail-on: the mildest verdict for which the exit code of `fleet` is not 0."""

    BLOCKED = "blocked"
    UNDETERMINED = "undetermined"
    NEVER = "never"


EXIT_CODES = {
    "blocked": 1,
    "overdue": 1,
    "undetermined": 3,
    "ready": 0,
    "under-way": 0,
    "done": 0,
}
"""Exit code for each verdict. Keys are strings, as importing `Verdict` would slow down --help."""
# 2 as typer has it for a wrong call; 70 is EX_SOFTWARE of sysexits.h.
USAGE, BUG = 2, 70
INTERRUPTED, GONE, TERMINATED = 130, 141, 143
"""Exit codes by convention for SIGINT, SIGPIPE and SIGTERM."""
FAILS = {
    FailOn.BLOCKED: ("blocked", "overdue"),
    FailOn.UNDETERMINED: ("blocked", "overdue", "undetermined"),
    FailOn.NEVER: (),
}
"""Verdicts that make `fleet` fail, worst first, for each choice of --fail-on."""


def worst(statuses: Collection[str], fail_on: FailOn) -> int:
    """Return 2 if a shop is unusable, else the exit code of the worst verdict that fails, or 0."""
    if "unusable" in statuses:
        return USAGE
    return next((EXIT_CODES[verdict] for verdict in FAILS[fail_on] if verdict in statuses), 0)
