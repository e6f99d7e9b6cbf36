"""A step that is marked as taken is taken, and one whose mark is taken back is not."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from exits import GOOD
from marks import DAY, good, marked
from smallrules import SHORT, procedure, rules
from states import PLATFORMS, parsed, written

from shopexit import Platform, ShopexitError, load_rules
from shopexit.evaluation.mark_step import Mark, taken, taken_back
from shopexit.evaluation.progress import Progress

PROCEDURES = dict.fromkeys(
    (name, ref.split("/")[1]) for name in PLATFORMS for ref in load_rules(name).shop_steps
)
"""All for shops."""
_CLOSED = {"closing.status": "closed", "closing.closed_on": "2026-11-20"}
_BEFORE: Mapping[tuple[str, str], Mapping[str, object]] = {
    ("kuaishou", "refund-deposit"): _CLOSED,
    ("douyin", "refund-deposit"): _CLOSED,
    ("xiaohongshu", "refund-deposit"): _CLOSED,
    # With the deposit unfrozen before, the notice up for long enough, and the weeks not over.
    ("taobao", "close"): {"deposit.held": 0},
    ("xiaohongshu", "close"): {"notice.published_on": "2026-09-01"},
    ("taobao", "release"): {"products.last_delisted_on": "2026-11-10"},
}
_YOUNG: Mapping[str, object] = {
    "closing.status": "approved",
    "closing.applied_on": "2026-11-10",
    "notice.published_on": "2026-11-05",
}


@pytest.mark.parametrize(("platform", "name"), PROCEDURES)
def test_each_step_in_turn_is_taken_and_can_be_taken_back(
    platform: str, name: str, rules_of: Mapping[str, Platform]
) -> None:
    """The file with it is one that is read, and its day is known until the last step."""
    rules, day = rules_of[platform], DAY
    state = good(rules, **_BEFORE.get((platform, name), {}))
    ahead = [p.ref for p in Progress(rules, name, state, day).steps]
    tried = 0
    for ref in ahead:
        how_far = Progress(rules, name, state, day)
        places = [placed.ref for placed in how_far.steps]
        if ref not in places or how_far.taken > places.index(ref):
            continue  # what was marked before has told of it, or left it out
        day += timedelta(days=1)
        if ref == "taobao/release/released":
            day = date(2026, 12, 22)
            continue  # time alone brings it about
        after = marked(rules, state, taken(rules, state, ref, day), day)
        found = Progress(rules, name, after, day)
        still = [p for p in found.steps if p.ref == ref]
        # A step that might have applied is gone once the facts say that it does not.
        assert not still or found.taken > found.steps.index(still[0])
        assert not still or found.taken == len(found.steps) or found.day_taken(still[0]) == day
        if still:
            with pytest.raises(ShopexitError, match="done already"):
                taken(rules, after, ref, day)
        try:
            back = marked(rules, after, taken_back(rules, after, ref, day), day)
        except ShopexitError as error:
            # How much was held before it came back nobody has kept; and what the same figures tell
            # of a later step is to be taken back first.
            told_of_more = still and found.taken > found.steps.index(still[0]) + 1
            wanted = "which comes after it" if told_of_more else "instead: state of the deposit"
            assert not still or wanted in str(error)  # noqa: PT017
        else:
            left = Progress(rules, name, back, day)
            # By name, as a step before it may be there only while it is not done.
            assert ref not in [placed.ref for placed in left.steps[: left.taken]]
        state, tried = after, tried + 1
    end = Progress(rules, name, state, day)
    assert tried >= min(2, len(ahead)) > 0
    assert end.finished


def test_the_application_is_written_into_the_facts(rules_of: Mapping[str, Platform]) -> None:
    """Its status and its day, as the step says; back again it has never been."""
    rules = rules_of["kuaishou"]
    never_closed = good(rules, **{"closing.closed_on": "never"})
    assert "closing.closed_on" not in taken(rules, never_closed, "close/submit", DAY).values
    mark = taken(rules, good(rules), "close/submit", DAY)
    assert mark == Mark(
        "kuaishou/close/submit",
        {"closing.status": "in_review", "closing.applied_on": DAY},
        listed=False,
    )
    applied = marked(rules, good(rules), mark, DAY)
    assert taken_back(rules, applied, mark.ref, DAY).values == {
        "closing.status": "not_applied",
        "closing.applied_on": "never",
    }


def test_a_state_that_denies_the_step_is_changed_with_its_day(kuaishou: Platform) -> None:
    """A deposit that was asked for is held no longer, whether or not its state was given."""
    ref = "kuaishou/refund-deposit/take-out-deposit"
    closed = {"closing.status": "closed", "closing.closed_on": "2026-11-20"}
    held = good(kuaishou, **closed, **{"deposit.status": "held"})
    mark = taken(kuaishou, held, ref, DAY)
    back = taken_back(kuaishou, marked(kuaishou, held, mark, DAY), ref, DAY)

    assert mark.values == {"deposit.applied_on": DAY, "deposit.status": "refunding"}
    assert back.values == {"deposit.applied_on": "never", "deposit.status": None}
    assert taken(kuaishou, good(kuaishou, **closed), ref, DAY).values == mark.values


def test_a_shop_that_the_platform_shut_is_not_closed_once_it_applies(
    rules_of: Mapping[str, Platform],
) -> None:
    """Evicted from Douyin: in review it has no day of closing; taken back, it may apply."""
    rules = rules_of["douyin"]
    evicted = {
        "profile.evicted": True, "closing.status": "closed", "closing.by": "platform",
        "closing.applied_on": "never", "closing.closed_on": "2026-11-20",
    }  # fmt: skip
    for shut in (evicted, {**evicted, "closing.closed_on": None}):
        state = good(rules, **{fact: value for fact, value in shut.items() if value is not None})
        mark = taken(rules, state, "close/submit-evicted", DAY)
        assert mark.values == {
            "closing.status": "in_review",
            "closing.applied_on": DAY,
            **({"closing.closed_on": None} if shut["closing.closed_on"] else {}),
        }
        applied = marked(rules, state, mark, DAY)
        back = marked(rules, applied, taken_back(rules, applied, "close/submit", DAY), DAY)
        assert back.values["closing.status"] == "not_applied"
        assert "closing.closed_on" not in {**applied.values, **back.values}


def test_a_step_before_the_application_does_not_apply(rules_of: Mapping[str, Platform]) -> None:
    """Though once applied it is seen to be taken by the same facts."""
    rules = rules_of["kuaishou"]
    mark = taken(rules, good(rules), "kuaishou/close/open-closing-page", DAY)
    assert (mark.values, mark.listed) == ({}, True)


def test_money_that_has_arrived_is_held_no_more(rules_of: Mapping[str, Platform]) -> None:
    """The deposit is returned, none of it is left with the platform, and its day is known."""
    rules = rules_of["1688"]
    mark = taken(rules, good(rules), "1688/refund-deposit/money-arrives", DAY)
    returned = {"deposit.status": "returned", "deposit.held": 0, "deposit.arrived_on": DAY}
    assert mark.values == returned


@pytest.mark.parametrize(
    ("platform", "step", "held"),
    [
        ("taobao", "unfrozen", 0),
        # It lies in the balance now, and is withdrawn by the next step.
        ("kuaishou", "money-arrives", None),
        ("kuaishou", "withdraw", 0),
    ],
)
def test_a_step_that_pays_leaves_nothing_held_unless_it_is_still_to_be_had(
    platform: str, step: str, held: int | None, rules_of: Mapping[str, Platform]
) -> None:
    """Else the sum would be paid and still be promised."""
    rules = rules_of[platform]
    closed = {"closing.status": "closed"} if platform == "kuaishou" else {}
    mark = taken(rules, good(rules, **closed), f"refund-deposit/{step}", DAY)
    assert mark.values.get("deposit.held") == held


def test_what_was_unfrozen_has_arrived_on_that_day(rules_of: Mapping[str, Platform]) -> None:
    """In the same Alipay account; taken back, it is being refunded as before."""
    rules, ref = rules_of["taobao"], "refund-deposit/unfrozen"
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-20"}
    state = good(rules, **asked, **{"deposit.arrived_on": "never"})
    mark = taken(rules, state, ref, DAY)
    back = taken_back(rules, marked(rules, state, mark, DAY), ref, DAY)

    returned = {"deposit.status": "returned", "deposit.held": 0, "deposit.arrived_on": DAY}
    assert mark.values == returned
    assert back.values == {"deposit.status": "refunding", "deposit.arrived_on": "never"}


def test_what_is_withdrawn_had_arrived_when_that_was_said() -> None:
    """Until then it is held in the balance, and its arrival is listed only."""
    rules, day = load_rules("kuaishou"), DAY + timedelta(days=3)
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-20"}
    state = good(rules, **_CLOSED, **asked, **{"deposit.arrived_on": "never"})
    came = taken(rules, state, "money-arrives", DAY)
    after = marked(rules, state, came, DAY)

    assert (dict(came.values), came.listed) == ({}, True)
    assert taken(rules, after, "refund-deposit/withdraw", day).values == {
        "deposit.status": "returned",
        "deposit.held": 0,
        "deposit.arrived_on": DAY,
    }


@pytest.mark.parametrize(
    ("platform", "step", "facts"),
    [
        ("kuaishou", "ask-what-holds-it", {**_CLOSED, "deposit.penalty_hold": True}),
        ("kuaishou", "ask-for-sales-money", {**_CLOSED, "funds.unsettled": 80}),
        # Of what was short nothing more has come because it was asked for.
        ("1688", "claim-the-rest", {"deposit.status": "refunding", "deposit.applied_on":
         "2026-11-02", "deposit.arrived_on": "2026-11-20"}),
    ],
)  # fmt: skip
def test_who_asks_for_money_has_not_got_it(
    platform: str, step: str, facts: dict[str, object]
) -> None:
    """The step is listed, and no sum is lost by it."""
    rules = load_rules(platform)
    mark = taken(rules, good(rules, **facts), f"refund-deposit/{step}", DAY)

    assert (dict(mark.values), mark.listed) == ({}, True)


def test_who_takes_back_a_second_application_had_been_refused(kuaishou: Platform) -> None:
    """Its day is gone, as that of the first is not in the file."""
    refused = {
        "closing.status": "rejected", "closing.applied_on": "2026-11-01",
        "closing.rejected_on": "2026-11-10", "closing.reason": "公示没挂满",
    }  # fmt: skip
    state = good(kuaishou, **refused)
    again = marked(kuaishou, state, taken(kuaishou, state, "close/submit", DAY), DAY)
    back = taken_back(kuaishou, again, "close/submit", DAY)
    assert back.values == {"closing.status": "rejected", "closing.applied_on": None}
    assert marked(kuaishou, again, back, DAY).values.get("closing.applied_on") is None


@pytest.mark.parametrize(
    ("platform", "step", "facts"),
    [
        ("aliexpress", "exit-managed/close-shop", {"closing.whole_shop": True}),
        # Customer service allowed it; the notice, a step before it, counts as seen.
        ("douyin", "close/sign", {}),
    ],
)
def test_what_was_done_before_its_time_is_marked_all_the_same(
    platform: str, step: str, facts: dict[str, object], rules_of: Mapping[str, Platform]
) -> None:
    """It is a record of what happened, and no plan; by hand it can be entered as well."""
    mark = taken(rules_of[platform], good(rules_of[platform], **facts, **_YOUNG), step, DAY)
    assert (mark.values["closing.status"], mark.values["closing.closed_on"]) == ("closed", DAY)


def test_a_wait_that_is_not_over_cannot_be_marked(rules_of: Mapping[str, Platform]) -> None:
    """A notice has not run because that is said; the day is named."""
    with pytest.raises(ShopexitError, match="2026-12-05 at the earliest"):
        taken(rules_of["douyin"], good(rules_of["douyin"], **_YOUNG), "notice-has-run", DAY)
    # Nor does a later step show that a wait of the platform's is over.
    rules = rules_of["taobao"]
    delisted = good(rules, **{"products.last_delisted_on": "2026-11-10"})
    for step in ("release/released", "release/see-released"):
        with pytest.raises(ShopexitError, match="2026-12-22 at the earliest"):
            taken(rules, delisted, step, DAY)


def test_a_step_is_not_taken_before_those_that_come_first(
    rules_of: Mapping[str, Platform],
) -> None:
    """The days of steps follow one another."""
    rules = rules_of["kuaishou"]
    state = marked(
        rules, good(rules), taken(rules, good(rules), "close/open-closing-page", DAY), DAY
    )
    with pytest.raises(
        ShopexitError, match="which comes later, cannot have been done on 2026-11-22"
    ):
        taken(rules, state, "close/submit", DAY - timedelta(days=1))


def test_what_follows_is_taken_back_first(rules_of: Mapping[str, Platform]) -> None:
    """Whoever took a step took those before it."""
    rules = rules_of["douyin"]
    state = good(rules)
    for ref in ("close/submit", "close/review"):
        state = marked(rules, state, taken(rules, state, ref, DAY), DAY)
    with pytest.raises(ShopexitError, match="douyin/close/review, which comes after it, is done"):
        taken_back(rules, state, "close/submit", DAY)


def test_a_step_that_is_not_taken_cannot_be_taken_back(rules_of: Mapping[str, Platform]) -> None:
    """There is nothing to undo."""
    rules = rules_of["kuaishou"]
    with pytest.raises(ShopexitError, match="kuaishou/close/submit is not done"):
        taken_back(rules, good(rules), "close/submit", DAY)


def test_a_step_that_several_facts_tell_of_sets_each() -> None:
    """Of what must not be, nothing can be written down."""
    told = {"all": [{"closing.status": "approved"}, {"not": {"orders.open": {"at_least": 5}}}]}
    step = {"id": "act", "who": "seller", "does": SHORT, "sources": ["rule"], "done_when": told}
    small = rules(close=procedure(steps=[step]))
    state = parsed(b"{platform: small, orders: {open: 0}, closing: {status: not_applied}}", small)
    assert taken(small, state, "close/act", DAY).values == {"closing.status": "approved"}


def test_a_step_is_not_marked_by_facts_that_add_later_steps(
    rules_of: Mapping[str, Platform],
) -> None:
    """The service of a shop that goes on is unbound; that closes no shop."""
    rules = rules_of["aliexpress"]
    facts = {"closing.status": "in_review", "closing.applied_on": "2026-11-10"}
    state = good(rules, **facts, **{"closing.whole_shop": False})
    mark = taken(rules, state, "exit-managed/unbind", DAY)
    assert (dict(mark.values), mark.listed) == ({}, True)


def test_a_payment_can_be_taken_back_though_nothing_is_held_any_more(
    rules_of: Mapping[str, Platform],
) -> None:
    """By the facts the step is not for such a shop, but the list of what is done names it."""
    rules, ref = rules_of["douyin"], "douyin/close/deposit-returned"
    facts = {"closing.status": "closed", "closing.closed_on": "2026-11-20", "deposit.held": 0}
    state = parsed(written("douyin", {**GOOD["douyin"], **facts}, done=[ref]), rules)
    assert taken_back(rules, state, ref, DAY) == Mark(ref, {}, listed=False)


def test_a_step_that_compares_with_a_figure_that_is_not_given_is_marked(
    rules_of: Mapping[str, Platform],
) -> None:
    """The excess of a Douyin deposit is gone: how much is due, and so stays, nobody said."""
    rules, ref = rules_of["douyin"], "douyin/refund-deposit/excess-gone"
    facts = {"profile.region": "domestic", "closing.status": "not_applied", "deposit.held": 500}
    state = parsed(written("douyin", facts), rules)
    mark = taken(rules, state, ref, DAY)

    assert "deposit.held" not in mark.values
    assert marked(rules, state, mark, DAY).values["deposit.arrived_on"] == DAY


def test_money_that_the_seller_withdraws_is_not_entered_as_withdrawn_by_a_later_step() -> None:
    """Notice and application come after the withdrawal, which can be left for later."""
    rules = load_rules("1688")
    state = good(
        rules,
        **{"deposit.held": 0, "funds.withdrawable": 860, "notice.published_on": "never"},
    )
    for step in ("publish-notice", "apply"):
        mark = taken(rules, state, f"close/{step}", DAY)
        assert "funds.withdrawable" not in mark.values
    assert taken(rules, state, "close/withdraw-rest", DAY).values == {"funds.withdrawable": 0}


@pytest.mark.parametrize(
    ("facts", "by"),
    [
        ({}, "seller"),
        ({"closing.by": "platform"}, None),
        ({"profile.evicted": True}, None),
        ({"closing.applied_on": None}, None),
    ],
)
def test_who_has_applied_closes_the_shop(facts: dict[str, object], by: str | None) -> None:
    """Nobody else is named, and an evicted shop, which the platform shut, may apply too."""
    rules = load_rules("kuaishou")
    closing = {"closing.status": "in_review", "closing.applied_on": "2026-11-10"}
    mark = taken(rules, good(rules, **closing | facts), "close/review", DAY)

    assert mark.values["closing.status"] == "closed"
    assert mark.values.get("closing.by") == by


def test_a_deposit_asked_for_while_the_shop_is_open_is_being_refunded() -> None:
    """The step that tells so stands before, and is there only then."""
    rules = load_rules("kuaishou")
    mark = taken(rules, good(rules, **{"deposit.status": "held"}), "take-out-deposit", DAY)

    assert mark.values == {"deposit.status": "refunding", "deposit.applied_on": DAY}


def test_a_surplus_that_has_come_back_leaves_the_rest_held() -> None:
    """Nobody waits for more, nor may take out more within the week; that can be taken back."""
    rules, ref = load_rules("douyin"), "refund-deposit/paid-excess"
    asked = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-20"}
    sums = {"deposit.held": 3500, "deposit.required": 2000, "profile.region": "domestic"}
    state = good(rules, **asked, **sums, **{"deposit.last_withdrawn_on": "never"})
    mark = taken(rules, state, ref, DAY)
    back = taken_back(rules, marked(rules, state, mark, DAY), ref, DAY)

    assert (dict(mark.values), mark.listed) == (
        {
            "deposit.status": "held",
            "deposit.held": 2000,
            "deposit.arrived_on": DAY,
            "deposit.last_withdrawn_on": DAY,
        },
        False,
    )
    assert back.values == {
        "deposit.status": "refunding",
        "deposit.arrived_on": "never",
        "deposit.last_withdrawn_on": None,
    }


@pytest.mark.parametrize(
    "facts",
    [
        {"profile.region": "instant_retail", "closing.by": "seller"},
        {"profile.region": "domestic", "closing.by": "platform", "profile.released": True,
         "closing.applied_on": "never", "profile.evicted": False},
    ],
)  # fmt: skip
def test_a_refund_asked_for_after_the_closing_is_written_with_its_day(
    facts: dict[str, object],
) -> None:
    """Though a step after it is told by the same day; what shop it is stays as it was."""
    rules = load_rules("douyin")
    held = {"deposit.status": "held", "deposit.applied_on": "never"}
    mark = taken(rules, good(rules, **_CLOSED | held | facts), "close/apply-after-release", DAY)

    assert (dict(mark.values), mark.listed) == (
        {"deposit.applied_on": DAY, "deposit.status": "refunding"},
        False,
    )


def test_a_day_that_is_told_is_written_though_more_is_needed_to_show_the_step() -> None:
    """Xiaohongshu's closing counts as signed by its status; taken back, the day is gone too."""
    rules, ref = load_rules("xiaohongshu"), "close/ask-deposit"
    state = good(rules, **{"closing.status": "in_notice", "closing.applied_on": "2026-11-10"})
    mark = taken(rules, state, ref, DAY)
    after = marked(rules, state, mark, DAY)

    assert (dict(mark.values), mark.listed) == ({"deposit.applied_on": DAY}, True)
    assert taken_back(rules, after, ref, DAY).values == {"deposit.applied_on": "never"}


