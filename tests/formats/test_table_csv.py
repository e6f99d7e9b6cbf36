"""CSV: a row for each shop, and no cell that a spreadsheet would run."""

from dataclasses import replace

import pytest
from examplefleets import EXAMPLES, example, rows_of, shop_of, unusable_shop, written_as

from shopexit import Lang
from shopexit.evaluation.balance import MoneyGroup
from shopexit.formats import table_csv

pytestmark = pytest.mark.usefixtures("in_the_checkout")


@pytest.mark.parametrize("lang", Lang)
def test_a_row_for_each_shop(lang: Lang) -> None:
    """With the cells of the briefs."""
    shops = [*(shop_of(path, lang) for path in EXAMPLES), unusable_shop()]
    rows = rows_of(written_as(table_csv, shops, lang))
    assert tuple(rows[0]) == table_csv.COLUMNS
    for shop, row in zip(shops, rows, strict=True):
        assert row["file"] == shop.file
        if shop.summary is None:
            assert row["verdict"] == "unusable"
            assert "shops/broken.yaml:3:5" in row["problems"]
            continue
        assert row["verdict"] == shop.summary.verdict
        for group in MoneyGroup:
            assert row[group] == getattr(shop.summary.money, group)
        assert row["blocked_by"].split() == list(shop.summary.blocked_by)
        assert row["first"] == (shop.summary.first[lang] if shop.summary.first else "")
        assert row["money_latest"] == str(shop.summary.dates.money_latest or "")
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
    shop = example("kuaishou/blocked")
    assert shop.summary
    (row,) = rows_of(
        written_as(table_csv, [replace(shop, summary=replace(shop.summary, shop=name))])
    )
    assert row["shop"] == cell
