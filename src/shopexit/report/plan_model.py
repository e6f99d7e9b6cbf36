"""The plan in a report: actions and milestones with dates, and reasons for open dates."""

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
    """How long a step or requirement takes, according to some of the sources."""

    unit: Unit
    least: int
    most: int
    planned: Annotated[
        bool, Field(description="whether the plan uses this claim; if not, it uses others")
    ]
    says: Text
    note: Text | None
    sources: tuple[ReportedCitation, ...]
    earliest: Annotated[
        date | None,
        Field(description="earliest end by this claim; null for an upper bound, or without start"),
    ]
    latest: date | None
    estimated: bool


@record(kw_only=True)
class ReportedPlace:
    """A menu path in the platform's back office, in the words on the screen."""

    path: tuple[str, ...]
    sources: tuple[ReportedCitation, ...]


class Why(StrEnum):
    """Kind of reason why a date is not earlier, or not known."""

    HELD = "held"
    """The named step or requirement determines the date."""
    UNPUBLISHED = "unpublished"
    """No source says how long the named step or requirement takes."""
    MISSING = "missing"
    """A fact needed for the date is not given."""
    DISPUTED = "disputed"
    """Sources disagree, or no rule covers a figure: the platform has to say what it requires."""
    OVERDUE = "overdue"
    """The named step should be over already."""
    DOUBTFUL = "doubtful"
    """The evidence cannot be relied on, such as figures that are too old."""


@record(kw_only=True)
class Reason:
    """Why a date is not earlier, or not known, in words.

    `ref` is the rule or fact responsible; with DOUBTFUL, the code of a warning.
    """

    ref: str
    why: Why
    says: Text


@record(kw_only=True)
class ReportedAction:
    """One thing to do or to wait for, with its dates and the reasons for them."""

    ref: str
    order: str | None
    procedure: str
    phase: Phase
    who: Who
    does: Text
    says: Annotated[Text, Field(description="the requirement, step or note it comes from")]
    has: Annotated[
        Text | None, Field(description="the shop's figures that it is to put right, in words")
    ]
    where: tuple[ReportedPlace, ...]
    fact: Annotated[str | None, Field(description="fact to look up, if that is the action")]
    today: Annotated[bool, Field(description="to be started today, for this order or the shop")]
    optional: Annotated[bool, Field(description="the verdict does not depend on it")]
    may_apply: bool
    takes: Annotated[Text | None, Field(description="how long to plan for, in words")]
    claims: tuple[ReportedClaim, ...]
    act_on: Annotated[
        date | None,
        Field(description="day the seller can start; null if others do it or unknown"),
    ]
    act_by: Annotated[
        date | None,
        Field(
            description="day by which to do it, as the platform acts by itself then; past if that"
            " may have happened"
        ),
    ]
    starts: Annotated[date | None, Field(description="earliest start")]
    earliest: Annotated[date | None, Field(description="earliest end")]
    latest: Annotated[date | None, Field(description="latest end; null if nobody can say")]
    estimated: Annotated[
        bool, Field(description="includes working days of a year without published calendar")
    ]
    held_by: Annotated[Reason | None, Field(description="what determines the earliest end")]
    # The reasons in words are those of the milestones: in each action they would be repeated.
    open_by: Annotated[
        tuple[str, ...],
        Field(description="what leaves the latest end open: references, codes of warnings"),
    ]
    due: Annotated[date | None, Field(description="day by which it should have ended, if passed")]
    certainty: Annotated[
        Certainty | None, Field(description="how reliable the duration is; null without duration")
    ]
    returns: Annotated[str | None, Field(description="money fact that is paid out")]
    into: Annotated[Text | None, Field(description="account it is paid into")]
    costs: Annotated[str | None, Field(description="money fact that has to be paid")]
    fix: Annotated[Text | None, Field(description="what to do, for phases by-itself and after")]
    point_of_no_return: bool
    done: bool
    note: Text | None
    disputed: tuple[ReportedSide, ...]
    ask: Text | None
    sources: tuple[ReportedCitation, ...]


@record(kw_only=True)
class ReportedMilestone:
    """A key date of a procedure: application, completion or payment."""

    ref: Annotated[str, Field(description="action by which it is reached")]
    procedure: str
    name: Text
    stage: Stage
    earliest: Annotated[date | None, Field(description="null if only an upper bound is published")]
    latest: Annotated[date | None, Field(description="null if nobody can say")]
    estimated: bool
    done: bool
    held_by: Annotated[Reason | None, Field(description="what determines the earliest date")]
    late_by: Annotated[Reason | None, Field(description="what determines the latest date")]
    open_by: Annotated[tuple[Reason, ...], Field(description="what leaves the latest date open")]
    returns: Annotated[str | None, Field(description="money fact that is paid out")]


@record(kw_only=True)
class NextForOrders:
    """The next action of several orders with the same deadline, and the total of their amounts."""

    ref: str
    fact: str | None
    phase: Phase
    who: Who
    does: Text
    orders: int
    amount: Annotated[str | None, Field(description="total of the orders, as far as given")]
    without_amount: Annotated[int, Field(description="number of orders without amount")]
    earliest: date | None
    latest: Annotated[date | None, Field(description="its last day; past if it is overdue")]
    act_by: Annotated[
        date | None,
        Field(
            description="first day on which the platform acts on one of them; past if it may have"
        ),
    ]
    examples: Annotated[tuple[str, ...], Field(description="the first few order numbers")]


@record(kw_only=True)
class NamedProcedure:
    """A procedure's key in the rule file, with its name in both languages."""

    procedure: str
    name: Text


@record(kw_only=True)
class ReportedPlan:
    """What to do and wait for, with dates, from today until the money is paid out."""

    actions: tuple[ReportedAction, ...]
    today: Annotated[
        tuple[str, ...],
        Field(description="references of actions to start today, most urgent first"),
    ]
    milestones: tuple[ReportedMilestone, ...]
    next: Annotated[
        tuple[NextForOrders, ...], Field(description="next actions of all orders, grouped")
    ]
    joined: Annotated[
        tuple[NamedProcedure, ...],
        Field(description="procedures in the plan that were not requested"),
    ]
    estimated_years: Annotated[
        tuple[int, ...], Field(description="years whose working days are estimated")
    ]
