"""The definition of a fact: one thing that a seller's state file can say about a shop."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Self, TypeAlias

from pydantic import Field, StrictBool, model_validator

from shopexit.files.validation import Model, objection
from shopexit.messages import Text, cells

NEVER: Literal["never"] = "never"
Value: TypeAlias = int | Decimal | bool | date | str
Values: TypeAlias = Mapping[str, Value]
SettledBy: TypeAlias = dict[str, StrictBool | Literal["any"]]
"""Answers of the platform that settle something: maps disputed requirements, as PROCEDURE/ID, to
whether the platform requires them, or to `any` for whatever it says of them."""


class NotBefore(date):
    """The first possible day of an event that may have been later, as read from an order export.

    A condition about it is false if it is false for this day, and otherwise unknown.
    """

    def __add__(self, time: timedelta) -> date:  # type: ignore[override] # typeshed: Self
        """Return the day after that time: a plain date, as a sum is no bound that was read."""
        return date(self.year, self.month, self.day) + time


COLUMN = 20
"""Maximum width of a name in a table, in terminal columns; a Chinese character takes two."""
_NEEDS_SHORT = Text(
    zh="label 超过 20 格（汉字算两格），要再写一个 short",
    en="a `label` wider than 20 columns needs a `short`; a Chinese character takes two",
)
_TOO_LONG = Text(
    zh="short 不能超过 20 格（汉字算两格）",
    en="`short` is at most 20 columns wide; a Chinese character takes two",
)


def known_day(values: Values, fact: str | None) -> date | None:
    """Return the day that a fact gives; None if it is not given, `never`, or only a bound."""
    day = values.get(fact) if fact else None
    return day if isinstance(day, date) and not isinstance(day, NotBefore) else None


class FactType(StrEnum):
    """Type of the value that a fact has in a state file."""

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
    # `equals` only for `never`; days are compared by their distance from the date of evaluation.
    FactType.DATE: {"equals", "at_least_days_ago"},
    FactType.CHOICE: _EQUALITIES,
    FactType.TEXT: _EQUALITIES,
}
"""Maps each type of fact to the comparisons that a rule may use for it."""

_CHOICES = Text(
    zh="type 写 choice 才有 choices，有 choices 就要写 choice",
    en="`choices` is required for type `choice` and not allowed for other types",
)

_NOT_A_VALUE = Text(
    zh="usual 要写它能有的值；有 settles 就要写 usual",
    en="`usual` must be a value that the fact can have; `settles` needs `usual`",
)

_OWED = Text(
    zh="type 写 money 才有 owed_by",
    en="`owed_by` is for type `money` only",
)


class Debtor(StrEnum):
    """Who owes an amount of money: the platform or the seller."""

    PLATFORM = "platform"
    """The platform holds the amount for the seller."""
    SELLER = "seller"
    """The seller owes the amount; it is deducted from other money."""


class InExports(StrEnum):
    """Which figure to take from the order exports as the value of a fact."""

    AFTER_SALES = "after_sales"
    """The number of orders with an open after-sales case."""
    DISPUTES = "disputes"
    """The number of orders in dispute; a lower bound of the fact."""
    LAST_ENDED = "last_ended"
    """The day on which the last order ended."""


class Fact(Model):
    """Definition of a fact: something that a state file can say of a shop, such as its deposit."""

    type: FactType
    label: Text
    short: Text | None = None
    """Short label for table columns, required if `label` is too wide."""
    ask: Text
    choices: dict[str, Text] = Field(default={})
    """Maps each allowed value of a fact of type `choice` to its label."""
    can_be_negative: bool = False
    """For money: whether the balance can be overdrawn."""
    owed_by: Debtor | None = None
    """For money that is paid out or deducted when the shop closes: who owes the amount."""
    in_hand: bool = False
    """For money: whether the seller can withdraw the amount while the shop is open."""
    of_month: bool = False
    """Whether the fact is about the current month: a value read in an earlier one is void."""
    starts: bool = False
    """For dates: whether the seller brings the day about, as by putting up a notice."""
    restarts: bool = False
    """Whether an unfavourable value lets in new orders, which restart waiting periods."""
    counts_status: str | None = None
    """For a number of orders: the status of the orders counted, if the state file lists orders."""
    clear: StrictBool | int | Decimal | str | dict[str, int | Decimal | str] | None = None
    """The favourable value, or one comparison for it, such as {at_most: 3}.

    None if no value is unfavourable. An unfavourable value that no rule mentions is reported,
    unless a source shows that the platform does not ask for the fact."""
    usual: StrictBool | str | None = None
    """For facts about the kind of shop: the value in nearly every shop.

    `shopexit init` leaves out facts that only matter for other values.
    """
    settles: dict[str, StrictBool | int | str] = Field(default={})
    """Maps other facts to the values that follow if this fact has its `usual` value."""
    in_exports: InExports | None = None
    """The figure of the order exports that gives the value of the fact, if there is one."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        named = self.short or self.label
        if max(cells(named.zh), cells(named.en)) > COLUMN:
            raise objection(_TOO_LONG if self.short else _NEEDS_SHORT)
        if self.owed_by and self.type is not FactType.MONEY:
            raise objection(_OWED)
        # Values can only follow from a usual answer, so `settles` needs `usual`.
        if self.settles if self.usual is None else not self.fits(self.usual):
            raise objection(_NOT_A_VALUE, ("usual",))
        if (self.type is FactType.CHOICE) != bool(self.choices):
            raise objection(_CHOICES)
        return self

    def fits(self, value: object) -> bool:
        """Return whether a rule may compare this fact with `value`, judging by the fact's type.

        The only value that suits a date is `never`; dates are compared by how long ago they are.
        """
        match self.type:
            case FactType.FLAG:
                return isinstance(value, bool)
            case FactType.COUNT:
                # In Python, True and False are ints.
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
"""First part of the names of facts about single orders, as opposed to facts about the shop."""
ORDER_PREFIX = f"{ORDER_GROUP}."
"""Beginning of their names, as in `order.status`."""
PROFILE = "profile."
"""Beginning of the names of facts about the kind of shop."""
ARRIVED_ON, LAST_WITHDRAWN_ON = "deposit.arrived_on", "deposit.last_withdrawn_on"
"""Facts with the days on which the deposit, or what was above the sum due, came back."""
REASON = "closing.reason"
"""Fact that holds why the platform has refused an application to close."""
