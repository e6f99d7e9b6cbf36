"""Every file in examples/ is a test: what it expects, and its whole output in every format."""

import os
import re
from functools import cache
from pathlib import Path

import pytest
from states import ON, PLATFORMS, ROOT

from shopexit import load_rules
from shopexit.cli import streams
from shopexit.cli.app import run
from shopexit.files import yaml as yamlfile
from shopexit.formats import RenderOptions
from shopexit.report.expectation import Expectation, expectation

pytestmark = pytest.mark.usefixtures("in_the_checkout")
EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
GOLDEN = ROOT / "tests" / "golden"
EXPECTING = EXAMPLES
TEXT = ("text", "en", "en.txt")
ENDINGS = {
    "text": "txt",
    "json": "json",
    "jsonl": "jsonl",
    "markdown": "md",
    "ics": "ics",
    "html": "html",
    "csv": "csv",
    "junit": "xml",
    "sarif": "sarif",
    "github": "log",
    "gitlab": "gitlab.json",
}
FORMATS = [
    (name, lang, f"{lang}.{ending}") for name, ending in ENDINGS.items() for lang in ("zh", "en")
]
RICH = ("1688/disputed", "taobao/overdue")
"""The examples that are kept in every format and language; of the others English text."""
EXPORTS = sorted((ROOT / "examples").glob("*/exports/*"))
EXPORT_FORMATS = [TEXT, ("text", "zh", "zh.txt"), ("json", "en", "json"), ("yaml", "zh", "yaml")]
EXIT_CODES = {"ready": 0, "under-way": 0, "done": 0, "blocked": 1, "overdue": 1, "undetermined": 3}
GOLDENS = [
    (example, fmt)
    for example in EXAMPLES
    for fmt in (FORMATS if f"{example.parent.name}/{example.stem}" in RICH else [TEXT])
]
SCREENS = [
    ("kuaishou-blocked", 80, "zh"),
    ("kuaishou-blocked", 40, "zh"),
    ("taobao-ready", 80, "en"),
    ("douyin-undetermined", 80, "zh"),
    ("douyin-overdue", 80, "zh"),
    ("1688-orders", 80, "en"),
]


@cache
def _expected(example: Path) -> Expectation:
    """Return what an example says that it comes to; nothing if it does not say."""
    document = yamlfile.parse(example.read_bytes(), str(example))
    if isinstance(document.data, dict) and "expect" in document.data:
        return expectation(document, load_rules(example.parent.name))
    return Expectation()


def _call(example: Path, fmt: str, lang: str) -> list[str]:
    procedure = _expected(example).procedure
    platform = example.parent.name
    asked = ["-p", procedure] if procedure else []
    options = ["--on", str(ON), "--format", fmt, "--lang", lang, *asked]
    # As from the folder of the checkout, since the output names the file.
    return ["check", platform, str(example.relative_to(ROOT)), *options]


def _is_golden(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Compare what was printed with a file, or write the file.

    Style and script of a page are files of the source already.
    """
    shown = capsys.readouterr()
    out = re.sub(r"(?s)(<(style|script)>).*?(?=</\2>)", r"\1", shown.out)
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(out.encode())

    assert shown.err == ""
    assert golden.read_bytes().decode() == out


def test_every_platform_has_the_examples_that_the_readme_promises() -> None:
    """An empty glob must not pass for green."""
    names = {(path.parent.name, path.stem) for path in EXAMPLES}
    for platform in PLATFORMS:
        for case in ("ready", "blocked", "undetermined"):
            assert (platform, case) in names
    for platform in ("douyin", "kuaishou", "taobao"):
        for case in ("overdue", "done", "rejected"):
            assert (platform, case) in names
        assert names & {(platform, "in-review"), (platform, "in-notice")}
    assert ("1688", "orders") in names


@pytest.mark.parametrize(
    ("example", "fmt"), GOLDENS, ids=[f"{e.parent.name}-{e.stem}-{f[2]}" for e, f in GOLDENS]
)
def test_an_example_gives_its_golden_output(
    example: Path, fmt: tuple[str, str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """UPDATE_GOLDEN=1 writes the files anew; read the difference before committing it."""
    name, lang, suffix = fmt
    run(_call(example, name, lang))
    _is_golden(f"{example.parent.name}-{example.stem}.{suffix}", capsys)


@pytest.mark.parametrize(("name", "columns", "lang"), SCREENS, ids=str)
def test_an_example_gives_its_golden_screen(
    name: str,
    columns: int,
    lang: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As a terminal of so many columns shows it, without colours."""
    monkeypatch.setattr(streams, "layout", lambda: RenderOptions(columns))
    platform, _, case = name.partition("-")
    run(_call(ROOT / "examples" / platform / f"{case}.yaml", "text", lang))
    _is_golden(f"{name}.{columns}.{lang}.txt", capsys)


@pytest.mark.parametrize("fmt", EXPORT_FORMATS, ids=lambda fmt: fmt[2])
@pytest.mark.parametrize("export", EXPORTS, ids=lambda p: f"{p.parent.parent.name}-{p.stem}")
def test_an_export_gives_its_golden_counts(
    export: Path,
    fmt: tuple[str, str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As it is counted from the folder of the checkout, since the output names the file."""
    name, lang, suffix = fmt
    platform = export.parent.parent.name
    call = ["orders", platform, str(export.relative_to(ROOT)), "--format", name, "--lang", lang]
    assert run(call) == 0
    _is_golden(f"{platform}-exports-{export.stem}.{suffix}", capsys)


def test_golden_files_can_be_read() -> None:
    """All of them are a megabyte at most, or nobody reads what has changed in them."""
    assert sum(path.stat().st_size for path in GOLDEN.iterdir()) <= 1_000_000


def test_no_golden_file_is_left_over() -> None:
    """A golden file without its example would be read by nobody."""
    wanted = {f"{e.parent.name}-{e.stem}.{suffix}" for e, (_, _, suffix) in GOLDENS}
    wanted |= {
        f"{e.parent.parent.name}-exports-{e.stem}.{suffix}"
        for e in EXPORTS
        for _, _, suffix in EXPORT_FORMATS
    }
    wanted |= {f"{name}.{columns}.{lang}.txt" for name, columns, lang in SCREENS}
    assert EXPORTS
    assert {path.name for path in GOLDEN.iterdir()} == wanted


def test_every_example_comes_to_what_it_expects(capsys: pytest.CaptureFixture[str]) -> None:
    """Each says at least a verdict, on the day by which all of them are written."""
    code = run(["test", *map(str, EXPECTING)])
    said = capsys.readouterr()
    assert (code, said.err) == (0, ""), said
    for expected in map(_expected, EXPECTING):
        assert expected.verdict
        assert expected.on == ON


@pytest.mark.parametrize("example", EXPECTING, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_the_exit_code_is_that_of_the_verdict(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`check` ends with the code of the verdict that the example expects."""
    assert run(_call(example, "json", "en")) == EXIT_CODES[_expected(example).verdict or ""]
    capsys.readouterr()
