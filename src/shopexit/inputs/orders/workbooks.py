"""Excel workbooks, new (XLSX) and old (XLS)."""

from collections.abc import Iterator
from typing import BinaryIO

from shopexit.inputs.orders.sheets import RowSheet
from shopexit.messages import Text, fail

_DAMAGED = Text(
    zh="工作簿读不了：可能没下载完，或不是 Excel 文件；请重新导出",
    en="the workbook cannot be read: it may be cut off, or no Excel file; export it again",
)


def sheets(file: BinaryIO, path: str) -> Iterator[RowSheet]:
    """Yield the sheets of a workbook, one after another; only one is held in memory.

    Raises ShopexitError if it is damaged.
    """
    from python_calamine import CalamineError, SheetTypeEnum, load_workbook

    file.seek(0)
    try:
        book = load_workbook(file)
        tables = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
        for name in tables:
            sheet = book.get_sheet_by_name(name)
            # The height is counted from the first row that is not empty, the rows are from 1.
            total = sheet.end[0] + 1 if sheet.end else 0
            yield RowSheet(name, sheet.iter_rows(), total)
    except (CalamineError, OSError, ValueError) as error:
        raise fail(_DAMAGED, file=path) from error
    except BaseException as error:
        # The library's parser is not Python: where it stops short, that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise fail(_DAMAGED, file=path) from None
