"""Kuaishou: shops just below, on and above each number that a passage of the sources names."""

from typing import Any

import pytest
from deadlines import outcome, span, trusting
from exits import for_today, left, warns_of
from thresholds import NO_ORDERS, ago, judged

from shopexit import Platform, Report, ShopexitError, load_rules
from shopexit.report.plan_model import ReportedAction
from shopexit.rules.sources import Grade

KUAISHOU: Platform = load_rules("kuaishou")
TODAY = "2026-11-22"
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
    ("funds-withdrawn", {"funds.unsettled": 0, "funds.withdrawable": 0}, "met"),
    ("funds-withdrawn", {"funds.unsettled": 0, "funds.withdrawable": 0.01}, "unmet"),
    ("funds-withdrawn", {"funds.unsettled": 0.01, "funds.withdrawable": 0}, "met"),
    ("withdrawals-arrived", {"funds.unsettled": 0, "funds.in_transit": 0}, "met"),
    ("withdrawals-arrived", {"funds.unsettled": 0, "funds.in_transit": 0.01}, "unmet"),
    ("withdrawals-arrived", {"funds.unsettled": 0.01, "funds.in_transit": 0}, "unmet"),
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
        ({"profile.zero_deposit": True, "closing.status": "not_applied"}, "zero-deposit shop"),
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


IN_REVIEW = {
    "closing.status": "in_review",
    "closing.applied_on": ago(60),
    "notice.published_on": ago(100),
}
NO_CASES = {"after_sales.open": 0, "disputes.open": 0}
CLOSED = {
    "closing.status": "closed",
    "closing.applied_on": ago(60),
    "closing.closed_on": ago(30),
    "deposit.held": 1000,
    "deposit.status": "refundable",
    "funds.withdrawable": 0,
    "funds.in_transit": 0,
}


def _action(report: Report, ref: str) -> ReportedAction:
    return next(each for each in report.plan.actions if each.ref == f"kuaishou/{ref}")


def _begun(report: Report) -> list[str]:
    return [ref.rpartition("/")[2] for ref in report.plan.today]


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        ({"after_sales.open": 0, "disputes.open": 0}, "overdue"),
        ({"after_sales.open": 1, "disputes.open": 0}, "under-way"),
        ({"after_sales.open": 0, "disputes.open": 1}, "under-way"),
    ],
)
def test_a_case_during_the_review_prolongs_it_and_no_day_is_named(
    case: dict[str, Any], verdict: str
) -> None:
    """Exit rule, reposted four times: by as many days as it takes to settle."""
    report = judged(KUAISHOU, "close", IN_REVIEW | case)

    assert report.verdict == verdict
    assert _action(report, "close/review").latest is None
    told = any("prolongs it" in warning.says.en for warning in report.warnings)
    assert told is (verdict == "under-way")


@pytest.mark.parametrize("fact", ["funds.withdrawable", "services.freight_balance"])
def test_what_is_withdrawn_has_to_arrive_before_applying(fact: str) -> None:
    """Guide, 3.3: it has arrived (已到账); no source says within how many days."""
    name = {"funds.withdrawable": "funds-withdrawn"}.get(fact, "freight-balance-withdrawn")
    facts = {"funds.unsettled": 0, "services.freight_insurance_active": False, fact: 415}
    report = judged(KUAISHOU, "close", facts)

    assert name in _begun(report)
    assert _action(report, f"close/{name}").latest is None
    assert "submit" not in _begun(report)


def test_what_is_still_to_be_settled_has_to_be_withdrawn_too() -> None:
    """The day on which it is settled is not the one on which it has arrived."""
    facts = {"funds.unsettled": 2000, "funds.withdrawable": 0} | _last(12)
    report = judged(KUAISHOU, "close", facts)
    (apply,) = (m for m in report.plan.milestones if m.ref.endswith("/submit"))

    assert apply.latest is None


@pytest.mark.parametrize(("days", "told"), [(20, False), (21, True)])
def test_money_not_settled_after_the_longest_period_is_asked_about(days: int, told: bool) -> None:
    """By the note on settlement it takes 20 days at most."""
    facts = _last(days) | NO_CASES | {"funds.unsettled": 2000}

    assert _late(facts) is told


