"""Section `known_flaws` of a rule file: weak points that its author cannot remedy, and why."""

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from pydantic import Field

from shopexit.files.validation import Model, NonEmpty, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text


class KnownFlaw(Model):
    """A weak point that cannot be remedied for now, so that `shopexit lint` does not warn of it.

    Those that an author can always remedy cannot be listed: long texts, old or unused sources.
    """

    flaw: Literal["guide-alone", "no-place", "open-cell", "weak-wait"]
    refs: tuple[NonEmpty, ...] = Field(min_length=1)
    """Entries with this flaw, as PROCEDURE/ID; for `open-cell`, as PROCEDURE/FACT."""
    why: Text
    """Reason why it cannot be remedied: what was searched, when, and with what result."""


class KnownPlace(NamedTuple):
    """The reason that `known_flaws` gives for a flaw, and the key path at which it is listed."""

    why: Text
    path: KeyPath


def known_places(flaws: Iterable[KnownFlaw]) -> dict[tuple[str, str], KnownPlace]:
    """Return the reason and key path for each flaw listed, by kind of flaw and PROCEDURE/ID."""
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
    """Raise a validation error for a flaw listed twice, or of an entry or cell that does not exist.

    `entries` are given as PROCEDURE/ID; a cell is a pair PROCEDURE/FACT.
    """
    cells = {f"{name}/{fact}" for name in procedures for fact in facts} if flaws else set()
    for (flaw, ref), place in (known := known_places(flaws)).items():
        there = cells if flaw == "open-cell" else entries
        if ref not in there:
            raise unknown(ref, there, place.path)
    # `known` is a mapping, in which a flaw listed twice is only once.
    if len(known) < sum(len(each.refs) for each in flaws):
        says = Text(zh="同一个问题写了两次", en="a flaw is listed twice")
        raise objection(says, ("known_flaws",))
