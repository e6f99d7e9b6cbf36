"""Evaluate one shop: results of all procedures, the verdict, the money, the warnings.

Pure. Plans and reports are made from the result by other packages.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import islice

from shopexit.evaluation.balance import Books
from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    ProcedureResult,
    Verdict,
    evaluate_procedure,
)
from shopexit.evaluation.known_trouble import TROUBLE, known_of_shop
from shopexit.evaluation.progress import Progress, money_brought
from shopexit.evaluation.result_warning import ResultWarning
from shopexit.evaluation.warnings import evidence_warnings
from shopexit.inputs.contradictions import after_judging
from shopexit.inputs.state import State
from shopexit.messages import ShopexitError, Text, fail, record
from shopexit.rules import wording
from shopexit.rules.explanation import applies_if
from shopexit.rules.order_grouping import GroupingKey
from shopexit.rules.platform import REJECTED, STATUS, Platform

SEVERAL = "several"
"""Name shown instead of a procedure if several were evaluated."""


@record()
class Evaluation:
    """Result of evaluating the requested procedures for one shop: verdicts, money, warnings."""

    rules: Platform
    state: State
    options: EvaluationOptions
    asked: tuple[str, ...]
    """Names of the procedures requested, by the options or by default."""
    results: tuple[ProcedureResult, ...]
    passed: tuple[str, ...] = ()
    """Names of finished procedures; in their place, `results` has the procedures that pay out the
    remaining money."""

    @cached_property
    def procedures(self) -> tuple[str, ...]:
        """Names of the procedures evaluated, in the order of the rule file."""
        names = {result.procedure for result in self.results}
        return tuple(name for name in self.rules.procedures if name in names)

    @property
    def closed_on(self) -> date | None:
        """The day on which the last of the finished procedures (`passed`) ended, if it is known."""
        ends: list[date | None] = []
        for name in self.passed:
            progress = Progress(self.rules, name, self.state, self.options.on)
            done = progress.steps[: progress.taken]
            ends += [progress.day_taken(each) for each in done if each.step.point_of_no_return]
        return max(filter(None, ends), default=None)

    @property
    def procedure(self) -> str:
        """Name of the evaluated procedure, or SEVERAL if there are more."""
        return self.procedures[0] if len(self.procedures) == 1 else SEVERAL

    @cached_property
    def shown(self) -> tuple[ProcedureResult, ...]:
        """The results to report: those of the shop, then those of orders with the worst first.

        The option `limit` is the maximum number of orders among them.
        """
        orders = [result for result in self.results if result.order is not None]
        # Worst first, so that a limit leaves out the orders that need least attention.
        orders.sort(key=lambda result: result.verdict.rank)
        shop = [result for result in self.results if result.order is None]
        limit = self.options.limit
        return (*shop, *(self._of_each_kind(orders, limit) if limit else orders))

    def kind(self, result: ProcedureResult) -> tuple[str, GroupingKey]:
        """Return a key that is the same for orders with which the same is to be done."""
        likeness = self.rules.procedures[result.procedure].likeness
        return result.procedure, likeness.of(result.values)

    def _of_each_kind(
        self, orders: Sequence[ProcedureResult], limit: int
    ) -> Sequence[ProcedureResult]:
        """Return the first `limit` of `orders`, or later ones where a kind would be left out.

        Where there are too many kinds, those that differ in what is open come first.
        """
        if len(orders) <= limit:
            return orders
        kinds: dict[tuple[str, GroupingKey], int] = {}
        tasks: dict[tuple[str, Verdict, tuple[str, ...]], int] = {}
        for i, result in enumerate(orders):
            kind = self.kind(result)
            if kind not in kinds:
                kinds[kind] = i
                open_ = tuple(finding.ref for finding in result.open)
                tasks.setdefault((result.procedure, result.verdict, open_), i)
        chosen = dict.fromkeys((*tasks.values(), *kinds.values(), *range(len(orders))))
        return [orders[i] for i in sorted(islice(chosen, limit))]

    @cached_property
    def order_numbers(self) -> Mapping[str, int]:
        """Maps each order number to the index of the order in the state's list of orders."""
        return {order.id: i for i, order in enumerate(self.state.orders or ())}

    @cached_property
    def books(self) -> Books:
        """The shop's money: what is owed, paid out, kept or in doubt."""
        return Books(self.rules, self.state, self.options, self.results)

    @cached_property
    def warnings(self) -> tuple[ResultWarning, ...]:
        """Warnings about what the evaluation is based on, such as old figures or missing orders."""
        return evidence_warnings(self.rules, self.asked, self.results, self.state, self.options)

    @cached_property
    def verdict(self) -> Verdict:
        """The worst verdict of all results; UNDETERMINED if a warning rules out a good one."""
        worst = min((result.verdict for result in self.results), key=lambda verdict: verdict.rank)
        return self._lowered(worst, self._grave)

    @cached_property
    def _grave(self) -> tuple[ResultWarning, ...]:
        """The warnings because of which READY cannot be relied on."""
        strict = self.options.strict
        return tuple(w for w in self.warnings if w.prevents_ready or (strict and w.stale))

    def doubts(self, case: ProcedureResult) -> tuple[ResultWarning, ...]:
        """Return the warnings because of which the result `case` cannot be relied on to be READY.

        They are those about the shop, or about its order, and of known trouble with its procedure,
        whether that was requested or is planned beside.
        """
        others = (w for w in self._grave if w.code != TROUBLE and _concerns(w, case.order))
        return (*others, *known_of_shop(self.rules, [case], grave=True))

    def of_case(self, case: ProcedureResult) -> Verdict:
        """Return the verdict of one result, lowered as `verdict` is by what bears on it."""
        return self._lowered(case.verdict, self.doubts(case))

    def _lowered(self, verdict: Verdict, doubts: Sequence[ResultWarning]) -> Verdict:
        """Return `verdict`, or UNDETERMINED if it cannot be relied on because of `doubts`.

        Contradictory or missing evidence rules out READY. With the option `strict`, outdated
        evidence rules out READY, UNDER_WAY and DONE.
        """
        # Worse verdicts stay: UNDETERMINED would be better than BLOCKED or OVERDUE.
        is_old = self.options.strict and any(warning.stale for warning in doubts)
        lowered = doubts if verdict is Verdict.READY else is_old and verdict in _GOOD
        return Verdict.UNDETERMINED if lowered else verdict


