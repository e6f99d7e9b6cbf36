"""A fact: one thing a state file may say about a shop, and how it is asked for."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Self, TypeAlias

from pydantic import Field, StrictBool, model_validator

from shopexit.files.validation import Model, objection
from shopexit.messages import Text, cells

NEVER: Literal["never"] = "never"
Value: TypeAlias = int | Decimal | bool | date | str
Values: TypeAlias = Mapping[str, Value]


COLUMN = 20
"""How many cells of a terminal a name in a table may take; a wide character takes two."""
_NEEDS_SHORT = Text(
    zh="label 超过 20 格（汉字算两格），要再写一个 short",
    en="a `label` of more than 20 cells needs a `short` one; a Chinese character takes two",
)
_TOO_LONG = Text(
    zh="short 不能超过 20 格（汉字算两格）",
    en="`short` takes 20 cells at most; a Chinese character takes two",
)


class FactType(StrEnum):
    """What kind of value a fact has."""

    COUNT = "count"
    MONEY = "money"
    FLAG = "flag"
    DATE = "date"
    CHOICE = "choice"
    TEXT = "text"


_ORDERED = {"at_most", "at_least"}
_EQUALITIES = {"equals", "not", "one_of"}
OPERATORS: dict[FactType, set[str]] = {
    FactType.COUNT: _ORDERED | _EQUALITIES,
    FactType.MONEY: _ORDERED | _EQUALITIES,
    FactType.FLAG: {"equals"},
    FactType.DATE: {"equals", "at_least_days_ago"},
    FactType.CHOICE: _EQUALITIES,
    FactType.TEXT: _EQUALITIES,
}
"""The comparisons that a rule may make with a fact of each type."""

_CHOICES = Text(
    zh="type 写 choice 才有 choices，有 choices 就要写 choice",
    en="`choices` goes with type `choice`, and with no other",
)

_NOT_A_VALUE = Text(
    zh="usual 写的不是它能有的值",
    en="`usual` is no value that the fact can have",
)

_OWED = Text(
    zh="type 写 money 才有 owed_by",
    en="`owed_by` goes with type `money`, and with no other",
)


class Debtor(StrEnum):
    """Who owes an amount to whom."""

    PLATFORM = "platform"
    """The platform holds it for the seller."""
    SELLER = "seller"
    """The seller owes it, and it is taken off."""


class InExports(StrEnum):
    """What an order export knows of the fact."""

    AFTER_SALES = "after_sales"
    """The number of orders with an open after-sales case."""
    DISPUTES = "disputes"
    """The number of orders in dispute, which is the least that the fact can be."""
    LAST_ENDED = "last_ended"
    """The day on which the last of the orders ended."""


class Fact(Model):
    """One fact: its type, its name for people, and the question that fetches it."""

    type: FactType
    label: Text
    short: Text | None = None
    """The label in a few words, where it is too long for a column."""
    ask: Text
    choices: dict[str, Text] = Field(default={})
    """For a choice: the values it may have."""
    past: bool = False
    """For a date: it tells of something that has happened, so it cannot lie after `as_of`."""
    can_be_negative: bool = False
    """For money: a balance that may be overdrawn."""
    owed_by: Debtor | None = None
    """For money: who owes it, where it is to change hands when the shop is closed."""
    in_hand: bool = False
    """For money: the seller can take it out, or has, as long as the shop is open."""
    restarts: bool = False
    """As long as it is not clear, new orders may come, and days that have passed begin anew."""
    counts_status: str | None = None
    """For a count of orders: the order state it counts, where the state file lists the orders."""
    clear: StrictBool | int | Decimal | str | dict[str, int | Decimal | str] | None = None
    """What is good, as a condition writes it: a value, or one comparison.

    A value that is not clear never passes unheard: a rule reads it, a source shows that it is not
    asked for, or it is an open point. None for a fact that has no bad side."""
    usual: StrictBool | str | None = None
    """For what kind of shop it is: the answer of nearly every shop.

    A form to fill in leaves out what only the others are asked for."""
    settles: dict[str, StrictBool | int | str] = Field(default={})
    """What its usual answer says of other facts, which then need not be given."""
    in_exports: InExports | None = None
    """What of it follows from the platform's order exports."""

    @model_validator(mode="after")
    def _fits_a_column(self) -> Self:
        named = self.short or self.label
        if max(cells(named.zh), cells(named.en)) > COLUMN:
            raise objection(_TOO_LONG if self.short else _NEEDS_SHORT)
        return self

    @model_validator(mode="after")
    def _only_money_is_owed(self) -> "Fact":
        if self.owed_by and self.type is not FactType.MONEY:
            raise objection(_OWED)
        return self

    @model_validator(mode="after")
    def _usual_is_a_value(self) -> Self:
        if self.settles if self.usual is None else not self.fits(self.usual):
            raise objection(_NOT_A_VALUE, ("usual",))
        return self

    @model_validator(mode="after")
    def _choices_belong_to_a_choice(self) -> "Fact":
        if (self.type is FactType.CHOICE) != bool(self.choices):
            raise objection(_CHOICES)
        return self

    def fits(self, value: object) -> bool:
        """Return whether a rule may compare the fact with a value: a date only with `never`."""
        match self.type:
            case FactType.FLAG:
                return isinstance(value, bool)
            case FactType.COUNT:
                return isinstance(value, int) and not isinstance(value, bool)
            case FactType.MONEY:
                return isinstance(value, int | Decimal) and not isinstance(value, bool)
            case FactType.DATE:
                return value == NEVER
            case FactType.CHOICE:
                return value in self.choices
            case FactType.TEXT:
                return isinstance(value, str)


ORDER_GROUP = "order"
"""The group whose facts each entry of `order_list` gives, instead of the shop."""
