"""A fleet as a page in a real browser."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from browser import Browser
from judgedfleets import HOSTILE, Judged
from selenium.webdriver.common.keys import Keys

from shopexit import Lang
from shopexit.formats import row
from shopexit.formats.words import VERDICTS
from shopexit.messages import clean
from shopexit.report.summary import Status
from shopexit.report.totals import Shop


@pytest.fixture(scope="session")
def pages(
    fleets: Mapping[str, Judged], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """Return every fleet as a page in a file."""
    folder = tmp_path_factory.mktemp("fleets")
    return {name: judged.page(folder / f"{name}.html") for name, judged in fleets.items()}


_PLACES = """
return [...document.querySelectorAll('.shop:not([hidden])')]
  .map(shop => shop.querySelector('.file').textContent)"""
_OPEN = """
for (const [i, button] of document.querySelectorAll('.name button').entries())
  if ([...arguments].includes(i)) button.click()"""
_OUTLINE = """
const all = (what) => [...document.querySelectorAll(what)];
return {
  ids: all('[id]').map(e => e.id),
  levels: all('h1,h2,h3,h4,h5,h6').map(h => +h.tagName[1]),
  unlabelled: all('input').filter(i => !i.labels.length || !i.labels[0].textContent.trim()).length,
  empty: all('h1,h2,h3,h4,h5,h6,th,label,summary,a,button').filter(e => !e.textContent.trim())
    .length,
  lost: all('a[href^="#"]').filter(a => !document.getElementById(a.hash.slice(1))).length
    + all('[aria-expanded=true]')
      .filter(b => !document.getElementById(b.getAttribute('aria-controls'))).length
    + all('[for]').filter(l => !document.getElementById(l.htmlFor)).length
    + all('[fill^=url]')
      .filter(f => !document.getElementById(f.getAttribute('fill').slice(5, -1))).length,
  foreign: all('a:not([href^="#"])')
    .filter(a => !/^https?:/.test(a.href) || a.rel !== 'noopener noreferrer').length,
  landmarks: ['header', 'main', 'footer'].map(name => all('body > ' + name).length),
}"""
_UNFOLDED = """
document.querySelectorAll('details').forEach(d => { d.open = true });
return document.scrollingElement.scrollWidth"""


def _open_of(chromium: Browser, page: Path, *numbers: int) -> None:
    chromium.open(page)
    chromium.ask(_OPEN, *numbers)


def _all_of(judged: Judged) -> list[int]:
    return list(range(len(judged.shops)))


def test_the_page_asks_nobody_and_draws_no_error_with_every_plan_open(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged]
) -> None:
    """The browser asks for the page itself and nothing else, and its console stays silent."""
    for name, page in pages.items():
        _open_of(chromium, page, *_all_of(fleets[name]))

        assert chromium.ask("return document.querySelectorAll('.plan').length") == len(
            fleets[name].shops
        )
        assert chromium.requested() == [page.as_uri()]
        assert chromium.logged() == []


def test_all_plans_open_at_once_are_one_sound_document(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged]
) -> None:
    """No id occurs twice, every link and label leads to something, no level is skipped."""
    for name, page in pages.items():
        _open_of(chromium, page, *_all_of(fleets[name]))
        found = chromium.ask(_OUTLINE)
        levels = found["levels"]

        assert len(found["ids"]) == len(set(found["ids"])) > len(fleets[name].shops) * 10
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(below - above <= 1 for above, below in pairwise(levels)), levels
        assert found["landmarks"] == [1, 1, 1]
        unwanted = ("unlabelled", "empty", "lost", "foreign")
        assert {each: found[each] for each in unwanted} == dict.fromkeys(unwanted, 0), name


def test_a_row_opens_the_plan_and_closes_it_again(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged]
) -> None:
    """What opens is the whole report: a box an action, the verdict, money and sources."""
    shops = fleets["zh"].shops
    number = next(i for i, shop in enumerate(shops) if shop.summary and shop.summary.dates.close)
    report = shops[number].report
    assert report is not None
    button = f"document.querySelectorAll('.name button')[{number}]"
    visible = "const p = document.querySelector('.plan'); return p ? p.offsetHeight > 0 : null"
    chromium.open(pages["zh"])

    assert chromium.ask(visible) is None
    assert chromium.ask(f"return {button}.getAttribute('aria-expanded')") == "false"

    chromium.ask(f"{button}.focus()")
    chromium.press(Keys.ENTER)

    assert chromium.ask(visible) is True
    assert chromium.ask(f"return {button}.getAttribute('aria-expanded')") == "true"
    plan = chromium.ask("return document.querySelector('.plan').textContent")
    boxes = chromium.ask("return document.querySelectorAll('.plan input[data-tick]').length")
    assert boxes == len(report.plan.actions) > 3
    assert VERDICTS[report.verdict].zh in plan
    assert all(finding.says.zh in plan for finding in report.findings)
    assert all(each.label.zh in plan for each in report.money.sums)

    chromium.press(Keys.SPACE)

    assert chromium.ask(visible) is False
    assert chromium.ask(f"return {button}.getAttribute('aria-expanded')") == "false"

    chromium.ask("document.querySelectorAll('.shop')[0].rows[0].cells[3].click()")

    assert chromium.ask("return document.querySelectorAll('.shop')[0].rows.length") == 2


def test_an_unusable_file_opens_all_that_is_wrong_with_it(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged]
) -> None:
    """Its row names the first problem and how many more there are."""
    places = [row.place(shop.file, shop.entry) for shop in fleets["en"].shops]
    number = places.index("broken.yaml")
    _open_of(chromium, pages["en"], number)
    shown = chromium.ask("return document.querySelector('.is-open').rows[0].innerText")
    wrong = chromium.ask(
        "return [...document.querySelectorAll('.problems li')].map(e => e.textContent)"
    )

    assert "UNUSABLE" in shown
    assert "line 3: foo" in shown
    assert "and 1 more" in shown
    assert [words[:11] for words in wrong] == ["line 3: foo", "line 4: bar"]


def _money(shop: Shop) -> Decimal | None:
    return Decimal(shop.summary.money.comes_back) if shop.summary else None


def _day(which: str) -> Callable[[Shop], date | None]:
    """Return what tells when something is over at the soonest, or else by when."""

    def day(shop: Shop) -> date | None:
        dates = shop.summary.dates if shop.summary else None
        return (getattr(dates, which) or getattr(dates, f"{which}_latest")) if dates else None

    return day


_BY_VALUE: Mapping[int, Callable[[Shop], object]] = {
    2: lambda shop: list(Status).index(shop.status),
    4: _money,
    5: _day("close"),
    6: _day("money"),
}
_IS_SORTED = """
const [column, sign] = arguments;
const lang = document.documentElement.lang;
const texts = [...document.querySelectorAll('.shop')].map(s => s.rows[0].cells[column])
  .map(c => c.innerText.trim()).filter(t => t !== '–');