@pytest.mark.parametrize("published", ["2026-10-01", "2026-11-10", "never"])
def test_a_review_that_is_passed_is_written_whatever_its_notice_has_run(published: str) -> None:
    """That the days of the notice are over is no step that anybody took with it."""
    rules = load_rules("douyin")
    facts = {"closing.status": "in_review", "closing.applied_on": "2026-11-20"}
    state = good(rules, **facts, **{"notice.published_on": published, "profile.evicted": False})

    assert taken(rules, state, "close/review", DAY).values == {"closing.status": "approved"}


def test_what_must_not_be_is_never_written() -> None:
    """Of a deposit whose state is not known nobody says that it is frozen."""
    rules = load_rules("xiaohongshu")
    notice = {"closing.status": "in_notice", "closing.applied_on": "2026-11-10"}
    state = good(rules, **notice, **{"deposit.status": None, "deposit.penalty_hold": True})
    mark = taken(rules, state, "close/settle-before-closing", DAY)

    assert mark.values["deposit.penalty_hold"] is False
    assert "deposit.status" not in mark.values


_SHORT: Mapping[str, object] = {
    "deposit.held": 200,
    "deposit.status": "refunding",
    "deposit.applied_on": "2026-11-03",
    "deposit.arrived_on": "2026-11-18",
}
_ASKED: Mapping[str, object] = {"deposit.status": "refunding", "deposit.applied_on": "2026-11-03"}


