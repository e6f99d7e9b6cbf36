"""The table of facts against procedures, as text and as Markdown."""

from collections.abc import Iterator, Sequence

from shopexit.formats import RenderOptions
from shopexit.formats.lines import Line, render
from shopexit.formats.markup import code, escape, table
from shopexit.messages import Text, Wording
from shopexit.report.fact_table import FactRow, FactTable, Fate, FateIf, PlatformFacts

_WORDS = {
    Fate.READ: Text(zh="看", en="read"),
    Fate.NOT_ASKED: Text(zh="不看", en="not asked"),
    Fate.NO_SUCH_THING: Text(zh="没有这回事", en="no such thing"),
    Fate.OPEN: Text(zh="没写", en="open"),
}
_LEGEND = Text(
    zh="看：有要求或步骤读这一项。不看：来源表明不要求。没写：规则里没提，数字不好就要问平台。*：有条件。",
    en="read: a requirement or step reads it. not asked: a source shows that it does not matter."
    " open: no rule speaks of it, so a bad figure is a question to the platform."
    " *: under a condition.",
)


def text(shown: FactTable, layout: RenderOptions) -> str:
    """Return the table as text."""
    return render(_lines(shown, Wording(shown.lang)), layout)


def markdown(shown: FactTable, _: RenderOptions) -> str:
    """Return the table as GitHub-flavoured Markdown."""
    say = Wording(shown.lang)
    parts = (line for platform in shown.platforms for line in _markdown(platform, say))
    return "\n".join([_LEGEND[shown.lang], *parts]) + "\n"


def _lines(shown: FactTable, say: Wording) -> Iterator[Line]:
    for platform in shown.platforms:
        yield Line(platform.name[shown.lang], style="bold")
        for row in _rows(platform):
            clear = f" ({row.clear[shown.lang]})" if row.clear else ""
            yield Line(f"{row.fact}{clear}", 2)
            for procedure in platform.procedures:
                if words := _cell(row.fates[procedure.procedure], say):
                    name = procedure.name[shown.lang]
                    yield Line(words, 6, f"{name}{say('：', ': ')}", style="dim")
        yield Line()
    yield Line(_LEGEND[shown.lang], style="dim")


def _rows(platform: PlatformFacts) -> Sequence[FactRow]:
    """Return the facts that are of some matter to the platform."""
    return [row for row in platform.facts if any(row.fates.values())]


def _markdown(platform: PlatformFacts, say: Wording) -> Iterator[str]:
    yield from ("", f"## {escape(platform.name[say.lang])}", "")
    names = [escape(procedure.name[say.lang]) for procedure in platform.procedures]
    yield from table(
        (say("数据", "fact"), "", *names),
        (
            (
                code(row.fact),
                escape(row.label[say.lang]),
                *(escape(_cell(row.fates[p.procedure], say)) for p in platform.procedures),
            )
            for row in _rows(platform)
        ),
    )


def _cell(fates: Sequence[FateIf], say: Wording) -> str:
    words = (f"{_WORDS[f.fate][say.lang]}{'*' if f.when else ''}" for f in fates)
    return say("，", ", ").join(dict.fromkeys(words))
