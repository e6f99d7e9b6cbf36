"""The waivers of a fleet as text, those first that somebody has to look at."""

from collections.abc import Iterable, Iterator

from shopexit.evaluation.waivers import Use
from shopexit.formats import RenderOptions
from shopexit.formats.lines import Line, heading, render
from shopexit.messages import Lang, Text, Wording, clean
from shopexit.report.totals import Fleet
from shopexit.report.waivers import ListedWaiver

_USES = {
    Use.LAPSED: Text(zh="已经到期，不再算数", en="Run out: they no longer count"),
    Use.SOON: Text(zh="14 天内到期", en="Running out within 14 days"),
    Use.UNUSED: Text(zh="没用上，可以删掉", en="Not needed: they can be removed"),
    Use.UNMATCHED: Text(zh="对不上任何一条要求", en="Matching no requirement"),
    Use.NOT_JUDGED: Text(zh="这次没判断的流程", en="Of procedures that were not judged"),
    Use.USED: Text(zh="在用", en="In use"),
}
_STYLES = {Use.LAPSED: "red", Use.SOON: "yellow", Use.UNMATCHED: "yellow"}


def item(listed: ListedWaiver, _: Lang) -> ListedWaiver:
    """Return a waiver as it is."""
    return listed


def document(fleet: Fleet, items: Iterable[ListedWaiver], layout: RenderOptions) -> Iterator[str]:
    """Yield the waivers under what has become of them."""
    say = Wording(fleet.lang)
    shops = say(f"{fleet.shops} 家店的豁免", f"Waivers of {fleet.shops} shops")
    yield render(
        [Line(f"{shops} · {say('判断日', 'judged as of')} {fleet.on}", style="bold")], layout
    )
    use: Use | None = None
    for each in items:
        if each.use is not use:
            use = each.use
            yield render(heading(_USES[use][fleet.lang]), layout)
        yield render(_lines(each, say), layout)
    if use is None:
        yield render([Line(say("一条也没有", "there are none"), 2)], layout)


def _lines(told: ListedWaiver, say: Wording) -> Iterator[Line]:
    place = f"{told.file}:{told.line}" if told.line else told.file
    until = say("一直有效", "without end")
    if told.until:
        until = say(f"到 {told.until}", f"until {told.until}")
    head = f"{told.shop or place} · {told.platform_name[say.lang]} · {until} · {told.by}"
    says = told.says[say.lang] if told.says else ""
    yield Line(clean(head), 2, style=_STYLES.get(told.use, ""))
    yield Line(clean(f"{say('理由：', 'reason: ')}{told.reason}"), 4)
    yield Line(clean(f"{says} {told.requirement}".strip()), 4)
    yield Line(clean(place), 4, style="dim")
