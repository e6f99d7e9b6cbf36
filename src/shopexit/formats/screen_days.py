"""The lines of the screen with key dates and sums of money."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from shopexit.evaluation.evaluate import APPLIED
from shopexit.formats import sentences, text_parts, todo, words
from shopexit.messages import Wording
from shopexit.plan.milestones import Stage
from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedMilestone, Why

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ASIDE = re.compile(r"（[^）]*）| \([^)]*\)|，最早 [-0-9]+$|, [-0-9]+ at the earliest$")
Row: TypeAlias = tuple[str, str, str]
"""What a day or sum is of, the day or sum, and the reason or the parts; the last may be empty."""


def rows(shown: Report) -> Iterator[Row]:
    """Yield the key dates (apply, done, first money), then the totals of money."""
    said: set[str] = set()
    for stage in Stage:
        found = _milestones(shown, stage)
        for each in found:
            name, day, why = _milestone(shown, each, said)
            yield f"{each.name[shown.lang]} · {name}" if len(found) > 1 else name, day, why
    yield from _money(shown)


def _milestones(shown: Report, stage: Stage) -> Sequence[ReportedMilestone]:
    """Return the key dates to show: of each procedure checked, but of payments the largest."""
    found = [each for each in shown.plan.milestones if each.stage is stage]
    if stage is Stage.MONEY:
        # The deposit may come back by a procedure that the plan adds after the one checked.
        most = todo.largest(found, shown)
        return [most] if most else []
    if stage is Stage.APPLY and shown.verdict in APPLIED:
        return []
    judged = {judged.procedure for judged in shown.judged}
    return [each for each in found if each.procedure in judged]


def _money(shown: Report) -> Iterator[Row]:
    """Yield (label, total, parts), such as ("Comes back", "500.00 CNY", "deposit 500.00")."""
    money, lang, say = shown.money, shown.lang, Wording(shown.lang)
    # The end of the line may be cut, and sellers look for the deposit. Floats only sort here.
    largest_first = sorted(money.sums, key=lambda each: -float(each.amount or 0))
    for group, name in words.MONEY.items():
        amount = getattr(money, group)
        if amount != "0.00":
            parts = [
                f"{each.label[lang]} {each.amount}"
                for each in largest_first
                if each.group is group and each.amount not in (None, "0.00")
            ]
            yield name[lang], f"{amount} {words.unit(money.currency)[lang]}", " · ".join(parts)
    if money.missing:
        labels = [each.label[lang] for each in money.sums if each.amount is None]
        lacks = say("没算在内", "not counted")
        yield say("没填的", "Not given"), lacks, say("、", ", ").join(labels)


def _milestone(shown: Report, milestone: ReportedMilestone, said: set[str]) -> Row:
    """Return (name, date, reason) of a key date; the reason is empty if it was shown before.

    `said` has the references of the reasons shown before; the new one is added.
    """
    say, lang = Wording(shown.lang), shown.lang
    if milestone.done:
        day = say("已经办完", "done")
    elif milestone.earliest == milestone.latest == shown.on:
        day = text_parts.today(milestone, shown, say)
    elif milestone.earliest and not milestone.latest:
        day = say(f"最早 {milestone.earliest}", f"{milestone.earliest} at the earliest")
    else:
        day = sentences.days(milestone, say) or say("说不准", "not known")
    # Several milestones often wait for the same thing.
    why = ""
    # Where the seller or the platform has to say something first, that is the reason.
    told = any(reason.why in (Why.MISSING, Why.DISPUTED) for reason in milestone.open_by)
    held = [] if told and not milestone.earliest else [milestone.held_by]
    for reason in (*held, *milestone.open_by):
        # Why the evidence is doubtful is told below, as a sentence.
        if reason and reason.ref not in said and reason.why is not Why.DOUBTFUL:
            lead = {
                Why.HELD: say("卡在：", "waits for: "),
                Why.UNPUBLISHED: say("前提：", "needs first: "),
                Why.OVERDUE: say("超期：", "overdue: "),
            }.get(reason.why, "")
            why = f"{lead}{_plain(reason.says[lang])}"
            # The only day there is: what comes after it takes nobody knows how long.
            is_bound = reason.why is Why.HELD and not milestone.earliest
            if is_bound and (since := re.search(_DAY, reason.says[lang])):
                why += say(f"，最早 {since[0]}", f", {since[0]} at the earliest")
            said.add(reason.ref)
            break
    return words.stage(milestone, shown)[lang], day, why


def _plain(sentence: str) -> str:
    """Return the first clause of a sentence, without remarks in brackets and a date at the end."""
    return sentences.first_part(_ASIDE.sub("", sentence))
