"""Decide whether a seller's shop can be closed, what blocks it, and what money is paid back.

>>> from shopexit import check, load_rules, read_state
>>> rules = load_rules("kuaishou")
>>> state = read_state("examples/kuaishou/blocked.yaml", rules)
>>> check(rules, state).verdict
<Verdict.BLOCKED: 'blocked'>
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shopexit.evaluation.evaluate import EvaluationOptions, Outcome, Verdict
    from shopexit.inputs.state import State
    from shopexit.inputs.state_reader import read_state
    from shopexit.messages import Lang, Problem, ShopexitError
    from shopexit.pipeline import check, load_rules
    from shopexit.report.model import Report
    from shopexit.rules.platform import Platform
    from shopexit.rules.sources import Grade

__version__ = "0.1.0"
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
_PLACES = {
    "evaluation.evaluate": ("EvaluationOptions", "Outcome", "Verdict"),
    "inputs.state": ("State",),
    "inputs.state_reader": ("read_state",),
    "messages": ("Lang", "Problem", "ShopexitError"),
    "pipeline": ("check", "load_rules"),
    "report.model": ("Report",),
    "rules.platform": ("Platform",),
    "rules.sources": ("Grade",),
}


def __getattr__(name: str) -> Any:
    """Import a name of `__all__` on first use, so that `import shopexit` and `--version` stay fast.

    Raises AttributeError for every other name.
    """
    for place, names in _PLACES.items():
        if name in names:
            found = getattr(import_module(f"shopexit.{place}"), name)
            globals()[name] = found
            return found
    raise AttributeError(name)
