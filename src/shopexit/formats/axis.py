"""The axis of the picture: which day stands where, and the marks that tell months and weeks.

Places are percentages of the width, so that one picture fits a telephone and a sheet of paper.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200, 6000, 12000)
_LAST_NAME = 80  # a name further right than this would stick out on a telephone


@dataclass(frozen=True)
class Tick:
    """A mark on the axis. A minor one gives way where there is little room."""

    day: date
    x: str
    minor: bool
    whole_month: bool


@dataclass(frozen=True)
class Axis:
    """The first and the last day of a picture."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days the picture spans."""
        return (self.last - self.first).days

    def place(self, day: date) -> float:
        """Return how far right a day stands; what is off the picture stands at its edge."""
        share = (day - self.first).days / max(self.days, 1)
        return 100 * min(max(share, 0.0), 1.0)


def percent(share: float) -> str:
    """Return a place as it is written in a picture."""
    return f"{share:.2f}%"


def ticks(axis: Axis) -> Iterator[Tick]:
    """Yield the marks of an axis: months, or days where it is short."""
    by_month = axis.days > 45
    days = list(_months(axis) if by_month else _weeks(axis))
    for i, day in enumerate(days):
        place = axis.place(day)
        if place < _LAST_NAME:
            yield Tick(day, percent(place), i % 2 == 1, by_month)


def _weeks(axis: Axis) -> Iterator[date]:
    step = 7 if axis.days > 16 else (2 if axis.days > 8 else 1)
    for count in range(0, axis.days + 1, step):
        yield axis.first + timedelta(days=count)


def _months(axis: Axis) -> Iterator[date]:
    step = next((n for n in _MONTHS if axis.days / 30 / n <= 8), _MONTHS[-1])
    count = axis.first.year * 12 + axis.first.month  # the month after the first day's
    count += -count % step
    while count < date.max.year * 12 + 12:
        day = date(count // 12, count % 12 + 1, 1)
        if day > axis.last:
            return
        yield day
        count += step
