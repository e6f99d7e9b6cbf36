"""The result of reading a shop's order exports: counts, facts, and how each file was read."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from shopexit.messages import Text, record
from shopexit.rules.export_schema import ColumnRole, Confidence, OrderStatus
from shopexit.rules.facts import Value, Values

# Most shops have no exports.
if TYPE_CHECKING:
    from shopexit.inputs.orders.header_columns import Columns


@record()
class ReadSheet:
    """How one sheet of an export was read; a CSV file is one sheet without a name."""

    file: str
    sheet: str
    kind: str
    encoding: str | None
    encrypted: bool
    columns: "Columns | None"
    """None if the sheet was not read: its header is unknown, and another sheet was read."""
    rows: int
    day: date | None
    """Export date, if the file's name has one."""


@record(kw_only=True)
class CensusWord:
    """A status word found in the exports, with how often it occurs and how it was understood."""

    column: ColumnRole
    word: str
    """The word, safe to print and shortened to 40 characters."""
    bucket: OrderStatus
    rows: int
    confidence: Annotated[Confidence | None, Field(description="null if unknown or given by --map")]
    judged: Annotated[bool, Field(description="the bucket is shopexit's own cautious reading")]
    by_seller: Annotated[bool, Field(description="meaning given by --map")]


@record()
class RowProblem:
    """A row of an export that could not be counted, and why."""

    file: str
    sheet: str
    row: int
    says: Text


@record()
class Order:
    """One order of a shop: its number, and the values of its facts, such as `order.status`."""

    id: str
    values: Values


@record()
class Figures:
    """Facts of a shop that follow from its exports: values, lower bounds, notes to the seller."""

    facts: dict[str, Value] = field(default_factory=dict)
    floors: dict[str, Value] = field(default_factory=dict)
    """Maps facts of which only a lower bound is known to that bound."""
    withheld: list[str] = field(default_factory=list)
    """Facts that the exports leave uncertain; a value in the state file does not count either."""
    in_doubt: bool = False
    """Whether an order's status word or a row was not understood; then no facts are derived."""
    notes: list[Text] = field(default_factory=list)


@record(kw_only=True)
class OrderCounts(Figures):
    """Counts of one shop's orders, from all its exports together, and the facts that follow."""

    sheets: tuple[ReadSheet, ...]
    orders: int
    buckets: Mapping[OrderStatus, int]
    words: tuple[CensusWord, ...]
    first: date | None
    """Creation date of the first order."""
    last: date | None
    newest: date | None
    """Latest date of any kind in the exports, which were made on that day or later."""
    last_completed: date | None
    as_of: date | None
    """Export date of the oldest file that says the latest of some order; None if the name of any
    file has no date."""
    problems: tuple[RowProblem, ...]
    problem_count: int
    listed: tuple[Order, ...] | None
    """Orders neither completed nor closed; None if no procedure is about single orders."""
    over: Mapping[str, str] = field(default_factory=dict)
    """Maps those of the `numbers` given to `count_orders` whose orders are completed or closed to
    the status."""
