"""A state that was judged and planned, before any of it is put in words.

Pure. A report says all of it, a brief the few things that a table of many shops has room for; what
either does not ask for is not worked out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from shopexit.evaluation.balance import Books
from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    ProcedureResult,
    Verdict,
    judge,
    rank,
    worst,
)
from shopexit.inputs.contradictions import after_judging
from shopexit.inputs.state import State
from shopexit.messages import ShopexitError
from shopexit.plan.actions import Plan, plan
from shopexit.plan.procedure_order import route
from shopexit.plan.schedule_warnings import estimated, schedule_warnings
from shopexit.plan.warnings import ResultWarning, evidence_warnings
from shopexit.rules.platform import Platform
from shopexit.rules.vocabulary import Vocabulary

SEVERAL = "several"
"""What the procedure is called where more than one was judged."""


@dataclass(frozen=True)
class Evaluation:
    """Procedures judged against a state. Of its orders, `limit` are planned one by one, or all."""

    platform: Platform
    vocabulary: Vocabulary
    procedures: Sequence[str]
    """Those that were asked for."""
    state: State
    terms: EvaluationOptions
    cases: tuple[ProcedureResult, ...]
    limit: int = 0

    @cached_property
    def judged(self) -> tuple[str, ...]:
        """The procedures that were judged, in the order in which they were asked for."""
        names = {case.procedure for case in self.cases}
        return tuple(name for name in self.procedures if name in names)

    @property
    def procedure(self) -> str:
        """The procedure that was judged, or the word for several."""
        return self.judged[0] if len(self.judged) == 1 else SEVERAL

    @cached_property
    def shown(self) -> tuple[ProcedureResult, ...]:
        """The cases to show one by one: of the orders, those first that are in the way most."""
        orders = [case for case in self.cases if case.order is not None]
        orders.sort(key=lambda case: rank(case.verdict))
        shop = [case for case in self.cases if case.order is None]
        return (*shop, *(orders[: self.limit] if self.limit else orders))

    @cached_property
    def order_numbers(self) -> Mapping[str, int]:
        """How many orders stand before each, in the list of the state."""
        return {order.id: i for i, order in enumerate(self.state.orders or ())}

    @cached_property
    def plan(self) -> Plan:
        """The way from today to the money, for the cases that are shown."""
        way = route(self.platform, self.vocabulary, self.shown, self.state, self.terms)
        return plan(self.platform, self.vocabulary, way, self.state, self.terms)

    @cached_property
    def books(self) -> Books:
        """The money that the state speaks of."""
        return Books(self.platform, self.vocabulary, self.state, self.terms)

    @cached_property
    def evidence(self) -> tuple[ResultWarning, ...]:
        """What is to be said of what was judged by."""
        return evidence_warnings(
            self.platform,
            self.vocabulary,
            self.procedures,
            self.cases,
            self.state,
            self.terms,
        )

    @cached_property
    def course(self) -> tuple[ResultWarning, ...]:
        """What is to be said of the course of the plan."""
        return schedule_warnings(self.plan.of_shop)

    @property
    def notes(self) -> tuple[ResultWarning, ...]:
        """What is to be said of the evidence, of the days of the plan, and of its course."""
        return (*self.evidence, *estimated(self.plan), *self.course)

    @cached_property
    def verdict(self) -> Verdict:
        """The worst verdict of the cases, under the terms."""
        return self.under_terms(worst(case.verdict for case in self.cases))

    def under_terms(self, verdict: Verdict) -> Verdict:
        """Return a verdict under the terms: what is too old is missing."""
        notes = self.evidence
        doubtful = any(note.lowers or (self.terms.strict and note.stale) for note in notes)
        return Verdict.UNDETERMINED if doubtful and verdict is Verdict.READY else verdict


def judged(
    platform: Platform,
    vocabulary: Vocabulary,
    procedures: Sequence[str],
    state: State,
    terms: EvaluationOptions,
    limit: int = 0,
) -> Evaluation:
    """Judge procedures against a state.

    Raises ShopexitError if the state speaks of what has not happened by that day, and if none of
    the procedures applies to anything in it.
    """
    if wrong := tuple(after_judging(state, vocabulary, terms.on)):
        raise ShopexitError(wrong)
    cases = judge(platform, procedures, state, terms)
    return Evaluation(platform, vocabulary, procedures, state, terms, cases, limit)
