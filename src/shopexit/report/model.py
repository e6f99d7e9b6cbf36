"""The report: one frozen value with everything a format can show.

Its JSON is versioned by `schema`; within a version, fields may be added, but not renamed or
removed. Texts hold both languages; `lang` decides in which language they are written.
"""

from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from shopexit.evaluation.balance import MoneyGroup
from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.messages import Lang, Text, record
from shopexit.report.plan_model import NamedProcedure, ReportedPlan
from shopexit.report.source_model import ReportedCitation, ReportedSide, ReportedSource
from shopexit.rules.entries import Level
from shopexit.rules.facts import Debtor
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.sources import Grade


@record(kw_only=True)
class View:
    """Base class of the outputs of commands; `lang` is the language requested."""

    lang: Lang


@record(kw_only=True)
class ReportedFigure:
    """One fact that a requirement depends on: its value, and the value required."""

    fact: str
    label: Text
    short: Annotated[Text | None, Field(description="short label, if `label` is long")]
    has: Text
    needs: Text
    holds: Annotated[bool | None, Field(description="null if the fact is not given")]
    alternative: Annotated[
        bool, Field(description="another figure of the requirement may hold instead")
    ]


@record(kw_only=True)
class ReportedFinding:
    """A requirement and its outcome for the shop, or for one of its orders."""

    ref: str
    procedure: str
    order: str | None
    line: Annotated[int | None, Field(description="line of the fact in the state file, from 1")]
    column: int | None
    level: Annotated[
        Level, Field(description="level of the requirement after --trust and --strict")
    ]
    outcome: Outcome
    says: Text
    needs: Text
    has: Annotated[
        dict[str, bool | int | str | None],
        Field(description="facts it reads; amounts are decimal text, null means not given"),
    ]
    figures: tuple[ReportedFigure, ...]
    missing: Annotated[tuple[str, ...], Field(description="facts needed for a definite outcome")]
    may_apply: Annotated[bool, Field(description="it is unknown whether it applies")]
    reason: Annotated[Text | None, Field(description="why it is not applicable, waived or settled")]
    fix: Text
    cleared_by: Annotated[str | None, Field(description="procedure that fulfils it")]
    clears_on: Annotated[
        date | None, Field(description="first day on which it holds if only time passes")
    ]
    ask: Annotated[Text | None, Field(description="what to ask the platform")]
    note: Text | None
    disputed: tuple[ReportedSide, ...]
    sources: tuple[ReportedCitation, ...]


@record(kw_only=True)
class ReportedSum:
    """A sum that the platform or the seller owes, and when and where it is paid.

    A sum whose parts differ in `group` (what becomes of the money) is split into several.
    """

    fact: str
    label: Text
    amount: Annotated[
        str | None, Field(description="decimal text, never negative; null if not given")
    ]
    owed_by: Debtor
    group: Annotated[MoneyGroup | None, Field(description="where it goes; null if not given")]
    why: Annotated[Text | None, Field(description="why it stays, is in doubt, or is to be paid")]
    earliest: Annotated[date | None, Field(description="earliest arrival; null if not known")]
    latest: date | None
    estimated: bool
    open_by: Annotated[
        tuple[str, ...],
        Field(description="what leaves the latest day open: references, codes of warnings"),
    ]
    into: Annotated[Text | None, Field(description="account it is paid into")]
    ref: Annotated[str | None, Field(description="action that pays it out")]
    procedure: Annotated[
        str | None, Field(description="procedure that pays it out, if not in the plan")
    ]


# Text, as many readers of JSON would make a float of a number.
Amount: TypeAlias = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,20}\.[0-9]{2}$")]
"""An amount of money as text with two decimals, such as 1200.50."""
Currency: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


@record(kw_only=True)
class MoneyTotals:
    """Totals of a shop's money by what becomes of it; sums that are not given are left out."""

    currency: Currency
    comes_back: Annotated[Amount, Field(description="paid out to the seller")]
    stays: Annotated[Amount, Field(description="kept by the platform while the shop is open")]
    in_doubt: Annotated[Amount, Field(description="payment is in doubt")]
    to_pay: Annotated[
        Amount, Field(description="to be paid by the seller; not subtracted from other sums")
    ]
    missing: Annotated[tuple[str, ...], Field(description="money facts that are not given")]


@record(kw_only=True)
class Money(MoneyTotals):
    """Totals of a shop's money, with the single sums that they consist of."""

    sums: tuple[ReportedSum, ...]


