"""A fleet takes from the settings what the call does not say."""

from pathlib import Path

import pytest
from fleetrun import STATES, fleet, write

from shopexit.cli.app import run

pytestmark = pytest.mark.usefixtures("somewhere_else")


def test_without_a_path_the_settings_say_what_to_judge(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From below their folder too; a path on the command line goes before them."""
    done = fleet(capsys)
    assert (done.code, done.out) == (2, "")
    assert "nothing to check" in done.err
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


@pytest.mark.parametrize(
    "text", ["broken [", "limit = -1\n", "limt = 1\n", f"jobs = 0x{'f' * 5000}\n", "a = [" * 5000]
)
def test_a_broken_file_of_settings_stops_a_run_but_no_help(
    text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names the file; completion and the version are had all the same."""
    Path("shopexit.toml").write_text(text, encoding="utf-8")
    write(b=STATES["ready"])
    done = fleet(capsys, "b.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: shopexit.toml")
    assert [run(["fleet", "--help"]), run(["--version"])] == [0, 0]
    monkeypatch.setenv("_SHOPEXIT_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "shopexit fl")
    monkeypatch.setenv("COMP_CWORD", "1")
    with pytest.raises(SystemExit) as ended:
        run([])
    assert ended.value.code == 0
    out, err = capsys.readouterr()
    assert out.endswith("fleet\n")
    assert err == ""
