"""Commands that change a state file and then check it: `done` and `ask`."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from shopexit.cli import shared_options as opt
from shopexit.cli import streams
from shopexit.cli.exit_codes import EXIT_CODES
from shopexit.evaluation.evaluate import MAX_AGE, EvaluationOptions
from shopexit.files import yaml
from shopexit.files.atomic_write import write_files
from shopexit.files.paths import is_folder, is_there
from shopexit.inputs.state import State
from shopexit.inputs.state_reader import platform_of, state_in
from shopexit.messages import Lang, Problem, ShopexitError, Text, clean, fail, joined
from shopexit.pipeline import check, today
from shopexit.report.model import Report
from shopexit.rules import wording
from shopexit.rules.loader import RuleSet, open_rules
from shopexit.rules.platform import Platform
from shopexit.rules.sources import Grade

app = typer.Typer()


@app.command(help="done")
def done(
    state: Annotated[Path, typer.Argument(help="done-state", metavar="STATE")],
    reference: Annotated[
        str, typer.Argument(help="done-step", metavar="REF", autocompletion=opt.references)
    ],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="done-on")] = None,
    undo: Annotated[bool, typer.Option("--not", help="not")] = False,
    procedure: opt.ProcedureOption = None,
    trust: opt.TrustOption = Grade.GUIDE,
    strict: opt.StrictOption = False,
    max_age: opt.MaxAgeOption = MAX_AGE,
    allow_outside: opt.OutsideOption = False,
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> int:
    """Record in a state file that a step is done, check the shop, and return the exit code."""
    from shopexit.evaluation.mark_step import Mark, taken, taken_back
    from shopexit.inputs.state_writer import with_step, with_values, without_step

    now = today()
    day = opt.day(on) or now
    if day > now:
        says = Text(
            zh=f"{day} 还没到（今天 {now}），没做的事不能写成做完了",
            en=f"{day} is in the future (today is {now}): a step cannot be marked in advance",
        )
        raise ShopexitError([Problem(says, key="--on")])
    # The shop is checked as of today, even if the step was taken earlier.
    options = EvaluationOptions(now, trust, strict, max_age, procedure, lang=lang)
    document = yaml.read(state)
    book = platform_of(document, open_rules(rules, overlay))
    with opt.with_progress(opt.read_options(lang, allow_outside=allow_outside), lang) as how:
        denied: list[str] = []
        try:
            read = state_in(document, book, how=how, on=now)
        except ShopexitError as error:
            denied = _denied(document, reference, error) if undo else []
            if not denied:
                raise
            for ref in denied:
                document = yaml.parse(without_step(document.text, ref).encode(), str(state))
            read = state_in(document, book, how=how, on=now)
        if denied:
            mark = Mark(denied[0], {}, listed=False)
        else:
            mark = (taken_back if undo else taken)(book, read, reference, now if undo else day)
        # An earlier record of the step is replaced, as it may name another day.
        text = with_values(without_step(document.text, mark.ref), mark.values)
        if mark.listed:
            text = with_step(text, mark.ref, day)
        # Nothing is written of which the check fails.
        marked = state_in(yaml.parse(text.encode(), str(state)), book, how=how, on=now)
        report = check(book, marked, options)
    write_files([(state, text)])
    sums = _doubtful_sum(book, marked, mark.ref) if undo else None
    for told in filter(None, (_changed(book, read, marked), sums)):
        streams.complain(f"{told[lang]}\n")
    return show(report)


def _denied(document: yaml.Document, reference: str, error: ShopexitError) -> list[str]:
    """Return the steps under `done` that figures of the file deny, that of `reference` first.

    Only those of its procedure, which began anew; none if `reference` is not denied. `error` is
    what reading the file raised.
    """
    keys = {problem.key for problem in error.problems}
    listed = document.at(("done",))
    steps = [
        str(item.get("step") if isinstance(item, dict) else item)
        for item in (listed if isinstance(listed, list) else ())
    ]
    denied = [ref for at, ref in enumerate(steps) if f"done[{at}]" in keys]
    named = [ref for ref in denied if ref == reference or ref.endswith(f"/{reference}")]
    if len(named) != 1:
        return []
    procedure = named[0].rpartition("/")[0]
    same = [ref for ref in denied if ref.rpartition("/")[0] == procedure]
    return list(dict.fromkeys([*named, *same]))


def _changed(book: Platform, before: State, after: State) -> Text | None:
    """Return a text that lists the figures changed in a state file; None if none has changed."""
    pairs = [
        Text(zh=f"{fact.label.zh}：{old.zh} → {new.zh}", en=f"{fact.label.en}: {old.en} → {new.en}")
        for path, fact in book.vocabulary.facts.items()
        if before.values.get(path) != after.values.get(path)
        for old, new in [[wording.value(fact, each.values.get(path)) for each in (before, after)]]
    ]
    named = joined(pairs, "；", "; ")
    return (
        Text(zh=f"改了这些数据：{named.zh}", en=f"figures changed: {named.en}") if pairs else None
    )


def _doubtful_sum(book: Platform, state: State, ref: str) -> Text | None:
    """Return a request to check the sum that a step pays; None if the state has no such sum.

    It is shown after `done --not`, as recording the step as done may have changed the sum.
    """
    path = book.references[ref].returns
    value = state.values.get(path) if path else None
    if path is None or value is None:
        return None
    fact = book.vocabulary.facts[path]
    has = wording.value(fact, value)
    return Text(
        zh=f"{fact.label.zh}现在写的是 {has.zh}：标记时可能改过，不对就改回来",
        en=f"{fact.label.en} is {has.en} now: recording the step as done may have changed it;"
        " correct it if it is wrong",
    )


@app.command(help="ask")
def ask(
    named: Annotated[
        list[str],
        typer.Argument(
            help="ask-state", metavar="[PLATFORM] [STATE]", autocompletion=opt.platform_names
        ),
    ] = [],  # noqa: B006 - typer reads it and never changes it
    refresh: Annotated[bool, typer.Option("--refresh", help="refresh")] = False,
    on: opt.OnOption = None,
    procedure: opt.ProcedureOption = None,
    trust: opt.TrustOption = Grade.GUIDE,
    strict: opt.StrictOption = False,
    max_age: opt.MaxAgeOption = MAX_AGE,
    allow_outside: opt.OutsideOption = False,
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> int:
    """Ask for missing facts, save the answers in the state file, and check it like `check`."""
    from shopexit.cli.ask import Interview

    options = EvaluationOptions(
        opt.day(on) or today(), trust, strict, max_age, procedure, lang=lang
    )
    rule_set = open_rules(rules, overlay)
    platform, path = _named(named, rule_set)
    if not is_folder(path.parent):  # before the first question, so that no answer is lost
        says = Text(zh="没有这个文件夹，存不了", en="there is no such folder to save the file in")
        raise fail(says, file=str(path.parent))
    if is_there(path):
        document = yaml.read(path)
        book = rule_set.platform(platform) if platform else platform_of(document, rule_set)
    else:
        book = rule_set.platform(platform or _platform(rule_set, lang))
        document = yaml.parse(f"platform: {book.platform}\n".encode(), str(path))
    reading = opt.read_options(lang, allow_outside=allow_outside)

    def read(text: str, name: str = str(path)) -> State:
        # A progress bar for each reading, so that it is gone when the next question is asked.
        with opt.with_progress(reading, lang) as how:
            new = yaml.parse(text.encode(), name)
            return state_in(new, book, how=how, on=options.on)

    interview = Interview(book, read, options, path.parent, document.text, refresh)
    try:
        text = interview.run()
        if not _write(path, document.text, text, lang):
            streams.complain("\n")  # if the input has ended, the last line is a prompt
    except BaseException as ended:
        # By a signal, or by a bug: in any case the answers are saved.
        saved = _write(path, document.text, interview.kept(), lang)
        if saved and isinstance(ended, streams.Stopped):
            return ended.code  # what is saved needs no word on files that are unchanged
        raise
    # A file that was not written is no file to go on with.
    return show(check(book, read(text) if is_there(path) else read(text, "<stdin>"), options))


def _named(words: Sequence[str], rules: RuleSet) -> tuple[str | None, Path]:
    """Return (platform or None, state file) from the arguments of `ask`.

    A single argument can be either of them.
    """
    if len(words) > 2 or "-" in words:
        says = Text(
            zh="ask 后面写平台、店铺数据文件，或者都写；不能用 -",
            en="after ask, give a platform, a state file or both, but not - (standard input)",
        )
        raise fail(says)
    if len(words) == 2:
        return words[0], Path(words[1])
    if words and (Path(words[0]).suffix or is_there(words[0])):
        return None, Path(words[0])
    return (rules.platform(words[0]).platform if words else None), Path("shop.yaml")


def _platform(rules: RuleSet, lang: Lang) -> str:
    """Ask which platform the shop is on, and return the line that was typed."""
    names = [f"{n} {rules.platform(n).name[lang]}" for n in rules.names]
    where = Text(zh="店开在哪个平台？", en="On which platform is the shop?")
    streams.complain(f"{where[lang]} ({'; '.join(names)})\n> ")
    try:
        return streams.typed_line().strip()
    except EOFError:
        says = Text(
            zh="没有写是哪个平台：写在命令里，shopexit ask 平台 文件",
            en="no platform was given: name it in the call, shopexit ask PLATFORM STATE",
        )
        raise fail(says) from None


def _write(path: Path, before: str, text: str, lang: Lang) -> bool:
    """Write `text` to a file if it differs from `before`, say so, and return whether it does."""
    if text == before:
        return False
    write_files([(path, text)])
    kept = Text(zh=f"已存好：{path}", en=f"saved to {path}")
    streams.complain(f"\n{clean(kept[lang])}\n")
    return True


def show(report: Report) -> int:
    """Show the report of a shop as `check` does, and return the exit code for its verdict."""
    streams.show(report, "report", "text", ())
    return EXIT_CODES[report.verdict]
