"""What to begin today: what starts a clock first, then what keeps one, and so on."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import ANSWERED, action, for_today, left
from smallrules import procedure, reported, rules
from states import ON, ROOT, parsed

from shopexit import Platform, check
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.formats import todo
from shopexit.plan.actions import Phase

NOT_APPLIED = {"closing.status": "not_applied"}


def today(rules: Platform, facts: Mapping[str, Any]) -> list[str]:
    """Return the last parts of the references of what to begin today."""
    return [ref.rpartition("/")[2] for ref in left(rules, facts).plan.today]


def test_what_starts_a_clock_stands_first(rules_of: Mapping[str, Platform]) -> None:
    """Then what would let new orders come, what others need time for, the rest, one question."""
    facts = {
        "notice.published_on": "never",
        "products.on_sale": 3,
        "orders.pending_receipt": 2,
        "violations.unpaid_fines": 1,
        "deposit.status": "frozen",
    }
    assert today(rules_of["kuaishou"], facts) == [
        "notice-shown-30-days",
        "products-delisted",
        "orders-finished",
        "fines-paid",
        "deposit.status",
    ]


def test_one_clock_that_has_not_begun_is_enough() -> None:
    """Though what is asked for beside it starts none, and the rules name another thing first."""
    backed_up = {"holds": {"confirmed.backed_up": True}}
    shown = {"holds": {"orders.open": 0, "notice.published_on": {"at_least_days_ago": 30}}}
    values = {"confirmed.backed_up": False, "orders.open": 1, "notice.published_on": "never"}
    report = reported(rules(close=procedure(asks=[backed_up, shown])), values)
    assert report.plan.today == ("small/close/r1", "small/close/r0")


def test_what_keeps_a_clock_stands_before_what_others_need_time_for(
    rules_of: Mapping[str, Platform],
) -> None:
    """Though the rules name the orders first: goods on sale bring new ones."""
    found = today(rules_of["taobao"], {"products.on_sale": 3, "orders.pending_receipt": 2})
    assert found[:2] == ["delisted-5-weeks", "orders-finished"]


def test_what_comes_after_another_is_not_told_before_it(kuaishou: Platform) -> None:
    """The balance can be taken out once the service is off, though others need time for that."""
    facts = {"services.freight_insurance_active": True, "services.freight_balance": 30}
    assert today(kuaishou, facts) == ["freight-service-off", "freight-balance-withdrawn"]


def test_what_the_platform_requires_takes_as_long_as_it_takes(kuaishou: Platform) -> None:
    """No source says how long: until then no step is for today, and no day is told for it."""
    answers = {**ANSWERED["kuaishou"], "kuaishou/close/profile.evicted": {"required": True}}
    facts = {"profile.evicted": True, "deposit.held": 500}
    report = left(kuaishou, facts, answers=answers)
    assert report.plan.today == ("kuaishou/close/profile.evicted",)
    assert action(report, "close/submit").act_on is None


def test_no_way_that_cannot_be_gone_back_is_begun_while_it_is_in_question(
    rules_of: Mapping[str, Platform],
) -> None:
    """Whether the deposit must be unfrozen before the shop is cancelled is asked.

    To unfreeze it bars nothing, so that it can begin.
    """
    facts = {"closing.status": "not_applied", "deposit.held": 1000, "deposit.status": "held"}
    report = left(rules_of["taobao"], facts)
    assert report.verdict == "undetermined"
    begun = {ref for ref in report.plan.today if ref.startswith("taobao/close/")}
    assert begun == {"taobao/close/deposit-unfrozen"}
    assert "taobao/refund-deposit/apply" in report.plan.today


def test_a_shop_is_not_closed_for_its_deposit_while_the_order_of_both_is_in_question(
    kuaishou: Platform,
) -> None:
    """Reposts have it closed first, a guide the deposit returned first: that is asked."""
    facts = {
        "deposit.held": 500,
        "deposit.status": "refundable",
        "closing.status": "not_applied",
    }
    report = left(kuaishou, facts, "refund-deposit")
    assert report.verdict == "undetermined"
    assert report.plan.today == ("kuaishou/refund-deposit/shop-closed",)


def test_advice_that_sources_dispute_does_not_hold_up_a_step(
    rules_of: Mapping[str, Platform],
) -> None:
    """A refundable deposit is asked for at once, by the guide that does not want one to leave."""
    facts = {"deposit.held": 10000, "deposit.status": "refundable"}
    found = today(rules_of["aliexpress"], facts)
    assert {"look-up", "apply"} <= {*found}


def test_what_follows_a_procedure_is_not_for_today_on_its_last_day(kuaishou: Platform) -> None:
    """The review may be over today, but the deposit can only be fetched once it is."""
    facts = {"closing.status": "in_review", "closing.applied_on": "2026-09-20"}
    held = {"deposit.held": 500, "deposit.status": "held", "confirmed.data_backed_up": True}
    report = left(
        kuaishou, facts | held, on="2026-11-06"
    )  # 30 working days, with those of the holidays
    assert (report.verdict, str(action(report, "close/review").latest)) == (
        "under-way", "2026-11-06",
    )  # fmt: skip
    assert report.plan.today == ()


@pytest.mark.parametrize(
    "facts", [{"funds.reserved": 500}, {"funds.debt": 500}, {"violations.shop_frozen": True}]
)
def test_a_shop_is_not_closed_by_its_owner_before_a_bad_figure_is_asked_about(
    facts: Mapping[str, Any], rules_of: Mapping[str, Platform]
) -> None:
    """The exit is approved and all else is settled; closing cannot be undone."""
    rules, done = rules_of["aliexpress"], ["aliexpress/exit-managed/unbind"]
    approved: dict[str, Any] = {"closing.status": "approved", "closing.applied_on": "2026-10-20"}
    approved |= {"deposit.held": 0, "deposit.status": "returned"}
    good = left(rules, approved, done=done)
    assert good.plan.today == ("aliexpress/exit-managed/close-shop",)

    report = left(rules, {**approved, **facts}, done=done)
    (path,) = facts
    assert report.plan.today == (f"aliexpress/exit-managed/{path}",)
    assert report.plan.milestones[-1].latest is None


def test_a_signature_waits_for_an_answer_though_another_own_step_comes_before_it(
    rules_of: Mapping[str, Platform],
) -> None:
    """On Douyin one exports the records first, and signs on the same day."""
    facts = {"closing.status": "approved", "closing.applied_on": "2026-11-10", "deposit.held": 0}
    facts |= {"confirmed.data_backed_up": False}
    assert today(rules_of["douyin"], facts) == ["export-data", "sign"]
    assert today(rules_of["douyin"], {**facts, "violations.open": 1}) == [
        "export-data",
        "violations.open",
    ]


def test_what_may_be_put_right_in_another_way_is_still_for_today(
    rules_of: Mapping[str, Platform],
) -> None:
    """To delist the phones allows to unfreeze, and not to cancel: for that all goods go."""
    facts = {**NOT_APPLIED, "deposit.held": 1000, "deposit.status": "held"}
    facts |= {"products.on_sale": 3, "products.mandatory_deposit_on_sale": 1}
    found = today(rules_of["taobao"], facts | {"products.last_delisted_on": "2026-10-10"})
    assert {"mandatory-category-delisted", "delisted-5-weeks"} <= {*found}


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"closing.reason": "公示没满30天"}, []),
        ({"closing.rejected_on": "2026-11-16"}, ["closing.reason"]),
        ({}, ["closing.reason"]),
    ],
)
def test_why_an_application_was_refused_is_asked_only_if_the_file_does_not_say(
    given: Mapping[str, Any], asked: list[str], kuaishou: Platform
) -> None:
    """Where the day alone is missing, the seller knows it."""
    facts = {"closing.status": "rejected", "closing.applied_on": "2026-11-02", **given}
    assert today(kuaishou, facts | {"deposit.held": 500}) == asked


def test_a_day_that_only_passes_is_nothing_to_begin(rules_of: Mapping[str, Platform]) -> None:
    """The notice is up: until its 30 days are over there is nothing to do."""
    assert today(rules_of["kuaishou"], {"notice.published_on": "2026-11-10"}) == []


def test_a_ready_shop_begins_with_the_first_step(rules_of: Mapping[str, Platform]) -> None:
    """And goes on with the seller's others, up to what the platform does."""
    facts = {**NOT_APPLIED, "deposit.held": 500, "deposit.status": "refundable"}
    assert today(rules_of["kuaishou"], facts) == ["open-closing-page", "verify-identity", "submit"]


