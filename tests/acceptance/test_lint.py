"""`lint` says what is wrong and what is weak in rules, at its line, in every format alike."""

import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, validate
from pydantic import TypeAdapter
from states import ROOT

from shopexit import Lang
from shopexit.cli.app import run
from shopexit.report.lint_result import LintResult, lint
from shopexit.rules.lint import ABOUT, Flaw
from shopexit.rules.loader import RuleSet, packaged_rules

WEAK = ROOT / "tests" / "weak"
DAY = "2026-11-28"
"""On it the old guide was read 181 days ago."""
SAID = (
    ("market.yaml:6:3", Flaw.UNCITED, "nothing cites this source", "没有哪条规则引用它"),
    ("market.yaml:6:58", Flaw.OLD_SOURCE, "it was read 181 days ago", "181 天前看的"),
    (
        "market.yaml:9:3",
        Flaw.OPEN_CELL,
        "procedures.close: no rule mentions 1 fact: orders.appealed",
        "procedures.close: 1 项数据没有规则说到：orders.appealed",
    ),
    (
        "market.yaml:15:9",
        Flaw.GUIDE_ALONE,
        "market/close/orders-finished: this `must` has guides as its only sources",
        "market/close/orders-finished: 硬性要求只有攻略作依据",
    ),
    (
        "market.yaml:19:11",
        Flaw.LONG_TEXT,
        "81 characters wide, 80 at most",
        "有 81 个字宽，最多 80 个",
    ),
    ("market.yaml:25:9", Flaw.NO_PLACE, "no place is given", "没写在哪里办"),
    (
        "market.yaml:30:9",
        Flaw.WEAK_WAIT,
        "market/close/review: only the guide guide-2025 gives a time",
        "market/close/review: 要等多久只有攻略 guide-2025 说过",
    ),
    ("stall.yaml:2:1", Flaw.BROKEN, "name: 'en' is missing", "name: 缺少“en”"),
    (
        "stall.yaml:3:1",
        Flaw.BROKEN,
        "there is no such date as 2026-02-30",
        "没有 2026-02-30 这一天",
    ),
    ("stall.yaml:5:1", Flaw.BROKEN, "procedures", "procedures"),
)


