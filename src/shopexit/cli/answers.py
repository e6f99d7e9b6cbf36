"""Understand the lines that a seller types in the interview of `ask`, as changes to a state file.

The state reader interprets the values; this module adds what is only said in an interview: numbers
of choices, paths of order exports, and that there is no (further) order.
"""

import os
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import field
from decimal import Decimal
from pathlib import Path

from shopexit.cli.init_template import choices
from shopexit.evaluation.interview import ORDERS, listed_orders, value_of
from shopexit.files.paths import is_there
from shopexit.files.scalars import scalar
from shopexit.files.value_hints import unsure_hint
from shopexit.inputs.spellings import YES_NO
from shopexit.inputs.state import State
from shopexit.inputs.state_writer import with_export, with_values
from shopexit.messages import ShopexitError, Text, both, fail, record
from shopexit.rules import wording
from shopexit.rules.facts import ORDER_PREFIX, Fact, FactType, Value
from shopexit.rules.platform import Platform

_EXPORTS = (".csv", ".tsv", ".txt", ".xls", ".xlsx")
_NONE = ("0", "０", "无", "没", "没有", "没有了", "none", "no")
"""Answers that there is no (further) order, in lower case."""
_ONE_ORDER = Text(
    zh="一次只写一个订单号，写完会再问下一个",
    en="give one order number at a time: you are asked for the next one",
)
NUMBER = Fact(
    type=FactType.TEXT,
    label=Text(zh="订单号", en="order number"),
    ask=Text(
        zh="还没完成的订单，一单一单写订单号；写完了，或者太多只填数量，就按回车",
        en="Number of an unfinished order; you are asked for one order after the other. Press Enter"
        " after the last order, or right away if you only want to give the number of orders",
    ),
)


@record()
class Moment:
    """The state file in an interview before a question, as text and as read, and what was asked.

    The answer `<` goes back to an earlier moment.
    """

    text: str
    state: State
    again: tuple[str, ...] = ()
    """Facts in the file that --refresh still has to ask for, as their values may have changed."""
    asked: frozenset[str] = frozenset()
    singly: bool = False
    """Whether facts that no rule covers are asked one by one, and not with a single question."""


@record()
class TypedAnswer:
    """An answer, as a change to the file. After `<` it can be applied to another moment."""

    to: tuple[str, ...]
    """The facts that the question was about."""
    closes: tuple[str, ...] = ()
    """The facts that are not to be asked for any more."""
    values: Mapping[str, Value | list[Value] | None] = field(default_factory=dict)
    export: str = ""
    """The path of an order export, relative to the folder of the file; empty if none was given."""
    singly: bool = False
    """Whether the facts are to be asked for one by one."""

    def written(self, text: str) -> str:
        """Return the text of a state file with the answer added."""
        text = with_values(text, self.values)
        return with_export(text, self.export) if self.export else text


