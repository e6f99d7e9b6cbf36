"""Validate the data of a file as a pydantic model; report errors in both languages, by line.

A message names the key, the value found, what was expected and, for an unknown key, the closest
known one. A validator that words its own message raises `objection`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    Tag,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from typing_extensions import TypeAliasType

from shopexit.files.toml import TomlTable
from shopexit.files.value_hints import (
    NOT_INDENTED,
    belongs_under,
    nearest_key,
    slip_in_key,
    unsure_hint,
    value_hint,
)
from shopexit.files.yaml import Document, KeyPath
from shopexit.messages import MOST_PROBLEMS, Problem, ShopexitError, Text, both, nearest, record

M = TypeVar("M", bound=BaseModel)


class Model(BaseModel):
    """Base class of pydantic models for data in files: immutable, and unknown keys are errors."""

    # Building is deferred as it is slow, and most runs use few of the models.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Keyed(ABC):
    """Base class of types for mappings with known keys that build their own pydantic schema."""

    @property
    @abstractmethod
    def keys(self) -> Mapping[str, Any]:
        """Maps each allowed key to its type; used to suggest a key for a misspelt one."""


@record()
class KeyLabels:
    """Names that people use for a key, such as 待付款订单; annotates the type of its value."""

    texts: tuple[Text, ...]


NonEmpty = Annotated[str, StringConstraints(min_length=1)]


def _number_as_written(value: object) -> object:
    is_number = isinstance(value, int) and not isinstance(value, bool)  # a bool is an int
    return str(value) if is_number else value


LABEL_SCHEMA = {"type": ["string", "integer"], "minLength": 1}
# YAML reads a name such as 1688, or an order number, as an integer; it is still a name.
Label = Annotated[
    NonEmpty,
    BeforeValidator(_number_as_written),
    WithJsonSchema(LABEL_SCHEMA),
]

_NO_SUCH_KEY = {"extra_forbidden", "unexpected_keyword_argument"}
"""pydantic's error types for an unknown key in a model or a dataclass."""
_OWN_WORDS = {"objection", "value_error", "missing", *_NO_SUCH_KEY}
"""pydantic's error types whose message is other than "found X, expected Y"."""
_ENOUGH = 20 * MOST_PROBLEMS
"""With more errors than this, the data are shortened and validated again, to save memory."""
_SHOWN = 40
"""Maximum number of characters that a message shows of a wrong value."""


def objection(says: Text, at: KeyPath = (), hint: Text | None = None) -> PydanticCustomError:
    """Return the error for a pydantic validator to raise, with a message in both languages.

    `at` is the key path of the error, relative to the value being validated.
    """
    return PydanticCustomError("objection", "{says}", {"says": says, "at": at, "hint": hint})


def unknown(name: str, known: Iterable[str], at: KeyPath) -> PydanticCustomError:
    """Return a validation error for an unknown `name`; its hint is the most similar known name.

    `at` is the key path of the error, relative to the value being validated.
    """
    return objection(Text(zh=f"没有 {name}", en=f"unknown name: {name}"), at, nearest(name, known))


class InvalidDataError(ShopexitError):
    """Raised if the data of a file are not valid; `places` are the key paths of wrong values."""

    def __init__(
        self, places: Sequence[KeyPath], problems: Iterable[Problem], more: int = 0
    ) -> None:
        super().__init__(problems, more)
        self.places = places

    def __reduce__(self) -> tuple[type[ShopexitError], tuple[tuple[Problem, ...]]]:
        """Return what pickle needs to rebuild the error; `places` is left out."""
        return ShopexitError, (self.problems,)


def validate(
    model: type[M], document: Document | TomlTable, context: Mapping[str, Any] | None = None
) -> M:
    """Return the data of a document as an instance of `model`; `context` is for its validators.

    Raises InvalidDataError with every error found, each with its line.
    """
    judge = partial(model.model_validate, context=dict(context or {}))
    found, count = [*document.noted.problems], document.noted.more
    try:
        valid = judge(document.data)
    except ValidationError as error:
        details = _limited(error, judge, document.data).errors(include_url=False)
        real = [detail for detail in details if not _is_in_data(detail, model, document.data)]
        # Twice as many as are listed, as some only repeat others (see `_is_consequence`).
        looked_at = real[: 2 * MOST_PROBLEMS]
        count += error.error_count() - len(looked_at)
        said = {path for path, _ in found}
        wrong = (
            _problem(d, model, document) for d in looked_at if not _is_consequence(d, looked_at)
        )
        # Errors in a value that has a noted problem itself, such as a tag, are left out.
        found += [(path, p) for path, p in wrong if not any(path[: len(s)] == s for s in said if s)]
    if not found:
        return valid
    raise InvalidDataError([path for path, _ in found], (problem for _, problem in found), count)


