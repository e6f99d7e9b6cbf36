"""Errors in the call of a command, in both languages; typer has English messages only."""

import re
from collections.abc import Sequence

import typer

from shopexit.messages import Problem, Text, clean


def usage_problem(error: typer.TyperException, args: Sequence[str]) -> Problem:
    """Convert an error raised by typer for the call `args` to a `Problem`, with a hint to --help.

    If the value of an option is wrong, the message shows it.
    """
    # Arguments may contain any bytes; invalid characters are escaped.
    message = clean(error.format_message().replace("Value error, ", ""))
    ctx = getattr(error, "ctx", None)
    hint = None
    if ctx is not None:
        option = re.match(r"No such option: (\S+)", message)
        meant = _SYNONYMS.get(option[1]) if option else None
        if option and meant and any(meant in each.opts for each in ctx.command.params):
            message = f"{option[0]} (Possible options: {meant})"
        usage = f"{ctx.command_path} --help"
        hint = Text(zh=f"用法见 {usage}", en=f"see {usage}")
    zh, en = _in_chinese(message), message
    if (value := _wrong_value(message, args)) is not None:
        zh = zh.replace("的值不对", f"的值“{value}”不对")
        en = en if f"'{value}'" in en else f"{en} (found '{value}')"
    return Problem(Text(zh=zh, en=en), hint=hint)


def _wrong_value(message: str, args: Sequence[str]) -> str | None:
    """Return the value that a message of typer is about; None if it is not known."""
    if one := re.match("Invalid value for '.*?': '(.*?)' is not one of", message):
        return one[1]
    # Other messages leave it out. An option that takes a number is given once.
    found = re.match("Invalid value for (.*?):", message)
    options = re.findall("'(.*?)'", found[1]) if found else ()
    for i, arg in enumerate(args):
        name, equals, value = arg.partition("=")
        if name in options:
            return clean(value) if equals else clean("".join(args[i + 1 : i + 2]))
    return None


_SYNONYMS = {
    **dict.fromkeys(("--today", "--date", "--day", "--as-of", "--asof"), "--on"),
    **dict.fromkeys(("--file", "--out-file", "--save"), "--output"),
}
"""Maps names of options that other programs have to the option that does the same here."""
_CHINESE = {
    r"Missing command.*": "没写命令",
    r"Missing \w+ '(.*?)'.*": r"还要写上 \1",
    r"No such command '(.*?)'\. Did you mean (.*)\?": r"没有命令 \1，是不是想写 \2？",
    r"No such command '(.*?)'\.": r"没有命令 \1",
    r"No such option: (\S+) \(.*?: (.*)\)": r"没有选项 \1，是不是想写 \2？",
    r"No such option: (\S+)": r"没有选项 \1",
    r"Option '(.*?)' requires an argument\.": r"选项 \1 后面要写值",
    r"Option '(.*?)' does not take a value\.": r"选项 \1 后面不能写值",
    r"Got unexpected extra argument\S* \((.*)\)": r"多写了 \1",
    r"Invalid value for '(.*?)': .* is not one of (.*)\.": r"\1 的值不对，可用的有：\2",
    # "x>=0" is click's way to say it, "equal to 0" that of pydantic; typer has used both.
    r"Invalid value for '(.*?)': .*(?:x>=|equal to )(\d+).*": r"\1 的值不对，应为 \2 或更大的整数",
    r"Invalid value for '(.*?)': .*integer.*": r"\1 的值不对，应为整数",
    r"Invalid value for '(.*?)': .*": r"\1 的值不对",
}
"""Maps patterns of typer's messages to their Chinese translations; the first match is used."""


def _in_chinese(message: str) -> str:
    # Attributes of the errors differ between versions of typer; their messages do not.
    for pattern, chinese in _CHINESE.items():
        if found := re.fullmatch(pattern, message):
            return re.sub("'?, '?", "、", found.expand(chinese)).replace("'", "")
    return f"命令写得不对：{message}"
