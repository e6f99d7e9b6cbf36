"""The interview of `ask`: questions on standard error, answers from standard input, a line each.

`evaluation.interview` chooses the questions, and the state reader interprets the answers.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from shopexit.cli import streams
from shopexit.cli.init_template import TYPES, choices, places
from shopexit.evaluation.evaluate import EvaluationOptions, Outcome
from shopexit.evaluation.evaluation import evaluate
from shopexit.evaluation.interview import (
    ORDERS,
    listed_orders,
    moving,
    questions,
    unspoken,
    value_of,
)
from shopexit.inputs.spellings import YES_NO
from shopexit.inputs.state import State
from shopexit.inputs.state_writer import with_values
from shopexit.messages import ShopexitError, Text, clean, fail, record
from shopexit.rules import wording
from shopexit.rules.facts import ORDER_PREFIX, Fact, FactType, Value, Values
from shopexit.rules.platform import Platform

EXPORTS = (".csv", ".tsv", ".txt", ".xls", ".xlsx")
_HOW = Text(
    zh="不知道就按回车；? 看在哪里查，< 回上一题，Ctrl-C 先停下，答过的会存好。",
    en="Enter: not known; ?: where to find it; <: previous question; Ctrl-C: stop (answers are"
    " saved).",
)
_HOW_AGAIN = Text(
    zh="把会变的数字再看一遍；没变就按回车。? 看在哪里查，< 回上一题，Ctrl-C 先停下。",
    en="Look up again the figures that change; Enter: unchanged; ?: where to find it; <: previous"
    " question; Ctrl-C: stop.",
)
_UNSPOKEN = Text(
    zh="最后一题。下面这些，规则里没提，真有的话会卡住。你的店都是这样吗？（是；否：一条条问）",
    en="Last question. No rule covers the facts below, but other values could block you. Are all"
    " as shown? (yes; no: ask one by one)",
)
_OR_EXPORT = Text(zh="或写订单导出文件的路径", en="or the path of an order export")

_NUMBER = Fact(
    type=FactType.TEXT,
    label=Text(zh="订单号", en="order number"),
    ask=Text(
        zh="还没完成的订单，一单一单写订单号；写完了，或者太多只填数量，就按回车",
        en="Number of an unfinished order; you are asked for one order after the other. Press Enter"
        " after the last order, or right away if you only want to give the number of orders",
    ),
)


@record()
class _Moment:
    """State of an interview before a question: text of the file, and facts asked so far.

    The answer `<` goes back to an earlier moment.
    """

    text: str
    again: tuple[str, ...] = ()
    """Facts in the file that --refresh still has to ask for, as their values may have changed."""
    asked: frozenset[str] = frozenset()
    singly: bool = False
    """Whether facts that no rule covers are asked one by one, and not with a single question."""


@record(frozen=False)
class Interview:
    """An interview that fills in one state file.

    `read` parses the text of the file, `folder` is the folder of the file, and `text` its content
    at the start. `refresh` is the option --refresh.
    """

    rules: Platform
    read: Callable[[str], State]
    options: EvaluationOptions
    folder: Path
    text: str
    refresh: bool
    _before: list[_Moment] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the file; if it is new or refreshed, set its date, and list the facts to ask for."""
        self._began = self.text
        state = self.read(self.text)
        again: Sequence[str] = ()
        if self.refresh or not state.values:
            # A new file gets today's date with its first answer.
            again = moving(self.rules, state, self.options.on, self.options.max_age)
            self.text = with_values(self.text, {"as_of": self.options.on})
            state = self.read(self.text)
        self._now = _Moment(self.text, tuple(again))
        self._state = state

    def run(self) -> str:
        """Ask questions until none is left or the input ends; return the new text of the file."""
        self._say((_HOW_AGAIN if self.refresh else _HOW)[self.options.lang], "")
        while asked := self._next():
            try:
                line = " ".join(self._ask(asked).split())
            except EOFError:
                return self.kept()
            self._answer(asked, line)
        return self._now.text

    def kept(self) -> str:
        """Return the text to save if the interview is interrupted, with the answers so far.

        With --refresh, the file keeps its old date until all figures are looked up again.
        """
        if not self._now.again:
            # Without an answer the file is not even dated.
            return self._now.text if self._before else self._began
        text = self._began
        answered = self.read(self._now.text)
        # Each earlier moment asked for the first of the facts that it still had to ask for again.
        for path in (m.again[0] for m in self._before if m.again):
            value = value_of(answered, path)
            changed = text if value is None else with_values(text, {path: value})
            try:
                self.read(changed)
            except ShopexitError:
                continue  # an event after the old date of the figures
            text = changed
        return text

    def _next(self) -> tuple[str, ...]:
        """Return the path of the next fact to ask for, or the paths of a group to ask for at once.

        Empty if nothing is left to ask for.
        """
        now = self._now
        if now.again:
            return now.again[:1]
        left = [f for f in questions(self.rules, self._state, self.options) if f not in now.asked]
        if left:
            return (left[0],)
        facts = self.rules.vocabulary.facts
        open_ = unspoken(self.rules, self._state, self.options)
        open_ = [fact for fact in open_ if fact not in now.asked]
        # Facts with several favourable values cannot be confirmed by one yes to the whole list.
        alone = [f for f in open_ if now.singly or isinstance(facts[f].clear, dict)]
        return tuple(alone[:1] or open_)

    def _ask(self, asked: Sequence[str]) -> str:
        lang, facts = self.options.lang, self.rules.vocabulary.facts
        if len(asked) > 1:
            self._say(_UNSPOKEN[lang], "\n")
            for path in asked:
                has = wording.value(facts[path], _clear(facts[path]))
                label = facts[path].label
                said = Text(zh=f"· {label.zh}：{has.zh}", en=f"· {label.en}: {has.en}")
                self._say(said[lang])
        else:
            fact = self._fact(asked[0])
            words = f"{self._of_order(asked[0])}{fact.ask[lang]}"
            if form := self._form(asked[0], fact):
                words += Text(zh=f"（{form}）", en=f" ({form})")[lang]
            self._say(words, "\n")
            has_now = value_of(self._state, asked[0])
            if has_now is not None:
                now = Text(zh="现在写的是：", en="current value: ")
                self._say(f"{now[lang]}{wording.value(fact, has_now)[lang]}")
        # Not as input's own prompt, which goes to standard output, where the report follows.
        streams.complain("> ")
        return input()

    def _form(self, path: str, fact: Fact) -> str:
        lang = self.options.lang
        comma = Text(zh="；", en="; ")[lang]
        if fact.type is FactType.CHOICE:
            return comma.join(
                f"{i} {label[lang]}"
                for i, label in enumerate(self._choices(path).values(), start=1)
            )
        if fact.type is FactType.TEXT:
            return ""
        more = f"{comma}{_OR_EXPORT[lang]}" if _in_exports(fact) else ""
        return f"{TYPES[fact.type][lang]}{more}"

    def _fact(self, path: str) -> Fact:
        """Return the fact for a path such as `deposit.held` or `order_list.0.status`."""
        if not path.startswith(f"{ORDERS}."):
            return self.rules.vocabulary.facts[path]
        name = path.rpartition(".")[2]
        return _NUMBER if name == "id" else self.rules.vocabulary.facts[f"{ORDER_PREFIX}{name}"]

    def _of_order(self, path: str) -> str:
        """Return "Order NUMBER: " for a question about an order, else an empty string."""
        if not path.startswith(f"{ORDERS}.") or self._fact(path) is _NUMBER:
            return ""
        number = listed_orders(self._state)[int(path.split(".")[1])].id
        return Text(zh=f"订单 {number}：", en=f"Order {number}: ")[self.options.lang]

    def _choices(self, path: str) -> Mapping[str, Text]:
        of_order = path.startswith(f"{ORDERS}.")
        return choices(self.rules, f"{ORDER_PREFIX}{path.rpartition('.')[2]}" if of_order else path)

    def _answer(self, asked: tuple[str, ...], line: str) -> None:
        """Process a line of input: an answer about the facts `asked`, or a command (`<`, `?`)."""
        if line in ("<", "＜"):  # also full-width, as typed with a Chinese input method
            if self._before:
                self._go_to(self._before.pop())
        elif line in ("?", "？"):
            for path in asked:
                for place in places(self.rules, path, self.options.lang):
                    self._say(place)
        else:
            try:
                after = self._after(asked, line)
            except ShopexitError as error:
                for problem in error.problems:
                    says, hint = problem.says, problem.hint
                    if hint:
                        says = Text(zh=f"{says.zh}（{hint.zh}）", en=f"{says.en} ({hint.en})")
                    self._say(f"! {says[self.options.lang]}")
            else:
                self._go_on(after)

    def _after(self, asked: tuple[str, ...], line: str) -> _Moment:
        """Return the interview's state after an answer; raise ShopexitError for an invalid one."""
        now = self._now
        if now.again:
            after = replace(now, again=now.again[1:])
        else:
            after = replace(now, asked=now.asked | {*asked})
        if not line:
            return after
        if len(asked) == 1:
            return replace(after, text=self._text_with(asked[0], line))
        if line not in YES_NO:
            raise fail(Text(zh="写 是 或 否", en="write yes or no"))
        if not YES_NO[line]:
            return replace(now, singly=True)
        facts = self.rules.vocabulary.facts
        text = with_values(now.text, {each: _clear(facts[each]) for each in asked})
        self.read(text)
        return replace(after, text=text)

    def _go_on(self, after: _Moment) -> None:
        """Continue the interview from `after`; name the requirements that the answer made unmet."""
        self._before.append(self._now)
        before = self._in_the_way()
        self._go_to(after)
        for ref, says in self._in_the_way().items():
            if ref not in before:
                self._say(f"✗ {says[self.options.lang]}")

    def _text_with(self, path: str, line: str) -> str:
        """Return the text of the state file after the answer `line` to the question for `path`.

        Raises ShopexitError if the answer is invalid.
        """
        fact, text = self._fact(path), self._now.text
        if _in_exports(fact) and Path(line).suffix.lower() in EXPORTS:
            # The path is typed relative to the working folder, and stored relative to the file's.
            values: Values = {"orders_from": os.path.relpath(line, self.folder)}
        else:
            numbered = dict(enumerate(self._choices(path), start=1)) if fact.choices else {}
            # isdecimal and int also accept full-width digits.
            written = numbered.get(int(line), line) if line.isdecimal() else line
            # The file gets the value understood, such as true for 是.
            read = self.read(with_values(text, {path: written}))
            found = value_of(read, path)
            values = {path: written if found is None else found}
        text = with_values(text, values)
        self.read(text)
        return text

    def _go_to(self, moment: _Moment) -> None:
        if moment.text != self._now.text:
            self._state = self.read(moment.text)
        self._now = moment

    def _in_the_way(self) -> dict[str, Text]:
        """Map the reference of each unmet requirement to a text: what blocks, and what to do."""
        try:
            results = evaluate(self.rules, self._state, self.options).results
        except ShopexitError:  # no procedure applies; the report at the end says so
            return {}
        return {
            finding.ref: Text(
                zh=f"卡在这里：{finding.requirement.says.zh}{finding.requirement.fix.zh}",
                en=f"This blocks: {finding.requirement.says.en} {finding.requirement.fix.en}",
            )
            for result in results
            for finding in result.open
            if finding.counts and finding.outcome is Outcome.UNMET
        }

    def _say(self, line: str, before: str = "  ") -> None:
        streams.complain(f"{before}{clean(line)}\n")


def _in_exports(fact: Fact) -> bool:
    return bool(fact.counts_status or fact.in_exports)


def _clear(fact: Fact) -> Value:
    """Return the only favourable value of a fact; raise TypeError if it has none or several."""
    if fact.clear is None or isinstance(fact.clear, dict):
        raise TypeError(fact)
    return fact.clear
