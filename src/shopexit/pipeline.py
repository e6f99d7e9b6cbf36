"""The Python interface: load a platform's rules, check a shop's state by them, get a report."""

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import evaluate
from shopexit.inputs.state import State
from shopexit.plan.actions import make_plan
from shopexit.report.build import build_report
from shopexit.report.model import Report
from shopexit.rules.loader import open_rules
from shopexit.rules.platform import Platform

# A fixed offset, as `zoneinfo` has no time zones on Windows without the package tzdata.
_CHINA = timezone(timedelta(hours=8))


def load_rules(platform: str, folder: Path | None = None, overlay: Path | None = None) -> Platform:
    """Return the rules of a platform, given its name or an alias such as 快手.

    `folder` holds rule files to use instead of those that come with shopexit, `overlay` a seller's
    own rules to apply on top. Raises ShopexitError if there are no such rules or they are invalid.
    """
    return open_rules(folder, overlay).platform(platform)


def check(rules: Platform, state: State, options: EvaluationOptions | None = None) -> Report:
    """Evaluate a shop's state and plan its closing; return the report on both.

    `options` names the date and the procedures; by default today in China, and the procedures that
    the rules mark as default. Raises ShopexitError if a procedure is unknown, none applies to the
    shop or its orders, or the state has events after that date.
    """
    evaluation = evaluate(rules, state, options or EvaluationOptions(today()))
    plan = make_plan(evaluation)
    return build_report(evaluation, plan)


def today() -> date:
    """Return today's date in China (UTC+8, no daylight saving), whatever the local time zone."""
    return datetime.now(_CHINA).date()