@pytest.mark.parametrize(
    "fact",
    [*NO_ORDERS, "after_sales.open", "disputes.open"],
)
def test_money_of_an_order_that_is_still_open_is_not_late(fact: str) -> None:
    """The days begin with the receipt, and by a guide anew when a case ends."""
    facts = _last(50) | NO_CASES | {"funds.unsettled": 58}

    assert _late(facts)
    assert not _late(facts | {fact: 1})


def _late(facts: dict[str, Any]) -> bool:
    open_ = {"closing.status": "not_applied", **facts}
    return "settlement-late" in _begun(judged(KUAISHOU, "close", open_))


def test_a_dead_phone_names_no_day_of_applying() -> None:
    """Customer service changes the number, and no source says how fast."""
    report = judged(KUAISHOU, "close", {"confirmed.manager_can_verify": False})

    assert "administrator-can-verify" in _begun(report)
    assert "submit" not in _begun(report)


@pytest.mark.parametrize("days", [2, 30])
def test_a_frozen_deposit_is_asked_about_and_nothing_else(days: int) -> None:
    """The guides' days are not for a frozen one: nothing is overdue, and nothing to take out."""
    report = judged(
        KUAISHOU,
        "refund-deposit",
        CLOSED | {"closing.closed_on": ago(days), "deposit.status": "frozen"},
    )

    assert report.verdict == "under-way"
    assert _begun(report) == ["not-frozen"]
    assert _action(report, "refund-deposit/money-arrives").latest is None
    assert any("why it is frozen" in warning.says.en for warning in report.warnings)


def test_a_frozen_deposit_is_in_the_way_of_a_refund_before_closing() -> None:
    """It follows from penalties being taken off first; no repost names it."""
    facts = {"closing.status": "not_applied", "deposit.status": "frozen"}

    assert outcome(KUAISHOU, "refund-deposit/not-frozen", facts)[0] == "unmet"


@pytest.mark.parametrize(
    ("applied", "verdict"),
    [("never", "under-way"), (ago(29), "overdue")],
)
def test_nothing_is_overdue_before_the_seller_has_asked_for_the_deposit(
    applied: object, verdict: str
) -> None:
    """By two reposts the seller takes it out (提取保证金) once the shop is closed."""
    asked = {"deposit.applied_on": applied}
    if applied != "never":
        asked["deposit.status"] = "refunding"
    report = judged(KUAISHOU, "refund-deposit", CLOSED | asked)

    assert report.verdict == verdict
    assert ("take-out-deposit" in _begun(report)) is (applied == "never")


@pytest.mark.parametrize(("left", "verdict"), [(1000, "under-way"), (0, "done")])
def test_a_deposit_in_the_balance_has_to_be_withdrawn(left: int, verdict: str) -> None:
    """Exit rule: within 7 natural days of the refund into the shop's balance."""
    back = {"deposit.held": 0, "deposit.status": "returned", "funds.withdrawable": left}
    report = judged(KUAISHOU, "refund-deposit", CLOSED | back)

    assert report.verdict == verdict
    assert _begun(report) == (["withdraw-balance"] if left else [])
    assert report.money.comes_back == f"{left}.00"


def test_the_days_of_the_deposit_begin_when_it_is_asked_for() -> None:
    """It is not late since a closing long ago; before closing no source names days at all."""
    asked = {"deposit.status": "refunding", "deposit.applied_on": ago(1)}
    running = judged(KUAISHOU, "refund-deposit", CLOSED | asked)
    early = judged(
        KUAISHOU,
        "refund-deposit",
        {"closing.status": "not_applied", "deposit.held": 500}
        | {"deposit.status": "refunding", "deposit.applied_on": ago(60)},
    )

    # 15 working days from Saturday the 21st.
    assert str(_action(running, "refund-deposit/money-arrives").latest) == "2026-12-11"
    assert running.verdict == early.verdict == "under-way"
    assert _action(early, "refund-deposit/money-arrives").latest is None
    assert early.plan.today == ("kuaishou/refund-deposit/chase-before-closing",)


