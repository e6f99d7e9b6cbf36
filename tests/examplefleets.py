"""Examples as a fleet, written for machines and read back as other software does.

`schemas/sarif-2.1.0.json` is sarif-2.1/schema/sarif-schema-2.1.0.json of github.com/oasis-tcs/
sarif-spec, at commit e0583813964ec43cea53b6b531b402866095ed1f, unchanged.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator
from junitparser import JUnitXml, TestCase
from states import ON, ROOT

from shopexit import Lang, Platform, Report, load_rules
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.evaluation import evaluate
from shopexit.formats import RenderOptions, sarif
from shopexit.inputs.state_reader import read_state
from shopexit.messages import Problem, Text, both
from shopexit.plan.actions import make_plan
from shopexit.report.build import build_report
from shopexit.report.model import ReportedFinding
from shopexit.report.summary import summarise
from shopexit.report.totals import Fleet, PlatformTotals, Shop
from shopexit.rules.entries import Level
from shopexit.rules.sources import Grade

EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))


@cache
def _rules(platform: str) -> Platform:
    return load_rules(platform)


def shop_of(path: Path, lang: Lang = Lang.EN, *, strict: bool = False, on: date = ON) -> Shop:
    """Return an example as a fleet has it, with all that any format may ask for."""
    rules = _rules(path.parent.name)
    procedure = "refund-deposit" if path.stem.startswith("refund-") else None
    state = read_state(path.relative_to(ROOT), rules)
    options = EvaluationOptions(on, strict=strict, procedure=procedure, lang=lang)
    evaluation = evaluate(rules, state, options)
    plan, file = make_plan(evaluation), state.document.name
    short, whole = summarise(plan, file), build_report(plan)
    return Shop(file=file, entry=None, summary=short, report=whole)


def example(name: str, lang: Lang = Lang.EN, *, strict: bool = False) -> Shop:
    """Return an example by its name."""
    return shop_of(ROOT / "examples" / f"{name}.yaml", lang, strict=strict)


def report_of(shop: Shop) -> Report:
    """Return the report of a shop that has one."""
    assert shop.report
    return shop.report


def unusable_shop(file: str = "shops/broken.yaml", says: str = "no such fact") -> Shop:
    """Return a shop of which nothing could be used."""
    problems = (
        Problem(both(says), file, 3, 5, "orders.pendin", Text(zh="改", en="did you mean pending?")),
        Problem(both(says), file),
    )
    return Shop(file=file, entry=None, problems=problems)


def fleet_of(shops: Sequence[Shop], lang: Lang = Lang.EN) -> Fleet:
    """Return the totals of some shops."""
    verdicts = Counter(shop.summary.verdict for shop in shops if shop.summary)
    totals: tuple[PlatformTotals, ...] = ()
    return Fleet(
        lang=lang,
        on=ON,
        trust=Grade.GUIDE,
        strict=False,
        shops=sum(verdicts.values()),
        left_out=0,
        unusable=sum(shop.summary is None for shop in shops),
        verdicts=verdicts,
        platforms=totals,
    )


def written_as(form: Any, shops: Sequence[Shop], lang: Lang = Lang.EN) -> str:
    """Return some shops as a format writes them; it has to be text that can be encoded."""
    items = (form.item(shop, lang) for shop in shops)
    text = "".join(form.document(fleet_of(shops, lang), items, RenderOptions()))
    text.encode()
    return text


def deciding(report: Report) -> Iterator[ReportedFinding]:
    """Yield the findings that decide."""
    return (each for each in report.findings if each.level is Level.MUST)


def cases_of(written: str) -> list[TestCase]:
    """Return the cases of a test report, of all its suites."""
    return [case for suite in JUnitXml.fromstring(written.encode()) for case in suite]


@cache
def _validator() -> Draft4Validator:
    path = ROOT / "tests" / "schemas" / "sarif-2.1.0.json"
    described = json.loads(path.read_text(encoding="utf-8"))
    Draft4Validator.check_schema(described)
    return Draft4Validator(described)


def log_of(shops: Sequence[Shop], lang: Lang = Lang.EN) -> dict[str, Any]:
    """Return the run of a SARIF log, having made sure that the log is valid."""
    log = json.loads(written_as(sarif, shops, lang))
    _validator().validate(log)
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def results_of(shops: Sequence[Shop], lang: Lang = Lang.EN) -> list[dict[str, Any]]:
    """Return the results of a SARIF log."""
    results = log_of(shops, lang)["results"]
    assert isinstance(results, list)
    return results


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


def commands_of(written: str) -> list[Command]:
    """Return all commands of an output; its last line is none."""
    assert written.splitlines() == written.split("\n")[:-1]
    read = [_command(line) for line in written.splitlines()]
    assert read[-1] is None
    commands = [each for each in read[:-1] if each]
    assert len(commands) == len(read) - 1
    return commands


def rows_of(written: str) -> list[dict[str, str]]:
    """Return the rows of a table, as a spreadsheet reads them."""
    assert written.startswith("\ufefffile,entry,")
    assert written.count("\n") == written.count("\r\n") == written.count("\r")
    return list(csv.DictReader(StringIO(written.removeprefix("\ufeff"), newline="")))
