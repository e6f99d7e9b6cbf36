"""Errors in the call of a command, in both languages; typer has English messages only."""

import re

import typer

from shopexit.messages import Problem, Text, clean


def usage_problem(error: typer.TyperException) -> Problem:
    """Convert an error raised by typer to a `Problem`, with a hint to --help."""
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
    return Problem(Text(zh=_in_chinese(message), en=message), hint=hint)


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
