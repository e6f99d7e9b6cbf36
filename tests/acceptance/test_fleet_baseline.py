"""A fleet that is held against an earlier run fails only for what got worse."""

import re
from pathlib import Path

import pytest
from fleetrun import BAD, STATES, fleet, write

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
