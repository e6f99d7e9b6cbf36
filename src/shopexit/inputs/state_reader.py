"""Read and validate a seller's state file, and the order exports that belong to it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from shopexit.files import yaml
from shopexit.files.validation import InvalidDataError, validate
from shopexit.files.yaml import Document, KeyPath
from shopexit.inputs import spellings, state_exports
from shopexit.inputs.contradictions import (
    agreed,
    contradictions,
    figures_that_differ,
    joined_orders,
    least_values,
)
from shopexit.inputs.orders.order_counts import Order
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.state import State
from shopexit.inputs.state_schema import CONFIRMED_GROUP, Proof, state_model
from shopexit.messages import Problem, ShopexitError, Text, meant
from shopexit.rules.facts import ORDER_GROUP, ORDER_PREFIX, REASON, Fact, Value, Values
from shopexit.rules.loader import BrokenRulesError, RuleSet
from shopexit.rules.platform import Platform
from shopexit.rules.truth import Truth
from shopexit.rules.vocabulary import Vocabulary

_STATUS = f"{ORDER_PREFIX}status"
_LIKE_AN_ID = re.compile("[a-z0-9]+(?:[-/_.][a-z0-9]+)+")


def read_state(
    path: Path | str,
    rules: Platform,
    orders: Sequence[str] = (),
    how: ReadOptions | None = None,
    on: date | None = None,
) -> State:
    """Return the state of a shop, read from a YAML or JSON file and the shop's order exports.

    `orders` are paths of exports, or patterns such as exports/*.xlsx; they replace the exports that
    the file names under `orders_from`. `how` are options for reading exports. Events dated after
    `on`, the day of the check, are refused. Raises ShopexitError, with every problem and its line,
    if a file is invalid or contradicts itself.
    """
    return state_in(yaml.read(Path(path)), rules, orders, how, on)


def platform_of(document: Document, rules: RuleSet) -> Platform:
    """Return the rules of the platform that a state file names under `platform`.

    Raises ShopexitError if `document` is not a state file or names no platform, and
    BrokenRulesError if the rules are invalid.
    """
    data: Any = document.data
    _refuse_two_platforms(document)
    if not isinstance(data, dict) or isinstance(data.get("platform"), dict | list):
        validate(state_model(rules.vocabulary), document)  # raises, with what was found instead
    named = data.get("platform")
    # Results name a platform as well: read as a state, their other keys would all be errors.
    if str(data.get("schema")).startswith("shopexit."):
        raise _refused(document, ("schema",), _A_RESULT)
    if named is None:
        raise _without_platform(document, rules.vocabulary)
    try:
        return rules.platform(str(named))
    except BrokenRulesError:
        raise
    except ShopexitError as error:
        (unknown,) = error.problems
        raise _refused(document, ("platform",), unknown.says, unknown.hint) from None


def _refuse_two_platforms(document: Document) -> None:
    """Raise the errors that the parser noted, if one of them is that `platform` occurs twice."""
    noted = document.noted.problems
    if any(place == ("platform",) for place, _ in noted):
        raise ShopexitError(problem for _, problem in noted)


def _refused(
    document: Document, path: KeyPath, says: Text, hint: Text | None = None
) -> ShopexitError:
    """Return an error with the problem `says` at the key `path`, and those the parser noted."""
    noted = (problem for _, problem in document.noted.problems)
    return ShopexitError([document.problem(path, says, hint), *noted])


def _without_platform(document: Document, vocabulary: Vocabulary) -> ShopexitError:
    """Return an error for a state file that names no platform, with all else that is wrong in it.

    A misspelt `platform` is among that, with what was meant.
    """
    rest = document.without([("platform",)])
    whole: Any = rest.data
    whole["platform"] = "?"  # so that it is not reported as missing again
    refused = _refused(document, (), _NO_PLATFORM)
    try:
        validate(state_model(vocabulary), rest)
    except InvalidDataError as error:
        return ShopexitError([*refused.problems, *error.problems])
    return refused


_NO_PLATFORM = Text(
    zh="没写 platform：店铺数据要写是哪个平台的",
    en="'platform' is missing: write which platform the shop is on",
)
_A_RESULT = Text(
    zh="这是 shopexit 输出的结果，不是店铺数据；把结果放到别的文件夹",
    en="this is output of shopexit, not a state file: keep output in another folder",
)


def state_in(
    document: Document,
    rules: Platform,
    orders: Sequence[str] = (),
    how: ReadOptions | None = None,
    on: date | None = None,
) -> State:
    """Return the state of a shop, given its parsed state file, `document`.

    For the other parameters and the errors see `read_state`.
    """
    _refuse_two_platforms(document)
    try:
        return _state(document, rules, orders, how, on)
    except InvalidDataError as error:
        # Exports are only read for a valid file.
        rest = document.without([*error.places, ("orders_from",)])
        raise ShopexitError([*error.problems, *_contradictions_in(rest, rules, on)]) from None


def _contradictions_in(rest: Document, rules: Platform, on: date | None) -> Sequence[Problem]:
    """Return the contradictions in `rest`, which is a state file without its invalid values.

    Return an empty sequence if `rest` lacks a required value, so that it cannot be checked.
    """
    try:
        _state(rest, rules, (), None, on)
    except InvalidDataError:
        return ()
    except ShopexitError as error:
        return error.problems
    return ()


def _state(
    document: Document,
    rules: Platform,
    orders: Sequence[str],
    how: ReadOptions | None,
    on: date | None,
) -> State:
    vocabulary = rules.vocabulary
    given: Any = validate(state_model(vocabulary), document, {"statuses": rules.statuses})
    values, listed_orders = dict(_values(given, vocabulary)), _orders(given.order_list)
    if isinstance(reason := values.get(REASON), str):
        values[REASON] = spellings.refusal_reason(reason, rules)
    # A given value wins over one that follows from others; `contradictions` refuses a clash.
    values = {**vocabulary.settled(values), **values}
    problems = [
        *_wrong_platform(given.platform, rules, document),
        *_misspelt_reason(values.get(REASON), rules, document),
        *_repeated_orders(listed_orders, document),
        *_after_the_file(given, values, listed_orders or (), rules, document),
    ]
    named = given.orders_from
    exported = None
    # Exports are only read for a valid file about the right platform.
    if (orders or named) and not problems:
        # Counting lists only open orders; of these it also has to say whether they are over.
        numbers = [order.id for order in listed_orders or ()]
        how = how or ReadOptions()
        exported = state_exports.counted(document, named, rules, orders, how, numbers)
    as_of = given.as_of
    derived: Collection[str] = ()
    if exported:
        problems += figures_that_differ(values, as_of, exported, document)
        listed_orders, differing = joined_orders(listed_orders, exported, document)
        problems += differing
        values = agreed(values, exported)
        as_of = as_of or exported.as_of
    else:
        listed = _counted(listed_orders, vocabulary)
        unsaid = sum(_STATUS not in order.values for order in listed_orders or ())
        problems += _counts_that_differ(values, listed, unsaid, document)
        # An order without a status may have any, so the counts would only be lower bounds.
        if not unsaid:
            derived = listed.keys() - values.keys()
            values = {**listed, **values}
    state = State(
        platform=rules.platform,
        shop=given.shop,
        as_of=as_of,
        values=values,
        orders=listed_orders,
        answers=given.answers or {},
        waivers=tuple(given.waivers or ()),
        done={step.step: step.on for step in given.done or ()},
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
        understood=spellings.understood(document, _read(given, values, vocabulary)),
    )
    problems += contradictions(state, rules, on)
    if problems:
        raise ShopexitError(problems)
    least = least_values(state, vocabulary, on)
    return replace(state, values={**least, **values}) if least else state


def _unclear(values: Values, derived: Collection[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the names of the facts with an unfavourable value, except those in `derived`."""
    return tuple(
        path
        for path, clear in vocabulary.clear.items()
        if path in values
        and path not in derived
        # Whether a fact is clear never depends on the date, so any date will do.
        and clear.truth(values, date.max) is not Truth.TRUE
    )


def _values(given: Any, vocabulary: Vocabulary) -> Iterator[tuple[str, Value]]:
    """Yield (name, value) for each given fact of the shop; the value of a `Proof` is True."""
    for group in vocabulary.shop_groups():
        for name, value in (getattr(given, group) or {}).items():
            if value is not None:
                yield f"{group}.{name}", True if isinstance(value, Proof) else value


def _read(
    given: Any, values: Values, vocabulary: Vocabulary
) -> Iterator[tuple[KeyPath, Fact | None, Value]]:
    """Yield (key path, fact, value) for each value of a kind with several spellings, such as dates.

    The fact is None for keys that name no fact, such as `as_of`. `values` are those of the shop's
    facts, as they were read.
    """
    if given.as_of:
        yield ("as_of",), None, given.as_of
    for path, value in _values(given, vocabulary):
        group, _, name = path.partition(".")
        yield (group, name), vocabulary.facts[path], values.get(path, value)
    for i, order in enumerate(given.order_list or ()):
        for path, value in _of_order(order):
            yield ("order_list", i, path.partition(".")[2]), vocabulary.facts[path], value
    yield from ((place, None, day) for place, day in _days_said(given))
    for ref, answer in (given.answers or {}).items():
        yield ("answers", ref, "required"), None, answer.required
    for i, waiver in enumerate(given.waivers or ()):
        if waiver.until:
            yield ("waivers", i, "until"), None, waiver.until


def _orders(listed: list[Any] | None) -> tuple[Order, ...] | None:
    """Return the validated items of `order_list` as orders."""
    if listed is None:
        return None
    return tuple(Order(order["id"], dict(_of_order(order))) for order in listed)


def _of_order(order: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """Yield (name, value) for each given fact of an item of `order_list`."""
    for name, value in order.items():
        if name != "id" and value is not None:
            yield f"{ORDER_PREFIX}{name}", value


def _wrong_platform(found: str, rules: Platform, document: Document) -> Iterator[Problem]:
    wanted = rules.platform
    if found.casefold() not in {name.casefold() for name in rules.called}:
        says = Text(
            zh=f"这份文件写的是 {found} 的店铺，要查的却是 {wanted}",
            en=f"this file is about a shop on {found}, not on {wanted}",
        )
        yield document.problem(("platform",), says)


def _misspelt_reason(
    reason: Value | None, rules: Platform, document: Document
) -> Iterator[Problem]:
    """Yield a problem if the reason of a refusal is nearly the id of a requirement."""
    if not isinstance(reason, str) or not _LIKE_AN_ID.fullmatch(reason):
        return
    parts = ((ref, ref.partition("/")[2], ref.rpartition("/")[2]) for ref in rules.references)
    known = {name for names in parts for name in names} | rules.vocabulary.facts.keys()
    if reason not in known and (close := get_close_matches(reason, known, n=1, cutoff=0.8)):
        says = Text(zh=f"没有 {reason} 这一条", en=f"there is no requirement {reason}")
        yield document.problem(tuple(REASON.split(".")), says, meant(close))


def _repeated_orders(orders: tuple[Order, ...] | None, document: Document) -> Iterator[Problem]:
    seen: Counter[str] = Counter()
    for i, order in enumerate(orders or ()):
        seen[order.id] += 1
        # Reported once for each number, however often it is listed.
        if seen[order.id] == 2:
            says = Text(zh=f"订单 {order.id} 列了两次", en=f"order {order.id} is listed twice")
            yield document.problem(("order_list", i, "id"), says)


def _counted(orders: tuple[Order, ...] | None, vocabulary: Vocabulary) -> dict[str, int]:
    """Map facts such as `orders.pending_shipment` to the counts that follow from `orders`.

    Return an empty dictionary if `orders` is None.
    """
    if orders is None:
        return {}
    statuses = Counter(order.values.get(_STATUS) for order in orders)
    return {path: statuses[status] for path, status in vocabulary.counted_statuses.items()}


def _counts_that_differ(
    given: Values, counted: Mapping[str, int], unsaid: int, document: Document
) -> Iterator[Problem]:
    """Yield a problem for each count in the state file (`given`) that `order_list` contradicts.

    `counted` are the counts from `order_list`, `unsaid` is how many orders in it have no status.
    """
    for path, listed in counted.items():
        count = given.get(path, listed)
        if isinstance(count, int) and not listed <= count <= listed + unsaid:
            more_zh, more_en = f"，没写状态的 {unsaid} 个", f", and {unsaid} without a status"
            says = Text(
                zh=f"写的是 {count}，但 order_list 里这种状态的订单有 {listed} 个"
                f"{more_zh if unsaid else ''}",
                en=f"this line says {count}, but order_list has {listed} orders with that status"
                f"{more_en if unsaid else ''}",
            )
            yield document.problem(tuple(path.split(".")), says)


def _after_the_file(
    given: Any,
    values: Values,
    orders: Sequence[Order],
    rules: Platform,
    document: Document,
) -> Iterator[Problem]:
    """Yield a problem for each event dated after `as_of`, the date of the file's figures.

    Days on which steps were taken are compared with the date of evaluation instead: a seller can
    apply after the figures were read.
    """
    as_of = given.as_of
    if as_of is None:
        return
    days: list[tuple[KeyPath, Value | None]] = []
    for path, group, name in rules.vocabulary.past:
        if path not in rules.days_of_steps:
            days.append(((group, name), values.get(path)))
        if group == ORDER_GROUP:
            days += ((("order_list", i, name), o.values.get(path)) for i, o in enumerate(orders))
    for place, day in days:
        if isinstance(day, date) and day > as_of:
            says = Text(
                zh=f"{day} 在 as_of（{as_of}）之后，两个日期有一个写错了",
                en=f"{day} is after as_of ({as_of}): one of the two dates is wrong",
            )
            yield document.problem(place, says)


def _days_said(given: Any) -> Iterator[tuple[KeyPath, date]]:
    """Yield (key path, date) for each confirmation, platform answer and step that has a date."""
    for name, value in (getattr(given, CONFIRMED_GROUP, None) or {}).items():
        if isinstance(value, Proof) and value.on:
            yield (CONFIRMED_GROUP, name, "on"), value.on
    for ref, answer in (given.answers or {}).items():
        if answer.on:
            yield ("answers", ref, "on"), answer.on
    for i, step in enumerate(given.done or ()):
        if step.on:
            yield ("done", i, "on"), step.on
