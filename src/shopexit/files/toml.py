"""Parse TOML files, and find the line of a wrong value by searching the text for its key."""

import re
from typing import Any

from shopexit.files.yaml import KeyPath, Noted, dotted
from shopexit.messages import Problem, ShopexitError, Text, record


@record()
class TomlTable:
    """One table of a TOML file, such as [tool.shopexit], or the whole file."""

    file: str
    name: tuple[str, ...]
    text: str
    data: Any
    """The table's values; None if the file has no such table."""

    @property
    def noted(self) -> Noted:
        """Always empty, unlike in `Document`: `parse` raises all problems that it finds."""
        return Noted()

    def problem(self, path: KeyPath, says: Text, hint: Text | None = None) -> Problem:
        """Return a problem with the message `says`, located at the value with key path `path`."""
        line = self._line(str(path[0])) if path else None
        return Problem(says, self.file, line, key=dotted((*self.name, *path)) or None, hint=hint)

    def _line(self, key: str) -> int | None:
        """Return the number of the line that sets a key; None if no line or several lines do."""
        above, within = "", self.text
        if self.name:
            # A header spelt differently is not found; then only the key is reported, not its line.
            header = f"[{dotted(self.name)}]"
            above, _, within = self.text.partition(header)
        within = within.partition("\n[")[0]
        begins = re.compile(rf"""^[ \t]*(["']?){re.escape(key)}\1[ \t]*=""", re.MULTILINE)
        found = [within.count("\n", 0, match.start()) for match in begins.finditer(within)]
        return above.count("\n") + found[0] + 1 if len(found) == 1 else None


def parse(raw: bytes, file: str, name: tuple[str, ...] = ()) -> TomlTable:
    """Return one table of a TOML file; `raw` is the file's content, `file` the name for errors.

    Raises ShopexitError for invalid TOML, ValueError for a number with too many digits, and
    RecursionError for too deep nesting.
    """
    import tomllib  # most runs read no TOML

    try:
        text = raw.decode("utf-8-sig")
        data: Any = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ShopexitError([Problem(_NOT_UTF8, file, line)]) from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        # The message of an error at the end of the file has no line and column.
        line, column = (int(at[1]), int(at[2])) if at else (text.rstrip().count("\n") + 1, None)
        words = str(error).partition(" (at ")[0]
        # The parser's words are English, and the hint says what is usually wrong.
        says = Text(zh="不是正确的 TOML", en=f"not valid TOML: {words}")
        raise ShopexitError([Problem(says, file, line, column, hint=_SYNTAX)]) from None
    for key in name:
        data = data.get(key) if isinstance(data, dict) else None
    return TomlTable(file, name, text, data)


_NOT_UTF8 = Text(
    zh="文件不是 UTF-8；TOML 文件要另存为 UTF-8",
    en="the file is not UTF-8, which TOML requires: save it as UTF-8",
)
_SYNTAX = Text(
    zh='写成 键 = 值，每个键只写一次；文字加半角引号，例如 "official"，'
    r"Windows 路径用单引号，例如 'C:\rules'；数字和 true、false 不加引号",
    en='write KEY = VALUE, each key once; put text in straight quotes, such as "official", '
    r"Windows paths in single quotes, such as 'C:\rules'; no quotes around numbers, true, false",
)
