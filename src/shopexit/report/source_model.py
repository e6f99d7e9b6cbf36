"""Sources as a report cites them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from shopexit.messages import Text
from shopexit.rules.sources import Grade


@dataclass(frozen=True, kw_only=True)
class ReportedSource:
    """A source that is cited, and where in it."""

    id: str
    place: Annotated[str, Field(description="clause or section; empty if not noted")]
    grade: Grade
    title: str
    publisher: str
    published: Annotated[str | None, Field(description="year, month or day; null if undated")]
    read: date
    url: str | None


@dataclass(frozen=True, kw_only=True)
class ReportedSide:
    """What sources say that contradict an entry."""

    says: Text
    sources: tuple[ReportedSource, ...]
