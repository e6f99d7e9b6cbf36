"""What holds of every export, whatever its orders are."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import exportfiles as files
from exportedorders import NUMBER, SHORT, figures
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from states import LONGER

from shopexit import Platform
from shopexit.inputs.orders.count import count_orders
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.rules.export_schema import ColumnRole

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
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def _written(folder: Path, name: str, rows: Sequence[Sequence[object]]) -> Path:
    lines: list[list[object]] = [[*row, "", "", ""] for row in rows]
    return files.write_csv(folder / name, [list(SHORT), *lines])


@QUICK
@given(st.data(), ROWS)
def test_the_order_of_rows_does_not_matter(
    tmp_path: Path, rules_of: Mapping[str, Platform], data: st.DataObject, rows: list[Any]
) -> None:
    """The counts are the same in any."""
    mixed = data.draw(st.permutations(rows))
    counted = [
        count_orders([str(_written(tmp_path, name, each))], rules_of["kuaishou"], ReadOptions())
        for name, each in (("one.csv", rows), ("other.csv", mixed))
    ]
    assert figures(counted[0]) == figures(counted[1])


@QUICK
@given(ROWS, st.integers(0, 12), st.booleans())
def test_how_rows_are_split_over_files_does_not_matter(
    tmp_path: Path, rules_of: Mapping[str, Platform], rows: list[Any], at: int, overlap: bool
) -> None:
    """Files without days, that may have rows in common, come to what one file comes to."""
    known = rules_of["kuaishou"]
    whole = count_orders([str(_written(tmp_path, "one.csv", rows))], known, ReadOptions())
    parts = (rows[:at], rows[at - 1 if overlap and at else at :])
    paths = [str(_written(tmp_path, f"part{i}.csv", part)) for i, part in enumerate(parts)]
    split = count_orders(paths, known, ReadOptions())
    assert (split.orders, split.buckets) == (whole.orders, whole.buckets)
    assert (split.facts, split.floors) == (whole.facts, whole.floors)
    assert (split.in_doubt, split.withheld) == (whole.in_doubt, whole.withheld)


@QUICK
@given(ROWS)
def test_every_order_is_in_one_bucket(
    tmp_path: Path, rules_of: Mapping[str, Platform], rows: list[Any]
) -> None:
    """And an order's words are either understood or leave every figure open."""
    counted = count_orders(
        [str(_written(tmp_path, "o.csv", rows))], rules_of["kuaishou"], ReadOptions()
    )
    assert counted.orders == len({number for number, _, _ in rows}) == sum(counted.buckets.values())
    assert counted.in_doubt == any(s == "奇怪" or c == "没见过" for _, s, c in rows) or (
        counted.orders < len(rows)
    )
    assert not (counted.in_doubt and counted.facts)
    assert all(word.column in (ColumnRole.STATUS, ColumnRole.AFTER_SALES) for word in counted.words)
