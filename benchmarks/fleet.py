"""How long judging a fleet takes and how much memory, against a bare parse, a schema and a policy.

    pip install ".[test]" check-jsonschema common-expression-language
    python benchmarks/fleet.py [--quick] [--only lines|files|schema|policy|unlike ...]

Every contestant is a process of its own, and all its time counts. They are run in turn, so that a
machine that slows down slows all; read the ratios. A rival that is not installed is left out.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.util import find_spec
from itertools import islice
from multiprocessing import Process
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any, TypeAlias

HERE = Path(__file__).parent
PLATFORMS = ("1688", "aliexpress", "douyin", "kuaishou", "taobao")
VERDICTS = ("ready", "blocked", "undetermined")
PARTS = ("lines", "unlike", "files", "schema", "policy")
ON = "2026-11-22"
SEED = 20261122
SAMPLE = 600
OURS = "shopexit"
BARE = {"lines": "json.loads", "files": "CSafeLoader"}
SLOW = 60.0
"""Who takes longer than so many seconds is run once only."""


# --- one process ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """What one process took, with those that it started."""

    wall: float
    cpu: float
    peak: float
    """Megabytes, of the largest process."""
    together: float
    """Megabytes of all its processes at once; shared memory counts once."""
    printed: str = ""
    """A digest of what it printed, where that has to be the same for several contestants."""


@dataclass(frozen=True)
class Call:
    """A contestant: its command, and how many lines it has to print, if that is known."""

    command: Sequence[str]
    lines: int | None = None
    exits: Sequence[int] = (0,)


def run(call: Call, folder: Path) -> Run:
    """Run a contestant; end the script if it fails, or does not answer for every shop."""
    printed, said = folder / "stdout", folder / "stderr"
    with printed.open("wb") as out, said.open("wb") as err:
        start = time.perf_counter()
        process = subprocess.Popen(call.command, stdout=out, stderr=err, start_new_session=True)
        over, sums = Event(), [0.0]
        watch = Thread(target=_watch, args=(process.pid, over, sums))
        watch.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watch.join()
    count, digest = 0, sha256()
    with printed.open("rb") as lines:
        for line in lines:
            count += bool(line.strip())
            digest.update(line)
    wrong = call.lines is not None and count != call.lines
    if process.returncode not in call.exits or wrong:
        with said.open(encoding="utf-8", errors="replace") as file:
            first = "".join(islice(file, 5))
        name = " ".join(call.command)[:200]
        sys.exit(f"{name}\nexit {process.returncode}, {count} lines, not {call.lines}\n{first}")
    peak = used.ru_maxrss / 1024
    return Run(wall, used.ru_utime + used.ru_stime, peak, max(sums[0], peak), digest.hexdigest())


def _watch(session: int, over: Event, sums: list[float]) -> None:
    """Note the most that the processes of a session take together, as far as Linux tells."""
    while not over.wait(0.25):
        sums[0] = max(sums[0], sum(map(_megabytes, _processes(session))))


def _processes(session: int) -> Iterator[Path]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        if int(fields[3]) == session:
            yield stat.parent


def _megabytes(process: Path) -> float:
    try:
        rolled = (process / "smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(r.split()[1]) / 1024 for r in rolled.splitlines() if r[:4] == "Pss:"), 0)


# --- contests -------------------------------------------------------------------------------


Runs: TypeAlias = dict[str, list[Run]]


@dataclass
class Contest:
    """Contestants on the same shops, and what they took."""

    title: str
    shops: int
    calls: Mapping[str, Call]
    taken: Runs = field(default_factory=dict)

    def hold(self, runs: int, folder: Path) -> None:
        """Run the contestants in turn, and print the medians."""
        for turn in range(runs):
            for name, call in self.calls.items():
                before = self.taken.setdefault(name, [])
                if not turn or before[0].wall < SLOW:
                    before.append(run(call, folder))
        self.show()

    def middle(self, name: str) -> Run:
        """Return the medians of a contestant."""
        runs = self.taken[name]
        keys = ("wall", "cpu", "peak", "together")
        return Run(*(median(getattr(one, key) for one in runs) for key in keys))

    def show(self) -> None:
        """Print the medians, and each contestant's ratio to the bare parse, or the first."""
        first = next(iter(self.calls))
        bare = next((name for name in self.calls if name in BARE.values()), first)
        print(f"\n{self.title}")
        print(f"{'':26} runs   wall s    CPU s  peak MB  all MB    shops/s  wall x  CPU x")
        for name, runs in self.taken.items():
            m = self.middle(name)
            against = self.middle(bare)
            print(
                f"{name:26} {len(runs):4} {m.wall:8.2f} {m.cpu:8.2f} {m.peak:8.0f}"
                f" {m.together:7.0f} {self.shops / m.wall:10,.0f}"
                f" {m.wall / against.wall:7.2f} {m.cpu / against.cpu:6.2f}",
                flush=True,
            )
        ours = [one.printed for name, runs in self.taken.items() for one in runs if OURS in name]
        if len(set(ours)) > 1:
            print(f"MISSED {OURS} prints the same each time, whatever the number of jobs")


