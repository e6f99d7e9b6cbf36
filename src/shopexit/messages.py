"""Texts in Chinese and English, errors that name a place in a file, and safe printing.

Text from input files may contain control characters; `clean` makes it safe to print.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self, TypeVar, dataclass_transform
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

T = TypeVar("T")


def _equal(one: Any, other: Any) -> Any:
    if type(one) is not type(other):
        return NotImplemented
    names = type(one).__dataclass_fields__
    return all(getattr(one, name) == getattr(other, name) for name in names)


def _hash(one: Any) -> int:
    return hash(tuple(getattr(one, name) for name in type(one).__dataclass_fields__))


def _repr(one: Any) -> str:
    values = (f"{name}={getattr(one, name)!r}" for name in type(one).__dataclass_fields__)
    return f"{type(one).__qualname__}({', '.join(values)})"


def _initialiser(cls: Any) -> Any:
    """Return an `__init__` function that sets the dataclass fields of `cls`."""
    known: dict[str, Any] = {"MISSING": MISSING}
    heads: dict[bool, list[str]] = {False: [], True: []}
    lines = [" pass"]
    for name, each in cls.__dataclass_fields__.items():
        value = name
        default = ""
        if each.default_factory is not MISSING:
            known[f"make_{name}"], default = each.default_factory, "=MISSING"
            value = f"make_{name}() if {name} is MISSING else {name}"
        elif each.default is not MISSING:
            known[f"default_{name}"], default = each.default, f"=default_{name}"
        heads[each.kw_only].append(f"{name}{default}")
        lines.append(f" self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    given = ", ".join(["self", *heads[False], *(["*", *heads[True]] if heads[True] else ())])
    # As the standard library does; the source contains only names of fields.
    exec("\n".join([f"def __init__({given}):", *lines]), known)  # noqa: S102
    return known["__init__"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(*, kw_only: bool = False, frozen: bool = True) -> Callable[[type[T]], type[T]]:
    """Return a class decorator that works like `dataclasses.dataclass`, but faster at import.

    `__init__` is compiled when the first instance is created. With `frozen`, instances are
    hashable, and type checkers (but not Python) treat fields as read-only.
    """
    # Standard dataclasses took a fifth of the time of a `check`.

    def made(cls: Any) -> Any:
        dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)

        def first(self: Any, *args: Any, **kwargs: Any) -> None:
            cls.__init__ = _initialiser(cls)
            cls.__init__(self, *args, **kwargs)

        hashed = _hash if frozen else None
        common = {"__init__": first, "__eq__": _equal, "__hash__": hashed, "__repr__": _repr}
        for name in common.keys() - cls.__dict__.keys():
            setattr(cls, name, common[name])
        return cls

    return made


class Ranked(StrEnum):
    """Base class of string enums whose members have an order, such as from worst to best.

    `rank` is the position of a member, from 0. Compare ranks: `<` compares members as strings.
    """

    rank: int

    def __new__(cls, value: str) -> Self:
        """Create a member; its `rank` is the number of members before it."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.rank = len(cls.__members__)
        return member


class Lang(StrEnum):
    """Language of the output: Chinese or English."""

    ZH = "zh"
    EN = "en"


_SURROGATE = re.compile("[\ud800-\udfff]")


