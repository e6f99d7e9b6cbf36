"""A fleet on its way from its files to its outputs, none of which is ever half there."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shopexit.cli import streams
from shopexit.cli.output import files, is_json, is_utf8, layout
from shopexit.cli.progress import ProgressBar
from shopexit.fleet import baseline as snapshots
from shopexit.fleet import discover as intake
from shopexit.fleet.sorted_spool import Roster
from shopexit.fleet.worker_pool import BatchDone, Task, judged
from shopexit.formats import FLEETS, FULL, WAIVER_RENDERERS, WAIVERS, FleetFormat
from shopexit.formats.lines import RenderOptions, Wording
from shopexit.messages import Lang, Problem, ShopexitError, Text, clean, fail, nearest
from shopexit.report.comparison import Baseline
from shopexit.report.comparison_model import Snapshot, Status
from shopexit.report.totals import Fleet, TotalsCounter
from shopexit.rules.loader import RuleSet

_CHUNK = 1 << 16
"""How many characters are handed to a stream at a time."""


@dataclass(frozen=True)
class Output:
    """One result: a format, and the file it goes to; None is standard output."""

    format: str
    renderer: str
    """The format's name among those of a fleet."""
    path: Path | None = None


def outputs(
    fmt: str, output: Sequence[str], keep: Sequence[str], *, full: bool, waivers: bool
) -> list[Output]:
    """Return the outputs that a call asks for, standard output first.

    Raises ShopexitError if a format is not one for this, or a file is to be written over.
    """
    known = {name.removeprefix(WAIVERS) for name in WAIVER_RENDERERS} if waivers else [*FleetFormat]
    if fmt not in known:
        says = Text(zh=f"--list-waivers 没有 {fmt} 格式", en=f"--list-waivers has no format {fmt}")
        raise ShopexitError([Problem(says, key="--format", hint=nearest(fmt, known))])
    targets = [(fmt, None), *files(output, known, keep)]
    return [Output(name, _renderer(name, full=full, waivers=waivers), to) for name, to in targets]


def _renderer(name: str, *, full: bool, waivers: bool) -> str:
    if waivers:
        return WAIVERS + name
    return name + FULL if full and name + FULL in FLEETS else name


def earlier(file: Path, rules: RuleSet) -> Baseline:
    """Return an earlier run, from its JSON; raise ShopexitError if it cannot be used."""
    return Baseline(snapshots.read(file, snapshots.Judging(rules)))


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
    baseline: Baseline | None = None


@dataclass
class Result:
    """What a run came to."""

    tally: TotalsCounter = field(default_factory=TotalsCounter)
    worse: list[tuple[Snapshot, tuple[str, ...]]] = field(default_factory=list)
    """Of the shops that got worse, the first few, each with what is open and was not."""
    worse_standings: set[Status] = field(default_factory=set)
    worse_count: int = 0
    compared: bool = False

    @property
    def failing(self) -> Collection[Status]:
        """What the run may fail for: all shops, or only those that got worse than they were."""
        if self.compared:
            return self.worse_standings
        return {standing for standing, count in self.tally.standings.items() if count}


_NAMED = 20
"""How many shops that got worse are named."""


def worsened(result: Result, lang: Lang) -> Iterator[str]:
    """Yield in words what got worse, a line a shop."""
    if not result.compared:
        return
    say = Wording(lang)
    count = result.worse_count
    yield say(f"和基准相比变差的店：{count}", f"shops that got worse than the baseline: {count}")
    for shop, refs in result.worse:
        new = say("，", ", ").join(refs)
        told = f"{shop.shop or shop.file} ({shop.platform or '?'}): {shop.standing} {new}"
        yield f"  {clean(told)}"


def run(call: Call) -> Result:
    """Judge a fleet and write what is asked for.

    Raises ShopexitError if an output cannot be written or there is no shop at all, and Gone if
    nobody reads what is written.
    """
    paths = [output.path for output in call.outputs if output.path]
    with streams.whole_files(paths) as opened, Roster(len(call.outputs)) as roster:
        places = iter(opened)
        writers = [
            _Writer(output, next(places) if output.path else None, alone=not paths)
            for output in call.outputs
        ]
        result = _judge(call, writers, roster)
        tally = result.tally
        if not (tally.verdicts or tally.unusable):
            raise fail(_NO_SHOP)
        asked = call.task.asked
        fleet = tally.fleet(asked.options, call.limit)
        # The files first: whoever reads standard output may stop at any time.
        for i, writer in sorted(enumerate(writers), key=lambda each: each[1].file is None):
            if not _streams(call, writer.output):
                writer.write_all(_framed(writer.output, fleet, roster.parts(i)))
    return result


def _streams(call: Call, output: Output) -> bool:
    return FLEETS[output.renderer].streams and not call.in_order


def _judge(call: Call, writers: Sequence["_Writer"], roster: Roster) -> Result:
    result = Result(compared=call.baseline is not None)
    lang = call.task.asked.options.lang
    live = [(i, writer) for i, writer in enumerate(writers) if _streams(call, writer.output)]
    size, total = 0, _sizes(call.files)
    with ProgressBar(lang) as bar:
        blocks = intake.blocks(call.files, streams.stdin)
        for done in judged(blocks, call.task, call.jobs):
            result.tally.join(done.tally)
            for problem in done.problems:
                streams.complain(f"{problem.in_words(lang)}\n")
            for i, writer in live:
                writer.write("".join(parts[i] for _, parts in done.rows))
            if len(live) < len(writers):
                roster.add(done.rows)
            _compare(done, call.baseline, result)
            size += done.size
            bar.update_shops(result.tally.verdicts.total() + result.tally.unusable, size, total)
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


def _compare(done: BatchDone, baseline: Baseline | None, result: Result) -> None:
    for shop in done.snapshots if baseline else ():
        if baseline and baseline.is_worse(shop):
            result.worse_count += 1
            result.worse_standings.add(shop.standing)
            if len(result.worse) < _NAMED:
                result.worse.append((shop, baseline.worsened(shop)))


def _framed(output: Output, fleet: Fleet, parts: Iterable[str]) -> Iterator[str]:
    how = layout() if output.path is None and output.format == "text" else RenderOptions()
    return FLEETS[output.renderer].frame(fleet, parts, how)


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
            fmt = self.output.format
            self._read = streams.write(text, is_json=is_json(fmt), is_utf8=is_utf8(fmt))
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
