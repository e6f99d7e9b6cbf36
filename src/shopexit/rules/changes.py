"""The changelog of a rule file, for sellers who got an answer from an earlier version."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field, StringConstraints

from shopexit.files.dates import Day
from shopexit.files.validation import Model, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text

LocalRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
"""An entry of this platform, as PROCEDURE/ID."""


class RuleChange(Model):
    """One change of the rules, with the entries it affects."""

    on: Day
    """When the file was changed, not when the platform changed its rules."""
    refs: tuple[LocalRef, ...] = Field(min_length=1)
    removed: bool = False
    """Whether the entries were removed; otherwise all of them must exist."""
    what: Text
    """What the rules say now, and what they said before."""
    why: Text


def refuse_wrong_refs(changes: tuple[RuleChange, ...], known: Collection[str], at: KeyPath) -> None:
    """Raise a validation error if a change names a missing entry, or a removed one that exists."""
    for i, change in enumerate(changes):
        for ref in change.refs:
            if change.removed and ref in known:
                says = Text(
                    zh=f"{ref} 还在，却写着 removed",
                    en=f"{ref} is marked `removed` but still exists",
                )
                raise objection(says, (*at, i, "refs"))
            if not change.removed and ref not in known:
                raise unknown(ref, known, (*at, i, "refs"))
