"""Douyin: shops just below, on and above each number that a passage of the sources names."""

from typing import Any

import pytest
from deadlines import outcome, span
from states import ON, ROOT, parsed
from thresholds import NO_ORDERS, ago, judged

from shopexit import Platform, check, load_rules
from shopexit.evaluation.evaluate import EvaluationOptions

DOUYIN: Platform = load_rules("douyin")
ABROAD = {"profile.region": "cross_border"}
HERE = {"profile.region": "domestic"}
INSTANT = {"profile.region": "instant_retail"}
OWN = HERE | {"profile.evicted": False}
TRIAL = {"profile.zero_deposit": True}
OPEN = {"closing.status": "not_applied"}
SHUT = {"closing.status": "closed"}
CLOSED = SHUT | {"closing.closed_on": ago(1), "closing.applied_on": ago(5)}


def _last(order: int, **more: Any) -> dict[str, Any]:
    return {**NO_ORDERS, "orders.last_completed_on": ago(order), **more}


def _category(order: int, period: int) -> dict[str, Any]:
    return _last(order) | {"after_sales.period_days": period}


def _deposit(held: float, required: float, **more: Any) -> dict[str, Any]:
    sums = {"deposit.held": held, "deposit.required": required}
    return {"profile.zero_deposit": False, **sums, **more}


TOMORROW = "2026-11-23"

COUNTS_OF_DAYS = [
    # Exit rule 2.2.1(2): the notice is on when the shop applies. Law, art. 16: 30 days before
    # business ends; whether they are over when applying is in dispute.
    ("notice-on", {"notice.published_on": ago(0)}, "met", None),
    ("notice-on", {"notice.published_on": "never"}, "unmet", None),
    ("notice-30-days", OWN | {"notice.published_on": ago(29)}, "disputed", None),
    ("notice-30-days", OWN | {"notice.published_on": ago(30)}, "met", None),
    ("notice-30-days", OWN | {"notice.published_on": ago(31)}, "met", None),
    # Exit rule 2.2.2(2): the terms of 2.2.1, where the notice is on; the law is about 自行终止.
    (
        "notice-30-days",
        HERE | {"profile.evicted": True, "notice.published_on": ago(1)},
        "not-applicable",
        None,
    ),
    # Cross-border rule 7.1(2) and (3): shown for 30 full days, the last order 90 days back.
    ("notice-30-days-cross-border", ABROAD | {"notice.published_on": ago(29)}, "unmet", TOMORROW),
    ("notice-30-days-cross-border", ABROAD | {"notice.published_on": ago(30)}, "met", None),
    ("notice-30-days-cross-border", ABROAD | {"notice.published_on": ago(31)}, "met", None),
    ("last-order-90-days-cross-border", ABROAD | _last(89), "unmet", TOMORROW),
    ("last-order-90-days-cross-border", ABROAD | _last(90), "met", None),
    ("last-order-90-days-cross-border", ABROAD | _last(91), "met", None),
    # Exit rule 2.2.1(2): past the category's period, which is never below 30 nor above 90 days.
    ("last-order-past-after-sales", _category(29, 30), "unmet", TOMORROW),
    ("last-order-past-after-sales", _category(30, 30), "met", None),
    ("last-order-past-after-sales", _category(31, 30), "met", None),
    ("last-order-past-after-sales", _category(44, 45), "unmet", TOMORROW),
    ("last-order-past-after-sales", _category(45, 45), "met", None),
    ("last-order-past-after-sales", _category(46, 45), "met", None),
    ("last-order-past-after-sales", _category(89, 90), "unmet", TOMORROW),
    ("last-order-past-after-sales", _category(90, 90), "met", None),
    ("last-order-past-after-sales", _category(91, 90), "met", None),
    # A number below 30 is of something else; from 90 days on it does not matter.
    ("last-order-past-after-sales", _category(29, 15), "unmet", "2027-01-22"),
    ("last-order-past-after-sales", _category(89, 29), "unmet", TOMORROW),
    ("last-order-past-after-sales", _category(89, 0), "unmet", TOMORROW),
    ("last-order-past-after-sales", _category(90, 0), "met", None),
    ("last-order-past-after-sales", _category(90, 120), "met", None),
    ("last-order-past-after-sales", _last(89), "unknown", None),
    ("last-order-past-after-sales", _last(90), "met", None),
    # Fresh-food rule: three years from the sale of a crab card. 2024 has a 29th of February.
    ("crab-cards-3-years", {"services.last_crab_card_sold_on": "2023-11-21"}, "met", None),
    ("crab-cards-3-years", {"services.last_crab_card_sold_on": "2023-11-22"}, "met", None),
    ("crab-cards-3-years", {"services.last_crab_card_sold_on": "2023-11-23"}, "unmet", TOMORROW),
    # Zero-deposit rule 2.3: all of the money 30 days after the last order was signed for.
    (
        "wallet-30-days-zero-deposit",
        TRIAL | _last(29) | {"funds.withdrawable": 0.01},
        "unmet",
        TOMORROW,
    ),
    ("wallet-30-days-zero-deposit", TRIAL | _last(30) | {"funds.withdrawable": 0.01}, "met", None),
    ("wallet-30-days-zero-deposit", TRIAL | _last(31) | {"funds.withdrawable": 0.01}, "met", None),
    (
        "wallet-30-days-zero-deposit",
        TRIAL | _last(29) | {"funds.withdrawable": 0, "funds.unsettled": 0},
        "not-applicable",
        None,
    ),
]

