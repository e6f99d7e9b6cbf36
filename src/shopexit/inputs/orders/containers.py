"""Open an order export; its file type is detected by content, not by name."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from shopexit.files.encoding import cannot_read, text_of
from shopexit.inputs.orders.csv_reader import csv_sheet, delimiter_of
from shopexit.inputs.orders.decrypt import unlocked
from shopexit.inputs.orders.read_options import Passwords
from shopexit.inputs.orders.sheets import Sheet
from shopexit.inputs.orders.workbooks import check_archive, check_compound, workbook_sheets
from shopexit.messages import Text, fail, record

# Enough for the header and some rows, from which encoding and delimiter are guessed.
_SAMPLE = 1 << 20
_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
# For workbooks, which are read as a whole; CSV files may be of any size.
_LARGEST_IN_MEMORY = 512 << 20
_BINARY = Text(
    zh="这不是订单导出文件：既不是表格，也不是文字",
    en="this is not an order export: neither a workbook nor text",
)
_XML_WORKBOOK = Text(
    zh="这是 Excel 2003 的 XML 表格；请用 Excel 或 WPS 打开，另存为 xlsx",
    en="this is an Excel 2003 XML workbook: open it and save it as xlsx",
)
_PAGE = Text(
    zh="这其实是网页（HTML），不是工作簿；里面有订单的话，请用 Excel 或 WPS 打开，"
    "另存为 .xlsx 或 .csv",
    en="this is a web page (HTML), not a workbook: open it in Excel or WPS and, if it has orders,"
    " save it as .xlsx or .csv",
)
_TOO_LARGE = Text(
    zh="工作簿超过 512 MiB；请把时间分成几段分别导出，或导出 CSV",
    en="the workbook is larger than 512 MiB: export shorter periods one by one, or a CSV file",
)
_NO_FILE = Text(
    zh="导出文件要从头读两遍，不能是管道；请先存成文件",
    en="an export is read more than once, so it cannot be a pipe: save it as a file first",
)


class FileKind(StrEnum):
    """File type of an order export."""

    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    XLS = "xls"


@record()
class Container:
    """An open order export: its file type, and its sheets to be read."""

    kind: FileKind
    sheets: Iterable[Sheet]
    encoding: str | None = None
    """Encoding of a text file; None for a workbook."""
    encrypted: bool = False


@contextmanager
def open_container(path: Path, passwords: Passwords) -> Iterator[Container]:
    """Open an order export to read its sheets; the file is closed when the context ends.

    Raises ShopexitError if it cannot be read, has no supported type, or no password fits.
    """
    try:
        if path.is_fifo():  # opening it would block until something writes to it
            raise fail(_NO_FILE, file=str(path))
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise cannot_read(error, str(path)) from None
    with file:
        try:
            container = _container(file, path, passwords)
        except OSError as error:
            raise cannot_read(error, str(path)) from None
        yield container


def _container(file: BinaryIO, path: Path, passwords: Passwords) -> Container:
    """Return the container for an open file: detect the file type, and decrypt it if needed."""
    name = str(path)
    if not file.seekable():
        raise fail(_NO_FILE, file=name)
    raw = file.read(_SAMPLE)
    size = path.stat().st_size
    if not raw.strip():
        raise fail(Text(zh="文件是空的", en="the file is empty"), file=name)
    if raw.startswith((_ZIP, _OLE2)):
        if size > _LARGEST_IN_MEMORY:
            raise fail(_TOO_LARGE, file=name)
        # An encrypted workbook is an OLE2 file, even if it is named .xlsx; so is every XLS.
        clear = unlocked(file, name, passwords) if raw.startswith(_OLE2) else None
        return _workbook(clear or file, name, encrypted=clear is not None)
    found = text_of(raw, whole=False)  # csv_sheet checks the rest
    # Binary data can happen to be valid GB18030, but hardly without control characters.
    if found is None or _CONTROL.search(found[0]):
        raise fail(_BINARY, file=name)
    sample, encoding = found
    # No platform is known to export these two, so they are refused with advice, not parsed.
    beginning = sample.lstrip()[:4096].lower()
    if beginning.startswith("<"):
        is_workbook = beginning.startswith("<?xml") and "urn:schemas-microsoft-com" in beginning
        raise fail(_XML_WORKBOOK if is_workbook else _PAGE, file=name)
    delimiter = delimiter_of(sample)
    return Container(
        FileKind.TSV if delimiter == "\t" else FileKind.CSV,
        [csv_sheet(file, name, encoding, delimiter, size)],
        encoding.removesuffix("-sig"),
    )


def _workbook(file: BinaryIO, name: str, *, encrypted: bool) -> Container:
    file.seek(0)
    # Detected again: a decrypted workbook may be an XLSX as well as an XLS.
    is_new = file.read(len(_ZIP)) == _ZIP
    (check_archive if is_new else check_compound)(file, name)
    kind = FileKind.XLSX if is_new else FileKind.XLS
    return Container(kind, workbook_sheets(file, name), encrypted=encrypted)
