"""The plan in a report: actions and milestones with their days, and what leaves a day open."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shopexit.messages import Text, record
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.source_model import ReportedCitation, ReportedSide
from shopexit.rules.durations import Certainty, Unit
from shopexit.rules.entries import Who


@record(kw_only=True)
class ReportedClaim:
    """What sources say of how long something takes."""

    unit: Unit
    least: int
    most: int
    planned: Annotated[bool, Field(description="the plan uses it; the others disagree with it")]
    says: Text
    note: Text | None
    sources: tuple[ReportedCitation, ...]
    earliest: Annotated[
        date | None, Field(description="when it ends if this claim is right; null if not planned")
    ]
    latest: date | None
    estimated: bool


@record(kw_only=True)
class ReportedPlace:
    """A way through the menus, in the words on the screen."""

    path: tuple[str, ...]
    sources: tuple[ReportedCitation, ...]


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


@record(kw_only=True)
class Reason:
    """What a day waits for, or what leaves it open."""

    ref: str
    why: Why
    says: Text


@record(kw_only=True)
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
    act_on: Annotated[
        date | None,
        Field(description="the day the seller can begin it; null if it is not his, or not known"),
    ]
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
    sources: tuple[ReportedCitation, ...]


@record(kw_only=True)
class ReportedMilestone:
    """A day on the way: when to apply, when it is done, when the money arrives."""

    ref: Annotated[str, Field(description="the action by which it is reached")]
    procedure: str
    name: Text
    stage: Stage
    earliest: Annotated[date | None, Field(description="null where only a limit is published")]
    latest: Annotated[date | None, Field(description="null if nobody can say")]
    estimated: bool
    done: bool
    held_by: Annotated[Reason | None, Field(description="what the earliest day waits for")]
    late_by: Annotated[Reason | None, Field(description="what the latest day waits for last")]
    open_by: Annotated[tuple[Reason, ...], Field(description="what leaves the latest day open")]
    returns: Annotated[str | None, Field(description="the money that arrives")]


@record(kw_only=True)
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


@record(kw_only=True)
class NamedProcedure:
    """A procedure and its name."""

    procedure: str
    name: Text


@record(kw_only=True)
class ReportedPlan:
    """The way from today to the money in hand."""

    actions: tuple[ReportedAction, ...]
    today: Annotated[
        tuple[str, ...],
        Field(description="references of what to begin on the judged day, the most urgent first"),
    ]
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
