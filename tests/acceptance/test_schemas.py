"""The published schemas describe what shopexit reads; checked by a validator that is not ours."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from states import PLATFORMS, ROOT

from shopexit import Platform
from shopexit.cli.app import run
from shopexit.cli.init_template import template
from shopexit.files import yaml as yamlfile
from shopexit.messages import Lang
from shopexit.report.fact_table import open_facts

STATES = sorted((ROOT / "examples").glob("*/*.yaml"))


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


def test_every_rule_file_fits_the_schema_of_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """So that an editor with the schema does not complain about a good file."""
    validator = schema("rules", capsys)
    for name in PLATFORMS:
        validator.validate(plain(yamlfile.read(ROOT / "rules" / f"{name}.yaml").data))


def test_every_example_fits_the_schema_of_states(capsys: pytest.CaptureFixture[str]) -> None:
    """And so does the file that `init` writes."""
    validator = schema("state", capsys)
    assert STATES
    for path in STATES:
        validator.validate(plain(yamlfile.read(path).data))


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


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_new_file_asks_for_exactly_what_the_rules_read_or_leave_open(
    name: str, rules_of: Mapping[str, Platform]
) -> None:
    """Neither more, which nobody would judge, nor less, which could never be ready."""
    rules = rules_of[name]
    text = template(rules, Lang.EN)
    data = yamlfile.parse(text.encode(), "new").data
    assert isinstance(data, dict)
    order = data.pop("order_list", None)
    groups = {key: value for key, value in data.items() if isinstance(value, dict)}
    if isinstance(order, list):
        (first,) = order
        assert isinstance(first, dict)
        groups["order"] = {key: value for key, value in first.items() if key != "id"}
    asked = {f"{group}.{fact}" for group, facts in groups.items() for fact in facts}

    read = {f for p in rules.procedures.values() for f in p.facts_read()}
    assert asked == read | open_facts(rules)
