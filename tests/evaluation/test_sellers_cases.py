"""Real cases of sellers, as they would be written today: verdict, money, warnings, whom to chase.

The figures were gathered from public pages; what is expected was worked out by hand from the
contract. All are judged on 2026-11-28, a Saturday, the day on which the figures were read.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import pytest
from exits import codes
from states import parsed, written

from shopexit import Outcome, Platform, Report, check
from shopexit.evaluation.evaluate import EvaluationOptions

ON = date(2026, 11, 28)
NO_ORDERS = {"orders.pending_payment": 0, "orders.pending_shipment": 0, "orders.pending_receipt": 0}
NO_CASES = {"after_sales.open": 0, "disputes.open": 0}
DOUYIN: dict[str, Any] = {
    **NO_ORDERS,
    **NO_CASES,
    "profile.entity": "company",
    "profile.region": "domestic",
    "profile.zero_deposit": False,
    "profile.evicted": False,
    "profile.three_guarantees": False,
    "orders.last_completed_on": "2026-05-01",
    "after_sales.period_days": 30,
    "violations.unpaid_fines": 0,
    "violations.fines_amount": 0,
    "products.on_sale": 0,
    "funds.unsettled": 0,
    "funds.withdrawable": 0,
    "funds.debt": 0,
    "funds.open_loans": 0,
    "deposit.held": 5000,
    "deposit.required": 5000,
    "services.unpaid_premiums": 0,
    "services.pending_invoices": 0,
    "services.unsettled_rebates": 0,
    "services.open_orders": 0,
    "services.supply_chain_open": 0,
    "services.in_qic_warehouse": False,
    "services.unredeemed_crab_cards": 0,
    "services.last_crab_card_sold_on": "never",
    "notice.published_on": "2026-10-01",
    "closing.status": "not_applied",
    "closing.applied_on": "never",
    "confirmed.nothing_else_pending": True,
    "confirmed.manager_can_verify": True,
    "confirmed.payee_matches": True,
}
KUAISHOU: dict[str, Any] = {
    **NO_ORDERS,
    **NO_CASES,
    "orders.last_completed_on": "2026-08-01",
    "violations.open": 0,
    "violations.unpaid_fines": 0,
    "violations.fines_amount": 0,
    "products.on_sale": 0,
    "products.under_review": 0,
    "products.scheduled": 0,
    "funds.unsettled": 0,
    "funds.withdrawable": 0,
    "funds.in_transit": 0,
    "funds.debt": 0,
    "deposit.held": 500,
    "deposit.required": 500,
    "services.freight_insurance_active": False,
    "services.freight_balance": 0,
    "services.pending_subsidy_invoices": 0,
    "services.pending_changes": 0,
    "notice.published_on": "2026-09-01",
    "confirmed.manager_can_verify": True,
}
TAOBAO: dict[str, Any] = {
    "closing.status": "not_applied",
    **NO_ORDERS,
    **NO_CASES,
    "profile.three_guarantees": False,
    "orders.last_completed_on": "2025-10-01",
    "violations.open": 0,
    "violations.serious": 0,
    "violations.shop_frozen": False,
    "products.on_sale": 0,
    "products.mandatory_deposit_on_sale": 0,
    "products.last_delisted_on": "2026-06-01",
    "funds.debt": 0,
    "deposit.held": 0,
    "deposit.campaign_hold": False,
    "deposit.penalty_hold": False,
    "services.order_guarantees_active": False,
    "services.special_active": False,
    "confirmed.applicant_is_opener": True,
}


class Case(NamedTuple):
    """A seller's case: what is asked and given over the common figures, and what comes of it."""

    id: str
    platform: str
    procedure: str | None
    facts: dict[str, Any]
    verdict: str
    money: tuple[str, str, str, str]
    """What comes back, stays, is in doubt, is to be paid."""
    codes: list[str]
    due: str | None = None
    """Since when the platform is late."""


