"""The handbook in a real browser, opened from the folder as it is: no server stands behind it."""

from pathlib import Path

import pytest
from browser import Browser
from hostilerules import hostile_rules
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from shopexit import Lang
from shopexit.cli.app import run

_UNFOLDED = """
document.querySelectorAll('details').forEach(d => { d.open = true });
return document.scrollingElement.scrollWidth"""
_FOUND = """
return [...document.querySelectorAll('.results:not([hidden]) .finding')]
  .map(e => [e.querySelector('a').getAttribute('href'), e.innerText])"""
_SOME = ("index", "kuaishou-close")
"""Pages with all that there is: the search, disputes, menus, what cannot be taken back."""


def longest(folder: Path) -> list[Path]:
    """Return an index and the longest page of each platform."""
    pages = {p.name.partition("-")[0]: p for p in sorted(folder.glob("*.html"), key=size)}
    return [*pages.values()]


def size(page: Path) -> int:
    """Return how many bytes a page has."""
    return page.stat().st_size


def searched(chromium: Browser, words: str) -> list[list[str]]:
    """Type words into the search of the page that is open; return each address and text found."""
    chromium.ask(
        "const i = document.querySelector('#search'); i.focus(); i.value = arguments[0];"
        "i.dispatchEvent(new Event('input'))",
        words,
    )
    there = "return !!document.querySelector('.results [role=status]').textContent"
    WebDriverWait(chromium.chrome, 10).until(lambda chrome: chrome.execute_script(there))
    found: list[list[str]] = chromium.ask(_FOUND)
    return found


def test_no_page_asks_another_host_draws_an_error_or_scrolls_sideways(
    chromium: Browser, handbook: Path
) -> None:
    """On a telephone of 360 pixels, with everything unfolded."""
    chromium.wide(360)
    try:
        for page in (page for lang in Lang for page in longest(handbook / lang)):
            chromium.open(page)

            assert chromium.ask(_UNFOLDED) <= 360, page.name
            assert chromium.requested() == [page.as_uri()]
            assert chromium.logged() == []
    finally:
        chromium.wide(1200)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(chromium: Browser, handbook: Path, theme: str) -> None:
    """4.5 to 1 in both languages, as the browser computes it, and nothing sticks out at 1200."""
    chromium.theme(theme)
    try:
        for lang in Lang:
            for name in _SOME:
                chromium.open(handbook / lang / f"{name}.html")
                if name == "index":
                    assert searched(chromium, "保证金")
                found = chromium.contrasts()

                assert len(found) > 50
                assert [(ratio, what) for ratio, what in found if ratio < 4.5] == []
                assert chromium.ask(_UNFOLDED) <= 1200
    finally:
        chromium.theme("")


@pytest.mark.parametrize("lang", Lang)
def test_the_search_finds_what_sellers_ask_for(
    chromium: Browser, handbook: Path, lang: Lang
) -> None:
    """Words of either language, in any width and case; it asks for one file, which is beside it."""
    index = handbook / lang / "index.html"
    chromium.open(index)
    for word in ("公示", "保证金"):
        found = searched(chromium, word)
        assert found
        if lang is Lang.ZH:
            assert any(word in text for _, text in found)
    assert "kuaishou-close.html#notice-shown-30-days" in {
        href for href, _ in searched(chromium, "快手 公示")
    }
    assert searched(chromium, "DEPOSIT") == searched(chromium, "ｄｅｐｏｓｉｔ")
    assert searched(chromium, "kuaishou déposit")
    assert searched(chromium, "qqqqq") == []

    assert chromium.requested() == [index.as_uri(), (handbook / "search.js").as_uri()]
    assert chromium.logged() == []


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("快手可以退保证金吗？", "kuaishou-refund-deposit.html"),
        ("抖店 保证金 要等几天？", "douyin-refund-deposit.html"),
        ("how do I get the deposit from Taobao?", "taobao-refund-deposit.html"),
    ],
)
def test_a_question_in_a_sellers_words_finds_the_page(
    chromium: Browser, handbook: Path, question: str, first: str
) -> None:
    """What questions are made of is left out where nothing has all of the words."""
    chromium.open(handbook / "zh" / "index.html")

    assert searched(chromium, question)[0][0] == first


def test_by_keyboard_from_the_search_to_the_rule_and_on_to_the_other_language(
    chromium: Browser, handbook: Path
) -> None:
    """Tab comes to the skip link first; Enter goes to what was found, and follows it."""
    chromium.open(handbook / "zh" / "index.html")
    chromium.press(Keys.TAB)
    assert chromium.ask("return document.activeElement.className") == "skip"
    for _ in range(10):
        chromium.press(Keys.TAB)
        if chromium.ask("return document.activeElement.id") == "search":
            break
    chromium.press("快手 公示 连续")
    searched(chromium, "快手 公示 连续")
    chromium.press(Keys.ENTER)
    assert chromium.ask("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    chromium.press(Keys.ENTER)
    target = (handbook / "zh" / "kuaishou-close.html").as_uri() + "#notice-shown-30-days"
    WebDriverWait(chromium.chrome, 10).until(lambda chrome: chrome.current_url == target)

    assert (
        chromium.ask("return document.querySelector(':target').getBoundingClientRect().top") < 800
    )
    chromium.ask("document.querySelector('.top a[hreflang]').click()")
    other = target.replace("/zh/", "/en/")
    WebDriverWait(chromium.chrome, 10).until(lambda chrome: chrome.current_url == other)


def test_the_first_page_goes_on_to_the_chinese_one(chromium: Browser, handbook: Path) -> None:
    """Who reads English changes there."""
    chromium.chrome.get((handbook / "index.html").as_uri())
    index = (handbook / "zh" / "index.html").as_uri()
    WebDriverWait(chromium.chrome, 10).until(lambda chrome: chrome.current_url == index)


def test_hostile_rules_do_nothing(chromium: Browser, tmp_path: Path) -> None:
    """Neither on a page nor in what the search finds."""
    folder = tmp_path / "hostile"
    assert run(["site", str(folder), "--rules", str(hostile_rules(tmp_path / "rules"))]) == 0
    for page in sorted(folder.glob("zh/*.html")):
        chromium.open(page)
        if page.name == "index.html":
            assert searched(chromium, "alert")

        assert chromium.ask("return document.querySelectorAll('img, [onerror]').length") == 0
        assert "49" not in chromium.ask("return document.title")
        assert chromium.ask(_UNFOLDED) <= 1200
        assert chromium.logged() == []
