"""Report or fleet as one self-contained HTML page, for browser and print.

The templates lay out values prepared here and in `timeline`. Every value passes `harmless` when it
is written, and is then escaped.

In the page of a fleet, a shop's plan stays hidden until its row is opened. The HTML of a shop is
made before its number in the fleet is known, so `_NUMBER` marks where the number goes.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, partial
from hashlib import sha256
from itertools import groupby
from json import dumps
from typing import TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.formats import RenderOptions, row, sentences, timeline, todo, words
from shopexit.formats.finding_groups import Group, by_case, groups
from shopexit.formats.timeline import MONTHS, chart
from shopexit.formats.words import PHASES
from shopexit.messages import Lang, Text, Wording, clean, joined, record
from shopexit.plan.actions import Phase
from shopexit.report.handbook import address
from shopexit.report.model import JudgedProcedure, Report
from shopexit.report.plan_model import ReportedAction, ReportedMilestone
from shopexit.report.summary import Unusable
from shopexit.report.totals import Fleet, Shop

_LONG = 48  # longest name shown in large letters
_NUMBER = Markup("\x01")  # placeholder that no value contains, as `clean` escapes it
_LEVEL = 4  # heading level below those of page, table and shop
_STEPS_AND_WAITS = Text(zh="办理和等待", en="Apply and wait")
_IN_TURN = (Phase.APPLY, Phase.WAIT)
_Numbered: TypeAlias = tuple[int, ReportedAction]
_Part: TypeAlias = tuple[Text, Sequence[_Numbered]]
"""One part of a plan: (heading, numbered actions)."""


def report(shown: Report, _: RenderOptions) -> str:
    """Return a report as an HTML page that needs no other files."""
    values = page_values(shown.lang, "report") | report_values(shown)
    template = environment(shown.lang).get_template("report.html.j2")
    return template.render(values | {"key": ticks_key(shown)})


def page_values(lang: Lang, name: str) -> dict[str, object]:
    """Return the template values that every page needs: language, style, script and their hashes.

    `name` selects style and script: `report` means report.css.j2 and report.js.j2.
    """
    # The Content Security Policy allows this style and script by their hashes, and nothing else:
    # text from a state file that got through as markup could neither run nor load anything.
    # These templates contain no values of a report, so they are safe markup.
    style, script = (
        Markup(environment(lang).get_template(f"{name}.{kind}.j2").render())  # noqa: S704
        for kind in ("css", "js")
    )
    return {
        "html_lang": "zh-CN" if lang is Lang.ZH else "en",
        "style": style,
        "script": script,
        "style_hash": _hash(style),
        "script_hash": _hash(script),
    }


def report_values(shown: Report, at: str = "", level: int = 2) -> dict[str, object]:
    """Return the values that the templates of a report need, by name.

    `at` is a prefix for all HTML ids. `level` is the level of the section headings: 2 means h2,
    with the shop's name as h1.
    """
    sources = {source.id: source for source in shown.sources}
    numbered = _numbered(shown)
    return {
        "at": Markup(at),  # noqa: S704 - a format gives it, never a report
        "level": level,
        "report": shown,
        "title": shown.shop or shown.platform_name[shown.lang],
        "long": len(shown.shop or "") > _LONG,
        "names": sentences.names(shown),
        "cards": tuple(_cards(shown)),
        "chart": chart(shown),
        "groups": tuple(groups(f for f in shown.findings if f.order is None)),
        "parts": tuple(_parts(numbered[None], shown)),
        "orders": tuple(_orders(shown, numbered)),
        "sources": sources,
        "numbers": {id_: number for number, id_ in enumerate(sources, start=1)},
        # Reversed, so that of several actions with one reference the first is linked.
        "steps": {(a.ref, a.order): n for part in numbered.values() for n, a in reversed(part)},
    }


def ticks_key(shown: Report, *place: object) -> str:
    """Return the key under which the browser stores which actions of a shop are ticked off.

    The key is the same on every page about the shop. If the shop has no name, `place` (its file,
    and number in the file) tells it from others.
    """
    # As JSON: names put together could be equal for different shops.
    return dumps([shown.platform, shown.shop, *(() if shown.shop else place)])


# Compiling the templates takes about 170 ms, and a fleet page needs them for each shop.
@cache
def environment(lang: Lang) -> Environment:
    """Return the Jinja environment for the HTML templates, with functions that write in `lang`."""
    say = Wording(lang)

    def harmless(value: object) -> object:
        if isinstance(value, Markup):
            return value
        return clean(value[lang] if isinstance(value, Text) else str(value))

    made = Environment(
        loader=PackageLoader("shopexit", "formats"),
        autoescape=True,
        undefined=StrictUndefined,  # a misspelt name fails, and leaves no gap on a page
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"say": say, "words": words, "sentences": sentences, "todo": todo}
    for each in (sentences.days, sentences.arrival, row.ends, away, days_of):
        made.globals[each.__name__] = partial(each, say=say)
    made.globals |= {"days_of_row": partial(timeline.days_of, say=say), "months": MONTHS}
    made.globals |= {"address": address, "Outcome": Outcome, "Verdict": Verdict}
    made.filters |= {"amount": _amount, "tick": _tick}
    return made


def _hash(content: str) -> str:
    """Return the hash of a style or script for the page's Content Security Policy."""
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


def _amount(decimal: str) -> str:
    """Format an amount with thousands separators, such as "1,200.50"; the minus sign is U+2212."""
    return f"{Decimal(decimal):,.2f}".replace("-", "−")


def _tick(action: ReportedAction) -> str:
    """Return the key under which the browser stores that an action is ticked off."""
    return dumps([action.order, action.ref, action.fact])


