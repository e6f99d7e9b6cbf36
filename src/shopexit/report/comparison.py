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
from enum import StrEnum
from hashlib import blake2b
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from shopexit.evaluation.balance import amount
from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.messages import Lang, Text, both, clean
from shopexit.report.model import View
from shopexit.report.summary import Summary, SummaryDates

SCHEMA: Final = "shopexit.diff/1"

Words: TypeAlias = Callable[[str], Text | None]
"""Puts a reference, a fact or a platform in words; None for what it does not know."""


class Status(StrEnum):
    """A verdict, or that there is none; the worst first."""

    UNUSABLE = "unusable"
    BLOCKED = Verdict.BLOCKED.value
    UNDETERMINED = Verdict.UNDETERMINED.value
    READY = Verdict.READY.value


_RANKS = {standing: rank for rank, standing in enumerate(Status)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Days:
    """The days a seller asks for; None where there is none, or nobody can say."""

    apply: date | None = None
    close: date | None = None
    close_latest: date | None = None
    money: date | None = None
    money_latest: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """One shop as it was found in one run."""

    file: str
    entry: int | None
    standing: Status
    platform: str | None = None
    """None if it could not be used."""
    shop: str | None = None
    procedure: str | None = None
    on: date | None = None
    open: tuple[tuple[str, Outcome], ...] = ()
    """What decides and is unmet, disputed or unknown, in that order; each reference once."""
    missing: tuple[str, ...] = ()
    days: Days = Days()
    currency: str | None = None
    expected: str | None = None
    """Decimal text."""
    partial: bool = False
    """Some orders were judged and are not shown, so that not all that is open is here."""

    @property
    def refs(self) -> tuple[str, ...]:
        """What is open."""
        return tuple(ref for ref, _ in self.open)


def of_brief(brief: Summary) -> Snapshot:
    """Return the snapshot of a shop that was judged."""
    return Snapshot(
        file=clean(brief.file),
        entry=brief.entry,
        standing=Status(brief.verdict.value),
        platform=brief.platform,
        shop=brief.shop,
        procedure=brief.procedure,
        on=brief.on,
        open=opened(brief.blocked_by, brief.disputed, (*brief.unknown, *brief.open_points)),
        missing=brief.missing,
        days=of_dates(brief.dates),
        currency=brief.money.currency,
        expected=brief.money.expected,
    )


def of_dates(dates: SummaryDates) -> Days:
    """Return the days of a brief."""
    return Days(
        apply=dates.apply,
        close=dates.close,
        close_latest=dates.close_latest,
        money=dates.money,
        money_latest=dates.money_latest,
    )


def unusable(file: str, entry: int | None) -> Snapshot:
    """Return the snapshot of an entry that could not be used."""
    return Snapshot(file=clean(file), entry=entry, standing=Status.UNUSABLE)


def opened(
    blocked_by: Iterable[str], disputed: Iterable[str], unknown: Iterable[str]
) -> tuple[tuple[str, Outcome], ...]:
    """Return what is open, each once: by the worst of what became of it in several orders."""
    found: dict[str, Outcome] = {}
    for refs, outcome in (
        (blocked_by, Outcome.UNMET),
        (disputed, Outcome.DISPUTED),
        (unknown, Outcome.UNKNOWN),
    ):
        for ref in refs:
            found.setdefault(ref, outcome)
    return tuple(found.items())


class Presence(StrEnum):
    """In which of the two runs a shop is."""

    CHANGED = "changed"
    NEW = "new"
    GONE = "gone"


class Caution(StrEnum):
    """Why a comparison may say more, or less, than is so."""

    PARTIAL = "partial"
    """A report leaves out orders that were judged."""
    PROCEDURE = "procedure"
    """Not the same procedure was judged."""


@dataclass(frozen=True, kw_only=True)
class OpenChange:
    """A requirement that decides, and what became of it before and now."""

    ref: str
    says: Annotated[Text, Field(description="the rule's words; the reference if it has none now")]
    before: Annotated[Outcome | None, Field(description="null if it was not open")]
    after: Annotated[Outcome | None, Field(description="null if it is not open now")]


@dataclass(frozen=True, kw_only=True)
class NamedFact:
    """A fact and its label."""

    fact: str
    label: Text


@dataclass(frozen=True, kw_only=True)
class StandingChange:
    """The verdict before and now."""

    before: Annotated[Status | None, Field(description="null if the shop is new")]
    after: Annotated[Status | None, Field(description="null if the shop is gone")]


@dataclass(frozen=True, kw_only=True)
class DayChange:
    """One of the days before and now; null where there is none, or nobody can say."""

    before: date | None
    after: date | None
    later: Annotated[
        int | None,
        Field(description="by how many days it slipped, below 0 gained; null if a day is null"),
    ]
    lost: Annotated[bool, Field(description="there was a day, and there is none now")]


@dataclass(frozen=True, kw_only=True)
class DaysChange:
    """The days a seller asks for, before and now."""

    apply: Annotated[DayChange, Field(description="when to apply, at the soonest")]
    close: Annotated[DayChange, Field(description="when it is done, at the soonest")]
    close_latest: Annotated[DayChange, Field(description="when it is done, at the latest")]
    money: Annotated[DayChange, Field(description="when the first money arrives, at the soonest")]
    money_latest: Annotated[
        DayChange, Field(description="when the last money arrives, at the latest")
    ]


@dataclass(frozen=True, kw_only=True)
class MoneyChange:
    """What comes back, as far as is given. Amounts are decimal text."""

    currency: str | None
    before: str | None
    after: str | None
    difference: Annotated[str | None, Field(description="null where there is nothing to compare")]


@dataclass(frozen=True, kw_only=True)
class OnChange:
    """The day that was judged."""

    before: date | None
    after: date | None


@dataclass(frozen=True, kw_only=True)
class ShopChange:
    """One shop that is not as it was."""

    kind: Presence
    worse: Annotated[bool, Field(description="the verdict is, or something is open that was not")]
    platform: Annotated[str | None, Field(description="null if it could not be used")]
    platform_name: Text | None
    shop: str | None
    file: Annotated[str, Field(description="where it is now, or was if it is gone")]
    entry: int | None
    on: OnChange
    verdict: StandingChange
    new: Annotated[
        tuple[OpenChange, ...],
        Field(description="open now, and not before; none if it was unusable"),
    ]
    changed: Annotated[
        tuple[OpenChange, ...], Field(description="open before and now, with another outcome")
    ]
    cleared: Annotated[
        tuple[OpenChange, ...],
        Field(description="open before, and not now; none if it is gone or unusable"),
    ]
    still: Annotated[int, Field(description="how many are open as before, `changed` included")]
    asked: Annotated[tuple[NamedFact, ...], Field(description="missing now, and not before")]
    filled: Annotated[tuple[NamedFact, ...], Field(description="missing before, and not now")]
    days: DaysChange
    money: MoneyChange
    cautions: Annotated[
        tuple[Caution, ...],
        Field(
            description="`partial`: a report leaves out orders that were judged;"
            " `procedure`: not the same procedure was judged"
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Change(View):
    """What became of all the shops of two runs."""

    schema_: Annotated[Literal["shopexit.diff/1"], Field(alias="schema")] = SCHEMA
    old: Annotated[str, Field(description="what was compared with; empty if it has no name")]
    new: str
    before: Annotated[int, Field(description="how many shops there were")]
    after: Annotated[int, Field(description="how many there are")]
    unchanged: int
    worse: Annotated[int, Field(description="how many got worse, new ones that are not ready too")]
    shops: Annotated[
        tuple[ShopChange, ...], Field(description="those that changed, the worse ones first")
    ]


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
