"""What was changed in a rule file is said of the entries that it is about."""

import json
from typing import Any

import pytest
from smallrules import SHORT, procedure, rules

from shopexit import Lang, ShopexitError
from shopexit.formats import RenderOptions, renderer
from shopexit.report.catalogue import explain

WHAT = {"zh": "改成 0", "en": "0 now, 1 before"}
WHY = {"zh": "新公告", "en": "a new notice"}


def _change(ref: str, **more: object) -> dict[str, Any]:
    return {"on": "2026-11-29", "refs": [ref], "what": WHAT, "why": WHY, **more}


@pytest.mark.parametrize("ref", ["main/fine", "main/act", "main/open"])
def test_a_change_is_of_an_entry_or_of_an_open_question(ref: str) -> None:
    """Of a requirement, of a step, and of what nobody says."""
    asked = procedure(unknowns=[{"id": "open", "says": SHORT, "ask": SHORT}])
    platform = rules(main=asked, changes=[_change(ref)])
    assert [change.refs for change in platform.changes] == [(ref,)]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_change("main/fin"), "unknown name: main/fin"),
        (_change("other/fine"), "unknown name: other/fine"),
        (_change("main/fine", removed=True), "main/fine is marked `removed` but still exists"),
        (_change("main/fine") | {"why": {"zh": "新公告"}}, "'en' is missing"),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(change: dict[str, Any], says: str) -> None:
    """Unless it is said to be removed, and then only if it is gone; in both languages."""
    with pytest.raises(ShopexitError, match=says):
        rules(main=procedure(), changes=[change])


def test_what_was_changed_is_explained_with_the_entry_and_with_no_other() -> None:
    """In text, in both languages, and in JSON."""
    platform = rules(main=procedure(), changes=[_change("main/fine")])
    layout = RenderOptions()
    zh, en = (
        renderer("explained", "text")(explain(platform, "small/main/fine", lang), layout)
        for lang in Lang
    )
    assert "2026-11-29 改过：改成 0\n    为什么：新公告" in zh
    assert "changed on 2026-11-29: 0 now, 1 before\n    why: a new notice" in en
    assert "2026-11-29" not in renderer("explained", "text")(
        explain(platform, "small/main/act", Lang.EN), layout
    )
    shown = json.loads(
        renderer("explained", "json")(explain(platform, "small/main/fine", Lang.EN), layout)
    )
    (change,) = shown["changes"]
    assert (change["on"], change["what"], change["why"]) == (
        "2026-11-29",
        "0 now, 1 before",
        "a new notice",
    )


def test_who_asks_for_an_entry_that_was_removed_is_told_so() -> None:
    """With the day and what is asked in its place."""
    platform = rules(main=procedure(), changes=[_change("main/old", removed=True)])
    with pytest.raises(ShopexitError, match="removed on 2026-11-29: 0 now, 1 before"):
        explain(platform, "small/main/old", Lang.EN)
