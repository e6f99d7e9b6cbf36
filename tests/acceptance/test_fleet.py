"""A fleet: each shop is judged as it is alone, and what comes out is whole, in order, and exact."""

import csv
import io
import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from states import LONGER, ON, PLATFORMS, ROOT, as_json
from statewriter import Writer

from shopexit import Rules, ShopexitError, check
from shopexit.cli.app import run
from shopexit.files import yaml as yamlfile
from shopexit.fleet.rules_cache import RulesCache
from shopexit.formats import RENDERERS, FleetFormat
from shopexit.formats.lines import RenderOptions
from shopexit.rules.loader import open_book

EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
SHOPS = [path for path in EXAMPLES if path.parent.name in PLATFORMS]
STATES = {
    name: (ROOT / "examples" / "kuaishou" / f"{name}.yaml").read_text(encoding="utf-8")
    for name in ("ready", "blocked", "undetermined")
}


def data(text: str) -> Any:
    """Return what stands in a YAML file; other readers take `on` for a truth value."""
    return json.loads(json.dumps(yamlfile.parse(text.encode(), "s").data, default=as_json))


BAD = "platform: kuaishou\norders: {nothing: 0}\n"
CODES = {"ready": 0, "blocked": 1, "undetermined": 3}
RANKS = ("unusable", "blocked", "undetermined", "ready")


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where no settings file is."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def shelf() -> RulesCache:
    """Return the rules, loaded once for this module."""
    return RulesCache(open_book(None))


