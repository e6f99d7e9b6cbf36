"""Progress bar on a terminal, for work that takes longer than a second."""

import sys
import time
from typing import Any, Self

from shopexit.messages import Lang, clean

_PATIENCE = 1.0
"""Number of seconds after which the progress bar is shown."""


class ProgressBar:
    """Shows progress on standard error, and removes the bar at the end."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._on_terminal = sys.stderr.isatty()
        self._began = time.monotonic()
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, task: str, done: float, total: float | None = 1) -> None:
        """Show how much of a task is done; `total` is None if the size is not known."""
        if not self._on_terminal or time.monotonic() - self._began < _PATIENCE:
            return
        if self._bar is None:
            self._bar = self._started()
        if task not in self._tasks:
            self._tasks[task] = self._bar.add_task(clean(task), total=total)
        self._bar.update(self._tasks[task], completed=done)

    def update_shops(self, shops: int, done: int, total: int | None) -> None:
        """Show the number of shops done, and their number per second.

        The bar itself measures bytes: `done` of `total`, or None if the size is not known.
        """
        self.update("", done, total)
        if self._bar is not None:
            speed = f"{shops / (time.monotonic() - self._began):.0f}"
            zh, en = f"{shops} 家店，每秒 {speed} 家", f"{shops} shops, {speed} a second"
            self._bar.update(self._tasks[""], description=zh if self._lang is Lang.ZH else en)

    def _started(self) -> Any:
        # Imported on demand: most runs end before a bar is needed.
        from rich import progress
        from rich.console import Console

        time_left: list[str | progress.ProgressColumn] = [progress.TimeRemainingColumn(), "left"]
        if self._lang is Lang.ZH:
            time_left = ["还要", time_left[0]]
        bar = progress.Progress(
            # Names of files may contain brackets, which are rich's markup.
            progress.TextColumn("{task.description}", markup=False),
            progress.BarColumn(),
            progress.TaskProgressColumn(),
            *time_left,
            console=Console(stderr=True),
            transient=True,
        )
        bar.start()
        return bar
