"""A fleet that is killed, cut off or out of room leaves nothing half-written and nobody behind."""

import fcntl
import json
import os
import pty
import re
import resource
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from fleetrun import SHOPS, data
from processes import COLOUR, environment

from shopexit.cli.app import ended_by_signal
from shopexit.cli.streams import Stopped

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="it goes by /proc and /dev/full")
FLEET = (sys.executable, "-m", "shopexit", "fleet", "--on", "2026-11-22")
STOPPED = {
    "en": "stopped: no partly written files remain, and existing files are unchanged\n",
    "zh": "已中断：没写完的文件都没有留下，原来的文件没动\n",
}
GONE = "stopped: the program that reads the output has exited\n"
OLD = b"what was there"


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fleet of which there is far more than can be judged before it is killed."""
    shops = [data(path.read_text(encoding="utf-8")) for path in SHOPS]
    lines = [json.dumps(shop) for shop in shops if "orders_from" not in shop]
    file = tmp_path_factory.mktemp("big") / "big.jsonl"
    file.write_text("\n".join(lines * (36_000 // len(lines))) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder with an old output in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out.json").write_bytes(OLD)
    return tmp_path


@contextmanager
def started(*args: str, **more: int) -> Iterator[subprocess.Popen[bytes]]:
    """Give a fleet that is being judged, in a process group of its own; it ends with the test."""
    process = subprocess.Popen(
        [*FLEET, *args],
        env=environment(PYTHONIOENCODING="utf-8"),
        stdin=subprocess.DEVNULL,
        stdout=more.get("stdout", subprocess.PIPE),
        stderr=more.get("stderr", subprocess.PIPE),
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            # Whatever the test found out: a process that hangs is not waited for.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def beside(folder: Path) -> list[str]:
    """Return the names of what stands in a folder."""
    return sorted(path.name for path in folder.iterdir())


def eventually(holds: Callable[[], bool], what: str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + 60  # on a machine that is busy with something else
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def workers(pid: int) -> list[int]:
    """Return the processes that one has begun."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in children.split()]


def lives(pid: int) -> bool:
    """Tell whether there is such a process, and it has not ended."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def at_work(process: subprocess.Popen[bytes], folder: Path, jobs: int) -> list[int]:
    """Wait until shops are being judged; return the processes that do it."""
    eventually(lambda: len(beside(folder)) > 1, "the output was never begun")
    if jobs > 1:
        eventually(lambda: len(workers(process.pid)) >= jobs, "no process was begun")
    time.sleep(0.4)
    assert process.poll() is None
    return workers(process.pid)


@LINUX
@pytest.mark.parametrize("to", ["group", "one"])
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
    ids=["int", "term", "hup"],
)
def test_a_fleet_that_is_stopped_leaves_everything_as_it_was(
    number: signal.Signals, code: int, jobs: int, to: str, big: Path, place: Path
) -> None:
    """The old file stands byte for byte, nothing beside it, no process lives, and it is said."""
    lang = "en" if jobs == 1 else "zh"
    words = ["--jobs", str(jobs), "--lang", lang, "-o", "json=out.json", "--format", "text"]
    with started(str(big), *words) as process:
        children = at_work(process, place, jobs)
        # A terminal interrupts all processes in front of it, other programs the one they know.
        (os.killpg if to == "group" else os.kill)(process.pid, number)
        out, err = process.communicate(timeout=20)
    assert process.returncode == code
    assert (out, err.decode()) == (b"", STOPPED[lang])
    assert beside(place) == ["out.json"]
    assert (place / "out.json").read_bytes() == OLD
    eventually(lambda: not any(map(lives, children)), "a process was left")


def test_a_stop_that_python_drops_is_asked_for_again() -> None:
    """What is raised while an object is taken down reaches nobody, and the run would go on."""

    class Ending:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def run() -> None:
        with ended_by_signal():
            ending = Ending()
            del ending
            until = time.monotonic() + 10
            while time.monotonic() < until:
                pass
            pytest.fail("it was not stopped")

    with pytest.raises(Stopped):
        run()


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="Windows has no such signal")
def test_what_the_caller_has_ignored_stays_ignored() -> None:
    """As `nohup` does for a run that outlives its terminal; else a second one changes nothing."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ended_by_signal():
            signal.raise_signal(signal.SIGHUP)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        with ended_by_signal():
            with pytest.raises(Stopped):
                signal.raise_signal(signal.SIGHUP)
            # The shell sends it again, while the answers of an interview are being saved.
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


@LINUX
@pytest.mark.parametrize("after", [0, 0.07, 0.15])
@pytest.mark.parametrize("which", [0, -1], ids=["first", "last"])
def test_a_process_that_is_killed_is_one_clear_error(
    which: int, after: float, big: Path, place: Path
) -> None:
    """As the system does when memory is short: no verdict, nothing written, nobody left."""
    words = ["--jobs", "2", "--lang", "en", "-o", "json=out.json", "--format", "text"]
    with started(str(big), *words) as process:
        children = at_work(process, place, 2)
        time.sleep(after)  # whether it judges, reads or hands over, the other one ends
        os.kill(children[which], signal.SIGKILL)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (2, b"")
    says = (
        "error: a worker process ended early, perhaps for lack of memory: try again with fewer"
        " --jobs\n"
    )
    assert err.decode() == says
    assert beside(place) == ["out.json"]
    assert (place / "out.json").read_bytes() == OLD
    eventually(lambda: not any(map(lives, children)), "a process was left")