_OF_OTHERS = frozenset(("orders-unknown", "orders-unreadable"))
"""Codes of warnings that rows of an export were not understood. An order that was read is known."""


def _concerns(warning: ResultWarning, order: str | None) -> bool:
    if order is None:
        return True
    return order in warning.orders if warning.orders else warning.code not in _OF_OTHERS


_GOOD = (Verdict.UNDER_WAY, Verdict.DONE)
_GOING_ON = (Verdict.OVERDUE, Verdict.UNDER_WAY)


def evaluate(rules: Platform, state: State, options: EvaluationOptions) -> Evaluation:
    """Evaluate a shop: return the results of the procedures that the options request.

    Raises ShopexitError if a procedure does not exist, if the state has events after the date of
    evaluation, or if no procedure applies to the shop or its orders.
    """
    asked = _asked(rules, state, options)
    if wrong := tuple(after_judging(state, rules, options.on)):
        raise ShopexitError(wrong)
    state = state.in_month_of(options.on, rules.vocabulary.of_month)
    results = evaluate_procedures(rules, asked, state, options)
    if not results and options.procedure is None:
        # All orders have ended, so what is left to do is about the shop.
        asked = (*asked, *(name for name in rules.of_shop if name not in asked))
        results = evaluate_procedures(rules, asked, state, options)
    if not results:
        raise _nothing_to_judge(rules, asked, state, options.on)
    # A procedure requested by name is judged itself; a warning tells of money still held.
    if options.procedure is not None:
        return Evaluation(rules, state, options, asked, results)
    begun = _begun(asked, rules, state, options)
    asked = (*asked, *(result.procedure for result in begun))
    results = (*begun, *results)
    # Money that is late is not less late because the shop is closing.
    late = (r for r in beside(results, rules, state, options) if r.verdict is Verdict.OVERDUE)
    results = (*results, *late)
    going_on = tuple(_going_on(result, rules, state, options) for result in results)
    passed = (old.procedure for old, new in zip(results, going_on, strict=True) if old is not new)
    # What pays the remaining money may be among the requested procedures already.
    once = {(result.procedure, result.order): result for result in going_on}
    return Evaluation(rules, state, options, asked, tuple(once.values()), tuple(passed))


def evaluate_procedures(
    platform: Platform, procedures: Sequence[str], state: State, options: EvaluationOptions
) -> tuple[ProcedureResult, ...]:
    """Return the results of the named procedures, without procedures that do not apply.

    A procedure about the shop has one result. A procedure about orders has one for each listed
    order that it applies to.
    """
    return tuple(case for name in procedures for case in _cases(platform, name, state, options))


def _cases(
    platform: Platform, name: str, state: State, options: EvaluationOptions
) -> Iterator[ProcedureResult]:
    procedure = platform.procedures[name]
    if name in platform.of_shop:
        if case := evaluate_procedure(platform, name, None, state, options):
            yield case
        return
    judged: dict[GroupingKey, ProcedureResult | None] = {}
    for order in state.orders or ():
        alike = procedure.likeness.of(order.values)
        if alike not in judged:
            judged[alike] = evaluate_procedure(platform, name, order, state, options)
        if case := judged[alike]:
            # Alike orders may still differ in amounts, which reports show.
            yield replace(case, order=order.id, values={**state.values, **order.values})


