"""What one process takes, from its start to its end."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence


def measured(arguments: Sequence[str], exits: Sequence[int] = (0,)) -> str:
    """Run `shopexit` once and return seconds, seconds of CPU and megabytes, as a line.

    Memory is that of the largest process. End the script if the run fails, as that would look fast.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "shopexit", *arguments], stdout=subprocess.DEVNULL
    ) as process:
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in exits:
        sys.exit(f"{arguments}: exit {process.returncode}")
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    return f"{wall:7.2f} s {cpu:7.2f} s CPU {peak:6.0f} MB"
