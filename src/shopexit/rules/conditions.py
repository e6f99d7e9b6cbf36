"""The shape of a condition in a rule file, checked against the vocabulary when it is loaded.

A condition is a mapping of fact to matcher, all of which must hold, or `all`, `any`, `not` over
conditions. There are no expressions in strings, and nothing that runs.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, TypeAlias

from pydantic import (
    Discriminator,
    Field,
    RootModel,
    StrictBool,
    StrictInt,
    Tag,
    ValidationInfo,
    model_validator,
)

from shopexit.files.validation import Model, objection
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text, nearest
from shopexit.rules.facts import NEVER, OPERATORS, Fact, FactType, Values
from shopexit.rules.truth import COMPARISONS, Holds, Truth


class FactRef(Model):
    """The value of another fact, where a fixed one would stand."""

    fact: str


def _kind_of_operand(value: object) -> str:
    return "ref" if isinstance(value, dict | FactRef) else "plain"


Scalar: TypeAlias = StrictBool | StrictInt | Decimal | str
Number: TypeAlias = StrictInt | Decimal
Bound: TypeAlias = Annotated[
    Annotated[Number, Tag("plain")] | Annotated[FactRef, Tag("ref")],
    Discriminator(_kind_of_operand),
]
Days: TypeAlias = Annotated[
    Annotated[Annotated[StrictInt, Field(ge=0, le=3660)], Tag("plain")]
    | Annotated[FactRef, Tag("ref")],
    Discriminator(_kind_of_operand),
]


class Matcher(Model):
    """What one fact must be. Exactly one of the keys is given."""

    equals: Scalar | None = None
    at_most: Bound | None = None
    at_least: Bound | None = None
    one_of: tuple[Scalar, ...] | None = None
    not_: Scalar | None = Field(default=None, alias="not")
    at_least_days_ago: Days | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Matcher":
        if len(self.model_fields_set) != 1 or self.operand is None:
            raise objection(
                Text(
                    zh="一个条件写且只写一种比较，后面要有值",
                    en="give exactly one comparison for a fact, with a value",
                )
            )
        return self

    @cached_property
    def operator(self) -> str:
        """The name of the comparison that is made."""
        return next(iter(self.model_fields_set))

    @cached_property
    def operand(self) -> Any:
        """What the fact is compared with."""
        return getattr(self, self.operator)

    @cached_property
    def holds(self) -> Holds:
        """The comparison: of a value, of what it is compared with, on a day."""
        return COMPARISONS[self.operator]


class Facts(RootModel[dict[str, Annotated[
    Annotated[Scalar, Tag("value")] | Annotated[Matcher, Tag("matcher")],
    Discriminator(lambda value: "matcher" if isinstance(value, dict | Matcher) else "value"),
]]]):  # fmt: skip
    """Facts that must all match."""

    @model_validator(mode="after")
    def _fit_the_vocabulary(self, info: ValidationInfo) -> "Facts":
        if not self.root:
            raise objection(Text(zh="条件是空的", en="the condition is empty"))
        if vocabulary := (info.context or {}).get("vocabulary"):
            check(self, vocabulary.facts)
        return self

    @cached_property
    def matchers(self) -> tuple[tuple[str, Matcher], ...]:
        """Each fact with its matcher; a plain value is one that must be equal."""
        return tuple(
            (path, value if isinstance(value, Matcher) else Matcher(equals=value))
            for path, value in self.root.items()
        )

    @cached_property
    def singly(self) -> tuple["Facts", ...]:
        """A condition for each of the facts."""
        if len(self.matchers) == 1:
            return (self,)
        return tuple(Facts.model_construct({fact: matcher}) for fact, matcher in self.matchers)

    @cached_property
    def is_timed(self) -> bool:
        """Whether what it asks for is a matter of time, or of what can never be so again."""
        return any(
            matcher.operator == "at_least_days_ago" or matcher.operand == NEVER
            for _, matcher in self.matchers
        )

    def truth(self, values: Values, on: date) -> Truth:
        """Return whether all of the facts match, on a day."""
        truth = Truth.TRUE
        for fact, holds, bound, other in self._comparisons:
            has, limit = values.get(fact), values.get(other) if other else bound
            if has is None or limit is None:
                truth = Truth.UNKNOWN
            elif not holds(has, limit, on):
                return Truth.FALSE
        return truth

    def with_days(self, days: int) -> "Facts":
        """Return the same, asking for another number of days wherever one is asked for."""
        asked = Matcher.model_validate({"at_least_days_ago": days})
        return Facts.model_construct(
            {
                fact: asked if matcher.operator == "at_least_days_ago" else matcher
                for fact, matcher in self.matchers
            }
        )

    @cached_property
    def _comparisons(self) -> tuple[tuple[str, Holds, Any, str | None], ...]:
        # A fleet asks this a hundred times a shop, so it is laid out flat: the fact, how and with
        # what it is compared, or else with which other fact.
        return tuple(
            (fact, m.holds, m.operand, m.operand.fact if isinstance(m.operand, FactRef) else None)
            for fact, m in self.matchers
        )


class AllOf(Model):
    """Every one of several conditions."""

    all: tuple["Condition", ...] = Field(min_length=1)

    @cached_property
    def is_timed(self) -> bool:
        """Whether any of them is."""
        return any(part.is_timed for part in self.all)

    def truth(self, values: Values, on: date) -> Truth:
        """Return whether all of the conditions hold of the facts, on a day."""
        return min(part.truth(values, on) for part in self.all)

    def with_days(self, days: int) -> "AllOf":
        """Return the same, asking for another number of days wherever one is asked for."""
        return AllOf.model_construct(all=tuple(part.with_days(days) for part in self.all))


class AnyOf(Model):
    """At least one of several conditions."""

    any: tuple["Condition", ...] = Field(min_length=1)

    @cached_property
    def is_timed(self) -> bool:
        """Whether any of them is."""
        return any(part.is_timed for part in self.any)

    def truth(self, values: Values, on: date) -> Truth:
        """Return whether at least one of the conditions holds of the facts, on a day."""
        return max(part.truth(values, on) for part in self.any)

    def with_days(self, days: int) -> "AnyOf":
        """Return the same, asking for another number of days wherever one is asked for."""
        return AnyOf.model_construct(any=tuple(part.with_days(days) for part in self.any))


class NotOf(Model):
    """The opposite of a condition. May not ask for dates: see the module's first words."""

    not_: "Condition" = Field(alias="not")

    @cached_property
    def is_timed(self) -> bool:
        """Whether it is."""
        return self.not_.is_timed

    def truth(self, values: Values, on: date) -> Truth:
        """Return whether the condition does not hold of the facts, on a day."""
        return self.not_.truth(values, on).inverted()

    def with_days(self, _: int) -> "NotOf":
        """Return the same: no number of days can stand in it."""
        return self

    @model_validator(mode="after")
    def _no_dates(self) -> "NotOf":
        if any(matcher.operator == "at_least_days_ago" for _, matcher in atoms(self.not_)):
            raise objection(
                Text(zh="not 里不能写日期条件", en="`not` may not hold a condition about dates")
            )
        return self


