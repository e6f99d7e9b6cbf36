"""What cannot be used is refused: exit code 2, nothing on standard output, no traceback.

Each file in `broken/` is a test; its words stand in the `expected.yaml` beside it.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypedDict

import pytest
import yaml
from states import ROOT

from shopexit import Lang, Platform, ShopexitError
from shopexit.cli.app import run
from shopexit.files import encoding
from shopexit.inputs.state_reader import read_state

STATES = ROOT / "tests" / "broken" / "state"
RULES = ROOT / "tests" / "broken" / "rules"
EXPECTED = "expected.yaml"
GOOD = ROOT / "examples" / "kuaishou" / "ready.yaml"
LANGS = ("en", "zh")


class Complaint(TypedDict, total=False):
    """What one complaint about a file must hold."""

    at: str
    en: list[str]
    zh: list[str]


def files(folder: Path) -> list[str]:
    """Return the names of the broken files in a folder; there have to be some."""
    names = sorted(p.name for p in folder.iterdir() if p.is_file() and p.name != EXPECTED)
    if not names:
        raise FileNotFoundError(folder)
    return names


@cache
def expected(folder: Path) -> dict[str, list[Complaint]]:
    """Return the words of every refusal in a folder."""
    table: dict[str, list[Complaint]] = yaml.safe_load((folder / EXPECTED).read_text("utf-8"))
    return table


def refused(args: Sequence[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a call says on standard error, having made sure that it is a clean refusal."""
    code = run(args)
    out, err = capsys.readouterr()
    assert code == 2, err
    assert out == ""
    assert "Traceback" not in err
    assert all(char == "\n" or char.isprintable() for char in err), ascii(err)
    assert all(len(line) < 1000 for line in err.splitlines())
    return err


def complaints(err: str) -> list[str]:
    """Return the complaints in a message, each with its hint."""
    return re.split(r"^(?:error|错误): ", err, flags=re.MULTILINE)[1:]


def assert_says(err: str, file: Path, wanted: list[Complaint], lang: str) -> None:
    """Make sure that a message holds all that is wanted, in order, and nothing more."""
    found = complaints(err)
    assert len(found) == len(wanted), err
    for complaint, want in zip(found, wanted, strict=True):
        place = f"{file}:{want['at']}: " if "at" in want else f"{file}: "
        assert complaint.startswith(place)
        for words in want["zh"] if lang == "zh" else want["en"]:
            assert words in complaint


@pytest.mark.parametrize("folder", [STATES, RULES], ids=["state", "rules"])
def test_every_broken_file_has_its_words_and_all_words_their_file(folder: Path) -> None:
    """Every broken file has its words and all words their file."""
    table = expected(folder)
    assert sorted(table) == files(folder)
    assert all(want["en"] and want["zh"] for wanted in table.values() for want in wanted)


@pytest.mark.parametrize("name", files(STATES))
def test_a_broken_state_is_refused_with_every_complaint_at_its_line(
    name: str, rules_of: Mapping[str, Platform], capsys: pytest.CaptureFixture[str]
) -> None:
    """A broken state is refused with every complaint at its line, in both languages."""
    file = STATES / name
    err = refused(["check", "kuaishou", str(file), "--lang", "en"], capsys)
    assert_says(err, file, expected(STATES)[name], "en")
    # The second language without the program around it: loading the rules is what takes time.
    with pytest.raises(ShopexitError) as raised:
        read_state(file, rules_of["kuaishou"])
    zh = "".join(f"{problem.in_words(Lang.ZH)}\n" for problem in raised.value.problems)
    assert_says(zh, file, expected(STATES)[name], "zh")


