"""A file of settings gives a run its defaults, and what is wrong with one is said with its line."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from shopexit.cli.settings import OPTIONS, Settings, find, shown
from shopexit.formats import RENDERERS, PlainFormat
from shopexit.formats.lines import RenderOptions
from shopexit.formats.settings import settings as in_words
from shopexit.messages import Lang, ShopexitError
from shopexit.report.shown_settings import Origin, ShownSettings

ALL = """\
lang = "zh"
rules = "our-rules"
trust = "official"
strict = true
max-age = 14
paths = ["shops", "more/*.yaml"]
sort = "money"
limit = 0
jobs = 2
fail-on = "blocked"
baseline = "last.json"
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


def refused(folder: Path, lang: Lang = Lang.EN) -> list[str]:
    """Return what is wrong with the settings that are found in a folder, without its name."""
    with pytest.raises(ShopexitError) as error:
        find(folder)
    said = [problem.in_words(lang) for problem in error.value.problems]
    return [words.replace(f"{folder}{os.sep}", "") for words in said]


def test_a_file_sets_what_can_be_set(tmp_path: Path) -> None:
    """Every option has its place in it, and places are found from where the file is."""
    file = write(tmp_path, ALL)
    settings = find(tmp_path)
    assert settings.file == file
    assert list(settings.values) == list(OPTIONS)
    assert settings.values == {
        "lang": "zh",
        "rules": str(tmp_path / "our-rules"),
        "trust": "official",
        "strict": True,
        "max-age": 14,
        "paths": (str(tmp_path / "shops"), str(tmp_path / "more" / "*.yaml")),
        "sort": "money",
        "limit": 0,
        "jobs": 2,
        "fail-on": "blocked",
        "baseline": str(tmp_path / "last.json"),
    }
    assert list(settings.lines.values()) == list(range(1, 12))


def test_a_project_keeps_its_settings_in_its_own_table(tmp_path: Path) -> None:
    """The table in pyproject.toml says the same as a file of its own."""
    write(tmp_path, ALL)
    own = find(tmp_path)
    (tmp_path / "shopexit.toml").unlink()
    write(tmp_path, f'[project]\nname = "shopexit"\n[tool.shopexit]\n{ALL}', "pyproject.toml")
    table = find(tmp_path)
    assert table.values == own.values
    assert table.lines == {name: line + 3 for name, line in own.lines.items()}


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    """And no line is known."""
    assert find(tmp_path) == Settings()
    assert find(tmp_path).lines == {}


def test_the_search_ends_at_the_top_of_the_file_system() -> None:
    """Where there is no repository around."""
    assert find(Path(Path.cwd().anchor)) == Settings()


def test_an_empty_file_is_a_file_that_sets_nothing(tmp_path: Path) -> None:
    """It ends the search: what is set further up does not hold."""
    write(tmp_path, "limit = 1\n")
    file = write(tmp_path / "inner", "")
    assert find(tmp_path / "inner") == Settings({}, file)


def test_the_nearest_file_holds_alone(tmp_path: Path) -> None:
    """Nothing is put together from several files."""
    write(tmp_path, 'limit = 1\nsort = "shop"\n')
    write(tmp_path / "a", "[tool.shopexit]\nlimit = 2\n", "pyproject.toml")
    (tmp_path / "a" / "b").mkdir()
    assert find(tmp_path / "a" / "b").values == {"limit": 2}
    write(tmp_path / "a", "limit = 3\n")
    assert find(tmp_path / "a" / "b").values == {"limit": 3}


@pytest.mark.parametrize(
    "text", ['[project]\nname = "another"\n', "[tool.shopexit-like]\nlimit = 1\n", "broken ["]
)
def test_a_project_without_our_table_is_passed_over(text: str, tmp_path: Path) -> None:
    """Whatever stands in it, and be it no TOML at all."""
    write(tmp_path, "limit = 1\n")
    write(tmp_path / "a", text, "pyproject.toml")
    assert find(tmp_path / "a").values == {"limit": 1}


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
    assert find(inner) == Settings()
    write(tmp_path / "checkout", "limit = 2\n")
    assert find(inner).values == {"limit": 2}


