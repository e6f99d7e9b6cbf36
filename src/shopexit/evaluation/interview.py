"""Choose which missing facts to ask a seller for, and in which order.

Pure. A fact is asked for if the evaluation lacked it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from shopexit.evaluation.evaluate import EvaluationOptions, Outcome, ProcedureResult, Verdict
from shopexit.evaluation.evaluation import beside, evaluate
from shopexit.evaluation.open_points import points
from shopexit.evaluation.progress import Progress
from shopexit.inputs.orders.order_counts import Order
from shopexit.inputs.state import State
from shopexit.messages import ShopexitError
from shopexit.rules.conditions import Condition, facts_read
from shopexit.rules.entries import claims, conditions, facts_named
from shopexit.rules.explanation import is_open, missing, truth_if, undated
from shopexit.rules.facts import (
    NEVER,
    ORDER_GROUP,
    ORDER_PREFIX,
    PROFILE,
    FactType,
    Value,
    Values,
)
from shopexit.rules.platform import REJECTED, STATUS, Platform
from shopexit.rules.procedure_checks import Subject
from shopexit.rules.truth import Truth

ORDERS = "order_list"
"""Key of a state file that holds the list of orders."""
_ENDED = ("completed", "closed")
_MOVING = (FactType.COUNT, FactType.MONEY, FactType.CHOICE)


def questions(rules: Platform, state: State, options: EvaluationOptions) -> Sequence[str]:
    """Return the names of the missing facts to ask the seller for, in the order in which to ask.

    The verdict, the progress or the money depends on these facts. A fact about an order is named by
    its key path in the state file, such as `order_list.0.status`. Where orders are evaluated one by
    one, their facts come before the order counts, as the counts follow from the orders.
    """
    try:
        found = evaluate(rules, state, options)
    except ShopexitError:  # no procedure applies, or a date is wrong; `check` reports that
        return tuple(_next_order(rules, state, options))
    results = (*found.results, *beside(found.results, rules, state, options))
    shop = [result for result in results if result.order is None]
    lacking = [(result, fact) for result in results for fact in _lacking(result)]
    wanted = [fact for _, fact in lacking if not fact.startswith(ORDER_PREFIX)]
    places = {order.id: f"{ORDERS}.{i}." for i, order in enumerate(listed_orders(state))}
    of_orders = [
        f"{places[result.order]}{fact.removeprefix(ORDER_PREFIX)}"
        for result, fact in lacking
        if fact.startswith(ORDER_PREFIX) and result.order in places
    ]
    for name in found.passed:
        how_far = Progress(rules, name, state, options.on)
        wanted += _lacking_for_steps(how_far, state.values, options.on)
    if any(result.verdict is Verdict.DONE for result in shop):
        # A refund may be on its way though the platform shows no balance any more.
        for name, procedure in rules.of_shop.items():
            if procedure.paying:
                how_far = Progress(rules, name, state, options.on)
                paying = (step.when for step in procedure.paying)
                lacks = (fact for w in paying for fact in missing(w, state.values, options.on))
                wanted += (*how_far.untold, *lacks)
    money = (step.returns for procedure in rules.of_shop.values() for step in procedure.paying)
    sums = (
        path for path, fact in rules.vocabulary.summing_up.items() if {*fact.settles} & {*wanted}
    )
    # The kind of shop and how far the exit is decide which of the later questions are left.
    asked = dict.fromkeys(
        [
            *(fact for fact in wanted if fact.startswith(PROFILE)),
            # One answer to these settles several facts of `wanted`.
            *sums,
            *_application(rules, state, shop),
            *of_orders,
            *_next_order(rules, state, options),
            *wanted,
            # Last, as those that the verdict depends on are in `wanted` already.
            *(fact for fact in money if fact),
        ]
    )
    # What the seller says does not count while a word or row in the exports is not understood.
    left = (fact for fact in asked if fact not in state.withheld)
    return [fact for fact in left if is_open(state.values.get(fact))]


def listed_orders(state: State) -> Sequence[Order]:
    """Return the orders that a state file lists under `order_list`, in the same order."""
    listed = state.document.at((ORDERS,))
    orders = listed if isinstance(listed, list) else ()
    numbers = [str(order.get("id")) for order in orders if isinstance(order, dict)]
    known = {order.id: order for order in state.orders or ()}
    # Beside exports, an entry that is not filled in is no order of the state.
    return [known.get(number, Order(number, {})) for number in numbers]


def value_of(state: State, path: str) -> Value | None:
    """Return the value of a fact, such as `order_list.0.status`, in a state; None if not given."""
    if not path.startswith(f"{ORDERS}."):
        return state.values.get(path)
    _, place, name = path.split(".")
    orders = listed_orders(state)
    if int(place) == len(orders):
        return None  # the order to be added
    order = orders[int(place)]
    return order.id if name == "id" else order.values.get(f"{ORDER_PREFIX}{name}")


def _next_order(rules: Platform, state: State, options: EvaluationOptions) -> Iterator[str]:
    """Yield the key path for the number of the next order to enter, such as `order_list.2.id`.

    Yield nothing if no requested procedure is about orders, or if the state has order counts.
    """
    chosen = (rules.procedures[name] for name in rules.chosen(options.procedure))
    counts = rules.vocabulary.counted_statuses
    counted = state.counted or any(
        state.document.at(tuple(c.split("."))) is not None for c in counts
    )
    if not counted and any(each.subject is Subject.ORDER for each in chosen):
        yield f"{ORDERS}.{len(listed_orders(state))}.id"


def unspoken(rules: Platform, state: State, options: EvaluationOptions) -> Sequence[str]:
    """Return the names of missing facts that would be open points if they were unfavourable.

    No rule says whether such a fact matters, so the platform would have to be asked.
    """
    try:
        results = evaluate(rules, state, options).results
    except ShopexitError:
        return ()
    # Once applied for, an open point is only a warning.
    names = [result.procedure for result in results if not result.progress.applied]
    return [
        fact
        for fact in rules.vocabulary.clear
        if fact not in state.values
        for bad in rules.vocabulary.unfavourable(fact)[:1]
        if any(_would_be_open(rules, n, state, fact, bad, options) for n in names)
    ]


def concerning(rules: Platform, profile: Values) -> frozenset[str]:
    """Return the names of the facts that matter for the kind of shop that `profile` describes.

    `profile` maps facts of the group `profile` to values. A fact is left out if all rules that read
    it are for other kinds of shops.
    """
    # `date.max` for the day, as no fact of a profile is a date.
    meant = [
        entry
        for procedure in rules.procedures.values()
        for entry in procedure.entries
        if truth_if(entry.when, profile, date.max) is not Truth.FALSE
    ]
    asked = [q.when for p in rules.procedures.values() for q in p.unknowns]
    asked += [condition for entry in meant for condition in conditions(entry)]
    read = {fact for condition in asked for fact in facts_read(condition)}
    read |= {fact for entry in meant for _, fact, _ in facts_named(entry)}
    sums = rules.vocabulary.summing_up.items()
    read |= {path for path, fact in sums if {*fact.settles} & read}
    return frozenset(read - rules.vocabulary.settled(profile).keys())


def moving(rules: Platform, state: State, on: date, max_age: int) -> Sequence[str]:
    """Return the names of given facts that may have changed, so that they are looked up again.

    Facts of orders come first, and names are as in `questions`. Facts that cannot change by
    themselves are left out, unless the figures are undated or older than `max_age` days. The kind
    of shop (`profile`) and orders that are completed or closed are always left out.
    """
    old = state.as_of is None or (on - state.as_of).days > max_age
    of_orders = [
        f"{ORDERS}.{i}.{name}"
        for i, order in enumerate(listed_orders(state))
        if order.values.get(f"{ORDER_PREFIX}status") not in _ENDED
        for name, fact in rules.vocabulary.in_group(ORDER_GROUP)
        if fact.type in (FactType.CHOICE, FactType.FLAG) and f"{ORDER_PREFIX}{name}" in order.values
    ]
    return of_orders + [
        path
        for path, fact in rules.vocabulary.facts.items()
        if path in state.values
        and not path.startswith(PROFILE)
        # A day that has never been may have come since.
        and (old or fact.type in _MOVING or fact.in_exports or state.values[path] == NEVER)
        # Facts from exports, and those with a proof of their own, are not asked for again.
        and not isinstance(state.document.at(tuple(path.split("."))), dict | None)
    ]


def _application(
    rules: Platform, state: State, results: Sequence[ProcedureResult]
) -> Iterator[str]:
    """Yield the names of facts that show which applications are submitted, and how far they are."""
    for result in results:
        if rules.procedures[result.procedure].by_closing:
            yield STATUS
    if state.values.get(STATUS) == REJECTED:
        yield from ("closing.rejected_on", "closing.reason")
    for result in results:
        steps = [placed.step for placed in result.progress.steps]
        # A procedure without an application is under way once one of its waits has begun.
        for step in [step for step in steps if step.applies] or steps:
            if step.done_when:
                yield from _unknown(step.done_when, result)
            if step.since and not step.applies:
                yield step.since


def _lacking(result: ProcedureResult) -> Iterator[str]:
    """Yield the names of facts that `result` needs: for its requirements, then for its steps.

    Some names may come twice, or be names of facts that are given; the caller leaves these out.
    """
    yield from result.missing
    for finding in result.findings:
        if finding.counts:
            yield from result.lacks(finding)
            if finding.outcome is Outcome.UNMET:
                facts = result.progress.platform.vocabulary.facts
                yield from undated(result.answer(finding), facts)
    how_far = result.progress
    # The wait of the next step is counted from the day of the last one.
    last = how_far.steps[: how_far.taken][-1:]
    yield from (placed.step.done_on for placed in last if placed.step.done_on)
    yield from _lacking_for_steps(how_far, result.values, result.on)
    for placed in how_far.steps[how_far.taken :] if how_far.applied else ():
        step = placed.step
        more: list[Condition | None] = [step.done_when, step.not_before]
        more += [claim.when for claim in claims(step)]
        yield from (fact for each in more if each for fact in _unknown(each, result))
        yield from (step.since,) if step.since else ()


def _lacking_for_steps(how_far: Progress, values: Values, on: date) -> Iterator[str]:
    """Yield the names of missing facts needed to know which steps apply to this shop."""
    for placed in how_far.steps:
        yield from missing(placed.step.when, values, on)


def _unknown(condition: Condition, result: ProcedureResult) -> Iterator[str]:
    if condition.truth(result.values, result.on) is Truth.UNKNOWN:
        yield from facts_read(condition)


def _would_be_open(
    rules: Platform, name: str, state: State, path: str, bad: Value, options: EvaluationOptions
) -> bool:
    doubtful = replace(state, values={**state.values, path: bad}, unclear=(path,))
    found = points(rules, name, doubtful, options.on, options.trust)
    return any(point.is_open for point in found)
