"""What a state file about an exit cannot say, and where the error stands."""

from collections.abc import Mapping
from datetime import date

import pytest
from states import changed, parsed

from shopexit import Platform, ShopexitError
from shopexit.messages import Lang, Problem
from shopexit.rules.conditions import Facts

ON = date(2026, 11, 22)
LACKING = [
    ("kuaishou", "in_notice"),
    ("kuaishou", "approved"),
    ("taobao", "approved"),
    ("douyin", "in_notice"),
    ("aliexpress", "in_notice"),
    ("1688", "in_notice"),
    ("xiaohongshu", "in_review"),
    ("xiaohongshu", "approved"),
]
"""The statuses that closing does not come to: Kuaishou closes when its review passes, Taobao after
its notice, Xiaohongshu after one that the signature begins, with no review before it; of the others
none has a notice after the application."""


def problems(rules: Platform, text: str) -> list[Problem]:
    """Return what is wrong with a state file."""
    raw = f"platform: {rules.platform}\nas_of: 2026-11-22\n{text}".encode()
    with pytest.raises(ShopexitError) as caught:
        parsed(raw, rules, on=ON)
    return list(caught.value.problems)


@pytest.mark.parametrize(("platform", "status"), LACKING)
def test_a_status_that_the_platform_does_not_have_is_an_error_with_its_place(
    platform: str, status: str, rules_of: Mapping[str, Platform]
) -> None:
    """And with those that it has, in both languages."""
    rules = rules_of[platform]
    (found,) = problems(rules, f"closing:\n  status: {status}\n")
    assert (found.line, found.column, found.key) == (4, 3, "closing.status")
    for lang in Lang:
        said = found.in_words(lang)
        assert status in said
        for known in rules.vocabulary.facts["closing.status"].choices:
            assert (known in said) is ((platform, known) not in LACKING or known == status)


def test_every_other_status_is_one_that_the_platform_has(
    rules_of: Mapping[str, Platform],
) -> None:
    """Whatever each of them asks for besides."""
    days = {"rejected": "rejected_on: 2026-11-16", "closed": "closed_on: 2026-11-20"}
    for name, rules in rules_of.items():
        for status in rules.vocabulary.facts["closing.status"].choices:
            if (name, status) not in LACKING:
                more = f", {days[status]}" if status in days else ""
                raw = f"platform: {name}\nclosing: {{status: {status}{more}}}\n".encode()
                assert parsed(raw, rules, on=ON).values["closing.status"] == status


@pytest.mark.parametrize(
    ("closing", "said"),
    [
        # Whoever closed the shop: only the platform can without an application.
        ("status: closed, applied_on: never, closed_on: 2026-11-20, by: platform", None),
        ("status: closed, applied_on: never, closed_on: 2026-11-20, by: seller",
         "never to have been applied for: if"),
        ("status: closed, applied_on: never, closed_on: 2026-11-20",
         "never to have been applied for: if"),
        ("status: in_review, applied_on: never", "never to have been applied for: if"),
        ("status: rejected, applied_on: never", "never to have been applied for: if"),
        # Shut by the platform, it is closed, unless it is evicted or released and still to close.
        ("status: not_applied, by: platform", "which is not said to be closed"),
        ("status: rejected, by: platform", "which is not said to be closed"),
        ("status: not_applied, by: platform}\nprofile: {evicted: true", None),
        ("status: rejected, rejected_on: never", "said to be refused, and never to have been"),
        ("status: not_applied, rejected_on: 2026-11-16", "write rejected"),
        ("status: not_applied, applied_on: 2026-11-16", "a day of the application is given"),
        ("status: rejected, closed_on: 2026-11-16", "is not said to be closed"),
        ("status: rejected, applied_on: 2026-11-02, rejected_on: 2026-11-16", None),
        ("status: in_review, rejected_on: 2026-11-16, applied_on: 2026-11-18", None),
        ("status: closed, closed_on: never", "said to be closed, and never to have been"),
        ("status: closed, closed_on: 2026-11-23", "is after"),
        ("status: rejected, rejected_on: 2026-11-23", "is after"),
        ("status: closed, applied_on: 2026-11-20, closed_on: 2026-11-19", "is before"),
        ("status: closed, applied_on: 2026-11-20, closed_on: 2026-11-19, by: platform",
         "leave the day of closing out until the exit is complete"),
        ("status: in_review, applied_on: 2026-11-20, by: platform", None),
    ],
)  # fmt: skip
def test_an_exit_is_refused_only_where_it_cannot_be_so(
    closing: str, said: str | None, kuaishou: Platform
) -> None:
    """Each pair for itself; an application may have been refused before the one that is in."""
    text = f"closing: {{{closing}}}\n"
    if said is None:
        raw = f"platform: kuaishou\nas_of: 2026-11-22\n{text}".encode()
        assert parsed(raw, kuaishou, on=ON).values["closing.status"]
    else:
        assert said in " ".join(each.in_words(Lang.EN) for each in problems(kuaishou, text))


