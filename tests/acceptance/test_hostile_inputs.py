"""Files that somebody else wrote: they are told of in time, and give nothing away."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import exportfiles as files
import pytest
from exportedorders import kuaishou
from processes import PROGRAM
from states import ROOT

from shopexit import ShopexitError, load_rules, read_state
from shopexit.cli.app import run
from shopexit.inputs.orders.count import count_orders
from shopexit.messages import MOST_PROBLEMS

pytestmark = pytest.mark.usefixtures("somewhere_else")
READY = ROOT / "examples" / "kuaishou" / "ready.yaml"
LONG = "0" * 300
SECRET = "hunter2 of somebody's"  # noqa: S105 - of a file made here


def called(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str]:
    """Return the exit code of a call and all that it says."""
    code = run([*args, "--lang", "en", "--on", "2026-11-21"])
    out, err = capsys.readouterr()
    return code, out + err


@pytest.mark.parametrize(
    "args",
    [
        ["check", "kuaishou", "s.yaml"],
        ["check", "kuaishou", "K.yaml", "--orders", LONG],
        ["check", "kuaishou", "K.yaml", "-o", f"json={LONG}"],
        ["check", "kuaishou", "K.yaml", "--rules", LONG],
        ["fleet", LONG],
        ["fleet", "K.yaml", "--baseline", LONG],
    ],
)
def test_a_name_too_long_for_the_system_is_told(
    args: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """As any other file that cannot be used, by exit code 2 and its name, or most of it."""
    shutil.copy(READY, "K.yaml")
    Path("s.yaml").write_text(f"platform: kuaishou\norders_from: '{LONG}'\n")
    code, said = called(capsys, *args)
    assert (code, LONG[:140] in said, "a bug in shopexit" in said) == (2, True, False)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_shop_that_names_such_a_file_stops_no_fleet(
    jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor does a pipe among the files, which nobody writes to."""
    Path("d").mkdir()
    shutil.copy(READY, "d/K.yaml")
    Path("d/s.yaml").write_text(f"platform: kuaishou\norders_from: '{LONG}'\n")
    os.mkfifo("d/x.yaml")
    os.mkfifo("d/y.jsonl")
    code, said = called(capsys, "fleet", "d", "--jobs", jobs)
    assert (code, "4 shops: UNUSABLE 3, READY 1" in said) == (2, True)
    assert said.count("this is a pipe or a device") >= 2


def test_what_a_shell_opens_for_a_fleet_is_read() -> None:
    """`fleet <(command)` is a pipe that somebody does write to."""
    words = ["bash", "-c", 'exec "$@" <(cat "$0")', str(READY), *PROGRAM, "fleet"]
    done = subprocess.run(words, capture_output=True, check=False, timeout=60)
    assert b"pipe or a device" not in done.stderr
    assert done.returncode == 3


# --- the exports that a state names -------------------------------------------------------------


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return the folder of a state, with exports beside it and things that are none of its own."""
    folder = tmp_path / "shop"
    folder.mkdir()
    files.write_csv(tmp_path / "outside.csv", kuaishou())
    files.write_csv(folder / "inside.csv", kuaishou())
    (tmp_path / "secret").write_text(f"{SECRET}\nlogin,{SECRET}\n")
    (folder / "secret").write_text(f"{SECRET}\nlogin,{SECRET}\n")
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    return folder


def state(shop: Path, named: str) -> str:
    """Write a state that names an export; return its path."""
    path = shop / "state.yaml"
    path.write_text(f"platform: kuaishou\norders_from: '{named}'\n")
    return str(path)


OUTSIDE = [
    "../outside.csv",
    "../*.csv",
    "/etc/passwd",
    "/**/*",
    "*/../../secret",
    "link.csv",
    "../gone",
]


@pytest.mark.parametrize("named", OUTSIDE)
@pytest.mark.parametrize("command", ["check kuaishou", "fleet", "diff"])
def test_a_state_names_no_file_outside_its_folder(
    command: str, named: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not by a way up, a whole path, a pattern or a link; nor is told whether there is one."""
    path = state(shop, named)
    paths = [path, path] if command == "diff" else [path]
    code, said = called(capsys, *command.split(), *paths)
    assert code == 2
    assert "may only name files in the folder of the state file" in said
    assert [word for word in ("root:", SECRET, "no such file") if word in said] == []


