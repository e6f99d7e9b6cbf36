"""The validated state of one shop: facts, orders, platform answers, waivers, steps done."""

from collections.abc import Mapping
from dataclasses import field, replace
from datetime import date

from shopexit.files.yaml import Document, KeyPath
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.inputs.state_schema import (
    PlatformAnswer,
    Waiver,
)
from shopexit.messages import Text, record
from shopexit.rules.facts import ORDER_GROUP, Fact, Values

ORDER_PREFIX = f"{ORDER_GROUP}."
"""Prefix of the names of facts about single orders."""


@record()
class Order:
    """One order of `order_list`: its number and its facts."""

    id: str
    values: Values


@record()
class State:
    """What a seller states about one shop. A fact that is not in `values` is unknown."""

    platform: str
    shop: str | None
    as_of: date | None
    values: Values
    orders: tuple[Order, ...] | None
    """None if the file has no `order_list`."""
    answers: Mapping[str, PlatformAnswer]
    waivers: tuple[Waiver, ...]
    done: Mapping[str, date | None]
    """References of the steps done, each with its date if that is known."""
    warnings: tuple[Text, ...]
    document: Document
    counted: OrderCounts | None = None
    """Result of reading order exports, if there are any."""
    unclear: Mapping[str, Fact] = field(default_factory=dict)
    """Given facts that are not clear (unfavourable), except counts derived from the listed
    orders."""
    awaited: Mapping[str, Fact] = field(default_factory=dict)
    """Facts that the platform requires according to an answer, but that are not given; by the
    reference of the answer."""
    said_on: tuple[tuple[KeyPath, date], ...] = ()
    """Dates of confirmations, answers and steps, with their key paths; events that are not
    facts."""
    understood: tuple[Text, ...] = ()
    """Notes on values in other spellings, and how they were understood."""

    def after(self, changed: Values) -> "State":
        """Return a copy of the state in which some facts have new values."""
        unclear = {path: fact for path, fact in self.unclear.items() if path not in changed}
        return replace(self, values={**self.values, **changed}, unclear=unclear)
