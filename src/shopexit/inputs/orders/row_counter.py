"""Count the rows of a shop's exports: orders, status words, dates, rows not understood."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import compress

from shopexit.files import cells
from shopexit.inputs.orders.header_columns import Columns
from shopexit.inputs.orders.order_counts import RowProblem
from shopexit.inputs.orders.order_status import (
    AfterSalesState,
    Detail,
    EndDay,
    Number,
    Orders,
    OrderStage,
    OrderState,
    RowState,
    number,
    row_state,
    stage_of,
    standing,
)
from shopexit.inputs.orders.sheets import Batch, is_total_row
from shopexit.inputs.orders.status_words import Lexicon
from shopexit.messages import Text, clean, fail, record
from shopexit.rules.export_schema import ColumnRole

MOST_PROBLEMS = 20
"""Maximum number of faulty rows that are reported one by one."""
_MOST_DAYS = 3
"""Maximum number of unreadable dates whose places are told."""
_LIKE_A_DAY = re.compile(r"[0-9]{1,4}(?:[-/.年月][0-9]{1,2}){1,2}日?")
_MOST_WORDS = 500
"""Maximum number of distinct status words; a column with more is not a status column."""
_DIGITS = 15
"""Number of digits that a spreadsheet keeps of a number; it replaces further digits by zeros."""
# The usual ones that `cells.unguarded` removes, in one call, as it is made for every cell.
_GUARDS = "\t\r\n '\"=\ufeff\u200b\xa0\u3000"
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{3,}")
# Up to 2**53, about 9.007e15, a float has every whole number exactly.
_FLOAT = re.compile(r"(?:[0-9]{4,15}|[1-8][0-9]{15})\.0")
_SIXTEEN = re.compile(r"[1-8][0-9]{15}\.0")
_ROUNDED = re.compile(r"[0-9](\.[0-9]*)?[eE]\+?[0-9]+")
_SUM = re.compile(r"¥?[0-9,]+(?:\.[0-9]+)?[个条笔单行件元]?")
_LOST_DIGITS = Text(
    zh="订单号存成了数字（科学计数法），后几位已经丢了；请重新导出，不要用 Excel 打开后再保存",
    en="the order number was changed to scientific notation, so its last digits are lost:"
    " export the file again, and do not save it in a spreadsheet program",
)
_ROUNDED_OFF = Text(
    zh="订单号从第16位起都是 0，被表格软件存坏了；请重新导出，不要用 Excel、WPS 打开后再保存",
    en="all order numbers end in zeros from the 16th digit on: a spreadsheet has damaged them;"
    " export the file again, and do not save it in a spreadsheet program",
)
_MAYBE_ROUNDED = Text(
    zh="订单号存成了数字，第16位都是 0，可能是表格软件改的；请重新导出，不要用 Excel、WPS 打开后"
    "再保存",
    en="the order numbers are stored as numbers, and the 16th digit of each is 0: a spreadsheet may"
    " have changed it; export the file again, and do not save it in a spreadsheet program",
)
_NO_NUMBER = Text(zh="这一行没有订单号", en="the row has no order number")
_ODD_NUMBER = Text(
    zh="订单号这一格不是订单号", en="the cell in the order number column is not an order number"
)
_RAGGED = Text(
    zh="这一行的列数和表头不一样，可能被截断了；请重新导出",
    en="the row has more or fewer cells than the header and may be truncated: export the file"
    " again",
)

_day = lru_cache(maxsize=10_000)(cells.day)


@record(frozen=False)
class RowCounter:
    """Totals over all sheets of a shop's exports; there is one `SheetCounter` for each sheet."""

    lexicon: Lexicon
    details: bool
    """Whether to keep dates and amount of orders that are neither completed nor closed."""
    closed_is_end: bool = True
    """Whether closed orders count for the last order to end, and not only completed ones."""
    orders: Orders = field(default_factory=Orders)
    words: Counter[tuple[ColumnRole, str]] = field(default_factory=Counter)
    problems: list[RowProblem] = field(default_factory=list)
    problem_count: int = 0
    days: dict[ColumnRole, tuple[date, date]] = field(default_factory=dict)
    """Maps each kind of date, such as FINISHED for completion, to the first and last date found."""
    unpaid: date | None = None
    """Latest creation date among orders that were closed unpaid."""
    undated: date | None = None
    """Latest creation or shipping date of all orders that have ended but have no end date."""
    odd_days: int = 0
    """Number of dates that could not be parsed."""
    first_odd_days: list[RowProblem] = field(default_factory=list)
    """The first of these dates, each with its column and, unless it may be private, its text."""

    def has_ended(self, found: OrderState) -> bool:
        """Return whether an order in this state counts for the last order to end."""
        closed = self.closed_is_end and found.stage is OrderStage.CLOSED
        return closed or found.stage is OrderStage.COMPLETED

    def problem(self, file: str, sheet: str, row: int, says: Text) -> None:
        """Count a row that is not understood; the first MOST_PROBLEMS are kept in `problems`."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(RowProblem(file, sheet, row, says))


@record(frozen=False)
class SheetCounter:
    """Counts the rows of one sheet in batches, and adds them to the totals of the shop."""

    total: RowCounter
    columns: Columns
    day: date | None
    file: str
    name: str
    merges: bool
    """Whether the sheet may have merged cells."""
    rows: int = 0
    newest: date | None = None
    """Latest date of any kind in the sheet."""
    _keeps_digits: bool = False
    """Whether a number stored as such has a 16th digit other than 0: then no digit was lost."""
    _previous: Number | None = None
    _standings: dict[tuple[str, ...], OrderState] = field(default_factory=dict)
    """Maps the status words of a row, one for each status column, to the state that they give."""
    _states: dict[tuple[tuple[str, ...], EndDay], RowState] = field(default_factory=dict)

    @property
    def roles(self) -> list[ColumnRole]:
        """What the columns of a batch hold, in their order; amounts are read only if needed."""
        places = self.columns.places
        return [role for role in places if self.total.details or role is not ColumnRole.AMOUNT]

    def take(self, batch: Batch) -> None:
        """Count a batch of rows, whose columns are in the order of `roles`."""
        columns: dict[ColumnRole, Sequence[str]] = dict(zip(self.roles, batch.columns, strict=True))
        said = [*zip(*(columns[role] for role in self.columns.words), strict=True)]
        places = batch.numbers
        found = [*self._numbers(columns[ColumnRole.ORDER], said, batch)]
        if None in found:
            counted = [each is not None for each in found]
            places = [*compress(places, counted)]
            columns = {role: [*compress(column, counted)] for role, column in columns.items()}
            said = [*compress(said, counted)]
        numbers = [each for each in found if each is not None]
        ends = self._ends(columns, said)
        rows = zip(said, ends, strict=True)
        states = [self._states.get(row) or self._state(*row) for row in rows]
        # Of the combinations of words in a batch there are few, of its rows thousands.
        for words, times in Counter(said).items():
            for role, word in zip(self.columns.words, words, strict=True):
                self.total.words[role, cells.unguarded(word)] += times
        # Saving a file in a spreadsheet damages all its numbers, so the first batch shows it.
        if self.rows == 0 and _are_rounded_off(numbers):
            self.total.problem(self.file, self.name, batch.numbers[0], _ROUNDED_OFF)
        else:
            self._doubt_zeros(columns[ColumnRole.ORDER], places)
        self.rows += len(numbers)
        self.total.orders.add(numbers, states)
        self._days(columns, places)
        if self.total.details:
            self._details(columns, numbers, states)

    def finish(self, ragged: Sequence[int]) -> None:
        """Record a problem for rows with too many or too few cells; `ragged` are their numbers."""
        for row in ragged:
            self.total.problem(self.file, self.name, row, _RAGGED)

    def _numbers(
        self, written: Sequence[str], said: Sequence[tuple[str, ...]], batch: Batch
    ) -> Iterator[Number | None]:
        """Yield the order number of each row of `batch`; None for a row that is not counted.

        `written` are the cells with the number, `said` the status words.
        """
        for i, cell in enumerate(written):
            text = cell.strip(_GUARDS)
            known = number(text)
            # Nearly every number has digits only; the checks below are for the others, and slower.
            if known is not text or (text.isdecimal() and text.isascii()):
                self._previous = known
            elif cells.is_empty(text) and _say_numbers(said[i]) and is_total_row(batch.rows[i]):
                yield None
                continue
            elif not self._may_lack_number(text, said[i]):
                self._previous = self._unusual_number(text, said[i], batch.numbers[i])
            # Without a status word either, the row says nothing about the order above.
            elif _say_nothing(said[i]):
                yield None
                continue
            yield self._previous

    def _ends(
        self, columns: Mapping[ColumnRole, Sequence[str]], said: Sequence[tuple[str, ...]]
    ) -> Sequence[EndDay]:
        """Return for each row whether its order's end date is known; `said` are its statuses."""
        if not self.columns.lists_all and ColumnRole.FINISHED not in columns:
            return [EndDay.NONE] * len(said)
        empty = [""] * len(said)
        roles = (ColumnRole.FINISHED, ColumnRole.CREATED, ColumnRole.SHIPPED)
        return [*map(self._end, said, *(columns.get(role, empty) for role in roles))]

    def _end(self, words: tuple[str, ...], finished: str, created: str, shipped: str) -> EndDay:
        """Return whether the end date of a row's order is known; if it is not, update `total`.

        `total.undated` keeps the latest date of creation or shipping of such orders, `total.unpaid`
        that of creation of orders closed without payment, which count as TOLD.
        """
        found = self._standings.get(words) or self._standing(words)
        if not self.total.has_ended(found):
            return EndDay.NONE
        if _day(finished.strip(_GUARDS)[:10]):
            return EndDay.TOLD
        placed, sent = (_day(cell.strip(_GUARDS)[:10]) for cell in (created, shipped))
        latest = max(filter(None, (placed, sent)), default=None)
        # In a list of cases, the day of creation is that of the case.
        if latest and self.columns.lists_all:
            self.total.undated = max(latest, self.total.undated or latest)
        if ColumnRole.FINISHED not in self.columns.places:
            return EndDay.NONE
        layout = self.columns.layout
        if not (
            placed
            and not sent
            and found.stage is OrderStage.CLOSED
            and layout
            and layout.unpaid_if_closed_without_case
            and ColumnRole.AFTER_SALES in self.columns.words
            and cells.is_empty(words[self.columns.words.index(ColumnRole.AFTER_SALES)])
        ):
            return EndDay.UNTOLD
        self.total.unpaid = max(placed, self.total.unpaid or placed)
        return EndDay.TOLD

    def _doubt_zeros(self, written: Sequence[str], places: Sequence[int]) -> None:
        """Record a problem if all 16-digit numbers that the sheet stores as numbers end in 0.

        `written` are the cells with the order number, `places` their rows.
        """
        if self._keeps_digits:
            return
        rows = zip(written, places, strict=True)
        stored = [(each, row) for each, row in rows if _SIXTEEN.fullmatch(each.strip(_GUARDS))]
        self._keeps_digits = any(each.strip(_GUARDS)[_DIGITS] != "0" for each, _ in stored)
        if stored and not self._keeps_digits:
            self.total.problem(self.file, self.name, stored[0][1], _MAYBE_ROUNDED)

    def _may_lack_number(self, text: str, said: tuple[str, ...]) -> bool:
        """Return whether a row may have no order number: cells are merged, or it has no status."""
        if not cells.is_empty(text):
            return False
        return (self.merges and self._previous is not None) or _say_nothing(said)

    def _unusual_number(self, text: str, said: tuple[str, ...], row: int) -> Number | None:
        """Return the order number in a cell that is not a plain number; None if there is none.

        A cell without a number is recorded as a problem, unless it is a total or repeated header.
        """
        text = cells.unguarded(text)
        if cells.is_empty(text):
            self.total.problem(self.file, self.name, row, _NO_NUMBER)
        elif cells.is_total(text):
            # With a status word it is rather an order with a wrong number than a total.
            if not all(map(cells.is_empty, said)):
                self.total.problem(self.file, self.name, row, _ODD_NUMBER)
        elif _FLOAT.fullmatch(text):
            return number(text.removesuffix(".0"))
        elif _ROUNDED.fullmatch(text):
            self.total.problem(self.file, self.name, row, _LOST_DIGITS)
        elif _NUMBER.fullmatch(text):
            return number(text)
        elif not self._is_header((text, *said)):
            self.total.problem(self.file, self.name, row, _ODD_NUMBER)
        return None

    def _is_header(self, row: tuple[str, ...]) -> bool:
        """Return whether a row repeats the header, as in files that were concatenated."""
        names = [self.columns.names[role] for role in (ColumnRole.ORDER, *self.columns.words)]
        return list(map(cells.plain, row)) == list(map(cells.plain, names))

    def _state(self, words: tuple[str, ...], end: EndDay) -> RowState:
        """Return the state of a row with these status words, and cache it for further rows."""
        found = self._standings.get(words) or self._standing(words)
        self._states[words, end] = row_state(replace(found, end=end), self.day)
        return self._states[words, end]

    def _standing(self, words: tuple[str, ...]) -> OrderState:
        """Return the state of an order with these status words, and cache it for further rows."""
        if len(self._standings) >= _MOST_WORDS:
            names = [self.columns.names[role] for role in self.columns.words]
            says = Text(
                zh=f"“{'”“'.join(names)}”列里有太多不同的内容，不像是状态；用 --column 指明状态列",
                en=f"too many different values under {', '.join(names)} for a status column: name"
                " the right status column with --column",
            )
            raise fail(says, file=self.file)
        meanings = {
            role: self.total.lexicon.understand(role, word).meaning
            for role, word in zip(self.columns.words, words, strict=True)
        }
        found = standing(meanings)
        # Another word of such a column does not show that the order has no case.
        if self.columns.lacks_cases and found.after_sales is not AfterSalesState.OPEN:
            found = replace(found, after_sales=AfterSalesState.NONE)
        self._standings[words] = found
        return found

    def _days(self, columns: Mapping[ColumnRole, Sequence[str]], places: Sequence[int]) -> None:
        """Add the dates of some rows to the totals, and record unreadable ones.

        `places` are the row numbers.
        """
        total = self.total
        for role in (ColumnRole.CREATED, ColumnRole.SHIPPED, ColumnRole.FINISHED):
            # Only the date part of a time is parsed, as few distinct ones occur in many rows.
            texts = [cell.strip(_GUARDS)[:10] for cell in columns.get(role, ())]
            times = Counter(texts)
            read = {text: _day(text) for text in times}
            odd = {text for text, day in read.items() if not (day or cells.is_empty(text))}
            if odd:
                total.odd_days += sum(times[text] for text in odd)
                self._note_odd_days(role, texts, odd, places)
            days = [day for day in read.values() if day]
            if days:
                self.newest = max([*days, self.newest] if self.newest else days)
            # Dates in a list of cases are those of the cases, not of their orders.
            if days and (self.columns.lists_all or role is not ColumnRole.CREATED):
                days += total.days.get(role, ())
                total.days[role] = min(days), max(days)

    def _note_odd_days(
        self, role: ColumnRole, texts: Sequence[str], odd: Collection[str], places: Sequence[int]
    ) -> None:
        """Record the places of the first unreadable dates, for a message.

        `odd` are these dates as written, `texts` the cells of the column, `places` their rows.
        """
        name = clean(cells.unguarded(self.columns.names[role]))
        kept = self.total.first_odd_days
        for row, text in zip(places, texts, strict=True):
            if len(kept) >= _MOST_DAYS:
                return
            if text in odd:
                # In a row that is shifted, the text may be somebody's name or number.
                zh, en = (f"“{text}”", f" '{text}'") if _LIKE_A_DAY.fullmatch(text) else ("", "")
                says = Text(zh=f"{name}{zh}", en=f"{name}{en}")
                kept.append(RowProblem(self.file, self.name, row, says))

    def _details(
        self,
        columns: Mapping[ColumnRole, Sequence[str]],
        numbers: Sequence[Number],
        states: Sequence[RowState],
    ) -> None:
        """Keep dates and amounts of a batch's orders that are neither completed nor closed."""
        for row, state in enumerate(states):
            if stage_of(state) in (OrderStage.NONE, OrderStage.COMPLETED, OrderStage.CLOSED):
                continue
            created, shipped, paid = (
                columns[role][row] if role in columns else ""
                for role in (ColumnRole.CREATED, ColumnRole.SHIPPED, ColumnRole.AMOUNT)
            )
            detail = Detail(cells.day(created), cells.day(shipped), _fen(cells.amount(paid)))
            self.total.orders.add_detail(numbers[row], detail)


def _say_nothing(said: tuple[str, ...]) -> bool:
    """Return whether a row's status cells are empty or have only words such as 小计 (subtotal)."""
    return all(not word.strip() or cells.is_total(word) for word in said)


def _say_numbers(said: tuple[str, ...]) -> bool:
    """Return whether a row's status cells hold no more than numbers, such as 4单 (4 orders)."""
    return all(cells.is_empty(word) or _SUM.fullmatch(cells.plain(word)) for word in said)


def _are_rounded_off(numbers: Sequence[Number]) -> bool:
    """Return whether all long numbers, at least three, have only zeros after the 15th digit."""
    long = [digits for digits in map(str, numbers) if len(digits) > _DIGITS and digits.isdecimal()]
    # One or two numbers may end in zeros by chance.
    return len(long) >= 3 and all(not digits[_DIGITS:].strip("0") for digits in long)


def _fen(amount: Decimal | None) -> int | None:
    """Return an amount of money in hundredths (fen); None if unknown or not a whole number."""
    fen = amount * 100 if amount is not None else None
    return int(fen) if fen is not None and fen == fen.to_integral_value() else None
