"""The figures of a state file and those of its order exports: both have to say the same."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from shopexit.files.validation import shown
from shopexit.files.yaml import Document, KeyPath
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.messages import Problem, Text
from shopexit.rules.facts import NEVER, Value, Values


def agreed(values: Values, counted: OrderCounts) -> dict[str, Value]:
    """Return a shop's facts: those that the exports settle, and of the others those that are given.

    What the exports are about and leave open stays open, whatever the file says.
    """
    kept = {path: value for path, value in values.items() if path not in counted.withheld}
    # What is at least one is not none; a day can be too early for what is asked of it.
    least = {path: n for path, n in counted.floors.items() if not isinstance(n, date)}
    return {**least, **kept, **counted.facts}


def figures_that_differ(
    values: Values, as_of: date | None, counted: OrderCounts, document: Document
) -> Iterator[Problem]:
    """Yield the figures that the exports contradict."""
    for path, value in counted.facts.items():
        if values.get(path, value) != value:
            yield document.problem(tuple(path.split(".")), _differs(values[path], value))
    for path, least in counted.floors.items():
        given = values.get(path)
        if path not in counted.facts and given is not None and _is_less(given, least):
            yield document.problem(tuple(path.split(".")), _too_little(given, least))
    if as_of and counted.newest and counted.newest > as_of:
        says = Text(
            zh=f"导出文件里有 {counted.newest} 的订单，比 as_of（{as_of}）还晚，两个日期有一个不对",
            en=f"the exports reach until {counted.newest}, which is after as_of ({as_of}): one of"
            " the two dates is wrong",
        )
        yield document.problem(("as_of",), says)


def _is_less(given: Value, least: Value) -> bool:
    if isinstance(least, date):
        return given == NEVER or (isinstance(given, date) and given < least)
    return isinstance(given, int) and isinstance(least, int) and given < least


def _differs(given: Value, found: Value) -> Text:
    return Text(
        zh=f"写的是 {given}，导出文件里是 {found}；删掉这一项，就用导出文件的",
        en=f"found {given}, but the exports say {found}: without this line theirs is taken",
    )


def _too_little(given: Value, least: Value) -> Text:
    if least == date.min:
        return Text(
            zh=f"写的是 {given}，导出文件里却有完结的订单",
            en=f"found {given}, but by the exports some orders have ended",
        )
    return Text(
        zh=f"写的是 {given}，按导出文件不会{'早' if isinstance(least, date) else '少'}于 {least}",
        en=f"found {given}, but by the exports it is {least} or"
        f" {'later' if isinstance(least, date) else 'more'}",
    )


def joined_orders(
    given: Mapping[str, Values], counted: OrderCounts, document: Document
) -> tuple[dict[str, Values], list[Problem]]:
    """Return the facts of each order by its number, of both origins, and where they differ."""
    problems = []
    exported = {order.id: order.values for order in counted.listed or ()}
    for i, (number, values) in enumerate(given.items()):
        found = exported.get(number)
        if found is None and number in counted.over:
            found = {"order.status": counted.over[number]}
        if found is None and not values:
            continue  # an entry that was not filled in, such as the one that `init` writes
        if found is None:
            problems.append(document.problem(("order_list", i, "id"), _not_exported(number)))
        else:
            at: KeyPath = ("order_list", i)
            problems += _order_differs(values, found, at, document)
            exported[number] = {**values, **found}
    return {number: dict(values) for number, values in exported.items()}, problems


def _order_differs(
    values: Values, found: Values, at: KeyPath, document: Document
) -> Sequence[Problem]:
    return [
        document.problem((*at, path.partition(".")[2]), _differs(values[path], value))
        for path, value in found.items()
        if values.get(path, value) != value
    ]


def _not_exported(number: str) -> Text:
    quoted = shown(number)
    return Text(
        zh=f"导出文件里没有订单{quoted.zh}：是不是导出的时间段太短",
        en=f"order {quoted.en} stands in no export: do they reach back far enough?",
    )
