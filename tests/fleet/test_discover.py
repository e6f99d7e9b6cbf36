"""Entries of a fleet are found and cut apart the same however their bytes come in."""

import io
import json
import os
import re
import socket
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from states import LONGER, ROOT

from shopexit.cli.app import run
from shopexit.fleet import discover as intake
from shopexit.fleet.discover import Block, Lost, Piece, blocks, files
from shopexit.messages import ShopexitError

pytestmark = pytest.mark.usefixtures("somewhere_else")
SETTINGS = settings(
    max_examples=150 * LONGER,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SIZES = st.integers(1, 64)
READY = (ROOT / "examples" / "kuaishou" / "ready.yaml").read_text(encoding="utf-8")


def pieces(*names: str, stdin: bytes = b"") -> list[Piece]:
    """Return the entries of files, all of which can be read."""
    found: list[Piece] = []
    for block in blocks(names, lambda: io.BytesIO(stdin)):
        assert isinstance(block, Block)
        found += block.pieces()
    return found


def cut(raw: bytes, name: str = "-") -> list[tuple[int | None, int, bytes]]:
    """Return number, first line and bytes of the entries in the bytes of a file."""
    if name != "-":
        Path(name).write_bytes(raw)
    return [(p.entry, p.line, p.raw) for p in pieces(name, stdin=raw)]


def by_blocks_of(size: int, raw: bytes, name: str) -> list[tuple[int | None, int, bytes]]:
    """Return the same, read in blocks of so many bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "_BLOCK", size)
        return cut(raw, name)


def briefs(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, list[dict[str, Any]], str]:
    """Return the exit code of a fleet, its shops in brief, and what was complained of."""
    code = run(["fleet", "--on", "2026-11-22", "--format", "jsonl", *args])
    out, err = capsys.readouterr()
    return code, [json.loads(line) for line in out.splitlines()], err


def fed(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    """Put bytes on standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))


# --- documents ----------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        "---", "--- ", "---\t", "--- # words", "--- {a: 1}", "--- |", "----", "---x", " ---",
        "...", "... ", "....", "...x", " ...", "%YAML 1.2", "# words", "  # words", "", "  ", "\t",
        "a: 1", "b: |", "  text", "c: 店铺", "- 1", "'---'", "x---",
    ]
)  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n"])


def told_apart(text: str) -> list[tuple[int, str]]:
    """Return the documents that hold something, line by line, with the lines they begin on."""
    found: list[tuple[int, list[str]]] = [(1, [])]
    for number, line in enumerate(re.split(r"(?<=\n)", text), start=1):
        separates = re.match(r"---([ \t\r\n]|$)|\.\.\.[ \t\r]*\n?$", line)
        if separates and "".join(found[-1][1]):
            found.append((number, []))
        found[-1][1].append(line)
    return [(number, "".join(lines)) for number, lines in found if _holds(lines)]


def _holds(lines: list[str]) -> bool:
    first, *others = lines
    words = [re.sub(r"^(---|\.\.\.)(?=\s|$)", "", first), *others]
    return any(not re.match(r"\s*(#|$)|%", line) for line in words)


@SETTINGS
@given(lines=st.lists(LINES, max_size=14), end=ENDS, last=st.booleans(), size=SIZES)
def test_documents_are_cut_the_same_however_they_are_read(
    lines: list[str], end: str, last: bool, size: int
) -> None:
    """In blocks of any size the same documents come out, with the lines on which they begin."""
    text = end.join(lines) + (end if last else "")
    raw = text.encode()
    expected = told_apart(text)
    found = by_blocks_of(size, raw, "s.yaml")
    assert found == cut(raw, "s.yaml")
    assert [(line, part) for _, line, part in found if part] == [
        (line, part.encode()) for line, part in expected
    ]
    numbers = [entry for entry, _, _ in found]
    assert numbers == (list(range(1, len(found) + 1)) if len(expected) > 1 else [None])


