"""Kuaishou: shops just below, on and above each number that a passage of the sources names."""

from typing import Any

import pytest
from deadlines import outcome, span, trusting
from thresholds import NO_ORDERS, ago, judged

from shopexit import Platform, load_rules
from shopexit.rules.sources import Grade

KUAISHOU: Platform = load_rules("kuaishou")
TOMORROW = "2026-11-23"


def _last(order: int) -> dict[str, Any]:
    return {**NO_ORDERS, "orders.last_completed_on": ago(order)}


COUNTS_OF_DAYS = [
    # Guide of 2022, 3.1, rule of 2021, 1.1.1, rule of 2023, 1: shown for 30 full days.
    ("notice-shown-30-days", {"notice.published_on": ago(29)}, "unmet", TOMORROW),
    ("notice-shown-30-days", {"notice.published_on": ago(30)}, "met", None),
    ("notice-shown-30-days", {"notice.published_on": ago(31)}, "met", None),
    # Guide, 3.6, rule of 2021, 1.1.4: 30 days, counted from the day after the last order ended.
    ("last-order-30-days-ago", _last(29), "unmet", "2026-11-24"),
    ("last-order-30-days-ago", _last(30), "unmet", TOMORROW),
    ("last-order-30-days-ago", _last(31), "met", None),
    ("last-order-30-days-ago", _last(32), "met", None),
    ("last-order-30-days-ago", _last(31) | {"orders.pending_receipt": 1}, "unmet", None),
]

NO_PRODUCTS = {"products.on_sale": 0, "products.under_review": 0, "products.scheduled": 0}

COUNTS_AND_SUMS = [
    # Guide, 3.4, rule of 2021, 1.1.3, rule of 2023, 3: on sale, under review, waiting.
    ("products-delisted", NO_PRODUCTS, "met"),
    ("products-delisted", NO_PRODUCTS | {"products.on_sale": 1}, "unmet"),
    ("products-delisted", NO_PRODUCTS | {"products.under_review": 1}, "unmet"),
    ("products-delisted", NO_PRODUCTS | {"products.scheduled": 1}, "unmet"),
    # Guide, 3.5 and 3.6: every order ended, no case, no ticket.
    ("orders-finished", NO_ORDERS, "met"),
    ("orders-finished", NO_ORDERS | {"orders.pending_payment": 1}, "unmet"),
    ("orders-finished", NO_ORDERS | {"orders.pending_shipment": 1}, "unmet"),
    ("orders-finished", NO_ORDERS | {"orders.pending_receipt": 1}, "unmet"),
    ("after-sales-finished", {"after_sales.open": 0}, "met"),
    ("after-sales-finished", {"after_sales.open": 1}, "unmet"),
    ("disputes-finished", {"disputes.open": 0}, "met"),
    ("disputes-finished", {"disputes.open": 1}, "unmet"),
    # Guide, 3.3, rule of 2023, 4: nothing to settle, to withdraw or on its way.
    ("funds-settled", {"funds.unsettled": 0}, "met"),
    ("funds-settled", {"funds.unsettled": 0.01}, "unmet"),
    ("funds-withdrawn", {"funds.withdrawable": 0}, "met"),
    ("funds-withdrawn", {"funds.withdrawable": 0.01}, "unmet"),
    ("withdrawals-arrived", {"funds.in_transit": 0}, "met"),
    ("withdrawals-arrived", {"funds.in_transit": 0.01}, "unmet"),
    # Guide, 3.2 and 3.3: no fine, no slip, no change.
    ("fines-paid", {"violations.unpaid_fines": 0}, "met"),
    ("fines-paid", {"violations.unpaid_fines": 1}, "unmet"),
    ("violations-handled", {"violations.open": 0}, "met"),
    ("violations-handled", {"violations.open": 1}, "unmet"),
    ("no-pending-changes", {"services.pending_changes": 0}, "met"),
    ("no-pending-changes", {"services.pending_changes": 1}, "unmet"),
    # Rule of 2023, 4: nothing owed, the deposit sufficient; a guide of 2025 wants it returned.
    ("no-arrears", {"funds.debt": 0, "deposit.held": 0}, "met"),
    ("no-arrears", {"funds.debt": 0.01, "deposit.held": 0}, "unmet"),
    ("no-arrears", {"funds.debt": 0, "deposit.held": -0.01}, "unmet"),
    ("deposit-in-full", {"deposit.held": 499.99, "deposit.required": 500}, "disputed"),
    ("deposit-in-full", {"deposit.held": 500, "deposit.required": 500}, "met"),
    ("deposit-in-full", {"deposit.held": 500.01, "deposit.required": 500}, "met"),
    ("deposit-returned", {"deposit.held": 0}, "met"),
    ("deposit-returned", {"deposit.held": 0.01}, "disputed"),
    # Guide, 3.3, 3.7 and 3.8.
    ("freight-service-off", {"services.freight_insurance_active": False}, "met"),
    ("freight-service-off", {"services.freight_insurance_active": True}, "unmet"),
    ("freight-balance-withdrawn", {"services.freight_balance": 0}, "met"),
    ("freight-balance-withdrawn", {"services.freight_balance": 0.01}, "unmet"),
    ("subsidy-invoices-issued", {"services.pending_subsidy_invoices": 0}, "met"),
    ("subsidy-invoices-issued", {"services.pending_subsidy_invoices": 1}, "unmet"),
    # Guide, part 2: who does not pass the phone's code does not get to the application.
    ("administrator-can-verify", {"confirmed.manager_can_verify": True}, "met"),
    ("administrator-can-verify", {"confirmed.manager_can_verify": False}, "unmet"),
]


