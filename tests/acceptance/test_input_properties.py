"""Whatever is typed, piped in or called: an answer or an error, and never a traceback."""

import io
import json
import os
import string
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from drawn import SETTINGS
from hypothesis import given
from hypothesis import strategies as st
from states import LONGER, ROOT, parsed

from shopexit import Platform, ShopexitError
from shopexit.cli.app import run

HERE = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    "RUST_BACKTRACE": "0",
}
SHARES = {"states": 0.3, "exports": 0.25, "rules": 0.1, "diffs": 0.15, "settings": 0.2}
MANGLED = 2_000 if LONGER == 1 else 100_000


@pytest.mark.parametrize("kind", SHARES)
def test_no_input_however_mangled_ends_in_a_traceback(kind: str) -> None:
    """It is read, or told what is wrong with it, in five seconds and within 300 MB."""
    count = str(int(MANGLED * SHARES[kind]))
    program = [sys.executable, str(ROOT / "tests" / "mangled.py"), kind, count, str(LONGER)]
    done = subprocess.run(program, capture_output=True, check=False, env=HERE)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert told["found"] == []
    assert told["slowest"] < 5
    assert told["megabytes"] < 300


@SETTINGS
@given(text=st.text(alphabet=string.printable + "：，　１２ü\u202e\x1b", max_size=200))
def test_no_text_ends_in_a_traceback(rules_of: Mapping[str, Platform], text: str) -> None:
    """Nor does anything that somebody types instead of YAML."""
    for whole in (text, f"platform: kuaishou\n{text}", f"platform: kuaishou\norders: {text}"):
        try:
            parsed(whole.encode("utf-8", "surrogatepass"), rules_of["kuaishou"])
        except ShopexitError as error:
            assert "\x1b" not in str(error)  # noqa: PT017 - some text is a good state


WORDS = (
    "check steps kuaishou 1688 快手 - --on 2026-02-30 0001-01-05 9999-12-31 --lang zh fr --format"
    " json -o json= --strict --trust law explain a/b/c schema init --procedure all platforms"
    " --rules \x1b[31m"
)
CALLS = st.lists(st.sampled_from([*WORDS.split(" "), ""]), max_size=6)
CHECKS = CALLS.map(lambda words: ["check", "kuaishou", "-", *words[:4]])


@SETTINGS
@given(args=st.one_of(CALLS, CHECKS))
def test_no_call_ends_in_a_traceback(
    args: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    """Every call ends in one of the exit codes that are promised, and never in that of a bug."""
    monkeypatch.chdir(tmp_path)
    state = io.BytesIO((ROOT / "examples" / "kuaishou" / "settled.yaml").read_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(state))
    code = run(args)
    shown = capsys.readouterr()
    assert code in (0, 1, 2, 3)
    assert "\x1b[31m" not in shown.err
    assert (code == 2) is (shown.out == "")
