"""Rules of a small platform, made up by a test, and what a report says of them."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from states import ROOT, nested, parsed

from shopexit import Platform, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.files import yaml as yamlfile
from shopexit.report.model import Report
from shopexit.rules.loader import RuleSet, platform_in

RULES = RuleSet(ROOT / "tests" / "rulebook")
ON = date(2026, 11, 22)
SHORT = {"zh": "短", "en": "short"}
SOURCE = {
    "grade": "official",
    "title": "Rule",
    "publisher": "Demo",
    "read": "2026-11-21",
}
NOT_CLOSED = {"closing.status": "not_applied"}


def procedure(
    *needs: str,
    asks: Sequence[Mapping[str, Any]] = (),
    days: int = 0,
    returns: str | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return a procedure that needs others, asks for more, and takes some days.

    What it needs of another is that the shop is closed, which no state here says it is.
    """
    wanted = [
        {"id": f"after-{name}", "holds": {"closing.status": "approved"}, "cleared_by": name}
        for name in needs
    ]
    wanted += [{"id": f"r{n}", **ask} for n, ask in enumerate(asks)]
    common = {"level": "must", "says": SHORT, "fix": SHORT, "sources": ["rule"]}
    step: dict[str, Any] = {"id": "act", "who": "seller", "does": SHORT, "sources": ["rule"]}
    step |= {"takes": [{"days": days, "sources": ["rule"]}]} if days else {}
    step |= {"returns": returns} if returns else {}
    fine = {"id": "fine", "holds": {"orders.open": 0}}
    requirements = [common | each for each in wanted or [fine]]
    return {"name": SHORT, "about": SHORT, "requirements": requirements, "steps": [step]} | more


def rules(
    changes: Sequence[Mapping[str, Any]] = (),
    doubts: Sequence[Mapping[str, Any]] = (),
    **procedures: dict[str, Any],
) -> Platform:
    """Return the rules of a platform that has these procedures; the first is the default."""
    first, *_ = procedures
    procedures[first]["default"] = True
    ids = {name: name.replace("_", "-") for name in procedures}
    # Each needs a name of its own.
    named = {
        ids[name]: {**each, "name": dict.fromkeys(("zh", "en"), ids[name])}
        for name, each in procedures.items()
    }
    file = {
        "platform": "small",
        "name": SHORT,
        "reviewed": "2026-11-21",
        "sources": {"rule": SOURCE},
        "changes": changes,
        "doubts": doubts,
        "procedures": named,
    }
    document = yamlfile.parse(json.dumps(file).encode(), "small.yaml")
    return platform_in(document, RULES.vocabulary, RULES.calendar)


def reported(
    book: Platform,
    values: Mapping[str, Any],
    asked: str | None = None,
    on: date = ON,
    **more: object,
) -> Report:
    """Return the report on a shop with these facts, which has no open orders."""
    shop = nested({"orders.open": 0, **values})
    state = {"platform": "small", "as_of": str(on), **shop, **more}
    given = parsed(json.dumps(state).encode(), book)
    return check(book, given, EvaluationOptions(on=on, procedure=asked))


def order(report: Report) -> list[str]:
    """Return the procedures of the plan by the order of their steps."""
    return [a.ref.split("/")[1] for a in report.plan.actions if a.ref.endswith("/act")]


def joined(report: Report) -> set[str]:
    """Return the procedures that the plan leads through though they were not asked for."""
    return {each.procedure for each in report.plan.joined}


def days(report: Report, name: str) -> tuple[str, str]:
    """Return the first and the last day of what a procedure does."""
    (action,) = (a for a in report.plan.actions if a.ref == f"small/{name}/act")
    return str(action.earliest), str(action.latest)
