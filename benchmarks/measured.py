"""Run a process, and measure its time and memory from start to end."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

SHOPEXIT = ("-m", "shopexit")


class Used(NamedTuple):
    """Time and memory of one process."""

    wall: float
    """Seconds from start to end."""
    cpu: float
    """Seconds of CPU, user and system."""
    peak: float
    """Most memory that the process, or one of its children, used, in megabytes."""


def used(
    arguments: Sequence[str], exits: Sequence[int], extra: Mapping[str, str] | None = None
) -> Used:
    """Run Python once and return the time and memory used.

    `extra` holds additional environment variables. The script ends if the exit code is not in
    `exits`, as the time of a failed run means nothing.
    """
    # Byte code is written, as in an installed package; else every start compiles all modules.
    env = {name: v for name, v in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments],
        env | dict(extra or {}),
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, spent = os.wait4(process, 0)
    wall = time.perf_counter() - start
    if (code := os.waitstatus_to_exitcode(status)) not in exits:
        sys.exit(f"{arguments}: exit {code}")
    return Used(wall, spent.ru_utime + spent.ru_stime, spent.ru_maxrss / 1024)


def measured(arguments: Sequence[str], exits: Sequence[int] = (0,)) -> str:
    """Run `shopexit` once; return a line with seconds, seconds of CPU, and megabytes."""
    wall, cpu, peak = used([*SHOPEXIT, *arguments], exits)
    return f"{wall:7.2f} s {cpu:7.2f} s CPU {peak:6.0f} MB"
