"""Rows to orders: of an order the newest word counts, and in it the most open row."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import TypeAlias

from shopexit.messages import record
from shopexit.rules.export_schema import STAGES, ColumnRole, OrderStatus

Number: TypeAlias = int | str
"""An order number: an integer wherever it is one, which takes half of the memory."""
Said: TypeAlias = "tuple[date, int] | tuple[()]"
"""What a row says of one thing, and on which day it said so; empty if it says nothing of it.

Of several, the greatest is what counts: the newest, and of the same day the most open.
"""
RowState: TypeAlias = tuple[Said, Said, Said, Said]
"""What rows say of an order's stage, its after-sales, its disputes, and of the day it ended."""


class OrderStage(IntEnum):
    """How far an order is by itself, the most open last."""

    NONE = 0
    """The file does not say: it is about after-sales alone."""
    CLOSED = 1
    COMPLETED = 2
    PENDING_RECEIPT = 3
    PENDING_SHIPMENT = 4
    PENDING_PAYMENT = 5
    UNSAID = 6
    """The word is about a case, and not about how far the order is."""
    UNKNOWN = 7


class AfterSalesState(IntEnum):
    """What after-sales, or a dispute, hold up, the most open last."""

    NONE = 0
    """The file has no such column."""
    ENDED = 1
    OPEN = 2
    UNKNOWN = 3


class EndDay(IntEnum):
    """Whether the day is told on which an order ended, the less known last."""

    NONE = 0
    """The file has no such column, or the order has not ended."""
    TOLD = 1
    UNTOLD = 2


_STAGE_OF = {bucket: OrderStage[bucket.name] for bucket in STAGES}
_BUCKET_OF = {stage: bucket for bucket, stage in _STAGE_OF.items()}


@record()
class OrderState:
    """Where an order stands: by itself, by its after-sales, and by its disputes."""

    stage: OrderStage
    after_sales: AfterSalesState = AfterSalesState.NONE
    dispute: AfterSalesState = AfterSalesState.NONE
    end: EndDay = EndDay.NONE

    @property
    def is_over(self) -> bool:
        """Whether it is completed or closed, whatever its after-sales say."""
        return self.stage in (OrderStage.COMPLETED, OrderStage.CLOSED)

    @property
    def bucket(self) -> OrderStatus:
        """The one bucket of the order: a dispute goes before after-sales, these before a stage."""
        if self.dispute is AfterSalesState.OPEN:
            return OrderStatus.DISPUTE_OPEN
        if self.after_sales is AfterSalesState.OPEN:
            return OrderStatus.AFTER_SALES_OPEN
        if self.is_unknown:
            return OrderStatus.UNKNOWN
        return _BUCKET_OF.get(self.stage, OrderStatus.UNKNOWN)

    @property
    def is_unknown(self) -> bool:
        """Whether a word about the order is not understood."""
        return self.stage is OrderStage.UNKNOWN or AfterSalesState.UNKNOWN in (
            self.after_sales,
            self.dispute,
        )


def standing(meanings: Mapping[ColumnRole, OrderStatus]) -> OrderState:
    """Return where a row says that its order stands, by the words in its columns."""
    said = set(meanings.values())
    after_sales = _case(meanings.get(ColumnRole.AFTER_SALES))
    dispute = _case(meanings.get(ColumnRole.DISPUTE))
    # A word may be about more than its column is: a state says that there is a case, and a case
    # that the platform was called in.
    if (
        OrderStatus.AFTER_SALES_OPEN in said
        or meanings.get(ColumnRole.AFTER_SALES) is OrderStatus.DISPUTE_OPEN
    ):
        after_sales = max(after_sales, AfterSalesState.OPEN)
    if OrderStatus.DISPUTE_OPEN in said:
        dispute = max(dispute, AfterSalesState.OPEN)
    return OrderState(_stage(meanings.get(ColumnRole.STATUS)), after_sales, dispute)


