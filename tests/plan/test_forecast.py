"""When a condition may come to hold, if what is not a matter of time is put right."""

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter

from shopexit.plan.date_range import DateRange, at
from shopexit.plan.forecast import outlook
from shopexit.rules.conditions import Condition

ON = date(2026, 11, 22)
FIXED = DateRange(date(2026, 11, 25), date(2026, 12, 2))
"""What is wrong can be put right within 3 to 10 days."""
OPEN = DateRange(date(2026, 11, 25), None)
ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)
MONTH = {"orders.last_on": {"at_least_days_ago": 30}}
MONTH_OR_NEVER = {"any": [MONTH, {"orders.last_on": "never"}]}
QUARTER = {"orders.refunded_on": {"at_least_days_ago": 90}}
ENDED = date(2026, 11, 10)
LONG_AGO = date(2026, 9, 1)


def when(condition: object, values: dict[str, Any], fixing: DateRange = FIXED) -> tuple[date, Any]:
    """Return the days between which a condition as a rule file writes it may come to hold."""
    span = outlook(ADAPTER.validate_python(condition), values, ON, fixing)
    return span.earliest, span.latest


def days(earliest: str, latest: str | None = "") -> tuple[date, date | None]:
    """Return two days that were written down; one alone is both."""
    end = earliest if latest == "" else latest
    return date.fromisoformat(earliest), date.fromisoformat(end) if end else None


OPEN_AND_MONTH = [
    {"orders.open": 0, **MONTH},
    {"all": [{"orders.open": 0}, MONTH]},
    {"all": [MONTH, {"orders.open": 0}]},
    {"orders.open": 0, "confirmed.applied": True, **MONTH},
]
"""Several ways to ask for the same: no open orders, and the last one 30 days ago."""


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        # 10 November + 30 = 10 December: nothing but time is missing.
        ({"orders.open": 0, "orders.last_on": ENDED}, days("2026-12-10")),
        ({"orders.open": 0, "orders.last_on": ON}, days("2026-12-22")),
        ({"orders.open": 0, "orders.last_on": LONG_AGO}, days("2026-11-22")),
        # An open order ends on 25 November to 2 December, and 30 days go by from then.
        ({"orders.open": 2, "orders.last_on": ENDED}, days("2026-12-25", "2027-01-01")),
        ({"orders.open": 2, "orders.last_on": LONG_AGO}, days("2026-12-25", "2027-01-01")),
        ({"orders.open": 2, "orders.last_on": "never"}, days("2026-12-25", "2027-01-01")),
        # Nobody knows whether there are open orders: no sooner than by time alone, and no end.
        ({"orders.last_on": ENDED}, days("2026-12-10", None)),
        ({"orders.last_on": LONG_AGO}, days("2026-11-22", None)),
        # On which day the last order ended before does not matter: it will be another one.
        ({"orders.open": 2}, days("2026-12-25", "2027-01-01")),
        ({}, days("2026-11-22", None)),
    ],
)
@pytest.mark.parametrize("condition", OPEN_AND_MONTH)
def test_the_clock_starts_anew_when_what_stands_beside_the_date_is_put_right(
    condition: object, values: dict[str, Any], wanted: object
) -> None:
    """However the rule writes it."""
    assert when(condition, {"confirmed.applied": True, **values}) == wanted


def test_while_nobody_knows_when_it_is_put_right_there_is_no_end() -> None:
    """But there is a day before which it cannot be: 25 November + 30."""
    values = {"orders.open": 2, "orders.last_on": LONG_AGO}
    assert when(OPEN_AND_MONTH[0], values, OPEN) == days("2026-12-25", None)


@pytest.mark.parametrize(
    ("last", "open_orders", "wanted"),
    [
        ("never", 0, days("2026-11-22")),
        (ENDED, 0, days("2026-12-10")),
        (LONG_AGO, 0, days("2026-11-22")),
        # After the open order there has been one: `never` is over, and 30 days go by.
        ("never", 1, days("2026-12-25", "2027-01-01")),
        (ENDED, 1, days("2026-12-25", "2027-01-01")),
    ],
)
def test_never_having_had_an_order_holds_until_there_is_one(
    last: object, open_orders: int, wanted: object
) -> None:
    """An open order is one."""
    condition = {"all": [{"orders.open": 0}, MONTH_OR_NEVER]}
    assert when(condition, {"orders.open": open_orders, "orders.last_on": last}) == wanted


NEVER = (date.max, None)


def test_what_cannot_hold_any_more_never_ends() -> None:
    """There has been an order, so `never` is lost; what else is asked for changes nothing."""
    assert when({"orders.last_on": "never"}, {"orders.last_on": ENDED}) == NEVER
    both = {"orders.last_on": "never", "orders.open": 0}
    lost = {"orders.last_on": ENDED, "orders.open": 0}
    assert when(both, lost) == NEVER
    assert when({"any": [both, {"orders.last_on": "never"}]}, lost) == NEVER


