"""What to begin today: while only days are waited for, of late payments, about known trouble."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import for_today, left
from smallrules import procedure, reported, rules
from states import ON

from shopexit import Platform, ShopexitError

NOT_APPLIED = {"closing.status": "not_applied"}


def today(rules: Platform, facts: Mapping[str, Any]) -> list[str]:
    """Return the last parts of the references of what to begin today."""
    return [ref.rpartition("/")[2] for ref in left(rules, facts).plan.today]


def test_while_only_days_are_waited_for_advice_is_for_today(
    rules_of: Mapping[str, Platform],
) -> None:
    """To tell regular buyers takes time too, but it is no turn of the seller's that is awaited."""
    waits = NOT_APPLIED | {"deposit.held": 500, "notice.published_on": "2026-11-10"}
    advice = {"confirmed.customers_moved": False}
    busy = {"products.on_sale": 3}

    assert today(rules_of["kuaishou"], waits) == []
    assert today(rules_of["kuaishou"], waits | advice) == ["customers-moved"]
    assert "customers-moved" not in today(rules_of["kuaishou"], waits | advice | busy)


def test_what_was_refused_for_want_of_days_is_waited_for(
    rules_of: Mapping[str, Platform],
) -> None:
    """Nothing can be done about it today, but for what was refused for something to be done."""
    refused: dict[str, Any] = {"closing.status": "rejected", "closing.rejected_on": "2026-11-20"}
    refused |= {"notice.published_on": "2026-11-10", "deposit.held": 500}
    young = {"closing.reason": "kuaishou/close/notice-shown-30-days"}
    open_ = {"closing.reason": "kuaishou/close/fines-paid", "violations.unpaid_fines": 1}

    assert today(rules_of["kuaishou"], refused | young) == []
    assert today(rules_of["kuaishou"], refused | open_) == ["fines-paid"]


def test_a_late_payment_is_chased_before_the_closing_after_which_it_may_not_come(
    rules_of: Mapping[str, Platform],
) -> None:
    """The sources of Taobao do not say whether the deposit can be unfrozen once it is cancelled."""
    facts = {
        "closing.status": "in_notice",
        "closing.applied_on": "2026-10-20",
        "notice.published_on": "2026-10-20",
        "deposit.held": 1000,
        "deposit.status": "refunding",
        "deposit.applied_on": "2026-11-20",
    }
    found = today(rules_of["taobao"], facts)
    assert found.index("unfrozen") < found.index("closed")


TROUBLE: dict[str, Any] = {
    "id": "stuck", "says": {"zh": "卡住", "en": "stuck"}, "fix": {"zh": "去问", "en": "ask why"},
    "when": {"orders.open": {"at_least": 1}}, "today": True, "sources": ["rule"],
}  # fmt: skip


@pytest.mark.parametrize("has_it", [True, False])
def test_what_to_do_about_a_trouble_is_for_today_once(has_it: bool) -> None:
    """Whatever is to be waited for; of two procedures that share it one tells it."""
    waits = [{"holds": {"notice.published_on": {"at_least_days_ago": 30}}}]
    both: dict[str, Any] = {
        name: procedure(asks=waits, trouble=[TROUBLE]) for name in ("main", "other")
    }
    facts = {"orders.open": int(has_it), "notice.published_on": str(ON), **NOT_APPLIED}
    report = reported(rules(**both), facts, "all")

    assert list(report.plan.today) == (["small/main/stuck"] if has_it else [])
    # What is wrong is a warning, what to do about it the task.
    assert [w.says.en for w in report.warnings if w.code == "trouble"] == ["stuck"] * has_it
    assert [a.does.en for a in report.plan.actions].count("ask why") == has_it


