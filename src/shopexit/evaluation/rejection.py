"""Refusal of an application by the platform: date, reason, and whether it has been resolved."""

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
    """The platform's refusal of an application (on the day `on`), as recorded in the state."""

    on: date | None
    reason: Text | None
    is_mended: bool
    """Whether the reason is known, no longer applies, and figures are newer than the refusal."""


def rejection(
    procedure: Procedure, state: State, values: Values, findings: Sequence["Finding"]
) -> Rejection | None:
    """Return the refusal that the state records; None if there is none about `procedure`."""
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