@pytest.mark.parametrize(("applied", "verdict"), [(ago(29), "under-way"), ("never", "under-way")])
def test_a_deposit_below_zero_is_paid_and_never_late(applied: str, verdict: str) -> None:
    """Deposit rule: what is owed comes off first; nothing is to arrive."""
    report = judged(
        KUAISHOU, "refund-deposit", CLOSED | {"deposit.held": -50, "deposit.applied_on": applied}
    )

    assert report.verdict == verdict
    assert _begun(report)[0] == "no-arrears"
    assert report.money.to_pay == "50.00"


def test_a_state_of_the_deposit_that_is_not_given_is_asked_for() -> None:
    """Whether it is frozen decides whether there is anything to do."""
    facts = CLOSED | {"deposit.status": None, "deposit.applied_on": "never"}
    given = {path: value for path, value in facts.items() if value is not None}
    report = judged(KUAISHOU, "refund-deposit", given)

    assert any("state of the deposit" in warning.says.en for warning in report.warnings)


def test_the_balance_of_a_closed_shop_does_not_wait_for_the_deposit() -> None:
    """Exit rule: 7 natural days to withdraw; in how many it then arrives no source says."""
    facts = CLOSED | {"funds.withdrawable": 250, "funds.in_transit": 300}
    report = judged(KUAISHOU, "refund-deposit", facts | {"deposit.applied_on": "never"})

    assert _begun(report) == ["take-out-deposit", "withdraw-balance"]
    assert report.money.comes_back == "1550.00"
    for step in ("balance-arrives", "withdrawals-arrive"):
        assert _action(report, f"refund-deposit/{step}").latest is None


def test_a_refund_that_runs_before_applying_is_asked_about() -> None:
    """By every repost the deposit is held in full when applying."""
    facts = {"closing.status": "not_applied", "deposit.status": "refunding"}
    warnings = judged(KUAISHOU, "close", facts).warnings

    assert any("was asked for, before" in warning.says.en for warning in warnings)


def test_who_has_not_exported_does_so_while_the_review_runs() -> None:
    """By a guide the data is deleted after closing; whose turn it is moves no day of the review."""
    applied = IN_REVIEW | NO_CASES | {"closing.applied_on": ago(4)}
    kept, lost = (
        judged(KUAISHOU, "close", applied | {"confirmed.data_backed_up": each})
        for each in (True, False)
    )

    assert (_begun(kept), _begun(lost)) == ([], ["export-while-you-can"])
    assert _action(lost, "close/review").latest == _action(kept, "close/review").latest
    assert lost.verdict == kept.verdict == "under-way"


SETTLED = {**NO_CASES, "violations.unpaid_fines": 0, "funds.debt": 0}
ASKED = CLOSED | SETTLED | {"deposit.status": "refunding", "deposit.applied_on": ago(29)}


@pytest.mark.parametrize(
    "facts",
    [
        {"after_sales.open": 2},
        {"disputes.open": 1},
        {"violations.unpaid_fines": 1, "violations.fines_amount": 200},
    ],
)
@pytest.mark.parametrize("asked", [True, False])
def test_what_is_open_after_closing_is_settled_today(facts: dict[str, Any], asked: bool) -> None:
    """The deposit waits for it, and penalties and compensation come off it first."""
    shop = ASKED if asked else ASKED | {"deposit.status": "held", "deposit.applied_on": "never"}
    report = judged(KUAISHOU, "refund-deposit", shop | facts)

    assert report.verdict == "under-way"
    assert _begun(report) == ["settle-what-is-open", *([] if asked else ["take-out-deposit"])]
    assert report.open_points == ()
    assert not any(w.code == "applied-open-point" for w in report.warnings)
    assert report.money.in_doubt == "1000.00"


def test_the_deposit_is_late_where_nothing_is_open() -> None:
    """By the longest of the guides it takes 15 working days."""
    report = judged(KUAISHOU, "refund-deposit", ASKED)

    assert (report.verdict, _begun(report)) == ("overdue", ["money-arrives"])


def test_a_case_before_applying_is_not_settled_again_after_closing() -> None:
    """Nobody gets to the application with it (guide, 3.6)."""
    facts = {"closing.status": "not_applied", "deposit.held": 1000, "after_sales.open": 2}
    refs = [a.ref for a in judged(KUAISHOU, "close", facts).plan.actions]

    assert "kuaishou/refund-deposit/take-out-deposit" in refs
    assert "kuaishou/refund-deposit/settle-what-is-open" not in refs


