"""What order exports give at least, where they do not give the whole."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import exportfiles
import pytest
from smallexports import export, export_1688, order
from states import ON, parsed, written

from shopexit import Platform, ShopexitError, Verdict, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.inputs.orders.count import count_orders
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.rules.export_schema import OrderStatus


@pytest.mark.parametrize("doubt", ["外星状态", "2.5E+15"])
def test_what_is_understood_is_the_least_there_is(
    doubt: str, kuaishou: Platform, tmp_path: Path
) -> None:
    """An order that waits for shipment does so whatever another row means: the shop is blocked."""
    other = order(doubt) if doubt.startswith("2") else {**order(), "售后状态": doubt}
    file = export(tmp_path, order("2500000000000002", "待发货"), other)
    state = parsed(written("kuaishou", {}), kuaishou, orders=[file])

    assert state.values["orders.pending_shipment"] == 1
    assert "orders.pending_payment" not in state.values
    assert check(kuaishou, state, EvaluationOptions(on=ON)).verdict is Verdict.BLOCKED
    with pytest.raises(ShopexitError, match="it is 1 or more"):
        parsed(written("kuaishou", {"orders.pending_shipment": 0}), kuaishou, orders=[file])


def test_on_1688_a_closed_order_is_no_last_deal(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """The 60 days count from the last success; orders that buyers never paid end every day."""
    closed = count_orders([export_1688(tmp_path, a="交易关闭")], rules_of["1688"])
    done = count_orders([export_1688(tmp_path, a="交易关闭", b="交易成功")], rules_of["1688"])

    assert "orders.last_completed_on" not in closed.floors
    assert done.floors["orders.last_completed_on"] == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("platform", "layout", "none", "word"),
    [
        ("taobao", "taobao-orders", "没有申请退款", "买家已经申请退款，等待卖家同意"),
        ("1688", "1688", "", "等待卖家同意"),
    ],
)
def test_refunds_in_an_order_report_are_the_least_there_are(
    platform: str,
    layout: str,
    none: str,
    word: str,
    rules_of: Mapping[str, Platform],
    tmp_path: Path,
) -> None:
    """No report with the column was seen: an open one counts, its absence shows nothing."""

    def counted(*refunds: str | None) -> OrderCounts:
        header, *rows = exportfiles.rows_of(layout, [{"订单状态": "交易成功"} for _ in refunds])
        if refunds[0] is not None:
            header.append("退款状态")
            rows = [[*row, refund] for row, refund in zip(rows, refunds, strict=True)]
        file = exportfiles.write_csv(tmp_path / "orders.csv", [header, *rows])
        return count_orders([str(file)], rules_of[platform])

    one = counted(none, word)
    assert one.buckets[OrderStatus.AFTER_SALES_OPEN] == 1
    assert one.floors["after_sales.open"] == 1
    assert "after_sales.open" not in one.facts
    assert "after_sales.open" not in counted(none, none).facts
    # A single row tells as little; and no word of the column takes the orders away.
    assert (
        counted(word).floors["after_sales.open"],
        counted(word).facts.get("after_sales.open"),
    ) == (1, None)
    assert counted("外星退款").facts["orders.pending_shipment"] == 0
    without = counted(None, None)
    assert "after_sales.open" not in {**without.facts, **without.floors}
    assert without.buckets == counted(none, none).buckets


@pytest.mark.parametrize(
    ("platform", "created", "shipped", "ended"),
    [
        ("kuaishou", "订单创建时间", "发货时间", {"订单状态": "交易成功"}),
        ("xiaohongshu", "订单创建时间", "订单发货时间",
         {"订单状态": "已完成", "订单完成时间": ""}),
        ("douyin", "订单提交时间", "发货时间", {"订单状态": "已完成", "订单完成时间": "-"}),
    ],
)  # fmt: skip
def test_an_order_did_not_end_before_it_was_shipped(
    platform: str,
    created: str,
    shipped: str,
    ended: dict[str, str],
    rules_of: Mapping[str, Platform],
    tmp_path: Path,
) -> None:
    """Where a file has no day of the end, that of shipping comes nearest to it."""
    orders = [
        ended | {created: "2026-10-20 10:00:00", shipped: "2026-10-22 09:00:00"},
        ended | {created: "2026-10-21 10:00:00", shipped: ""},
    ]
    file = exportfiles.write_csv(tmp_path / "a.csv", exportfiles.rows_of(platform, orders))

    counted = count_orders([str(file)], rules_of[platform])
    assert counted.floors["orders.last_completed_on"] == date(2026, 10, 22)


@pytest.mark.parametrize(
    ("status", "refund", "filed"),
    [
        ("等待卖家发货", "等待卖家同意", True),
        ("等待买家收货", "等待买家退货", True),
        ("等待卖家发货", "退款关闭", None),
        ("等待卖家发货", "", None),
        ("等待卖家发货", "外星退款", None),
        # Of what is not paid yet there is nothing to refund: the words may be of two exports.
        ("等待买家付款", "等待卖家同意", None),
    ],
)
def test_an_order_whose_refund_is_open_in_an_export_has_one(
    status: str,
    refund: str,
    filed: bool | None,
    rules_of: Mapping[str, Platform],
    tmp_path: Path,
) -> None:
    """Else its buyer would be asked to apply again; that it has none the export does not tell."""
    header, row = exportfiles.rows_of("1688", [{"订单编号": "2001", "订单状态": status}])
    rows = [[*header, "退款状态"], [*row, refund]]
    file = str(exportfiles.write_csv(tmp_path / "orders.csv", rows))
    rules = rules_of["1688"]
    (order,) = count_orders([file], rules).listed or ()
    assert order.values.get("order.refund_filed") is filed

    none = written("1688", {}, order_list=[{"id": "2001", "refund_filed": False}])
    if filed:
        with pytest.raises(ShopexitError, match="says false, the exports say true"):
            parsed(none, rules, orders=[file])
    else:
        assert parsed(none, rules, orders=[file]).orders
