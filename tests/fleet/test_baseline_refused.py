"""What is no result of an earlier run is refused at its line."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from runs import BLOCKED, LINE, as_line, briefed, complaint, reported

from shopexit import Platform, ShopexitError
from shopexit.fleet.baseline import Judging, read
from shopexit.messages import Lang
from shopexit.rules.loader import packaged_rules

BROKEN = [
    (
        '{"schema": "shopexit.report/2"}',
        (
            "error: old.json:1:1: schema: this is shopexit.report/2, a version of the format that"
            " this shopexit does not read\n  hint: what can be compared:"
            " shopexit.shop/1, shopexit.report/1, shopexit.fleet/1"
        ),
        (
            "错误: old.json:1:1: schema: 这是 shopexit.report/2，格式的版本和这个 shopexit 对不上\n"
            "  提示: 能比较的有：shopexit.shop/1, shopexit.report/1, shopexit.fleet/1"
        ),
    ),
    (
        f'{LINE}\n{{"schema": "shopexit.orders/1"}}',
        (
            "error: old.json:2:1: schema: shopexit.orders/1 is no result of judging shops\n"
            "  hint: what can be compared: shopexit.shop/1, shopexit.report/1, shopexit.fleet/1"
        ),
        (
            "错误: old.json:2:1: schema: shopexit.orders/1 不是店铺的判断结果\n"
            "  提示: 能比较的有：shopexit.shop/1, shopexit.report/1, shopexit.fleet/1"
        ),
    ),
    (
        '{"schema": "other/1"}',
        "error: old.json:1:1: 'platform' is missing: a state says on which platform the shop is",
        "错误: old.json:1:1: 没写 platform：店铺数据要写是哪个平台的",
    ),
    (
        "[]",
        "error: old.json:1:1: found an empty list, expected keys with values",
        "错误: old.json:1:1: 写的是 空列表，应为“键: 值”的形式",
    ),
    (
        f'{LINE}\n{{"schema": "shopexit.shop/1", "shop": "半',
        "error: old.json:2:39: the JSON ends here before it is complete",
        "错误: old.json:2:39: JSON 到这里就断了，文件不完整",
    ),
    (
        '{"schema": "shopexit.report/1",\n "shop": "a",\n',
        "error: old.json:3:1: the JSON ends here before it is complete",
        "错误: old.json:3:1: JSON 到这里就断了，文件不完整",
    ),
    (
        '{"schema": "shopexit.fleet/1", "shops": [\n' + LINE + ",\n",
        "error: old.json:3:1: the JSON ends here before it is complete",
        "错误: old.json:3:1: JSON 到这里就断了，文件不完整",
    ),
    (
        '{"schema": "shopexit.fleet/1", "on": 1}',
        "error: old.json:1: 'shops' is missing",
        "错误: old.json:1: 缺少“shops”",
    ),
    (
        '{"schema": "shopexit.fleet/1", "shops": [\n  {"verdict": null}\n]}',
        "error: old.json:2:3: shops[0]: 'file' is missing",
        "错误: old.json:2:3: shops[0]: 缺少“file”",
    ),
    (
        '{"schema": "shopexit.fleet/1", "shops": [\n  {"verdict": "ready"}\n]}',
        (
            "error: old.json:2:3: shops[0].schema: there is no `schema`, so that it cannot be told"
            " which result of shopexit it is\n"
            "  hint: what can be compared: shopexit.shop/1, shopexit.report/1, shopexit.fleet/1"
        ),
        (
            "错误: old.json:2:3: shops[0].schema: 没有 schema，看不出是 shopexit 的哪种结果\n"
            "  提示: 能比较的有：shopexit.shop/1, shopexit.report/1, shopexit.fleet/1"
        ),
    ),
    (
        '{"schema": "shopexit.fleet/1", "shops": [17]}',
        "error: old.json:1:42: shops[0]: found 17, expected keys with values",
        "错误: old.json:1:42: shops[0]: 写的是 17，应为“键: 值”的形式",
    ),
]


NO_JSON = [
    (f'{LINE}\n\n{{"schema": "shopexit.shop/1", oops}}\n', "old.json:3:31"),
    ('{"schema": "shopexit.fleet/1", "shops": [\n' + LINE + "\n" + LINE + "]}", "old.json:3:1"),
    ('{"schema": "shopexit.fleet/1", "shops": []} {}', "old.json:1:45"),
]


@pytest.mark.parametrize(("text", "at"), NO_JSON)
def test_what_is_no_json_is_refused_where_it_stops_being_json(
    text: str, at: str, tmp_path: Path
) -> None:
    """In both languages; what is wrong with it there, Python's own parser says."""
    assert complaint(tmp_path, text, Lang.EN).startswith(f"error: {at}: broken JSON: ")
    assert complaint(tmp_path, text, Lang.ZH).startswith(f"错误: {at}: JSON 写法有误：")


