"""That the platform has refused an application: when, why, and whether that is mended."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from shopexit.inputs.state import State
from shopexit.messages import Text, both, record
from shopexit.rules.facts import Values
from shopexit.rules.platform import REJECTED, STATUS, Procedure

if TYPE_CHECKING:
    from shopexit.evaluation.evaluate import Finding


@record()
class Rejection:
    """That the platform has refused the application, on which day and why, as the seller says."""

    on: date | None
    reason: Text | None
    is_mended: bool
    """The reason is named, and the figures were read after the refusal."""


def rejection(
    procedure: Procedure, state: State, values: Values, findings: Sequence["Finding"]
) -> Rejection | None:
    """Return what is known of a refusal by the platform, if it has refused the application."""
    if values.get(STATUS) != REJECTED or not procedure.by_closing:
        return None
    day, reason = values.get("closing.rejected_on"), values.get("closing.reason")
    named = [f for f in findings if reason in (f.ref, f.requirement.id)]
    read_since = isinstance(day, date) and state.as_of is not None and state.as_of > day
    return Rejection(
        on=day if isinstance(day, date) else None,
        reason=named[0].requirement.says if named else (both(str(reason)) if reason else None),
        is_mended=bool(reason) and read_since and not any(finding.is_open for finding in named),
    )
