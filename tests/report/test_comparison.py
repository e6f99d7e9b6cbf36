"""What became of shops between two runs, whatever form the runs were kept in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from states import LONGER, ROOT

from shopexit import Rules, ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions, Outcome
from shopexit.fleet.baseline import Judging, read
from shopexit.formats import RENDERERS, PlainFormat
from shopexit.formats.change import change as as_text
from shopexit.formats.change import markdown
from shopexit.formats.lines import RenderOptions
from shopexit.messages import Lang
from shopexit.report.comparison import (
    Baseline,
    Caution,
    Change,
    Days,
    Presence,
    Snapshot,
    Status,
    compare,
    of_brief,
    opened,
    unusable,
)
from shopexit.report.evaluation import judged
from shopexit.report.summary import Summary, brief

EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
IDS = [f"{path.parent.name}-{path.stem}" for path in EXAMPLES]
BLOCKED = ROOT / "examples" / "kuaishou" / "blocked.yaml"
UNMET, UNKNOWN, DISPUTED = Outcome.UNMET, Outcome.UNKNOWN, Outcome.DISPUTED
DAY = date(2026, 12, 20)


def shop(name: str | None = "甲", **more: Any) -> Snapshot:
    """Return a blocked shop with one unmet requirement, changed as is said."""
    kept = Snapshot(
        file="甲.yaml",
        entry=None,
        standing=Status.BLOCKED,
        platform="kuaishou",
        shop=name,
        procedure="close",
        on=date(2026, 11, 22),
        open=(("kuaishou/close/funds-settled", UNMET),),
        currency="CNY",
        expected="100.00",
        days=Days(close=DAY, close_latest=DAY, money=DAY),
    )
    return replace(kept, **more)


def procedure_of(path: Path) -> str | None:
    """Return the procedure that an example is about."""
    return "refund-deposit" if path.stem.startswith("refund-") else None


def briefed(rules: Rules, path: Path) -> Summary:
    """Return an example in brief, judged on the day of its figures."""
    state = rules.read_state(path)
    assert state.as_of
    names = rules.procedures(procedure_of(path))
    judgement = judged(
        rules.platform, rules.vocabulary, names, state, EvaluationOptions(state.as_of)
    )
    return brief(judgement, str(path))


def reported(rules: Rules, path: Path, limit: int = 0) -> str:
    """Return the JSON of a report on an example."""
    state = rules.read_state(path)
    report = check(rules, state, on=state.as_of, procedure=procedure_of(path), limit=limit)
    return RENDERERS[PlainFormat.JSON](report, RenderOptions())


def as_line(of: Summary) -> str:
    """Return a brief as a line of JSON Lines."""
    raw = TypeAdapter(Summary).dump_json(of, by_alias=True, context={"lang": Lang.ZH})
    return raw.decode()


def from_text(folder: Path, text: str, name: str = "old.json") -> list[Snapshot]:
    """Return what is read of a file with the text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return list(read(path, Judging()))


def complaint(folder: Path, text: str, lang: Lang = Lang.EN, name: str = "old.json") -> str:
    """Return with which words a file is refused, without its folder."""
    with pytest.raises(ShopexitError) as caught:
        from_text(folder, text, name)
    words = "\n".join(problem.in_words(lang) for problem in caught.value.problems)
    return words.replace(f"{folder}/", "")


