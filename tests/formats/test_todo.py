"""What stands first in a report: the figures an action is about, and what to know before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from exits import left

from shopexit import Lang, Platform
from shopexit.formats import RenderOptions, renderer, sentences, todo
from shopexit.messages import Wording
from shopexit.plan.milestones import Stage


def test_an_action_names_the_figures_that_are_bad(rules_of: Mapping[str, Platform]) -> None:
    """Of several only those that do not hold, by their short names."""
    report = left(rules_of["kuaishou"], {"orders.pending_shipment": 2, "orders.pending_receipt": 0})
    figures = {action.ref: todo.remark_on(action, report) for action in todo.today(report)}
    told = figures["kuaishou/close/orders-finished"]
    assert told is not None
    assert (told.zh, told.en) == ("待发货 2", "awaiting shipment 2")


def test_a_yes_or_no_says_nothing_that_the_action_does_not(
    rules_of: Mapping[str, Platform],
) -> None:
    """To switch it off says by itself that it is on."""
    report = left(rules_of["kuaishou"], {"services.freight_insurance_active": True})
    (action,) = todo.today(report)
    assert action.ref == "kuaishou/close/freight-service-off"
    assert todo.remark_on(action, report) is None


def test_an_action_for_a_procedure_that_comes_first_names_its_figures_too(
    rules_of: Mapping[str, Platform],
) -> None:
    """Closing on Taobao needs the deposit back, for which the orders have to be finished."""
    facts = {
        "closing.status": "not_applied", "deposit.held": 1000, "deposit.status": "held",
        "orders.pending_shipment": 2,
    }  # fmt: skip
    report = left(rules_of["taobao"], facts)
    figures = {action.ref: todo.remark_on(action, report) for action in todo.today(report)}
    told = figures["taobao/refund-deposit/orders-finished"]
    assert told
    assert told.en == "awaiting shipment 2"


@pytest.mark.parametrize(("sold", "told"), [("2026-11-01", 1), ("never", 0)])
def test_an_easier_way_is_told_before_and_not_twice(
    sold: str, told: int, rules_of: Mapping[str, Platform]
) -> None:
    """On Taobao, whoever has sold may stop without cancelling the shop."""
    report = left(rules_of["taobao"], {"orders.last_completed_on": sold})
    found = [note.en for note in todo.beforehand(report)]
    assert [note for note in found if note.startswith("To stop selling")] == found[:told]
    assert not {*found} & {note.en for note in sentences.notes(report)}


def test_the_verdict_names_what_is_for_today_and_not_what_is_waited_for(
    rules_of: Mapping[str, Platform],
) -> None:
    """A review runs, and the notice that it needs was never put up."""
    facts: dict[str, Any] = {"closing.status": "in_review", "closing.applied_on": "2026-11-20"}
    facts |= {"confirmed.data_backed_up": True}
    report = left(rules_of["kuaishou"], facts | {"notice.published_on": "never"})
    assert sentences.how_far(report).en.startswith("your turn: ")
    waiting = left(rules_of["kuaishou"], facts)
    assert sentences.how_far(waiting).en.startswith("waiting for ")


def test_the_verdict_names_what_is_first_for_today(rules_of: Mapping[str, Platform]) -> None:
    """The deposit is asked for before the shop is closed, which cannot be undone."""
    facts = {
        "closing.status": "approved",
        "closing.applied_on": "2026-10-01",
        "deposit.held": 10000,
        "deposit.status": "refundable",
    }
    done = [f"aliexpress/exit-managed/{step}" for step in ("unbind", "deposit-out")]
    report = left(rules_of["aliexpress"], facts, done=done)
    first, *_, last = todo.today(report)
    assert sentences.how_far(report).en == f"your turn: {first.does.en.rstrip('.')}"
    assert last.point_of_no_return


def test_what_can_be_started_later_is_told_where_nothing_is_for_today(
    rules_of: Mapping[str, Platform],
) -> None:
    """On 1688 the deposit of who has sold is released after 60 days: then to look is next."""
    facts = {
        "orders.last_completed_on": "2026-11-02",
        "deposit.held": 3000,
        "deposit.status": "held",
        "services.buyer_protection_active": False,
        "closing.status": "not_applied",
    }
    report = left(rules_of["1688"], facts, "refund-deposit")
    assert not [*todo.today(report)]
    coming = todo.upcoming(report)
    assert coming is not None
    assert (coming.ref, str(coming.act_on)) == ("1688/refund-deposit/look", "2027-01-01")
    line = "Nothing for today; from 2027-01-01: See whether the deposit is released"
    assert line in renderer("screen", "text")(report, RenderOptions(width=100))


def test_who_waits_for_others_for_an_unknown_time_has_no_later_day(kuaishou: Platform) -> None:
    """Nor has who is done."""
    assert todo.upcoming(left(kuaishou, {"funds.unsettled": 300})) is None


def test_what_follows_a_step_of_unknown_day_is_not_told_as_next(
    rules_of: Mapping[str, Platform],
) -> None:
    """Nobody has signed: the notice of 30 days that comes after it has not begun."""
    facts = {"closing.status": "not_applied", "confirmed.agreement_archived": None}
    report = left(rules_of["xiaohongshu"], facts)

    assert not [*todo.today(report)]
    assert todo.upcoming(report) is None


@pytest.mark.parametrize(
    ("view", "name"),
    [("screen", "text"), *(("report", name) for name in ("text", "markdown", "html", "ics"))],
)
def test_the_latest_day_from_which_one_can_apply_is_no_last_day_for_it(
    view: str, name: str, rules_of: Mapping[str, Platform]
) -> None:
    """At 1688 the deposit, without which some say there is no cancelling, is on its way."""
    facts = {
        "closing.status": "not_applied",
        "deposit.held": 3000,
        "deposit.status": "refunding",
        "deposit.applied_on": "2026-11-20",
        "notice.published_on": "2026-10-20",
    }
    report = replace(left(rules_of["1688"], facts, "close"), lang=Lang.ZH)
    later = report.on + timedelta(days=8)
    (first, *_) = report.plan.milestones
    apply = replace(first, procedure="close", stage=Stage.APPLY, earliest=None, latest=later)
    report = replace(report, plan=replace(report.plan, milestones=(apply,)))
    shown = renderer(view, name)(report, RenderOptions(width=100))
    assert "起能申请" in shown.replace("\r\n ", "")
    assert "） 起能申请" not in shown
    guessed = sentences.key_days(replace(apply, estimated=True), Wording(Lang.ZH), estimated=True)
    assert guessed == f"最晚 {later}（估算）起能申请"


def test_what_is_late_in_two_procedures_is_told_once(rules_of: Mapping[str, Platform]) -> None:
    """A deposit of Douyin comes once, whichever procedure waits for it."""
    facts = {
        "closing.status": "closed", "closing.by": "seller", "closing.applied_on": "2026-10-20",
        "closing.closed_on": "2026-10-29", "profile.evicted": False, "deposit.held": 2000,
        "deposit.required": 500, "deposit.status": "held",
    }  # fmt: skip
    report = left(rules_of["douyin"], facts, "all")
    late = [each.says.en for each in report.warnings if each.code == "overdue"]

    assert {each.verdict for each in report.procedures} == {"overdue"}
    assert len(late) == 1


def test_a_figure_that_is_asked_for_twice_is_shown_once(rules_of: Mapping[str, Platform]) -> None:
    """As by one day, or else by another."""
    facts = {
        "profile.three_guarantees": True, "closing.status": "in_notice", "deposit.held": 1000,
        "closing.applied_on": "2026-11-20", "notice.published_on": "2026-11-21",
        "orders.last_completed_on": "2026-11-10", "deposit.status": "held",
    }  # fmt: skip
    report = left(rules_of["taobao"], facts, on="2026-11-30")
    shown = [todo.remark_on(action, report) for action in todo.today(report)]

    assert any(each and each.en == "last order ended 2026-11-10" for each in shown)
