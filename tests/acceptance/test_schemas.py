"""The published schemas describe what shopexit reads; checked by validators that are not ours."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from browser import Browser
from jsonschema import Draft202012Validator
from states import PLATFORMS, ROOT

from shopexit import Platform
from shopexit.cli.app import run
from shopexit.cli.init_template import template
from shopexit.cli.schemas import KINDS
from shopexit.files import yaml as yamlfile
from shopexit.messages import Lang
from shopexit.report.fact_table import open_facts

SHOPS = ROOT / "examples" / "fleet" / "shops"
EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
_REFUSED = """
return arguments[0].filter(pattern => {
  try { new RegExp(pattern, "u") } catch { return true }
  return false;
});
"""


def plain(value: Any) -> Any:
    """Return data as JSON would carry it: amounts as numbers."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


def schema(kind: str, capsys: pytest.CaptureFixture[str]) -> Draft202012Validator:
    """Return a validator for one of the published schemas."""
    assert run(["schema", kind]) == 0
    described = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(described)
    return Draft202012Validator(described)


def entries(path: Path, folder: Path) -> Iterator[Path]:
    """Yield a file for each document or line of one: a validator reads no second one."""
    text = path.read_text(encoding="utf-8")
    lines = path.suffix == ".jsonl"
    for number, part in enumerate(text.splitlines() if lines else re.split("(?m)^---$", text)):
        copy = folder / f"{path.parent.name}-{path.stem}-{number}{'.json' if lines else '.yaml'}"
        copy.write_text(part, encoding="utf-8")
        yield copy


