"""Schema of a state file, generated from the vocabulary.

A new fact needs no code here. The same model produces the JSON Schema of `schema state`.
"""

from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    StrictBool,
    Tag,
    WithJsonSchema,
    create_model,
    model_validator,
)

from shopexit.files.dates import BY_HAND, WrittenDay, written_day
from shopexit.files.validation import objection, shown
from shopexit.inputs import spellings
from shopexit.messages import Label, Lang, Model, NonEmpty, Text
from shopexit.rules.durations import MOST
from shopexit.rules.export_schema import ColumnRole, OrderStatus
from shopexit.rules.facts import NEVER, ORDER_GROUP, Fact, FactType
from shopexit.rules.vocabulary import Vocabulary

CONFIRMED_GROUP = "confirmed"


YesNo: TypeAlias = Annotated[
    StrictBool,
    BeforeValidator(partial(spellings.flag, spellings.YES_NO)),
    WithJsonSchema({"enum": [True, False, *spellings.YES_NO]}),
]


class Proof(Model):
    """A confirmation with details: when, by whom, and where the evidence is. Counts as `true`."""

    on: WrittenDay | None = None
    by: Label | None = None
    evidence: Label | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Proof":
        if not self.model_fields_set:
            raise objection(
                Text(
                    zh="确认记录至少写 on、by、evidence 之一",
                    en="a confirmation needs at least one of on, by, evidence",
                )
            )
        return self


class PlatformAnswer(Model):
    """The platform's answer on a disputed rule: whether it is required."""

    required: YesNo
    days: Annotated[int, Field(strict=True, ge=0, le=MOST)] | None = None
    """Number of days that the platform requires, if it differs from the rule."""
    on: WrittenDay | None = None
    by: Label | None = None
    note: Label | None = None

    @model_validator(mode="after")
    def _asks_for_days(self) -> "PlatformAnswer":
        if self.days is not None and not self.required:
            raise objection(
                Text(
                    zh="写了 days（要几天），required 就应为 true",
                    en="`days` (how many are required) goes with `required: true`",
                )
            )
        return self


class Done(Model):
    """A step that was taken, and on which day."""

    step: NonEmpty
    on: WrittenDay | None = None


class Waiver(Model):
    """A requirement that somebody decided to ignore, until a date (inclusive) or for good."""

    requirement: NonEmpty
    reason: Label
    by: Label
    until: WrittenDay | None = None


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


class OrdersFrom(Model):
    """Order exports to take figures from, and options for reading them."""

    files: Annotated[tuple[NonEmpty, ...], BeforeValidator(_one_or_more)] = Field(min_length=1)
    """Paths, or patterns such as exports/*.xlsx, relative to the folder of the state file."""
    map: dict[NonEmpty, OrderStatus] = Field(default={})
    """Meaning of status words that the rules do not know."""
    columns: dict[ColumnRole, NonEmpty] = Field(default={})
    """Headers of the columns in a custom report."""


def exports_named(given: OrdersFrom | str | tuple[str, ...] | None) -> OrdersFrom | None:
    """Return the exports that a state file names, normalised to one form."""
    if given is None or isinstance(given, OrdersFrom):
        return given
    return OrdersFrom.model_validate({"files": given})


def _amount(fact: Fact, value: object) -> object:
    value = spellings.number(fact, value)
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _choice(fact: Fact, value: object) -> object:
    known = spellings.names(fact)
    if value is None or (isinstance(value, str) and value in known):
        return known[value] if value else None
    found = shown(value)
    zh = "、".join(f"{name}（{label.zh}）" for name, label in fact.choices.items())
    en = ", ".join(f"{name} ({label.en})" for name, label in fact.choices.items())
    meant = next(iter(get_close_matches(str(value), fact.choices, n=1)), None)
    raise objection(
        Text(
            zh=f"写的是 {found.zh}，应为以下之一：{zh}",
            en=f"found {found.en}, expected one of {en}",
        ),
        hint=Text(zh=f"写 {meant}", en=f"write {meant}") if meant else None,
    )


def _day_or_never(value: object) -> object:
    if value is None:
        return None
    return NEVER if value in spellings.NEVER_WORDS else written_day(value)