const out = texts.slice(1).filter((t, i) =>
  sign * texts[i].localeCompare(t, lang, {numeric: true}) > 0);
return [texts.length, out]"""


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("column", range(8))
def test_every_column_sorts_both_ways(
    chromium: Browser,
    pages: Mapping[str, Path],
    fleets: Mapping[str, Judged],
    lang: Lang,
    column: int,
) -> None:
    """Amounts, days and verdicts by what they mean, words as words; what is not known is last."""
    shops = fleets[lang].shops
    chromium.open(pages[lang])
    head = f"document.querySelectorAll('.shops > thead th')[{column}]"
    assert chromium.ask(f"return {head}.getAttribute('aria-sort')") is None
    for direction, sign in (("ascending", 1), ("descending", -1), ("ascending", 1)):
        chromium.ask(f"{head}.querySelector('button').focus()")
        chromium.press(Keys.ENTER)
        places = chromium.ask(_PLACES)

        assert chromium.ask(f"return {head}.getAttribute('aria-sort')") == direction
        assert chromium.ask("return document.querySelectorAll('[aria-sort]').length") == 1
        assert sorted(places) == sorted(row.place(shop.file, shop.entry) for shop in shops)
        if column in _BY_VALUE:
            value = _BY_VALUE[column]
            known = [shop for shop in shops if value(shop) is not None]
            known.sort(key=value, reverse=sign < 0)  # type: ignore[arg-type]
            unknown = [shop for shop in shops if value(shop) is None]
            assert places == [row.place(shop.file, shop.entry) for shop in (*known, *unknown)]
        else:
            count, out_of_order = chromium.ask(_IS_SORTED, column, sign)
            assert out_of_order == []
            assert count > 15
    assert chromium.logged() == []


def test_an_open_plan_stays_with_its_shop_when_the_table_is_sorted(
    chromium: Browser, pages: Mapping[str, Path]
) -> None:
    """The plan moves along with the row above it."""
    _open_of(chromium, pages["en"], 3, 5)
    labelled = """return [...document.querySelectorAll('.plan')].map(p =>
        [p.getAttribute('aria-label'), p.closest('.shop').querySelector('.name').textContent])"""
    before = chromium.ask(labelled)
    chromium.ask("document.querySelectorAll('.shops > thead button')[7].click()")
    chromium.ask("document.querySelectorAll('.shops > thead button')[7].click()")
    after = chromium.ask(labelled)

    assert sorted(before) == sorted(after)
    assert len(after) == 2
    assert all(label == name for label, name in after)


def test_the_filter_shows_what_fits(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged]
) -> None:
    """By verdict, by several, by words in any order, and by both; the count is told."""
    shops = fleets["zh"].shops
    chromium.open(pages["zh"])
    told = "return document.querySelector('[role=status]').innerText"
    only = "document.querySelector('[data-only={}]').click()"
    typed = """const i = document.getElementById('search'); i.value = arguments[0];
        i.dispatchEvent(new Event('input'))"""

    def expected(*standings: Status) -> list[str]:
        return [row.place(shop.file, shop.entry) for shop in shops if shop.status in standings]

    assert chromium.ask("return document.querySelector('.tools').offsetHeight > 0")
    chromium.ask(only.format("blocked"))
    assert chromium.ask(_PLACES) == expected(Status.BLOCKED)
    assert f"{len(expected(Status.BLOCKED))} / {len(shops)}" in chromium.ask(told)
    chromium.ask(only.format("unusable"))
    both = expected(Status.BLOCKED, Status.UNUSABLE)
    assert chromium.ask(_PLACES) == both
    chromium.ask(typed, "阻 nothing has this")
    assert chromium.ask(_PLACES) == []
    chromium.ask(typed, " KUAISHOU  blocked ")
    assert chromium.ask(_PLACES) == [place for place in both if "kuaishou/blocked" in place]
    chromium.ask(only.format("blocked"))
    chromium.ask(only.format("unusable"))
    chromium.ask(typed, "抖店")
    of_douyin = [s for s in shops if s.summary and s.summary.platform == "douyin"]
    assert len(chromium.ask(_PLACES)) == len(of_douyin)
    chromium.ask(typed, "")
    for late in (Status.OVERDUE, Status.UNDER_WAY, Status.DONE):
        chromium.ask(only.format(late))
        assert chromium.ask(_PLACES) == expected(late) != []
        chromium.ask(only.format(late))
    chromium.ask(typed, "")
    assert len(chromium.ask(_PLACES)) == len(shops)


def test_ticks_survive_a_reload_and_are_not_another_shops(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged]
) -> None:
    """Also where two shops without a name stand in one file; counts are each plan's own."""
    places = [row.place(shop.file, shop.entry) for shop in fleets["en"].shops]
    first, second = places.index("unnamed.yaml:1"), places.index("unnamed.yaml:2")
    ticks = """return [...document.querySelectorAll('.plan')].map(p =>
        [p.querySelectorAll('[data-tick]:checked').length,
         +p.querySelector('[data-ticked]').textContent])"""
    _open_of(chromium, pages["en"], first, second)
    before = chromium.ask(ticks)
    chromium.ask("document.querySelector('.plan [data-tick]:not(:checked)').click()")
    chromium.reload()
    chromium.ask(_OPEN, first, second)
    (once, told), untouched = chromium.ask(ticks)

    assert [once, told] == [before[0][0] + 1] * 2
    assert untouched == before[1]
    chromium.ask("localStorage.clear()")


