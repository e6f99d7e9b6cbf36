"""The command line: arguments in, result out, and nothing decided here."""

import locale
import os
import signal
import sys
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic_core import PydanticCustomError

from shopexit import pipeline
from shopexit.cli import help_texts as manual
from shopexit.cli import settings, streams
from shopexit.cli.output import show
from shopexit.cli.progress import progress
from shopexit.cli.settings import FailOn, Settings
from shopexit.evaluation.evaluate import MAX_AGE, EvaluationOptions, Verdict
from shopexit.files import encoding
from shopexit.files.dates import parse_day
from shopexit.fleet import evaluate_shops
from shopexit.fleet.rules_cache import RulesCache
from shopexit.formats import (
    DIFF_RENDERERS,
    FACTS_RENDERERS,
    ORDERS_RENDERERS,
    RENDERERS,
    REPORT_RENDERERS,
    DiffFormat,
    FactsFormat,
    FleetFormat,
    Format,
    OrdersFormat,
    PlainFormat,
)
from shopexit.inputs.orders.read_options import Passwords, ReadOptions
from shopexit.inputs.state import State
from shopexit.messages import Lang, Problem, ShopexitError, Text, clean, fail, nearest
from shopexit.report.comparison import Snapshot, Status
from shopexit.report.shown_settings import Origin
from shopexit.report.totals import Sort
from shopexit.rules.export_schema import ColumnRole, OrderStatus
from shopexit.rules.loader import open_book
from shopexit.rules.sources import Grade

EXIT_CODES = {Verdict.READY: 0, Verdict.BLOCKED: 1, Verdict.UNDETERMINED: 3}
USAGE, BUG = 2, 70
INTERRUPTED, GONE, TERMINATED = 130, 141, 143
"""As for programs that SIGINT, SIGPIPE and SIGTERM end."""
FAILS = {
    FailOn.BLOCKED: (Verdict.BLOCKED,),
    FailOn.UNDETERMINED: (Verdict.BLOCKED, Verdict.UNDETERMINED),
    FailOn.NEVER: (),
}
"""The verdicts of a fleet that its exit code tells, the worst first."""

app = typer.Typer(
    help="app",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich's tables cut Chinese, which has no spaces to break at
    context_settings={"help_option_names": manual.HELP_OPTIONS},
)


def _platform_names(incomplete: str) -> list[str]:
    return [name for name in open_book(None).names() if name.startswith(incomplete)]


def _procedure_names(ctx: typer.Context, incomplete: str) -> list[str]:
    # While an option still lacks its value, the platform before it has not been parsed.
    given = ctx.params.get("platform")
    platforms = [given] if given else open_book(None).names()
    known = [p for name in platforms for p in pipeline.load_rules(name).platform.procedures]
    return [name for name in dict.fromkeys((*known, pipeline.ALL)) if name.startswith(incomplete)]


def _references(incomplete: str) -> list[str]:
    platform, slash, _ = incomplete.partition("/")
    if not slash:
        return [f"{name}/" for name in _platform_names(platform)]
    entries = pipeline.load_rules(platform).platform.references
    return [ref for ref in entries if ref.startswith(incomplete)]


PlatformArgument = Annotated[
    str, typer.Argument(help="platform", metavar="PLATFORM", autocompletion=_platform_names)
]
LangOption = Annotated[Lang | None, typer.Option("--lang", help="lang", show_default=False)]
FormatOption = Annotated[PlainFormat, typer.Option("--format", help="format")]
OutputOption = Annotated[
    list[str], typer.Option("--output", "-o", metavar="FORMAT=FILE", help="output")
]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="rules", show_default=False)
]


ProcedureOption = Annotated[
    str | None,
    typer.Option(
        "--procedure", "-p", metavar="P", help="procedure", show_default=False,
        autocompletion=_procedure_names,
    ),
]  # fmt: skip
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="on", show_default=False)
]
TrustOption = Annotated[Grade, typer.Option("--trust", help="trust")]
MaxAgeOption = Annotated[int, typer.Option("--max-age", metavar="DAYS", min=0, help="max-age")]
StrictOption = Annotated[bool, typer.Option("--strict/--no-strict", help="strict")]
ShowConfigOption = Annotated[bool, typer.Option("--show-config", help="show-config")]
OrdersOption = Annotated[
    list[str], typer.Option("--orders", metavar="FILE", help="orders-option", show_default=False)
]
MapOption = Annotated[
    list[str], typer.Option("--map", metavar="STATE=BUCKET", help="map", show_default=False)
]
ColumnOption = Annotated[
    list[str], typer.Option("--column", metavar="ROLE=HEADER", help="column", show_default=False)
]
PasswordOption = Annotated[
    list[str],
    typer.Option(
        "--password", metavar="TEXT", help="password", show_default=False
    ),
]  # fmt: skip


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        streams.write(f"shopexit {version('shopexit')}\n")
        raise typer.Exit


