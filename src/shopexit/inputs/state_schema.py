"""The pydantic model of a state file, which also gives the JSON Schema for `shopexit schema state`.

The facts in it are taken from the vocabulary (`rules/facts.yaml`), so that new facts need no code.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import lru_cache, partial
from typing import Annotated, Any, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictBool,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    create_model,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from shopexit.files.dates import BY_HAND, WrittenDay, written_day
from shopexit.files.validation import (
    LABEL_SCHEMA,
    Keyed,
    KeyLabels,
    Label,
    Model,
    NonEmpty,
    found_instead,
    objection,
)
from shopexit.inputs import spellings
from shopexit.messages import Lang, Text
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
    """A fact that was confirmed, with day, person or evidence of the confirmation."""

    on: WrittenDay | None = None
    by: Label | None = None
    evidence: Label | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Proof":
        if not self.model_fields_set:
            raise objection(
                Text(
                    zh="确认记录至少写 on、by、evidence 之一",
                    en="a confirmation needs at least one of `on`, `by` and `evidence`",
                )
            )
        return self


class PlatformAnswer(Model):
    """The platform's reply when the seller asked whether it requires something."""

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
                    en="an answer with `days` also needs `required: true`",
                )
            )
        return self


class Done(Model):
    """A step that was taken, and on which day, as listed under `done` in a state file."""

    step: NonEmpty
    on: WrittenDay | None = None


class Waiver(Model):
    """A requirement that the seller decides to ignore, with reason, approver and last day."""

    requirement: NonEmpty
    reason: Label
    by: Label
    until: WrittenDay | None = None

    def in_force(self, on: date) -> bool:
        """Return whether the waiver is still valid on the day `on`."""
        return self.until is None or on <= self.until


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _choice(choices: Mapping[str, Text], value: object, info: ValidationInfo) -> object:
    # Files written by programs, and by `init`, have the key: no labels are looked through.
    if value is None or (isinstance(value, str) and value in choices):
        return value
    known = spellings.names(choices)
    if isinstance(value, str) and value in known:
        return known[value]
    # Not every platform has every `closing.status`; what it does not have is not named.
    statuses = (info.context or {}).get("statuses")
    if statuses and choices.keys() >= {*statuses}:
        choices = {name: choices[name] for name in statuses}
        known = spellings.names(choices)
    zh = "、".join(f"{name}（{label.zh}）" for name, label in choices.items())
    en = ", ".join(f"{name} ({label.en})" for name, label in choices.items())
    meant = _meant(str(value), known)
    raise objection(
        found_instead(value, Text(zh=f"这几种之一：{zh}", en=f"one of {en}")),
        hint=Text(zh=f"写 {meant}", en=f"write {meant}") if meant else None,
    )


def _meant(written: str, known: Mapping[str, str]) -> str | None:
    """Return the key of the choice that a misspelt text probably means; None if that is unclear."""
    # Not the nearest label: 未退还 is near 已退还 (returned), and means the opposite.
    near = get_close_matches(written, known.values(), n=1)
    within = [word for word in known if len(written) > 1 and written in word]
    if not (within or written.isascii()):
        within = [word for word in known if len(written) > 1 and _is_shortened(written, word)]
    return known[(near or within)[0]] if near or len(within) == 1 else None


def _is_shortened(short: str, word: str) -> bool:
    """Return whether `short` is `word` with characters left out, as 个体户 is of 个体工商户."""
    rest = iter(word)
    return all(char in rest for char in short)


