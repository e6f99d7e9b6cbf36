"""Fixtures that several test modules use."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from states import PLATFORMS, ROOT

from shopexit import Rules, load_rules


@pytest.fixture(scope="session")
def rules_of() -> Mapping[str, Rules]:
    """Return the rules of every platform."""
    return {name: load_rules(name) for name in PLATFORMS}


@pytest.fixture
def kuaishou(rules_of: Mapping[str, Rules]) -> Rules:
    """Return the rules of Kuaishou."""
    return rules_of["kuaishou"]


@pytest.fixture
def in_the_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run at the top of the checkout, so that its files have short names."""
    monkeypatch.chdir(ROOT)


@pytest.fixture
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run where no settings file is."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _an_english_terminal_of_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the language and the colours of whoever runs the tests out of them."""
    for name in ("SHOPEXIT_LANG", "SHOPEXIT_DEBUG", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
