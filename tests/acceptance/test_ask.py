"""`ask` writes the file itself: on a real terminal, by a pipe, in the middle, and a week later."""

import io
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from processes import PROGRAM, environment
from typing_hands import END, INTERRUPT, typed

from shopexit import Platform
from shopexit.cli.app import run
from shopexit.cli.exit_codes import BUG, HUNG_UP, INTERRUPTED, TERMINATED
from shopexit.files import yaml

ON = ("--on", "2026-11-22")
ANSWERS = {
    "closing.status": "还没申请",
    "notice.published_on": "2026年10月20日",
    "products.on_sale": "0",
    "products.under_review": "0",
    "products.scheduled": "０",
    "orders.pending_payment": "0",
    "orders.pending_shipment": "0单",
    "orders.pending_receipt": "0",
    "orders.last_completed_on": "2026/10/18",
    "after_sales.open": "0",
    "disputes.open": "0",
    "funds.unsettled": "￥0",
    "funds.withdrawable": "0元",
    "funds.in_transit": "0",
    "violations.unpaid_fines": "0",
    "violations.open": "0",
    "funds.debt": "0",
    "deposit.held": "1,500.00",
    "deposit.required": "500",
    "services.freight_insurance_active": "否",
    "services.freight_balance": "0",
    "services.pending_subsidy_invoices": "0",
    "services.pending_changes": "0",
    "confirmed.manager_can_verify": "是",
}
"""A good shop on Kuaishou, in the order in which it is asked about."""


def answer(monkeypatch: pytest.MonkeyPatch, lines: list[str], *args: str, lang: str = "zh") -> int:
    """Run `ask` in this process, with answers from a pipe; return its exit code."""
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return run(["ask", *args, *ON, "--lang", lang])


