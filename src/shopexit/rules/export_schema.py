"""Section `exports` of a rule file: how to read the order files that sellers download.

The section lists column layouts and the meaning of status words. A layout is recognised by its
header row, and a column by its header, never by its position.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from shopexit.files.cells import is_empty, plain
from shopexit.files.validation import Model, NonEmpty, objection
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text
from shopexit.rules.sources import Citation, Citations, Place


class OrderStatus(StrEnum):
    """State of an order as far as it matters for closing the shop, read from a status word."""

    PENDING_PAYMENT = "pending_payment"
    PENDING_SHIPMENT = "pending_shipment"
    PENDING_RECEIPT = "pending_receipt"
    COMPLETED = "completed"
    CLOSED = "closed"
    AFTER_SALES_OPEN = "after_sales_open"
    DISPUTE_OPEN = "dispute_open"
    UNKNOWN = "unknown"
    ENDED = "ended"
    """Only for after-sales cases and disputes: the case is over."""


STAGES = (
    OrderStatus.PENDING_PAYMENT,
    OrderStatus.PENDING_SHIPMENT,
    OrderStatus.PENDING_RECEIPT,
    OrderStatus.COMPLETED,
    OrderStatus.CLOSED,
)
"""The statuses about the order itself, not its after-sales cases; the least finished first."""


class ColumnRole(StrEnum):
    """What a column of an order export holds, such as the order number or the status."""

    ORDER = "order"
    """The order number."""
    STATUS = "status"
    AFTER_SALES = "after_sales"
    DISPUTE = "dispute"
    CREATED = "created"
    SHIPPED = "shipped"
    FINISHED = "finished"
    """When the order was completed."""
    AMOUNT = "amount"


WORD_ROLES = (ColumnRole.STATUS, ColumnRole.AFTER_SALES, ColumnRole.DISPUTE)
"""The kinds of columns that hold status words, whose meaning the rules give."""


class Confidence(StrEnum):
    """How well a statement of the rules about order exports is supported by sources."""

    HIGH = "high"
    """Several independent sources, or the platform's own text."""
    MEDIUM = "medium"
    """One good source, based on real files."""
    LOW = "low"
    """One weak or old source."""


class StatusWords(Model):
    """Words in a status column that all mean one order status, and the sources that say so."""

    bucket: OrderStatus
    words: tuple[NonEmpty, ...] = ()
    """Words to match as a whole, ignoring spaces and full-width punctuation."""
    beginning: tuple[NonEmpty, ...] = ()
    """Prefixes: a word that starts with one of these matches."""
    containing: tuple[NonEmpty, ...] = ()
    """Substrings: a word that contains one of these matches."""
    confidence: Confidence
    judged: bool = False
    """Whether the meaning is a cautious guess, as the sources only list the words."""
    note: Text | None = None
    sources: Citations


class ExportSchema(Model):
    """One layout of a platform's order exports: headers to identify it, and columns to read."""

    id: NonEmpty
    name: Text
    tells: tuple[NonEmpty, ...] = Field(min_length=1)
    """Headers that distinguish this layout: a sheet has it if one of them and an order number
    column are present."""
    columns: dict[ColumnRole, tuple[NonEmpty, ...]]
    """Maps what a column holds to the headers accepted for it, the preferred one first."""
    lists: Literal["orders", "after_sales"] = "orders"
    """Whether the export lists every order, or only orders with an after-sales case."""
    by_hand: bool = False
    """Whether a file is only read if the user names its columns, as too little is known of them."""
    unpaid_if_closed_without_case: bool = False
    """Whether a closed order without an after-sales case was never paid."""
    cases_in_part: bool = False
    """Whether the after-sales column may lack cases, so that their count is a lower bound."""
    confidence: Confidence
    note: Text | None = None
    where: tuple[Place, ...] = ()
    """Menu path in the back office for exporting the file."""
    sources: Citations

    @property
    def needed(self) -> tuple[ColumnRole, ColumnRole]:
        """Roles of the columns that a sheet must have: order number, and status or after-sales."""
        decides = ColumnRole.STATUS if self.lists == "orders" else ColumnRole.AFTER_SALES
        return ColumnRole.ORDER, decides


class OtherReport(Model):
    """A file of the platform that sellers may mistake for an order export."""

    name: Text
    has: tuple[NonEmpty, ...] = Field(min_length=1)
    """Headers that identify the file; all must be present."""
    sources: Citations


