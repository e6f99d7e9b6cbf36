"""Where each part of a sum goes, by hand: it comes back, stays, is in doubt, or is to be paid."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import left
from smallrules import procedure, reported, rules
from states import ON, parsed, written

from shopexit import Platform, Report, ShopexitError, check
from shopexit.evaluation.evaluate import EvaluationOptions

KUAISHOU = {"deposit.held": 500, "deposit.status": "refundable"}
CLOSED: dict[str, Any] = {
    "closing.status": "closed",
    "closing.applied_on": "2026-10-01",
    "closing.closed_on": "2026-11-20",
}


def groups(report: Report) -> tuple[str, str, str, str]:
    """Return what comes back, stays, is in doubt and is to be paid."""
    money = report.money
    return money.comes_back, money.stays, money.in_doubt, money.to_pay


@pytest.mark.parametrize(
    ("platform", "procedure", "facts", "wanted"),
    [
        ("kuaishou", "close", {}, ("500.00", "0.00", "0.00", "0.00")),
        ("kuaishou", "close", {"deposit.held": "0.50"}, ("0.50", "0.00", "0.00", "0.00")),
        # What stands against it.
        ("kuaishou", "close", {"deposit.status": "frozen"}, ("0.00", "0.00", "500.00", "0.00")),
        ("kuaishou", "close", {"profile.evicted": True}, ("0.00", "0.00", "500.00", "0.00")),
        ("kuaishou", "close", {"violations.shop_frozen": True},
         ("0.00", "0.00", "500.00", "0.00")),
        ("kuaishou", "close", {"deposit.penalty_hold": True}, ("0.00", "0.00", "500.00", "0.00")),
        ("taobao", "close", {"deposit.campaign_hold": True}, ("0.00", "0.00", "500.00", "0.00")),
        ("taobao", "close", {"deposit.penalty_hold": True}, ("0.00", "0.00", "500.00", "0.00")),
        # A frozen deposit is nothing to sales money; an eviction is.
        ("kuaishou", "close", {"deposit.status": "frozen", "funds.unsettled": 3000},
         ("3000.00", "0.00", "500.00", "0.00")),
        ("kuaishou", "close", {"profile.evicted": True, "funds.unsettled": 3000},
         ("0.00", "0.00", "3500.00", "0.00")),
        # Nothing is netted: a debt lessens no sum.
        ("kuaishou", "close", {"funds.debt": 320, "violations.fines_amount": "260.40",
                               "violations.unpaid_fines": 1},
         ("500.00", "0.00", "0.00", "580.40")),
        # Below zero; and up to the sum due only where that is asked for and not disputed.
        ("douyin", "close", {"deposit.held": "-132.50"}, ("0.00", "0.00", "0.00", "132.50")),
        ("douyin", "close", {"deposit.held": 0}, ("0.00", "0.00", "0.00", "0.00")),
        ("douyin", "close", {"deposit.held": 300}, ("300.00", "0.00", "0.00", "0.00")),
        # A shop that goes on: what is due stays, what is beyond it comes back or is in doubt.
        ("douyin", "refund-deposit", {"deposit.held": 2000}, ("1500.00", "500.00", "0.00", "0.00")),
        ("douyin", "refund-deposit", {"deposit.held": 2000, "deposit.status": "frozen"},
         ("0.00", "500.00", "1500.00", "0.00")),
        ("douyin", "refund-deposit", {"deposit.held": 500}, ("0.00", "500.00", "0.00", "0.00")),
        ("douyin", "refund-deposit", {"deposit.held": 2000, "deposit.required": None},
         ("0.00", "0.00", "2000.00", "0.00")),
        # Too little to take any out, but nobody asks that it be paid in for that.
        ("douyin", "refund-deposit", {"deposit.held": 400}, ("0.00", "400.00", "0.00", "0.00")),
        ("douyin", "refund-deposit", {"deposit.held": 0}, ("0.00", "0.00", "0.00", "0.00")),
        # What may be taken from it first, once the shop is closed.
        ("douyin", "refund-deposit",
         {"deposit.held": 2000, "violations.unpaid_fines": 1, "violations.fines_amount": 600}
         | CLOSED, ("0.00", "0.00", "2000.00", "600.00")),
        ("kuaishou", None, {"funds.debt": 80} | CLOSED, ("0.00", "0.00", "500.00", "80.00")),
        ("douyin", "refund-deposit", {"deposit.held": 2000} | CLOSED,
         ("2000.00", "0.00", "0.00", "0.00")),
        # Nobody says how the unsettled sales of a managed shop are paid out; the balance is the
        # seller's to take, and a fine comes off the deposit first.
        ("aliexpress", "exit-managed", {"deposit.held": 10000, "funds.unsettled": 36000,
                                        "funds.withdrawable": 1200, "violations.fines_amount": 260},
         ("1200.00", "0.00", "46000.00", "260.00")),
        # The balance of a closed shop is withdrawn from as before, whatever was asked for.
        ("kuaishou", "close", {"funds.withdrawable": 70} | CLOSED,
         ("570.00", "0.00", "0.00", "0.00")),
        ("kuaishou", "refund-deposit", {"funds.withdrawable": 70} | CLOSED,
         ("570.00", "0.00", "0.00", "0.00")),
        ("kuaishou", None, {"funds.withdrawable": 70} | CLOSED,
         ("570.00", "0.00", "0.00", "0.00")),
        # A deposit that is back closes no shop.
        ("douyin", "refund-deposit", {"deposit.held": 0, "deposit.status": "returned",
                                      "deposit.required": 0, "funds.withdrawable": 70},
         ("70.00", "0.00", "0.00", "0.00")),
        # What is not given adds nothing.
        ("kuaishou", "close", {"deposit.held": None}, ("0.00", "0.00", "0.00", "0.00")),
    ],
)  # fmt: skip
def test_each_sum_goes_where_its_parts_go(
    platform: str,
    procedure: str | None,
    facts: Mapping[str, Any],
    wanted: tuple[str, str, str, str],
    rules_of: Mapping[str, Platform],
) -> None:
    """To the cent."""
    facts = {path: float(v) if isinstance(v, str) and "." in v else v for path, v in facts.items()}
    assert groups(left(rules_of[platform], KUAISHOU | facts, procedure)) == wanted


def test_a_shortfall_is_to_be_paid_once_the_platform_says_so(
    rules_of: Mapping[str, Platform],
) -> None:
    """Of 500 with 132.50 less than nothing: 132.50 to reach nothing, and 500 more."""
    answers = {"douyin/close/deposit-not-short": {"required": True}}
    values = {"deposit.held": -132.5}
    report = left(rules_of["douyin"], values, "close", answers=answers)
    assert groups(report) == ("0.00", "0.00", "0.00", "632.50")
    assert {each.group for each in report.money.sums if each.fact == "deposit.held"} == {"to_pay"}


@pytest.mark.parametrize(
    ("held", "parts"),
    [(500, [("stays", "500.00")]), (501, [("stays", "500.00"), ("comes_back", "1.00")])],
)
def test_a_sum_has_a_part_for_each_way_that_some_of_it_goes(
    held: int, parts: list[tuple[str, str]], rules_of: Mapping[str, Platform]
) -> None:
    """Of what is kept whole nothing is left to be told of; 500 is what is due."""
    report = left(rules_of["douyin"], KUAISHOU | {"deposit.held": held}, "refund-deposit")
    found = [each for each in report.money.sums if each.fact == "deposit.held"]
    assert [(each.group, each.amount) for each in found] == parts


@pytest.mark.parametrize(
    ("done", "wanted"), [([], "comes_back"), (["small/fetch/act"], "in_doubt")]
)
def test_no_way_brings_a_sum_once_its_procedure_is_over(done: list[str], wanted: str) -> None:
    """Though another one was asked for, and the sum is still there."""
    book = rules(close=procedure(), fetch=procedure(returns="funds.deposit"))
    (part,) = [
        each
        for each in reported(book, {"funds.deposit": 5}, done=done).money.sums
        if each.fact == "funds.deposit"
    ]
    assert (part.group, part.amount) == (wanted, "5.00")


def test_what_is_in_doubt_says_why_and_has_no_day(kuaishou: Platform) -> None:
    """Though its step has days in the plan."""
    report = left(kuaishou, KUAISHOU | {"deposit.status": "frozen"}, "close")
    (deposit,) = (each for each in report.money.sums if each.fact == "deposit.held")
    assert deposit.why
    assert "frozen" in deposit.why.en
    assert (deposit.group, deposit.earliest, deposit.latest) == ("in_doubt", None, None)


def test_what_is_not_given_is_in_no_group(kuaishou: Platform) -> None:
    """And named, for it is not nothing."""
    report = left(kuaishou, {"deposit.held": None, "funds.unsettled": None}, "close")
    assert {"deposit.held", "funds.unsettled"} <= set(report.money.missing)
    assert {e.group for e in report.money.sums if e.fact in report.money.missing} == {None}


def test_a_platforms_own_doubt_stands_against_its_money_alone(
    rules_of: Mapping[str, Platform],
) -> None:
    """A deposit left in a cancelled shop is in doubt on 1688, where no source tells its fate."""
    closed = {"closing.status": "closed", "deposit.held": 2000}
    assert left(rules_of["1688"], closed, "refund-deposit").money.in_doubt == "2000.00"
    assert left(rules_of["kuaishou"], closed).money.in_doubt == "0.00"


@pytest.mark.parametrize(
    ("platform", "facts", "ref"),
    [
        ("1688", CLOSED | {"deposit.status": "held"}, "1688/close/deposit-before-cancelling"),
        ("1688", {"closing.status": "in_review", "deposit.status": "held"},
         "1688/close/deposit-before-cancelling"),
        ("taobao", CLOSED | {"deposit.status": "held"}, "taobao/refund-deposit/before-cancelling"),
        ("taobao", CLOSED | {"deposit.status": "held"}, "taobao/close/deposit-unfrozen"),
        ("xiaohongshu", {"closing.status": "not_applied", "deposit.status": "refunding"},
         "xiaohongshu/close/deposit-held-as-usual"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("required", "in_doubt"), [(None, 500), (True, 500), (False, 0)])
def test_an_answer_of_the_platform_ends_the_doubt_that_it_is_about(
    platform: str,
    facts: Mapping[str, Any],
    ref: str,
    required: bool | None,
    in_doubt: int,
    rules_of: Mapping[str, Platform],
) -> None:
    """Only the one in the seller's favour: the sum comes back then, and is no longer in doubt."""
    answers = {} if required is None else {ref: {"required": required}}
    procedure = "close" if platform == "xiaohongshu" else "refund-deposit"
    held = {**facts, "deposit.held": 500}
    report = left(rules_of[platform], held, procedure, answers=answers)
    assert report.money.in_doubt == f"{in_doubt}.00"
    assert report.money.comes_back == f"{500 - in_doubt}.00"


