"""What the rows of all sheets come to: words, days, rows that cannot be counted."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache, reduce

from shopexit.files import cells
from shopexit.inputs.orders.aggregate import Detail, Ledger, Number, OrderStage, number, standing
from shopexit.inputs.orders.header_columns import Columns
from shopexit.inputs.orders.order_counts import RowProblem
from shopexit.inputs.orders.sheets import Batch, Column
from shopexit.inputs.orders.status_words import Lexicon
from shopexit.messages import Text, fail
from shopexit.rules.export_schema import ColumnRole

MOST_PROBLEMS = 20
"""How many rows are told one by one."""
_MOST_WORDS = 500
"""More different words than this are no words for a status."""
_DIGITS = 15
"""So many digits of a number does a spreadsheet keep."""
_GUARDS = "\t\r\n '\"=\ufeff\u200b\xa0\u3000"
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{3,}")
_FLOAT = re.compile(r"(?:[0-9]{4,15}|[1-8][0-9]{15})\.0")
_ROUNDED = re.compile(r"[0-9](\.[0-9]*)?[eE]\+?[0-9]+")
_LOST_DIGITS = Text(
    zh="订单号成了科学计数法，后几位已经丢了；请重新导出，不要用 Excel 打开后再保存",
    en="the order number is in scientific notation, its last digits are lost: export the file"
    " again, and do not save it with a spreadsheet",
)
_ROUNDED_OFF = Text(
    zh="订单号从第16位起都是 0，被表格软件存坏了；请重新导出，不要用 Excel、WPS 打开后再保存",
    en="order numbers end in zeros from the sixteenth digit on: a spreadsheet has cut them off;"
    " export the file again, and do not save it with one",
)
_NO_NUMBER = Text(zh="这一行没有订单号", en="the row has no order number")
_ODD_NUMBER = Text(zh="订单号这一格不是订单号", en="what stands for the order number is none")
_RAGGED = Text(
    zh="这一行的列数和表头不一样，可能被截断了",
    en="the row has not as many cells as the header: it may be cut off",
)

_day = lru_cache(maxsize=10_000)(cells.day)


@dataclass
class RowCounter:
    """Counts rows as they come. What the rows hold besides is let go with each batch."""

    ledger: Ledger
    lexicon: Lexicon
    details: bool
    """Whether more is kept of single orders that are not over."""
    words: Counter[tuple[ColumnRole, str]] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    problem_count: int = 0
    days: dict[ColumnRole, tuple[date, date]] = field(default_factory=dict)
    """The first and the last day in the columns of each kind."""
    ended_without_day: int = 0
    odd_days: int = 0
    """Rows with a time that cannot be read."""

    def sheet(
        self, columns: Columns, day: date | None, file: str, name: str, *, merges: bool
    ) -> "SheetTally":
        """Return what takes the rows of one sheet, which may have merged cells."""
        return SheetTally(self, columns, day, file, name, merges)

    def problem(self, file: str, sheet: str, row: int, says: Text) -> None:
        """Note a row that cannot be counted."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(RowProblem(file, sheet, row, says))


class _Codes(dict[tuple[str, ...], int]):
    """The code of a row by its words, found out when they are met for the first time."""

    def __init__(self, find: Callable[[tuple[str, ...]], int]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, words: tuple[str, ...]) -> int:
        self[words] = self._find(words)
        return self[words]


