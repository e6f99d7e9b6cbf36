"""Order exports as files: every form in which the same orders come, and every way of being broken.

What the words mean is the rule files' affair; here the words are such as are understood.
"""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import exportfiles as files
import pytest
from exportfiles import PERSONAL, Guard, Rows, rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from states import LONGER

from shopexit import Rules, load_rules
from shopexit.cli.app import run
from shopexit.inputs.orders import archive
from shopexit.inputs.orders.export_date import day_of
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.inputs.orders.read_options import Passwords, ReadOptions
from shopexit.inputs.orders.row_counter import MOST_PROBLEMS
from shopexit.messages import Lang, Problem, ShopexitError
from shopexit.rules.export_schema import ColumnRole, OrderStatus

Write: TypeAlias = Callable[[Path, Rows], Path]
Make: TypeAlias = Callable[[Path], Path]
PASSWORD = "a1b2c3"  # noqa: S105 - of a file made here

ORDERS: Sequence[Mapping[str, object]] = (
    {"订单状态": "待付款", "订单创建时间": "2026-09-30 23:59:59"},
    {"订单状态": "待发货", "订单备注": '第一行\n第二行，有逗号, 有"引号"'},
    {"订单状态": "待发货", "售后状态": "售后处理中"},
    {"订单状态": "已发货", "售后状态": "平台介入-买家仅退款申请", "发货时间": "2026-10-03 08:00"},
    {"订单状态": "已收货", "实付款": "¥1,234.50"},
    {"订单状态": "交易成功", "售后状态": "退款成功", "发货时间": "2026-10-05 10:00:00"},
    {"订单状态": "交易成功", "订单创建时间": "2026-10-04 00:00:00"},
    {"订单状态": "交易关闭"},
)  # fmt: skip
"""One order of 快手 in every state, with and without after-sales."""
BUCKETS = {
    OrderStatus.PENDING_PAYMENT: 1,
    OrderStatus.PENDING_SHIPMENT: 1,
    OrderStatus.PENDING_RECEIPT: 1,
    OrderStatus.COMPLETED: 2,
    OrderStatus.CLOSED: 1,
    OrderStatus.AFTER_SALES_OPEN: 1,
    OrderStatus.DISPUTE_OPEN: 1,
    OrderStatus.UNKNOWN: 0,
}
FACTS = {
    "orders.pending_payment": 1,
    "orders.pending_shipment": 2,
    "orders.pending_receipt": 2,
    "after_sales.open": 2,  # one with a dispute
}
FLOORS = {"disputes.open": 1, "orders.last_completed_on": date(2026, 9, 30)}
NUMBER = 2_600_000_000_000_001
"""The number of the first order that `rows_of` makes."""
SHORT = ("订单号", "订单状态", "售后状态", "订单载体", "CPS达人ID", "快赚客ID")
"""As many columns of 快手 as it takes to tell its file."""


def kuaishou(orders: Sequence[Mapping[str, object]] = ORDERS) -> list[list[object]]:
    """Return the rows of an export of 快手."""
    return rows_of("kuaishou", orders)


def short(*orders: Sequence[object]) -> list[list[object]]:
    """Return few columns: number and state of each order."""
    return [list(SHORT), *([*order, "-", "", "", ""] for order in orders)]


def without(rows: Rows, *left_out: int) -> list[Sequence[object]]:
    """Return rows without some."""
    return [row for i, row in enumerate(rows) if i not in left_out]


rules = cache(load_rules)


def count(path: Path | Sequence[Path], platform: str = "kuaishou", **how: Any) -> OrderCounts:
    """Return what stands in files."""
    paths = [path] if isinstance(path, Path) else path
    return rules(platform).count_orders([str(each) for each in paths], ReadOptions(**how))


def figures(counted: OrderCounts) -> tuple[object, ...]:
    """Return all that has to be the same, whatever the orders are written in."""
    words = {(word.role, word.word): (word.rows, word.meaning) for word in counted.words}
    days = (counted.first, counted.last, counted.newest, counted.last_completed)
    settled = (counted.facts, counted.floors, counted.withheld, counted.in_doubt)
    return counted.orders, counted.buckets, words, days, settled, counted.problem_count


def assert_whole(counted: OrderCounts) -> None:
    """Make sure that ORDERS were counted, all of them and nothing else."""
    assert counted.problems == ()
    assert counted.orders == len(ORDERS)
    assert counted.buckets == BUCKETS
    assert counted.facts == FACTS
    assert counted.floors == FLOORS
    assert (counted.first, counted.last) == (date(2026, 9, 30), date(2026, 10, 4))
    assert counted.newest == date(2026, 10, 5)
    assert not counted.in_doubt


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    """Return what ORDERS come to in a plain file."""
    folder = tmp_path_factory.mktemp("plain")
    return figures(count(files.write_csv(folder / "orders.csv", kuaishou())))


def _csv(**how: Any) -> Write:
    return lambda path, rows: files.write_csv(path, rows, **how)


def _encrypted(path: Path, rows: Rows) -> Path:
    return files.write_encrypted(path, rows, PASSWORD)


def _wrong_dimension(path: Path, rows: Rows) -> Path:
    return files.wrong_dimension(files.write_openpyxl(path, rows))


FORMS: Mapping[str, tuple[str, str, Write]] = {
    "UTF-8": (".csv", "csv", _csv(encoding="utf-8")),
    "UTF-8 with a mark": (".csv", "csv", _csv()),
    "GB18030": (".csv", "csv", _csv(encoding="gb18030")),
    "UTF-16": (".csv", "csv", _csv(encoding="utf-16")),
    "lines end as on Unix": (".csv", "csv", _csv(newline="\n")),
    "lines end as on an old Mac": (".csv", "csv", _csv(newline="\r")),
    "tabs": (".tsv", "tsv", _csv(delimiter="\t")),
    "tabs in UTF-16, Excel's Unicode text": (
        ".txt", "tsv", _csv(delimiter="\t", encoding="utf-16"),
    ),
    "semicolons": (".csv", "csv", _csv(delimiter=";")),
    "all quoted": (".csv", "csv", _csv(quote_all=True)),
    "shared strings": (".xlsx", "xlsx", files.write_xlsx),
    "inline strings": (".xlsx", "xlsx", files.write_inline_xlsx),
    "by openpyxl": (".xlsx", "xlsx", files.write_openpyxl),
    "wrong dimension": (".xlsx", "xlsx", _wrong_dimension),
    "old Excel": (".xls", "xls", files.write_xls),
    "HTML in GB18030": (".xls", "html", files.write_html_xls),
    "HTML in UTF-8": (
        ".xls", "html", lambda path, rows: files.write_html_xls(path, rows, encoding="utf-8"),
    ),
    "encrypted": (".xlsx", "xlsx", _encrypted),
}  # fmt: skip
"""The suffix, the kind that it is told to be, and what writes it."""
OPEN = Passwords((PASSWORD,))


