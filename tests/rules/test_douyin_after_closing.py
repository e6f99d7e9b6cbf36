"""Douyin: what is left once the shop is shut, by its seller or by the platform."""

from datetime import date
from typing import Any

import pytest
from exits import action, left

from shopexit import Platform, Report, ShopexitError, load_rules

DOUYIN: Platform = load_rules("douyin")
# The 22nd, the day that is judged, is a Sunday.
CLOSED = {
    "profile.evicted": False,
    "closing.status": "closed",
    "closing.applied_on": "2026-11-16",
    "closing.closed_on": "2026-11-19",
    "deposit.held": 2000,
    "deposit.required": 500,
    "deposit.status": "held",
}
LONG_AGO = CLOSED | {
    "closing.by": "seller",
    "closing.applied_on": "2026-10-20",
    "closing.closed_on": "2026-10-29",
}
SHUT = CLOSED | {"closing.by": "platform", "closing.applied_on": "never"}
EVICTED = SHUT | {"profile.evicted": True, "closing.closed_on": "2026-11-10"}


def _sums(report: Report) -> dict[str, tuple[str, str | None]]:
    return {s.fact: (str(s.group), str(s.latest) if s.latest else None) for s in report.money.sums}


def _told(report: Report, word: str) -> bool:
    return any(word in str(warning) for warning in report.warnings)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"confirmed.violation_settled": True}, "ready"),
        ({"confirmed.violation_settled": False}, "blocked"),
        ({"confirmed.violation_settled": None}, "undetermined"),
        ({"confirmed.violation_settled": True, "after_sales.open": 1}, "blocked"),
        ({"confirmed.violation_settled": False, "closing.applied_on": None}, "blocked"),
        ({"confirmed.violation_settled": True, "notice.published_on": "never"}, "blocked"),
    ],
)
def test_an_evicted_shop_has_its_exit_still_to_carry_out(
    facts: dict[str, Any], verdict: str
) -> None:
    """Exit rule 2.2.2(2): on the terms of 2.2.1, and with the violation settled."""
    report = left(DOUYIN, EVICTED | facts)

    assert report.verdict == verdict
    assert not action(report, "close/submit-evicted").done
    assert not action(report, "close/sign-evicted").done
    assert _sums(report)["deposit.held"][0] == "in_doubt"


def test_an_evicted_shop_that_has_applied_is_in_review_like_any_other() -> None:
    """Handed in on Friday the 20th: 3 working days are over on Wednesday the 25th."""
    applied = {"closing.status": "in_review", "closing.applied_on": "2026-11-20"}
    report = left(DOUYIN, EVICTED | applied | {"closing.closed_on": None})

    assert report.verdict == "under-way"
    assert str(action(report, "close/review").latest) == "2026-11-25"


def test_an_evicted_shop_that_has_signed_is_closed() -> None:
    """The day of closing is not before that of its application."""
    signed = {"closing.applied_on": "2026-11-16", "closing.closed_on": "2026-11-19"}

    assert left(DOUYIN, EVICTED | signed).verdict == "under-way"
    assert action(left(DOUYIN, EVICTED | signed), "close/sign-evicted").done


def test_the_deposit_of_an_evicted_shop_waits_for_its_exit() -> None:
    """That the platform shut the shop is not the exit that the deposit rule follows on."""
    report = left(DOUYIN, EVICTED | {"confirmed.violation_settled": True}, "refund-deposit")
    (found,) = (f for f in report.findings if f.ref.endswith("/evicted-exits-itself"))

    assert (report.verdict, found.outcome) == ("blocked", "unmet")


def test_the_notice_of_an_evicted_shop_may_go_up_after_the_eviction() -> None:
    """Exit rule 2.2.2(2) asks such a shop for it; of other shops it is a slip of the pen."""
    late = {"notice.published_on": "2026-11-15", "confirmed.violation_settled": True}

    assert left(DOUYIN, EVICTED | late).verdict == "ready"
    with pytest.raises(ShopexitError):
        left(DOUYIN, CLOSED | {"notice.published_on": "2026-11-20"})


def test_the_deposit_of_a_released_shop_is_never_late() -> None:
    """Exit rule 2.2.3 says nothing of it, and what is not published cannot be overdue."""
    report = left(DOUYIN, SHUT | {"profile.released": True, "closing.closed_on": "2026-10-10"})

    assert report.verdict == "under-way"
    assert _sums(report)["deposit.held"] == ("in_doubt", None)


