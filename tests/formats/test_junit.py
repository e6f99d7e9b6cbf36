"""JUnit: read back by another library, a case for each finding, and never green by mistake."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from examplefleets import (
    EXAMPLES,
    cases_of,
    deciding,
    example,
    report_of,
    results_of,
    shop_of,
    unusable_shop,
    written_as,
)
from junitparser import Error, Failure, JUnitXml, Skipped
from states import ROOT

from shopexit import Lang, Verdict
from shopexit.evaluation.evaluate import OPEN_OUTCOMES, Outcome
from shopexit.formats import github, issues, junit
from shopexit.rules.entries import Level

pytestmark = pytest.mark.usefixtures("in_the_checkout")


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_a_test_report_counts_what_was_found(path: Path, lang: Lang) -> None:
    """What is required and unmet failed, what is unknown is an error; the rest did neither."""
    shop = shop_of(path, lang)
    report = report_of(shop)
    found = Counter(each.outcome for each in deciding(report))
    found[Outcome.UNKNOWN] += len(report.open_points)
    aside = {Outcome.WAIVED, Outcome.NOT_APPLICABLE, Outcome.PASSED}
    skipped = sum(each.outcome in aside for each in report.findings)
    written = written_as(junit, [shop], lang)
    root = ET.fromstring(written.encode())  # noqa: S314
    (suite,) = root.findall("testsuite")
    told = issues.of_verdict(report)
    late = report.verdict is Verdict.OVERDUE
    assert not late or (told and told[0] is issues.Severity.ERROR)
    doubtful = told is not None and not late
    errors = found[Outcome.UNKNOWN] + found[Outcome.DISPUTED] + doubtful
    counts = {
        "tests": len(issues.findings(report)) + (told is not None),
        "failures": found[Outcome.UNMET] + late,
        "errors": errors,
        "skipped": skipped,
    }
    assert {name: int(suite.attrib[name]) for name in counts} == counts
    elements = ("testcase", "testcase/failure", "testcase/error", "testcase/skipped")
    assert [len(suite.findall(each)) for each in elements] == list(counts.values())
    kinds = Counter(type(result) for case in cases_of(written) for result in case.result)
    assert (
        kinds == Counter({Failure: counts["failures"], Error: errors, Skipped: skipped}) - Counter()
    )
    good = report.verdict in (Verdict.READY, Verdict.UNDER_WAY, Verdict.DONE)
    assert (counts["failures"] + errors == 0) == good


def test_cases_say_where_their_facts_stand() -> None:
    """File and line are those of the finding, in attributes that readers know."""
    report = report_of(example("kuaishou/blocked"))
    root = ET.fromstring(written_as(junit, [example("kuaishou/blocked")]))  # noqa: S314
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
    shop = example("kuaishou/blocked", lang)
    failed = {
        case.name: case for case in cases_of(written_as(junit, [shop], lang)) if case.is_failure
    }
    for finding in report_of(shop).findings:
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
    shop = example("kuaishou/blocked", Lang.ZH)
    advised = {
        each.ref: each
        for each in report_of(shop).findings
        if each.level is Level.SHOULD and each.outcome in OPEN_OUTCOMES
    }
    assert advised
    for case in cases_of(written_as(junit, [shop], Lang.ZH)):
        if case.name in advised:
            assert case.is_passed
            assert case.system_out.startswith("只是建议，不影响结论：")


@pytest.mark.parametrize("lang", Lang)
def test_a_shop_that_is_not_ready_is_never_green(lang: Lang) -> None:
    """Where all is met and old figures alone lower the verdict, every format still says so."""
    shop = shop_of(ROOT / "examples/kuaishou/ready.yaml", lang, strict=True, on=date(2027, 3, 1))
    report = report_of(shop)
    assert report.verdict is Verdict.UNDETERMINED
    met = tuple(
        replace(each, outcome=Outcome.MET) if each.outcome in OPEN_OUTCOMES else each
        for each in report.findings
    )
    shop = replace(shop, report=replace(report, findings=met))
    stale = next(each.says[lang] for each in report.warnings if each.stale)
    (wrong,) = [
        case
        for case in cases_of(written_as(junit, [shop], lang))
        if not case.is_passed and not case.is_skipped
    ]
    assert wrong.is_error
    assert stale in wrong.result[0].text
    (result,) = [each for each in results_of([shop], lang) if not each["suppressions"]]
    assert result["level"] == "warning"
    assert stale in result["message"]["text"]
    (command, _) = written_as(github, [shop], lang).splitlines()
    assert command.startswith("::warning ")


def test_an_unusable_file_is_an_error() -> None:
    """Its problems are named, with their lines."""
    (case,) = cases_of(written_as(junit, [unusable_shop()]))
    (result,) = case.result
    assert isinstance(result, Error)
    assert result.type == "unusable"
    assert "did you mean pending?" in result.message
    assert "shops/broken.yaml:3:5" in result.text


def test_suites_of_one_name_stay_apart() -> None:
    """GitLab keeps one of two cases that agree in suite, class and name; the file parts them."""
    shop = example("kuaishou/blocked")
    other = replace(shop, file="other.yaml")
    entry = replace(shop, entry=7)
    suites = list(JUnitXml.fromstring(written_as(junit, [shop, other, entry]).encode()))
    assert len({suite.name for suite in suites}) == 3
    assert all(suite.name.startswith("阿珍女装店 (") for suite in suites)