def test_no_page_scrolls_sideways_on_a_telephone(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged]
) -> None:
    """At 360 pixels the table scrolls in its own box, and an open plan fits what is seen of it."""
    chromium.wide(360)
    try:
        for name, page in pages.items():
            _open_of(chromium, page, *_all_of(fleets[name])[::3])

            assert chromium.ask(_UNFOLDED) <= 360, name
            assert chromium.ask(
                "const box = document.querySelector('.shops').parentElement;"
                "return box.scrollWidth > box.clientWidth"
            )
            widths = chromium.ask(
                "return [...document.querySelectorAll('.plan')].map(p => p.offsetWidth)"
            )
            assert set(widths) == {max(widths)}
            assert max(widths) <= 360
    finally:
        chromium.wide(1200)


def test_hostile_names_stay_text(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged]
) -> None:
    """Whatever shops and files are called, the page shows it and does nothing of what it says."""
    judged = fleets["hostile"]
    _open_of(chromium, pages["hostile"], *_all_of(judged))
    names = chromium.ask("return [...document.querySelectorAll('.name')].map(e => e.textContent)")
    labels = chromium.ask(
        "return [...document.querySelectorAll('.plan')].map(e => e.getAttribute('aria-label'))"
    )

    assert names == labels == [row.name(shop.listed) for shop in judged.shops]
    assert {clean(name) for name in HOSTILE} <= set(names)
    assert chromium.ask("return document.title").startswith(f"{len(judged.shops)} shops")
    assert chromium.ask("return document.querySelectorAll('script').length") == 1
    unwanted = "return document.querySelectorAll('img, b > b, [onmouseover], .name p').length"
    assert chromium.ask(unwanted) == 0
    text = chromium.ask("return document.documentElement.textContent")
    assert not {"\x01", "\x1b", "\x07", "\u202e", "\u2066"} & set(text)
    assert chromium.logged() == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged], theme: str
) -> None:
    """Every piece of text has the contrast of WCAG AA, 4.5 to 1, with plans of all kinds open."""
    chromium.theme(theme)
    try:
        _open_of(chromium, pages["zh"], *_all_of(fleets["zh"])[::4])
        chromium.ask("document.querySelector('.shops > thead button').click()")
        found = chromium.contrasts()

        assert len(found) > 500
        assert [(ratio, what) for ratio, what in found if ratio < 4.5] == []
    finally:
        chromium.theme("")


