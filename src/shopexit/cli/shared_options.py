"""Options used by several commands, and the parsing of their values."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from pydantic_core import PydanticCustomError

from shopexit.cli import streams
from shopexit.cli.progress import ProgressBar
from shopexit.files.dates import written_day
from shopexit.files.paths import is_there
from shopexit.files.value_hints import nearest_key
from shopexit.formats import PlainFormat
from shopexit.inputs.orders.read_options import Passwords, ReadOptions
from shopexit.inputs.spellings import BUCKETS, COLUMNS, names
from shopexit.messages import Lang, Problem, ShopexitError, Text, clean, fail
from shopexit.rules.export_schema import ColumnRole, OrderStatus
from shopexit.rules.loader import packaged_rules
from shopexit.rules.procedure_checks import ALL
from shopexit.rules.sources import Grade

T = TypeVar("T")


def platform_names(incomplete: str) -> list[str]:
    """Return the names of platforms that start with `incomplete`, for shell completion."""
    return [name for name in packaged_rules().names if name.startswith(incomplete)]


def procedure_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the names of procedures that start with `incomplete`, for shell completion.

    If a platform is already given, only its procedures are returned.
    """
    # While an option lacks its value, the platform before it is not parsed yet.
    given = ctx.params.get("platform")
    platforms = [given] if given else packaged_rules().names
    known = [p for name in platforms for p in packaged_rules().platform(name).procedures]
    return [name for name in dict.fromkeys((*known, ALL)) if name.startswith(incomplete)]


def references(incomplete: str) -> list[str]:
    """Return references of rules that start with `incomplete`, for shell completion.

    A reference is PLATFORM/PROCEDURE/ID; before the first slash, only platforms are returned.
    """
    platform, slash, _ = incomplete.partition("/")
    if not slash:  # all references together are too many to choose from
        return [f"{name}/" for name in platform_names(platform)]
    entries = packaged_rules().platform(platform).references
    return [ref for ref in entries if ref.startswith(incomplete)]


def _address(written: str | None) -> str | None:
    """Return the value of --site-url, None if empty; raise ShopexitError if it is no URL."""
    if not written:
        return None
    from shopexit.cli.settings import web_address  # few runs name one

    return _converted(web_address, written, "--site-url")


def _converted(read: Callable[[str], T], written: str, option: str) -> T:
    """Convert the value `written` of an option with `read`; raise ShopexitError if invalid."""
    try:
        return read(written)
    except PydanticCustomError as error:
        raise ShopexitError([Problem((error.context or {})["says"], key=option)]) from None


def _repeated(context: typer.Context, param: typer.CallbackParam, value: T | None) -> T | None:
    """Have an option of the call repeated in suggested commands; return its value.

    What the settings give is left out, as they apply to the next command as well.
    """
    source = context.get_parameter_source(param.name or "")
    if value is not None and source and source.name == "COMMANDLINE":
        streams.repeat(f"--{param.name}", str(value))
    return value


PlatformArgument = Annotated[
    str, typer.Argument(help="platform", metavar="PLATFORM", autocompletion=platform_names)
]
LangOption = Annotated[Lang, typer.Option("--lang", help="lang", show_default=False)]
"""The option --lang; by default the language of the run, which is determined before parsing."""
FormatOption = Annotated[PlainFormat, typer.Option("--format", help="format")]
# Commands ignore its value, which the callback has stored already.
ColorOption = Annotated[
    streams.When | None, typer.Option("--color", help="color", callback=streams.choose_color)
]
OutputOption = Annotated[
    list[str], typer.Option("--output", "-o", metavar="FORMAT=FILE", help="output")
]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="rules", callback=_repeated)
]
OverlayOption = Annotated[
    Path | None, typer.Option("--overlay", metavar="DIR", help="overlay", callback=_repeated)
]
SiteOption = Annotated[
    str | None, typer.Option("--site-url", metavar="URL", help="site-url", callback=_address)
]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="verbose")]
OnePlatformArgument = Annotated[
    str | None,
    typer.Argument(help="facts-platform", metavar="[PLATFORM]", autocompletion=platform_names),
]
ProcedureOption = Annotated[
    str | None,
    typer.Option(
        "--procedure", "-p", metavar="P", help="procedure",
        callback=_repeated, autocompletion=procedure_names,
    ),
]  # fmt: skip
OnOption = Annotated[str | None, typer.Option("--on", metavar="DATE", help="on")]
TrustOption = Annotated[Grade, typer.Option("--trust", help="trust")]
MaxAgeOption = Annotated[int, typer.Option("--max-age", metavar="DAYS", min=0, help="max-age")]
StrictOption = Annotated[bool, typer.Option("--strict/--no-strict", help="strict")]
OrdersOption = Annotated[list[str], typer.Option("--orders", metavar="FILE", help="orders-option")]
MapOption = Annotated[list[str], typer.Option("--map", metavar="STATE=BUCKET", help="map")]
ColumnOption = Annotated[list[str], typer.Option("--column", metavar="ROLE=HEADER", help="column")]
PasswordOption = Annotated[list[str], typer.Option("--password", metavar="TEXT", help="password")]
OutsideOption = Annotated[bool, typer.Option("--allow-outside", help="allow-outside")]


