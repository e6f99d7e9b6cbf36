"""Where a rule stands in a handbook that is published."""

import pytest

from shopexit import Lang
from shopexit.report.handbook import address


@pytest.mark.parametrize("site", ["https://a.invalid/exit", "https://a.invalid/exit/"])
def test_a_reference_has_an_address(site: str) -> None:
    """The page of its procedure, in the language of the reader."""
    found = address(site, Lang.ZH, "kuaishou/refund-deposit/no-arrears")
    assert found == "https://a.invalid/exit/zh/kuaishou-refund-deposit.html#no-arrears"


def test_what_stands_in_no_handbook_has_none() -> None:
    """A fact that no rule speaks of has a reference too, and no place."""
    assert address("https://a.invalid", Lang.EN, "kuaishou/close/funds.debt") is None
    assert address(None, Lang.EN, "kuaishou/close/orders-finished") is None