class Bench:
    """The files of a run, its contestants and what came of them."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.prefix = shlex.split(options.command or "") or [sys.executable, "-m", OURS, "fleet"]
        self.held: dict[tuple[str, int], Contest] = {}
        self.targets: list[tuple[str, float, float]] = []

    def wants(self, part: str) -> bool:
        """Return whether a part was asked for."""
        return not self.options.only or part in self.options.only

    def ours(self, paths: Sequence[Path], shops: int) -> dict[str, Call]:
        """Return shopexit with each number of jobs; that some shops are blocked is no failure."""
        return {
            f"{OURS}, {jobs} job{'s' * (jobs > 1)}": Call(
                [*self.prefix, *map(str, paths), "--format", "jsonl", "--jobs", str(jobs),
                 "--on", ON],
                shops,
                range(6),
            )
            for jobs in self.options.jobs
        }  # fmt: skip

    def rival(self, *arguments: str | Path) -> Call:
        """Return a contestant of the other module."""
        return Call([sys.executable, str(HERE / "fleet_rivals.py"), *map(str, arguments)])

    def hold(self, kind: str, title: str, shops: int, calls: Mapping[str, Call]) -> Contest:
        """Hold a contest and keep what came of it."""
        contest = self.held[kind, shops] = Contest(title, shops, calls)
        contest.hold(self.options.runs, self.folder)
        return contest

    # --- parts ------------------------------------------------------------------------------

    def lines(self, kind: str) -> None:
        """Judge JSON Lines of each size, beside the bare parse and the policy."""
        for shops in self.options.lines:
            if kind == "unlike" and shops != max(self.options.lines):
                continue
            path = self.made_lines(shops, unlike=kind == "unlike")
            calls = self.ours([path], shops) | {BARE["lines"]: self.rival("json", path)}
            if self.wants("policy") and find_spec("cel"):
                calls["CEL"] = self.rival("cel", self.policy(), path)
            size = path.stat().st_size / 1e6
            self.hold(kind, f"{shops:,} shops, JSON Lines, {kind}, {size:.1f} MB", shops, calls)

    def files(self) -> None:
        """Judge YAML files, beside the bare parse and the schema."""
        for shops in self.options.files:
            folders = self.made_files(shops, "yaml")
            calls = self.ours(folders, shops)
            calls[BARE["files"]] = self.rival("yaml", *folders)
            if self.wants("schema") and find_spec("check_jsonschema"):
                calls["check-jsonschema"] = self.checked(folders)
            self.hold("files", f"{shops:,} shops, a YAML file each", shops, calls)

    def json_files(self) -> None:
        """Judge JSON files, which the schema's validator reads faster than YAML."""
        shops = min(size for size in self.options.files if size > 1)
        folders = self.made_files(shops, "json")
        calls = self.ours(folders, shops) | {"check-jsonschema": self.checked(folders)}
        self.hold("schema", f"{shops:,} shops, a JSON file each", shops, calls)

    def checked(self, folders: Sequence[Path]) -> Call:
        """Return check-jsonschema on all files; that some are not valid is no failure."""
        paths = [str(path) for folder in folders for path in sorted(folder.iterdir())]
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(self.schema())]
        return Call([*command, *paths], None, (0, 1))

    # --- files ------------------------------------------------------------------------------

    def apart(self, job: Callable[..., None], *arguments: object) -> None:
        """Do something in another process.

        A process begins with the peak memory of the one that starts it: this one stays small.
        """
        process = Process(target=job, args=arguments)
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(f"{job.__name__}: exit {process.exitcode}")

    def made_lines(self, shops: int, unlike: bool) -> Path:
        """Return JSON Lines, made unless they are there."""
        path = self.folder / f"{'unlike' if unlike else 'fleet'}-{shops}.jsonl"
        if not path.exists():
            self.apart(_make_lines, path, shops, unlike)
        return path

    def made_files(self, shops: int, suffix: str) -> list[Path]:
        """Return the folders of a fleet with a file a shop, made unless they are there."""
        path = self.folder / f"{suffix}-{shops}"
        if not path.exists():
            self.apart(_make_files, path, shops, suffix)
        return sorted(path.iterdir())

    def policy(self) -> Path:
        """Return the policy."""
        path = self.folder / "policy.json"
        if not path.exists():
            self.apart(_make_policy, path)
        return path

    def schema(self) -> Path:
        """Return the schema."""
        path = self.folder / "schema.json"
        if not path.exists():
            self.apart(_make_schema, path)
        return path

    # --- what is printed --------------------------------------------------------------------

    def sample(self) -> None:
        """Print what some of the shops come to, and whether the policy agrees."""
        path = self.made_lines(SAMPLE, unlike=False)
        self.apart(_show_sample, path, self.policy() if find_spec("cel") else None)

    def judge(self) -> None:
        """Print which targets are met."""
        first = self.options.jobs[0]
        ours = f"{OURS}, {first} job{'s' * (first > 1)}"
        print()
        for (kind, shops), contest in self.held.items():
            of = f"{shops:,} shops, {kind}"
            if shops == 1:
                print(f"       start-up, {kind}: {contest.middle(ours).wall:.2f} s for one shop")
                continue
            mine, lines = contest.middle(ours).wall, kind in ("lines", "unlike")
            for name in contest.calls:
                other = contest.middle(name).wall
                if name in BARE.values():
                    most = 10 if lines else 1.5
                    verdict(f"{of}: times {name}", mine / other, most)
                    self.without_start(kind, shops, ours, name)
                elif not name.startswith(OURS):
                    verdict(f"{of}: times {name}", mine / other, 1)
                    self.without_start(kind, shops, ours, name)
        sizes = [shops for kind, shops in self.held if kind == "lines" and shops > 1]
        if len(sizes) > 1:
            for name in self.held["lines", sizes[0]].calls:
                if name.startswith(OURS):
                    few, many = (self.held["lines", s].middle(name) for s in (sizes[0], sizes[-1]))
                    of = f"memory, {name}, {many.together:.0f} MB against {few.together:.0f} MB"
                    verdict(of, many.together / few.together, 1.1)

    def without_start(self, kind: str, shops: int, ours: str, theirs: str) -> None:
        """Print the ratio without what one shop takes, if that was measured."""
        one = self.held.get(("lines" if kind == "unlike" else kind, 1))
        if one:
            contest = self.held[kind, shops]
            mine, other = (contest.middle(n).wall - one.middle(n).wall for n in (ours, theirs))
            if other > 0:
                print(f"         without the start-up of either {mine / other:.2f}")


