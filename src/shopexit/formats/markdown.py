"""A report as GitHub-flavoured Markdown, for an issue or a chat. Nothing in it is cut.

The template lays out. Whatever it writes passes `escape`, so that no mark-up in a file can act.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, partial
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.formats import RenderOptions, sentences, words
from shopexit.formats.markup import code, escape
from shopexit.formats.sentences import by_case, groups
from shopexit.messages import Lang, Text, Wording, clean
from shopexit.plan.actions import Phase
from shopexit.report.model import Report
from shopexit.report.plan_model import Reason, ReportedAction
from shopexit.rules.entries import Who
from shopexit.rules.facts import Debtor

_MARKS = {Verdict.READY: "✅", Verdict.BLOCKED: "❌", Verdict.UNDETERMINED: "❓"}


class _Marked(str):
    """Markdown that may act. What is made of it by any operation is plain text again."""

    __slots__ = ()


def _concat(parts: Iterable[str]) -> _Marked:
    return _Marked("".join(parts))


class _Environment(Environment):
    """Renders Markdown. What a macro returns is marked: its values were escaped in it."""

    concat = staticmethod(_concat)


def report(shown: Report, _: RenderOptions) -> str:
    """Return a report as Markdown."""
    written = _environment(shown.lang).get_template("report.md.j2").render(
        report=shown, found=by_case(shown), waits=_waits(shown), parts=_parts(shown)
    )  # fmt: skip
    return re.sub(" +$", "", written, flags=re.MULTILINE) + "\n"


@cache
def _environment(lang: Lang) -> Environment:
    escaped, say = _escaped(lang), Wording(lang)

    def marked(zh: str, en: str, *values: object) -> _Marked:
        # Both wordings stand in the template; what is put into them is escaped.
        return _Marked(say(zh, en).format(*map(escaped, values)))

    made = _Environment(
        loader=PackageLoader("shopexit", "formats"),
        autoescape=False,  # it would be that of HTML; `finalize` takes its place
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"say": marked, "words": words, "sentences": sentences, "marks": _MARKS}
    made.globals |= {"days": partial(sentences.days, say=say), "groups": groups}
    made.globals |= {"Outcome": Outcome, "Phase": Phase, "Who": Who, "Debtor": Debtor}
    made.filters |= {"code": lambda text: _Marked(code(text)), "address": _address}
    return made


def _escaped(lang: Lang) -> Callable[[object], str]:
    """Return what makes every value that is written in the template into text that cannot act."""

    def escaped(value: object) -> str:
        if isinstance(value, _Marked):
            return value
        return escape(value[lang] if isinstance(value, Text) else str(value))

    return escaped


def _address(url: str) -> _Marked:
    """Return an address as it stands between the angle brackets of a link."""
    return _Marked(clean(url).replace("\\", "%5C").replace("&", "&amp;"))


def _waits(shown: Report) -> Iterator[tuple[Text, Iterable[Reason]]]:
    """Yield what the days wait for and what leaves them open: each once, below all the days."""
    milestones = shown.plan.milestones
    held = {m.held_by.ref: m.held_by for m in milestones if m.held_by}
    left = {reason.ref: reason for m in milestones for reason in m.open_by}
    yield words.WAITS_FOR, held.values()
    yield words.LATEST_BY, {m.late_by.ref: m.late_by for m in milestones if m.late_by}.values()
    because = Text(zh="说不准，是因为", en="Open because of")
    yield because, [reason for ref, reason in left.items() if ref not in held]


def _parts(shown: Report) -> Iterator[tuple[str, Iterable[ReportedAction]]]:
    """Yield the actions in order, those that follow one another under one heading."""
    names = {each.procedure: each.name for each in (*shown.judged, *shown.plan.joined)}

    def head(action: ReportedAction) -> str:
        if action.order:
            return Wording(shown.lang)(f"订单 {action.order}", f"Order {action.order}")
        name = f"{names[action.procedure][shown.lang]} · " if len(names) > 1 else ""
        return f"{name}{words.PHASES[action.phase][shown.lang]}"

    return groupby(shown.plan.actions, head)
