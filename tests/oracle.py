"""A second judge, written from the contract alone, to hold the program's verdicts against."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import chain, product
from pathlib import Path
from typing import Any

import yaml

Truth = bool | None
Facts = dict[str, Any]
GRADES = ("guide", "repost", "official", "law")
LONG_AGO = timedelta(days=180)
STATUS = "closing.status"
OTHER: dict[str, Any] = {"any": []}
"""A condition that nothing meets."""
DOUBTS = {("full", "unknown"), ("full", "disputed"), ("lowered", "unmet"), ("lowered", "unknown")}
"""What, by weight and outcome of a requirement, lets nothing be ready."""


@dataclass(frozen=True)
class Shop:
    """What a state file says: facts by dotted path, orders, answers and waivers."""

    facts: dict[str, Any]
    orders: dict[str, dict[str, Any]] | None = None
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    waivers: dict[str, date | None] = field(default_factory=dict)
    as_of: date | None = None


@dataclass(frozen=True)
class Terms:
    """How strictly to judge, and as of which day."""

    on: date
    trust: str = "guide"
    strict: bool = False
    max_age: int = 7


@dataclass(frozen=True)
class Judgement:
    """The verdict, each requirement's outcome by order and reference, and the open points."""

    verdict: str
    outcomes: dict[tuple[str | None, str], str]
    open_points: set[str]


class _Exact(yaml.SafeLoader):
    """Reads YAML with exact numbers."""


_Exact.add_constructor("tag:yaml.org,2002:float", lambda _, node: Decimal(node.value))


@cache
def load(path: Path) -> Any:
    """Return what a YAML file says."""
    return yaml.load(path.read_text("utf-8"), _Exact)  # noqa: S506 - a safe loader


def every(parts: Iterable[Truth]) -> Truth:
    """Return whether all parts are true: false as soon as one is false."""
    known = list(parts)
    return False if False in known else None if None in known else True


def negated(truth: Truth) -> Truth:
    """Return the opposite, and unknown of what is unknown."""
    return None if truth is None else not truth


def some(parts: Iterable[Truth]) -> Truth:
    """Return whether any part is true: the mirror of `every`."""
    return negated(every(negated(part) for part in parts))


def same(one: Any, other: Any) -> bool:
    """Return whether two values are equal, with no flag equal to a number."""
    return isinstance(one, bool) is isinstance(other, bool) and bool(one == other)


def truth(condition: Mapping[str, Any], facts: Facts, on: date) -> Truth:
    """Return whether a condition holds for these facts on this day."""
    return every(_part(key, operand, facts, on) for key, operand in condition.items())


def _part(key: str, operand: Any, facts: Facts, on: date) -> Truth:
    """Return whether one entry of a condition holds."""
    if key == "all":
        return every(truth(each, facts, on) for each in operand)
    if key == "any":
        return some(truth(each, facts, on) for each in operand)
    if key == "not":
        return negated(truth(operand, facts, on))
    return None if key not in facts else matches(facts[key], operand, facts, on)


def matches(value: Any, matcher: Any, facts: Facts, on: date) -> Truth:
    """Return whether a value is what a matcher asks for."""
    if not isinstance(matcher, dict):
        return same(value, matcher)
    return every(_match(value, kind, operand, facts, on) for kind, operand in matcher.items())


def _match(value: Any, kind: str, operand: Any, facts: Facts, on: date) -> Truth:
    """Return whether a value passes one comparison of a matcher."""
    if kind == "not":
        return negated(matches(value, operand, facts, on))
    if kind == "fact":
        kind, operand = "one_of", [facts.get(operand)]
    if kind == "one_of":
        return some(None if each is None else same(value, each) for each in operand)
    if value == "never":
        return False
    other = facts.get(operand["fact"]) if isinstance(operand, dict) else operand
    value = (on - value).days if isinstance(value, date) else value
    if other is None:
        return None
    return bool(value <= other if kind == "at_most" else value >= other)


def mentioned(condition: Any) -> set[str]:
    """Return every fact that a condition names, those that it compares with too."""
    if isinstance(condition, list):
        return set().union(*map(mentioned, condition))
    if not isinstance(condition, dict):
        return set()
    named = {key for key in condition if "." in key}
    named |= {condition["fact"]} if "fact" in condition else set()
    return named.union(*map(mentioned, condition.values()))