def test_who_is_late_is_asked_first(rules_of: Mapping[str, Platform]) -> None:
    """The review should have been over."""
    facts = {"closing.status": "in_review", "closing.applied_on": "2026-08-20"}
    exported = {"confirmed.data_backed_up": True}
    assert today(rules_of["kuaishou"], {**facts, **exported})[0] == "review"


def test_what_ends_with_the_closing_is_done_before_the_platform_is_reminded_of_it(
    rules_of: Mapping[str, Platform],
) -> None:
    """The notice is over, and a deposit that is held cannot be unfrozen in a shop that is gone."""
    facts = {"closing.status": "in_notice", "closing.applied_on": "2026-10-01"}
    held = {"deposit.held": 1000, "deposit.status": "held"}
    found = today(rules_of["taobao"], {**facts, **held})
    assert found.index("unfreeze-in-time") < found.index("closed")


def test_of_what_to_ask_the_platform_one_question_is_for_today(
    rules_of: Mapping[str, Platform],
) -> None:
    """The last of all; figures to look up have a list of their own."""
    facts = {"profile.evicted": True, "violations.serious": 2, "products.on_sale": 1}
    found = today(rules_of["kuaishou"], facts)
    assert found[0] == "products-delisted"
    assert [name for name in found if name in facts] == ["profile.evicted"]


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "examples").glob("[!f]*/*[!s].yaml")),  # but for those that name exports
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_everything_for_today_can_be_begun_today(
    path: Any, rules_of: Mapping[str, Platform]
) -> None:
    """None of it is done or for a later day; advice comes before steps, or keeps new orders off."""
    rules = rules_of[path.parent.name]
    report = check(rules, parsed(path.read_bytes(), rules, on=ON), EvaluationOptions(on=ON))
    actions = {a.ref: a for a in report.plan.actions if a.fact is None}
    for ref in report.plan.today:
        assert not actions[ref].done
        if actions[ref].optional:
            finding = next(each for each in report.findings if each.ref == ref)
            restarts = any(rules.vocabulary.facts[f.fact].restarts for f in finding.figures)
            steps = any(actions[later].phase is Phase.APPLY for later in report.plan.today)
            assert steps or restarts
        assert actions[ref].act_on == ON
        assert actions[ref].phase not in (Phase.BY_ITSELF, Phase.AFTER)


