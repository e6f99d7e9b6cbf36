"""The interview asks for all that decides, and for nothing that does not."""

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from exits import GOOD
from smallexports import export, export_1688, order
from smallrules import procedure, rules
from states import LONGER, ON, PLATFORMS, parsed, written

from shopexit import Platform, ShopexitError, State, Verdict, check
from shopexit.evaluation.evaluate import EvaluationOptions, Outcome
from shopexit.evaluation.evaluation import Evaluation, evaluate
from shopexit.evaluation.interview import ORDERS, moving, questions, unspoken, value_of
from shopexit.formats import RenderOptions, renderer
from shopexit.inputs.state_writer import with_values
from shopexit.rules.facts import NEVER, Fact, FactType

OPTIONS = EvaluationOptions(ON)


def some(fact: Fact) -> Sequence[Any]:
    """Return a few values that a fact may have."""
    match fact.type:
        case FactType.FLAG:
            return (True, False)
        case FactType.DATE:
            return (NEVER, str(ON - timedelta(days=2)), str(ON - timedelta(days=400)))
        case FactType.CHOICE:
            return tuple(fact.choices)
        case FactType.TEXT:
            return ("text",)
        case _:
            return (0, 3, 2000)


def state_of(rules: Platform, given: Mapping[str, Any]) -> State | None:
    """Return the state with these facts, or None if they contradict each other."""
    try:
        return parsed(written(rules.platform, given), rules, on=ON)
    except ShopexitError:
        return None


def judged(rules: Platform, state: State) -> Evaluation | None:
    """Return what comes of a state, or None if nothing applies to it."""
    try:
        return evaluate(rules, state, OPTIONS)
    except ShopexitError:
        return None


def of_the_shop(rules: Platform, state: State) -> list[str]:
    """Return what is asked of a shop that lists no order."""
    return [f for f in questions(rules, state, OPTIONS) if not f.startswith(f"{ORDERS}.")]


def answered(rules: Platform, seed: str) -> dict[str, Any]:
    """Return what a seller has said once nothing is asked any more, all of it by chance."""
    chance = random.Random(seed)  # noqa: S311
    given: dict[str, Any] = {}
    never_fits: set[str] = set()
    while state := state_of(rules, given):
        left = [f for f in of_the_shop(rules, state) if f not in never_fits]
        if not left:
            break
        fact = left[0]
        values = list(some(rules.vocabulary.facts[fact]))
        if chance.random() < 0.7 and fact in GOOD[rules.platform]:
            values.insert(0, GOOD[rules.platform][fact])
        else:
            chance.shuffle(values)
        fitting = (v for v in values if state_of(rules, {**given, fact: v}))
        value = next(fitting, None)
        if value is None:
            never_fits.add(fact)
            continue
        given[fact] = value
    return given


@pytest.mark.parametrize("seed", range(4 * LONGER))
@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_is_not_asked_for_cannot_change_the_verdict(
    platform: str, seed: int, rules_of: Mapping[str, Platform]
) -> None:
    """Whatever has been answered; but for what is asked last, as no rule speaks of it."""
    rules = rules_of[platform]
    given = answered(rules, f"{platform}{seed}")
    state = state_of(rules, given)
    assert state
    verdict = found.verdict if (found := judged(rules, state)) else None
    last = unspoken(rules, state, OPTIONS)
    for path, fact in rules.vocabulary.facts.items():
        if path in given or path in last or path.startswith("order."):
            continue
        for value in some(fact):
            other = state_of(rules, {**given, path: value})
            if other and (after := judged(rules, other)):
                assert after.verdict is verdict, (path, value, given)


@pytest.mark.parametrize("seed", range(6 * LONGER))
@pytest.mark.parametrize("platform", PLATFORMS)
def test_with_every_answer_given_nothing_is_missing(
    platform: str, seed: int, rules_of: Mapping[str, Platform]
) -> None:
    """No verdict is undetermined for a figure that was not asked for."""
    rules = rules_of[platform]
    given = answered(rules, f"all{platform}{seed}")
    state = state_of(rules, given)
    assert state
    found = judged(rules, state)
    for result in found.results if found else ():
        assert not result.missing
        unknown = [f for f in result.findings if f.counts and f.outcome is Outcome.UNKNOWN]
        assert [result.lacks(f) for f in unknown] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_good_shop_is_ready_once_all_is_answered(
    platform: str, rules_of: Mapping[str, Platform]
) -> None:
    """But for what sources disagree about, which no figure settles."""
    rules = rules_of[platform]
    given: dict[str, Any] = {}
    for _ in range(60):
        state = state_of(rules, given)
        assert state
        left = of_the_shop(rules, state)
        if not left:
            break
        fact = left[0]
        values = (
            [GOOD[platform][fact]] if fact in GOOD[platform] else some(rules.vocabulary.facts[fact])
        )
        given[fact] = next(v for v in values if state_of(rules, {**given, fact: v}))
    state = state_of(rules, given)
    assert state
    result = judged(rules, state)
    assert result
    open_ = {f.outcome for each in result.results for f in each.open if f.counts}
    assert open_ <= {Outcome.DISPUTED}
    assert result.verdict is (Verdict.UNDETERMINED if open_ else Verdict.READY)


