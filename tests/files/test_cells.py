"""Cells of order exports: what is left once their guards are gone, and the days and amounts."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopexit.files import cells

GUARDS = {
    "none": "{}",
    "tab": "\t{}",
    "tab behind": "{}\t",
    "equals": '="{}"',
    "equals and spaces": ' = "{}" ',
    "apostrophe": "'{}",
    "quotes": '"{}"',
    "byte-order mark": "\ufeff{}",
    "zero-width space": "\u200b{}\u200b",
    "no-break space": "\xa0{}\xa0",
    "tab and equals": '\t="{}"\t',
    "apostrophe in equals": '="\'{}"',
    "tab in equals": '="\t{}"',
}
"""How programs keep a spreadsheet from taking a long number for a number."""
CELLS = st.text(
    st.sampled_from("\t'\"=  \ufeff\u200b\xa0，（1２＂＝＇x\n")
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
    | st.characters(min_codepoint=0x20, max_codepoint=0x7E)
)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
WRITTEN_DAYS = {
    "dashes": "{0:%Y}-{0:%m}-{0:%d}",
    "dashes and time": "{0:%Y}-{0:%m}-{0:%d} 23:59:59",
    "ISO": "{0:%Y}-{0:%m}-{0:%d}T23:59:59+08:00",
    "slashes": "{0:%Y}/{0.month}/{0.day} 9:05",
    "padded slashes": "{0:%Y}/{0:%m}/{0:%d} 09:05:00",
    "dots": "{0:%Y}.{0:%m}.{0:%d} 09:30",
    "Chinese": "{0:%Y}年{0.month}月{0.day}日 9时5分",
    "padded Chinese": "{0:%Y}年{0:%m}月{0:%d}日",
    "compact": "{0:%Y%m%d}",
    "interface": "{0:%Y%m%d}152315000+0800",
    "full-width": "{0:%Y}－{0:%m}－{0:%d} 23：59：59",
    "tab": "\t{0:%Y}-{0:%m}-{0:%d} 23:59:59",
    "equals": '="{0:%Y}-{0:%m}-{0:%d}"',
}


@given(CELLS)
def test_what_has_no_guard_any_more_stays_as_it_is(text: str) -> None:
    """Taking guards off and making words plain are both done once and for all."""
    assert cells.unguarded(cells.unguarded(text)) == cells.unguarded(text)
    assert cells.plain(cells.plain(text)) == cells.plain(text)


@given(st.sampled_from(sorted(GUARDS)), st.text("0123456789", min_size=1, max_size=25))
def test_a_number_comes_out_of_any_guard_as_it_was(guard: str, digits: str) -> None:
    """With all its digits, zeros in front too."""
    assert cells.unguarded(GUARDS[guard].format(digits)) == digits
    assert cells.plain(GUARDS[guard].format(digits)) == digits


@given(st.sampled_from(sorted(WRITTEN_DAYS)), DAYS)
def test_a_day_is_read_in_every_form(form: str, day: date) -> None:
    """With or without a time behind it."""
    assert cells.day(WRITTEN_DAYS[form].format(day)) == day


@given(
    st.datetimes(datetime(1955, 1, 1), datetime(2099, 12, 31)),  # noqa: DTZ001 - cells have no zone
    st.booleans(),
)
def test_a_day_is_read_as_a_spreadsheet_counts_it(moment: datetime, has_time: bool) -> None:
    """Days since the end of 1899, and the time behind the point."""
    whole = (moment.date() - date(1899, 12, 30)).days
    part = moment - datetime.combine(moment.date(), datetime.min.time())
    serial = whole + part / timedelta(days=1) if has_time else whole
    assert cells.day(f"{serial:.9f}" if has_time else str(serial)) in (
        moment.date(),
        moment.date() + timedelta(days=1 if part > timedelta(hours=23, minutes=59) else 0),
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "--",
        "—",
        "/",
        "待发货",
        "2026-13-01",
        "2026-02-30",
        "2026",
        "12:30:00",
        "1e5",
        "26-1-1",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    """An impossible day, half a day and a word are told as none, not as some other day."""
    assert cells.day(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.50", "12.50"), ("1,234.50", "1234.50"), ("¥1,234.50", "1234.50"),
        ("￥1,234,567.00", "1234567.00"), ("¥ 1,234.50", "1234.50"), ("1234.5元", "1234.5"),
        ("1234.5 元", "1234.5"), ("$12.50", "12.50"), ("US$12.50", "12.50"), ("US $12.50", "12.50"),
        ("CNY 12.50", "12.50"), ("12.50CNY", "12.50"), ("-3.00", "-3.00"), ("\t12.50", "12.50"),
        ('="12.50"', "12.50"), ("１２３４．５０", "1234.50"), ("1，234.50", "1234.50"), ("0", "0"),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_its_sign_and_separators(text: str, value: str) -> None:
    """To the last digit that stands there."""
    assert str(cells.amount(text)) == value


@pytest.mark.parametrize("text", ["", "-", "--", "无", "12.5.0", "1e5", "12:30", "¥", "1/2", "NaN"])
def test_what_is_no_amount_is_none(text: str) -> None:
    """And is not taken for nought."""
    assert cells.amount(text) is None


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["", "¥", "￥", "$", "¥ ", "-"]))
def test_an_amount_is_what_was_written(amount: Decimal, sign: str) -> None:
    """With separators between the thousands."""
    expected = -amount if sign == "-" else amount
    assert cells.amount(f"{sign}{amount:,.2f}") == expected


@pytest.mark.parametrize("text", ["", " ", "-", "--", "—", "–", "/", "——", "NULL", "None", "\xa0"])
def test_marks_for_nothing_are_nothing(text: str) -> None:
    """Whatever a platform writes into an empty cell."""
    assert cells.is_empty(text)
    assert cells.is_empty(f"\t{text}")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("买家已付款，等待卖家发货", "买家已付款,等待卖家发货"),
        ("货品总价(元)", "货品总价（元）"),
        ("CPS达人ID", "ＣＰＳ达人id"),
        ("订单状态", "\ufeff订单 状态\u200b"),
        ("产品信息\n（双击单元格展开所有产品信息！）", "产品信息(双击单元格展开所有产品信息!)"),
    ],
)
def test_words_are_the_same_in_either_width(one: str, other: str) -> None:
    """And whatever spaces stand in them."""
    assert cells.plain(one) == cells.plain(other)


@pytest.mark.parametrize(
    "text",
    ["2026-11", "2026年11月", "2026-11 10:00", "2026-111", "1780121500", "2026/11-02", "-", ""],
)
def test_what_does_not_name_a_day_is_none(text: str) -> None:
    """A month alone is not its first day, nor January's."""
    assert cells.day(text) is None
