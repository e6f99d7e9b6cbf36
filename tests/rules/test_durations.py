"""Weighing what sources say of how long something takes."""

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from shopexit.rules.durations import Certainty, Claim, Unit, weigh
from shopexit.rules.sources import Citation

RANKS = {"rule": 0, "copy": 1, "blog": 2}


def claim(source: str, **span: int | tuple[int, int]) -> Claim:
    """Return what one source says."""
    return Claim.model_validate({**span, "sources": [source]})


def rank(said: Claim) -> int:
    """Return how good the evidence of a claim is."""
    (cited,) = said.sources
    assert isinstance(cited, Citation)
    return RANKS[cited.source]


@pytest.mark.parametrize(
    "span", [-1, 3661, True, "5", 5.0, [7, 3], [1, 2, 3], [5], [0, 3661], [-1, 1], [True, 5], None]
)
def test_a_time_is_one_whole_number_or_two_in_order(span: object) -> None:
    """Of at most ten years, and in one unit."""
    with pytest.raises(ValidationError):
        Claim.model_validate({"days": span, "sources": ["rule"]})
    for good, wanted in ((0, (0, 0)), (3660, (3660, 3660)), ([3, 3], (3, 3)), ([0, 7], (0, 7))):
        claimed = Claim.model_validate({"days": good, "hours": None, "sources": ["rule"]})
        assert (claimed.unit, claimed.span) == (Unit.DAYS, wanted)
        with pytest.raises(ValidationError):
            Claim.model_validate({"days": good, "hours": good, "sources": ["rule"]})


@pytest.mark.parametrize(
    ("span", "good"),
    [(0, True), (3660, True), ([0, 3660], True), (-1, False), (3661, False), (True, False),
     ([5], False), ([1, 2, 3], False), ([-1, 1], False), ([0, 3661], False), ([True, 5], False)],
)  # fmt: skip
def test_the_schema_for_editors_says_the_same_of_a_time(span: object, good: bool) -> None:
    """But for the order of two, which no schema can say."""
    schema = Draft202012Validator(Claim.model_json_schema())
    assert schema.is_valid({"days": span, "sources": ["rule"]}) is good


def test_equal_numbers_of_different_units_disagree() -> None:
    """Seven working days are not seven days."""
    wait = weigh((claim("rule", days=7), claim("blog", working_days=7)), rank)
    assert [(c.unit, c.span) for c in wait.others] == [(Unit.WORKING_DAYS, (7, 7))]
    assert wait.certainty is Certainty.DISPUTED


def test_a_weaker_source_that_agrees_is_no_dispute() -> None:
    """It says the same."""
    wait = weigh((claim("rule", days=7), claim("blog", days=7)), rank)
    assert (wait.others, wait.certainty) == ((), Certainty.STATED)


def test_at_once_is_said_and_not_assumed() -> None:
    """No claim at all is no wait; unknown is unknown."""
    assert weigh((claim("rule", hours=0),), rank).certainty is Certainty.IMMEDIATE
    assert weigh((claim("rule", hours=(0, 2)),), rank).certainty is Certainty.STATED
    either = weigh((claim("rule", hours=0), claim("rule", days=5)), rank)
    assert either.certainty is Certainty.STATED
    assert weigh((), rank).certainty is None
    assert weigh("unknown", rank).certainty is Certainty.NOT_PUBLISHED


def test_equals_are_joined_to_the_widest_range() -> None:
    """Unit by unit."""
    said = (claim("copy", days=(3, 7)), claim("copy", days=(5, 30)), claim("copy", hours=2))
    wait = weigh(said, rank)
    assert (wait.span(Unit.DAYS), wait.span(Unit.HOURS)) == ((3, 30), (2, 2))
    assert wait.span(Unit.WORKING_DAYS) is None
