"""What the documents show is what the program does: outputs, commands, files, pictures.

UPDATE_DOCS=1 writes the outputs shown in the ```console blocks anew; what was left out stays out.
"""

import doctest
import os
import re
import runpy
import shlex
from collections.abc import Iterator
from difflib import SequenceMatcher
from importlib.metadata import version
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest
import yaml
from documents import (
    ALL_PAGES,
    FENCED,
    PAGES,
    READMES,
    WRITING_RULES,
    blocks,
    commands,
    having,
    options,
    read,
)
from states import ON, ROOT, parsed

import shopexit
from shopexit import Lang, Verdict, check, load_rules
from shopexit.cli import help_texts as manual
from shopexit.cli.app import run
from shopexit.cli.exit_codes import EXIT_CODES
from shopexit.cli.settings_file import find
from shopexit.evaluation.evaluate import EvaluationOptions

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


@pytest.mark.parametrize("name", having("console"))
def test_a_shown_output_is_what_its_command_prints(
    name: str, at_home: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every block shows at least one command, and the day is given, so that nothing moves."""
    text = read(name)
    for block in blocks(text, "console"):
        assert block.startswith("$ "), block
        judging = re.findall(r"^\$ shopexit (?:check|fleet|diff) .*", block, re.MULTILINE)
        assert all("--on" in line for line in judging), block

    def again(found: re.Match[str]) -> str:
        if found[1] != "console":
            return found[0]
        lines = ["```console", *run_again(dedent(found[2]), capsys), "```"]
        space = " " * (len(found[0]) - len(found[0].lstrip(" ")))
        return indent("\n".join(lines), space)

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


@pytest.mark.parametrize("name", READMES.values())
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


@pytest.mark.parametrize("name", [name for name in having("sh") if name in ALL_PAGES])
def test_a_command_to_be_typed_is_one_that_shopexit_accepts(
    name: str, at_home: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the order in which they stand, so that one may use the file that another has written."""
    for folder in ("examples", "rules", "tests"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    lines = [line for block in blocks(read(name), "sh") for line in block.splitlines()]
    typed = [line.partition(" > ")[0] for line in lines if line not in (MAIN, TEST)]
    assert typed

    for command in typed:
        program, *arguments = shlex.split(command)
        assert program == "shopexit", command
        assert run(arguments) in EXIT_CODES.values(), command


@pytest.mark.parametrize("name", having("python"))
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


@pytest.mark.parametrize("name", [name for name in having("yaml") if name in ALL_PAGES])
def test_a_state_file_that_is_shown_is_accepted_without_a_warning(name: str) -> None:
    """Every reference in it names something, and every figure is one that is asked for."""
    for text in blocks(read(name), "yaml"):
        found = re.match(r"platform: (\S+)", text)
        assert found, text
        rules = load_rules(found[1])
        state = parsed(text.encode(), rules, name=name)
        warnings = check(rules, state, EvaluationOptions(on=ON)).warnings
        # Which years are published is a matter of the calendar, not of the file.
        assert [w.says for w in warnings if w.code != "calendar-estimated"] == []


@pytest.mark.parametrize("name", having("toml"))
def test_a_settings_file_that_is_shown_is_accepted(name: str, tmp_path: Path) -> None:
    """Every key in it is one that there is, and every value one that it can have."""
    for text in blocks(read(name), "toml"):
        (tmp_path / "shopexit.toml").write_text(text, encoding="utf-8")
        assert (found := find(tmp_path))
        assert found.model_fields_set


TAG = f"v{version('shopexit')}"


def is_a_workflow(shown: Any) -> None:
    """Assert that a workflow of GitHub uses inputs and outputs that the action has."""
    action = yaml.safe_load(read("action.yml"))
    steps = shown["jobs"]["shops"]["steps"]
    (step,) = (s for s in steps if "/shopexit@" in s["uses"])
    assert set(step["with"]) <= set(action["inputs"])
    used = re.findall(r"shopexit\.outputs\.([\w-]+)", str(steps))
    assert set(used) <= set(action["outputs"])
    assert step["uses"].endswith(f"@{TAG}")


def is_a_pipeline(shown: Any) -> None:
    """Assert that a pipeline of GitLab gives inputs that the component it includes has."""
    (included,) = shown["include"]
    component, _, at = included["component"].partition("@")
    spec, _ = yaml.safe_load_all(read(f"templates/{component.rpartition('/')[2]}.yml"))
    assert set(included["inputs"]) <= set(spec["spec"]["inputs"])
    assert at == TAG


def is_a_hook(shown: Any) -> None:
    """Assert that hooks for pre-commit are some that there are."""
    (repo,) = shown["repos"]
    known = {hook["id"] for hook in yaml.safe_load(read(".pre-commit-hooks.yaml"))}
    assert {hook["id"] for hook in repo["hooks"]} <= known
    assert repo["rev"] == TAG


PIPELINES = {"jobs": is_a_workflow, "include": is_a_pipeline, "repos": is_a_hook}


@pytest.mark.parametrize("lang", READMES)
def test_a_pipeline_that_is_shown_uses_what_there_is(lang: str) -> None:
    """There is one of each kind, of GitHub's a short one too."""
    shown = [yaml.safe_load(text) for name in PAGES[lang] for text in blocks(read(name), "yml")]
    kinds = [(kind, each) for each in shown for kind in PIPELINES if kind in each]
    for kind, each in kinds:
        PIPELINES[kind](each)

    assert sorted(kind for kind, _ in kinds) == ["include", "jobs", "jobs", "repos"]


def test_the_requirement_that_is_shown_to_rule_authors_stands_in_the_rule_file() -> None:
    """A rule author who copies it begins with one that is right."""
    (entry,) = blocks(read(WRITING_RULES), "yaml")
    rules = "\n".join(line.strip() for line in read("rules/kuaishou.yaml").splitlines())

    assert "\n".join(line.strip() for line in entry.splitlines()) in rules


# --- what is drawn or written by the program ------------------------------------------------


@pytest.mark.parametrize("lang", Lang)
def test_the_picture_of_the_screen_is_what_the_program_shows(lang: Lang) -> None:
    """It asks no other place for a font or anything else."""
    drawn = runpy.run_path(str(ROOT / "docs" / "screen.py"))["picture"](lang)
    file = ROOT / "docs" / f"screen.{lang}.svg"
    if os.environ.get("UPDATE_DOCS"):
        file.write_text(drawn, encoding="utf-8")

    assert file.read_text(encoding="utf-8") == drawn
    assert re.findall(r"(?:https?:)?//[^\s\"')]+", drawn) == ["http://www.w3.org/2000/svg"]
    assert f"](docs/{file.name})" in read(READMES[lang])


@pytest.mark.parametrize("lang", READMES)
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
