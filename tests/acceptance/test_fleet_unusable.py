"""Shops of a fleet that cannot be used are told with their place, and do not stop the rest."""

import io
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from fleetrun import BAD, STATES, data, fleet, in_brief, told, write
from states import ON, ROOT

from shopexit.cli.app import run

MISSING = "'platform' is missing: write which platform the shop is on"
pytestmark = pytest.mark.usefixtures("somewhere_else")


@pytest.mark.parametrize("suffix", ["yaml", "jsonl"])
@pytest.mark.parametrize(
    ("state", "key", "says"),
    [
        ({"shop": "x"}, None, MISSING),
        ({"platform": None}, None, MISSING),
        ({"platform": []}, "platform", "found an empty list, expected text"),
        ({"platform": "jd"}, "platform", "JD has different rules, which shopexit does not cover"),
        ({"platform": "../facts"}, "platform", "there are no rules for '../facts'"),
        ({"platform": 7}, "platform", "there are no rules for '7'"),
        ({"platform": "jdx", "orders": 7}, "platform", "there are no rules for 'jdx'"),
    ],
)
def test_a_missing_or_unknown_platform_is_said_with_its_place(
    state: dict[str, Any], key: str | None, says: str, suffix: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """With file, line and key, like everything else that is wrong with a shop."""
    if suffix == "yaml":
        text = f"{STATES['ready']}---\n{yaml.safe_dump(state)}"
        line = STATES["ready"].count("\n") + 2
        if key:
            line += next(i for i, each in enumerate([*sorted(state)]) if each == key)
    else:
        text = f'{{"platform": "kuaishou"}}\n{json.dumps(state)}\n'
        line = 2
    Path(f"s.{suffix}").write_text(text, encoding="utf-8")
    done = fleet(capsys, f"s.{suffix}")
    assert done.code == 2
    (problem,) = done.lines[1]["problems"]
    assert (problem["says"], problem["key"]) == (says, key)
    assert problem["line"] is not None
    assert abs(problem["line"] - line) <= (0 if key else 1)
    assert done.err.startswith(f"error: s.{suffix}:{problem['line']}:")


def test_a_bad_shop_does_not_stop_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    """Every one before and after it is judged, and it stands among them with what is wrong."""
    write(a=STATES["ready"], b=BAD, c="{", d="", e=STATES["blocked"])
    done = fleet(capsys, "a.yaml", "b.yaml", "c.yaml", "d.yaml", "none.yaml", "e.yaml")
    assert done.code == 2
    assert done.verdicts == ["ready", None, None, None, None, "blocked"]
    assert [line.split(":")[1].strip() for line in done.err.splitlines() if line[0] != " "] == [
        "b.yaml", "c.yaml", "d.yaml", "none.yaml",
    ]  # fmt: skip
    told = fleet(capsys, "a.yaml", "b.yaml", "c.yaml", fmt="json")
    assert json.loads(told.out)["unusable"] == 2


@pytest.mark.parametrize("name", ["快手", "快手小店", "kwaixiaodian", "KuaiShou", "KUAISHOU"])
def test_a_shop_may_name_its_platform_by_an_alias(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is the same shop, before and after others by another name."""
    write(a=STATES["ready"], b=STATES["ready"].replace("platform: kuaishou", f"platform: {name}"))
    first = fleet(capsys, "a.yaml", "b.yaml").lines
    other = fleet(capsys, "b.yaml", "a.yaml").lines
    assert [told(each) for each in first] == [told(each) for each in other]
    assert told(first[0]) == told(first[1])


def test_exports_are_found_beside_the_file_that_names_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the fleet is judged from, and from the working folder for standard input."""
    source = ROOT / "examples" / "kuaishou"
    shutil.copytree(source / "exports", "shops/a/exports")
    shutil.copy(source / "from-exports.yaml", "shops/a/s.yaml")
    run(
        ["check", "kuaishou", "shops/a/s.yaml", "--on", str(ON), "--limit", "0", "--format", "json"]
    )
    report = json.loads(capsys.readouterr().out)
    (line,) = fleet(capsys, "shops").lines
    assert told(line) == in_brief(report)
    # In JSON Lines and in a stream of documents as well.
    state = json.dumps(data(Path("shops/a/s.yaml").read_text(encoding="utf-8")))
    Path("shops/a/s.jsonl").write_text(state, encoding="utf-8")
    (line,) = fleet(capsys, "shops/a/s.jsonl").lines
    assert told(line) == in_brief(report)
    raw = Path("shops/a/s.yaml").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert fleet(capsys, "-").code == 2
    monkeypatch.chdir("shops/a")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    (line,) = fleet(capsys, "-").lines
    assert told(line) == in_brief(report)


@pytest.mark.parametrize("odd", ["orders: {pending_recipt: }", "dispute: ", "order_list: [{x: }]"])
def test_a_misspelt_key_is_refused_though_nothing_stands_behind_it(
    odd: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `check` refuses, a fleet does too, whatever it has read before."""
    given = data(STATES["ready"])
    key, _, value = odd.partition(": ")
    given[key] = yaml.safe_load(value) if value else None
    Path("a.jsonl").write_text(
        f"{json.dumps(data(STATES['ready']))}\n{json.dumps(given)}\n", encoding="utf-8"
    )
    done = fleet(capsys, "a.jsonl")
    assert done.code == 2
    assert [json.loads(line)["verdict"] for line in done.out.splitlines()] == ["ready", None]


@pytest.mark.parametrize("depth", [450, 100_000])
def test_an_entry_that_is_nested_too_deep_does_not_stop_the_rest(
    depth: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Be it the first line of its file or the last."""
    deep = '{"platform":"kuaishou","waivers":' + "[" * depth + "]" * depth + "}"
    good = json.dumps(data(STATES["ready"]))
    Path("a.json").write_text(f"{deep}\n{good}\n{deep}\n", encoding="utf-8")
    done = fleet(capsys, "a.json")
    assert done.code == 2
    verdicts = [json.loads(line)["verdict"] for line in done.out.splitlines()]
    assert verdicts == [None, "ready", None]


def test_broken_rules_are_said_to_be_and_no_shop_is_blamed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the file and the line that are wrong, once, and nothing is judged."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    with (tmp_path / "rules" / "kuaishou.yaml").open("a", encoding="utf-8") as file:
        file.write("broken: [\n")
    write(a=STATES["ready"], b=STATES["ready"])
    done = fleet(capsys, "a.yaml", "b.yaml", "--rules", "rules", "--lang", "en")
    assert (done.code, done.out) == (2, "")
    assert re.match(r"error: rules.kuaishou\.yaml:\d+:1: broken YAML", done.err)
    assert "a.yaml" not in done.err
    done = fleet(capsys, "a.yaml", "b.yaml", "--rules", "none", "--lang", "en")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: none: the rules folder does not exist\n"
