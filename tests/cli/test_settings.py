"""A file of settings gives a run its defaults, and what is wrong with one is said with its key."""

import os
from pathlib import Path
from typing import Any

import pytest

from shopexit.cli.settings import Settings
from shopexit.cli.settings_file import find
from shopexit.messages import Lang, ShopexitError

ALL = """\
lang = "zh"
rules = "our-rules"
overlay = "own"
trust = "official"
strict = true
max-age = 14
paths = ["shops", "more/*.yaml"]
sort = "money"
limit = 0
jobs = 2
fail-on = "blocked"
baseline = "last.json"
site-url = "https://handbook.invalid/exit"
"""


@pytest.fixture(autouse=True)
def _nothing_above(tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    (tmp_path / ".git").mkdir()


def write(folder: Path, text: str, name: str = "shopexit.toml") -> Path:
    """Return a file of settings with a text."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(text, encoding="utf-8", newline="")
    return file


def values(folder: Path) -> dict[str, Any]:
    """Return what is set in a folder, by name."""
    found = find(folder)
    assert found
    return found.model_dump(exclude_unset=True)


def refused(folder: Path, lang: Lang = Lang.EN) -> list[str]:
    """Return what is wrong with the settings that are found in a folder, without its name."""
    with pytest.raises(ShopexitError) as error:
        find(folder)
    said = [problem.in_words(lang) for problem in error.value.problems]
    return [words.replace(f"{folder}{os.sep}", "") for words in said]


def test_a_file_sets_what_can_be_set(tmp_path: Path) -> None:
    """Every option has its place in it, and places are found from where the file is."""
    write(tmp_path, ALL)
    assert list(values(tmp_path)) == list(Settings.model_fields)
    assert values(tmp_path) == {
        "lang": "zh",
        "rules": str(tmp_path / "our-rules"),
        "overlay": str(tmp_path / "own"),
        "trust": "official",
        "strict": True,
        "max_age": 14,
        "paths": (str(tmp_path / "shops"), str(tmp_path / "more" / "*.yaml")),
        "sort": "money",
        "limit": 0,
        "jobs": 2,
        "fail_on": "blocked",
        "baseline": str(tmp_path / "last.json"),
        "site_url": "https://handbook.invalid/exit",
    }


def test_a_project_keeps_its_settings_in_its_own_table(tmp_path: Path) -> None:
    """The table in pyproject.toml says the same as a file of its own."""
    write(tmp_path, ALL)
    own = find(tmp_path)
    (tmp_path / "shopexit.toml").unlink()
    write(tmp_path, f'[project]\nname = "shopexit"\n[tool.shopexit]\n{ALL}', "pyproject.toml")
    assert find(tmp_path) == own


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    """And every option has its own default."""
    assert find(tmp_path) is None


def test_the_search_ends_at_the_top_of_the_file_system() -> None:
    """Where there is no repository around."""
    assert find(Path(Path.cwd().anchor)) is None


def test_an_empty_file_is_a_file_that_sets_nothing(tmp_path: Path) -> None:
    """It ends the search: what is set further up does not hold."""
    write(tmp_path, "limit = 1\n")
    write(tmp_path / "inner", "")
    assert find(tmp_path / "inner") == Settings()


def test_the_nearest_file_holds_alone(tmp_path: Path) -> None:
    """Nothing is put together from several files."""
    write(tmp_path, 'limit = 1\nsort = "shop"\n')
    write(tmp_path / "a", "[tool.shopexit]\nlimit = 2\n", "pyproject.toml")
    (tmp_path / "a" / "b").mkdir()
    assert values(tmp_path / "a" / "b") == {"limit": 2}
    write(tmp_path / "a", "limit = 3\n")
    assert values(tmp_path / "a" / "b") == {"limit": 3}


@pytest.mark.parametrize(
    "text", ['[project]\nname = "another"\n', "[tool.shopexit-like]\nlimit = 1\n", "broken ["]
)
def test_a_project_without_our_table_is_passed_over(text: str, tmp_path: Path) -> None:
    """Whatever stands in it, and be it no TOML at all."""
    write(tmp_path, "limit = 1\n")
    write(tmp_path / "a", text, "pyproject.toml")
    assert values(tmp_path / "a") == {"limit": 1}


@pytest.mark.parametrize("as_file", [True, False], ids=["worktree", "repository"])
def test_the_search_ends_at_the_top_of_a_repository(as_file: bool, tmp_path: Path) -> None:
    """The top itself is looked at; what lies above belongs to somebody else."""
    write(tmp_path, "limit = 1\n")
    inner = tmp_path / "checkout" / "shops"
    inner.mkdir(parents=True)
    if as_file:
        write(tmp_path / "checkout", "gitdir: elsewhere\n", ".git")
    else:
        (tmp_path / "checkout" / ".git").mkdir()
    assert find(inner) is None
    write(tmp_path / "checkout", "limit = 2\n")
    assert values(inner) == {"limit": 2}


def test_places_are_told_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever works there would write them, for annotations need paths like that."""
    write(tmp_path, 'paths = ["shops", "/srv/shops"]\nrules = "ours"\n')
    monkeypatch.chdir(tmp_path)
    assert values(Path()) == {"paths": ("shops", "/srv/shops"), "rules": "ours"}
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert values(Path()) == {"paths": ("../../shops", "/srv/shops"), "rules": "../../ours"}


def test_a_working_folder_that_is_gone_sets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no bug to be in a folder that somebody has removed."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find(Path()) is None


def test_a_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    """Notepad writes both."""
    write(tmp_path, '\ufefflimit = 1\r\nsort = "shop"\r\n')
    assert values(tmp_path) == {"limit": 1, "sort": "shop"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('# limit = -1\n"limit" = -2\n', ":2: limit"),
        ('paths = [\n  "limit = 3",\n]\nlimit=-3\n', ":4: limit"),
        ('rules = """\nlimit = 1\n"""\nlimit = -2\n', ": limit"),
        ('"lim\\u0069t" = -1\n', ": limit"),
        ("limit.other = 1\n", ": limit"),
    ],
    ids=["quoted", "in a list", "in a text", "written oddly", "dotted"],
)
def test_a_line_is_the_one_that_sets_the_key(text: str, place: str, tmp_path: Path) -> None:
    """Where that can be told at a glance; where not, the key is said alone."""
    write(tmp_path, text)
    assert [words.partition(": found")[0] for words in refused(tmp_path)] == [
        f"error: shopexit.toml{place}"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[other]\nlimit = 1\n[tool.shopexit]\nlimit = -2\n[another]\nlimit = 3\n", ":4"),
        ("[tool]\nshopexit.limit = -2\n[other]\nlimit = 1\n", ""),
        ('[ tool . "shopexit" ]\nlimit = -2\n', ""),
        ("[tool]\nshopexit = {jobs = 1, limit = -2}\n", ""),
    ],
    ids=["another table", "dotted", "quoted", "in braces"],
)
def test_the_line_of_a_key_is_in_the_table_of_shopexit(
    text: str, line: str, tmp_path: Path
) -> None:
    """A key of the same name in another program's table is not ours."""
    write(tmp_path, text, "pyproject.toml")
    assert refused(tmp_path) == [
        f"error: pyproject.toml{line}: tool.shopexit.limit: found -2, expected 0 or more"
    ]


