"""A bar on the terminal for what takes longer than a second; nothing anywhere else."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from shopexit.messages import Lang, clean

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


@contextmanager
def pace(total: int | None, lang: Lang) -> Iterator["Pace"]:
    """Return what is to be told of the bytes and the shops that are done; `total` is of bytes.

    The bar says how many shops there were, how many a second, and how much time is left.
    """
    told = Pace(total, lang) if sys.stderr.isatty() else Pace(total, lang, silent=True)
    try:
        yield told
    finally:
        told.stop()


class Pace:
    """How far a run over a fleet is."""

    def __init__(self, total: int | None, lang: Lang, *, silent: bool = False) -> None:
        self._began = time.monotonic()
        self._total = total
        self._lang = lang
        self._silent = silent
        self._shown: Any = None
        self._size = 0
        self._shops = 0

    def advance(self, size: int, shops: int) -> None:
        """Tell what has been done since the last time."""
        self._size += size
        self._shops += shops
        if self._silent:
            return
        if self._shown is None:
            if time.monotonic() - self._began < _PATIENCE:
                return
            self._start()
        self._shown.update(self._task, completed=self._size, shops=self._shops, speed=self._speed())

    def _speed(self) -> float:
        return self._shops / max(time.monotonic() - self._began, 0.001)

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        words = {
            Lang.ZH: "{task.fields[shops]} 家店，每秒 {task.fields[speed]:.0f} 家",
            Lang.EN: "{task.fields[shops]} shops, {task.fields[speed]:.0f} a second",
        }
        left = TimeRemainingColumn()
        before = self._lang is Lang.ZH
        time_left = [TextColumn("还要"), left] if before else [left, TextColumn("left")]
        self._shown = Progress(
            TextColumn(words[self._lang], markup=False), BarColumn(), *time_left,
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self._task = self._shown.add_task("", total=self._total, shops=0, speed=0.0)
        self._shown.start()

    def stop(self) -> None:
        """Take the bar away."""
        if self._shown is not None:
            self._shown.stop()