@dataclass
class SheetTally:
    """Takes the rows of one sheet."""

    tally: RowCounter
    columns: Columns
    day: date | None
    file: str
    name: str
    merges: bool
    rows: int = 0
    newest: date | None = None
    """The newest day of any kind in it."""
    roles: list[ColumnRole] = field(init=False)
    """The columns that are asked for: an amount is of use only where single orders are told."""
    _previous: Number | None = None
    _codes: "_Codes" = field(init=False)
    _over: set[int] = field(default_factory=set)
    """Codes of rows whose order is over."""
    _waiting: set[int] = field(default_factory=set)
    """Codes of rows whose order is not."""

    def __post_init__(self) -> None:
        """Begin without any words."""
        self._codes = _Codes(self._code)
        places = self.columns.places
        self.roles = [
            role for role in places if self.tally.details or role is not ColumnRole.AMOUNT
        ]

    def take(self, batch: Batch) -> None:
        """Count a batch of rows."""
        batch = _without_blank_rows(batch)
        columns = dict(zip(self.roles, batch.columns, strict=True))
        said = list(zip(*(columns[role].to_pylist() for role in self.columns.words), strict=True))
        numbers = self._numbers(columns[ColumnRole.ORDER], said, batch.numbers)
        if None in numbers:
            from pyarrow import array, int64

            kept = array([i for i, found in enumerate(numbers) if found is not None], int64())
            columns = {role: column.take(kept) for role, column in columns.items()}
            said = [said[i] for i in kept.to_pylist()]
        counted = [found for found in numbers if found is not None]
        codes = [*map(self._codes.__getitem__, said)]
        for words, times in Counter(said).items():
            for role, word in zip(self.columns.words, words, strict=True):
                self.tally.words[role, cells.unguarded(word)] += times
        if self.rows == 0 and _are_rounded_off(counted):
            self.tally.problem(self.file, self.name, batch.numbers[0], _ROUNDED_OFF)
        self.rows += len(counted)
        self.tally.ledger.add(counted, codes)
        self._days(columns, codes)
        if self.tally.details:
            self.tally.ledger.add_details(self._details(columns, counted, codes))

    def finish(self, ragged: Sequence[int]) -> None:
        """Note the rows that had to be left out."""
        for row in ragged:
            self.tally.problem(self.file, self.name, row, _RAGGED)

    def _numbers(
        self, written: Column, said: Sequence[tuple[str, ...]], rows: Sequence[int]
    ) -> list[Number | None]:
        """Return the order number of each row; None for one that is not counted."""
        from pyarrow import ArrowInvalid, compute, int64

        trimmed = compute.utf8_trim(written, _GUARDS)
        has_zeros = compute.any(compute.starts_with(trimmed, "0")).as_py()
        if not has_zeros and compute.all(compute.ascii_is_decimal(trimmed)).as_py():
            with suppress(ArrowInvalid):  # one is too large for an integer
                numbers: list[Number | None] = trimmed.cast(int64()).to_pylist()
                self._previous = numbers[-1] if numbers else self._previous
                return numbers
        return [*self._each_number(trimmed.to_pylist(), said, rows)]

    def _each_number(
        self, written: Sequence[str], said: Sequence[tuple[str, ...]], rows: Sequence[int]
    ) -> Iterator[Number | None]:
        for i, text in enumerate(written):
            if text.isdecimal() and text.isascii():
                self._previous = number(text)
            elif not self._is_continued(text, said[i]):
                self._previous = self._odd(text, said[i], rows[i])
            elif not any(map(str.strip, said[i])):
                yield None
                continue
            yield self._previous

    def _is_continued(self, text: str, said: tuple[str, ...]) -> bool:
        """Whether a row without a number belongs to the order above: merged cells look like that.

        A row in which nothing stands at all does too, and is not counted.
        """
        if not cells.is_empty(text):
            return False
        return (self.merges and self._previous is not None) or not any(map(str.strip, said))

    def _odd(self, text: str, said: tuple[str, ...], row: int) -> Number | None:
        """Return the number in a cell that is not just digits; note what is none."""
        text = cells.unguarded(text)
        if cells.is_empty(text):
            self.tally.problem(self.file, self.name, row, _NO_NUMBER)
        elif _FLOAT.fullmatch(text):
            return number(text.removesuffix(".0"))
        elif _ROUNDED.fullmatch(text):
            self.tally.problem(self.file, self.name, row, _LOST_DIGITS)
        elif _NUMBER.fullmatch(text):
            return number(text)
        elif not self._is_header((text, *said)):
            self.tally.problem(self.file, self.name, row, _ODD_NUMBER)
        return None

    def _is_header(self, row: tuple[str, ...]) -> bool:
        """Whether the same header stands here again, as where files were put together."""
        names = [self.columns.names[role] for role in (ColumnRole.ORDER, *self.columns.words)]
        return list(map(cells.plain, row)) == list(map(cells.plain, names))

    def _code(self, words: tuple[str, ...]) -> int:
        """Return what the ledger keeps of a row with such words."""
        if len(self._codes) >= _MOST_WORDS:
            names = [self.columns.names[role] for role in self.columns.words]
            says = Text(
                zh=f"“{'”“'.join(names)}”列里有太多不同的内容，不像是状态",
                en=f"too many different things stand under {', '.join(names)}: that is no status",
            )
            raise fail(says, file=self.file)
        meanings = {
            role: self.tally.lexicon.understand(role, word).meaning
            for role, word in zip(self.columns.words, words, strict=True)
        }
        found = standing(meanings)
        code = self.tally.ledger.code(found, self.day)
        if found.stage in (OrderStage.COMPLETED, OrderStage.CLOSED):
            self._over.add(code)
        elif found.stage:
            self._waiting.add(code)
        return code

    def _days(self, columns: dict[ColumnRole, Column], codes: Sequence[int]) -> None:
        tally, over = self.tally, self._over
        for role in (ColumnRole.CREATED, ColumnRole.SHIPPED, ColumnRole.FINISHED):
            if role not in columns:
                continue
            written = _day_part(columns[role])
            read = {text: _day(text) for text in written.unique().to_pylist()}
            unread = {text for text, found in read.items() if not found}
            odd = {text for text in unread if not cells.is_empty(text)}
            if odd or (unread and role is ColumnRole.FINISHED):
                texts = written.to_pylist()
                tally.odd_days += sum(text in odd for text in texts) if odd else 0
                if role is ColumnRole.FINISHED:
                    pairs = zip(texts, codes, strict=True)
                    tally.ended_without_day += sum(t in unread and c in over for t, c in pairs)
            days = [found for found in read.values() if found]
            if days:
                self.newest = max([*days, self.newest] if self.newest else days)
            # The days in a list of cases are those of the cases: they say nothing of its orders.
            if days and (self.columns.lists_all or role is not ColumnRole.CREATED):
                days += tally.days.get(role, ())
                tally.days[role] = min(days), max(days)

    def _details(
        self, columns: dict[ColumnRole, Column], numbers: Sequence[Number], codes: Sequence[int]
    ) -> Iterator[Detail]:
        roles = (ColumnRole.CREATED, ColumnRole.SHIPPED, ColumnRole.AMOUNT)
        written = {role: columns[role].to_pylist() for role in roles if role in columns}
        for row, code in enumerate(codes):
            if code in self._waiting:
                created, shipped, paid = (written[r][row] if r in written else "" for r in roles)
                placed, sent, amount = cells.day(created), cells.day(shipped), cells.amount(paid)
                yield Detail(
                    numbers[row],
                    placed.isoformat() if placed else None,
                    sent.isoformat() if sent else None,
                    _fen(amount),
                )