def test_the_platform_and_vocabulary_that_broken_rules_are_tried_with_are_good(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The platform and vocabulary that broken rules are tried with are good."""
    assert run(["steps", "market", "--rules", str(RULES / "good"), "--lang", "en"]) == 0
    assert "No order is unfinished." in capsys.readouterr().out


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", files(RULES))
def test_broken_rules_are_refused_with_every_complaint_at_its_line(
    name: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Broken rules are refused with every complaint at its line."""
    shutil.copytree(RULES / "good", tmp_path, dirs_exist_ok=True)
    shared = (each for each in ("facts", "calendar") if name.startswith(f"{each}-"))
    file = tmp_path / f"{next(shared, 'market')}.yaml"
    shutil.copyfile(RULES / name, file)
    state = tmp_path / "state.json"
    state.write_text('{"platform": "market", "orders": {"open": 0}}', encoding="utf-8")
    args = ["check", "market", str(state), "--rules", str(tmp_path), "--lang", lang]
    err = refused(args, capsys)
    assert_says(err, file, expected(RULES)[name], lang)


@pytest.mark.parametrize("opening", ["- ", "[", "? ", "a: [", '{"a":', "- ? "])
def test_a_file_of_nothing_but_openings_does_not_take_the_process_down(
    opening: str, tmp_path: Path
) -> None:
    """A file of nothing but openings does not take the process down."""
    # A process, because what this guards against is a segmentation fault.
    file = tmp_path / "deep"
    file.write_text(opening * 200_000)
    done = program("check", "kuaishou", str(file), "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nested too deep" in done.stderr


@pytest.mark.parametrize(
    ("text", "line"),
    [("platform: kuaishou\r\rshop: \x07", 3), ("platform: kuaishou\r\n\x07", 2), ("\x07", 1)],
)
def test_a_control_character_has_its_line_whatever_ends_the_lines(
    text: str, line: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A control character has its line whatever ends the lines."""
    file = tmp_path / "state.yaml"
    file.write_bytes(text.encode())
    err = refused(["check", "kuaishou", str(file), "--lang", "en"], capsys)
    assert err.startswith(f"error: {file}:{line}:")


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file is refused."""
    file = tmp_path / "none.yaml"
    assert refused(["check", "kuaishou", str(file), "--lang", "en"], capsys) == (
        f"error: {file}: no such file\n"
    )
    assert "没有这个文件" in refused(["check", "kuaishou", str(file), "--lang", "zh"], capsys)


def test_a_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder is refused."""
    err = refused(["check", "kuaishou", str(tmp_path), "--lang", "en"], capsys)
    assert err == f"error: {tmp_path}: this is a folder, not a file\n"
    assert "这是文件夹" in refused(["check", "kuaishou", str(tmp_path), "--lang", "zh"], capsys)


@pytest.mark.parametrize(
    ("name", "why"),
    [("loop", "链接绕成了圈"), ("a\0b", "路径里有空字符"), ("n" * 300, "文件名太长")],
)
def test_a_file_that_cannot_be_opened_is_refused(
    name: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that cannot be opened is refused, with the system's reason in both languages."""
    # A link to itself, a name no file can have, a name too long: these hold for root as well.
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    err = refused(["check", "kuaishou", str(tmp_path / name), "--lang", "en"], capsys)
    assert "cannot read the file: " in err
    err = refused(["check", "kuaishou", str(tmp_path / name), "--lang", "zh"], capsys)
    assert f"打不开文件：{why}" in err


@pytest.mark.parametrize("over", [1, 1 << 30])
def test_a_file_above_64_mib_is_refused_without_being_read_whole(
    over: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file above 64 MiB is refused without being read whole."""
    file = tmp_path / "large.yaml"
    with file.open("wb") as large:
        large.write(b"platform: kuaishou\n")
        large.truncate(encoding.MAX_BYTES + over)
    err = refused(["check", "kuaishou", str(file), "--lang", "en"], capsys)
    assert err == f"error: {file}: the file is larger than the limit of 64 MiB\n"


def program(*args: str, **streams: int) -> subprocess.CompletedProcess[str]:
    """Run shopexit as a process."""
    return subprocess.run(
        [sys.executable, "-m", "shopexit", *args],
        stdin=streams.get("stdin", subprocess.DEVNULL),
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def test_standard_input_is_judged_like_the_file() -> None:
    """Standard input is judged like the file."""
    day = ("--on", "2026-11-22", "--lang", "en")
    with GOOD.open("rb") as file:
        piped = program("check", "kuaishou", "-", *day, stdin=file.fileno())
    read = program("check", "kuaishou", str(GOOD), *day)
    assert (piped.returncode, piped.stdout, piped.stderr) == (0, read.stdout, "")


def test_errors_in_standard_input_have_their_line() -> None:
    """Errors in standard input have their line."""
    with (STATES / "misspelt-key.yaml").open("rb") as file:
        done = program("check", "kuaishou", "-", "--lang", "en", stdin=file.fileno())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: <stdin>:6:3: orders.pending_shipmnet: unknown key\n")


def test_empty_standard_input_is_refused() -> None:
    """Empty standard input is refused."""
    done = program("check", "kuaishou", "-", "--lang", "en")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: <stdin>: the file is empty\n"


def test_closed_standard_input_is_refused() -> None:
    """Closed standard input is refused."""
    done = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m shopexit check kuaishou - --lang en <&-', sys.executable],
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: <stdin>: standard input is closed\n"


STATE = str(GOOD)
CALLS = [
    (["check", "kuaisho", STATE], "did you mean kuaishou?", "是不是想写 kuaishou？"),
    (["check", "淘宝点", STATE], "did you mean 淘宝?", "是不是想写 淘宝？"),
    (["check", "taobao", STATE], "not on taobao", "要查的却是 taobao"),
    (["check", "kuaishou", STATE, "-p", "clos"], "did you mean close?", "是不是想写 close？"),
    (["check", "kuaishou", STATE, "--sttrict"], "--strict", "--strict"),
    (["check", "kuaishou", STATE, "--format", "xml"], "'text', 'json'", "text、json"),
    (["check", "kuaishou", STATE, "--lang", "fr"], "'zh', 'en'", "zh、en"),
    (["check", "kuaishou", STATE, "--trust", "rumour"], "'guide'", "law、official、repost、guide"),
    (
        ["check", "kuaishou", STATE, "--on", "2026-02-30"],
        "there is no such date",
        "没有 2026-02-30",
    ),
    (["check", "kuaishou", STATE, "--on", "21.11.2026"], "is not a date", "不是日期"),
    (["check", "kuaishou", STATE, "--on", "1" * 5000], "is not a date", "不是日期"),
    (
        ["check", "kuaishou", STATE, "--rules", "none"],
        "rules folder does not exist",
        "没有这个规则文件夹",
    ),
    (
        ["check", "kuaishou", STATE, "again"],
        "give order exports after --orders",
        "写在 --orders 后面",
    ),
    (["check", "kuaishou", STATE, "--map", "x=closed"], "need --orders", "要和 --orders"),
    (["check", "kuaishou", STATE, "--orders", "x*.csv"], "no file matches", "没有文件符合"),
    (["orders", "kuaishou", "x.csv", "--map", "x=clsed"], "mean closed?", "想写 closed？"),
    (
        ["orders", "kuaishou", "x.csv", "--map", "x=closed", "--map", "x=completed"],
        "two meanings: closed and completed",
        "两种意思：已关闭、已完成",
    ),
    (["orders", "kuaishou", "x.csv", "--map", "closed"], "STATE=BUCKET", "应写成 状态=类别"),
    (
        ["orders", "kuaishou", "x.csv", "--map", "待揽收=发货"],
        "mean pending_shipment (awaiting shipment)?",
        "想写 pending_shipment（待发货）？",
    ),
    (
        ["orders", "kuaishou", "x.csv", "--map", "待揽收=取消了"],
        "closed (closed), completed (completed)",
        "closed（已关闭）、completed（已完成）",
    ),
    (
        ["orders", "kuaishou", "x.csv", "--column", "订单编号=单号"],
        "mean order (order number)",
        "想写 order（订单号）",
    ),
    (["orders", "kuaishou", "x.csv", "--column", "stats=x"], "mean status?", "想写 status？"),
    (["check", "kuaishou"], "a state file is missing after 'kuaishou'", "“kuaishou”后面"),
    (["chekc", "kuaishou", STATE], "check", "check"),
    (["steps", "kuaishou", "clsoe"], "did you mean close?", "是不是想写 close？"),
    (
        ["explain", "kuaishou/close/deposit-returnd"],
        "mean kuaishou/close/deposit-returned,",
        "想写 kuaishou/close/deposit-returned、",
    ),
    (["schema", "stat"], "did you mean state?", "是不是想写 state？"),
    (["init", "kuaishou", "-o", STATE], "not overwritten", "不会覆盖"),
]


@pytest.mark.parametrize(("call", "en", "zh"), CALLS, ids=[" ".join(c[0])[:40] for c in CALLS])
def test_a_wrong_call_is_refused_and_told_what_was_meant(
    call: list[str], en: str, zh: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A wrong call is refused and told what was meant."""
    for lang, words in (("en", en), ("zh", zh)):
        monkeypatch.setenv("SHOPEXIT_LANG", lang)
        assert words in refused(call, capsys)


def test_an_unknown_language_in_the_environment_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown language in the environment is refused."""
    monkeypatch.setenv("SHOPEXIT_LANG", "fr")
    err = refused(["check", "kuaishou", STATE], capsys)
    assert err == "error: SHOPEXIT_LANG: there is no language 'fr'\n  hint: choose from: en, zh\n"


_SHAPE = ("should be FORMAT=FILE", "应写成 格式=文件")
_FORMAT = ("this command has no format", "这里没有")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("xml={}/a.xml", _FORMAT),
        ("={}/a.json", _FORMAT),
        ("JSON={}/a", _FORMAT),
        ("json", _SHAPE),
        ("json=", _SHAPE),
    ],
)
def test_an_output_in_a_format_there_is_not_writes_nothing(
    target: str, said: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An output in a format there is not writes nothing."""
    good = f"text={tmp_path}/good.txt"
    bad = target.format(tmp_path)
    for lang, words in zip(("en", "zh"), said, strict=True):
        call = ["check", "kuaishou", STATE, "-o", good, "-o", bad, "--lang", lang]
        assert words in refused(call, capsys)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["none", "file"])
def test_an_output_into_a_folder_there_is_not_prints_nothing(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An output into a folder there is not prints nothing."""
    (tmp_path / "file").write_text("kept")
    target = f"json={tmp_path / folder / 'report.json'}"
    for lang, words in (("en", "cannot write the file"), ("zh", "写不了文件")):
        call = ["check", "kuaishou", STATE, "-o", target, "--lang", lang]
        assert words in refused(call, capsys)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_text() == "kept"


def test_an_output_onto_a_folder_leaves_no_half_written_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An output onto a folder leaves no half written file."""
    (tmp_path / "taken").mkdir()
    refused(["check", "kuaishou", STATE, "-o", f"json={tmp_path / 'taken'}"], capsys)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize(
    "call",
    [
        ["check", "\udcff", STATE],
        ["check", "kuaishou", STATE, "-p", "\udcff"],
        ["check", "kuaishou", STATE, "--on", "\udcff"],
        ["check", "kuaishou", STATE, "-o", "\udcff"],
        ["explain", "kuaishou/close/\udcff"],
        ["schema", "\udcff"],
    ],
    ids=ascii,
)
def test_a_call_with_bytes_that_are_no_text_is_refused(
    call: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A call with bytes that are no text is refused."""
    assert "\\udcff" in refused(call, capsys)


@pytest.mark.parametrize(
    "call",
    [
        ["check", "kuaishou", "\udcff\x1b[31m"],
        ["check", "kuaishou", STATE, "--format", "\udcff\x1b[31m"],
        ["check", "kuaishou", STATE, "--\udcff\x1b[31m"],
        ["check", "kuaishou", STATE, "--rules", "\udcff\x1b[31m"],
        ["check", "\x1b[31m", STATE],
        ["\udcff\x1b[31m"],
    ],
    ids=ascii,
)
def test_what_a_call_holds_cannot_steer_the_terminal(
    call: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What a call holds cannot steer the terminal."""
    refused(call, capsys)
