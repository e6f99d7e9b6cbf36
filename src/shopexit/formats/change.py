"""Result of `diff`, the comparison of two runs, as text or Markdown; shops that got worse first."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shopexit.evaluation.evaluate import Outcome
from shopexit.formats import RenderOptions, row, words
from shopexit.formats.lines import Line, as_text, heading
from shopexit.formats.markup import code, escape
from shopexit.formats.sentences import some
from shopexit.formats.words import DISCLAIMER, OUTCOMES, VERDICTS
from shopexit.messages import Text, Wording, record
from shopexit.report.change_model import (
    Caution,
    Change,
    DayChange,
    NamedFact,
    OpenChange,
    Presence,
    ShopChange,
)
from shopexit.report.comparison import is_better
from shopexit.report.summary import Status

_STANDINGS = {**VERDICTS, Status.UNUSABLE: Text(zh="文件有错，判断不了", en="UNUSABLE")}
_CAUTIONS = {
    Caution.PROCEDURE: Text(
        zh="两次查的不是同一个流程，比出来的仅供参考；要是 --procedure 写得不一样，改成一样的再比",
        en="different procedures were checked, so the comparison is of limited use: if --procedure"
        " was not the same, check both with the same one",
    ),
}
_SHOWN_FACTS = 6
_SHOWN_SHOPS = 50
"""Maximum number of shops shown under one heading, such as `Worse`; JSON output has all."""


@record()
class _Detail:
    """One line about a change in a shop: label, text, reference of the rule, and colour."""

    lead: str
    text: str
    ref: str = ""
    style: str = ""


def markdown(shown: Change, _: RenderOptions) -> str:
    """Return the comparison of two runs as Markdown, with the shops that got worse first."""
    return "\n".join(_marked(shown, Wording(shown.lang))) + "\n"


@as_text
def text(shown: Change, say: Wording) -> Iterator[Line]:
    """Yield the comparison of two runs as lines of text, with the shops that got worse first."""
    yield Line(_title(shown, say), style="bold")
    yield Line(_summary(shown, say), 2, style="bold red" if shown.worse else "green")
    for title, _, shops in _groups(shown, say):
        yield from heading(words.counted(title, len(shops), say))
        for shop in shops[:_SHOWN_SHOPS]:
            mark, style = _mark(shop)
            yield Line(f"{_name(shop, say)}{say('：', ': ')}{_verdicts(shop, say)}", 2, f"{mark} ",
                       f"bold {style}".strip())  # fmt: skip
            for detail in _details(shop, say):
                ref = f" [{detail.ref}]" if detail.ref else ""
                yield Line(f"{detail.text}{ref}", 6, detail.lead, detail.style)
        if more := _more(shops, say):
            yield Line(more, 2, style="dim")
    yield Line()
    yield Line(DISCLAIMER[say.lang], style="dim")


def _marked(shown: Change, say: Wording) -> Iterator[str]:
    yield f"## {escape(_title(shown, say))}"
    yield from ("", f"{escape(_summary(shown, say))}{say('。', '.')}")
    for title, _, shops in _groups(shown, say):
        yield from ("", f"### {words.counted(title, len(shops), say)}", "")
        for shop in shops[:_SHOWN_SHOPS]:
            verdicts = escape(_verdicts(shop, say))
            yield f"- **{escape(_name(shop, say))}**{say('：', ': ')}{verdicts}"
            for detail in _details(shop, say):
                ref = f" {code(detail.ref)}" if detail.ref else ""
                yield f"  - {escape(detail.lead + detail.text)}{ref}"
        if more := _more(shops, say):
            yield from ("", more)
    yield from ("", DISCLAIMER[say.lang])


def _more(shops: Sequence[ShopChange], say: Wording) -> str:
    rest = len(shops) - _SHOWN_SHOPS
    if rest <= 0:
        return ""
    return say(f"还有 {rest} 家，全部在 --format json 里", f"{rest} more: --format json shows all")


def _title(shown: Change, say: Wording) -> str:
    between = f"{shown.old} → {shown.new}" if shown.old and shown.new else ""
    changes = say("前后对比", "What changed")
    return f"{changes}{say('：', ': ')}{between}" if between else changes


def _summary(shown: Change, say: Wording) -> str:
    counted = [(len(shops), words) for _, words, shops in _groups(shown, say)]
    if shown.unchanged:
        counted.append((shown.unchanged, say("没变", "unchanged")))
    # For one shop in both runs a sentence reads better than numbers.
    if shown.before == shown.after == 1 == len(counted):
        _, words = counted[0]
        return say(f"这家店{words}{'了' if shown.worse else ''}", f"This shop is {words}")
    parts = [say(f"{count} 家{words}", f"{count} {words}") for count, words in counted]
    before, after = shown.before, shown.after
    shops = say(
        f"原来 {before} 家店，现在 {after} 家",
        f"{some(before, 'shop')} before, {after} now",
    )
    return say("：", ": ").join([shops, *([say("，", ", ").join(parts)] if parts else [])])


def _groups(shown: Change, say: Wording) -> Iterator[tuple[str, str, Sequence[ShopChange]]]:
    """Yield (heading, words for use in a sentence, shops) for each kind of change that occurred."""
    stay = [shop for shop in shown.shops if shop.kind is not Presence.GONE]
    gone = [shop for shop in shown.shops if shop.kind is Presence.GONE]
    worse = [shop for shop in stay if shop.worse]
    better = [shop for shop in stay if is_better(shop)]
    others = [shop for shop in stay if not shop.worse and not is_better(shop)]
    groups = (
        (say("变差了", "Worse"), say("变差", "worse"), worse),
        (say("有进展", "Better"), say("有进展", "better"), better),
        (say("别的变化", "Other changes"), say("有别的变化", "changed otherwise"), others),
        (
            say("这次没有了", "Missing from the new run"),
            say("这次没有了", "missing from the new run"),
            gone,
        ),
    )
    return (group for group in groups if group[-1])


def _mark(shop: ShopChange) -> tuple[str, str]:
    if shop.worse:
        return "✗", "red"
    return ("✓", "green") if is_better(shop) else ("-", "")


def _name(shop: ShopChange, say: Wording) -> str:
    """Return a shop's name (or its file, if it has none), and the name of its platform if known."""
    name = shop.shop or row.place(shop.file, shop.entry)
    platform = shop.platform_name[say.lang] if shop.platform_name else shop.platform or ""
    return f"{name} · {platform}" if platform else name


