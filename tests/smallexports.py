"""Exports of a few orders, as Kuaishou and 1688 write them."""

from collections.abc import Mapping
from pathlib import Path

import exportfiles

ORDER = "2500000000000001"


def export(folder: Path, *orders: Mapping[str, object], name: str = "orders.csv") -> str:
    """Write a Kuaishou export of some orders."""
    rows = exportfiles.rows_of("kuaishou", orders)
    return str(exportfiles.write_csv(folder / name, rows))


def order(number: str = ORDER, status: str = "交易成功", after: str = "") -> dict[str, object]:
    """Return an order as Kuaishou writes it."""
    created = "2026-10-01 10:00:00"
    return {"订单号": number, "订单状态": status, "售后状态": after, "订单创建时间": created}


def export_1688(folder: Path, **status: str) -> str:
    """Write an export of 1688 with an order for each status."""
    orders = [
        {"订单编号": f"20000000000000{i:02}", "订单状态": word, "实付款(元)": "1,200.50",
         "订单创建时间": "2026-11-02 10:00:00"}
        for i, word in enumerate(status.values())
    ]  # fmt: skip
    return str(exportfiles.write_xlsx(folder / "1688.xlsx", exportfiles.rows_of("1688", orders)))
