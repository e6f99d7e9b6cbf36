"""The report: one frozen value that holds all a format may show. Formats see nothing else.

Its JSON is versioned by `schema`; fields may be added under one version, never renamed or removed.
Texts are in both languages until they are written; then the report's `lang` decides.
"""

from datetime import date
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, StringConstraints

from shopexit.evaluation.balance import MoneyGroup
from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.messages import Lang, Text, record
from shopexit.report.plan_model import NamedProcedure, Reason, ReportedPlan
from shopexit.report.source_model import ReportedCitation, ReportedSide, ReportedSource
from shopexit.rules.entries import Level
from shopexit.rules.facts import Debtor
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.sources import Grade

SCHEMA: Final = "shopexit.report/1"


@record(kw_only=True)
class View:
    """Something a command shows, in the language it was asked for."""

    lang: Lang


@record(kw_only=True)
class ReportedFigure:
    """One fact of a requirement: the seller's figure beside the one that is asked for."""

    fact: str
    label: Text
    short: Annotated[Text | None, Field(description="the label in a few words, if it is long")]
    has: Text
    needs: Text
    holds: Annotated[bool | None, Field(description="null where the fact is not given")]
    alternative: Annotated[
        bool, Field(description="another figure of the requirement may hold instead")
    ]


@record(kw_only=True)
class ReportedFinding:
    """A requirement and what became of it."""

    ref: str
    procedure: str
    order: str | None
    line: Annotated[
        int | None, Field(description="where its facts stand in the state file; from 1")
    ]
    column: int | None
    level: Annotated[
        Level, Field(description="the level it counted as, under --trust and --strict")
    ]
    outcome: Outcome
    says: Text
    needs: Text
    has: Annotated[
        dict[str, bool | int | str | None],
        Field(description="the facts it reads; amounts are decimal text, null is a fact not given"),
    ]
    figures: tuple[ReportedFigure, ...]
    missing: Annotated[
        tuple[str, ...], Field(description="facts to give, for the outcome to be known")
    ]
    may_apply: Annotated[bool, Field(description="whether it applies is not known")]
    reason: Annotated[Text | None, Field(description="why it is not applicable, waived or settled")]
    fix: Text
    cleared_by: Annotated[str | None, Field(description="the procedure that brings it about")]
    clears_on: Annotated[
        date | None, Field(description="the day from which it surely holds if only time passes")
    ]
    ask: Annotated[Text | None, Field(description="what to ask the platform")]
    note: Text | None
    disputed: tuple[ReportedSide, ...]
    sources: tuple[ReportedCitation, ...]


@record(kw_only=True)
class ReportedSum:
    """One sum of money between the platform and the seller."""

    fact: str
    label: Text
    amount: Annotated[
        str | None, Field(description="decimal text, never below 0; null is not given")
    ]
    owed_by: Debtor
    group: Annotated[
        MoneyGroup | None, Field(description="where it goes; null where it is not given")
    ]
    why: Annotated[Text | None, Field(description="what stands against it, or what it is paid for")]
    earliest: Annotated[date | None, Field(description="when it arrives; null if nothing says so")]
    latest: date | None
    estimated: bool
    open_by: tuple[Reason, ...]
    into: Annotated[Text | None, Field(description="the account it arrives in")]
    ref: Annotated[str | None, Field(description="the action by which it arrives")]
    procedure: Annotated[
        str | None, Field(description="the procedure that brings it, if that is not in the plan")
    ]


Amount: TypeAlias = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,20}\.[0-9]{2}$")]
"""An amount of money as decimal text, to the cent."""
Currency: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


@record(kw_only=True)
class MoneyTotals:
    """The money of a shop by where it goes, as far as it is given. Amounts are decimal text."""

    currency: Currency
    comes_back: Annotated[Amount, Field(description="what the seller gets")]
    stays: Annotated[Amount, Field(description="what the platform keeps while the shop goes on")]
    in_doubt: Annotated[Amount, Field(description="what something stands against")]
    to_pay: Annotated[Amount, Field(description="what the seller has to pay; nothing is netted")]
    missing: Annotated[tuple[str, ...], Field(description="the sums that are not given")]


@record(kw_only=True)
class Money(MoneyTotals):
    """The same, and the sums that it is made of."""

    sums: tuple[ReportedSum, ...]


