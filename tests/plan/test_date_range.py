"""Spans: when something ends at the soonest and at the latest, by waits counted by hand."""

from datetime import date

import pytest
from daysoff import CALENDAR, skip_if_announced
from hypothesis import given
from hypothesis import strategies as st

from shopexit.plan import date_range
from shopexit.plan.date_range import DateRange, all_of, any_of, at, later
from shopexit.rules.calendar import after
from shopexit.rules.durations import Claim, Duration

FAR = date(2090, 3, 1)
NONE: frozenset[int] = frozenset()
YEAR = frozenset({2090})
GUESS = DateRange(FAR, FAR, (YEAR, YEAR))
WAITS = [
    {"days": (0, 3)}, {"days": (10, 30)}, {"working_days": (0, 0)}, {"working_days": (3, 7)},
    {"hours": (0, 2)}, {"hours": (24, 25)},
]  # fmt: skip


def day(text: str) -> date:
    """Return a day that was written down."""
    return date.fromisoformat(text)


def span(earliest: str, latest: str | None, *guessed: frozenset[int]) -> DateRange:
    """Return a span between days that were written down."""
    soonest, longest = guessed or (NONE, NONE)
    return DateRange(day(earliest), day(latest) if latest else None, (soonest, longest))


def claimed(one: Claim, start: DateRange) -> DateRange:
    """Return when a wait ends, by the packaged calendar."""
    return date_range.claimed(one, start, CALENDAR)


def waited(wait: Duration, start: DateRange, ref: str) -> DateRange:
    """Return when a wait ends, by the packaged calendar."""
    return date_range.waited(wait, start, ref, CALENDAR)


def claim(**takes: object) -> Claim:
    """Return what some source says of a wait."""
    return Claim.model_validate({**takes, "sources": ["rule"]})


@pytest.mark.parametrize(
    ("takes", "start", "earliest", "latest"),
    [
        # Calendar days: the turn of the year, a short February, a leap day, none at all.
        ({"days": 0}, "2026-10-01", "2026-10-01", "2026-10-01"),
        ({"days": 1}, "2026-02-28", "2026-03-01", "2026-03-01"),
        ({"days": (1, 2)}, "2028-02-28", "2028-02-29", "2028-03-01"),
        ({"days": 30}, "2028-01-31", "2028-03-01", "2028-03-01"),  # 29 February is the 29th
        ({"days": 30}, "2027-01-31", "2027-03-02", "2027-03-02"),  # 28 February is the 28th
        ({"days": 30}, "2026-12-20", "2027-01-19", "2027-01-19"),  # 31 December is the 11th
        ({"days": (0, 1)}, "2027-12-31", "2027-12-31", "2028-01-01"),
        ({"days": 365}, "2026-12-01", "2027-12-01", "2027-12-01"),
        ({"days": 365}, "2027-12-01", "2028-11-30", "2028-11-30"),  # over 29 February
        ({"days": 15}, "2026-09-25", "2026-10-10", "2026-10-10"),  # holidays count
        # Hours: part of a day is none at the least, and a whole one at the most.
        ({"hours": 0}, "2026-10-01", "2026-10-01", "2026-10-01"),
        ({"hours": 2}, "2026-10-01", "2026-10-01", "2026-10-02"),
        ({"hours": 23}, "2026-10-01", "2026-10-01", "2026-10-02"),
        ({"hours": 24}, "2026-10-01", "2026-10-02", "2026-10-02"),
        ({"hours": 25}, "2026-10-01", "2026-10-02", "2026-10-03"),
        ({"hours": 48}, "2026-10-01", "2026-10-03", "2026-10-03"),
        ({"hours": 49}, "2026-10-01", "2026-10-03", "2026-10-04"),
        ({"hours": (2, 48)}, "2026-12-31", "2026-12-31", "2027-01-02"),
        # Working days: over National Day, Spring Festival and the turn of a year.
        ({"working_days": 0}, "2026-10-03", "2026-10-03", "2026-10-03"),
        ({"working_days": (3, 7)}, "2026-09-30", "2026-10-10", "2026-10-15"),
        ({"working_days": (1, 10)}, "2026-09-18", "2026-09-20", "2026-10-09"),
        ({"working_days": (1, 6)}, "2026-02-14", "2026-02-24", "2026-03-02"),
        ({"working_days": (0, 1)}, "2026-02-15", "2026-02-15", "2026-02-24"),
        ({"working_days": (1, 2)}, "2025-12-31", "2026-01-04", "2026-01-05"),
    ],
)
def test_a_wait_from_a_known_day_ends_as_counted_by_hand(
    takes: dict[str, object], start: str, earliest: str, latest: str
) -> None:
    """And nothing of it is guessed."""
    assert claimed(claim(**takes), at(day(start))) == span(earliest, latest)


