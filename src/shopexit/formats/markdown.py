"""Report or fleet as GitHub-flavoured Markdown, for issues, chats, workflow summaries.

A report is laid out by a template, and nothing in it is cut. Every value is escaped, so that markup
in a state file has no effect. GitHub limits workflow summaries to 1 MiB, so in a fleet long names
are cut, and rows omitted.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, partial
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.formats import RenderOptions, row, sentences, todo, words
from shopexit.formats.finding_groups import by_case, groups
from shopexit.formats.markup import code, escape, table
from shopexit.formats.sentences import advice, arrival, figures, timing
from shopexit.formats.words import DISCLAIMER
from shopexit.messages import Lang, Text, Wording, clean
from shopexit.plan.actions import Phase
from shopexit.report.model import Report
from shopexit.report.plan_model import Reason, ReportedAction
from shopexit.report.summary import Listed, Status
from shopexit.report.totals import Fleet, Shop
from shopexit.rules.entries import Who

_LONGEST = 80  # longest name, in characters
_LONGEST_PROBLEM = 300  # longest message, which may quote a value of any length
_ROOM = 1_000_000  # most bytes of rows; the rest of 1 MiB is enough for totals and the end


class _Marked(str):
    """Markdown that is already escaped, and is not escaped again on output.

    String operations return a plain `str`, which is escaped on output: a mistake in a template
    can only cause text to be escaped twice, never leave it unescaped.
    """

    __slots__ = ()


class _Environment(Environment):
    """Jinja environment whose macros return `_Marked`, so that output is not escaped twice."""

    @staticmethod
    def concat(parts: Iterable[str]) -> _Marked:
        return _Marked("".join(parts))


def report(shown: Report, _: RenderOptions) -> str:
    """Return a report as Markdown."""
    written = _environment(shown.lang).get_template("report.md.j2").render(
        report=shown, found=by_case(shown), waits=_waits(shown), parts=_parts(shown)
    )  # fmt: skip
    # Two spaces at the end of a line would be a line break.
    return re.sub(" +$", "", written, flags=re.MULTILINE) + "\n"


# Compiling the template takes about 75 ms.
@cache
def _environment(lang: Lang) -> Environment:
    say = Wording(lang)

    def escaped(value: object) -> str:
        if isinstance(value, _Marked):
            return value
        return escape(value[lang] if isinstance(value, Text) else str(value))

    def marked(zh: str, en: str, *values: object) -> _Marked:
        # Both wordings are literals in the template; only the values need escaping.
        return _Marked(say(zh, en).format(*map(escaped, values)))

    made = _Environment(
        loader=PackageLoader("shopexit", "formats"),
        autoescape=False,  # that is for HTML; `finalize` escapes instead
        finalize=escaped,
        undefined=StrictUndefined,  # a misspelt name fails, and leaves no gap in a report
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"say": marked, "words": words, "sentences": sentences, "todo": todo}
    for each in (sentences.days, timing, arrival, figures, advice):
        made.globals[each.__name__] = partial(each, say=say)
    made.globals |= {"groups": groups, "Outcome": Outcome, "Phase": Phase, "Who": Who}
    made.filters |= {"code": lambda text: _Marked(code(text)), "address": _address}
    return made


def _address(url: str) -> _Marked:
    """Return a URL escaped for a Markdown link of the form `[text](<URL>)`."""
    # In a link, a backslash escapes the next character, and an entity is decoded.
    return _Marked(clean(url).replace("\\", "%5C").replace("&", "&amp;"))


def _waits(shown: Report) -> Iterator[tuple[Text, Iterable[Reason]]]:
    """Yield (label, reasons): what key dates wait for or depend on, and why some are not known."""
    milestones = shown.plan.milestones
    held = {m.held_by.ref: m.held_by for m in milestones if m.held_by}
    left = {reason.ref: reason for m in milestones for reason in m.open_by}
    yield words.WAITS_FOR, held.values()
    yield words.LATEST_BY, {m.late_by.ref: m.late_by for m in milestones if m.late_by}.values()
    # What a date waits for has been listed by then.
    because = Text(zh="说不准，是因为", en="Not known because of")
    yield because, [reason for ref, reason in left.items() if ref not in held]


def _parts(shown: Report) -> Iterator[tuple[str, Iterable[ReportedAction]]]:
    """Yield (heading, actions) for successive actions of the same phase or for the same order."""
    names = {each.procedure: each.name for each in (*shown.judged, *shown.plan.joined)}

    def head(action: ReportedAction) -> str:
        if action.order:
            return Wording(shown.lang)(f"订单 {action.order}", f"Order {action.order}")
        name = f"{names[action.procedure][shown.lang]} · " if len(names) > 1 else ""
        return f"{name}{words.PHASES[action.phase][shown.lang]}"

    return groupby(shown.plan.actions, head)


def item(shop: Shop, lang: Lang) -> str:
    """Return a shop's row in the Markdown table of many shops, with a line end."""
    say = Wording(lang)
    return f"| {' | '.join(_cells(shop, say))} |\n"


