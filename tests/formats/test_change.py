"""What became of shops, as text, Markdown and JSON."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import jsonschema
from hypothesis import given, settings
from pydantic import TypeAdapter
from runs import BLOCKED, RUNS, as_line, briefed, dates, from_text, money, shop
from states import LONGER

from shopexit import Platform, Verdict
from shopexit.fleet.baseline import Judging
from shopexit.formats import RenderOptions, renderer
from shopexit.formats.change import markdown
from shopexit.formats.change import text as as_text
from shopexit.messages import Lang
from shopexit.report.change_model import Change, Presence
from shopexit.report.comparison import compare
from shopexit.report.summary import Listed
from shopexit.rules.loader import packaged_rules


def test_the_text_says_first_what_got_worse_and_then_what_is_cleared() -> None:
    """Of the shops, and of each shop."""
    old = [shop("甲"), shop("乙"), shop("丙")]
    new = [
        shop("甲", money=money("200.00")),
        shop("乙", verdict=Verdict.READY, blocked_by=()),
        shop("丙", blocked_by=(), unknown=("kuaishou/close/fines-paid",), dates=dates()),
    ]
    text = as_text(compare(old, new, lang=Lang.ZH), RenderOptions())
    order = [
        "变差了（1）",
        "丙",
        "新问题（缺数据）",
        "解决了：",
        "有进展（1）",
        "乙",
        "别的变化（1）",
    ]
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    marked = markdown(compare(old, new), RenderOptions())
    assert "### Worse (1)" in marked
    assert "**丙 · kuaishou**" in marked


def test_hostile_text_is_harmless(rules_of: Mapping[str, Platform], tmp_path: Path) -> None:
    """Neither a terminal nor Markdown acts on what a file calls a shop."""
    data = json.loads(as_line(briefed(rules_of["kuaishou"], BLOCKED)))
    evil = "\x1b[31m红\u202e<script>@all [x](http://evil)\n# big\ud800"
    data |= {"shop": evil, "file": evil, "blocked_by": [evil], "missing": [evil]}
    old = from_text(tmp_path, json.dumps(data))
    found = compare(old, [], words=Judging(packaged_rules()).words)
    new = compare([], old, words=Judging(packaged_rules()).words)
    for view in (found, new):
        for text in (
            as_text(view, RenderOptions()),
            markdown(view, RenderOptions()),
            renderer("diff", "json")(view, RenderOptions()),
        ):
            assert not any(char in text for char in "\x1b\u202e\ud800")
            assert "\n# big" not in text
        assert "<script>" not in markdown(view, RenderOptions())
        assert "@all" not in markdown(view, RenderOptions())


def test_the_json_of_a_change_fits_its_schema() -> None:
    """And says which schema it is."""
    found = compare([shop(), shop("乙")], [shop("丙"), shop(dates=dates(), money=money("1.00"))])
    data = json.loads(renderer("diff", "json")(found, RenderOptions()))
    assert data["schema"] == "shopexit.diff/1"
    jsonschema.validate(data, TypeAdapter(Change).json_schema(mode="serialization"))


@settings(max_examples=100 * LONGER, deadline=None)
@given(RUNS, RUNS)
def test_a_comparison_can_be_shown(old: list[Listed], new: list[Listed]) -> None:
    """Every shop of either run is somewhere, and every form takes it."""
    found = compare(old, new)
    kinds = [shop.kind for shop in found.shops]
    assert found.unchanged + kinds.count(Presence.CHANGED) + kinds.count(Presence.NEW) == len(new)
    assert found.unchanged + kinds.count(Presence.CHANGED) + kinds.count(Presence.GONE) == len(old)
    for lang in Lang:
        assert as_text(replace(found, lang=lang), RenderOptions(60)).endswith("\n")
        assert markdown(replace(found, lang=lang), RenderOptions())