def test_the_least_is_counted_from_the_earliest_start_and_the_most_from_the_latest() -> None:
    """From Friday 18 September or Wednesday 30 September: 3 or 7 working days."""
    start = span("2026-09-18", "2026-09-30")
    assert claimed(claim(working_days=(3, 7)), start) == span("2026-09-22", "2026-10-15")


def test_what_starts_nobody_knows_when_ends_nobody_knows_when() -> None:
    """But no sooner than the least after its earliest start; and the reasons stay."""
    start = DateRange(day("2026-09-30"), None, held_by="a", open_by=("b",))
    ends = waited(Duration((claim(working_days=(1, 7)),), ()), start, "c")
    assert ends == start._replace(earliest=day("2026-10-08"))


def test_working_days_of_an_unannounced_year_are_an_estimate() -> None:
    """Whether only the latest day lies in it, or the earliest too."""
    start = at(day("2026-12-28"))
    ends = claimed(claim(working_days=(1, 5)), start)
    skip_if_announced(date(2027, 1, 1))
    # 29, 30, 31 December are three, 1 January a holiday, then a weekend: 4 and 5 January.
    assert ends == span("2026-12-29", "2027-01-05", NONE, frozenset({2027}))
    far = claimed(claim(working_days=1), at(FAR))
    assert far == DateRange(date(2090, 3, 2), date(2090, 3, 2), (YEAR, YEAR))


def test_an_open_start_is_an_estimate_by_its_earliest_day() -> None:
    """The latest, of which nothing is known, adds nothing."""
    one = claim(working_days=1)
    assert claimed(one, DateRange(FAR, None)).guesses
    assert not claimed(one, DateRange(day("2026-11-23"), None)).guesses


def test_calendar_days_are_no_estimate_but_keep_one() -> None:
    """What rests on a guess remains one."""
    assert not claimed(claim(days=9), at(FAR)).guesses
    assert not claimed(claim(working_days=0), at(FAR)).guesses
    assert claimed(claim(days=9), GUESS).guesses
    assert waited(Duration((claim(days=9),), ()), GUESS, "x").guesses
    assert later(GUESS, 1).guesses
    for each in ((YEAR, NONE), (NONE, YEAR)):
        start = span("2026-11-23", "2026-11-23", *each)
        assert claimed(claim(working_days=3), start).guessed == each


def test_only_the_days_that_decide_make_a_guess() -> None:
    """Of what runs side by side, the last; of several ways, the first; of no end, none."""
    soon, late = at(date(2090, 2, 1)), at(date(2090, 4, 1))
    assert all_of([soon, GUESS]).guesses == YEAR == any_of([GUESS, late]).guesses
    assert not all_of([GUESS, late]).guesses
    assert not any_of([soon, GUESS]).guesses
    wide = DateRange(soon.earliest, late.latest)
    assert all_of([wide, GUESS]).guessed == (YEAR, NONE)
    assert any_of([wide, GUESS]).guessed == (NONE, YEAR)
    assert not span("2026-11-01", "2090-12-02", NONE, YEAR)._replace(latest=None).guesses


