"""One screen: what gives way where there is little room."""

import json
from typing import Any

from exits import left
from states import ON, parsed

from shopexit import Lang, check, load_rules
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.formats import RenderOptions, renderer, screen_rows, todo
from shopexit.formats.terminal import ROOM
from shopexit.plan.actions import Phase


def test_known_trouble_gives_way_to_what_is_to_be_done() -> None:
    """But for the first; the others are counted among the notes."""
    busy = {
        "closing.status": "not_applied", "products.on_sale": 15, "orders.pending_shipment": 2,
        "after_sales.open": 2, "disputes.open": 1, "violations.open": 1, "funds.debt": 30,
        "violations.shop_frozen": True, "deposit.held": 1000, "deposit.status": "frozen",
        "deposit.insured": True, "services.special_active": True,
        "services.order_guarantees_active": True, "deposit.campaign_hold": True,
        "confirmed.applicant_is_opener": False,
    }  # fmt: skip
    report = left(load_rules("taobao"), busy)
    troubles = [each for each in report.warnings if each.code == "trouble"]
    screen = renderer("screen", "text")(report, RenderOptions(width=80))
    shown = sum(line.startswith("! ") for line in screen.splitlines())
    others = [each for each in report.warnings if each.code != "trouble"]

    assert 1 <= shown < len(troubles)
    assert len(screen.splitlines()) <= ROOM
    assert "more" not in screen
    assert f"{len(troubles) - shown + len(others)} notes" in screen


def test_what_holds_a_day_is_named_though_the_day_itself_is_not_known() -> None:
    """On 1688 the deposit is released some time after 60 days, which end on 2026-12-15."""
    held = {
        "closing.status": "not_applied", "deposit.held": 3000, "deposit.status": "held",
        "orders.last_completed_on": "2026-10-16",
    }  # fmt: skip
    report = left(load_rules("1688"), held, "refund-deposit")
    # However narrow the terminal is, the day is not cut.
    for width in (140, 80):
        screen = renderer("screen", "text")(report, RenderOptions(width=width))
        (applying,) = (line for line in screen.splitlines() if line.startswith("Ready to apply"))
        assert "not known" in applying
        assert "2026-12-15 at the earliest, waits for: last order" in applying


def test_what_is_to_be_asked_beside_the_question_for_today_is_listed() -> None:
    """One call to the platform can then answer everything that keeps the shop undetermined."""
    disputed = {
        "closing.status": "not_applied", "orders.pending_payment": 0, "orders.pending_receipt": 0,
        "orders.pending_shipment": 0, "after_sales.open": 4, "disputes.open": 0,
        "products.on_sale": 35, "funds.unsettled": 36000, "violations.unpaid_fines": 3,
        "confirmed.rules_read": True, "confirmed.papers_ready": True,
        "confirmed.deposit_amount_checked": True,
    }  # fmt: skip
    report = left(load_rules("aliexpress"), disputed)
    asked = {
        action.does[report.lang].rstrip(".")
        for action in report.plan.actions
        if action.phase is Phase.FIND_OUT and not (action.fact or action.optional)
    }
    screen = renderer("screen", "text")(report, RenderOptions(width=200)).splitlines()
    start = screen.index("Also to ask the platform")
    listed = {line[2:] for line in screen[start:] if line.startswith("- ")}
    (today,) = (line for line in screen if line.startswith(" ? Ask"))

    assert any("unpaid fines, 3" in each for each in listed)
    assert len(asked - listed) == 1
    assert all(each in today for each in asked - listed)
    assert len(screen) <= ROOM


def test_the_question_for_today_never_gives_way() -> None:
    """Nor does the figure that a task is about: what is cut is the sentence before it."""
    busy = {
        "closing.status": "not_applied", "notice.published_on": "never", "products.on_sale": 12,
        "orders.pending_payment": 1, "orders.pending_shipment": 2, "orders.pending_receipt": 5,
        "after_sales.open": 3, "disputes.open": 1, "funds.withdrawable": 120.5,
        "violations.open": 1, "violations.unpaid_fines": 1, "funds.unsettled": 300,
        "services.freight_insurance_active": True, "services.freight_balance": 86.2,
        "services.pending_subsidy_invoices": 2, "deposit.held": 300, "deposit.required": 500,
    }  # fmt: skip
    report = left(load_rules("kuaishou"), busy, answers={})
    screen = renderer("screen", "text")(report, RenderOptions(width=80)).splitlines()

    assert len(screen) == ROOM
    assert sum(line.startswith(" ? Ask the platform") for line in screen) == 1
    assert any(line.startswith("   -v shows") for line in screen)
    assert any(line.startswith(" 2 Delist") and "products on sale 12" in line for line in screen)


def test_what_a_verdict_rests_on_is_told_with_it() -> None:
    """What is waived is not met, and old figures are a reason, on one line too."""
    rules = load_rules("kuaishou")
    facts = {"closing.status": "not_applied", "deposit.held": 500, "funds.debt": 0}
    (unmet,) = (
        f for f in left(rules, facts | {"disputes.open": 2}).findings if f.outcome == "unmet"
    )
    waiver = {"requirement": unmet.ref, "reason": "x", "by": "y"}
    waived = left(rules, facts | {"disputes.open": 2}, waivers=[waiver])
    old = left(rules, facts, as_of="2026-11-01")
    line, doubt = (renderer("verdict", "text")(each, RenderOptions()) for each in (waived, old))

    assert f"met {waived.checked.met}, waived 1" in line
    assert "UNDETERMINED   old figures: look them up again" in doubt


