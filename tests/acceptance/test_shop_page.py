"""The page in a real browser: it asks nobody, keeps its ticks, and can be read by everybody."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from browser import Browser
from selenium.webdriver.common.keys import Keys
from states import LONGER, ON, PLATFORMS, ROOT

from shopexit import Lang, Platform, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.formats import RenderOptions, html
from shopexit.inputs.state_reader import read_state
from shopexit.report.model import Report

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}{% raw %}]]></style></title>"
    "\"' onmouseover='alert(3)\u202e\u0007"
)
Shop = Callable[[str], Path]
_OUTLINE = """
return {
  lang: document.documentElement.lang,
  h1: document.querySelectorAll('h1').length,
  levels: [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1]),
  empty: [...document.querySelectorAll('h1,h2,h3,h4,th,label,summary,a')]
    .filter(e => !e.textContent.trim()).length,
  unlabelled: [...document.querySelectorAll('input')]
    .filter(i => !i.labels.length || !i.labels[0].textContent.trim()).length,
  ids: [...document.querySelectorAll('[id]')].map(e => e.id),
  lost: [...document.querySelectorAll('a[href^="#"]')]
    .filter(a => !document.getElementById(a.getAttribute('href').slice(1))).length,
  foreign: [...document.querySelectorAll('a:not([href^="#"])')]
    .filter(a => !/^https?:/.test(a.href) || a.rel !== 'noopener noreferrer').length,
  images: [...document.querySelectorAll('img, svg')].filter(i =>
    !i.closest('[aria-hidden=true]') && !i.getAttribute('aria-label') && !i.alt).length,
  landmarks: ['header', 'nav', 'main', 'footer']
    .map(name => document.querySelectorAll('body > ' + name).length),
  boxes: [...document.querySelectorAll('input[type=checkbox]')].map(i => i.checked),
  rows: [...document.querySelectorAll('.row')].map(e => e.querySelector('.row-text').innerText),
  bars: document.querySelectorAll('.bar > svg[aria-hidden=true]').length,
}"""
_UNFOLDED = """
document.querySelectorAll('details').forEach(d => { d.open = true });
return document.scrollingElement.scrollWidth"""


@pytest.fixture(scope="session")
def pages(
    reports: Mapping[str, Report], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """Return every report as a page in a file."""
    folder = tmp_path_factory.mktemp("pages")
    return {name: _written(folder / f"{name}.html", report) for name, report in reports.items()}


@pytest.fixture
def named(rules_of: Mapping[str, Platform], tmp_path: Path) -> Shop:
    """Return a page about a Kuaishou shop with a name of one's choice."""

    def write(name: str) -> Path:
        rules = rules_of["kuaishou"]
        state = read_state(ROOT / "examples/kuaishou/blocked.yaml", rules)
        report = check(rules, state, EvaluationOptions(on=ON))
        fields = {field: getattr(report, field) for field in report.__dataclass_fields__}
        return _written(tmp_path / f"{len(name)}.html", Report(**fields | {"shop": name}))

    return write


