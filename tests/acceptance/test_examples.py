"""Every file in examples/ is a test: its verdict, and its whole output in every format."""

import json
import os
from pathlib import Path

import pytest
from states import ON, PLATFORMS, ROOT

from shopexit.cli import streams
from shopexit.cli.app import run
from shopexit.formats import RenderOptions

pytestmark = pytest.mark.usefixtures("in_the_checkout")
EXAMPLES = sorted((ROOT / "examples").glob("*/*.yaml"))
GOLDEN = ROOT / "tests" / "golden"
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
RICH = ("1688/disputed", "douyin/overdue")
"""The examples that are kept in every format and language; of the others English text."""
EXPORTS = sorted((ROOT / "examples").glob("*/exports/*"))
EXPORT_FORMATS = [TEXT, ("text", "zh", "zh.txt"), ("json", "en", "json"), ("yaml", "zh", "yaml")]
VERDICTS = {
    "ready": "ready",
    "settled": "ready",
    "blocked": "blocked",
    "undetermined": "undetermined",
    "disputed": "undetermined",
    "in-review": "under-way",
    "in-notice": "under-way",
    "closed": "under-way",
    "overdue": "overdue",
    "done": "done",
    # Refused: over what is still so, for no reason that is known, over what is mended.
    "kuaishou/rejected": "blocked",
    "taobao/rejected": "undetermined",
    "douyin/rejected": "ready",
}
"""Of every example, by its name, or by its platform and name."""
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


def _call(example: Path, fmt: str, lang: str) -> list[str]:
    procedure = ["-p", "refund-deposit"] if example.stem.startswith("refund-") else []
    platform = example.parent.name
    options = ["--on", str(ON), "--format", fmt, "--lang", lang, *procedure]
    # As from the folder of the checkout, since the output names the file.
    return ["check", platform, str(example.relative_to(ROOT)), *options]


def _is_golden(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Compare what was printed with a file, or write the file."""
    shown = capsys.readouterr()
    golden = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_bytes(shown.out.encode())

    assert shown.err == ""
    assert golden.read_bytes().decode() == shown.out


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


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_an_example_has_the_verdict_its_name_says(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit code and the JSON verdict agree with each other and with the file's name."""
    code = run(_call(example, "json", "en"))
    report = json.loads(capsys.readouterr().out)

    assert code == EXIT_CODES[report["verdict"]]
    case = example.stem.removeprefix("refund-")
    named = VERDICTS.get(f"{example.parent.name}/{case}", VERDICTS.get(case))
    assert named in (report["verdict"], None)
    assert named or case in ("orders", "from-exports")
