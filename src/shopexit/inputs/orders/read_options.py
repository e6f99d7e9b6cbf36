"""Options for reading order exports, among them the passwords of encrypted workbooks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from shopexit.messages import Text, record
from shopexit.rules.export_schema import ColumnRole, OrderStatus

Progress = Callable[[str, float], None]
"""Callback that receives the name of the file being read, and the part done, from 0 to 1."""


@record()
class Passwords:
    """The passwords of encrypted workbooks, and how to ask for one."""

    given: Sequence[str] = ()
    """Passwords to try, in this order."""
    ask: Callable[[str], str] | None = None
    """Asks the user for the password of a file; None if nobody can be asked."""
    hint: Text | None = None
    """What is known about the passwords of the platform's exports, for error messages."""


@record()
class ReadOptions:
    """Options for reading order exports, such as passwords and the meaning of status words."""

    mapped: Mapping[str, OrderStatus] = field(default_factory=dict)
    """Maps status words to the meanings that the user gives them."""
    columns: Mapping[ColumnRole, str] = field(default_factory=dict)
    """Maps what columns hold to the headers that the user gives for them."""
    passwords: Passwords = field(default_factory=Passwords)
    progress: Progress | None = None
    allow_outside: bool = False
    """Whether a state file may name exports outside its own folder."""