@pytest.fixture(autouse=True)
def _rules_at_hand(
    request: pytest.FixtureRequest, shelf: RulesCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spare each run but those that are compared the loading of the rules, which is the most."""
    if "two_processes" not in request.node.name:
        monkeypatch.setattr("shopexit.fleet.worker_pool.RulesCache", lambda _: shelf, raising=False)


class Out:
    """What a run of a fleet came to."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The shops, from JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def verdicts(self) -> list[str | None]:
        """Their verdicts, in order."""
        return [each["verdict"] for each in self.lines]


def fleet(capsys: pytest.CaptureFixture[str], *args: str, fmt: str = "jsonl") -> Out:
    """Judge a fleet on one day."""
    code = run(["fleet", "--on", str(ON), "--format", fmt, "--lang", "en", *args])
    return Out(code, *capsys.readouterr())


def write(**named: str) -> None:
    """Write states, each by its name."""
    for name, text in named.items():
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")


# --- as alone -----------------------------------------------------------------------------------


def in_brief(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a brief is to say, worked out from a whole report."""
    deciding = [f for f in report["findings"] if f["level"] == "must"]
    procedures = {each["procedure"] for each in report["judged"]}
    unsure = [fact for case in report["procedures"] for fact in case["missing"]]
    unknown = [f for f in deciding if f["outcome"] == "unknown"]
    milestones = report["plan"]["milestones"]

    def refs(findings: Iterable[Mapping[str, Any]], outcome: str) -> list[str]:
        return list(dict.fromkeys(f["ref"] for f in findings if f["outcome"] == outcome))

    def of(stage: str) -> list[Mapping[str, Any]]:
        ours = (m for m in milestones if stage == "money" or m["procedure"] in procedures)
        return [m for m in ours if m["stage"] == stage]

    def last(stage: str) -> str | None:
        days = [m["latest"] for m in of(stage)]
        return None if None in days else max(days, default=None)

    return {
        **{key: report[key] for key in ("platform", "platform_name", "shop", "procedure", "on")},
        **{key: report[key] for key in ("as_of", "verdict")},
        "blocked_by": refs(deciding, "unmet"),
        "disputed": refs(deciding, "disputed"),
        "unknown": refs(deciding, "unknown"),
        "missing": list(dict.fromkeys([*unsure, *(m for f in unknown for m in f["missing"])])),
        "open_points": [point["ref"] for point in report["open_points"]],
        "waived": refs(report["findings"], "waived"),
        "orders": report["checked"]["orders"],
        "money": {
            key: report["money"][key]
            for key in ("currency", "comes_back", "taken_off", "expected", "missing")
        },
        "dates": {
            "apply": min((m["earliest"] for m in of("apply")), default=None),
            "close": max((m["earliest"] for m in of("finish")), default=None),
            "close_latest": last("finish"),
            "money": min((m["earliest"] for m in of("money")), default=None),
            "money_latest": last("money"),
        },
    }


def told(brief: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a brief says of that."""
    left = ("schema", "file", "entry", "first", "warnings")
    said = {key: value for key, value in brief.items() if key not in left}
    said["dates"] = {key: day for key, day in brief["dates"].items() if key != "estimated"}
    return said


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
    assert told(brief) == in_brief(report)
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
    assert brief["first"] == (says[open_refs[0]] if open_refs else None)


@pytest.mark.parametrize("name", PLATFORMS)
@settings(
    max_examples=2 * LONGER,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 1 << 32))
def test_a_shop_of_a_fleet_is_judged_as_it_is_alone(
    name: str, seed: int, rules_of: Mapping[str, Rules], capsys: pytest.CaptureFixture[str]
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
        assert told(line) == in_brief(report)
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


def alone(rules: Rules, raw: bytes) -> tuple[dict[str, Any] | None, list[str]]:
    """Return the report of a state by itself as JSON, or what is wrong with it."""
    try:
        view = check(rules, rules.parse_state(raw), on=ON)
    except ShopexitError as error:
        return None, [problem.says.en for problem in error.problems]
    report: dict[str, Any] = json.loads(RENDERERS["json"](view, RenderOptions()))
    return report, []


# --- exit codes ---------------------------------------------------------------------------------

MIXES = [
    ("ready",), ("blocked",), ("undetermined",), ("ready", "undetermined"), ("ready", "blocked"),
    ("undetermined", "blocked"), ("ready", "undetermined", "blocked"),
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
    failing = {"blocked": ("blocked",), "never": ()}.get(fail_on or "", ("blocked", "undetermined"))
    found = [name for name in ("blocked", "undetermined") if name in mix and name in failing]
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
    assert "there is no shop to judge" in done.err
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


# --- shops that cannot be used ------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["yaml", "jsonl"])
@pytest.mark.parametrize(
    ("state", "key", "says"),
    [
        ({"shop": "x"}, None, "'platform' is missing: in a fleet each state says whose it is"),
        ({"platform": None}, None, "'platform' is missing: in a fleet each state says whose it is"),
        ({"platform": []}, None, "'platform' is missing: in a fleet each state says whose it is"),
        ({"platform": "jd"}, "platform", "there are no rules for 'jd'"),
        ({"platform": "../facts"}, "platform", "there are no rules for '../facts'"),
        ({"platform": 7}, "platform", "there are no rules for '7'"),
        ({"platform": "jd", "orders": 7}, "platform", "there are no rules for 'jd'"),
    ],
)
def test_a_missing_or_unknown_platform_is_said_with_its_place(
    state: dict[str, Any], key: str | None, says: str, suffix: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """With file, line and key, like everything else that is wrong with a shop."""
    if suffix == "yaml":
        text = f"{STATES['ready']}---\n{yaml.safe_dump(state)}"
        line = STATES["ready"].count("\n") + 2
        if key:
            line += next(i for i, each in enumerate([*sorted(state)]) if each == key)
    else:
        text = f'{{"platform": "kuaishou"}}\n{json.dumps(state)}\n'
        line = 2
    Path(f"s.{suffix}").write_text(text, encoding="utf-8")
    done = fleet(capsys, f"s.{suffix}")
    assert done.code == 2
    (problem,) = done.lines[1]["problems"]
    assert (problem["says"], problem["key"]) == (says, key)
    assert problem["line"] is not None
    assert abs(problem["line"] - line) <= (0 if key else 1)
    assert done.err.startswith(f"error: s.{suffix}:{problem['line']}:")


def test_a_bad_shop_does_not_stop_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    """Every one before and after it is judged, and it stands among them with what is wrong."""
    write(a=STATES["ready"], b=BAD, c="{", d="", e=STATES["blocked"])
    done = fleet(capsys, "a.yaml", "b.yaml", "c.yaml", "d.yaml", "none.yaml", "e.yaml")
    assert done.code == 2
    assert done.verdicts == ["ready", None, None, None, None, "blocked"]
    assert [line.split(":")[1].strip() for line in done.err.splitlines() if line[0] != " "] == [
        "b.yaml", "c.yaml", "d.yaml", "none.yaml",
    ]  # fmt: skip
    told = fleet(capsys, "a.yaml", "b.yaml", "c.yaml", fmt="json")
    assert json.loads(told.out)["unusable"] == 2


@pytest.mark.parametrize("name", ["快手", "快手小店", "kwaixiaodian", "KuaiShou", "KUAISHOU"])
def test_a_shop_may_name_its_platform_by_an_alias(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is the same shop, before and after others by another name."""
    write(a=STATES["ready"], b=STATES["ready"].replace("platform: kuaishou", f"platform: {name}"))
    first = fleet(capsys, "a.yaml", "b.yaml").lines
    other = fleet(capsys, "b.yaml", "a.yaml").lines
    assert [told(each) for each in first] == [told(each) for each in other]
    assert told(first[0]) == told(first[1])


def test_exports_are_found_beside_the_file_that_names_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the fleet is judged from, and from the working folder for standard input."""
    source = ROOT / "examples" / "kuaishou"
    shutil.copytree(source / "exports", "shops/a/exports")
    shutil.copy(source / "from-exports.yaml", "shops/a/s.yaml")
    run(
        ["check", "kuaishou", "shops/a/s.yaml", "--on", str(ON), "--limit", "0", "--format", "json"]
    )
    report = json.loads(capsys.readouterr().out)
    (line,) = fleet(capsys, "shops").lines
    assert told(line) == in_brief(report)
    # In JSON Lines and in a stream of documents as well.
    state = json.dumps(data(Path("shops/a/s.yaml").read_text(encoding="utf-8")))
    Path("shops/a/s.jsonl").write_text(state, encoding="utf-8")
    (line,) = fleet(capsys, "shops/a/s.jsonl").lines
    assert told(line) == in_brief(report)
    raw = Path("shops/a/s.yaml").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    assert fleet(capsys, "-").code == 2
    monkeypatch.chdir("shops/a")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
    (line,) = fleet(capsys, "-").lines
    assert told(line) == in_brief(report)


# --- order, limit, only -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of the shops of examples and some that cannot be used, by chance."""
    found = [data(path.read_text(encoding="utf-8")) for path in SHOPS[::2]]
    shops = [shop for shop in found if "orders_from" not in shop]
    rows = [json.dumps(shop, ensure_ascii=False) for shop in shops]
    rows += ["{", '{"platform": "jd"}', '{"shop": "nobody\'s"}']
    random.Random(7).shuffle(rows)  # noqa: S311 - the same each time
    file = tmp_path_factory.mktemp("many") / "many.jsonl"
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


def by_need(shop: Mapping[str, Any]) -> Any:
    """Return what shops are sorted by if nothing else is asked for."""
    return (rank(shop), -abs(expected(shop)))


def rank(shop: Mapping[str, Any]) -> int:
    """Return how much a shop needs a person."""
    return RANKS.index(shop["verdict"] or "unusable")


def expected(shop: Mapping[str, Any]) -> Decimal:
    """Return the money that is to come."""
    return Decimal(shop["money"]["expected"]) if shop["verdict"] else Decimal(0)


SORTS = {
    "need": by_need,
    "platform": lambda shop: (shop.get("platform", ""), rank(shop)),
    "shop": lambda shop: (bool(shop["verdict"]), shop.get("shop") or "", rank(shop)),
    "money": lambda shop: (bool(shop["verdict"]), -expected(shop), rank(shop)),
    "close": lambda shop: (
        bool(shop["verdict"]), (shop["dates"]["close"] if shop["verdict"] else "") or "9999",
        rank(shop),
    ),
    "input": lambda _: 0,
}  # fmt: skip


@pytest.mark.parametrize("sort", SORTS)
def test_shops_are_sorted_as_asked_for(
    sort: str, many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that cannot be used stand first, and shops that are equal stay in their order."""
    came = fleet(capsys, str(many)).lines
    shops = fleet(capsys, str(many), "--sort", sort).lines
    wanted = sorted(came, key=SORTS[sort])
    assert [each["entry"] for each in shops] == [each["entry"] for each in wanted]
    whole = json.loads(fleet(capsys, str(many), "--sort", sort, fmt="json").out)
    assert whole["shops"] == shops


def test_each_format_has_its_own_order_unless_one_is_asked_for(
    many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines come as they are judged; what people read begins with what needs them."""
    came = fleet(capsys, str(many)).lines
    assert [each["entry"] for each in came] == sorted(each["entry"] for each in came)
    shops = json.loads(fleet(capsys, str(many), fmt="json").out)["shops"]
    assert shops == sorted(came, key=by_need)


def test_sorting_goes_by_the_numbers_of_money_and_dates(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Not by their words: 900 is less than 10000, and what is to be paid is less than nothing."""
    amounts = [900, 10000, 0, 2500.5]
    rows = [{"platform": "kuaishou", "shop": str(n), "deposit": {"held": n}} for n in amounts]
    rows.append({"platform": "kuaishou", "shop": "debt", "funds": {"debt": 70}})
    Path("s.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    shops = fleet(capsys, "s.jsonl", "--sort", "money").lines
    assert [each["shop"] for each in shops] == ["10000", "2500.5", "900", "0", "debt"]


@pytest.mark.parametrize("only", [["blocked"], ["ready", "unusable"], [*RANKS]])
def test_only_some_are_shown_and_all_are_counted(
    only: list[str], many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In every format that shows shops one by one."""
    words = [word for each in only for word in ("--only", each)]
    came = fleet(capsys, str(many)).lines
    wanted = [each for each in came if (each["verdict"] or "unusable") in only]
    assert fleet(capsys, str(many), *words).lines == wanted
    whole = json.loads(fleet(capsys, str(many), *words, fmt="json").out)
    assert len(whole["shops"]) == len(wanted)
    counts = Counter(each["verdict"] for each in came)
    assert whole["judged"] + whole["unusable"] == len(came)
    assert whole["unusable"] == counts.pop(None)
    assert whole["verdicts"] == counts
    assert whole["left_out"] == len(came) - len(wanted)
    text = fleet(capsys, str(many), *words, "--limit", "0", fmt="text").out
    left = f"{whole['left_out']} left out by --only"
    assert (left in text) is bool(whole["left_out"])
    rows = list(csv.DictReader(io.StringIO(fleet(capsys, str(many), *words, fmt="csv").out[1:])))
    assert len(rows) == len(wanted)


@pytest.mark.parametrize("limit", [0, 1, 5, 20, 500])
def test_a_limit_is_for_what_people_read(
    limit: int, many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text says how many it leaves out; programs get all."""
    count = len(fleet(capsys, str(many), "--limit", "3").lines)
    assert count == len(many.read_text(encoding="utf-8").splitlines())
    text = fleet(capsys, str(many), "--limit", str(limit), fmt="text").out
    rows = re.findall(r"^[✓✗?!] ", text, re.MULTILINE)
    shown = min(limit or count, count)
    assert len(rows) == shown
    more = f"{count - shown} more are not shown"
    assert (more in text) is (shown < count)


def test_totals_are_the_sums_of_the_shops(many: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """To the cent, by platform."""
    whole = json.loads(fleet(capsys, str(many), fmt="json").out)
    usable = [each for each in whole["shops"] if each["verdict"]]
    for totals in whole["platforms"]:
        ours = [each for each in usable if each["platform"] == totals["platform"]]
        assert totals["shops"] == len(ours) == sum(totals["verdicts"].values())
        assert totals["verdicts"] == Counter(each["verdict"] for each in ours)
        assert Decimal(totals["expected"]) == sum(expected(each) for each in ours)
        assert {each["money"]["currency"] for each in ours} == {totals["currency"]}
    names = [totals["platform"] for totals in whole["platforms"]]
    assert names == sorted({each["platform"] for each in usable})


# --- formats ------------------------------------------------------------------------------------


def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON in which no key stands twice."""
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


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
    formats = [*FleetFormat] if not more else ["json", "jsonl", "text"]
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
    monkeypatch.setattr("shopexit.fleet.worker_pool.get_context", lambda _: get_context("spawn"))
    shared = fleet(capsys, str(several), "--format", "jsonl", "--jobs", "2")
    assert (shared.code, shared.out, shared.err) == (alone.code, alone.out, alone.err)


def test_what_goes_wrong_in_another_process_goes_wrong_as_in_this_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules that cannot be used end the run, whoever reads them."""
    monkeypatch.setattr("shopexit.fleet.worker_pool.RulesCache", RulesCache)
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
    outputs = [word for fmt in FleetFormat for word in ("-o", f"{fmt}=out.{fmt}")]
    done = fleet(capsys, str(many), *outputs)
    assert done.code == 2
    assert done.lines
    for fmt in FleetFormat:
        alone = fleet(capsys, str(many), fmt=fmt)
        assert alone.code == done.code
        with Path(f"out.{fmt}").open(encoding="utf-8", newline="") as file:
            written = file.read()
        assert written == alone.out.replace("\r\r\n", "\r\n")
    assert sorted(path.name for path in Path().iterdir()) == sorted(
        f"out.{fmt}" for fmt in FleetFormat
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
        assert "in use already" in done.err
    assert Path("shops/a.yaml").read_text(encoding="utf-8") == STATES["ready"]
    assert sorted(path.name for path in Path().iterdir()) == ["link.yaml", "shops"]


def test_the_baseline_is_not_lost_to_an_output(capsys: pytest.CaptureFixture[str]) -> None:
    """What was read is not written over in the same run."""
    write(a=STATES["blocked"])
    fleet(capsys, "a.yaml", "-o", "json=last.json")
    before = Path("last.json").read_bytes()
    done = fleet(capsys, "a.yaml", "--baseline", "last.json", "-o", "json=last.json")
    assert done.code == 2
    assert "in use already" in done.err
    assert Path("last.json").read_bytes() == before


# --- baseline -----------------------------------------------------------------------------------


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


# --- waivers ------------------------------------------------------------------------------------

REF = "kuaishou/close/"
WAIVED = {
    "used": ("orders-finished", ON + timedelta(days=15), {"orders": {"pending_payment": 1}}),
    "used-for-ever": ("orders-finished", None, {"orders": {"pending_payment": 1}}),
    "soon": ("orders-finished", ON + timedelta(days=14), {"orders": {"pending_payment": 1}}),
    "today": ("orders-finished", ON, {"orders": {"pending_payment": 1}}),
    "lapsed": ("orders-finished", ON - timedelta(days=1), {"orders": {"pending_payment": 1}}),
    "unmatched": ("nothing", None, {}),
}


def waived() -> None:
    """Write a fleet in which every use of a waiver occurs."""
    for name, (ref, until, facts) in WAIVED.items():
        waiver = {"requirement": f"{REF}{ref}", "reason": f"why {name}", "by": "王建"}
        waiver |= {"until": str(until)} if until else {}
        state = {"platform": "kuaishou", "shop": name, "waivers": [waiver], **facts}
        Path(f"{name}.json").write_text(json.dumps(state), encoding="utf-8")
    unused = data(STATES["ready"])
    unused["waivers"] = [{"requirement": f"{REF}orders-finished", "reason": "x", "by": "y"}]
    text = yaml.safe_dump(unused | {"shop": "unused"}, allow_unicode=True)
    Path("unused.yaml").write_text(text, encoding="utf-8")
    other = [{"requirement": "kuaishou/refund-deposit/nothing", "reason": "x", "by": "y"}]
    Path("other.json").write_text(
        json.dumps({"platform": "kuaishou", "shop": "other", "waivers": other}), encoding="utf-8"
    )


USES = {
    "lapsed": "lapsed", "today": "soon", "soon": "soon", "unused": "unused",
    "unmatched": "unmatched", "other": "unmatched", "used": "used", "used-for-ever": "used",
}  # fmt: skip


def test_waivers_are_listed_by_what_has_become_of_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Those first that somebody has to look at, and of those the ones that run out first."""
    waived()
    done = fleet(capsys, ".", "--list-waivers", fmt="json")
    assert done.code == 1
    listed = json.loads(done.out, object_pairs_hook=once)
    assert listed["on"] == str(ON)
    assert {each["shop"]: each["use"] for each in listed["waivers"]} == USES
    names = [each["shop"] for each in listed["waivers"]]
    assert names == ["lapsed", "today", "soon", "unused", "other", "unmatched", "used",
                     "used-for-ever"]  # fmt: skip
    by_line = [json.loads(line) for line in fleet(capsys, ".", "--list-waivers").out.splitlines()]
    assert sorted(by_line, key=str) == sorted(listed["waivers"], key=str)
    first = listed["waivers"][0]
    assert (first["requirement"], first["by"]) == (f"{REF}orders-finished", "王建")
    assert (first["reason"], first["until"]) == ("why lapsed", str(ON - timedelta(days=1)))
    assert (first["line"], first["file"]) == (1, "./lapsed.json")


@pytest.mark.parametrize(
    ("lang", "headings"),
    [
        (
            "zh",
            ["已经到期，不再算数", "14 天内到期", "没用上，可以删掉", "对不上任何一条要求", "在用"],
        ),
        (
            "en",
            ["Run out: they no longer count", "Running out within 14 days",
             "Not needed: they can be removed", "Matching no requirement", "In use"],
        ),
    ],
)  # fmt: skip
def test_the_list_of_waivers_is_in_words(
    lang: str, headings: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Under a heading for each use, in the order in which they matter."""
    waived()
    text = fleet(capsys, ".", "--list-waivers", "--lang", lang, fmt="text").out
    assert [line for line in text.splitlines() if line in headings] == headings
    for name in WAIVED:
        assert f"why {name}" in text
    assert "王建" in text
    assert text.count("lapsed.json") == 1


def test_no_other_format_lists_waivers(capsys: pytest.CaptureFixture[str]) -> None:
    """It is said which do."""
    waived()
    for fmt in sorted({*FleetFormat} - {"text", "json", "jsonl"}):
        done = fleet(capsys, ".", "--list-waivers", fmt=fmt)
        assert (done.code, done.out) == (2, "")
        assert f"--list-waivers has no format {fmt}" in done.err
    assert fleet(capsys, ".", "--list-waivers", "-o", "csv=out.csv").code == 2
    assert not Path("out.csv").exists()


def test_without_waivers_what_is_waived_is_in_the_way(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As if nobody had decided anything."""
    state = data(STATES["ready"])
    state["products"]["on_sale"] = 1
    waiver = {"requirement": f"{REF}products-delisted", "reason": "x", "by": "y"}
    text = yaml.safe_dump(state | {"waivers": [waiver]}, allow_unicode=True)
    Path("s.yaml").write_text(text, encoding="utf-8")
    with_it, without = fleet(capsys, "s.yaml"), fleet(capsys, "s.yaml", "--no-waivers")
    assert (with_it.code, with_it.verdicts) == (0, ["ready"])
    assert with_it.lines[0]["waived"] == [f"{REF}products-delisted"]
    assert (without.code, without.verdicts) == (1, ["blocked"])
    assert without.lines[0]["waived"] == []
    assert without.lines[0]["blocked_by"] == [f"{REF}products-delisted"]
    bare = yaml.safe_dump(state, allow_unicode=True)
    Path("s.yaml").write_text(bare, encoding="utf-8")
    assert fleet(capsys, "s.yaml").lines == without.lines


# --- settings -----------------------------------------------------------------------------------


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


# --- hostile names ------------------------------------------------------------------------------

HOSTILE = (
    "a\nb\r\nc\u2028d\x85e", "::error file=x::boom", "\n::error file=x::boom", "%0A::error::boom",
    "##[error]boom", "]]>", "<script>alert(1)</script>&amp;'\"", "=cmd()", " \t=cmd()", "@SUM(1)",
    '-1,"x";\t=1', "\x1b[31mred\x1b]0;title\x07\x9b0m\x00\x7f", "\u202eabc\u2066\u200b\ufeff",
    "a\ufffeb\uffffc", "[red]x[/red] [/nope]", "| a | b |\n|---|", "`x` [y](javascript:1)",
    "half \ud800 other \udfff", "x" * 10_000,
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a fleet whose sellers wrote hostile words wherever they may write any."""
    rows: list[dict[str, Any]] = []
    for words in HOSTILE:
        waiver = {"requirement": f"{REF}orders-finished", "reason": words, "by": words}
        good = {"platform": "kuaishou", "shop": words, "orders": {"pending_payment": 1}}
        rows.append(good | {"waivers": [waiver], "done": [words]})
        rows.append(good | {"orders": {words: 0}, "as_of": words})
        rows.append({"platform": words, "shop": words})
    file = tmp_path_factory.mktemp("hostile") / "s.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


def harmless(text: str, *allowed: str) -> list[str]:
    """Return the characters of a text that steer a terminal or hide words."""
    kept = ("\n", "\ufffe", "\uffff", *allowed)  # two that are no characters, and do nothing
    return [char for char in text if not char.isprintable() and char not in kept]


@pytest.mark.parametrize("fmt", FleetFormat)
def test_hostile_words_break_out_of_no_format(
    fmt: str, hostile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is still what it is, with as many shops as there are, and no control character."""
    lang = "zh" if fmt in ("csv", "markdown", "junit") else "en"
    done = fleet(capsys, str(hostile), "--lang", lang, "--limit", "0", fmt=fmt)
    count = 3 * len(HOSTILE)
    assert done.code == 2
    assert harmless(done.err) == []
    assert not re.search(r"^\s*(::|##)", done.err, re.MULTILINE)
    allowed = {"csv": ("\r", "\ufeff")}.get(fmt, ())
    assert harmless(done.out, *allowed) == []
    assert "\x1b" not in done.out
    match fmt:
        case "jsonl":
            assert len(done.lines) == count
        case "json":
            assert len(json.loads(done.out)["shops"]) == count
        case "csv":
            rows = list(csv.reader(io.StringIO(done.out[1:], newline="")))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert len(rows) == count + 1
            assert not [
                c for row in rows for c in row if re.match(r"[=+@\t\r]|-(?!\d+(\.\d+)?$)", c)
            ]
        case "junit":
            assert len(ET.fromstring(done.out)) == count  # noqa: S314 - it is our own
        case "sarif":
            assert json.loads(done.out)["runs"]
        case "github":
            starts = ("::error", "::warning", "::notice", "::group::", "::endgroup::")
            commands = [line for line in done.out.splitlines() if line.startswith(("::", "##"))]
            assert all(line.startswith(starts) for line in commands)
            assert not [line for line in commands if line.startswith("::error file=x")]
        case "text":
            assert len(re.findall(r"^[✓✗?!] ", done.out, re.MULTILINE)) == count
        case "html":
            assert "<script>alert(1)" not in done.out
        case _:
            assert "<script>" not in done.out


@pytest.mark.parametrize("fmt", ["text", "json", "jsonl"])
def test_hostile_words_break_out_of_no_list_of_waivers(
    fmt: str, hostile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor out of the messages beside it."""
    done = fleet(capsys, str(hostile), "--list-waivers", fmt=fmt)
    assert harmless(done.out) == harmless(done.err) == []
    match fmt:
        case "json":
            assert len(json.loads(done.out)["waivers"]) == len(HOSTILE)
        case "jsonl":
            assert len(done.out.splitlines()) == len(HOSTILE)


def test_a_hostile_name_of_a_file_is_shown_as_words(capsys: pytest.CaptureFixture[str]) -> None:
    """In every format and in messages, for good files and for bad ones."""
    name = "a\x1b[31m\n::error::b=\u202e.yaml"
    Path(name).write_text(STATES["ready"], encoding="utf-8")
    Path(f"x{name}").write_text(BAD, encoding="utf-8")
    for fmt in FleetFormat:
        done = fleet(capsys, ".", "--limit", "0", fmt=fmt)
        allowed = ("\r", "\ufeff") if fmt == "csv" else ()
        assert harmless(done.out, *allowed) == harmless(done.err) == []
        assert not re.search(r"^::error::b", done.out + done.err, re.MULTILINE)


def test_a_file_name_that_is_no_text_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """Linux lets a name be any bytes; what cannot be said is written out, and nothing fails."""
    name = b"s\xff\xfe.yaml".decode("utf-8", "surrogateescape")
    try:
        Path(name).write_text(STATES["ready"], encoding="utf-8")
    except OSError:
        pytest.skip("this file system has names of text only")
    Path(f"bad{name}").write_text(BAD, encoding="utf-8")
    for fmt in FleetFormat:
        done = fleet(capsys, ".", fmt=fmt)
        assert done.code == 2
        assert (done.out + done.err).encode()


# --- what a review of it found --------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["orders: {pending_recipt: }", "dispute: ", "order_list: [{x: }]"])
def test_a_misspelt_key_is_refused_though_nothing_stands_behind_it(
    odd: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `check` refuses, a fleet does too, whatever it has read before."""
    given = data(STATES["ready"])
    key, _, value = odd.partition(": ")
    given[key] = yaml.safe_load(value) if value else None
    Path("a.jsonl").write_text(
        f"{json.dumps(data(STATES['ready']))}\n{json.dumps(given)}\n", encoding="utf-8"
    )
    done = fleet(capsys, "a.jsonl")
    assert done.code == 2
    assert [json.loads(line)["verdict"] for line in done.out.splitlines()] == ["ready", None]


@pytest.mark.parametrize("depth", [450, 100_000])
def test_an_entry_that_is_nested_too_deep_does_not_stop_the_rest(
    depth: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Be it the first line of its file or the last."""
    deep = '{"platform":"kuaishou","waivers":' + "[" * depth + "]" * depth + "}"
    good = json.dumps(data(STATES["ready"]))
    Path("a.json").write_text(f"{deep}\n{good}\n{deep}\n", encoding="utf-8")
    done = fleet(capsys, "a.json")
    assert done.code == 2
    verdicts = [json.loads(line)["verdict"] for line in done.out.splitlines()]
    assert verdicts == [None, "ready", None]


def test_broken_rules_are_said_to_be_and_no_shop_is_blamed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the file and the line that are wrong, once, and nothing is judged."""
    monkeypatch.setattr("shopexit.fleet.worker_pool.RulesCache", RulesCache)
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    with (tmp_path / "rules" / "kuaishou.yaml").open("a", encoding="utf-8") as file:
        file.write("broken: [\n")
    write(a=STATES["ready"], b=STATES["ready"])
    done = fleet(capsys, "a.yaml", "b.yaml", "--rules", "rules", "--lang", "en")
    assert (done.code, done.out) == (2, "")
    assert re.match(r"error: rules.kuaishou\.yaml:\d+:1: broken YAML", done.err)
    assert "a.yaml" not in done.err
