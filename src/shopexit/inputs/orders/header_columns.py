"""Find the header row of an export's sheet, its layout, and the columns to read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import accumulate

from shopexit.files.cells import plain
from shopexit.messages import Problem, ShopexitError, Text, clean, fail, joined, nearest, record
from shopexit.rules.export_schema import WORD_ROLES, ColumnRole, Exports, ExportSchema
from shopexit.rules.loader import packaged_rules

_MOST_SHOWN = 200
"""Longest header shown in an error, in characters."""
# Found in orders, not in headers: long numbers, telephone numbers, dates, amounts, masks.
_DATA = re.compile(r"[0-9]{5}|[0-9]{3} ?[0-9]{4}|[0-9][-/][0-9]|[0-9]\.[0-9]|\*\*|##")
_NAMES = {
    ColumnRole.ORDER: Text(zh="订单号（order）", en="order numbers (order)"),
    ColumnRole.STATUS: Text(zh="订单状态（status）", en="the order status (status)"),
    ColumnRole.AFTER_SALES: Text(zh="售后状态（after_sales）", en="after-sales (after_sales)"),
}
"""Names, for messages, of the columns that can be required."""


@record()
class Columns:
    """The columns to read in a sheet, such as order number and status, with index and header."""

    layout: ExportSchema | None
    """Layout recognised; None if the user named the columns."""
    header: int
    """Index of the header row in the first rows of the sheet."""
    places: Mapping[ColumnRole, int]
    names: Mapping[ColumnRole, str]

    @property
    def words(self) -> tuple[ColumnRole, ...]:
        """Those of the columns that hold status words, such as the after-sales status."""
        return tuple(role for role in WORD_ROLES if role in self.places)

    @property
    def lists_all(self) -> bool:
        """Whether the sheet lists all orders, not only those with an after-sales case."""
        return self.layout is None or self.layout.lists == "orders"

    @property
    def lacks_cases(self) -> bool:
        """Whether the after-sales column, if it is the layout's own, may lack cases."""
        if self.layout is None or not self.layout.cases_in_part:
            return False
        own = self.layout.columns.get(ColumnRole.AFTER_SALES, ())
        return self.names.get(ColumnRole.AFTER_SALES) in own


def find(
    head: Sequence[Sequence[str]], exports: Exports, chosen: Mapping[ColumnRole, str], file: str
) -> Columns | None:
    """Return the columns to read in a sheet, given its first rows; None if no header is found.

    `chosen` maps what a column holds to the header that the user gives for it, which overrides the
    headers of the layout. `file` is the name of the file, for errors. Raises ShopexitError if two
    layouts fit, or if a column to read is missing or occurs twice.
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
    """Return the layouts whose header is one of the rows in `head`, the first rows of a sheet."""
    rows = [{plain(cell) for cell in row} for row in head]
    return [
        layout
        for layout in exports.layouts
        if any(
            _has_any(row, layout.columns[ColumnRole.ORDER]) and _has_any(row, layout.tells)
            for row in rows
        )
    ]


def _has_any(names: set[str], headers: Sequence[str]) -> bool:
    """Return whether one of `headers` is in a row; `names` are the row's normalised cells."""
    return any(plain(header) in names for header in headers)


def refused(
    head: Sequence[Sequence[str]], exports: Exports, chosen: Mapping[ColumnRole, str], file: str
) -> ShopexitError:
    """Return the error for a sheet in which `find` found no header; the caller raises it.

    `head` are the first rows of the sheet; `chosen` maps what a column holds to the header that the
    user gives for it.
    """
    for i, row in enumerate(head):
        names = [plain(cell) for cell in row]
        absent = [role for role, wanted in chosen.items() if plain(wanted) not in names]
        # Some of the headers are there, so this is the header row and the others are misspelt.
        if 0 < len(absent) < len(chosen):
            return ShopexitError(_absent(role, chosen[role], row, file, i + 1) for role in absent)
    lacks, listed = _missing(head, exports), _seen(head, exports)
    known = [layout.name for layout in exports.layouts]
    says = Text(
        zh=f"不认识这个表头，缺{lacks.zh}。表头是：{listed.zh}",
        en=f"this is not the header of a known order export: it lacks {lacks.en}."
        f" The header is: {listed.en}",
    )
    hint = _elsewhere(head, exports) or Text(
        zh=f"认识的有：{'、'.join(name.zh for name in known)}；"
        "自定义报表写 --column order=列名 --column status=列名",
        en=f"known exports: {', '.join(name.en for name in known)}; for a custom report, write"
        " --column order=HEADER --column status=HEADER",
    )
    return fail(says, hint, file)