def _kind_of_condition(value: object) -> str:
    if isinstance(value, dict):
        return next((key for key in ("all", "any", "not") if key in value), "facts")
    match value:
        case AllOf():
            return "all"
        case AnyOf():
            return "any"
        case NotOf():
            return "not"
        case _:
            return "facts"


Condition: TypeAlias = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[NotOf, Tag("not")]
    | Annotated[Facts, Tag("facts")],
    Discriminator(_kind_of_condition),
]
for _model in (AllOf, AnyOf, NotOf):
    _model.model_rebuild()


def atoms(condition: Condition) -> Iterator[tuple[str, Matcher]]:
    """Yield every fact that a condition asks about, with what it asks."""
    match condition:
        case Facts():
            yield from condition.matchers
        case NotOf():
            yield from atoms(condition.not_)
        case AllOf() | AnyOf():
            parts = condition.all if isinstance(condition, AllOf) else condition.any
            for part in parts:
                yield from atoms(part)


def facts_read(condition: Condition) -> Iterator[str]:
    """Yield every fact whose value a condition needs, those compared with included."""
    for path, matcher in atoms(condition):
        yield path
        if isinstance(matcher.operand, FactRef):
            yield matcher.operand.fact


def check(condition: Condition, facts: Mapping[str, Fact], at: KeyPath = ()) -> None:
    """Object to a condition that asks for unknown facts, or compares them with the wrong type.

    `at` is where the condition stands, seen from the value that is being validated.
    """
    for path, matcher in atoms(condition):
        check_one(path, matcher, facts, (*at, path))


def check_one(path: str, matcher: Matcher, facts: Mapping[str, Fact], at: KeyPath) -> None:
    """Object to what one fact is compared with, which stands at `at`."""
    fact = _known(path, facts, at)
    operator = matcher.operator.removesuffix("_")
    if operator not in OPERATORS[fact.type]:
        raise objection(
            Text(
                zh=f"{fact.type} 类型的事实不能用 {operator}",
                en=f"`{operator}` does not fit a fact of type {fact.type}",
            ),
            at,
        )
    operand = matcher.operand
    if isinstance(operand, FactRef):
        _check_reference(fact, operator, operand, facts, at)
        return
    for value in operand if isinstance(operand, tuple) else (operand,):
        if operator != "at_least_days_ago" and not fact.fits(value):
            raise objection(
                Text(
                    zh=f"{value} 不是 {fact.type} 类型的值{_choices(fact)}",
                    en=f"{value} is no value of type {fact.type}{_choices(fact)}",
                ),
                at,
            )


def _known(path: str, facts: Mapping[str, Fact], at: KeyPath) -> Fact:
    if path not in facts:
        raise objection(
            Text(zh=f"词表里没有事实 {path}", en=f"there is no fact {path}"),
            at,
            nearest(path, facts),
        )
    return facts[path]


def _check_reference(
    fact: Fact, operator: str, reference: FactRef, facts: Mapping[str, Fact], at: KeyPath
) -> None:
    other = _known(reference.fact, facts, at)
    wanted = FactType.COUNT if operator == "at_least_days_ago" else fact.type
    if other.type is not wanted:
        raise objection(
            Text(
                zh=f"{reference.fact} 应为 {wanted} 类型才能这样比较",
                en=f"{reference.fact} would have to be of type {wanted} to be compared with",
            ),
            at,
        )


def _choices(fact: Fact) -> str:
    return f" ({', '.join(fact.choices)})" if fact.choices else ""
