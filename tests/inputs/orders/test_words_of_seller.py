"""What the seller says of a word that nobody knows."""

from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pytest
from exportwords import CASES, OVER, OWN_COLUMN, WORD, filled, named_columns, refusal, write_export
from states import PLATFORMS

from shopexit import Platform
from shopexit.cli.app import run
from shopexit.inputs.orders.count import count_orders
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.rules.export_schema import STAGES, ColumnRole, OrderStatus


@pytest.mark.parametrize("bucket", [b for b in OrderStatus if b is not OrderStatus.ENDED])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_seller_can_say_what_an_unknown_word_means(
    platform: str, bucket: OrderStatus, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """A word that is mapped is in that bucket, and is told to be the seller's."""
    file = write_export(tmp_path / "orders.csv", platform, [{ColumnRole.STATUS: WORD}])
    wanted = ReadOptions(columns=named_columns(platform), mapped={f" {WORD.lower()} ": bucket})
    counted = count_orders([file], rules_of[platform], wanted)
    assert filled(counted.buckets) == {bucket: 1}
    (word,) = [each for each in counted.words if each.word == WORD]
    assert (word.bucket, word.by_seller, word.confidence) == (bucket, True, None)
    assert counted.in_doubt is (bucket is OrderStatus.UNKNOWN)


@pytest.mark.parametrize("bucket", [*OVER, OrderStatus.AFTER_SALES_OPEN, OrderStatus.DISPUTE_OPEN])
@pytest.mark.parametrize("role", CASES)
def test_a_case_the_seller_explains_is_over_or_open(
    role: ColumnRole, bucket: OrderStatus, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """A case that is over by the seller's account holds nothing up, an open one does."""
    file = write_export(tmp_path / "orders.csv", "douyin", [{role: WORD}])
    wanted = ReadOptions(columns=named_columns("douyin"), mapped={WORD: bucket})
    counted = count_orders([file], rules_of["douyin"], wanted)
    assert filled(counted.buckets) == {OrderStatus.COMPLETED if bucket in OVER else bucket: 1}
    assert not counted.in_doubt


@pytest.mark.parametrize(
    ("role", "bucket"),
    [
        (ColumnRole.STATUS, OrderStatus.ENDED),
        *product(CASES, [stage for stage in STAGES if stage not in OVER]),
    ],
)
def test_a_word_the_seller_puts_into_a_bucket_of_another_column_is_refused(
    role: ColumnRole, bucket: OrderStatus, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """No case waits to be shipped, and no order is ended: the buckets that will do are named."""
    file = write_export(tmp_path / "orders.csv", "douyin", [{role: WORD}])
    wanted = ReadOptions(columns=named_columns("douyin"), mapped={WORD: bucket})
    said = refusal(rules_of["douyin"], Path(file), wanted)
    assert said.count(WORD) == 2
    assert said.count("--map: ") == 2
    able = STAGES[0] if role is ColumnRole.STATUS else OrderStatus.AFTER_SALES_OPEN
    assert said.count(able) == 2


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage is not OrderStatus.UNKNOWN])
def test_a_word_that_the_rules_call_unknown_may_mean_any_stage(
    stage: OrderStatus, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """The rules only say that nobody knows what it means, and the seller has found out."""
    file = write_export(tmp_path / "o.csv", "1688", [{ColumnRole.STATUS: "等待卖家推进"}])
    wanted = ReadOptions(columns=named_columns("1688"), mapped={"等待卖家推进": stage})
    counted = count_orders([file], rules_of["1688"], wanted)

    assert not counted.in_doubt
    assert filled(counted.buckets) == {stage: 1}


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage is not OrderStatus.UNKNOWN])
def test_a_state_that_tells_of_a_case_holds_up_more_than_any_stage(
    stage: OrderStatus, tmp_path: Path, rules_of: Mapping[str, Platform]
) -> None:
    """So that nobody takes it for one, be it the first."""
    file = write_export(tmp_path / "o.csv", "aliexpress", [{ColumnRole.STATUS: "IN_CANCEL"}])
    wanted = ReadOptions(columns=named_columns("aliexpress"), mapped={"IN_CANCEL": stage})
    assert "so --map cannot count it as further along" in refusal(
        rules_of["aliexpress"], Path(file), wanted
    )


def test_the_command_line_maps_words_and_notes_those_that_were_not_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A word of --map that stands in no file is told, for it may be misspelt."""
    file = write_export(tmp_path / "orders.csv", "douyin", [{ColumnRole.STATUS: WORD}])
    call = ["orders", "douyin", file, f"--column=dispute={OWN_COLUMN[ColumnRole.DISPUTE]}"]
    assert run(call) == 3
    capsys.readouterr()
    notes = {
        "en": "--map names '没有的词', which is in none of the files",
        "zh": "--map 里的“没有的词”文件里没有",
    }
    for lang, note in notes.items():
        mapped = [f"--map={WORD}=completed", "--map=没有的词=closed", "--lang", lang]
        assert run([*call, *mapped]) == 0
        shown = capsys.readouterr().out
        assert note in shown
        assert WORD in shown
        assert f"names '{WORD}'" not in shown


def test_words_that_are_alike_in_an_export_have_one_meaning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With and without a space, for example: otherwise the order of the options would decide."""
    file = write_export(tmp_path / "orders.csv", "douyin", [{}])
    mapped = ["--map", f"{WORD}=closed", "--map", f" {WORD[0]} {WORD[1:]}=pending_shipment"]
    assert run(["orders", "douyin", file, *mapped, "--lang", "en"]) == 2
    assert "is given two meanings: closed and awaiting shipment" in capsys.readouterr().err
    mapped = ["--map", f"{WORD}=closed", "--map", f"{WORD}=pending_shipment"]
    assert run(["orders", "douyin", file, *mapped, "--lang", "zh"]) == 2
    assert "写了两种意思：已关闭、待发货" in capsys.readouterr().err


@pytest.mark.parametrize("bucket", OrderStatus)
def test_a_bucket_that_is_misspelt_is_told(
    bucket: OrderStatus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The nearest bucket is named, in both languages."""
    file = write_export(tmp_path / "orders.csv", "douyin", [{}])
    wrong = bucket[:-2] + bucket[-1]
    for lang, hint in (("en", f"did you mean {bucket}?"), ("zh", f"是不是想写 {bucket}？")):
        assert run(["orders", "douyin", file, "--map", f"{WORD}={wrong}", "--lang", lang]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert hint in err
