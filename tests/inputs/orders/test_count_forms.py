"""Every form in which the same orders come.

What the words mean is the rule files' affair; here the words are such as are understood.
"""

import os
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import exportfiles as files
import pytest
from exportedorders import (
    BUCKETS,
    FORMS,
    NUMBER,
    OPEN,
    ORDERS,
    Write,
    assert_whole,
    count,
    figures,
    kuaishou,
    many_rows,
    short,
)
from exportfiles import Guard, rows_of

from shopexit.rules.export_schema import OrderStatus


@pytest.mark.parametrize("form", FORMS)
def test_the_same_orders_are_counted_in_every_form(
    form: str, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """Buckets, figures, words and days do not depend on what the orders are written in."""
    suffix, kind, write = FORMS[form]
    counted = count(write(tmp_path / f"orders{suffix}", kuaishou()), passwords=OPEN)
    assert_whole(counted)
    assert figures(counted) == expected
    (sheet,) = counted.sheets
    assert (sheet.kind, sheet.encrypted) == (kind, form == "encrypted")
    assert sheet.rows == len(ORDERS)


@pytest.mark.parametrize(
    "name", ["orders.xlsx", "orders.csv", "orders.xls", "orders.dat", "orders"]
)
@pytest.mark.parametrize("form", ["GB18030", "tabs", "shared strings", "old Excel", "encrypted"])
def test_the_content_tells_the_kind_and_not_the_name(
    form: str, name: str, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """Back offices call a table .xls, and sellers rename."""
    _, kind, write = FORMS[form]
    written = write(tmp_path / f"written{FORMS[form][0]}", kuaishou())
    counted = count(written.rename(tmp_path / name), passwords=OPEN)
    assert figures(counted) == expected
    assert counted.sheets[0].kind == kind


@pytest.mark.parametrize("to", ["xls", "xlsx", "csv"])
def test_what_libreoffice_saves_is_counted_alike(
    to: str, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """The numbers are text in the workbook, and stay it."""
    saved = files.with_libreoffice(files.write_xlsx(tmp_path / "orders.xlsx", kuaishou()), to)
    if saved is None:
        pytest.skip("LibreOffice is not installed")
    assert figures(count(saved)) == expected


@pytest.mark.parametrize("platform", ["taobao-classic", "douyin", "1688", "kuaishou-after-sales"])
@pytest.mark.parametrize("form", ["GB18030", "inline strings", "old Excel"])
def test_every_layout_is_known_in_every_kind_of_file(
    platform: str, form: str, tmp_path: Path
) -> None:
    """The header decides, and not the form."""
    suffix, _, write = FORMS[form]
    rows = rows_of(platform, [{}, {}])
    plain = count(files.write_csv(tmp_path / "plain.csv", rows), platform.split("-", maxsplit=1)[0])
    counted = count(write(tmp_path / f"orders{suffix}", rows), platform.split("-", maxsplit=1)[0])
    assert figures(counted) == figures(plain)
    assert counted.orders == 2


GUARDS: tuple[Guard, ...] = ("", "tab", "equals", "apostrophe", "zero-width")


@pytest.mark.parametrize("quote_all", [False, True])
@pytest.mark.parametrize("guard", GUARDS)
def test_guards_around_numbers_change_nothing(
    guard: Guard, quote_all: bool, tmp_path: Path, expected: tuple[object, ...]
) -> None:
    """In the file of one order, and for an order that stands in another file without a guard."""
    guarded = files.write_csv(
        tmp_path / "guarded.csv", kuaishou(), guard=guard, quote_all=quote_all
    )
    assert figures(count(guarded)) == expected
    plain = files.write_xlsx(tmp_path / "plain.xlsx", kuaishou())
    assert count([guarded, plain]).buckets == BUCKETS


@pytest.mark.parametrize(
    "guarded", ["\t{}", "{}\t", '="{}"', "'{}", "\ufeff{}\u200b", "\xa0{}\xa0", " {} ", "\n{}\n"]
)
@pytest.mark.parametrize("form", ["shared strings", "UTF-8"])
def test_guards_are_taken_off_every_cell(form: str, guarded: str, tmp_path: Path) -> None:
    """In a workbook too, and around states and times as around numbers."""
    rows = kuaishou()
    for row in rows[1:]:
        row[:] = [guarded.format(cell) if cell else cell for cell in row]
    suffix, _, write = FORMS[form]
    assert_whole(count(write(tmp_path / f"orders{suffix}", rows)))


def test_a_number_is_the_same_order_with_any_guard(tmp_path: Path) -> None:
    """However one and the same number is written, it is one order."""
    written = [f"{NUMBER}", f"\t{NUMBER}", f'="{NUMBER}"', f"'{NUMBER}", f"\ufeff{NUMBER}\u200b",
               f"26\u200b{str(NUMBER)[2:]}", f"\xa0{NUMBER}", f"{NUMBER}.0"]  # fmt: skip
    path = files.write_csv(tmp_path / "o.csv", short(*((each, "待发货") for each in written)))
    counted = count(path)
    assert counted.problems == ()
    assert (counted.orders, counted.sheets[0].rows) == (1, len(written))


@pytest.mark.parametrize(
    ("platform", "header", "variant", "word"),
    [
        ("1688", "货品总价(元)", "货品总价（元）", "已支付，未到账"),
        ("1688", "实付款(元)", "实付款 （元）", "已支付,未到账"),
        ("taobao-classic", "订单状态", "订单状态 ", "买家已付款,等待卖家发货"),
        ("taobao-classic", "买家会员名", "\u200b买家会员名", "买家已付款，等待卖家发货"),
        ("kuaishou", "CPS达人ID", "ＣＰＳ达人ＩＤ", "待发货\u200b"),
        ("kuaishou", "订单号", "\ufeff订单号", "待 发 货"),
    ],
)
def test_the_width_of_punctuation_and_spaces_do_not_matter(
    platform: str, header: str, variant: str, word: str, tmp_path: Path
) -> None:
    """Neither in headers nor in words."""
    rows = rows_of(platform, [{"订单状态": word}])
    rows[0][rows[0].index(header)] = variant
    counted = count(
        files.write_csv(tmp_path / "orders.csv", rows), platform.split("-", maxsplit=1)[0]
    )
    assert counted.buckets[OrderStatus.PENDING_SHIPMENT] == 1
    assert not counted.in_doubt


@pytest.mark.parametrize(
    "written",
    ["1234.50", "1,234.50", "¥1,234.50", "￥1,234.50", "¥ 1,234.50", "1234.50元",
     "１，２３４．５０", '="1234.50"', "\t1,234.50", 1234.5],
)  # fmt: skip
def test_the_amount_of_an_open_order_is_listed(written: object, tmp_path: Path) -> None:
    """Where a platform has a procedure for single orders, with any sign and separator."""
    order = {"订单状态": "等待卖家发货", "实付款(元)": written}
    counted = count(files.write_xlsx(tmp_path / "o.xlsx", rows_of("1688", [order, {}])), "1688")
    assert counted.listed is not None
    (listed,) = counted.listed
    assert listed.values == {
        "order.status": "pending_shipment",
        "order.placed_on": date(2026, 10, 1),
        "order.amount": Decimal("1234.5"),
    }


def test_of_two_amounts_of_an_order_the_greater_one_is_the_greater_number(tmp_path: Path) -> None:
    """And not the one that comes later in the alphabet."""
    paths = [
        files.write_csv(
            tmp_path / f"orders-2026-11-0{day}.csv",
            rows_of("1688", [{"订单状态": "等待卖家发货", "实付款(元)": amount}]),
        )
        for day, amount in ((1, "90.00"), (2, "100.00"))
    ]
    listed = count(paths, "1688").listed
    assert listed is not None
    assert listed[0].values["order.amount"] == Decimal(100)


@pytest.mark.parametrize("write", [files.write_xlsx, files.write_openpyxl, files.write_xls])
def test_numbers_and_times_may_be_real_cells(write: Write, tmp_path: Path) -> None:
    """As long as no digit is lost; days come as days or as what Excel counts."""
    rows = kuaishou()
    number, created, shipped = (rows[0].index(h) for h in ("订单号", "订单创建时间", "发货时间"))
    for i, row in enumerate(rows[1:]):
        row[number] = int(str(row[number])[1:])
        moment = datetime.fromisoformat(str(row[created]))
        since = moment - datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zone
        row[created] = moment if i % 2 else since.days + since.seconds / 86400
        row[shipped] = datetime.fromisoformat(str(row[shipped])) if row[shipped] else None
    counted = count(write(tmp_path / f"orders.{write.__name__[-4:].strip('_')}", rows))
    assert_whole(counted)


@pytest.mark.parametrize(
    "written",
    ["2026-10-01 09:30:00", "2026/10/1 9:30", "2026.10.01 09:30", "2026年10月1日 9:30", "20261001",
     "20261001093000", "2026-10-01T09:30:00+08:00", "46296", "46296.3958333", "\t2026-10-01 09:30",
     '="2026-10-01 09:30:00"', "'2026/10/1 9:30"],
)  # fmt: skip
def test_a_time_is_read_as_every_program_writes_it(written: str, tmp_path: Path) -> None:
    """To its day."""
    path = files.write_csv(tmp_path / "orders.csv", kuaishou([{"订单创建时间": written}]))
    counted = count(path)
    assert (counted.first, counted.last) == (date(2026, 10, 1), date(2026, 10, 1))


@pytest.mark.parametrize("empty", ["", "-", "--", "/", "NULL", " ", "\xa0", "　"])
def test_an_empty_time_is_no_odd_time(empty: str, tmp_path: Path) -> None:
    """Whatever stands for nothing in it."""
    rows = kuaishou([{"发货时间": empty}, {"发货时间": "2026-10-02"}])
    for form in ("UTF-8", "shared strings"):
        suffix, _, write = FORMS[form]
        counted = count(write(tmp_path / f"orders{suffix}", rows))
        assert [note.en for note in counted.notes if "could not be read" in note.en] == []
        assert counted.newest == date(2026, 10, 2)


def test_progress_goes_from_nothing_to_all(tmp_path: Path) -> None:
    """Never back, and never beyond, for each file."""
    seen: list[float] = []
    for form in ("UTF-8", "GB18030", "shared strings", "old Excel"):
        suffix, _, write = FORMS[form]
        path = write(tmp_path / f"orders{suffix}", many_rows())
        seen.clear()
        count(path, progress=lambda _, part: seen.append(part))
        assert seen == sorted(seen)
        assert all(0 <= part <= 1 for part in seen)


def test_a_workbook_of_many_kinds_of_parts_is_read(tmp_path: Path) -> None:
    """Pictures, settings and notes in it are passed over."""
    path = files.write_openpyxl(tmp_path / "o.xlsx", kuaishou())
    with zipfile.ZipFile(path, "a") as parts:
        parts.writestr("xl/media/image1.png", os.urandom(100_000))
        parts.writestr("customXml/item1.xml", "<x/>")
    assert_whole(count(path))
