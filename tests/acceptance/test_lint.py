"""`lint` says what is wrong and what is weak in rules, at its line, in every format alike."""

import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path

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
    ("market.yaml:6:3", Flaw.UNCITED, "no rule cites this source", "没有哪条规则引用它"),
    ("market.yaml:6:58", Flaw.OLD_SOURCE, "this source was read 181 days ago", "181 天前看的"),
    ("market.yaml:7:60", Flaw.LATER, "2027-11-21 lies in the future", "2027-11-21 还没到"),
    (
        "market.yaml:9:3",
        Flaw.OPEN_CELL,
        "procedures.close: no rule mentions 1 fact: orders.appealed",
        "procedures.close: 1 项数据没有规则说到：orders.appealed",
    ),
    (
        "market.yaml:15:9",
        Flaw.GUIDE_ALONE,
        "market/close/orders-finished: all sources of this `must` requirement are guides",
        "market/close/orders-finished: 硬性要求只有攻略作依据",
    ),
    (
        "market.yaml:19:11",
        Flaw.LONG_TEXT,
        "the text is 81 characters wide, but the limit is 80",
        "有 81 个字宽，最多 80 个",
    ),
    ("market.yaml:25:9", Flaw.NO_PLACE, "this step does not say where it is done", "没写在哪里办"),
    (
        "market.yaml:30:9",
        Flaw.WEAK_WAIT,
        "market/close/review: only guide-2025, a guide, says how long this takes",
        "market/close/review: 要等多久只有攻略 guide-2025 说过",
    ),
    (
        "market.yaml:44:12",
        Flaw.GONE,
        "known_flaws[1].refs[0]: close/review no longer has the flaw no-place",
        "known_flaws[1].refs[0]: close/review 已经没有 no-place 的问题",
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
        "2 platforms: 3 errors, 9 warnings; 1 more accepted in the rule files, with reasons"
        if lang is Lang.EN
        else "2 个平台：3 处错误，9 处警告；1 处已知，规则文件里写了原因"
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
    assert (data["platforms"], data["errors"], data["warnings"]) == (["market", "stall"], 3, 9)
    (known,) = data["known"]
    assert (known["key"], known["code"]) == ("market/close/closed", Flaw.WEAK_WAIT)
    assert known["why"] == "No other guide says it."


def test_the_same_stands_in_annotations(capsys: pytest.CaptureFixture[str]) -> None:
    """A command a remark, the errors first."""
    *commands, last = result("--format", "github", capsys=capsys).splitlines()
    assert [re.match(r"::(\w+) file=", line)[1] for line in commands] == [  # type: ignore[index]
        *["error"] * 3,
        *["warning"] * 9,
    ]
    assert any(f"file={WEAK}/market.yaml,line=25,col=9," in line for line in commands)
    totals = "3 errors, 9 warnings; 1 more accepted in the rule files, with reasons"
    assert last == f"shopexit: 2 platforms: {totals}"


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
    text = (tmp_path / "market.yaml").read_text("utf-8").partition("known_flaws:")[0]
    text = text.replace("{grade: guide,", "{grade: official,")
    text = text.replace("2026-05-31", "2026-11-21").replace("2027-11-21", "2026-11-21")
    text = text.replace("holds: {orders.open: 0}", "holds: {orders.open: 0, orders.appealed: 0}")
    text = text.replace("{zh: 提交申请。, en: Apply.}", "{zh: 提交申请。, en: Apply.}\n"
                        "        where: [{path: [后台], sources: [guide-2024]}]")  # fmt: skip
    (tmp_path / "market.yaml").write_text(text.replace("一二三", "三"), "utf-8")
    capsys.readouterr()
    assert run(["lint", str(tmp_path), "--strict", "--on", DAY]) == 0
    assert capsys.readouterr().out == "1 platform: no errors, no warnings\n"


def test_a_known_flaw_is_no_warning_and_a_new_one_beside_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the facts of a procedure that no rule speaks of, those that are named are known."""
    shutil.copytree(WEAK, tmp_path, dirs_exist_ok=True)
    (tmp_path / "stall.yaml").unlink()
    file = tmp_path / "market.yaml"
    text = file.read_text("utf-8").replace("guide-2024: {grade: guide,", "guide-2024: {grade: law,")
    text = text.replace("一二三", "三").replace("2026-05-31", "2026-11-21")
    text = text.replace("2027-11-21", "2026-11-21")
    text = text.replace("guide-2025#3]", "guide-2024#3]").partition("known_flaws:")[0]
    known = {"guide-alone": "close/orders-finished", "no-place": "close/submit",
             "open-cell": "close/orders.appealed", "weak-wait": "close/closed"}  # fmt: skip
    text += "known_flaws:\n" + "".join(
        f"  - {{flaw: {flaw}, refs: [{ref}], why: {{zh: 找过。, en: Looked for.}}}}\n"
        for flaw, ref in known.items()
    )
    file.write_text(text, "utf-8")
    assert run(["lint", str(tmp_path), "--strict"]) == 0
    assert capsys.readouterr().out == (
        "1 platform: no errors, no warnings; 4 more accepted in the rule files, with reasons\n"
    )
    facts = tmp_path / "facts.yaml"
    told = facts.read_text("utf-8")
    facts.write_text(told.replace("  deposit.held:\n", "  deposit.held:\n    clear: 0\n"), "utf-8")
    assert run(["lint", str(tmp_path), "--strict"]) == 1
    assert "no rule mentions 1 fact: deposit.held [open-cell]" in capsys.readouterr().out


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


def test_the_packaged_rules_have_no_flaw_that_they_do_not_know() -> None:
    """Each is mended, or the rule file says why it stays; on the day they were last reviewed."""
    rules = packaged_rules()
    found = lint(rules, max(rules.platform(n).reviewed for n in rules.names), Lang.EN)
    assert [f"{r.key}: {r.code}" for r in found.remarks] == []
    assert found.errors == 0


def test_a_source_is_old_after_half_a_year_and_not_before() -> None:
    """The day that is asked about counts, and not today."""
    rules = RuleSet(WEAK)
    for day, old in ((date(2026, 11, 27), False), (date(2026, 11, 28), True)):
        assert any(r.code is Flaw.OLD_SOURCE for r in lint(rules, day, Lang.EN).remarks) is old


def test_a_date_in_the_future_is_no_date_of_reading() -> None:
    """A slip of the year would keep rules from ever being called old."""
    rules = packaged_rules()
    latest = max(rules.platform(name).reviewed for name in rules.names)
    for day, later in ((latest, False), (latest - timedelta(days=1), True)):
        assert any(r.code is Flaw.LATER for r in lint(rules, day, Lang.EN).remarks) is later