def _missing(head: Sequence[Sequence[str]], exports: Exports) -> Text:
    """Return the headers missing in the first rows, compared with the layout that fits best."""
    rows = [{plain(cell) for cell in row} for row in head]

    def lacks(layout: ExportSchema, row: set[str]) -> list[Text]:
        absent = [
            Text(zh=f"“{headers[0]}”", en=f"'{headers[0]}'")
            for headers in (layout.columns[role] for role in layout.needed)
            if not _has_any(row, headers)
        ]
        if not _has_any(row, layout.tells):
            zh = "".join(f"“{header}”" for header in layout.tells)
            en = ", ".join(f"'{header}'" for header in layout.tells)
            absent.append(Text(zh=f"{zh}之一", en=f"one of {en}"))
        return absent

    found = min((lacks(layout, row) for layout in exports.layouts for row in rows), key=len)
    return joined(found, "、", ", ")


def _elsewhere(head: Sequence[Sequence[str]], exports: Exports) -> Text | None:
    """Return a hint if the header is that of another platform or kind of file; else None.

    `exports` are the export formats of the platform that the user named.
    """
    for name, other in _all_exports():
        if fitting(head, other):
            whose = packaged_rules().platform(name).name
            return Text(
                zh=f"这看起来是{whose.zh}的导出；要读它，运行 shopexit orders {name} 文件名",
                en=f"this looks like an export of {whose.en}; to read it, run: "
                f"shopexit orders {name} FILE",
            )
    rows = [{plain(cell) for cell in row} for row in head]
    places = [" > ".join(place.path) for layout in exports.layouts for place in layout.where]
    for _, other in _all_exports():
        for report in other.others:
            if any(row.issuperset(map(plain, report.has)) for row in rows):
                return Text(
                    zh=f"这看起来是{report.name.zh}，不是订单导出"
                    + (f"；订单在这里导出：{places[0]}" if places else ""),
                    en=f"this looks like {report.name.en}, not an order export"
                    + (f"; export orders at {places[0]}" if places else ""),
                )
    return None


def _all_exports() -> Iterator[tuple[str, Exports]]:
    """Yield name and export formats of each platform that has any."""
    for name in packaged_rules().names:
        exports = packaged_rules().platform(name).exports
        if exports:
            yield name, exports


@cache
def _known() -> frozenset[str]:
    """Return every header that the rules of any platform mention, normalised by `plain`."""
    return frozenset(
        plain(header)
        for _, exports in _all_exports()
        for headers in (
            *(each for layout in exports.layouts for each in layout.columns.values()),
            *(layout.tells for layout in exports.layouts),
            *(report.has for report in exports.others),
        )
        for header in headers
    )


def _columns(
    layout: ExportSchema | None,
    header: int,
    row: Sequence[str],
    chosen: Mapping[ColumnRole, str],
    file: str,
) -> Columns:
    """Return the columns to read, given the header `row`; for the other parameters see `find`."""
    names = [plain(cell) for cell in row]
    absent = {role: wanted for role, wanted in chosen.items() if plain(wanted) not in names}
    if absent:
        raise ShopexitError(_absent(role, absent[role], row, file, header + 1) for role in absent)
    known = layout.columns if layout and not layout.by_hand else {}
    # The user's headers replace those of the layout: custom reports rename columns.
    candidates = {**known, **{role: (wanted,) for role, wanted in chosen.items()}}
    taken = {
        role: name
        for role, headers in candidates.items()
        if (name := next((h for h in headers if plain(h) in names), None))
    }
    for role in layout.needed if layout else (ColumnRole.ORDER, ColumnRole.STATUS):
        if role not in taken:
            raise ShopexitError([_lacks(role, layout, row, file, header + 1)])
    for name in taken.values():
        # Only for columns that are read: other names may well occur twice.
        if names.count(plain(name)) > 1:
            says = Text(
                zh=f"表头里有两列都叫“{name}”，分不清读哪一列；重新导出，只留一列",
                en=f"two columns are called '{name}': export the file again with only one of them",
            )
            raise ShopexitError([Problem(says, file, header + 1)])
    places = {role: names.index(plain(name)) for role, name in taken.items()}
    return Columns(layout, header, places, taken)


