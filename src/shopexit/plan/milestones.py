"""Key dates of the planned procedures: when to apply, when each is done, when money is paid."""

from collections.abc import Iterator
from enum import StrEnum

from shopexit.evaluation.evaluate import Verdict
from shopexit.messages import record
from shopexit.plan.date_range import DateRange
from shopexit.plan.schedule import Schedule, ScheduledStep
from shopexit.rules.entries import Step, Who
from shopexit.rules.facts import Values


class Stage(StrEnum):
    """Kind of milestone: ready to apply, completed, money paid."""

    APPLY = "apply"
    FINISH = "finish"
    MONEY = "money"


@record()
class Milestone:
    """A key date of a procedure, on which it is applied for or completed, or money is paid."""

    ref: str
    procedure: str
    stage: Stage
    when: DateRange
    done: bool = False
    returns: str | None = None
    """Name of the fact with the sum that is paid out, such as `deposit.held`."""


def milestones(schedule: Schedule, values: Values) -> Iterator[Milestone]:
    """Yield the key dates of a schedule: application if still to come, completion, payments.

    `values` are the facts of the shop.
    """
    if not schedule.finish.possible:
        return  # a requirement can never be met, so no date is real
    name = schedule.case.procedure
    applying = None if schedule.case.progress.applied else _applying(schedule)
    if applying and (ends := applying.ends):
        # Today would be said of every shop that is blocked by what others have to do.
        blocked = schedule.today.verdict is Verdict.BLOCKED
        if blocked and ends.latest is None and ends.earliest == schedule.case.on:
            ends = ends._replace(bounded=True)
        yield Milestone(applying.ref, name, Stage.APPLY, ends)
    closed = schedule.closed
    if closed and closed.ends:
        yield Milestone(closed.ref, name, Stage.FINISH, closed.ends, closed.done)
    for timed in schedule.steps:
        money = timed.entry.returns
        # Only 0 shows that nothing is left to arrive; an amount may also be missing.
        if money and timed.ends and values.get(money) != 0:
            yield Milestone(timed.ref, name, Stage.MONEY, timed.ends, timed.done, money)


def _applying(schedule: Schedule) -> ScheduledStep | None:
    """Return the step by which the seller applies; None if the seller has done so.

    In a procedure without an application it is the seller's next step.
    """
    left = [timed for timed in schedule.steps if not timed.done]
    marked = [timed for timed in left if isinstance(timed.entry, Step) and timed.entry.applies]
    if marked:
        return next((timed for timed in marked if not timed.may_apply), marked[0])
    passed = [timed for timed in schedule.steps if timed.done]
    # A step that others have done shows that the seller has applied, whatever step that was.
    if left and _is_sellers(left[0]) and all(_is_sellers(timed) for timed in passed):
        # What may not apply, such as asking about money that is late, is no application.
        return None if left[0].may_apply else left[0]
    return None


def _is_sellers(timed: ScheduledStep) -> bool:
    return isinstance(timed.entry, Step) and timed.entry.who is Who.SELLER