def values_asked(condition: Any, fact: str) -> set[str]:
    """Return the values that a condition names for a fact, even if it is not to have them."""
    if isinstance(condition, list):
        return set().union(*(values_asked(each, fact) for each in condition))
    if not isinstance(condition, dict):
        return set()
    found = condition.get(fact)
    if isinstance(found, dict):
        named = set(found.get("one_of", found.values()))
    else:
        named = {found} if found else set()
    return named.union(*(values_asked(each, fact) for each in condition.values()))


def _length(claim: Facts) -> tuple[int, int]:
    """Return the fewest and the most days that the longest time of a claim can come to."""
    units = ("days", "hours", "working_days", "month_starts")
    unit = next(unit for unit in units if unit in claim)
    most = claim[unit][-1] if isinstance(claim[unit], list) else claim[unit]
    if unit == "hours":
        return -(-most // 24), -(-most // 24)
    if unit == "month_starts":
        return most, 31 * most
    # Of seven days five are worked, but for the festivals, the longest of which takes nine off.
    return (most, most) if unit == "days" else (most, 2 * most + 20)


@dataclass(frozen=True)
class Oracle:
    """Judges the shops of one platform by its rule file and the vocabulary."""

    rules: Mapping[str, Any]
    vocabulary: Mapping[str, Any]

    def is_bad(self, path: str, value: Any, on: date) -> bool:
        """Return whether a value is not what is clear for its fact."""
        clear = self.vocabulary["facts"][path].get("clear")
        return clear is not None and matches(value, clear, {}, on) is False

    def known(self, shop: Shop) -> dict[str, Any]:
        """Return the facts of a shop, and all that follows from them and from its orders."""
        said = self.said(shop)
        return self._not_none(said, shop.orders) | said

    def said(self, shop: Shop) -> dict[str, Any]:
        """Return the facts of a shop, and what its orders and its profile say outright."""
        counts = self.counted(shop.orders) if shop.orders is not None else {}
        sure = {path: low for path, (low, high) in counts.items() if low == high}
        for path, fact in self.vocabulary["facts"].items():
            if "settles" in fact and shop.facts.get(path) == fact["usual"]:
                sure |= fact["settles"]
        return sure | shop.facts

    def _not_none(self, facts: Facts, orders: Mapping[str, Facts] | None) -> dict[str, int]:
        """Return how many there are at least of what is not counted and cannot be none."""
        least: dict[str, int] = {}
        for row in self.vocabulary["impossible"]:
            plain = (
                row["facts"].items() if set(row["facts"]) <= set(self.vocabulary["facts"]) else ()
            )
            none = [path for path, asked in plain if type(asked) is int and asked == 0]
            if (
                len(none) != 1
                or none[0] in facts
                or self.vocabulary["facts"][none[0]]["type"] != "count"
            ):
                continue
            of_orders = any(path.startswith("order.") for path in row["facts"])
            cases = [facts | order for order in (orders or {}).values()] if of_orders else [facts]
            those = [case | {none[0]: 0} for case in cases]
            seen = [each for each in those if truth(row["facts"], each, date.max)]
            count = sum(not truth(row.get("unless", OTHER), each, date.max) for each in seen)
            if count:
                least[none[0]] = least.get(none[0], 0) + count
        return least

    def in_month_of(self, on: date, shop: Shop) -> Shop:
        """Return the shop without what was said of an earlier month."""
        if shop.as_of is None or (shop.as_of.year, shop.as_of.month) >= (on.year, on.month):
            return shop
        words = self.vocabulary["facts"]
        facts = {path: has for path, has in shop.facts.items() if not words[path].get("of_month")}
        return replace(shop, facts=facts)

    def answered(self, name: str, shop: Shop) -> Shop:
        """Return the shop with the answers that follow from those about other requirements."""
        follows = {
            self.reference(name, item["id"]): {"required": False}
            for item in self.rules["procedures"][name]["requirements"]
            for other, required in item.get("settled_by", {}).items()
            if shop.answers.get(f"{self.rules['platform']}/{other}", {}).get("required") is required
        }
        return replace(shop, answers={**follows, **shop.answers})

    def counted(self, orders: Mapping[str, Facts]) -> dict[str, tuple[int, int]]:
        """Return how many orders are in each state, at the least and at the most."""
        states = [order.get("order.status") for order in orders.values()]
        facts, unknown = self.vocabulary["facts"].items(), states.count(None)
        counts = {path: fact["counts_status"] for path, fact in facts if "counts_status" in fact}
        lows = {path: states.count(status) for path, status in counts.items()}
        return {path: (low, low + unknown) for path, low in lows.items()}

    def contradicts_itself(self, shop: Shop, on: date) -> bool:
        """Return whether figures of a state cannot all be true, or not yet."""
        facts, orders = self.known(shop), shop.orders
        counts = self.counted(orders) if orders is not None else {}
        cases = [{**facts, **order} for order in (orders or {"": {}}).values()]
        last = min(shop.as_of or on, on)
        return any(
            not low <= facts.get(path, low) <= high for path, (low, high) in counts.items()
        ) or any(self._impossible(case, last, on) for case in cases)

    def _impossible(self, facts: Facts, last: date, on: date) -> bool:
        """Return whether a shop, beside one of its orders, cannot be so."""
        words = self.vocabulary
        days = {path: value for path, value in facts.items() if isinstance(value, date)}
        # A step has a day of its own, which need not come before that of the figures.
        late = [day for path, day in days.items() if day > (on if path in self._own() else last)]
        ordered = [
            row["days"]
            for row in words["in_order"]
            if set(row["days"]) <= set(days)
            and ("when" not in row or truth(row["when"], facts, on))
            and not truth(row.get("unless", OTHER), facts, on)
        ]
        return (
            bool(late)
            or any(days[first] > days[then] for first, then in ordered)
            or any(
                truth(each["facts"], facts, on) and not truth(each.get("unless", OTHER), facts, on)
                for each in words["impossible"]
            )
            or facts.get(STATUS, "not_applied") not in self._statuses()
        )

    def _own(self) -> set[str]:
        """Return the facts that hold the day of a step for the shop, or on which its money came."""
        shop = [p for p in self.rules["procedures"].values() if p.get("subject", "shop") == "shop"]
        steps = chain(*(each.get("steps", []) for each in shop))
        arrivals = {"deposit.arrived_on", "deposit.last_withdrawn_on"}
        return arrivals | {step["done_on"] for step in steps if "done_on" in step}

    def _statuses(self) -> set[str]:
        """Return what an application to close can come to here: what the steps speak of."""
        steps = chain(*(each.get("steps", []) for each in self.rules["procedures"].values()))
        named = set().union(*(values_asked(step.get("done_when", {}), STATUS) for step in steps))
        return {*named, "not_applied", "rejected"}

    def _refused(self, procedure: Facts, shop: Shop) -> bool:
        """Return whether the platform has refused the application, and that is not mended."""
        day = shop.facts.get("closing.rejected_on")
        read_since = isinstance(day, date) and shop.as_of is not None and shop.as_of > day
        reason = shop.facts.get("closing.reason")
        return self._was_refused(procedure, shop) and not (reason and read_since)

    def _was_refused(self, procedure: Facts, shop: Shop) -> bool:
        """Return whether the platform has refused the application of the procedure."""
        steps = [step for step in procedure.get("steps", []) if step.get("applies")]
        closing = any(values_asked(step["done_when"], STATUS) for step in steps)
        return closing and shop.facts.get(STATUS) == "rejected"

    def _life(self, procedure: Facts, facts: Facts, shop: Shop, terms: Terms) -> str | None:
        """Return the verdict of what is applied for, both where it may be late; else none."""
        every_step = procedure.get("steps", [])
        steps = [s for s in every_step if truth(s.get("when", {}), facts, terms.on) is not False]
        done = [truth(s.get("done_when", OTHER), facts, terms.on) is True for s in steps]
        taken = max((i for i, each in enumerate(done, start=1) if each), default=0)
        begun = [self._day(facts, step.get("since"), terms.on) for step in steps]
        applying = [i for i, step in enumerate(steps) if step.get("applies")]
        if taken and taken == len(steps):
            return "done"
        happened = [self._happened(facts, step.get("since"), terms.on) for step in steps]
        if not (applying[0] < taken if applying else any(begun) or any(happened)):
            return None
        # A wait without a day had begun when the figures were read.
        seen = min(shop.as_of, terms.on) if shop.as_of and taken else None
        before = self._taken_on(steps[taken - 1], facts, terms.on) if taken else None
        undated = taken and "done_on" in steps[taken - 1] and before is None
        # What takes no time, and is not the seller's or may not apply, holds up nothing after it.
        held_up = [
            "takes" in step
            or (step["who"] == "seller" and truth(step.get("when", {}), facts, terms.on) is True)
            for step in steps
        ]
        read = min(shop.as_of, terms.on) if shop.as_of else None
        late = [
            # What begins on a day of its own that is not given may have begun when it was read.
            self._late(step, read, None, facts, terms.on) if "since" in step and not begun[i] else
            self._late(step, (not undated and (begun[i] or before)) or seen
                       if follows else begun[i],
                       before if follows else None, facts, terms.on)
            for i, step in enumerate(steps)
            for follows in [i >= taken and not any(held_up[taken:i])]
            if i >= taken and step["who"] != "seller" and (follows or begun[i] or happened[i])
        ]  # fmt: skip
        if self._is_answered(procedure, facts, shop, terms):
            return "under-way"
        if True in late:
            return "overdue"
        return "under-way|overdue" if None in late else "under-way"

    def _is_answered(self, procedure: Facts, facts: Facts, shop: Shop, terms: Terms) -> bool:
        """Return whether the platform has said that it requires something that is not met."""
        name = next(key for key, each in self.rules["procedures"].items() if each is procedure)
        asked = [
            item
            for item in procedure["requirements"]
            if shop.answers.get(self.reference(name, item["id"]), {}).get("required") is True
            and truth(item.get("when", {}), facts, terms.on) is True
            and truth(item["holds"], facts, terms.on) is False
        ]
        points = self._unread(name, shop, terms).items()
        return bool(asked) or any(required and path in shop.facts for path, required in points)

    def _is_silent(self, procedure: Facts, facts: Facts, on: date) -> bool:
        """Return whether nothing is given that would tell if the procedure was applied for."""
        steps = [step for step in procedure.get("steps", []) if step.get("applies")]
        steps = [s for s in steps if truth(s.get("when", {}), facts, on) is not False]
        telling = set().union(*(mentioned(step.get("done_when", {})) for step in steps))
        return bool(telling) and telling.isdisjoint(facts)

    def _taken_on(self, step: Facts, facts: Facts, on: date) -> date | None:
        """Return the day of a step that is done: given, or the first on which time shows it."""
        if "done_on" in step:
            return self._day(facts, step["done_on"], on)
        day, first = on, on - timedelta(days=4000)
        while day > first and truth(step["done_when"], facts, day - timedelta(days=1)) is True:
            day -= timedelta(days=1)
        return day if day > first else None

    def _happened(self, facts: Facts, fact: str | None, on: date) -> bool:
        """Return whether a step tells that what a day is about has happened, on whatever day."""
        every_step = chain(*(each.get("steps", []) for each in self.rules["procedures"].values()))
        signs = [step["done_when"] for step in every_step if fact and step.get("done_on") == fact]
        return any(truth(sign, facts, on) is True for sign in signs)

    def _day(self, facts: Facts, fact: str | None, on: date) -> date | None:
        """Return the day that a fact tells, if it has come."""
        day = facts.get(fact) if fact else None
        return day if isinstance(day, date) and day <= on else None

    def _late(
        self, step: Facts, since: date | None, before: date | None, facts: Facts, on: date
    ) -> Truth:
        """Return whether a wait should be over, unknown where working days had to be counted."""
        days = [day for day in (since, before) if day]
        claims = step.get("takes", "unknown")
        if not days or isinstance(claims, str) or truth(step.get("when", {}), facts, on) is None:
            return False
        heard = [c for c in claims if truth(c.get("when", {}), facts, on) is not False]
        grades = [self._grade(claim["sources"]) for claim in heard]
        best = [c for c, grade in zip(heard, grades, strict=True) if grade == max(grades)]
        passed = (on - max(days)).days
        lengths = [_length(claim) for claim in best]
        if not lengths or passed <= max(least for least, _ in lengths):
            return False
        surely = passed > max(most for _, most in lengths) and "not_before" not in step
        return True if surely else None

    def judge(self, name: str, shop: Shop, terms: Terms) -> Judgement | None:
        """Return the judgement of one procedure, or none where there is nothing to judge."""
        procedure, on = self.rules["procedures"][name], terms.on
        shop = self.answered(name, self.in_month_of(on, shop))
        of_orders = procedure.get("subject") == "order"
        cases: dict[str | None, Facts] = {None: self.known(shop)}
        if of_orders:
            cases = {key: cases[None] | order for key, order in (shop.orders or {}).items()}
        applies = {key: truth(procedure.get("when", {}), each, on) for key, each in cases.items()}
        cases = {key: case for key, case in cases.items() if applies[key] is not False}
        if not cases:
            return None
        if not of_orders and (verdict := self._life(procedure, cases[None], shop, terms)):
            settled = self._unread(name, shop, terms)
            ids = [item["id"] for item in procedure["requirements"]]
            ids += [path for path, required in settled.items() if required]
            stale = terms.strict and self._stale(shop, terms) and verdict != "overdue"
            # Whether it is late may be hard to tell: then either will do.
            verdict = verdict.replace("under-way", "undetermined") if stale else verdict
            verdict = "undetermined" if stale and verdict == "done" else verdict
            return Judgement(verdict, {(None, each): "passed" for each in ids}, set())
        if applies.get(None) is None and not of_orders and self._pays_nothing(procedure, shop):
            return None
        points = {} if of_orders else self._unread(name, shop, terms)
        outcomes: dict[tuple[str | None, str], str] = {
            (None, path): "unmet" if path in shop.facts else "unknown"
            for path, required in points.items()
            if required
        }
        known = isinstance(shop.facts.get("closing.rejected_on"), date)
        known = known and "closing.reason" in shop.facts
        if not of_orders and self._was_refused(procedure, shop) and not known:
            outcomes[None, "closing.reason"] = "unknown"
        weighed = {("full", outcome) for outcome in outcomes.values()}
        lives = self._lives(procedure, cases, shop, terms) if of_orders else {}
        for item, (key, case) in product(procedure["requirements"], cases.items()):
            if key in lives:
                outcomes[key, item["id"]] = "passed"
                continue
            when = every([applies[key], truth(item.get("when", {}), case, on)])
            ref = self.reference(name, item["id"])
            outcome = self._outcome(ref, item, when, case, shop, on)
            outcomes[key, item["id"]] = outcome
            # What the platform has said that it requires is neither advice nor a matter of trust.
            required = "disputed" in item and shop.answers.get(ref, {}).get("required") is True
            weight = "full" if required else self._weight(item, outcome, terms)
            weighed.add((weight, outcome))
        open_points = {path for path, required in points.items() if required is None}
        unsure = None in [applies[key] for key in applies.keys() - lives.keys()]
        stale = self._stale(shop, terms) and (terms.strict or len(lives) < len(cases))
        doubtful = weighed & DOUBTS or unsure or stale
        doubtful = doubtful or self._refused(procedure, shop)
        doubtful = doubtful or any(
            each.get("prevents_ready") and truth(each["when"], case, on) is True
            for each in procedure.get("trouble", [])
            for case in cases.values()
        )
        doubtful = doubtful or (not of_orders and self._is_silent(procedure, cases[None], on))
        begun = {*lives.values()} if len(lives) == len(cases) else set()
        verdict = "under-way" if "under-way" in begun else "done" if begun == {"done"} else "ready"
        verdict = "undetermined" if doubtful or open_points else verdict
        verdict = "overdue" if "overdue" in lives.values() else verdict
        return Judgement(
            "blocked" if ("full", "unmet") in weighed else verdict, outcomes, open_points
        )

    def _lives(
        self, procedure: Facts, cases: Mapping[str | None, Facts], shop: Shop, terms: Terms
    ) -> dict[str | None, str]:
        """Return the verdict of each order that is applied for."""
        every = {key: self._life(procedure, case, shop, terms) for key, case in cases.items()}
        return {key: verdict for key, verdict in every.items() if verdict}

    def _pays_nothing(self, procedure: Facts, shop: Shop) -> bool:
        """Return whether what the procedure is there to pay out is given, and is 0."""
        paid = {step["returns"] for step in procedure["steps"] if "returns" in step}
        asked = procedure.get("when", {})
        return bool(paid) and all(shop.facts.get(fact) == 0 and fact in str(asked) for fact in paid)

    def reference(self, procedure: str, item: str) -> str:
        """Return the reference of a requirement or an open point."""
        return f"{self.rules['platform']}/{procedure}/{item}"

    def _outcome(
        self, reference: str, item: Facts, when: Truth, facts: Facts, shop: Shop, on: date
    ) -> str:
        """Return what became of a requirement that applies, may apply or does not."""
        heard = not item.keys().isdisjoint(("disputed", "settled_by"))
        answer = shop.answers.get(reference, {}) if heard else {}
        if when is False or answer.get("required") is False:
            return "not-applicable"
        held = some([negated(when), truth(item["holds"], facts, on)])
        if held is not False:
            return "met" if held else "unknown"
        if reference in shop.waivers and (shop.waivers[reference] or on) >= on:
            return "waived"
        return "disputed" if "disputed" in item and not answer else "unmet"

    def _grade(self, sources: Sequence[Any]) -> int:
        """Return the best grade among the sources of an entry."""
        names = [each["ref"] if isinstance(each, dict) else each for each in sources]
        known = [self.rules["sources"][name.partition("#")[0]]["grade"] for name in names]
        return max(map(GRADES.index, known), default=-1)

    def _weight(self, requirement: Facts, outcome: str, terms: Terms) -> str:
        """Return whether a requirement counts in full, was lowered by trust, or is advice.

        Trust chooses only where a source that says otherwise is itself trusted.
        """
        if terms.strict:
            return "full"
        if requirement["level"] == "should":
            return "advice"
        least = GRADES.index(terms.trust)
        if self._grade(requirement["sources"]) >= least:
            return "full"
        others = [source for side in requirement.get("disputed", []) for source in side["sources"]]
        return "full" if outcome == "disputed" and self._grade(others) < least else "lowered"

    def _stale(self, shop: Shop, terms: Terms) -> bool:
        """Return whether figures, or with `strict` the rules, are too old to be ready upon."""
        old = shop.as_of is None or (terms.on - shop.as_of).days > terms.max_age
        return old or (terms.strict and terms.on - self.rules["reviewed"] > LONG_AGO)

    def _unread(self, name: str, shop: Shop, terms: Terms) -> dict[str, bool | None]:
        """Return the bad facts that nothing reads or rules out, and how they were answered."""
        procedure, facts, on = self.rules["procedures"][name], self.known(shop), terms.on
        heard, musts, left_out = set(), set(), set()
        for entry in [*self.rules.get("not_asked", []), *procedure.get("not_asked", [])]:
            graded = self._grade(entry.get("sources", [])) >= GRADES.index(terms.trust)
            if truth(entry.get("when", {}), facts, on) and (graded or entry.get("no_such_thing")):
                left_out |= set(entry["facts"])
        others = [procedure.get(part, []) for part in ("by_itself", "effects", "aftercare")]
        reading = [
            entry for entry in chain(*others) if entry.keys() & {"takes", "returns", "costs"}
        ]
        for item in [*procedure["requirements"], *procedure.get("steps", []), *reading]:
            if truth(item.get("when", {}), facts, on):
                heard |= self.reads(item)
                musts |= self.reads(item) if item.get("level") == "must" else set()
        answers = {
            path: shop.answers.get(self.reference(name, path), {}).get("required")
            for path in self.vocabulary["facts"]
            if path not in musts and "clear" in self.vocabulary["facts"][path]
        }
        # What the platform demands is not settled by advice or a step that reads it.
        answers = {path: each for path, each in answers.items() if each or path not in heard}
        # What follows from the profile need not be given.
        given = shop.facts if shop.orders is not None else self.said(shop)
        return {
            path: required
            for path, required in answers.items()
            if required or path not in left_out
            if (self.is_bad(path, given[path], on) if path in given else required)
        }

    def reads(self, item: Facts) -> set[str]:
        """Return the facts that a requirement, step, wait or money route reads."""
        named = {item[key] for key in ("since", "returns", "costs") if key in item}
        claims = item.get("takes", [])
        conditions = [item.get("when"), item.get("holds")]
        conditions += [each.get("when") for each in claims if isinstance(each, dict)]
        return named | mentioned(conditions)
