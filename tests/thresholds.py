"""Shops on the edges of numbers in the rule files, and what a report says of them.

What is expected stands in the tests: it was worked out by hand from the passages of the sources,
and not from the rule files.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from states import ON, parsed, written

from shopexit import Platform, Report, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.plan.actions import Phase
from shopexit.rules.sources import Grade

NO_ORDERS = {"orders.pending_payment": 0, "orders.pending_shipment": 0, "orders.pending_receipt": 0}


class Case(NamedTuple):
    """Figures over those of a shop that is ready, and what becomes of it."""

    figures: Mapping[str, Any]
    requirement: str
    outcome: str
    verdict: str
    clears_on: date | None = None


def ago(days: int) -> date:
    """Return the day that lies so many days before the one that is judged, 2026-11-22, a Sunday."""
    return ON - timedelta(days=days)


def ahead(days: int) -> date:
    """Return the day that lies so many days after the one that is judged."""
    return ON + timedelta(days=days)


def reported(
    rules: Platform, procedure: str, facts: Mapping[str, Any], trust: Grade = Grade.GUIDE
) -> Report:
    """Return the report on a shop, or on its only order, with these facts and no others."""
    state = parsed(written(rules.platform, facts), rules)
    return check(rules, state, EvaluationOptions(on=ON, procedure=procedure, trust=trust))


def outcome(rules: Platform, ref: str, facts: Mapping[str, Any]) -> tuple[str, str | None]:
    """Return what a requirement comes to by some facts, and the day on which time clears it."""
    report = reported(rules, ref.partition("/")[0], facts)
    (found,) = (f for f in report.findings if f.ref == f"{rules.platform}/{ref}")
    return str(found.outcome), _written(found.clears_on)


def days(rules: Platform, ref: str, facts: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return the first and the last day on which what an entry asks for can be over."""
    report = reported(rules, ref.partition("/")[0], facts)
    (found,) = (
        action
        for action in report.plan.actions
        if action.ref == f"{rules.platform}/{ref}" and action.phase is not Phase.FIND_OUT
    )
    return _written(found.earliest), _written(found.latest)


def blocking(requirement: str, *facts: str, by: object = 1) -> list[Case]:
    """Return, for facts that have to be 0, cases of the least that is more."""
    return [Case({fact: by}, requirement, "unmet", "blocked") for fact in facts]


def became(report: Report, case: Case) -> Case:
    """Return the case as the program judged it."""
    (found,) = (f for f in report.findings if f.ref.endswith(f"/{case.requirement}"))
    clears_on = found.clears_on if case.clears_on else None
    return case._replace(
        outcome=str(found.outcome), verdict=str(report.verdict), clears_on=clears_on
    )


def _written(day: date | None) -> str | None:
    return str(day) if day else None
