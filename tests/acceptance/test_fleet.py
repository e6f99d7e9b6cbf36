"""A fleet: each shop is judged as it is alone, and the worst of them decides the exit code."""

import json
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fleetrun import SHOPS, STATES, data, fleet, in_brief, told, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from states import LONGER, ON, PLATFORMS, parsed
from statewriter import Writer

from shopexit import Platform, ShopexitError, check
from shopexit.cli.app import run
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.formats import RenderOptions, renderer

pytestmark = pytest.mark.usefixtures("somewhere_else")
CODES = {"ready": 0, "under-way": 0, "done": 0, "blocked": 1, "overdue": 1, "undetermined": 3}


@pytest.mark.parametrize("path", SHOPS, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_an_example_is_in_brief_what_its_report_says(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Verdict, what is in the way, what is missing, money and days, and what comes first."""
    asked = ["--on", str(ON), "--lang", "en"] + (["--strict"] if len(path.stem) % 2 else [])
    if path.stem.startswith("refund-"):
        asked += ["-p", "refund-deposit"]
    code = run(["check", path.parent.name, str(path), *asked, "--limit", "0", "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert run(["fleet", str(path), *asked, "--format", "jsonl"]) == code
    (line,) = capsys.readouterr().out.splitlines()
    brief = json.loads(line)
    closing = data(path.read_text("utf-8")).get("closing") or {}
    assert told(brief) == in_brief(report, closing.get("closed_on"))
    open_refs = [
        *brief["blocked_by"], *brief["disputed"], *brief["unknown"], *brief["open_points"]
    ]  # fmt: skip
    codes = list(dict.fromkeys(each["code"] for each in report["warnings"]))
    # Guessed days that only a longer plan shows are none of a brief's.
    assert brief["warnings"] == [code for code in codes if code != "calendar-estimated"] or (
        brief["warnings"] == codes
    )
    says = {finding["ref"]: finding["says"] for finding in report["findings"]}
    says |= {point["ref"]: point["ask"] for point in report["open_points"]}
    late = [each["says"] for each in report["warnings"] if each["code"] == "overdue"]
    assert bool(late) is (report["verdict"] == "overdue")
    acts = {action["ref"]: action for action in report["plan"]["actions"]}
    own = [acts[ref] for ref in report["plan"]["today"] if report["verdict"] == "under-way"]
    own = [each for each in own if each["phase"] in ("clear", "apply") and not each["may_apply"]]
    turn = [f"your turn: {each['does'].rstrip('.')}" for each in own]
    assert brief["first"] == next(iter([*(says[ref] for ref in open_refs), *late, *turn]), None)


@pytest.mark.parametrize("name", PLATFORMS)
@settings(
    max_examples=2 * LONGER,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 1 << 32))
def test_a_shop_of_a_fleet_is_judged_as_it_is_alone(
    name: str, seed: int, rules_of: Mapping[str, Platform], capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever it says, good or bad: the brief says what the report of that file alone does."""
    rules = rules_of[name]
    raws = [raw for raw in Writer(rules, seed).states(16) if raw.startswith(b"{")]
    Path("s.jsonl").write_bytes(b"\n".join(raws))
    lines = fleet(capsys, "s.jsonl").lines
    full = fleet(capsys, "s.jsonl", "--full", "--limit", "0").lines
    assert len(lines) == len(full) == len(raws)
    for number, (raw, line, whole) in enumerate(zip(raws, lines, full, strict=True), start=1):
        assert line["entry"] == number
        report, problems = alone(rules, raw)
        if report is None:
            assert line["verdict"] is None
            assert [p["says"] for p in line["problems"]] == problems
            continue
        closing = json.loads(raw).get("closing") or {}
        assert told(line) == in_brief(report, closing.get("closed_on"))
        # Many orders are cut off after twenty, and no state here has as many.
        assert whole == report | {"file": "s.jsonl"} | places(whole, report)


def places(whole: dict[str, Any], report: dict[str, Any]) -> dict[str, Any]:
    """Return the findings of a report with the lines that they have in a file of several shops."""
    assert [f["ref"] for f in whole["findings"]] == [f["ref"] for f in report["findings"]]
    findings = [
        alone | {"line": f["line"], "column": f["column"]}
        for f, alone in zip(whole["findings"], report["findings"], strict=True)
    ]
    points = [
        alone | {"line": point["line"], "column": point["column"]}
        for point, alone in zip(whole["open_points"], report["open_points"], strict=True)
    ]
    rest = {k: whole[k] for k in ("entry", "warnings") if k in whole}
    return {"findings": findings, "open_points": points} | rest


def alone(rules: Platform, raw: bytes) -> tuple[dict[str, Any] | None, list[str]]:
    """Return the report of a state by itself as JSON, or what is wrong with it."""
    try:
        view = check(rules, parsed(raw, rules, on=ON), EvaluationOptions(on=ON))
    except ShopexitError as error:
        return None, [problem.says.en for problem in error.problems]
    written = renderer("report", "json")(view, RenderOptions())
    report: dict[str, Any] = json.loads(written)
    return report, []


# --- exit codes ---------------------------------------------------------------------------------


MIXES = [
    ("ready",), ("blocked",), ("undetermined",), ("ready", "undetermined"), ("ready", "blocked"),
    ("undetermined", "blocked"), ("ready", "undetermined", "blocked"), ("overdue",),
    ("under-way",), ("done",), ("done", "under-way"), ("overdue", "blocked"),
    ("undetermined", "overdue"), ("ready", "overdue", "done"),
]  # fmt: skip


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a fleet for each mix of verdicts, with and without a bad shop."""
    folder = tmp_path_factory.mktemp("mixes")
    small = {name: json.dumps(data(text)) for name, text in STATES.items()} | {
        "unusable": '{"platform": "kuaishou", "orders": {"nothing": 0}}'
    }
    for mix, bad in product([*MIXES, ()], (False, True)):
        names = [*mix, *(["unusable"] if bad else [])]
        text = "\n".join(small[name] for name in names)
        (folder / f"{'-'.join(names)}.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("bad", [False, True], ids=["usable", "unusable"])
@pytest.mark.parametrize("fail_on", [None, "blocked", "undetermined", "never"])
@pytest.mark.parametrize("mix", MIXES, ids="-".join)
def test_the_exit_code_is_that_of_the_worst_shop(
    mix: tuple[str, ...],
    fail_on: str | None,
    bad: bool,
    lines: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As far as the run is to fail for it, and 2 before all if one cannot be used, shown or not."""
    bad_ones = {"blocked": ("blocked", "overdue"), "never": ()}
    failing = bad_ones.get(fail_on or "", ("blocked", "overdue", "undetermined"))
    found = [name for name in failing if name in mix]
    expected = 2 if bad else CODES[found[0]] if found else 0
    file = str(lines / f"{'-'.join([*mix, *(['unusable'] if bad else [])])}.jsonl")
    asked = ["--fail-on", fail_on] if fail_on else []
    only = [[], ["--only", "ready"], ["--only", "unusable", "--only", "blocked"]]
    for words in only if len(mix) == 3 else only[:1]:
        assert fleet(capsys, file, *asked, *words).code == expected


@pytest.mark.parametrize("fail_on", ["blocked", "undetermined", "never"])
def test_a_fleet_of_nothing_that_can_be_used_fails(
    fail_on: str, lines: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever it is to fail for."""
    done = fleet(capsys, str(lines / "unusable.jsonl"), "--fail-on", fail_on)
    assert (done.code, done.verdicts) == (2, [None])


def test_only_the_platforms_asked_for_count(capsys: pytest.CaptureFixture[str]) -> None:
    """In the exit code too; a shop whose platform cannot be told is passed over by none."""
    write(a=STATES["ready"], b="platform: taobao\n", c="platform: 抖店\n")
    assert fleet(capsys, ".").code == 3
    for name in ("kuaishou", "快手", "KUAISHOU"):
        done = fleet(capsys, ".", "--platform", name)
        assert (done.code, [each["platform"] for each in done.lines]) == (0, ["kuaishou"])
    done = fleet(capsys, ".", "--platform", "淘宝", "--platform", "douyin")
    assert (done.code, [each["platform"] for each in done.lines]) == (3, ["taobao", "douyin"])
    done = fleet(capsys, ".", "--platform", "1688")
    assert (done.code, done.out) == (2, "")
    assert "no shops to check" in done.err
    write(d="shop: x\n", e="platform: taobao\norders: {nothing: 0}\n", f="platform: [\n")
    done = fleet(capsys, ".", "--platform", "kuaishou")
    assert done.code == 2
    assert [Path(each["file"]).stem for each in done.lines] == ["a", "d", "f"]


def test_a_platform_that_nobody_knows_is_an_error_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And the nearest that is known is named."""
    write(a=STATES["ready"])
    done = fleet(capsys, ".", "--platform", "kuaishuo")
    assert (done.code, done.out) == (2, "")
    assert "kuaishou" in done.err
