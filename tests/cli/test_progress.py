"""A progress bar is shown on a terminal alone, and only for what takes a while."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr

import pytest
from processes import COLOUR

from shopexit.cli import progress
from shopexit.cli.progress import ProgressBar
from shopexit.messages import Lang


class Terminal(io.StringIO):
    """A terminal that keeps what it is shown."""

    def isatty(self) -> bool:
        """Say that it is one."""
        return True


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing, and have a terminal that can show a bar."""
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    for name, value in {"TERM": "xterm", "COLUMNS": "100"}.items():
        monkeypatch.setenv(name, value)


@contextmanager
def bar_on(stderr: io.StringIO, lang: Lang = Lang.EN) -> Iterator[ProgressBar]:
    """Give a bar on a standard error."""
    with redirect_stderr(stderr), ProgressBar(lang) as bar:
        yield bar


def shown(terminal: Terminal) -> str:
    """Return what was shown, without its colours."""
    return COLOUR.sub("", terminal.getvalue())


@pytest.mark.parametrize(
    ("lang", "time_left"), [(Lang.ZH, r"还要 \S+"), (Lang.EN, r"\S+ left")], ids=["zh", "en"]
)
def test_each_file_has_a_bar_of_how_much_has_been_read(lang: Lang, time_left: str) -> None:
    """With its name as it is, whatever it is made of; the cursor is back at the end."""
    terminal = Terminal()
    with bar_on(terminal, lang) as bar:
        bar.update("[red]a.csv", 0.25)
        bar.update("b\x1b[2J.csv", 0.5)
        bar.update("[red]a.csv", 1)
    assert re.search(rf"\[red\]a\.csv .* 100% {time_left}", shown(terminal))
    assert re.search(rf"b\\u001b\[2J\.csv .* 50% {time_left}", shown(terminal))
    assert terminal.getvalue().count("\x1b[?25l") == terminal.getvalue().count("\x1b[?25h") == 1


@pytest.mark.parametrize(
    ("lang", "total", "line"),
    [
        (Lang.ZH, 8, r"20 家店，每秒 \d+ 家 .* 25% 还要 \S+"),
        (Lang.EN, 8, r"20 shops, \d+ a second .* 25% +\S+ left"),
        (Lang.EN, None, r"20 shops, \d+ a second [^%]* left"),
    ],
    ids=["zh", "en", "of nobody knows how much"],
)
def test_a_fleet_has_a_bar_with_its_speed(lang: Lang, total: int | None, line: str) -> None:
    """The bar is of bytes, the speed is of shops."""
    terminal = Terminal()
    with bar_on(terminal, lang) as bar:
        bar.update_shops(10, 1, total)
        bar.update_shops(20, 2, total)
    assert re.search(line, shown(terminal))


@pytest.mark.parametrize(
    ("stderr", "patience"), [(Terminal(), 60.0), (io.StringIO(), 0.0)], ids=["soon over", "a pipe"]
)
def test_nothing_is_shown(
    stderr: io.StringIO, patience: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a second is over, nor ever where there is no terminal."""
    monkeypatch.setattr(progress, "_PATIENCE", patience)
    with bar_on(stderr) as bar:
        bar.update("a.csv", 0.5)
        bar.update_shops(1, 1, 2)
    assert stderr.getvalue() == ""