def test_never_is_lost_with_the_order_that_is_still_open() -> None:
    """When it ends there has been one."""
    both = {"all": [{"orders.open": 0}, {"orders.last_on": "never"}]}
    assert when(both, {"orders.open": 1, "orders.last_on": "never"}) == NEVER
    assert when(both, {"orders.open": 0, "orders.last_on": "never"}) == days("2026-11-22")


def test_a_date_that_is_not_given_yet_is_asked_about() -> None:
    """`never` of what is unknown may hold, or may not."""
    assert when({"orders.last_on": "never"}, {}) == days("2026-11-22", None)


def test_what_has_never_begun_begins_when_it_is_put_right() -> None:
    """A notice that was never put up: 25 November to 2 December, and 30 days."""
    condition = {"notice.published_on": {"at_least_days_ago": 30}}
    values = {"notice.published_on": "never"}
    assert when(condition, values) == days("2026-12-25", "2027-01-01")


def test_several_dates_run_side_by_side() -> None:
    """The last one decides: 10 November + 90 = 8 February."""
    values = {"orders.last_on": ON, "orders.refunded_on": ENDED}
    assert when(MONTH | QUARTER, values) == days("2027-02-08")
    assert when({"any": [MONTH, QUARTER]}, values) == days("2026-12-22")


def test_the_number_of_days_may_be_another_fact() -> None:
    """While it is not given nobody knows the day."""
    condition = {"orders.last_on": {"at_least_days_ago": {"fact": "orders.period_days"}}}
    values = {"orders.last_on": ENDED}
    assert when(condition, values | {"orders.period_days": 15}) == days("2026-11-25")
    assert when(condition, values) == days("2026-11-22", None)


def test_a_date_to_come_is_waited_for_and_then_the_days() -> None:
    """A contract that ends on 31 December, and a day."""
    condition = {"contract.ends_on": {"at_least_days_ago": 1}}
    assert when(condition, {"contract.ends_on": date(2026, 12, 31)}) == days("2027-01-01")


def test_without_a_date_it_holds_when_it_is_put_right() -> None:
    """What holds already holds on the day that is judged; the unknown may, and may never."""
    assert when({"orders.open": 0}, {"orders.open": 1}) == days("2026-11-25", "2026-12-02")
    assert when({"orders.open": 0}, {"orders.open": 0}) == days("2026-11-22")
    assert when({"orders.open": 0}, {}) == days("2026-11-22", None)
    assert when({"not": {"orders.open": 1}}, {"orders.open": 1}) == days("2026-11-25", "2026-12-02")
    assert when({"not": {"orders.open": 1}}, {}) == days("2026-11-22", None)


def test_a_way_that_time_opens_is_not_held_up_by_one_that_takes_work() -> None:
    """10 December by time alone; 25 November at the soonest by work, by 2 December."""
    condition = {"any": [MONTH, {"confirmed.applied": True}]}
    values = {"orders.last_on": ENDED, "confirmed.applied": False}
    assert when(condition, values) == days("2026-11-25", "2026-12-02")
    assert when(condition, values, OPEN) == days("2026-11-25", "2026-12-10")


def test_what_is_wrong_around_several_dates_starts_all_their_clocks_anew() -> None:
    """Within `any` too: 30 or 90 days from 25 November or 2 December, and the first is enough."""
    condition = {"all": [{"orders.open": 0}, {"any": [MONTH, QUARTER]}]}
    values = {"orders.open": 1, "orders.last_on": LONG_AGO, "orders.refunded_on": LONG_AGO}
    assert when(condition, values) == days("2026-12-25", "2027-01-01")
    inner = {"all": [{"orders.open": 0}, {"all": [{"confirmed.applied": True}, QUARTER]}]}
    values |= {"confirmed.applied": True}
    # 25 November + 90 = 23 February; 2 December + 90 = 2 March.
    assert when(inner, values) == days("2027-02-23", "2027-03-02")
    assert when(inner, values | {"confirmed.applied": False}) == days("2027-02-23", "2027-03-02")


def test_a_way_that_takes_time_counts_anew_beside_one_that_nobody_knows_of() -> None:
    """The order ends by 2 December, and 30 days go by, unless the other way will do."""
    condition = {"all": [{"orders.open": 0}, {"any": [MONTH, {"confirmed.applied": True}]}]}
    values = {"orders.open": 1, "orders.last_on": LONG_AGO}
    assert when(condition, values) == days("2026-11-25", "2027-01-01")


def test_the_span_of_what_holds_already_is_the_day_that_is_judged() -> None:
    """Whatever else could be put right."""
    condition = ADAPTER.validate_python({"any": [{"orders.open": 0}, MONTH]})
    assert outlook(condition, {"orders.open": 0, "orders.last_on": ON}, ON, FIXED) == at(ON)
    assert when(MONTH, {"orders.last_on": LONG_AGO}) == days("2026-11-22")