def test_places_are_told_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever works there would write them, for annotations need paths like that."""
    write(tmp_path, 'paths = ["shops", "/srv/shops"]\nrules = "ours"\n')
    monkeypatch.chdir(tmp_path)
    assert find(Path()).values == {"paths": ("shops", "/srv/shops"), "rules": "ours"}
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    settings = find(Path())
    assert settings.file == Path("../../shopexit.toml")
    assert settings.values == {"paths": ("../../shops", "/srv/shops"), "rules": "../../ours"}


def test_a_working_folder_that_is_gone_sets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no bug to be in a folder that somebody has removed."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find(Path()) == Settings()


def test_a_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    """Notepad writes both."""
    write(tmp_path, '\ufefflimit = 1\r\nsort = "shop"\r\n')
    settings = find(tmp_path)
    assert settings.values == {"limit": 1, "sort": "shop"}
    assert settings.lines == {"limit": 1, "sort": 2}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('# limit = 1\n"limit" = 2\n', {"limit": 2}),
        ('rules = """\nlimit = 1\n"""\nlimit = 2\n', {"rules": 1, "limit": 4}),
        ('paths = [\n  "limit = 3",\n]\nlimit=3\n', {"paths": 1, "limit": 4}),
        ('"lim\\u0069t" = 1\n', {}),
    ],
    ids=["quoted", "in a text", "in a list", "written oddly"],
)
def test_a_line_is_the_one_that_sets_the_key(
    text: str, lines: dict[str, int], tmp_path: Path
) -> None:
    """And not one that only looks so; one that cannot be found is left out."""
    write(tmp_path, text)
    assert find(tmp_path).lines == lines


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[other]\nlimit = 1\n[tool.shopexit]\nlimit = 2\n", 4),
        ("[tool]\nshopexit.limit = 2\n", 2),
        ('[ tool . "shopexit" ]\nlimit = 2\n', 2),
        ("[tool.other]\nlimit = 1\n[tool]\nshopexit = {jobs = 1, limit = 2}\n", 4),
    ],
    ids=["another table", "dotted", "quoted", "in braces"],
)
def test_a_line_is_found_however_the_table_is_written(text: str, line: int, tmp_path: Path) -> None:
    """A key of the same name in another program's table is not ours."""
    write(tmp_path, text, "pyproject.toml")
    settings = find(tmp_path)
    assert settings.values["limit"] == 2
    assert settings.lines["limit"] == line


