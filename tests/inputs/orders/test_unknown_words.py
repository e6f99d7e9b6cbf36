"""A word that is not understood leaves its orders open, and never lets a shop be ready."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml
from exportwords import (
    LANGS,
    ORDER,
    OVER,
    WORD,
    counted_orders,
    filled,
    named_columns,
    table_of,
    write_export,
)
from states import ON, PLATFORMS, ROOT

from shopexit import Platform
from shopexit.cli.app import run
from shopexit.rules.export_schema import WORD_ROLES, ColumnRole, OrderStatus

SOLD = "last_completed_on: 2025-01-06"
"""The example of Taobao has never sold anything, which an order that is over contradicts."""


def _asked_of_orders(rules: Platform) -> set[str]:
    """Return the facts that exports are about."""
    facts = rules.vocabulary.facts.items()
    return {path for path, fact in facts if fact.counts_status or fact.in_exports}


@pytest.mark.parametrize("role", WORD_ROLES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_follows_from_a_file_with_an_unknown_word(
    platform: str, role: ColumnRole, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """One unknown word leaves every figure of orders open, and is told first."""
    rules = rules_of[platform]
    counted = counted_orders(tmp_path / "orders.csv", rules, [{}, {role: WORD}, {}])
    assert counted.in_doubt
    assert counted.facts == {}
    assert set(counted.withheld) == _asked_of_orders(rules)
    assert (counted.words[0].column, counted.words[0].word) == (role, WORD)
    assert counted.words[0].bucket is OrderStatus.UNKNOWN
    assert filled(counted.buckets) == {OrderStatus.COMPLETED: 2, OrderStatus.UNKNOWN: 1}


# The statuses of the orders in examples/1688/ready.yaml.
LISTED = {
    "pending_payment": "等待买家付款",
    "pending_shipment": "等待卖家发货",
    "shipped": "等待买家收货",
}
_FIGURES = re.compile(r"^(orders|after_sales|order_list):.*\n( .*\n)*", re.MULTILINE)


def _check(
    tmp_path: Path,
    platform: str,
    orders: Sequence[Mapping[ColumnRole, str]],
    *options: str,
    keep: bool = True,
    first: Mapping[ColumnRole, str] | None = None,
    never: bool = False,
) -> list[str]:
    """Return the call that judges the example that is ready, with exports that have its orders.

    `first` is what the exports say of the orders that the example lists.
    """
    text = (ROOT / "examples" / platform / "ready.yaml").read_text("utf-8")
    if platform == "taobao" and not never:
        text = text.replace("last_completed_on: never", SOLD)
    listed = yaml.safe_load(text).get("order_list", [])
    state = tmp_path / "state.yaml"
    state.write_text(text if keep else _FIGURES.sub("", text), "utf-8")
    known: list[Mapping[ColumnRole, str]] = [
        {ColumnRole.STATUS: LISTED[o["status"]]} for o in listed
    ]
    known = [{**each, **first} for each in known] if first else known
    cells = [{ORDER[platform]: o["id"], "实付款(元)": str(o["amount"])} for o in listed]
    file = write_export(tmp_path / "orders.csv", platform, [*known, *orders], cells)
    columns = [f"--column={role}={name}" for role, name in named_columns(platform).items()]
    call = ["check", platform, str(state), "--on", str(ON), "--orders", file]
    return [*call, *columns, *options]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_example_that_is_ready_is_so_with_an_export_of_completed_orders(
    platform: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without this the tests below would prove nothing."""
    orders: list[Mapping[ColumnRole, str]] = [] if platform == "1688" else [{}]
    assert run(_check(tmp_path, platform, orders)) == 0, capsys.readouterr()


@pytest.mark.parametrize("keep", [True, False], ids=["figures", "no-figures"])
@pytest.mark.parametrize("role", WORD_ROLES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_unknown_word_never_lets_a_shop_be_ready(
    platform: str,
    role: ColumnRole,
    keep: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is undetermined, whatever figures the state file has, and the word is named."""
    for lang in LANGS:
        assert run(_check(tmp_path, platform, [{role: WORD}], "--lang", lang, keep=keep)) == 3
        assert WORD in capsys.readouterr().out


@pytest.mark.parametrize("role", WORD_ROLES)
def test_an_unknown_word_about_a_listed_order_leaves_it_open(
    role: ColumnRole, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a state file says of an order does not count where its export is not understood."""
    for lang in LANGS:
        code = run(_check(tmp_path, "1688", [], "--lang", lang, first={role: WORD}))
        shown = capsys.readouterr()
        assert WORD in shown.out + shown.err
        assert code != 0


# On 1688 the procedures are about orders that wait.
@pytest.mark.parametrize("platform", [name for name in PLATFORMS if name != "1688"])
def test_orders_that_wait_never_let_a_shop_be_ready(
    platform: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No word for what is open or unknown, alone in an export, lets the shop be ready."""
    firsts = {(group.role, group.bucket): word for group, word in reversed(table_of(platform))}
    for (role, bucket), word in firsts.items():
        code = run(_check(tmp_path, platform, [{role: word}]))
        shown = capsys.readouterr()
        assert (code == 0) is (bucket in OVER), (role, word, shown)


@pytest.mark.parametrize("word", ["交易成功", "交易关闭"])
def test_a_shop_whose_exports_have_an_order_that_is_over_has_sold_something(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`last_completed_on: never` is contradicted by an order that was completed or closed."""
    text = (ROOT / "examples" / "taobao" / "ready.yaml").read_text("utf-8")
    assert "last_completed_on: never" in text
    assert run(_check(tmp_path, "taobao", [{ColumnRole.STATUS: word}], never=True)) == 2
    assert "orders.last_completed_on: " in capsys.readouterr().err
