"""Exports that sellers really have: each is counted as a careful reader counts it, or refused.

Which they are, and what they come to, stands in tests/realexports.yaml.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import exportfiles as files
import pytest
import yaml
from exportedorders import count
from exportheaders import HEADERS
from exportwords import exports_of, filled, refusal
from states import PLATFORMS, ROOT

from shopexit import Platform
from shopexit.inputs.orders.header_columns import fitting
from shopexit.rules.export_schema import OrderStatus

KNOWN: Mapping[str, Any] = yaml.safe_load((ROOT / "tests" / "realexports.yaml").read_text("utf-8"))
LAYOUTS, OTHERS = KNOWN["layouts"], KNOWN["others"]
NUMBERS = {letter: f"691792676800000000{i}" for i, letter in enumerate("ABCDEFG")}
A, B = NUMBERS["A"], NUMBERS["B"]
FACTS = {
    "p": "orders.pending_payment",
    "s": "orders.pending_shipment",
    "r": "orders.pending_receipt",
    "a": "after_sales.open",
    "e": "orders.last_completed_on",
}


def write(path: Path, header: Sequence[str], *rows: Mapping[str, object]) -> Path:
    """Write rows, of each of which only some columns are filled."""
    return files.write_csv(path, [header, *([row.get(h, "") for h in header] for row in rows)])


def header_of(layout: str) -> list[str]:
    """Return the columns of one of the files."""
    columns: list[str] = LAYOUTS[layout]["header"].split(",")
    return columns


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_is_counted_as_a_careful_reader_counts_it(layout: str, tmp_path: Path) -> None:
    """Every figure that the file settles, and none besides."""
    given = LAYOUTS[layout]
    rows = [
        {column: NUMBERS.get(str(cell), cell) for column, cell in row.items()}
        for row in given["rows"]
    ]
    path = write(tmp_path / "o.csv", header_of(layout), *rows)
    counted = count(path, given["platform"])
    assert filled(counted.buckets) == {OrderStatus(b): n for b, n in given["buckets"].items()}
    assert counted.facts == {FACTS[fact]: value for fact, value in given["facts"].items()}
    assert (counted.problems, counted.in_doubt) == ((), False)


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_another_report_is_refused_by_its_name(
    platform: str, kind: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """Whichever platform it was taken for; and the columns that are missing are named."""
    header = OTHERS[kind].split(",")
    said = refusal(rules_of[platform], write(tmp_path / "o.csv", header, {}))
    assert kind in said
    assert said.count("不是订单导出") == said.count("not an order export") == 1
    assert ("缺" in said, "it lacks '" in said or "it lacks one of '" in said) == (True, True)


@pytest.mark.parametrize("kind", OTHERS)
def test_another_report_fits_no_layout(kind: str, rules_of: Mapping[str, Platform]) -> None:
    """Not even one that has numbers and states of orders."""
    header = OTHERS[kind].split(",")
    assert not [e for rules in rules_of.values() for e in fitting([header], exports_of(rules))]


def test_a_report_without_the_states_names_that_column(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """As one of the reports of Qianniu that were seen."""
    header = ["订单编号", "订单创建时间", "买家实付金额", "确认收货打款金额"]
    said = refusal(rules_of["taobao"], write(tmp_path / "o.csv", header, {"订单编号": A}))
    assert "没有订单状态（status）这一列" in said
    assert "no column for the order status (status)" in said


def test_what_is_missing_is_what_the_nearest_layout_lacks(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """A file of Kuaishou without the number lacks the number, and nothing else."""
    header = ["订单创建时间", "订单状态", "售后状态", "订单载体"]
    said = refusal(rules_of["kuaishou"], write(tmp_path / "o.csv", header, {}))
    assert "，缺“订单号”。表头是：" in said
    assert ": it lacks '订单号'. The header is: " in said


def test_nothing_is_shown_of_a_file_that_is_no_export(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """Such as a file of accounts, or of passwords, which somebody else's state may name."""
    for secret in ("root:x:0:0:root:/root:/bin/bash", "machine a.com login me password hunter"):
        file = tmp_path / "o.csv"
        file.write_text(f"{secret}\nuser,{secret}\n")
        said = refusal(rules_of["kuaishou"], file)
        assert [word for word in ("root:x", "hunter", "login", "bash") if word in said] == []
        assert "（没有一个认识的列名，不显示）" in said
        assert "(the header is not shown, as no column name in it was recognised)" in said


# --- cases of sellers ---------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["合计", "总计：", "小计", "合计 2 单", "Total"])
@pytest.mark.parametrize("short", [False, True])
def test_a_total_at_the_end_is_no_order(word: str, short: bool, tmp_path: Path) -> None:
    """Also where its row is shorter than the others; with a state it is one that is not read."""
    header = HEADERS["kuaishou"]
    order = [{"订单号": A, "订单状态": "待发货"}.get(name, "") for name in header]
    total = [word, *[""] * 6, "¥59.80"]
    total += [] if short else [""] * (len(header) - len(total))
    counted = count(files.write_csv(tmp_path / "o.csv", [header, order, total]))
    assert (counted.problems, counted.facts["orders.pending_shipment"]) == ((), 1)
    total = [word, *order[1:]]
    assert count(files.write_csv(tmp_path / "o.csv", [header, order, total])).problem_count == 1