WRONG = [
    (
        "\ntrsut = 'law'",
        "shopexit.toml:2: trsut: unknown key\n  hint: did you mean trust?",
        "shopexit.toml:2: trsut: 没有这个键\n  提示: 是不是想写 trust？",
    ),
    (
        "fail_on = 'never'",
        "shopexit.toml:1: fail_on: unknown key\n  hint: did you mean fail-on?",
        "shopexit.toml:1: fail_on: 没有这个键\n  提示: 是不是想写 fail-on？",
    ),
    (
        "[tool.shopexit]\nlimit = 1",
        (
            "shopexit.toml:1: tool: unknown key\n"
            "  hint: in shopexit.toml the keys stand alone, without [tool.shopexit]"
        ),
        "shopexit.toml:1: tool: 没有这个键\n  提示: shopexit.toml 里直接写键，不用 [tool.shopexit]",
    ),
    (
        "trust = 'offical'",
        (
            "shopexit.toml:1: trust: found 'offical', expected a grade of evidence\n"
            "  hint: did you mean official?"
        ),
        "shopexit.toml:1: trust: 写的是 “offical”，应为一个证据等级\n  提示: 是不是想写 official？",
    ),
    (
        "lang = 1",
        "shopexit.toml:1: lang: found 1, expected a language\n  hint: known: en, zh",
        "shopexit.toml:1: lang: 写的是 1，应为一种语言\n  提示: 可用的有：en, zh",
    ),
    (
        "sort = 'mony'",
        "shopexit.toml:1: sort: found 'mony', expected a way to sort\n  hint: did you mean money?",
        "shopexit.toml:1: sort: 写的是 “mony”，应为一种排序\n  提示: 是不是想写 money？",
    ),
    (
        "fail-on = 'always'",
        (
            "shopexit.toml:1: fail-on: found 'always', expected a verdict, or never\n"
            "  hint: known: blocked, never, undetermined"
        ),
        (
            "shopexit.toml:1: fail-on: 写的是 “always”，应为一种结论，或 never\n"
            "  提示: 可用的有：blocked, never, undetermined"
        ),
    ),
    (
        "strict = 'true'",
        (
            "shopexit.toml:1: strict: found 'true', expected true or false\n"
            "  hint: without the quotes: true"
        ),
        (
            "shopexit.toml:1: strict: 写的是 “true”，应为true（是）或 false（否）\n"
            "  提示: 去掉引号，写 true"
        ),
    ),
    (
        "strict = 1",
        "shopexit.toml:1: strict: found 1, expected true or false",
        "shopexit.toml:1: strict: 写的是 1，应为true（是）或 false（否）",
    ),
    (
        "limit = -1",
        "shopexit.toml:1: limit: found -1, expected a whole number, 0 or more",
        "shopexit.toml:1: limit: 写的是 -1，应为不小于 0 的整数",
    ),
    (
        "limit = '20'",
        (
            "shopexit.toml:1: limit: found '20', expected a whole number, 0 or more\n"
            "  hint: without the quotes: 20"
        ),
        "shopexit.toml:1: limit: 写的是 “20”，应为不小于 0 的整数\n  提示: 去掉引号，写 20",
    ),
    (
        "limit = true",
        "shopexit.toml:1: limit: found true, expected a whole number, 0 or more",
        "shopexit.toml:1: limit: 写的是 true，应为不小于 0 的整数",
    ),
    (
        "jobs = 0",
        "shopexit.toml:1: jobs: found 0, expected a whole number, 1 or more",
        "shopexit.toml:1: jobs: 写的是 0，应为不小于 1 的整数",
    ),
    (
        "jobs = 1.5",
        "shopexit.toml:1: jobs: found 1.5, expected a whole number, 1 or more",
        "shopexit.toml:1: jobs: 写的是 1.5，应为不小于 1 的整数",
    ),
    (
        "rules = ''",
        "shopexit.toml:1: rules: found '', expected the path of a file or folder",
        "shopexit.toml:1: rules: 写的是 “”，应为文件或文件夹的路径",
    ),
    (
        "paths = 'shops'",
        "shopexit.toml:1: paths: found 'shops', expected a list of paths, such as [\"shops\"]",
        'shopexit.toml:1: paths: 写的是 “shops”，应为路径列表，例如 ["shops"]',
    ),
    (
        "paths = []",
        'shopexit.toml:1: paths: found an empty list, expected a list of paths, such as ["shops"]',
        'shopexit.toml:1: paths: 写的是 空列表，应为路径列表，例如 ["shops"]',
    ),
    (
        "paths = ['shops', '-']",
        "shopexit.toml:1: paths[1]: found '-', expected the path of a file or folder",
        "shopexit.toml:1: paths[1]: 写的是 “-”，应为文件或文件夹的路径",
    ),
    (
        "trust = official",
        (
            "shopexit.toml:1:9: invalid value\n"
            '  hint: text stands in straight quotes, such as trust = "official"; '
            "true and false are lower-case"
        ),
        (
            "shopexit.toml:1:9: 值写得不对\n"
            '  提示: 文字要加半角双引号，例如 trust = "official"；true、false 用小写，不加引号'
        ),
    ),
    (
        "\nlimit：1",
        "shopexit.toml:2:6: a key is followed by =\n  hint: write KEY = VALUE, such as limit = 20",
        "shopexit.toml:2:6: 键后面要有等号\n  提示: 写成 键 = 值，例如 limit = 20",
    ),
    (
        "limit = 1\nlimit = 2\n",
        "shopexit.toml:2:10: a key or table is written twice",
        "shopexit.toml:2:10: 同一个键或表写了两次",
    ),
    (
        'rules = "C:\\shops"',
        (
            "shopexit.toml:1:14: a \\ inside double quotes is special\n"
            "  hint: use single quotes, or write /"
        ),
        "shopexit.toml:1:14: 双引号里的 \\ 有特殊含义\n  提示: 改用单引号，或把 \\ 写成 /",
    ),
    (
        'rules = "ours\n',
        "shopexit.toml:1:14: no valid TOML: Illegal character '\\n'",
        "shopexit.toml:1:14: 不是正确的 TOML",
    ),
    (
        'limit = 1\npaths = ["ours"',
        "shopexit.toml:2: a bracket is not closed",
        "shopexit.toml:2: 括号没有配对",
    ),
    (
        'rules = "ours',
        "shopexit.toml:1: a quote is not closed",
        "shopexit.toml:1: 引号没有配对",
    ),
    (
        f"limit = {'9' * 5000}",
        "shopexit.toml: a number is too long, or values nest too deep",
        "shopexit.toml: 数字太长，或嵌套太深",
    ),
]


