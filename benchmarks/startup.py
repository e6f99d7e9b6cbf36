"""How long one `check` takes as a whole process, against importing its libraries alone.

    python benchmarks/startup.py [RUNS]

Both commands are run in turn within one run of this script, so that a machine that slows down
slows both; read the ratio. The target is at most 1.3.
"""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
LIBRARIES = "import typer, pydantic, yaml, rich.console, rich.table"
EXAMPLE = ROOT / "examples" / "kuaishou" / "blocked.yaml"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import the libraries": ["-c", LIBRARIES],
    "shopexit --version": ["-m", "shopexit", "--version"],
    "shopexit check, text": ["-m", "shopexit", "check", "kuaishou", str(EXAMPLE)],
    "shopexit check, json": [
        "-m", "shopexit", "check", "kuaishou", str(EXAMPLE), "--format", "json",
    ],
}  # fmt: skip


def seconds(arguments: list[str]) -> float:
    """Return how long one process takes, from its start to its end."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=False)
    taken = time.perf_counter() - start
    if done.returncode not in (0, 1):  # a crash would look fast
        sys.exit(f"{arguments}: exit {done.returncode}")
    return taken


def main() -> None:
    """Print the median time of each command, and its ratio to importing the libraries."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for turn in range(runs + 1):
        for name, arguments in COMMANDS.items():
            taken = seconds(arguments)
            if turn:  # the first turn fills the caches
                times[name].append(taken)
    base = times["import the libraries"]
    for name, taken_each in times.items():
        ratios = [one / other for one, other in zip(taken_each, base, strict=True)]
        print(f"{name:24} {median(taken_each) * 1000:7.0f} ms   x {median(ratios):.2f}")


if __name__ == "__main__":
    main()