@pytest.mark.parametrize(
    ("platform", "step", "facts"),
    [
        ("1688", "refund-deposit/claim-the-rest", _SHORT),
        ("1688", "close/ask-for-deposit", {"deposit.status": "held", "closing.status": "approved"}),
        ("1688", "refund-deposit/look", {"deposit.status": "held"}),
        ("aliexpress", "refund-deposit/claim-the-rest", _SHORT),
        (
            "aliexpress",
            "refund-deposit/change-alipay",
            {**_ASKED, "confirmed.alipay_matches": False},
        ),
        ("aliexpress", "refund-deposit/ask-after-refund", _ASKED),
        ("aliexpress", "refund-deposit/look-up", {"deposit.status": "held"}),
    ],
)
def test_that_it_was_asked_or_looked_at_writes_no_figure(
    platform: str, step: str, facts: Mapping[str, object]
) -> None:
    """What comes of it is not known: no sum is gone, no state has changed."""
    rules = load_rules(platform)
    closing = {"closing.applied_on": "2026-11-01"} if "closing.status" in facts else {}
    state = good(rules, **{**facts, **closing})
    mark = taken(rules, state, step, DAY)

    assert (mark.values, mark.listed) == ({}, True)
    procedure = step.partition("/")[0]
    assert not Progress(rules, procedure, marked(rules, state, mark, DAY), DAY).finished


