"""Order exports as marketplaces write them, whole and broken, written by other libraries than ours.

No file is read here with what shopexit reads them with; only `write_encrypted` has no other way.
"""

import html
import io
import re
import shutil
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeAlias
from xml.sax.saxutils import escape

import openpyxl  # type: ignore[import-untyped]
import xlsxwriter  # type: ignore[import-untyped]
import xlwt  # type: ignore[import-untyped]
from exportheaders import HEADERS, columns
from msoffcrypto.format.ooxml import OOXMLFile
from xlwt.CompoundDoc import XlsDoc  # type: ignore[import-untyped]

Rows: TypeAlias = Sequence[Sequence[object]]
Guard: TypeAlias = Literal["", "tab", "equals", "apostrophe", "zero-width"]
PERSONAL = ("张三丰测试", "13900001234", "浙江省杭州市余杭区测试路1号")
"""A buyer's name, telephone number and address, none of which may ever be shown."""
_NAME_COLUMNS = columns("""
    收货人姓名, 收货人名称, 收件人, 实名姓名, 买家会员名, 买家昵称, 买家名称, 买家公司名,
    代理商姓名, 商家退货联系人姓名, 发起人登录名, 发票抬头, 发票：购货单位名称, 收件人姓名,
    收件人身份证姓名, 订购人身份证姓名/ID Name""")
_PHONE_COLUMNS = columns("""
    收货人电话, 收件人手机号, 联系电话, 联系手机, 手机, 买家支付宝账号, 代理商联系方式,
    商家退货联系人电话, 收件人电话""")
_ADDRESS_COLUMNS = columns("""
    收货地址, 详细地址, 地址, 修改后的收货地址, 商家退货地址, 发票：地址、电话, 发票收取地址,
    收件人地址""")
_TIME_COLUMNS = columns("""
    订单创建时间, 订单支付时间, 订单付款时间, 订单提交时间, 支付完成时间, 下单时间, 付款时间,
    售后申请时间, 支付时间""")
_NUMBER_COLUMNS = columns("订单号, 订单编号, 主订单编号, 子订单编号, 售后单号, 商品单号")
_ENDED = {
    "kuaishou": {"订单状态": "交易成功", "售后状态": "-"},
    "kuaishou-after-sales": {"订单状态": "交易成功", "售后状态": "售后关闭"},
    "taobao-classic": {"订单状态": "交易成功", "订单关闭原因": "订单未关闭"},
    "taobao-items": {"订单状态": "交易成功"},
    "taobao-orders": {
        "订单状态": "交易成功",
        "订单关闭原因": "订单未关闭",
        "退款金额": "无退款申请",
    },
    "taobao-suborders": {
        "订单状态": "交易成功",
        "退款状态": "没有申请退款",
        "退款金额": "无退款申请",
    },
    "douyin": {"订单状态": "已完成", "售后状态": "-"},
    "douyin-after-sales": {"售后状态": "售后关闭"},
    "aliexpress": {"订单状态": "订单结束"},
    "1688": {"订单状态": "交易成功"},
    "xiaohongshu": {"订单状态": "已完成"},
}
_BY_PART = (
    ("是否", "否"),
    ("数量", "1"),
    ("积分", "0"),
    ("商品ID", "600000000001"),
    ("商品名称", "测试商品，A&B款"),
    ("标题", "测试商品，A&B款"),
    ("选购商品", "测试商品，A&B款"),
    ("产品信息", "测试商品，A&B款"),
    ("卖家会员名", "测试店铺"),
    ("支付方式", "在线支付"),
    ("国家", "Spain"),
    ("运费", "0.00"),
    ("邮费", "0.00"),
    ("快递费", "0.00"),
    ("优惠", "0.00"),
    ("补贴", "0.00"),
    ("金额", "12.50"),
    ("付款", "12.50"),
    ("货款", "12.50"),
    ("总价", "12.50"),
    ("单价", "12.50"),
    ("价格", "12.50"),
)
"""What stands in a column whose name has this part, the first that fits."""


def rows_of(layout: str, orders: Sequence[Mapping[str, object]]) -> list[list[object]]:
    """Return the header row of a layout and one row per order; what is not given is made up."""
    headers = HEADERS[layout]
    rows: list[list[object]] = [list(headers)]
    for number, order in enumerate(orders, start=1):
        if unknown := set(order) - set(headers):
            message = f"{layout} has no {sorted(unknown)}"
            raise ValueError(message)
        rows.append([order.get(header, _filler(layout, header, number)) for header in headers])
    return rows


