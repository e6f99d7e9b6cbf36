"""Measure the CPU time of commands, as a multiple of that of importing shopexit's libraries.

    python benchmarks/startup.py [TURNS]

All commands run once in each of TURNS turns (21 unless given), so that a machine that slows down
slows all of them. Targets: `check` 1.7, `--version` 0.15, completion 0.6, `--help` 1.0.
"""

import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from measured import SHOPEXIT, used

EXAMPLE = str(Path(__file__).parents[1] / "examples" / "kuaishou" / "blocked.yaml")
IMPORTS = "import typer, pydantic, yaml, rich.console, rich.table; pydantic.BaseModel"
BASE = "import the libraries"
COMPLETING = {"_SHOPEXIT_COMPLETE": "complete_bash", "COMP_CWORD": "1"}
COMMANDS: dict[str, tuple[list[str], dict[str, str]]] = {
    "python": (["-c", "pass"], {}),
    BASE: (["-c", IMPORTS], {}),
    "--version": ([*SHOPEXIT, "--version"], {}),
    "--help": ([*SHOPEXIT, "--help"], {}),
    "complete a command": ([*SHOPEXIT], {**COMPLETING, "COMP_WORDS": "shopexit che"}),
    "complete a platform": (
        [*SHOPEXIT],
        {**COMPLETING, "COMP_WORDS": "shopexit check kua", "COMP_CWORD": "2"},
    ),
    "check, text": ([*SHOPEXIT, "check", "kuaishou", EXAMPLE], {}),
    "check, json": ([*SHOPEXIT, "check", "kuaishou", EXAMPLE, "--format", "json"], {}),
}


def main() -> None:
    """Print the median CPU time of each command, and its median ratio to the imports."""
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)  # no settings file here or above, which would be read at each start
        for turn in range(turns + 1):
            for name, (arguments, extra) in COMMANDS.items():
                taken = used(arguments, (0, 1), extra).cpu
                if turn:  # the first turn writes the byte code and fills the caches
                    times[name].append(taken)
    for name, taken_each in times.items():
        ratios = [one / base for one, base in zip(taken_each, times[BASE], strict=True)]
        print(f"{name:22}{median(taken_each) * 1000:6.0f} ms   x {median(ratios):.2f}")


if __name__ == "__main__":
    main()
