"""Can this shop be closed, what is in the way, and what money comes back.

>>> from shopexit import check, load_rules, read_state
>>> rules = load_rules("kuaishou")
>>> state = read_state("examples/kuaishou/blocked.yaml", rules)
>>> check(rules, state).verdict
<Verdict.BLOCKED: 'blocked'>
"""

from shopexit.evaluation.evaluate import EvaluationOptions, Outcome, Verdict
from shopexit.inputs.state import State
from shopexit.inputs.state_reader import read_state
from shopexit.messages import Lang, Problem, ShopexitError
from shopexit.pipeline import check, load_rules
from shopexit.report.model import Report
from shopexit.rules.platform import Platform
from shopexit.rules.sources import Grade

__all__ = [
    "EvaluationOptions",
    "Grade",
    "Lang",
    "Outcome",
    "Platform",
    "Problem",
    "Report",
    "ShopexitError",
    "State",
    "Verdict",
    "check",
    "load_rules",
    "read_state",
]
