"""What order exports say goes into a state file, and never makes a shop look better than it is."""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import exportfiles
import pytest
from exits import GOOD, STAYS
from smallexports import ORDER, export, export_1688, order
from states import ON, ROOT, parsed, written

from shopexit import Platform, ShopexitError, State, Verdict, check, load_rules
from shopexit.cli.app import run
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.formats import RenderOptions, formats_of, renderer
from shopexit.inputs.contradictions import agreed
from shopexit.inputs.orders.count import count_orders
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.state_reader import read_state
from shopexit.messages import Lang
from shopexit.rules.export_schema import OrderStatus
from shopexit.rules.facts import NotBefore

OTHER = "2500000000000002"


def read(rules: Platform, *files: str, **facts: Any) -> State:
    """Return a state with facts of its own, and with the exports."""
    values = {path.replace("__", "."): value for path, value in facts.items()}
    return parsed(written(rules.platform, values), rules, orders=files)


def refused(rules: Platform, *files: str, **facts: Any) -> list[str]:
    """Return what is wrong with such a state, in English."""
    with pytest.raises(ShopexitError) as error:
        read(rules, *files, **facts)
    return [problem.in_words(Lang.EN) for problem in error.value.problems]


def test_the_figures_of_orders_come_from_the_export(kuaishou: Platform, tmp_path: Path) -> None:
    """An order with an open case counts both as a case and by how far it is."""
    file = export(tmp_path, order(status="已发货", after="售后处理中"), order(OTHER, "待发货"))
    state = read(kuaishou, file)

    assert state.values["orders.pending_payment"] == 0
    assert state.values["orders.pending_shipment"] == 1
    assert state.values["orders.pending_receipt"] == 1
    assert state.values["after_sales.open"] == 1


@pytest.mark.parametrize(
    ("day", "verdict", "earliest"),
    [
        # 30 days, counted from the day after the order ended.
        ("2026-10-22", "undetermined", "2026-11-22"),
        ("2026-10-23", "blocked", "2026-11-23"),
        ("2026-11-20", "blocked", "2026-12-21"),
    ],
)
def test_a_first_possible_day_of_the_last_order_shows_that_it_is_too_soon(
    day: str, verdict: str, earliest: str, kuaishou: Platform, tmp_path: Path
) -> None:
    """It was placed on that day, and ended then or later; whether enough days are over is asked."""
    file = export(tmp_path, {**order(), "订单创建时间": f"{day} 10:00:00"})
    good = {path: v for path, v in GOOD["kuaishou"].items() if not path.startswith("orders.")}
    raw = written("kuaishou", good | {"deposit.held": 500}, answers=STAYS)
    report = check(kuaishou, parsed(raw, kuaishou, orders=[file]), EvaluationOptions(ON))
    apply = next(m for m in report.plan.milestones if (m.procedure, m.stage) == ("close", "apply"))

    assert report.verdict == verdict
    assert (str(apply.earliest), apply.latest) == (earliest, None)
    (row,) = (f for f in report.findings if f.ref.endswith("/last-order-30-days-ago"))
    assert f"{day} or later" in [figure.has.en for figure in row.figures]
    # Days counted from the bound are days as any other, in every format.
    for name in formats_of("report"):
        assert str(apply.earliest) in renderer("report", name)(report, RenderOptions()), name


def test_what_an_export_cannot_tell_stays_unknown(kuaishou: Platform, tmp_path: Path) -> None:
    """Kuaishou's has no time of completion, only a first possible day; complaints stand in none."""
    state = read(kuaishou, export(tmp_path, order()))

    assert isinstance(state.values["orders.last_completed_on"], NotBefore)
    assert "disputes.open" not in state.values