COUNTS_AND_SUMS = [
    # Exit rule 2.2.1(2), item by item: none of it.
    ("orders-finished", NO_ORDERS, "met"),
    ("orders-finished", NO_ORDERS | {"orders.pending_payment": 1}, "unmet"),
    ("orders-finished", NO_ORDERS | {"orders.pending_shipment": 1}, "unmet"),
    ("orders-finished", NO_ORDERS | {"orders.pending_receipt": 1}, "unmet"),
    ("no-open-after-sales", {"after_sales.open": 0}, "met"),
    ("no-open-after-sales", {"after_sales.open": 1}, "unmet"),
    ("supply-chain-settled", {"services.supply_chain_open": 0}, "met"),
    ("supply-chain-settled", {"services.supply_chain_open": 1}, "unmet"),
    ("sales-money-settled", HERE | {"funds.unsettled": 0}, "met"),
    ("sales-money-settled", HERE | {"funds.unsettled": 0.01}, "unmet"),
    ("sales-money-settled-instant-retail", INSTANT | {"funds.unsettled": 0}, "met"),
    ("sales-money-settled-instant-retail", INSTANT | {"funds.unsettled": 0.01}, "unmet"),
    ("wallet-empty", {"funds.withdrawable": 0}, "met"),
    ("wallet-empty", {"funds.withdrawable": 0.01}, "unmet"),
    # Reserve rule 2: held back out of settled money; the exit rule does not name it.
    ("premiums-paid", {"services.unpaid_premiums": 0}, "met"),
    ("premiums-paid", {"services.unpaid_premiums": 0.01}, "unmet"),
    ("loans-repaid", {"funds.open_loans": 0}, "met"),
    ("loans-repaid", {"funds.open_loans": 1}, "unmet"),
    ("invoices-issued", {"services.pending_invoices": 0}, "met"),
    ("invoices-issued", {"services.pending_invoices": 1}, "unmet"),
    ("crab-cards-redeemed", {"services.unredeemed_crab_cards": 0}, "met"),
    ("crab-cards-redeemed", {"services.unredeemed_crab_cards": 1}, "unmet"),
    ("rebates-settled", {"services.unsettled_rebates": 0}, "met"),
    ("rebates-settled", {"services.unsettled_rebates": 1}, "unmet"),
    ("service-orders-ended", {"services.open_orders": 0}, "met"),
    ("service-orders-ended", {"services.open_orders": 1}, "unmet"),
    ("penalties-handled", {"violations.unpaid_fines": 0}, "met"),
    ("penalties-handled", {"violations.unpaid_fines": 1}, "unmet"),
    (
        "nothing-else-pending",
        {"disputes.open": 0, "confirmed.nothing_else_pending": True},
        "met",
    ),
    (
        "nothing-else-pending",
        {"disputes.open": 1, "confirmed.nothing_else_pending": True},
        "unmet",
    ),
    # The same list: no deposit debt. Below zero it is debt for certain; between zero and the sum
    # due the word is not defined, and guides want no more than a positive balance.
    ("deposit-not-negative", {"deposit.held": -0.01}, "unmet"),
    ("deposit-not-negative", {"deposit.held": 0}, "met"),
    ("deposit-not-negative", {"deposit.held": 0.01}, "met"),
    ("deposit-not-short", _deposit(499.99, 500), "disputed"),
    ("deposit-not-short", _deposit(500, 500), "met"),
    ("deposit-not-short", _deposit(500.01, 500), "met"),
    # Zero-deposit rule 2.4.1 with deposit rule 2.2.2: no base deposit, reckoned as 500; an
    # experience deposit of twice that ends the trial.
    ("deposit-not-short", _deposit(0, 499.99) | TRIAL, "met"),
    ("deposit-not-short", _deposit(0, 500) | TRIAL, "met"),
    ("deposit-not-short", _deposit(0, 500.01) | TRIAL, "disputed"),
    ("deposit-not-short", _deposit(0, 1000) | TRIAL, "disputed"),
    ("deposit-not-short", _deposit(1000, 1000) | TRIAL, "met"),
    # Zero-deposit rule 2.3: one withdrawal a month.
    (
        "wallet-once-a-month-zero-deposit",
        TRIAL | {"funds.withdrawable": 0.01, "funds.withdrawn_this_month": False},
        "met",
    ),
    (
        "wallet-once-a-month-zero-deposit",
        TRIAL | {"funds.withdrawable": 0.01, "funds.withdrawn_this_month": True},
        "unmet",
    ),
    # Cross-border rule 7.1(1), (4), (5).
    ("delisted-cross-border", ABROAD | {"products.on_sale": 0}, "met"),
    ("delisted-cross-border", ABROAD | {"products.on_sale": 1}, "unmet"),
    ("commission-paid-cross-border", ABROAD | {"funds.debt": 0}, "met"),
    ("commission-paid-cross-border", ABROAD | {"funds.debt": 0.01}, "unmet"),
    ("payouts-settled-cross-border", ABROAD | {"funds.unpaid_payouts": 0}, "met"),
    ("payouts-settled-cross-border", ABROAD | {"funds.unpaid_payouts": 0.01}, "unmet"),
]

