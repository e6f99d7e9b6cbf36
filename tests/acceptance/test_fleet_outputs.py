"""What a fleet writes: whole in every format, the same from several processes, over no input."""

import json
import shutil
from multiprocessing import get_context
from pathlib import Path
from typing import get_args

import pytest
from fleetrun import STATES, fleet, once, write
from jsonschema import Draft202012Validator
from states import ROOT

from shopexit.cli.app import run
from shopexit.formats import FleetFormat

pytestmark = pytest.mark.usefixtures("somewhere_else")


def schema(kind: str, capsys: pytest.CaptureFixture[str]) -> Draft202012Validator:
    """Return a validator for one of the published schemas."""
    assert run(["schema", kind]) == 0
    described = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(described)
    return Draft202012Validator(described)


@pytest.mark.parametrize(
    ("full", "lang"), [([], "zh"), ([], "en"), (["--full"], "zh")], ids=["zh", "en", "full"]
)
def test_json_fits_its_schemas_and_has_no_key_twice(
    full: list[str], lang: str, many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line that of a shop or a report, the object that of a fleet; both hold the same."""
    words = [str(many), *full, "--lang", lang]
    lines = fleet(capsys, *words, "--sort", "need").out.splitlines()
    shops = [json.loads(line, object_pairs_hook=once) for line in lines]
    shop, report = schema("shop", capsys), schema("report", capsys)
    for each in shops:
        (report if full and each["verdict"] else shop).validate(each)
    text = fleet(capsys, *words, fmt="json").out
    whole = json.loads(text, object_pairs_hook=once)
    schema("fleet", capsys).validate(whole)
    assert whole["shops"] == shops
    assert text.endswith("\n")


@pytest.fixture(scope="module")
def several(many: Path) -> Path:
    """Return a file that is judged in several batches, as each has some documents only."""
    small = [f"platform: {['快手', 'jd', ''][n % 3]}\nshop: 店{n}" for n in range(60)]
    rows = [*many.read_text(encoding="utf-8").splitlines()[:9], "{", *small]
    file = many.parent / "several.yaml"
    file.write_text("\n---\n".join(rows), encoding="utf-8")
    return file


@pytest.mark.parametrize("more", ["", "--sort money", "--full", "--list-waivers"])
def test_two_processes_write_what_one_does(
    more: str, several: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Byte for byte in every format, messages and exit code included."""
    formats = [*get_args(FleetFormat)] if not more else ["json", "jsonl", "text"]
    outputs = [word for fmt in formats for word in ("-o", f"{fmt}=out.{fmt}")]
    words = [str(several), "none.yaml", *more.split(), *outputs]
    written = []
    for jobs in ("1", "2"):
        done = fleet(capsys, *words, "--jobs", jobs)
        assert done.code == 2
        files = [Path(f"out.{fmt}").read_bytes() for fmt in formats]
        written.append((done.out, done.err, files))
    assert written[0] == written[1]


def test_processes_that_cannot_be_forked_do_the_same(
    several: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They load what the others are born with."""
    alone = fleet(capsys, str(several), "--format", "jsonl")
    monkeypatch.setattr("shopexit.fleet.evaluate_shops.get_context", lambda _: get_context("spawn"))
    shared = fleet(capsys, str(several), "--format", "jsonl", "--jobs", "2")
    assert (shared.code, shared.out, shared.err) == (alone.code, alone.out, alone.err)


def test_what_goes_wrong_in_another_process_goes_wrong_as_in_this_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rules that cannot be used end the run, whoever reads them."""
    rules = tmp_path / "rules"
    shutil.copytree(ROOT / "rules", rules)
    (rules / "taobao.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    lines = ['{"platform": "kuaishou"}\n'] * 300 + ['{"platform": "taobao"}\n']
    (tmp_path / "s.jsonl").write_text("".join(lines), encoding="utf-8")
    words = ["s.jsonl", "--rules", str(rules), "--format", "jsonl", "-o", "json=out.json"]
    alone = fleet(capsys, *words)
    assert alone.code == 2
    assert "nonsense" in alone.err
    shared = fleet(capsys, *words, "--jobs", "2")
    assert (shared.code, shared.err) == (alone.code, alone.err)
    assert not Path("out.json").exists()


def test_several_formats_come_from_one_run_and_say_the_same_as_alone(
    many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file holds what standard output would have, and nothing is left beside them."""
    outputs = [word for fmt in get_args(FleetFormat) for word in ("-o", f"{fmt}=out.{fmt}")]
    done = fleet(capsys, str(many), *outputs)
    assert done.code == 2
    assert done.lines
    for fmt in get_args(FleetFormat):
        alone = fleet(capsys, str(many), fmt=fmt)
        assert alone.code == done.code
        with Path(f"out.{fmt}").open(encoding="utf-8", newline="") as file:
            written = file.read()
        assert written == alone.out.replace("\r\r\n", "\r\n")
    assert sorted(path.name for path in Path().iterdir()) == sorted(
        f"out.{fmt}" for fmt in get_args(FleetFormat)
    )


def test_an_output_never_replaces_a_file_that_is_judged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Named, in a folder that is named, by a link, or as another output: it is refused at once."""
    Path("shops").mkdir()
    Path("shops/a.yaml").write_text(STATES["ready"], encoding="utf-8")
    Path("link.yaml").symlink_to("shops/a.yaml")
    for words in (
        ["shops/a.yaml", "-o", "json=shops/a.yaml"],
        ["shops", "-o", "json=shops/a.yaml"],
        ["shops/*.yaml", "-o", "text=./shops/../shops/a.yaml"],
        ["shops", "-o", "json=link.yaml"],
        ["link.yaml", "-o", "json=shops/a.yaml"],
        ["shops", "-o", "json=one", "-o", "text=one"],
    ):
        done = fleet(capsys, *words)
        assert (done.code, done.out) == (2, "")
        assert "already used" in done.err
    assert Path("shops/a.yaml").read_text(encoding="utf-8") == STATES["ready"]
    assert sorted(path.name for path in Path().iterdir()) == ["link.yaml", "shops"]


def test_the_results_may_replace_the_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    """So that each night is compared with the one before, and tells a problem once."""
    write(a=STATES["ready"])
    fleet(capsys, "a.yaml", "-o", "json=last.json")
    write(a=STATES["blocked"])
    night = ["a.yaml", "--baseline", "last.json", "-o", "json=last.json"]
    assert [fleet(capsys, *night).code for _ in range(2)] == [1, 0]
    before = Path("last.json").read_bytes()
    Path("empty").mkdir()
    assert fleet(capsys, "empty", *night[1:]).code == 2
    assert Path("last.json").read_bytes() == before