RELEASED = SHUT | {"profile.released": True, "closing.closed_on": "2026-10-10"}
OF_WHO_APPLIES = ("verify-identity", "submit", "payee-account", "review", "sign")


def test_a_released_shop_has_its_deposit_to_apply_for() -> None:
    """Deposit rule 2.6.1(2); nobody has applied to exit, given an account or signed (2.2.3)."""
    report = left(DOUYIN, RELEASED)
    refs = {each.ref for each in report.plan.actions}

    assert list(report.plan.today) == ["douyin/close/apply-after-release"]
    assert not refs & {f"douyin/close/{name}" for name in OF_WHO_APPLIES}
    assert action(report, "close/released").done


def test_a_released_shop_that_has_applied_for_its_deposit_waits() -> None:
    """Nothing says how long: that is asked."""
    asked = {"deposit.status": None, "deposit.applied_on": "2026-11-10"}
    for facts in ({"deposit.status": "refunding"}, asked):
        report = left(DOUYIN, RELEASED | facts)
        asks = ["douyin/close/ask-what-holds-it"]
        assert (report.verdict, list(report.plan.today)) == ("under-way", asks)


def test_a_released_shop_without_a_deposit_has_nothing_to_apply_for() -> None:
    """Its exit is over."""
    assert left(DOUYIN, RELEASED | {"deposit.held": 0}).verdict == "done"


def test_money_that_is_left_in_a_closed_shop_is_in_doubt() -> None:
    """Exit rule 2.3.1 ends login; deposit rule 2.6.1(2) pays nothing while slips are unsettled."""
    facts = {"funds.unsettled": 500, "funds.withdrawable": 120.5, "closing.closed_on": "2026-11-13"}
    report = left(DOUYIN, CLOSED | facts | {"closing.applied_on": "2026-11-10"})
    sums = _sums(report)

    assert report.verdict == "under-way"
    assert sums["funds.unsettled"] == sums["funds.withdrawable"] == ("in_doubt", None)
    assert sums["deposit.held"] == ("comes_back", None)
    assert _told(report, "login may be gone")


@pytest.mark.parametrize(
    "facts",
    [
        {"after_sales.open": 3},
        {"disputes.open": 1},
        {"violations.unpaid_fines": 1, "violations.fines_amount": 200},
        {"funds.debt": 100},
        {"services.unpaid_premiums": 20},
    ],
)
def test_what_is_open_after_closing_is_pointed_out(facts: dict[str, Any]) -> None:
    """Deposit rule 2.4.1: it may be taken from the deposit first."""
    assert not _told(left(DOUYIN, CLOSED), "still open")
    report = left(DOUYIN, CLOSED | facts)

    assert _told(report, "still open")
    assert _sums(report)["deposit.held"][0] == "in_doubt"


def test_a_refund_that_was_applied_for_after_closing_is_counted_from_then() -> None:
    """Deposit rule 2.6.1(2): from Thursday the 19th to Tuesday the 24th, though closed long ago."""
    facts = {"closing.applied_on": "2026-08-24", "closing.closed_on": "2026-09-03"}
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-19"}
    report = left(DOUYIN, CLOSED | facts | asked)

    assert report.verdict == "under-way"
    assert str(action(report, "close/deposit-returned").latest) == "2026-11-24"
    # The day alone says it too: it is what `done` writes.
    only_day = left(DOUYIN, CLOSED | facts | {"deposit.applied_on": "2026-11-19"})
    assert str(action(only_day, "close/deposit-returned").latest) == "2026-11-24"
    assert left(DOUYIN, CLOSED | facts).verdict == "overdue"


@pytest.mark.parametrize("region", ["cross_border", "instant_retail"])
def test_a_deposit_by_another_rule_is_never_late(region: str) -> None:
    """Its days are counted from an approval of unsaid length, or stand in a rule not read."""
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-10-30"}
    for procedure in ("close", "refund-deposit"):
        facts = LONG_AGO | asked | {"profile.region": region}
        assert left(DOUYIN, facts, procedure).verdict == "under-way"