REFUND = [
    # Deposit rule 1.2 leaves cross-border shops out; exit rule 2.2.1(5): after closing. Whether an
    # open one may have its excess stands in a rule that was not read.
    ("closed-or-excess", ABROAD | OPEN | _deposit(500.01, 500), "not-applicable", None),
    ("closed-cross-border", ABROAD | OPEN | _deposit(500.01, 500), "disputed", None),
    ("closed-cross-border", ABROAD | CLOSED | _deposit(500.01, 500), "met", None),
    ("closed-cross-border", HERE | OPEN | _deposit(500.01, 500), "not-applicable", None),
    ("once-a-week", ABROAD | OPEN | {"deposit.last_withdrawn_on": ago(6)}, "not-applicable", None),
    # Deposit rule 2.6.1(1): what exceeds the sum due, once a week; 2.6.1(2): after closing, what
    # is left, with no settlement slip open.
    ("closed-or-excess", HERE | OPEN | _deposit(499.99, 500), "unmet", None),
    ("closed-or-excess", HERE | OPEN | _deposit(500, 500), "unmet", None),
    ("closed-or-excess", HERE | OPEN | _deposit(500.01, 500), "met", None),
    ("something-held", {"deposit.held": -0.01}, "unmet", None),
    ("something-held", OPEN | {"deposit.held": 0}, "unmet", None),
    ("something-held", {"deposit.held": 0.01}, "met", None),
    (
        "once-a-week",
        HERE | OPEN | {"deposit.status": "held", "deposit.last_withdrawn_on": ago(6)},
        "unmet",
        TOMORROW,
    ),
    ("once-a-week", HERE | OPEN | {"deposit.last_withdrawn_on": ago(7)}, "met", None),
    ("once-a-week", HERE | OPEN | {"deposit.last_withdrawn_on": ago(8)}, "met", None),
    (
        "slips-settled",
        HERE | SHUT | {"funds.unsettled": 0, "services.supply_chain_open": 0},
        "met",
        None,
    ),
    (
        "slips-settled",
        HERE | SHUT | {"funds.unsettled": 0.01, "services.supply_chain_open": 0},
        "unmet",
        None,
    ),
    (
        "slips-settled",
        HERE | SHUT | {"funds.unsettled": 0, "services.supply_chain_open": 1},
        "unmet",
        None,
    ),
]