def document(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield the results of many shops as Markdown: totals, a table, number of shops left out.

    The table has as many shops as --limit and 1 MB allow.
    """
    say = Wording(fleet.lang)
    for line in _head(fleet, say):
        yield f"{line}\n"
    shown = size = 0
    for each in items:
        size += len(each.encode())
        if size > _ROOM or (fleet.limit and shown == fleet.limit):
            break
        shown += 1
        yield each
    left = fleet.shops + fleet.unusable - fleet.left_out - shown
    for line in _end(fleet, left, say):
        yield f"{line}\n"


def _cells(shop: Shop, say: Wording) -> tuple[str, ...]:
    told, shown = shop.summary, shop.listed
    first, more = row.in_the_way(shown, say.lang)
    says = f"{escape(_cut(first, _LONGEST_PROBLEM))}{row.more(more, say)}"
    mark = _marked(shop.status, say)
    if told is None:
        return mark, _called(shown), "", says, "", "", ""
    money, dates = told.money, told.dates
    missing, unit = len(money.missing), words.unit(money.currency)[say.lang]
    lacks = say(f"（{missing} 笔没填）", f" ({sentences.some(missing, 'amount')} not given)")
    guess = say("（估算）", " (estimate)") if dates.estimated else ""
    return (
        mark,
        _called(shown),
        escape(_cut(told.platform_name[say.lang])),
        says,
        f"{money.comes_back} {escape(unit)}{lacks if money.missing else ''}",
        *(f"{day}{guess}" if day else "" for day in row.key_days(dates, say)),
    )


def _marked(status: Status | Verdict, say: Wording) -> str:
    return f"{words.EMOJI[status]} {words.VERDICTS[status][say.lang]}"


def _called(told: Listed) -> str:
    """Return a shop's name, or its file if it has none: escaped, and cut if too long."""
    named, where = row.name(told), row.place(told.file, told.entry)
    if named != where or len(where) <= _LONGEST:
        return escape(_cut(named))
    # The end of a path tells more than its start.
    return escape(f"…{where[1 - _LONGEST :]}")


def _cut(text: str, longest: int = _LONGEST) -> str:
    text = clean(text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _head(fleet: Fleet, say: Wording) -> Iterator[str]:
    lang = fleet.lang
    found = [f"{_marked(each, say)} {count}" for each, count in row.counts(fleet).items()]
    told = f"{say('：', ': ')}{say('，', ', ').join(found)}" if found else ""
    yield f"## {row.shops(fleet.shops + fleet.unusable, lang)}{told}"
    yield ""
    options = sentences.options(fleet)
    yield say(f"按 {fleet.on} 判断{options}。", f"Checked as of {fleet.on}{options}.")
    if fleet.platforms:
        yield ""
        yield from _platforms(fleet, say)
    if fleet.shops + fleet.unusable > fleet.left_out:
        yield ""
        heads = say(
            "结论|店铺|平台|先要办的|能拿回|办完|到账",
            "verdict|shop|platform|what comes first|comes back|done|money arrives",
        )
        yield from table(heads.split("|"), ())


def _platforms(fleet: Fleet, say: Wording) -> Iterator[str]:
    yield from table(
        (
            say("平台", "platform"),
            say("店铺", "shops"),
            *(_marked(verdict, say) for verdict in fleet.verdicts),
            say("能拿回", "comes back"),
        ),
        (
            (
                escape(_cut(each.name[say.lang])),
                str(each.shops),
                *(str(each.verdicts.get(verdict, 0)) for verdict in fleet.verdicts),
                f"{each.comes_back} {escape(words.unit(each.currency)[say.lang])}",
            )
            for each in fleet.platforms
        ),
    )


def _end(fleet: Fleet, left: int, say: Wording) -> Iterator[str]:
    if left:
        yield ""
        files = "`-o html=fleet.html`", "`-o csv=fleet.csv`"
        yield say(
            f"还有 {left} 家没有列出，见 HTML 或 CSV 结果：{'、'.join(files)}。",
            f"Not listed: {sentences.some(left, 'more shop')}. A page or a table has all:"
            f" {', '.join(files)}.",
        )
    if fleet.left_out:
        yield ""
        yield say(
            f"按 `--only` 略去 {fleet.left_out} 家。",
            f"{sentences.some(fleet.left_out, 'shop')} left out by `--only`.",
        )
    yield from ("", DISCLAIMER[fleet.lang])
