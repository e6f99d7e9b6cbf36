"""How long a procedure takes, from its rules alone."""

from shopexit import load_rules
from shopexit.report.duration_estimate import typical


def test_a_wait_that_two_entries_describe_counts_once() -> None:
    """Xiaohongshu's notice is to come, or runs: 30 days, and 23 working days of the platform."""
    found = typical(load_rules("xiaohongshu"), "close")

    assert (found.least, found.most) == (30, 63)
    assert [(wait.ref.rpartition("/")[2], wait.days) for wait in found.first] == [
        ("last-order-15-days-ago", 15)
    ]


def test_a_step_that_waits_for_what_a_requirement_asks_for_is_no_wait_of_its_own() -> None:
    """Kuaishou's review ends no sooner than the notice, which has to be over before."""
    first = typical(load_rules("kuaishou"), "close").first

    assert [(wait.ref.rpartition("/")[2], wait.days) for wait in first] == [
        ("notice-shown-30-days", 30),
        ("last-order-30-days-ago", 31),
    ]


def test_a_wait_that_no_requirement_asks_for_is_named_by_its_step() -> None:
    """On 1688 the law's notice holds up the closing alone."""
    (wait,) = typical(load_rules("1688"), "close").first

    assert (wait.ref, wait.days) == ("1688/close/closed", 30)
