"""Why a date is not known, in words."""

import pytest
from exits import left

from shopexit import load_rules
from shopexit.report.plan_model import Why


@pytest.mark.parametrize("name", ["kuaishou", "xiaohongshu"])
def test_how_far_the_closing_is_is_no_question_to_the_platform(name: str) -> None:
    """A procedure planned behind the closing takes the shop to be closed; the file says nothing."""
    report = left(load_rules(name), {"closing.applied_on": "2026-11-20", "deposit.held": 500})
    reasons = [reason for stone in report.plan.milestones for reason in stone.open_by]
    about = {(reason.why, reason.says.en) for reason in reasons if "closing" in reason.ref[-15:]}

    assert about == {(Why.MISSING, "not given: how far the closing is")}
