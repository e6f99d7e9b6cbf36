"""Rows of the screen: key dates, money, and a table of actions, obstacles, facts or questions."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from shopexit.evaluation.evaluate import APPLIED, Outcome
from shopexit.formats import sentences, text_parts, todo, words
from shopexit.messages import Lang, Text, Wording, record
from shopexit.plan.actions import Phase
from shopexit.plan.milestones import Stage
from shopexit.report.model import Report, ReportedFigure, ReportedFinding
from shopexit.report.plan_model import ReportedMilestone, Why
from shopexit.rules.entries import Level
from shopexit.rules.facts import PROFILE

_HEAD = 4  # blank line, heads, rule, and the number of rows that are left out
_FEWEST = 4  # rows
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ASIDE = re.compile(r"（[^）]*）| \([^)]*\)|，最早 [-0-9]+$|, [-0-9]+ at the earliest$")
_TAIL = re.compile(r"，到 [-0-9]+ 才满$|, so this cannot be before [-0-9]+$")
EITHER = Text(zh="或 ", en="or ")
"""Begins the row of a figure that need not be met if the one in the row before it is."""
Row: TypeAlias = tuple[str, str, str]
"""The cells of a row; empty where there is nothing to show, or the table has fewer columns."""


def key_figures(shown: Report) -> Iterator[Row]:
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
        day = sentences.key_days(milestone, say) or say("说不准", "not known")
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
            # The only day there is: what comes after it takes nobody knows how long. It stands
            # first, as the end of the line may be cut. An earlier one is that of the figure.
            is_bound = reason.why is Why.HELD and not milestone.earliest
            if is_bound and (found := re.findall(_DAY, reason.says[lang])):
                why = _TAIL.sub("", why)
                why = say(f"最早 {found[-1]}，{why}", f"{found[-1]} at the earliest, {why}")
            said.add(reason.ref)
            break
    return words.stage(milestone, shown)[lang], day, why


def _plain(sentence: str) -> str:
    """Return the first clause of a sentence, without remarks in brackets and a date at the end."""
    return sentences.first_part(_ASIDE.sub("", sentence))


@record()
class Rows:
    """The table of a screen: its heads, its rows, and how the columns share the width."""

    heads: Row
    rows: Sequence[Row]
    shares: tuple[int, int, int]
    in_pairs: bool = False
    """Whether two rows may share a line."""

    @property
    def room(self) -> int:
        """Number of lines to leave for the table before other texts are shown whole."""
        return _HEAD + min(len(self.rows), _FEWEST) if self.rows else 0


def rows(shown: Report) -> Rows:
    """Return the rows to show: what is next for orders, else what blocks, to look up, or to ask."""
    say = Wording(shown.lang)
    # Actions and menu paths are long, names and figures short.
    if found := [*_next_for_orders(shown)]:
        heads = (say("下一步", "Next"), say("几单", "orders"), say("金额、期限", "amount, dates"))
        return Rows(heads, found, (4, 1, 3))
    if found := [*_in_the_way(shown)]:
        heads = (say("挡在前面", "Blocking"), say("现在", "now"), say("要求", "needs"))
        return Rows(heads, found, (3, 2, 2), in_pairs=True)
    if found := [*to_look_up(shown)]:
        heads = (say("还要查的", "To look up"), say("在后台哪里", "where to find it"), "")
        return Rows(heads, found, (2, 5, 0))
    heads = (say("还要问平台的", "Also to ask the platform"), "", "")
    return Rows(heads, [*_to_ask(shown)], (1, 0, 0))


def _next_for_orders(shown: Report) -> Iterator[Row]:
    """Yield (what to do, number of orders, their amount and day) for the orders of a shop."""
    say = Wording(shown.lang)
    for group in shown.plan.next:
        amount = (
            f"{group.amount} {words.unit(shown.money.currency)[shown.lang]}" if group.amount else ""
        )
        day = this_year(text_parts.deadline(group, shown.on, say), shown)
        does = sentences.first_part(todo.following(group)[shown.lang])
        many = say(f"{group.orders} 单", f"{group.orders}")
        yield does, many, " ".join(part for part in (amount, day) if part)


def _in_the_way(shown: Report) -> Iterator[Row]:
    """Yield (figure, its value, the value needed) for each figure that blocks the shop."""
    # Several requirements may demand the same of one fact.
    seen: set[tuple[str, str]] = set()
    for finding in shown.findings:
        if finding.outcome is Outcome.UNMET and finding.level is Level.MUST:
            lead = ""
            for figure in _to_mend(finding):
                row = (_short(figure, shown.lang), figure.needs[shown.lang])
                if row not in seen:
                    seen.add(row)
                    has = this_year(figure.has[shown.lang], shown)
                    yield f"{lead}{row[0]}", has, this_year(row[1], shown)
                    lead = EITHER[shown.lang] if figure.alternative else ""


def _to_mend(finding: ReportedFinding) -> Sequence[ReportedFigure]:
    """Return the figures that do not hold, without alternatives that only another shop could meet.

    What kind of shop it is (`profile`) cannot be put right, while another alternative can.
    """
    bad = [figure for figure in finding.figures if figure.holds is False]
    rest = [each for each in bad if not (each.alternative and each.fact.startswith(PROFILE))]
    return rest if any(each.alternative for each in rest) else bad


def to_look_up(shown: Report) -> Iterator[Row]:
    """Yield (fact, menu path in the back office) for each fact that decides and is not given."""
    unknown = Wording(shown.lang)("没查到菜单", "menu path not known")
    figures = (figure for finding in shown.findings for figure in finding.figures)
    labels = {figure.fact: _short(figure, shown.lang) for figure in figures}
    for action in shown.plan.actions:
        if action.fact and not action.optional:
            where = " > ".join(action.where[0].path) if action.where else ""
            yield labels.get(action.fact) or action.does[shown.lang], where or unknown, ""


def _to_ask(shown: Report) -> Iterator[Row]:
    """Yield the questions to the platform that are not for today, where there is only one."""
    # A question about several orders is the same for each of them.
    asked = {action.does for action in shown.plan.actions if action.today}
    for action in shown.plan.actions:
        asks = action.phase is Phase.FIND_OUT and not (action.fact or action.optional)
        if asks and not action.done and action.does not in asked:
            yield action.does[shown.lang], "", ""


def this_year(text: str, shown: Report) -> str:
    """Shorten the dates that are in the year of the check, such as 2026-11-21 to 11-21."""
    return text.replace(f"{shown.on.year}-", "")


def _short(figure: ReportedFigure, lang: Lang) -> str:
    return (figure.short or figure.label)[lang]
