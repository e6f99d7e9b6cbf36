"""Days in the words of the page: on a card, on the axis, beside an action."""

from dataclasses import dataclass
from datetime import date

from shopexit.formats.axis import Tick
from shopexit.formats.timeline import Row
from shopexit.messages import Text, both
from shopexit.plan.actions import Phase
from shopexit.report.model import ReportedSum
from shopexit.report.plan_model import ReportedAction

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True)
class BigDay:
    """A day as a card shows it: large, its year small, and how far off it is."""

    iso: str
    day: Text
    year: Text
    away: Text
    at_least: Text
    """How far off it is, where it may be later."""


def big(day: date, on: date) -> BigDay:
    """Return a day as a card shows it, seen from the day that is judged."""
    away = _away((day - on).days)
    return BigDay(
        iso=day.isoformat(),
        day=Text(zh=f"{day.month}月{day.day}日", en=f"{day.day} {_MONTHS[day.month - 1]}"),
        year=Text(zh=f"{day.year}年", en=str(day.year)),
        away=away,
        at_least=Text(
            zh=f"最早也要{away.zh}" if day > on else f"最早在{away.zh}",
            en=f"{away.en} at the soonest",
        ),
    )


def _away(days: int) -> Text:
    if days == 0:
        return Text(zh="判断日当天", en="on the day judged")
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    if days < 0:
        return Text(zh=f"{-days} 天前", en=f"{count} before")
    return Text(zh=f"再等 {days} 天", en=f"in {count}")


def label(tick: Tick) -> Text:
    """Return the name of a mark on the axis."""
    day = tick.day
    if not tick.whole_month:
        return both(f"{day.month}-{day.day:02}")
    name = _MONTHS[day.month - 1]
    if day.month == 1:
        return Text(zh=f"{day.year}年1月", en=f"{name} {day.year}")
    return Text(zh=f"{day.month}月", en=name)


def of_action(action: ReportedAction, on: date) -> Text | None:
    """Return when an action is over; None where nothing is known or nothing needs saying."""
    if action.done:
        if not action.earliest:
            return None
        return Text(zh=f"{action.earliest} 已办", en=f"done on {action.earliest}")
    if action.due:
        return Text(zh=f"{action.due} 就该办完，已经超期", en=f"was due on {action.due}, overdue")
    if not action.earliest:
        return None
    if action.earliest == on and action.latest in (on, None):
        return _from_now(action)
    return between(action.earliest, action.latest, estimated=action.estimated)


def _from_now(action: ReportedAction) -> Text:
    waits = action.phase is Phase.WAIT
    if action.latest:
        return Text(zh="当天", en="the same day") if waits else Text(zh="现在就能做", en="now")
    if waits:
        return Text(zh="要多久说不准", en="nobody can say how long")
    return Text(zh="现在就能动手，要多久说不准", en="start now, nobody can say how long")


def of_row(row: Row) -> Text:
    """Return the days of a row of the picture."""
    if row.due:
        return Text(zh=f"{row.due} 就该办完，已经超期", en=f"was due on {row.due}, overdue")
    if row.latest is None and row.earliest == row.start:
        return Text(
            zh=f"{row.start} 起，要多久说不准",
            en=f"from {row.start}, nobody can say how long",
        )
    ends = between(row.earliest, row.latest, estimated=row.estimated)
    if row.start == row.earliest:
        return ends
    return Text(zh=f"{row.start} 起，等到：{ends.zh}", en=f"from {row.start}, until: {ends.en}")


def of_sum(money: ReportedSum) -> Text | None:
    """Return when a sum of money arrives; None if nothing says so."""
    return between(money.earliest, money.latest) if money.earliest else None


def between(earliest: date, latest: date | None, *, estimated: bool = False) -> Text:
    """Return two days in words; without the later one nobody can say how long it takes."""
    zh, en = ("（估算）", " (estimate)") if estimated else ("", "")
    if latest is None:
        return Text(
            zh=f"最早 {earliest}{zh}，最晚说不准",
            en=f"{earliest} at the soonest{en}, latest day unknown",
        )
    if latest == earliest:
        return Text(zh=f"{earliest}{zh}", en=f"{earliest}{en}")
    return Text(zh=f"{earliest} ～ {latest}{zh}", en=f"{earliest} to {latest}{en}")
