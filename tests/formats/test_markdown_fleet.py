"""A fleet as Markdown that is read back."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from judgedfleets import Judged
from markdown_it import MarkdownIt
from markdown_it.token import Token

from shopexit import Lang
from shopexit.formats import RenderOptions, markdown, row
from shopexit.formats.words import DISCLAIMER, VERDICTS, unit
from shopexit.messages import clean

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _read(written: str) -> tuple[list[str], list[list[list[str]]]]:
    """Return what a reader sees: the paragraphs and headings, and the tables cell by cell."""
    blocks: list[str] = []
    tables: list[list[list[str]]] = []
    inside = False
    for token in READER.parse(written):
        if token.type in {"table_open", "table_close"}:
            inside = token.type == "table_open"
            if inside:
                tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type == "inline":
            (tables[-1][-1] if inside else blocks).append(_seen(token))
    return blocks, tables


def _seen(token: Token) -> str:
    children = token.children or ()
    return "".join(c.content for c in children if c.type in {"text", "code_inline"})


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("limit", [0, 5, 1_000])
def test_markdown_has_a_row_a_shop_up_to_the_limit(
    lang: Lang, limit: int, fleets: Mapping[str, Judged]
) -> None:
    """Totals come first; what is not shown is counted, and how to see it is said."""
    shops, fleet = fleets[lang].shops, replace(fleets[lang].fleet, limit=limit)
    blocks, (platforms, table) = _read(Judged(fleet, shops).markdown())
    shown = shops[: limit or None]

    assert str(len(shops)) in blocks[0]
    assert all(f"{VERDICTS[each][lang]} {n}" in blocks[0] for each, n in row.counts(fleet).items())
    assert [line[0] for line in platforms[1:]] == [each.name[lang] for each in fleet.platforms]
    assert [line[-1] for line in platforms[1:]] == [
        f"{each.comes_back} {unit(each.currency)[lang]}" for each in fleet.platforms
    ]
    assert [line[1] for line in table[1:]] == [row.name(shop.listed) for shop in shown]
    for line, shop in zip(table[1:], shown, strict=True):
        assert line[0].endswith(VERDICTS[shop.status][lang])
        if shop.summary:
            assert line[3].startswith(row.in_the_way(shop.summary, lang)[0])
            assert line[4].startswith(
                f"{shop.summary.money.comes_back} {unit(shop.summary.money.currency)[lang]}"
            )
            dates = shop.summary.dates
            for cell, soonest, latest in (
                (line[5], dates.close, dates.close_latest),
                (line[6], dates.money, dates.money_latest),
            ):
                assert str(soonest or latest or "") in cell
                assert bool(cell) is bool(soonest or latest)
        else:
            assert clean(shop.problems[0].says[lang])[:40] in line[3]
    left = len(shops) - len(shown)
    assert any("fleet.html" in block and str(left) in block for block in blocks) is (left > 0)
    assert blocks[-1] == DISCLAIMER[lang]


def test_hostile_names_are_read_back_from_markdown_as_they_are(
    fleets: Mapping[str, Judged],
) -> None:
    """Cut if they are long, they change nothing around them."""
    judged = fleets["hostile"]
    written = judged.markdown()
    _, (_, table) = _read(written)
    shown = [line[1] for line in table[1:]]
    names = [row.name(shop.listed) for shop in judged.shops]

    assert len(shown) == len(names)
    for seen, name in zip(shown, names, strict=True):
        assert len(seen) <= 80
        assert seen == name or name.startswith(seen[:-1]) or name.endswith(seen[1:])
        assert seen == name or "…" in seen
    tokens = [c for t in READER.parse(written) for c in t.children or ()]
    html = {c.content for c in tokens if c.type == "html_inline"}
    assert html <= {"<!-- -->"}
    assert {c.type for c in tokens} == {"text", "html_inline"}


def test_markdown_is_never_more_than_github_takes(fleets: Mapping[str, Judged]) -> None:
    """Rows that would make it longer are counted, not shown."""
    judged = fleets["hostile"]
    items = [markdown.item(shop, Lang.EN) for shop in judged.shops]
    many = replace(
        judged.fleet, shops=judged.fleet.shops * 1_000, unusable=judged.fleet.unusable * 1_000
    )
    whole = markdown.document(many, items * 1_000, RenderOptions())
    written = "".join(whole)
    shown = written.count("\n| ⚠️") + written.count("\n| ❓") + written.count("\n| ❌")

    assert 900_000 < len(written.encode()) < 1 << 20
    ready = written.count("\n| ✅")
    assert f"Not listed: {len(items) * 1_000 - shown - ready} more shops." in written