def test_what_only_others_can_do_is_not_for_today(rules_of: Mapping[str, Platform]) -> None:
    """It is still to be put right, and told as up to others."""
    facts = {"funds.unsettled": 10, "products.on_sale": 1, "orders.last_completed_on": "2026-11-10"}
    report = left(rules_of["kuaishou"], facts)
    assert [ref.rpartition("/")[2] for ref in report.plan.today] == ["products-delisted"]
    waits = {action.ref: action for action in todo.waiting(report)}
    assert set(waits) == {"kuaishou/close/funds-settled"}
    assert waits["kuaishou/close/funds-settled"].act_on is None


def test_advice_comes_before_the_steps_that_it_is_about(rules_of: Mapping[str, Platform]) -> None:
    """Afterwards it is too late; of a shop that cannot begin yet it is not for today."""
    facts = {**NOT_APPLIED, "deposit.held": 500, "deposit.status": "refundable"}
    facts["confirmed.data_backed_up"] = False
    rules = rules_of["kuaishou"]
    assert today(rules, facts)[:2] == ["data-backed-up", "open-closing-page"]
    assert "data-backed-up" not in today(rules, {**facts, "orders.pending_receipt": 2})


@pytest.mark.parametrize(
    "facts",
    [
        {"deposit.held": 100, "deposit.status": "held"},
        {"closing.status": "rejected"},
        {"deposit.held": 500, "deposit.status": "frozen"},
    ],
    ids=["disputed", "refused without a reason", "open point"],
)
def test_nothing_is_applied_for_while_the_answer_decides(
    facts: Mapping[str, Any], rules_of: Mapping[str, Platform]
) -> None:
    """The last steps cannot be undone, so the question comes first, and the days are open."""
    report = left(rules_of["kuaishou"], facts)
    assert report.verdict == "undetermined"
    actions = {action.ref: action for action in report.plan.actions if action.fact is None}
    assert all(actions[ref].phase is not Phase.APPLY for ref in report.plan.today)
    submit = next(a for a in report.plan.actions if a.ref == "kuaishou/close/submit")
    assert submit.latest is None


