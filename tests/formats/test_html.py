"""The page of a shop: what is written, whatever a browser makes of it."""

from collections.abc import Mapping
from dataclasses import replace

from shopexit.formats import html
from shopexit.formats.lines import RenderOptions
from shopexit.report.model import Report


def test_an_address_is_a_link_only_if_it_is_one_of_the_web(reports: Mapping[str, Report]) -> None:
    """An address of another kind is shown as text."""
    shown = reports["kuaishou-blocked-en"]
    finding = shown.findings[0]
    source = replace(finding.sources[0], id="elsewhere", url="javascript:alert(1)")
    changed = replace(shown, findings=(replace(finding, sources=(source,)), *shown.findings[1:]))
    page = html.report(changed, RenderOptions())

    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page
