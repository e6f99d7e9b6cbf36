"""Exit codes of the commands."""

from collections.abc import Collection
from enum import StrEnum

from shopexit.evaluation.evaluate import Verdict
from shopexit.report.summary import Status


class FailOn(StrEnum):
    """From which verdict on the exit code of `fleet` is not 0."""

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
"""Exit codes by convention for SIGINT, SIGPIPE and SIGTERM."""
FAILS = {
    FailOn.BLOCKED: (Verdict.BLOCKED, Verdict.OVERDUE),
    FailOn.UNDETERMINED: (Verdict.BLOCKED, Verdict.OVERDUE, Verdict.UNDETERMINED),
    FailOn.NEVER: (),
}
"""Verdicts that make `fleet` fail, worst first."""


def worst(statuses: Collection[Status], fail_on: FailOn) -> int:
    """Return the exit code of a fleet: that of its worst shop, as far as `fail_on` counts it."""
    if Status.UNUSABLE in statuses:
        return USAGE
    return next((EXIT_CODES[v] for v in FAILS[fail_on] if Status(v) in statuses), 0)
