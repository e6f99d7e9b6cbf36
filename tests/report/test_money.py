"""The money: sums to the cent, by the fen, and when and where they arrive."""

import json
import random
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from calendarplans import OLD, found
from calendarplans import reported as of_calendar
from exits import left
from smallrules import NOT_CLOSED, ON, SHORT, order, procedure, reported, rules
from states import nested, parsed

from shopexit import Platform, check
from shopexit.evaluation.balance import Books, amount, total
from shopexit.evaluation.evaluate import EvaluationOptions
from shopexit.report.model import Money, Report, ReportedSum
from shopexit.report.money import money as of_state

PLATFORM = ("funds.deposit", "funds.balance", "funds.pending")
SELLER = ("funds.fines", "funds.fees")
NEGATIVE = ("funds.balance",)
SHOPS, FILES = 10_000, 200


def all_sums() -> Platform:
    """Return rules that know every sum, and bring two of them."""
    close = procedure(days=3, returns="funds.deposit")
    close["steps"][0]["into"] = SHORT
    pending = {"id": "wait", "who": "bank", "does": SHORT, "sources": ["rule"]}
    close["steps"].append(pending | {"takes": "unknown", "returns": "funds.pending"})
    note = {"says": SHORT, "sources": ["rule"]}
    known = [{"returns": "funds.balance"}, {"costs": "funds.fines"}, {"costs": "funds.fees"}]
    close["effects"] = [note | {"id": f"e{n}"} | each for n, each in enumerate(known)]
    return rules(close=close)


BOOK = all_sums()


def money(values: Mapping[str, Any]) -> Money:
    """Return the money of a shop with these sums."""
    state = {"platform": "small", "as_of": str(ON), **nested(values)}
    return check(BOOK, parsed(json.dumps(state).encode(), BOOK), EvaluationOptions(on=ON)).money


def the(money: Money, fact: str) -> ReportedSum:
    """Return one sum."""
    (found_,) = (each for each in money.sums if each.fact == fact)
    return found_


def groups(report: Money) -> tuple[str, str, str, str]:
    """Return what comes back, stays, is in doubt and is to be paid."""
    return report.comes_back, report.stays, report.in_doubt, report.to_pay


def fen(text: str) -> int:
    """Return an amount in integers, without the arithmetic under test."""
    sign = -1 if text.startswith("-") else 1
    yuan, _, rest = text.removeprefix("-").partition(".")
    assert len(rest) == 2
    return sign * (int(yuan) * 100 + int(rest))


def written(value: int) -> str:
    """Return an amount in fen as a file has it."""
    return f"{'-' if value < 0 else ''}{abs(value) // 100}.{abs(value) % 100:02}"


def _drawn(dice: random.Random) -> dict[str, int]:
    """Draw sums in fen, small and great, of which some are not given."""
    values = {}
    for fact in (*PLATFORM, *SELLER):
        if dice.random() < 0.8:
            value = dice.choice([0, 1, 99, 100, dice.randrange(10**5), dice.randrange(10**15)])
            values[fact] = -value if fact in NEGATIVE and dice.random() < 0.5 else value
    return values


def test_every_sum_is_exact_to_the_cent() -> None:
    """In 10,000 shops, held against integers of fen; what is not given adds nothing."""
    dice = random.Random(20261122)  # noqa: S311 - drawn for a test
    empty = parsed(b"platform: small", BOOK)
    for _ in range(SHOPS):
        values = _drawn(dice)
        state = replace(empty, values={fact: Decimal(written(v)) for fact, v in values.items()})
        _agrees(of_state(Books(BOOK, state, EvaluationOptions(ON), ()), {}), values)


def test_every_sum_in_a_file_is_exact_to_the_cent() -> None:
    """From the digits of a file to those of the report, with nothing rounded in between."""
    dice = random.Random(20261123)  # noqa: S311 - drawn for a test
    for _ in range(FILES):
        values = _drawn(dice)
        text = {fact: f"\x00{written(value)}\x00" for fact, value in values.items()}
        state = json.dumps({"platform": "small", **nested(text)})
        raw = state.replace('"\\u0000', "").replace('\\u0000"', "")
        _agrees(check(BOOK, parsed(raw.encode(), BOOK), EvaluationOptions(on=ON)).money, values)


def _agrees(report: Money, values: Mapping[str, int]) -> None:
    held = {fact: value for fact, value in values.items() if fact in PLATFORM}
    comes = sum(value for value in held.values() if value > 0)
    pays = sum(values.get(fact, 0) for fact in SELLER) - sum(v for v in held.values() if v < 0)
    assert (fen(report.comes_back), fen(report.to_pay)) == (comes, pays)
    assert (report.stays, report.in_doubt) == ("0.00", "0.00")
    given = {each.fact: fen(each.amount) for each in report.sums if each.amount is not None}
    assert given == {fact: abs(value) for fact, value in values.items()}
    assert set(report.missing) == {*PLATFORM, *SELLER} - set(values)