def test_a_figure_that_the_export_contradicts_is_an_error(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """It names the key, what was found and what the export says; one that agrees is fine."""
    file = export(tmp_path, order(status="待发货"))
    (problem,) = refused(kuaishou, file, orders__pending_shipment=0)

    assert "orders.pending_shipment: this line says 0, the exports say 1" in problem
    assert read(kuaishou, file, orders__pending_shipment=1).values["orders.pending_shipment"] == 1


def test_figures_from_after_the_day_of_the_file_are_an_error(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """An export that reaches beyond `as_of` cannot be what was read on that day."""
    later = {**order(), "订单创建时间": "2026-11-23 08:00:00"}
    (problem,) = refused(kuaishou, export(tmp_path, later))

    assert "as_of: the exports have data of 2026-11-23" in problem
    same = {**order(), "订单创建时间": "2026-11-22 08:00:00"}
    assert read(kuaishou, export(tmp_path, same)).as_of == ON


@pytest.mark.parametrize("role", ["订单状态", "售后状态"])
def test_a_word_that_nobody_knows_leaves_every_figure_open(
    role: str, kuaishou: Platform, tmp_path: Path
) -> None:
    """Also a figure that the seller gives himself: nothing confirms it."""
    file = export(tmp_path, {**order(), role: "外星状态"})
    state = read(kuaishou, file, orders__pending_shipment=0, after_sales__open=0)
    ended = state.values.get("orders.last_completed_on")

    assert ended is None or isinstance(ended, NotBefore)
    assert not {
        path
        for path in state.values
        if path.startswith(("orders.pending", "after_sales.")) or path == "disputes.open"
    }
    report = check(kuaishou, state, EvaluationOptions(on=ON))
    assert report.verdict is not Verdict.READY
    (warning,) = [w for w in report.warnings if w.code == "orders-unknown"]
    assert "外星状态" in warning.says.zh
    assert "外星状态" in warning.says.en


def test_a_row_that_cannot_be_counted_leaves_every_figure_open(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """An order number in scientific notation could be any order."""
    state = read(kuaishou, export(tmp_path, order(), order("2.5E+15")))

    assert "orders.pending_payment" not in state.values
    codes = [w.code for w in check(kuaishou, state, EvaluationOptions(on=ON)).warnings]
    assert "orders-unreadable" in codes


READY = ROOT / "examples" / "kuaishou" / "ready.yaml"


@pytest.mark.parametrize(
    ("status", "after", "code"),
    [
        ("交易成功", "", 0),
        ("交易成功", "退款成功", 0),
        ("交易成功", "售后处理中", 1),
        ("待发货", "", 1),
        ("部分发货", "", 3),
        ("交易成功", "平台处理了", 3),
        ("", "", 3),
    ],
)
def test_a_ready_shop_stays_ready_only_with_orders_that_are_over(
    status: str, after: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 0 only where every word is understood, and says that the order is over."""
    file = export(tmp_path, order(status=status, after=after))
    state = tmp_path / "state.yaml"
    state.write_text(_without_counts(READY), encoding="utf-8")

    assert run(["check", "kuaishou", str(state), "--orders", file, "--on", str(ON)]) == code
    unknown = after if code == 3 and after else status
    assert unknown in capsys.readouterr().out or code != 3


def _without_counts(path: Path) -> str:
    """Return an example without the figures that an export gives."""
    counts = r"(?m)^(  pending_(payment|shipment|receipt)|after_sales): .*\n"
    return re.sub(counts, "", path.read_text(encoding="utf-8"))


def test_what_is_said_of_the_time_an_export_covers(kuaishou: Platform, tmp_path: Path) -> None:
    """A file is a window in time: every answer says which, as an earlier order may be open."""
    report = check(kuaishou, read(kuaishou, export(tmp_path, order())), EvaluationOptions(on=ON))
    (warning,) = [w for w in report.warnings if w.code == "orders-counted"]

    assert "2026-10-01 to 2026-10-01" in warning.says.en
    assert "2026-10-01 到 2026-10-01" in warning.says.zh


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("orders-2026-11-20.csv", date(2026, 11, 22), None),
        ("orders-2026-11-14.csv", date(2026, 11, 22), "orders-old"),
        ("orders-2026-11-15.csv", date(2026, 11, 22), None),
        ("orders-2026-11-21.csv", date(2026, 11, 20), "orders-from-later"),
        ("orders.csv", date(2026, 9, 30), "orders-from-later"),
        ("orders.csv", date(2026, 10, 1), "orders-undated"),  # the order's own day
        ("orders.csv", date(2026, 11, 22), "orders-undated"),
    ],
)
def test_an_old_export_and_one_from_later_are_warned_about(
    name: str, on: date, code: str | None, kuaishou: Platform, tmp_path: Path
) -> None:
    """Neither one that is later than the day judged is good enough, nor one older than a week."""
    state = parsed(b"platform: kuaishou", kuaishou, orders=[export(tmp_path, order(), name=name)])
    report = check(kuaishou, state, EvaluationOptions(on=on))
    ages = {"orders-old", "orders-from-later", "orders-undated"}

    assert [w.code for w in report.warnings if w.code in ages] == ([code] if code else [])
    grave = {each.code for each in report.warnings if each.prevents_ready}
    assert grave & ages == {code} - {None, "orders-undated"}
    told = {w.code for w in report.warnings if w.stale and w.code.startswith("orders-")}
    assert told == ({code} if code else set())


def test_the_day_of_an_export_is_the_day_of_a_state_that_names_none(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """The oldest, where there are several, of those that no newer one makes superfluous."""
    files = [
        export(tmp_path, *orders, name=f"o-2026-11-{day}.csv")
        for day, orders in (("18", [order("1")]), ("19", [order("2")]), ("20", [order("1")]))
    ]

    assert parsed(b"platform: kuaishou", kuaishou, orders=files).as_of == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("named", "files"),
    [
        ("orders_from: orders.csv", 1),
        ("orders_from: [orders.csv]", 1),
        ("orders_from: ['*.csv']", 2),
        ("orders_from: {files: [orders.csv, 'm*.csv']}", 2),
    ],
)
def test_a_state_file_names_exports_beside_it(
    named: str, files: int, kuaishou: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are seen from its folder, wherever the program is run."""
    export(tmp_path, order())
    export(tmp_path, order(OTHER, "待发货"), name="more.csv")
    state = tmp_path / "state.yaml"
    state.write_text(f"platform: kuaishou\n{named}\n", encoding="utf-8")
    monkeypatch.chdir("/")
    counted = read_state(state, kuaishou).counted

    assert counted is not None
    assert (len(counted.sheets), counted.orders) == (files, files)


def test_the_exports_of_a_call_go_before_those_of_the_file(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """And what the file says of words still holds, unless the call says otherwise."""
    file = export(tmp_path, order(status="奇怪"), name="named.csv")
    text = "platform: kuaishou\norders_from: {files: [gone.csv], map: {奇怪: pending_shipment}}\n"
    state = parsed(text.encode(), kuaishou, orders=[file])

    assert state.values["orders.pending_shipment"] == 1


@pytest.mark.parametrize(
    ("named", "at", "says"),
    [
        ("orders_from: gone.csv", "2:1: orders_from", "gone.csv: no such file"),
        ("orders_from: [gone.csv]", "2:15: orders_from[0]", "gone.csv: no such file"),
        (
            "orders_from:\n  files:\n    - exports/*.csv",
            "4:7: orders_from.files[0]",
            "exports/*.csv: no file matches this pattern",
        ),
        (
            "orders_from: {files: ../other.csv}",
            "2:15: orders_from.files",
            "../other.csv: `orders_from` may only name files in the folder of the state file",
        ),
        ("orders_from: e*.csv", "2:1: orders_from", "empty.csv: the file is empty"),
    ],
)
def test_an_export_named_in_vain_is_an_error_at_its_line(
    named: str, at: str, says: str, kuaishou: Platform, tmp_path: Path
) -> None:
    """In the state file, where it is mended; it names the file that was looked for."""
    state = tmp_path / "state.yaml"
    state.write_text(f"platform: kuaishou\n{named}\n", encoding="utf-8")
    (tmp_path / "empty.csv").touch()
    with pytest.raises(ShopexitError) as error:
        read_state(state, kuaishou)
    (problem,) = error.value.problems

    assert problem.in_words(Lang.EN).startswith(f"error: {state}:{at}: {tmp_path / says}")


def test_a_state_of_another_platform_is_refused_before_its_exports_are_read(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """The header would not fit, and the error would be about that."""
    with pytest.raises(ShopexitError) as error:
        parsed(b"platform: taobao", kuaishou, orders=[str(tmp_path / "gone.csv")])

    assert "not on kuaishou" in str(error.value)


def test_numbers_that_a_spreadsheet_has_cut_off_are_told(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """Orders whose last digits became zeros would be taken for one, and an open one for none."""
    cut = export(tmp_path, *(order(f"2500000000000{i}0") for i in (11, 22, 33)))
    whole = export(tmp_path, *(order(f"250000000000001{i}") for i in range(3)), name="w.csv")

    assert count_orders([cut], kuaishou).in_doubt
    assert not count_orders([whole], kuaishou).in_doubt


def test_exports_without_any_order_prove_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A filter may have been set: figures of the seller's own are not confirmed by it."""
    file = export(tmp_path)
    assert run(["check", "kuaishou", str(READY), "--orders", file, "--on", str(ON)]) == 3
    assert run(["orders", "kuaishou", file]) == 3
    capsys.readouterr()


def test_what_the_seller_says_of_a_state_is_told(kuaishou: Platform, tmp_path: Path) -> None:
    """A shop that is ready by its owner's word for a state says so; an empty state has a name."""
    text = "platform: kuaishou\norders_from: {files: o.csv, map: {（空）: closed}}\n"
    state = tmp_path / "state.yaml"
    state.write_text(text, encoding="utf-8")
    export(tmp_path, order(status=""), name="o.csv")
    report = check(kuaishou, read_state(state, kuaishou), EvaluationOptions(on=ON))

    assert [w.says.en for w in report.warnings if w.code == "orders-mapped"] == [
        "order statuses counted with the meaning you gave: (空) = closed × 1"
    ]
    assert "orders-unknown" not in [w.code for w in report.warnings]


def cases(folder: Path, name: str, *words: str, number: str = "6900000000000000001") -> str:
    """Write a list of cases of Douyin, all of one order."""
    rows = [{"订单号": number, "售后状态": word} for word in words]
    listed = exportfiles.rows_of("douyin-after-sales", rows)
    return str(exportfiles.write_csv(folder / name, listed))


def test_a_newer_list_of_cases_does_not_end_another_case(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """An order has several cases: that one has ended says nothing of the other."""
    old = cases(tmp_path, "c-2026-11-10.csv", "待商家处理")
    new = cases(tmp_path, "c-2026-11-20.csv", "售后关闭")
    counted = count_orders([old, new], rules_of["douyin"])

    assert counted.facts["after_sales.open"] == 1


def test_how_far_an_order_is_that_only_a_case_knows_the_seller_says(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """Douyin's list of cases does not say it: the orders' own list does not reach back so far."""
    rows = exportfiles.rows_of("douyin", [{"主订单编号": "6900000000000000007"}])
    orders = str(exportfiles.write_csv(tmp_path / "orders.csv", rows))
    counted = count_orders([orders, cases(tmp_path, "c.csv", "售后关闭")], rules_of["douyin"])
    given = {f"orders.pending_{stage}": 0 for stage in ("payment", "shipment", "receipt")}

    assert not set(given) & set(counted.facts)
    assert agreed(given, counted).items() >= given.items()


def test_the_states_in_a_list_of_cases_are_the_least_there_are(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """A figure that says less is contradicted, one that says as much or more is not."""
    row = {"订单编号": ORDER, "订单状态": "待发货", "售后状态": "售后关闭"}
    rows = exportfiles.rows_of("kuaishou-after-sales", [row])
    file = str(exportfiles.write_csv(tmp_path / "cases.csv", rows))

    assert (
        "to the exports it is 1 or more" in refused(kuaishou, file, orders__pending_shipment=0)[0]
    )
    for given in (1, 2):
        state = read(kuaishou, file, orders__pending_shipment=given)
        assert state.values["orders.pending_shipment"] == given


def test_a_day_that_is_too_early_is_told_in_words_of_days(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """An order placed on 1 October has not ended before that."""
    with pytest.raises(ShopexitError) as caught:
        read(kuaishou, export(tmp_path, order()), orders__last_completed_on="2026-09-01")
    (problem,) = caught.value.problems

    assert "按导出文件不会早于 2026-10-01" in problem.in_words(Lang.ZH)
    assert "to the exports it is 2026-10-01 or later" in problem.in_words(Lang.EN)


def test_an_order_that_has_ended_on_no_day_contradicts_never(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """Where the export gives no day at all, one thing is known still: some order has ended."""
    rows = exportfiles.rows_of("kuaishou", [{**order(), "订单创建时间": ""}])
    file = str(exportfiles.write_csv(tmp_path / "orders.csv", rows))

    assert (
        "this line says never, but according to the exports some orders have ended"
        in refused(kuaishou, file, orders__last_completed_on="never")[0]
    )


def test_the_last_day_is_open_where_one_of_several_files_has_no_day_of_completion(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """The last order may stand in that one; it did not end before the others, however."""
    ended = "2026-10-20 10:00:00"
    both = [
        exportfiles.rows_of(
            "douyin", [{"主订单编号": number, "订单状态": "已完成", "订单完成时间": ended}]
        )
        for number in ("6900000000000000001", "6900000000000000002")
    ]
    place = both[1][0].index("订单完成时间")
    for row in both[1]:
        del row[place]
    files = [str(exportfiles.write_csv(tmp_path / f"{n}.csv", rows)) for n, rows in enumerate(both)]
    whole = count_orders(files[:1], rules_of["douyin"])
    counted = count_orders(files, rules_of["douyin"])

    assert whole.facts["orders.last_completed_on"] == date(2026, 10, 20)
    assert "orders.last_completed_on" not in counted.facts
    assert counted.floors["orders.last_completed_on"] == date(2026, 10, 20)
    assert any("not every file has completion times" in note.en for note in counted.notes)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"待发货": OrderStatus.CLOSED}, "cannot count it as further along"),
        ({"已发货": OrderStatus.COMPLETED}, "cannot count it as further along"),
        ({"待付款": OrderStatus.PENDING_SHIPMENT}, "cannot count it as further along"),
        ({"待发货": OrderStatus.PENDING_RECEIPT}, "cannot count it as further along"),
        ({"交易成功": OrderStatus.CLOSED}, "cannot count it as further along"),
        ({"已发货": OrderStatus.PENDING_SHIPMENT}, None),
    ],
)
def test_a_word_that_is_known_cannot_be_said_to_hold_up_less(
    words: Mapping[str, OrderStatus], says: str | None, kuaishou: Platform, tmp_path: Path
) -> None:
    """It may be said to hold up more."""
    file = export(tmp_path, order(status=next(iter(words))))
    if says is None:
        assert count_orders([file], kuaishou, ReadOptions(mapped=words)).facts
        return
    with pytest.raises(ShopexitError, match=says):
        count_orders([file], kuaishou, ReadOptions(mapped=words))


@pytest.mark.parametrize("number", ["NULL", "None", "-", "订单号", "5E+15"])
def test_what_stands_for_no_number_is_no_order(
    number: str, kuaishou: Platform, tmp_path: Path
) -> None:
    """Also the header once more, with states below it that are no header's."""
    counted = count_orders([export(tmp_path, order(), order(number, "待发货"))], kuaishou)

    assert counted.in_doubt
    assert [problem.row for problem in counted.problems] == [3]


def test_a_sheet_with_states_that_is_left_out_leaves_the_figures_open(
    kuaishou: Platform, tmp_path: Path
) -> None:
    """Its orders may be the ones that are open; one without any state is only noted."""
    rows = exportfiles.rows_of("kuaishou", [order()])
    for other, doubt in ((["说明", "待发货"], True), (["说明", "导出人"], False)):
        file = str(exportfiles.write_openpyxl(tmp_path / "o.xlsx", {"订单": rows, "其他": [other]}))
        counted = count_orders([file], kuaishou)
        assert counted.in_doubt is doubt
        assert [(each.sheet, each.row) for each in counted.problems] == [("其他", 1)] * doubt
        assert any("其他" in note.zh for note in counted.notes)


def test_orders_that_are_not_over_become_the_order_list(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """With their state, day and amount; those that are over need nothing."""
    file = export_1688(tmp_path, a="等待买家付款", b="交易成功", c="等待买家收货")
    state = parsed(b"platform: '1688'", rules_of["1688"], orders=[file])

    assert state.orders is not None
    assert [(order.id, dict(order.values)) for order in state.orders] == [
        (f"20000000000000{i:02}", {
            "order.status": status, "order.placed_on": date(2026, 11, 2),
            "order.amount": Decimal("1200.50"),
        })
        for i, status in ((0, "pending_payment"), (2, "shipped"))
    ]  # fmt: skip
    of_shops = count_orders([export(tmp_path, order(status="待发货"))], rules_of["kuaishou"])
    assert of_shops.listed is None, "no procedure is about single orders there"


def listed(rules: Platform, file: str, *orders: Mapping[str, object]) -> State:
    """Return a state that lists orders of its own beside an export's."""
    return parsed(written("1688", {}, order_list=list(orders)), rules, orders=[file])


def test_what_the_seller_knows_of_an_order_is_joined_to_what_the_export_says(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """Nobody exports whether a buyer agrees."""
    file = export_1688(tmp_path, a="等待买家付款")
    state = listed(rules_of["1688"], file, {"id": "2000000000000000", "buyer_agrees": True})

    assert state.orders is not None
    assert state.orders[0].values["order.buyer_agrees"] is True
    assert state.orders[0].values["order.status"] == "pending_payment"


def test_an_entry_that_was_not_filled_in_is_passed_over(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """`init` writes one to show how it is done."""
    state = listed(rules_of["1688"], export_1688(tmp_path, a="等待买家付款"), {"id": "EXAMPLE"})

    assert state.orders is not None
    assert [order.id for order in state.orders] == ["2000000000000000"]


@pytest.mark.parametrize(
    ("number", "status", "words"),
    [
        ("2000000000000000", "shipped", "this line says shipped, the exports say pending_payment"),
        ("2000000000000001", "shipped", "this line says shipped, the exports say completed"),
        ("2000000000000009", "shipped", "is in none of the exports"),
    ],
)
def test_an_order_that_the_export_knows_otherwise_is_an_error(
    number: str, status: str, words: str, rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """Also one that is over there, and one that it does not know at all."""
    file = export_1688(tmp_path, a="等待买家付款", b="交易成功")
    with pytest.raises(ShopexitError) as error:
        listed(rules_of["1688"], file, {"id": number, "status": status})

    assert words in str(error.value)


def test_an_export_without_open_orders_leaves_the_shop_to_judge(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked for by name, there is no order to close, which is no green answer."""
    file = export_1688(tmp_path, a="交易成功")
    state = tmp_path / "state.yaml"
    state.write_text("platform: '1688'\n", encoding="utf-8")

    call = ["check", "1688", str(state), "--orders", file, "--lang", "en"]
    assert run([*call, "--format", "json"]) == 3
    judged = json.loads(capsys.readouterr().out)["judged"]
    assert {each["procedure"] for each in judged} <= {"close", "refund-deposit"}
    assert run([*call, "-p", "close-paid-order"]) == 2
    assert "nothing to check" in capsys.readouterr().err


def test_the_platform_is_asked_for_its_own_exports() -> None:
    """A platform without any in its rule file reads none."""
    rules = load_rules("demo", ROOT / "tests" / "rulebook")
    with pytest.raises(ShopexitError, match="no order export format is known for"):
        count_orders(["x.csv"], rules)


@pytest.mark.parametrize(
    ("said", "refused"), [("2026-11-14", True), ("2026-11-15", False), ("2026-11-20", False)]
)
def test_an_order_without_an_end_ended_on_the_day_it_was_placed_or_later(
    said: str, refused: bool, tmp_path: Path
) -> None:
    """Though another order has an end: the last of all is not known by it."""
    rows = exportfiles.rows_of(
        "douyin",
        [
            {"主订单编号": "6900000000000000001", "订单状态": "已完成",
             "订单提交时间": "2025-10-01 10:00:00", "订单完成时间": "2025-10-08 10:00:00"},
            {"主订单编号": "6900000000000000002", "订单状态": "已关闭", "售后状态": "退款成功",
             "订单提交时间": "2026-11-15 10:00:00", "订单完成时间": "-"},
        ],
    )  # fmt: skip
    file, rules = str(exportfiles.write_csv(tmp_path / "orders.csv", rows)), load_rules("douyin")
    counted = count_orders([file], rules)
    assert counted.floors["orders.last_completed_on"] == date(2026, 11, 15)
    state = tmp_path / "state.yaml"
    says = f"platform: douyin\nas_of: 2026-11-21\norders: {{last_completed_on: {said}}}\n"
    state.write_text(says, "utf-8")
    if refused:
        with pytest.raises(ShopexitError, match="2026-11-15"):
            read_state(state, rules, [file])
    else:
        read_state(state, rules, [file])