class Password(Model):
    """What sources say about the password of a platform's encrypted exports."""

    says: Text
    confidence: Confidence
    sources: Citations


class Exports(Model):
    """All that a rule file says about the order exports of a platform and how to read them."""

    layouts: tuple[ExportSchema, ...] = Field(min_length=1)
    words: dict[ColumnRole, tuple[StatusWords, ...]]
    others: tuple[OtherReport, ...] = ()
    password: Password | None = None
    closed_is_end: bool = True
    """Whether the last order to end may be a closed one; if not, only completed orders count."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        ids = [layout.id for layout in self.layouts]
        for i, layout in enumerate(self.layouts):
            if layout.id in ids[:i]:
                says = Text(
                    zh=f"id 重复：{layout.id}",
                    en=f"two layouts have the id {layout.id}: change one",
                )
                raise objection(says, ("layouts", i, "id"))
            for role in layout.needed:
                if role not in layout.columns:
                    says = Text(zh=f"columns 里缺 {role}", en=f"`columns` needs headers for {role}")
                    raise objection(says, ("layouts", i, "columns"))
        for role, entries in self.words.items():
            if role not in WORD_ROLES:
                says = Text(
                    zh=f"{role} 列里没有要解释的词",
                    en=f"remove {role}: columns of that role hold no status words to explain",
                )
                raise objection(says, ("words", role))
            _refuse_two_meanings(entries, ("words", role))
            for i, entry in enumerate(entries):
                _refuse_wrong_bucket(entry, role, ("words", role, i, "bucket"))
                _refuse_wrong_words(entry, ("words", role, i))
        return self

    def placed_citations(self) -> Iterator[tuple[KeyPath, Citation]]:
        """Yield each citation of a source in the section `exports`, as (key path, citation)."""
        for i, layout in enumerate(self.layouts):
            cited = [*layout.sources, *(c for place in layout.where for c in place.sources)]
            yield from ((("layouts", i), citation) for citation in cited)
        for role, entries in self.words.items():
            for i, entry in enumerate(entries):
                yield from ((("words", role, i), citation) for citation in entry.sources)
        for i, other in enumerate(self.others):
            yield from ((("others", i), citation) for citation in other.sources)
        for citation in self.password.sources if self.password else ():
            yield ("password",), citation


def _refuse_two_meanings(entries: tuple[StatusWords, ...], at: KeyPath) -> None:
    """Raise a validation error if a word of a column is listed twice."""
    seen: set[str] = set()
    for i, entry in enumerate(entries):
        for word in entry.words:
            # Compared as files are read: words that differ in width or spaces only are the same.
            if plain(word) in seen:
                says = Text(zh=f"“{word}”写了两次", en=f"'{word}' is listed twice: remove one")
                raise objection(says, (*at, i, "words"))
            seen.add(plain(word))


def _refuse_wrong_bucket(entry: StatusWords, role: ColumnRole, at: KeyPath) -> None:
    """Raise a validation error if words get a meaning that their column cannot have."""
    is_stage = entry.bucket in STAGES
    if (role is ColumnRole.STATUS and entry.bucket is OrderStatus.ENDED) or (
        role is not ColumnRole.STATUS and is_stage
    ):
        says = Text(
            zh=f"{role} 列的词不能归到 {entry.bucket}",
            en=f"words in the {role} column cannot mean {entry.bucket}",
        )
        raise objection(says, at)


def _refuse_wrong_words(entry: StatusWords, at: KeyPath) -> None:
    """Raise a validation error if an entry has no words, or words that may match too much."""
    if not (entry.words or entry.beginning or entry.containing):
        says = Text(zh="一个词也没写", en="give `words`, `beginning` or `containing`")
        raise objection(says, at)
    if any(is_empty(word) for word in entry.words):
        says = Text(
            zh="空的、“-”不用写，程序自己认得",
            en="remove words such as '-': cells that hold them are read as empty anyway",
        )
        raise objection(says, (*at, "words"))
    over = (OrderStatus.COMPLETED, OrderStatus.CLOSED, OrderStatus.ENDED)
    # A longer word with the same part in it may well be about an order that is still open.
    if entry.bucket in over and (entry.beginning or entry.containing):
        says = Text(
            zh=f"归到 {entry.bucket} 的词要写全，不能只写一部分",
            en=f"for {entry.bucket} give whole cells, under `words`, not parts of them",
        )
        raise objection(says, at)
