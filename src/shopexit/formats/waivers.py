"""The waivers of a fleet: as text, those first that somebody has to look at, and as JSON."""

from collections.abc import Iterable, Iterator
from functools import cache
from json import loads
from typing import Any

from pydantic import TypeAdapter

from shopexit.formats.jsonl import last_list
from shopexit.formats.lines import Line, RenderOptions, Wording, render
from shopexit.formats.parts import heading
from shopexit.messages import Lang, Text, clean
from shopexit.report.totals import Fleet
from shopexit.report.waivers import ListedWaiver, Use

_USES = {
    Use.LAPSED: Text(zh="已经到期，不再算数", en="Run out: they no longer count"),
    Use.SOON: Text(zh="14 天内到期", en="Running out within 14 days"),
    Use.UNUSED: Text(zh="没用上，可以删掉", en="Not needed: they can be removed"),
    Use.UNMATCHED: Text(zh="对不上任何一条要求", en="Matching no requirement"),
    Use.NOT_JUDGED: Text(zh="这次没判断的流程", en="Of procedures that were not judged"),
    Use.USED: Text(zh="在用", en="In use"),
}
_STYLES = {Use.LAPSED: "red", Use.SOON: "yellow", Use.UNMATCHED: "yellow"}


def part(listed: ListedWaiver, lang: Lang) -> str:
    """Return a waiver as JSON, on one line."""
    raw = _adapter().dump_json(listed, by_alias=True, context={"lang": lang})
    return f"{raw.decode()}\n"


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(ListedWaiver)


def text(fleet: Fleet, parts: Iterable[str], layout: RenderOptions) -> Iterator[str]:
    """Yield the waivers under what has become of them."""
    say = Wording(fleet.lang)
    shops = say(f"{fleet.shops} 家店的豁免", f"Waivers of {fleet.shops} shops")
    yield render(
        [Line(f"{shops} · {say('判断日', 'judged as of')} {fleet.on}", style="bold")], layout
    )
    use = ""
    for line in parts:
        told = loads(line)
        if told["use"] != use:
            use = told["use"]
            yield render(heading(_USES[Use(use)][fleet.lang]), layout)
        yield render(_lines(told, say), layout)
    if not use:
        yield render([Line(say("一条也没有", "there are none"), 2)], layout)


def _lines(told: dict[str, Any], say: Wording) -> Iterator[Line]:
    place = f"{told['file']}:{told['line']}" if told["line"] else told["file"]
    shop = told["shop"] or place
    until = told["until"] or say("一直有效", "without end")
    until = say(f"到 {until}", f"until {until}") if told["until"] else until
    head = f"{shop} · {told['platform_name']} · {until} · {told['by']}"
    yield Line(clean(head), 2, style=_STYLES.get(Use(told["use"]), ""))
    yield Line(clean(f"{say('理由：', 'reason: ')}{told['reason']}"), 4)
    yield Line(clean(f"{told['says'] or ''} {told['requirement']}".strip()), 4)
    yield Line(clean(place), 4, style="dim")


def one_object(fleet: Fleet, parts: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield one object with all of them, a line each."""
    yield f'{{\n  "schema": "shopexit.waivers/1",\n  "on": "{fleet.on}",\n  "waivers": '
    yield from last_list(parts)
