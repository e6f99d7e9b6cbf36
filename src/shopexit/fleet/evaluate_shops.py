"""The shops of a fleet, judged one by one: each by the rules of the platform that it names.

Never raises for what an entry holds: an entry that cannot be used is told with its problems.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel

from shopexit import pipeline
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.files import yaml as yamlfile
from shopexit.files.validation import validate
from shopexit.fleet.discover import STDIN_NAME, Piece
from shopexit.fleet.rules_cache import BrokenRulesError, RulesCache
from shopexit.inputs import state_schema
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.state import State
from shopexit.inputs.value_cache import Accepted
from shopexit.messages import Lang, Problem, ShopexitError, Text, clean
from shopexit.report import build
from shopexit.report.evaluation import Evaluation
from shopexit.report.summary import brief
from shopexit.report.totals import CheckedShop, Shop, TotalsCounter
from shopexit.report.waivers import waivers

_NO_PLATFORM = Text(
    zh="没写 platform：一批店铺里，每一份都要写是哪个平台的",
    en="'platform' is missing: in a fleet each state says whose it is",
)


_A_RESULT = Text(
    zh="这是 shopexit 输出的结果，不是店铺数据；把结果放到别的文件夹",
    en="this is a result of shopexit, not a state: keep results in another folder",
)


def _placed(problem: Problem, piece: Piece) -> Problem:
    """Return a problem with the place of its entry, where it does not have one."""
    if problem.file:
        return problem
    line = piece.line if piece.entry else None
    return replace(problem, file=clean(piece.file), line=line)


@dataclass(frozen=True)
class Asked:
    """How the shops of a fleet are judged."""

    terms: EvaluationOptions
    procedure: str | None = None
    lang: Lang = Lang.EN
    limit: int = 20
    """How many orders of a shop are told of one by one."""
    waive: bool = True
    """Whether what is waived counts as that."""
    platforms: frozenset[str] = frozenset()
    """The platforms to judge, or all if there are none; the shops of others are passed over."""


def checked(
    rules: pipeline.Rules,
    state: State,
    terms: EvaluationOptions,
    procedure: str | None = None,
    lang: Lang = Lang.EN,
    limit: int = 0,
) -> CheckedShop:
    """Return all about one shop, and the fleet that it is by itself.

    Raises ShopexitError if there is no such procedure, or nothing for it to judge.
    """
    judgement = pipeline.judged(rules, state, terms, procedure, limit)
    name = state.document.name
    shop = Shop(
        file=name,
        entry=None,
        brief=brief(judgement, name),
        report=build.report(judgement, lang),
    )
    tally = TotalsCounter()
    tally.add(shop)
    return CheckedShop(shop, tally.fleet(terms, lang))


class Shops:
    """Judges entry by entry."""

    def __init__(self, shelf: RulesCache, asked: Asked, wanted: ReadOptions | None = None) -> None:
        self._shelf = shelf
        self._asked = asked
        self._wanted = wanted or ReadOptions()

    @cached_property
    def _accepted(self) -> Accepted:
        return Accepted(self._state_model, self._shelf.vocabulary)

    @property
    def _state_model(self) -> type[BaseModel]:
        return state_schema.state_model(self._shelf.vocabulary)

    def shop(self, piece: Piece, *, whole: bool = False, listed: bool = False) -> Shop | None:
        """Return what is found out about an entry; None if it is of a platform not asked for.

        Raises BrokenRulesError if the rules it asks for cannot be used.

        Its report is worked out only if the `whole` is wanted, and its waivers if they are to be
        `listed`.
        """
        try:
            judgement = self._judgement(piece)
            if judgement is None:
                return None
            file = clean(piece.file)
            return Shop(
                file=file,
                entry=piece.entry,
                brief=brief(judgement, file, piece.entry),
                report=build.report(judgement, self._asked.lang, piece.entry) if whole else None,
                waivers=tuple(waivers(judgement, file, piece.entry)) if listed else (),
            )
        except BrokenRulesError:
            raise
        except ShopexitError as error:
            problems = tuple(_placed(problem, piece) for problem in error.problems)
            return Shop(file=piece.file, entry=piece.entry, problems=problems)

    def _judgement(self, piece: Piece) -> Evaluation | None:
        document = yamlfile.unread(piece.raw, piece.file, piece.line)
        known = self._accepted.read(document.plain or document.data)
        rules = (self._shelf.known(known.platform) if known else None) or self._rules(document)
        asked = self._asked
        if asked.platforms and rules.platform.platform not in asked.platforms:
            return None
        # What is known already names no exports, so has nothing to be looked for from a folder.
        at_hand = known or piece.file == STDIN_NAME
        folder = Path() if at_hand else Path(piece.file).parent
        state = rules.load_state(document, folder, (), self._wanted, known, asked.terms.on)
        if not asked.waive:
            state = replace(state, waivers=())
        return pipeline.judged(rules, state, asked.terms, asked.procedure, asked.limit)

    def _rules(self, document: yamlfile.Document) -> pipeline.Rules:
        data = document.data
        if not isinstance(data, dict):
            validate(self._state_model, document)  # which says what is found instead
        named = data.get("platform") if isinstance(data, dict) else None
        if isinstance(data, dict) and str(data.get("schema")).startswith("shopexit."):
            raise ShopexitError([document.problem(("schema",), _A_RESULT)])
        if named is None or isinstance(named, dict | list):
            raise ShopexitError([document.problem((), _NO_PLATFORM)])
        try:
            return self._shelf.rules(str(named))
        except BrokenRulesError:
            raise
        except ShopexitError as error:
            raise ShopexitError(
                document.problem(("platform",), p.says, p.hint) for p in error.problems
            ) from None
