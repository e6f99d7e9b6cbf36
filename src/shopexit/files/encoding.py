"""Decode files: UTF-8 with or without byte-order mark, UTF-16, GB18030 with a warning."""

import codecs
from pathlib import Path

from shopexit.files.atomic_write import system_reason
from shopexit.messages import ShopexitError, Text, fail

MAX_BYTES = 64 * 1024 * 1024
"""Maximum size, in bytes, of a file that is read as a whole, such as a state file."""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_GB18030_WARNING = Text(
    zh="文件不是 UTF-8，按 GB18030（中文 Windows 常用编码）读取；建议另存为 UTF-8",
    en="the file is not UTF-8 and was read as GB18030; please save it as UTF-8",
)
_BINARY = Text(
    zh="这是二进制文件，不是文字；这里要的是 YAML 或 JSON",
    en="this is a binary file, not text; YAML or JSON is expected",
)


def read_limited(path: Path, most: int = MAX_BYTES) -> bytes:
    """Read a file, but at most `most` + 1 bytes: enough for `decode` to see that it is too large.

    Raises ShopexitError if the file cannot be read.
    """
    name = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: the path contains a NUL
        raise cannot_read(error, name) from None
    return raw


def cannot_read(error: OSError | ValueError, name: str) -> ShopexitError:
    """Return the error to raise if the file `name` cannot be opened or read."""
    if isinstance(error, FileNotFoundError):
        return fail(Text(zh="没有这个文件或文件夹", en="no such file"), file=name)
    if isinstance(error, IsADirectoryError):
        says = Text(zh="这是文件夹，不是文件", en="this is a folder, not a file")
        return fail(says, file=name)
    reason = Text(zh="路径里有空字符", en=str(error))
    if isinstance(error, OSError):
        reason = system_reason(error)
    says = Text(zh=f"打不开文件：{reason.zh}", en=f"cannot read the file: {reason.en}")
    return fail(says, file=name)


def decode(raw: bytes, name: str, most: int = MAX_BYTES) -> tuple[str, tuple[Text, ...]]:
    """Return the text in a file's bytes, and warnings: one if it was read as GB18030, else none.

    `name` is the file's name, for errors. Raises ShopexitError if there are more than `most`
    bytes, or they are blank or not text.
    """
    if len(raw) > most:
        size = most >> 20
        says = Text(
            zh=f"文件超过 {size} MiB，不会有这么大",
            en=f"the file is larger than the limit of {size} MiB",
        )
        raise fail(says, file=name)
    if not raw.strip():
        raise fail(Text(zh="文件是空的", en="the file is empty"), file=name)
    found = text_of(raw)
    # Binary data can happen to be valid in an encoding; text contains no NUL.
    if found is None or "\x00" in found[0]:
        raise fail(_BINARY, file=name)
    text, encoding = found
    return text, (_GB18030_WARNING,) if encoding == "gb18030" else ()


def text_of(raw: bytes, *, whole: bool = True) -> tuple[str, str] | None:
    """Return the text in some bytes and the name of its encoding; None if they are not text.

    Pass `whole=False` for the start of a file, as the bytes may then end within a character.
    """
    for encoding in guesses(raw):
        # Only an incremental decoder lets the last character be incomplete.
        try:
            return codecs.getincrementaldecoder(encoding)().decode(raw, final=whole), encoding
        except UnicodeDecodeError:
            continue
    return None


def guesses(raw: bytes) -> tuple[str, ...]:
    """Return the encodings to try for a text that starts with these bytes, the likeliest first."""
    marked = tuple(encoding for mark, encoding in _MARKS if raw.startswith(mark))
    if marked:
        return marked
    # Without a byte-order mark, UTF-16 shows by a NUL beside each ASCII character.
    if raw[1:2] == b"\x00":
        return ("utf-16-le",)
    if raw[:1] == b"\x00":
        return ("utf-16-be",)
    # In this order: Chinese in UTF-8 is often valid GB18030 too, but hardly ever the reverse.
    return ("utf-8", "gb18030")