def test_the_table_and_open_plans_are_printed(chromium: Browser, pages: Mapping[str, Path]) -> None:
    """On paper there is the table, what is open is unfolded, and it folds again after."""
    count = "return document.querySelectorAll('details[open]').length"
    watch = f"addEventListener('beforeprint', () => {{ window.seen = (() => {{ {count} }})() }})"
    chromium.open(pages["en"])
    closed = chromium.printed()
    chromium.ask(_OPEN, 3)
    chromium.ask(watch)
    paper = chromium.printed()
    chromium.tell("Emulation.setEmulatedMedia", media="print")
    try:
        hidden = chromium.ask("return document.querySelector('.tools').offsetHeight")
        plan = chromium.ask("return document.querySelector('.plan').offsetHeight")
    finally:
        chromium.tell("Emulation.setEmulatedMedia", media="")

    assert paper.startswith(b"%PDF-")
    assert paper.count(b"/Type /Page\n") > closed.count(b"/Type /Page\n") > 0
    assert chromium.ask("return window.seen") > 0
    assert chromium.ask(count) == 0
    assert hidden == 0
    assert plan > 500


def test_without_scripts_the_table_still_reads(
    chromium: Browser, pages: Mapping[str, Path], fleets: Mapping[str, Judged]
) -> None:
    """No button that does nothing is there, and a line says what is missing."""
    chromium.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        chromium.chrome.get(pages["en"].as_uri())
        text = chromium.chrome.find_element("css selector", "main").text
        buttons = chromium.chrome.find_elements("css selector", "button")
        seen = [button for button in buttons if button.is_displayed()]
    finally:
        chromium.tell("Emulation.setScriptExecutionDisabled", value=False)

    assert "Scripts are off" in text
    assert seen == []
    for shop in fleets["en"].shops:
        assert row.name(shop.listed) in text


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
        _open_of(chromium, pages["en"], 3)
        ticked = "return +document.querySelector('[data-ticked]').textContent"
        before = chromium.ask(ticked)
        chromium.ask("document.querySelector('input[data-tick]').click()")

        assert abs(chromium.ask(ticked) - before) == 1
        assert chromium.logged() == []
    finally:
        chromium.tell("Page.removeScriptToEvaluateOnNewDocument", **script)
