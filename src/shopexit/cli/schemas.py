"""JSON Schemas of the files that shopexit reads and writes."""

import json
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from shopexit.cli.settings import Settings
from shopexit.inputs.state_schema import state_model
from shopexit.messages import Lang
from shopexit.report.comparison import Change
from shopexit.report.model import Report
from shopexit.report.order_report import Census
from shopexit.report.summary import Summary, Unusable
from shopexit.report.totals import WholeFleet
from shopexit.rules.calendar import CalendarFile
from shopexit.rules.platform import Platform
from shopexit.rules.vocabulary import Vocabulary

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class SchemaKind(StrEnum):
    """Kind of file that a JSON Schema can be printed for."""

    STATE = "state"
    RULES = "rules"
    FACTS = "facts"
    CALENDAR = "calendar"
    SETTINGS = "settings"
    REPORT = "report"
    ORDERS = "orders"
    SHOP = "shop"
    FLEET = "fleet"
    DIFF = "diff"


_READ: dict[SchemaKind, type[BaseModel]] = {
    SchemaKind.RULES: Platform,
    SchemaKind.FACTS: Vocabulary,
    SchemaKind.CALENDAR: CalendarFile,
    SchemaKind.SETTINGS: Settings,
}
_WRITTEN: dict[SchemaKind, Any] = {
    SchemaKind.REPORT: Report,
    SchemaKind.ORDERS: Census,
    SchemaKind.SHOP: Summary | Unusable,
    SchemaKind.FLEET: WholeFleet,
    SchemaKind.DIFF: Change,
}


class _Written(GenerateJsonSchema):
    def field_is_required(self, *_: Any, **_named: Any) -> bool:
        return True  # whoever reads an output may rely on every key


def schema_text(kind: SchemaKind, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return the JSON Schema for a kind of file, as text.

    `vocabulary` (the facts) and `lang` matter only for state files.
    """
    if kind in _WRITTEN:
        # As written: in output, a text is one string, and fields with defaults are always there.
        described = TypeAdapter(_WRITTEN[kind]).json_schema(
            mode="serialization", schema_generator=_Written
        )
    else:
        read = _READ[kind] if kind in _READ else state_model(vocabulary, lang)
        described = read.model_json_schema()
    return json.dumps({"$schema": DIALECT, **described}, ensure_ascii=False, indent=2) + "\n"
