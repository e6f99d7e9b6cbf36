"""What is no result of an earlier run is refused at its line."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from runs import BLOCKED, LINE, as_line, briefed, complaint, reported

from shopexit import Platform, ShopexitError
from shopexit.fleet.baseline import Judging, read_shops
from shopexit.messages import Lang
from shopexit.rules.loader import packaged_rules

CAN_EN = (
    "  hint: only shopexit.shop/1 and shopexit.fleet/1 can be compared: use the output of"
    " `check --format jsonl`, `fleet --format jsonl`, or `fleet --format json` without `--full`"
)
CAN_ZH = (
    "  提示: 能比较的有 shopexit.shop/1 和 shopexit.fleet/1：check 或 fleet 的 --format jsonl，"
    "或 fleet 的 --format json（不加 --full）"
)
OURS_EN = "the file was changed since shopexit wrote it: have shopexit write it again"
OURS_ZH = "不是 shopexit 写出的样子，重新生成这个文件"
BROKEN = [
    (
        '{"schema": "shopexit.shop/2"}',
        (
            "error: old.json:1: schema: this is shopexit.shop/2, a format version that this"
            f" version of shopexit cannot read\n{CAN_EN}"
        ),
        (
            "错误: old.json:1: schema: 这是 shopexit.shop/2，格式的版本和这个 shopexit 对不上\n"
            f"{CAN_ZH}"
        ),
    ),
    (
        f'{LINE}\n{{"schema": "shopexit.orders/1"}}',
        f"error: old.json:2: schema: this is shopexit.orders/1, not a summary of shops\n{CAN_EN}",
        f"错误: old.json:2: schema: shopexit.orders/1 里不是店铺的简要结果\n{CAN_ZH}",
    ),
    (
        '{"shop": "x"}',
        "error: old.json:1:1: 'platform' is missing: write which platform the shop is on",
        "错误: old.json:1:1: 没写 platform：店铺数据要写是哪个平台的",
    ),
    (
        "[]",
        "error: old.json:1:1: found an empty list, expected a mapping (KEY: VALUE)",
        "错误: old.json:1:1: 写的是空列表，应为“键: 值”的形式",
    ),
    (
        f'{LINE}\n{{"schema": "shopexit.shop/1", "shop": "半',
        "error: old.json:2:39: the JSON ends here before it is complete",
        "错误: old.json:2:39: JSON 到这里就断了，文件不完整",
    ),
    (
        '{"schema": "shopexit.shop/1",\n "shop": "a",\n',
        "error: old.json:3:1: the JSON ends here before it is complete",
        "错误: old.json:3:1: JSON 到这里就断了，文件不完整",
    ),
    (
        '{"schema": "shopexit.fleet/1", "shops": [\n' + LINE + ",\n",
        "error: old.json:3:1: the JSON ends here before it is complete",
        "错误: old.json:3:1: JSON 到这里就断了，文件不完整",
    ),
    (
        f'{LINE}\n{{"schema": "shopexit.shop/1", "file": "a", "file": "b"}}',
        "error: old.json:2: file: this key occurs twice",
        "错误: old.json:2: file: 这个键写了两次",
    ),
    (
        LINE + '\n{"schema": "shopexit.shop/1", "n": ' + "[" * 100_000,
        "error: old.json:2: nested too deep",
        "错误: old.json:2: 嵌套太深",
    ),
    (
        '{"schema": "shopexit.fleet/1", "on": 1}',
        "error: old.json:1: the list of `shops` is missing",
        "错误: old.json:1: 缺少“shops”",
    ),
    (
        '{"schema": "shopexit.fleet/1", "shops": [\n  {"verdict": null}\n]}',
        (
            "error: old.json:1: shops[0].schema: `schema` is missing, so it is not known"
            f" which output of shopexit this is\n{CAN_EN}"
        ),
        f"错误: old.json:1: shops[0].schema: 没有 schema，看不出是 shopexit 的哪种结果\n{CAN_ZH}",
    ),
    (
        '{"schema": "shopexit.fleet/1", "shops": [{"schema": "shopexit.shop/1", "verdict": null}]}',
        f"error: old.json:1: shops[0].file: {OURS_EN}",
        f"错误: old.json:1: shops[0].file: {OURS_ZH}",
    ),
    (
        LINE + '\n{"schema": "shopexit.shop/1", "file": "a", "entry": 1.5, "verdict": null}',
        f"error: old.json:2: entry: {OURS_EN}",
        f"错误: old.json:2: entry: {OURS_ZH}",
    ),
    (
        '{"schema": "shopexit.fleet/1", "shops": [17]}',
        (
            "error: old.json:1: shops[0].schema: `schema` is missing, so it is not known"
            f" which output of shopexit this is\n{CAN_EN}"
        ),
        f"错误: old.json:1: shops[0].schema: 没有 schema，看不出是 shopexit 的哪种结果\n{CAN_ZH}",
    ),
    (
        LINE + '\n{"schema": "shopexit.fleet/1", "shops": []}',
        f"error: old.json:2: schema: this is shopexit.fleet/1, not a summary of shops\n{CAN_EN}",
        f"错误: old.json:2: schema: shopexit.fleet/1 里不是店铺的简要结果\n{CAN_ZH}",
    ),
]


@pytest.mark.parametrize(("text", "en", "zh"), BROKEN)
def test_what_is_none_of_ours_is_refused_at_its_line(
    text: str, en: str, zh: str, tmp_path: Path
) -> None:
    """In both languages."""
    assert complaint(tmp_path, text, Lang.EN) == en
    assert complaint(tmp_path, text, Lang.ZH) == zh


NO_JSON = [
    (f'{LINE}\n\n{{"schema": "shopexit.shop/1", oops}}\n', "old.json:3:31"),
    ('{"schema": "shopexit.fleet/1", "shops": [\n' + LINE + "\n" + LINE + "]}", "old.json:3:1"),
    ('\n\n{"schema": "shopexit.fleet/1",\n "shops" []}', "old.json:4:10"),
    ('{"schema": "shopexit.fleet/1", "shops": []} {}', "old.json:1:45"),
]


@pytest.mark.parametrize(("text", "at"), NO_JSON)
def test_what_is_no_json_is_refused_where_it_stops_being_json(
    text: str, at: str, tmp_path: Path
) -> None:
    """In both languages."""
    assert complaint(tmp_path, text, Lang.EN) == f"error: {at}: broken JSON"
    assert complaint(tmp_path, text, Lang.ZH) == f"错误: {at}: JSON 写法有误"


def test_a_whole_report_is_refused_and_it_is_said_what_can_be_compared(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """Alone, as a line, and in a fleet that was written with --full."""
    report = reported(rules_of["kuaishou"], BLOCKED)
    en, zh = (
        "this is shopexit.report/1, not a summary of shops",
        "shopexit.report/1 里不是店铺的简要结果",
    )
    line = json.dumps(json.loads(report))
    for text, at in (
        (report, "1: schema"),
        (f"{LINE}\n{line}\n", "2: schema"),
        (f'{{"schema": "shopexit.fleet/1", "shops": [{LINE}, {report}]}}', "1: shops[1].schema"),
    ):
        assert complaint(tmp_path, text, Lang.EN) == f"error: old.json:{at}: {en}\n{CAN_EN}"
        assert complaint(tmp_path, text, Lang.ZH) == f"错误: old.json:{at}: {zh}\n{CAN_ZH}"


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("verdict", "fine"),
        ("verdict", 1),
        ("shop", 5),
        ("on", 20261122),
        ("on", "2026-11-31"),
        ("as_of", "soon"),
        ("blocked_by", "x"),
        ("missing", [1]),
        ("platform", None),
        ("platform", ""),
        ("procedure", ""),
        ("procedure", " "),
        ("platform_name", None),
        ("first", ["x"]),
        ("entry", "3"),
        ("orders", "3"),
        ("orders", True),
        ("money", None),
        ("money.currency", "Y"),
        ("money.to_pay", 100),
        ("money.in_doubt", "NaN"),
        ("money.comes_back", "1e5"),
        ("money.missing", None),
        ("dates.close", "never"),
        ("dates.estimated", "no"),
    ],
)
def test_a_wrong_value_is_refused_with_its_line_and_key(
    where: str, value: object, rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """In the second line of JSON Lines as in the middle of a fleet."""
    line = as_line(briefed(rules_of["kuaishou"], BLOCKED))
    data = json.loads(line)
    *above, last = where.split(".")
    into: dict[str, Any] = data[above[0]] if above else data
    assert last in into
    into[last] = value
    bad = json.dumps(data, ensure_ascii=False)
    found = complaint(tmp_path, f"{line}\n{bad}\n")
    assert found.startswith(f"error: old.json:2: {where}")
    assert found.endswith(f": {OURS_EN}")
    fleet = f'{{"schema": "shopexit.fleet/1",\n"shops": [{line},\n{bad}]}}'
    found = complaint(tmp_path, fleet, Lang.ZH)
    assert found.startswith(f"错误: old.json:1: shops[1].{where}")
    assert found.endswith(f": {OURS_ZH}")


def test_no_key_may_be_missing(rules_of: Mapping[str, Platform], tmp_path: Path) -> None:
    """None of those that a shop in brief has, the ones of its money and days included."""
    line = as_line(briefed(rules_of["kuaishou"], BLOCKED))
    data = json.loads(line)
    # What was added later is not in older results.
    keys: list[tuple[str, ...]] = [(key,) for key in data if key not in ("schema", "returned")]
    keys += [(group, key) for group in ("money", "dates") for key in data[group]]
    assert len(keys) > 25
    for *above, last in keys:
        copy = json.loads(line)
        del (copy[above[0]] if above else copy)[last]
        said = f"error: old.json:1: {'.'.join((*above, last))}: {OURS_EN}"
        assert complaint(tmp_path, json.dumps(copy)) == said
    del data["schema"]
    lost = complaint(tmp_path, f"{LINE}\n{json.dumps(data)}")
    assert lost.startswith("error: old.json:2: schema: `schema` is missing")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "\x00",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        '{"schema": "shopexit.shop/1"' + ', "a": [' * 100_000,
        '{"schema": "shopexit.fleet/1", "shops": ' + "[" * 100_000,
        '{"schema": "shopexit.shop/1", "n": ' + "1" * 5000 + "}",
        '{"schema": "shopexit.fleet/1", "n": ' + "1" * 5000 + "}",
        '{"schema": "shopexit.fleet/1", "shops": {}}',
        '{"schema": "shopexit.fleet/9", "shops": []}',
        '{"schema": "shopexit.shop/1", "file": "a", "file": "b"}',
        '{"schema": "shopexit.shop/1", "verdict": null, "file": null}',
        '{"schema": "shopexit.shop/1", "verdict": null, "file": "a", "entry": "1"}',
        '{"schema": "shopexit.shop/1", "n": ' + "[" * 900 + "]" * 900 + "}",
        '{"platform": "nowhere"}',
        '{"platform": ["kuaishou"]}',
    ],
)
def test_anything_else_is_refused(text: str, tmp_path: Path) -> None:
    """And nothing but a ShopexitError comes of it, in either language."""
    assert complaint(tmp_path, text, Lang.EN).startswith("error: ")
    assert complaint(tmp_path, text, Lang.ZH).startswith("错误: ")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """As for every other command."""
    for path, words in ((tmp_path / "none.json", "no such file"), (tmp_path, "this is a folder")):
        with pytest.raises(ShopexitError, match=words):
            read_shops(path, Judging(packaged_rules()))


def test_what_is_larger_than_any_run_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Rather than read into all of the memory."""
    monkeypatch.setattr("shopexit.fleet.baseline.MAX_BYTES", 1 << 20)
    words = complaint(tmp_path, f"{LINE}\n" * 20_000)
    assert words == "error: old.json: the file is larger than the limit of 1 MiB"
    assert (
        len(read_shops("<stdin>", Judging(packaged_rules()), f"{LINE}\n".encode() * 9_000)) == 9_000
    )


@pytest.mark.parametrize("suffix", [".md", ".csv", ".xml", ".html", ".sarif"])
def test_results_in_another_format_are_refused_as_such(suffix: str, tmp_path: Path) -> None:
    """They are no broken state file."""
    file = tmp_path / f"night{suffix}"
    file.write_text("# 12 shops: 3 ready", encoding="utf-8")
    with pytest.raises(ShopexitError, match="only results as json or jsonl can be compared"):
        read_shops(file, Judging(packaged_rules()))
