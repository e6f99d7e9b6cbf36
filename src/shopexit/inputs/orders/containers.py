"""What kind of file an export is, told by its content and never by its name."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from shopexit.files.encoding import cannot_read, guesses
from shopexit.inputs.orders import archive
from shopexit.inputs.orders import csv_reader as delimited
from shopexit.inputs.orders import html_tables as page
from shopexit.inputs.orders import workbooks as workbook
from shopexit.inputs.orders.decrypt import unlocked
from shopexit.inputs.orders.read_options import Passwords
from shopexit.inputs.orders.sheets import Advance, Sheet
from shopexit.messages import Text, fail

_SAMPLE = 1 << 20
_ZIP, _OLE2 = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHECKED = 0.4
"""Which part of reading a workbook is making sure that it can be unpacked."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_LARGEST_IN_MEMORY = 512 << 20
_BINARY = Text(
    zh="这不是订单导出文件：既不是表格，也不是文字",
    en="this is no order export: neither a workbook nor text",
)
_XML_WORKBOOK = Text(
    zh="这是 Excel 2003 的 XML 表格；请用 Excel 或 WPS 打开，另存为 xlsx",
    en="this is an XML workbook of Excel 2003: open it and save it as xlsx",
)
_TOO_LARGE = Text(
    zh="工作簿超过 512 MiB；请把时间分成几段分别导出，或导出 CSV",
    en="the workbook is larger than 512 MiB: export shorter times one by one, or as CSV",
)

_NO_FILE = Text(
    zh="导出文件要从头读两遍，不能是管道；请先存成文件",
    en="an export is read more than once, so it has to be a file and no pipe",
)


class FileKind(StrEnum):
    """A kind of file."""

    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    XLS = "xls"
    HTML = "html"


@dataclass(frozen=True)
class Container:
    """An open file, and its sheets."""

    kind: FileKind
    encoding: str | None
    """Of text; None for a workbook."""
    encrypted: bool
    sheets: Iterator[Sheet]
    begun: float = 0
    """Which part of the work is done before the first row."""


def open_file(path: Path, passwords: Passwords, advance: Advance) -> tuple[BinaryIO, Container]:
    """Return the open file and what is in it; the caller closes it.

    Raises ShopexitError if it cannot be read, or is nothing that an export comes in.
    """
    name = str(path)
    if path.is_fifo():  # to open it would wait for somebody who writes
        raise fail(_NO_FILE, file=name)
    try:
        file = path.open("rb")
    except (OSError, ValueError) as error:
        raise cannot_read(error, name) from None
    try:
        return file, _container(file, path, passwords, advance)
    except OSError as error:
        file.close()
        raise cannot_read(error, name) from None
    except BaseException:
        file.close()
        raise


def _container(file: BinaryIO, path: Path, passwords: Passwords, advance: Advance) -> Container:
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
        clear = unlocked(file, name, passwords) if raw.startswith(_OLE2) else None
        return _workbook(clear or file, name, advance, encrypted=clear is not None)
    whole = size <= len(raw)
    sample, encoding = _text(raw, name)
    beginning = sample.lstrip().lower()
    if beginning.startswith("<?xml") and "urn:schemas-microsoft-com" in beginning[:4096]:
        raise fail(_XML_WORKBOOK, file=name)
    if beginning.startswith("<"):
        sheet: Sheet = page.sheet(file, name, sample, encoding)
        return Container(FileKind.HTML, encoding, False, iter([sheet]))
    rows = delimited.open_sheet(file, name, sample, encoding, size, whole=whole)
    kind = FileKind.TSV if rows.delimiter == "\t" else FileKind.CSV
    return Container(kind, encoding, False, iter([rows]))


def _workbook(file: BinaryIO, name: str, advance: Advance, *, encrypted: bool) -> Container:
    file.seek(0)
    is_new = file.read(4) == _ZIP
    if is_new:
        archive.check(file, name, lambda part: advance(part * CHECKED))
    kind = FileKind.XLSX if is_new else FileKind.XLS
    return Container(kind, None, encrypted, workbook.sheets(file, name), CHECKED)


def _text(raw: bytes, name: str) -> tuple[str, str]:
    """Return the beginning of a text file, and its encoding."""
    for encoding in guesses(raw):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            text = decoder.decode(raw)  # it may end within a character: read on, that is told
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            # The mark at the beginning is passed over by all that reads on.
            return text, encoding.removesuffix("-sig")
    raise fail(_BINARY, file=name)