def test_claims_of_one_grade_are_planned_from_the_least_to_the_most() -> None:
    """Of whichever unit: 5 working days from 30 September are 13 October, 12 days 12 October."""
    wait = Duration((claim(days=(3, 12)), claim(working_days=5)), (claim(days=90),))
    # Working days 8, 9, 10, 12, 13 October; the 90 days of a worse grade do not count.
    ends = waited(wait, at(day("2026-09-30")), "x")
    assert ends == span("2026-10-03", "2026-10-13")._replace(held_by="x", late_by="x")
    assert waited(Duration(tuple(reversed(wait.planned)), ()), at(day("2026-09-30")), "x") == ends


def test_one_guess_among_the_claims_makes_the_wait_one() -> None:
    """The dates rest on it."""
    wait = Duration((claim(days=9), claim(working_days=3)), ())
    assert waited(wait, at(FAR), "x").guesses
    later_than_days = Duration((claim(days=(0, 1)), claim(working_days=(2, 9))), ())
    assert waited(later_than_days, at(FAR), "x").guessed == (NONE, YEAR), "the last day does"
    wider = Duration((claim(days=(0, 90)), claim(working_days=3)), ())
    assert waited(wider, at(FAR), "x").guessed == (YEAR, NONE), "a limit gives no soonest day"


def test_an_unpublished_wait_is_open_and_says_by_what() -> None:
    """It may be over at once, nobody says how soon, and each reason is named once."""
    unknown = Duration((), (), published=False)
    ends = waited(unknown, at(FAR), "x")
    assert ends == DateRange(FAR, None, open_by=("x",), bounded=True)
    assert ends.soonest is None
    again = waited(unknown, DateRange(FAR, None, open_by=("y", "x")), "x")
    assert again.open_by == ("y", "x")


def test_nothing_to_wait_for_ends_as_it_starts() -> None:
    """Neither open nor later."""
    start = span("2026-10-01", "2026-10-04")
    assert waited(Duration((), ()), start, "x") == start


def test_side_by_side_the_last_one_decides() -> None:
    """Its reason holds the earliest day; the end is open if one is, for all the reasons there."""
    one = span("2026-10-01", "2026-12-01")._replace(held_by="one")
    two = span("2026-11-01", "2026-11-02")._replace(held_by="two")
    assert all_of([one, two]) == span("2026-11-01", "2026-12-01")._replace(held_by="two")
    three = DateRange(day("2026-10-02"), None, open_by=("a", "b"))
    four = DateRange(day("2026-10-03"), None, open_by=("b", "c"))
    assert all_of([one, two, three, four]) == DateRange(
        day("2026-11-01"), None, held_by="two", open_by=("a", "b", "c")
    )


def test_on_a_tie_the_first_reason_is_named() -> None:
    """So that the day that is judged is not blamed on what it happens to fall on."""
    today = at(day("2026-10-01"))
    assert all_of([today, today._replace(held_by="one")]).held_by is None


def test_of_several_ways_the_first_to_end_decides() -> None:
    """A way that may never end does not keep the others from ending."""
    one = span("2026-10-01", None)._replace(held_by="one", open_by=("x",))
    two = span("2026-11-01", "2026-12-02")._replace(held_by="two")
    three = span("2026-11-05", "2026-12-01")
    assert any_of([one, two, three]) == span("2026-10-01", "2026-12-01")._replace(held_by="one")
    assert any_of([one]) == one
    assert any_of([two, one]).latest == day("2026-12-02")


def test_a_way_whose_end_is_guessed_makes_the_end_a_guess() -> None:
    """Though another way may end sooner."""
    one = span("2026-10-01", None)
    assert any_of([one, span("2026-11-01", "2027-12-02", NONE, YEAR)]).guesses
    assert not any_of([one, span("2026-11-01", "2027-12-02")]).guesses


