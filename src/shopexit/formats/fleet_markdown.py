"""A fleet as GitHub-flavoured Markdown: for the summary of a workflow, or a merge request.

What comes from files is text: `escape` writes it so that no mark-up in it can act. GitHub takes no
summary of more than 1 MiB, so long names are cut here, and so are the rows.
"""

from collections.abc import Iterable, Iterator

from shopexit.formats import RenderOptions, row
from shopexit.formats.issues import problem, problems
from shopexit.formats.markup import escape, table
from shopexit.formats.words import DISCLAIMER
from shopexit.messages import Lang, Wording, clean
from shopexit.report.summary import Status
from shopexit.report.totals import Fleet, Shop
from shopexit.rules.sources import Grade

_MARKS = {
    Status.UNUSABLE: "⚠️",
    Status.BLOCKED: "❌",
    Status.UNDETERMINED: "❓",
    Status.READY: "✅",
}
_LONGEST = 80  # characters of a name
_LONGEST_PROBLEM = 300  # of a sentence, which may repeat a value of any length
_ROOM = 1_000_000  # bytes of the rows; totals and the end come to less than the rest of 1 MiB


def item(shop: Shop, lang: Lang) -> str:
    """Return the row of one shop."""
    say = Wording(lang)
    return f"| {' | '.join(_cells(shop, say))} |\n"


def document(fleet: Fleet, items: Iterable[str], _: RenderOptions) -> Iterator[str]:
    """Yield what the fleet comes to, as many rows as are asked for, and how many are left."""
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
    where = shop.status
    mark = f"{_MARKS[where]} {row.WORDS[where][say.lang]}"
    told = shop.summary
    if told is None:
        wrong, *others = problems(shop)
        line = say(f"第 {wrong.line} 行：", f"line {wrong.line}: ") if wrong.line else ""
        says = escape(_cut(f"{line}{problem(wrong, say.lang)}", _LONGEST_PROBLEM))
        return mark, _called(shop), "", f"{says}{_more(len(others), say)}", "", "", ""
    first = row.first(told)
    says = escape(_cut(first[say.lang], _LONGEST_PROBLEM)) if first else ""
    money, dates = told.money, told.dates
    lacks = say(f"（{len(money.missing)} 笔没写）", f" ({len(money.missing)} not given)")
    guess = say("（估算）", " (estimate)") if dates.estimated else ""
    return (
        mark,
        _called(shop),
        escape(_cut(told.platform_name[say.lang])),
        f"{says}{_more(row.more(told), say)}",
        f"{money.expected} {escape(money.currency)}{lacks if money.missing else ''}",
        f"{dates.close}{guess}" if dates.close else "",
        f"{dates.money}{guess}" if dates.money else "",
    )


def _called(shop: Shop) -> str:
    """Return a shop's name, or the end of its path, which tells more than where that begins."""
    if shop.summary and shop.summary.shop:
        return escape(_cut(row.name(shop)))
    where = row.place(shop)
    return escape(where if len(where) <= _LONGEST else f"…{where[1 - _LONGEST :]}")


def _cut(text: str, longest: int = _LONGEST) -> str:
    text = clean(text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _more(count: int, say: Wording) -> str:
    return say(f"（还有 {count} 条）", f" (and {count} more)") if count > 0 else ""


def _head(fleet: Fleet, say: Wording) -> Iterator[str]:
    lang = fleet.lang
    counts = row.counts(fleet)
    found = [f"{_MARKS[each]} {row.WORDS[each][lang]} {count}" for each, count in counts.items()]
    told = f"{say('：', ': ')}{say('，', ', ').join(found)}" if found else ""
    yield f"## {row.shops(fleet.shops + fleet.unusable, lang)}{told}"
    yield ""
    trust = f", --trust {fleet.trust}" if fleet.trust is not Grade.GUIDE else ""
    options = f"{trust}{', --strict' if fleet.strict else ''}"
    yield say(f"按 {fleet.on} 判断{options}。", f"Judged as of {fleet.on}{options}.")
    if fleet.platforms:
        yield ""
        yield from _platforms(fleet, say)
    if fleet.shops + fleet.unusable > fleet.left_out:
        yield ""
        heads = say(
            "结论|店铺|平台|卡在哪|预计能拿回|最早办完|最早到账",
            "verdict|shop|platform|in the way first|expected back|done, at the soonest|first money",
        )
        yield from table(heads.split("|"), ())


def _platforms(fleet: Fleet, say: Wording) -> Iterator[str]:
    several = [each for each in row.counts(fleet) if each is not Status.UNUSABLE]
    names = [f"{_MARKS[each]} {row.WORDS[each][say.lang]}" for each in several]
    head = (
        say("平台", "platform"),
        say("店铺", "shops"),
        *names,
        say("预计能拿回", "expected back"),
    )
    yield from table(
        head,
        (
            (
                escape(_cut(each.name[say.lang])),
                str(each.shops),
                *(str({Status(v): n for v, n in each.verdicts.items()}.get(s, 0)) for s in several),
                f"{each.expected} {escape(each.currency)}",
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
            f"And {left} more, see the page or the table: {', '.join(files)}.",
        )
    if fleet.left_out:
        yield ""
        yield say(
            f"按 `--only` 略去 {fleet.left_out} 家。", f"{fleet.left_out} left out by `--only`."
        )
    yield from ("", DISCLAIMER[fleet.lang])
