"""Combine all rows of an order: the newest export counts, and in it the least finished row."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import TypeAlias

from shopexit.messages import record
from shopexit.rules.export_schema import STAGES, ColumnRole, OrderStatus

Number: TypeAlias = int | str
"""Order number; an integer if possible, which takes half the memory."""
Said: TypeAlias = tuple[date, int]
"""What a row says of one aspect of its order: (date of the file, value of an enum below).

Of several rows, the maximum counts: the newest file, and in files of the same date the least
finished value. If the row says nothing, it is (date.min, 0), less than what any other row says.
"""
RowState: TypeAlias = tuple[Said, Said, Said, Said]
"""What a row says of four aspects: stage, after-sales cases, disputes, end date known or not."""


class OrderStage(IntEnum):
    """Progress of an order, regardless of after-sales cases; the least finished comes last."""

    NONE = 0
    """The file has no order status: it lists after-sales cases only."""
    CLOSED = 1
    COMPLETED = 2
    PENDING_RECEIPT = 3
    PENDING_SHIPMENT = 4
    PENDING_PAYMENT = 5
    UNSAID = 6
    """The status word is about a case and does not tell the stage."""
    UNKNOWN = 7


class AfterSalesState(IntEnum):
    """State of an order's after-sales cases or disputes, the most problematic last."""

    NONE = 0
    """Not known: the file has no column for after-sales cases."""
    ENDED = 1
    OPEN = 2
    UNKNOWN = 3


class EndDay(IntEnum):
    """Whether it is known on which day an order ended; the worst case comes last."""

    NONE = 0
    """The file has no column for the end date, or the order has not ended."""
    TOLD = 1
    UNTOLD = 2


_STAGE_OF = {bucket: OrderStage[bucket.name] for bucket in (*STAGES, OrderStatus.UNKNOWN)}
_BUCKET_OF = {stage: bucket for bucket, stage in _STAGE_OF.items()}


@record()
class OrderState:
    """What is known of the state of an order: its stage, after-sales cases, disputes, end date."""

    stage: OrderStage
    after_sales: AfterSalesState = AfterSalesState.NONE
    dispute: AfterSalesState = AfterSalesState.NONE
    end: EndDay = EndDay.NONE

    @property
    def bucket(self) -> OrderStatus:
        """Status to count the order under: open dispute, else open after-sales case, else stage."""
        if self.dispute is AfterSalesState.OPEN:
            return OrderStatus.DISPUTE_OPEN
        if self.after_sales is AfterSalesState.OPEN:
            return OrderStatus.AFTER_SALES_OPEN
        if self.is_unknown:
            return OrderStatus.UNKNOWN
        return _BUCKET_OF.get(self.stage, OrderStatus.UNKNOWN)

    @property
    def is_unknown(self) -> bool:
        """Whether a status word about the order was not understood."""
        return self.stage is OrderStage.UNKNOWN or AfterSalesState.UNKNOWN in (
            self.after_sales,
            self.dispute,
        )


def standing(meanings: Mapping[ColumnRole, OrderStatus]) -> OrderState:
    """Return what one row of an export says about the state of its order.

    `meanings` maps each status column to the meaning of the word that the row has there.
    """
    said, after_sales = set(meanings.values()), meanings.get(ColumnRole.AFTER_SALES)
    # A word can say more than its column: a status can imply a case, and a case that the platform
    # has been called in.
    has_case = OrderStatus.AFTER_SALES_OPEN in said or after_sales is OrderStatus.DISPUTE_OPEN
    return OrderState(
        _stage(meanings.get(ColumnRole.STATUS)),
        _case(after_sales, is_open=has_case),
        _case(meanings.get(ColumnRole.DISPUTE), is_open=OrderStatus.DISPUTE_OPEN in said),
    )


def _stage(status: OrderStatus | None) -> OrderStage:
    """Return the stage by the order's own status; NONE if the file has no such column."""
    return _STAGE_OF.get(status, OrderStage.UNSAID) if status else OrderStage.NONE


def _case(word: OrderStatus | None, *, is_open: bool) -> AfterSalesState:
    """Return the state of a case by its status word; `is_open` if any column says it is open."""
    if word is OrderStatus.UNKNOWN:
        return AfterSalesState.UNKNOWN
    if is_open:
        return AfterSalesState.OPEN
    return AfterSalesState.NONE if word is None else AfterSalesState.ENDED


