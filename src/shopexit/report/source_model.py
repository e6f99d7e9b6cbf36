"""Sources as cited in a report."""

from datetime import date
from typing import Annotated

from pydantic import Field

from shopexit.messages import Text, record
from shopexit.rules.sources import Grade


@record(kw_only=True)
class ReportedSource:
    """A source cited in the report."""

    id: str
    grade: Grade
    title: str
    publisher: str
    published: Annotated[str | None, Field(description="year, month or day; null if undated")]
    read: date
    url: str | None


@record(kw_only=True)
class ReportedCitation:
    """A passage of a source that the rules cite; in JSON the source is given by its id only."""

    id: Annotated[str, Field(description="id of one of the `sources`")]
    place: Annotated[str, Field(description="clause or section; empty if not noted")]
    grade: Grade
    source: Annotated[ReportedSource, Field(exclude=True)]


@record(kw_only=True)
class ReportedSide:
    """What other sources say that contradicts a rule, such as a requirement."""

    says: Text
    sources: tuple[ReportedCitation, ...]
