"""Headers: each fits one layout, and the seller may name the columns."""

import shutil
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from exportfiles import rows_of, write_csv
from exportheaders import HEADERS
from exportwords import STATUS, exports_of, filled, refusal
from states import PLATFORMS, ROOT

from shopexit import Platform
from shopexit.cli.app import run
from shopexit.inputs.orders.count import count_orders
from shopexit.inputs.orders.header_columns import fitting
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.rules.export_schema import ColumnRole, OrderStatus

OF_LAYOUT = {name: name.split("-")[0] for name in HEADERS}
ORDERS = [name for name in HEADERS if not name.endswith("after-sales")]


@pytest.mark.parametrize("layout", HEADERS)
def test_a_header_fits_one_layout_over_all_platforms(
    layout: str, rules_of: Mapping[str, Platform]
) -> None:
    """Every header that was seen is recognised, as one platform's and nobody else's."""
    fits = [
        name
        for name, rules in rules_of.items()
        for _ in fitting([HEADERS[layout]], exports_of(rules))
    ]
    assert fits == [OF_LAYOUT[layout]]


def test_every_layout_has_a_header(rules_of: Mapping[str, Platform]) -> None:
    """No layout of the rule files goes without a header to try it with."""
    for name, rules in rules_of.items():
        exports = exports_of(rules)
        tried = [each.id for header in HEADERS.values() for each in fitting([header], exports)]
        assert set(tried) == {each.id for each in exports.layouts}, name


