"""Workbooks that are encrypted with a password."""

import io
import struct
from collections.abc import Sequence
from typing import BinaryIO
from xml.parsers.expat import ExpatError

from shopexit.inputs.orders.read_options import Passwords
from shopexit.messages import Text, fail

_DAMAGED = Text(
    zh="加密的工作簿读不了：可能没下载完；请重新导出",
    en="the encrypted workbook cannot be read: it may be cut off; export it again",
)


_BROKEN = (
    OSError, ValueError, LookupError, AttributeError, AssertionError, struct.error, ExpatError,
)  # fmt: skip
"""What the library stumbles over in a file that is damaged."""


def unlocked(file: BinaryIO, path: str, passwords: Passwords) -> BinaryIO | None:
    """Return an encrypted workbook in the clear, in memory only; None if it is not encrypted.

    Raises ShopexitError if no password opens it.
    """
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, ParseError

    file.seek(0)
    try:
        locked = msoffcrypto.OfficeFile(file)
        if not locked.is_encrypted():
            return None
    except (FileFormatError, ParseError):
        return None
    except _BROKEN:
        raise fail(_DAMAGED, file=path) from None
    tried = False
    for password in _each(passwords, path):
        tried = True
        clear = io.BytesIO()
        try:
            locked.load_key(password=password, verify_password=True)
            locked.decrypt(clear)
        except (DecryptionError, FileFormatError):
            continue  # the format's own way to say that it is the wrong one
        except _BROKEN:
            raise fail(_DAMAGED, file=path) from None
        return clear
    says = Text(
        zh="密码不对，打不开" if tried else "文件加了密，要密码才能读",
        en="the password does not open it" if tried else "the file is encrypted",
    )
    hint = Text(
        zh="用 --password 写密码，或设环境变量 SHOPEXIT_PASSWORD；"
        "也可以用密码打开、另存一份不加密的",
        en="give it with --password, or in the environment as SHOPEXIT_PASSWORD; or open the file"
        " and save it without one",
    )
    if passwords.hint:
        hint = Text(zh=f"{hint.zh}。{passwords.hint.zh}", en=f"{hint.en}. {passwords.hint.en}")
    raise fail(says, hint, path)


def _each(passwords: Passwords, path: str) -> Sequence[str]:
    if passwords.given or passwords.ask is None:
        return passwords.given
    return [passwords.ask(path)]
