"""Hostile names break out of no format of a fleet."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import pytest
from fleetrun import BAD, REF, STATES, fleet

from shopexit.formats import FleetFormat

pytestmark = pytest.mark.usefixtures("somewhere_else")
HOSTILE = (
    "a\nb\r\nc\u2028d\x85e", "::error file=x::boom", "\n::error file=x::boom", "%0A::error::boom",
    "##[error]boom", "]]>", "<script>alert(1)</script>&amp;'\"", "=cmd()", " \t=cmd()", "@SUM(1)",
    '-1,"x";\t=1', "\x1b[31mred\x1b]0;title\x07\x9b0m\x00\x7f", "\u202eabc\u2066\u200b\ufeff",
    "a\ufffeb\uffffc", "[red]x[/red] [/nope]", "| a | b |\n|---|", "`x` [y](javascript:1)",
    "half \ud800 other \udfff", "x" * 10_000,
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fleet whose sellers wrote hostile words wherever they may write any."""
    rows: list[dict[str, Any]] = []
    for words in HOSTILE:
        waiver = {"requirement": f"{REF}orders-finished", "reason": words, "by": words}
        good = {"platform": "kuaishou", "shop": words, "orders": {"pending_payment": 1}}
        rows.append(good | {"waivers": [waiver], "done": [words]})
        rows.append(good | {"orders": {words: 0}, "as_of": words})
        rows.append({"platform": words, "shop": words})
    file = tmp_path_factory.mktemp("hostile") / "s.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


def harmless(text: str, *allowed: str) -> list[str]:
    """Return the characters of a text that steer a terminal or hide words."""
    kept = ("\n", "\ufffe", "\uffff", *allowed)  # two that are no characters, and do nothing
    return [char for char in text if not char.isprintable() and char not in kept]


@pytest.mark.parametrize("fmt", get_args(FleetFormat))
def test_hostile_words_break_out_of_no_format(
    fmt: str, hostile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is still what it is, with as many shops as there are, and no control character."""
    lang = "zh" if fmt in ("csv", "markdown", "junit") else "en"
    done = fleet(capsys, str(hostile), "--lang", lang, "--limit", "0", fmt=fmt)
    count = 3 * len(HOSTILE)
    assert done.code == 2
    assert harmless(done.err) == []
    assert not re.search(r"^\s*(::|##)", done.err, re.MULTILINE)
    allowed = {"csv": ("\r", "\ufeff")}.get(fmt, ())
    assert harmless(done.out, *allowed) == []
    assert "\x1b" not in done.out
    match fmt:
        case "jsonl":
            assert len(done.lines) == count
        case "json":
            assert len(json.loads(done.out)["shops"]) == count
        case "csv":
            rows = list(csv.reader(io.StringIO(done.out[1:], newline="")))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert len(rows) == count + 1
            assert not [
                c for row in rows for c in row if re.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$)", c)
            ]
        case "junit":
            assert len(ET.fromstring(done.out)) == count  # noqa: S314 - it is our own
        case "sarif":
            assert json.loads(done.out)["runs"]
        case "gitlab":
            issues = json.loads(done.out)
            assert len({issue["fingerprint"] for issue in issues}) == len(issues) >= count
        case "github":
            starts = ("::error", "::warning", "::notice", "::group::", "::endgroup::")
            commands = [line for line in done.out.splitlines() if line.startswith(("::", "##"))]
            assert all(line.startswith(starts) for line in commands)
            assert not [line for line in commands if line.startswith("::error file=x")]
        case "text":
            assert len(re.findall(r"^[✓✗?!] ", done.out, re.MULTILINE)) == count
        case "html":
            assert "<script>alert(1)" not in done.out
        case _:
            assert "<script>" not in done.out


@pytest.mark.parametrize("fmt", ["text", "json", "jsonl"])
def test_hostile_words_break_out_of_no_list_of_waivers(
    fmt: str, hostile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor out of the messages beside it."""
    done = fleet(capsys, str(hostile), "--list-waivers", fmt=fmt)
    assert harmless(done.out) == harmless(done.err) == []
    match fmt:
        case "json":
            assert len(json.loads(done.out)["waivers"]) == len(HOSTILE)
        case "jsonl":
            assert len(done.out.splitlines()) == len(HOSTILE)


def test_a_hostile_name_of_a_file_is_shown_as_words(capsys: pytest.CaptureFixture[str]) -> None:
    """In every format and in messages, for good files and for bad ones."""
    name = "a\x1b[31m\n::error::b=\u202e.yaml"
    Path(name).write_text(STATES["ready"], encoding="utf-8")
    Path(f"x{name}").write_text(BAD, encoding="utf-8")
    for fmt in get_args(FleetFormat):
        done = fleet(capsys, ".", "--limit", "0", fmt=fmt)
        allowed = ("\r", "\ufeff") if fmt == "csv" else ()
        assert harmless(done.out, *allowed) == harmless(done.err) == []
        assert not re.search(r"^::error::b", done.out + done.err, re.MULTILINE)


def test_a_file_name_that_is_no_text_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Linux lets a name be any bytes; what cannot be said is written out, and nothing fails."""
    name = b"s\xff\xfe.yaml".decode("utf-8", "surrogateescape")
    try:
        Path(name).write_text(STATES["ready"], encoding="utf-8")
    except OSError:
        pytest.skip("this file system has names of text only")
    Path(f"bad{name}").write_text(BAD, encoding="utf-8")
    for fmt in get_args(FleetFormat):
        done = fleet(capsys, ".", fmt=fmt)
        assert done.code == 2
        assert (done.out + done.err).encode()
