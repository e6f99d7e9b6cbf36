"""Words for people: text in two languages, what is wrong with a file or a call, and harmless text.

Anybody may import it. Text from files is data: `clean` is the one place that makes it safe to show.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from heapq import nsmallest
from typing import Annotated, Any
from unicodedata import east_asian_width

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


@dataclass(frozen=True)
class Wording:
    """Picks one of two wordings, for the words of a format itself."""

    lang: Lang

    def __call__(self, zh: str, en: str) -> str:
        """Return the wording of the language."""
        return zh if self.lang is Lang.ZH else en


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


MAX_SHOWN = 300
"""How many characters of a sentence are shown: it may repeat a value of any length."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with the place it is in as far as that is known."""

    says: Text
    file: str | None = None
    line: int | None = None
    column: int | None = None
    key: str | None = None
    hint: Text | None = None

    def in_words(self, lang: Lang) -> str:
        """Return `file:line:column: key: message`, and the hint on a line of its own."""
        place = ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)
        parts = [clean(place), _shown(self.key or ""), _shown(self.says[lang])]
        label = {Lang.ZH: ("错误", "提示"), Lang.EN: ("error", "hint")}[lang]
        lines = [f"{label[0]}: {': '.join(part for part in parts if part)}"]
        if self.hint:
            lines.append(f"  {label[1]}: {clean(self.hint[lang])}")
        return "\n".join(lines)


def _shown(words: str) -> str:
    """Return words on one line, without their middle if they are very long."""
    words = clean(words)
    half = MAX_SHOWN // 2
    return words if len(words) <= MAX_SHOWN else f"{words[:half]}…{words[-half:]}"


MOST_PROBLEMS = 100
"""How many problems an error carries one by one."""


class ShopexitError(Exception):
    """The call or an input file cannot be used. Carries every problem that was found, not one.

    Of very many the first are carried, and how many there are besides; `more` are those that who
    raises it has counted and not kept.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        found = 0

        def counted() -> Iterator[Problem]:
            nonlocal found
            for found, problem in enumerate(problems, start=1):  # noqa: B007
                yield problem

        # One more than are told: it stands where the others begin, and is told in their place.
        first = nsmallest(MOST_PROBLEMS + 1, counted(), lambda p: (p.line or 0, p.column or 0))
        if more or found > len(first):
            more += found - len(first) + 1
            first[-1] = replace(first[-1], says=_and_more(more), key=None, hint=None)
        self.problems = tuple(first)
        super().__init__("\n".join(p.in_words(Lang.EN) for p in self.problems))

    def __reduce__(self) -> tuple[type["ShopexitError"], tuple[tuple[Problem, ...]]]:
        """Pass from one process to another with its problems, and not with its words."""
        return type(self), (self.problems,)


def _and_more(count: int) -> Text:
    return Text(zh=f"还有 {count} 处错误，没有列出", en=f"and {count:,} more, not told here")


def fail(says: Text, hint: Text | None = None, file: str | None = None) -> ShopexitError:
    """Return the error for a single problem that has no line."""
    return ShopexitError([Problem(says, file=file, hint=hint)])


MOST_MEANT = 5
"""How many names a misspelt one is answered with at most."""


def meant(names: Iterable[str]) -> Text:
    """Return a hint that offers names."""
    listed = list(names)
    return Text(zh=f"是不是想写 {'、'.join(listed)}？", en=f"did you mean {', '.join(listed)}?")


def nearest(word: str, known: Iterable[str], every: Text | None = None) -> Text | None:
    """Return a hint that names the known word nearest to a misspelt one, else the known words.

    `every` tells them where there are too many to tell them all.
    """
    names = sorted(set(known))
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    if close:
        return meant(close)
    if every or not names:
        return every
    listed = ", ".join(names)
    return Text(zh=f"可用的有：{listed}", en=f"known: {listed}")


def cells(text: str) -> int:
    """Return how many cells of a terminal text takes: two for each wide character."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
