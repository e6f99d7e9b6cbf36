"""What a seller says of one shop, after it was checked: its facts, orders, answers and waivers."""

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
"""How the names of facts of an order begin."""


@record()
class Order:
    """One entry of `order_list`."""

    id: str
    values: Values


@record()
class State:
    """What a seller says about one shop. A fact that is not in `values` is unknown."""

    platform: str
    shop: str | None
    as_of: date | None
    values: Values
    orders: tuple[Order, ...] | None
    """None where the file has no `order_list`."""
    answers: Mapping[str, PlatformAnswer]
    waivers: tuple[Waiver, ...]
    done: Mapping[str, date | None]
    """The steps that were taken, each with its day if that is known."""
    warnings: tuple[Text, ...]
    document: Document
    counted: OrderCounts | None = None
    """What was counted in order exports, if the figures of orders come from there."""
    unclear: Mapping[str, Fact] = field(default_factory=dict)
    """The facts that are given and look bad, but for what merely follows from the listed orders."""
    awaited: Mapping[str, Fact] = field(default_factory=dict)
    """The facts that are not given although the platform has answered that it asks for them, by
    the references of the answers."""
    said_on: tuple[tuple[KeyPath, date], ...] = ()
    """The days on which something is said to have happened, besides those that are facts."""
    understood: tuple[Text, ...] = ()
    """What the file has in a seller's own words, and as what it was read."""

    def after(self, changed: Values) -> "State":
        """Return the state as it is once some facts have become what they are to be."""
        unclear = {path: fact for path, fact in self.unclear.items() if path not in changed}
        return replace(self, values={**self.values, **changed}, unclear=unclear)
