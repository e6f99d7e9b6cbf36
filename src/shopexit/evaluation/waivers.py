"""What has become of a waiver: whether it counts, has run out, or was not needed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum

from shopexit.evaluation.evaluate import EvaluationOptions, Outcome, ProcedureResult, in_force
from shopexit.inputs.state_schema import Waiver
from shopexit.rules.platform import Platform

SOON = timedelta(days=14)


class Use(StrEnum):
    """What has become of a waiver; those first that somebody has to look at."""

    LAPSED = "lapsed"
    """It ran out before the day that is judged."""
    SOON = "soon"
    """It counts, and runs out within 14 days."""
    UNUSED = "unused"
    """What it waives is met, not for this shop, or not known for want of a figure."""
    UNMATCHED = "unmatched"
    """It names no requirement that there is."""
    NOT_JUDGED = "not-judged"
    """What it waives belongs to a procedure that was not judged."""
    USED = "used"


def outcomes(results: Iterable[ProcedureResult]) -> Mapping[str, Outcome]:
    """Return the outcome of each requirement; of several orders it is enough if one is waived."""
    found: dict[str, Outcome] = {}
    for finding in (finding for result in results for finding in result.findings):
        if found.get(finding.ref) is not Outcome.WAIVED:
            found[finding.ref] = finding.outcome
    return found


def waiver_use(
    waiver: Waiver, platform: Platform, found: Mapping[str, Outcome], options: EvaluationOptions
) -> Use:
    """Return what has become of a waiver, by the outcomes of the requirements."""
    ref = waiver.requirement
    if ref not in platform.required:
        return Use.UNMATCHED
    if not in_force(waiver, options):
        return Use.LAPSED
    if ref not in found:
        return Use.NOT_JUDGED
    if found[ref] is not Outcome.WAIVED:
        return Use.UNUSED
    soon = waiver.until is not None and waiver.until - options.on <= SOON
    return Use.SOON if soon else Use.USED
