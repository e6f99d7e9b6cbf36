"""The day of an export stands in its name."""

from datetime import date

import pytest

from shopexit.inputs.orders.count import day_of


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


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("orders-2026-11-20.csv", date(2026, 11, 20)),
        ("ExportOrderList202611201048.csv", date(2026, 11, 20)),
        ("ExportItem20261120104859.xlsx", date(2026, 11, 20)),
        ("订单2026年11月20日.xlsx", date(2026, 11, 20)),
        ("1763596800_8f3a.csv", date(2025, 11, 20)),
        ("1763568000_8f3a.csv", date(2025, 11, 20)),
        ("1763567999_8f3a.csv", date(2025, 11, 19)),
        ("20261001-20261120.csv", None),
        ("orders-2026-02-30.csv", None),
        ("orders.csv", None),
        ("12026112099.csv", None),
        ("order_1763596800_8f3a.csv", None),
    ],
)
def test_the_day_of_an_export_stands_in_its_name(name: str, day: date | None) -> None:
    """One day and no more: two are a range, and no day of export. Seconds are read in China."""
    assert day_of(name) == day