def test_put_off_both_days_move() -> None:
    """And an open end stays open."""
    assert later(span("2028-02-28", "2028-12-31"), 1) == span("2028-02-29", "2029-01-01")
    assert later(span("2026-10-01", None), 30) == span("2026-10-31", None)


def test_the_calendar_ends_with_the_year_9999() -> None:
    """Nothing fails there; it stays at the last day."""
    assert later(at(FAR), 10**9) == at(date.max)
    last = date(9999, 12, 1)
    assert claimed(claim(days=3660), at(last)) == at(date.max)
    assert claimed(claim(hours=3660), at(last)) == at(date.max)
    assert claimed(claim(working_days=3660), at(last)).latest == date.max


DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
REFS = st.sampled_from(["a", "b", "c"])


@st.composite
def spans(draw: st.DrawFn) -> DateRange:
    """Draw a span that is the right way round."""
    earliest = draw(DAYS)
    latest = draw(st.one_of(st.none(), st.dates(earliest, date(2030, 12, 31))))
    open_by = () if latest else tuple(draw(st.lists(REFS, min_size=1, max_size=3, unique=True)))
    soonest, longest = (frozenset(draw(st.sets(st.integers(2027, 2030)))) for _ in "ab")
    return DateRange(earliest, latest, (soonest, longest), draw(st.none() | REFS), open_by)


def no_later(one: DateRange, other: DateRange) -> bool:
    """Return whether neither end of a span lies behind that of another."""
    latest = [each.latest or date.max for each in (one, other)]
    return one.earliest <= other.earliest and latest[0] <= latest[1]


@given(one=spans(), two=spans(), three=spans())
def test_it_does_not_matter_how_what_runs_side_by_side_is_grouped(
    one: DateRange, two: DateRange, three: DateRange
) -> None:
    """Nor which is named first, but for the reasons that are named."""
    whole = all_of([one, two, three])
    assert all_of([all_of([one, two]), three]) == whole == all_of([one, all_of([two, three])])
    turned = all_of([three, two, one])
    assert (turned.earliest, turned.latest) == (whole.earliest, whole.latest)
    assert set(turned.open_by) == set(whole.open_by)
    either = any_of([one, two, three])
    grouped = any_of([any_of([one, two]), three])
    assert (grouped.earliest, grouped.latest) == (either.earliest, either.latest)
    assert no_later(either, whole)


@given(one=spans(), two=spans(), days=st.integers(0, 400), takes=st.sampled_from(WAITS))
def test_whatever_starts_later_ends_no_sooner(
    one: DateRange, two: DateRange, days: int, takes: dict[str, tuple[int, int]]
) -> None:
    """By any wait, alone, side by side, or as one of several ways."""
    moved = later(one, days)
    wait = Duration((claim(**takes), claim(days=(2, 9))), ())
    assert no_later(waited(wait, one, "x"), waited(wait, moved, "x"))
    assert no_later(all_of([one, two]), all_of([moved, two]))
    assert no_later(any_of([one, two]), any_of([moved, two]))


@given(one=spans(), two=spans(), takes=st.sampled_from(WAITS))
def test_a_span_never_ends_before_it_may_end(
    one: DateRange, two: DateRange, takes: dict[str, tuple[int, int]]
) -> None:
    """Whatever is made of it."""
    for made in (all_of([one, two]), any_of([one, two]), claimed(claim(**takes), one)):
        assert made.latest is None or made.earliest <= made.latest


@given(start=DAYS, count=st.integers(0, 60), more=st.integers(0, 30))
def test_one_working_day_more_is_never_sooner(start: date, count: int, more: int) -> None:
    """And counting on from where one has got to is counting at once."""
    there = after(CALENDAR, start, count)
    assert after(CALENDAR, there, more) == after(CALENDAR, start, count + more)
    assert there >= start
    assert count == 0 or CALENDAR.is_working_day(there)
