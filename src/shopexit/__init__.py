"""Can this shop be closed, what is in the way, and what money comes back.

>>> from shopexit import check, load_rules
>>> rules = load_rules("kuaishou")
>>> state = rules.read_state("examples/kuaishou/blocked.yaml")
>>> check(rules, state).verdict
<Verdict.BLOCKED: 'blocked'>
"""

from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.fleet.single import FleetJudge, load_fleet
from shopexit.inputs.state import State
from shopexit.messages import Lang, Problem, ShopexitError
from shopexit.pipeline import Rules, check, load_rules
from shopexit.report.model import Report
from shopexit.rules.sources import Grade

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
