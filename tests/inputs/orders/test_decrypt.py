"""Passwords of encrypted exports: from the call, the environment or the terminal."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import exportfiles as files
import pytest
from exportedorders import PASSWORD, assert_whole, count, kuaishou, refused
from processes import PROGRAM

from shopexit.cli.app import run
from shopexit.inputs.orders.read_options import Passwords


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """Return an encrypted export."""
    return files.write_encrypted(tmp_path / "locked.xlsx", kuaishou(), PASSWORD)


def test_without_a_password_an_encrypted_file_is_refused(
    locked: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With what is said of the platform's passwords."""
    err = refused(locked, capfd)
    assert "the file is encrypted: a password is needed" in err
    assert "SHOPEXIT_PASSWORD" in err
    assert "last 6 characters" in err


@pytest.mark.parametrize("wrong", ["a1b2c4", "A1B2C3", "", " ", "密码", "x" * 300])
def test_with_a_wrong_password_an_encrypted_file_is_refused(
    wrong: str, locked: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The password itself is not repeated."""
    err = refused(locked, capfd, "--password", wrong)
    assert "the password is not correct" in err
    assert not wrong.strip() or wrong not in err


@pytest.mark.parametrize(
    ("args", "env"),
    [
        (["--password", PASSWORD], None),
        (["--password", "wrong", "--password", PASSWORD], None),
        ([], PASSWORD),
        (["--password", PASSWORD], "wrong"),
    ],
)
def test_a_password_is_taken_from_the_call_or_the_environment(
    args: Sequence[str],
    env: str | None,
    locked: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Several are tried, and it is shown nowhere."""
    if env:
        monkeypatch.setenv("SHOPEXIT_PASSWORD", env)
    assert run(["orders", "kuaishou", str(locked), *args]) == 0
    out, err = capsys.readouterr()
    assert (PASSWORD in out, err) == (False, "")
    assert "encrypted" in out


def test_a_password_in_the_environment_may_have_spaces(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one password, and not several."""
    path = files.write_encrypted(tmp_path / "o.xlsx", kuaishou(), "two words")
    monkeypatch.setenv("SHOPEXIT_PASSWORD", "two words")
    assert run(["orders", "kuaishou", str(path)]) == 0


def test_nobody_is_asked_for_a_password_that_is_given(locked: Path) -> None:
    """And who is asked is told of which file."""
    asked: list[str] = []

    def ask(file: str) -> str:
        asked.append(file)
        return PASSWORD

    assert_whole(count(locked, passwords=Passwords((PASSWORD,), ask)))
    assert not asked
    assert_whole(count(locked, passwords=Passwords(ask=ask)))
    assert asked == [str(locked)]


@pytest.mark.parametrize(("typed", "code"), [(PASSWORD, 0), ("wrong", 2)])
def test_a_password_is_asked_for_on_a_terminal(typed: str, code: int, locked: Path) -> None:
    """What is typed is not shown; the file is named by the question."""
    spawn = "import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
    with subprocess.Popen(
        [sys.executable, "-c", spawn, *PROGRAM, "orders", "kuaishou", str(locked)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked = b""
        while b": " not in asked:
            read = os.read(process.stdout.fileno(), 1000)
            assert read, asked
            asked += read
        out, _ = process.communicate(f"{typed}\n".encode(), timeout=60)
    shown = (asked + out).decode()
    assert process.returncode == code
    assert locked.name in asked.decode()
    assert typed not in shown
    assert ("the password is not correct" in shown) == bool(code)
    assert ("8 orders" in shown) == (not code)


@pytest.fixture
def not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the extra be one that is not installed."""
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)


@pytest.mark.usefixtures("not_installed")
@pytest.mark.parametrize("given", [(), ("--password", PASSWORD)])
def test_without_the_extra_an_encrypted_file_says_how_to_install_it(
    given: Sequence[str], locked: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In both languages, whether a password is given or not."""
    for lang, says in (("zh", "文件有密码"), ("en", "the file has a password")):
        assert run(["orders", "kuaishou", str(locked), *given, "--lang", lang]) == 2
        out, err = capfd.readouterr()
        assert says in err
        assert "pip install 'shopexit[passwords]'" in err
        assert out == ""


@pytest.mark.usefixtures("not_installed")
def test_without_the_extra_an_old_encrypted_file_says_so_too(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where the encryption is told by a record of the sheets and not by the file's directory."""
    path = files.write_old_encrypted(tmp_path / "locked.xls", kuaishou())
    assert "shopexit[passwords]" in refused(path, capfd)


def test_a_wrong_password_for_an_old_file_is_no_crash(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The library takes other arguments for the old format."""
    path = files.write_old_encrypted(tmp_path / "locked.xls", kuaishou())
    assert run(["orders", "kuaishou", str(path), "--password", "wrong", "--lang", "en"]) == 2
    assert "the password is not correct" in capfd.readouterr().err


@pytest.mark.usefixtures("not_installed")
@pytest.mark.parametrize("write", [files.write_xls, files.write_xlsx, files.write_csv])
def test_without_the_extra_files_without_a_password_are_read(
    write: Callable[..., Path], tmp_path: Path
) -> None:
    """It is needed for nothing else."""
    assert_whole(count(write(tmp_path / "orders", kuaishou())))