@pytest.mark.parametrize(("text", "en", "zh"), WRONG, ids=[en.split("\n")[0] for _, en, _ in WRONG])
def test_what_is_wrong_is_said_with_its_line(text: str, en: str, zh: str, tmp_path: Path) -> None:
    """What was found, what was expected and what to try, in both languages."""
    write(tmp_path, text)
    assert refused(tmp_path) == [f"error: {en}"]
    assert refused(tmp_path, Lang.ZH) == [f"错误: {zh}"]


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """In the order of the file, and with the whole key of a table in a project."""
    write(tmp_path, "[tool.shopexit]\njobs = -2\nlimt = 1\nlang = 'de'\n", "pyproject.toml")
    assert refused(tmp_path) == [
        "error: pyproject.toml:2: tool.shopexit.jobs: found -2, expected a whole number, 1 or more",
        "error: pyproject.toml:3: tool.shopexit.limt: unknown key\n  hint: did you mean limit?",
        (
            "error: pyproject.toml:4: tool.shopexit.lang: found 'de', expected a language\n"
            "  hint: known: en, zh"
        ),
    ]


def test_a_table_that_is_none_is_an_error(tmp_path: Path) -> None:
    """Its line is known too."""
    write(tmp_path, "[tool]\nshopexit = 3\n", "pyproject.toml")
    assert refused(tmp_path) == [
        (
            "error: pyproject.toml:2: tool.shopexit: "
            "found 3, expected keys with values, in [tool.shopexit]"
        )
    ]
    assert refused(tmp_path, Lang.ZH) == [
        "错误: pyproject.toml:2: tool.shopexit: 写的是 3，应为一组键值，写在 [tool.shopexit] 下面"
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_that_is_not_utf8_is_an_error(encoding: str, tmp_path: Path) -> None:
    """TOML is UTF-8 alone, so nothing is guessed; the line is the one with the first bad byte."""
    raw = 'limit = 1\nrules = "规则"\n'.encode(encoding)
    (tmp_path / "shopexit.toml").write_bytes(raw)
    line = 2 if encoding == "gb18030" else 1
    assert refused(tmp_path) == [
        f"error: shopexit.toml:{line}: the file is not UTF-8, as TOML has to be: save it as UTF-8"
    ]
    assert refused(tmp_path, Lang.ZH) == [
        f"错误: shopexit.toml:{line}: 文件不是 UTF-8；配置文件要另存为 UTF-8"
    ]


def test_a_file_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    """One that is there has to be read: to go on without it would be another run."""
    (tmp_path / "shopexit.toml").mkdir()
    assert refused(tmp_path) == ["error: shopexit.toml: this is a folder, a file is expected"]
    assert refused(tmp_path, Lang.ZH) == ["错误: shopexit.toml: 这是文件夹，不是文件"]


def test_each_command_has_the_defaults_that_it_knows(tmp_path: Path) -> None:
    """By the names of its parameters, without the language: the environment goes before that."""
    write(tmp_path, ALL)
    settings = find(tmp_path)
    rules = {"rules": str(tmp_path / "our-rules")}
    judged = {**rules, "trust": "official", "strict": True, "max_age": 14}
    assert settings.defaults("steps") == rules
    assert settings.defaults("check") == judged
    assert settings.defaults("fleet") == {
        **judged,
        "paths": (str(tmp_path / "shops"), str(tmp_path / "more" / "*.yaml")),
        "sort": "money",
        "limit": 0,
        "jobs": 2,
        "fail_on": "blocked",
        "baseline": str(tmp_path / "last.json"),
    }
    assert Settings().defaults("fleet") == {}


GIVEN: dict[str, tuple[object, Origin]] = {
    "jobs": (None, Origin.DEFAULT),
    "lang": (Lang.ZH, Origin.ENVIRONMENT),
    "trust": ("official", Origin.FILE),
    "strict": (True, Origin.COMMAND_LINE),
    "paths": (["店铺", "b"], Origin.FILE),
    "limit": (20, Origin.DEFAULT),
}


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return settings that some of what is given comes from."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, 'trust = "official"\n\npaths = ["店铺", "b"]\n')
    return find(Path())


def test_each_option_is_shown_with_where_it_comes_from(given: Settings) -> None:
    """As it would stand in the file, in English."""
    assert in_words(shown(given, GIVEN, Lang.EN), RenderOptions()) == (
        "settings: shopexit.toml\n"
        '  lang = "zh", SHOPEXIT_LANG in the environment\n'
        '  trust = "official", shopexit.toml:1\n'
        "  strict = true, command line\n"
        '  paths = ["店铺", "b"], shopexit.toml:3\n'
        "  limit = 20, default\n"
        "  jobs: not set, default\n"
    )


def test_options_are_shown_in_chinese_too(given: Settings) -> None:
    """In the words of a seller."""
    assert in_words(shown(given, GIVEN, Lang.ZH), RenderOptions()) == (
        "配置文件：shopexit.toml\n"
        '  lang = "zh"，环境变量 SHOPEXIT_LANG\n'
        '  trust = "official"，shopexit.toml:1\n'
        "  strict = true，命令行\n"
        '  paths = ["店铺", "b"]，shopexit.toml:3\n'
        "  limit = 20，默认\n"
        "  jobs：没写，默认\n"
    )


@pytest.mark.parametrize(
    ("lang", "first"),
    [
        (Lang.EN, "no settings file (shopexit.toml, or [tool.shopexit] in pyproject.toml)"),
        (Lang.ZH, "没有配置文件（shopexit.toml，或 pyproject.toml 里的 [tool.shopexit]）"),
    ],
)
def test_that_there_is_no_file_is_shown(lang: Lang, first: str) -> None:
    """Whoever asks where a value comes from may have expected one."""
    view = shown(Settings(), {"limit": (20, Origin.DEFAULT)}, lang)
    assert in_words(view, RenderOptions()).splitlines()[0] == first


def test_a_key_whose_line_is_not_known_is_from_the_file(tmp_path: Path) -> None:
    """The file is said all the same."""
    write(tmp_path, '"lim\\u0069t" = 1\n')
    view = shown(find(tmp_path), {"limit": (1, Origin.FILE)}, Lang.EN)
    assert in_words(view, RenderOptions()).splitlines()[1] == "  limit = 1, file"


def test_settings_are_shown_as_json(given: Settings) -> None:
    """With the file once and a line for each value from it, as its schema says."""
    view = shown(given, GIVEN, Lang.EN)
    data: Any = json.loads(RENDERERS[PlainFormat.JSON](view, RenderOptions()))
    schema = TypeAdapter(ShownSettings).json_schema(mode="serialization")
    Draft202012Validator(schema).validate(data)
    assert data["schema"] == "shopexit.settings/1"
    assert data["file"] == "shopexit.toml"
    assert data["settings"][:2] == [
        {"option": "lang", "value": "zh", "origin": "environment", "line": None},
        {"option": "trust", "value": "official", "origin": "file", "line": 1},
    ]
    assert data["settings"][3]["value"] == ["店铺", "b"]


def test_a_path_that_could_steer_a_terminal_is_written_out() -> None:
    """Whatever a folder is named."""
    view = shown(Settings({}, Path("a\x1b[2J/shopexit.toml")), {}, Lang.EN)
    assert view.file == "a\\u001b[2J/shopexit.toml"
