"""Measure how long `fleet` takes for many shops, and how much memory it needs.

    python benchmarks/fleet.py [SHOPS]

The input is JSON Lines with copies of the example shops. In each copy, some figures are left out at
random, so that hardly two are alike. Target: 2,500 shops per second of CPU, without the start-up.
"""

import json
import random
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

from measured import measured

ROOT = Path(__file__).parents[1]
DAY = "2026-11-22"


def shops() -> list[dict[str, object]]:
    """Return the example shops, except those whose orders are in separate export files."""
    sys.path.insert(0, str(ROOT / "tests"))
    from fleetrun import SHOPS, data

    found = [data(path.read_text(encoding="utf-8")) for path in SHOPS]
    return [shop for shop in found if "orders_from" not in shop]


def varied(shop: dict[str, object], draw: random.Random) -> dict[str, object]:
    """Return a copy of a shop in which each figure is left out with a chance of one in five."""
    return {
        key: {name: each for name, each in value.items() if draw.random() > 0.2}
        if isinstance(value, dict) and key != "closing"
        else value
        for key, value in shop.items()
    }


def main() -> None:
    """Write a file of shops; print time and memory of judging it with one and two processes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    draw = random.Random(1)  # noqa: S311 - nothing secret
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fleet.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for number, shop in enumerate(islice(cycle(shops()), count)):
                named = {**varied(shop, draw), "shop": f"店{number}"}
                out.write(json.dumps(named, ensure_ascii=False) + "\n")
        for jobs in ("1", "2"):
            arguments = ["fleet", str(file), "--on", DAY, "--format", "jsonl", "--jobs", jobs]
            print(f"{count:,} shops, {jobs} at a time: {measured(arguments, (1,))}", flush=True)


if __name__ == "__main__":
    main()
