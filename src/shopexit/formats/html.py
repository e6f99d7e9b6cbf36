"""A report as one page for a browser and for paper, which loads nothing and asks nobody.

The template lays out; what it lays out is put in order by `page`, `days` and `timeline`. Every
value passes `_harmless` on its way into the page and is escaped after that.
"""

from base64 import b64encode
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from hashlib import sha256
from json import dumps

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from shopexit.evaluation.evaluate import Outcome, Verdict
from shopexit.formats import RenderOptions, days, page, sentences, words
from shopexit.formats.sentences import groups, tally
from shopexit.formats.timeline import chart
from shopexit.messages import Lang, Text, Wording, clean
from shopexit.report.model import Report
from shopexit.report.plan_model import ReportedAction

_LONG = 48  # characters of a shop's name that still fit in large letters


def report(shown: Report, _: RenderOptions) -> str:
    """Return a report as a page of HTML that needs no other file."""
    values = page_values(shown.lang, "report") | report_values(shown)
    template = environment(shown.lang).get_template("report.html.j2")
    return template.render(values | {"key": ticks_key(shown)})


def page_values(lang: Lang, name: str) -> dict[str, object]:
    """Return what a page has by itself: its language, style and script, and their hashes."""
    style, script = (_inlined(lang, f"{name}.{kind}.j2") for kind in ("css", "js"))
    return {
        "html_lang": "zh-CN" if lang is Lang.ZH else "en",
        "style": style,
        "script": script,
        "style_hash": _hash(style),
        "script_hash": _hash(script),
    }


def report_values(shown: Report, at: str = "", level: int = 2) -> dict[str, object]:
    """Return what the templates of a report lay out.

    `at` is mark-up that stands before every id, and `level` is that of the topmost headings but
    the shop's name, which is one above.
    """
    sources = {source.id: source for source in shown.sources}
    numbered = page.numbered(shown)
    return {
        "at": Markup(at),  # noqa: S704 - a format gives it, never a report
        "level": level,
        "report": shown,
        "title": shown.shop or shown.platform_name[shown.lang],
        "long": len(shown.shop or "") > _LONG,
        "names": sentences.names(shown),
        "deciding": sentences.deciding(shown),
        "waived": shown.checked.waived,
        "tally": tuple(tally(shown.checked)),
        "cards": tuple(page.cards(shown)),
        "chart": chart(shown),
        "groups": tuple(groups(f for f in shown.findings if f.order is None)),
        "parts": tuple(page.parts(numbered[None], shown)),
        "orders": tuple(page.orders(shown, numbered)),
        "sources": sources,
        "numbers": {id_: number for number, id_ in enumerate(sources, start=1)},
        "steps": {(a.ref, a.order): n for part in numbered.values() for n, a in reversed(part)},
    }


def ticks_key(shown: Report, *place: object) -> str:
    """Return under which name the ticks of a shop are kept.

    It is the same on every page; a shop without a name is told from others by its `place`.
    """
    return dumps([shown.platform, shown.shop, *(() if shown.shop else place)])


@cache
def environment(lang: Lang) -> Environment:
    """Return what renders the templates of pages in a language."""
    made = Environment(
        loader=PackageLoader("shopexit", "formats"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless(lang),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"say": Wording(lang), "words": words, "days": days}
    made.globals |= {"page": page, "sentences": sentences}
    made.globals |= {"Outcome": Outcome, "Verdict": Verdict}
    made.filters |= {"amount": _amount, "tick": _tick, "is_nil": _is_nil}
    return made


def _harmless(lang: Lang) -> Callable[[object], object]:
    """Return what makes every value that is written in a template into safe text."""

    def harmless(value: object) -> object:
        if isinstance(value, Markup):
            return value
        return clean(value[lang] if isinstance(value, Text) else str(value))

    return harmless


def _inlined(lang: Lang, name: str) -> Markup:
    # It comes from the package and holds nothing of a report, so it is markup as it stands.
    return Markup(environment(lang).get_template(name).render())  # noqa: S704


def _hash(content: str) -> str:
    """Return what the page's own policy asks of a style or script before it lets it act."""
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"


def _amount(decimal: str) -> str:
    """Return an amount with its thousands apart and a real minus sign."""
    return f"{Decimal(decimal):,.2f}".replace("-", "−")


def _is_nil(decimal: str) -> bool:
    return Decimal(decimal) == 0


def _tick(action: ReportedAction) -> str:
    """Return under which name the tick of an action is kept."""
    return dumps([action.order, action.ref, action.fact])
