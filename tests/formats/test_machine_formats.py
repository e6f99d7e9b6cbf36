"""The formats for machines: each read back by other software, and nothing from a file acts in them.

`schemas/sarif-2.1.0.json` is sarif-2.1/schema/sarif-schema-2.1.0.json of github.com/oasis-tcs/
sarif-spec, at commit e0583813964ec43cea53b6b531b402866095ed1f, unchanged.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
import yaml
from jsonschema import Draft4Validator
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase
from pyarrow import csv as arrow
from pyarrow import string
from states import ON, PLATFORMS, ROOT

from shopexit import Lang, Report, Rules, Verdict, load_rules
from shopexit.evaluation.evaluate import OPEN_OUTCOMES, EvaluationOptions, Outcome
from shopexit.formats import github, issues, junit, sarif, table_csv
from shopexit.messages import Problem, Text, both, clean
from shopexit.pipeline import judged
from shopexit.report.build import report as composed
from shopexit.report.model import ReportedFinding
from shopexit.report.summary import brief
from shopexit.report.totals import Fleet, PlatformTotals, Shop
from shopexit.rules.entries import Level
from shopexit.rules.sources import Grade

EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
FORMATS = (junit, sarif, github, table_csv)
HOSTILE = (
    "a\nb\r\nc\u2028d\x85e",
    "::error file=x::boom",
    "\n::error file=x::boom",
    "a\r::set-env name=x::boom",
    "%0A::error::boom",
    "##[error]boom",
    "]]>",
    "<script>alert(1)</script>&amp;'\"",
    "=cmd()",
    " \t=cmd()",
    '"=cmd()',
    "＋1+cmd|' /C calc'!A0",
    "@SUM(1)",
    '-1,"x";\t=1',
    "\x1b[31mred\x1b[0m\x00\x07",
    "\u202eabc\u200b\ufeff",
    "a\ufffeb\uffffc",
    "a\ud800b\udfff",
    "[x](javascript:1) [y](0) {0} {",
    "店" * 10_000,
    "a, b: c; d",
)


@cache
def _rules(platform: str) -> Rules:
    return load_rules(platform)


def _shop(path: Path, lang: Lang = Lang.EN, *, strict: bool = False, on: date = ON) -> Shop:
    """Return an example as a fleet has it, with all that any format may ask for."""
    rules = _rules(path.parent.name)
    procedure = "refund-deposit" if path.stem.startswith("refund-") else None
    state = rules.read_state(path.relative_to(ROOT))
    judgement = judged(rules, state, EvaluationOptions(on, Grade.GUIDE, strict), procedure)
    file = state.document.name
    short, whole = brief(judgement, file), composed(judgement, lang)
    return Shop(file=file, entry=None, brief=short, report=whole)


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def _example(name: str, lang: Lang = Lang.EN, *, strict: bool = False) -> Shop:
    return _shop(ROOT / "examples" / f"{name}.yaml", lang, strict=strict)


def _report(shop: Shop) -> Report:
    assert shop.report
    return shop.report


def _unusable(file: str = "shops/broken.yaml", says: str = "no such fact") -> Shop:
    problems = (
        Problem(both(says), file, 3, 5, "orders.pendin", Text(zh="改", en="did you mean pending?")),
        Problem(both(says), file),
    )
    return Shop(file=file, entry=None, problems=problems)


def _fleet(shops: Sequence[Shop], lang: Lang = Lang.EN) -> Fleet:
    verdicts = Counter(shop.brief.verdict for shop in shops if shop.brief)
    totals: tuple[PlatformTotals, ...] = ()
    return Fleet(
        lang=lang,
        on=ON,
        trust=Grade.GUIDE,
        strict=False,
        shops=sum(verdicts.values()),
        left_out=0,
        unusable=sum(shop.brief is None for shop in shops),
        verdicts=verdicts,
        platforms=totals,
    )


def _written(form: Any, shops: Sequence[Shop], lang: Lang = Lang.EN) -> str:
    parts = (form.part(shop, lang) for shop in shops)
    text = "".join(form.frame(_fleet(shops, lang), parts))
    text.encode()
    return text


def _hostile(shop: Shop, name: str) -> Shop:
    """Return a shop in which everything that a file may say is hostile."""
    report = _report(shop)
    words = both(name)
    findings = tuple(
        replace(
            each,
            order=name,
            says=words,
            fix=words,
            note=words,
            ask=words,
            reason=words if each.reason else None,
            figures=tuple(replace(f, label=words, has=words, needs=words) for f in each.figures),
        )
        for each in report.findings
    )
    assert shop.brief
    whole = replace(report, shop=name, findings=findings, file=clean(name))
    short = replace(shop.brief, shop=name, file=name, first=words, warnings=(name,))
    return replace(shop, file=name, brief=short, report=whole)


def _deciding(report: Report) -> Iterator[ReportedFinding]:
    return (each for each in report.findings if each.level is Level.MUST)


# JUnit


def _cases(written: str) -> list[TestCase]:
    return [case for suite in JUnitXml.fromstring(written.encode()) for case in suite]


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_test_report_counts_what_was_found(path: Path, lang: Lang) -> None:
    """What is required and unmet failed, what is unknown is an error; the rest did neither."""
    shop = _shop(path, lang)
    report = _report(shop)
    found = Counter(each.outcome for each in _deciding(report))
    found[Outcome.UNKNOWN] += len(report.open_points)
    aside = {Outcome.WAIVED, Outcome.NOT_APPLICABLE}
    skipped = sum(each.outcome in aside for each in report.findings)
    written = _written(junit, [shop], lang)
    root = ET.fromstring(written.encode())  # noqa: S314
    (suite,) = root.findall("testsuite")
    said = 1 if issues.doubt(report) else 0
    errors = found[Outcome.UNKNOWN] + found[Outcome.DISPUTED] + said
    counts = {
        "tests": len(issues.findings(report)) + said,
        "failures": found[Outcome.UNMET],
        "errors": errors,
        "skipped": skipped,
    }
    assert {name: int(suite.attrib[name]) for name in counts} == counts
    elements = ("testcase", "testcase/failure", "testcase/error", "testcase/skipped")
    assert [len(suite.findall(each)) for each in elements] == list(counts.values())
    kinds = Counter(type(result) for case in _cases(written) for result in case.result)
    assert (
        kinds == Counter({Failure: counts["failures"], Error: errors, Skipped: skipped}) - Counter()
    )
    assert (counts["failures"] + errors == 0) == (report.verdict is Verdict.READY)


def test_cases_say_where_their_facts_stand() -> None:
    """File and line are those of the finding, in attributes that readers know."""
    report = _report(_example("kuaishou/blocked"))
    root = ET.fromstring(_written(junit, [_example("kuaishou/blocked")]))  # noqa: S314
    found = [
        (c.get("classname"), c.get("name"), c.get("file"), c.get("line"))
        for c in root.iter("testcase")
    ]
    assert found == [
        ("kuaishou.close", each.ref, "examples/kuaishou/blocked.yaml", str(each.line))
        for each in report.findings
    ]
    known = {
        "name",
        "classname",
        "file",
        "line",
        "tests",
        "failures",
        "errors",
        "skipped",
        "time",
        "message",
        "type",
    }
    assert {name for element in root.iter() for name in element.attrib} <= known


@pytest.mark.parametrize("lang", Lang)
def test_a_failure_says_what_a_reader_needs(lang: Lang) -> None:
    """Some readers show the text alone, so it has the shop, the rule and what to do."""
    shop = _example("kuaishou/blocked", lang)
    failed = {case.name: case for case in _cases(_written(junit, [shop], lang)) if case.is_failure}
    for finding in _report(shop).findings:
        if finding.ref not in failed:
            continue
        (result,) = failed[finding.ref].result
        assert result.type == "unmet"
        assert result.message == finding.says[lang]
        text = result.text
        assert "阿珍女装店" in text.splitlines()[0]
        assert finding.says[lang] in text
        for figure in finding.figures:
            assert figure.holds or figure.needs[lang] in text
        assert finding.clears_on or finding.fix[lang] in text
    assert failed


def test_advice_passes_and_says_that_it_is_advice() -> None:
    """An open `should` leaves the report green."""
    shop = _example("kuaishou/blocked", Lang.ZH)
    advised = {
        each.ref: each
        for each in _report(shop).findings
        if each.level is Level.SHOULD and each.outcome in OPEN_OUTCOMES
    }
    assert advised
    for case in _cases(_written(junit, [shop], Lang.ZH)):
        if case.name in advised:
            assert case.is_passed
            assert case.system_out.startswith("只是建议，不影响结论：")


@pytest.mark.parametrize("lang", Lang)
def test_a_shop_that_is_not_ready_is_never_green(lang: Lang) -> None:
    """Where all is met and old figures alone lower the verdict, every format still says so."""
    shop = _shop(ROOT / "examples/kuaishou/ready.yaml", lang, strict=True, on=date(2027, 3, 1))
    report = _report(shop)
    assert report.verdict is Verdict.UNDETERMINED
    met = tuple(
        replace(each, outcome=Outcome.MET) if each.outcome in OPEN_OUTCOMES else each
        for each in report.findings
    )
    shop = replace(shop, report=replace(report, findings=met))
    stale = next(each.says[lang] for each in report.warnings if each.stale)
    (wrong,) = [
        case
        for case in _cases(_written(junit, [shop], lang))
        if not case.is_passed and not case.is_skipped
    ]
    assert wrong.is_error
    assert stale in wrong.result[0].text
    (result,) = [each for each in _results([shop], lang) if not each["suppressions"]]
    assert result["level"] == "warning"
    assert stale in result["message"]["text"]
    (command, _) = _written(github, [shop], lang).splitlines()
    assert command.startswith("::warning ")


def test_an_unusable_file_is_an_error() -> None:
    """Its problems are named, with their lines."""
    (case,) = _cases(_written(junit, [_unusable()]))
    (result,) = case.result
    assert isinstance(result, Error)
    assert result.type == "unusable"
    assert "did you mean pending?" in result.message
    assert "shops/broken.yaml:3:5" in result.text


def test_suites_of_one_name_stay_apart() -> None:
    """GitLab keeps one of two cases that agree in suite, class and name; the file parts them."""
    shop = _example("kuaishou/blocked")
    other = replace(shop, file="other.yaml")
    entry = replace(shop, entry=7)
    suites = list(JUnitXml.fromstring(_written(junit, [shop, other, entry]).encode()))
    assert len({suite.name for suite in suites}) == 3
    assert all(suite.name.startswith("阿珍女装店 (") for suite in suites)


# SARIF


@cache
def _validator() -> Draft4Validator:
    path = ROOT / "tests" / "schemas" / "sarif-2.1.0.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    Draft4Validator.check_schema(described)
    return Draft4Validator(described)


def _log(shops: Sequence[Shop], lang: Lang = Lang.EN) -> dict[str, Any]:
    log = json.loads(_written(sarif, shops, lang))
    _validator().validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def _results(shops: Sequence[Shop], lang: Lang = Lang.EN) -> list[dict[str, Any]]:
    results = _log(shops, lang)["results"]
    assert isinstance(results, list)
    return results


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_example_is_valid_sarif(path: Path, lang: Lang) -> None:
    """Under the schema of OASIS, with a result an open or waived finding, and each rule once."""
    shop = _shop(path, lang)
    run = _log([shop, shop, _unusable()], lang)
    once = _log([shop], lang)
    findings = issues.findings(_report(shop))
    open_ = [each for each in findings if each.outcome in {*OPEN_OUTCOMES, Outcome.WAIVED}]
    said = 1 if issues.doubt(_report(shop)) else 0
    assert len(once["results"]) == len(open_) + said
    assert run["results"] == once["results"] * 2
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(ids) == len(set(ids))
    assert set(ids) == {result["ruleId"] for result in run["results"]}
    assert run["tool"]["driver"]["version"] == version("shopexit")
    for finding, result in zip(open_, once["results"], strict=False):
        assert result["ruleId"] == finding.ref
        assert finding.says[lang] in result["message"]["text"]
        must = finding.level is Level.MUST and finding.outcome is not Outcome.WAIVED
        grave = "error" if finding.outcome is Outcome.UNMET else "warning"
        assert result["level"] == (grave if must else "note")
        for figure in finding.figures:
            shown = figure.holds or finding.outcome is Outcome.WAIVED
            assert shown or figure.needs[lang] in result["message"]["text"]


def _keys(data: Any, finding: ReportedFinding) -> Iterator[str]:
    """Yield the names of those facts of a finding that are in the state file."""
    for figure in finding.figures:
        group, _, name = figure.fact.partition(".")
        holder = data.get(group)
        if group == "order":
            found = [o for o in data.get("order_list", ()) if str(o.get("id")) == finding.order]
            holder = found[0] if found else None
        if isinstance(holder, dict) and name in holder and not figure.holds:
            yield name


def test_locations_are_where_the_facts_stand() -> None:
    """The line that a result names has the fact in it, and the column is where its value begins."""
    seen = 0
    for path in EXAMPLES:
        shop = _shop(path)
        text = path.read_text(encoding="utf-8")
        data = yaml.safe_load(text)
        lines = text.splitlines()
        results = _results([shop])
        told = issues.findings(_report(shop))
        open_ = [f for f in told if f.outcome in {*OPEN_OUTCOMES, Outcome.WAIVED}]
        for finding, result in zip(open_, results, strict=issues.doubt(_report(shop)) is None):
            physical = result["locations"][0]["physicalLocation"]
            assert physical["artifactLocation"]["uri"] == path.relative_to(ROOT).as_posix()
            region = physical["region"]
            assert result["ruleId"] == finding.ref
            line = lines[region["startLine"] - 1]
            assert line[region["startColumn"] - 1].strip()
            if names := list(_keys(data, finding)):
                assert any(name in line for name in names)
                seen += 1
    assert seen > 50


def test_a_rule_says_what_to_do_and_who_says_so() -> None:
    """So that whoever reads an alert needs no other program."""
    shop = _example("kuaishou/disputed", Lang.ZH)
    (finding,) = [each for each in _deciding(_report(shop)) if each.outcome is Outcome.DISPUTED]
    run = _log([shop], Lang.ZH)
    assert run["language"] == "zh-CN"
    (rule,) = [r for r in run["tool"]["driver"]["rules"] if r["id"] == finding.ref]
    assert rule["shortDescription"]["text"] == finding.says.zh
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert finding.ask
    for text in (rule["help"]["text"], rule["help"]["markdown"]):
        assert finding.ask.zh.split("（", maxsplit=1)[0] in text
        assert finding.sources[0].url is None or finding.sources[0].url in text
    assert finding.fix.zh in rule["help"]["text"]


def test_prints_are_the_same_from_run_to_run() -> None:
    """Other figures, lines or languages leave a print as it is; another shop or order does not."""
    shop = _example("kuaishou/blocked")
    report = _report(shop)

    def prints(changed: Shop, lang: Lang = Lang.EN) -> list[str]:
        return [json.dumps(each["partialFingerprints"]) for each in _results([changed], lang)]

    moved = tuple(replace(f, line=99, figures=(), outcome=f.outcome) for f in report.findings)
    first = prints(shop)
    assert len(set(first)) == len(first)
    assert (
        prints(replace(shop, report=replace(report, findings=moved, on=date(2026, 12, 1)))) == first
    )
    assert prints(_example("kuaishou/blocked", Lang.ZH), Lang.ZH) == first
    assert not set(prints(replace(shop, report=replace(report, shop="other")))) & set(first)
    ordered = tuple(replace(f, order="A1") for f in report.findings)
    assert not set(prints(replace(shop, report=replace(report, findings=ordered)))) & set(first)


def test_what_is_waived_is_suppressed() -> None:
    """With the reason as justification, and as a note to those that know no suppressions."""
    shop = _example("kuaishou/blocked")
    report = _report(shop)
    waived = replace(report.findings[0], outcome=Outcome.WAIVED, reason=both("waived by Chen: ok"))
    shop = replace(shop, report=replace(report, findings=(waived,), verdict=Verdict.READY))
    (result,) = _results([shop])
    assert result["level"] == "note"
    assert result["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "waived by Chen: ok"}
    ]
    assert not _written(github, [shop]).startswith("::")
    (case,) = _cases(_written(junit, [shop]))
    assert case.is_skipped
    assert case.result[0].message == case.result[0].text == "waived by Chen: ok"


def test_unusable_files_are_notifications() -> None:
    """Each problem with its place, and the run was no success."""
    run = _log([_example("kuaishou/ready"), _unusable("店/a b.yaml")])
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    physical = first["locations"][0]["physicalLocation"]
    assert physical["region"] == {"startLine": 3, "startColumn": 5}
    assert unquote(physical["artifactLocation"]["uri"]) == "店/a b.yaml"
    assert physical["artifactLocation"]["uri"].isascii()
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert first["message"]["text"] == "orders.pendin: no such fact (did you mean pending?)"
    (invocation,) = _log([_example("kuaishou/ready")])["invocations"]
    assert invocation["executionSuccessful"] is True


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("a b/c#d?.yaml", "a%20b/c%23d%3F.yaml"),
        ("/srv/店.yaml", "file:///srv/%E5%BA%97.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("../x%20.yaml", "../x%2520.yaml"),
        ("<stdin>", None),
    ],
)
def test_a_path_becomes_an_address(file: str, uri: str | None) -> None:
    """Relative as it is, absolute as a file address; what came by standard input has none."""
    shop = _example("kuaishou/blocked")
    shop = replace(shop, file=file, report=replace(_report(shop), file=file))
    for result in _results([shop]):
        if uri is None:
            assert "locations" not in result
        else:
            assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


# GitHub


@dataclass
class Command:
    """A command as the runner of GitHub reads it (ActionCommand.TryParseV2)."""

    name: str
    properties: Mapping[str, str]
    data: str


def _command(line: str) -> Command | None:
    """Return the command in a line; None for one that the runner shows as it is."""
    line = line.lstrip()
    if not line.startswith("::"):
        assert "##[" not in line  # an older form, which the runner obeys anywhere in a line
        return None
    info, _, data = line[2:].partition("::")
    name, _, rest = info.partition(" ")
    pairs = (pair.partition("=") for pair in rest.split(",") if pair)
    return Command(name, {key: _unescaped(value) for key, _, value in pairs}, _unescaped(data))


def _unescaped(text: str) -> str:
    plain = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    return re.sub("%0D|%0A|%3A|%2C|%25", lambda found: plain[found[0]], text)


def _commands(written: str) -> list[Command]:
    """Return all commands of an output; its last line is none."""
    assert written.splitlines() == written.split("\n")[:-1]
    read = [_command(line) for line in written.splitlines()]
    assert read[-1] is None
    commands = [each for each in read[:-1] if each]
    assert len(commands) == len(read) - 1
    return commands


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_command_for_each_result(path: Path, lang: Lang) -> None:
    """As grave and at the same place as in SARIF, the gravest first."""
    shop = _shop(path, lang)
    commands = _commands(_written(github, [shop], lang))
    names = {"error": "error", "warning": "warning", "note": "notice"}
    results = [each for each in _results([shop], lang) if not each["suppressions"]]
    results.sort(key=lambda each: list(names).index(each["level"]))
    assert [c.name for c in commands] == [names[each["level"]] for each in results]
    for command, result in zip(commands, results, strict=True):
        assert command.properties["file"] == path.relative_to(ROOT).as_posix()
        assert command.data.startswith(result["message"]["text"].replace("{{", "{"))
        region = result["locations"][0]["physicalLocation"].get("region")
        if region:
            assert command.properties["line"] == str(region["startLine"])
            assert command.properties["col"] == str(region["startColumn"])
            assert command.properties["title"].startswith(result["ruleId"])


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        (Lang.EN, "shopexit: 3 shops: READY 1, BLOCKED 2; 1 more could not be used"),
        (Lang.ZH, "shopexit：3 家店：可以办了 1，还不能办 2；另有 1 份数据用不了"),
    ],
)
def test_the_last_line_sums_up(lang: Lang, line: str) -> None:
    """In words, and with no command in them."""
    blocked = _example("kuaishou/blocked", lang)
    shops = [blocked, _example("taobao/ready", lang), _unusable(), blocked]
    written = _written(github, shops, lang)
    assert written.splitlines()[-1] == line
    (unusable, _) = [c for c in _commands(written) if c.properties["file"] == "shops/broken.yaml"]
    assert unusable.name == "error"
    assert (unusable.properties["line"], unusable.properties["col"]) == ("3", "5")


# CSV


def _rows(written: str) -> list[dict[str, str]]:
    assert written.startswith("\ufefffile,entry,")
    assert written.count("\n") == written.count("\r\n") == written.count("\r")
    return list(csv.DictReader(StringIO(written.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("lang", Lang)
def test_a_row_for_each_shop(lang: Lang) -> None:
    """Two readers find the same cells, which are those of the briefs."""
    shops = [*(_shop(path, lang) for path in EXAMPLES), _unusable()]
    written = _written(table_csv, shops, lang)
    rows = _rows(written)
    options = arrow.ConvertOptions(column_types=dict.fromkeys(table_csv.COLUMNS, string()))
    table = arrow.read_csv(BytesIO(written.encode()), convert_options=options)
    assert tuple(table.column_names) == table_csv.COLUMNS == tuple(rows[0])
    assert table.to_pylist() == rows
    for shop, row in zip(shops, rows, strict=True):
        assert row["file"] == shop.file
        if shop.brief is None:
            assert row["verdict"] == "unusable"
            assert "shops/broken.yaml:3:5" in row["problems"]
            continue
        assert row["verdict"] == shop.brief.verdict
        assert row["expected"] == shop.brief.money.expected
        assert row["blocked_by"].split() == list(shop.brief.blocked_by)
        assert row["first"] == (shop.brief.first[lang] if shop.brief.first else "")
        assert row["money_latest"] == str(shop.brief.dates.money_latest or "")
        assert row["problems"] == ""


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("-12.50", "-12.50"),
        ("-1-1", "'-1-1"),
        ("=1", "'=1"),
        ("+8", "'+8"),
        ("\t=1", "'=1"),
        ("\u3000=1", "'=1"),
        ("＝1", "'＝1"),
        ("-٣", "'-٣"),
        ("a=1", "a=1"),
    ],
)
def test_a_cell_is_no_formula(name: str, cell: str) -> None:
    """What would begin one has an apostrophe before it; a plain number has none."""
    shop = _example("kuaishou/blocked")
    assert shop.brief
    (row,) = _rows(_written(table_csv, [replace(shop, brief=replace(shop.brief, shop=name))]))
    assert row["shop"] == cell


# All of them


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_from_a_file_acts(name: str, lang: Lang) -> None:
    """Whatever a file says, there are as many suites, results, commands and rows as without it."""
    shop = _example("kuaishou/blocked", lang)
    plain = [shop, _unusable()]
    shops = [_hostile(shop, name), _unusable(name, name)]
    root = ET.fromstring(_written(junit, shops, lang).encode())  # noqa: S314
    calm = ET.fromstring(_written(junit, plain, lang).encode())  # noqa: S314
    assert [each.tag for each in root.iter()] == [each.tag for each in calm.iter()]
    assert [len(each.attrib) for each in root.iter()] == [len(each.attrib) for each in calm.iter()]
    run = _log(shops, lang)
    assert len(run["results"]) == len(_log(plain, lang)["results"])
    for result in run["results"]:
        text = result["message"]["text"]
        assert not re.search(r"\]\(", text)
        assert not re.search(r"\{\d+\}", text.replace("{{", "").replace("}}", ""))
    commands = _commands(_written(github, shops, lang))
    expected = _commands(_written(github, plain, lang))
    assert [c.name for c in commands] == [c.name for c in expected]
    assert all(len(c.properties["title"]) < 256 for c in commands)
    assert any(clean(name) in c.data for c in commands)
    assert all(set(c.properties) == {"file", "line", "col", "title"} for c in commands[:-1])
    rows = _rows(_written(table_csv, shops, lang))
    assert len(rows) == 2
    for cell in (cell for row in rows for cell in row.values()):
        assert not re.match("[=+@＝＋－＠]", cell)
        assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell)
    for form in FORMATS:
        written = _written(form, shops, lang)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2028]", written)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.__name__)
def test_a_frame_holds_no_more_than_a_part(form: Any) -> None:
    """What a part gives has been written before the next is asked for."""
    part = form.part(_example("kuaishou/blocked"), Lang.EN)
    written = 0
    before: list[int] = []

    def parts() -> Iterable[str]:
        for _ in range(5):
            before.append(written)
            yield part

    for chunk in form.frame(_fleet([]), parts()):
        written += len(chunk)
    grown = [later - earlier for earlier, later in pairwise(before)]
    assert len(grown) == 4
    assert min(grown) > len(part) // 4
    assert max(grown) - min(grown) <= 1  # a comma between two results


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.__name__)
def test_an_empty_fleet_can_be_read(form: Any) -> None:
    """No shop at all is still a whole output."""
    written = _written(form, [])
    assert written.endswith("\n")
    if form is junit:
        assert not _cases(written)
    if form is sarif:
        assert _log([])["results"] == []
    if form is table_csv:
        assert _rows(written) == []


def test_shops_that_say_nothing_of_what_is_wrong() -> None:
    """An unusable entry without problems is still an error everywhere."""
    shop = Shop(file="a.yaml", entry=2)
    assert _cases(_written(junit, [shop]))[0].is_error
    assert _log([shop])["invocations"][0]["toolExecutionNotifications"]
    assert _commands(_written(github, [shop]))[0].name == "error"
    assert _rows(_written(table_csv, [shop]))[0]["entry"] == "2"


def test_all_platforms_are_among_the_examples() -> None:
    """So that what holds for every example holds for every platform."""
    assert {path.parent.name for path in EXAMPLES} == set(PLATFORMS)