@record(kw_only=True)
class CheckedCounts:
    """How many requirements were evaluated, in all and by outcome, and for how many orders."""

    requirements: int
    met: int
    unmet: int
    unknown: int
    disputed: int
    waived: int
    not_applicable: int
    passed: Annotated[int, Field(description="no longer asked for, once applied for")]
    must: Annotated[int, Field(description="number of requirements that affect the verdict")]
    deciding: Annotated[
        dict[Outcome, int],
        Field(description="number of requirements that affect the verdict, by outcome"),
    ]
    stale: Annotated[int, Field(description="number of warnings about old or undated evidence")]
    orders: Annotated[int, Field(description="number of orders evaluated")]
    orders_shown: Annotated[int, Field(description="number of orders shown one by one")]
    orders_left: Annotated[
        int, Field(description="number of listed orders to which no procedure applies")
    ]


@record(kw_only=True)
class JudgedProcedure:
    """One procedure and its verdict, for the shop or for one order."""

    procedure: str
    name: Text
    subject: Subject
    order: str | None
    verdict: Verdict
    missing: Annotated[
        tuple[str, ...], Field(description="facts needed to know whether it applies")
    ]
    open_points: Annotated[int, Field(description="number of figures that no rule covers")]


@record(kw_only=True)
class SkippedProcedure:
    """A procedure that was not evaluated, such as one that does not apply, and why."""

    procedure: str
    name: Text
    reason: Text


@record(kw_only=True)
class OpenPoint:
    """An unfavourable fact that no rule covers; it prevents the verdict READY."""

    ref: Annotated[str, Field(description="key for the platform's answer under `answers`")]
    procedure: str
    fact: str
    label: Text
    has: Annotated[bool | int | str, Field(description="amounts are decimal text")]
    shown: Annotated[Text, Field(description="the same in words")]
    ask: Annotated[Text, Field(description="what to ask the platform")]
    line: Annotated[int | None, Field(description="line in the state file, from 1")]
    column: int | None


@record(kw_only=True)
class ReportedNotAsked:
    """An unfavourable fact of which the rules or the platform say that it does not matter."""

    ref: str
    procedure: str
    fact: str
    label: Text
    has: Annotated[bool | int | str, Field(description="amounts are decimal text")]
    shown: Annotated[Text, Field(description="the same in words")]
    says: Annotated[Text, Field(description="evidence that it is not asked for")]
    no_such_thing: Annotated[bool, Field(description="the platform has nothing of this kind")]
    answered: Annotated[
        bool, Field(description="whether the platform says so, by `answers` in the state file")
    ]
    sources: tuple[ReportedCitation, ...]


@record(kw_only=True)
class Report(View):
    """Everything found out about one shop: output of `check`."""

    schema_: Annotated[Literal["shopexit.report/1"], Field(alias="schema")] = "shopexit.report/1"
    platform: str
    platform_name: Text
    procedure: Annotated[
        str, Field(description="the procedure evaluated; `several` if more than one")
    ]
    judged: Annotated[tuple[NamedProcedure, ...], Field(description="all procedures evaluated")]
    procedures: Annotated[
        tuple[JudgedProcedure, ...],
        Field(description="each procedure with its verdict, for the shop and each order shown"),
    ]
    passed_procedures: Annotated[
        tuple[NamedProcedure, ...],
        Field(description="procedures done; judged instead: those that pay the remaining money"),
    ]
    skipped: Annotated[
        tuple[SkippedProcedure, ...],
        Field(
            description="procedures not evaluated although requested, or although facts of the"
            " shop are given for them"
        ),
    ]
    file: Annotated[str, Field(description="the state file")]
    entry: Annotated[
        int | None, Field(description="line of JSON Lines, or number of the YAML document")
    ]
    shop: str | None
    on: date
    as_of: date | None
    reviewed: Annotated[
        date, Field(description="when the rules were last checked against their sources")
    ]
    trust: Grade
    strict: bool
    max_age: Annotated[int, Field(description="greatest age of figures, in days")]
    verdict: Verdict
    checked: CheckedCounts
    findings: tuple[ReportedFinding, ...]
    open_points: tuple[OpenPoint, ...]
    not_asked: tuple[ReportedNotAsked, ...]
    plan: ReportedPlan
    money: Money
    warnings: tuple[ResultWarning, ...]
    sources: Annotated[
        tuple[ReportedSource, ...],
        Field(description="all sources cited, best grade first"),
    ]
    site_url: Annotated[str | None, Field(exclude=True)] = None
    """Address of a published handbook that the HTML page links to; None for no links."""