@pytest.mark.parametrize(("text", "en", "zh"), BROKEN)
def test_what_is_none_of_ours_is_refused_at_its_line(
    text: str, en: str, zh: str, tmp_path: Path
) -> None:
    """In both languages."""
    assert complaint(tmp_path, text, Lang.EN) == en
    assert complaint(tmp_path, text, Lang.ZH) == zh


@pytest.mark.parametrize(
    ("key", "value", "en", "zh"),
    [
        (
            "verdict",
            "fine",
            "verdict: found 'fine', expected one of 'blocked', 'undetermined' or 'ready'",
            "verdict: 写的是 “fine”，应为以下之一：'blocked'、'undetermined'、'ready'",
        ),
        ("procedure", " ", "procedure: it must not be empty", "procedure: 不能是空的"),
        ("shop", 5, "shop: found 5, expected text", "shop: 写的是 5，应为文字"),
        (
            "on",
            20261122,
            "on: '20261122' is not a date; write it as 2026-11-21",
            "on: “20261122”不是日期，应写成 2026-11-21 这样",
        ),
        (
            "blocked_by",
            "x",
            "blocked_by: found 'x', expected a list (each item begins with -)",
            "blocked_by: 写的是 “x”，应为列表（每项以 - 开头）",
        ),
        (
            "platform",
            None,
            "platform: found nothing, expected text",
            "platform: 写的是 空值，应为文字",
        ),
        ("dates", {}, "dates: 'apply' is missing", "dates: 缺少“apply”"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(
    key: str,
    value: object,
    en: str,
    zh: str,
    rules_of: Mapping[str, Platform],
    tmp_path: Path,
) -> None:
    """In the second line of JSON Lines as in the middle of a fleet."""
    line = as_line(briefed(rules_of["kuaishou"], BLOCKED))
    bad = json.dumps(json.loads(line) | {key: value}, ensure_ascii=False)
    found = complaint(tmp_path, f"{line}\n{bad}\n").splitlines()[0]
    assert found == f"error: old.json:2:{bad.index(f'{chr(34)}{key}{chr(34)}: ') + 1}: {en}"
    pretty = json.dumps(json.loads(bad), indent=1, ensure_ascii=False)
    at = next(i for i, each in enumerate(pretty.splitlines()) if each.startswith(f' "{key}"'))
    good = json.dumps(json.loads(line), indent=1)
    above = good.count("\n") + 3
    fleet = f'{{"schema": "shopexit.fleet/1",\n"shops": [{good},\n{pretty}]}}'
    found = complaint(tmp_path, fleet, Lang.ZH).splitlines()[0]
    assert found == f"错误: old.json:{above + at}:2: shops[1].{zh}"


def test_no_key_may_be_missing(rules_of: Mapping[str, Platform], tmp_path: Path) -> None:
    """Of those that are read, from a report as from a brief."""
    rules = rules_of["kuaishou"]
    read_from = {
        as_line(briefed(rules, BLOCKED)): (
            "file", "platform", "shop", "procedure", "on", "blocked_by", "disputed", "unknown",
            "missing", "money", "dates", "verdict",
        ),
        reported(rules, BLOCKED): (
            "file", "platform", "shop", "procedure", "judged", "procedures", "on", "verdict",
            "checked", "findings", "plan", "money",
        ),
    }  # fmt: skip
    for text, keys in read_from.items():
        for key in keys:
            data = json.loads(text)
            del data[key]
            assert f"'{key}' is missing" in complaint(tmp_path, json.dumps(data))


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
        '{"schema": "shopexit.shop/1", "verdict": null, "file": ""}',
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
            list(read(path, Judging(packaged_rules())))
