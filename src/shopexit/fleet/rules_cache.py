"""The rules of all platforms, each loaded when somebody asks for it, and kept."""

from functools import cached_property

from shopexit import pipeline
from shopexit.messages import ShopexitError
from shopexit.rules.loader import Rulebook
from shopexit.rules.platform import Platform
from shopexit.rules.vocabulary import Vocabulary


class BrokenRulesError(ShopexitError):
    """Rule files cannot be used, which is no fault of the shops."""


class RulesCache:
    """The rules of a folder, as far as they were asked for."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._kept: dict[str, pipeline.Rules] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of facts that all platforms share."""
        return self._book.vocabulary()

    @cached_property
    def platforms(self) -> frozenset[str]:
        """The names of the platforms that there are rules of."""
        return frozenset(self._book.names())

    def known(self, name: str) -> pipeline.Rules | None:
        """Return the rules of a platform that has been asked for before; else None."""
        return self._kept.get(name)

    def rules(self, name: str) -> pipeline.Rules:
        """Return the rules of a platform, by its name or an alias.

        Raises ShopexitError if there are none, and BrokenRulesError if they cannot be used.
        """
        if name in self._kept:
            return self._kept[name]
        platform = self._book.find(name, self._load)
        rules = self._kept[platform.platform]
        if name in platform.aliases:
            self._kept[name] = rules
        return rules

    def _load(self, name: str) -> Platform:
        if name not in self._kept:
            try:
                platform = self._book.load(name, self.vocabulary)
            except ShopexitError as error:
                raise BrokenRulesError(error.problems) from None
            self._kept[name] = pipeline.Rules(platform, self.vocabulary, self._book)
        return self._kept[name].platform
