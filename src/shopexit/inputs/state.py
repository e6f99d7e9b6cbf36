"""What a seller's state file says of one shop: facts, orders, answers, waivers, steps done."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import field, replace
from datetime import date

from shopexit.files.yaml import Document, KeyPath
from shopexit.inputs.orders.order_counts import Order, OrderCounts
from shopexit.inputs.state_schema import PlatformAnswer, Waiver
from shopexit.messages import Text, record
from shopexit.rules.entries import Requirement
from shopexit.rules.facts import Fact, SettledBy, Values


@record()
class State:
    """What state file and order exports say of one shop; facts not in `values` are unknown."""

    platform: str
    shop: str | None
    as_of: date | None
    values: Values
    orders: tuple[Order, ...] | None
    """None if neither the state file nor the exports list single orders."""
    answers: Mapping[str, PlatformAnswer]
    waivers: tuple[Waiver, ...]
    done: Mapping[str, date | None]
    """Maps the steps that were taken, as PLATFORM/PROCEDURE/ID, to their dates; None if not
    given."""
    document: Document
    counted: OrderCounts | None = None
    """What the order exports contain; None without exports."""
    unclear: tuple[str, ...] = ()
    """Names of the given facts whose value is unfavourable, such as 2 open disputes.

    Counts derived from `order_list` are left out.
    """
    awaited: Mapping[str, Fact] = field(default_factory=dict)
    """Maps references to facts that are missing although the platform says it requires them.

    The references are those in `answers`: PLATFORM/PROCEDURE/FACT.
    """
    said_on: tuple[tuple[KeyPath, date], ...] = ()
    """Key path and date of each confirmation, platform answer and finished step that has a date."""
    foreseen: frozenset[str] = frozenset()
    """Names of the facts whose values are only expected, once earlier procedures are finished."""
    understood: tuple[Text, ...] = ()
    """Notes on values written in an unusual way, such as 3件, and how they were read."""
    void: tuple[str, ...] = ()
    """Names of the facts that are left out of `values`, as they were about an earlier month."""

    @property
    def withheld(self) -> Collection[str]:
        """Names of the facts of which no value counts, as something in the exports is not clear."""
        return self.counted.withheld if self.counted else ()

    def in_month_of(self, on: date, monthly: Collection[str]) -> "State":
        """Return the state without its monthly facts if `as_of` is in an earlier month than `on`.

        `monthly` are the names of the facts that are about one month.
        """
        read = self.as_of
        if read is None or (read.year, read.month) >= (on.year, on.month):
            return self
        void = tuple(path for path in self.values if path in monthly)
        values = {path: value for path, value in self.values.items() if path not in monthly}
        unclear = tuple(path for path in self.unclear if path not in monthly)
        return replace(self, values=values, unclear=unclear, void=void) if void else self

    def of(self, order: Order) -> "State":
        """Return the state for judging one order: with its facts, without the steps of the shop."""
        return replace(self, values={**self.values, **order.values}, done={})

    def after(self, changed: Values) -> "State":
        """Return the state to expect once the facts in `changed` have new values.

        These values are marked as expected (`foreseen`), and no longer count as unfavourable.
        """
        unclear = tuple(path for path in self.unclear if path not in changed)
        values, foreseen = {**self.values, **changed}, self.foreseen.union(changed)
        return replace(self, values=values, unclear=unclear, foreseen=foreseen)

    def settling(self, settled_by: SettledBy) -> PlatformAnswer | None:
        """Return an answer of the platform that settles something; None if there is none."""
        for ref, required in settled_by.items():
            given = self.answers.get(f"{self.platform}/{ref}")
            if given and required in (given.required, "any"):
                return given
        return None

    def with_settled(self, rules: Iterable[tuple[str, Requirement]]) -> "State":
        """Return the state with the answers that follow from those that the platform has given.

        `rules` are pairs (PLATFORM/PROCEDURE/ID, requirement); some are `settled_by` others.
        """
        if not self.answers:
            return self
        follows = {
            ref: PlatformAnswer(required=False, on=given.on, by=given.by)
            for ref, requirement in rules
            if (given := self.settling(requirement.settled_by))
        }
        return replace(self, answers={**follows, **self.answers}) if follows else self
