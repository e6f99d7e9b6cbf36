"""The program as a process of its own: how it is called, and with which environment."""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Sequence

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
    return _on_terminal([*PROGRAM, *args], columns, env)


_ALL = """
import json, sys
from shopexit.cli.app import run
for call in json.loads(sys.argv[1]):
    run(call)
    print(chr(30), flush=True)
"""


def all_on_terminal(calls: Sequence[list[str]], columns: int) -> list[list[str]]:
    """Return the lines, without colours, of several calls one after the other on one terminal."""
    code, text = _on_terminal([sys.executable, "-c", _ALL, json.dumps(calls)], columns, {})
    assert code == 0
    *parts, rest = COLOUR.sub("", text).split("\x1e\n")
    assert (rest, len(parts)) == ("", len(calls))
    return [part.splitlines() for part in parts]


def _on_terminal(words: list[str], columns: int, env: dict[str, str]) -> tuple[int, str]:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        words,
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