WRONG = [
    (
        "\ntrsut = 'law'",
        "shopexit.toml:2: trsut: unknown key\n  hint: did you mean trust?",
        "shopexit.toml:2: trsut: 没有这一项\n  提示: 是不是想写 trust？",
    ),
    (
        "fail_on = 'never'",
        "shopexit.toml:1: fail_on: unknown key\n  hint: did you mean fail-on?",
        "shopexit.toml:1: fail_on: 没有这一项\n  提示: 是不是想写 fail-on？",
    ),
    (
        "[tool.shopexit]\nlimit = 1",
        "shopexit.toml: tool: in shopexit.toml, write the keys directly, without [tool.shopexit]",
        "shopexit.toml: tool: shopexit.toml 里直接写键，不用 [tool.shopexit]",
    ),
    (
        "site-url = 'javascript:x'",
        (
            "shopexit.toml:1: site-url: found 'javascript:x', "
            "expected an address such as https://example.com/handbook"
        ),
        (
            "shopexit.toml:1: site-url: 写的是“javascript:x”，"
            "应为网址，如 https://example.com/handbook"
        ),
    ),
    (
        "trust = 'offical'",
        (
            "shopexit.toml:1: trust: found 'offical', "
            "expected one of 'law', 'official', 'repost' or 'guide'"
        ),
        (
            "shopexit.toml:1: trust: 写的是“offical”，"
            "应为这几种之一：'law'、'official'、'repost'、'guide'"
        ),
    ),
    (
        "lang = 1",
        "shopexit.toml:1: lang: found 1, expected one of 'zh' or 'en'",
        "shopexit.toml:1: lang: 写的是 1，应为这几种之一：'zh'、'en'",
    ),
    (
        "sort = 'mony'",
        (
            "shopexit.toml:1: sort: found 'mony', "
            "expected one of 'need', 'platform', 'shop', 'money', 'close' or 'input'"
        ),
        (
            "shopexit.toml:1: sort: 写的是“mony”，"
            "应为这几种之一：'need'、'platform'、'shop'、'money'、'close'、'input'"
        ),
    ),
    (
        "fail-on = 'always'",
        (
            "shopexit.toml:1: fail-on: found 'always', "
            "expected one of 'blocked', 'undetermined' or 'never'"
        ),
        (
            "shopexit.toml:1: fail-on: 写的是“always”，"
            "应为这几种之一：'blocked'、'undetermined'、'never'"
        ),
    ),
    (
        "strict = 'true'",
        (
            "shopexit.toml:1: strict: found 'true', expected true or false\n"
            "  hint: write true without quotes"
        ),
        (
            "shopexit.toml:1: strict: 写的是“true”，应为是（true）或否（false）\n"
            "  提示: 去掉引号，写 true"
        ),
    ),
    (
        "strict = 1",
        "shopexit.toml:1: strict: found 1, expected true or false",
        "shopexit.toml:1: strict: 写的是 1，应为是（true）或否（false）",
    ),
    (
        "limit = -1",
        "shopexit.toml:1: limit: found -1, expected 0 or more",
        "shopexit.toml:1: limit: 写的是 -1，应为不小于 0 的数",
    ),
    (
        "limit = 1_000_000_001",
        "shopexit.toml:1: limit: found 1000000001, expected 1000000000 or less",
        "shopexit.toml:1: limit: 写的是 1000000001，应为不大于 1000000000 的数",
    ),
    (
        "limit = '20'",
        (
            "shopexit.toml:1: limit: found '20', expected a whole number\n"
            "  hint: write 20 without quotes"
        ),
        "shopexit.toml:1: limit: 写的是“20”，应为整数\n  提示: 去掉引号，写 20",
    ),
    (
        "limit = true",
        "shopexit.toml:1: limit: found true, expected a whole number",
        "shopexit.toml:1: limit: 写的是 true，应为整数",
    ),
    (
        "jobs = 0",
        "shopexit.toml:1: jobs: found 0, expected 1 or more",
        "shopexit.toml:1: jobs: 写的是 0，应为不小于 1 的数",
    ),
    (
        "jobs = 1.5",
        "shopexit.toml:1: jobs: found 1.5, expected a whole number",
        "shopexit.toml:1: jobs: 写的是 1.5，应为整数",
    ),
    (
        "rules = ''",
        "shopexit.toml:1: rules: found '', expected the path of a file or folder",
        "shopexit.toml:1: rules: 写的是“”，应为文件或文件夹的路径",
    ),
    (
        "paths = 'shops'",
        "shopexit.toml:1: paths: found 'shops', expected a list of paths, such as [\"shops\"]",
        'shopexit.toml:1: paths: 写的是“shops”，应为路径列表，例如 ["shops"]',
    ),
    (
        "paths = []",
        'shopexit.toml:1: paths: found an empty list, expected a list of paths, such as ["shops"]',
        'shopexit.toml:1: paths: 写的是空列表，应为路径列表，例如 ["shops"]',
    ),
    (
        "paths = ['shops', '-']",
        "shopexit.toml:1: paths[1]: found '-', expected the path of a file or folder",
        "shopexit.toml:1: paths[1]: 写的是“-”，应为文件或文件夹的路径",
    ),
    (
        f"limit = {'9' * 5000}",
        "shopexit.toml: a number is too long, or values are nested too deeply",
        "shopexit.toml: 数字太长，或嵌套太深",
    ),
    (
        f"limit = 0x{'f' * 5000}",
        "shopexit.toml: a number is too long, or values are nested too deeply",
        "shopexit.toml: 数字太长，或嵌套太深",
    ),
    (
        f"paths = {'[' * 5000}",
        "shopexit.toml: a number is too long, or values are nested too deeply",
        "shopexit.toml: 数字太长，或嵌套太深",
    ),
]