def test_what_is_not_given_is_listed_and_never_nothing() -> None:
    """And 0 is given: nothing comes, on no day."""
    report = money({"orders.open": 0, "funds.deposit": 0, "funds.fines": 12.3})
    assert report.missing == ("funds.balance", "funds.pending", "funds.fees")
    assert [(each.fact, each.amount) for each in report.sums] == [
        ("funds.deposit", "0.00"),
        ("funds.balance", None),
        ("funds.pending", None),
        ("funds.fines", "12.30"),
        ("funds.fees", None),
    ]
    assert groups(report) == ("0.00", "0.00", "0.00", "12.30")
    nothing = the(report, "funds.deposit")
    assert (nothing.earliest, nothing.ref, nothing.into) == (None, None, None)


def test_an_overdrawn_balance_is_to_be_paid_and_taken_from_nothing() -> None:
    """Nothing is netted: 100 come back all the same, and 30.05 are paid in."""
    report = money({"funds.deposit": 100, "funds.balance": -30.05, "funds.fees": 7})
    assert groups(report) == ("100.00", "0.00", "0.00", "37.05")
    balance = the(report, "funds.balance")
    assert (balance.amount, balance.group, balance.ref) == ("30.05", "to_pay", None)
    assert balance.owed_by == "seller"
    assert balance.why
    assert "negative" in balance.why.en


def test_what_is_in_doubt_is_in_no_sum_that_comes_back() -> None:
    """No rule of this book says how a pending sum is paid out."""
    book = rules(close=procedure(days=3, returns="funds.deposit"))
    report = reported(book, {"funds.deposit": 100, "funds.pending": 40.4}).money
    assert groups(report) == ("100.00", "0.00", "40.40", "0.00")
    pending = the(report, "funds.pending")
    assert (pending.group, pending.earliest, pending.latest) == ("in_doubt", None, None)
    assert pending.why


@pytest.mark.parametrize(
    ("held", "due", "comes", "stays"),
    [
        (130, 30, "100.00", "30.00"),
        (30, 30, "0.00", "30.00"),
        (29.99, 30, "0.00", "29.99"),
        (30.01, 30, "0.01", "30.00"),
        (130, 0, "130.00", "0.00"),
    ],
)
def test_what_is_due_stays_while_the_shop_goes_on(
    held: float, due: float, comes: str, stays: str
) -> None:
    """What is beyond it comes back; how much that is has to be known."""
    excess = procedure(days=3, returns="funds.deposit")
    excess["steps"][0]["beyond"] = "deposit.required"
    report = reported(rules(close=excess), {"funds.deposit": held, "deposit.required": due}).money
    assert groups(report) == (comes, stays, "0.00", "0.00")
    unknown = reported(rules(close=excess), {"funds.deposit": held}).money
    assert groups(unknown) == ("0.00", "0.00", f"{held:.2f}", "0.00")


def test_the_days_and_the_account_of_a_sum_are_those_of_the_action_that_brings_it() -> None:
    """Known, open with its reasons, or none at all."""
    report = money({"orders.open": 0, "funds.deposit": 5, "funds.balance": 5, "funds.pending": 5})
    deposit, balance = the(report, "funds.deposit"), the(report, "funds.balance")
    assert (str(deposit.earliest), str(deposit.latest)) == ("2026-11-25", "2026-11-25")
    assert deposit.into
    assert (deposit.into.en, deposit.ref, deposit.open_by) == ("short", "small/close/act", ())
    pending = the(report, "funds.pending")
    assert (pending.earliest, pending.latest, pending.into) == (None, None, None)
    assert pending.open_by == ("small/close/wait",)
    assert (balance.earliest, balance.latest, balance.into, balance.ref) == (None, None, None, None)


def test_a_sum_that_is_not_given_has_its_days_all_the_same() -> None:
    """Whatever it is, it comes then."""
    deposit = the(money({"orders.open": 0}), "funds.deposit")
    assert (deposit.amount, str(deposit.earliest)) == (None, "2026-11-25")


def test_a_sum_that_no_rule_reads_is_shown_where_the_seller_gives_it() -> None:
    """And left out where he does not."""
    book = rules(close=procedure())
    assert reported(book, {}).money.sums == ()
    sums = reported(book, {"funds.fines": 1, "deposit.held": 7}).money
    assert [(each.fact, each.amount) for each in sums.sums] == [("funds.fines", "1.00")]
    assert (sums.currency, sums.to_pay) == ("CNY", "1.00")


