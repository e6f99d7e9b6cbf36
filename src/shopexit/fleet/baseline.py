"""Reading snapshots of shops: from the JSON that shopexit writes, or from a state that is judged.

What stands in a file is not trusted, whoever is said to have written it: types are checked, texts
made harmless, and what is wrong is named with its line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StrictInt, StringConstraints
from pydantic import ValidationError as Invalid

from shopexit import pipeline
from shopexit.evaluation.evaluate import MAX_AGE, EvaluationOptions, Outcome, Verdict
from shopexit.evaluation.evaluation import evaluate
from shopexit.files import yaml as yamlfile
from shopexit.files.dates import Day
from shopexit.files.json_stream import JsonSource, Record
from shopexit.files.validation import objection, validate
from shopexit.inputs.state_reader import platform_of, state_in
from shopexit.messages import Problem, ShopexitError, Text, clean, fail
from shopexit.plan.actions import make_plan
from shopexit.plan.date_range import DateRange
from shopexit.plan.milestones import Milestone, Stage
from shopexit.report.comparison_model import (
    Days,
    Snapshot,
    Status,
    of_brief,
    of_dates,
    opened,
    unusable,
)
from shopexit.report.model import SCHEMA as REPORT
from shopexit.report.summary import SCHEMA as SHOP
from shopexit.report.summary import days, summarise
from shopexit.report.totals import SCHEMA as FLEET
from shopexit.rules.entries import Level
from shopexit.rules.loader import RuleSet
from shopexit.rules.sources import Grade

_M = TypeVar("_M", bound=BaseModel)
_KNOWN = (SHOP, REPORT, FLEET)
_LOCATED = 4 * 1024 * 1024
"""How long a record is at most in which the line of what is wrong is looked for."""


@dataclass(frozen=True)
class Judging:
    """By what rules and terms a state file is judged, and by which words references are said."""

    rules: RuleSet
    on: date | None = None
    """The day to judge; by default that of the figures, or today in China if they have none."""
    trust: Grade = Grade.GUIDE
    strict: bool = False
    max_age: int = MAX_AGE
    procedure: str | None = None

    def words(self, name: str) -> Text | None:
        """Return what the rules say of a reference, a fact or a platform; None if nothing."""
        platform = name.partition("/")[0]
        fact = self.rules.vocabulary.facts.get(name)  # says so if there is no such folder
        if platform not in self.rules.names:
            return fact.label if fact else None
        rules = self.rules.platform(platform)
        if entry := rules.references.get(name):
            return entry.words
        fact = self.rules.vocabulary.facts.get(name.rpartition("/")[2])
        return rules.name if name == platform else fact.label if fact else None


def read(path: Path | str, judging: Judging, raw: bytes | None = None) -> Iterator[Snapshot]:
    """Yield the shops of a state file, a report, a fleet, or JSON Lines of shops.

    A state is judged; the others are as they were. With `raw`, these are the bytes, and `path` only
    names them. Raises ShopexitError as soon as something cannot be used.
    """
    name = str(path)
    with JsonSource(None if raw is not None else Path(path), name, raw) as source:
        if source.schema is None:
            yield _judged(source, judging)
            return
        if judging.on:
            says = Text(
                zh="这是已有的结果，不会重新判断；--on 只用于店铺数据文件",
                en="this was judged already, and is not judged again: --on is for a state file",
            )
            raise fail(says, file=source.name)
        in_fleet = source.schema == FLEET
        for record in source.members("shops") if in_fleet else source.records():
            yield from _snapshots(record, source.name)


def _judged(source: JsonSource, judging: Judging) -> Snapshot:
    document = yamlfile.parse(source.raw(), source.name)
    rules = platform_of(document, judging.rules)
    # The order exports that a state names stand beside it.
    state = state_in(document, rules, source.path.parent if source.path else Path())
    options = EvaluationOptions(
        judging.on or state.as_of or pipeline.today(),
        judging.trust,
        judging.strict,
        judging.max_age,
        judging.procedure,
    )
    evaluation = evaluate(rules, state, options)
    return of_brief(summarise(evaluation, make_plan(evaluation), source.name))


def _snapshots(record: Record, file: str) -> Iterator[Snapshot]:
    """Yield the shops of one record: one, unless it is a fleet."""
    data = record.data
    if not isinstance(data, dict):
        raise _refused(record, _Unusable, file)
    schema = data.get("schema")
    # An entry of a fleet that could not be used says only where it is.
    if data.get("verdict", "") is None and schema in (None, SHOP):
        yield _checked(_Unusable, record, file).snapshot()
    elif schema == SHOP:
        yield _checked(_Shop, record, file).snapshot()
    elif schema == REPORT:
        yield _checked(_Report, record, file).snapshot()
    elif schema == FLEET and not record.key:
        for i, shop in enumerate(_checked(_Fleet, record, file).shops):
            within = Record(shop, "", record.line, record.column, f"shops[{i}]")
            yield from _snapshots(within, file)
    else:
        raise _unknown(schema, record, file)


def _unknown(schema: object, record: Record, file: str) -> ShopexitError:
    known = ", ".join(_KNOWN)
    if schema is None:
        says = Text(
            zh="没有 schema，看不出是 shopexit 的哪种结果",
            en="there is no `schema`, so that it cannot be told which result of shopexit it is",
        )
    elif str(schema).partition("/")[0] in {each.partition("/")[0] for each in _KNOWN}:
        says = Text(
            zh=f"这是 {schema}，格式的版本和这个 shopexit 对不上",
            en=f"this is {schema}, a version of the format that this shopexit does not read",
        )
    else:
        says = Text(zh=f"{schema} 不是店铺的判断结果", en=f"{schema} is no result of judging shops")
    hint = Text(zh=f"能比较的有：{known}", en=f"what can be compared: {known}")
    key = ".".join(part for part in (record.key, "schema") if part)
    return ShopexitError([Problem(says, file, record.line, record.column, key, hint)])


def _checked(model: type[_M], record: Record, file: str) -> _M:
    try:
        return model.model_validate(record.data)
    except Invalid:
        raise _refused(record, model, file) from None


def _refused(record: Record, model: type[BaseModel], file: str) -> ShopexitError:
    """Return everything that is wrong with a record, each at its line."""
    problems: tuple[Problem, ...] = ()
    if 0 < len(record.text) <= _LOCATED:
        try:
            validate(model, yamlfile.Document(record.text, file))
        except ShopexitError as error:
            problems = error.problems
    if problems:
        return ShopexitError(_moved(problem, record) for problem in problems)
    says = Text(zh="不是 shopexit 写出的样子", en="this is not as shopexit writes it")
    return ShopexitError([Problem(says, file, record.line, record.column, record.key or None)])


def _moved(problem: Problem, record: Record) -> Problem:
    """Return a problem in a record as one in its file."""
    line, column = problem.line or 1, problem.column or 1
    first = line == 1
    return replace(
        problem,
        line=record.line + line - 1,
        column=column + record.column - 1 if first else column,
        key=".".join(part for part in (record.key, problem.key) if part) or None,
    )


@lru_cache(maxsize=4096)
def _harmless(text: str) -> str:
    # The same few references stand in every line of a million.
    harmless = clean(text)
    if not harmless:
        raise objection(Text(zh="不能是空的", en="it must not be empty"))
    return harmless


_Name: TypeAlias = Annotated[str, AfterValidator(_harmless)]
_Amount: TypeAlias = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,20}\.[0-9]{2}$")]
_Currency: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class _Read(BaseModel):
    """What is read of a result. Fields may be added to it later, and are not looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class _Unusable(_Read):
    file: _Name
    entry: StrictInt | None = None

    def snapshot(self) -> Snapshot:
        return unusable(self.file, self.entry)


