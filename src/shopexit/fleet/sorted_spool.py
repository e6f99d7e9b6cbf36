"""The parts of a fleet's outputs, kept on disk until all are there, and given back in order."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Self

from shopexit.messages import ShopexitError, Text, fail
from shopexit.report.totals import Key


class Roster:
    """Sorts more than memory holds. `outputs` is of how many outputs it keeps the parts."""

    def __init__(self, outputs: int) -> None:
        columns = ", ".join(f"part{i}" for i in range(outputs))
        # The empty name is a file that the system removes by itself, however the run ends. SQLite
        # keeps it in memory as long as it is small.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(f"CREATE TABLE shop (first, second, {columns})")
        marks = ", ".join("?" * (outputs + 2))
        self._insert = f"INSERT INTO shop VALUES ({marks})"  # noqa: S608 - nothing but marks

    def __enter__(self) -> Self:
        self._database.execute("BEGIN")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def add(self, rows: Iterable[tuple[Key, Sequence[str]]]) -> None:
        """Keep the parts of some shops. Raises ShopexitError if the disk has no room for them."""
        try:
            self._database.executemany(self._insert, ((*key, *parts) for key, parts in rows))
        except sqlite3.Error as error:
            raise _no_room(error) from None

    def parts(self, output: int) -> Iterator[str]:
        """Yield the parts of one output in the order of their keys, and then as they came."""
        column = f"part{output:d}"
        query = f"SELECT {column} FROM shop ORDER BY first, second, rowid"  # noqa: S608 - a number
        try:
            for (part,) in self._database.execute(query):
                yield part
        except sqlite3.Error as error:
            raise _no_room(error) from None


def _no_room(error: sqlite3.Error) -> ShopexitError:
    says = Text(
        zh=f"临时数据没有地方放（{error}）；系统的临时文件夹要有足够的空间",
        en=f"no room for temporary data ({error}): the system's folder for it needs some",
    )
    return fail(says)
