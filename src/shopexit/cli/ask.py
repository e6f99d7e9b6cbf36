"""The interview of `ask`: questions on standard error, answers from standard input, a line each.

`evaluation.interview` chooses the questions, and the state reader interprets the answers.
"""

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import date
from pathlib import Path

from shopexit.cli import streams
from shopexit.cli.answers import (
    NUMBER,
    AnswerReader,
    Moment,
    TypedAnswer,
    clear_value,
    in_exports,
    is_beyond,
)
from shopexit.cli.init_template import TYPES, places
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
from shopexit.inputs.state import State
from shopexit.inputs.state_writer import with_values
from shopexit.messages import ShopexitError, Text, both, clean, record
from shopexit.rules import wording
from shopexit.rules.facts import Fact, FactType, InExports
from shopexit.rules.platform import Platform

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
_NOT_IN_EXPORT = Text(
    zh="导出文件里看不出这个数，自己填",
    en="the exports do not tell this figure: give it yourself",
)
_UNCHANGED = Text(
    zh="没变就按回车；不知道就写：不知道", en="Enter: unchanged; if it is not known, write: unknown"
)
_LAST_ONE = Text(zh="最后一题", en="last question")
_OLDER = Text(
    zh="重看没做完，文件里的数字还是 {day} 的，这是那天以后的事",
    en="it happened after {day}, the day of the figures in the file, which were not all looked up"
    " again",
)
_NEWER = Text(
    zh="这是 {day} 以后的事，文件里的数字还是那天看的。先按 Ctrl-C 存好，再加 --refresh 运行 ask，"
    "把会变的数字重看一遍",
    en="this happened after {day}, the day of the figures in the file: stop with Ctrl-C (answers"
    " are saved), and look the figures up again with ask --refresh",
)


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
    _before: list[tuple[Moment, TypedAnswer]] = field(default_factory=list)
    _later: list[TypedAnswer] = field(default_factory=list)
    """After `<`: the answers to the question asked again (last) and to those after it."""

    def __post_init__(self) -> None:
        """Read the file; if it is new or refreshed, set its date, and list the facts to ask for."""
        self._reader = AnswerReader(self.rules, self.read, self.folder)
        self._began = self.text
        state = self.read(self.text)
        self._as_of = state.as_of
        again: Sequence[str] = ()
        if self.refresh or not state.values:
            # A new file gets today's date with its first answer.
            again = moving(self.rules, state, self.options.on, self.options.max_age)
            self.text = with_values(self.text, {"as_of": self.options.on})
            state = self.read(self.text)
        self._now = Moment(self.text, state, tuple(again))

    def run(self) -> str:
        """Ask questions until none is left or the input ends; return the new text of the file."""
        self._say((_HOW_AGAIN if self.refresh else _HOW)[self.options.lang], "")
        while asked := self._next():
            try:
                line = self._ask(asked).strip()
            except (EOFError, OSError):  # the latter if the terminal is gone
                return self.kept()
            self._answer(asked, line)
        return self._now.text

    def kept(self) -> str:
        """Return the text to save if the interview is interrupted, with the answers so far.

        With --refresh, the file keeps its old date until all figures are looked up again.
        """
        self._resume()
        if not self._now.again:
            # Without an answer the file is not even dated.
            return self._now.text if self._before else self._began
        text = self._began
        for _, answer in self._before:
            changed = answer.written(text)
            try:
                self.read(changed)
            except ShopexitError:  # an event after the old date of the figures
                # On a line of its own, not behind the prompt.
                self._not_kept(answer, _dated(_OLDER, self._as_of), "\n  ")
            else:
                text = changed
        return text

    def _next(self) -> tuple[str, ...]:
        """Return the path of the next fact to ask for, or the paths of a group to ask for at once.

        Empty if nothing is left to ask for.
        """
        now = self._now
        if self._later:
            return self._later[-1].to
        if now.again:
            return now.again[:1]
        left = [f for f in questions(self.rules, now.state, self.options) if f not in now.asked]
        if left:
            return (left[0],)
        facts = self.rules.vocabulary.facts
        open_ = unspoken(self.rules, now.state, self.options)
        open_ = [fact for fact in open_ if fact not in now.asked]
        # Facts with several favourable values cannot be confirmed by one yes to the whole list.
        alone = [f for f in open_ if now.singly or isinstance(facts[f].clear, dict)]
        return tuple(alone[:1] or open_)

    def _ask(self, asked: Sequence[str]) -> str:
        lang, facts = self.options.lang, self.rules.vocabulary.facts
        if len(asked) > 1:
            self._say(_UNSPOKEN[lang], "\n")
            for path in asked:
                has = wording.value(facts[path], clear_value(facts[path]))
                label = facts[path].label
                said = Text(zh=f"· {label.zh}：{has.zh}", en=f"· {label.en}: {has.en}")
                self._say(said[lang])
        else:
            fact = self._reader.fact(asked[0])
            words = f"{self._of_order(asked[0])}{fact.ask[lang]}"
            if form := self._form(asked[0], fact):
                words += Text(zh=f"（{form}）", en=f" ({form})")[lang]
            self._say(words, "\n")
        if has_now := self._has_now(asked):
            self._say(Text(zh=f"现在写的是：{has_now.zh}", en=f"current value: {has_now.en}")[lang])
            if self._later:
                self._say(_UNCHANGED[lang])
        # Not as input's own prompt, which goes to standard output, where the report follows.
        streams.complain("> ")
        return streams.typed_line()

    def _has_now(self, asked: Sequence[str]) -> Text | None:
        """Return the last answer to a question, or what the file has; None if there is neither."""
        if self._later and (told := self._reader.told(self._later[-1])):
            return told
        value = value_of(self._now.state, asked[0]) if len(asked) == 1 else None
        return None if value is None else wording.value(self._reader.fact(asked[0]), value)

    def _form(self, path: str, fact: Fact) -> str:
        lang = self.options.lang
        comma = Text(zh="；", en="; ")[lang]
        if fact.type is FactType.CHOICE:
            return comma.join(
                f"{i} {label[lang]}"
                for i, label in enumerate(self._reader.choices(path).values(), start=1)
            )
        if fact.type is FactType.TEXT:
            return ""
        # Disputes outside the exports, such as lawsuits, are disputes too.
        known = in_exports(fact) and fact.in_exports is not InExports.DISPUTES
        more = f"{comma}{_OR_EXPORT[lang]}" if known else ""
        return f"{TYPES[fact.type][lang]}{more}"

    def _of_order(self, path: str) -> str:
        """Return "Order NUMBER: " for a question about an order, else an empty string."""
        if not path.startswith(f"{ORDERS}.") or self._reader.fact(path) is NUMBER:
            return ""
        number = listed_orders(self._now.state)[int(path.split(".")[1])].id
        return Text(zh=f"订单 {number}：", en=f"Order {number}: ")[self.options.lang]

    def _answer(self, asked: tuple[str, ...], line: str) -> None:
        """Process a line of input: an answer about the facts `asked`, or a command (`<`, `?`)."""
        if line in ("<", "＜"):  # also full-width, as typed with a Chinese input method
            if self._before:
                self._now, answer = self._before.pop()
                self._later.append(answer)
        elif line in ("?", "？"):
            for path in asked:
                for place in places(self.rules, path, self.options.lang):
                    self._say(place)
        else:
            try:
                answer = (
                    self._later[-1]
                    if self._later and not line
                    else self._reader.understood(asked, line, self._now)
                )
                after = self._reader.after(answer, self._now)
            except ShopexitError as error:
                self._refuse(error, asked, line)
            else:
                self._later[-1:] = []
                self._go_on(answer, after)
                self._resume()
                if answer.export and self._next() == asked:
                    self._say(_NOT_IN_EXPORT[self.options.lang])

    def _refuse(self, error: ShopexitError, asked: tuple[str, ...], line: str) -> None:
        """Say what is wrong with an answer."""
        now, today = self._now, self.options.on
        as_of = now.state.as_of
        if as_of and as_of < today and self._reader.fits_on(today, asked, line, now):
            self._say(f"! {_dated(_NEWER, as_of)[self.options.lang]}")
            return
        for problem in error.problems:
            says, hint = problem.says, problem.hint
            if hint:
                says = Text(zh=f"{says.zh}（{hint.zh}）", en=f"{says.en} ({hint.en})")
            self._say(f"! {says[self.options.lang]}")

    def _go_on(self, answer: TypedAnswer, after: Moment) -> None:
        """Continue the interview from `after`; name the requirements that the answer made unmet."""
        self._before.append((self._now, answer))
        before = self._in_the_way()
        self._now = after
        for ref, says in self._in_the_way().items():
            if ref not in before:
                self._say(f"✗ {says[self.options.lang]}")

    def _resume(self) -> None:
        """Give the answers after the question that was asked again, if they still fit."""
        while self._later:
            answer = self._later.pop()
            if is_beyond(answer, self._now.state):
                continue
            try:
                after = self._reader.after(answer, self._now)
            except ShopexitError as error:
                self._not_kept(answer, error.problems[0].says)
            else:
                self._before.append((self._now, answer))
                self._now = after

    def _not_kept(self, answer: TypedAnswer, why: Text, before: str = "  ") -> None:
        """Say that an answer is not saved, and why."""
        told = self._reader.told(answer) or both("")
        name = _LAST_ONE if len(answer.to) > 1 else self._reader.fact(answer.to[0]).label
        said = Text(
            zh=f"没存：{name.zh}：{told.zh}（{why.zh}）",
            en=f"not saved: {name.en}: {told.en} ({why.en})",
        )
        self._say(f"! {said[self.options.lang]}", before)

    def _in_the_way(self) -> dict[str, Text]:
        """Map the reference of each unmet requirement to a text: what blocks, and what to do."""
        try:
            results = evaluate(self.rules, self._now.state, self.options).results
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


def _dated(text: Text, day: date | None) -> Text:
    return Text(zh=text.zh.format(day=day), en=text.en.format(day=day))
