"""Good files of every kind, mangled by chance and read: `python mangled.py KIND COUNT SEED`.

It prints what it found as JSON: the inputs that raised anything but the error that is promised, or
took longer than they may, the longest time, and the most memory that the process has held.
"""

import json
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import exportfiles as files
from exportheaders import HEADERS
from states import ON, ROOT

from shopexit import ShopexitError, check, load_rules
from shopexit.cli import settings_file
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.fleet.baseline import Judging, read_shops
from shopexit.inputs.orders.count import count_orders
from shopexit.inputs.state_reader import read_state
from shopexit.messages import Lang
from shopexit.report.comparison import compare
from shopexit.rules.loader import RuleSet, open_rules

LONGEST = 5.0
"""How many seconds of its own work an input may take."""
_ODD = (
    b"", b"-1", b"0x10", b"1e999", b"9" * 400, b"null", b"true", b"[]", b"{}", b"[" * 40, b"~",
    b"&a ", b"*a", b"!!python/object:os.system", b"---\n", b"...\n", b"'", b'"', b"\x00",
    b"\xff\xfe", b"\x1b[2J", "：，　１２\u202e".encode(), b"2026-02-30", b"9999-12-31", b"never",
    b"../../etc/passwd", b"**/*", b"0" * 300, b"\t", b"\r", b"\n" * 50, b"A" * 5000, b": ", b"- ",
    b"%YAML 1.1\n", b"<table>", b"PK\x03\x04",
)  # fmt: skip


def mangled(raw: bytes, chance: Random) -> bytes:
    """Return the bytes of a file after some accidents."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(raw) + 1)
        match chance.randrange(7):
            case 0:
                raw = raw[:at] + chance.choice(_ODD) + raw[at:]
            case 1:
                raw = raw[:at] + raw[at + chance.randrange(1, 20) :]
            case 2:
                raw = raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :]
            case 3:
                raw = raw[:at]
            case 4:
                lines = raw.split(b"\n")
                chance.shuffle(lines)
                raw = b"\n".join(lines) if chance.random() < 0.3 else raw
            case 5:
                end = chance.randrange(at, len(raw) + 1)
                raw = raw[:at] + raw[at:end] * chance.choice((0, 2, 2, 30)) + raw[end:]
            case _:  # another word, where one stands
                words = [*re.finditer(rb"[^\s,:\[\]{}\"]+", raw)]
                if words:
                    word = chance.choice(words)
                    other = chance.choice((*_ODD, chance.choice(words)[0]))
                    raw = raw[: word.start()] + other + raw[word.end() :]
        raw = raw[: 1 << 20]
    return raw


def _states(folder: Path) -> Iterator[tuple[bytes, Callable[[bytes], object]]]:
    for path in sorted((ROOT / "examples").glob("*/*.yaml")):
        rules = load_rules(path.parent.name)

        def judge(raw: bytes, rules: object = rules) -> None:
            (folder / "state.yaml").write_bytes(raw)
            state = read_state(folder / "state.yaml", rules)  # type: ignore[arg-type]
            check(rules, state, EvaluationOptions(on=ON, procedure="all"))  # type: ignore[arg-type]

        yield path.read_bytes(), judge


def _exports(folder: Path) -> Iterator[tuple[bytes, Callable[[bytes], object]]]:
    for layout in HEADERS:
        platform = layout.split("-")[0]
        rows = files.rows_of(layout, [{}, {}, {}])
        made = [
            files.write_csv(folder / "a.csv", rows, encoding=encoding)
            for encoding in ("utf-8", "gb18030", "utf-16")
        ]
        good = [path.read_bytes() for path in made]
        good.append(files.write_xlsx(folder / "a.xlsx", rows).read_bytes())
        good.append(files.write_xls(folder / "a.xls", rows).read_bytes())
        rules = load_rules(platform)

        def counted(raw: bytes, rules: object = rules) -> None:
            (folder / "o.csv").write_bytes(raw)
            count_orders([str(folder / "o.csv")], rules)  # type: ignore[arg-type]

        yield from ((raw, counted) for raw in good)


def _rules(folder: Path) -> Iterator[tuple[bytes, Callable[[bytes], object]]]:
    book = ROOT / "tests" / "rulebook"
    for path in sorted(book.glob("*.yaml")):
        for each in book.glob("*.yaml"):
            (folder / each.name).write_bytes(each.read_bytes())

        def load(raw: bytes, path: Path = path) -> None:
            (folder / path.name).write_bytes(raw)
            try:
                rules = RuleSet(folder)
                for name in rules.names:
                    rules.platform(name)
            finally:
                (folder / path.name).write_bytes(path.read_bytes())

        yield path.read_bytes(), load


def _diffs(folder: Path) -> Iterator[tuple[bytes, Callable[[bytes], object]]]:
    judging = Judging(open_rules())
    golden = sorted((ROOT / "tests" / "golden").glob("*.en.json"))
    states = sorted((ROOT / "examples").glob("*/blocked.yaml"))
    before = read_shops(states[0], judging)

    def compared(raw: bytes) -> None:
        after = read_shops(folder / "after.json", judging, raw)
        compare(before, after, names=("a", "b"), lang=Lang.ZH, words=judging.words)

    yield from ((path.read_bytes(), compared) for path in (*golden, *states))
    row: dict[str, object] = {
        "schema": "shopexit.fleet.shop/1",
        "file": "a.yaml",
        "verdict": None,
        "problems": [],
    }
    yield json.dumps(row).encode() + b"\n" + json.dumps(row).encode(), compared


_SETTINGS = {
    "shopexit.toml": b'lang = "zh"\nrules = "r"\ntrust = "law"\nstrict = true\nmax-age = 7\n'
    b'paths = ["a", "b*"]\nsort = "need"\nlimit = 3\njobs = 2\nfail-on = "never"\nbaseline = "b"\n',
    "pyproject.toml": b'[project]\nname = "x"\n[tool.shopexit]\nlang = "en"\npaths = ["shops"]\n',
}


def _settings(folder: Path) -> Iterator[tuple[bytes, Callable[[bytes], object]]]:
    (folder / ".git").mkdir()
    for name, good in _SETTINGS.items():

        def find(raw: bytes, name: str = name) -> None:
            (folder / name).write_bytes(raw)
            try:
                settings_file.find(folder)
            finally:
                (folder / name).unlink()

        yield good, find


KINDS = {
    "states": _states, "exports": _exports, "rules": _rules, "diffs": _diffs, "settings": _settings,
}  # fmt: skip


def main(kind: str, count: int, seed: int) -> None:
    """Mangle and read so many files of a kind, and print what was found."""
    chance = Random(seed)  # noqa: S311
    found: list[str] = []
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        good = [*KINDS[kind](Path(name))]
        for i in range(count):
            raw, use = good[chance.randrange(len(good))]
            raw = mangled(raw, chance)
            began = time.process_time()
            try:
                use(raw)
            except ShopexitError:
                pass
            except BaseException:  # noqa: BLE001 - a library's panic is no Exception
                found.append(f"{i}: {raw[:2000]!r}\n{traceback.format_exc()}")
            took = time.process_time() - began
            slowest = max(slowest, took)
            if took > LONGEST:
                found.append(f"{i}: {took} s: {raw[:2000]!r}")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = re.search(r"VmHWM:\s*([0-9]+) kB", status)
    megabytes = int(peak[1]) >> 10 if peak else 0
    sys.stdout.write(json.dumps({"found": found, "slowest": slowest, "megabytes": megabytes}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