def test_stale_figures_are_read_again_before_anything_is_applied_for(
    rules_of: Mapping[str, Platform],
) -> None:
    """They prove nothing any more."""
    facts = {"deposit.held": 500, "deposit.status": "refundable"}
    report = left(rules_of["kuaishou"], facts, as_of="2026-11-01")
    assert (report.verdict, report.plan.today) == ("undetermined", ())


def test_what_may_upset_an_application_is_put_right_today(
    rules_of: Mapping[str, Platform],
) -> None:
    """A refund that came in during the review; once the platform has accepted it, no more."""
    facts = {
        "closing.status": "in_review",
        "closing.applied_on": "2026-11-20",
        "confirmed.data_backed_up": True,
    }
    refund = facts | {"after_sales.open": 1, "deposit.held": 500, "deposit.status": "refundable"}
    rules = rules_of["kuaishou"]
    assert "after-sales-finished" in today(rules, refund)
    assert today(rules, {**refund, "after_sales.open": 0}) == []


def test_a_review_is_not_over_on_its_last_day_before_anybody_knows(
    rules_of: Mapping[str, Platform],
) -> None:
    """What comes after it is begun when it is: it may be over today, or be late tomorrow."""
    facts = {
        "closing.status": "in_review", "closing.applied_on": "2026-11-18",
        "deposit.held": 500, "deposit.status": "refundable", "confirmed.data_backed_up": True,
    }  # fmt: skip
    report = left(rules_of["douyin"], facts, on="2026-11-23")
    review = next(a for a in report.plan.actions if a.ref == "douyin/close/review")
    assert (str(review.latest), report.plan.today) == ("2026-11-23", ())


def test_why_an_application_was_refused_is_asked_today(rules_of: Mapping[str, Platform]) -> None:
    """Only the platform knows; until it has answered nothing else is begun."""
    facts = {"closing.status": "rejected", "deposit.held": 500, "deposit.status": "refundable"}
    assert today(rules_of["kuaishou"], facts) == ["closing.reason"]


def test_why_it_was_refused_is_asked_before_what_sources_dispute(kuaishou: Platform) -> None:
    """The platform has judged this very shop; the same call answers the other."""
    facts = {"closing.status": "rejected", "deposit.held": 500, "deposit.status": "held"}
    assert for_today(left(kuaishou, facts, answers={})) == ["close/closing.reason"]


@pytest.mark.parametrize(
    ("platform", "notice"),
    [
        ("kuaishou", "close/notice-shown-30-days"),
        ("douyin", "close/notice-on"),
    ],
)
def test_who_says_nothing_of_the_notice_is_told_to_put_it_up(
    platform: str, notice: str, rules_of: Mapping[str, Platform]
) -> None:
    """Its days run beside the rest; who was refused is asked for the day."""
    unsaid = {"closing.status": "not_applied", "notice.published_on": None}
    blocked = left(rules_of[platform], unsaid | {"orders.pending_receipt": 3})
    refused = unsaid | {"closing.status": "rejected", "orders.pending_receipt": 3}

    assert for_today(blocked)[0] == notice
    assert for_today(left(rules_of[platform], unsaid)) == [notice]
    assert notice not in for_today(left(rules_of[platform], refused))


def test_an_accepted_application_may_still_be_held_up(rules_of: Mapping[str, Platform]) -> None:
    """What is left to do comes before the signature, which cannot be undone."""
    facts = {
        "closing.status": "approved", "closing.applied_on": "2026-11-16", "deposit.held": 500,
        "deposit.status": "refundable", "funds.withdrawable": 80, "orders.pending_shipment": 3,
        "confirmed.data_backed_up": True,
    }  # fmt: skip
    rules = rules_of["douyin"]
    assert today(rules, facts) == ["orders-finished", "wallet-empty"]
    settled = {**facts, "funds.withdrawable": 0, "orders.pending_shipment": 0}
    assert today(rules, settled) == ["sign"]


