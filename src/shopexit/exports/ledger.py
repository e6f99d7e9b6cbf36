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

from shopexit.layout import STAGES, Bucket

Number: TypeAlias = int | str
"""An order number: an integer wherever it is one, as integers are sorted faster."""
_INSERTED = 4000
"""Rows by statement: a statement a row takes four times as long."""
_LARGEST = 2**63 - 1


class Stage(IntEnum):
    """How far an order is by itself, the most open last."""

    NONE = 0
    """The file does not say: it is about after-sales alone."""
    CLOSED = 1
    COMPLETED = 2
    PENDING_RECEIPT = 3
    PENDING_SHIPMENT = 4
    PENDING_PAYMENT = 5
    UNSAID = 6
    """Not over, but the word is about a case and not about how far the order is."""
    UNKNOWN = 7


class Case(IntEnum):
    """What after-sales and disputes hold up, the most open last."""

    NONE = 0
    """The file has no such column."""
    ENDED = 1
    UNKNOWN = 2
    AFTER_SALES = 3
    DISPUTE = 4


_STAGE_OF = {bucket: Stage[bucket.name] for bucket in STAGES}
_BUCKET_OF = {stage: bucket for bucket, stage in _STAGE_OF.items()}
_CASE_OF: Mapping[Bucket, Case] = {
    Bucket.ENDED: Case.ENDED,
    Bucket.AFTER_SALES_OPEN: Case.AFTER_SALES,
    Bucket.DISPUTE_OPEN: Case.DISPUTE,
    Bucket.UNKNOWN: Case.UNKNOWN,
}


@dataclass(frozen=True)
class Standing:
    """Where an order stands: by itself, and by its after-sales and disputes."""

    stage: Stage
    case: Case

    @property
    def bucket(self) -> Bucket:
        """The one bucket of the order: a dispute goes before after-sales, these before a stage."""
        if self.case is Case.DISPUTE:
            return Bucket.DISPUTE_OPEN
        if self.case is Case.AFTER_SALES:
            return Bucket.AFTER_SALES_OPEN
        if self.case is Case.UNKNOWN:
            return Bucket.UNKNOWN
        return _BUCKET_OF.get(self.stage, Bucket.UNKNOWN)

    @property
    def is_unknown(self) -> bool:
        """Whether a word that decides about the order is not understood."""
        return self.stage is Stage.UNKNOWN or self.case is Case.UNKNOWN


def standing(status: Bucket | None, cases: Iterable[Bucket]) -> Standing:
    """Return where a row says that its order stands; None where it has no such column."""
    case = max((_CASE_OF[meaning] for meaning in cases), default=Case.NONE)
    if status is None:
        return Standing(Stage.NONE, case)
    if status in _STAGE_OF:
        return Standing(_STAGE_OF[status], case)
    if status is Bucket.UNKNOWN:
        return Standing(Stage.UNKNOWN, case)
    return Standing(Stage.UNSAID, max(case, _CASE_OF[status]))


@dataclass(frozen=True)
class Detail:
    """What else is kept of an order that is not over."""

    number: Number
    created: str | None
    shipped: str | None
    amount: str | None


def number(written: str) -> Number:
    """Return an order number as it is kept, the same for the same number always."""
    if written.isdecimal() and written.isascii() and written[0] != "0":
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
        self._db.execute("CREATE TABLE detail (number, created, shipped, amount)").close()
        self._db.execute("BEGIN").close()
        self._waiting: list[Number] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    @staticmethod
    def code(found: Standing, day: date | None) -> int:
        """Return what is kept of a row, so that the greatest of several codes is the one to keep.

        The halves are compared by themselves: each is the file's day, then the openness.
        """
        ordinal = day.toordinal() if day else 0
        stage = (ordinal << 3 | found.stage) if found.stage else 0
        case = (ordinal << 3 | found.case) if found.case else 0
        return stage << 24 | case

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
        rows = ((d.number, d.created, d.shipped, d.amount) for d in details)
        self._db.executemany("INSERT INTO detail VALUES (?,?,?,?)", rows).close()

    def totals(self) -> Counter[Standing]:
        """Return how many orders stand where."""
        self._flush()
        totals: Counter[Standing] = Counter()
        query = f"SELECT stage, kase, count(*) FROM ({_ORDERS}) GROUP BY 1, 2"  # noqa: S608
        with closing(self._db.execute(query)) as rows:
            for stage, case, count in rows:
                totals[Standing(Stage(stage & 7), Case(case & 7))] += count
        return totals

    def open_orders(self) -> Iterator[tuple[Stage, Detail]]:
        """Yield the orders that are not over, with what is kept of them, by their number."""
        self._flush()
        query = (
            f"SELECT stage, number, max(created), max(shipped), max(amount) FROM ({_ORDERS})"  # noqa: S608
            f" LEFT JOIN detail USING (number) WHERE stage & 7 > {Stage.COMPLETED}"
            " GROUP BY number ORDER BY number"
        )
        with closing(self._db.execute(query)) as rows:
            for stage, *detail in rows:
                yield Stage(stage & 7), Detail(*detail)

    def over(self, wanted: Collection[str]) -> Mapping[str, Stage]:
        """Return those of some orders that are over, and how."""
        self._flush()
        found = {}
        query = "SELECT max(code >> 24) FROM row WHERE number = ?"
        for written in wanted:
            with closing(self._db.execute(query, (number(written),))) as rows:
                stage = Stage((rows.fetchone()[0] or 0) & 7)
            if stage in (Stage.COMPLETED, Stage.CLOSED):
                found[written] = stage
        return found

    def _flush(self) -> None:
        if self._waiting:
            self._insert(self._waiting)
            self._waiting = []


_ORDERS = (
    "SELECT number, max(code >> 24) AS stage, max(code & 16777215) AS kase FROM row GROUP BY number"
)
"""Each order once, with the greatest of both halves of its codes."""
