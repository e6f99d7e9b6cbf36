"""Known trouble and open questions of the rules that a shop surely has or raises."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from shopexit.evaluation.evaluate import ProcedureResult
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.messages import joined
from shopexit.rules import wording
from shopexit.rules.conditions import facts_read
from shopexit.rules.entries import OpenQuestion, Trouble
from shopexit.rules.platform import Platform, Procedure
from shopexit.rules.truth import Truth

TROUBLE = "trouble"
"""Code of warnings about problems that the rules list (`trouble`) and that this shop may have."""


def surely_has(case: ProcedureResult, entry: Trouble | OpenQuestion) -> bool:
    """Return whether a shop or order surely has a known trouble, or raises an open question.

    False if the entry has no condition, as it then concerns every shop and is left to `steps`, and
    if the platform has answered on it or on a figure in it, as the answer tells more.
    """
    if not entry.when or case.progress.state.settling(entry.settled_by):
        return False
    answered = {point.fact for point in case.points if point.answer}
    if answered and not answered.isdisjoint(facts_read(entry.when)):
        return False
    return entry.when.truth(case.values, case.on) is Truth.TRUE


def known_of_shop(
    platform: Platform, cases: Sequence[ProcedureResult], *, grave: bool = False
) -> Iterator[ResultWarning]:
    """Yield a warning for each trouble and open question, once with all orders that have it.

    With `grave`, only trouble that prevents READY is included. What to do about a trouble is left
    out if it is a task of today's plan.
    """
    told: dict[str, ResultWarning] = {}
    orders: dict[str, dict[str, None]] = {}
    for case in cases:
        for each in _of_case(case, platform.procedures[case.procedure], grave):
            told.setdefault(each.says.zh, each)
            having = orders.setdefault(each.says.zh, {})
            if case.order is not None:
                having[case.order] = None
    for text, warning in told.items():
        numbers = tuple(orders[text])
        says = wording.with_orders(warning.says, numbers)
        yield replace(warning, says=says, orders=numbers)


def _of_case(case: ProcedureResult, procedure: Procedure, grave: bool) -> Iterator[ResultWarning]:
    for trouble in procedure.trouble:
        if (trouble.prevents_ready or not grave) and surely_has(case, trouble):
            ways = [trouble.fix] if trouble.fix and not trouble.today else []
            says = joined([trouble.says, *ways], "", " ")
            yield ResultWarning(TROUBLE, says, prevents_ready=trouble.prevents_ready)
    for question in () if grave else procedure.unknowns:
        if surely_has(case, question):
            yield ResultWarning("unknown", joined([question.says, question.ask], "", " "))