def test_a_closed_shop_that_paid_no_deposit_has_nothing_to_apply_for() -> None:
    """Whatever state its deposit may be in."""
    assert left(DOUYIN, CLOSED | {"deposit.held": 0, "deposit.status": None}).verdict == "done"


@pytest.mark.parametrize(
    ("facts", "today"),
    [
        ({"after_sales.open": 2}, ["close/settle-what-is-open"]),
        ({"disputes.open": 1}, ["close/settle-what-is-open"]),
        ({"violations.unpaid_fines": 1}, ["close/settle-what-is-open"]),
        ({"services.unpaid_premiums": 20}, ["close/settle-what-is-open"]),
        ({"deposit.held": -60}, ["close/settle-what-is-open"]),
        ({"funds.debt": 80}, ["close/settle-what-is-open"]),
        (
            {"violations.fines_amount": 300, "violations.unpaid_fines": None},
            ["close/settle-what-is-open"],
        ),
        ({"deposit.penalty_hold": True}, ["close/ask-what-holds-it"]),
        ({"deposit.campaign_hold": True}, ["close/ask-what-holds-it"]),
        ({"violations.shop_frozen": True}, ["close/ask-what-holds-it"]),
        ({"profile.released": True}, ["close/ask-what-holds-it"]),
    ],
)
def test_a_deposit_that_may_be_taken_from_is_not_late(
    facts: dict[str, Any], today: list[str]
) -> None:
    """Deposit rule 2.4: held or taken first, and what it does not cover is the seller's to pay."""
    report = left(DOUYIN, LONG_AGO | facts)

    assert left(DOUYIN, LONG_AGO).verdict == "overdue"
    assert report.verdict == "under-way"
    assert list(report.plan.today) == [f"douyin/{ref}" for ref in today]


def test_a_refund_that_was_asked_for_waits_for_open_cases_too() -> None:
    """And says what is to be settled today, also where the refund is judged by its own name."""
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-10-30"}
    for procedure in ("close", "refund-deposit"):
        report, waiting = (
            left(DOUYIN, LONG_AGO | asked | {"after_sales.open": cases}, procedure)
            for cases in (0, 2)
        )
        assert (report.verdict, waiting.verdict) == ("overdue", "under-way")
        assert list(waiting.plan.today) == [f"douyin/{procedure}/settle-what-is-open"]


@pytest.mark.parametrize(
    "asked", [{}, {"deposit.status": "refunding", "deposit.applied_on": "2026-10-30"}]
)
def test_an_account_that_does_not_fit_is_changed_before_the_platform_is_late(
    asked: dict[str, Any],
) -> None:
    """Exit rule 2.2.1(3): a company is paid to its own corporate account only."""
    report = left(DOUYIN, LONG_AGO | asked | {"confirmed.payee_matches": False})

    assert left(DOUYIN, LONG_AGO | asked).verdict == "overdue"
    assert report.verdict == "under-way"
    assert list(report.plan.today) == ["douyin/close/change-payee"]
    assert _sums(report)["deposit.held"] == ("in_doubt", None)


def test_an_account_that_does_not_fit_is_changed_where_the_refund_is_judged_by_name() -> None:
    """The same, once it was asked for."""
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-10-30"}
    report = left(DOUYIN, LONG_AGO | asked | {"confirmed.payee_matches": False}, "refund-deposit")

    assert report.verdict == "under-way"
    assert list(report.plan.today) == ["douyin/refund-deposit/payee-company"]


@pytest.mark.parametrize("procedure", ["close", "refund-deposit"])
@pytest.mark.parametrize("entity", ["company", "sole_trader"])
def test_for_an_account_that_does_not_fit_no_day_is_named(procedure: str, entity: str) -> None:
    """Deposit rule 2.8.2: a change is told 30 days ahead, and the bank takes its time."""
    open_ = {"closing.status": "not_applied", "closing.closed_on": None, "closing.applied_on": None}
    facts = CLOSED | open_ | {"profile.entity": entity, "confirmed.payee_matches": False}
    report = left(DOUYIN, facts, procedure)

    assert report.verdict == "blocked"
    assert list(report.plan.today) == [f"douyin/{procedure}/payee-{entity.replace('_', '-')}"]
    assert {each.latest for each in report.money.sums if each.amount} == {None}
    assert "30 days ahead" in str(action(report, f"{procedure}/payee-{entity.replace('_', '-')}"))


