"""The program as a process of its own: how it is called, and with which environment."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios

PROGRAM = (sys.executable, "-m", "shopexit")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def environment(**more: str) -> dict[str, str]:
    """Return an environment that says nothing of terminals, languages and encodings but `more`."""
    silent = ("LC_", "LANG", "PYTHON", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "SHOPEXIT")
    env = {name: value for name, value in os.environ.items() if not name.startswith(silent)}
    if "PYTHONPATH" in os.environ:
        env["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return env | more


def on_terminal(args: list[str], columns: int, **env: str) -> tuple[int, str]:
    """Return exit code and output of shopexit on a terminal of so many columns."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [*PROGRAM, *args],
        env=environment(**{"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"} | env),
        stdin=slave,
        stdout=slave,
        stderr=slave,
    ) as process:
        os.close(slave)
        parts = []
        while part := _read(master):
            parts.append(part)
    os.close(master)
    return process.returncode, b"".join(parts).decode().replace("\r\n", "\n")


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # how Linux says that nobody holds the other end any more
        return b""
