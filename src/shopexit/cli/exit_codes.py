"""What the exit code of a command says."""

from collections.abc import Collection
from enum import StrEnum


class FailOn(StrEnum):
    """From which verdict on a fleet's exit code is not 0."""

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
"""By the verdict. Help and completion need the other codes, and must not import what judges."""
USAGE, BUG = 2, 70
INTERRUPTED, GONE, TERMINATED = 130, 141, 143
"""As for programs that SIGINT, SIGPIPE and SIGTERM end."""
FAILS = {
    FailOn.BLOCKED: ("blocked", "overdue"),
    FailOn.UNDETERMINED: ("blocked", "overdue", "undetermined"),
    FailOn.NEVER: (),
}
"""The verdicts of a fleet that its exit code tells, the worst first."""


def worst(statuses: Collection[str], fail_on: FailOn) -> int:
    """Return the worst of a fleet's shops as an exit code, as far as it is to fail for them."""
    if "unusable" in statuses:
        return USAGE
    return next((EXIT_CODES[verdict] for verdict in FAILS[fail_on] if verdict in statuses), 0)