def test_a_refund_that_runs_before_applying_is_spoken_of() -> None:
    """Deposit rule 2.6.1(1): while the shop is open only the excess is paid."""
    open_ = {"closing.status": "not_applied", "closing.closed_on": None, "closing.applied_on": None}

    assert _told(left(DOUYIN, CLOSED | open_ | {"deposit.status": "refunding"}), "A refund runs")
    assert not _told(left(DOUYIN, CLOSED | open_), "A refund runs")


@pytest.mark.parametrize("status", ["in_review", "approved"])
def test_who_has_not_exported_does_so_today_before_signing(status: str) -> None:
    """Exit rule 2.3.1: once the application has passed, login may end."""
    applied = {"closing.status": status, "closing.applied_on": "2026-11-20"}
    facts = CLOSED | applied | {"closing.closed_on": None}
    first = {
        kept: left(DOUYIN, facts | {"confirmed.data_backed_up": kept}).plan.today[:1]
        for kept in (False, True, None)
    }

    assert first[False] == first[None] == ("douyin/close/export-data",)
    assert "douyin/close/export-data" not in first[True]


def test_an_open_shop_that_takes_its_excess_is_not_asked_about_the_agreement() -> None:
    """It signs none."""
    facts = {"closing.status": "not_applied", "closing.closed_on": None, "closing.applied_on": None}
    more = facts | {"deposit.last_withdrawn_on": "never", "confirmed.payee_matches": True}

    assert not _told(left(DOUYIN, CLOSED | more, "refund-deposit"), "after signing")
    assert _told(left(DOUYIN, CLOSED, "refund-deposit"), "after signing")


@pytest.mark.parametrize("region", ["cross_border", "instant_retail"])
def test_the_trial_without_a_deposit_is_for_domestic_shops(region: str) -> None:
    """Zero-deposit rule 1.2 leaves the others out."""
    with pytest.raises(ShopexitError):
        left(DOUYIN, CLOSED | {"profile.region": region, "profile.zero_deposit": True})


def test_days_that_are_the_same_by_two_ways_are_told_once() -> None:
    """An after-sales period of 90 days is also the longest there is."""
    facts = {"orders.last_completed_on": "2026-10-05", "after_sales.period_days": 90}
    report = left(DOUYIN, facts, "close")
    told = [f.needs.en for each in report.findings for f in each.figures if f.holds is False]

    assert "on or before 2026-08-24 or never" in told


def test_a_refund_whose_application_has_no_day_is_counted_from_the_closing() -> None:
    """Exit rule 2.2.1(5) pays without an application: the 24th is three days from the 19th."""
    refunding = {"deposit.status": "refunding", "deposit.applied_on": None}
    report = left(DOUYIN, CLOSED | refunding)

    assert report.verdict == "under-way"
    assert str(action(report, "close/deposit-returned").latest) == "2026-11-24"
    assert left(DOUYIN, LONG_AGO | refunding).verdict == "overdue"


def test_the_deposit_of_an_evicted_shop_that_has_left_can_be_late() -> None:
    """Deposit rule 2.6.1(2) asks who has left, not who shut the shop first."""
    signed = {"closing.applied_on": "2026-10-20", "closing.closed_on": "2026-10-29"}

    for procedure in ("close", "refund-deposit"):
        asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-10-30"}
        assert left(DOUYIN, EVICTED | signed | asked, procedure).verdict == "overdue"
    assert left(DOUYIN, EVICTED | signed).verdict == "overdue"
    assert left(DOUYIN, SHUT | {"closing.closed_on": "2026-10-29"}).verdict == "under-way"


@pytest.mark.parametrize("region", ["domestic", "cross_border", "instant_retail"])
def test_a_balance_beside_the_day_on_which_all_had_arrived_is_asked_about(region: str) -> None:
    """Deposit rule 2.4.1: what is lacking may have been taken, the sum due and more as well."""
    came = {"profile.region": region, "deposit.status": "refunding"}
    came |= {"deposit.applied_on": "2026-10-30", "deposit.arrived_on": "2026-11-04"}
    for procedure in ("close", "refund-deposit"):
        report = left(DOUYIN, LONG_AGO | came, procedure)
        assert (report.verdict, _sums(report)["deposit.held"][0]) == ("under-way", "in_doubt")
        assert report.plan.today == (f"douyin/{procedure}/claim-the-rest",)
        assert _told(report, "the balance is not 0")
        report = left(DOUYIN, LONG_AGO | came | {"deposit.held": 0}, procedure)
        assert report.verdict == "done"
        assert not _told(report, "the balance is not 0")


