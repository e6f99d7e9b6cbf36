"""Fixtures of the tests that run the program as a whole."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, browser
from fleetrun import SHOPS, data

from shopexit.fleet.rules_cache import RulesCache
from shopexit.rules.loader import open_book


@pytest.fixture(scope="session")
def shelf() -> RulesCache:
    """Return the rules, loaded once for all fleets."""
    return RulesCache(open_book(None))


@pytest.fixture
def rules_at_hand(
    request: pytest.FixtureRequest, shelf: RulesCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spare each run but those that are compared the loading of the rules, which is the most."""
    if "two_processes" not in request.node.name:
        monkeypatch.setattr("shopexit.fleet.worker_pool.RulesCache", lambda _: shelf, raising=False)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of the shops of examples and some that cannot be used, by chance."""
    found = [data(path.read_text(encoding="utf-8")) for path in SHOPS[::2]]
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
