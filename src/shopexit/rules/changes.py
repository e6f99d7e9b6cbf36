"""What was changed in a rule file, when and why, for sellers who asked before that."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field, StringConstraints

from shopexit.files.dates import Day
from shopexit.files.validation import Model, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text

LocalRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
"""An entry of the platform, as PROCEDURE/ID."""


class RuleChange(Model):
    """One change of the rules, with the entries that it is about."""

    on: Day
    """The day on which the file was changed, and not the day on which the platform did."""
    refs: tuple[LocalRef, ...] = Field(min_length=1)
    removed: bool = False
    """The entries are gone; else all of them have to be there."""
    what: Text
    """What is asked or said now, against what was."""
    why: Text


def refuse_wrong_refs(changes: tuple[RuleChange, ...], known: Collection[str], at: KeyPath) -> None:
    """Object to a change of an entry that is not there, or that is said to be gone and is not."""
    for i, change in enumerate(changes):
        for ref in change.refs:
            if change.removed and ref in known:
                says = Text(zh=f"{ref} 还在，却写着 removed", en=f"{ref} is there, and not removed")
                raise objection(says, (*at, i, "refs"))
            if not change.removed and ref not in known:
                raise unknown(ref, known, (*at, i, "refs"))