def test_what_time_alone_mends_holds_up_nothing_once_it_is_applied_for(
    rules_of: Mapping[str, Platform],
) -> None:
    """An order ended in the notice period: the platform has taken the application, as it was."""
    settling = {
        "closing.status": "in_notice", "closing.applied_on": "2026-11-01", "deposit.held": 2000,
        "notice.published_on": "2026-11-01", "orders.last_completed_on": "2026-11-20",
        "deposit.status": "held", "funds.unsettled": 100,
    }  # fmt: skip
    report = left(rules_of["xiaohongshu"], settling, on="2026-12-01")
    assert "xiaohongshu/close/settle" in report.plan.today
    days = {"closing.applied_on": "2026-10-28", "notice.published_on": None}
    cancelled = settling | days | {"deposit.held": 0, "deposit.status": "returned"}
    report = left(rules_of["taobao"], cancelled, on="2026-11-26", as_of="2026-11-26")
    ends = next(m for m in report.plan.milestones if m.stage == "finish")
    assert str(ends.latest) == "2026-11-28"


def test_only_what_cannot_be_undone_waits_for_what_may_upset_the_application(
    rules_of: Mapping[str, Platform],
) -> None:
    """The balance is withdrawn, and the renewal turned off, while two orders are still open."""
    facts = {
        "closing.status": "in_review", "closing.applied_on": "2026-11-20", "deposit.held": 0,
        "deposit.status": "returned", "funds.withdrawable": 500, "orders.pending_shipment": 2,
        "notice.published_on": "2026-10-20",
    }  # fmt: skip
    found = [ref.rpartition("/")[2] for ref in left(rules_of["1688"], facts, "close").plan.today]
    assert found == ["orders-finished", "withdraw-rest", "stop-renewal"]


def test_a_late_review_is_chased_beside_what_may_upset_it(kuaishou: Platform) -> None:
    """Both are for today: the platform is late, and the seller has a fine to pay."""
    facts = {
        "closing.status": "in_review",
        "closing.applied_on": "2026-09-20",
        "violations.unpaid_fines": 1,
        "confirmed.data_backed_up": True,
    }
    report = left(kuaishou, facts)
    assert report.verdict == "overdue"
    assert report.plan.today == ("kuaishou/close/review", "kuaishou/close/fines-paid")


def test_what_is_withdrawn_later_is_not_withdrawn_today_because_the_application_is_in(
    rules_of: Mapping[str, Platform],
) -> None:
    """Douyin's shops without deposit withdraw all at once, 30 days after the last order."""
    facts = {
        "profile.zero_deposit": True,
        "orders.last_completed_on": "2026-11-10",
        "funds.withdrawable": 200,
        "funds.withdrawn_this_month": False,
        "deposit.held": 0,
        "deposit.required": 0,
        "closing.status": "in_review",
        "closing.applied_on": "2026-11-18",
    }
    report = left(rules_of["douyin"], facts)
    assert action(report, "close/wallet-empty").act_on is not None
    assert str(action(report, "close/wallet-empty").act_on) == "2026-12-10"
    assert "douyin/close/wallet-empty" not in report.plan.today


@pytest.mark.parametrize("status", [{}, {"closing.status": "approved"}])
def test_what_comes_after_something_that_is_not_known_is_not_done_today(
    status: Mapping[str, Any], rules_of: Mapping[str, Platform]
) -> None:
    """Until the day of the last order is known, a withdrawal may be one of half the sum."""
    facts = {
        "profile.zero_deposit": True,
        "orders.last_completed_on": None,
        "funds.withdrawable": 200,
        "funds.withdrawn_this_month": False,
        "deposit.held": 0,
        "deposit.required": 0,
        "closing.applied_on": "2026-11-18" if status else None,
        **status,
    }
    assert "wallet-empty" not in today(rules_of["douyin"], facts)


def test_what_cannot_be_undone_comes_after_the_steps_of_other_procedures() -> None:
    """Though it belongs to the procedure that was asked for."""
    close = procedure()
    close["steps"][0]["point_of_no_return"] = True
    refund = procedure(returns="deposit.held", asks=[{"holds": {"orders.open": 0}}])
    report = reported(rules(close=close, refund=refund), {"deposit.held": 5}, "all", as_of=str(ON))
    assert report.plan.today == ("small/refund/act", "small/close/act")


