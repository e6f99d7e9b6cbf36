"""The Python interface: load rules, read a state, get the report. The command line uses it too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel

from shopexit import compose, state, statefile, yamlfile
from shopexit.errors import fail, nearest
from shopexit.judge import Terms
from shopexit.report import Report
from shopexit.rule import Platform
from shopexit.rulebook import open_book
from shopexit.source import Grade
from shopexit.state import State
from shopexit.text import Lang, Text
from shopexit.vocabulary import Vocabulary

ALL = "all"
_CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Rules:
    """The rules of one platform, and the vocabulary they are written in."""

    platform: Platform
    vocabulary: Vocabulary

    @cached_property
    def _state_model(self) -> type[BaseModel]:
        return statefile.state_model(self.vocabulary)

    def read_state(self, path: Path | str) -> State:
        """Return the state in a YAML or JSON file.

        Raises ShopexitError, with every problem and its line, if the file cannot be used.
        """
        return self._state(yamlfile.read(Path(path)))

    def parse_state(self, raw: bytes, name: str = "state") -> State:
        """Return the state in the bytes of a file; `name` stands for it in errors."""
        return self._state(yamlfile.parse(raw, name))

    def _state(self, document: yamlfile.Document) -> State:
        names = (self.platform.platform, *self.platform.aliases)
        return state.load(document, self.vocabulary, self._state_model, names)

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
    return Rules(book.load(platform, vocabulary), vocabulary)


def check(
    rules: Rules,
    state: State,
    *,
    on: date | None = None,
    procedure: str | None = None,
    trust: Grade = Grade.GUIDE,
    strict: bool = False,
    lang: Lang = Lang.EN,
    limit: int = 0,
) -> Report:
    """Judge a state and return the report: verdict, findings, plan, money.

    `on` is the day to judge, by default today in China. `procedure` is one of the platform's, or
    `all`; by default the platform's own default. Requirements whose best source is below `trust`
    count as advice; with `strict`, all advice counts, and stale evidence is not good enough. Of the
    orders, `limit` are reported one by one, or all if it is 0; all are judged and counted.

    Raises ShopexitError if there is no such procedure, or nothing for it to judge.
    """
    terms = Terms(on or today(), trust, strict)
    names = rules.procedures(procedure)
    return compose.check(rules.platform, rules.vocabulary, names, state, terms, lang, limit)


def today() -> date:
    """Return today's date in China Standard Time, which has no daylight saving."""
    return datetime.now(_CHINA).date()
