"""A fleet (many shops) as text: totals, then a row for each shop; or a list of its waivers.

Nothing is sorted here: the command `fleet` gives the shops sorted, by default by urgency.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from rich.cells import cell_len, set_cell_size

from shopexit.evaluation.application_warnings import REJECTED
from shopexit.evaluation.waivers import Use
from shopexit.formats import RenderOptions, row
from shopexit.formats.lines import Line, heading, render
from shopexit.formats.sentences import options, some
from shopexit.formats.words import DISCLAIMER, MARKS, NOTES, STYLES, VERDICTS, unit
from shopexit.messages import Lang, Text, Wording, clean, record
from shopexit.plan.schedule_warnings import OVERDUE
from shopexit.report.summary import Listed, Status, Unusable, status
from shopexit.report.totals import Fleet, Shop
from shopexit.report.waivers import ListedWaiver

_WIDEST = 28  # widest column; a longer name shifts only its own row
_ROOM = 36  # width of the last column that a sentence needs
_LEAST = 22  # width of the last column below which names are cut
_SHORTEST = 12  # smallest width of a name, and of the sentence
_NAME, _PLATFORM, _PAID = 1, 2, 5  # numbers of columns
_GAP = "  "
_SAMPLE = 500  # rows from which column widths are computed; the others are not kept in memory
_DOUBTS = (REJECTED, "state-undated", "state-old", "state-from-later", "orders-old")
"""Codes of the warnings of `NOTES` that alone can leave a shop undetermined."""
_USES = {
    Use.LAPSED: Text(zh="已经到期，不再算数", en="Expired waivers: no longer in force"),
    Use.SOON: Text(zh="14 天内到期", en="Expiring within 14 days"),
    Use.UNUSED: Text(zh="没用上，可以删掉", en="Not needed: can be removed"),
    Use.UNMATCHED: Text(zh="对不上任何一条要求", en="Not matching any requirement"),
    Use.NOT_JUDGED: Text(zh="这次没判断的流程", en="About procedures that were not checked"),
    Use.USED: Text(zh="在用", en="In use"),
}
_USE_STYLES = {Use.LAPSED: "red", Use.SOON: "yellow", Use.UNMATCHED: "yellow"}


def item(shown: Shop | ListedWaiver, _: Lang) -> Listed | ListedWaiver:
    """Return a shop's summary, or its errors if it is unusable; return a waiver unchanged."""
    return shown.listed if isinstance(shown, Shop) else shown


def document(fleet: Fleet, items: Iterable[Listed], layout: RenderOptions) -> Iterator[str]:
    """Yield the results of many shops as text, in pieces: totals, a table of the shops, notes.

    The table has as many shops as --limit allows.
    """
    say = Wording(fleet.lang)
    yield render(_totals(fleet, say), layout)
    rows = (_row(each, say) for each in islice(items, fleet.limit or None))
    yield from _table(rows, layout, say)
    yield render(_end(fleet, say), layout)


def _totals(fleet: Fleet, say: Wording) -> Iterator[Line]:
    counts = [f"{VERDICTS[each][say.lang]} {n}" for each, n in row.counts(fleet).items()]
    total = row.shops(fleet.shops + fleet.unusable, fleet.lang)
    yield Line(f"{total}{say('：', ': ')}{say('，', ', ').join(counts)}", style="bold")
    yield Line(f"{_judged_on(fleet, say)}{options(fleet)}", style="dim")
    yield Line()
    for each in fleet.platforms:
        verdicts = [f"{VERDICTS[v][say.lang]} {count}" for v, count in each.verdicts.items()]
        counted = say("，", ", ").join(verdicts)
        shops = say(f"{each.shops} 家", some(each.shops, "shop"))
        money, currency = say("能拿回", "comes back"), unit(each.currency)[say.lang]
        unsure = ""
        if count := each.unsure:
            unsure = say(
                f"（{count} 家有金额没填）", f" (amounts missing in {some(count, 'shop')})"
            )
        yield Line(
            f"{each.name[fleet.lang]}{say('：', ': ')}{shops}{say('（', ' (')}{counted}"
            f"{say('）', ')')}{say('，', ', ')}{money} {each.comes_back} {currency}{unsure}",
            indent=2,
        )
    if fleet.unusable:
        count = fleet.unusable
        money = f"not counted: the money of {some(count, 'unusable shop')}"
        yield Line(say(f"{count} 份用不了，钱没算在内", money), 2)
    yield Line()