def test_of_several_procedures_each_has_its_own_days() -> None:
    """The first alone would promise a day that holds for one of them."""
    facts = {"closing.status": "not_applied", "deposit.held": 500, "funds.debt": 120}
    report = left(load_rules("1688"), facts, "all")
    told = renderer("screen", "text")(report, RenderOptions(width=80))

    for procedure in ("Get the deposit back", "Cancel the shop"):
        assert f"{procedure} · Ready to apply" in told
    alone = left(load_rules("1688"), facts, "close")
    assert "\nReady to apply" in renderer("screen", "text")(alone, RenderOptions(width=80))


def test_a_reference_that_matches_no_rule_is_told() -> None:
    """Whoever misspelt an answer would find it ignored, and the same question again."""
    answers = {"douyin/close/notice-30-day": {"required": False, "by": "客服"}}
    facts = {"closing.status": "not_applied", "deposit.held": 500}
    report = left(load_rules("douyin"), facts, answers=answers)
    told = renderer("screen", "text")(report, RenderOptions(width=80))

    assert "notice-30-day matches no rule" in told.replace("\n  ", " ")


def test_warnings_are_cut_before_what_is_to_be_done() -> None:
    """An application with much against it still has all its tasks on the screen."""
    facts = {
        "closing.status": "in_notice", "closing.applied_on": "2026-11-10", "deposit.held": 1000,
        "orders.pending_shipment": 1, "orders.pending_receipt": 1, "after_sales.open": 1,
        "orders.last_completed_on": "2026-11-01", "notice.published_on": "2026-11-11",
    }  # fmt: skip
    report = left(load_rules("taobao"), facts)
    screen = renderer("screen", "text")(report, RenderOptions(width=80)).splitlines()
    tasks = [each for each in todo.today(report) if each.phase is not Phase.FIND_OUT]

    assert len(screen) <= ROOM
    assert len(tasks) > 1
    for number, _ in enumerate(tasks, start=1):
        assert any(line.startswith(f"{number:>2} ") for line in screen)


def test_what_only_another_kind_of_shop_could_meet_is_no_row() -> None:
    """A deposit is topped up; that a shop is in the trial without one cannot be brought about."""
    facts = {"closing.status": "not_applied", "deposit.held": 300, "deposit.required": 500}
    answers = {"douyin/close/deposit-not-short": {"required": True, "by": "客服"}}
    report = left(load_rules("douyin"), facts, answers=answers)
    (finding,) = (f for f in report.findings if f.outcome == "unmet" and f.level == "must")
    assert {f.fact for f in finding.figures} >= {"deposit.held", "profile.zero_deposit"}

    rows = screen_rows.rows(report).rows
    assert [(row[1], row[2]) for row in rows] == [("300", "at least 500")]


def test_a_row_that_is_an_alternative_says_so() -> None:
    """Else it would look as if each row had to be met."""
    applied = {"closing.status": "in_review", "deposit.held": 2000, "deposit.required": 2000}
    report = left(load_rules("douyin"), applied, "refund-deposit")
    rows = [row[0] for row in screen_rows.rows(report).rows]

    assert rows[0] == "closing status"
    assert rows[1:] == ["or deposit held"] * len(rows[1:]) != []


def test_the_table_gives_way_before_what_is_to_be_done() -> None:
    """Each task is whole, though the table has to leave rows out for it."""
    asked = {"buyer_agrees": True, "refund_filed": True, "refund_filed_on": "2026-11-22"}
    asked |= {"refund_covers_all": True, "supplier_decision": "waiting"}
    unasked = {"refund_filed": False, "refund_button": True}
    orders: list[dict[str, Any]] = [
        asked | {"amount": 250, "refund_filed_on": "2026-11-21"},
        asked | {"amount": 720, "refund_within_a_day": False},
        asked | {"amount": 400, "refund_covers_all": False},
        asked | {"amount": 1200, "supplier_decision": "refused"},
        unasked | {"amount": 66, "buyer_agrees": True},
        unasked | {"amount": 88, "buyer_agrees": False},
    ]
    paid = {"status": "pending_shipment", "close_button": False}
    listed = [{"id": str(n), **paid, **order} for n, order in enumerate(orders)]
    rules = load_rules("1688")
    state = {"platform": "1688", "as_of": str(ON), "profile": {"role": "reseller"}}
    given = parsed(json.dumps(state | {"order_list": listed}).encode(), rules)
    report = check(rules, given, EvaluationOptions(on=ON, lang=Lang.ZH))
    screen = renderer("screen", "text")(report, RenderOptions(width=80))

    assert len(screen.splitlines()) <= ROOM
    for action in todo.today(report):
        assert "".join(action.does.zh.rstrip("。").split()) in "".join(screen.split())
