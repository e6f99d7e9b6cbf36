"""The vocabulary: every fact that a state file may give, for all platforms."""

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic import model_validator

from shopexit.facts import ORDER_GROUP, Fact
from shopexit.matcher import Condition, check
from shopexit.text import Model, Text
from shopexit.validation import objection

_UNGROUPED = Text(
    zh="事实名写成 分组.名称，分组要列在 groups 里",
    en="a fact is named GROUP.NAME, and its group is listed under `groups`",
)


class Impossible(Model):
    """Facts that cannot all be true: a file that gives them contradicts itself."""

    facts: Condition
    says: Text


class Vocabulary(Model):
    """All facts, grouped as a state file groups them."""

    groups: dict[str, Text]
    facts: dict[str, Fact]
    impossible: tuple[Impossible, ...] = ()

    @model_validator(mode="after")
    def _hangs_together(self) -> "Vocabulary":
        for path in self.facts:
            group, dot, name = path.partition(".")
            if not (dot and name and group in self.groups):
                raise objection(_UNGROUPED, at=("facts", path))
        for i, pair in enumerate(self.impossible):
            check(pair.facts, self.facts, at=("impossible", i, "facts"))
        return self

    @cached_property
    def kept(self) -> dict[Hashable, Any]:
        """What was worked out of the vocabulary alone."""
        return {}

    @cached_property
    def owed(self) -> Mapping[str, Fact]:
        """The facts that tell of money which somebody owes."""
        return {path: fact for path, fact in self.facts.items() if fact.owed_by}

    @cached_property
    def past(self) -> tuple[tuple[str, str, str], ...]:
        """The facts that tell when something has happened, each with its group and its name."""
        past = (path for path, fact in self.facts.items() if fact.past)
        parts = ((path, path.partition(".")) for path in past)
        return tuple((path, group, name) for path, (group, _, name) in parts)

    def in_group(self, group: str) -> Iterator[tuple[str, Fact]]:
        """Yield the facts of a group by their name within it."""
        for path, fact in self.facts.items():
            if path.startswith(f"{group}."):
                yield path.removeprefix(f"{group}."), fact

    def shop_groups(self) -> Iterator[str]:
        """Yield the groups whose facts are about the shop, not about a single order."""
        return (group for group in self.groups if group != ORDER_GROUP)
