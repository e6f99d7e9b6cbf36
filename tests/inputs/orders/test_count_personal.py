"""What buyers are called, and where they live, is shown nowhere."""

from pathlib import Path

import exportfiles as files
import pytest
from exportedorders import Write, as_csv
from exportfiles import PERSONAL, Rows, rows_of
from exportheaders import HEADERS

from shopexit.cli.app import run


def _with_bad_rows(path: Path, rows: Rows) -> Path:
    broken = [*rows, rows[1][:-2], [*rows[1], *PERSONAL], ["2.6E+15", *rows[1][1:]], *rows[1:]]
    return files.write_csv(path, broken)


def _with_bad_text(path: Path, rows: Rows) -> Path:
    files.write_csv(path, rows)
    path.write_bytes(path.read_bytes() * 2 + ",".join(PERSONAL).encode() + b"\xff\xff\r\n")
    return path


def _without_header(path: Path, rows: Rows) -> Path:
    return files.write_csv(path, rows[1:])


def _with_unknown_header(path: Path, rows: Rows) -> Path:
    unknown = [f"列{i}" for i in range(len(rows[0]) - 3)]
    return files.write_csv(path, [unknown, *rows[1:], [*rows[1], *PERSONAL]])


def _with_shifted_cells(path: Path, rows: Rows) -> Path:
    shifted = [[*PERSONAL[:i], *row] for i, row in enumerate(rows[1:])]
    lacking = [row[i:] for i, row in enumerate([rows[1]] * 4)]
    return files.write_csv(path, [rows[0], *shifted, *lacking])


def _not_whole(path: Path, rows: Rows) -> Path:
    return files.cut_off(files.write_csv(path, rows), 0.9)


@pytest.mark.parametrize(
    "write",
    [as_csv(), files.write_xlsx, files.write_html_xls, _with_bad_rows, _with_bad_text,
     _without_header, _with_unknown_header, _with_shifted_cells, _not_whole],
    ids=["whole", "workbook", "page", "bad rows", "bad text", "no header", "unknown header",
         "shifted cells", "cut off"],
)  # fmt: skip
@pytest.mark.parametrize("layout", HEADERS)
def test_nobodys_name_number_or_address_is_shown(
    layout: str, write: Write, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """In no format, not in files, and not in errors: however broken the file is."""
    path = write(tmp_path / "orders.csv", rows_of(layout, [{}, {}, {}]))
    platform = layout.split("-", maxsplit=1)[0]
    named = ["--column", "order=订单号", "--column", "status=订单状态"]
    more = named if platform == "aliexpress" else []
    outputs = [tmp_path / f"out.{form}" for form in ("text", "json", "yaml")]
    args = [word for out in outputs for word in ("-o", f"{out.suffix[1:]}={out}")]
    code = run(["orders", platform, str(path), *more, *args])
    out, err = capfd.readouterr()
    assert code in (0, 2, 3)
    shown = [out, err, *(each.read_text(encoding="utf-8") for each in outputs if each.exists())]
    assert len(shown) == (2 if code == 2 else 5)
    assert [name for name in PERSONAL if name in "".join(shown)] == []