def _are_rounded_off(numbers: Sequence[Number]) -> bool:
    """Whether a spreadsheet has cut all numbers off: of single ones, one in ten ends so anyway."""
    long = [digits for digits in map(str, numbers) if len(digits) > _DIGITS and digits.isdecimal()]
    return len(long) >= 3 and all(not digits[_DIGITS:].strip("0") for digits in long)


def _without_blank_rows(batch: Batch) -> Batch:
    """Leave out rows without anything in them: a spreadsheet that was filled down has millions."""
    from pyarrow import compute

    lengths = (compute.binary_length(column) for column in batch.columns)
    said = reduce(compute.or_, (length.cast("bool") for length in lengths))
    if compute.all(said).as_py() is not False:
        return batch
    places = compute.indices_nonzero(said)
    columns = tuple(column.take(places) for column in batch.columns)
    return Batch(columns, [batch.numbers[i] for i in places.to_pylist()], batch.read)


def _fen(amount: Decimal | None) -> int | None:
    """Return an amount in hundredths; None if it is finer than that, and so is no order's."""
    fen = amount * 100 if amount is not None else None
    return int(fen) if fen is not None and fen == fen.to_integral_value() else None


def _day_part(written: Column) -> Column:
    """Return what of each time tells the day: few different texts in many rows."""
    from pyarrow import compute

    return compute.utf8_slice_codeunits(compute.utf8_trim(written, _GUARDS), 0, 10)