def test_a_day_that_would_tell_of_the_application_is_left_out() -> None:
    """The step is listed instead: nobody has applied by putting up a notice."""
    put_up = {"notice.published_on": {"at_least_days_ago": 0}}
    close = procedure()
    said = {"who": "seller", "does": SHORT, "sources": ["rule"], "done_when": put_up}
    close["steps"] = [
        {"id": "notice", "done_on": "notice.published_on", **said},
        {"id": "apply", "applies": True, **said},
    ]
    book = rules(close=close)
    state = parsed(b'{"platform": "small", "orders": {"open": 0}}', book)
    mark = taken(book, state, "close/notice", DAY)

    assert (dict(mark.values), mark.listed) == ({}, True)


@pytest.mark.parametrize("status", ["held", "refunding"])
def test_a_surplus_whose_application_has_no_day_is_taken_back_with_its_days_alone(
    status: str,
) -> None:
    """What the state was before, nobody knows."""
    rules, ref = load_rules("douyin"), "refund-deposit/paid-excess"
    sums = {"deposit.held": 3500, "deposit.required": 2000, "profile.region": "domestic"}
    state = good(rules, **sums, **{"deposit.status": status, "deposit.applied_on": None})
    mark = taken(rules, state, ref, DAY)
    back = taken_back(rules, marked(rules, state, mark, DAY), ref, DAY)

    assert mark.values["deposit.status" if status == "refunding" else "deposit.held"]
    days = {"deposit.arrived_on": "never", "deposit.last_withdrawn_on": None}
    assert back.values == days
