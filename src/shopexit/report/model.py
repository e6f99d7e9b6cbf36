"""The report: one frozen value that holds all a format may show. Formats see nothing else.

Its JSON is versioned by `schema`; fields may be added under one version, never renamed or removed.
Texts are in both languages until they are written; then the report's `lang` decides.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.messages import Lang, Text
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.rules.durations import Certainty, Unit
from shopexit.rules.entries import Level, Who
from shopexit.rules.facts import Debtor
from shopexit.rules.platform import Subject
from shopexit.rules.sources import Grade

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
    earliest: Annotated[
        date | None, Field(description="when it ends if this claim is right; null if not planned")
    ]
    latest: date | None
    estimated: bool


@dataclass(frozen=True, kw_only=True)
class ReportedPlace:
    """A way through the menus, in the words on the screen."""

    path: tuple[str, ...]
    sources: tuple[ReportedSource, ...]


class Why(StrEnum):
    """What kind of thing a day waits for, or is left open by."""

    HELD = "held"
    """It cannot be over before."""
    UNPUBLISHED = "unpublished"
    """Nobody says how long it takes."""
    MISSING = "missing"
    """A figure is not given."""
    DISPUTED = "disputed"
    """The platform has to say whether it is asked for."""
    OVERDUE = "overdue"
    """It should have been over."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What a day waits for, or what leaves it open."""

    ref: str
    why: Why
    says: Text


@dataclass(frozen=True, kw_only=True)
class ReportedAction:
    """One thing to do or to wait for."""

    ref: str
    order: str | None
    procedure: str
    phase: Phase
    who: Who
    does: Text
    says: Annotated[Text, Field(description="the requirement, step or note it comes from")]
    where: tuple[ReportedPlace, ...]
    fact: Annotated[str | None, Field(description="the fact to find out, if that is the action")]
    optional: Annotated[bool, Field(description="the verdict does not hang on it")]
    may_apply: bool
    takes: Annotated[Text | None, Field(description="how long to plan for, in words")]
    claims: tuple[ReportedClaim, ...]
    starts: Annotated[date | None, Field(description="when a wait begins, at the soonest")]
    earliest: Annotated[date | None, Field(description="when it is over at the soonest")]
    latest: Annotated[
        date | None, Field(description="when it is over at the latest; null if nobody can say")
    ]
    estimated: Annotated[
        bool, Field(description="it counts working days of a year whose calendar is not published")
    ]
    held_by: Annotated[Reason | None, Field(description="what its earliest day waits for")]
    open_by: Annotated[tuple[Reason, ...], Field(description="what leaves its latest day open")]
    due: Annotated[
        date | None, Field(description="the day it should have been over, where that has passed")
    ]
    certainty: Annotated[
        Certainty | None, Field(description="how sure the time is; null where none is taken")
    ]
    returns: Annotated[str | None, Field(description="the money that arrives by it")]
    into: Annotated[Text | None, Field(description="the account it arrives in")]
    costs: Annotated[str | None, Field(description="the money that has to be paid for it")]
    fix: Annotated[Text | None, Field(description="what to do about what happens by itself")]
    point_of_no_return: bool
    done: bool
    note: Text | None
    disputed: tuple[ReportedSide, ...]
    ask: Text | None
    sources: tuple[ReportedSource, ...]


@dataclass(frozen=True, kw_only=True)
class ReportedMilestone:
    """A day on the way: when to apply, when it is done, when the money arrives."""

    ref: Annotated[str, Field(description="the action by which it is reached")]
    procedure: str
    name: Text
    stage: Stage
    earliest: date
    latest: Annotated[date | None, Field(description="null if nobody can say")]
    estimated: bool
    done: bool
    held_by: Annotated[Reason | None, Field(description="what the earliest day waits for")]
    late_by: Annotated[Reason | None, Field(description="what the latest day waits for last")]
    open_by: Annotated[tuple[Reason, ...], Field(description="what leaves the latest day open")]
    returns: Annotated[str | None, Field(description="the money that arrives")]


@dataclass(frozen=True, kw_only=True)
class NextForOrders:
    """What is next for a number of orders."""

    ref: str
    fact: str | None
    phase: Phase
    who: Who
    does: Text
    orders: int
    amount: Annotated[str | None, Field(description="what the orders come to, as far as is given")]
    without_amount: Annotated[int, Field(description="how many of them give no amount")]
    earliest: date | None
    latest: date | None
    examples: Annotated[tuple[str, ...], Field(description="the first few of them")]


@dataclass(frozen=True, kw_only=True)
class NamedProcedure:
    """A procedure and its name."""

    procedure: str
    name: Text


@dataclass(frozen=True, kw_only=True)
class ReportedPlan:
    """The way from today to the money in hand."""

    actions: tuple[ReportedAction, ...]
    milestones: tuple[ReportedMilestone, ...]
    next: Annotated[
        tuple[NextForOrders, ...], Field(description="every order that was judged, by what is next")
    ]
    joined: Annotated[
        tuple[NamedProcedure, ...],
        Field(description="procedures the plan leads through although they were not asked for"),
    ]
    estimated_years: Annotated[
        tuple[int, ...], Field(description="years whose working days are estimated")
    ]


@dataclass(frozen=True, kw_only=True)
class ReportedSum:
    """One sum of money between the platform and the seller."""

    fact: str
    label: Text
    amount: Annotated[str | None, Field(description="decimal text; null is unknown")]
    owed_by: Debtor
    earliest: Annotated[date | None, Field(description="when it arrives; null if nothing says so")]
    latest: date | None
    estimated: bool
    open_by: tuple[Reason, ...]
    into: Annotated[Text | None, Field(description="the account it arrives in")]
    ref: Annotated[str | None, Field(description="the action by which it arrives")]
    procedure: Annotated[
        str | None, Field(description="the procedure that brings it, if that is not in the plan")
    ]


@dataclass(frozen=True, kw_only=True)
class Money:
    """What the platform and the seller owe each other. Amounts are decimal text."""

    currency: str
    sums: tuple[ReportedSum, ...]
    comes_back: Annotated[str, Field(description="what the platform owes, as far as is given")]
    taken_off: Annotated[str, Field(description="what the seller owes, as far as is given")]
    expected: Annotated[str, Field(description="the first less the second; negative is to be paid")]
    missing: Annotated[tuple[str, ...], Field(description="the sums that are not given")]


@dataclass(frozen=True, kw_only=True)
class CheckedCounts:
    """What was judged: so many requirements, and what became of them."""

    requirements: int
    met: int
    unmet: int
    unknown: int
    disputed: int
    waived: int
    not_applicable: int
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
    open_points: Annotated[int, Field(description="figures that no rule says anything about")]


@dataclass(frozen=True, kw_only=True)
class SkippedProcedure:
    """A procedure that was asked for and judged for nothing."""

    procedure: str
    name: Text
    reason: Text


@dataclass(frozen=True, kw_only=True)
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


@dataclass(frozen=True, kw_only=True)
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
    sources: tuple[ReportedSource, ...]


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
    judged: Annotated[
        tuple[NamedProcedure, ...], Field(description="every procedure that was judged")
    ]
    procedures: Annotated[
        tuple[JudgedProcedure, ...],
        Field(description="the verdict of each, for the shop or for each order that is shown"),
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
    warnings: tuple[Warned, ...]
