"""Error messages for invalid YAML: the likely mistake, and what to write instead."""

import re
from typing import Any

import yaml

from shopexit.messages import Problem, Text, clean

# A half-width colon before a slash or backslash is part of a text, as in https:// and C:\rules.
# Not compiled here, as most runs have no error.
_KEY_WITHOUT_COLON = r"\s*(- )?[A-Za-z_]\w*(?P<colon>\s*：|:(?=[^\s/\\:]))"
_COLON = Text(
    zh="冒号要用半角，后面空一格，例如 platform: kuaishou",
    en="write a half-width colon and a space after a key, as in platform: kuaishou",
)
_BACKSLASH = Text(
    zh=r"双引号里的 \ 有特殊含义：去掉引号，或改用单引号，或把 \ 写成 /",
    en=r"\ has a special meaning in double quotes: use no quotes or single quotes, or write /",
)
_COMMA = Text(
    zh="逗号要用半角的 , 不是全角的 ，",
    en="write half-width commas (,) between the entries, not ，",
)
_INDENT = Text(
    zh="缩进和上一行不一样：同一组的行要左边对齐，下一层多缩进两格",
    en="the indentation differs from the line above: align keys of the same level",
)
_QUOTE = Text(
    zh="* & ! | > % 这些符号开头的文字要加引号",
    en="put quotes around text that begins with * & ! | > or %",
)
_STOPS = Text(
    zh="... 后面不能再写东西：一个文件只写一份数据",
    en="nothing may follow the line of three full stops (...)",
)
_PERCENT = Text(
    zh="行首不能写 %；不是数据的，前面加 # 号", en="no line may begin with %: put # before a remark"
)
_END_OF_TEXT = "unexpected end of stream"
_SYNTAX_HINTS = {
    "cannot start any token": Text(
        zh="缩进只能用空格，不能用制表符（Tab）；特殊符号开头的文字要加引号",
        en="indent with spaces, not tabs; quote text that begins with a symbol",
    ),
    "could not find expected ':'": Text(
        zh="键后面要有半角冒号和空格，例如 open: 0（不是全角的 ：）",
        en="write a colon and a space after a key, as in open: 0 (not a full-width ：)",
    ),
    "hexdecimal number": _BACKSLASH,  # libyaml's spelling
    "hexadecimal numbers": _BACKSLASH,
    "unknown escape character": _BACKSLASH,
    "did not find expected key": _INDENT,
    "expected <block end>": _INDENT,
    _END_OF_TEXT: Text(
        zh="从这里开始的引号没有收尾", en="the quote that begins here is not closed"
    ),
    "mapping values are not allowed": Text(
        zh="同一层的键要对齐；文字里有冒号的要加引号",
        en="align keys of the same level; quote text that contains a colon",
    ),
    "<document start>": _STOPS,
    "expected ',' or": Text(
        zh="括号没有配对，或少了逗号", en="a bracket is not closed, or a comma is missing"
    ),
}
"""Maps a part of an error message of PyYAML or libyaml to the hint for it."""
# Text files need no C0 control characters but tab, line feed and carriage return.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Refused(yaml.MarkedYAMLError):
    """Raised for valid YAML that is not allowed here, such as aliases."""

    def __init__(self, says: Text, mark: Any) -> None:
        super().__init__(problem=says.en, problem_mark=mark)
        self.says = says


def control_character(text: str, name: str) -> Problem | None:
    """Return the problem for the first control character in a text; None if there is none."""
    found = _CONTROL.search(text)
    if not found:
        return None
    char = clean(found[0])
    # The ? stands for the character: splitlines would drop an empty last line.
    lines = f"{text[: found.start()]}?".splitlines()
    says = Text(
        zh=f"有看不见的控制字符 {char}，请删掉", en=f"remove the invisible control character {char}"
    )
    return Problem(says, name, len(lines), len(lines[-1]))


def syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    """Return the problem to report for a YAML syntax error, with a hint on the likely mistake."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    if isinstance(error, Refused):
        return Problem(error.says, name, line, column)
    found = clean(error.problem or str(error))
    # What is left are errors about words that begin with one of these symbols.
    hint = next((hint for words, hint in _SYNTAX_HINTS.items() if words in found), _QUOTE)
    if hint in (_QUOTE, _STOPS) and re.search("^%", text, re.MULTILINE):
        hint = _PERCENT
    # The parser's words are English, and the hint says more.
    says = Text(zh="YAML 写法有误", en=f"broken YAML: {found}")
    if _END_OF_TEXT in found and error.context_mark:  # where the quote begins
        line, column = error.context_mark.line + 1, error.context_mark.column + 1
    if slip := _wrong_colon(text, (line or 1) - 1):
        return Problem(says, name, *slip, hint=_COLON)
    if mark and "expected ',' or" in found:
        first = (error.context_mark or mark).line
        hint = _COMMA if "，" in "".join(text.splitlines()[first : mark.line + 1]) else hint
    return Problem(says, name, line, column, hint=hint)


def _wrong_colon(text: str, last: int) -> tuple[int, int] | None:
    """Return line and column (from 1) of the first full-width colon, or colon without a space.

    `last` is the index of the line at which the YAML parser failed; later lines are not searched.
    None if no such colon follows a key.
    """
    for number, line in enumerate(text.splitlines()[: last + 1], start=1):
        if slip := re.match(_KEY_WITHOUT_COLON, line):
            return number, slip.start("colon") + 1
    return None