@pytest.mark.parametrize(
    ("asked", "group"),
    [
        ({"deposit.status": "refunding", "deposit.applied_on": ago(1)}, "in_doubt"),
        ({"deposit.status": "held", "deposit.applied_on": ago(1)}, "in_doubt"),
        ({"deposit.status": "held", "deposit.applied_on": "never"}, "comes_back"),
    ],
)
def test_an_alipay_account_that_does_not_fit_is_changed_today(
    asked: dict[str, Any], group: str
) -> None:
    """By a repost an import shop's deposit goes to its owner's alone, by guides every shop's."""
    shop = CLOSED | SETTLED | asked
    report = judged(KUAISHOU, "refund-deposit", shop | {"confirmed.alipay_matches": False})

    assert _begun(report)[0] == "change-alipay"
    assert getattr(report.money, group) == "1000.00"
    fits = judged(KUAISHOU, "refund-deposit", shop | {"confirmed.alipay_matches": True})
    assert "change-alipay" not in _begun(fits)
    assert fits.money.comes_back == "1000.00"


def test_an_account_that_does_not_fit_is_changed_before_closing_too() -> None:
    """Where the deposit has been asked for already; since when is not said, so it may be late."""
    early = {"closing.status": "not_applied", "deposit.held": 500, "deposit.status": "refunding"}
    report = judged(KUAISHOU, "refund-deposit", early | {"confirmed.alipay_matches": False})

    assert _begun(report) == ["change-alipay", "chase-before-closing"]
    assert report.money.in_doubt == "500.00"


@pytest.mark.parametrize(("held", "told"), [(1000, True), (0, False)])
def test_the_deposit_is_to_be_fetched_while_there_is_one(held: int, told: bool) -> None:
    """Once it has come there is nothing to fetch."""
    facts = CLOSED | {"deposit.held": held, "deposit.status": "refunding" if held else "returned"}
    refs = [a.ref for a in judged(KUAISHOU, "close", facts).plan.actions]

    assert ("kuaishou/close/deposit-to-fetch" in refs) is told


def test_money_is_withdrawn_before_applying_and_not_after_the_deposit() -> None:
    """What lies in the balance before closing is not the deposit that comes into it later."""
    facts = {"funds.unsettled": 0, "funds.withdrawable": 415, "deposit.held": 1000}
    refs = [a.ref for a in judged(KUAISHOU, "close", facts).plan.actions]

    assert "kuaishou/close/funds-withdrawn" in refs
    assert "kuaishou/refund-deposit/withdraw-balance" not in refs
    assert "kuaishou/refund-deposit/balance-arrives" not in refs


@pytest.mark.parametrize(
    ("deposit", "told"),
    [
        ({"deposit.held": 0, "deposit.status": "returned"}, True),
        ({"deposit.held": 0, "deposit.status": "refunding"}, True),
        ({"deposit.held": 200, "deposit.status": "refunding"}, False),
        ({"deposit.held": 0, "deposit.status": "held"}, False),
    ],
)
def test_who_has_the_deposit_back_compares_the_sum(deposit: dict[str, Any], told: bool) -> None:
    """In full if nothing is owed and nothing was taken: a smaller sum is asked about."""
    report = judged(KUAISHOU, "close", CLOSED | SETTLED | deposit)

    assert any("ask customer service what was taken" in w.says.en for w in report.warnings) is told


def test_a_deposit_paid_out_too_small_names_what_to_enter() -> None:
    """Returned with a rest contradicts itself; the rest is being refunded, or asked about."""
    with pytest.raises(ShopexitError, match="write refunding and what is lacking"):
        judged(KUAISHOU, "close", CLOSED | {"deposit.held": 200, "deposit.status": "returned"})