def _judged_on(fleet: Fleet, say: Wording) -> str:
    return say(f"按 {fleet.on} 判断", f"checked as of {fleet.on}")


@record()
class _Row:
    """A row of the table of shops: cells, a sentence as last column, and further lines (`more`)."""

    style: str
    cells: tuple[str, ...]
    says: str
    more: tuple[str, ...] = ()


def _row(told: Listed, say: Wording) -> _Row:
    lang, standing = say.lang, status(told)
    mark, name = f"{MARKS[standing]} {VERDICTS[standing][lang]}", row.name(told)
    if isinstance(told, Unusable):
        first, *others = row.wrong(told, lang)
        return _Row(STYLES[standing], (mark, name, "", "", "", ""), first, tuple(others))
    money = told.money
    close, paid = row.key_days(told.dates, say)
    first, more = row.in_the_way(told, lang)
    open_ = say("说不准", "not known")
    # A warning that is told as the first obstacle is not repeated below it.
    said = OVERDUE if standing is Status.OVERDUE else ""
    if standing is Status.UNDETERMINED and not (row.open_count(told) or told.missing):
        said = next((code for code in told.warnings if code in _DOUBTS), "")
    return _Row(
        STYLES[standing],
        (
            mark,
            name,
            told.platform_name[say.lang],
            f"{money.comes_back} {unit(money.currency)[lang]}{'?' if money.missing else ''}",
            close or open_,
            # Where no money is to come, there is no date to wait for.
            paid or (open_ if money.missing or money.comes_back != "0.00" else "-"),
        ),
        f"{first}{row.more(more, say)}",
        tuple(f"! {NOTES[code][lang]}" for code in told.warnings if code in NOTES and code != said),
    )


def _table(rows: Iterator[_Row], layout: RenderOptions, say: Wording) -> Iterator[str]:
    sample = list(islice(rows, _SAMPLE))
    heads = _Row("dim", _HEADS[say.lang], say("先要办的", "what comes first"))
    widths = _fitted([max(cell_len(each.cells[i]) for each in (heads, *sample))
                      for i in range(len(heads.cells))], layout.width)  # fmt: skip
    if sample and widths:
        yield render(_in_columns(heads, widths, layout), layout)
    for each in chain(sample, rows):
        shown = _in_columns(each, widths, layout) if widths else _below(each, heads)
        yield render(shown, layout)


def _fitted(widths: Sequence[int], room: int | None) -> dict[int, int]:
    """Map the index of each column that fits into `room` to its width; empty if no table fits."""
    fitted = {i: min(width, _WIDEST) for i, width in enumerate(widths)}
    if room is None:
        return fitted
    # The sentence needs most room: for it other columns are left out, then names are cut.
    for spare in (_PLATFORM, _PAID):
        if _taken(fitted) + _ROOM > room:
            del fitted[spare]
    over = _taken(fitted) + _LEAST - room
    fitted[_NAME] = max(fitted[_NAME] - max(over, 0), _SHORTEST)
    return fitted if _taken(fitted) + _SHORTEST <= room else {}


def _taken(widths: Mapping[int, int]) -> int:
    return sum(widths.values()) + len(_GAP) * len(widths)


