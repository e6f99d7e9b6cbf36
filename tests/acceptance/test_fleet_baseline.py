"""A fleet that is held against an earlier run fails only for what got worse."""

import json
import re
from pathlib import Path

import pytest
from fleetrun import BAD, STATES, fleet, write
from states import ON

from shopexit.cli.app import run

pytestmark = pytest.mark.usefixtures("somewhere_else")


@pytest.mark.parametrize("kept", ["json", "jsonl"])
def test_with_a_baseline_only_what_got_worse_fails(
    kept: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A shop that is as it was, or better, does not; a new one and one that is worse do."""
    blocked, unsure, ready = (STATES[name] for name in ("blocked", "undetermined", "ready"))
    write(a=as_named(blocked, "a"), b=as_named(unsure, "b"), c=as_named(ready, "c"))
    assert fleet(capsys, ".", "-o", f"{kept}=../last.{kept}").code == 1
    asked = [".", "--baseline", f"../last.{kept}"]
    same = fleet(capsys, *asked)
    assert same.code == 0
    assert same.err == "shops that got worse than the baseline: 0\n"
    assert same.verdicts == ["blocked", "undetermined", "ready"]
    write(a=as_named(ready, "a"))
    assert fleet(capsys, *asked).code == 0
    write(c=as_named(unsure, "c"))
    assert fleet(capsys, *asked).code == 3
    assert fleet(capsys, *asked, "--fail-on", "blocked").code == 0
    write(c=as_named(ready, "c"), d=as_named(blocked, "d"))
    worse = fleet(capsys, *asked)
    assert worse.code == 1
    assert "shops that got worse than the baseline: 1\n  d (kuaishou): blocked" in worse.err
    assert fleet(capsys, *asked, "--fail-on", "never").code == 0
    write(d=BAD)
    assert fleet(capsys, *asked, "--fail-on", "never").code == 2


def test_a_shop_that_has_vanished_is_named_and_fails_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A lost file would be noticed by nobody; other platforms than asked for are not missed."""
    ready = STATES["ready"]
    write(a=as_named(ready, "a"), b=as_named(ready, "小明零食铺"))
    assert fleet(capsys, ".", "-o", "json=../last.json").code == 0
    Path("b.yaml").unlink()
    asked = [".", "--baseline", "../last.json"]
    for only in ([], ["--only", "blocked"], ["--platform", "kuaishou"]):
        done = fleet(capsys, *asked, *only)
        assert done.code == 0
        assert done.err.splitlines() == [
            "shops that got worse than the baseline: 0",
            "shops missing since the baseline: 1",
            "  小明零食铺 (kuaishou): b.yaml",
        ]
    Path("t.yaml").write_text("platform: taobao\nshop: t\n", encoding="utf-8")
    assert "missing" not in fleet(capsys, *asked, "--platform", "taobao").err
    assert "上次有、这次没有的店：1\n" in fleet(capsys, *asked, "--lang", "zh").err


def test_a_wait_that_is_late_is_worse_than_the_baseline(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """For `--fail-on blocked` too; what is handed in or finished is not. `diff` agrees."""
    ready, waits, late, over = (
        as_named(STATES[name], "a") for name in ("ready", "under-way", "overdue", "done")
    )
    for was, now, code in ((ready, waits, 0), (waits, over, 0), (waits, late, 1), (late, over, 0)):
        Path("../old.yaml").write_text(was, encoding="utf-8")
        assert fleet(capsys, "../old.yaml", "-o", "json=../old.json").code in (0, 1)
        write(a=now)
        for fail_on in ("undetermined", "blocked"):
            done = fleet(capsys, "a.yaml", "--baseline", "../old.json", "--fail-on", fail_on)
            assert done.code == code
            assert ("a (kuaishou): overdue" in done.err) is bool(code)
        assert run(["diff", "../old.json", "a.yaml", "--on", str(ON), "--lang", "en"]) == code
        assert ("UNDER WAY → OVERDUE" in capsys.readouterr().out) is bool(code)


def as_named(state: str, name: str) -> str:
    """Return a state of a shop with another name."""
    return re.sub(r"^shop: .*$", f"shop: {name}", state, count=1, flags=re.MULTILINE)


def test_a_baseline_that_cannot_be_read_is_an_error_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Before any shop is judged."""
    write(a=STATES["ready"])
    Path("last.json").write_text("{", encoding="utf-8")
    for name in ("none.json", "last.json"):
        done = fleet(capsys, "a.yaml", "--baseline", name)
        assert (done.code, done.out) == (2, "")
        assert name in done.err


def nameless(state: str) -> str:
    """Return a state of a shop that has no name."""
    return re.sub(r"^shop: .*\n", "", state, count=1, flags=re.MULTILINE)


def test_what_a_baseline_calls_worse_is_what_a_comparison_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Also of shops that share a name, have none, are new or gone, or cannot be used."""
    blocked, unsure, ready = (STATES[name] for name in ("blocked", "undetermined", "ready"))
    write(
        a=as_named(ready, "x"), b=as_named(blocked, "x"), c=nameless(ready), d=nameless(unsure),
        e=as_named(ready, "gone"), f=as_named(ready, "broken"), g=BAD, h=BAD,
    )  # fmt: skip
    assert fleet(capsys, ".", "-o", "jsonl=../last.jsonl").code == 2
    write(
        a=as_named(blocked, "x"), b=as_named(ready, "x"), c=nameless(unsure), d=nameless(ready),
        e=as_named(unsure, "new"), f=BAD, h=as_named(blocked, "mended"),
    )  # fmt: skip
    done = fleet(capsys, ".", "--baseline", "../last.jsonl", "-o", "jsonl=../now.jsonl")
    assert run(["diff", "../last.jsonl", "../now.jsonl", "--format", "json"]) == 1
    compared = json.loads(capsys.readouterr().out)
    worse = [each for each in compared["shops"] if each["worse"]]
    assert [Path(each["file"]).stem for each in worse] == ["a", "c", "e", "f"]
    count, *named = done.err[done.err.index("shops that got worse") :].splitlines()
    assert count == f"shops that got worse than the baseline: {compared['worse']}"
    assert [line.split(" (")[0].strip() for line in named] == [
        *(each["shop"] or each["file"] for each in worse),
        "shops missing since the baseline: 1",
        "gone",
    ]
    assert done.code == 2  # as one of them cannot be used any more


def test_a_baseline_of_whole_reports_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """It is said what can be compared, before any shop is judged."""
    write(a=STATES["ready"])
    for kept in ("json", "jsonl"):
        assert fleet(capsys, "a.yaml", "--full", "-o", f"{kept}=last.{kept}").code == 0
        done = fleet(capsys, "a.yaml", "--baseline", f"last.{kept}")
        assert (done.code, done.out) == (2, "")
        assert "this is shopexit.report/1, not a summary of shops" in done.err
        assert "without `--full`" in done.err
        assert run(["diff", f"last.{kept}", "a.yaml"]) == 2
        assert capsys.readouterr().out == ""
