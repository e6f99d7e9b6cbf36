"""Texts shown to people: both languages, problems with their place in a file, safe display.

Every package may import this module. Text from files is untrusted: `clean` is the only function
that makes it safe to print.
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
    """Language of all texts for people: Chinese or English."""

    ZH = "zh"
    EN = "en"


class Model(BaseModel):
    """Base class of values read from files or shown in reports: frozen, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


_SURROGATE = re.compile("[\ud800-\udfff]")
NonEmpty = Annotated[str, StringConstraints(min_length=1)]


def _whole_characters(value: object) -> object:
    # Command-line arguments that are not valid UTF-8 hold lone surrogates, which no file can
    # encode.
    return _SURROGATE.sub(_written_out, value) if isinstance(value, str) else value


def _written_out(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


_Sentence = Annotated[NonEmpty, BeforeValidator(_whole_characters)]


class Text(Model):
    """A sentence in both languages; serialized to JSON in the language of the report."""

    zh: _Sentence
    en: _Sentence

    def __getitem__(self, lang: Lang) -> str:
        """Return the sentence in the given language."""
        return self.zh if lang is Lang.ZH else self.en

    @model_serializer
    def _in_one_language(self, info: SerializationInfo) -> str:
        lang = (info.context or {}).get("lang", Lang.EN)
        return self[lang]

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        # Input files give both languages; output holds one string.
        if handler.mode == "serialization":
            return {"type": "string"}
        return handler.resolve_ref_schema(handler(core))


@dataclass(frozen=True)
class Wording:
    """Pick one of two wordings by language; for the fixed words of an output format."""

    lang: Lang

    def __call__(self, zh: str, en: str) -> str:
        """Return the wording in this language."""
        return zh if self.lang is Lang.ZH else en


def both(text: str) -> Text:
    """Return a `Text` that reads the same in both languages, such as a name or a number."""
    return Text(zh=text, en=text)


def joined(parts: list[Text], zh: str, en: str) -> Text:
    """Join sentences, with a separator for each language."""
    return Text(zh=zh.join(p.zh for p in parts), en=en.join(p.en for p in parts))


def _number_as_written(value: object) -> object:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


# YAML reads a name such as 1688, or an order number, as an integer; it is still a name.
Label = Annotated[
    NonEmpty,
    BeforeValidator(_number_as_written),
    WithJsonSchema({"type": ["string", "integer"], "minLength": 1}),
]

# Control characters (C0, DEL, C1), invisible or direction-changing marks, and lone surrogates: each
# can make a terminal or a log display something else than the text.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return text on one line, with characters that could control a terminal escaped."""
    # Fast path: nearly all words are harmless, and str.isprintable is ten times faster than the
    # pattern. Every unsafe character counts as not printable.
    if text.isprintable() and " " not in text:
        return text
    return _UNSAFE.sub(_written_out, " ".join(text.split()))


MAX_SHOWN = 300
"""Longest message shown, in characters; a message may quote a value of any length."""


@dataclass(frozen=True)
class Problem:
    """One error, with its file, line, column and key as far as they are known."""

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
    """Return text on one line; the middle of a very long text is replaced by an ellipsis."""
    words = clean(words)
    half = MAX_SHOWN // 2
    return words if len(words) <= MAX_SHOWN else f"{words[:half]}…{words[-half:]}"


MOST_PROBLEMS = 100
"""Maximum number of problems that one error lists; the rest are only counted."""


class ShopexitError(Exception):
    """The call or an input file is invalid. `problems` holds all problems, not only the first.

    Only the first MOST_PROBLEMS (by line) are kept, and a last one says how many more there are.
    `more` is the number of problems that the caller counted without keeping them.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        found = 0

        def counted() -> Iterator[Problem]:
            nonlocal found
            for found, problem in enumerate(problems, start=1):  # noqa: B007
                yield problem

        # One more than is listed: its place marks where the rest begin, and its text is replaced by
        # their number.
        first = nsmallest(MOST_PROBLEMS + 1, counted(), lambda p: (p.line or 0, p.column or 0))
        if more or found > len(first):
            more += found - len(first) + 1
            first[-1] = replace(first[-1], says=_and_more(more), key=None, hint=None)
        self.problems = tuple(first)
        super().__init__("\n".join(p.in_words(Lang.EN) for p in self.problems))

    def __reduce__(self) -> tuple[type["ShopexitError"], tuple[tuple[Problem, ...]]]:
        """Pickle the problems instead of the message, so that worker processes can raise it."""
        return type(self), (self.problems,)


def _and_more(count: int) -> Text:
    return Text(zh=f"还有 {count} 处错误，没有列出", en=f"and {count:,} more, not listed")


def fail(says: Text, hint: Text | None = None, file: str | None = None) -> ShopexitError:
    """Return the error for a single problem without a line."""
    return ShopexitError([Problem(says, file=file, hint=hint)])


MOST_MEANT = 5
"""Maximum number of names suggested for a misspelt one."""


def meant(names: Iterable[str]) -> Text:
    """Return a "did you mean" hint that offers names."""
    listed = list(names)
    return Text(zh=f"是不是想写 {'、'.join(listed)}？", en=f"did you mean {', '.join(listed)}?")


def nearest(word: str, known: Iterable[str], every: Text | None = None) -> Text | None:
    """Return a hint with the known word closest to a misspelt one, or else all known words.

    `every` replaces the list of all known words, where it would be too long.
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
    """Return the width of text in terminal columns; a wide (Chinese) character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
