"""Entry point of the command `shopexit`."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from shopexit import __version__

_MANY_OBJECTS = 100_000
"""Garbage collection threshold: a start creates many objects that stay alive, and Python's default
of 700 would scan them again and again."""


def main() -> NoReturn:
    """Run the command line with `sys.argv`, and end the process with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]) and _is_told(f"shopexit {__version__}\n"):
        _leave(0)
    gc.set_threshold(_MANY_OBJECTS)
    # pydantic would look for plugins in every package that is installed, at every start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from shopexit.cli.app import run

    _leave(run(sys.argv[1:]))


def _is_told(text: str) -> bool:
    """Write `text` to standard output; return False if that fails, which `cli.app` then reports."""
    try:
        os.write(1, text.encode())
    except OSError:
        return False
    return True


def _leave(code: int) -> NoReturn:
    """Flush the standard streams and end the process without the interpreter's slow shutdown.

    By now all output is written, files are closed and worker processes have ended.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError, ValueError):  # the reader is gone; already reported
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
