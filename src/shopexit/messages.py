"""Words for people: text in two languages, what is wrong with a file or a call, and harmless text.

Anybody may import it. Text from files is data: `clean` is the one place that makes it safe to show.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from heapq import nsmallest
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler, SerializationInfo
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
    """Return the `__init__` of a record, written out as one would write it by hand."""
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
    exec("\n".join([f"def __init__({given}):", *lines]), known)  # noqa: S102
    return known["__init__"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(*, kw_only: bool = False, frozen: bool = True) -> Callable[[type[T]], type[T]]:
    """Make a class a dataclass that costs little to declare; there are more than a hundred.

    It differs in two things. That it is frozen is seen to by the type checker alone. And its
    `__init__` is compiled when the first instance is made, which in one run happens to few
    classes: dataclasses of the standard library took a fifth of the time of a `check`.
    """

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


class Lang(StrEnum):
    """A language that shopexit speaks."""

    ZH = "zh"
    EN = "en"


_SURROGATE = re.compile("[\ud800-\udfff]")


def _written_out(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


@record()
class Text:
    """One sentence in both languages. In JSON it becomes the sentence of the report's language."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        """Write out halves of surrogate pairs.

        They come in by arguments that are no text, and can be written nowhere.
        """
        if _SURROGATE.search(self.zh) or _SURROGATE.search(self.en):
            for lang in Lang:
                self.__dict__[lang.value] = _SURROGATE.sub(_written_out, self[lang])

    def __getitem__(self, lang: Lang) -> str:
        """Return the sentence in one language."""
        return self.zh if lang is Lang.ZH else self.en

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: Any) -> "CoreSchema":
        """Return how pydantic reads it from a file, and writes it: who only shows it needs none."""
        from pydantic_core import core_schema

        sentence = core_schema.str_schema(min_length=1)
        fields = [
            core_schema.dataclass_field(lang, sentence, kw_only=True) for lang in ("zh", "en")
        ]
        return core_schema.dataclass_schema(
            cls,
            core_schema.dataclass_args_schema("Text", fields),
            ["zh", "en"],
            post_init=True,
            ref=f"{cls.__module__}.{cls.__qualname__}:{id(cls)}",  # so that it is described once
            config=core_schema.CoreConfig(extra_fields_behavior="forbid"),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _in_one_language, info_arg=True, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: "CoreSchema", handler: "GetJsonSchemaHandler"
    ) -> dict[str, Any]:
        """Return two languages for what is read, and one for what is written."""
        if handler.mode == "serialization":
            return {"type": "string"}
        return handler.resolve_ref_schema(handler(core))


def _in_one_language(text: Text, info: "SerializationInfo") -> str:
    return text[(info.context or {}).get("lang", Lang.EN)]


@record()
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


@record()
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
