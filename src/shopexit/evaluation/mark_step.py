"""Compute the changes to a state that mark a step as done, or as not done after all.

Pure. If facts of the state show whether a step is done, these facts are changed. Otherwise the step
is listed under `done`, with its date.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from shopexit.evaluation.progress import Progress
from shopexit.inputs.state import State
from shopexit.messages import ShopexitError, Text, fail, nearest, record
from shopexit.rules import wording
from shopexit.rules.conditions import AllOf, AnyOf, Condition, FactRef, Facts, atoms, facts_read
from shopexit.rules.entries import Requirement, Step, Who
from shopexit.rules.explanation import explain, truth_if
from shopexit.rules.facts import (
    ARRIVED_ON,
    LAST_WITHDRAWN_ON,
    NEVER,
    PROFILE,
    Debtor,
    Value,
    Values,
)
from shopexit.rules.platform import REJECTED, STATUS, Platform
from shopexit.rules.truth import Truth

_APPLIED_ON, _CLOSED_ON, _BY = "closing.applied_on", "closing.closed_on", "closing.by"
_HELD, _STATE, _ASKED_ON = "deposit.held", "deposit.status", "deposit.applied_on"
_OF_SHOP = (PROFILE, _BY, "closing.whole_shop")
"""How the names begin of facts about what shop it is, and who closes it and how."""


@record()
class Mark:
    """The changes to a state that mark one step as done or not done."""

    ref: str
    values: Mapping[str, Value | None]
    """Maps the facts to change to their new values; None for a value that is no longer known."""
    listed: bool
    """Whether the step is listed under `done` after the change."""


def taken(rules: Platform, state: State, ref: str, on: date) -> Mark:
    """Return the changes to a state that mark a step as done on the day `on`.

    `ref` is PLATFORM/PROCEDURE/ID, or the end of it. Raises ShopexitError if this shop has no such
    step or several, if it is done already, if it is a wait that is not over, or if an earlier step
    was done on a later day.
    """
    ref, how_far = _found(rules, state, ref, on)
    at = _index(how_far, ref, state)
    step = how_far.steps[at].step
    if how_far.taken > at and ref not in how_far.left_out:
        raise _already(how_far, at)
    for before in how_far.steps[:at]:
        day = how_far.day_taken(before)
        if day and day > on:
            says = Text(
                zh=f"{before.ref} 是 {day} 做的，它后面的 {ref} 不会在 {on} 就做完",
                en=f"{before.ref} was done on {day}, so {ref}, which comes later, cannot have been"
                f" done on {on}",
            )
            raise fail(says, file=state.document.name)
    # What a step waits for may not have been kept; a wait itself, such as a notice, is not over.
    left = (each.step for each in how_far.steps[how_far.taken : at + 1])
    waits = [each for each in left if each is step or each.who is not Who.SELLER]
    gates = (w.not_before for w in waits if {*atoms(w.not_before)} <= {*atoms(w.done_when)})
    closed = (gate for gate in gates if gate and gate.truth(state.values, on) is Truth.FALSE)
    if gate := next(closed, None):
        opens = explain(gate, state.values, on).clears_on
        zh, en = (f"，最早 {opens}", f", {opens} at the earliest") if opens else ("", "")
        says = Text(zh=f"{ref} 到 {on} 还不能做{zh}", en=f"{ref} is not possible on {on}{en}")
        raise fail(says, file=state.document.name)
    paid = _paid(how_far, at)
    values = _told(how_far, at, paid)
    if values.get(STATUS) == "closed" and _closes_it_alone(rules, state.values):
        values[_BY] = "seller"
    # What has come before the application to close was a surplus: of what is held nothing has.
    surplus = isinstance(state.values.get(ARRIVED_ON), date) and state.values.get(_HELD)
    if step.applies and STATUS in values and surplus and state.values.get(_STATE) == "held":
        values |= {_ASKED_ON: NEVER, ARRIVED_ON: NEVER}
    after = {**state.values, **values, **paid}
    # But an amount of 0 is not entered if it would also end a later step, such as the withdrawal,
    # or the procedure with a step left.
    goes_on = truth_if(rules.procedures[how_far.procedure].when, after, on) is not Truth.FALSE
    if goes_on and (values or step.beyond or not _ends_more(how_far, at, after)):
        values |= paid
    # Facts may show that a step is done, but when only if it has a date fact of its own.
    after = {**state.values, **values}
    seen = step.done_when and step.done_when.truth(after, on) is Truth.TRUE
    # A shop that the platform shut, and that applies only now, is not closed yet.
    was_closed = step.applies and isinstance(state.values.get(_CLOSED_ON), date)
    changed = {**values, _CLOSED_ON: None} if was_closed and STATUS in values else values
    return Mark(ref, changed, listed=not (seen and step.done_on))


def _told(how_far: Progress, at: int, paid: Values) -> dict[str, Value]:
    """Map facts to the values that tell of the step at index `at`; `paid` are sums it changes.

    Of what tells of it, the most is taken that neither marks a later step nor contradicts the rest.
    """
    step, now, on = how_far.steps[at].step, how_far.state.values, how_far.on
    day: dict[str, Value] = {step.done_on: on} if step.done_on else {}
    wanted: dict[str, Value] = {}
    if not step.beyond:
        wanted = _wanted(how_far, at)
        # The day alone may show that the step is done; then only a state that denies it is changed.
        if day and step.done_when and step.done_when.truth({**now, **day}, on) is Truth.TRUE:
            denied = (f for f in wanted if _is_state(step, f) or (step.applies and f == STATUS))
            wanted = {fact: wanted[fact] for fact in denied if fact in now}
    elif now.get(_STATE) == "refunding":
        wanted = {_STATE: "held"}  # the surplus has come back, and the sum due stays
    if step.beyond and LAST_WITHDRAWN_ON in now:
        wanted[LAST_WITHDRAWN_ON] = on
    every = {**day, **wanted, **_arrival(how_far, at, wanted)}
    # The application and the end of the shop are recorded by the status of closing, whatever else
    # that tells of; their day tells nothing without it.
    if step.applies or step.point_of_no_return:
        return every
    rules = how_far.platform.vocabulary.impossible
    for told in (every, {} if step.done_on in (_APPLIED_ON, _CLOSED_ON) else day):
        after = {**now, **told}
        with_sum = {**after, **paid}
        clash = any(not pair.of_orders and pair.contradicts(with_sum, on) for pair in rules)
        if not (clash or _marks_more(how_far, at, after, told)):
            return told
    return {}


def _arrival(how_far: Progress, at: int, wanted: Values) -> dict[str, Value]:
    """Map `deposit.arrived_on` to its day if, with the step at index `at`, all of it has come."""
    values, step = how_far.state.values, how_far.steps[at].step
    paying = [placed.ref for placed in how_far.steps[: at + 1] if placed.step.pays_deposit]
    told = step.pays_deposit or wanted.get(_STATE) == "returned"
    if not (told and paying) or isinstance(values.get(ARRIVED_ON), date):
        return {}
    return {ARRIVED_ON: how_far.state.done.get(paying[-1]) or how_far.on}


def _closes_it_alone(rules: Platform, values: Values) -> bool:
    """Return whether the seller closes the shop, as far as is known, and the state lacks who does.

    An evicted shop, which the platform has shut, may apply too.
    """
    has_applied = isinstance(values.get(_APPLIED_ON), date) and not values.get("profile.evicted")
    return has_applied and _BY in rules.vocabulary.facts and _BY not in values


def _is_state(step: Step, fact: str) -> bool:
    """Return whether a fact is the state of what `step` dates, as `deposit.status` of a refund."""
    group = (step.done_on or step.returns or "").partition(".")[0]
    return fact == f"{group}.status" and fact != STATUS


def _marks_more(how_far: Progress, at: int, values: Values, told: Values) -> bool:
    """Return whether these values, `told` among them, mark steps after index `at` as newly done.

    It does not count if a step is done since a day has come, or is seen by the same day as this.
    """
    here, on = how_far.steps[at].ref, how_far.on
    # By name, as the values may also decide which steps apply, earlier ones included.
    so_far = {placed.ref for placed in how_far.steps[: max(at + 1, how_far.taken)]}
    changed = replace(how_far, state=replace(how_far.state, values=values))
    stays = any(placed.ref == here for placed in changed.steps)
    order = [ref for ref, _ in how_far.platform.placed[how_far.procedure]["steps"]]
    days = {fact for fact, value in told.items() if isinstance(value, date)}
    undated = {f: v for f, v in values.items() if not isinstance(v, date) and v != NEVER}
    for ref, step, _ in changed.steps[: changed.taken]:
        decides = step.applies or step.point_of_no_return
        earlier = order.index(ref) < order.index(here)
        if ref in so_far or (earlier and (stays or not decides)):
            continue
        sign = step.done_when
        if decides or not sign or sign.truth(values, on) is not Truth.TRUE:
            return True
        if days.isdisjoint({step.done_on, *_read(step)}) and sign.truth(undated, on) is Truth.TRUE:
            return True
    return False


def _ends_more(how_far: Progress, at: int, values: Values) -> bool:
    """Return whether, with these values, a step after index `at` no longer needs to be done."""
    changed = replace(how_far, state=replace(how_far.state, values=values))
    left = {placed.ref for placed in changed.steps[changed.taken :]}
    return any(placed.ref not in left for placed in how_far.steps[at + 1 :])


def taken_back(rules: Platform, state: State, ref: str, on: date) -> Mark:
    """Return the changes to a state that mark a step as not done after all; `on` is today.

    `ref` is PLATFORM/PROCEDURE/ID, or the end of it. Raises ShopexitError if this shop has no such
    step or several, if the step is not done, or if a later step or a fact shows it to be done.
    """
    ref, how_far = _found(rules, state, ref, on)
    # Once its money is paid out, a step may no longer apply to this shop.
    if ref in state.done and all(placed.ref != ref for placed in how_far.steps):
        return Mark(ref, {}, listed=False)
    at = _index(how_far, ref, state)
    step = how_far.steps[at].step
    if how_far.taken <= at or ref in how_far.left_out:
        says = Text(zh=f"{ref} 还没有做，不用撤销", en=f"{ref} is not done: nothing to undo")
        raise fail(says, file=state.document.name)
    values: dict[str, Value | None] = {}
    told_by = [*atoms(step.done_when)]
    shown = step.done_when and step.done_when.truth(state.values, on) is Truth.TRUE
    status = _status_before(rules, ref, step, state.values, on) if shown else None
    if shown:
        # Only flags have a single opposite. Money stays: the amount before is not recorded.
        values |= {fact: not m.operand for fact, m in told_by if isinstance(m.operand, bool)}
        if status:
            values[STATUS] = status
    dated = step.dates
    day = state.values.get(dated, NEVER) if dated else NEVER
    # A step can be listed with the day that it wrote, as other facts did not show it.
    if dated and day != NEVER and (shown or day == state.done.get(ref)):
        # Neither the day of the first application is in the file, nor the state before a refund.
        values[dated] = None if status == REJECTED else NEVER
        ran = dated == ARRIVED_ON and isinstance(state.values.get(_ASKED_ON), date)
        if ran or not step.beyond:
            states = (f for f, _ in told_by if _is_state(step, f) and f in state.values)
            values |= dict.fromkeys(states, "refunding" if ran else None)
        if step.beyond and state.values.get(LAST_WITHDRAWN_ON) == day:
            values[LAST_WITHDRAWN_ON] = None
    done = {each: day for each, day in state.done.items() if each != ref}
    after = {**state.values, **values}
    given = {fact: value for fact, value in after.items() if value is not None}
    left = replace(how_far, state=replace(state, values=given, done=done))
    still = [placed.ref for placed in left.steps[: left.taken]]
    if still[-1:] == [ref]:
        names = wording.listed([rules.vocabulary.facts[fact].label for fact, _ in told_by])
        says = Text(
            zh=f"{ref} 做没做完，是从数据看出来的，改数据：{names.zh}",
            en=f"{ref} counts as done because of these figures, change them instead: {names.en}",
        )
        raise fail(says, file=state.document.name)
    if ref in still:
        # The seller has to take back the later step first.
        raise _already(left, still.index(ref))
    return Mark(ref, values, listed=False)


def _found(rules: Platform, state: State, ref: str, on: date) -> tuple[str, Progress]:
    """Return (a step's reference as PLATFORM/PROCEDURE/ID, progress of its procedure).

    Raises ShopexitError if the rules have no such step for a shop.
    """
    full = ref if ref in rules.references else f"{rules.platform}/{ref}"
    if full not in rules.references:  # an id alone may be clear too
        ends = [each for each in rules.shop_steps if each.endswith(f"/{ref}")]
        ways = {each: Progress(rules, each.split("/")[1], state, on).steps for each in ends}
        mine = [each for each in ends if each in [placed.ref for placed in ways[each]]]
        if len(mine) > 1:
            # Not the one left to do: a command given twice would mark the other.
            names = [each.partition("/")[2] for each in mine]
            says = Text(
                zh=f"叫 {ref} 的不止一步，写清楚是哪一步：{'、'.join(names)}",
                en=f"several steps are called {ref}: write {' or '.join(names)}",
            )
            raise fail(says, file=state.document.name)
        full = next(iter(mine or ends), full)
    same = [each for each in rules.references if each.endswith(f"/{ref}")]
    entry = rules.references.get(full) or (rules.references[same[0]] if same else None)
    if full not in rules.shop_steps:
        says = Text(zh=f"没有步骤 {ref}", en=f"there is no step {ref}")
        if isinstance(entry, Requirement):
            read = ", ".join(dict.fromkeys(facts_read(entry.holds)))
            says = Text(
                zh=f"{ref} 是要求，不是步骤：把数字改了就行（{read}）",
                en=f"{ref} is a requirement, not a step: update the figures it reads, {read}",
            )
        elif isinstance(entry, Step):
            says = Text(
                zh=f"{ref} 是订单的步骤：改 order_list 里那一单的数据",
                en=f"{ref} is a step for orders: update the order under order_list instead",
            )
        raise fail(says, None if entry else nearest(full, rules.shop_steps))
    return full, Progress(rules, full.split("/")[1], state, on)


def _index(how_far: Progress, ref: str, state: State) -> int:
    """Return the index of a step in `how_far.steps`; raise ShopexitError if it is not there."""
    refs = [placed.ref for placed in how_far.steps]
    if ref not in refs:
        says = Text(zh=f"这家店没有 {ref} 这一步", en=f"{ref} is not a step for this shop")
        raise fail(says, nearest(ref, refs), state.document.name)
    return refs.index(ref)


def _already(how_far: Progress, at: int) -> ShopexitError:
    """Return the error that the step at index `at` is done already, or that a later step is."""
    ref, last = how_far.steps[at].ref, how_far.steps[how_far.taken - 1]
    zh, en = f"{ref} 已经做完了", f"{ref} is done already"
    if last.ref != ref:
        zh += f"：它后面的 {last.ref} 也做完了"
        en += f": {last.ref}, which comes after it, is done"
    if day := how_far.day_taken(last):
        zh, en = f"{zh}（{day}）", f"{en} ({day})"
    return fail(Text(zh=zh, en=en), file=how_far.state.document.name)


def _wanted(how_far: Progress, at: int) -> dict[str, Value]:
    """Map facts to values that make the sign of the step at index `at` true, as far as it may."""
    step, values = how_far.steps[at].step, how_far.state.values
    facts = how_far.platform.vocabulary.facts
    decides = step.applies or step.point_of_no_return
    closes = any(placed.step.point_of_no_return for placed in how_far.steps[: at + 1])
    # Who only asks for the money, or looks, does not make it arrive.
    pays = step.who is not Who.SELLER or step.returns or _HELD in _read(step)

    def brings(fact: str, value: Value) -> bool:
        if fact == STATUS and value == "closed":
            return closes
        if fact == _STATE and value == "returned":
            return bool(pays)
        if isinstance(value, date):  # the days of other steps nobody has told
            return fact == step.done_on or decides
        # What the platform holds changes by what a step pays out.
        return facts[fact].owed_by is not Debtor.PLATFORM or fact == step.returns

    found = _pairs(step.done_when, values, how_far.on) if step.done_when else ()
    return {fact: value for fact, value in found if brings(fact, value)}


def _pairs(condition: Condition, values: Values, on: date) -> Iterator[tuple[str, Value]]:
    """Yield (fact, value) for each comparison that does not hold and names a value that would.

    Of alternatives, the first is used that makes no other shop of it.
    """
    match condition:
        case Facts():
            for each in condition.singly:
                ((fact, matcher),) = each.matchers
                operand, how = matcher.operand, matcher.operator
                asked = values.get(operand.fact) if isinstance(operand, FactRef) else operand
                if asked is None or how == "not_" or each.truth(values, on) is Truth.TRUE:
                    continue
                is_day = how == "at_least_days_ago"
                # A day that has to be some time ago cannot be today.
                if not (is_day and asked):
                    yield fact, on if is_day else asked[0] if isinstance(asked, tuple) else asked
        case AllOf():
            for part in condition.all:
                yield from _pairs(part, values, on)
        case AnyOf():
            ways = ([*_pairs(part, values, on)] for part in condition.any)
            fits = (way for way in ways if not any(fact.startswith(_OF_SHOP) for fact, _ in way))
            yield from next(fits, ())


def _read(step: Step) -> frozenset[str]:
    """Names of the facts that show whether `step` is done."""
    return frozenset(facts_read(step.done_when))


def _paid(how_far: Progress, at: int) -> Mapping[str, Value]:
    """Map the sums that have arrived, once the step at index `at` is done, to what is left of them.

    Earlier steps of others count as done as well; what the seller withdraws may be left for later.
    What is held beside the day of arrival has not come, and who only asks for it gets nothing.
    """
    paid: dict[str, Value] = {}
    here, values = how_far.steps[at].step, how_far.state.values
    came = isinstance(values.get(ARRIVED_ON), date)
    for i, (_, step, _) in enumerate(how_far.steps[: at + 1]):
        ends = here.who is not Who.SELLER or step.returns in _read(here)
        if i == at or (step.who is not Who.SELLER and ends and not (came and step.pays_deposit)):
            paid |= _arrived(step, values)
    return paid


def _arrived(step: Step, values: Values) -> Mapping[str, Value]:
    """Map the sum that `step` pays out, if it is known, to what the platform holds afterwards."""
    held = values.get(step.returns) if step.returns else None
    stays = values.get(step.beyond) if step.beyond else 0
    if not (step.returns and isinstance(held, int | Decimal) and isinstance(stays, int | Decimal)):
        return {}
    return {step.returns: stays} if held > stays else {}


def _status_before(rules: Platform, ref: str, step: Step, values: Values, on: date) -> str | None:
    """Return the latest `closing.status` at which `step` was not done; None if there is none."""
    known = [status for status in rules.statuses if status != REJECTED]
    now = values.get(STATUS)
    # What was applied for a second time had been refused before.
    if step.applies and isinstance(values.get("closing.rejected_on"), date):
        return REJECTED
    for status in reversed(known[: known.index(str(now))] if now in known else []):
        before = {**values, STATUS: status}
        applied = rules.applied.get(ref)
        # Going back one step must not take back the application too, unless that is the step.
        stays = step.applies or (applied and applied.truth(before, on) is Truth.TRUE)
        if stays and step.done_when and step.done_when.truth(before, on) is Truth.FALSE:
            return status
    return None
