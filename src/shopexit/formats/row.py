"""What a table of a fleet says of a shop, in every format for people."""

from shopexit.evaluation.evaluate import Verdict
from shopexit.formats.words import VERDICTS
from shopexit.messages import Lang, Text, clean
from shopexit.report.summary import Status, Summary
from shopexit.report.totals import Fleet, Shop

WORDS = {Status.UNUSABLE: Text(zh="用不了", en="UNUSABLE")} | {
    Status(verdict): text for verdict, text in VERDICTS.items()
}
_DOUBTFUL = Text(zh="数据靠不住", en="the evidence is not good enough")


def name(shop: Shop) -> str:
    """Return how to call a shop: by its name, or where it stands if it has none."""
    named = shop.summary.shop if shop.summary else None
    return clean(named) if named else place(shop)


def place(shop: Shop) -> str:
    """Return where a shop stands: its file, and which entry of it, if it holds several."""
    entry = f":{shop.entry}" if shop.entry is not None else ""
    return f"{clean(shop.file)}{entry}"


def first(brief: Summary) -> Text | None:
    """Return what is in the way first; None if nothing is."""
    if brief.first or brief.verdict is not Verdict.UNDETERMINED:
        return brief.first
    if not brief.missing:
        return _DOUBTFUL
    count = len(brief.missing)
    return Text(
        zh=f"还缺 {count} 项数据，不知道适不适用",
        en=f"{count} figure{'' if count == 1 else 's'} to give, to know whether it applies",
    )


def more(brief: Summary) -> int:
    """Return how much else is in the way."""
    return max(
        sum(map(len, (brief.blocked_by, brief.disputed, brief.unknown, brief.open_points))) - 1, 0
    )


def counts(fleet: Fleet) -> dict[Status, int]:
    """Return how many shops are where, the worst first, without what none is."""
    found = {Status(verdict): count for verdict, count in fleet.verdicts.items()}
    found[Status.UNUSABLE] = fleet.unusable
    return {each: found[each] for each in Status if found.get(each)}


def shops(count: int, lang: Lang) -> str:
    """Return so many shops in words."""
    return f"{count} 家店" if lang is Lang.ZH else f"{count} shop{'' if count == 1 else 's'}"