@pytest.mark.parametrize("form", FORMS)
def test_the_same_orders_are_counted_in_every_form(
    form: str, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """Buckets, figures, words and days do not depend on what the orders are written in."""
    suffix, kind, write = FORMS[form]
    counted = count(write(tmp_path / f"orders{suffix}", kuaishou()), passwords=OPEN)
    assert_whole(counted)
    assert figures(counted) == expected
    (sheet,) = counted.sheets
    assert (sheet.kind, sheet.encrypted) == (kind, form == "encrypted")
    assert sheet.rows == len(ORDERS)


@pytest.mark.parametrize(
    "name", ["orders.xlsx", "orders.csv", "orders.xls", "orders.dat", "orders"]
)
@pytest.mark.parametrize("form", ["GB18030", "tabs", "shared strings", "old Excel", "encrypted",
                                  "HTML in GB18030"])  # fmt: skip
def test_the_content_tells_the_kind_and_not_the_name(
    form: str, name: str, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """Back offices call a table .xls, and sellers rename."""
    _, kind, write = FORMS[form]
    written = write(tmp_path / f"written{FORMS[form][0]}", kuaishou())
    counted = count(written.rename(tmp_path / name), passwords=OPEN)
    assert figures(counted) == expected
    assert counted.sheets[0].kind == kind


@pytest.mark.parametrize("to", ["xls", "xlsx", "csv", "html"])
def test_what_libreoffice_saves_is_counted_alike(
    to: str, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """The numbers are text in the workbook, and stay it."""
    saved = files.with_libreoffice(files.write_xlsx(tmp_path / "orders.xlsx", kuaishou()), to)
    if saved is None:
        pytest.skip("LibreOffice is not installed")
    assert figures(count(saved)) == expected


@pytest.mark.parametrize("platform", ["taobao-classic", "douyin", "1688", "kuaishou-after-sales"])
@pytest.mark.parametrize("form", ["GB18030", "inline strings", "old Excel", "HTML in GB18030"])
def test_every_layout_is_known_in_every_kind_of_file(
    platform: str, form: str, tmp_path: Path
) -> None:
    """The header decides, and not the form."""
    suffix, _, write = FORMS[form]
    rows = rows_of(platform, [{}, {}])
    plain = count(files.write_csv(tmp_path / "plain.csv", rows), platform.split("-", maxsplit=1)[0])
    counted = count(write(tmp_path / f"orders{suffix}", rows), platform.split("-", maxsplit=1)[0])
    assert figures(counted) == figures(plain)
    assert counted.orders == 2


GUARDS: tuple[Guard, ...] = ("", "tab", "equals", "apostrophe", "zero-width")


@pytest.mark.parametrize("quote_all", [False, True])
@pytest.mark.parametrize("guard", GUARDS)
def test_guards_around_numbers_change_nothing(
    guard: Guard, quote_all: bool, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """In the file of one order, and for an order that stands in another file without a guard."""
    guarded = files.write_csv(
        tmp_path / "guarded.csv", kuaishou(), guard=guard, quote_all=quote_all
    )
    assert figures(count(guarded)) == expected
    plain = files.write_xlsx(tmp_path / "plain.xlsx", kuaishou())
    assert count([guarded, plain]).buckets == BUCKETS


@pytest.mark.parametrize(
    "guarded", ["\t{}", "{}\t", '="{}"', "'{}", "\ufeff{}\u200b", "\xa0{}\xa0", " {} ", "\n{}\n"]
)
@pytest.mark.parametrize("form", ["shared strings", "HTML in UTF-8", "UTF-8"])
def test_guards_are_taken_off_every_cell(form: str, guarded: str, tmp_path: Path) -> None:
    """In a workbook and a page too, and around states and times as around numbers."""
    rows = kuaishou()
    for row in rows[1:]:
        row[:] = [guarded.format(cell) if cell else cell for cell in row]
    suffix, _, write = FORMS[form]
    assert_whole(count(write(tmp_path / f"orders{suffix}", rows)))


def test_a_number_is_the_same_order_with_any_guard(tmp_path: Path) -> None:
    """However one and the same number is written, it is one order."""
    written = [f"{NUMBER}", f"\t{NUMBER}", f'="{NUMBER}"', f"'{NUMBER}", f"\ufeff{NUMBER}\u200b",
               f"26\u200b{str(NUMBER)[2:]}", f"\xa0{NUMBER}", f"{NUMBER}.0"]  # fmt: skip
    path = files.write_csv(tmp_path / "o.csv", short(*((each, "待发货") for each in written)))
    counted = count(path)
    assert counted.problems == ()
    assert (counted.orders, counted.sheets[0].rows) == (1, len(written))


@pytest.mark.parametrize(
    ("platform", "header", "variant", "word"),
    [
        ("1688", "货品总价(元)", "货品总价（元）", "已支付，未到账"),
        ("1688", "实付款(元)", "实付款 （元）", "已支付,未到账"),
        ("taobao-classic", "订单状态", "订单状态 ", "买家已付款,等待卖家发货"),
        ("taobao-classic", "买家会员名", "\u200b买家会员名", "买家已付款，等待卖家发货"),
        ("kuaishou", "CPS达人ID", "ＣＰＳ达人ＩＤ", "待发货\u200b"),
        ("kuaishou", "订单号", "\ufeff订单号", "待 发 货"),
    ],
)
def test_the_width_of_punctuation_and_spaces_do_not_matter(
    platform: str, header: str, variant: str, word: str, tmp_path: Path
) -> None:
    """Neither in headers nor in words."""
    rows = rows_of(platform, [{"订单状态": word}])
    rows[0][rows[0].index(header)] = variant
    counted = count(
        files.write_csv(tmp_path / "orders.csv", rows), platform.split("-", maxsplit=1)[0]
    )
    assert counted.buckets[OrderStatus.PENDING_SHIPMENT] == 1
    assert not counted.in_doubt


@pytest.mark.parametrize(
    "written",
    ["1234.50", "1,234.50", "¥1,234.50", "￥1,234.50", "¥ 1,234.50", "1234.50元",
     "１，２３４．５０", '="1234.50"', "\t1,234.50", 1234.5],
)  # fmt: skip
def test_the_amount_of_an_open_order_is_listed(written: object, tmp_path: Path) -> None:
    """Where a platform has a procedure for single orders, with any sign and separator."""
    order = {"订单状态": "等待卖家发货", "实付款(元)": written}
    counted = count(files.write_xlsx(tmp_path / "o.xlsx", rows_of("1688", [order, {}])), "1688")
    assert counted.listed is not None
    (listed,) = counted.listed
    assert listed.values == {
        "order.status": "pending_shipment",
        "order.placed_on": date(2026, 10, 1),
        "order.amount": Decimal("1234.5"),
    }


def test_of_two_amounts_of_an_order_the_greater_one_is_the_greater_number(tmp_path: Path) -> None:
    """And not the one that comes later in the alphabet."""
    paths = [
        files.write_csv(
            tmp_path / f"orders-2026-11-0{day}.csv",
            rows_of("1688", [{"订单状态": "等待卖家发货", "实付款(元)": amount}]),
        )
        for day, amount in ((1, "90.00"), (2, "100.00"))
    ]
    listed = count(paths, "1688").listed
    assert listed is not None
    assert listed[0].values["order.amount"] == Decimal(100)


@pytest.mark.parametrize("write", [files.write_xlsx, files.write_openpyxl, files.write_xls])
def test_numbers_and_times_may_be_real_cells(write: Write, tmp_path: Path) -> None:
    """As long as no digit is lost; days come as days or as what Excel counts."""
    rows = kuaishou()
    number, created, shipped = (rows[0].index(h) for h in ("订单号", "订单创建时间", "发货时间"))
    for i, row in enumerate(rows[1:]):
        row[number] = int(str(row[number])[1:])
        moment = datetime.fromisoformat(str(row[created]))
        since = moment - datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zone
        row[created] = moment if i % 2 else since.days + since.seconds / 86400
        row[shipped] = datetime.fromisoformat(str(row[shipped])) if row[shipped] else None
    counted = count(write(tmp_path / f"orders.{write.__name__[-4:].strip('_')}", rows))
    assert_whole(counted)


@pytest.mark.parametrize(
    "written",
    ["2026-10-01 09:30:00", "2026/10/1 9:30", "2026.10.01 09:30", "2026年10月1日 9:30", "20261001",
     "20261001093000", "2026-10-01T09:30:00+08:00", "46296", "46296.3958333", "\t2026-10-01 09:30",
     '="2026-10-01 09:30:00"', "'2026/10/1 9:30"],
)  # fmt: skip
def test_a_time_is_read_as_every_program_writes_it(written: str, tmp_path: Path) -> None:
    """To its day."""
    path = files.write_csv(tmp_path / "orders.csv", kuaishou([{"订单创建时间": written}]))
    counted = count(path)
    assert (counted.first, counted.last) == (date(2026, 10, 1), date(2026, 10, 1))


@pytest.mark.parametrize("empty", ["", "-", "--", "/", "NULL", " ", "\xa0", "　"])
def test_an_empty_time_is_no_odd_time(empty: str, tmp_path: Path) -> None:
    """Whatever stands for nothing in it; a page writes a space that does not break."""
    rows = kuaishou([{"发货时间": empty}, {"发货时间": "2026-10-02"}])
    for form in ("UTF-8", "HTML in UTF-8"):
        suffix, _, write = FORMS[form]
        counted = count(write(tmp_path / f"orders{suffix}", rows))
        assert [note.en for note in counted.notes if "could not be read" in note.en] == []
        assert counted.newest == date(2026, 10, 2)


# Rows that cannot be counted.


def assert_doubtful(counted: OrderCounts, at: Sequence[int], says: str, orders: int) -> None:
    """Make sure that some rows are told by their number, and that no figure follows."""
    assert [(problem.row, says in problem.says.en) for problem in counted.problems] == [
        (row, True) for row in at
    ]
    assert counted.problem_count == len(at)
    assert counted.orders == orders
    assert counted.in_doubt
    assert counted.facts == {}


@pytest.mark.parametrize("lost", ["2.6E+15", "5.1E+18", "2.6e15", "5.12345E+18", "\t2.6E+15"])
@pytest.mark.parametrize("form", ["UTF-8", "GB18030", "shared strings", "HTML in GB18030"])
def test_a_number_in_scientific_notation_is_not_counted(
    form: str, lost: str, tmp_path: Path
) -> None:
    """Its last digits are lost; the other orders are counted, and no figure follows."""
    rows = kuaishou([{}, {"订单号": lost}, {"订单状态": "待发货"}, {"订单号": lost}])
    suffix, _, write = FORMS[form]
    counted = count(write(tmp_path / f"orders{suffix}", rows))
    assert_doubtful(counted, [3, 5], "scientific notation", orders=2)
    assert counted.buckets[OrderStatus.PENDING_SHIPMENT] == 1


@pytest.mark.parametrize("number", [10**15, 2_600_000_000_000_001, 26 * 10**17 + 1])
@pytest.mark.parametrize("write", [files.write_xlsx, files.write_openpyxl, files.write_xls])
def test_a_number_cell_too_large_to_be_exact_is_not_counted(
    write: Write, number: int, tmp_path: Path
) -> None:
    """A spreadsheet keeps fifteen digits: the sixteenth may have become a zero."""
    rows = short((str(NUMBER), "待发货"), (number, "待发货"))
    assert_doubtful(count(write(tmp_path / "o.xls", rows)), [3], "digits are lost", orders=1)


def test_a_call_with_rows_in_doubt_ends_with_three(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And names file and row in either language."""
    path = files.write_csv(tmp_path / "o.csv", kuaishou([{}, {"订单号": "5.1E+18"}]))
    for lang, says in (("zh", "科学计数法"), ("en", "scientific notation")):
        assert run(["orders", "kuaishou", str(path), "--lang", lang]) == 3
        out, err = capsys.readouterr()
        assert (f"{path}:3" in out, says in out, err) == (True, True, "")


@pytest.mark.parametrize("form", ["UTF-8", "shared strings", "old Excel", "HTML in UTF-8"])
def test_a_first_row_without_a_number_is_told(form: str, tmp_path: Path) -> None:
    """There is no order above it that it could belong to."""
    suffix, _, write = FORMS[form]
    path = write(tmp_path / f"orders{suffix}", short(("", "待发货"), (str(NUMBER), "待发货")))
    assert_doubtful(count(path), [2], "no order number", orders=1)


@pytest.mark.parametrize("odd", ["合计", "共 3 单", "订单", "x", "订单号：26000000"])
def test_what_is_no_number_is_told(odd: str, tmp_path: Path) -> None:
    """Such as the line with the sum at the end."""
    path = files.write_csv(tmp_path / "o.csv", short((NUMBER, "待发货"), (odd, "")))
    assert_doubtful(count(path), [3], "is none", orders=1)


@pytest.mark.parametrize("digits", [20, 40, 5000])
def test_a_number_of_any_length_is_a_number(digits: int, tmp_path: Path) -> None:
    """Longer ones than a machine's integer too."""
    path = files.write_csv(tmp_path / "o.csv", short(("7" * digits, "待发货"), (NUMBER, "待发货")))
    assert count(path).orders == 2


@pytest.mark.parametrize("cells", [3, 5, 7, 60])
def test_a_row_with_more_or_fewer_cells_is_told(cells: int, tmp_path: Path) -> None:
    """It may be cut off, or a comma in it not guarded; the columns cannot be trusted."""
    rows: list[Sequence[object]] = [*short((NUMBER, "待发货"), (NUMBER + 1, "待发货"))]
    rows.insert(2, [f"{NUMBER + 5}", "待发货", *[""] * (cells - 2)])
    path = files.write_csv(tmp_path / "o.csv", rows)
    assert_doubtful(count(path), [3], "not as many cells", orders=2)


@pytest.mark.parametrize("cells", [3, 5, 7])
def test_a_row_of_a_page_with_more_or_fewer_cells_is_told(cells: int, tmp_path: Path) -> None:
    """As in text: in what column its cells stand cannot be told."""
    rows: list[Sequence[object]] = [*short((NUMBER, "待发货"), (NUMBER + 1, "待发货"))]
    rows.insert(2, [f"{NUMBER + 5}", "待发货", *[""] * (cells - 2)])
    path = files.write_html_xls(tmp_path / "o.xls", rows)
    assert_doubtful(count(path), [3], "not as many cells", orders=2)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bad", [["2.6E+15", "待发货", "-", "", "", ""], ["26", "待发货"]])
def test_rows_are_numbered_as_records_below_the_lines_of_the_header(
    bad: Sequence[str], newline: str, tmp_path: Path
) -> None:
    """A quoted cell of several lines is one row, a blank line is one, a header as many as it is."""
    rows: list[Sequence[object]] = [
        ["快手小店"],
        [],
        *short((NUMBER, "待\n发\n货")),
        [],
        bad,
        [],
        [NUMBER + 2, "已\n发货", "-", "", "", ""],
        bad,
    ]
    rows[2] = [*rows[2][:-1], "快赚客\nID"]
    path = files.write_csv(tmp_path / "o.csv", rows, newline=newline)
    counted = count(path)
    assert [problem.row for problem in counted.problems] == [7, 10]
    assert counted.orders == 2


def test_rows_far_down_have_their_number(tmp_path: Path) -> None:
    """After many rows, blank lines and rows that are left out, of either fault."""
    rows = short(*((NUMBER + i, "交易成功") for i in range(99_999)))
    for at in (10, 40_000, 70_000):
        rows[at - 1] = ["26"]
    for at in (20, 50_000, 99_000):
        rows[at - 1][0] = "2.6E+15"
    for at in (15, 45_000, 80_000):
        rows[at - 1] = []
    path = files.write_csv(tmp_path / "o.csv", rows, quote_all=True)
    assert path.stat().st_size > 3 << 20
    counted = count(path)
    expected = [10, 20, 40_000, 50_000, 70_000, 99_000]
    assert sorted(problem.row for problem in counted.problems) == expected
    assert counted.orders == 99_999 - 9


def test_of_many_bad_rows_the_first_are_told_one_by_one(tmp_path: Path) -> None:
    """And all are counted."""
    path = files.write_csv(tmp_path / "o.csv", short(*[("2.6E+15", "待发货")] * 500))
    counted = count(path)
    assert [problem.row for problem in counted.problems] == list(range(2, 2 + MOST_PROBLEMS))
    assert (counted.problem_count, counted.orders) == (500, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("back", [20, 21, 22, 23])
def test_a_last_line_that_is_cut_off_is_told(back: int, encoding: str, tmp_path: Path) -> None:
    """Wherever in it the file ends; where it is in the middle of a character, all is refused."""
    rows = kuaishou([{}, {}, {"服务门店名称": "门店" * 40, "订单销售主体": "主体"}])
    path = files.write_csv(tmp_path / "o.csv", rows, encoding=encoding)
    path.write_bytes(path.read_bytes()[:-back])
    try:
        counted = count(path)
    except ShopexitError as error:
        assert "cut off" in str(error)  # noqa: PT017 - either answer will do
    else:
        assert_doubtful(counted, [4], "not as many cells", orders=2)


def test_a_quotation_mark_left_open_in_a_short_file_is_told(tmp_path: Path) -> None:
    """All that follows it is one cell, and its row is told."""
    rows = short((NUMBER, "待发货"), (NUMBER + 1, '待发货"'), (NUMBER + 2, "待发货"))
    path = files.write_csv(tmp_path / "o.csv", rows)
    path.write_bytes(path.read_bytes().replace('"待发货"""'.encode(), '"待发货'.encode()))
    assert_doubtful(count(path), [3], "not as many cells", orders=1)


def test_a_column_of_all_sorts_of_things_is_no_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands in it is not repeated."""
    rows = short(*((NUMBER + i, f"{PERSONAL[0]}{i}") for i in range(600)))
    err = refused(files.write_csv(tmp_path / "o.csv", rows), capsys)
    assert "too many different things" in err
    assert PERSONAL[0] not in err


# Sheets, titles, merged cells.


@pytest.mark.parametrize("write", [files.write_xlsx, files.write_openpyxl, files.write_xls])
def test_all_sheets_with_a_known_header_are_read(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    """An unknown one is left out and noted, an empty one is passed over."""
    rows = kuaishou()
    sheets: dict[str, Rows] = {
        "空": [],
        "九月": rows[:4],
        "说明": [["导出说明", "仅供参考"]],
        "十月": [rows[0], *rows[4:]],
    }
    counted = count(write(tmp_path / "orders.xls", sheets))
    assert_whole(counted)
    read = [(sheet.sheet, sheet.rows, sheet.skipped) for sheet in counted.sheets]
    assert read == [("九月", 3, False), ("十月", 5, False), ("说明", 0, True)]
    assert any("orders.xls / 说明" in note.en for note in counted.notes)


@pytest.mark.parametrize("form", FORMS)
def test_titles_above_the_header_are_passed_over(
    form: str, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """Up to nineteen rows of them, blank ones too."""
    suffix, _, write = FORMS[form]
    titles: list[list[object]] = [["快手小店订单"], [], ["导出时间", "2026-11-20"], *[[]] * 10]
    path = write(tmp_path / f"orders{suffix}", [*titles, *kuaishou()])
    assert figures(count(path, passwords=OPEN)) == expected


def test_a_sheet_may_begin_anywhere(tmp_path: Path, expected: tuple[object, ...]) -> None:
    """With empty rows above and empty columns before."""
    rows = [[], [], *([None, None, *row] for row in kuaishou())]
    path = files.write_openpyxl(tmp_path / "orders.xlsx", rows)
    assert figures(count(path)) == expected


OF_1688 = [{"订单编号": "2600000000000000001", "订单状态": "交易成功"},
           {"订单编号": "", "订单状态": "等待买家收货"},
           {"订单编号": "", "订单状态": "等待卖家发货"},
           {"订单编号": "2600000000000000002", "订单状态": "等待买家收货"},
           {"订单编号": "2600000000000000003", "订单状态": "交易成功"},
           {"订单编号": "", "订单状态": "交易成功"}]  # fmt: skip
"""Three orders in six rows, as merged cells are read."""


@pytest.mark.parametrize("write", [files.write_xlsx, files.write_openpyxl])
def test_merged_cells_are_one_order(write: Callable[..., Path], tmp_path: Path) -> None:
    """Orders are counted and not rows, and the most open row of an order decides."""
    path = write(tmp_path / "o.xlsx", rows_of("1688", OF_1688), merged=("A2:A4", "A6:A7"))
    counted = count(path, "1688")
    assert counted.problems == ()
    assert (counted.orders, counted.sheets[0].rows) == (3, 6)
    assert {b: n for b, n in counted.buckets.items() if n} == {
        OrderStatus.PENDING_SHIPMENT: 1,
        OrderStatus.PENDING_RECEIPT: 1,
        OrderStatus.COMPLETED: 1,
    }


@pytest.mark.parametrize("write", [files.write_xlsx, files.write_openpyxl])
def test_rows_below_merged_numbers_and_states_count_no_further(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    """Where the state is merged as well, they are goods of the order and say nothing of it."""
    rows = rows_of("1688", [{**order, "订单状态": "等待卖家发货"} for order in OF_1688])
    for row in rows[1:]:
        if not row[0]:
            row[rows[0].index("订单状态")] = ""
    merged = ("A2:A4", "J2:J4", "A6:A7", "J6:J7")
    counted = count(write(tmp_path / "o.xlsx", rows, merged=merged), "1688")
    assert (counted.orders, counted.buckets[OrderStatus.PENDING_SHIPMENT]) == (3, 3)
    assert counted.facts["orders.pending_shipment"] == 3
    assert not counted.in_doubt


def test_merged_cells_of_a_page_are_one_order(tmp_path: Path) -> None:
    """Its rows lack the cells that a cell above or before takes up."""
    head = "".join(f"<th>{name}</th>" for name in SHORT)
    lines = [
        f'<tr><th colspan="{len(SHORT)}">快手小店</th></tr><tr>{head}</tr>',
        f'<tr><td rowspan="3">{NUMBER}</td><td>交易成功</td><td>-</td><td colspan=3>a</td></tr>',
        "<tr><td>待发货</td><td>-</td><td></td><td></td><td></td></tr>",
        "<tr><td>已发货</td><td>售后处理中</td><td></td><td rowspan=2 colspan=2></td></tr>",
        f"<tr><td>{NUMBER + 1}<td>交易成功<td>-<td></tr>",
        f"<tr><td>{NUMBER + 2}<td>交易成功<td>-<td><td><td>",
    ]
    path = tmp_path / "o.xls"
    path.write_text(f"<TABLE>{''.join(lines)}</TABLE>", encoding="utf-8")
    counted = count(path)
    assert counted.problems == ()
    assert (counted.orders, counted.sheets[0].rows) == (3, 5)
    assert counted.facts == {
        "orders.pending_payment": 0,
        "orders.pending_shipment": 1,
        "orders.pending_receipt": 0,
        "after_sales.open": 1,
    }


@pytest.mark.parametrize("form", ["UTF-8", "shared strings", "old Excel", "HTML in UTF-8"])
def test_rows_without_anything_in_them_are_no_orders(form: str, tmp_path: Path) -> None:
    """In between, at the end, and where only spaces stand in them."""
    blank: list[object] = [None] * 64
    rows = kuaishou()
    rows = [rows[0], blank, *rows[1:5], blank, [" "] * 64, *rows[5:], blank, ["\xa0"] * 64]
    suffix, _, write = FORMS[form]
    assert_whole(count(write(tmp_path / f"orders{suffix}", rows)))


def test_a_header_that_comes_again_is_no_order(tmp_path: Path) -> None:
    """Files that were put together have it in between."""
    rows = kuaishou()
    rows.insert(4, rows[0])
    assert_whole(count(files.write_csv(tmp_path / "o.csv", rows)))


# Files that cannot be read.


def refused(
    path: Path, capsys: pytest.CaptureFixture[str], *more: str, platform: str = "kuaishou"
) -> str:
    """Return the English error of a call that is refused, in one sentence of either language."""
    said: dict[str, str] = {}
    for lang in ("zh", "en"):
        assert run(["orders", platform, str(path), *more, "--lang", lang]) == 2
        out, said[lang] = capsys.readouterr()
        assert out == ""
        lines = said[lang].splitlines()
        assert lines[0].startswith({"zh": f"错误: {path}", "en": f"error: {path}"}[lang])
        assert [line for line in lines[1:] if not line.startswith(("  hint: ", "  提示: "))] == []
        assert len(lines) <= 2
        assert [name for name in PERSONAL if name in said[lang]] == []
    assert said["zh"] != said["en"]
    return said["en"]


@cache
def _many_rows() -> Rows:
    return kuaishou([*ORDERS] * 20)


def _many(path: Path, write: Write) -> Path:
    return write(path, _many_rows())


OFTEN, AT_NIGHT = (0.02, 0.5, 0.97), (0.001, 0.1, 0.3, 0.7, 0.9, 0.995)
"""How much of a file is left: at its head, in its midst and near its end; the rest at night."""


@pytest.mark.parametrize(
    "keep", [*OFTEN, *(pytest.param(keep, marks=pytest.mark.nightly) for keep in AT_NIGHT)]
)
@pytest.mark.parametrize("form", ["shared strings", "inline strings", "old Excel", "encrypted",
                                  "HTML in GB18030"])  # fmt: skip
def test_a_file_that_is_cut_off_is_refused(
    form: str, keep: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Wherever it ends: half of the orders are not the orders."""
    suffix, _, write = FORMS[form]
    path = files.cut_off(_many(tmp_path / f"orders{suffix}", write), keep)
    refused(path, capfd, "--password", PASSWORD)


@pytest.mark.parametrize("keep", [0.001, 0.02, 0.05])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_that_is_cut_off_in_its_header_is_refused(
    encoding: str, keep: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """No header that is known is left."""
    path = files.write_csv(tmp_path / "orders.csv", kuaishou(), encoding=encoding)
    refused(files.cut_off(path, keep), capfd)


@pytest.mark.parametrize("form", ["shared strings", "old Excel", "encrypted"])
def test_a_damaged_workbook_never_looks_like_a_bug(
    form: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With some bytes in it overwritten, it is either refused in words or counted."""
    suffix, _, write = FORMS[form]
    whole = write(tmp_path / f"orders{suffix}", kuaishou()).read_bytes()
    path = tmp_path / f"damaged{suffix}"
    codes = set()
    places = 12 if form == "encrypted" else 20  # trying a password takes long
    for i in range(places):
        at = len(whole) * i // places
        path.write_bytes(whole[:at] + bytes(b ^ 0xA5 for b in whole[at : at + 8]) + whole[at + 8 :])
        codes.add(run(["orders", "kuaishou", str(path), "--password", PASSWORD]))
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert "panicked" not in err
        assert bool(out) != bool(err)
    assert codes <= {0, 2, 3}
    assert 2 in codes


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _page(text: str) -> Make:
    def make(path: Path) -> Path:
        path.write_text(text, encoding="utf-8")
        return path

    return make


def _bytes(content: bytes) -> Make:
    def make(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return make


def _open_page(rest: str) -> Make:
    head = "".join(f"<th>{name}</th>" for name in SHORT)
    row = f"<tr><td>{NUMBER}</td><td>待发货</td><td>-</td><td></td><td></td><td>"
    return _page(f"<table><tr>{head}</tr>{row}{rest}")


def _encrypted_zip(path: Path) -> Path:
    files.write_xlsx(path, kuaishou())
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(content)
    return path


BROKEN: Mapping[str, tuple[str, Make, str]] = {
    "a picture": ("o.xlsx", files.renamed_picture, "neither a workbook nor text"),
    "a picture as text": ("o.csv", files.renamed_picture, "neither a workbook nor text"),
    "an empty file": ("o.csv", files.empty_file, "the file is empty"),
    "nothing but blanks": ("o.csv", _bytes(b" \r\n\r\n"), "the file is empty"),
    "nothing but a mark": ("o.csv", _bytes(b"\xef\xbb\xbf"), "nothing in the table"),
    "nothing but commas": ("o.csv", _bytes(b",,,\r\n,,,\r\n"), "nothing in the table"),
    "an empty sheet": ("o.xlsx", files.empty_sheet, "nothing in the table"),
    "an archive": ("o.zip", files.plain_zip, "unpack it first"),
    "an archive by the name of a workbook": ("o.xlsx", files.plain_zip, "unpack it first"),
    "a text document": ("o.docx", files.docx_like, "no Excel workbook"),
    "an archive with a password": ("o.xlsx", _encrypted_zip, "not whole"),
    "a workbook with a cell far away": ("o.xlsx", files.sparse_bomb, "absurdly many cells"),
    "a PDF": ("o.csv", _bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n\x00\x01"), "neither"),
    "noughts": ("o.csv", _bytes(b"\0" * 5000), "neither a workbook nor text"),
    "the beginning of an archive": ("o.xlsx", _bytes(b"PK\x03\x04"), "not whole"),
    "the beginning of an old workbook": (
        "o.xls", _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "cannot be read",
    ),
    "an old workbook of noughts": (
        "o.xls", _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000), "cannot be read",
    ),
    "a folder": ("o.csv", _folder, "folder"),
    "nothing": ("o.csv", lambda path: path, "no such file"),
    "a page without a table": ("o.xls", _page("<html>请登录</html>"), "nothing in the table"),
    "a page with an endless cell": ("o.xls", _open_page("x" * 3_000_000), "too long"),
    "a page with an endless row": ("o.xls", _open_page("<td>" * 6000), "too long"),
    "a page with an endless comment": ("o.xls", _open_page("<!--" + "x" * 3_000_000), "too long"),
    "a page with an endless tag": ("o.xls", _open_page("<td a='" + "x" * 3_000_000), "too long"),
    "a page of beginnings of tags": ("o.xls", _open_page("<td " * 300_000), "too long"),
    "Excel's XML": (
        "o.xls",
        _page('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:x">'),
        "save it as xlsx",
    ),
    "JSON": ("o.csv", _bytes('{"订单": [1, 2]}'.encode()), "no order export"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_export_is_refused(
    what: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With one clear error that names the file, and nothing else."""
    name, make, says = BROKEN[what]
    assert says in refused(make(tmp_path / name), capfd)


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "2000", "9" * 5000])
@pytest.mark.parametrize("across", ["colspan", "rowspan"])
def test_an_absurd_span_never_looks_like_a_bug(
    across: str, span: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """It is taken for a large one, or for one."""
    page = _open_page(f"x<tr><td>{NUMBER}<td {across}='{span}'>待发货<td></table>")
    assert run(["orders", "kuaishou", str(page(tmp_path / "o.xls"))]) in (0, 2, 3)
    assert "bug" not in capfd.readouterr().err


def test_a_workbook_that_swells_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once more comes out of it than memory should hold, and not before."""
    monkeypatch.setattr(archive, "MOST_BYTES", 20_000_000)
    bomb = files.zip_bomb(tmp_path / "bomb.xlsx", kuaishou(), size=21_000_000)
    assert bomb.stat().st_size < 200_000
    assert "too large once it is unpacked" in refused(bomb, capsys)
    assert_whole(count(files.zip_bomb(tmp_path / "w.xlsx", kuaishou(), size=19_000_000)))


def test_the_largest_workbook_is_two_gibibytes() -> None:
    """What holds in the test above at another size."""
    assert archive.MOST_BYTES == 2 << 30


def test_a_quotation_mark_left_open_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """After some megabytes it cannot be but a fault; the row where it opens is named."""
    rows = short(*((NUMBER + i, "交易成功") for i in range(90_000)))
    path = files.write_csv(tmp_path / "o.csv", rows)
    lines = path.read_bytes().split(b"\r\n")
    lines[5_000] = lines[5_000].replace(b",", b',"', 1)
    path.write_bytes(b"\r\n".join(lines))
    assert "quotation mark is not closed" in refused(path, capfd)


@pytest.mark.parametrize("lines", [10, 60_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_another_encoding_further_down_is_refused(
    encoding: str, lines: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In a short file as in a long one: what was read by then is not the whole."""
    rows = short(*((NUMBER + i, "交易成功") for i in range(lines)))
    path = files.write_csv(tmp_path / "o.csv", rows, encoding=encoding)
    other = f"{NUMBER},交易成功,-,,,\r\n".encode("utf-8" if encoding == "gb18030" else "gb18030")
    with path.open("ab") as file:
        file.write(other + b"\xff\r\n" * 3)
    assert "encoding" in refused(path, capfd)


def test_a_header_of_another_platform_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With the call that reads it."""
    path = files.write_csv(tmp_path / "o.csv", rows_of("douyin", [{}]))
    assert "shopexit orders douyin" in refused(path, capfd)


PROGRAM = (sys.executable, "-m", "shopexit")
MEASURED = """
import pathlib, re, sys, time
from shopexit.cli.app import run
code = run(sys.argv[1:])
# ru_maxrss would be that of the process that started this one, if it is larger.
most = re.search(r"VmHWM:\\s*([0-9]+) kB", pathlib.Path("/proc/self/status").read_text())
print(int(most[1]) // 1024, time.process_time())
sys.exit(code)
"""


def measured(path: Path) -> tuple[int, int, float, str]:
    """Return exit code, megabytes and seconds of a call in a process of its own, and its errors."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "orders", "kuaishou", str(path), "--format", "json"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )
    megabytes, seconds = done.stdout.split()[-2:]
    return done.returncode, int(megabytes), float(seconds), done.stderr


@pytest.mark.nightly
def test_ten_million_blank_lines_are_passed_over(tmp_path: Path) -> None:
    """A spreadsheet that was filled down to its end leaves them; none takes lasting memory."""
    path = files.blank_rows_csv(tmp_path / "o.csv", kuaishou(), 10_000_000)
    code, megabytes, seconds, err = measured(path)
    assert (code, err) == (0, "")
    assert megabytes < 600
    assert seconds < 60


@pytest.mark.nightly
def test_hundreds_of_thousands_of_blank_rows_are_passed_over(tmp_path: Path) -> None:
    """In a workbook, whose cells are all kept by the library, the empty ones too."""
    path = files.blank_rows_xlsx(tmp_path / "o.xlsx", kuaishou(), 300_000)
    code, megabytes, seconds, err = measured(path)
    assert (code, err) == (0, "")
    assert megabytes < 900
    assert seconds < 60


@pytest.mark.parametrize(
    "make", [files.sparse_bomb, _open_page("x" * 20_000_000), _open_page("<!--" + "x" * 20_000_000)]
)
def test_a_bomb_takes_no_memory(make: Make, tmp_path: Path) -> None:
    """It is refused before it goes off."""
    code, megabytes, seconds, err = measured(make(tmp_path / "o.xlsx"))
    assert code == 2
    assert err.startswith("error: ")
    assert megabytes < 400
    assert seconds < 30


@pytest.mark.parametrize("has_writer", [True, False])
def test_a_pipe_is_refused(has_writer: bool, tmp_path: Path) -> None:
    """An export is read more than once; and nobody waits for a pipe that nobody writes to."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    script = '{ printf x > "$0"; } >&- 2>&- & exec "$@"' if has_writer else 'exec "$@"'
    with subprocess.Popen(
        ["/bin/sh", "-c", script, str(pipe), *PROGRAM, "orders", "kuaishou", str(pipe)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=15)
        finally:
            os.close(os.open(pipe, os.O_RDWR | os.O_NONBLOCK))  # lets go whoever waits for it
            process.kill()
    assert (process.returncode, out) == (2, b"")
    assert err.decode().startswith(f"error: {pipe}: an export is read more than once")


# Passwords.


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """Return an encrypted export."""
    return files.write_encrypted(tmp_path / "locked.xlsx", kuaishou(), PASSWORD)


def test_without_a_password_an_encrypted_file_is_refused(
    locked: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With what is said of the platform's passwords."""
    err = refused(locked, capfd)
    assert "the file is encrypted" in err
    assert "SHOPEXIT_PASSWORD" in err
    assert "last 6 characters" in err


@pytest.mark.parametrize("wrong", ["a1b2c4", "A1B2C3", "", " ", "密码", "x" * 300])
def test_with_a_wrong_password_an_encrypted_file_is_refused(
    wrong: str, locked: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The password itself is not repeated."""
    err = refused(locked, capfd, "--password", wrong)
    assert "does not open it" in err
    assert not wrong.strip() or wrong not in err


@pytest.mark.parametrize(
    ("args", "env"),
    [
        (["--password", PASSWORD], None),
        (["--password", "wrong", "--password", PASSWORD], None),
        ([], PASSWORD),
        (["--password", PASSWORD], "wrong"),
    ],
)
def test_a_password_is_taken_from_the_call_or_the_environment(
    args: Sequence[str],
    env: str | None,
    locked: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Several are tried, and it is shown nowhere."""
    if env:
        monkeypatch.setenv("SHOPEXIT_PASSWORD", env)
    assert run(["orders", "kuaishou", str(locked), *args]) == 0
    out, err = capsys.readouterr()
    assert (PASSWORD in out, err) == (False, "")
    assert "encrypted" in out


def test_a_password_in_the_environment_may_have_spaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one password, and not several."""
    path = files.write_encrypted(tmp_path / "o.xlsx", kuaishou(), "two words")
    monkeypatch.setenv("SHOPEXIT_PASSWORD", "two words")
    assert run(["orders", "kuaishou", str(path)]) == 0


@pytest.mark.parametrize(("typed", "code"), [(PASSWORD, 0), ("wrong", 2)])
def test_a_password_is_asked_for_on_a_terminal(typed: str, code: int, locked: Path) -> None:
    """What is typed is not shown; the file is named by the question."""
    spawn = "import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
    with subprocess.Popen(
        [sys.executable, "-c", spawn, *PROGRAM, "orders", "kuaishou", str(locked)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked = b""
        while b": " not in asked:
            read = os.read(process.stdout.fileno(), 1000)
            assert read, asked
            asked += read
        out, _ = process.communicate(f"{typed}\n".encode(), timeout=60)
    shown = (asked + out).decode()
    assert process.returncode == code
    assert locked.name in asked.decode()
    assert typed not in shown
    assert ("does not open it" in shown) == bool(code)
    assert ("8 orders" in shown) == (not code)


# What buyers are called, and where they live.


def _with_bad_rows(path: Path, rows: Rows) -> Path:
    broken = [*rows, rows[1][:-2], [*rows[1], *PERSONAL], ["2.6E+15", *rows[1][1:]], *rows[1:]]
    return files.write_csv(path, broken)


def _with_bad_text(path: Path, rows: Rows) -> Path:
    files.write_csv(path, rows)
    path.write_bytes(path.read_bytes() * 2 + ",".join(PERSONAL).encode() + b"\xff\xff\r\n")
    return path


def _without_header(path: Path, rows: Rows) -> Path:
    return files.write_csv(path, rows[1:])


def _with_unknown_header(path: Path, rows: Rows) -> Path:
    unknown = [f"列{i}" for i in range(len(rows[0]) - 3)]
    return files.write_csv(path, [unknown, *rows[1:], [*rows[1], *PERSONAL]])


def _with_shifted_cells(path: Path, rows: Rows) -> Path:
    shifted = [[*PERSONAL[:i], *row] for i, row in enumerate(rows[1:])]
    lacking = [row[i:] for i, row in enumerate([rows[1]] * 4)]
    return files.write_html_xls(path, [rows[0], *shifted, *lacking])


def _not_whole(path: Path, rows: Rows) -> Path:
    return files.cut_off(files.write_html_xls(path, rows), 0.9)


@pytest.mark.parametrize(
    "write",
    [_csv(), files.write_xlsx, files.write_html_xls, _with_bad_rows, _with_bad_text,
     _without_header, _with_unknown_header, _with_shifted_cells, _not_whole],
    ids=["whole", "workbook", "page", "bad rows", "bad text", "no header", "unknown header",
         "shifted cells", "cut off"],
)  # fmt: skip
@pytest.mark.parametrize("layout", files.HEADERS)
def test_nobodys_name_number_or_address_is_shown(
    layout: str, write: Write, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In no format, not in files, and not in errors: however broken the file is."""
    path = write(tmp_path / "orders.csv", rows_of(layout, [{}, {}, {}]))
    platform = layout.split("-", maxsplit=1)[0]
    named = ["--column", "order=订单号", "--column", "status=订单状态"]
    more = named if platform == "aliexpress" else []
    outputs = [tmp_path / f"out.{form}" for form in ("text", "json", "yaml")]
    args = [word for out in outputs for word in ("-o", f"{out.suffix[1:]}={out}")]
    code = run(["orders", platform, str(path), *more, *args])
    out, err = capfd.readouterr()
    assert code in (0, 2, 3)
    shown = [out, err, *(each.read_text(encoding="utf-8") for each in outputs if each.exists())]
    assert len(shown) == (2 if code == 2 else 5)
    assert [name for name in PERSONAL if name in "".join(shown)] == []


# Several files of one shop.


def _dated(folder: Path, day: str, *orders: Sequence[object]) -> Path:
    return files.write_csv(folder / f"orders-{day}.csv", short(*orders))


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(
    ("older", "newer", "bucket"),
    [
        ("待发货", "交易成功", OrderStatus.COMPLETED),
        ("待付款", "交易关闭", OrderStatus.CLOSED),
        ("待付款", "待发货", OrderStatus.PENDING_SHIPMENT),
        ("交易成功", "待发货", OrderStatus.PENDING_SHIPMENT),
    ],
)
def test_of_files_with_days_the_newer_word_counts(
    older: str, newer: str, bucket: OrderStatus, reverse: bool, tmp_path: Path
) -> None:
    """In whatever order they are named."""
    paths = [
        _dated(tmp_path, "2026-11-01", (NUMBER, older), (NUMBER + 1, "交易成功")),
        _dated(tmp_path, "2026-11-20", (NUMBER, newer), (NUMBER + 2, "交易成功")),
    ]
    counted = count(paths[::-1] if reverse else paths)
    assert counted.orders == 3
    expected = {OrderStatus.COMPLETED: 2}
    expected[bucket] = expected.get(bucket, 0) + 1
    assert {b: n for b, n in counted.buckets.items() if n} == expected
    assert counted.as_of == date(2026, 11, 1)


@pytest.mark.parametrize("names", [("a.csv", "b.csv"), ("orders-2026-11-20.csv", "b.csv"),
                                   ("a.csv", "orders-2026-11-20.csv")])  # fmt: skip
def test_of_files_without_days_the_most_open_word_counts(
    names: tuple[str, str], tmp_path: Path
) -> None:
    """In whatever order they are named, and with a note; one day alone tells nothing."""
    paths = [
        files.write_csv(tmp_path / name, short((NUMBER, state)))
        for name, state in zip(names, ("待发货", "交易成功"), strict=True)
    ]
    for each in (paths, paths[::-1]):
        counted = count(each)
        assert (counted.orders, counted.buckets[OrderStatus.PENDING_SHIPMENT]) == (1, 1)
        assert any("most open word counts" in note.en for note in counted.notes)
        assert counted.as_of is None


@pytest.mark.parametrize(
    "states", [("交易成功", "待发货", "已发货"), ("已发货", "交易关闭", "待发货")]
)
def test_the_most_open_row_of_an_order_decides(states: Sequence[str], tmp_path: Path) -> None:
    """In one file, wherever it stands; the after-sales of another row count as well."""
    rows = short(*((NUMBER, state) for state in states), (NUMBER, "交易成功"))
    rows[-1][2] = "售后处理中"
    counted = count(files.write_csv(tmp_path / "o.csv", rows))
    assert (counted.orders, counted.buckets[OrderStatus.AFTER_SALES_OPEN]) == (1, 1)
    assert counted.facts["orders.pending_shipment"] == 1
    assert counted.facts["after_sales.open"] == 1


def test_the_same_file_counts_once(tmp_path: Path, expected: tuple[object, ...]) -> None:
    """Named twice, through a link, by a pattern too, or as a copy by another name."""
    path = files.write_csv(tmp_path / "orders.csv", kuaishou())
    (tmp_path / "link.csv").symlink_to(path)
    pattern = str(tmp_path / "*.csv")
    counted = rules("kuaishou").count_orders([str(path), str(path), pattern], ReadOptions())
    assert len(counted.sheets) == 1
    assert figures(counted) == expected
    copy = files.write_xlsx(tmp_path / "copy.xlsx", kuaishou())
    assert count([path, copy]).buckets == BUCKETS


def test_patterns_name_files(tmp_path: Path) -> None:
    """Those that fit and no others, from the folder that is given."""
    rows = kuaishou()
    folder = tmp_path / "店铺[1]"
    folder.mkdir()
    files.write_csv(folder / "a-1.csv", rows[:4])
    files.write_xlsx(folder / "a-2.xlsx", [rows[0], *rows[4:]])
    files.renamed_picture(folder / "b.csv")
    known = rules("kuaishou")
    assert_whole(known.count_orders(["a-*.csv", "a-?.xlsx"], ReadOptions(), folder))
    assert_whole(known.count_orders(["a-*"], ReadOptions(), folder))
    with pytest.raises(ShopexitError) as caught:
        known.count_orders(["c-*.csv"], ReadOptions(), folder)
    assert [problem.says.en for problem in caught.value.problems] == ["no file fits this pattern"]


def test_a_file_whose_name_looks_like_a_pattern_is_read(tmp_path: Path) -> None:
    """Browsers write orders[1].csv."""
    assert_whole(count(files.write_csv(tmp_path / "orders[1].csv", kuaishou())))


@pytest.mark.parametrize("reverse", [False, True])
def test_after_sales_join_their_orders(reverse: bool, tmp_path: Path) -> None:
    """An order has a case by the list of cases, whatever the list of orders says of it."""
    cases = [
        {"订单编号": str(NUMBER + 6), "售后状态": "售后处理中"},
        {"订单编号": str(NUMBER + 1), "售后状态": "售后关闭"},
    ]
    paths = [
        files.write_csv(tmp_path / "orders.csv", kuaishou()),
        files.write_csv(tmp_path / "cases.csv", rows_of("kuaishou-after-sales", cases)),
    ]
    counted = count(paths[::-1] if reverse else paths)
    assert counted.orders == len(ORDERS)
    assert counted.facts == {**FACTS, "after_sales.open": 3}
    assert counted.buckets[OrderStatus.AFTER_SALES_OPEN] == 2
    assert counted.buckets[OrderStatus.COMPLETED] == 1


def test_a_case_without_its_order_counts_by_the_state_in_its_own_row(tmp_path: Path) -> None:
    """Kuaishou's list of cases says how far the order is."""
    cases = [{"订单编号": "2600000099999999", "售后状态": "售后处理中"}]
    counted = count([
        files.write_csv(tmp_path / "orders.csv", kuaishou()),
        files.write_csv(tmp_path / "cases.csv", rows_of("kuaishou-after-sales", cases)),
    ])  # fmt: skip
    assert counted.facts["after_sales.open"] == 3
    assert counted.orders == len(kuaishou())
    assert not counted.withheld


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("orders-2026-11-20.csv", "2026-11-20"), ("导出订单列表20261120.xlsx", "2026-11-20"),
        ("ExportOrderList202611201530.csv", "2026-11-20"), ("20261120153000_1.csv", "2026-11-20"),
        ("2026年11月20日.xls", "2026-11-20"), ("2026.11.20-2026.11.20 (1).csv", "2026-11-20"),
        ("1790000000_abc.csv", "2026-09-21"), ("2026-11-01_2026-11-20.csv", None),
        ("orders.csv", None), ("2026-02-30.csv", None), ("订单202611201530123.csv", None),
        ("2026-1-2.csv", None), ("orders-120261120.csv", None),
    ],
)  # fmt: skip
def test_the_day_of_an_export_is_in_its_name(name: str, day: str | None) -> None:
    """If there is one, and only one, and it exists."""
    assert day_of(name) == (date.fromisoformat(day) if day else None)


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    """Never back, and never beyond, for each file."""
    seen: list[float] = []
    for form in ("UTF-8", "GB18030", "shared strings", "old Excel", "HTML in UTF-8"):
        suffix, _, write = FORMS[form]
        path = write(tmp_path / f"orders{suffix}", _many_rows())
        seen.clear()
        count(path, progress=lambda _, part: seen.append(part))
        assert seen == sorted(seen)
        assert all(0 <= part <= 1 for part in seen)


def test_errors_come_with_their_problems(tmp_path: Path) -> None:
    """For who calls from Python, in both languages."""
    path = files.renamed_picture(tmp_path / "o.csv")
    with pytest.raises(ShopexitError) as caught:
        count(path)
    (problem,) = caught.value.problems
    assert isinstance(problem, Problem)
    assert problem.file == str(path)
    assert {lang: bool(problem.in_words(lang)) for lang in Lang} == dict.fromkeys(Lang, True)


# Whatever the orders are.

STATES = ("待付款", "待发货", "已发货", "已收货", "交易成功", "交易关闭", "奇怪")
CASES = ("-", "", "售后处理中", "退款成功", "平台介入-买家仅退款申请", "没见过")
ROWS = st.lists(
    st.tuples(st.integers(NUMBER, NUMBER + 5), st.sampled_from(STATES), st.sampled_from(CASES)),
    min_size=1,
    max_size=12,
)
QUICK = settings(
    max_examples=40 * LONGER,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _written(folder: Path, name: str, rows: Sequence[Sequence[object]]) -> Path:
    lines: list[list[object]] = [[*row, "", "", ""] for row in rows]
    return files.write_csv(folder / name, [list(SHORT), *lines])


@QUICK
@given(st.data(), ROWS)
def test_the_order_of_rows_does_not_matter(
    tmp_path: Path, rules_of: Mapping[str, Rules], data: st.DataObject, rows: list[Any]
) -> None:
    """The counts are the same in any."""
    mixed = data.draw(st.permutations(rows))
    counted = [
        rules_of["kuaishou"].count_orders([str(_written(tmp_path, name, each))], ReadOptions())
        for name, each in (("one.csv", rows), ("other.csv", mixed))
    ]
    assert figures(counted[0]) == figures(counted[1])


@QUICK
@given(ROWS, st.integers(0, 12), st.booleans())
def test_how_rows_are_split_over_files_does_not_matter(
    tmp_path: Path, rules_of: Mapping[str, Rules], rows: list[Any], at: int, overlap: bool
) -> None:
    """Files without days, that may have rows in common, come to what one file comes to."""
    known = rules_of["kuaishou"]
    whole = known.count_orders([str(_written(tmp_path, "one.csv", rows))], ReadOptions())
    parts = (rows[:at], rows[at - 1 if overlap and at else at :])
    paths = [str(_written(tmp_path, f"part{i}.csv", part)) for i, part in enumerate(parts)]
    split = known.count_orders(paths, ReadOptions())
    assert (split.orders, split.buckets) == (whole.orders, whole.buckets)
    assert (split.facts, split.floors) == (whole.facts, whole.floors)
    assert (split.in_doubt, split.withheld) == (whole.in_doubt, whole.withheld)


@QUICK
@given(ROWS)
def test_every_order_is_in_one_bucket(
    tmp_path: Path, rules_of: Mapping[str, Rules], rows: list[Any]
) -> None:
    """And an order's words are either understood or leave every figure open."""
    counted = rules_of["kuaishou"].count_orders(
        [str(_written(tmp_path, "o.csv", rows))], ReadOptions()
    )
    assert counted.orders == len({number for number, _, _ in rows}) == sum(counted.buckets.values())
    assert counted.in_doubt == any(s == "奇怪" or c == "没见过" for _, s, c in rows) or (
        counted.orders < len(rows)
    )
    assert not (counted.in_doubt and counted.facts)
    assert all(word.role in (ColumnRole.STATUS, ColumnRole.AFTER_SALES) for word in counted.words)


def test_a_workbook_of_many_kinds_of_parts_is_read(tmp_path: Path) -> None:
    """Pictures, settings and notes in it are passed over."""
    path = files.write_openpyxl(tmp_path / "o.xlsx", kuaishou())
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/media/image1.png", os.urandom(100_000))
        parts.writestr("customXml/item1.xml", "<x/>")
    assert_whole(count(path))
