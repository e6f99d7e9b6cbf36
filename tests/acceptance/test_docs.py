"""The documentation is held against the program: what it shows, names, links to and promises.

UPDATE_DOCS=1 writes the outputs shown in the ```console blocks anew; what was left out stays out.
"""

import doctest
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields
from difflib import SequenceMatcher
from importlib.metadata import version
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import typer
import yaml
from states import ON, PLATFORMS, ROOT, parsed

import shopexit
from shopexit import Grade, Lang, Outcome, Verdict, check, load_rules
from shopexit.cli import help_texts as manual
from shopexit.cli.app import run
from shopexit.cli.commands import app
from shopexit.cli.exit_codes import BUG, EXIT_CODES, GONE, INTERRUPTED, TERMINATED, USAGE, FailOn
from shopexit.cli.schemas import SchemaKind
from shopexit.cli.settings import Settings, find
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.evaluation.waivers import Use
from shopexit.fleet.sort_order import Sort
from shopexit.formats import FORMATS
from shopexit.inputs.state_schema import state_model
from shopexit.report.model import MoneyTotals
from shopexit.report.summary import KeyDates, Status, Summary

READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (*READMES, "CONTRIBUTING.md", "CHANGELOG.md")
MAIN = (
    "python3 -m venv .venv && .venv/bin/pip install . && "
    ".venv/bin/shopexit check kuaishou examples/kuaishou/blocked.yaml"
)
TEST = (
    "python3 -m venv .venv && "
    ".venv/bin/pip install -c constraints.txt -e '.[test]' && .venv/bin/pytest"
)
CUT = "[...]"
"""A line of this alone, in an output that is shown, stands for any number of lines left out."""
FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def read(name: str) -> str:
    """Return the text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, kind: str) -> list[str]:
    """Return what stands in the fenced blocks of a kind, such as `console`."""
    return [dedent(body) for found, body in FENCED.findall(text) if found == kind]


def code(text: str) -> str:
    """Return all that a document sets as code, in blocks and within sentences."""
    spans = re.findall(r"`([^`\n]+)`", FENCED.sub("", text))
    return "\n".join([*(body for _, body in FENCED.findall(text)), *spans])


def words(text: str) -> set[str]:
    """Return the words that a document sets as code."""
    return set(re.findall(r"[\w./-]+", code(text)))


# --- outputs that are shown -----------------------------------------------------------------


def fits(shown: list[str], printed: list[str]) -> bool:
    """Return whether an output is what a document shows of it."""
    pattern = "".join(r"(?:.*\n)*" if line == CUT else re.escape(line) + r"\n" for line in shown)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def refreshed(shown: list[str], printed: list[str]) -> list[str]:
    """Return an output as a document ought to show it, with the cuts that it has there.

    Raises ValueError if so much has changed around a cut that its place is not to be told.
    """
    if fits(shown, printed):
        return shown
    kept = [line for line in shown if line != CUT]
    cuts = [i - n for n, i in enumerate(i for i, line in enumerate(shown) if line == CUT)]
    changes = SequenceMatcher(None, kept, printed, autojunk=False).get_opcodes()
    # A cut lies where the output has more lines than are shown.
    cut_in: dict[int, list[int]] = {n: [] for n in range(len(changes))}
    for cut in cuts:
        around = [n for n, (_, i1, i2, _, _) in enumerate(changes) if i1 <= cut <= i2]
        more = {n: changes[n][4] - changes[n][3] - changes[n][2] + changes[n][1] for n in around}
        widest = max(around, key=lambda n: more[n])
        if more[widest] > 0:
            cut_in[widest].append(cut)
    fresh: list[str] = []
    for n, (_, i1, i2, j1, j2) in enumerate(changes):
        if len(cut_in[n]) > 1:
            raise ValueError("\n".join(["put the cuts in by hand:", *printed[j1:j2]]))
        if cut_in[n]:
            (cut,) = cut_in[n]
            fresh += [*printed[j1 : j1 + cut - i1], CUT, *printed[j2 - (i2 - cut) : j2]]
        else:
            fresh += printed[j1:j2]
    return fresh


def run_again(block: str, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    """Yield the lines of a console block with the outputs that its commands have today."""
    exit_code = 0
    for command, *shown in (
        part.splitlines() for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    ):
        if command == "echo $?":
            printed = [str(exit_code)]
        else:
            program, *arguments = shlex.split(command)
            assert program == "shopexit", f"only shopexit can be run here: {command}"
            exit_code = run(arguments)
            streams = capsys.readouterr()
            printed = (streams.out + streams.err).splitlines()
        yield f"$ {command}"
        yield from refreshed(shown, printed)


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in the repository's root, in English where a command does not say, without colour."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("SHOPEXIT_LANG", "en")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


@pytest.mark.parametrize("name", DOCUMENTS[:3])
def test_a_shown_output_is_what_its_command_prints(
    name: str, at_home: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every block shows at least one command, and the day is given, so that nothing moves."""
    text = read(name)
    assert blocks(text, "console")
    for block in blocks(text, "console"):
        assert block.startswith("$ "), block
        judging = re.findall(r"^\$ shopexit (?:check|fleet|diff) .*", block, re.MULTILINE)
        assert all("--on" in line for line in judging), block

    def again(found: re.Match[str]) -> str:
        if found[1] != "console":
            return found[0]
        return "```console\n" + "".join(f"{x}\n" for x in run_again(found[2], capsys)) + "```"

    fresh = FENCED.sub(again, text)
    if os.environ.get("UPDATE_DOCS"):
        (ROOT / name).write_text(fresh, encoding="utf-8")

    assert read(name) == fresh