def _filler(layout: str, header: str, number: int) -> str:
    if header in _ENDED[layout]:
        return _ENDED[layout][header]
    for marker, names in zip(
        PERSONAL, (_NAME_COLUMNS, _PHONE_COLUMNS, _ADDRESS_COLUMNS), strict=True
    ):
        if header in names:
            return marker
    if header in _NUMBER_COLUMNS:
        digits = 16 if layout.startswith(("kuaishou", "aliexpress")) else 19
        return str(26 * 10 ** (digits - 2) + _NUMBER_COLUMNS.index(header) * 10**8 + number)
    if header in _TIME_COLUMNS:
        return "2026.10.01 09:30" if layout == "aliexpress" else "2026-10-01 09:30:00"
    found = next((filler for part, filler in _BY_PART if part in header), "")
    sign = {"kuaishou": "¥", "aliexpress": "$"}.get(layout, "")
    return sign + found if "." in found else found


def write_csv(
    path: Path,
    rows: Rows,
    *,
    encoding: str = "utf-8-sig",
    delimiter: str = ",",
    guard: Guard = "",
    quote_all: bool = False,
    newline: str = "\r\n",
) -> Path:
    """Write rows as CSV; long runs of digits are guarded as the marketplaces do it."""
    lines = (
        delimiter.join(_csv_cell(_as_text(cell), delimiter, guard, quote_all) for cell in row)
        for row in rows
    )
    path.write_bytes("".join(line + newline for line in lines).encode(encoding))
    return path


