"""Evaluate state files that have `expect` (expected results), and compare the results with it."""

from collections.abc import Callable, Iterable
from typing import BinaryIO

from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import evaluate
from shopexit.files import yaml as yamlfile
from shopexit.files.yaml import Document
from shopexit.fleet.discover import Lost, pieces
from shopexit.inputs.state_reader import platform_of, state_in
from shopexit.messages import Lang, Problem, ShopexitError, Text, clean, fail
from shopexit.plan.actions import make_plan
from shopexit.report.build import build_report
from shopexit.report.expectation import (
    Difference,
    ExpectationRun,
    ExpectedState,
    differences,
    expectation,
)
from shopexit.report.summary import summarise
from shopexit.rules.loader import BrokenRulesError, RuleSet


def run_expectations(
    paths: Iterable[str], rules: RuleSet, stdin: Callable[[], BinaryIO], lang: Lang
) -> ExpectationRun:
    """Evaluate state files, and compare the results with those that the files give under `expect`.

    Files without `expect` are skipped. Returns the differences, in input order. `stdin` opens
    standard input, which is read if `paths` contains `-`. Raises ShopexitError with all problems if
    a state is invalid, or if no state has `expect`.
    """
    states: list[ExpectedState] = []
    problems: list[Problem] = []
    skipped = 0
    for piece in pieces(paths, stdin):
        if isinstance(piece, Lost):
            problems += piece.problems
            continue
        try:
            document = yamlfile.parse(piece.raw, piece.file, piece.line)
            if not (isinstance(document.data, dict) and "expect" in document.data):
                skipped += 1
                continue
            found = _differences(document, rules)
        except BrokenRulesError:
            raise
        except ShopexitError as error:
            problems += map(piece.placed, error.problems)
        else:
            states.append(
                ExpectedState(file=clean(piece.file), entry=piece.entry, differences=found)
            )
    if problems:
        # Instead of a result: an invalid state must not pass for one that was skipped.
        raise ShopexitError(problems)
    if not states:
        raise fail(_NOTHING_EXPECTED)
    failed = sum(bool(state.differences) for state in states)
    return ExpectationRun(
        lang=lang,
        passed=len(states) - failed,
        failed=failed,
        skipped=skipped,
        states=tuple(states),
    )


def _differences(document: Document, rules: RuleSet) -> tuple[Difference, ...]:
    platform = platform_of(document, rules)
    expected = expectation(document, platform)
    state = state_in(document, platform, on=expected.on)
    on = expected.on or state.as_of
    if on is None:
        raise ShopexitError([document.problem(("expect",), _NO_DAY)])
    options = EvaluationOptions(on, procedure=expected.procedure)
    plan = make_plan(evaluate(platform, state, options))
    return differences(expected, build_report(plan), summarise(plan, document.name))


_NOTHING_EXPECTED = Text(
    zh="没有一份店铺数据写了 expect（应该得出什么结果）",
    en="no state file has `expect` (the expected result)",
)
_NO_DAY = Text(
    zh="没写按哪一天判断：写 on，或写数据的日期 as_of",
    en="the date of the check is missing: give `on` under `expect`, or `as_of`",
)