@record(kw_only=True)
class CheckedCounts:
    """What was judged: so many requirements, and what became of them."""

    requirements: int
    met: int
    unmet: int
    unknown: int
    disputed: int
    waived: int
    not_applicable: int
    passed: Annotated[int, Field(description="taken by the platform with the application")]
    must: Annotated[int, Field(description="how many of them decide the verdict")]
    deciding: Annotated[dict[Outcome, int], Field(description="what became of those that decide")]
    stale: Annotated[
        int, Field(description="how many warnings are about evidence that is old or undated")
    ]
    orders: Annotated[int, Field(description="how many orders were judged one by one")]
    orders_shown: Annotated[int, Field(description="how many of them are shown one by one")]
    orders_left: Annotated[
        int, Field(description="how many listed orders need nothing of what was judged")
    ]


@record(kw_only=True)
class JudgedProcedure:
    """One procedure, for the shop or for one order, and its verdict."""

    procedure: str
    name: Text
    subject: Subject
    order: str | None
    verdict: Verdict
    missing: Annotated[
        tuple[str, ...], Field(description="facts that tell whether it applies at all")
    ]
    open_points: Annotated[int, Field(description="figures that no rule says anything about")]


@record(kw_only=True)
class SkippedProcedure:
    """A procedure that was asked for and judged for nothing."""

    procedure: str
    name: Text
    reason: Text


@record(kw_only=True)
class OpenPoint:
    """A figure that looks bad and that no rule says anything about: nothing is ready over it."""

    ref: Annotated[str, Field(description="under which the platform's answer is written")]
    procedure: str
    fact: str
    label: Text
    has: Annotated[bool | int | str, Field(description="amounts are decimal text")]
    shown: Annotated[Text, Field(description="the same in words")]
    ask: Annotated[Text, Field(description="what to ask the platform")]
    line: Annotated[int | None, Field(description="where it stands in the state file; from 1")]
    column: int | None


@record(kw_only=True)
class ReportedNotAsked:
    """A figure that looks bad and that the procedure does not look at."""

    ref: str
    procedure: str
    fact: str
    label: Text
    has: Annotated[bool | int | str, Field(description="amounts are decimal text")]
    shown: Annotated[Text, Field(description="the same in words")]
    says: Annotated[Text, Field(description="what shows that it is not asked for")]
    no_such_thing: Annotated[bool, Field(description="the platform has no such thing")]
    answered: Annotated[bool, Field(description="the platform has said so, under `answers`")]
    sources: tuple[ReportedCitation, ...]


@record(kw_only=True)
class ReportedWarning:
    """What to know about the result besides its findings."""

    code: str
    says: Text
    stale: bool


@record(kw_only=True)
class Report(View):
    """Everything that one run found out about one shop."""

    schema_: Annotated[Literal["shopexit.report/1"], Field(alias="schema")] = SCHEMA
    platform: str
    platform_name: Text
    procedure: Annotated[
        str, Field(description="the procedure judged; `several` if more than one was")
    ]
    judged: Annotated[
        tuple[NamedProcedure, ...], Field(description="every procedure that was judged")
    ]
    procedures: Annotated[
        tuple[JudgedProcedure, ...],
        Field(description="the verdict of each, for the shop or for each order that is shown"),
    ]
    passed_procedures: Annotated[
        tuple[NamedProcedure, ...],
        Field(description="procedures that are done; what brings the money is judged instead"),
    ]
    skipped: Annotated[
        tuple[SkippedProcedure, ...],
        Field(description="procedures that were asked for and are not for this shop or its orders"),
    ]
    file: Annotated[str, Field(description="the state file that was judged")]
    entry: Annotated[
        int | None, Field(description="the line of JSON Lines, or the number of the YAML document")
    ]
    shop: str | None
    on: date
    as_of: date | None
    reviewed: Annotated[
        date, Field(description="when the rules were last held against their sources")
    ]
    trust: Grade
    strict: bool
    max_age: Annotated[int, Field(description="how many days old figures may be")]
    verdict: Verdict
    checked: CheckedCounts
    findings: tuple[ReportedFinding, ...]
    open_points: tuple[OpenPoint, ...]
    not_asked: tuple[ReportedNotAsked, ...]
    plan: ReportedPlan
    money: Money
    warnings: tuple[ReportedWarning, ...]
    sources: Annotated[
        tuple[ReportedSource, ...],
        Field(description="every source that is cited, the best grade first"),
    ]
    site_url: Annotated[str | None, Field(exclude=True)] = None
    """Where the handbook is published to which a page links, if it links to one."""