@pytest.mark.parametrize(
    ("deposit", "said"),
    [
        ("status: refunding, applied_on: never", "never to have been applied for"),
        ("status: refunding, applied_on: 2026-11-20", None),
        ("status: returned, held: 500", "still to be held"),
        ("status: returned, held: 0", None),
        ("held: 500, applied_on: 2026-11-23", "is after"),
    ],
)
def test_a_refund_is_refused_only_where_it_cannot_be_so(
    deposit: str, said: str | None, kuaishou: Platform
) -> None:
    """As the closing is."""
    text = f"deposit: {{{deposit}}}\n"
    if said is None:
        raw = f"platform: kuaishou\nas_of: 2026-11-22\n{text}".encode()
        assert "deposit.held" in parsed(raw, kuaishou, on=ON).values or "refunding" in deposit
    else:
        assert said in " ".join(each.in_words(Lang.EN) for each in problems(kuaishou, text))


@pytest.mark.parametrize(
    ("status", "applied", "refused"),
    [
        # Who applies again does so after the refusal; who was refused had applied before.
        ("in_review", "2026-11-10", True),
        ("in_review", "2026-11-20", False),
        ("rejected", "2026-11-10", False),
        ("rejected", "2026-11-21", True),
    ],
)
def test_an_application_and_its_refusal_are_in_order(
    status: str, applied: str, refused: bool, kuaishou: Platform
) -> None:
    """Else waits would be counted from an application that is over."""
    text = f"closing: {{status: {status}, applied_on: {applied}, rejected_on: 2026-11-20}}\n"
    if not refused:
        parsed(f"platform: kuaishou\nas_of: 2026-11-22\n{text}".encode(), kuaishou, on=ON)
        return
    found = " ".join(each.in_words(Lang.EN) for each in problems(kuaishou, text))
    assert "one date is wrong" in found


@pytest.mark.parametrize("turned", [False, True])
def test_what_an_order_and_the_shop_cannot_both_be_stands_at_the_order(
    turned: bool, rules_of: Mapping[str, Platform]
) -> None:
    """Whichever of the two the vocabulary names first."""
    rules = rules_of["1688"]
    (pair,) = (
        p
        for p in rules.vocabulary.impossible
        if p.names[:2] == ("order.status", "orders.last_completed_on")
    )
    assert isinstance(pair.facts, Facts)
    if turned:
        facts = Facts.model_construct(dict(reversed(pair.facts.root.items())))
        pair = changed(pair, facts=facts)
        rules = changed(rules, vocabulary=changed(rules.vocabulary, impossible=(pair,)))
    text = """orders: {last_completed_on: never}
order_list: [{id: A1}, {id: A2, status: completed}]
"""
    (found,) = problems(rules, text)
    assert (found.line, found.key) == (4, "order_list[1].status")


@pytest.mark.parametrize(("day", "refused"), [("2026-11-22", False), ("2026-11-23", True)])
def test_without_a_day_of_the_figures_nothing_lies_after_the_day_that_is_judged(
    day: str, refused: bool, kuaishou: Platform
) -> None:
    """Neither a fact nor an answer; the error stands at each of them."""
    raw = f"""platform: kuaishou
notice: {{published_on: {day}}}
answers: {{kuaishou/close/deposit-returned: {{required: false, on: {day}}}}}
""".encode()
    if refused:
        with pytest.raises(ShopexitError) as caught:
            parsed(raw, kuaishou, on=ON)
        assert [(each.line, each.key) for each in caught.value.problems] == [
            (2, "notice.published_on"),
            (3, "answers.kuaishou/close/deposit-returned.on"),
        ]
    else:
        parsed(raw, kuaishou, on=ON)


