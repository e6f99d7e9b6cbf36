"""What a report tells the seller to do today, to know beforehand, and to leave to others."""

from collections.abc import Iterable, Iterator
from datetime import date

from shopexit.evaluation.balance import MoneyGroup
from shopexit.evaluation.known_trouble import TROUBLE
from shopexit.formats import words
from shopexit.messages import Text, joined
from shopexit.plan.actions import Phase
from shopexit.plan.deadlines import pressing
from shopexit.plan.schedule_warnings import CHASED
from shopexit.report.model import Report
from shopexit.report.plan_model import NextForOrders, ReportedAction, ReportedMilestone
from shopexit.rules.entries import Who
from shopexit.rules.facts import Debtor

_BACK = MoneyGroup.COMES_BACK


def beforehand(shown: Report) -> Iterator[Text]:
    """Yield advice to read before acting, such as an easier way to close a shop like this one."""
    yield from (warning.says for warning in shown.warnings if warning.code == TROUBLE)


def today(shown: Report) -> Iterator[ReportedAction]:
    """Yield the plan's actions to start on the date of the check, the most urgent first.

    What several orders need in the same words is yielded once: for the order with the least time,
    and of which it is certain.
    """
    by_ref: dict[str, list[tuple[Text, Text | None]]] = {}
    alike: dict[tuple[Text, Text | None], list[ReportedAction]] = {}
    for action in shown.plan.actions:
        if action.today:
            alike.setdefault(_shown(action), []).append(action)
            by_ref.setdefault(action.ref, []).append(_shown(action))
    for ref in shown.plan.today:
        for words_ in by_ref.get(ref, ()):
            if several := alike.pop(words_, ()):
                yield min(several, key=lambda each: (each.may_apply, _time_left(each, shown)))


def _shown(action: ReportedAction) -> tuple[Text, Text | None]:
    """Return what an action looks like: what to do, and the figures shown beside it."""
    return act(action), action.has


def _time_left(action: ReportedAction, shown: Report) -> tuple[int, date]:
    return pressing(action.act_by or action.due, shown.on)


def upcoming(shown: Report) -> ReportedAction | None:
    """Return what the seller can start first on a later day; None if no such day is known.

    Nothing that follows a step of the seller's whose day is not known counts, nor do later duties.
    """
    later, held = list[ReportedAction](), set[tuple[str | None, str]]()
    for action in shown.plan.actions:
        own = action.who is Who.SELLER and action.phase is not Phase.AFTER
        if not own or action.done or action.optional or action.may_apply:
            continue
        case = (action.order, action.procedure)
        if action.act_on and action.act_on > shown.on and case not in held:
            later.append(action)
        if action.phase is Phase.APPLY and action.act_on is None:
            held.add(case)
    return min(later, key=lambda action: action.act_on or shown.on, default=None)


def later(shown: Report) -> Text | None:
    """Return what the seller can start first on a later day, if nothing for today is certain."""
    sure = (not (a.may_apply or a.phase is Phase.FIND_OUT) for a in today(shown))
    coming = None if any(sure) else upcoming(shown)
    if coming is None:
        return None
    zh, en = act(coming).zh.rstrip("。"), act(coming).en.rstrip(".")
    return Text(zh=f"{coming.act_on} 起要做：{zh}", en=f"from {coming.act_on}: {en}")


def act(action: ReportedAction) -> Text:
    """Return what to do in an action as text, such as "Ask the platform: ..." for a question."""
    does = action.does
    if action.phase is Phase.FIND_OUT:
        return _question(does)
    if action.optional:
        return Text(zh=f"建议：{does.zh}", en=f"Advised: {does.en}")
    if action.who is Who.SELLER:
        return does
    who = CHASED[action.who]
    return Text(zh=f"去催{who.zh}：{does.zh}", en=f"Remind {who.en}: {does.en}")


def _question(does: Text) -> Text:
    # The question about a fact that no rule covers already says to ask the platform.
    asks = does.zh.startswith("规则里没有写")
    return does if asks else Text(zh=f"问客服：{does.zh}", en=f"Ask the platform: {does.en}")


def following(group: NextForOrders) -> Text:
    """Return what comes next for some orders as text; a question, if the platform has to answer."""
    asks = group.phase is Phase.FIND_OUT and not group.fact
    return _question(group.does) if asks else group.does


def waiting(shown: Report) -> Iterator[ReportedAction]:
    """Yield the actions for open requirements that somebody other than the seller has to take."""
    for action in shown.plan.actions:
        if action.phase is Phase.CLEAR and action.who is not Who.SELLER and not action.done:
            yield action


def largest(milestones: Iterable[ReportedMilestone], shown: Report) -> ReportedMilestone | None:
    """Return the key date on which most money is paid back; the first if none pays any.

    If some sum is given, payments of sums that are not given do not count.
    """
    sums = [each for each in shown.money.sums if each.owed_by is Debtor.PLATFORM]
    comes = {s.fact: float(s.amount or 0) for s in sums if s.group is _BACK}
    is_given = any(float(s.amount or 0) for s in sums)
    blank = {s.fact for s in sums if s.amount is None and is_given}
    counted = (each for each in milestones if each.returns not in blank)
    return max(counted, key=lambda each: comes.get(each.returns or "", 0), default=None)


def remark_on(action: ReportedAction, shown: Report) -> Text | None:
    """Return what to show beside an action: its last day, its figures, or that it may not apply."""
    unsure = action.may_apply and action.phase in (Phase.APPLY, Phase.WAIT)
    told = [_last_day(action, shown), words.MAY_APPLY if unsure else action.has]
    known = [each for each in told if each]
    return joined(known, " · ", " · ") if known else None


def _last_day(action: ReportedAction, shown: Report) -> Text | None:
    """Return the day by which to act, with the number of the order; None if there is no day."""
    if action.order is None:
        return last_day(action.act_by, shown.on) if action.act_by else None
    # Groups are of all orders, also those not shown one by one, with the least time first.
    alike = (each for each in shown.plan.next if each.does == action.does)
    if (group := next(alike, None)) is None or group.act_by is None:
        return None
    several = group.orders > 1
    day = last_day(group.act_by, shown.on, several=several)
    return Text(
        zh=f"订单 {group.examples[0]}{' 等' if several else ''}：{day.zh}",
        en=f"order {group.examples[0]}{' and others' if several else ''}: {day.en}",
    )


def last_day(day: date, on: date, *, several: bool = False) -> Text:
    """Return a deadline in words; with `several`, it is the first of those of several orders."""
    if day == on:
        return Text(zh="今天是最后一天", en="today is the last day")
    if day < on:
        return Text(zh=f"{day} 起已到期", en=f"due since {day}")
    if several:
        return Text(zh=f"{day} 起到期", en=f"due from {day} on")
    return Text(zh=f"{day} 前", en=f"by {day}")