def _limited(error: ValidationError, judge: Callable[[Any], object], data: Any) -> ValidationError:
    """Return `error`; if it has over `_ENOUGH` details, the error for truncated `data` instead.

    `judge` validates data. A detail is one wrong value, and takes one or two kilobytes of memory.
    """
    length = _ENOUGH
    while error.error_count() > _ENOUGH:
        try:
            judge(_cut(data, length))
        except ValidationError as fewer:
            return fewer
        length *= 4  # the errors are further down in the data
    return error


def _cut(data: Any, length: int) -> Any:
    """Return data with each list and mapping truncated to `length` entries."""
    if isinstance(data, dict):
        return {key: _cut(value, length) for key, value in islice(data.items(), length)}
    return [_cut(value, length) for value in data[:length]] if isinstance(data, list) else data


def _is_in_data(detail: ErrorDetails, model: type[BaseModel], data: Any) -> bool:
    """Return whether `data` has the key that an error reports as missing.

    The key is then only missing in the data that `_cut` shortened, and the error is not shown.
    """
    if detail["type"] != "missing":
        return False
    keys, _ = _trace(model, detail["loc"])
    return _known_path(keys, data) == keys


def _is_consequence(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Return whether an error about a list or mapping only repeats an error inside it.

    For example, pydantic also reports a list as too short if one of its entries is invalid.
    """
    loc = detail["loc"]
    return (
        detail["type"] not in _OWN_WORDS
        and isinstance(detail["input"], list | dict)
        and any(len(d["loc"]) > len(loc) and d["loc"][: len(loc)] == loc for d in details)
    )


def _problem(
    detail: ErrorDetails, model: type[BaseModel], document: Document | TomlTable
) -> tuple[KeyPath, Problem]:
    """Return the key path of a wrong value, and the problem to report, for a pydantic error."""
    keys, annotation = _trace(model, detail["loc"])
    path = _known_path(keys, document.data)
    at, says, hint = _worded(detail, path, annotation, model)
    return path, document.problem((*path, *at), says, unsure_hint(detail["input"]) or hint)


def _worded(
    detail: ErrorDetails, path: KeyPath, annotation: Any, model: type[BaseModel]
) -> tuple[KeyPath, Text, Text | None]:
    """Return an error's key path relative to `path`, its message, and a hint or None."""
    context = detail.get("ctx", {})
    kind = detail["type"]
    if kind == "objection":  # raised by a validator of ours, and worded already
        return context["at"], context["says"], context["hint"]
    if kind == "value_error":
        return (), both(str(context["error"])), None
    if kind in _NO_SUCH_KEY:
        return (
            (),
            Text(zh="没有这一项", en="unknown key"),
            _key_hint(detail, path, annotation, model),
        )
    if kind == "missing":
        name = str(detail["loc"][-1])
        return (), Text(zh=f"缺少“{name}”", en=f"'{name}' is missing"), None
    says = found_instead(detail["input"], _expected(kind, context, detail["msg"]))
    return (), says, value_hint(detail["input"], kind)


def _key_hint(
    detail: ErrorDetails, path: KeyPath, annotation: Any, model: type[BaseModel]
) -> Text | None:
    """Return a hint on an unknown key in a value of the type `annotation`, within a `model`."""
    key = str(path[-1]) if path else ""
    if slip := slip_in_key(key, detail["input"], len(path)):
        return slip
    groups = {n: _keys_in(kind) for n, kind in _fields(model).items() if _is_group(kind)}
    group, _, name = key.rpartition(".")
    at = [each for each, keys in groups.items() if name in keys and group in ("", each)]
    if at and (annotation is model or (_is_group(annotation) and len(at) == 1)):
        return belongs_under(name, at)
    if key in groups and _is_group(annotation):
        return NOT_INDENTED
    return nearest_key(key, _keys_in(annotation))


def found_instead(value: object, expected: Text) -> Text:
    """Return the message "found VALUE, expected EXPECTED" for a value of the wrong kind."""
    found = shown(value)
    # Chinese is written without a space before Chinese, and with one before a digit.
    gap = " " if found.zh[0].isascii() else ""
    return Text(
        zh=f"写的是{gap}{found.zh}，应为{expected.zh}",
        en=f"found {found.en}, expected {expected.en}",
    )


def _known_path(loc: KeyPath, data: Any) -> KeyPath:
    """Return the key path in `data` for a pydantic location, which also names union members."""
    path: list[str | int] = []
    for part in loc:
        in_list = isinstance(data, list) and isinstance(part, int) and part < len(data)
        if in_list or (isinstance(data, dict) and part in data):
            data = data[part]
            path.append(part)
    return tuple(path)


def _trace(model: type[BaseModel], loc: KeyPath) -> tuple[KeyPath, Any]:
    """Return the keys in pydantic's location `loc`, and the type that contains the last key.

    Names of union members, which `loc` has between the keys, are left out.
    """
    keys: list[str | int] = []
    annotation: Any = model
    holder = annotation
    for part in loc:
        holder = annotation
        tagged = [t for t in _parts(annotation) if any(m == Tag(str(part)) for m in get_args(t))]
        fields = {name: f for m in _models_in(annotation) for name, f in _fields(m).items()}
        if tagged:
            annotation = get_args(tagged[0])[0]  # without the tag, as a key may have its name
            continue
        keys.append(part)
        if part in fields:
            annotation = fields[str(part)]
        elif "root" in fields and isinstance(part, str):  # a RootModel of a mapping
            annotation = fields["root"]
    return tuple(keys), holder


def _parts(annotation: Any) -> list[Any]:
    named = isinstance(annotation, TypeAliasType)
    inside = (annotation.__value__,) if named else get_args(annotation)
    return [annotation, *(inner for part in inside for inner in _parts(part))]


def _models_in(annotation: Any) -> list[Any]:
    return [
        part
        for part in _parts(annotation)
        if isinstance(part, Keyed)
        or (isinstance(part, type) and (issubclass(part, BaseModel) or is_dataclass(part)))
    ]


def _is_group(annotation: Any) -> bool:
    """Return whether a type is a mapping with the keys of a `Keyed`, and no list of such."""
    parts = _parts(annotation)
    return any(isinstance(p, Keyed) for p in parts) and all(
        get_origin(p) is not list for p in parts
    )


def _fields(model: Any) -> Mapping[str, Any]:
    """Return the keys that a model, a dataclass or a `Keyed` type allows, with their types."""
    if isinstance(model, Keyed):
        return model.keys
    if not issubclass(model, BaseModel):
        return get_type_hints(model)
    model.model_rebuild()  # types given as text, such as "Condition", are types only then
    named = model.model_fields.items()
    # pydantic takes labels, like all metadata, off the type of a field.
    return {
        field.alias or name: Annotated[field.annotation, *field.metadata]
        if field.metadata
        else field.annotation
        for name, field in named
    }


def _keys_in(annotation: Any) -> Mapping[str, Sequence[Text]]:
    """Map each key that a type allows to its labels."""
    keys = (key for model in _models_in(annotation) for key in _fields(model).items())
    return {
        name: [t for part in _parts(kind) if isinstance(part, KeyLabels) for t in part.texts]
        for name, kind in keys
    }


_WHOLE_NUMBER = Text(zh="整数", en="a whole number")
_AMOUNT = Text(zh="金额，例如 120.50", en="an amount, such as 120.50")
_SMALLER = Text(zh="更小的金额", en="a smaller amount")
_LIST = Text(zh="列表（每项以 - 开头）", en="a list (each item begins with -)")
_MAPPING = Text(zh="“键: 值”的形式", en="a mapping (KEY: VALUE)")
_EXPECTED = {
    "int_type": _WHOLE_NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "decimal_type": _AMOUNT,
    "decimal_parsing": _AMOUNT,
    "is_instance_of": _AMOUNT,  # of Decimal: amounts are validated strictly
    "decimal_max_places": Text(zh="最多两位小数的金额", en="an amount with two decimals at most"),
    "decimal_max_digits": _SMALLER,
    "decimal_whole_digits": _SMALLER,
    "bool_type": Text(zh="是（true）或否（false）", en="true or false"),
    "string_type": Text(zh="文字", en="text"),
    "string_too_short": Text(zh="不为空的文字", en="text that is not empty"),
    "too_short": Text(zh="至少有一项的列表", en="a list with at least one entry"),
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _MAPPING,
    "dataclass_type": _MAPPING,
    "model_type": _MAPPING,
}
"""Maps pydantic's error types to the value that was expected, in words."""


def _expected(kind: str, context: dict[str, Any], message: str) -> Text:
    match kind:
        case "string_pattern_mismatch":
            pattern = context["pattern"]
            return Text(zh=f"{pattern} 这种形式的文字", en=f"text that matches {pattern}")
        case "greater_than_equal":
            return Text(zh=f"不小于 {context['ge']} 的数", en=f"{context['ge']} or more")
        case "less_than_equal":
            return Text(zh=f"不大于 {context['le']} 的数", en=f"{context['le']} or less")
        case "literal_error" | "enum":
            listed = context["expected"]  # such as "'a', 'b' or 'c'"
            words = listed.replace(" or ", "、").replace(", ", "、")
            return Text(zh=f"这几种之一：{words}", en=f"one of {listed}")
    other = Text(zh=f"别的值（{message}）", en=f"another value: {message}")
    return _EXPECTED.get(kind, other)


def shown(value: object) -> Text:
    """Return how a message shows a wrong value: `nothing`, `a list`, or at most 40 characters."""
    if value is None:
        return Text(zh="空值", en="nothing")
    if isinstance(value, bool):  # before int, as a bool is an int
        return both(str(value).lower())
    if isinstance(value, dict):
        return Text(zh="一组键值", en="a mapping")
    if isinstance(value, list):
        return Text(zh="一个列表", en="a list") if value else Text(zh="空列表", en="an empty list")
    if isinstance(value, int | float | Decimal):
        return both(str(value))
    text = str(value)
    text = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    return Text(zh=f"“{text}”", en=f"'{text}'")