WORDS = st.text(alphabet="ab:- #'\"|.店\n", min_size=1, max_size=20)
MAPPINGS = st.dictionaries(st.sampled_from("abcd"), st.one_of(WORDS, st.integers()), min_size=1)


@SETTINGS
@given(
    data=st.lists(MAPPINGS, min_size=1, max_size=5),
    style=st.sampled_from([None, "|", ">", '"', "'"]),
    between=st.sampled_from(["---\n", "...\n---\n", "--- # next\n", "---\n# words\n\n"]),
    size=SIZES,
)
def test_documents_are_those_that_yaml_knows(
    data: list[dict[str, Any]], style: str | None, between: str, size: int
) -> None:
    """Another reader of the whole stream finds what is found in the parts, on the same lines."""
    text = between.join(yaml.dump(each, default_style=style, allow_unicode=True) for each in data)
    found = by_blocks_of(size, text.encode(), "s.yml")
    assert [yaml.safe_load(raw) for _, _, raw in found] == list(yaml.safe_load_all(text)) == data
    lines = text.encode().splitlines(keepends=True)
    for _, line, raw in found:
        assert b"".join(lines[line - 1 :]).startswith(raw)


def test_a_separator_at_column_0_ends_a_block_scalar_and_what_looks_like_one_does_not() -> None:
    """As YAML has it: `----` and `---x` are text, and an indented separator is text too."""
    text = "a: |\n  one\n  ---\n---\nb: |\n  two\n  ...\n...\n---\n----\n---\n---x\n--- \nc: 1\n"
    assert [(line, raw.decode()) for _, line, raw in cut(text.encode())] == [
        (1, "a: |\n  one\n  ---\n"),
        (4, "---\nb: |\n  two\n  ...\n"),
        (9, "---\n----\n"),
        (11, "---\n---x\n"),
        (13, "--- \nc: 1\n"),
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("a: 1\n", [None]),
        ("---\na: 1\n", [None]),
        ("---\na: 1\n...\n", [None]),
        ("# first\n---\na: 1\n---\n# nothing\n---\n", [None]),
        ("%YAML 1.2\n---\na: 1\n", [None]),
        ("%YAML 1.2\n---\na: 1\n...\n%YAML 1.2\n---\nb: 1\n", [1, 2]),
        ("--- {a: 1}\n--- {b: 1}\n", [1, 2]),
        ("a: 1\r\n---\r\nb: 1\r\n", [1, 2]),
        ("a: 1\n...\nb: 1\n", [1, 2]),
        ("---", [None]),
        ("a: 1\n---", [None]),
        ("", [None]),
        ("\ufeff", [None]),
        ("\ufeffa: 1\n---\nb: 1\n", [1, 2]),
        ("\ufeff---\na: 1\n---\nb: 1\n", [1, 2]),
        ("\ufeff# words\n---\na: 1\n", [None]),
    ],
)
def test_only_documents_that_hold_something_count(text: str, numbers: list[int | None]) -> None:
    """A file with one document has no numbers, whatever separators and comments stand around it."""
    assert [entry for entry, _, _ in cut(text.encode())] == numbers


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_stream_of_documents_is_read_in_every_encoding(
    encoding: str, end: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And an error in the last of them names the line of the whole file."""
    text = f"{READY}\n---\n{READY}---\nplatform: 快手\nshop: 阿珍女装店\norders: {{nothing: 0}}\n"
    Path("s.yaml").write_bytes(text.replace("\n", end).encode(encoding))
    code, told, err = briefs(capsys, "s.yaml")
    assert code == 2
    assert [(each["entry"], each["verdict"]) for each in told] == [
        (1, "ready"), (2, "ready"), (3, None),
    ]  # fmt: skip
    (problem,) = told[2]["problems"]
    line = text.rstrip("\n").count("\n") + 1
    assert (problem["line"], problem["column"], problem["key"]) == (line, 10, "orders.nothing")
    assert f"s.yaml:{line}:10: orders.nothing" in err


def test_a_syntax_error_names_the_line_of_the_whole_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of a document in the middle, which does not keep those around it from being judged."""
    text = "platform: kuaishou\n---\nplatform: taobao\norders: {a: 1\n---\nplatform: taobao\n"
    Path("s.yaml").write_text(text, encoding="utf-8")
    code, told, err = briefs(capsys, "s.yaml")
    assert code == 2
    assert [each["verdict"] for each in told] == ["undetermined", None, "undetermined"]
    assert re.match(r"error: s\.yaml:[45]:", err)


# --- lines --------------------------------------------------------------------------------------

STATES = st.sampled_from(
    [b'{"platform": "kuaishou"}', b'{"shop": "\xe5\xba\x97"}', b"{", b"[1]", b"x", b"---", b"..."]
)
BLANKS = st.sampled_from([b"", b" ", b"\t", b"\r"])


@SETTINGS
@given(
    lines=st.lists(st.one_of(STATES, BLANKS), max_size=12), end=ENDS, last=st.booleans(), size=SIZES
)
def test_lines_are_cut_the_same_however_they_are_read(
    lines: list[bytes], end: str, last: bool, size: int
) -> None:
    """In blocks of any size each line that is not blank is an entry, and its number is its line."""
    eol = end.encode()
    raw = eol.join(lines) + (eol if last else b"")
    expected = [
        (number, number, line.removesuffix(b"\n"))
        for number, line in enumerate(raw.splitlines(keepends=True), start=1)
        if line.strip()
    ] if b"\r" not in lines else None  # fmt: skip
    assume(raw.strip())  # an empty file is told to be one, and has no lines
    found = by_blocks_of(size, raw, "s.jsonl")
    assert found == cut(raw, "s.jsonl")
    assert [line for _, line, _ in found] == [entry for entry, _, _ in found]
    if expected is not None:
        assert found == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["s.jsonl", "s.json", "-"])