_Done: TypeAlias = Annotated[
    Annotated[NonEmpty, Tag("step")] | Annotated[Done, Tag("done")],
    Discriminator(lambda value: "done" if isinstance(value, dict | Done) else "step"),
]
_OrdersFrom: TypeAlias = Annotated[
    Annotated[NonEmpty, Tag("file")]
    | Annotated[tuple[NonEmpty, ...], Field(min_length=1), Tag("files")]
    | Annotated[OrdersFrom, Tag("exports")],
    Discriminator(
        lambda value: (
            "exports" if isinstance(value, dict | OrdersFrom)
            else "file" if isinstance(value, str) else "files"
        )
    ),
]  # fmt: skip
_DATE_SCHEMA = {
    "anyOf": [{"type": "string", "pattern": BY_HAND}, {"enum": [*spellings.NEVER_WORDS, None]}]
}


def _flag(fact: Fact) -> Any:
    words = spellings.flags(fact)
    read = BeforeValidator(partial(spellings.flag, words))
    return Annotated[StrictBool, read, WithJsonSchema({"enum": [True, False, *words]})]


def _confirmation(fact: Fact) -> Any:
    flag = _flag(fact)
    return Annotated[
        Annotated[flag, Tag("flag")] | Annotated[Proof, Tag("proof")],
        Discriminator(lambda value: "proof" if isinstance(value, dict | Proof) else "flag"),
    ]


def _numeric(fact: Fact, kind: str, least: int | None) -> WithJsonSchema:
    """Return the JSON Schema of a number, which may also be written as text with its unit."""
    limits = {} if least is None else {"minimum": least}
    text = {"type": "string", "pattern": spellings.pattern(fact)}
    return WithJsonSchema({"anyOf": [{"type": kind} | limits, text]})


def _annotation(fact: Fact, group: str) -> Any:
    match fact.type:
        case FactType.COUNT:
            return (
                Annotated[
                    int,
                    Field(strict=True, ge=0, le=1_000_000_000),
                    BeforeValidator(partial(spellings.number, fact)),
                    _numeric(fact, "integer", 0),
                ]
                | None
            )
        case FactType.MONEY:
            least = None if fact.can_be_negative else 0
            limits = Field(strict=True, ge=least, max_digits=15, decimal_places=2)
            schema = _numeric(fact, "number", least)
            read = BeforeValidator(partial(_amount, fact))
            return Annotated[Decimal, limits, read, schema] | None
        case FactType.FLAG:
            confirmed = group == CONFIRMED_GROUP
            return (_confirmation(fact) if confirmed else _flag(fact)) | None
        case FactType.DATE:
            return Annotated[
                date | Literal["never"] | None,
                BeforeValidator(_day_or_never),
                WithJsonSchema(_DATE_SCHEMA),
            ]
        case FactType.CHOICE:
            return Annotated[
                str | None,
                BeforeValidator(partial(_choice, fact)),
                WithJsonSchema({"enum": [*spellings.names(fact), None]}),
            ]
        case _:
            return Label | None


def _group_model(group: str, vocabulary: Vocabulary, lang: Lang, **more: Any) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (_annotation(fact, group), Field(default=None, description=fact.ask[lang]))
        for name, fact in vocabulary.in_group(group)
    }
    return create_model(f"{group.title()}Facts", __base__=Model, **more, **fields)


@lru_cache(maxsize=8)  # building it takes as long as evaluating twenty shops
def state_model(vocabulary: Vocabulary, lang: Lang = Lang.EN) -> type[BaseModel]:
    """Return the model of a state file; every key but `platform` may be omitted or empty."""
    order = _group_model(ORDER_GROUP, vocabulary, lang, id=(Label, ...))
    fields: dict[str, Any] = {
        "platform": (Label, ...),
        "shop": (Label | None, None),
        "as_of": (WrittenDay | None, None),
        "orders_from": (_OrdersFrom | None, None),
        "order_list": (list[order] | None, None),  # type: ignore[valid-type]
        "answers": (dict[str, PlatformAnswer] | None, None),
        "waivers": (list[Waiver] | None, None),
        "done": (list[_Done] | None, None),
        # For authors of rules; validated when it is compared with a result.
        "expect": (Any, None),
    }
    for group in vocabulary.shop_groups():
        fields[group] = (_group_model(group, vocabulary, lang) | None, None)
    return create_model("State", __base__=Model, **fields)
