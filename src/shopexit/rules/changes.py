"""The list `changes` in a rule file: which rules changed, for sellers who used earlier ones."""

from collections.abc import Collection
from typing import Annotated

from pydantic import Field, StringConstraints

from shopexit.files.dates import Day
from shopexit.files.validation import Model, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text

LocalRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
"""An entry of the same rule file, such as a requirement or a step, as PROCEDURE/ID."""


class RuleChange(Model):
    """One item of `changes` in a rule file: what changed, when, why, and in which entries."""

    on: Day
    """Day on which the file was changed, not that on which the platform changed its rules."""
    refs: tuple[LocalRef, ...] = Field(min_length=1)
    removed: bool = False
    """Whether the entries were removed; otherwise all of them must exist."""
    what: Text
    """What the rules say now, and what they said before."""
    why: Text


def refuse_wrong_refs(changes: tuple[RuleChange, ...], known: Collection[str], at: KeyPath) -> None:
    """Raise a validation error if a change names a missing entry, or a removed one that exists.

    `known` are the entries of the rule file, as PROCEDURE/ID; `at` is the key path of `changes`.
    """
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