def untold(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """Return snapshots without where they were read."""
    return [replace(each, file="", entry=None) for each in snapshots]


@pytest.mark.parametrize("path", EXAMPLES, ids=IDS)
def test_every_form_says_the_same_of_a_shop(
    path: Path, rules_of: Mapping[str, Rules], tmp_path: Path
) -> None:
    """A state file, its report, its brief, and a fleet of both."""
    rules = rules_of[path.parent.name]
    in_brief = briefed(rules, path)
    report, line = reported(rules, path), as_line(in_brief)
    fleet = json.dumps(
        {"schema": "shopexit.fleet/1", "on": "2026-11-22", "shops": [json.loads(line)]}
    )
    fleet_of_reports = (
        f'{{\n "schema": "shopexit.fleet/1", "shops": [\n{report}], "verdicts": {{"ready": 1}}}}'
    )
    expected = untold([of_brief(in_brief)])
    assert untold(read(path, Judging(procedure=procedure_of(path)))) == expected
    for text in (
        report,
        line,
        f"\n{line}\n\n",
        f"\ufeff{line}\r\n",
        json.dumps(json.loads(line), indent=2, sort_keys=True),
        f"{json.dumps(json.loads(report))}\n",
        fleet,
        fleet_of_reports,
    ):
        assert untold(from_text(tmp_path, text)) == expected
    same = compare(read(path, Judging(procedure=procedure_of(path))), [of_brief(in_brief)])
    assert (same.shops, same.unchanged, same.worse) == ((), 1, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_result_is_read_in_the_encodings_that_a_shell_writes(
    encoding: str, rules_of: Mapping[str, Rules], tmp_path: Path
) -> None:
    """PowerShell redirects in UTF-16, a Chinese console in GB18030."""
    in_brief = briefed(rules_of["kuaishou"], BLOCKED)
    path = tmp_path / "old.jsonl"
    path.write_bytes(f"{as_line(in_brief)}\n{as_line(in_brief)}\n".encode(encoding))
    assert untold(read(path, Judging())) == untold([of_brief(in_brief)] * 2)
    raw = path.read_bytes()
    assert untold(read("<stdin>", Judging(), raw)) == untold([of_brief(in_brief)] * 2)


def test_a_state_is_judged_on_the_day_of_its_figures_or_on_the_day_asked_for(
    tmp_path: Path,
) -> None:
    """The old plan was made on that day; what is a result already is not judged again."""
    (state,) = read(BLOCKED, Judging())
    assert state.on == date(2026, 11, 21)
    (later,) = read(BLOCKED, Judging(on=date(2026, 11, 30)))
    assert later.on == date(2026, 11, 30)
    (strict,) = read(BLOCKED, Judging(strict=True))
    assert len(strict.open) > len(state.open)
    (raw,) = read("<stdin>", Judging(), BLOCKED.read_bytes())
    assert untold([raw]) == untold([state])
    result = tmp_path / "old.json"
    result.write_text('{"schema": "shopexit.shop/1"}')
    with pytest.raises(ShopexitError, match="--on is for a state file"):
        list(read(result, Judging(on=DAY)))


def test_what_became_of_a_shop(tmp_path: Path) -> None:
    """In a state a week on: orders are finished, but the notice was taken down in between."""
    text = BLOCKED.read_text(encoding="utf-8")
    for before, after in (
        ("as_of: 2026-11-21", "as_of: 2026-11-28"),
        ("pending_payment: 1", "pending_payment: 0"),
        ("pending_shipment: 2", "pending_shipment: 0"),
        ("pending_receipt: 5", "pending_receipt: 0"),
        ("published_on: 2026-11-10", "published_on: 2026-11-24"),
        ("unsettled: 1863.40", "unsettled: 1500"),
        ("  pending_changes: 1\n", ""),
    ):
        assert before in text
        text = text.replace(before, after)
    new = tmp_path / "new.yaml"
    new.write_text(text, encoding="utf-8")
    by = Judging()
    found = compare(read(BLOCKED, by), read(new, by), words=by.words)
    (became,) = found.shops
    assert (became.kind, became.worse, found.worse) == (Presence.CHANGED, False, 0)
    assert [each.ref for each in became.cleared] == ["kuaishou/close/orders-finished"]
    assert [(e.ref, e.before, e.after) for e in became.changed] == [
        ("kuaishou/close/no-pending-changes", UNMET, UNKNOWN)
    ]
    assert became.new == ()
    assert [fact.fact for fact in became.asked] == ["services.pending_changes"]
    assert became.days.close.later == 2
    assert became.money.difference == "-363.40"
    zh = as_text(replace(found, lang=Lang.ZH), RenderOptions())
    assert "办完的日子 2026-12-22 → 2026-12-24，晚了 2 天" in zh
    assert "解决了：没有未完成的订单" in zh
    assert "能拿回 3570.10 → 3206.70 CNY，少了 363.40" in zh
    assert "这家店有进展" in zh
    assert f"还有 {became.still - 1} 条和原来一样，没解决" in zh
    back = compare(read(new, by), read(BLOCKED, by), words=by.words)
    assert back.worse == 1
    assert back.shops[0].days.close.later == -2
    en = as_text(back, RenderOptions())
    assert "new (not met): No order is unfinished" in en
    assert "done 2026-12-24 → 2026-12-22, 2 days earlier" in en


@pytest.mark.parametrize(
    ("now", "worse", "refs"),
    [
        (shop(), False, ()),
        (shop(standing=Status.READY, open=()), False, ()),
        (shop(days=Days()), False, ()),
        (shop(days=Days(close=DAY + timedelta(days=7))), False, ()),
        (shop(open=(("kuaishou/close/funds-settled", UNKNOWN),)), False, ()),
        (shop(open=(*shop().open, ("a/b/c", UNKNOWN))), True, ("a/b/c",)),
        (shop(open=(("a/b/c", DISPUTED),)), True, ("a/b/c",)),
        (shop("乙"), True, ("kuaishou/close/funds-settled",)),
        (shop("乙", standing=Status.READY, open=()), False, ()),
        (unusable("乙.yaml", None), True, ()),
        (unusable("甲.yaml", None), True, ()),
    ],
)
def test_what_is_worse(now: Snapshot, worse: bool, refs: tuple[str, ...]) -> None:
    """A verdict, or something new that is open; never days alone. A baseline says so too."""
    other = shop("丙", file="丙.yaml")
    baseline = Baseline([shop(), other])
    assert (baseline.is_worse(now), baseline.worsened(now)) == (worse, refs)
    assert compare([shop(), other], [now, other]).worse == worse


def test_a_verdict_that_is_worse_is_enough() -> None:
    """With nothing open, stale evidence alone takes readiness away."""
    ready = shop(standing=Status.READY, open=())
    doubtful = shop(standing=Status.UNDETERMINED, open=())
    assert compare([ready], [doubtful]).worse == 1
    assert compare([doubtful], [ready]).worse == 0
    assert Baseline([ready]).is_worse(doubtful)
    assert not Baseline([doubtful]).is_worse(ready)


def test_what_could_not_be_used_is_found_by_its_place() -> None:
    """It has no name; nothing can be worse than it was, and nobody knows what was open."""
    broken, mended = unusable("shops/甲.yaml", 3), shop(file="./shops/甲.yaml", entry=3)
    other = shop("丙", file="丙.yaml")
    found = compare([broken, other], [mended, other])
    assert [(s.kind, s.worse, s.verdict.before) for s in found.shops] == [
        (Presence.CHANGED, False, Status.UNUSABLE)
    ]
    assert (found.shops[0].new, found.shops[0].still) == ((), 0)
    found = compare([mended, other], [broken, other])
    assert [(s.kind, s.worse, s.shop, s.cleared) for s in found.shops] == [
        (Presence.CHANGED, True, "甲", ())
    ]
    baseline = Baseline([broken])
    assert not baseline.is_worse(mended)
    assert not baseline.is_worse(broken)
    assert baseline.worsened(mended) == ()
    assert Baseline([mended]).is_worse(broken)
    assert compare([broken], [broken]).unchanged == 1


def test_what_is_open_in_several_orders_is_as_bad_as_the_worst() -> None:
    """And stands there once."""
    assert opened(["a"], ["b", "a"], ["c", "b", "a", "c"]) == (
        ("a", UNMET),
        ("b", DISPUTED),
        ("c", UNKNOWN),
    )


def test_shops_without_a_name_of_their_own_are_found_by_their_place() -> None:
    """Where two have one name, the file and the entry tell them apart."""
    old = [
        shop(file="a.jsonl", entry=1),
        shop(file="a.jsonl", entry=2, standing=Status.READY, open=()),
        shop(None, file="a.jsonl", entry=3),
        shop(None, file="a.jsonl", entry=4, standing=Status.READY, open=()),
        shop(file="a.jsonl", entry=5, standing=Status.READY, open=()),
    ]
    assert compare(old, reversed(old)).unchanged == 5
    baseline = Baseline(old)
    assert not any(baseline.is_worse(each) for each in old)
    assert baseline.is_worse(replace(old[0], entry=2))
    assert baseline.is_worse(replace(old[2], entry=4))
    assert baseline.is_worse(replace(old[0], entry=5))
    # The same name on another platform is another shop.
    assert baseline.is_worse(replace(old[2], platform="taobao"))


def test_a_renamed_file_of_one_nameless_shop_is_still_that_shop() -> None:
    """`shopexit diff monday.yaml friday.yaml` compares what it was asked to."""
    old, new = shop(None, file="monday.yaml"), shop(None, file="friday.yaml")
    assert compare([old], [new]).unchanged == 1
    assert compare([old], [replace(new, shop="甲")]).unchanged == 1
    kinds = [each.kind for each in compare([old], [replace(new, platform="taobao")]).shops]
    assert kinds == [Presence.NEW, Presence.GONE]


def test_new_and_gone_shops_are_told() -> None:
    """Those that are gone last, and without a claim that anything was cleared."""
    found = compare([shop("甲")], [shop("乙")], lang=Lang.ZH)
    new, gone = found.shops
    assert (new.kind, new.worse, gone.kind, gone.worse) == (
        Presence.NEW,
        True,
        Presence.GONE,
        False,
    )
    assert (gone.cleared, gone.days.close.lost) == ((), True)
    text = as_text(found, RenderOptions())
    assert "原来 1 家店，现在 1 家：1 家变差，1 家这次没有了" in text
    assert "✗ 乙 · kuaishou：新加的店，还不能办" in text
    assert "- 甲 · kuaishou：原来还不能办" in text


def test_a_day_that_is_lost_or_found_is_said_so() -> None:
    """There is no number of days then."""
    lost = compare([shop()], [shop(days=Days())], lang=Lang.ZH)
    assert (lost.shops[0].days.close.later, lost.shops[0].days.close.lost) == (None, True)
    assert "办完的日子：原来 2026-12-20，现在没有日子了" in as_text(lost, RenderOptions())
    found = compare([shop(days=Days())], [shop()])
    assert (found.shops[0].days.close.later, found.shops[0].days.close.lost) == (None, False)
    assert "done: had no day, now 2026-12-20" in as_text(found, RenderOptions())
    slipped = compare([shop()], [shop(days=Days(close=DAY + timedelta(days=7)))], lang=Lang.ZH)
    assert "办完的日子 2026-12-20 → 2026-12-27，晚了 7 天" in as_text(slipped, RenderOptions())


def test_a_rule_that_is_no_longer_there_is_called_by_its_reference() -> None:
    """Once, as it has no other words."""
    by = Judging()
    gone = "kuaishou/close/no-such-rule"
    odd = "../../etc/passwd"
    found = compare([shop(open=())], [shop(open=((gone, UNMET), (odd, UNMET)))], words=by.words)
    text = as_text(found, RenderOptions())
    assert f"new (not met): {gone}\n" in text
    assert f"new (not met): {odd}\n" in text
    assert by.words("kuaishou/close/funds-settled")
    assert by.words("orders.pending_payment")
    assert by.words("kuaishou")
    assert by.words("no-such-platform") is None


def test_the_text_says_first_what_got_worse_and_then_what_is_cleared() -> None:
    """Of the shops, and of each shop."""
    old = [shop("甲"), shop("乙"), shop("丙")]
    new = [
        shop("甲", expected="200.00"),
        shop("乙", standing=Status.READY, open=()),
        shop("丙", open=(("kuaishou/close/fines-paid", UNKNOWN),), days=Days()),
    ]
    text = as_text(compare(old, new, lang=Lang.ZH), RenderOptions())
    order = ["变差了 (1)", "丙", "新问题（缺数据）", "解决了：", "有进展 (1)", "乙", "别的变化 (1)"]
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    marked = markdown(compare(old, new))
    assert "### Worse (1)" in marked
    assert "**丙 · kuaishou**" in marked


def test_a_report_that_leaves_orders_out_is_warned_of(
    rules_of: Mapping[str, Rules], tmp_path: Path
) -> None:
    """What is not shown may be open all the same."""
    path = ROOT / "examples" / "1688" / "blocked.yaml"
    rules = rules_of["1688"]
    shown = json.loads(reported(rules, path))["checked"]["orders_shown"]
    assert shown > 1
    whole = of_brief(briefed(rules, path))
    (part,) = from_text(tmp_path, reported(rules, path, limit=1))
    assert (part.partial, whole.partial) == (True, False)
    found = compare([part], [replace(whole, expected="1.00")])
    assert found.shops[0].cautions == (Caution.PARTIAL,)
    assert "--limit 0" in as_text(found, RenderOptions())
    other = compare([whole], [replace(whole, expected="1.00", procedure="refund-deposit")])
    assert other.shops[0].cautions == (Caution.PROCEDURE,)


def test_hostile_text_is_harmless(rules_of: Mapping[str, Rules], tmp_path: Path) -> None:
    """Neither a terminal nor Markdown acts on what a file calls a shop."""
    data = json.loads(as_line(briefed(rules_of["kuaishou"], BLOCKED)))
    evil = "\x1b[31m红\u202e<script>@all [x](http://evil)\n# big\ud800"
    data |= {"shop": evil, "file": evil, "blocked_by": [evil], "missing": [evil]}
    old = from_text(tmp_path, json.dumps(data))
    found = compare(old, [], words=Judging().words)
    new = compare([], old, words=Judging().words)
    for view in (found, new):
        for text in (
            as_text(view, RenderOptions()),
            markdown(view),
            RENDERERS["json"](view, RenderOptions()),
        ):
            assert not any(char in text for char in "\x1b\u202e\ud800")
            assert "\n# big" not in text
        assert "<script>" not in markdown(view)
        assert "@all" not in markdown(view)


LINE = '{"schema": "shopexit.shop/1", "file": "a", "verdict": null}'
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
        (
            "error: old.json:1:1: this is neither a state file (there is no `platform`) nor JSON"
            " that shopexit wrote"
        ),
        "错误: old.json:1:1: 这既不是店铺数据（没有 platform），也不是 shopexit 输出的 JSON",
    ),
    (
        "[]",
        (
            "error: old.json:1:1: this is neither a state file (there is no `platform`) nor JSON"
            " that shopexit wrote"
        ),
        "错误: old.json:1:1: 这既不是店铺数据（没有 platform），也不是 shopexit 输出的 JSON",
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
    rules_of: Mapping[str, Rules],
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


def test_no_key_may_be_missing(rules_of: Mapping[str, Rules], tmp_path: Path) -> None:
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
            list(read(path, Judging()))


def test_a_long_fleet_is_read_shop_by_shop(rules_of: Mapping[str, Rules], tmp_path: Path) -> None:
    """Over the ends of what is read at a time, with the line of each."""
    line = as_line(briefed(rules_of["kuaishou"], BLOCKED))
    count = 3 * (1 << 20) // len(line)
    lines = ",\n".join(line for _ in range(count))
    head = '{"schema": "shopexit.fleet/1", "note": 12,\n"shops": [\n'
    shops = from_text(tmp_path, f"{head}{lines}\n]}}")
    assert len(shops) == count
    assert len(set(untold(shops))) == 1
    words = complaint(tmp_path, f"{head}{lines},\n{{}}\n]}}")
    assert words.startswith(f"error: old.json:{count + 3}:1: shops[{count}].schema: ")


def test_a_number_is_read_whole_wherever_reading_stops(tmp_path: Path) -> None:
    """A piece of the file that ends within it does not end it."""
    for end in range(3):
        before = '{"schema": "shopexit.fleet/1", "pad": "'
        pad = "x" * ((1 << 20) - len(before) - len('", "n": ') - end)
        text = f'{before}{pad}", "n": 12, "shops": [{LINE}]}}'
        assert [each.standing for each in from_text(tmp_path, text)] == [Status.UNUSABLE]


def test_the_latest_day_of_a_report_is_open_if_one_of_its_procedures_is(
    rules_of: Mapping[str, Rules], tmp_path: Path
) -> None:
    """Of money too, and of no procedure that was not asked for."""
    data = json.loads(reported(rules_of["kuaishou"], BLOCKED))
    a, b, c = "2026-12-01", "2026-12-02", "2026-12-03"
    data["plan"]["milestones"] = [
        {"procedure": "close", "stage": "apply", "earliest": b, "latest": None},
        {"procedure": "close", "stage": "finish", "earliest": a, "latest": c},
        {"procedure": "close", "stage": "finish", "earliest": b, "latest": None},
        {"procedure": "refund-deposit", "stage": "apply", "earliest": a, "latest": a},
        {"procedure": "refund-deposit", "stage": "finish", "earliest": c, "latest": c},
        {"procedure": "refund-deposit", "stage": "money", "earliest": c, "latest": c},
        {"procedure": "close", "stage": "money", "earliest": b, "latest": b},
    ]
    (read_back,) = from_text(tmp_path, json.dumps(data))
    expected = Days(
        apply=date.fromisoformat(b),
        close=date.fromisoformat(b),
        close_latest=None,
        money=date.fromisoformat(b),
        money_latest=date.fromisoformat(c),
    )
    assert read_back.days == expected


def test_the_json_of_a_change_fits_its_schema() -> None:
    """And says which schema it is."""
    found = compare([shop(), shop("乙")], [shop("丙"), shop(days=Days(), expected="1.00")])
    data = json.loads(RENDERERS["json"](found, RenderOptions()))
    assert data["schema"] == "shopexit.diff/1"
    jsonschema.validate(data, TypeAdapter(Change).json_schema(mode="serialization"))


REFS = st.sampled_from(["kuaishou/close/a", "kuaishou/close/b", "x/y/c"])
SOME_DAY = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Draw a shop that may share its name or its place with others."""
    file, entry = draw(st.sampled_from(["a", "b"])), draw(st.none() | st.integers(1, 2))
    standing = draw(st.sampled_from(Status))
    if standing is Status.UNUSABLE:
        return unusable(file, entry)
    return Snapshot(
        file=file,
        entry=entry,
        standing=standing,
        platform=draw(st.sampled_from(["kuaishou", "taobao"])),
        shop=draw(st.none() | st.sampled_from(["甲", "乙"])),
        open=tuple(draw(st.dictionaries(REFS, st.sampled_from([UNMET, UNKNOWN]))).items()),
        missing=tuple(draw(st.sets(st.sampled_from(["a.b", "c.d"])))),
        days=Days(close=draw(SOME_DAY), money=draw(SOME_DAY)),
        currency="CNY",
        expected=draw(st.sampled_from(["0.00", "-1.50", "100.00"])),
    )


RUNS = st.lists(snapshots(), max_size=5)


@settings(max_examples=100 * LONGER, deadline=None)
@given(RUNS)
def test_a_run_is_as_it_was(run: list[Snapshot]) -> None:
    """Held against itself nothing has changed, and nothing is worse than the baseline."""
    found = compare(run, run)
    assert (found.shops, found.worse, found.unchanged) == ((), 0, len(run))


def unordered(facts: Iterable[Any]) -> list[str]:
    """Return references or facts, sorted."""
    return sorted(getattr(each, "ref", None) or each.fact for each in facts)


@settings(max_examples=100 * LONGER, deadline=None)
@given(snapshots(), snapshots())
def test_a_swap_turns_cleared_into_new(one: Snapshot, other: Snapshot) -> None:
    """And gained days into lost ones, and more money into less."""
    there, back = compare([one], [other]), compare([other], [one])
    assert there.unchanged == back.unchanged
    assert {s.kind for s in there.shops} == {s.kind for s in back.shops}
    if len(there.shops) != 1:
        return
    (was,), (now,) = there.shops, back.shops
    assert (was.verdict.before, was.verdict.after) == (now.verdict.after, now.verdict.before)
    assert unordered(was.cleared) == unordered(now.new)
    assert unordered(was.new) == unordered(now.cleared)
    assert unordered(was.filled) == unordered(now.asked)
    assert was.still == now.still
    assert was.days.close.later == (now.days.close.later and -now.days.close.later)
    assert was.money.before == now.money.after
    assert not (was.worse and now.worse and not (was.new or now.new))


@settings(max_examples=100 * LONGER, deadline=None)
@given(RUNS, RUNS)
def test_a_comparison_can_be_shown(old: list[Snapshot], new: list[Snapshot]) -> None:
    """Every shop of either run is somewhere, and every form takes it."""
    found = compare(old, new)
    kinds = [shop.kind for shop in found.shops]
    assert found.unchanged + kinds.count(Presence.CHANGED) + kinds.count(Presence.NEW) == len(new)
    assert found.unchanged + kinds.count(Presence.CHANGED) + kinds.count(Presence.GONE) == len(old)
    for lang in Lang:
        assert as_text(replace(found, lang=lang), RenderOptions(60)).endswith("\n")
        assert markdown(replace(found, lang=lang))


@settings(max_examples=100 * LONGER, deadline=None)
@given(st.lists(snapshots(), max_size=5, unique_by=lambda s: (s.platform, s.shop, s.file, s.entry)))
def test_a_baseline_says_of_a_shop_what_a_comparison_does(run: list[Snapshot]) -> None:
    """As long as each shop has a name or a place of its own."""
    names = [(s.platform, s.shop) for s in run if s.shop]
    places = [(s.file, s.entry) for s in run]
    if len(set(places)) < len(places) or len(set(names)) < len(names):
        return
    old, new = run[: len(run) // 2], run[len(run) // 2 :]
    baseline = Baseline(old)
    if len(old) != 1 or len(new) != 1:
        assert sum(baseline.is_worse(each) for each in new) == compare(old, new).worse
