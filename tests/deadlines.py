"""What a report says of one requirement, and by when an entry can be over.

What is expected stands in the tests, taken from the passages by hand and not from the rule files.
"""

from datetime import date

from states import ON, parsed, written
from thresholds import Values, judged

from shopexit import Platform, Report, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.plan.actions import Phase
from shopexit.rules.sources import Grade


def trusting(rules: Platform, procedure: str, figures: Values, trust: Grade) -> Report:
    """Return the report on a shop with these figures, by sources of a grade and better ones."""
    state = parsed(written(rules.platform, figures), rules)
    return check(rules, state, EvaluationOptions(on=ON, procedure=procedure, trust=trust))


def outcome(rules: Platform, ref: str, figures: Values) -> tuple[str, str | None]:
    """Return what a requirement comes to, and the day on which time alone clears it."""
    report = judged(rules, ref.partition("/")[0], figures)
    (found,) = (f for f in report.findings if f.ref == f"{rules.platform}/{ref}")
    return str(found.outcome), _written(found.clears_on)


def span(rules: Platform, ref: str, figures: Values) -> tuple[str | None, str | None]:
    """Return the first and the last day on which what an entry asks for can be over."""
    report = judged(rules, ref.partition("/")[0], figures)
    (found,) = (
        action
        for action in report.plan.actions
        if action.ref == f"{rules.platform}/{ref}" and action.phase is not Phase.FIND_OUT
    )
    return _written(found.earliest), _written(found.latest)


def _written(day: date | None) -> str | None:
    return str(day) if day else None
