"""Commands for authors of rules: `lint` and `test`."""

from pathlib import Path
from typing import Annotated

import typer

from shopexit.cli import shared_options as opt
from shopexit.cli import streams
from shopexit.cli.exit_codes import EXIT_CODES
from shopexit.evaluation.evaluate import Verdict
from shopexit.formats import LintFormat
from shopexit.messages import Lang
from shopexit.pipeline import today
from shopexit.rules.loader import open_rules

app = typer.Typer()


@app.command(help="lint")
def lint(
    folder: Annotated[
        Path | None, typer.Argument(help="lint-folder", metavar="[DIR]", show_default=False)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="lint-strict")] = False,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="lint-on", show_default=False)
    ] = None,
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