def figures(path: Path) -> dict[str, object]:
    """Return the facts of a file by their dotted paths."""
    data = yaml.read(path).data
    assert isinstance(data, dict)
    groups = ((group, each) for group, each in data.items() if isinstance(each, dict))
    return {f"{group}.{name}": value for group, each in groups for name, value in each.items()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A place for a file that is not there yet."""
    return tmp_path / "shop.yaml"


def test_a_seller_answers_on_a_terminal_and_gets_the_screen(file: Path) -> None:
    """Every question of the platform, then the last one, then what `check` shows."""
    code, screen = typed(
        ["ask", "快手", str(file), *ON, "--lang", "zh"], [*ANSWERS.values(), "可退", "是", "是"]
    )
    assert code == 3  # sources disagree about the deposit, which no figure settles
    assert "店铺因违规被冻结" not in screen
    assert "店铺是否因违规被冻结：否" in screen
    assert "已存好" in screen
    found = figures(file)
    assert [path for path in found if path in ANSWERS] == sorted(ANSWERS, key=list(found).index)
    assert str(found["deposit.held"]) == "1500.00"
    assert found["closing.status"] == "not_applied"
    assert found["services.freight_insurance_active"] is False
    assert found["violations.shop_frozen"] is False
    shown = screen[screen.index("已存好") :].splitlines()[1:]
    again = typed(["check", str(file), *ON, "--lang", "zh"], [])[1]
    assert shown == again.splitlines()


def test_what_ask_has_written_check_takes_as_it_is(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No figure is missing, none is remarked upon; the last question may be left open."""
    assert answer(monkeypatch, list(ANSWERS.values()), "kuaishou", str(file)) == 3
    shown = capsys.readouterr().out
    assert run(["check", str(file), *ON, "--lang", "zh"]) == 3
    assert capsys.readouterr().out == shown
    assert "硬性要求缺数据" not in shown
    assert "按你写的意思" not in shown
    assert set(figures(file)) == set(ANSWERS)


def test_wrong_answers_are_explained_and_asked_for_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the words of the reader of files; what contradicts an answer before is wrong as well."""
    lines = ["soon", "审核", "1", "11/1/2026", "2026-12-24", "2026-10-20", "no", "1,5", "-1", "0"]
    assert answer(monkeypatch, lines, "kuaishou", str(file)) == 3
    err = capsys.readouterr().err
    assert err.count("退店（关店）申请到哪一步了") == 3
    assert err.count("首页的关店公示哪天开始的") == 3
    assert err.count("还有多少在售商品") == 4
    assert "“11/1/2026”不是日期" in err
    assert "2026-12-24 在 as_of（2026-11-22）之后" in err
    assert "写的是“no”，应为整数" in err
    assert figures(file) == {
        "closing.status": "not_applied",
        "notice.published_on": "2026-10-20",
        "products.on_sale": 0,
    }


def test_a_question_says_where_its_figure_is_found(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a menu that a source names, or that none is known."""
    lines = ["1", "？", "2026-10-20", "0", "0", "0", "?"]
    answer(monkeypatch, lines, "kuaishou", str(file))
    err = capsys.readouterr().err
    assert err.count("后台哪里看：没查到") == 1
    assert " > " in err


def test_one_back_and_another_answer(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As often as there are answers; what was said is shown, and Enter leaves it."""
    lines = ["<", "3", "＜", "1", "2026-10-20", "5", "<", "<", "2026-10-21", "<", "", "<", "7"]
    assert answer(monkeypatch, lines, "kuaishou", str(file)) == 1
    assert figures(file) == {
        "closing.status": "not_applied",
        "notice.published_on": "2026-10-21",
        "products.on_sale": 7,
    }
    err = capsys.readouterr().err
    assert err.count("卡在这里：商品全部下架") == 3
    assert err.count("现在写的是：5") == 3
    assert err.count("现在写的是：2026-10-20") == 1


def test_answers_after_the_one_that_is_changed_stay(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also if the interview ends on the way; what is not known after all is taken out."""
    began = ["1", "2026-10-20", "3", "4"]
    answer(monkeypatch, [*began, *["<"] * 3], "kuaishou", str(file))
    kept = {
        "closing.status": "not_applied",
        "notice.published_on": "2026-10-20",
        "products.on_sale": 3,
        "orders.pending_payment": 4,
    }
    assert figures(file) == kept
    file.unlink()
    answer(monkeypatch, [*began, *["<"] * 3, "不知道", "0"], "kuaishou", str(file))
    del kept["notice.published_on"]
    assert figures(file) == {**kept, "after_sales.open": 0}
    assert capsys.readouterr().err.count("首页的关店公示哪天开始的") == 4


def test_an_answer_that_does_not_fit_any_more_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would contradict the one that was changed."""
    answer(monkeypatch, ["2", "2026-11-10", "<", "<", "1"], "kuaishou", str(file))
    assert "没存：申请被驳回的日期：2026-11-10（写着还没申请" in capsys.readouterr().err
    assert figures(file) == {"closing.status": "not_applied"}


def test_a_list_of_orders_is_changed_from_behind(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without an order there is nothing left of what was said about it."""
    lines = ["供应商（卖家）", "还没申请", "正常押着（还不能退）", "never", "否"]
    lines += ["A1", "待付款", "B2"]
    answer(monkeypatch, [*lines, *["<"] * 3, "没有"], "1688", str(file))
    assert "order_list: []" in file.read_text("utf-8")
    assert "role: seller" in file.read_text("utf-8")
    assert "没存" not in capsys.readouterr().err


def test_what_is_not_known_stays_open_and_is_not_asked_twice(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enter goes on; the next time it is asked again."""
    asked = ("the deposit's status", "whether the Alipay fits", "whether data are kept")
    questions = [*ANSWERS, *asked, "the last one"]
    assert answer(monkeypatch, ["" for _ in questions], "kuaishou", str(file), lang="en") == 3
    out, err = capsys.readouterr()
    assert err.count("> ") == len(questions)
    assert "as_of: 2026-11-22" in file.read_text("utf-8")
    assert figures(file) == {}
    assert "UNDETERMINED" in out


def test_an_interview_that_is_stopped_is_taken_up_where_it_was(file: Path) -> None:
    """What has been answered is kept, whole; nothing is asked twice."""
    lines = list(ANSWERS.values())
    code, screen = typed(
        ["ask", "kuaishou", str(file), *ON, "--lang", "zh"], [*lines[:5], INTERRUPT]
    )
    assert code == INTERRUPTED
    assert "已存好" in screen
    assert list(figures(file)) == list(ANSWERS)[:5]
    code, screen = typed(["ask", str(file), *ON, "--lang", "zh"], [*lines[5:], END])
    assert code == 3
    assert set(figures(file)) == set(ANSWERS)
    assert "退店（关店）申请到哪一步了" not in screen


def test_who_stops_before_the_first_answer_leaves_nothing_behind(file: Path) -> None:
    """No file is made for nothing."""
    assert typed(["ask", "kuaishou", str(file), *ON], [INTERRUPT])[0] == INTERRUPTED
    assert not file.exists()
    assert list(file.parent.iterdir()) == []


def test_no_more_answers_is_no_error(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A pipe that ends ends the interview, and the shop is judged by what is known."""
    assert answer(monkeypatch, ["1"], "kuaishou", str(file)) == 3
    assert "还说不准" in capsys.readouterr().out
    assert figures(file) == {"closing.status": "not_applied"}


def test_without_a_platform_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And without a file shop.yaml is written here."""
    monkeypatch.chdir(tmp_path)
    assert answer(monkeypatch, ["抖店", "国内"]) == 3
    assert yaml.read(Path("shop.yaml")).data == {
        "platform": "douyin", "as_of": "2026-11-22", "profile": {"region": "domestic"},
    }  # fmt: skip
    assert "店开在哪个平台" in capsys.readouterr().err
    assert answer(monkeypatch, ["拼多多"], "other.yaml") == 2
    assert answer(monkeypatch, [], "other.yaml") == 2
    assert not Path("other.yaml").exists()


def test_a_file_that_init_wrote_is_filled_in_with_its_comments(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every line stays, and the answers stand behind their keys."""
    assert run(["init", "kuaishou", "-o", str(file), "--lang", "zh"]) == 0
    before = file.read_text("utf-8").splitlines()
    answer(monkeypatch, list(ANSWERS.values()), str(file))
    after = file.read_text("utf-8").splitlines()
    assert [line for line in after if "#" in line and line.lstrip()[0] == "#"] == [
        line for line in before if "#" in line and line.lstrip()[0] == "#"
    ]
    assert len(after) == len(before)
    assert {k: v for k, v in figures(file).items() if v is not None}.keys() == ANSWERS.keys()


def test_a_week_later_what_moves_is_asked_for_with_its_last_value(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Enter for what is still so; as_of becomes the day, and comments stay."""
    answer(monkeypatch, list(ANSWERS.values()), "kuaishou", str(file))
    file.write_text(f"# 我的店\n{file.read_text('utf-8')}", encoding="utf-8")
    capsys.readouterr()
    late = ["ask", str(file), "--refresh", "--on", "2026-11-27", "--lang", "zh"]
    monkeypatch.setattr("sys.stdin", io.StringIO("2\n" + "\n" * 40))
    assert run(late) == 1
    err = capsys.readouterr().err
    assert "现在写的是：1500" in err
    assert "运费险" not in err
    assert "卡在这里：没有未完成的订单" in err
    text = file.read_text("utf-8")
    assert text.startswith("# 我的店\n")
    assert "as_of: 2026-11-27" in text
    assert figures(file)["orders.pending_payment"] == 2


def test_figures_that_are_too_old_are_all_asked_for_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is said of services, too."""
    answer(monkeypatch, list(ANSWERS.values()), "kuaishou", str(file))
    monkeypatch.setattr("sys.stdin", io.StringIO("\n" * 40))
    run(["ask", str(file), "--refresh", "--on", "2026-12-27", "--lang", "zh"])
    assert "运费险" in capsys.readouterr().err
    assert "as_of: 2026-12-27" in file.read_text("utf-8")


def test_half_a_refresh_makes_nothing_look_fresh(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was answered is kept, but for a day that is after the day of the other figures."""
    answer(monkeypatch, list(ANSWERS.values()), "kuaishou", str(file))
    moves = [
        "orders.pending_payment", "orders.pending_shipment", "orders.pending_receipt",
        "orders.last_completed_on",
    ]  # fmt: skip
    lines = ["1", "0", "0", "2026-11-25", INTERRUPT]
    words = ["ask", str(file), "--refresh", "--on", "2026-11-27", "--lang", "zh"]
    code, screen = typed(words, lines)
    assert code == INTERRUPTED
    found = figures(file)
    assert [found[path] for path in moves] == [1, 0, 0, "2026-10-18"]
    assert "as_of: 2026-11-22" in file.read_text("utf-8")
    assert "没存：最后一笔订单完成或关闭的日期：2026-11-25（重看没做完" in screen
    assert "^C  !" not in screen


@pytest.mark.parametrize(
    ("ending", "code"),
    [(INTERRUPT, INTERRUPTED), (signal.SIGTERM, TERMINATED), (signal.SIGHUP, HUNG_UP)],
)
def test_whatever_ends_an_interview_the_answers_are_saved(
    ending: str | signal.Signals, code: int, file: Path
) -> None:
    """And nothing is said of a file that would be unchanged; that, only where nothing is saved."""
    unchanged = "\nstopped: no partly written files remain"
    found, screen = typed(["ask", "kuaishou", str(file), *ON, "--lang", "en"], ["1", ending])
    assert (found, "saved to" in screen, unchanged in screen) == (code, True, False)
    assert figures(file) == {"closing.status": "not_applied"}
    found, screen = typed(["ask", str(file), *ON, "--lang", "en"], [ending])
    assert (found, "saved to" in screen, unchanged in screen) == (code, False, True)


def test_a_bug_on_the_way_loses_no_answer(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is told as a bug, once the answers are saved."""
    asked = iter([["closing.status"]])  # then there is nothing, which is an error
    monkeypatch.setattr("shopexit.cli.ask.questions", lambda *_: next(asked))
    assert answer(monkeypatch, ["1", "2"], "kuaishou", str(file)) == BUG
    assert "已存好" in capsys.readouterr().err
    assert figures(file) == {"closing.status": "not_applied"}


@pytest.mark.parametrize("strict", [True, False])
def test_input_that_is_no_text_is_no_bug(strict: bool, file: Path) -> None:
    """In whatever way Python tells it; nor is input that is closed."""
    words = [*PROGRAM, "ask", "kuaishou", str(file), *ON, "--lang", "en"]
    env = environment(PYTHONIOENCODING=f"utf-8:{'strict' if strict else 'surrogateescape'}")
    found = subprocess.run(
        words, input="1\n不知道\n".encode("gb18030"), env=env, capture_output=True, check=False
    )
    assert found.returncode == (2 if strict else 3)
    assert b"bug" not in found.stderr
    closed = ["sh", "-c", 'exec "$@" <&-', "sh", *words]
    found = subprocess.run(closed, env=env, capture_output=True, check=False)
    assert (found.returncode, b"standard input is closed" in found.stderr) == (2, True)


def test_a_file_that_is_not_there_is_no_file_to_go_on_with(file: Path) -> None:
    """No answer, no file, and no command that names it; the report stands on lines of its own."""
    code, screen = typed(["ask", "kuaishou", str(file), *ON, "--lang", "zh"], [])
    assert (code, file.exists()) == (3, False)
    assert "shopexit ask" not in screen
    assert "\n> \n" in screen


def test_what_is_newer_than_the_figures_needs_newer_figures(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The day of the figures cannot be changed by an answer, so it says what can be done."""
    file.write_text(
        "{platform: kuaishou, as_of: 2026-11-18, closing: {status: not_applied}}", encoding="utf-8"
    )
    answer(monkeypatch, ["2026-11-20", "2026-11-23", "x"], str(file))
    err = capsys.readouterr().err
    assert err.count("加 --refresh") == 1
    assert "这是 2026-11-18 以后的事" in err
    # Neither would be valid with figures of today.
    assert "2026-11-23 在 as_of（2026-11-18）之后" in err
    assert "“x”不是日期" in err


@pytest.mark.parametrize("line", ["3.5", "9" * 5000, "７.5", "007"])
def test_what_is_typed_has_no_quotes_to_take_off(
    line: str, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no whole number is told so; one of any length is no bug."""
    assert answer(monkeypatch, [line, "1", "", line], "kuaishou", str(file)) == 3
    err = capsys.readouterr().err
    assert err.count("应为") == 2
    if line == "3.5":
        assert "去掉引号" not in err


def test_a_file_that_cannot_be_used_or_written_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As by `check`, before anything is asked."""
    file.write_text("platform: kuaishou\norders: {pending_payment: no}\n", encoding="utf-8")
    assert answer(monkeypatch, ["1"], str(file)) == 2
    assert answer(monkeypatch, ["1"], "taobao", str(file)) == 2
    assert answer(monkeypatch, ["1"], "kuaishou", "-") == 2
    assert answer(monkeypatch, ["1"], "a", "b", "c") == 2
    assert "关店申请" not in capsys.readouterr().err
    assert answer(monkeypatch, ["1"], "kuaishou", str(file.parent / "none" / "shop.yaml")) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_question_of_every_platform_is_asked_in_both_languages(
    lang: str,
    rules_of: Mapping[str, Platform],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """To the end, whatever is not known; asked one by one what no rule speaks of has its turn."""
    for name in rules_of:
        lines = [*[""] * 60, *[""] * 40]
        answer(monkeypatch, lines, name, str(tmp_path / f"{name}.yaml"), lang=lang)
        err = capsys.readouterr().err
        last = "规则里没提" if lang == "zh" else "No rule covers the facts below"
        assert last in err, name
        assert "Traceback" not in err


def test_orders_are_asked_for_one_by_one(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On 1688, until Enter says that these are all; each question names its order."""
    lines = [
        "供应商（卖家）", "还没申请", "正常押着（还不能退）", "never", "否",
        "3019284756610021", "待付款",
        "3019284756610022", "<", "B2", "3", "否", "否", "否",
    ]  # fmt: skip
    answer(monkeypatch, lines, "1688", str(file))
    err = capsys.readouterr().err
    assert err.count("还没完成的订单，一单一单写订单号") == 4
    assert "订单 3019284756610021：订单现在是什么状态" in err
    assert "订单 B2：订单现在是什么状态" in err
    assert "有多少待付款" not in err
    text = file.read_text("utf-8")
    assert '  - {id: "3019284756610021", status: pending_payment}\n' in text
    assert "  - {id: B2, status: shipped, " in text
    assert "22}" not in text
    assert run(["check", str(file), *ON, "--lang", "zh"]) == 1


def test_a_week_later_orders_that_have_not_ended_are_read_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What has changed of one changes what is asked of it; those that have ended stay."""
    file.write_text(
        "platform: 1688\nas_of: 2026-11-14\nprofile: {role: seller}\norder_list:\n"
        "  - {id: A1, status: pending_payment}\n  - {id: A2, status: completed}\n",
        encoding="utf-8",
    )
    answer(monkeypatch, ["交易关闭", ""], str(file), "--refresh")
    err = capsys.readouterr().err
    assert "订单 A1：订单现在是什么状态" in err
    assert "现在写的是：待付款" in err
    assert "订单 A2" not in err
    assert "{id: A1, status: closed}" in file.read_text("utf-8")
    assert "as_of: 2026-11-22" in file.read_text("utf-8")


def test_a_file_that_could_not_be_saved_is_refused_before_the_first_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So that no answer is lost."""
    lost = tmp_path / "nowhere" / "shop.yaml"
    assert answer(monkeypatch, ["0"], "kuaishou", str(lost), lang="en") == 2
    err = capsys.readouterr().err
    assert "no such folder to save the file in" in err
    assert "> " not in err


@pytest.mark.parametrize("none", ["0", "没有", "none"])
def test_no_order_is_no_number_of_an_order(
    none: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As 0 is for every other question."""
    lines = ["供应商（卖家）", "还没申请", "正常押着（还不能退）", "never", "否", none]
    answer(monkeypatch, lines, "1688", str(file))
    assert yaml.read(file).data["order_list"] == []  # type: ignore[index,call-overload]
    file.unlink()
    answer(monkeypatch, [*lines[:5], "A1", "待付款", none], "1688", str(file))
    assert "  - {id: A1, status: pending_payment}\n" in file.read_text("utf-8")


def test_one_order_after_the_other(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Several numbers on a line are not one order."""
    lines = ["供应商（卖家）", "还没申请", "正常押着（还不能退）", "never", "否"]
    lines += ["A1, A2", "A1 A2", "A1、A2"]
    answer(monkeypatch, lines, "1688", str(file))
    assert capsys.readouterr().err.count("一次只写一个订单号") == 3
    assert "A1" not in file.read_text("utf-8")
