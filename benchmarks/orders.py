"""Measure how long counting an order export takes, and how much memory it needs.

    python benchmarks/orders.py [ROWS]

The rows of the example export of Kuaishou are repeated, each time with a new order number.
"""

import csv
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

from measured import measured

ROOT = Path(__file__).parents[1]
EXPORT = ROOT / "examples" / "kuaishou" / "exports" / "orders-2026-11-21.csv"


def main() -> None:
    """Write an order export, and print the time and memory of counting it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    with EXPORT.open(encoding="utf-8-sig", newline="") as example:
        header, *rows = csv.reader(example)
    number = header.index("订单号")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "orders.csv"
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(header)
            for i, row in enumerate(islice(cycle(rows), count)):
                writer.writerow([*row[:number], f"{2 * 10**15 + i}", *row[number + 1 :]])
        size = file.stat().st_size / 1e6
        print(f"{count:,} rows, {size:.0f} MB: {measured(['orders', 'kuaishou', str(file)])}")


if __name__ == "__main__":
    main()
