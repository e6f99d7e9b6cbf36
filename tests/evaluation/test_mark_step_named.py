"""How a step is named that is to be marked: by its reference, or by its id where that is clear."""

from collections.abc import Mapping

import pytest
from marks import DAY, good

from shopexit import Lang, Platform, ShopexitError, load_rules
from shopexit.evaluation.mark_step import taken, taken_back


@pytest.mark.parametrize(
    ("ref", "says"),
    [
        ("kuaishou/close/submitt", "no step kuaishou/close/submitt\n  hint: did you mean kuaishou"),
        ("close/orders-finished", "is a requirement, not a step"),
        ("taobao/close/confirm", "there is no step taobao/close/confirm"),
    ],
)
def test_what_is_no_step_is_refused(ref: str, says: str, rules_of: Mapping[str, Platform]) -> None:
    """With the nearest one, and what it is instead."""
    rules = rules_of["kuaishou"]
    for mark in (taken, taken_back):
        with pytest.raises(ShopexitError, match=says):
            mark(rules, good(rules), ref, DAY)


def test_a_step_of_another_shop_and_one_for_orders_are_refused(
    rules_of: Mapping[str, Platform],
) -> None:
    """The way out of an evicted shop is nothing for one that was not evicted."""
    douyin, ali = rules_of["douyin"], rules_of["1688"]
    with pytest.raises(ShopexitError, match="is not a step for this shop"):
        taken(douyin, good(douyin, **{"profile.evicted": False}),
              "close/submit-evicted", DAY)  # fmt: skip
    with pytest.raises(ShopexitError, match="is a step for orders"):
        taken(ali, good(ali), "1688/close-paid-order/agree", DAY)


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("products-delisted", "update the figures it reads, products.on_sale"),
        ("close/fines-paid", "update the figures it reads, violations.unpaid_fines"),
        ("refund-deposit/submit", "did you mean kuaishou/close/submit?"),
        ("sumbit", "did you mean kuaishou/close/submit?"),
    ],
)
def test_what_is_no_step_is_found_by_its_id(ref: str, said: str) -> None:
    """Whatever procedure stands before it."""
    rules = load_rules("kuaishou")
    with pytest.raises(ShopexitError) as refused:
        taken(rules, good(rules), ref, DAY)

    (problem,) = refused.value.problems
    assert said in problem.in_words(Lang.EN)


def test_a_step_can_be_named_by_its_id_alone() -> None:
    """Of two with one id neither is taken."""
    rules = load_rules("kuaishou")

    assert taken(rules, good(rules), "submit", DAY).ref == "kuaishou/close/submit"


@pytest.mark.parametrize(
    ("platform", "named", "said"),
    [
        ("douyin", "submit", "close/submit or refund-deposit/submit"),
        ("aliexpress", "review", "exit-managed/review or refund-deposit/review"),
    ],
)
def test_of_steps_that_share_an_id_none_is_taken(platform: str, named: str, said: str) -> None:
    """Both are named instead."""
    rules = load_rules(platform)
    with pytest.raises(ShopexitError) as refused:
        taken(rules, good(rules), named, DAY)

    (problem,) = refused.value.problems
    assert f"several steps are called {named}: write {said}" in problem.in_words(Lang.EN)


@pytest.mark.parametrize(
    ("platform", "named", "ref"),
    [
        # Something else than a step, or a step for orders, has the same id.
        ("1688", "apply", "1688/close/apply"),
        ("1688", "closed", "1688/close/closed"),
        # The other is for a shop that has a deposit to wait for.
        ("kuaishou", "change-alipay", "kuaishou/close/change-alipay"),
    ],
)
def test_of_steps_that_share_an_id_the_only_one_for_this_shop_is_taken(
    platform: str, named: str, ref: str
) -> None:
    """As it can only be that."""
    rules = load_rules(platform)
    state = good(rules, **{"confirmed.alipay_matches": False, "notice.published_on": "2026-09-01",
                           "closing.status": "not_applied", "deposit.status": "held",
                           "deposit.applied_on": "never"})  # fmt: skip

    assert taken(rules, state, named, DAY).ref == ref


@pytest.mark.parametrize(("state", "kept"), [("held", False), ("refunding", True)])
def test_the_days_of_a_surplus_are_not_those_of_what_is_held_when_a_shop_closes(
    state: str, kept: bool, rules_of: Mapping[str, Platform]
) -> None:
    """All of the deposit has arrived on no day yet; what is on its way keeps its days."""
    for name, step in (("douyin", "close/submit"), ("xiaohongshu", "close/sign")):
        rules, day = rules_of[name], "2026-11-20"
        deposit = {"deposit.held": 2000, "deposit.required": 2000, "deposit.status": state}
        days = {"deposit.applied_on": "2026-11-17", "deposit.arrived_on": day}
        mark = taken(rules, good(rules, **deposit, **days), step, DAY)

        told = {fact: value for fact, value in mark.values.items() if fact in days}
        assert told == ({} if kept else dict.fromkeys(days, "never"))
