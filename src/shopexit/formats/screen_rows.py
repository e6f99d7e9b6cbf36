"""Rows of the table on the screen: next actions for orders, obstacles, facts, questions."""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from shopexit.evaluation.evaluate import Outcome
from shopexit.formats import sentences, text_parts, words
from shopexit.messages import Lang, Text, Wording, record
from shopexit.plan.actions import Phase
from shopexit.report.model import Report, ReportedFigure, ReportedFinding
from shopexit.rules.entries import Level
from shopexit.rules.facts import PROFILE

_HEAD = 4  # blank line, heads, rule, and the number of rows that are left out
_FEWEST = 4  # rows
EITHER = Text(zh="或 ", en="or ")
"""Begins the row of a figure that need not be met if the one in the row before it is."""
Row: TypeAlias = tuple[str, str, str]
"""The cells of a row; empty where its table has fewer columns."""


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
        day = _this_year(text_parts.deadline(group, shown.on, say), shown)
        does = sentences.first_part(group.does[shown.lang])
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
                    has = _this_year(figure.has[shown.lang], shown)
                    yield f"{lead}{row[0]}", has, _this_year(row[1], shown)
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
    for action in shown.plan.actions:
        asks = action.phase is Phase.FIND_OUT and not (action.fact or action.optional)
        if asks and not action.done and action.ref not in shown.plan.today:
            yield action.does[shown.lang], "", ""


def _this_year(text: str, shown: Report) -> str:
    """Shorten the dates that are in the year of the check, such as 2026-11-21 to 11-21."""
    return text.replace(f"{shown.on.year}-", "")


def _short(figure: ReportedFigure, lang: Lang) -> str:
    return (figure.short or figure.label)[lang]
