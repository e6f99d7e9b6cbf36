"""The commands for one shop: `check`, and `orders` for its order exports."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shopexit.cli import shared_options as opt
from shopexit.cli import streams
from shopexit.cli.exit_codes import EXIT_CODES
from shopexit.evaluation.evaluate import MAX_AGE, EvaluationOptions, Verdict
from shopexit.evaluation.evaluation import evaluate
from shopexit.files import encoding, yaml
from shopexit.files.paths import is_plain_file, is_there
from shopexit.files.yaml import Document
from shopexit.formats import (
    FORMATS,
    OrdersFormat,
    RenderOptions,
    ReportFormat,
    fleet_renderer,
    formats_of,
    renderer,
    view_for,
)
from shopexit.inputs.state_reader import platform_of, state_in
from shopexit.messages import Lang, Text, fail
from shopexit.pipeline import load_rules, today
from shopexit.plan.actions import make_plan
from shopexit.report.build import build_report
from shopexit.rules.loader import open_rules
from shopexit.rules.sources import Grade

if TYPE_CHECKING:
    from shopexit.report.totals import Fleet, Shop

app = typer.Typer()


@app.command(help="check")
def check(
    named: Annotated[
        list[str],
        typer.Argument(help="state", metavar="[PLATFORM] STATE", autocompletion=opt.platform_names),
    ],
    procedure: opt.ProcedureOption = None,
    on: opt.OnOption = None,
    trust: opt.TrustOption = Grade.GUIDE,
    strict: opt.StrictOption = False,
    max_age: opt.MaxAgeOption = MAX_AGE,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="limit")] = 20,
    orders: opt.OrdersOption = [],  # noqa: B006
    mapped: opt.MapOption = [],  # noqa: B006
    column: opt.ColumnOption = [],  # noqa: B006
    password: opt.PasswordOption = [],  # noqa: B006
    allow_outside: opt.OutsideOption = False,
    fmt: Annotated[ReportFormat, typer.Option("--format", help="format")] = "text",
    output: opt.OutputOption = [],  # noqa: B006 - typer reads it and never changes it
    _color: opt.ColorOption = None,
    verbose: opt.VerboseOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="quiet")] = False,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
    site_url: opt.SiteOption = None,
) -> int:
    """Check a state file, write the report, and return the exit code for its verdict."""
    platform, state, more = _words(named)
    # The shell expands `--orders exports/*.xlsx` to several words; only the first belongs to the
    # option.
    if more and not orders:
        extra = " ".join(more)
        says = Text(
            zh=f"多写了 {extra}；订单导出文件写在 --orders 后面",
            en=f"unexpected arguments: {extra}; give order exports after --orders",
        )
        raise fail(says)
    options = EvaluationOptions(
        opt.day(on) or today(), trust, strict, max_age, procedure, limit, lang, site_url
    )
    rule_set = open_rules(rules, overlay)
    book = rule_set.platform(platform) if platform else None
    document = _document(state)
    book = book or platform_of(document, rule_set)
    asked = opt.read_options(lang, mapped, column, password, allow_outside=allow_outside)
    with opt.with_progress(asked, lang) as how:
        read = state_in(document, book, [*orders, *more], how, options.on)
    # Checked only now, as the state file may name the exports.
    if read.counted is None and (mapped or column):
        raise fail(_NO_ORDERS)
    evaluation = evaluate(book, read, options)
    plan = make_plan(evaluation)
    report = build_report(plan)
    keep = [state, *(s.file for s in read.counted.sheets)] if read.counted else [state]

    alone = formats_of("report")

    @cache  # only formats of fleets need them, and several share them
    def fleet_of_one() -> "tuple[Shop, Fleet]":
        from shopexit.report import totals
        from shopexit.report.summary import summarise

        file = read.document.name
        summary = summarise(plan, file)
        shop = totals.Shop(file=file, entry=None, summary=summary, report=report)
        return shop, totals.of_one(shop, options)

    def render(name: str, how: RenderOptions) -> str:
        if name == "text" and quiet:
            return renderer("verdict", name)(report, how)
        if name in alone:
            view = view_for("report", name, how, verbose=verbose)
            return renderer(view, name)(report, how)
        # Formats for fleets show one shop as a fleet of one.
        form, (shop, fleet) = fleet_renderer(name), fleet_of_one()
        return "".join(form.document(fleet, [form.item(shop, lang)], how))

    known = [name for name, row in FORMATS.items() if row.fleet or name in alone]
    streams.write_formats(render, known, fmt, output, keep)
    return EXIT_CODES[evaluation.verdict]


@app.command(help="orders")
def orders(
    platform: opt.PlatformArgument,
    files: Annotated[list[str], typer.Argument(help="files", metavar="FILE...")],
    mapped: opt.MapOption = [],  # noqa: B006
    column: opt.ColumnOption = [],  # noqa: B006
    password: opt.PasswordOption = [],  # noqa: B006
    fmt: Annotated[OrdersFormat, typer.Option("--format", help="format")] = "text",
    output: opt.OutputOption = [],  # noqa: B006
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
) -> int:
    """Count the orders in exports, write the result, and return the exit code."""
    from shopexit.inputs.orders.count import count_orders
    from shopexit.report.order_report import census

    # The files of other formats hold only what can be counted again.
    for name, _, path in (each.partition("=") for each in output):
        if name == "yaml" and is_plain_file(path):
            opt.refuse_existing(Path(path))
    book = load_rules(platform, rules)
    with opt.with_progress(opt.read_options(lang, mapped, column, password), lang) as how:
        counted = count_orders(files, book, how)
    view = census(book, counted, lang)
    streams.show(view, "orders", fmt, output, keep=[sheet.file for sheet in counted.sheets])
    settled = counted.orders and not counted.in_doubt
    return 0 if settled else EXIT_CODES[Verdict.UNDETERMINED]


def _document(where: str) -> Document:
    """Return the YAML document in the file `where`, or on standard input if that is `-`."""
    if where == "-":
        return yaml.parse(streams.read_stdin(encoding.MAX_BYTES), "<stdin>")
    return yaml.read(Path(where))


def _words(named: Sequence[str]) -> tuple[str | None, str, Sequence[str]]:
    """Split the arguments of `check`: platform (or None), state file, and all further arguments.

    If there are several, the first is the platform, unless a file of that name exists.
    """
    first, *rest = named
    # A word with a suffix is a file, even a missing one, so that the error is about the file.
    if not rest and not (first == "-" or Path(first).suffix or is_there(first)):
        says = Text(
            zh=f"“{first}”后面还要写店铺数据文件", en=f"a state file is missing after '{first}'"
        )
        hint = Text(
            zh=f"例如 shopexit check {first} shop.yaml；还没有就用 init 生成",
            en=f"for example shopexit check {first} shop.yaml; create the file with init",
        )
        raise fail(says, hint)
    if not rest or first == "-" or is_plain_file(first):
        return None, first, rest
    state, *more = rest
    return first, state, more


_NO_ORDERS = Text(
    zh="--map 和 --column 要和 --orders 一起用，或在店铺数据里写 orders_from",
    en="--map and --column need --orders, or `orders_from` in the state file",
)
