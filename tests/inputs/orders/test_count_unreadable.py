"""Files that cannot be read are refused in one sentence, however broken or large they are."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import exportfiles as files
import pytest
from exportedorders import (
    FORMS,
    NUMBER,
    PASSWORD,
    SHORT,
    Write,
    assert_whole,
    count,
    kuaishou,
    many_rows,
    refused,
    short,
)
from exportfiles import rows_of
from processes import PROGRAM

from shopexit.cli.app import run
from shopexit.inputs.orders import workbooks
from shopexit.messages import Lang, Problem, ShopexitError

Make: TypeAlias = Callable[[Path], Path]


def _many(path: Path, write: Write) -> Path:
    return write(path, many_rows())


OFTEN, AT_NIGHT = (0.02, 0.5, 0.97), (0.001, 0.1, 0.3, 0.7, 0.9, 0.995)
"""How much of a file is left: at its head, in its midst and near its end; the rest at night."""


@pytest.mark.parametrize(
    "keep", [*OFTEN, *(pytest.param(keep, marks=pytest.mark.nightly) for keep in AT_NIGHT)]
)
@pytest.mark.parametrize("form", ["shared strings", "inline strings", "old Excel", "encrypted"])
def test_a_file_that_is_cut_off_is_refused(
    form: str, keep: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Wherever it ends: half of the orders are not the orders."""
    suffix, _, write = FORMS[form]
    path = files.cut_off(_many(tmp_path / f"orders{suffix}", write), keep)
    refused(path, capfd, "--password", PASSWORD)


