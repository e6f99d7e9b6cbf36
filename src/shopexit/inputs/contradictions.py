"""Find what in a state file contradicts itself, the order exports or the date of the check."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from shopexit.files.validation import shown
from shopexit.files.yaml import Document, KeyPath
from shopexit.inputs.orders.order_counts import Order, OrderCounts
from shopexit.inputs.state import State
from shopexit.messages import Problem, Text
from shopexit.rules.conditions import days_asked, facts_read
from shopexit.rules.entries import Requirement
from shopexit.rules.explanation import truth_if
from shopexit.rules.facts import NEVER, ORDER_PREFIX, NotBefore, Value, Values, known_day
from shopexit.rules.platform import STATUS, Platform
from shopexit.rules.truth import Truth
from shopexit.rules.vocabulary import Vocabulary


def contradictions(state: State, rules: Platform, on: date | None) -> Iterator[Problem]:
    """Yield a problem for each contradiction in a state, such as a shop closed before it applied.

    With `on`, the date of the check, also yield a problem for each event dated after it.
    """
    vocabulary = rules.vocabulary
    # Without a date of evaluation nothing is too late: `at_least_days_ago: 0` holds for every date.
    day = on or date.max
    for values, order, path in _subjects(state, vocabulary):
        for pair in vocabulary.impossible:
            if pair.of_orders is bool(path) and pair.contradicts(values, day):
                yield state.document.problem(
                    _place(pair.names, path), _about_order(order, pair.says)
                )
        for row in vocabulary.in_order:
            if row.of_orders is bool(path):
                for one, other in row.turned_round(values, day):
                    says = row.says or _too_early(vocabulary, one, other, values)
                    place = _place((other, one), path)
                    yield state.document.problem(place, _about_order(order, says))
    for at, ref in enumerate(state.done):
        if fact := _denied_by(ref, rules, state.values, day):
            says = Text(
                zh=f"写着做完了 {ref}，{fact} 却是 {state.values[fact]}，有一个要改",
                en=f"{ref} is listed as done, but {fact} is {state.values[fact]}: correct one of"
                " the two",
            )
            yield state.document.problem(("done", at), says)
    yield from _no_such_status(state, rules)
    yield from _no_days_to_replace(state, rules)
    if on:
        yield from after_judging(state, rules, on)


def _denied_by(ref: str, rules: Platform, values: Values, on: date) -> str | None:
    """Return the name of a fact that denies a step listed as done; None if no fact does.

    It denies the application, or the end of the shop, that the step comes with or after.
    """
    if _is_not_ended(ref, rules, values):
        return STATUS
    applied = rules.applied.get(ref)
    if applied is None or applied.truth(values, on) is not Truth.FALSE:
        return None
    # Of those that would tell of the application, one at least is given, and denies it.
    return next(each for each in facts_read(applied) if each in values)


def _is_not_ended(ref: str, rules: Platform, values: Values) -> bool:
    """Return whether `closing.status` denies the end of the shop that a step comes with or after.

    Of several such ends, one may be the shop's.
    """
    if STATUS not in values or ref not in rules.shop_steps:
        return False
    steps = rules.placed[ref.split("/")[1]]["steps"]
    last = next(i for i, (each, _) in enumerate(steps) if each == ref)
    # By other facts a step can be done though its usual sign is missing.
    status = {STATUS: values[STATUS]}
    ends = [
        step.done_when.truth(status, date.max)
        for _, step in steps[: last + 1]
        if step.point_of_no_return
        and step.done_when
        and truth_if(step.when, values, date.max) is Truth.TRUE
    ]
    return bool(ends) and max(ends) is Truth.FALSE


def _no_such_status(state: State, rules: Platform) -> Iterator[Problem]:
    """Yield a problem if `closing.status` has a value that the platform does not use."""
    found = state.values.get(STATUS)
    # The choices of the fact are those of all platforms; each platform has only some of them.
    if found and rules.statuses and found not in rules.statuses:
        known = rules.vocabulary.facts[STATUS].choices
        zh = "、".join(f"{name}（{known[name].zh}）" for name in rules.statuses)
        en = ", ".join(f"{name} ({known[name].en})" for name in rules.statuses)
        says = Text(
            zh=f"{rules.name.zh}没有“{known[str(found)].zh}”（{found}）这一步，应为这几种之一：{zh}",
            en=f"{rules.name.en} has no status {found}; expected one of {en}",
        )
        yield state.document.problem(tuple(STATUS.split(".")), says)


def _no_days_to_replace(state: State, rules: Platform) -> Iterator[Problem]:
    """Yield a problem for each answer that gives `days` for a rule without a number of days."""
    for ref, answer in state.answers.items():
        entry = rules.references.get(ref)
        counts = isinstance(entry, Requirement) and days_asked(entry.holds)
        if answer.days is not None and not counts:
            says = Text(
                zh=f"{ref} 这条规则不数天数，请删掉 days",
                en=f"the rule {ref} asks for no number of days: remove `days`",
            )
            yield state.document.problem(("answers", ref, "days"), says)


def _subjects(state: State, vocabulary: Vocabulary) -> Iterator[tuple[Values, str | None, KeyPath]]:
    """Yield (values of facts, order number, key path) for the shop, and then for each order.

    For the shop, the number is None and the path is (). The values of an order include the values
    of the shop that may contradict them.
    """
    yield state.values, None, ()
    # Only what is compared: each of perhaps a hundred thousand orders gets its own copy of it.
    named = {name for pair in vocabulary.impossible if pair.of_orders for name in pair.names}
    named |= {name for row in vocabulary.in_order if row.of_orders for name in row.names}
    shop = {name: state.values[name] for name in named if name in state.values}
    for at, order in enumerate(state.orders or ()):
        yield {**shop, **order.values}, order.id, ("order_list", at)


def _place(names: Sequence[str], order: KeyPath) -> KeyPath:
    """Return the key path at which to report a problem with the facts `names`.

    `order` is the key path of the order with the problem; () if the problem is with the shop.
    """
    of_order = [name for name in names if order and name.startswith(ORDER_PREFIX)]
    group, _, name = next(iter(of_order or names)).partition(".")
    return (*order, name) if of_order else (group, name)


def _about_order(order: str | None, says: Text) -> Text:
    """Return the message `says`, with the order number before it if it is about an order."""
    if order is None:
        return says
    return Text(zh=f"订单 {order}：{says.zh}", en=f"order {order}: {says.en}")


def _too_early(vocabulary: Vocabulary, one: str, other: str, values: Values) -> Text:
    """Return the message that the date of `other` is, wrongly, before the date of `one`."""
    first, second = vocabulary.facts[one].label, vocabulary.facts[other].label
    return Text(
        zh=f"{second.zh}（{values[other]}）早于{first.zh}（{values[one]}），有一个写错了",
        en=f"{second.en} ({values[other]}) is before {first.en} ({values[one]}): one date is wrong",
    )


def after_judging(state: State, rules: Platform, on: date) -> Iterator[Problem]:
    """Yield a problem for each event in a state dated after `on`, the date of evaluation."""
    days = list(state.said_on)
    days += [
        ((group, name), value)
        for path, group, name in rules.vocabulary.past
        # If the figures have a date (`as_of`), their dates are checked against that, and `as_of`
        # itself against `on`.
        if (state.as_of is None or path in rules.days_of_steps)
        and (value := known_day(state.values, path))
    ]
    for place, day in days:
        if day > on:
            says = Text(
                zh=f"{day} 还没到（按 {on} 判断），没发生的事不能写成已经发生；改正日期，"
                "或用 --on 按晚一些的日子判断",
                en=f"{day} is after the date of the check, {on}, but an event can only be entered"
                " once it has happened: correct the date, or check for a later date with --on",
            )
            yield state.document.problem(place, says)


def agreed(values: Values, counted: OrderCounts) -> dict[str, Value]:
    """Return the values of a shop's facts, merged from the state file and the order exports.

    An exact value in `counted`, from the exports, replaces that in `values`, from the file. A lower
    bound of a count is used only if the file has no value. If the exports leave a fact uncertain,
    of the file's values only a count above 0 is kept: there may be more, but not none.
    """
    kept = {
        path: value
        for path, value in values.items()
        if path not in counted.withheld or (isinstance(value, int) and value)
    }
    # Bounds of dates come once the values are known to agree: see `least_values`.
    least = {path: n for path, n in counted.floors.items() if not isinstance(n, date)}
    # A later mapping wins: a figure in the file is better than a bound, and equal to what is exact.
    return {**least, **kept, **counted.facts}


def least_values(state: State, vocabulary: Vocabulary, on: date | None) -> dict[str, Value]:
    """Return the least values of facts that are not given but follow in part from others.

    First possible days from exports, and counts that other facts show not to be 0: fines, where an
    amount of fines is given, or orders whose refund waits for a decision.
    """
    floors = state.counted.floors if state.counted else {}
    days: dict[str, Value] = {
        path: NotBefore(least.year, least.month, least.day)
        for path, least in floors.items()
        if isinstance(least, date) and least > date.min  # else no order bears a date
    }
    blank = [(fact, pair) for fact, pair in vocabulary.not_none if fact not in state.values]
    counts = Counter[str]()
    for values, _, path in _subjects(state, vocabulary) if blank else ():
        for fact, pair in blank:
            if pair.of_orders is bool(path):
                counts[fact] += pair.contradicts({**values, fact: 0}, on or date.max)
    return {**days, **+counts}


def figures_that_differ(
    values: Values, as_of: date | None, counted: OrderCounts, document: Document
) -> Iterator[Problem]:
    """Yield a problem for each value, and for `as_of`, that the order exports contradict.

    `values` are those of the state file `document`, `counted` is what the exports give.
    """
    for path, value in counted.facts.items():
        if values.get(path, value) != value:
            yield document.problem(tuple(path.split(".")), _differs(values[path], value))
    for path, least in counted.floors.items():
        given = values.get(path)
        if path not in counted.facts and given is not None and _is_less(given, least):
            yield document.problem(tuple(path.split(".")), _too_little(given, least))
    if as_of and counted.newest and counted.newest > as_of:
        says = Text(
            zh=f"导出文件里有 {counted.newest} 的订单，比 as_of（{as_of}）还晚；"
            "改正 as_of，或换成那天导出的文件",
            en=f"the exports have data of {counted.newest}, which is after as_of ({as_of}):"
            f" correct as_of, or use files exported on {as_of}",
        )
        yield document.problem(("as_of",), says)


def _is_less(given: Value, least: Value) -> bool:
    """Return whether a value of the state file is below the lower bound from the exports."""
    if isinstance(least, date):
        # `never` also contradicts a bound: the orders in the exports show that some have ended.
        return given == NEVER or (isinstance(given, date) and given < least)
    return isinstance(given, int) and isinstance(least, int) and given < least


def _differs(given: Value, found: Value) -> Text:
    """Return the message that the exports have another value than the state file."""
    one, other = (str(v).lower() if isinstance(v, bool) else v for v in (given, found))
    return Text(
        zh=f"写的是 {one}，导出文件里是 {other}；删掉这一项，就用导出文件的",
        en=f"this line says {one}, the exports say {other}: delete it to use {other}",
    )


def _too_little(given: Value, least: Value) -> Text:
    """Return the message that a value is below the lower bound from the exports."""
    # The bound if orders have ended but the exports have no dates (see `derived_facts`).
    if least == date.min:
        return Text(
            zh=f"写的是 {given}，导出文件里却有完结的订单；要写最后一笔完结的日期",
            en=f"this line says {given}, but according to the exports some orders have ended: give"
            " the day on which the last one ended",
        )
    return Text(
        zh=f"写的是 {given}，按导出文件不会{'早' if isinstance(least, date) else '少'}于 {least}",
        en=f"this line says {given}, but according to the exports it is {least} or"
        f" {'later' if isinstance(least, date) else 'more'}",
    )


def joined_orders(
    orders: tuple[Order, ...] | None, counted: OrderCounts, document: Document
) -> tuple[tuple[Order, ...] | None, list[Problem]]:
    """Merge the orders of state file and exports; return them and a problem for each difference.

    `orders` are those of the state file `document`, `counted` is what the exports give. If that
    has no list of orders, the orders of the file are returned as they are.
    """
    if counted.listed is None:
        return orders, []
    problems = []
    exported = {order.id: order.values for order in counted.listed}
    for i, order in enumerate(orders or ()):
        found = exported.get(order.id)
        # The exports' list has only open orders; orders in the file may have ended since.
        if found is None and order.id in counted.over:
            found = {"order.status": counted.over[order.id]}
        if found is None and not order.values:
            continue  # an empty entry, such as the one that `init` writes
        if found is None:
            problems.append(document.problem(("order_list", i, "id"), _not_exported(order.id)))
            continue
        for path, value in found.items():
            if order.values.get(path, value) != value:
                at: KeyPath = ("order_list", i, path.partition(".")[2])
                problems.append(document.problem(at, _differs(order.values[path], value)))
        exported[order.id] = {**order.values, **found}
    return tuple(Order(number, values) for number, values in exported.items()), problems


def _not_exported(number: str) -> Text:
    quoted = shown(number)
    return Text(
        zh=f"导出文件里没有订单{quoted.zh}：导出更长的时间段，或删掉这一项",
        en=f"order {quoted.en} is in none of the exports: export a longer period, or"
        " remove the order from order_list",
    )
