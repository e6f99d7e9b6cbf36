"""Help in one language, folded at the width of the terminal, with the options in groups."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from processes import PROGRAM, environment, on_terminal
from rich.cells import cell_len
from states import ROOT

from shopexit.cli import help_page, streams
from shopexit.cli.app import COMMANDS as NAMED
from shopexit.cli.app import program, run
from shopexit.formats import RenderOptions
from shopexit.messages import Lang

COMMANDS = ["", *NAMED]
ENGLISH = ("Usage", "Options", "Arguments", "Commands", "OPTIONS", "COMMAND", "ARGS", "required")


def helped(command: str, lang: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the help of a command, off a terminal."""
    assert run([*filter(None, [command]), "--help", "--lang", lang]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_in_chinese_has_no_english_of_typers(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Headings, what stands for values, defaults: all of it is Chinese."""
    shown = helped(command, "zh", capsys)

    assert shown.startswith("用法：shopexit")
    assert [word for word in (*ENGLISH, "default", "<", "list[") if word in shown] == []
    assert set(re.findall(r"\b[A-Z]{2,}\b", shown)) <= {"YAML", "JSON"}


@pytest.mark.parametrize("command", COMMANDS)
def test_help_in_english_has_no_chinese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of no text the translation is left out."""
    shown = helped(command, "en", capsys)

    assert shown.startswith("Usage: shopexit")
    assert not re.search("[\u3000-\u9fff\uff00-\uffef]", shown)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("command", [c for c in COMMANDS if c])
def test_every_command_has_an_example(
    command: str, lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    """That can be copied: it begins with the name of the program."""
    shown = helped(command, lang, capsys)
    assert re.search(rf"(例：|Examples?: )shopexit {command}\b", shown)


@pytest.mark.parametrize("columns", [80, 40])
@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("command", ["", "check", "fleet", "explain"])
def test_help_fits_a_terminal_and_loses_no_word(
    command: str, lang: Lang, columns: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines are folded by cells; but for where they are folded it says what it says in a pipe."""
    call = [*filter(None, [command]), "--help", "--lang", lang]
    code, shown = on_terminal(call, columns)

    assert code == 0
    assert "\x1b" not in shown
    assert max(cell_len(line) for line in shown.splitlines()) <= columns
    assert "".join(shown.split()) == "".join(helped(command, lang, capsys).split())


@pytest.mark.parametrize("columns", [200, 80, 40, 20])
@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("command", COMMANDS)
def test_no_line_of_help_is_wider_than_there_is_room(
    command: str,
    lang: Lang,
    columns: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nor than 100 cells; and Chinese sentences have no blanks after their punctuation."""
    monkeypatch.setattr(streams, "layout", lambda: RenderOptions(columns))
    shown = helped(command, lang, capsys)

    assert max(cell_len(line) for line in shown.splitlines()) <= min(columns, 100)
    assert not re.search("[，。；：、] +[^ ]", shown)


def test_help_has_no_escape_sequences_wherever_it_is_shown() -> None:
    """On a terminal as in a pipe, also where colours are asked for."""
    assert "\x1b" not in on_terminal(["check", "--help"], 80, FORCE_COLOR="1")[1]
    done = subprocess.run(
        [*PROGRAM, "check", "--help"], env=environment(), capture_output=True, check=True
    )
    assert b"\x1b" not in done.stdout


def test_neither_help_nor_a_report_in_a_pipe_pays_for_rich() -> None:
    """Its console takes longer to import than a page of help takes to lay out."""
    shop = str(ROOT / "examples" / "kuaishou" / "blocked.yaml")
    for call, cells_alone in ((["check", shop], set()), (["check", "--help"], {"rich.cells"})):
        script = (
            "import sys; from shopexit.cli.app import run; run(sys.argv[1:]);"
            "print(*(m for m in sys.modules if m.startswith('rich.')), file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, *call],
            env=environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        loaded = {name for name in done.stderr.split() if not name.startswith("rich._")}
        assert loaded == cells_alone


@pytest.mark.parametrize("command", ["check", "fleet"])
def test_options_stand_in_groups(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is judged, the order exports, what is shown, the output; hardly any is left over."""
    shown = helped(command, "en", capsys)
    titles = re.findall(r"^(\S.*):$", shown, re.MULTILINE)

    assert titles == [
        "Arguments", "How to check", "Order exports", "What is shown", "Output", "Other",
    ]  # fmt: skip
    left = re.findall(r"^  (?:-\w, )?--([a-z-]+)", shown.partition("\nOther:")[2], re.MULTILINE)
    assert set(left) <= {"jobs", "rules", "help"}


def test_every_option_of_a_group_is_one() -> None:
    """A name that no command has any more would go unseen."""
    known = {param.name for each in program(Lang.EN).commands.values() for param in each.params}
    grouped = {name for names in help_page._GROUPS.values() for name in names}  # noqa: SLF001
    assert grouped <= known


@pytest.mark.parametrize("lang", Lang)
def test_a_default_and_what_can_be_chosen_stand_with_an_option(
    lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once: where the text says what can be chosen it is not listed again."""
    shown = "".join(helped("fleet", lang, capsys).split())
    if lang is Lang.ZH:
        assert "law法律、official官方、repost转载、guide攻略；" in shown
        assert "need、platform" not in shown
    else:
        assert "[law,official,repost,guide;default:guide]" in shown
        assert "[need,platform" not in shown


def test_a_bare_call_prints_help_and_is_no_error(
    capsys: pytest.CaptureFixture[str], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the settings are broken; so does -V print the version."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shopexit.toml").write_text("nonsense = [", encoding="utf-8")

    assert run([]) == 0
    bare = capsys.readouterr()
    assert bare.err == ""
    assert bare.out == helped("", "en", capsys)
    assert run(["-V"]) == 0
    assert re.fullmatch(r"shopexit \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.skipif(sys.platform != "linux", reason="it goes by /dev/full")
@pytest.mark.parametrize("words", [["--help"], ["check", "--help"]])
def test_help_that_cannot_be_printed_ends_like_any_other_output(words: list[str]) -> None:
    """A full disk is no bug of the program, and a reader that has gone is no error."""
    call = [sys.executable, "-m", "shopexit", "--lang", "en", *words]
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - it is no file
        done = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: <stdout>: cannot write the file: ")
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(call, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
