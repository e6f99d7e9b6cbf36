"""Sources as a report cites them."""

from datetime import date
from typing import Annotated

from pydantic import Field

from shopexit.messages import Text, record
from shopexit.rules.sources import Grade


@record(kw_only=True)
class ReportedSource:
    """A source that is cited somewhere."""

    id: str
    grade: Grade
    title: str
    publisher: str
    published: Annotated[str | None, Field(description="year, month or day; null if undated")]
    read: date
    url: str | None


@record(kw_only=True)
class ReportedCitation:
    """Where something stands: in JSON the source by its id, for those who show it all of it."""

    id: Annotated[str, Field(description="of one of the `sources`")]
    place: Annotated[str, Field(description="clause or section; empty if not noted")]
    grade: Grade
    source: Annotated[ReportedSource, Field(exclude=True)]


@record(kw_only=True)
class ReportedSide:
    """What sources say that contradict an entry."""

    says: Text
    sources: tuple[ReportedCitation, ...]