@pytest.mark.parametrize(("name", "facts", "found", "clears"), COUNTS_OF_DAYS)
def test_closing_counts_days_as_the_passages_do(
    name: str, facts: dict[str, Any], found: str, clears: str | None
) -> None:
    """A day before, the day, a day after."""
    outcome_, clears_on = outcome(DOUYIN, f"close/{name}", facts)

    assert outcome_ == found
    assert found != "unmet" or clears_on == clears


@pytest.mark.parametrize(("name", "facts", "found"), COUNTS_AND_SUMS)
def test_closing_asks_for_the_counts_and_sums_of_the_passages(
    name: str, facts: dict[str, Any], found: str
) -> None:
    """Just below, at and above, to the cent."""
    assert outcome(DOUYIN, f"close/{name}", facts)[0] == found


@pytest.mark.parametrize(("name", "facts", "found", "clears"), REFUND)
def test_the_refund_asks_for_the_numbers_of_the_passages(
    name: str, facts: dict[str, Any], found: str, clears: str | None
) -> None:
    """Just below, at and above."""
    outcome_, clears_on = outcome(DOUYIN, f"refund-deposit/{name}", facts)

    assert outcome_ == found
    assert found != "unmet" or clears_on == clears


# Nothing limits what may be withdrawn.
FULL = HERE | _deposit(500, 500)
SETTLED = {"profile.zero_deposit": False, "funds.unsettled": 300}


@pytest.mark.parametrize(
    ("name", "facts", "latest"),
    [
        # Settlement rule 1.1: 3, 10 or 21 days, and longer ones by a table that was not read.
        ("sales-money-settled", HERE | SETTLED | _category(2, 30), None),
        ("sales-money-settled", HERE | SETTLED | _category(2, 31), None),
        ("sales-money-settled", HERE | SETTLED | TRIAL | _last(2), None),
        # The same: the 10 days of chapter 2 are for instant delivery, parcels are in chapter 1.
        ("sales-money-settled-instant-retail", INSTANT | SETTLED | _last(2), None),
    ],
)
def test_sales_money_has_no_latest_day_as_the_whole_table_was_not_read(
    name: str, facts: dict[str, Any], latest: str | None
) -> None:
    """The last order ended on 2026-11-20."""
    assert span(DOUYIN, f"close/{name}", facts)[1] == latest


def test_the_wallet_of_a_zero_deposit_shop_is_emptied_after_30_days() -> None:
    """The last order ended on 2026-11-17, and 30 days later is 2026-12-17."""
    facts = FULL | TRIAL | _last(5) | {"funds.withdrawable": 200, "funds.unsettled": 0}
    wallet = span(DOUYIN, "close/wallet-empty", facts | {"funds.withdrawn_this_month": False})

    assert wallet == ("2026-12-17", "2026-12-17")
    assert span(DOUYIN, "close/wallet-30-days-zero-deposit", facts) == wallet


