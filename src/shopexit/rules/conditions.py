"""Validate and evaluate the conditions in rule files on the facts of a shop.

A condition is a mapping such as {orders.open: {at_most: 3}}, or combines other conditions by `all`,
`any` and `not`. A `not` may not contain `at_least_days_ago`, so that a condition which becomes true
by waiting stays true.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, TypeAlias

from pydantic import (
    ConfigDict,
    Discriminator,
    Field,
    RootModel,
    StrictBool,
    StrictInt,
    Tag,
    ValidationInfo,
    model_validator,
)
from typing_extensions import TypeAliasType

from shopexit.files.validation import Model, objection
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text, nearest
from shopexit.rules.facts import NEVER, OPERATORS, Fact, FactType, NotBefore, Values
from shopexit.rules.truth import COMPARISONS, Holds, Truth


class FactRef(Model):
    """Operand that stands for the value of another fact, written {fact: NAME} in a comparison."""

    fact: str


def _kind_of_operand(value: object) -> str:
    return "ref" if isinstance(value, dict | FactRef) else "plain"


Scalar: TypeAlias = StrictBool | StrictInt | Decimal | str
Number: TypeAlias = StrictInt | Decimal
Bound: TypeAlias = Annotated[
    # Tagged, as are all unions below, so that errors are only about the form that was meant.
    Annotated[Number, Tag("plain")] | Annotated[FactRef, Tag("ref")],
    Discriminator(_kind_of_operand),
]
Days: TypeAlias = Annotated[
    Annotated[Annotated[StrictInt, Field(ge=0, le=3660)], Tag("plain")]
    | Annotated[FactRef, Tag("ref")],
    Discriminator(_kind_of_operand),
]


class Matcher(Model):
    """Comparison that the value of one fact has to pass, such as `at_most: 3`.

    Exactly one field is set: its name is the comparison, its value is the operand.
    """

    equals: Scalar | None = None
    at_most: Bound | None = None
    at_least: Bound | None = None
    one_of: tuple[Scalar, ...] | None = None
    not_: Scalar | None = Field(default=None, alias="not")
    at_least_days_ago: Days | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Matcher":
        # `equals: null` counts as set, but there is nothing to compare with.
        if len(self.model_fields_set) != 1 or self.operand is None:
            raise objection(
                Text(
                    zh="一个条件写且只写一种比较，后面要有值",
                    en="give a fact exactly one comparison with a value, such as at_most: 3",
                )
            )
        return self

    @cached_property
    def operator(self) -> str:
        """Name of the comparison, such as `at_most`: the only field that is set."""
        return next(iter(self.model_fields_set))

    @cached_property
    def operand(self) -> Any:
        """The value, tuple of values or `FactRef` that the fact is compared with."""
        return getattr(self, self.operator)

    @cached_property
    def holds(self) -> Holds:
        """Function that makes the comparison, given the fact's value, the operand and the day."""
        return COMPARISONS[self.operator]


def _kind_of_value(value: object) -> str:
    # A list is neither, but then there is one error, not one for each type of value.
    return "matcher" if isinstance(value, dict | list | Matcher) else "value"


