"""The Python interface: load rules, read a state, get the report. The command line uses it too."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from shopexit.evaluation.evaluate import MAX_AGE, EvaluationOptions
from shopexit.files import yaml as yamlfile
from shopexit.inputs import state_reader
from shopexit.inputs import state_schema as statefile
from shopexit.inputs.orders.order_counts import OrderCounts
from shopexit.inputs.orders.read_options import ReadOptions
from shopexit.inputs.state import State
from shopexit.inputs.state_schema import OrdersFrom
from shopexit.inputs.value_cache import Known
from shopexit.messages import Lang, Text, fail, nearest
from shopexit.report import build, evaluation
from shopexit.report.evaluation import Evaluation
from shopexit.report.model import Report
from shopexit.rules.loader import Rulebook, open_book, packaged
from shopexit.rules.platform import Platform, Subject
from shopexit.rules.sources import Grade
from shopexit.rules.vocabulary import Vocabulary

ALL = "all"
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Rules:
    """The rules of one platform, and the vocabulary they are written in."""

    platform: Platform
    vocabulary: Vocabulary
    book: Rulebook = field(default_factory=packaged)
    """Where they were loaded from, and those of other platforms are."""

    def read_state(
        self,
        path: Path | str,
        orders: Sequence[str] = (),
        wanted: ReadOptions | None = None,
        on: date | None = None,
    ) -> State:
        """Return the state in a YAML or JSON file.

        `orders` are order exports, or patterns such as exports/*.xlsx, that the figures of orders
        come from, in place of those that the file names under `orders_from`; `wanted` says how to
        read them. What is said to have happened after the day `on` is refused; without it, that is
        seen when the state is judged. Raises ShopexitError, with every problem and its line, if a
        file cannot be used or contradicts itself.
        """
        path = Path(path)
        document = yamlfile.read(path)
        return self.load_state(document, path.parent, orders, wanted or ReadOptions(), on=on)

    def parse_state(
        self,
        raw: bytes,
        name: str = "state",
        orders: Sequence[str] = (),
        wanted: ReadOptions | None = None,
        on: date | None = None,
    ) -> State:
        """Return the state in the bytes of a file; `name` stands for it in errors."""
        document = yamlfile.parse(raw, name)
        return self.load_state(document, Path(), orders, wanted or ReadOptions(), on=on)

    def load_state(
        self,
        document: yamlfile.Document,
        folder: Path,
        orders: Sequence[str],
        wanted: ReadOptions,
        known: Known | None = None,
        on: date | None = None,
    ) -> State:
        """Return the state in a document; `folder` is where the exports it names are seen from.

        `known` is what the document says, if that has been found out already.
        """

        def count(named: OrdersFrom | None, numbers: Sequence[str]) -> OrderCounts | None:
            if named is None and not orders:
                return None
            how = wanted
            if named:
                mapped, columns = named.map | dict(how.mapped), named.columns | dict(how.columns)
                how = replace(how, mapped=mapped, columns=columns)
            if orders or named is None:
                return self.count_orders(orders, how, numbers=numbers)
            return self.count_orders(named.files, how, folder, numbers)

        names = (self.platform.platform, *self.platform.aliases)
        model = statefile.state_model(self.vocabulary)
        applied = self.platform.applied
        return state_reader.load(document, self.vocabulary, model, names, count, known, applied, on)

    def count_orders(
        self,
        files: Sequence[str],
        wanted: ReadOptions | None = None,
        folder: Path | None = None,
        numbers: Sequence[str] = (),
    ) -> OrderCounts:
        """Return what stands in the order exports of one shop.

        `files` are paths, or patterns such as exports/*.xlsx, seen from `folder`. Of the orders
        with these `numbers` it is told whether they are over. Raises ShopexitError if a file cannot
        be read, is damaged, or has a header that is not known.
        """
        from shopexit.inputs.orders import count

        exports = self.platform.exports
        if exports is None:
            name = self.platform.name
            says = Text(
                zh=f"{name.zh}的规则里没有订单导出的格式",
                en=f"no order export of {name.en} is known",
            )
            raise fail(says)
        how = wanted or ReadOptions()
        if exports.password:
            hint = exports.password.says
            how = replace(how, passwords=replace(how.passwords, hint=hint))
        by_order = any(p.subject is Subject.ORDER for p in self.platform.procedures.values())
        source = count.ExportSource(exports, self.vocabulary, by_order, self._elsewhere)
        return count.count(count.expand(files, folder or Path()), source, how, numbers)

    def _elsewhere(self, head: Sequence[Sequence[str]]) -> Text | None:
        """Return whose export a header is, if it is another platform's."""
        from shopexit.inputs.orders import header_columns

        for name in self.book.names():
            other = self.book.load(name, self.vocabulary)
            if other.exports and header_columns.fitting(head, other.exports):
                return Text(
                    zh=f"这看起来是{other.name.zh}的导出：用 shopexit orders {name}",
                    en=f"this looks like an export of {other.name.en}: shopexit orders {name}",
                )
        return None

    def procedures(self, name: str | None) -> Sequence[str]:
        """Return the procedures that a name stands for: the default's for None, and `all`."""
        known = self.platform.procedures
        if name is None:
            return self.platform.defaults
        if name == ALL:
            return tuple(known)
        for procedure, rules in known.items():
            if name in (rules.name.zh, rules.name.en):
                return (procedure,)
        if name not in known:
            says = Text(
                zh=f"{self.platform.name.zh}没有流程“{name}”",
                en=f"{self.platform.name.en} has no procedure '{name}'",
            )
            raise fail(says, nearest(name, [*known, ALL]))
        return (name,)


def load_rules(platform: str, folder: Path | None = None) -> Rules:
    """Return the rules of a platform, by its name or an alias such as 快手.

    `folder` holds other rule files than those that come with shopexit. Raises ShopexitError if
    there are no such rules, or they are broken.
    """
    book = open_book(folder)
    vocabulary = book.vocabulary()
    return Rules(book.load(platform, vocabulary), vocabulary, book)


def check(
    rules: Rules,
    state: State,
    *,
    on: date | None = None,
    procedure: str | None = None,
    trust: Grade = Grade.GUIDE,
    strict: bool = False,
    max_age: int = MAX_AGE,
    lang: Lang = Lang.EN,
    limit: int = 0,
) -> Report:
    """Judge a state and return the report: verdict, findings, plan, money.

    `on` is the day to judge, by default today in China. `procedure` is one of the platform's, or
    `all`; by default the platform's own default. Requirements whose best source is below `trust`
    count as advice; with `strict`, all advice counts, and rules that were long not reviewed are not
    good enough. Figures more than `max_age` days old, or of no day, count as missing evidence. Of
    the orders, `limit` are reported one by one, or all if it is 0; all are judged and counted.

    Raises ShopexitError if there is no such procedure, or nothing for it to judge.
    """
    terms = EvaluationOptions(on or today(), trust, strict, max_age)
    return build.report(judged(rules, state, terms, procedure, limit), lang)


def judged(
    rules: Rules,
    state: State,
    terms: EvaluationOptions,
    procedure: str | None = None,
    limit: int = 0,
) -> Evaluation:
    """Judge a state, by the words that `check` takes, and say nothing about it yet."""
    names = rules.procedures(procedure)
    return evaluation.judged(rules.platform, rules.vocabulary, names, state, terms, limit)


def today() -> date:
    """Return today's date in China Standard Time, which has no daylight saving."""
    return datetime.now(_CHINA).date()
