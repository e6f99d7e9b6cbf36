"""States that say what they expect: what differs is shown side by side, all else is passed over."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate
from pydantic import TypeAdapter
from states import ON, ROOT

from shopexit import Lang, ShopexitError, check, load_rules
from shopexit.cli.app import run
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.fleet.expectations import run_expectations
from shopexit.inputs.state_reader import read_state
from shopexit.report.expectation import ExpectationRun
from shopexit.rules.loader import packaged_rules

BLOCKED = ROOT / "examples" / "kuaishou" / "blocked.yaml"
WITHOUT = BLOCKED.read_text("utf-8").partition("\nexpect:\n")[0]
"""The example as it stands before what it expects itself."""
ORDERS = "kuaishou/close/orders-finished"
REFUND = "kuaishou/refund-deposit/withdraw"
"""Of a procedure that is not judged."""


def expecting(folder: Path, expect: dict[str, Any], name: str = "a.yaml") -> Path:
    """Write the blocked example with what it is to come to, and return where."""
    file = folder / name
    file.write_text(f"{WITHOUT}\nexpect: {json.dumps(expect)}\n", encoding="utf-8")
    return file


def ran(*paths: Path) -> ExpectationRun:
    """Return what became of states under the packaged rules."""
    return run_expectations(map(str, paths), packaged_rules(), BytesIO, Lang.EN)


def differing(folder: Path, expect: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return what differs in the blocked example: what was expected, what was found."""
    (state,) = ran(expecting(folder, expect)).states
    return {each.what: (each.expected, each.found) for each in state.differences}


def test_what_comes_out_as_expected_differs_in_nothing(tmp_path: Path) -> None:
    """Everything that can be expected is taken from a report."""
    rules = load_rules("kuaishou")
    report = check(rules, read_state(BLOCKED, rules), EvaluationOptions(on=ON, limit=0))
    assert (
        differing(
            tmp_path,
            {
                "on": str(report.on),
                "procedure": "close",
                "verdict": "blocked",
                "outcomes": {finding.ref: finding.outcome for finding in report.findings},
                "today": list(report.plan.today),
                "dates": {"close": None},
                "sums": {"comes_back": report.money.comes_back, "to_pay": report.money.to_pay},
            },
        )
        == {}
    )


