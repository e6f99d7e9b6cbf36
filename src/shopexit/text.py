"""Text in two languages, and the one place that makes text from files harmless."""

import re
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetJsonSchemaHandler,
    SerializationInfo,
    StringConstraints,
    WithJsonSchema,
    model_serializer,
)
from pydantic_core import CoreSchema


class Lang(StrEnum):
    """A language that shopexit speaks."""

    ZH = "zh"
    EN = "en"


class Model(BaseModel):
    """What every value read from a file or shown in a report is: frozen, with no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


_SURROGATE = re.compile("[\ud800-\udfff]")
NonEmpty = Annotated[str, StringConstraints(min_length=1)]


def _whole_characters(value: object) -> object:
    # Half a surrogate pair comes in by arguments that are no text; it cannot be written anywhere.
    return _SURROGATE.sub(_written_out, value) if isinstance(value, str) else value


def _written_out(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


_Sentence = Annotated[NonEmpty, BeforeValidator(_whole_characters)]


class Text(Model):
    """One sentence in both languages. In JSON it becomes the sentence of the report's language."""

    zh: _Sentence
    en: _Sentence

    def __getitem__(self, lang: Lang) -> str:
        """Return the sentence in one language."""
        return self.zh if lang is Lang.ZH else self.en

    @model_serializer
    def _in_one_language(self, info: SerializationInfo) -> str:
        lang = (info.context or {}).get("lang", Lang.EN)
        return self[lang]

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        # What is read has two languages, what is written has one.
        if handler.mode == "serialization":
            return {"type": "string"}
        return handler.resolve_ref_schema(handler(core))


def both(text: str) -> Text:
    """Return text that is the same in both languages, such as a name or a number."""
    return Text(zh=text, en=text)


def joined(parts: list[Text], zh: str, en: str) -> Text:
    """Join sentences with each language's own separator."""
    return Text(zh=zh.join(p.zh for p in parts), en=en.join(p.en for p in parts))


def _number_as_written(value: object) -> object:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


# A name such as 1688 or an order number is read from YAML as a number, and is still a name.
Label = Annotated[
    NonEmpty,
    BeforeValidator(_number_as_written),
    WithJsonSchema({"type": ["string", "integer"], "minLength": 1}),
]

# Control characters (C0, DEL, C1), marks that reorder or hide text on a screen, and halves of
# surrogate pairs: each can make a terminal or a log show something that is not there.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return text on one line, with every character that could steer a terminal written out."""
    # Nearly every word of a file is harmless as it stands, which Python tells ten times faster: all
    # that is unsafe counts as not printable.
    if text.isprintable() and " " not in text:
        return text
    return _UNSAFE.sub(_written_out, " ".join(text.split()))