class Facts(RootModel):  # type: ignore[type-arg] # RootModel[...] would be a model to build, too
    """Condition on one or more facts, such as {orders.open: 0}; it holds if every fact matches.

    Maps the name of each fact to the value that it must have, or to a `Matcher`.
    """

    model_config = ConfigDict(defer_build=True)

    root: dict[str, Annotated[
        Annotated[Scalar, Tag("value")] | Annotated[Matcher, Tag("matcher")],
        Discriminator(_kind_of_value),
    ]]  # fmt: skip

    @model_validator(mode="after")
    def _fit_the_vocabulary(self, info: ValidationInfo) -> "Facts":
        if not self.root:
            raise objection(Text(zh="条件是空的", en="the condition is empty: name a fact"))
        # While facts.yaml is validated there is no vocabulary: `Vocabulary` calls `check` later.
        if vocabulary := (info.context or {}).get("vocabulary"):
            check(self, vocabulary.facts)
        return self

    @cached_property
    def matchers(self) -> tuple[tuple[str, Matcher], ...]:
        """Each fact's name with its comparison; a plain value becomes an `equals` comparison."""
        return tuple(
            (path, value if isinstance(value, Matcher) else Matcher(equals=value))
            for path, value in self.root.items()
        )

    @cached_property
    def singly(self) -> tuple["Facts", ...]:
        """This condition split into one condition for each of its facts, in the same order."""
        if len(self.matchers) == 1:
            return (self,)
        # Without validation: the parts of a valid condition are valid.
        return tuple(Facts.model_construct({fact: matcher}) for fact, matcher in self.matchers)

    def truth(self, values: Values, on: date) -> Truth:
        """Return whether all facts match; `values` maps facts to values, `on` is today's date.

        The result is FALSE if any comparison fails, else UNKNOWN if a value that is needed is
        missing.
        """
        truth = Truth.TRUE
        for fact, holds, bound, other in self._comparisons:
            has, limit = values.get(fact), values.get(other) if other else bound
            if has is None or limit is None:
                truth = Truth.UNKNOWN
            elif not holds(has, limit, on):
                return Truth.FALSE
            elif has.__class__ is NotBefore:
                truth = Truth.UNKNOWN
        return truth

    @cached_property
    def _comparisons(self) -> tuple[tuple[str, Holds, Any, str | None], ...]:
        # Flattened for speed, as a fleet evaluates it a hundred times a shop: fact, comparison,
        # fixed operand, and the name of the fact compared with, if any.
        return tuple(
            (fact, m.holds, m.operand, m.operand.fact if isinstance(m.operand, FactRef) else None)
            for fact, m in self.matchers
        )


class AllOf(Model):
    """Condition that holds if all its parts hold."""

    all: tuple["Condition", ...] = Field(min_length=1)

    def truth(self, values: Values, on: date) -> Truth:
        """Return whether all parts hold; `values` maps facts to values, `on` is today's date."""
        return _decided(self.all, values, on, Truth.FALSE)


class AnyOf(Model):
    """Condition that holds if at least one of its parts holds."""

    any: tuple["Condition", ...] = Field(min_length=1)

    def truth(self, values: Values, on: date) -> Truth:
        """Return whether any part holds; `values` maps facts to values, `on` is today's date."""
        return _decided(self.any, values, on, Truth.TRUE)


class NotOf(Model):
    """Condition that holds if another does not; the other may not use `at_least_days_ago`."""

    not_: "Condition" = Field(alias="not")

    def truth(self, values: Values, on: date) -> Truth:
        """Return whether the negated condition is false; unknown if that condition is unknown.

        `values` maps facts to values, `on` is today's date.
        """
        return self.not_.truth(values, on).inverted()

    @model_validator(mode="after")
    def _no_dates(self) -> "NotOf":
        if days_asked(self.not_):
            raise objection(
                Text(zh="not 里不能写日期条件", en="`not` may not contain `at_least_days_ago`")
            )
        return self


def _kind_of_condition(value: object) -> str:
    if isinstance(value, dict):
        return next((key for key in ("all", "any", "not") if key in value), "facts")
    kinds: dict[type, str] = {AllOf: "all", AnyOf: "any", NotOf: "not"}
    return kinds.get(type(value), "facts")


# A named type, of which pydantic builds the schema once for all the fields that have it.
Condition = TypeAliasType(
    "Condition",
    Annotated[
        Annotated[AllOf, Tag("all")]
        | Annotated[AnyOf, Tag("any")]
        | Annotated[NotOf, Tag("not")]
        | Annotated[Facts, Tag("facts")],
        Discriminator(_kind_of_condition),
    ],
)


def _decided(parts: Iterable[Condition], values: Values, on: date, by: Truth) -> Truth:
    """Return `by` if any part has that truth, else UNKNOWN if any is unknown, else the opposite."""
    truth = by.inverted()
    for part in parts:
        found = part.truth(values, on)
        if found is by:
            return found
        if found is Truth.UNKNOWN:
            truth = found
    return truth