@pytest.mark.parametrize("layout", HEADERS)
def test_a_header_without_the_column_that_decides_is_refused(
    layout: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """An export without states, or a list of cases without theirs, is refused and says so."""
    role, column = (
        (ColumnRole.STATUS, STATUS) if layout in ORDERS else (ColumnRole.AFTER_SALES, "售后状态")
    )
    header, *rows = rows_of(layout, [{}, {}])
    place = header.index(column)
    short = [[cell for i, cell in enumerate(row) if i != place] for row in (header, *rows)]
    file = write_csv(tmp_path / "orders.csv", short)
    said = refusal(rules_of[OF_LAYOUT[layout]], file)
    if layout == "aliexpress":
        assert "--column status=订单状态" in said
        return
    assert "there is no column for " in said
    assert "这一列。表头是：" in said
    assert said.count(f"--column {role}=") == 2
    assert str(short[0][0]) in said


def _doubled(tmp_path: Path) -> Path:
    """Return a folder of rules in which a layout of kuaishou stands twice, by another name."""
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", folder)
    file = folder / "kuaishou.yaml"
    rules = yaml.safe_load(file.read_text("utf-8"))
    del rules["changes"]  # YAML 1.1 takes their `on` for a flag
    layouts = rules["exports"]["layouts"]
    layouts.append(
        {**deepcopy(layouts[0]), "id": "double", "name": {"zh": "双份订单", "en": "Doubled"}}
    )
    file.write_text(yaml.safe_dump(rules, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def test_a_header_that_fits_two_layouts_is_refused_with_both_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is not guessed which one is meant: both are named, and the header is shown."""
    folder = _doubled(tmp_path)
    file = write_csv(tmp_path / "orders.csv", rows_of("kuaishou", [{}]))
    said = {
        "en": ("fits two layouts", "Kuaishou order export, Doubled"),
        "zh": ("同时符合两种格式", "快手小店订单导出、双份订单"),
    }
    for lang, words in said.items():
        call = ["orders", "kuaishou", str(file), "--rules", str(folder), "--lang", lang]
        assert run(call) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert [w for w in (*words, "订单号", "赠品订单号", f"{file}:1: ") if w not in err] == [], (
            err
        )


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_unknown_header_is_refused_and_shown(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """What was seen is listed, what is known is named, and a way out is told."""
    file = write_csv(
        tmp_path / "orders.csv", [["日期", "订单状态", "备注一"], ["2026-10-01", "1", ""]]
    )
    said = refusal(rules_of[platform], file)
    assert "日期, 订单状态, 备注一" in said
    assert "日期、订单状态、备注一" in said
    assert said.count("--column status=") == 2
    for layout in exports_of(rules_of[platform]).layouts:
        assert layout.name.zh in said
        assert layout.name.en in said


@pytest.mark.parametrize("layout", HEADERS)
def test_a_file_of_another_platform_is_recognised(
    layout: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """The hint says whose it is and what to call, whichever platform it was taken for."""
    file = write_csv(tmp_path / "orders.csv", rows_of(layout, [{}]))
    own = OF_LAYOUT[layout]
    for name, rules in rules_of.items():
        if name != own:
            said = refusal(rules, file)
            assert said.count(f"shopexit orders {own}") == 2, name
            assert rules_of[own].name.zh in said
            assert rules_of[own].name.en in said


def test_of_an_unknown_file_the_first_row_with_two_cells_is_shown_as_its_header(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """A title above it is none."""
    file = write_csv(tmp_path / "orders.csv", [["报表"], ["日期", "订单状态"]])
    said = refusal(rules_of["kuaishou"], file)
    assert "The header is: 日期, 订单状态\n" in said
    alone = refusal(rules_of["kuaishou"], write_csv(tmp_path / "one.csv", [["订单状态"], ["报表"]]))
    assert "The header is: 订单状态\n" in alone, "where no row has two cells, the first"


def test_of_a_long_header_the_beginning_is_shown_and_the_rest_is_counted(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """30 characters of a cell, and 200 of all with what stands between: 32 and 21 times 8."""
    shown = ["长" * 30, *(f"备注栏目{n}" for n in range(10, 31))]
    header = ["长" * 40, *shown[1:], STATUS, "其一", "其二"]
    said = refusal(rules_of["kuaishou"], write_csv(tmp_path / "orders.csv", [header]))
    assert " 备注栏目29, 备注栏目30 ... and 3 more\n" in said
    assert f"表头是：{'、'.join(shown)}……还有 3 列\n" in said


def test_a_column_that_stands_twice_is_refused(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """Nobody can tell which of the two counts; a column that is not read may stand as often."""
    header, row = rows_of("kuaishou", [{}])
    said = refusal(
        rules_of["kuaishou"], write_csv(tmp_path / "o.csv", [[*header, STATUS], [*row, ""]])
    )
    assert "o.csv:1: two columns are called '订单状态'" in said
    assert "表头里有两列都叫“订单状态”" in said
    twice = write_csv(tmp_path / "p.csv", [[*header, "备注", "备注"], [*row, "", ""]])
    assert count_orders([str(twice)], rules_of["kuaishou"]).orders == 1


CUSTOM = [["单号", "进度"], ["2600000000000001", "交易成功"], ["2600000000000002", "待发货"]]


def test_a_report_of_ones_own_is_read_by_the_columns_that_are_named(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """Two columns are enough, whatever they are called and in whatever order they stand."""
    columns = {ColumnRole.ORDER: "单号", ColumnRole.STATUS: "进度"}
    for order in (slice(None), slice(None, None, -1)):
        file = write_csv(tmp_path / "own.csv", [row[order] for row in CUSTOM])
        counted = count_orders([str(file)], rules_of["kuaishou"], ReadOptions(columns=columns))
        assert filled(counted.buckets) == {
            OrderStatus.COMPLETED: 1,
            OrderStatus.PENDING_SHIPMENT: 1,
        }
        read = counted.sheets[0].columns
        assert read
        assert (read.layout, read.names) == (None, columns)


def test_a_third_column_of_ones_own_is_read_too(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """After-sales count if their column is named, and are left alone if it is not."""
    ends = ("售后", "售后处理中", "-")
    rows = [[*row, end] for row, end in zip(CUSTOM, ends, strict=True)]
    file = write_csv(tmp_path / "own.csv", rows)
    columns = {ColumnRole.ORDER: "单号", ColumnRole.STATUS: "进度"}
    rules = rules_of["kuaishou"]
    without = count_orders([str(file)], rules, ReadOptions(columns=columns))
    assert filled(without.buckets) == {OrderStatus.COMPLETED: 1, OrderStatus.PENDING_SHIPMENT: 1}
    columns[ColumnRole.AFTER_SALES] = "售后"
    read = count_orders([str(file)], rules, ReadOptions(columns=columns))
    assert filled(read.buckets) == {
        OrderStatus.AFTER_SALES_OPEN: 1,
        OrderStatus.PENDING_SHIPMENT: 1,
    }


@pytest.mark.parametrize("layout", ORDERS)
def test_a_renamed_column_is_read_if_it_is_named(
    layout: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """Of a layout that is known, only what is called otherwise has to be named."""
    header, *rows = rows_of(layout, [{}])
    header[header.index(STATUS)] = "进度"
    file = write_csv(tmp_path / "orders.csv", [header, *rows])
    columns = {ColumnRole.STATUS: "进度"}
    if layout == "aliexpress":
        columns[ColumnRole.ORDER] = "订单号"
    counted = count_orders([str(file)], rules_of[OF_LAYOUT[layout]], ReadOptions(columns=columns))
    assert filled(counted.buckets) == {OrderStatus.COMPLETED: 1}
    assert (read := counted.sheets[0].columns)
    assert read.names[ColumnRole.STATUS] == "进度"


@pytest.mark.parametrize("layout", ORDERS)
def test_a_column_that_is_not_there_is_refused_and_the_nearest_named(
    layout: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """A header that is misspelt on the command line is told, with what was meant."""
    file = write_csv(tmp_path / "orders.csv", rows_of(layout, [{}]))
    wanted = ReadOptions(columns={ColumnRole.STATUS: "订单状况"})
    said = refusal(rules_of[OF_LAYOUT[layout]], file, wanted)
    assert said.count("orders.csv:1: --column status: ") == 2
    assert "no column is called '订单状况'" in said
    assert "表头里没有“订单状况”" in said
    assert "did you mean 订单状态?" in said
    assert "是不是想写 订单状态？" in said


def test_a_column_that_is_not_there_is_refused_in_a_report_of_ones_own_too(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """Where no layout fits, the header that was misspelt is told just the same."""
    rows = [["单号", "订单进度"], *CUSTOM[1:]]
    file = write_csv(tmp_path / "own.csv", rows)
    wanted = ReadOptions(columns={ColumnRole.ORDER: "单号", ColumnRole.STATUS: "订单进展"})
    said = refusal(rules_of["kuaishou"], file, wanted)
    assert "no column is called '订单进展'" in said
    assert "did you mean 订单进度?" in said
    data = write_csv(tmp_path / "data.csv", [[*row, "2026-10-01"] for row in rows])
    assert "did you mean" not in refusal(rules_of["kuaishou"], data, wanted)
    titled = write_csv(tmp_path / "titled.csv", [["报表", ""], *rows])
    assert "titled.csv:2: --column status: no column is called" in refusal(
        rules_of["kuaishou"], titled, wanted
    )


def test_a_layout_of_which_little_is_known_is_read_by_named_columns_alone(
    tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """The old export of aliexpress is refused until the seller names its columns."""
    rules = rules_of["aliexpress"]
    file = write_csv(tmp_path / "orders.csv", rows_of("aliexpress", [{}]))
    said = refusal(rules, file)
    assert said.count("--column order=订单号 --column status=订单状态") == 2
    assert "too little is known" in said
    assert "了解太少" in said
    both = {ColumnRole.ORDER: "订单号", ColumnRole.STATUS: STATUS}
    for role, header in both.items():
        assert "--column order=订单号" in refusal(rules, file, ReadOptions(columns={role: header}))
    counted = count_orders([str(file)], rules, ReadOptions(columns=both))
    assert filled(counted.buckets) == {OrderStatus.COMPLETED: 1}
    assert (read := counted.sheets[0].columns)
    assert set(read.names) == set(both)
