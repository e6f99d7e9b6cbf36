"""The waivers of a fleet, and what has become of each."""

import json
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest
import yaml
from fleetrun import REF, STATES, data, fleet, once
from states import ON

from shopexit.formats import FleetFormat

pytestmark = pytest.mark.usefixtures("somewhere_else")
WAIVED = {
    "used": ("orders-finished", ON + timedelta(days=15), {"orders": {"pending_payment": 1}}),
    "used-for-ever": ("orders-finished", None, {"orders": {"pending_payment": 1}}),
    "soon": ("orders-finished", ON + timedelta(days=14), {"orders": {"pending_payment": 1}}),
    "today": ("orders-finished", ON, {"orders": {"pending_payment": 1}}),
    "lapsed": ("orders-finished", ON - timedelta(days=1), {"orders": {"pending_payment": 1}}),
    "unmatched": ("nothing", None, {}),
}


def waived() -> None:
    """Write a fleet in which every use of a waiver occurs."""
    for name, (ref, until, facts) in WAIVED.items():
        waiver = {"requirement": f"{REF}{ref}", "reason": f"why {name}", "by": "王建"}
        waiver |= {"until": str(until)} if until else {}
        state = {"platform": "kuaishou", "shop": name, "waivers": [waiver], **facts}
        Path(f"{name}.json").write_text(json.dumps(state), encoding="utf-8")
    unused = data(STATES["ready"])
    unused["waivers"] = [{"requirement": f"{REF}orders-finished", "reason": "x", "by": "y"}]
    text = yaml.safe_dump(unused | {"shop": "unused"}, allow_unicode=True)
    Path("unused.yaml").write_text(text, encoding="utf-8")
    other = [{"requirement": "kuaishou/refund-deposit/nothing", "reason": "x", "by": "y"}]
    Path("other.json").write_text(
        json.dumps({"platform": "kuaishou", "shop": "other", "waivers": other}), encoding="utf-8"
    )


USES = {
    "lapsed": "lapsed", "today": "soon", "soon": "soon", "unused": "unused",
    "unmatched": "unmatched", "other": "unmatched", "used": "used", "used-for-ever": "used",
}  # fmt: skip


def test_waivers_are_listed_by_what_has_become_of_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Those first that somebody has to look at, and of those the ones that run out first."""
    waived()
    done = fleet(capsys, ".", "--list-waivers", fmt="json")
    assert done.code == 1
    listed = json.loads(done.out, object_pairs_hook=once)
    assert listed["on"] == str(ON)
    assert {each["shop"]: each["use"] for each in listed["waivers"]} == USES
    names = [each["shop"] for each in listed["waivers"]]
    assert names == ["lapsed", "today", "soon", "unused", "other", "unmatched", "used",
                     "used-for-ever"]  # fmt: skip
    by_line = [json.loads(line) for line in fleet(capsys, ".", "--list-waivers").out.splitlines()]
    assert sorted(by_line, key=str) == sorted(listed["waivers"], key=str)
    first = listed["waivers"][0]
    assert (first["requirement"], first["by"]) == (f"{REF}orders-finished", "王建")
    assert (first["reason"], first["until"]) == ("why lapsed", str(ON - timedelta(days=1)))
    assert (first["line"], first["file"]) == (1, "lapsed.json")


@pytest.mark.parametrize(
    ("lang", "headings"),
    [
        (
            "zh",
            ["已经到期，不再算数", "14 天内到期", "没用上，可以删掉", "对不上任何一条要求", "在用"],
        ),
        (
            "en",
            ["Expired waivers: no longer in force", "Expiring within 14 days",
             "Not needed: can be removed", "Not matching any requirement", "In use"],
        ),
    ],
)  # fmt: skip
def test_the_list_of_waivers_is_in_words(
    lang: str, headings: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Under a heading for each use, in the order in which they matter."""
    waived()
    text = fleet(capsys, ".", "--list-waivers", "--lang", lang, fmt="text").out
    assert [line for line in text.splitlines() if line in headings] == headings
    for name in WAIVED:
        assert f"why {name}" in text
    assert "王建" in text
    assert text.count("lapsed.json") == 1


def test_no_other_format_lists_waivers(capsys: pytest.CaptureFixture[str]) -> None:
    """It is said which do."""
    waived()
    for fmt in sorted({*get_args(FleetFormat)} - {"text", "json", "jsonl"}):
        done = fleet(capsys, ".", "--list-waivers", fmt=fmt)
        assert (done.code, done.out) == (2, "")
        assert f"--list-waivers does not support the format {fmt}" in done.err
    assert fleet(capsys, ".", "--list-waivers", "-o", "csv=out.csv").code == 2
    assert not Path("out.csv").exists()


def test_without_waivers_what_is_waived_is_in_the_way(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As if nobody had decided anything."""
    state = data(STATES["ready"])
    state["products"]["on_sale"] = 1
    waiver = {"requirement": f"{REF}products-delisted", "reason": "x", "by": "y"}
    text = yaml.safe_dump(state | {"waivers": [waiver]}, allow_unicode=True)
    Path("s.yaml").write_text(text, encoding="utf-8")
    with_it, without = fleet(capsys, "s.yaml"), fleet(capsys, "s.yaml", "--no-waivers")
    assert (with_it.code, with_it.verdicts) == (0, ["ready"])
    assert with_it.lines[0]["waived"] == [f"{REF}products-delisted"]
    assert (without.code, without.verdicts) == (1, ["blocked"])
    assert without.lines[0]["waived"] == []
    assert without.lines[0]["blocked_by"] == [f"{REF}products-delisted"]
    bare = yaml.safe_dump(state, allow_unicode=True)
    Path("s.yaml").write_text(bare, encoding="utf-8")
    assert fleet(capsys, "s.yaml").lines == without.lines
