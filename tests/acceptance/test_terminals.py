"""Whatever the terminal, pipe or locale, and whatever a file holds: whole text, right exit code."""

import json
import re
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from processes import COLOUR, PROGRAM, all_on_terminal, environment, on_terminal
from rich.cells import cell_len
from states import LONGER, PLATFORMS, ROOT

from shopexit.cli.app import run
from shopexit.formats import RenderOptions
from shopexit.formats.lines import Line, render
from shopexit.formats.words import VERDICTS
from shopexit.messages import Lang, clean

EXAMPLES = ROOT / "examples"
READY = EXAMPLES / "kuaishou" / "ready.yaml"
DISPUTED = EXAMPLES / "kuaishou" / "disputed.yaml"
BLOCKED = EXAMPLES / "kuaishou" / "blocked.yaml"
MISSPELT = ROOT / "tests" / "broken" / "state" / "yes-no-for-flags.yaml"


def check(file: Path, *options: str, lang: str = "zh") -> list[str]:
    """Return the call that judges a file of Kuaishou's on one day."""
    return ["check", "kuaishou", str(file), "--on", "2026-11-22", "--lang", lang, *options]


def program(args: list[str], **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run shopexit in a process of its own, off the terminal."""
    return subprocess.run(
        [*PROGRAM, *args],
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


@cache
def plain(file: Path, form: str = "text", lang: str = "zh") -> str:
    """Return what a check prints into a UTF-8 pipe."""
    return program(
        check(file, "--format", form, lang=lang), PYTHONIOENCODING="utf-8"
    ).stdout.decode()


def shell(script: str, args: list[str], **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which "$@" is shopexit with arguments."""
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", *PROGRAM, *args],
        env=environment(**env),
        capture_output=True,
        check=False,
    )


def harmless(text: str) -> bool:
    """Tell whether nothing in a text steers a terminal: no control, no mark, no half character."""
    return all(char == "\n" or char.isprintable() for char in text)


