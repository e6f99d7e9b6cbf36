"""A fleet takes from the settings what the call does not say."""

import json
from pathlib import Path

import pytest
from fleetrun import STATES, fleet, write

pytestmark = pytest.mark.usefixtures("somewhere_else")


def test_without_a_path_the_settings_say_what_to_judge(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From below their folder too; a path on the command line goes before them."""
    done = fleet(capsys)
    assert (done.code, done.out) == (2, "")
    assert "nothing to judge" in done.err
    Path("shops").mkdir()
    Path("below").mkdir()
    Path("shops/a.yaml").write_text(STATES["blocked"], encoding="utf-8")
    write(b=STATES["ready"])
    Path("shopexit.toml").write_text('paths = ["shops"]\nfail-on = "never"\n', encoding="utf-8")
    done = fleet(capsys)
    assert (done.code, done.verdicts) == (0, ["blocked"])
    assert fleet(capsys, "--fail-on", "blocked").code == 1
    assert fleet(capsys, "b.yaml").verdicts == ["ready"]
    monkeypatch.chdir("below")
    done = fleet(capsys)
    assert [Path(each["file"]).resolve().name for each in done.lines] == ["a.yaml"]


def test_the_settings_that_hold_are_shown_and_nothing_is_judged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each with where it comes from, as text or as JSON."""
    Path("shopexit.toml").write_text('paths = ["none"]\njobs = 2\n', encoding="utf-8")
    done = fleet(capsys, "--show-config", "--sort", "money", fmt="json")
    assert done.code == 0
    shown = {each["option"]: each for each in json.loads(done.out)["settings"]}
    assert (shown["paths"]["value"], shown["paths"]["origin"]) == (["none"], "file")
    assert (shown["jobs"]["value"], shown["jobs"]["line"]) == (2, 2)
    assert (shown["sort"]["value"], shown["sort"]["origin"]) == ("money", "command-line")
    assert (shown["limit"]["value"], shown["limit"]["origin"]) == (20, "default")
    text = fleet(capsys, "--show-config", fmt="text").out
    assert '  paths = ["none"], shopexit.toml:1\n' in text
