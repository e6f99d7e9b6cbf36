"""JSON Schemas of the files that shopexit reads and writes."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from shopexit.cli.settings import Settings
from shopexit.files.encoding import read_limited
from shopexit.files.paths import is_plain_file
from shopexit.inputs.state_schema import state_model
from shopexit.messages import Lang
from shopexit.report.change_model import Change
from shopexit.report.model import Report
from shopexit.report.order_report import Census
from shopexit.report.summary import Summary, Unusable
from shopexit.report.totals import WholeFleet
from shopexit.report.waivers import WaiverList
from shopexit.rules.calendar import CalendarFile
from shopexit.rules.platform import Platform
from shopexit.rules.vocabulary import Vocabulary

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_READ: dict[str, type[BaseModel]] = {
    "rules": Platform,
    "facts": Vocabulary,
    "calendar": CalendarFile,
    "settings": Settings,
}
_WRITTEN: dict[str, Any] = {
    "report": Report,
    "orders": Census,
    "shop": Summary | Unusable,
    "fleet": WholeFleet,
    "waivers": WaiverList,
    "diff": Change,
}
KINDS = ("state", *_READ, *_WRITTEN)
"""Kinds of files that a JSON Schema can be printed for."""


def may_hold_schema(path: Path) -> bool:
    """Return whether a schema of state files may be written to `path`: no other file is there."""
    if not is_plain_file(path):
        return True
    try:
        found = json.loads(read_limited(path))
    except (ValueError, RecursionError):
        return False
    marks = {"$schema": DIALECT, "title": "State"}
    return isinstance(found, dict) and marks.items() <= found.items()


class _Written(GenerateJsonSchema):
    def field_is_required(self, *_: Any, **_named: Any) -> bool:
        return True  # whoever reads an output may rely on every key


def schema_text(kind: str, vocabulary: Vocabulary, lang: Lang) -> str:
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
