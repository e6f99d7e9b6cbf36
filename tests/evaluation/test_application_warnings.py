"""Applications that are refused, may be upset, or are over while money is out; by hand."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import STAYS, codes, left
from states import ON, parsed, written

from shopexit import Outcome, Platform, Report, check
from shopexit.evaluation.evaluate import EvaluationOptions

REASON = {"closing.reason": "首页截图不清楚"}
NOTICE = {"notice.published_on": "2026-10-14"}
REFUSED = {
    "closing.status": "rejected",
    "closing.applied_on": "2026-11-02",
    "closing.rejected_on": "2026-11-16",
    "deposit.held": 500,
    "deposit.status": "refundable",
}
IN_REVIEW = {
    "closing.status": "in_review",
    "closing.applied_on": "2026-11-16",
    "deposit.held": 500,
    "deposit.status": "refundable",
}
CLOSED = {
    "closing.status": "closed",
    "closing.applied_on": "2026-10-01",
    "closing.closed_on": "2026-11-20",
    "deposit.held": 500,
    "deposit.status": "refundable",
}
ASKED = CLOSED | {"deposit.status": "refunding", "deposit.applied_on": "2026-10-20"}


def said(report: Report, code: str) -> str:
    """Return what the only warning of a name says."""
    (found,) = (each.says.en for each in report.warnings if each.code == code)
    return found


@pytest.mark.parametrize(
    ("more", "as_of", "verdict"),
    [
        # No reason: nobody can say that it is mended.
        ({}, "2026-11-22", "undetermined"),
        (REASON, "2026-11-22", "ready"),
        # The figures were read on the day of the refusal, before it or after it; the day after.
        (REASON, "2026-11-16", "undetermined"),
        (REASON, "2026-11-17", "ready"),
        # When it was refused is not said.
        (REASON | {"closing.rejected_on": None}, "2026-11-22", "undetermined"),
        # A requirement that is met, by its name or its reference.
        (NOTICE | {"closing.reason": "notice-shown-30-days"}, "2026-11-22", "ready"),
        (NOTICE | {"closing.reason": "kuaishou/close/notice-shown-30-days"}, "2026-11-22", "ready"),
        # One that is not known, though it is advice by the rules.
        ({"closing.reason": "data-backed-up"}, "2026-11-22", "undetermined"),
        ({"closing.reason": "data-backed-up", "confirmed.data_backed_up": True},
         "2026-11-22", "ready"),
        # One that is not met, or another.
        ({"closing.reason": "notice-shown-30-days", "notice.published_on": "2026-11-10"},
         "2026-11-22", "blocked"),
        (REASON | {"after_sales.open": 1}, "2026-11-22", "blocked"),
        (REASON | {"after_sales.open": None}, "2026-11-22", "undetermined"),
    ],
)  # fmt: skip
def test_a_refusal_is_over_once_its_reason_is_named_and_mended(
    more: Mapping[str, Any], as_of: str, verdict: str, kuaishou: Platform
) -> None:
    """Which the figures show that were read after it; every condition is judged again."""
    report = left(kuaishou, {**REFUSED, **more}, as_of=as_of)
    assert (report.verdict, codes(report)) == (verdict, ["rejected"])
    assert not [each for each in report.findings if each.outcome is Outcome.PASSED]
    day = more.get("closing.rejected_on", "2026-11-16")
    assert (f"refused on {day}" in said(report, "rejected")) is (day is not None)


@pytest.mark.parametrize(
    ("more", "answer", "verdict"),
    [
        ({}, None, "undetermined"),
        # It had been up for 29 days.
        ({"notice.published_on": "2026-10-04"}, None, "ready"),
        ({"closing.applied_on": None}, None, "ready"),
        # The platform wants more days, or has let go of it since.
        ({}, {"required": True, "days": 90}, "blocked"),
        ({}, {"required": False, "on": "2026-11-20"}, "ready"),
    ],
)
def test_a_refusal_that_the_dates_refute_is_asked_about(
    more: Mapping[str, Any], answer: Mapping[str, Any] | None, verdict: str, kuaishou: Platform
) -> None:
    """The notice was up for 62 days on the day of the application: other days are meant."""
    ref = "kuaishou/close/notice-shown-30-days"
    answers = {**STAYS, ref: answer} if answer else STAYS
    facts = REFUSED | {"closing.reason": ref, **more}
    report = left(kuaishou, facts, answers=answers, as_of="2026-11-22")

    assert report.verdict == verdict
    if verdict == "undetermined":
        assert report.plan.today == (ref,)
        assert "was met on the day of the application" in said(report, "rejected")
    # Named by the figure, which this requirement alone reads, it is the same.
    by_figure = facts | {"closing.reason": "notice.published_on"}
    assert left(kuaishou, by_figure, answers=answers, as_of="2026-11-22").verdict == verdict


@pytest.mark.parametrize(
    ("confirmed_on", "verdict"),
    [("2026-11-10", "undetermined"), ("2026-11-16", "undetermined"), ("2026-11-17", "ready")],
)
def test_what_was_confirmed_before_the_refusal_does_not_show_that_it_is_mended(
    confirmed_on: str, verdict: str, rules_of: Mapping[str, Platform]
) -> None:
    """The platform has seen those papers, and refused them on 16 November."""
    facts: dict[str, Any] = {"closing.status": "rejected", "closing.rejected_on": "2026-11-16"}
    facts |= {"deposit.held": 0, "confirmed.papers_ready": {"on": confirmed_on}}
    for reason in ("papers-ready", "confirmed.papers_ready"):
        named = facts | {"closing.reason": reason}
        report = left(rules_of["aliexpress"], named, as_of="2026-11-22")
        assert report.verdict == verdict
        assert ("that confirmation" in said(report, "rejected")) is (verdict != "ready")


def test_a_refusal_for_a_day_that_several_requirements_read_is_asked_about_too(
    rules_of: Mapping[str, Platform],
) -> None:
    """The notice of Douyin is read by two; by its dates it was up long enough for both."""
    facts = REFUSED | {"closing.reason": "notice.published_on", "deposit.held": 0}
    report = left(rules_of["douyin"], facts, as_of="2026-11-22")

    assert report.verdict == "undetermined"
    assert "was met on the day of the application" in said(report, "rejected")


@pytest.mark.parametrize(("answered_on", "verdict"), [("15", "undetermined"), ("21", "ready")])
def test_a_refusal_for_a_figure_opens_the_questions_about_it_again(
    answered_on: str, verdict: str, kuaishou: Platform
) -> None:
    """Which of the requirements is meant that read the deposit, only the platform can tell."""
    answer = {"required": False, "on": f"2026-11-{answered_on}", "by": "客服"}
    facts = REFUSED | {"deposit.held": 500, "deposit.required": 500}
    for reason in ("deposit.held", "保证金余额"):
        answers = {"kuaishou/close/deposit-returned": answer}
        report = left(kuaishou, facts | {"closing.reason": reason}, answers=answers)
        assert report.verdict == verdict
        assert "was met on the day" not in said(report, "rejected")


@pytest.mark.parametrize(
    ("reason", "more", "first"),
    [
        ("funds-withdrawn", {"funds.withdrawable": 0.5, "funds.unsettled": None}, None),
        ("funds-withdrawn", {"funds.withdrawable": None, "disputes.open": 2}, None),
        ("data-backed-up", {"disputes.open": 2}, None),
        ("在公示", {"disputes.open": 2}, "disputes-finished"),
    ],
)
def test_what_the_application_was_refused_for_is_put_right_first(
    reason: str, more: Mapping[str, Any], first: str | None, kuaishou: Platform
) -> None:
    """Whether its figures are given or not, and whatever else is open."""
    report = left(kuaishou, REFUSED | {"closing.reason": reason, **more})
    assert report.plan.today[0] == f"kuaishou/close/{first or reason}"


@pytest.mark.parametrize(
    ("more", "answered", "verdict"),
    [
        ({}, None, "blocked"),
        # What the platform said before it refused is no longer so.
        ({}, {"required": False, "on": "2026-11-10"}, "blocked"),
        ({}, {"required": False, "on": "2026-11-20"}, "ready"),
        ({"deposit.held": 0}, None, "ready"),
    ],
)
def test_a_refusal_for_what_sources_dispute_is_the_platforms_answer(
    more: Mapping[str, Any],
    answered: Mapping[str, Any] | None,
    verdict: str,
    kuaishou: Platform,
) -> None:
    """Whoever was refused because the deposit is held has it returned first.

    That by other sources it has to be held in full is not asked about any more.
    """
    ref = "kuaishou/close/deposit-returned"
    answers = {ref: answered} if answered else {}
    report = left(kuaishou, REFUSED | {"closing.reason": ref, **more}, answers=answers)
    assert report.verdict == verdict


def test_a_refusal_for_a_fact_that_no_rule_reads_makes_it_a_requirement(
    kuaishou: Platform,
) -> None:
    """An answer of before the refusal counts no more; the fact is named by its label."""
    facts = REFUSED | {"closing.reason": "violations.shop_frozen", "violations.shop_frozen": True}
    answers = {"kuaishou/close/violations.shop_frozen": {"required": False, "on": "2026-11-01"}}
    report = left(kuaishou, facts, answers=answers)
    assert report.verdict == "blocked"
    assert "violations.shop_frozen" not in said(report, "rejected")


def test_a_waiver_does_not_mend_what_the_platform_refused_for(kuaishou: Platform) -> None:
    """The seller's own exception is none of the platform's: it is to be put right."""
    ref = "kuaishou/close/subsidy-invoices-issued"
    facts = REFUSED | {"closing.reason": ref, "services.pending_subsidy_invoices": 2}
    waivers = [{"requirement": ref, "reason": "later", "by": "甲"}]
    report = left(kuaishou, facts, waivers=waivers)
    assert (report.verdict, report.plan.today[0]) == ("blocked", ref)


def test_a_refusal_for_a_requirement_is_told_in_its_words(kuaishou: Platform) -> None:
    """Not by its name, which says little to a seller."""
    report = left(kuaishou, REFUSED | {"closing.reason": "notice-shown-30-days"})
    notice = kuaishou.references["kuaishou/close/notice-shown-30-days"]
    assert notice.words.en.rstrip(".") in said(report, "rejected")
    assert "notice-shown" not in said(report, "rejected")


def test_without_a_reason_the_seller_is_told_to_ask_for_it(kuaishou: Platform) -> None:
    """And where to write it."""
    assert "closing.reason" in said(left(kuaishou, REFUSED), "rejected")


def test_a_refusal_to_close_is_nothing_to_what_is_not_the_closing(
    rules_of: Mapping[str, Platform],
) -> None:
    """What exceeds the deposit comes back from a shop that goes on."""
    values = REFUSED | {"deposit.held": 2000}
    report = left(rules_of["douyin"], values, "refund-deposit")
    assert (report.verdict, codes(report)) == ("ready", [])
    assert left(rules_of["douyin"], values).verdict == "undetermined"


@pytest.mark.parametrize(
    ("platform", "bad", "code", "words"),
    [
        ("kuaishou", {"after_sales.open": 1}, "applied-unmet", "No after-sales case is open"),
        ("kuaishou", {"products.on_sale": 2}, "applied-unmet", "No product is on sale"),
        ("kuaishou", {"orders.pending_receipt": None}, "applied-missing", "awaiting receipt"),
        ("kuaishou", {"violations.serious": 1}, "applied-open-point", "serious"),
        ("kuaishou", {"deposit.status": "frozen"}, "applied-open-point", "frozen"),
        ("taobao", {"after_sales.open": 1}, "applied-unmet", "after-sales"),
        ("taobao", {"violations.shop_frozen": None}, "applied-missing", "frozen"),
        ("taobao", {"funds.debt": 20}, "applied-open-point", "owed"),
        ("douyin", {"after_sales.open": 1}, "applied-unmet", "after-sales"),
        ("douyin", {"services.pending_invoices": None}, "applied-missing", "invoices"),
        ("douyin", {"violations.serious": 1}, "applied-open-point", "serious"),
        ("aliexpress", {"orders.pending_receipt": 1}, "applied-unmet", "orders"),
        ("aliexpress", {"orders.pending_receipt": None}, "applied-missing", "awaiting receipt"),
        ("aliexpress", {"violations.serious": 1}, "applied-open-point", "serious"),
        ("1688", {"after_sales.open": 1}, "applied-unmet", "after-sales"),
        ("1688", {"after_sales.open": None}, "applied-missing", "after-sales"),
        ("1688", {"services.freight_balance": 5}, "applied-open-point", "freight"),
        ("1688", {"funds.debt": 260}, "applied-disputed", "owed"),
        ("aliexpress", {"products.on_sale": 40}, "applied-disputed", "off sale"),
    ],
)  # fmt: skip
def test_what_may_upset_an_application_is_a_warning_and_no_more(
    platform: str, bad: Mapping[str, Any], code: str, words: str, rules_of: Mapping[str, Platform]
) -> None:
    """A new refund, a figure that is missing, one that no rule reads: the verdict stays."""
    rules = rules_of[platform]
    held = 0 if platform in ("taobao", "1688") else 500
    days = {"closing.applied_on": "2026-11-20", "notice.published_on": "2026-10-20"}
    facts = {**IN_REVIEW, "deposit.held": held, "funds.withdrawable": 0, **days}
    procedure = "exit-managed" if platform == "aliexpress" else "close"
    before, after = (left(rules, each, procedure) for each in (facts, {**facts, **bad}))
    assert (before.verdict, codes(before)) == ("under-way", [])
    assert (after.verdict, codes(after)) == ("under-way", [code])
    assert words in said(after, code)
    assert {each.outcome for each in after.findings} == {Outcome.PASSED}
    assert after.open_points == ()


def test_a_notice_of_which_nothing_is_said_is_asked_for(rules_of: Mapping[str, Platform]) -> None:
    """That it is applied for does not show that the notice is up: no rule asks for that first."""
    facts = {**IN_REVIEW, "deposit.held": 0, "deposit.status": "returned"}
    report = left(rules_of["1688"], {**facts, "notice.published_on": None}, "close")
    assert "day the notice went up" in said(report, "applied-unclear")
    notice = next(a for a in report.plan.actions if a.ref == "1688/close/publish-notice")
    assert (notice.done, notice.may_apply) == (False, True)


def test_nothing_upsets_what_cannot_be_turned_back(kuaishou: Platform) -> None:
    """The shop is closed: an after-sales case is no reason to refuse it any more."""
    report = left(
        kuaishou, CLOSED | {"after_sales.open": 1, "orders.pending_receipt": None}, "close"
    )
    assert (report.verdict, codes(report)) == ("done", ["money-out"])


def test_unmet_advice_is_only_a_reminder_unless_it_is_strict(kuaishou: Platform) -> None:
    """`--strict` counts a `should` as a `must`."""
    values = IN_REVIEW | {"confirmed.agreements_kept": False}
    assert codes(left(kuaishou, values)) == ["applied-advice"]
    strict = left(kuaishou, values, strict=True)
    assert (strict.verdict, codes(strict)[:1]) == ("under-way", ["applied-unmet"])


@pytest.mark.parametrize(
    ("held", "status", "wanted"),
    [(500, "refundable", ["money-out"]), (0, "returned", []), (None, "refundable", [])],
)
def test_what_is_asked_for_by_name_and_done_warns_of_the_money_that_is_out(
    held: int | None, status: str, wanted: list[str], kuaishou: Platform
) -> None:
    """And names what brings it; what is not given is not said to be out."""
    values = CLOSED | {"deposit.held": held, "deposit.status": status}
    report = left(kuaishou, values, "close")
    assert (report.verdict, codes(report)) == ("done", wanted)
    if wanted:
        assert "Get the deposit back" in said(report, "money-out")


def test_money_that_no_procedure_brings_is_named_all_the_same(kuaishou: Platform) -> None:
    """Money that is held back in a closed shop: of that no source speaks."""
    values = CLOSED | {"deposit.held": 0, "deposit.status": "returned", "funds.reserved": 70}
    report = left(kuaishou, values)
    assert (report.verdict, codes(report)) == ("done", ["money-out"])
    assert "no source says" in said(report, "money-out")


def test_what_the_seller_can_take_himself_is_not_out(rules_of: Mapping[str, Platform]) -> None:
    """The deposit is back and the shop goes on."""
    values = {"deposit.held": 0, "deposit.status": "returned", "funds.withdrawable": 70}
    report = left(rules_of["douyin"], values, "refund-deposit")
    assert (report.verdict, codes(report)) == ("done", [])


@pytest.mark.parametrize(
    ("platform", "facts", "procedure", "who"),
    [
        ("kuaishou", IN_REVIEW | {"closing.applied_on": "2026-09-20"}, None, "the platform"),
        ("kuaishou", ASKED | {"closing.closed_on": "2026-10-20"}, None, "the platform"),
        ("douyin", IN_REVIEW, None, "the platform"),
    ],
)
def test_whoever_is_late_is_named_with_the_day(
    platform: str,
    facts: Mapping[str, Any],
    procedure: str | None,
    who: str,
    rules_of: Mapping[str, Platform],
) -> None:
    """Reviews and refunds alike.

    On 22 November: 30 working days after 20 September, 15 after 20 October (21 to 30 October are
    8, 10 November is the 15th), 3 after 16 November.
    """
    report = left(rules_of[platform], facts, procedure)
    due = {"2026-09-20": "2026-11-06", "2026-11-16": "2026-11-19"}
    day = due.get(facts["closing.applied_on"], "2026-11-10")
    assert report.verdict == "overdue"
    assert who in said(report, "overdue")
    assert day in said(report, "overdue")


@pytest.mark.parametrize(
    ("serious", "verdict"), [(1, "blocked"), (None, "undetermined"), (0, "ready")]
)
def test_a_refusal_for_a_fact_is_mended_once_the_fact_is_given_and_good(
    serious: int | None, verdict: str, kuaishou: Platform
) -> None:
    """Whether a rule reads it or not: the platform does."""
    facts = REFUSED | {"closing.reason": "violations.serious", "violations.serious": serious}
    assert left(kuaishou, facts).verdict == verdict


def test_a_refusal_for_a_fact_that_rules_read_is_not_mended_while_it_is_bad(
    rules_of: Mapping[str, Platform],
) -> None:
    """Goods on sale bar no Douyin shop by the rules, but they barred this one."""
    facts = REFUSED | {"closing.reason": "products.on_sale", "products.on_sale": 5}
    assert left(rules_of["douyin"], facts).verdict == "blocked"


@pytest.mark.parametrize(
    ("platform", "facts", "lacking"),
    [
        ("kuaishou", CLOSED | {"closing.closed_on": None}, "day the shop was closed"),
        ("xiaohongshu", CLOSED | {"closing.closed_on": None}, "day the shop was closed"),
        ("douyin", CLOSED | {"deposit.status": "held", "profile.region": None},
         "kind of business"),
        ("taobao", {"closing.status": "in_notice", "closing.applied_on": None},
         "day the application was handed in"),
    ],
)  # fmt: skip
def test_what_decides_how_long_a_wait_lasts_is_asked_for(
    platform: str, facts: Mapping[str, Any], lacking: str, rules_of: Mapping[str, Platform]
) -> None:
    """A shop that is closed waits, whether the day is given or not; it is not ready to apply."""
    report = left(rules_of[platform], facts)
    assert report.verdict == "under-way"
    told = [each.says.en for each in report.warnings if each.code == "applied-unclear"]
    assert any(lacking in says and "overdue" in says for says in told), told


def test_goods_on_sale_are_spoken_of_during_a_review_too(
    rules_of: Mapping[str, Platform],
) -> None:
    """Each new order has an after-sales period of its own."""
    facts = IN_REVIEW | {"closing.applied_on": "2026-11-20", "products.on_sale": 3}
    report = left(rules_of["douyin"], facts | {"confirmed.data_backed_up": True})
    assert report.verdict == "under-way"
    assert "Delist" in said(report, "applied-advice")
    assert report.plan.today == ("douyin/close/products-delisted",)


def test_a_shop_that_is_done_and_owes_money_is_told_to_pay(kuaishou: Platform) -> None:
    """What is owed is no reason to refuse a shop that is closed, but it is not paid by that."""
    values = CLOSED | {"deposit.held": 0, "deposit.status": "returned", "funds.debt": 50}
    report = left(kuaishou, values)
    assert report.verdict == "done"
    assert "money owed to the platform" in said(report, "money-out")


def test_what_is_owed_is_named_in_the_order_of_the_vocabulary(kuaishou: Platform) -> None:
    """On every run: the names do not come in an order of chance."""
    values = CLOSED | {"deposit.held": 0, "deposit.status": "returned", "funds.debt": 50}
    fined = {"violations.unpaid_fines": 1, "violations.fines_amount": 20}
    told = said(left(kuaishou, values | fined), "money-out")
    assert "amount of unpaid fines, money owed to the platform" in told


def test_a_shop_shut_by_the_platform_is_asked_whether_it_was_evicted(
    rules_of: Mapping[str, Platform],
) -> None:
    """Who was evicted has to apply: a step that may not apply is not done through later ones.

    Of the two ways, the step for the deposit tells today.
    """
    facts = CLOSED | {"closing.by": "platform", "closing.applied_on": "never"}
    report = left(rules_of["douyin"], facts | {"profile.evicted": None})
    assert report.verdict == "under-way"
    assert "evicted" in said(report, "applied-unclear")
    own = {"submit-evicted", "sign-evicted"}
    steps = [a for a in report.plan.actions if a.ref.rpartition("/")[2] in own]
    assert [(each.done, each.may_apply) for each in steps] == [(False, True)] * 2
    assert list(report.plan.today) == ["douyin/close/apply-after-release"]


def test_what_is_the_same_for_several_orders_is_told_once(rules_of: Mapping[str, Platform]) -> None:
    """With their number: twenty equal lines would leave no room for what to do."""
    filed = {"status": "shipped", "refund_filed": True, "supplier_decision": "waiting", "amount": 9}
    orders = [{"id": f"A{i}", **filed} for i in range(8)]
    raw = written("1688", {"profile.role": "seller"}, order_list=orders, as_of="2026-11-22")
    report = check(rules_of["1688"], parsed(raw, rules_of["1688"]), EvaluationOptions(on=ON))
    told = [each.says.en for each in report.warnings if each.code == "applied-unclear"]

    assert len(told) == len(set(told)) == 1
    assert told[0].startswith("8 orders: ")


def test_what_two_procedures_of_a_shop_share_is_told_once(
    rules_of: Mapping[str, Platform],
) -> None:
    """And is not said to be about orders."""
    report = left(rules_of["douyin"], REFUSED | REASON, "all")
    told = [each.says.en for each in report.warnings]

    assert len(told) == len(set(told))
    assert not any("orders: " in each for each in told)
    applied = left(rules_of["kuaishou"], CLOSED | {"closing.closed_on": None}, "all")
    assert not any("orders: " in each.says.en for each in applied.warnings)