def verdict(target: str, value: float, most: float) -> None:
    """Print whether a target is met."""
    print(f"{'met   ' if value <= most else 'MISSED'} {target}: {value:.2f}, at most {most:.2f}")


# --- done in processes of their own ---------------------------------------------------------


def _make_lines(path: Path, shops: int, unlike: bool) -> None:
    from fleet_maker import write_lines

    part = path.with_suffix(".part")
    write_lines(part, shops, SEED, unlike)
    part.rename(path)


def _make_files(path: Path, shops: int, suffix: str) -> None:
    from fleet_maker import write_files

    part = path.with_name(f"part-{path.name}")
    write_files(part, shops, SEED, suffix)
    part.rename(path)


def _make_policy(path: Path) -> None:
    from fleet_rivals import policy

    path.write_text(json.dumps(policy()))


def _make_schema(path: Path) -> None:
    from fleet_rivals import schema

    command = [sys.executable, "-m", OURS, "schema", "state"]
    made, share = schema(json.loads(subprocess.check_output(command)))
    path.write_text(json.dumps(made))
    print(f"the JSON Schema says {share}; days to be waited for and disputes it cannot say")


def _show_sample(path: Path, policy: Path | None) -> None:
    from fleet_rivals import agreement, verdicts

    lines = path.read_text(encoding="utf-8").splitlines()
    counts: dict[str, dict[str, int]] = verdicts(lines)
    print(f"{len(lines)} shops of the kind, as the Python interface judges them:")
    for name, of_platform in sorted(counts.items()):
        shares = (f"{v} {of_platform[v]}" for v in (*VERDICTS, "unusable") if v in of_platform)
        print(f"  {name:11} {', '.join(shares)}")
    missing = [f"{p}: {v}" for p in PLATFORMS for v in VERDICTS if v not in counts.get(p, {})]
    print(f"MISSED {', '.join(missing)}" if missing else "met    every verdict on every platform")
    if policy:
        command = [sys.executable, str(HERE / "fleet_rivals.py"), "cel", str(policy), str(path)]
        printed = subprocess.check_output([*command, "each"], text=True)
        found: Any = [json.loads(line) for line in printed.splitlines()]
        same, both, taken = agreement(lines, found)
        print(f"CEL counts as many requirements unmet and unknown for {same} of {both} shops")
        print(f"  (answers and waivers left out); {taken} broken states it judges all the same")


