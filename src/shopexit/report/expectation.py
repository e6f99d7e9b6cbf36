"""Expected results in a state file (`expect`), and their comparison with the actual ones."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import product
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
"""Text that stands for a missing date, or for a requirement that was not evaluated."""


class Expectation(Model):
    """Expected result of checking a state file; fields that are left out are not compared."""

    on: Day | None = None
    """Date of the check; by default the date given in the file (`as_of`)."""
    procedure: Label | None = None
    verdict: Verdict | None = None
    outcomes: dict[str, Outcome] = Field(default={})
    """Maps the reference of each requirement to its expected outcome."""
    today: tuple[str, ...] | None = None
    """References of the actions to start today, most urgent first."""
    dates: dict[DateName, Day | None] = Field(default={})
    sums: dict[MoneyGroup, Decimal] = Field(default={})


class _Expecting(Model, extra="ignore"):  # the other keys are validated as a state
    """A state file of which only the expected result (the key `expect`) is read."""

    expect: Expectation


@record(kw_only=True)
class Difference:
    """One value of a result that is not as expected."""

    what: Annotated[str, Field(description="`verdict`, a reference, `today`, a day or a sum")]
    expected: str
    found: str


@record(kw_only=True)
class ExpectedState:
    """A state file with the differences between its actual and its expected result."""

    file: str
    entry: int | None
    differences: tuple[Difference, ...]


@record(kw_only=True)
class ExpectationRun(View):
    """Comparison of several state files with their expected results: output of `test`."""

    schema_: Annotated[Literal["shopexit.test/1"], Field(alias="schema")] = "shopexit.test/1"
    passed: int
    failed: int
    skipped: Annotated[int, Field(description="number of states without `expect`")]
    states: tuple[ExpectedState, ...]


def expectation(document: Document, rules: Platform) -> Expectation:
    """Read the expected result in a state file, which is given under the key `expect`.

    Raises ShopexitError if `expect` is missing or invalid.
    """
    expected = validate(_Expecting, document).expect
    if not expected.model_fields_set - {"on", "procedure"}:
        raise ShopexitError([document.problem(("expect",), _NOTHING)])
    # Each fact can become a question to the platform, in each procedure.
    asked = product(rules.procedures, rules.vocabulary.clear)
    known = {*rules.references, *(f"{rules.platform}/{name}/{fact}" for name, fact in asked)}
    for ref in expected.outcomes:
        if ref not in known:
            says = Text(zh=f"没有 {ref}", en=f"no rule or fact has the reference {ref}")
            hint = nearest(ref, rules.references)
            raise ShopexitError([document.problem(("expect", "outcomes", ref), says, hint)])
    return expected


_NOTHING = Text(
    zh="expect 里没写该得出什么：verdict、outcomes、today、dates、sums 至少写一项",
    en="no result is expected: give at least one of verdict, outcomes, today, dates and sums",
)


def differences(expected: Expectation, report: Report, summary: Summary) -> tuple[Difference, ...]:
    """Return the values of a result that are not as expected, each with the expected value.

    `report` and `summary` describe the same result; the report must show all orders.
    """
    return tuple(
        Difference(what=what, expected=wanted, found=found)
        for what, wanted, found in _compared(expected, report, summary)
        if wanted != found
    )


def _compared(
    expected: Expectation, report: Report, summary: Summary
) -> Iterator[tuple[str, str, str]]:
    """Yield (name, expected value, actual value), as text, for everything that is compared."""
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
    """Map the reference of each requirement to its outcomes, which may differ between orders.

    Bad figures that no rule covers are included.
    """
    # Dicts instead of sets keep the order, so that the texts compared do not vary.
    found: dict[str, dict[str, None]] = {}
    for finding in report.findings:
        found.setdefault(finding.ref, {})[finding.outcome] = None
    for point in report.open_points:
        found.setdefault(point.ref, {})[Outcome.UNKNOWN] = None
    return found


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or NONE