class _Money(_Read):
    currency: _Currency
    expected: _Amount


class _Dates(_Read):
    apply: Day | None
    close: Day | None
    close_latest: Day | None
    money: Day | None
    money_latest: Day | None


class _Shop(_Read):
    """A brief, as `shopexit.brief` writes it."""

    file: _Name
    entry: StrictInt | None = None
    platform: _Name
    shop: _Name | None
    procedure: _Name
    on: Day
    verdict: Verdict
    blocked_by: tuple[_Name, ...]
    disputed: tuple[_Name, ...]
    unknown: tuple[_Name, ...]
    open_points: tuple[_Name, ...]
    missing: tuple[_Name, ...]
    money: _Money
    dates: _Dates

    def snapshot(self) -> Snapshot:
        return Snapshot(
            file=self.file,
            entry=self.entry,
            standing=Status(self.verdict.value),
            platform=self.platform,
            shop=self.shop,
            procedure=self.procedure,
            on=self.on,
            open=opened(self.blocked_by, self.disputed, (*self.unknown, *self.open_points)),
            missing=self.missing,
            days=Days(**dict(self.dates)),
            currency=self.money.currency,
            expected=self.money.expected,
        )


class _Finding(_Read):
    ref: _Name
    level: Level
    outcome: Outcome
    missing: tuple[_Name, ...]


class _OpenPoint(_Read):
    ref: _Name


class _Milestone(_Read):
    procedure: _Name
    stage: Stage
    earliest: Day
    latest: Day | None


class _Plan(_Read):
    milestones: tuple[_Milestone, ...]


class _Judged(_Read):
    procedure: _Name


class _Case(_Read):
    missing: tuple[_Name, ...]


class _Counts(_Read):
    orders: StrictInt
    orders_shown: StrictInt


class _Report(_Read):
    """A report, as `shopexit.report` writes it."""

    file: _Name
    entry: StrictInt | None = None
    platform: _Name
    shop: _Name | None
    procedure: _Name
    judged: tuple[_Judged, ...]
    procedures: tuple[_Case, ...]
    on: Day
    verdict: Verdict
    checked: _Counts
    findings: tuple[_Finding, ...]
    open_points: tuple[_OpenPoint, ...]
    plan: _Plan
    money: _Money

    def snapshot(self) -> Snapshot:
        deciding = [finding for finding in self.findings if finding.level is Level.MUST]

        def refs(outcome: Outcome) -> Iterator[str]:
            return (finding.ref for finding in deciding if finding.outcome is outcome)

        unsure = (fact for case in self.procedures for fact in case.missing)
        unknown = (f for f in deciding if f.outcome is Outcome.UNKNOWN)
        missing = (*unsure, *(fact for finding in unknown for fact in finding.missing))
        return Snapshot(
            file=self.file,
            entry=self.entry,
            standing=Status(self.verdict.value),
            platform=self.platform,
            shop=self.shop,
            procedure=self.procedure,
            on=self.on,
            open=opened(
                refs(Outcome.UNMET),
                refs(Outcome.DISPUTED),
                (*refs(Outcome.UNKNOWN), *(point.ref for point in self.open_points)),
            ),
            missing=tuple(dict.fromkeys(missing)),
            days=self._days(),
            currency=self.money.currency,
            expected=self.money.expected,
            partial=self.checked.orders_shown < self.checked.orders,
        )

    def _days(self) -> Days:
        """Return the days as a brief takes them from a plan."""
        milestones = [
            Milestone("", each.procedure, each.stage, DateRange(each.earliest, each.latest))
            for each in self.plan.milestones
        ]
        return of_dates(days(milestones, [each.procedure for each in self.judged]))


class _Fleet(_Read):
    shops: tuple[Any, ...]