def test_a_trouble_that_says_what_a_requirement_says_takes_its_place() -> None:
    """A trouble is for today whatever else is open."""
    ask = {"holds": {"orders.open": 0}, "fix": TROUBLE["fix"], "level": "should"}
    book = rules(main=procedure(asks=[ask], trouble=[TROUBLE]))
    report = reported(book, {"orders.open": 1, **NOT_APPLIED})

    assert "small/main/stuck" in report.plan.today
    assert [a.does.en for a in report.plan.actions].count("ask why") == 1


def test_a_trouble_for_today_needs_something_to_do() -> None:
    """Else there would be an empty task."""
    silent = {key: value for key, value in TROUBLE.items() if key != "fix"}
    with pytest.raises(ShopexitError, match="an entry with `today` needs a `fix`"):
        rules(main=procedure(trouble=[silent]))


@pytest.mark.parametrize(
    "doubt",
    [{}, {"deposit.insured": True}],
    ids=["figures of three weeks ago", "figures that contradict each other"],
)
def test_what_may_be_done_today_is_no_more_because_the_shop_is_blocked_too(
    doubt: Mapping[str, Any], rules_of: Mapping[str, Platform]
) -> None:
    """What is in the way is cleared; nothing is signed while a warning prevents `ready`."""
    facts: Mapping[str, Any] = {
        **NOT_APPLIED,
        "orders.last_completed_on": "2026-09-20",
        "funds.withdrawable": 0,
        "deposit.held": 5000,
        "deposit.status": "held",
    }
    as_of = str(ON) if doubt else "2026-11-01"
    reports = [
        left(rules_of["xiaohongshu"], {**facts, **doubt, **more}, as_of=as_of)
        for more in ({}, {"products.on_sale": 3})
    ]

    assert [report.verdict for report in reports] == ["undetermined", "blocked"]
    assert [for_today(report) for report in reports] == [[], ["close/products-delisted"]]
    (apply,) = (m for m in reports[1].plan.milestones if m.stage == "apply")
    assert (apply.earliest, apply.latest) == (None, None)


def test_a_refund_planned_beside_waits_for_the_trouble_with_it(
    rules_of: Mapping[str, Platform],
) -> None:
    """The deposit would go to another person, so neither it nor the closing after it begins."""
    facts = NOT_APPLIED | {
        "deposit.held": 1000,
        "deposit.status": "held",
        "confirmed.alipay_matches": False,
        "orders.last_completed_on": "2025-10-10",
    }
    asked = {"taobao/close/deposit-unfrozen": {"required": True, "by": "客服"}}
    report = left(rules_of["taobao"], facts, answers=asked)

    assert for_today(report) == ["refund-deposit/alipay-of-another"]


def test_a_step_is_for_today_beside_advice_that_asks_for_more_than_it_does(
    rules_of: Mapping[str, Platform],
) -> None:
    """To press the button is what the advice on what comes too late waits for, and not the same."""
    facts = {
        "closing.status": "in_notice",
        "closing.applied_on": "2026-11-10",
        "profile.three_guarantees": True,
        "orders.last_completed_on": "2026-10-16",
        "deposit.held": 1000,
        "deposit.status": "held",
    }
    asked = {"taobao/refund-deposit/three-guarantees-90-days": {"required": False, "by": "客服"}}
    report = left(rules_of["taobao"], facts, "refund-deposit", answers=asked)

    assert "refund-deposit/apply" in for_today(report)


def test_trouble_with_the_shop_does_not_hold_up_its_orders(
    rules_of: Mapping[str, Platform],
) -> None:
    """The deposit that is on its way matters for cancelling the shop, and for no order."""
    on_its_way = {"deposit.held": 0, "deposit.status": "refunding", "deposit.arrived_on": "never"}
    order = {"id": "A1", "status": "pending_payment", "close_button": True}
    today = [
        for_today(
            left(rules_of["1688"], NOT_APPLIED | facts | {"orders.pending_payment": 1}, "all",
                 order_list=[order])
        )
        for facts in ({}, on_its_way)
    ]  # fmt: skip

    assert all("close-unpaid-order/close" in tasks for tasks in today)