def result(*args: str, capsys: pytest.CaptureFixture[str], code: int = 1) -> str:
    """Return what `lint` says of the weak folder, of which some cannot be used."""
    assert run(["lint", str(WEAK), "--on", DAY, *args]) == code
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("lang", Lang)
def test_every_flaw_is_told_at_its_line_in_all_files(
    lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those of the broken file, and those of the one beside it; each has a hint or is an error."""
    said = result("--lang", lang, capsys=capsys).splitlines()
    told = [line for line in said[:-1] if not line.startswith("  ")]
    error, warning = ("error", "warning") if lang is Lang.EN else ("错误", "警告")
    assert len(told) == len(SAID)
    for line, (place, flaw, en, zh) in zip(told, SAID, strict=True):
        severity = error if flaw is Flaw.BROKEN else warning
        assert line.startswith(f"{severity}: {WEAK}/{place}: "), line
        assert (en if lang is Lang.EN else zh) in line
        assert line.endswith(f"[{flaw}]")
    assert said[-1] == (
        "2 platforms: 3 errors, 7 warnings" if lang is Lang.EN else "2 个平台：3 处错误，7 处警告"
    )
    assert {flaw for _, flaw, _, _ in SAID} == set(Flaw) == set(ABOUT)


def test_the_same_stands_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    """Under its schema, each remark with its code and place."""
    data = json.loads(result("--format", "json", capsys=capsys))
    validate(data, TypeAdapter(LintResult).json_schema(mode="serialization"))
    found = [
        (f"{Path(r['file']).name}:{r['line']}:{r['column']}", r["code"]) for r in data["remarks"]
    ]
    assert found == [(place, flaw) for place, flaw, _, _ in SAID]
    assert (data["platforms"], data["errors"], data["warnings"]) == (["market", "stall"], 3, 7)


def test_the_same_stands_in_annotations(capsys: pytest.CaptureFixture[str]) -> None:
    """A command a remark, the errors first."""
    *commands, last = result("--format", "github", capsys=capsys).splitlines()
    assert [re.match(r"::(\w+) file=", line)[1] for line in commands] == [  # type: ignore[index]
        *["error"] * 3,
        *["warning"] * 7,
    ]
    assert any(f"file={WEAK}/market.yaml,line=25,col=9," in line for line in commands)
    assert last == "shopexit: 2 platforms: 3 errors, 7 warnings"


@pytest.mark.parametrize("lang", Lang)
def test_the_same_stands_in_sarif(lang: Lang, capsys: pytest.CaptureFixture[str]) -> None:
    """Under the schema of OASIS; every kind of remark is described once, and marks are unlike."""
    log = json.loads(result("--format", "sarif", "--lang", lang, capsys=capsys))
    schema = json.loads((ROOT / "tests/schemas/sarif-2.1.0.json").read_text("utf-8"))
    Draft4Validator(schema).validate(log)
    (found,) = log["runs"]
    assert [r["ruleId"] for r in found["results"]] == [f"shopexit/{flaw}" for _, flaw, _, _ in SAID]
    assert {r["id"] for r in found["tool"]["driver"]["rules"]} == {f"shopexit/{f}" for f in Flaw}
    marks = {r["partialFingerprints"]["shopexit/1"] for r in found["results"]}
    assert len(marks) == len(SAID)


def test_warnings_alone_fail_only_if_it_is_strict(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 without errors, 1 with --strict; without warnings 0 either way."""
    shutil.copytree(WEAK, tmp_path, dirs_exist_ok=True)
    (tmp_path / "stall.yaml").unlink()
    assert run(["lint", str(tmp_path)]) == 0
    assert run(["lint", str(tmp_path), "--strict"]) == 1
    text = (tmp_path / "market.yaml").read_text("utf-8")
    text = text.replace("{grade: guide,", "{grade: official,").replace("2026-05-31", "2026-11-21")
    text = text.replace("holds: {orders.open: 0}", "holds: {orders.open: 0, orders.appealed: 0}")
    text = text.replace("{zh: 提交申请。, en: Apply.}", "{zh: 提交申请。, en: Apply.}\n"
                        "        where: [{path: [后台], sources: [guide-2024]}]")  # fmt: skip
    (tmp_path / "market.yaml").write_text(text.replace("一二三", "三"), "utf-8")
    capsys.readouterr()
    assert run(["lint", str(tmp_path), "--strict", "--on", DAY]) == 0
    assert capsys.readouterr().out == "1 platform: no errors, no warnings\n"


@pytest.mark.parametrize("file", ["facts.yaml", "calendar.yaml"])
def test_a_shared_file_that_is_broken_is_told_once(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not again for each platform that needs it."""
    shutil.copytree(WEAK, tmp_path, dirs_exist_ok=True)
    (tmp_path / "stall.yaml").unlink()
    (tmp_path / file).write_text("groups: 3\n", encoding="utf-8")
    assert run(["lint", str(tmp_path)]) == 1
    told = re.findall(r"^error: .*", capsys.readouterr().out, re.MULTILINE)
    assert told
    assert len(set(told)) == len(told)
    assert all(f"{tmp_path}/{file}" in line for line in told)


def test_a_folder_that_is_not_there_or_holds_no_rules_is_a_wrong_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """2, and nothing on standard output."""
    for folder in (tmp_path, tmp_path / "none"):
        assert run(["lint", str(folder)]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert str(folder) in err


def test_the_packaged_rules_have_no_error() -> None:
    """Nor a source that nobody cites, nor one that is old on the day they were last reviewed."""
    rules = packaged_rules()
    found: Any = lint(rules, max(rules.platform(n).reviewed for n in rules.names), Lang.EN)
    assert {r.code for r in found.remarks}.isdisjoint({Flaw.BROKEN, Flaw.UNCITED, Flaw.OLD_SOURCE})


def test_a_source_is_old_after_half_a_year_and_not_before() -> None:
    """The day that is asked about counts, and not today."""
    rules = RuleSet(WEAK)
    for day, old in ((date(2026, 11, 27), False), (date(2026, 11, 28), True)):
        assert any(r.code is Flaw.OLD_SOURCE for r in lint(rules, day, Lang.EN).remarks) is old