@pytest.mark.parametrize("named", ["../outside.csv", "link.csv"])
@pytest.mark.parametrize("command", ["check kuaishou", "fleet", "diff"])
def test_who_trusts_a_state_may_let_it(
    command: str, named: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By an option of the call, which no file can set."""
    path = state(shop, named)
    paths = [path, path] if command == "diff" else [path]
    code, said = called(capsys, *command.split(), *paths, "--allow-outside")
    assert "may only name files" not in said
    assert code == {"check kuaishou": 1, "fleet": 1, "diff": 0}[command]


@pytest.mark.parametrize(
    "named", ["inside.csv", "./in*.csv", "**/inside.csv", "../shop/inside.csv"]
)
def test_what_lies_in_the_folder_is_read_however_it_is_written(named: str, shop: Path) -> None:
    """A way up that comes back is no way out."""
    read = read_state(state(shop, named), load_rules("kuaishou"))
    assert read.counted
    assert read.counted.orders


@pytest.mark.parametrize("form", ["text", "json", "csv", "github", "markdown"])
def test_nothing_of_a_file_that_is_no_export_is_shown(
    form: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even where it lies in the folder."""
    code, said = called(capsys, "fleet", state(shop, "secret"), "--format", form)
    assert (code, SECRET in said, SECRET[:7] in said) == (2, False, False)


# --- many complaints, and bombs -----------------------------------------------------------------

MANY = {
    "twice": "platform: kuaishou\n" + "a: 1\n" * 30_000,
    "unknown": "platform: kuaishou\n" + "".join(f"k{i}: 1\n" for i in range(20_000)),
    "lists": "platform: kuaishou\norder_list:\n" + "- []\n" * 20_000,
    "in JSON": '{"platform": "kuaishou", ' + ", ".join('"a": 1' for _ in range(20_000)) + "}",
}


@pytest.mark.parametrize("kind", MANY)
def test_of_many_complaints_the_first_are_told_and_how_many_more(kind: str) -> None:
    """In no more time and memory than it takes to read the file."""
    Path("s.yaml").write_text(MANY[kind])
    began = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    with pytest.raises(ShopexitError) as caught:
        read_state("s.yaml", load_rules("kuaishou"))
    problems = caught.value.problems
    assert len(problems) == MOST_PROBLEMS + 1
    *first, last = problems
    assert last.says.en.endswith("more errors are not listed")
    assert int(last.says.en.split()[0].replace(",", "")) >= 19_800
    assert all((p.line or 0) <= (last.line or 0) for p in first)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - began < 5


def test_what_stands_after_many_unknown_keys_is_not_said_to_be_missing() -> None:
    """Only the first of very many complaints are looked at, and the others counted."""
    step = "done:\n" + "- {step: kuaishou/step, on: 2026-11-01}\n" * 2_500
    bad = "- {step: kuaishou/step, on: never}\n" * 2_500
    keys = "".join(f"  k{i}: 1\n" for i in range(3_000))
    required = f"answers:\n  kuaishou/x:\n{keys.replace('  k', '    k')}    required: true\n"
    Path("s.yaml").write_text(f"platform: kuaishou\n{required}{step}{bad}")
    with pytest.raises(ShopexitError) as caught:
        read_state("s.yaml", load_rules("kuaishou"))
    *told, last = caught.value.problems
    assert {p.says.en for p in told} == {"unknown key"}
    assert last.says.en == "5,400 more errors are not listed"


def test_complaints_far_down_a_long_list_are_found() -> None:
    """After more good entries than are looked at first."""
    steps = [
        f"- {{step: kuaishou/step, on: {'2026-11-01' if i < 9_000 else 'x'}}}\n"
        for i in range(13_000)
    ]
    Path("s.yaml").write_text("platform: kuaishou\ndone:\n" + "".join(steps))
    with pytest.raises(ShopexitError) as caught:
        read_state("s.yaml", load_rules("kuaishou"))
    first, *_, last = caught.value.problems
    assert (first.line, first.key) == (9_003, "done[9000].on")
    assert last.says.en == "3,900 more errors are not listed"


@pytest.mark.nightly
def test_two_hundred_thousand_unknown_keys_fit_into_300_megabytes() -> None:
    """Complaints that nobody reads take no memory."""
    Path("s.yaml").write_text(
        "platform: kuaishou\n" + "".join(f"k{i}: 1\n" for i in range(200_000))
    )
    code = """
import pathlib, re
from shopexit.cli.app import run
assert run(["check", "kuaishou", "s.yaml"]) == 2
most = re.search("VmHWM: *([0-9]+) kB", pathlib.Path("/proc/self/status").read_text().expandtabs(1))
assert int(most[1]) < 300 << 10, most[0]
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert b"and 199,900 more" in done.stderr or "还有 199,900 ".encode() in done.stderr
    assert done.returncode == 0, done.stderr[-2000:]


def test_an_error_keeps_count_when_it_is_told_again() -> None:
    """As where a place is added to each of its problems, or it comes from another process."""
    Path("s.yaml").write_text(MANY["twice"])
    with pytest.raises(ShopexitError) as caught:
        read_state("s.yaml", load_rules("kuaishou"))
    again = ShopexitError(caught.value.problems)
    assert again.problems == caught.value.problems


def test_a_workbook_of_one_letter_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    """Below the largest size too: no export shrinks to a hundredth."""
    bomb = files.zip_bomb(tmp_path / "b.xlsx", kuaishou(), size=1500 << 20)
    code = f"""
import pathlib, re, resource
from shopexit.cli.app import run
assert run(["orders", "kuaishou", {str(bomb)!r}]) == 2
assert resource.getrusage(resource.RUSAGE_SELF).ru_utime < 5
most = re.search("VmHWM: *([0-9]+) kB", pathlib.Path("/proc/self/status").read_text().expandtabs(1))
assert int(most[1]) < 300 << 10, most[0]
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"too large when unpacked" in done.stderr


def test_a_workbook_of_equal_rows_is_read(tmp_path: Path) -> None:
    """Which shrinks as much as an export can."""
    header, row, *_ = kuaishou([{}])
    path = files.write_inline_xlsx(tmp_path / "o.xlsx", [header, *[row] * 20_000])
    assert count_orders([str(path)], load_rules("kuaishou")).orders == 1


def _seconds_and_megabytes(folder: Path, shops: int) -> tuple[float, int]:
    """Return what it takes to judge a folder of so many files, in a process of its own."""
    folder.mkdir()
    text = READY.read_text(encoding="utf-8")
    for i in range(shops):
        (folder / f"{i:05}.yaml").write_text(text, encoding="utf-8")
    code = f"""
import pathlib, re, time
from shopexit.cli.app import run
assert run(["fleet", {str(folder)!r}, "--on", "2026-11-21", "-o", "jsonl={folder}.jsonl"]) == 0
most = re.search("VmHWM: *([0-9]+) kB", pathlib.Path("/proc/self/status").read_text().expandtabs(1))
pathlib.Path({str(folder)!r} + ".used").write_text(f"{{time.process_time()}} {{most[1]}}")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert Path(f"{folder}.jsonl").read_text(encoding="utf-8").count("\n") == shops
    seconds, kilobytes = Path(f"{folder}.used").read_text().split()
    return float(seconds), int(kilobytes) >> 10


@pytest.mark.nightly
def test_ten_thousand_files_take_ten_times_what_a_thousand_take(tmp_path: Path) -> None:
    """And no more memory to speak of."""
    few, little = _seconds_and_megabytes(tmp_path / "few", 1_000)
    many, much = _seconds_and_megabytes(tmp_path / "many", 10_000)
    assert many < 12 * few
    assert (little < 150, much < little + 30) == (True, True)