K4 = KUAISHOU | {
    "profile.evicted": True,
    "profile.entity": "company",
    "deposit.status": "frozen",
    "orders.last_completed_on": "2026-09-01",
    "violations.open": 1,
    "violations.serious": 1,
    "funds.unsettled": 3000,
    "notice.published_on": "never",
    "closing.status": "not_applied",
    "closing.applied_on": "never",
}
K6 = KUAISHOU | {
    "closing.status": "rejected",
    "closing.applied_on": "2026-11-10",
    "deposit.status": "refundable",
}
K8 = KUAISHOU | {
    "orders.last_completed_on": "2026-06-20",
    "notice.published_on": "2026-07-10",
    "closing.status": "in_review",
    "closing.applied_on": "2026-09-20",
}
K2 = KUAISHOU | {
    "closing.status": "closed",
    "closing.applied_on": "2026-10-08",
    "closing.closed_on": "2026-11-04",
    "deposit.status": "refunding",
    "deposit.applied_on": "2026-11-04",
}
K2_AS_WRITTEN = {p: v for p, v in K2.items() if p not in {"deposit.status", "deposit.applied_on"}}
T5 = TAOBAO | {
    "deposit.status": "returned",
    "closing.status": "in_review",
    "closing.applied_on": "2026-11-10",
}
CASES = [
    # A frozen deposit is read by a step that waits for its release; nobody promises the money.
    Case("D1", "douyin", None, DOUYIN | {"deposit.status": "frozen"},
         "ready", ("0.00", "0.00", "5000.00", "0.00"), []),
    Case("D1-refund", "douyin", "refund-deposit", DOUYIN | {"deposit.status": "frozen"},
         "blocked", ("0.00", "5000.00", "0.00", "0.00"), []),
    # 320 owed is read by no condition of a domestic shop.
    Case("D3", "douyin", None, DOUYIN | {"funds.debt": 320},
         "undetermined", ("5000.00", "0.00", "0.00", "320.00"), []),
    Case("D4", "douyin", None, DOUYIN | {"deposit.held": -132.5, "deposit.required": 500},
         "blocked", ("0.00", "0.00", "0.00", "132.50"), []),
    Case("D8-resting", "douyin", None,
         DOUYIN | {"profile.resting": True, "notice.published_on": "never"},
         "blocked", ("5000.00", "0.00", "0.00", "0.00"), []),
    # Every guide's time, 15 working days at most, ended on 25 November. Who closed it is asked.
    Case("K2", "kuaishou", None, K2,
         "overdue", ("500.00", "0.00", "0.00", "0.00"), ["applied-unclear", "overdue"],
         "2026-11-25"),
    Case("K2-as-written", "kuaishou", None, K2_AS_WRITTEN,
         "overdue", ("500.00", "0.00", "0.00", "0.00"),
         ["applied-missing", "applied-unclear", "overdue"],
         "2026-11-25"),
    Case("K2-by-name", "kuaishou", "close", K2,
         "done", ("500.00", "0.00", "0.00", "0.00"), ["money-out", "overdue"], "2026-11-25"),
    Case("K4", "kuaishou", None, K4,
         "blocked", ("0.00", "0.00", "3500.00", "0.00"), []),
    # Refused, nobody says why.
    Case("K6", "kuaishou", None, K6,
         "undetermined", ("500.00", "0.00", "0.00", "0.00"), ["rejected"]),
    Case("K6-blocked", "kuaishou", None, K6 | {"orders.pending_receipt": 1},
         "blocked", ("500.00", "0.00", "0.00", "0.00"), ["rejected"]),
    # 30 working days, and the festivals, ended on 6 November.
    Case("K8", "kuaishou", None, K8,
         "overdue", ("500.00", "0.00", "0.00", "0.00"), ["applied-disputed", "overdue"],
         "2026-11-06"),
    # Whoever has not said since when the notice is up is late all the same.
    Case("K8-no-notice", "kuaishou", None, K8 | {"notice.published_on": None}, "overdue",
         ("500.00", "0.00", "0.00", "0.00"), ["applied-disputed", "applied-missing", "overdue"],
         "2026-11-06"),
    Case("K8-in-time", "kuaishou", None, K8 | {"closing.applied_on": "2026-11-20"},
         "under-way", ("500.00", "0.00", "0.00", "0.00"), ["applied-disputed"]),
    Case("T1", "taobao", "refund-deposit",
         TAOBAO | {"deposit.held": 1000, "deposit.status": "frozen",
                   "orders.last_completed_on": "2026-10-19"},
         "blocked", ("0.00", "0.00", "1000.00", "0.00"), []),
    # No cash is held: nothing to unfreeze, and nothing of the deposit in the way.
    Case("T3", "taobao", None, TAOBAO | {"deposit.insured": True},
         "ready", ("0.00", "0.00", "0.00", "0.00"), []),
    Case("T5", "taobao", None, T5, "under-way", ("0.00", "0.00", "0.00", "0.00"), []),
    Case("T5-lacking", "taobao", None, T5 | {"violations.shop_frozen": None},
         "under-way", ("0.00", "0.00", "0.00", "0.00"), ["applied-missing"]),
    Case("T5-older", "taobao", None, T5 | {"closing.applied_on": "2026-10-20"},
         "overdue", ("0.00", "0.00", "0.00", "0.00"), ["overdue"], "2026-11-20"),
]  # fmt: skip


