"""What a seller's hand writes is read where it can mean one thing only, and refused elsewhere."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from states import ON, parsed

from shopexit import ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.inputs.spellings import flags, names
from shopexit.inputs.state_schema import state_model
from shopexit.messages import Lang
from shopexit.rules.facts import FactType
from shopexit.rules.loader import packaged_rules

KUAISHOU = packaged_rules().platform("kuaishou")
READ: dict[str, dict[str, object]] = {
    "orders.pending_payment": {
        "3单": 3, "3 单": 3, "３": 3, "１２件": 12, "0": 0, "1,200": 1200, "1，200": 1200,
        "12,345,678": 12_345_678, "5个": 5, "7笔": 7,
    },
    "after_sales.period_days": {"30天": 30, "３０天": 30, "15": 15},
    "funds.debt": {
        "500元": Decimal(500), "￥1,200.50": Decimal("1200.50"), "¥ 120.50": Decimal("120.50"),
        "¥500元": Decimal(500), "１２０．５": Decimal("120.5"), "0元": Decimal(0),
        "1,863.40": Decimal("1863.40"),
    },
    "deposit.held": {"-132.50元": Decimal("-132.50"), "－5": Decimal(-5)},
    "notice.published_on": {
        "2026/11/1": date(2026, 11, 1), "2026.11.1": date(2026, 11, 1),
        "2026-11-01 10:00:59": date(2026, 11, 1), "2026/11/1 9:30": date(2026, 11, 1),
        "2026年11月1日": date(2026, 11, 1), "2026 年 11 月 01 号": date(2026, 11, 1),
        "2026-1-5": date(2026, 1, 5), "２０２６年１１月１日": date(2026, 11, 1),
        "2026-11-01": date(2026, 11, 1), "从没有过": "never", "Never": "never",
    },
    "services.freight_insurance_active": {
        "是": True, "否": False, "有": True, "无": False, "没有": False, "yes": True, "No": False,
        "true": True, "不是": False, "y": True,
    },
    "confirmed.agreements_kept": {"是": True, "否": False, "yes": True},
    "closing.status": {"审核中": "in_review", "in review": "in_review", "还没申请": "not_applied"},
    "deposit.status": {"可退": "refundable", "refundable": "refundable"},
}  # fmt: skip
SCHEMA = Draft202012Validator(state_model(KUAISHOU.vocabulary).model_json_schema())
REFUSED: dict[str, list[str]] = {
    "orders.pending_payment": [
        "no", "无", "没有", "是", "1,5", "1,20", "12,00", "3天", "3元", "1.5", "-1", "007", "三单",
        "3-5", "约3单", "1 200", "3单5件",
    ],
    "funds.debt": [
        "1,5", "1.200,50", "$120", "120.505", "1，20", "无", "-5元", "￥-5", "500元整",
        "5万", "3单",
    ],
    "deposit.held": ["--5", "5-", "￥"],
    "notice.published_on": [
        "11/1/2026", "1-11-2026", "26/11/1", "11月1日", "2026年11月", "2026/11-1", "20261101",
        "2026-13-1", "2026/2/30", "2026年11月1日 10点", "无", "没有", "昨天",
    ],
    "services.freight_insurance_active": ["on", "0", "1", "maybe", "不知道", "是否"],
    "confirmed.agreements_kept": ["有", "没有", "无"],
    "closing.status": ["审核", "退款中", "已通过"],
}  # fmt: skip


def data(path: str, value: object) -> dict[str, Any]:
    """Return a state that gives one fact."""
    group, _, name = path.partition(".")
    return {"platform": "kuaishou", group: {name: value}}


def read(path: str, value: object) -> object:
    """Return what a fact is read as."""
    state = parsed(json.dumps(data(path, value), default=str).encode(), KUAISHOU)
    return state.values[path]


@pytest.mark.parametrize(
    ("path", "written", "value"), [(p, w, v) for p, each in READ.items() for w, v in each.items()]
)
def test_a_spelling_that_means_one_thing_is_read(path: str, written: str, value: object) -> None:
    """As what it means, of the type of the fact; and the schema of states accepts it too."""
    found = read(path, written)
    assert (found, type(found)) == (value, type(value))
    assert SCHEMA.is_valid(data(path, written))


@pytest.mark.parametrize(
    ("path", "written"), [(p, written) for p, each in REFUSED.items() for written in each]
)
def test_a_spelling_that_may_mean_two_things_or_none_is_refused(path: str, written: str) -> None:
    """By the schema of states too, but for a day that only the calendar knows not to be one."""
    with pytest.raises(ShopexitError):
        read(path, written)
    assert written == "2026/2/30" or not SCHEMA.is_valid(data(path, written))


PIECES = st.sampled_from(
    [*"0123１９,，.．-￥¥元单天 年月日/", "2026", "是", "有", "never", "审核中"]
)


@given(st.sampled_from([*READ]), st.lists(PIECES, min_size=1, max_size=9).map("".join))
def test_whatever_is_written_reader_and_schema_agree(path: str, written: str) -> None:
    """But that the schema knows no calendar."""
    valid = SCHEMA.is_valid(data(path, written))
    try:
        said = repr(read(path, written))
    except ShopexitError as error:
        said = str(error)
    # A word is held to no pattern before its spaces are put in order.
    spaced = " ".join(written.split()) != written
    no_such_day = "there is no such date" in said
    assert valid is not said.startswith("error") or spaced or no_such_day, (written, said)


def test_a_word_stands_for_one_choice_only() -> None:
    """No label of one choice is that of another, or its name."""
    for fact in KUAISHOU.vocabulary.facts.values():
        if fact.type is FactType.CHOICE:
            words = [word for n, t in fact.choices.items() for word in {n, t.zh, t.en}]
            assert len(words) == len(set(words))
            # Besides, a label without what stands in its brackets, or with that behind a comma.
            short = {word.split("（")[0].split(" (")[0] for word in words}
            comma = {w.rstrip("）").replace("（", mark) for w in words for mark in "、，,"}
            assert set(words) <= set(names(fact.choices)) <= {*words, *short, *comma}


def test_of_what_is_named_by_its_absence_there_is_none_says_nothing() -> None:
    """没有 to 没有违反平台协议 may be yes or no."""
    negative = [f for f in KUAISHOU.vocabulary.facts.values() if f.label.zh.startswith("没有")]
    assert negative
    assert all("没有" not in flags(fact) for fact in negative)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (
            Lang.ZH,
            "这几项这样理解：as_of：“2026年11月20日” → 2026-11-20；待付款订单：“3单” → 3",
        ),
        (
            Lang.EN,
            "these spellings were read as follows: as_of: '2026年11月20日' → 2026-11-20; orders",
        ),
    ],
)
def test_the_report_shows_what_was_understood(lang: Lang, said: str) -> None:
    """Days, facts, confirmations and answers; what stands there as it is read is not repeated."""
    text = (
        "platform: kuaishou\nas_of: 2026年11月20日\norders: {pending_payment: 3单}\n"
        "funds: {debt: 0}\nclosing: {status: not_applied}\nnotice: {published_on: 2026-11-01}\n"
        "confirmed: {data_backed_up: {on: 2026/11/3}}\n"
        "answers: {kuaishou/close/deposit-returned: {required: 否}}\n"
        "waivers: [{requirement: x, reason: y, by: z, until: 2026.12.1}]\n"
    )
    state = parsed(text.encode(), KUAISHOU)
    report = check(KUAISHOU, state, EvaluationOptions(ON, lang=lang))
    (note,) = (warning.says for warning in report.warnings if warning.code == "understood")
    assert note[lang].startswith(said)
    assert note.en.count(" → ") == 4
    assert "required" not in note.en  # 否 is what the note would show
    assert "waivers[0].until: '2026.12.1' → 2026-12-01" in note.en


def test_what_is_written_as_it_is_read_is_not_remarked_upon() -> None:
    """An example has no such note."""
    state = parsed(b"platform: kuaishou\norders: {pending_payment: 3}\n", KUAISHOU)
    assert state.understood == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("close/notice-shown-30-days", "kuaishou/close/notice-shown-30-days"),
        ("没有进行中的售后", "kuaishou/close/after-sales-finished"),
        ("No after-sales case is open.", "kuaishou/close/after-sales-finished"),
        ("在售商品", "products.on_sale"),
        ("products on sale", "products.on_sale"),
        # An id and the platform's own words are as they were written.
        ("notice-shown-30-days", "notice-shown-30-days"),
        ("商品没下架", "商品没下架"),
    ],
)
def test_why_an_application_was_refused_is_found_by_what_the_rules_call_it(
    written: str, read: str
) -> None:
    """A requirement's own sentence, its reference without the platform, the label of a figure."""
    state = {"platform": "kuaishou", "closing": {"status": "rejected", "reason": written}}
    assert parsed(json.dumps(state).encode(), KUAISHOU).values["closing.reason"] == read


@pytest.mark.parametrize("rest", ["（还不能退）", "、还不能退", "，还不能退", ""])
def test_what_stands_in_brackets_may_stand_behind_a_comma_or_be_left_out(rest: str) -> None:
    """A choice is typed as its label is read out."""
    state = parsed(f"platform: kuaishou\ndeposit: {{status: 正常押着{rest}}}\n".encode(), KUAISHOU)
    assert state.values["deposit.status"] == "held"
