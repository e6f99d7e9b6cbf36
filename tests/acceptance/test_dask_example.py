"""The example on Dask is run as a data engineer would run it, and says what the command says."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from states import ON, ROOT

pytest.importorskip("distributed")

EXAMPLE = ROOT / "examples" / "fleet" / "with_dask.py"
SHOPS = (ROOT / "examples" / "fleet" / "shops" / "more.jsonl").read_text("utf-8").splitlines()
BROKEN = ('{"platform": "kuaishou", "orders": {', '{"platform": "taobao", "orders": {"sold": 1}}')


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> list[str]:
    """Return a fleet in two files, with an empty line and two lines that cannot be used."""
    parts = {"one.jsonl": [*SHOPS[:2], "", BROKEN[0]], "two.jsonl": [*SHOPS[2:], BROKEN[1]]}
    for name, lines in parts.items():
        (tmp_path / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return [str(tmp_path / name) for name in parts]


def _printed(*command: str) -> tuple[int, str]:
    """Return the exit code of a command of Python, and what it prints."""
    done = subprocess.run(
        [sys.executable, *command], capture_output=True, check=False, encoding="utf-8", timeout=120
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def _by_command(files: Iterable[str]) -> list[dict[str, Any]]:
    options = ["--format", "jsonl", "--on", str(ON)]
    _, printed = _printed("-m", "shopexit", "fleet", *files, *options)
    return [json.loads(line) for line in printed.splitlines()]


def _verdict(shop: dict[str, Any]) -> dict[str, Any]:
    """Return what both say of a shop; the place of a problem is only known to the command."""
    found = {key: shop.get(key) for key in ("platform", "shop", "verdict")}
    return {**found, "problems": bool(shop.get("problems"))}


def test_dask_says_of_each_shop_what_the_command_says(files: list[str], tmp_path: Path) -> None:
    """Its lines have the verdicts of the command, in their order."""
    output = tmp_path / "judged"
    call = (str(EXAMPLE), *files, "--on", str(ON), "--workers", "2", "--output", str(output))
    code, _ = _printed(*call)

    parts = sorted(output.iterdir())
    written = [json.loads(line) for p in parts for line in p.read_text("utf-8").splitlines()]
    assert code == 0
    assert [*map(_verdict, written)] == [*map(_verdict, _by_command(files))]
    assert [shop["verdict"] for shop in written].count(None) == len(BROKEN)


def test_dask_counts_what_the_command_counts(files: list[str]) -> None:
    """Without --output it prints the totals and writes nothing."""
    code, printed = _printed(str(EXAMPLE), *files, "--on", str(ON), "--workers", "1")

    totals: Counter[str] = Counter()
    for line in printed.splitlines():
        _, verdict, shops = line.split()
        totals[verdict] += int(shops)
    assert code == 0
    assert totals == Counter(shop["verdict"] or "unusable" for shop in _by_command(files))
