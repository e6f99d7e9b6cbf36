"""What became of shops between two runs: what got worse, what is cleared, which days moved.

Pure. A snapshot is the least that a report and a brief both say of a shop, so that either can be
held against the other. References are put in words by whoever knows the rules.

A shop is worse if its verdict is, if something is open that was not, or if it can no longer be
judged. One that is new is compared with nothing, thus is worse unless it is ready. That its days
slipped alone is no reason: waiting moves them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import TypeAlias

from shopexit.evaluation.balance import amount
from shopexit.messages import Lang, Text, both, clean
from shopexit.report.comparison_model import (
    Caution,
    Change,
    DayChange,
    Days,
    DaysChange,
    MoneyChange,
    NamedFact,
    OnChange,
    OpenChange,
    Presence,
    ShopChange,
    Snapshot,
    StandingChange,
    Status,
)

Words: TypeAlias = Callable[[str], Text | None]
"""Puts a reference, a fact or a platform in words; None for what it does not know."""


_RANKS = {standing: rank for rank, standing in enumerate(Status)}


def compare(
    old: Iterable[Snapshot],
    new: Iterable[Snapshot],
    *,
    names: tuple[str, str] = ("", ""),
    lang: Lang = Lang.EN,
    words: Words = lambda _: None,
) -> Change:
    """Return what became of each shop."""
    olds, news = tuple(old), tuple(new)
    pairs = list(_paired(olds, news))
    changed = [
        _change(before, after, words) for before, after in pairs if not _alike(before, after)
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
    """Return whether a shop has come nearer, and nothing in it got worse."""
    before, after = shop.verdict.before, shop.verdict.after
    risen = before is not None and after is not None and _RANKS[after] > _RANKS[before]
    return not shop.worse and after is not None and (risen or bool(shop.cleared))


_Pair: TypeAlias = tuple[Snapshot | None, Snapshot | None]


def _paired(old: Sequence[Snapshot], new: Sequence[Snapshot]) -> Iterator[_Pair]:
    """Yield each shop of the new run with itself in the old one, and then those that are gone."""
    if len(old) == len(new) == 1 and _may_be_one(old[0], new[0]):
        yield old[0], new[0]
        return
    twice = {*_twice(old), *_twice(new)}
    left = _keyed(old, twice)
    pairs = [(left.pop(key, None), after) for key, after in _keyed(new, twice).items()]
    # What cannot be used has no name by which to find it, only its place.
    places = {_place(before): key for key, before in left.items()}
    for before, after in pairs:
        found = places.get(_place(after)) if before is None else None
        if found in left and Status.UNUSABLE in (left[found].standing, after.standing):
            yield left.pop(found), after
        else:
            yield before, after
    yield from ((before, None) for before in left.values())


def _may_be_one(before: Snapshot, after: Snapshot) -> bool:
    """Whether two files of one shop each, of which one names none, may be about the same shop."""
    same = before.platform == after.platform or None in (before.platform, after.platform)
    return same and (before.shop is None or after.shop is None)


_Key: TypeAlias = tuple[str | int | None, ...]


def _name(shop: Snapshot) -> _Key | None:
    return (shop.platform, shop.shop) if shop.platform and shop.shop else None


def _place(shop: Snapshot) -> _Key:
    # The same folder is written `shops` by one and `./shops` by another, or on another system.
    return shop.file.replace("\\", "/").removeprefix("./"), shop.entry


def _twice(shops: Iterable[Snapshot]) -> Collection[_Key]:
    counts = Counter(name for shop in shops if (name := _name(shop)))
    return {name for name, count in counts.items() if count > 1}


def _keyed(shops: Iterable[Snapshot], twice: Collection[_Key]) -> dict[_Key, Snapshot]:
    """Return shops by name, else by platform and place; of several at one place, by their order."""
    keyed: dict[_Key, Snapshot] = {}
    seen: Counter[_Key] = Counter()
    for shop in shops:
        key = _name(shop)
        if key is None or key in twice:
            key = (shop.platform, *_place(shop))
            seen[key] += 1
            key = (*key, seen[key])
        keyed[key] = shop
    return keyed


def _alike(before: Snapshot | None, after: Snapshot | None) -> bool:
    return bool(before and after) and _told(before) == _told(after)


def _told(shop: Snapshot | None) -> object:
    return shop and (
        shop.standing,
        dict(shop.open),
        set(shop.missing),
        shop.days,
        shop.currency,
        shop.expected,
    )


def _change(before: Snapshot | None, after: Snapshot | None, words: Words) -> ShopChange:
    shop = after or before or _NOBODY
    was, now = before or _NOBODY, after or _NOBODY
    had, has = dict(was.open), dict(now.open)
    # Of what is gone, or could not be used, nobody knows what is cleared, or what was open.
    was_known = before is None or before.standing is not Status.UNUSABLE
    is_known = now.standing is not Status.UNUSABLE
    platform = shop.platform or was.platform

    def listed(refs: Iterable[str]) -> tuple[OpenChange, ...]:
        return tuple(
            OpenChange(
                ref=ref, says=words(ref) or both(ref), before=had.get(ref), after=has.get(ref)
            )
            for ref in refs
        )

    return ShopChange(
        kind=Presence.GONE if after is None else Presence.CHANGED if before else Presence.NEW,
        worse=after is not None and _is_worse((was.standing, was.refs) if before else None, after),
        platform=platform,
        platform_name=words(platform) if platform else None,
        shop=shop.shop or was.shop,
        file=shop.file,
        entry=shop.entry,
        on=OnChange(before=was.on, after=now.on),
        verdict=StandingChange(
            before=before.standing if before else None, after=after.standing if after else None
        ),
        new=listed(ref for ref in has if was_known and ref not in had),
        changed=listed(ref for ref in has if ref in had and has[ref] is not had[ref]),
        cleared=listed(ref for ref in had if is_known and ref not in has),
        still=len(had.keys() & has.keys()),
        asked=_named(now.missing if was_known else (), was.missing, words),
        filled=_named(was.missing if is_known else (), now.missing, words),
        days=_days(was.days, now.days),
        money=_money(was, now),
        cautions=tuple(_cautions(before, after)),
    )


_NOBODY = Snapshot(file="", entry=None, standing=Status.UNUSABLE)
"""What a shop that is not there says: nothing."""


def _named(these: Iterable[str], not_those: Iterable[str], words: Words) -> tuple[NamedFact, ...]:
    others = set(not_those)
    return tuple(
        NamedFact(fact=fact, label=words(fact) or both(fact))
        for fact in dict.fromkeys(these)
        if fact not in others
    )


def _days(was: Days, now: Days) -> DaysChange:
    return DaysChange(
        apply=_day(was.apply, now.apply),
        close=_day(was.close, now.close),
        close_latest=_day(was.close_latest, now.close_latest),
        money=_day(was.money, now.money),
        money_latest=_day(was.money_latest, now.money_latest),
    )


def _day(before: date | None, after: date | None) -> DayChange:
    return DayChange(
        before=before,
        after=after,
        later=(after - before).days if before and after else None,
        lost=before is not None and after is None,
    )


def _money(was: Snapshot, now: Snapshot) -> MoneyChange:
    difference = None
    if was.expected and now.expected and was.currency == now.currency:
        difference = amount(Decimal(now.expected) - Decimal(was.expected))
    return MoneyChange(
        currency=now.currency or was.currency,
        before=was.expected,
        after=now.expected,
        difference=difference,
    )


def _cautions(before: Snapshot | None, after: Snapshot | None) -> Iterator[Caution]:
    shops = [shop for shop in (before, after) if shop]
    if any(shop.partial for shop in shops):
        yield Caution.PARTIAL
    if len({shop.procedure for shop in shops if shop.procedure}) > 1:
        yield Caution.PROCEDURE


_Was: TypeAlias = tuple[Status, tuple[str, ...]]
"""What a shop was, and what was open."""


def _is_worse(was: _Was | None, now: Snapshot) -> bool:
    if was is None:
        return now.standing is not Status.READY
    standing, _ = was
    return _RANKS[now.standing] < _RANKS[standing] or bool(_worsened(was, now))


def _worsened(was: _Was | None, now: Snapshot) -> tuple[str, ...]:
    if was is None:
        return now.refs
    standing, refs = was
    # Of a shop that could not be judged nobody knows what was open.
    return () if standing is Status.UNUSABLE else tuple(r for r in now.refs if r not in refs)


@dataclass
class _Kept:
    """What was kept of the shops of a run, by their keys."""

    named: dict[bytes, tuple[_Was, bytes]] = field(default_factory=dict)
    """With the place, for when another shop has the same name."""
    placed: dict[bytes, _Was] = field(default_factory=dict)
    twice: set[bytes] = field(default_factory=set)
    unusable: set[bytes] = field(default_factory=set)


class Baseline:
    """An earlier run, of which as little is kept as tells what got worse since.

    Of an entry that stands there twice, the last counts. A shop is looked up as `compare` does it,
    but one at a time: a name that is new in a second shop is taken for the one shop that had it.
    """

    def __init__(self, old: Iterable[Snapshot]) -> None:
        self._kept = _Kept()
        alike: dict[_Was, _Was] = {}
        for shop in old:
            was = (shop.standing, shop.refs)
            self._keep(shop, alike.setdefault(was, was))

    def _keep(self, shop: Snapshot, was: _Was) -> None:
        kept = self._kept
        place = _digest((shop.platform, *_place(shop)))
        if shop.standing is Status.UNUSABLE:
            kept.unusable.add(_digest(_place(shop)))
            return
        name = _named_key(shop)
        if name is None or name in kept.twice:
            kept.placed[place] = was
        elif name in kept.named:
            before, there = kept.named.pop(name)
            kept.twice.add(name)
            kept.placed |= {there: before, place: was}
        else:
            kept.named[name] = (was, place)

    def is_worse(self, shop: Snapshot) -> bool:
        """Return whether a shop is worse than it was; a new one is unless it is ready."""
        return _is_worse(self._was(shop), shop)

    def worsened(self, shop: Snapshot) -> tuple[str, ...]:
        """Return what is open and was not; of a new shop, all that is open."""
        return _worsened(self._was(shop), shop)

    def _was(self, shop: Snapshot) -> _Was | None:
        """Return what a shop was; None if it is new, or cannot be used where it could."""
        kept = self._kept
        if shop.standing is not Status.UNUSABLE:
            name = _named_key(shop)
            if name in kept.named:
                return kept.named[name][0]
            if (place := _digest((shop.platform, *_place(shop)))) in kept.placed:
                return kept.placed[place]
        return _WAS_UNUSABLE if _digest(_place(shop)) in kept.unusable else None


_WAS_UNUSABLE: _Was = (Status.UNUSABLE, ())


def _named_key(shop: Snapshot) -> bytes | None:
    name = _name(shop)
    return _digest(name) if name else None


def _digest(key: _Key) -> bytes:
    """Return a key in a few bytes, whatever its names are long; none can be made to be another."""
    return blake2b(repr(key).encode(), digest_size=16).digest()