def test_json_lines_are_read_in_every_encoding(
    name: str,
    end: str,
    encoding: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From a file of any name and from standard input, each entry with its line."""
    good = '{"platform": "kuaishou", "shop": "阿珍女装店"}'
    text = end.join([good, "", good, '{"platform": "taobao", "orders": {"nothing": 0}}', ""])
    raw = text.encode(encoding)
    if name == "-":
        fed(monkeypatch, raw)
    else:
        Path(name).write_bytes(raw)
    code, told, _ = briefs(capsys, name)
    assert code == 2
    assert [(each["entry"], each["verdict"]) for each in told] == [
        (1, "undetermined"), (3, "undetermined"), (4, None),
    ]  # fmt: skip
    assert [p["line"] for p in told[2]["problems"]] == [4]
    assert {each["file"] for each in told} == {name if name != "-" else "<stdin>"}
    assert [each["shop"] for each in told[:2]] == ["阿珍女装店"] * 2


def test_one_object_of_json_is_one_entry_however_it_is_laid_out() -> None:
    """Neither a line of it nor all of its lines are mistaken for JSON Lines."""
    for raw in (b'{"a": 1}', b'{"a": 1}\n', b'{\n  "a": 1\n}\n', b'\n\n{"a":\n1}\n\n'):
        assert cut(raw) == [(None, 1, raw)]


def test_yaml_on_standard_input_is_told_from_json_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what it begins with."""
    fed(monkeypatch, f"{READY}---\n{READY}".encode())
    code, told, err = briefs(capsys, "-")
    assert (code, err) == (0, "")
    assert [(each["file"], each["entry"]) for each in told] == [("<stdin>", 1), ("<stdin>", 2)]


def test_a_long_first_line_does_not_hide_json_lines() -> None:
    """A shop with thousands of orders stands first on standard input, and others follow it."""
    orders = [{"id": str(n), "status": "completed"} for n in range(10_000)]
    first = json.dumps({"platform": "1688", "order_list": orders}).encode()
    assert len(first) > intake._BLOCK  # noqa: SLF001 - the first block ends within the line
    raw = first + b'\n{"platform": "kuaishou"}\n'
    assert [(entry, line) for entry, line, _ in cut(raw)] == [(1, 1), (2, 2)]


def test_lines_and_one_object_over_several_are_told_apart_by_the_first() -> None:
    """Whatever the second is: one that is no JSON is an entry, a brace alone has its end below."""
    lines = b'{"platform": "kuaishou"}\nplatform: taobao\n{"platform": "1688"}\n'
    assert [(entry, line) for entry, line, _ in cut(lines)] == [(1, 1), (2, 2), (3, 3)]
    whole = b'{\n"platform": "1688",\n"order_list": [\n{"id": "1"}\n]}\n'
    assert cut(whole) == [(None, 1, whole)]


def test_a_damaged_first_line_does_not_hide_json_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bad line does not keep the others from being judged, even if it is the first."""
    fed(monkeypatch, b'{"platform": "kuaish\n' + b'{"platform": "kuaishou"}\n' * 2)
    code, told, _ = briefs(capsys, "-")
    assert code == 2
    assert [each["verdict"] for each in told] == [None, "undetermined", "undetermined"]


# --- files that cannot be used ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["s.yaml", "s.json", "s.jsonl"])
@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe"], ids=["none", "lines", "bom", "utf-16"]
)
def test_an_empty_file_is_said_to_be_empty(
    raw: bytes, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is an entry that cannot be used: whoever wrote it meant to write a shop."""
    Path(name).write_bytes(raw)
    code, told, err = briefs(capsys, name)
    assert code == 2
    assert [each["verdict"] for each in told] == [None]
    assert [p["says"] for p in told[0]["problems"]] == ["the file is empty"]
    assert err == f"error: {name}: the file is empty\n" or err.startswith(f"error: {name}:1: ")


@pytest.mark.parametrize("text", ["# nothing\n", "---\n", "---\n---\n", "%YAML 1.2\n", "...\n"])
def test_a_file_of_comments_and_separators_is_empty(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever wrote it meant to write more."""
    Path("s.yaml").write_text(text, encoding="utf-8")
    code, told, err = briefs(capsys, "s.yaml")
    assert (code, len(told), err) == (2, 1, "error: s.yaml: the file is empty\n")


def test_a_file_that_cannot_be_read_does_not_stop_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing file, a socket, a loop of links and a link to nothing are told one by one."""
    Path("good.yaml").write_text(READY, encoding="utf-8")
    Path("loop.yaml").symlink_to("loop.yaml")
    Path("gone.yaml").symlink_to("nowhere.yaml")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.yaml")
        names = ["none.yaml", "socket.yaml", "loop.yaml", "gone.yaml", "good.yaml"]
        code, told, err = briefs(capsys, *names)
    assert code == 2
    assert [each["verdict"] for each in told] == [None] * 4 + ["ready"]
    assert [each["file"] for each in told] == names
    assert err.splitlines()[0] == "error: none.yaml: no such file"
    assert len(err.splitlines()) == 4
    assert "not a regular file" in err.splitlines()[1]


def test_a_folder_that_cannot_be_opened_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The shops in it would be missing from the fleet without a word."""
    for folder in ("open", "open/closed"):
        Path(folder).mkdir()
        Path(folder, "s.yaml").write_text(READY, encoding="utf-8")
    opened = os.scandir

    def refusing(path: str = ".") -> Any:
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return opened(path)

    monkeypatch.setattr("os.scandir", refusing)
    code, _, err = briefs(capsys, "open")
    assert code == 2
    assert str(Path("open", "closed")) in err


@pytest.mark.parametrize("raw", [b"\x00" * 50, b"PK\x03\x04\x00\x00", b"\x89PNG\r\n\x1a\n\x00"])
def test_a_binary_file_is_one_clear_error(raw: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """However many of its bytes look like the ends of lines."""
    Path("s.yaml").write_bytes(raw)
    code, told, err = briefs(capsys, "s.yaml")
    assert (code, len(told)) == (2, 1)
    assert "binary" in err


def test_standard_input_that_is_closed_is_said() -> None:
    """It is no bug of ours."""
    script = '"$@" <&-'
    call = [sys.executable, "-m", "shopexit", "fleet", "-", "--lang", "en"]
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *call], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "standard input is closed" in done.stderr


# --- what is too long ---------------------------------------------------------------------------

_PEAK = """
import re, sys
from pathlib import Path
from shopexit.cli.app import run
code = run(["fleet", "--format", "jsonl", "--lang", "en", *sys.argv[1:]])
# Not by getrusage, which counts what the process was before it became this program.
status = Path("/proc/self/status").read_text()
print(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024, file=sys.stderr)
sys.exit(code)
"""


def test_no_more_is_looked_at_than_it_takes_to_give_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a line that might be the first of many, and has no end."""
    for name, most in (("_BLOCK", 10), ("_LONGEST_LOOK", 100), ("MAX_BYTES", 1000)):
        monkeypatch.setattr(intake, name, most)
    file = io.BytesIO(b"{" + b"x" * 10_000)
    (lost,) = blocks(["-"], lambda: file)
    assert isinstance(lost, Lost)
    assert file.tell() < 3 * 1000


def test_what_came_before_a_document_without_end_is_one_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is the first, and a whole one; what is left of the file is lost from its own line on."""
    monkeypatch.setattr(intake, "_BLOCK", 64)
    monkeypatch.setattr(intake, "MAX_BYTES", 200)
    first = b"platform: kuaishou\nshop: a\n"
    Path("s.yaml").write_bytes(first + b"---\n" + b"# nothing\n" * 100)
    block, lost = blocks(["s.yaml"], io.BytesIO)
    assert block == Block("s.yaml", 1, first, is_lines=False, entry=1)
    assert isinstance(lost, Lost)
    assert [problem.line for problem in lost.problems] == [3]


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of the peak is Linux's")
@pytest.mark.parametrize(
    ("name", "head"),
    [("s.jsonl", b'{"platform": "kuaishou"}\n{"a'), ("s.yaml", b"platform: kuaishou\n---\nb"),
     ("s.jsonl", b"\xff\xfe{\x00")],
    ids=["line", "document", "utf-16"],
)  # fmt: skip
def test_what_never_ends_is_one_clear_error(name: str, head: bytes) -> None:
    """It is given up after 64 MiB, about all that is held, and what came before it is judged."""
    with Path(name).open("wb") as file:
        file.write(head)
        file.truncate(768 << 20)  # of zeros, which take no room on the disk
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, name], capture_output=True, text=True, check=False
    )
    *complaints, peak = done.stderr.splitlines()
    assert done.returncode == 2
    assert len(complaints) == 1
    assert "64 MiB" in complaints[0]
    assert int(peak) < 480
    verdicts = [json.loads(line)["verdict"] for line in done.stdout.splitlines()]
    assert verdicts == (["undetermined", None] if b"kuaishou" in head else [None])


# --- folders, patterns, links -------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a folder with states, and with what is to be passed over."""
    for name in (
        "b.yaml", "a.yml", "c.JSON", "d.jsonl", "e.txt", "README.md", ".hidden.yaml",
        "sub/z.yaml", "sub/deep/y.yaml", ".git/x.yaml", "sub/.old/w.yaml", "空/v.yaml",
    ):  # fmt: skip
        file = tmp_path / "tree" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(READY, encoding="utf-8")
    (tmp_path / "tree" / "none").mkdir()
    return tmp_path / "tree"


IN_TREE = ["a.yml", "b.yaml", "c.JSON", "d.jsonl", "sub/z.yaml", "sub/deep/y.yaml", "空/v.yaml"]


def named(tree: Path, *paths: str) -> list[str]:
    """Return what paths stand for, seen from a folder."""
    return [Path(name).relative_to(tree).as_posix() for name in files(paths)]


def test_a_folder_stands_for_all_states_in_it(tree: Path) -> None:
    """In a stable order, without what is hidden and what has another ending."""
    assert named(tree, str(tree)) == IN_TREE
    assert files(["tree"]) == [str(Path("tree", name)) for name in IN_TREE]


def test_a_pattern_stands_for_what_it_fits(tree: Path) -> None:
    """Files in order, the states of folders, and with ** those below."""
    assert named(tree, f"{tree}/*.y*ml") == ["a.yml", "b.yaml"]
    assert named(tree, f"{tree}/s*") == ["sub/z.yaml", "sub/deep/y.yaml"]
    assert named(tree, f"{tree}/**/*.yaml") == [
        "b.yaml", "sub/deep/y.yaml", "sub/z.yaml", "空/v.yaml",
    ]  # fmt: skip
    assert named(tree, f"{tree}/e.*") == ["e.txt"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tree: Path) -> None:
    """Rather than what the pattern would fit."""
    (tree / "[ab].yaml").write_text(READY, encoding="utf-8")
    assert named(tree, f"{tree}/[ab].yaml") == ["[ab].yaml"]


def test_a_file_counts_once_however_often_it_is_named(tree: Path) -> None:
    """By its name, its folder, a pattern, another way to write it, or a link."""
    (tree / "link.yaml").symlink_to("b.yaml")
    (tree / "linked").symlink_to("sub")
    written = [f"{tree}/b.yaml", f"{tree}/./sub/../b.yaml", str(tree), f"{tree}/*.yaml"]
    assert named(tree, *written, f"{tree}/linked") == [
        "b.yaml",
        *(n for n in IN_TREE if n[0] != "b"),
    ]
    assert files(["-", "-"]) == ["-"]


def test_a_linked_folder_is_read_and_a_loop_of_links_ends(tree: Path) -> None:
    """Nothing is read twice, and nothing for ever."""
    (tree / "sub" / "loop").symlink_to(tree)
    (tree.parent / "other").symlink_to(tree)
    assert named(tree, str(tree)) == IN_TREE
    assert len(files([str(tree.parent / "other")])) == len(IN_TREE)
    assert len(files([f"{tree}/**/*.yaml"])) == 4


@pytest.mark.parametrize("path", ["tree/none", "tree/*.toml", "tree/none/**"])
def test_a_place_without_states_is_an_error(
    path: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And all of them are named at once."""
    with pytest.raises(ShopexitError, match="no state file found"):
        files([path])
    code, told, err = briefs(capsys, path, "tree/*.nothing", "tree")
    assert (code, told) == (2, [])
    assert [line.split(": ")[1] for line in err.splitlines()] == [path, "tree/*.nothing"]


def test_an_empty_name_is_no_place(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A variable of the shell that is not set does not stand for the working folder."""
    code, told, _ = briefs(capsys, "")
    assert (code, told) == (2, [])


def test_a_missing_file_is_an_entry_that_cannot_be_used() -> None:
    """It was meant to be there, so it is told of where the others are."""
    (lost,) = blocks(["none.yaml"], io.BytesIO)
    assert isinstance(lost, Lost)
    assert [problem.says.en for problem in lost.problems] == ["no such file"]


def test_entries_keep_the_order_of_their_files(tree: Path) -> None:
    """Whatever they hold, they come one after another as the files are named."""
    names = files([str(tree)])
    found = pieces(*names)
    assert list(dict.fromkeys(piece.file for piece in found)) == names
    assert all(one.line < other.line for one, other in pairwise(found) if one.file == other.file)
