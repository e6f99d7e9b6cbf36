"""An earlier run is read shop by shop and alike, whatever form it was kept in."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from runs import BLOCKED, DAY, as_line, briefed, complaint, from_text, procedure_of
from states import ROOT

from shopexit import Platform, ShopexitError
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.fleet.baseline import Judging, read_shops
from shopexit.messages import both
from shopexit.report.comparison import compare, open_refs
from shopexit.report.summary import Listed, Summary, Unusable
from shopexit.rules.loader import packaged_rules

RULES = packaged_rules()
EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
IDS = [f"{path.parent.name}-{path.stem}" for path in EXAMPLES]


def untold(shops: Iterable[Listed]) -> list[Listed]:
    """Return shops without where they were read, and with the words of one language alone."""
    return [
        replace(
            each,
            file="",
            entry=None,
            platform_name=both(each.platform_name.zh),
            first=both(each.first.zh) if each.first else None,
        )
        if isinstance(each, Summary)
        else replace(each, file="", entry=None)
        for each in shops
    ]


@pytest.mark.parametrize("path", EXAMPLES, ids=IDS)
def test_every_form_says_the_same_of_a_shop(
    path: Path, rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """A state file, its summary, and a fleet of it, however they are laid out."""
    in_brief = briefed(rules_of[path.parent.name], path)
    line = as_line(in_brief)
    data = json.loads(line)
    fleet = {"schema": "shopexit.fleet/1", "on": "2026-11-22", "shops": [data]}
    expected = untold([in_brief])
    options = EvaluationOptions(DAY, procedure=procedure_of(path))
    judged = read_shops(path, Judging(RULES, options=options))
    assert untold(judged) == expected
    for text in (
        line,
        f"\n{line}\n\n",
        f"\ufeff{line}\r\n",
        json.dumps(data, indent=2, sort_keys=True),
        json.dumps(data, ensure_ascii=False).replace(", ", ",\n"),
        json.dumps(fleet),
        json.dumps(fleet, indent=1, sort_keys=True),
        f'{{\n "schema": "shopexit.fleet/1", "shops": [\n{line}], "verdicts": {{"ready": 1}}}}',
    ):
        assert untold(from_text(tmp_path, text)) == expected
    same = compare(judged, [in_brief])
    assert (same.shops, same.unchanged, same.worse) == ((), 1, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_result_is_read_in_the_encodings_that_a_shell_writes(
    encoding: str, rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """PowerShell redirects in UTF-16, a Chinese console in GB18030."""
    in_brief = briefed(rules_of["kuaishou"], BLOCKED)
    path = tmp_path / "old.jsonl"
    path.write_bytes(f"{as_line(in_brief)}\n{as_line(in_brief)}\n".encode(encoding))
    assert untold(read_shops(path, Judging(RULES))) == untold([in_brief] * 2)
    raw = path.read_bytes()
    assert untold(read_shops("<stdin>", Judging(RULES), raw)) == untold([in_brief] * 2)


def test_a_state_is_judged_on_the_day_of_its_figures_or_on_the_day_asked_for(
    tmp_path: Path,
) -> None:
    """The old plan was made on that day; what is a result already is not judged again."""
    (state,) = read_shops(BLOCKED, Judging(RULES))
    (later,) = read_shops(BLOCKED, Judging(RULES, on=date(2026, 11, 30)))
    assert isinstance(state, Summary)
    assert isinstance(later, Summary)
    assert (state.on, later.on) == (date(2026, 11, 21), date(2026, 11, 30))
    (strict,) = read_shops(BLOCKED, Judging(RULES, options=EvaluationOptions(DAY, strict=True)))
    assert len(open_refs(strict)) > len(open_refs(state))
    (raw,) = read_shops("<stdin>", Judging(RULES), BLOCKED.read_bytes())
    assert untold([raw]) == untold([state])
    result = tmp_path / "old.json"
    result.write_text('{"schema": "shopexit.shop/1"}')
    with pytest.raises(ShopexitError, match="leave out --on, which is for state files"):
        read_shops(result, Judging(RULES, on=DAY))


def test_a_long_fleet_is_read_shop_by_shop(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """In their order, and what is wrong with one is said of that one."""
    line = as_line(briefed(rules_of["kuaishou"], BLOCKED))
    count = 3 * (1 << 20) // len(line)
    wanted = [str(number) for number in range(count)]
    lines = [json.dumps(json.loads(line) | {"shop": name}) for name in wanted]
    head, end = '{"schema": "shopexit.fleet/1", "note": 12,\n"shops": [\n', "\n]}"
    listed = ",\n".join(lines)
    for text in (f"{head}{listed}{end}", "\n".join(lines)):
        shops = from_text(tmp_path, text)
        read = [each for each in shops if isinstance(each, Summary)]
        assert [each.shop for each in read] == wanted
        assert len(set(untold(replace(each, shop="") for each in read))) == 1
    words = complaint(tmp_path, f"{head}{listed},\n{{}}{end}")
    assert words.startswith(f"error: old.json:1: shops[{count}].schema: ")
    words = complaint(tmp_path, "\n".join([*lines, "", "{}"]))
    assert words.startswith(f"error: old.json:{count + 2}: schema: ")


def test_what_a_file_is_can_be_told_where_a_character_is_cut(
    rules_of: Mapping[str, Platform], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a long one is looked at only in its first mebibyte."""
    line = as_line(briefed(rules_of["kuaishou"], BLOCKED))
    ascii_only = next(i for i, letter in enumerate(line) if not letter.isascii())
    monkeypatch.setattr("shopexit.fleet.baseline._HEAD", ascii_only + 1)
    assert len(from_text(tmp_path, line)) == 1


def test_what_could_not_be_used_is_read_as_that(tmp_path: Path) -> None:
    """By its place alone: what was wrong with it is not compared."""
    line = (
        '{"schema": "shopexit.shop/1", "file": "a.jsonl", "entry": 3, "verdict": null,'
        ' "problems": [{"line": 3, "says": "no such fact"}]}'
    )
    fleet = f'{{"schema": "shopexit.fleet/1", "shops": [{line}]}}'
    for text in (line, f"{line}\n", fleet):
        assert from_text(tmp_path, text) == [Unusable(file="a.jsonl", entry=3, problems=())]


def test_a_fleet_of_no_shops_can_be_compared_with(tmp_path: Path) -> None:
    """Everything is new then."""
    assert from_text(tmp_path, '{"schema": "shopexit.fleet/1", "shops": []}') == []
