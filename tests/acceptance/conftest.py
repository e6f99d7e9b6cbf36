"""Fixtures of the tests that run the program as a whole."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, browser
from fleetrun import SHOPS, data

from shopexit.cli.app import run


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of the shops of examples and some that cannot be used, by chance."""
    found = [data(path.read_text(encoding="utf-8")) for path in SHOPS]
    shops = [shop for shop in found if "orders_from" not in shop]
    rows = [json.dumps(shop, ensure_ascii=False) for shop in shops]
    rows += ["{", '{"platform": "jd"}', '{"shop": "nobody\'s"}']
    random.Random(7).shuffle(rows)  # noqa: S311 - the same each time
    file = tmp_path_factory.mktemp("many") / "many.jsonl"
    file.write_text("\n".join(rows), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Return the one browser of all tests that open a page."""
    with browser(tmp_path_factory.mktemp("profile")) as opened:
        opened.wide(1200)
        yield opened


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of pages that `site` writes of the packaged rules."""
    folder = tmp_path_factory.mktemp("site") / "handbook"
    assert run(["site", str(folder)]) == 0
    return folder