def atoms(condition: Condition | None) -> Iterator[tuple[str, Matcher]]:
    """Yield (name of fact, comparison) for each comparison in a condition, at any depth.

    Yields nothing for None, the condition of an entry that has none.
    """
    match condition:
        case Facts():
            yield from condition.matchers
        case NotOf():
            yield from atoms(condition.not_)
        case AllOf() | AnyOf():
            for part in condition.all if isinstance(condition, AllOf) else condition.any:
                yield from atoms(part)


def facts_read(condition: Condition | None) -> Iterator[str]:
    """Yield the name of each fact in a condition, including facts used as an operand.

    Yields nothing for None, the condition of an entry that has none.
    """
    for path, matcher in atoms(condition):
        yield path
        if isinstance(matcher.operand, FactRef):
            yield matcher.operand.fact


def days_asked(condition: Condition) -> list[int | FactRef]:
    """Return the numbers of days for which a condition asks by `at_least_days_ago`."""
    return [m.operand for _, m in atoms(condition) if m.operator == "at_least_days_ago"]


def is_timed(condition: Condition) -> bool:
    """Return whether a condition depends on dates: it uses `at_least_days_ago` or `never`."""
    # `never` too, as a new order can turn it into a date.
    never = any(matcher.operand == NEVER for _, matcher in atoms(condition))
    return never or bool(days_asked(condition))


def with_days(condition: Condition, days: int) -> Condition:
    """Return a copy of a condition in which every `at_least_days_ago` asks for `days` days."""
    match condition:
        case Facts():
            asked = Matcher(at_least_days_ago=days)
            timed = {
                fact: asked for fact, m in condition.matchers if m.operator == "at_least_days_ago"
            }
            return Facts.model_construct({**dict(condition.matchers), **timed})
        case AllOf():
            parts = tuple(with_days(part, days) for part in condition.all)
            return AllOf.model_construct(all=parts)
        case AnyOf():
            parts = tuple(with_days(part, days) for part in condition.any)
            return AnyOf.model_construct(any=parts)
        case _:
            return condition  # a negation contains no `at_least_days_ago`


def check(condition: Condition, facts: Mapping[str, Fact], at: KeyPath = ()) -> None:
    """Raise a validation error if a condition names unknown facts or compares wrong types.

    `facts` maps names to all known facts; `at` is the key path of the condition, relative to the
    value being validated.
    """
    for path, matcher in atoms(condition):
        check_one(path, matcher, facts, (*at, path))


def check_one(path: str, matcher: Matcher, facts: Mapping[str, Fact], at: KeyPath) -> None:
    """Raise a validation error if a comparison does not suit the fact named `path`.

    `facts` maps names to all known facts; `at` is the key path at which to report the error.
    """
    fact = _known(path, facts, at)
    # `not_` is written `not` in files; the other is only for Python, where that is a keyword.
    operator = matcher.operator.removesuffix("_")
    if operator not in OPERATORS[fact.type]:
        raise objection(
            Text(
                zh=f"{fact.type} 类型的事实不能用 {operator}",
                en=f"`{operator}` cannot be used for a fact of type {fact.type}",
            ),
            at,
        )
    operand = matcher.operand
    if isinstance(operand, FactRef):
        _check_reference(fact, operator, operand, facts, at)
        return
    for value in operand if isinstance(operand, tuple) else (operand,):
        # The operand of `at_least_days_ago` is a number of days, not a value of the fact.
        if operator != "at_least_days_ago" and not fact.fits(value):
            raise objection(
                Text(
                    zh=f"{value} 不是 {fact.type} 类型的值{_choices(fact)}",
                    en=f"{value} is not a value of type {fact.type}{_choices(fact)}",
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
    # With `at_least_days_ago`, the other fact gives the number of days.
    wanted = FactType.COUNT if operator == "at_least_days_ago" else fact.type
    if other.type is not wanted:
        raise objection(
            Text(
                zh=f"{reference.fact} 应为 {wanted} 类型才能这样比较",
                en=f"{reference.fact} must be of type {wanted} to be compared here",
            ),
            at,
        )


def _choices(fact: Fact) -> str:
    return f" ({', '.join(fact.choices)})" if fact.choices else ""