@LINUX
def test_processes_end_if_the_one_that_began_them_is_killed(big: Path, place: Path) -> None:
    """Nothing can be taken back then, but nothing goes on either, and the old file stands."""
    words = ["--jobs", "2", "-o", "json=out.json", "--format", "text"]
    nowhere = subprocess.DEVNULL
    with started(str(big), *words, stdout=nowhere, stderr=nowhere) as process:
        children = at_work(process, place, 2)
        process.kill()
        process.wait()
        assert (place / "out.json").read_bytes() == OLD
        eventually(lambda: not any(map(lives, children)), "a process was left")


# --- nobody reads -------------------------------------------------------------------------------


def shell(script: str, *args: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of shell in which "$@" is a fleet."""
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", *FLEET, *args],
        env=environment(PYTHONIOENCODING="utf-8"), capture_output=True, check=False, timeout=60,
    )  # fmt: skip


HEAD = '{ "$@"; echo "$?" >&2; } | head -1'


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_fleet_that_nobody_reads_any_more_is_not_judged_to_the_end(
    jobs: str, big: Path, place: Path
) -> None:
    """It stops, says so, and ends as a program does whose reader has gone."""
    began = time.monotonic()
    done = shell(HEAD, str(big), "--format", "jsonl", "--lang", "en", "--jobs", jobs)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr.decode() == f"{GONE}141\n"
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("fmt", ["jsonl", "json", "text"])
def test_another_output_is_written_whole_though_nobody_reads(fmt: str, place: Path) -> None:
    """And the exit code is that of the shops."""
    lines = [json.dumps({"platform": "kuaishou", "shop": f"{n} " * 99}) for n in range(900)]
    (place / "s.jsonl").write_text("\n".join(lines), encoding="utf-8")
    words = ["s.jsonl", "--format", fmt, "--lang", "en", "--limit", "0", "-o", "jsonl=out.json"]
    done = shell(HEAD, *words)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b"3\n"
    whole = (place / "out.json").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["verdict"] for line in whole] == ["undetermined"] * len(lines)
    assert beside(place) == ["out.json", "s.jsonl"]


# --- no room ------------------------------------------------------------------------------------


@LINUX
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("fmt", ["jsonl", "json", "text"])
def test_a_full_disk_is_said_and_no_other_output_is_written(
    fmt: str, jobs: str, place: Path
) -> None:
    """Standard output that cannot be written is an error, whatever the shops are."""
    (place / "s.jsonl").write_text('{"platform": "kuaishou"}\n' * 200, encoding="utf-8")
    words = ["s.jsonl", "--format", fmt, "--lang", "en", "--jobs", jobs, "-o", "csv=out.json"]
    done = shell('"$@" >/dev/full', *words)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: <stdout>: cannot write the file: ")
    assert done.stderr.count(b"\n") == 1
    assert (place / "out.json").read_bytes() == OLD
    assert beside(place) == ["out.json", "s.jsonl"]


@LINUX
@pytest.mark.parametrize("fmt", ["jsonl", "json", "html"])
def test_a_file_that_finds_no_room_is_not_left_half_written(fmt: str, place: Path) -> None:
    """The message names it, the old one stands, and standard output stays empty."""
    shop = {"platform": "kuaishou", "shop": "x" * 2000}
    (place / "s.jsonl").write_text(f"{json.dumps(shop)}\n" * 200, encoding="utf-8")

    def little_room() -> None:
        # A file that grows beyond this is refused, as by a disk that is full.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = subprocess.run(
        [*FLEET, "s.jsonl", "--format", "text", "--lang", "en", "-o", f"{fmt}=out.json"],
        env=environment(), capture_output=True, check=False, preexec_fn=little_room,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"error: out.json: cannot write the file: ")
    assert b"Traceback" not in done.stderr
    assert (place / "out.json").read_bytes() == OLD
    assert beside(place) == ["out.json", "s.jsonl"]


def test_a_file_that_cannot_be_put_anywhere_is_said_before_a_shop_is_judged(
    big: Path, place: Path
) -> None:
    """Nobody waits an hour for that."""
    began = time.monotonic()
    for target, says in (("none/out.json", b"No such file"), (".", b"Is a directory")):
        done = shell('"$@"', str(big), "--lang", "en", "-o", f"json={target}")
        assert (done.returncode, done.stdout) == (2, b"")
        assert says in done.stderr
    assert time.monotonic() - began < 15


# --- many ---------------------------------------------------------------------------------------

_MEASURED = """
import json, os, re, sys
from pathlib import Path
from shopexit.cli.app import run
before = set(os.listdir("/proc/self/fd"))
code = run(["fleet", "--on", "2026-11-22", *sys.argv[1:]])
after = set(os.listdir("/proc/self/fd"))
# Not by getrusage, which counts what the process was before it became this program.
peak = int(re.search("VmHWM:[^0-9]+([0-9]+)", Path("/proc/self/status").read_text())[1])
print(json.dumps([code, peak, len(after) - len(before)]), file=sys.stderr)
"""


def measured(*args: str) -> tuple[int, int, int]:
    """Return exit code, peak of memory in KiB, and how many files were left open."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *args],
        env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True,
    )  # fmt: skip
    code, peak, left = json.loads(done.stderr.splitlines()[-1])
    return code, peak, left


