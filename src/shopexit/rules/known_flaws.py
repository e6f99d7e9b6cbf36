"""Weak points of a rule file that its author knows and cannot remedy, with the reasons."""

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from pydantic import Field

from shopexit.files.validation import Model, NonEmpty, objection, unknown
from shopexit.files.yaml import KeyPath
from shopexit.messages import Text


class KnownFlaw(Model):
    """A weak point that cannot be remedied for now, so that `lint` does not warn of it.

    Kinds that the author can always remedy are not allowed: long texts, old or unused sources.
    """

    flaw: Literal["guide-alone", "no-place", "open-cell", "weak-wait"]
    refs: tuple[NonEmpty, ...] = Field(min_length=1)
    """Entries with this flaw, as PROCEDURE/ID; for `open-cell`, as PROCEDURE/FACT."""
    why: Text
    """Reason why it cannot be remedied: what was searched, when, and with what result."""


class KnownPlace(NamedTuple):
    """Reason for a known flaw, and the place in the rule file that gives it."""

    why: Text
    path: KeyPath


def known_places(flaws: Iterable[KnownFlaw]) -> dict[tuple[str, str], KnownPlace]:
    """Return the reason and place of each known flaw, by kind of flaw and reference."""
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
    """Raise a validation error for a flaw of an unknown entry or cell, or one listed twice."""
    cells = {f"{name}/{fact}" for name in procedures for fact in facts} if flaws else set()
    for (flaw, ref), place in (known := known_places(flaws)).items():
        there = cells if flaw == "open-cell" else entries
        if ref not in there:
            raise unknown(ref, there, place.path)
    if len(known) < sum(len(each.refs) for each in flaws):
        says = Text(zh="同一个问题写了两次", en="a flaw is listed twice")
        raise objection(says, ("known_flaws",))