@pytest.mark.parametrize(
    ("shown", "printed", "wanted"),
    [
        ("a b", "a b", "a b"),
        ("a b", "a B", "a B"),
        ("a [...]", "a x y", "a [...]"),
        ("a [...] d", "a x d", "a [...] d"),
        ("a [...] d", "A x y d", "A [...] d"),
        ("a b [...] d", "a B x y d", "a B [...] d"),
        ("a [...] d", "a x y D", "a [...] D"),
        ("[...] d", "x y D", "[...] D"),
        ("a [...] d e", "a x y d n e", "a [...] d n e"),
        ("a b c [...] d", "a c x d", "a c [...] d"),
        ("a [...] d [...]", "a x D y", None),
    ],
)
def test_refreshing_a_shown_output_keeps_its_cuts(
    shown: str, printed: str, wanted: str | None
) -> None:
    """What is refreshed fits the output; a cut whose place is lost is left to a person."""
    if wanted is None:
        with pytest.raises(ValueError, match="by hand"):
            refreshed(shown.split(), printed.split())
        return
    assert refreshed(shown.split(), printed.split()) == wanted.split()
    assert fits(wanted.split(), printed.split())


def test_a_shown_output_that_leaves_out_a_line_without_saying_so_does_not_fit() -> None:
    """Else the examples could promise anything."""
    assert not fits(["a", "c"], ["a", "b", "c"])
    assert not fits(["a"], ["a", "b"])
    assert not fits(["a", CUT, "c"], ["a", "b"])


# --- commands that are to be typed ----------------------------------------------------------


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("line", [MAIN, TEST])
def test_a_set_up_is_one_line_in_a_block_of_its_own(name: str, line: str) -> None:
    """And it is the first line that holds its words, which is how .ci/run finds it."""
    text = read(name)
    last = line.rpartition(" && ")[2].removeprefix(".venv/bin/")

    assert f"{line}\n" in blocks(text, "sh")
    assert line == next(each for each in text.splitlines() if last in each)


def test_the_set_up_line_of_the_readme_ends_in_a_blocked_shop(at_home: None) -> None:
    """The first thing a newcomer runs exits with 1, as the README says."""
    program, *arguments = shlex.split(MAIN.rpartition(" && ")[2])

    assert program == ".venv/bin/shopexit"
    assert run(arguments) == EXIT_CODES[Verdict.BLOCKED]


