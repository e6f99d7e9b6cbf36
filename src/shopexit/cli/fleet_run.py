"""Run the command `fleet`: read, evaluate, and write all outputs atomically."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from shopexit.cli import streams
from shopexit.cli.progress import ProgressBar
from shopexit.files.atomic_write import WholeFile, whole_files
from shopexit.fleet import discover
from shopexit.fleet.evaluate_shops import BatchDone, Task, evaluated
from shopexit.formats import FORMATS, Format, RenderOptions
from shopexit.formats.row import place
from shopexit.messages import Lang, Problem, ShopexitError, Text, Wording, clean, fail, nearest
from shopexit.report.change_model import Presence, ShopChange
from shopexit.report.comparison import compare
from shopexit.report.summary import Listed, Status

_SPARE = 2_000
"""How many rows more than needed are collected before they are sorted and the rest is dropped."""
_CHUNK = 1 << 16
"""Number of characters to collect for one write, as each write to standard output is flushed."""

Output: TypeAlias = tuple[str, Path | None]
"""An output as (format, file); the file is None for standard output."""


def outputs(fmt: str, output: Sequence[str], keep: Sequence[str], *, waivers: bool) -> list[Output]:
    """Return the outputs that --format (`fmt`) and -o (`output`) name, standard output first.

    `keep` are the input files. Raises ShopexitError if a format is not available, or an input file
    would be overwritten.
    """
    known = [name for name, row in FORMATS.items() if (row.waivers if waivers else row.fleet)]
    fmt, output = streams.to_stdout(fmt, output, known)
    # typer has checked the choices of --format, but not every format can list waivers.
    if fmt not in known:
        says = Text(
            zh=f"--list-waivers 没有 {fmt} 格式",
            en=f"--list-waivers does not support the format {fmt}",
        )
        raise ShopexitError([Problem(says, key="--format", hint=nearest(fmt, known))])
    return [(fmt, None), *streams.targets(output, known, keep)]


def run(
    task: Task,
    files: Sequence[str],
    outputs: Sequence[Output],
    *,
    jobs: int,
    limit: int,
    in_order: bool,
    earlier: Sequence[Listed] | None,
) -> Collection[Status]:
    """Evaluate many shops, write the outputs, and return the statuses that set the exit code.

    At most `limit` shops (0 for all) are shown in formats for people. With `in_order`, nothing is
    written before all shops are evaluated. With an `earlier` run, only statuses of shops that got
    worse are returned; these shops, and those missing now, are listed on standard error.

    Raises ShopexitError if an output cannot be written or there are no shops, and Gone if the
    reader of standard output has exited.
    """
    renderers, options = task.renderers, task.options
    waiting = [i for i, (name, _) in enumerate(outputs) if in_order or not FORMATS[name].streams]
    # If all outputs show only the first shops, the rows of the others need not be kept.
    most = limit if all(renderers[i].limited for i in waiting) else 0
    paths = [path for _, path in outputs if path]
    with whole_files(paths) as opened:
        places = iter(opened)
        writers = [
            _Writer(FORMATS[name], next(places) if path else None, alone=not paths)
            for name, path in outputs
        ]
        blocks = discover.blocks(files, streams.stdin)
        found = BatchDone()
        size = _size(files)
        with ProgressBar(options.lang) as bar:
            for done in evaluated(blocks, task, jobs):
                for problem in done.problems:
                    streams.complain(f"{problem.in_words(options.lang)}\n")
                _join(found, done, writers, waiting, most)
                # Progress is measured in bytes: how many shops the files hold is not known yet.
                shops = found.totals.statuses.total()
                bar.update_shops(shops, found.size, size)
        if not found.totals.statuses.total():
            raise fail(_NO_SHOP)
        fleet = found.totals.fleet(options, limit)
        found.rows.sort(key=lambda row: row[0])
        # Files first: standard output may fail at any time, if its reader exits.
        for at, i in sorted(enumerate(waiting), key=lambda each: writers[each[1]].file is None):
            how = streams.layout() if writers[i].file is None else RenderOptions()
            items = (row[1][at] for row in found.rows)
            writers[i].write_all(renderers[i].document(fleet, items, how))
    if earlier is None:
        return {status for status, count in found.totals.statuses.items() if count}
    changed = compare(earlier, found.listed).shops
    worse = [shop for shop in changed if shop.worse]
    # Shops of other platforms than --platform were not looked for.
    looked_for = {*task.platforms, None}
    gone = [
        shop
        for shop in changed
        if shop.kind is Presence.GONE and (not task.platforms or shop.platform in looked_for)
    ]
    for line in (*_worsened(worse, options.lang), *_vanished(gone, options.lang)):
        streams.complain(f"{line}\n")
    return {shop.verdict.after for shop in worse if shop.verdict.after}


def _join(
    found: BatchDone,
    done: BatchDone,
    writers: Sequence["_Writer"],
    waiting: Sequence[int],
    most: int,
) -> None:
    """Add the results of a batch to those found so far, and write outputs that need not wait.

    `waiting` has the indexes of the outputs that are written after all shops are evaluated. Their
    rows are kept in `found`: all if `most` is 0, else at least the first `most` in sort order.
    """
    found.totals.join(done.totals)
    found.listed += done.listed
    found.size += done.size
    for i, writer in enumerate(writers):
        if i not in waiting:
            writer.write("".join(items[i] for _, items in done.rows))
    if waiting:
        found.rows += ((key, tuple(items[i] for i in waiting)) for key, items in done.rows)
    if most and len(found.rows) > most + _SPARE:
        found.rows.sort(key=lambda row: row[0])
        del found.rows[most:]


_NAMED = 20
"""Maximum number of shops listed as having got worse, or being gone, since the earlier run."""


def _worsened(worse: Sequence[ShopChange], lang: Lang) -> Iterator[str]:
    """Yield the number of shops that got worse, then a line for each of the first few of them."""
    say = Wording(lang)
    count = len(worse)
    yield say(f"比上次变差的店：{count}", f"shops that got worse than the baseline: {count}")
    for shop in worse[:_NAMED]:
        new = say("，", ", ").join(change.ref for change in shop.new)
        why = new or (shop.first[lang] if shop.first else "")
        yield f"  {clean(f'{_name(shop)}: {shop.verdict.after} {why}')}"


def _vanished(gone: Sequence[ShopChange], lang: Lang) -> Iterator[str]:
    """Yield the number of shops missing since the earlier run, then lines for the first few."""
    say = Wording(lang)
    if count := len(gone):
        yield say(f"上次有、这次没有的店：{count}", f"shops missing since the baseline: {count}")
    for shop in gone[:_NAMED]:
        yield f"  {clean(f'{_name(shop)}: {shop.file}')}"


def _name(shop: ShopChange) -> str:
    return f"{shop.shop or place(shop.file, shop.entry)} ({shop.platform or '?'})"


def _size(files: Sequence[str]) -> int | None:
    """Return the total size of the files in bytes; None if it cannot be determined."""
    try:  # `-`, standard input, has no size
        return sum(Path(name).stat().st_size for name in files)
    except OSError:
        return None


class _Writer:
    def __init__(self, form: Format, file: WholeFile | None, *, alone: bool) -> None:
        self.file = file
        self._form = form
        self._alone = alone
        self._read = True

    def write(self, text: str) -> None:
        if self.file:
            self.file.write(text)
        elif self._read and text:
            # Without a reader the run goes on only if there are files to complete.
            self._read = streams.write(text, self._form)
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
    en="no shops to check: the files are empty, or none matches --platform",
)