def test_where_nothing_is_held_there_is_no_refund_to_judge(
    rules_of: Mapping[str, Platform],
) -> None:
    """Though it is not said whether one was paid out; a refund that was applied for is judged."""
    nothing = {"deposit.held": 0, "deposit.status": None}
    with pytest.raises(ShopexitError, match="nothing to check"):
        left(rules_of["1688"], nothing, "refund-deposit")
    refunding = {
        "deposit.held": 0,
        "deposit.status": "refunding",
        "deposit.applied_on": "2026-11-20",
    }
    assert left(rules_of["1688"], refunding, "refund-deposit").verdict == "under-way"


def test_a_shop_of_which_only_orders_are_judged_goes_on(rules_of: Mapping[str, Platform]) -> None:
    """Its deposit stays until a procedure that pays it is judged; one that is closed is none."""
    order = {"id": "1", "status": "pending_payment", "amount": 10}
    facts = {
        "profile.role": "seller",
        "deposit.held": 3000,
        "orders.last_completed_on": "2026-09-12",
    }
    facts |= {"orders.pending_shipment": 0, "orders.pending_receipt": 0}
    closed = {"closing.status": "closed", "closing.closed_on": "2026-11-20"}
    groups = []
    for more in ({}, closed):
        raw = written("1688", {**facts, **more}, as_of=str(ON), order_list=[order])
        report = check(rules_of["1688"], parsed(raw, rules_of["1688"]), EvaluationOptions(ON))
        held = next(each for each in report.money.sums if each.fact == "deposit.held")
        groups.append((held.group, held.procedure))
    assert groups == [("stays", "refund-deposit"), ("in_doubt", None)]


