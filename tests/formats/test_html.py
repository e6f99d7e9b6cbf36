"""The page of a shop or a fleet: what is written, whatever a browser makes of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from judgedfleets import Judged
from states import ON

from shopexit import Lang
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.formats import RenderOptions, html, markdown
from shopexit.formats.html import ticks_key
from shopexit.report.model import Report
from shopexit.report.totals import Fleet, TotalsCounter
from shopexit.rules.sources import Grade


def test_an_address_is_a_link_only_if_it_is_one_of_the_web(reports: Mapping[str, Report]) -> None:
    """An address of another kind is shown as text."""
    shown = reports["kuaishou-blocked-en"]
    source = replace(shown.sources[0], url="javascript:alert(1)")
    changed = replace(shown, sources=(source, *shown.sources[1:]))
    page = html.report(changed, RenderOptions())

    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_every_shop_has_a_row_whatever_the_limit_is(fleets: Mapping[str, Judged]) -> None:
    """The limit is for what is read from top to bottom; a table is searched."""
    judged = fleets["en"]
    items = [html.item(shop, Lang.EN) for shop in judged.shops]
    page = "".join(html.document(replace(judged.fleet, limit=3), items, RenderOptions()))

    assert page.count('<tbody class="shop ') == page.count("<template>") == len(judged.shops)


def test_a_named_shop_has_its_ticks_under_the_same_name_as_in_its_own_report(
    fleets: Mapping[str, Judged],
) -> None:
    """What was ticked on one page is ticked on the other."""
    shop = next(s for s in fleets["en"].shops if s.report and s.report.shop)
    assert shop.report is not None

    assert ticks_key(shop.report, "file", 3) == ticks_key(shop.report)
    unnamed = replace(shop.report, shop=None)
    assert ticks_key(unnamed, "file", 3) != ticks_key(unnamed, "file", 4)


@pytest.mark.parametrize("made", [html.document, markdown.document])
def test_a_document_holds_no_more_than_an_item_at_a_time(
    made: Callable[[Fleet, Iterable[str], RenderOptions], Iterator[str]],
    fleets: Mapping[str, Judged],
) -> None:
    """When an item is given out, the next but one has not been asked for."""
    asked: list[int] = []
    item = "<tbody></tbody>\n"

    def items() -> Iterator[str]:
        for number in range(1_000):
            asked.append(number)
            yield item

    given = 0
    for chunk in made(fleets["en"].fleet, items(), RenderOptions()):
        given += chunk == item
        assert len(asked) <= given + 1
    assert given == len(asked) == 1_000


def test_what_leads_to_a_verdict_is_told_where_it_is_not_the_usual(
    fleets: Mapping[str, Judged], tmp_path: Path
) -> None:
    """Stricter evidence, advice that counts, shops that are left out, and no shop at all."""
    fleet = replace(fleets["en"].fleet, trust=Grade.OFFICIAL, strict=True, left_out=7)
    written = Judged(fleet, fleets["en"].shops[:2]).markdown()
    page = Judged(fleet, fleets["en"].shops[:2]).page(tmp_path / "a.html").read_text("utf-8")

    assert "--trust official, --strict" in written
    assert "7 shops left out by `--only`" in written
    assert "advice counts as required" in page
    assert "7, left out by --only" in page

    nothing = Judged(TotalsCounter().fleet(EvaluationOptions(on=ON)), ())
    assert "## 0 shops\n" in nothing.markdown()
    assert "<h1>0 shops</h1>" in nothing.page(tmp_path / "b.html").read_text("utf-8")
