"""What became of shops between two runs, whatever form the runs were kept in."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from runs import BLOCKED, DAY, RUNS, SETTLED, dates, money, shop, shops, unusable
from states import LONGER

from shopexit import Outcome, Verdict
from shopexit.fleet.baseline import Judging, read_shops
from shopexit.formats import RenderOptions
from shopexit.formats.change import text as as_text
from shopexit.formats.words import VERDICTS
from shopexit.messages import Lang, both
from shopexit.report.change_model import Caution, Presence
from shopexit.report.comparison import compare, is_better, open_refs
from shopexit.report.summary import Listed, Status
from shopexit.rules.loader import packaged_rules


def test_what_became_of_a_shop(tmp_path: Path) -> None:
    """In a state a week on: orders are finished, but the notice was taken down in between."""
    text = BLOCKED.read_text(encoding="utf-8")
    for before, after in (
        ("as_of: 2026-11-21", "as_of: 2026-11-28"),
        ("pending_payment: 1", "pending_payment: 0"),
        ("pending_shipment: 2", "pending_shipment: 0"),
        ("pending_receipt: 5", "pending_receipt: 0"),
        ("published_on: 2026-11-10", "published_on: 2026-11-24"),
        ("unsettled: 1863.40", "unsettled: 1500"),
        ("  pending_changes: 1\n", ""),
    ):
        assert before in text
        text = text.replace(before, after)
    new = tmp_path / "new.yaml"
    new.write_text(text, encoding="utf-8")
    by = Judging(packaged_rules())
    found = compare(read_shops(BLOCKED, by), read_shops(new, by), words=by.words)
    (became,) = found.shops
    assert (became.kind, became.worse, found.worse) == (Presence.CHANGED, False, 0)
    assert [each.ref for each in became.cleared] == ["kuaishou/close/orders-finished"]
    assert [(e.ref, e.before, e.after) for e in became.changed] == [
        ("kuaishou/close/no-pending-changes", Outcome.UNMET, Outcome.UNKNOWN)
    ]
    assert became.new == ()
    assert [fact.fact for fact in became.asked] == ["services.pending_changes"]
    assert became.days.apply.later == 2
    assert became.days.close.before is became.days.close.after is None
    assert became.money.difference == "-363.40"
    zh = as_text(replace(found, lang=Lang.ZH), RenderOptions())
    assert "可以申请的日子 2026-12-22 → 2026-12-24，晚了 2 天" in zh
    assert "办完" not in zh
    assert "解决了：没有未完成的订单" in zh
    assert "能拿回 3570.10 → 3206.70 元，少了 363.40" in zh
    assert "这家店有进展" in zh
    assert f"还有 {became.still - 1} 条和原来一样，没解决" in zh
    back = compare(read_shops(new, by), read_shops(BLOCKED, by), words=by.words)
    assert back.worse == 1
    assert back.shops[0].days.apply.later == -2
    en = as_text(back, RenderOptions())
    assert "new problem (not met): No order is unfinished" in en
    assert "ready to apply 2026-12-24 → 2026-12-22, 2 days earlier" in en


@pytest.mark.parametrize(
    ("now", "worse", "refs"),
    [
        (shop(), False, ()),
        (shop(verdict=Verdict.READY, blocked_by=()), False, ()),
        (shop(dates=dates()), False, ()),
        (shop(dates=dates(close=DAY + timedelta(days=7))), False, ()),
        (shop(blocked_by=(), unknown=(SETTLED,)), False, ()),
        (shop(unknown=("a/b/c",)), True, ("a/b/c",)),
        (shop(open_points=("a/b/c",)), True, ("a/b/c",)),
        (shop(blocked_by=(), disputed=("a/b/c",)), True, ("a/b/c",)),
        (shop("乙"), True, (SETTLED,)),
        (shop("乙", verdict=Verdict.READY, blocked_by=()), False, ()),
        (unusable("乙.yaml"), True, ()),
        (unusable("甲.yaml"), True, ()),
    ],
)
def test_what_is_worse(now: Listed, worse: bool, refs: tuple[str, ...]) -> None:
    """A verdict, or something new that is open; never days alone."""
    other = shop("丙", file="丙.yaml")
    found = compare([shop(), other], [now, other])
    assert found.worse == worse
    assert tuple(change.ref for each in found.shops for change in each.new) == refs


def test_a_verdict_that_is_worse_is_enough() -> None:
    """With nothing open, stale evidence alone takes readiness away."""
    ready = shop(verdict=Verdict.READY, blocked_by=())
    doubtful = shop(verdict=Verdict.UNDETERMINED, blocked_by=())
    assert compare([ready], [doubtful]).worse == 1
    assert compare([doubtful], [ready]).worse == 0


@pytest.mark.parametrize(
    ("was", "now", "worse"),
    [
        (Verdict.READY, Verdict.UNDER_WAY, False),
        (Verdict.UNDER_WAY, Verdict.DONE, False),
        (Verdict.UNDER_WAY, Verdict.OVERDUE, True),
        (Verdict.DONE, Verdict.OVERDUE, True),
        (Verdict.UNDER_WAY, Verdict.BLOCKED, True),  # refused
        (Verdict.OVERDUE, Verdict.DONE, False),
    ],
)
def test_the_life_of_an_exit_goes_on_or_back(was: Verdict, now: Verdict, worse: bool) -> None:
    """A wait that is late, or a refusal, is worse; what was handed in or finished is better."""
    found = compare([shop(verdict=was, blocked_by=())], [shop(verdict=now, blocked_by=())])
    (changed,) = found.shops
    assert (changed.worse, is_better(changed)) == (worse, not worse)
    text = as_text(replace(found, lang=Lang.ZH), RenderOptions())
    assert f"{VERDICTS[was].zh} → {VERDICTS[now].zh}" in text


@pytest.mark.parametrize("verdict", Verdict)
def test_a_new_shop_is_worse_unless_it_can_or_does_go_on(verdict: Verdict) -> None:
    """It is compared with nothing."""
    bad = verdict in (Verdict.BLOCKED, Verdict.OVERDUE, Verdict.UNDETERMINED)
    assert compare([shop()], [shop(), shop("乙", verdict=verdict)]).worse == bad


def test_what_could_not_be_used_is_found_by_its_place() -> None:
    """It has no name; nothing can be worse than it was, and nobody knows what was open."""
    broken, mended = unusable("shops/甲.yaml", 3), shop(file="./shops/甲.yaml", entry=3)
    other = shop("丙", file="丙.yaml")
    found = compare([broken, other], [mended, other])
    assert [(s.kind, s.worse, s.verdict.before) for s in found.shops] == [
        (Presence.CHANGED, False, Status.UNUSABLE)
    ]
    assert (found.shops[0].new, found.shops[0].still) == ((), 0)
    found = compare([mended, other], [broken, other])
    assert [(s.kind, s.worse, s.shop, s.cleared) for s in found.shops] == [
        (Presence.CHANGED, True, "甲", ())
    ]
    (alone,) = compare([broken], [mended]).shops
    assert (alone.worse, alone.new) == (False, ())
    assert compare([mended], [broken]).worse == 1
    assert compare([broken], [broken]).unchanged == 1
    # With what is wrong with it, it is no other shop.
    assert compare([broken], [unusable("shops/甲.yaml", 3, "no such platform")]).unchanged == 1


def test_what_is_open_in_several_orders_is_as_bad_as_the_worst() -> None:
    """And stands there once."""
    several = shop(
        blocked_by=("a",), disputed=("b", "a"), unknown=("c", "b", "a", "c"), open_points=("d", "c")
    )
    assert [*open_refs(several).items()] == [
        ("a", Outcome.UNMET),
        ("b", Outcome.DISPUTED),
        ("c", Outcome.UNKNOWN),
        ("d", Outcome.UNKNOWN),
    ]
    assert open_refs(unusable("a")) == open_refs(None) == {}


def test_shops_without_a_name_of_their_own_are_found_by_their_place() -> None:
    """Where two have one name, the file and the entry tell them apart."""
    ready: dict[str, Any] = {"verdict": Verdict.READY, "blocked_by": ()}
    old = [
        shop(file="a.jsonl", entry=1),
        shop(file="a.jsonl", entry=2, **ready),
        shop(None, file="a.jsonl", entry=3),
        shop(None, file="a.jsonl", entry=4, **ready),
        shop(file="a.jsonl", entry=5, **ready),
    ]
    assert compare(old, reversed(old)).unchanged == 5
    # The same name on another platform is another shop.
    for entry, now in (
        (2, replace(old[0], entry=2)),
        (4, replace(old[2], entry=4)),
        (5, replace(old[0], entry=5)),
        (3, replace(old[2], platform="taobao")),
    ):
        found = compare(old, [now if each.entry == entry else each for each in old])
        assert [each.entry for each in found.shops if each.worse] == [entry]
        assert (found.worse, found.unchanged) == (1, 4)


def test_a_renamed_file_of_one_nameless_shop_is_still_that_shop() -> None:
    """`shopexit diff monday.yaml friday.yaml` compares what it was asked to."""
    old, new = shop(None, file="monday.yaml"), shop(None, file="friday.yaml")
    assert compare([old], [new]).unchanged == 1
    assert compare([old], [replace(new, shop="甲")]).unchanged == 1
    kinds = [each.kind for each in compare([old], [replace(new, platform="taobao")]).shops]
    assert kinds == [Presence.NEW, Presence.GONE]


def test_new_and_gone_shops_are_told() -> None:
    """Those that are gone last, and without a claim that anything was cleared."""
    found = compare([shop("甲")], [shop("乙")], lang=Lang.ZH)
    new, gone = found.shops
    assert (new.kind, new.worse, gone.kind, gone.worse) == (
        Presence.NEW,
        True,
        Presence.GONE,
        False,
    )
    assert (gone.cleared, gone.days.close.lost) == ((), True)
    text = as_text(found, RenderOptions())
    assert "原来 1 家店，现在 1 家：1 家变差，1 家这次没有了" in text
    assert "✗ 乙 · kuaishou：新加的店，还不能办" in text
    assert "- 甲 · kuaishou：原来还不能办" in text


def test_a_day_that_is_lost_or_found_is_said_so() -> None:
    """There is no number of days then."""
    lost = compare([shop()], [shop(dates=dates())], lang=Lang.ZH)
    assert (lost.shops[0].days.close.later, lost.shops[0].days.close.lost) == (None, True)
    assert "办完的日子：原来 2026-12-20，现在没有日子了" in as_text(lost, RenderOptions())
    found = compare([shop(dates=dates())], [shop()])
    assert (found.shops[0].days.close.later, found.shops[0].days.close.lost) == (None, False)
    assert "done: no date before, now 2026-12-20" in as_text(found, RenderOptions())
    slipped = compare([shop()], [shop(dates=dates(close=DAY + timedelta(days=7)))], lang=Lang.ZH)
    assert "办完的日子 2026-12-20 → 2026-12-27，晚了 7 天" in as_text(slipped, RenderOptions())


def test_a_rule_that_is_no_longer_there_is_called_by_its_reference() -> None:
    """Once, as it has no other words."""
    by = Judging(packaged_rules())
    gone = "kuaishou/close/no-such-rule"
    odd = "../../etc/passwd"
    found = compare([shop(blocked_by=())], [shop(blocked_by=(gone, odd))], words=by.words)
    text = as_text(found, RenderOptions())
    assert f"new problem (not met): {gone}\n" in text
    assert f"new problem (not met): {odd}\n" in text
    assert by.words("kuaishou/close/funds-settled")
    assert by.words("orders.pending_payment")
    assert by.words("kuaishou")
    assert by.words("no-such-platform") is None


def test_a_closed_shop_has_finished_a_procedure_and_goes_on_with_another(tmp_path: Path) -> None:
    """The night on which a review has passed is better, with the day of closing."""
    text = (BLOCKED.parent / "in-review.yaml").read_text(encoding="utf-8")
    before, after = "{status: in_review,", "{status: closed, closed_on: 2026-11-24,"
    assert before in text
    new = tmp_path / "new.yaml"
    new.write_text(text.replace(before, after).replace("as_of: 2026-11-21", "as_of: 2026-11-24"))
    by = Judging(packaged_rules())
    (became,) = compare(
        read_shops(BLOCKED.parent / "in-review.yaml", by), read_shops(new, by), words=by.words
    ).shops
    assert [name.en for name in became.passed] == ["Close the shop"]
    assert (became.cautions, became.worse, is_better(became)) == ((), False, True)
    assert became.days.close_latest.after == date(2026, 11, 24)


def test_a_shop_that_got_worse_without_a_new_problem_has_a_reason() -> None:
    """Its figures are old, or its file is broken: the words stand in the text."""
    ready = shop(verdict=Verdict.READY, blocked_by=())
    old = shop(verdict=Verdict.UNDETERMINED, blocked_by=(), first=both("the figures are old"))
    for now, why in ((old, "reason: the figures are old"), (unusable("a", 3), "a:3: no such fact")):
        assert why in as_text(compare([ready], [now]), RenderOptions())
    assert "reason" not in as_text(
        compare([ready], [replace(old, verdict=Verdict.READY)]), RenderOptions()
    )


def test_another_procedure_is_warned_of() -> None:
    """What it asks for may not be what was asked for before."""
    found = compare([shop()], [shop(money=money("1.00"), procedure="refund-deposit")])
    assert found.shops[0].cautions == (Caution.PROCEDURE,)
    assert "different procedures were checked" in as_text(found, RenderOptions())
    (same,) = compare([shop()], [shop(money=money("1.00"))]).shops
    assert same.cautions == ()


NEXT = {"procedure": "refund-deposit", "passed_procedures": ("close",)}
OF_ORDERS = {"procedure": "close-unpaid-order", "orders": 1}


@pytest.mark.parametrize(
    ("was", "now", "worse"),
    [
        ({}, NEXT, False),
        ({}, NEXT | {"verdict": Verdict.BLOCKED, "blocked_by": ("a/refund-deposit/c",)}, False),
        # Others are late; and what was judged before is open now.
        ({}, NEXT | {"verdict": Verdict.OVERDUE}, True),
        ({}, NEXT | {"blocked_by": ("a/close/c",)}, True),
        ({"procedure": "several"}, NEXT | {"blocked_by": ("a/refund-deposit/c",)}, True),
        # That no orders are listed any more does not show that they are over.
        (OF_ORDERS, {"verdict": Verdict.BLOCKED, "blocked_by": ("a/close/c",)}, True),
        (OF_ORDERS | {"orders": 2}, OF_ORDERS | {"blocked_by": ("a/close-unpaid-order/c",)}, True),
        ({}, OF_ORDERS | {"blocked_by": ("a/close-unpaid-order/c",)}, True),
    ],
)
def test_the_next_procedure_is_not_worse_than_the_one_that_is_finished(
    was: dict[str, Any], now: dict[str, Any], worse: bool
) -> None:
    """What it asks for may have been so the night before, and nobody looked."""
    before = shop(**{"verdict": Verdict.UNDER_WAY, "blocked_by": (), **was})
    after = shop(**{"verdict": Verdict.READY, "blocked_by": (), **now})
    found = compare([before], [after])

    assert found.worse == worse
    assert ("new problem" in as_text(found, RenderOptions())) is (worse and bool(after.blocked_by))


@settings(max_examples=100 * LONGER, deadline=None)
@given(RUNS)
def test_a_run_is_as_it_was(run: list[Listed]) -> None:
    """Held against itself nothing has changed, and nothing is worse than the baseline."""
    found = compare(run, run)
    assert (found.shops, found.worse, found.unchanged) == ((), 0, len(run))


def unordered(facts: Iterable[Any]) -> list[str]:
    """Return references or facts, sorted."""
    return sorted(getattr(each, "ref", None) or each.fact for each in facts)


@settings(max_examples=100 * LONGER, deadline=None)
@given(shops(), shops())
def test_a_swap_turns_cleared_into_new(one: Listed, other: Listed) -> None:
    """And gained days into lost ones, and more money into less."""
    there, back = compare([one], [other]), compare([other], [one])
    assert there.unchanged == back.unchanged
    assert {s.kind for s in there.shops} == {s.kind for s in back.shops}
    if len(there.shops) != 1:
        return
    (was,), (now,) = there.shops, back.shops
    assert (was.verdict.before, was.verdict.after) == (now.verdict.after, now.verdict.before)
    assert unordered(was.cleared) == unordered(now.new)
    assert unordered(was.new) == unordered(now.cleared)
    assert unordered(was.filled) == unordered(now.asked)
    assert was.still == now.still
    assert was.days.close.later == (now.days.close.later and -now.days.close.later)
    assert was.money.before == now.money.after
    assert not (was.worse and now.worse and not (was.new or now.new))


def test_who_could_apply_on_either_day_has_no_later_days() -> None:
    """Only the day of the check has moved, and with it what follows the application."""
    monday, tuesday = date(2026, 11, 30), date(2026, 12, 1)
    days = [{"apply": day, "money_latest": day + timedelta(days=9)} for day in (monday, tuesday)]
    was, now, late = (
        shop(on=on, dates=dates(**given))
        for on, given in (
            (monday, days[0]), (tuesday, days[1]), (tuesday, {"apply": date(2026, 12, 9)}),
        )
    )  # fmt: skip
    assert compare([was], [now]).unchanged == 1
    (change,) = compare([was], [late]).shops
    assert change.days.apply.later == 9


def test_a_bad_figure_that_no_rule_covers_is_told_from_missing_facts() -> None:
    """Its figure is given; the platform has to be asked."""
    (change,) = compare([shop()], [shop(open_points=("kuaishou/close/a",), unknown=("b",))]).shops
    assert [(each.ref, each.open_point) for each in change.new] == [
        ("b", False), ("kuaishou/close/a", True),
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "returned"), [((), ["deposit.held"]), (("deposit.held",), [])])
def test_a_deposit_that_has_arrived_is_told(before: tuple[str, ...], returned: list[str]) -> None:
    """Unless it had before."""
    was = shop(money=money("500.00"), returned=before)
    now = shop(money=money("0.00"), returned=("deposit.held",))
    (change,) = compare([was], [now]).shops
    assert [each.fact for each in change.money.returned] == returned