def judged(rules_of: Mapping[str, Platform], case: Case) -> Report:
    """Return the report on a seller's case."""
    rules = rules_of[case.platform]
    values = {path: value for path, value in case.facts.items() if value is not None}
    state = parsed(written(case.platform, values, as_of=str(ON)), rules)
    return check(rules, state, EvaluationOptions(on=ON, procedure=case.procedure))


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_seller_s_case_is_judged_as_by_hand(case: Case, rules_of: Mapping[str, Platform]) -> None:
    """With the money in its groups, and the platform to chase where it is late."""
    report = judged(rules_of, case)
    money = report.money
    assert report.verdict == case.verdict
    assert (money.comes_back, money.stays, money.in_doubt, money.to_pay) == case.money
    assert codes(report) == case.codes
    waits = [action for action in report.plan.actions if action.phase != "by-itself"]
    late = [(action.who, str(action.due)) for action in waits if action.due]
    assert late == ([("platform", case.due)] if case.due else [])
    if case.due:
        (said,) = (each.says for each in report.warnings if each.code == "overdue")
        assert (case.due in said.zh, "平台客服" in said.zh) == (True, True)
        assert (case.due in said.en, "the platform's customer service" in said.en) == (True, True)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_a_seller_who_has_applied_is_asked_for_nothing_of_the_application(
    case: Case, rules_of: Mapping[str, Platform]
) -> None:
    """And one who has not is not told that he has."""
    report = judged(rules_of, case)
    applied = report.verdict in ("overdue", "under-way", "done")
    assert all((each.outcome is Outcome.PASSED) is applied for each in report.findings)
    if applied:
        asked = [a.procedure for a in report.plan.actions if a.phase in ("find-out", "clear")]
        assert report.procedure not in asked


def test_the_facts_of_a_banned_shop_are_all_heard(rules_of: Mapping[str, Platform]) -> None:
    """K4: what no rule reads is asked about, what stands against the money is said of each sum."""
    (case,) = (each for each in CASES if each.id == "K4")
    report = judged(rules_of, case)
    open_ = {point.fact for point in report.open_points}
    assert open_ == {"profile.evicted", "deposit.status", "violations.serious"}
    against = {each.fact: each.why.en for each in report.money.sums if each.why}
    assert "frozen" in against["deposit.held"]
    assert "evicted" in against["funds.unsettled"]
    (said,) = (w.says.en for w in report.warnings if w.code == "unknown")
    assert said.startswith("How an evicted shop (清退) is closed was not found.")


def test_a_shop_at_rest_is_told_the_way_out(rules_of: Mapping[str, Platform]) -> None:
    """D8: what a guide says of it, at the answer and not in `steps` alone."""
    (case,) = (each for each in CASES if each.id == "D8-resting")
    (said,) = (w.says.zh for w in judged(rules_of, case).warnings if w.code == "trouble")
    assert "恢复营业" in said


def test_a_released_shop_is_asked_about_before_it_closes(rules_of: Mapping[str, Platform]) -> None:
    """D8: no rule says whether it can still put its notice up."""
    (resting,) = (each for each in CASES if each.id == "D8-resting")
    facts = DOUYIN | {"profile.released": True}
    report = judged(rules_of, resting._replace(facts=facts))
    assert report.verdict == "undetermined"
    assert [point.fact for point in report.open_points] == ["profile.released"]


@pytest.mark.parametrize(
    ("facts", "as_of", "verdict"),
    [
        ({"closing.reason": "公示没挂满"}, "2026-11-28", "undetermined"),
        ({"closing.reason": "公示没挂满", "closing.rejected_on": "2026-11-20"},
         "2026-11-28", "ready"),
        ({"closing.reason": "公示没挂满", "closing.rejected_on": "2026-11-28"},
         "2026-11-28", "undetermined"),
        ({"closing.reason": "不知道。", "closing.rejected_on": "2026-11-20"},
         "2026-11-28", "undetermined"),
    ],
)  # fmt: skip
def test_a_refusal_that_is_told_whole_is_over(
    facts: dict[str, Any], as_of: str, verdict: str, kuaishou: Platform
) -> None:
    """K6, with what the platform said and the deposit's question answered."""
    answers = {"kuaishou/close/deposit-returned": {"required": False}}
    raw = written("kuaishou", K6 | facts, as_of=as_of, answers=answers)
    assert check(kuaishou, parsed(raw, kuaishou), EvaluationOptions(on=ON)).verdict == verdict
