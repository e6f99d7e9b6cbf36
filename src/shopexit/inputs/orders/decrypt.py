"""Decrypt Excel workbooks that have a password; needs `pip install shopexit[passwords]`."""

import io
import re
import struct
from typing import Any, BinaryIO
from xml.parsers.expat import ExpatError

from shopexit.inputs.orders.read_options import Passwords
from shopexit.messages import Text, fail

_NO_LIBRARY = Text(
    zh="文件有密码；要读它，先运行 pip install 'shopexit[passwords]'，"
    "或者用密码打开、另存一份不加密的",
    en="the file has a password: to read it, first run pip install 'shopexit[passwords]', or open"
    " it and save it without a password",
)
_MARK = re.compile(
    "EncryptionInfo".encode("utf-16-le") + rb"|\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00",
    re.DOTALL,
)
"""Bytes found in encrypted workbooks only: a stream name in XLSX, the second record in XLS."""
_DAMAGED = Text(
    zh="加密的工作簿读不了：可能没下载完；请重新导出",
    en="the encrypted workbook cannot be read: it may be truncated; export it again",
)
_BROKEN = (
    OSError, ValueError, LookupError, AttributeError, AssertionError, struct.error, ExpatError,
)  # fmt: skip
"""Exceptions that the library raises for damaged files."""


def unlocked(file: BinaryIO, path: str, passwords: Passwords) -> BinaryIO | None:
    """Return the decrypted copy, in memory, of an open workbook; None if it is not encrypted.

    `path` is for errors. Raises ShopexitError if no password fits, the file is damaged, or it is
    encrypted and the library msoffcrypto is not installed.
    """
    file.seek(0)
    try:
        # Imported only here: the library is optional, and most exports need no password.
        import msoffcrypto
        from msoffcrypto.exceptions import FileFormatError, ParseError
    except ImportError:
        if _MARK.search(file.read()):
            raise fail(_NO_LIBRARY, file=path) from None
        return None
    try:
        locked = msoffcrypto.OfficeFile(file)
        if not locked.is_encrypted():
            return None
    except (FileFormatError, ParseError):
        return None  # unknown to this library: opening it as a workbook says what is wrong
    except _BROKEN:
        raise fail(_DAMAGED, file=path) from None
    given = passwords.given
    if not given and passwords.ask:
        given = [passwords.ask(path)]
    for password in given:
        if clear := _opened(locked, password, path):
            return clear
    says = Text(
        zh="密码不对，打不开" if given else "文件加了密，要密码才能读",
        en="the password is not correct"
        if given
        else "the file is encrypted: a password is needed",
    )
    hint = Text(
        zh="用 --password 写密码，或设环境变量 SHOPEXIT_PASSWORD；"
        "也可以用密码打开、另存一份不加密的",
        en="use --password or the environment variable SHOPEXIT_PASSWORD; or open the file"
        " and save it without a password",
    )
    if passwords.hint:
        hint = Text(zh=f"{hint.zh}。{passwords.hint.zh}", en=f"{hint.en}. {passwords.hint.en}")
    raise fail(says, hint, path)


def _opened(locked: Any, password: str, path: str) -> BinaryIO | None:
    """Return a decrypted copy of an msoffcrypto workbook; None if the password is wrong."""
    from msoffcrypto.exceptions import DecryptionError, FileFormatError
    from msoffcrypto.format.ooxml import OOXMLFile

    # Only for the new format verifying is a choice; the old one always verifies.
    verify = {"verify_password": True} if isinstance(locked, OOXMLFile) else {}
    clear = io.BytesIO()
    try:
        locked.load_key(password=password, **verify)
        locked.decrypt(clear)
    except (DecryptionError, FileFormatError):
        return None  # how the library reports a wrong password
    except _BROKEN:
        raise fail(_DAMAGED, file=path) from None
    return clear
