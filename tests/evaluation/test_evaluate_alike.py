"""Orders that are alike are judged once, and each still has its own figures."""

import random
from decimal import Decimal
from typing import Any

import pytest
from smallrules import procedure, reported, rules
from states import ON, parsed, written

from shopexit import Platform, load_rules
from shopexit.evaluation.evaluate import (
    EvaluationOptions,
    ProcedureResult,
    evaluate_procedure,
)
from shopexit.evaluation.evaluation import evaluate_procedures
from shopexit.rules.facts import FactType

RULES: Platform = load_rules("1688")
PROCEDURES = [name for name, p in RULES.procedures.items() if p.subject == "order"]


def drawn(dice: random.Random, number: int) -> dict[str, Any]:
    """Draw an order that gives some of the facts that the rules read."""
    given: dict[str, Any] = {"id": str(number)}
    for path, fact in RULES.vocabulary.facts.items():
        group, _, name = path.partition(".")
        if group != "order" or dice.random() < 0.2:
            continue
        match fact.type:
            case FactType.FLAG:
                given[name] = dice.random() < 0.5
            case FactType.CHOICE:
                given[name] = dice.choice(list(fact.choices))
            case FactType.MONEY:
                given[name] = dice.choice([0.01, 299.99, 300, 300.01, 1000, 1000.01, 25000])
            case FactType.DATE:
                given[name] = dice.choice(["never", "2026-11-01", "2026-11-20", "2026-11-21"])
            case _:
                pytest.fail(f"draw a {fact.type} too")
    return given | _possible(given)


def _possible(given: dict[str, Any]) -> dict[str, Any]:
    """Return what has to be otherwise, for all of it to be so at once."""
    given = dict(given)
    if given.get("status") in ("pending_payment", "pending_shipment"):
        given |= {"shipped_on": "never", "goods_received": False, "goods_returned": False}
    if given.get("status") == "pending_payment":
        given |= {"refund_filed": False}
    if given.get("status") == "shipped":
        given |= {"shipped_on": "2026-11-20"}
    if given.get("goods_returned"):
        given |= {"goods_received": True, "return_needed": True}
    filed = given.get("refund_filed")
    if filed is False and "supplier_decision" in given:
        given |= {"supplier_decision": "waiting"}
    given |= {"placed_on": "2026-11-01", "refund_filed_on": "2026-11-02" if filed else "never"}
    # A return is sent once the supplier has agreed to an application.
    sent = {"status": "shipped", "return_needed": True, "goods_received": True}
    if not (
        filed and sent.items() <= given.items() and given.get("supplier_decision") != "waiting"
    ):
        given |= {"sent_back_on": "never"}
    elif given.get("sent_back_on") == "2026-11-01":
        given |= {"sent_back_on": "2026-11-21"}
    return given


@pytest.mark.parametrize("role", ["seller", "reseller", None])
def test_judging_alike_orders_once_changes_nothing(role: str | None) -> None:
    """Each of 400 orders comes out as if it had been judged alone."""
    dice = random.Random(20261122)  # noqa: S311 - drawn for a test
    orders = [drawn(dice, number) for number in range(400)]
    facts = {"profile.role": role} if role else {}
    state = parsed(written("1688", facts, order_list=orders), RULES)
    terms = EvaluationOptions(ON)
    together = evaluate_procedures(RULES, PROCEDURES, state, terms)
    alone = [
        case
        for name in PROCEDURES
        for each in state.orders or ()
        if (case := evaluate_procedure(RULES, name, each, state, terms))
    ]
    assert [_plain(case) for case in together] == [_plain(case) for case in alone]
    assert len(together) > len(orders) / 3


def _plain(case: ProcedureResult) -> tuple[object, ...]:
    return case.procedure, case.order, dict(case.values), case.findings, case.missing


def test_a_figure_that_a_requirement_reads_is_each_orders_own() -> None:
    """Two orders above one bound are both blocked, each with its own amount."""
    dear = procedure(asks=[{"id": "cheap", "holds": {"order.amount": {"at_most": 500}}}])
    book = rules(close=dear | {"subject": "order"})
    report = reported(book, {}, order_list=[{"id": "a", "amount": 600}, {"id": "b", "amount": 700}])
    has = {finding.order: finding.has["order.amount"] for finding in report.findings}
    assert has == {"a": "600.00", "b": "700.00"}


def test_an_amount_that_only_a_wait_depends_on_matters_by_its_side_of_the_bound() -> None:
    """So a hundred thousand orders with as many amounts differ in few ways."""
    likeness = RULES.procedures["close-paid-order"].likeness

    def of(amount: str) -> object:
        return likeness.of({"order.amount": Decimal(amount)})

    assert of("12.30") == of("299.99")
    assert len({of("299.99"), of("300"), of("300.01"), of("1000.01")}) == 4
    assert of("400") == of("999.99")


def test_an_amount_that_is_compared_with_another_fact_has_to_be_the_same() -> None:
    """What the bound is, is not known before the shop is."""
    each = procedure(subject="order")
    each["steps"][0]["when"] = {"order.amount": {"at_most": {"fact": "deposit.required"}}}
    likeness = rules(each=each).procedures["each"].likeness
    twelve, ten = ({"order.amount": Decimal(amount)} for amount in ("12", "10"))
    assert likeness.of(twelve) != likeness.of(ten)
    assert likeness.of(twelve) == likeness.of({"order.amount": Decimal("12.00")})