@pytest.mark.parametrize(("name", "facts", "found", "clears"), COUNTS_OF_DAYS)
def test_closing_counts_days_as_the_passages_do(
    name: str, facts: dict[str, Any], found: str, clears: str | None
) -> None:
    """A day before, the day, a day after."""
    outcome_, clears_on = outcome(KUAISHOU, f"close/{name}", facts)

    assert outcome_ == found
    assert found != "unmet" or clears_on == clears


@pytest.mark.parametrize(("name", "facts", "found"), COUNTS_AND_SUMS)
def test_closing_asks_for_the_counts_and_sums_of_the_passages(
    name: str, facts: dict[str, Any], found: str
) -> None:
    """Just below, at and above, to the cent."""
    assert outcome(KUAISHOU, f"close/{name}", facts)[0] == found


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"funds.debt": 0, "deposit.held": 0}, "met"),
        ({"funds.debt": 0.01, "deposit.held": 500}, "unmet"),
        ({"funds.debt": 0, "deposit.held": -0.01}, "unmet"),
    ],
)
def test_the_refund_asks_that_nothing_is_owed(facts: dict[str, Any], found: str) -> None:
    """Deposit rule, as quoted in 2022: no arrears."""
    assert outcome(KUAISHOU, "refund-deposit/no-arrears", facts)[0] == found


def test_sales_money_is_settled_twenty_days_after_receipt_at_most() -> None:
    """By the note on settlement 7, 15 or 20 days; the last order ended on 2026-11-20."""
    facts = _last(2) | {"funds.unsettled": 300}

    assert span(KUAISHOU, "close/funds-settled", facts)[1] == "2026-12-10"


@pytest.mark.parametrize(
    ("applied", "latest"),
    [
        # Rule of 2021, 1.2.1: 30 days, thus 2026-12-20. Text of 2023: 30 working days, of which
        # the weeks from the 23rd of November have 29 until the year ends; 1 January is a holiday.
        ("2026-11-20", "2027-01-04"),
        ("2026-11-22", "2027-01-04"),
    ],
)
def test_the_review_takes_thirty_days_or_working_days(applied: str, latest: str) -> None:
    """Two reposts of one grade disagree: the longer one is planned with."""
    facts = {"closing.status": "in_review", "closing.applied_on": applied}
    facts |= {"notice.published_on": "2026-10-01"}

    assert span(KUAISHOU, "close/review", facts)[1] == latest


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"profile.entity": "personal"}, "a person's shop"),
        ({"profile.evicted": True}, "an evicted shop"),
        ({"profile.zero_deposit": True}, "zero-deposit shop"),
    ],
)
def test_what_nobody_knows_of_a_shop_is_told_when_it_is_judged(
    facts: dict[str, Any], told: str
) -> None:
    """The guide of 2022 leaves out personal shops; of the others no source speaks."""
    says = [w.says.en for w in judged(KUAISHOU, "close", facts).warnings if w.code == "unknown"]

    assert len(says) == 1
    assert told in says[0]


def test_trusting_official_texts_alone_makes_no_open_order_good() -> None:
    """Of Kuaishou there is no official text: what reposts ask makes advice, and nothing ready."""
    facts = _last(60) | {"orders.pending_receipt": 5, "notice.published_on": ago(60)}

    assert trusting(KUAISHOU, "close", facts, Grade.OFFICIAL).verdict == "undetermined"