@pytest.mark.parametrize(("text", "en", "zh"), WRONG, ids=[text[:20] for text, _, _ in WRONG])
def test_what_is_wrong_is_said_with_its_key(text: str, en: str, zh: str, tmp_path: Path) -> None:
    """What was found, what was expected and what to try, in both languages."""
    write(tmp_path, text)
    assert refused(tmp_path) == [f"error: {en}"]
    assert refused(tmp_path, Lang.ZH) == [f"错误: {zh}"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("trust = official", "1:9"),
        ("\nlimit：1", "2:6"),
        ("limit = 1\nlimit = 2\n", "2:10"),
        ('rules = "C:\\shops"', "1:14"),
        ('rules = "ours\n', "1:14"),
        ('limit = 1\npaths = ["ours"\n\n', "2"),
        ('rules = "ours', "1"),
        ("broken [", "1:8"),
        ("\x00", "1:1"),
    ],
    ids=[
        "bare word",
        "colon",
        "twice",
        "backslash",
        "line end",
        "bracket",
        "quote",
        "table",
        "nul",
    ],
)
def test_what_is_no_toml_is_said_with_its_place(text: str, place: str, tmp_path: Path) -> None:
    """And with how a setting is written, in both languages."""
    write(tmp_path, text)
    (en,), (zh,) = refused(tmp_path), refused(tmp_path, Lang.ZH)
    assert en.startswith(f"error: shopexit.toml:{place}: not valid TOML: ")
    assert "hint: write KEY = VALUE" in en
    assert zh.startswith(f"错误: shopexit.toml:{place}: 不是正确的 TOML\n")
    assert "提示: 写成 键 = 值" in zh


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """In the order of the file, and with the whole key of a table in a project."""
    write(tmp_path, "[tool.shopexit]\njobs = -2\nlimt = 1\nlang = 'de'\n", "pyproject.toml")
    assert refused(tmp_path) == [
        "error: pyproject.toml:2: tool.shopexit.jobs: found -2, expected 1 or more",
        "error: pyproject.toml:3: tool.shopexit.limt: unknown key\n  hint: did you mean limit?",
        ("error: pyproject.toml:4: tool.shopexit.lang: found 'de', expected one of 'zh' or 'en'"),
    ]