def test_the_wallet_of_a_zero_deposit_shop_waits_for_the_next_month() -> None:
    """This month's withdrawal is used up: the next is on the first."""
    facts = FULL | TRIAL | _last(60) | {"funds.withdrawable": 200, "funds.unsettled": 0}
    wallet = span(DOUYIN, "close/wallet-empty", facts | {"funds.withdrawn_this_month": True})

    assert wallet == ("2026-12-01", "2026-12-01")


def test_the_wallet_of_any_other_shop_is_emptied_at_once() -> None:
    """The limits are those of the trial."""
    facts = FULL | _last(5) | {"funds.withdrawable": 200}

    assert span(DOUYIN, "close/wallet-empty", facts | {"funds.unsettled": 0})[1] == "2026-11-22"


SIGNED = {
    "profile.entity": "company",
    "profile.evicted": False,
    "notice.published_on": ago(60),
    "closing.status": "closed",
    "closing.applied_on": ago(3),
    "closing.closed_on": ago(0),
    "deposit.held": 2000,
    "deposit.required": 500,
    "deposit.status": "held",
}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        # Exit rule 2.2.1(5), deposit rule 2.6.1(2): 1 to 3 working days after closing. The 22nd
        # is a Sunday, so that they are the 23rd to the 25th.
        (HERE, ("2026-11-23", "2026-11-25")),
        # Deposit rule 2.4.1: it may be frozen, and for how long is not said.
        (HERE | {"deposit.status": "frozen"}, (None, None)),
        # Cross-border rule 5.1: by a deposit rule of its own, which was not read.
        (ABROAD, (None, None)),
        # Instant-retail deposit rule 2.6.1(2): from the approval of a review of unsaid length.
        ({"profile.region": "instant_retail"}, (None, None)),
    ],
)
def test_the_deposit_comes_when_the_passages_say(
    facts: dict[str, Any], expected: tuple[str | None, str | None]
) -> None:
    """The seller has signed on 2026-11-22, and the shop is closed."""
    first, last = span(DOUYIN, "close/deposit-returned", SIGNED | facts)

    assert last == expected[1]
    assert expected[1] is None or first == expected[0]


def test_a_wrong_period_does_not_let_the_seller_apply_today() -> None:
    """The last order ended 40 days ago: the real period may be over, and is by day 90."""
    first, last = span(DOUYIN, "close/last-order-past-after-sales", OWN | _category(40, 0))

    assert (first, last) == ("2026-11-22", "2027-01-11")
    assert "douyin/close/submit" not in judged(DOUYIN, "close", OWN | _category(40, 0)).plan.today


def test_unsettled_money_of_the_trial_has_no_day() -> None:
    """30 days after the last order all can be withdrawn; when it is settled is another matter."""
    figures = HERE | TRIAL | _last(5) | {"funds.withdrawable": 200, "funds.unsettled": 300}
    sums = {each.fact: each for each in judged(DOUYIN, "close", figures).money.sums}

    assert sums["funds.unsettled"].latest is None


def test_a_frozen_deposit_does_not_hinder_closing_and_is_not_silent() -> None:
    """Case D1: no condition of exit rule 2.2.1(2) names it, deposit rule 2.4.1 lets it happen."""
    ready = (ROOT / "examples" / "douyin" / "ready.yaml").read_bytes()
    frozen = ready.replace(b"status: refundable", b"status: frozen")
    assert frozen != ready
    report = check(DOUYIN, parsed(frozen, DOUYIN), EvaluationOptions(on=ON))
    (paid,) = (a for a in report.plan.actions if a.ref == "douyin/close/deposit-returned")
    (held,) = (each for each in report.money.sums if each.fact == "deposit.held")

    assert report.verdict == "ready"
    assert (paid.may_apply, paid.latest) == (False, None)
    assert (held.group, held.latest) == ("in_doubt", None)
    assert held.why
    assert [m.stage for m in report.plan.milestones] == ["apply", "finish"]