def _csv_cell(text: str, delimiter: str, guard: Guard, quote_all: bool) -> str:
    always = quote_all
    if guard and _is_long_number(text):
        if guard == "equals" and not quote_all:
            return f'="{text}"'  # bare, as 淘宝 has it: the quotes are no CSV quotes
        always = always or guard == "tab"
        text = {
            "tab": f"\t{text}",
            "equals": f'="{text}"',
            "apostrophe": f"'{text}",
            "zero-width": f"\ufeff{text[:4]}\u200b{text[4:]}\u200b",
        }[guard]
    if always or any(mark in text for mark in (delimiter, '"', "\r", "\n")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _is_long_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{10,}", text) is not None


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    return str(cell)


def write_xlsx(path: Path, rows: Rows | Mapping[str, Rows], *, merged: Sequence[str] = ()) -> Path:
    """Write rows, or sheets of rows by name, with shared strings; merge ranges of the first one."""
    return _by_xlsxwriter(path, rows, merged, inline=False)


def write_inline_xlsx(path: Path, rows: Rows | Mapping[str, Rows]) -> Path:
    """Write rows, or sheets of rows by name, each text inside its cell: no shared strings."""
    return _by_xlsxwriter(path, rows, (), inline=True)


def _sheets(rows: Rows | Mapping[str, Rows]) -> Mapping[str, Rows]:
    return rows if isinstance(rows, Mapping) else {"Sheet1": rows}


def _by_xlsxwriter(
    path: Path, rows: Rows | Mapping[str, Rows], merged: Sequence[str], *, inline: bool
) -> Path:
    options = {
        "constant_memory": inline,
        "default_date_format": "yyyy-mm-dd hh:mm:ss",
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(path, options) as workbook:
        for name, lines in _sheets(rows).items():
            sheet = workbook.add_worksheet(name)
            covered = _covered(merged)
            for i, line in enumerate(lines):
                for j, cell in enumerate(line):
                    if (i, j) not in covered:
                        sheet.write(i, j, cell)
            for area in merged:
                top, left, _, _ = _corners(area)
                sheet.merge_range(area, lines[top][left])
            merged = ()
    return path


def _corners(area: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = openpyxl.utils.range_boundaries(area)
    return top - 1, left - 1, bottom - 1, right - 1


def _covered(merged: Sequence[str]) -> set[tuple[int, int]]:
    """Return the cells that show nothing: all but the first of every merged range."""
    covered: set[tuple[int, int]] = set()
    for area in merged:
        top, left, bottom, right = _corners(area)
        cells = {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
        covered |= cells - {(top, left)}
    return covered


def write_openpyxl(
    path: Path, rows: Rows | Mapping[str, Rows], *, merged: Sequence[str] = ()
) -> Path:
    """Write rows, or sheets of rows by name, with openpyxl; merge ranges of the first one."""
    path.write_bytes(_by_openpyxl(rows, merged))
    return path


def _by_openpyxl(rows: Rows | Mapping[str, Rows], merged: Sequence[str] = ()) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, lines in _sheets(rows).items():
        sheet = workbook.create_sheet(name)
        for i, line in enumerate(lines, start=1):
            for j, value in enumerate(line, start=1):
                cell = sheet.cell(i, j, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # openpyxl takes ="1" for a formula
        for area in merged:
            sheet.merge_cells(area)
        merged = ()
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def write_xls(path: Path, rows: Rows | Mapping[str, Rows]) -> Path:
    """Write rows, or sheets of rows by name, as an old Excel file (BIFF 8)."""
    workbook = xlwt.Workbook(encoding="utf-8")
    as_time = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    for name, lines in _sheets(rows).items():
        sheet = workbook.add_sheet(name)
        for i, line in enumerate(lines):
            for j, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write(i, j, cell, as_time)
                else:
                    sheet.write(i, j, cell)
    workbook.save(str(path))
    return path


def write_old_encrypted(path: Path, rows: Rows) -> Path:
    """Write an old Excel file that says it is encrypted, right where its sheets begin."""
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("Sheet1")
    for i, line in enumerate(rows):
        for j, cell in enumerate(line):
            sheet.write(i, j, cell)
    records = workbook.get_biff_data()
    begin = 4 + struct.unpack_from("<H", records, 2)[0]
    key = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + bytes(48)  # FILEPASS, RC4
    XlsDoc().save(str(path), records[:begin] + key + records[begin:])
    return path


def write_html_xls(path: Path, rows: Rows, *, encoding: str = "gb18030") -> Path:
    """Write rows as a table of HTML, as some programs do and call it .xls."""
    lines = "\n".join(f"<tr>{''.join(_html_cell(cell) for cell in row)}</tr>" for row in rows)
    page = (
        f'<html>\n<head>\n<meta charset="{encoding}">\n<title>订单</title>\n'
        "<style>td { white-space: nowrap; }</style>\n</head>\n"
        f'<body>\n<table border="1">\n{lines}\n</table>\n</body>\n</html>\n'
    )
    path.write_bytes(page.encode(encoding))
    return path


def _html_cell(cell: object) -> str:
    text = _as_text(cell)
    style = " style=\"mso-number-format:'\\@'\"" if _is_long_number(text) else ""
    return f"<td{style}>{html.escape(text).replace(chr(10), '<br>') or '&nbsp;'}</td>"


def write_encrypted(path: Path, rows: Rows | Mapping[str, Rows], password: str) -> Path:
    """Write a workbook by openpyxl that opens with a password only."""
    with path.open("wb") as file:
        OOXMLFile(io.BytesIO(_by_openpyxl(rows))).encrypt(password, file)
    return path


def wrong_dimension(path: Path, ref: str = "A1") -> Path:
    """Let every sheet of a workbook say that it is as large as `ref`."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            written = part
            if name.startswith("xl/worksheets/sheet"):
                written, count = re.subn(
                    rb'<dimension ref="[^"]*"', f'<dimension ref="{ref}"'.encode(), part
                )
                if count != 1:
                    message = f"{name} has {count} dimensions"
                    raise ValueError(message)
            archive.writestr(name, written)
    return path


_FILTERS = {
    "xls": "xls:MS Excel 97",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
}


def with_libreoffice(source: Path, to: str) -> Path | None:
    """Return a file as LibreOffice saves it (xls, xlsx, csv); None where there is none."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return None
    folder = source.parent / "libreoffice"
    profile = (folder / "profile").resolve()
    profile.mkdir(parents=True, exist_ok=True)
    command = [soffice, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}"]
    command += ["--convert-to", _FILTERS[to], "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    written = folder / f"{source.stem}.{to}"
    if not written.exists():  # soffice says 0 even if it could not read the file
        message = f"LibreOffice did not write {written}"
        raise FileNotFoundError(message)
    return written


def cut_off(source: Path, keep: float = 0.6) -> Path:
    """Write the first part of a file beside it."""
    content = source.read_bytes()
    path = source.with_name(f"cut-{source.name}")
    path.write_bytes(content[: int(len(content) * keep)])
    return path


def renamed_picture(path: Path, side: int = 8) -> Path:
    """Write a PNG, whatever the path's name says."""
    lines = (b"\0" + b"\xff\x80\x00" * side) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    return path


def empty_file(path: Path) -> Path:
    """Write a file of no bytes."""
    path.write_bytes(b"")
    return path


def empty_sheet(path: Path) -> Path:
    """Write a workbook whose only sheet has no cell."""
    return write_xlsx(path, [])


def blank_rows_csv(path: Path, rows: Rows, blanks: int = 1000, *, blank: str = "\r\n") -> Path:
    """Write rows as CSV, with many blank lines before the last one."""
    write_csv(path, rows[:-1])
    last = write_csv(path.with_name(f"{path.name}.last"), rows[-1:], encoding="utf-8")
    with path.open("ab") as file:
        for count in _portions(blanks, 100_000):
            file.write(blank.encode() * count)
        file.write(last.read_bytes())
    last.unlink()
    return path


def blank_rows_xlsx(path: Path, rows: Rows, blanks: int = 1000) -> Path:
    """Write rows as a workbook, with many rows without cells before the last one."""

    def sheet() -> Iterator[bytes]:
        yield _sheet_rows(rows[:-1])
        first = len(rows)
        for count in _portions(blanks, 10_000):
            yield "".join(f'<row r="{k}"/>' for k in range(first, first + count)).encode()
            first += count
        yield _sheet_rows(rows[-1:], first)

    return _by_hand(path, sheet())


def zip_bomb(
    path: Path, rows: Rows = (), *, size: int = 6 * 1000**3, compresslevel: int = 1
) -> Path:
    """Write a small workbook whose sheet has rows and then `size` bytes of spaces."""

    def sheet() -> Iterator[bytes]:
        yield _sheet_rows(rows)
        spaces = b" " * 2**20
        for count in _portions(size, len(spaces)):
            yield spaces[:count]

    return _by_hand(path, sheet(), compresslevel)


def sparse_bomb(path: Path) -> Path:
    """Write a workbook with text in the first and in the very last cell, and nowhere else."""
    corners = (("A1", 1), ("XFD1048576", 1_048_576))
    rows = (f'<row r="{row}">{_inline_cell(ref, ref)}</row>' for ref, row in corners)
    return _by_hand(path, (row.encode() for row in rows))


def plain_zip(path: Path, rows: Rows = (("订单号", "订单状态"), ("1", "交易成功"))) -> Path:
    """Write a zip archive that holds a CSV file."""
    inner = write_csv(path.with_name(f"{path.name}.csv"), rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "orders.csv")
    inner.unlink()
    return path


def docx_like(path: Path) -> Path:
    """Write a zip archive that is a text document of Word, by what it holds."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    schema = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _content_types({"/word/document.xml": main}))
        archive.writestr("_rels/.rels", _relations("officeDocument", "word/document.xml"))
        archive.writestr(
            "word/document.xml",
            f'{_XML}<w:document xmlns:w="{schema}"><w:body><w:p><w:r><w:t>订单</w:t></w:r></w:p>'
            "</w:body></w:document>",
        )
    return path


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _by_hand(path: Path, sheet: Iterable[bytes], compresslevel: int = 6) -> Path:
    """Write a workbook of one sheet, piece by piece, so that a large one needs no memory."""
    types = {
        "/xl/workbook.xml": f"{_SPREADSHEET}.sheet.main+xml",
        "/xl/worksheets/sheet1.xml": f"{_SPREADSHEET}.worksheet+xml",
    }
    workbook = (
        f'{_XML}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=compresslevel) as archive:
        archive.writestr("[Content_Types].xml", _content_types(types))
        archive.writestr("_rels/.rels", _relations("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", workbook)
        archive.writestr(
            "xl/_rels/workbook.xml.rels", _relations("worksheet", "worksheets/sheet1.xml")
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            file.write(f'{_XML}<worksheet xmlns="{_SHEET}"><sheetData>'.encode())
            for piece in sheet:
                file.write(piece)
            file.write(b"</sheetData></worksheet>")
    return path


def _content_types(types: Mapping[str, str]) -> str:
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in types.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(kind: str, target: str) -> str:
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _sheet_rows(rows: Rows, first: int = 1) -> bytes:
    """Return rows as the XML of a sheet, all cells as text."""
    written = []
    for i, row in enumerate(rows, start=first):
        cells = "".join(
            _inline_cell(f"{openpyxl.utils.get_column_letter(j)}{i}", _as_text(cell))
            for j, cell in enumerate(row, start=1)
        )
        written.append(f'<row r="{i}">{cells}</row>')
    return "".join(written).encode()


def _inline_cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _portions(total: int, most: int) -> Iterator[int]:
    """Yield numbers up to `most` whose sum is `total`."""
    for done in range(0, total, most):
        yield min(most, total - done)
