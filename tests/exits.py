"""Shops on their way out: one of each platform that asks for nothing more, and what becomes of it.

What is expected stands in the tests: it was worked out by hand from the contract and the passages
of the sources, working days by the calendar of the State Council's notices.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from states import ON, parsed, written

from shopexit import Platform, Report, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.plan.actions import Phase
from shopexit.report.plan_model import ReportedAction

_ORDERS = {"orders.pending_payment": 0, "orders.pending_shipment": 0, "orders.pending_receipt": 0}
_CASES = {"after_sales.open": 0, "disputes.open": 0}
GOOD: Mapping[str, Mapping[str, Any]] = {
    "kuaishou": {
        **_ORDERS,
        **_CASES,
        "orders.last_completed_on": "2026-08-01",
        "violations.open": 0,
        "violations.unpaid_fines": 0,
        "products.on_sale": 0,
        "products.under_review": 0,
        "products.scheduled": 0,
        "funds.unsettled": 0,
        "funds.withdrawable": 0,
        "funds.in_transit": 0,
        "funds.debt": 0,
        "deposit.required": 500,
        "services.freight_insurance_active": False,
        "services.freight_balance": 0,
        "services.pending_subsidy_invoices": 0,
        "services.pending_changes": 0,
        "notice.published_on": "2026-09-01",
        "confirmed.manager_can_verify": True,
    },
    "taobao": {
        **_ORDERS,
        **_CASES,
        "profile.three_guarantees": False,
        "profile.released": False,
        "orders.last_completed_on": "never",
        "violations.open": 0,
        "violations.serious": 0,
        "violations.shop_frozen": False,
        "products.on_sale": 0,
        "products.mandatory_deposit_on_sale": 0,
        "products.last_delisted_on": "2026-07-30",
        "funds.debt": 0,
        "deposit.campaign_hold": False,
        "deposit.penalty_hold": False,
        "services.order_guarantees_active": False,
        "services.special_active": False,
        "confirmed.applicant_is_opener": True,
    },
    "douyin": {
        **_ORDERS,
        **_CASES,
        "profile.entity": "company",
        "profile.region": "domestic",
        "profile.zero_deposit": False,
        "profile.evicted": False,
        "profile.three_guarantees": False,
        "orders.last_completed_on": "2026-06-01",
        "after_sales.period_days": 30,
        "violations.unpaid_fines": 0,
        "products.on_sale": 0,
        "funds.unsettled": 0,
        "funds.withdrawable": 0,
        "funds.open_loans": 0,
        "deposit.required": 500,
        "deposit.last_withdrawn_on": "never",
        "services.unpaid_premiums": 0,
        "services.pending_invoices": 0,
        "services.unsettled_rebates": 0,
        "services.open_orders": 0,
        "services.supply_chain_open": 0,
        "services.in_qic_warehouse": False,
        "services.unredeemed_crab_cards": 0,
        "services.last_crab_card_sold_on": "never",
        "notice.published_on": "2026-09-01",
        "confirmed.nothing_else_pending": True,
        "confirmed.payee_matches": True,
        "confirmed.papers_ready": True,
    },
    "aliexpress": {
        **_ORDERS,
        **_CASES,
        "products.on_sale": 0,
        "funds.unsettled": 0,
        "funds.debt": 0,
        "notice.published_on": "2026-09-01",
        "closing.whole_shop": True,
        "confirmed.papers_ready": True,
    },
    "1688": {
        **_ORDERS,
        **_CASES,
        "profile.role": "seller",
        "orders.last_completed_on": "2026-08-01",
        "violations.open": 0,
        "violations.serious": 0,
        "products.on_sale": 0,
        "products.under_review": 0,
        "funds.debt": 0,
        "services.buyer_protection_active": False,
        "notice.published_on": "2026-09-01",
        "confirmed.papers_ready": True,
    },
    "xiaohongshu": {
        **_ORDERS,
        **_CASES,
        "orders.last_completed_on": "2026-08-01",
        "products.on_sale": 0,
        "funds.sheet_to_come": False,
        "funds.unconfirmed_sheets": 0,
        "funds.unsettled": 0,
        "services.open_campaigns": 0,
        "confirmed.owner_can_verify": True,
        "confirmed.nothing_else_pending": True,
        "confirmed.agreement_archived": True,
        "confirmed.payee_checked": True,
        "confirmed.data_backed_up": True,
    },
}
"""Shops that meet every condition to close and to have the deposit back, but for what is said of
the closing and of the deposit."""
STAYS = {"kuaishou/close/deposit-returned": {"required": False, "by": "客服"}}
"""The platform's answer that the deposit need not be returned before closing."""
ANSWERED: Mapping[str, Mapping[str, Any]] = {"kuaishou": STAYS}


def left(
    rules: Platform,
    facts: Mapping[str, Any],
    procedure: str | None = None,
    on: str | date = ON,
    *,
    strict: bool = False,
    **more: Any,
) -> Report:
    """Return the report on a platform's good shop of which some facts are others, or not given."""
    name = rules.platform
    values = {path: v for path, v in {**GOOD[name], **facts}.items() if v is not None}
    more = {"as_of": str(on), "answers": ANSWERED.get(name, {}), **more}
    day = date.fromisoformat(str(on))
    state = parsed(written(name, values, **more), rules)
    return check(rules, state, EvaluationOptions(on=day, procedure=procedure, strict=strict))


def action(report: Report, ref: str) -> ReportedAction:
    """Return the only action of a reference, PROCEDURE/ID, that is no question."""
    (found,) = (
        each
        for each in report.plan.actions
        if each.ref == f"{report.platform}/{ref}" and each.phase is not Phase.FIND_OUT
    )
    return found


def codes(report: Report) -> list[str]:
    """Return the names of the warnings about an application, in order."""
    about = ("rejected", "applied-", "money-out", "overdue")
    return [each.code for each in report.warnings if each.code.startswith(about)]


def warns_of(report: Report, word: str) -> bool:
    """Return whether a warning has a word in its English text."""
    return any(word in warning.says.en for warning in report.warnings)


def for_today(report: Report) -> list[str]:
    """Return what to begin today, as PROCEDURE/ID."""
    return [ref.partition("/")[2] for ref in report.plan.today]


def group_of(report: Report, fact: str) -> str:
    """Return what becomes of the first part of a sum, such as comes_back."""
    return next(str(each.group) for each in report.money.sums if each.fact == fact)