def _written(path: Path, report: Report) -> Path:
    path.write_text(html.report(report, RenderOptions()), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Visit:
    """What one visit to a page found."""

    requested: list[str]
    logged: list[str]
    outline: Mapping[str, Any]
    width: int
    """How wide the page is on a telephone, with everything unfolded."""


@pytest.fixture(scope="session")
def visits(chromium: Browser, pages: Mapping[str, Path]) -> Mapping[str, Visit]:
    """Visit the page of every example once, in Chinese and English by turns; at night in both."""
    chromium.wide(360)
    found = {}
    for i, (name, path) in enumerate(pages.items()):
        if LONGER == 1 and i % 4 in {0, 3}:  # the two languages of an example follow each other
            continue
        chromium.open(path)
        outline = chromium.ask(_OUTLINE)
        width = chromium.ask(_UNFOLDED)
        found[name] = Visit(chromium.requested(), chromium.logged(), outline, width)
    chromium.wide(1200)
    return found


def test_no_page_makes_a_request_or_draws_an_error(
    visits: Mapping[str, Visit], pages: Mapping[str, Path]
) -> None:
    """The browser asks for the page itself and nothing else, and its console stays silent."""
    for name, visit in visits.items():
        assert visit.requested == [pages[name].as_uri()]
        assert visit.logged == []


def test_the_policy_of_the_page_lets_nothing_foreign_act(
    chromium: Browser, pages: Mapping[str, Path]
) -> None:
    """A script that is put into the page does not run, and nothing can be loaded from it."""
    chromium.open(pages["kuaishou-blocked-zh"])
    chromium.ask(
        "const s = document.createElement('script'); s.textContent = 'document.title = `won`';"
        "document.head.append(s); const i = new Image(); i.src = 'https://shop.invalid/x.png';"
        "document.body.append(i); fetch('https://bank.invalid/x').catch(() => 0);"
    )

    assert chromium.ask("return document.title") != "won"
    refused = [said for said in chromium.logged() if "Content Security Policy" in said]
    assert any("inline script" in said for said in refused)
    assert any("shop.invalid" in said for said in refused)
    assert any("bank.invalid" in said for said in refused)


def test_every_page_has_an_outline_that_can_be_heard(visits: Mapping[str, Visit]) -> None:
    """One h1, no level skipped, labels on every input, landmarks, and links that lead somewhere."""
    for name, visit in visits.items():
        found = visit.outline
        levels = found["levels"]

        assert found["lang"] == ("zh-CN" if name.endswith("zh") else "en"), name
        assert levels[0] == found["h1"] == 1, name
        assert all(below - above <= 1 for above, below in pairwise(levels)), (name, levels)
        assert len(found["ids"]) == len(set(found["ids"])), name
        assert found["landmarks"] == [1, 1, 1, 1], name
        unwanted = ("empty", "unlabelled", "lost", "foreign", "images")
        assert {key: found[key] for key in unwanted} == dict.fromkeys(unwanted, 0), name


def test_every_action_has_a_box_and_every_done_one_is_ticked(
    visits: Mapping[str, Visit], reports: Mapping[str, Report]
) -> None:
    """The check-list is the plan: as many boxes as actions, ticked where the report says so."""
    for name, visit in visits.items():
        actions = reports[name].plan.actions

        assert sorted(visit.outline["boxes"]) == sorted(action.done for action in actions), name


def test_every_row_of_the_picture_is_also_text_with_its_days(visits: Mapping[str, Visit]) -> None:
    """What a bar shows is hidden from a screen reader, because its row says it in words."""
    for name, visit in visits.items():
        rows = visit.outline["rows"]

        assert visit.outline["bars"] == len(rows), name
        assert all(re.search(r"\d{4}-\d\d-\d\d", row) for row in rows), name
    assert visits["kuaishou-blocked-zh"].outline["rows"]


def test_no_page_scrolls_sideways_on_a_telephone(
    chromium: Browser, visits: Mapping[str, Visit], named: Shop
) -> None:
    """At 360 pixels, with everything unfolded, nothing sticks out, not even a word without end."""
    assert {name for name, visit in visits.items() if visit.width > 360} == set()

    chromium.wide(360)
    chromium.open(named("x" * 10_000))

    assert chromium.ask(_UNFOLDED) <= 360
    chromium.wide(1200)


def test_ticks_survive_a_reload_and_are_not_another_shops(chromium: Browser, named: Shop) -> None:
    """A tick is there again after a reload, and only for the same shop."""
    first, second = named("first shop"), named("another shop")
    chromium.open(first)
    box = "document.querySelector('input[data-tick]')"
    chromium.ask(f"{box}.click()")
    chromium.reload()

    assert chromium.ask(f"return {box}.checked") is True
    assert chromium.ask("return document.querySelector('[data-ticked]').textContent") == "1"

    chromium.open(second)

    assert chromium.ask(f"return {box}.checked") is False

    chromium.open(first)
    chromium.ask(f"{box}.click()")
    chromium.reload()

    assert chromium.ask(f"return {box}.checked") is False
    assert chromium.ask("return localStorage.length") == 0


def test_the_page_works_where_nothing_can_be_stored(
    chromium: Browser, pages: Mapping[str, Path]
) -> None:
    """Without storage a tick still ticks and is counted, and no error is drawn."""
    deny = (
        "Object.defineProperty(window, 'localStorage', "
        "{ get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    script = chromium.tell("Page.addScriptToEvaluateOnNewDocument", source=deny)
    try:
        chromium.open(pages["kuaishou-blocked-en"])
        chromium.ask("document.querySelector('input[data-tick]').click()")

        assert chromium.ask("return document.querySelector('[data-ticked]').textContent") == "1"
        assert chromium.logged() == []
    finally:
        chromium.tell("Page.removeScriptToEvaluateOnNewDocument", **script)


def test_the_keyboard_reaches_a_box_and_ticks_it(
    chromium: Browser, pages: Mapping[str, Path]
) -> None:
    """Tab comes to the skip link first and to a box in the end; Space ticks it, and focus shows."""
    chromium.open(pages["kuaishou-settled-en"])
    focused = "const e = document.activeElement; return {name: e.className, type: e.type || ''}"
    chromium.press(Keys.TAB)

    assert chromium.ask(focused)["name"] == "skip"

    for _ in range(200):
        chromium.press(Keys.TAB)
        if chromium.ask(focused)["type"] == "checkbox":
            break
    outline = chromium.ask("return getComputedStyle(document.activeElement).outlineStyle")
    before = chromium.ask("return document.activeElement.checked")
    chromium.press(Keys.SPACE)

    assert outline == "solid"
    assert chromium.ask("return document.activeElement.checked") is not before
    chromium.ask("localStorage.clear()")


@pytest.mark.parametrize("name", [HOSTILE, "长" * 10_000, "a\ud800b", "</script><script>x()"])
def test_a_hostile_name_stays_text(chromium: Browser, named: Shop, name: str) -> None:
    """Whatever a shop is called, the page shows it and does nothing of what it says."""
    chromium.open(named(name))
    shown = chromium.ask("return document.querySelector('h1').textContent")

    assert shown[:9] == name[:9] or "ud800" in shown
    assert "49" not in shown
    assert not {"\u202e", "\u0007"} & set(chromium.ask("return document.body.textContent"))
    assert chromium.ask("return document.querySelectorAll('h1 *, script').length") == 1
    assert chromium.ask("return document.querySelectorAll('img, [onmouseover]').length") == 0
    assert chromium.logged() == []


_OF_ALL_KINDS = (
    "kuaishou-blocked-zh",
    "kuaishou-disputed-en",
    "kuaishou-overdue-zh",
    "1688-orders-en",
    "douyin-ready-zh",
    "taobao-settled-en",
    "taobao-undetermined-zh",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(
    chromium: Browser, pages: Mapping[str, Path], theme: str
) -> None:
    """Every piece of text has the contrast of WCAG AA, 4.5 to 1, as the browser computes it."""
    chromium.theme(theme)
    grounds = set()
    try:
        for name in _OF_ALL_KINDS:
            chromium.open(pages[name])
            found = chromium.contrasts()
            grounds.add(chromium.ask("return getComputedStyle(document.body).backgroundColor"))

            assert len(found) > 50
            assert [(ratio, what) for ratio, what in found if ratio < 4.5] == []
    finally:
        chromium.theme("")
    assert len(grounds) == 1
    assert grounds == {"rgb(246, 245, 241)" if theme == "light" else "rgb(19, 21, 24)"}


def test_a_page_prints_with_its_plan_unfolded_and_folds_again(
    chromium: Browser, pages: Mapping[str, Path]
) -> None:
    """On A4 every page prints, what others claim is unfolded for it, and folded again after."""
    script = "return document.querySelectorAll('details[open]').length"
    watch = f"""window.seen = [];
        addEventListener('beforeprint', () => window.seen.push((() => {{ {script} }})()));"""
    for name in ("kuaishou-blocked-zh", "1688-orders-en", "taobao-blocked-en"):
        chromium.open(pages[name])
        chromium.ask(watch)
        paper = chromium.printed()

        assert paper.startswith(b"%PDF-")
        assert b"/MediaBox [0 0 594" in paper or b"/MediaBox [0 0 595" in paper
        assert chromium.ask("return window.seen")[0] > 0
        assert chromium.ask(script) == 0


def test_every_platform_has_a_page(pages: Mapping[str, Path]) -> None:
    """The examples that all of this is tested with are of every platform and both languages."""
    for platform in PLATFORMS:
        for lang in Lang:
            assert any(n.startswith(platform) and n.endswith(lang) for n in pages)
