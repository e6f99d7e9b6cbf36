"""Result of the command `test` as text: expected beside actual values, where they differ."""

from collections.abc import Iterator

from shopexit.formats.lines import Line, as_text
from shopexit.formats.row import place
from shopexit.messages import Wording, cells, clean
from shopexit.report.expectation import ExpectationRun, ExpectedState


@as_text
def text(shown: ExpectationRun, say: Wording) -> Iterator[Line]:
    """Yield lines: each state file, with a table of what is not as expected, and the totals."""
    for state in shown.states:
        failed = bool(state.differences)
        mark, style = ("✗ ", "red") if failed else ("✓ ", "green")
        words = say("和预期不一样", "not as expected") if failed else say("符合预期", "as expected")
        yield Line(f"{place(state.file, state.entry)}{say('：', ': ')}{words}", 0, mark, style)
        yield from (Line(row, 4) for row in _rows(state, say))
    counts = [say(f"{shown.passed} 份符合预期", f"{shown.passed} as expected")]
    counts.append(say(f"{shown.failed} 份不一样", f"{shown.failed} not as expected"))
    if shown.skipped:
        counts.append(
            say(f"{shown.skipped} 份没写 expect", f"{shown.skipped} skipped, without `expect`")
        )
    style = "bold red" if shown.failed else "bold green"
    yield Line(say("，", ", ").join(counts), style=style)


def _rows(state: ExpectedState, say: Wording) -> Iterator[str]:
    if not state.differences:
        return
    head = (say("项目", "item"), say("预期", "expected"), say("结果", "found"))
    rows = [head, *((d.what, d.expected, d.found) for d in state.differences)]
    rows = [(clean(what), clean(wanted), clean(found)) for what, wanted, found in rows]
    widths = [max(cells(row[i]) for row in rows) for i in (0, 1)]
    for row in rows:
        padded = (
            part + " " * (width - cells(part)) for part, width in zip(row, widths, strict=False)
        )
        yield "  ".join((*padded, row[2])).rstrip()