def number(written: str) -> Number:
    """Return an order number as an int if possible, which saves memory, else as it is written.

    It stays text if it has a letter, a leading 0 or more than 19 digits.
    """
    if len(written) < 20 and written.isdecimal() and written.isascii() and written[0] != "0":
        return int(written)
    return written


def row_state(found: OrderState, day: date | None) -> RowState:
    """Return what a row says of its order, as tuples that `Orders` can merge (see `RowState`).

    `found` is the state that the row gives; `day` is the date of the file, None if no file counts
    as newer than another.
    """
    parts = (found.stage, found.after_sales, found.dispute, found.end)
    stage, after_sales, dispute, end = (
        ((day or date.min) if part else date.min, int(part)) for part in parts
    )
    return stage, after_sales, dispute, end


def stage_of(state: RowState) -> OrderStage:
    """Return the stage of an order according to one row; NONE if the row gives no stage."""
    return OrderStage(state[0][1])


@lru_cache(maxsize=10_000)
def _merged(one: RowState, other: RowState) -> RowState:
    # There are few distinct states; caching lets many orders share one object.
    stage, after_sales, dispute, end = map(max, one, other)
    return stage, after_sales, dispute, end


@record()
class Detail:
    """Dates and amount of an order that is neither completed nor closed, as far as known."""

    created: date | None = None
    shipped: date | None = None
    fen: int | None = None
    """Amount in hundredths, to be exact."""


class Orders:
    """All orders of a shop by number, merged from the rows of all its exports."""

    def __init__(self) -> None:
        self._states: dict[Number, RowState] = {}
        self._details: dict[Number, Detail] = {}

    def add(self, numbers: Sequence[Number], states: Sequence[RowState]) -> None:
        """Add rows of an export: the order number of each row, and what it says of that order."""
        known_states = self._states
        for number, state in zip(numbers, states, strict=True):
            known = known_states.get(number)
            if known is None:
                known_states[number] = state
            elif known is not state:  # equal ones are nearly always one object, and may be merged
                known_states[number] = _merged(known, state)

    def add_detail(self, number: Number, detail: Detail) -> None:
        """Add dates and amount of an order; the latest dates and the largest amount are kept."""
        known = self._details.get(number, detail)
        self._details[number] = Detail(
            max(filter(None, (known.created, detail.created)), default=None),
            max(filter(None, (known.shipped, detail.shipped)), default=None),
            max((fen for fen in (known.fen, detail.fen) if fen is not None), default=None),
        )

    def totals(self) -> Counter[OrderState]:
        """Return the number of orders in each state."""
        totals: Counter[OrderState] = Counter()
        # Counted first, as there are few distinct states.
        for state, orders in Counter(self._states.values()).items():
            stage, after_sales, dispute, end = (value for _, value in state)
            found = OrderState(
                OrderStage(stage),
                AfterSalesState(after_sales),
                AfterSalesState(dispute),
                EndDay(end),
            )
            totals[found] += orders
        return totals

    def days(self) -> frozenset[date]:
        """Return the dates of those files that say the latest of some order."""
        states = {*self._states.values()}
        return frozenset(day for state in states for day, value in state if value)

    def not_over(self) -> Iterator[tuple[Number, OrderStage, bool, Detail]]:
        """Yield number, stage, if a case is open, dates and amount of each order not yet over.

        They are sorted by number. Orders of which only after-sales cases are known are left out.
        """
        left = {n: s for n, s in self._states.items() if stage_of(s) > OrderStage.COMPLETED}
        # Numbers are ints or texts, which cannot be compared with each other.
        for number in sorted(left, key=lambda n: (isinstance(n, str), n)):
            state = left[number]
            has_case = state[1][1] == AfterSalesState.OPEN
            yield number, stage_of(state), has_case, self._details.get(number, Detail())

    def over(self, wanted: Collection[str]) -> Mapping[str, OrderStage]:
        """Return the stage of each completed or closed order among the order numbers `wanted`."""
        known = ((each, self._states.get(number(each))) for each in wanted)
        stages = {each: stage_of(state) for each, state in known if state}
        return {w: s for w, s in stages.items() if s in (OrderStage.COMPLETED, OrderStage.CLOSED)}