def test_the_review_takes_three_working_days_at_most() -> None:
    """Exit rule 2.2.1(3); handed in on Friday the 20th, it is over by Wednesday the 25th."""
    facts = SIGNED | HERE | {"closing.status": "in_review", "closing.applied_on": "2026-11-20"}
    del facts["closing.closed_on"]

    assert span(DOUYIN, "close/review", facts)[1] == "2026-11-25"


@pytest.mark.parametrize(
    ("entity", "region", "asked"),
    [
        ("sole_trader", "domestic", {"payee-sole-trader"}),
        ("company", "domestic", {"payee-company"}),
        ("company", "instant_retail", {"payee-company"}),
        ("sole_trader", "instant_retail", set()),
        ("personal", "domestic", set()),
    ],
)
def test_closing_and_refund_ask_the_same_of_the_payee(
    entity: str, region: str, asked: set[str]
) -> None:
    """Exit rule 2.2.1(3), instant-retail deposit rule 2.6.1, which names companies alone."""
    facts = {"profile.entity": entity, "profile.region": region}
    for procedure in ("close", "refund-deposit"):
        findings = judged(DOUYIN, procedure, facts).findings
        found = {f.ref.rpartition("/")[2] for f in findings if f.outcome != "not-applicable"}
        assert found & {"payee-sole-trader", "payee-company"} == asked


def _refund(facts: dict[str, Any]) -> Any:
    paid = {"deposit.applied_on": ago(1), "profile.entity": "company"}
    held = {"deposit.held": 2000, "deposit.required": 500, "deposit.status": "refunding"}
    return judged(DOUYIN, "refund-deposit", CLOSED | paid | held | facts)


def test_the_refund_of_an_instant_retail_shop_is_not_counted_from_its_closing() -> None:
    """Instant-retail deposit rule 2.6.1(2): from the approval, and of that no day is known."""
    ref = "douyin/refund-deposit/paid"
    here = {action.ref: action for action in _refund(HERE).plan.actions}
    instant = {action.ref: action for action in _refund(INSTANT).plan.actions}

    assert here[ref].latest is not None
    assert instant[ref].latest is None
    # Long after the closing it is not late either: when the approval came is not known.
    late = _refund(INSTANT | {"closing.closed_on": ago(60), "closing.applied_on": ago(70)})
    assert late.verdict == "under-way"


def test_a_cross_border_shop_that_is_open_is_not_told_that_its_excess_is_ready() -> None:
    """Deposit rule 1.2: not for 全球购; what its own rule says was not read."""
    figures = OPEN | _deposit(900, 500) | {"deposit.status": "held", "profile.entity": "company"}
    figures |= {"confirmed.payee_matches": True, "deposit.last_withdrawn_on": "never"}

    assert judged(DOUYIN, "refund-deposit", figures | HERE).verdict == "ready"
    assert judged(DOUYIN, "refund-deposit", figures | ABROAD).verdict == "undetermined"


@pytest.mark.parametrize(("region", "told"), [("domestic", True), ("cross_border", False)])
def test_the_check_asks_whether_the_deposit_is_applied_for_again(region: str, told: bool) -> None:
    """Exit rule 2.2.1(5) pays it by itself, deposit rule 2.6.1(2) wants an application."""
    report = judged(DOUYIN, "close", {"profile.region": region, "deposit.held": 0.01})
    assert any("apply for the deposit again" in w.says.en for w in report.warnings) is told


def test_a_draft_for_comment_is_never_the_only_evidence() -> None:
    """It may confirm what is in force, of a wait or of anything else."""
    drafts = {name for name in DOUYIN.sources if "-draft" in name}
    assert drafts
    for ref, entry in DOUYIN.references.items():
        waits = () if isinstance(entry.takes, str) else entry.takes
        for cited in (entry.sources, *(claim.sources for claim in waits)):
            assert {citation.source for citation in cited} - drafts, ref
