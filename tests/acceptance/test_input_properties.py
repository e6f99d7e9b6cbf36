"""Whatever is typed, piped in or called: an answer or an error, and never a traceback."""

import io
import json
import string
from collections.abc import Mapping
from pathlib import Path

import pytest
from drawn import SETTINGS, states
from hypothesis import given
from hypothesis import strategies as st
from states import ON, ROOT, nested, parsed

from shopexit import Platform, ShopexitError, check
from shopexit.cli.app import run
from shopexit.evaluation.evaluate import EvaluationOptions


@SETTINGS
@given(data=st.data())
def test_no_input_however_mangled_ends_in_a_traceback(
    rules_of: Mapping[str, Platform], data: st.DataObject
) -> None:
    """It is a state, or an error that says what is wrong with it."""
    rules = rules_of["kuaishou"]
    good = json.dumps({"platform": "kuaishou", **nested(data.draw(states(rules)))}).encode()
    raw = bytearray(good)
    for _ in range(data.draw(st.integers(0, 8))):
        place = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        raw[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    try:
        check(rules, parsed(bytes(raw), rules), EvaluationOptions(on=ON))
    except ShopexitError as error:
        refused = error.problems
        assert refused


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
