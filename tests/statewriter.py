"""States of a platform written by chance, good ones and others."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

import yaml
from states import ON

from shopexit import Platform
from shopexit.rules.facts import NEVER, ORDER_GROUP, Fact, FactType


def as_json(data: Any) -> bytes:
    """Return data as JSON, with NaN as Python writes it."""
    return json.dumps(data, default=float).encode()


def as_yaml(data: Any) -> bytes:
    """Return data as YAML."""
    text: str = yaml.dump(data, allow_unicode=True, sort_keys=False)
    return text.encode()


ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.0, 0.0, -0.0, 1.5, 0.001, "0", "1", "true", "no", "", " ",
    "never", "Never", " never", "2026-11-01", "2026-11-01 ", "2026-02-30", "0001-01-01",
    20261101, 10**9, 10**9 + 1, 999_999_999_999_999, 10**15, 1234567890123456, 10**30,
    1e5, 1e15, 1e300, float("nan"), float("inf"), float("-inf"), 12345678901234.56,
    "a\x1b[31mb", "a\nb", "a\u202eb", "two  words", " lead", "half \ud800", "\x00", "店铺",
    [], {}, [[]], [None], {"on": "2026-11-01"}, {"by": "a  b"}, {"by": 7}, {"on": None},
    {"by": "x", "nothing": 1}, [1, 2], [{"id": 1}], {"a": {"b": {"c": 1}}}, "x" * 400,
)  # fmt: skip
KEYS = (
    "nothing", "pending payment", " platform", "a\x1bb", "", "orders", "1", "two  words", "id",
)  # fmt: skip
DAYS = ("2026-11-01", "2026-11-21", "2027-01-01", None, "soon", 20261101, "never")
WORDS = ("王建", "two  words", 7, "a\x1bb", "", "x")


class Writer:
    """Writes states of a platform by chance, good ones and others."""

    def __init__(self, rules: Platform, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - the same states for the same seed
        self._platform = rules
        self._facts = rules.vocabulary.facts
        self._refs = [*list(rules.references)[:20], "nothing"]

    def states(self, count: int) -> list[bytes]:
        """Return some states that have much in common, as JSON and as YAML."""
        chance = self._chance
        made = [self._state()]
        while len(made) < count:
            made.append(self._state() if chance.random() < 0.2 else self._mangled(made))
        chance.shuffle(made)
        return [chance.choice((as_json, as_yaml))(each) for each in made]

    def _state(self) -> dict[str, Any]:
        chance, platform = self._chance, self._platform
        state: dict[str, Any] = {"platform": chance.choice([platform.platform, *platform.aliases])}
        for path, fact in self._facts.items():
            group, _, name = path.partition(".")
            if group != ORDER_GROUP and chance.random() < 0.7:
                state.setdefault(group, {})[name] = self._value(fact)
        said: dict[str, Any] = {"shop": chance.choice(WORDS), "as_of": chance.choice(DAYS)}
        said |= {"waivers": self._some(self._waiver), "done": self._some(self._done)}
        said |= {"order_list": self._some(self._order)}
        said |= {"answers": {chance.choice(self._refs): self._answer() for _ in range(2)}}
        return state | {key: value for key, value in said.items() if chance.random() < 0.4}

    def _value(self, fact: Fact) -> Any:
        chance = self._chance
        match fact.type:
            case FactType.COUNT:
                return chance.choice((0, 1, 15, 90))
            case FactType.MONEY:
                return chance.choice((0, 0.01, 499.99, 500, 500.0, 2000))
            case FactType.FLAG:
                return chance.random() < 0.5
            case FactType.DATE:
                return chance.choice((NEVER, str(ON - timedelta(days=chance.randrange(1, 100)))))
            case FactType.CHOICE:
                return chance.choice([*fact.choices])
            case _:
                return "text"

    def _some(self, make: Callable[[], Any]) -> list[Any]:
        return [make() for _ in range(self._chance.randrange(3))]

    def _waiver(self) -> dict[str, Any]:
        chance = self._chance
        waiver = {"requirement": chance.choice(self._refs), "reason": chance.choice(WORDS)}
        return waiver | {"by": chance.choice(WORDS), "until": chance.choice(DAYS)}

    def _answer(self) -> dict[str, Any]:
        chance = self._chance
        required = chance.choice((True, False, True, False, 1, "yes"))
        return {"required": required, "by": chance.choice(WORDS), "on": chance.choice(DAYS)}

    def _done(self) -> Any:
        chance = self._chance
        step = chance.choice(self._refs)
        return step if chance.random() < 0.5 else {"step": step, "on": chance.choice(DAYS)}

    def _order(self) -> dict[str, Any]:
        chance = self._chance
        order: dict[str, Any] = {"id": chance.choice(("A1", "A2", 1, "1", 10**18, "a  b", None))}
        for path, fact in self._facts.items():
            group, _, name = path.partition(".")
            if group == ORDER_GROUP and chance.random() < 0.5:
                order[name] = self._value(fact)
        return order

    def _mangled(self, made: Sequence[Any]) -> dict[str, Any]:
        """Return one of those that were made, with something odd in it."""
        chance = self._chance
        copy: dict[str, Any] = json.loads(json.dumps(chance.choice(made)))
        *above, last = chance.choice([*_places(copy), ("shop",)])
        into: Any = copy
        for key in above:
            into = into[key]
        if isinstance(into, dict) and chance.random() < 0.25:
            last = chance.choice(KEYS)
        into[last] = chance.choice(ODD)
        return copy


def _places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in pairs:
        if (*path, key) != ("platform",):
            yield (*path, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*path, key))
