"""Orders of 快手 in every state as an export has them, and what they come to when counted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import exportfiles as files
import pytest
from exportfiles import PERSONAL, Rows, rows_of

from shopexit import load_rules
from shopexit.cli.app import run
from shopexit.inputs.orders.count import count_orders
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.inputs.orders.read_options import Passwords, ReadOptions
from shopexit.rules.export_schema import OrderStatus

Write: TypeAlias = Callable[[Path, Rows], Path]
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
FLOORS = {"disputes.open": 1, "orders.last_completed_on": date(2026, 10, 5)}  # shipped then
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


rules = cache(load_rules)


def count(path: Path | Sequence[Path], platform: str = "kuaishou", **how: Any) -> OrderCounts:
    """Return what stands in files."""
    paths = [path] if isinstance(path, Path) else path
    return count_orders([str(each) for each in paths], rules(platform), ReadOptions(**how))


def figures(counted: OrderCounts) -> tuple[object, ...]:
    """Return all that has to be the same, whatever the orders are written in."""
    words = {(word.column, word.word): (word.rows, word.bucket) for word in counted.words}
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


def as_csv(**how: Any) -> Write:
    """Return what writes rows as text with separators."""
    return lambda path, rows: files.write_csv(path, rows, **how)


def encrypted(path: Path, rows: Rows) -> Path:
    """Write a workbook that PASSWORD opens."""
    return files.write_encrypted(path, rows, PASSWORD)


def with_wrong_dimension(path: Path, rows: Rows) -> Path:
    """Write a workbook that says of itself that it has one cell."""
    return files.wrong_dimension(files.write_openpyxl(path, rows))


FORMS: Mapping[str, tuple[str, str, Write]] = {
    "UTF-8": (".csv", "csv", as_csv(encoding="utf-8")),
    "UTF-8 with a mark": (".csv", "csv", as_csv()),
    "GB18030": (".csv", "csv", as_csv(encoding="gb18030")),
    "UTF-16": (".csv", "csv", as_csv(encoding="utf-16")),
    "lines end as on Unix": (".csv", "csv", as_csv(newline="\n")),
    "lines end as on an old Mac": (".csv", "csv", as_csv(newline="\r")),
    "tabs": (".tsv", "tsv", as_csv(delimiter="\t")),
    "tabs in UTF-16, Excel's Unicode text": (
        ".txt", "tsv", as_csv(delimiter="\t", encoding="utf-16"),
    ),
    "semicolons": (".csv", "csv", as_csv(delimiter=";")),
    "all quoted": (".csv", "csv", as_csv(quote_all=True)),
    "shared strings": (".xlsx", "xlsx", files.write_xlsx),
    "inline strings": (".xlsx", "xlsx", files.write_inline_xlsx),
    "by openpyxl": (".xlsx", "xlsx", files.write_openpyxl),
    "wrong dimension": (".xlsx", "xlsx", with_wrong_dimension),
    "old Excel": (".xls", "xls", files.write_xls),
    "encrypted": (".xlsx", "xlsx", encrypted),
}  # fmt: skip
"""The suffix, the kind that it is told to be, and what writes it."""
OPEN = Passwords((PASSWORD,))


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
def many_rows() -> Rows:
    """Return the rows of a file of some length."""
    return kuaishou([*ORDERS] * 20)