def has_states(head: Sequence[Sequence[str]], exports: Exports) -> bool:
    """Return whether any cell is an order status, so that the rows must include orders."""
    words = {
        plain(word) for entry in exports.words.get(ColumnRole.STATUS, ()) for word in entry.words
    }
    return any(plain(cell) in words for row in head for cell in row)


def _seen(head: Sequence[Sequence[str]], exports: Exports) -> Text:
    """Return the likely header, the first row with more than one filled cell, for a message.

    Rows that look like orders are not shown, as they may hold personal data.
    """
    filled = (row for row in head if sum(1 for cell in row if cell.strip()) > 1)
    row = next(filled, head[0] if head else ())
    if any(_DATA.search(cell) for cell in row) or has_states([row], exports):
        return Text(zh="（没有表头，第一行就是数据）", en="(no header: the first row is data)")
    return _cells(row)


def _is_known(row: Sequence[str]) -> bool:
    """Return whether any cell of a row is a known header; if not, it may hold personal data."""
    return any(plain(cell) in _known() for cell in row)


def _cells(row: Sequence[str]) -> Text:
    """Return the headers in a row for an error message, or a note if none of them is known."""
    if not _is_known(row):
        return _NOT_SHOWN
    cells = [clean(cell)[:30] for cell in row if cell.strip()]
    lengths = accumulate(len(cell) + 2 for cell in cells)
    shown = [cell for cell, length in zip(cells, lengths, strict=True) if length <= _MOST_SHOWN]
    more = len(cells) - len(shown)
    return Text(
        zh="、".join(shown) + (f"……还有 {more} 列" if more else "") if cells else "（空）",
        en=", ".join(shown) + (f" ... and {more} more" if more else "") if cells else "(empty)",
    )


_NOT_SHOWN = Text(
    zh="（没有一个认识的列名，不显示）",
    en="(the header is not shown, as no column name in it was recognised)",
)


def _absent(role: ColumnRole, wanted: str, row: Sequence[str], file: str, line: int) -> Problem:
    """Return the problem that the header row lacks `wanted`, the header that the user gives."""
    says = Text(zh=f"表头里没有“{wanted}”", en=f"no column is called '{wanted}'")
    # As in `_seen`, personal data must not appear in an error.
    known = [] if any(map(_DATA.search, row)) else [clean(cell) for cell in row if cell.strip()]
    if not _is_known(row):
        known = get_close_matches(wanted, known, n=1)
    return Problem(says, file, line, key=f"--column {role}", hint=nearest(wanted, known))


def _two_fit(fits: Sequence[ExportSchema], row: Sequence[str], file: str, line: int) -> Problem:
    """Return the problem that a header row fits several layouts."""
    listed = _cells(row)
    says = Text(
        zh=f"表头同时符合两种格式：{'、'.join(each.name.zh for each in fits)}。表头是：{listed.zh}",
        en=f"the header fits two layouts: {', '.join(each.name.en for each in fits)}."
        f" The header is: {listed.en}",
    )
    return Problem(says, file, line)


def _lacks(
    role: ColumnRole, layout: ExportSchema | None, row: Sequence[str], file: str, line: int
) -> Problem:
    """Return the problem that a required column is missing in the header row."""
    listed = _cells(row)
    says = Text(
        zh=f"没有{_NAMES[role].zh}这一列。表头是：{listed.zh}",
        en=f"there is no column for {_NAMES[role].en}. The header is: {listed.en}",
    )
    hint = Text(
        zh=f"有这一列但名字不同，就写 --column {role}=列名；没有就在导出时勾选上",
        en=f"if the column has another name, write --column {role}=HEADER; otherwise select it"
        " when exporting",
    )
    if layout and layout.by_hand:
        says = Text(
            zh=f"认出了“{layout.name.zh}”，但对它了解太少，要你指明各列才读。表头是：{listed.zh}",
            en=f"this looks like '{layout.name.en}', but too little is known of that export: name"
            f" its columns yourself. The header is: {listed.en}",
        )
        known = {each: layout.columns[each][0] for each in (ColumnRole.ORDER, ColumnRole.STATUS)}
        options = " ".join(f"--column {each}={name}" for each, name in known.items())
        hint = Text(zh=f"写 {options}", en=f"write {options}")
        if layout.note:
            hint = Text(zh=f"{hint.zh}。{layout.note.zh}", en=f"{hint.en}. {layout.note.en}")
    return Problem(says, file, line, hint=hint)
