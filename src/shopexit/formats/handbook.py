"""The handbook: the rules as HTML pages for a phone, one page for each procedure.

The command `steps` writes one page, the command `site` a folder with all pages. The folder needs no
server. It has an index in each language, and a script `search.js` with the texts to search.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from shopexit.formats import RenderOptions, words
from shopexit.formats.guide import LEVELS, UNPUBLISHED, duration, sections
from shopexit.formats.html import environment, page_values
from shopexit.messages import Lang, Text, Wording, both, clean, joined
from shopexit.report.catalogue import Catalogue, Guide, GuidedEntry
from shopexit.report.handbook import anchor, page_name

MARK = Markup('<meta name="generator" content="shopexit site">')
"""HTML tag in every page of a handbook, by which the command `site` recognises an earlier one."""
_TITLE = Text(zh="关店手册", en="Exit handbook")
_TAKES = Text(zh="要多久", en="Takes")
_ONLY = Text(zh="只对这种情况", en="Only if")
_DURATION_WORDS = "几天 多长时间 什么时候 how long when"
"""Words by which a search of the handbook finds rules that have a duration."""
_GRADES = Text(
    zh="出处分四等：法律；官方，是平台自己的页面；转载，看着是平台原文，但不是在平台上看到的；攻略，是别人写的经验。",
    en="Sources are of four grades: law; official, the platform's own page; repost, which reads as"
    " the platform's text but was found elsewhere; guide, advice by third parties.",
)


def _long(entry: GuidedEntry) -> Text | None:
    """Return how long a step or requirement takes, such as "5 days, from the EVENT. NOTE".

    None if no duration is known. The note is left out if several sources give the duration.
    """
    long, notes = entry.takes, [each.note for each in entry.claims if each.planned]
    if long and notes and entry.since:
        since = Text(zh=f"从{entry.since.zh}算起", en=f"from the {entry.since.en}")
        long = joined([long, since], "，", ", ")
    if long and len(notes) == 1 and notes[0]:
        long = joined([long, notes[0]], "。", ". ")
    return long


_SHARED = {
    "anchor": anchor,
    "duration": duration,
    "grades_explained": _GRADES,
    "LEVELS": LEVELS,
    "long": _long,
    "mark": MARK,
    "only": _ONLY,
    "page_name": page_name,
    "sections": sections,
    "takes": _TAKES,
    "title": _TITLE,
    "unpublished": UNPUBLISHED,
    "what_changed": Text(zh="规则改过什么", en="What changed in the rules"),
}
"""Values and functions that are available in every template of the handbook, by name."""


def guide(shown: Guide, _: RenderOptions) -> str:
    """Return the rules of procedures as one HTML page that needs no other file."""
    return _page(shown, {})


def _page(shown: Guide, site: Mapping[str, Text]) -> str:
    """Return the HTML page about the procedures in `shown`.

    `site` maps the file name of each page of the handbook to the name of its procedure; it is empty
    for a page that stands alone.
    """
    values: dict[str, object] = {
        "guide": shown,
        "site": site,
        "here": page_name(shown.platform, shown.procedures[0].procedure),
        "at": "_",  # no id of a rule has one, so no source can be taken for a rule
        "numbers": {source.id: number for number, source in enumerate(shown.sources, start=1)},
    }
    return _rendered("handbook.html.j2", shown.lang, values)


def _rendered(name: str, lang: Lang, values: dict[str, object]) -> str:
    other = next(each for each in Lang if each is not lang)
    shared = page_values(lang, "handbook") | _SHARED | {"lang": lang, "other": other}
    return environment(lang).get_template(name).render(shared | values)


def files(listed: Catalogue, guides: Sequence[Guide]) -> Mapping[str, str]:
    """Return the files of the handbook: a mapping of paths, relative to its folder, to texts.

    `listed` has all platforms; each of `guides` has exactly one procedure.
    """
    pages = {page_name(each.platform, each.procedures[0].procedure): each for each in guides}
    names = {page: each.procedures[0].name for page, each in pages.items()}
    changes = ((g.platform, change.on) for g in guides for change in g.procedures[0].changes)
    # Sorted by date, so that the dictionary keeps the last change of each platform.
    index: dict[str, object] = {"platforms": listed.platforms, "changed": dict(sorted(changes))}
    found = {"index.html": _rendered("handbook_start.html.j2", Lang.ZH, {})}
    # A script, not JSON: browsers fetch no data for a page that is opened from a folder.
    found["search.js"] = _searched(listed, pages)
    for lang in Lang:
        found[f"{lang}/index.html"] = _rendered("handbook_index.html.j2", lang, index)
        for page, each in pages.items():
            found[f"{lang}/{page}"] = _page(replace(each, lang=lang), names)
    return found


def _searched(listed: Catalogue, pages: Mapping[str, Guide]) -> str:
    """Return the script `search.js`, which holds what can be searched: titles and texts of pages.

    `pages` maps the file name of each page to what the page shows.
    """
    # Both languages can be searched on either page: menus have their Chinese names in English too.
    called = {each.platform: each.aliases for each in listed.platforms}
    rows: list[object] = []
    titles: list[object] = []
    for number, (page, shown) in enumerate(pages.items()):
        (procedure,) = shown.procedures
        title = joined([shown.platform_name, procedure.name], " · ", " · ")
        names = " ".join((*called[shown.platform], *procedure.aliases))
        titles.append([page, _pair(title), clean(names)])
        long = [duration(procedure.calendar, Wording(lang)) for lang in (Lang.ZH, Lang.EN)]
        time = _labelled(_TAKES, Text(zh=long[0], en=long[1]))
        rows.append([number, "", _pair(procedure.name), _pair(procedure.about, time), 1])
        for entry in (entry for _, _, entries in sections(procedure) for entry in entries):
            told = _pair(entry.says), _pair(*_more(entry))
            rows.append([number, anchor(entry.ref), *told, *([1] if entry.takes else [])])
        rows += [[number, q.id, _pair(q.says), _pair(q.ask)] for q in procedure.unknowns]
    # That a rule has a duration is a number, if it has: the words for it are written once.
    found = [titles, rows, _DURATION_WORDS]
    compact = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return f"handbook({compact});\n"


def _more(entry: GuidedEntry) -> Iterator[Text]:
    """Yield the further texts of a rule, for the search: what to do, where, how long, notes."""
    if entry.fix:
        yield entry.fix
    yield from (_labelled(words.WHERE, both(" > ".join(place.path))) for place in entry.where)
    if long := _long(entry):
        yield _labelled(_TAKES, long)
    if entry.note:
        yield entry.note
    yield from (_labelled(words.AGAINST, side.says) for side in entry.disputed)
    more = ((words.ASK, entry.ask), (_ONLY, entry.applies_if), (words.PAID_INTO, entry.into))
    yield from (_labelled(label, text) for label, text in more if text)


def _labelled(label: Text, text: Text) -> Text:
    return joined([label, text], "：", ": ")


def _pair(*texts: Text) -> Sequence[str]:
    """Return [Chinese, English]: `texts` joined to one line in each language."""
    return [clean(" · ".join(text[lang] for text in texts)) for lang in (Lang.ZH, Lang.EN)]
