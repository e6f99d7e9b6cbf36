"""Count the orders in all order exports of a shop, without keeping their rows in memory."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import starmap
from pathlib import Path

from shopexit.files.paths import named_files
from shopexit.inputs.orders import derived_facts, header_columns
from shopexit.inputs.orders.containers import FileKind, open_container
from shopexit.inputs.orders.order_counts import CensusWord, Order, OrderCounts, ReadSheet
from shopexit.inputs.orders.order_status import Detail, Number, OrderStage
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.orders.row_counter import RowCounter, SheetCounter
from shopexit.inputs.orders.sheets import HEAD
from shopexit.inputs.orders.status_words import Lexicon
from shopexit.messages import Text, clean, fail
from shopexit.rules.export_schema import ColumnRole, Exports, OrderStatus
from shopexit.rules.facts import ORDER_PREFIX, Value
from shopexit.rules.platform import Platform
from shopexit.rules.procedure_checks import Subject


def count_orders(
    files: Sequence[str],
    rules: Platform,
    how: ReadOptions | None = None,
    folder: Path | None = None,
    numbers: Collection[str] = (),
) -> OrderCounts:
    """Count the orders in all exports of a shop, and derive facts about the shop from them.

    `files` are paths, or patterns such as exports/*.xlsx. If a state file names them, `folder` is
    its folder: the paths are relative to it, and may lead outside only if `how` allows that. The
    result also says which of the orders in `numbers` are completed or closed. Raises ShopexitError
    if a file cannot be read, is damaged, or has an unknown header.
    """
    exports = rules.exports
    if exports is None:
        says = Text(
            zh=f"{rules.name.zh}的规则里没有订单导出的格式，数字要自己填",
            en=f"no order export format is known for {rules.name.en}: fill in the figures by hand",
        )
        raise fail(says)
    wanted = how or ReadOptions()
    if exports.password:
        passwords = replace(wanted.passwords, hint=exports.password.says)
        wanted = replace(wanted, passwords=passwords)
    names = named_files(
        [str(Path(each)) for each in files],
        _NO_FILE,
        folder=str(folder) if folder else "",
        beyond=_OUTSIDE if folder and not wanted.allow_outside else None,
    )
    paths = [Path(name) for name in names]
    # File dates decide which of several statuses is newer, if all files have one.
    days = {path: day_of(path.name) for path in paths}
    dated = len(paths) > 1 and all(days.values())
    lexicon = Lexicon(exports, wanted.mapped)
    # Single orders are only needed if some procedure is about them.
    by_order = any(p.subject is Subject.ORDER for p in rules.procedures.values())
    total = RowCounter(lexicon, by_order, exports.closed_is_end)
    sheets = [
        sheet
        for path, day in days.items()
        for sheet in _read(path, day, total, exports, wanted, dated=dated)
    ]
    totals = total.orders.totals()
    found = derived_facts.figures(rules.vocabulary, totals, total, sheets)
    found.notes.extend(_notes(sheets, lexicon, several=len(paths) > 1, dated=dated))
    first, last = total.days.get(ColumnRole.CREATED, (None, None))
    _, last_completed = total.days.get(ColumnRole.FINISHED, (None, None))
    exported = [sheet.day for sheet in sheets]
    if dated:
        # How old a file is does not matter if newer ones have all its orders.
        latest = total.orders.days()
        exported = [s.day for s in sheets if s.day in latest or not _lists_all(s)] or exported
    return OrderCounts(
        **vars(found),
        sheets=tuple(sheets),
        orders=sum(totals.values()),
        buckets=derived_facts.buckets(totals),
        words=_words(total, lexicon),
        first=first,
        last=last,
        newest=max((last for _, last in total.days.values()), default=None),
        last_completed=last_completed,
        as_of=None if None in exported else min(day for day in exported if day),
        problems=tuple(total.problems),
        problem_count=total.problem_count,
        listed=tuple(starmap(_listed, total.orders.not_over())) if by_order else None,
        over={n: derived_facts.STATUSES[stage] for n, stage in total.orders.over(numbers).items()},
    )


def _lists_all(sheet: ReadSheet) -> bool:
    return sheet.columns is not None and sheet.columns.lists_all


_OUTSIDE = Text(
    zh="orders_from 只能写店铺数据所在文件夹里的文件；信得过这份数据，就加 --allow-outside",
    en="`orders_from` may only name files in the folder of the state file; if you trust the state"
    " file, use --allow-outside",
)
_NO_FILE = Text(zh="没有文件符合这个写法", en="no file matches this pattern")


def _read(
    path: Path,
    day: date | None,
    total: RowCounter,
    exports: Exports,
    wanted: ReadOptions,
    *,
    dated: bool,
) -> list[ReadSheet]:
    """Add the rows of one file to `total`; return its sheets, including those that were skipped.

    `day` is the export date in the file's name. With `dated`, all files have an export date, and
    for each order the newest file counts.
    """
    read, unfit = [], []
    with open_container(path, wanted.passwords) as container:
        sheet_read = partial(
            ReadSheet,
            file=str(path),
            kind=container.kind,
            encoding=container.encoding,
            encrypted=container.encrypted,
        )
        for sheet in container.sheets:
            if not sheet.head:
                continue
            columns = header_columns.find(sheet.head, exports, wanted.columns, str(path))
            if columns is None:
                unfit.append(sheet)
                continue
            # A list of cases may have several for one order, none of which supersedes another.
            said_on = (day if columns.lists_all else date.max) if dated else None
            # CSV has no merged cells: there, a row without an order number is an error.
            merges = container.kind in (FileKind.XLSX, FileKind.XLS)
            counter = SheetCounter(total, columns, said_on, str(path), sheet.name, merges)
            places = [columns.places[role] for role in counter.roles]
            for batch in sheet.batches(columns.header, places):
                counter.take(batch)
                if wanted.progress:
                    wanted.progress(path.name, sheet.part(batch.numbers[-1]))
            counter.finish(sheet.ragged)
            day = _day_if_true(day, counter.newest, path, dated=dated)
            read.append(sheet_read(sheet=sheet.name, columns=columns, rows=counter.rows, day=day))
    # Empty sheets are not worth a note; one that begins with blank rows may not be empty.
    unfit = [sheet for sheet in unfit if any(map(any, sheet.head)) or len(sheet.head) == HEAD]
    if not read and not unfit:
        raise fail(Text(zh="表里没有内容", en="the table is empty"), file=str(path))
    if not read:
        raise header_columns.refused(unfit[0].head, exports, wanted.columns, str(path))
    for sheet in unfit:
        # Its orders may be open, so the figures of the other sheets are in doubt as well.
        if header_columns.has_states(sheet.head, exports):
            total.problem(str(path), sheet.name, 1, _LEFT_OUT)
    return [*read, *(sheet_read(sheet=s.name, columns=None, rows=0, day=day) for s in unfit)]


_LEFT_OUT = Text(
    zh="这个工作表的表头不认识，没有读，里面却像有订单；补上表头，或从文件里删掉它",
    en="this sheet was not read, as its header is not known, but it seems to contain orders:"
    " add the header row, or remove the sheet from the file",
)


def _day_if_true(day: date | None, newest: date | None, path: Path, *, dated: bool) -> date | None:
    """Return `day`, the date in a file's name; None if the file has later data (`newest`).

    With `dated`, if such dates decide which of several files is newer, raises ShopexitError instead
    of returning None.
    """
    if not (day and newest and newest > day):
        return day
    if not dated:
        return None
    says = Text(
        zh=f"文件名里的日期是 {day}，里面却有 {newest} 的订单，不会是导出日期；"
        "几份文件靠导出日期分新旧，请改文件名",
        en=f"the file's name has the date {day}, but the file has data of {newest}: put the day of"
        " the export into the name, since it decides which of several files is newer",
    )
    raise fail(says, file=str(path))


_PAID = (OrderStage.PENDING_SHIPMENT, OrderStage.PENDING_RECEIPT)


def _listed(number: Number, stage: OrderStage, has_case: bool, detail: Detail) -> Order:
    """Return an order whose stage (`order.status`), refund, dates and amount are given as facts."""
    values: dict[str, Value | None] = {
        "status": derived_facts.STATUSES.get(stage),
        # Before the goods are received, a case is a refund; that there is none shows nothing.
        "refund_filed": True if has_case and stage in _PAID else None,
        "placed_on": detail.created,
        "shipped_on": detail.shipped,
        # Exact, unlike a division of floats.
        "amount": None if detail.fen is None else Decimal(detail.fen).scaleb(-2),
    }
    given = {f"{ORDER_PREFIX}{name}": value for name, value in values.items() if value is not None}
    return Order(str(number), given)


_LONGEST = 40
"""Longest status word that is shown whole, in characters."""


def _words(total: RowCounter, lexicon: Lexicon) -> tuple[CensusWord, ...]:
    """Return all status words found, unknown ones first, with meaning and number of rows."""
    words = []
    for (role, word), rows in total.words.most_common():
        found = lexicon.understand(role, word)
        shown = clean(word)
        words.append(
            CensusWord(
                column=role,
                word=shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…",
                bucket=found.meaning,
                rows=rows,
                confidence=found.entry.confidence if found.entry else None,
                judged=bool(found.entry and found.entry.judged),
                by_seller=found.by_seller,
            )
        )
    # Unknown words first: they need attention.
    by_role = list(ColumnRole)
    return tuple(
        sorted(words, key=lambda w: (w.bucket is not OrderStatus.UNKNOWN, by_role.index(w.column)))
    )


def _notes(
    sheets: Sequence[ReadSheet], lexicon: Lexicon, *, several: bool, dated: bool
) -> list[Text]:
    """Return notes on skipped sheets, layouts, files without a date and unused `--map` words."""
    skipped = (clean(f"{Path(s.file).name} / {s.sheet}") for s in sheets if not s.columns)
    notes = [
        Text(zh=f"没读工作表 {about}：表头不认识", en=f"sheet {about} was not read: unknown header")
        for about in skipped
    ]
    # By id, so that the note of a layout is given once for all its files.
    layouts = (sheet.columns.layout for sheet in sheets if sheet.columns)
    notes += {layout.id: layout.note for layout in layouts if layout and layout.note}.values()
    if several and not dated:
        notes.append(_UNDATED)
    notes += (
        Text(
            zh=f"--map 里的“{word}”文件里没有，看看是不是写错了",
            en=f"--map names '{word}', which is in none of the files: check the spelling",
        )
        for word in map(clean, lexicon.unused.values())
    )
    return notes


_UNDATED = Text(
    zh="有的文件名里没有导出日期，分不出哪份新：同一订单几份说法不同的，按最没办完的算。"
    "文件名里写上导出日期（如 orders-2026-11-20.csv），就按新的算",
    en="some file names have no export date, so it is unclear which file is newer: if files give"
    " different statuses for an order, the least finished one counts. With a date in each name, as"
    " in orders-2026-11-20.csv, the newer file counts",
)


_DAY = re.compile(
    r"(?<!\d)(20\d\d)[-_.年]?(0[1-9]|1[0-2])[-_.月]?(0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?(?!\d)"
)
_SECONDS = re.compile(r"^(1[6-9]\d{8}|2\d{9})_")
# Without summer time since 1991, so that no time zone database is needed.
_CHINA = timedelta(hours=8)


def day_of(name: str) -> date | None:
    """Return the date in a file's name; None if there is no date or there are different dates.

    Accepts dates such as 2026-11-20 and 202611201530, and Unix time in seconds before the first
    `_`, as in Douyin's file names.
    """
    if seconds := _SECONDS.match(name):
        return (datetime.fromtimestamp(int(seconds[1]), UTC) + _CHINA).date()
    found = set()
    for parts in _DAY.findall(name):
        try:
            found.add(date(*(int(part) for part in parts)))
        except ValueError:
            continue
    # Several dates are rather the period that was exported than the day of the export.
    return found.pop() if len(found) == 1 else None
