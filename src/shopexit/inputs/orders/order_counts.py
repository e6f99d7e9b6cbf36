"""What was counted in order exports. Plain values: no file is open any more."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any

from shopexit.messages import Text, clean, record
from shopexit.rules.export_schema import ColumnRole, Confidence, ExportSchema, OrderStatus
from shopexit.rules.facts import Value, Values

_LONGEST = 40


@record()
class ReadSheet:
    """A sheet of an export, or a file that has no sheets, and how it was read."""

    file: str
    sheet: str
    kind: str
    encoding: str | None
    encrypted: bool
    layout: ExportSchema | None
    """None where the columns are the seller's own choice."""
    columns: Mapping[ColumnRole, str]
    """The header that was taken for each role."""
    rows: int
    day: date | None
    """The day of the export, where the file's name has it."""
    skipped: bool = False
    """Its header is not known, and another sheet of the file was read."""

    @property
    def lists_all(self) -> bool:
        """Whether it is about all orders, not only about those with a case."""
        return self.layout is None or self.layout.lists == "orders"


@record()
class ReadWord:
    """What stands in a column, how often, and what it was taken for."""

    role: ColumnRole
    word: str
    meaning: OrderStatus
    rows: int
    confidence: Confidence | None
    """None where the word is unknown, or the seller says what it means."""
    judged: bool
    by_seller: bool

    @property
    def shown(self) -> str:
        """The word as it may be shown: harmless, and not longer than a word for a state is."""
        word = clean(self.word)
        return word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"


@record()
class RowProblem:
    """A row that could not be counted."""

    file: str
    sheet: str
    row: int
    says: Text


@record()
class ListedOrder:
    """An order that is not over, and what the export says of it."""

    id: str
    values: Mapping[str, Any]


@record()
class OrderCounts:
    """The orders of one shop, by all its exports together."""

    sheets: tuple[ReadSheet, ...]
    orders: int
    buckets: Mapping[OrderStatus, int]
    words: tuple[ReadWord, ...]
    first: date | None
    """The day of the first order in the files, by the time of its creation."""
    last: date | None
    newest: date | None
    """The newest day of any kind in the files: they are not older than that."""
    last_completed: date | None
    as_of: date | None
    """The day of the oldest of the files; None where one does not tell."""
    in_doubt: bool
    """An order's word, or a whole row, is not understood: then no figure follows."""
    problems: tuple[RowProblem, ...]
    problem_count: int
    facts: Values
    """The figures of a state file that follow."""
    floors: Mapping[str, Value]
    """Figures of which only the least value follows."""
    withheld: tuple[str, ...]
    """Facts that the files are about and yet do not settle: no figure counts for them."""
    listed: tuple[ListedOrder, ...] | None
    """The orders that are not over; None where the platform has no procedure for single orders."""
    over: Mapping[str, str] = field(default_factory=dict)
    """Of the orders that were asked about: those that are over, and how."""
    notes: tuple[Text, ...] = ()

    def of(self, meaning: OrderStatus) -> list[ReadWord]:
        """Return the words that were taken for one thing."""
        return [word for word in self.words if word.meaning is meaning]
