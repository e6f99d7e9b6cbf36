"""A fleet on its way from its files to its outputs, none of which is ever half there."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shopexit.cli import streams
from shopexit.cli.output import files, layout
from shopexit.cli.progress import ProgressBar
from shopexit.fleet import discover as intake
from shopexit.fleet.sort_order import Key
from shopexit.fleet.worker_pool import Task, evaluated
from shopexit.formats import FORMATS, RenderOptions
from shopexit.messages import Lang, Problem, ShopexitError, Text, Wording, clean, fail, nearest
from shopexit.report.comparison import compare
from shopexit.report.comparison_model import ShopChange
from shopexit.report.summary import Listed, Status
from shopexit.report.totals import TotalsCounter

_SPARE = 2_000
"""How many rows more than are shown may gather before those that are not are dropped."""
_CHUNK = 1 << 16
"""How many characters are handed to a stream at a time."""


@dataclass(frozen=True)
class Output:
    """One result: a format, and the file it goes to; None is standard output."""

    format: str
    path: Path | None = None


def outputs(fmt: str, output: Sequence[str], keep: Sequence[str], *, waivers: bool) -> list[Output]:
    """Return the outputs that a call asks for, standard output first.

    Raises ShopexitError if a format is not one for this, or a file is to be written over.
    """
    known = [name for name, row in FORMATS.items() if (row.waivers if waivers else row.fleet)]
    if fmt not in known:
        says = Text(zh=f"--list-waivers 没有 {fmt} 格式", en=f"--list-waivers has no format {fmt}")
        raise ShopexitError([Problem(says, key="--format", hint=nearest(fmt, known))])
    return [Output(fmt), *(Output(name, path) for name, path in files(output, known, keep))]


@dataclass(frozen=True)
class Call:
    """What is asked of a run over a fleet."""

    files: Sequence[str]
    task: Task
    outputs: Sequence[Output]
    jobs: int = 1
    limit: int = 0
    """How many shops are shown where people read them, or all if it is 0."""
    in_order: bool = False
    """Whether an order was asked for: then nothing is written before all shops are judged."""
    earlier: Sequence[Listed] | None = None
    """The shops of an earlier run to compare with, if there is one."""


@dataclass
class Result:
    """What a run came to."""

    totals: TotalsCounter = field(default_factory=TotalsCounter)
    rows: list[tuple[Key, tuple[Any, ...]]] = field(default_factory=list)
    """What each shop, or waiver, is sorted by, and its item for each output that waits."""
    listed: list[Listed] = field(default_factory=list)
    worse: tuple[ShopChange, ...] | None = None
    """The shops that got worse; None if there is nothing to compare with."""

    @property
    def failing(self) -> Collection[Status]:
        """What the run may fail for: all shops, or only those that got worse than they were."""
        if self.worse is not None:
            return {shop.verdict.after for shop in self.worse if shop.verdict.after}
        return {status for status, count in self.totals.statuses.items() if count}


_NAMED = 20
"""How many shops that got worse are named."""


def worsened(result: Result, lang: Lang) -> Iterator[str]:
    """Yield in words what got worse, a line a shop."""
    if result.worse is None:
        return
    say = Wording(lang)
    count = len(result.worse)
    yield say(f"和基准相比变差的店：{count}", f"shops that got worse than the baseline: {count}")
    for shop in result.worse[:_NAMED]:
        new = say("，", ", ").join(change.ref for change in shop.new)
        name = f"{shop.shop or shop.file} ({shop.platform or '?'})"
        yield f"  {clean(f'{name}: {shop.verdict.after} {new}')}"


def run(call: Call) -> Result:
    """Judge a fleet and write what is asked for.

    Raises ShopexitError if an output cannot be written or there is no shop at all, and Gone if
    nobody reads what is written.
    """
    paths = [output.path for output in call.outputs if output.path]
    with streams.whole_files(paths) as opened:
        places = iter(opened)
        writers = [
            _Writer(output, next(places) if output.path else None, alone=not paths)
            for output in call.outputs
        ]
        renderers = call.task.renderers
        waiting = [i for i, each in enumerate(renderers) if call.in_order or not each.streams]
        result = _evaluate(call, writers, waiting)
        totals, options = result.totals, call.task.asked.options
        if not (totals.verdicts or totals.unusable):
            raise fail(_NO_SHOP)
        fleet = totals.fleet(options, call.limit)
        result.rows.sort(key=lambda row: row[0])
        # The files first: whoever reads standard output may stop at any time.
        for at, i in sorted(enumerate(waiting), key=lambda each: writers[each[1]].file is None):
            how = layout() if writers[i].file is None else RenderOptions()
            items = (row[1][at] for row in result.rows)
            writers[i].write_all(renderers[i].document(fleet, items, how))
    if call.earlier is not None:
        change = compare(call.earlier, result.listed)
        result.worse = tuple(shop for shop in change.shops if shop.worse)
    return result


def _evaluate(call: Call, writers: Sequence["_Writer"], waiting: Sequence[int]) -> Result:
    result = Result()
    lang = call.task.asked.options.lang
    total, size = _sizes(call.files), 0
    # Where the first shops are all that is shown, the others need not be kept.
    renderers = call.task.renderers
    most = call.limit if all(renderers[i].limited for i in waiting) else 0
    with ProgressBar(lang) as bar:
        blocks = intake.blocks(call.files, streams.stdin)
        for done in evaluated(blocks, call.task, call.jobs):
            result.totals.join(done.totals)
            result.listed += done.listed
            for problem in done.problems:
                streams.complain(f"{problem.in_words(lang)}\n")
            for i, writer in enumerate(writers):
                if i not in waiting:
                    writer.write("".join(items[i] for _, items in done.rows))
            if waiting:
                result.rows += ((key, tuple(items[i] for i in waiting)) for key, items in done.rows)
            if most and len(result.rows) > most + _SPARE:
                result.rows.sort(key=lambda row: row[0])
                del result.rows[most:]
            size += done.size
            shops = result.totals.verdicts.total() + result.totals.unusable
            bar.update_shops(shops, size, total)
    return result


def _sizes(files: Sequence[str]) -> int | None:
    """Return how many bytes there are to read; None if that cannot be known."""
    total = 0
    for name in files:
        try:
            total += Path(name).stat().st_size
        except OSError:
            return None
    return total


class _Writer:
    """Writes one output."""

    def __init__(self, output: Output, file: streams.WholeFile | None, *, alone: bool) -> None:
        self.output = output
        self.file = file
        self._alone = alone
        self._read = True

    def write(self, text: str) -> None:
        if self.file:
            self.file.write(text)
        elif self._read and text:
            how = FORMATS[self.output.format]
            self._read = streams.write(text, is_json=how.escapes, is_utf8=how.is_utf8)
            if not self._read and self._alone:
                raise streams.Gone

    def write_all(self, chunks: Iterable[str]) -> None:
        gathered: list[str] = []
        size = 0
        for chunk in chunks:
            gathered.append(chunk)
            size += len(chunk)
            if size >= _CHUNK:
                self.write("".join(gathered))
                gathered, size = [], 0
        self.write("".join(gathered))


_NO_SHOP = Text(
    zh="没有可查的店铺：文件是空的，或者都不是 --platform 要的平台",
    en="there is no shop to judge: the files are empty, or --platform leaves none",
)
