"""Kuaishou: shops before and after the closing, as sellers wrote them. Judged on 2026-11-22."""

import pytest

from shopexit import load_rules


@pytest.mark.parametrize("platform", ["kuaishou", "douyin", "xiaohongshu"])
def test_what_puts_a_figure_right_does_not_speak_of_applying_again(platform: str) -> None:
    """The same words are shown to who has applied: read literally he would do so twice."""
    rules = load_rules(platform)
    said = [
        text
        for procedure in rules.procedures.values()
        for each in procedure.requirements
        for text in (each.fix.zh, each.fix.en)
    ]

    assert not [t for t in said if "再申请" in t or "申请前" in t or "before you apply" in t]