def test_an_excess_that_came_before_the_closing_is_not_the_rest() -> None:
    """Its day is asked about, and is not that of all; the days of the rest run from the closing."""
    for more in (
        {"deposit.applied_on": "2026-09-20"},
        {},
        {"deposit.applied_on": "2026-10-30", "deposit.status": "refunding"},
    ):
        excess = LONG_AGO | {"deposit.held": 500, "deposit.arrived_on": "2026-09-24"} | more
        asked = left(DOUYIN, excess)
        assert (asked.verdict, _sums(asked)["deposit.held"][0]) == ("under-way", "in_doubt")
        assert asked.plan.today == ("douyin/close/claim-the-rest",)
        assert left(DOUYIN, excess | {"deposit.arrived_on": "never"}).verdict == "overdue"
    now = CLOSED | {"closing.by": "seller", "deposit.held": 500, "deposit.arrived_on": "never"}
    report = left(DOUYIN, now | {"deposit.applied_on": "2026-09-20"})
    assert (report.verdict, _sums(report)["deposit.held"]) == (
        "under-way",
        ("comes_back", "2026-11-24"),
    )


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"deposit.status": "refunding"}, "ready"),
        ({"deposit.arrived_on": "2026-03-05"}, "ready"),
        ({"deposit.arrived_on": "never", "confirmed.violation_settled": False}, "blocked"),
    ],
)
def test_to_ask_for_the_deposit_is_no_exit_of_an_evicted_shop(
    facts: dict[str, Any], verdict: str
) -> None:
    """Exit rule 2.2.2(2): that is applied for by itself."""
    asked = {"deposit.applied_on": "2026-03-01", "confirmed.violation_settled": True}
    report = left(DOUYIN, EVICTED | asked | facts)

    assert report.verdict == verdict
    assert not action(report, "close/submit-evicted").done


@pytest.mark.parametrize("arrived", [None, "2026-03-05"])
@pytest.mark.parametrize("evicted", [None, False])
def test_while_nothing_is_refunded_a_shop_that_was_shut_has_its_deposit_to_apply_for(
    arrived: str | None, evicted: bool | None
) -> None:
    """Deposit rule 2.6.1(2): after the closing; whose day is given is asked beside it."""
    facts = {"profile.evicted": evicted, "deposit.applied_on": "2026-03-01"}
    report = left(DOUYIN, SHUT | facts | {"deposit.arrived_on": arrived})
    asks = ["douyin/close/claim-the-rest"] if arrived else []

    assert report.verdict == "under-way"
    assert sorted(report.plan.today) == ["douyin/close/apply-after-release", *asks]


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, "under-way"),
        ({"deposit.status": "returned"}, "done"),
        ({"profile.evicted": False}, "done"),
        ({"closing.by": None, "closing.applied_on": None}, "done"),
    ],
)
def test_without_a_deposit_it_is_asked_whether_the_shop_was_evicted(
    facts: dict[str, Any], verdict: str
) -> None:
    """Exit rule 2.2.2(2): the exit of such a shop is still to be applied for."""
    shut = SHUT | {"profile.evicted": None, "deposit.held": 0, "deposit.status": None}
    report = left(DOUYIN, shut | facts)

    assert report.verdict == verdict
    assert _told(report, "evicted by the platform") is (verdict == "under-way")


def test_who_does_not_give_the_deposit_does_not_wait_for_his_own_application() -> None:
    """Nobody said that he has applied; what is waited for is the deposit."""
    report = left(DOUYIN, CLOSED | {"deposit.held": None, "deposit.status": None})

    assert report.verdict == "under-way"
    assert action(report, "close/refund-applied-for").who == "platform"
    assert "douyin/close/refund-applied-for" not in report.plan.today


