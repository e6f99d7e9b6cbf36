"""Can this shop be closed, what is in the way, and what money comes back.

>>> from shopexit import check, load_rules
>>> rules = load_rules("kuaishou")
>>> state = rules.read_state("examples/kuaishou/blocked.yaml")
>>> check(rules, state).verdict
<Verdict.BLOCKED: 'blocked'>
"""

from shopexit.api import Rules, check, load_rules
from shopexit.errors import Problem, ShopexitError
from shopexit.judge import Outcome, Verdict
from shopexit.judging import FleetJudge, load_fleet
from shopexit.report import Report
from shopexit.source import Grade
from shopexit.state import State
from shopexit.text import Lang

__all__ = [
    "FleetJudge",
    "Grade",
    "Lang",
    "Outcome",
    "Problem",
    "Report",
    "Rules",
    "ShopexitError",
    "State",
    "Verdict",
    "check",
    "load_fleet",
    "load_rules",
]
