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

    `folder` contains rule files to use instead of those that come with shopexit. `overlay` is a
    folder of files in which a seller adds or changes rules. Raises ShopexitError if the platform is
    unknown or a rule file is invalid.
    """
    return open_rules(folder, overlay).platform(platform)


def check(rules: Platform, state: State, options: EvaluationOptions | None = None) -> Report:
    """Judge a shop by a platform's rules and return a report with verdict, plan and money.

    `options` sets the date, by default today in China, and the procedures, by default those marked
    `default` in the rule file. Raises ShopexitError if a procedure is unknown, no procedure applies
    to the shop or its orders, or the state reports an event after the date.
    """
    evaluation = evaluate(rules, state, options or EvaluationOptions(today()))
    plan = make_plan(evaluation)
    return build_report(plan)


def today() -> date:
    """Return today's date in China (UTC+8, no daylight saving), whatever the local time zone."""
    return datetime.now(_CHINA).date()
