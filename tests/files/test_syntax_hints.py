"""Hints on what is most likely wrong with the syntax of a YAML file."""

import pytest

from shopexit import Lang, ShopexitError
from shopexit.files import yaml as yamlfile


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("platform: kuaishou\n%foo\n", "no line may begin with %"),
        ("%YAML 9.9\n---\nplatform: kuaishou\n", "no line may begin with %"),
        ("platform: kuaishou\n...\nshop: 2\n", "line of three full stops"),
        ("shop: *老王*\n", "put quotes around text"),
    ],
)
def test_a_line_that_yaml_takes_for_something_else_is_named(text: str, hint: str) -> None:
    """By the sign with which it begins, and not by another that the file does not have."""
    with pytest.raises(ShopexitError) as refused:
        yamlfile.parse(text.encode(), "shop.yaml")

    (problem,) = refused.value.problems
    assert hint in problem.in_words(Lang.EN)
