"""The words and headers of order exports, held against a second reading of the sources.

That reading is words.yaml beside this file: made by hand, and not from the rule files.
"""

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from exportfiles import HEADERS, rows_of, write_csv
from states import ON, PLATFORMS, ROOT

from shopexit import Lang, Rules, ShopexitError
from shopexit.cli.app import run
from shopexit.files.cells import plain
from shopexit.inputs.orders.header_columns import fitting
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.orders.status_words import Lexicon, Understood
from shopexit.rules.export_schema import (
    STAGES,
    WORD_ROLES,
    ColumnRole,
    Confidence,
    Exports,
    OrderStatus,
)

CASES = (ColumnRole.AFTER_SALES, ColumnRole.DISPUTE)
OVER = (OrderStatus.COMPLETED, OrderStatus.CLOSED, OrderStatus.ENDED)
SURE = [Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH]
LANGS = tuple(Lang)
EMPTY = ("", "-", "--", "—", "–", "/", "\t-", " ", "－", "NULL")


@dataclass(frozen=True)
class Group:
    """Words that the table puts together."""

    platform: str
    role: ColumnRole
    bucket: OrderStatus
    confidence: Confidence
    """The most that the rule file may claim."""
    judged: bool
    words: tuple[str, ...]
    containing: tuple[str, ...]


def _groups() -> Iterator[Group]:
    table = yaml.safe_load((ROOT / "tests" / "words.yaml").read_text("utf-8"))
    for platform, roles in table.items():
        for role, groups in roles.items():
            for group in groups:
                yield Group(
                    platform,
                    ColumnRole(role),
                    OrderStatus(group.pop("bucket")),
                    Confidence(group.pop("confidence", Confidence.HIGH)),
                    group.pop("judged", False),
                    tuple(group.pop("words", ())),
                    tuple(group.pop("containing", ())),
                )
                assert group == {}, group


TABLE = tuple(_groups())


def _table(platform: str) -> list[tuple[Group, str]]:
    """Return the words of a platform, each with the group that it stands in."""
    return [(group, word) for group in TABLE if group.platform == platform for word in group.words]


def _exports(rules: Rules) -> Exports:
    assert rules.platform.exports
    return rules.platform.exports


# The table and the rule files.


def test_the_table_has_every_platform_and_no_word_twice() -> None:
    """An empty table must not pass for green, and a word has one meaning in a column."""
    assert sorted({group.platform for group in TABLE}) == sorted(PLATFORMS)
    counts = Counter((group.platform, group.role, word) for group in TABLE for word in group.words)
    assert [word for word, times in counts.items() if times > 1] == []
    assert len(counts) > 350


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_word_of_the_sources_is_understood_as_they_mean_it(
    platform: str, rules_of: Mapping[str, Rules]
) -> None:
    """Every word of the sources is in the bucket that the second reading puts it into."""
    lexicon = Lexicon(_exports(rules_of[platform]), {})
    misses = [
        f"{group.role} {word}: {found.meaning}, not {group.bucket}"
        for group, word in _table(platform)
        if (found := lexicon.understand(group.role, word)).meaning is not group.bucket
        or found.entry is None
    ]
    assert misses == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_word_is_claimed_more_surely_than_the_sources_allow(
    platform: str, rules_of: Mapping[str, Rules]
) -> None:
    """The confidence of a rule file may be lower than that of the second reading, never higher."""
    lexicon = Lexicon(_exports(rules_of[platform]), {})
    too_sure = [
        f"{group.role} {word}: {entry.confidence}, sources {group.confidence}"
        for group, word in _table(platform)
        if (entry := lexicon.understand(group.role, word).entry)
        and SURE.index(entry.confidence) > SURE.index(group.confidence)
    ]
    assert too_sure == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_a_judgement_is_marked_as_one(platform: str, rules_of: Mapping[str, Rules]) -> None:
    """A bucket that is not the sources' own word is marked as judged, and no other is."""
    lexicon = Lexicon(_exports(rules_of[platform]), {})
    differing = [
        f"{group.role} {word}: judged {entry.judged}, sources {group.judged}"
        for group, word in _table(platform)
        if (entry := lexicon.understand(group.role, word).entry) and entry.judged != group.judged
    ]
    assert differing == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_word_of_a_rule_file_is_invented(platform: str, rules_of: Mapping[str, Rules]) -> None:
    """Every word of a rule file stands in the table, under the same role."""
    known = {(group.role, plain(word)) for group, word in _table(platform)}
    invented = [
        f"{role} {word}: {entry.bucket}"
        for role, entries in _exports(rules_of[platform]).words.items()
        for entry in entries
        for word in entry.words
        if (role, plain(word)) not in known
    ]
    assert invented == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_pattern_of_a_rule_file_is_invented(
    platform: str, rules_of: Mapping[str, Rules]
) -> None:
    """A beginning is a word of the table with that meaning, and what is contained stands there."""
    meant = {(group.role, group.bucket, plain(word)) for group, word in _table(platform)}
    parts = {
        (group.role, group.bucket, part)
        for group in TABLE
        if group.platform == platform
        for part in group.containing
    }
    entries = [
        (role, entry)
        for role, entries in _exports(rules_of[platform]).words.items()
        for entry in entries
    ]
    invented = [
        (role, start)
        for role, entry in entries
        for start in entry.beginning
        if (role, entry.bucket, plain(start)) not in meant
        and entry.bucket is not OrderStatus.UNKNOWN
    ]
    assert invented == []
    assert {(role, e.bucket, part) for role, e in entries for part in e.containing} == parts


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_pattern_lets_an_order_or_a_case_be_over(
    platform: str, rules_of: Mapping[str, Rules]
) -> None:
    """What is completed, closed or ended is said by whole words: a longer one may say otherwise."""
    patterns = [
        entry.bucket
        for entries in _exports(rules_of[platform]).words.values()
        for entry in entries
        if entry.beginning or entry.containing
    ]
    assert not set(patterns) & set(OVER)