@pytest.mark.parametrize("name", READMES)
def test_a_command_to_be_typed_is_one_that_shopexit_accepts(
    name: str, at_home: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order in which they stand, so that one may use the file that another has written."""
    for folder in ("examples", "rules", "tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks(read(name), "sh") for line in block.splitlines()]
    commands = [line.partition(" > ")[0] for line in lines if line.startswith("shopexit ")]
    typed = [shlex.split(command)[1:] for command in commands]
    assert typed

    for arguments in typed:
        assert run(arguments) in EXIT_CODES.values(), arguments


@pytest.mark.parametrize("name", READMES)
def test_the_python_example_runs_as_it_stands(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checked as a doctest: the values that are shown are those that come out."""
    monkeypatch.chdir(ROOT)
    (example,) = blocks(read(name), "python")
    parsed = doctest.DocTestParser().get_doctest(example, {}, name, name, 0)
    result = doctest.DocTestRunner().run(parsed)

    assert result.attempted > 0
    assert result.failed == 0


def test_the_example_in_the_package_runs_as_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `help(shopexit)` shows is true."""
    monkeypatch.chdir(ROOT)
    result = doctest.testmod(shopexit)

    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("name", READMES)
def test_a_state_file_that_is_shown_is_accepted_without_a_warning(name: str) -> None:
    """Every reference in it names something, and every figure is one that is asked for."""
    shown = blocks(read(name), "yaml")
    assert shown
    for text in shown:
        found = re.match(r"platform: (\S+)", text)
        assert found, text
        rules = load_rules(found[1])
        state = parsed(text.encode(), rules, name=name)
        warnings = check(rules, state, EvaluationOptions(on=ON)).warnings
        # Which years are published is a matter of the calendar, not of the file.
        assert [w.says for w in warnings if w.code != "calendar-estimated"] == []


@pytest.mark.parametrize("name", READMES)
def test_a_settings_file_that_is_shown_is_accepted(name: str, tmp_path: Path) -> None:
    """Every key in it is one that there is, and every value one that it can have."""
    shown = blocks(read(name), "toml")
    assert shown
    for text in shown:
        (tmp_path / "shopexit.toml").write_text(text, encoding="utf-8")
        assert find(tmp_path).model_fields_set


@pytest.mark.parametrize("name", READMES)
def test_a_pipeline_that_is_shown_uses_what_there_is(name: str) -> None:
    """Its inputs, outputs, variables and hooks are those of the files that come with shopexit."""
    action = yaml.safe_load(read("action.yml"))
    shown = {key: text for text in blocks(read(name), "yml") for key in yaml.safe_load(text)}
    github, gitlab, hooks = (yaml.safe_load(shown[key]) for key in ("jobs", "include", "repos"))

    step = next(s for s in github["jobs"]["shops"]["steps"] if s.get("id") == "shopexit")
    assert set(step["with"]) <= set(action["inputs"])
    assert set(re.findall(r"shopexit\.outputs\.([\w-]+)", shown["jobs"])) <= set(action["outputs"])
    (included,) = gitlab["include"]
    assert set(gitlab["variables"]) <= set(yaml.safe_load(read(included["file"]))["variables"])
    (repo,) = hooks["repos"]
    known = {hook["id"] for hook in yaml.safe_load(read(".pre-commit-hooks.yaml"))}
    assert {hook["id"] for hook in repo["hooks"]} <= known
    tag = f"v{version('shopexit')}"
    assert step["uses"].endswith(f"@{tag}")
    assert included["ref"] == repo["rev"] == tag


def test_the_requirement_that_contributing_shows_stands_in_the_rule_file() -> None:
    """A rule author who copies it begins with one that is right."""
    (entry,) = blocks(read("CONTRIBUTING.md"), "yaml")
    rules = "\n".join(line.strip() for line in read("rules/kuaishou.yaml").splitlines())

    assert "\n".join(line.strip() for line in entry.splitlines()) in rules


# --- names ----------------------------------------------------------------------------------


def commands() -> dict[str, Any]:
    """Return every command by its name, and the program itself as the empty name."""
    program: Any = typer.main.get_command(app)
    return {"": program, **program.commands}


def options(command: Any) -> set[str]:
    """Return the options of a command, in every spelling."""
    given = {spelling for p in command.params for spelling in (*p.opts, *p.secondary_opts)}
    return {"--help", *(spelling for spelling in given if spelling.startswith("-"))}


NAMES: Mapping[str, AbstractSet[str]] = {
    "command": {name for name in commands() if name},
    "option": {option for command in commands().values() for option in options(command)},
    "format": set(FORMATS),
    "way to sort": set(Sort),
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
    "schema": set(SchemaKind),
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


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("kind", NAMES)
def test_a_readme_names_everything_there_is(name: str, kind: str) -> None:
    """An option, a procedure or a grade that nobody has heard of helps nobody."""
    assert NAMES[kind]
    assert set(NAMES[kind]) - words(read(name)) == set()


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize(
    "kind",
    [
        "command",
        "option",
        "format",
        "key of a settings file",
        "field of a shop in brief",
        "platform",
        "grade",
        "outcome",
    ],
)
def test_a_readme_explains_each_in_a_row_of_its_own(name: str, kind: str) -> None:
    """Being mentioned in passing is not enough."""
    rows = re.findall(r"^\| (.+?) \|", read(name), re.MULTILINE)

    assert set(NAMES[kind]) - words("\n".join(rows)) == set()


@pytest.mark.parametrize("name", READMES)
def test_a_readme_names_no_command_or_option_that_there_is_not(name: str) -> None:
    """One that was renamed is renamed there too."""
    said = code(read(name))

    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", said)) <= NAMES["option"]
    assert set(re.findall(r"(?:^|/|\$ )shopexit ([a-z]+)", said, re.MULTILINE)) <= NAMES["command"]


@pytest.mark.parametrize("name", READMES)
def test_a_readme_has_a_row_for_every_exit_code_and_no_other(name: str) -> None:
    """A script has to know what each of them means."""
    rows = re.findall(r"^\| `(\d{1,3})` \|", read(name), re.MULTILINE)

    codes = {*EXIT_CODES.values(), USAGE, BUG, INTERRUPTED, GONE, TERMINATED}
    assert [int(row) for row in rows] == sorted(codes)


def test_the_two_readmes_say_the_same_things_in_the_same_order() -> None:
    """Headings, blocks, tables and what is typed agree; a language is all that differs."""
    shapes = []
    for name in READMES:
        text = read(name)
        outline = re.findall(r"^(#+) |^ *```(\w*)$|^([-|]) ", text, re.MULTILINE)
        typed = [line for block in blocks(text, "sh") for line in block.splitlines()]
        typed += re.findall(r"^\$ .*", text, re.MULTILINE)
        shapes.append((outline, [line.replace(" --lang zh", "") for line in typed]))

    assert shapes[0] == shapes[1]


def test_the_changelog_has_a_heading_for_this_version() -> None:
    """What is released is described."""
    assert f"## [{version('shopexit')}]" in read("CHANGELOG.md")


# --- files and links ------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_link_leads_to_a_file_that_exists(name: str) -> None:
    """Addresses on the web are not followed."""
    for target in re.findall(r"\]\(([^)#\s]+)", read(name)):
        assert re.match(r"https?:", target) or (ROOT / target).exists(), target


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_link_to_a_heading_finds_it(name: str) -> None:
    """A heading's anchor is its words in small letters, joined by hyphens."""
    headings = re.findall(r"^#+ (.+)$", read(name), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\]\(#([^)]+)\)", read(name))) <= anchors


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_of_facts_is_what_the_command_prints(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which facts each procedure looks at is written down by no hand."""
    assert run(["facts", "--lang", lang, "--format", "markdown"]) == 0
    file = ROOT / "docs" / lang / "facts.md"
    written = capsys.readouterr().out
    if os.environ.get("UPDATE_DOCS"):
        file.write_text(written, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == written


def test_the_readmes_link_to_each_other() -> None:
    """Whoever opened the wrong one is one step from the right one."""
    assert "](README.zh-CN.md)" in read("README.md")
    assert "](README.md)" in read("README.zh-CN.md")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_that_is_named_exists(name: str) -> None:
    """A name in capitals, as in rules/PLATFORM.yaml, stands for any that fits; there is one."""
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()} - {".venv", ".github"}
    named = [word.rstrip(".") for word in words(read(name)) if word.split("/")[0] in folders]
    named = [word for word in named if "/" in word]
    if name != "CHANGELOG.md":
        assert named
    for word in named:
        pattern = re.sub(r"PLATFORM|PROCEDURE|CASE", "*", word).rstrip("/")
        assert list(ROOT.glob(pattern)), word


def test_a_module_that_contributing_names_exists() -> None:
    """The layout that it describes is the one that is there."""
    modules = {word for word in words(read("CONTRIBUTING.md")) if re.fullmatch(r"\w+\.py", word)}
    assert modules
    for module in modules:
        assert list((ROOT / "src").rglob(module)), module


def test_contributing_names_every_way_to_refresh_expected_outputs() -> None:
    """UPDATE_GOLDEN and its kind are found by those who need them, and by no others' names."""
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    switches = set(re.findall(r"environ\.get\(\"(UPDATE_\w+)\"\)", tests))

    assert switches
    assert set(re.findall(r"UPDATE_\w+", read("CONTRIBUTING.md"))) == switches


# --- what --help says -----------------------------------------------------------------------


def helped() -> Iterator[tuple[str, str]]:
    """Yield what every command, argument and option goes by, with the key of its help."""
    for name, command in commands().items():
        yield f"shopexit {name}", command.help
        for param in command.params:
            typers_own = str(param.name).replace("_", "-")
            key = typers_own if typers_own.endswith("-completion") else param.help
            yield f"shopexit {name} {param.opts[0]}", key


def test_every_command_and_option_has_help_in_both_languages() -> None:
    """In Chinese there are Chinese words, and no text is left that nothing uses."""
    used = dict(helped())
    for what, key in used.items():
        assert key in manual.HELP, what
        assert re.search("[\u4e00-\u9fff]", manual.HELP[key].zh), what
        assert not re.search("[\u4e00-\u9fff]", manual.HELP[key].en), what

    assert set(manual.HELP) == {*used.values(), "help"}


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", commands())
def test_help_is_shown_in_the_language_that_is_asked_for(
    name: str, lang: Lang, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first words of what the command does, and every option with its name."""
    command = commands()[name]
    assert run([*filter(None, [name]), "--help", "--lang", lang]) == 0
    shown = capsys.readouterr().out

    assert manual.HELP[command.help][lang][:8] in shown
    for option in options(command):
        assert option in shown