class _Labelled:
    """Metadata for a type whose values may also be written as their labels.

    For speed, the labels are only collected once a label is read or the JSON Schema is made.
    """

    def __init__(self, choices: Mapping[str, Text]) -> None:
        self._choices = choices

    def __get_pydantic_core_schema__(self, of: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        read = partial(_choice, self._choices)
        return core_schema.with_info_before_validator_function(read, handler(of))

    def __get_pydantic_json_schema__(self, *_: object) -> dict[str, Any]:
        return {"enum": [*spellings.names(self._choices)]}


_Bucket: TypeAlias = Annotated[OrderStatus, _Labelled(spellings.BUCKETS)]
_Column: TypeAlias = Annotated[ColumnRole, _Labelled(spellings.COLUMNS)]


class OrdersFrom(Model):
    """The order exports that a state file takes figures from, and how to read them."""

    files: Annotated[tuple[NonEmpty, ...], BeforeValidator(_one_or_more)] = Field(min_length=1)
    """Paths, or patterns such as exports/*.xlsx, relative to the folder of the state file."""
    map: dict[NonEmpty, _Bucket] = Field(default={})
    """Maps status words in the exports that the rules do not know to their meaning."""
    columns: dict[_Column, NonEmpty] = Field(default={})
    """Maps what a column of a custom report holds, such as `order` for the order number, to its
    header."""


def _only_files(files: str | tuple[str, ...]) -> OrdersFrom:
    return OrdersFrom.model_validate({"files": files})


def _amount(fact: Fact, value: object) -> object:
    value = spellings.number(fact, value)
    # Whole amounts are ints in YAML and JSON, which a strict decimal schema refuses.
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _day_or_never(value: object) -> object:
    if value is None:
        return None
    if value in spellings.NEVER_WORDS:
        return NEVER
    if isinstance(value, str) and value.startswith(("没", "未", "无", "还没", "尚未", "从没")):
        raise objection(
            found_instead(value, Text(zh="日期", en="a date")),
            hint=Text(zh=f"没有过写 {NEVER}", en=f"write {NEVER} if it has not happened"),
        )
    return written_day(value)


# With a discriminator, errors are about the form that was meant; for a plain union pydantic
# reports what is wrong for each form.
_Done: TypeAlias = Annotated[
    Annotated[NonEmpty, AfterValidator(lambda step: Done(step=step)), Tag("step")]
    | Annotated[Done, Tag("done")],
    Discriminator(lambda value: "done" if isinstance(value, dict | Done) else "step"),
]
_OrdersFrom: TypeAlias = Annotated[
    Annotated[NonEmpty, AfterValidator(_only_files), Tag("file")]
    | Annotated[
        tuple[NonEmpty, ...], Field(min_length=1), AfterValidator(_only_files), Tag("files")
    ]
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


def _validation(fact: Fact, handler: GetCoreSchemaHandler, *, can_be_proved: bool) -> CoreSchema:
    """Return pydantic's core schema for a value of a fact; it accepts null for "not given".

    With `can_be_proved`, it accepts a `Proof` in place of true.
    """
    read = core_schema.no_info_before_validator_function
    schema: CoreSchema
    match fact.type:
        case FactType.COUNT:
            # Strict, here and below: otherwise pydantic takes true for 1, and 1 for true.
            count = core_schema.int_schema(strict=True, ge=0, le=1_000_000_000)
            schema = read(partial(spellings.number, fact), count)
        case FactType.MONEY:
            least = None if fact.can_be_negative else Decimal(0)
            amount = core_schema.decimal_schema(
                strict=True, ge=least, max_digits=15, decimal_places=2
            )
            schema = read(partial(_amount, fact), amount)
        case FactType.FLAG:
            yes_no = core_schema.bool_schema(strict=True)
            schema = read(partial(spellings.flag, spellings.flags(fact)), yes_no)
            if can_be_proved:
                either = {"flag": schema, "proof": handler.generate_schema(Proof)}
                schema = core_schema.tagged_union_schema(
                    either, lambda value: "proof" if isinstance(value, dict | Proof) else "flag"
                )
        case FactType.DATE:
            # Not made nullable: this function accepts None itself, as does the one for choices.
            return core_schema.no_info_plain_validator_function(_day_or_never)
        case FactType.CHOICE:
            return core_schema.with_info_plain_validator_function(partial(_choice, fact.choices))
        case _:
            text = core_schema.nullable_schema(handler.generate_schema(Label))
            return read(spellings.said, text)
    return core_schema.nullable_schema(schema)


def _json_schema(
    fact: Fact, core: Any, handler: GetJsonSchemaHandler, *, can_be_proved: bool
) -> dict[str, Any]:
    """Return the JSON Schema for a value of a fact; a count may also be a text such as 3件.

    `core` is the core schema that `_validation` returned for the fact.
    """
    match fact.type:
        case FactType.COUNT | FactType.MONEY:
            kind = "integer" if fact.type is FactType.COUNT else "number"
            number = {"type": kind} | ({} if fact.can_be_negative else {"minimum": 0})
            text = {"type": "string", "pattern": spellings.pattern(fact)}
            return {"anyOf": [number, text, {"type": "null"}]}
        case FactType.FLAG:
            words: dict[str, Any] = {"enum": [True, False, *spellings.flags(fact)]}
            if can_be_proved:
                words = {"oneOf": [words, handler(core["schema"]["choices"]["proof"])]}
            return {"anyOf": [words, {"type": "null"}]}
        case FactType.DATE:
            return dict(_DATE_SCHEMA)
        case FactType.CHOICE:
            return {"enum": [*spellings.names(fact.choices), None]}
        case _:
            return {"anyOf": [LABEL_SCHEMA, {"type": "null"}]}


class _Group(Keyed):
    """Type of a group of facts in a state file, such as `orders`: a mapping of facts to values.

    It builds its pydantic schemas itself: deriving them from annotations, for a hundred facts at
    each start, would take three times as long.
    """

    def __init__(self, group: str, vocabulary: Vocabulary, lang: Lang) -> None:
        self._proved = group == CONFIRMED_GROUP
        self._facts = dict(vocabulary.in_group(group))
        self._lang = lang
        self._number = ["id"] if group == ORDER_GROUP else []

    @property
    def keys(self) -> Mapping[str, Any]:
        """Maps each allowed key to its type; the type of a fact has its labels as metadata."""
        kind = Proof | bool if self._proved else Any
        return dict.fromkeys(self._number, kind) | {
            name: Annotated[kind, KeyLabels((fact.label, fact.short or fact.label))]
            for name, fact in self._facts.items()
        }

    def __get_pydantic_core_schema__(self, _: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return pydantic's core schema for the mapping of the group; every fact is optional."""
        field = core_schema.typed_dict_field
        number = {name: field(handler.generate_schema(Label)) for name in self._number}
        facts = {
            name: field(_validation(fact, handler, can_be_proved=self._proved), required=False)
            for name, fact in self._facts.items()
        }
        return core_schema.typed_dict_schema({**number, **facts}, extra_behavior="forbid")

    def __get_pydantic_json_schema__(
        self, core: Any, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the JSON Schema of the mapping, with the question for each fact as description."""
        number = dict.fromkeys(self._number, LABEL_SCHEMA)
        facts = {}
        for name, fact in self._facts.items():
            value = core["fields"][name]["schema"]
            facts[name] = _json_schema(fact, value, handler, can_be_proved=self._proved)
            facts[name] |= {"default": None, "description": fact.ask[self._lang]}
        shape = {"type": "object", "properties": {**number, **facts}, "additionalProperties": False}
        return shape | ({"required": self._number} if self._number else {})


_PLATFORM = Text(zh="平台", en="marketplace of the shop")
_SHOP = Text(zh="店铺名称", en="name of the shop")
_AS_OF = Text(zh="数据日期", en="day of the figures")


@lru_cache(maxsize=8)  # building it takes as long as evaluating twenty shops
def state_model(vocabulary: Vocabulary, lang: Lang = Lang.EN) -> type[BaseModel]:
    """Return the pydantic model of a state file; every key but `platform` may be omitted or null.

    `lang` is the language of the descriptions in the JSON Schema of the model.
    """
    order = Annotated[dict[str, Any], _Group(ORDER_GROUP, vocabulary, lang)]
    fields: dict[str, Any] = {
        "platform": (Annotated[Label, KeyLabels((_PLATFORM,))], ...),
        "shop": (Annotated[Label, KeyLabels((_SHOP,))] | None, None),
        "as_of": (Annotated[WrittenDay, KeyLabels((_AS_OF,))] | None, None),
        "orders_from": (_OrdersFrom | None, None),
        "order_list": (list[order] | None, None),
        "answers": (dict[str, PlatformAnswer] | None, None),
        "waivers": (list[Waiver] | None, None),
        "done": (list[_Done] | None, None),
        # For authors of rules; validated when it is compared with a result.
        "expect": (Any, None),
    }
    for group in vocabulary.shop_groups():
        labels = KeyLabels((vocabulary.groups[group],))
        facts = Annotated[dict[str, Any], _Group(group, vocabulary, lang), labels]
        fields[group] = (facts | None, None)
    return create_model("State", __base__=Model, **fields)
