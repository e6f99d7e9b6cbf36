"""The program."""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Run shopexit with the arguments it was called with."""
    from shopexit.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
