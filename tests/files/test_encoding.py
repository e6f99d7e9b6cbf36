"""A state file says the same whatever it is encoded in."""

import json
from pathlib import Path
from typing import Any

import pytest
from states import ROOT

from shopexit.cli.app import run
from shopexit.files.encoding import decode
from shopexit.messages import ShopexitError

GOOD = ROOT / "examples" / "kuaishou" / "ready.yaml"
BOMS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-8": b"\xef\xbb\xbf"}


def judged(raw: bytes, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    """Return the exit code and the report for the bytes of a state file."""
    file = folder / "state.yaml"
    file.write_bytes(raw)
    args = ["check", "kuaishou", str(file), "--on", "2026-11-22", "--format", "json"]
    code = run([*args, "--lang", "en"])
    out, err = capsys.readouterr()
    assert err == ""
    return code, json.loads(out)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
@pytest.mark.parametrize("name", ["utf-8", "utf-16-le", "utf-16-be"])
def test_unicode_gives_one_verdict_with_and_without_a_mark(
    name: str, marked: bool, ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unicode gives one verdict, with and without a byte order mark, whatever ends the lines."""
    plain = judged(GOOD.read_bytes(), tmp_path, capsys)
    text = GOOD.read_text("utf-8").replace("\n", ending)
    raw = (BOMS[name] if marked else b"") + text.encode(name)
    assert judged(raw, tmp_path, capsys) == plain
    assert plain[0] == 0
    assert plain[1]["shop"] == "小明零食铺"


def test_gb18030_gives_the_same_verdict_and_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """GB18030 gives the same verdict, the same words, and a warning in the report."""
    code, report = judged(GOOD.read_text("utf-8").encode("gb18030"), tmp_path, capsys)
    plain_code, plain = judged(GOOD.read_bytes(), tmp_path, capsys)
    extra = [warning for warning in report["warnings"] if warning not in plain["warnings"]]
    assert [warning["code"] for warning in extra] == ["encoding"]
    assert "GB18030" in extra[0]["says"]
    assert code == plain_code == 0
    assert {**report, "warnings": plain["warnings"]} == plain


def test_the_gb18030_warning_is_in_the_text_report_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has to read JSON to learn that the encoding was guessed."""
    file = tmp_path / "state.yaml"
    file.write_bytes(GOOD.read_text("utf-8").encode("gb18030"))
    run(["check", "kuaishou", str(file), "--lang", "zh"])
    assert "按 GB18030（中文 Windows 常用编码）读取" in capsys.readouterr().out


@pytest.mark.parametrize(
    "raw",
    [b"\xff\xfea\x00b", b"\xfe\xff\x00a\x00", b"\xef\xbb\xbf\xff", b"\x00\x00\xfe\xff", b"a\x00b"],
    ids=bytes.hex,
)
def test_bytes_in_no_encoding_are_called_binary(raw: bytes) -> None:
    """Half a character, a mark that lies, UTF-32 and stray NULs are not guessed at."""
    with pytest.raises(ShopexitError, match="binary file"):
        decode(raw, "state.yaml")


@pytest.mark.parametrize("raw", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff\x00 "])
def test_a_file_of_nothing_is_empty_with_and_without_a_mark(
    raw: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mark alone is no content."""
    file = tmp_path / "state.yaml"
    file.write_bytes(raw)
    assert run(["check", "kuaishou", str(file), "--lang", "en"]) == 2
    assert capsys.readouterr().err == f"error: {file}: the file is empty\n"
