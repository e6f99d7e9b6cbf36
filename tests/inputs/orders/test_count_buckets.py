"""From the words in a file to the buckets of its orders: what goes before what."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from exportwords import CASES, counted_orders, filled, table_of
from states import PLATFORMS

from shopexit import Platform
from shopexit.rules.export_schema import WORD_ROLES, ColumnRole, OrderStatus


def bucket_of(meant: Mapping[ColumnRole, OrderStatus]) -> OrderStatus:
    """Return where an order with such words belongs; worked out without the engine."""
    for bucket in (OrderStatus.DISPUTE_OPEN, OrderStatus.AFTER_SALES_OPEN, OrderStatus.UNKNOWN):
        if bucket in meant.values():
            return bucket
    return meant.get(ColumnRole.STATUS, OrderStatus.COMPLETED)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_word_is_read_from_a_file_as_it_stands_in_the_table(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """Of a file with an order for every word, each word is told and each order is counted."""
    table = table_of(platform)
    orders = [{group.role: word} for group, word in table]
    counted = counted_orders(tmp_path / "orders.csv", rules_of[platform], orders)
    # Longer words are shown without their end.
    found = {(each.column, each.word.removesuffix("…")): each for each in counted.words}
    wrong = [
        (group.role, word)
        for group, word in table
        if not (each := found.get((group.role, word[:40])))
        or each.bucket is not group.bucket
        or each.judged != group.judged
    ]
    assert wrong == []
    assert counted.problems == ()
    assert counted.orders == len(table)
    wanted = Counter(bucket_of({group.role: group.bucket}) for group, _ in table)
    assert filled(counted.buckets) == dict(wanted)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_order_with_a_word_lands_in_the_bucket_that_follows(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """A file with one order has it in the bucket of its word; an ended case leaves the stage."""
    firsts = {(group.role, group.bucket): word for group, word in reversed(table_of(platform))}
    for (role, bucket), word in firsts.items():
        counted = counted_orders(tmp_path / "orders.csv", rules_of[platform], [{role: word}])
        assert filled(counted.buckets) == {bucket_of({role: bucket}): 1}, (role, word)
        assert counted.in_doubt is (bucket is OrderStatus.UNKNOWN), (role, word)


def _meetings(
    platform: str,
) -> Iterator[tuple[dict[ColumnRole, str], dict[ColumnRole, OrderStatus]]]:
    """Yield words for all three columns, and what they mean: every bucket with every other."""
    firsts: dict[ColumnRole, dict[OrderStatus, str]] = {role: {} for role in WORD_ROLES}
    for group, word in table_of(platform):
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
    platform: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """Whatever words that are understood meet in an order, the most open decides where it is."""
    meetings = [each for each in _meetings(platform) if OrderStatus.UNKNOWN not in each[1].values()]
    counted = counted_orders(
        tmp_path / "all.csv", rules_of[platform], [words for words, _ in meetings]
    )
    assert filled(counted.buckets) == dict(Counter(bucket_of(meant) for _, meant in meetings))
    for words, meant in meetings:
        one = counted_orders(tmp_path / "one.csv", rules_of[platform], [words])
        assert filled(one.buckets) == {bucket_of(meant): 1}, words
        assert not one.in_doubt, words


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_word_that_is_not_understood_is_not_hidden_by_one_that_is(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """No figure follows from an order with an unknown word, whatever its other columns say."""
    sure = [
        words
        for words, meant in _meetings(platform)
        if OrderStatus.UNKNOWN in meant.values()
        and not counted_orders(tmp_path / "one.csv", rules_of[platform], [words]).in_doubt
    ]
    assert sure == []


@pytest.mark.parametrize("platform", ["douyin", "taobao"])
def test_after_sales_are_open_beside_a_dispute_too(
    platform: str, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """The count of open after-sales has an order that is in a dispute besides."""
    (case,) = {words[ColumnRole.AFTER_SALES] for words, meant in _meetings(platform)
               if meant[ColumnRole.AFTER_SALES] is OrderStatus.AFTER_SALES_OPEN}  # fmt: skip
    said = {ColumnRole.AFTER_SALES: case, ColumnRole.DISPUTE: "2" if platform == "taobao" else "1"}
    counted = counted_orders(tmp_path / "orders.csv", rules_of[platform], [said])
    assert counted.facts.get("after_sales.open", 1) == 1
    assert counted.floors["disputes.open"] == 1