@record()
class PageOrder:
    """What the page of a report shows of one order: verdicts by procedure, findings, actions."""

    id: str
    cases: tuple[JudgedProcedure, ...]
    verdict: Verdict
    groups: tuple[Group, ...]
    parts: tuple[_Part, ...]


def _cards(shown: Report) -> Iterator[tuple[Text, bool, Sequence[ReportedMilestone]]]:
    """Yield (name, whether it was added to the plan unasked, key dates) for each procedure."""
    extra = {joins.procedure for joins in shown.plan.joined}
    for procedure, group in groupby(shown.plan.milestones, lambda m: m.procedure):
        several = tuple(group)
        yield several[0].name, procedure in extra, several


def _parts(actions: Sequence[_Numbered], shown: Report) -> Iterator[_Part]:
    """Yield the plan in parts, one for each phase.

    The steps and waits of a procedure alternate, so that together they are one part.
    """
    named = {m.procedure: m.name for m in shown.plan.milestones}
    named |= {judged.procedure: judged.name for judged in shown.judged}

    def heading(numbered: _Numbered) -> tuple[str, str]:
        action = numbered[1]
        in_turn = action.phase in _IN_TURN
        return ("steps", action.procedure) if in_turn else (action.phase, "")

    several = len({a.procedure for _, a in actions if a.phase in _IN_TURN}) > 1
    for (_, procedure), group in groupby(actions, heading):
        together = tuple(group)
        phases = dict.fromkeys(action.phase for _, action in together)
        title = PHASES[next(iter(phases))] if len(phases) == 1 else _STEPS_AND_WAITS
        if several and procedure in named:
            title = joined([title, named[procedure]], " · ", " · ")
        yield title, together


def _numbered(shown: Report) -> dict[str | None, list[_Numbered]]:
    """Map the id of each order to its actions in the plan, as (number, action).

    The key None is for actions about the shop as a whole.
    """
    found: dict[str | None, list[_Numbered]] = {None: []}
    for number, action in enumerate(shown.plan.actions, start=1):
        found.setdefault(action.order, []).append((number, action))
    return found


def _orders(
    shown: Report, actions: Mapping[str | None, Sequence[_Numbered]]
) -> Iterator[PageOrder]:
    """Yield what the page shows of each order.

    `actions` maps the id of each order to its numbered actions in the plan.
    """
    cases: dict[str, list[JudgedProcedure]] = {}
    for case in shown.procedures:
        if case.order is not None:
            cases.setdefault(case.order, []).append(case)
    found = by_case(shown)
    for order, its in cases.items():
        findings = (f for case in its for f in found.get((case.procedure, order), ()))
        yield PageOrder(
            id=order,
            cases=tuple(its),
            verdict=min((case.verdict for case in its), key=lambda verdict: verdict.rank),
            groups=tuple(groups(findings)),
            parts=tuple(_parts(actions.get(order, []), shown)),
        )


def away(day: date, on: date, say: Wording, *, at_least: bool) -> str:
    """Return how far `day` is from the date of the check `on`, such as `in 3 days`.

    With `at_least`, the text is "in 3 days at the earliest".
    """
    days = (day - on).days
    count = sentences.some(abs(days), "day")
    told = say("就在判断的那天", "on the date of the check")
    if days > 0:
        told = say(f"再等 {days} 天", f"in {count}")
    elif days < 0:
        told = say(f"{-days} 天前", f"{count} before the check")
    if not at_least:
        return told
    return say(f"最早{'也要' if days > 0 else '在'}{told}", f"{told} at the earliest")


def days_of(action: ReportedAction, on: date, say: Wording) -> str:
    """Return when an action starts or ends, or was done or due, as text; empty if not known.

    `on` is the date of the check.
    """
    if action.done:
        when = action.earliest
        return say(f"{when} 已办", f"done on {when}") if when else ""
    if action.due:
        return sentences.overdue(action.due)[say.lang]
    told = sentences.timing(action, on, say)
    if action.act_on == on and action.phase in (Phase.CLEAR, Phase.APPLY):
        now = say("现在就能做", "now")
        return say("，", ", ").join((now, told)) if told else now
    return told


def item(shop: Shop, lang: Lang) -> str:
    """Return the HTML of one shop for a page of many: a table row and the plan.

    The placeholder `_NUMBER` stands for the shop's number on the page, which is not known yet.
    """
    told = shop.listed
    first, more = row.in_the_way(told, lang)
    values: dict[str, object] = {
        "number": _NUMBER,
        "standing": shop.status,
        "name": row.name(told),
        "place": row.place(shop.file, shop.entry),
        "brief": shop.summary,
        "first": first,
        "more": more,
        "problems": row.wrong(told, lang) if isinstance(told, Unusable) else (),
        "report": None,
    }
    if shop.report:
        values |= report_values(shop.report, f"shop-{_NUMBER}-", _LEVEL)
        values["key"] = ticks_key(shop.report, clean(shop.file), shop.entry)
    return environment(lang).get_template("fleet_shop.html.j2").render(values)


def document(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield the HTML page of many shops in pieces; each of `items` is the HTML of one shop."""
    values = page_values(fleet.lang, "fleet") | {
        "fleet": fleet,
        "title": row.shops(fleet.shops + fleet.unusable, fleet.lang),
        "counts": row.counts(fleet),
        # Items are our own markup, in which every value is already escaped.
        "parts": (
            Markup(each.replace(_NUMBER, str(number)))  # noqa: S704
            for number, each in enumerate(items, start=1)
        ),
    }
    yield from environment(fleet.lang).get_template("fleet.html.j2").generate(values)