def main() -> None:
    """Make the fleets, run the contestants, print how they did."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--quick", action="store_true", help="smaller fleets, fewer runs")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts alone")
    parser.add_argument("--runs", type=int, help="of each contestant; by default 5, quick 3")
    parser.add_argument("--lines", type=int, nargs="+", help="sizes of the JSON Lines, ascending")
    parser.add_argument("--files", type=int, nargs="+", help="sizes of the folders, ascending")
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2], help="the first decides")
    parser.add_argument("--folder", type=Path, help="keeps the files there, for another time")
    parser.add_argument("--command", help="another program in the place of shopexit fleet")
    options = parser.parse_args()
    options.runs = options.runs or (3 if options.quick else 5)
    options.lines = options.lines or ([1, 1_000, 10_000] if options.quick else [1, 1_000, 100_000])
    options.files = options.files or ([1, 1_000] if options.quick else [1, 1_000, 10_000])
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
        measure(Bench(options, options.folder.resolve()))
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Bench(options, Path(folder)))


def measure(bench: Bench) -> None:
    """Hold the contests and print which targets are met."""
    for name, module in (("check-jsonschema", "check_jsonschema"), ("CEL", "cel")):
        if not find_spec(module):
            print(f"{name} is left out: it is not installed")
    bench.sample()
    print(f"load average before: {os.getloadavg()[0]:.2f}")
    if bench.wants("lines") or bench.wants("policy"):
        bench.lines("lines")
    if bench.wants("unlike"):
        bench.lines("unlike")
    if bench.wants("files") or bench.wants("schema"):
        bench.files()
    if bench.wants("schema") and find_spec("check_jsonschema"):
        bench.json_files()
    print(f"\nload average after: {os.getloadavg()[0]:.2f}")
    bench.judge()


if __name__ == "__main__":
    main()
