"""A fleet judged on Dask: for fleets that lie in many files, or take more than one machine.

    pip install shopexit "dask[distributed]"
    python with_dask.py shops-*.jsonl --on 2026-11-22 --output judged

It prints how many shops of each platform came to which verdict. With --output, the verdict on each
shop is a line of JSON Lines, in a file for each part of the fleet. One machine needs no Dask: use
`shopexit fleet`.

On a cluster of your own, give --scheduler its address; shopexit has to be installed on the workers
too, in the same version. A line that cannot be used stops nothing: its verdict is null, and its
`problems` say why.
"""

# ruff: noqa: INP001, T201 - a script, which prints

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import dask.bag as db
from distributed import Client, LocalCluster

from shopexit import EvaluationOptions, Lang, ShopexitError, check
from shopexit.files import yaml
from shopexit.inputs.state_reader import platform_of, state_in
from shopexit.rules.loader import BrokenRulesError, RuleSet, open_rules


def judged(lines: Iterable[str], on: date, rules: Path | None) -> Iterator[dict[str, Any]]:
    """Judge the shops of one part of the fleet; the rules are loaded once, where that is done."""
    rule_set, options = open_rules(rules), EvaluationOptions(on)
    return (verdict_on(line, rule_set, options) for line in lines if line.strip())


def verdict_on(text: str, rule_set: RuleSet, options: EvaluationOptions) -> dict[str, Any]:
    """Return the verdict on one shop, or why its state cannot be used."""
    try:
        document = yaml.parse(text.encode(), "state")
        rules = platform_of(document, rule_set)
        state = state_in(document, rules, on=options.on)
        report = check(rules, state, options)
    except BrokenRulesError:
        raise  # no fault of the shop
    except ShopexitError as error:
        problems = [problem.in_words(Lang.EN) for problem in error.problems]
        return {"platform": None, "shop": None, "verdict": None, "problems": problems}
    return {"platform": rules.platform, "shop": state.shop, "verdict": report.verdict.value}


def kind(shop: dict[str, Any]) -> tuple[str, str]:
    """Return what a shop is counted as."""
    return shop.get("platform") or "-", shop["verdict"] or "unusable"


def count(files: list[str], on: date, rules: Path | None, output: Path | None) -> Counter[Any]:
    """Judge all files; return how many shops of each platform came to which verdict."""
    # Parts of 16 MB, some ten thousand shops: loading the rules is then next to nothing.
    lines = db.read_text(files, encoding="utf-8", errors="replace", blocksize=2**24)
    shops = lines.map_partitions(partial(judged, on=on, rules=rules))
    if output is None:
        return Counter(dict(shops.map(kind).frequencies().compute()))
    texts = shops.map(partial(json.dumps, ensure_ascii=False, separators=(",", ":")))
    written = texts.to_textfiles(str(output / "*.jsonl"), encoding="utf-8", last_endline=True)
    # What was written is read for the totals, so that nothing is judged twice.
    again = db.read_text(written, encoding="utf-8").filter(str.strip).map(json.loads)
    return Counter(dict(again.map(kind).frequencies().compute()))


def main() -> None:
    """Judge the files that are named, and print the totals."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("files", nargs="+", help="JSON Lines, one state a line")
    parser.add_argument("--on", type=date.fromisoformat, required=True, help="the day to judge")
    parser.add_argument("--rules", type=Path, help="a folder of other rule files")
    parser.add_argument("--output", type=Path, help="a folder for the JSON Lines")
    parser.add_argument("--workers", type=int, help="processes; by default one a core")
    parser.add_argument("--scheduler", help="the address of a cluster, in place of this machine")
    options = parser.parse_args()
    cluster = options.scheduler or LocalCluster(
        n_workers=options.workers, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with Client(cluster):
        totals = count(options.files, options.on, options.rules, options.output)
    for (platform, verdict), shops in sorted(totals.items()):
        print(f"{platform:11} {verdict:13} {shops:9,}")


if __name__ == "__main__":
    main()