# How words are compared.


@pytest.mark.parametrize(
    "word",
    ["已发货了", "交易成功啦", "部分发貨", "交易成功(有售后)", "未交易成功", "成功", "999", "?"],
)
@pytest.mark.parametrize("role", WORD_ROLES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_word_in_no_table_is_unknown(
    platform: str, role: ColumnRole, word: str, rules_of: Mapping[str, Rules]
) -> None:
    """A word in no table is unknown, and so is a near miss."""
    lexicon = Lexicon(_exports(rules_of[platform]), {})
    assert lexicon.understand(role, word) == Understood(OrderStatus.UNKNOWN)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_more_or_less_than_a_word_for_what_is_over_is_not_that_word(
    platform: str, rules_of: Mapping[str, Rules]
) -> None:
    """With something before it, behind it or cut off, a word no longer lets anything be over."""
    lexicon = Lexicon(_exports(rules_of[platform]), {})
    known = {(group.role, plain(word)) for group, word in _table(platform)}
    over = [(group.role, word) for group, word in _table(platform) if group.bucket in OVER]
    wrong = [
        (role, other, meaning)
        for role, word in over
        for other in (
            f"{word}(有售后)",
            f"{word}，退款中",
            f"未{word}",
            f"非{word}",
            word[:-1],
            word[1:],
        )
        if plain(other) and (role, plain(other)) not in known
        if (meaning := lexicon.understand(role, other).meaning) in OVER
    ]
    assert over
    assert wrong == []


def _spelt(word: str) -> Iterator[str]:
    wide = {ord(char): chr(ord(char) + 0xFEE0) for char in map(chr, range(0x21, 0x7F))}
    yield f"  {word}\t"
    yield "\u3000".join(word)
    yield " ".join(word)
    yield word.translate(wide)
    yield word.upper()
    yield word.lower()
    yield word.swapcase()
    yield f"\t{word}"
    yield f'="{word}"'
    yield f"\ufeff{word}\u200b"


@pytest.mark.parametrize("platform", PLATFORMS)
def test_spaces_width_and_case_do_not_matter(platform: str, rules_of: Mapping[str, Rules]) -> None:
    """A word is the same with spaces, in other width or case, and with guards around it."""
    lexicon = Lexicon(_exports(rules_of[platform]), {})
    wrong = [
        (group.role, spelt)
        for group, word in _table(platform)
        for spelt in _spelt(word)
        if lexicon.understand(group.role, spelt) != lexicon.understand(group.role, word)
    ]
    assert wrong == []


@pytest.mark.parametrize("empty", EMPTY, ids=ascii)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_is_no_status_and_no_case(
    platform: str, empty: str, rules_of: Mapping[str, Rules]
) -> None:
    """An order without a status is unknown; one with nothing under after-sales has none."""
    lexicon = Lexicon(_exports(rules_of[platform]), {})
    assert lexicon.understand(ColumnRole.STATUS, empty) == Understood(OrderStatus.UNKNOWN)
    for role in CASES:
        assert lexicon.understand(role, empty) == Understood(OrderStatus.ENDED)


@pytest.mark.parametrize("word", ["纠纷中", "买家提起纠纷", "无 纠 纷", "等待发货（纠纷）"])
def test_whatever_is_said_of_a_dispute_on_aliexpress_is_one(
    word: str, rules_of: Mapping[str, Rules]
) -> None:
    """A status of aliexpress that has 纠纷 in it is an open dispute, whatever else it says."""
    found = Lexicon(_exports(rules_of["aliexpress"]), {}).understand(ColumnRole.STATUS, word)
    assert found.meaning is OrderStatus.DISPUTE_OPEN


@pytest.mark.parametrize("more", ["", "（部分）", "，退款中"])
@pytest.mark.parametrize(
    ("word", "bucket"),
    [
        ("等待买家付款", OrderStatus.PENDING_PAYMENT),
        ("等待卖家发货", OrderStatus.PENDING_SHIPMENT),
        ("等待物流公司揽件", OrderStatus.PENDING_SHIPMENT),
        ("等待买家收货", OrderStatus.PENDING_RECEIPT),
        ("等待买家确认收货", OrderStatus.PENDING_RECEIPT),
        ("等待买家签收", OrderStatus.PENDING_RECEIPT),
        ("global_wait_pay", OrderStatus.UNKNOWN),
    ],
)
def test_the_leading_words_of_1688_are_enough(
    word: str, bucket: OrderStatus, more: str, rules_of: Mapping[str, Rules]
) -> None:
    """A status of 1688 that waits for somebody is known by how it begins."""
    lexicon = Lexicon(_exports(rules_of["1688"]), {})
    assert lexicon.understand(ColumnRole.STATUS, word + more).meaning is bucket


def _made_up(*entries: Mapping[str, Any]) -> Exports:
    """Return exports whose column of states has these words."""
    text = {"zh": "订单", "en": "Orders"}
    layout = {
        "id": "orders",
        "name": text,
        "has": ["订单号"],
        "columns": {"order": ["订单号"], "status": ["订单状态"]},
        "confidence": "low",
        "sources": ["made-up"],
    }
    more = {"confidence": "low", "sources": ["made-up"]}
    words = {"status": [{**entry, **more} for entry in entries]}
    return Exports.model_validate_json(json.dumps({"layouts": [layout], "words": words}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pending_receipt", "pending_shipment"),
        ("pending_shipment", "pending_payment"),
        ("pending_payment", "after_sales_open"),
        ("after_sales_open", "dispute_open"),
        ("dispute_open", "unknown"),
    ],
)
def test_of_two_patterns_the_most_open_counts(one: str, other: str) -> None:
    """Where a word fits two patterns it is taken for the most open, whichever comes first."""
    entries = [{"bucket": one, "beginning": ["等待"]}, {"bucket": other, "containing": ["确认"]}]
    for listed in (entries, entries[::-1]):
        found = Lexicon(_made_up(*listed), {}).understand(ColumnRole.STATUS, "等待确认")
        assert found.meaning == other
        assert found.entry
        assert found.entry.bucket == other


def test_a_whole_word_goes_before_a_pattern() -> None:
    """A word that is listed whole is taken for what is said there."""
    exports = _made_up(
        {"bucket": "unknown", "containing": ["成功"]},
        {"bucket": "completed", "words": ["交易成功"]},
    )
    lexicon = Lexicon(exports, {})
    assert lexicon.understand(ColumnRole.STATUS, "交易成功").meaning is OrderStatus.COMPLETED
    assert lexicon.understand(ColumnRole.STATUS, "交易成功了").meaning is OrderStatus.UNKNOWN


# From a file to its buckets.

LAYOUT = {
    "kuaishou": "kuaishou",
    "taobao": "taobao-suborders",
    "douyin": "douyin",
    "aliexpress": "aliexpress",
    "1688": "1688",
}
STATUS = "订单状态"
ORDER = {
    "kuaishou": "订单号",
    "taobao": "主订单编号",
    "douyin": "主订单编号",
    "aliexpress": "订单号",
    "1688": "订单编号",
}
CASE_COLUMN = {"kuaishou": "售后状态", "taobao": "退款状态", "douyin": "售后状态"}
OWN_COLUMN = {ColumnRole.AFTER_SALES: "本店售后", ColumnRole.DISPUTE: "本店纠纷"}
"""Columns that no layout has: the seller names them."""


def _headers(platform: str) -> dict[ColumnRole, str]:
    """Return where the words of each role stand in the files made here."""
    case = CASE_COLUMN.get(platform)
    return {
        ColumnRole.STATUS: STATUS,
        **OWN_COLUMN,
        **({ColumnRole.AFTER_SALES: case} if case else {}),
    }


def _columns(platform: str) -> dict[ColumnRole, str]:
    """Return what the seller has to name."""
    own = {role: name for role, name in _headers(platform).items() if name in OWN_COLUMN.values()}
    by_hand = {ColumnRole.ORDER: ORDER[platform], ColumnRole.STATUS: STATUS}
    return own | by_hand if platform == "aliexpress" else own


PLACED = "2025-01-05"
"""Long before the last order of the examples ended."""
HAS_SOLD = "\nanswers: {taobao/close/never-sold: {required: false}}\n"
"""The example of Taobao has never sold anything, which an order that is over contradicts."""


def _file(
    path: Path,
    platform: str,
    orders: Sequence[Mapping[ColumnRole, str]],
    cells: Sequence[dict[str, str]] = (),
) -> str:
    """Write an export with an order for each; where nothing is said, it is completed.

    `cells` are what else stands in the first rows, by header.
    """
    headers = _headers(platform)
    layout = LAYOUT[platform]
    known = [
        {headers[role]: word for role, word in order.items() if headers[role] in HEADERS[layout]}
        | (cells[i] if i < len(cells) else {})
        for i, order in enumerate(orders)
    ]
    header, *rows = rows_of(layout, known)
    rows = [[str(cell).replace("2026-10-01", PLACED) for cell in row] for row in rows]
    own = [role for role in CASES if headers[role] in OWN_COLUMN.values()]
    header += [headers[role] for role in own]
    for row, order in zip(rows, orders, strict=True):
        row += [order.get(role, "-") for role in own]
    return str(write_csv(path, [header, *rows]))


def _count(path: Path, rules: Rules, orders: Sequence[Mapping[ColumnRole, str]]) -> OrderCounts:
    platform = rules.platform.platform
    file = _file(path, platform, orders)
    return rules.count_orders([file], ReadOptions(columns=_columns(platform)))


def _bucket(meant: Mapping[ColumnRole, OrderStatus]) -> OrderStatus:
    """Return where an order with such words belongs; worked out without the engine."""
    for bucket in (OrderStatus.DISPUTE_OPEN, OrderStatus.AFTER_SALES_OPEN, OrderStatus.UNKNOWN):
        if bucket in meant.values():
            return bucket
    return meant.get(ColumnRole.STATUS, OrderStatus.COMPLETED)


def _filled(counts: Mapping[OrderStatus, int]) -> dict[OrderStatus, int]:
    return {bucket: orders for bucket, orders in counts.items() if orders}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_word_is_read_from_a_file_as_it_stands_in_the_table(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """Of a file with an order for every word, each word is told and each order is counted."""
    table = _table(platform)
    orders = [{group.role: word} for group, word in table]
    counted = _count(tmp_path / "orders.csv", rules_of[platform], orders)
    found = {(each.role, each.word): each for each in counted.words}
    wrong = [
        (group.role, word)
        for group, word in table
        if (group.role, word) not in found
        or found[group.role, word].meaning is not group.bucket
        or found[group.role, word].judged != group.judged
    ]
    assert wrong == []
    assert counted.problems == ()
    assert counted.orders == len(table)
    wanted = Counter(_bucket({group.role: group.bucket}) for group, _ in table)
    assert _filled(counted.buckets) == dict(wanted)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_order_with_a_word_lands_in_the_bucket_that_follows(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """A file with one order has it in the bucket of its word; an ended case leaves the stage."""
    firsts = {(group.role, group.bucket): word for group, word in reversed(_table(platform))}
    for (role, bucket), word in firsts.items():
        counted = _count(tmp_path / "orders.csv", rules_of[platform], [{role: word}])
        assert _filled(counted.buckets) == {_bucket({role: bucket}): 1}, (role, word)
        assert counted.in_doubt is (bucket is OrderStatus.UNKNOWN), (role, word)


def _meetings(
    platform: str,
) -> Iterator[tuple[dict[ColumnRole, str], dict[ColumnRole, OrderStatus]]]:
    """Yield words for all three columns, and what they mean: every bucket with every other."""
    firsts: dict[ColumnRole, dict[OrderStatus, str]] = {role: {} for role in WORD_ROLES}
    for group, word in _table(platform):
        firsts[group.role].setdefault(group.bucket, word)
    for role in WORD_ROLES:
        firsts[role].setdefault(OrderStatus.UNKNOWN, "说不清")
    for role in CASES:
        firsts[role].setdefault(OrderStatus.ENDED, "-")
    for each in product(*(firsts[role].items() for role in WORD_ROLES)):
        words = {role: word for role, (_, word) in zip(WORD_ROLES, each, strict=True)}
        yield words, {role: bucket for role, (bucket, _) in zip(WORD_ROLES, each, strict=True)}


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_dispute_goes_before_after_sales_and_these_before_a_stage(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """Whatever words that are understood meet in an order, the most open decides where it is."""
    meetings = [each for each in _meetings(platform) if OrderStatus.UNKNOWN not in each[1].values()]
    counted = _count(tmp_path / "all.csv", rules_of[platform], [words for words, _ in meetings])
    assert _filled(counted.buckets) == dict(Counter(_bucket(meant) for _, meant in meetings))
    for words, meant in meetings:
        one = _count(tmp_path / "one.csv", rules_of[platform], [words])
        assert _filled(one.buckets) == {_bucket(meant): 1}, words
        assert not one.in_doubt, words


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_word_that_is_not_understood_is_not_hidden_by_one_that_is(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """No figure follows from an order with an unknown word, whatever its other columns say."""
    sure = [
        words
        for words, meant in _meetings(platform)
        if OrderStatus.UNKNOWN in meant.values()
        and not _count(tmp_path / "one.csv", rules_of[platform], [words]).in_doubt
    ]
    assert sure == []


@pytest.mark.parametrize("platform", ["douyin", "taobao"])
def test_after_sales_are_open_beside_a_dispute_too(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """The count of open after-sales has an order that is in a dispute besides."""
    (case,) = {words[ColumnRole.AFTER_SALES] for words, meant in _meetings(platform)
               if meant[ColumnRole.AFTER_SALES] is OrderStatus.AFTER_SALES_OPEN}  # fmt: skip
    said = {ColumnRole.AFTER_SALES: case, ColumnRole.DISPUTE: "2" if platform == "taobao" else "1"}
    counted = _count(tmp_path / "orders.csv", rules_of[platform], [said])
    assert counted.facts.get("after_sales.open", 1) == 1
    assert counted.floors["disputes.open"] == 1


# What is not understood.

WORD = "尚待人工确认ABC"


def _asked_of_orders(rules: Rules) -> set[str]:
    """Return the facts that exports are about."""
    facts = rules.vocabulary.facts.items()
    return {path for path, fact in facts if fact.counts_status or fact.in_exports}


@pytest.mark.parametrize("role", WORD_ROLES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_follows_from_a_file_with_an_unknown_word(
    platform: str, role: ColumnRole, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """One unknown word leaves every figure of orders open, and is told first."""
    rules = rules_of[platform]
    counted = _count(tmp_path / "orders.csv", rules, [{}, {role: WORD}, {}])
    assert counted.in_doubt
    assert counted.facts == {}
    assert set(counted.withheld) == _asked_of_orders(rules)
    assert (counted.words[0].role, counted.words[0].word) == (role, WORD)
    assert counted.words[0].meaning is OrderStatus.UNKNOWN
    assert _filled(counted.buckets) == {OrderStatus.COMPLETED: 2, OrderStatus.UNKNOWN: 1}


# The statuses of the orders in examples/1688/ready.yaml.
LISTED = {
    "pending_payment": "等待买家付款",
    "pending_shipment": "等待卖家发货",
    "shipped": "等待买家收货",
}
_FIGURES = re.compile(r"^(orders|after_sales|order_list):.*\n( .*\n)*", re.MULTILINE)


def _check(
    tmp_path: Path,
    platform: str,
    orders: Sequence[Mapping[ColumnRole, str]],
    *options: str,
    keep: bool = True,
    first: Mapping[ColumnRole, str] | None = None,
    never: bool = False,
) -> list[str]:
    """Return the call that judges the example that is ready, with exports that have its orders.

    `first` is what the exports say of the orders that the example lists.
    """
    text = (ROOT / "examples" / platform / "ready.yaml").read_text("utf-8")
    if platform == "taobao" and not never:
        text = text.replace("last_completed_on: never", "last_completed_on: 2025-01-06") + HAS_SOLD
    listed = yaml.safe_load(text).get("order_list", [])
    state = tmp_path / "state.yaml"
    state.write_text(text if keep else _FIGURES.sub("", text), "utf-8")
    known: list[Mapping[ColumnRole, str]] = [
        {ColumnRole.STATUS: LISTED[o["status"]]} for o in listed
    ]
    known = [{**each, **first} for each in known] if first else known
    cells = [{ORDER[platform]: o["id"], "实付款(元)": str(o["amount"])} for o in listed]
    file = _file(tmp_path / "orders.csv", platform, [*known, *orders], cells)
    columns = [f"--column={role}={name}" for role, name in _columns(platform).items()]
    call = ["check", platform, str(state), "--on", str(ON), "--orders", file]
    return [*call, *columns, *options]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_example_that_is_ready_is_so_with_an_export_of_completed_orders(
    platform: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without this the tests below would prove nothing."""
    orders: list[Mapping[ColumnRole, str]] = [] if platform == "1688" else [{}]
    assert run(_check(tmp_path, platform, orders)) == 0, capsys.readouterr()


@pytest.mark.parametrize("keep", [True, False], ids=["figures", "no-figures"])
@pytest.mark.parametrize("role", WORD_ROLES)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_unknown_word_never_lets_a_shop_be_ready(
    platform: str,
    role: ColumnRole,
    keep: bool,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is undetermined, whatever figures the state file has, and the word is named."""
    for lang in LANGS:
        assert run(_check(tmp_path, platform, [{role: WORD}], "--lang", lang, keep=keep)) == 3
        assert WORD in capsys.readouterr().out


@pytest.mark.parametrize("role", WORD_ROLES)
def test_an_unknown_word_about_a_listed_order_leaves_it_open(
    role: ColumnRole, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a state file says of an order does not count where its export is not understood."""
    for lang in LANGS:
        code = run(_check(tmp_path, "1688", [], "--lang", lang, first={role: WORD}))
        shown = capsys.readouterr()
        assert WORD in shown.out + shown.err
        assert code != 0


# On 1688 the procedures are about orders that wait.
@pytest.mark.parametrize("platform", [name for name in PLATFORMS if name != "1688"])
def test_orders_that_wait_never_let_a_shop_be_ready(
    platform: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No word for what is open or unknown, alone in an export, lets the shop be ready."""
    firsts = {(group.role, group.bucket): word for group, word in reversed(_table(platform))}
    for (role, bucket), word in firsts.items():
        code = run(_check(tmp_path, platform, [{role: word}]))
        shown = capsys.readouterr()
        assert (code == 0) is (bucket in OVER), (role, word, shown)


@pytest.mark.parametrize("word", ["交易成功", "交易关闭"])
def test_a_shop_whose_exports_have_an_order_that_is_over_has_sold_something(
    word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`last_completed_on: never` is contradicted by an order that was completed or closed."""
    text = (ROOT / "examples" / "taobao" / "ready.yaml").read_text("utf-8")
    assert "last_completed_on: never" in text
    assert run(_check(tmp_path, "taobao", [{ColumnRole.STATUS: word}], never=True)) == 2
    assert "orders.last_completed_on: " in capsys.readouterr().err


# Headers.

OF_LAYOUT = {name: name.split("-")[0] for name in HEADERS}
ORDERS = [name for name in HEADERS if not name.endswith("after-sales")]


def _refusal(rules: Rules, file: Path, wanted: ReadOptions | None = None) -> str:
    """Return what is said of a file that cannot be read, in both languages."""
    with pytest.raises(ShopexitError) as raised:
        rules.count_orders([str(file)], wanted)
    (problem,) = raised.value.problems
    return "\n".join(problem.in_words(lang) for lang in LANGS)


@pytest.mark.parametrize("layout", HEADERS)
def test_a_header_fits_one_layout_over_all_platforms(
    layout: str, rules_of: Mapping[str, Rules]
) -> None:
    """Every header that was seen is recognised, as one platform's and nobody else's."""
    fits = [
        name
        for name, rules in rules_of.items()
        for _ in fitting([HEADERS[layout]], _exports(rules))
    ]
    assert fits == [OF_LAYOUT[layout]]


def test_every_layout_has_a_header() -> None:
    """No layout of the rule files goes without a header to try it with."""
    assert Counter(OF_LAYOUT.values()) == {
        "kuaishou": 2, "taobao": 4, "douyin": 2, "aliexpress": 1, "1688": 1,
    }  # fmt: skip


@pytest.mark.parametrize("layout", HEADERS)
def test_a_header_without_the_column_that_decides_is_refused(
    layout: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """An export without states, or a list of cases without theirs, is refused and says so."""
    role, column = (
        (ColumnRole.STATUS, STATUS) if layout in ORDERS else (ColumnRole.AFTER_SALES, "售后状态")
    )
    header, *rows = rows_of(layout, [{}, {}])
    place = header.index(column)
    short = [[cell for i, cell in enumerate(row) if i != place] for row in (header, *rows)]
    file = write_csv(tmp_path / "orders.csv", short)
    said = _refusal(rules_of[OF_LAYOUT[layout]], file)
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
    platform: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """What was seen is listed, what is known is named, and a way out is told."""
    file = write_csv(tmp_path / "orders.csv", [["日期", "金额", "备注一"], ["2026-10-01", "1", ""]])
    said = _refusal(rules_of[platform], file)
    assert "日期, 金额, 备注一" in said
    assert "日期、金额、备注一" in said
    assert said.count("--column status=") == 2
    for layout in _exports(rules_of[platform]).layouts:
        assert layout.name.zh in said
        assert layout.name.en in said


@pytest.mark.parametrize("layout", HEADERS)
def test_a_file_of_another_platform_is_recognised(
    layout: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """The hint says whose it is and what to call, whichever platform it was taken for."""
    file = write_csv(tmp_path / "orders.csv", rows_of(layout, [{}]))
    own = OF_LAYOUT[layout]
    for name, rules in rules_of.items():
        if name != own:
            said = _refusal(rules, file)
            assert said.count(f"shopexit orders {own}") == 2, name
            assert rules_of[own].platform.name.zh in said
            assert rules_of[own].platform.name.en in said


CUSTOM = [["单号", "进度"], ["2600000000000001", "交易成功"], ["2600000000000002", "待发货"]]


def test_a_report_of_ones_own_is_read_by_the_columns_that_are_named(
    tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """Two columns are enough, whatever they are called and in whatever order they stand."""
    columns = {ColumnRole.ORDER: "单号", ColumnRole.STATUS: "进度"}
    for order in (slice(None), slice(None, None, -1)):
        file = write_csv(tmp_path / "own.csv", [row[order] for row in CUSTOM])
        counted = rules_of["kuaishou"].count_orders([str(file)], ReadOptions(columns=columns))
        assert _filled(counted.buckets) == {
            OrderStatus.COMPLETED: 1,
            OrderStatus.PENDING_SHIPMENT: 1,
        }
        assert counted.sheets[0].layout is None
        assert counted.sheets[0].columns == columns


def test_a_third_column_of_ones_own_is_read_too(
    tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """After-sales count if their column is named, and are left alone if it is not."""
    ends = ("售后", "售后处理中", "-")
    rows = [[*row, end] for row, end in zip(CUSTOM, ends, strict=True)]
    file = write_csv(tmp_path / "own.csv", rows)
    columns = {ColumnRole.ORDER: "单号", ColumnRole.STATUS: "进度"}
    rules = rules_of["kuaishou"]
    without = rules.count_orders([str(file)], ReadOptions(columns=columns))
    assert _filled(without.buckets) == {OrderStatus.COMPLETED: 1, OrderStatus.PENDING_SHIPMENT: 1}
    columns[ColumnRole.AFTER_SALES] = "售后"
    read = rules.count_orders([str(file)], ReadOptions(columns=columns))
    assert _filled(read.buckets) == {
        OrderStatus.AFTER_SALES_OPEN: 1,
        OrderStatus.PENDING_SHIPMENT: 1,
    }


@pytest.mark.parametrize("layout", ORDERS)
def test_a_renamed_column_is_read_if_it_is_named(
    layout: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """Of a layout that is known, only what is called otherwise has to be named."""
    header, *rows = rows_of(layout, [{}])
    header[header.index(STATUS)] = "进度"
    file = write_csv(tmp_path / "orders.csv", [header, *rows])
    columns = {ColumnRole.STATUS: "进度"}
    if layout == "aliexpress":
        columns[ColumnRole.ORDER] = "订单号"
    counted = rules_of[OF_LAYOUT[layout]].count_orders([str(file)], ReadOptions(columns=columns))
    assert _filled(counted.buckets) == {OrderStatus.COMPLETED: 1}
    assert counted.sheets[0].columns[ColumnRole.STATUS] == "进度"


@pytest.mark.parametrize("layout", ORDERS)
def test_a_column_that_is_not_there_is_refused_and_the_nearest_named(
    layout: str, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """A header that is misspelt on the command line is told, with what was meant."""
    file = write_csv(tmp_path / "orders.csv", rows_of(layout, [{}]))
    wanted = ReadOptions(columns={ColumnRole.STATUS: "订单状况"})
    said = _refusal(rules_of[OF_LAYOUT[layout]], file, wanted)
    assert said.count("--column status: ") == 2
    assert "no header is '订单状况'" in said
    assert "表头里没有“订单状况”" in said
    assert "did you mean 订单状态?" in said
    assert "是不是想写 订单状态？" in said


def test_a_column_that_is_not_there_is_refused_in_a_report_of_ones_own_too(
    tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """Where no layout fits, the header that was misspelt is told just the same."""
    rows = [["单号", "订单进度"], *CUSTOM[1:]]
    file = write_csv(tmp_path / "own.csv", rows)
    wanted = ReadOptions(columns={ColumnRole.ORDER: "单号", ColumnRole.STATUS: "订单进展"})
    said = _refusal(rules_of["kuaishou"], file, wanted)
    assert "no header is '订单进展'" in said
    assert "did you mean 订单进度?" in said


def test_a_layout_of_which_little_is_known_is_read_by_named_columns_alone(
    tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """The old export of aliexpress is refused until the seller names its columns."""
    rules = rules_of["aliexpress"]
    file = write_csv(tmp_path / "orders.csv", rows_of("aliexpress", [{}]))
    said = _refusal(rules, file)
    assert said.count("--column order=订单号 --column status=订单状态") == 2
    assert "too little is known" in said
    assert "了解太少" in said
    both = {ColumnRole.ORDER: "订单号", ColumnRole.STATUS: STATUS}
    for role, header in both.items():
        assert "--column order=订单号" in _refusal(rules, file, ReadOptions(columns={role: header}))
    counted = rules.count_orders([str(file)], ReadOptions(columns=both))
    assert _filled(counted.buckets) == {OrderStatus.COMPLETED: 1}
    assert set(counted.sheets[0].columns) == set(both)


# What the seller says of a word.


@pytest.mark.parametrize("bucket", [b for b in OrderStatus if b is not OrderStatus.ENDED])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_seller_can_say_what_an_unknown_word_means(
    platform: str, bucket: OrderStatus, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """A word that is mapped is in that bucket, and is told to be the seller's."""
    file = _file(tmp_path / "orders.csv", platform, [{ColumnRole.STATUS: WORD}])
    wanted = ReadOptions(columns=_columns(platform), mapped={f" {WORD.lower()} ": bucket})
    counted = rules_of[platform].count_orders([file], wanted)
    assert _filled(counted.buckets) == {bucket: 1}
    (word,) = [each for each in counted.words if each.word == WORD]
    assert (word.meaning, word.by_seller, word.confidence) == (bucket, True, None)
    assert counted.in_doubt is (bucket is OrderStatus.UNKNOWN)


@pytest.mark.parametrize("bucket", [*OVER, OrderStatus.AFTER_SALES_OPEN, OrderStatus.DISPUTE_OPEN])
@pytest.mark.parametrize("role", CASES)
def test_a_case_the_seller_explains_is_over_or_open(
    role: ColumnRole, bucket: OrderStatus, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """A case that is over by the seller's account holds nothing up, an open one does."""
    file = _file(tmp_path / "orders.csv", "douyin", [{role: WORD}])
    wanted = ReadOptions(columns=_columns("douyin"), mapped={WORD: bucket})
    counted = rules_of["douyin"].count_orders([file], wanted)
    assert _filled(counted.buckets) == {OrderStatus.COMPLETED if bucket in OVER else bucket: 1}
    assert not counted.in_doubt


@pytest.mark.parametrize(
    ("role", "bucket"),
    [
        (ColumnRole.STATUS, OrderStatus.ENDED),
        *product(CASES, [stage for stage in STAGES if stage not in OVER]),
    ],
)
def test_a_word_the_seller_puts_into_a_bucket_of_another_column_is_refused(
    role: ColumnRole, bucket: OrderStatus, tmp_path: Path, rules_of: Mapping[str, Rules]
) -> None:
    """No case waits to be shipped, and no order is ended: the buckets that will do are named."""
    file = _file(tmp_path / "orders.csv", "douyin", [{role: WORD}])
    wanted = ReadOptions(columns=_columns("douyin"), mapped={WORD: bucket})
    said = _refusal(rules_of["douyin"], Path(file), wanted)
    assert said.count(WORD) == 2
    assert said.count("--map: ") == 2
    able = STAGES[0] if role is ColumnRole.STATUS else OrderStatus.AFTER_SALES_OPEN
    assert said.count(able) == 2


def test_the_command_line_maps_words_and_notes_those_that_were_not_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A word of --map that stands in no file is told, for it may be misspelt."""
    file = _file(tmp_path / "orders.csv", "douyin", [{ColumnRole.STATUS: WORD}])
    call = ["orders", "douyin", file, f"--column=dispute={OWN_COLUMN[ColumnRole.DISPUTE]}"]
    assert run(call) == 3
    capsys.readouterr()
    notes = {"en": "'没有的词' of --map stands in no file", "zh": "--map 里的“没有的词”文件里没有"}
    for lang, note in notes.items():
        mapped = [f"--map={WORD}=completed", "--map=没有的词=closed", "--lang", lang]
        assert run([*call, *mapped]) == 0
        shown = capsys.readouterr().out
        assert note in shown
        assert WORD in shown
        assert f"{WORD} of --map" not in shown


@pytest.mark.parametrize("bucket", OrderStatus)
def test_a_bucket_that_is_misspelt_is_told(
    bucket: OrderStatus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The nearest bucket is named, in both languages."""
    file = _file(tmp_path / "orders.csv", "douyin", [{}])
    wrong = bucket[:-2] + bucket[-1]
    for lang, hint in (("en", f"did you mean {bucket}?"), ("zh", f"是不是想写 {bucket}？")):
        assert run(["orders", "douyin", file, "--map", f"{WORD}={wrong}", "--lang", lang]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert hint in err
