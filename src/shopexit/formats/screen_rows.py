"""Rows of the table on the screen: next actions for orders, obstacles, facts, questions."""

from collections.abc import Iterator
from typing import TypeAlias

from shopexit.evaluation.evaluate import Outcome
from shopexit.formats import sentences, text_parts
from shopexit.messages import Lang, Wording
from shopexit.plan.actions import Phase
from shopexit.report.model import Report, ReportedFigure
from shopexit.rules.entries import Level

Row: TypeAlias = tuple[str, str, str]
"""The cells of a row; empty where its table has fewer columns."""


def next_for_orders(shown: Report) -> Iterator[Row]:
    """Yield (what to do, number of orders, their amount and day) for the orders of a shop."""
    say = Wording(shown.lang)
    for group in shown.plan.next:
        amount = f"{group.amount} {shown.money.currency}" if group.amount else ""
        day = _this_year(text_parts.deadline(group, shown.on, say), shown)
        does = sentences.first_part(group.does[shown.lang])
        many = say(f"{group.orders} 单", f"{group.orders}")
        yield does, many, " ".join(part for part in (amount, day) if part)


def in_the_way(shown: Report) -> Iterator[Row]:
    """Yield (figure, its value, the value needed) for each figure that blocks the shop."""
    # Several requirements may demand the same of one fact.
    seen: set[tuple[str, str]] = set()
    for finding in shown.findings:
        if finding.outcome is Outcome.UNMET and finding.level is Level.MUST:
            for figure in finding.figures:
                row = (_short(figure, shown.lang), figure.needs[shown.lang])
                if figure.holds is False and row not in seen:
                    seen.add(row)
                    has = _this_year(figure.has[shown.lang], shown)
                    yield row[0], has, _this_year(row[1], shown)


def to_look_up(shown: Report) -> Iterator[Row]:
    """Yield (fact, menu path in the back office) for each fact that decides and is not given."""
    unknown = Wording(shown.lang)("没查到菜单", "menu path not known")
    figures = (figure for finding in shown.findings for figure in finding.figures)
    labels = {figure.fact: _short(figure, shown.lang) for figure in figures}
    for action in shown.plan.actions:
        if action.fact and not action.optional:
            where = " > ".join(action.where[0].path) if action.where else ""
            yield labels.get(action.fact) or action.does[shown.lang], where or unknown, ""


def to_ask(shown: Report) -> Iterator[Row]:
    """Yield the questions to the platform that are not for today, where there is only one."""
    for action in shown.plan.actions:
        asks = action.phase is Phase.FIND_OUT and not (action.fact or action.optional)
        if asks and not action.done and action.ref not in shown.plan.today:
            yield action.does[shown.lang], "", ""


def _this_year(text: str, shown: Report) -> str:
    """Shorten the dates that are in the year of the check, such as 2026-11-21 to 11-21."""
    return text.replace(f"{shown.on.year}-", "")


def _short(figure: ReportedFigure, lang: Lang) -> str:
    return (figure.short or figure.label)[lang]
