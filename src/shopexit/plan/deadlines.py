"""Days by which the seller has to act, because the platform does something by itself afterwards."""

from collections.abc import Iterable
from datetime import date

from shopexit.plan.actions import Action, Phase
from shopexit.plan.date_range import waited
from shopexit.plan.schedule import Schedule, ScheduledStep
from shopexit.rules.conditions import atoms

_TASKS = (Phase.FIND_OUT, Phase.CLEAR, Phase.APPLY)


def deadline(timed: ScheduledStep, schedule: Schedule) -> date | None:
    """Return the day by which to act before something that the platform does by itself.

    That is its earliest day, or its latest if the sources give only a limit. Once the earliest is
    past, the latest counts on that day itself. None if no day is known.
    """
    if timed.due or timed.ends is None or timed.starts is None:
        return timed.due
    on = schedule.case.on
    if timed.ends.latest == on:
        return on
    # Not `timed.ends`, which never begins before today.
    counted = waited(timed.wait, timed.starts, timed.ref, schedule.platform.calendar)
    return counted.soonest or counted.latest


def act_by(action: Action, schedule: Schedule) -> date | None:
    """Return the day by which the seller has to take an action; past if it may be too late.

    Whatever is next for an order has to be done before the platform acts on it. Of a shop, this
    goes for a step that applies for the same reasons as what the platform does. None if there is
    no such day.
    """
    if action.phase not in _TASKS or action.done or action.optional:
        return None
    if action.order is not None and action.timed and action.act_on is None:
        return None  # other steps come before
    days = (
        deadline(timed, schedule)
        for timed in schedule.by_itself
        if action.order is not None or _has_same_reasons(action, timed)
    )
    return most_pressing(filter(None, days), schedule.case.on)


def _has_same_reasons(action: Action, timed: ScheduledStep) -> bool:
    asked = {*atoms(action.entry.when)} if action.phase is Phase.APPLY else set()
    return bool(asked) and asked.issubset(atoms(timed.entry.when))


def most_pressing(days: Iterable[date], on: date) -> date | None:
    """Return the day that comes first in the order of `pressing`; None if there are no days."""
    return min(days, key=lambda day: pressing(day, on), default=None)


def pressing(day: date | None, on: date) -> tuple[int, date]:
    """Return a key to sort deadlines by: today's, which can still be kept, then past, then later.

    None, for no deadline, comes last.
    """
    if day is None:
        return 3, date.max
    return (0 if day == on else 1 if day < on else 2), day
