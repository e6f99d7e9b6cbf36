"""The handbook that `site` writes: all that the rules say is in it, and nothing else acts."""

import errno
import json
import re
from collections.abc import Mapping, Sequence
from html import unescape
from pathlib import Path

import pytest
from hostilerules import HOSTILE, hostile_rules
from states import PLATFORMS, ROOT

from shopexit import Lang, Platform
from shopexit.cli import rules_commands
from shopexit.cli.app import run
from shopexit.messages import clean
from shopexit.rules.entries import claims

CASES = [(name, lang) for name in PLATFORMS for lang in Lang]


@pytest.fixture(scope="module")
def pages(handbook: Path) -> Mapping[str, str]:
    """Return every page by its path in the folder."""
    found = {p.relative_to(handbook).as_posix(): p for p in handbook.rglob("*.html")}
    return {name: path.read_text(encoding="utf-8") for name, path in found.items()}


def words(page: str) -> str:
    """Return what a reader sees of a page."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def ids(page: str) -> list[str]:
    """Return every id on a page."""
    return re.findall(r'\sid="([^"]*)"', page)


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_every_reference_has_its_anchor(
    name: str, lang: Lang, pages: Mapping[str, str], rules_of: Mapping[str, Platform]
) -> None:
    """What has a name in the rules is found under it, and says there what the rule says."""
    rules = rules_of[name]
    for procedure, its in rules.procedures.items():
        page = pages[f"{lang}/{name}-{procedure}.html"]
        there = ids(page)
        assert len(there) == len(set(there))
        for entry in its.entries:
            assert entry.id in there
            assert clean(entry.words[lang]) in words(page)
        for question in its.unknowns:
            assert question.id in there
            assert clean(question.ask[lang]) in words(page)


@pytest.mark.parametrize(("name", "lang"), CASES)
def test_a_page_holds_what_its_rules_hold(
    name: str, lang: Lang, pages: Mapping[str, str], rules_of: Mapping[str, Platform]
) -> None:
    """The ways out, the menus, the other sides, the sources, and what was changed and when."""
    rules = rules_of[name]
    for procedure, its in rules.procedures.items():
        shown = words(pages[f"{lang}/{name}-{procedure}.html"])
        for entry in its.entries:
            told = [t[lang] for t in (entry.way_out, entry.note, entry.ask) if t]
            told += [side.says[lang] for side in entry.disputed]
            told += [part for place in entry.where for part in place.path]
            told += [rules.sources[cited.source].title for cited in entry.sources]
            told += [claim.note[lang] for claim in claims(entry) if claim.note]
            if entry.since and claims(entry):
                since = rules.vocabulary.facts[entry.since].label
                told.append({"zh": f"从{since.zh}算起", "en": f"from the {since.en}"}[lang])
            assert [text for text in told if clean(text) not in shown] == []
        for change in rules.changes:
            if any(ref.startswith(f"{procedure}/") for ref in change.refs):
                assert f"{change.on} {clean(change.what[lang])}" in shown
        assert str(rules.reviewed) in shown
    assert rules.name[lang] in words(pages[f"{lang}/index.html"])


def test_a_link_leads_to_a_page_and_a_place_that_are_there(pages: Mapping[str, str]) -> None:
    """Within the handbook; sources are on the web, and are told nothing of who comes."""
    places = {name: {*ids(page)} for name, page in pages.items()}
    for name, page in pages.items():
        for href, rest in re.findall(r'<a\b[^>]*?href="([^"]*)"([^>]*)>', page):
            if href.startswith(("http://", "https://")):
                assert 'rel="noopener noreferrer"' in rest
                continue
            path, _, anchor = href.partition("#")
            target = (Path(name).parent / path).as_posix() if path else name
            target = re.sub(r"[^/]+/\.\./", "", target)
            assert target in pages, href
            assert not anchor or anchor in places[target], (name, href)


def test_nothing_is_loaded_from_another_host(pages: Mapping[str, str]) -> None:
    """The policy of each page allows its own style and script; the index has its search beside."""
    for name, page in pages.items():
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
        assert policy.startswith("default-src 'none';")
        assert ("'self'" in policy) is (name in ("zh/index.html", "en/index.html"))
        assert "unsafe" not in policy
        assert "http" not in policy
        assert (
            re.findall(r"<(?:link|img|iframe|script)\b[^>]*(?:src|href)=(?!\"data:,\")", page) == []
        )


def test_the_first_page_is_light(handbook: Path) -> None:
    """At most 100 kB each, for a telephone with a weak signal; the words to search come later."""
    for name in ("index.html", "zh/index.html", "en/index.html"):
        assert (handbook / name).stat().st_size <= 100_000
    assert (handbook / "search.js").stat().st_size <= 400_000


def test_the_search_knows_every_rule(handbook: Path, rules_of: Mapping[str, Platform]) -> None:
    """By its page and its place, so that what is found can be opened."""
    text = (handbook / "search.js").read_text(encoding="utf-8")
    titles, rows, _ = json.loads(text.removeprefix("handbook(").removesuffix(");\n"))
    found = [f"{titles[row[0]][0]}#{row[1]}" for row in rows if row[1]]
    refs = [
        f"{name}-{procedure}.html#{id_}"
        for name, rules in rules_of.items()
        for procedure, its in rules.procedures.items()
        for id_ in [*(e.id for e in its.entries), *(q.id for q in its.unknowns)]
    ]
    assert found == refs
    sides = [
        side.says
        for rules in rules_of.values()
        for entry in rules.references.values()
        for side in entry.disputed
    ]
    assert sides
    assert [s.zh for s in sides if f"另一种说法：{clean(s.zh)}" not in text] == []


@pytest.mark.parametrize("lang", Lang)
def test_steps_as_html_is_one_such_page(
    lang: Lang, pages: Mapping[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """The same rules, sources and changes, without the way to other pages."""
    assert run(["steps", "taobao", "release", "--format", "html", "--lang", lang]) == 0
    alone = capfd.readouterr().out
    beside = pages[f"{lang}/taobao-release.html"]

    assert alone[alone.index("<main") :] == beside[beside.index("<main") :]
    assert "index.html" not in alone


def test_several_procedures_stand_on_one_page_with_their_names(
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Closing and the refund have steps of one name: no id stands twice."""
    assert run(["steps", "kuaishou", "all", "--format", "html"]) == 0
    page = capfd.readouterr().out

    there = ids(page)
    assert len(there) == len(set(there))
    assert {"close/orders-finished", "refund-deposit/shop-closed"} <= set(there)
    assert set(re.findall(r'href="#([^"]*)"', page)) <= {*there, "main"}


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return a handbook of rules that want to act."""
    folder = tmp_path / "hostile"
    assert run(["site", str(folder), "--rules", str(hostile_rules(tmp_path / "rules"))]) == 0
    return folder


def test_hostile_rules_stay_text(hostile: Path) -> None:
    """No tag of theirs is one, on no page."""
    pages = {path: path.read_text(encoding="utf-8") for path in hostile.rglob("*.html")}
    assert len(pages) > 4
    for path, page in pages.items():
        assert page.count("<script>") == page.count("</script>") == 1
        assert "<img" not in page
        assert "\u202e" not in page
        assert path.name == "index.html" or clean(HOSTILE.split("\u202e")[0]) in unescape(page)
    assert "\u202e" not in (hostile / "search.js").read_text(encoding="utf-8")


# --- links to where it is published ---------------------------------------------------------

AT = "https://handbook.invalid/exit"
SHOP = str(ROOT / "examples" / "kuaishou" / "blocked.yaml")
SHOPS = str(ROOT / "examples" / "fleet" / "shops")
ON = ("--on", "2026-11-22")
LINKING = [
    ("explain", "快手/关店/orders-finished", "--lang", "zh"),
    ("check", SHOP, *ON, "--format", "html", "--lang", "zh"),
    ("check", SHOP, *ON, "--format", "sarif", "--lang", "en"),
    ("fleet", SHOPS, *ON, "--format", "html", "--lang", "en"),
    ("fleet", SHOPS, *ON, "--format", "sarif", "--jobs", "2", "--lang", "zh"),
]


@pytest.mark.parametrize("call", LINKING, ids=lambda call: f"{call[0]}-{call[-3]}")
def test_what_is_linked_to_is_there(
    call: Sequence[str], pages: Mapping[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """In the language of the output, each rule at its place; without an address no link."""
    run([*call, "--site-url", f"{AT}/"])
    links = re.findall(rf"{AT}/([\w/.-]+)#([\w.-]+)", capfd.readouterr().out)
    assert links
    assert [(page, id_) for page, id_ in links if f'id="{id_}"' not in pages[page]] == []
    assert {page.partition("/")[0] for page, _ in links} == {call[-1]}
    run(call)
    alone = capfd.readouterr().out
    assert alone
    assert "handbook" not in re.sub("<style>.*?</style>", "", alone, flags=re.DOTALL)


def test_the_settings_say_where_it_is_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Else who reads a nightly report would have to be told each time."""
    (tmp_path / "shopexit.toml").write_text(f'site-url = "{AT}"', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for call in LINKING[:3]:
        run(call)
        assert f"{AT}/{call[-1]}/kuaishou-close.html#orders-finished" in capfd.readouterr().out


@pytest.mark.parametrize("written", ["javascript:alert(1)", "//host", "https://a b", 'http://"'])
def test_an_address_of_another_kind_is_refused(
    written: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """It would stand in a page as a link."""
    assert run([*LINKING[0], "--site-url", written]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "--site-url: 写的是“" in err


# --- the folder -----------------------------------------------------------------------------

FEW = ("--rules", str(ROOT / "tests" / "rulebook"))


def test_an_earlier_handbook_is_replaced_and_what_is_gone_is_removed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The folder holds one handbook, and what stands beside it is left alone."""
    folder = tmp_path / "handbook"
    assert run(["site", str(folder), *FEW]) == 0
    (folder / "CNAME").write_text("handbook.invalid", encoding="utf-8")
    (folder / "zh" / "gone-close.html").write_text("old", encoding="utf-8")
    assert run(["site", str(folder), *FEW]) == 0

    assert not (folder / "zh" / "gone-close.html").exists()
    assert (folder / "CNAME").exists()
    out, err = capfd.readouterr()
    assert out == ""
    assert str(folder / "index.html") in err


@pytest.mark.parametrize("lang", Lang)
def test_a_folder_with_anything_else_in_it_is_refused(
    lang: Lang, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Also where that has an index of its own."""
    (tmp_path / "index.html").write_text("<p>mine", encoding="utf-8")
    assert run(["site", str(tmp_path), "--lang", lang]) == 2

    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
    out, err = capfd.readouterr()
    assert out == ""
    assert {"zh": "不会往里写", "en": "the handbook is not written into it"}[lang] in err


def test_what_is_no_folder_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A file, a folder within one, and one that is not there to make it in."""
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    for name in ("file", "file/handbook", "nowhere/handbook", "x" * 300):
        assert run(["site", str(tmp_path / name), *FEW]) == 2
        assert str(tmp_path / name[:20]) in capfd.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_cannot_be_filled_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Else the next try would find something else in it."""

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    folder = tmp_path / "handbook"
    with monkeypatch.context() as disk:
        disk.setattr(rules_commands, "write_files", full)
        assert run(["site", str(folder), *FEW]) == 2
    assert f"{folder}: cannot write the file: No space left" in capfd.readouterr().err
    assert not folder.exists()
    assert run(["site", str(folder), *FEW]) == 0


def test_rules_that_cannot_be_used_leave_the_folder_as_it_was(tmp_path: Path) -> None:
    """Nothing is written before all of it is known."""
    (tmp_path / "rules").mkdir()
    for name in ("facts.yaml", "demo.yaml"):
        text = (ROOT / "tests" / "rulebook" / name).read_bytes()
        (tmp_path / "rules" / name).write_bytes(text.replace(b"level: must", b"level: mist"))
    folder = tmp_path / "handbook"

    assert run(["site", str(folder), "--rules", str(tmp_path / "rules")]) == 2
    assert not folder.exists()


@pytest.mark.parametrize(
    "call",
    [
        ["site", "handbook"],
        ["facts"],
        ["platforms"],
        ["explain", "deposit"],
        ["steps", "kuaishou"],
        ["init", "kuaishou"],
        ["check", "kuaishou", str(ROOT / "examples" / "kuaishou" / "ready.yaml")],
        ["test", str(ROOT / "examples" / "kuaishou")],
    ],
    ids=lambda call: call[0],
)
def test_a_folder_without_rules_is_refused_and_no_handbook_emptied(
    call: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By every command alike; a rule file with another ending is named."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "kuaishou.yml").write_text("platform: kuaishou\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    if call[0] == "site":
        assert run(["site", "handbook", *FEW]) == 0
    before = sorted(tmp_path.rglob("*.html"))
    capsys.readouterr()
    assert run([*call, "--rules", "rules", "--lang", "en"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "rules: the folder has no rule file of a platform" in err
    assert "rename kuaishou.yml to kuaishou.yaml" in err
    assert sorted(tmp_path.rglob("*.html")) == before