def _stage(status: OrderStatus | None) -> OrderStage:
    if status is None:
        return OrderStage.NONE
    if status is OrderStatus.UNKNOWN:
        return OrderStage.UNKNOWN
    return _STAGE_OF.get(status, OrderStage.UNSAID)


def _case(word: OrderStatus | None) -> AfterSalesState:
    if word is None:
        return AfterSalesState.NONE
    return AfterSalesState.UNKNOWN if word is OrderStatus.UNKNOWN else AfterSalesState.ENDED


def number(written: str) -> Number:
    """Return an order number as it is kept, the same for the same number always."""
    if len(written) < 20 and written.isdecimal() and written.isascii() and written[0] != "0":
        return int(written)
    return written


def row_state(found: OrderState, day: date | None) -> RowState:
    """Return what is kept of a row in a file of that day; None if no file is newer than another."""
    parts = (found.stage, found.after_sales, found.dispute, found.end)
    stage, after_sales, dispute, end = (
        (day or date.min, int(part)) if part else () for part in parts
    )
    return stage, after_sales, dispute, end


def stage_of(state: RowState) -> OrderStage:
    """Return how far an order is by itself."""
    return OrderStage(state[0][1]) if state[0] else OrderStage.NONE


@lru_cache(maxsize=10_000)
def _merged(one: RowState, other: RowState) -> RowState:
    # There are few different states, so that many orders share each of these.
    stage, after_sales, dispute, end = map(max, one, other)
    return stage, after_sales, dispute, end


@record()
class Detail:
    """What else is kept of an order that is not over."""

    created: date | None = None
    shipped: date | None = None
    fen: int | None = None
    """The amount, in hundredths, so that it is exact."""


class Orders:
    """The orders of a shop, by the rows of all its files."""

    def __init__(self) -> None:
        self._states: dict[Number, RowState] = {}
        self._details: dict[Number, Detail] = {}

    def add(self, numbers: Sequence[Number], states: Sequence[RowState]) -> None:
        """Take rows: an order number and a state each."""
        known_states = self._states
        for number, state in zip(numbers, states, strict=True):
            known = known_states.get(number)
            if known is None:
                known_states[number] = state
            elif known is not state:
                known_states[number] = _merged(known, state)

    def add_detail(self, number: Number, detail: Detail) -> None:
        """Take what a row tells besides of an order that is not over: the latest, and the most."""
        known = self._details.get(number, detail)
        self._details[number] = Detail(
            max(filter(None, (known.created, detail.created)), default=None),
            max(filter(None, (known.shipped, detail.shipped)), default=None),
            max((fen for fen in (known.fen, detail.fen) if fen is not None), default=None),
        )

    def totals(self) -> Counter[OrderState]:
        """Return how many orders stand where."""
        totals: Counter[OrderState] = Counter()
        for state, orders in Counter(self._states.values()).items():
            stage, after_sales, dispute, end = (said[1] if said else 0 for said in state)
            found = OrderState(
                OrderStage(stage),
                AfterSalesState(after_sales),
                AfterSalesState(dispute),
                EndDay(end),
            )
            totals[found] += orders
        return totals

    def not_over(self) -> Iterator[tuple[Number, OrderStage, Detail]]:
        """Yield the orders that are not over, with what is kept of them, by their number."""
        stages = ((number, stage_of(state)) for number, state in self._states.items())
        left = {number: stage for number, stage in stages if stage > OrderStage.COMPLETED}
        for number in sorted(left, key=lambda n: (isinstance(n, str), n)):
            yield number, left[number], self._details.get(number, Detail())

    def over(self, wanted: Collection[str]) -> Mapping[str, OrderStage]:
        """Return those of some orders that are over, and how."""
        stages = {
            written: stage_of(self._states[number(written)])
            for written in wanted
            if number(written) in self._states
        }
        return {w: s for w, s in stages.items() if s in (OrderStage.COMPLETED, OrderStage.CLOSED)}