def _in_columns(shown: _Row, widths: Mapping[int, int], layout: RenderOptions) -> Iterator[Line]:
    """Yield a table row: one line cut to the terminal's width, then further lines on the shop."""
    room, lead = layout.width, ""
    for i, width in widths.items():
        cell = shown.cells[i]
        lead += _cut(cell, width if room else max(width, cell_len(cell))) + _GAP
    says = _cut(shown.says, room - cell_len(lead)) if room else shown.says
    yield Line(says.rstrip(), lead=lead, style=shown.style)
    yield from (Line(more, 4, style=shown.style) for more in shown.more)


def _cut(text: str, width: int) -> str:
    """Return text padded or cut to exactly `width` columns, with an ellipsis if cut."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(f"{set_cell_size(text, width - 1).rstrip()}…", width)


def _below(shown: _Row, heads: _Row) -> Iterator[Line]:
    """Yield a table row as several lines, for a narrow terminal: shop, figures, sentence."""
    verdict, name, platform, *cells = shown.cells
    figures = [f"{head} {cell}" for head, cell in zip(heads.cells[3:], cells, strict=True) if cell]
    named = " · ".join(part for part in (name, platform) if part)
    yield Line(named, 0, f"{verdict}  ", shown.style)
    if figures:
        yield Line(" · ".join(figures), 4)
    yield from (Line(says, 4) for says in (shown.says, *shown.more) if says)


_HEADS = {
    "zh": ("结论", "店铺", "平台", "能拿回", "办完", "到账"),
    "en": ("verdict", "shop", "platform", "comes back", "done", "money arrives"),
}


def _end(fleet: Fleet, say: Wording) -> Iterator[Line]:
    shown = fleet.shops + fleet.unusable - fleet.left_out
    rest = shown - fleet.limit if fleet.limit else 0
    if rest > 0:
        yield Line()
        yield Line(
            say(f"还有 {rest} 家没列出来：加 --limit 0 全部列出，或加 -o csv=fleet.csv 存成表格",
                f"not shown: {some(rest, 'more shop')}; --limit 0 shows all,"
                " -o csv=fleet.csv writes a table")
        )  # fmt: skip
    if fleet.left_out:
        yield Line(say(f"按 --only 略去 {fleet.left_out} 家",
                       f"{some(fleet.left_out, 'shop')} left out by --only"))  # fmt: skip
    yield Line()
    yield Line(
        say("“?”表示有的金额没填，没算在内；每家店的详情：-o html=fleet.html",
            "'?' after a sum: some amounts are missing and not counted; details of each shop:"
            " -o html=fleet.html"),
        style="dim",
    )  # fmt: skip
    yield Line(DISCLAIMER[fleet.lang], style="dim")


def waivers(fleet: Fleet, items: Iterable[ListedWaiver], layout: RenderOptions) -> Iterator[str]:
    """Yield the waivers of many shops as text, in pieces, grouped by status, such as expired."""
    say = Wording(fleet.lang)
    shops = say(f"{fleet.shops} 家店的豁免", f"Waivers of {some(fleet.shops, 'shop')}")
    yield render([Line(f"{shops} · {_judged_on(fleet, say)}", style="bold")], layout)
    # They come sorted by use.
    use: Use | None = None
    for each in items:
        if each.use is not use:
            use = each.use
            yield render(heading(_USES[use][fleet.lang]), layout)
        yield render(_waiver(each, say), layout)
    if use is None:
        yield render([Line(say("一条也没有", "none"), 2)], layout)


def _waiver(told: ListedWaiver, say: Wording) -> Iterator[Line]:
    place = f"{told.file}:{told.line}" if told.line else told.file
    until = say("一直有效", "no end date")
    if told.until:
        until = say(f"到 {told.until}", f"until {told.until}")
    head = f"{told.shop or place} · {told.platform_name[say.lang]} · {until} · {told.by}"
    says = told.says[say.lang] if told.says else ""
    yield Line(clean(head), 2, style=_USE_STYLES.get(told.use, ""))
    yield Line(clean(f"{say('理由：', 'reason: ')}{told.reason}"), 4)
    yield Line(clean(f"{says} {told.requirement}".strip()), 4)
    yield Line(clean(place), 4, style="dim")