@pytest.mark.parametrize(
    ("platform", "least", "most"),
    [("kuaishou", 20, 26), ("taobao", 13, 22), ("douyin", 28, 40), ("aliexpress", 6, 11),
     ("1688", 10, 21), ("xiaohongshu", 15, 20)],
)  # fmt: skip
def test_no_more_is_asked_than_decides(
    platform: str, least: int, most: int, rules_of: Mapping[str, Platform]
) -> None:
    """Of a hundred facts, as many as the rules turn on, once it is said to be not applied for."""
    state = state_of(rules_of[platform], {"closing.status": "not_applied"})
    assert state
    assert least <= len(questions(rules_of[platform], state, OPTIONS)) <= most


def test_what_kind_of_shop_it_is_comes_first_and_then_how_far_it_is(
    rules_of: Mapping[str, Platform],
) -> None:
    """Since both make other questions needless."""
    rules = rules_of["douyin"]
    state = state_of(rules, {})
    assert state
    asked = questions(rules, state, OPTIONS)
    kinds = [fact.startswith("profile.") for fact in asked]
    assert kinds == sorted(kinds, reverse=True)
    assert asked[sum(kinds)] == "closing.status"


def test_once_applied_nothing_is_asked_for_the_application(
    rules_of: Mapping[str, Platform],
) -> None:
    """Its day is wanted, whether the data is kept, what the wait turns on, and the money."""
    rules = rules_of["kuaishou"]
    state = state_of(rules, {"closing.status": "in_review"})
    assert state
    assert questions(rules, state, OPTIONS) == [
        "closing.applied_on", "confirmed.data_backed_up", "notice.published_on",
        "after_sales.open", "disputes.open",
        "orders.pending_payment", "orders.pending_shipment", "orders.pending_receipt",
        "deposit.held", "funds.withdrawable", "funds.unsettled",
        "services.freight_balance", "funds.in_transit",
    ]  # fmt: skip


def test_a_refusal_is_asked_about(rules_of: Mapping[str, Platform]) -> None:
    """When and why: without that nothing is ready again."""
    rules = rules_of["kuaishou"]
    state = state_of(rules, {"closing.status": "rejected"})
    assert state
    assert questions(rules, state, OPTIONS)[:2] == ["closing.rejected_on", "closing.reason"]


def test_what_no_rule_speaks_of_is_what_would_be_an_open_point(
    rules_of: Mapping[str, Platform],
) -> None:
    """And only as long as it is not given."""
    rules = rules_of["kuaishou"]
    state = state_of(rules, {})
    assert state
    last = unspoken(rules, state, OPTIONS)
    assert "funds.open_loans" in last
    assert "orders.pending_payment" not in last
    with_loan = state_of(rules, {"funds.open_loans": 1})
    assert with_loan
    assert "funds.open_loans" not in unspoken(rules, with_loan, OPTIONS)
    found = judged(rules, with_loan)
    assert found
    assert [p.fact for p in found.results[0].open_points] == ["funds.open_loans"]


def test_what_moves_is_read_again_and_all_that_is_too_old(kuaishou: Platform) -> None:
    """A proof is not typed again; a day that has never been may have come."""
    text = (
        "platform: kuaishou\nas_of: 2026-11-20\norders: {pending_payment: 0, last_completed_on:"
        " 2026-10-01}\nfunds: {debt: 0}\nprofile: {entity: personal}\nclosing: {status: in_review,"
        " applied_on: 2026-11-01}\nnotice: {published_on: 2026-10-01}\nproducts:"
        " {last_delisted_on: never}\nservices: {freight_insurance_active: false}\n"
        "confirmed: {data_backed_up: {by: 小明}}\n"
    )
    state = parsed(text.encode(), kuaishou)
    soon = [
        "orders.pending_payment", "orders.last_completed_on", "products.last_delisted_on",
        "funds.debt", "closing.status",
    ]  # fmt: skip
    assert moving(kuaishou, state, ON, 7) == soon
    assert moving(kuaishou, state, ON + timedelta(days=6), 7) == [
        *soon[:4], "services.freight_insurance_active", "notice.published_on", soon[4],
        "closing.applied_on",
    ]  # fmt: skip


