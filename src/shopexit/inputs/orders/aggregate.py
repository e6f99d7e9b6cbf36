"""Rows to orders: of an order the newest word counts, and in it the most open row.

The rows lie in a temporary SQLite database, which is what sorts more rows than memory holds. It
holds order numbers, and of orders that are not over their day and amount; it goes with the run.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import chain
from typing import Self, TypeAlias

from shopexit.rules.export_schema import STAGES, ColumnRole, OrderStatus

Number: TypeAlias = int | str
"""An order number: an integer wherever it is one, as integers are sorted faster."""
_INSERTED = 4000
"""Rows by statement: a statement a row takes four times as long."""
_LARGEST = 2**63 - 1
_FIRST_DAY = date(2000, 1, 1)
_LAST_DAY = 2**17 - 1


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


_STAGE_OF = {bucket: OrderStage[bucket.name] for bucket in STAGES}
_BUCKET_OF = {stage: bucket for bucket, stage in _STAGE_OF.items()}


@dataclass(frozen=True)
class OrderState:
    """Where an order stands: by itself, by its after-sales, and by its disputes."""

    stage: OrderStage
    after_sales: AfterSalesState = AfterSalesState.NONE
    dispute: AfterSalesState = AfterSalesState.NONE

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


@dataclass(frozen=True)
class Detail:
    """What else is kept of an order that is not over."""

    number: Number
    created: str | None
    shipped: str | None
    fen: int | None
    """The amount, in hundredths, so that it is exact."""


def number(written: str) -> Number:
    """Return an order number as it is kept, the same for the same number always."""
    if len(written) < 20 and written.isdecimal() and written.isascii() and written[0] != "0":
        value = int(written)
        if value <= _LARGEST:
            return value
    return written


class Ledger:
    """All rows of all files of a shop."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        # It need not outlive the run, so nothing is done for its safety; 4 MB are kept in memory.
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-4000", "temp_store=1"):
            self._db.execute(f"PRAGMA {pragma}").close()
        self._db.execute("CREATE TABLE row (number, code INTEGER)").close()
        self._db.execute("CREATE TABLE detail (number, created, shipped, fen)").close()
        self._db.execute("BEGIN").close()
        self._waiting: list[Number] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @staticmethod
    def code(found: OrderState, day: date | None) -> int:
        """Return what is kept of a row: of several codes, the greatest part each is what counts.

        Each part is the file's day, and then the openness; one of which the file says nothing is 0.
        """
        days = min((day - _FIRST_DAY).days, _LAST_DAY) if day else 0
        parts = (found.stage, found.after_sales, found.dispute)
        stage, after_sales, dispute = (days << 3 | part if part else 0 for part in parts)
        return stage << 40 | after_sales << 20 | dispute

    def add(self, numbers: Sequence[Number], codes: Sequence[int]) -> None:
        """Keep rows: an order number and a code each."""
        rows = [*self._waiting, *chain.from_iterable(zip(numbers, codes, strict=True))]
        whole = len(rows) - len(rows) % (2 * _INSERTED)
        for start in range(0, whole, 2 * _INSERTED):
            self._insert(rows[start : start + 2 * _INSERTED])
        self._waiting = rows[whole:]

    def _insert(self, values: Sequence[Number]) -> None:
        places = ",".join(["(?,?)"] * (len(values) // 2))
        self._db.execute(f"INSERT INTO row VALUES {places}", values).close()  # noqa: S608 - no text

    def add_details(self, details: Iterable[Detail]) -> None:
        """Keep what else is to be known of orders that are not over."""
        rows = ((d.number, d.created, d.shipped, d.fen) for d in details)
        self._db.executemany("INSERT INTO detail VALUES (?,?,?,?)", rows).close()

    def totals(self) -> Counter[OrderState]:
        """Return how many orders stand where."""
        self._flush()
        totals: Counter[OrderState] = Counter()
        query = (
            "SELECT stage & 7, after_sales & 7, dispute & 7, count(*)"  # noqa: S608
            f" FROM ({_ORDERS}) GROUP BY 1, 2, 3"
        )
        with closing(self._db.execute(query)) as rows:
            for stage, after_sales, dispute, count in rows:
                totals[
                    OrderState(
                        OrderStage(stage), AfterSalesState(after_sales), AfterSalesState(dispute)
                    )
                ] += count
        return totals

    def open_orders(self) -> Iterator[tuple[OrderStage, Detail]]:
        """Yield the orders that are not over, with what is kept of them, by their number."""
        self._flush()
        query = (
            "SELECT stage, number, max(created), max(shipped), max(fen)"  # noqa: S608
            f" FROM ({_ORDERS}) LEFT JOIN detail USING (number)"
            f" WHERE stage & 7 > {OrderStage.COMPLETED} GROUP BY number ORDER BY number"
        )
        with closing(self._db.execute(query)) as rows:
            for stage, *detail in rows:
                yield OrderStage(stage & 7), Detail(*detail)

    def over(self, wanted: Collection[str]) -> Mapping[str, OrderStage]:
        """Return those of some orders that are over, and how."""
        self._flush()
        if not wanted:
            return {}
        known = {number(written): written for written in wanted}
        self._db.execute("CREATE TEMP TABLE wanted (number PRIMARY KEY)").close()
        self._db.executemany("INSERT INTO wanted VALUES (?)", ((n,) for n in known)).close()
        query = (
            "SELECT number, max(code >> 40) & 7 FROM row"
            " WHERE number IN (SELECT number FROM wanted) GROUP BY number"
        )
        with closing(self._db.execute(query)) as rows:
            found = {known[n]: OrderStage(stage) for n, stage in rows}
        return {n: s for n, s in found.items() if s in (OrderStage.COMPLETED, OrderStage.CLOSED)}

    def _flush(self) -> None:
        if self._waiting:
            self._insert(self._waiting)
            self._waiting = []


_ORDERS = (
    "SELECT number, max(code >> 40) AS stage, max(code >> 20 & 1048575) AS after_sales,"
    " max(code & 1048575) AS dispute FROM row GROUP BY number"
)
"""Each order once, with the greatest of each part of its codes."""
