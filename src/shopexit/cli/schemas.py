"""The JSON Schemas of what shopexit reads and writes, for editors and programs."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from shopexit.inputs.state_schema import state_model
from shopexit.messages import Lang
from shopexit.report.comparison_model import Change
from shopexit.report.model import Report
from shopexit.report.order_report import Census
from shopexit.report.summary import Summary, Unusable
from shopexit.report.totals import WholeFleet
from shopexit.rules.platform import Platform
from shopexit.rules.vocabulary import Vocabulary

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class SchemaKind(StrEnum):
    """What a schema describes."""

    STATE = "state"
    RULES = "rules"
    REPORT = "report"
    ORDERS = "orders"
    SHOP = "shop"
    FLEET = "fleet"
    DIFF = "diff"


_SCHEMAS: dict[SchemaKind, Callable[[Vocabulary, Lang], dict[str, Any]]] = {
    SchemaKind.STATE: lambda vocabulary, lang: state_model(vocabulary, lang).model_json_schema(),
    SchemaKind.RULES: lambda _, __: Platform.model_json_schema(),
    SchemaKind.REPORT: lambda _, __: TypeAdapter(Report).json_schema(mode="serialization"),
    SchemaKind.ORDERS: lambda _, __: TypeAdapter(Census).json_schema(mode="serialization"),
    SchemaKind.SHOP: lambda _, __: TypeAdapter(Summary | Unusable).json_schema(
        mode="serialization"
    ),
    SchemaKind.FLEET: lambda _, __: TypeAdapter(WholeFleet).json_schema(mode="serialization"),
    SchemaKind.DIFF: lambda _, __: TypeAdapter(Change).json_schema(mode="serialization"),
}


def schema(kind: SchemaKind, vocabulary: Vocabulary, lang: Lang) -> dict[str, Any]:
    """Return the JSON Schema of a state file, a rule file, a report or counted orders."""
    return {"$schema": DIALECT, **_SCHEMAS[kind](vocabulary, lang)}
