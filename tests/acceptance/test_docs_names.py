"""The documents name all that there is and nothing else, link to what exists, and stay short."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields
from importlib.metadata import version
from pathlib import PurePosixPath

import pytest
from documents import (
    ALL_PAGES,
    CONTRIBUTING,
    DOCUMENTS,
    PAGES,
    READMES,
    WRITTEN,
    anchors,
    blocks,
    code,
    commands,
    options,
    read,
    words,
)
from states import PLATFORMS, ROOT

from shopexit import Grade, Lang, Outcome, Verdict, load_rules
from shopexit.cli.exit_codes import (
    BUG,
    EXIT_CODES,
    GONE,
    HUNG_UP,
    INTERRUPTED,
    TERMINATED,
    USAGE,
    FailOn,
)
from shopexit.cli.schemas import KINDS
from shopexit.cli.settings import Settings
from shopexit.evaluation.waivers import Use
from shopexit.formats import FORMATS
from shopexit.inputs.state_schema import state_model
from shopexit.report.model import MoneyTotals
from shopexit.report.summary import KeyDates, Status, Summary

MOST_BYTES = {"README.md": 9_216, "README.zh-CN.md": 9_216, CONTRIBUTING: 5_120}
NAMES: Mapping[str, AbstractSet[str]] = {
    "command": {name for name in commands() if name},
    "format": set(FORMATS),
    "limit of failing": set(FailOn),
    "standing of a shop": set(Status),
    "use of a waiver": set(Use),
    "key of a settings file": {
        field.alias or name for name, field in Settings.model_fields.items()
    },
    "field of a shop in brief": {field.name for field in fields(Summary)} - {"schema_"},
    "field of its money or days": {
        f.name for kind in (MoneyTotals, KeyDates) for f in fields(kind)
    },
    "platform": set(PLATFORMS),
    "procedure": {p for name in PLATFORMS for p in load_rules(name).procedures} | {"all"},
    "grade": set(Grade),
    "outcome": set(Outcome),
    "verdict": set(Verdict),
    "schema": set(KINDS),
    "language": set(Lang),
    "key of a state file": {
        key
        for key in state_model(load_rules("kuaishou").vocabulary).model_fields
        if key not in load_rules("kuaishou").vocabulary.groups
    },
    "variable": {
        name
        for path in (ROOT / "src").rglob("*.py")
        for name in re.findall(
            r"(?<!_)SHOPEXIT_[A-Z]+|NO_COLOR|FORCE_COLOR", path.read_text("utf-8")
        )
    },
}


OPTIONS = {option for command in commands().values() for option in options(command)}


def said(lang: str) -> str:
    """Return all pages in a language."""
    return "\n".join(read(name) for name in PAGES[lang])


# --- names ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", READMES)
@pytest.mark.parametrize("kind", NAMES)
def test_the_pages_name_everything_there_is(lang: str, kind: str) -> None:
    """A procedure or a grade that nobody has heard of helps nobody; --help names the options."""
    assert NAMES[kind]
    assert set(NAMES[kind]) - words(said(lang)) == set()


@pytest.mark.parametrize("lang", READMES)
@pytest.mark.parametrize(
    "kind",
    [
        "format",
        "key of a settings file",
        "field of a shop in brief",
        "grade",
        "verdict",
        "outcome",
    ],
)
def test_the_pages_explain_each_in_a_row_of_its_own(lang: str, kind: str) -> None:
    """Being mentioned in passing is not enough."""
    rows = re.findall(r"^\| (.+?) \|", said(lang), re.MULTILINE)

    assert set(NAMES[kind]) - words("\n".join(rows)) == set()


@pytest.mark.parametrize("name", [*ALL_PAGES, "docs/writing-rules.md"])
def test_a_page_names_no_command_or_option_that_there_is_not(name: str) -> None:
    """One that was renamed is renamed there too."""
    named = code(read(name))

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", named)) <= OPTIONS
    assert set(re.findall(r"(?:^|/|\$ )shopexit ([a-z]+)", named, re.MULTILINE)) <= NAMES["command"]


@pytest.mark.parametrize("lang", READMES)
def test_there_is_a_row_for_every_exit_code_and_no_other(lang: str) -> None:
    """A script has to know what each of them means."""
    rows = re.findall(r"^\| `(\d{1,3})` \|", said(lang), re.MULTILINE)

    codes = {*EXIT_CODES.values(), USAGE, BUG, HUNG_UP, INTERRUPTED, GONE, TERMINATED}
    assert [int(row) for row in rows] == sorted(codes)


@pytest.mark.parametrize(("en", "zh"), list(zip(PAGES["en"], PAGES["zh"], strict=True)))
def test_a_page_says_the_same_things_in_the_same_order_in_both_languages(en: str, zh: str) -> None:
    """Headings, blocks, tables and what is typed agree; a language is all that differs."""
    shapes = []
    for name in (en, zh):
        text = read(name)
        outline = re.findall(r"^(#+) |^ *```(\w*)$|^([-|]) ", text, re.MULTILINE)
        typed = [line for block in blocks(text, "sh") for line in block.splitlines()]
        typed += re.findall(r"^\$ .*", text, re.MULTILINE)
        shapes.append((outline, [line.replace(" --lang zh", "") for line in typed]))

    assert shapes[0] == shapes[1]


def test_the_changelog_has_a_heading_for_this_version() -> None:
    """What is released is described."""
    assert f"## [{version('shopexit')}]" in read("CHANGELOG.md")


@pytest.mark.parametrize("name", MOST_BYTES)
def test_what_is_read_first_is_short(name: str) -> None:
    """What does not fit has a page of its own."""
    assert len(read(name).encode()) <= MOST_BYTES[name]


# --- files and links ------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_link_leads_to_a_file_and_a_heading_that_exist(name: str) -> None:
    """Seen from the folder of the document. Addresses on the web are not followed."""
    for target in re.findall(r"\]\(([^)\s]+)", read(name)):
        if re.match(r"https?:", target):
            continue
        path, _, anchor = target.partition("#")
        file = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(str(file.relative_to(ROOT))), target


@pytest.mark.parametrize("lang", READMES)
def test_every_page_is_one_step_from_the_readme_and_from_the_other_language(lang: str) -> None:
    """Whoever opened the wrong one is not lost."""
    other = next(each for each in READMES if each != lang)
    assert f"]({READMES[other]})" in read(READMES[lang])
    for page in [*WRITTEN[lang], f"docs/{lang}/facts.md"]:
        assert f"]({page}" in read(READMES[lang]), page
    for page in WRITTEN[lang]:
        assert f"](../{other}/{PurePosixPath(page).name})" in read(page), page
        assert f"](../../{READMES[lang]})" in read(page), page


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_that_is_named_exists(name: str) -> None:
    """A name in capitals, as in rules/PLATFORM.yaml, stands for any that fits; there is one."""
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()} - {".venv", ".github"}
    named = [word.rstrip(".") for word in words(read(name)) if word.split("/")[0] in folders]
    for word in named:
        pattern = re.sub(r"PLATFORM|PROCEDURE|CASE", "*", word).rstrip("/")
        assert "/" not in word or list(ROOT.glob(pattern)), word


def test_a_module_that_contributing_names_exists() -> None:
    """The layout that it describes is the one that is there."""
    modules = {word for word in words(read(CONTRIBUTING)) if re.fullmatch(r"\w+\.py", word)}
    assert modules
    for module in modules:
        assert list((ROOT / "src").rglob(module)), module


def test_contributing_names_every_way_to_refresh_expected_outputs() -> None:
    """UPDATE_GOLDEN and its kind are found by those who need them, and by no others' names."""
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    switches = set(re.findall(r"environ\.get\(\"(UPDATE_\w+)\"\)", tests))

    assert switches
    assert set(re.findall(r"UPDATE_\w+", read(CONTRIBUTING))) == switches
