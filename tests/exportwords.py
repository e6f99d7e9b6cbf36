"""Words of order exports by a second reading of the sources, and exports made of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from exportfiles import rows_of, write_csv
from exportheaders import HEADERS
from states import PLATFORMS, ROOT

from shopexit import Lang, Platform, ShopexitError
from shopexit.inputs.orders.count import count_orders
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.rules.export_schema import ColumnRole, Confidence, Exports, OrderStatus

CASES = (ColumnRole.AFTER_SALES, ColumnRole.DISPUTE)
OVER = (OrderStatus.COMPLETED, OrderStatus.CLOSED, OrderStatus.ENDED)
LANGS = tuple(Lang)


@dataclass(frozen=True)
class Group:
    """Words that the table puts together."""

    platform: str
    role: ColumnRole
    bucket: OrderStatus
    confidence: Confidence
    """The most that the rule file may claim."""
    judged: bool
    words: tuple[str, ...]
    containing: tuple[str, ...]


def groups() -> Iterator[Group]:
    """Yield the groups of the table, in which nothing else may stand."""
    table = yaml.safe_load((ROOT / "tests" / "words.yaml").read_text("utf-8"))
    for platform, roles in table.items():
        for role, groups in roles.items():
            for group in groups:
                yield Group(
                    platform,
                    ColumnRole(role),
                    OrderStatus(group.pop("bucket")),
                    Confidence(group.pop("confidence", Confidence.HIGH)),
                    group.pop("judged", False),
                    tuple(group.pop("words", ())),
                    tuple(group.pop("containing", ())),
                )
                assert group == {}, group


TABLE = tuple(groups())


def table_of(platform: str) -> list[tuple[Group, str]]:
    """Return the words of a platform, each with the group that it stands in."""
    return [(group, word) for group in TABLE if group.platform == platform for word in group.words]


def exports_of(rules: Platform) -> Exports:
    """Return what a rule file says of exports."""
    assert rules.exports
    return rules.exports


LAYOUT = {name: name for name in PLATFORMS} | {"taobao": "taobao-suborders"}
"""The layout in which exports of each platform are made here."""
STATUS = "订单状态"


def _columns(*names: str) -> dict[str, str]:
    """Return which of these columns the layout of each platform has, the first that it has."""
    return {
        platform: found[0]
        for platform, layout in LAYOUT.items()
        if (found := [name for name in names if name in HEADERS[layout]])
    }


ORDER = _columns("主订单编号", "订单号", "订单编号")
CASE_COLUMN = _columns("售后状态", "退款状态")
OWN_COLUMN = {ColumnRole.AFTER_SALES: "本店售后", ColumnRole.DISPUTE: "本店纠纷"}
"""Columns that no layout has: the seller names them."""


def headers_of(platform: str) -> dict[ColumnRole, str]:
    """Return where the words of each role stand in the files made here."""
    case = CASE_COLUMN.get(platform)
    return {
        ColumnRole.STATUS: STATUS,
        **OWN_COLUMN,
        **({ColumnRole.AFTER_SALES: case} if case else {}),
    }


def named_columns(platform: str) -> dict[ColumnRole, str]:
    """Return what the seller has to name."""
    own = {role: name for role, name in headers_of(platform).items() if name in OWN_COLUMN.values()}
    by_hand = {ColumnRole.ORDER: ORDER[platform], ColumnRole.STATUS: STATUS}
    return own | by_hand if platform == "aliexpress" else own


PLACED = "2025-01-05"
"""Long before the last order of the examples ended."""


def write_export(
    path: Path,
    platform: str,
    orders: Sequence[Mapping[ColumnRole, str]],
    cells: Sequence[dict[str, str]] = (),
) -> str:
    """Write an export with an order for each; where nothing is said, it is completed.

    `cells` are what else stands in the first rows, by header.
    """
    headers = headers_of(platform)
    layout = LAYOUT[platform]
    known = [
        {headers[role]: word for role, word in order.items() if headers[role] in HEADERS[layout]}
        | (cells[i] if i < len(cells) else {})
        for i, order in enumerate(orders)
    ]
    header, *rows = rows_of(layout, known)
    rows = [[str(cell).replace("2026-10-01", PLACED) for cell in row] for row in rows]
    own = [role for role in CASES if headers[role] in OWN_COLUMN.values()]
    header += [headers[role] for role in own]
    for row, order in zip(rows, orders, strict=True):
        row += [order.get(role, "-") for role in own]
    return str(write_csv(path, [header, *rows]))


def counted_orders(
    path: Path, rules: Platform, orders: Sequence[Mapping[ColumnRole, str]]
) -> OrderCounts:
    """Count an export with these orders, its columns named where that is needed."""
    platform = rules.platform
    file = write_export(path, platform, orders)
    return count_orders([file], rules, ReadOptions(columns=named_columns(platform)))


def filled(counts: Mapping[OrderStatus, int]) -> dict[OrderStatus, int]:
    """Return the buckets in which there are orders."""
    return {bucket: orders for bucket, orders in counts.items() if orders}


WORD = "尚待人工确认ABC"


def refusal(rules: Platform, file: Path, wanted: ReadOptions | None = None) -> str:
    """Return what is said of a file that cannot be read, in both languages."""
    with pytest.raises(ShopexitError) as raised:
        count_orders([str(file)], rules, wanted)
    (problem,) = raised.value.problems
    return "\n".join(problem.in_words(lang) for lang in LANGS)
