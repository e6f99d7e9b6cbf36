"""Fixtures that several test modules use."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from judgedfleets import Judged, examples, hostile, judged
from states import ON, PLATFORMS, ROOT

from shopexit import Lang, Platform, Report, ShopexitError, check, load_rules
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.inputs.state_reader import read_state

# Speed is measured in `benchmarks`: a machine that is busy with something else fails no test.
settings.register_profile(
    "busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("busy machine")


@pytest.fixture(scope="session")
def rules_of() -> Mapping[str, Platform]:
    """Return the rules of every platform."""
    return {name: load_rules(name) for name in PLATFORMS}


@pytest.fixture
def kuaishou(rules_of: Mapping[str, Platform]) -> Platform:
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


@pytest.fixture(scope="session")
def reports(rules_of: Mapping[str, Platform]) -> Mapping[str, Report]:
    """Return the report of every example, in both languages, by a name such as `taobao-ready-zh`.

    What an example leaves out of the default procedure is judged in every other one.
    """
    found = {}
    for path in sorted((ROOT / "examples").glob("*/*.yaml")):
        rules = rules_of[path.parent.name]
        state = read_state(path, rules)
        for lang in Lang:
            try:
                report = check(rules, state, EvaluationOptions(on=ON, lang=lang))
            except ShopexitError:
                report = check(rules, state, EvaluationOptions(on=ON, lang=lang, procedure="all"))
            found[f"{path.parent.name}-{path.stem}-{lang}"] = report
    return found


@pytest.fixture(scope="session")
def fleets() -> Mapping[str, Judged]:
    """Return the examples as a fleet in both languages, and one with hostile names."""
    options = {lang: EvaluationOptions(ON, limit=20, lang=lang) for lang in Lang}
    found = {str(lang): judged(examples(), options[lang]) for lang in Lang}
    found["hostile"] = judged([*examples()[:5], *hostile()], options[Lang.EN])
    return found
