"""What is inside a file that is a ZIP archive, before a library unpacks it into memory."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from shopexit.inputs.orders.sheets import Advance
from shopexit.messages import Text, fail

MOST_BYTES = 2 << 30
"""How large a workbook may be once it is unpacked."""
MOST_CELLS = 40_000_000
"""How many cells a sheet may span; the library keeps all of them, the empty ones too."""
_BLOCK = 1 << 20
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})([0-9]{1,9})["']""")
# Nearly all sheets have neither a hundred columns nor 400,000 rows: their cells need not be looked
# at one by one, which takes longer than to unpack them.
_WIDE_OR_LONG = re.compile(
    rb"""r(?:=|\s+=|=\s|\s+=\s)\s*["'](?:[A-Za-z]{3,}[0-9]|[D-Zd-z][A-Za-z][0-9]|"""
    rb"""[A-Za-z]{0,2}(?:[4-9][0-9]{5}|[0-9]{7}))"""
)
_OVERLAP = 32
"""A reference may stand across two blocks."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError,
    NotImplementedError,
)  # fmt: skip
"""What the library stumbles over in an archive that is damaged."""
_NOT_A_WORKBOOK = Text(
    zh="这是压缩包，不是 Excel 工作簿；如果里面是导出文件，请先解压",
    en="this is a ZIP archive and no Excel workbook; if the export is in it, unpack it first",
)
_DAMAGED = Text(
    zh="工作簿不完整：可能没下载完；请重新导出",
    en="the workbook is not whole: it may be cut off; export it again",
)
_TOO_LARGE = Text(
    zh="工作簿解开后太大，或表格范围大得不正常；请把时间分成几段分别导出，或导出 CSV",
    en="the workbook is too large once it is unpacked, or spans absurdly many cells: export"
    " shorter times one by one, or as CSV",
)


def check(file: BinaryIO, path: str, advance: Advance) -> None:
    """Raise ShopexitError unless the archive is a whole workbook that memory can hold."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                raise fail(_NOT_A_WORKBOOK, file=path)
            total = sum(member.file_size for member in archive.infolist()) or 1
            unpacked = 0
            for member in archive.infolist():
                for size in _unpack(archive, member, path):
                    unpacked += size
                    if unpacked > MOST_BYTES:
                        raise fail(_TOO_LARGE, file=path)
                    advance(min(unpacked / total, 1))
    except _BROKEN:
        raise fail(_DAMAGED, file=path) from None


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: str) -> Iterator[int]:
    """Unpack a member without keeping it, and yield the size of each piece.

    Raises ShopexitError if it is a sheet that spans too many cells.
    """
    is_sheet = member.filename.endswith(".xml")
    columns: set[bytes] = set()
    rows = cells = 0
    tail = b""
    with archive.open(member) as unpacked:
        while block := unpacked.read(_BLOCK):
            yield len(block)
            if is_sheet and _WIDE_OR_LONG.search(tail + block):
                found = _REFERENCE.findall(tail + block)
                columns.update(column for column, _ in found)
                rows = max(rows, max((int(row) for _, row in found), default=0))
            cells += block.count(b"c>") if is_sheet else 0
            tail = block[-_OVERLAP:]
            if max(rows * max(map(_column, columns), default=0), cells) > MOST_CELLS:
                raise fail(_TOO_LARGE, file=path)


def _column(letters: bytes) -> int:
    """Return the number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
