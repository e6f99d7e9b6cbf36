"""What a call or a state file says about how exports are to be read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field

from shopexit.messages import Text, record
from shopexit.rules.export_schema import ColumnRole, OrderStatus

Progress = Callable[[str, float], None]
"""Told which file is being read, and how much of it has been, from 0 to 1."""


@record()
class Passwords:
    """Where the password of an encrypted workbook comes from."""

    given: Sequence[str] = ()
    """Tried one after another."""
    ask: Callable[[str], str] | None = None
    """Asks a person for the password of a file; None where nobody can be asked."""
    hint: Text | None = None
    """What is said of the passwords of the platform's files."""


def unheard(file: str, done: float) -> None:
    """Tell nobody. It has a name, so that other processes can be told what is wanted."""


@record()
class ReadOptions:
    """How exports are to be read, as far as that is not in their headers."""

    mapped: Mapping[str, OrderStatus] = field(default_factory=dict)
    """What words mean, by the seller's own account."""
    columns: Mapping[ColumnRole, str] = field(default_factory=dict)
    """Headers, where the seller names them himself."""
    passwords: Passwords = field(default_factory=Passwords)
    progress: Progress = unheard
    allow_outside: bool = False
    """Whether a state may name files that are not below its own folder."""
