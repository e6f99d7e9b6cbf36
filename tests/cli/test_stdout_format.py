"""`-o FORMAT=-` writes a format to standard output, as `--format` does, in every command."""

from pathlib import Path
from typing import Any, get_args

import pytest
from smallexports import export, order
from states import ROOT

from shopexit.cli.app import run
from shopexit.formats import FleetFormat, OrdersFormat, PlainFormat, ReportFormat, TableFormat

SHOP = str(ROOT / "examples" / "kuaishou" / "blocked.yaml")
READY = str(ROOT / "examples" / "kuaishou" / "ready.yaml")
ON = ["--on", "2026-11-22"]
CALLS: dict[str, tuple[list[str], Any]] = {
    "check": (["check", SHOP, *ON], ReportFormat),
    "fleet": (["fleet", SHOP, READY, *ON], FleetFormat),
    "diff": (["diff", SHOP, READY, *ON], TableFormat),
    "orders": (["orders", "kuaishou", "orders.csv"], OrdersFormat),
    "steps": (["steps", "taobao"], PlainFormat),
    "explain": (["explain", "公示"], PlainFormat),
    "platforms": (["platforms"], PlainFormat),
    "facts": (["facts", "kuaishou"], TableFormat),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run in a folder with nothing but an export of orders."""
    export(tmp_path, order())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("command", "fmt"),
    [(name, fmt) for name, (_, formats) in CALLS.items() for fmt in get_args(formats)],
)
def test_a_format_for_standard_output_is_what_format_gives(
    command: str, fmt: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To the letter, with the same exit code; no file of the name `-` is left."""
    call, _ = CALLS[command]
    code, plain = run([*call, "--format", fmt]), capsys.readouterr()
    assert code in (0, 1, 3)
    assert plain.out

    assert run([*call, "-o", f"{fmt}=-"]) == code
    assert capsys.readouterr() == plain
    assert [path.name for path in folder.iterdir()] == ["orders.csv"]


@pytest.mark.parametrize("command", CALLS)
def test_standard_output_takes_one_format_that_there_is(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And files beside it as many as are asked for."""
    call, _ = CALLS[command]
    for wrong, says in (
        (["-o", "nope=-"], "this command has no format 'nope'"),
        (["-o", "text=-", "-o", "json=-"], "standard output takes one format only"),
        (["--format", "json", "-o", "text=-"], "standard output takes one format only"),
        (["-o", "=-"], "this command has no format ''"),
        (["-o", "-"], "should be FORMAT=FILE"),
    ):
        assert run([*call, *wrong]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert says in err

    run([*call, "-o", "json=-", "-o", "text=out.txt", "--format", "text"])
    assert capsys.readouterr().out.startswith("{")
    assert Path("out.txt").read_text("utf-8")


def test_init_writes_to_standard_output_too(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it does where no file is named."""
    assert run(["init", "kuaishou"]) == 0
    plain = capsys.readouterr()
    assert run(["init", "kuaishou", "-o", "-"]) == 0
    assert capsys.readouterr() == plain
    assert not (folder / "-").exists()