def unlike(count: int) -> Iterator[str]:
    """Yield shops, no two of which are alike."""
    for n in range(count):
        facts = {"deposit": {"held": n / 100}, "orders": {"pending_payment": n % 7}}
        yield json.dumps({"platform": "kuaishou", "shop": f"shop {n}" + " of many" * 120, **facts})


@LINUX
@pytest.mark.nightly
def test_memory_does_not_grow_with_the_fleet(place: Path) -> None:
    """Three times the shops take about the same, where the first are shown or each at once."""
    peaks = {}
    for count in (2_000, 6_000):
        (place / "s.jsonl").write_text("\n".join(unlike(count)), encoding="utf-8")
        code, peaks[count], _ = measured("s.jsonl", "--format", "text", "-o", "jsonl=out.json")
        assert code in (1, 3)
        assert (place / "out.json").read_bytes().count(b"\n") == count
    assert peaks[6_000] < peaks[2_000] * 1.15


@LINUX
def test_no_file_stays_open(place: Path) -> None:
    """However many there are, and whether or not they can be used."""
    folder = place / "shops"
    folder.mkdir()
    for n in range(2_000):
        (folder / f"{n}.json").write_text('{"platform": "jd"}' if n % 50 else "", encoding="utf-8")
    code, _, left = measured("shops", "none.yaml", "--format", "jsonl")
    assert (code, left) == (2, 0)


# --- a terminal ---------------------------------------------------------------------------------


def on_terminal(args: list[str], enough: Callable[[str], bool]) -> tuple[str, int]:
    """Return what standard error, a terminal, was written until there was enough of it."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    env = environment(TERM="xterm-256color", PYTHONIOENCODING="utf-8")
    with subprocess.Popen(
        [*FLEET, *args], env=env, stdin=slave, stdout=subprocess.DEVNULL, stderr=slave
    ) as process:
        os.close(slave)
        parts: list[bytes] = []
        interrupted = False
        while part := _read(master):
            parts.append(part)
            if not interrupted and enough(b"".join(parts).decode(errors="replace")):
                process.send_signal(signal.SIGINT)
                interrupted = True
    os.close(master)
    return b"".join(parts).decode(), process.returncode


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # how Linux says that nobody holds the other end any more
        return b""


def left_on_screen(text: str) -> str:
    """Return what is left of a text on a terminal, when lines that were erased are taken away."""
    lines: list[str] = [""]
    row = 0
    for part in re.findall(r"\x1b\[\??[\d;]*[a-zA-Z]|\r|\n|[^\x1b\r\n]+", text):
        if part == "\n":
            row += 1
            if row == len(lines):
                lines.append("")
        elif re.fullmatch(r"\x1b\[\d*A", part):
            row = max(row - int(part[2:-1] or 1), 0)
        elif re.fullmatch(r"\x1b\[2K", part):
            lines[row] = ""
        elif part[0] not in "\x1b\r":
            lines[row] += part
    return "\n".join(lines)


@LINUX
@pytest.mark.parametrize(
    ("lang", "jobs", "pace"),
    [
        ("zh", "1", r"\d+ 家店，每秒 \d+ 家.*还要 \d+:\d\d:\d\d"),
        ("en", "2", r"\d+ shops, \d+ a second.* \d+:\d\d:\d\d left"),
    ],
    ids=["zh", "en"],
)
def test_a_terminal_shows_how_fast_it_goes_and_what_is_left(
    lang: str, pace: str, jobs: str, big: Path, place: Path
) -> None:
    """After a second, and when the run ends nothing of it stays; an interrupt is said below."""
    args = [str(big), "--lang", lang, "--format", "jsonl", "--jobs", jobs]
    text, code = on_terminal(args, lambda text: bool(re.search(pace, COLOUR.sub("", text))))
    assert re.search(pace, COLOUR.sub("", text))
    assert code == 130
    left = left_on_screen(text)
    assert not re.search(r"家店|shops", left)
    assert STOPPED[lang].strip() in left
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h")  # the cursor is back


@LINUX
def test_what_is_over_soon_shows_no_progress(place: Path) -> None:
    """Nor does anything that is not a terminal."""
    (place / "s.json").write_text('{"platform": "kuaishou"}', encoding="utf-8")
    assert on_terminal(["s.json", "--format", "jsonl"], lambda _: False) == ("", 3)