@app.callback()
def _root(
    lang: LangOption = None,
    version: Annotated[
        bool, typer.Option("--version", help="version", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Take the options that stand before a command; they have had their effect already."""


@app.command(help="check")
def check(
    ctx: typer.Context,
    platform: PlatformArgument,
    state: Annotated[str, typer.Argument(help="state", metavar="STATE")],
    more: Annotated[list[str], typer.Argument(help="files", metavar="FILE...", hidden=True)] = [],  # noqa: B006
    procedure: ProcedureOption = None,
    on: OnOption = None,
    trust: TrustOption = Grade.GUIDE,
    strict: StrictOption = False,
    max_age: MaxAgeOption = MAX_AGE,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="limit")] = 20,
    orders: OrdersOption = [],  # noqa: B006
    mapped: MapOption = [],  # noqa: B006
    column: ColumnOption = [],  # noqa: B006
    password: PasswordOption = [],  # noqa: B006
    fmt: Annotated[Format, typer.Option("--format", help="format")] = Format.TEXT,
    output: OutputOption = [],  # noqa: B006 - typer reads it and never changes it
    lang: LangOption = None,
    rules: RulesOption = None,
) -> int:  # fmt: skip
    """Judge a state file."""
    book = pipeline.load_rules(platform, rules)
    # A shell makes several words of `--orders exports/*.xlsx`: the first is the option's.
    if more and not orders:
        raise fail(_too_many(more))
    wanted = _wanted(mapped, column, password, lang or ctx.obj)
    terms = EvaluationOptions(_day(on) or pipeline.today(), trust, strict, max_age)
    with progress() as advance:
        how = replace(wanted, progress=advance)
        read = _read_state(book, state, [*orders, *more], how, terms.on)
    if read.counted is None and (mapped or column):
        raise fail(_NO_ORDERS)
    checked = evaluate_shops.checked(book, read, terms, procedure, lang or ctx.obj, limit)
    keep = [state, *(s.file for s in read.counted.sheets)] if read.counted else [state]
    show(checked, REPORT_RENDERERS, fmt, output, keep)
    return EXIT_CODES[checked.verdict]


@app.command(help="fleet")
def fleet(
    ctx: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(help="paths", metavar="PATH...", show_default=False)
    ] = [],  # noqa: B006
    procedure: ProcedureOption = None,
    on: OnOption = None,
    trust: TrustOption = Grade.GUIDE,
    strict: StrictOption = False,
    max_age: MaxAgeOption = MAX_AGE,
    only: Annotated[
        list[Status], typer.Option("--only", help="only", show_default=False)
    ] = [],  # noqa: B006
    platform: Annotated[
        list[str],
        typer.Option(
            "--platform", metavar="PLATFORM", help="only-platform", show_default=False,
            autocompletion=_platform_names,
        ),
    ] = [],  # noqa: B006
    sort: Annotated[Sort | None, typer.Option("--sort", help="sort", show_default=False)] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="fleet-limit")] = 20,
    full: Annotated[bool, typer.Option("--full", help="full")] = False,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="fail-on")] = FailOn.UNDETERMINED,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="baseline", show_default=False),
    ] = None,
    list_waivers: Annotated[bool, typer.Option("--list-waivers", help="list-waivers")] = False,
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="no-waivers")] = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="jobs")] = 1,
    show_config: ShowConfigOption = False,
    fmt: Annotated[FleetFormat, typer.Option("--format", help="format")] = FleetFormat.TEXT,
    output: OutputOption = [],  # noqa: B006
    lang: LangOption = None,
    rules: RulesOption = None,
) -> int:  # fmt: skip
    """Judge many shops."""
    from shopexit.cli import fleet_run
    from shopexit.fleet import discover
    from shopexit.fleet.worker_pool import Task

    if show_config:
        return _show_config(ctx, lang or ctx.obj, fmt, output)
    if not paths:
        raise fail(_PATHS)
    if list_waivers and no_waivers:
        raise fail(_BOTH)
    files = discover.files(paths)
    shelf = RulesCache(open_book(rules))
    asked = evaluate_shops.Asked(
        terms=EvaluationOptions(_day(on) or pipeline.today(), trust, strict, max_age),
        procedure=procedure,
        lang=lang or ctx.obj,
        waive=not no_waivers,
        platforms=frozenset(shelf.rules(name).platform.platform for name in platform),
    )
    earlier = fleet_run.earlier(baseline, shelf) if baseline else None
    keep = [*files, str(baseline)] if baseline else files
    outputs = fleet_run.outputs(fmt, output, keep, full=full, waivers=list_waivers)
    task = Task(
        asked=asked,
        formats=tuple(each.renderer for each in outputs),
        only=frozenset(only),
        sort=sort or Sort.NEED,
        waivers=list_waivers,
        compared=earlier is not None,
        rules=rules,
        wanted=_wanted([], [], [], lang or ctx.obj),
    )
    result = fleet_run.run(
        fleet_run.Call(
            files=files,
            task=task,
            outputs=outputs,
            jobs=jobs,
            limit=limit,
            in_order=sort not in (None, Sort.INPUT),
            baseline=earlier,
        )
    )
    for line in fleet_run.worsened(result, lang or ctx.obj):
        streams.complain(f"{line}\n")
    return _worst(result.failing, fail_on)


_BOTH = Text(
    zh="--list-waivers 和 --no-waivers 不能一起用",
    en="--list-waivers and --no-waivers exclude each other",
)
_PATHS = Text(
    zh="没写要查哪些：写文件、文件夹或 -（标准输入），或在配置文件里写 paths",
    en="nothing to judge: name files, folders or - for standard input, or set `paths` in the"
    " settings file",
)


def _worst(standings: Collection[Status], fail_on: FailOn) -> int:
    """Return the worst of a fleet's shops as an exit code, as far as it is to fail for them."""
    if Status.UNUSABLE in standings:
        return USAGE
    return next((EXIT_CODES[v] for v in FAILS[fail_on] if Status(v) in standings), 0)


@app.command(help="diff")
def diff(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(help="diff-old", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="diff-new", metavar="NEW")],
    procedure: ProcedureOption = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="diff-on", show_default=False)
    ] = None,
    trust: TrustOption = Grade.GUIDE,
    strict: StrictOption = False,
    max_age: MaxAgeOption = MAX_AGE,
    fmt: Annotated[DiffFormat, typer.Option("--format", help="format")] = DiffFormat.TEXT,
    output: OutputOption = [],  # noqa: B006
    lang: LangOption = None,
    rules: RulesOption = None,
) -> int:
    """Compare two runs."""
    from shopexit.fleet.baseline import Judging, read
    from shopexit.report.comparison import compare

    if old == new == "-":
        raise fail(Text(zh="标准输入只能写一次", en="standard input can be read once only"))
    by = Judging(RulesCache(open_book(rules)), None, trust, strict, max_age, procedure)

    def shops_in(where: str, judging: Judging) -> Iterator[Snapshot]:
        if where != "-":
            return read(where, judging)
        return read("<stdin>", judging, streams.read_stdin(encoding.MAX_BYTES))

    view = compare(
        shops_in(old, by),
        shops_in(new, replace(by, on=_day(on))),
        names=(old, new),
        lang=lang or ctx.obj,
        words=by.words,
    )
    show(view, DIFF_RENDERERS, fmt, output, keep=[old, new])
    return EXIT_CODES[Verdict.BLOCKED] if view.worse else 0


