"""Entry point of the command `shopexit`."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from shopexit import __version__

_MANY_OBJECTS = 100_000
"""Number of new objects after which Python collects garbage. With its default of 700, loading the
rules would be slower, as the objects would be scanned again and again."""


def main() -> NoReturn:
    """Run the command line with `sys.argv`, and end the process with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]) and _is_written(f"shopexit {__version__}\n"):
        _leave(0)
    gc.set_threshold(_MANY_OBJECTS)
    # pydantic would look for plugins in every package that is installed, at every start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from shopexit.cli.app import run

    _leave(run(sys.argv[1:]))


def _is_written(text: str) -> bool:
    """Write text to standard output; return whether writing succeeded."""
    try:
        os.write(1, text.encode())
    except OSError:
        return False
    return True


def _leave(code: int) -> NoReturn:
    """Flush standard output and error, then end the process without Python's slow shutdown.

    All files must be closed and all worker processes ended before the call.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError, ValueError):  # the output has no reader; reported by now
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
