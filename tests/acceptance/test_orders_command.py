"""The command `orders`: its fragment is a state file, and it writes over nothing that it reads."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import exportfiles
import pytest
from jsonschema import Draft202012Validator
from smallexports import export, export_1688, order
from states import ON, ROOT, parsed

from shopexit import Platform
from shopexit.cli.app import run
from shopexit.inputs.state_reader import read_state

READY = ROOT / "examples" / "kuaishou" / "ready.yaml"


def test_the_fragment_is_a_state_file(
    kuaishou: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the same figures as the export itself gives; also where nothing is understood."""
    for i, status in enumerate(("待发货", "奇怪")):
        file = export(tmp_path, order(status=status), name=f"o{i}-2026-11-20.csv")
        code = run(["orders", "kuaishou", file, "--format", "yaml", "--lang", "zh"])
        fragment = capsys.readouterr().out.encode()
        assert code == (3 if status == "奇怪" else 0)
        state = parsed(fragment, kuaishou)
        assert state.values == parsed(b"platform: kuaishou", kuaishou, orders=[file]).values
        assert state.as_of == date(2026, 11, 20)


def test_the_fragment_of_1688_lists_its_orders(
    rules_of: Mapping[str, Platform], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And is read back as the same orders."""
    file = export_1688(tmp_path, a="等待买家付款", b="交易成功", c="等待买家收货")
    assert run(["orders", "1688", file, "--format", "yaml"]) == 0
    fragment = parsed(capsys.readouterr().out.encode(), rules_of["1688"])

    assert fragment.orders == parsed(b"platform: '1688'", rules_of["1688"], orders=[file]).orders


def test_the_json_of_counted_orders_fits_its_schema(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For shops and for single orders, with and without doubt."""
    assert run(["schema", "orders"]) == 0
    validator = Draft202012Validator(json.loads(capsys.readouterr().out))
    calls: Sequence[tuple[str, str]] = [
        ("kuaishou", export(tmp_path, order(status="奇怪"), order("2E+15"))),
        ("1688", export_1688(tmp_path, a="等待买家付款")),
    ]
    for platform, file in calls:
        run(["orders", platform, file, "--format", "json"])
        data = json.loads(capsys.readouterr().out)
        validator.validate(data)
        assert data["schema"] == "shopexit.orders/1"
        assert sum(data["buckets"].values()) == data["orders"]


def test_files_that_are_read_are_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither by `orders` nor by `check`."""
    file = export(tmp_path, order())
    before = Path(file).read_bytes()
    assert run(["orders", "kuaishou", file, "-o", f"json={file}"]) == 2
    assert run(["check", "kuaishou", str(READY), "--orders", file, "-o", f"json={file}"]) == 2
    assert Path(file).read_bytes() == before
    capsys.readouterr()


def test_a_fragment_that_was_filled_in_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only a new file is written; other formats hold nothing that a seller writes."""
    file, shop, counted = export(tmp_path, order()), tmp_path / "s.yaml", tmp_path / "c.json"
    call = ["orders", "kuaishou", file, "-o", f"yaml={shop}"]
    assert run(call) == 0
    shop.write_text("platform: kuaishou\n", encoding="utf-8")
    assert run(call) == 2
    assert "not overwritten" in capsys.readouterr().err
    assert shop.read_text(encoding="utf-8") == "platform: kuaishou\n"
    for _ in range(2):
        assert run([*call[:3], "-o", f"json={counted}"]) == 0


@pytest.mark.parametrize("bucket", ["pending_shipment", "待发货", "awaiting shipment"])
def test_a_status_is_mapped_by_the_name_or_the_label_of_its_bucket(
    bucket: str, kuaishou: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a call and in a state file; so are columns, by what they hold."""
    file = export(tmp_path, order(status="待揽收"), name="o-2026-11-20.csv")
    column = ["--column", "订单号=订单号", "--column", "订单状态=订单状态"]
    call = ["orders", "kuaishou", file, "--map", f"待揽收={bucket}", "--format", "json"]
    for more in ([], column):
        assert run([*call, *more]) == 0
        assert json.loads(capsys.readouterr().out)["buckets"]["pending_shipment"] == 1

    state = tmp_path / "state.yaml"
    columns = "{订单号: 订单号, status: 订单状态}"
    named = f"{{files: o*.csv, map: {{待揽收: {bucket}}}, columns: {columns}}}"
    state.write_text(f"platform: kuaishou\norders_from: {named}\n", encoding="utf-8")
    assert read_state(state, kuaishou).values["orders.pending_shipment"] == 1


def test_several_files_may_follow_the_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a shell makes several words of a pattern."""
    files = [export(tmp_path, order(f"250000000000000{i}"), name=f"{i}.csv") for i in range(3)]
    state = tmp_path / "state.yaml"
    state.write_text("platform: kuaishou\n", encoding="utf-8")
    run(["check", "kuaishou", str(state), "--orders", *files, "--on", str(ON), "--lang", "en"])

    assert "export files (3) with 3 orders" in capsys.readouterr().out


def test_text_of_a_file_steers_no_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words of a file are shown with control characters written out, and not at any length."""
    word = f"\x1b[31m[bold]坏{'长' * 300}"
    rows = exportfiles.rows_of("kuaishou", [order(status=word)])
    file = str(exportfiles.write_xlsx(tmp_path / "o.xlsx", {"Sheet\u202e1": rows}))
    for fmt in ("text", "yaml", "json"):
        assert run(["orders", "kuaishou", file, "--format", fmt, "--lang", "zh"]) == 3
        shown = capsys.readouterr().out
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "长" * 100 not in shown