def read_options(
    lang: Lang,
    mapped: Sequence[str] = (),
    column: Sequence[str] = (),
    passwords: Sequence[str] = (),
    *,
    allow_outside: bool = False,
) -> ReadOptions:
    """Return the options for reading order exports: --map, --column, passwords and others.

    A password can also be given in SHOPEXIT_PASSWORD, or typed in on a terminal.
    """
    kept = os.environ.get("SHOPEXIT_PASSWORD")
    given = [*passwords, kept] if kept else passwords
    can_ask = sys.stdin and sys.stdin.isatty()  # None if the caller has closed it
    return ReadOptions(
        mapped={word: OrderStatus(bucket) for word, bucket in _pairs("--map", mapped, BUCKETS)},
        columns={ColumnRole(role): header for header, role in _pairs("--column", column, COLUMNS)},
        passwords=Passwords(given, partial(_ask, lang) if can_ask else None),
        allow_outside=allow_outside,
    )


@contextmanager
def with_progress(how: ReadOptions, lang: Lang) -> Iterator[ReadOptions]:
    """Provide the options `how` with a progress bar, shown while exports are read in the context.

    The bar is shown on a terminal only.
    """
    with ProgressBar(lang) as bar:
        yield replace(how, progress=bar.update)


def _pairs(
    option: str, written: Sequence[str], known: Mapping[str, Text]
) -> Iterator[tuple[str, str]]:
    """Yield (word in the export, name) for each value of --map or --column.

    For example ("待揽收", "pending_shipment") for `--map 待揽收=pending_shipment`, and for `--map
    待揽收=待发货`. `known` maps the valid names to their labels, which are valid too.
    """
    is_map = option == "--map"
    shape = (
        Text(zh="状态=类别", en="STATE=BUCKET") if is_map else Text(zh="列=表头", en="ROLE=HEADER")
    )
    named = names(known)
    met: dict[str, str] = {}
    for each in written:
        left, equals, right = each.rpartition("=") if is_map else each.partition("=")
        word, name = (left, right) if is_map else (right, left)
        if not (equals and word.strip() and name.strip() in named):
            says = Text(zh=f"“{each}”应写成 {shape.zh}", en=f"'{each}' should be {shape.en}")
            labels = {key: [label] for key, label in known.items()}
            hint = nearest_key(name.strip(), labels) if equals else None
            raise ShopexitError([Problem(says, key=option, hint=hint)])
        name = named[name.strip()]
        if met.setdefault(word.strip(), name) != name:
            says = Text(
                zh=f"“{word.strip()}”写了两种意思：{known[met[word.strip()]].zh}、{known[name].zh}",
                en=f"'{word.strip()}' is given two meanings: {known[met[word.strip()]].en} and"
                f" {known[name].en}",
            )
            raise ShopexitError([Problem(says, key=option)])
        yield word.strip(), name


def _ask(lang: Lang, file: str) -> str:
    """Ask on the terminal for the password of a file, without echo, and return it."""
    name = clean(file)
    words = Text(zh=f"{name} 的密码", en=f"password of {name}")
    # On standard error, as standard output is for results.
    asked: str = typer.prompt(words[lang], hide_input=True, err=True)
    return asked


def day(written: str | None, option: str = "--on") -> date | None:
    """Return the date given for `option`, None if not given; raise ShopexitError if invalid."""
    return None if written is None else _converted(written_day, written, option)


def refuse_existing(path: Path) -> None:
    """Raise ShopexitError if there is a file `path`: a state file that somebody fills in."""
    if is_there(path):
        says = Text(
            zh="文件已经有了，不会覆盖它；换个名字，或先删掉它",
            en="the file exists and is not overwritten: use another name, or remove it",
        )
        raise fail(says, file=str(path))
