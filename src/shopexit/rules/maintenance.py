"""Two sections of a rule file: `changes` lists changed rules, `known_flaws` weak points."""

from collections.abc import Collection, Iterable
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, StringConstraints

from shopexit.files.dates import Day
from shopexit.files.validation import Model, NonEmpty, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text

LocalRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")]
"""Reference to a requirement, step or other entry of the same rule file, as PROCEDURE/ID."""


class RuleChange(Model):
    """One change of a rule file: what changed, when and why, and in which entries."""

    on: Day
    """Day on which the file was changed; the platform may have changed its rules earlier."""
    refs: tuple[LocalRef, ...] = Field(min_length=1)
    removed: bool = False
    """Whether the entries were removed; otherwise all of them must exist."""
    what: Text
    """What the rules say now, and what they said before."""
    why: Text


def refuse_wrong_refs(changes: tuple[RuleChange, ...], known: Collection[str], at: KeyPath) -> None:
    """Raise a validation error if a change names an entry that does not exist.

    For a change marked `removed`, the entry must not exist. `known` are the entries
    of the rule file, as PROCEDURE/ID; `at` is the key path of `changes`.
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


class KnownFlaw(Model):
    """A weak point of the rules that cannot be remedied for now; `shopexit lint` accepts it.

    Only some kinds can be listed: a text that is too long, for example, can always be shortened.
    """

    flaw: Literal["guide-alone", "no-place", "open-cell", "weak-wait"]
    refs: tuple[NonEmpty, ...] = Field(min_length=1)
    """Entries with this flaw, as PROCEDURE/ID; for `open-cell`, as PROCEDURE/FACT."""
    why: Text
    """Why the flaw cannot be remedied: what was searched, when, and with what result."""


class KnownPlace(NamedTuple):
    """Where a rule file lists a known weak point, and the reason it gives for leaving it."""

    why: Text
    path: KeyPath


def known_places(flaws: Iterable[KnownFlaw]) -> dict[tuple[str, str], KnownPlace]:
    """Map each flaw in `known_flaws`, as (kind, PROCEDURE/ID), to its reason and its key path."""
    return {
        (each.flaw, ref): KnownPlace(each.why, ("known_flaws", i, "refs", j))
        for i, each in enumerate(flaws)
        for j, ref in enumerate(each.refs)
    }


def refuse_wrong_flaws(
    flaws: Collection[KnownFlaw],
    entries: Collection[str],
    procedures: Iterable[str],
    facts: Collection[str],
) -> None:
    """Raise a validation error if a known flaw is listed twice or refers to something unknown.

    A flaw refers to one of `entries` (requirements, steps and notes) as PROCEDURE/ID; a flaw of
    kind `open-cell` refers to a fact instead, as PROCEDURE/FACT.
    """
    cells = {f"{name}/{fact}" for name in procedures for fact in facts} if flaws else set()
    for (flaw, ref), place in (known := known_places(flaws)).items():
        there = cells if flaw == "open-cell" else entries
        if ref not in there:
            raise unknown(ref, there, place.path)
    # `known` is a mapping, in which a flaw listed twice is only once.
    if len(known) < sum(len(each.refs) for each in flaws):
        says = Text(zh="同一个问题写了两次", en="the same flaw is listed twice: remove one")
        raise objection(says, ("known_flaws",))
