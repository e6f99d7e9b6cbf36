"""`ask` takes the path of an order export where a number of orders is asked for."""

import io
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import pytest
from exits import GOOD
from smallexports import export, order
from states import ROOT, written

from shopexit.cli.app import run
from shopexit.files import yaml

ON = ("--on", "2026-11-22")
_IN_EXPORTS = (
    "orders.pending_payment", "orders.pending_shipment", "orders.pending_receipt",
    "orders.last_completed_on", "after_sales.open", "disputes.open",
)  # fmt: skip


def _facts() -> dict[str, Any]:
    facts = {**GOOD["kuaishou"], "closing.status": "not_applied"}
    return {path: value for path, value in facts.items() if path not in _IN_EXPORTS}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A good shop of which the orders are not known yet."""
    path = tmp_path / "shop.yaml"
    path.write_bytes(written("kuaishou", _facts()))
    return path


@pytest.fixture
def ended(tmp_path: Path) -> str:
    """An export with an order that has ended long ago."""
    return export(tmp_path, order(status="交易成功"), name="ended.csv")


@pytest.fixture
def open_(tmp_path: Path) -> str:
    """An export with an order that is not shipped yet."""
    return export(tmp_path, order("2500000000000002", "待发货"), name="open.csv")


def answer(monkeypatch: pytest.MonkeyPatch, lines: Sequence[str], file: Path, *args: str) -> int:
    """Run `ask` in this process, with answers from a pipe; return its exit code."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return run(["ask", str(file), *args, *ON, "--lang", "zh"])


def named(file: Path) -> Any:
    """Return what a file says under `orders_from`."""
    data = yaml.read(file).data
    assert isinstance(data, dict)
    return data.get("orders_from")


def test_order_counts_come_from_an_export_in_the_middle(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path where a number of orders is asked for; what it tells is not asked for again."""
    (exported,) = (ROOT / "examples" / "kuaishou" / "exports").glob("*.csv")
    shutil.copy(exported, file.parent)
    answer(monkeypatch, ["nowhere.csv", str(file.parent / exported.name)], file)
    assert named(file) == exported.name
    assert "pending_payment" not in file.read_text("utf-8")
    err = capsys.readouterr().err
    assert err.count("还有多少待付款订单") == 2
    assert "还有多少待发货订单" not in err


@pytest.mark.parametrize("way", ["asked", "path", "list", "files"])
def test_an_export_comes_to_those_that_there_are(
    way: str,
    file: Path,
    ended: str,
    open_: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """None is replaced, or the orders in it that block the shop would be forgotten."""
    if way != "asked":
        first: Any = {"path": "open.csv", "list": ["open.csv"]}.get(way)
        first = first or {"files": ["open.csv"], "map": {"待揽收": "pending_shipment"}}
        file.write_bytes(written("kuaishou", _facts(), orders_from=first))
    answer(monkeypatch, [*([open_] if way == "asked" else []), ended, "0"], file)
    listed = named(file)
    if way == "files":
        assert listed.pop("map") == {"待揽收": "pending_shipment"}
        listed = listed["files"]
    assert listed == ["open.csv", "ended.csv"]
    capsys.readouterr()
    assert run(["check", str(file), *ON, "--lang", "zh"]) == 1
    assert "发完货、等买家收货" in capsys.readouterr().out


def test_what_an_export_does_not_tell_is_asked_for_again(
    file: Path,
    open_: str,
    ended: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No export has all disputes, so none is offered there; the same file is not added twice."""
    answer(monkeypatch, [open_, open_, ended, "2"], file)
    err = capsys.readouterr().err
    asked = [line for line in err.splitlines() if "未了结的纠纷" in line and "多少" in line]
    assert len(asked) == 3
    assert not any("导出文件" in line for line in asked)
    assert err.count("导出文件里看不出这个数") == 2
    assert named(file) == ["open.csv", "ended.csv"]
    assert yaml.read(file).data["disputes"] == {"open": 2}  # type: ignore[index,call-overload]


def test_figures_that_are_looked_up_again_can_come_from_an_export(
    file: Path, open_: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They take the place of those in the file, instead of contradicting them."""
    file.write_bytes(written("kuaishou", {**_facts(), "orders.pending_shipment": 0,
                                          "orders.pending_receipt": 3}))  # fmt: skip
    answer(monkeypatch, [open_], file, "--refresh")
    err = capsys.readouterr().err
    assert "! " not in err
    assert "还有多少已发货、买家没确认收货的订单" not in err
    assert named(file) == "open.csv"
    run(["check", str(file), *ON, "--lang", "zh"])
    assert "发完货、等买家收货" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["'{}'", '"{}"', "{}", "escaped"])
@pytest.mark.skipif(os.name == "nt", reason="a backslash parts folders there")
def test_a_path_is_taken_as_a_terminal_gives_it(
    form: str, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In quotes or with backslashes, as after a file was dragged there."""
    path = export(tmp_path, order(), name="我的 订单.csv")
    typed = path.replace(" ", "\\ ") if form == "escaped" else form.format(path)
    answer(monkeypatch, [typed], file)
    assert named(file) == "我的 订单.csv"


@pytest.mark.parametrize("command", ["ask", "done"])
def test_what_is_advised_can_be_done(
    command: str,
    file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An export outside the folder of the file is only read where that is allowed."""
    (tmp_path / "other").mkdir()
    export(tmp_path / "other", order(), name="ended.csv")
    (tmp_path / "own").mkdir()
    inside = tmp_path / "own" / "shop.yaml"
    inside.write_bytes(written("kuaishou", _facts(), orders_from="../other/ended.csv"))
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    words = [command, str(inside), *(["submit"] if command == "done" else ON)]
    assert run(words) == 2
    assert "--allow-outside" in capsys.readouterr().err
    assert run([*words, "--allow-outside"]) != 2


def test_no_progress_stands_in_the_way_of_a_question(
    file: Path, ended: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exports are read for each answer, and a bar is gone when the next one is asked for."""
    bars: list[bool] = []

    class Bar:
        def __init__(self, _: object) -> None: ...

        def __enter__(self) -> Self:
            bars.append(True)
            return self

        def __exit__(self, *_: object) -> None:
            bars.pop()

        def update(self, *_: object) -> None: ...

    monkeypatch.setattr("shopexit.cli.shared_options.ProgressBar", Bar)
    lines = iter([ended, "0"])

    def asked() -> str:
        assert bars == []
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", asked)
    assert run(["ask", str(file), *ON]) in (0, 3)
