"""What the exit code of a command says."""

from collections.abc import Collection
from enum import StrEnum

from shopexit.evaluation.evaluate import Verdict
from shopexit.report.summary import Status


class FailOn(StrEnum):
    """From which verdict on a fleet's exit code is not 0."""

    BLOCKED = "blocked"
    UNDETERMINED = "undetermined"
    NEVER = "never"


EXIT_CODES = {
    Verdict.BLOCKED: 1,
    Verdict.OVERDUE: 1,
    Verdict.UNDETERMINED: 3,
    Verdict.READY: 0,
    Verdict.UNDER_WAY: 0,
    Verdict.DONE: 0,
}
USAGE, BUG = 2, 70
INTERRUPTED, GONE, TERMINATED = 130, 141, 143
"""As for programs that SIGINT, SIGPIPE and SIGTERM end."""
FAILS = {
    FailOn.BLOCKED: (Verdict.BLOCKED, Verdict.OVERDUE),
    FailOn.UNDETERMINED: (Verdict.BLOCKED, Verdict.OVERDUE, Verdict.UNDETERMINED),
    FailOn.NEVER: (),
}
"""The verdicts of a fleet that its exit code tells, the worst first."""


def worst(statuses: Collection[Status], fail_on: FailOn) -> int:
    """Return the worst of a fleet's shops as an exit code, as far as it is to fail for them."""
    if Status.UNUSABLE in statuses:
        return USAGE
    return next((EXIT_CODES[v] for v in FAILS[fail_on] if Status(v) in statuses), 0)