def _written_out(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


@record()
class Text:
    """A text in Chinese and English; JSON output has only the string in the output's language."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        """Replace lone surrogates by escapes, as they cannot be written to a file.

        They come from command-line arguments that are not valid UTF-8.
        """
        # No surrogate is printable, and asking for that is faster than a search.
        if not (self.zh.isprintable() and self.en.isprintable()):
            for lang in Lang:
                self.__dict__[lang.value] = _SURROGATE.sub(_written_out, self[lang])

    def __getitem__(self, lang: Lang) -> str:
        """Return the text in one language."""
        return self.zh if lang is Lang.ZH else self.en

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> "CoreSchema":
        """Return the schema by which pydantic validates a `Text`."""
        from pydantic_core import core_schema  # slow to import

        sentence = core_schema.str_schema(min_length=1)
        fields = [
            core_schema.dataclass_field(lang, sentence, kw_only=True) for lang in ("zh", "en")
        ]
        return core_schema.dataclass_schema(
            cls,
            core_schema.dataclass_args_schema("Text", fields),
            ["zh", "en"],
            post_init=True,  # pydantic fills in the fields without calling __init__
            ref=f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",  # for one definition in schemas
            config=core_schema.CoreConfig(extra_fields_behavior="forbid"),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: "CoreSchema", handler: "GetJsonSchemaHandler"
    ) -> dict[str, Any]:
        """Return the JSON Schema of a `Text`: an object {zh, en} in input, a string in output."""
        if handler.mode == "serialization":
            return {"type": "string"}
        return handler.resolve_ref_schema(handler(core))


@record()
class Wording:
    """Picks one of two strings by language: `Wording(Lang.EN)("是", "yes")` returns "yes"."""

    lang: Lang

    def __call__(self, zh: str, en: str) -> str:
        """Return `zh` if the language is Chinese, else `en`."""
        return zh if self.lang is Lang.ZH else en


def both(text: str) -> Text:
    """Return a `Text` that reads the same in both languages, such as a name or a number."""
    return Text(zh=text, en=text)


def joined(parts: list[Text], zh: str, en: str) -> Text:
    """Join texts to one `Text`; `zh` separates the Chinese strings, `en` the English ones."""
    return Text(zh=zh.join(p.zh for p in parts), en=en.join(p.en for p in parts))


# Control characters (C0, DEL, C1), invisible or direction-changing marks, and lone surrogates: each
# can make a terminal or a log display something other than the text.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return text on one line, safe to print: control and invisible characters are escaped."""
    # Fast path: nearly all words are harmless, and str.isprintable is ten times faster than the
    # pattern. Every unsafe character counts as not printable.
    if text.isprintable() and " " not in text:
        return text
    return _UNSAFE.sub(_written_out, " ".join(text.split()))


MAX_SHOWN = 300
"""Maximum length of a message or key in an error, in characters; longer ones are cut in the
middle."""


@record()
class Problem:
    """One error in the input: a message (`says`), where it is, and a hint on what to write instead.

    `key` names the wrong value, such as orders.pending_payment. `line` and `column` start at 1. A
    field is None if unknown.
    """

    says: Text
    file: str | None = None
    line: int | None = None
    column: int | None = None
    key: str | None = None
    hint: Text | None = None

    def in_words(self, lang: Lang) -> str:
        """Return `error: file:line:column: key: message`; a hint follows on a line of its own."""
        place = ":".join(str(p) for p in (self.file, self.line, self.column) if p is not None)
        parts = [clean(place), _shown(self.key or ""), _shown(self.says[lang])]
        label = {Lang.ZH: ("错误", "提示"), Lang.EN: ("error", "hint")}[lang]
        lines = [f"{label[0]}: {': '.join(part for part in parts if part)}"]
        if self.hint:
            lines.append(f"  {label[1]}: {clean(self.hint[lang])}")
        return "\n".join(lines)


def _shown(words: str) -> str:
    """Make text safe to print; if it is longer than MAX_SHOWN, put `…` in place of its middle."""
    words = clean(words)
    half = MAX_SHOWN // 2
    return words if len(words) <= MAX_SHOWN else f"{words[:half]}…{words[-half:]}"


MOST_PROBLEMS = 100
"""Maximum number of problems listed in one ShopexitError; further problems are only counted."""


class ShopexitError(Exception):
    """Raised if arguments or an input file are invalid; `problems` are the errors, sorted by line.

    Of more than MOST_PROBLEMS, only the first are kept, and a last entry tells how many are left
    out. The argument `more` is the number of further errors that the caller counted but does not
    pass.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        found = sorted(problems, key=lambda p: (p.line or 0, p.column or 0))
        first = found[: MOST_PROBLEMS + 1]
        # One problem more than is listed: its line shows where the unlisted problems begin, and
        # their number replaces its message.
        if more or len(found) > len(first):
            more += len(found) - len(first) + 1
            says = Text(
                zh=f"还有 {more} 处错误，没有列出", en=f"{more:,} more errors are not listed"
            )
            first[-1] = replace(first[-1], says=says, key=None, hint=None)
        self.problems = tuple(first)
        super().__init__("\n".join(p.in_words(Lang.EN) for p in self.problems))

    def __reduce__(self) -> tuple[type["ShopexitError"], tuple[tuple[Problem, ...]]]:
        """Return what pickle needs to rebuild the error, so that worker processes can raise it."""
        return type(self), (self.problems,)


def fail(says: Text, hint: Text | None = None, file: str | None = None) -> ShopexitError:
    """Return an exception with one error, for the caller to raise; `file` is the invalid file."""
    return ShopexitError([Problem(says, file=file, hint=hint)])


MOST_MEANT = 5
"""Maximum number of names suggested for a misspelt name."""


def meant(names: Iterable[str]) -> Text:
    """Return the hint "did you mean A, B?" for the given names."""
    listed = list(names)
    return Text(zh=f"是不是想写 {'、'.join(listed)}？", en=f"did you mean {', '.join(listed)}?")


def nearest(word: str, known: Iterable[str], every: Text | None = None) -> Text | None:
    """Return a hint on a misspelt word: the most similar known word, or else all known words.

    If no known word is similar, `every` is returned, if given, instead of the list of all words.
    None if there are neither known words nor `every`.
    """
    names = sorted(set(known))
    # Of a reference such as PLATFORM/PROCEDURE/ID, the id says most.
    last = word.rpartition("/")[2]
    same = [name for name in names if name.endswith(f"/{last}")]
    if close := same or get_close_matches(word, names, n=1):
        return meant(close)
    if every or not names:
        return every
    return Text(zh=f"可用的有：{'、'.join(names)}", en=f"choose from: {', '.join(names)}")


def cells(text: str) -> int:
    """Return the width of text in terminal columns; a wide (Chinese) character takes two."""
    # Characters of ambiguous width, such as “, take one column, as in rich, which draws tables.
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
