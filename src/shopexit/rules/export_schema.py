"""The shape of what a rule file says about order exports: their columns, and what their words mean.

A layout is recognised by its header row, columns by their names, never by their position.
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
    """Where an order stands, for somebody who wants to close the shop."""

    PENDING_PAYMENT = "pending_payment"
    PENDING_SHIPMENT = "pending_shipment"
    PENDING_RECEIPT = "pending_receipt"
    COMPLETED = "completed"
    CLOSED = "closed"
    AFTER_SALES_OPEN = "after_sales_open"
    DISPUTE_OPEN = "dispute_open"
    UNKNOWN = "unknown"
    ENDED = "ended"
    """Of a word about after-sales or a dispute: it holds nothing up. No order is in it."""


STAGES = (
    OrderStatus.PENDING_PAYMENT,
    OrderStatus.PENDING_SHIPMENT,
    OrderStatus.PENDING_RECEIPT,
    OrderStatus.COMPLETED,
    OrderStatus.CLOSED,
)
"""How far an order is by itself, whatever its after-sales say; the most open first."""


class ColumnRole(StrEnum):
    """What a column is about. Every other column of an export is left alone."""

    ORDER = "order"
    """The main order's number."""
    STATUS = "status"
    AFTER_SALES = "after_sales"
    DISPUTE = "dispute"
    CREATED = "created"
    SHIPPED = "shipped"
    FINISHED = "finished"
    """When the order was completed."""
    AMOUNT = "amount"


WORD_ROLES = (ColumnRole.STATUS, ColumnRole.AFTER_SALES, ColumnRole.DISPUTE)
"""The roles whose columns hold words that have to be understood."""


class Confidence(StrEnum):
    """How sure it is that a layout or a word is what we take it for."""

    HIGH = "high"
    """Several independent sources, or the platform's own text."""
    MEDIUM = "medium"
    """One good source, made from real files."""
    LOW = "low"
    """One weak or old source."""


class StatusWords(Model):
    """Words of one column that mean the same."""

    bucket: OrderStatus
    words: tuple[NonEmpty, ...] = ()
    """Compared whole, without regard to spaces and to the width of punctuation."""
    beginning: tuple[NonEmpty, ...] = ()
    """The word begins with this."""
    containing: tuple[NonEmpty, ...] = ()
    """This stands somewhere in the word."""
    confidence: Confidence
    judged: bool = False
    """The sources give the word; which bucket it goes into is our own, cautious reading."""
    note: Text | None = None
    sources: Citations


class ExportSchema(Model):
    """One form in which a platform hands out its orders."""

    id: NonEmpty
    name: Text
    tells: tuple[NonEmpty, ...] = Field(min_length=1)
    """Headers of which any one, beside that of the order's number, tells it from all others."""
    columns: dict[ColumnRole, tuple[NonEmpty, ...]]
    """The headers that may stand for a role, the best first."""
    lists: Literal["orders", "after_sales"] = "orders"
    """Whether every order is in it, or only those with a case."""
    by_hand: bool = False
    """Too little is known of it: it is read only if the seller names the columns."""
    unpaid_if_closed_without_case: bool = False
    """A closed order that says nothing of after-sales was never paid: it has no after-sales."""
    confidence: Confidence
    note: Text | None = None
    where: tuple[Place, ...] = ()
    """Where in the back office it is exported."""
    sources: Citations

    @property
    def needed(self) -> tuple[ColumnRole, ColumnRole]:
        """The columns without which nothing of it can be counted."""
        decides = ColumnRole.STATUS if self.lists == "orders" else ColumnRole.AFTER_SALES
        return ColumnRole.ORDER, decides


class OtherReport(Model):
    """A file that is exported or kept beside the orders, and is taken for them by mistake."""

    name: Text
    has: tuple[NonEmpty, ...] = Field(min_length=1)
    """Headers by which it is known, all of them."""
    sources: Citations


class Password(Model):
    """What is said of the password of encrypted files."""

    says: Text
    confidence: Confidence
    sources: Citations


class Exports(Model):
    """The order exports of a platform."""

    layouts: tuple[ExportSchema, ...] = Field(min_length=1)
    words: dict[ColumnRole, tuple[StatusWords, ...]]
    others: tuple[OtherReport, ...] = ()
    password: Password | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        ids = [layout.id for layout in self.layouts]
        for i, layout in enumerate(self.layouts):
            if layout.id in ids[:i]:
                says = Text(zh=f"id 重复：{layout.id}", en=f"two layouts have the id {layout.id}")
                raise objection(says, ("layouts", i, "id"))
            for role in layout.needed:
                if role not in layout.columns:
                    says = Text(zh=f"columns 里缺 {role}", en=f"`columns` lacks {role}")
                    raise objection(says, ("layouts", i, "columns"))
        for role, entries in self.words.items():
            if role not in WORD_ROLES:
                says = Text(zh=f"{role} 列里没有要解释的词", en=f"no words are read in {role}")
                raise objection(says, ("words", role))
            _refuse_two_meanings(entries, ("words", role))
            for i, entry in enumerate(entries):
                _refuse_wrong_bucket(entry, role, ("words", role, i, "bucket"))
                _refuse_loose_end(entry, ("words", role, i))
        return self

    def placed_citations(self) -> Iterator[tuple[KeyPath, Citation]]:
        """Yield every source that is cited, with its place."""
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
    seen: set[str] = set()
    for i, entry in enumerate(entries):
        for word in entry.words:
            if plain(word) in seen:
                says = Text(zh=f"“{word}”写了两次", en=f"'{word}' stands here twice")
                raise objection(says, (*at, i, "words"))
            seen.add(plain(word))


def _refuse_wrong_bucket(entry: StatusWords, role: ColumnRole, at: KeyPath) -> None:
    is_stage = entry.bucket in STAGES
    if (role is ColumnRole.STATUS and entry.bucket is OrderStatus.ENDED) or (
        role is not ColumnRole.STATUS and is_stage
    ):
        says = Text(
            zh=f"{role} 列的词不能归到 {entry.bucket}", en=f"no word of {role} means {entry.bucket}"
        )
        raise objection(says, at)


def _refuse_loose_end(entry: StatusWords, at: KeyPath) -> None:
    if not (entry.words or entry.beginning or entry.containing):
        raise objection(Text(zh="一个词也没写", en="it has no words"), at)
    if any(is_empty(word) for word in entry.words):
        says = Text(
            zh="空的、“-”不用写，程序自己认得", en="an empty cell or '-' is known without it"
        )
        raise objection(says, (*at, "words"))
    over = (OrderStatus.COMPLETED, OrderStatus.CLOSED, OrderStatus.ENDED)
    if entry.bucket in over and (entry.beginning or entry.containing):
        says = Text(
            zh=f"归到 {entry.bucket} 的词要写全，不能只写一部分",
            en=f"a word that means {entry.bucket} is written out, never in part",
        )
        raise objection(says, at)
