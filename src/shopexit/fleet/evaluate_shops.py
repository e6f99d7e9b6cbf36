"""The shops of a fleet, judged one by one: each by the rules of the platform that it names.

Never raises for what an entry holds: an entry that cannot be used is told with its problems.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path

from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import Evaluation, evaluate
from shopexit.files import yaml as yamlfile
from shopexit.fleet.discover import STDIN_NAME, Piece
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.state_reader import platform_of, state_in
from shopexit.messages import Problem, ShopexitError, clean
from shopexit.plan.actions import make_plan
from shopexit.report.build import build_report
from shopexit.report.summary import summarise
from shopexit.report.totals import Shop
from shopexit.report.waivers import waivers
from shopexit.rules.loader import BrokenRulesError, RuleSet


def _placed(problem: Problem, piece: Piece) -> Problem:
    """Return a problem with the place of its entry, where it does not have one."""
    if problem.file:
        return problem
    line = piece.line if piece.entry else None
    return replace(problem, file=clean(piece.file), line=line)


@dataclass(frozen=True)
class Asked:
    """How the shops of a fleet are judged."""

    options: EvaluationOptions
    waive: bool = True
    """Whether what is waived counts as that."""
    platforms: frozenset[str] = frozenset()
    """The platforms to judge, or all if there are none; the shops of others are passed over."""
    how: ReadOptions = field(default_factory=ReadOptions)
    """How the exports that they name are read."""


class Shops:
    """Judges entry by entry."""

    def __init__(self, rules: RuleSet, asked: Asked) -> None:
        self._rules = rules
        self._asked = asked

    def shop(self, piece: Piece, *, whole: bool = False, listed: bool = False) -> Shop | None:
        """Return what is found out about an entry; None if it is of a platform not asked for.

        Raises BrokenRulesError if the rules it asks for cannot be used.

        Its report is worked out only if the `whole` is wanted, and its waivers if they are to be
        `listed`.
        """
        try:
            evaluation = self._evaluation(piece)
            if evaluation is None:
                return None
            plan = make_plan(evaluation)
            file = clean(piece.file)
            return Shop(
                file=file,
                entry=piece.entry,
                summary=summarise(evaluation, plan, file, piece.entry),
                report=build_report(evaluation, plan, piece.entry) if whole else None,
                waivers=tuple(waivers(evaluation, file, piece.entry)) if listed else (),
            )
        except BrokenRulesError:
            raise
        except ShopexitError as error:
            problems = tuple(_placed(problem, piece) for problem in error.problems)
            return Shop(file=piece.file, entry=piece.entry, problems=problems)

    def _evaluation(self, piece: Piece) -> Evaluation | None:
        document = yamlfile.parse(piece.raw, piece.file, piece.line)
        rules = platform_of(document, self._rules)
        asked = self._asked
        if asked.platforms and rules.platform not in asked.platforms:
            return None
        folder = Path() if piece.file == STDIN_NAME else Path(piece.file).parent
        state = state_in(document, rules, folder, (), asked.how, asked.options.on)
        if not asked.waive:
            state = replace(state, waivers=())
        return evaluate(rules, state, asked.options)