@app.command(help="orders")
def orders(
    ctx: typer.Context,
    platform: PlatformArgument,
    files: Annotated[list[str], typer.Argument(help="files", metavar="FILE...")],
    mapped: MapOption = [],  # noqa: B006
    column: ColumnOption = [],  # noqa: B006
    password: PasswordOption = [],  # noqa: B006
    fmt: Annotated[OrdersFormat, typer.Option("--format", help="format")] = OrdersFormat.TEXT,
    output: OutputOption = [],  # noqa: B006
    lang: LangOption = None,
    rules: RulesOption = None,
) -> int:
    """Count the orders in exports."""
    from shopexit.report.order_report import census

    book = pipeline.load_rules(platform, rules)
    wanted = _wanted(mapped, column, password, lang or ctx.obj)
    with progress() as advance:
        counted = book.count_orders(files, replace(wanted, progress=advance))
    view = census(book.platform, book.vocabulary, counted, lang or ctx.obj)
    show(view, ORDERS_RENDERERS, fmt, output, keep=[sheet.file for sheet in counted.sheets])
    settled = counted.orders and not counted.in_doubt
    return 0 if settled else EXIT_CODES[Verdict.UNDETERMINED]


@app.command(help="steps")
def steps(
    ctx: typer.Context,
    platform: PlatformArgument,
    procedure: Annotated[
        str | None,
        typer.Argument(
            help="steps-procedure", metavar="[PROCEDURE]", autocompletion=_procedure_names
        ),
    ] = None,
    fmt: FormatOption = PlainFormat.TEXT,
    output: OutputOption = [],  # noqa: B006
    lang: LangOption = None,
    rules: RulesOption = None,
) -> None:
    """Show a procedure without a state."""
    from shopexit.report.catalogue import guide

    book = pipeline.load_rules(platform, rules)
    names = book.procedures(procedure)
    show(guide(book.platform, names, book.vocabulary, lang or ctx.obj), RENDERERS, fmt, output)