@pytest.mark.parametrize(
    ("days", "by", "over"), [(0, "2026-11-29", None), (7, TODAY, None), (8, None, "2026-11-21")]
)
@pytest.mark.parametrize(
    "lies",
    [
        {"deposit.held": 0, "funds.withdrawable": 1000},
        # The balance is the figure from before, or nothing of it came: it is asked about.
        {"deposit.held": 1000, "funds.withdrawable": 0},
    ],
)
def test_seven_days_to_withdraw_are_counted_from_the_arrival(
    days: int, by: str | None, over: str | None, lies: dict[str, Any]
) -> None:
    """Exit rule: 7 natural days in the balance; what follows them is cut off in every repost."""
    back = {"deposit.status": "refunding", "deposit.arrived_on": ago(days)}
    report = judged(KUAISHOU, "refund-deposit", ASKED | back | lies)

    assert _begun(report) == ["ask-what-holds-it" if lies["deposit.held"] else "withdraw-balance"]
    limit = _action(report, "refund-deposit/seven-days-over")
    assert [day and str(day) for day in (limit.latest, limit.due)] == [by, over]


@pytest.mark.parametrize(
    ("fact", "bad"),
    [
        ("products.on_sale", 40),
        ("orders.pending_shipment", 1),
        ("services.freight_insurance_active", True),
    ],
)
def test_what_the_closing_asks_for_is_no_question_about_the_deposit(fact: str, bad: object) -> None:
    """It is settled by then: in review it is put right, and the platform is asked nothing more."""
    report = judged(KUAISHOU, "close", IN_REVIEW | {"deposit.held": 500, fact: bad})

    assert f"kuaishou/refund-deposit/{fact}" not in report.plan.today


GONE = {
    "closing.status": "closed", "closing.by": "seller", "closing.applied_on": "2026-08-20",
    "closing.closed_on": "2026-09-20", "deposit.status": None, "deposit.arrived_on": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "today"),
    [
        # Nothing is held, and no refund said to be under way.
        ({"deposit.held": 0, "funds.withdrawable": 60}, ["withdraw-balance"]),
        # Nothing is known of it: one line reminds of it, whether or not the page still shows it.
        ({"deposit.held": None}, ["money-arrives", "take-out-deposit"]),
        # What may lie in the balance is told of once, too.
        (
            {"deposit.held": None, "funds.withdrawable": None},
            ["money-arrives", "take-out-deposit", "withdraw-balance"],
        ),
    ],
)
def test_a_deposit_is_chased_once_and_only_where_there_may_be_one(
    facts: dict[str, Any], today: list[str]
) -> None:
    """What the page no longer shows is on its way only if that is said."""
    report = left(KUAISHOU, GONE | facts)

    assert for_today(report) == [f"refund-deposit/{step}" for step in today]


def test_a_deposit_on_its_way_is_waited_for_whether_or_not_its_day_of_arrival_is_blank() -> None:
    """15 working days from the day it was asked for (refund-kexiaomei); a blank is not yet."""
    asked = {"deposit.held": 0, "deposit.status": "refunding", "deposit.applied_on": ago(1)}
    given = [asked | {"deposit.arrived_on": arrived} for arrived in (None, "never")]
    blank, never = (left(KUAISHOU, GONE | facts) for facts in given)

    assert blank.verdict == never.verdict == "under-way"
    days = [str(_action(each, "refund-deposit/money-arrives").latest) for each in (blank, never)]
    assert days == ["2026-12-11", "2026-12-11"]
    assert not warns_of(blank, "not given")


def test_who_waits_too_long_for_the_review_is_told_what_puts_off_its_last_day() -> None:
    """Cases add the days that they took (exit-rule-kexiaomei), which no figure tells."""
    report = left(KUAISHOU, IN_REVIEW)

    assert report.verdict == "overdue"
    assert "close/review" in for_today(report)
    assert "adds the days" in _action(report, "close/review").does.en


def test_an_import_shop_is_told_of_its_alipay_once_and_not_as_advice() -> None:
    """By a repost its deposit goes to no other (exit-conditions-2023)."""
    differs = {"confirmed.alipay_matches": False, "deposit.held": 500}
    abroad = IN_REVIEW | differs | {"profile.region": "cross_border"}
    report = left(KUAISHOU, abroad | {"closing.applied_on": ago(5)})

    assert for_today(report)[0] == "close/import-shop-alipay"
    assert "refund-deposit/alipay-ready" not in for_today(report)
