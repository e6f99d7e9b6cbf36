"""Texts for a shop's row in the table of a fleet, shared by text, Markdown and HTML."""

from datetime import date

from shopexit.formats.issues import problem
from shopexit.formats.sentences import some
from shopexit.messages import Lang, Wording, clean
from shopexit.report.summary import KeyDates, Listed, Status, Summary, ToldProblem, Unusable
from shopexit.report.totals import Fleet


def name(told: Listed) -> str:
    """Return a shop's name or, if it has none, its file (and its number in the file)."""
    named = told.shop if isinstance(told, Summary) else None
    return clean(named) if named else place(told.file, told.entry)


def place(file: str, entry: int | None) -> str:
    """Return FILE, or FILE:ENTRY (line or document number) if the file has several shops."""
    return clean(file) if entry is None else f"{clean(file)}:{entry}"


def wrong(told: Unusable, lang: Lang) -> list[str]:
    """Return why a shop could not be used: a line of text for each problem."""
    return [_placed(each, lang) for each in told.problems]


def _placed(each: ToldProblem, lang: Lang) -> str:
    say = Wording(lang)
    line = say(f"第 {each.line} 行：", f"line {each.line}: ") if each.line else ""
    return f"{line}{problem(each, lang)}"


def in_the_way(told: Listed, lang: Lang) -> tuple[str, int]:
    """Return (what comes first: an obstacle, or what to do; number of further obstacles)."""
    if isinstance(told, Unusable):
        first, *others = wrong(told, lang)
        return first, len(others)
    more = max(open_count(told) - 1, 0)
    first = told.first[lang] if told.first else ""
    return first.rstrip("。.") if more else first, more


def open_count(told: Summary) -> int:
    """Return the number of requirements and open points that are in the way."""
    ways = told.blocked_by, told.disputed, told.unknown, told.open_points
    return sum(map(len, ways))


def ends(soonest: date | None, latest: date | None, say: Wording) -> str:
    """Return the day when something ends: DATE, `from DATE` or `by DATE`; empty if not known."""
    if soonest is None:
        return say(f"最晚 {latest}", f"by {latest}") if latest else ""
    return str(soonest) if soonest == latest else say(f"{soonest} 起", f"from {soonest}")


def key_days(dates: KeyDates, say: Wording) -> tuple[str, str]:
    """Return (day when the procedure is done, day when money arrives); each empty if not known."""
    return (
        ends(dates.close, dates.close_latest, say),
        ends(dates.money, dates.money_latest, say),
    )


def more(count: int, say: Wording) -> str:
    """Return a note such as " (and 3 more)"; empty if `count` is 0."""
    return say(f"（还有 {count} 条）", f" (and {count} more)") if count else ""


def counts(fleet: Fleet) -> dict[Status, int]:
    """Map each status to the number of shops with it, worst status first, without zeros."""
    unusable = {Status.UNUSABLE: fleet.unusable} if fleet.unusable else {}
    return unusable | {Status(verdict): count for verdict, count in fleet.verdicts.items()}


def shops(count: int, lang: Lang) -> str:
    """Return `count` with the word for shops, such as "3 shops"."""
    return f"{count} 家店" if lang is Lang.ZH else some(count, "shop")