def _verdicts(shop: ShopChange, say: Wording) -> str:
    before, after = shop.verdict.before, shop.verdict.after
    was = _STANDINGS[before][say.lang] if before else ""
    now = _STANDINGS[after][say.lang] if after else ""
    if not was:
        return say(f"新加的店，{now}", f"new, {now}")
    if not now:
        return say(f"原来{was}", f"was {was}")
    if was == now:
        return say(f"还是“{now}”", f"still {now}")
    return f"{was} → {now}"


def _details(shop: ShopChange, say: Wording) -> Iterator[_Detail]:
    """Yield lines on what changed in a shop: open requirements, missing facts, key dates, money."""
    for caution in shop.cautions:
        yield _Detail(say("注意：", "note: "), _CAUTIONS[caution][say.lang], style="yellow")
    if shop.kind is Presence.GONE:
        return
    yield from _news(shop, say)
    for each in shop.new:
        what = _outcome(each, each.after, say)
        lead = say(f"新问题（{what}）：", f"new problem ({what}): ")
        # A procedure that was not judged before may have had it then.
        if shop.kind is Presence.NEW or not shop.worse:
            lead = say(f"{what}：", f"{what}: ")
        yield _open(each, lead, say, "red")
    for each in shop.changed:
        was, now = (_outcome(each, o, say) for o in (each.before, each.after))
        yield _open(each, say(f"{was} → {now}：", f"{was} → {now}: "), say)
    for each in shop.cleared:
        yield _open(each, say("解决了：", "resolved: "), say, "green")
    # Those whose outcome changed are among those still open, and have just been listed.
    if same := shop.still - len(shop.changed):
        left = f"{some(same, 'problem')} still open, as before"
        yield _Detail("", say(f"还有 {same} 条和原来一样，没解决", left))
    # In one of the runs there are no dates and no money to compare with.
    if shop.kind is Presence.NEW or Status.UNUSABLE in (shop.verdict.before, shop.verdict.after):
        return
    yield from _facts(shop.asked, say("新缺的数据：", "facts missing now: "), say)
    yield from _facts(shop.filled, say("不再缺的数据：", "facts no longer missing: "), say)
    yield from _days(shop, say)
    yield from _money(shop, say)