@app.command(help="platforms")
def platforms(
    ctx: typer.Context,
    fmt: FormatOption = PlainFormat.TEXT,
    output: OutputOption = [],  # noqa: B006
    lang: LangOption = None,
    rules: RulesOption = None,
) -> None:
    """List the platforms."""
    from shopexit.report.catalogue import catalogue

    book = open_book(rules)
    vocabulary = book.vocabulary()
    known = [book.load(name, vocabulary) for name in book.names()]
    if not known:
        raise fail(
            Text(zh="文件夹里没有平台的规则", en="no platform has rules there"), file=str(rules)
        )
    show(catalogue(known, lang or ctx.obj), RENDERERS, fmt, output)


@app.command(help="facts")
def facts(
    ctx: typer.Context,
    platform: Annotated[
        str | None,
        typer.Argument(help="facts-platform", metavar="[PLATFORM]", autocompletion=_platform_names),
    ] = None,
    fmt: Annotated[FactsFormat, typer.Option("--format", help="format")] = FactsFormat.TEXT,
    output: OutputOption = [],  # noqa: B006
    lang: LangOption = None,
    rules: RulesOption = None,
) -> None:
    """Show which facts each procedure looks at."""
    from shopexit.report.catalogue import fact_table

    book = open_book(rules)
    vocabulary = book.vocabulary()
    names = [platform] if platform else book.names()
    known = [book.load(name, vocabulary) for name in names]
    show(fact_table(known, vocabulary, lang or ctx.obj), FACTS_RENDERERS, fmt, output)


@app.command(help="init")
def init(
    ctx: typer.Context,
    platform: PlatformArgument,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="init-output", show_default=False),
    ] = None,
    lang: LangOption = None,
    rules: RulesOption = None,
) -> None:
    """Write a state file to fill in."""
    from shopexit.cli.init_template import template

    book = pipeline.load_rules(platform, rules)
    text = template(book.platform, book.vocabulary, lang or ctx.obj)
    if output is None:
        streams.write(text)
    elif output.exists():
        says = Text(
            zh="文件已经有了，不会覆盖它；换个名字，或先删掉它",
            en="the file exists, and is not overwritten: use another name, or remove it",
        )
        raise fail(says, file=str(output))
    else:
        streams.write_files([(output, text)])
        name = book.platform.platform
        written = Text(
            zh=f"已生成 {output}：填好后运行 shopexit check {name} {output}",
            en=f"{output} is written: fill it in, then run shopexit check {name} {output}",
        )
        streams.complain(f"{clean(written[lang or ctx.obj])}\n")


@app.command(help="explain")
def explain(
    ctx: typer.Context,
    reference: Annotated[
        str, typer.Argument(help="reference", metavar="REFERENCE", autocompletion=_references)
    ],
    fmt: FormatOption = PlainFormat.TEXT,
    output: OutputOption = [],  # noqa: B006
    lang: LangOption = None,
    rules: RulesOption = None,
) -> None:
    """Explain one requirement, step or other entry."""
    from shopexit.report.catalogue import explain as explained

    platform, slash, rest = reference.partition("/")
    book = pipeline.load_rules(platform, rules)
    ref = f"{book.platform.platform}{slash}{rest}"
    show(explained(book.platform, ref, book.vocabulary, lang or ctx.obj), RENDERERS, fmt, output)


