"""Conditions of rules in words, as `explain`, `steps` and the handbook show them."""

from typing import Any

import pytest

from shopexit import Platform
from shopexit.rules import wording
from shopexit.rules.conditions import Facts


@pytest.mark.parametrize(
    ("asked", "zh", "en"),
    [
        ({"deposit.held": {"at_least": "0.01"}}, "保证金余额：多于 0", "deposit held: more than 0"),
        (
            {"deposit.held": {"at_least": 500}},
            "保证金余额：至少 500",
            "deposit held: at least 500",
        ),
        (
            {"deposit.arrived_on": {"at_least_days_ago": 0}},
            "保证金全部到账的日期：已经到了",
            "day all of the deposit had arrived: has come",
        ),
        (
            {"deposit.arrived_on": {"at_least_days_ago": 1}},
            "保证金全部到账的日期：至少 1 天前",
            "day all of the deposit had arrived: at least 1 days ago",
        ),
    ],
)
def test_a_condition_reads_as_a_seller_would_put_it(
    asked: dict[str, Any], zh: str, en: str, kuaishou: Platform
) -> None:
    """The least sum above nothing is more than nothing, and no days ago is a day that has come."""
    words = wording.condition(Facts.model_validate(asked), kuaishou.vocabulary.facts)

    assert (words.zh, words.en) == (zh, en)
