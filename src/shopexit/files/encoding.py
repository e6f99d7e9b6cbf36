"""The bytes of a file to text: UTF-8 with or without a mark, UTF-16, and GB18030 with a warning."""

import codecs
from pathlib import Path

from shopexit.messages import ShopexitError, Text, fail

MAX_BYTES = 64 * 1024 * 1024
"""How large a state file, or another that is read whole, may be."""

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_GB18030_WARNING = Text(
    zh="文件不是 UTF-8，按 GB18030（中文 Windows 常用编码）读取；建议另存为 UTF-8",
    en="the file is not UTF-8 and was read as GB18030; better save it as UTF-8",
)
_BINARY = Text(
    zh="这是二进制文件，不是文字；这里要的是 YAML 或 JSON",
    en="this is a binary file, not text; YAML or JSON is expected",
)


def read_limited(path: Path, most: int = MAX_BYTES) -> bytes:
    """Return the bytes of a file, and one more than `most` at the most; `decode` refuses that.

    Raises ShopexitError if it cannot be read.
    """
    name = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except (OSError, ValueError) as error:
        raise cannot_read(error, name) from None
    return raw


def cannot_read(error: OSError | ValueError, name: str) -> ShopexitError:
    """Return what is wrong with a file that cannot be opened or read."""
    if isinstance(error, FileNotFoundError):
        return fail(Text(zh="没有这个文件", en="no such file"), file=name)
    if isinstance(error, IsADirectoryError):
        says = Text(zh="这是文件夹，不是文件", en="this is a folder, a file is expected")
        return fail(says, file=name)
    reason = getattr(error, "strerror", None) or str(error)
    return fail(Text(zh=f"打不开文件：{reason}", en=f"cannot read the file: {reason}"), file=name)


def decode(raw: bytes, name: str, most: int = MAX_BYTES) -> tuple[str, tuple[Text, ...]]:
    """Return the text in the bytes, and a warning if the encoding had to be guessed.

    Raises ShopexitError if there are more than `most` bytes, or they are no text.
    """
    if len(raw) > most:
        size = most >> 20
        says = Text(
            zh=f"文件超过 {size} MiB，不会有这么大",
            en=f"the file is larger than {size} MiB, which none should be",
        )
        raise fail(says, file=name)
    if not raw.strip():
        raise fail(Text(zh="文件是空的", en="the file is empty"), file=name)
    found = text_of(raw)
    if found is None or "\x00" in found[0]:
        raise fail(_BINARY, file=name)
    text, encoding = found
    return text, (_GB18030_WARNING,) if encoding == "gb18030" else ()


def text_of(raw: bytes, *, whole: bool = True) -> tuple[str, str] | None:
    """Return the text in some bytes, and the encoding it is in; None if they are no text.

    Bytes that are not the `whole` of a file may end within a character.
    """
    for encoding in guesses(raw):
        try:
            return codecs.getincrementaldecoder(encoding)().decode(raw, final=whole), encoding
        except UnicodeDecodeError:
            continue
    return None


def guesses(raw: bytes) -> tuple[str, ...]:
    """Return the encodings in which text that begins so may be, the likelier first."""
    marked = tuple(encoding for mark, encoding in _MARKS if raw.startswith(mark))
    if marked:
        return marked
    # Without a mark, a NUL in every second byte of ASCII keys is what tells UTF-16 apart.
    if raw[1:2] == b"\x00":
        return ("utf-16-le",)
    if raw[:1] == b"\x00":
        return ("utf-16-be",)
    return ("utf-8", "gb18030")
