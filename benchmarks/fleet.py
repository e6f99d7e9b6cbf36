"""How long `fleet` takes for many shops, and how much memory.

    python benchmarks/fleet.py [SHOPS]

The shops are those of examples, again and again under other names, one a line of JSON.
"""

import json
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

from measured import measured

ROOT = Path(__file__).parents[1]
DAY = "2026-11-22"


def shops() -> list[dict[str, object]]:
    """Return the shops of examples; those whose orders are in exports beside them are left out."""
    sys.path.insert(0, str(ROOT / "tests"))
    from fleetrun import SHOPS, data

    found = [data(path.read_text(encoding="utf-8")) for path in SHOPS]
    return [shop for shop in found if "orders_from" not in shop]


def main() -> None:
    """Write the fleet, and print what judging it with one and two processes takes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fleet.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for number, shop in enumerate(islice(cycle(shops()), count)):
                out.write(json.dumps({**shop, "shop": f"店{number}"}, ensure_ascii=False) + "\n")
        for jobs in ("1", "2"):
            arguments = ["fleet", str(file), "--on", DAY, "--format", "jsonl", "--jobs", jobs]
            print(f"{count:,} shops, {jobs} at a time: {measured(arguments, (1,))}", flush=True)


if __name__ == "__main__":
    main()
