"""What order exports give at least, where they do not give the whole."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from smallexports import export, export_1688, order
from states import ON, parsed, written

from shopexit import Platform, ShopexitError, Verdict, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.inputs.orders.count import count_orders


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