@app.command(help="schema")
def schema(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(help="kind", metavar="KIND")],
    lang: LangOption = None,
    rules: RulesOption = None,
) -> None:
    """Print a JSON Schema."""
    import json

    from shopexit.cli.schemas import SchemaKind
    from shopexit.cli.schemas import schema as schema_of

    if kind not in list(SchemaKind):
        raise fail(Text(zh=f"没有“{kind}”", en=f"there is no '{kind}'"), nearest(kind, SchemaKind))
    described = schema_of(SchemaKind(kind), open_book(rules).vocabulary(), lang or ctx.obj)
    streams.write(json.dumps(described, ensure_ascii=False, indent=2) + "\n", is_json=True)


def _show_config(ctx: typer.Context, lang: Lang, fmt: str, output: Sequence[str]) -> int:
    view = settings.shown(settings.find(Path()), _given(ctx), lang)
    if fmt not in RENDERERS:
        says = Text(zh=f"--show-config 没有 {fmt} 格式", en=f"--show-config has no format {fmt}")
        raise ShopexitError([Problem(says, key="--format", hint=nearest(fmt, RENDERERS))])
    show(view, RENDERERS, fmt, output)
    return 0


_ORIGINS = {"COMMANDLINE": Origin.COMMAND_LINE, "DEFAULT_MAP": Origin.FILE}


def _given(ctx: typer.Context) -> Mapping[str, tuple[object, Origin]]:
    """Return each option of a command that a file can set, and where its value is from."""
    given: dict[str, tuple[object, Origin]] = {}
    for name in settings.OPTIONS:
        param = name.replace("-", "_")
        # typer keeps the enum of these to itself; its names are click's.
        source = getattr(ctx.get_parameter_source(param), "name", "")
        if param in ctx.params:
            given[name] = (ctx.params[param], _ORIGINS.get(source, Origin.DEFAULT))
    return {**given, "lang": (ctx.params.get("lang") or ctx.obj, _lang_origin(ctx))}


def _lang_origin(ctx: typer.Context) -> Origin:
    if any(c.params.get("lang") for c in (ctx, ctx.parent) if c):
        return Origin.COMMAND_LINE
    if os.environ.get("SHOPEXIT_LANG"):
        return Origin.ENVIRONMENT
    return Origin.FILE if "lang" in settings.find(Path()).values else Origin.DEFAULT


def _read_state(
    book: pipeline.Rules, where: str, orders: Sequence[str], wanted: ReadOptions, on: date
) -> State:
    if where != "-":
        return book.read_state(where, orders, wanted, on)
    return book.parse_state(streams.read_stdin(encoding.MAX_BYTES), "<stdin>", orders, wanted, on)


_NO_ORDERS = Text(
    zh="--map 和 --column 要和 --orders 一起用，或在店铺数据里写 orders_from",
    en="--map and --column go with --orders, or with `orders_from` in the state file",
)


def _too_many(words: Sequence[str]) -> Text:
    named = " ".join(words)
    return Text(
        zh=f"多写了 {named}；订单导出文件写在 --orders 后面",
        en=f"unexpected: {named}; order exports stand after --orders",
    )


def _wanted(
    mapped: Sequence[str], column: Sequence[str], passwords: Sequence[str], lang: Lang
) -> ReadOptions:
    """Return how exports are to be read, by the options of a call."""
    kept = os.environ.get("SHOPEXIT_PASSWORD")
    given = [*passwords, kept] if kept else passwords
    can_ask = sys.stdin and sys.stdin.isatty()
    return ReadOptions(
        mapped={word: OrderStatus(bucket) for word, bucket in _pairs("--map", mapped, OrderStatus)},
        columns={
            ColumnRole(role): header for header, role in _pairs("--column", column, ColumnRole)
        },
        passwords=Passwords(given, partial(_ask, lang) if can_ask else None),
    )


def _pairs(option: str, written: Sequence[str], known: type[StrEnum]) -> Iterator[tuple[str, str]]:
    """Yield the seller's word and the known one of each `A=B`; the word may hold `=` itself."""
    is_map = option == "--map"
    shape = (
        Text(zh="状态=类别", en="STATE=BUCKET") if is_map else Text(zh="列=表头", en="ROLE=HEADER")
    )
    for each in written:
        left, equals, right = each.rpartition("=") if is_map else each.partition("=")
        word, name = (left, right) if is_map else (right, left)
        if not (equals and word.strip() and name in list(known)):
            says = Text(zh=f"“{each}”应写成 {shape.zh}", en=f"'{each}' should be {shape.en}")
            raise ShopexitError([Problem(says, key=option, hint=nearest(name, known))])
        yield word.strip(), name


