"""A bar on the terminal for what takes longer than a second; nothing anywhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from shopexit.text import clean

_PATIENCE = 1.0
"""Seconds before a bar is shown."""


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """Return what is to be told how much of a file has been read, from 0 to 1.

    The bar goes to standard error, and is gone when the work is done.
    """
    if not sys.stderr.isatty():
        yield lambda _, __: None
        return
    bar = _Bar()
    try:
        yield bar.advance
    finally:
        bar.stop()


class _Bar:
    """Draws itself once there is something to wait for."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._shown: Any = None
        self._tasks: dict[str, Any] = {}

    def advance(self, file: str, part: float) -> None:
        if self._shown is None:
            if time.monotonic() - self._began < _PATIENCE:
                return
            self._start()
        if file not in self._tasks:
            self._tasks[file] = self._shown.add_task(clean(file), total=1)
        self._shown.update(self._tasks[file], completed=part)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

        self._shown = Progress(
            TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._shown.start()

    def stop(self) -> None:
        if self._shown is not None:
            self._shown.stop()
