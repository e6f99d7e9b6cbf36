"""The report: one frozen value that holds all a format may show. Formats see nothing else.

Its JSON is versioned by `schema`; fields may be added under one version, never renamed or removed.
Texts are in both languages until they are written; then the report's `lang` decides.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from shopexit.judge import Outcome, Verdict
from shopexit.plan import Phase
from shopexit.rule import Level, Subject, Who
from shopexit.source import Grade
from shopexit.text import Lang, Text
from shopexit.wait import Certainty, Unit

SCHEMA: Final = "shopexit.report/1"


@dataclass(frozen=True, kw_only=True)
class View:
    """Something a command shows, in the language it was asked for."""

    lang: Lang


@dataclass(frozen=True, kw_only=True)
class ReportedSource:
    """A source that is cited, and where in it."""

    id: str
    place: Annotated[str, Field(description="clause or section; empty if not noted")]
    grade: Grade
    title: str
    publisher: str
    published: Annotated[str | None, Field(description="year, month or day; null if undated")]
    read: date
    url: str | None


@dataclass(frozen=True, kw_only=True)
class ReportedSide:
    """What sources say that contradict an entry."""

    says: Text
    sources: tuple[ReportedSource, ...]


@dataclass(frozen=True, kw_only=True)
class ReportedFigure:
    """One fact of a requirement: the seller's figure beside the one that is asked for."""

    fact: str
    label: Text
    has: Text
    needs: Text
    holds: Annotated[bool | None, Field(description="null where the fact is not given")]
    alternative: Annotated[
        bool, Field(description="another figure of the requirement may hold instead")
    ]


@dataclass(frozen=True, kw_only=True)
class ReportedFinding:
    """A requirement and what became of it."""

    ref: str
    procedure: str
    order: str | None
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
    sources: tuple[ReportedSource, ...]


@dataclass(frozen=True, kw_only=True)
class ReportedClaim:
    """What sources say of how long something takes."""

    unit: Unit
    least: int
    most: int
    planned: Annotated[bool, Field(description="the plan uses it; the others disagree with it")]
    says: Text
    note: Text | None
    sources: tuple[ReportedSource, ...]


@dataclass(frozen=True, kw_only=True)
class ReportedPlace:
    """A way through the menus, in the words on the screen."""

    path: tuple[str, ...]
    sources: tuple[ReportedSource, ...]


@dataclass(frozen=True, kw_only=True)
class ReportedAction:
    """One thing to do or to wait for."""

    ref: str
    order: str | None
    phase: Phase
    who: Who
    does: Text
    where: tuple[ReportedPlace, ...]
    fact: Annotated[str | None, Field(description="the fact to find out, if that is the action")]
    optional: Annotated[bool, Field(description="the verdict does not hang on it")]
    may_apply: bool
    takes: Annotated[Text | None, Field(description="how long to plan for, in words")]
    claims: tuple[ReportedClaim, ...]
    earliest: date | None
    latest: date | None
    certainty: Annotated[
        Certainty | None, Field(description="how sure the time is; null where none is taken")
    ]
    point_of_no_return: bool
    done: bool
    note: Text | None
    disputed: tuple[ReportedSide, ...]
    ask: Text | None
    sources: tuple[ReportedSource, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The ordered actions."""

    actions: tuple[ReportedAction, ...]


@dataclass(frozen=True, kw_only=True)
class Money:
    """What of the seller's money is on the platform. Amounts are decimal text; null is unknown."""

    currency: str
    held: Annotated[str | None, Field(description="the deposit")]
    unsettled: str | None
    withdrawable: str | None
    in_transit: str | None
    debt: Annotated[str | None, Field(description="owed to the platform")]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What was judged: so many requirements, and what became of them."""

    requirements: int
    met: int
    unmet: int
    unknown: int
    disputed: int
    waived: int
    not_applicable: int
    must: Annotated[int, Field(description="how many of them decide the verdict")]
    stale: Annotated[
        int, Field(description="how many warnings are about evidence that is old or undated")
    ]
    orders: Annotated[int, Field(description="how many orders were judged one by one")]
    orders_left: Annotated[
        int, Field(description="how many listed orders need nothing of what was judged")
    ]


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
class SkippedProcedure:
    """A procedure that was asked for and judged for nothing."""

    procedure: str
    name: Text
    reason: Text


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A caveat about the result."""

    code: str
    says: Text
    stale: bool


@dataclass(frozen=True, kw_only=True)
class Report(View):
    """Everything that one run found out about one shop."""

    schema_: Annotated[Literal["shopexit.report/1"], Field(alias="schema")] = SCHEMA
    platform: str
    platform_name: Text
    procedure: Annotated[
        str, Field(description="the procedure judged; `several` if more than one was")
    ]
    procedures: tuple[JudgedProcedure, ...]
    skipped: Annotated[
        tuple[SkippedProcedure, ...],
        Field(description="procedures that were asked for and are not for this shop or its orders"),
    ]
    shop: str | None
    on: date
    as_of: date | None
    reviewed: Annotated[
        date, Field(description="when the rules were last held against their sources")
    ]
    trust: Grade
    strict: bool
    verdict: Verdict
    checked: Checked
    findings: tuple[ReportedFinding, ...]
    plan: Plan
    money: Money
    warnings: tuple[Warned, ...]
