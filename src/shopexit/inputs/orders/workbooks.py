"""Read order exports that are Excel workbooks, XLSX or XLS."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from io import SEEK_END
from itertools import chain, islice
from struct import iter_unpack
from typing import BinaryIO

from shopexit.inputs.orders.sheets import HEAD, Sheet, text
from shopexit.messages import Text, fail

MOST_BYTES = 2 << 30
"""Largest unpacked workbook, in bytes."""
_MOST_TIMES = 100
"""Largest accepted ratio of unpacked to packed size; exports have a ratio of about twenty."""
_HARMLESS = 64 << 20
"""Unpacked size, in bytes, that is always accepted, whatever the ratio."""
MOST_CELLS = 40_000_000
"""Maximum number of cells that a sheet may span; the library allocates all of them, even if
empty."""
_BLOCK = 1 << 20
_OVERLAP = 32
"""Overlap of blocks, in bytes, as a cell reference may cross their boundary."""
_HEADER_WORDS = 128
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,4})([0-9]{1,9})["']""")
# Cells beyond 100 columns or 400,000 rows. Nearly no sheet has any, and parsing every cell
# reference would take longer than unpacking.
_FAR_AWAY = re.compile(
    rb"""r(?:=|\s+=|=\s|\s+=\s)\s*["'](?:[A-Za-z]{3,}[0-9]|[D-Zd-z][A-Za-z][0-9]|"""
    rb"""[A-Za-z]{0,2}(?:[4-9][0-9]{5}|[0-9]{7}))"""
)
_NOT_A_WORKBOOK = Text(
    zh="这是压缩包，不是 Excel 工作簿；如果里面是导出文件，请先解压",
    en="this is a ZIP archive, not an Excel workbook: unpack it first if the export is inside",
)
_CUT_OFF = Text(
    zh="工作簿不完整：可能没下载完；请重新导出",
    en="the workbook is incomplete: it may be truncated; export it again",
)
_DAMAGED = Text(
    zh="工作簿读不了：可能没下载完，或不是 Excel 文件；请重新导出",
    en="the workbook cannot be read: it may be truncated, or not an Excel file; export it again",
)
_TOO_LARGE = Text(
    zh="工作簿解开后太大，或表格范围大得不正常；请把时间分成几段分别导出，或导出 CSV",
    en="the workbook is too large when unpacked, or spans absurdly many cells: export"
    " shorter periods one by one, or a CSV file",
)


def check_archive(file: BinaryIO, path: str) -> None:
    """Raise ShopexitError unless an open file is an XLSX workbook that fits into memory.

    Otherwise the library that reads it would crash the process. Sizes are taken from the archive's
    directory; the library itself refuses members that are larger than the directory says.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise fail(_NOT_A_WORKBOOK, file=path)
            most = min(MOST_BYTES, max(_HARMLESS, file.seek(0, SEEK_END) * _MOST_TIMES))
            if sum(member.file_size for member in members) > most or any(
                _spanned(archive, member) > MOST_CELLS for member in members
            ):
                raise fail(_TOO_LARGE, file=path)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError):
        # RuntimeError: the archive has a password or an unsupported compression.
        raise fail(_CUT_OFF, file=path) from None


def check_compound(file: BinaryIO, path: str) -> None:
    """Raise ShopexitError if the sector chains of an open XLS file are broken or circular.

    The library that reads it would follow a circle until memory runs out and the process ends.
    """
    file.seek(0)
    raw = file.read()
    # Sector size as a power of two; a damaged header could give an enormous one.
    size = 1 << min(int.from_bytes(raw[30:32], "little"), 20)

    def table(sectors: Iterable[int]) -> list[int]:
        # The header takes the place of the first sector.
        parts = (raw[(n + 1) * size : (n + 2) * size] for n in sectors)
        return [n for part in parts for (n,) in iter_unpack("<I", part[: len(part) & ~3])]

    header = [n for (n,) in iter_unpack("<I", raw[:512][: len(raw[:512]) & ~3])]
    if len(header) < _HEADER_WORDS:
        raise fail(_DAMAGED, file=path)
    most = len(raw) // size
    # Positions by the specification MS-CFB: 19 is where the list of table sectors starts, 17 the
    # sector that continues it, 15 the first sector of the table for small streams.
    listed = header[19:]
    after, left = header[17], most
    while after < most and left:  # the sector list continues in other sectors
        *more, after = table([after]) or [most]
        listed, left = listed + more, left - 1
    following = table(n for n in listed if n < most)
    small = [*islice(_chain(header[15], following), len(following) + 1)]
    if not left or _is_circular(following) or _is_circular(table(small)):
        raise fail(_DAMAGED, file=path)


def _chain(at: int, following: Sequence[int]) -> Iterator[int]:
    """Yield the sectors of a chain that begins at `at`; sector `n` leads to `following[n]`."""
    while at < len(following):
        yield at
        at = following[at]


def _is_circular(following: Sequence[int]) -> bool:
    # Each sector is marked with the chain that came by first, so that it is visited only once.
    seen = [0] * len(following)
    for begin in range(len(following)):
        for at in _chain(begin, following):
            if seen[at]:
                if seen[at] == begin + 1:
                    return True
                break
            seen[at] = begin + 1
    return False


def _spanned(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Return how many cells a sheet spans, rows times columns; 0 if no cell is far from A1."""
    # The size that a sheet gives itself, <dimension>, is wrong in some exports, so cells are used.
    if not any(_FAR_AWAY.search(block) for block in _blocks(archive, member)):
        return 0
    rows = columns = 0
    for block in _blocks(archive, member):
        found = _REFERENCE.findall(block)
        columns = max(columns, *(_column(letters) for letters in {each for each, _ in found}), 0)
        rows = max(rows, *(int(row) for _, row in found), 0)
    return rows * columns


def _blocks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a member's unpacked content in overlapping blocks."""
    tail = b""
    with archive.open(member) as unpacked:
        while block := unpacked.read(_BLOCK):
            yield tail + block
            tail = block[-_OVERLAP:]


def _column(letters: bytes) -> int:
    """Return the number of a column from its letters: 1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _part(height: int, rows: int) -> float:
    return rows / height


def workbook_sheets(file: BinaryIO, path: str) -> Iterator[Sheet]:
    """Yield the worksheets of an open workbook in order; only one is in memory at a time.

    `path` is for errors. Raises ShopexitError if the workbook is damaged.
    """
    # Imported here, as CSV files do not need it.
    from python_calamine import CalamineError, SheetTypeEnum, load_workbook

    file.seek(0)
    try:
        book = load_workbook(file)
        tables = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        for name in tables:
            sheet = book.get_sheet_by_name(name)
            # `height` counts from the first non-empty row, rows from 1.
            height = sheet.end[0] + 1 if sheet.end else 1
            rows = sheet.iter_rows()
            first = [*islice(rows, HEAD)]
            head = [[text(cell) for cell in row] for row in first]
            lines = range(1, len(head) + 1)
            yield Sheet(name, head, lines, chain(first, rows), partial(_part, height))
    except (CalamineError, OSError, ValueError) as error:
        raise fail(_DAMAGED, file=path) from error
    except BaseException as error:
        # A crash of the library's Rust code (PanicException) is a BaseException only.
        if type(error).__name__ != "PanicException":
            raise
        raise fail(_DAMAGED, file=path) from None