@pytest.mark.parametrize(
    ("expect", "found"),
    [
        ({"verdict": "ready"}, {"verdict": ("ready", "blocked")}),
        ({"outcomes": {ORDERS: "met"}}, {ORDERS: ("met", "unmet")}),
        ({"outcomes": {REFUND: "met"}}, {REFUND: ("met", "-")}),
        ({"dates": {"close": "2026-12-01"}}, {"close": ("2026-12-01", "-")}),
        ({"sums": {"comes_back": 1}}, {"comes_back": ("1.00", "3570.10")}),
    ],
)
def test_what_differs_is_told_with_both(
    expect: dict[str, Any], found: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    """And nothing that was expected of nothing."""
    assert differing(tmp_path, expect) == found


def test_today_is_compared_in_its_order(tmp_path: Path) -> None:
    """The most urgent comes first, and that is a part of the promise."""
    found = differing(tmp_path, {"today": [ORDERS]})["today"]
    assert found[0] == ORDERS
    assert found[1].count(", ") > 3
    turned = found[1].split(", ")[::-1]
    assert differing(tmp_path, {"today": turned})["today"] == (", ".join(turned), found[1])


def test_a_point_that_no_rule_speaks_of_can_be_expected(tmp_path: Path) -> None:
    """By its own reference, which ends in a fact, and as unknown."""
    ref = "kuaishou/close/deposit.status"
    expected = {"outcomes": {ref: "unknown"}}
    file = expecting(tmp_path, expected)
    text = file.read_text("utf-8").replace("status: refundable", "status: frozen")
    assert "status: frozen" in text
    file.write_text(text, encoding="utf-8")
    assert ran(file).states[0].differences == ()


@pytest.mark.parametrize(
    ("expect", "words"),
    [
        ({"verdct": "ready"}, ["expect.verdct: unknown key", "did you mean verdict?"]),
        ({"verdict": "fine"}, ["expect.verdict: found 'fine', expected one of"]),
        ({"outcomes": {ORDERS: "good"}}, [f"expect.outcomes.{ORDERS}: found 'good'"]),
        ({"outcomes": {f"{ORDERS}x": "met"}}, ["has the reference", f"did you mean {ORDERS}?"]),
        ({"dates": {"closing": "2026-12-01"}}, ["expect.dates.closing"]),
        ({"sums": {"comes_back": "much"}}, ["expect.sums.comes_back: found 'much'"]),
        ({"on": "2026-02-30"}, ["expect.on: there is no such date as 2026-02-30"]),
    ],
)
def test_an_expectation_that_cannot_be_is_refused_at_its_line(
    expect: dict[str, Any], words: list[str], tmp_path: Path
) -> None:
    """While `check`, which nothing of it concerns, judges the state as ever."""
    file = expecting(tmp_path, expect)
    with pytest.raises(ShopexitError) as caught:
        ran(file)
    said = "\n".join(problem.in_words(Lang.EN) for problem in caught.value.problems)
    line = len(file.read_text("utf-8").splitlines())
    assert said.startswith(f"error: {file}:{line}:")
    for word in words:
        assert word in said
    state = read_state(file, load_rules("kuaishou"))
    assert state.values == read_state(BLOCKED, load_rules("kuaishou")).values


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Of all files; and then nothing is compared."""
    one = expecting(tmp_path, {"verdict": "fine"})
    two = expecting(tmp_path, {"on": 3}, "b.yaml")
    with pytest.raises(ShopexitError) as caught:
        ran(tmp_path)
    assert [problem.file for problem in caught.value.problems] == [str(one), str(two)]


def test_a_state_without_a_day_needs_one(tmp_path: Path) -> None:
    """Today would give another result tomorrow."""
    file = tmp_path / "a.yaml"
    file.write_text(
        "platform: kuaishou\norders: {pending_payment: 1}\nexpect: {verdict: ready}\n", "utf-8"
    )
    with pytest.raises(ShopexitError, match="the date of the check is missing"):
        ran(file)


def test_the_command_says_what_differs_in_both_languages_and_in_json(
    in_the_checkout: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1; one of the two states of the weak rules is not as expected."""
    call = ["test", "tests/weak", "--rules", "tests/weak"]
    for lang, last in (
        ("en", "1 as expected, 1 not as expected, 3 skipped, without `expect`"),
        ("zh", "1 份符合预期，1 份不一样，3 份没写 expect"),
    ):
        assert run([*call, "--lang", lang]) == 1
        said = capsys.readouterr().out.splitlines()
        assert said[-1] == last
        assert "    verdict  ready" in "\n".join(said)
    assert run([*call, "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    validate(data, TypeAdapter(ExpectationRun).json_schema(mode="serialization"))
    assert (data["passed"], data["failed"], data["skipped"]) == (1, 1, 3)
    assert data["states"][1]["differences"] == [
        {"what": "verdict", "expected": "ready", "found": "undetermined"}
    ]


def test_the_exit_code_is_0_where_all_is_as_expected_and_2_where_nothing_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder in which no state expects anything tests nothing."""
    file = expecting(tmp_path, {"verdict": "blocked"})
    assert run(["test", str(tmp_path)]) == 0
    file.write_text(WITHOUT, "utf-8")
    capsys.readouterr()
    assert run(["test", str(tmp_path)]) == 2
    assert capsys.readouterr().out == ""


def test_an_expectation_of_nothing_is_refused(tmp_path: Path) -> None:
    """It would pass whatever the rules came to."""
    file = expecting(tmp_path, {"on": "2026-11-22"})
    with pytest.raises(ShopexitError, match="no result is expected") as refused:
        ran(tmp_path)
    assert refused.value.problems[0].file == str(file)


def test_what_is_wrong_with_a_procedure_is_told_with_its_file(tmp_path: Path) -> None:
    """Of thirty states nobody would find it."""
    file = expecting(tmp_path, {"on": "2026-11-22", "procedure": "clos", "verdict": "ready"})
    with pytest.raises(ShopexitError, match="did you mean close") as refused:
        ran(tmp_path)
    assert refused.value.problems[0].file == str(file)