def shown_settings(folder: Path) -> Iterator[Path]:
    """Yield each settings file that the documents show."""
    for page in (*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")):
        shown = re.findall(r"(?ms)^```toml\n(.*?)^```$", page.read_text("utf-8"))
        for number, text in enumerate(shown):
            file = folder / f"{page.parent.name}-{page.stem}-{number}.toml"
            file.write_text(text, encoding="utf-8")
            yield file


def written(folder: Path, suffix: str, *words: str | Path) -> Path:
    """Return a file with what a call writes in a form of JSON."""
    *_, last = words
    file = folder / f"{Path(last).parent.name}-{Path(last).stem}.written.{suffix}"
    run([*map(str, words), "--on", "2026-11-22", "-o", f"{suffix}={file}"])
    return file


def reports(folder: Path) -> Iterator[Path]:
    """Yield the report of each example."""
    for path in EXAMPLES:
        procedure = ["-p", "refund-deposit"] if path.stem.startswith("refund-") else []
        yield written(folder, "json", "check", *procedure, path)


FILES: Mapping[str, Callable[[Path], Iterable[Path]]] = {
    "state": lambda folder: (
        file for path in (*EXAMPLES, *SHOPS.iterdir()) for file in entries(path, folder)
    ),
    "rules": lambda _: (ROOT / "rules" / f"{name}.yaml" for name in PLATFORMS),
    "facts": lambda _: [ROOT / "rules" / "facts.yaml"],
    "calendar": lambda _: [ROOT / "rules" / "calendar.yaml"],
    "settings": shown_settings,
    "report": reports,
    "orders": lambda _: (ROOT / "tests" / "golden").glob("*-orders-*.json"),
    "shop": lambda folder: entries(written(folder, "jsonl", "fleet", SHOPS), folder),
    "fleet": lambda folder: [written(folder, "json", "fleet", SHOPS)],
    "waivers": lambda folder: [written(folder, "json", "fleet", "--list-waivers", SHOPS)],
    "diff": lambda folder: [written(folder, "json", "diff", *EXAMPLES[:2])],
}
"""Every file of a kind that comes with shopexit, or that it writes of the examples."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_file_fits_the_schema_of_its_kind(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the validator that most projects use, with its own engine for patterns.

    So that an editor with the schema does not complain about a good file.
    """
    given = [*FILES[kind](tmp_path)]
    capsys.readouterr()
    assert given
    assert run(["schema", kind]) == 0
    described = tmp_path / "schema"
    described.write_text(capsys.readouterr().out, encoding="utf-8")
    call = [sys.executable, "-m", "check_jsonschema", "--schemafile", str(described)]
    done = subprocess.run([*call, *map(str, given)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def patterns(schema: Any) -> Iterator[str]:
    """Yield every pattern in a schema, for texts and for keys."""
    if isinstance(schema, list):
        for item in schema:
            yield from patterns(item)
    elif isinstance(schema, dict):
        for key, value in schema.items():
            if key == "pattern" and isinstance(value, str):
                yield value
            elif key == "patternProperties":
                yield from value
            yield from patterns(value)


def test_every_pattern_is_one_to_the_engine_of_editors(
    chromium: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """JavaScript's, which with Unicode takes no escape that means nothing, as before a quote."""
    found = {r"[^\"]"}
    for kind in KINDS:
        run(["schema", kind])
        found |= {*patterns(json.loads(capsys.readouterr().out))}
    assert len(found) > 5
    assert chromium.ask(_REFUSED, sorted(found)) == [r"[^\"]"]


def test_the_schema_of_states_refuses_what_the_reader_refuses(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Wrong types, unknown keys, unknown choices, negative counts."""
    validator = schema("state", capsys)
    good = {"platform": "kuaishou"}
    bad: list[Any] = [
        {},
        {"platform": "kuaishou", "order": {"pending_payment": 0}},
        {"platform": "kuaishou", "orders": {"pending_payments": 0}},
        {"platform": "kuaishou", "orders": {"pending_payment": -1}},
        {"platform": "kuaishou", "orders": {"pending_payment": "no"}},
        {"platform": "kuaishou", "deposit": {"status": "gone"}},
        {"platform": "kuaishou", "funds": {"debt": -0.5}},
        {"platform": "kuaishou", "confirmed": {"data_backed_up": "maybe"}},
        {"platform": "kuaishou", "confirmed": {"agreements_kept": "没有"}},
        {"platform": "kuaishou", "funds": {"debt": "1,5"}},
        {"platform": "kuaishou", "notice": {"published_on": "11/12/2026"}},
        {"platform": "kuaishou", "order_list": [{"status": "shipped"}]},
        {"platform": "kuaishou", "waivers": [{"requirement": "x", "by": "y"}]},
    ]
    assert validator.is_valid(good)
    assert [state for state in bad if validator.is_valid(state)] == []


def test_the_schema_of_rules_refuses_a_rule_without_a_source(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No rule without a source, and no text in one language only."""
    validator = schema("rules", capsys)
    rules = plain(yamlfile.read(ROOT / "tests" / "rulebook" / "demo.yaml").data)
    assert validator.is_valid(rules)
    del rules["procedures"]["close"]["requirements"][0]["sources"]
    assert not validator.is_valid(rules)
    rules = plain(yamlfile.read(ROOT / "tests" / "rulebook" / "demo.yaml").data)
    del rules["procedures"]["close"]["steps"][0]["does"]["en"]
    assert not validator.is_valid(rules)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", PLATFORMS)
def test_a_new_file_is_accepted_as_it_is_and_undetermined(
    name: str, lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And the answer lists what to fill in."""
    path = tmp_path / "state.yaml"
    assert run(["init", name, "-o", str(path), "--lang", lang]) == 0
    before = path.read_text(encoding="utf-8")
    assert run(["check", name, str(path), "--format", "json"]) == 3
    report = json.loads(capsys.readouterr().out)

    asked = {action["fact"] for action in report["plan"]["actions"] if action["fact"]}
    assert asked
    assert report["checked"]["unmet"] == report["checked"]["disputed"] == 0
    assert run(["init", name, "-o", str(path)]) == 2
    assert path.read_text(encoding="utf-8") == before
    schema("state", capsys).validate(plain(yamlfile.read(path).data))


@pytest.mark.parametrize("lang", Lang)
def test_a_new_file_names_the_schema_that_is_written_with_it(
    lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An editor finds it from the file; without one asked for, none is named."""
    described, state = tmp_path / "state.schema.json", tmp_path / "shops" / "a.yaml"
    state.parent.mkdir()
    call = ["init", "kuaishou", "--lang", lang]
    assert run([*call, "-o", str(state), "--schema", str(described)]) == 0
    line, _, rest = state.read_text(encoding="utf-8").partition("\n")
    assert line == "# yaml-language-server: $schema=../state.schema.json"
    capsys.readouterr()
    run(["schema", "state", "--lang", lang])
    assert described.read_text(encoding="utf-8") == capsys.readouterr().out
    assert run(call) == 0
    assert capsys.readouterr().out == rest


def test_a_new_file_on_standard_output_names_a_schema_from_where_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is most often put into a file there."""
    monkeypatch.chdir(tmp_path)
    assert run(["init", "kuaishou", "--schema", "my.json"]) == 0
    assert capsys.readouterr().out.startswith("# yaml-language-server: $schema=my.json\n")
    assert (tmp_path / "my.json").is_file()


def test_no_schema_is_written_where_no_editor_would_find_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A space ends its name. Nor is one written where the new file cannot be."""
    described, state = tmp_path / "my schemas" / "state.json", tmp_path / "a.yaml"
    described.parent.mkdir()
    call = ["init", "kuaishou", "-o", str(state), "--schema"]
    assert run([*call, str(described)]) == 2
    assert "space" in capsys.readouterr().err
    assert not state.exists()
    assert run([*call[:-1]]) == 0
    assert run([*call, str(tmp_path / "state.json")]) == 2
    assert sorted(tmp_path.rglob("*.json")) == []


def test_a_schema_replaces_an_earlier_one_and_no_other_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is it put where the state file goes, or on standard output, which that takes."""
    shop, new, described = (tmp_path / name for name in ("shop.yaml", "new.yaml", "state.json"))
    shop.write_text("platform: kuaishou\n", encoding="utf-8")
    call = ["init", "kuaishou", "--schema"]
    for refused in ([str(shop)], [str(new), "-o", str(new)], ["-"]):
        assert run([*call, *refused]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert "--schema takes a new file" in err
    assert shop.read_text(encoding="utf-8") == "platform: kuaishou\n"
    assert not new.exists()
    assert run([*call, str(described), "--lang", "zh"]) == 0
    before = described.read_text(encoding="utf-8")
    assert run([*call, str(described), "--lang", "en"]) == 0
    assert described.read_text(encoding="utf-8") != before


def asked_by(text: str) -> set[str]:
    """Return the facts that a new file has a line for."""
    data = yamlfile.parse(text.encode(), "new").data
    assert isinstance(data, dict)
    order = data.pop("order_list", None)
    groups = {key: value for key, value in data.items() if isinstance(value, dict)}
    if isinstance(order, list):
        (first,) = order
        assert isinstance(first, dict)
        groups["order"] = {key: value for key, value in first.items() if key != "id"}
    return {f"{group}.{fact}" for group, facts in groups.items() for fact in facts}


RARE = {
    "confirmed.violation_settled",
    "funds.unpaid_payouts",
    "services.in_qic_warehouse",
    "services.last_crab_card_sold_on",
    "services.supply_chain_open",
    "services.unredeemed_crab_cards",
}
"""What one shop in a hundred on Douyin is asked for."""


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_new_file_asks_for_what_the_rules_read_or_leave_open_of_a_usual_shop(
    name: str, rules_of: Mapping[str, Platform]
) -> None:
    """Neither more, which nobody would judge, nor less, which could never be ready."""
    rules = rules_of[name]
    read = {f for p in rules.procedures.values() for f in p.facts_read()}
    sums = {"profile.special_trade"} if name == "douyin" else set()
    # AliExpress asks who closed the shop only because of shops that it shut itself.
    rare = {"douyin": RARE, "aliexpress": {"closing.by"}}.get(name, set())
    asked = asked_by(template(rules, Lang.EN))
    assert asked == (read | open_facts(rules).keys() | sums) - rare


def test_a_new_file_names_what_unusual_shops_are_asked_for_besides(
    rules_of: Mapping[str, Platform], capsys: pytest.CaptureFixture[str]
) -> None:
    """With the command that asks for it; together they ask for all that there is."""
    text = template(rules_of["douyin"], Lang.ZH)
    told = {fact for fact in RARE if any(fact in line for line in text.splitlines())}
    assert told == RARE
    commands = [line.partition("shopexit ")[2] for line in text.splitlines() if "--profile" in line]
    every = set()
    for command in commands:
        assert run([*command.split(), "--lang", "en"]) == 0
        every |= asked_by(capsys.readouterr().out)
    assert every >= RARE


def test_a_profile_is_written_into_a_new_file(capsys: pytest.CaptureFixture[str]) -> None:
    """In the words a state may have; a wrong one is refused as in a state."""
    call = ["init", "抖店", "--lang", "en", "--profile"]
    assert run([*call, "profile.region=全球购（跨境）", "--profile", "special_trade=是"]) == 0
    text = capsys.readouterr().out
    assert "  region: cross_border  #" in text
    assert "  special_trade: true  #" in text
    assert run([*call, "region=moon"]) == 2
    assert "error: --profile: profile.region: " in (err := capsys.readouterr().err)
    assert "cross_border" in err
    assert run([*call, "region"]) == 2
    assert "profile.region=cross_border" in capsys.readouterr().err
    assert run([*call, "special_trad=true"]) == 2
    assert "special_trade" in capsys.readouterr().err
