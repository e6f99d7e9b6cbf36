"""Derive facts of a shop, such as `orders.pending_shipment`, from its counted orders."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from shopexit.inputs.orders.order_counts import Figures, ReadSheet
from shopexit.inputs.orders.order_status import AfterSalesState, EndDay, OrderStage, OrderState
from shopexit.inputs.orders.row_counter import RowCounter
from shopexit.messages import Text, clean
from shopexit.rules.export_schema import ColumnRole, OrderStatus
from shopexit.rules.facts import InExports
from shopexit.rules.vocabulary import Vocabulary

STATUSES = {
    OrderStage.PENDING_PAYMENT: "pending_payment",
    OrderStage.PENDING_SHIPMENT: "pending_shipment",
    OrderStage.PENDING_RECEIPT: "shipped",
    OrderStage.COMPLETED: "completed",
    OrderStage.CLOSED: "closed",
}
"""Maps the stage of an order to the value of the fact `order.status`."""


def buckets(totals: Counter[OrderState]) -> dict[OrderStatus, int]:
    """Count the orders of each status, given the number of orders in each detailed state.

    An order with an open dispute or after-sales case is counted as such, not by its stage.
    """
    found: Counter[OrderStatus] = Counter()
    for standing, orders in totals.items():
        found[standing.bucket] += orders
    return {bucket: found[bucket] for bucket in OrderStatus if bucket is not OrderStatus.ENDED}


def figures(
    vocabulary: Vocabulary,
    totals: Counter[OrderState],
    tally: RowCounter,
    sheets: Sequence[ReadSheet],
) -> Figures:
    """Return the facts of a shop that follow from the orders in all its exports.

    `totals` is the number of orders in each state, `tally` has the totals over all rows, `sheets`
    are the sheets read. If a row, or the status of an order, was not understood, only lower bounds
    follow.
    """
    in_doubt = bool(tally.problem_count) or any(state.is_unknown for state in totals)
    found = Figures(in_doubt=in_doubt)
    asked = {fact.in_exports: path for path, fact in vocabulary.facts.items() if fact.in_exports}
    lists_all = [sheet.columns.lists_all for sheet in sheets if sheet.columns]
    # Rather a filter or a short period than a shop without orders, so not reported as 0 orders.
    if not totals and not tally.problem_count:
        return Figures(notes=[_NO_ORDERS])
    _of_stages(found, vocabulary.counted_statuses, totals, all_listed=any(lists_all))
    lacks_cases = any(sheet.columns.lacks_cases for sheet in sheets if sheet.columns)
    _of_cases(found, asked, totals, cases_listed=not all(lists_all), lacks_cases=lacks_cases)
    if (ended := asked.get(InExports.LAST_ENDED)) and any(lists_all):
        _of_ends(found, ended, totals, tally)
    if tally.odd_days:
        found.notes.append(_odd_days(tally))
    # What was not understood may be an open order, so any count may be too low.
    if in_doubt:
        found.withheld.extend((*vocabulary.counted_statuses, *asked.values()))
        found.floors.update({path: least for path, least in found.facts.items() if least})
        found.facts.clear()
    return found


def _of_stages(
    found: Figures, stages: Mapping[str, str], totals: Counter[OrderState], *, all_listed: bool
) -> None:
    """Add the counts of orders by status to `found`; as lower bounds, if a status is not given.

    `all_listed` means that a file lists all orders, not only those with an after-sales case.
    """
    counts: Counter[str | None] = Counter()
    for standing, orders in totals.items():
        counts[STATUSES.get(standing.stage)] += orders
    unsaid = _without_stage(totals)
    if all_listed and not unsaid:
        found.facts.update({path: counts[status] for path, status in stages.items()})
        return
    known = {path: counts[status] for path, status in stages.items() if counts[status]}
    found.floors.update(known)
    if all_listed:
        found.notes.append(_unsaid(unsaid))


def _without_stage(totals: Counter[OrderState]) -> int:
    """Return the number of orders of which the files give a case, but not how far the order is."""
    return sum(n for s, n in totals.items() if s.stage in (OrderStage.NONE, OrderStage.UNSAID))


def _of_cases(
    found: Figures,
    asked: Mapping[InExports, str],
    totals: Counter[OrderState],
    *,
    cases_listed: bool,
    lacks_cases: bool,
) -> None:
    """Add the numbers of open after-sales cases and disputes to `found`.

    `cases_listed` means that a file lists all after-sales cases, `lacks_cases` that the column of a
    file may lack some.
    """
    after_sales = sum(n for s, n in totals.items() if s.after_sales is AfterSalesState.OPEN)
    disputes = sum(n for s, n in totals.items() if s.dispute is AfterSalesState.OPEN)
    path = asked.get(InExports.AFTER_SALES)
    # With a list of cases, an order that is not in it has no case; otherwise a column must say so
    # for every order.
    told = all(s.after_sales is not AfterSalesState.NONE for s in totals)
    settled = cases_listed or (told and not lacks_cases)
    if path and settled:
        found.facts[path] = after_sales
    elif path:
        found.notes.append(_NO_CASES)
        if after_sales:
            found.floors[path] = after_sales
    # Complaints and lawsuits are in no export, so its disputes are only a lower bound.
    if disputes and InExports.DISPUTES in asked:
        found.floors[asked[InExports.DISPUTES]] = disputes


def _of_ends(found: Figures, path: str, totals: Counter[OrderState], tally: RowCounter) -> None:
    """Add the day on which the last order ended, or a lower bound for it, as the fact `path`."""
    over = [s for s in totals if tally.has_ended(s)]
    if not over:
        return
    ended = tally.days.get(ColumnRole.FINISHED)
    least = ended[1] if ended else date.min
    # An order cannot end before it was placed, or shipped.
    found.floors[path] = max(least, tally.undated or least)
    untold = sum(totals[s] for s in over if s.end is EndDay.UNTOLD)
    if any(s.end is EndDay.NONE for s in over):
        found.notes.append(_NO_ENDS)
    elif untold:
        found.notes.append(_some_ends(untold))
    # An order closed unpaid has no end time: placed after the last known end, it ended last.
    elif not ended or (tally.unpaid and tally.unpaid > least):
        found.notes.append(_UNPAID_LAST)
    elif not _without_stage(totals):
        found.facts[path] = least


_NO_ORDERS = Text(
    zh="文件里一个订单也没有：是不是筛选过，或者时间选得太短？",
    en="the files contain no orders: was a filter set, or the period too short?",
)
_NO_CASES = Text(
    zh="不是每份文件都有售后状态，看不出有没有进行中的售后：换一份有售后状态的报表，或自己填",
    en="not every file has an after-sales status, so open cases cannot be counted: use a report"
    " with that status, or fill in the number",
)
_NO_ENDS = Text(
    zh="不是每份文件都有订单完成时间，最后一笔订单哪天完成或关闭以你填的为准，没填的补上",
    en="not every file has completion times: the day on which the last order ended is the one that"
    " you give; fill it in if it is missing",
)
_UNPAID_LAST = Text(
    zh="最后结束的一笔没付款就关闭了，最早是下单那天；哪天关闭的以你填的为准，没填的补上",
    en="the order that ended last was closed without payment, and no file says on which day (the"
    " day it was placed or later): it is the one that you give; fill it in if it is missing",
)


def _some_ends(orders: int) -> Text:
    return Text(
        zh=f"有 {orders} 个已完成或已关闭的订单没有完成时间，最后一笔哪天结束以你填的为准，"
        "没填的补上",
        en=f"{orders} completed or closed orders have no end time: the day on which the last order"
        " ended is the one that you give; fill it in if it is missing",
    )


def _unsaid(orders: int) -> Text:
    return Text(
        zh=f"有 {orders} 个订单只知道有售后或纠纷，看不出走到哪一步；"
        "各状态的订单数可能更多，自己填",
        en=f"for some orders ({orders}) the files give an after-sales case or dispute, but no order"
        " status: there may be more orders in each status than counted, so fill in the numbers",
    )


def _odd_days(tally: RowCounter) -> Text:
    count, first = tally.odd_days, tally.first_odd_days
    places = [f"{row.file}{f' / {row.sheet}' if row.sheet else ''}:{row.row}" for row in first]
    named = [clean(place) for place in places]
    zh = "、".join(f"{at} {row.says.zh}" for at, row in zip(named, first, strict=True))
    en = ", ".join(f"{at} {row.says.en}" for at, row in zip(named, first, strict=True))
    more_zh, more_en = (" 等", " and others") if count > len(first) else ("", "")
    return Text(
        zh=f"有 {count} 个时间看不懂，没有用上；订单数不受影响。看不懂的是 {zh}{more_zh}",
        en=f"{count} dates could not be read and are ignored; orders are still counted: {en}"
        f"{more_en}",
    )
