"""Which columns of a sheet matter: its header row is found, and told apart by its names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from shopexit.files.cells import plain
from shopexit.messages import Problem, ShopexitError, Text, clean, nearest
from shopexit.rules.export_schema import WORD_ROLES, ColumnRole, Exports, ExportSchema

_MOST_SHOWN = 200
"""How many characters of a header an error repeats."""
_DATA = re.compile(r"[0-9]{5}|[0-9]{3} ?[0-9]{4}|[0-9][-/][0-9]|[0-9]\.[0-9]|\*\*|##")
_NAMES = {
    ColumnRole.ORDER: Text(zh="订单号（order）", en="order numbers (order)"),
    ColumnRole.STATUS: Text(zh="订单状态（status）", en="the state of orders (status)"),
    ColumnRole.AFTER_SALES: Text(zh="售后状态（after_sales）", en="after-sales (after_sales)"),
}
"""The columns that cannot be done without."""


@dataclass(frozen=True)
class Columns:
    """How a sheet is read."""

    layout: ExportSchema | None
    header: int
    """The index of the header row among the first rows."""
    places: Mapping[ColumnRole, int]
    names: Mapping[ColumnRole, str]

    @property
    def words(self) -> tuple[ColumnRole, ...]:
        """The roles that are there and whose words have to be understood."""
        return tuple(role for role in WORD_ROLES if role in self.places)

    @property
    def lists_all(self) -> bool:
        """Whether the sheet is about all orders, not only about those with a case."""
        return self.layout is None or self.layout.lists == "orders"


def find(
    head: Sequence[Sequence[str]], exports: Exports, chosen: Mapping[ColumnRole, str], file: str
) -> Columns | None:
    """Return how to read a sheet that begins so; None if no layout fits.

    `chosen` are the headers that the seller names, which go before those of the layout. Raises
    ShopexitError if two layouts fit, or the one that does lacks a column.
    """
    for i, row in enumerate(head):
        fits = fitting([row], exports)
        if len(fits) > 1:
            raise ShopexitError([_two_fit(fits, row, file, i + 1)])
        names = [plain(cell) for cell in row]
        if fits or (chosen and all(plain(header) in names for header in chosen.values())):
            return _columns(fits[0] if fits else None, i, row, chosen, file)
    return None


def fitting(head: Sequence[Sequence[str]], exports: Exports) -> list[ExportSchema]:
    """Return the layouts of which one of the rows is the header."""
    rows = [{plain(cell) for cell in row} for row in head]
    return [
        layout
        for layout in exports.layouts
        if any(row.issuperset(map(plain, layout.has)) for row in rows)
    ]


def near_miss(
    head: Sequence[Sequence[str]], chosen: Mapping[ColumnRole, str], file: str
) -> ShopexitError | None:
    """Return what is wrong where some of the headers that the seller names are there, not all."""
    for i, row in enumerate(head):
        names = [plain(cell) for cell in row]
        absent = [role for role, wanted in chosen.items() if plain(wanted) not in names]
        if 0 < len(absent) < len(chosen):
            return ShopexitError(_absent(role, chosen[role], row, file, i + 1) for role in absent)
    return None


def _columns(
    layout: ExportSchema | None,
    header: int,
    row: Sequence[str],
    chosen: Mapping[ColumnRole, str],
    file: str,
) -> Columns:
    names = [plain(cell) for cell in row]
    absent = {role: wanted for role, wanted in chosen.items() if plain(wanted) not in names}
    if absent:
        raise ShopexitError(_absent(role, absent[role], row, file, header + 1) for role in absent)
    known = layout.columns if layout and not layout.by_hand else {}
    candidates = {**known}
    candidates |= {role: (wanted,) for role, wanted in chosen.items()}
    taken = {
        role: name
        for role, headers in candidates.items()
        if (name := next((h for h in headers if plain(h) in names), None))
    }
    needed = (
        ColumnRole.AFTER_SALES if layout and layout.lists == "after_sales" else ColumnRole.STATUS
    )
    for role in (ColumnRole.ORDER, needed):
        if role not in taken:
            raise ShopexitError([_lacks(role, layout, row, file, header + 1)])
    for name in taken.values():
        if names.count(plain(name)) > 1:
            says = Text(zh=f"表头里有两列都叫“{name}”", en=f"two columns are called '{name}'")
            raise ShopexitError([Problem(says, file, header + 1)])
    places = {role: names.index(plain(name)) for role, name in taken.items()}
    return Columns(layout, header, places, taken)


def has_states(head: Sequence[Sequence[str]], exports: Exports) -> bool:
    """Whether the state of an order stands in some rows."""
    words = {
        plain(word) for entry in exports.words.get(ColumnRole.STATUS, ()) for word in entry.words
    }
    return any(plain(cell) in words for row in head for cell in row)


def seen(head: Sequence[Sequence[str]], exports: Exports) -> Text:
    """Return the cells of what is most likely the header row, as an error lists them.

    If it is data, what stands there is nobody's business.
    """
    filled = (row for row in head if sum(1 for cell in row if cell.strip()) > 1)
    row = next(filled, head[0] if head else ())
    if any(_DATA.search(cell) for cell in row) or has_states([row], exports):
        return Text(zh="（没有表头，第一行就是数据）", en="(no header, the rows are data)")
    return _cells(row)


def _cells(row: Sequence[str]) -> Text:
    cells = [clean(cell)[:30] for cell in row if cell.strip()]
    lengths = accumulate(len(cell) + 2 for cell in cells)
    shown = [cell for cell, length in zip(cells, lengths, strict=True) if length <= _MOST_SHOWN]
    more = len(cells) - len(shown)
    return Text(
        zh="、".join(shown) + (f"……还有 {more} 列" if more else "") if cells else "（空）",
        en=", ".join(shown) + (f" ... and {more} more" if more else "") if cells else "(nothing)",
    )


def _absent(role: ColumnRole, wanted: str, row: Sequence[str], file: str, line: int) -> Problem:
    says = Text(zh=f"表头里没有“{wanted}”", en=f"no header is '{wanted}'")
    known = [] if any(map(_DATA.search, row)) else [clean(cell) for cell in row if cell.strip()]
    return Problem(says, file, line, key=f"--column {role}", hint=nearest(wanted, known))


def _two_fit(fits: Sequence[ExportSchema], row: Sequence[str], file: str, line: int) -> Problem:
    listed = _cells(row)
    says = Text(
        zh=f"表头同时符合两种格式：{'、'.join(each.name.zh for each in fits)}。表头是：{listed.zh}",
        en=f"the header fits two layouts: {', '.join(each.name.en for each in fits)}."
        f" It is: {listed.en}",
    )
    return Problem(says, file, line)


def _lacks(
    role: ColumnRole, layout: ExportSchema | None, row: Sequence[str], file: str, line: int
) -> Problem:
    listed = _cells(row)
    says = Text(
        zh=f"没有{_NAMES[role].zh}这一列。表头是：{listed.zh}",
        en=f"there is no column for {_NAMES[role].en}. The header is: {listed.en}",
    )
    hint = Text(
        zh=f"有这一列但名字不同，就写 --column {role}=列名；没有就在导出时勾选上",
        en=f"if a column of another name is meant, write --column {role}=HEADER; otherwise tick it"
        " when exporting",
    )
    if layout and layout.by_hand:
        says = Text(
            zh=f"认出了“{layout.name.zh}”，但对它了解太少，要你指明各列才读。表头是：{listed.zh}",
            en=f"this is known as '{layout.name.en}', of which too little is known to read it by"
            f" itself. The header is: {listed.en}",
        )
        known = {each: layout.columns[each][0] for each in (ColumnRole.ORDER, ColumnRole.STATUS)}
        options = " ".join(f"--column {each}={name}" for each, name in known.items())
        hint = Text(zh=f"写 {options}", en=f"write {options}")
        if layout.note:
            hint = Text(zh=f"{hint.zh}。{layout.note.zh}", en=f"{hint.en}. {layout.note.en}")
    return Problem(says, file, line, hint=hint)
