"""Status of a waiver: in use, expired, or not needed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from shopexit.evaluation.evaluate import EvaluationOptions, Outcome, ProcedureResult
from shopexit.inputs.state_schema import Waiver
from shopexit.messages import Ranked
from shopexit.rules.platform import Platform

SOON = timedelta(days=14)


class Use(Ranked):
    """Status of a waiver; the members that need attention come first."""

    LAPSED = "lapsed"
    """The waiver expired before the date of evaluation."""
    SOON = "soon"
    """The waiver is in use, and expires within 14 days."""
    UNUSED = "unused"
    """The waiver has no effect: its requirement is met, does not apply, or lacks facts."""
    UNMATCHED = "unmatched"
    """The waiver names a requirement that does not exist."""
    NOT_JUDGED = "not-judged"
    """The requirement of the waiver belongs to a procedure that was not evaluated."""
    USED = "used"


def outcomes(results: Iterable[ProcedureResult]) -> Mapping[str, Outcome]:
    """Map the reference of each requirement to its outcome, WAIVED if waived for any order."""
    found: dict[str, Outcome] = {}
    for finding in (finding for result in results for finding in result.findings):
        # A waiver that one order needs is in use, whatever the other orders are like.
        if found.get(finding.ref) is not Outcome.WAIVED:
            found[finding.ref] = finding.outcome
    return found


def waiver_use(
    waiver: Waiver, platform: Platform, found: Mapping[str, Outcome], options: EvaluationOptions
) -> Use:
    """Return the status of a waiver; `found` is what `outcomes` returns for the evaluated shop."""
    ref = waiver.requirement
    if ref not in platform.required:
        return Use.UNMATCHED
    # Expiry is reported even if the procedure was not evaluated.
    if not waiver.in_force(options.on):
        return Use.LAPSED
    if ref not in found:
        return Use.NOT_JUDGED
    if found[ref] is not Outcome.WAIVED:
        return Use.UNUSED
    soon = waiver.until is not None and waiver.until - options.on <= SOON
    return Use.SOON if soon else Use.USED