def test_fines_of_which_none_is_unpaid_lack_no_amount(rules_of: Mapping[str, Platform]) -> None:
    """Any other amount would contradict the count."""
    closed = {
        "closing.status": "closed",
        "closing.closed_on": "2026-11-20",
        "deposit.held": 500,
    }
    assert "violations.fines_amount" not in left(rules_of["douyin"], closed).money.missing
    unsaid = closed | {"violations.unpaid_fines": None}
    assert "violations.fines_amount" in left(rules_of["douyin"], unsaid).money.missing


def test_what_stays_of_an_excess_stays_once_that_has_come(rules_of: Mapping[str, Platform]) -> None:
    """Of 5000 with 2000 due, 3000 have come: the shop goes on, and nothing more comes back."""
    paid = {
        "closing.status": "not_applied",
        "deposit.held": 2000,
        "deposit.required": 2000,
        "deposit.applied_on": "2026-11-10",
        "deposit.arrived_on": "2026-11-18",
        "deposit.status": "held",
    }
    report = left(rules_of["douyin"], paid, "refund-deposit")
    assert report.verdict == "done"
    assert groups(report) == ("0.00", "2000.00", "0.00", "0.00")


@pytest.mark.parametrize("asked", [None, "refund-deposit", "all"])
def test_what_stays_stays_whatever_procedure_is_judged(
    asked: str | None, rules_of: Mapping[str, Platform]
) -> None:
    """The surplus has come, and nobody is told to enter 0 for the sum due that is left."""
    facts = {
        "closing.status": "not_applied", "deposit.held": 2000, "deposit.required": 2000,
        "deposit.status": "held", "deposit.applied_on": "2026-11-10",
        "deposit.arrived_on": "2026-11-18", "products.on_sale": 12,
    }  # fmt: skip
    prefix = "xiaohongshu/refund-deposit"
    answers = {f"{prefix}/without-closing": {"required": False, "by": "客服"}}
    report = left(rules_of["xiaohongshu"], facts, asked, answers=answers)

    assert groups(report) == ("0.00", "2000.00", "0.00", "0.00")
    (deposit,) = (each for each in report.money.sums if each.fact == "deposit.held")
    assert deposit.procedure == (None if asked else "refund-deposit")
    assert "money-out" not in {each.code for each in report.warnings}