def test_where_nothing_applies_nothing_is_asked() -> None:
    """As `check` says of such a shop, there is nothing to judge."""
    small = rules(close=procedure(when={"closing.status": "approved"}))
    state = parsed(b"{platform: small, closing: {status: not_applied}}", small)
    assert (*questions(small, state, OPTIONS), *unspoken(small, state, OPTIONS)) == ()


def test_one_question_stands_for_what_nearly_no_shop_has_to_do_with(
    rules_of: Mapping[str, Platform],
) -> None:
    """Answered as usual it is enough; else each of what it sums up is asked for."""
    rules = rules_of["douyin"]
    summed_up = set(rules.vocabulary.facts["profile.special_trade"].settles)
    begun = {"closing.status": "not_applied"}
    before = state_of(rules, begun)
    assert before
    asked = questions(rules, before, OPTIONS)
    assert "profile.special_trade" in asked[:8]
    assert summed_up <= {*asked}
    usual = state_of(rules, {**begun, "profile.special_trade": False})
    other = state_of(rules, {**begun, "profile.special_trade": True})
    assert usual
    assert other
    assert summed_up.isdisjoint(questions(rules, usual, OPTIONS))
    assert summed_up <= {*questions(rules, other, OPTIONS)}


def orders_answered(rules: Platform, seed: int) -> State:
    """Return the state once all is asked of two orders, and answered by chance."""
    chance = random.Random(seed)  # noqa: S311
    text = f"platform: {rules.platform}\nas_of: {ON}\n"
    asked: set[str] = set()
    while True:
        state = parsed(text.encode(), rules, on=ON)
        left = [f for f in questions(rules, state, OPTIONS) if f not in asked]
        if not left:
            return state
        path = left[0]
        asked.add(path)
        if path in (f"{ORDERS}.0.id", f"{ORDERS}.1.id"):
            text = with_values(text, {path: f"2026{len(asked)}"})
        elif not path.endswith(".id"):
            name = f"order.{path.split('.')[2]}" if path.startswith(f"{ORDERS}.") else path
            values = list(some(rules.vocabulary.facts[name]))
            chance.shuffle(values)
            for value in values:
                try:
                    parsed(with_values(text, {path: value}).encode(), rules, on=ON)
                except ShopexitError:
                    continue
                text = with_values(text, {path: value})
                break


@pytest.mark.parametrize("seed", range(6 * LONGER))
def test_with_every_answer_given_nothing_is_missing_of_an_order(
    seed: int, rules_of: Mapping[str, Platform]
) -> None:
    """Of each order that is listed; the shop's counts follow from them and are not asked for."""
    rules = rules_of["1688"]
    state = orders_answered(rules, seed)
    assert len(state.orders or ()) == 2
    assert state.document.at(("orders", "pending_payment")) is None
    for result in evaluate(rules, state, OPTIONS).results:
        assert not result.missing
        unknown = [f for f in result.findings if f.counts and f.outcome is Outcome.UNKNOWN]
        assert [result.lacks(f) for f in unknown] == []


def test_orders_are_not_asked_for_where_they_are_counted(rules_of: Mapping[str, Platform]) -> None:
    """A count says how many there are; a list that is begun later would contradict it."""
    rules = rules_of["1688"]
    counted = state_of(rules, {"orders.pending_payment": 2})
    assert counted
    assert of_the_shop(rules, counted) == list(questions(rules, counted, OPTIONS))
    empty = state_of(rules, {})
    assert empty
    assert f"{ORDERS}.0.id" in questions(rules, empty, OPTIONS)


LISTED = """\
platform: 1688
as_of: 2026-11-21
orders: {pending_payment: 1}
order_list:
  - {id: A1, status: pending_payment, buyer_agrees: false}
  - {id: A2, status: closed}
"""


def test_a_path_names_a_value_of_the_shop_or_of_one_of_its_orders(
    rules_of: Mapping[str, Platform],
) -> None:
    """By the order's place in the file; what is not given has none, nor has an order to come."""
    state = parsed(LISTED.encode(), rules_of["1688"], on=ON)
    wanted = {
        "orders.pending_payment": 1,
        "orders.pending_shipment": 0,
        "deposit.held": None,
        "order_list.0.id": "A1",
        "order_list.0.buyer_agrees": False,
        "order_list.0.refund_filed": None,
        "order_list.1.id": "A2",
        "order_list.1.status": "closed",
        "order_list.2.id": None,
    }
    assert {path: value_of(state, path) for path in wanted} == wanted


