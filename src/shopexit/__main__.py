"""The program."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from shopexit import __version__

_MANY_OBJECTS = 100_000
"""How many new objects are looked through for rubbish at a time: a start makes more than Python's
700 again and again, and nearly all of them stay."""


def main() -> NoReturn:
    """Run shopexit with the arguments it was called with."""
    if sys.argv[1:] in (["--version"], ["-V"]) and _is_told(f"shopexit {__version__}\n"):
        _leave(0)
    gc.set_threshold(_MANY_OBJECTS)
    # pydantic would look for plugins in every package that is installed, at every start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from shopexit.cli.app import run

    _leave(run(sys.argv[1:]))


def _is_told(text: str) -> bool:
    """Write text, and return whether it arrived; what to say if not is for the whole program."""
    try:
        os.write(1, text.encode())
    except OSError:
        return False
    return True


def _leave(code: int) -> NoReturn:
    """End the process at once: to take all of it down would be a tenth of a check's time.

    Everything is written by now, files are closed, and worker processes have ended.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError, ValueError):  # nobody reads it, which has been said by now
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
