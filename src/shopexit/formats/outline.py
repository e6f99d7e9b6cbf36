"""The rules of procedures on a terminal (`steps`), one screen for each procedure.

If there is little room, only the first requirements are shown; -v shows everything (`guide`).
"""

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from rich.cells import cell_len
from rich.console import RenderableType
from rich.text import Text as Styled
from rich.tree import Tree

from shopexit.formats import RenderOptions
from shopexit.formats.guide import duration
from shopexit.formats.lines import fold
from shopexit.formats.sentences import some
from shopexit.formats.terminal import NARROW, ROOM, folded, heading, printed
from shopexit.formats.words import DISCLAIMER, WHO
from shopexit.messages import Wording, clean
from shopexit.report.catalogue import Guide, GuidedEntry, GuidedProcedure
from shopexit.rules.entries import Level, Who

_FEWEST = 3  # requirements shown however long the rest is
_MOST_WAITS = 4  # lines for waits, with their title, so that the steps stay on the screen
_GUIDE = 4  # columns that rich's tree takes for each level
_Leaf: TypeAlias = tuple[str, str]
"""One line of a tree: its text, and a remark shown dim after it."""
_Branch: TypeAlias = tuple[str, Sequence[_Leaf]]


def outline(shown: Guide, layout: RenderOptions) -> str:
    """Return the rules of procedures as trees of lines, as wide as the terminal."""
    width = layout.width or 80
    return printed(_parts(shown, width, Wording(shown.lang)), width, color=layout.color)


def _parts(shown: Guide, width: int, say: Wording) -> Iterator[RenderableType]:
    for number, procedure in enumerate(shown.procedures):
        if number:
            yield Styled()
        yield from _head(shown, procedure, width, say)
        yield from _trees(procedure, width, say)
    whole = say("菜单、依据、不同说法：加 -v", "-v shows menus, sources and disagreements")
    for text in (whole, DISCLAIMER[shown.lang]):
        yield from folded("", text, width, "dim")


def _head(shown: Guide, procedure: GuidedProcedure, width: int, say: Wording) -> Iterator[Styled]:
    named = f"{shown.platform_name[shown.lang]} · {procedure.name[shown.lang]}"
    reviewed = say(f"规则核对日期 {shown.reviewed}", f"rules reviewed {shown.reviewed}")
    if cell_len(named) + cell_len(reviewed) + 2 <= width:
        yield heading(named, reviewed, width)
    else:
        yield from folded("", named, width, "bold")
    yield from folded("", duration(procedure.calendar, say), width)


def _trees(procedure: GuidedProcedure, width: int, say: Wording) -> Iterator[Tree]:
    """Yield a procedure as trees of lines, with as many requirements as fit on the screen."""
    musts = [each for each in procedure.requirements if each.level is Level.MUST]
    advised = len(procedure.requirements) - len(musts)
    required: _Branch = (
        say(f"要满足的（{len(musts)} 条必须，{advised} 条建议）",
            f"What is required ({some(len(musts), 'must')}, {advised} advised)"),
        [(each.says[say.lang], _asked_of(each, say)) for each in musts],
    )  # fmt: skip
    before, after = list(_before(procedure, say)), list(_after(procedure, say))
    taken = sum(1 + len(leaves) for _, leaves in (*before, *after))
    # The 5 lines: heading, duration (two at 80 columns), and two at the end.
    room = max(ROOM - 5 - taken, _FEWEST + 1)
    for title, leaves in (*before, _shortened(required, room, say), *after):
        tree = Tree(Styled(title, "bold"), guide_style="dim")
        for says, about in leaves:
            tree.add(_leaf(says, about, width - _GUIDE))
        yield tree


def _before(procedure: GuidedProcedure, say: Wording) -> Iterator[_Branch]:
    title = say("第一步之前要等满的，可以同时等", "Waits before the first step, in parallel")
    leaves = []
    for wait in procedure.calendar.first:
        days = say(f"{wait.days} 天：", f"{some(wait.days, 'day')}: ")
        of_whom = say("只对部分店铺", "some shops only") if wait.may_apply else ""
        leaves.append((f"{days}{wait.says[say.lang]}", of_whom))
    if leaves:
        yield _shortened((title, leaves), _MOST_WAITS, say)


def _after(procedure: GuidedProcedure, say: Wording) -> Iterator[_Branch]:
    lang = say.lang
    steps = [
        (f"{number}. {each.says[lang]}", _of_step(each, say))
        for number, each in enumerate(procedure.steps, start=1)
        if not each.unusual
    ]
    if left := len(procedure.steps) - len(steps):
        few = say(f"还有 {left} 步只对少数店铺：加 -v", f"-v shows {left} more, for few shops only")
        steps.append((few, ""))
    yield say("步骤", "Steps"), steps
    if procedure.by_itself:
        title = say("放着不管会怎样", "What happens if nobody acts")
        yield title, [(e.says[lang], _of_step(e, say)) for e in procedure.by_itself]
    counts = [
        (procedure.effects, "后果", "effect"),
        (procedure.aftercare, "善后", "later task"),
        (procedure.trouble, "常见问题", "trouble"),
        (procedure.unknowns, "没有公开答案的问题", "unanswered question"),
    ]
    told = [say(f"{zh} {len(each)}", some(len(each), en)) for each, zh, en in counts if each]
    if told:
        yield say("另有：", "Also: ") + say("，", ", ").join(told), []


def _shortened(branch: _Branch, room: int, say: Wording) -> _Branch:
    title, leaves = branch
    if len(leaves) < room:
        return branch
    # Two of the lines are the title and the note on what is left out.
    left = len(leaves) - (room - 2)
    return title, [
        *leaves[: room - 2],
        (say(f"还有 {left} 条：加 -v", f"-v shows {left} more"), ""),
    ]


def _asked_of(entry: GuidedEntry, say: Wording) -> str:
    if entry.disputed:
        return say("说法不一", "disputed")
    return say("有条件", "under a condition") if entry.applies_if else ""


def _of_step(entry: GuidedEntry, say: Wording) -> str:
    lang = say.lang
    who = WHO[entry.who][lang] if entry.who and entry.who is not Who.SELLER else ""
    takes = entry.takes[lang] if entry.takes else ""
    depends = say("看情况", "may apply") if entry.applies_if else ""
    return say("，", ", ").join(part for part in (depends, takes, who) if part)


def _leaf(says: str, about: str, width: int) -> Styled:
    """Return a line of a tree: the text `says`, and the remark `about` as far as there is room."""
    # Folded here, as rich would break Chinese before punctuation.
    if width < NARROW - _GUIDE:
        whole = f"{clean(says)}  {clean(about)}" if about else clean(says)
        return Styled("\n".join(part.rstrip() for part in fold(whole, width, width)))
    line = Styled(clean(says))
    line.no_wrap = True
    room = width - line.cell_len - 2
    # Fewer than 12 columns of a longer text would say nothing.
    if about and room >= min(cell_len(about), 12):
        behind = Styled(f"  {clean(about)}", "dim")
        behind.truncate(room + 2, overflow="ellipsis")
        line.append_text(behind)
    line.truncate(width, overflow="ellipsis")
    return line
