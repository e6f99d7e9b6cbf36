"""Warnings about the dates of a plan, such as a step that is overdue."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from shopexit.evaluation.progress import Running
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.messages import Text, both
from shopexit.plan.actions import Plan
from shopexit.plan.schedule import Schedule, ScheduledStep
from shopexit.rules import wording
from shopexit.rules.entries import Who

OVERDUE = "overdue"
"""Code of the warning that a wait is past its latest date."""


def schedule_warnings(plan: Plan) -> tuple[ResultWarning, ...]:
    """Return the warnings about the dates of a plan, such as overdue steps.

    Their order: requirements that can never be met; what the platform does by itself before the
    last step can end; what it may have done by itself to orders; overdue steps of shop and orders.
    Warnings about estimated working days are not included (see `estimated`).
    """
    return (
        *(warning for schedule in plan.of_shop for warning in _impossible(schedule)),
        *(warning for schedule in plan.of_shop for warning in _happens_first(schedule)),
        *_overtaken(plan.schedules),
        *_overdue(plan.schedules),
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


_OVER = ("可能已经发生了", "this may already have happened")


def _happens_first(schedule: Schedule) -> Iterator[ResultWarning]:
    """Yield a warning for all that the platform does by itself before the last step can end."""
    for timed in schedule.by_itself:
        ends = timed.ends
        soonest = timed.due or (ends and ends.earliest)
        if soonest and soonest < schedule.finish.earliest:
            may = timed.due is not None
            zh, en = (
                _OVER if may else ("办完之前就会发生", "this will happen before you are finished")
            )
            # With only an upper bound, no earliest date is known.
            by = ends.latest if ends and ends.bounded and not may else None
            day = Text(zh=f"最晚 {by}", en=f"by {by}") if by else both(str(soonest))
            words = timed.entry.words
            says = Text(zh=f"{zh}（{day.zh}）：{words.zh}", en=f"{en} ({day.en}): {words.en}")
            yield ResultWarning("happens-first", says)


def _overtaken(schedules: Sequence[Schedule]) -> Iterator[ResultWarning]:
    """Yield a warning for everything that the platform may have done to orders by itself.

    What can be prevented today for the last time is included. Orders to which the same happens
    share one warning.
    """
    ended: defaultdict[tuple[str, bool], list[tuple[ScheduledStep, str]]] = defaultdict(list)
    for schedule in schedules:
        if schedule.case.order is None:
            continue
        for timed in schedule.by_itself:
            is_last_day = timed.ends is not None and timed.ends.latest == schedule.case.on
            if timed.due or is_last_day:
                ended[timed.ref, is_last_day].append((timed, schedule.case.order))
    # What can still be prevented comes first.
    for (_, is_last_day), several in sorted(ended.items(), key=lambda each: not each[0][1]):
        first = min((timed.due for timed, _ in several if timed.due), default=None)
        zh, en = f"{_OVER[0]}（{first}）", f"{_OVER[1]} ({first})"
        if is_last_day:
            zh, en = "今天是最后一天", "today is the last day before this happens"
        words = several[0][0].entry.words
        orders = _orders([order for _, order in several])
        says = Text(
            zh=f"{zh}：{words.zh.rstrip('。')}{orders.zh}",
            en=f"{en}: {words.en.rstrip('.')}{orders.en}",
        )
        yield ResultWarning("orders-overtaken", says)


def _overdue(schedules: Sequence[Schedule]) -> Iterator[ResultWarning]:
    """Yield one warning for each overdue step; orders that wait for the same step share it."""
    late: defaultdict[str, list[tuple[Running, str | None]]] = defaultdict(list)
    for schedule in schedules:
        for wait in schedule.case.progress.late:
            late[wait.placed.ref].append((wait, schedule.case.order))
    for waits in late.values():
        step = waits[0][0].placed.step
        first = min(wait.due for wait, _ in waits if wait.due)
        orders = _orders([order for _, order in waits if order is not None])
        chased = CHASED[step.who]
        # The first clause names the step; others say what may happen meanwhile or otherwise.
        zh = step.words.zh.partition("；")[0].rstrip("。")
        en = step.words.en.partition(";")[0].rstrip(".")
        says = Text(
            zh=f"去催{chased.zh}：“{zh}”最晚 {first} 就该有结果{orders.zh}",
            en=f'ask {chased.en} about "{en}", due by {first}{orders.en}',
        )
        yield ResultWarning(OVERDUE, says)


def _orders(numbers: Sequence[str]) -> Text:
    """Return order numbers in brackets, the first few of many; empty if there are none."""
    if not numbers:
        return both("")
    shown = wording.listed([both(number) for number in numbers[:_EXAMPLES]])
    rest = len(numbers) > _EXAMPLES
    many = "orders" if len(numbers) > 1 else "order"
    return Text(
        zh=f"（订单 {shown.zh}{' 等' if rest else ''}）",
        en=f" ({many} {shown.en}{' and others' if rest else ''})",
    )


_EXAMPLES = 3
"""Number of orders that a warning names."""
# Without SELLER, whose steps are never late (`Progress.late`).
CHASED = {
    Who.PLATFORM: Text(zh="平台客服", en="the platform's customer service"),
    Who.BUYER: Text(zh="买家", en="the buyer"),
    Who.SUPPLIER: Text(zh="供应商", en="the supplier"),
    Who.BANK: Text(zh="银行", en="the bank"),
}
