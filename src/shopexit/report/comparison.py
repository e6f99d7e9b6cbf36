"""Compare two runs: which shops got worse, what was cleared, which dates moved.

A shop is worse if its verdict is worse, if a requirement is open that was not before, or if its
file has become unusable. A new shop counts as worse if its verdict is worse than READY. Later dates
alone do not count as worse, since they move with every day of waiting; nor does it that the next
procedure, which is judged because the last one is finished, asks for more.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from shopexit.evaluation.balance import amount
from shopexit.evaluation.evaluate import Outcome
from shopexit.evaluation.evaluation import SEVERAL
from shopexit.messages import Lang, Text, both, clean
from shopexit.report.change_model import (
    Caution,
    Change,
    DayChange,
    DaysChange,
    MoneyChange,
    NamedFact,
    OnChange,
    OpenChange,
    Presence,
    ShopChange,
    StatusChange,
)
from shopexit.report.summary import Listed, Status, Summary, Unusable, reason, status

Words: TypeAlias = Callable[[str], Text | None]
"""Returns the text of a rule (by its reference), a fact or a platform; None if it is unknown."""


def compare(
    old: Iterable[Listed],
    new: Iterable[Listed],
    *,
    names: tuple[str, str] = ("", ""),
    lang: Lang = Lang.EN,
    words: Words = lambda _: None,
) -> Change:
    """Return the changes of each shop between an older and a newer run, worse shops first.

    `names` are the names of the two runs, for display. `words` returns the text of a rule by its
    reference.
    """
    olds, news = tuple(old), tuple(new)
    pairs = list(_paired(olds, news))
    changed = [
        _change(before, after, words)
        for before, after in pairs
        if before is None or after is None or _compared(before) != _compared(after)
    ]
    changed.sort(
        key=lambda each: (not each.worse, each.kind is Presence.GONE, not is_better(each)),
    )
    return Change(
        lang=lang,
        old=clean(names[0]),
        new=clean(names[1]),
        before=len(olds),
        after=len(news),
        unchanged=len(pairs) - len(changed),
        worse=sum(change.worse for change in changed),
        shops=tuple(changed),
    )


def is_better(shop: ShopChange) -> bool:
    """Return whether a shop has improved without anything getting worse."""
    before, after = shop.verdict.before, shop.verdict.after
    risen = before is not None and after is not None and after.rank > before.rank
    return not shop.worse and after is not None and (risen or bool(shop.cleared or shop.passed))


_Pair: TypeAlias = tuple[Listed | None, Listed | None]


def _paired(old: Sequence[Listed], new: Sequence[Listed]) -> Iterator[_Pair]:
    """Match the shops of two runs; yield (old, new) for each, with None where it is missing."""
    # As in `diff last-week.yaml today.yaml`: without names, two files would be two shops.
    if len(old) == len(new) == 1 and _may_be_one(old[0], new[0]):
        yield old[0], new[0]
        return
    twice = {*_twice(old), *_twice(new)}
    left = _keyed(old, twice)
    pairs = [(left.pop(key, None), after) for key, after in _keyed(new, twice).items()]
    # Unusable shops have no name, so they are matched by file and entry.
    places = {_place(before): key for key, before in left.items()}
    for before, after in pairs:
        found = places.get(_place(after)) if before is None else None
        if found in left and Status.UNUSABLE in (status(left[found]), status(after)):
            yield left.pop(found), after
        else:
            yield before, after
    yield from ((before, None) for before in left.values())


def _may_be_one(before: Listed, after: Listed) -> bool:
    """Return whether two shops, each the only one of its run, may be the same shop."""
    if isinstance(before, Unusable) or isinstance(after, Unusable):
        return True
    return before.platform == after.platform and (before.shop is None or after.shop is None)


_Key: TypeAlias = tuple[str | int | None, ...]


def _name(shop: Listed) -> _Key | None:
    return (shop.platform, shop.shop) if isinstance(shop, Summary) and shop.shop else None


def _place(shop: Listed) -> _Key:
    # The same folder may be written `shops` or `./shops`, or with backslashes.
    return shop.file.replace("\\", "/").removeprefix("./"), shop.entry


def _twice(shops: Iterable[Listed]) -> Collection[_Key]:
    counts = Counter(name for shop in shops if (name := _name(shop)))
    return {name for name, count in counts.items() if count > 1}


def _keyed(shops: Iterable[Listed], twice: Collection[_Key]) -> dict[_Key, Listed]:
    """Map a key for each shop to the shop; the key is the platform and the shop's name.

    For shops without a name, or with one in `twice`, the key is platform, file, entry (number in
    the file) and a running number.
    """
    keyed: dict[_Key, Listed] = {}
    seen: Counter[_Key] = Counter()
    for shop in shops:
        key = _name(shop)
        if key is None or key in twice:
            platform = shop.platform if isinstance(shop, Summary) else None
            key = (platform, *_place(shop))
            seen[key] += 1
            key = (*key, seen[key])
        keyed[key] = shop
    return keyed


def _compared(shop: Listed) -> object:
    if not isinstance(shop, Summary):
        return Status.UNUSABLE
    return (
        shop.verdict,
        shop.passed_procedures,
        open_refs(shop),
        set(shop.missing),
        _distances(shop),
        shop.money.currency,
        shop.money.comes_back,
    )


def _distances(shop: Summary) -> Sequence[object]:
    """Return the dates of a shop so that those which only move with the day of the check are equal.

    These are days that are today, and all days of a shop that can be applied for today.
    """
    # The same date is no change, even if it is no longer estimated.
    days = [getattr(shop.dates, each.name) for each in fields(DaysChange)]
    return [_distance(day, shop) for day in days]


def _distance(day: date | None, shop: Summary) -> date | int | None:
    moves = shop.on in (day, shop.dates.apply)
    return (day - shop.on).days if day and moves else day


def open_refs(shop: Listed | None) -> dict[str, Outcome]:
    """Map the reference of each open requirement of a shop to its worst outcome.

    Bad figures that no rule covers are included. Empty if the shop is missing or unusable.
    """
    if not isinstance(shop, Summary):
        return {}
    found: dict[str, Outcome] = {}
    for refs, outcome in (
        (shop.blocked_by, Outcome.UNMET),
        (shop.disputed, Outcome.DISPUTED),
        ((*shop.unknown, *shop.open_points), Outcome.UNKNOWN),
    ):
        for ref in refs:
            found.setdefault(ref, outcome)
    return found


def _change(before: Listed | None, after: Listed | None, words: Words) -> ShopChange:
    was, now = (shop if isinstance(shop, Summary) else None for shop in (before, after))
    had, has = open_refs(was), open_refs(now)
    # For shops that are gone or unusable, what was open or cleared is not known.
    was_known, is_known = not isinstance(before, Unusable), now is not None
    missed, misses = (shop.missing if shop else () for shop in (was, now))
    known = now or was
    place: Any = after or before
    ended, over = (shop.passed_procedures if shop else () for shop in (was, now))
    passed = [name for name in over if was and name not in ended]
    # Another procedure follows one that is finished.
    is_other = was and now and was.procedure not in (now.procedure, *passed)

    asked = {ref for shop in (was, now) if shop for ref in shop.open_points}

    def listed(refs: Iterable[str]) -> tuple[OpenChange, ...]:
        return tuple(
            OpenChange(
                ref=ref,
                says=words(ref) or both(ref),
                before=had.get(ref),
                after=has.get(ref),
                open_point=ref in asked,
            )
            for ref in refs
        )

    new = listed(ref for ref in has if was_known and ref not in had)
    return ShopChange(
        kind=Presence.GONE if after is None else Presence.CHANGED if before else Presence.NEW,
        worse=after is not None and _is_worse(before, after, new, goes_on=bool(passed)),
        platform=known.platform if known else None,
        platform_name=words(known.platform) if known else None,
        shop=(now.shop if now else None) or (was.shop if was else None),
        file=place.file,
        entry=place.entry,
        on=OnChange(before=was.on if was else None, after=now.on if now else None),
        verdict=StatusChange(
            before=status(before) if before else None, after=status(after) if after else None
        ),
        first=reason(after) if after else None,
        passed=tuple(words(f"{place.platform}/{name}") or both(name) for name in passed),
        new=new,
        changed=listed(ref for ref in has if ref in had and has[ref] is not had[ref]),
        cleared=listed(ref for ref in had if is_known and ref not in has),
        still=len(had.keys() & has.keys()),
        asked=_named(misses if was_known else (), missed, words),
        filled=_named(missed if is_known else (), misses, words),
        days=_days(was, now),
        money=_money(was, now, words),
        cautions=(Caution.PROCEDURE,) if is_other else (),
    )


def _is_worse(
    before: Listed | None, after: Listed, new: Sequence[OpenChange], *, goes_on: bool
) -> bool:
    """Return whether a shop got worse; with `goes_on`, the next procedure is judged now.

    Its verdict is not compared with that of the one before, unless others are late, nor is what
    was not judged before.
    """
    if before is None:
        return status(after).rank < Status.READY.rank
    is_lower = status(after).rank < status(before).rank
    if not goes_on or not isinstance(before, Summary):
        return is_lower or bool(new)
    judged = (each.ref.split("/")[1] for each in new)
    was = before.procedure
    late = status(after) is Status.OVERDUE
    return (is_lower and late) or any(was in (SEVERAL, name) for name in judged)


def _named(these: Iterable[str], not_those: Iterable[str], words: Words) -> tuple[NamedFact, ...]:
    others = set(not_those)
    return tuple(
        NamedFact(fact=fact, label=words(fact) or both(fact))
        for fact in dict.fromkeys(these)
        if fact not in others
    )


def _days(was: Summary | None, now: Summary | None) -> DaysChange:
    def day(name: str) -> DayChange:
        before, after = (getattr(shop.dates, name) if shop else None for shop in (was, now))
        change = _day(before, after)
        same = was and now and before and _distance(before, was) == _distance(after, now)
        return replace(change, later=0) if same else change

    # The fields are those of KeyDates, but for `estimated`.
    return DaysChange(**{each.name: day(each.name) for each in fields(DaysChange)})


def _day(before: date | None, after: date | None) -> DayChange:
    return DayChange(
        before=before,
        after=after,
        later=(after - before).days if before and after else None,
        lost=before is not None and after is None,
    )


def _money(was: Summary | None, now: Summary | None, words: Words) -> MoneyChange:
    before, after = (shop.money if shop else None for shop in (was, now))
    difference = None
    if before and after and before.currency == after.currency:
        difference = amount(Decimal(after.comes_back) - Decimal(before.comes_back))
    known = after or before
    had, has = (shop.returned if shop else () for shop in (was, now))
    return MoneyChange(
        currency=known.currency if known else None,
        before=before.comes_back if before else None,
        after=after.comes_back if after else None,
        difference=difference,
        returned=_named(has, had, words) if was else (),
    )
