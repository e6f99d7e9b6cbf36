"""Warnings about the dates of a plan, such as a step that is overdue."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum

from shopexit.evaluation.progress import Running
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.messages import Text, both, joined
from shopexit.plan.actions import Plan
from shopexit.plan.deadlines import deadline
from shopexit.plan.schedule import Schedule, ScheduledStep
from shopexit.rules import wording
from shopexit.rules.entries import Who

OVERDUE = "overdue"
"""Code of the warning that a wait is past its latest date."""


def schedule_warnings(plan: Plan) -> tuple[ResultWarning, ...]:
    """Return the warnings about the dates of a plan, such as overdue steps.

    Their order: requirements that can never be met; what the platform does by itself before the
    last step ends; what it does, or may have done, to orders; overdue steps of shop and orders.
    Warnings about estimated working days are not included (see `estimated`).
    """
    return (
        *(warning for schedule in plan.of_shop for warning in _impossible(schedule)),
        *(warning for schedule in plan.of_shop for warning in _happens_first(schedule)),
        *_overtaken(plan),
        *_overdue(plan),
    )


def estimated(planned: Plan) -> Iterator[ResultWarning]:
    """Yield a warning if working days were counted in years whose days off are not announced yet.

    For some of these years the law already tells the public holidays, for the others only weekends
    are known; each kind has its own warning.
    """
    has_law = planned.evaluation.rules.calendar.has_law
    if by_law := [year for year in planned.estimated_years if has_law(year)]:
        named = _listed(by_law)
        says = Text(
            zh=f"{named.zh} 年的放假调休安排还没有收录，工作日按周末和法定假日估算，可能差几天",
            en=f"the holiday calendar of {named.en} is not known yet: working days are estimated"
            " from weekends and statutory holidays, and may be off by some days",
        )
        yield ResultWarning("calendar-estimated", says)
    if by_weekends := [year for year in planned.estimated_years if not has_law(year)]:
        named = _listed(by_weekends)
        says = Text(
            zh=f"{named.zh} 年的放假日没有收录，工作日只按周末估算，可能差几天",
            en=f"no holidays of {named.en} are known: working days are estimated from weekends"
            " alone, and may be off by some days",
        )
        yield ResultWarning("calendar-estimated", says)


def _listed(years: Sequence[int]) -> Text:
    return wording.listed([both(str(year)) for year in years])


def _impossible(schedule: Schedule) -> Iterator[ResultWarning]:
    for finding in schedule.case.open:
        if finding.counts and not schedule.clears(finding).possible:
            asked = finding.requirement.says
            says = Text(
                zh=f"这家店满足不了这一条，等也没用：{asked.zh}",
                en=f"this shop can no longer meet a requirement, however long it waits: {asked.en}",
            )
            yield ResultWarning("impossible", says)


class _Moment(Enum):
    """When the platform does something by itself."""

    LAST_DAY = Text(zh="今天是最后一天", en="today is the last day before this happens")
    ANY_DAY = Text(zh="随时会发生", en="this can happen any day now")
    PAST = Text(zh="可能已经发生了", en="this may already have happened")
    FIRST = Text(zh="办完之前就会发生", en="this will happen before you are finished")
    PERHAPS_FIRST = Text(zh="办完之前可能发生", en="this may happen before you are finished")


_PRESSING = (_Moment.LAST_DAY, _Moment.ANY_DAY, _Moment.PAST)
"""What orders are warned of. What can still be prevented comes first."""


def _by_itself(schedule: Schedule) -> Iterator[tuple[_Moment, date, ScheduledStep]]:
    """Yield (moment, day, note) for what the platform may do by itself before the last step ends.

    What has no known day is left out.
    """
    for timed in schedule.by_itself:
        day = deadline(timed, schedule)
        if day and (moment := _moment(timed, day, schedule)):
            yield moment, day, timed


def _moment(timed: ScheduledStep, day: date, schedule: Schedule) -> _Moment | None:
    """Return when the platform acts on its `day`; None if that comes after the last step."""
    on = schedule.case.on
    if timed.due:
        return _Moment.PAST
    if timed.ends and timed.ends.latest == on:
        return _Moment.LAST_DAY
    if day <= on:
        return _Moment.ANY_DAY
    if day < schedule.finish.earliest:
        return _Moment.FIRST
    # While nobody knows when the last step ends, that may be later.
    latest = schedule.finish.latest
    return None if latest and latest <= day else _Moment.PERHAPS_FIRST


def _happens_first(schedule: Schedule) -> Iterator[ResultWarning]:
    """Yield a warning for all that the platform may do by itself before the last step ends."""
    for moment, day, timed in _by_itself(schedule):
        yield ResultWarning("happens-first", _happening(moment, day, timed))


def _overtaken(plan: Plan) -> Iterator[ResultWarning]:
    """Yield a warning for everything that the platform may do, or have done, to orders by itself.

    What is still some days off is left out, as it stands with the next action of the orders.
    Orders to which the same happens share one warning.
    """
    known: dict[int, list[tuple[_Moment, date, ScheduledStep]]] = {}
    ended = defaultdict[tuple[_Moment, str], list[tuple[date, ScheduledStep, str]]](list)
    for case, schedule in plan.of_orders:
        if id(schedule) not in known:
            known[id(schedule)] = [each for each in _by_itself(schedule) if each[0] in _PRESSING]
        for moment, day, timed in known[id(schedule)]:
            ended[moment, timed.ref].append((day, timed, case.order or ""))
    for (moment, _), several in sorted(ended.items(), key=lambda each: _PRESSING.index(each[0][0])):
        orders = tuple(dict.fromkeys(order for _, _, order in several))
        happening = _happening(moment, min(day for day, _, _ in several), several[0][1])
        says = wording.with_orders(happening, orders)
        yield ResultWarning("orders-overtaken", says, orders=orders)


def _happening(moment: _Moment, day: date, timed: ScheduledStep) -> Text:
    """Return a sentence on what the platform does by itself, with its `day` unless it is today."""
    lead, words, ends = moment.value, timed.entry.words, timed.ends
    if moment is _Moment.LAST_DAY:
        return joined([lead, words], "：", ": ")
    dated = Text(zh=f"{day} 起", en=f"since {day}") if moment is _Moment.ANY_DAY else both(str(day))
    # With only an upper bound, no earliest date is known.
    if moment in (_Moment.FIRST, _Moment.PERHAPS_FIRST) and ends and ends.bounded:
        dated = Text(zh=f"最晚 {day}", en=f"by {day}")
    return Text(zh=f"{lead.zh}（{dated.zh}）：{words.zh}", en=f"{lead.en} ({dated.en}): {words.en}")


def _overdue(plan: Plan) -> Iterator[ResultWarning]:
    """Yield one warning for each overdue step.

    Orders that wait for the same step share it, and so do procedures with a step in the same words.
    """
    late: defaultdict[Text, list[tuple[Running, str | None]]] = defaultdict(list)
    cases = (*(schedule.case for schedule in plan.of_shop), *(case for case, _ in plan.of_orders))
    for case in cases:
        for wait in case.progress.late:
            late[wait.placed.step.words].append((wait, case.order))
    for waits in late.values():
        step = waits[0][0].placed.step
        first = min(wait.due for wait, _ in waits if wait.due)
        orders = tuple(dict.fromkeys(order for _, order in waits if order is not None))
        chased = CHASED[step.who]
        # The first clause names the step; others say what may happen meanwhile or otherwise.
        zh = step.words.zh.partition("；")[0].rstrip("。")
        en = step.words.en.partition(";")[0].rstrip(".")
        says = Text(
            zh=f"去催{chased.zh}：“{zh}”最晚 {first} 就该有结果",
            en=f'ask {chased.en} about "{en}", due by {first}',
        )
        yield ResultWarning(OVERDUE, wording.with_orders(says, orders), orders=orders)


# Without SELLER, whose steps are never late (`Progress.late`).
CHASED = {
    Who.PLATFORM: Text(zh="平台客服", en="the platform's customer service"),
    Who.BUYER: Text(zh="买家", en="the buyer"),
    Who.SUPPLIER: Text(zh="供应商", en="the supplier"),
    Who.BANK: Text(zh="银行", en="the bank"),
}
