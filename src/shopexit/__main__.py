"""The program."""

import os
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run shopexit with the arguments it was called with."""
    # pydantic would look for plugins in every package that is installed, at every start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from shopexit.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
