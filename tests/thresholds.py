"""Shops beside the numbers of the rules: one that is ready, and what a single figure makes of it.

What is expected stands in the tests, taken from the passages by hand and not from the rule files.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from states import ON, parsed, written

from shopexit import Platform, Report, check
from shopexit.evaluation.evaluate import EvaluationOptions

Values = Mapping[str, Any]
NO_ORDERS = {
    "orders.pending_payment": 0,
    "orders.pending_shipment": 0,
    "orders.pending_receipt": 0,
}


class Case(NamedTuple):
    """Figures over those of a shop that is ready, and what becomes of it."""

    figures: Values
    requirement: str
    outcome: str
    verdict: str
    clears_on: date | None = None


def ago(days: int) -> date:
    """Return the day that lies so many days before the one that is judged."""
    return ON - timedelta(days=days)


def ahead(days: int) -> date:
    """Return the day that lies so many days after the one that is judged."""
    return ON + timedelta(days=days)


def judged(rules: Platform, procedure: str, figures: Values) -> Report:
    """Return the report on a shop, or on its only order, with these figures."""
    state = parsed(written(rules.platform, figures), rules)
    return check(rules, state, EvaluationOptions(on=ON, procedure=procedure))


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
