"""The commands beside `check`: each whole, in both languages, as text and as JSON."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from processes import on_terminal
from smallexports import export, order
from states import PLATFORMS, ROOT

from shopexit import Platform, load_rules
from shopexit.cli.app import run
from shopexit.evaluation.interview import concerning
from shopexit.formats import RenderOptions, renderer
from shopexit.messages import Lang
from shopexit.report.catalogue import explain
from shopexit.rules.platform import SECTIONS

BLOCKED = str(ROOT / "examples" / "kuaishou" / "blocked.yaml")


def shown(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    """Return what a call that succeeds prints."""
    assert run(list(args)) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PLATFORMS)
def test_steps_shows_every_entry_of_a_procedure(
    name: str, lang: str, rules_of: Mapping[str, Platform], capsys: pytest.CaptureFixture[str]
) -> None:
    """With its reference, so that each can be explained."""
    platform = rules_of[name]
    for procedure in platform.procedures:
        text = shown(capsys, "steps", name, procedure, "--lang", lang)
        refs = [r for r in platform.references if r.startswith(f"{name}/{procedure}/")]
        assert [ref for ref in refs if ref not in text] == []
        data = json.loads(shown(capsys, "steps", name, procedure, "--format", "json"))
        kinds = SECTIONS
        (guided,) = data["procedures"]
        assert [entry["ref"] for kind in kinds for entry in guided[kind]] == refs


def test_facts_tells_what_each_procedure_makes_of_each_fact(
    rules_of: Mapping[str, Platform], capsys: pytest.CaptureFixture[str]
) -> None:
    """Read, with by what; not asked for, with its sources; no such thing; or open."""
    data = json.loads(shown(capsys, "facts", "抖店", "--format", "json"))
    (platform,) = data["platforms"]
    fates = {row["fact"]: row["fates"] for row in platform["facts"]}
    assert {row["fact"] for row in platform["facts"] if row["clear"]} == set(
        rules_of["douyin"].vocabulary.clear
    )

    def told(fact: str, procedure: str = "close") -> list[tuple[str, bool]]:
        return [(each["fate"], each["when"] is not None) for each in fates[fact][procedure]]

    assert told("orders.pending_payment") == [("read", False)]
    # By the advice before the closing, and by the step after it.
    assert told("funds.debt") == [("read", True), ("read", True), ("open", False)]
    assert told("products.scheduled") == [("not-asked", True), ("open", False)]
    assert told("services.buyer_protection_active") == [("no-such-thing", False)]
    # By the advice to look it up, and by six steps after the closing.
    assert told("deposit.status") == [*7 * [("read", True)], ("open", False)]
    assert told("profile.evicted") == [("read", False)]  # its condition is the fact itself
    assert told("notice.published_on", "refund-deposit") == []  # neutral, and of no matter there
    (scheduled, _) = fates["products.scheduled"]["close"]
    assert {source["id"] for source in scheduled["sources"]} == {"exit-rule-2026"}
    (orders,) = fates["orders.pending_payment"]["close"]
    assert orders["refs"]
    assert all(ref in rules_of["douyin"].references for ref in orders["refs"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_facts_of_all_platforms_name_every_fact_that_matters(
    lang: str, rules_of: Mapping[str, Platform], capsys: pytest.CaptureFixture[str]
) -> None:
    """As text and as a table in Markdown."""
    for fmt in ("text", "markdown"):
        out = shown(capsys, "facts", "--lang", lang, "--format", fmt)
        assert all(rules.name[Lang(lang)] in out for rules in rules_of.values())
        assert all(fact in out for fact in rules_of["kuaishou"].vocabulary.clear)


@pytest.mark.parametrize("name", PLATFORMS)
def test_init_asks_for_what_is_read_and_says_of_the_rest_that_it_is_open(
    name: str, rules_of: Mapping[str, Platform], capsys: pytest.CaptureFixture[str]
) -> None:
    """In each group what no rule speaks of stands last, under a line that says so."""
    rules = rules_of[name]
    unusual = ("--profile", "evicted=true", "--profile", "special_trade=true")
    out = shown(capsys, "init", name, "--lang", "en", *unusual)
    decide = {fact for p in rules.procedures.values() for fact in p.readers}
    decide &= concerning(rules, {"profile.region": "domestic"})
    group, unsaid, found = "", False, set()
    for line in out.splitlines():
        if line[:1].isalpha():
            group, unsaid = line.partition(":")[0], False
        elif "no rule mentions these" in line:
            unsaid = True
        elif line.startswith("  ") and line.lstrip()[:1].isalpha():
            fact = f"{group}.{line.strip().partition(':')[0]}"
            if fact in rules.vocabulary.facts:
                found.add(fact)
                assert not (unsaid and fact in decide)
    assert {fact for fact in decide if not fact.startswith("order.")} <= found
    assert {"deposit.penalty_hold", "profile.resting"} <= found


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_entry_can_be_explained(
    name: str, rules_of: Mapping[str, Platform], capsys: pytest.CaptureFixture[str]
) -> None:
    """In both languages, with the title and the grade of each of its sources."""
    rules = rules_of[name]
    for ref, entry in rules.references.items():
        for lang in Lang:
            view = explain(rules, ref, lang)
            text = renderer("explained", "text")(view, RenderOptions())
            assert ref in text
            for citation in entry.sources:
                assert rules.sources[citation.source].title in text
    assert shown(capsys, "explain", ref) == renderer("explained", "text")(view, RenderOptions())
    assert json.loads(shown(capsys, "explain", ref, "--format", "json"))["entry"]["ref"] == ref


def test_platforms_lists_all_with_their_procedures(capsys: pytest.CaptureFixture[str]) -> None:
    """And the grade of evidence that each stands on."""
    data = json.loads(shown(capsys, "platforms", "--format", "json"))
    assert [platform["platform"] for platform in data["platforms"]] == sorted(PLATFORMS)
    procedures = {
        p["platform"]: [q["procedure"] for q in p["procedures"]] for p in data["platforms"]
    }
    assert procedures == {
        name: list(
            yaml.safe_load((ROOT / "rules" / f"{name}.yaml").read_text("utf-8"))["procedures"]
        )
        for name in PLATFORMS
    }
    text = shown(capsys, "platforms", "--lang", "zh")
    assert "快手小店" in text


@pytest.mark.parametrize("alias", ["快手", "KUAISHOU", "淘宝", "抖店", "速卖通", "1688", "小红书"])
def test_a_platform_answers_to_its_aliases(alias: str) -> None:
    """As the contract promises."""
    assert load_rules(alias).platform in PLATFORMS


@pytest.mark.parametrize("procedure", ["refund-deposit", "退保证金", "Get the deposit back"])
def test_a_procedure_answers_to_its_name(
    procedure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """In either language, as it stands in the list of platforms."""
    guided = json.loads(shown(capsys, "steps", "快手", procedure, "--format", "json"))
    assert [p["procedure"] for p in guided["procedures"]] == ["refund-deposit"]


def test_all_procedures_give_one_report(capsys: pytest.CaptureFixture[str]) -> None:
    """Each has its own verdict, and the worst is the report's."""
    code = run(["check", "kuaishou", BLOCKED, "-p", "all", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert report["procedure"] == "several"
    assert {p["procedure"] for p in report["procedures"]} <= {"close", "refund-deposit"}
    assert (code, report["verdict"]) == (1, "blocked")


def test_several_formats_come_from_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that is written replaces the old one whole, and leaves nothing beside it."""
    files = {fmt: tmp_path / f"report.{fmt}" for fmt in ("json", "text")}
    files["text"].write_text("old", encoding="utf-8")
    outputs = [word for fmt, path in files.items() for word in ("-o", f"{fmt}={path}")]
    assert run(["check", "kuaishou", BLOCKED, *outputs]) == 1
    assert files["text"].read_text(encoding="utf-8") == capsys.readouterr().out
    assert json.loads(files["json"].read_text(encoding="utf-8"))["verdict"] == "blocked"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.json", "report.text"]


def test_an_output_never_replaces_what_was_read_nor_another_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A seller's file is not lost to a slip of the hand."""
    state = tmp_path / "s.yaml"
    state.write_text("platform: kuaishou\n", encoding="utf-8")
    one = str(tmp_path / "one")
    for outputs in (["-o", f"text={state}"], ["-o", f"json={one}", "-o", f"text={one}"]):
        assert run(["check", "kuaishou", str(state), *outputs]) == 2
        assert "already used" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["s.yaml"]
    assert state.read_text(encoding="utf-8") == "platform: kuaishou\n"


def test_a_link_is_followed_and_a_device_is_written_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither is replaced by a plain file."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    outputs = ["-o", f"text={link}", "-o", "json=/dev/null"]
    assert run(["check", "kuaishou", BLOCKED, *outputs]) == 1
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == capsys.readouterr().out
    assert Path("/dev/null").is_char_device()


def test_other_rules_can_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a folder of one's own."""
    book = str(ROOT / "tests" / "rulebook")
    assert "demo" in shown(capsys, "platforms", "--rules", book)
    state = tmp_path / "s.yaml"
    state.write_text("platform: demo\n", encoding="utf-8")
    assert run(["check", "demo", str(state), "--rules", book]) == 3
    capsys.readouterr()
    assert run(["check", "demo", str(state), "--rules", str(tmp_path)]) == 2
    assert "facts.yaml" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("check kuai", "kuaishou"),
        ("check kuaishou s.yaml --procedure re", "refund-deposit"),
        ("steps taobao cl", "close"),
        ("explain kuai", "kuaishou/"),
        ("explain kuaishou/close/orders-f", "kuaishou/close/orders-finished"),
    ],
)
def test_the_shell_completes_platforms_procedures_and_references(words: str, wanted: str) -> None:
    """As bash would ask for it."""
    parts = f"shopexit {words}".split(" ")
    env = {
        "_SHOPEXIT_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(parts),
        "COMP_CWORD": str(len(parts) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "shopexit"],
        env=env, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert wanted in done.stdout.split()


@pytest.mark.parametrize(("lang", "about"), [("zh", "按平台规则查"), ("en", "Check a shop")])
def test_the_shell_says_what_a_command_does_in_the_language_of_the_run(
    lang: str, about: str
) -> None:
    """As zsh would ask for it."""
    env = {
        "_SHOPEXIT_COMPLETE": "complete_zsh",
        "_TYPER_COMPLETE_ARGS": "shopexit che",
        "SHOPEXIT_LANG": lang,
    }
    done = subprocess.run(
        [sys.executable, "-m", "shopexit"],
        env=env, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip
    assert "check" in done.stdout
    assert about in done.stdout


def test_a_bug_is_no_verdict(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has an exit code of its own, asks for a report, and shows its traceback only if asked."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("shopexit.evaluation.evaluation.evaluate_procedures", broken)
    monkeypatch.delenv("SHOPEXIT_DEBUG", raising=False)
    assert run(["check", "kuaishou", BLOCKED]) == 70
    out, err = capsys.readouterr()
    assert (out, "Traceback" in err) == ("", False)
    assert "ZeroDivisionError" in err
    monkeypatch.setenv("SHOPEXIT_DEBUG", "1")
    assert run(["check", "kuaishou", BLOCKED]) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(
    "call",
    ["check 天猫 {state}", "check {state}", "steps 天猫", "explain 天猫", "facts 天猫", "init 天猫",
     "orders 天猫 {state}", "fleet --platform 天猫 {state}"],
)  # fmt: skip
def test_a_platform_that_is_not_covered_is_named_wherever_one_is_asked_for(
    call: str, lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the call as in the state file, with those that are covered."""
    state = tmp_path / "state.yaml"
    state.write_text("platform: 天猫\n", encoding="utf-8")

    assert run([*call.format(state=state).split(), "--lang", lang]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    if lang is Lang.ZH:
        assert "天猫的规则和别的平台不一样，这里还没有收" in err
        assert "现有：1688、速卖通全托管、抖店、快手小店、淘宝店铺" in err
    else:
        assert "Tmall has different rules, which shopexit does not cover" in err
        assert "there are rules for: 1688, AliExpress full-managed, Douyin shop" in err


@pytest.mark.parametrize("word", ["关店", "注销店铺", "close", "退保证金", "refund"])
def test_a_procedure_goes_by_any_name_wherever_one_is_asked_for(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of `steps`, of `check` and of `fleet`."""
    name = "refund-deposit" if word in ("退保证金", "refund") else "close"
    (guided,) = json.loads(shown(capsys, "steps", "快手", word, "--format", "json"))["procedures"]
    assert guided["procedure"] == name
    on = ["-p", word, "--on", "2026-11-22", "--format", "json"]
    run(["check", BLOCKED, *on])
    assert json.loads(capsys.readouterr().out)["procedure"] == name
    run(["fleet", BLOCKED, *on])
    assert json.loads(capsys.readouterr().out)["shops"][0]["procedure"] == name


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("asked", ["kuaishou", "快手", "快手/", "kuaishou/关店", "公示", "deposit"])
def test_explain_lists_the_rules_of_a_platform_or_with_a_word(
    asked: str, lang: Lang, rules_of: Mapping[str, Platform], capsys: pytest.CaptureFixture[str]
) -> None:
    """A line each, with level, grade and sentence; the same ones as JSON."""
    text = shown(capsys, "explain", asked, "--lang", lang)
    data = json.loads(shown(capsys, "explain", asked, "--lang", lang, "--format", "json"))
    entries = {e["ref"]: e for procedure in data["procedures"] for e in procedure["entries"]}
    lines = {line.split()[1]: line for line in text.splitlines() if line.startswith("  - ")}

    assert lines.keys() == entries.keys()
    assert len(lines) > 3
    known = {ref: entry for rules in rules_of.values() for ref, entry in rules.references.items()}
    for ref, line in lines.items():
        assert line.endswith(known[ref].words[lang])
        assert entries[ref]["says"] == known[ref].words[lang]
    if "快手" in asked or "kuaishou" in asked:
        of = "kuaishou/close/" if "关店" in asked else "kuaishou/"
        assert list(lines) == [r for r in rules_of["kuaishou"].references if r.startswith(of)]
    else:
        assert len({ref.partition("/")[0] for ref in lines}) > 1


def test_a_single_hit_is_a_list_too(capsys: pytest.CaptureFixture[str]) -> None:
    """So that a script knows what it gets; a reference alone explains."""
    data = json.loads(shown(capsys, "explain", "notice-shown-30-days", "--format", "json"))
    assert data["schema"] == "shopexit.entries/1"
    (ref,) = (entry["ref"] for each in data["procedures"] for entry in each["entries"])
    whole = json.loads(shown(capsys, "explain", ref, "--format", "json"))
    assert whole["schema"] == "shopexit.explain/1"
    assert shown(capsys, "explain", "快手/关店/notice-shown-30-days") == shown(
        capsys, "explain", ref
    )


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("kuaishuo", "did you mean kuaishou"),
        ("zzzzzzzz", "give a platform's name to list all its rules"),
        ("kuaishou/clsoe", "did you mean close?"),
        ("kuaishou/zzzzzz", "choose from: close (Close the shop), refund-deposit"),
        ("kuaishou/close/zzzzzz", "shopexit explain kuaishou lists all rules"),
        ("kuaishou/close/orders-finishd", "did you mean kuaishou/close/orders-finished"),
        ("", "give a platform's name to list all its rules"),
    ],
)
def test_what_explain_does_not_find_is_answered_with_a_few_names(
    asked: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not with the fifty references that there are."""
    assert run(["explain", asked]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert hint in err
    assert err.count("kuaishou/") <= 6
    assert len(err) < 400


def test_a_command_that_is_suggested_has_the_options_of_the_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would be about other rules, or fail; what the settings give, it gets from them."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "rules", "own rules")
    export(tmp_path, order())
    own = ["--rules", "own rules", "--lang", "en"]
    again = "--rules 'own rules'"
    assert run(["init", "kuaishou", "-o", "my shop.yaml", *own]) == 0
    assert f"shopexit check kuaishou 'my shop.yaml' {again}\n" in capsys.readouterr().err
    text = Path("my shop.yaml").read_text("utf-8")
    assert f"run: shopexit check kuaishou THIS-FILE {again}\n" in text
    run(["init", "douyin", *own])
    asked = re.findall("shopexit init douyin --profile .*", capsys.readouterr().out)
    assert asked
    assert all(line.endswith(again) for line in asked)
    run(["orders", "kuaishou", "orders.csv", *own])
    assert f"shop.yaml --orders orders.csv {again}\n" in capsys.readouterr().out
    call = ["check", "my shop.yaml", "-p", "refund-deposit", "--lang", "en"]
    suggested = "shopexit ask 'my shop.yaml'"
    _, screen = on_terminal([*call, "--rules", "own rules"], 120)
    assert f"{suggested} --procedure refund-deposit {again}\n" in screen
    Path("shopexit.toml").write_text('rules = "own rules"\n', encoding="utf-8")
    _, screen = on_terminal(call, 120)
    assert f"{suggested} --procedure refund-deposit\n" in screen
