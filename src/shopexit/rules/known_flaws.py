"""What the author of a rule file knows to be weak in it, and why it stays."""

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from pydantic import Field

from shopexit.files.validation import Model, NonEmpty, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text


class KnownFlaw(Model):
    """A flaw that somebody looked into, and that cannot be mended: `lint` does not warn of it.

    What can always be mended cannot be known: a long text is said shorter, an old source is read
    again, one that nothing cites is removed.
    """

    flaw: Literal["guide-alone", "no-place", "open-cell", "weak-wait"]
    refs: tuple[NonEmpty, ...] = Field(min_length=1)
    """Where, as PROCEDURE/ID; an open cell is PROCEDURE/FACT, so that a new one is not among them.
    """
    why: Text
    """Where somebody looked, and when, and what was found."""


class KnownPlace(NamedTuple):
    """Why a flaw stays, and where in the file that is said."""

    why: Text
    path: KeyPath


def known_places(flaws: Iterable[KnownFlaw]) -> dict[tuple[str, str], KnownPlace]:
    """Return what is known of each flaw, by its name and reference."""
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
    """Object to a flaw of what is not there, or one that is named twice."""
    cells = {f"{name}/{fact}" for name in procedures for fact in facts} if flaws else set()
    for (flaw, ref), place in (known := known_places(flaws)).items():
        there = cells if flaw == "open-cell" else entries
        if ref not in there:
            raise unknown(ref, there, place.path)
    if len(known) < sum(len(each.refs) for each in flaws):
        says = Text(zh="同一个问题写了两次", en="a flaw is named twice")
        raise objection(says, ("known_flaws",))
