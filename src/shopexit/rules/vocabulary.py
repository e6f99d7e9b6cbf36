"""The vocabulary (facts.yaml): every fact that a state file can give, for all platforms."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise, product
from typing import Any

from pydantic import Field, ValidationError, model_validator

from shopexit.files.validation import Model, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text, nearest
from shopexit.rules.conditions import Condition, Facts, Matcher, check, check_one, facts_read
from shopexit.rules.facts import (
    NEVER,
    ORDER_GROUP,
    ORDER_PREFIX,
    Debtor,
    Fact,
    FactType,
    SettledBy,
    Value,
    Values,
)
from shopexit.rules.truth import Truth

_CENT = Decimal("0.01")
_UNGROUPED = Text(
    zh="事实名写成 分组.名称，分组要列在 groups 里",
    en="name a fact GROUP.NAME, and list its group under `groups`",
)
_CLEAR = Text(
    zh="clear 写一个值，或一种比较，例如 0、{not: frozen}",
    en="`clear` must be a value, such as 0, or one comparison, such as {not: frozen}",
)
_NOT_HELD = Text(
    zh="facts 里写平台欠店铺的钱（owed_by: platform）",
    en="`facts` may list only sums that the platform owes (`owed_by: platform`)",
)
_NOT_DAYS = Text(
    zh="days 写日期类型的事实，先发生的写在前面",
    en="`days` must name facts of type date, the earliest event first",
)


class Impossible(Model):
    """Values of facts that cannot occur together: a state file with them contradicts itself.

    If facts of single orders are among them, each order is checked together with the shop.
    """

    facts: Condition
    unless: Condition | None = None
    """Exception: if this condition is known to be true, there is no contradiction."""
    says: Text

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the facts involved, each once, in the order written."""
        return _names(self.facts, self.unless)

    def contradicts(self, values: Values, on: date) -> bool:
        """Return whether a shop with these values has the contradiction on the day `on`."""
        return _holds(self.facts, values, on) and not _holds(self.unless, values, on)

    @cached_property
    def of_orders(self) -> bool:
        """Whether facts of single orders are involved."""
        return _are_of_orders(self.names)


class InOrder(Model):
    """Facts whose dates must follow one another, such as application and closing of the shop."""

    days: tuple[str, ...] = Field(min_length=2)
    """Names of the facts, the earliest event first."""
    when: Condition | None = None
    """The order is only checked if this condition is known to be true; always if None."""
    unless: Condition | None = None
    """Exception: if this condition is known to be true, the order is not checked."""
    says: Text | None = None
    """What to correct, where that is not one of the two dates."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of all facts in this entry, each once; the facts in `days` come first."""
        return tuple(dict.fromkeys((*self.days, *_names(self.when, self.unless))))

    def turned_round(self, values: Values, on: date) -> Iterator[tuple[str, str]]:
        """Yield (earlier fact, later fact) for neighbours in `days` whose dates are reversed."""
        for one, other in pairwise(self.days):
            earlier, later = values.get(one), values.get(other)
            if isinstance(earlier, date) and isinstance(later, date) and later < earlier:
                # If it is unknown whether the rule applies, nothing is refused.
                given = not self.when or _holds(self.when, values, on)
                if given and not _holds(self.unless, values, on):
                    yield one, other

    @cached_property
    def of_orders(self) -> bool:
        """Whether facts of single orders are involved."""
        return _are_of_orders(self.names)


def _holds(condition: Condition | None, values: Values, on: date = date.max) -> bool:
    """Return whether a condition is given, and known to be true."""
    return condition is not None and condition.truth(values, on) is Truth.TRUE


def _names(*conditions: Condition | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for c in conditions for name in facts_read(c)))


def _are_of_orders(names: Sequence[str]) -> bool:
    return any(name.startswith(ORDER_PREFIX) for name in names)


class Doubt(Model):
    """A reason to doubt that money held by the platform will be paid out."""

    facts: tuple[str, ...] = Field(min_length=1)
    """Names of the facts with the amounts that may not be paid out."""
    when: Condition
    unless: Condition | None = None
    """Exception: if this condition is known to be true, there is no doubt."""
    says: Text
    settled_by: SettledBy = Field(default={})
    """Answers of the platform that end the doubt."""


