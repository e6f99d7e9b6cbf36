"""Plans by the rules of tests/rulebook/waits.yaml, and what is read from them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeAlias

from states import ROOT, parsed, written

from shopexit import Platform, check, load_rules
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.plan.actions import Phase
from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedAction

Days: TypeAlias = tuple[str | None, str | None]

WAITS: Platform = load_rules("waits", ROOT / "tests" / "rulebook")
ON = "2026-11-22"
"""A Sunday."""
OLD: dict[str, Any] = {
    "closing.status": "not_applied",
    "notice.published_on": "2026-09-01",
    "orders.open": 0,
    "orders.last_on": "2026-09-01",
    "contract.begun_on": "2025-01-01",
    "funds.deposit": 1000,
}
"""A shop for which every clock has run out by November."""
IN_REVIEW = OLD | {"closing.status": "in_review"}
TOLD = {"confirmed.applied": True, "profile.region": "home", "notice.published_on": "2026-09-01"}


def reported(
    values: Mapping[str, Any], procedure: str = "leave", on: str = ON, **more: object
) -> Report:
    """Return the report on a shop with these facts."""
    state = parsed(written("waits", values, as_of=on, **more), WAITS)
    return check(WAITS, state, EvaluationOptions(on=date.fromisoformat(on), procedure=procedure))


def found(report: Report, name: str) -> ReportedAction:
    """Return the only action of a name that is not a question."""
    (action,) = (
        a
        for a in report.plan.actions
        if a.ref.split("/")[-1] == name and a.phase is not Phase.FIND_OUT
    )
    return action


def spans(report: Report, *names: str) -> list[Days]:
    """Return the first and the last day of some actions."""
    return [_days(found(report, name)) for name in names]


def milestones(report: Report) -> dict[tuple[str, str], Days]:
    """Return the days of the milestones."""
    return {(m.procedure, m.stage): _days(m) for m in report.plan.milestones}


def codes(report: Report) -> set[str]:
    """Return the names of the warnings."""
    return {warned.code for warned in report.warnings}


def _days(item: Any) -> Days:
    return str(item.earliest or "") or None, str(item.latest or "") or None


def held(action: ReportedAction) -> str | None:
    """Return the last part of the reference that holds an action."""
    return action.held_by.ref.split("/")[-1] if action.held_by else None


def open_by(action: ReportedAction) -> list[str]:
    """Return the last part of each reference that leaves an action open."""
    return [ref.split("/")[-1] for ref in action.open_by]
