"""The first day to apply, where others have work to do first."""

from collections.abc import Mapping
from typing import Any

import pytest
from exits import left
from smallrules import SHORT, procedure, reported, rules

from shopexit import Platform


@pytest.mark.parametrize(
    ("facts", "verdict", "first"),
    [
        # How long others need is not published: today would be no more likely than any day.
        ({"funds.unsettled": 300}, "blocked", None),
        # The days since the last order have to pass in any case, again once these have ended.
        ({"orders.pending_receipt": 2}, "blocked", "2026-12-23"),
        # What is not known may be good: then it is today.
        ({"orders.pending_receipt": None}, "undetermined", "2026-11-22"),
    ],
)
def test_a_shop_that_waits_for_others_is_not_told_that_it_may_apply_today(
    facts: Mapping[str, Any], verdict: str, first: str | None, kuaishou: Platform
) -> None:
    """A day is named only if something says that it cannot be sooner."""
    report = left(kuaishou, {"closing.status": "not_applied", **facts})
    applying = next(each for each in report.plan.milestones if each.stage == "apply")
    assert report.verdict == verdict
    assert (applying.earliest and str(applying.earliest), applying.latest) == (first, None)


def test_a_refusal_is_a_reason_for_an_open_day_where_the_facts_have_no_word_for_why() -> None:
    """Rules of one's own may lack the fact `closing.reason`."""
    applying = {"id": "act", "who": "seller", "does": SHORT, "sources": ["rule"], "applies": True}
    applying["done_when"] = {"closing.status": {"one_of": ["in_review", "approved"]}}
    report = reported(rules(main=procedure(steps=[applying])), {"closing.status": "rejected"})
    (first, *_) = report.plan.milestones
    assert report.verdict == "undetermined"
    assert [each.says.en for each in first.open_by] == [
        "first put right what led to the refusal, then look up the figures again"
    ]


@pytest.mark.parametrize(("as_of", "known"), [("2026-11-21", True), ("2026-11-01", False)])
def test_figures_that_are_too_old_promise_no_last_day(
    as_of: str, known: bool, kuaishou: Platform
) -> None:
    """They are missing evidence: the shop may not be able to apply today."""
    good = {"closing.status": "not_applied", "deposit.held": 500, "funds.debt": 0}
    report = left(kuaishou, good, as_of=as_of)
    dated = {str(each.stage): each for each in report.plan.milestones if each.procedure == "close"}

    assert report.verdict == ("ready" if known else "undetermined")
    assert (dated["finish"].latest is not None) is known
    assert str(dated["apply"].earliest) == "2026-11-22"