@pytest.mark.parametrize(
    ("step", "status", "refused"),
    [
        ("submit", "not_applied", True),
        ("submit", "rejected", True),
        ("submit", "in_review", False),
        ("submit", "closed", False),
        ("review", "not_applied", True),
        # It closes the shop.
        ("review", "in_review", True),
        ("review", "closed", False),
    ],
)
def test_steps_from_the_application_on_have_to_agree_with_the_status(
    step: str, status: str, refused: bool, kuaishou: Platform
) -> None:
    """What comes before it need not."""
    more = ", closed_on: 2026-11-20" if status == "closed" else ""
    text = f"closing: {{status: {status}{more}}}\ndone:\n- kuaishou/close/{step}\n"
    if refused:
        (found,) = problems(kuaishou, text)
        assert (found.line, found.column) == (5, 3)
    else:
        parsed(f"platform: kuaishou\n{text}".encode(), kuaishou, on=ON)
    early = text.replace(f"close/{step}", "close/verify-identity")
    parsed(f"platform: kuaishou\n{early}".encode(), kuaishou, on=ON)


@pytest.mark.parametrize(
    ("ref", "answer", "said", "at"),
    [
        # No number can be asked for of what is not asked for.
        ("taobao/refund-deposit/three-guarantees-90-days", "{required: false, days: 45}",
         "`required: true`", (4, 51)),
        # It counts no days; nor does a figure that no rule reads.
        ("taobao/refund-deposit/no-campaign-hold", "{required: true, days: 45}",
         "number of days", (4, 66)),
        ("taobao/close/deposit-unfrozen", "{required: true, days: 45}", "number of days", (4, 57)),
        ("taobao/close/funds.debt", "{required: true, days: 45}", "number of days", (4, 51)),
    ],
)  # fmt: skip
def test_days_are_given_only_for_what_is_required_and_counts_them(
    ref: str, answer: str, said: str, at: tuple[int, int], rules_of: Mapping[str, Platform]
) -> None:
    """The error stands where the answer, or its number, does."""
    (found,) = problems(rules_of["taobao"], f"answers:\n  {ref}: {answer}\n")
    assert said in found.in_words(Lang.EN)
    assert found.line == at[0]


@pytest.mark.parametrize(
    ("order", "shop", "key"),
    [
        ("status: completed, placed_on: 2026-11-15", "2026-10-20", "placed_on"),
        ("status: closed, placed_on: 2026-10-21", "2026-10-20", None),
        ("status: completed, placed_on: 2026-10-20", "2026-10-20", None),
        ("status: shipped, placed_on: 2026-11-15", "2026-10-20", None),
        ("status: completed, placed_on: 2026-10-01, shipped_on: 2026-10-21", "2026-10-20",
         "shipped_on"),
    ],
)  # fmt: skip
def test_a_completed_order_was_not_placed_after_the_last_one_ended(
    order: str, shop: str, key: str | None, rules_of: Mapping[str, Platform]
) -> None:
    """Nor shipped. For a reseller the orders are not the shop's; a closed one may be no deal."""
    text = f"""orders: {{last_completed_on: {shop}}}
order_list: [{{id: A1, {order}}}]
"""
    raw = f"platform: 1688\nas_of: 2026-11-22\nprofile: {{role: reseller}}\n{text}".encode()
    assert parsed(raw, rules_of["1688"], on=ON).orders
    if key:
        (found,) = problems(rules_of["1688"], text)
        assert found.key == f"order_list[0].{key}"
    else:
        parsed(f"platform: 1688\nas_of: 2026-11-22\n{text}".encode(), rules_of["1688"], on=ON)


SENT = "sent_back_on: 2026-11-18"