def _outcome(each: OpenChange, outcome: Outcome | None, say: Wording) -> str:
    # Its figure is given: what is missing is the platform's answer.
    if each.open_point and outcome is Outcome.UNKNOWN:
        return say("要问平台", "question to the platform")
    return OUTCOMES[outcome][say.lang] if outcome else ""


def _news(shop: ShopChange, say: Wording) -> Iterator[_Detail]:
    """Yield lines: procedures that are finished now, and why the shop got worse."""
    for name in shop.passed:
        yield _Detail(say("办完了：", "finished: "), name[say.lang], style="green")
    # A new problem is told with its reference instead.
    if shop.first and shop.worse and not shop.new:
        is_unusable = shop.verdict.after is Status.UNUSABLE
        where = f"{row.place(shop.file, shop.entry)}: " if is_unusable else ""
        yield _Detail(say("原因：", "reason: "), f"{where}{shop.first[say.lang]}", style="red")


def _open(each: OpenChange, lead: str, say: Wording, style: str = "") -> _Detail:
    says = each.says[say.lang]
    # A rule that no longer exists is named by its reference, which is not repeated.
    return _Detail(lead, says, each.ref if says != each.ref else "", style)


def _facts(facts: Sequence[NamedFact], lead: str, say: Wording) -> Iterator[_Detail]:
    if facts:
        more = len(facts) - _SHOWN_FACTS
        labels = say("、", ", ").join(fact.label[say.lang] for fact in facts[:_SHOWN_FACTS])
        yield _Detail(
            lead, labels + (say(f" 等 {len(facts)} 项", f" and {more} more") if more > 0 else "")
        )


def _days(shop: ShopChange, say: Wording) -> Iterator[_Detail]:
    days = shop.days
    named = [
        (days.apply, say("可以申请的日子", "ready to apply")),
        (days.close, say("办完的日子", "done")),
        # If nothing is open, both ends of a range move alike; the change is shown once.
        (days.close_latest, say("最晚办完的日子", "done at the latest")),
        (days.money, say("钱开始到账的日子", "first payment")),
        (days.money_latest, say("钱全部到账的日子", "last payment at the latest")),
    ]
    said: list[DayChange] = []
    for day, name in named:
        is_latest = day is days.close_latest or day is days.money_latest
        if day.before == day.after or day.later == 0 or (is_latest and said and day == said[-1]):
            continue
        said.append(day)
        yield _Detail("", _day(day, name, say), style="red" if (day.later or 0) > 0 else "")


def _day(day: DayChange, name: str, say: Wording) -> str:
    if day.later is None:
        was = say(f"原来 {day.before}", f"was {day.before}")
        if day.lost:
            return say(f"{name}：{was}，现在没有日子了", f"{name}: {was}, now no date")
        return say(
            f"{name}：原来没有日子，现在 {day.after}", f"{name}: no date before, now {day.after}"
        )
    count = abs(day.later)
    late = day.later > 0
    by = say(
        f"{'晚' if late else '早'}了 {count} 天",
        f"{some(count, 'day')} {'later' if late else 'earlier'}",
    )
    return f"{name} {day.before} → {day.after}{say('，', ', ')}{by}"


def _money(shop: ShopChange, say: Wording) -> Iterator[_Detail]:
    money = shop.money
    if money.before == money.after or not (money.before and money.after):
        return
    by = ""
    if money.difference:
        difference = Decimal(money.difference)
        less = difference < 0
        by = say(
            f"，{'少' if less else '多'}了 {abs(difference)}",
            f", {abs(difference)} {'less' if less else 'more'}",
        )
        # What has arrived is not lost.
        if less and money.returned:
            here = say("、", ", ").join(fact.label[say.lang] for fact in money.returned)
            by = say(f"；已经退到手：{here}", f"; already paid out: {here}")
    unit = words.unit(money.currency or "")[say.lang]
    back = say("能拿回", "comes back")
    yield _Detail("", f"{back} {money.before} → {money.after} {unit}{by}")
