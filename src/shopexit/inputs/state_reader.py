"""A seller's state file is read: checked against the vocabulary, with every error at its line."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from shopexit.files.validation import validate
from shopexit.files.yaml import Document, KeyPath
from shopexit.inputs.contradictions import contradictions
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.inputs.reconcile import agreed, figures_that_differ, joined_orders
from shopexit.inputs.state import ORDER_PREFIX, Order, State
from shopexit.inputs.state_schema import (
    CONFIRMED_GROUP,
    Done,
    OrdersFrom,
    Proof,
    exports_named,
)
from shopexit.inputs.value_cache import Known
from shopexit.messages import Problem, ShopexitError, Text
from shopexit.rules.conditions import Condition
from shopexit.rules.facts import ORDER_GROUP, Fact, Value, Values
from shopexit.rules.truth import Truth
from shopexit.rules.vocabulary import Vocabulary

_STATUS = f"{ORDER_PREFIX}status"


Count = Callable[[OrdersFrom | None, Sequence[str]], OrderCounts | None]
"""Counts the orders in the exports that a state file or a call names; None if neither does.

The numbers are those of orders to tell about, whether they are over or not."""


def load(
    document: Document,
    vocabulary: Vocabulary,
    model: type[BaseModel],
    names: Collection[str],
    count: Count = lambda _, __: None,
    known: Known | None = None,
    applied: Mapping[str, Condition] = MappingProxyType({}),
    on: date | None = None,
) -> State:
    """Return the state in a document; raise ShopexitError with everything that is wrong with it.

    `names` are the names and aliases of the platform the state is wanted for; `known` is what the
    document says, if that has been found out already. `applied` and `on`, the day that is judged,
    are what it may not contradict: see `contradictions`.
    """
    given, values, orders = _given(document, vocabulary, model, known)
    problems = [
        *_wrong_platform(given.platform, names, document),
        *_repeated_orders(orders, document),
        *_dates_after_the_file(values, orders, given.as_of, vocabulary, document),
        *_done_after_the_file(given.done, given.as_of, document),
    ]
    # The exports are read only for a file that is about the right platform.
    exported = (
        None if problems else count(exports_named(given.orders_from), [o.id for o in orders or ()])
    )
    as_of = given.as_of
    derived: Collection[str] = ()
    if exported:
        problems += figures_that_differ(values, as_of, exported, document)
        orders, differing = _both(orders, exported, document)
        problems += differing
        values = agreed(values, exported)
        as_of = as_of or exported.as_of
    else:
        listed = _counted(orders, vocabulary)
        unsaid = sum(_STATUS not in order.values for order in orders or ())
        problems += _counts_that_differ(values, listed, unsaid, document)
        if not unsaid:
            derived = listed.keys() - values.keys()
            values = {**listed, **values}
    state = State(
        platform=given.platform,
        shop=given.shop,
        as_of=as_of,
        values=values,
        orders=orders,
        answers=given.answers or {},
        waivers=tuple(given.waivers or ()),
        done=dict(_done(step) for step in given.done or ()),
        warnings=document.warnings,
        document=document,
        counted=exported,
        unclear=_unclear(values, derived, vocabulary),
        awaited={
            ref: vocabulary.facts[fact]
            for ref, answer in (given.answers or {}).items()
            if (fact := ref.rpartition("/")[2]) in vocabulary.clear
            and answer.required
            and fact not in values
        },
        said_on=tuple(_days_said(given)),
    )
    problems += contradictions(state, vocabulary, applied, on)
    if problems:
        raise ShopexitError(problems)
    return state


def _unclear(
    values: Values, derived: Collection[str], vocabulary: Vocabulary
) -> Mapping[str, Fact]:
    """Return the facts that look bad, but for counts that the listed orders come to."""
    return {
        path: vocabulary.facts[path]
        for path, clear in vocabulary.clear.items()
        if path in values
        and path not in derived
        # What is clear is a matter of no day.
        and clear.test(values, date.max) is not Truth.TRUE
    }


def _given(
    document: Document, vocabulary: Vocabulary, model: type[BaseModel], known: Known | None
) -> tuple[Any, dict[str, Value], tuple[Order, ...] | None]:
    """Return what a file says besides its facts, the facts of the shop, and its orders."""
    if known:
        listed = known.orders
        orders = None if listed is None else tuple(Order(i, facts) for i, facts in listed)
        return known, known.values, orders
    given: Any = validate(model, document)
    return given, dict(_values(given, vocabulary)), _orders(given.order_list)


def _both(
    orders: tuple[Order, ...] | None, exported: OrderCounts, document: Document
) -> tuple[tuple[Order, ...] | None, list[Problem]]:
    """Return the orders of the file and of its exports together, and where they differ."""
    if exported.listed is None:
        return orders, []
    given = {order.id: order.values for order in orders or ()}
    joined, problems = joined_orders(given, exported, document)
    return tuple(Order(number, values) for number, values in joined.items()), problems


def _values(given: Any, vocabulary: Vocabulary) -> Iterator[tuple[str, Value]]:
    for group in vocabulary.shop_groups():
        facts = getattr(given, group)
        for name, value in facts or ():
            if value is not None:
                yield f"{group}.{name}", True if isinstance(value, Proof) else value


def _done(step: str | Done) -> tuple[str, date | None]:
    return (step, None) if isinstance(step, str) else (step.step, step.on)


def _orders(listed: list[Any] | None) -> tuple[Order, ...] | None:
    if listed is None:
        return None
    return tuple(
        Order(
            order.id,
            {
                f"{ORDER_GROUP}.{name}": value
                for name, value in order
                if name != "id" and value is not None
            },
        )
        for order in listed
    )


def _wrong_platform(found: str, names: Collection[str], document: Document) -> Iterator[Problem]:
    if found not in names and found.casefold() not in {name.casefold() for name in names}:
        wanted = next(iter(names))
        says = Text(
            zh=f"这份文件写的是 {found} 的店铺，要查的却是 {wanted}",
            en=f"this file is about a shop on {found}, not on {wanted}",
        )
        yield document.problem(("platform",), says)


def _repeated_orders(orders: tuple[Order, ...] | None, document: Document) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for i, order in enumerate(orders or ()):
        seen[order.id] += 1
        if seen[order.id] == 2:
            says = Text(zh=f"订单 {order.id} 列了两次", en=f"order {order.id} is listed twice")
            yield document.problem(("order_list", i, "id"), says)


def _counted(orders: tuple[Order, ...] | None, vocabulary: Vocabulary) -> dict[str, int]:
    """Return how many of the listed orders are in each state that a count of orders is about."""
    if orders is None:
        return {}
    statuses = Counter(order.values.get(_STATUS) for order in orders)
    return {
        path: statuses[fact.counts_status]
        for path, fact in vocabulary.facts.items()
        if fact.counts_status
    }


def _counts_that_differ(
    given: Values, counted: Mapping[str, int], unsaid: int, document: Document
) -> Iterator[Problem]:
    """Yield the counts that contradict the listed orders; `unsaid` of them may be in any state."""
    for path, listed in counted.items():
        count = given.get(path, listed)
        if isinstance(count, int) and not listed <= count <= listed + unsaid:
            more_zh, more_en = f"，没写状态的 {unsaid} 个", f", and {unsaid} in none that is given"
            says = Text(
                zh=f"写的是 {count}，但 order_list 里这种状态的订单有 {listed} 个"
                f"{more_zh if unsaid else ''}",
                en=f"found {count}, but order_list has {listed} orders in that state"
                f"{more_en if unsaid else ''}",
            )
            yield document.problem(tuple(path.split(".")), says)


def _dates_after_the_file(
    values: Values,
    orders: tuple[Order, ...] | None,
    as_of: date | None,
    vocabulary: Vocabulary,
    document: Document,
) -> Iterator[Problem]:
    if as_of is None:
        return
    for path, group, name in vocabulary.past:
        if path in values and _is_after(values[path], as_of):
            yield document.problem((group, name), _after_the_file(values[path], as_of))
        for i, order in enumerate(orders or ()) if group == ORDER_GROUP else ():
            if _is_after(order.values.get(path), as_of):
                place: KeyPath = ("order_list", i, name)
                yield document.problem(place, _after_the_file(order.values[path], as_of))


def _is_after(value: Value | None, as_of: date) -> bool:
    return isinstance(value, date) and value > as_of


def _done_after_the_file(
    done: list[str | Done] | None, as_of: date | None, document: Document
) -> Iterator[Problem]:
    for i, step in enumerate(done or ()):
        if as_of and isinstance(step, Done) and step.on and step.on > as_of:
            yield document.problem(("done", i, "on"), _after_the_file(step.on, as_of))


def _after_the_file(day: Value, as_of: date) -> Text:
    return Text(
        zh=f"{day} 在 as_of（{as_of}）之后，两个日期有一个写错了",
        en=f"{day} lies after as_of ({as_of}): one of the two dates is wrong",
    )


def _days_said(given: Any) -> Iterator[tuple[KeyPath, date]]:
    """Yield the days of confirmations, answers and steps, each with its place."""
    for name, value in getattr(given, CONFIRMED_GROUP, None) or ():
        if isinstance(value, Proof) and value.on:
            yield (CONFIRMED_GROUP, name, "on"), value.on
    for ref, answer in (given.answers or {}).items():
        if answer.on:
            yield ("answers", ref, "on"), answer.on
    for i, step in enumerate(given.done or ()):
        if isinstance(step, Done) and step.on:
            yield ("done", i, "on"), step.on
