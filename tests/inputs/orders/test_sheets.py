"""Sheets, titles above the header, merged cells: which rows of a file are orders."""

from collections.abc import Callable
from pathlib import Path

import exportfiles as files
import pytest
from exportedorders import FORMS, OPEN, assert_whole, count, figures, kuaishou
from exportfiles import Rows, rows_of

from shopexit.messages import ShopexitError
from shopexit.rules.export_schema import OrderStatus


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
    read = [(sheet.sheet, sheet.rows, sheet.columns is None) for sheet in counted.sheets]
    assert read == [("九月", 3, False), ("十月", 5, False), ("说明", 0, True)]
    assert any("orders.xls / 说明" in note.en for note in counted.notes)


@pytest.mark.parametrize("form", FORMS)
def test_titles_above_the_header_are_passed_over(
    form: str, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """Up to nineteen rows of them, blank ones too."""
    suffix, _, write = FORMS[form]
    titles: list[list[object]] = [["快手小店订单"], [], ["导出时间", "2026-11-20"], *[[]] * 16]
    path = write(tmp_path / f"orders{suffix}", [*titles, *kuaishou()])
    assert figures(count(path, passwords=OPEN)) == expected


def test_a_header_below_twenty_rows_is_none(tmp_path: Path) -> None:
    """What stands so far down is no export."""
    path = files.write_csv(tmp_path / "o.csv", [*[["标题"]] * 20, *kuaishou()])
    with pytest.raises(ShopexitError, match="not the header of a known order export"):
        count(path)


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


@pytest.mark.parametrize("state", [{"订单状态": "待发货"}, {"售后状态": "售后处理中"}])
def test_a_row_below_a_merged_number_counts_if_it_says_one_thing(
    state: dict[str, str], tmp_path: Path
) -> None:
    """Whichever of its cells are empty besides."""
    rows = kuaishou([{}, {"订单号": "", "订单状态": "", "售后状态": "", **state}])
    counted = count(files.write_xlsx(tmp_path / "o.xlsx", rows, merged=("A2:A3",)))
    assert (counted.orders, counted.sheets[0].rows) == (1, 2)
    assert counted.buckets[OrderStatus.COMPLETED] == 0


@pytest.mark.parametrize("form", ["UTF-8", "shared strings", "old Excel"])
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
