"""States read again and again: a value that was found good once is taken as that from then on.

A fleet gives the same facts with the same values thousands of times over. What is met for the first
time is checked by the same type as in a file that is read alone; whatever is not plainly good is
left to that check of the whole file, which knows what to say about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from shopexit.files.scalars import Data
from shopexit.inputs.state_schema import Done, OrdersFrom, PlatformAnswer, Proof, Waiver
from shopexit.messages import clean
from shopexit.rules.facts import ORDER_GROUP, Value
from shopexit.rules.vocabulary import Vocabulary

_MOST = 512
"""How many values of a fact are kept: about as many as there are days and counts that recur."""
_LONGEST = 32
"""How many characters a value has that is kept."""


@dataclass(frozen=True)
class Known:
    """What a state says, in the words of its model, with its facts by their paths."""

    platform: str
    shop: str | None
    as_of: date | None
    values: dict[str, Value]
    orders: list[tuple[str, dict[str, Value]]] | None
    answers: Mapping[str, PlatformAnswer] | None
    waivers: list[Waiver] | None
    done: list[str | Done] | None
    orders_from: OrdersFrom | None = None


class _Fact:
    """One fact, or another key, and the values of it that are known to be good."""

    def __init__(self, path: str, annotation: Any, *, remembers: bool = True) -> None:
        self.path = path
        self._remembers = remembers
        self.known: dict[tuple[type, Any], Any] = {}
        self._check = TypeAdapter(annotation).validator.validate_python

    def read(self, given: Any) -> Any:
        """Return the value that is given; raise ValidationError if it is not good."""
        if not _is_clean(given):
            raise TypeError(given)
        value = self._check(given)
        if isinstance(value, Proof):  # its day is held against the day that is judged
            raise TypeError(given)
        # An amount hardly ever recurs, and neither does a long text.
        recurs = not isinstance(given, dict | list | Decimal) and len(str(given)) <= _LONGEST
        if self._remembers and recurs and len(self.known) < _MOST:
            # 0, 0.0 and false are equal to Python, and are not the same to us.
            self.known[type(given), given] = value
        return value


def _is_clean(given: Data) -> bool:
    """Return whether text may be shown as it is; what is not is cleaned elsewhere."""
    if isinstance(given, str):
        return clean(given) == given
    if isinstance(given, list):
        return all(_is_clean(each) for each in given)
    if isinstance(given, dict):
        return all(_is_clean(key) and _is_clean(each) for key, each in given.items())
    return True


class Accepted:
    """Reads states by a model, remembering what it has accepted."""

    def __init__(self, model: type[BaseModel], vocabulary: Vocabulary) -> None:
        fields = model.model_fields
        self._groups = {
            group: _facts(group, fields[group].annotation) for group in vocabulary.shop_groups()
        }
        self._order = _facts(ORDER_GROUP, fields["order_list"].annotation)
        self._keys = {
            name: _Fact(name, field.rebuild_annotation(), remembers=False)
            for name, field in fields.items()
            if name not in self._groups and name not in ("order_list", "orders_from")
        }

    def read(self, data: Data) -> Known | None:
        """Return what a state says; None if that is not plain, or not plainly good."""
        if not isinstance(data, dict):
            return None
        values: dict[str, Value] = {}
        keys: dict[str, Any] = {}
        orders = None
        try:
            for key, given in data.items():
                if key in self._groups:
                    _read(self._groups[key], {} if given is None else given, values)
                elif key == "order_list":
                    listed = None if given is None else _list(given)
                    orders = None if listed is None else [self._listed(each) for each in listed]
                elif given is not None or key not in self._keys:
                    keys[key] = self._keys[key].read(given)
            return Known(
                platform=keys["platform"],
                shop=keys.get("shop"),
                as_of=keys.get("as_of"),
                values=values,
                orders=orders,
                answers=keys.get("answers"),
                waivers=keys.get("waivers"),
                done=keys.get("done"),
            )
        except (ValidationError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def _listed(self, given: Any) -> tuple[str, dict[str, Value]]:
        values: dict[str, Value] = {}
        _read(self._order, given, values)
        return str(values.pop(f"{ORDER_GROUP}.id")), values


def _read(facts: Mapping[str, _Fact], given: Any, into: dict[str, Value]) -> None:
    for name, value in given.items():
        fact = facts[name]  # which an unknown key is not, be it empty
        if value is None:
            continue
        try:
            into[fact.path] = fact.known[type(value), value]
        except (KeyError, TypeError):
            into[fact.path] = fact.read(value)


def _facts(group: str, annotation: Any) -> Mapping[str, _Fact]:
    model = _model_in(annotation)
    return {
        name: _Fact(f"{group}.{name}", field.rebuild_annotation())
        for name, field in model.model_fields.items()
    }


def _model_in(annotation: Any) -> type[BaseModel]:
    """Return the model that an annotation such as `list[Model] | None` is about."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        if part is not type(None):
            return _model_in(part)
    raise TypeError(annotation)


def _list(given: Data) -> list[Data]:
    if not isinstance(given, list):
        raise TypeError(given)
    return given
