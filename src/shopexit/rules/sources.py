"""The sources that rules were taken from: laws, platform pages, guides; and citations of them."""

from datetime import timedelta
from functools import cached_property
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema
from typing_extensions import TypeAliasType

from shopexit.files.dates import Day
from shopexit.files.validation import Label, Model, NonEmpty
from shopexit.messages import Ranked, Text

MAX_RULES_AGE = timedelta(days=180)
"""Longest time since a source was read, or rules were reviewed, before they count as old."""
_SEED = r"^[KTDAO][0-9]{2}$"
_REFERENCE = r"^[a-z0-9-]+(#.+)?$"
SeedId: TypeAlias = Annotated[str, StringConstraints(pattern=_SEED)]
# Only web addresses, since they become links on pages: `javascript:` would run as code.
Url: TypeAlias = Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"]+$')]


class Grade(Ranked):
    """How reliable a source is by its kind, the most reliable first."""

    LAW = "law"
    OFFICIAL = "official"
    REPOST = "repost"
    GUIDE = "guide"


class Source(Model):
    """A text that rules were taken from, such as a law or a help page, and when it was read."""

    grade: Grade
    title: NonEmpty
    publisher: NonEmpty
    published: Annotated[Label, StringConstraints(pattern=r"^\d{4}(-\d\d){0,2}$")] | None = None
    """Year, month or day of publication; None if the text has no date."""
    read: Day
    url: Url | None = None
    """Web address; None if there is none that is safe to show."""
    note: Text | None = None


def _parts_of_reference(value: object) -> object:
    """Return a citation in its long form: "source#place" becomes {"ref": "source#place"}."""
    return {"ref": value} if isinstance(value, str) else value


class Citation(Model):
    """A reference in a rule to a passage in a source, written SOURCE#PLACE.

    `seed` lists ids such as K01: statements in the articles that the first rules were based on.
    """

    ref: Annotated[str, StringConstraints(pattern=_REFERENCE)]
    seed: tuple[SeedId, ...] = ()

    @cached_property
    def source(self) -> str:
        """Id of the source, a key of `Platform.sources`."""
        return self.ref.partition("#")[0]

    @property
    def place(self) -> str:
        """The passage in the source, such as a clause number; empty if none is noted."""
        return self.ref.partition("#")[2]


# Written out, as pydantic does not know of the short form that the validator accepts.
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
Citations = TypeAliasType(
    "Citations",
    Annotated[
        tuple[
            Annotated[
                Citation, BeforeValidator(_parts_of_reference), WithJsonSchema(_SHORT_OR_WHOLE)
            ],
            ...,
        ],
        Field(min_length=1),
    ],
)


class OtherSide(Model):
    """What some sources say against a requirement, step or note, and which sources these are."""

    says: Text
    sources: Citations


class Place(Model):
    """A menu path in the platform's back office, in Chinese as on the screen."""

    path: tuple[NonEmpty, ...] = Field(min_length=1)
    sources: Citations
