"""The words of order exports, held against a second reading of the sources.

That reading is tests/words.yaml: made by hand, and not from the rule files.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from exportwords import CASES, OVER, TABLE, exports_of, table_of
from states import PLATFORMS

from shopexit import Platform
from shopexit.files.cells import plain
from shopexit.inputs.orders.status_words import Lexicon, Understood
from shopexit.rules.export_schema import WORD_ROLES, ColumnRole, Confidence, Exports, OrderStatus

SURE = [Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH]
EMPTY = ("", "-", "--", "—", "–", "/", "\t-", " ", "－", "NULL")


# The table and the rule files.


def test_the_table_has_every_platform_and_no_word_twice() -> None:
    """An empty table must not pass for green, and a word has one meaning in a column."""
    assert sorted({group.platform for group in TABLE}) == sorted(PLATFORMS)
    counts = Counter((group.platform, group.role, word) for group in TABLE for word in group.words)
    assert [word for word, times in counts.items() if times > 1] == []
    assert len(counts) > 350


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_word_of_the_sources_is_understood_as_they_mean_it(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """Every word of the sources is in the bucket that the second reading puts it into."""
    lexicon = Lexicon(exports_of(rules_of[platform]), {})
    misses = [
        f"{group.role} {word}: {found.meaning}, not {group.bucket}"
        for group, word in table_of(platform)
        if (found := lexicon.understand(group.role, word)).meaning is not group.bucket
        or found.entry is None
    ]
    assert misses == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_word_is_claimed_more_surely_than_the_sources_allow(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """The confidence of a rule file may be lower than that of the second reading, never higher."""
    lexicon = Lexicon(exports_of(rules_of[platform]), {})
    too_sure = [
        f"{group.role} {word}: {entry.confidence}, sources {group.confidence}"
        for group, word in table_of(platform)
        if (entry := lexicon.understand(group.role, word).entry)
        and SURE.index(entry.confidence) > SURE.index(group.confidence)
    ]
    assert too_sure == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_a_judgement_is_marked_as_one(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """A bucket that is not the sources' own word is marked as judged, and no other is."""
    lexicon = Lexicon(exports_of(rules_of[platform]), {})
    differing = [
        f"{group.role} {word}: judged {entry.judged}, sources {group.judged}"
        for group, word in table_of(platform)
        if (entry := lexicon.understand(group.role, word).entry) and entry.judged != group.judged
    ]
    assert differing == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_word_of_a_rule_file_is_invented(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """Every word of a rule file stands in the table, under the same role."""
    known = {(group.role, plain(word)) for group, word in table_of(platform)}
    invented = [
        f"{role} {word}: {entry.bucket}"
        for role, entries in exports_of(rules_of[platform]).words.items()
        for entry in entries
        for word in entry.words
        if (role, plain(word)) not in known
    ]
    assert invented == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_no_pattern_of_a_rule_file_is_invented(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """A beginning is a word of the table with that meaning, and what is contained stands there."""
    meant = {(group.role, group.bucket, plain(word)) for group, word in table_of(platform)}
    parts = {
        (group.role, group.bucket, part)
        for group in TABLE
        if group.platform == platform
        for part in group.containing
    }
    entries = [
        (role, entry)
        for role, entries in exports_of(rules_of[platform]).words.items()
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
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """What is completed, closed or ended is said by whole words: a longer one may say otherwise."""
    patterns = [
        entry.bucket
        for entries in exports_of(rules_of[platform]).words.values()
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
    platform: str, role: ColumnRole, word: str, rules_of: Mapping[str, Platform]
) -> None:
    """A word in no table is unknown, and so is a near miss."""
    lexicon = Lexicon(exports_of(rules_of[platform]), {})
    assert lexicon.understand(role, word) == Understood(OrderStatus.UNKNOWN)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_more_or_less_than_a_word_for_what_is_over_is_not_that_word(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """With something before it, behind it or cut off, a word no longer lets anything be over."""
    lexicon = Lexicon(exports_of(rules_of[platform]), {})
    known = {(group.role, plain(word)) for group, word in table_of(platform)}
    over = [(group.role, word) for group, word in table_of(platform) if group.bucket in OVER]
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
def test_spaces_width_and_case_do_not_matter(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """A word is the same with spaces, in other width or case, and with guards around it."""
    lexicon = Lexicon(exports_of(rules_of[platform]), {})
    wrong = [
        (group.role, spelt)
        for group, word in table_of(platform)
        for spelt in _spelt(word)
        if lexicon.understand(group.role, spelt) != lexicon.understand(group.role, word)
    ]
    assert wrong == []


@pytest.mark.parametrize("empty", EMPTY, ids=ascii)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_is_no_status_and_no_case(
    platform: str, empty: str, rules_of: Mapping[str, Platform]
) -> None:
    """An order without a status is unknown; one with nothing under after-sales has none."""
    lexicon = Lexicon(exports_of(rules_of[platform]), {})
    assert lexicon.understand(ColumnRole.STATUS, empty) == Understood(OrderStatus.UNKNOWN)
    for role in CASES:
        assert lexicon.understand(role, empty) == Understood(OrderStatus.ENDED)


@pytest.mark.parametrize("word", ["纠纷中", "买家提起纠纷", "无 纠 纷", "等待发货（纠纷）"])
def test_whatever_is_said_of_a_dispute_on_aliexpress_is_one(
    word: str, rules_of: Mapping[str, Platform]
) -> None:
    """A status of aliexpress that has 纠纷 in it is an open dispute, whatever else it says."""
    found = Lexicon(exports_of(rules_of["aliexpress"]), {}).understand(ColumnRole.STATUS, word)
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
    word: str, bucket: OrderStatus, more: str, rules_of: Mapping[str, Platform]
) -> None:
    """A status of 1688 that waits for somebody is known by how it begins."""
    lexicon = Lexicon(exports_of(rules_of["1688"]), {})
    assert lexicon.understand(ColumnRole.STATUS, word + more).meaning is bucket


def _made_up(*entries: Mapping[str, Any]) -> Exports:
    """Return exports whose column of states has these words."""
    text = {"zh": "订单", "en": "Orders"}
    layout = {
        "id": "orders",
        "name": text,
        "tells": ["订单号"],
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
