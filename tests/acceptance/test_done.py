"""`done` writes what has been done into the seller's own file, and shows where the shop stands."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from states import ROOT

from shopexit.cli import state_commands
from shopexit.cli.app import run

READY = ROOT / "examples" / "kuaishou" / "ready.yaml"
SUBMIT = "kuaishou/close/submit"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shop that is ready, on 22 November 2026."""
    monkeypatch.setattr(state_commands, "today", lambda: date(2026, 11, 22))
    return Path(shutil.copy(READY, tmp_path / "shop.yaml"))


def test_the_application_is_marked_and_the_shop_judged_again(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of the file moves but the line that it is about; the answer is that of `check`."""
    assert run(["done", str(file), SUBMIT, "--on", "2026年11月22日"]) == 0
    shown = capsys.readouterr().out
    before, after = READY.read_text("utf-8").splitlines(), file.read_text("utf-8").splitlines()
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        ("closing: {status: not_applied}",
         "closing: {status: in_review, applied_on: 2026-11-22}")
    ]  # fmt: skip
    assert run(["check", str(file), "--on", "2026-11-22"]) == 0
    assert capsys.readouterr().out == shown
    assert "UNDER WAY" in shown


def test_figures_that_a_mark_changes_are_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On standard error, as they are no part of the answer; a sum is lost by it otherwise."""
    assert run(["done", str(file), SUBMIT]) == 0
    told = capsys.readouterr().err
    assert "figures changed: how far the closing is: not applied for → in review" in told
    assert run(["done", str(file), SUBMIT, "--not", "--lang", "zh"]) == 0
    assert "审核中 → " in capsys.readouterr().err


def test_a_sum_that_a_mark_changed_is_named_when_the_mark_is_taken_back(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was held before is not recorded."""
    file.write_text("platform: taobao\ndeposit: {held: 1000, status: refunding}\n", "utf-8")
    run(["done", str(file), "refund-deposit/unfrozen"])
    assert "held: 0" in file.read_text("utf-8")
    capsys.readouterr()
    run(["done", str(file), "refund-deposit/unfrozen", "--not"])
    assert "correct it if it is wrong" in capsys.readouterr().err


def test_what_is_taken_back_was_never_done(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The shop is as ready as before."""
    assert run(["done", str(file), SUBMIT]) == 0
    assert run(["done", str(file), SUBMIT, "--not"]) == 0
    assert "closing: {status: not_applied, applied_on: never}" in file.read_text("utf-8")
    assert capsys.readouterr().out.endswith("✓ READY\n")


def test_what_the_facts_do_not_tell_of_is_listed_with_its_day(file: Path) -> None:
    """And taken off the list again."""
    ref = "kuaishou/close/open-closing-page"
    assert run(["done", str(file), "close/open-closing-page"]) == 0
    assert file.read_text("utf-8").endswith(f"done:\n  - {{step: {ref}, on: 2026-11-22}}\n")
    assert run(["done", str(file), ref, "--not"]) == 0
    assert file.read_text("utf-8") == READY.read_text("utf-8") + "done:\n"


def test_a_json_file_stays_json(file: Path) -> None:
    """With its day as text."""
    file.write_text('{"platform": "kuaishou", "as_of": "2026-11-21"}\n', encoding="utf-8")
    assert run(["done", str(file), SUBMIT]) == 0
    assert json.loads(file.read_text("utf-8"))["closing"] == {
        "status": "in_review",
        "applied_on": "2026-11-22",
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([SUBMIT, "--on", "2026-11-23"], "2026-11-23"),
        ([SUBMIT, "--on", "soon"], "--on"),
        (["kuaishou/close/sumbit"], SUBMIT),
        (["kuaishou/close/orders-finished"], "kuaishou/close/orders-finished"),
        ([SUBMIT, "--not"], SUBMIT),
        # By the file the notice went up on 2026-10-20: the shop was closed before it.
        (["kuaishou/close/review", "--on", "2026-10-01"], "2026-10-01"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    arguments: list[str],
    said: str,
    lang: str,
    file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A day to come, a step that there is not, a day that contradicts the file."""
    assert run(["done", str(file), *arguments, "--lang", lang]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err
    assert file.read_text("utf-8") == READY.read_text("utf-8")


def test_a_file_that_cannot_be_used_is_left_alone(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong with it is told as by `check`."""
    file.write_text("platform: kuaishou\norders: {open: no}\n", encoding="utf-8")
    assert run(["done", str(file), SUBMIT]) == 2
    assert "orders.open: unknown key" in capsys.readouterr().err
    assert file.read_text("utf-8") == "platform: kuaishou\norders: {open: no}\n"


def test_steps_of_a_refund_that_is_to_be_asked_for_anew_are_taken_back(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The state of the deposit denies them, so that the file is refused until they are."""
    name = "aliexpress/refund-deposit"
    text = (
        "platform: aliexpress\n"
        "deposit: {held: 10000, status: refundable, applied_on: 2026-10-20}\n"
        "done:\n"
        f"  - {{step: {name}/look-up, on: 2026-10-30}}\n"
        f"  - {{step: {name}/review, on: 2026-10-30}}\n"
        f"  - {{step: {name}/fines-taken-off, on: 2026-10-31}}\n"
    )
    file.write_text(text, "utf-8")
    assert run(["done", str(file), f"{name}/apply"]) == 2
    assert run(["done", str(file), "refund-deposit/look-up", "--not"]) == 2
    assert file.read_text("utf-8") == text
    capsys.readouterr()
    assert run(["done", str(file), "refund-deposit/review", "--not"]) in (0, 1, 3)
    assert file.read_text("utf-8") == "".join(text.splitlines(keepends=True)[:-2])


@pytest.mark.parametrize("listed", ["[5]", "[null]", "5", "true", "[{on: 2026-01-01}]"])
def test_a_list_of_steps_that_is_none_is_told_where_a_mark_is_taken_back(
    listed: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is without `--not`, and as no bug."""
    file.write_text(f"platform: kuaishou\ndone: {listed}\n", "utf-8")
    assert run(["done", str(file), SUBMIT, "--not"]) == 2
    assert "done" in capsys.readouterr().err


def test_nothing_is_written_of_which_the_check_fails(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else the call would have failed, and the file be changed."""
    assert run(["done", str(file), SUBMIT, "--procedure", "nonsense"]) == 2
    assert "figures changed" not in capsys.readouterr().err
    assert file.read_text("utf-8") == READY.read_text("utf-8")


def test_a_step_that_was_left_out_is_not_done(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The deposit has arrived, and the balance is still to be withdrawn."""
    shutil.copy(READY.with_name("to-withdraw.yaml"), file)
    assert run(["done", str(file), "withdraw-balance", "--not"]) == 2
    assert "is not done: nothing to undo" in capsys.readouterr().err