@pytest.mark.parametrize(
    ("word", "status", "is_total"),
    [
        ("合计", "4单", True),
        ("总计：", "4", True),
        ("合计", "¥59.80", True),
        ("合计", "待发货", False),
        ("某品", "4单", False),
    ],
)
def test_a_total_may_stand_in_any_column(
    word: str, status: str, is_total: bool, tmp_path: Path
) -> None:
    """Its row has no order number; with a state it is an order whose number is lacking."""
    header = HEADERS["kuaishou"]
    order = [{"订单号": A, "订单状态": "待发货"}.get(name, "") for name in header]
    total = ["", "", word, *(status if name == "订单状态" else "" for name in header[3:])]
    counted = count(files.write_csv(tmp_path / "o.csv", [header, order, total]))
    assert counted.problem_count == (not is_total)
    # In a workbook a number may be lacking as its cell is merged with the one above.
    if is_total:
        counted = count(files.write_openpyxl(tmp_path / "o.xlsx", [header, order, total]))
        assert (counted.problems, counted.facts["orders.pending_shipment"]) == ((), 1)


def test_a_sheet_without_a_column_does_not_void_what_another_says(tmp_path: Path) -> None:
    """Qianniu's two sheets: the one has the refunds, the other the day of receipt."""
    order_columns = header_of("Tmall, orders of September 2026")
    item_columns = header_of("Tmall, sub-orders of September 2026")
    orders = [{"订单编号": A, "订单状态": "交易成功", "确认收货时间": "2026-10-03"},
              {"订单编号": B, "订单状态": "等待买家付款"}]  # fmt: skip
    items = [{"子订单编号": n, "主订单编号": n, "订单状态": status, "退款状态": "没有申请退款"}
             for n, status in ((A, "交易成功"), (B, "等待买家付款"))]  # fmt: skip
    sheets = {
        "订单报表": [order_columns, *([row.get(h, "") for h in order_columns] for row in orders)],
        "销售明细": [item_columns, *([row.get(h, "") for h in item_columns] for row in items)],
    }
    counted = count(files.write_openpyxl(tmp_path / "o.xlsx", sheets), "taobao")
    assert counted.facts["after_sales.open"] == 0
    assert counted.facts["orders.last_completed_on"] == date(2026, 10, 3)
    # An order that only one of them knows is known by that one alone.
    sheets["销售明细"] = sheets["销售明细"][:2]
    counted = count(files.write_openpyxl(tmp_path / "p.xlsx", sheets), "taobao")
    assert "after_sales.open" not in counted.facts
    sheets["订单报表"], sheets["销售明细"] = sheets["订单报表"][:1], sheets["销售明细"][:2]
    counted = count(files.write_openpyxl(tmp_path / "q.xlsx", sheets), "taobao")
    assert "orders.last_completed_on" not in counted.facts


@pytest.mark.parametrize(
    ("placed", "after", "shipped", "fact", "floor"),
    [
        ("2026-10-01", "-", "-", date(2026, 10, 5), date(2026, 10, 5)),
        ("2026-10-05", "", "-", date(2026, 10, 5), date(2026, 10, 5)),
        ("2026-10-06", "-", "-", None, date(2026, 10, 6)),
        ("-", "-", "-", None, date(2026, 10, 5)),
        ("2026-10-01", "退款成功", "-", None, date(2026, 10, 5)),
        # What was shipped was paid.
        ("2026-10-01", "-", "2026-10-04", None, date(2026, 10, 5)),
    ],
)
def test_an_order_closed_unpaid_ends_on_the_day_it_was_placed_at_the_earliest(
    placed: str, after: str, shipped: str, fact: date | None, floor: date, tmp_path: Path
) -> None:
    """It has no after-sales and no time of completion; one with after-sales was paid."""
    header = header_of("Douyin, 73 columns of 2026")
    paid = {"主订单编号": A, "订单状态": "已关闭", "售后状态": "退款成功",
            "订单提交时间": "2026-10-02", "订单完成时间": "2026-10-05 12:30:00"}  # fmt: skip
    unpaid = {"主订单编号": B, "订单状态": "已关闭", "售后状态": after, "订单提交时间": placed,
              "订单完成时间": "-", "发货时间": shipped}  # fmt: skip
    counted = count(write(tmp_path / "o.csv", header, paid, unpaid), "douyin")
    assert counted.facts.get("orders.last_completed_on") == fact
    assert counted.floors["orders.last_completed_on"] == floor
    assert any("fill" in note.en for note in counted.notes) == (fact is None)
