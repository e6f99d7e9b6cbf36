"""Print `--help` pages in the run's language, wrapped by terminal columns.

typer's own pages have English headings, and count characters instead of columns.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import typer

from shopexit.cli import streams
from shopexit.cli.help_texts import HELP, HELP_OPTIONS
from shopexit.formats import RenderOptions
from shopexit.formats.lines import Line, render
from shopexit.messages import Lang, Text, Wording, cells

_GROUPS = {
    Text(zh="怎么判断", en="How to check"): (
        "procedure", "on", "trust", "strict", "max_age", "overlay", "no_waivers", "fail_on",
        "baseline",
    ),
    Text(zh="订单导出文件", en="Order exports"): (
        "orders", "mapped", "column", "password", "allow_outside",
    ),
    Text(zh="看哪些、看多少", en="What is shown"): (
        "only", "platform", "sort", "limit", "full", "list_waivers", "verbose", "quiet",
    ),
    Text(zh="输出", en="Output"): ("fmt", "output", "site_url", "_color", "lang"),
}  # fmt: skip
"""Maps each heading of a help page to the options under it, by parameter name."""
_WORDS = {
    "STATE=BUCKET": "状态=类别", "FACT=VALUE": "数据=值", "ROLE": "列", "HEADER": "表头",
    "FORMAT": "格式", "FILE": "文件",
    "PLATFORM": "平台", "PROCEDURE": "流程", "P": "流程", "STATE": "店铺数据", "REFERENCE": "编号",
    "REF": "编号", "KIND": "种类", "PATH": "路径", "DIR": "文件夹", "DATE": "日期", "DAYS": "天数",
    "N": "个数", "TEXT": "密码", "URL": "网址", "OLD": "以前的", "NEW": "现在的",
}  # fmt: skip
"""Maps placeholders in usage lines, such as DATE, to their Chinese translations."""
_MOST = 100
"""Widest help page, in columns; longer lines are hard to read."""
_USUAL = 80
_NAMES = 26  # width of the names' column; longer names get a line of their own
_NARROW = 60  # width below which all names do


def localise(command: Any, lang: Lang) -> None:
    """Replace the help texts of a command, which are keys of `HELP`, by texts in `lang`.

    The command is changed in place; its help page is laid out by this module instead of typer.
    """
    command.help = HELP[command.help][lang]
    command.format_help = partial(_write, command, lang)
    for param in command.params:
        # typer's own options, for shell completion, come with texts.
        key = param.help if param.help in HELP else param.name.replace("_", "-")
        param.help = HELP[key][lang]
        # STATE means something else within STATE=BUCKET, so the long ones come first.
        if lang is Lang.ZH and param.metavar:
            param.metavar = re.sub("STATE=BUCKET|FACT=VALUE|[A-Z]+", _in_chinese, param.metavar)
    # get_help_option keeps what it makes, so the text set here is the one shown.
    context = typer.Context(command, help_option_names=HELP_OPTIONS)
    option = command.get_help_option(context)
    option.help, option.callback = HELP["help"][lang], _show


def _show(ctx: Any, _: object, wanted: bool) -> None:
    """Print a help page, like every result: typer would crash on a full disk or a closed pipe."""
    if wanted and not ctx.resilient_parsing:
        streams.write(f"{ctx.get_help()}\n")
        ctx.exit()


def short_help(command: str, lang: Lang) -> str:
    """Return the first sentence of a command's help, without its full stop."""
    # Only with a blank, as a full stop also stands in shop.yaml.
    return re.split("。|[.:] |\n", HELP[command][lang])[0].rstrip(".")


def _in_chinese(match: re.Match[str]) -> str:
    return _WORDS.get(match[0], match[0])


def _write(command: Any, lang: Lang, ctx: Any, formatter: Any) -> None:
    """Write the help page of a command, in place of typer's `format_help`."""
    width = min(streams.layout().width or _USUAL, _MOST)
    lines = _page(command, ctx, Wording(lang), narrow=width < _NARROW)
    formatter.write(render(lines, RenderOptions(width)))


def _page(command: Any, ctx: Any, say: Wording, *, narrow: bool) -> Iterator[Line]:
    given = command.get_params(ctx)
    arguments = [p for p in given if p.param_type_name == "argument"]
    options = [p for p in given if p.param_type_name == "option"]
    commands = getattr(command, "commands", {})
    usage = [ctx.command_path, say("[选项]", "[OPTIONS]"), *(p.metavar for p in arguments)]
    usage += [say("命令 [参数]...", "COMMAND [ARGS]...")] if commands else []
    yield Line(" ".join(usage), lead=say("用法：", "Usage: "))
    for paragraph in command.help.split("\n\n"):
        yield Line()
        yield Line(paragraph, 2)

    # The program itself has few options; they come after its commands.
    groups = {} if commands else _GROUPS
    grouped = {name for names in groups.values() for name in names}
    other = [p for p in options if p.name not in grouped]
    sections: dict[str, list[tuple[str, str]]] = {
        say("命令", "Commands"): [(name, short_help(name, say.lang)) for name in commands],
        say("参数", "Arguments"): [(p.metavar, p.help) for p in arguments],
    }
    for title, names in groups.items():
        sections[title[say.lang]] = [_option(p, ctx, say) for p in options if p.name in names]
    title = Text(zh="其他", en="Other") if groups else Text(zh="选项", en="Options")
    sections[title[say.lang]] = [_option(p, ctx, say) for p in other]
    for heading, rows in sections.items():
        yield from _section(heading, rows, say, narrow=narrow)


def _section(
    title: str, rows: Sequence[tuple[str, str]], say: Wording, *, narrow: bool
) -> Iterator[Line]:
    """Yield a heading, and a row of name and text for each of `rows`.

    On a narrow page, texts go below the names.
    """
    if not rows:
        return
    yield Line()
    yield Line(f"{title}{say('：', ':')}")
    column = min(max(cells(name) for name, _ in rows), _NAMES) + 2
    for name, text in rows:
        gap = column - cells(name)
        if narrow or gap < 2:
            yield Line(name, 2)
            yield Line(text, 6 if narrow else 2 + column)
        else:
            yield Line(text, 2, f"{name}{' ' * gap}")


def _option(option: Any, ctx: Any, say: Wording) -> tuple[str, str]:
    """Return (how an option is written, its help text with choices and default)."""
    # typer puts the choices into the name, which cannot be wrapped.
    name, _, kind = option.get_help_record(ctx)[0].partition(" <")
    choices = kind.removeprefix("list[").rstrip("]>").split("|") if kind else []
    notes = []
    # Where the help text explains the choices, they are not listed again.
    if not all(choice in option.help for choice in choices):
        notes.append(say("、", ", ").join(choices))
    default = option.get_default(ctx, call=False)
    if option.show_default and default not in (None, False, []):
        shown = option.opts[0] if default is True else default
        notes.append(say(f"默认 {shown}", f"default: {shown}"))
    name += say(" 取值", " WORD") if choices else ""
    if not notes:
        return name, option.help
    more = say("；", "; ").join(notes)
    return name, say(f"{option.help.removesuffix('。')}（{more}）。", f"{option.help} [{more}]")
