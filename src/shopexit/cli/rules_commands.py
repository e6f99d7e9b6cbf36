"""Commands about rules: to read them, to write them, to publish them; and `init`."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from shopexit.cli import shared_options as opt
from shopexit.cli import streams
from shopexit.cli.exit_codes import EXIT_CODES
from shopexit.evaluation.evaluate import Verdict
from shopexit.files import yaml
from shopexit.files.atomic_write import cannot_write, write_files
from shopexit.files.paths import as_typed, is_folder, is_there
from shopexit.formats import FORMATS, GuideFormat, LintFormat, TableFormat
from shopexit.messages import Lang, ShopexitError, Text, clean, fail, nearest
from shopexit.pipeline import load_rules, today
from shopexit.rules.facts import PROFILE, Values
from shopexit.rules.loader import not_covered, open_rules
from shopexit.rules.platform import Platform

app = typer.Typer()


@app.command(help="steps")
def steps(
    platform: opt.PlatformArgument,
    procedure: Annotated[
        str | None,
        typer.Argument(
            help="steps-procedure", metavar="[PROCEDURE]", autocompletion=opt.procedure_names
        ),
    ] = None,
    fmt: Annotated[GuideFormat, typer.Option("--format", help="format")] = "text",
    output: opt.OutputOption = [],  # noqa: B006
    _color: opt.ColorOption = None,
    verbose: opt.VerboseOption = False,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> None:
    """Show the rules of a procedure, without a state file."""
    from shopexit.report.catalogue import guide

    book = load_rules(platform, rules, overlay)
    shown = guide(book, book.chosen(procedure), lang)
    streams.show(shown, "guide", fmt, output, verbose=verbose)


@app.command(help="platforms")
def platforms(
    platform: opt.OnePlatformArgument = None,
    changes: Annotated[bool, typer.Option("--changes", help="changes")] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="DATE", help="since")] = None,
    fmt: opt.FormatOption = "text",
    output: opt.OutputOption = [],  # noqa: B006
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> None:
    """List the platforms, or the changes of their rules."""
    from shopexit.report.catalogue import catalogue, history

    book = open_rules(rules, overlay)
    known = book.platforms(platform)
    if changes or since:  # --since alone can only mean changes
        shown = history(known, opt.day(since, "--since"), lang)
        streams.show(shown, "changes", fmt, output)
    else:
        streams.show(catalogue(known, lang), "catalogue", fmt, output)


@app.command(help="facts")
def facts(
    platform: opt.OnePlatformArgument = None,
    fmt: Annotated[TableFormat, typer.Option("--format", help="format")] = "text",
    output: opt.OutputOption = [],  # noqa: B006
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> None:
    """Show how each procedure treats each fact: read, not asked for, or mentioned by no rule."""
    from shopexit.report.fact_table import fact_table

    book = open_rules(rules, overlay)
    streams.show(fact_table(book.platforms(platform), lang), "facts", fmt, output)


@app.command(help="init")
def init(
    platform: opt.PlatformArgument,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="init-output")
    ] = None,
    profile: Annotated[
        list[str], typer.Option("--profile", metavar="FACT=VALUE", help="init-profile")
    ] = [],  # noqa: B006
    schema_file: Annotated[
        Path | None, typer.Option("--schema", metavar="FILE", help="init-schema")
    ] = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> None:
    """Write a state file to fill in."""
    from shopexit.cli.init_template import schema_line, template
    from shopexit.cli.schemas import may_hold_schema, schema_text

    output = None if str(output) == "-" else output  # as in other commands
    book = load_rules(platform, rules, overlay)
    text = template(book, lang, _profile(profile, book), streams.again())
    files = []
    if schema_file is not None:
        # A schema can be made again, and is replaced; any other file holds somebody's work.
        if str(schema_file) == "-" or schema_file == output or not may_hold_schema(schema_file):
            raise fail(_NO_SCHEMA, file=str(schema_file))
        text = schema_line(schema_file, output) + text
        files = [(schema_file, schema_text("state", book.vocabulary, lang))]
    if output is None:
        write_files(files)
        streams.write(text)
    else:
        opt.refuse_existing(output)
        write_files([*files, (output, text)])
        command = f"shopexit check {book.platform} {as_typed(output)}{streams.again()}"
        written = Text(
            zh=f"已生成 {output}：填好后运行 {command}",
            en=f"{output} was written: fill it in, then run {command}",
        )
        streams.complain(f"{clean(written[lang])}\n")


_NO_SCHEMA = Text(
    zh="--schema 要写一个还没有的文件，或以前生成的 schema；别的文件不会覆盖",
    en="--schema takes a new file or an earlier schema, and overwrites no other file",
)


def _profile(given: Sequence[str], rules: Platform) -> Values:
    """Return the facts given by --profile as FACT=VALUE, validated like those of a state file."""
    from shopexit.inputs.state_reader import state_in
    from shopexit.inputs.state_writer import with_values

    text = f"platform: {rules.platform}\n"
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            says = Text(
                zh=f"--profile {each}：要写成 profile.region=cross_border 这样",
                en=f"--profile {each}: use the form profile.region=cross_border",
            )
            raise fail(says)
        # Written into a state file and read from it, so that values are understood as there.
        text = with_values(text, {f"{PROFILE}{name.strip().removeprefix(PROFILE)}": value.strip()})
    try:
        return state_in(yaml.parse(text.encode(), "--profile"), rules).values
    except ShopexitError as error:  # nobody has seen the lines of that file
        raise ShopexitError(replace(p, line=None, column=None) for p in error.problems) from None


@app.command(help="explain")
def explain(
    reference: Annotated[
        str, typer.Argument(help="reference", metavar="REFERENCE", autocompletion=opt.references)
    ],
    fmt: opt.FormatOption = "text",
    output: opt.OutputOption = [],  # noqa: B006
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
    site_url: opt.SiteOption = None,
) -> None:
    """Explain one rule, or list the rules of a platform or those that contain a word."""
    from shopexit.report.catalogue import explain as explained
    from shopexit.report.rule_list import list_rules, nothing_found

    rule_set = open_rules(rules, overlay)
    platform, slash, rest = reference.partition("/")
    # A marketplace without rules is not searched for, but refused as such further down.
    if not (slash or rule_set.find(platform) or not_covered(platform)):
        books = rule_set.platforms()
        found = list_rules(books, lang, word=reference)
        if not found.procedures:
            raise nothing_found(books, reference)
        streams.show(found, "rules", fmt, output)
        return
    book = rule_set.platform(platform)
    procedure, _, entry = rest.partition("/")
    name = book.chosen(procedure)[0] if procedure else None
    if entry:
        ref = f"{book.platform}/{name}/{entry}"
        streams.show(explained(book, ref, lang, site_url), "explained", fmt, output)
    else:
        streams.show(list_rules([book], lang, procedure=name), "rules", fmt, output)


@app.command(help="schema")
def schema(
    kind: Annotated[str, typer.Argument(help="kind", metavar="KIND")],
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
) -> None:
    """Print the JSON Schema of a kind of file."""
    from shopexit.cli.schemas import KINDS, schema_text

    # Checked here, as importing the choices imports all the models, which no other command needs.
    if kind not in KINDS:
        says = Text(zh=f"没有“{kind}”这种文件", en=f"there is no kind of file '{kind}'")
        raise fail(says, nearest(kind, KINDS))
    described = schema_text(kind, open_rules(rules).vocabulary, lang)
    streams.write(described, FORMATS["json"])


@app.command(help="lint")
def lint(
    folder: Annotated[Path | None, typer.Argument(help="lint-folder", metavar="[DIR]")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="lint-strict")] = False,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="lint-on")] = None,
    fmt: Annotated[LintFormat, typer.Option("--format", help="format")] = "text",
    output: opt.OutputOption = [],  # noqa: B006
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    overlay: opt.OverlayOption = None,
) -> int:
    """Check rule files for errors and weak points; return the exit code."""
    from shopexit.report.lint_result import lint as linted

    found = linted(open_rules(folder, overlay), opt.day(on) or today(), lang)
    streams.show(found, "lint", fmt, output)
    return EXIT_CODES[Verdict.BLOCKED] if found.errors or (strict and found.warnings) else 0


@app.command(name="test", help="test")
def try_states(
    paths: Annotated[list[str], typer.Argument(help="test-paths", metavar="DIR...")],
    fmt: opt.FormatOption = "text",
    output: opt.OutputOption = [],  # noqa: B006
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> int:
    """Test rules on state files with expected results; return the exit code."""
    from shopexit.fleet.expectations import run_expectations

    found = run_expectations(paths, open_rules(rules, overlay), streams.stdin, lang)
    streams.show(found, "tested", fmt, output)
    return EXIT_CODES[Verdict.BLOCKED] if found.failed else 0


@app.command(help="site")
def site(
    folder: Annotated[Path, typer.Argument(help="site-folder", metavar="DIR")],
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> None:
    """Write the handbook into a new or empty folder, or over an earlier handbook."""
    from shopexit.formats.handbook import files
    from shopexit.report.catalogue import catalogue, guide

    _check_folder(folder)
    books = open_rules(rules, overlay).platforms()
    guides = [guide(book, [name], lang) for book in books for name in book.procedures]
    found = files(catalogue(books, lang), guides)
    _write(folder, found)
    written = Text(
        # All but one, the script for searching.
        zh=f"已生成 {len(found) - 1} 个网页，打开 {folder / 'index.html'}",
        en=f"{len(found) - 1} pages are written: open {folder / 'index.html'}",
    )
    streams.complain(f"{clean(written[lang])}\n")


def _check_folder(folder: Path) -> None:
    """Raise ShopexitError unless `folder` is new, empty, or contains an earlier handbook."""
    from shopexit.formats.handbook import MARK

    if not is_there(folder):
        return
    if not is_folder(folder):
        says = Text(zh="这不是文件夹，换一个", en="this is not a folder: name a folder")
        raise fail(says, file=str(folder))
    try:
        if not any(folder.iterdir()):
            return
        index = folder / "index.html"
        if is_there(index) and MARK.encode() in index.read_bytes():
            return
    except OSError as error:
        raise cannot_write(error, str(folder)) from None
    says = Text(
        zh="文件夹里有别的东西，不会往里写",
        en="the folder has other files: the handbook is not written into it",
    )
    hint = Text(
        zh="换一个空的、还没有的，或者以前生成的手册",
        en="name a folder that is new, empty, or holds an earlier handbook",
    )
    raise fail(says, hint, file=str(folder))


def _write(folder: Path, found: Mapping[str, str]) -> None:
    """Write files into a folder, and remove other HTML pages from its subfolders.

    `found` maps the path of each file, relative to the folder, to its text.
    """
    paths = {folder / name: text for name, text in found.items()}
    folders = {path.parent for path in paths}
    try:
        for each in sorted(folders):  # a folder before those in it
            each.mkdir(exist_ok=True)
        write_files(list(paths.items()))
        # Pages of an earlier handbook, of procedures that the rules no longer have.
        for each in folders - {folder}:
            for page in {*each.glob("*.html")} - {*paths}:
                page.unlink()
    except OSError as error:
        raise cannot_write(error, str(folder)) from None
    finally:
        # Else a folder that could not be filled would be taken for somebody else's the next time.
        for each in sorted(folders, reverse=True):
            with suppress(OSError):
                each.rmdir()
