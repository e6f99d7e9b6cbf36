"""The commands that write into a state file, and then judge it."""

from pathlib import Path
from typing import Annotated

import typer

from shopexit.cli import shared_options as opt
from shopexit.cli import streams
from shopexit.cli.exit_codes import EXIT_CODES
from shopexit.evaluation.evaluate import MAX_AGE, EvaluationOptions
from shopexit.files import yaml
from shopexit.formats import renderer
from shopexit.inputs.state import State
from shopexit.inputs.state_reader import platform_of, state_in
from shopexit.messages import Lang, Problem, ShopexitError, Text
from shopexit.pipeline import check, today
from shopexit.rules.loader import open_rules
from shopexit.rules.platform import Platform
from shopexit.rules.sources import Grade

writing = typer.Typer()


@writing.command(help="done")
def done(
    state: Annotated[Path, typer.Argument(help="done-state", metavar="STATE")],
    reference: Annotated[
        str, typer.Argument(help="done-step", metavar="REF", autocompletion=opt.references)
    ],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="done-on", show_default=False)
    ] = None,
    undo: Annotated[bool, typer.Option("--not", help="not")] = False,
    procedure: opt.ProcedureOption = None,
    trust: opt.TrustOption = Grade.GUIDE,
    strict: opt.StrictOption = False,
    max_age: opt.MaxAgeOption = MAX_AGE,
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
) -> int:  # fmt: skip
    """Mark a step as taken."""
    from shopexit.evaluation.mark_step import taken, taken_back
    from shopexit.inputs.state_writer import with_step, with_values, without_step

    now = today()
    day = opt.day(on) or now
    if day > now:
        says = Text(
            zh=f"{day} 还没到（今天 {now}），没做的事不能写成做完了",
            en=f"{day} is not here yet (today is {now}): what is not done cannot be marked as done",
        )
        raise ShopexitError([Problem(says, key="--on")])
    options = EvaluationOptions(now, trust, strict, max_age, procedure, lang=lang)
    document = yaml.read(state)
    book = platform_of(document, open_rules(rules))
    with opt.reading([], [], [], lang) as how:
        read = state_in(document, book, state.parent, how=how, on=now)
        mark = (taken_back if undo else taken)(book, read, reference, now if undo else day)
        text = with_values(without_step(document.text, mark.ref), mark.values)
        if mark.listed:
            text = with_step(text, mark.ref, day)
        # What the reader would refuse is not written.
        marked = state_in(
            yaml.parse(text.encode(), str(state)), book, state.parent, how=how, on=now
        )
    streams.write_files([(state, text)])
    return show(book, marked, options)


def show(book: Platform, state: State, options: EvaluationOptions) -> int:
    """Show what `check` would, and return its exit code."""
    report, layout = check(book, state, options), streams.layout()
    streams.write(renderer("screen" if layout.width else "report", "text")(report, layout))
    return EXIT_CODES[report.verdict]
