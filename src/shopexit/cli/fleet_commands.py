"""The commands for many shops: `fleet`, and `diff` for two runs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from shopexit.cli import shared_options as opt
from shopexit.cli import streams
from shopexit.cli.exit_codes import EXIT_CODES, FailOn, worst
from shopexit.evaluation.evaluate import MAX_AGE, EvaluationOptions, Verdict
from shopexit.fleet.sort_order import Sort
from shopexit.formats import FleetFormat, TableFormat
from shopexit.messages import Lang, Text, fail
from shopexit.pipeline import today
from shopexit.report.summary import Listed, Status
from shopexit.rules.loader import open_rules
from shopexit.rules.sources import Grade

app = typer.Typer()


@app.command(help="fleet")
def fleet(
    paths: Annotated[list[str], typer.Argument(help="paths", metavar="PATH...")] = [],  # noqa: B006
    procedure: opt.ProcedureOption = None,
    on: opt.OnOption = None,
    trust: opt.TrustOption = Grade.GUIDE,
    strict: opt.StrictOption = False,
    max_age: opt.MaxAgeOption = MAX_AGE,
    only: Annotated[list[Status], typer.Option("--only", help="only")] = [],  # noqa: B006
    platform: Annotated[
        list[str],
        typer.Option(
            "--platform",
            metavar="PLATFORM",
            help="only-platform",
            autocompletion=opt.platform_names,
        ),
    ] = [],  # noqa: B006
    sort: Annotated[Sort | None, typer.Option("--sort", help="sort")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=0, help="fleet-limit")] = 20,
    full: Annotated[bool, typer.Option("--full", help="full")] = False,
    fail_on: Annotated[FailOn, typer.Option("--fail-on", help="fail-on")] = FailOn.UNDETERMINED,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="baseline")
    ] = None,
    list_waivers: Annotated[bool, typer.Option("--list-waivers", help="list-waivers")] = False,
    no_waivers: Annotated[bool, typer.Option("--no-waivers", help="no-waivers")] = False,
    allow_outside: opt.OutsideOption = False,
    jobs: Annotated[int, typer.Option("--jobs", "-j", metavar="N", min=1, help="jobs")] = 1,
    fmt: Annotated[FleetFormat, typer.Option("--format", help="format")] = "text",
    output: opt.OutputOption = [],  # noqa: B006
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
    site_url: opt.SiteOption = None,
) -> int:
    """Check many shops, write the outputs, and return the exit code for the worst verdict."""
    # Imported here, so that `diff`, in the same module, starts without them.
    from shopexit.cli import fleet_run
    from shopexit.fleet import discover
    from shopexit.fleet.baseline import Judging, read_shops
    from shopexit.fleet.evaluate_shops import Task

    if not paths:
        raise fail(_PATHS)
    if list_waivers and no_waivers:
        raise fail(_BOTH)
    files = discover.files(paths)
    rule_set = open_rules(rules, overlay)
    options = EvaluationOptions(
        opt.day(on) or today(), trust, strict, max_age, procedure, _ORDERS_SHOWN, lang, site_url
    )
    platforms = frozenset(rule_set.platform(name).platform for name in platform)
    how = opt.read_options(lang, allow_outside=allow_outside)
    earlier = read_shops(baseline, Judging(rule_set, how=how)) if baseline else None
    # The baseline has been read: it may be replaced by this run's results, for the next one.
    outputs = fleet_run.outputs(fmt, output, files, waivers=list_waivers)
    task = Task(
        options=options,
        waive=not no_waivers,
        platforms=platforms,
        formats=tuple(name for name, _ in outputs),
        full=full,
        only=frozenset(only),
        sort=sort or Sort.NEED,
        waivers=list_waivers,
        compared=earlier is not None,
        # Folders and not the rules read from them: each process reads them itself.
        rules=rules,
        overlay=overlay,
        how=how,
    )
    # Without --sort, formats that are written shop by shop keep the order of the input.
    in_order = sort not in (None, Sort.INPUT)
    statuses = fleet_run.run(
        task, files, outputs, jobs=jobs, limit=limit, in_order=in_order, earlier=earlier
    )
    return worst(statuses, fail_on)


_ORDERS_SHOWN = 20
"""Maximum number of orders for which `fleet` plans and shows each one, per shop."""
_BOTH = Text(
    zh="--list-waivers 和 --no-waivers 不能一起用",
    en="--list-waivers and --no-waivers cannot be used together",
)
_PATHS = Text(
    zh="没写要查哪些：写文件、文件夹或 -（标准输入），或在配置文件里写 paths",
    en="nothing to check: give files, folders or - for standard input, or set `paths` in the"
    " settings file",
)


@app.command(help="diff")
def diff(
    old: Annotated[str, typer.Argument(help="diff-old", metavar="OLD")],
    new: Annotated[str, typer.Argument(help="diff-new", metavar="NEW")],
    procedure: opt.ProcedureOption = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="diff-on")] = None,
    trust: opt.TrustOption = Grade.GUIDE,
    strict: opt.StrictOption = False,
    max_age: opt.MaxAgeOption = MAX_AGE,
    fleet: Annotated[list[str], typer.Option("--fleet", metavar="PATH", help="diff-fleet")] = [],  # noqa: B006
    allow_outside: opt.OutsideOption = False,
    fmt: Annotated[TableFormat, typer.Option("--format", help="format")] = "text",
    output: opt.OutputOption = [],  # noqa: B006
    _color: opt.ColorOption = None,
    lang: opt.LangOption = Lang.EN,
    rules: opt.RulesOption = None,
    overlay: opt.OverlayOption = None,
) -> int:
    """Compare two runs, write what changed, and return the exit code: 1 if a shop got worse."""
    from shopexit.fleet.baseline import MAX_BYTES, Judging, judged_shops, read_shops
    from shopexit.report.comparison import compare

    if "-" in fleet or old == new == "-":
        raise fail(
            Text(zh="标准输入只能写一次", en="standard input can be read only once: give - once")
        )
    how = opt.read_options(lang, allow_outside=allow_outside)
    options = EvaluationOptions(today(), trust, strict, max_age, procedure)
    by = Judging(open_rules(rules, overlay), options=options, how=how)

    def shops_in(where: str, judging: Judging) -> Sequence[Listed]:
        if fleet:  # `where` is a folder of rules, and the shops are the same on both sides
            by_these = open_rules(Path(where), overlay)
            return judged_shops(fleet, replace(by, rules=by_these, on=opt.day(on)))
        if where != "-":
            return read_shops(where, judging)
        return read_shops("<stdin>", judging, streams.read_stdin(MAX_BYTES))

    # --on is for the newer side: the older one keeps the date of its figures.
    view = compare(
        shops_in(old, by),
        shops_in(new, replace(by, on=opt.day(on))),
        names=(old, new),
        lang=lang,
        words=by.words,
    )
    streams.show(view, "diff", fmt, output, keep=[old, new, *fleet])
    return EXIT_CODES[Verdict.BLOCKED] if view.worse else 0