@record()
class AnswerReader:
    """Understands answers about a shop; `read` parses the text of its file, `folder` holds it."""

    rules: Platform
    read: Callable[[str], State]
    folder: Path

    def fact(self, path: str) -> Fact:
        """Return the fact for a path such as `deposit.held` or `order_list.0.status`."""
        if not path.startswith(f"{ORDERS}."):
            return self.rules.vocabulary.facts[path]
        name = path.rpartition(".")[2]
        return NUMBER if name == "id" else self.rules.vocabulary.facts[f"{ORDER_PREFIX}{name}"]

    def choices(self, path: str) -> Mapping[str, Text]:
        """Map each value that a fact of type choice can have to its label."""
        of_order = path.startswith(f"{ORDERS}.")
        return choices(self.rules, f"{ORDER_PREFIX}{path.rpartition('.')[2]}" if of_order else path)

    def understood(self, asked: tuple[str, ...], line: str, now: Moment) -> TypedAnswer:
        """Return the answer that `line` means; raise ShopexitError if it is invalid."""
        if not line or unsure_hint(line):
            given = (path for path in asked if line and value_of(now.state, path) is not None)
            return TypedAnswer(asked, asked, dict.fromkeys(given))
        if len(asked) == 1:
            return self._of_one(asked[0], line, now)
        if line not in YES_NO:
            raise fail(Text(zh="写 是 或 否", en="write yes or no"))
        if not YES_NO[line]:
            return TypedAnswer(asked, singly=True)
        facts = self.rules.vocabulary.facts
        return TypedAnswer(asked, asked, {each: clear_value(facts[each]) for each in asked})

    def after(self, answer: TypedAnswer, now: Moment) -> Moment:
        """Return the moment after an answer; raise ShopexitError if it contradicts the file."""
        text = answer.written(now.text)
        again = tuple(path for path in now.again if path not in answer.closes)
        asked = now.asked | ({*answer.closes} - {*now.again})
        state = now.state if text == now.text else self.read(text)
        return Moment(text, state, again, asked, now.singly or answer.singly)

    def fits_on(self, day: Value, asked: tuple[str, ...], line: str, now: Moment) -> bool:
        """Return whether an answer would be valid if the figures of the file were of `day`."""
        text = with_values(now.text, {"as_of": day})
        try:
            then = Moment(text, self.read(text), now.again, now.asked, now.singly)
            self.after(self.understood(asked, line, then), then)
        except ShopexitError:
            return False
        return True

    def told(self, answer: TypedAnswer) -> Text | None:
        """Return an answer in words; None if nothing is known by it."""
        if answer.export:
            return both(answer.export)
        if len(answer.to) > 1:
            said = Text(zh="否", en="no") if answer.singly else Text(zh="是", en="yes")
            return said if answer.singly or answer.values else None
        value = answer.values.get(answer.to[0])
        if value is None or isinstance(value, list):
            return None
        return wording.value(self.fact(answer.to[0]), value)

    def _of_one(self, path: str, line: str, now: Moment) -> TypedAnswer:
        """Return the answer to the question for a single fact."""
        fact = self.fact(path)
        if in_exports(fact) and (file := _export(line)):
            # The path is typed relative to the working folder, and stored relative to the file's.
            return self._exported(path, os.path.relpath(file, self.folder), now)
        line = " ".join(line.split())
        if fact is NUMBER:
            return _order(path, line, now)
        # The file gets the value understood, such as true for 是.
        written = self._value(path, line)
        found = value_of(self.read(with_values(now.text, {path: written})), path)
        return TypedAnswer((path,), (path,), {path: written if found is None else found})

    def _value(self, path: str, line: str) -> Value:
        """Return a value as a file has it without quotes: a choice, a number, or else the text."""
        fact = self.fact(path)
        # isdecimal and int also accept full-width digits.
        if fact.choices and line.isdecimal() and len(line) < 3:
            return dict(enumerate(self.choices(path), start=1)).get(int(line), line)
        number = scalar(line) if fact.type in (FactType.COUNT, FactType.MONEY) else line
        return number if isinstance(number, int | Decimal) else line

    def _exported(self, path: str, file: str, now: Moment) -> TypedAnswer:
        """Return the answer that an order export gives the value of a fact, and of others."""
        facts = self.rules.vocabulary.facts
        # Figures that are looked up again: those of the export take their place.
        old = [each for each in now.again if each in facts and in_exports(facts[each])]
        counted = self.read(with_export(with_values(now.text, dict.fromkeys(old)), file)).counted
        given = counted.facts if counted else {}
        closes = tuple(each for each in dict.fromkeys((path, *old)) if each in given)
        return TypedAnswer((path,), closes, {each: None for each in old if each in given}, file)


def in_exports(fact: Fact) -> bool:
    """Return whether order exports tell something about a fact."""
    return bool(fact.counts_status or fact.in_exports)


def clear_value(fact: Fact) -> Value:
    """Return the only favourable value of a fact; raise TypeError if it has none or several."""
    if fact.clear is None or isinstance(fact.clear, dict):
        raise TypeError(fact)
    return fact.clear


def is_beyond(answer: TypedAnswer, state: State) -> bool:
    """Return whether an answer is about an order that the state does not list (any more)."""
    orders = len(listed_orders(state))
    parts = [path.split(".") for path in answer.to if path.startswith(f"{ORDERS}.")]
    return any(int(place) >= orders + (name == "id") for _, place, name in parts)


def _order(path: str, line: str, now: Moment) -> TypedAnswer:
    """Return the answer to the question for the number of the next order."""
    if line.casefold() in _NONE:
        is_new = now.state.document.at((ORDERS,)) is None
        return TypedAnswer((path,), (path,), {ORDERS: []} if is_new else {})
    if re.search(r"[\s,，、;；]", line):
        raise fail(_ONE_ORDER)
    return TypedAnswer((path,), (path,), {path: line})


def _export(line: str) -> str:
    """Return the path of an order export that was typed; empty if the line is something else.

    A file that is dragged into a terminal comes with quotes, or with a backslash before spaces.
    """
    words = [line]
    if not is_there(line):
        try:
            # On Windows, a backslash is part of the path.
            words = shlex.split(line, posix=os.name != "nt")
        except ValueError:  # a quote without its other half
            words = [line]
    file = words[0].strip("'\"") if len(words) == 1 else line
    # Not Path.expanduser, which raises an error for a user who is not there.
    home = os.path.expanduser(file)  # noqa: PTH111
    return home if Path(file).suffix.lower() in _EXPORTS else ""
