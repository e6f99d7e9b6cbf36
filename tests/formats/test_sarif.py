"""SARIF: valid by its schema, placed where the facts stand, and the same from run to run."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from examplefleets import (
    EXAMPLES,
    cases_of,
    deciding,
    example,
    log_of,
    report_of,
    results_of,
    shop_of,
    unusable_shop,
    written_as,
)
from states import ROOT

from shopexit import Lang, Verdict
from shopexit.evaluation.evaluate import OPEN_OUTCOMES, Outcome
from shopexit.formats import github, issues, junit
from shopexit.messages import both
from shopexit.report.model import ReportedFinding
from shopexit.report.totals import Shop
from shopexit.rules.entries import Level

pytestmark = pytest.mark.usefixtures("in_the_checkout")


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_every_example_is_valid_sarif(path: Path, lang: Lang) -> None:
    """Under the schema of OASIS, with a result an open or waived finding, and each rule once."""
    shop = shop_of(path, lang)
    run = log_of([shop, shop, unusable_shop()], lang)
    once = log_of([shop], lang)
    findings = issues.findings(report_of(shop))
    open_ = [each for each in findings if each.outcome in {*OPEN_OUTCOMES, Outcome.WAIVED}]
    said = 1 if issues.of_verdict(report_of(shop)) else 0
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
        shop = shop_of(path)
        text = path.read_text(encoding="utf-8")
        data = yaml.safe_load(text)
        lines = text.splitlines()
        results = results_of([shop])
        told = issues.findings(report_of(shop))
        open_ = [f for f in told if f.outcome in {*OPEN_OUTCOMES, Outcome.WAIVED}]
        for finding, result in zip(
            open_, results, strict=issues.of_verdict(report_of(shop)) is None
        ):
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
    shop = example("kuaishou/disputed", Lang.ZH)
    (finding,) = [each for each in deciding(report_of(shop)) if each.outcome is Outcome.DISPUTED]
    run = log_of([shop], Lang.ZH)
    assert run["language"] == "zh-CN"
    (rule,) = [r for r in run["tool"]["driver"]["rules"] if r["id"] == finding.ref]
    assert rule["shortDescription"]["text"] == finding.says.zh
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert finding.ask
    for text in (rule["help"]["text"], rule["help"]["markdown"]):
        assert finding.ask.zh.split("（", maxsplit=1)[0] in text
        source = finding.sources[0].source
        assert source.url is None or source.url in text
    assert finding.fix.zh in rule["help"]["text"]


def test_prints_are_the_same_from_run_to_run() -> None:
    """Other figures, lines or languages leave a print as it is; another shop or order does not."""
    shop = example("kuaishou/blocked")
    report = report_of(shop)

    def prints(changed: Shop, lang: Lang = Lang.EN) -> list[str]:
        return [json.dumps(each["partialFingerprints"]) for each in results_of([changed], lang)]

    moved = tuple(replace(f, line=99, figures=(), outcome=f.outcome) for f in report.findings)
    first = prints(shop)
    assert len(set(first)) == len(first)
    assert (
        prints(replace(shop, report=replace(report, findings=moved, on=date(2026, 12, 1)))) == first
    )
    assert prints(example("kuaishou/blocked", Lang.ZH), Lang.ZH) == first
    assert not set(prints(replace(shop, report=replace(report, shop="other")))) & set(first)
    ordered = tuple(replace(f, order="A1") for f in report.findings)
    assert not set(prints(replace(shop, report=replace(report, findings=ordered)))) & set(first)


def test_what_is_waived_is_suppressed() -> None:
    """With the reason as justification, and as a note to those that know no suppressions."""
    shop = example("kuaishou/blocked")
    report = report_of(shop)
    waived = replace(report.findings[0], outcome=Outcome.WAIVED, reason=both("waived by Chen: ok"))
    shop = replace(shop, report=replace(report, findings=(waived,), verdict=Verdict.READY))
    (result,) = results_of([shop])
    assert result["level"] == "note"
    assert result["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "waived by Chen: ok"}
    ]
    assert not written_as(github, [shop]).startswith("::")
    (case,) = cases_of(written_as(junit, [shop]))
    assert case.is_skipped
    assert case.result[0].message == case.result[0].text == "waived by Chen: ok"


def test_unusable_files_are_notifications() -> None:
    """Each problem with its place, and the run was no success."""
    run = log_of([example("kuaishou/ready"), unusable_shop("店/a b.yaml")])
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    physical = first["locations"][0]["physicalLocation"]
    assert physical["region"] == {"startLine": 3, "startColumn": 5}
    assert unquote(physical["artifactLocation"]["uri"]) == "店/a b.yaml"
    assert physical["artifactLocation"]["uri"].isascii()
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert first["message"]["text"] == "orders.pendin: no such fact (did you mean pending?)"
    (invocation,) = log_of([example("kuaishou/ready")])["invocations"]
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
    shop = example("kuaishou/blocked")
    shop = replace(shop, file=file, report=replace(report_of(shop), file=file))
    for result in results_of([shop]):
        if uri is None:
            assert "locations" not in result
        else:
            assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri
