"""Several files of one shop: which word about an order counts, and which files are read."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import exportfiles as files
import pytest
from exportedorders import (
    BUCKETS,
    FACTS,
    NUMBER,
    ORDERS,
    assert_whole,
    count,
    figures,
    kuaishou,
    rules,
    short,
)
from exportfiles import rows_of
from hypothesis import given
from hypothesis import strategies as st

from shopexit.inputs.orders.count import count_orders
from shopexit.inputs.orders.order_status import AfterSalesState, OrderStage, OrderState, number
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.messages import ShopexitError
from shopexit.rules.export_schema import OrderStatus


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
        assert any("least finished one counts" in note.en for note in counted.notes)
        assert counted.as_of is None
    assert not any("least finished one counts" in note.en for note in count(paths[:1]).notes)


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
    counted = count_orders([str(path), str(path), pattern], rules("kuaishou"), ReadOptions())
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
    assert_whole(count_orders(["a-*.csv", "a-?.xlsx"], known, ReadOptions(), folder))
    assert_whole(count_orders(["a-*"], known, ReadOptions(), folder))
    with pytest.raises(ShopexitError) as caught:
        count_orders(["c-*.csv"], known, ReadOptions(), folder)
    assert [problem.says.en for problem in caught.value.problems] == [
        "no file matches this pattern"
    ]


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


@given(
    st.sampled_from(OrderStage), st.sampled_from(AfterSalesState), st.sampled_from(AfterSalesState)
)
def test_an_order_counts_as_over_only_if_nothing_of_it_is_open(
    stage: OrderStage, after_sales: AfterSalesState, dispute: AfterSalesState
) -> None:
    """A dispute goes before after-sales, these before how far the order is."""
    bucket = OrderState(stage, after_sales, dispute).bucket
    over = bucket in (OrderStatus.COMPLETED, OrderStatus.CLOSED)
    ended = {after_sales, dispute} <= {AfterSalesState.NONE, AfterSalesState.ENDED}

    assert over == (stage in (OrderStage.COMPLETED, OrderStage.CLOSED) and ended)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("7", 7),
        ("2600000000000001", 2_600_000_000_000_001),
        ("0026", "0026"),  # 26 is another order
        ("0", "0"),
        ("９９", "９９"),
        ("26-1", "26-1"),
        ("", ""),
    ],
)
def test_a_number_is_kept_as_an_integer_only_where_that_is_written_alike(
    written: str, kept: int | str
) -> None:
    """So that no two orders become one."""
    assert number(written) == kept