def test_a_deposit_is_not_asked_for_while_its_own_refund_is_in_question(
    rules_of: Mapping[str, Platform],
) -> None:
    """A shop that is frozen asks first, however far the leaving is."""
    facts = {
        "deposit.held": 10000,
        "deposit.status": "refundable",
        "violations.shop_frozen": True,
    }
    found = today(rules_of["aliexpress"], facts)
    assert found == ["violations.shop_frozen"]


def test_a_question_does_not_hide_what_is_to_be_done_for_an_order(
    rules_of: Mapping[str, Platform],
) -> None:
    """The buyer has to agree, whatever is still to be looked up."""
    facts = {
        **dict.fromkeys(("orders.pending_payment", "orders.pending_receipt")),
        "orders.pending_shipment": None,
        "order.status": "pending_shipment",
        "order.amount": 60,
        "order.refund_filed": False,
        "order.buyer_agrees": False,
    }
    assert "buyer-agrees" in {*today(rules_of["1688"], facts)}


def test_an_order_has_its_question_beside_what_can_be_done_in_any_case(
    rules_of: Mapping[str, Platform],
) -> None:
    """The buyer has to agree, whether the button may be used or not."""
    facts = {
        **dict.fromkeys(("orders.pending_payment", "orders.pending_receipt")),
        "orders.pending_shipment": None,
        "profile.role": "supplier",
        "order.status": "pending_shipment",
        "order.amount": 1500,
        "order.refund_filed": False,
        "order.buyer_agrees": False,
        "order.close_button": True,
    }
    assert today(rules_of["1688"], facts) == ["buyer-agrees", "refund-filed-despite-button"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, True),
        ({"confirmed.data_backed_up": True}, False),
        # Not closed yet, it is not applied for, and what is missing is looked up first.
        ({"closing.status": "not_applied", "closing.applied_on": None}, False),
    ],
)
def test_a_step_that_may_apply_to_a_usual_shop_is_for_today_once_it_is_applied_for(
    more: Mapping[str, Any], expected: bool, kuaishou: Platform
) -> None:
    """Who says nothing of a copy of the records may have none, and cannot make one later."""
    facts = {"closing.status": "in_review", "closing.applied_on": "2026-11-20"}
    report = left(kuaishou, {**facts, "deposit.held": 500, "deposit.status": "held", **more})
    assert ("close/export-while-you-can" in for_today(report)) is expected


def test_a_step_for_what_would_be_unusual_or_bad_waits_for_a_hint(
    rules_of: Mapping[str, Platform],
) -> None:
    """Nobody has said that the account is not the seller's, or that the deposit is frozen."""
    facts: dict[str, Any] = {
        "closing.status": "closed",
        "closing.closed_on": "2026-11-18",
        "closing.by": "seller",
    }
    facts |= {"closing.applied_on": "2026-11-10", "deposit.held": 500}
    unsaid = {"confirmed.payee_matches": None}
    assert "close/change-payee" not in for_today(left(rules_of["douyin"], facts | unsaid))
    wrong = left(rules_of["douyin"], facts | {"confirmed.payee_matches": False})
    assert "close/change-payee" in for_today(wrong)


def test_a_wait_is_no_task_though_a_figure_beside_it_is_blank(
    rules_of: Mapping[str, Platform],
) -> None:
    """How long the after-sales period is has to be looked up; the days are only waited for."""
    waits = {
        "profile.zero_deposit": True, "notice.published_on": "2026-10-01", "deposit.held": 0,
        "orders.last_completed_on": "2026-11-12", "orders.pending_payment": 0,
        "orders.pending_shipment": 0, "orders.pending_receipt": 0, "after_sales.period_days": None,
    }  # fmt: skip
    assert "last-order-past-after-sales" not in today(rules_of["douyin"], NOT_APPLIED | waits)
    # Unless days count anew as long as it may be bad.
    held = {
        "deposit.held": 3000,
        "deposit.status": "held",
        "orders.last_completed_on": "2026-11-12",
    }
    blank = {"services.buyer_protection_active": None}
    report = left(rules_of["1688"], NOT_APPLIED | held | blank, "refund-deposit")
    assert "refund-deposit/protection-off" in for_today(report)