def test_of_an_order_what_is_given_is_read_again_until_it_has_ended(
    rules_of: Mapping[str, Platform],
) -> None:
    """Neither what was never said of it, nor what it cost."""
    rules = rules_of["1688"]
    state = parsed(LISTED.encode(), rules, on=ON)
    again = [path for path in moving(rules, state, ON, 7) if path.startswith(ORDERS)]
    assert again == ["order_list.0.status", "order_list.0.buyer_agrees"]


def test_an_entry_that_is_not_filled_in_beside_exports_is_not_read_again(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """Such as the one that a new file has: no order of the exports is meant."""
    rules = rules_of["1688"]
    text = "platform: 1688\norder_list:\n  - {id: EXAMPLE}\n"
    exported = export_1688(tmp_path, A1="交易成功")
    state = parsed(text.encode(), rules, orders=[exported], on=ON)
    assert value_of(state, "order_list.0.status") is None
    assert [path for path in moving(rules, state, ON, 7) if path.startswith(ORDERS)] == []


def test_a_day_of_which_an_export_shows_only_a_bound_is_asked_for(
    rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """The last order ended on that day at the earliest, so the day is not known."""
    rules = rules_of["kuaishou"]
    known = {"notice.published_on": "2026-09-01", "closing.status": "not_applied"}
    facts = {**GOOD["kuaishou"], **known}
    del facts["orders.last_completed_on"]
    bound = parsed(written("kuaishou", facts), rules, orders=[export(tmp_path, order())])
    (asked,) = {"orders.last_completed_on"} & {*bound.values}

    assert asked in questions(rules, bound, OPTIONS)


@pytest.mark.parametrize(
    ("facts", "is_asked"),
    [
        ({}, True),
        # The days count from when the order ends.
        ({"orders.pending_shipment": 1}, False),
        ({"orders.last_completed_on": "2026-08-01"}, False),
    ],
)
def test_what_decides_on_what_day_a_requirement_is_met_is_asked_for(
    facts: Mapping[str, Any], is_asked: bool, rules_of: Mapping[str, Platform]
) -> None:
    """It is not met yet either way; the period of Douyin makes it 30 days or 90."""
    shop = {"orders.last_completed_on": "2026-11-01", "closing.status": "not_applied", **facts}
    values = {**GOOD["douyin"], **shop}
    del values["after_sales.period_days"]
    rules = rules_of["douyin"]
    state = parsed(written("douyin", values), rules)
    report = check(rules, state, OPTIONS)
    looked_up = {action.fact for action in report.plan.actions}

    assert ("after_sales.period_days" in questions(rules, state, OPTIONS)) is is_asked
    assert ("after_sales.period_days" in looked_up) is is_asked
    screen = renderer("screen", "text")(report, RenderOptions(width=80)).splitlines()
    told = [line for line in screen if line.startswith("Look up today: ")]
    assert any("after-sales days" in line for line in told) is is_asked


@pytest.mark.parametrize("is_given", [True, False])
def test_a_figure_that_does_not_count_beside_an_export_is_not_asked_for_again(
    is_given: bool, rules_of: Mapping[str, Platform], tmp_path: Path
) -> None:
    """A word of the export is not understood: it is that which has to be found out, and for today.

    What the seller says does not count before, whether or not he has said it.
    """
    facts = {**GOOD["kuaishou"], "closing.status": "not_applied"}
    facts = {path: v for path, v in facts.items() if is_given or path != "after_sales.open"}
    rules, exports = rules_of["kuaishou"], [export(tmp_path, order(after="商家待补寄"))]
    del facts["orders.last_completed_on"]
    state = parsed(written("kuaishou", facts), rules, orders=exports)

    assert "after_sales.open" not in state.values
    assert "after_sales.open" not in questions(rules, state, OPTIONS)
    report = check(rules, state, OPTIONS)
    looked_up = {action.fact for action in report.plan.actions}
    assert "after_sales.open" not in looked_up
    (todo,) = (a for a in report.plan.actions if "--map" in a.does.en)
    assert todo.ref in report.plan.today
    (finding,) = (f for f in report.findings if f.ref.endswith("/close/after-sales-finished"))
    assert [f.has.en for f in finding.figures] == ["unclear in the exports, which decide"]
