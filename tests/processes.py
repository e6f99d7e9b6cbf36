"""The program as a process of its own: how it is called, and with which environment."""

import os
import re
import sys

PROGRAM = (sys.executable, "-m", "shopexit")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def environment(**more: str) -> dict[str, str]:
    """Return an environment that says nothing of terminals, languages and encodings but `more`."""
    silent = ("LC_", "LANG", "PYTHON", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "SHOPEXIT")
    env = {name: value for name, value in os.environ.items() if not name.startswith(silent)}
    if "PYTHONPATH" in os.environ:
        env["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return env | more
