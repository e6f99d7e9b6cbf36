"""Somebody who answers a program on a real terminal, one line for each question."""

import os
import pty
import select
import signal
import subprocess
from collections.abc import Sequence

from processes import PROGRAM, environment

PROMPT = b"> "
INTERRUPT = "\x03"
END = "\x04"
_PATIENCE = 3
"""After how many seconds without an answer Ctrl-C is pressed, or a signal sent, again.

Python loses one that comes after it has looked for signals and before it reads: a few microseconds
after a prompt, which hands are too slow for and a test is not.
"""


def typed(
    args: Sequence[str], answers: Sequence[str | signal.Signals], **env: str
) -> tuple[int, str]:
    """Return the exit code and the screen of shopexit, answered on a terminal of its own.

    Each answer is typed once it is asked for; INTERRUPT and END are the keys Ctrl-C and Ctrl-D, and
    a signal is sent. After the last answer comes END.
    """
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, *args],
        env=environment(**{"TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8"} | env),
        preexec_fn=lambda: os.login_tty(slave),  # noqa: PLW1509 - Ctrl-C reaches only its own
    )
    os.close(slave)
    left, screen, seen = list(answers), b"", 0
    answer: str | signal.Signals = ""

    def give(answer: str | signal.Signals) -> int:
        """Type an answer, or send the signal; return how many keys that took."""
        if isinstance(answer, signal.Signals):
            process.send_signal(answer)
            return 0
        keys = answer if answer in (INTERRUPT, END) else f"{answer}\n"
        os.write(master, keys.encode())
        return len(keys)

    try:
        while True:
            ends = answer == INTERRUPT or isinstance(answer, signal.Signals)
            while ends and not select.select([master], [], [], _PATIENCE)[0]:
                give(answer)
            if not (part := _read(master)):
                break
            screen += part
            if screen.endswith(PROMPT) and len(screen) > seen:
                answer = left.pop(0) if left else END
                seen = len(screen) + give(answer)
        return process.wait(), screen.decode().replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait()
        os.close(master)


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # how Linux says that nobody holds the other end any more
        return b""
