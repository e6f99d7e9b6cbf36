"""Write files atomically: each is complete before it takes the place of an older one."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from shopexit.files.paths import is_plain_file, is_there
from shopexit.messages import ShopexitError, Text, fail

_REASONS = {
    errno.ENOENT: "没有这个文件夹，先建好",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "这是个文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘满了",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读写出错",
}
"""Maps error numbers to Chinese reasons why a file cannot be read or written."""


def write_files(files: Sequence[tuple[Path, str]]) -> None:
    """Write several files atomically: temporary files are written first, then renamed.

    Devices and pipes are written directly. Raises ShopexitError if a file cannot be written;
    existing files are then unchanged.
    """
    with whole_files([path for path, _ in files]) as opened:
        for file, (_, text) in zip(opened, files, strict=True):
            file.write(text)


@contextmanager
def whole_files(paths: Sequence[Path]) -> Iterator[list["WholeFile"]]:
    """Provide files to be written in parts; they are moved into place when all are complete.

    On an exception no file is moved, and existing files are unchanged. Devices and pipes are
    written at the end. Raises ShopexitError if a file cannot be written.
    """
    with ExitStack() as stack:
        opened = [WholeFile(path, stack) for path in paths]
        yield opened
        for file in opened:
            file.finish()
        # Devices and pipes first, as writing to them may fail and cannot be undone.
        for file in sorted(opened, key=lambda file: file.is_plain):
            file.put()


class WholeFile:
    """An output file; its text goes to a temporary file, which takes its place when complete."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self.path = path
        self.is_plain = is_plain_file(path) or not is_there(path)
        # Resolved, so that a link stays and the file that it leads to is replaced.
        place = path.resolve() if self.is_plain else None
        try:
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            # Hidden from searches of the folder, and cut, as systems allow names of 255 bytes.
            # Line ends are left as the formats write them.
            self._file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - the stack closes it
                "w", dir=place.parent if place else None, prefix=f".{path.name[:40]}.",
                delete=False, encoding="utf-8", newline="",
            )  # fmt: skip
        except OSError as error:
            raise cannot_write(error, str(path)) from None
        self._beside = Path(self._file.name)
        self._place = place
        # Called in reverse order: Windows removes no open file.
        stack.callback(self._beside.unlink, missing_ok=True)
        stack.callback(self._close)

    def write(self, text: str) -> None:
        """Append text to the temporary file; raise ShopexitError if that fails."""
        try:
            self._file.write(text)
        except OSError as error:
            raise cannot_write(error, str(self.path)) from None

    def finish(self) -> None:
        """Close the temporary file, so that write errors show before any file is replaced."""
        try:
            self._file.close()
            if self._place:  # temporary files are private to their user
                self._beside.chmod(_mode(self._place))
        except OSError as error:
            raise cannot_write(error, str(self.path)) from None

    def put(self) -> None:
        """Move the temporary file to the file's path, or copy it there if that is a device."""
        try:
            if self._place:
                self._beside.replace(self._place)
            else:
                with self._beside.open("rb") as source, self.path.open("wb") as device:
                    shutil.copyfileobj(source, device)
        except OSError as error:
            raise cannot_write(error, str(self.path)) from None

    def _close(self) -> None:
        with suppress(OSError):  # on errors the contents are discarded
            self._file.close()


def cannot_write(error: OSError, name: str) -> ShopexitError:
    """Return the error for a file or folder that cannot be written, with the system's reason."""
    reason = system_reason(error)
    says = Text(zh=f"写不了文件：{reason.zh}", en=f"cannot write the file: {reason.en}")
    return fail(says, file=name)


def system_reason(error: OSError) -> Text:
    """Return the system's reason for an error, which has an English text only."""
    reason = error.strerror or str(error)
    return Text(zh=_REASONS.get(error.errno or 0, reason), en=reason)


def _mode(path: Path) -> int:
    """Return the permissions of a file; if it does not exist, those that a new one would get."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)  # the mask can only be read by setting it
        os.umask(mask)
        return 0o666 & ~mask