def test_a_question_about_a_dispute_brings_no_money() -> None:
    """Asking for it is not getting it; clearing what is not disputed is."""
    ask: dict[str, Any] = {
        "holds": {"confirmed.applied": True},
        "returns": "funds.deposit",
        "takes": [{"days": 9, "sources": ["rule"]}],
    }
    dispute = {"disputed": [{"says": SHORT, "sources": ["rule"]}], "ask": SHORT}
    values = {"confirmed.applied": False, "funds.deposit": 5}
    for more, wanted in ((dispute, "None"), ({}, "2026-12-01")):
        report = reported(rules(close=procedure(asks=[ask | more])), values)
        assert str(the(report.money, "funds.deposit").earliest) == wanted
    unknown = reported(rules(close=procedure(asks=[ask])), {"funds.deposit": 5})
    assert the(unknown.money, "funds.deposit").earliest is None


def test_a_sum_that_is_brought_already_is_not_fetched_again() -> None:
    """A procedure that only fetches it, and needs the one that brings it, has nothing to do."""
    book = rules(
        close=procedure(days=2, returns="funds.deposit"),
        more=procedure("close", days=5, returns="funds.deposit"),
    )
    report = reported(book, NOT_CLOSED | {"funds.deposit": 5}, "all")
    assert order(report) == ["close"]
    deposit = the(report.money, "funds.deposit")
    assert (str(deposit.earliest), deposit.ref) == ("2026-11-24", "small/close/act")


def _money_stages(report: Report) -> list[str]:
    return [str(m.returns) for m in report.plan.milestones if m.returns]


@pytest.mark.parametrize(("deposit", "shown"), [(1, True), (None, True), (0, False)])
def test_a_sum_of_nothing_is_no_milestone(deposit: int | None, shown: bool) -> None:
    """One that is not given is."""
    report = of_calendar(OLD | {"funds.deposit": deposit})
    assert _money_stages(report) == (["funds.deposit"] if shown else [])
    assert found(report, "pay-out").returns == "funds.deposit"


def test_amounts_are_text_to_the_cent() -> None:
    """Of whatever size; what is no amount adds nothing."""
    assert amount(Decimal("9999999999999.99")) == "9999999999999.99"
    assert amount(Decimal(3)) == "3.00"
    assert total(iter([Decimal("0.10"), None, "text", Decimal("0.20")])) == Decimal("0.30")


def test_figures_that_are_too_old_leave_the_days_of_a_sum_open_as_those_of_the_plan() -> None:
    """One output does not name a day for the money and call the same day unknown elsewhere."""
    facts = {"orders.open": 0, "funds.deposit": 5}
    report = reported(BOOK, facts, as_of="2026-10-01")
    deposit = the(report.money, "funds.deposit")

    assert not any(each.latest for each in report.plan.milestones)
    assert not any(each.latest for each in report.plan.actions)
    assert deposit.latest is None
    assert deposit.open_by == ("state-old",)
    told = {reason.ref for each in report.plan.milestones for reason in each.open_by}
    assert "state-old" in told


@pytest.mark.parametrize(
    ("facts", "label"),
    [
        ({"deposit.held": 500, "deposit.required": 2000}, "保证金应缴额，还差"),
        ({"deposit.held": -120, "deposit.required": 0}, "保证金余额，还差"),
    ],
)
def test_what_is_to_be_paid_in_is_no_balance(
    facts: Mapping[str, Any], label: str, rules_of: Mapping[str, Platform]
) -> None:
    """The sum is what lacks, not what is held or due."""
    answers = {"douyin/close/deposit-not-short": {"required": True, "by": "客服"}}
    asked = {"closing.status": "not_applied", **facts}
    report = left(rules_of["douyin"], asked, answers=answers)
    owed = [each for each in report.money.sums if each.group == "to_pay"]
    (lacking,) = (each for each in owed if each.amount != "0.00")

    assert lacking.label.zh == label


def test_all_of_a_deposit_is_there_only_when_the_last_way_to_it_has_ended(
    rules_of: Mapping[str, Platform],
) -> None:
    """What an open shop gets back, the surplus, is a part; the rest waits for the closing."""
    facts = {
        "closing.status": "not_applied",
        "deposit.held": 2000,
        "deposit.status": "held",
        "confirmed.payee_matches": True,
        "confirmed.papers_ready": True,
        "orders.pending_shipment": 3,
    }
    report = left(rules_of["douyin"], facts, "all")
    (held,) = (each for each in report.money.sums if each.fact == "deposit.held")

    assert (held.group, held.amount, held.latest) == ("comes_back", "2000.00", None)
    assert held.ref == "douyin/close/deposit-returned"