@pytest.mark.parametrize("status", ["not_applied", "rejected", "in_review", "approved"])
def test_an_excess_that_is_late_is_spoken_of_in_closing_too(status: str) -> None:
    """Deposit rule 2.6.1(1): 1 to 3 working days, over in two weeks with any holidays."""
    applied = None if status == "not_applied" else "2026-11-19"
    facts = CLOSED | {"closing.status": status, "closing.applied_on": applied}
    facts |= {"closing.closed_on": None, "deposit.status": "refunding"}
    if status == "rejected":
        facts |= {"closing.rejected_on": "2026-11-20", "closing.reason": "资料不全"}

    assert _told(left(DOUYIN, facts | {"deposit.applied_on": "2026-11-08"}), "which are over")
    for day in ("2026-11-09", None):
        report = left(DOUYIN, facts | {"deposit.applied_on": day})
        assert _told(report, "A refund runs")
        assert not _told(report, "which are over")


@pytest.mark.parametrize("entity", ["personal", "sole_trader", "company", None])
def test_whoever_applies_names_an_account(entity: str | None) -> None:
    """Exit rule 2.2.1(3), whatever the shop is, said or not."""
    facts = {"profile.entity": entity, "closing.status": "approved", "deposit.held": 2000}
    steps = [a.ref for a in left(DOUYIN, facts).plan.actions if "payee-account" in a.ref]

    assert steps == ["douyin/close/payee-account"]
    assert not action(left(DOUYIN, facts), "close/payee-account").may_apply


@pytest.mark.parametrize("facts", [{"after_sales.open": 2}, {"funds.withdrawable": 120}])
def test_of_a_deposit_that_is_back_nothing_is_said_to_be_taken(facts: dict[str, Any]) -> None:
    """What may be held or waits is a deposit not yet paid back."""
    back = left(DOUYIN, LONG_AGO | {"deposit.held": 0, "deposit.status": "returned"} | facts)

    texts = [*back.warnings, *back.plan.actions]
    assert any("not yet paid back" in str(each) for each in texts)


UNSAID = CLOSED | {"profile.evicted": None, "closing.closed_on": "2026-11-09"}
UNSAID |= {"closing.applied_on": "2026-11-03", "deposit.applied_on": "never"}


@pytest.mark.parametrize("by", ["seller", "platform", None])
@pytest.mark.parametrize("evicted", [False, True, None])
@pytest.mark.parametrize(
    "facts",
    [{"deposit.status": "refundable"}, {"profile.region": "instant_retail"}],
)
def test_a_refundable_deposit_is_applied_for_whoever_shut_the_shop(
    by: str | None, evicted: bool | None, facts: dict[str, Any]
) -> None:
    """Deposit rules 2.6.1(2): it is paid once applied for, also where neither is given."""
    report = left(DOUYIN, UNSAID | facts | {"closing.by": by, "profile.evicted": evicted})

    assert (report.verdict, list(report.plan.today)) == (
        "under-way",
        ["douyin/close/apply-after-release"],
    )


def test_who_applied_and_signed_is_not_said_to_be_evicted() -> None:
    """Whoever shut it first, the exit is complete (2.2.2(2)), and its notice is over."""
    report = left(DOUYIN, UNSAID | {"deposit.status": None, "deposit.applied_on": None})

    for name in ("submit-evicted", "notice-has-run", "sign-evicted"):
        assert action(report, f"close/{name}").done


@pytest.mark.parametrize("region", ["cross_border", "instant_retail"])
@pytest.mark.parametrize(("closed", "asks"), [("2026-11-08", True), ("2026-11-09", False)])
def test_a_wait_of_no_published_length_is_asked_about_after_two_weeks(
    region: str, closed: str, asks: bool
) -> None:
    """Three working days, the only figure there is, are over by then; nobody is overdue."""
    shop = LONG_AGO | {"profile.region": region, "closing.closed_on": closed}
    shop |= {"deposit.status": "refunding", "deposit.applied_on": closed}

    for procedure in ("close", "refund-deposit"):
        report = left(DOUYIN, shop, procedure)
        assert report.verdict == "under-way"
        assert report.plan.today == (f"douyin/{procedure}/ask-what-holds-it",) * asks


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [({}, "ready"), ({"violations.open": 1}, "undetermined"),
     ({"confirmed.violation_settled": False}, "blocked")],
)  # fmt: skip
def test_a_violation_that_an_evicted_shop_has_settled_is_no_question(
    facts: dict[str, Any], verdict: str
) -> None:
    """Exit rule 2.2.2(2) asks that it is settled; the money is in doubt all the same."""
    record = {"violations.serious": 1, "violations.open": 0, "confirmed.violation_settled": True}
    report = left(DOUYIN, EVICTED | record | facts)

    assert report.verdict == verdict
    assert _sums(report)["deposit.held"][0] == "in_doubt"