def _asked(rules: Platform, state: State, options: EvaluationOptions) -> tuple[str, ...]:
    """Return the names of the procedures to evaluate: those requested, or the platform's defaults.

    If all defaults are about orders but the state has no orders, procedures about the shop are
    added.
    """
    asked = rules.chosen(options.procedure)
    # Without orders, there would be nothing to evaluate.
    of_orders = rules.of_shop.keys().isdisjoint(asked)
    if options.procedure is None and of_orders and not (state.orders or state.counted):
        return (*asked, *rules.of_shop)
    return asked


def _begun(
    asked: Sequence[str], rules: Platform, state: State, options: EvaluationOptions
) -> tuple[ProcedureResult, ...]:
    """Return the results of the shop's procedures that are under way, or refused, beside orders.

    Empty if one of the procedures `asked` is about the shop.
    """
    if not rules.of_shop.keys().isdisjoint(asked):
        return ()
    refused = state.values.get(STATUS) == REJECTED
    # Most shops have applied for nothing, which is told without judging them.
    names = [
        name
        for name in rules.of_shop
        if refused or Progress(rules, name, state, options.on).applied
    ]
    results = evaluate_procedures(rules, names, state, options)
    return tuple(r for r in results if r.verdict in _GOING_ON or r.rejected)


def beside(
    results: Sequence[ProcedureResult], rules: Platform, state: State, options: EvaluationOptions
) -> Iterator[ProcedureResult]:
    """Yield the results of other procedures that pay out money while an application is under way.

    Yields nothing if no application is under way.
    """
    judged = {result.procedure for result in results}
    if not any(result.order is None and result.verdict in _GOING_ON for result in results):
        return
    brought = {f for name in judged for f in money_brought(rules, name, state.values, options.on)}
    for name in rules.of_shop:
        money = money_brought(rules, name, state.values, options.on)
        if name in judged or not any(state.values.get(fact) for fact in money):
            continue
        # What waits for the application to be carried out does not run beside it, unless it was
        # applied for all the same and pays what no other procedure does.
        waits = not rules.procedures[name].cleared_by.isdisjoint(judged)
        if waits and money <= brought:
            continue
        case = evaluate_procedure(rules, name, None, state, options)
        if case and (case.progress.applied or not waits):
            yield case


def _going_on(
    result: ProcedureResult, rules: Platform, state: State, options: EvaluationOptions
) -> ProcedureResult:
    """Return `result`, or if it is DONE, the result of a procedure that pays out remaining money.

    If no procedure pays it out, `result` is returned even if it is DONE.
    """
    if result.order is not None or result.verdict is not Verdict.DONE:
        return result
    # Only 0 shows that nothing is left; an amount that is not given may still be held.
    out = {fact for fact in rules.vocabulary.held if state.values.get(fact) != 0}
    for name in rules.of_shop:
        money = money_brought(rules, name, state.values, options.on)
        if name == result.procedure or not money:
            continue
        case = evaluate_procedure(rules, name, None, state, options)
        # A sum that the platform no longer shows may still be on its way.
        is_out = case and (case.progress.applied or not money.isdisjoint(out))
        if case and is_out and case.verdict is not Verdict.DONE:
            return case
    return result


def _nothing_to_judge(
    platform: Platform, procedures: Sequence[str], state: State, on: date
) -> ShopexitError:
    names = ", ".join(procedures)
    about_orders = platform.of_shop.keys().isdisjoint(procedures)
    if about_orders and not state.orders and not state.counted:
        says = Text(
            zh=f"{names} 按订单判断，文件里却没有 order_list",
            en=f"{names} is judged order by order, but the file lists no orders (order_list)",
        )
        either = " | ".join(f"-p {name}" for name in platform.of_shop)
        hint = Text(
            zh="加上 order_list，每个订单写一项：- {id: 订单号, status: pending_payment}"
            + (f"；不看订单就加 {either}" if either else ""),
            en="add order_list with a line for each order: - {id: NUMBER, status: pending_payment}"
            + (f"; or check the shop without orders: {either}" if either else ""),
        )
        return fail(says, hint, state.document.name)
    asked = (platform.procedures[name].when for name in procedures)
    parts = (part for when in asked for part in applies_if(when, state.values, on).parts)
    because = wording.against(parts, platform.vocabulary.facts) or _ALL_OVER
    says = Text(
        zh=f"没有什么可判断的：{names} 不适用于文件里的情况（{because.zh}）",
        en=f"nothing to check: {names} does not apply here ({because.en})",
    )
    return fail(says, file=state.document.name)


_ALL_OVER = Text(zh="例如订单都已完成或关闭", en="for example, all orders are completed or closed")
