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
"""Maps verdicts to exit codes. Keys are strings, as importing `Verdict` would slow down --help."""
# 2 as typer has it for a wrong call; 70 is EX_SOFTWARE of sysexits.h.
USAGE, BUG = 2, 70
HUNG_UP, INTERRUPTED, GONE, TERMINATED = 129, 130, 141, 143
"""Exit codes by convention for SIGHUP, SIGINT, SIGPIPE and SIGTERM."""
FAILS = {
    FailOn.BLOCKED: ("blocked", "overdue"),
    FailOn.UNDETERMINED: ("blocked", "overdue", "undetermined"),
    FailOn.NEVER: (),
}
"""Maps each choice of --fail-on to the verdicts with which `fleet` fails, worst first."""


def worst(statuses: Collection[str], fail_on: FailOn) -> int:
    """Return the exit code for many shops: 2 if one is unusable, else that of the worst verdict.

    Verdicts that `fail_on` allows count as exit code 0.
    """
    if "unusable" in statuses:
        return USAGE
    return next((EXIT_CODES[verdict] for verdict in FAILS[fail_on] if verdict in statuses), 0)