@pytest.mark.parametrize("status", ["held", "refunding"])
def test_a_shop_that_closed_itself_is_given_one_day_by_both_procedures(status: str) -> None:
    """Exit rule 2.2.1(5): its deposit comes by itself; of 19 November 20 to 24, whoever asks."""
    shop = CLOSED | {"closing.by": "seller", "deposit.status": status}
    for procedure, step in (("close", "deposit-returned"), ("refund-deposit", "paid")):
        report = left(DOUYIN, shop, procedure)
        assert report.verdict == "under-way"
        assert str(action(report, f"{procedure}/{step}").latest) == "2026-11-24"
        assert left(DOUYIN, shop, procedure, date(2026, 11, 25)).verdict == "overdue"
    # An application after the closing begins the days anew.
    later = left(DOUYIN, shop | {"deposit.applied_on": "2026-11-20"}, "refund-deposit")
    assert str(action(later, "refund-deposit/paid").latest) == "2026-11-25"


def test_what_the_page_shows_as_gone_is_counted_from_the_closing() -> None:
    """And not from the day of the figures, by which its end would move on with each look."""
    shop = CLOSED | {"closing.by": "seller", "deposit.held": 0, "deposit.status": "refunding"}
    report = left(DOUYIN, shop, "refund-deposit")

    assert str(action(report, "refund-deposit/sent-off").latest) == "2026-11-24"


def test_a_page_that_says_that_it_can_be_refunded_has_to_be_applied_on() -> None:
    """In both procedures alike: nothing is being refunded."""
    shop = CLOSED | {"closing.by": "seller", "deposit.status": "refundable"}

    assert "douyin/close/apply-after-release" in left(DOUYIN, shop).plan.today
    assert "douyin/refund-deposit/submit" in left(DOUYIN, shop, "refund-deposit").plan.today


@pytest.mark.parametrize(
    "facts", [{"deposit.status": "refundable"}, {"profile.region": "instant_retail"}]
)
def test_an_account_that_does_not_fit_is_asked_about_before_applying(facts: dict[str, Any]) -> None:
    """No rule says which one a person's shop needs, and a payment that fails is its own loss."""
    shop = CLOSED | {"closing.by": "seller", "profile.entity": "sole_trader", **facts}
    shop |= {"profile.entity": "personal"} if "deposit.status" in facts else {}
    report = left(DOUYIN, shop | {"confirmed.payee_matches": False}, "refund-deposit")

    assert report.verdict == "undetermined"
    assert report.plan.today[0] == "douyin/refund-deposit/owner-changed"
    assert "douyin/refund-deposit/submit" not in report.plan.today


@pytest.mark.parametrize("procedure", ["close", "refund-deposit"])
def test_of_what_came_short_nobody_is_late_in_either_procedure(procedure: str) -> None:
    """When the rest comes, if it does, no source says: it is asked about."""
    shop = LONG_AGO | {
        "deposit.held": 300, "deposit.status": "refunding", "deposit.arrived_on": "2026-11-05",
    }  # fmt: skip
    report = left(DOUYIN, shop, procedure)

    assert report.verdict == "under-way"
    assert report.plan.today == (f"douyin/{procedure}/claim-the-rest",)


@pytest.mark.parametrize(
    "open_", [{"orders.pending_receipt": 2}, {"violations.open": 1}, {"funds.debt": 200}]
)
@pytest.mark.parametrize("procedure", ["close", "refund-deposit"])
def test_what_is_open_after_the_closing_is_a_task_in_both_procedures(
    procedure: str, open_: dict[str, int]
) -> None:
    """As it may be taken from the deposit that comes by itself."""
    report = left(DOUYIN, CLOSED | {"closing.by": "seller", **open_}, procedure)

    assert f"douyin/{procedure}/settle-what-is-open" in report.plan.today
