"""What the author of rules expects of a state, and where the result differs from it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import Field

from shopexit.evaluation.balance import MoneyGroup
from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.files.dates import Day
from shopexit.files.validation import Label, Model, validate
from shopexit.files.yaml import Document
from shopexit.messages import ShopexitError, Text, nearest, record
from shopexit.report.model import Report, View
from shopexit.report.summary import Summary
from shopexit.rules.platform import Platform

DateName = Literal["apply", "close", "close_latest", "money", "money_latest"]
NONE = "-"
"""Stands for a day that there is not, and for a requirement that was not judged."""


class Expectation(Model):
    """What a state is expected to come to; what is left out is not looked at."""

    on: Day | None = None
    """The day to judge; that of the figures if left out."""
    procedure: Label | None = None
    verdict: Verdict | None = None
    outcomes: dict[str, Outcome] = Field(default={})
    """What becomes of requirements, by their references."""
    today: tuple[str, ...] | None = None
    """References of what to begin on the judged day, the most urgent first."""
    dates: dict[DateName, Day | None] = Field(default={})
    sums: dict[MoneyGroup, Decimal] = Field(default={})


class _Expecting(Model, extra="ignore"):
    """The part of a state file that is about this."""

    expect: Expectation


@record(kw_only=True)
class Difference:
    """One thing that is not as it was expected."""

    what: Annotated[str, Field(description="`verdict`, a reference, `today`, a day or a sum")]
    expected: str
    found: str


@record(kw_only=True)
class ExpectedState:
    """A state, and where its result differs from what it expects."""

    file: str
    entry: int | None
    differences: tuple[Difference, ...]


@record(kw_only=True)
class ExpectationRun(View):
    """What became of all states that expect something."""

    schema_: Annotated[Literal["shopexit.test/1"], Field(alias="schema")] = "shopexit.test/1"
    passed: int
    failed: int
    skipped: Annotated[int, Field(description="how many states expect nothing")]
    states: tuple[ExpectedState, ...]


def expectation(document: Document, rules: Platform) -> Expectation:
    """Return what a state file expects.

    Raises ShopexitError, with every problem at its line, if it cannot be used.
    """
    expected = validate(_Expecting, document).expect
    known = {*rules.references, *_facts(rules)}
    for ref in expected.outcomes:
        if ref not in known:
            says = Text(zh=f"没有 {ref}", en=f"there is no {ref}")
            hint = nearest(ref, rules.references)
            raise ShopexitError([document.problem(("expect", "outcomes", ref), says, hint)])
    return expected


def _facts(rules: Platform) -> Iterator[str]:
    """Yield what open points are called."""
    for name in rules.procedures:
        yield from (f"{rules.platform}/{name}/{fact}" for fact in rules.vocabulary.clear)


def differences(expected: Expectation, report: Report, summary: Summary) -> tuple[Difference, ...]:
    """Return what is not as it was expected. The report has to show all orders."""
    return tuple(
        Difference(what=what, expected=wanted, found=found)
        for what, wanted, found in _compared(expected, report, summary)
        if wanted != found
    )


def _compared(
    expected: Expectation, report: Report, summary: Summary
) -> Iterator[tuple[str, str, str]]:
    """Yield everything that is looked at: what it is, what is expected, what was found."""
    if expected.verdict:
        yield "verdict", expected.verdict, report.verdict
    outcomes = _outcomes(report)
    for ref, outcome in expected.outcomes.items():
        yield ref, outcome, _listed(outcomes.get(ref, ()))
    if expected.today is not None:
        yield "today", _listed(expected.today), _listed(report.plan.today)
    for name in get_args(DateName):
        if name in expected.dates:
            day: date | None = getattr(summary.dates, name)
            yield name, str(expected.dates[name] or NONE), str(day or NONE)
    for group, amount in expected.sums.items():
        yield group, f"{amount:.2f}", getattr(report.money, group)


def _outcomes(report: Report) -> Mapping[str, Iterable[str]]:
    """Return what became of each requirement, over all orders, and of the open points."""
    found: dict[str, dict[str, None]] = {}
    for finding in report.findings:
        found.setdefault(finding.ref, {})[finding.outcome] = None
    for point in report.open_points:
        found.setdefault(point.ref, {})[Outcome.UNKNOWN] = None
    return found


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or NONE
