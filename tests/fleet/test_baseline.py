"""An earlier run is read shop by shop and alike, whatever form it was kept in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from runs import BLOCKED, DAY, LINE, as_line, briefed, complaint, from_text, procedure_of, reported
from states import ROOT

from shopexit import Platform, ShopexitError
from shopexit.fleet.baseline import Judging, read
from shopexit.report.comparison import compare
from shopexit.report.comparison_model import Days, Snapshot, Status, of_brief
from shopexit.rules.loader import packaged_rules

RULES = packaged_rules()
EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
IDS = [f"{path.parent.name}-{path.stem}" for path in EXAMPLES]


def untold(snapshots: Iterable[Snapshot]) -> list[Snapshot]:
    """Return snapshots without where they were read."""
    return [replace(each, file="", entry=None) for each in snapshots]


@pytest.mark.parametrize("path", EXAMPLES, ids=IDS)
def test_every_form_says_the_same_of_a_shop(
    path: Path, rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """A state file, its report, its brief, and a fleet of both."""
    rules = rules_of[path.parent.name]
    in_brief = briefed(rules, path)
    report, line = reported(rules, path), as_line(in_brief)
    fleet = json.dumps(
        {"schema": "shopexit.fleet/1", "on": "2026-11-22", "shops": [json.loads(line)]}
    )
    fleet_of_reports = (
        f'{{\n "schema": "shopexit.fleet/1", "shops": [\n{report}], "verdicts": {{"ready": 1}}}}'
    )
    expected = untold([of_brief(in_brief)])
    assert untold(read(path, Judging(RULES, procedure=procedure_of(path)))) == expected
    for text in (
        report,
        line,
        f"\n{line}\n\n",
        f"\ufeff{line}\r\n",
        json.dumps(json.loads(line), indent=2, sort_keys=True),
        f"{json.dumps(json.loads(report))}\n",
        fleet,
        fleet_of_reports,
    ):
        assert untold(from_text(tmp_path, text)) == expected
    same = compare(read(path, Judging(RULES, procedure=procedure_of(path))), [of_brief(in_brief)])
    assert (same.shops, same.unchanged, same.worse) == ((), 1, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_result_is_read_in_the_encodings_that_a_shell_writes(
    encoding: str, rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """PowerShell redirects in UTF-16, a Chinese console in GB18030."""
    in_brief = briefed(rules_of["kuaishou"], BLOCKED)
    path = tmp_path / "old.jsonl"
    path.write_bytes(f"{as_line(in_brief)}\n{as_line(in_brief)}\n".encode(encoding))
    assert untold(read(path, Judging(RULES))) == untold([of_brief(in_brief)] * 2)
    raw = path.read_bytes()
    assert untold(read("<stdin>", Judging(RULES), raw)) == untold([of_brief(in_brief)] * 2)


def test_a_state_is_judged_on_the_day_of_its_figures_or_on_the_day_asked_for(
    tmp_path: Path,
) -> None:
    """The old plan was made on that day; what is a result already is not judged again."""
    (state,) = read(BLOCKED, Judging(RULES))
    assert state.on == date(2026, 11, 21)
    (later,) = read(BLOCKED, Judging(RULES, on=date(2026, 11, 30)))
    assert later.on == date(2026, 11, 30)
    (strict,) = read(BLOCKED, Judging(RULES, strict=True))
    assert len(strict.open) > len(state.open)
    (raw,) = read("<stdin>", Judging(RULES), BLOCKED.read_bytes())
    assert untold([raw]) == untold([state])
    result = tmp_path / "old.json"
    result.write_text('{"schema": "shopexit.shop/1"}')
    with pytest.raises(ShopexitError, match="--on is for a state file"):
        list(read(result, Judging(RULES, on=DAY)))


def test_a_long_fleet_is_read_shop_by_shop(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """Over the ends of what is read at a time, with the line of each."""
    line = as_line(briefed(rules_of["kuaishou"], BLOCKED))
    count = 3 * (1 << 20) // len(line)
    lines = ",\n".join(line for _ in range(count))
    head = '{"schema": "shopexit.fleet/1", "note": 12,\n"shops": [\n'
    shops = from_text(tmp_path, f"{head}{lines}\n]}}")
    assert len(shops) == count
    assert len(set(untold(shops))) == 1
    words = complaint(tmp_path, f"{head}{lines},\n{{}}\n]}}")
    assert words.startswith(f"error: old.json:{count + 3}:1: shops[{count}].schema: ")


def test_a_number_is_read_whole_wherever_reading_stops(tmp_path: Path) -> None:
    """A piece of the file that ends within it does not end it."""
    for end in range(3):
        before = '{"schema": "shopexit.fleet/1", "pad": "'
        pad = "x" * ((1 << 20) - len(before) - len('", "n": ') - end)
        text = f'{before}{pad}", "n": 12, "shops": [{LINE}]}}'
        assert [each.standing for each in from_text(tmp_path, text)] == [Status.UNUSABLE]


def test_the_latest_day_of_a_report_is_open_if_one_of_its_procedures_is(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """Of money too, and of no procedure that was not asked for."""
    data = json.loads(reported(rules_of["kuaishou"], BLOCKED))
    a, b, c = "2026-12-01", "2026-12-02", "2026-12-03"
    data["plan"]["milestones"] = [
        {"procedure": "close", "stage": "apply", "earliest": b, "latest": None},
        {"procedure": "close", "stage": "finish", "earliest": a, "latest": c},
        {"procedure": "close", "stage": "finish", "earliest": b, "latest": None},
        {"procedure": "refund-deposit", "stage": "apply", "earliest": a, "latest": a},
        {"procedure": "refund-deposit", "stage": "finish", "earliest": c, "latest": c},
        {"procedure": "refund-deposit", "stage": "money", "earliest": c, "latest": c},
        {"procedure": "close", "stage": "money", "earliest": b, "latest": b},
    ]
    (read_back,) = from_text(tmp_path, json.dumps(data))
    expected = Days(
        apply=date.fromisoformat(b),
        close=date.fromisoformat(b),
        close_latest=None,
        money=date.fromisoformat(b),
        money_latest=date.fromisoformat(c),
    )
    assert read_back.days == expected
