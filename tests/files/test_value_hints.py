"""Hints on wrong values: what they say to write is accepted; where nothing helps none is given."""

import pytest

from shopexit.files.value_hints import value_hint


@pytest.mark.parametrize("kind", ["int_type", "string_pattern_mismatch"])
def test_without_quotes_a_fraction_is_no_count_either(kind: str) -> None:
    """So nobody is sent round in a circle; nor where a text is asked for."""
    assert value_hint("3.5", kind) is None


@pytest.mark.parametrize(("value", "plain"), [("007", "7"), ("010", "10"), ("00", "0")])
def test_a_number_with_zeros_before_it_needs_no_quotes_taken_off(value: str, plain: str) -> None:
    """It has none: the zeros made a text of it."""
    hint = value_hint(value, "int_type")
    assert hint is not None
    assert hint.zh.endswith(f"写 {plain}")
    assert "引号" not in hint.zh


def test_a_unit_that_no_number_takes_here_is_to_be_left_out() -> None:
    """Days are written as a number only."""
    hint = value_hint("45天", "int_type")
    assert hint is not None
    assert "只写数字" in hint.zh
