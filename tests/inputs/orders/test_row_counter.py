"""Rows that cannot be counted are told one by one, and then no figure follows."""

from collections.abc import Sequence
from pathlib import Path

import exportfiles as files
import pytest
from exportedorders import FORMS, NUMBER, Write, count, kuaishou, refused, short
from exportfiles import PERSONAL

from shopexit.cli.app import run
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.inputs.orders.row_counter import MOST_PROBLEMS
from shopexit.messages import ShopexitError
from shopexit.rules.export_schema import OrderStatus


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
@pytest.mark.parametrize("form", ["UTF-8", "GB18030", "shared strings"])
def test_a_number_in_scientific_notation_is_not_counted(
    form: str, lost: str, tmp_path: Path
) -> None:
    """Its last digits are lost; the other orders are counted, and no figure follows."""
    rows = kuaishou([{}, {"订单号": lost}, {"订单状态": "待发货"}, {"订单号": lost}])
    suffix, _, write = FORMS[form]
    counted = count(write(tmp_path / f"orders{suffix}", rows))
    assert_doubtful(counted, [3, 5], "scientific notation", orders=2)
    assert counted.buckets[OrderStatus.PENDING_SHIPMENT] == 1


WORKBOOKS = [files.write_xlsx, files.write_openpyxl, files.write_xls]


@pytest.mark.parametrize("number", [9_100_000_000_000_001, 26 * 10**17 + 1])
@pytest.mark.parametrize("write", WORKBOOKS)
def test_a_number_cell_too_large_to_be_exact_is_not_counted(
    write: Write, number: int, tmp_path: Path
) -> None:
    """Two orders may have become the same number."""
    rows = short((str(NUMBER), "待发货"), (number, "待发货"))
    assert_doubtful(count(write(tmp_path / "o.xls", rows)), [3], "digits are lost", orders=1)


@pytest.mark.parametrize("write", WORKBOOKS)
def test_sixteen_digits_that_a_program_stored_are_read(write: Write, tmp_path: Path) -> None:
    """A spreadsheet would have made every sixteenth digit a zero; two orders stay two."""
    numbers = [2528800010000101, 2528800010000102, 2528800010000110]
    counted = count(write(tmp_path / "o.xls", short(*((each, "待发货") for each in numbers))))
    assert (counted.orders, counted.problems) == (3, ())


@pytest.mark.parametrize("numbers", [[10**15], [2528800010000110], [2528800010000110] * 2])
@pytest.mark.parametrize("write", WORKBOOKS)
def test_sixteen_digits_that_may_have_been_cut_are_told(
    write: Write, numbers: Sequence[int], tmp_path: Path
) -> None:
    """Whoever types or opens a number in a spreadsheet is left with fifteen digits and a zero."""
    rows = short((str(NUMBER), "待发货"), *((each, "待发货") for each in numbers))
    assert_doubtful(count(write(tmp_path / "o.xls", rows)), [3], "digit of each is 0", orders=2)


def test_a_call_with_rows_in_doubt_ends_with_three(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And names file and row in either language."""
    path = files.write_csv(tmp_path / "o.csv", kuaishou([{}, {"订单号": "5.1E+18"}]))
    for lang, says in (("zh", "科学计数法"), ("en", "scientific notation")):
        assert run(["orders", "kuaishou", str(path), "--lang", lang]) == 3
        out, err = capsys.readouterr()
        assert (f"{path}:3" in out, says in out, err) == (True, True, "")


@pytest.mark.parametrize("form", ["UTF-8", "shared strings", "old Excel"])
def test_a_first_row_without_a_number_is_told(form: str, tmp_path: Path) -> None:
    """There is no order above it that it could belong to."""
    suffix, _, write = FORMS[form]
    path = write(tmp_path / f"orders{suffix}", short(("", "待发货"), (str(NUMBER), "待发货")))
    assert_doubtful(count(path), [2], "no order number", orders=1)


@pytest.mark.parametrize("odd", ["共 3 单", "订单", "x", "订单号：26000000", "小计员"])
def test_what_is_no_number_is_told(odd: str, tmp_path: Path) -> None:
    """Such as a remark at the end; of what begins as a sum does, only one with a state."""
    path = files.write_csv(tmp_path / "o.csv", short((NUMBER, "待发货"), (odd, "待发货")))
    assert_doubtful(count(path), [3], "is not an order number", orders=1)


@pytest.mark.parametrize(
    "said",
    ["共3单", "共 3 单", "本页共 1 条", "订单数：1", "共导出2条记录", "总订单数 12", "条数：3"],
)
@pytest.mark.parametrize("form", ["UTF-8", "shared strings"])
def test_a_count_below_the_orders_is_no_order(form: str, said: str, tmp_path: Path) -> None:
    """As long as it stands alone: with a state it would be an order with a wrong number."""
    suffix, _, write = FORMS[form]
    rows: list[Sequence[object]] = [*short((NUMBER, "待发货"), (said, ""))]
    counted = count(write(tmp_path / f"orders{suffix}", rows))
    assert (counted.orders, counted.problems) == (1, ())
    for last in ([said], ["", "小计", *[""] * (len(rows[0]) - 2)]):
        path = write(tmp_path / f"last{suffix}", [*rows[:2], last])
        assert (count(path).orders, count(path).problems) == (1, ())


def test_the_first_dates_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """By file, row and column, with what is written if it is like a date and so nobody's name."""
    created = ["2026-02-30 10:00:00", "2026-10-01", "张三", "2026-13-01", "31/12/2026"]
    orders = [{"订单号": NUMBER + i, "订单创建时间": day} for i, day in enumerate(created)]
    path = files.write_csv(tmp_path / "o.csv", kuaishou(orders))
    (note,) = [note for note in count(path).notes if "could not be read" in note.en]
    assert note.zh == (
        "有 4 个时间看不懂，没有用上；订单数不受影响。"
        f"看不懂的是 {path}:2 订单创建时间“2026-02-30”、{path}:4 订单创建时间、"
        f"{path}:5 订单创建时间“2026-13-01” 等"
    )
    assert note.en == (
        "4 dates could not be read and are ignored; orders are still counted:"
        f" {path}:2 订单创建时间 '2026-02-30', {path}:4 订单创建时间,"
        f" {path}:5 订单创建时间 '2026-13-01' and others"
    )


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
    assert_doubtful(count(path), [3], "more or fewer cells", orders=2)


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
        assert "truncated" in str(error)  # noqa: PT017 - either answer will do
    else:
        assert_doubtful(counted, [4], "more or fewer cells", orders=2)


def test_a_quotation_mark_left_open_in_a_short_file_is_told(tmp_path: Path) -> None:
    """All that follows it is one cell, and its row is told."""
    rows = short((NUMBER, "待发货"), (NUMBER + 1, '待发货"'), (NUMBER + 2, "待发货"))
    path = files.write_csv(tmp_path / "o.csv", rows)
    path.write_bytes(path.read_bytes().replace('"待发货"""'.encode(), '"待发货'.encode()))
    assert_doubtful(count(path), [3], "more or fewer cells", orders=1)


def test_a_column_of_all_sorts_of_things_is_no_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of more than 500; what stands in it is not repeated."""
    rows = short(*((NUMBER + i, f"{PERSONAL[0]}{i}") for i in range(501)))
    assert count(files.write_csv(tmp_path / "o.csv", rows[:-1])).orders == 500
    err = refused(files.write_csv(tmp_path / "o.csv", rows), capsys)
    assert "too many different values" in err
    assert PERSONAL[0] not in err
