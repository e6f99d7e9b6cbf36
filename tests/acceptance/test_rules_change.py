"""What a change of the rules was, and which shops of a fleet it moves."""

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import validate
from pydantic import TypeAdapter
from states import ROOT

from shopexit import Lang, load_rules
from shopexit.cli.app import run
from shopexit.report.catalogue import RuleHistory

pytestmark = pytest.mark.usefixtures("in_the_checkout")

SHOPS = "examples/kuaishou"
NOTICE = "kuaishou/close/notice-shown-30-days"


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """Return rules by which a notice has to stand for twice as long."""
    folder = shutil.copytree(ROOT / "rules", tmp_path / "rules")
    file = folder / "kuaishou.yaml"
    text = file.read_text("utf-8")
    changed = text.replace("notice.published_on: {at_least_days_ago: 30}",
                           "notice.published_on: {at_least_days_ago: 90}")  # fmt: skip
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    return folder


@pytest.mark.parametrize("lang", Lang)
def test_the_changes_of_a_platform_are_listed_with_why_and_of_what(
    lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each that stands in its file, in the file's order, and of no other platform."""
    changes = load_rules("douyin").changes
    assert changes
    assert run(["platforms", "抖店", "--changes", "--lang", lang]) == 0
    said = capsys.readouterr().out
    places = [said.index(change.what[lang]) for change in changes]
    assert places == sorted(places)
    for change in changes:
        assert change.why[lang] in said
        assert all(f"douyin/{ref}" in said for ref in change.refs)
    assert "kuaishou" not in said


def test_changes_since_a_day_are_those_of_that_day_and_later(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In JSON too, under its schema; where there is none, that is said."""
    last = max(change.on for change in load_rules("douyin").changes)
    for since, some in ((last, True), (last.replace(year=last.year + 1), False)):
        call = ["platforms", "--since", str(since)]
        assert run([*call, "--format", "json"]) == 0
        data = json.loads(capsys.readouterr().out)
        validate(data, TypeAdapter(RuleHistory).json_schema(mode="serialization"))
        found = [c for each in data["platforms"] for c in each["changes"]]
        assert bool(found) is some
        assert all(change["on"] >= str(since) for change in found)
        assert run(call) == 0
        without = any(not each["changes"] for each in data["platforms"])
        assert (f"no change since {since}" in capsys.readouterr().out) is without
    assert run(["platforms", "--since", "soon"]) == 2
    assert "--since" in capsys.readouterr().err


def test_a_platform_can_be_listed_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """As it is among the others."""
    assert run(["platforms"]) == 0
    every = capsys.readouterr().out
    assert run(["platforms", "taobao"]) == 0
    alone = capsys.readouterr().out
    assert alone.partition("\n\n")[0] in every
    assert "Douyin" not in alone


def test_two_folders_of_rules_are_compared_by_what_they_make_of_a_fleet(
    stricter: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whose verdict moves, and by which rule; what is judged alike is not told."""
    call = ["diff", "rules", str(stricter), "--fleet", SHOPS, "--format", "json"]
    assert run(call) == 1
    data = json.loads(capsys.readouterr().out)
    moved = {
        shop["file"]: (shop["verdict"]["before"], shop["verdict"]["after"])
        for shop in data["shops"]
        if shop["worse"]
    }
    assert moved[f"{SHOPS}/ready.yaml"] == ("ready", "blocked")
    assert all(NOTICE in {new["ref"] for new in s["new"]} for s in data["shops"] if s["worse"])
    assert f"{SHOPS}/done.yaml" not in {shop["file"] for shop in data["shops"]}
    assert data["before"] == data["after"] == len(list((ROOT / SHOPS).glob("*.yaml")))
    assert run(["diff", str(stricter), "rules", "--fleet", SHOPS]) == 0
    assert "resolved: " in capsys.readouterr().out


def test_what_cannot_be_used_is_so_by_both_and_standard_input_is_no_fleet(
    stricter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bad file does not hide the others; rules that cannot be used are a wrong call."""
    shops = tmp_path / "shops"
    shops.mkdir()
    shutil.copy(ROOT / SHOPS / "ready.yaml", shops)
    (shops / "bad.yaml").write_text("platform: nowhere\n", encoding="utf-8")
    assert run(["diff", "rules", str(stricter), "--fleet", str(shops)]) == 1
    assert "2 shops before, 2 now: 1 worse, 1 unchanged" in capsys.readouterr().out
    assert run(["diff", "rules", str(stricter), "--fleet", "-"]) == 2
    (stricter / "kuaishou.yaml").write_text("platform: 3\n", encoding="utf-8")
    assert run(["diff", "rules", str(stricter), "--fleet", str(shops)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert str(stricter / "kuaishou.yaml") in err