def _ask(lang: Lang, file: str) -> str:
    """Ask for the password of a file. What is typed is not shown."""
    name = clean(file)
    words = Text(zh=f"{name} 的密码", en=f"password of {name}")
    asked: str = typer.prompt(words[lang], hide_input=True, err=True)
    return asked


def _day(written: str | None) -> date | None:
    if written is None:
        return None
    try:
        return parse_day(written)
    except PydanticCustomError as error:
        raise ShopexitError([Problem((error.context or {})["says"], key="--on")]) from None


def language(args: Sequence[str], env: Mapping[str, str], in_file: object = None) -> Lang:
    """Return the language of this run: --lang, SHOPEXIT_LANG, the settings, else the locale's."""
    for i, arg in enumerate(args):
        given = arg.removeprefix("--lang=") if arg.startswith("--lang=") else None
        if arg == "--lang" and i + 1 < len(args):
            given = args[i + 1]
        if given in list(Lang):
            return Lang(given)
    wanted = env.get("SHOPEXIT_LANG")
    if wanted:
        if wanted not in list(Lang):
            says = Text(zh=f"没有“{wanted}”这种语言", en=f"there is no language '{wanted}'")
            raise ShopexitError([Problem(says, key="SHOPEXIT_LANG", hint=nearest(wanted, Lang))])
        return Lang(wanted)
    if isinstance(in_file, str):
        return Lang(in_file)  # settings.find() lets no other through
    named = next((env[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(name)), None)
    spoken = named or locale.getlocale()[0] or ""
    return Lang.ZH if spoken.lower().startswith(("zh", "chinese")) else Lang.EN


def run(args: Sequence[str]) -> int:
    """Run the command line and return its exit code. No exception leaves it."""
    streams.prepare()
    lang = Lang.EN
    try:
        # What is wrong with the settings is said in the language that holds without them.
        lang = language(args, os.environ)
        found = _settings(args, os.environ)
        lang = language(args, os.environ, found.values.get("lang"))
        with streams.ended_by_signal():
            return _call(args, lang, found)
    except ShopexitError as error:
        for problem in error.problems:
            streams.complain(f"{problem.in_words(lang)}\n")
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        streams.complain(f"{_STOPPED[lang]}\n")
        return INTERRUPTED
    except streams.Stopped as stopped:
        streams.complain(f"{_STOPPED[lang]}\n")
        return TERMINATED if stopped.signal_number == signal.SIGTERM else INTERRUPTED
    except streams.Gone:
        streams.complain(f"{_GONE[lang]}\n")
        return GONE
    except Exception as error:  # noqa: BLE001 - a bug must never look like a verdict
        return _bug(error, lang)


_STOPPED = Text(
    zh="已中断：没写完的文件都没有留下，原来的文件没动",
    en="stopped: no file was left half-written, and what was there still is",
)
_GONE = Text(
    zh="读结果的程序先退出了，没有再查下去",
    en="stopped: nobody reads the result any more",
)


def _settings(args: Sequence[str], env: Mapping[str, str]) -> Settings:
    """Return the settings that hold here; a broken file keeps nobody from help or completion."""
    asked = {*manual.HELP_OPTIONS, "--version"} & {*args}
    return Settings() if asked or "_SHOPEXIT_COMPLETE" in env else settings.find(Path())


def _call(args: Sequence[str], lang: Lang, found: Settings) -> int:
    command: Any = typer.main.get_command(app)
    manual.localise(command, lang)
    defaults = {name: found.defaults(name) for name in command.commands}
    try:
        code = command.main(
            list(args), prog_name="shopexit", standalone_mode=False, obj=lang, default_map=defaults
        )
    except typer.TyperException as error:
        raise ShopexitError([manual.usage_problem(error)]) from None
    return code if isinstance(code, int) else 0


def _bug(error: Exception, lang: Lang) -> int:
    says = Text(
        zh="shopexit 自己出错了，没有给出结论。请把命令和文件发给我们；"
        "设 SHOPEXIT_DEBUG=1 再运行可以看到细节。",
        en="a bug in shopexit: no verdict was reached. Please report the command and the file; "
        "SHOPEXIT_DEBUG=1 shows the details.",
    )
    name = type(error).__name__
    streams.complain(f"{Problem(says).in_words(lang)} ({name})\n")
    if os.environ.get("SHOPEXIT_DEBUG"):
        streams.complain("".join(traceback.format_exception(error)))
    return BUG