@pytest.mark.parametrize(
    ("facts", "in_doubt"),
    [
        # Nobody says that it was asked for.
        ({"deposit.status": None}, "500.00"),
        ({"deposit.status": "held"}, "500.00"),
        ({"deposit.status": "refunding"}, "0.00"),
        # A shop that was released is not cancelled.
        ({"deposit.status": "held", "profile.released": True, "closing.by": "platform",
          "closing.applied_on": "never"}, "0.00"),
    ],
)  # fmt: skip
def test_a_doubt_has_exceptions_that_have_to_be_known(
    facts: Mapping[str, Any], in_doubt: str, rules_of: Mapping[str, Platform]
) -> None:
    """Of the deposit in a cancelled shop on Taobao; what is not given is no exception."""
    values = {**CLOSED, "closing.by": "seller", "deposit.held": 500, **facts}
    assert left(rules_of["taobao"], values, "refund-deposit").money.in_doubt == in_doubt


@pytest.mark.parametrize(
    ("platform", "ref", "facts", "group"),
    [
        ("taobao", "taobao/close/deposit-unfrozen", {}, "in_doubt"),
        # It is under way already.
        ("taobao", "taobao/close/deposit-unfrozen", {"deposit.status": "refunding"}, "comes_back"),
        # It is refunded behind the closing too.
        ("kuaishou", "kuaishou/close/deposit-returned", {}, "comes_back"),
        ("taobao", "taobao/close/rules-read", {"confirmed.rules_read": False}, "comes_back"),
    ],
)
def test_a_waiver_settles_nothing_about_the_money(
    platform: str, ref: str, facts: Mapping[str, Any], group: str, rules_of: Mapping[str, Platform]
) -> None:
    """What it keeps out of the plan no procedure brings, so that it is in doubt (contract 2.3)."""
    waivers = [{"requirement": ref, "reason": "r", "by": "b"}]
    held = {"closing.status": "not_applied", "deposit.held": 500, "deposit.status": "held", **facts}
    report = left(rules_of[platform], held, "close", waivers=waivers, answers={})

    assert report.checked.waived == 1
    assert [s.group for s in report.money.sums if s.fact == "deposit.held"] == [group]
