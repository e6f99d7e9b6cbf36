"""Workbooks that would take all memory: new ones that span too much, old ones in a circle."""

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

import pytest

from shopexit.inputs.orders import workbooks
from shopexit.inputs.orders.workbooks import check_archive, check_compound, workbook_sheets
from shopexit.messages import ShopexitError


def archive(*cells: str) -> BytesIO:
    """Return a workbook with a sheet of cells at these places, as far as it is looked at."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        sheet = "".join(f'<c r="{at}"><v>1</v></c>' for at in cells)
        parts.writestr("xl/worksheets/sheet1.xml", f"<sheetData>{sheet}</sheetData>")
    return file


@pytest.mark.parametrize(
    ("cells", "fits"),
    [
        # Forty million cells, and one column or row more: T is the 20th, ABC the 731st column.
        (["A1", "T2000000"], True),
        (["A1", "U2000000"], False),
        (["A1", "T2000001"], False),
        (["T1", "A2000000"], True),
        (["A2000000", "T2000000", "U1"], False),
        (["ABC54719"], True),
        (["abc54720"], False),
    ],
)
def test_a_sheet_may_span_forty_million_cells(
    cells: list[str], fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever in it the one stands that is farthest away, and a block ends."""
    for block in (1 << 20, 64, 65, 71):
        monkeypatch.setattr(workbooks, "_BLOCK", block)
        if fits:
            check_archive(archive(*cells), "o.xlsx")
        else:
            with pytest.raises(ShopexitError, match="absurdly many cells"):
                check_archive(archive(*cells), "o.xlsx")


def test_a_workbook_may_be_as_large_as_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all its parts together, once they are unpacked."""
    file = archive("A1")
    with zipfile.ZipFile(file) as parts:
        size = sum(part.file_size for part in parts.infolist())
    monkeypatch.setattr(workbooks, "MOST_BYTES", size)
    check_archive(file, "o.xlsx")
    monkeypatch.setattr(workbooks, "MOST_BYTES", size - 1)
    with pytest.raises(ShopexitError, match="too large when unpacked"):
        check_archive(file, "o.xlsx")


class PanicException(BaseException):
    """What the library's parser raises where it stops short."""


@pytest.mark.parametrize(
    ("raised", "told"),
    [(PanicException, ShopexitError), (OSError, ShopexitError), (KeyboardInterrupt, None)],
)
def test_where_the_librarys_parser_stops_short_the_workbook_is_damaged(
    raised: type[BaseException], told: type[Exception] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stops the program stops it."""

    def stops(_: object) -> object:
        raise raised

    monkeypatch.setattr("python_calamine.load_workbook", stops)
    with pytest.raises(told or raised):
        next(workbook_sheets(BytesIO(), "o.xlsx"))


FREE, END = 0xFFFFFFFF, 0xFFFFFFFE
MORE, SMALL, FIRST = 17, 15, 19
"""Where the header says which sector has more of the list, which the small table, which the table:
by number of the word."""
SIZE = 9
LAST = 127
"""The word of a sector that says where the list of the table's parts goes on."""


def words(given: Mapping[int, int]) -> bytes:
    """Return 512 bytes: a sector, or the header, in which some words are given."""
    return struct.pack("<128I", *(given.get(at, FREE) for at in range(128)))


def begins(header: Mapping[int, int]) -> bytes:
    """Return the header of a file whose sectors have 512 bytes."""
    raw = bytearray(words(header))
    raw[30:32] = SIZE.to_bytes(2, "little")
    return bytes(raw)


def checked(raw: bytes) -> None:
    """Check the bytes of a file."""
    check_compound(BytesIO(raw), "o.xls")


@pytest.mark.parametrize(
    ("header", "sectors"),
    [
        ({FIRST: 0}, [{0: END, 1: 2, 2: END}, {}, {}]),
        # The list of the table's parts goes on in sector 1, and the table in sector 2.
        ({FIRST: 0, MORE: 1}, [{0: END}, {0: 2, LAST: END}, {0: END}]),
        # It goes on where the file ends.
        ({FIRST: 0, MORE: 1}, [{0: END}]),
        ({FIRST: 0, SMALL: 1}, [{0: END, 1: END}, {0: 1, 1: END}]),
        ({}, []),
    ],
)
def test_lists_that_end_are_followed(
    header: Mapping[int, int], sectors: list[Mapping[int, int]]
) -> None:
    """Whatever else is wrong, the library says."""
    checked(begins(header) + b"".join(map(words, sectors)))


@pytest.mark.parametrize(
    ("header", "sectors"),
    [
        ({FIRST: 0}, [{0: 0}]),
        ({FIRST: 0}, [{0: END, 1: 2, 2: 3, 3: 1}]),
        # One that leads into a circle and is not of it.
        ({FIRST: 0}, [{0: 2, 1: END, 2: 3, 3: 2}]),
        # In the part of the table that only sector 1 leads to, and in one that sector 3 does.
        ({FIRST: 0, MORE: 1}, [{0: END}, {0: 2, LAST: END}, {0: 128}]),
        ({FIRST: 0, MORE: 1}, [{0: END}, {LAST: 2}, {0: 3, LAST: END}, {0: 129, 1: 128}]),
        # The list of the table's parts itself, and the small table.
        ({FIRST: 0, MORE: 1}, [{0: END}, {LAST: 1}]),
        ({FIRST: 0, MORE: 1}, [{0: END}, {LAST: 2}, {LAST: 1}]),
        ({FIRST: 0, SMALL: 1}, [{0: END, 1: END}, {0: 1, 1: 0}]),
        ({FIRST: 0, SMALL: 1}, [{0: END, 1: 2, 2: END}, {0: END}, {0: 128}]),
    ],
)
def test_a_list_that_goes_round_is_refused(
    header: Mapping[int, int], sectors: list[Mapping[int, int]]
) -> None:
    """Each of the three that there are, wherever the circle is."""
    with pytest.raises(ShopexitError, match="cannot be read"):
        checked(begins(header) + b"".join(map(words, sectors)))


def test_a_header_that_is_cut_off_is_refused() -> None:
    """With three bytes less its last word is gone; what is cut off behind it is not."""
    checked(begins({}))
    for length in (508, 511):
        with pytest.raises(ShopexitError, match="cannot be read"):
            checked(begins({})[:length])
    checked(begins({FIRST: 0}) + words({0: END})[:-1])