@pytest.mark.parametrize("keep", [0.001, 0.01])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_that_is_cut_off_in_its_header_is_refused(
    encoding: str, keep: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """No header that is known is left, or none that has a state."""
    path = files.write_csv(tmp_path / "orders.csv", kuaishou(), encoding=encoding)
    refused(files.cut_off(path, keep), capfd)


def test_of_a_text_that_is_cut_off_below_its_header_no_figure_follows(tmp_path: Path) -> None:
    """There is not one order in it, which may be a filter's doing and proves nothing."""
    path = files.write_csv(tmp_path / "orders.csv", kuaishou()[:1], encoding="gb18030")
    counted = count(files.cut_off(path, 0.4))
    assert (counted.orders, counted.facts, counted.floors) == (0, {}, {})
    assert any("the files contain no orders" in note.en for note in counted.notes)


@pytest.mark.parametrize("form", ["shared strings", "old Excel", "encrypted"])
def test_a_damaged_workbook_never_looks_like_a_bug(
    form: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With some bytes in it overwritten, it is either refused in words or counted."""
    suffix, _, write = FORMS[form]
    whole = write(tmp_path / f"orders{suffix}", kuaishou()).read_bytes()
    path = tmp_path / f"damaged{suffix}"
    codes = set()
    places = 12 if form == "encrypted" else 20  # trying a password takes long
    for i in range(places):
        at = len(whole) * i // places
        path.write_bytes(whole[:at] + bytes(b ^ 0xA5 for b in whole[at : at + 8]) + whole[at + 8 :])
        codes.add(run(["orders", "kuaishou", str(path), "--password", PASSWORD]))
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        assert "panicked" not in err
        assert bool(out) != bool(err)
    assert codes <= {0, 2, 3}
    assert 2 in codes


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _page(text: str) -> Make:
    def make(path: Path) -> Path:
        path.write_text(text, encoding="utf-8")
        return path

    return make


def _bytes(content: bytes) -> Make:
    def make(path: Path) -> Path:
        path.write_bytes(content)
        return path

    return make


def _orders_in_a_page(path: Path) -> Path:
    return files.write_html_xls(path, kuaishou())


def _endless_line(path: Path) -> Path:
    path.write_bytes(b"x" * 300_000_000)
    return path


def _endless_row(path: Path) -> Path:
    path.write_bytes(",".join(SHORT).encode() + b"\n" + b'"\n",' * 20_000_000)
    return path


def _encrypted_zip(path: Path) -> Path:
    files.write_xlsx(path, kuaishou())
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(content)
    return path


BROKEN: Mapping[str, tuple[str, Make, str]] = {
    "a picture": ("o.xlsx", files.renamed_picture, "neither a workbook nor text"),
    "a picture as text": ("o.csv", files.renamed_picture, "neither a workbook nor text"),
    "an empty file": ("o.csv", files.empty_file, "the file is empty"),
    "nothing but blanks": ("o.csv", _bytes(b" \r\n\r\n"), "the file is empty"),
    "nothing but a mark": ("o.csv", _bytes(b"\xef\xbb\xbf"), "the table is empty"),
    "nothing but commas": ("o.csv", _bytes(b",,,\r\n,,,\r\n"), "the table is empty"),
    "an empty sheet": ("o.xlsx", files.empty_sheet, "the table is empty"),
    "an archive": ("o.zip", files.plain_zip, "unpack it first"),
    "an archive by the name of a workbook": ("o.xlsx", files.plain_zip, "unpack it first"),
    "a text document": ("o.docx", files.docx_like, "not an Excel workbook"),
    "an archive with a password": ("o.xlsx", _encrypted_zip, "incomplete"),
    "a workbook with a cell far away": ("o.xlsx", files.sparse_bomb, "absurdly many cells"),
    "a PDF": ("o.csv", _bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n\x00\x01"), "neither"),
    "noughts": ("o.csv", _bytes(b"\0" * 5000), "neither a workbook nor text"),
    "the beginning of an archive": ("o.xlsx", _bytes(b"PK\x03\x04"), "incomplete"),
    "the beginning of an old workbook": (
        "o.xls", _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "cannot be read",
    ),
    "an old workbook of noughts": (
        "o.xls", _bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000), "cannot be read",
    ),
    "a folder": ("o.csv", _folder, "folder"),
    "nothing": ("o.csv", lambda path: path, "no such file"),
    "a page with orders": ("o.xls", _orders_in_a_page, "open it in Excel or WPS"),
    "a page without a table": ("o.xls", _page("<html>请登录</html>"), "this is a web page"),
    "a page in XHTML": ("o.xls", _page('<?xml version="1.0"?><html>请登录</html>'), "a web page"),
    "a page by Excel": (
        "o.xls", _page('<html xmlns:x="urn:schemas-microsoft-com:office:excel">'), "a web page",
    ),
    "a page in UTF-16": ("o.xls", _bytes("<html>请登录</html>".encode("utf-16")), "a web page"),
    "Excel's XML": (
        "o.xls",
        _page('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:x">'),
        "save it as xlsx",
    ),
    "JSON": ("o.csv", _bytes('{"订单": [1, 2]}'.encode()), "not the header of a known"),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_export_is_refused(
    what: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With one clear error that names the file, and nothing else."""
    name, make, says = BROKEN[what]
    assert says in refused(make(tmp_path / name), capfd)


def test_a_workbook_that_swells_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once more comes out of it than memory should hold, and not before."""
    monkeypatch.setattr(workbooks, "MOST_BYTES", 20_000_000)
    bomb = files.zip_bomb(tmp_path / "bomb.xlsx", kuaishou(), size=21_000_000)
    assert bomb.stat().st_size < 200_000
    assert "too large when unpacked" in refused(bomb, capsys)
    assert_whole(count(files.zip_bomb(tmp_path / "w.xlsx", kuaishou(), size=19_000_000)))


def test_the_largest_workbook_is_two_gibibytes() -> None:
    """What holds in the test above at another size."""
    assert workbooks.MOST_BYTES == 2 << 30


def test_an_old_workbook_that_goes_round_in_a_circle_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The library would follow it until there is no memory left, and the process with it."""
    path = files.write_xls(tmp_path / "o.xls", kuaishou())
    raw = bytearray(path.read_bytes())
    table, folder = (int.from_bytes(raw[at : at + 4], "little") for at in (76, 48))
    at = (table + 1 << 9) + 4 * folder  # what follows the list of the parts is that list again
    raw[at : at + 4] = folder.to_bytes(4, "little")
    path.write_bytes(raw)
    assert "cannot be read" in refused(path, capfd)


def test_a_quotation_mark_left_open_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """After some megabytes it cannot be but a fault; the row where it opens is named."""
    rows = short(*((NUMBER + i, "交易成功") for i in range(90_000)))
    path = files.write_csv(tmp_path / "o.csv", rows)
    lines = path.read_bytes().split(b"\r\n")
    lines[5_000] = lines[5_000].replace(b",", b',"', 1)
    path.write_bytes(b"\r\n".join(lines))
    err = refused(path, capfd)
    assert f"{path}:5001: " in err
    assert "quote is not closed" in err


@pytest.mark.parametrize("lines", [10, 60_000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_another_encoding_further_down_is_refused(
    encoding: str, lines: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In a short file as in a long one, with its line: what was read by then is not the whole."""
    rows = short(*((NUMBER + i, "交易成功") for i in range(lines)))
    path = files.write_csv(tmp_path / "o.csv", rows, encoding=encoding)
    other = f"{NUMBER},交易成功,-,,,\r\n".encode("utf-8" if encoding == "gb18030" else "gb18030")
    with path.open("ab") as file:
        file.write(other + b"\xff\r\n" * 3)
    said = refused(path, capfd).removeprefix(f"error: {path}:")
    if lines == 10 and encoding != "utf-16":
        assert "neither a workbook nor text" in said
        return
    line, says = said.split(": ", maxsplit=1)
    assert "the encoding changes here" in says
    # What is appended may be characters of the other encoding, as far as the bytes that are none.
    assert int(line) - lines in range(2, 5)


def test_the_line_of_what_is_no_text_is_right_where_a_block_ends_in_a_character(
    tmp_path: Path,
) -> None:
    """A file is read in blocks of whole mebibytes: here each ends in the middle of the word."""
    path = files.write_csv(tmp_path / "o.csv", short(), encoding="utf-8")
    head = path.read_bytes().strip()
    head += b" " * (-(len(head) + 1 + 18) % 32) + b"\n"
    lines = [f"{NUMBER + i},交易,-,,,   \n".encode() for i in range(40_000)]
    assert {len(line) for line in lines} == {32}
    path.write_bytes(head + b"".join(lines) + b"\xff\n")
    with pytest.raises(ShopexitError) as caught:
        count(path)
    assert [problem.line for problem in caught.value.problems] == [40_002]


def test_a_header_of_another_platform_says_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """With the call that reads it."""
    path = files.write_csv(tmp_path / "o.csv", rows_of("douyin", [{}]))
    assert "shopexit orders douyin" in refused(path, capfd)


MEASURED = """
import pathlib, re, sys, time
from shopexit.cli.app import run
code = run(sys.argv[1:])
# ru_maxrss would be that of the process that started this one, if it is larger.
most = re.search(r"VmHWM:\\s*([0-9]+) kB", pathlib.Path("/proc/self/status").read_text())
print(int(most[1]) // 1024, time.process_time())
sys.exit(code)
"""


def measured(path: Path) -> tuple[int, int, float, str]:
    """Return exit code, megabytes and seconds of a call in a process of its own, and its errors."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, "orders", "kuaishou", str(path), "--format", "json"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )
    megabytes, seconds = done.stdout.split()[-2:]
    return done.returncode, int(megabytes), float(seconds), done.stderr


@pytest.mark.nightly
def test_ten_million_blank_lines_are_passed_over(tmp_path: Path) -> None:
    """A spreadsheet that was filled down to its end leaves them; none takes lasting memory."""
    path = files.blank_rows_csv(tmp_path / "o.csv", kuaishou(), 10_000_000)
    code, megabytes, seconds, err = measured(path)
    assert (code, err) == (0, "")
    assert megabytes < 600
    assert seconds < 60


@pytest.mark.nightly
def test_hundreds_of_thousands_of_blank_rows_are_passed_over(tmp_path: Path) -> None:
    """In a workbook, whose cells are all kept by the library, the empty ones too."""
    path = files.blank_rows_xlsx(tmp_path / "o.xlsx", kuaishou(), 300_000)
    code, megabytes, seconds, err = measured(path)
    assert (code, err) == (0, "")
    assert megabytes < 900
    assert seconds < 60


@pytest.mark.parametrize("make", [files.sparse_bomb, _endless_line, _endless_row])
def test_a_bomb_takes_no_memory(make: Make, tmp_path: Path) -> None:
    """It is refused before it goes off."""
    code, megabytes, seconds, err = measured(make(tmp_path / "o.xlsx"))
    assert code == 2
    assert err.startswith("error: ")
    assert megabytes < 300
    assert seconds < 30


@pytest.mark.parametrize("has_writer", [True, False])
def test_a_pipe_is_refused(has_writer: bool, tmp_path: Path) -> None:
    """An export is read more than once; and nobody waits for a pipe that nobody writes to."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    script = '{ printf x > "$0"; } >&- 2>&- & exec "$@"' if has_writer else 'exec "$@"'
    with subprocess.Popen(
        ["/bin/sh", "-c", script, str(pipe), *PROGRAM, "orders", "kuaishou", str(pipe)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=15)
        finally:
            os.close(os.open(pipe, os.O_RDWR | os.O_NONBLOCK))  # lets go whoever waits for it
            process.kill()
    assert (process.returncode, out) == (2, b"")
    assert err.decode().startswith(f"error: {pipe}: an export is read more than once")


def test_errors_come_with_their_problems(tmp_path: Path) -> None:
    """For who calls from Python, in both languages."""
    path = files.renamed_picture(tmp_path / "o.csv")
    with pytest.raises(ShopexitError) as caught:
        count(path)
    (problem,) = caught.value.problems
    assert isinstance(problem, Problem)
    assert problem.file == str(path)
    assert {lang: bool(problem.in_words(lang)) for lang in Lang} == dict.fromkeys(Lang, True)
