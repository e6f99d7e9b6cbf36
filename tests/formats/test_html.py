"""The page of a shop: what is written, whatever a browser makes of it."""

from collections.abc import Mapping
from dataclasses import replace

from shopexit.formats import RenderOptions, html
from shopexit.report.model import Report


def test_an_address_is_a_link_only_if_it_is_one_of_the_web(reports: Mapping[str, Report]) -> None:
    """An address of another kind is shown as text."""
    shown = reports["kuaishou-blocked-en"]
    source = replace(shown.sources[0], url="javascript:alert(1)")
    changed = replace(shown, sources=(source, *shown.sources[1:]))
    page = html.report(changed, RenderOptions())

    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page