ENCODINGS = {"C": {"LC_ALL": "C"}, "gbk": {"PYTHONIOENCODING": "gbk"}} | {
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "ascii-strict": {"PYTHONIOENCODING": "ascii:strict"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_gets_a_report_and_the_right_exit_code(name: str) -> None:
    """What an encoding lacks is shown by something else; nothing fails."""
    done = program(check(BLOCKED), **ENCODINGS[name])
    assert (done.returncode, done.stderr) == (1, b"")
    codec = ENCODINGS[name].get("PYTHONIOENCODING", "utf-8").partition(":")[0]
    text = done.stdout.decode(codec)
    assert harmless(text)
    assert len(text.splitlines()) > 50
    if name in ("C", "gbk"):
        assert "阿珍女装店" in text
        assert "还不能办" in text


@pytest.mark.parametrize("name", ["C", "gbk", "ascii"])
def test_every_encoding_gets_error_messages(name: str) -> None:
    """An error is told in any encoding, with the exit code of an error."""
    done = program(check(MISSPELT), **ENCODINGS[name])
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr
    assert b"services.freight_insurance_active" in done.stderr


@pytest.mark.parametrize("name", ["C", "gbk", "ascii"])
def test_json_is_the_same_report_in_every_encoding(name: str) -> None:
    """JSON escapes what an encoding lacks, so nothing in it is lost."""
    done = program(check(BLOCKED, "--format", "json"), **ENCODINGS[name])
    assert (done.returncode, done.stderr) == (1, b"")
    codec = ENCODINGS[name].get("PYTHONIOENCODING", "utf-8").partition(":")[0]
    report = json.loads(done.stdout.decode(codec))
    assert report == json.loads(plain(BLOCKED, "json"))
    assert report["shop"] == "阿珍女装店"


def test_a_file_is_utf_8_whatever_the_terminal_is(tmp_path: Path) -> None:
    """What is written with -o does not depend on where it was run."""
    target = tmp_path / "report.json"
    done = program(check(BLOCKED, "-o", f"json={target}"), PYTHONIOENCODING="ascii")
    assert done.returncode == 1
    assert json.loads(target.read_text("utf-8"))["shop"] == "阿珍女装店"


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(("file", "code"), [(READY, 0), (BLOCKED, 1)], ids=["ready", "blocked"])
def test_a_pipe_closed_early_does_not_change_the_exit_code(
    form: str, file: Path, code: int
) -> None:
    """A reader such as `head -1` may leave when it likes."""
    script = '{ "$@"; echo "$?" >&2; } | head -1'
    done = shell(script, check(file, "--format", form))
    assert done.stderr == f"{code}\n".encode()
    assert done.stdout.count(b"\n") == 1


@pytest.mark.parametrize(("file", "code"), [(READY, 0), (MISSPELT, 2)], ids=["ready", "broken"])
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_do_not_change_the_exit_code(closed: str, file: Path, code: int) -> None:
    """A verdict is never mistaken for a broken call, nor the other way round."""
    done = shell(f'"$@" {closed}', check(file))
    assert done.returncode == code
    assert b"Traceback" not in done.stdout + done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_full_disk_is_said_and_gives_no_verdict() -> None:
    """A result that could not be written is an error, whatever it would have said."""
    done = shell('"$@" >/dev/full', check(BLOCKED, lang="en"))
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: <stdout>: cannot write the file: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_an_error_that_cannot_be_told_still_gives_its_exit_code() -> None:
    """Exit code 1 means blocked, so a broken call may not end with it."""
    assert shell('"$@" 2>/dev/full', check(MISSPELT)).returncode == 2


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({"TERM": "xterm-256color"}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
    ids=str,
)
def test_off_a_terminal_there_is_colour_only_where_it_is_forced(
    env: dict[str, str], coloured: bool
) -> None:
    """Pipes and logs stay plain, and colour changes not one character."""
    text = program(check(BLOCKED), PYTHONIOENCODING="utf-8", **env).stdout.decode()
    assert bool(COLOUR.search(text)) is coloured
    assert COLOUR.sub("", text) == plain(BLOCKED)


@pytest.mark.parametrize(
    ("env", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
    ids=str,
)
def test_on_a_terminal_there_is_colour_unless_it_is_unwanted(
    env: dict[str, str], coloured: bool
) -> None:
    """A terminal gets colour; NO_COLOR and a dumb terminal do not."""
    code, text = on_terminal(check(BLOCKED), 80, **env)
    assert code == 1
    assert bool(COLOUR.search(text)) is coloured
    assert harmless(COLOUR.sub("", text))


@pytest.mark.parametrize("env", [{}, {"FORCE_COLOR": "1"}], ids=str)
def test_json_is_never_coloured(env: dict[str, str]) -> None:
    """JSON on a terminal is JSON."""
    code, text = on_terminal(check(BLOCKED, "--format", "json"), 80, **env)
    assert code == 1
    assert json.loads(text)["verdict"] == "blocked"


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("file", [BLOCKED, DISPUTED], ids=["blocked", "disputed"])
def test_no_line_is_wider_than_the_terminal(file: Path, lang: str, columns: int) -> None:
    """Chinese characters take two cells; a line is broken before it is too wide, never cut."""
    _, text = on_terminal(check(file, "-v", lang=lang), columns)
    lines = COLOUR.sub("", text).splitlines()
    assert [line for line in lines if cell_len(line) > columns] == []
    whole = "".join(plain(file, lang=lang).split())
    told = "".join("".join(lines).split())
    # Off a terminal the verdict stands at the end once more.
    assert whole.startswith(told)
    assert whole.removeprefix(told) in told


STATES = sorted(path for path in EXAMPLES.glob("*/*.yaml") if path.parent.name != "fleet")


def screens(files: Sequence[Path], columns: int, lang: str) -> list[list[str]]:
    """Return the lines that checks of files print on a terminal, without colours."""
    calls = [["check", str(file), "--on", "2026-11-22", "--lang", lang] for file in files]
    return all_on_terminal(calls, columns)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_check_is_one_screen(lang: str) -> None:
    """At 80 by 24: shop and day, the verdict, and no more lines than leave the prompt in sight."""
    for file, lines in zip(STATES, screens(STATES, 80, lang), strict=True):
        assert len(lines) <= 22, file
        assert [line for line in lines if cell_len(line) > 80] == [], file
        assert lines[0].endswith("2026-11-22"), file
        assert any(text[Lang(lang)] in lines[1] for text in VERDICTS.values()), file
        assert any(
            line.startswith({"zh": "全部 ", "en": "-v shows all steps "}[lang]) for line in lines
        ), file
        # A table is there for its rows, not to tell how many it leaves out.
        rules = [i for i, line in enumerate(lines) if line.startswith("──")]
        assert not any("-v" in lines[i + 1] for i in rules), file


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_narrow_terminal_has_the_same_in_one_column(lang: str) -> None:
    """At 40 no line is too wide, and what to do is told whole."""
    today = {"zh": "今天就做", "en": "Today"}[lang]
    wide = screens(STATES, 80, lang)
    for file, narrow, other in zip(STATES, screens(STATES, 40, lang), wide, strict=True):
        assert [line for line in narrow if cell_len(line) > 40] == [], file
        assert (today in narrow) is (today in other), file
        assert any(text[Lang(lang)] in narrow[1] for text in VERDICTS.values()), file


@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_steps_are_a_tree(lang: str, columns: int, capsys: pytest.CaptureFixture[str]) -> None:
    """With the steps of a usual shop and the number of the others; no line is too wide."""
    calls = [["steps", platform, "--lang", lang] for platform in PLATFORMS]
    for call, lines in zip(calls, all_on_terminal(calls, columns), strict=True):
        assert [line for line in lines if cell_len(line) > columns] == []
        run([*call, "--format", "json"])
        told = json.loads(capsys.readouterr().out)["procedures"]
        numbers = [line for line in lines if re.match("[├└]── [0-9]+[.]", line)]
        steps = [step for procedure in told for step in procedure["steps"]]
        few = [step for step in steps if step["unusual"]]
        assert len(numbers) == len(steps) - len(few)
        left = {"zh": f"还有 {len(few)} 步", "en": f"{len(few)} more, for few shops only"}[lang]
        assert any(left in line for line in lines) is bool(few)
        if len(told) == 1 and columns == 80:
            assert len(lines) <= 34
            run(call)
            assert len(lines) * 3 < len(capsys.readouterr().out.splitlines())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_verbose_steps_are_what_a_pipe_gets(lang: str) -> None:
    """With menus, sources and the other side, folded at the width."""
    _, text = on_terminal(["steps", "taobao", "--lang", lang, "-v"], 80)
    piped = program(["steps", "taobao", "--lang", lang], PYTHONIOENCODING="utf-8")
    assert "".join(COLOUR.sub("", text).split()) == "".join(piped.stdout.decode().split())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_fleet_fits_the_terminal(columns: int, lang: str) -> None:
    """A shop is one line of a table where there is room for one."""
    folder = str(EXAMPLES / "fleet" / "shops")
    args = ["fleet", folder, "--on", "2026-11-22", "--lang", lang]
    _, text = on_terminal(args, columns, PYTHONWARNINGS="ignore")
    # On a slow machine a progress bar was there, and is wiped out line by line.
    left = re.sub(r"\x1b\[\d*[AK]", "", COLOUR.sub("", text).split("\r")[-1])
    lines = left.splitlines()
    assert [line for line in lines if cell_len(line) > columns] == []
    shops = [i for i, line in enumerate(lines) if line.startswith(("✗ ", "? ", "✓ "))]
    assert len(shops) == 13
    in_a_table = {"zh": "先要办的", "en": "what comes first"}[lang] in text
    assert in_a_table is (columns >= 80)
    assert lines[shops[0]].startswith({"zh": "✗ 还不能办", "en": "✗ BLOCKED"}[lang])
    assert "红河谷果园" in lines[shops[0]]


@pytest.mark.parametrize(
    "env", [{"TERM": "dumb"}, {"NO_COLOR": "1"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}]
)
def test_every_terminal_gets_the_screen(env: dict[str, str]) -> None:
    """Without colours, and with whatever characters it has, each sign has its word."""
    args = ["check", str(BLOCKED), "--on", "2026-11-22", "--lang", "en"]
    code, text = on_terminal(args, 80, **env)
    assert code == 1
    assert "BLOCKED" in text
    assert "Today" in text
    coloured = env in ({"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"})
    assert ("\x1b[" in text) is coloured


def test_quiet_is_the_verdict_alone() -> None:
    """On one line, on a terminal and off it."""
    done = program(check(BLOCKED, "-q", lang="en"), PYTHONIOENCODING="utf-8")
    assert done.stdout.decode().startswith("✗ BLOCKED")
    assert done.stdout.decode().count("\n") == 1
    code, text = on_terminal(check(BLOCKED, "-q", lang="en"), 80)
    assert (code, COLOUR.sub("", text)) == (1, done.stdout.decode())


def test_quiet_writes_the_files_that_are_asked_for(tmp_path: Path) -> None:
    """Only standard output is one line."""
    page = tmp_path / "page.html"
    done = program(check(BLOCKED, "-q", "-o", f"html={page}"), PYTHONIOENCODING="utf-8")
    assert done.stdout.count(b"\n") == 1
    assert "阿珍女装店" in page.read_text("utf-8")


def test_a_log_ends_with_the_verdict() -> None:
    """The end of a log is what is seen first."""
    last = plain(BLOCKED, lang="en").splitlines()[-1]
    assert last.startswith("✗ BLOCKED: ")


@pytest.mark.parametrize(("when", "coloured"), [("always", True), ("never", False)])
def test_color_is_what_is_asked_for(when: str, coloured: bool) -> None:
    """On a terminal and off it, whatever the environment says."""
    piped = program(check(READY, "--color", when), NO_COLOR="1", PYTHONIOENCODING="utf-8")
    assert (b"\x1b[" in piped.stdout) is coloured
    _, text = on_terminal(check(READY, "--color", when), 80)
    assert ("\x1b[" in text) is coloured


def test_off_a_terminal_nothing_is_broken_to_a_width() -> None:
    """A log keeps whole sentences, even if something says how wide it is."""
    narrow = program(check(BLOCKED), PYTHONIOENCODING="utf-8", COLUMNS="40").stdout
    assert narrow.decode() == plain(BLOCKED)


HOSTILE = {
    "markup": "[red]shop[/red] [/nope] [link=https://example.com]x[/link]",
    "escapes": "\x1b[2J\x1b[31mREADY\x1b]0;title\x07\x9b0m\x08\x7f",
    "lines": "shop\n\u2713 READY\r\nverdict: ready\u2028\u2029\x0b\x85",
    "bidi": "\u202eydaer\u202c \u2066x\u2069 \u200b\u200f\ufeff",
    "surrogate": "half \ud800 other \udfff",
    "long": "x" * 10_000,
}


def hostile_state(words: str, **more: Any) -> bytes:
    """Return a state file that has the words wherever a seller may write words."""
    ref = "kuaishou/close/customers-moved"
    waiver = {"requirement": ref, "reason": words, "by": words}
    proof = {"by": words, "evidence": words}
    answer = {"required": False, "by": words, "note": words}
    state = {
        "platform": "kuaishou",
        "shop": words,
        "as_of": "2026-11-21",
        "deposit": {"held": 500},
        "confirmed": {"customers_moved": False, "data_backed_up": proof},
        "waivers": [waiver, {**waiver, "requirement": words}],
        "answers": {"kuaishou/close/deposit-returned": answer, words: answer},
        "done": [words],
    }
    return json.dumps(state | more).encode()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_shown_as_words(
    name: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Markup is not read, and what could steer a terminal is written out."""
    file = tmp_path / "state.json"
    file.write_bytes(hostile_state(HOSTILE[name]))
    assert run(check(file, lang=lang)) == 3
    out, err = capsys.readouterr()
    assert err == ""
    assert harmless(out)
    assert not re.search(r"^(✓|verdict)", out, re.MULTILINE)
    if name in ("markup", "long"):
        assert HOSTILE[name] in out
    if name == "escapes":
        assert "\\u001b[2J" in out


@pytest.mark.parametrize("name", ["markup", "escapes", "long"])
def test_hostile_words_are_harmless_on_a_coloured_terminal(name: str, tmp_path: Path) -> None:
    """Where colour is on, only the program's own colour is."""
    file = tmp_path / "state.json"
    file.write_bytes(hostile_state(HOSTILE[name]))
    code, text = on_terminal(check(file, lang="en"), 80)
    assert code == 3
    shown = COLOUR.sub("", text)
    assert harmless(shown)
    assert [line for line in shown.splitlines() if cell_len(line) > 80] == []
    if name == "markup":
        assert "[red]shop[/red]" in shown


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_stay_text_in_json(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON holds whole and valid text, cleaned like every other output."""
    file = tmp_path / "state.json"
    file.write_bytes(hostile_state(HOSTILE[name]))
    assert run(check(file, "--format", "json")) == 3
    shop = json.loads(capsys.readouterr().out)["shop"]
    assert harmless(shop)
    assert "\n" not in shop


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_order_number_is_shown_as_words(
    name: str, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An order's number stands in headings, findings and steps, and is text in all of them."""
    order = {"id": HOSTILE[name], "status": "pending_shipment", "buyer_agrees": False}
    state = {"platform": "1688", "profile": {"role": "reseller"}, "order_list": [order]}
    file = tmp_path / "state.json"
    file.write_text(json.dumps(state))
    code = run(["check", "1688", str(file), "--format", form, "--lang", "en"])
    out, err = capsys.readouterr()
    assert code in (1, 3)
    assert err == ""
    assert harmless(out)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_are_harmless_in_error_messages(
    name: str, lang: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a key, as a value, as a file's name: a message is one line, and not a long one."""
    words = HOSTILE[name]
    file = tmp_path / "state\x1b[31m\n.json"
    file.write_bytes(hostile_state(words, orders={words: 0, "pending_payment": words}, as_of=words))
    assert run(check(file, lang=lang)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert harmless(err)
    complaints = [line for line in err.splitlines() if not line.startswith("  ")]
    assert len(complaints) == 3
    assert all(line.startswith(("error: ", "错误: ")) for line in complaints)
    assert all(len(line) < 1000 for line in complaints)


@settings(max_examples=200 * LONGER, deadline=None)
@given(text=st.text(max_size=120), width=st.integers(16, 60))
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    """Whatever is wrapped says the same as before, in lines that fit."""
    words = clean(text)
    wrapped = render([Line(words, 2, "- ")], RenderOptions(width)).splitlines()
    assert "".join("".join(wrapped).split()) == "".join(f"  - {words}".split())
    assert all(cell_len(line) <= width for line in wrapped)
