"""The formats for machines together: nothing from a file acts in any of them."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from examplefleets import (
    EXAMPLES,
    cases_of,
    commands_of,
    example,
    fleet_of,
    log_of,
    report_of,
    rows_of,
    unusable_shop,
    written_as,
)
from states import PLATFORMS

from shopexit import Lang
from shopexit.formats import RenderOptions, github, junit, sarif, table_csv
from shopexit.messages import both, clean
from shopexit.report.totals import Shop

pytestmark = pytest.mark.usefixtures("in_the_checkout")
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


def made_hostile(shop: Shop, name: str) -> Shop:
    """Return a shop in which everything that a file may say is hostile."""
    report = report_of(shop)
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
    assert shop.summary
    whole = replace(report, shop=name, findings=findings, file=clean(name))
    short = replace(shop.summary, shop=name, file=name, first=words, warnings=(name,))
    return replace(shop, file=name, summary=short, report=whole)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_from_a_file_acts(name: str, lang: Lang) -> None:
    """Whatever a file says, there are as many suites, results, commands and rows as without it."""
    shop = example("kuaishou/blocked", lang)
    plain = [shop, unusable_shop()]
    shops = [made_hostile(shop, name), unusable_shop(name, name)]
    root = ET.fromstring(written_as(junit, shops, lang).encode())  # noqa: S314
    calm = ET.fromstring(written_as(junit, plain, lang).encode())  # noqa: S314
    assert [each.tag for each in root.iter()] == [each.tag for each in calm.iter()]
    assert [len(each.attrib) for each in root.iter()] == [len(each.attrib) for each in calm.iter()]
    run = log_of(shops, lang)
    assert len(run["results"]) == len(log_of(plain, lang)["results"])
    for result in run["results"]:
        text = result["message"]["text"]
        assert not re.search(r"\]\(", text)
        assert not re.search(r"\{\d+\}", text.replace("{{", "").replace("}}", ""))
    commands = commands_of(written_as(github, shops, lang))
    expected = commands_of(written_as(github, plain, lang))
    assert [c.name for c in commands] == [c.name for c in expected]
    assert all(len(c.properties["title"]) < 256 for c in commands)
    assert any(clean(name) in c.data for c in commands)
    assert all(set(c.properties) == {"file", "line", "col", "title"} for c in commands[:-1])
    rows = rows_of(written_as(table_csv, shops, lang))
    assert len(rows) == 2
    for cell in (cell for row in rows for cell in row.values()):
        assert not re.match("[=+@＝＋－＠]", cell)
        assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell)
    for form in FORMATS:
        written = written_as(form, shops, lang)
        assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2028]", written)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.__name__)
def test_a_document_holds_no_more_than_an_item(form: Any) -> None:
    """What an item gives has been written before the next is asked for."""
    item = form.item(example("kuaishou/blocked"), Lang.EN)
    written = 0
    before: list[int] = []

    def items() -> Iterable[str]:
        for _ in range(5):
            before.append(written)
            yield item

    for chunk in form.document(fleet_of([]), items(), RenderOptions()):
        written += len(chunk)
    grown = [later - earlier for earlier, later in pairwise(before)]
    assert len(grown) == 4
    assert min(grown) > len(item) // 4
    assert max(grown) - min(grown) <= 1  # a comma between two results


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.__name__)
def test_an_empty_fleet_can_be_read(form: Any) -> None:
    """No shop at all is still a whole output."""
    written = written_as(form, [])
    assert written.endswith("\n")
    if form is junit:
        assert not cases_of(written)
    if form is sarif:
        assert log_of([])["results"] == []
    if form is table_csv:
        assert rows_of(written) == []


def test_all_platforms_are_among_the_examples() -> None:
    """So that what holds for every example holds for every platform."""
    assert {path.parent.name for path in EXAMPLES} == set(PLATFORMS)