class Vocabulary(Model):
    """The contents of facts.yaml: all facts that a state file can give, and their relations."""

    groups: dict[str, Text]
    facts: dict[str, Fact]
    impossible: tuple[Impossible, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    in_order: tuple[InOrder, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> "Vocabulary":
        for path in self.facts:
            # The groups are the keys of a state file, so a fact without one could not be given.
            group, dot, name = path.partition(".")
            if not (dot and name and group in self.groups):
                raise objection(_UNGROUPED, at=("facts", path))
        for i, pair in enumerate(self.impossible):
            self._check(("impossible", i), facts=pair.facts, unless=pair.unless)
        self._refuse_wrong_lists()
        for path, fact in self.facts.items():
            if fact.clear is not None:
                self._refuse_wrong_clear(path)
            if fact.settles:
                check(
                    Facts.model_construct({**fact.settles}), self.facts, ("facts", path, "settles")
                )
        return self

    # Compared by identity: a run loads one vocabulary, and it is used as a key of caches.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def _check(self, at: KeyPath, **conditions: Condition | None) -> None:
        """Check the conditions of the entry with the key path `at`, given by key."""
        for key, condition in conditions.items():
            if condition:
                check(condition, self.facts, (*at, key))

    def refuse_wrong_doubts(self, doubts: Sequence[Doubt], disputed: Sequence[str] = ()) -> None:
        """Raise a validation error if `doubts` name facts other than money the platform owes.

        They may be settled only by answers to requirements in `disputed`, PROCEDURE/ID each.
        """
        for i, doubt in enumerate(doubts):
            self._check(("doubts", i), when=doubt.when, unless=doubt.unless)
            for path in doubt.facts:
                if path not in self.facts or self.facts[path].owed_by is not Debtor.PLATFORM:
                    raise objection(_NOT_HELD, ("doubts", i, "facts"), nearest(path, self.held))
            for ref in doubt.settled_by:
                if ref not in disputed:
                    raise unknown(ref, disputed, ("doubts", i, "settled_by"))

    def _refuse_wrong_lists(self) -> None:
        self.refuse_wrong_doubts(self.doubts)
        for i, row in enumerate(self.in_order):
            for path in row.days:
                if path not in self.facts or self.facts[path].type is not FactType.DATE:
                    known = (name for name, f in self.facts.items() if f.type is FactType.DATE)
                    raise objection(_NOT_DAYS, ("in_order", i, "days"), nearest(path, known))
            self._check(("in_order", i), when=row.when, unless=row.unless)

    def _refuse_wrong_clear(self, path: str) -> None:
        at: KeyPath = ("facts", path, "clear")
        try:
            condition = clear_condition(path, self.facts[path])
        # pydantic's message would be about a condition, which authors do not write here.
        except ValidationError:
            raise objection(_CLEAR, at) from None
        ((_, matcher),) = condition.matchers
        check_one(path, matcher, self.facts, at)

    @cached_property
    def not_none(self) -> tuple[tuple[str, Impossible], ...]:
        """Pairs of (count, what makes a count of 0 impossible), such as an amount of fines.

        From entries of `impossible` that name one count of 0.
        """
        found: list[tuple[str, Impossible]] = []
        for pair in self.impossible:
            matchers = pair.facts.matchers if isinstance(pair.facts, Facts) else ()
            none = [
                path
                for path, matcher in matchers
                if matcher.equals == 0 and self.facts[path].type is FactType.COUNT
            ]
            if len(none) == 1:
                found.append((none[0], pair))
        return tuple(found)

    @cached_property
    def of_month(self) -> frozenset[str]:
        """Names of the facts about the current month."""
        return frozenset(path for path, fact in self.facts.items() if fact.of_month)

    @cached_property
    def clear(self) -> Mapping[str, Facts]:
        """For each fact that can be unfavourable, the condition under which it is favourable."""
        return {
            path: clear_condition(path, fact)
            for path, fact in self.facts.items()
            if fact.clear is not None
        }

    def unfavourable(self, path: str) -> list[Value]:
        """Return values of a fact that stand for all its unfavourable ones; empty for dates."""
        fact, clear = self.facts[path], self.clear.get(path)
        # Few and very many, as a condition may have a limit between them; either side of zero.
        some: Sequence[Value] = (True, False, 1, 10**9, _CENT, -_CENT, *fact.choices)
        return [
            value
            for value in some
            if clear and fact.fits(value) and not _holds(clear, {path: value})
        ]

    def settled(self, values: Values) -> dict[str, Value]:
        """Return the values of further facts that follow from `values` (see `Fact.settles`)."""
        return {
            path: value
            for asked, fact in self.summing_up.items()
            if values.get(asked) == fact.usual
            for path, value in fact.settles.items()
        }

    @cached_property
    def usual(self) -> Values:
        """Maps facts to the values that nearly all shops have (see `Fact.usual`)."""
        return {path: fact.usual for path, fact in self.facts.items() if fact.usual is not None}

    @cached_property
    def undisturbed(self) -> tuple[Values, ...]:
        """Values of facts in usual shops with nothing unfavourable, a mapping for each such shop.

        They differ in choices, such as the state of the deposit, of which several are favourable.
        What the seller does not bring about, such as an arrival of money, has not happened. Facts
        with no such value, such as sums to withdraw, are left out.
        """
        facts = self.facts.items()
        good = {p: f.clear for p, f in facts if not (f.clear is None or isinstance(f.clear, dict))}
        days = {
            path: NEVER for path, fact in facts if fact.type is FactType.DATE and not fact.starts
        }
        chosen = [
            [(path, choice) for choice in fact.choices if _holds(self.clear[path], {path: choice})]
            for path, fact in facts
            if isinstance(fact.clear, dict) and fact.choices
        ]
        return tuple({**days, **good, **self.usual, **dict(each)} for each in product(*chosen))

    @cached_property
    def counted_statuses(self) -> Mapping[str, str]:
        """Maps each fact that is a number of orders to the status of the orders that it counts."""
        return {path: fact.counts_status for path, fact in self.facts.items() if fact.counts_status}

    @cached_property
    def summing_up(self) -> Mapping[str, Fact]:
        """Maps names to facts whose usual value decides other facts too (see `Fact.settles`)."""
        return {path: fact for path, fact in self.facts.items() if fact.settles}

    @cached_property
    def owed(self) -> Mapping[str, Fact]:
        """Maps names to the facts about money that the platform or the seller owes."""
        return {path: fact for path, fact in self.facts.items() if fact.owed_by}

    @cached_property
    def held(self) -> tuple[str, ...]:
        """Names of the facts about money that the platform holds for the seller."""
        return tuple(p for p, fact in self.owed.items() if fact.owed_by is Debtor.PLATFORM)

    @cached_property
    def past(self) -> tuple[tuple[str, str, str], ...]:
        """Names of the facts with dates of past events, each as (GROUP.NAME, GROUP, NAME)."""
        past = (path for path, fact in self.facts.items() if fact.type is FactType.DATE)
        parts = ((path, path.partition(".")) for path in past)
        return tuple((path, group, name) for path, (group, _, name) in parts)

    def in_group(self, group: str) -> Iterator[tuple[str, Fact]]:
        """Yield (name without the group, fact) for each fact of a group."""
        for path, fact in self.facts.items():
            if path.startswith(f"{group}."):
                yield path.removeprefix(f"{group}."), fact

    def shop_groups(self) -> Iterator[str]:
        """Yield the groups whose facts are about the shop, not about single orders."""
        return (group for group in self.groups if group != ORDER_GROUP)


def clear_condition(path: str, fact: Fact) -> Facts:
    """Return the condition under which a fact is favourable, made from its key `clear`.

    `path` is the name of the fact. Raises pydantic's ValidationError if `clear` is neither a value
    nor one comparison.
    """
    given: Any = fact.clear
    # Only a comparison needs validation, and a schema for all of `Facts` would be slow to build.
    return Facts.model_construct(
        {path: Matcher.model_validate(given) if isinstance(given, dict) else given}
    )