def test_a_table_that_is_none_is_an_error(tmp_path: Path) -> None:
    """It is said where the keys belong."""
    write(tmp_path, "[tool]\nshopexit = 3\n", "pyproject.toml")
    assert refused(tmp_path) == [
        "error: pyproject.toml: tool.shopexit: found 3, expected keys in [tool.shopexit]"
    ]
    assert refused(tmp_path, Lang.ZH) == [
        "错误: pyproject.toml: tool.shopexit: 写的是 3，应为一组键值，写在 [tool.shopexit] 下面"
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_that_is_not_utf8_is_an_error(encoding: str, tmp_path: Path) -> None:
    """TOML is UTF-8 alone, so nothing is guessed; the line is the one with the first bad byte."""
    raw = 'limit = 1\nrules = "规则"\n'.encode(encoding)
    (tmp_path / "shopexit.toml").write_bytes(raw)
    line = 2 if encoding == "gb18030" else 1
    assert refused(tmp_path) == [
        f"error: shopexit.toml:{line}: the file is not UTF-8, which TOML requires: save it as UTF-8"
    ]
    assert refused(tmp_path, Lang.ZH) == [
        f"错误: shopexit.toml:{line}: 文件不是 UTF-8；TOML 文件要另存为 UTF-8"
    ]


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    """One that is there has to be read: to go on without it would be another run."""
    (tmp_path / "shopexit.toml").mkdir()
    assert refused(tmp_path) == ["error: shopexit.toml: this is a folder, not a file"]
    assert refused(tmp_path, Lang.ZH) == ["错误: shopexit.toml: 这是文件夹，不是文件"]


def test_each_command_has_the_defaults_that_it_knows(tmp_path: Path) -> None:
    """By the names of its parameters, without the language: the environment goes before that."""
    write(tmp_path, ALL)
    settings = find(tmp_path)
    assert settings
    rules = {"rules": str(tmp_path / "our-rules"), "overlay": str(tmp_path / "own")}
    judged = {**rules, "trust": "official", "strict": True, "max_age": 14}
    assert settings.defaults("steps") == rules
    assert settings.defaults("lint") == {}  # what it looks through is what is named
    site = {"site_url": "https://handbook.invalid/exit"}
    assert settings.defaults("explain") == rules | site
    assert settings.defaults("check") == judged | site
    assert settings.defaults("fleet") == {
        **judged,
        **site,
        "paths": (str(tmp_path / "shops"), str(tmp_path / "more" / "*.yaml")),
        "sort": "money",
        "limit": 0,
        "jobs": 2,
        "fail_on": "blocked",
        "baseline": str(tmp_path / "last.json"),
    }
    assert Settings().defaults("fleet") == {}
