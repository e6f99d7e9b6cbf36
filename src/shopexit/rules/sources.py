"""Where rules come from: sources, how good they are, and the places in them that are cited."""

from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from shopexit.files.dates import Day
from shopexit.files.validation import Label, Model, NonEmpty
from shopexit.messages import Text

MAX_RULES_AGE = timedelta(days=180)
"""How long ago a source may have been read, or rules held against theirs."""
_SEED = r"^[KTDAO][0-9]{2}$"
_REFERENCE = r"^[a-z0-9-]+(#.+)?$"
SeedId: TypeAlias = Annotated[str, StringConstraints(pattern=_SEED)]
Url: TypeAlias = Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"]+$')]


class Grade(StrEnum):
    """How good a source is, best first."""

    LAW = "law"
    OFFICIAL = "official"
    REPOST = "repost"
    GUIDE = "guide"

    @property
    def rank(self) -> int:
        """0 for the best grade; a higher number is a weaker source."""
        return _RANKS[self]


_RANKS = {grade: rank for rank, grade in enumerate(Grade)}


class Source(Model):
    """A text that rules were taken from."""

    grade: Grade
    title: NonEmpty
    publisher: NonEmpty
    published: Annotated[Label, StringConstraints(pattern=r"^\d{4}(-\d\d){0,2}$")] | None = None
    """Year, month or day; left out where the text bears no date."""
    read: Day
    url: Url | None = None
    """Left out where the address is not safe to show."""
    note: Text | None = None


def _parts_of_reference(value: object) -> object:
    """Accept `source#place` for the mapping with the key `ref`."""
    return {"ref": value} if isinstance(value, str) else value


class Citation(Model):
    """A place in a source, and the facts of the seed articles that stand there."""

    ref: Annotated[str, StringConstraints(pattern=_REFERENCE)]
    seed: tuple[SeedId, ...] = ()

    @cached_property
    def source(self) -> str:
        """The id of the source."""
        return self.ref.partition("#")[0]

    @property
    def place(self) -> str:
        """Where in the source, such as a clause number; empty if that was not noted."""
        return self.ref.partition("#")[2]


_SHORT_OR_WHOLE = {
    "anyOf": [
        {"type": "string", "pattern": _REFERENCE},
        {
            "type": "object",
            "properties": {
                "ref": {"type": "string", "pattern": _REFERENCE},
                "seed": {"type": "array", "items": {"type": "string", "pattern": _SEED}},
            },
            "required": ["ref"],
            "additionalProperties": False,
        },
    ]
}
Citations: TypeAlias = Annotated[
    tuple[
        Annotated[Citation, BeforeValidator(_parts_of_reference), WithJsonSchema(_SHORT_OR_WHOLE)],
        ...,
    ],
    Field(min_length=1),
]


class OtherSide(Model):
    """What sources say that contradict an entry."""

    says: Text
    sources: Citations


class Place(Model):
    """A way through the menus; the words are those on the screen, thus Chinese."""

    path: tuple[NonEmpty, ...] = Field(min_length=1)
    sources: Citations
