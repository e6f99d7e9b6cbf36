"""What a seller's state file says of one shop: facts, orders, answers, waivers, steps done."""

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
    """One order of `order_list`: its number, and its values by fact, such as `order.status`."""

    id: str
    values: Values


@record()
class State:
    """What state file and exports say of one shop; facts that are not in `values` are unknown."""

    platform: str
    shop: str | None
    as_of: date | None
    values: Values
    orders: tuple[Order, ...] | None
    """None if the file has no `order_list`."""
    answers: Mapping[str, PlatformAnswer]
    waivers: tuple[Waiver, ...]
    done: Mapping[str, date | None]
    """Steps that were taken, as PLATFORM/PROCEDURE/ID, each with its date; None if not given."""
    warnings: tuple[Text, ...]
    document: Document
    counted: OrderCounts | None = None
    """Result of reading order exports, if there are any."""
    unclear: Mapping[str, Fact] = field(default_factory=dict)
    """Given facts that are not clear (unfavourable), except counts derived from the listed
    orders."""
    awaited: Mapping[str, Fact] = field(default_factory=dict)
    """Facts not given, but required according to an answer of the platform in `answers`; by the
    reference of that answer, PLATFORM/PROCEDURE/FACT."""
    said_on: tuple[tuple[KeyPath, date], ...] = ()
    """Dates of confirmations, answers and steps, with their key paths; events that are not
    facts."""
    understood: tuple[Text, ...] = ()
    """Notes on values in other spellings, and how they were understood."""

    def after(self, changed: Values) -> "State":
        """Return a copy with new values for some facts, which are then no longer in `unclear`."""
        unclear = {path: fact for path, fact in self.unclear.items() if path not in changed}
        return replace(self, values={**self.values, **changed}, unclear=unclear)