@pytest.mark.parametrize(
    ("order", "refused"),
    [
        ("status: shipped, supplier_decision: agreed", False),
        # A supplier may refuse what has come back.
        ("status: shipped, supplier_decision: refused", False),
        ("status: shipped, supplier_decision: waiting", True),
        ("status: shipped, refund_filed: false", True),
        ("status: shipped, return_needed: false", True),
        ("status: shipped, goods_received: false", True),
        ("status: shipped, refund_filed_on: 2026-11-19", True),
        ("status: pending_shipment", True),
    ],
)
def test_a_return_is_sent_once_the_supplier_has_agreed(
    order: str, refused: bool, rules_of: Mapping[str, Platform]
) -> None:
    """Its number can be entered only then."""
    text = f"order_list: [{{id: A1, {order}, {SENT}}}]\n"
    if refused:
        assert len(problems(rules_of["1688"], text)) == 1
    else:
        parsed(f"platform: 1688\nas_of: 2026-11-22\n{text}".encode(), rules_of["1688"], on=ON)


@pytest.mark.parametrize(
    "text",
    [
        """after_sales: {open: 0}
order_list:
- {id: A1, status: completed, refund_filed: true, supplier_decision: waiting}
""",
        """orders: {pending_payment: 0, pending_shipment: 0, pending_receipt: 0,
  last_completed_on: never}
funds: {unsettled: 860.5}
""",
    ],
    ids=[
        "a refund that waits",
        "money of no order",
    ],
)
def test_figures_that_cannot_both_be_are_refused(
    text: str, rules_of: Mapping[str, Platform]
) -> None:
    """Each of them alone would have let the shop be ready."""
    assert len(problems(rules_of["1688"], text)) == 1


@pytest.mark.parametrize(
    ("platform", "step", "status"),
    [
        ("taobao", "close/closed", "in_notice"),
        ("douyin", "close/deposit-returned", "in_review"),
        ("aliexpress", "exit-managed/close-shop", "approved, whole_shop: true"),
        ("xiaohongshu", "close/closed", "in_notice"),
    ],
)
def test_what_ends_the_shop_is_not_done_while_the_status_says_otherwise(
    platform: str, step: str, status: str, rules_of: Mapping[str, Platform]
) -> None:
    """Nor is what comes after it: such a shop was done, or ready for the refund."""
    text = (
        f"closing: {{status: {status}}}\nprofile: {{evicted: false}}\ndone: [{platform}/{step}]\n"
    )
    (found,) = problems(rules_of[platform], text)
    assert found.key == "done[0]"
    assert f"closing.status is {status.partition(chr(44))[0]}" in found.says.en


RESELLER = "profile: {role: reseller}"
SHOP = "closing: {status: not_applied}"
WAITING = "{status: completed, refund_filed: true, supplier_decision: waiting"


@pytest.mark.parametrize(
    ("platform", "text", "fact", "least"),
    [
        ("kuaishou", "violations: {fines_amount: 200}", "violations.unpaid_fines", 1),
        ("douyin", "violations: {fines_amount: 0}", "violations.unpaid_fines", None),
        ("douyin", "violations: {fines_amount: 2, unpaid_fines: 3}", "violations.unpaid_fines", 3),
        ("1688", f"order_list: [{WAITING}, id: a}}]", "after_sales.open", 1),
        ("1688", f"order_list: [{WAITING}, id: a}}, {WAITING}, id: b}}]", "after_sales.open", 2),
        ("1688", f"{RESELLER}\norder_list: [{WAITING}, id: a}}]", "after_sales.open", 1),
        ("1688", f"{RESELLER}\n{SHOP}\norder_list: [{WAITING}, id: a}}]", "after_sales.open", None),
    ],
)  # fmt: skip
def test_what_is_not_counted_and_cannot_be_none_is_at_least_one(
    platform: str, text: str, fact: str, least: int | None, rules_of: Mapping[str, Platform]
) -> None:
    """What is counted stands; where a count of none contradicts nothing, none is made up."""
    raw = f"platform: {platform}\nas_of: 2026-11-22\n{text}\n".encode()
    state = parsed(raw, rules_of[platform], on=ON)
    assert state.values.get(fact) == least
    assert (fact in state.unclear) is (least == 3)
